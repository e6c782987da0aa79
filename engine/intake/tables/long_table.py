"""A table of many bills of materials -> each of them, one at a time."""

import csv
import hashlib
import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import BinaryIO

from ...model.cell_address import letter
from ...model.findings import Findings, Unreadable, refuse
from ...model.settings import MB, Settings, SheetMapping
from ..files.file_kinds import TABLES
from ..files.parquet import MAGIC, parquet_text
from ..files.paths import shown_path
from ..files.sheet import ROWS_SEARCHED, UNPACKED, Sheet, too_large
from ..files.text_table import (
    LONGEST_END,
    SNIFFED,
    TEXT_FORMULA,
    UTF8,
    broken,
    codec_of,
    delimiter_of,
    end_of,
    unwrapped,
    utf8_pieces,
)
from .bom_rows import BOM_COLUMN, BomPart, SheetPart, bom_of, loose_name, repeats_header
from .book import Companion, heading_test
from .columns import normalised
from .companions import companions_of
from .header import find_header
from .header_candidates import names_of_header
from .header_columns import Header
from .rows import Rows

_MOST_NAMELESS = 20
"""So many of the lines that name no bill of materials are shown to each; one is an error."""
_MARK = b"\xef\xbb\xbf"

Record = tuple[int, list[object], int, int]
"""A row: its number, its cells, and where it starts and ends in the file."""

_PIECE = 1_000_000
_MOST_STRAYS = 20
"""So many names that no line has are shown to each."""


class TextIndex:
    """The rows of a text table by bill of materials, and the rows shared by all.

    A run of rows is four numbers: its first and last row, and its start and end in the file.
    """

    def __init__(self, shown: str, kind: str, delimiter: str, header: Header) -> None:
        self.shown = shown
        self.runs: dict[str, array[int]] = {}
        self._kind = kind
        self._delimiter = delimiter
        self._header = header
        self._header_end = 0
        self._for_all = array("q")
        self._loosely: dict[str, list[str]] = {}
        self._column = header.index[BOM_COLUMN]
        self._headings = {row.texts.get(self._column, "") for row in header.rows}
        self._kinds = Rows(kind, header.index)
        self._facts = [header.index[name] for name in ("mineral", "material", "item") if name in header.index]

    def fill(self, records: Iterable[Record]) -> None:
        """Indexes every row."""
        totals: dict[str, array[int]] = {}
        kept: set[str] = set()
        for number, values, start, end in records:
            if number <= self._header.last:
                self._header_end = end
                continue
            name = bom_of(values, self._column)
            runs = self.runs.get(name)
            if runs is None:
                if name in self._headings and repeats_header(values, self._header):
                    continue
                if names_of_header(values, self._kind) is not None:
                    runs = self._for_all  # another header: reading the part reports the two tables
                elif not name:
                    # Among lines it is an error of each bill of materials.
                    is_shown = len(self._for_all) < 4 * _MOST_NAMELESS and self._kinds.kind(values).may_be_line
                    if self._kinds.has_lines and not is_shown:
                        continue
                    runs = self._for_all
                elif self._kinds.kind(values).may_be_line:
                    runs = self.runs[name] = totals.pop(name, array("q"))
                else:
                    runs = totals.setdefault(name, array("q"))
                    if any(index < len(values) and values[index] for index in self._facts):
                        kept.add(name)
            if runs and runs[-1] == start:
                runs[-3], runs[-1] = number, end
            else:
                runs.extend((number, number, start, end))
        # A total over several is not a bill of materials, but a row that names a mineral is not a total.
        self.runs |= {name: runs for name, runs in totals.items() if name in kept}
        for name in self.runs:
            self._loosely.setdefault(loose_name(name), []).append(name)

    def cell(self, name: str) -> str:
        """The address of the first row of a bill of materials."""
        return f"{self._kind.capitalize()}!{letter(self._column)}{self.runs[name][0]}"

    def part(self, file: BinaryIO, name: str) -> SheetPart:
        """The header, the rows of a bill of materials, and the shared rows."""
        spans = [(1, self._header.last, 0, self._header_end), *_spans(self._for_all)]
        spans += _spans(self.runs.get(name, array("q")))
        others = (other for other in self._loosely.get(loose_name(name), ()) if other != name)
        spans += [next(_spans(self.runs[other])) for other in islice(others, 1)]  # a repeated one is an error
        spans.sort()
        content = bytearray()
        for _, _, start, end in spans:
            file.seek(start)
            content += file.read(end - start)
            if not content.endswith(b"\n"):
                content += b"\n"  # after the last row of a file
        return SheetPart(self.shown, self._delimiter, bytes(content), [(first, last) for first, last, _, _ in spans])


