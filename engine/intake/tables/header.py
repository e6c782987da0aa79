"""Which rows of a sheet are its header, and which heading is which column."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain, islice

import msgspec

from ...model.findings import Findings, Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import AS_IT_STANDS, ColumnAs, SheetAs
from ...vocabulary.names import nearest_names
from ...vocabulary.units import Unit, split_unit
from ..files.looks import letter
from ..files.workbook import ROWS_SEARCHED, Sheet
from .columns import known_columns
from .columns_file import unit_of
from .data_rows import DataRows
from .headings import Heading, Why, read_heading
from .rows import is_amount

_FEWEST_KNOWN, _MOST_UNKNOWN = 2, 4
_OF_UNITS = {"mass_unit", "price_unit", "currency"}
_FEW_SHOWN = 4
_MOST_SHOWN = 40
_MOST_LOOKED = 10_000
# The columns by which a sheet is known though it is not named as one.
_TELLING: dict[str, set[str]] = {
    "bom": set(),
    "steps": {"line", "step", "country"},
    "ownership": {"owner", "owned"},
    "components": {"component", "assembly_country"},
    "certificates": {"certificate", "signed_on"},
    "entities": {"entity", "headquarters_country"},
}
_ALONE = {Why.NAME, Why.ALIAS}

Numbered = tuple[int, list[object]]
"""A row: its number in the spreadsheet, and its cells."""


class By(StrEnum):
    """Why a heading is read as its column."""

    NAME = "its name"
    ALIAS = "a known heading"
    NEAR = "the nearest name"
    FILE = "the columns file"
    NOT_READ = "not used"


class ColumnRead(msgspec.Struct, frozen=True):
    """One heading: where it stands, as written, the column it is read as (None: not used), why, and its unit.

    `meant` is the known heading that it matched, where it is not the column's own name.
    """

    index: int
    cell: str
    heading: str
    column: str | None
    by: By
    unit: Unit | None = None
    meant: str = ""


class HeaderRow(msgspec.Struct, frozen=True):
    """The texts of one row of a header by where they stand, from 0, and how many different ones are its own."""

    texts: Mapping[int, str]
    own: int


class Header(msgspec.Struct, frozen=True):
    """The header of a table: its first and its last row, its headings, and how many cells wide it is.

    `left_out` are the header rows of the tables above it that are not read. `groups` are the texts of the row above
    that stand over columns that are not read.
    """

    first: int
    last: int
    columns: tuple[ColumnRead, ...]
    width: int
    rows: tuple[HeaderRow, ...] = ()
    left_out: tuple[int, ...] = ()
    groups: Mapping[int, str] = {}

    @property
    def index(self) -> dict[str, int]:
        """Where each known column is, from 0."""
        return {read.column: read.index for read in self.columns if read.column is not None}


class _Candidate(msgspec.Struct, frozen=True):
    """Rows that may be the header: the known columns among them by their surest reading."""

    first: int
    last: int
    names: frozenset[str]
    needed: bool
    whole: bool
    filled: int

    @property
    def is_header(self) -> bool:
        """Whether it names enough: a row of fifty cells, one of which is also a heading, is a row of data."""
        enough = len(self.names) >= _FEWEST_KNOWN or (self.needed and self.filled == 1)
        return enough and (self.needed or self.filled <= _MOST_UNKNOWN * len(self.names))

    @property
    def is_like_header(self) -> bool:
        """Whether it may be meant as one: no row of data, nor a label `unit` beside its value."""
        return bool(self.names - _OF_UNITS) and self.filled <= _MOST_UNKNOWN * len(self.names)

    @property
    def fitness(self) -> tuple[bool, bool, int, int, int]:
        """The needed columns come first, then columns of steps, then how many are known, then the fewest rows."""
        return self.needed, self.whole, len(self.names), self.first - self.last, -self.first


def find_header(sheet: Sheet, kind: str, said: SheetAs, rows: list[Numbered], found: Findings) -> Header:
    """The header among the sheet's first rows. What stands above it, and other tables, are reported.

    Raises:
        Unreadable: no header, a needed column missing, one column twice, or two bills of materials on one sheet.
    """
    spread = _Spread(sheet, rows)
    left_out: tuple[int, ...] = ()
    fixed = said.header_rows
    if fixed is not None:
        if not any(not blank(value) for number, values in rows if fixed[0] <= number <= fixed[1] for value in values):
            raise refuse(
                "HEADER-MISSING",
                f"the columns file says that the header of the sheet {sheet.name} is row {fixed[0]}: it is empty",
                f"{sheet.name}!A{fixed[0]}",
            )
        first, last = fixed
    else:
        candidates = _candidates(kind, said, spread)
        best = max(candidates, key=lambda c: c.fitness, default=None)
        if best is None or not best.is_header:
            raise _no_header(sheet, kind, rows, spread, best)
        last = _end_of_merged(sheet, spread, best)
        first, last = best.first, last + _is_of_units(spread.get(last + 1, []))
        left_out = _report_others(sheet, best, candidates, found)
    header = _read(sheet, kind, said, spread, first, last, found)
    header = msgspec.structs.replace(header, left_out=left_out, groups=_groups(sheet, spread, header))
    _report_above(sheet, kind, rows, header, found)
    return header


def _end_of_merged(sheet: Sheet, rows: Mapping[int, list[str]], best: _Candidate) -> int:
    """The last row to which most headings are merged down, if others have headings of their own beside them."""
    merges = [merge for merge in sheet.merged if best.first <= merge[0] + 1 <= best.last < merge[2] + 1]
    end = max((bottom + 1 for _, _, bottom, _ in merges), default=best.last)
    headings = [index for index, text in enumerate(rows[best.last]) if text]
    down = [i for i in headings if any(left <= i <= right and bottom + 1 == end for _, left, bottom, right in merges)]
    own = [text for number in range(best.last + 1, end + 1) for text in rows.get(number, [])]
    extended = 2 * len(down) > len(headings) and set(own) - {"", *rows[best.last]}
    return end if extended else best.last


def _groups(sheet: Sheet, rows: Mapping[int, list[str]], header: Header) -> dict[int, str]:
    """The text over each column that is not read; what begins at the first column is a title."""
    above = rows.get(header.first - 1, [])
    unread = {read.index for read in header.columns if read.column is None}
    start = min((read.index for read in header.columns), default=0)
    merged = {
        index: left
        for top, left, bottom, right in sheet.merged
        if top + 1 <= header.first - 1 <= bottom + 1
        for index in range(left, right + 1)
    }
    groups: dict[int, str] = {}
    for index, text in enumerate(above + [""] * (header.width - len(above))):
        if index in merged:
            said = above[merged[index]] if start < merged[index] < len(above) else ""
        else:
            said = (text if index > start else "") or ("" if index - 1 in merged else groups.get(index - 1, ""))
        if said and index in unread:
            groups[index] = said
    return groups


def kind_of_rows(sheet: Sheet, rows: list[Numbered]) -> str | None:
    """Which of the sheets one that is named otherwise is by its header, among these of its rows."""
    spread = _Spread(sheet, rows)
    for kind, of_its_own in _TELLING.items():
        if any(c.needed and c.whole and of_its_own <= c.names for c in _candidates(kind, AS_IT_STANDS, spread)):
            return kind
    return None


def columns_named(values: list[object], kind: str) -> set[str]:
    """The known columns of one kind of sheet that a row of texts names."""
    texts = [value for value in values if isinstance(value, str) and not blank(value)]
    return {name for text in texts if (name := _surely(text, kind)) is not None}


def names_heading(values: list[object]) -> bool:
    """Whether a row of nothing but texts names a known column of any sheet: it is the header of some table."""
    filled = [value for value in values if not blank(value)]
    texts = [value for value in filled if isinstance(value, str) and not value.strip()[:1].isdigit()]
    return len(filled) == len(texts) > 1 and any(columns_named(filled, kind) for kind in _TELLING)


def blank(value: object) -> bool:
    return value == "" or (isinstance(value, str) and value.isspace())


def names_of_header(values: list[object], kind: str) -> frozenset[str] | None:
    """The columns that a row names if it is a header: most of its cells are headings, the needed ones among them."""
    texts = []
    for value in values:
        if not isinstance(value, str) or value.lstrip()[:1].isdigit():
            return None  # a number is no heading
        if value and not value.isspace():
            texts.append(value)
    if len(texts) < _FEWEST_KNOWN:
        return None
    names = frozenset(name for text in texts if (name := _surely(text, kind)) is not None)
    known = known_columns(kind)
    most = len(names) > len(texts) // 2 and len(names) >= _FEWEST_KNOWN
    # No line of the other sheets begins with such a heading: `entity, state's share` heads a table as well.
    begins = not known.has_steps and _surely(texts[0], kind) in known.needed
    return names if (most or begins) and _has_needed(kind, names) else None


class _Spread(Mapping[int, list[str]]):
    """The texts of the first rows by number, each put together when it is asked for: most lie below the header.

    A merged cell's text stands in every cell that it covers.
    """

    def __init__(self, sheet: Sheet, rows: list[Numbered]) -> None:
        self._rows = dict(rows)
        self._texts: dict[int, list[str]] = {}
        for top, left, bottom, right in sheet.merged:
            if top + 1 not in self._rows or left >= len(self[top + 1]):
                continue
            text = self[top + 1][left]
            for number in range(top + 1, min(bottom + 1, top + ROWS_SEARCHED) + 1):
                row = self.get(number)
                if row is not None:
                    row[left : right + 1] = [text] * (min(right + 1, len(row)) - left)

    def __getitem__(self, number: int) -> list[str]:
        texts = self._texts.get(number)
        if texts is None:
            values = self._rows[number]
            texts = self._texts[number] = ["" if blank(v) else " ".join(str(v).split()) for v in values]
        return texts

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _headings(rows: Mapping[int, list[str]], first: int, last: int) -> list[list[str]]:
    """For each column the texts of the header's rows, top to bottom. A group's heading stands over what follows it."""
    width = max((len(rows.get(n, [])) for n in range(first, last + 1)), default=0)
    bottom = rows.get(last, [])
    parts: list[list[str]] = [[] for _ in range(width)]
    for number in range(first, last + 1):
        row = rows.get(number, [])
        carried = ""
        for index in range(width):
            text = row[index] if index < len(row) else ""
            carried = text or carried
            own = index < len(bottom) and bottom[index]
            shown = carried if number < last and own else text
            if shown and (not parts[index] or parts[index][-1] != shown):
                parts[index].append(shown)
    return parts


def _readings(parts: list[str]) -> list[str]:
    """What a column's texts may mean together, the whole first: `Extraction` over `Country`, or `Country` alone.

    Never the upper alone: a row that says nothing of its own is no header but the first line.
    """
    return list(dict.fromkeys([" ".join(parts), parts[-1]])) if parts else []


def _surely(text: str, kind: str) -> str | None:
    """The column that a heading surely is; one that is only a unit makes no row a header (`unit | kilogram`)."""
    heading = read_heading(text, kind, near=False)
    is_unit = heading.unit is not None and heading.meant == heading.unit.text
    return heading.column if heading.why in _ALONE and not is_unit else None


def _has_needed(kind: str, names: frozenset[str]) -> bool:
    return set(known_columns(kind).needed) <= names


def is_whole(kind: str, names: frozenset[str]) -> bool:
    """Whether a table says where work was done: without it, it may be a summary beside the bill of materials."""
    known = known_columns(kind)
    return not known.has_steps or any(known.is_of_step(name) for name in names)


def _is_of_units(texts: list[str]) -> bool:
    """Whether a row below the names holds nothing but units."""
    filled = [text for text in texts if text]
    return bool(filled) and all(split_unit(text)[0] == "" for text in filled)


def _candidates(kind: str, said: SheetAs, rows: Mapping[int, list[str]]) -> list[_Candidate]:
    """Every row, alone or with a neighbour, that names known columns; the quick way out is a row of nothing else."""
    found: list[_Candidate] = []
    for number, texts in rows.items():
        filled = [text for text in texts if text]
        if not filled:
            continue
        alone = _candidate(kind, said, rows, number, number)
        if alone is not None and alone.needed and alone.whole and len(alone.names) == len(filled):
            return [*found, alone]
        spans = [(number - 1, number), (number, number + 1), (number - 1, number + 1)]
        beside = [_candidate(kind, said, rows, *span) for span in spans if alone is not None and set(span) <= set(rows)]
        found += [candidate for candidate in (alone, *beside) if candidate is not None]
    return found


def _candidate(kind: str, said: SheetAs, rows: Mapping[int, list[str]], first: int, last: int) -> _Candidate | None:
    names: set[str] = set()
    filled = 0
    for index, parts in enumerate(_headings(rows, first, last)):
        if not parts:
            continue
        filled += 1
        entry = said.find(" ".join(parts), letter(index))
        if entry is not None:
            name = known_columns(kind).find(entry[1].column) if entry[1].column else None
        else:
            name = next((name for text in _readings(parts) if (name := _surely(text, kind)) is not None), None)
        if name is not None:
            names.add(name)
    if not names:
        return None
    known = frozenset(names)
    return _Candidate(first, last, known, _has_needed(kind, known), is_whole(kind, known), filled)


def _read(
    sheet: Sheet, kind: str, said: SheetAs, rows: Mapping[int, list[str]], first: int, last: int, found: Findings
) -> Header:
    """Every heading of the header with its column; what is not read, or not by its own name, is reported."""
    parts = _headings(rows, first, last)
    columns: list[ColumnRead] = []
    proposals: list[tuple[ColumnRead, Heading]] = []
    used: set[str] = set()
    for index, texts in enumerate(parts):
        for number in range(first, last + 1):
            fault = sheet.faults.get(f"{letter(index)}{number}")
            if fault is not None:
                code = "CELL-FORMULA" if "formula" in fault else "CELL-ERROR"
                found.add(code, f"a column's name is {fault}", f"{sheet.name}!{letter(index)}{number}")
        written = " ".join(texts)
        entry = said.find(written, letter(index))
        if not texts and entry is None:
            continue
        cell = f"{sheet.name}!{letter(index)}{_lowest(rows, index, first, last)}"
        if entry is not None:
            used.add(entry[0])
            columns.append(_by_file(kind, index, cell, written, *entry))
            continue
        heading = _heading(texts, kind)
        by = By.NOT_READ if heading.why is None else By[heading.why.name]
        read = ColumnRead(index, cell, written, heading.column, by, heading.unit, heading.meant)
        columns.append(read)
        proposals.append((read, heading))
    for missing in [written for written in said.columns if written not in used]:
        found.add("COLUMN-NOT-THERE", f"the columns file names {quoted(missing)}, which the sheet {sheet.name} has not")
    columns = _without_count(_once(columns, found, sheet, last), found)
    _report(kind, [(read, heading) for read, heading in proposals if read in columns], found)
    width = max((index + 1 for index, texts in enumerate(parts) if texts), default=0)
    header = Header(first, last, tuple(columns), width, _texts(rows, first, last))
    _check_needed(sheet, kind, header, found)
    return header


def _texts(rows: Mapping[int, list[str]], first: int, last: int) -> tuple[HeaderRow, ...]:
    """The rows of the header; what a merged cell carries down is no text of a row's own."""
    found: list[HeaderRow] = []
    above: list[str] = []
    for number in range(first, last + 1):
        row = rows.get(number, [])
        own = {text for index, text in enumerate(row) if text and above[index : index + 1] != [text]}
        found.append(HeaderRow({index: text for index, text in enumerate(row) if text}, len(own)))
        above = row
    return tuple(found)


