"""A sheet of cells, from any spreadsheet format or text table, its metadata, and the memory that it may take.

The metadata are what calamine does not expose: unusable cells, percentages, number formats, merged and hidden cells.
Calamine returns empty cells for formulas without a saved value and for errors, and an empty cell would mean
*unknown*. Each format has its reader: `xlsx`, `xlsb`, `ods`, `xls`.

The readers protect calamine too: it allocates memory for every cell before the last one, and unpacks any part
of an archive regardless of the declared size.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple, TypeVar

import msgspec

from ...model.cell_address import LAST_COLUMN, address, letter
from ...model.findings import Unreadable, refuse
from ...model.settings import MB
from .number_formats import UNSPELLED, in_percent, says_more

UNPACKED = 10
"""So many times the largest file is the most that a workbook, or the text of a Parquet file on disk, unpacks to."""
PARQUET_TEXT, PARQUET_GROUP = 2, 4
"""So many times the largest file is the most text of a Parquet file that is read at once, and the most that a piece of
it (a row group) unpacks to."""
CELLS_PER_MB = 200_000
"""So many cells a workbook may have for each MB of the largest file, all its sheets together.

A cell is the 32 bytes that calamine takes for each place before the last one of a sheet. One that is filled takes as
much again, and so does every `BYTES_PER_CELL` of its text; a note of what it shows takes `CELLS_PER_NOTE`.
"""
BYTES_PER_CELL = 32
LONGEST_CELL = 10 * MB
"""The longest text of one cell, in bytes or characters. A spreadsheet program takes 32,767 of them."""
CELLS_PER_NOTE = 4


def too_large(shown: str, size: str, max_mb: int) -> Unreadable:
    """The exception for a file that is, or unpacks to, more than the limit."""
    limit = f"the limit is {max_mb:,} MB, and {UNPACKED * max_mb:,} MB unpacked"
    return refuse("FILE-TOO-LARGE", f"{shown} is {size}: {limit}")


def cells(places: int = 0, filled: int = 0, text: int = 0, notes: int = 0) -> int:
    """The memory that a sheet needs: its cells, the filled ones, the bytes of their texts, and its metadata."""
    return places + filled + text // BYTES_PER_CELL + notes * CELLS_PER_NOTE


class Budget:
    """The memory that a workbook may use, all its sheets together."""

    def __init__(self, shown: str, max_mb: int) -> None:
        """`shown` is how messages name the file."""
        self.shown = shown
        self.most = max_mb * CELLS_PER_MB
        self._taken: dict[str, int] = {}

    def take(self, what: str, size: int) -> None:
        """Uses up the memory that a sheet or another part needs.

        Raises:
            Unreadable: the total is above the limit.
        """
        self._taken[what] = size
        total = sum(self._taken.values())
        if total > self.most:
            message = f"{what} of {self.shown} needs the memory of {size:,} cells"
            if len(self._taken) > 1:
                message += f", and the workbook in total that of {total:,} cells"
            expected = f"the limit is {self.most:,} cells"
            raise refuse("SHEET-TOO-LARGE", f"{message}: {expected}; look for a stray cell")

    def check_reach(self, sheet: str, rows: int, columns: int) -> None:
        """Refuses a stray cell far out, for which calamine would allocate memory for every cell before it.

        Raises:
            Unreadable: the sheet spans more cells than the budget allows.
        """
        if rows * columns > self.most or columns > LAST_COLUMN:
            raise refuse(
                "SHEET-TOO-LARGE",
                f"the sheet {sheet} of {self.shown} reaches to column {letter(columns - 1)} and row {rows}: "
                f"the limit is {self.most:,} cells; look for a stray cell",
            )


ROWS_SEARCHED = 50
"""A title, a logo and a note may stand above the header; more than that is another table."""

Area = tuple[int, int, int, int]
"""Merged cells: the first row and column and the last, all from 0."""

Row = list[object]
NumberedRow = tuple[int, Row]
"""A row: its number in the spreadsheet, and its cells."""

_T = TypeVar("_T")
NO_VALUE = "a formula without a saved value"
# Merged cells do not overlap, so a genuine sheet has no more of their rows than this.
_MERGED_ROWS = 1 << 22


class Styles(NamedTuple):
    """Cell styles by number: those of percentages, and the formats that show more than the value (`says_more`)."""

    in_percent: frozenset[int]
    formats: Mapping[int, str]


def styles_of(formats: Iterable[int], codes: Mapping[int, str]) -> Styles:
    """The cell styles, from the number format of each, and the codes of the formats that the workbook defines."""
    percents = {9, 10} | {number for number, code in codes.items() if in_percent(code)}  # built in
    used = {style: (number, codes.get(number, UNSPELLED.get(number, ""))) for style, number in enumerate(formats)}
    return Styles(
        frozenset(style for style, (number, _) in used.items() if number in percents),
        {style: code for style, (_, code) in used.items() if says_more(code)},
    )


class Formats:
    """The number formats of a column's cells, in runs of rows; only those that pass `says_more`."""

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


