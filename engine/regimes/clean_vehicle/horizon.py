"""The verdict of section 30D on the days of one period, and the days on which the evidence changes."""

import msgspec

from ...intake.facts.battery import Intake
from ...model.numbers import cut_percent
from ...model.statuses import ScreenStatus, Status
from ...rules.rule import Date, Period
from ..regime import PeriodVerdict
from .halves import asked_status
from .question import CleanVehicleQuestion, Half
from .report import asked_reasons, credit_of
from .rulebook import CleanVehicleRulebook
from .sections import ComponentsStatus, Credit
from .tracing import TestName
from .verdict import judge


class CleanVehiclePeriod(PeriodVerdict, frozen=True):
    """The requirements for a vehicle placed in service on these days, the percentages and the credit.

    `status`, `only_if` and `reasons` are those of the half asked for. `components_checked`: components are screened,
    and the file lists some. `components_status` is about the battery components percentage alone, as in a report.
    """

    required_percentage: str | None
    percentage: str | None
    high_percentage: str | None
    test: str | None
    value_added_test: bool
    minerals_screened: bool
    components_screened: bool
    components_checked: bool
    relief: bool
    feoc: ScreenStatus | None
    half: Half
    components_status: ComponentsStatus
    components_required_percentage: str | None
    components_percentage: str | None
    components_high_percentage: str | None
    credit: Credit | None


def period(
    intake: Intake, question: CleanVehicleQuestion, rulebook: CleanVehicleRulebook, first: Date, last: Date | None
) -> CleanVehiclePeriod:
    """The verdict for every day from the first to the last; the question's date placed in service is ignored."""
    battery = intake.battery
    acquired = question.acquired_of(battery.vehicle)
    if acquired is not None and acquired > (last or acquired):
        # Placed in service before it was acquired: the date acquired cannot apply on these days.
        vehicle = msgspec.structs.replace(battery.vehicle, acquired=None)
        intake = msgspec.structs.replace(intake, battery=msgspec.structs.replace(battery, vehicle=vehicle))
        acquired = None
    # In an open period, the last day checked is one on which the date acquired is possible.
    placed = Period(first, last or max(first, acquired or first), first.isoformat())
    question = msgspec.structs.replace(question, placed=placed, acquired=acquired, sheet_first=frozenset())
    result = judge(intake, question, rulebook)
    law, answer, chosen = result.law, result.answer, result.answer.chosen
    components, status = result.components, asked_status(result)
    share = components.weighted.share if components is not None and components.weighted is not None else None
    return CleanVehiclePeriod(
        first=first.isoformat(),
        last=None if last is None else last.isoformat(),
        required_percentage=str(law.required().value) if chosen is not None else None,
        percentage=cut_percent(chosen.share.low) if chosen is not None else None,
        high_percentage=cut_percent(chosen.share.high) if chosen is not None else None,
        test=chosen.test if chosen is not None else TestName.TRACED,
        value_added_test=law.value_added_test_available(),
        minerals_screened=law.screens_minerals(),
        components_screened=law.screens_components(),
        components_checked=answer.screen.components_screened,
        relief=law.relief_available(),
        feoc=answer.screen.status,
        half=question.half,
        components_status=components.status if components is not None else ComponentsStatus.NOT_STATED,
        components_required_percentage=str(law.components_required().value) if chosen is not None else None,
        components_percentage=cut_percent(share.low) if share is not None else None,
        components_high_percentage=cut_percent(share.high) if share is not None else None,
        credit=credit_of(result),
        status=status,
        only_if=result.gates.if_acquired if status is Status.PASS else None,
        reasons=asked_reasons(result),
    )
