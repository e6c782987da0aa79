"""Whether a submitted report is consistent: its verdict with its parts, and each part with its details."""

from collections.abc import Iterator
from typing import Any

from ...model.interval import Interval
from ...model.numbers import Fraction, cut_percent
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus, Status
from ...rules.rule import OutsideKnownDates, percent
from ..threshold.balance import status_of, weigh
from .component_consistency import components_contradictions, credit_contradictions
from .content import TestName
from .credit_headline import credit_headline
from .feoc import screen_status
from .figures import gap_points, vehicle_of
from .gates import Gates, check_gates
from .law import Law
from .question import CleanVehicleQuestion, Half
from .report import amount_of, headline
from .rulebook import CleanVehicleRulebook
from .screened_suppliers import SiteStatus
from .sections import BatteryComponents, CleanVehicleReport, CriticalMinerals, FeocScreen, Test
from .verdict import combined, minerals_status

_GATES = {"BEFORE-START", "ACQUIRED-AFTER-END", "ACQUIRED-UNKNOWN", "GATE"}
_UNREAD = "GATE-UNREAD"


def contradictions(
    report: CleanVehicleReport, question: CleanVehicleQuestion, rulebook: CleanVehicleRulebook
) -> Iterator[str]:
    """The inconsistencies, one sentence each."""
    minerals, feoc = report.critical_minerals, report.feoc
    if minerals is None or feoc is None or report.vehicle is None:
        if report.verdict.status is not Status.UNREADABLE:
            yield f"its verdict is {report.verdict.status}, but it has no vehicle, no percentage or no FEOC screen"
        return
    vehicle = vehicle_of(report.vehicle)
    placed, acquired = question.placed_of(vehicle), question.acquired_of(vehicle)
    if placed is None or (placed.text, acquired) != (report.vehicle.placed_in_service, vehicle.acquired):
        yield "its dates are not those of its question"
    else:
        law = Law(rulebook, placed, vehicle.report_date, question.readings)
        yield from _under(law, check_gates(vehicle, acquired, law), report, question, minerals, feoc)


def _under(
    law: Law,
    gates: Gates,
    report: CleanVehicleReport,
    question: CleanVehicleQuestion,
    minerals: CriticalMinerals,
    feoc: FeocScreen,
) -> Iterator[str]:
    """The inconsistencies of a report with a verdict, under the law of its dates."""
    verdict, codes = report.verdict, {found.code for found in report.findings}
    if codes & _GATES != {found.code for found in gates.closed + gates.warnings}:
        yield "its findings on the credit's conditions are not those of its vehicle and its dates"
    yield from _minerals(minerals, question.test, law)
    if report.battery_components is not None:
        yield from components_contradictions(report.battery_components, law)
    yield from _screen(feoc, report.battery_components, law)
    closed, unread = bool(gates.closed), _UNREAD in codes
    expected = combined(minerals.status, feoc.status, closed=closed, unread=unread)
    if verdict.status is not expected:
        yield (
            f"its verdict is {verdict.status}, but its parts give {expected} "
            f"(critical minerals {minerals.status}, FEOC screen {feoc.status})"
        )
    if verdict.only_if != (only_if := gates.if_acquired if expected is Status.PASS else None):
        yield f"its condition is {verdict.only_if}, but its dates give {only_if}"
    if (verdict.headline, verdict.amount_usd) != _headline(
        report, question, law, gates, (minerals.status, feoc.status), expected, unread=unread
    ):
        yield f"its headline or its amount is not that of a verdict of {expected}"
    open_gate = unread or gates.if_acquired is not None
    yield from credit_contradictions(report, law, minerals.status, feoc.status, closed=closed, open_gate=open_gate)


