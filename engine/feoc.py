"""The FEOC screen: place, jurisdiction, ownership, control, designation, attestation, relief (26 CFR 1.30D-6)."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from .intake.countries import country_name
from .intake.quoting import quoted
from .law import Law, percent
from .model import Attestation, Battery, Chain, Component, Entity, Measure, Site, Step, key
from .numbers import cut_percent, plain
from .ownership import Ownership
from .report import (
    EntityScreened,
    FeocScreen,
    Finding,
    Findings,
    GovernmentShare,
    Request,
    ScreenedSite,
    ScreenStatus,
    finding,
)
from .tracing import Traced, recycling_is_unknown

if TYPE_CHECKING:
    from .designations import DesignatedList

LISTED = "LIST-DESIGNATED"
"""The finding's code for an entity that a list names."""

_ASSEMBLY = "manufacture or assembly"


class SiteStatus(StrEnum):
    """A site of a line: a FEOC's, shown to be clean, not known, or out of the screen by the relief."""

    FEOC = "feoc"
    UNKNOWN = "unknown"
    CLEAN = "clean"
    RELIEVED = "relieved"


class Relief(StrEnum):
    """Whether the transition relief takes a line out of the screen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Adverse(msgspec.Struct, frozen=True):
    """A fact that makes a FEOC: the finding's code, the sentence, and where it stands."""

    code: str
    text: str
    cells: tuple[str, ...]


class Judged(msgspec.Struct, frozen=True, gc=False):
    """One site's answer: the facts against it, or what is missing to show it clean, or why it is clean."""

    status: SiteStatus
    adverse: tuple[Adverse, ...] = ()
    missing: tuple[str, ...] = ()
    clean_by: str | Attestation = ""

    def why(self) -> str:
        if self.adverse:
            return "; ".join(fact.text for fact in self.adverse)
        if self.missing:
            return "; ".join(self.missing)
        return self.clean_by if isinstance(self.clean_by, str) else f"attestation {quoted(self.clean_by.reference)}"


class _EntityFacts(msgspec.Struct, frozen=True):
    adverse: tuple[Adverse, ...]
    missing: tuple[str, ...]
    barred: tuple[str, ...]
    """Missing facts that an attestation does not make up for."""


