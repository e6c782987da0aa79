"""Whether a submitted report is consistent: its verdict with its parts, and each part with its details."""

from collections.abc import Callable, Iterator, Sequence

from ...model.battery import key
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, Interval, cut_percent, money
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus, Status
from ...rules.rule import OutsideKnownDates, Value, percent
from ..threshold.balance import WeightedShare, bounds, gap_points, status_of, weigh
from .components import WeighedRow, pools_of
from .feoc import screen_status
from .figures import vehicle_of
from .gates import Gates, check_gates
from .halves import credit, half_statuses
from .law import Law
from .question import CleanVehicleQuestion
from .report import amounts_of, headline_of
from .rulebook import CleanVehicleRulebook
from .sections import (
    BatteryComponents,
    CleanVehicleReport,
    ComponentShare,
    ComponentsStatus,
    CriticalMinerals,
    FeocScreen,
    SiteStatus,
    Test,
)
from .tracing import TestName
from .verdict import combined, minerals_status

_WITHOUT_FIGURES = (ComponentsStatus.NOT_STATED, ComponentsStatus.NOT_AVAILABLE)
_FIGURES = ("percentage", "exact", "low", "high", "high_percentage", "total_value_usd", "qualifying_value_usd")
_GATES = {"BEFORE-START", "ACQUIRED-AFTER-END", "ACQUIRED-UNKNOWN", "GATE"}
_UNREAD = "GATE-UNREAD"


def contradictions(
    report: CleanVehicleReport, question: CleanVehicleQuestion, rulebook: CleanVehicleRulebook
) -> Iterator[str]:
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
    own = None if report.battery_components is None else report.battery_components.status
    text, amount = headline_of(question, law, gates, (expected, minerals.status, own, feoc.status), unread=unread)
    if question.scenario is not None:
        text, amount = f"SCENARIO {question.scenario.name}: {text}", None
    if (verdict.headline, verdict.amount_usd) != (text, amount):
        yield f"its headline or its amount is not that of a verdict of {expected}"
    halves = half_statuses(expected, own, feoc.status, unread=unread)
    dollars = credit(halves, amounts_of(law), conditional=gates.if_acquired is not None)
    if report.credit != (dollars if report.scenario is None else None):
        yield "its credit is not that of its halves, its FEOC screen and its findings"


def _minerals(m: CriticalMinerals, asked: str | None, law: Law) -> Iterator[str]:
    """Disagreements of the figures with the chains and the law, and of each status with what it rests on."""
    required, need = _requirement(law.required, law)
    if (m.required_percentage, m.requirement_citation) != need:
        yield "its required percentage, or its source, is not that of its dates"
    if required is None:
        if m.status is not Status.NOT_AVAILABLE:
            yield f"its critical minerals status is {m.status}, but no percentage is required"
        return
    chains = (
        (
            _exact(chain.value_exact),
            Interval(Fraction(chain.counts_low), Fraction(chain.counts_high)),
        )
        for chain in m.chains
    )
    share = weigh(chains).share
    if share != _share(m) or (m.percentage, m.high_percentage) != (cut_percent(share.low), cut_percent(share.high)):
        yield "its percentage is not that of its procurement chains"
    if m.gap_points != gap_points(share, percent(required.value)):
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


def _requirement(
    required_of: Callable[[], Value[int]], law: Law
) -> tuple[Value[int] | None, tuple[str | None, str | None]]:
    """The requirement of a half on the dates, with its percentage and its source as a report states them."""
    try:
        required = required_of()
    except OutsideKnownDates:
        return None, (None, None)
    return required, (str(required.value), law.rulebook.cite(required.source))


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


# Battery components ----------------------------------------------------------------------------------------------


def components_contradictions(components: BatteryComponents, law: Law) -> Iterator[str]:
    """The inconsistencies of the percentage with its components, and of its status with both, one sentence each."""
    rows = stated_rows(components.components)
    if rows is None:
        yield "its battery components contain one another, or more than their own value"
    else:
        yield from _of_rows(components, rows)
        yield from _of_facts(components.components, law)
        if components.status is not ComponentsStatus.NOT_STATED:
            yield from _of_law(components, rows, law)


