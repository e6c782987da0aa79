"""What would decide an incomplete percentage: the fewest facts, the break-even amounts, every missing fact."""

from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.sections import (
    BreakEven,
    ComponentBreakEven,
    ComponentsDeciding,
    Deciding,
    UnknownComponentFact,
    UnknownFact,
)
from ..deciding import RELATION, Wording
from ..sections import Section, dollars

_MISSING = {
    "value": "the value of line {line} ({mineral})",
    "origin": "where {step} of line {line} ({mineral}) is done",
    "value_added": "the value added at each site of {step} of line {line} ({mineral})",
}
_MISSING_COMPONENT = {"value": "the value of {component}", "country": "where {component} is assembled"}

Fact = UnknownFact | UnknownComponentFact


def section(deciding: Deciding | ComponentsDeciding) -> Section:
    """Sentences, then a row for each missing fact."""
    if isinstance(deciding, ComponentsDeciding):
        title = "What would decide the battery components percentage"
        return WORDING.section(deciding, title, "components-deciding", "What would decide the components")
    return WORDING.section(deciding, "What would decide the percentage")


def named(fact: Fact) -> str:
    """`the value of line EL-04 (fluorspar)`, `where separator is assembled`."""
    if isinstance(fact, UnknownComponentFact):
        return _MISSING_COMPONENT[fact.kind].format(component=fact.component)
    return _MISSING[fact.kind].format(step=fact.step, line=fact.line, mineral=fact.mineral)


def _break_even(tip: BreakEven | ComponentBreakEven) -> str:
    outcome = "Meets" if tip.outcome is Status.PASS else "Fails"
    amount = f"{RELATION[tip.relation]} {dollars(tip.usd)}"
    if isinstance(tip, ComponentBreakEven):
        return f"{outcome} the requirement if the value of {tip.component} {amount}"
    what = "the value" if tip.step is None else f"the missing value added by {tip.step}"
    return f"{outcome} the requirement if {what} of line {tip.line} ({tip.mineral}) {amount}"


WORDING = Wording("percentage", named, _break_even, "Resolving these together")