def _heading(texts: list[str], kind: str) -> Heading:
    whole = read_heading(" ".join(texts), kind)
    own = read_heading(_readings(texts)[-1], kind, near=False)
    if whole.why in _ALONE or own.why not in _ALONE:
        return whole
    step_or_value = own.column == "value_usd" or known_columns("bom").is_of_step(own.column or "")
    return whole if whole.instead and step_or_value else own  # HQ over Refining country; % over Value


def _lowest(rows: Mapping[int, list[str]], index: int, first: int, last: int) -> int:
    filled = [n for n in range(first, last + 1) if index < len(rows.get(n, [])) and rows[n][index]]
    return max(filled, default=last)


def _by_file(kind: str, index: int, cell: str, heading: str, written: str, entry: ColumnAs) -> ColumnRead:
    column = known_columns(kind).find(entry.column) if entry.column else None
    unit = unit_of("the columns file", written, entry.unit) if entry.unit else read_heading(heading, kind).unit
    return ColumnRead(index, cell, heading, column, By.FILE, unit)


_SUREST = [By.FILE, By.NAME, By.ALIAS, By.NEAR]


def _once(columns: list[ColumnRead], found: Findings, sheet: Sheet, last: int) -> list[ColumnRead]:
    """Each column once. A surer reading wins over another, but never silently, and never over another place or company.

    `last` is the header's last row: below it the cells of two columns are compared.
    """
    kept: list[ColumnRead] = []
    for read in columns:
        rivals = [other for other in columns if other.column == read.column and other is not read]
        if read.column is None or not rivals:
            kept.append(read)
            continue
        surest = min([read, *rivals], key=lambda r: (_SUREST.index(r.by), r.index))
        tied = [other for other in (read, *rivals) if other is not surest and other.by is surest.by]
        others = [other for other in (read, *rivals) if other is not surest]
        of_step = known_columns("bom").is_of_step(read.column)
        if (tied and read.column != "line") or (of_step and not _adds_nothing(others, surest, sheet, last)):
            pair = sorted([surest, (tied or others)[0]], key=lambda r: r.index)
            raise refuse(
                "COLUMN-TWICE",
                f"two columns are {read.column}: {pair[0].cell} and {pair[1].cell}",
                *(r.cell for r in pair),
            )
        if read is surest:
            kept.append(read)
        else:
            message = f"the column {quoted(read.heading)} could be {read.column} too, and is not used: {surest.cell} is"
            found.add("COLUMN-SECOND", message, read.cell)
            kept.append(ColumnRead(read.index, read.cell, read.heading, None, By.NOT_READ))
    return kept


