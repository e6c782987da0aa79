"""What an entity is by itself: foreign-controlled, or on a list, by its row, a list in hand, or its name.

Whoever holds it (26 USC 7701(a)(51)(B), (C)).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from ...entities.designations import DesignatedList, described
from ...entities.ownership import GovernmentNames
from ...entities.pfe_list import Coverage, PfeScreen
from ...entities.sheet_names import missing_places
from ...model.battery import Entity, EntityKind, SupplierSheets
from ...model.missing import MissingFact, texts
from ...model.quoting import quoted
from ...vocabulary.company_names import Likeness, name_of, other_names_in, same
from ...vocabulary.foreign_entities import companies_of_154b
from ...vocabulary.near_names import NearNames
from ..asked_law import within
from .law import Law

_ON_NO_LIST = MissingFact("pfe_list = no", ("pfe_list",))
_OWNERS = MissingFact("who owns it (sfe_total_pct, or rows of Ownership)", ("sfe_total_pct",))
"""What shows that a name like one of section 154(b) is another company's."""


class Ground(msgspec.Struct, frozen=True):
    """A fact that makes an entity a prohibited foreign entity: the limb, the fact in words, its cells.

    `holders` are the entities that it rests on.
    """

    limb: str
    text: str
    cells: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


class Listings:
    """The lists of the rulebook, those of `--sdn` and `--pfe-list`, and the companies that section 154(b) names."""

    def __init__(self, law: Law, sdn: DesignatedList | None, pfe: PfeScreen | None) -> None:
        rules = law.rulebook.entities
        self._lists = {rule.id: law.rule(rule).value for rule in rules.lists}
        self._named = _index(tuple(name for rule in rules.named for name in law.rule(rule).value))
        self._sdn = sdn
        self._pfe = pfe

    def grounds(self, entity: Entity | None, names: list[str]) -> Iterator[Ground]:
        """The lists that the entity is on."""
        if entity is not None:
            for lists, column in (((entity.designation,), "designation"), (entity.foreign.lists, "pfe_list")):
                for listed in lists:
                    if listed in self._lists:
                        yield Ground("listed", f"{entity.name} is {self._lists[listed]}", (entity.row.cell(column),))
        for name in names:
            if (sdn := self._sdn) is not None:
                for match in sdn.designated(name):
                    yield Ground("listed", f"{quoted(name)} is on the {sdn.title}: {described(match)}")
            if (pfe := self._pfe) is not None and pfe.coverage(found := pfe.found(name)) is Coverage.ALL:
                for match, entry in found:
                    if entry.overlaps(pfe.days):
                        yield Ground("listed", f"{quoted(name)} is {self._lists[entry.listed]}: {described(match)}")
            if (named := self._find_named(name)) is not None:
                yield Ground("listed", f"{quoted(name)} is named under section 154(b): {named}")

    def doubts(self, entity: Entity | None, names: list[str], *, has_owners: bool) -> Iterator[MissingFact]:
        """The questions whether the entity is on a list. `has_owners`: the sheets state who owns it."""
        is_on_no_list = entity is not None and entity.foreign.on_no_list
        if_another = [_ON_NO_LIST] * (not is_on_no_list) + [_OWNERS] * (not has_owners)
        if entity is not None:
            for column in ("designation", "pfe_list"):
                if (unclear := entity.unclear.get(column)) is not None:
                    text = f"whether it is on a list ({column} is {quoted(unclear)})"
                    yield MissingFact(text, cells=(entity.row.cell(column),))
        for name in names:
            if (sdn := self._sdn) is not None:
                for match in sdn.among(name):
                    text = f"whether {quoted(name)} is, or belongs to, {described(match)} on the {sdn.title}"
                    yield MissingFact(text, about=name)
            if self._pfe is not None:
                yield from self._doubts_of_days(self._pfe, name)
            if if_another and self._find_named(name) is None and (near := self._near_named(name)):
                text = f"{' and '.join(texts(if_another))}, if {quoted(name)} neither is nor belongs to "
                text += f"{' or '.join(near)}, named under section 154(b) (no certificate settles this)"
                yield MissingFact(text, tuple(column for fact in if_another for column in fact.columns), name)

    def _doubts_of_days(self, pfe: PfeScreen, name: str) -> Iterator[MissingFact]:
        """The questions whether a name is in the table, and on the days on which its status is tested."""
        found = pfe.found(name)
        if pfe.coverage(found) is Coverage.SOME:
            for match, entry in found:
                if entry.overlaps(pfe.days):
                    text = f"whether {quoted(name)} is {self._lists[entry.listed]} on the day of its status"
                    text += f", which may be any {pfe.days.text}: {described(match)}"
                    yield MissingFact(text, about=name)
        for match, entry in pfe.among(name):
            text = f"whether {quoted(name)} is, or belongs to, an entity that is {self._lists[entry.listed]}"
            yield MissingFact(f"{text}: {described(match)}", about=name)

    def _find_named(self, text: str) -> str | None:
        """The company of section 154(b) that a name is. A short name of it with a legal form may be another's."""
        for name in map(name_of, other_names_in(text)):
            for listed in self._named.exact.get(name.run_together, ()):
                if same(name, name_of(listed)) is Likeness.EXACT and (name_of(listed).forms or not name.forms):
                    return listed
        return None

    def _near_named(self, text: str) -> list[str]:
        """The companies of section 154(b) whose name, or a part of it, is in the text or near it."""
        words, near = name_of(text).run_together, self._named.near.find(text)
        wrong = self._named.near.misspelled(text) if near else []
        found = [
            listed
            for listed in near
            if listed in wrong
            or name_of(listed).run_together in words
            or name_of(listed).run_together.startswith(words)
        ]
        return found or companies_of_154b(text)


class _Named(msgspec.Struct, frozen=True):
    """The names that section 154(b) gives, by their words, and what is near them."""

    exact: dict[str, list[str]]
    near: NearNames


@lru_cache(maxsize=4)
def _index(names: tuple[str, ...]) -> _Named:
    exact: dict[str, list[str]] = {}
    for name in names:
        exact.setdefault(name_of(name).run_together, []).append(name)
    return _Named(exact, NearNames(names))


_PLACED = {"country": "organized", "headquarters_country": "headquartered"}
"""What the columns of places say of an entity in a country."""
_OPEN = {
    "government_of": "whose government {} is",
    "citizen_of": "of which country it is a citizen",
    "kind": "what kind of entity it is",
    "listed_parent_80": "whether an owner of at least 80% is a listed company",
}
"""What is open of an entity with this name where the cell of a column is not recognized."""


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
        for name, is_covered in zip(names, says, strict=True):
            if is_covered:
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
    for column in _PLACED:
        if (unclear := entity.unclear.get(column)) is not None:
            text, cells = f"which country {quoted(unclear)} is", (entity.row.cell("entity"),)
            yield MissingFact(text, (column,), entity.name, cells=cells)
    for column, what in _OPEN.items():
        unclear = entity.unclear.get(column)
        if unclear is not None and not (column == "citizen_of" and entity.foreign.us_person is True):
            text = f"{what.format(quoted(entity.name))} ({column} is {quoted(unclear)})"
            yield MissingFact(text, (column,), entity.name, cells=(entity.row.cell(column),))
