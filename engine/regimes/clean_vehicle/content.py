"""The two tests -> the percentage and its bounds (26 CFR 1.30D-3)."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from ...model.numbers import ANYTHING, EVERYTHING, NOTHING, Fraction, Interval
from ...model.statuses import Status
from ...rules.rule import percent
from ..threshold.balance import Balance, WeightedShare, status_of, weigh
from ..threshold.lines import Greatest
from .law import Law
from .tracing import Traced


class TestName(StrEnum):
    TRACED = "traced"
    VALUE_ADDED = "value_added"


class TestResult(WeightedShare, frozen=True, kw_only=True):
    """One test: the qualifying share of the minerals' value, and its status.

    `shares` are those of the chains, in the same order.
    """

    test: TestName
    available: bool
    status: Status
    shares: list[Interval]


def run_tests(traced: Sequence[Traced], law: Law) -> list[TestResult]:
    """The results of both tests on the date, in the order of the report."""
    required = percent(law.required().value)

    def result(test: TestName, available: bool) -> TestResult:
        shares = [taken(test, one.share, law) for one in traced]
        weighted = weigh((one.chain.value, share) for one, share in zip(traced, shares, strict=True))
        status = status_of(weighted.share, required) if law.can_be_met() else Status.FAIL
        return TestResult(
            **msgspec.structs.asdict(weighted), test=test, available=available, status=status, shares=shares
        )

    return [result(TestName.TRACED, True), result(TestName.VALUE_ADDED, law.value_added_test_available())]


def taken(test: TestName, share: Interval, law: Law) -> Interval:
    """A share as the test counts it: in the value-added test a line counts in full or not at all."""
    if test is TestName.TRACED:
        return share
    half = half_of(law)
    if share.low >= half:
        return EVERYTHING
    return ANYTHING if share.high >= half else NOTHING


def half_of(law: Law) -> Fraction:
    """The share at which a line counts in full in the value-added test."""
    return percent(law.rule(law.rulebook.value_added_test.percent).value)


def balance(result: TestResult, traced: Sequence[Traced], law: Law) -> Balance:
    """A test's lines against the requirement; the parts of a line are its steps."""
    lines = [
        Greatest(one.chain.value, {step: taken(result.test, share, law) for step, share in one.shares.items()})
        for one in traced
    ]
    return Balance(result.test.value, percent(law.required().value), lines)
