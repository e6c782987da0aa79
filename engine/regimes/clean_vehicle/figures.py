"""The figures of a report: every number as its exact or cut text, and where the value comes from and goes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec

from ...model.battery import Battery, Component, Site, Step, Vehicle
from ...model.numbers import ONE, ZERO, Fraction, Interval, cut_percent, exact, money, plain, total
from ...model.statuses import Outcome, Status
from ...report.report import Rows
from ...rules.rule import Date, Period, percent
from ...vocabulary.countries import country_name
from ..threshold.balance import bounds, gap_points
from .components import ComponentsResult
from .deciding import decide_components
from .law import Law
from .sections import (
    BatteryComponents,
    ChainCells,
    ChainCountries,
    ChainShare,
    ComponentShare,
    CriticalMinerals,
    Flow,
    Mineral,
    Origin,
    Test,
    VehicleFacts,
)
from .tracing import TestName, TestResult, Traced, country_counts, taken
from .verdict import Answer


def vehicle_facts(battery: Battery, placed: Period, acquired: Date | None) -> VehicleFacts:
    stated = {name: getattr(battery.vehicle, name) for name in VehicleFacts.__struct_fields__}
    stated["acquired"] = acquired
    facts = {name: plain(fact) if isinstance(fact, Fraction) else fact for name, fact in stated.items()}
    return VehicleFacts(**msgspec.to_builtins(facts) | {"placed_in_service": placed.text})


def vehicle_of(facts: VehicleFacts) -> Vehicle:
    """The vehicle of the facts in a report; its date placed in service is None if they have a year.

    Raises:
        ValueError: a date or a number is not one.
    """
    stated = {name: fact for name, fact in msgspec.structs.asdict(facts).items() if fact is not None}
    placed = Period.parse(stated.pop("placed_in_service"), Date.min)
    days: dict[str, Any] = {name: Date.fromisoformat(stated.pop(name)) for name in _DAYS if name in stated}
    amounts: dict[str, Any] = {name: Fraction(stated.pop(name)) for name in _AMOUNTS if name in stated}
    return Vehicle(placed_in_service=placed.first if placed.first == placed.last else None, **days, **amounts, **stated)


_FIGURES = BatteryComponents.__struct_fields__[1:-2]
"""The figures of either half, all None without a percentage."""
_DAYS, _AMOUNTS = ("acquired", "report_date"), ("msrp_usd", "battery_kwh", "gvwr_lb")


def critical_minerals(answer: Answer, law: Law) -> CriticalMinerals:
    """The percentage against the requirement, by test, mineral, origin and chain."""
    chosen = answer.chosen
    if chosen is None:
        none: dict[str, Any] = dict.fromkeys(_FIGURES)
        return CriticalMinerals(answer.minerals, TestName.TRACED, **none, chains=_chains(answer, law))
    required = law.required()
    return CriticalMinerals(
        status=answer.minerals,
        test=chosen.test,
        required_percentage=str(required.value),
        requirement_citation=law.rulebook.cite(required.source),
        **bounds(chosen.share),
        gap_points=gap_points(chosen.share, percent(required.value)),
        total_value_usd=None if chosen.value is None else money(chosen.value),
        qualifying_value_usd=None if chosen.qualifying is None else money(chosen.qualifying),
        tests=[
            Test(t.test, t.available, t.status if t.available else Status.NOT_AVAILABLE, **bounds(t.share))
            for t in answer.tests
        ],
        minerals=_minerals(answer, chosen),
        origins=origins(answer.traced, chosen.value, law),
        flows=[flow for flow, _ in flows(answer.traced, chosen.shares)],
        chains=_chains(answer, law),
    )


def _minerals(answer: Answer, chosen: TestResult) -> list[Mineral]:
    """Each mineral's value, its share of all value, and its lowest qualifying value; greatest value first."""
    value: dict[str, Fraction] = {}
    counting: dict[str, Fraction] = {}
    unpriced: dict[str, list[str]] = {one.chain.mineral: [] for one in answer.traced}
    for one, share in zip(answer.traced, chosen.shares, strict=True):
        name, worth = one.chain.mineral, one.chain.value
        if worth is None:
            unpriced[name].append(one.chain.line)
        else:
            value[name] = value.get(name, ZERO) + worth
            counting[name] = counting.get(name, ZERO) + worth * share.low
    return [
        Mineral(
            mineral=name,
            value_usd=money(value[name]) if name in value else None,
            share_percentage=cut_percent(value[name] / chosen.value) if name in value and chosen.value else None,
            qualifying_value_usd=money(counting[name]) if name in value else None,
            unpriced_lines=unpriced[name],
        )
        for name in sorted(unpriced, key=lambda name: (-value.get(name, ZERO), name))
    ]


