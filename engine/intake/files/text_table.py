"""A text table or a Parquet file -> one sheet of cells."""

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from ...model.cell_address import LAST_COLUMN
from ...model.findings import Unreadable, refuse
from ...model.settings import MB
from .budget import CELLS_PER_MB, LONGEST_CELL, PARQUET_TEXT
from .encodings import TEXT_FORMULA, UTF8, unwrapped, utf8
from .file_kinds import check_kind
from .parquet import MAGIC as PARQUET
from .parquet import parquet_text
from .sheet import ROWS_SEARCHED, Row, Sheet

SNIFFED = 65536
"""A delimiter is looked for in so many bytes of the text: they hold any header row."""

csv.field_size_limit(LONGEST_CELL)  # a megabyte in a cell is a note, not an error


class IsHeading(Protocol):
    """Whether a text is the heading of a known column of the sheet, or `near` one."""

    def __call__(self, text: str, *, near: bool = True) -> bool: ...


def text_sheet(
    shown: str,
    content: bytes,
    name: str,
    is_heading: IsHeading,
    max_mb: int,
    *,
    delimiter: str = "",
    encoding: str | None = None,
) -> Sheet:
    """A text table or Parquet file as a sheet. The delimiter is detected unless given.

    Raises:
        Unreadable: it is not text in the encoding (UTF-8 by default), or the Parquet file cannot be read.
    """
    if content.startswith(PARQUET):
        content = b"".join(parquet_text(io.BytesIO(content), shown, is_heading, PARQUET_TEXT * max_mb * MB, max_mb))
    else:
        check_kind(content, shown)
        content = utf8(content, shown, encoding)
    if not delimiter:  # the rows of a part have numbers, including blank rows
        end = content.find(b"\n", len(content.rstrip(b" \t\r\n,;|")))
        content = content[: end + 1] if end >= 0 else content  # without blank lines at the end
    most = CELLS_PER_MB * max_mb
    if (lines := content.count(b"\n")) > most:
        raise refuse("SHEET-TOO-LARGE", f"{shown} has {lines:,} lines: the limit is {most:,}")
    start = content[:SNIFFED].decode(errors="replace").removeprefix("\ufeff")
    delimiter = delimiter or delimiter_of(shown, start, is_heading)
    return Sheet(name, partial(_rows, shown, content, delimiter), delimiter=delimiter)


def _rows(shown: str, content: bytes, delimiter: str) -> Iterator[Row]:
    formulas = TEXT_FORMULA in content
    lines = io.TextIOWrapper(io.BytesIO(content), UTF8, newline="")  # the text would take four times as much
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > LAST_COLUMN:
                wide = f"line {reader.line_num} of {shown} has {len(row):,} cells"
                raise refuse("SHEET-TOO-LARGE", f"{wide}: the limit is {LAST_COLUMN:,}")
            yield unwrapped(row) if formulas else row  # type: ignore[misc]
    except csv.Error as error:
        raise broken(shown, reader.line_num, error) from None


def broken(shown: str, line: int, error: csv.Error) -> Unreadable:
    """The exception for a text table that its reader cannot parse."""
    if "field limit" in str(error):
        long = f"a cell of {shown} that ends in line {line} or below is larger than {LONGEST_CELL // MB} MB"
        return refuse("SHEET-TOO-LARGE", f"{long}: look for a missing quotation mark")
    return refuse("FILE-TRUNCATED", f"{shown} is not complete at line {line}: {error}")


def delimiter_of(path: str, start: str, is_heading: IsHeading) -> str:
    """The delimiter with which a line names the most known columns; a comma by default."""
    if path.lower().endswith(".tsv"):
        return "\t"

    def headings(mark: str) -> int:
        rows = (line.split(mark) for line in start.splitlines()[:ROWS_SEARCHED])
        return max((sum(is_heading(cell.strip(' "'), near=False) for cell in row) for row in rows), default=0)

    return max(",;\t|", key=headings)
