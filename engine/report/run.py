"""One run: its reports with their summary, as the JSON report has them."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Annotated

import msgspec

from ..model.statuses import ExitStatus, Status
from ..rules.rulebook import Rulebook
from .decision import Decision
from .disclosure import Hash, Identifying, Scope, Variable
from .overview import Overview, WaiverUse
from .report import AppliedRulebook, BomDecision, BomName, Report, Tool

PROGRAM = "critmin"


class Summary(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    """The counts of the verdicts of a run, and its exit status.

    `strict`: a warning or an error fails the run, whatever the verdicts are. `half` is the half of the credit that
    decides the exit status; omitted in a regime without halves.
    """

    boms: int
    pass_: int
    fail: int
    incomplete: int
    not_available: int
    unreadable: int
    exit_status: int
    strict: bool = False
    half: str | msgspec.UnsetType = msgspec.UNSET


class AppliedConfiguration(msgspec.Struct, frozen=True):
    """The sources of options not given on the command line: a configuration file, and environment variables."""

    path: Identifying | None = None
    sha256: Hash | None = None
    environment: list[Variable] = []


class VerdictChange(BomDecision, frozen=True):
    """The status of a decision before and now; None if there is none. Waived: the exit status takes it for a pass."""

    before: Status | None
    now: Status | None
    before_waived: bool = False
    now_waived: bool = False


class Comparison(msgspec.Struct, frozen=True):
    """The changes since an earlier run, the baseline; only worse decisions count against this run.

    `made_otherwise` lists, in sentences, how the two runs differ; `newly_warned` are those whose warnings count against
    a strict run. An unchanged failure is any unchanged status other than a pass.
    """

    path: str
    sha256: str
    made_otherwise: list[str]
    worse: list[VerdictChange]
    better: list[VerdictChange]
    new: list[VerdictChange]
    gone: list[VerdictChange]
    newly_warned: list[BomName]
    unchanged_failures: int
    unchanged_passes: int


class Shard(msgspec.Struct, frozen=True):
    """The part of a run: part `number`, counted from 1, of `of`.

    `boms` is the number of bills of materials in all parts, `sha256` the hash of the list of their names.
    """

    number: Annotated[int, msgspec.Meta(ge=1)]
    of: Annotated[int, msgspec.Meta(ge=1)]
    boms: Annotated[int, msgspec.Meta(ge=0)]
    sha256: str

    def __post_init__(self) -> None:
        if self.number > self.of:
            raise ValueError(f"there is no {self.title}")

    @property
    def title(self) -> str:
        """`part 2 of 4`."""
        return f"part {self.number} of {self.of}"


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """The reports of one run: the JSON report.

    `configuration`, `baseline`, `shard` and `waivers` are omitted if not used, `overview` if there is one bill of
    materials. `redacted` is what the reports withhold, `unredacted_sha256` the hash of the JSON report that withholds
    nothing; both are omitted if nothing is withheld.
    """

    schema_version: int
    tool: Tool
    rulebook: AppliedRulebook
    summary: Summary
    reports: list[Report]
    configuration: AppliedConfiguration | None = None
    overview: Overview | None = None
    baseline: Comparison | None = None
    shard: Shard | None = None
    waivers: WaiverUse | None = None
    redacted: Scope | None = None
    unredacted_sha256: str | None = None


@cache
def this_tool() -> Tool:
    return Tool(PROGRAM, version(PROGRAM))


def used_rulebook(rulebook: Rulebook) -> AppliedRulebook:
    return AppliedRulebook(rulebook.edition.isoformat(), rulebook.sha256)


class Tally:
    """The summary of a run, counted one report at a time. A caller may say otherwise what decides its exit status:

    `effects` are the statuses that do, `warned`: a warning or an error fails a strict run.
    """

    def __init__(self) -> None:
        self.effects: list[Status] = []
        self.warned = self._defect = False
        self._half: str | None = None
        self._count = Counter[Status]()

    def add(
        self, status: Status, decisions: Iterable[Decision], half: str | None = None, *, defect: bool = False
    ) -> None:
        """Adds a report: its verdict, the decisions that its question asks for; `defect`: an internal error."""
        self._count[status] += 1
        for decision in decisions:
            self.effects += [decision.effect] * (decision.effect not in self.effects)
            self.warned |= decision.is_warned
        self._half = self._half or half
        self._defect |= defect

    @property
    def boms(self) -> int:
        return self._count.total()

    def summary(self, *, strict: bool) -> Summary:
        count, against = self._count, self.effects
        if self._defect:
            status = ExitStatus.DEFECT
        elif Status.UNREADABLE in against:
            status = ExitStatus.UNREADABLE
        elif Status.FAIL in against or Status.NOT_AVAILABLE in against or (strict and self.warned):
            status = ExitStatus.FAIL
        else:
            status = ExitStatus.INCOMPLETE if Status.INCOMPLETE in against else ExitStatus.PASS
        return Summary(
            boms=self.boms,
            pass_=count[Status.PASS],
            fail=count[Status.FAIL],
            incomplete=count[Status.INCOMPLETE],
            not_available=count[Status.NOT_AVAILABLE],
            unreadable=count[Status.UNREADABLE],
            exit_status=status,
            strict=strict,
            half=msgspec.UNSET if self._half is None else self._half,
        )
