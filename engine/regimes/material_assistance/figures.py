"""The figures of a report: every number as its exact or cut text."""

from collections.abc import Iterator

from ...model.interval import Interval
from ...model.materials import Materials
from ...model.numbers import cut_percent, exact, lift, money
from ...report.report import Rows
from ...rules.rule import percent
from .holders import direct_holders
from .items import JudgedItem
from .requests import requests
from .sections import EntityRow, ItemRow, MaterialAssistance, RestsOn, TaxpayerRow
from .verdict import Answer, Result

_CENTS = 2
UNKNOWN = "unknown"
"""The status of a taxpayer who is not named."""


def material_assistance(result: Result) -> MaterialAssistance:
    """The ratio against the threshold, with its items and entities."""
    answer, subject, product = result.answer, result.subject, result.materials.product
    ratio, threshold = answer.ratio, result.law.threshold()
    needed = None if answer.threshold is None else ratio.needed(answer.threshold)
    return MaterialAssistance(
        status=answer.status,
        class_=subject.class_,
        basis=subject.basis,
        date=subject.days.text,
        threshold_percentage=None if threshold is None else str(threshold.value),
        threshold_citation=None if threshold is None else result.law.rulebook.cite(threshold.source),
        **ends(ratio.share),
        gap_points=gap(ratio.share, answer.threshold),
        total_cost_usd=money(ratio.total),
        non_pfe_cost_usd=money(ratio.not_pfe),
        excluded_cost_usd=money(ratio.excluded),
        needed_usd=None if needed is None else lift(needed, _CENTS),
        rests_on=RestsOn(money(ratio.certified), money(ratio.by_facts)),
        taxpayer=TaxpayerRow(product.taxpayer, answer.taxpayer.status if answer.taxpayer is not None else UNKNOWN),
        cost_basis=product.cost_basis,
        taxable_year_begins=subject.taxable_year_begins.isoformat() if subject.taxable_year_begins else None,
        items=Rows(answer.items, _item),
        entities=entities(result.materials, answer),
        requests=requests(answer.items, result.materials.identity),
    )


def ends(share: Interval | None) -> dict[str, str | None]:
    """The ratio's bounds as the report states them."""
    if share is None:
        return dict.fromkeys(("ratio", "exact", "low", "high", "high_percentage"))
    return {
        "ratio": cut_percent(share.low),
        "exact": None if share.exact is None else exact(share.exact),
        "low": exact(share.low),
        "high": exact(share.high),
        "high_percentage": cut_percent(share.high),
    }


def gap(share: Interval | None, threshold: int | None) -> str | None:
    """The points of the lowest possible ratio above the threshold; negative below.

    A surplus is rounded down and a shortfall up, so that neither seems better than it is.
    """
    if share is None or threshold is None:
        return None
    points = share.low - percent(threshold)
    return cut_percent(points) if points >= 0 else f"-{lift(-points * 100, 4)}"


def _item(one: JudgedItem) -> ItemRow:
    item, share = one.item, one.share
    own = dict.fromkeys([item.cost_cell, item.row.cell("producer"), item.row.cell("country"), *one.cells])
    return ItemRow(
        item=item.name,
        line=item.line,
        cost_usd=None if item.cost is None else money(item.cost),
        cost_exact=None if item.cost is None else exact(item.cost),
        producer=item.producer,
        supplier=item.supplier,
        country=item.country,
        status=one.status,
        non_pfe_low=None if share is None else exact(share.low),
        non_pfe_high=None if share is None else exact(share.high),
        certificate=one.certificate,
        why="; ".join(one.why or one.missing),
        cells=tuple(own),
        own_gaps=one.own_gaps,
    )


def entities(materials: Materials, answer: Answer) -> list[EntityRow]:
    """Every entity that the taxpayer, an item or a holding names, once, in this order."""
    names: dict[str, str] = {}
    for name in _named(materials):
        names.setdefault(materials.identity(name), name)
    holders = direct_holders(materials, names)
    rows = []
    for at, name in names.items():
        of = answer.entities.status(name)
        rows.append(EntityRow(name, of.status, list(of.limbs), list(of.why), holders.get(at, [])))
    return rows


def _named(materials: Materials) -> Iterator[str]:
    if materials.product.taxpayer is not None:
        yield materials.product.taxpayer
    for item in materials.items:
        yield from (name for name in (item.producer, item.supplier, *item.earlier_producers) if name is not None)
    for holding in materials.holdings:
        yield from (holding.owner, holding.owned)
