"""The decisions of a report, on which the exit status of its run depends; also read back from JSON."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

import msgspec

from ..model.findings import Severity
from ..model.statuses import Status

BADNESS = {Status.PASS: 0, Status.INCOMPLETE: 1, Status.FAIL: 2, Status.NOT_AVAILABLE: 2, Status.UNREADABLE: 3}
"""The statuses from better to worse."""
_WAIVABLE = (Status.FAIL, Status.INCOMPLETE)


class Found(Protocol):
    """The parts of a finding that a decision depends on; `waived` is UNSET without a waiver."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def waived(self) -> Any: ...


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision that a question asks for, and its basis.

    `of` names it where a question can ask for several, None for the verdict. `reasons` are the codes of the findings
    behind the status, `unrelated` those of findings that are only reasons of another decision; `errors` and `warnings`
    are the numbers of all others, of which `errors_waived` and `warnings_waived` are waived. `waived`: the exit status
    takes it for a pass. Percentages are cut and fractions exact, as in the report.
    """

    of: str | None = None
    status: Status
    errors: int
    warnings: int
    reasons: list[str]
    unrelated: list[str] = []
    errors_waived: int = 0
    warnings_waived: int = 0
    waived: bool = False
    required_percentage: str | None = None
    percentage: str | None = None
    high_percentage: str | None = None
    low: str | None = None
    high: str | None = None
    gap_points: str | None = None

    @property
    def is_warned(self) -> bool:
        """Whether a strict run fails because of it, whatever its status."""
        return self.errors + self.warnings > self.errors_waived + self.warnings_waived

    @property
    def effect(self) -> Status:
        """The status that the exit status depends on: a pass where it is waived."""
        return Status.PASS if self.waived else self.status


def counts(found: Iterable[Found]) -> dict[str, Any]:
    """The numbers of errors and warnings of a decision, and of those that are waived."""
    severities = [(one.severity, one.waived is not msgspec.UNSET) for one in found]
    every = [severity for severity, _ in severities]
    waived = [severity for severity, is_waived in severities if is_waived]
    return {
        "errors": every.count(Severity.ERROR),
        "warnings": every.count(Severity.WARNING),
        "errors_waived": waived.count(Severity.ERROR),
        "warnings_waived": waived.count(Severity.WARNING),
    }


def is_waived(status: Status, reasons: Collection[str], found: Collection[Found]) -> bool:
    """Whether the exit status takes a decision for a pass: each error and warning behind it is waived, at least one."""
    behind = [one for one in found if one.code in reasons]
    blocking = [one for one in behind if one.severity is not Severity.NOTE]
    return (
        status in _WAIVABLE
        and bool(blocking)
        and {one.code for one in behind}.issuperset(reasons)
        and all(one.waived is not msgspec.UNSET for one in blocking)
    )


def worst(decisions: Iterable[Decision]) -> Decision:
    """The decision of the worst status, the first of several."""
    return max(decisions, key=lambda decision: BADNESS[decision.status])


class StatedVerdict(msgspec.Struct):
    status: Status
    findings: list[str] = []


class StatedFinding(msgspec.Struct):
    severity: Severity
    code: str = ""
    waived: Any = msgspec.UNSET


class StatedDecisions(msgspec.Struct):
    """The parts of any regime's report that give its decisions; a regime that has several to ask for extends it."""

    verdict: StatedVerdict
    findings: list[StatedFinding]

    def decisions(self) -> list[Decision]:
        """The decisions that its question asked for: the verdict."""
        verdict = self.verdict
        return [
            Decision(
                status=verdict.status,
                reasons=verdict.findings,
                waived=is_waived(verdict.status, verdict.findings, self.findings),
                **counts(self.findings),
            )
        ]

    def statuses(self) -> dict[str | None, Status]:
        """The status of every decision that it contains, asked for or not, by name."""
        return {None: self.verdict.status}
