"""`data/sources.toml`, and those of each regime: the authorities that every rule and finding cites."""

from collections.abc import Mapping
from functools import cache

import msgspec

from ...data import load, names


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the rulebook: a key that is not expected is an error of the data file."""


class Source(Strict, frozen=True):
    """An authority: `known` is how it is known (text, summary or general)."""

    cite: str
    says: str
    known: str


@cache
def load_sources(regimes: tuple[str, ...] | None = None) -> Mapping[str, Source]:
    """Every authority by its id: the shared ones, and those of all regimes or of these regime folders."""
    own = [name for name in names() if name.startswith("regimes/") and name.endswith("/sources.toml")]
    files = ["sources.toml", *(name for name in own if regimes is None or name.split("/")[1] in regimes)]
    return {id_: source for name in files for id_, source in load(name, dict[str, Source]).items()}
