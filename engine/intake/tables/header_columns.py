"""The headings of a header -> its columns; reports headings that are unused or read under another name."""

from collections.abc import Mapping

import msgspec

from ...model.cell_address import letter
from ...model.findings import Findings, refuse
from ...model.quoting import first_of, quoted, suggestion
from ...model.settings import ColumnMapping, SheetMapping
from ...vocabulary.countries import country_name
from ...vocabulary.foreign_entities import covered_countries
from ...vocabulary.names import nearest_names
from ..files.sheet import Sheet, cell_at, one_line
from .columns import known_columns
from .columns_file import unit_of
from .covered_places import find_covered_places
from .header_candidates import Texts, column_texts
from .heading_words import load_headings, says_phrase
from .headings import By, Heading, read_heading

_OF_GOVERNMENTS = ("government_equity_pct", "government_votes_pct", "government_board_pct")
_NAMES = ("line", "item")
_COMPANIES = ("producer", "owner")
"""Columns outside the sheet BOM whose company decides, as that of a step does."""
"""Columns that only name a row: of several, the first is used."""
_NEAR_HEADING = 75  # percent of likeness
_SUREST = [By.FILE, By.NAME, By.ALIAS, By.NEAR]


class HeaderColumn(Heading, frozen=True, kw_only=True):
    """A heading of a header: its column, its position from 0, and the text as written."""

    index: int
    cell: str
    heading: str

    def unused(self) -> "HeaderColumn":
        """The same heading, marked as unused."""
        return HeaderColumn(index=self.index, cell=self.cell, heading=self.heading)


class HeaderRow(msgspec.Struct, frozen=True):
    """The texts of a header row by position, from 0, and the number of distinct texts of its own."""

    texts: Mapping[int, str]
    own: int


class Header(msgspec.Struct, frozen=True):
    """The header of a table: its first and last row, its headings, and its width in cells.

    `left_out` are the header rows of the tables above it that are not read. `groups` are the texts of the row above
    above columns that are not read.
    """

    first: int
    last: int
    columns: tuple[HeaderColumn, ...]
    width: int
    rows: tuple[HeaderRow, ...] = ()
    left_out: tuple[int, ...] = ()
    groups: Mapping[int, str] = {}

    @property
    def index(self) -> dict[str, int]:
        """The position of each known column, from 0."""
        return {entry.column: entry.index for entry in self.columns if entry.column is not None}


def read_columns(
    sheet: Sheet,
    kind: str,
    mapping: SheetMapping,
    texts: Texts,
    first: int,
    last: int,
    found: Findings,
    *,
    likely: bool = False,
) -> Header:
    """The header in these rows, with the column of each heading.

    `likely`: a column may be missing, and the first of duplicates is used.

    Raises:
        Unreadable: a required column is missing, or a column is present twice.
    """
    columns: list[HeaderColumn] = []
    used: set[str] = set()
    parts = column_texts(texts, first, last)
    for index, of_column in enumerate(parts):
        for number in range(first, last + 1):
            if (fault := sheet.about.faults.get(f"{letter(index)}{number}")) is not None:
                code = "CELL-FORMULA" if "formula" in fault else "CELL-ERROR"
                found.add(code, f"the heading of a column is {fault}", f"{sheet.name}!{letter(index)}{number}")
        written = " ".join(of_column)
        entry = mapping.find(written, letter(index))
        if not of_column and entry is None:
            continue
        if entry is not None:
            used.add(entry[0])
        heading = _by_file(kind, written, *entry) if entry is not None else _heading(of_column, kind)
        filled = [n for n in range(first, last + 1) if cell_at(texts.get(n, []), index)]
        cell = f"{sheet.name}!{letter(index)}{max(filled, default=last)}"
        fields = {name: getattr(heading, name) for name in Heading.__struct_fields__}
        columns.append(HeaderColumn(index=index, cell=cell, heading=written, **fields))
    unmapped = [column.heading for column in columns if column.by is not By.FILE]
    for missing in [written for written in mapping.columns if written not in used]:
        near = nearest_names(missing, unmapped, _NEAR_HEADING)
        hint = suggestion([quoted(near)] if near is not None else [])
        message = f"the columns file maps {quoted(missing)}, which the sheet {sheet.name} does not have{hint}"
        found.add("COLUMN-NOT-THERE", message)
    width = max((index + 1 for index, of_column in enumerate(parts) if of_column), default=0)
    rows = _rows(texts, first, last)
    if likely:
        of_each = {read.column: read for read in reversed(columns)}
        once = [read if read.column is None or of_each[read.column] is read else read.unused() for read in columns]
        return Header(first, last, tuple(once), width, rows)
    kept = _without_count(_once(columns, found, sheet, last), found)
    _report(kind, [column for column, before in zip(kept, columns, strict=True) if column is before], found)
    header = Header(first, last, tuple(kept), width, rows)
    _check_needed(sheet, kind, header, found)
    return header


