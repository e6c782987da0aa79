"""One test's lines against the requirement.

The requirement is met where the sum over all lines of value x (share - required) is 0 or more. So a line above the
requirement helps by what it is worth, a line below it hurts, and a line without a value may do either without limit.
Everything here is exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from ...model.interval import ANYTHING, ZERO, Interval
from ...model.numbers import Fraction
from ...model.statuses import Status


class Fact(NamedTuple):
    """Something that is not known: the value of a line (`part` None), or the share of a part of it.

    `at` is the line's place.
    """

    at: int
    part: str | None


class Line(msgspec.Struct, frozen=True):
    """A line as one test weighs it: its value, and its parts' shares, of which the greatest is the line's."""

    value: Fraction | None
    parts: Mapping[str, Interval]

    @property
    def low(self) -> Fraction:
        return max(share.low for share in self.parts.values())

    @property
    def high(self) -> Fraction:
        return max(share.high for share in self.parts.values())

    def rise(self) -> str:
        """The part whose answer alone can bring the line to its high end."""
        return max(self.parts, key=lambda part: self.parts[part].high)

    def high_with(self, answered: Sequence[str]) -> Fraction:
        """The line's high end where these parts are answered at their low ends."""
        return max(share.low if part in answered else share.high for part, share in self.parts.items())

    def falls(self) -> list[tuple[tuple[str, ...], Fraction]]:
        """Ever more parts, and the line's high end where these are answered at their low ends; only where it falls."""
        order = sorted(self.parts, key=lambda part: -self.parts[part].high)
        found: list[tuple[tuple[str, ...], Fraction]] = []
        for count in range(1, len(order) + 1):
            answered = tuple(order[:count])
            high = self.high_with(answered)
            if high < (found[-1][1] if found else self.high):
                found.append((answered, high))
        return found


class Balance:
    """All lines of one test, which has a name, against what it requires."""

    def __init__(self, test: str, required: Fraction, lines: list[Line]) -> None:
        self.test = test
        self.required = required
        self.lines = lines
        self.priced = [(line.value, line) for line in lines if line.value is not None]

    @cached_property
    def value(self) -> Fraction:
        """What the priced lines are worth, in dollars."""
        return sum((value for value, _ in self.priced), ZERO)

    @cached_property
    def low(self) -> Fraction:
        """What of it counts at the low ends."""
        return sum((value * line.low for value, line in self.priced), ZERO)

    @cached_property
    def high(self) -> Fraction:
        """What of it counts at the high ends."""
        return sum((value * line.high for value, line in self.priced), ZERO)

    @property
    def over_at_low(self) -> Fraction:
        """By how much the priced lines are over the requirement at their low ends, in dollars; negative: short."""
        return self.low - self.value * self.required

    @property
    def over_at_high(self) -> Fraction:
        return self.high - self.value * self.required

    @cached_property
    def dragging(self) -> int:
        """How many lines without a value could drag it below the requirement, however the priced ones stand."""
        return sum(line.value is None and line.low < self.required for line in self.lines)

    @cached_property
    def lifting(self) -> int:
        """How many lines without a value could lift it above the requirement."""
        return sum(line.value is None and line.high > self.required for line in self.lines)

    def facts(self) -> list[Fact]:
        """Everything that is not known and could matter, in the order of the lines."""
        found = []
        for index, line in enumerate(self.lines):
            if line.value is None:
                found.append(Fact(index, None))
            # A part below what the line reaches without it decides nothing.
            found += [Fact(index, part) for part, share in line.parts.items() if share.high > line.low]
        return found


class WeightedShare(msgspec.Struct, frozen=True):
    """The weighted share of all lines, between its bounds.

    `value` is what all priced lines are worth, `qualifying` what of it counts at the low end; None where none has a
    price.
    """

    share: Interval
    value: Fraction | None
    qualifying: Fraction | None


def weigh(lines: Iterable[tuple[Fraction | None, Interval]]) -> WeightedShare:
    """The share of lines, each with its value and its own share.

    A line whose value is not known moves the result between what the other lines give and its own share: a
    weighted mean is never outside the ends of what it is a mean of.
    """
    value = low = high = ZERO
    lows, highs = [], []
    priced = False
    for worth, share in lines:
        if worth is None:
            lows.append(share.low)
            highs.append(share.high)
        else:
            priced = True
            value += worth
            low += worth * share.low
            high += worth * share.high
    if value:
        lows.append(low / value)
        highs.append(high / value)
    # No line, or every line worth 0: there is nothing to take a share of.
    share = Interval(min(lows), max(highs)) if lows else ANYTHING
    return WeightedShare(share, value if priced else None, low if priced else None)


def status_of(share: Interval, required: Fraction) -> Status:
    """Whether a share meets the requirement, wherever it lies between its bounds."""
    if share.high < required:
        return Status.FAIL
    return Status.PASS if share.low >= required else Status.INCOMPLETE
