"""What one test weighs: a line's value, its share between bounds, and the missing facts that could change either."""

from collections.abc import Collection, Hashable, Mapping
from typing import NamedTuple, TypeAlias

import msgspec

from ...model.numbers import Fraction, Interval

Part: TypeAlias = Hashable
"""The name of a missing fact within its line; None is the value of the line."""
Growing: TypeAlias = list[tuple[tuple[Part, ...], Fraction]]
"""Growing sets of facts of a line, each with the bound of its share that they can produce."""


class Fact(NamedTuple):
    """A missing fact: the value of a line (`part` None), or another fact of it.

    `at` is the index of the line.
    """

    at: int
    part: Part


class Greatest(msgspec.Struct, frozen=True):
    """A line that counts at the greatest share of its parts, each of them a fact. One part can raise it alone.

    `value` is in US dollars, None without limit: the line is then also weighed with facts other than its value known.
    """

    value: Fraction | None
    parts: Mapping[str, Interval]

    @property
    def share(self) -> Interval:
        return Interval(max(s.low for s in self.parts.values()), max(s.high for s in self.parts.values()))

    @property
    def open(self) -> list[str]:
        """The missing facts that could change the share: parts that can exceed its lowest."""
        low = self.share.low
        return [part for part, share in self.parts.items() if share.high > low]

    @property
    def moves(self) -> tuple[Part, ...]:
        """What must change so that the line counts in full, whatever the missing facts are: the line itself."""
        return (None,) if self.share.low < 1 else ()

    def low_with(self, known: Collection[Part]) -> Fraction:
        """The lowest possible share if these facts are the best possible."""
        return max(share.high if part in known else share.low for part, share in self.parts.items())

    def high_with(self, known: Collection[Part]) -> Fraction:
        """The highest possible share if these facts are the worst possible."""
        return max(share.low if part in known else share.high for part, share in self.parts.items())

    def separated(self, part: Part) -> tuple[Interval, Interval | None] | None:
        """The share of an unknown value, and that of the rest of the line; None if the fact is not a value."""
        return (self.share, None) if part is None else None

    def rises(self) -> Growing:
        """The fewest facts for each lowest possible share above the present one, with the value of the line known."""
        share = self.share
        best = max(self.parts, key=lambda part: self.parts[part].high)
        return [((best,), share.high)] if share.high > share.low else []

    def falls(self) -> Growing:
        """The fewest facts for each highest possible share below the present one, with the value of the line known."""
        order = sorted(self.parts, key=lambda part: -self.parts[part].high)
        found: Growing = []
        for count in range(1, len(order) + 1):
            known = tuple(order[:count])
            high = self.high_with(known)
            if high < (found[-1][1] if found else self.share.high):
                found.append((known, high))
        return found
