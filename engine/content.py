"""The two tests -> the percentage and its bounds (26 CFR 1.30D-3)."""

from enum import StrEnum
from fractions import Fraction

import msgspec

from .law import Law, percent
from .report import Status
from .tracing import ANYTHING, ONE, ZERO, Interval, Traced


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


def run_tests(traced: list[Traced], law: Law) -> list[TestResult]:
    """Both tests on the date, in the order in which the report names them."""
    required = percent(law.required().percent)
    half = percent(law.rulebook.percentages.value_added_test.percent)

    def result(test: TestName, available: bool, shares: list[Interval]) -> TestResult:
        share, value, qualifying = _weigh([one.chain.value for one in traced], shares)
        if not law.can_be_met() or share.high < required:
            status = Status.FAIL
        else:
            status = Status.PASS if share.low >= required else Status.INCOMPLETE
        return TestResult(test, available, status, share, value, qualifying, shares)

    whole = [Interval(ONE if t.share.low >= half else ZERO, ONE if t.share.high >= half else ZERO) for t in traced]
    return [
        result(TestName.TRACED, True, [t.share for t in traced]),
        result(TestName.VALUE_ADDED, law.value_added_test_available(), whole),
    ]


def _weigh(values: list[Fraction | None], shares: list[Interval]) -> tuple[Interval, Fraction | None, Fraction | None]:
    """The value-weighted share, the value and the part of it that counts at the low end.

    A line whose value is not known moves the result between what the other lines give and its own share: a
    weighted mean is never outside the ends of what it is a mean of.
    """
    total = low = high = ZERO
    lows: list[Fraction] = []
    highs: list[Fraction] = []
    for value, share in zip(values, shares, strict=True):
        if value is None:
            lows.append(share.low)
            highs.append(share.high)
        else:
            total += value
            low += value * share.low
            high += value * share.high
    priced = any(value is not None for value in values)
    if total:
        lows.append(low / total)
        highs.append(high / total)
    # No line, or every line worth 0: there is nothing to take a share of.
    share = Interval(min(lows), max(highs)) if lows else ANYTHING
    return share, total if priced else None, low if priced else None
