"""The order of questions: is there a credit at all, is the percentage met, is every site cleared."""

from collections.abc import Iterable

import msgspec

from ...entities.designations import is_listed
from ...entities.evidence import Evidence
from ...entities.list_screen import battery_names, screen_names
from ...intake.facts.battery import Intake
from ...model.battery import Battery, Vehicle
from ...model.findings import Findings, refuse
from ...model.statuses import ScreenStatus, Status
from ...report.report import ScreenedList
from ...rules.rule import Date, OutsideKnownDates, Period
from ..asked_law import LookUps
from ..unread import refuse_ended, refuse_mentioned
from .components import ComponentsResult, weigh_components
from .entity_facts import EntityScreen
from .feoc import ScreenResult, check_listed, designated_by_list, screen
from .gates import Gates, check_gates
from .law import Law
from .question import CleanVehicleQuestion
from .rulebook import CleanVehicleRulebook
from .sections import COMPONENTS_ASSUMED, Test
from .tracing import TestResult, Traced, run_tests, trace

_DAY_IS = "placed in service"


class Answer(msgspec.Struct, frozen=True):
    """The verdict under one law and its basis; without `tests` and `chosen` if no percentage applies.

    `looked_up` are the look-ups that led to the result of the screen.
    """

    status: Status
    minerals: Status
    tests: list[TestResult]
    chosen: TestResult | None
    traced: list[Traced]
    screen: ScreenResult
    evidence: Evidence
    looked_up: LookUps


class Result(msgspec.Struct, frozen=True):
    """The result for a battery under the law of one question, as numbers and objects, before any text.

    `found` are the findings collected on the way, `conditions` the assumptions of the verdict; `components` is None
    without a sheet of them.
    """

    intake: Intake
    question: CleanVehicleQuestion
    placed: Period
    acquired: Date | None
    law: Law
    gates: Gates
    answer: Answer
    conditions: list[str]
    found: Findings
    lists: list[ScreenedList] = []
    components: ComponentsResult | None = None

    @property
    def battery(self) -> Battery:
        return self.intake.battery


def judge(intake: Intake, question: CleanVehicleQuestion, rulebook: CleanVehicleRulebook) -> Result:
    """The verdict, with all findings.

    Raises:
        Unreadable: no date placed in service, or acquired after it, or an attestation ended before it.
    """
    result = weigh(intake, question, rulebook)
    battery, law, placed, found = result.battery, result.law, result.placed, result.found
    answer, conditions, lists = result.answer, list(result.conditions), []
    if law.screens_minerals() or law.screens_components():
        refuse_ended(intake.ends, placed, found, day_is=_DAY_IS)
        if intake.mentions:
            aside, sdn = law.under(law.readings), question.sdn
            entities = EntityScreen(battery, aside, answer.evidence.on(placed), Findings(), sdn)
            refuse_mentioned(
                intake.mentions,
                battery,
                battery.identities,
                lambda name: "; ".join(one.text for one in entities.facts(name).adverse) or None,
                lambda name: is_listed(sdn, name),
                found,
            )
    if answer.chosen is not None and (required := law.required()).reading and law.can_be_met():
        message = (
            f"{required.value}% is applied from {required.from_}, an unsettled legal question ({required.reading})"
        )
        found.add("CM-AFTER-REPEAL", message)
    if law.screens_minerals() or battery.entities:
        check_listed(battery, answer.traced, answer.screen.suppliers, found)
    _check_report_date(battery.vehicle, placed, law, found)
    if question.sdn is not None:
        listed = designated_by_list(battery, answer.screen)
        lists.append(
            screen_names(
                battery_names(battery), battery.identity, question.sdn, listed, found, days=placed, day_is=_DAY_IS
            )
        )
    if law.screens_components() and not any(one.in_battery for one in battery.components or ()):
        cite = rulebook.cite(law.rule(rulebook.feoc.components).source)
        conditions.append(f"{COMPONENTS_ASSUMED} ({cite})")
    return msgspec.structs.replace(result, conditions=conditions, lists=lists)