def _adds_nothing(others: list[ColumnRead], surest: ColumnRead, sheet: Sheet, last: int) -> bool:
    """Whether each cell of the other columns is empty or says what the surest column says in its row."""

    def said(values: list[object], read: ColumnRead) -> str:
        return " ".join(str(values[read.index]).split()) if read.index < len(values) else ""

    return all(
        said(values, other) in ("", said(values, surest))
        for number, values in sheet.numbered()
        if number > last
        for other in others
    )


def _without_count(columns: list[ColumnRead], found: Findings) -> list[ColumnRead]:
    """The columns without a `Qty` that says no unit, where each line's value stands beside it and no price needs it."""
    names = {read.column for read in columns}
    if "value_usd" not in names or names & {"price_usd_per_kg", "mass_unit", "mass_kg"} != {"mass_kg"}:
        return columns
    count = next(read for read in columns if read.column == "mass_kg")
    if count.by not in (By.ALIAS, By.NEAR) or count.unit is not None:
        return columns
    message = f"the column {quoted(count.heading)} says no unit and is not used: value_usd holds what a line is worth"
    found.add("COLUMN-UNUSED", message, count.cell)
    not_read = ColumnRead(count.index, count.cell, count.heading, None, By.NOT_READ)
    return [not_read if read is count else read for read in columns]


