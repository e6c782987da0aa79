"""The decisions of a report, on which the exit status of its run depends."""

from collections.abc import Iterable

import msgspec

from ..model.statuses import Status

BADNESS = {Status.PASS: 0, Status.INCOMPLETE: 1, Status.FAIL: 2, Status.NOT_AVAILABLE: 2, Status.UNREADABLE: 3}
"""The statuses from better to worse."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision that a question asks for, and its basis.

    `of` names it where a question can ask for several, None for the verdict. `reasons` are the codes of the findings
    behind the status, `unrelated` those of findings that are only reasons of another decision; `errors` and `warnings`
    are the numbers of all others. Percentages are cut and fractions exact, as in the report.
    """

    of: str | None = None
    status: Status
    errors: int
    warnings: int
    reasons: list[str]
    unrelated: list[str] = []
    required_percentage: str | None = None
    percentage: str | None = None
    high_percentage: str | None = None
    low: str | None = None
    high: str | None = None
    gap_points: str | None = None

    @property
    def is_warned(self) -> bool:
        """Whether a strict run fails because of it, whatever its status."""
        return self.errors + self.warnings > 0


def worst(decisions: Iterable[Decision]) -> Decision:
    """The decision of the worst status, the first of several."""
    return max(decisions, key=lambda decision: BADNESS[decision.status])
