"""A report under section 30D in short."""

from ...report.columns import Column, Columns, Kind, decimal, shared
from ...report.outline import Outline, outline
from .sections import CleanVehicleReport, ScreenedEntity


def outline_of(report: CleanVehicleReport) -> Outline:
    """A report in short."""
    v, m = report.vehicle, report.critical_minerals
    entities = report.feoc.entities if report.feoc is not None else []
    return outline(
        report,
        required_percentage=m.required_percentage if m else None,
        percentage=m.percentage if m else None,
        low=m.low if m else None,
        high=m.high if m else None,
        gap_points=m.gap_points if m else None,
        screen=report.feoc.status if report.feoc else None,
        adverse_suppliers=_named(entities, "feoc"),
        open_suppliers=_named(entities, "unknown"),
        own={
            "placed_in_service": v.placed_in_service if v else None,
            "acquired": v.acquired if v else None,
            "test": m.test if m else None,
            "total_value_usd": m.total_value_usd if m else None,
            "qualifying_value_usd": m.qualifying_value_usd if m else None,
        },
    )


def _named(entities: list[ScreenedEntity], status: str) -> list[str]:
    return [entity.entity for entity in entities if entity.status == status and entity.entity is not None]


COLUMNS = Columns(
    report=[
        *shared("bom", "verdict", "amount_usd"),
        Column("placed_in_service", Kind.TEXT, lambda o: o.own["placed_in_service"]),
        Column("acquired", Kind.TEXT, lambda o: o.own["acquired"]),
        *shared("required_percentage", "percentage", "low", "high"),
        Column("test", Kind.TEXT, lambda o: o.own["test"]),
        Column("total_value_usd", Kind.USD, lambda o: decimal(o.own["total_value_usd"])),
        Column("qualifying_value_usd", Kind.USD, lambda o: decimal(o.own["qualifying_value_usd"])),
        Column("feoc", Kind.TEXT, lambda o: None if o.screen is None else str(o.screen)),
        *shared("errors", "warnings", "findings", "conditions", "screening", "scenario"),
    ],
    besides=[
        *shared("file", "name", "headline", "gap_points", "codes"),
        Column("feoc_suppliers", Kind.TEXTS, lambda o: o.adverse_suppliers),
        Column("open_suppliers", Kind.TEXTS, lambda o: o.open_suppliers),
        *shared("sha256", "defect"),
    ],
)
