"""The first sheet of a workbook with a report: the answer, why, and what to do, on one printed page."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.intake.tables.own_sheets import OWN, SUMMARY
from ...engine.model.numbers import Fraction, cut
from ..view import sections as kinds
from ..view.sections import Text, Tone
from ..view.words import shortened
from .xlsx_file import COLORS, EXACTLY, FONT, ROW, decimal, lines_of, widen, write_formula, write_number, write_text

Part = kinds.Block | kinds.Section | kinds.Head | kinds.Banner
_WIDTHS = {"A": 30, "B": 18, "C": 18, "D": 18, "E": 18}
_LINES = 3
"""Of a text in a table; the rest is on another sheet."""
_LETTERS = 1.08  # for a digit, the unit of a column's width
_SHADE, _FAINT = "1F3864", "595959"


class Figure(NamedTuple):
    """A figure that the workbook computes: its cell reference and its result."""

    label: str
    cell: str
    result: kinds.Exact


def add_summary(
    book: Workbook, parts: Iterable[Part], figures: Sequence[Figure], provenance: kinds.Section
) -> dict[tuple[str, str], str]:
    """Adds the summary as the first and open sheet; returns the results of its formulas."""
    sheet: Worksheet = book.create_sheet(SUMMARY, 0)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    page = _Page(sheet)
    for part in parts:
        page.add(part)
    results = page.add_figures(figures)
    page.add(provenance)
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:{list(_WIDTHS)[-1]}{page.row}"
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for other in book.worksheets:  # selected sheets would be edited together
        other.sheet_view.tabSelected = other is sheet
    book.active = sheet
    return results


class _Page:
    """Writes parts below each other; a text spans all columns."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0

    def add(self, part: Part) -> None:
        match part:
            case kinds.Head():
                self._text([part.mark, part.verdict, "  ", part.title], part.verdict.tone, size=16, bold=True)
                self._text(part.headline, bold=True)
                if part.facts is not None:
                    self._text(part.facts.brief)
                for banner in part.banners:
                    self.add(banner)
            case kinds.Banner():
                self._text(f"{part.word}: {part.text}", Tone.OPEN, bold=True)
                for change in part.changes:
                    self._text(f"• {change}")
            case kinds.Section():
                self.row += 1
                self._text(part.title, bold=True, size=12, color=_SHADE)
                for block in part.blocks:
                    self.add(block)
            case kinds.Bullets():
                for item in part.items:
                    self._text(["• ", kinds.plain(item)])
                if part.more:
                    self._text(f"and {part.more} more: see the sheet {OWN}verdict", color=_FAINT)
            case kinds.Facts():
                for fact in part.facts:
                    self._text(f"{fact.label}: {kinds.plain(fact.value)}", color=_FAINT)
            case kinds.Bar():
                ends = part.low if part.low == part.high else f"{part.low}% to {part.high}"
                self._text(f"{ends}% against {part.required}% required", bold=True)
                for text in (part.gap, part.counted):
                    self._text(text or "")
            case kinds.Table():
                self._cells([column.title for column in part.columns], part.columns, bold=True)
                for row in part.rows:
                    self._cells([kinds.plain(value) for value in row], part.columns)
                if part.more:
                    self._text(f"and {part.more:,} more: see the sheet {OWN}verdict", color=_FAINT)
            case kinds.Findings():
                for found in part.found:
                    for message in found.messages:
                        self._text(f"• {found.code}: {message}")
            case kinds.Paragraph() | kinds.Line():
                self._text(part.text)

    def add_figures(self, figures: Sequence[Figure]) -> dict[tuple[str, str], str]:
        """Adds the recomputed figures, by reference, beside the exact results."""
        results: dict[tuple[str, str], str] = {}
        if figures:
            self.row += 1
            self._text("Recomputed in this workbook", bold=True, size=12, color=_SHADE)
            self._cells(["", "by formula", "exact result"], [], bold=True)
        for figure in figures:
            self._cells([figure.label], [])
            formula, digits, form = figure.cell, decimal(kinds.plain(figure.result)), EXACTLY[figure.result.unit]
            if figure.result.unit == "%":  # cut, as everywhere; the sheet that it is from has all digits
                formula, form = f"ROUNDDOWN(ROUND({formula},9),4)", '0.0000"%"'
                digits = cut(Fraction(kinds.plain(figure.result)), 4)
            for letter, is_ours in (("B", True), ("C", False)):
                cell = self.sheet[f"{letter}{self.row}"]
                if is_ours:
                    write_formula(cell, formula)
                    results[self.sheet.title, cell.coordinate] = digits
                else:
                    write_number(cell, digits)
                cell.number_format = form
                widen(cell, digits)
                cell.alignment = Alignment(horizontal="right", vertical="top")
        return results

    def _text(
        self, text: Text, tone: Tone = Tone.PLAIN, *, bold: bool = False, size: int = 11, color: str = ""
    ) -> None:
        """Adds a text across the page, as high as needed; nothing if it is empty."""
        words = kinds.plain(text)
        if not words:
            return
        self.row += 1
        cell, last = self.sheet.cell(self.row, 1), list(_WIDTHS)[-1]
        write_text(cell, words)
        self.sheet.merge_cells(f"A{self.row}:{last}{self.row}")
        ground, ink = COLORS.get(tone, ("", color))
        cell.font = Font(name=FONT, bold=bold, size=size, color=ink or None)
        if ground:
            cell.fill = PatternFill("solid", fgColor=ground)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        characters = int(sum(_WIDTHS.values()) * _LETTERS * 11 / size)
        self.sheet.row_dimensions[self.row].height = (ROW * size / 11) * lines_of(words, characters) + 2

    def _cells(self, texts: Sequence[str], columns: Sequence[kinds.Column], *, bold: bool = False) -> None:
        self.row += 1
        is_widened = bool(columns) and len(texts) < len(_WIDTHS) and not columns[-1].right
        rooms = [int(width * _LETTERS) for width in _WIDTHS.values()]
        shown = [_shortened(text, _LINES * room) for text, room in zip(texts, rooms, strict=False)]
        lines = max(lines_of(text, room) for text, room in zip(shown[: len(shown) - is_widened], rooms, strict=False))
        for number, text in enumerate(shown, 1):
            cell = self.sheet.cell(self.row, number)
            write_text(cell, text)
            cell.font = Font(name=FONT, bold=bold)
            right = columns[number - 1].right if columns else number > 1
            side, indent = ("right", 0) if right else ("left", int(number > 1))
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True, indent=indent)
        if is_widened:
            lines = max(lines, self._widen(len(texts), texts[-1]))
        if lines > 1:
            self.sheet.row_dimensions[self.row].height = ROW * lines + 2

    def _widen(self, last: int, text: str) -> int:
        """Extends the last text of a row to the edge of the page; returns how many lines it has there."""
        rest = list(_WIDTHS)[last - 1 :]
        self.sheet.merge_cells(f"{rest[0]}{self.row}:{rest[-1]}{self.row}")
        cell = self.sheet.cell(self.row, last)
        write_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return lines_of(text, int(sum(_WIDTHS[letter] for letter in rest) * _LETTERS))


def _shortened(text: str, longest: int) -> str:
    """The text cut after a word, a path before a folder or the file, if longer than this."""
    if "/" not in text or " " in text or len(text) <= longest:
        return shortened(text, longest)
    end = text[1 - longest :]
    return f"…{end[max(0, end.find('/')) :]}"
