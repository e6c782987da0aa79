"""The fewest lines, and the least value, to re-source so that the requirement is met.

Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Mapping, Set

import msgspec

from ...model.interval import ONE, ZERO
from ...model.numbers import Fraction
from .balance import Balance


class Plan(msgspec.Struct, frozen=True):
    """Lines to re-source, by index, each with the value to move (None if unknown).

    `share` is the resulting share of all lines; `moved` the total value moved, None if that of a line is unknown.
    """

    test: str
    lines: Mapping[int, Fraction | None]
    share: Fraction
    moved: Fraction | None


def plans(balance: Balance, must: Set[int]) -> tuple[Plan, Plan]:
    """The plan with the fewest lines and the plan with the least value; both include the lines in `must`."""
    lines = balance.lines
    # A line without a value and possibly below the requirement could pull the share below it.
    moved = set(must) | {at for at, line in enumerate(lines) if line.value is None and line.low < balance.required}
    gains = {at: line.value * (1 - line.low) for at, line in enumerate(lines) if line.value is not None}
    missing = -balance.over_at_low - sum((gains.get(at, ZERO) for at in moved), ZERO)
    rising = sorted((at for at in gains if at not in moved and gains[at]), key=lambda at: (-gains[at], at))
    fewest, left = set(moved), missing
    for at in rising:
        if left <= 0:
            break
        fewest.add(at)
        left -= gains[at]
    parts: dict[int, Fraction | None] = {at: lines[at].value for at in moved}
    left = missing
    for at in sorted(rising, key=lambda at: (lines[at].low, at)):
        if left <= 0:
            break
        whole, low = lines[at].value, lines[at].low
        assert whole is not None
        parts[at] = part = min(whole, left / (1 - low))
        left -= part * (1 - low)
    return _plan(balance, {at: lines[at].value for at in fewest}), _plan(balance, parts)


def _plan(balance: Balance, moved: Mapping[int, Fraction | None]) -> Plan:
    values = [value for value in moved.values() if value is not None]
    gained = sum((value * (1 - balance.lines[at].low) for at, value in moved.items() if value is not None), ZERO)
    share = (balance.low + gained) / balance.value if balance.value else ONE
    return Plan(balance.test, moved, share, sum(values, ZERO) if len(values) == len(moved) else None)
