"""`data/sources.toml`: the authorities that every rule and finding cites."""

import msgspec

from ...data import load


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the rulebook: a key that is not expected is an error of the data file."""


class Source(Strict, frozen=True):
    """An authority: `known` is how it is known (text, summary or general)."""

    cite: str
    says: str
    known: str


def load_sources() -> dict[str, Source]:
    """Every authority by its id."""
    return load("sources.toml", dict[str, Source])
