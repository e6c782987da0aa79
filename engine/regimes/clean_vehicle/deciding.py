"""What would decide an incomplete percentage of either half: missing facts, the effect of each, deciding amounts."""

from collections.abc import Iterator, Sequence

from ...model.battery import Component, Step
from ...model.nesting import floors_within
from ...model.numbers import ZERO, cut_percent, total
from ...model.statuses import Status
from ..threshold.balance import Balance, Side, limit
from ..threshold.movements import Movement, Tip, deciding_amounts, joined, movements, share_to_pass, sides_of
from ..threshold.pool import Fact, Kind, MemberFact
from ..threshold.settling import named, to_fail, to_pass
from .components import ComponentsResult, components_balance
from .law import Law
from .sections import (
    BreakEven,
    ComponentBreakEven,
    ComponentsDeciding,
    ComponentsStatus,
    Deciding,
    UnknownComponentFact,
    UnknownFact,
)
from .tracing import TestName, Traced, balance, country_counts, half_of
from .verdict import Answer


def decide(answer: Answer, law: Law, asked: TestName | None) -> Deciding | None:
    """What would decide the percentage; None if it is decided already, or no line has a value.

    `asked` is the one test to use, or None for any that is available.
    """
    chosen, traced = answer.chosen, answer.traced
    if answer.minerals is not Status.INCOMPLETE:
        return None
    assert chosen is not None
    balances = [balance(t, traced, law) for t in answer.tests if t.available and asked in (None, t.test)]
    shown = next((one for one in balances if one.test == chosen.test), balances[0])
    unknown = {move.fact: _unknown(move, traced) for move in movements(shown)}
    passing, failing = to_pass(balances), to_fail(balances)
    priced = any(one.chain.value for one in traced)
    return Deciding(
        to_pass=named(passing, unknown) if priced else None,
        to_fail=named(failing, unknown) if priced else None,
        to_fail_is_fewest=failing is not None and failing.fewest,
        facts=list(unknown.values()),
        break_evens=list(_break_evens(balances, traced, law)),
    )


def _unknown(move: Movement, traced: Sequence[Traced]) -> UnknownFact:
    one = traced[move.fact.at]
    step = None if move.fact.part is None else Step(str(move.fact.part))
    sites = one.steps.of(step) if step is not None else ()
    missing = [site for site in sites if site.country is None]
    if step is None:
        kind, cells = "value", [one.chain.value_cell]
    elif missing:
        kind, cells = "origin", [site.country_cell for site in missing]
    else:
        kind, cells = "value_added", [site.value_added_cell for site in sites if not site.value_added]
    return UnknownFact(
        kind=kind,
        line=one.chain.line,
        mineral=one.chain.mineral,
        step=step,
        cells=list(dict.fromkeys(cells)),
        low_if_best_percentage=cut_percent(move.low_if_best),
        high_if_worst_percentage=cut_percent(move.high_if_worst),
    )


def _break_evens(balances: Sequence[Balance], traced: Sequence[Traced], law: Law) -> Iterator[BreakEven]:
    """The limits on an unknown value, or value added, that decide the outcome with all else at its worst."""
    sides = sides_of(balances)
    for at, one in enumerate(traced):
        for outcome, tip in deciding_amounts(sides, Fact(at, None)) if one.chain.value is None else ():
            yield _limit(one, None, outcome, tip)
        for step in one.shares:
            added = (_added_to_pass(side, at, one, step, law) for side in sides[Status.PASS])
            for tip in joined(filter(None, added), any_is_enough=True):
                yield _limit(one, step, Status.PASS, tip)


def _added_to_pass(side: Side, at: int, one: Traced, step: Step, law: Law) -> Tip | None:
    """The limit on a step's one missing value added with which the test is met, if all its countries are known."""
    sites = one.steps.of(step)
    counts = [country_counts(step, site.country, one.chain.mineral, law) for site in sites]
    lacking = [place for place, site in enumerate(sites) if site.value_added is None]
    if len(lacking) != 1 or None in counts or len(set(counts)) == 1:
        return None
    least = share_to_pass(side, Fact(at, step))
    if least is None:
        return None
    needed = least if side.balance.test == TestName.TRACED else half_of(law)
    if needed >= 1:
        return None
    added = [(site.value_added or ZERO, count) for site, count in zip(sites, counts, strict=True)]
    whole, good = total(usd for usd, _ in added), total(usd for usd, count in added if count)
    if counts[lacking[0]]:
        return Tip(max((needed * whole - good) / (1 - needed), ZERO), most=False)
    return Tip(good / needed - whole, most=True) if good >= needed * whole else None


def _limit(one: Traced, step: Step | None, outcome: Status, tip: Tip) -> BreakEven:
    cells = [one.chain.value_cell]
    if step is not None:
        cells = [site.value_added_cell for site in one.steps.of(step) if site.value_added is None]
    at_limit = limit(outcome, tip.usd, most=tip.most)
    return BreakEven(
        line=one.chain.line, mineral=one.chain.mineral, step=step, outcome=outcome, cells=cells, **at_limit
    )


# Battery components ----------------------------------------------------------------------------------------------


def decide_components(listed: Sequence[Component], result: ComponentsResult) -> ComponentsDeciding | None:
    """What would decide the percentage; None if it is decided already, or no component has a value."""
    weighed = components_balance(result)
    if result.status is not ComponentsStatus.INCOMPLETE or weighed is None:
        return None
    facts = {move.fact: _unknown_of(move, listed, result) for move in movements(weighed)}
    # Without a known value above 0 there is nothing to compare with.
    passing, failing = (to_pass([weighed]), to_fail([weighed])) if weighed.value else (None, None)
    return ComponentsDeciding(
        to_pass=named(passing, facts),
        to_fail=named(failing, facts),
        to_pass_is_fewest=passing is not None and passing.fewest,
        to_fail_is_fewest=failing is not None and failing.fewest,
        facts=list(facts.values()),
        break_evens=list(_limits_of(weighed, listed, result)),
    )


def _asked(fact: Fact, result: ComponentsResult) -> tuple[int, Kind]:
    """The position of the component whose fact is missing, and which fact."""
    at = result.pools[fact.at].at
    return (at[fact.part.member], fact.part.kind) if isinstance(fact.part, MemberFact) else (at[0], Kind.VALUE)


def _unknown_of(move: Movement, listed: Sequence[Component], result: ComponentsResult) -> UnknownComponentFact:
    at, kind = _asked(move.fact, result)
    component = listed[at]
    is_value = kind is Kind.VALUE
    return UnknownComponentFact(
        kind="value" if is_value else "country",
        component=component.name,
        cells=[component.row.cell("value_usd") if is_value else component.site.country_cell],
        low_if_best_percentage=cut_percent(move.low_if_best),
        high_if_worst_percentage=cut_percent(move.high_if_worst),
    )


def _limits_of(weighed: Balance, listed: Sequence[Component], result: ComponentsResult) -> Iterator[ComponentBreakEven]:
    """The limits on an unknown value, with all that the component contains, that decide the outcome."""
    least = floors_within([one.value_usd for one in listed], [one.within for one in listed])
    sides = sides_of([weighed])
    for fact in weighed.facts():
        at, _ = _asked(fact, result)
        for outcome, tip in deciding_amounts(sides, fact):
            at_limit = limit(outcome, least[at] + tip.usd, most=tip.most)
            cells = [listed[at].row.cell("value_usd")]
            yield ComponentBreakEven(component=listed[at].name, outcome=outcome, cells=cells, **at_limit)
