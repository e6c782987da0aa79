"""The FEOC screen by supplier: each site's answer, the facts against it, the request, and the attestations."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from sys import intern
from typing import Any

import msgspec

from ...entities.evidence import Evidence, EvidenceUse, without_attestation
from ...model.battery import Attestation, Battery, Measure, Site
from ...model.findings import Finding, Findings, finding, load_findings
from ...model.missing import MissingFact, texts
from ...model.numbers import Interval, cut_percent
from ...model.quoting import named_lines, quoted
from ...report.report import Request, Rows
from .entity_facts import Adverse
from .sections import GovernmentShare, ScreenedEntity, ScreenedSite, SiteStatus

_WORST_FIRST = list(SiteStatus)
PLACE = "FEOC-PLACE"
"""The finding's code for work in a covered nation: the fact stands in the site's own cell."""


class SiteAnswer(msgspec.Struct, frozen=True, gc=False):
    """One site's answer: the facts against it, or the missing evidence, or the reason why it is cleared.

    `cells` are those of the missing evidence, besides the site's. `attestable`: its line's attestation can clear it.
    """

    status: SiteStatus
    adverse: tuple[Adverse, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    clean_by: str = ""
    cells: tuple[str, ...] = ()
    attestable: bool = True

    def why(self) -> str:
        if self.adverse:
            return "; ".join(fact.text for fact in self.adverse)
        return intern("; ".join(texts(self.missing))) if self.missing else self.clean_by


class Suppliers:
    """Collects the answers for the sites as they are screened."""

    def __init__(self, battery: Battery, evidence: Evidence, found: Findings) -> None:
        self._entities = battery.entities
        self._identity = battery.identity
        self._evidence = evidence
        self._found = found
        self._gathered: dict[str, list[SupplierSite]] = {}
        self._adverse: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}

    def add(self, one: "SupplierSite") -> None:
        name = one.site.entity
        self._gathered.setdefault(self._identity(name) if name else f"\0{one.line} {one.step}", []).append(one)
        if one.answer.status is SiteStatus.FEOC:
            self._add_adverse(one)

    def _add_adverse(self, one: "SupplierSite") -> None:
        site, answer, in_hand = one.site, one.answer, one.attestation
        if in_hand is None and site.entity and (entity := self._entities.get(self._identity(site.entity))):
            in_hand = self._evidence.in_hand(entity.attestation, (entity.name,))
        for fact in answer.adverse:
            besides = load_findings()[fact.code].besides if one.relievable else ""
            lines, cells = self._adverse.setdefault((fact.code, fact.text, besides), ([], []))
            lines.append(one.line)
            cells.extend((site.country_cell if fact.code == PLACE else site.entity_cell, *fact.cells))
        if in_hand is not None:
            against = answer.adverse[0]
            self._found.add(
                "FEOC-ATTESTATION-CONTRADICTED",
                f"a fact contradicts the attestation {quoted(in_hand.reference)}: {against.text}",
                *self._evidence.contradict(in_hand, against.text),
                site.country_cell if against.code == PLACE else site.entity_cell,
            )

    def all(self, government: Callable[[str], Mapping[Measure, Interval]]) -> list["Supplier"]:
        """Every supplier, in the order in which they were met; `government` gives the shares held in an entity."""
        return [_supplier(sites, government) for sites in self._gathered.values()]

    def findings(self, suppliers: Iterable["Supplier"]) -> list[Finding]:
        """One finding, with its lines and remedy, for each fact that makes a FEOC; then those for missing evidence."""
        adverse = []
        for (code, text, besides), (lines, cells) in self._adverse.items():
            found = finding(code, f"{text} ({named_lines(_unique(lines))})", *cells)
            adverse.append(msgspec.structs.replace(found, remedy=f"{found.remedy} {besides}".rstrip()))
        return adverse + [supplier.finding() for supplier in suppliers if supplier.open]


class SupplierSite(msgspec.Struct, frozen=True, gc=False):
    """One site of one line, with the screen's answer and the attestation of the line that covers it.

    `relievable`: the line does not claim the transition rule, but could.
    """

    line: str
    step: str
    site: Site
    answer: SiteAnswer
    attestation: Attestation | None
    relievable: bool = False


class Supplier(msgspec.Struct, frozen=True):
    """The sites of one supplier, or of one site whose supplier is not named.

    `status` is the worst of its sites'; `open` are those that are not cleared for lack of evidence. `government` are
    the shares that covered nations' governments hold in it; empty if the supplier is not named.
    """

    entity: str | None
    name: str
    sites: list[SupplierSite]
    status: SiteStatus
    open: list[SupplierSite]
    government: Mapping[Measure, Interval]

    def request(self) -> Request:
        """The request to the supplier."""
        missing = texts(fact for one in self.open for fact in one.answer.missing)
        return Request(self.name, _unique(one.line for one in self.open), missing)

    def finding(self) -> Finding:
        """The finding on the missing evidence for its sites."""
        cells: list[str] = []
        stands: set[str] = set()
        for one in self.open:
            cells.append(one.site.entity_cell if one.site.entity else one.site.country_cell)
            cells += [cell for cell in one.answer.cells if cell not in stands]
            stands.update(one.answer.cells)
        request = self.request()
        gaps = f"({named_lines(request.lines)}); missing: {'; '.join(request.missing)}"
        return finding("FEOC-NOT-SHOWN", f"{self.name} is not cleared {gaps}", *cells, supplier=self.entity)


def _supplier(sites: list[SupplierSite], government: Callable[[str], Mapping[Measure, Interval]]) -> Supplier:
    first = sites[0]
    entity = first.site.entity
    return Supplier(
        entity=entity,
        name=entity or f"not named ({first.step}, line {first.line})",
        sites=sites,
        status=min((one.answer.status for one in sites), key=_WORST_FIRST.index),
        open=[one for one in sites if one.answer.status is SiteStatus.UNKNOWN],
        government=government(entity) if entity else {},
    )


def requests(suppliers: Iterable[Supplier]) -> list[Request]:
    """The requests for evidence that could clear each supplier, those for the most lines first."""
    return sorted((s.request() for s in suppliers if s.open), key=lambda request: -len(request.lines))


def entities(suppliers: Iterable[Supplier]) -> list[ScreenedEntity]:
    """Every supplier with its sites for the report: FEOCs first, then suppliers not cleared."""
    return [
        ScreenedEntity(
            supplier.entity, supplier.status, government_shares(supplier.government), Rows(supplier.sites, _site)
        )
        for supplier in sorted(suppliers, key=lambda supplier: _WORST_FIRST.index(supplier.status))
    ]


def _site(one: SupplierSite) -> ScreenedSite:
    answer = one.answer
    codes = tuple(_unique(fact.code for fact in answer.adverse))
    return ScreenedSite(one.line, one.step, one.site.country, answer.status, answer.why(), one.site.cells, codes)


def government_shares(shares: Mapping[Measure, Interval]) -> list[GovernmentShare]:
    return [GovernmentShare(of, cut_percent(share.low), cut_percent(share.high)) for of, share in shares.items()]


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def evidence_uses(battery: Battery) -> Iterator[EvidenceUse]:
    """Every cell for an attestation: of a line, a component or a supplier."""
    lines_of: dict[str, dict[str, None]] = {}
    for chain in battery.chains:
        names = dict.fromkeys(site.entity for site in chain.sites.all() if site.entity is not None)
        for name in names:
            lines_of.setdefault(battery.identity(name), {})[chain.line] = None
        cell = chain.row.cell("feoc_attestation")
        yield EvidenceUse(cell, chain.attestation, f"line {chain.line}", tuple(names), (chain.line,))
    for part in battery.components or ():
        who = part.site.entity
        if who is not None:
            lines_of.setdefault(battery.identity(who), {})[part.name] = None
        cell = part.row.cell("feoc_attestation")
        yield EvidenceUse(cell, part.attestation, part.name, (who,) if who is not None else (), (part.name,))
    for at, entity in battery.entities.items():
        lines = tuple(lines_of.get(at, ()))
        yield EvidenceUse(entity.row.cell("attestation"), entity.attestation, entity.name, (entity.name,), lines)


def without_evidence(battery: Battery, cells: Container[str]) -> dict[str, Any]:
    """The rows without the attestations of these cells, by the field of the battery."""
    parts = battery.components
    return {
        "chains": [without_attestation(chain, cells) for chain in battery.chains],
        "components": None if parts is None else [without_attestation(part, cells) for part in parts],
        "entities": {at: without_attestation(entity, cells) for at, entity in battery.entities.items()},
    }
