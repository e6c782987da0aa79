"""What a run remembers of one bill of materials: enough for its row in a table and for the run's summary."""

import msgspec

from ..model.findings import Severity
from ..model.statuses import ScreenStatus, Status
from .report import Bom, EntityScreened, Report, ScenarioUsed


class Outline(msgspec.Struct, frozen=True):
    """One report in short. Percentages are cut and fractions exact, as in the report.

    `decisive` are the codes that the verdict rests on, `codes` all that occur, each once; `feoc_suppliers` are shown to
    be FEOCs, `open_suppliers` are not shown to be clean. `defect` says where the program failed instead of judging.
    """

    bom: Bom
    status: Status
    headline: str
    amount_usd: int | None
    placed_in_service: str | None
    acquired: str | None
    required_percentage: str | None
    percentage: str | None
    low: str | None
    high: str | None
    gap_points: str | None
    test: str | None
    total_value_usd: str | None
    qualifying_value_usd: str | None
    feoc: ScreenStatus | None
    errors: int
    warnings: int
    decisive: list[str]
    codes: list[str]
    conditions: list[str]
    feoc_suppliers: list[str]
    open_suppliers: list[str]
    screening: bool
    scenario: ScenarioUsed | None
    defect: str | None = None

    @property
    def is_warned(self) -> bool:
        """Whether a strict run fails by it, whatever its verdict is."""
        return self.errors + self.warnings > 0


def outline(report: Report, defect: str | None = None) -> Outline:
    """A report in short."""
    v, m, verdict = report.vehicle, report.critical_minerals, report.verdict
    severities = [found.severity for found in report.findings]
    entities = report.feoc.entities if report.feoc is not None else []
    return Outline(
        bom=report.bom,
        status=verdict.status,
        headline=verdict.headline,
        amount_usd=verdict.amount_usd,
        placed_in_service=v.placed_in_service if v else None,
        acquired=v.acquired if v else None,
        required_percentage=m.required_percentage if m else None,
        percentage=m.percentage if m else None,
        low=m.low if m else None,
        high=m.high if m else None,
        gap_points=m.gap_points if m else None,
        test=m.test if m else None,
        total_value_usd=m.total_value_usd if m else None,
        qualifying_value_usd=m.qualifying_value_usd if m else None,
        feoc=report.feoc.status if report.feoc else None,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        decisive=verdict.findings,
        codes=list(dict.fromkeys(found.code for found in report.findings)),
        conditions=verdict.conditions,
        feoc_suppliers=_named(entities, "feoc"),
        open_suppliers=_named(entities, "unknown"),
        screening=report.screening,
        scenario=report.scenario,
        defect=defect,
    )


def _named(entities: list[EntityScreened], status: str) -> list[str]:
    return [entity.entity for entity in entities if entity.status == status and entity.entity is not None]
