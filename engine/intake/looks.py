"""What the reader of workbooks does not tell of a sheet: unusable cells, percentages, merged and hidden cells.

A formula without a saved value and an error value come out of the reader as empty cells, and an empty cell would mean
*not known*. There is one module for each format: `looks_xlsx`, `looks_ods`, `looks_xls`, `looks_xlsb`.

They protect the reader too: it asks for the memory of every cell before the last one, and unpacks whatever a part of
an archive holds, whatever the archive says of its size.
"""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from ..report import Unreadable, refuse

Area = tuple[int, int, int, int]
"""Merged cells: the first row and column and the last, all from 0."""


class Looks(NamedTuple):
    """What the reader does not tell of a sheet.

    `faults` are the cells without a usable value and why, `percents` those that show a percentage (None: the format
    does not tell). Hidden rows count from 1, hidden columns from 0.
    """

    faults: Mapping[str, str] = {}
    percents: frozenset[str] | None = None
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


LAST_COLUMN = 16_384
NO_VALUE = "a formula without a saved value"
ERROR_TEXT = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")
# So many bytes of a part are read at once.
_BLOCK = 1 << 20
# The parts that are read as a whole tell of sheets and styles; no honest one comes near this.
_LARGEST_PART = 1 << 26
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


def column_of(letters: str) -> int:
    """The column of a spreadsheet's letters, from 0."""
    index = 0
    for character in letters:
        index = 26 * index + ord(character) - 64
    return index - 1


def look(shown: str, content: bytes, most: int) -> Callable[[str], Looks]:
    """Tells of each sheet of an .xlsx, .xlsm, .xlsb or .ods, by its name. `shown` is how messages name the file.

    Whatever the reader unpacks was unpacked once when this returns, so that none of it is larger than it says; except
    the sheets of an .xlsx or .xlsb, which are when they are asked for.

    Raises (here, or when a sheet is asked for):
        Unreadable: sheets that reach over more than `most` cells, or a password.
        ValueError: it is no workbook, or has no such sheet.
        zipfile.BadZipFile: a part that is damaged, or larger than the archive says.
    """
    archive = _Archive(io.BytesIO(content))
    # The reader takes capitals for small letters here, and one slash for the other.
    parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    if b"encryption-data" in read_part(archive, parts.get("meta-inf/manifest.xml")):
        raise password(shown)
    from .looks_xlsx import look_at_xlsx, percent_styles, sheets_of_xlsx, workbook_of

    books = [book for book in ("content.xml", "xl/workbook.bin", workbook_of(archive, parts)) if book in parts]
    if len(books) != 1:
        raise ValueError("it holds workbooks of two formats" if books else "it holds no workbook")
    (book,) = books
    if book == "content.xml":
        from .looks_ods import look_at_ods

        _unpack(archive, {parts[book]})
        return partial(_named, look_at_ods(shown, archive, parts[book], most))
    if book.endswith(".bin"):
        from .looks_xlsb import look_at_xlsb, sheets_of_xlsb

        sheets = sheets_of_xlsb(archive, parts, book)
        _unpack(archive, sheets.values())
        return partial(look_at_xlsb, shown, archive, sheets, most)
    sheets = sheets_of_xlsx(archive, parts, book)
    _unpack(archive, sheets.values())
    return partial(look_at_xlsx, shown, archive, sheets, percent_styles(archive, parts, book), most)


class _Archive(zipfile.ZipFile):
    """One whose small parts that were read as a whole are kept: they are looked through once more."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.unpacked: dict[str, bytes] = {}


def _named(looks: Mapping[str, Looks], sheet: str) -> Looks:
    if sheet not in looks:
        raise no_such_sheet(sheet)
    return looks[sheet]


def no_such_sheet(sheet: str) -> ValueError:
    """The reader found a sheet that was not looked at."""
    return ValueError(f"its sheet {sheet} is damaged")


def _unpack(archive: zipfile.ZipFile, without: Collection[str]) -> None:
    for name in set(archive.namelist()).difference(without):
        before = b""
        for block in blocks(archive, name):
            # The reader asks for the memory of as many texts as are said to follow.
            if any(int(count) > archive.getinfo(name).file_size for count in _COUNT.findall(before + block)):
                raise ValueError(f"its part {name} says that it holds more texts than it does")
            before = block[-_LONGEST_COUNT:]


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, a block at a time.

    Raises:
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """
    if isinstance(archive, _Archive) and name in archive.unpacked:
        yield archive.unpacked[name]
        return
    said = archive.getinfo(name)
    with_more = copy.copy(said)
    with_more.file_size += 1  # otherwise nothing beyond what it says would come out
    left = said.file_size
    with archive.open(with_more) as part:
        while block := part.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(f"its part {name} is larger than it says")
            yield block


def read_part(archive: zipfile.ZipFile, name: str | None) -> bytes:
    """A small part as a whole; empty where there is none.

    Raises:
        ValueError: it is not small.
        zipfile.BadZipFile: as in `blocks`.
    """
    if name is None:
        return b""
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"its part {name} is too large")
    part = b"".join(blocks(archive, name))
    if isinstance(archive, _Archive) and len(part) <= _BLOCK:
        archive.unpacked[name] = part
    return part


def clipped(areas: Iterable[Area], rows: int) -> tuple[Area, ...]:
    """Merged cells without what lies below the last row, so that a merged column is no million of rows.

    Raises:
        ValueError: they overlap.
    """
    inside = tuple((top, left, min(bottom, rows - 1), right) for top, left, bottom, right in areas if top < rows)
    if sum(bottom - top + 1 for top, _, bottom, _ in inside) > _MERGED_ROWS:
        raise ValueError("its merged cells overlap")
    return inside


def refuse_far_cells(shown: str, sheet: str, rows: int, columns: int, most: int) -> None:
    """A stray cell at the far end of a sheet makes the reader ask for the memory of all the cells before it.

    Raises:
        Unreadable: the sheet reaches over more than `most` cells.
    """
    if rows * columns > most or columns > LAST_COLUMN:
        raise refuse(
            "SHEET-TOO-LARGE",
            f"the sheet {sheet} of {shown} reaches to column {letter(columns - 1)} and row {rows}: "
            f"at most {most:,} cells were expected; is there a stray cell?",
        )


def refuse_many_cells(shown: str, cells: int, most: int) -> None:
    """The same of all sheets together, for the formats that the reader reads at once.

    Raises:
        Unreadable: they reach over more than `most` cells.
    """
    if cells > most:
        raise refuse(
            "SHEET-TOO-LARGE",
            f"the sheets of {shown} reach over {cells:,} cells together: at most {most:,} were expected",
        )


def password(shown: str) -> Unreadable:
    """The answer to a file that is encrypted."""
    return refuse("FILE-PASSWORD", f"{shown} is protected by a password")
