"""Section 30D, the critical minerals half, as a regime."""

from collections.abc import Mapping

from ...intake.facts.battery import Intake, read_battery
from ...intake.facts.vehicle import VehicleLimits
from ...intake.tables.book import Book
from ...model.settings import Settings
from ...rules.rulebook import Rulebook, load_rulebook
from ...rules.scenario import Scenario
from ...rules.supposed_law import law_changes, suppose_law
from ..regime import Regime
from .diff.comparison import difference
from .horizon import days, period
from .outline import COLUMNS, outline_of
from .question import CleanVehicleQuestion, record, restore
from .report import report
from .sections import CleanVehicleAsked, CleanVehicleReport
from .supposed_facts import suppose_facts
from .verdict import Result, judge

_PARTS = {
    "/verdict": "verdict",
    "/critical_minerals": "percentage",
    "/critical_minerals/tests": "tests",
    "/critical_minerals/minerals": "minerals",
    "/critical_minerals/origins": "origins",
    "/critical_minerals/flows": "flows of value",
    "/critical_minerals/chains": "procurement chains",
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
    "entities": ("entity",),
    "government": ("measure",),
    "sites": ("line", "step"),
    "requests": ("supplier",),
    "findings": ("code",),
    "readings": ("id",),
    "lists": ("name",),
    "matches": ("entity", "entry"),
}


def _read(book: Book, settings: Settings) -> Intake:
    rulebook = load_rulebook()
    assembly = (place for value in rulebook.vehicle.final_assembly.values for place in value.value.all())
    return read_battery(book, settings, VehicleLimits(rulebook.start, frozenset(assembly)))


def _suppose_law(scenario: Scenario, rulebook: Rulebook) -> tuple[Rulebook, list[str]]:
    return suppose_law(scenario, rulebook), list(law_changes(scenario, rulebook))


CLEAN_VEHICLE: Regime[Intake, Rulebook, CleanVehicleQuestion, Result] = Regime(
    id=CleanVehicleQuestion.regime,
    title="Clean vehicle credit, critical minerals (26 USC 30D)",
    report_type=CleanVehicleReport,
    asked_type=CleanVehicleAsked,
    rulebook=load_rulebook,
    record=record,
    restore=restore,
    read=_read,
    suppose_law=_suppose_law,
    suppose_facts=suppose_facts,
    judge=judge,
    report=report,
    outline=outline_of,
    columns=COLUMNS,
    days=days,
    period=period,
    difference=difference,
    parts=_PARTS,
    known_by=_KNOWN_BY,
)
