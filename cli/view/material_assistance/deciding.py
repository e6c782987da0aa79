"""What would decide an open ratio, in words: the missing facts or certificates, and the break-even costs."""

from ....engine.model.statuses import Status
from ....engine.regimes.material_assistance.sections import BreakEven, UnknownFact
from ..deciding import RELATION, Wording
from .words import cost_text, is_named, rows, with_rows


def wording(cost_basis: str | None) -> Wording:
    """The words for a product whose costs are on this basis."""

    def break_even(tip: BreakEven) -> str:
        outcome = "Reaches" if tip.outcome is Status.PASS else "Misses"
        amount = f"{RELATION[tip.relation]} {cost_text(tip.usd, cost_basis)}"
        return f"{outcome} the threshold if the cost of {tip.item} (row {tip.line}) {amount}"

    return Wording("ratio", named, break_even)


def named(fact: UnknownFact) -> str:
    """`the cost of row 3`, `a certificate of Acme, or the missing facts (rows 3, 4)`, or these facts alone.

    Where the supplier is not named, the item is: `a certificate for cell can (row 8), or its missing facts`.
    """
    where = rows(fact.lines)
    if fact.kind == "cost":
        return f"the cost of {where}"
    if fact.kind == "facts":
        return f"the missing facts of {with_rows(fact.supplier, fact.lines)}"
    if not is_named(fact.supplier):
        return f"a certificate for {with_rows(fact.supplier, fact.lines)}, or its missing facts"
    return f"a certificate of {fact.supplier}, or the missing facts ({where})"
