"""What would decide an incomplete battery components percentage: missing values and countries, and deciding amounts."""

from collections.abc import Iterator, Sequence

from ...model.battery import Component
from ...model.nesting import floors_within
from ...model.numbers import cut_percent
from ...model.statuses import Status
from ...rules.rule import percent
from ..threshold.balance import Balance, Side
from ..threshold.break_evens import limit
from ..threshold.fewest import Enough
from ..threshold.lines import Fact
from ..threshold.movements import Movement, deciding_amount, movements
from ..threshold.pool import Kind, MemberFact
from ..threshold.settling import to_fail, to_pass
from .components import ComponentsResult
from .sections import ComponentBreakEven, ComponentsDeciding, ComponentsStatus, UnknownComponentFact


def components_balance(result: ComponentsResult) -> Balance | None:
    """The pools of the battery components against the requirement; None if there is no percentage."""
    if result.required is None:
        return None
    return Balance("components", percent(result.required.value), [pool.line for pool in result.pools])


def decide_components(components: Sequence[Component], result: ComponentsResult) -> ComponentsDeciding | None:
    """What would decide the percentage; None if it is decided already, or no component has a value."""
    balance = components_balance(result)
    if result.status is not ComponentsStatus.INCOMPLETE or balance is None:
        return None
    facts = {move.fact: _unknown(move, components, result) for move in movements(balance)}

    def named(settled: Enough | None) -> list[UnknownComponentFact] | None:
        return None if settled is None else [facts[fact] for fact in settled.facts]

    # Without a known value above 0 there is nothing to compare with.
    passing, failing = (to_pass([balance]), to_fail([balance])) if balance.value else (None, None)
    return ComponentsDeciding(
        to_pass=named(passing),
        to_fail=named(failing),
        to_pass_is_fewest=passing is not None and passing.fewest,
        to_fail_is_fewest=failing is not None and failing.fewest,
        facts=list(facts.values()),
        break_evens=list(_break_evens(balance, components, result)),
    )


def _asked(fact: Fact, result: ComponentsResult) -> tuple[int, Kind]:
    """The position of the component whose fact is missing, and which fact."""
    at = result.pools[fact.at].at
    return (at[fact.part.member], fact.part.kind) if isinstance(fact.part, MemberFact) else (at[0], Kind.VALUE)


def _unknown(move: Movement, components: Sequence[Component], result: ComponentsResult) -> UnknownComponentFact:
    at, kind = _asked(move.fact, result)
    component = components[at]
    is_value = kind is Kind.VALUE
    return UnknownComponentFact(
        kind="value" if is_value else "country",
        component=component.name,
        cells=[component.row.cell("value_usd") if is_value else component.site.country_cell],
        low_if_best_percentage=cut_percent(move.low_if_best),
        high_if_worst_percentage=cut_percent(move.high_if_worst),
    )


def _break_evens(
    balance: Balance, components: Sequence[Component], result: ComponentsResult
) -> Iterator[ComponentBreakEven]:
    """The limits on an unknown value, with all that the component contains, that decide the outcome."""
    least = floors_within([one.value_usd for one in components], [one.within for one in components])
    sides = {outcome: Side(balance, passing=outcome is Status.PASS) for outcome in (Status.PASS, Status.FAIL)}
    for fact in balance.facts():
        at, _ = _asked(fact, result)
        for outcome, side in sides.items():
            if (tip := deciding_amount(side, fact)) is not None:
                yield ComponentBreakEven(
                    component=components[at].name,
                    outcome=outcome,
                    cells=[components[at].row.cell("value_usd")],
                    **limit(outcome, least[at] + tip.usd, most=tip.most),
                )
