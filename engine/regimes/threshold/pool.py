"""What one test weighs, a line or a pool: its value, its share between bounds, and the facts that could change it.

Of a pool, an amount, it is not known how it divides among its members: the value of a row and of its unknown parts.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeAlias, TypeGuard

import msgspec

from ...model.numbers import ONE, ZERO, Fraction, Interval

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


class Kind(StrEnum):
    """A missing fact of a member: its value, with all that it contains, or whether it counts."""

    VALUE = "value"
    COUNTS = "counts"


class MemberFact(NamedTuple):
    member: int
    kind: Kind


class Member(NamedTuple):
    """A member of a pool: `counts` is None if not known; `inside` is the index of the member that contains it."""

    counts: bool | None
    inside: int | None = None


class Pool:
    """A line whose value goes to any of its members, in any division.

    The head is the first member and contains the others; each other member comes after the one that contains it, and
    its value is not known. The value of the pool is what the head adds to what is known to be in it, without limit if
    the head's value is not known either.

    A member whose value becomes known is separated from the pool with all that it contains: with nothing of the amount
    if it is the least possible, with all of it if the greatest. The fewest facts for a bound therefore separate the
    part where all counts (or nothing), and from it each part where that is not certain.
    """

    def __init__(self, value: Fraction | None, members: Sequence[Member]) -> None:
        self.value = value
        self.members = members

    @cached_property
    def share(self) -> Interval:
        return self._share(0, None)

    @cached_property
    def open(self) -> list[Part]:
        found: list[Part] = []
        for at, member in enumerate(self.members if self.value != 0 and self.share.exact is None else ()):
            found += [MemberFact(at, Kind.VALUE)] * (at > 0)
            found += [MemberFact(at, Kind.COUNTS)] * (member.counts is None)
        return found

    @cached_property
    def moves(self) -> list[Part]:
        """The members that do not count, or perhaps not."""
        return [MemberFact(at, Kind.COUNTS) for at, member in enumerate(self.members) if not member.counts]

    def low_with(self, known: Collection[Part]) -> Fraction:
        return ONE if self._can_all(known, count=True) else ZERO

    def high_with(self, known: Collection[Part]) -> Fraction:
        return ZERO if self._can_all(known, count=False) else ONE

    def rises(self) -> Growing:
        fewest = self._fewest(count=True)
        return [(fewest, ONE)] if fewest else []

    def falls(self) -> Growing:
        fewest = self._fewest(count=False)
        return [(fewest, ZERO)] if fewest else []

    def separated(self, part: Part) -> tuple[Interval, Interval | None] | None:
        if part is None:
            return self.share, None
        if not _is_of_member(part) or part.kind is not Kind.VALUE:
            return None
        return self._share(part.member, None), self._share(0, part.member)

    def _share(self, at: int, without: int | None) -> Interval:
        """The share of an amount that goes to what a member contains, except what another one contains."""
        against = [of[at] - (of[without] if without is not None else 0) for of in (self._not_sure, self._not_excluded)]
        return Interval(ZERO if against[0] else ONE, ONE if against[1] else ZERO)

    # How many members of each, with all that it contains, may not count, and how many may count.

    @cached_property
    def _not_sure(self) -> list[int]:
        return self._number(count=True)

    @cached_property
    def _not_excluded(self) -> list[int]:
        return self._number(count=False)

    def _number(self, *, count: bool) -> list[int]:
        number = [int(member.counts is not count) for member in self.members]
        for at in range(len(number) - 1, 0, -1):
            number[self._above(at)] += number[at]
        return number

    def _above(self, at: int) -> int:
        return self.members[at].inside or 0

    def _can_all(self, known: Collection[Part], *, count: bool) -> bool:
        """Whether these facts, at their best, put the whole amount where all counts (or nothing)."""
        number = self._not_sure if count else self._not_excluded
        facts = sorted(filter(_is_of_member, known))
        against = {0: number[0]}  # in each separated part

        def part_of(at: int) -> int:
            while at not in against:
                at = self._above(at)
            return at

        for at, kind in facts:
            if kind is Kind.VALUE:
                against[part_of(self._above(at))] -= number[at]
                against[at] = number[at]
        for at, kind in facts:
            if kind is Kind.COUNTS:
                against[part_of(at)] -= 1
        # Without limit, what is left with the head outweighs what is separated.
        decisive = [0] if self.value is None and None not in known else list(against)
        return any(not against[at] for at in decisive)

    def _fewest(self, *, count: bool) -> tuple[Part, ...]:
        """The fewest facts that can put the whole amount where all counts (or nothing); none if that is impossible."""
        number = self._not_sure if count else self._not_excluded
        within: list[list[Part]] = [[] for _ in self.members]
        for at in range(1, len(self.members)):
            if number[at]:
                within[self._above(at)].append(MemberFact(at, Kind.VALUE))
        found: list[tuple[Part, ...]] = []
        for at, member in enumerate(self.members):
            if member.counts is not (not count):
                own = [MemberFact(at, Kind.VALUE)] * (at > 0) + [MemberFact(at, Kind.COUNTS)] * (member.counts is None)
                found.append((*own, *within[at]))
        return min(found, key=len, default=())


Line: TypeAlias = Greatest | Pool
"""What a test weighs."""


def _is_of_member(part: Part) -> TypeGuard[MemberFact]:
    return isinstance(part, MemberFact)
