"""A workbook of a first sheet, then one for each table; the same bytes for the same input."""

from collections.abc import Iterable, Sequence

from ..view.sections import Banner, Head, Section, Table
from .workbook_sheets import Sheets
from .workbook_summary import add_summary
from .xlsx_file import content_of, mark_pages


def render_tables(
    mark: str, summary: Iterable[Banner | Head | Section], provenance: Section, tables: Sequence[Table]
) -> bytes:
    """The workbook, with the mark at the top of each printed page."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    sheets = Sheets(book, lambda _: None)
    for table in tables:
        sheets.add(table.sheet, table.columns, table.rows)
    add_summary(book, summary, [], provenance)
    mark_pages(book, mark)
    return content_of(book)
