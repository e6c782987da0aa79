"""Places of covered nations, designations, lists and kinds of entities (`foreign_entities.toml`)."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

import msgspec

from ...data import load
from .company_names import is_unparted, words_of

_LONGEST = 1000
_STANDS_WITHIN = 5
"""How long a name must be to be found within a word."""


Listed = Literal["designations", "pfe_lists", "kinds"]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    covered_nations: frozenset[str]
    not_listed: frozenset[str]
    designations: dict[str, tuple[str, ...]]
    pfe_lists: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]
    companies_of_154b: dict[str, tuple[str, ...]]
    as_written: dict[str, tuple[str, ...]]


def covered_countries() -> frozenset[str]:
    """The covered nations and their parts, under every reading of the law."""
    return _load().covered_nations


def ids_of(listed: Listed) -> list[str]:
    """The ids of the designations, of the lists that make an entity a specified foreign entity, or of its kinds."""
    return list(_listed(listed))


def _listed(listed: Listed) -> Mapping[str, tuple[str, ...]]:
    file = _load()
    return {"designations": file.designations, "pfe_lists": file.pfe_lists, "kinds": file.kinds}[listed]


def find_id(listed: Listed, phrase: str) -> str | None:
    """The id of the one that a phrase in lower case names; None for none. Some designations are lists too."""
    spelled = {name: id_ for id_, names in _listed(listed).items() for name in (id_.casefold(), *names)}
    designation = find_id("designations", phrase) if listed == "pfe_lists" else None
    return designation if designation in _listed(listed) else spelled.get(phrase)


def says_not_listed(phrase: str) -> bool:
    """Whether a phrase in lower case says that an entity is on no list."""
    return phrase in _load().not_listed


def companies_of_154b(text: str) -> list[str]:
    """The ids of the companies of section 154(b) whose name, or a part of it that names them alone, is in a text."""
    text = text[:_LONGEST]
    words = words_of(text)
    return [id_ for id_, names in _names_within() if names.stand_in(text, f" {' '.join(words)} ", "".join(words))]


class _Within(msgspec.Struct, frozen=True):
    """The names of a company to look for: as words, in scripts without spaces, and as they are written."""

    compared: tuple[str, ...]
    unparted: tuple[str, ...]
    as_written: tuple[re.Pattern[str], ...]

    def stand_in(self, text: str, spaced: str, together: str) -> bool:
        """Whether one stands in a text, given also as words with spaces around each, and run together."""
        long = (name.replace(" ", "") for name in self.compared if len(name) >= _STANDS_WITHIN)
        return (
            any(f" {name} " in spaced for name in self.compared)
            or any(name in together for name in (*long, *self.unparted))
            or any(written.search(text) for written in self.as_written)
        )


@cache
def _names_within() -> list[tuple[str, _Within]]:
    file = _load()
    found = []
    for id_, names in file.companies_of_154b.items():
        unparted = tuple("".join(words_of(name)) for name in names if is_unparted(name))
        compared = tuple(" ".join(words_of(name)) for name in names if not is_unparted(name))
        written = tuple(re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])") for name in file.as_written.get(id_, ()))
        found.append((id_, _Within(compared, unparted, written)))
    return found


def _load() -> _File:
    return load("vocabulary/foreign_entities.toml", _File)
