"""The FEOC screen: place, jurisdiction, ownership, control, designation, attestation, relief (26 CFR 1.30D-6)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property

import msgspec

from ...entities.designations import DesignatedList, told
from ...entities.evidence import Evidence
from ...entities.ownership import NOT_KNOWN, Ownership
from ...entities.screened_suppliers import PLACE, Adverse, Doubt, SiteAnswer, SiteStatus, Supplier, Suppliers
from ...model.battery import UNKNOWN_MINERAL, Attestation, Battery, Chain, Component, Entity, Measure, Site, Step
from ...model.findings import Finding, Findings
from ...model.interval import Interval
from ...model.numbers import cut_percent, plain
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus
from ...rules.rule import percent
from ...vocabulary.company_names import name_of
from ...vocabulary.countries import country_name
from ...vocabulary.entity_words import names_elsewhere
from ...vocabulary.governments import is_place
from ...vocabulary.near_names import NearNames
from .law import Law
from .tracing import Traced, recycling_is_unknown

LISTED = "LIST-DESIGNATED"
"""The finding's code for an entity that a list names."""

_ASSEMBLY = "manufacture or assembly"


class Relief(StrEnum):
    """Whether the transition relief takes a line out of the screen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ScreenResult(msgspec.Struct, frozen=True):
    """What the screen of the date comes to: whether minerals and components are screened, and every supplier's sites.

    `decisive` are the findings that decide it.
    """

    status: ScreenStatus
    minerals_screened: bool
    components_screened: bool
    suppliers: list[Supplier] = []
    decisive: list[Finding] = []


class _EntityFacts(msgspec.Struct, frozen=True):
    adverse: tuple[Adverse, ...]
    missing: tuple[str, ...]
    barred: tuple[Doubt, ...]
    """Missing facts that an attestation does not make up for."""


_BY_GOVERNMENT = ("contract-counterparty", "government")
"""The choice of a reading by which only a covered nation's government controls by contract."""

_RELIEVED = SiteAnswer(SiteStatus.RELIEVED, clean_by="impracticable to trace: out of the screen")


class _Standing(msgspec.Struct, frozen=True):
    """A place and an entity: the answer to any site of theirs, and whether the line's attestation makes it clean."""

    judged: SiteAnswer
    attestable: bool = True


