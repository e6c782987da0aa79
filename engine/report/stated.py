"""The parts of a report that decide a run, read back from JSON that another version may have written."""

from typing import Any

import msgspec

from ..model.findings import Severity
from ..model.statuses import Status
from .decision import Decision, counts, is_waived


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
