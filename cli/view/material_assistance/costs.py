"""The cost of each item by status against the threshold, drawn."""

from collections.abc import Iterator, Sequence

from ....engine.model.numbers import Fraction, cut_percent, total
from ....engine.regimes.material_assistance.sections import ItemRow, MaterialAssistance
from ..sections import Inline, Key, Part, Parts, Section, Tone, figure
from ..words import counted
from .words import cost_text, status

_MOST, _FEW = 24, 8
"""Items that are drawn by themselves, and items outside the drawing that are named; the others are counted."""
_CAPTION: list[Inline] = [
    "Each bar is as long as the item's part of the cost in the ratio, and begins where the one above it ends. Plain ",
    Key(Tone.GOOD),
    " counts, striped ",
    Key(Tone.OPEN),
    " is not cleared and could count, dotted ",
    Key(Tone.BAD),
    " does not count. The line is the threshold. An item without a bar is left out of the ratio, or has no known cost.",
]
_ORDER = ("not_pfe", "part", "unknown", "pfe")


def section(m: MaterialAssistance) -> Section | None:
    """The drawing; None if no item in the ratio has a cost that is not withheld, or no threshold applies."""
    within = [row for row in m.items if row.non_pfe_low is not None and row.cost_exact is not None]
    whole = total(map(_cost, within))
    if not whole or m.threshold_percentage is None:
        return None
    ranked = sorted(within, key=_cost, reverse=True)
    named = {row.line for row in ranked[:_MOST]}
    parts = [
        part
        for of in _ORDER
        for part in _parts([row for row in ranked if row.status == of], named, whole, m.cost_basis)
    ]
    outside = [row for row in m.items if row.non_pfe_low is None or row.cost_exact is None]
    title = "The cost of each item by status against the threshold"
    drawn = Parts(title, parts, list(_outside(outside, m.cost_basis)), m.threshold_percentage, _CAPTION)
    return Section("Cost by status", [drawn], "costs", "Cost by status", on_page=True)


def _parts(rows: Sequence[ItemRow], named: set[str], whole: Fraction, cost_basis: str | None) -> Iterator[Part]:
    """The items of a status; those not named as a single part."""
    yield from (_part(row.item, f"row {row.line}, ", [row], whole, cost_basis) for row in rows if row.line in named)
    if rest := [row for row in rows if row.line not in named]:
        yield _part(counted(len(rest), "more item"), "", rest, whole, cost_basis)


def _part(name: str, at: str, rows: Sequence[ItemRow], whole: Fraction, cost_basis: str | None) -> Part:
    cost = total(map(_cost, rows))
    least = total(_cost(row) * Fraction(row.non_pfe_low or 0) for row in rows)
    most = total(_cost(row) * Fraction(row.non_pfe_high or 0) for row in rows)
    counts, open_, lost = (cut_percent(share / whole) for share in (least, most - least, cost - most))
    amount = f"{at}{cost_text(str(cost), cost_basis)}, {cut_percent(cost / whole)}%"
    return Part(name, status(rows[0].status), amount, counts, open_, lost)


def _outside(rows: Sequence[ItemRow], cost_basis: str | None) -> Iterator[Part]:
    """The items that are left out or have no cost."""
    for row in rows[:_FEW]:
        cost = "cost not stated" if row.cost_usd is None else cost_text(row.cost_usd, cost_basis)
        yield Part(row.item, status(row.status), f"row {row.line}, {cost}")
    for of in dict.fromkeys(row.status for row in rows[_FEW:]):
        number = sum(row.status == of for row in rows[_FEW:])
        yield Part(counted(number, "more item"), status(of), "outside the drawing")


def _cost(row: ItemRow) -> Fraction:
    return figure(row.cost_exact) or Fraction(0)
