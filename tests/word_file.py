"""A Word document as its reader sees it."""

import io

import docx


def texts_of(content: bytes) -> list[str]:
    """The paragraphs, then the cells of the tables."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells
