"""What a cell of a country column says: one place or several, each with its company and its share."""

from fractions import Fraction

import msgspec

LONGEST_CODE = 3
"""Letters of a country's code: within a company's name they may be anything (SK On)."""


class Part(msgspec.Struct, frozen=True):
    """What a piece of a cell says of where; `text` is the piece.

    `country` is alpha-2, None where the piece says that it is not known. `share` is of the line's value, above 0 and at
    most 1, None where none is stated. `place` is a place within the country that the piece names, as written;
    `place_alone`: it names no country, so that of the place is read. `homonym` is what else the country's name may be.
    """

    country: str | None
    entity: str | None
    share: Fraction | None
    text: str
    place: str | None = None
    place_alone: bool = False
    homonym: str | None = None


class Origin(msgspec.Struct, frozen=True):
    """One part, or several whose shares add up to exactly 1."""

    parts: tuple[Part, ...]


class OriginUnclear(ValueError):
    """A cell that cannot be read for certain; `code` is the finding's, the text what was found and what to write."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
