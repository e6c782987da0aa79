"""The report as a workbook: the analyst's own, with findings at their cells, and sheets with the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from ...engine.intake.tables.own_sheets import OWN
from ...engine.model.findings import Finding
from ...engine.report.run import Run
from ..escaping import one_line
from ..view import VIEWS
from ..view import sections as kinds
from ..view.report import provenance, screen, sheet_sections, view_of
from ..view.sections import Column, Entry, Section, Text
from ..view.words import SEVERITY
from .workbook_lost import lost_parts
from .workbook_marks import COLORS, Marks
from .workbook_source import Source, open_source
from .workbook_summary import Figure, add_summary
from .xlsx_file import EXACTLY, FONT, ROW, decimal, for_paper, lines_of, write_formula, write_number, write_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_SHADE, _LINE, _LINK, _FAINT = "1F3864", "D9D9D9", "0563C1", "A6A6A6"
_DIGITS = 15
"""The digits of a number that a spreadsheet program shows: a number with more is written as text."""
_TALLEST = 400  # points
_LETTERS = 1.1  # for a digit, the unit of a column's width
_LINE_OF_SUMMARY, _LONGEST_OF_SUMMARY = 100, 300  # characters
_MOST = 12  # columns for the cells of a finding
_VERDICT = [Column("part", width=20), Column("item", width=44), Column("value", width=96)]
_FINDINGS = [
    Column("code", width=24),
    Column("severity", width=11),
    Column("what was found", width=64),
    Column("what to do", width=52),
    Column("citation", width=36),
]

Row = Sequence["Text | Entry"]


class AnnotatedCopy(NamedTuple):
    """The file, and a line about what is missing from the original; None if nothing is."""

    content: bytes
    lost: str | None


def render_workbook(run: Run, source: Source) -> AnnotatedCopy:
    """The workbook of the run's first report; the same bytes for the same input."""
    content, lost = _render(run, source, [])
    if lost:
        # What is lost can be found only in the finished file, and must be stated in it.
        content, _ = _render(run, source, lost)
        return AnnotatedCopy(content, f"{one_line(run.reports[0].bom.path)}: {_not_copied(lost)}")
    return AnnotatedCopy(content, None)


def _render(run: Run, source: Source, lost: list[str]) -> tuple[bytes, list[str]]:
    report = run.reports[0]
    opened = open_source(source, report)
    book = opened.book
    _without_ours(book)
    marks = Marks(book)
    marks.put(report.findings)
    sheets = _Sheets(book, marks.link)
    sections = list(sheet_sections(run, report, [opened.about, *([_not_copied(lost)] if lost else [])]))
    sheets.add("verdict", _VERDICT, _rows(section for section in sections if not section.on_page))
    for table in view_of(report).sheet_tables(report):
        sheets.add(table.sheet, table.columns, table.rows)
        sheets.recompute(table)
    most = max([1, *(min(len(found.cells), _MOST + 1) for found in report.findings)])
    columns = [*_FINDINGS, *(Column(f"cell {number}", width=17) for number in range(1, most + 1))]
    sheets.add("findings", columns, map(_finding, report.findings))
    summary = screen(report, _LINE_OF_SUMMARY, _LONGEST_OF_SUMMARY, alone=False)
    results = add_summary(book, summary, sheets.figures, provenance(run, report))
    content = opened.file(sheets.results | results)
    if source.content is None or not opened.copied:
        return content, []
    return content, lost_parts(source.content, content, opened.dropped)


def _not_copied(lost: list[str]) -> str:
    return f"not in this copy, because openpyxl cannot keep it: {', '.join(lost)}"


def _without_ours(book: "Workbook") -> None:
    """Removes the sheets of an earlier run. Those of a template stay: drop-down lists need them."""
    ours = {
        OWN + name for name in ("summary", "verdict", "findings", *(s for view in VIEWS.values() for s in view.sheets))
    }
    active = book.active
    for sheet in book.worksheets:
        if sheet.title.casefold() in ours:
            book.remove(sheet)
    if active in book.worksheets:
        book.active = active
    elif book.worksheets:
        visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        book.active = next(visible, book.worksheets[0])


# Rows of the sections -----------------------------------------------------------------------------------------------


def _rows(sections: Iterable[Section]) -> Iterator[Row]:
    """Part, item and value of everything without a sheet of its own."""
    for section in sections:
        part = kinds.plain(section.title)
        for block in section.blocks:
            yield from ((part, item, value) for item, value in _items(block))


def _items(block: kinds.Block) -> Iterator[tuple[Text, "Text | Entry"]]:
    match block:
        case kinds.Facts():
            yield from ((fact.label, fact.value) for fact in block.facts)
        case kinds.Table():
            for row in block.rows:
                cells = [(c.title, kinds.plain(v)) for c, v in zip(block.columns[1:], row[1:], strict=True)]
                yield kinds.plain(row[0]), "; ".join(f"{title}: {text}" for title, text in cells if text)
        case kinds.Bar():
            ends = [("percentage", block.low)]
            if block.low != block.high:
                ends = [("lowest possible percentage", block.low), ("highest possible percentage", block.high)]
            yield from ((label, kinds.percent(digits)) for label, digits in [*ends, ("required", block.required)])
            yield from (("", text) for text in (block.gap, block.counted) if text is not None)
        case kinds.Groups():
            yield from ((group.lead, "\n".join(map(kinds.plain, group.items))) for group in block.groups)
        case kinds.Bullets():
            yield from (("", item) for item in block.items)
        case kinds.Paragraph():
            yield "", block.text
        case kinds.Line():
            yield "", block.text
        case kinds.Flow():
            yield from (("", ribbon.about) for ribbon in block.ribbons)
        case kinds.Chart():
            yield from ((period.title, period.result) for period in block.periods)
        case kinds.Findings():
            pass


