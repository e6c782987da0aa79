"""What an incomplete percentage hangs on: the unknown facts, how far each could move it, and where it tips."""

from collections.abc import Iterator, Sequence

import msgspec

from ...model.battery import Step
from ...model.interval import ZERO
from ...model.numbers import Fraction, cut, cut_percent, exact, lift
from ...model.statuses import Status
from ...report.report import BreakEven, Deciding, UnknownFact
from ..clean_vehicle.answer import Answer
from ..clean_vehicle.content import TestName, TestResult
from ..clean_vehicle.law import Law
from ..clean_vehicle.tracing import Traced, country_counts
from .balance import Balance, Fact
from .settling import Settled, fails_with, to_fail, to_pass

_CENTS = 2


def decide(answer: Answer, law: Law, asked: TestName | None) -> Deciding | None:
    """What could settle the percentage; None where it is settled, or no line has a value.

    `asked` is the one test to use, or None for any that is available.
    """
    chosen = answer.chosen
    if chosen is None or answer.minerals is not Status.INCOMPLETE:
        return None
    traced = list(answer.traced)
    usable = [t for t in answer.tests if t.available and asked in (None, t.test)]
    balances = [Balance(t, traced, law) for t in usable]
    shown = next((b for b in balances if b.test.test is chosen.test), balances[0])
    facts = _movements(shown, chosen)
    told = {move.fact: _unknown(move, traced) for move in facts}
    passing, failing = _to_pass(balances), _to_fail(balances)

    def named(settled: Settled | None) -> list[UnknownFact] | None:
        return None if settled is None else [told[fact] for fact in settled.facts if fact in told]

    priced = any(one.chain.value for one in traced)
    return Deciding(
        to_pass=named(passing) if priced else None,
        to_fail=named(failing) if priced else None,
        to_fail_is_fewest=failing is not None and failing.fewest,
        facts=list(told.values()),
        break_evens=list(_break_evens(balances, traced, law)),
    )


def _to_pass(balances: Sequence[Balance]) -> Settled | None:
    """One test that is met is enough."""
    found = [settled for balance in balances if (settled := to_pass(balance)) is not None]
    return min(found, key=lambda settled: len(settled.facts), default=None)


def _to_fail(balances: Sequence[Balance]) -> Settled | None:
    """Every test must be missed."""
    found = [to_fail(balance) for balance in balances]
    if any(settled is None for settled in found):
        return None
    several = [settled for settled in found if settled is not None]
    for settled in sorted(several, key=lambda settled: -len(settled.facts)):
        if all(fails_with(balance, settled.facts) for balance in balances):
            return Settled(settled.facts, settled.fewest and len(settled.facts) == max(len(s.facts) for s in several))
    return Settled(tuple(dict.fromkeys(fact for settled in several for fact in settled.facts)), fewest=False)


# How far each fact could move the percentage ----------------------------------------------------------------------


class _Movement(msgspec.Struct, frozen=True):
    """The low end of the percentage if the fact turns out best, and the high end if it turns out worst."""

    fact: Fact
    low_if_best: Fraction
    high_if_worst: Fraction


def _movements(balance: Balance, test: TestResult) -> list[_Movement]:
    """Every unknown fact, those that could move the percentage most first."""
    ends = _Ends(balance)
    moves = [_Movement(fact, ends.low_if_best(fact), ends.high_if_worst(fact)) for fact in balance.facts()]
    return sorted(moves, key=lambda m: (m.high_if_worst - m.low_if_best, m.fact.at))


class _Ends:
    """The two ends of the percentage, and what one more answer makes of them."""

    def __init__(self, balance: Balance) -> None:
        self._lines = balance.lines
        priced = [line for line in balance.lines if line.value]
        self._total = sum((line.value for line in priced if line.value), ZERO)
        self._low = sum((line.value * line.low for line in priced if line.value), ZERO)
        self._high = sum((line.value * line.high for line in priced if line.value), ZERO)
        open_ = [(line.low, line.high, index) for index, line in enumerate(balance.lines) if line.value is None]
        self._lows = sorted((low, index) for low, _, index in open_)[:2]
        self._highs = sorted(((high, index) for _, high, index in open_), reverse=True)[:2]

    def low_if_best(self, fact: Fact) -> Fraction:
        line = self._lines[fact.at]
        if fact.step is None:
            return max(self._least(self._low, fact.at), self._least(self._low, fact.at, line.low, heavy=True))
        low = max(line.low, line.steps[fact.step].high)
        if line.value is None:
            return self._least(self._low, fact.at, low)
        return self._least(self._low + line.value * (low - line.low), fact.at)

    def high_if_worst(self, fact: Fact) -> Fraction:
        line = self._lines[fact.at]
        if fact.step is None:
            return min(self._most(self._high, fact.at), self._most(self._high, fact.at, line.high, heavy=True))
        rest = [line.steps[fact.step].low] + [share.high for step, share in line.steps.items() if step != fact.step]
        high = max(rest)
        if line.value is None:
            return self._most(self._high, fact.at, high)
        return self._most(self._high - line.value * (line.high - high), fact.at)

    def _least(self, low: Fraction, index: int, own: Fraction | None = None, *, heavy: bool = False) -> Fraction:
        """The low end with these dollars at the low end, without the open value of one line, or with that as `own`.

        `heavy`: the line outweighs all others.
        """
        ends = [end for end, of in self._lows if of != index][:1] + ([own] if own is not None else [])
        if self._total and not heavy:
            ends.append(low / self._total)
        return min(ends, default=ZERO)

    def _most(self, high: Fraction, index: int, own: Fraction | None = None, *, heavy: bool = False) -> Fraction:
        ends = [end for end, of in self._highs if of != index][:1] + ([own] if own is not None else [])
        if self._total and not heavy:
            ends.append(high / self._total)
        return max(ends, default=Fraction(1))


