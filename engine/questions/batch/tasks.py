"""Checks one bill of materials and renders its report."""

from collections.abc import Callable

import msgspec

from ...intake.files.paths import shown_path
from ...intake.tables.bom_rows import BomPart
from ...model.findings import finding
from ...model.settings import Settings
from ...model.statuses import Status
from ...regimes.regime import Question
from ...regimes.registry import REGIMES, regime_of
from ...report.outline import Outline
from ...report.redaction import Redaction
from ...report.report import Bom, Report, Verdict
from ..check import check, open_case
from ..redacting import redact_check, redact_report


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

    The bytes of `packed` are its form between processes and on disk. `twin` is that of the report which withholds
    nothing, if its hash is needed.
    """

    outline: Outline
    pieces: list[bytes]
    twin: bytes | None = None

    def packed(self) -> bytes:
        return _PACKER.encode(self)


_PACKER = msgspec.msgpack.Encoder()


Piece = Callable[[int, Report], bytes]
"""Makes a part of an output from a task's number and report, in the process that runs the task: must be picklable."""


class Work(msgspec.Struct, frozen=True):
    """The work on every task of a run, on any machine: the same question and the same renderers.

    With a `redaction`, only `twin`, a renderer for the hash, is given the report that withholds nothing.
    """

    question: Question
    settings: Settings
    pieces: list[Piece]
    redaction: Redaction | None = None
    twin: Piece | None = None

    def do(self, task: Task) -> Done:
        rulebook, settings = regime_of(self.question).rulebook(), self.settings
        checked = check(open_case(task.path, task.content, self.question, rulebook, settings, part=task.part))
        if self.redaction is None:
            return rendered(task.number, checked.report, self.pieces)
        return self._rendered(task, checked.report, redact_check(checked, self.redaction, task.number))

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
        if self.redaction is None:
            return rendered(task.number, report, self.pieces)
        return self._rendered(task, report, redact_report(report, self.redaction, task.number))

    def _rendered(self, task: Task, report: Report, redacted: Report) -> Done:
        done = rendered(task.number, redacted, self.pieces)
        if self.twin is None:
            return done
        return msgspec.structs.replace(done, twin=rendered(task.number, report, [self.twin]).packed())


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
