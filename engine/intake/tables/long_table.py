"""A table of many bills of materials -> each of them, one at a time."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import BinaryIO

from ...model.findings import Unreadable
from ...model.settings import MB, Settings
from ..files.budget import UNPACKED, too_large
from ..files.encodings import UTF8, codec_of, utf8_pieces
from ..files.file_kinds import TABLES
from ..files.parquet import MAGIC, parquet_text
from ..files.paths import shown_path
from ..files.text_table import SNIFFED, delimiter_of
from .bom_part import BomPart, SheetPart
from .book import Companion, heading_test
from .companions import companions_of
from .text_index import TextIndex, index_text, may_hold_several

_PIECE = 1_000_000
_MOST_STRAYS = 20
"""So many names that no line has are shown to each."""


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
