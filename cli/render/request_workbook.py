"""A request to a supplier as a workbook: a cover, what is asked, drop-down lists, and the record of its cells."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.questions.requests.form import SHEET, Form, write
from ...engine.questions.requests.plan import SupplierRequest
from ..view.requests import COVER, Cover
from .request_form import FormTables
from .request_sheets import SheetWriter
from .template_data import load_template
from .xlsx_file import AUTHOR, FONT, ROW, content_of, for_paper, lines_of, write_text

_WIDTHS = 18, 100


def render_request(request: SupplierRequest, cover: Cover) -> bytes:
    """The workbook; always the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _cover(book, cover)
    writer = SheetWriter(book, load_template())
    tables = FormTables(request)
    for sheet in tables.sheets():
        writer.add(sheet)
    writer.label(book[COVER])
    writer.finish()
    form = Form(request.supplier, request.regimes, tables.cells, tables.rows, writer.labels, request.beside)
    _record(book, form)
    book.properties.creator = AUTHOR
    book.properties.title = cover.title
    return content_of(book)


def _cover(book: Workbook, cover: Cover) -> None:
    sheet = book.create_sheet(COVER)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _WIDTHS
    write_text(sheet["A1"], cover.title)
    sheet["A1"].font = Font(name=FONT, bold=True, size=16)
    row = 3
    for label, text in cover.facts:
        _paragraph(sheet, row, label, text)
        sheet.cell(row, 1).font = Font(name=FONT, bold=True)
        row += 1
    for heading, paragraphs in (*cover.parts[:2], ("What to do", []), *cover.parts[2:]):
        row += 1
        write_text(sheet.cell(row, 1), heading)
        sheet.cell(row, 1).font = Font(name=FONT, bold=True, size=13)
        row += 1
        for text in paragraphs:
            _paragraph(sheet, row, "", text)
            row += 1
        for step in cover.steps if not paragraphs else ():
            _paragraph(sheet, row, step.sheet, step.says)
            if step.sheet:
                cell = sheet.cell(row, 1)
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{step.sheet}'!A1", display=step.sheet)
                cell.font = Font(name=FONT, bold=True, color="0563C1", underline="single")
            row += 1
    sheet.sheet_view.showGridLines = False
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=cell.column > 1, vertical="top")
    for_paper(sheet)
    sheet.page_setup.fitToHeight = 1


def _paragraph(sheet: Worksheet, row: int, label: str, text: str) -> None:
    write_text(sheet.cell(row, 1), label)
    write_text(sheet.cell(row, 2), text)
    sheet.row_dimensions[row].height = 4 + ROW * lines_of(text, _WIDTHS[1] + 4)


def _record(book: Workbook, form: Form) -> None:
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    for row, text in enumerate(write(form), 1):
        write_text(sheet.cell(row, 1), text)
