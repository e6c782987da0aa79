"""The suppliers with the status of each site, and the documents that support it (26 CFR 1.30D-6)."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ....entities.evidence import in_time
from ....intake.files.storage import compare_file
from ....model.battery import Attestation, Battery, Certificate, Component, ComponentExclusion, Entity, Site, key
from ....model.missing import texts
from ....report.report import CertificateStatus
from ..feoc import attested, step_of
from ..screened_suppliers import SupplierSite, evidence_uses, government_shares
from ..sections import GovernmentShare, SiteStatus
from ..tracing import Traced
from ..verdict import Result
from .contents import NOT_SCREENED, PackDocument, PackSite, PackSupplier


class _Use(msgspec.Struct):
    """The cells that refer to one document, and the lines, components and suppliers that they are about."""

    attestation: Attestation | None = None
    serves: dict[str, None] = {}
    cells: dict[str, None] = {}

    def add(self, attestation: Attestation, serves: str) -> None:
        self.attestation = self.attestation or attestation
        self.serves[serves], self.cells[attestation.cell] = None, None


Register = Mapping[str, PackDocument]
"""The documents by `document_of`."""


def document_of(attestation: Attestation) -> str:
    """The key of the document of an attestation: a certificate, or the reference alone."""
    listed = attestation.certificate
    return f"reference {attestation.reference}" if listed is None else f"certificate {listed}"


def documents(result: Result, path: str, most: int) -> Register:
    """Every certificate, then every attestation without one. `path` is the bill of materials, in whose folder the
    documents are; `most` the largest file to read, in bytes.
    """
    battery = result.battery
    uses: dict[str, _Use] = {f"certificate {at}": _Use() for at in battery.certificates}
    for use in evidence_uses(battery):
        if use.attestation is not None:
            uses.setdefault(document_of(use.attestation), _Use()).add(use.attestation, use.about)
    judged = {key(status.certificate): status for status in result.answer.evidence.judged()}
    certificates = {
        f"certificate {at}": _certificate(certificate, judged[at], uses.pop(f"certificate {at}"), path, most)
        for at, certificate in battery.certificates.items()
    }
    return certificates | {at: _attestation(use, result) for at, use in uses.items()}


def _certificate(listed: Certificate, judged: CertificateStatus, use: _Use, path: str, most: int) -> PackDocument:
    file = compare_file(path, listed.file, listed.sha256, most)
    return PackDocument(
        reference=listed.name,
        certificate=True,
        kind=listed.kind,
        supplier=listed.supplier,
        dated=_text(listed.signed_on),
        valid_from=_text(listed.valid_from),
        valid_until=_text(listed.valid_until),
        in_hand=judged.status == "in_hand",
        why="; ".join(dict.fromkeys(text for text in (judged.why, file.why) if text)),
        serves=list(use.serves),
        file=listed.file,
        check=file.check,
        sha256=file.sha256,
        stated_sha256=listed.sha256,
        cells=[*judged.cells, *use.cells],
    )


def _attestation(use: _Use, result: Result) -> PackDocument:
    assert use.attestation is not None
    stated = use.attestation
    held = in_time(stated.dated, result.placed)
    return PackDocument(
        reference=stated.reference,
        certificate=False,
        dated=_text(stated.dated),
        in_hand=held,
        why="" if held else "its date is too far after the date of the verdict",
        serves=list(use.serves),
        cells=list(use.cells),
    )


def _text(day: object) -> str | None:
    return None if day is None else str(day)


WORST_FIRST = [*SiteStatus, NOT_SCREENED]


class StatedSite(msgspec.Struct, frozen=True):
    """A site of a line or of a component; `screened` is the screen's answer, None if the screen does not cover it."""

    line: str
    step: str
    supplies: str
    site: Site
    screened: SupplierSite | None = None

    @property
    def status(self) -> str:
        return NOT_SCREENED if self.screened is None else self.screened.answer.status


def worst(statuses: Iterable[str]) -> str:
    """The worst of the statuses; not screened if there are none."""
    return min(statuses, key=WORST_FIRST.index, default=NOT_SCREENED)


