"""One test's lines against the requirement.

The requirement is met where the sum over all lines of value x (share - required) is 0 or more. So a line above the
requirement helps in proportion to its value, a line below it hurts, and a line without a value has no limit either way.
Everything here is exact.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import msgspec

from ...model.numbers import ANYTHING, ZERO, Fraction, Interval, cut, cut_percent, exact, lift
from ...model.statuses import Status
from .pool import Fact, Line, Part


class Balance:
    """All lines of one test, named `test`, against its requirement."""

    def __init__(self, test: str, required: Fraction, lines: Sequence[Line]) -> None:
        self.test = test
        self.required = required
        self.lines = lines

    @cached_property
    def value(self) -> Fraction:
        """The total value of the priced lines, in dollars."""
        return sum((line.value for line in self.lines if line.value is not None), ZERO)

    def facts(self) -> list[Fact]:
        """The missing facts that could matter, in the order of the lines."""
        found = []
        for at, line in enumerate(self.lines):
            if line.value is None:
                found.append(Fact(at, None))
            found += [Fact(at, part) for part in line.open]
        return found


class Side:
    """A balance as one outcome sees it, a pass or a failure: an excess is what speaks for the outcome.

    The excess of a share is its distance beyond the requirement, negative if it speaks against the outcome.
    """

    def __init__(self, balance: Balance, *, passing: bool) -> None:
        self.balance = balance
        self.passing = passing

    def excess(self, share: Interval) -> Fraction:
        """The smallest possible excess of a share."""
        return self._excess(share.low if self.passing else share.high)

    def share(self, excess: Fraction) -> Fraction:
        return self.balance.required + (excess if self.passing else -excess)

    def excess_with(self, line: Line, known: Collection[Part]) -> Fraction:
        """The smallest possible excess of a line if these facts are the best possible for the outcome."""
        return self._excess(line.low_with(known) if self.passing else line.high_with(known))

    def growing(self, line: Line) -> list[tuple[tuple[Part, ...], Fraction]]:
        """Growing sets of facts of a line, each with the excess that it can produce."""
        return [(parts, self._excess(share)) for parts, share in (line.rises() if self.passing else line.falls())]

    def _excess(self, share: Fraction) -> Fraction:
        return share - self.balance.required if self.passing else self.balance.required - share

    def produces(self, excess: Fraction) -> bool:
        """Whether a total excess, per dollar or in dollars, produces the outcome: exactly at the requirement passes."""
        return excess >= 0 if self.passing else excess > 0

    @cached_property
    def total(self) -> Fraction:
        """The smallest possible excess of all priced lines, in dollars."""
        lines = self.balance.lines
        return sum((line.value * self.excess(line.share) for line in lines if line.value is not None), ZERO)

    def prevents(self, line: Line) -> bool:
        """Whether the line, without a value, could prevent the outcome alone."""
        return line.value is None and not self.produces(self.excess(line.share))

    @cached_property
    def preventing(self) -> int:
        """The number of lines that could prevent the outcome alone."""
        return sum(map(self.prevents, self.balance.lines))


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


_CENTS = 2
_RELATIONS = {
    (Status.PASS, True): "at_most",
    (Status.PASS, False): "at_least",
    (Status.FAIL, True): "below",
    (Status.FAIL, False): "above",
}


def limit(outcome: Status, usd: Fraction, *, most: bool) -> dict[str, str]:
    """The fields `relation`, `usd` and `exact` of a limit: at most this amount if `most`, else at least.

    A failure needs less, or more: exactly at the requirement passes.
    """
    return {
        "relation": _RELATIONS[outcome, most],
        "usd": cut(usd, _CENTS) if most else lift(usd, _CENTS),
        "exact": exact(usd),
    }


def bounds(share: Interval | None) -> dict[str, str | None]:
    """The fields of a share's bounds; all None if there is no share."""
    if share is None:
        return dict.fromkeys(("percentage", "exact", "low", "high", "high_percentage"))
    return {
        "percentage": cut_percent(share.low),
        "exact": None if share.exact is None else exact(share.exact),
        "low": exact(share.low),
        "high": exact(share.high),
        "high_percentage": cut_percent(share.high),
    }


def gap_points(share: Interval, required: Fraction) -> str:
    """The gap of the lowest possible share to its requirement in percentage points, to four decimals.

    A surplus is rounded down and a shortfall up.
    """
    gap = share.low - required
    return cut_percent(gap) if gap >= 0 else f"-{lift(-gap * 100, 4)}"


def span(share: Interval) -> str:
    """`57.5000%`, or `40.0000% to 57.5000%`."""
    low, high = cut_percent(share.low), cut_percent(share.high)
    return f"{low}%" if share.exact is not None else f"{low}% to {high}%"


def lifted(usd: Fraction | None) -> str | None:
    """An amount to move, rounded up to the cent."""
    return None if usd is None else lift(usd, _CENTS)
