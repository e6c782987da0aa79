"""Sheets of a report in a workbook: a header row, then texts, numbers and links to be read and filtered."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.intake.tables.own_sheets import OWN
from ...engine.report.disclosure import WITHHELD
from ..view import sections as kinds
from ..view.sections import Column, Entry, Text
from .workbook_summary import Figure
from .xlsx_file import (
    COLORS,
    EXACTLY,
    FONT,
    ROW,
    decimal,
    for_paper,
    lines_of,
    widen,
    write_formula,
    write_number,
    write_text,
)

_SHADE, _LINE, _LINK, _FAINT = "1F3864", "D9D9D9", "0563C1", "A6A6A6"
_DIGITS = 15
"""The digits of a number that a spreadsheet program shows: a number with more is written as text."""
_TALLEST = 400  # points
_LETTERS = 1.1  # for a digit, the unit of a column's width

Row = Sequence["Text | Entry"]


class _Style(NamedTuple):
    """The style of a cell: its number format `form`, and what differs from black on white."""

    right: bool
    form: str
    wrap: bool = True
    bold: bool = False
    ink: str | None = None
    underline: Literal["single"] | None = None
    ground: str | None = None
    level: int = 0


class Sheets:
    """Adds sheets to a workbook. `link` gives the place in it that the address of a cell leads to, if any."""

    def __init__(self, book: Workbook, link: Callable[[str], str | None]) -> None:
        self.book, self.link = book, link
        self.styles: dict[_Style, StyleArray] = {}
        # The results of formulas by sheet and cell, and the figures by name: a formula cell, and the result.
        self.results: dict[tuple[str, str], str] = {}
        self.figures: list[Figure] = []

    def add(self, name: str, columns: Sequence[Column], rows: "Iterable[Row]", *, repeats_faint: bool = False) -> None:
        """Adds a sheet at the end. A row may be shorter than the header; None is shown as not known.

        `repeats_faint`: the first cell of a row is faint where it repeats that of the row above.
        """
        sheet: Worksheet = self.book.create_sheet(OWN + name)
        for number, column in enumerate(columns, 1):
            head = sheet.cell(1, number, column.title)
            head.font, head.fill = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_SHADE)
            side, indent = ("right", 1) if column.right else ("left", 0)
            head.alignment = Alignment(vertical="center", wrap_text=True, horizontal=side, indent=indent)
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.row_dimensions[1].height = 2 * ROW
        last, above = 1, None
        for last, row in enumerate(rows, 2):
            cells = [*row, *[""] * (len(columns) - len(row))]
            for number, (value, column) in enumerate(zip(cells, columns, strict=True), 1):
                again = repeats_faint and number == 1 and value == above
                self._write(sheet.cell(last, number), value, right=column.right, again=again)
            above = row[0]
            lines = max(lines_of(kinds.plain(v), int(c.width * _LETTERS)) for v, c in zip(cells, columns, strict=True))
            sheet.row_dimensions[last].height = min(_TALLEST, ROW * lines + 3)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
        for_paper(sheet)

    def recompute(self, table: kinds.Table) -> None:
        """Adds a recomputed figure below a table, with the exact result beside it."""
        if not table.recomputed:
            return
        sheet: Worksheet = self.book[OWN + table.sheet]
        letters = [get_column_letter(number) for number in range(1, len(table.columns) + 1)]
        last = len(table.rows) + 1
        cells = [f"{letter}2:{letter}{last}" for letter in letters]
        at = next(number for number, column in enumerate(table.columns) if column.right)
        label, ours, exact, apart, fraction = letters[at - 2], *letters[at : at + 4]
        rows = f"recomputed from the {table.sheet}"
        titles = (rows, "by formula", "exact result", "difference", "exact, as a fraction")
        for letter, title in zip((label, ours, exact, apart, fraction), titles, strict=True):
            sheet[f"{letter}{last + 2}"], sheet[f"{letter}{last + 2}"].font = title, Font(name=FONT, bold=True)
        for row, figure in enumerate(table.recomputed, last + 3):
            digits = decimal(kinds.plain(figure.result))
            stated: dict[str, Text] = {label: figure.label, exact: figure.result, fraction: kinds.plain(figure.result)}
            for letter, value in stated.items():
                self._write(sheet[f"{letter}{row}"], value, right=letter != label, again=False)
            difference = f"ROUND({ours}{row}-{exact}{row},9)"
            formulas = {ours: (figure.formula.format(*cells), digits), apart: (difference, "0")}
            for letter, (formula, result) in formulas.items():
                cell = sheet[f"{letter}{row}"]
                write_formula(cell, formula)
                cell.font, cell.number_format = Font(name=FONT), EXACTLY[figure.result.unit]
                widen(cell, result)
                self.results[sheet.title, cell.coordinate] = result
            self.figures.append(Figure(figure.label, f"'{sheet.title}'!{ours}{row}", figure.result))

    def _write(self, cell: Cell | MergedCell, value: "Text | Entry", *, right: bool, again: bool) -> None:
        """Writes a cell; `again`: the value repeats the row above."""
        number = _format(value.digits) if isinstance(value, kinds.Number) else None
        if isinstance(value, kinds.Number) and value.digits is not None and number is not None:
            form = {"$": f'"$"{number}', "%": f'{number}"%"'}.get(value.unit, number)
            self._dress(cell, _Style(right, form, wrap=False))
            write_number(cell, value.digits)
            widen(cell, value.digits)
            return
        if isinstance(value, kinds.Exact) and value.fraction not in (None, WITHHELD):
            self._dress(cell, _Style(right, EXACTLY[value.unit]))
            write_number(cell, digits := decimal(value.fraction))
            widen(cell, digits)
            return
        text = kinds.plain(value)
        style = _Style(right, "@" if len(text) < 256 else "General")  # a longer text with format `@` shows as ####
        if isinstance(value, Entry):
            style = style._replace(level=value.level)
        target = self.link(value.addresses[0]) if isinstance(value, kinds.Cells) and value.addresses else None
        if target is not None:
            style = style._replace(ink=_LINK, underline="single")
        elif again:
            style = style._replace(ink=_FAINT)
        elif isinstance(value, kinds.Word) and value.tone in COLORS:
            ground, ink = COLORS[value.tone]
            style = style._replace(bold=True, ink=ink, ground=ground)
        self._dress(cell, style)
        write_text(cell, text)
        if target is not None:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=str(cell.value))

    def _dress(self, cell: Cell | MergedCell, style: _Style) -> None:
        """Gives a cell its style. openpyxl compares each part of a style with all others: each style is sought once."""
        if style in self.styles:
            cell._style = copy(self.styles[style])  # type: ignore[union-attr]
            return
        cell.font = Font(name=FONT, bold=style.bold or None, color=style.ink, underline=style.underline)
        cell.border = Border(bottom=Side("thin", color=_LINE))
        # A number keeps its distance from the text in the next column.
        side, indent = ("right", 1) if style.right else ("left", style.level)
        cell.alignment = Alignment(vertical="top", wrap_text=style.wrap, horizontal=side, indent=indent)
        cell.number_format = style.form
        if style.ground is not None:
            cell.fill = PatternFill("solid", fgColor=style.ground)
        self.styles[style] = copy(cell._style)  # type: ignore[union-attr]


def _format(digits: str | None) -> str | None:
    """A number format with all decimals of the number; None if it is not a number, or has too many digits."""
    try:
        _, places, exponent = Decimal(digits or "").as_tuple()
    except InvalidOperation:
        return None
    if len(places) > _DIGITS or not isinstance(exponent, int) or not -_DIGITS <= exponent <= 0:
        return None
    return "#,##0" + ("." + "0" * -exponent if exponent else "")
