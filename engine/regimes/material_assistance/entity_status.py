"""Whether an entity is a prohibited foreign entity: the limbs, the holdings that lead there, and what is missing."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, cached_property

import msgspec

from ...entities.designations import DesignatedList
from ...entities.pfe_list import PfeScreen
from ...entities.sheet_names import SheetNames
from ...model.battery import Entity, SupplierSheets
from ...model.missing import MissingFact, texts
from ...model.numbers import Fraction
from ...model.quoting import quoted
from ...vocabulary.near_names import NearNames
from .ends import Possible, Shown
from .holdings import MEASURES, ONE, Company, read_companies
from .influence import Influence, Missing
from .law import Law, Limits
from .paths import Paths, percentage
from .standing import Ground, Standings

_MOST = 8
"""The entities that an answer explains besides the one that it is about."""

_CONTROL = ("effective_control_by",)


class PfeStatus(StrEnum):
    """Whether an entity is a prohibited foreign entity."""

    PFE = "pfe"
    NOT_PFE = "not_pfe"
    UNKNOWN = "unknown"


class EntityStatus(msgspec.Struct, frozen=True):
    """An entity's status: the limbs that are shown, why, and the facts that would settle what is open, with cells.

    `barred`: it may be somebody else, or on a list, which no certificate settles.
    """

    status: PfeStatus
    limbs: list[str]
    why: list[str]
    lacking: list[MissingFact]
    cells: list[str]
    barred: bool = False

    @property
    def missing(self) -> list[str]:
        return texts(self.lacking)


LIMBS = (
    "listed",
    "government",
    "person",
    "jurisdiction",
    "controlled",
    "officer",
    "single-25",
    "together-40",
    "debt-15",
    "effective-control",
)


class EntityStatuses:
    """The statuses of all entities of a bill of materials under the law of the question."""

    def __init__(
        self,
        sheets: SupplierSheets,
        law: Law,
        sdn: DesignatedList | None = None,
        taxpayer: str | None = None,
        pfe: PfeScreen | None = None,
    ) -> None:
        """`sdn` and `pfe` are the lists in hand; to `taxpayer`, a name, effective control always applies."""
        self._entities, self._identity = sheets.entities, sheets.identity
        self._limits = Limits.of(law)
        self._law = law
        self._taxpayer = sheets.identity(taxpayer) if taxpayer is not None else None
        self._standings = Standings(sheets, law, sdn, pfe)
        self._names = SheetNames(sheets)
        self._spelled: dict[str, list[str]] = {}
        for name in self._names.cells:
            self._spelled.setdefault(sheets.identity(name), []).append(name)
        groups = read_companies(sheets, cache(lambda at: self._standings.of(at, self._spelled.get(at, ()))))
        self._companies = {company.name: company for group in groups for company in group}
        self._shown = Shown(groups, self._limits)
        end = self._shown.end
        by_controllers, by_entities = (
            Paths(self._companies, holders, self._name) for holders in (end.by_controllers, end.by_entities)
        )
        self._influence = Influence(self._shown, self._limits, by_controllers, by_entities)
        self._near = {at: near for at, names in self._spelled.items() if (near := self._doubts_by_nearness(names))}
        self._possible = Possible(groups, self._limits, self._near)
        self._missing = Missing(self._companies, self._shown, self._possible, self._limits, self._name, self._near)
        self._answers: dict[str, EntityStatus] = {}

    def status(self, name: str) -> EntityStatus:
        if name not in self._answers:
            self._answers[name] = self._answer(name)
        return self._answers[name]

    def _answer(self, name: str) -> EntityStatus:
        company = self._company(name)
        entity = self._entities.get(company.name)
        grounds = sorted(self._grounds(company), key=lambda ground: LIMBS.index(ground.limb))
        if grounds:
            why = [*(ground.text for ground in grounds), *self._explained(company, grounds)]
            limbs = dict.fromkeys(ground.limb for ground in grounds)
            shown = dict.fromkeys(cell for ground in grounds for cell in ground.cells)
            return EntityStatus(PfeStatus.PFE, [*limbs], [*dict.fromkeys(why)], [], [*shown])
        near = self._near.get(company.name) or self._doubts_by_nearness([name])
        lacking = [*self._missing.facts(company, name, near), *self._open_contract(company)]
        cells = [entity.row.cell("entity")] if entity is not None else []
        doubts = (*company.standing.doubts, *company.standing.list_doubts, *near)
        return EntityStatus(
            PfeStatus.UNKNOWN if lacking else PfeStatus.NOT_PFE,
            [],
            self._ranges(company),
            lacking,
            [*dict.fromkeys([*cells, *(cell for doubt in doubts for cell in doubt.cells)])],
            barred=bool(doubts),
        )

    # Who is asked about --------------------------------------------------------------------------------------------

    def _company(self, name: str) -> Company:
        """The entity of a name; without rows, one of whose holders nothing is known."""
        at = self._identity(name)
        company = self._companies.get(at)
        if company is not None and name in self._spelled[at]:
            return company
        standing = self._standings.of(at, [*self._spelled.get(at, ()), name])
        if company is not None:
            return msgspec.structs.replace(company, standing=standing)
        return Company(at, standing, unexplained=dict.fromkeys(MEASURES, ONE))

    def _name(self, at: str) -> str:
        return self._spelled[at][0]

    def _doubts_by_nearness(self, names: list[str]) -> list[MissingFact]:
        """The doubts whether an entity is another of a similar name that has a fact against it."""
        return [doubt for name in names for doubt in self._names.doubts(name, self._suspects)]

    @cached_property
    def _suspects(self) -> NearNames:
        """The names in the sheets with a fact against them, or with a doubt about who they are."""
        against = []
        for name in self._names.cells:
            company = self._companies[self._identity(name)]
            if company.standing.doubts or company.standing.list_doubts or self._grounds(company):
                against.append(name)
        return NearNames(against)

    # What is shown -------------------------------------------------------------------------------------------------

    def _grounds(self, company: Company) -> list[Ground]:
        entity = self._entities.get(company.name)
        of, by_contract = company.standing, self._contract(company)
        grounds = [*of.listed, *of.base, *self._influence.grounds(company, entity)]
        return grounds if by_contract is None else [*grounds, by_contract]

    def _contract(self, company: Company) -> Ground | None:
        """Effective control by a specified foreign entity, where it counts."""
        entity = self._controlled_by_contract(company)
        if entity is None or entity.controller is None or not self._is_specified(entity.controller):
            return None
        text = f"{quoted(entity.controller)}, a specified foreign entity, has effective control of its production"
        at = self._identity(entity.controller)
        return Ground("effective-control", text, (entity.row.cell("effective_control_by"),), (at,))

    def _controlled_by_contract(self, company: Company) -> Entity | None:
        """The row of an entity with contracts that count: anybody's, or by the other reading the taxpayer's alone."""
        entity = self._entities.get(company.name)
        if entity is None or (entity.controller is None and "effective_control_by" not in entity.unclear):
            return None
        counts = company.name == self._taxpayer or self._law.takes("effective-control-of-others", "everybody")
        return entity if counts else None

    def _is_specified(self, name: str) -> bool:
        """Whether an entity is shown to be a specified foreign entity."""
        company = self._company(name)
        return bool(company.standing.base or company.standing.listed) or company.name in self._shown.entities

    def _may_be_specified(self, name: str) -> bool:
        """Whether an entity is not shown to be no specified foreign entity."""
        at = self._identity(name)
        return at not in self._companies or at in self._possible.entities

    def _explained(self, company: Company, grounds: list[Ground]) -> list[str]:
        """Why the entities on which the answer rests are specified foreign entities, each once."""
        texts: list[str] = []
        seen = {company.name, ""}
        waiting = [at for ground in grounds for at in ground.holders]
        while waiting:
            at = waiting.pop(0)
            if at in seen or at not in self._companies:
                continue
            if len(texts) >= _MOST:
                return [*texts, f"and {len({at, *waiting} - seen)} more"]
            seen.add(at)
            if own := self._own(at):
                texts += [ground.text for ground in own]
                continue
            text, above = self._controlled(at, seen)
            texts.append(f"{self._name(at)} is controlled (more than {percentage(self._limits.control)}): {text}")
            waiting += above
        return texts

    def _own(self, at: str) -> list[Ground]:
        """What makes an entity a specified foreign entity by itself."""
        of = self._companies[at].standing
        return [*of.listed, *of.base]

    def _controlled(self, at: str, seen: set[str]) -> tuple[str, list[str]]:
        """The holdings that control an entity, and their holders; a single path goes on through its holders."""
        of = self._influence.controllers(self._companies[at])
        text, tops, steps = of.text, [path.top for path in of.paths], of.paths[0].steps
        while of.count == 1 and tops[0] not in seen and not self._own(tops[0]):
            of = self._influence.controllers(self._companies[tops[0]])
            if of.count == 1:
                seen.add(tops[0])
                steps = of.paths[0].steps + steps
                text, tops = ", ".join(steps), [of.paths[0].top]
        return text, tops

    # What is open --------------------------------------------------------------------------------------------------

    def _open_contract(self, company: Company) -> Iterator[MissingFact]:
        entity = self._controlled_by_contract(company)
        if entity is None:
            return
        if (unclear := entity.unclear.get("effective_control_by")) is not None:
            text = (
                f"who has effective control of its production by contract (effective_control_by is {quoted(unclear)})"
            )
            yield MissingFact(text, _CONTROL, entity.name)
        if entity.controller is not None and self._may_be_specified(entity.controller):
            who = quoted(entity.controller)
            text = f"whether {who}, which has effective control of its production, is a specified foreign entity"
            yield MissingFact(text, _CONTROL, entity.name)

    def _ranges(self, company: Company) -> list[str]:
        """What specified foreign entities own, from the least shown to the most not ruled out."""
        if not company.standing.is_company:
            return []
        shown, possible = self._shown.reach(company), self._possible.reach(company)
        if not max(possible.single, possible.together):
            return ["specified foreign entities own 0%"]
        if not shown.together and possible.single >= ONE:
            return ["what specified foreign entities own is not stated"]
        single = _range(shown.single, possible.single)
        together = _range(shown.together, possible.together)
        return [f"one specified foreign entity owns {single}", f"specified foreign entities together own {together}"]


def _range(low: Fraction, high: Fraction) -> str:
    return percentage(low) if low == high else f"{percentage(low)} to {percentage(high)}"
