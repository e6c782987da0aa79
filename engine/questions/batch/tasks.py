"""The bills of materials of a run, each a task: listed, checked and rendered, and the results kept on disk."""

import hashlib
import tempfile
from array import array
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import msgspec

from ...intake.files.paths import shown_path
from ...intake.tables.bom_rows import BomPart
from ...intake.tables.long_table import LongTable, open_long_table
from ...model.findings import finding
from ...model.settings import Settings
from ...model.statuses import Status
from ...regimes.regime import Question
from ...regimes.registry import REGIMES, regime_of
from ...report.outline import Outline
from ...report.redaction import Redaction
from ...report.report import Bom, Report, Verdict
from ...report.run import Shard
from ..check import check, open_case, redact_check, redact_report


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


WHOLE = (1, 1)
"""The only part of one."""


class Sources:
    """The bills of materials of a part of a run. `len` is their number; a table with several counts each.

    `total` is the number in the whole run. Part I of N contains the Ith in the run's order and every Nth after it: the
    same on every machine with the same files, and the sizes of parts differ by at most one.
    """

    def __init__(
        self,
        paths: list[str],
        settings: Settings,
        read: Callable[[str], bytes | None],
        part: tuple[int, int] = WHOLE,
    ) -> None:
        """`read` returns the content of anything that is not a file; None for a file, which is read when checked."""
        self._read = read
        self._files: list[tuple[str, LongTable | None, list[str]]] = []
        self._part = part
        self._names = hashlib.sha256()
        self.total = 0
        number, of = part
        for path in paths:
            table = open_long_table(path, settings)
            names = [""]
            if table is not None:  # the one that is wanted, or all, with those that have no line
                names = [*table.names, *table.lineless] if settings.bom is None else [settings.bom]
            if part != WHOLE:
                self._names.update(msgspec.json.encode([shown_path(path), names]) + b"\n")
            mine = names[(number - 1 - self.total) % of :: of]
            self.total += len(names)
            if mine:
                self._files.append((path, table, mine))

    def __len__(self) -> int:
        return sum(len(names) for _, _, names in self._files)

    def __iter__(self) -> Iterator[Task]:
        number = 0
        for path, table, names in self._files:
            for part in [None] if table is None else table.parts(names):
                number += 1
                yield Task(number, path, self._read(path) if part is None else None, part)

    def shard(self) -> Shard | None:
        """The part of the run; None for a whole run."""
        return None if self._part == WHOLE else Shard(*self._part, self.total, self._names.hexdigest())


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

    def pieces(self) -> Iterator[bytes]:
        """The first piece of each report, in order."""
        return (done.pieces[0] for done in self)

    def _records(self) -> Iterator[bytes]:
        for start, end in zip(self._ends, self._ends[1:], strict=False):
            self._file.seek(start)
            yield self._file.read(end - start)
