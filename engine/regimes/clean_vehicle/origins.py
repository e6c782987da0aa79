"""Each mineral's value by step and country."""

from collections.abc import Iterable

from ...model.battery import Site, Step
from ...model.interval import ONE, ZERO
from ...model.numbers import Fraction, cut_percent, money, total
from ...vocabulary.countries import country_name
from .law import Law
from .sections import Origin
from .tracing import Traced, country_counts


def origins(traced: Iterable[Traced], all_value: Fraction | None, law: Law) -> list[Origin]:
    """Where each mineral's value comes from. Each step divides the whole value, by the value added at its sites.

    `all_value` is that of all minerals. A value is None where no line of it is priced.
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
    """Country, its name or what is known instead, whether it counts, and the part of the value."""
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
            "not known" if site.country is None else country_name(site.country),
            country_counts(step, site.country, mineral, law),
            part,
        )
        for site, part in zip(sites, parts, strict=False)
    ]
