"""The words that a cell may hold instead of a fact (`vocabulary/cell_words.toml`)."""

from functools import cache

import msgspec

from ...data import load


class EntityWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words in an entity cell that are not a name."""

    virgin: list[str]
    virgin_whole: list[str]
    virgin_begins: list[str]
    virgin_ends: list[str]
    virgin_beside: list[str]
    elsewhere: list[str]
    statements: list[str]
    statements_beside: list[str]


class CellWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/cell_words.toml`: unknown, none, nobody, yes and no."""

    unknown: frozenset[str]
    none: frozenset[str]
    no_mineral: frozenset[str]
    nobody: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    not_filed: frozenset[str]
    filed: frozenset[str]
    entity: EntityWords

    @property
    def negative(self) -> frozenset[str]:
        """The words for no, including those for reports."""
        return self.no | self.not_filed


@cache
def load_words() -> CellWords:
    return load("vocabulary/cell_words.toml", CellWords)
