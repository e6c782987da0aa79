"""Whether an entity is on a list of 26 USC 7701(a)(51)(B), by its row, a list in hand, or its name."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from ...entities.designations import DesignatedList, described
from ...entities.pfe_list import Coverage, PfeScreen
from ...model.battery import Entity
from ...model.missing import MissingFact, texts
from ...model.quoting import quoted
from ...vocabulary.company_names import Likeness, name_of, other_names_in, same
from ...vocabulary.foreign_entities import companies_of_154b
from ...vocabulary.near_names import NearNames
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
            for unclear, column in (
                (entity.designation_unclear, "designation"),
                (entity.foreign.list_unclear, "pfe_list"),
            ):
                if unclear is not None:
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