def _chains(answer: Answer, law: Law) -> Rows[ChainShare]:
    test = answer.chosen.test if answer.chosen is not None else TestName.TRACED
    return Rows(answer.traced, partial(_chain, test=test, law=law, screened=answer.screen.minerals_screened))


def _chain(one: Traced, *, test: TestName, law: Law, screened: bool) -> ChainShare:
    chain, counts = one.chain, taken(test, one.share, law)
    ends: dict[str, str | None] = {}
    for step in Step:
        share = one.shares.get(step)
        exactly = share.exact if share else None
        ends[step.value] = None if exactly is None else exact(exactly)
        ends[f"{step}_low"] = exact(share.low) if share else None
        ends[f"{step}_high"] = exact(share.high) if share else None
    sites = [one.steps.of(step) for step in Step]
    cells = (tuple([site.country_cell for site in of]) for of in sites)
    return ChainShare(
        line=chain.line,
        mineral=chain.mineral,
        material=chain.material,
        component=chain.component,
        value_usd=None if chain.value is None else money(chain.value),
        value_exact=None if chain.value is None else exact(chain.value),
        mass_kg=None if chain.mass is None else plain(chain.mass),
        counts_low=exact(counts.low),
        counts_high=exact(counts.high),
        share=None if one.share.exact is None else exact(one.share.exact),
        share_low=exact(one.share.low),
        share_high=exact(one.share.high),
        screened=screened,
        cells=ChainCells(chain.value_cell, *cells),
        countries=_countries(*(tuple([site.country for site in of]) for of in sites)),
        **ends,
    )


_countries = lru_cache(ChainCountries)  # many lines have the same


def battery_components(
    components: Sequence[Component] | None, result: ComponentsResult | None, law: Law
) -> BatteryComponents | None:
    """The percentage against the requirement, and each row of the sheet; None without one."""
    if components is None or result is None:
        return None
    weighted, required = result.weighted, result.required
    increments = {at: pool.each for pool in result.pools for at in pool.at}
    rows = [
        _component(component, result.rows[at].counts, increments.get(at)) for at, component in enumerate(components)
    ]
    if weighted is None or required is None or weighted.value is None or weighted.qualifying is None:
        none: dict[str, Any] = dict.fromkeys(_FIGURES)
        return BatteryComponents(result.status, **none, components=rows)
    return BatteryComponents(
        status=result.status,
        required_percentage=str(required.value),
        requirement_citation=law.rulebook.cite(required.source),
        **bounds(weighted.share),
        gap_points=gap_points(weighted.share, percent(required.value)),
        total_value_usd=money(weighted.value),
        qualifying_value_usd=money(weighted.qualifying),
        components=rows,
        deciding=decide_components(components, result),
    )


def _component(
    component: Component, counts: bool | None, increment: tuple[Fraction, Fraction | None] | None
) -> ComponentShare:
    low, high = increment or (None, None)
    row, value = component.row, component.value_usd
    cells = (row.cell(column) for column in ("component", "value_usd", "part_of"))
    return ComponentShare(
        component=component.name,
        part_of=component.part_of,
        value_usd=None if value is None else money(value),
        incremental_low_usd=None if low is None else money(low),
        incremental_high_usd=None if high is None else money(high),
        assembly_country=component.site.country,
        counts=counts,
        cells=list(dict.fromkeys([*cells, component.site.country_cell])),
        excluded=component.exclusion,
        value_exact=None if value is None else exact(value),
        value_cell=row.cell("value_usd"),
        country_cell=component.site.country_cell,
    )


