"""A table that holds many bills of materials -> each of them, one at a time."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import BinaryIO

from ..intake.parquet import MAGIC, parquet_text
from ..intake.part import Part, SheetPart
from ..intake.settings import Settings
from ..intake.workbook import BOM_SHEET, MB, SNIFFED, TABLES, Companion, companions_of, delimiter_of, too_large
from ..judging import shown_path
from ..report import Unreadable
from .text_index import TextIndex, index_text

_ALL_ROWS = (1, 2**62)


class _Text:
    """A table's file as text; of a Parquet file, the text is kept in a file that is gone with this object."""

    def __init__(self, path: Path, shown: str) -> None:
        """Writes a Parquet file's text.

        Raises:
            Unreadable: it is a Parquet file that cannot be read.
        """
        self.path = path
        self.shown = shown
        self._kept: BinaryIO | None = None
        with path.open("rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                file.seek(0)
                self._kept = tempfile.TemporaryFile()  # noqa: SIM115 - opened again and again
                self._kept.writelines(parquet_text(file, shown))
                self._kept.flush()

    def open(self) -> BinaryIO:
        if self._kept is None:
            return self.path.open("rb")
        again = os.fdopen(os.dup(self._kept.fileno()), "rb")
        again.seek(0)
        return again

    def sha256(self) -> str:
        """The hash of the file itself."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class LongTable:
    """A table with a column of bills of materials, and the sheets beside it. Only an index of them is in memory."""

    def __init__(self, path: str, text: _Text, index: TextIndex, settings: Settings) -> None:
        """Looks through the sheets beside it.

        Raises:
            Unreadable: one of them breaks off, is no UTF-8 text, or is for all of them and too large.
        """
        self.path = path
        self._indexed = {BOM_SHEET: (text, index)}
        self._for_all: dict[str, SheetPart] = {}
        companions = []
        for kind, beside in companions_of(path).items():
            text = _Text(beside, str(PurePath(shown_path(path)).with_name(beside.name)))
            companions.append(Companion(str(beside), text.sha256()))
            with text.open() as file:
                found = index_text(file, text.shown, kind, settings.columns.of(kind))
                if found is not None:
                    self._indexed[kind] = (text, found)
                else:
                    file.seek(0)
                    self._for_all[kind] = _whole(file, text.shown, kind, settings)
        self._companions = tuple(companions)
        self._sha256 = self._indexed[BOM_SHEET][0].sha256()
        # A name that stands in another sheet alone is one of them too, without a line, and is told so.
        self.names = list(dict.fromkeys(name for _, index in self._indexed.values() for name in index.runs))

    def parts(self) -> Iterator[Part]:
        """Each bill of materials, with what all the sheets say of it."""
        with ExitStack() as stack:
            files = {kind: stack.enter_context(text.open()) for kind, (text, _) in self._indexed.items()}
            for name in self.names:
                sheets = {kind: index.part(files[kind], name) for kind, (_, index) in self._indexed.items()}
                yield Part(name, self._sha256, sheets | self._for_all, self._companions)


def open_long_table(path: str, settings: Settings) -> LongTable | None:
    """The table at a path; None where it is none, or cannot be read: whoever reads it as one file says why."""
    if settings.bom is not None or PurePath(path).suffix.lower() not in TABLES or not Path(path).is_file():
        return None
    try:
        text = _Text(Path(path), shown_path(path))
        with text.open() as file:
            index = index_text(file, text.shown, BOM_SHEET, settings.columns.bom)
        return LongTable(path, text, index, settings) if index is not None and index.runs else None
    except (OSError, Unreadable):
        return None


def _whole(file: BinaryIO, shown: str, kind: str, settings: Settings) -> SheetPart:
    """A sheet that is for all of them."""
    content = file.read(settings.max_mb * MB + 1)
    if len(content) > settings.max_mb * MB:
        raise too_large(shown, f"over {settings.max_mb:,} MB", settings)
    mark = delimiter_of(shown, content[:SNIFFED].decode(errors="replace"), kind, settings.columns.of(kind))
    return SheetPart(shown, mark, content, [_ALL_ROWS])
