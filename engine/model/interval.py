"""A share that is known or between two ends."""

import msgspec

from .numbers import Fraction

ZERO, ONE = Fraction(0), Fraction(1)


class Interval(msgspec.Struct, frozen=True, gc=False):
    """A share between two ends, inclusive; a known share has equal ends."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction | None:
        return self.low if self.low == self.high else None


ANYTHING = Interval(ZERO, ONE)
NOTHING = Interval(ZERO, ZERO)
EVERYTHING = Interval(ONE, ONE)
