"""Finds the verdict by period: within a period the rulebook does not change, so it applies on every day."""

from collections.abc import Iterator

import msgspec

from ..model.findings import Finding
from ..model.statuses import Status
from ..regimes.regime import Case, PeriodVerdict
from ..regimes.registry import regime_of
from ..report.report import SCHEMA_VERSION, AppliedScenario, Bom
from ..rules.rule import ONE_DAY, Date, days_of_change


class Horizon(msgspec.Struct, frozen=True):
    """The result of `critmin horizon` for one bill of materials.

    `stops` is the first day on which it no longer passes after one on which it did, `why` the findings of that day.
    """

    schema_version: int
    bom: Bom
    scenario: AppliedScenario | None
    screening: bool
    periods: list[PeriodVerdict]
    passes_from: str | None
    stops: str | None
    why: list[Finding]


def find_horizon(case: Case) -> Horizon:
    """The verdict in every period of the rulebook; the question's own date is ignored.

    Raises:
        Unreadable: the file cannot be read.
    """
    case.refuse()
    regime, rulebook, question = regime_of(case.question), case.rulebook, case.question
    takes = (question.readings or rulebook.defaults()).takes
    of_rules = days_of_change(rulebook.rules(), takes)
    spans = _spans(rulebook.start, {*of_rules, *regime.days(case.facts)})
    every = [regime.period(case.facts, question, rulebook, first, last) for first, last in spans]
    periods = _joined(every, {day.isoformat() for day in of_rules})
    passes_from = stops = None
    why: list[Finding] = []
    for before, period in zip([None, *periods], periods, strict=False):
        if period.status is Status.PASS and passes_from is None:
            passes_from = period.first
        if before is not None and before.status is Status.PASS and period.status is not Status.PASS and stops is None:
            stops, why = period.first, period.reasons
    return Horizon(SCHEMA_VERSION, case.bom, case.scenario, question.screening, periods, passes_from, stops, why)


def _joined(periods: list[PeriodVerdict], of_rules: set[str]) -> list[PeriodVerdict]:
    """The periods, joined where a new one begins only because facts change and the result is the same."""
    joined = periods[:1]
    for period in periods[1:]:
        before = joined[-1]
        same = msgspec.structs.replace(period, first=before.first, last=before.last) == before
        if same and period.first not in of_rules:
            joined[-1] = msgspec.structs.replace(before, last=period.last)
        else:
            joined.append(period)
    return joined


def _spans(start: Date, changes: set[Date]) -> Iterator[tuple[Date, Date | None]]:
    """The first and the last day of each period from the day on which the regime applies."""
    firsts = sorted({start, *(day for day in changes if day > start)})
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        yield first, None if following is None else following - ONE_DAY
