"""The two tests -> the percentage and its bounds (26 CFR 1.30D-3)."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from ...model.interval import ANYTHING, EVERYTHING, NOTHING, Interval
from ...model.numbers import Fraction
from ...model.statuses import Status
from ...rules.rule import percent
from ..threshold.balance import Balance, Line, status_of, weigh
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

    def result(test: TestName, available: bool) -> TestResult:
        shares = [taken(test, one.share, law) for one in traced]
        weighted = weigh((one.chain.value, share) for one, share in zip(traced, shares, strict=True))
        status = status_of(weighted.share, required) if law.can_be_met() else Status.FAIL
        return TestResult(test, available, status, weighted.share, weighted.value, weighted.qualifying, shares)

    return [result(TestName.TRACED, True), result(TestName.VALUE_ADDED, law.value_added_test_available())]


def taken(test: TestName, share: Interval, law: Law) -> Interval:
    """A share as the test takes it: in the value-added test all of a line counts where half of it does, or nothing."""
    if test is TestName.TRACED:
        return share
    half = half_of(law)
    if share.low >= half:
        return EVERYTHING
    return ANYTHING if share.high >= half else NOTHING


def half_of(law: Law) -> Fraction:
    """The share from which on a line counts whole in the value-added test."""
    return percent(law.rule(law.rulebook.value_added_test.percent).value)


def balance(result: TestResult, traced: Sequence[Traced], law: Law) -> Balance:
    """A test's lines against the requirement, the steps being their parts."""
    lines = [
        Line(one.chain.value, {step: taken(result.test, share, law) for step, share in one.shares.items()})
        for one in traced
    ]
    return Balance(result.test.value, percent(law.required().value), lines)
