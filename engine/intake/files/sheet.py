"""A sheet of cells, from any spreadsheet format or text table, and the formats of its cells."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

NumberedRow = tuple[int, list[object]]
"""A row: its number in the spreadsheet, and its cells."""


def blank(value: object) -> bool:
    """Whether a cell holds nothing visible."""
    return value == "" or (isinstance(value, str) and value.isspace())


def one_line(value: object) -> str:
    """The text of a cell with single spaces between words; empty for a blank cell."""
    return "" if value == "" else " ".join(str(value).split())


def cell_at(values: Sequence[object], index: int) -> object:
    """The cell at a position from 0; empty text where the row is shorter."""
    return values[index] if index < len(values) else ""


def texts_at(values: list[object]) -> dict[int, str]:
    """The texts of the cells that are not blank, by position from 0."""
    return {index: one_line(value) for index, value in enumerate(values) if not blank(value)}


ROWS_SEARCHED = 50
"""A title, a logo and a note may stand above the header; more than that is another table."""

Area = tuple[int, int, int, int]
"""Merged cells: the first row and column and the last, all from 0."""

Row = list[object]


class Formats:
    """The number formats of a column's cells, in runs of rows; only those that pass `number_formats.says_more`."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int, str]] = []  # the first row, the last one, and the format

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, row: int, code: str) -> None:
        """Adds the format of a row, counted from 1."""
        if self._runs and self._runs[-1][1:] == (row - 1, code):
            self._runs[-1] = self._runs[-1][0], row, code
        else:
            insort(self._runs, (row, row, code))

    def codes(self) -> set[str]:
        """The distinct formats."""
        return {code for _, _, code in self._runs}

    def at(self, row: int) -> str:
        """The format of a row; empty where none was recorded."""
        at = bisect_left(self._runs, (row + 1,)) - 1
        return self._runs[at][2] if at >= 0 and row <= self._runs[at][1] else ""


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, its rows from the spreadsheet's row 1, and its `metadata.Metadata`.

    `strict_width`: a row longer than the header has an extra delimiter.
    `delimiter` is that of a text table. `numbers` are the row numbers where they are not 1, 2, 3, ...;
    `bom` is the one of several bills of materials whose rows are taken.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    faults: Mapping[str, str] = {}
    percents: frozenset[str] | None = None
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formats: Mapping[int, Formats] = {}
    strict_width: bool = False
    delimiter: str = ""
    numbers: Callable[[], Iterator[int]] | None = None
    bom: str | None = None

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Each row with its number in the spreadsheet; for a text table, without blank rows."""
        rows = enumerate(self.rows(), 1) if self.numbers is None else zip(self.numbers(), self.rows(), strict=True)
        return _filled(rows) if self.delimiter else rows


def _filled(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The rows of a text table that are not blank."""
    for number, row in rows:
        if number <= ROWS_SEARCHED or (any(row) and not "".join(row).isspace()):  # type: ignore[arg-type]
            yield number, row
