"""The FEOC screen: place, jurisdiction, ownership, control, designation, attestation, exemption (26 CFR 1.30D-6)."""

import itertools
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache

import msgspec

from ...entities.evidence import Evidence
from ...entities.sheet_names import holders, report_unlisted
from ...model.battery import UNKNOWN_MINERAL, Attestation, Battery, Chain, Component, ComponentExclusion, Site, Step
from ...model.findings import Finding, Findings
from ...model.missing import MissingFact
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus
from ..asked_law import within
from .entity_facts import LISTED, Adverse, EntityFacts, EntityScreen
from .law import Law
from .question import CleanVehicleQuestion
from .screened_suppliers import PLACE, SiteAnswer, Supplier, Suppliers, SupplierSite
from .sections import ASSEMBLY, SiteStatus
from .tracing import Traced, recycling_is_unknown


def step_of(component: Component) -> str:
    """The step that is screened: a constituent material among the components is processed."""
    return ASSEMBLY if component.in_battery else Step.PROCESSING


class ScreenResult(msgspec.Struct, frozen=True):
    """The result of the screen: its status, whether minerals and components are screened, and the suppliers.

    `decisive` are the findings that decide it.
    """

    status: ScreenStatus
    minerals_screened: bool
    components_screened: bool
    suppliers: list[Supplier] = []
    decisive: list[Finding] = []


_RELIEVED = SiteAnswer(SiteStatus.RELIEVED, clean_by="exempt: transition rule (impracticable to trace)")


