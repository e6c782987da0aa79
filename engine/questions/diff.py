"""Compares two bills of materials, or one under two questions: what changed, and whether the verdict did."""

from ..model.exit_status import ExitStatus
from ..model.statuses import Status
from ..regimes.regime import Check, Diff
from ..regimes.registry import regime_of
from ..report.report import Report
from ..report.run import this_tool, used_rulebook
from ..rules.rulebook import Rulebook

DIFF_SCHEMA_VERSION = 1
_BEST_FIRST = (Status.PASS, Status.INCOMPLETE, Status.FAIL, Status.NOT_AVAILABLE)


def diff(old: Check, new: Check, rulebook: Rulebook) -> Diff:
    """The difference of two sides under one regime. `rulebook` is the program's own, without a scenario."""
    then, now = (side.report.verdict.status for side in (old, new))
    read = Status.UNREADABLE not in (then, now)
    worse = read and _BEST_FIRST.index(now) > _BEST_FIRST.index(then)
    common = {
        "schema_version": DIFF_SCHEMA_VERSION,
        "tool": this_tool(),
        "rulebook": used_rulebook(rulebook),
        "exit_status": ExitStatus.FAIL if worse else ExitStatus.PASS if read else ExitStatus.UNREADABLE,
        "flipped": read and then is not now,
        "worse": worse,
        "headline": _headline(old.report, new.report, read=read, worse=worse),
    }
    return regime_of(new.case.question).difference(old, new, rulebook, common)


def _headline(old: Report, new: Report, *, read: bool, worse: bool) -> str:
    then, now = (f"{_marks(side)}{side.verdict.status.replace('_', ' ')}" for side in (old, new))
    if not read:
        return f"{then}, {now}: nothing to compare"
    if old.verdict.status is new.verdict.status:
        return f"same verdict: {then}, {now}"
    return f"the verdict changed from {then} to {now} ({'worse' if worse else 'better'})"


def _marks(side: Report) -> str:
    """The marks that set a verdict apart from a regular one."""
    return (f"SCENARIO {side.scenario.name}: " if side.scenario else "") + "SCREENING: " * side.screening