def _unknown(move: _Movement, traced: Sequence[Traced]) -> UnknownFact:
    chain, step = traced[move.fact.at].chain, move.fact.step
    sites = traced[move.fact.at].steps[step] if step is not None else ()
    missing = [site for site in sites if site.country is None]
    if step is None:
        kind, cells = "value", [chain.value_cell]
    elif missing:
        kind, cells = "origin", [site.country_cell for site in missing]
    else:
        kind, cells = "value_added", [site.value_added_cell for site in sites if not site.value_added]
    return UnknownFact(
        kind=kind,
        line=chain.line,
        mineral=chain.mineral,
        step=step,
        cells=list(dict.fromkeys(cells)),
        low_if_best_percentage=cut_percent(move.low_if_best),
        high_if_worst_percentage=cut_percent(move.high_if_worst),
    )


# Where it tips ----------------------------------------------------------------------------------------------------


def _break_evens(balances: Sequence[Balance], traced: Sequence[Traced], law: Law) -> Iterator[BreakEven]:
    """What an unknown value, or value added, may be at most or at least, with all else at its worst."""
    for index, one in enumerate(traced):
        if one.chain.value is None:
            passing = [tip for balance in balances if (tip := _value_to_pass(balance, index)) is not None]
            failing = [_value_to_fail(balance, index) for balance in balances]
            yield from _told(one, None, "pass", passing, any_is_enough=True)
            if all(tip is not None for tip in failing):
                yield from _told(one, None, "fail", [tip for tip in failing if tip is not None], any_is_enough=False)
        for step in one.shares:
            tips = [tip for balance in balances if (tip := _added_to_pass(balance, index, one, step, law)) is not None]
            yield from _told(one, step, "pass", tips, any_is_enough=True)


class _Tip(msgspec.Struct, frozen=True):
    """An amount: at most so much (`most`), or at least."""

    usd: Fraction
    most: bool


def _value_to_pass(balance: Balance, index: int) -> _Tip | None:
    line, over = balance.lines[index], balance.over_at_low
    slope = line.low - balance.required
    if balance.dragging > (slope < 0) or over * slope >= 0:
        return None  # another line could drag it down, any value passes, or none does
    return _Tip(-over / slope, most=slope < 0)


def _value_to_fail(balance: Balance, index: int) -> _Tip | None:
    line, over = balance.lines[index], balance.over_at_high
    slope = line.high - balance.required
    if balance.lifting > (slope > 0) or over * slope >= 0:
        return None
    return _Tip(-over / slope, most=slope > 0)


def _added_to_pass(balance: Balance, index: int, one: Traced, step: Step, law: Law) -> _Tip | None:
    """The one value added that a step lacks, where all its places are known."""
    sites = one.steps[step]
    counts = [country_counts(step, site.country, one.chain.mineral, law) for site in sites]
    lacking = [at for at, site in enumerate(sites) if site.value_added is None]
    if len(lacking) != 1 or None in counts or len(set(counts)) == 1 or not one.chain.value:
        return None
    if balance.dragging:
        return None
    line = balance.lines[index]
    least = line.low + -balance.over_at_low / one.chain.value  # what the line's share must be
    needed = least if balance.test.test is TestName.TRACED else balance.half
    if not line.low < least <= line.steps[step].high or needed >= 1:
        return None
    total = sum((site.value_added for site in sites if site.value_added is not None), ZERO)
    good = sum((s.value_added for s, c in zip(sites, counts, strict=True) if c and s.value_added is not None), ZERO)
    if counts[lacking[0]]:
        return _Tip(max((needed * total - good) / (1 - needed), ZERO), most=False)
    return _Tip(good / needed - total, most=True) if good >= needed * total else None


def _told(
    one: Traced, step: Step | None, outcome: str, tips: Sequence[_Tip], *, any_is_enough: bool
) -> Iterator[BreakEven]:
    """One sentence for each direction: of tests of which one is enough the widest, else the narrowest."""
    for most in (True, False):
        same = [tip.usd for tip in tips if tip.most is most]
        if not same or (not any_is_enough and len(same) < len(tips)):
            continue
        usd = (max if most is any_is_enough else min)(same)
        # A bound is never printed wider than it is.
        reached = outcome == "pass"
        relation = {
            (True, True): "at_most", (True, False): "at_least", (False, True): "below", (False, False): "above",
        }[reached, most]  # fmt: skip
        cells = [one.chain.value_cell]
        if step is not None:
            cells = [site.value_added_cell for site in one.steps[step] if site.value_added is None]
        yield BreakEven(
            line=one.chain.line,
            mineral=one.chain.mineral,
            step=step,
            outcome=Status(outcome),
            relation=relation,
            usd=cut(usd, _CENTS) if most else lift(usd, _CENTS),
            exact=exact(usd),
            cells=cells,
        )
