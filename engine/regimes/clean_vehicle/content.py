"""The two tests -> the percentage and its bounds (26 CFR 1.30D-3)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from ...model.interval import ANYTHING, EVERYTHING, NOTHING, ZERO, Interval
from ...model.numbers import Fraction
from ...model.statuses import Status
from ...rules.rule import percent
from .law import Law
from .tracing import Traced


class TestName(StrEnum):
    TRACED = "traced"
    VALUE_ADDED = "value_added"


class TestResult(msgspec.Struct, frozen=True):
    """One test: the share of the minerals' value that counts, between its bounds, and how it meets the requirement.

    `value` is the value of all priced lines, `qualifying` what of it counts at the low end; None where none is priced.
    `shares` are the chains', in their order.
    """

    test: TestName
    available: bool
    status: Status
    share: Interval
    value: Fraction | None
    qualifying: Fraction | None
    shares: list[Interval]


def run_tests(traced: Sequence[Traced], law: Law) -> list[TestResult]:
    """Both tests on the date, in the order in which the report names them."""
    required = percent(law.required().value)
    half = percent(law.rule(law.rulebook.value_added_test.percent).value)

    def result(test: TestName, available: bool, shares: list[Interval]) -> TestResult:
        share, value, qualifying = weigh((one.chain.value, share) for one, share in zip(traced, shares, strict=True))
        if not law.can_be_met() or share.high < required:
            status = Status.FAIL
        else:
            status = Status.PASS if share.low >= required else Status.INCOMPLETE
        return TestResult(test, available, status, share, value, qualifying, shares)

    return [
        result(TestName.TRACED, True, [one.share for one in traced]),
        result(
            TestName.VALUE_ADDED, law.value_added_test_available(), [_whole_or_not(one.share, half) for one in traced]
        ),
    ]


def _whole_or_not(share: Interval, half: Fraction) -> Interval:
    """A line's share in the value-added test: all of it counts where half of it does, or nothing."""
    if share.low >= half:
        return EVERYTHING
    return ANYTHING if share.high >= half else NOTHING


def weigh(
    weighed: Iterable[tuple[Fraction | None, Interval]],
) -> tuple[Interval, Fraction | None, Fraction | None]:
    """The value-weighted share, the value and the part of it that counts at the low end; None where none is priced.

    A line whose value is not known moves the result between what the other lines give and its own share: a
    weighted mean is never outside the ends of what it is a mean of.
    """
    value = low = high = ZERO
    lows, highs = [], []
    priced = False
    for one, share in weighed:
        if one is None:
            lows.append(share.low)
            highs.append(share.high)
        else:
            priced = True
            value += one
            low += one * share.low
            high += one * share.high
    if value:
        lows.append(low / value)
        highs.append(high / value)
    # No line, or every line worth 0: there is nothing to take a share of.
    share = Interval(min(lows), max(highs)) if lows else ANYTHING
    return share, value if priced else None, low if priced else None
