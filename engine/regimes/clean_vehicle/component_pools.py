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


class Part(msgspec.Struct, frozen=True):
    """A battery component: its value in US dollars, the position of the one around it, and the share that counts."""

    value: Fraction | None
    within: int | None
    counts: Interval


class Pool(msgspec.Struct, frozen=True):
    """An amount in US dollars that the components at these positions divide; None: from 0 without end."""

    amount: Fraction | None
    at: list[int]
    share: Interval

    @property
    def each(self) -> tuple[Fraction, Fraction | None]:
        """The lowest and the highest incremental value of each of its components; None without an upper end."""
        return ZERO if self.amount is None or len(self.at) > 1 else self.amount, self.amount


def pools_of(parts: Sequence[Part]) -> list[Pool]:
    """Every pool, by the position of its outermost component; each component is in exactly one."""
    values, within = [part.value for part in parts], [part.within for part in parts]
    floors = floors_within(values, within)
    head: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for at in outermost_first(within):
        container = within[at]
        head[at] = at if values[at] is not None or container is None else head[container]
        members.setdefault(head[at], []).append(at)
    pools = []
    for first in sorted(members):
        value, inside = values[first], sorted(members[first])
        counts = [parts[at].counts for at in inside]
        share = Interval(min(share.low for share in counts), max(share.high for share in counts))
        pools.append(Pool(None if value is None else value - floors[first], inside, share))
    return pools
