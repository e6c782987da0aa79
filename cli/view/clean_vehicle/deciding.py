"""What decides an incomplete percentage: the fewest facts that could settle it, where it tips, and every open fact."""

from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.sections import BreakEven, Deciding, UnknownFact
from ..sections import Block, Bullets, Cells, Fact, Facts, Medium, Paragraph, Section, Table, Text, left, right
from ..words import grouped

_MOST = 12
_OPEN = {"value": "the value", "origin": "where {step}", "value_added": "the value added by {step}"}
_RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}
_TITLE = "What decides the percentage"


def section(deciding: Deciding, medium: Medium) -> Section:
    """Sentences, then a row for each open fact."""
    sentences = _sentences(deciding)
    match medium:
        case Medium.SHEET:
            facts = [*(Fact("it", sentence) for sentence in sentences), *map(_fact, deciding.facts)]
            return Section(_TITLE, [Facts(facts)])
        case Medium.PAGE:
            blocks: list[Block] = [Bullets(sentences), *[_page_table(deciding)] * bool(deciding.facts)]
            return Section("What the percentage hangs on", blocks, "deciding", "What it hangs on")
    shown = deciding.facts[:_MOST] if medium is Medium.TERMINAL else deciding.facts
    end = "" if medium is Medium.TERMINAL else " end"
    columns = left("not known", "cells") + right(f"low{end} if best", f"high{end} if worst")
    rows: list[list[Text]] = [
        [_fact_text(fact), Cells(fact.cells), fact.low_if_best_percentage, fact.high_if_worst_percentage]
        for fact in shown
    ]
    blocks = [Bullets(sentences), Table(columns, rows)]
    if more := len(deciding.facts) - len(shown):
        blocks.append(Paragraph(f"and {more} more that could move it less; -f json lists them all"))
    return Section(_TITLE, blocks)


def _page_table(deciding: Deciding) -> Table:
    columns = left("not known") + right("low end if it turns out best, %", "high end if it turns out worst, %")
    rows: list[list[Text]] = [
        [_fact_text(fact), fact.low_if_best_percentage, fact.high_if_worst_percentage, Cells(fact.cells)]
        for fact in deciding.facts
    ]
    return Table(columns + left("cells"), rows, "deciding-table", "Each open fact, all else as it is")


def _fact(fact: UnknownFact) -> Fact:
    ends = f"low end {fact.low_if_best_percentage} if best, high end {fact.high_if_worst_percentage} if worst"
    return Fact(_fact_text(fact), f"{ends} ({', '.join(fact.cells)})")


def _sentences(deciding: Deciding) -> list[str]:
    """What could settle it either way, and the amounts at which it tips."""
    sentences = []
    if deciding.to_pass is not None:
        sentences.append(f"could settle a pass: {_named(deciding.to_pass)}")
    if deciding.to_fail is not None:
        least = "" if deciding.to_fail_is_fewest else " (perhaps fewer)"
        sentences.append(f"could settle a fail: {_named(deciding.to_fail)}{least}")
    return sentences + [_break_even(tip) for tip in deciding.break_evens]


def _fact_text(fact: UnknownFact) -> str:
    """`the value of line EL-04 (fluorspar)`."""
    verb = " is done" if fact.kind == "origin" else ""
    return f"{_OPEN[fact.kind].format(step=fact.step)} of line {fact.line} ({fact.mineral}){verb}"


def _break_even(tip: BreakEven) -> str:
    outcome = "passes" if tip.outcome is Status.PASS else "fails"
    what = "the value" if tip.step is None else f"the value added by {tip.step}"
    amount = f"{_RELATION[tip.relation]} ${grouped(tip.usd)}"
    return f"{outcome} the percentage if {what} of line {tip.line} ({tip.mineral}) {amount}"


def _named(facts: list[UnknownFact]) -> str:
    shown = "; ".join(_fact_text(fact) for fact in facts[:_MOST])
    return shown + (f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else "")
