"""A scenario's law -> a changed copy of the rulebook, and the changes in words."""

from collections.abc import Iterator

from msgspec.structs import replace

from ...rules.rule import ONE_DAY, Date, Rule, Value
from ...rules.rulebook import Places
from ...vocabulary.countries import country_name
from .rulebook import CleanVehicleRulebook, Partner
from .scenario import AgreementNarrowed, CleanVehicleScenario

_SOURCE = "scenario"


def suppose_law(
    scenario: CleanVehicleScenario, rulebook: CleanVehicleRulebook
) -> tuple[CleanVehicleRulebook, list[str]]:
    """The rulebook with the scenario's rules replacing those with the same ids, and one sentence for each change.

    Its hash stays that of the data.
    """
    rules = {rule.id: rule for rule in rulebook.partners.agreement}
    for end in scenario.agreement_ends:
        rules[end.agreement] = replace(rules[end.agreement], values=_until(rules[end.agreement].values, end.on))
    for narrowed in scenario.agreement_narrowed:
        rules[narrowed.agreement] = _narrowed(rules[narrowed.agreement], narrowed)
    if scenario.partner:
        values = [
            Value(Partner(partner.countries, partner.minerals), _SOURCE, from_=partner.from_, to=partner.until)
            for partner in scenario.partner
        ]
        rules[scenario.name] = Rule(scenario.name, f"scenario {scenario.name}", "partners", values)
    nations = [
        Rule(f"covered.{nation.country}", "covered nation", "places", [Value(Places([nation.country]), _SOURCE)])
        for nation in scenario.covered_nation
    ]
    supposed = replace(
        rulebook,
        partners=replace(rulebook.partners, agreement=list(rules.values())),
        covered_nations=replace(rulebook.covered_nations, nation=[*rulebook.covered_nations.nation, *nations]),
    )
    return supposed, list(_changes(scenario, rulebook))


def _until(values: list[Value[Partner]], last: Date) -> list[Value[Partner]]:
    return [replace(value, to=min(last, value.to or last)) for value in values]


def _narrowed(rule: Rule[Partner], narrowed: AgreementNarrowed) -> Rule[Partner]:
    """The agreement, limited to these minerals from the day on, whatever the reading."""
    before = [value for value in rule.values if value.start is None or value.start < narrowed.from_]
    after: list[Value[Partner]] = []
    for value in rule.values:
        if value.to is not None and value.to < narrowed.from_:
            continue
        first = max(value.start or narrowed.from_, narrowed.from_)
        only = Value(Partner(value.value.countries, narrowed.minerals), _SOURCE, from_=first, to=value.to)
        if only not in after:
            after.append(only)
    return replace(rule, values=[*_until(before, narrowed.from_ - ONE_DAY), *after])


def _changes(scenario: CleanVehicleScenario, rulebook: CleanVehicleRulebook) -> Iterator[str]:
    """The changes of the law, one plain sentence each."""
    names = {agreement.id: agreement.label for agreement in rulebook.partners.agreement}
    for partner in scenario.partner:
        countries = ", ".join(country_name(country) for country in partner.countries)
        minerals = f" for {', '.join(partner.minerals)}" if partner.minerals else ""
        until = f" through {partner.until}" if partner.until else ""
        yield f"extraction and processing count from {partner.from_}{until}{minerals} in {countries}"
    for end in scenario.agreement_ends:
        yield f"the {names[end.agreement]} ({end.agreement}) is in effect through {end.on}"
    for narrowed in scenario.agreement_narrowed:
        minerals = ", ".join(narrowed.minerals)
        yield f"the {names[narrowed.agreement]} ({narrowed.agreement}) covers only {minerals} from {narrowed.from_}"
    for nation in scenario.covered_nation:
        yield f"{country_name(nation.country)} is a covered nation"