class Metadata:
    """The metadata of a sheet as far as it has been read, and the sheet's extent.

    `faults` are the cells without a usable value and why, `percents` those that show a percentage, as far as the file
    `knows_percents`. Hidden rows count from 1, hidden columns from 0; `formats` are the number formats by such columns.
    `last` and `wide` are the numbers of rows and columns up to the last filled cell, `text` the bytes of the texts.
    """

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.percents: set[str] = set()
        self.knows_percents = True
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formats: dict[int, Formats] = {}
        self.last = self.wide = self.filled = self.text = 0

    def fill(self, row: int, column: int, text: int = 0) -> None:
        """Counts a filled cell, its row from 1 and its column from 0, and the bytes of its text."""
        self.last, self.wide = max(self.last, row), max(self.wide, column + 1)
        self.filled += 1
        self.text += text

    def show(self, row: int, column: int, style: int, styles: Styles) -> None:
        """Notes what the style of a cell shows beside its value."""
        if style in styles.in_percent:
            self.percents.add(address(row, column))
        if style in styles.formats:
            self.add_format(row, column, styles.formats[style])

    def add_format(self, row: int, column: int, code: str) -> None:
        """Notes the number format of a cell."""
        self.formats.setdefault(column, Formats()).add(row, code)

    def take(self, sheet: str, budget: Budget, places: int | None = None) -> None:
        """Uses up the sheet's share of the budget; `places` counts its cells, including blank ones.

        Raises:
            Unreadable: the total is above the limit.
        """
        if places is None:
            budget.check_reach(sheet, self.last, self.wide)
            places = self.last * self.wide
        notes = len(self.faults) + len(self.percents) + sum(map(len, self.formats.values()))
        budget.take(f"the sheet {sheet}", cells(places, self.filled, self.text, notes))


def of_sheet(found: Mapping[str, _T], name: str) -> _T:
    """The entry of a sheet, by its name.

    Raises:
        ValueError: the list of sheets names a missing one.
    """
    if name not in found:
        raise ValueError("one of its parts is missing")
    return found[name]


def clipped(areas: Sequence[Area], rows: int) -> list[Area]:
    """The merged cells, cut at the last row, so that a merged column is not a million rows.

    Raises:
        ValueError: they overlap.
    """
    inside = [(top, left, min(bottom, rows - 1), right) for top, left, bottom, right in areas if top < rows]
    if sum(bottom - top + 1 for top, _, bottom, _ in inside) > _MERGED_ROWS:
        raise ValueError("its merged cells overlap")
    return inside


def blank(value: object) -> bool:
    """Whether a cell holds nothing visible."""
    return value == "" or (isinstance(value, str) and value.isspace())


def one_line(value: object) -> str:
    """The text of a cell with single spaces between words; empty for a blank cell."""
    return " ".join(value.split()) if isinstance(value, str) else str(value)


def cell_at(values: Sequence[object], index: int) -> object:
    """The cell at a position from 0; empty text where the row is shorter."""
    return values[index] if index < len(values) else ""


def texts_at(values: list[object]) -> dict[int, str]:
    """The texts of the cells that are not blank, by position from 0."""
    return {index: one_line(value) for index, value in enumerate(values) if not blank(value)}


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, its rows from the spreadsheet's row 1, and its metadata.

    `delimiter` is that of a text table. `numbers` are the row numbers where they are not 1, 2, 3, ...;
    `bom` is the one of several bills of materials whose rows are taken.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    about: Metadata = msgspec.field(default_factory=Metadata)
    delimiter: str = ""
    numbers: Sequence[range] | None = None
    bom: str | None = None

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Each row with its number in the spreadsheet; for a text table, without blank rows."""
        numbers = count(1) if self.numbers is None else chain.from_iterable(self.numbers)
        for number, row in zip(numbers, self.rows(), strict=self.numbers is not None):
            is_filled = any(row) and not (self.delimiter and "".join(map(str, row)).isspace())
            if not self.delimiter or number <= ROWS_SEARCHED or is_filled:
                yield number, row
