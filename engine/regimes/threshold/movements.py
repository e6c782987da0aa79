"""How far each missing fact could move the weighted share of one test, and the amounts that decide the outcome."""

from collections.abc import Iterable

import msgspec

from ...model.interval import ONE, ZERO
from ...model.numbers import Fraction
from .balance import Balance, Fact


class Movement(msgspec.Struct, frozen=True):
    """The lowest possible share if the fact is the best possible, and the highest if it is the worst."""

    fact: Fact
    low_if_best: Fraction
    high_if_worst: Fraction


def movements(balance: Balance) -> list[Movement]:
    """The movement of every missing fact, the largest first."""
    ends = Ends(balance)
    moves = [Movement(fact, ends.low_if_best(fact), ends.high_if_worst(fact)) for fact in balance.facts()]
    return sorted(moves, key=lambda move: (move.high_if_worst - move.low_if_best, move.fact.at))


class Ends:
    """The lowest and highest possible share, and how one more fact changes them."""

    def __init__(self, balance: Balance) -> None:
        self._balance = balance
        open_ = [(line.low, line.high, at) for at, line in enumerate(balance.lines) if line.value is None]
        # Of the lines without a value, only the two most extreme can set a bound: the second if the first is left out.
        self._lows = sorted((low, at) for low, _, at in open_)[:2]
        self._highs = sorted(((high, at) for _, high, at in open_), reverse=True)[:2]

    def low_if_best(self, fact: Fact) -> Fraction:
        line, low = self._balance.lines[fact.at], self._balance.low
        if fact.part is None:
            return max(self._least(low, fact.at), self._least(low, fact.at, line.low, heavy=True))
        best = max(line.low, line.parts[fact.part].high)
        if line.value is None:
            return self._least(low, fact.at, best)
        return self._least(low + line.value * (best - line.low), fact.at)

    def high_if_worst(self, fact: Fact) -> Fraction:
        line, high = self._balance.lines[fact.at], self._balance.high
        if fact.part is None:
            return min(self._most(high, fact.at), self._most(high, fact.at, line.high, heavy=True))
        worst = line.high_with([fact.part])
        if line.value is None:
            return self._most(high, fact.at, worst)
        return self._most(high - line.value * (line.high - worst), fact.at)

    def low_if_whole(self, at: int) -> Fraction:
        """The lowest possible share if one line counted in full."""
        line = self._balance.lines[at]
        gain = line.value * (1 - line.low) if line.value is not None else ZERO
        return self._least(self._balance.low + gain, at, otherwise=ONE)

    def _least(
        self,
        low: Fraction,
        at: int,
        own: Fraction | None = None,
        *,
        heavy: bool = False,
        otherwise: Fraction = ZERO,
    ) -> Fraction:
        """The lowest possible share if `low` dollars qualify; one line without a value is left out or has share `own`.

        `heavy`: the line outweighs all others. `otherwise` is the answer if there is no value at all.
        """
        ends = [end for end, of in self._lows if of != at][:1] + ([own] if own is not None else [])
        if self._balance.value and not heavy:
            ends.append(low / self._balance.value)
        return min(ends, default=otherwise)

    def _most(self, high: Fraction, at: int, own: Fraction | None = None, *, heavy: bool = False) -> Fraction:
        ends = [end for end, of in self._highs if of != at][:1] + ([own] if own is not None else [])
        if self._balance.value and not heavy:
            ends.append(high / self._balance.value)
        return max(ends, default=ONE)


# Amounts that decide the outcome ----------------------------------------------------------------------------------


class Tip(msgspec.Struct, frozen=True):
    """A limit in US dollars: at most this amount if `most`, else at least."""

    usd: Fraction
    most: bool


def value_to_pass(balance: Balance, at: int) -> Tip | None:
    """The limit on the line's unknown value with which the test is met; None if it cannot decide that."""
    line, over = balance.lines[at], balance.over_at_low
    slope = line.low - balance.required
    if balance.dragging > (slope < 0) or over * slope >= 0:
        return None  # another line could drag it down, any value passes, or none does
    return Tip(-over / slope, most=slope < 0)


def value_to_fail(balance: Balance, at: int) -> Tip | None:
    """The limit on the line's unknown value with which the test is missed; None if it cannot decide that."""
    line, over = balance.lines[at], balance.over_at_high
    slope = line.high - balance.required
    if balance.lifting > (slope > 0) or over * slope >= 0:
        return None
    return Tip(-over / slope, most=slope > 0)


def share_to_pass(balance: Balance, at: int, part: str) -> Fraction | None:
    """The share of a part of a priced line with which the test is met; None if it cannot decide that."""
    line = balance.lines[at]
    if not line.value or balance.dragging:
        return None
    least = line.low - balance.over_at_low / line.value
    return least if line.low < least <= line.parts[part].high else None


def joined(tips: Iterable[Tip], *, any_is_enough: bool) -> list[Tip]:
    """One limit for each direction: the widest if one test is enough, else the narrowest if every test has one."""
    tips, found = list(tips), []
    for most in (True, False):
        same = [tip.usd for tip in tips if tip.most is most]
        if same and (any_is_enough or len(same) == len(tips)):
            found.append(Tip((max if most is any_is_enough else min)(same), most))
    return found
