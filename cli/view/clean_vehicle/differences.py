"""One fact or share on both sides of a comparison, as it is shown."""

from ....engine.model.numbers import Fraction, cut_percent
from ....engine.regimes.clean_vehicle.diff.difference import FactChanged, TestChange
from ..sections import Text, usd
from ..words import span


def fact_changed(fact: FactChanged) -> list[Text]:
    """The fact that changed, before and after; readable amounts are in dollars, shares in percent."""
    ends = [end or "none" for end in (fact.old, fact.new)]
    if fact.what == "share that counts":
        return [fact.what, *(share(end.partition(" to ")[0], end.rpartition(" to ")[2]) for end in ends)]
    if fact.what == "value USD":
        return ["value", *(end if end == "not known" else usd(end) for end in ends)]
    return [fact.what, *ends]


def share(low: str, high: str) -> str:
    """`60.0000%`, or `40.0000% to 74.2212%`, from exact fractions."""
    return span(cut_percent(Fraction(low)), cut_percent(Fraction(high)))


def points(change: TestChange) -> str:
    """`+1.5000`, or `low -1.0000, high +2.0000`."""
    low, high = change.low, change.high
    return low.points if low.exact == high.exact else f"low {low.points}, high {high.points}"