def weigh(intake: Intake, question: CleanVehicleQuestion, rulebook: CleanVehicleRulebook) -> Result:
    """The verdict alone.

    Raises:
        Unreadable: no date placed in service, or acquired after it.
    """
    vehicle = intake.battery.vehicle
    placed = question.placed_of(vehicle)
    acquired = question.acquired_of(vehicle)
    if placed is None:
        raise refuse(
            "DATE-MISSING",
            "the date placed in service is stated neither by an option nor in the sheet Vehicle",
        )
    if acquired is not None and acquired > placed.last:
        raise refuse(
            "DATES-REVERSED",
            f"the date acquired ({acquired}) is later than the date placed in service ({placed.text})",
            *vehicle.cells_of("acquired", "placed_in_service"),
        )
    law = Law(rulebook, placed, vehicle.report_date, question.readings)
    found = Findings()
    gates = check_gates(vehicle, acquired, law)
    answer = _answer(intake.battery, law, question, gates, found)
    listed = intake.battery.components
    components = None if listed is None else weigh_components(listed, law)
    return Result(
        intake, question, placed, acquired, law, gates, answer, gates.conditions, found, components=components
    )


def _check_report_date(vehicle: Vehicle, placed: Period, law: Law, found: Findings) -> None:
    """Warns if the report date is years from the vehicle's date: the transition window depends on it."""
    reported, rule = vehicle.report_date, law.rulebook.credit.report
    if reported is not None and any(rule.is_far(reported, day) for day in (placed.first, placed.last)):
        apart = f"more than {rule.years_from_placed} years from the date placed in service"
        message = f"report_date is {reported}, {apart} ({placed.text})"
        found.add("REPORT-DATE-FAR", message, *vehicle.cells_of("report_date"))


def _answer(
    battery: Battery,
    law: Law,
    question: CleanVehicleQuestion,
    gates: Gates,
    found: Findings,
    other: Answer | None = None,
) -> Answer:
    """The verdict, with the screen of the `other` one on the same facts if this law has the same one."""
    traced = trace(battery.chains, law, found)
    evidence = Evidence(battery, law.days, found, {"feoc": ()}, serves="section 30D")
    if other is not None and _has_same_screen(traced, law, other):
        screened, looked_up = other.screen, other.looked_up
    else:
        screened, looked_up = law.recorded(lambda: screen(battery, traced, law, evidence, question, found))
    try:
        tests = run_tests(traced, law)
    except OutsideKnownDates:
        return Answer(Status.NOT_AVAILABLE, Status.NOT_AVAILABLE, [], None, traced, screened, evidence, looked_up)
    asked = [t for t in tests if question.test in (None, t.test)]
    usable = [t for t in asked if t.available]
    minerals = minerals_status(usable)
    chosen = next((t for t in usable if t.status is Status.PASS), asked[0])
    status = combined(minerals, screened.status, closed=bool(gates.closed), unread=bool(gates.unread))
    return Answer(status, minerals, tests, chosen, traced, screened, evidence, looked_up)


def _has_same_screen(traced: Iterable[Traced], law: Law, other: Answer) -> bool:
    """Whether the screen has the same sites as another one, and the law the same answers for them."""
    sites, others = ([(one.steps, one.aside) for one in chains] for chains in (traced, other.traced))
    return sites == others and law.answers(other.looked_up)


def minerals_status(usable: Iterable[TestResult | Test]) -> Status:
    """The status of the percentage: the best of the requested and available tests."""
    order = [Status.PASS, Status.INCOMPLETE, Status.FAIL]
    return min((test.status for test in usable), key=order.index, default=Status.FAIL)


def combined(minerals: Status, screen: ScreenStatus, *, closed: bool, unread: bool) -> Status:
    """The verdict from the percentage, the screen and the gates; `unread`: a fact of a gate cannot be read."""
    if closed or minerals is Status.NOT_AVAILABLE:
        return Status.NOT_AVAILABLE
    if screen is ScreenStatus.FAIL or minerals is Status.FAIL:
        return Status.FAIL
    if screen is ScreenStatus.INCOMPLETE or minerals is Status.INCOMPLETE or unread:
        return Status.INCOMPLETE
    return Status.PASS


def under(result: Result, law: Law) -> Result:
    """The verdict and the components percentage on the same facts under another law, without findings."""
    gates, listed = check_gates(result.battery.vehicle, result.acquired, law), result.battery.components
    if gates.closed and result.gates.closed:
        return result
    answer = _answer(result.battery, law, result.question, gates, Findings(), result.answer)
    components = None if listed is None else weigh_components(listed, law)
    return msgspec.structs.replace(result, law=law, gates=gates, answer=answer, components=components)
