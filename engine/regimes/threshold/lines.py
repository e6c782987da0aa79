"""What one test weighs: a line's value, its share between bounds, and the missing facts that could change either."""

from collections.abc import Collection, Hashable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

import msgspec

from ...model.interval import Interval
from ...model.numbers import Fraction

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


class Line(Protocol):
    """A line: its value in US dollars, None without limit, and the bounds of its share.

    A line without a value is also weighed with facts other than its value known.
    """

    @property
    def value(self) -> Fraction | None: ...
    @property
    def share(self) -> Interval: ...
    @property
    def open(self) -> Collection[Part]:
        """The missing facts that could change the share."""
        ...

    @property
    def moves(self) -> Collection[Part]:
        """What must change so that the line counts in full, whatever the missing facts are."""
        ...

    def low_with(self, known: Collection[Part]) -> Fraction:
        """The lowest possible share if these facts are the best possible."""
        ...

    def high_with(self, known: Collection[Part]) -> Fraction:
        """The highest possible share if these facts are the worst possible."""
        ...

    def separated(self, part: Part) -> tuple[Interval, Interval | None] | None:
        """The share of an unknown value, and that of the rest of the line; None if the fact is not a value."""
        ...

    def rises(self) -> Growing:
        """The fewest facts for each lowest possible share above the present one, with the value of the line known."""
        ...

    def falls(self) -> Growing:
        """The fewest facts for each highest possible share below the present one, with the value of the line known."""
        ...


class Greatest(msgspec.Struct, frozen=True):
    """A line that counts at the greatest share of its parts, each of them a fact. One part can raise it alone."""

    value: Fraction | None
    parts: Mapping[str, Interval]

    @property
    def share(self) -> Interval:
        return Interval(max(s.low for s in self.parts.values()), max(s.high for s in self.parts.values()))

    @property
    def open(self) -> list[str]:
        """The parts that can exceed the line's lowest share: the others decide nothing."""
        low = self.share.low
        return [part for part, share in self.parts.items() if share.high > low]

    @property
    def moves(self) -> tuple[Part, ...]:
        """The line itself, if it does not count in full."""
        return (None,) if self.share.low < 1 else ()

    def low_with(self, known: Collection[Part]) -> Fraction:
        return max(share.high if part in known else share.low for part, share in self.parts.items())

    def high_with(self, known: Collection[Part]) -> Fraction:
        return max(share.low if part in known else share.high for part, share in self.parts.items())

    def separated(self, part: Part) -> tuple[Interval, Interval | None] | None:
        return (self.share, None) if part is None else None

    def rises(self) -> Growing:
        share = self.share
        best = max(self.parts, key=lambda part: self.parts[part].high)
        return [((best,), share.high)] if share.high > share.low else []

    def falls(self) -> Growing:
        order = sorted(self.parts, key=lambda part: -self.parts[part].high)
        found: Growing = []
        for count in range(1, len(order) + 1):
            known = tuple(order[:count])
            high = self.high_with(known)
            if high < (found[-1][1] if found else self.share.high):
                found.append((known, high))
        return found
