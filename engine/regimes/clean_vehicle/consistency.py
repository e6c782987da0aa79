"""Whether a submitted report is consistent: its verdict with its parts, and each part with its details."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from ...model.interval import Interval
from ...model.numbers import Fraction, cut_percent
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus, Status
from ...rules.rule import percent
from ..threshold.balance import status_of, weigh
from .component_consistency import components_contradictions, credit_contradictions
from .credit_headline import credit_headline
from .feoc import screen_status
from .question import Half
from .report import amount_of, headline
from .rulebook import CleanVehicleRulebook
from .screened_suppliers import SiteStatus
from .sections import CleanVehicleReport, CriticalMinerals, FeocScreen, Test
from .verdict import combined, minerals_status

_BEFORE = "BEFORE-START"
_CLOSED = {_BEFORE, "ACQUIRED-AFTER-END", "GATE"}
_UNREAD, _IF_ACQUIRED, _NO_PERCENTAGE = "GATE-UNREAD", "ACQUIRED-UNKNOWN", "CM-NO-PERCENTAGE"


def contradictions(report: CleanVehicleReport, rulebook: CleanVehicleRulebook) -> Iterator[str]:
    """The inconsistencies, one sentence each."""
    verdict, minerals, feoc = report.verdict, report.critical_minerals, report.feoc
    if minerals is None or feoc is None:
        if verdict.status is not Status.UNREADABLE:
            yield f"its verdict is {verdict.status}, but it has no percentage or no FEOC screen"
        return
    codes = {found.code for found in report.findings}
    asked = report.asked.test if report.asked is not None else None
    yield from _minerals(minerals, asked, can_be_met=_NO_PERCENTAGE not in codes)
    if report.battery_components is not None:
        yield from components_contradictions(report.battery_components, report.readings, rulebook)
    yield from _screen(feoc)
    closed, unread = not codes.isdisjoint(_CLOSED), _UNREAD in codes
    expected = combined(minerals.status, feoc.status, closed=closed, unread=unread)
    if verdict.status is not expected:
        yield (
            f"its verdict is {verdict.status}, but its parts give {expected} "
            f"(critical minerals {minerals.status}, FEOC screen {feoc.status})"
        )
    if (verdict.only_if is not None) != (expected is Status.PASS and _IF_ACQUIRED in codes):
        yield f"its condition is {verdict.only_if}, but its findings do not agree ({_IF_ACQUIRED})"
    if (verdict.headline, verdict.amount_usd) not in _headlines(report, rulebook, expected, codes):
        yield f"its headline or its amount is not that of a verdict of {expected}"
    open_gate = unread or _IF_ACQUIRED in codes
    yield from credit_contradictions(report, rulebook, minerals.status, feoc.status, closed=closed, open_gate=open_gate)


def _headlines(
    report: CleanVehicleReport, rulebook: CleanVehicleRulebook, expected: Status, codes: set[str]
) -> Iterator[tuple[str, int | None]]:
    """The headlines that a verdict of this status can have, each with its amount, by the amounts of the rulebook."""
    verdict, minerals, components, feoc = (
        report.verdict, report.critical_minerals, report.battery_components, report.feoc,
    )  # fmt: skip
    assert minerals is not None and feoc is not None
    scenario, before = report.scenario, rulebook.start if _BEFORE in codes else None
    how: dict[str, Any] = {"unread": _UNREAD in codes, "before": before, "supposed": scenario is not None}
    conditions = verdict.conditions if _IF_ACQUIRED in codes else []
    if_acquired = next((condition for condition in conditions if condition.startswith("acquired by ")), None)
    amounts = product(rulebook.credit.amount.values, rulebook.credit.components_amount.values)
    for amount, other in ((one.value, other.value) for one, other in amounts):
        if report.asked is None or Half(report.asked.half) is Half.MINERALS:
            text = headline(expected, minerals.status, feoc.status, amount, only_if=verdict.only_if, **how)
        else:
            own = None if components is None else components.status
            text = credit_headline(expected, own, feoc.status, (amount, other), if_acquired=if_acquired, **how)
        mark = f"SCENARIO {scenario.name}: " if scenario is not None else ""
        yield mark + text, None if scenario else amount_of(expected, amount, before, verdict.only_if)


def _minerals(m: CriticalMinerals, asked: str | None, *, can_be_met: bool) -> Iterator[str]:
    """Disagreements of the figures with the chains, each test's status with its figures, the status with the tests."""
    if m.required_percentage is None or m.low is None:
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
    if any(test.test == m.test and _share(test) != _share(m) for test in m.tests):
        yield "its percentage is not that of its test"
    required, tests = percent(int(m.required_percentage)), [test for test in m.tests if test.available]
    for test in tests:
        own = _share(test)
        if own is None:
            yield f"its {test.test} test is available, but has no percentage"
        elif test.status is not (expected := status_of(own, required) if can_be_met else Status.FAIL):
            yield f"its {test.test} test is {test.status}, but its percentage gives {expected}"
    expected = minerals_status(test for test in tests if asked in (None, test.test))
    if m.status is not expected:
        yield f"its critical minerals status is {m.status}, but its tests give {expected}"


def _share(figures: CriticalMinerals | Test) -> Interval | None:
    if figures.low is None or figures.high is None:
        return None
    return Interval(Fraction(figures.low), Fraction(figures.high))


def _screen(feoc: FeocScreen) -> Iterator[str]:
    """Disagreements of each supplier's status with its sites, and of the screen's status with the suppliers."""
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
