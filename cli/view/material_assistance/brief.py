"""Why the verdict is not a pass and what to do, by supplier, and the figures for one screen."""

from collections.abc import Iterator
from heapq import nlargest

from ....engine.model.numbers import Fraction
from ....engine.model.statuses import Status
from ....engine.regimes.material_assistance.sections import ItemRow, MaterialAssistance, MaterialAssistanceReport
from ..sections import Section, Text, figure
from ..words import counted, disclosed, some
from . import deciding, ratio
from .words import cost_text, gaps, named, with_rows

STATED = frozenset({"MACR-MET", "MACR-NOT-MET", "MACR-UNDECIDED", "ITEM-PFE", "ITEM-NOT-SHOWN"})
"""The codes of the findings that the causes and the steps state."""
_MOST, _OF_MEMO = 12, 6
"""The items on a screen, and in a memo."""


def causes(report: MaterialAssistanceReport) -> list[Text]:
    """The ratio against the threshold and the items that lose most, or what is missing."""
    m, status = report.material_assistance, report.verdict.status
    if m is None or m.ratio is None or status is Status.NOT_AVAILABLE:
        return []
    if status is Status.FAIL:
        return [f"{ratio.requirement(m).partition(': ')[2]}: {ratio.gap(m)}", *_losses(m)]
    reason = f": {why}" if (why := ratio.because(m)) else ""
    return [f"{ratio.requirement(m).partition(': ')[2]}{reason}", *_open(m)]


def steps(report: MaterialAssistanceReport) -> list[Text]:
    """What would change the verdict: replace, ask, or state a cost."""
    m = report.material_assistance
    if m is None:
        return []
    texts: list[Text] = []
    if report.verdict.status is Status.FAIL:
        needed = (
            f" at least {cost_text(m.needed_usd, m.cost_basis)} of cost must change."
            if m.needed_usd is not None
            else ""
        )
        texts.append(f"Replace suppliers:{needed} `critmin levers --for macr` lists the fewest")
    asked = {request.supplier for request in m.requests}
    facts = report.deciding.to_pass or report.deciding.facts if report.deciding is not None else []
    unasked = [fact for fact in facts if fact.kind == "cost" or fact.supplier not in asked]
    texts += deciding.wording(m.cost_basis).steps("Get", unasked, "the ratio")
    cells = {tuple(fact.lines): fact.cells for fact in facts if fact.kind != "cost"}
    for request in sorted(m.requests, key=lambda request: tuple(request.lines) not in cells):
        of = cells.get(tuple(request.lines))
        where = f" ({some(of, 3)})" if of else ""
        what = "these facts" if request.certifiable is False else "a certificate, or these facts"
        texts.append(
            f"{with_rows(request.supplier, request.lines)}: ask for {what}: {disclosed(request.missing)}{where}"
        )
    return texts


def sections(report: MaterialAssistanceReport, most: int = _MOST) -> Iterator[Section]:
    """The ratio with the items that lose most."""
    if report.material_assistance is not None:
        yield ratio.brief(report.material_assistance, most)


def memo(report: MaterialAssistanceReport) -> Iterator[Section]:
    return sections(report, _OF_MEMO)


def _losses(m: MaterialAssistance) -> list[Text]:
    """The items whose cost counts least, with their producer and why."""
    lost = [row for row in m.items if row.non_pfe_high not in ("1", None) and row.cost_usd is not None]
    texts: list[Text] = [
        f"{row.item} ({some(row.cells[:3], 3)}): {cost_text(row.cost_usd or '0', m.cost_basis)} "
        f"{'does not count' if row.status == 'pfe' else 'counts only in part'}: {row.why or 'by certificate'}"
        for row in nlargest(
            _MOST, lost, key=lambda row: (1 - Fraction(row.non_pfe_high or 1)) * (figure(row.cost_exact) or 0)
        )
    ]
    if len(lost) > _MOST:
        texts.append(f"{counted(len(lost) - _MOST, 'more item')} whose cost does not count, or only in part")
    return texts


def _open(m: MaterialAssistance) -> list[Text]:
    """The items that may not count, with their producer, those of most cost first."""
    open_ = ratio.heaviest_first(row for row in m.items if row.status == "unknown")
    return [
        f"{row.producer or 'No producer'}: {_lacks(row)}. {_cost(row, m.cost_basis)} for {named(row)} "
        f"may not count ({some(row.cells[:3], 3)})"
        for row in open_[:_MOST]
    ]


def _lacks(row: ItemRow) -> str:
    return f"row {row.line} does not state {gaps(row)}" if row.own_gaps else "not cleared: evidence missing"


def _cost(row: ItemRow, cost_basis: str | None) -> str:
    return cost_text(row.cost_usd, cost_basis) if row.cost_usd is not None else "A cost that is not stated"
