"""`data/` as typed, dated, cited rules."""

import datetime
import hashlib

import msgspec

from ...data import load, names, read
from ..model.sources import Source, Strict, load_sources

Date = datetime.date


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
    """A free trade agreement in effect; `in_force_before`: throughout from that date, the start not recorded.

    `minerals`, where given, are all that it covers; with a `reading`, only under that reading's other choice.
    """

    id: str
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

    @property
    def start(self) -> Date:
        """The first day in effect, or one before which it was so already."""
        start = self.in_force or self.in_force_before
        assert start is not None
        return start

    def in_effect(self, day: Date) -> bool:
        return self.start <= day and (self.ended is None or day <= self.ended)


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
    territories: tuple[str, ...] = ()
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


class ReportDate(Strict, frozen=True):
    """How far the manufacturer's report usually lies from the date placed in service."""

    years_from_placed: int
    source: str

    def is_far(self, reported: Date, placed: Date) -> bool:
        """Whether the report is earlier or later by more than those years."""
        early, late = sorted([reported, placed])
        return (early.year + self.years_from_placed, early.month, early.day) < (late.year, late.month, late.day)


class Vehicle(Strict, frozen=True):
    amount: Amount
    start: Day
    end: Day
    report: ReportDate
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


_FOLDER = "regimes/clean_vehicle"


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
        percentages=load(f"{_FOLDER}/percentages.toml", Percentages),
        partners=load(f"{_FOLDER}/partners.toml", Partners),
        covered=load(f"{_FOLDER}/covered_nations.toml", CoveredNations),
        feoc=load(f"{_FOLDER}/feoc.toml", Feoc),
        vehicle=load(f"{_FOLDER}/vehicle.toml", Vehicle),
        readings=load(f"{_FOLDER}/readings.toml", Readings).reading,
        sources=load_sources(),
    )
