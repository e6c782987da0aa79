"""What an incomplete percentage hangs on."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ...engine.report import BreakEven, Deciding, UnknownFact
from .tables import grouped, some
from .terminal import bullets, heading, paragraph, table

_MOST = 12
_RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}


def what_decides(deciding: Deciding) -> Iterator[RenderableType]:
    """The fewest facts that could settle it, how far each open fact could move it, and where it tips."""
    yield heading("What decides the percentage")
    if deciding.to_pass is not None:
        yield paragraph(f"could settle a pass: {_named(deciding.to_pass)}")
    if deciding.to_fail is not None:
        least = "" if deciding.to_fail_is_fewest else " (perhaps fewer)"
        yield paragraph(f"could settle a fail: {_named(deciding.to_fail)}{least}")
    if deciding.break_evens:
        yield bullets([break_even_text(tip) for tip in deciding.break_evens])
    columns = [("not known", "left"), ("cells", "left"), ("low if best", "right"), ("high if worst", "right")]
    rows: list[list[str | Text | None]] = [
        [fact_text(fact), some(fact.cells), fact.low_if_best_percentage, fact.high_if_worst_percentage]
        for fact in deciding.facts[:_MOST]
    ]
    yield table(columns, rows)
    if len(deciding.facts) > _MOST:
        yield paragraph(f"and {len(deciding.facts) - _MOST} more that could move it less; -f json lists them all")


def fact_text(fact: UnknownFact) -> str:
    """`the value of line EL-04 (fluorspar)`."""
    what = {"value": "the value", "origin": f"where {fact.step}", "value_added": f"the value added by {fact.step}"}
    verb = " is done" if fact.kind == "origin" else ""
    return f"{what[fact.kind]} of line {fact.line} ({fact.mineral}){verb}"


def break_even_text(tip: BreakEven) -> str:
    """`passes if the value of line EL-04 (fluorspar) is at most $506.84`."""
    outcome = "passes" if tip.outcome == "pass" else "fails"
    what = "the value" if tip.step is None else f"the value added by {tip.step}"
    amount = f"{_RELATION[tip.relation]} ${grouped(tip.usd)}"
    return f"{outcome} the percentage if {what} of line {tip.line} ({tip.mineral}) {amount}"


def _named(facts: list[UnknownFact]) -> str:
    shown = "; ".join(fact_text(fact) for fact in facts[:_MOST])
    return shown + (f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else "")
