"""The values of nested battery components -> the amounts among which their incremental values are divided.

The incremental value of a component is its value less that of its parts (26 CFR 1.30D-2). A known value, less the known
values below it, is shared by its component and the parts of unknown value directly below, and theirs: a pool. Which of
them has it is not known, so a pool counts anywhere from the least to the greatest share of its components.
"""

from collections.abc import Sequence

import msgspec

from ...model.interval import ZERO
from ...model.nesting import floors_within, outermost_first
from ...model.numbers import Fraction
from ..threshold.pool import Member, Pool


class WeighedRow(msgspec.Struct, frozen=True):
    """A row: its value in US dollars, the position of the component around it, and whether it counts (None: unknown).

    For a row that is not a battery component, nothing else is stated.
    """

    value: Fraction | None = None
    within: int | None = None
    counts: bool | None = None
    in_battery: bool = True


class ComponentPool(msgspec.Struct, frozen=True):
    """The amount that the rows at these positions divide; the members of `line` are in the same order."""

    at: list[int]
    line: Pool

    @property
    def each(self) -> tuple[Fraction, Fraction | None]:
        """The lowest and the highest incremental value of each of its components; None without an upper end."""
        amount = self.line.value
        return ZERO if amount is None or len(self.at) > 1 else amount, amount


def pools_of(rows: Sequence[WeighedRow]) -> list[ComponentPool]:
    """Every pool, by the position of its outermost component; each battery component is in exactly one."""
    values, within = [row.value for row in rows], [row.within for row in rows]
    floors = floors_within(values, within)
    pool: dict[int, list[int]] = {}
    place: dict[int, tuple[list[int], int]] = {}
    for at in outermost_first(within):
        container = within[at]
        members = pool.setdefault(at, []) if values[at] is not None or container is None else place[container][0]
        place[at] = members, len(members)
        members.append(at)
    pools = []
    for first, members in sorted(pool.items()):
        if not rows[first].in_battery:
            continue
        value = values[first]
        # The head contains the others; each of them comes after the component that contains it.
        line = [Member(rows[at].counts, place[within[at] or 0][1] if at != first else None) for at in members]
        pools.append(ComponentPool(members, Pool(None if value is None else value - floors[first], line)))
    return pools
