"""The material assistance cost ratio against the threshold, the items by status, and the entities."""

from collections.abc import Iterable

from ....engine.model.materials import ASSIGNED
from ....engine.model.numbers import Fraction, cut_percent
from ....engine.regimes.material_assistance.sections import EntityRow, ItemRow, MaterialAssistance
from ....engine.report.disclosure import WITHHELD
from ..sections import (
    Bar,
    Block,
    Cells,
    Column,
    Entry,
    Exact,
    Fact,
    Facts,
    Field,
    Group,
    Groups,
    Paragraph,
    Section,
    Table,
    Text,
    figure,
    left,
    right,
    sheet_of,
)
from ..words import gap_text, sentence, shortened, some, span
from .words import WORST_FIRST, cost, cost_text, country, gaps, named, prohibited, status

_CAPTION = "What counts of each item's cost, the largest loss first. PFE: prohibited foreign entity"


def requirement(m: MaterialAssistance) -> str:
    """`material assistance cost ratio: 57.5000%, threshold 60%`."""
    threshold = f", threshold {m.threshold_percentage}%" if m.threshold_percentage is not None else ""
    return f"material assistance cost ratio: {span(m.ratio, m.high_percentage)}{threshold}"


def section(m: MaterialAssistance) -> Section:
    """The bar, why the ratio is an interval, and its figures."""
    share = m.exact or (f"{m.low} to {m.high}" if m.low is not None else "not determined: no cost is in the ratio")
    figures = [
        Fact("exact ratio, as a fraction", share),
        Fact("cost in the ratio", cost(m.total_cost_usd, m.cost_basis)),
        Fact(
            "cost that is not a prohibited foreign entity's (lowest possible)", cost(m.non_pfe_cost_usd, m.cost_basis)
        ),
        Fact("by certificate", cost(m.rests_on.certificates_usd, m.cost_basis)),
        Fact("by facts of the producer", cost(m.rests_on.facts_usd, m.cost_basis)),
        Fact("left out by election", cost(m.excluded_cost_usd, m.cost_basis)),
    ]
    if m.needed_usd is not None and m.threshold_percentage is not None:
        figures.append(Fact("cost that must change to reach the threshold", cost(m.needed_usd, m.cost_basis)))
    return Section(sentence(requirement(m)), [*_bar(m), *_interval(m), Facts(figures)], "ratio", "Ratio")


def brief(m: MaterialAssistance, most: int) -> Section:
    """The bar, why the ratio is an interval, and at most so many of the items that do not count in full."""
    lost = sum(row.non_pfe_low != "1" for row in m.items)
    return Section(
        sentence(requirement(m)), [*_bar(m), *_interval(m), *[_brief_items(m, min(lost, most))] * bool(lost)]
    )


def items(m: MaterialAssistance) -> Section:
    """Every item, those that count least first."""
    return Section("Items", [_items(m)], "items", "Items")


def entities(m: MaterialAssistance) -> Section:
    """Every entity that is named, with its status and why."""
    worst_first = sorted(m.entities, key=lambda row: WORST_FIRST.index(row.status))
    rows: list[list[Text | Entry]] = [[row.entity, status(row.status), _why(row)] for row in worst_first]
    columns = [*left("entity", "status"), Column("why", wide=True, breaks=True)]
    caption = "Every entity that an item, the taxpayer or a holding names"
    return Section(
        "Entities", [Table(columns, rows, "entities", caption, filters="entities")], "entities-of", "Entities"
    )


def _why(row: EntityRow) -> Text | Entry:
    """Which kind of prohibited foreign entity it is, and why; or what is owned of it."""
    return Entry(Groups([Group(prohibited(row.limbs), row.why)])) if row.limbs else "; ".join(row.why)


def item_sheet(m: MaterialAssistance) -> Table:
    """The items for a sheet of a workbook."""
    title = "cost, assigned" if m.cost_basis == ASSIGNED else "cost USD"
    fields = (
        Field("item", 36, lambda row: row.item),
        Field("row", 8, lambda row: row.line),
        Field("producer", 36, lambda row: row.producer),
        Field("supplier", 24, lambda row: row.supplier or ""),
        Field("country", 18, lambda row: row.country),
        Field("status", 12, lambda row: row.status),
        Field("certificate", 14, lambda row: row.certificate or ""),
        Field(title, 20, lambda row: cost(row.cost_usd, m.cost_basis), right=True),
        Field("share not a PFE's, lowest", 20, lambda row: Exact(row.non_pfe_low), right=True),
        Field("share not a PFE's, highest", 20, lambda row: Exact(row.non_pfe_high), right=True),
        Field("why", 90, lambda row: row.why),
        Field("cells", 36, lambda row: Cells(row.cells)),
    )
    return sheet_of("items", fields, m.items)


def gap(m: MaterialAssistance) -> str | None:
    """`0.0040 points below the threshold`."""
    if m.gap_points is None:
        return None
    exact = m.exact if m.total_cost_usd != WITHHELD else None
    return gap_text(m.gap_points, exact, m.threshold_percentage, "threshold", is_interval=m.exact is None)


