"""A question about a battery under section 30D, and its record in a report."""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

import msgspec

from ...model.battery import Vehicle
from ...model.quoting import quoted
from ...report.disclosure import Day, DayText, words
from ...report.report import Inquiry
from ...rules.rule import Date, Period
from ..regime import CannotAsk, Question, differing, restored
from .rulebook import CleanVehicleRulebook
from .scenario import CleanVehicleScenario
from .scenario_file import BadScenario, checked
from .tracing import TestName

T = TypeVar("T")
TestText: TypeAlias = Annotated[str, words(*TestName)]


class Half(StrEnum):
    """The half of the credit that decides the exit status of a run (26 USC 30D(b)(2), (b)(3)), or both."""

    MINERALS = "minerals"
    COMPONENTS = "components"
    BOTH = "both"


class CleanVehicleQuestion(Question, frozen=True, kw_only=True):
    """A question about one vehicle. The sheet `Vehicle` supplies a date that is not given.

    `placed` are the days placed in service for which the verdict must hold; `test` is the one test to use, or None for
    any that is available. `half` changes no verdict.
    """

    regime: ClassVar[str] = "clean-vehicle"
    placed: Period | None = None
    acquired: Date | None = None
    test: TestName | None = None
    half: Half = Half.MINERALS

    def placed_of(self, vehicle: Vehicle) -> Period | None:
        """The days for which the verdict must hold, from the question or the vehicle; None if neither states them."""
        stated = Period.day(vehicle.placed_in_service) if vehicle.placed_in_service else None
        return (stated or self.placed) if "placed_in_service" in self.sheet_first else (self.placed or stated)

    def acquired_of(self, vehicle: Vehicle) -> Date | None:
        """The date acquired, from the question or the vehicle; None if neither states it."""
        if "acquired" in self.sheet_first:
            return vehicle.acquired or self.acquired
        return self.acquired or vehicle.acquired

    def replaced(self, facts: Any) -> Iterator[str]:
        vehicle: Vehicle = facts.battery.vehicle
        placed, acquired = self.placed_of(vehicle), self.acquired_of(vehicle)
        used = {
            "placed_in_service": placed.text if placed is not None else None,
            "acquired": acquired.isoformat() if acquired is not None else None,
        }
        yield from differing(used, {name: getattr(vehicle, name) for name in used})


class CleanVehicleInquiry(Inquiry[CleanVehicleScenario], frozen=True):
    """The recorded question under section 30D.

    `placed_in_service` is a date or a year; it and `acquired` are None if the file must state them, and the dates named
    in `sheet_first` apply only if the file does not. `test` is None for any available test. `half` is the half of the
    credit that decides the exit status: minerals, components or both.
    """

    placed_in_service: DayText | None = None
    acquired: Day | None = None
    sheet_first: list[Annotated[str, words("placed_in_service", "acquired")]] = msgspec.field(default_factory=list)
    test: TestText | None = None
    half: Annotated[str, words(*Half)] = "minerals"


def record(question: CleanVehicleQuestion, common: dict[str, Any]) -> CleanVehicleInquiry:
    return CleanVehicleInquiry(
        placed_in_service=question.placed.text if question.placed else None,
        acquired=question.acquired,
        sheet_first=sorted(question.sheet_first),
        test=question.test,
        half=question.half,
        **common,
    )


def restore(asked: CleanVehicleInquiry, rulebook: CleanVehicleRulebook, common: dict[str, Any]) -> CleanVehicleQuestion:
    """The question of a record.

    Raises:
        CannotAsk: a date, a test, a half or a scenario is not valid.
    """
    return CleanVehicleQuestion(
        placed=restored("placed_in_service", asked.placed_in_service, partial(Period.parse, since=rulebook.start)),
        acquired=asked.acquired,
        sheet_first=frozenset(asked.sheet_first),
        test=restored("test", asked.test, TestName),
        half=restored("half", asked.half, Half) or Half.MINERALS,
        scenario=_scenario(asked.scenario, rulebook) if asked.scenario is not None else None,
        **common,
    )


def _scenario(stated: CleanVehicleScenario, rulebook: CleanVehicleRulebook) -> CleanVehicleScenario:
    try:
        return checked(stated, rulebook)
    except BadScenario as error:
        raise CannotAsk(f"the scenario {quoted(stated.name)}: {error}") from None