def _rows(texts: Texts, first: int, last: int) -> tuple[HeaderRow, ...]:
    """The rows of the header; a text merged from above does not count as a row's own."""
    found: list[HeaderRow] = []
    above: list[str] = []
    for number in range(first, last + 1):
        row = texts.get(number, [])
        own = {text for index, text in enumerate(row) if text and above[index : index + 1] != [text]}
        found.append(HeaderRow({index: text for index, text in enumerate(row) if text}, len(own)))
        above = row
    return tuple(found)


def _by_file(kind: str, heading: str, written: str, entry: ColumnMapping) -> Heading:
    column = known_columns(kind).find(entry.column) if entry.column else None
    unit = unit_of("the columns file", written, entry.unit) if entry.unit else read_heading(heading, kind).unit
    return Heading(column, By.FILE, unit)


def _heading(texts: list[str], kind: str) -> Heading:
    whole = read_heading(" ".join(texts), kind)
    own = read_heading(texts[-1], kind, near=False)
    if whole.is_sure or not own.is_sure:
        return whole
    step_or_value = own.column == "value_usd" or known_columns("bom").is_of_step(own.column or "")
    return whole if whole.instead and step_or_value else own  # HQ over Refining country; % over Value


def _once(columns: list[HeaderColumn], found: Findings, sheet: Sheet, last: int) -> list[HeaderColumn]:
    """The headings with each column once. A surer reading wins, reported, but never over another place or company.

    `last` is the header's last row: below it the cells of two columns are compared.
    """
    kept: list[HeaderColumn] = []
    for read in columns:
        rivals = [other for other in columns if other.column == read.column]
        if read.column is None or len(rivals) == 1:
            kept.append(read)
            continue
        surest = min(rivals, key=lambda r: (_SUREST.index(r.by), r.index))
        others = [other for other in rivals if other is not surest]
        tied = [other for other in others if other.by is surest.by]
        decides = read.column in _COMPANIES or known_columns("bom").is_of_step(read.column)
        if (tied and read.column not in _NAMES) or (decides and not _adds_nothing(others, surest, sheet, last)):
            pair = sorted([surest, (tied or others)[0]], key=lambda r: r.index)
            message = f"two columns are read as {read.column}: {pair[0].cell} and {pair[1].cell}"
            raise refuse("COLUMN-TWICE", message, *(r.cell for r in pair))
        if read is surest:
            kept.append(read)
        else:
            message = f"the column {quoted(read.heading)} could also be {read.column}. It is not used; {surest.cell} is"
            found.add("COLUMN-SECOND", message, read.cell)
            kept.append(read.unused())
    return kept


def _adds_nothing(others: list[HeaderColumn], surest: HeaderColumn, sheet: Sheet, last: int) -> bool:
    """Whether each cell of the other columns is empty or repeats the surest column."""

    def text(values: list[object], column: HeaderColumn) -> str:
        return one_line(cell_at(values, column.index))

    rows = (values for number, values in sheet.numbered() if number > last)
    return all(text(values, other) in ("", text(values, surest)) for values in rows for other in others)


