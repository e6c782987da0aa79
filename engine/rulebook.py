"""`data/` as typed, dated, cited rules. A look-up outside the known dates raises."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

import msgspec

from .. import data

Date = datetime.date


class OutsideKnownDates(LookupError):
    """A rule was asked for a date that the rulebook does not reach; the text names both."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the rulebook: a key that is not expected is an error of the data file."""


class Source(Strict, frozen=True):
    """An authority: `known` is how it is known (text, summary or general)."""

    cite: str
    says: str
    known: str


class Percentage(Strict, frozen=True):
    """An applicable percentage and the first and last day on which it applies."""

    from_: Date = msgspec.field(name="from")
    percent: int
    source: str
    to: Date | None = None
    reading: str | None = None

    def covers(self, day: Date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


class ValueAddedTest(Strict, frozen=True):
    """The 50 percent value-added test and the first day on which it is gone."""

    percent: int
    usable_before: Date
    reading: str
    source: str


class Percentages(Strict, frozen=True):
    critical_minerals: list[Percentage]
    battery_components: list[Percentage]
    value_added_test: ValueAddedTest


class Home(Strict, frozen=True):
    country: str
    territories: list[str]
    source: str


class Recycling(Strict, frozen=True):
    countries: list[str]
    source: str


class Agreement(Strict, frozen=True):
    """A free trade agreement in effect; `in_force_before`: throughout from that date, the start not recorded."""

    name: str
    countries: list[str]
    source: str
    in_force: Date | None = None
    in_force_before: Date | None = None
    ended: Date | None = None
    minerals: list[str] | None = None
    reading: str | None = None

    def __post_init__(self) -> None:
        if (self.in_force is None) == (self.in_force_before is None):
            raise ValueError(f"{self.name}: exactly one of in_force and in_force_before is needed")

    def in_effect(self, day: Date) -> bool:
        start = self.in_force or self.in_force_before
        assert start is not None
        return start <= day and (self.ended is None or day <= self.ended)


class NotPartners(Strict, frozen=True):
    names: list[str]
    source: str


class Partners(Strict, frozen=True):
    home: Home
    recycling: Recycling
    agreement: list[Agreement]
    not_partners: NotPartners


class Nation(Strict, frozen=True):
    country: str
    source: str
    territories: list[str] = []
    reading: str | None = None


class CoveredNations(Strict, frozen=True):
    nation: list[Nation]


class ScreenStart(Strict, frozen=True):
    placed_in_service_from: Date
    source: str


class OwnershipTest(Strict, frozen=True):
    feoc_percent: int
    whole_percent: int
    source: str


class Control(Strict, frozen=True):
    rights: list[str]
    reading: str
    source: str


class ReliefMaterial(Strict, frozen=True):
    role: str
    mineral: str | None = None


class Relief(Strict, frozen=True):
    usable_before: Date
    reading: str
    source: str
    material: list[ReliefMaterial]

    def lists(self, role: str | None, mineral: str) -> bool:
        """Whether a material of this role that holds this mineral is impracticable to trace."""
        return any(m.role == role and m.mineral in (None, mineral) for m in self.material)


class Designation(Strict, frozen=True):
    id: str
    limb: str
    text: str
    names: list[str]
    source: str


class Feoc(Strict, frozen=True):
    components: ScreenStart
    minerals: ScreenStart
    ownership: OwnershipTest
    control: Control
    relief: Relief
    designation: list[Designation]


class Amount(Strict, frozen=True):
    critical_minerals_usd: int
    source: str


class Day(Strict, frozen=True):
    date: Date
    source: str


class FinalAssembly(Strict, frozen=True):
    countries: list[str]
    territories: list[str]
    source: str


class AtLeast(Strict, frozen=True):
    at_least: int
    source: str


class Under(Strict, frozen=True):
    under: int
    source: str


class PriceCaps(Strict, frozen=True):
    at_most_large: int
    large_classes: list[str]
    at_most_other: int
    source: str


class Gate(Strict, frozen=True):
    source: str


class Vehicle(Strict, frozen=True):
    amount: Amount
    start: Day
    end: Day
    final_assembly: FinalAssembly
    battery_kwh: AtLeast
    gvwr_lb: Under
    msrp_usd: PriceCaps
    qualified_manufacturer: Gate
    rechargeable: Gate


class Reading(Strict, frozen=True):
    """A question the law leaves open, the answer applied and the other one."""

    id: str
    default: str
    default_text: str
    other: str
    other_text: str
    source: str


class Readings(Strict, frozen=True):
    reading: list[Reading]


class Edition(Strict, frozen=True):
    edition: Date
    covers: str


class FindingRule(Strict, frozen=True):
    """What a finding means, what to do, and the authority; `unreadable`: the bill of materials cannot be judged."""

    title: str
    severity: str
    meaning: str
    remedy: str
    source: str
    unreadable: bool = False


class Rulebook(Strict, frozen=True):
    """All of `data/` that decides a verdict, with the hash that names this state of it."""

    edition: Date
    covers: str
    sha256: str
    percentages: Percentages
    partners: Partners
    covered: CoveredNations
    feoc: Feoc
    vehicle: Vehicle
    readings: list[Reading]
    sources: dict[str, Source]

    def cite(self, source: str) -> str:
        return self.sources[source].cite


T = TypeVar("T")


def _load(name: str, kind: type[T]) -> T:
    return msgspec.toml.decode(data.read(name), type=kind)


@cache
def load_rulebook() -> Rulebook:
    """The rulebook that ships with the program.

    Raises:
        msgspec.ValidationError: a data file has a key or a type that is not expected.
    """
    edition = _load("rulebook.toml", Edition)
    whole = hashlib.sha256()
    for name in data.names():
        whole.update(name.encode() + b"\0" + data.read(name) + b"\0")
    return Rulebook(
        edition=edition.edition,
        covers=edition.covers,
        sha256=whole.hexdigest(),
        percentages=_load("percentages.toml", Percentages),
        partners=_load("partners.toml", Partners),
        covered=_load("covered_nations.toml", CoveredNations),
        feoc=_load("feoc.toml", Feoc),
        vehicle=_load("vehicle.toml", Vehicle),
        readings=_load("readings.toml", Readings).reading,
        sources=_load("sources.toml", dict[str, Source]),
    )


@cache
def load_findings() -> dict[str, FindingRule]:
    """Every finding's rule by its code."""
    return _load("findings.toml", dict[str, FindingRule])


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


class Law:
    """What the rulebook answers for the days a vehicle is placed in service, under the readings chosen.

    Args:
        report_date: the manufacturer's report, for the transition window.
        others: the ids of the readings for which the other choice is taken.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        placed: Period,
        report_date: Date | None = None,
        others: frozenset[str] = frozenset(),
    ) -> None:
        self.rulebook = rulebook
        self.placed = placed
        self.report_date = report_date
        self.others = others
        self._partners: dict[str, frozenset[str] | None] = {}
        home = rulebook.partners.home
        self._home = frozenset([home.country, *home.territories])
        for country in self._home:
            self._partners[country] = None
        for agreement in rulebook.partners.agreement:
            if agreement.in_effect(placed.first) and agreement.in_effect(placed.last):
                limited = agreement.minerals is not None and agreement.reading in others
                for country in agreement.countries:
                    self._partners[country] = frozenset(agreement.minerals or ()) if limited else None
        self._recycling = frozenset(rulebook.partners.recycling.countries) | self._home
        self._covered = {
            country: nation.country
            for nation in rulebook.covered.nation
            for country in [nation.country, *(nation.territories if nation.reading not in others else ())]
        }

    def with_other(self, reading: str) -> "Law":
        """The same law under the other choice of one reading."""
        return Law(self.rulebook, self.placed, self.report_date, self.others ^ {reading})

    def differs(self, other: "Law", countries: Iterable[str | None] | None = None) -> bool:
        """Whether the other law answers anything differently, of these countries where they are given."""
        mine, theirs = self._look_ups(), other._look_ups()
        if mine[0] != theirs[0]:
            return True
        asked = {*self._partners, *self._covered, *other._covered} if countries is None else set(countries)
        return any(m.get(c, ()) != t.get(c, ()) for m, t in zip(mine[1:], theirs[1:], strict=True) for c in asked)

    def _look_ups(self) -> tuple[Any, ...]:
        dated = (self.can_be_met(), self.value_added_test_available(), self.relief_available())
        return dated, self._partners, self._covered

    def required(self) -> Percentage:
        """The applicable percentage for critical minerals.

        Raises:
            OutsideKnownDates: before the requirement applied.
        """
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

    def partner_countries(self) -> list[str]:
        return sorted(self._partners)

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
