"""A text table or a Parquet file -> one sheet of cells. An encoding other than UTF-8 is read only if it is stated."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Protocol

import msgspec

from ....data import load
from ...model.cell_address import LAST_COLUMN
from ...model.findings import Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import MB
from .file_kinds import check_kind
from .parquet import MAGIC as PARQUET
from .parquet import parquet_text
from .sheet import CELLS_PER_MB, LONGEST_CELL, PARQUET_TEXT, ROWS_SEARCHED, Row, Sheet

UTF8 = "utf-8-sig"
# The marks at the start of a file that state its encoding.
_MARKS = (
    (codecs.BOM_UTF8, UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
TEXT_FORMULA = b'="'
"""How a cell begins that is a formula whose result is a text."""
_END_SIGN = b"\x1a"
_AFTER_END = b"\r\n\t ,;|" + _END_SIGN
LONGEST_END = 4096
_SAMPLE = 20
_BETWEEN = ",;\t|\r\n"
_NO_TEXT = ("Cc", "Cn", "Co", "Cs")


def unwrapped(row: list[str]) -> list[str]:
    """A row's cells, with `="0100"` as 0100: spreadsheet programs write digits that are text this way."""
    return [found[1].replace('""', '"') if (found := _TEXT_FORMULA.match(cell)) else cell for cell in row]


_TEXT_FORMULA = re.compile(r'\s*="((?:[^"]|"")*)"\s*\Z', re.ASCII)


class Encoding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An encoding that may be stated: its name, its aliases and its codec."""

    name: str
    codec: str
    also: list[str] = []
    tried: bool = False
    wide: bool = False


def encodings() -> list[Encoding]:
    """The encodings that may be stated."""
    return load("vocabulary/encodings.toml", dict[str, list[Encoding]])["encoding"]


def find_encoding(name: str) -> Encoding | None:
    """The encoding by name or alias, in any spelling."""
    for known in encodings():
        if _spelt(name) in map(_spelt, (known.name, known.codec, *known.also)):
            return known
    return None


def _spelt(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower().removeprefix("x")


def codec_of(start: bytes, shown: str, encoding: str | None) -> str:
    """The codec for a file by its mark, or the stated encoding, or UTF-8.

    Raises:
        Unreadable: the mark and the stated encoding differ.
    """
    stated = find_encoding(encoding).codec if encoding is not None else None  # type: ignore[union-attr]
    for mark, codec, name in _MARKS:
        if start.startswith(mark):
            if stated is not None and not stated.startswith(name.lower()):
                message = f"{shown} begins with a {name} byte order mark, but --encoding is {encoding}"
                raise refuse("FILE-ENCODING", f"{message}: byte 1 is {start[0]:#04x}; omit the option")
            return codec
    return stated or UTF8


def utf8(content: bytes, shown: str, encoding: str | None = None) -> bytes:
    """A text table as UTF-8, without anything after its end mark.

    Raises:
        Unreadable: it does not fit the encoding, or is not text; the message lists the encodings that fit.
    """
    codec = codec_of(content, shown, encoding)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is {content[error.start]:#04x}"
        if encoding is not None:
            message = f"{shown} does not match --encoding {encoding}: {place}"
        else:
            message = f"{shown} is not {'UTF-16' if codec == 'utf-16' else 'UTF-8'} text: {place}"
        raise refuse("FILE-ENCODING", f"{message}{_fitting(content)}") from None
    if "\0" in text:
        fits = _fitting(content)
        if fits:
            raise refuse("FILE-ENCODING", f"{shown} is not UTF-8 text: byte {content.index(0) + 1} is 0x00{fits}")
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{shown} is neither a workbook nor a text table")
    if not codec.startswith("utf") and not content.isascii() and _is_utf8(content):
        raise _in_utf8(shown, encoding)
    if encoding is not None and (end := _no_text(text)) is not None:
        at = len(text[:end].encode(codec))
        raise refuse(
            "FILE-ENCODING", f"{shown} does not match --encoding {encoding}: byte {at + 1} is not a character of it"
        )
    return without_end_sign(content if codec in (UTF8, "utf-8") else text.encode())


def utf8_pieces(pieces: Iterable[bytes], codec: str, shown: str, encoding: str | None) -> Iterator[bytes]:
    """Like `utf8`, for a large file: piece by piece, including anything after its end mark.

    Raises:
        Unreadable, UnicodeDecodeError: as in `utf8`.
    """
    decoder, check = (codecs.getincrementaldecoder(name)() for name in (codec, "utf-8"))
    may_be_utf8, ascii_alone = not codec.startswith("utf"), True
    for piece in pieces:
        ascii_alone = ascii_alone and piece.isascii()
        try:
            if may_be_utf8:
                check.decode(piece)
        except UnicodeDecodeError:
            may_be_utf8 = False
        text = decoder.decode(piece)
        if encoding is not None and _no_text(text) is not None:
            raise refuse("FILE-ENCODING", f"{shown} does not match --encoding {encoding}")
        yield text.encode()
    yield decoder.decode(b"", final=True).encode()
    if may_be_utf8 and not ascii_alone:
        raise _in_utf8(shown, encoding)


def without_end_sign(content: bytes) -> bytes:
    """UTF-8 text without the 0x1A that old programs put at the end of a file."""
    end = end_of(content[-LONGEST_END:], len(content))
    return content if end == len(content) else content[:end]


def end_of(last: bytes, size: int) -> int:
    """The end of a text of `size` bytes, whose last are `last`: before a 0x1A followed only by blank cells."""
    kept = last.rstrip(_AFTER_END)
    sign = last.find(_END_SIGN, len(kept))
    return size if sign < 0 else size - len(last) + sign


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _in_utf8(shown: str, encoding: str | None) -> Unreadable:
    message = f"{shown} is UTF-8 text, but --encoding is {encoding}, which would garble it"
    return refuse("FILE-ENCODING", f"{message}: omit the option")


def _fitting(content: bytes) -> str:
    """The sentence that lists the encodings that a text fits, each with a sample."""
    wide = b"\0" in content
    fits = [
        (known.name, sample)
        for known in encodings()
        if known.tried and known.wide == wide and (sample := _sample(content, known)) is not None
    ]
    if not fits:
        return ""
    these = " or ".join(f"{name}{f' ({sample})' if sample else ''}" for name, sample in fits)
    which = f"with --encoding {fits[0][0]}" if len(fits) == 1 else "with --encoding, after you check the text"
    return f"; it could be {these}: state the encoding {which}"


def _no_text(text: str) -> int | None:
    """The position of the first character that no text contains; None where there is none."""
    found = [c for c in set(text) if c == "\0" or (not c.isascii() and unicodedata.category(c) in _NO_TEXT)]
    return min(map(text.index, found)) if found else None


def _sample(content: bytes, encoding: Encoding) -> str | None:
    """The first cell with a non-ASCII character, or empty; None where the bytes are not a text table."""
    try:
        text = content.decode(encoding.codec)
    except UnicodeDecodeError:
        return None
    # Any two bytes are a character of a wide encoding, but delimiters and line ends rarely occur by chance.
    if _no_text(text) is not None or (encoding.wide and not set(text) & set(_BETWEEN)):
        return None
    place = next((at for at, character in enumerate(text) if not character.isascii()), None)
    if place is None:
        return ""
    before, after = text[max(0, place - _SAMPLE) : place], text[place : place + _SAMPLE]
    for mark in (*_BETWEEN, '"'):
        before, after = before.rpartition(mark)[2], after.partition(mark)[0]
    return quoted(f"{before}{after}".strip())


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
