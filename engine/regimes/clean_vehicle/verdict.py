"""The order of questions: is there a credit at all, is the percentage reached, is every site shown to be clean."""

from typing import TYPE_CHECKING

import msgspec

from ...entities.evidence import Evidence
from ...intake.facts.battery import Intake
from ...model.battery import Battery, Vehicle
from ...model.findings import Finding, Findings, Severity, Unreadable, finding, refuse
from ...model.interval import Interval
from ...model.numbers import cut_percent
from ...model.statuses import ScreenStatus, Status
from ...report.report import Bom, Deciding, ReadingUsed, Report, Verdict
from ...rules.law import Law, OutsideKnownDates, Period
from ...rules.rulebook import Date, Rulebook
from ...vocabulary.countries import find_country_of_owner
from .alike import condensed
from .answer import Answer
from .content import TestName, TestResult, run_tests
from .feoc import check_listed, screen
from .figures import critical_minerals, vehicle_facts
from .gates import Gates, check_gates
from .tracing import trace

if TYPE_CHECKING:
    from ...entities.designations import DesignatedList
    from ...rules.scenario import Scenario

_ORDER = list(Severity)


class Question(msgspec.Struct, frozen=True):
    """What is asked of a bill of materials. A date that is not given is taken from its sheet `Vehicle`.

    `test` is the one test to use, or None for any that is available; `others` are the readings for which the other
    choice is taken; `screening` takes a supplier without an adverse fact as attested; `sdn` is a list of designated
    entities to look every name up in; `scenario` supposes law and facts to be others (`judging` sees to that).
    `sheet_first` names the dates that are here only for files that state none.
    """

    placed: Period | None = None
    acquired: Date | None = None
    test: TestName | None = None
    screening: bool = False
    others: frozenset[str] = frozenset()
    sdn: "DesignatedList | None" = None
    scenario: "Scenario | None" = None
    sheet_first: frozenset[str] = frozenset()

    def placed_of(self, vehicle: Vehicle) -> Period | None:
        """The days for which the verdict must hold, where either says it."""
        stated = Period.day(vehicle.placed_in_service) if vehicle.placed_in_service else None
        return (stated or self.placed) if "placed_in_service" in self.sheet_first else (self.placed or stated)

    def acquired_of(self, vehicle: Vehicle) -> Date | None:
        """The date the vehicle was acquired, where either says it."""
        if "acquired" in self.sheet_first:
            return vehicle.acquired or self.acquired
        return self.acquired or vehicle.acquired


class Examined(msgspec.Struct, frozen=True):
    """A battery under the law of one question, before it is put into words. `found` gathers what is noticed."""

    placed: Period
    acquired: Date | None
    law: Law
    gates: Gates
    answer: Answer
    found: Findings


def examine(battery: Battery, question: Question, rulebook: Rulebook) -> Examined:
    """The answer to a question.

    Raises:
        Unreadable: no date placed in service, or acquired after it.
    """
    vehicle = battery.vehicle
    placed = question.placed_of(vehicle)
    acquired = question.acquired_of(vehicle)
    if placed is None:
        raise refuse(
            "DATE-MISSING",
            "when the vehicle is placed in service is stated neither by an option nor by the sheet Vehicle",
        )
    if acquired is not None and acquired > placed.last:
        cells = [vehicle.cells[name] for name in ("acquired", "placed_in_service") if name in vehicle.cells]
        raise refuse("DATES-REVERSED", f"acquired {acquired} is later than placed in service {placed.text}", *cells)
    law = Law(rulebook, placed, vehicle.report_date, question.others)
    found = Findings()
    gates = check_gates(vehicle, acquired, law)
    answer = _answer(battery, law, question, gates, found)
    return Examined(placed, acquired, law, gates, answer, found)


