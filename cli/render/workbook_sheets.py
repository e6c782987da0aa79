"""The sheets of the report itself: a header, and rows of texts, numbers and links to be read and filtered."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...engine.intake.tables.book import OWN_SHEETS
from ...engine.model.findings import Severity
from ...engine.model.statuses import Status
from .workbook_marks import COLORS
from .xlsx_file import FONT, ROW, for_paper, lines_of, write_number, write_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

TITLES = tuple(OWN_SHEETS + name for name in ("verdict", "lines", "origins", "findings"))
_SHADE, _LINE, _LINK, _FAINT = "1F3864", "D9D9D9", "0563C1", "A6A6A6"
_DIGITS = 15
"""A spreadsheet program shows so many digits of a number: one with more is written as text."""
_TALLEST = 400  # points
_LETTERS = 1.1  # for one digit, which is what a column's width counts
_GREEN, _RED, _YELLOW = ("C6EFCE", "006100"), COLORS[Severity.ERROR], COLORS[Severity.WARNING]
_STATUS = {
    Status.PASS: _GREEN,
    Status.FAIL: _RED,
    Status.INCOMPLETE: _YELLOW,
    Status.NOT_AVAILABLE: _RED,
    Status.UNREADABLE: _RED,
}


class Number(NamedTuple):
    """A decimal number by its digits, as the report has it, or a text where it is none; None is not known."""

    digits: str | None


class Link(NamedTuple):
    """A text, and where in the workbook it leads; None where it leads nowhere."""

    text: str
    target: str | None


class Again(NamedTuple):
    """A text that stands in the row above too."""

    text: str


class Colored(NamedTuple):
    """A severity or a verdict, in its colour."""

    text: str
    of: Severity | Status


Value = str | Number | Link | Again | Colored | None


class Column(NamedTuple):
    title: str
    width: float
    side: Literal["left", "right"] = "left"


def add_sheet(book: "Workbook", title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """Adds a sheet at the end. A row may be shorter than the header; None is shown as not known."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(title)
    for number, column in enumerate(columns, 1):
        head = sheet.cell(1, number, column.title)
        head.font, head.fill = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_SHADE)
        head.alignment = Alignment(vertical="center", wrap_text=True, horizontal=column.side)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = 2 * ROW
    last = 1
    for last, row in enumerate(rows, 2):
        cells = [*row, *[""] * (len(columns) - len(row))]
        for number, (value, column) in enumerate(zip(cells, columns, strict=True), 1):
            _write(sheet.cell(last, number), value, column.side)
        lines = max(lines_of(_text(v), int(c.width * _LETTERS)) for v, c in zip(cells, columns, strict=True))
        sheet.row_dimensions[last].height = min(_TALLEST, ROW * lines + 3)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for_paper(sheet)


def _write(cell: "Cell | MergedCell", value: Value, side: Literal["left", "right"]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.font, cell.border = Font(name=FONT), Border(bottom=Side("thin", color=_LINE))
    number = _format(value.digits) if isinstance(value, Number) else None
    cell.alignment = Alignment(vertical="top", wrap_text=number is None, horizontal=side)
    if isinstance(value, Number) and value.digits is not None and number is not None:
        write_number(cell, value.digits)
        cell.number_format = number
        return
    write_text(cell, _text(value))
    cell.number_format = "@" if len(_text(value)) < 256 else "General"  # a longer text that is `@` shows as ####
    if isinstance(value, Link) and value.target is not None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=value.target, display=str(cell.value))
        cell.font = Font(name=FONT, color=_LINK, underline="single")
    elif isinstance(value, Again):
        cell.font = Font(name=FONT, color=_FAINT)
    elif isinstance(value, Colored):
        ground, text = COLORS[value.of] if isinstance(value.of, Severity) else _STATUS[value.of]
        cell.font, cell.fill = Font(name=FONT, bold=True, color=text), PatternFill("solid", fgColor=ground)


def _text(value: Value) -> str:
    if isinstance(value, Number):
        value = value.digits
    if value is None:
        return "not known"
    return value if isinstance(value, str) else value.text


def _format(digits: str | None) -> str | None:
    """A number format with all decimals of the number; None where it is no number, or has too many digits for one."""
    try:
        _, places, exponent = Decimal(digits or "").as_tuple()
    except InvalidOperation:
        return None
    if len(places) > _DIGITS or not isinstance(exponent, int) or not -_DIGITS <= exponent <= 0:
        return None
    return "#,##0" + ("." + "0" * -exponent if exponent else "")
