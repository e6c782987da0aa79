"""The facts against an entity at any site, and what is missing to clear it (42 USC 18741(a)(5), 10 CFR 26)."""

from collections.abc import Mapping
from functools import cached_property

import msgspec

from ...entities.designations import DesignatedList, described
from ...entities.evidence import Evidence
from ...entities.ownership import NOT_KNOWN, Ownership
from ...entities.sheet_names import SheetNames, missing_places
from ...model.battery import Battery, Entity, Measure
from ...model.findings import Findings
from ...model.missing import MissingFact
from ...model.numbers import ANYTHING, Interval, cut_percent, plain
from ...model.quoting import quoted
from ...rules.rule import percent
from ...vocabulary.near_names import NearNames
from ..asked_law import within
from .law import Law

LISTED = "LIST-DESIGNATED"
"""The finding's code for an entity that a list names."""


class Adverse(msgspec.Struct, frozen=True):
    """A fact that makes an entity a FEOC: the finding's code, its text, and its cells besides the site's own."""

    code: str
    text: str
    cells: tuple[str, ...] = ()


class EntityFacts(msgspec.Struct):
    """The facts against an entity, and what is missing; an attestation cannot resolve what is `barred`."""

    adverse: list[Adverse]
    missing: list[MissingFact]
    barred: list[MissingFact]


_PLACES = {"country": "organized in", "headquarters_country": "headquartered in"}
"""What the columns of places say of an entity in a country."""
_CONTROL = ("effective_control_by", "rights_reserved")
_BY_GOVERNMENT = ("contract-counterparty", "government")
"""The choice of a reading by which only a covered nation's government controls by contract."""