def _of_facts(shares: Sequence[ComponentShare], law: Law) -> Iterator[str]:
    """Disagreements within a row: of the value with its exact value, and of what counts with the country."""
    for share in shares:
        exact = _exact(share.value_exact)
        if share.value_usd != _usd(exact):
            yield f"its value of {quoted(share.component)} is not that of its exact value"
        country = share.assembly_country
        counts = None if country is None or share.excluded is not None else law.counts_component(country)
        if share.counts is not counts:
            yield f"whether {quoted(share.component)} counts is not what its assembly country says"


def _of_rows(components: BatteryComponents, rows: Sequence[WeighedRow]) -> Iterator[str]:
    """Disagreements of the incremental values, and of a status without figures."""
    each = {at: tuple(map(_usd, pool.each)) for pool in pools_of(rows) for at in pool.at}
    for at, row in enumerate(components.components):
        if (row.incremental_low_usd, row.incremental_high_usd) != each.get(at, (None, None)):
            yield f"its incremental value of {quoted(row.component)} is not that of its components"
    stated = any(row.value is not None for row in rows)
    if stated is (components.status is ComponentsStatus.NOT_STATED):
        yield f"its battery components status is {components.status}, but its components do not agree"
    has_figures = any(getattr(components, name) is not None for name in _FIGURES)
    if components.status in _WITHOUT_FIGURES and has_figures:
        yield f"its battery components status is {components.status}, but it has a percentage"


def stated_rows(shares: Sequence[ComponentShare]) -> list[WeighedRow] | None:
    """The rows as the percentage weighs them; None if they cannot stand within one another as they state."""
    position = {key(share.component): at for at, share in enumerate(shares)}
    named = [None if share.part_of is None else key(share.part_of) for share in shares]
    stated = [None if name is None else position.get(name) for name in named]
    if not {*named} <= {None, *position} or circles(stated):
        return None
    within = nearest(stated, [share.excluded is None for share in shares])
    rows = [
        WeighedRow(in_battery=False)
        if share.excluded is not None
        else WeighedRow(_exact(share.value_exact), container, share.counts)
        for share, container in zip(shares, within, strict=True)
    ]
    floors = floors_within([row.value for row in rows], [row.within for row in rows])
    above = any(row.value is not None and row.value < floor for row, floor in zip(rows, floors, strict=True))
    return None if above else rows


def _of_law(components: BatteryComponents, rows: Sequence[WeighedRow], law: Law) -> Iterator[str]:
    """Disagreements of the requirement with the law, and of the figures and the status with both."""
    required, need = _requirement(law.components_required, law)
    stated = (components.required_percentage, components.requirement_citation)
    if stated != need or (required is None) is not (components.status is ComponentsStatus.NOT_AVAILABLE):
        yield "its battery components requirement, or its source, is not that of its dates"
    elif required is not None:
        weighted = weigh((pool.line.value, pool.line.share) for pool in pools_of(rows))
        yield from _components_percentage(
            components, weighted, percent(required.value), can_be_met=law.components_can_be_met()
        )


def _components_percentage(
    components: BatteryComponents, weighted: WeightedShare, required: Fraction, *, can_be_met: bool
) -> Iterator[str]:
    """Disagreements of the figures with the components, and of the gap and the status with the requirement."""
    figures = bounds(weighted.share)
    figures |= {"total_value_usd": _usd(weighted.value), "qualifying_value_usd": _usd(weighted.qualifying)}
    if any(getattr(components, name) != figure for name, figure in figures.items()):
        yield "its battery components percentage is not that of its components"
    if components.gap_points != gap_points(weighted.share, required):
        yield "its battery components gap is not that of its percentage to the requirement"
    expected = ComponentsStatus(status_of(weighted.share, required)) if can_be_met else ComponentsStatus.FAIL
    if components.status is not expected:
        yield f"its battery components status is {components.status}, but its percentage gives {expected}"


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _usd(amount: Fraction | None) -> str | None:
    return None if amount is None else money(amount)
