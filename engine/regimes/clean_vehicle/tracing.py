"""Chains -> the share of each step that counts, as an interval."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import islice

import msgspec

from ...model.battery import UNKNOWN_MINERAL, Chain, Site, Step
from ...model.findings import Findings
from ...model.interval import ANYTHING, EVERYTHING, NOTHING, ONE, ZERO, Interval
from ...model.numbers import money, total
from ...model.packed import Long
from .by_way import ByWay, Worth
from .law import Law

_VIRGIN = (Step.EXTRACTION, Step.PROCESSING)
NO_EXTRACTION = ("synthetic-graphite", "no-extraction")
"""The choice of a reading by which synthetic graphite has no step of extraction."""


def part_of(value: Fraction, share: Fraction) -> Fraction:
    """A share of a value; most shares are all of it or nothing, and need no arithmetic."""
    return value if share is ONE else ZERO if share is ZERO else value * share


class Way(msgspec.Struct, frozen=True, eq=False):
    """What chains alike in mineral, steps, countries and division share, and are counted together by: one object.

    `share` is the greatest of the steps' shares (26 CFR 1.30D-3).
    """

    mineral: str
    shares: Mapping[Step, Interval]
    share: Interval


class Traced(msgspec.Struct, frozen=True, gc=False):
    """A chain with the steps that occur in it: the sites of each (one not named included) and its share that counts.

    `aside` are sites that the line names for a step that does not occur: they take no part in the share, and are
    screened.
    """

    chain: Chain
    steps: Mapping[Step, tuple[Site, ...]]
    way: Way
    aside: tuple[tuple[Step, Site], ...] = ()

    @property
    def shares(self) -> Mapping[Step, Interval]:
        """Each step's share that counts."""
        return self.way.shares

    @property
    def share(self) -> Interval:
        """The chain's share that counts."""
        return self.way.share

    def screened(self) -> Iterator[tuple[Step, Site]]:
        """Every site that the FEOC screen looks at."""
        yield from ((step, site) for step, sites in self.steps.items() for site in sites)
        yield from self.aside


class Traces(Long[Traced]):
    """The chains of a battery with the steps that occur and the ways that they went, made when asked for.

    `ways` are theirs in their order, `worths` what the chains of each way are worth together.
    """

    __slots__ = ("_chains", "_law", "ways", "worths")

    def __init__(self, chains: Collection[Chain], law: Law, ways: list[Way], worths: list[Worth]) -> None:
        self._chains = chains
        self._law = law
        self.ways = ways
        self.worths = worths

    def __len__(self) -> int:
        return len(self.ways)

    def __iter__(self) -> Iterator[Traced]:
        for chain, way in zip(self._chains, self.ways, strict=True):
            yield _with_steps(chain, _steps(chain, self._law, None), way)

    def _item(self, place: int) -> Traced:
        return next(islice(self, place, None))


def trace(chains: Collection[Chain], law: Law, found: Findings) -> Traces:
    """Every chain's shares under the law of the date."""
    known = _Ways(law)
    gathered = ByWay()
    ways = []
    for place, chain in enumerate(chains):
        one = _trace(chain, known, law, found)
        gathered.add(place, one)
        ways.append(one.way)
    return Traces(chains, law, ways, gathered.worths())


def _trace(chain: Chain, ways: "_Ways", law: Law, found: Findings) -> Traced:
    steps = _steps(chain, law, found)
    perhaps_virgin = Step.RECYCLING in chain.sites and recycling_is_unknown(chain)
    denied = chain.denied.get(Step.RECYCLING)
    if perhaps_virgin and denied is not None:
        message = "recycling is said not to occur, and named: whether the line is recycled is not known"
        found.add("STEP-DENIED-AND-NAMED", message, denied, *(s.country_cell for s in chain.sites[Step.RECYCLING]))
    elif perhaps_virgin:
        message = "no country and no entity of the recycling is known: whether the line is recycled is not known"
        found.add("RECYCLING-NOT-NAMED", message, *(site.country_cell for site in chain.sites[Step.RECYCLING]))
    way = ways.of(chain.mineral, steps)
    for step, sites in steps.items():
        if len(sites) > 1 and way.shares[step] is ANYTHING and not perhaps_virgin:
            found.add(
                "VALUE-ADDED-MISSING",
                f"{step} at several sites, not all of which count alike, needs the value added at each",
                *(site.value_added_cell for site in sites if not site.value_added),
            )
    _check_value_added(chain, steps, found)
    return _with_steps(chain, steps, way)


def _with_steps(chain: Chain, steps: Mapping[Step, tuple[Site, ...]], way: Way) -> Traced:
    aside: tuple[tuple[Step, Site], ...] = ()
    if Step.EXTRACTION not in steps and Step.RECYCLING not in chain.sites:
        aside = tuple((Step.EXTRACTION, site) for site in chain.sites.get(Step.EXTRACTION, ()))
    return Traced(chain, steps, way, aside)