class Screen:
    """Judges sites under the law of the date. Findings and requests gather as lines are screened."""

    def __init__(
        self,
        battery: Battery,
        law: Law,
        evidence: Evidence,
        *,
        screening: bool,
        found: Findings,
        sdn: DesignatedList | None = None,
    ) -> None:
        self._law = law
        self._evidence = evidence
        self._sdn = sdn
        self._found = found
        self._screening = screening
        self._entities = battery.entities
        self._holdings = battery.holdings
        self._identity = battery.identity
        self._transition_report = battery.vehicle.transition_report
        self._report_cell = battery.vehicle.cells.get("transition_report")
        whole = percent(law.rule(law.rulebook.feoc.ownership_whole).value)
        self.ownership = Ownership(battery, law.covered_nation, whole, found)
        self._facts: dict[str, _EntityFacts] = {}
        self._standings: dict[tuple[str, str | None, str | None, str | None], _Standing] = {}
        # The last attestation and what it shows: the sites of a line share it.
        self._attested: tuple[Attestation, SiteAnswer] | None = None
        self.suppliers = Suppliers(battery, evidence, found)

    # One line and one component ------------------------------------------------------------------------------------

    def line(self, traced: Traced) -> None:
        """Screens every site of a chain's steps."""
        chain = traced.chain
        relief = self._relief(traced) if chain.claims_relief else Relief.NO
        in_hand = self._in_hand(traced) if relief is not Relief.YES else None
        for step, site in traced.screened():
            attestation = self._covering(in_hand, site)
            if relief is Relief.YES:
                judged = _RELIEVED
            else:
                judged = self.judge(step, site, attestation)
                if relief is Relief.UNKNOWN and judged.status is not SiteStatus.CLEAN:
                    missing = ("whether the relief applies to the line (its role, and the transition report)",)
                    judged = SiteAnswer(SiteStatus.UNKNOWN, judged.adverse, judged.missing + missing)
                if chain.mineral == UNKNOWN_MINERAL and judged.status is SiteStatus.FEOC:
                    missing = (f"whether line {chain.line} holds a listed mineral: {judged.why()}",)
                    judged = SiteAnswer(SiteStatus.UNKNOWN, (), missing)
            self.suppliers.add(chain.line, step.value, site, judged, attestation)
        if relief is not Relief.YES and Step.RECYCLING in traced.steps:
            self._perhaps_virgin(chain, in_hand)

    def _in_hand(self, traced: Traced) -> Attestation | None:
        """The line's attestation, where it is in hand on the days of the verdict."""
        attestation = traced.chain.attestation
        if attestation is None:
            return None
        return self._evidence.in_hand(attestation, (site.entity for _, site in traced.screened()))

    def _covering(self, in_hand: Attestation | None, site: Site) -> Attestation | None:
        """The line's attestation, where it speaks of the site: not of one that a scenario puts there."""
        if in_hand is None or site.supposed or not self._evidence.speaks_of(in_hand, site.entity):
            return None
        return in_hand

    def _perhaps_virgin(self, chain: Chain, in_hand: Attestation | None) -> None:
        """Where recycling is wholly unknown, an extraction that is not clean is not cleared: the line may be virgin.

        Nothing is shown either way, so an attestation does not make up for it.
        """
        if not recycling_is_unknown(chain):
            return
        for site in chain.sites.get(Step.EXTRACTION, ()):
            attestation = self._covering(in_hand, site)
            judged = self.judge(Step.EXTRACTION, site, attestation)
            if judged.status is not SiteStatus.CLEAN:
                open_ = SiteAnswer(SiteStatus.UNKNOWN, (), (f"whether line {chain.line} is recycled: {judged.why()}",))
                self.suppliers.add(chain.line, Step.EXTRACTION, site, open_, attestation)

    def component(self, component: Component) -> None:
        """Screens the site where a battery component was made or assembled."""
        attestation = self._evidence.in_hand(component.attestation, (component.site.entity,))
        judged = self.judge(_ASSEMBLY, component.site, attestation)
        self.suppliers.add(component.name, _ASSEMBLY, component.site, judged, attestation)

    def judge(self, step: str, site: Site, attestation: Attestation | None) -> SiteAnswer:
        """One site, place and entity (42 USC 18741(a)(5)). A fact wins over an attestation."""
        at = (step, site.country, site.unread, site.entity)
        standing = self._standings.get(at)
        if standing is None:
            standing = self._standings[at] = self._standing(*at)
        if attestation is None or not standing.attestable:
            return standing.judged
        if self._attested is None or self._attested[0] is not attestation:
            self._attested = attestation, SiteAnswer(SiteStatus.CLEAN, clean_by=_attested(attestation))
        return self._attested[1]

    def _standing(self, step: str, country: str | None, unread: str | None, name: str | None) -> "_Standing":
        """What any site of the place and the entity is without the attestation of its line."""
        adverse: list[Adverse] = []
        missing: list[str] = []
        barred: list[Doubt] = []
        if unread is not None:
            barred.append(Doubt(f"which country {quoted(unread)} is"))
        elif country is None:
            missing.append("the country where the work is done")
        elif nation := self._law.covered_nation(country):
            adverse.append(Adverse(PLACE, f"{step} in {_within(country, nation)}, a covered nation"))
        own_attestation = None
        if name is None:
            missing.append("the name of the entity that does the work")
        else:
            facts = self._entity_facts(name)
            adverse += facts.adverse
            missing += facts.missing
            barred += facts.barred
            entity = self._entities.get(self._identity(name))
            own_attestation = self._evidence.in_hand(entity.attestation, (entity.name,)) if entity else None
        if adverse:
            return _Standing(SiteAnswer(SiteStatus.FEOC, tuple(adverse)), attestable=False)
        if barred:
            texts = (*(doubt.text for doubt in barred), *missing)
            cells = tuple(cell for doubt in barred for cell in doubt.cells)
            return _Standing(SiteAnswer(SiteStatus.UNKNOWN, (), texts, cells=cells), attestable=False)
        if own_attestation is not None:
            return _Standing(SiteAnswer(SiteStatus.CLEAN, clean_by=_attested(own_attestation)))
        if self._screening:
            return _Standing(SiteAnswer(SiteStatus.CLEAN, clean_by="SCREENING: taken as attested"))
        if missing:
            return _Standing(SiteAnswer(SiteStatus.UNKNOWN, (), tuple(missing)))
        return _Standing(SiteAnswer(SiteStatus.CLEAN, clean_by="its facts: no limb applies"))

    # One entity ----------------------------------------------------------------------------------------------------

    def _entity_facts(self, name: str) -> _EntityFacts:
        """What stands against the entity, and what is missing of it, wherever it works."""
        facts = self._facts_by_contract(name)
        doubts = self._doubts_by_nearness(name)
        return msgspec.structs.replace(facts, barred=(*facts.barred, *doubts)) if doubts else facts

    def _facts_by_contract(self, name: str) -> _EntityFacts:
        """An entity's own facts, and whether a FEOC controls its work."""
        at = self._identity(name)
        facts = self._own_facts(name)
        entity = self._entities.get(at)
        if entity is None or entity.controller is None or entity.rights_reserved is True:
            return facts
        by_government = self._law.takes(*_BY_GOVERNMENT)
        controlled = self._is_government(entity) if by_government else at in self._controlled
        who, cell = quoted(entity.controller), entity.row.cell("effective_control_by")
        if not controlled:
            doubts = (*self._own_facts(entity.controller).barred, *self._doubts_by_nearness(entity.controller))
            facts = msgspec.structs.replace(facts, barred=(*facts.barred, *doubts))
        if controlled is None:
            lacking = f"whether {who}, which controls its work by contract, is a covered nation's government"
            return _EntityFacts(facts.adverse, (*facts.missing, lacking), facts.barred)
        if not controlled:
            self._found.add("CONTROLLER-NOT-FEOC", f"{who} controls {entity.name}, but nothing makes it a FEOC", cell)
            return facts
        text = f"{who} has effective control of the work of {entity.name} by licence or contract"
        control = Adverse("FEOC-CONTROL", text, (cell, entity.row.cell("rights_reserved")))
        return _EntityFacts((*facts.adverse, control), facts.missing, facts.barred)

    def _own_facts(self, name: str) -> _EntityFacts:
        """All of an entity's facts but control by contract, which depends on others'."""
        if name not in self._facts:
            adverse: list[Adverse] = []
            missing: list[str] = []
            at = self._identity(name)
            barred = [*self._doubts_of_owners.get(at, ())]
            if (doubt := self._doubt_of_name(name)) is not None:
                barred.append(doubt)
            entity = self._entities.get(at)
            if entity is None:
                missing += ["the country it is organized in", "its headquarters' country"]
            else:
                barred += [Doubt(f"which country {quoted(text)} is") for text in entity.unread]
                if entity.controller_unnamed is not None and entity.rights_reserved is not True:
                    said = quoted(entity.controller_unnamed)
                    barred.append(Doubt(f"who controls its work by contract (effective_control_by says {said})"))
                self._jurisdiction(entity, adverse, missing)
                self._designation(entity, adverse, barred)
            self._listed(name, entity, adverse, barred)
            self._owned(name, entity, adverse, missing)
            self._facts[name] = _EntityFacts(tuple(adverse), tuple(missing), tuple(barred))
        return self._facts[name]

    # Names ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _doubts_of_owners(self) -> dict[str, list[Doubt]]:
        """For whatever an owner holds that may be a covered nation's government: which owner."""
        owners: dict[str, Doubt] = {}
        for at, entity in self._entities.items():
            if entity.government_unread is not None:
                said = f"government_of says {quoted(entity.government_unread)}"
                text = f"whether its owner {quoted(entity.name)} is a covered nation's government ({said})"
                owners[at] = Doubt(text, (entity.row.cell("government_of"),))
        for name, cell in self._named_in_sheets.items():
            if (doubt := self._doubt_of_name(name)) is not None:
                owners.setdefault(self._identity(name), Doubt(f"of its owner: {doubt.text}", (cell,)))
        return self.ownership.below(owners)

    def _doubt_of_name(self, name: str) -> Doubt | None:
        """Where a text refers to a name elsewhere, or may be a covered nation's government's that has not said so."""
        if names_elsewhere(name):
            return Doubt(f"who {quoted(name)} is: the name itself was expected")
        if self.ownership.says_government(name) is not None:
            return None
        return Doubt(
            f"whether {quoted(name)} is a covered nation's government (state government_of: the country, or none)"
        )

    def _doubts_by_nearness(self, name: str) -> list[Doubt]:
        """Whether an entity without a row of its own, or an owner of the entity, is one against which a fact stands."""
        return [*self._near(name), *self._near_owners.get(self._identity(name), ())]

    @cached_property
    def _near_owners(self) -> dict[str, list[Doubt]]:
        owners: dict[str, Doubt] = {}
        for name, cell in self._named_in_sheets.items():
            for doubt in self._near(name):
                said = Doubt(f"of its owner: {doubt.text}", (cell, *doubt.cells))
                owners.setdefault(self._identity(name), said)
        return self.ownership.below(owners)

    def _near(self, name: str) -> list[Doubt]:
        """Whether a name is another one, against which a fact stands; of two names one has no row in Entities."""
        at = self._identity(name)
        if at in self._entities:
            others = [near for near in self._suspects.misspelled(name) if self._identity(near) not in self._entities]
        else:
            others = self._suspects.find(name)
        doubts = []
        for near in others:
            # An owner called China is not near to whoever has China in its name.
            is_place_within = is_place(near) and name_of(near).run_together in name_of(name).run_together
            if self._identity(near) != at and not is_place_within:
                cell = self._named_in_sheets[near]
                text = f"whether {quoted(name)} is {quoted(near)} ({cell}), against which a fact stands"
                doubts.append(Doubt(f"{text}; another company needs a row of its own in Entities", (cell,)))
        return doubts

    @cached_property
    def _suspects(self) -> NearNames:
        """The names of the other sheets with a fact against them, or with a doubt for which no attestation makes up."""
        against = []
        for name in self._named_in_sheets:
            facts = self._own_facts(name)
            if facts.adverse or facts.barred or self._identity(name) in self._controlled:
                against.append(name)
        return NearNames(against)

    @cached_property
    def _named_in_sheets(self) -> dict[str, str]:
        """Every name of the sheets Entities and Ownership, with its first cell."""
        cells = {entity.name: entity.row.cell("entity") for entity in self._entities.values()}
        for holding in self._holdings:
            cells.setdefault(holding.owner, holding.row.cell("owner"))
            cells.setdefault(holding.owned, holding.row.cell("owned"))
        return cells

    @cached_property
    def _controlled(self) -> set[str]:
        """Who is controlled by a FEOC. Contracts may follow one another, so until nobody is added."""
        open_ = {at: e for at, e in self._entities.items() if e.controller and e.rights_reserved is not True}
        controlled: set[str] = set()
        while more := {at for at, e in open_.items() if at not in controlled and self._is_feoc(e, controlled)}:
            controlled |= more
        return controlled

    def _jurisdiction(self, entity: Entity, adverse: list[Adverse], missing: list[str]) -> None:
        for country, column, said, lacking in (
            (entity.country, "country", "organized in", "the country it is organized in"),
            (entity.headquarters, "headquarters_country", "headquartered in", "its headquarters' country"),
        ):
            if country is None:
                missing.append(lacking)
            elif nation := self._law.covered_nation(country):
                text = f"{entity.name} is {said} {_within(country, nation)}, a covered nation"
                adverse.append(Adverse("FEOC-JURISDICTION", text, (entity.row.cell(column),)))

    def _owned(self, name: str, entity: Entity | None, adverse: list[Adverse], missing: list[str]) -> None:
        """The 25 percent test, each measure on its own."""
        shares = self.ownership.shares(name)
        if shares is NOT_KNOWN:
            missing.append(_NO_SHARE_KNOWN)
            return
        limit = percent(self._law.rule(self._law.rulebook.feoc.ownership_share).value)
        reached = [measure for measure, share in shares.items() if share.low >= limit]
        if reached:
            told = ", ".join(f"{cut_percent(shares[measure].low)} percent of the {measure}" for measure in reached)
            most = max(reached, key=lambda measure: shares[measure].low)
            how, cells = self.ownership.explained(name, most)
            text = (
                f"covered nations' governments hold {told} of {entity.name if entity else name}; "
                f"{plain(limit * 100)} or more is a FEOC ({most}: {how})"
            )
            stated = [m for m in reached if entity and m in entity.government]
            own = [entity.row.cell(f"government_{m}_pct") for m in stated] if entity else []
            adverse.append(Adverse("FEOC-OWNERSHIP", text, (*own, *cells)))
            return
        open_ = [measure for measure, share in shares.items() if share.high >= limit]
        if open_:
            missing.append(_open_shares({measure: shares[measure] for measure in open_}))

    def _is_feoc(self, entity: Entity, controlled: set[str]) -> bool:
        """Whether the controller is a FEOC: the column says so, unless it is shown to be clean."""
        assert entity.controller is not None
        controller = self._entities.get(self._identity(entity.controller))
        if controller is None and entity.controller_country is not None:
            return self._law.covered_nation(entity.controller_country) is not None
        if controller is None or self._identity(entity.controller) in controlled:
            return True
        facts = self._own_facts(entity.controller)
        attested = self._evidence.in_hand(controller.attestation, (controller.name,)) is not None
        return bool(facts.adverse or facts.barred) or (not attested and bool(facts.missing))

    def _is_government(self, entity: Entity) -> bool | None:
        """Whether the controller is a covered nation's government; None where nothing is known of it."""
        assert entity.controller is not None
        if self._identity(entity.controller) not in self._entities:
            country = entity.controller_country
            if country is None:
                return self.ownership.says_government(entity.controller) or None
            return self._law.covered_nation(country) is not None
        return self.ownership.is_government(entity.controller)

    def _designation(self, entity: Entity, adverse: list[Adverse], barred: list[Doubt]) -> None:
        if entity.designation_unclear is not None:
            barred.append(Doubt(f"what the designation {quoted(entity.designation_unclear)} is"))
        for designation in self._law.rulebook.feoc.designation:
            if designation.id == entity.designation:
                text = f"{entity.name} is {self._law.rule(designation).value} (limb {designation.limb})"
                adverse.append(Adverse("FEOC-DESIGNATION", text, (entity.row.cell("designation"),)))

    def _listed(self, name: str, entity: Entity | None, adverse: list[Adverse], barred: list[Doubt]) -> None:
        """An entity that the list given names is designated, whatever its own row says of it.

        A listed name among others in the cell shows nothing either way, so an attestation does not make up for it.
        """
        if self._sdn is None:
            return
        cells = (entity.row.cell("entity"),) if entity is not None else ()
        for spelled in dict.fromkeys([name, entity.name] if entity is not None else [name]):
            for match in self._sdn.designated(spelled):
                text = f"{quoted(spelled)} is on the {self._sdn.title}: {told(match)} (limb (B))"
                adverse.append(Adverse(LISTED, text, cells))
            for match in self._sdn.among(spelled):
                text = f"whether {quoted(spelled)} is, or works with, {told(match)} of the {self._sdn.title}"
                barred.append(Doubt(text))

    # Relief --------------------------------------------------------------------------------------------------------

    def _relief(self, traced: Traced) -> Relief:
        """The transition relief for a line that claims to be impracticable to trace (26 CFR 1.30D-6)."""
        chain, feoc = traced.chain, self._law.rulebook.feoc
        cell = chain.row.cell("impracticable_to_trace")
        if not self._law.relief_available():
            gone = self._law.rule(feoc.relief_usable).value
            self._found.add("RELIEF-CLOSED", f"the relief is gone from {gone}: the line is screened", cell)
            return Relief.NO
        if chain.role is not None and not any(
            material.role == chain.role and material.mineral in (None, chain.mineral)
            for material in self._law.rule(feoc.relief_materials).value
        ):
            message = f"{chain.mineral} of the role {chain.role} is not impracticable to trace: the line is screened"
            self._found.add("RELIEF-NOT-LISTED", message, cell, chain.row.cell("role"))
            return Relief.NO
        if self._transition_report is False:
            self._found.add("RELIEF-NOT-FILED", "the transition report is not filed: the line is screened", cell)
            return Relief.NO
        if chain.role is None:
            self._found.add("RELIEF-ROLE-UNKNOWN", "relief is claimed for a line whose role is not known", cell)
            return Relief.UNKNOWN
        if self._transition_report is None:
            cells = [cell] + ([self._report_cell] if self._report_cell else [])
            self._found.add("RELIEF-REPORT-UNKNOWN", "relief is claimed, transition_report is not stated", *cells)
            return Relief.UNKNOWN
        self._found.add("RELIEF-USED", "the line is out of the FEOC screen; its value stays in the percentage", cell)
        return Relief.YES