class EntityScreen:
    """Screens the entities of one bill of materials under the law of the date."""

    def __init__(
        self, battery: Battery, law: Law, evidence: Evidence, found: Findings, sdn: DesignatedList | None = None
    ) -> None:
        feoc = law.rulebook.feoc
        self._share = percent(law.rule(feoc.ownership_share).value)
        whole = percent(law.rule(feoc.ownership_whole).value)
        self._designations = {one.id: (law.rule(one).value, one.limb) for one in feoc.designation}
        self._law = law
        self._covered = law.covered_nation
        self._evidence = evidence
        self._sdn = sdn
        self._found = found
        self._entities = battery.entities
        self._names = SheetNames(battery)
        self._identity = battery.identity
        self.ownership = Ownership(battery, law.covered_nation, whole, found)
        self._facts: dict[str, EntityFacts] = {}

    def facts(self, name: str) -> EntityFacts:
        """The facts against the entity, and what is missing to clear it, at any site."""
        own = self._own_facts(name)
        facts = EntityFacts([*own.adverse], [*own.missing], [*own.barred])
        entity = self._entities.get(self._identity(name))
        if entity is not None and entity.controller is not None and entity.rights_reserved is not True:
            self._control(entity, entity.controller, facts)
        facts.barred += self._doubts_by_nearness(name)
        return facts

    def _control(self, entity: Entity, controller: str, facts: EntityFacts) -> None:
        """Adds whether a FEOC controls the entity's work by contract."""
        at = self._identity(entity.name)
        controlled = self._is_government(entity) if self._law.takes(*_BY_GOVERNMENT) else at in self._controlled
        who, cell = quoted(controller), entity.row.cell("effective_control_by")
        if not controlled:
            doubts = [*self._own_facts(controller).barred, *self._doubts_by_nearness(controller)]
            facts.barred += [msgspec.structs.replace(one, columns=_CONTROL, about=entity.name) for one in doubts]
        if controlled is None:
            text = f"whether {who}, which controls its work by contract, is a covered nation's government"
            facts.missing.append(MissingFact(text, _CONTROL, entity.name))
        elif controlled:
            text = f"{who} has effective control of the work of {entity.name} by license or contract"
            facts.adverse.append(Adverse("FEOC-CONTROL", text, (cell, entity.row.cell("rights_reserved"))))
        else:
            message = f"{who} controls {entity.name}, but no known fact makes it a FEOC"
            self._found.add("CONTROLLER-NOT-FEOC", message, cell)

    def _own_facts(self, name: str) -> EntityFacts:
        """All facts of an entity except control by contract, which depends on other entities."""
        if name not in self._facts:
            at = self._identity(name)
            entity = self._entities.get(at)
            doubt = self.ownership.names.doubt(name)
            barred = [*self._doubts_of_owners.get(at, ()), *([doubt] if doubt is not None else ())]
            facts = EntityFacts([], [], barred)
            if entity is None:
                facts.missing += missing_places(None, name)
            else:
                for column in (*_PLACES, "government_of"):
                    if (said := entity.unclear.get(column)) is not None:
                        barred.append(MissingFact(f"which country {quoted(said)} is", (column,), name))
                said = entity.unclear.get("effective_control_by")
                if said is not None and entity.rights_reserved is not True:
                    text = f"who controls its work by contract (effective_control_by is {quoted(said)})"
                    barred.append(MissingFact(text, _CONTROL, name))
                self._jurisdiction(entity, facts)
                self._citizen(entity, facts)
                self._designation(entity, facts)
            self._listed(name, entity, facts)
            self._owned(name, entity, facts)
            self._facts[name] = facts
        return self._facts[name]

    # Names and their owners ---------------------------------------------------------------------------------------

    @cached_property
    def _doubts_of_owners(self) -> dict[str, list[MissingFact]]:
        """The owners that may be a covered nation's government, for each entity that they hold."""
        owners: dict[str, MissingFact] = {}
        for at, entity in self._entities.items():
            if (said := entity.unclear.get("government_of")) is not None:
                text = f"whether its owner {quoted(entity.name)} is a covered nation's government"
                text += f" (government_of is {quoted(said)})"
                cells = (entity.row.cell("government_of"),)
                owners[at] = MissingFact(text, ("government_of",), entity.name, cells=cells)
        for name, cell in self._names.cells.items():
            if (doubt := self.ownership.names.doubt(name)) is not None:
                owners.setdefault(self._identity(name), _about_owner(doubt, cell))
        return self.ownership.below(owners)

    def _doubts_by_nearness(self, name: str) -> list[MissingFact]:
        """Doubts whether the entity or one of its owners is a similarly named entity with an adverse fact."""
        return [*self._names.doubts(name, self._suspects), *self._near_owners.get(self._identity(name), ())]

    @cached_property
    def _near_owners(self) -> dict[str, list[MissingFact]]:
        owners: dict[str, MissingFact] = {}
        for name, cell in self._names.cells.items():
            for doubt in self._names.doubts(name, self._suspects):
                owners.setdefault(self._identity(name), _about_owner(doubt, cell))
        return self.ownership.below(owners)

    @cached_property
    def _suspects(self) -> NearNames:
        """The names in Entities and Ownership with an adverse fact, or a doubt that an attestation cannot resolve."""
        against = []
        for name in self._names.cells:
            facts = self._own_facts(name)
            if facts.adverse or facts.barred or self._identity(name) in self._controlled:
                against.append(name)
        return NearNames(against)

    # The limbs -----------------------------------------------------------------------------------------------------

    @cached_property
    def _controlled(self) -> set[str]:
        """The entities controlled by a FEOC, through any chain of contracts."""
        open_ = {at: e for at, e in self._entities.items() if e.controller and e.rights_reserved is not True}
        controlled: set[str] = set()
        while more := {at for at, e in open_.items() if at not in controlled and self._is_feoc(e, controlled)}:
            controlled |= more
        return controlled

    def _is_feoc(self, entity: Entity, controlled: set[str]) -> bool:
        """Whether the controller counts as a FEOC: it does unless it is cleared."""
        assert entity.controller is not None
        controller = self._entities.get(self._identity(entity.controller))
        if controller is None and entity.controller_country is not None:
            return self._covered(entity.controller_country) is not None
        if controller is None or self._identity(entity.controller) in controlled:
            return True
        facts = self._own_facts(entity.controller)
        attested = self._evidence.in_hand(controller.attestation, (controller.name,)) is not None
        return bool(facts.adverse or facts.barred) or (not attested and bool(facts.missing))

    def _is_government(self, entity: Entity) -> bool | None:
        """Whether the controller is a covered nation's government; None if that is not known."""
        assert entity.controller is not None
        if self._identity(entity.controller) not in self._entities:
            country = entity.controller_country
            if country is None:
                return self.ownership.names.says(entity.controller) or None
            return self._covered(country) is not None
        return self.ownership.is_government(entity.controller)

    def _jurisdiction(self, entity: Entity, facts: EntityFacts) -> None:
        facts.missing += missing_places(entity, entity.name)
        for country, (column, said) in zip((entity.country, entity.headquarters), _PLACES.items(), strict=True):
            if country is not None and (nation := self._covered(country)):
                text = f"{entity.name} is {said} {within(country, nation)}, a covered nation"
                facts.adverse.append(Adverse("FEOC-JURISDICTION", text, (entity.row.cell(column),)))

    def _citizen(self, entity: Entity, facts: EntityFacts) -> None:
        """Adds that it is not known whether a covered nation's citizen is subject to its jurisdiction."""
        for country in entity.foreign.citizen_of if entity.foreign.us_person is not True else ():
            if nation := self._covered(country):
                text = f"whether {entity.name}, a citizen of {within(country, nation)}, is subject to its jurisdiction"
                cells = (entity.row.cell("citizen_of"),)
                facts.barred.append(MissingFact(text, ("citizen_of", "us_person"), entity.name, cells=cells))
        if (said := entity.unclear.get("citizen_of")) is not None and entity.foreign.us_person is not True:
            text = f"of which country it is a citizen (citizen_of is {quoted(said)})"
            facts.barred.append(MissingFact(text, ("citizen_of", "us_person"), entity.name))

    def _owned(self, name: str, entity: Entity | None, facts: EntityFacts) -> None:
        """Adds the result of the 25 percent test, for each measure separately."""
        shares = self.ownership.shares(name)
        if shares is NOT_KNOWN:
            facts.missing.append(MissingFact(*_NO_SHARES, name))
            return
        limit = self._share
        reached = [measure for measure, share in shares.items() if share.low >= limit]
        if reached:
            reached_shares = ", ".join(f"{cut_percent(shares[measure].low)}% of the {measure}" for measure in reached)
            most = max(reached, key=lambda measure: shares[measure].low)
            how, cells = self.ownership.explained(name, most)
            text = (
                f"covered nations' governments hold {reached_shares} of {entity.name if entity else name}; "
                f"{plain(limit * 100)}% or more makes a FEOC ({most}: {how})"
            )
            stated = [m for m in reached if entity and m in entity.government]
            own = [entity.row.cell(f"government_{m}_pct") for m in stated] if entity else []
            facts.adverse.append(Adverse("FEOC-OWNERSHIP", text, (*own, *cells)))
            return
        open_ = [measure for measure, share in shares.items() if share.high >= limit]
        if open_:
            text, columns = _open_shares({measure: shares[measure] for measure in open_})
            facts.missing.append(MissingFact(text, columns, name))

    def _designation(self, entity: Entity, facts: EntityFacts) -> None:
        """Adds the designations under 42 USC 18741(a)(5), by whichever column; other lists are reported."""
        for column, what in (("designation", "designated"), ("pfe_list", "on a list")):
            if (said := entity.unclear.get(column)) is not None:
                facts.barred.append(MissingFact(f"whether it is {what} ({column} is {quoted(said)})"))
        for stated, column in (((entity.designation,), "designation"), (entity.foreign.lists, "pfe_list")):
            for listed in filter(None, stated):
                if listed in self._designations:
                    is_what, limb = self._designations[listed]
                    text = f"{entity.name} is {is_what} (subparagraph {limb})"
                    facts.adverse.append(Adverse("FEOC-DESIGNATION", text, (entity.row.cell(column),)))
                else:
                    message = f"{quoted(entity.name)} is on the list {listed}, which does not designate a FEOC"
                    self._found.add("LIST-NOT-FEOC", message, entity.row.cell(column))

    def _listed(self, name: str, entity: Entity | None, facts: EntityFacts) -> None:
        """Adds that the entity is designated if it is on the list, whatever its own row states.

        A listed name among others in the cell is inconclusive, and an attestation does not resolve it.
        """
        if self._sdn is None:
            return
        cells = (entity.row.cell("entity"),) if entity is not None else ()
        for spelled in dict.fromkeys([name, entity.name] if entity is not None else [name]):
            for match in self._sdn.designated(spelled):
                text = f"{quoted(spelled)} is on the {self._sdn.title}: {described(match)} (subparagraph (B))"
                facts.adverse.append(Adverse(LISTED, text, cells))
            for match in self._sdn.among(spelled):
                text = f"whether {quoted(spelled)} is, or works with, {described(match)} on the {self._sdn.title}"
                facts.barred.append(MissingFact(text, about=name))


def _about_owner(doubt: MissingFact, cell: str) -> MissingFact:
    """The doubt about an owner, as one about what it owns."""
    return msgspec.structs.replace(doubt, text=f"about its owner: {doubt.text}", cells=(cell, *doubt.cells))


def _open_shares(shares: Mapping[Measure, Interval]) -> tuple[str, tuple[str, ...]]:
    """The missing fact of an entity whose government shares may reach the limit, and the columns that state it."""
    ranges = (
        "not stated" if share == ANYTHING else f"{cut_percent(share.low)}% to {cut_percent(share.high)}%"
        for share in shares.values()
    )
    measures = ", ".join(f"{measure} ({range_})" for measure, range_ in zip(shares, ranges, strict=True))
    columns = tuple(f"government_{measure}_pct" for measure in shares)
    return f"covered nations' governments' share of its {measures}", columns


_NO_SHARES = _open_shares(NOT_KNOWN)
