"""Material assistance on the days of one question. A look-up outside the known dates raises."""

from functools import cached_property
from typing import TypeVar

from ...rules.readings import Readings
from ...rules.rule import Date, Period, Rule, Value, days_of_change
from ..asked_law import AskedLaw, look_up
from .rulebook import MaterialAssistanceRulebook, ProductClass, Threshold

T = TypeVar("T")


class Law(AskedLaw):
    """The rulebook for a class of products on the days on which it is sold, or on which construction begins.

    Args:
        readings: the choices; the defaults if not given.
    """

    def __init__(
        self,
        rulebook: MaterialAssistanceRulebook,
        class_: ProductClass,
        days: Period,
        readings: Readings | None = None,
    ) -> None:
        super().__init__(readings or rulebook.defaults())
        self.rulebook = rulebook
        self.class_ = class_
        self.days = days

    def under(self, readings: Readings) -> "Law":
        return Law(self.rulebook, self.class_, self.days, readings)

    @property
    def threshold_rule(self) -> Threshold:
        return self.rulebook.thresholds.of(self.class_)

    @look_up
    def rule(self, rule: Rule[T]) -> Value[T]:
        """The value of a rule in the period: the one on its last day.

        Raises:
            OutsideKnownDates: the rule has no value on the first or the last day.
        """
        if self.days.first != self.days.last:
            rule.known_on(self.days.first, self.readings.takes)
        return rule.known_on(self.days.last, self.readings.takes)

    @look_up
    def threshold(self) -> Value[int] | None:
        """The threshold percentage, the highest of the period; None if some day of it has none."""
        rule = self.threshold_rule
        values = [rule.on(day, self.readings.takes) for day in self._days_of(rule)]
        known = [value for value in values if value is not None]
        return max(known, key=lambda value: value.value) if len(known) == len(values) else None

    @look_up
    def covered_nation(self, country: str) -> str | None:
        """The covered nation that the country is or is part of, or None (10 USC 4872)."""
        return self._covered.get(country)

    @cached_property
    def _covered(self) -> dict[str, str]:
        """Each country that is, or is part of, a covered nation on some day of the period, with that nation."""
        nations = self.rulebook.covered_nations.nation
        applying = [rule.on(day, self.readings.takes) for rule in nations for day in self._days_of(rule)]
        return {
            country: nation.value.countries[0]
            for nation in applying
            if nation is not None
            for country in nation.value.all()
        }

    def _days_of(self, rule: Rule[T]) -> list[Date]:
        return self.days.days_within(days_of_change([rule], self.readings.takes))
