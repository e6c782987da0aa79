"""Section 30D as typed, dated, cited rules, from `data/regimes/clean_vehicle/`."""

from functools import cache

from ...model.sources import Strict
from ...rules.rule import Date, Rule
from ...rules.rulebook import CoveredNations, Places, Rulebook, load_parts


class Partner(Strict, frozen=True):
    """Countries that count under an agreement; `minerals`, if given, are the only ones it covers."""

    countries: list[str]
    minerals: list[str] | None = None


class Material(Strict, frozen=True):
    """A constituent material by its role; `mineral` is None for any mineral."""

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


class Designation(Rule[str], frozen=True):
    """The entities that a subparagraph of 42 USC 18741(a)(5) designates."""

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
    compliance_report: Rule[list[str]]


class ReportDate(Strict, frozen=True):
    """The usual distance of the manufacturer's report from the date placed in service."""

    years_from_placed: int
    source: str

    def is_far(self, reported: Date, placed: Date) -> bool:
        """Whether the report is more than `years_from_placed` years earlier or later."""
        early, late = sorted([reported, placed])
        return (early.year + self.years_from_placed, early.month, early.day) < (late.year, late.month, late.day)


class Components(Strict, frozen=True):
    assembly: Rule[Places]


class Credit(Strict, frozen=True):
    amount: Rule[int]
    components_amount: Rule[int]
    start: Rule[Date]
    end: Rule[Date]
    report: ReportDate


class PriceCap(Rule[int], frozen=True):
    """A limit on the suggested retail price of some classes of vehicles."""

    classes: tuple[str, ...] = ()


class Vehicle(Strict, frozen=True):
    final_assembly: Rule[Places]
    battery_kwh: Rule[int]
    rechargeable: Rule[str]
    gvwr_lb: Rule[int]
    qualified_manufacturer: Rule[str]
    msrp_large: PriceCap
    msrp_other: Rule[int]


class CleanVehicleRulebook(Rulebook, frozen=True):
    """All law that decides a verdict under section 30D, by data file; it starts on the first day placed in service."""

    credit: Credit
    percentages: Percentages
    value_added_test: ValueAddedTest
    partners: Partners
    components: Components
    covered_nations: CoveredNations
    feoc: Feoc
    vehicle: Vehicle


@cache
def load_rulebook() -> CleanVehicleRulebook:
    """The built-in rulebook.

    Raises:
        msgspec.ValidationError: a data file has an unexpected key or type.
    """
    parts = load_parts("clean_vehicle", CleanVehicleRulebook)
    return CleanVehicleRulebook(**parts, start=parts["credit"].start.values[0].value)