class Screen:
    """Judges sites under the law of the date, and collects findings."""

    def __init__(
        self, battery: Battery, law: Law, evidence: Evidence, question: CleanVehicleQuestion, found: Findings
    ) -> None:
        self._law, self._aside = law, law.under(law.readings)
        self._evidence = evidence
        self._found = found
        self._screening = question.screening
        self._entities = battery.entities
        self._identity = battery.identity
        self._transition_report = battery.vehicle.transition_report
        self._report_cells = battery.vehicle.cells_of("transition_report")
        self._screen = EntityScreen(battery, law, evidence, found, question.sdn)
        self._answers: dict[tuple[str, str | None, str | None, str | None], SiteAnswer] = {}
        self.ownership = self._screen.ownership

    # One line and one component ------------------------------------------------------------------------------------

    def line(self, traced: Traced) -> Iterator[SupplierSite]:
        chain = traced.chain
        relieved = chain.claims_relief and self._is_relieved(traced)
        relievable = not chain.claims_relief and self._could_be_relieved(chain)
        in_hand = self._in_hand(traced) if not relieved else None
        for step, site in traced.screened():
            attestation = self._covering(in_hand, site)
            if relieved:
                judged = _RELIEVED
            else:
                judged = self.judge(step, site, attestation)
                if relieved is None and judged.status is not SiteStatus.CLEAN:
                    text = "whether the transition rule applies to the line (its role and the transition report)"
                    missing = (*judged.missing, MissingFact(text))
                    judged = SiteAnswer(SiteStatus.UNKNOWN, judged.adverse, missing, attestable=judged.attestable)
                if chain.mineral == UNKNOWN_MINERAL and judged.status is SiteStatus.FEOC:
                    text = f"whether line {chain.line} contains a listed mineral: {judged.why()}"
                    judged = SiteAnswer(SiteStatus.UNKNOWN, (), (MissingFact(text),), attestable=False)
            yield SupplierSite(chain.line, step, site, judged, attestation, relievable)
        if not relieved and traced.steps.recycling:
            yield from self._perhaps_virgin(chain, in_hand)

    def _in_hand(self, traced: Traced) -> Attestation | None:
        """The line's attestation, if it is in hand on the days of the verdict."""
        attestation = traced.chain.attestation
        if attestation is None:
            return None
        return self._evidence.in_hand(attestation, (site.entity for _, site in traced.screened()))

    def _covering(self, in_hand: Attestation | None, site: Site) -> Attestation | None:
        """The line's attestation, if it covers the site; it does not cover a site that a scenario moved."""
        if in_hand is None or site.supposed or not self._evidence.speaks_of(in_hand, site.entity):
            return None
        return in_hand

    def _perhaps_virgin(self, chain: Chain, in_hand: Attestation | None) -> Iterator[SupplierSite]:
        """The extraction sites that stay open because nothing is known of recycling: the line may be virgin.

        An attestation does not resolve this.
        """
        if not recycling_is_unknown(chain):
            return
        for site in chain.sites.extraction:
            attestation = self._covering(in_hand, site)
            judged = self.judge(Step.EXTRACTION, site, attestation)
            if judged.status is not SiteStatus.CLEAN:
                text = f"whether line {chain.line} is recycled: {judged.why()}"
                open_ = SiteAnswer(SiteStatus.UNKNOWN, (), (MissingFact(text),), attestable=False)
                yield SupplierSite(chain.line, Step.EXTRACTION, site, open_, attestation)

    def component(self, component: Component) -> SupplierSite:
        """The site where a battery component was made or assembled, or a material listed among them was processed."""
        step = step_of(component)
        stated = None if component.site.supposed else component.attestation  # it does not cover what a scenario moved
        attestation = self._evidence.in_hand(stated, (component.site.entity,))
        judged = self.judge(step, component.site, attestation)
        return SupplierSite(component.name, step, component.site, judged, attestation)

    def judge(self, step: str, site: Site, attestation: Attestation | None) -> SiteAnswer:
        """The answer for one site, its country and entity (42 USC 18741(a)(5)). A fact overrides an attestation."""
        at = (step, site.country, site.unread, site.entity)
        answer = self._answers.get(at)
        if answer is None:
            answer = self._answers[at] = self._answer(*at)
        return answer if attestation is None or not answer.attestable else attested(attestation.reference)

    def _answer(self, step: str, country: str | None, unread: str | None, name: str | None) -> SiteAnswer:
        """The answer for any site with this country and entity, without the attestation of its line."""
        facts = EntityFacts([], [], [])
        if unread is not None:
            facts.barred.append(MissingFact(f"which country {quoted(unread)} is", ("country",)))
        elif country is None:
            facts.missing.append(MissingFact("the country where the work is done", ("country",)))
        elif nation := self._law.covered_nation(country):
            facts.adverse.append(Adverse(PLACE, f"{step} in {within(country, nation)}, a covered nation"))
        own_attestation = None
        if name is None:
            facts.missing.append(MissingFact("the name of the entity that does the work", ("entity",)))
        else:
            of_entity = self._screen.facts(name)
            facts.adverse += of_entity.adverse
            facts.missing += of_entity.missing
            facts.barred += of_entity.barred
            entity = self._entities.get(self._identity(name))
            own_attestation = self._evidence.in_hand(entity.attestation, (entity.name,)) if entity else None
        if facts.adverse:
            return SiteAnswer(SiteStatus.FEOC, tuple(facts.adverse), attestable=False)
        if facts.barred:
            open_ = (*facts.barred, *facts.missing)
            cells = tuple(cell for doubt in facts.barred for cell in doubt.cells)
            return SiteAnswer(SiteStatus.UNKNOWN, (), open_, cells=cells, attestable=False)
        if own_attestation is not None:
            return attested(own_attestation.reference)
        if self._screening:
            return SiteAnswer(SiteStatus.CLEAN, clean_by="SCREENING: treated as attested")
        if facts.missing:
            return SiteAnswer(SiteStatus.UNKNOWN, (), tuple(facts.missing))
        return SiteAnswer(SiteStatus.CLEAN, clean_by="its facts: no FEOC criterion applies")

    # Transition rule -----------------------------------------------------------------------------------------------

    def _could_be_relieved(self, chain: Chain) -> bool:
        """Whether a line could claim the transition rule. This look-up is not recorded: the verdict does not use it."""
        law = self._aside
        return self._transition_report is not False and _is_listed(chain, law) and law.relief_available()

    def _is_relieved(self, traced: Traced) -> bool | None:
        """Whether a line claiming the transition rule is exempt from the screen; None if unknown (26 CFR 1.30D-6)."""
        chain, feoc = traced.chain, self._law.rulebook.feoc
        cell = chain.row.cell("impracticable_to_trace")
        if not self._law.relief_available():
            gone = self._law.rule(feoc.relief_usable).value
            self._found.add("RELIEF-CLOSED", f"the transition rule ended before {gone}: the line is screened", cell)
            return False
        if chain.role is not None and not _is_listed(chain, self._law):
            message = f"{chain.mineral} with the role {chain.role} is not impracticable to trace: the line is screened"
            self._found.add("RELIEF-NOT-LISTED", message, cell, chain.row.cell("role"))
            return False
        if self._transition_report is False:
            self._found.add("RELIEF-NOT-FILED", "the transition report is not filed: the line is screened", cell)
            return False
        if chain.role is None:
            self._found.add("RELIEF-ROLE-UNKNOWN", "the line claims the transition rule but has no role", cell)
            return None
        if self._transition_report is None:
            message = "the line claims the transition rule, but transition_report is not stated"
            self._found.add("RELIEF-REPORT-UNKNOWN", message, cell, *self._report_cells)
            return None
        message = "the line is exempt from the FEOC screen (transition rule); its value stays in the percentage"
        self._found.add("RELIEF-USED", message, cell)
        return True


