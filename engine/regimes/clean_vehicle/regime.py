"""Section 30D, both halves of the credit, as a regime."""

from collections.abc import Mapping

from ...entities.evidence import days_of_change
from ...intake.facts.battery import Intake, read_battery
from ...intake.facts.fact_rows import VehicleLimits
from ...intake.tables.book import Book
from ...model.settings import Settings
from ...report.outline import Column, Columns, Kind, Outline, outline, shared
from ..regime import Regime, RegisteredEvidence, Scenarios, own_columns
from .asks import asks
from .consistency import contradictions
from .diff.comparison import difference
from .halves import StatedCleanVehicle, asked_status, half_decisions
from .horizon import period
from .levers import find_levers
from .pack.packing import pack
from .question import CleanVehicleInquiry, CleanVehicleQuestion, Half, record, restore
from .report import report
from .rulebook import CleanVehicleRulebook, load_rulebook
from .rules_view import explain_rules, view_rules
from .scenario_file import load_scenario
from .screened_suppliers import evidence_uses, requests, without_evidence
from .sections import (
    CLEAN_VEHICLE_DISCLOSURE,
    BatteryComponents,
    CleanVehicleReport,
    CriticalMinerals,
    ScreenedEntity,
    VehicleFacts,
)
from .supposed import suppose_facts, suppose_law
from .verdict import Result, judge

_PARTS = {
    "/verdict": "verdict",
    "/critical_minerals": "percentage",
    "/critical_minerals/tests": "tests",
    "/critical_minerals/minerals": "minerals",
    "/critical_minerals/origins": "origins",
    "/critical_minerals/flows": "flows of value",
    "/critical_minerals/chains": "procurement chains",
    "/battery_components": "battery components percentage",
    "/battery_components/components": "battery components",
    "/battery_components/deciding": "what decides the battery components",
    "/credit": "credit",
    "/feoc": "FEOC screen",
    "/feoc/entities": "suppliers",
    "/feoc/requests": "what is missing",
    "/findings": "findings",
    "/readings": "open readings",
    "/lists": "lists of designated entities",
    "/deciding": "what decides",
    "/scenario": "scenario",
    "/vehicle": "vehicle",
    "/bom": "bill of materials",
    "": "other",
}

_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "tests": ("test",),
    "minerals": ("mineral",),
    "origins": ("mineral", "step", "country"),
    "flows": ("mineral", "extraction", "processing", "step", "outcome"),
    "chains": ("line",),
    "components": ("component",),
    "entities": ("entity",),
    "government": ("measure",),
    "sites": ("line", "step"),
    "requests": ("supplier",),
    "findings": ("code",),
    "readings": ("id",),
    "lists": ("name",),
    "matches": ("entity", "entry"),
}


_FIGURES = ("required_percentage", "percentage", "low", "high")
_AMOUNTS = {
    "battery_components_usd": "battery_components_usd",
    "credit_usd": "total_usd",
    "credit_at_most_usd": "at_most_usd",
}
"""The columns of dollars, and the fields of a report's credit."""


def outline_of(report: CleanVehicleReport) -> Outline:
    minerals, components = report.critical_minerals, report.battery_components
    amounts = {column: getattr(report.credit, field, None) for column, field in _AMOUNTS.items()}
    entities = report.feoc.entities if report.feoc is not None else []
    return outline(
        report,
        screen=report.feoc.status if report.feoc else None,
        adverse_suppliers=_named(entities, "feoc"),
        open_suppliers=_named(entities, "unknown"),
        half=report.asked.half if report.asked is not None else None,
        decisions=half_decisions(report, Half(report.asked.half)) if report.asked is not None else [],
        own=_texts(report.vehicle, "placed_in_service", "acquired")
        | _texts(minerals, "test", "total_value_usd", "qualifying_value_usd")
        | {f"battery_components_{name}": text for name, text in _texts(components, *_FIGURES).items()}
        | {"battery_components": None if components is None else str(components.status)}
        | {column: None if usd is None else str(usd) for column, usd in amounts.items()},
        **_texts(minerals, "required_percentage", "percentage", "low", "high", "gap_points"),
    )


def _texts(section: VehicleFacts | CriticalMinerals | BatteryComponents | None, *names: str) -> dict[str, str | None]:
    """The named fields of a section; all None if the report does not have it."""
    return {name: getattr(section, name, None) for name in names}


def _named(entities: list[ScreenedEntity], status: str) -> list[str]:
    return [entity.entity for entity in entities if entity.status == status and entity.entity is not None]


_COLUMNS = Columns(
    report=[
        *shared("bom", "verdict", "amount_usd"),
        *own_columns(Kind.TEXT, "placed_in_service", "acquired"),
        *shared("required_percentage", "percentage", "low", "high"),
        *own_columns(Kind.TEXT, "test"),
        *own_columns(Kind.USD, "total_value_usd", "qualifying_value_usd"),
        Column("feoc", Kind.TEXT, lambda o: None if o.screen is None else str(o.screen)),
        *shared("errors", "warnings", "findings", "conditions", "screening", "scenario"),
        *own_columns(Kind.TEXT, "battery_components"),
        *own_columns(Kind.POINTS, "battery_components_required_percentage", "battery_components_percentage"),
        *own_columns(Kind.TEXT, "battery_components_low", "battery_components_high"),
        *own_columns(Kind.COUNT, *_AMOUNTS),
        *shared("waived", "waived_findings"),
    ],
    besides=[
        *shared("file", "name", "headline", "gap_points", "codes"),
        Column("feoc_suppliers", Kind.TEXTS, lambda o: o.adverse_suppliers),
        Column("open_suppliers", Kind.TEXTS, lambda o: o.open_suppliers),
        *shared("sha256", "defect"),
    ],
)


def _read(book: Book, settings: Settings) -> Intake:
    rulebook = load_rulebook()
    assembly = (place for value in rulebook.vehicle.final_assembly.values for place in value.value.all())
    return read_battery(book, settings, VehicleLimits(rulebook.start, frozenset(assembly)))


CLEAN_VEHICLE: Regime[Intake, CleanVehicleRulebook, CleanVehicleQuestion, Result] = Regime(
    id=CleanVehicleQuestion.regime,
    title="Clean vehicle credit, critical minerals (26 USC 30D)",
    report_type=CleanVehicleReport,
    inquiry_type=CleanVehicleInquiry,
    rulebook=load_rulebook,
    record=record,
    restore=restore,
    read=_read,
    judge=judge,
    report=report,
    contradictions=contradictions,
    outline=outline_of,
    columns=_COLUMNS,
    days=lambda intake: days_of_change(intake.battery),
    period=period,
    difference=difference,
    parts=_PARTS,
    known_by=_KNOWN_BY,
    added=frozenset({"battery_components", "credit"}),
    stated=StatedCleanVehicle,
    view_rules=view_rules,
    explain_rules=explain_rules,
    scenarios=Scenarios(load_scenario, suppose_law, suppose_facts),
    trace=True,
    levers=find_levers,
    pack=pack,
    evidence=RegisteredEvidence(
        sheets="battery",
        uses_in=evidence_uses,
        stripped=without_evidence,
        judged=lambda result: result.answer.evidence,
        days=lambda result: result.placed,
        status=asked_status,
        requests=lambda result: requests(result.answer.screen.suppliers),
    ),
    asks=asks,
    disclosure=CLEAN_VEHICLE_DISCLOSURE,
    identities=lambda intake: intake.battery.identities,
)
