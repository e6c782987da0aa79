"""What the reader of workbooks does not tell of a sheet: unusable cells, percentages, merged and hidden cells.

A formula without a saved value and an error value come out of the reader as empty cells, and an empty cell would mean
*not known*. There is one module for each format: `looks_xlsx`, `looks_ods`, `looks_xls`, `looks_xlsb`.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from ..report import refuse

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


UNSEEN = Looks()
"""Of a sheet that was not found again."""

NO_VALUE = "a formula without a saved value"
ERROR_TEXT = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")


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


def refuse_far_cells(path: str, sheet: str, rows: int, columns: int, most: int) -> None:
    """A stray cell at the far end of a sheet makes the reader ask for the memory of all the cells before it.

    Raises:
        Unreadable: the sheet reaches over more than `most` cells.
    """
    if rows * columns > most:
        raise refuse(
            "SHEET-TOO-LARGE",
            f"the sheet {sheet} of {path} reaches to column {letter(columns - 1)} and row {rows}: "
            f"at most {most:,} cells were expected; is there a stray cell?",
        )


def look(path: str, content: bytes, most: int) -> dict[str, Looks]:
    """Each sheet of an .xlsx, .xlsm, .xlsb or .ods, by its name.

    Raises:
        Unreadable: a sheet that reaches over more than `most` cells.
        zipfile.BadZipFile: a part that is damaged, or larger than the archive says.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = set(archive.namelist())
    if "content.xml" in parts:
        from .looks_ods import look_at_ods

        return look_at_ods(path, archive.read("content.xml"), most)
    if "xl/workbook.bin" in parts:
        from .looks_xlsb import look_at_xlsb

        return look_at_xlsb(path, archive, most)
    if {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
        from .looks_xlsx import look_at_xlsx

        return look_at_xlsx(path, archive, most)
    return {}
