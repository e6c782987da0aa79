"""A law that remembers what it was asked on the way to a verdict: so it is known which open readings could matter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Self, TypeVar, cast

from ..model.statuses import Status
from ..report.report import AppliedReading
from ..rules.readings import Readings
from ..rules.rule import OutsideKnownDates

F = TypeVar("F", bound=Callable[..., Any])


def look_up(ask: F) -> F:
    """A look-up that the law remembers to have been asked, with its answer."""

    @wraps(ask)
    def asked(self: "AskedLaw", *given: Any) -> Any:
        look_up = ask.__name__, given
        answer = self.asked.get(look_up, OutsideKnownDates)
        if answer is OutsideKnownDates:
            self.asked[look_up] = OutsideKnownDates
            answer = self.asked[look_up] = ask(self, *given)
        return answer

    return cast(F, asked)


class AskedLaw:
    """What a rulebook answers for the days of one question under the readings taken. A regime adds its look-ups."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self.asked: dict[tuple[str, tuple[Any, ...]], object] = {}

    def under(self, readings: Readings) -> Self:
        """The same law under other readings, not asked yet."""
        raise NotImplementedError

    def with_other(self, reading: str) -> Self:
        """The same law under the other choice of one reading."""
        return self.under(self.readings.with_other(reading))

    def differs(self, other: Self) -> bool:
        """Whether the other law answers differently anything that this one was asked so far."""
        return any(other._answer(*look_up) != answer for look_up, answer in self.asked.items())

    def _answer(self, name: str, given: tuple[Any, ...]) -> object:
        try:
            return getattr(self, name)(*given)
        except OutsideKnownDates:
            return OutsideKnownDates

    @look_up
    def takes(self, reading: str, choice: str) -> bool:
        """Whether a choice of a reading is taken."""
        return self.readings.takes(reading, choice)


L = TypeVar("L", bound=AskedLaw)


def open_readings(law: L, status: Status, verdict_under: Callable[[L], Status]) -> list[AppliedReading]:
    """Each open reading, and whether the other choice would change the verdict: computed by taking it.

    It is taken only where it answers something differently that the law was asked on the way to the verdict, which has
    this status: the same answers give the same verdict.
    """
    taken, rows = law.readings, []
    for at in taken.all():
        other = law.with_other(at)
        otherwise = verdict_under(other) if law.differs(other) else status
        rows.append(
            AppliedReading(at, taken.choice(at), taken.other(at), otherwise is not status, taken.text(at), otherwise)
        )
    return rows
