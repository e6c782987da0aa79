"""What would decide an incomplete percentage: the fewest facts, the break-even amounts, every missing fact."""

from collections.abc import Sequence

from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.sections import (
    BreakEven,
    ComponentBreakEven,
    ComponentsDeciding,
    Deciding,
    UnknownComponentFact,
    UnknownFact,
)
from ..sections import Block, Bullets, Cells, Section, Table, Text, dollars, left, percent, right
from ..words import some

_MOST = 12
_MISSING = {
    "value": "the value of line {line} ({mineral})",
    "origin": "where {step} of line {line} ({mineral}) is done",
    "value_added": "the value added by {step} of line {line} ({mineral})",
}
_MISSING_COMPONENT = {"value": "the value of {component}", "country": "where {component} is assembled"}
_RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}

Fact = UnknownFact | UnknownComponentFact


def section(deciding: Deciding | ComponentsDeciding) -> Section:
    """Sentences, then a row for each missing fact."""
    is_components = isinstance(deciding, ComponentsDeciding)
    rows: list[list[Text]] = [
        [
            named(fact),
            percent(fact.low_if_best_percentage),
            percent(fact.high_if_worst_percentage),
            Cells(fact.cells),
        ]
        for fact in deciding.facts
    ]
    columns = left("missing") + right("percentage if resolved favorably", "if resolved unfavorably", breaks=True)
    id_ = "components-deciding" if is_components else "deciding"
    table = Table(columns + left("cells"), rows, f"{id_}-table", "Each missing fact, all else as it is")
    blocks: list[Block] = [Bullets(sentences(deciding)), *[table] * bool(rows)]
    title = f"What would decide the {'battery components ' * is_components}percentage"
    return Section(title, blocks, id_, "What would decide the components" if is_components else "What would decide it")


def sentences(deciding: Deciding | ComponentsDeciding) -> list[Text]:
    """What could decide it either way, and the break-even amounts."""
    texts: list[Text] = []
    fewer = " (perhaps fewer facts are enough)"
    if deciding.to_pass is not None:
        least = fewer if isinstance(deciding, ComponentsDeciding) and not deciding.to_pass_is_fewest else ""
        texts.append(f"{_resolving(deciding.to_pass)} could produce a pass: {_all(deciding.to_pass)}{least}")
    if deciding.to_fail is not None:
        least = "" if deciding.to_fail_is_fewest else fewer
        texts.append(f"{_resolving(deciding.to_fail)} could produce a fail: {_all(deciding.to_fail)}{least}")
    return [*texts, *map(_break_even, deciding.break_evens)]


def _resolving(facts: Sequence[Fact]) -> str:
    return "Resolving this" if len(facts) == 1 else "Resolving these together"


def with_cells(fact: Fact) -> str:
    """`the value of line EL-04 (fluorspar): BOM!G31`."""
    return f"{named(fact)}: {some(fact.cells, 3)}" if fact.cells else named(fact)


def named(fact: Fact) -> str:
    """`the value of line EL-04 (fluorspar)`, `where separator is assembled`."""
    if isinstance(fact, UnknownComponentFact):
        return _MISSING_COMPONENT[fact.kind].format(component=fact.component)
    return _MISSING[fact.kind].format(step=fact.step, line=fact.line, mineral=fact.mineral)


def _break_even(tip: BreakEven | ComponentBreakEven) -> str:
    outcome = "Meets" if tip.outcome is Status.PASS else "Fails"
    amount = f"{_RELATION[tip.relation]} {dollars(tip.usd)}"
    if isinstance(tip, ComponentBreakEven):
        return f"{outcome} the requirement if the value of {tip.component} {amount}"
    what = "the value" if tip.step is None else f"the value added by {tip.step}"
    return f"{outcome} the requirement if {what} of line {tip.line} ({tip.mineral}) {amount}"


def _all(facts: Sequence[Fact]) -> str:
    shown = "; ".join(named(fact) for fact in facts[:_MOST])
    return shown + (f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else "")
