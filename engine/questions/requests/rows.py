"""The rows of a bill of materials as they are saved, by which a request and its answer know the same row."""

from ...intake.files.sheet import one_line
from ...intake.tables.book import Book
from ...intake.tables.line import Line
from ...intake.tables.table import read_table
from ...model.findings import Findings, Unreadable
from ...model.settings import Settings

Cells = dict[str, str]
"""The texts of a row's cells by canonical column; an empty cell is not there."""


def rows_of(book: Book, settings: Settings) -> dict[str, dict[int, Cells]]:
    """The rows of every sheet that is read: by kind of sheet, then by their number in the spreadsheet."""
    rows: dict[str, dict[int, Cells]] = {}
    for kind, sheet in book.sheets().items():
        try:
            lines = read_table(sheet, kind, Findings(), settings.columns.of(kind))
            rows[kind] = {line.number: cells_of(line) for line in lines}
        except Unreadable:
            rows[kind] = {}  # a sheet left empty; what else cannot be read has no verdict
    return rows


def cells_of(line: Line) -> Cells:
    """The texts of one row."""
    texts = {column: one_line(line.get(column)) for column in line.columns.index}
    return {column: text for column, text in texts.items() if text}