def _is_listed(chain: Chain, law: Law) -> bool:
    """Whether the mineral in this role is impracticable to trace."""
    return any(
        material.role == chain.role and material.mineral in (None, chain.mineral)
        for material in law.rule(law.rulebook.feoc.relief_materials).value
    )


def screen(
    battery: Battery,
    traced: Iterable[Traced],
    law: Law,
    evidence: Evidence,
    question: CleanVehicleQuestion,
    found: Findings,
) -> ScreenResult:
    """The FEOC screen: battery components from 2024, applicable critical minerals from 2025 (30D(d)(7))."""
    minerals = law.screens_minerals()
    parts = [one for one in battery.components or () if one.in_battery]
    components = law.screens_components() and bool(parts)
    if not minerals and not components:
        return ScreenResult(ScreenStatus.NOT_APPLICABLE, minerals, components)
    judge = Screen(battery, law, evidence, question, found)
    lines = (site for one in traced for site in judge.line(one)) if minerals else ()
    # Constituent materials in the sheet `Components` may hold an applicable critical mineral.
    materials = [one for one in battery.components or () if one.exclusion is ComponentExclusion.MATERIAL]
    listed = [*(parts if components else ())]
    listed += [one for one in materials if minerals and one.may_hold_minerals]
    gathered = Suppliers(battery, evidence, found)
    statuses = set()
    for site in itertools.chain(lines, map(judge.component, listed)):
        statuses.add(site.answer.status)
        gathered.add(site)
    suppliers = gathered.all(judge.ownership.shares)
    return ScreenResult(screen_status(statuses), minerals, components, suppliers, gathered.findings(suppliers))


def screen_status(sites: Container[str]) -> ScreenStatus:
    """The status of the screen, from those of all sites."""
    if SiteStatus.FEOC in sites:
        return ScreenStatus.FAIL
    return ScreenStatus.INCOMPLETE if SiteStatus.UNKNOWN in sites else ScreenStatus.PASS


def designated_by_list(battery: Battery, screen: ScreenResult) -> frozenset[str]:
    """The identities of the entities that are FEOCs because a list names them."""
    return frozenset(
        battery.identity(supplier.entity)
        for supplier in screen.suppliers
        for site in supplier.sites
        if supplier.entity is not None and any(fact.code == LISTED for fact in site.answer.adverse)
    )


def check_listed(battery: Battery, traced: Iterable[Traced], suppliers: Iterable[Supplier], found: Findings) -> None:
    """Warns about entities in lines or holdings without a row in `Entities`, except cleared suppliers."""
    identity = battery.identity
    cleared = {
        identity(supplier.entity)
        for supplier in suppliers
        if supplier.entity is not None and supplier.status is SiteStatus.CLEAN
    }
    of_lines = (site for one in traced for _, site in one.screened())
    sites = itertools.chain(of_lines, (component.site for component in battery.components or ()))
    of_suppliers = (
        (site.entity, site.entity_cell)
        for site in sites
        if site.entity is not None and identity(site.entity) not in cleared
    )
    report_unlisted(itertools.chain(of_suppliers, holders(battery.holdings)), battery.entities, identity, found)


@lru_cache(maxsize=1024)  # all sites of a line share one answer
def attested(reference: str) -> SiteAnswer:
    """The answer for a site that an attestation in hand clears."""
    return SiteAnswer(SiteStatus.CLEAN, clean_by=f"attestation {quoted(reference)}")