def index_text(file: BinaryIO, shown: str, kind: str, mapping: SheetMapping) -> TextIndex | None:
    """The index of a UTF-8 table; None where it has no column of bills of materials, or no header.

    Raises:
        Unreadable: it is truncated in a cell, or not UTF-8 text.
    """
    start = file.read(SNIFFED).decode(errors="replace")
    file.seek(0)
    if not may_hold_several(start, mapping):
        return None  # the fastest check, for thousands of files
    delimiter = delimiter_of(shown, start, heading_test(kind, mapping))
    records = _records(file, delimiter, shown)
    try:
        first = list(islice(records, max(ROWS_SEARCHED, mapping.header_rows[1] if mapping.header_rows else 0)))
        sheet = Sheet(kind, lambda: iter([values for _, values, _, _ in first]), delimiter=delimiter)
        header = find_header(sheet, kind, mapping, list(sheet.numbered()), Findings())
    except Unreadable:
        return None  # reading it as a single bill of materials reports the problem
    if BOM_COLUMN not in header.index:
        return None
    index = TextIndex(shown, kind, delimiter, header)
    index.fill(chain(first, records))
    return index


def may_hold_several(start: str, mapping: SheetMapping) -> bool:
    """Whether a table with this beginning may have a column of bills of materials."""
    mapped = any((as_ if isinstance(as_, str) else as_.column) == BOM_COLUMN for as_ in mapping.columns.values())
    return mapped or BOM_COLUMN in normalised(start)


def _records(file: BinaryIO, delimiter: str, shown: str) -> Iterator[Record]:
    position = 0
    formulas = False
    end = _end(file)

    def lines() -> Iterator[str]:
        nonlocal position, formulas
        for lines_ in file:
            # A carriage return alone ends a line too, as when the part is read.
            for whole in lines_.splitlines(keepends=True):
                line = whole[: end - position]
                if not line:
                    return
                text = (line.removeprefix(_MARK) if position == 0 else line).decode()
                position += len(line)
                formulas = formulas or TEXT_FORMULA in line
                yield text

    start = 0
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            yield number, unwrapped(row) if formulas else row, start, position  # type: ignore[misc]
            start = position
    except csv.Error as error:
        raise broken(shown, reader.line_num, error) from None
    except UnicodeDecodeError as error:
        place = position + error.start + 1
        raise refuse(
            "FILE-ENCODING", f"{shown} is not UTF-8 text: byte {place} is {error.object[error.start]:#04x}"
        ) from None


def _end(file: BinaryIO) -> int:
    """The end of the text, before any 0x1A end mark."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_END))
    end = end_of(file.read(), size)
    file.seek(0)
    return end


def _spans(runs: "array[int]") -> Iterator[tuple[int, int, int, int]]:
    return zip(runs[0::4], runs[1::4], runs[2::4], runs[3::4], strict=True)


class _Changed(Exception):
    """A file that has changed since it was indexed; the text says so."""


class _Text:
    """A table's file as UTF-8 text. Other kinds are converted each time the file is opened."""

    def __init__(self, path: Path, shown: str, kind: str, settings: Settings) -> None:
        self.shown = shown
        self._path, self._kind, self._settings = path, kind, settings
        self._encoding = settings.encoding
        self._state = _state(path.stat())
        with path.open("rb") as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()

    def open(self) -> BinaryIO:
        """The text.

        Raises:
            OSError, _Changed: the file is gone or has changed.
            Unreadable: it is an unreadable Parquet file, or not in the stated encoding.
        """
        file = self._path.open("rb")
        if _state(os.fstat(file.fileno())) != self._state:
            file.close()
            raise _Changed("it changed while the program was reading it")
        start = file.read(len(MAGIC))
        file.seek(0)
        try:
            codec = "" if start == MAGIC else codec_of(start, self.shown, self._encoding)
        except Unreadable:
            file.close()
            raise
        if codec in (UTF8, "utf-8"):
            return file
        with file:
            written = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
            if start == MAGIC:
                written.writelines(self._of_parquet(file))
            else:
                pieces = iter(lambda: file.read(_PIECE), b"")
                written.writelines(utf8_pieces(pieces, codec, self.shown, self._encoding))
            written.seek(0)
            return written

    def may_hold_several(self) -> bool:
        """Whether a Parquet file has a column of bills of materials, checked before converting it."""
        with self._path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return True
            header = next(self._of_parquet(file)).decode(errors="replace")
        return may_hold_several(header, self._settings.columns.of(self._kind))

    def _of_parquet(self, file: BinaryIO) -> Iterator[bytes]:
        """The text of a Parquet file, written to disk, so it may be longer than one read at once."""
        mapping = self._settings.columns.of(self._kind)
        most = UNPACKED * max(self._settings.max_mb * MB, self._state[0])
        return parquet_text(file, self.shown, heading_test(self._kind, mapping), most, self._settings.max_mb)


