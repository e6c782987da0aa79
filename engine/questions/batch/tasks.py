"""Checks one bill of materials and renders its report."""

from collections.abc import Callable

import msgspec

from ...intake.files.paths import shown_path
from ...intake.tables.bom_part import BomPart
from ...model.findings import finding
from ...model.settings import Settings
from ...model.statuses import Status
from ...regimes.regime import Question
from ...regimes.registry import REGIMES, regime_of
from ...report.outline import Outline
from ...report.report import Bom, Report, Verdict
from ..check import check, open_case


class Task(msgspec.Struct, frozen=True):
    """One bill of materials: a file, its `content` if already read, or a `part` of a table with several.

    `number` is its position in the run, from 1.
    """

    number: int
    path: str
    content: bytes | None = None
    part: BomPart | None = None


class Done(msgspec.Struct, frozen=True):
    """The result of a task: the summary of its report, and the pieces that renderers made of it.

    The bytes of `packed` are its form between processes and on disk.
    """

    outline: Outline
    pieces: list[bytes]

    def packed(self) -> bytes:
        return _PACKER.encode(self)


_PACKER = msgspec.msgpack.Encoder()


Piece = Callable[[int, Report], bytes]
"""Makes a part of an output from a task's number and report, in the process that runs the task: must be picklable."""


class Work(msgspec.Struct, frozen=True):
    """The work on every task of a run, on any machine: the same question and the same renderers."""

    question: Question
    settings: Settings
    pieces: list[Piece]

    def do(self, task: Task) -> Done:
        rulebook, settings = regime_of(self.question).rulebook(), self.settings
        report = check(open_case(task.path, task.content, self.question, rulebook, settings, part=task.part)).report
        return rendered(task.number, report, self.pieces)

    def do_safely(self, task: Task) -> Done:
        """Like `do`; an internal error becomes an answer to this task alone."""
        try:
            return self.do(task)
        except Exception as error:  # noqa: BLE001 - whatever the error, the other thousands must be checked
            return self.failed(task, f"{type(error).__name__}: {error}")

    def failed(self, task: Task, cause: str) -> Done:
        """The result of a task that could not be completed."""
        bom = Bom(shown_path(task.path), None, None, 0, name=task.part.name if task.part is not None else None)
        verdict = Verdict(Status.UNREADABLE, "cannot be checked", findings=[_FAILED])
        report = regime_of(self.question).report_type(bom, verdict, [finding(_FAILED, cause.join(_MESSAGE))])
        return rendered(task.number, report, self.pieces)


_FAILED = "PROGRAM-FAILED"
_MESSAGE = ("internal error on this file (", "): it has no result")


def rendered(number: int, report: Report, pieces: list[Piece]) -> Done:
    """The summary of the run's `number`th report, with its pieces."""
    return Done(outline_of(report), [piece(number, report) for piece in pieces])


def outline_of(report: Report) -> Outline:
    defect = None
    if report.verdict.findings == [_FAILED] and report.findings:
        before, after = _MESSAGE
        defect = report.findings[0].message.removeprefix(before).removesuffix(after)
    return msgspec.structs.replace(REGIMES[report.regime].outline(report), defect=defect)
