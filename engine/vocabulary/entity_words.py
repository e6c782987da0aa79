"""The words that a cell may hold instead of a fact (`vocabulary/cell_words.toml`).

Instead of a company's name (its `[entity]`): nothing was recycled, nobody, or a reference to a name elsewhere.
"""

import re
from functools import cache

import msgspec

from ...data import load
from ..model.remembered import remembered
from .company_names import name_of
from .minerals import find_mineral
from .names import LONGEST_NAME, any_of, plain


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
    no_such: frozenset[str]
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


@remembered
def denies_recycling(text: str) -> bool | None:
    """Whether a cell says that the material is virgin; None where other words in it could be a name.

    A company with such a word in its name is recognized by its legal form: `Virgin Metals Inc.`
    """
    if len(text) > LONGEST_NAME:
        return False
    spoken = _spoken(text)
    if not _words("virgin").search(spoken):
        return False
    rest = _words("virgin_beside").sub(" ", _words("virgin").sub(" ", spoken)).split()
    if all(find_mineral(word) is not None for word in rest):
        return True
    return False if name_of(text).forms else None


@remembered
def denies_recycler(text: str) -> bool:
    """Whether a recycler cell says that nobody recycled, or not yet: `none`, `from mine`, `kein Rezyklat`."""
    spoken = _spoken(text) if len(text) <= LONGEST_NAME else ""
    whole, begins = _words("virgin_whole").fullmatch(spoken), _words("virgin_begins", "(?! [0-9])").match(spoken)
    ends = spoken.replace(" ", "").endswith(tuple(load_words().entity.virgin_ends))
    return bool(spoken) and bool(whole or begins or ends) and not name_of(text).forms


@remembered
def names_elsewhere(text: str) -> bool:
    """Whether a cell only refers to another (`same as above`, `see row 3`) or describes somebody (`sanctioned`)."""
    if len(text) > LONGEST_NAME:
        return False
    spoken = _spoken(text)
    begins = not spoken.isascii() or spoken.partition(" ")[0] in _first_elsewhere()  # few names, and quickly seen
    return (begins and _elsewhere().fullmatch(spoken) is not None) or text.strip() in load_words().entity.elsewhere


def has_letters(text: str) -> bool:
    """Whether a text could be a name: not just marks and numbers."""
    return any(character.isalpha() for character in text)


def _spoken(text: str) -> str:
    """The words of a text, by any separator, in small letters."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


@cache
def _words(of: str, end: str = "") -> re.Pattern[str]:
    """The pattern of the words of one list of `[entity]`."""
    return re.compile(_any_of(of) + end)


def _any_of(of: str) -> str:
    names: list[str] = getattr(load_words().entity, of)
    return any_of(map(_spoken, names))


@cache
def _first_elsewhere() -> frozenset[str]:
    """The first word of every reference and description."""
    words = load_words().entity
    names = (*words.elsewhere, *words.statements, *words.statements_beside)
    return frozenset(_spoken(name).partition(" ")[0] for name in names)


@cache
def _elsewhere() -> re.Pattern[str]:
    """A reference to another cell, after which a number may follow (row 3, 第3行), or a description."""
    elsewhere, statements, beside = map(_any_of, ("elsewhere", "statements", "statements_beside"))
    number = r"(?: [^\W_]*[0-9]+|(?<=[\u2e80-\uffff])[0-9]+[^\W_]*)?"
    return re.compile(rf"{elsewhere}{number}|(?:{beside} ?)*{statements}(?: ?(?:{statements}|{beside}))*")
