"""The values of nested battery components -> the amounts among which their incremental values are divided.

The incremental value of a component is its value less that of its parts (26 CFR 1.30D-2). A known value, less the known
values below it, is shared by its component and the parts of unknown value directly below, and theirs: a pool. Which of
them has it is not known, so a pool counts anywhere from the least to the greatest share of its components.
"""

from collections.abc import Sequence

import msgspec

from ...model.interval import ZERO, Interval
from ...model.nesting import floors_within, outermost_first
from ...model.numbers import Fraction
from ..threshold.pool import Member, Pool


class Part(msgspec.Struct, frozen=True):
    """A battery component: its value in US dollars, the position of the one around it, and the share that counts."""

    value: Fraction | None
    within: int | None
    counts: Interval


class ComponentPool(msgspec.Struct, frozen=True):
    """The amount that the components at these positions divide; the members of `line` are in the same order."""

    at: list[int]
    line: Pool

    @property
    def each(self) -> tuple[Fraction, Fraction | None]:
        """The lowest and the highest incremental value of each of its components; None without an upper end."""
        amount = self.line.value
        return ZERO if amount is None or len(self.at) > 1 else amount, amount


def pools_of(parts: Sequence[Part]) -> list[ComponentPool]:
    """Every pool, by the position of its outermost component; each component is in exactly one."""
    values, within = [part.value for part in parts], [part.within for part in parts]
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
        value = values[first]
        # The head contains the others; each of them comes after the component that contains it.
        line = [Member(_known(parts[at].counts), place[within[at] or 0][1] if at != first else None) for at in members]
        pools.append(ComponentPool(members, Pool(None if value is None else value - floors[first], line)))
    return pools


def _known(counts: Interval) -> bool | None:
    return None if counts.exact is None else bool(counts.exact)
