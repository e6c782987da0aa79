"""Each mineral's value from where it is extracted to whether it counts. Nothing is lost or gained on the way."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from ...model.battery import Site, Step
from ...model.interval import ONE, Interval
from ...model.numbers import total
from ...model.statuses import Outcome
from ...vocabulary.countries import country_name
from .by_way import Worth
from .tracing import Traces

NOT_KNOWN, SEVERAL = "not known", "several"


class FlowValue(msgspec.Struct, frozen=True):
    """The value in US dollars that went one way: chains alike in mineral, places and outcome are one flow.

    A place is a country's name, `several` or `not known`; `extraction` is None where that step does not occur, and
    `processing` the place of `step`, which is recycling in a recycled chain.
    """

    mineral: str
    extraction: str | None
    processing: str
    step: Step
    outcome: Outcome
    value: Fraction


def flows(traced: Traces, shares: Sequence[Interval]) -> list[FlowValue]:
    """The flows of all priced chains, of which these shares count; greatest mineral first, then greatest flow.

    What counts at the low end counts, what counts only at the high end is unknown, the rest does not count. Chains
    that went the same way have the same share.
    """
    taken = dict(zip(traced.ways, shares, strict=True))
    values: dict[tuple[str, str | None, str, Step, Outcome], list[Fraction]] = {}
    minerals: dict[str, list[Fraction]] = {}
    for worth in sorted((w for w in traced.worths if w.value), key=_worth_from):
        assert worth.value is not None
        one, share = worth.first, taken[worth.first.way]
        minerals.setdefault(one.chain.mineral, []).append(worth.value)
        second = Step.RECYCLING if Step.RECYCLING in one.steps else Step.PROCESSING
        first = one.steps.get(Step.EXTRACTION)
        places = None if first is None else _place(first), _place(one.steps[second])
        for outcome, part in (
            (Outcome.COUNTS, share.low),
            (Outcome.UNKNOWN, share.high - share.low),
            (Outcome.DOES_NOT, ONE - share.high),
        ):
            if part:
                values.setdefault((one.chain.mineral, *places, second, outcome), []).append(worth.value * part)
    made = [FlowValue(*route, total(parts)) for route, parts in values.items()]
    of_mineral = {mineral: total(parts) for mineral, parts in minerals.items()}
    return sorted(made, key=lambda f: (-of_mineral[f.mineral], f.mineral, -f.value))


def _worth_from(worth: Worth) -> int:
    assert worth.worth_from is not None
    return worth.worth_from


def _place(sites: tuple[Site, ...]) -> str:
    countries = {site.country for site in sites}
    if len(countries) > 1:
        return SEVERAL
    (country,) = countries
    return NOT_KNOWN if country is None else country_name(country)