def _without_count(columns: list[HeaderColumn], found: Findings) -> list[HeaderColumn]:
    """The columns without a `Qty` that has no unit, where each line has a value and no price needs a mass."""
    names = {read.column for read in columns}
    if "value_usd" not in names or names & {"price_usd_per_kg", "mass_unit", "mass_kg"} != {"mass_kg"}:
        return columns
    count = next(read for read in columns if read.column == "mass_kg")
    if count.by not in (By.ALIAS, By.NEAR) or count.unit is not None:
        return columns
    message = f"the column {quoted(count.heading)} has no unit and is not used: value_usd states the value of each line"
    found.add("COLUMN-UNUSED", message, count.cell)
    return [count.unused() if read is count else read for read in columns]


def _report(kind: str, columns: list[HeaderColumn], found: Findings) -> None:
    """Reports the headings that were not read by their own names."""
    known = [read for read in columns if read.by is By.ALIAS]
    if known:
        readings = ", ".join(f"{quoted(read.heading)} as {read.column}" for read in known)
        found.add("COLUMN-READ", f"matched by known headings: {readings}", *(read.cell for read in known))
    unused = []
    taken = {read.column for read in columns}
    for read in columns:
        subject = f"the column {quoted(read.heading)}"
        heading = read.heading if read.column in _OF_GOVERNMENTS and read.by is not By.NAME else ""
        if heading and not says_phrase(heading, load_headings().covered) and not find_covered_places(heading):
            nations = ", ".join(map(country_name, sorted(covered_countries())))
            message = (
                f"{subject} is read as {read.column}, but does not say that the government is a covered nation's. "
            )
            message += f"Only shares of these governments belong there: {nations}. Write others in the sheet Ownership"
            found.add("COLUMN-GOVERNMENT", message, read.cell)
        near = suggestion([name for name in read.proposals if name not in taken])
        if read.by is By.NEAR:
            found.add("COLUMN-NEAR", f"{subject} is read as {read.column}, the most similar name", read.cell)
        elif read.column is not None or read.by is By.FILE:
            continue
        elif read.instead:
            found.add("COLUMN-FACT-UNUSED", f"{subject} is not used: {read.instead}", read.cell)
        elif known_columns(kind).is_like_step(read.heading):
            found.add(
                "COLUMN-UNCLEAR", f"{subject} is not recognized, but looks like a column of a step{near}", read.cell
            )
        elif read.is_fact:
            found.add("COLUMN-WITHOUT-STEP", f"{subject} is not used: it does not name its step{near}", read.cell)
        elif near:
            found.add("COLUMN-UNUSED", f"{subject} is not used{near}", read.cell)
        else:
            unused.append(read)
    if unused:
        message = f"columns not used: {listed([read.heading for read in unused])}"
        found.add("COLUMN-UNUSED", message, *(read.cell for read in unused))


def _check_needed(sheet: Sheet, kind: str, header: Header, found: Findings) -> None:
    known = known_columns(kind)
    for needed in known.needed:
        if needed in header.index:
            continue
        unread = [read.heading for read in header.columns if read.column is None]
        message = f"the sheet {sheet.name} has no column {needed}; its columns are: "
        message += listed([read.heading for read in header.columns]) + closest(unread, [needed])
        cell = f"{sheet.name}!A{header.last}"
        if not set(known.instead) & set(header.index):
            raise refuse("COLUMN-MISSING", message, cell)
        found.add("COLUMN-MISSING", message, cell)  # its lines still get findings about what they need


def closest(headings: list[str], wanted: list[str]) -> str:
    """The wanted columns that a few of the headings resemble."""
    pairs = [(heading, near) for heading in headings if (near := nearest_names(heading, wanted, 60))]
    return "".join(f"; {quoted(heading)} looks like {near}" for heading, near in pairs[:5])


def listed(names: list[str]) -> str:
    """The names, quoted; at most the first 20."""
    return first_of(list(map(quoted, names)), 20)
