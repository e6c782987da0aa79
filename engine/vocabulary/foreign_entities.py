"""Places of covered nations, designations, lists and kinds of entities (`foreign_entities.toml`)."""

from collections.abc import Mapping
from functools import cache

import msgspec

from ...data import load


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    covered_nations: frozenset[str]
    not_listed: frozenset[str]
    designations: dict[str, tuple[str, ...]]
    pfe_lists: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]


def covered_countries() -> frozenset[str]:
    """The covered nations and their parts, under every reading of the law."""
    return _load().covered_nations


def designations() -> list[str]:
    """The ids of the designations."""
    return list(_load().designations)


def find_designation(phrase: str) -> str | None:
    """The id of the designation named by a phrase in lower case; None where there is none."""
    return _spelled("designations").get(phrase)


def pfe_lists() -> list[str]:
    """The ids of the lists that make an entity a specified foreign entity."""
    return list(_load().pfe_lists)


def find_pfe_list(phrase: str) -> str | None:
    """The id of the list named by a phrase in lower case; None where there is none."""
    designation = find_designation(phrase)
    return designation if designation in pfe_lists() else _spelled("pfe_lists").get(phrase)


def says_not_listed(phrase: str) -> bool:
    """Whether a phrase in lower case says that an entity is on no list."""
    return phrase in _load().not_listed


def kinds() -> list[str]:
    """The ids of the kinds of entities."""
    return list(_load().kinds)


def find_kind(phrase: str) -> str | None:
    """The id of the kind of entity named by a phrase in lower case; None where there is none."""
    return _spelled("kinds").get(phrase)


@cache
def _spelled(of: str) -> Mapping[str, str]:
    listed: dict[str, tuple[str, ...]] = getattr(_load(), of)
    return {name: id_ for id_, names in listed.items() for name in (id_.casefold(), *names)}


def _load() -> _File:
    return load("vocabulary/foreign_entities.toml", _File)
