"""The figures of a report: every number as its exact or cut text."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ...model.battery import Battery, Site, Step
from ...model.numbers import cut_percent, exact, lift, money, plain, total
from ...model.packed import Made, Packed
from ...model.statuses import Status
from ...report.report import (
    ChainCells,
    ChainCountries,
    ChainShare,
    CriticalMinerals,
    Flow,
    Mineral,
    Origin,
    Test,
    VehicleFacts,
)
from ...rules.rule import Period, percent
from ...rules.rulebook import Date
from ...vocabulary.countries import country_name
from .answer import Answer
from .by_way import Worth
from .content import TestName, TestResult
from .flows import flows
from .law import Law
from .origins import OriginValue, origins
from .tracing import Traced, part_of


def vehicle_facts(battery: Battery, placed: Period, acquired: Date | None) -> VehicleFacts:
    """The vehicle as the verdict took it."""
    v = battery.vehicle
    return VehicleFacts(
        placed_in_service=placed.text,
        acquired=acquired.isoformat() if acquired else None,
        report_date=v.report_date.isoformat() if v.report_date else None,
        model=v.model,
        model_year=v.model_year,
        final_assembly_country=v.final_assembly_country,
        vehicle_class=v.vehicle_class,
        msrp_usd=None if v.msrp_usd is None else plain(v.msrp_usd),
        battery_kwh=None if v.battery_kwh is None else plain(v.battery_kwh),
        gvwr_lb=None if v.gvwr_lb is None else plain(v.gvwr_lb),
        transition_report=v.transition_report,
        qualified_manufacturer=v.qualified_manufacturer,
        rechargeable_from_outside=v.rechargeable_from_outside,
    )


def critical_minerals(answer: Answer, law: Law) -> CriticalMinerals:
    """The percentage against the requirement, by test, mineral, origin and chain."""
    chosen = answer.chosen
    if chosen is None:
        return CriticalMinerals(
            answer.minerals, TestName.TRACED, None, None, None, None, None, None, None, None, None, None,
            chains=_chains(answer),
        )  # fmt: skip
    ways = answer.traced.worths
    required = law.required()
    gap = chosen.share.low - percent(required.value)
    return CriticalMinerals(
        status=answer.minerals,
        test=chosen.test,
        required_percentage=str(required.value),
        requirement_citation=law.rulebook.cite(required.source),
        percentage=cut_percent(chosen.share.low),
        exact=None if chosen.share.exact is None else exact(chosen.share.exact),
        low=exact(chosen.share.low),
        high=exact(chosen.share.high),
        high_percentage=cut_percent(chosen.share.high),
        # What is over is cut off and what is missing is lifted: neither looks better than it is.
        gap_points=cut_percent(gap) if gap >= 0 else f"-{lift(-gap * 100, 4)}",
        total_value_usd=None if chosen.value is None else money(chosen.value),
        qualifying_value_usd=None if chosen.qualifying is None else money(chosen.qualifying),
        tests=[_test(t) for t in answer.tests],
        minerals=_minerals(ways, answer, chosen),
        origins=_origins(ways, chosen, law),
        flows=_flows(answer, chosen),
        chains=_chains(answer),
    )


def _test(test: TestResult) -> Test:
    share = test.share
    return Test(
        test=test.test,
        available=test.available,
        status=test.status if test.available else Status.NOT_AVAILABLE,
        percentage=cut_percent(share.low),
        exact=None if share.exact is None else exact(share.exact),
        low=exact(share.low),
        high=exact(share.high),
        high_percentage=cut_percent(share.high),
    )


def _minerals(ways: list[Worth], answer: Answer, chosen: TestResult) -> list[Mineral]:
    """Each mineral's value, its share of all value, and what of it counts at the low end; greatest value first."""
    taken = dict(zip(answer.traced.ways, chosen.shares, strict=True))
    values: dict[str, list[Fraction]] = {worth.first.way.mineral: [] for worth in ways}
    counting: dict[str, list[Fraction]] = {name: [] for name in values}
    for worth in ways:
        if worth.value is not None:
            way = worth.first.way
            values[way.mineral].append(worth.value)
            counting[way.mineral].append(part_of(worth.value, taken[way].low))
    unpriced = {name: Packed(str) for name in values}
    for one in answer.traced if any(worth.unpriced for worth in ways) else ():
        if one.chain.value is None:
            unpriced[one.chain.mineral].append(one.chain.line)
    value = {name: total(parts) for name, parts in values.items()}
    return [
        Mineral(
            mineral=name,
            value_usd=money(value[name]) if values[name] else None,
            share_percentage=cut_percent(value[name] / chosen.value) if values[name] and chosen.value else None,
            qualifying_value_usd=money(total(counting[name])) if values[name] else None,
            unpriced_lines=unpriced[name].short_as_list(),
        )
        for name in sorted(value, key=lambda name: (-value[name], name))
    ]


