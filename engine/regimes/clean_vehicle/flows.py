"""Each mineral's value from where it is extracted to whether it counts. Nothing is lost or gained on the way."""

from collections.abc import Iterable

from ...model.battery import Site, Step
from ...model.interval import ONE, ZERO, Interval
from ...model.numbers import Fraction, money
from ...model.statuses import Outcome
from ...vocabulary.countries import country_name
from .sections import Flow
from .tracing import Traced


def flows(traced: Iterable[Traced], shares: Iterable[Interval]) -> list[tuple[Flow, Fraction]]:
    """The flows of all priced chains, of which these shares count, with their exact values in US dollars.

    Chains alike in mineral, places and outcome are one flow; greatest mineral first, then greatest flow.

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


def _place(sites: tuple[Site, ...]) -> str:
    countries = {site.country for site in sites}
    if len(countries) > 1:
        return "several"
    (country,) = countries
    return "not known" if country is None else country_name(country)
