"""One test's lines against the requirement.

The requirement is met where the sum over all lines of value x (share - required) is 0 or more. So a line above the
requirement helps in proportion to its value, a line below it hurts, and a line without a value has no limit either way.
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
    """A missing fact: the value of a line (`part` None), or the share of a part of it.

    `at` is the index of the line.
    """

    at: int
    part: str | None


class Line(msgspec.Struct, frozen=True):
    """A line as one test weighs it: its value and its parts' shares. The greatest share is the line's."""

    value: Fraction | None
    parts: Mapping[str, Interval]

    @property
    def low(self) -> Fraction:
        return max(share.low for share in self.parts.values())

    @property
    def high(self) -> Fraction:
        return max(share.high for share in self.parts.values())

    def rise(self) -> str:
        """The part that alone can bring the line to its highest possible share."""
        return max(self.parts, key=lambda part: self.parts[part].high)

    def high_with(self, answered: Sequence[str]) -> Fraction:
        """The line's highest possible share if these parts have their lowest."""
        return max(share.low if part in answered else share.high for part, share in self.parts.items())

    def falls(self) -> list[tuple[tuple[str, ...], Fraction]]:
        """Growing sets of parts at their lowest share, each with the line's highest possible share, if this falls."""
        order = sorted(self.parts, key=lambda part: -self.parts[part].high)
        found: list[tuple[tuple[str, ...], Fraction]] = []
        for count in range(1, len(order) + 1):
            answered = tuple(order[:count])
            high = self.high_with(answered)
            if high < (found[-1][1] if found else self.high):
                found.append((answered, high))
        return found


class Balance:
    """All lines of one test, named `test`, against its requirement."""

    def __init__(self, test: str, required: Fraction, lines: list[Line]) -> None:
        self.test = test
        self.required = required
        self.lines = lines
        self.priced = [(line.value, line) for line in lines if line.value is not None]

    @cached_property
    def value(self) -> Fraction:
        """The total value of the priced lines, in dollars."""
        return sum((value for value, _ in self.priced), ZERO)

    @cached_property
    def low(self) -> Fraction:
        """The qualifying part of the value at the lowest possible shares."""
        return sum((value * line.low for value, line in self.priced), ZERO)

    @cached_property
    def high(self) -> Fraction:
        """The qualifying part of the value at the highest possible shares."""
        return sum((value * line.high for value, line in self.priced), ZERO)

    @property
    def over_at_low(self) -> Fraction:
        """The dollars of the priced lines above the requirement at their lowest shares; negative if below."""
        return self.low - self.value * self.required

    @property
    def over_at_high(self) -> Fraction:
        return self.high - self.value * self.required

    @cached_property
    def dragging(self) -> int:
        """The number of lines without a value that could pull the share below the requirement."""
        return sum(line.value is None and line.low < self.required for line in self.lines)

    @cached_property
    def lifting(self) -> int:
        """The number of lines without a value that could lift the share above the requirement."""
        return sum(line.value is None and line.high > self.required for line in self.lines)

    def facts(self) -> list[Fact]:
        """The missing facts that could matter, in the order of the lines."""
        found = []
        for index, line in enumerate(self.lines):
            if line.value is None:
                found.append(Fact(index, None))
            # A part that cannot exceed the lowest share of the line decides nothing.
            found += [Fact(index, part) for part, share in line.parts.items() if share.high > line.low]
        return found


class WeightedShare(msgspec.Struct, frozen=True):
    """The weighted share of all lines, between its bounds.

    `value` is the total of all priced lines, `qualifying` its qualifying part at the lowest possible share; None if no
    line has a price.
    """

    share: Interval
    value: Fraction | None
    qualifying: Fraction | None


def weigh(lines: Iterable[tuple[Fraction | None, Interval]]) -> WeightedShare:
    """The weighted share of lines, each given as its value and its own share.

    A line of unknown value moves the result between the share of the other lines and its own: a weighted mean lies
    within the range of its terms.
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
    # No line, or no line with a value above 0: the share is undefined.
    share = Interval(min(lows), max(highs)) if lows else ANYTHING
    return WeightedShare(share, value if priced else None, low if priced else None)


def status_of(share: Interval, required: Fraction) -> Status:
    """The status of a share between bounds: incomplete unless all of it is on one side of the requirement."""
    if share.high < required:
        return Status.FAIL
    return Status.PASS if share.low >= required else Status.INCOMPLETE
