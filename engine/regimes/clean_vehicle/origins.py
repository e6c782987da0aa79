"""Each mineral's value by step and country, and its flow to whether it counts; the totals are preserved."""

from collections.abc import Iterable

from ...model.battery import Site, Step
from ...model.numbers import ONE, ZERO, Fraction, Interval, cut_percent, money, total
from ...model.statuses import Outcome
from ...vocabulary.countries import country_name
from .law import Law
from .sections import Flow, Origin
from .tracing import Traced, country_counts


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
    countries = {site.country for site in sites}
    added = [site.value_added for site in sites if site.value_added is not None]
    all_added = total(added)
    if len(countries) > 1 and (len(added) < len(sites) or not all_added):
        counts = {country_counts(step, country, mineral, law) for country in countries}
        known = "several sites, split not stated" if None not in countries else "not known"
        return [(None, known, counts.pop() if len(counts) == 1 else None, ONE)]
    parts = [ONE] if len(countries) == 1 else [one / all_added for one in added]
    return [
        (
            site.country,
            _place([site]),
            country_counts(step, site.country, mineral, law),
            part,
        )
        for site, part in zip(sites, parts, strict=False)
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