class _Ways:
    """The ways under one law, each computed once."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._ways: dict[tuple[object, ...], Way] = {}

    def of(self, mineral: str, steps: Mapping[Step, tuple[Site, ...]]) -> Way:
        at = (mineral, *steps, *map(_division, steps.values()))
        way = self._ways.get(at)
        if way is None:
            shares = {step: _share(step, sites, mineral, self._law) for step, sites in steps.items()}
            share = Interval(max(s.low for s in shares.values()), max(s.high for s in shares.values()))
            way = self._ways[at] = Way(mineral, shares, share)
        return way


def _division(sites: tuple[Site, ...]) -> object:
    """What decides a step's share under one law: the country, and what was added in each where there are several."""
    if len(sites) == 1:
        return sites[0].country
    return tuple((site.country, site.value_added) for site in sites)


def recycling_is_unknown(chain: Chain) -> bool:
    """Whether nothing is known of a recycling, or it is named and denied too: the line may be virgin."""
    if Step.RECYCLING in chain.denied:
        return True
    return not any(site.country or site.entity for site in chain.sites[Step.RECYCLING])


def _steps(chain: Chain, law: Law, found: Findings | None) -> Mapping[Step, tuple[Site, ...]]:
    """The steps that occur, with their sites; what is noticed is told once, where there is somebody to tell it to."""
    if Step.RECYCLING in chain.sites:
        return _recycled_steps(chain, found)
    return _virgin_steps(chain, law, found)


def _recycled_steps(chain: Chain, found: Findings | None) -> dict[Step, tuple[Site, ...]]:
    """From the scrap on: where it was first extracted takes no part, and processing is a later stage of recycling."""
    extraction = chain.sites.get(Step.EXTRACTION, ())
    if extraction and found is not None:
        message = "the line is recycled: its extraction takes no part"
        found.add("RECYCLED-EXTRACTION", message, *(site.country_cell for site in extraction))
    # What is denied too may be no recycling at all: where else the work is done is then not known.
    perhaps = (_unnamed(chain, Step.RECYCLING),) if Step.RECYCLING in chain.denied else ()
    return {Step.RECYCLING: chain.sites[Step.RECYCLING] + perhaps + chain.sites.get(Step.PROCESSING, ())}


def _virgin_steps(chain: Chain, law: Law, found: Findings | None) -> Mapping[Step, tuple[Site, ...]]:
    """Extraction and processing; a step for which no site is named is one unknown site."""
    if tuple(chain.sites) == _VIRGIN and all(chain.sites.values()) and not chain.denied and not chain.synthetic:
        return chain.sites
    steps = {}
    for step in _VIRGIN:
        sites = chain.sites.get(step, ())
        if step is Step.EXTRACTION and chain.synthetic and law.takes(*NO_EXTRACTION):
            if sites and found is not None:
                message = (
                    "synthetic graphite has no extraction step: what the line names for it is screened, and no more"
                )
                found.add("SYNTHETIC-EXTRACTION", message, *(site.country_cell for site in sites))
            continue
        denied = chain.denied.get(step)
        if denied is not None:
            if found is not None:
                found.add("STEP-DENIED", f"{step} is said not to occur, but it does: the site is not known", denied)
            sites = (*sites, _unnamed(chain, step))
        elif not sites:
            if found is not None:
                cell = chain.row.cell(f"{step}_country")
                found.add("STEP-NOT-NAMED", f"no site of {step} is named: it is not known", cell)
            sites = (_unnamed(chain, step),)
        steps[step] = sites
    return steps


def _unnamed(chain: Chain, step: Step) -> Site:
    return Site(chain.row, None, None, None, f"{step}_country", f"{step}_entity", f"{step}_value_added_usd")


def country_counts(step: Step, country: str | None, mineral: str, law: Law) -> bool | None:
    """Whether the step counts in the country; None where country or mineral is not known (26 USC 30D(e)(1))."""
    if country is None or mineral == UNKNOWN_MINERAL:
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
    all_added = total(added)
    if len(added) < len(sites) or not all_added:
        return ANYTHING
    low = total(a for a, c in zip(added, counts, strict=True) if c)
    high = total(a for a, c in zip(added, counts, strict=True) if c is not False)
    return Interval(low / all_added, high / all_added)


def _check_value_added(chain: Chain, steps: Mapping[Step, tuple[Site, ...]], found: Findings) -> None:
    if chain.value is None:
        return
    stated = [site for sites in steps.values() for site in sites if site.value_added is not None]
    if not stated:
        return
    added = total(site.value_added for site in stated if site.value_added is not None)
    if added > chain.value:
        found.add(
            "VALUE-ADDED-ABOVE-VALUE",
            f"the steps add ${money(added)} to a mineral worth ${money(chain.value)}",
            *(site.value_added_cell for site in stated),
        )
