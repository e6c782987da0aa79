"""The analyst's workbook with answers in its cells: formats, formulas and everything else stay."""

from collections.abc import Iterable
from copy import copy
from decimal import Decimal
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.model.cell_address import address
from ...engine.questions.answers.merge import CannotCopy, Write, WriteRole
from .workbook_lost import dependents, lost_parts
from .workbook_source import copy_of
from .xlsx_file import write_number, write_text

_PERCENT = "0.00######%"
_WIDTH = 18


class AnsweredWorkbook(NamedTuple):
    """The copy, what openpyxl could not keep, and the formulas whose results are to be computed anew."""

    content: bytes
    lost: list[str]
    stale: frozenset[tuple[str, str]]


def answered_workbook(content: bytes, writes: Iterable[Write]) -> AnsweredWorkbook:
    """The workbook with these cells.

    Raises:
        CannotCopy: openpyxl cannot read it, or a cell cannot be written.
    """
    writes = list(writes)
    opened = copy_of(content)
    if opened is None:
        raise CannotCopy("openpyxl, which writes the copy, cannot read the workbook")
    sheets = {title: _sheet(opened.book, title) for title in dict.fromkeys(one.title for one in writes)}
    written = {(sheets[one.title].title, one.row, one.index + 1) for one in writes}
    stale = dependents(opened.book, written)
    for one in writes:
        _put(sheets[one.title], one)
    for title, row, column in stale:
        cell = opened.book[title].cell(row, column)
        if cell.data_type != "f":
            cell.value = None  # a cell of an array formula, which is computed by its first
    if stale:
        opened.book.calculation.fullCalcOnLoad = True
    places = frozenset((title, address(row, column - 1)) for title, row, column in stale)
    file = opened.file({}, places, is_bom=True)
    return AnsweredWorkbook(file, lost_parts(content, file, opened.dropped), places)


def _sheet(book: Workbook, title: str) -> Worksheet:
    """The sheet of that name in any case, or a new one at the end."""
    for sheet in book.worksheets:
        if sheet.title.casefold().strip() == title.casefold().strip():
            return sheet
    added: Worksheet = book.create_sheet(title)
    return added


def _put(sheet: Worksheet, one: Write) -> None:
    cell = sheet.cell(one.row, one.index + 1)
    if any(cell.coordinate in area for area in sheet.merged_cells.ranges):
        raise CannotCopy(f"{sheet.title}!{cell.coordinate} is merged with the cells beside it: unmerge them")
    if one.role is WriteRole.HEADING:
        if one.index and (beside := sheet.cell(one.row, one.index)).has_style:
            _dress(cell, beside)
        else:
            cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(one.index + 1)].width = max(_WIDTH, len(one.column) + 3)
    elif not cell.has_style and one.row > 1:
        above = sheet.cell(one.row - 1, one.index + 1)
        if above.has_style and not above.font.bold:  # a heading's look is not for a row
            _dress(cell, above)
    if not one.value.is_number:
        write_text(cell, one.value.text)
    elif one.value.percent:
        write_number(cell, str(Decimal(one.value.text).scaleb(-2)))
        cell.number_format = cell.number_format if "%" in cell.number_format else _PERCENT
    else:
        write_number(cell, one.value.text)
        if not _shows_a_number(cell.number_format):
            cell.number_format = "General"


def _dress(cell: Cell | MergedCell, other: Cell | MergedCell) -> None:
    """Gives a cell the look of another."""
    for name in ("font", "fill", "border", "alignment", "number_format"):
        setattr(cell, name, copy(getattr(other, name)))


def _shows_a_number(code: str) -> bool:
    """Whether a number format shows a plain number: no text, percentage or date."""
    return code != "@" and "%" not in code and not is_date_format(code)
