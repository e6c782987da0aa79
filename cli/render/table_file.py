"""The run's table as a file: text, Parquet or a workbook. Same input, same bytes."""

import datetime
from collections.abc import Callable, Iterable
from contextlib import closing
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from ...engine.questions.batch.table import COLUMNS, Kind, Value
from ...engine.rules.rulebook import load_rulebook
from ..escaping import one_line, spreadsheet_text

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell import Cell

Frames = Iterable["pd.DataFrame"]

_SEPARATOR = {Kind.WORDS: " ", Kind.TEXTS: "; "}
_SURE_DIGITS = 15
"""So many digits of a number a spreadsheet program keeps."""
_WIDE = {"bom": 40, "headline": 40}
_FORMAT = {Kind.USD: "#,##0.00", Kind.POINTS: "0.0000"}


class TooLarge(ValueError):
    """More than the kind of file can hold; the text says what."""


def write_csv(frames: Frames, file: IO[bytes]) -> None:
    """Text with commas, in which nothing is a formula to a spreadsheet program."""
    for number, frame in enumerate(frames):
        told = frame.apply(lambda column: column.map(_of_kind(column.name, _csv_cell)))
        file.write(told.to_csv(index=False, header=number == 0, lineterminator="\n").encode())


def _csv_cell(value: Value, kind: Kind) -> str:
    """A text for every cell: of whole numbers among empty cells pandas would make floats."""
    if isinstance(value, list | str):
        return spreadsheet_text(one_line(_text(value, kind)))
    return "" if value is None else str(value)


def write_parquet(frames: Frames, file: IO[bytes]) -> None:
    """Parquet with decimals for money and percentages, and with lists of texts.

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
    schema = pa.schema([(name, types[kind]) for name, kind, _ in COLUMNS])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for frame in frames:
            try:
                table = pa.Table.from_pandas(frame, schema, preserve_index=False, nthreads=1)
            except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
                raise TooLarge(f"no Parquet file holds it ({str(error).partition(chr(10))[0]}): name a .csv") from None
            writer.write_table(table.replace_schema_metadata())


def write_xlsx(frames: Frames, file: IO[bytes]) -> None:
    """A workbook with one sheet. A number of more digits than a spreadsheet program keeps is a text.

    Raises:
        TooLarge: there are more rows than a sheet has.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from .xlsx_file import FONT, LAST_ROW, saved

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Verdicts")
    sheet.freeze_panes = "B2"
    for at, (name, _, _) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE.get(name, len(name) + 4)
    head = [WriteOnlyCell(sheet, name) for name, _, _ in COLUMNS]
    for cell in head:
        cell.font = Font(name=FONT, bold=True)
    rows = 1
    with closing(sheet):
        sheet.append(head)
        for frame in frames:
            rows += len(frame)
            if rows > LAST_ROW:
                raise TooLarge(f"a sheet holds {LAST_ROW - 1:,} rows and there are more: name a .csv or a .parquet")
            for row in frame.itertuples(index=False, name=None):
                cells = [WriteOnlyCell(sheet) for _ in row]
                for cell, value, (_, kind, _) in zip(cells, row, COLUMNS, strict=True):
                    _fill(cell, value, kind)
                sheet.append(cells)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{rows}"
    stamp = datetime.datetime.combine(load_rulebook().edition, datetime.time())
    file.write(saved(book, created=stamp, modified=stamp))


def _fill(cell: "Cell", value: Value, kind: Kind) -> None:
    from .xlsx_file import write_number, write_text

    if isinstance(value, Decimal | int):
        digits = str(value)
        if sum(map(str.isdigit, digits)) > _SURE_DIGITS:
            write_text(cell, digits)
            return
        write_number(cell, digits)
        if kind in _FORMAT:
            cell.number_format = _FORMAT[kind]
    elif value is not None:
        write_text(cell, _text(value, kind))


def _text(value: str | list[str], kind: Kind) -> str:
    return value if isinstance(value, str) else _SEPARATOR[kind].join(value)


def _of_kind(name: str, cell: Callable[[Value, Kind], str]) -> Callable[[Value], str]:
    kind = next(column.kind for column in COLUMNS if column.name == name)
    return lambda value: cell(value, kind)


WRITERS: dict[str, Callable[[Frames, IO[bytes]], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".xlsx": write_xlsx,
}
"""How a table is written, by the ending of its file's name."""
