"""The fewest changes, and the least value, to move so that the requirement is met.

Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Iterable, Mapping

import msgspec

from ...model.numbers import ONE, ZERO, Fraction
from .balance import Balance, Side
from .pool import Fact, Part
from .settling import enough


class Move(msgspec.Struct, frozen=True):
    """What to change of the line at index `at`, and the value to move; None if unknown."""

    at: int
    parts: list[Part]
    value: Fraction | None


class Plan(msgspec.Struct, frozen=True):
    """Sufficient changes, in the order of the lines.

    `share` is the resulting share of all lines; `moved` the total value moved, None if that of a line is unknown.
    `fewest`: no plan has fewer changes.
    """

    test: str
    moves: list[Move]
    share: Fraction
    moved: Fraction | None
    fewest: bool


def plans(balance: Balance, must: Iterable[Fact]) -> tuple[Plan, Plan]:
    """The plan with the fewest changes and the plan with the least value; both include the changes in `must`."""
    side, lines = Side(balance, passing=True), balance.lines
    # A line without a value and possibly below the requirement could pull the share below it.
    prevented = (Fact(at, part) for at, line in enumerate(lines) if side.prevents(line) for part in line.moves)
    needed: dict[int, list[Part]] = {}
    for fact in dict.fromkeys([*must, *prevented]):
        needed.setdefault(fact.at, []).append(fact.part)
    left = [[part for part in line.moves if part not in needed.get(at, ())] for at, line in enumerate(lines)]
    gains = {at: line.value * (1 - line.share.low) for at, line in enumerate(lines) if line.value is not None}
    complete = [at for at in needed if not left[at]]
    missing = -side.total - sum((gains.get(at, ZERO) for at in complete), ZERO)
    rising = [at for at, gain in gains.items() if gain and left[at]]
    chosen = enough([[(tuple(Fact(at, p) for p in left[at]), gains[at])] for at in rising], missing, strictly=False)
    assert chosen is not None  # if everything is moved, everything counts
    portions: dict[int, Fraction] = {}
    for at in sorted(rising, key=lambda at: (lines[at].share.low, len(left[at]), -gains[at], at)):
        if missing <= 0:
            break
        gain = min(gains[at], missing)
        portions[at] = gain / (1 - lines[at].share.low)
        missing -= gain

    def plan(more: Mapping[int, Fraction | None], *, fewest: bool) -> Plan:
        # What must be moved of a line is moved whole, and with it the rest of the line if any of it is moved.
        values = {**more, **{at: lines[at].value for at in needed}}
        parts = {at: needed.get(at, []) + (left[at] if at in more else []) for at in sorted(values)}
        moved = [value for value in values.values() if value is not None]
        counting = {at: values[at] or ZERO for at in {*complete, *more}}
        gained = sum((value * (1 - lines[at].share.low) for at, value in counting.items()), ZERO)
        return Plan(
            test=balance.test,
            moves=[Move(at, of_line, values[at]) for at, of_line in parts.items()],
            share=balance.required + (side.total + gained) / balance.value if balance.value else ONE,
            moved=sum(moved, ZERO) if len(moved) == len(values) else None,
            fewest=fewest,
        )

    return plan({fact.at: lines[fact.at].value for fact in chosen.facts}, fewest=chosen.fewest), plan(
        portions, fewest=True
    )
