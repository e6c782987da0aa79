"""A Parquet file -> the text table that it would be, a few thousand rows at a time."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from ..numbers import digits_of
from ..report import refuse
from .amounts import shows_point
from .quoting import quoted

if TYPE_CHECKING:
    import pyarrow

MAGIC = b"PAR1"
_ROWS = 5_000
_SHORT = {"is_float16": 3, "is_float32": 7}
"""The decimal digits that binary fractions shorter than a double carry."""


def parquet_text(file: BinaryIO, shown: str) -> Iterator[bytes]:
    """The lines of a CSV with the file's columns as its header, in pieces. A missing value is an empty cell.

    Raises:
        Unreadable: it is damaged, has a column of values that no cell can hold, or the reader is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        message = f"{shown} is a Parquet file, and the package that reads it is not installed"
        raise refuse("FILE-PARQUET-READER", f'{message}: pip install "critmin[parquet]"') from None
    try:
        table = parquet.ParquetFile(file)
        yield _lines([table.schema_arrow.names])
        for batch in table.iter_batches(_ROWS):
            named = zip(batch.schema.names, map(_at_own_digits, batch.columns), strict=True)
            columns = [[_cell(value, shown, name) for value in column.to_pylist()] for name, column in named]
            yield _lines(zip(*columns, strict=True))
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{shown} cannot be read as a Parquet file: {error}") from None


def _at_own_digits(column: "pyarrow.Array") -> "pyarrow.Array":
    """The column; short binary fractions as texts of the digits that they carry, which are fewer than a double's."""
    import pyarrow

    digits = next((n for is_short, n in _SHORT.items() if getattr(pyarrow.types, is_short)(column.type)), None)
    if digits is None:
        return column
    texts = [None if value is None else _written(digits_of(float(value), digits)) for value in column.to_pylist()]
    return pyarrow.array(texts, pyarrow.string())


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)  # a cell with either of the two is then quoted
    return text.getvalue().encode()


def _written(number: str) -> str:
    """A number as a text that can be read in one way: whose point can part no thousands."""
    return number if shows_point(number) is not None else f"{number}0"


def _cell(value: object, shown: str, column: str) -> str:
    """The text of a cell; of a time of day there is no use, so midnight is a date."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _written(digits_of(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return str(value.date())
    if isinstance(value, Decimal):
        return _written(str(value))
    if isinstance(value, int | datetime.date):
        return str(value)
    held = f"the column {quoted(column)} of {shown} holds {type(value).__name__}"
    raise refuse("FILE-NOT-A-SPREADSHEET", f"{held}: texts, numbers and dates were expected")
