"""A report under section 30D in short."""

from ...report.outline import Outline, outline
from ...report.report import EntityScreened
from .sections import CleanVehicleReport


def outline_of(report: CleanVehicleReport, defect: str | None = None) -> Outline:
    """A report in short."""
    v, m = report.vehicle, report.critical_minerals
    entities = report.feoc.entities if report.feoc is not None else []
    return outline(
        report,
        defect,
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
        feoc_suppliers=_named(entities, "feoc"),
        open_suppliers=_named(entities, "unknown"),
    )


def _named(entities: list[EntityScreened], status: str) -> list[str]:
    return [entity.entity for entity in entities if entity.status == status and entity.entity is not None]
