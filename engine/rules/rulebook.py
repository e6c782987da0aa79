"""`data/` as typed, dated, cited rules."""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from ...data import load, names, read
from ..model.sources import Source, Strict, load_sources
from .readings import Reading, Readings
from .rule import Date, Rule, rules_of


class Places(Strict, frozen=True):
    """Countries, and the territories that go with them."""

    countries: list[str]
    territories: tuple[str, ...] = ()

    def all(self) -> list[str]:
        return [*self.countries, *self.territories]


class Partner(Strict, frozen=True):
    """Countries that count by an agreement; `minerals`, where given, are all that it covers."""

    countries: list[str]
    minerals: list[str] | None = None


class Material(Strict, frozen=True):
    """A constituent material by its role; `mineral` None: whatever it holds."""

    role: str
    mineral: str | None = None


class Percentages(Strict, frozen=True):
    critical_minerals: Rule[int]
    battery_components: Rule[int]


class ValueAddedTest(Strict, frozen=True):
    """The 50 percent value-added test."""

    usable: Rule[Date]
    percent: Rule[int]


class NotPartners(Strict, frozen=True):
    names: list[str]
    source: str


class Partners(Strict, frozen=True):
    """`agreement` are the free trade agreements."""

    home: Rule[Places]
    recycling: Rule[Places]
    agreement: list[Rule[Partner]]
    not_partners: NotPartners


class CoveredNations(Strict, frozen=True):
    nation: list[Rule[Places]]


class Designation(Rule[str], frozen=True):
    """Whom a limb of 42 USC 18741(a)(5) designates."""

    limb: str = ""


class Feoc(Strict, frozen=True):
    components: Rule[Date]
    minerals: Rule[Date]
    ownership_share: Rule[int]
    ownership_whole: Rule[int]
    control: Rule[list[str]]
    designation: list[Designation]
    relief_usable: Rule[Date]
    relief_materials: Rule[list[Material]]


class ReportDate(Strict, frozen=True):
    """How far the manufacturer's report usually lies from the date placed in service."""

    years_from_placed: int
    source: str

    def is_far(self, reported: Date, placed: Date) -> bool:
        """Whether the report is earlier or later by more than those years."""
        early, late = sorted([reported, placed])
        return (early.year + self.years_from_placed, early.month, early.day) < (late.year, late.month, late.day)


class Credit(Strict, frozen=True):
    amount: Rule[int]
    start: Rule[Date]
    end: Rule[Date]
    report: ReportDate


class PriceCap(Rule[int], frozen=True):
    """A limit of the suggested retail price of some classes of vehicles."""

    classes: tuple[str, ...] = ()


class Vehicle(Strict, frozen=True):
    final_assembly: Rule[Places]
    battery_kwh: Rule[int]
    rechargeable: Rule[str]
    gvwr_lb: Rule[int]
    qualified_manufacturer: Rule[str]
    msrp_large: PriceCap
    msrp_other: Rule[int]


class ReadingsFile(Strict, frozen=True):
    reading: list[Reading]


class Edition(Strict, frozen=True):
    edition: Date
    covers: str


class Rulebook(Strict, frozen=True):
    """All of `data/` that decides a verdict, with the hash that names this state of it."""

    edition: Date
    covers: str
    sha256: str
    credit: Credit
    percentages: Percentages
    value_added_test: ValueAddedTest
    partners: Partners
    covered: CoveredNations
    feoc: Feoc
    vehicle: Vehicle
    readings: list[Reading]
    sources: dict[str, Source]

    def cite(self, source: str) -> str:
        return self.sources[source].cite

    def rules(self) -> Iterator[Rule[Any]]:
        """Every rule."""
        return rules_of(self)

    def defaults(self) -> Readings:
        """The readings as they are applied unless one is chosen."""
        return Readings(tuple(self.readings))

    @property
    def start(self) -> Date:
        """The first day placed in service on which the requirement applies."""
        return self.credit.start.values[0].value


_FOLDER = "regimes/clean_vehicle"


@cache
def load_rulebook() -> Rulebook:
    """The rulebook that ships with the program.

    Raises:
        msgspec.ValidationError: a data file has a key or a type that is not expected.
    """
    edition = load(f"{_FOLDER}/rulebook.toml", Edition)
    whole = hashlib.sha256()
    for name in names():
        whole.update(name.encode() + b"\0" + read(name) + b"\0")
    return Rulebook(
        edition=edition.edition,
        covers=edition.covers,
        sha256=whole.hexdigest(),
        credit=load(f"{_FOLDER}/credit.toml", Credit),
        percentages=load(f"{_FOLDER}/percentages.toml", Percentages),
        value_added_test=load(f"{_FOLDER}/value_added_test.toml", ValueAddedTest),
        partners=load(f"{_FOLDER}/partners.toml", Partners),
        covered=load(f"{_FOLDER}/covered_nations.toml", CoveredNations),
        feoc=load(f"{_FOLDER}/feoc.toml", Feoc),
        vehicle=load(f"{_FOLDER}/vehicle.toml", Vehicle),
        readings=load(f"{_FOLDER}/readings.toml", ReadingsFile).reading,
        sources=load_sources(),
    )
