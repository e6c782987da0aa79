"""Limits in US dollars as text that never widens them."""

from ...model.numbers import Fraction, cut, exact, lift
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
