"""Named what-ifs that assume other law, prices or origins. `scenarios.toml` in the data has the built-in ones.

A user writes a scenario as a TOML file:

name = "nickel-up"
description = "Nickel costs half as much again, and line CA-02 is refined in Korea."

[[partner]]                    # countries that count, as if by an agreement: from the first day to the last
countries = ["Indonesia"]
from = 2024-01-01
until = 2026-12-31             # optional
minerals = ["nickel"]          # optional: all, unless given

[[agreement_ends]]             # `on` is its last day in effect
agreement = "us-japan"
on = 2025-03-28

[[agreement_narrowed]]
agreement = "us-japan"
minerals = ["nickel", "cobalt"]
from = 2025-03-29

[[covered_nation]]
country = "Belarus"

[[price]]                      # either of the two; price_usd_per_kg needs the masses of the lines
mineral = "nickel"
factor = "1.5"
# price_usd_per_kg = "20.5"

[[origin]]                     # the sites of a line, or of an entity, or both; of one step or of all
line = "CA-02"
step = "processing"
new_country = "Korea"
new_entity = "Acme Refining"

[[component]]                  # a battery component, or those of an entity, or both
component = "battery cell"
new_country = "Mexico"
new_entity = "Acme Cells"
new_value_usd = "3500"         # or factor = "0.9"
"""

from typing import get_args

import msgspec

from ...model.sources import Strict
from ...rules.rule import Date
from ...rules.rulebook import Scenario


class Partner(Strict, frozen=True):
    """Countries that count as if under an agreement; `minerals` is None for all."""

    countries: list[str]
    from_: Date = msgspec.field(name="from")
    until: Date | None = None
    minerals: list[str] | None = None


class AgreementEnds(Strict, frozen=True):
    """`on` is the agreement's last day in effect."""

    agreement: str
    on: Date


class AgreementNarrowed(Strict, frozen=True):
    """An agreement that covers only these minerals from a day on."""

    agreement: str
    minerals: list[str]
    from_: Date = msgspec.field(name="from")


class CoveredNation(Strict, frozen=True):
    country: str


class Price(Strict, frozen=True):
    """A mineral's price: a factor, or US dollars per kilogram; exact decimal text."""

    mineral: str
    factor: str | None = None
    price_usd_per_kg: str | None = None


class Origin(Strict, frozen=True):
    """Sites (of a line or an entity, of one step or all) that get another country or entity."""

    line: str | int | None = None
    entity: str | None = None
    step: str | None = None
    new_country: str | None = None
    new_entity: str | None = None


class ComponentChange(Strict, frozen=True):
    """Battery components (by name, of an entity, or both) with another country, entity or value; exact decimal text."""

    component: str | None = None
    entity: str | None = None
    new_country: str | None = None
    new_entity: str | None = None
    new_value_usd: str | None = None
    factor: str | None = None


class CleanVehicleScenario(Scenario, frozen=True):
    """A what-if: its assumptions, in the order of the report."""

    partner: list[Partner] = msgspec.field(default_factory=list)
    agreement_ends: list[AgreementEnds] = msgspec.field(default_factory=list)
    agreement_narrowed: list[AgreementNarrowed] = msgspec.field(default_factory=list)
    covered_nation: list[CoveredNation] = msgspec.field(default_factory=list)
    price: list[Price] = msgspec.field(default_factory=list)
    origin: list[Origin] = msgspec.field(default_factory=list)
    component: list[ComponentChange] = msgspec.field(default_factory=list)


PARTS: dict[str, type[msgspec.Struct]] = {
    field.name: get_args(field.type)[0]
    for field in msgspec.structs.fields(CleanVehicleScenario)
    if field.name not in Scenario.__struct_fields__
}
"""The tables of the file, by name."""