class Screen:
    """Judges sites under the law of the date. Findings and requests gather as lines are screened."""

    def __init__(
        self, battery: Battery, law: Law, *, screening: bool, found: Findings, sdn: "DesignatedList | None" = None
    ) -> None:
        self._law = law
        self._sdn = sdn
        self._found = found
        self._screening = screening
        self._entities = battery.entities
        self._transition_report = battery.vehicle.transition_report
        self._report_cell = battery.vehicle.cells.get("transition_report")
        self.ownership = Ownership(battery.entities, battery.holdings, law, found)
        self._facts: dict[str, _EntityFacts] = {}
        self._gathered: dict[str, _Supplier] = {}
        self._adverse: dict[tuple[str, str], tuple[list[str], list[str]]] = {}

    # One line and one component ------------------------------------------------------------------------------------

    def line(self, traced: Traced) -> None:
        """Screens every site of a chain's steps."""
        chain = traced.chain
        relief = self._relief(traced)
        for step, site in traced.screened():
            attestation = chain.attestation_of(site)
            if relief is Relief.YES:
                judged = Judged(SiteStatus.RELIEVED, clean_by="impracticable to trace: out of the screen")
            else:
                judged = self.judge(step, site, attestation)
                if relief is Relief.UNKNOWN and judged.status is not SiteStatus.CLEAN:
                    missing = ("whether the relief applies to the line (its role, and the transition report)",)
                    judged = Judged(SiteStatus.UNKNOWN, judged.adverse, judged.missing + missing)
            self._gather(chain.line, str(step), site, judged, attestation)
        if relief is not Relief.YES and Step.RECYCLING in traced.steps:
            self._perhaps_virgin(chain)

    def _perhaps_virgin(self, chain: Chain) -> None:
        """Where recycling is wholly unknown, an extraction that is not clean is not cleared: the line may be virgin.

        Nothing is shown either way, so an attestation does not make up for it.
        """
        if not recycling_is_unknown(chain):
            return
        for site in chain.sites.get(Step.EXTRACTION, ()):
            judged = self.judge(Step.EXTRACTION, site, chain.attestation_of(site))
            if judged.status is not SiteStatus.CLEAN:
                open_ = Judged(SiteStatus.UNKNOWN, (), (f"whether line {chain.line} is recycled: {judged.why()}",))
                self._gather(chain.line, Step.EXTRACTION, site, open_, chain.attestation)

    def component(self, component: Component) -> None:
        """Screens the site where a battery component was made or assembled."""
        judged = self.judge(_ASSEMBLY, component.site, component.attestation)
        self._gather(component.name, _ASSEMBLY, component.site, judged, component.attestation)

    def judge(self, step: str, site: Site, attestation: Attestation | None) -> Judged:
        """One site, place and entity (42 USC 18741(a)(5)). A fact wins over an attestation."""
        adverse: list[Adverse] = []
        missing: list[str] = []
        barred: list[str] = []
        if site.unread is not None:
            barred.append(f"which country {quoted(site.unread)} is")
        elif site.country is None:
            missing.append("the country where the work is done")
        elif nation := self._law.covered_nation(site.country):
            adverse.append(
                Adverse(
                    "FEOC-PLACE", f"{step} in {_within(site.country, nation)}, a covered nation", (site.country_cell,)
                )
            )
        own_attestation = None
        if site.entity is None:
            missing.append("the name of the entity that does the work")
        else:
            facts = self._entity_facts(site.entity)
            adverse += facts.adverse
            missing += facts.missing
            barred += facts.barred
            entity = self._entities.get(key(site.entity))
            own_attestation = entity.attestation if entity else None
        in_hand = attestation or own_attestation
        if adverse:
            return Judged(SiteStatus.FEOC, tuple(adverse))
        if barred:
            return Judged(SiteStatus.UNKNOWN, (), (*barred, *missing))
        if in_hand is not None:
            return Judged(SiteStatus.CLEAN, clean_by=in_hand)
        if self._screening:
            return Judged(SiteStatus.CLEAN, clean_by="SCREENING: taken as attested")
        if missing:
            return Judged(SiteStatus.UNKNOWN, (), tuple(missing))
        return Judged(SiteStatus.CLEAN, clean_by="its facts: no limb applies")

    # One entity ----------------------------------------------------------------------------------------------------

    def _entity_facts(self, name: str) -> _EntityFacts:
        """What stands against the entity, and what is missing of it, wherever it works."""
        at = key(name)
        facts = self._own_facts(name)
        entity = self._entities.get(at)
        if entity is None or entity.controller is None or entity.rights_reserved is True:
            return facts
        by_government = self._law.rulebook.feoc.control.reading in self._law.others
        controlled = self._is_government(entity) if by_government else at in self._controlled
        who, cell = quoted(entity.controller), entity.row.cell("effective_control_by")
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
        at = key(name)
        if at not in self._facts:
            adverse: list[Adverse] = []
            missing: list[str] = []
            barred: list[str] = []
            entity = self._entities.get(at)
            if entity is None:
                missing += ["the country it is organized in", "its headquarters' country"]
            else:
                barred += [f"which country {quoted(text)} is" for text in entity.unread]
                if entity.controller_unnamed is not None and entity.rights_reserved is not True:
                    said = quoted(entity.controller_unnamed)
                    barred.append(f"who controls its work by contract (effective_control_by says {said})")
                self._jurisdiction(entity, adverse, missing)
                self._designation(entity, adverse, barred)
            self._listed(name, entity, adverse, barred)
            self._owned(name, entity, adverse, missing)
            self._facts[at] = _EntityFacts(tuple(adverse), tuple(missing), tuple(barred))
        return self._facts[at]

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
        limit = percent(self._law.rulebook.feoc.ownership.feoc_percent)
        shares = {measure: self.ownership.share(name, measure) for measure in Measure}
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
            told = ", ".join(
                f"{measure} (known: {cut_percent(shares[measure].low)} to {cut_percent(shares[measure].high)})"
                for measure in open_
            )
            missing.append(f"covered nations' governments' share, in percent, of its {told}")

    def _is_feoc(self, entity: Entity, controlled: set[str]) -> bool:
        """Whether the controller is a FEOC: the column says so, unless it is shown to be clean."""
        assert entity.controller is not None
        controller = self._entities.get(key(entity.controller))
        if controller is None and entity.controller_country is not None:
            return self._law.covered_nation(entity.controller_country) is not None
        if controller is None or key(entity.controller) in controlled:
            return True
        facts = self._own_facts(entity.controller)
        return bool(facts.adverse or facts.barred) or (controller.attestation is None and bool(facts.missing))

    def _is_government(self, entity: Entity) -> bool | None:
        """Whether the controller is a covered nation's government; None where nothing is known of it."""
        assert entity.controller is not None
        if key(entity.controller) not in self._entities:
            country = entity.controller_country
            return None if country is None else self._law.covered_nation(country) is not None
        return self.ownership.is_government(entity.controller)

    def _designation(self, entity: Entity, adverse: list[Adverse], barred: list[str]) -> None:
        if entity.designation_unclear is not None:
            barred.append(f"what the designation {quoted(entity.designation_unclear)} is")
        for designation in self._law.rulebook.feoc.designation:
            if designation.id == entity.designation:
                text = f"{entity.name} is {designation.text} (limb {designation.limb})"
                adverse.append(Adverse("FEOC-DESIGNATION", text, (entity.row.cell("designation"),)))

    def _listed(self, name: str, entity: Entity | None, adverse: list[Adverse], barred: list[str]) -> None:
        """An entity that the list given names is designated, whatever its own row says of it.

        A listed name among others in the cell shows nothing either way, so an attestation does not make up for it.
        """
        if self._sdn is None:
            return
        from .designations import told

        for match in self._sdn.designated(name):
            cells = (entity.row.cell("entity"),) if entity is not None else ()
            text = f"{quoted(name)} is on the {self._sdn.title}: {told(match)} (limb (B))"
            adverse.append(Adverse(LISTED, text, cells))
        for match in self._sdn.among(name):
            barred.append(f"whether {quoted(name)} is, or works with, {told(match)} of the {self._sdn.title}")

    # Relief --------------------------------------------------------------------------------------------------------

    def _relief(self, traced: Traced) -> Relief:
        """The transition relief for impracticable-to-trace battery materials (26 CFR 1.30D-6)."""
        chain, rule = traced.chain, self._law.rulebook.feoc.relief
        if not chain.claims_relief:
            return Relief.NO
        cell = chain.row.cell("impracticable_to_trace")
        if not self._law.relief_available():
            self._found.add(
                "RELIEF-CLOSED", f"the relief is gone from {rule.usable_before}: the line is screened", cell
            )
            return Relief.NO
        if chain.role is not None and not rule.lists(chain.role, chain.mineral):
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

    # Results -------------------------------------------------------------------------------------------------------

    def _gather(self, line: str, step: str, site: Site, judged: Judged, attestation: Attestation | None) -> None:
        at = key(site.entity) if site.entity else f"\0{line} {step}"
        supplier = self._gathered.setdefault(at, _Supplier(site.entity, f"not named ({step}, line {line})"))
        supplier.sites.append((line, step, site, judged))
        if judged.status is not SiteStatus.FEOC:
            return
        in_hand = attestation
        if in_hand is None and site.entity and (entity := self._entities.get(key(site.entity))):
            in_hand = entity.attestation
        for fact in judged.adverse:
            lines, cells = self._adverse.setdefault((fact.code, fact.text), ([], []))
            lines.append(line)
            cells += [site.country_cell if fact.code == "FEOC-PLACE" else site.entity_cell, *fact.cells]
        if in_hand is not None:
            against = judged.adverse[0]
            self._found.add(
                "FEOC-ATTESTATION-CONTRADICTED",
                f"the attestation {quoted(in_hand.reference)} stands against a fact: {against.text}",
                in_hand.cell,
                site.country_cell if against.code == "FEOC-PLACE" else site.entity_cell,
            )

    def status(self) -> ScreenStatus:
        statuses = {judged.status for s in self._gathered.values() for *_, judged in s.sites}
        if SiteStatus.FEOC in statuses:
            return ScreenStatus.FAIL
        return ScreenStatus.INCOMPLETE if SiteStatus.UNKNOWN in statuses else ScreenStatus.PASS

    def adverse_findings(self) -> list[Finding]:
        """One finding for each fact that makes a FEOC, with every line that it taints."""
        return [
            finding(code, f"{text} ({_lines(lines)})", *cells) for (code, text), (lines, cells) in self._adverse.items()
        ]

    def requests(self) -> list[Request]:
        """One list per supplier of what would show it clean, those that touch most lines first."""
        asked = [request for s in self._gathered.values() if (request := s.request()) is not None]
        return sorted(asked, key=lambda request: -len(request.lines))

    def request_findings(self) -> list[Finding]:
        return [s.finding() for s in self._gathered.values() if s.request() is not None]

    def entities(self) -> list[EntityScreened]:
        """Every supplier with its sites, FEOCs first, then the unknown."""
        order = list(SiteStatus)
        rows = [s.screened(self.ownership) for s in self._gathered.values()]
        return sorted(rows, key=lambda row: order.index(SiteStatus(row.status)))


