"""The outline of a report: enough for its row in a table and for the run summary."""

from typing import Any

import msgspec

from ..model.statuses import ScreenStatus, Status
from .decision import Decision, counts, is_waived, worst
from .report import AppliedScenario, Bom, Report
from .withheld import Scope


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """One report in short. Percentages are cut and fractions exact, as in the report; a regime may omit some fields.

    `decisive` are the codes that decide the verdict, `codes` all that occur, each once; `screen` is the status of the
    supplier screen, which `adverse_suppliers` fail and `open_suppliers` leave undecided; `own` are the regime's own
    table cells, by column. `half` is the half of the credit that the question asks for, None in a regime without
    halves; `decisions` are those that it asks for, if not the verdict. `waived_codes` are those of waived findings,
    `waivers` the numbers of the waivers that apply, `waived`: the exit status takes the verdict for a pass. `defect`
    names the place of an internal error, which prevented a verdict. `redacted` is what the report withholds.
    """

    regime: str
    bom: Bom
    status: Status
    headline: str
    amount_usd: int | None
    required_percentage: str | None = None
    percentage: str | None = None
    low: str | None = None
    high: str | None = None
    gap_points: str | None = None
    screen: ScreenStatus | None = None
    errors: int
    warnings: int
    errors_waived: int = 0
    warnings_waived: int = 0
    waived: bool = False
    waived_codes: list[str] = []
    waivers: list[int] = []
    decisive: list[str]
    codes: list[str]
    conditions: list[str]
    adverse_suppliers: list[str] = []
    open_suppliers: list[str] = []
    own: dict[str, str | None] = {}
    screening: bool
    scenario: AppliedScenario | None
    half: str | None = None
    decisions: list[Decision] = []
    defect: str | None = None
    redacted: Scope | None = None

    @property
    def asked(self) -> list[Decision]:
        """The decisions on which the exit status depends: those that the question asks for, or the verdict."""
        return self.decisions or [
            Decision(
                status=self.status,
                errors=self.errors,
                warnings=self.warnings,
                errors_waived=self.errors_waived,
                warnings_waived=self.warnings_waived,
                waived=self.waived,
                reasons=self.decisive,
                required_percentage=self.required_percentage,
                percentage=self.percentage,
                low=self.low,
                high=self.high,
                gap_points=self.gap_points,
            )
        ]

    @property
    def answer(self) -> Decision:
        """The worst of the decisions asked for."""
        return worst(self.asked)

    @property
    def passes(self) -> bool:
        """Whether the exit status takes it for a pass, although it is none."""
        return self.answer.status is not Status.PASS and all(one.effect is Status.PASS for one in self.asked)

    @property
    def is_warned(self) -> bool:
        """Whether a strict run fails because of it, whatever its decisions are."""
        return any(decision.is_warned for decision in self.asked)

    def concerns(self, code: str) -> bool:
        """Whether a finding with this code bears on a decision asked for."""
        return any(code not in decision.unrelated for decision in self.asked)


def outline(report: Report, **figures: Any) -> Outline:
    """A report in short, with the regime's own figures."""
    verdict = report.verdict
    waived = {found.code: found.waived for found in report.findings if found.waived is not msgspec.UNSET}
    return Outline(
        regime=report.regime,
        bom=report.bom,
        status=verdict.status,
        headline=verdict.headline,
        amount_usd=verdict.amount_usd,
        **counts(report.findings),
        waived=is_waived(verdict.status, verdict.findings, report.findings),
        waived_codes=list(waived),
        waivers=sorted({found.waived.number for found in report.findings if found.waived is not msgspec.UNSET}),
        decisive=verdict.findings,
        codes=list(dict.fromkeys(found.code for found in report.findings)),
        conditions=verdict.conditions,
        screening=report.screening,
        scenario=report.scenario,
        redacted=None if isinstance(report.redacted, msgspec.UnsetType) else report.redacted,
        **figures,
    )
