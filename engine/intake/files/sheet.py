"""A sheet of cells, of any spreadsheet format or text table, and what its cells show beside their values."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

ROWS_SEARCHED = 50
"""A title, a logo and a note may stand above the header; more than that is another table."""

Area = tuple[int, int, int, int]
"""Merged cells: the first row and column and the last, all from 0."""

Row = list[object]


class Formats:
    """The number formats of a column's cells, in runs of rows; only those of which `number_formats.says_more`."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int, str]] = []  # the first row, the last one, and the format

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, row: int, code: str) -> None:
        """The format of one more row, counted from 1."""
        if self._runs and self._runs[-1][1:] == (row - 1, code):
            self._runs[-1] = self._runs[-1][0], row, code
        else:
            insort(self._runs, (row, row, code))

    def codes(self) -> set[str]:
        """Every format, once."""
        return {code for _, _, code in self._runs}

    def at(self, row: int) -> str:
        """The format of a row; empty where it shows neither."""
        at = bisect_left(self._runs, (row + 1,)) - 1
        return self._runs[at][2] if at >= 0 and row <= self._runs[at][1] else ""


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its rows from the spreadsheet's row 1, and its `metadata.Metadata`.

    `strict_width`: a row longer than the header is a row with a delimiter too many.
    `delimiter` is that of a text table. `numbers` are the rows' own, where they do not follow each other from 1;
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
        """Each row with its number in the spreadsheet; of a text table, without the blank ones below any header."""
        rows = enumerate(self.rows(), 1) if self.numbers is None else zip(self.numbers(), self.rows(), strict=True)
        return _filled(rows) if self.delimiter else rows


def _filled(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The rows of a text table without the blank ones, of which there may be millions."""
    for number, row in rows:
        if number <= ROWS_SEARCHED or (any(row) and not "".join(row).isspace()):  # type: ignore[arg-type]
            yield number, row
