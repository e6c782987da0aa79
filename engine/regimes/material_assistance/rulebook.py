"""Material assistance as typed, dated, cited rules, from `data/regimes/material_assistance/`."""

from enum import StrEnum
from functools import cache

import msgspec

from ...model.sources import Strict
from ...rules.rule import ONE_DAY, Date, Rule
from ...rules.rulebook import CoveredNations, Rulebook, load_parts


class ProductClass(StrEnum):
    """The classes of products that have a threshold of their own (26 USC 7701(a)(52)(B), (C))."""

    BATTERY_COMPONENT = "battery-component"
    CRITICAL_MINERAL = "critical-mineral"
    ENERGY_STORAGE = "energy-storage"
    QUALIFIED_FACILITY = "qualified-facility"


class Basis(StrEnum):
    """The day that decides which threshold applies: sold (45X), or construction begins (45Y, 48E)."""

    SOLD = "sold"
    CONSTRUCTION_BEGINS = "construction_begins"


class Threshold(Rule[int], frozen=True, kw_only=True):
    """The threshold percentage of a class of products, by its basis."""

    class_: ProductClass = msgspec.field(name="class")
    basis: Basis

    __hash__ = Rule.__hash__


class Thresholds(Strict, frozen=True):
    threshold: list[Threshold]

    def of(self, class_: ProductClass) -> Threshold:
        return next(threshold for threshold in self.threshold if threshold.class_ is class_)


class Credit(Strict, frozen=True):
    """When the requirement begins to apply, and when a credit ends."""

    eligible_components: Rule[Date]
    facilities: Rule[Date]
    end_battery_component: Rule[Date]
    end_critical_mineral: Rule[Date]
    phase_out: Rule[int]
    taxable_year: Rule[int]
    facilities_taxpayer: Rule[Date]

    def taxpayer(self, basis: Basis) -> Rule[Date]:
        """The last day of the taxable years that begin too early for the taxpayer itself to be screened."""
        return self.eligible_components if basis is Basis.SOLD else self.facilities_taxpayer


class Entities(Strict, frozen=True):
    """Who is a prohibited foreign entity. `lists` have the ids that the column `pfe_list` holds."""

    foreign_controlled: Rule[list[str]]
    control: Rule[int]
    attribution: Rule[int]
    officer: Rule[str]
    single: Rule[int]
    together: Rule[int]
    debt: Rule[int]
    debt_traded: Rule[int]
    publicly_traded: Rule[str]
    effective_control: Rule[list[str]]
    lists: list[Rule[str]]
    named: list[Rule[list[str]]]


class Needs(Rule[list[str]], frozen=True, kw_only=True):
    """The columns of `Certificates` that a kind of certificate needs."""

    kind: str

    __hash__ = Rule.__hash__


class Certificates(Strict, frozen=True):
    """The certificates of direct suppliers. `last_day` has no value until Treasury has issued its tables."""

    needs: list[Needs]
    days_after_tables: Rule[int]
    tables_due: Rule[Date]
    last_day: Rule[Date]
    keep_years: Rule[int]


class Contracts(Strict, frozen=True):
    """The election to leave out items under contracts from before the act."""

    bound_before: Rule[Date]
    sold_before: Rule[Date]
    placed_before: Rule[Date]
    construction_before: Rule[Date]


class MaterialAssistanceRulebook(Rulebook, frozen=True):
    """All law that decides a verdict on material assistance, by data file.

    It starts with the first taxable year to which it can apply.
    """

    thresholds: Thresholds
    credit: Credit
    covered_nations: CoveredNations
    entities: Entities
    certificates: Certificates
    contracts: Contracts


@cache
def load_rulebook() -> MaterialAssistanceRulebook:
    """The built-in rulebook.

    Raises:
        msgspec.ValidationError: a data file has an unexpected key or type.
    """
    parts = load_parts("material_assistance", MaterialAssistanceRulebook)
    start = parts["credit"].eligible_components.values[0].value + ONE_DAY
    return MaterialAssistanceRulebook(**parts, start=start)
