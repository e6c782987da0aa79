"""26 USC 30D on the days when a vehicle is placed in service. A look-up outside the known dates raises."""

from functools import cached_property, lru_cache
from typing import TypeAlias

from ...rules.readings import Readings
from ...rules.rule import Date, Period, Rule, Value
from ..asked_law import PeriodLaw, look_up
from .rulebook import CleanVehicleRulebook

Minerals: TypeAlias = dict[str, frozenset[str] | None]
"""The minerals for which each country counts; None for all."""


class Law(PeriodLaw[CleanVehicleRulebook]):
    """The rulebook on the days when a vehicle is placed in service, under the chosen readings.

    Args:
        report_date: the manufacturer's report, for the transition window.
        readings: the choices; the defaults if not given.
    """

    def __init__(
        self,
        rulebook: CleanVehicleRulebook,
        placed: Period,
        report_date: Date | None = None,
        readings: Readings | None = None,
    ) -> None:
        super().__init__(rulebook, placed, rulebook.covered_nations.nation, readings)
        self.report_date = report_date

    def under(self, readings: Readings) -> "Law":
        return _under(self.rulebook, self.days, self.report_date, readings)

    # The percentage ---------------------------------------------------------------------------------------------

    def required(self) -> Value[int]:
        """The applicable percentage for critical minerals.

        Raises:
            OutsideKnownDates: before the requirement applied.
        """
        return self.rule(self.rulebook.percentages.critical_minerals)

    @look_up
    def can_be_met(self) -> bool:
        """Whether the statute has a percentage for the date, under the chosen reading."""
        return self._value(self.rulebook.percentages.critical_minerals).is_taken(self.readings.takes)

    def components_required(self) -> Value[int]:
        """The applicable percentage for battery components.

        Raises:
            OutsideKnownDates: before the requirement applied.
        """
        return self.rule(self.rulebook.percentages.battery_components)

    @look_up
    def components_can_be_met(self) -> bool:
        """Whether the statute has a percentage for battery components on the date, under the chosen reading."""
        return self._value(self.rulebook.percentages.battery_components).is_taken(self.readings.takes)

    @look_up
    def counts_component(self, country: str) -> bool:
        """Whether a battery component made in the country counts: North America (26 USC 30D(e)(2))."""
        return country in self._assembly

    @look_up
    def counts(self, country: str, mineral: str) -> bool:
        """Whether extraction or processing of the mineral in the country counts (26 USC 30D(e)(1))."""
        if country not in self._partners:
            return False
        minerals = self._partners[country]
        return minerals is None or mineral in minerals

    @look_up
    def counts_recycled(self, country: str) -> bool:
        """Whether recycling in the country counts: North America (26 USC 30D(e)(1))."""
        return country in self._recycling

    @look_up
    def value_added_test_available(self) -> bool:
        return self._is_before(self.rulebook.value_added_test.usable)

    @look_up
    def relief_available(self) -> bool:
        return self._is_before(self.rulebook.feoc.relief_usable)

    @look_up
    def screens_minerals(self) -> bool:
        return not self._is_before(self.rulebook.feoc.minerals)

    @look_up
    def screens_components(self) -> bool:
        return not self._is_before(self.rulebook.feoc.components)

    def _is_before(self, rule: Rule[Date]) -> bool:
        """Whether the period, or the report date for a rule that uses it, is before the rule's date."""
        value = self._value(rule)
        by_report = self.report_date if value.by == "report" else None
        return (by_report or self.days.last) < value.value

    # Places -----------------------------------------------------------------------------------------------------

    @cached_property
    def _partners(self) -> Minerals:
        """The countries that count on every day of the period, and their minerals; checked on each day of change."""
        partners = self.rulebook.partners
        throughout, *others = (self._partners_on(day) for day in self._days_of(partners.home, *partners.agreement))
        for other in others:
            throughout = {c: _both(throughout[c], other[c]) for c in throughout if c in other}
        return throughout

    def _partners_on(self, day: Date) -> Minerals:
        counting: Minerals = dict.fromkeys(self._home_on(day))
        for agreement in self.rulebook.partners.agreement:
            for value in agreement.values:
                if not value.covers(day) or not value.is_taken(self.readings.takes):
                    continue
                minerals = None if value.value.minerals is None else frozenset(value.value.minerals)
                for country in value.value.countries:
                    before = counting.get(country, frozenset())
                    counting[country] = None if before is None or minerals is None else before | minerals
        return counting

    def _home_on(self, day: Date) -> list[str]:
        home = self.rulebook.partners.home.on(day, self.readings.takes)
        return [] if home is None else home.value.all()

    @cached_property
    def _recycling(self) -> frozenset[str]:
        """The countries where recycling counts on every day of the period; the United States with its territories."""
        partners = self.rulebook.partners
        throughout: list[set[str]] = []
        for day in self._days_of(partners.home, partners.recycling):
            known = partners.recycling.on(day, self.readings.takes)
            throughout.append({*self._home_on(day), *(known.value.all() if known is not None else ())})
        return frozenset(set.intersection(*throughout))

    @cached_property
    def _assembly(self) -> frozenset[str]:
        """The countries where manufacture or assembly of components counts on every day of the period."""
        rule = self.rulebook.components.assembly
        known = [rule.known_on(day, self.readings.takes) for day in self._days_of(rule)]
        return frozenset(set.intersection(*(set(value.value.all()) for value in known)))


@lru_cache(maxsize=64)
def _under(rulebook: CleanVehicleRulebook, placed: Period, report_date: Date | None, readings: Readings) -> Law:
    """The law as many bills of materials ask it: most have the dates of another one, and what counts is found once."""
    return Law(rulebook, placed, report_date, readings)


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    return others if some is None else some if others is None else some & others
