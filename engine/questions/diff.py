"""Compares two bills of materials, or one under two questions: what changed, and whether the verdict did."""

from collections.abc import Iterable

from ..model.statuses import ExitStatus, Status
from ..regimes.regime import Check, Diff
from ..regimes.registry import regime_of
from ..report.decision import Decision
from ..report.report import Report
from ..report.run import this_tool, used_rulebook
from ..rules.rulebook import Rulebook

DIFF_SCHEMA_VERSION = 1
_BEST_FIRST = (Status.PASS, Status.INCOMPLETE, Status.FAIL, Status.NOT_AVAILABLE)


def diff(old: Check, new: Check, rulebook: Rulebook) -> Diff:
    """The difference of two sides under one regime. `rulebook` is the program's own, without a scenario.

    It is worse if any decision that the question asks for is.
    """
    regime = regime_of(new.case.question)
    then, now = (regime.outline(side.report).asked for side in (old, new))
    read = Status.UNREADABLE not in (old.report.verdict.status, new.report.verdict.status)
    pairs = [(before.status, after.status) for before, after in zip(then, now, strict=True)]
    worse = read and any(_BEST_FIRST.index(after) > _BEST_FIRST.index(before) for before, after in pairs)
    flipped = read and any(before is not after for before, after in pairs)
    sides = [_side(old.report, then), _side(new.report, now)]
    common = {
        "schema_version": DIFF_SCHEMA_VERSION,
        "tool": this_tool(),
        "rulebook": used_rulebook(rulebook),
        "exit_status": ExitStatus.FAIL if worse else ExitStatus.PASS if read else ExitStatus.UNREADABLE,
        "flipped": flipped,
        "worse": worse,
        "headline": _headline(*sides, read=read, flipped=flipped, worse=worse),
    }
    return regime.difference(old, new, rulebook, common)


def _headline(then: str, now: str, *, read: bool, flipped: bool, worse: bool) -> str:
    if not read:
        return f"{then}, {now}: nothing to compare"
    if not flipped:
        return f"same verdict: {then}, {now}"
    return f"the verdict changed from {then} to {now} ({'worse' if worse else 'better'})"


def _side(report: Report, decisions: Iterable[Decision]) -> str:
    """`pass`, `SCENARIO eu-partner: pass`, `critical minerals pass and battery components fail`."""
    words = (f"{decision.of or ''} {decision.status.replace('_', ' ')}".strip() for decision in decisions)
    mark = f"SCENARIO {report.scenario.name}: " if report.scenario else ""
    return mark + "SCREENING: " * report.screening + " and ".join(words)