def _finding(found: Finding) -> Row:
    cells: list[Text] = [kinds.Cells([address]) for address in found.cells[:_MOST]]
    if len(found.cells) > _MOST:
        cells.append(f"and {len(found.cells) - _MOST} more: see the comments there")
    severity = kinds.Word(found.severity, SEVERITY[found.severity])
    return [found.code, severity, found.message, kinds.remedy_of(found) or "", found.citation, *cells]


# Sheets of the report itself ----------------------------------------------------------------------------------------


class _Sheets:
    """Adds sheets to a workbook, each a header and rows of texts, numbers and links to be read and filtered."""

    def __init__(self, book: "Workbook", link: Callable[[str], str | None]) -> None:
        self.book, self.link = book, link
        # The results of formulas by sheet and cell, and the figures by name: a formula cell, and the result.
        self.results: dict[tuple[str, str], str] = {}
        self.figures: list[Figure] = []

    def add(self, name: str, columns: Sequence[Column], rows: "Iterable[Row]") -> None:
        """Adds a sheet at the end. A row may be shorter than the header; None is shown as not known."""
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        sheet: Worksheet = self.book.create_sheet(OWN + name)
        for number, column in enumerate(columns, 1):
            head = sheet.cell(1, number, column.title)
            head.font, head.fill = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_SHADE)
            side = "right" if column.right else "left"
            head.alignment = Alignment(vertical="center", wrap_text=True, horizontal=side)
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.row_dimensions[1].height = 2 * ROW
        last, above = 1, None
        for last, row in enumerate(rows, 2):
            cells = [*row, *[""] * (len(columns) - len(row))]
            for number, (value, column) in enumerate(zip(cells, columns, strict=True), 1):
                again = columns is _VERDICT and number == 1 and value == above
                self._write(sheet.cell(last, number), value, right=column.right, again=again)
            above = row[0]
            lines = max(lines_of(kinds.plain(v), int(c.width * _LETTERS)) for v, c in zip(cells, columns, strict=True))
            sheet.row_dimensions[last].height = min(_TALLEST, ROW * lines + 3)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
        for_paper(sheet)

    def recompute(self, table: kinds.Table) -> None:
        """Adds a recomputed figure below a table, with the exact result beside it."""
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        if not table.recomputed:
            return
        sheet: Worksheet = self.book[OWN + table.sheet]
        letters = [get_column_letter(number) for number in range(1, len(table.columns) + 1)]
        last = len(table.rows) + 1
        cells = [f"{letter}2:{letter}{last}" for letter in letters]
        at = next(number for number, column in enumerate(table.columns) if column.right)
        label, ours, exact, apart, fraction = letters[at - 2], *letters[at : at + 4]
        titles = ("recomputed from the lines", "by formula", "exact result", "difference", "exact, as a fraction")
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
                self.results[sheet.title, cell.coordinate] = result
            self.figures.append(Figure(figure.label, f"'{sheet.title}'!{ours}{row}", figure.result))

    def _write(self, cell: "Cell | MergedCell", value: "Text | Entry", *, right: bool, again: bool) -> None:
        """Writes a cell; `again`: the value repeats the row above."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell.font, cell.border = Font(name=FONT), Border(bottom=Side("thin", color=_LINE))
        number = _format(value.digits) if isinstance(value, kinds.Number) else None
        cell.alignment = Alignment(vertical="top", wrap_text=number is None, horizontal="right" if right else "left")
        if isinstance(value, kinds.Number) and value.digits is not None and number is not None:
            write_number(cell, value.digits)
            cell.number_format = {"$": f'"$"{number}', "%": f'{number}"%"'}.get(value.unit, number)
            return
        if isinstance(value, kinds.Exact) and value.fraction is not None:
            write_number(cell, decimal(value.fraction))
            cell.number_format = EXACTLY[value.unit]
            return
        text = kinds.plain(value)
        write_text(cell, text)
        cell.number_format = "@" if len(text) < 256 else "General"  # a longer text with format `@` shows as ####
        if isinstance(value, kinds.Cells) and value.addresses and (target := self.link(value.addresses[0])) is not None:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=str(cell.value))
            cell.font = Font(name=FONT, color=_LINK, underline="single")
        elif again:
            cell.font = Font(name=FONT, color=_FAINT)
        elif isinstance(value, kinds.Word) and value.tone in COLORS:
            ground, ink = COLORS[value.tone]
            cell.font, cell.fill = Font(name=FONT, bold=True, color=ink), PatternFill("solid", fgColor=ground)


def _format(digits: str | None) -> str | None:
    """A number format with all decimals of the number; None if it is not a number, or has too many digits."""
    try:
        _, places, exponent = Decimal(digits or "").as_tuple()
    except InvalidOperation:
        return None
    if len(places) > _DIGITS or not isinstance(exponent, int) or not -_DIGITS <= exponent <= 0:
        return None
    return "#,##0" + ("." + "0" * -exponent if exponent else "")