def assess(bom: Bom, intake: Intake, question: Question, rulebook: Rulebook) -> Report:
    """The whole report on one bill of materials.

    Raises:
        Unreadable: no date placed in service, or acquired after it, or an attestation has ended before.
    """
    battery = intake.battery
    examined = examine(battery, question, rulebook)
    placed, acquired, law, gates = examined.placed, examined.acquired, examined.law, examined.gates
    answer, found = examined.answer, examined.found
    if law.screens_minerals() or law.screens_components():
        _refuse_ended(intake, placed)
    if answer.chosen is not None and (required := law.required()).reading and law.can_be_met():
        message = f"{required.percent} percent is applied from {required.from_}, an open reading ({required.reading})"
        found.add("CM-AFTER-REPEAL", message)
    if law.screens_minerals() or battery.entities:
        check_listed(battery, answer.traced, found)
    _check_report_date(battery.vehicle, placed, law, found)
    lists = []
    if question.sdn is not None:
        from ...entities.list_screen import screen_names

        lists.append(screen_names(battery, question.sdn, answer.screen, placed, found))
    conditions = list(gates.conditions)
    if law.screens_components() and battery.components is None:
        cite = rulebook.cite(rulebook.feoc.components.source)
        conditions.append(f"no battery component was manufactured or assembled by a FEOC ({cite})")
    reasons = _reasons(answer, law, question)
    # The reason for the verdict stands first: a FEOC before a percentage that is reached.
    decisive = gates.closed + gates.unread + sorted(reasons + answer.decisive, key=lambda f: _ORDER.index(f.severity))
    findings = decisive + gates.warnings + found.all() + intake.findings
    return Report(
        bom=bom,
        verdict=Verdict(
            status=answer.status,
            headline=_headline(answer, gates, law, supposed=question.scenario is not None),
            amount_usd=_amount(answer.status, gates, rulebook),
            only_if=gates.if_acquired if answer.status is Status.PASS else None,
            conditions=conditions,
            findings=list(dict.fromkeys(f.code for f in decisive)),
        ),
        findings=sorted(findings, key=lambda f: _ORDER.index(f.severity)),
        vehicle=vehicle_facts(battery, placed, acquired),
        screening=question.screening,
        critical_minerals=critical_minerals(answer, law),
        feoc=answer.screen,
        deciding=_deciding(answer, law, question),
        readings=_readings(battery, law, question, gates, answer.status),
        lists=lists,
        certificates=answer.evidence.judged(),
    )


def _refuse_ended(intake: Intake, placed: Period) -> None:
    """Refuses an attestation that a column says has ended before the date, where no column of that name is read.

    Raises:
        Unreadable: there is one.
    """
    ended = [end for end in intake.ends if end.on < placed.last]
    if ended:
        raise Unreadable(
            [
                finding(
                    "COLUMN-ADVERSE",
                    f"{end.column} is not used, and says that an attestation ends on {end.on}, before the vehicle is "
                    f"placed in service ({placed.text}){end.line}",
                    *end.cells,
                )
                for end in ended
            ]
        )


def _check_report_date(vehicle: Vehicle, placed: Period, law: Law, found: Findings) -> None:
    """Reports a report date that lies years from the vehicle's: the transition rules' window is judged by it."""
    reported, rule = vehicle.report_date, law.rulebook.vehicle.report
    if reported is not None and any(rule.is_far(reported, day) for day in (placed.first, placed.last)):
        message = (
            f"report_date is {reported}, more than {rule.years_from_placed} years from placed in service {placed.text}"
        )
        found.add("REPORT-DATE-FAR", message, *([cell] if (cell := vehicle.cells.get("report_date")) else []))


def _deciding(answer: Answer, law: Law, question: Question) -> Deciding | None:
    if answer.minerals is not Status.INCOMPLETE:
        return None
    from ..threshold.open_facts import decide

    return decide(answer, law, question.test)


def _answer(battery: Battery, law: Law, question: Question, gates: Gates, found: Findings) -> Answer:
    traced = trace(battery.chains, law, found)
    evidence = Evidence(battery, law.placed, found)
    screened, decisive = screen(
        battery, traced, law, evidence, screening=question.screening, found=found, sdn=question.sdn
    )
    try:
        tests = run_tests(traced, law)
    except OutsideKnownDates:
        return Answer(Status.NOT_AVAILABLE, Status.NOT_AVAILABLE, [], None, traced, screened, decisive, evidence)
    asked = [t for t in tests if question.test in (None, t.test)]
    usable = [t for t in asked if t.available]
    order = [Status.PASS, Status.INCOMPLETE, Status.FAIL]
    minerals = min((t.status for t in usable), key=order.index, default=Status.FAIL)
    chosen = next((t for t in usable if t.status is Status.PASS), asked[0])
    if gates.closed:
        status = Status.NOT_AVAILABLE
    elif screened.status is ScreenStatus.FAIL or minerals is Status.FAIL:
        status = Status.FAIL
    elif screened.status is ScreenStatus.INCOMPLETE or minerals is Status.INCOMPLETE or gates.unread:
        status = Status.INCOMPLETE
    else:
        status = Status.PASS
    return Answer(status, minerals, tests, chosen, traced, screened, decisive, evidence)


