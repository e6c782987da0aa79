"""The rulebook as it is shown: whole, or what is in force on one date."""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from ..rules.rule import Date, Rule, Takes, Value, rules_of
from ..rules.rulebook import Partner, Places, Rulebook
from ..rules.scenario_file import built_in
from ..vocabulary.countries import country_name
from ..vocabulary.minerals import all_minerals

T = TypeVar("T")


class PercentageRow(msgspec.Struct, frozen=True):
    """An applicable percentage; `reading` is the open reading that it rests on."""

    id: str
    half: str
    first: str
    last: str | None
    percent: int
    source: str
    citation: str
    reading: str | None


class PartnerRow(msgspec.Struct, frozen=True):
    country: str
    name: str
    agreement: str
    in_force: str
    minerals: list[str] | None
    citation: str
    agreement_id: str | None = None


class RuleRow(msgspec.Struct, frozen=True):
    """A date, an amount or a limit: what it is, its value (the two make one sentence), and its authority.

    `source` is the authority's id, `reading` the open reading that the rule rests on.
    """

    id: str
    rule: str
    value: str
    source: str
    citation: str
    reading: str | None


class MineralRow(msgspec.Struct, frozen=True):
    mineral: str
    symbol: str
    qualifying_form: str


class ReadingRow(msgspec.Struct, frozen=True):
    id: str
    default: str
    default_text: str
    other: str
    other_text: str
    citation: str


class ScenarioRow(msgspec.Struct, frozen=True):
    """A what-if that ships; no law."""

    name: str
    description: str
    basis: str


class SourceRow(msgspec.Struct, frozen=True):
    id: str
    cite: str
    says: str
    known: str


class RulesView(msgspec.Struct, frozen=True):
    """Everything `critmin rules` shows; `on` is the date asked for, or None for all dates."""

    on: str | None
    edition: str
    covers: str
    sha256: str
    percentages: list[PercentageRow]
    rules: list[RuleRow]
    partners: list[PartnerRow]
    not_partners: list[str]
    recycling: list[str]
    covered_nations: list[str]
    minerals: list[MineralRow]
    readings: list[ReadingRow]
    scenarios: list[ScenarioRow]
    sources: list[SourceRow]


def view_rules(rulebook: Rulebook, on: Date | None) -> RulesView:
    """The rules of all dates, or those in force on one.

    Raises:
        OutsideKnownDates: no percentage is known on the date.
    """
    takes = rulebook.defaults().takes
    partners, covered = rulebook.partners, rulebook.covered.nation
    schedules = list(rules_of(rulebook.percentages))
    apart = {*schedules, *rules_of(partners), *rules_of(rulebook.covered)}
    return RulesView(
        on=on.isoformat() if on else None,
        edition=rulebook.edition.isoformat(),
        covers=rulebook.covers,
        sha256=rulebook.sha256,
        percentages=[
            _percentage(rule, value, rulebook)
            for rule in schedules
            for value in (rule.values if on is None else [rule.known_on(on, takes)])
        ],
        rules=[_rule(rule, rulebook, on) for rule in rulebook.rules() if rule not in apart],
        partners=[
            *_home(rulebook, takes),
            *(row for rule in partners.agreement for row in _agreement(rule, on, takes, rulebook)),
        ],
        not_partners=partners.not_partners.names,
        recycling=[country_name(c) for v in _applying(partners.recycling, on, takes) for c in v.value.countries],
        covered_nations=[_nation(value.value) for rule in covered for value in _applying(rule, on, takes)],
        minerals=[MineralRow(m.id, m.symbol, m.qualifying_form) for m in all_minerals()],
        readings=[
            ReadingRow(r.id, r.default, r.default_text, r.other, r.other_text, rulebook.cite(r.source))
            for r in rulebook.readings
        ],
        scenarios=[ScenarioRow(s.name, s.description, s.basis) for s in built_in().values()],
        sources=[SourceRow(id_, s.cite, s.says, s.known) for id_, s in rulebook.sources.items()],
    )


def _applying(rule: Rule[T], on: Date | None, takes: Takes) -> list[Value[T]]:
    """A rule's values under the readings taken, of all dates or of one."""
    return [value for value in rule.values if value.is_taken(takes) and (on is None or value.covers(on))]


def _percentage(rule: Rule[int], value: Value[int], rulebook: Rulebook) -> PercentageRow:
    assert value.from_ is not None, rule.id
    return PercentageRow(
        id=f"{rule.id}-{value.from_.year}",
        half=rule.id.replace("-", " "),
        first=value.from_.isoformat(),
        last=value.to.isoformat() if value.to else None,
        percent=value.value,
        source=value.source,
        citation=rulebook.cite(value.source),
        reading=value.reading,
    )


def _home(rulebook: Rulebook, takes: Takes) -> Iterator[PartnerRow]:
    for value in _applying(rulebook.partners.home, None, takes):
        cite = rulebook.cite(value.source)
        for country in value.value.countries:
            yield PartnerRow(country, country_name(country), "the United States itself", "", None, cite)
        for territory in value.value.territories:
            yield PartnerRow(territory, country_name(territory), "counts with the United States", "", None, cite)


def _agreement(rule: Rule[Partner], on: Date | None, takes: Takes, rulebook: Rulebook) -> Iterator[PartnerRow]:
    """Each country of an agreement; the minerals are those that it names, whether they limit what counts or not."""
    for value in _applying(rule, on, takes):
        dates, minerals, cite = in_force(value), minerals_named(rule), rulebook.cite(value.source)
        for country in value.value.countries:
            yield PartnerRow(country, country_name(country), rule.label, dates, minerals, cite, rule.id)


def in_force(value: Value[Partner]) -> str:
    """From when, and to when, an agreement is in effect."""
    start = f"from {value.from_}" if value.from_ else f"before {value.known_from}"
    return start + (f" to {value.to}" if value.to else "")


def minerals_named(rule: Rule[Partner]) -> list[str] | None:
    """The minerals that an agreement names, whether they limit what counts or not."""
    return next((value.value.minerals for value in rule.values if value.value.minerals is not None), None)


def _nation(places: Places) -> str:
    territories = " and ".join(map(country_name, places.territories))
    return " and ".join(map(country_name, places.countries)) + (f" (with {territories})" if territories else "")


def _rule(rule: Rule[Any], rulebook: Rulebook, on: Date | None) -> RuleRow:
    takes = rulebook.defaults().takes
    values = _applying(rule, on, takes) or [rule.known_on(on or Date.max, takes)]
    value = values[-1]
    dated = [_shown(one.value, rule.unit) + (f" from {one.start}" if len(values) > 1 else "") for one in values]
    return RuleRow(
        id=rule.id,
        rule=rule.label,
        value="; ".join(dated),
        source=value.source,
        citation=rulebook.cite(value.source),
        reading=value.reading,
    )


def _shown(value: Any, unit: str) -> str:
    """A value with its unit, as it follows the rule's label."""
    match unit:
        case "USD":
            return f"${value:,}"
        case "percent" | "kWh" | "lb":
            return f"{value:,} {unit}"
        case "places":
            return ", ".join(map(country_name, value.countries))
        case "sentences":
            return "; ".join(value)
        case "materials":
            return ", ".join(f"{m.role}{f' ({m.mineral})' if m.mineral else ''}" for m in value)
        case _:
            return str(value)
