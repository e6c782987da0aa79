"""The run's table as a file: text, Parquet or a workbook. Same input, same bytes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from ...engine.report.outline import Column, Kind, Value
from .csv import SEPARATORS, cell_text, line
from .xlsx_file import FONT, LAST_COLUMN, LAST_ROW, ROW, content_of, for_paper, lines_of, write_number, write_text

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell import Cell

Frames = Iterable["pd.DataFrame"]

_ROWS_AT_ONCE = 10_000
_SURE_DIGITS = 15
"""The digits of a number that a spreadsheet program keeps."""
_WIDE = {"bom": 40, "headline": 40}
_FORMAT = {Kind.USD: "#,##0.00", Kind.POINTS: "0.0000"}


class TooLarge(ValueError):
    """The table exceeds a limit of the file format; the message states which."""


def frames(rows: Iterable[Any], columns: Sequence[Column]) -> Frames:
    """The rows in order, at most 10,000 per frame. Columns hold objects, so pandas makes no floats."""
    import pandas as pd

    rest = iter(rows)
    while some := list(islice(rest, _ROWS_AT_ONCE)):
        yield pd.DataFrame({name: [of(row) for row in some] for name, _, of in columns}, dtype=object)


def write_csv(frames: Frames, columns: Sequence[Column], file: IO[bytes]) -> None:
    """CSV in which no cell is read as a formula."""
    for number, frame in enumerate(frames):
        if number == 0:
            file.write(line([column.name for column in columns]).encode())
        for row in frame.itertuples(index=False, name=None):
            texts = [cell_text(value, column.kind) for value, column in zip(row, columns, strict=True)]
            file.write(line(texts).encode())


def write_parquet(frames: Frames, columns: Sequence[Column], file: IO[bytes]) -> None:
    """Writes Parquet with decimals for money and percentages, and lists of texts.

    Raises:
        TooLarge: an amount has more digits than a decimal holds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        Kind.TEXT: pa.string(),
        Kind.COUNT: pa.int64(),
        Kind.USD: pa.decimal128(38, 2),
        Kind.POINTS: pa.decimal128(7, 4),
        Kind.WORDS: pa.list_(pa.string()),
        Kind.TEXTS: pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types[kind]) for name, kind, _ in columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for frame in frames:
            try:
                table = pa.Table.from_pandas(frame, schema, preserve_index=False, nthreads=1)
            except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
                raise TooLarge(f"no Parquet file holds it ({str(error).partition(chr(10))[0]}): name a .csv") from None
            writer.write_table(table.replace_schema_metadata())


def write_xlsx(
    frames: Frames,
    columns: Sequence[Column],
    file: IO[bytes],
    title: str = "Verdicts",
    wrapped: Mapping[str, int] | None = None,
) -> None:
    """Writes a workbook with a single sheet. Numbers with more digits than spreadsheets keep are texts.

    `wrapped` are widths of columns, if texts are wrapped and the sheet is to be printed.

    Raises:
        TooLarge: there are more rows than a sheet has.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wide, top = _WIDE if wrapped is None else wrapped, Alignment(wrap_text=True, vertical="top", horizontal="left")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for at, (name, _, _) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = wide.get(name, len(name) + 4)
    if wrapped is not None:
        for_paper(sheet)
    head = [WriteOnlyCell(sheet, name) for name, _, _ in columns]
    for cell in head:
        cell.font = Font(name=FONT, bold=True)
    rows = 1
    with closing(sheet):
        sheet.append(head)
        for frame in frames:
            first, rows = rows + 1, rows + len(frame)
            if rows > LAST_ROW:
                raise TooLarge(f"a sheet holds {LAST_ROW - 1:,} rows and there are more: name a .csv or a .parquet")
            for number, row in enumerate(frame.itertuples(index=False, name=None), first):
                cells = [WriteOnlyCell(sheet) for _ in row]
                for cell, value, (_, kind, _) in zip(cells, row, columns, strict=True):
                    _fill(cell, value, kind)
                    if wrapped is not None:
                        cell.alignment = top
                if wrapped is not None:
                    widths = (wrapped.get(name, LAST_COLUMN) for name, _, _ in columns)
                    lines = max(
                        lines_of(str(cell.value or ""), width) for cell, width in zip(cells, widths, strict=True)
                    )
                    sheet.row_dimensions[number].height = ROW * lines + 3
                sheet.append(cells)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows}"
    file.write(content_of(book))


def _fill(cell: "Cell", value: Value, kind: Kind) -> None:
    if isinstance(value, Decimal | int):
        digits = str(value)
        if sum(map(str.isdigit, digits)) > _SURE_DIGITS:
            write_text(cell, digits)
            return
        write_number(cell, digits)
        if kind in _FORMAT:
            cell.number_format = _FORMAT[kind]
    elif value is not None:
        write_text(cell, value if isinstance(value, str) else SEPARATORS[kind].join(value))


WRITERS: dict[str, Callable[[Frames, Sequence[Column], IO[bytes]], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".xlsx": write_xlsx,
}
"""The writers of a table, by file extension."""