def _origins(ways: list[Worth], chosen: TestResult, law: Law) -> list[Origin]:
    return [
        Origin(
            mineral=row.mineral,
            step=row.step,
            country=row.country,
            country_name=_place(row),
            value_usd=None if row.value is None else money(row.value),
            share_percentage=cut_percent(row.value / chosen.value) if row.value is not None and chosen.value else None,
            counts=row.counts,
        )
        for row in origins(ways, law)
    ]


def _flows(answer: Answer, chosen: TestResult) -> list[Flow]:
    return [
        Flow(f.mineral, f.extraction, f.processing, f.step, f.outcome, money(f.value))
        for f in flows(answer.traced, chosen.shares)
    ]


def _place(row: OriginValue) -> str:
    if row.undivided:
        return "several, not divided"
    return "not known" if row.country is None else country_name(row.country)


def _chains(answer: Answer) -> Sequence[ChainShare]:
    """A row for each chain, those of a long table only when they are asked for.

    What chains of one way have in common is put into words once.
    """
    screened = answer.screen.minerals_screened
    common = {worth.first.way: _common(worth.first, screened=screened) for worth in answer.traced.worths}
    rows = Made(answer.traced, lambda one: _chain(one, *common[one.way]))
    return rows if len(rows) > _FEW else list(rows)


_Common = tuple[dict[str, Any], ChainCountries]
"""The fields of a row that chains of one way have in common."""


def _common(one: Traced, *, screened: bool) -> _Common:
    fields: dict[str, Any] = {
        "mineral": one.chain.mineral,
        "share": None if one.share.exact is None else exact(one.share.exact),
        "share_low": exact(one.share.low),
        "share_high": exact(one.share.high),
        "screened": screened,
    }
    for step in Step:
        share = one.shares.get(step)
        exactly = share.exact if share else None
        fields[step.value] = None if exactly is None else exact(exactly)
        fields[f"{step}_low"] = exact(share.low) if share else None
        fields[f"{step}_high"] = exact(share.high) if share else None
    return fields, ChainCountries(*([site.country for site in one.steps.get(step, ())] for step in Step))


_STEPS = tuple(Step)
_FEW = 1000
_NO_CELLS: list[str] = []


def _cells(sites: tuple[Site, ...] | None) -> list[str]:
    if not sites:
        return _NO_CELLS
    # A list of one that is not made to grow takes less memory.
    return [sites[0].country_cell] if len(sites) == 1 else [site.country_cell for site in sites]


def _chain(one: Traced, fields: dict[str, Any], countries: ChainCountries) -> ChainShare:
    chain = one.chain
    return ChainShare(
        line=chain.line,
        material=chain.material,
        component=chain.component,
        value_usd=None if chain.value is None else money(chain.value),
        cells=ChainCells(chain.value_cell, *(_cells(one.steps.get(step)) for step in _STEPS)),
        countries=countries,
        **fields,
    )
