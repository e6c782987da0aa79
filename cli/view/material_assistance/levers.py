"""The suppliers to replace so that the threshold is reached."""

from collections.abc import Container, Iterator

from ....engine.regimes.material_assistance.levers import Levers, Plan
from ..sections import Block, Bullets, Line, Paragraph, Section, Table, Text, Word, left, percent, right
from ..words import counted, sentence, some, verdict
from .words import BASIS, cost, cost_text, with_rows

_MOST = 20


def sections(view: Levers) -> Iterator[Line | Paragraph | Section]:
    """The fewest suppliers, the least cost, and what each supplier alone would do."""
    yield Line([Word("LEVERS"), "  ", Word(view.bom.title), "  ", verdict(view.status)])
    yield Paragraph(sentence(view.headline))
    yield Paragraph(f"{view.class_}, {BASIS[view.basis]} {view.date}")
    if view.ratio is not None and view.threshold_percentage is not None:
        yield Paragraph(f"{view.ratio}% (lowest possible), threshold {view.threshold_percentage}%")
    if view.requests:
        asked = [f"{with_rows(r.supplier, r.lines)}: {'; '.join(r.missing)}" for r in view.requests]
        yield Section("Not cleared: evidence to ask for", [Bullets(asked)])
    if view.fewest is not None:
        fewest = "The fewest suppliers" if view.fewest.fewest else "Suppliers"
        yield _plan(f"{fewest} to replace", view.fewest, view.cost_basis)
    if view.least is not None and view.least != view.fewest:
        yield _plan("The least cost to move", view.least, view.cost_basis)
    if view.suppliers:
        yield from _suppliers(view, {text for request in view.requests for text in request.missing})


def _plan(title: str, plan: Plan, cost_basis: str | None) -> Section:
    columns = left("supplier", "rows") + right("cost to move")
    table: list[list[Text]] = [
        [one.supplier, some(one.lines, 4), cost(one.cost_usd, cost_basis)] for one in plan.suppliers
    ]
    moved = f", {cost_text(plan.moved_usd, cost_basis)} moved" if plan.moved_usd is not None else ""
    result = Paragraph(f"would reach {plan.ratio}%{moved}")
    return Section(f"{title}: {counted(len(plan.suppliers), 'supplier')}", [Table(columns, table), result])


def _suppliers(view: Levers, asked: Container[str]) -> Iterator[Section]:
    """What replacing each would reach, and the facts against it; what is asked of it is not repeated."""
    shown = [one for one in view.suppliers if one.changes_ratio][:_MOST]
    columns = left("supplier", "rows") + right("cost", "ratio")
    table: list[list[Text]] = [
        [one.supplier, some(one.lines, 4), cost(one.cost_usd, view.cost_basis), percent(one.ratio)] for one in shown
    ]
    blocks: list[Block] = [Table(columns, table)] if table else []
    if len(view.suppliers) > len(shown):
        blocks.append(Paragraph(f"{len(view.suppliers) - len(shown)} more; -f json lists all"))
    yield Section("What replacing one supplier would reach", blocks)
    against = [(one, [text for text in one.why if text not in asked]) for one in shown]
    if why := [f"{with_rows(one.supplier, one.lines)}: {'; '.join(texts)}" for one, texts in against if texts]:
        yield Section("Why they do not count", [Bullets(why)])
