"""What the rulebook answers for the days a vehicle is placed in service. A look-up outside the known dates raises."""

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import msgspec

from .rulebook import Date, Percentage, Rulebook


class OutsideKnownDates(LookupError):
    """A rule was asked for a date that the rulebook does not reach; the text names both."""


class Period(msgspec.Struct, frozen=True):
    """The days for which a verdict must hold: one day, or every day of a year."""

    first: Date
    last: Date
    text: str

    @classmethod
    def day(cls, day: Date) -> "Period":
        return cls(day, day, day.isoformat())

    @classmethod
    def year(cls, year: int, rulebook: Rulebook) -> "Period":
        """Any day of the year on which the requirement applies; the whole year where it never does."""
        first, last = Date(year, 1, 1), Date(year, 12, 31)
        start = rulebook.vehicle.start.date
        return cls(start if first < start <= last else first, last, str(year))


def percentage_on(rows: Sequence[Percentage], day: Date, rule: str) -> Percentage:
    """The row that applies on a day.

    Raises:
        OutsideKnownDates: no row reaches the day.
    """
    for row in rows:
        if row.covers(day):
            return row
    raise OutsideKnownDates(f"the {rule} has no value on {day}: the first is known from {rows[0].from_}")


Minerals: TypeAlias = dict[str, frozenset[str] | None]
"""The minerals for which each country counts; None for all."""

_ONE_DAY = datetime.timedelta(days=1)


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    return others if some is None else some if others is None else some & others


class Law:
    """What the rulebook answers for the days a vehicle is placed in service, under the readings chosen.

    Args:
        report_date: the manufacturer's report, for the transition window.
        others: the ids of the readings for which the other choice is taken.
        partners: who counts, where that is known already.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        placed: Period,
        report_date: Date | None = None,
        others: frozenset[str] = frozenset(),
        partners: Minerals | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.placed = placed
        self.report_date = report_date
        self.others = others
        home = rulebook.partners.home
        self._home = frozenset([home.country, *home.territories])
        self._partners = self._partners_throughout() if partners is None else partners
        self._recycling = frozenset(rulebook.partners.recycling.countries) | self._home
        self._covered = {
            country: nation.country
            for nation in rulebook.covered.nation
            for country in [nation.country, *(nation.territories if nation.reading not in others else ())]
        }

    def _partners_throughout(self) -> Minerals:
        """Who counts on every day of the period, and for which minerals: asked on each day on which that may change."""
        agreements, placed = self.rulebook.partners.agreement, self.placed
        ended = {a.ended + _ONE_DAY for a in agreements if a.ended is not None and a.ended < placed.last}
        changes = ended | {a.start for a in agreements}
        days = [placed.first, *(day for day in changes if placed.first < day <= placed.last)]
        throughout, *others = (self._partners_on(day) for day in days)
        for other in others:
            throughout = {c: _both(throughout[c], other[c]) for c in throughout if c in other}
        return throughout

    def _partners_on(self, day: Date) -> Minerals:
        partners: Minerals = dict.fromkeys(self._home)
        for agreement in self.rulebook.partners.agreement:
            if agreement.in_effect(day):
                limited = agreement.minerals is not None and agreement.reading in {None, *self.others}
                minerals = frozenset(agreement.minerals or ()) if limited else None
                for country in agreement.countries:
                    before = partners.get(country, frozenset())
                    partners[country] = None if before is None or minerals is None else before | minerals
        return partners

    def with_other(self, reading: str) -> "Law":
        """The same law under the other choice of one reading."""
        decides = any(agreement.reading == reading for agreement in self.rulebook.partners.agreement)
        partners = None if decides else self._partners
        return Law(self.rulebook, self.placed, self.report_date, self.others ^ {reading}, partners)

    def differs(self, other: "Law", countries: Iterable[str | None] | None = None) -> bool:
        """Whether the other law answers anything differently, of these countries where they are given."""
        if self._dated != other._dated:
            return True
        if countries is None:
            return self._partners != other._partners or self._covered != other._covered
        return any(self._of(country) != other._of(country) for country in set(countries))

    def _of(self, country: str | None) -> tuple[object, object]:
        """Everything that is looked up of a country."""
        return self._partners.get(country or "", ()), self._covered.get(country or "")

    @cached_property
    def _dated(self) -> tuple[bool, bool, bool]:
        return self.can_be_met(), self.value_added_test_available(), self.relief_available()

    def required(self) -> Percentage:
        """The applicable percentage for critical minerals.

        Raises:
            OutsideKnownDates: before the requirement applied.
        """
        return self._required

    @cached_property
    def _required(self) -> Percentage:
        rows = self.rulebook.percentages.critical_minerals
        rule = "applicable percentage for critical minerals"
        percentage_on(rows, self.placed.first, rule)
        return percentage_on(rows, self.placed.last, rule)

    def can_be_met(self) -> bool:
        """False where, under the reading chosen, the statute has no percentage for the date."""
        return self.required().reading not in self.others

    def counts(self, country: str, mineral: str) -> bool:
        """Whether extraction or processing of the mineral in the country counts (26 USC 30D(e)(1))."""
        if country not in self._partners:
            return False
        minerals = self._partners[country]
        return minerals is None or mineral in minerals

    def counts_recycled(self, country: str) -> bool:
        """Whether recycling in the country counts: North America (26 USC 30D(e)(1))."""
        return country in self._recycling

    def covered_nation(self, country: str) -> str | None:
        """The covered nation that the country is or is part of, or None (42 USC 18741(a)(5)(C))."""
        return self._covered.get(country)

    def in_window(self, usable_before: Date, reading: str) -> bool:
        """Whether a transition rule may still be used."""
        by_report = self.report_date is not None and reading not in self.others
        day = self.report_date if by_report else self.placed.last
        assert day is not None
        return day < usable_before

    def value_added_test_available(self) -> bool:
        test = self.rulebook.percentages.value_added_test
        return self.in_window(test.usable_before, test.reading)

    def relief_available(self) -> bool:
        relief = self.rulebook.feoc.relief
        return self.in_window(relief.usable_before, relief.reading)

    def screens_minerals(self) -> bool:
        return self.placed.last >= self.rulebook.feoc.minerals.placed_in_service_from

    def screens_components(self) -> bool:
        return self.placed.last >= self.rulebook.feoc.components.placed_in_service_from


def percent(number: int) -> Fraction:
    """A whole percentage of the rulebook as a share."""
    return Fraction(number, 100)