class _Supplier:
    """The sites of one supplier, or of one site whose supplier is not named."""

    def __init__(self, entity: str | None, otherwise: str) -> None:
        self.entity = entity
        self.name = entity or otherwise
        self.sites: list[tuple[str, str, Site, Judged]] = []

    def status(self) -> SiteStatus:
        order = list(SiteStatus)
        return min((judged.status for *_, judged in self.sites), key=order.index)

    def request(self) -> Request | None:
        unknown = [(line, judged) for line, _, _, judged in self.sites if judged.status is SiteStatus.UNKNOWN]
        if not unknown:
            return None
        missing = dict.fromkeys(fact for _, judged in unknown for fact in judged.missing)
        return Request(self.name, _unique(line for line, _ in unknown), list(missing))

    def finding(self) -> Finding:
        request = self.request()
        assert request is not None
        message = (
            f"{self.name} is not shown to be clean ({_lines(request.lines)}): missing {'; '.join(request.missing)}"
        )
        cells = [
            site.entity_cell if site.entity else site.country_cell
            for _, _, site, judged in self.sites
            if judged.status is SiteStatus.UNKNOWN
        ]
        return finding("FEOC-NOT-SHOWN", message, *cells)

    def screened(self, ownership: Ownership) -> EntityScreened:
        shares = []
        if self.entity is not None:
            for measure in Measure:
                share = ownership.share(self.entity, measure)
                shares.append(GovernmentShare(measure, cut_percent(share.low), cut_percent(share.high)))
        sites = [
            ScreenedSite(
                line,
                step,
                site.country,
                judged.status,
                judged.why(),
                _unique([site.country_cell, site.entity_cell]),
                _unique(fact.code for fact in judged.adverse),
            )
            for line, step, site, judged in self.sites
        ]
        return EntityScreened(self.entity, self.status(), shares, sites)


