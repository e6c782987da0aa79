"""What the reader of workbooks does not tell of a sheet: unusable cells, percentages, merged and hidden cells.

A formula without a saved value and an error value come out of the reader as empty cells, and an empty cell would mean
*not known*. There is one module for each format: `looks_xlsx`, `looks_ods`, `looks_xls`, `looks_xlsb`.

They protect the reader too: it asks for the memory of every cell before the last one, and unpacks whatever a part of
an archive holds, whatever the archive says of its size.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from ...model.findings import Unreadable, refuse
from .archive import Archive, blocks, read_part
from .budget import Budget, cells, sheet_called
from .number_formats import UNSPELLED, hidden_of_a_date, shown_by, words_shown
from .package import parts_of, workbook_of
from .xml_tags import root_of

Area = tuple[int, int, int, int]
"""Merged cells: the first row and column and the last, all from 0."""


class Formats:
    """The number formats of a column's cells, in runs of rows; only those of which `says_more`."""

    __slots__ = ("_codes", "_firsts", "_lasts")

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._codes: list[str] = []

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, row: int, code: str) -> None:
        """The format of one more row, counted from 1."""
        if self._lasts and self._lasts[-1] == row - 1 and self._codes[-1] == code:
            self._lasts[-1] = row
            return
        at = bisect_right(self._firsts, row)
        self._firsts.insert(at, row)
        self._lasts.insert(at, row)
        self._codes.insert(at, code)

    def codes(self) -> set[str]:
        """Every format, once."""
        return set(self._codes)

    def at(self, row: int) -> str:
        """The format of a row; empty where it shows neither."""
        at = bisect_right(self._firsts, row) - 1
        return self._codes[at] if at >= 0 and row <= self._lasts[at] else ""


class Styles(NamedTuple):
    """What cell styles show, by number: those of percentages, and the format of those of which it `says_more`."""

    in_percent: frozenset[int]
    formats: Mapping[int, str]


def styles_of(formats: Iterable[int], codes: Mapping[int, str]) -> Styles:
    """The cell styles, from the number format of each, and the text of each format that the workbook spells out."""
    used = dict(enumerate(formats))
    in_percent = {9, 10} | {number for number, code in codes.items() if "%" in code}  # two need not be spelt out
    return Styles(
        frozenset(style for style, number in used.items() if number in in_percent),
        {
            style: code
            for style, number in used.items()
            if says_more(code := codes.get(number, UNSPELLED.get(number, "")))
        },
    )


def says_more(code: str) -> bool:
    """Whether a number format shows a unit, words, or less than the whole of a date."""
    return bool(shown_by(code)) or hidden_of_a_date(code) or bool(words_shown(code))


LAST_COLUMN = 16_384
NO_VALUE = "a formula without a saved value"
ERROR_TEXT = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")
_COUNT = re.compile(rb"uniqueCount[^0-9]{0,9}([0-9]+)")
_LONGEST_COUNT = 60
# Merged cells do not overlap, so that a sheet has no more of their rows than this; one that is made to harm may.
_MERGED_ROWS = 1 << 22


@lru_cache(maxsize=1024)
def letter(index: int) -> str:
    """The spreadsheet's letter of a column, from 0: A, B, ... Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """The spreadsheet's address of a cell, its row from 1 and its column from 0."""
    return f"{letter(column)}{row}"


def column_of(letters: str) -> int:
    """The column of a spreadsheet's letters, from 0."""
    index = 0
    for character in letters:
        index = 26 * index + ord(character) - 64
    return index - 1


