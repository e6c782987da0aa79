"""The rules of section 30D for `critmin rules` and `critmin explain`."""

from collections.abc import Iterator

import msgspec

from ...report.rules_view import RulesView, RuleText, applying, common, rule_rows, rule_texts
from ...rules.rule import Date, Rule, Takes, Value, rules_of
from ...rules.rulebook import Places
from ...vocabulary.countries import country_name
from ...vocabulary.minerals import all_minerals
from .rulebook import CleanVehicleRulebook, Partner
from .scenario_file import built_in


class PercentageRow(msgspec.Struct, frozen=True):
    """An applicable percentage; `reading` is the open reading on which it depends."""

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


class MineralRow(msgspec.Struct, frozen=True):
    mineral: str
    symbol: str
    qualifying_form: str


class ScenarioRow(msgspec.Struct, frozen=True):
    """A built-in what-if, which is not law."""

    name: str
    description: str
    basis: str


class CleanVehicleRules(RulesView, frozen=True):
    """The content of `critmin rules` for section 30D."""

    percentages: list[PercentageRow]
    partners: list[PartnerRow]
    not_partners: list[str]
    recycling: list[str]
    covered_nations: list[str]
    minerals: list[MineralRow]
    scenarios: list[ScenarioRow]


def view_rules(rulebook: CleanVehicleRulebook, on: Date | None) -> CleanVehicleRules:
    """The rules of all dates, or those in force on one.

    Raises:
        OutsideKnownDates: no percentage is known on the date.
    """
    takes = rulebook.defaults().takes
    partners = rulebook.partners
    apart = {*rules_of(rulebook.percentages), *rules_of(partners), *rules_of(rulebook.covered_nations)}
    return CleanVehicleRules(
        **common(rulebook, on),
        percentages=list(_percentages(rulebook, on)),
        rules=rule_rows(rulebook, (rule for rule in rulebook.rules() if rule not in apart), on),
        partners=[
            *_home(rulebook, takes),
            *(row for rule in partners.agreement for row in _agreement(rule, on, takes, rulebook)),
        ],
        not_partners=partners.not_partners.names,
        recycling=[country_name(c) for v in applying(partners.recycling, on, takes) for c in v.value.countries],
        covered_nations=[
            _nation(value.value) for rule in rulebook.covered_nations.nation for value in applying(rule, on, takes)
        ],
        minerals=[MineralRow(m.id, m.symbol, m.qualifying_form) for m in all_minerals()],
        scenarios=[ScenarioRow(s.name, s.description, s.basis) for s in built_in().values()],
    )


def _percentages(rulebook: CleanVehicleRulebook, on: Date | None) -> Iterator[PercentageRow]:
    takes = rulebook.defaults().takes
    for rule in rules_of(rulebook.percentages):
        for value in rule.values if on is None else [rule.known_on(on, takes)]:
            assert value.from_ is not None, rule.id
            yield PercentageRow(
                id=f"{rule.id}-{value.from_.year}",
                half=rule.id.replace("-", " "),
                first=value.from_.isoformat(),
                last=value.to.isoformat() if value.to else None,
                percent=value.value,
                source=value.source,
                citation=rulebook.cite(value.source),
                reading=value.reading,
            )


def _home(rulebook: CleanVehicleRulebook, takes: Takes) -> Iterator[PartnerRow]:
    for value in applying(rulebook.partners.home, None, takes):
        cite = rulebook.cite(value.source)
        for country in value.value.countries:
            yield PartnerRow(country, country_name(country), "the United States itself", "", None, cite)
        for territory in value.value.territories:
            yield PartnerRow(territory, country_name(territory), "counts with the United States", "", None, cite)


def _agreement(
    rule: Rule[Partner], on: Date | None, takes: Takes, rulebook: CleanVehicleRulebook
) -> Iterator[PartnerRow]:
    """Each country of an agreement, with the minerals that it names, whether or not they limit it."""
    for value in applying(rule, on, takes):
        dates, minerals, cite = _in_force(value), _minerals_named(rule), rulebook.cite(value.source)
        for country in value.value.countries:
            yield PartnerRow(country, country_name(country), rule.label, dates, minerals, cite, rule.id)


def _in_force(value: Value[Partner]) -> str:
    """The days on which an agreement is in effect, in words."""
    start = f"from {value.from_}" if value.from_ else f"before {value.known_from}"
    return start + (f" to {value.to}" if value.to else "")


def _minerals_named(rule: Rule[Partner]) -> list[str] | None:
    """The minerals that an agreement names, whether or not they limit it."""
    return next((value.value.minerals for value in rule.values if value.value.minerals is not None), None)


def _nation(places: Places) -> str:
    territories = " and ".join(map(country_name, places.territories))
    return " and ".join(map(country_name, places.countries)) + (f" (with {territories})" if territories else "")


def explain_rules(rulebook: CleanVehicleRulebook) -> Iterator[RuleText]:
    """The explanations of percentages, of dates, amounts and limits, and of agreements for `critmin explain`."""
    view = view_rules(rulebook, None)
    for p in view.percentages:
        days = f"placed in service from {p.first}{f' to {p.last}' if p.last else ''}"
        title = f"{p.percent}% for {p.half}, {days}"
        yield RuleText("percentage", "Applicable percentages", p.id, title, p.source, p.reading)
    yield from rule_texts(view.rules)
    for rule in rulebook.partners.agreement:
        value, minerals = rule.values[0], _minerals_named(rule)
        naming = f", naming {', '.join(minerals)}" if minerals else ""
        partners = ", ".join(map(country_name, value.value.countries))
        title = f"{rule.label}: {partners}, in force {_in_force(value)}{naming}"
        group = "Agreements: where extraction and processing count"
        yield RuleText("agreement", group, rule.id, title, value.source, value.reading)
