"""The change of a share between bounds, as text."""

from ....model.interval import Interval
from ....model.numbers import Fraction, cut, cut_percent, exact
from .difference import Change, TestChange


def share_change(of: str, then: Interval, now: Interval) -> TestChange:
    """The bounds of a percentage on both sides, and the change of each."""
    return TestChange(
        test=of,
        old_low=exact(then.low),
        old_high=exact(then.high),
        new_low=exact(now.low),
        new_high=exact(now.high),
        old_percentage=cut_percent(then.low),
        old_high_percentage=cut_percent(then.high),
        new_percentage=cut_percent(now.low),
        new_high_percentage=cut_percent(now.high),
        low=change(now.low - then.low),
        high=change(now.high - then.high),
    )


def change(share: Fraction) -> Change:
    """The difference of two shares."""
    points = cut(share * 100, 4)
    return Change(exact(share), f"+{points}" if share > 0 else points)
