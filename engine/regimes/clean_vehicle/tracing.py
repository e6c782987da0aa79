"""Tracing: the share of each line that counts, and the two tests of the percentage (26 CFR 1.30D-3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec

from ...model.battery import UNKNOWN_MINERAL, Chain, Site, Sites, Step, unnamed_site
from ...model.findings import Findings
from ...model.numbers import ANYTHING, EVERYTHING, NOTHING, Fraction, Interval, exact_dollars, total
from ...model.statuses import Status
from ...rules.rule import percent
from ..threshold.balance import Balance, WeightedShare, status_of, weigh
from ..threshold.pool import Greatest
from .law import Law

NO_EXTRACTION = ("synthetic-graphite", "no-extraction")
"""The choice of a reading by which synthetic graphite has no step of extraction."""


class Traced(msgspec.Struct, frozen=True, gc=False):
    """A chain with the steps that occur in it: the sites of each, named or not, and its qualifying share.

    `share` is the greatest of the steps' (26 CFR 1.30D-3). `aside` are sites that the line names for a step that does
    not occur: they do not affect the share, but are screened.
    """

    chain: Chain
    steps: Sites
    shares: Mapping[Step, Interval]
    share: Interval
    aside: tuple[tuple[Step, Site], ...] = ()

    def screened(self) -> Iterator[tuple[Step, Site]]:
        """Every site that the FEOC screen covers."""
        yield from ((step, site) for step, sites in self.steps.items() for site in sites)
        yield from self.aside


def trace(chains: Iterable[Chain], law: Law, found: Findings) -> list[Traced]:
    """Every chain's shares under the law of the date."""
    return [_trace(chain, law, found) for chain in chains]


def _trace(chain: Chain, law: Law, found: Findings) -> Traced:
    steps = _recycled_steps(chain, found) if chain.sites.recycling else _virgin_steps(chain, law, found)
    named = chain.sites
    perhaps_virgin = bool(named.recycling) and recycling_is_unknown(chain)
    denied = chain.denied.recycling
    if perhaps_virgin and denied is not None:
        message = "recycling is said not to occur, but a site is named: it is unknown whether the line is recycled"
        found.add("STEP-DENIED-AND-NAMED", message, denied, *(site.country_cell for site in named.recycling))
    elif perhaps_virgin:
        message = "the recycling has no known country or entity: it is unknown whether the line is recycled"
        found.add("RECYCLING-NOT-NAMED", message, *(site.country_cell for site in named.recycling))
    shares = [(step, _share(step, sites, chain.mineral, law)) for step, sites in steps.items()]
    for step, share in shares:
        sites = steps.of(step)
        if len(sites) > 1 and share is ANYTHING and not perhaps_virgin:
            found.add(
                "VALUE-ADDED-MISSING",
                f"{step} has several sites, and some may not count: the value added at each site is needed",
                *(site.value_added_cell for site in sites if not site.value_added),
            )
    _check_value_added(chain, steps, found)
    aside: tuple[tuple[Step, Site], ...] = ()
    if not steps.extraction and not named.recycling:
        aside = tuple((Step.EXTRACTION, site) for site in named.extraction)
    return Traced(chain, steps, *_greatest(*shares), aside)


@lru_cache(maxsize=1024)  # chains with equal steps share one mapping
def _greatest(*shares: tuple[Step, Interval]) -> tuple[Mapping[Step, Interval], Interval]:
    """The shares by step, and the greatest of them."""
    return dict(shares), Interval(max(s.low for _, s in shares), max(s.high for _, s in shares))


def recycling_is_unknown(chain: Chain) -> bool:
    """Whether recycling is unknown, or both named and denied: the line may be virgin."""
    if chain.denied.recycling is not None:
        return True
    return not any(site.country or site.entity for site in chain.sites.recycling)


def _recycled_steps(chain: Chain, found: Findings) -> Sites:
    """The steps from scrap on: the first extraction is ignored, and processing is a later stage of recycling."""
    sites = chain.sites
    if sites.extraction:
        message = "the line is recycled: its extraction does not count"
        found.add("RECYCLED-EXTRACTION", message, *(site.country_cell for site in sites.extraction))
    # If recycling is also denied, it may not occur at all; where the work is done is then unknown.
    perhaps = (unnamed_site(chain.row, Step.RECYCLING),) if chain.denied.recycling is not None else ()
    return Sites(recycling=sites.recycling + perhaps + sites.processing)


