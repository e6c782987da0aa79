"""A law that records the look-ups behind a verdict, to find the open readings that could change it."""

from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any, Generic, Self, TypeAlias, TypeVar, cast

from ..model.statuses import Status
from ..report.report import AppliedReading
from ..rules.readings import Readings
from ..rules.rule import Date, OutsideKnownDates, Period, Rule, Value, days_of_change
from ..rules.rulebook import Places, Rulebook
from ..vocabulary.countries import country_name

B = TypeVar("B", bound=Rulebook)
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

LookUps: TypeAlias = dict[tuple[str, tuple[Any, ...]], object]
"""The answer to each look-up, by its name and what was given."""


def look_up(ask: F) -> F:
    """The look-up, recorded by the law with its answer."""
    name = ask.__name__

    @wraps(ask)
    def asked(self: "AskedLaw", *given: Any) -> Any:
        look_up = name, given
        answer = self.asked.get(look_up, OutsideKnownDates)
        if answer is OutsideKnownDates:
            self.asked[look_up] = OutsideKnownDates
            answer = self.asked[look_up] = ask(self, *given)
        return answer

    return cast(F, asked)


class AskedLaw:
    """A rulebook under chosen readings on the days of one question. A regime adds its look-ups."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self.asked: LookUps = {}

    def under(self, readings: Readings) -> Self:
        """The same law under other readings, to be asked: which look-ups led to a verdict, it does not say."""
        raise NotImplementedError

    def with_other(self, reading: str) -> Self:
        return self.under(self.readings.with_other(reading))

    def differs(self, other: Self) -> bool:
        """Whether the other law answers any recorded look-up differently."""
        return not other.answers(self.asked)

    def answers(self, asked: LookUps) -> bool:
        """Whether the law answers all these look-ups in the same way."""
        return all(self._answer(*look_up) == answer for look_up, answer in asked.items())

    def recorded(self, ask: Callable[[], T]) -> tuple[T, LookUps]:
        """What `ask` returns, and the look-ups that led to it, which are also recorded with all others."""
        before, self.asked = self.asked, {}
        try:
            return ask(), self.asked
        finally:
            self.asked = before | self.asked

    def _answer(self, name: str, given: tuple[Any, ...]) -> object:
        try:
            return getattr(self, name)(*given)
        except OutsideKnownDates:
            return OutsideKnownDates

    @look_up
    def takes(self, reading: str, choice: str) -> bool:
        return self.readings.takes(reading, choice)


class PeriodLaw(AskedLaw, Generic[B]):
    """A rulebook on the days of a period, with the covered nations that it names; the default readings if None."""

    def __init__(self, rulebook: B, days: Period, nations: list[Rule[Places]], readings: Readings | None) -> None:
        super().__init__(readings or rulebook.defaults())
        self.rulebook = rulebook
        self.days = days
        self._nations = nations

    @look_up
    def rule(self, rule: Rule[T]) -> Value[T]:
        """The value of a rule in the period: the one on its last day.

        Raises:
            OutsideKnownDates: the rule has no value on the first or the last day.
        """
        return self._value(rule)

    def _value(self, rule: Rule[T]) -> Value[T]:
        if self.days.first != self.days.last:
            rule.known_on(self.days.first, self.readings.takes)
        return rule.known_on(self.days.last, self.readings.takes)

    @look_up
    def covered_nation(self, country: str) -> str | None:
        """The covered nation that the country is or is part of on some day of the period, or None."""
        return self._covered.get(country)

    @cached_property
    def _covered(self) -> dict[str, str]:
        applying = (rule.on(day, self.readings.takes) for rule in self._nations for day in self._days_of(rule))
        named = [nation.value for nation in applying if nation is not None]
        return {country: places.countries[0] for places in named for country in places.all()}

    def _days_of(self, *rules: Rule[Any]) -> list[Date]:
        """The first day, and each later one on which a value of these rules changes."""
        return self.days.days_within(days_of_change(rules, self.readings.takes))


def within(country: str, nation: str) -> str:
    """`China`, or `Hong Kong (part of China)`."""
    return country_name(country) if country == nation else f"{country_name(country)} (part of {country_name(nation)})"


L = TypeVar("L", bound=AskedLaw)


def open_readings(law: L, status: Status, verdict_under: Callable[[L], Status]) -> list[AppliedReading]:
    """Each open reading, and whether the alternative choice would change the verdict, now `status`."""
    return readings_of(law, {None: status}, lambda other: {None: verdict_under(other)})


def readings_of(
    law: L, statuses: Mapping[str | None, Status], statuses_under: Callable[[L], Mapping[str | None, Status]]
) -> list[AppliedReading]:
    """Each open reading, and whether the alternative choice would change the verdict, which is None, or a decision.

    The statuses are computed again only where the alternative changes the answer to a recorded look-up: the same
    answers give the same statuses.
    """
    taken, rows = law.readings, []
    for at in taken.all():
        other = law.with_other(at)
        otherwise = statuses_under(other) if law.differs(other) else statuses
        changed = {of: status for of, status in otherwise.items() if status is not statuses[of]}
        rows.append(
            AppliedReading(
                id=at,
                chosen=taken.choice(at),
                other=taken.other(at),
                decides=None in changed,
                text=taken.text(at),
                verdict_otherwise=otherwise[None],
                decisions_otherwise={of: status for of, status in changed.items() if of is not None},
            )
        )
    return rows