def screen(
    battery: Battery,
    traced: list[Traced],
    law: Law,
    *,
    screening: bool,
    found: Findings,
    sdn: "DesignatedList | None" = None,
) -> tuple[FeocScreen, list[Finding]]:
    """The screen of the date: battery components from 2024, applicable critical minerals from 2025 (30D(d)(7)).

    Returns the screen and the findings that decide it.
    """
    minerals = law.screens_minerals()
    components = law.screens_components() and battery.components is not None
    if not minerals and not components:
        return FeocScreen(ScreenStatus.NOT_APPLICABLE, minerals, components), []
    judge = Screen(battery, law, screening=screening, found=found, sdn=sdn)
    if minerals:
        for one in traced:
            judge.line(one)
    for component in battery.components or [] if components else []:
        if component.in_battery:
            judge.component(component)
    decisive = judge.adverse_findings() + judge.request_findings()
    result = FeocScreen(judge.status(), minerals, components, judge.entities(), judge.requests())
    return result, decisive


def check_listed(battery: Battery, traced: Iterable[Traced], found: Findings) -> None:
    """Warns of entities that are named in a line or a holding but have no row in `Entities`."""

    def check(name: str | None, cell: str) -> None:
        if name is not None and key(name) not in battery.entities:
            found.add("ENTITY-NOT-LISTED", f"the entity {quoted(name)} has no row in the sheet Entities", cell)

    for one in traced:
        for _, site in one.screened():
            check(site.entity, site.entity_cell)
    for component in battery.components or []:
        check(component.site.entity, component.site.entity_cell)
    for holding in battery.holdings:
        check(holding.owner, holding.row.cell("owner"))
        check(holding.owned, holding.row.cell("owned"))


def _within(country: str, nation: str) -> str:
    """`China`, or `Hong Kong (part of China)`."""
    return country_name(country) if country == nation else f"{country_name(country)} (part of {country_name(nation)})"


def _lines(lines: Iterable[str]) -> str:
    names = _unique(lines)
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return f"line {shown}" if len(names) == 1 else f"lines {shown}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