def _virgin_steps(chain: Chain, law: Law, found: Findings) -> Sites:
    """Extraction and processing; a step without a named site has one unknown site."""
    named, denied_of = chain.sites, chain.denied
    denies = denied_of.extraction is not None or denied_of.processing is not None
    if named.extraction and named.processing and not denies and not chain.synthetic:
        return named
    steps = {}
    for step in (Step.EXTRACTION, Step.PROCESSING):
        sites = named.of(step)
        if step is Step.EXTRACTION and chain.synthetic and law.takes(*NO_EXTRACTION):
            if sites:
                message = (
                    "synthetic graphite has no extraction step: the site named for it is screened but does not count"
                )
                found.add("SYNTHETIC-EXTRACTION", message, *(site.country_cell for site in sites))
            continue
        denied = denied_of.of(step)
        if denied is not None:
            found.add(
                "STEP-DENIED",
                f"the line says that {step} does not occur, but it must: the site is treated as unknown",
                denied,
            )
            sites = (*sites, unnamed_site(chain.row, step))
        elif not sites:
            cell = chain.row.cell(f"{step}_country")
            found.add("STEP-NOT-NAMED", f"the line names no site for {step}: the site is unknown", cell)
            sites = (unnamed_site(chain.row, step),)
        steps[step.value] = sites
    return Sites(**steps)


def country_counts(step: Step, country: str | None, mineral: str, law: Law) -> bool | None:
    """Whether the step counts in the country; None if country or mineral is unknown (26 USC 30D(e)(1))."""
    if country is None or mineral == UNKNOWN_MINERAL:
        return None
    return law.counts_recycled(country) if step is Step.RECYCLING else law.counts(country, mineral)


def _share(step: Step, sites: tuple[Site, ...], mineral: str, law: Law) -> Interval:
    """The qualifying value added by the step, divided by all its value added (26 CFR 1.30D-3)."""
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


def _check_value_added(chain: Chain, steps: Sites, found: Findings) -> None:
    if chain.value is None:
        return
    stated = [site for site in steps.all() if site.value_added is not None]
    if not stated:
        return
    added = total(site.value_added for site in stated if site.value_added is not None)
    if added > chain.value:
        found.add(
            "VALUE-ADDED-ABOVE-VALUE",
            f"the steps add {exact_dollars(added)}, more than the mineral's value of {exact_dollars(chain.value)}",
            *(site.value_added_cell for site in stated),
        )


class TestName(StrEnum):
    TRACED = "traced"
    VALUE_ADDED = "value_added"


class TestResult(WeightedShare, frozen=True, kw_only=True):
    """One test: the qualifying share of the minerals' value, and its status.

    `shares` are those of the chains, in the same order.
    """

    test: TestName
    available: bool
    status: Status
    shares: list[Interval]


def run_tests(traced: Sequence[Traced], law: Law) -> list[TestResult]:
    """The results of both tests on the date, in the order of the report."""
    required = percent(law.required().value)

    def result(test: TestName, available: bool) -> TestResult:
        shares = [taken(test, one.share, law) for one in traced]
        weighted = weigh((one.chain.value, share) for one, share in zip(traced, shares, strict=True))
        status = status_of(weighted.share, required) if law.can_be_met() else Status.FAIL
        return TestResult(
            **msgspec.structs.asdict(weighted), test=test, available=available, status=status, shares=shares
        )

    return [result(TestName.TRACED, True), result(TestName.VALUE_ADDED, law.value_added_test_available())]


def taken(test: TestName, share: Interval, law: Law) -> Interval:
    """A share as the test counts it: in the value-added test a line counts in full or not at all."""
    if test is TestName.TRACED:
        return share
    half = half_of(law)
    if share.low >= half:
        return EVERYTHING
    return ANYTHING if share.high >= half else NOTHING


def half_of(law: Law) -> Fraction:
    """The share at which a line counts in full in the value-added test."""
    return percent(law.rule(law.rulebook.value_added_test.percent).value)


def balance(result: TestResult, traced: Sequence[Traced], law: Law) -> Balance:
    """A test's lines against the requirement; the parts of a line are its steps."""
    lines = [
        Greatest(one.chain.value, {step: taken(result.test, share, law) for step, share in one.shares.items()})
        for one in traced
    ]
    return Balance(result.test.value, percent(law.required().value), lines)