def _readings(battery: Battery, law: Law, question: Question, gates: Gates, status: Status) -> list[ReadingUsed]:
    """Each open reading, and whether the other choice would change the verdict: computed by taking it."""
    rows = []
    alike = battery if gates.closed else condensed(battery, law.placed)
    for reading in law.rulebook.readings:
        otherwise = status
        other_law = law.with_other(reading.id)
        if not gates.closed and _could_matter(alike, law, other_law):
            otherwise = _answer(alike, other_law, question, gates, Findings()).status
        texts = [(reading.default, reading.default_text), (reading.other, reading.other_text)]
        if reading.id in law.others:
            texts.reverse()
        (chosen, text), (other, _) = texts
        rows.append(ReadingUsed(reading.id, chosen, other, otherwise is not status, text, otherwise))
    return rows


def _could_matter(battery: Battery, law: Law, other: Law) -> bool:
    """False where the other choice gives every look-up of this battery the same answer; saves taking it."""
    if law.differs(other):
        countries = {s.country for chain in battery.chains for sites in chain.sites.values() for s in sites}
        countries |= {e.country for e in battery.entities.values()}
        countries |= {e.headquarters for e in battery.entities.values()}
        countries |= {e.government_of for e in battery.entities.values()}
        countries |= {e.controller_country for e in battery.entities.values()}
        countries |= {c.site.country for c in battery.components or []}
        countries |= {find_country_of_owner(h.owner) for h in battery.holdings}
        return law.differs(other, countries)
    return any(chain.synthetic for chain in battery.chains) or any(e.controller for e in battery.entities.values())


# In words --------------------------------------------------------------------------------------------------------


def _headline(answer: Answer, gates: Gates, law: Law, *, supposed: bool) -> str:
    """What the verdict means; under a scenario no amount is claimed."""
    amount = f"${law.rulebook.vehicle.amount.critical_minerals_usd:,}"
    if answer.status is Status.NOT_AVAILABLE:
        return "no credit is available to this vehicle"
    if answer.status is Status.PASS:
        condition = f" if {gates.if_acquired}" if gates.if_acquired else ""
        claim = "would meet the critical minerals requirement" if supposed else ""
        return f"{claim or f'meets the critical minerals requirement: {amount}'}{condition}"
    if answer.screen.status is ScreenStatus.FAIL:
        return "a foreign entity of concern is in the chain: the whole credit is gone, both halves"
    if answer.minerals is Status.FAIL:
        return f"does not meet the critical minerals requirement: no {amount}"
    open_ = []
    if answer.minerals is Status.INCOMPLETE:
        open_.append("the percentage")
    if answer.screen.status is ScreenStatus.INCOMPLETE:
        open_.append("the FEOC screen")
    if gates.unread:
        open_.append("a fact of the vehicle")
    return f"cannot be decided from the facts given: {' and '.join(open_)} could turn out either way"


def _amount(status: Status, gates: Gates, rulebook: Rulebook) -> int | None:
    if status is Status.PASS:
        return None if gates.if_acquired else rulebook.vehicle.amount.critical_minerals_usd
    return None if status is Status.INCOMPLETE else 0


def _reasons(answer: Answer, law: Law, question: Question) -> list[Finding]:
    """Why the percentage is reached, is not, or is open."""
    if answer.chosen is None:
        return []
    required = law.required()
    need = f"{required.percent} percent is required ({law.rulebook.cite(required.source)})"
    asked = [t for t in answer.tests if question.test in (None, t.test)]
    usable = [t for t in asked if t.available]
    told = "; ".join(f"{_name(t)}: {_span(t.share)} percent" for t in usable)
    if not usable:
        told = f"{_name(asked[0])}: can no longer be used on the date"
    if answer.minerals is Status.PASS:
        return [finding("CM-MET", f"{_name(answer.chosen)}: {_span(answer.chosen.share)} percent, {need}")]
    if answer.minerals is Status.INCOMPLETE:
        return [finding("CM-UNDECIDED", f"{told}; {need}")]
    if not law.can_be_met():
        return [
            finding("CM-NO-PERCENTAGE", f"{told}; under the reading {required.reading} nothing can be required or met")
        ]
    return [finding("CM-NOT-MET", f"{told}; {need}")]


def _name(test: TestResult) -> str:
    return "traced qualifying value test" if test.test is TestName.TRACED else "50 percent value-added test"


def _span(share: Interval) -> str:
    low, high = cut_percent(share.low), cut_percent(share.high)
    return low if share.exact is not None else f"{low} to {high}"