def _headline(
    report: CleanVehicleReport,
    question: CleanVehicleQuestion,
    law: Law,
    gates: Gates,
    statuses: tuple[Status, ScreenStatus],
    expected: Status,
    *,
    unread: bool,
) -> tuple[str, int | None]:
    """The headline of a verdict of this status, and its amount; `statuses` of the critical minerals and the screen."""
    amount, other = law.rule(law.rulebook.credit.amount).value, law.rule(law.rulebook.credit.components_amount).value
    how: dict[str, Any] = {"unread": unread, "before": gates.before, "supposed": question.scenario is not None}
    only_if = gates.if_acquired if expected is Status.PASS else None
    if question.half is Half.MINERALS:
        text = headline(expected, *statuses, amount, only_if=only_if, **how)
    else:
        own = None if report.battery_components is None else report.battery_components.status
        text = credit_headline(expected, own, statuses[1], (amount, other), if_acquired=gates.if_acquired, **how)
    if question.scenario is not None:
        return f"SCENARIO {question.scenario.name}: {text}", None
    return text, amount_of(expected, amount, gates.before, only_if)


def _minerals(m: CriticalMinerals, asked: str | None, law: Law) -> Iterator[str]:
    """Disagreements of the figures with the chains and the law, and of each status with what it rests on."""
    try:
        required = law.required()
    except OutsideKnownDates:
        required = None
    need = (None, None) if required is None else (str(required.value), law.rulebook.cite(required.source))
    if (m.required_percentage, m.requirement_citation) != need:
        yield "its required percentage, or its source, is not that of its dates"
    if required is None:
        if m.status is not Status.NOT_AVAILABLE:
            yield f"its critical minerals status is {m.status}, but no percentage is required"
        return
    chains = (
        (
            None if chain.value_exact is None else Fraction(chain.value_exact),
            Interval(Fraction(chain.counts_low), Fraction(chain.counts_high)),
        )
        for chain in m.chains
    )
    share = weigh(chains).share
    if share != _share(m) or (m.percentage, m.high_percentage) != (cut_percent(share.low), cut_percent(share.high)):
        yield "its percentage is not that of its procurement chains"
    if m.gap_points != gap_points(share.low - percent(required.value)):
        yield "its gap is not that of its percentage to the requirement"
    if any(test.test == m.test and _share(test) != _share(m) for test in m.tests):
        yield "its percentage is not that of its test"
    usable = {TestName.TRACED: True, TestName.VALUE_ADDED: law.value_added_test_available()}
    if {test.test: test.available for test in m.tests} != usable:
        yield "its tests are not those that are available on its dates"
    tests = [test for test in m.tests if test.available]
    for test in tests:
        own = _share(test)
        if own is None:
            yield f"its {test.test} test is available, but has no percentage"
        elif test.status is not (
            expected := status_of(own, percent(required.value)) if law.can_be_met() else Status.FAIL
        ):
            yield f"its {test.test} test is {test.status}, but its percentage gives {expected}"
    expected = minerals_status(test for test in tests if asked in (None, test.test))
    if m.status is not expected:
        yield f"its critical minerals status is {m.status}, but its tests give {expected}"


def _share(figures: CriticalMinerals | Test) -> Interval | None:
    if figures.low is None or figures.high is None:
        return None
    return Interval(Fraction(figures.low), Fraction(figures.high))


def _screen(feoc: FeocScreen, components: BatteryComponents | None, law: Law) -> Iterator[str]:
    """Disagreements of what is screened with the law, of each supplier with its sites, and of the status with both."""
    parts = [] if components is None else [one for one in components.components if one.excluded is None]
    screened = law.screens_minerals(), law.screens_components() and bool(parts)
    if (feoc.minerals_screened, feoc.components_screened) != screened:
        yield "what its FEOC screen covers is not what is screened on its dates"
    order, sites = list(SiteStatus), set()
    for entity in feoc.entities:
        own = {SiteStatus(site.status) for site in entity.sites}
        sites |= own
        if entity.status != min(own, key=order.index, default=None):
            yield f"its status of {quoted(entity.entity or 'a supplier')} is {entity.status}, but its sites differ"
    applies = feoc.minerals_screened or feoc.components_screened
    expected = screen_status(sites) if applies else ScreenStatus.NOT_APPLICABLE
    if feoc.status is not expected:
        yield f"its FEOC screen is {feoc.status}, but its suppliers give {expected}"
