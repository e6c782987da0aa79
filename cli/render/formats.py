"""Renderers by format of `critmin check`: a piece for each report where it is checked, then the whole.

The module of a format has its name, and is loaded on demand.
"""

import codecs
import zlib
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

import msgspec

from ...engine.questions.batch.baseline import Baseline
from ...engine.questions.batch.run_head import RunHead
from ...engine.questions.batch.tasks import Spool
from ...engine.report.report import Report
from ..choices import Format

_QUICKLY = 1
_AT_ONCE = 2**20


class Look(msgspec.Struct, frozen=True):
    """The options of an output: its format, the width and color of text, and whether warnings are failures.

    `summary`: the run summary without reports. `full`: every section of a report; `alone`: it is the only report.
    `baseline`: an earlier run, whose unchanged failures do not count.
    """

    format: Format
    width: int = 80
    color: bool = False
    strict: bool = False
    summary: bool = False
    baseline: Baseline | None = None
    full: bool = False
    alone: bool = False

    def on(self, boms: int) -> "Look":
        """The options for a run of so many bills of materials: the report of a single one is shown alone."""
        return msgspec.structs.replace(self, alone=boms == 1)

    def piece(self, number: int, report: Report) -> bytes:
        """The rendered piece of a report, the run's `number`th."""
        return b"" if self.summary else _packed(_renderer(self.format).piece(self, number, report))

    def whole(self, run: RunHead, results: Spool) -> Iterator[str]:
        """The rendered run, made of the first piece of each report, part by part."""
        return _renderer(self.format).whole(self, run, Rendered(results))


class Rendered:
    """What a run's reports were rendered to, in order; repeatable."""

    def __init__(self, results: Spool) -> None:
        self.outlines = results.outlines
        self._pieces = results.pieces

    def pieces(self) -> Iterator[str]:
        """The pieces, each complete."""
        return map("".join, self.in_parts())

    def in_parts(self) -> Iterator[Iterator[str]]:
        """The pieces, each part by part: a long bill of materials' piece is larger than the report itself."""
        return map(_unpacked, self._pieces())


def _packed(text: str | Iterator[str]) -> bytes:
    packer = zlib.compressobj(_QUICKLY)
    parts = [packer.compress(part.encode()) for part in ([text] if isinstance(text, str) else text)]
    return b"".join([*parts, packer.flush()])


def _unpacked(piece: bytes) -> Iterator[str]:
    unpacker = zlib.decompressobj()
    decode = codecs.getincrementaldecoder("utf-8")().decode
    while piece:
        yield decode(unpacker.decompress(piece, _AT_ONCE))
        piece = unpacker.unconsumed_tail


class Renderer(Protocol):
    """The interface of a format's module."""

    def piece(self, look: Look, number: int, report: Report) -> str | Iterator[str]:
        """The piece of the run's `number`th report; a long text may come in parts."""

    def whole(self, look: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
        """The run, made of the pieces of its reports in order, part by part."""


def _renderer(format_: Format) -> Renderer:
    return cast(Renderer, import_module(f".{format_}", __package__))
