"""A scenario -> a changed copy of the rulebook or of a battery, and the changes in words."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from ...intake.facts.battery import Intake, identified, names_of
from ...model.battery import Chain, Component, Site, Sites, Step, key, unnamed_site
from ...model.findings import Findings, Unreadable
from ...model.nesting import floors_within
from ...model.numbers import Fraction, exact_dollars, parse_number
from ...model.quoting import named_lines, quoted
from ...rules.rule import ONE_DAY, Date, Rule, Value
from ...rules.rulebook import Places
from ...vocabulary.company_names import Names
from ...vocabulary.countries import country_name
from ...vocabulary.names import nearest
from .rulebook import CleanVehicleRulebook, Partner
from .scenario import AgreementNarrowed, CleanVehicleScenario, ComponentChange, Origin, Price

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


_NOT_HERE = "SCENARIO-NOT-HERE"


def suppose_facts(scenario: CleanVehicleScenario, intake: Intake) -> tuple[Intake, list[str]]:
    """The battery of the scenario, and its changes, one plain sentence each.

    Raises:
        Unreadable: the scenario names a line, a component, an entity or a step that the battery does not have, or the
            masses or values that it needs are not known: the answer would be the plain one under the scenario's name;
            or the parts of a component would have more than its value.
    """
    battery, found = intake.battery, Findings()
    changes = []
    chains, names = list(battery.chains), names_of(battery)
    for price in scenario.price:
        lines = [chain for chain in battery.chains if chain.mineral == price.mineral]
        changes.append(f"{_price_text(price)}: {_of_lines(lines)}")
        massless = [chain for chain in lines if chain.mass is None] if price.factor is None else []
        for chain in massless:
            found.add(_NOT_HERE, f"{_price_text(price)}, but line {chain.line} has no mass", chain.row.cell("mass_kg"))
        chains = [_priced(c, price) if c.mineral == price.mineral and c not in massless else c for c in chains]
    for origin in scenario.origin:
        lines = [chain for chain in battery.chains if _sites_meant(origin, chain, names)]
        if not lines:
            there = [c.line for c in chains], [s.entity for c in chains for s in c.sites.all() if s.entity]
            lacking = _lacking("procurement chain", "line", (origin.line, origin.entity), there, names)
            lacking = lacking or "the line does not have this step, or this entity does not do it"
            found.add(_NOT_HERE, f"{_origin_text(origin)}: {lacking}")
        changes.append(f"{_origin_text(origin)}: {_of_lines(lines)}")
    components, moved = _suppose_components(scenario.component, battery.components or [], names, found)
    changes += moved
    if found.unreadable:
        raise Unreadable(found.all())
    chains = [_moved(chain, scenario.origin, names) for chain in chains]
    listed = components if battery.components is not None else None
    battery = identified(msgspec.structs.replace(battery, chains=chains, components=listed), names)
    return msgspec.structs.replace(intake, battery=battery), changes


def _price_text(price: Price) -> str:
    if price.factor is not None:
        return f"the price of {price.mineral} is multiplied by {price.factor}"
    return f"the price of {price.mineral} is ${price.price_usd_per_kg}/kg"


def _priced(chain: Chain, price: Price) -> Chain:
    """The chain at another price; each site still adds the same part of the value."""
    if price.factor is not None:
        value = None if chain.value is None else chain.value * parse_number(price.factor)
    else:
        assert chain.mass is not None
        value = chain.mass * parse_number(price.price_usd_per_kg)
    factor = value / chain.value if value is not None and chain.value else Fraction(1)
    sites = {step.value: tuple(site.scaled(factor) for site in sites) for step, sites in chain.sites.items()}
    return msgspec.structs.replace(chain, value=value, sites=Sites(**sites))


def _origin_text(origin: Origin) -> str:
    whose = [
        f"line {origin.line}" if origin.line is not None else "",
        f"by {origin.entity}" if origin.entity is not None else "",
    ]
    where = f"in {country_name(origin.new_country)}" if origin.new_country else ""
    who = f"by {origin.new_entity}" if origin.new_entity else ""
    what = origin.step or "every step"
    return f"{what} of {' '.join(filter(None, whose))} is done {' '.join(filter(None, (where, who)))}"


def _lacking(owner: str, what: str, wanted: Sequence[object], there: Sequence[list[str]], known: Names) -> str | None:
    """What of a name and an entity `owner` does not have, with the nearest name; None if it has both."""
    same: tuple[Callable[[str], str], ...] = (key, known.identity)
    for of, text, names, is_one in zip((what, "entity"), wanted, there, same, strict=True):
        if text is not None and is_one(str(text)) not in map(is_one, names):
            near = nearest(key(str(text)), [(key(name), name) for name in names], 1)
            hint = f"; did you mean {quoted(near[0])}?" if near else ""
            return f"no {owner} has the {of} {quoted(text)}{hint}"
    return None


def _sites_meant(origin: Origin, chain: Chain, names: Names) -> list[tuple[Step, int | None]]:
    """The sites that the scenario changes, by number; None for a named step without a site."""
    if origin.line is not None and key(str(origin.line)) != key(chain.line):
        return []
    meant: list[tuple[Step, int | None]] = [
        (step, at)
        for step in Step
        for at, site in enumerate(chain.sites.of(step))
        if origin.step in (None, step) and (origin.entity is None or _is_of(site, origin.entity, names))
    ]
    virgin = not chain.sites.recycling and origin.step != Step.RECYCLING
    if not meant and virgin and origin.step is not None and origin.entity is None:
        meant = [(Step(origin.step), None)]
    return meant


def _is_of(site: Site, entity: str, names: Names) -> bool:
    return site.entity is not None and names.identity(site.entity) == names.identity(entity)


def _moved(chain: Chain, origins: list[Origin], names: Names) -> Chain:
    """The chain with the changes of the scenario; of two for the same site, the later applies."""
    named = {step: list(sites) for step, sites in chain.sites.items()}
    denied = chain.denied
    for origin in origins:
        for step, at in _sites_meant(origin, chain, names):
            if at is None:
                denied = msgspec.structs.replace(denied, **{step.value: None})
                named[step] = [_placed(unnamed_site(chain.row, step), origin)]
            else:
                named[step][at] = _placed(named[step][at], origin)
    sites = Sites(**{step.value: tuple(moved) for step, moved in named.items()})
    return msgspec.structs.replace(chain, sites=sites, denied=denied)


def _placed(site: Site, origin: Origin | ComponentChange) -> Site:
    """The site with the country and entity of the scenario; other facts stay."""
    return msgspec.structs.replace(
        site,
        country=origin.new_country or site.country,
        unread=None if origin.new_country else site.unread,
        entity=origin.new_entity or site.entity,
        supposed=True,
    )


def _of_lines(chains: list[Chain]) -> str:
    return named_lines([chain.line for chain in chains]) if chains else "no line"


# Battery components ----------------------------------------------------------------------------------------------


def _suppose_components(
    said: Sequence[ComponentChange], components: Sequence[Component], names: Names, found: Findings
) -> tuple[list[Component], list[str]]:
    """The components of the scenario, and its changes, one plain sentence each.

    `found` gets what prevents them: no such component, no value to multiply, or parts above their whole.
    """
    moved, changes = list(components), []
    for change in said:
        meant = [at for at, component in enumerate(components) if _is_meant(change, component, names)]
        changes.append(f"{_component_text(change)}: {', '.join(components[at].name for at in meant) or 'no component'}")
        if not meant:
            there = [one.name for one in components], [one.site.entity for one in components if one.site.entity]
            lacking = _lacking("component", "name", (change.component, change.entity), there, names)
            found.add(_NOT_HERE, f"{_component_text(change)}: {lacking or 'this entity does not make the component'}")
        for at in meant:
            if change.factor is not None and components[at].value_usd is None:
                cell = components[at].row.cell("value_usd")
                found.add(_NOT_HERE, f"{_component_text(change)}, but {quoted(components[at].name)} has no value", cell)
            else:
                moved[at] = _changed(moved[at], change, components[at].value_usd)
    _check_parts(moved, found)
    return moved, changes


def _is_meant(change: ComponentChange, component: Component, names: Names) -> bool:
    if change.component is not None and key(change.component) != key(component.name):
        return False
    return change.entity is None or _is_of(component.site, change.entity, names)


def _changed(component: Component, change: ComponentChange, value: Fraction | None) -> Component:
    """The component with the facts of the scenario; `value` is its own. Other facts stay."""
    if change.new_country or change.new_entity:
        component = msgspec.structs.replace(component, site=_placed(component.site, change))
    if change.new_value_usd is not None:
        return msgspec.structs.replace(component, value_usd=parse_number(change.new_value_usd))
    if change.factor is not None and value is not None:
        return msgspec.structs.replace(component, value_usd=value * parse_number(change.factor))
    return component


def _component_text(change: ComponentChange) -> str:
    whose = [
        f"component {quoted(change.component)}" if change.component is not None else "every component",
        f"by {change.entity}" if change.entity is not None else "",
    ]
    where = f"is made in {country_name(change.new_country)}" if change.new_country else ""
    who = f"{'' if where else 'is made '}by {change.new_entity}" if change.new_entity else ""
    value = f"has a value of ${change.new_value_usd}" if change.new_value_usd is not None else ""
    factor = f"has its value multiplied by {change.factor}" if change.factor is not None else ""
    made = " ".join(filter(None, (where, who)))
    return f"{' '.join(filter(None, whose))} {' and '.join(filter(None, (made, value or factor)))}"


def _check_parts(components: Sequence[Component], found: Findings) -> None:
    """Reports each component whose parts would add up to more than its value."""
    values = [one.value_usd for one in components]
    floors = floors_within(values, [one.within for one in components])
    for component, value, floor in zip(components, values, floors, strict=True):
        if value is not None and floor > value:
            parts = f"the parts of {quoted(component.name)} would add up to {exact_dollars(floor)}"
            message = f"under the scenario {parts}, more than its value, {exact_dollars(value)}"
            found.add("COMPONENT-PARTS-ABOVE-WHOLE", message, component.row.cell("value_usd"))
