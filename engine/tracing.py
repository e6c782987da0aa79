"""Chains -> the share of each step that counts, as an interval, and each mineral's value by step and country."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

import msgspec

from .law import Law
from .model import Chain, Site, Step
from .numbers import money
from .report import Findings

ZERO, ONE = Fraction(0), Fraction(1)
SYNTHETIC_READING = "synthetic-graphite"


class Interval(msgspec.Struct, frozen=True, gc=False):
    """A share that lies between two ends, both included; a known one has equal ends."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction | None:
        return self.low if self.low == self.high else None


ANYTHING = Interval(ZERO, ONE)
NOTHING = Interval(ZERO, ZERO)
EVERYTHING = Interval(ONE, ONE)


class Traced(msgspec.Struct, frozen=True):
    """A chain with the steps that occur in it: the sites of each (one not named included) and its share that counts.

    `share` is the greatest of the steps' shares (26 CFR 1.30D-3). `aside` are sites that the line names for a step that
    does not occur: they take no part in the share, and are screened.
    """

    chain: Chain
    steps: Mapping[Step, tuple[Site, ...]]
    shares: Mapping[Step, Interval]
    share: Interval
    aside: tuple[tuple[Step, Site], ...] = ()

    def screened(self) -> Iterator[tuple[Step, Site]]:
        """Every site that the FEOC screen looks at."""
        yield from ((step, site) for step, sites in self.steps.items() for site in sites)
        yield from self.aside


def trace(chains: Iterable[Chain], law: Law, found: Findings) -> list[Traced]:
    """Every chain's shares under the law of the date."""
    return [_trace(chain, law, found) for chain in chains]


def _trace(chain: Chain, law: Law, found: Findings) -> Traced:
    recycled = Step.RECYCLING in chain.sites
    steps = _recycled_steps(chain, found) if recycled else _virgin_steps(chain, law, found)
    perhaps_virgin = recycled and recycling_is_unknown(chain)
    if perhaps_virgin:
        message = "no country and no entity of the recycling is known: whether the line is recycled is not known"
        found.add("RECYCLING-NOT-NAMED", message, *(site.country_cell for site in chain.sites[Step.RECYCLING]))
    shares = {step: _share(step, sites, chain.mineral, law) for step, sites in steps.items()}
    for step, sites in steps.items():
        if shares[step] is ANYTHING and len(sites) > 1 and not perhaps_virgin:
            found.add(
                "VALUE-ADDED-MISSING",
                f"{step} at several sites, not all of which count alike, needs the value added at each",
                *(site.value_added_cell for site in sites if not site.value_added),
            )
    share = Interval(max(s.low for s in shares.values()), max(s.high for s in shares.values()))
    _check_value_added(chain, steps, found)
    aside: tuple[tuple[Step, Site], ...] = ()
    if not recycled and Step.EXTRACTION not in steps:
        aside = tuple((Step.EXTRACTION, site) for site in chain.sites.get(Step.EXTRACTION, ()))
    return Traced(chain, steps, shares, share, aside)


def recycling_is_unknown(chain: Chain) -> bool:
    """Whether nothing is known of a recycling that the line's cells do not deny: the line may be virgin."""
    return not any(site.country or site.entity for site in chain.sites[Step.RECYCLING])


def _recycled_steps(chain: Chain, found: Findings) -> dict[Step, tuple[Site, ...]]:
    """From the scrap on: where it was first extracted takes no part, and processing is a later stage of recycling."""
    extraction = chain.sites.get(Step.EXTRACTION, ())
    if extraction:
        found.add(
            "RECYCLED-EXTRACTION",
            "the line is recycled: its extraction takes no part",
            *(site.country_cell for site in extraction),
        )
    return {Step.RECYCLING: chain.sites[Step.RECYCLING] + chain.sites.get(Step.PROCESSING, ())}


def _virgin_steps(chain: Chain, law: Law, found: Findings) -> dict[Step, tuple[Site, ...]]:
    """Extraction and processing; a step for which no site is named is one unknown site."""
    steps = {}
    for step in (Step.EXTRACTION, Step.PROCESSING):
        sites = chain.sites.get(step, ())
        if step is Step.EXTRACTION and chain.synthetic and SYNTHETIC_READING not in law.others:
            if sites:
                found.add(
                    "SYNTHETIC-EXTRACTION",
                    "synthetic graphite has no extraction step: what the line names for it is screened, and no more",
                    *(site.country_cell for site in sites),
                )
            continue
        denied = chain.denied.get(step)
        if denied is not None:
            found.add("STEP-DENIED", f"{step} is said not to occur, but it does: the site is not known", denied)
            sites = (*sites, _unnamed(chain, step))
        elif not sites:
            found.add(
                "STEP-NOT-NAMED", f"no site of {step} is named: it is not known", chain.row.cell(f"{step}_country")
            )
            sites = (_unnamed(chain, step),)
        steps[step] = sites
    return steps


def _unnamed(chain: Chain, step: Step) -> Site:
    return Site(chain.row, None, None, None, f"{step}_country", f"{step}_entity", f"{step}_value_added_usd")


def country_counts(step: Step, country: str | None, mineral: str, law: Law) -> bool | None:
    """Whether the step counts in the country; None where the country is not known (26 USC 30D(e)(1))."""
    if country is None:
        return None
    return law.counts_recycled(country) if step is Step.RECYCLING else law.counts(country, mineral)


def _share(step: Step, sites: tuple[Site, ...], mineral: str, law: Law) -> Interval:
    """The value added by the step where it counts, by all value that it added (26 CFR 1.30D-3)."""
    counts = [country_counts(step, site.country, mineral, law) for site in sites]
    if all(counts):
        return EVERYTHING
    if all(c is False for c in counts):
        return NOTHING
    added = [site.value_added for site in sites if site.value_added is not None]
    total = sum(added, ZERO)
    if len(added) < len(sites) or total == 0:
        return ANYTHING
    low = sum((a for a, c in zip(added, counts, strict=True) if c), ZERO)
    high = sum((a for a, c in zip(added, counts, strict=True) if c is not False), ZERO)
    return Interval(low / total, high / total)


def _check_value_added(chain: Chain, steps: Mapping[Step, tuple[Site, ...]], found: Findings) -> None:
    if chain.value is None:
        return
    stated = [site for sites in steps.values() for site in sites if site.value_added is not None]
    total = sum((site.value_added for site in stated if site.value_added is not None), ZERO)
    if total > chain.value:
        found.add(
            "VALUE-ADDED-ABOVE-VALUE",
            f"the steps add ${money(total)} to a mineral worth ${money(chain.value)}",
            *(site.value_added_cell for site in stated),
        )


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
                at = (mineral, step, country, counts, undivided)
                before = values.get(at)
                more = None if one.chain.value is None else one.chain.value * part
                values[at] = more if before is None else before if more is None else before + more
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
    total = sum(added, ZERO)
    if len(countries) > 1 and (len(added) < len(sites) or total == 0):
        counts = {country_counts(step, country, mineral, law) for country in countries}
        return [(None, counts.pop() if len(counts) == 1 else None, None not in countries, ONE)]
    if len(countries) == 1:
        return [(sites[0].country, country_counts(step, sites[0].country, mineral, law), False, ONE)]
    return [
        (site.country, country_counts(step, site.country, mineral, law), False, a / total)
        for site, a in zip(sites, added, strict=True)
    ]