def screen(
    battery: Battery,
    traced: Iterable[Traced],
    law: Law,
    evidence: Evidence,
    *,
    screening: bool,
    found: Findings,
    sdn: DesignatedList | None = None,
) -> ScreenResult:
    """The screen of the date: battery components from 2024, applicable critical minerals from 2025 (30D(d)(7))."""
    minerals = law.screens_minerals()
    components = law.screens_components() and battery.components is not None
    if not minerals and not components:
        return ScreenResult(ScreenStatus.NOT_APPLICABLE, minerals, components)
    judge = Screen(battery, law, evidence, screening=screening, found=found, sdn=sdn)
    if minerals:
        for one in traced:
            judge.line(one)
    for component in battery.components or [] if components else []:
        if component.in_battery:
            judge.component(component)
    suppliers = judge.suppliers.all()
    for supplier in suppliers:
        if supplier.entity is not None:
            supplier.government = judge.ownership.shares(supplier.entity)
    return ScreenResult(judge.suppliers.status(), minerals, components, suppliers, judge.suppliers.findings())


def designated_by_list(battery: Battery, screen: ScreenResult) -> frozenset[str]:
    """The identities of the entities that the screen has found to be a FEOC by a list."""
    return frozenset(
        battery.identity(supplier.entity)
        for supplier in screen.suppliers
        for site in supplier.sites
        if supplier.entity is not None and any(fact.code == LISTED for fact in site.answer.adverse)
    )


