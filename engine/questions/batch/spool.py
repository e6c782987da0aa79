"""Keeps the results of many tasks on disk, so that memory does not grow with their number."""

import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import msgspec

from ...report.outline import Outline
from .tasks import Done

IN_MEMORY = 32_000_000
"""Bytes beyond which the results go to disk."""


class _Head(msgspec.Struct):
    outline: Outline


class Spool:
    """Results in the order added; repeatable, read one at a time."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._ends = array("q", [0])
        self._decoder = msgspec.msgpack.Decoder(Done)
        self._heads = msgspec.msgpack.Decoder(_Head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, packed: bytes) -> None:
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(packed))

    def __iter__(self) -> Iterator[Done]:
        return map(self._decoder.decode, self._records())

    def outlines(self) -> Iterator[Outline]:
        """The summaries of the reports, without the pieces."""
        return (self._heads.decode(record).outline for record in self._records())

    def pieces(self, which: int = 0) -> Iterator[bytes]:
        """One renderer's pieces, in order."""
        return (done.pieces[which] for done in self)

    def _records(self) -> Iterator[bytes]:
        for start, end in zip(self._ends, self._ends[1:], strict=False):
            self._file.seek(start)
            yield self._file.read(end - start)
