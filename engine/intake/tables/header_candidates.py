"""The rows of a sheet that may be its header."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from ...model.cell_address import letter
from ...model.settings import NO_MAPPING, SheetMapping, SheetSet
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet, blank, one_line
from .columns import SheetColumns, known_columns, load_columns
from .headings import read_heading

FEWEST_NAMED = 2
"""A header names at least so many known columns."""

_MOST_UNKNOWN = 4
_UNITS = {"mass_unit", "price_unit", "currency"}

Texts = Mapping[int, list[str]]
"""The texts of the first rows of a sheet by number."""


def sure_column(text: str, kind: str) -> str | None:
    """The column that a heading surely is; a bare unit does not make a row a header (`unit | kilogram`)."""
    heading = read_heading(text, kind, near=False)
    is_unit = heading.unit is not None and heading.meant == heading.unit.text
    return heading.column if heading.is_sure and not is_unit else None


def columns_named(values: list[object], kind: str) -> frozenset[str]:
    """The known columns of one kind of sheet that a row names."""
    texts = (value for value in values if isinstance(value, str) and not blank(value))
    return frozenset(name for text in texts if (name := sure_column(text, kind)) is not None)


def _is_text(value: object) -> bool:
    """Whether a cell may be a heading, not a number."""
    return isinstance(value, str) and not value.lstrip()[:1].isdigit()


def names_heading(values: list[object], sheets: SheetSet) -> bool:
    """Whether a row of only texts names a known column of one of the sheets, and so is the header of some table."""
    filled = [value for value in values if not blank(value)]
    kinds = [kind for kind in sheets.kinds if load_columns().sheets[kind].known_by is not None]
    return len(filled) > 1 and all(map(_is_text, filled)) and any(columns_named(filled, kind) for kind in kinds)


def names_of_header(values: list[object], kind: str) -> frozenset[str] | None:
    """The columns that a row names if it is a header: most cells are headings, including the required ones."""
    if not all(map(_is_text, values)):
        return None
    filled = [str(value) for value in values if not blank(value)]
    if len(filled) < FEWEST_NAMED:
        return None
    names = columns_named(values, kind)
    known = known_columns(kind)
    most = len(names) > len(filled) // 2 and len(names) >= FEWEST_NAMED
    # No row of a sheet without lines begins with such a heading: `entity, state's share` is a header too.
    begins = not known.has_lines and sure_column(filled[0], kind) in known.needed
    return names if (most or begins) and has_needed(kind, names) else None


def has_needed(kind: str, names: frozenset[str]) -> bool:
    """Whether all required columns are present."""
    return set(known_columns(kind).needed) <= names


def is_whole(kind: str, names: frozenset[str]) -> bool:
    """Whether a table says where work was done; otherwise it may be a summary beside the bill of materials."""
    known = known_columns(kind)
    return not known.has_steps or any(known.is_of_step(name) for name in names)


class Candidate(msgspec.Struct, frozen=True):
    """Rows that may be the header: their known columns, and how many cells are filled."""

    first: int
    last: int
    names: frozenset[str]
    needed: bool
    whole: bool
    filled: int

    @property
    def is_header(self) -> bool:
        """Whether enough cells are headings: a row of fifty cells with a single heading is data."""
        enough = len(self.names) >= FEWEST_NAMED or (self.needed and self.filled == 1)
        return enough and (self.needed or self.filled <= _MOST_UNKNOWN * len(self.names))

    @property
    def is_like_header(self) -> bool:
        """Whether it may be intended as a header: not data, nor a label `unit` beside its value."""
        return bool(self.names - _UNITS) and self.filled <= _MOST_UNKNOWN * len(self.names)

    @property
    def fitness(self) -> tuple[bool, bool, int, int, int]:
        """The sort key: required columns first, then step columns, then known columns, then the fewest rows."""
        return self.needed, self.whole, len(self.names), self.first - self.last, -self.first


def header_texts(sheet: Sheet, rows: list[NumberedRow]) -> Texts:
    """The texts of a sheet's first rows by row number; a merged text is repeated in every cell it covers."""
    texts = {number: [one_line(value) for value in values] for number, values in rows}
    for top, left, bottom, right in sheet.about.merged:
        if left >= len(texts.get(top + 1, [])):
            continue
        text = texts[top + 1][left]
        for number in range(top + 1, min(bottom + 1, top + ROWS_SEARCHED) + 1):
            row = texts.get(number, [])
            row[left : right + 1] = [text] * (min(right + 1, len(row)) - left)
    return texts