def _report(kind: str, columns: list[tuple[ColumnRead, Heading]], found: Findings) -> None:
    """How the headings were read, where not by their own names."""
    known = [read for read, _ in columns if read.by is By.ALIAS]
    if known:
        told = ", ".join(f"{quoted(read.heading)} as {read.column}" for read in known)
        found.add("COLUMN-READ", f"read by known headings: {told}", *(read.cell for read in known))
    unused = []
    for read, heading in columns:
        told = f"the column {quoted(read.heading)}"
        near = f"; did you mean {' or '.join(heading.proposals)}?" if heading.proposals else ""
        if read.by is By.NEAR:
            found.add("COLUMN-NEAR", f"{told} is read as {read.column}, the nearest name", read.cell)
        elif read.column is not None:
            continue
        elif heading.instead:
            found.add("COLUMN-FACT-UNUSED", f"{told} is not used: {heading.instead}", read.cell)
        elif known_columns(kind).stages(read.heading):
            found.add("COLUMN-UNCLEAR", f"{told} is none, but looks like a column of a step{near}", read.cell)
        elif heading.fact_of_a_step:
            found.add("COLUMN-WITHOUT-STEP", f"{told} is not used: it does not say of which step{near}", read.cell)
        elif near:
            found.add("COLUMN-UNUSED", f"{told} is not used{near}", read.cell)
        else:
            unused.append(read)
    if unused:
        told = f"not used: {_listed([read.heading for read in unused])}"
        found.add("COLUMN-UNUSED", told, *(read.cell for read in unused))