class Metadata:
    """What calamine does not expose of a sheet, as far as it has been read, and how far the sheet reaches.

    `faults` are the cells without a usable value and why, `percents` those that show a percentage (None: the format
    does not tell). Hidden rows count from 1, hidden columns from 0.
    `formats` are the number formats of cells of which `says_more`, by column from 0.
    `last` and `wide` are the numbers of rows and columns up to the last filled cell.
    """

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.percents: set[str] | None = set()
        self.merged: Sequence[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formats: dict[int, Formats] = {}
        self.last = self.wide = self.filled = self.text = 0

    def fill(self, row: int, column: int, text: int = 0) -> None:
        """Counts a filled cell, its row from 1 and its column from 0, and the bytes of its text."""
        self.last, self.wide = max(self.last, row), max(self.wide, column + 1)
        self.filled += 1
        self.text += text

    def show(self, row: int, column: int, style: int, styles: "Styles") -> None:
        """Notes what the style of a cell shows beside its value."""
        if style in styles.in_percent and self.percents is not None:
            self.percents.add(address(row, column))
        if style in styles.formats:
            self.add_format(row, column, styles.formats[style])

    def add_format(self, row: int, column: int, code: str) -> None:
        self.formats.setdefault(column, Formats()).add(row, code)

    def end(self, sheet: str, budget: Budget, places: int, rows: int) -> "Metadata":
        """The same once the whole sheet has been read: takes its part of the budget; `rows` may hold merged cells.

        Raises:
            Unreadable: that is over the limit.
            ValueError: the merged cells overlap.
        """
        notes = len(self.faults) + len(self.percents or ()) + sum(map(len, self.formats.values()))
        budget.take(sheet_called(sheet), cells(places, self.filled, self.text, notes))
        self.merged = clipped(self.merged, rows)
        return self


class Look(NamedTuple):
    """The `metadata` of each sheet of a workbook, by its name, and whether it can hold cells: no chart can.

    Both raise:
        Unreadable: the sheets take more memory than the budget has.
        ValueError: the sheet's part is missing, damaged, or no worksheet.
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """

    metadata: Callable[[str], Metadata]
    holds_cells: Callable[[str], bool]


def look(archive: Archive, budget: Budget) -> Look:
    """Tells of each sheet of an .xlsx, .xlsm, .xlsb or .ods whose parts are in place.

    Whatever the reader unpacks was unpacked once when this returns, so that none of it is larger than it says; except
    the sheets of an .xlsx or .xlsb, which are when they are asked for.

    Raises:
        Unreadable: the sheets take more memory than the budget has, or a password.
        ValueError: it is no workbook.
        zipfile.BadZipFile: a part that is damaged, or larger than the archive says.
    """
    parts = parts_of(archive)
    if b"encryption-data" in read_part(archive, parts.get("meta-inf/manifest.xml")):
        raise password(budget.shown)
    books = [book for book in ("content.xml", workbook_of(archive, parts)) if book in parts]
    if len(books) != 1:
        raise ValueError("it holds workbooks of two formats" if books else "it holds no workbook")
    (book,) = books
    if book == "content.xml":
        from .looks_ods import look_at_ods

        _unpack(archive, {parts[book]})
        return Look(partial(_named, look_at_ods(archive, parts[book], parts.get("styles.xml"), budget)), lambda _: True)
    if book.endswith(".bin"):
        from .looks_xlsb import XlsbWorkbook as Workbook
    else:
        from .looks_xlsx import XlsxWorkbook as Workbook  # type: ignore[assignment]
    workbook = Workbook(archive, parts, book, budget)
    _unpack(archive, workbook.sheets.values())
    return Look(workbook.metadata, workbook.holds_cells)


def _named(looks: Mapping[str, Metadata], sheet: str) -> Metadata:
    if sheet not in looks:
        raise no_such_sheet()
    return looks[sheet]


def no_such_sheet() -> ValueError:
    """The list of sheets names one that is not there."""
    return ValueError("its part is missing")


def _unpack(archive: Archive, without: Collection[str]) -> None:
    for name in set(archive.namelist()).difference(without):
        before = b""
        is_start = name.lower().endswith((".xml", ".rels"))
        for block in blocks(archive, name):
            if is_start:
                root_of(block)
                is_start = False
            # The reader asks for the memory of as many texts as are said to follow.
            if any(int(count) > archive.getinfo(name).file_size for count in _COUNT.findall(before + block)):
                raise ValueError(f"its part {name} says that it holds more texts than it does")
            before = block[-_LONGEST_COUNT:]


def clipped(areas: Iterable[Area], rows: int) -> tuple[Area, ...]:
    """Merged cells without what lies below the last row, so that a merged column is no million of rows.

    Raises:
        ValueError: they overlap.
    """
    inside = tuple((top, left, min(bottom, rows - 1), right) for top, left, bottom, right in areas if top < rows)
    if sum(bottom - top + 1 for top, _, bottom, _ in inside) > _MERGED_ROWS:
        raise ValueError("its merged cells overlap")
    return inside


def refuse_far_cells(budget: Budget, sheet: str, rows: int, columns: int) -> None:
    """A stray cell at the far end of a sheet makes the reader ask for the memory of all the cells before it.

    Raises:
        Unreadable: the sheet reaches over more cells than the budget has.
    """
    if rows * columns > budget.most or columns > LAST_COLUMN:
        raise refuse(
            "SHEET-TOO-LARGE",
            f"the sheet {sheet} of {budget.shown} reaches to column {letter(columns - 1)} and row {rows}: "
            f"at most {budget.most:,} cells were expected; is there a stray cell?",
        )


def password(shown: str) -> Unreadable:
    """The answer to a file that is encrypted."""
    return refuse("FILE-PASSWORD", f"{shown} is protected by a password")