def check_listed(battery: Battery, traced: Iterable[Traced], found: Findings) -> None:
    """Warns of entities that are named in a line or a holding but have no row in `Entities`."""
    named = [(site.entity, site.entity_cell) for one in traced for _, site in one.screened()]
    named += [(component.site.entity, component.site.entity_cell) for component in battery.components or []]
    for holding in battery.holdings:
        named += [(holding.owner, holding.row.cell("owner")), (holding.owned, holding.row.cell("owned"))]
    for name, cell in named:
        if name is not None and battery.identity(name) not in battery.entities:
            found.add("ENTITY-NOT-LISTED", f"the entity {quoted(name)} has no row in the sheet Entities", cell)


def _open_shares(shares: Mapping[Measure, Interval]) -> str:
    """What is missing of an entity whose government shares are not known to be below the limit."""
    told = ", ".join(
        f"{measure} (known: {cut_percent(share.low)} to {cut_percent(share.high)})" for measure, share in shares.items()
    )
    return f"covered nations' governments' share, in percent, of its {told}"


_NO_SHARE_KNOWN = _open_shares(NOT_KNOWN)


def _attested(attestation: Attestation) -> str:
    return f"attestation {quoted(attestation.reference)}"


def _within(country: str, nation: str) -> str:
    """`China`, or `Hong Kong (part of China)`."""
    return country_name(country) if country == nation else f"{country_name(country)} (part of {country_name(nation)})"
