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
    names: Mapping[str, tuple[str, ...]] = getattr(_load(), listed)
    return names


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
    spaced, together = f" {' '.join(words)} ", "".join(words)
    return [
        id_
        for id_, (in_spaces, within, written) in _names_within().items()
        if any(name in spaced for name in in_spaces) or any(name in together for name in within) or written.search(text)
    ]


@cache
def _names_within() -> dict[str, tuple[list[str], list[str], re.Pattern[str]]]:
    """The names of each company: as words between spaces, within words that are run together, and as written."""
    found = {}
    for id_, names in _load().companies_of_154b.items():
        spaced = [" ".join(words_of(name)) for name in names if not is_unparted(name)]
        within = [name.replace(" ", "") for name in spaced if len(name) >= _STANDS_WITHIN]
        within += ["".join(words_of(name)) for name in names if is_unparted(name)]
        written = "|".join(map(re.escape, _load().as_written.get(id_, ())))
        pattern = re.compile(rf"(?<![^\W_])(?:{written})(?![^\W_])" if written else r"(?!)")
        found[id_] = [f" {name} " for name in spaced], within, pattern
    return found


def _load() -> _File:
    return load("vocabulary/foreign_entities.toml", _File)