def origins(traced: Iterable[Traced], all_value: Fraction | None, law: Law) -> list[Origin]:
    """Each mineral's value by country. Each step divides the whole value by the value added at its sites.

    `all_value` is the value of all minerals. A value is None if none of its lines has a price.
    """
    values: dict[tuple[str, Step, str | None, str, bool | None], Fraction | None] = {}
    for one in traced:
        for step, sites in one.steps.items():
            for country, name, counts, part in _parts(step, sites, one.chain.mineral, law):
                at = one.chain.mineral, step, country, name, counts
                known = values.setdefault(at, None)
                if one.chain.value is not None:
                    values[at] = (known or ZERO) + one.chain.value * part
    rows = [
        (Origin(mineral, step, country, name, *_figures(value, all_value), counts), value or ZERO)
        for (mineral, step, country, name, counts), value in values.items()
    ]
    order = [str(step) for step in Step]
    rows.sort(key=lambda row: (row[0].mineral, order.index(row[0].step), -row[1], row[0].country or "~"))
    return [origin for origin, _ in rows]


def _figures(value: Fraction | None, all_value: Fraction | None) -> tuple[str | None, str | None]:
    if value is None:
        return None, None
    return money(value), cut_percent(value / all_value) if all_value else None


def _parts(
    step: Step, sites: tuple[Site, ...], mineral: str, law: Law
) -> list[tuple[str | None, str, bool | None, Fraction]]:
    """The country, its name or a substitute, whether it counts, and its part of the value."""
    counts = {site.country: country_counts(step, site.country, mineral, law) for site in sites}
    if len(counts) == 1:
        return [(country, _place(sites), of_country, ONE) for country, of_country in counts.items()]
    added = [site.value_added for site in sites if site.value_added is not None]
    all_added = total(added)
    if len(added) < len(sites) or not all_added:
        known = "several sites, split not stated" if None not in counts else "not known"
        alike = {*counts.values()}
        return [(None, known, alike.pop() if len(alike) == 1 else None, ONE)]
    return [
        (site.country, _place([site]), counts[site.country], one / all_added)
        for site, one in zip(sites, added, strict=True)
    ]


def flows(traced: Iterable[Traced], shares: Iterable[Interval]) -> list[tuple[Flow, Fraction]]:
    """The flows of all priced chains, with these qualifying shares, and their exact values in US dollars.

    Chains with the same mineral, places and outcome are one flow; largest mineral first, then largest flow.

    What counts at the low end counts, what counts only at the high end is unknown, the rest does not count. Chains
    that went the same way have the same share.
    """
    values: dict[tuple[str, str | None, str, Step, Outcome], Fraction] = {}
    minerals: dict[str, Fraction] = {}
    for one, share in zip(traced, shares, strict=True):
        value = one.chain.value
        if not value:
            continue
        mineral = one.chain.mineral
        minerals[mineral] = minerals.get(mineral, ZERO) + value
        first, second = one.steps.extraction, Step.RECYCLING if one.steps.recycling else Step.PROCESSING
        places = _place(first) if first else None, _place(one.steps.of(second))
        for outcome, part in (
            (Outcome.COUNTS, share.low),
            (Outcome.UNKNOWN, share.high - share.low),
            (Outcome.DOES_NOT, ONE - share.high),
        ):
            if part:
                route = (mineral, *places, second, outcome)
                values[route] = values.get(route, ZERO) + value * part
    found = [(Flow(*route, money(value)), value) for route, value in values.items()]
    return sorted(found, key=lambda one: (-minerals[one[0].mineral], one[0].mineral, -one[1]))


def _place(sites: Iterable[Site]) -> str:
    countries = {site.country for site in sites}
    if len(countries) > 1:
        return "several"
    (country,) = countries
    return "not known" if country is None else country_name(country)
