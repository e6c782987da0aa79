"""Lines of a known or unknown weight, each with a share between bounds -> the weighted share and what it comes to."""

from collections.abc import Iterable

import msgspec

from ...model.interval import ANYTHING, ZERO, Interval
from ...model.numbers import Fraction
from ...model.statuses import Status


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
