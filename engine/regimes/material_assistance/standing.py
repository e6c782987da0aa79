"""What an entity is by itself, whoever holds it: foreign-controlled, or on a list (26 USC 7701(a)(51)(B), (C))."""

from collections.abc import Iterable, Iterator

import msgspec

from ...entities.designations import DesignatedList
from ...entities.ownership import GovernmentNames
from ...entities.pfe_list import PfeScreen
from ...entities.sheet_names import missing_places
from ...model.battery import Entity, EntityKind, SupplierSheets
from ...model.missing import MissingFact
from ...model.quoting import quoted
from ..asked_law import within
from .law import Law
from .listings import Ground, Listings

_PLACED = {"country": "organized", "headquarters_country": "headquartered"}
"""What the columns of places say of an entity in a country."""


class Standing(msgspec.Struct, frozen=True):
    """An entity by itself. `base`: it is foreign-controlled; `listed`: it is on a list.

    `missing` facts and `doubts` leave open whether it is foreign-controlled, `list_doubts` whether it is on a list.
    """

    is_company: bool
    is_government: bool
    base: tuple[Ground, ...]
    listed: tuple[Ground, ...]
    missing: tuple[MissingFact, ...]
    doubts: tuple[MissingFact, ...]
    list_doubts: tuple[MissingFact, ...]

    @property
    def may_be_base(self) -> bool:
        return bool(self.base or self.missing or self.doubts)

    @property
    def may_be_listed(self) -> bool:
        return bool(self.listed or self.list_doubts)

    @property
    def is_covered_government(self) -> bool:
        return any(ground.limb == "government" for ground in self.base)


class Standings:
    """Reads the entities of the sheets `Entities` and `Ownership`."""

    def __init__(
        self, sheets: SupplierSheets, law: Law, sdn: DesignatedList | None, pfe: PfeScreen | None = None
    ) -> None:
        self._entities = sheets.entities
        self._covered = law.covered_nation
        self._names = GovernmentNames(sheets, law.covered_nation)
        self._owned = {sheets.identity(holding.owned) for holding in sheets.holdings}
        self._listings = Listings(law, sdn, pfe)

    def of(self, at: str, names: Iterable[str]) -> Standing:
        """The standing of the entity with this identity, by its row and every spelling of its name."""
        entity = self._entities.get(at)
        names = list(dict.fromkeys([*([entity.name] if entity is not None else ()), *names]))
        says = [self._names.says(name) for name in names]
        is_person = entity is not None and entity.foreign.kind is EntityKind.PERSON
        is_government = True in says or (
            entity is not None and (entity.foreign.kind is EntityKind.GOVERNMENT or entity.government_of is not None)
        )
        base = [*self._government(entity, names, says)]
        if entity is not None and not base:
            base += self._foreign(entity, is_person)
        # The sheets state who owns it, or what specified foreign entities own of it.
        has_owners = at in self._owned or (entity is not None and entity.foreign.sfe_total is not None)
        return Standing(
            is_company=not is_person and not is_government,
            is_government=is_government,
            base=tuple(base),
            listed=tuple(self._listings.grounds(entity, names)),
            missing=tuple(_missing(entity, names[0], is_person) if not is_government else ()),
            doubts=(*filter(None, map(self._names.doubt, names)), *_doubts(entity)),
            list_doubts=tuple(self._listings.doubts(entity, names, has_owners=has_owners)),
        )

    def _government(self, entity: Entity | None, names: list[str], says: list[bool | None]) -> Iterator[Ground]:
        """The ground of a covered nation's government: the sheet says so, or a name."""
        if entity is not None:
            states = [(entity.government_of, "government_of")]
            if entity.foreign.kind is EntityKind.GOVERNMENT:
                states.append((entity.country, "country"))
            for country, column in states:
                if country is not None and self._covered(country):
                    text = f"{entity.name} is a body of the government of {self._place(country)}"
                    yield Ground("government", text, (entity.row.cell(column),))
                    return
        for name, said in zip(names, says, strict=True):
            if said:
                yield Ground("government", f"the name {quoted(name)} is that of a covered nation's government")
                return

    def _foreign(self, entity: Entity, is_person: bool) -> Iterator[Ground]:
        """The grounds of a citizen of a covered nation, and of an entity organized or based there."""
        for country in entity.foreign.citizen_of if entity.foreign.us_person is not True else ():
            if self._covered(country):
                text = f"{entity.name} is a citizen of {self._place(country)}"
                yield Ground("person", text, (entity.row.cell("citizen_of"),))
        if is_person:
            return
        stated = {"country": entity.country, "headquarters_country": entity.headquarters}
        places = {column: place for column, place in stated.items() if place is not None and self._covered(place)}
        for place in dict.fromkeys(places.values()):
            columns = [column for column in places if places[column] == place]
            what = " and ".join(_PLACED[column] for column in columns)
            text = f"{entity.name} is {what} in {self._place(place)}"
            yield Ground("jurisdiction", text, tuple(map(entity.row.cell, columns)))

    def _place(self, country: str) -> str:
        nation = self._covered(country)
        assert nation is not None
        return within(country, nation) + (", a covered nation" if country == nation else "")


def _missing(entity: Entity | None, name: str, is_person: bool) -> Iterator[MissingFact]:
    """The facts without which an entity may be foreign-controlled by itself."""
    if is_person:
        assert entity is not None
        if not entity.foreign.citizen_of and entity.foreign.us_person is not True:
            text = "the country of its citizenship (citizen_of), or whether it is a US person"
            yield MissingFact(text, ("citizen_of", "us_person"), name)
        return
    yield from missing_places(entity, name)


def _doubts(entity: Entity | None) -> Iterator[MissingFact]:
    """The doubts about who an entity is, except by its name."""
    if entity is None:
        return
    for text in entity.unread:
        if text != entity.government_unread:
            cells = (entity.row.cell("entity"),)
            yield MissingFact(f"which country {quoted(text)} is", entity.unread_columns, entity.name, cells=cells)
    if entity.government_unread is not None:
        text = f"whose government {quoted(entity.name)} is (government_of is {quoted(entity.government_unread)})"
        yield _of_cell(text, entity, "government_of")
    if entity.foreign.citizen_unclear is not None and entity.foreign.us_person is not True:
        said = quoted(entity.foreign.citizen_unclear)
        yield _of_cell(f"of which country it is a citizen (citizen_of is {said})", entity, "citizen_of")
    if entity.foreign.kind_unclear is not None:
        said = quoted(entity.foreign.kind_unclear)
        yield _of_cell(f"what kind of entity it is (kind is {said})", entity, "kind")
    if entity.foreign.listed_parent_unclear is not None:
        said = quoted(entity.foreign.listed_parent_unclear)
        text = f"whether an owner of at least 80% is a listed company (listed_parent_80 is {said})"
        yield _of_cell(text, entity, "listed_parent_80")


def _of_cell(text: str, entity: Entity, column: str) -> MissingFact:
    """What is open because of a cell of the entity's row."""
    return MissingFact(text, (column,), entity.name, cells=(entity.row.cell(column),))
