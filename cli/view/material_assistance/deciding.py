"""What would decide an open ratio: the fewest facts or certificates, the break-even costs, every missing fact."""

from ....engine.model.statuses import Status
from ....engine.regimes.material_assistance.sections import BreakEven, Deciding, UnknownFact
from ..sections import Block, Bullets, Cells, Section, Table, Text, left, percent, right
from ..words import some
from .words import cost_text, rows

_MOST = 12
_RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}


def section(deciding: Deciding, cost_basis: str | None) -> Section:
    """Sentences, then a row for each missing fact."""
    table_rows: list[list[Text]] = [
        [
            named(fact),
            percent(fact.low_if_best_percentage),
            percent(fact.high_if_worst_percentage),
            Cells(fact.cells),
        ]
        for fact in deciding.facts
    ]
    columns = left("missing") + right("ratio if resolved favorably", "if resolved unfavorably", breaks=True)
    table = Table(columns + left("cells"), table_rows, "deciding-table", "Each missing fact, all else as it is")
    blocks: list[Block] = [Bullets(sentences(deciding, cost_basis)), *[table] * bool(table_rows)]
    return Section("What would decide the ratio", blocks, "deciding", "What would decide it")


def sentences(deciding: Deciding, cost_basis: str | None) -> list[Text]:
    """What could decide it either way, and the break-even costs."""
    texts: list[Text] = []
    if deciding.to_pass is not None:
        texts.append(f"Resolving this could produce a pass: {_all(deciding.to_pass)}")
    if deciding.to_fail is not None:
        least = "" if deciding.to_fail_is_fewest else " (perhaps fewer facts are enough)"
        texts.append(f"Resolving this could produce a fail: {_all(deciding.to_fail)}{least}")
    return [*texts, *(_break_even(tip, cost_basis) for tip in deciding.break_evens)]


def named(fact: UnknownFact) -> str:
    """`the cost of row 3`, `a certificate of Acme, or the missing facts (rows 3, 4)`."""
    where = rows(fact.lines)
    if fact.kind == "cost":
        return f"the cost of {where}"
    return f"a certificate of {fact.supplier}, or the missing facts ({where})"


def with_cells(fact: UnknownFact) -> str:
    """`the cost of row 3: Materials!B3`."""
    return f"{named(fact)}: {some(fact.cells, 3)}" if fact.cells else named(fact)


def _break_even(tip: BreakEven, cost_basis: str | None) -> str:
    outcome = "Reaches" if tip.outcome is Status.PASS else "Misses"
    amount = f"{_RELATION[tip.relation]} {cost_text(tip.usd, cost_basis)}"
    return f"{outcome} the threshold if the cost of {tip.item} (row {tip.line}) {amount}"


def _all(facts: list[UnknownFact]) -> str:
    shown = "; ".join(named(fact) for fact in facts[:_MOST])
    return shown + (f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else "")