def candidates(kind: str, mapping: SheetMapping, texts: Texts) -> list[Candidate]:
    """Every row, alone or with a neighbor, that names known columns; stops early at a row of only those."""
    found: list[Candidate] = []
    for number, row in texts.items():
        alone = _candidate(kind, mapping, texts, number, number)
        if alone is None:
            continue
        found.append(alone)
        if alone.needed and alone.whole and len(alone.names) == sum(map(bool, row)):
            break
        spans = [(number - 1, number), (number, number + 1), (number - 1, number + 1)]
        beside = [_candidate(kind, mapping, texts, *span) for span in spans if set(span) <= set(texts)]
        found += [candidate for candidate in beside if candidate is not None]
    return found


def _candidate(kind: str, mapping: SheetMapping, texts: Texts, first: int, last: int) -> Candidate | None:
    names: set[str] = set()
    columns = [(index, parts) for index, parts in enumerate(column_texts(texts, first, last)) if parts]
    for index, parts in columns:
        entry = mapping.find(" ".join(parts), letter(index))
        if entry is not None:
            name = known_columns(kind).find(entry[1].column) if entry[1].column else None
        else:
            # All rows, or only the lowest: `Extraction` over `Country`. A row without texts of its own is not a
            # header but the first line, so never only the upper row.
            name = sure_column(" ".join(parts), kind) or sure_column(parts[-1], kind)
        if name is not None:
            names.add(name)
    if not names:
        return None
    known = frozenset(names)
    return Candidate(first, last, known, has_needed(kind, known), is_whole(kind, known), len(columns))


def column_texts(texts: Texts, first: int, last: int) -> list[list[str]]:
    """The texts of each column's header rows, top to bottom. A group heading covers the columns after it."""
    width = max((len(texts.get(n, [])) for n in range(first, last + 1)), default=0)
    bottom = texts.get(last, [])
    parts: list[list[str]] = [[] for _ in range(width)]
    for number in range(first, last + 1):
        row = texts.get(number, [])
        carried = ""
        for index in range(width):
            text = row[index] if index < len(row) else ""
            carried = text or carried
            own = index < len(bottom) and bottom[index]
            shown = carried if number < last and own else text
            if shown and (not parts[index] or parts[index][-1] != shown):
                parts[index].append(shown)
    return parts


def kind_of_rows(sheet: Sheet, rows: list[NumberedRow], sheets: SheetSet) -> str | None:
    """The kind of a sheet under another name, among `sheets`, by its header among these rows."""
    texts = header_texts(sheet, rows)
    for kind, of_kind in load_columns().sheets.items():
        if kind in sheets.kinds and any(_is_known(of_kind, read) for read in candidates(kind, NO_MAPPING, texts)):
            return kind
    return None


def is_main(sheet: Sheet, sheets: SheetSet) -> bool:
    """Whether a sheet has, under any name, the headings of the main one of `sheets`."""
    return kind_of_rows(sheet, list(islice(sheet.numbered(), ROWS_SEARCHED)), sheets) == sheets.main


def _is_known(columns: SheetColumns, header: Candidate) -> bool:
    """Whether a header is that of the sheet with these columns, whatever the name of the sheet."""
    if columns.known_by is None or not (header.needed and header.whole and {*columns.known_by} <= header.names):
        return False
    only = {*columns.known_by, *columns.known_alone} <= header.names and len(header.names) == header.filled
    return only or not columns.known_with or not header.names.isdisjoint(columns.known_with)
