"""An earlier run to compare with, so that failures it already had do not fail the new run."""

import hashlib
from enum import StrEnum
from typing import Any

import msgspec

from ...model.quoting import quoted
from ...model.statuses import Status
from ...regimes.registry import FIRST_REGIME, REGIMES
from ...report.decision import BADNESS, Decision, StatedDecisions
from ...report.disclosure import Scope
from ...report.outline import Column, Kind, Outline
from ...report.report import AppliedRulebook, Bom, BomName, Inquiry, Tool
from ...report.run import Comparison, VerdictChange
from ..run_file import BadReport, explained, read_run_file

Place = tuple[str, str | None]
"""Identifies a bill of materials: its path, and its name if the file contains several."""


class Change(StrEnum):
    """The change of a decision. A pass missing in the baseline is `new`; any other status missing there is worse."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    NEW = "new"


class Before(msgspec.Struct, frozen=True):
    """One bill of materials in the baseline: the status of each decision by name, the verdict's by None.

    `warned`: it had a warning or an error that its question counted; `waived` are the names of the decisions that its
    exit status took for a pass.
    """

    statuses: dict[str | None, Status]
    warned: bool
    waived: frozenset[str | None] = frozenset()


class Baseline(msgspec.Struct, frozen=True):
    """The summary of an earlier run. `asked` are its questions as JSON: one, unless the file was assembled by hand.

    `regimes` are the ids of the laws that its reports apply.
    """

    path: str
    sha256: str
    tool: Tool
    rulebook: AppliedRulebook
    asked: list[dict[str, Any]]
    boms: dict[Place, Before]
    regimes: frozenset[str] = frozenset()

    def before(self, bom: Bom) -> Before | None:
        """The bill of materials in the baseline; None if it is missing there."""
        return self.boms.get((bom.path, bom.name))

    def status(self, bom: Bom, decision: Decision) -> Status | None:
        """The status of the decision in the baseline; None if it is missing there."""
        before = self.before(bom)
        return None if before is None else before.statuses.get(decision.of)

    def is_waived(self, bom: Bom, decision: Decision) -> bool:
        """Whether the exit status of the baseline took the decision for a pass."""
        before = self.before(bom)
        return before is not None and decision.of in before.waived

    def change(self, bom: Bom, decision: Decision) -> Change:
        """The change of the status; if it is the same, but no longer waived, it is worse."""
        before, now = self.status(bom, decision), decision.status
        if before is None:
            return Change.NEW if now is Status.PASS else Change.WORSE
        if BADNESS[now] == BADNESS[before]:
            return Change.WORSE if self.is_waived(bom, decision) and not decision.waived else Change.SAME
        return Change.WORSE if BADNESS[now] > BADNESS[before] else Change.BETTER


class _Bom(msgspec.Struct):
    path: str
    name: str | None = None


class _Report(msgspec.Struct):
    """The parts of a report that identify it and its question."""

    bom: _Bom
    asked: Any = None
    regime: str = FIRST_REGIME
    redacted: Any = None


def parse_baseline(content: bytes, shown: str) -> Baseline:
    """The earlier run from its JSON report; `shown` is the name to display.

    Raises:
        BadReport: it is not such a report, has a different schema version, or contains a bill of materials twice.
    """
    named = quoted(shown)
    with explained(named):
        run = read_run_file(content, named, "compares with")
        reports = [_read(raw) for raw in run.reports]
    if run.shard is not None:
        raise BadReport(f"{named} is {run.shard.title} of a run: combine the parts with `critmin merge` first")
    if any(one.redacted is not None for one, _ in reports):
        raise BadReport(f"{named} is redacted, so its bills of materials have other names: give the one that is not")
    asked: list[dict[str, Any]] = []
    boms: dict[Place, Before] = {}
    for one, before in reports:
        place = (one.bom.path, one.bom.name)
        if place in boms:
            raise BadReport(f"{named} has {quoted(BomName(*place).title)} twice: each needs its own path and name")
        boms[place] = before
        if isinstance(one.asked, dict) and one.asked not in asked:  # a report of an internal error records no question
            asked.append(one.asked)
    regimes = frozenset(one.regime for one, _ in reports)
    return Baseline(shown, hashlib.sha256(content).hexdigest(), run.tool, run.rulebook, asked, boms, regimes)


def _read(raw: msgspec.Raw) -> tuple[_Report, Before]:
    report = msgspec.json.decode(raw, type=_Report)
    regime = REGIMES.get(report.regime)
    stated = msgspec.json.decode(raw, type=StatedDecisions if regime is None else regime.stated)
    decisions = stated.decisions()
    waived = frozenset(decision.of for decision in decisions if decision.waived)
    return report, Before(stated.statuses(), any(decision.is_warned for decision in decisions), waived)


def fails(baseline: Baseline | None, bom: Bom, decision: Decision) -> bool:
    """Whether a decision fails the run: without a baseline any except a pass, with one only if it is worse.

    A waived one never does.
    """
    if decision.waived:
        return False
    if baseline is None:
        return decision.status is not Status.PASS
    return baseline.change(bom, decision) is Change.WORSE


def is_newly_warned(baseline: Baseline | None, bom: Bom, *, warned: bool) -> bool:
    """Whether warnings fail a strict run: without a baseline any, with one only if it had none there."""
    before = None if baseline is None else baseline.before(bom)
    return warned and (before is None or not before.warned)


def standing(baseline: Baseline | None, outline: Outline) -> Change | None:
    """The change of one bill of materials: worse if a decision is; None without a baseline."""
    if baseline is None:
        return None
    changes = {baseline.change(outline.bom, decision) for decision in outline.asked}
    return next(change for change in (Change.WORSE, Change.BETTER, Change.NEW, Change.SAME) if change in changes)


def made_otherwise(baseline: Baseline, tool: Tool, rulebook: AppliedRulebook, asked: Inquiry[Any]) -> list[str]:
    """The differences in how the baseline and this run were made, one sentence each."""
    differences = []
    if baseline.tool != tool:
        differences.append(f"the baseline was made by {_named(baseline.tool)}, but this run by {_named(tool)}")
    if baseline.rulebook != rulebook:
        differences.append(
            f"the baseline uses the rulebook of {_of(baseline.rulebook)}, but this run that of {_of(rulebook)}"
        )
    unsaid, now = msgspec.to_builtins(type(asked)()), msgspec.to_builtins(asked)
    questions = [{**unsaid, **options} for options in baseline.asked]
    others = sorted(
        {
            key
            for options in questions
            for key in options.keys() | now.keys()
            if key != "waivers" and options.get(key) != now.get(key)  # they change no verdict
        }
    )
    if others:
        differences.append(f"the baseline was made with a different {', '.join(others)}")
    if not questions and baseline.boms:
        differences.append("the baseline does not record its options")
    return differences


class Comparing:
    """Compares a run with its baseline, one report summary at a time, and keeps the changes."""

    def __init__(self, baseline: Baseline, asked: Inquiry[Any], *, strict: bool) -> None:
        self._baseline = baseline
        self._asked = asked
        self._strict = strict
        self._changed: dict[Change, list[VerdictChange]] = {change: [] for change in Change}
        self._newly_warned: list[BomName] = []
        self._unchanged = {True: 0, False: 0}
        self._seen: set[Place] = set()
        self._names: set[str | None] = set()

    def add(self, outline: Outline) -> None:
        bom = outline.bom
        self._seen.add((bom.path, bom.name))
        for decision in outline.asked:
            of, now = decision.of, decision.status
            before, change = self._baseline.status(bom, decision), self._baseline.change(bom, decision)
            self._names.add(of)
            if change is Change.SAME:
                self._unchanged[now is Status.PASS] += 1
            else:
                waived = {"before_waived": self._baseline.is_waived(bom, decision), "now_waived": decision.waived}
                self._changed[change].append(VerdictChange(bom.path, bom.name, before, now, of=of, **waived))
        warned = any(decision.is_warned for decision in outline.asked)
        if self._strict and is_newly_warned(self._baseline, bom, warned=warned):
            self._newly_warned.append(BomName(bom.path, bom.name))

    def comparison(self, tool: Tool, rulebook: AppliedRulebook) -> Comparison:
        """The changes since the baseline among the reports added."""
        return Comparison(
            path=self._baseline.path,
            sha256=self._baseline.sha256,
            made_otherwise=made_otherwise(self._baseline, tool, rulebook, self._asked),
            worse=self._changed[Change.WORSE],
            better=self._changed[Change.BETTER],
            new=self._changed[Change.NEW],
            gone=[
                VerdictChange(*place, status, None, of=of)
                for place, before in self._baseline.boms.items()
                if place not in self._seen
                for of, status in before.statuses.items()
                if of in self._names
            ],
            newly_warned=self._newly_warned,
            unchanged_failures=self._unchanged[False],
            unchanged_passes=self._unchanged[True],
        )


def _named(tool: Tool) -> str:
    return f"{tool.name} {tool.version}"


def _of(rulebook: AppliedRulebook) -> str:
    return f"{rulebook.edition} (sha256 {rulebook.sha256[:12]})"


def report_columns(
    regime: str, baseline: Baseline | None, *, compared: bool, redacted: Scope | None = None
) -> list[Column]:
    """The columns of a regime's CSV report, with the change if the run is compared with a baseline.

    Where something is withheld, a column says so.
    """
    return [*REGIMES[regime].columns.report, *[_changed(baseline)] * compared, *[_REDACTED] * (redacted is not None)]


def table_columns(regime: str, baseline: Baseline | None, redacted: Scope | None = None) -> list[Column]:
    columns = REGIMES[regime].columns
    return [*columns.report, *columns.besides, _changed(baseline), *[_REDACTED] * (redacted is not None)]


_REDACTED = Column("redacted", Kind.TEXT, lambda outline: outline.redacted)


def _changed(baseline: Baseline | None) -> Column:
    return Column("against_baseline", Kind.TEXT, lambda outline: standing(baseline, outline))
