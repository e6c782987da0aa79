"""Where an unknown amount tips the outcome, with all else at its worst."""

from collections.abc import Iterable

import msgspec

from ...model.numbers import Fraction
from .balance import Balance


class Tip(msgspec.Struct, frozen=True):
    """An amount in US dollars: at most so much (`most`), or at least."""

    usd: Fraction
    most: bool


def value_to_pass(balance: Balance, at: int) -> Tip | None:
    """What the line's value, which is not known, may be so that the test is met."""
    line, over = balance.lines[at], balance.over_at_low
    slope = line.low - balance.required
    if balance.dragging > (slope < 0) or over * slope >= 0:
        return None  # another line could drag it down, any value passes, or none does
    return Tip(-over / slope, most=slope < 0)


def value_to_fail(balance: Balance, at: int) -> Tip | None:
    """What the line's value, which is not known, may be so that the test is missed."""
    line, over = balance.lines[at], balance.over_at_high
    slope = line.high - balance.required
    if balance.lifting > (slope > 0) or over * slope >= 0:
        return None
    return Tip(-over / slope, most=slope > 0)


def share_to_pass(balance: Balance, at: int, part: str) -> Fraction | None:
    """The share that a part of a priced line needs so that the test is met; None where it cannot decide that."""
    line = balance.lines[at]
    if not line.value or balance.dragging:
        return None
    least = line.low - balance.over_at_low / line.value
    return least if line.low < least <= line.parts[part].high else None


def joined(tips: Iterable[Tip], *, any_is_enough: bool) -> list[Tip]:
    """One for each direction: the widest of tests of which one is enough, else the narrowest, if all have one."""
    tips, found = list(tips), []
    for most in (True, False):
        same = [tip.usd for tip in tips if tip.most is most]
        if same and (any_is_enough or len(same) == len(tips)):
            found.append(Tip((max if most is any_is_enough else min)(same), most))
    return found
