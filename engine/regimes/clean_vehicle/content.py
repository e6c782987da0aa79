"""The two tests -> the percentage and its bounds (26 CFR 1.30D-3)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from ...model.interval import ANYTHING, EVERYTHING, NOTHING, Interval
from ...model.numbers import total
from ...model.packed import Made
from ...model.statuses import Status
from ...rules.rule import percent
from .by_way import Worth
from .law import Law
from .tracing import Traces, Way, part_of


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
    shares: Sequence[Interval]


def run_tests(traced: Traces, law: Law) -> list[TestResult]:
    """Both tests on the date, in the order in which the report names them."""
    required = percent(law.required().value)
    half = percent(law.rule(law.rulebook.value_added_test.percent).value)

    ways = traced.worths

    def result(test: TestName, available: bool, taken: Mapping[Way, Interval]) -> TestResult:
        share, value, qualifying = _weigh(ways, taken)
        if not law.can_be_met() or share.high < required:
            status = Status.FAIL
        else:
            status = Status.PASS if share.low >= required else Status.INCOMPLETE
        return TestResult(test, available, status, share, value, qualifying, Made(traced.ways, taken.__getitem__))

    as_traced = {worth.first.way: worth.first.share for worth in ways}
    whole = {way: _whole_or_not(share, half) for way, share in as_traced.items()}
    return [
        result(TestName.TRACED, True, as_traced),
        result(TestName.VALUE_ADDED, law.value_added_test_available(), whole),
    ]


def _whole_or_not(share: Interval, half: Fraction) -> Interval:
    """A line's share in the value-added test: all of it counts where half of it does, or nothing."""
    if share.low >= half:
        return EVERYTHING
    return ANYTHING if share.high >= half else NOTHING


def _weigh(ways: list[Worth], taken: Mapping[Way, Interval]) -> tuple[Interval, Fraction | None, Fraction | None]:
    """The value-weighted share, the value and the part of it that counts at the low end.

    A line whose value is not known moves the result between what the other lines give and its own share: a
    weighted mean is never outside the ends of what it is a mean of.
    """
    open_ = [taken[worth.first.way] for worth in ways if worth.unpriced]
    lows, highs = [share.low for share in open_], [share.high for share in open_]
    priced = [(worth.value, taken[worth.first.way]) for worth in ways if worth.value is not None]
    value = total(value for value, _ in priced)
    low = total(part_of(value, share.low) for value, share in priced)
    if value:
        high = total(part_of(value, share.high) for value, share in priced)
        lows.append(low / value)
        highs.append(high / value)
    # No line, or every line worth 0: there is nothing to take a share of.
    share = Interval(min(lows), max(highs)) if lows else ANYTHING
    return share, value if priced else None, low if priced else None
