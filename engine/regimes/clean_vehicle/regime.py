"""Section 30D, the critical minerals half, as a regime."""

from collections.abc import Mapping

from ...entities.evidence import days_of_change
from ...intake.facts.battery import Intake, read_battery
from ...intake.facts.vehicle import VehicleLimits
from ...intake.tables.book import Book
from ...model.settings import Settings
from ..regime import Regime, Scenarios
from .diff.comparison import difference
from .horizon import period
from .levers import find_levers
from .outline import COLUMNS, outline_of
from .question import CleanVehicleQuestion, record, restore
from .report import report
from .rulebook import CleanVehicleRulebook, load_rulebook
from .rules_view import explain_rules, view_rules
from .scenario_file import load_scenario
from .sections import CleanVehicleInquiry, CleanVehicleReport
from .supposed_facts import suppose_facts
from .supposed_law import suppose_law
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
    outline=outline_of,
    columns=COLUMNS,
    days=lambda intake: days_of_change(intake.battery),
    period=period,
    difference=difference,
    parts=_PARTS,
    known_by=_KNOWN_BY,
    view_rules=view_rules,
    explain_rules=explain_rules,
    scenarios=Scenarios(load_scenario, suppose_law, suppose_facts),
    trace=True,
    levers=find_levers,
)
