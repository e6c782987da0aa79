"""A Parquet file -> the equivalent text table, a few thousand rows at a time.

A text that many rows share is stored once, so kilobytes may expand to gigabytes: the size of each piece is
computed before it is written out.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from ...model.findings import Unreadable, refuse
from ...model.numbers import digits_of
from ...model.quoting import quoted
from ...model.settings import MB
from ...vocabulary.amounts import shows_point
from .sheet import LONGEST_CELL, PARQUET_GROUP

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

MAGIC = b"PAR1"
_ROWS = 5_000
_NUL = "\\x00"
_SHORT = {"is_float16": 3, "is_float32": 7}
"""The decimal digits that binary fractions shorter than a double carry."""


def parquet_text(file: BinaryIO, shown: str, is_read: Callable[[str], bool], most: int, max_mb: int) -> Iterator[bytes]:
    """The lines of a CSV with the file's columns as its header, in pieces. A missing value is an empty cell.

    `is_read` is whether a heading is a known column's: its values must be what a cell can hold, and of
    any other the values are written one after the other. `most` is how many bytes of text are expected.

    Raises:
        Unreadable: it is damaged, too large, has values that no cell can hold, or pyarrow is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        message = f"{shown} is a Parquet file, but the package that reads it is not installed"
        raise refuse("FILE-PARQUET-READER", f'{message}: pip install "critmin[parquet]"') from None
    try:
        yield from _text(file, shown, is_read, most, max_mb)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{shown} cannot be read as a Parquet file: {error}") from None
    finally:
        pyarrow.default_memory_pool().release_unused()  # which pyarrow would keep, tens of megabytes


def _text(file: BinaryIO, shown: str, is_read: Callable[[str], bool], most: int, max_mb: int) -> Iterator[bytes]:
    from pyarrow import parquet

    table = parquet.ParquetFile(file)
    _check_footer(table.metadata, shown, most, max_mb)
    stored = [table.metadata.schema.column(index) for index in range(len(table.metadata.schema))]
    texts = [of for of in stored if of.physical_type == "BYTE_ARRAY" and of.logical_type.type != "DECIMAL"]
    # Each text that rows share is read once.
    table = parquet.ParquetFile(file, read_dictionary=[of.path for of in texts])
    columns = [_Column(field.name, shown, is_read(field.name)) for field in table.schema_arrow]
    for column, field in zip(columns, table.schema_arrow, strict=True):
        column.check(field.type)
    yield _lines([[column.heading for column in columns]])
    size = 0
    for batch in table.iter_batches(_ROWS, use_threads=False):
        size += batch.num_rows * batch.num_columns
        for column, array in zip(columns, batch.columns, strict=True):
            size += _size(array, column)
            if size > most:
                raise column.too_large(f"the text of the file exceeds {most // MB:,} MB with")
    for batch in table.iter_batches(_ROWS, use_threads=False):
        cells = [column.cells(array) for column, array in zip(columns, batch.columns, strict=True)]
        yield _lines(zip(*cells, strict=True))


def _check_footer(footer: "parquet.FileMetaData", shown: str, most: int, max_mb: int) -> None:
    """Refuses a file that needs more memory or cells than allowed, before reading it."""
    if footer.num_rows * footer.num_columns > most:
        size = f"{shown} has {footer.num_rows:,} rows of {footer.num_columns:,} columns"
        raise refuse("SHEET-TOO-LARGE", f"{size}: the limit is {most:,} cells")
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        columns = [group.column(index) for index in range(group.num_columns)]
        total = sum(column.total_uncompressed_size for column in columns)
        if total > PARQUET_GROUP * max_mb * MB:
            largest = max(columns, key=lambda column: column.total_uncompressed_size)
            size = f"{total // MB:,} MB of {shown} are in one row group, most of it in the column"
            limit = f"the limit is {PARQUET_GROUP * max_mb:,} MB"
            raise refuse("SHEET-TOO-LARGE", f"{size} {quoted(largest.path_in_schema)}: {limit}")
        for column in columns:
            if column.total_uncompressed_size > LONGEST_CELL * max(column.num_values, 1):
                raise _Column(column.path_in_schema, shown).too_large(
                    f"a cell has more than {LONGEST_CELL // MB} MB in"
                )


def _size(array: "pyarrow.Array", column: "_Column") -> int:
    """The bytes of a column's values when each row has its own copy."""
    import pyarrow
    from pyarrow import compute

    types = pyarrow.types
    if types.is_dictionary(array.type):
        lengths = compute.binary_length(array.dictionary)
        if (compute.max(lengths).as_py() or 0) > LONGEST_CELL:
            raise column.too_large(f"a cell has more than {LONGEST_CELL // MB} MB in")
        return int(compute.sum(lengths.cast(pyarrow.int64()).take(array.indices)).as_py() or 0)
    if types.is_struct(array.type):
        return sum(_size(values, column) for values in array.flatten())
    if types.is_map(array.type):
        return _size(array.keys, column) + _size(array.items, column)
    return _size(array.flatten(), column) if types.is_nested(array.type) else int(array.nbytes)


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)  # a cell with either of the two is then quoted
    return text.getvalue().encode()


def _written(number: str) -> str:
    """A number as an unambiguous text: its point cannot be a thousands separator."""
    return number if shows_point(number) is not None else f"{number}0"


class _Column:
    """A column; `is_read`: it is a known column."""

    def __init__(self, heading: str, shown: str, is_read: bool = False) -> None:
        self.heading = heading
        self._shown, self._is_read = shown, is_read

    def too_large(self, what: str) -> Unreadable:
        return refuse("SHEET-TOO-LARGE", f"{what} the column {quoted(self.heading)} of {self._shown}: remove it")

    def check(self, kind: "pyarrow.DataType") -> None:
        """Refuses values of a known column that no cell can hold."""
        import pyarrow

        if self._is_read and pyarrow.types.is_nested(kind):
            raise self._holds(str(kind))

    def cells(self, array: "pyarrow.Array") -> list[str]:
        """The text of each cell; short binary fractions with the digits that they carry."""
        import pyarrow

        values = array.to_pylist()
        digits = next((n for is_short, n in _SHORT.items() if getattr(pyarrow.types, is_short)(array.type)), None)
        if digits is not None:
            return ["" if value is None else _written(digits_of(float(value), digits)) for value in values]
        return [self._text(value) for value in values]

    def _text(self, value: object) -> str:
        """The text of a value; a timestamp at midnight is written as a date."""
        if value is None:
            return ""
        if isinstance(value, str):
            if self._is_read and "\0" in value:
                raise self._holds("a text with a zero byte")
            return value.replace("\0", _NUL)
        if isinstance(value, bytes):
            text = value.decode(errors="backslashreplace").replace("\0", _NUL)
            if self._is_read and text.encode() != value:
                raise self._holds("bytes that are not UTF-8 text")
            return text
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
        if self._is_read:
            raise self._holds(type(value).__name__)
        if isinstance(value, dict):
            value = list(value.values())
        return "; ".join(map(self._text, value)) if isinstance(value, list | tuple) else str(value)

    def _holds(self, what: str) -> Unreadable:
        held = f"the column {quoted(self.heading)} of {self._shown} contains {what}"
        return refuse("FILE-NOT-A-SPREADSHEET", f"{held}: expected texts, numbers and dates")
