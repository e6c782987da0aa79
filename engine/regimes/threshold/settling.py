"""The fewest missing facts that could decide the outcome, or changes whose gains together are enough."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from ...model.numbers import ZERO, Fraction
from .balance import Balance, Side
from .pool import Fact, Line

T = TypeVar("T")
Facts: TypeAlias = tuple[Fact, ...]

MOST_SEARCHED = 200
"""The number of lines above which sets of several facts need not be the fewest."""


class Enough(msgspec.Struct, frozen=True):
    """A set of facts, and whether no smaller set would be enough."""

    facts: Facts
    fewest: bool = True


def named(settled: Enough | None, names: Mapping[Fact, T]) -> list[T] | None:
    """The facts of a set, those that have a name; None if no facts are enough."""
    return None if settled is None else [names[fact] for fact in settled.facts if fact in names]


def enough(gains: Sequence[Sequence[tuple[Facts, Fraction]]], missing: Fraction, *, strictly: bool) -> Enough | None:
    """The fewest facts whose gains cover the missing dollars; None if all do not.

    `gains` are, for each line, growing sets of facts, of which at most one counts.
    """

    def covers(gain: Fraction) -> bool:
        return gain > missing if strictly else gain >= missing

    if covers(ZERO):
        return Enough(())
    gains = [of_line for of_line in gains if of_line]
    if not covers(sum((of_line[-1][1] for of_line in gains), ZERO)):
        return None
    ranked = sorted(gains, key=lambda of_line: -of_line[-1][1] / len(of_line[-1][0]))
    single = all(len(of_line[-1][0]) == 1 for of_line in gains)
    if single or len(gains) > MOST_SEARCHED:
        taken = ZERO
        chosen: Facts = ()
        for of_line in ranked:
            if covers(taken):
                break
            taken += of_line[-1][1]
            chosen += of_line[-1][0]
        return Enough(chosen, single)
    best: dict[int, tuple[Fraction, Facts]] = {0: (ZERO, ())}  # the largest gain by number of facts
    for of_line in gains:
        grown = dict(best)
        for count, (taken, facts) in best.items():
            for more, gain in of_line:
                at = count + len(more)
                if at not in grown or taken + gain > grown[at][0]:
                    grown[at] = (taken + gain, facts + more)
        best = grown
    return next(Enough(facts) for _, (taken, facts) in sorted(best.items()) if covers(taken))


class _Options(msgspec.Struct, frozen=True):
    """The effect of the missing facts of one line on one outcome.

    `needed`: facts without which a line that has no value could prevent it. `decisive`: further facts with which the
    line alone could produce it. `gains`: growing sets of facts, each with the dollars that it could add for it.
    """

    needed: Facts = ()
    decisive: Facts | None = None
    gains: Sequence[tuple[Facts, Fraction]] = ()


def to_pass(balances: Sequence[Balance]) -> Enough | None:
    """Facts that could produce a pass, for which one test is enough; None if no facts can."""
    found = [settled for balance in balances if (settled := _settle(Side(balance, passing=True))) is not None]
    return min(found, key=lambda settled: len(settled.facts), default=None)


def to_fail(balances: Sequence[Balance]) -> Enough | None:
    """Facts that could produce a failure, for which every test must be missed; None if no facts can."""
    sides = [Side(balance, passing=False) for balance in balances]
    found = [settled for side in sides if (settled := _settle(side)) is not None]
    if len(found) < len(balances):
        return None
    most = max(len(settled.facts) for settled in found)
    for settled in sorted(found, key=lambda settled: -len(settled.facts)):
        if _all_produced_by(sides, settled.facts):
            return Enough(settled.facts, settled.fewest and len(settled.facts) == most)
    return Enough(tuple(dict.fromkeys(fact for settled in found for fact in settled.facts)), fewest=False)


def _settle(side: Side) -> Enough | None:
    """Facts that, at their best for the outcome, produce it whatever the other facts are; None if no facts can.

    They are all needed ones, and either one line that decides alone or enough gains.
    """
    options = [_options(side, at, line) for at, line in enumerate(side.balance.lines)]
    needed = tuple(fact for one in options for fact in one.needed)
    shortest = min((one.decisive for one in options if one.decisive is not None), key=len, default=None)
    gained = enough([one.gains for one in options], -side.total, strictly=not side.passing)
    if gained is not None and (shortest is None or len(gained.facts) <= len(shortest)):
        return Enough(needed + gained.facts, gained.fewest)
    return Enough(needed + shortest) if shortest is not None else None


def _options(side: Side, at: int, line: Line) -> _Options:
    now = side.excess(line.share)
    growing = [(tuple(Fact(at, part) for part in parts), excess) for parts, excess in side.growing(line)]
    if line.value is not None:
        return _Options(gains=[(facts, line.value * (excess - now)) for facts, excess in growing if line.value])
    value = (Fact(at, None),)
    needed, further = (value, ()) if side.prevents(line) else ((), value)
    if now > 0:
        return _Options(needed, further)
    above = next((facts for facts, excess in growing if excess > 0), None)
    return _Options(needed, None if above is None else further + above)


def _all_produced_by(sides: Sequence[Side], facts: Facts) -> bool:
    """Whether the same answers to these facts produce the outcome in every test, whatever the other facts are.

    The values are 0, or one of them outweighs everything else.
    """
    heavy = [None, *(fact.at for fact in facts if fact.part is None)]
    return any(all(_produced_by(side, facts, at) for side in sides) for at in heavy)


def _produced_by(side: Side, facts: Facts, heavy: int | None) -> bool:
    """Whether these facts produce the outcome, with the value of the line `heavy` above all others."""
    total = ZERO
    for at, line in enumerate(side.balance.lines):
        known = [fact.part for fact in facts if fact.at == at]
        excess = side.excess_with(line, known)
        if at == heavy:
            if excess <= 0:
                return False
        elif line.value is not None:
            total += line.value * excess
        elif None not in known and not side.produces(excess):
            return False
    return heavy is not None or side.produces(total)
