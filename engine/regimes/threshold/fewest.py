"""The fewest facts, or changes, whose gains together are enough."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from ...model.numbers import ZERO, Fraction
from .lines import Fact

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
