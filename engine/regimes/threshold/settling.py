"""The fewest missing facts that could decide the outcome, for a pass or for a failure."""

from collections.abc import Sequence

import msgspec

from ...model.interval import ZERO
from ...model.numbers import Fraction
from .balance import Balance, Fact, Line

MOST_SEARCHED = 200
"""The number of lines above which the set found for a failure need not be the smallest."""

Facts = tuple[Fact, ...]


class _Options(msgspec.Struct, frozen=True):
    """The effect of the missing facts of one line on one outcome.

    `needed`: facts without which a line that has no value could prevent it. `decisive`: facts with which the line alone
    could produce it. `gains`: growing sets of facts, each with the dollars that it could add for this outcome.
    """

    needed: Facts = ()
    decisive: Facts | None = None
    gains: list[tuple[Facts, Fraction]] = []


class Settlement(msgspec.Struct, frozen=True):
    """A set of facts that could decide the outcome, and whether no smaller set exists."""

    facts: Facts
    fewest: bool = True


def to_pass(balances: Sequence[Balance]) -> Settlement | None:
    """Facts that could produce a pass, for which one test is enough; None if no facts can."""
    found = [settlement for balance in balances if (settlement := _to_meet(balance)) is not None]
    return min(found, key=lambda settlement: len(settlement.facts), default=None)


def to_fail(balances: Sequence[Balance]) -> Settlement | None:
    """Facts that could produce a failure, for which every test must be missed; None if no facts can."""
    found = [settlement for balance in balances if (settlement := _to_miss(balance)) is not None]
    if len(found) < len(balances):
        return None
    most = max(len(settlement.facts) for settlement in found)
    for settlement in sorted(found, key=lambda settlement: -len(settlement.facts)):
        if all(_misses_with(balance, settlement.facts) for balance in balances):
            return Settlement(settlement.facts, settlement.fewest and len(settlement.facts) == most)
    return Settlement(tuple(dict.fromkeys(fact for settlement in found for fact in settlement.facts)), fewest=False)


def _to_meet(balance: Balance) -> Settlement | None:
    """Facts that, at their best, meet the test whatever the other facts are; None if no facts can."""
    required = balance.required

    def options(index: int, line: Line) -> _Options:
        rise = Fact(index, line.rise())
        if line.value is not None:
            gain = line.value * (line.high - line.low)
            return _Options(gains=[((rise,), gain)] if gain else [])
        value = Fact(index, None)
        needed = (value,) if line.low < required else ()
        if line.low > required:
            return _Options(needed, (value,))
        return _Options(needed, (value, rise) if line.high > required else None)

    found = [options(index, line) for index, line in enumerate(balance.lines)]
    return _settle(found, -balance.over_at_low, strictly=False)


def _to_miss(balance: Balance) -> Settlement | None:
    """Facts that, at their worst, miss the test whatever the other facts are; None if no facts can."""
    required = balance.required

    def options(index: int, line: Line) -> _Options:
        falls = [(tuple(Fact(index, part) for part in parts), high) for parts, high in line.falls()]
        if line.value is not None:
            gains = [(facts, line.value * (line.high - high)) for facts, high in falls]
            return _Options(gains=[(facts, gain) for facts, gain in gains if gain])
        value = Fact(index, None)
        needed = (value,) if line.high > required else ()
        if line.high < required:
            return _Options(needed, (value,))
        below = next((facts for facts, high in falls if high < required), None)
        return _Options(needed, None if below is None else (value, *below))

    found = [options(index, line) for index, line in enumerate(balance.lines)]
    return _settle(found, balance.over_at_high, strictly=True)


def _misses_with(balance: Balance, facts: Facts) -> bool:
    """Whether the test is missed with these facts at their worst, whatever the other facts are."""
    answered, over, decisive = set(facts), ZERO, False
    for index, line in enumerate(balance.lines):
        high = line.high_with([part for part in line.parts if Fact(index, part) in answered])
        if line.value is not None:
            over += line.value * (high - balance.required)
        elif Fact(index, None) in answered:
            decisive = decisive or high < balance.required
        elif high > balance.required:
            return False
    return decisive or over < 0


def _settle(options: Sequence[_Options], missing: Fraction, *, strictly: bool) -> Settlement | None:
    """The fewest facts: all needed ones, plus either one line that decides alone or enough gains."""
    needed = tuple(fact for one in options for fact in one.needed)
    if missing < 0 or (missing == 0 and not strictly):
        return Settlement(needed)
    alone = [
        tuple(fact for fact in one.decisive if fact not in one.needed) for one in options if one.decisive is not None
    ]
    shortest = min(alone, key=len, default=None)
    enough = _enough([one.gains for one in options if one.gains], missing, strictly=strictly)
    if enough is not None and (shortest is None or len(enough.facts) <= len(shortest)):
        return Settlement(needed + enough.facts, enough.fewest)
    return Settlement(needed + shortest) if shortest is not None else None


def _enough(gains: list[list[tuple[Facts, Fraction]]], missing: Fraction, *, strictly: bool) -> Settlement | None:
    """The fewest facts whose gains cover the missing dollars; at most one gain of each line counts."""

    def makes_up(gain: Fraction) -> bool:
        return gain > missing if strictly else gain >= missing

    if not makes_up(sum((of_line[-1][1] for of_line in gains), ZERO)):
        return None
    ranked = sorted(gains, key=lambda of_line: -of_line[-1][1] / len(of_line[-1][0]))
    if all(len(of_line[-1][0]) == 1 for of_line in gains) or len(gains) > MOST_SEARCHED:
        taken = ZERO
        chosen: list[Fact] = []
        for of_line in ranked:
            if makes_up(taken):
                break
            taken += of_line[-1][1]
            chosen += of_line[-1][0]
        return Settlement(tuple(chosen), all(len(of_line[-1][0]) == 1 for of_line in gains))
    best: dict[int, tuple[Fraction, Facts]] = {0: (ZERO, ())}  # the largest gain by number of facts
    for of_line in gains:
        grown = dict(best)
        for count, (taken, facts) in best.items():
            for more, gain in of_line:
                at = count + len(more)
                if at not in grown or taken + gain > grown[at][0]:
                    grown[at] = (taken + gain, facts + more)
        best = grown
    return next(Settlement(facts) for _, (taken, facts) in sorted(best.items()) if makes_up(taken))
