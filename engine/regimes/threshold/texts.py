"""Shares and limits in US dollars as text that never makes them look better than they are."""

from ...model.numbers import Fraction, Interval, cut, cut_percent, exact, lift
from ...model.statuses import Status

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