def _check_needed(sheet: Sheet, kind: str, header: Header, found: Findings) -> None:
    known = known_columns(kind)
    seen = [read.heading for read in header.columns]
    for needed in known.needed:
        if needed in header.index:
            continue
        unread = [read.heading for read in header.columns if read.column is None]
        message = (
            f"the sheet {sheet.name} has no column {needed}; "
            f"its columns are: {_listed(seen)}{_closest(unread, [needed])}"
        )
        cell = f"{sheet.name}!A{header.last}"
        if not set(known.instead) & set(header.index):
            raise refuse("COLUMN-MISSING", message, cell)
        found.add("COLUMN-MISSING", message, cell)  # its lines can still be told what they need


def _report_others(sheet: Sheet, best: _Candidate, candidates: list[_Candidate], found: Findings) -> tuple[int, ...]:
    """The header rows of the tables above the one that is read; those below are met when its rows are."""
    others: dict[int, _Candidate] = {}
    for other in candidates:
        apart = other.last < best.first - 1
        if apart and other.needed and len(other.names) >= _FEWEST_KNOWN and other.first == other.last:
            others[other.first] = other
    for row, other in others.items():
        report_table(sheet, row, other.whole and best.whole, best.first, found)
    return tuple(others)


def report_table(sheet: Sheet, row: int, whole: bool, header: int, found: Findings) -> None:
    """Another table on the sheet: left out, or, where it looks like a bill of materials too, too much.

    Raises:
        Unreadable: which of the two is meant cannot be known.
    """
    if whole:
        raise refuse_tables(sheet, header, row)
    message = f"the table whose header is row {row} is not read: that of row {header} is"
    found.add("TABLE-LEFT-OUT", message, f"{sheet.name}!A{row}")