class Sites:
    """The sites of a result, each with the worst status that the screen gives its cells."""

    def __init__(self, result: Result) -> None:
        self._traced = result.answer.traced
        self._components = result.battery.components or []
        screen = result.answer.screen
        self._minerals, self._assembly = screen.minerals_screened, screen.components_screened
        self._screened = [site for supplier in screen.suppliers for site in supplier.sites]
        self._status: dict[tuple[str, ...], str] = {}
        for site in self._screened:
            at = site.line, site.step, *site.site.cells
            self._status[at] = worst((site.answer.status, self._status.get(at, NOT_SCREENED)))

    def all(self) -> Iterator[StatedSite]:
        """Every site of a mineral or a component: those that are screened, with the answer, then the others."""
        minerals: dict[str, dict[str, None]] = {}
        for one in self._traced:
            minerals.setdefault(one.chain.line, {})[one.chain.mineral] = None
        parts = {part.site.cells: part for part in self._components}
        for site in self._screened:
            part = parts.get(site.site.cells)
            for name in [part.name] if part is not None else minerals[site.line]:
                yield StatedSite(site.line, site.step, name, site.site, site)
        if not self._minerals:
            for one in self._traced:
                for step, named in one.screened():
                    yield StatedSite(one.chain.line, step, one.chain.mineral, named)
        for part in self._components:
            screened = self._assembly if part.in_battery else self._minerals
            if not screened and part.exclusion is not ComponentExclusion.OUTSIDE:
                yield StatedSite(part.name, step_of(part), part.name, part.site)

    def of_chain(self, one: Traced) -> list[PackSite]:
        """The sites of a chain, in the order of its steps."""
        return [self._pack(one.chain.line, step, site) for step, site in one.screened()]

    def of_component(self, part: Component) -> PackSite:
        """The site of a row of the sheet `Components`."""
        return self._pack(part.name, step_of(part), part.site)

    def _pack(self, line: str, step: str, site: Site) -> PackSite:
        status = self._status.get((line, step, *site.cells), NOT_SCREENED)
        return PackSite(step, site.country, site.entity, status, list(site.cells))


def suppliers(result: Result, sites: Iterable[StatedSite], documents: Register) -> list[PackSupplier]:
    """The suppliers at these sites, FEOCs first, then those not cleared; a site without a name is its own supplier."""
    gathered: dict[str, list[StatedSite]] = {}
    battery = result.battery
    for stated in sites:
        name = stated.site.entity
        at = battery.identity(name) if name else f"\0{stated.line} {stated.step}"
        gathered.setdefault(at, []).append(stated)
    held = {
        battery.identity(supplier.entity): supplier.government
        for supplier in result.answer.screen.suppliers
        if supplier.entity is not None
    }
    found = []
    for at, of_supplier in gathered.items():
        found.append(_supplier(of_supplier, battery, government_shares(held.get(at, {})), documents))
    return sorted(found, key=lambda one: WORST_FIRST.index(one.status))


def _supplier(
    sites: list[StatedSite], battery: Battery, government: list[GovernmentShare], documents: Register
) -> PackSupplier:
    first = sites[0]
    name = first.site.entity
    entity = battery.entities.get(battery.identity(name)) if name else None
    answers = [stated.screened.answer for stated in sites if stated.screened is not None]
    cleared = (SiteStatus.CLEAN, SiteStatus.RELIEVED)
    return PackSupplier(
        entity=name,
        name=name or f"not named ({first.step}, line {first.line})",
        status=worst(stated.status for stated in sites),
        supplies=_unique(stated.supplies for stated in sites),
        lines=_unique(stated.line for stated in sites),
        places=list(dict.fromkeys((stated.step, stated.site.country) for stated in sites)),
        country=entity.country if entity else None,
        headquarters=entity.headquarters if entity else None,
        government=government,
        evidence=_evidence(sites, entity, documents),
        support=_unique(answer.clean_by for answer in answers if answer.status in cleared),
        against=_unique(fact.text for answer in answers for fact in answer.adverse),
        missing=texts(fact for answer in answers for fact in answer.missing),
        cells=_unique(_cells(sites)),
    )


def _evidence(sites: Iterable[StatedSite], entity: Entity | None, documents: Register) -> list[PackDocument]:
    """The documents by which sites are cleared, each once: the attestation of the line, or that of the supplier."""
    own = entity.attestation if entity is not None else None
    found: dict[str, PackDocument] = {}
    for stated in sites:
        if stated.screened is None:
            continue
        for attestation in (stated.screened.attestation, own):
            if attestation is not None and stated.screened.answer.clean_by == attested(attestation.reference).clean_by:
                at = document_of(attestation)
                found[at] = documents[at]
    return list(found.values())


def _cells(sites: Iterable[StatedSite]) -> Iterator[str]:
    for stated in sites:
        yield stated.site.entity_cell if stated.site.entity else stated.site.country_cell


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