class LongTable:
    """A table with a column of bills of materials, and the sheets beside it. Memory holds only an index of them.

    `names` are those of its bills of materials, `lineless` the names only in other sheets.
    """

    def __init__(self, path: str, text: _Text, index: TextIndex, settings: Settings) -> None:
        """Indexes the sheets beside it.

        Raises:
            OSError, _Changed: one of them cannot be read.
            Unreadable: a sheet is truncated, not UTF-8 text, or shared by all bills of materials and too large.
        """
        self.path = path
        self.names = list(index.runs)
        self._sha256 = text.sha256
        self._indexed = {settings.sheets.main: (text, index)}
        self._for_all: dict[str, SheetPart] = {}
        companions = []
        for kind, beside in companions_of(path, settings.sheets).items():
            shown = str(PurePath(shown_path(path)).with_name(beside.name))
            text = _Text(beside, shown, kind, settings)
            companions.append(Companion(str(beside), text.sha256))
            with text.open() as file:
                found = index_text(file, text.shown, kind, settings.columns.of(kind))
                if found is not None:
                    self._indexed[kind] = (text, found)
                else:
                    file.seek(0)
                    self._for_all[kind] = _whole(file, text.shown, kind, settings)
        self._companions = tuple(companions)
        others = [(name, other) for _, other in self._indexed.values() for name in other.runs if name not in index.runs]
        self.lineless = list(dict.fromkeys(name for name, _ in others))
        self._strays = tuple((name, other.cell(name)) for name, other in others[:_MOST_STRAYS])

    def parts(self, names: list[str]) -> Iterator[BomPart]:
        """The parts of these bills of materials, each with its rows of all sheets, or why they are lost."""
        lost = ""
        with ExitStack() as stack:
            try:
                files = {kind: stack.enter_context(text.open()) for kind, (text, _) in self._indexed.items()}
            except (OSError, _Changed) as error:
                lost = (error.strerror if isinstance(error, OSError) else str(error)) or "cannot be read"
            for name in names:
                if lost:
                    yield BomPart(name, self._sha256, {}, self._companions, lost)
                    continue
                sheets = {kind: index.part(files[kind], name) for kind, (_, index) in self._indexed.items()}
                yield BomPart(name, self._sha256, sheets | self._for_all, self._companions, strays=self._strays)


def open_long_table(path: str, settings: Settings) -> LongTable | None:
    """The table at a path; None where it does not hold several, or is unreadable (reported when it is read)."""
    main, wanted = settings.sheets.main, settings.main_sheet
    other_sheet = wanted is not None and wanted.lower() != main
    if other_sheet or PurePath(path).suffix.lower() not in TABLES or not Path(path).is_file():
        return None
    try:
        text = _Text(Path(path), shown_path(path), main, settings)
        if not text.may_hold_several():
            return None
        with text.open() as file:
            index = index_text(file, text.shown, main, settings.columns.of(main))
        return LongTable(path, text, index, settings) if index is not None and index.runs else None
    except (OSError, UnicodeDecodeError, Unreadable, _Changed):
        return None


def _whole(file: BinaryIO, shown: str, kind: str, settings: Settings) -> SheetPart:
    """A sheet shared by all bills of materials."""
    content = file.read(settings.max_mb * MB + 1)
    if len(content) > settings.max_mb * MB:
        raise too_large(shown, f"over {settings.max_mb:,} MB", settings.max_mb)
    mark = delimiter_of(
        shown, content[:SNIFFED].decode(errors="replace"), heading_test(kind, settings.columns.of(kind))
    )
    return SheetPart(shown, mark, content, None)


def _state(of: os.stat_result) -> tuple[int, int]:
    return of.st_size, of.st_mtime_ns
