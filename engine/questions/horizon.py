"""The verdict period by period: within one nothing in the rulebook changes, so it holds on each of its days."""

import datetime
from collections.abc import Iterable, Iterator

import msgspec

from ..entities.evidence import days_of_change
from ..intake.facts.battery import Intake
from ..model.findings import Finding
from ..model.statuses import ScreenStatus, Status
from ..regimes.clean_vehicle.verdict import Question, assess
from ..report.report import SCHEMA_VERSION, Bom, ScenarioUsed
from ..rules.law import Law, Period
from ..rules.rulebook import Date, Rulebook
from .judging import Opened

_DAY = datetime.timedelta(days=1)


class Stretch(msgspec.Struct, frozen=True):
    """One period: the days placed in service (`last` None: open), what the law asks, and the verdict.

    `reasons` are the findings that decide it; `only_if` is a condition on which a pass depends.
    """

    first: str
    last: str | None
    required_percentage: str | None
    percentage: str | None
    high_percentage: str | None
    test: str | None
    value_added_test: bool
    minerals_screened: bool
    components_screened: bool
    relief: bool
    feoc: ScreenStatus | None
    status: Status
    only_if: str | None
    reasons: list[Finding]


class Horizon(msgspec.Struct, frozen=True):
    """What `critmin horizon` says of one bill of materials.

    `stops` is the first day on which it no longer passes after one on which it did, `why` the findings of that day.
    """

    schema_version: int
    bom: Bom
    scenario: ScenarioUsed | None
    screening: bool
    periods: list[Stretch]
    passes_from: str | None
    stops: str | None
    why: list[Finding]


def find_horizon(opened: Opened, question: Question) -> Horizon:
    """The verdict in every period of the rulebook; the question's own date placed in service takes no part."""
    bom, intake, rulebook = opened.bom, opened.intake, opened.rulebook
    days = list(days_of_change(intake.battery))
    every = [_stretch(bom, intake, question, rulebook, period) for period in _periods(rulebook, days)]
    periods = _joined(every, {day.isoformat() for day in _changes(rulebook)})
    passes_from = stops = None
    why: list[Finding] = []
    for before, period in zip([None, *periods], periods, strict=False):
        if period.status is Status.PASS and passes_from is None:
            passes_from = period.first
        if before is not None and before.status is Status.PASS and period.status is not Status.PASS and stops is None:
            stops, why = period.first, period.reasons
    return Horizon(SCHEMA_VERSION, bom, opened.scenario, question.screening, periods, passes_from, stops, why)


def _joined(periods: list[Stretch], of_rules: set[str]) -> list[Stretch]:
    """The periods without those that begin only because evidence changes, where that changes nothing of the answer."""
    joined = periods[:1]
    for period in periods[1:]:
        before = joined[-1]
        same = msgspec.structs.replace(period, first=before.first, last=before.last) == before
        if same and period.first not in of_rules:
            joined[-1] = msgspec.structs.replace(before, last=period.last)
        else:
            joined.append(period)
    return joined


def _periods(rulebook: Rulebook, days: Iterable[Date]) -> Iterator[tuple[Date, Date | None]]:
    """The first and the last day of each period from the day on which the requirement applies.

    On `days` the evidence changes.
    """
    start = rulebook.vehicle.start.date
    firsts = sorted({start, *(day for day in (*_changes(rulebook), *days) if day > start)})
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        yield first, None if following is None else following - _DAY


def _changes(rulebook: Rulebook) -> Iterator[Date]:
    """Every day on which something of the rulebook begins to be different, by the date placed in service."""
    for row in rulebook.percentages.critical_minerals:
        yield row.from_
    yield rulebook.percentages.value_added_test.usable_before
    yield rulebook.feoc.components.placed_in_service_from
    yield rulebook.feoc.minerals.placed_in_service_from
    yield rulebook.feoc.relief.usable_before
    yield rulebook.vehicle.end.date + _DAY
    for agreement in rulebook.partners.agreement:
        if agreement.in_force is not None:
            yield agreement.in_force
        if agreement.ended is not None:
            yield agreement.ended + _DAY


def _stretch(
    bom: Bom, intake: Intake, question: Question, rulebook: Rulebook, days: tuple[Date, Date | None]
) -> Stretch:
    first, last = days
    battery = intake.battery
    acquired = question.acquired_of(battery.vehicle)
    if acquired is not None and acquired > (last or acquired):
        # Placed in service before it was acquired: on these days the date says nothing.
        vehicle = msgspec.structs.replace(battery.vehicle, acquired=None)
        intake = msgspec.structs.replace(intake, battery=msgspec.structs.replace(battery, vehicle=vehicle))
        acquired = None
    # Of an open period the last day asked about is one on which the date acquired can hold.
    until = last or max(first, acquired or first)
    placed = Period(first, until, first.isoformat())
    asked = msgspec.structs.replace(question, placed=placed, acquired=acquired, sheet_first=frozenset())
    report = assess(bom, intake, asked, rulebook)
    law = Law(rulebook, placed, battery.vehicle.report_date, question.others)
    minerals, feoc = report.critical_minerals, report.feoc
    decisive = set(report.verdict.findings)
    return Stretch(
        first=first.isoformat(),
        last=None if last is None else last.isoformat(),
        required_percentage=minerals.required_percentage if minerals else None,
        percentage=minerals.percentage if minerals else None,
        high_percentage=minerals.high_percentage if minerals else None,
        test=minerals.test if minerals else None,
        value_added_test=law.value_added_test_available(),
        minerals_screened=law.screens_minerals(),
        components_screened=law.screens_components(),
        relief=law.relief_available(),
        feoc=feoc.status if feoc else None,
        status=report.verdict.status,
        only_if=report.verdict.only_if,
        reasons=[found for found in report.findings if found.code in decisive],
    )