def refuse_tables(sheet: Sheet, header: int, row: int) -> Unreadable:
    """The answer to two tables with different headers, either of which may hold lines."""
    message = f"the sheet {sheet.name} holds two tables with different headers, in row {header} and row {row}"
    return refuse("TABLES-SEVERAL", message, f"{sheet.name}!A{header}", f"{sheet.name}!A{row}")


def _report_above(sheet: Sheet, kind: str, rows: list[Numbered], header: Header, found: Findings) -> None:
    """What stands above the header: data is an error at its cells; titles and notes are not read.

    Rows below a header of their own are another table's, which is left out or which the columns file passes over.
    """
    data = DataRows(kind, header.index)
    columns = {read.column: letter(read.index) for read in header.columns if read.column is not None}
    titles = {top + 1 for top, left, _, right in sheet.merged if right > left}
    own = header.rows[-1].texts
    end = min(
        [header.first, *header.left_out, *(n for n, values in rows if n < header.first and _differs(values, own, kind))]
    )
    above: list[int] = []
    misplaced: dict[int, list[str]] = {}
    for number, values in rows:
        if number >= header.first or all(map(blank, values)):
            continue
        fitting = data.fitting(values, merged_across=number in titles) if number < end else []
        if fitting:
            misplaced[number] = [f"{sheet.name}!{columns[column]}{number}" for column in fitting]
        else:
            above.append(number)
    if misplaced:
        said, verb, cells = _rows_said(list(misplaced)), "read" if len(misplaced) > 1 else "reads", misplaced.values()
        message = f"{said} above the header in row {header.first} {verb} as data under its columns"
        found.add("ROW-ABOVE-HEADER", message, *islice(chain.from_iterable(cells), _MOST_SHOWN))
    if above:
        said, verb = _rows_said(above), "are" if len(above) > 1 else "is"
        message = f"{said} above the header in row {header.first} {verb} not read"
        found.add("ROWS-ABOVE", message, f"{sheet.name}!A{above[0]}")


