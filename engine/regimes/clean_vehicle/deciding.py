"""What would decide an incomplete percentage: the missing facts, the effect of each, and the deciding amounts."""

from collections.abc import Iterator, Sequence

from ...model.battery import Step
from ...model.interval import ZERO
from ...model.numbers import cut_percent, total
from ...model.statuses import Status
from ..threshold.balance import Balance, Side
from ..threshold.break_evens import limit
from ..threshold.fewest import Enough
from ..threshold.lines import Fact
from ..threshold.movements import Movement, Tip, deciding_amount, joined, movements, share_to_pass
from ..threshold.settling import to_fail, to_pass
from .content import TestName, balance, half_of
from .law import Law
from .sections import BreakEven, Deciding, UnknownFact
from .tracing import Traced, country_counts
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

    def named(settled: Enough | None) -> list[UnknownFact] | None:
        return None if settled is None else [unknown[fact] for fact in settled.facts if fact in unknown]

    priced = any(one.chain.value for one in traced)
    return Deciding(
        to_pass=named(passing) if priced else None,
        to_fail=named(failing) if priced else None,
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
    to_pass_, to_fail_ = ([Side(balance, passing=passing) for balance in balances] for passing in (True, False))
    for at, one in enumerate(traced):
        if one.chain.value is None:
            passing, failing = (
                [tip for side in sides if (tip := deciding_amount(side, Fact(at, None))) is not None]
                for sides in (to_pass_, to_fail_)
            )
            yield from _limits(one, None, Status.PASS, joined(passing, any_is_enough=True))
            if len(failing) == len(balances):
                yield from _limits(one, None, Status.FAIL, joined(failing, any_is_enough=False))
        for step in one.shares:
            tips = [tip for side in to_pass_ if (tip := _added_to_pass(side, at, one, step, law)) is not None]
            yield from _limits(one, step, Status.PASS, joined(tips, any_is_enough=True))


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


def _limits(one: Traced, step: Step | None, outcome: Status, tips: Sequence[Tip]) -> Iterator[BreakEven]:
    cells = [one.chain.value_cell]
    if step is not None:
        cells = [site.value_added_cell for site in one.steps.of(step) if site.value_added is None]
    for tip in tips:
        yield BreakEven(
            line=one.chain.line,
            mineral=one.chain.mineral,
            step=step,
            outcome=outcome,
            cells=cells,
            **limit(outcome, tip.usd, most=tip.most),
        )
