"""The parts of a report that decide a run, read back from JSON that another version may have written."""

import msgspec

from ..model.findings import Severity
from ..model.statuses import Status
from .decision import Decision


class StatedVerdict(msgspec.Struct):
    status: Status
    findings: list[str] = []


class StatedFinding(msgspec.Struct):
    severity: Severity
    code: str = ""


class StatedDecisions(msgspec.Struct):
    """The parts of any regime's report that give its decisions; a regime that has several to ask for extends it."""

    verdict: StatedVerdict
    findings: list[StatedFinding]

    def decisions(self) -> list[Decision]:
        """The decisions that its question asked for: the verdict."""
        severities = [found.severity for found in self.findings]
        return [
            Decision(
                status=self.verdict.status,
                errors=severities.count(Severity.ERROR),
                warnings=severities.count(Severity.WARNING),
                reasons=self.verdict.findings,
            )
        ]

    def statuses(self) -> dict[str | None, Status]:
        """The status of every decision that it contains, asked for or not, by name."""
        return {None: self.verdict.status}
