"""An earlier run to compare with, so that failures it already had do not fail the new run."""

import hashlib
from enum import StrEnum
from typing import Any

import msgspec

from ...model.findings import Severity
from ...model.quoting import quoted
from ...model.statuses import Status
from ...regimes.registry import REGIMES
from ...report.columns import Column, Kind
from ...report.outline import Outline
from ...report.report import AppliedRulebook, Bom, BomName, Inquiry, Tool
from ...report.run import Comparison, VerdictChange
from ..run_file import BadReport, StatedFinding, StatedVerdict, explained, read_run_file

_WORSE = {Status.PASS: 0, Status.INCOMPLETE: 1, Status.FAIL: 2, Status.NOT_AVAILABLE: 2, Status.UNREADABLE: 3}
"""The verdicts from better to worse."""

Place = tuple[str, str | None]
"""Identifies a bill of materials: its path, and its name if the file contains several."""


class Change(StrEnum):
    """The change of a verdict. A pass missing in the baseline is `new`; any other verdict missing there is worse."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    NEW = "new"


class Before(msgspec.Struct, frozen=True):
    """One bill of materials in the baseline; `warned`: it had a warning or an error."""

    status: Status
    warned: bool


class Baseline(msgspec.Struct, frozen=True):
    """The summary of an earlier run. `asked` are its questions as JSON: one, unless the file was assembled by hand."""

    path: str
    sha256: str
    tool: Tool
    rulebook: AppliedRulebook
    asked: list[dict[str, Any]]
    boms: dict[Place, Before]

    def before(self, bom: Bom) -> Before | None:
        """The bill of materials in the baseline; None if it is missing there."""
        return self.boms.get((bom.path, bom.name))

    def change(self, bom: Bom, now: Status) -> Change:
        before = self.before(bom)
        if before is None:
            return Change.NEW if now is Status.PASS else Change.WORSE
        if _WORSE[now] == _WORSE[before.status]:
            return Change.SAME
        return Change.WORSE if _WORSE[now] > _WORSE[before.status] else Change.BETTER


class _Bom(msgspec.Struct):
    path: str
    name: str | None = None


class _Report(msgspec.Struct):
    """The parts of a report that are compared."""

    bom: _Bom
    verdict: StatedVerdict
    findings: list[StatedFinding]
    asked: Any = None


def parse_baseline(content: bytes, shown: str) -> Baseline:
    """The earlier run from its JSON report; `shown` is the name to display.

    Raises:
        BadReport: it is not such a report, has a different schema version, or contains a bill of materials twice.
    """
    named = quoted(shown)
    with explained(named):
        run = read_run_file(content, named, "compares with")
        reports = [msgspec.json.decode(raw, type=_Report) for raw in run.reports]
    if run.shard is not None:
        raise BadReport(f"{named} is {run.shard.title} of a run: combine the parts with `critmin merge` first")
    asked: list[dict[str, Any]] = []
    boms: dict[Place, Before] = {}
    for one in reports:
        place = (one.bom.path, one.bom.name)
        if place in boms:
            raise BadReport(f"{named} has {quoted(BomName(*place).title)} twice: each needs its own path and name")
        warned = any(found.severity is not Severity.NOTE for found in one.findings)
        boms[place] = Before(one.verdict.status, warned)
        if isinstance(one.asked, dict) and one.asked not in asked:  # a report of an internal error records no question
            asked.append(one.asked)
    return Baseline(shown, hashlib.sha256(content).hexdigest(), run.tool, run.rulebook, asked, boms)


def fails(baseline: Baseline | None, bom: Bom, now: Status) -> bool:
    """Whether a verdict fails the run: without a baseline any except a pass, with one only if it is worse."""
    return now is not Status.PASS if baseline is None else baseline.change(bom, now) is Change.WORSE


def is_newly_warned(baseline: Baseline | None, bom: Bom, *, warned: bool) -> bool:
    """Whether warnings fail a strict run: without a baseline any, with one only if it had none there."""
    before = None if baseline is None else baseline.before(bom)
    return warned and (before is None or not before.warned)


def standing(baseline: Baseline | None, outline: Outline) -> Change | None:
    """The change of one verdict; None without a baseline."""
    return None if baseline is None else baseline.change(outline.bom, outline.status)


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
        {key for options in questions for key in options.keys() | now.keys() if options.get(key) != now.get(key)}
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

    def add(self, outline: Outline) -> None:
        bom, now = outline.bom, outline.status
        before, change = self._baseline.before(bom), self._baseline.change(bom, now)
        self._seen.add((bom.path, bom.name))
        if change is Change.SAME:
            self._unchanged[now is Status.PASS] += 1
        else:
            self._changed[change].append(VerdictChange(bom.path, bom.name, before.status if before else None, now))
        if self._strict and is_newly_warned(self._baseline, bom, warned=outline.is_warned):
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
                VerdictChange(*place, before.status, None)
                for place, before in self._baseline.boms.items()
                if place not in self._seen
            ],
            newly_warned=self._newly_warned,
            unchanged_failures=self._unchanged[False],
            unchanged_passes=self._unchanged[True],
        )


def _named(tool: Tool) -> str:
    return f"{tool.name} {tool.version}"


def _of(rulebook: AppliedRulebook) -> str:
    return f"{rulebook.edition} (sha256 {rulebook.sha256[:12]})"


def report_columns(regime: str, baseline: Baseline | None, *, compared: bool) -> list[Column]:
    """The columns of a regime's CSV report, with the change if the run is compared with a baseline."""
    return [*REGIMES[regime].columns.report, *([_changed(baseline)] if compared else [])]


def table_columns(regime: str, baseline: Baseline | None) -> list[Column]:
    columns = REGIMES[regime].columns
    return [*columns.report, *columns.besides, _changed(baseline)]


def _changed(baseline: Baseline | None) -> Column:
    return Column("against_baseline", Kind.TEXT, lambda outline: standing(baseline, outline))
