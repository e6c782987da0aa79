"""Which names of a file are spellings of the same entity."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ...model.battery import Certificate, Entity, Holding
from ...vocabulary.company_names import Names


class NamedFacts(Protocol):
    """Facts about entities, which are found by `identity(name)`."""

    @property
    def entities(self) -> Mapping[str, Entity]: ...
    @property
    def holdings(self) -> Sequence[Holding]: ...
    @property
    def certificates(self) -> Mapping[str, Certificate]: ...
    def identity(self, name: str) -> str: ...


def names_of_sheets(entities: Mapping[str, Entity], holdings: Iterable[Holding]) -> Names:
    """The names about which a sheet states facts."""
    names = Names()
    for entity in entities.values():
        names.add([entity.name])
    names.add(name for holding in holdings for name in (holding.owner, holding.owned))
    return names


def names_with_facts(facts: NamedFacts, mentioned: Iterable[str]) -> Names:
    """The names about which a sheet states facts, and those mentioned if there are certificates."""
    names = names_of_sheets(facts.entities, facts.holdings)
    if facts.certificates:
        # A certificate of Acme Pty Ltd then belongs to Acme where no other company of that name is mentioned.
        names.add_mentioned([*mentioned, *_certified(facts)])
    return names


def identities_of(facts: NamedFacts, names: Names, mentioned: Iterable[str]) -> dict[str, str]:
    """The identity of every name of the sheets, and of those mentioned besides."""
    controllers = (entity.controller for entity in facts.entities.values() if entity.controller is not None)
    holders = (name for holding in facts.holdings for name in (holding.owner, holding.owned))
    own = (entity.name for entity in facts.entities.values())
    return {text: names.identity(text) for text in {*own, *controllers, *holders, *mentioned, *_certified(facts)}}


def _certified(facts: NamedFacts) -> list[str]:
    return [paper.supplier for paper in facts.certificates.values() if paper.supplier is not None]
