"""How far each missing fact could move the weighted share of one test, and the amounts that decide the outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from ...model.numbers import ONE, ZERO, Fraction, Interval
from ...model.statuses import Status
from .balance import Balance, Side
from .pool import Fact


class Movement(msgspec.Struct, frozen=True):
    """The lowest possible share if the fact is the best possible, and the highest if it is the worst."""

    fact: Fact
    low_if_best: Fraction
    high_if_worst: Fraction


def movements(balance: Balance) -> list[Movement]:
    """The movement of every missing fact, the largest first."""
    low, high = (Ends(Side(balance, passing=passing)) for passing in (True, False))
    moves = [Movement(fact, low.with_best(fact), high.with_best(fact)) for fact in balance.facts()]
    return sorted(moves, key=lambda move: (move.high_if_worst - move.low_if_best, move.fact.at))


class Ends:
    """The end of the share that is the worst for an outcome, and how one more fact moves it."""

    def __init__(self, side: Side) -> None:
        self._side = side
        lines = enumerate(side.balance.lines)
        # Of the lines without a value, only the two most extreme can set it: the second if the first is left out.
        self._extremes = sorted((side.excess(line.share), at) for at, line in lines if line.value is None)[:2]

    def with_best(self, fact: Fact) -> Fraction:
        """The end if the fact is the best possible for the outcome."""
        side, line = self._side, self._side.balance.lines[fact.at]
        now, best = side.excess(line.share), side.excess_with(line, [fact.part])
        if fact.part is None:
            ends = [self._end(side.total, fact.at), self._end(side.total, fact.at, now, heavy=True)]
            return max(ends) if side.passing else min(ends)
        if line.value is None:
            return self._end(side.total, fact.at, best)
        return self._end(side.total + line.value * (best - now), fact.at)

    def if_whole(self, at: int) -> Fraction:
        """The end if one line counted in full."""
        side, line = self._side, self._side.balance.lines[at]
        whole, value = Interval(ONE, ONE), line.value or 0
        return self._end(side.total + value * (side.excess(whole) - side.excess(line.share)), at, of_nothing=ONE)

    def _end(
        self,
        total: Fraction,
        at: int,
        own: Fraction | None = None,
        *,
        heavy: bool = False,
        of_nothing: Fraction | None = None,
    ) -> Fraction:
        """The end with this total excess; a line without a value is left out, or has the excess `own`.

        `heavy`: the line outweighs all others. `of_nothing` is the answer if there is no value at all.
        """
        side, value = self._side, self._side.balance.value
        ends = [end for end, of in self._extremes if of != at][:1] + ([own] if own is not None else [])
        if value and not heavy:
            ends.append(total / value)
        if ends:
            return side.share(min(ends))
        return of_nothing if of_nothing is not None else ZERO if side.passing else ONE


# Amounts that decide the outcome ----------------------------------------------------------------------------------


class Tip(msgspec.Struct, frozen=True):
    """A limit in US dollars: at most this amount if `most`, else at least."""

    usd: Fraction
    most: bool


def deciding_amount(side: Side, fact: Fact) -> Tip | None:
    """The limit on an unknown value with which the outcome is certain; None if it cannot decide that.

    Of a member of a pool, it is a limit on what the member takes of the pool's amount.
    """
    line = side.balance.lines[fact.at]
    if (shares := line.separated(fact.part)) is None:
        return None
    own, rest = shares
    preventing, total, slope, most = side.preventing - side.prevents(line), side.total, side.excess(own), None
    if rest is not None and line.value is None:
        preventing += not side.produces(side.excess(rest))
    elif rest is not None and line.value is not None:
        # What the member does not take goes to the rest of the pool.
        total += line.value * (side.excess(rest) - side.excess(line.share))
        slope -= side.excess(rest)
        most = line.value
    if preventing or total * slope >= 0:
        return None  # another line could prevent it, any value produces it, or none does
    if most is not None and slope > 0 and not side.produces(total + most * slope):
        return None
    return Tip(-total / slope, most=slope < 0)


Sides: TypeAlias = Mapping[Status, Sequence[Side]]


def sides_of(balances: Sequence[Balance]) -> Sides:
    """The tests as each outcome sees them."""
    return {of: [Side(one, passing=of is Status.PASS) for one in balances] for of in (Status.PASS, Status.FAIL)}


def deciding_amounts(sides: Sides, fact: Fact) -> Iterator[tuple[Status, Tip]]:
    """The limits on an unknown value that make an outcome certain: one test is enough to pass, a failure needs all."""
    for outcome, of in sides.items():
        tips = [tip for side in of if (tip := deciding_amount(side, fact)) is not None]
        if outcome is Status.PASS or len(tips) == len(of):
            yield from ((outcome, tip) for tip in joined(tips, any_is_enough=outcome is Status.PASS))


def share_to_pass(side: Side, fact: Fact) -> Fraction | None:
    """The share of a part of a priced line with which the test is met; None if it cannot decide that."""
    line = side.balance.lines[fact.at]
    if not line.value or side.preventing:
        return None
    least = line.share.low - side.total / line.value
    return least if line.share.low < least <= line.low_with([fact.part]) else None


def joined(tips: Iterable[Tip], *, any_is_enough: bool) -> list[Tip]:
    """One limit for each direction: the widest if one test is enough, else the narrowest if every test has one."""
    tips, found = list(tips), []
    for most in (True, False):
        same = [tip.usd for tip in tips if tip.most is most]
        if same and (any_is_enough or len(same) == len(tips)):
            found.append(Tip((max if most is any_is_enough else min)(same), most))
    return found
