"""The parts that all regimes' rulebooks and scenarios share, loaded from `data/`."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from ...data import load, names, read
from ..model.sources import Source, Strict, load_sources
from .readings import Reading, Readings
from .rule import Date, Rule, rules_of


class Rulebook(Strict, frozen=True):
    """A regime's law, to which it adds its rules: `sha256` identifies this state, `start` is its first day."""

    edition: Date
    covers: str
    sha256: str
    start: Date
    readings: list[Reading]
    sources: dict[str, Source]

    def __hash__(self) -> int:
        return hash(self.sha256)

    def cite(self, source: str) -> str:
        return self.sources[source].cite

    def rules(self) -> Iterator[Rule[Any]]:
        return rules_of(self)

    def defaults(self) -> Readings:
        return Readings(tuple(self.readings))


class Places(Strict, frozen=True):
    """Countries, and their territories."""

    countries: list[str]
    territories: tuple[str, ...] = ()

    def all(self) -> list[str]:
        return [*self.countries, *self.territories]


class CoveredNations(Strict, frozen=True):
    nation: list[Rule[Places]]


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named what-if, to which a regime adds the assumed facts. `basis` is the reason to ask."""

    name: str
    description: str
    basis: str = ""


class _Edition(Strict, frozen=True):
    edition: Date
    covers: str


class _Readings(Strict, frozen=True):
    reading: list[Reading]


def load_parts(folder: str, rulebook: type[Rulebook]) -> dict[str, Any]:
    """The fields of a rulebook except `start`, from a regime's folder in `data/regimes/`; its rules by data file.

    The hash covers all data except that of other regimes.

    Raises:
        msgspec.ValidationError: a data file has an unexpected key or type.
    """
    edition = load(f"regimes/{folder}/rulebook.toml", _Edition)
    whole = hashlib.sha256()
    for name in names():
        if not name.startswith("regimes/") or name.startswith(f"regimes/{folder}/"):
            whole.update(name.encode() + b"\0" + read(name) + b"\0")
    return {
        "edition": edition.edition,
        "covers": edition.covers,
        "sha256": whole.hexdigest(),
        "readings": load(f"regimes/{folder}/readings.toml", _Readings).reading,
        "sources": load_sources((folder,)),
        **{
            part.name: load(f"regimes/{folder}/{part.name}.toml", part.type)
            for part in msgspec.structs.fields(rulebook)
            if part.name not in Rulebook.__struct_fields__
        },
    }
