"""Each mineral's value by step and country."""

from collections.abc import Iterable

import msgspec

from ...model.battery import Site, Step
from ...model.interval import ONE
from ...model.numbers import Fraction, total
from .law import Law
from .tracing import Traced, country_counts


class OriginValue(msgspec.Struct, frozen=True):
    """A mineral's value by step and country; `value` is None where no line of it is priced.

    `undivided`: the countries are known, but not what each added.
    """

    mineral: str
    step: Step
    country: str | None
    value: Fraction | None
    counts: bool | None
    undivided: bool


def origins(traced: Iterable[Traced], law: Law) -> list[OriginValue]:
    """Where each mineral's value comes from. Each step divides the whole value, by the value added at its sites."""
    values: dict[tuple[str, Step, str | None, bool | None, bool], Fraction | None] = {}
    for one in traced:
        mineral = one.chain.mineral
        for step, sites in one.steps.items():
            for country, counts, undivided, part in _parts(step, sites, mineral, law):
                known = values.setdefault((mineral, step, country, counts, undivided), None)
                if one.chain.value is not None:
                    values[mineral, step, country, counts, undivided] = (known or 0) + one.chain.value * part
    rows = [
        OriginValue(mineral, step, country, value, counts, undivided)
        for (mineral, step, country, counts, undivided), value in values.items()
    ]
    order = list(Step)
    return sorted(rows, key=lambda r: (r.mineral, order.index(r.step), -(r.value or 0), r.country or "~"))


def _parts(
    step: Step, sites: tuple[Site, ...], mineral: str, law: Law
) -> list[tuple[str | None, bool | None, bool, Fraction]]:
    """Country, whether it counts, whether several could not be divided, and the part of the value."""
    countries = {site.country for site in sites}
    added = [site.value_added for site in sites if site.value_added is not None]
    all_added = total(added)
    if len(countries) > 1 and (len(added) < len(sites) or not all_added):
        counts = {country_counts(step, country, mineral, law) for country in countries}
        return [(None, counts.pop() if len(counts) == 1 else None, None not in countries, ONE)]
    if len(countries) == 1:
        return [(sites[0].country, country_counts(step, sites[0].country, mineral, law), False, ONE)]
    return [
        (site.country, country_counts(step, site.country, mineral, law), False, a / all_added)
        for site, a in zip(sites, added, strict=True)
    ]
