"""Places of covered nations, and designations, as people write them (`foreign_entities.toml`)."""

from functools import cache

import msgspec

from ...data import load


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    covered_nations: frozenset[str]
    designations: dict[str, tuple[str, ...]]


def covered_countries() -> frozenset[str]:
    """The covered nations and their parts, under every reading of the law."""
    return _load().covered_nations


def designations() -> list[str]:
    """The ids of the designations."""
    return list(_load().designations)


def find_designation(phrase: str) -> str | None:
    """The id of the designation named by a phrase in lower case; None where there is none."""
    return _spelled().get(phrase)


@cache
def _spelled() -> dict[str, str]:
    return {name: id_ for id_, names in _load().designations.items() for name in (id_.casefold(), *names)}


def _load() -> _File:
    return load("vocabulary/foreign_entities.toml", _File)
