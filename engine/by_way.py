"""Chains gathered by the way that they went, so that what they are worth is added up before it is divided."""

from collections.abc import Iterable
from fractions import Fraction

import msgspec

from .numbers import total
from .tracing import ONE, ZERO, Traced, Way


class Worth(msgspec.Struct, frozen=True):
    """The chains that went one way: the first of them, and what those with a value are worth together.

    `value` is None where none has a value; `unpriced`: some have none.
    """

    first: Traced
    value: Fraction | None
    unpriced: bool


def by_way(traced: Iterable[Traced]) -> list[Worth]:
    """The chains gathered by their ways, in the order in which these first occur."""
    gathered: dict[Way, tuple[Traced, list[Fraction | None]]] = {}
    for one in traced:
        before = gathered.get(one.way)
        if before is None:
            before = gathered[one.way] = one, []
        before[1].append(one.chain.value)
    return [_worth(first, values) for first, values in gathered.values()]


def _worth(first: Traced, values: list[Fraction | None]) -> Worth:
    priced = [value for value in values if value is not None]
    return Worth(first, total(priced) if priced else None, len(priced) < len(values))


def part_of(value: Fraction, share: Fraction) -> Fraction:
    """A share of a value; most shares are all of it or nothing, and need no arithmetic."""
    return value if share is ONE else ZERO if share is ZERO else value * share
