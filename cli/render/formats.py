"""Which renderer makes which format of `critmin check`: a piece of each report where it is judged, then the whole.

The module of a format has its name, and is loaded when the format is asked for.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from ...engine.questions.batch.baseline import Baseline
from ..choices import Format

if TYPE_CHECKING:
    from ...engine.questions.batch.run_head import RunHead
    from ...engine.questions.batch.spool import Spool
    from ...engine.report.outline import Outline
    from ...engine.report.report import Report


class Look(msgspec.Struct, frozen=True):
    """How an output is to look: its format, the width and color of text, and whether warnings are failures.

    `summary`: what the run says as a whole, without its reports. `baseline`: an earlier run, what of it is unchanged is
    no failure.
    """

    format: Format
    width: int = 80
    color: bool = False
    strict: bool = False
    summary: bool = False
    baseline: Baseline | None = None

    def of_one(self) -> "Look":
        """The look of a run of one bill of materials: its report is never left out."""
        return msgspec.structs.replace(self, summary=False)

    def piece(self, number: int, report: "Report") -> bytes:
        """What the format makes of one report, the run's `number`th."""
        return b"" if self.summary else _renderer(self.format).piece(self, number, report).encode()

    def whole(self, run: "RunHead", results: "Spool", which: int = 0) -> Iterator[str]:
        """The run in the format, made of the pieces, a part at a time."""

        def pieces() -> Iterator[str]:
            return (piece.decode() for piece in results.pieces(which))

        return _renderer(self.format).whole(self, run, pieces, results.outlines)


class Renderer(Protocol):
    """What the module of a format offers."""

    def piece(self, look: Look, number: int, report: "Report") -> str:
        """What is made of the run's `number`th report, alone."""

    def whole(
        self,
        look: Look,
        run: "RunHead",
        pieces: Callable[[], Iterator[str]],
        outlines: "Callable[[], Iterator[Outline]]",
    ) -> Iterator[str]:
        """The run, made of the pieces of its reports in their order, a part at a time."""


def _renderer(format_: Format) -> Renderer:
    return cast(Renderer, import_module(f".{format_}", __package__))
