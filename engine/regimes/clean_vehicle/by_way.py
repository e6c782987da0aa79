"""Chains gathered by the way that they went, so that what they are worth is added up before it is divided."""

from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from ...model.numbers import Sum

if TYPE_CHECKING:
    from .tracing import Traced, Way


class Worth(msgspec.Struct, frozen=True):
    """The chains that went one way: the first of them, and what those with a value are worth together.

    `value` is None where none has a value; `unpriced`: some have none. `worth_from` is the place of the first that is
    worth anything, None where none is.
    """

    first: "Traced"
    value: Fraction | None
    unpriced: bool
    worth_from: int | None


class ByWay:
    """Gathers chains one after another."""

    def __init__(self) -> None:
        self._gathered: dict[Way, _Gathered] = {}

    def add(self, place: int, one: "Traced") -> None:
        """One more chain; `place` is its place among all."""
        gathered = self._gathered.get(one.way)
        if gathered is None:
            gathered = self._gathered[one.way] = _Gathered(one)
        value = one.chain.value
        if value is None:
            gathered.unpriced = True
            return
        gathered.priced = True
        gathered.sum.add(value)
        if gathered.worth_from is None and value:
            gathered.worth_from = place

    def worths(self) -> list[Worth]:
        """The chains by their ways, in the order in which these first came."""
        return [
            Worth(g.first, g.sum.total() if g.priced else None, g.unpriced, g.worth_from)
            for g in self._gathered.values()
        ]


class _Gathered:
    __slots__ = ("first", "priced", "sum", "unpriced", "worth_from")

    def __init__(self, first: "Traced") -> None:
        self.first = first
        self.sum = Sum()
        self.priced = False
        self.unpriced = False
        self.worth_from: int | None = None