def because(m: MaterialAssistance) -> str | None:
    """What makes the ratio an interval, with the rows and cells; None if it is a single value."""
    if m.ratio is None or m.low == m.high:
        return None
    within = heaviest_first(row for row in m.items if row.non_pfe_low is not None)
    unpriced = [row for row in within if row.cost_usd is None]
    unstated = [row for row in within if row.own_gaps]
    open_ = [row for row in within if row.status == "unknown" and not row.own_gaps]
    texts = []
    if unpriced:
        verb = "has" if len(unpriced) == 1 else "have"
        who, at = some((shortened(row.item) for row in unpriced), 3), some((row.cells[0] for row in unpriced), 3)
        texts.append(f"{who} {verb} no cost ({at})")
    if unstated:
        lacking = (f"{named(row)} does not state {gaps(row)} ({some(row.own_gaps, 3)})" for row in unstated)
        texts.append(some(lacking, 3))
    if open_:
        names = [*dict.fromkeys(shortened(row.producer) if row.producer else named(row) for row in open_)]
        verb = "is" if len(names) == 1 else "are"
        texts.append(f"{some(names, 3)} {verb} not cleared ({some((row.cells[:2][-1] for row in open_), 3)})")
    return ", and ".join(texts)


def heaviest_first(items: Iterable[ItemRow]) -> list[ItemRow]:
    """The items by cost: not known first, then the greatest."""
    return sorted(items, key=lambda row: (row.cost_exact is not None, -(figure(row.cost_exact) or 0)))


def _bar(m: MaterialAssistance) -> list[Block]:
    if m.ratio is None or m.high_percentage is None or m.threshold_percentage is None:
        return []
    stated = " stated" if _total(m) is None else ""
    counts = None
    if m.total_cost_usd != WITHHELD:
        non_pfe, whole = (cost_text(amount, m.cost_basis) for amount in (m.non_pfe_cost_usd, m.total_cost_usd))
        counts = f"{non_pfe} of {whole}{stated} counts"
    return [Bar(m.ratio, m.high_percentage, m.threshold_percentage, gap(m), counts)]


def _interval(m: MaterialAssistance) -> list[Block]:
    reason = because(m)
    is_unpriced = any(row.cost_usd is None and row.non_pfe_low is not None for row in m.items)
    any_amount = ". An unknown cost could be any amount" * is_unpriced
    return [] if reason is None else [Paragraph(f"An interval, because {reason}{any_amount}")]


def _brief_items(m: MaterialAssistance, most: int) -> Table:
    """The items that count least, as much as fits one page or screen."""
    columns = [*left("item"), *right("cost", "counts", breaks=True), *left("status", "producer")]
    ordered = sorted(m.items, key=_lost, reverse=True)
    rows: list[list[Text]] = [
        [named(row), _stated_cost(row, m), _counts(row), status(row.status), row.producer or "not named"]
        for row in ordered[:most]
    ]
    whole = cost(m.total_cost_usd, m.cost_basis)
    sums: list[Text] = ["all in the ratio", whole, span(m.ratio, m.high_percentage), "", ""]
    more = len(ordered) - len(rows)
    return Table(columns, rows, caption=_CAPTION, total=sums, least=most // 2, more=more)


def _items(m: MaterialAssistance) -> Table:
    """One row per item, with where it is made and what its share rests on."""
    columns = [*left("item"), *right("row", "cost", "share", "counts", breaks=True), *left("status", "producer")]
    columns += left("country", "counts by")
    total = _total(m)
    rows: list[list[Text]] = []
    for row in sorted(m.items, key=_lost, reverse=True):
        cells: list[Text] = [row.item, row.line, _stated_cost(row, m), _share(row, total), _counts(row)]
        rows.append([*cells, status(row.status), row.producer or "not named", country(row.country), _basis(row)])
    whole = cost(m.total_cost_usd, m.cost_basis)
    share = "100.0000%" if total or m.total_cost_usd == WITHHELD else "not stated"
    sums: list[Text] = ["all in the ratio", "", whole, share, span(m.ratio, m.high_percentage)]
    return Table(columns, rows, "items-table", _CAPTION, [*sums, "", "", "", ""], filters="items")


def _stated_cost(row: ItemRow, m: MaterialAssistance) -> Text:
    return cost(row.cost_usd, m.cost_basis) if row.cost_usd is not None else "not stated"


def _total(m: MaterialAssistance) -> Fraction | None:
    """The cost in the ratio in USD; None if a cost is unknown."""
    costs = [row.cost_exact for row in m.items if row.non_pfe_low is not None]
    known = [cost for cost in map(figure, costs) if cost is not None]
    return sum(known, Fraction(0)) if len(known) == len(costs) else None


def _share(row: ItemRow, total: Fraction | None) -> str:
    """What part of the cost in the ratio the item is."""
    if row.non_pfe_low is None:
        return "left out"
    if row.cost_exact == WITHHELD:
        return WITHHELD
    if not total or row.cost_exact is None:
        return "not stated"
    return f"{cut_percent(Fraction(row.cost_exact) / total)}%"


def _basis(row: ItemRow) -> str:
    if row.status == "excluded":
        return "existing contract"
    if row.certificate is not None:
        return f"certificate {row.certificate}"
    return "facts of the producer" if row.status == "not_pfe" else ""


def _counts(row: ItemRow) -> str:
    if row.non_pfe_low is None or row.non_pfe_high is None:
        return "left out"
    return span(cut_percent(Fraction(row.non_pfe_low)), cut_percent(Fraction(row.non_pfe_high)))


def _lost(row: ItemRow) -> tuple[int, Fraction]:
    """By what does not count at the lowest possible share: no cost stated, then the largest, left out, all counts."""
    if row.non_pfe_low is None:
        return 1, figure(row.cost_exact) or Fraction(0)
    lost = 1 - Fraction(row.non_pfe_low)
    if lost == 0:
        return 0, Fraction(0)
    return (3, lost) if row.cost_exact is None else (2, lost * (figure(row.cost_exact) or 0))
