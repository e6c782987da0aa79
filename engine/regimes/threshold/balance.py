"""One test's lines against the requirement.

The requirement is met where the sum over all lines of value x (share - required) is 0 or more. So a line above the
requirement helps by what it is worth, a line below it hurts, and a line without a value may do either without limit.
Everything here is exact.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from ...model.battery import Step
from ...model.interval import ONE, ZERO, Interval
from ...model.numbers import Fraction
from ...rules.rule import percent
from ..clean_vehicle.content import TestName, TestResult
from ..clean_vehicle.law import Law
from ..clean_vehicle.tracing import Traced


class Fact(NamedTuple):
    """Something that is not known: the value of a line (`step` None), or a step of it. `at` counts the chains."""

    at: int
    step: Step | None


class Line(msgspec.Struct, frozen=True):
    """A line as one test weighs it. `steps` are the shares of its steps as the test takes them."""

    value: Fraction | None
    steps: dict[Step, Interval]

    @property
    def low(self) -> Fraction:
        return max(share.low for share in self.steps.values())

    @property
    def high(self) -> Fraction:
        return max(share.high for share in self.steps.values())

    def rise(self) -> Step:
        """The step whose answer alone can bring the line to its high end."""
        return max(self.steps, key=lambda step: self.steps[step].high)

    def falls(self) -> list[tuple[tuple[Step, ...], Fraction]]:
        """Ever more steps, and the line's high end where these are answered at their low ends; only where it falls."""
        order = sorted(self.steps, key=lambda step: -self.steps[step].high)
        found: list[tuple[tuple[Step, ...], Fraction]] = []
        for count in range(1, len(order) + 1):
            answered, rest = order[:count], order[count:]
            high = max([self.steps[s].low for s in answered] + [self.steps[s].high for s in rest])
            if high < (found[-1][1] if found else self.high):
                found.append((tuple(answered), high))
        return found


class Balance:
    """All lines of one test."""

    def __init__(self, test: TestResult, traced: Sequence[Traced], law: Law) -> None:
        self.test = test
        self.required = percent(law.required().value)
        self.half = percent(law.rule(law.rulebook.value_added_test.percent).value)
        self.lines = [
            Line(one.chain.value, {step: self.taken(share) for step, share in one.shares.items()}) for one in traced
        ]

    def taken(self, share: Interval) -> Interval:
        """A step's share as the test takes it: whole or not at all in the value-added test."""
        if self.test.test is TestName.TRACED:
            return share
        return Interval(*(ONE if end >= self.half else ZERO for end in (share.low, share.high)))

    @cached_property
    def over_at_low(self) -> Fraction:
        """By how much the priced lines are over the requirement at their low ends, in dollars; negative: short."""
        return sum((line.value * (line.low - self.required) for line in self.lines if line.value), ZERO)

    @cached_property
    def over_at_high(self) -> Fraction:
        return sum((line.value * (line.high - self.required) for line in self.lines if line.value), ZERO)

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
            # A step below what the line reaches without it decides nothing.
            found += [Fact(index, step) for step, share in line.steps.items() if share.high > line.low]
        return found
