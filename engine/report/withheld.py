"""What a redacted report withholds, and the word that stands in its place."""

from enum import StrEnum

WITHHELD = "redacted"
"""Stands for a text or an amount that is withheld. It is not null: an unknown fact is something else."""


class Scope(StrEnum):
    """What is withheld: amounts of money, names, or both. Free texts, which may hold either, are withheld always."""

    PRICES = "prices"
    NAMES = "names"
    ALL = "all"

    @property
    def prices(self) -> bool:
        return self is not Scope.NAMES

    @property
    def names(self) -> bool:
        return self is not Scope.PRICES
