"""Which row of a sheet is its header, and which column is which."""

from collections.abc import Iterator
from itertools import chain, islice

from ..model import Row, Table
from ..report import Findings, refuse
from .columns import KnownColumns, known_columns
from .looks import letter
from .quoting import quoted
from .workbook import BOM_SHEET, OTHER_SHEETS, Sheet

# A title, a logo and a note may stand above the header; more than that is another table.
_ROWS_SEARCHED = 50
_FEWEST_KNOWN = 2
# From this similarity on, an unused column was probably meant as a known one.
_NEAR = 85


class Line:
    """One row below the header, by canonical column name."""

    __slots__ = ("_lines", "_values", "number", "row")

    def __init__(self, lines: "Lines", number: int, values: list[object]):
        self.row = Row(lines.table, number)
        self.number = number
        self._lines = lines
        self._values = values

    def get(self, column: str) -> object:
        """The cell as saved; empty text where the column is absent or the row is shorter."""
        index = self._lines.columns.get(column)
        return self._values[index] if index is not None and index < len(self._values) else ""

    def fault(self, column: str) -> str | None:
        """Why the cell holds no usable value, if it was saved so."""
        faults = self._lines.sheet.faults
        return faults.get(self._at(column)) if faults and column in self._lines.columns else None

    def shown_in_percent(self, column: str) -> bool:
        """Whether the cell is formatted as a percentage: it shows a hundred times what it holds."""
        percents = self._lines.sheet.percents or ()
        return column in self._lines.columns and self._at(column) in percents

    @property
    def formats_known(self) -> bool:
        """Whether the file says how a cell is shown."""
        return self._lines.sheet.percents is not None

    def _at(self, column: str) -> str:
        return f"{letter(self._lines.columns[column])}{self.number}"


class Lines:
    """A sheet's table: where its columns are, and its rows that are not blank."""

    def __init__(
        self,
        sheet: Sheet,
        columns: dict[str, int],
        headers: list[object],
        rows: Iterator[tuple[int, list[object]]],
        found: Findings,
    ):
        self.sheet = sheet
        self.table = Table(sheet.name, {name: letter(index) for name, index in columns.items()})
        self.columns = columns
        self._named = [not _blank(header) for header in headers]
        self._rows = rows
        self._found = found

    def __iter__(self) -> Iterator[Line]:
        unnamed = not all(self._named)
        for number, values in self._rows:
            line = Line(self, number, values)
            filled = any(not _blank(value) for value in values)
            if filled and (unnamed or len(values) > len(self._named)):
                self._report_unnamed(number, values)
            if filled or any(line.fault(column) for column in self.columns):
                yield line

    def _report_unnamed(self, number: int, values: list[object]) -> None:
        """Cells below no column name: in a text table a delimiter too many has moved the row's other cells."""
        for index, value in enumerate(values):
            if _blank(value) or (index < len(self._named) and self._named[index]):
                continue
            cell = f"{self.sheet.name}!{letter(index)}{number}"
            if self.sheet.strict_width and index >= len(self._named):
                self._found.add("ROW-TOO-LONG", "the row has more cells than the header has names", cell)
            else:
                self._found.add("CELL-WITHOUT-COLUMN", "the cell stands below no column name and is not used", cell)


def read_table(sheet: Sheet, kind: str, found: Findings) -> Lines:
    """The table of one sheet. Columns that are not used are reported.

    Raises:
        Unreadable: no header row, a needed column missing, or one column twice.
    """
    known = known_columns(kind)
    rows = iter(enumerate(sheet.rows(), 1))
    first = list(islice(rows, _ROWS_SEARCHED))
    number, headers = _header(sheet, kind, known, first)
    columns: dict[str, int] = {}
    for index, header in enumerate(headers):
        cell = f"{sheet.name}!{letter(index)}{number}"
        fault = sheet.faults.get(f"{letter(index)}{number}")
        if fault is not None:
            found.add("CELL-FORMULA" if "formula" in fault else "CELL-ERROR", f"a column's name is {fault}", cell)
        if _blank(header):
            continue
        name = known.find(str(header))
        if name is None:
            _report_unused(str(header), cell, known, found)
        elif name in columns:
            before = f"{sheet.name}!{letter(columns[name])}{number}"
            raise refuse("COLUMN-TWICE", f"two columns are {name}: {before} and {cell}", before, cell)
        else:
            columns[name] = index
    for needed in known.needed:
        if needed not in columns:
            seen = [str(h) for h in headers if not _blank(h)]
            raise refuse(
                "COLUMN-MISSING",
                f"the sheet {sheet.name} has no column {needed}; "
                f"its columns are: {_listed(seen)}{_closest(seen, [needed])}",
                f"{sheet.name}!A{number}",
            )
    while headers and _blank(headers[-1]):
        headers = headers[:-1]
    below = (row for row in chain(first, rows) if row[0] > number)
    return Lines(sheet, columns, headers, below, found)


def _header(
    sheet: Sheet, kind: str, known: KnownColumns, rows: list[tuple[int, list[object]]]
) -> tuple[int, list[object]]:
    """The first row that names the needed columns; failing that, the row that names most."""
    best: tuple[int, int, list[object]] = (0, 0, [])
    for number, values in rows:
        names = {known.find(str(value)) for value in values if isinstance(value, str) and value.strip()} - {None}
        if set(known.needed) <= names:
            return number, values
        best = max(best, (len(names), -number, values), key=lambda row: row[:2])
    if best[0] >= _FEWEST_KNOWN:
        return -best[1], best[2]
    number, values = next(((n, v) for n, v in rows if any(not _blank(c) for c in v)), (1, []))
    seen = [str(value) for value in values if not _blank(value)]
    if not seen:
        raise refuse("SHEET-EMPTY", f"the sheet {sheet.name} is empty: a header row was expected")
    raise refuse(
        "HEADER-MISSING",
        f"the sheet {sheet.name} has no header row with the column {' and '.join(known.needed)}; "
        f"its first row is: {_listed(seen)}{_closest(seen, known.names())}",
        f"{sheet.name}!A{number}",
    )


def _report_unused(header: str, cell: str, known: KnownColumns, found: Findings) -> None:
    """A column that may hold facts of the law is not passed over: `procesing_country` could hide a covered nation."""
    near = _nearest(header, known.names(), _NEAR)
    told = f"the column {quoted(header)} is not used"
    if known.stages(header):
        found.add("COLUMN-UNCLEAR", f"the column {quoted(header)} is none, but looks like a column of a step", cell)
    elif near:
        found.add("COLUMN-NEAR", f"{told}; did you mean {near}?", cell)
    else:
        found.add("COLUMN-UNUSED", told, cell)


def nearest_sheet(name: str) -> str | None:
    """The sheet that a name which is none was probably meant as."""
    return _nearest(name, [BOM_SHEET, *OTHER_SHEETS], _NEAR)


def _closest(seen: list[str], wanted: list[str]) -> str:
    pairs = [(header, near) for header in seen if (near := _nearest(header, wanted, 60))]
    return "".join(f"; {quoted(header)} looks like {near}" for header, near in pairs[:5])


def _nearest(text: str, names: list[str], at_least: int) -> str | None:
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        text[:100], names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=at_least
    )
    return found[0] if found else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _blank(value: object) -> bool:
    return value == "" or (isinstance(value, str) and not value.strip())
