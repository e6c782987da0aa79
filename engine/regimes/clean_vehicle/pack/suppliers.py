"""The report of suppliers: each one's status, and the evidence, the facts or what is missing (26 CFR 1.30D-6)."""

from collections.abc import Iterable, Iterator

from ....model.battery import Battery, Entity
from ....model.missing import texts
from ..feoc import attested
from ..screened_suppliers import government_shares
from ..sections import GovernmentShare, SiteStatus
from ..verdict import Result
from .contents import PackDocument, PackSupplier
from .documents import Register, document_of
from .sites import WORST_FIRST, StatedSite, worst


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