def _differs(values: list[object], header: Mapping[int, str], kind: str) -> bool:
    """Whether a row is another header than the one that is read."""
    texts = {index: " ".join(str(value).split()) for index, value in enumerate(values) if not blank(value)}
    return names_of_header(values, kind) is not None and texts != header


def _rows_said(numbers: list[int]) -> str:
    return f"row {numbers[0]}" if len(numbers) == 1 else f"the rows {numbers[0]} to {numbers[-1]}"


def _no_header(
    sheet: Sheet, kind: str, rows: list[Numbered], spread: Mapping[int, list[str]], best: _Candidate | None
) -> Exception:
    known = known_columns(kind)
    number, values = next(((n, v) for n, v in rows if any(not blank(c) for c in v)), (1, []))
    seen = [str(value) for value in values if not blank(value)]
    below = _header_below(sheet, kind, rows)
    if below is not None:
        row, looks = below
        message = (
            f"the sheet {sheet.name} has no header row in its first {ROWS_SEARCHED} rows, where one is looked for; "
            f"row {row} {looks}: move the table up, or write header = {row} under [{kind}] in a columns file"
        )
        return refuse("HEADER-MISSING", message, f"{sheet.name}!A{row}")
    if not seen:
        return refuse("SHEET-EMPTY", f"the sheet {sheet.name} is empty: a header row was expected")
    if best is not None and (best.last == number or best.is_like_header):
        message = f"the sheet {sheet.name} has no header row: row {best.last} has {_missing_beside(kind, spread, best)}"
        return refuse("HEADER-MISSING", message, f"{sheet.name}!A{best.last}")
    return refuse(
        "HEADER-MISSING",
        f"the sheet {sheet.name} has no header row with the column {' and '.join(known.needed)}; "
        f"its first row is: {_listed(seen)}{_closest(seen, known.names())}",
        f"{sheet.name}!A{number}",
    )


def _missing_beside(kind: str, rows: Mapping[int, list[str]], row: _Candidate) -> str:
    """Which of a row's headings are known, and what else would make it a header."""
    known = known_columns(kind)
    texts = [text for number in range(row.first, row.last + 1) for text in rows.get(number, []) if text]
    named = [text for text in dict.fromkeys(texts) if _surely(text, kind) in row.names] or sorted(row.names)
    others = [text for text in dict.fromkeys(texts) if text not in named]
    beside = f", beside {_listed(others)}" if others else ""
    wanted = [name for name in known.names() if name not in row.names]
    missing = " and ".join(name for name in known.needed if name in wanted)
    if not missing:
        facts = sorted(wanted, key=lambda name: not (is_amount(name) or known.is_of_step(name)))
        missing = f"more columns that are known, such as {', '.join(facts[:_FEW_SHOWN])}"
    return f"{_listed(named)}{beside}; also needed: {missing}{_closest(others, wanted)}"


def _header_below(sheet: Sheet, kind: str, rows: list[Numbered]) -> tuple[int, str] | None:
    """The row below those that are searched in which the table seems to begin, and what stands there."""
    last = rows[-1][0] if rows else 0
    empty = all(blank(value) for _, values in rows for value in values)
    filled = 0
    first = None
    for number, values in sheet.numbered() if last >= ROWS_SEARCHED else ():
        if number <= last or all(map(blank, values)):
            continue
        if names_of_header(values, kind) is not None:
            return number, "looks like one"
        first = first or number
        filled += 1
        if filled > _MOST_LOOKED:
            break
    return (first, "holds the first cells") if empty and first is not None else None


def _closest(seen: list[str], wanted: list[str]) -> str:
    pairs = [(header, near) for header in seen if (near := nearest_names(header, wanted, 60))]
    return "".join(f"; {quoted(header)} looks like {near}" for header, near in pairs[:5])


def _listed(names: list[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "")
