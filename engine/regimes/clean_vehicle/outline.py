"""A report under section 30D in short."""

from ...report.columns import Column, Columns, Kind, decimal, shared
from ...report.outline import Outline, outline
from .sections import CleanVehicleReport, CriticalMinerals, ScreenedEntity, VehicleFacts


def outline_of(report: CleanVehicleReport) -> Outline:
    """A report in short."""
    minerals = report.critical_minerals
    entities = report.feoc.entities if report.feoc is not None else []
    return outline(
        report,
        screen=report.feoc.status if report.feoc else None,
        adverse_suppliers=_named(entities, "feoc"),
        open_suppliers=_named(entities, "unknown"),
        own=_texts(report.vehicle, "placed_in_service", "acquired")
        | _texts(minerals, "test", "total_value_usd", "qualifying_value_usd"),
        **_texts(minerals, "required_percentage", "percentage", "low", "high", "gap_points"),
    )


def _texts(section: VehicleFacts | CriticalMinerals | None, *names: str) -> dict[str, str | None]:
    """Fields of a section; None of one that the report does not have."""
    return {name: getattr(section, name, None) for name in names}


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
