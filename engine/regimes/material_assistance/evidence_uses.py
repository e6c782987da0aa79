"""The certificates that the items of a product name, and the product without some of them."""

from collections.abc import Container, Iterator
from typing import Any

from ...entities.evidence import EvidenceUse, without_attestation
from ...model.materials import Materials


def evidence_uses(materials: Materials) -> Iterator[EvidenceUse]:
    """Every cell for a certificate: one of each item."""
    for item in materials.items:
        who = item.direct_supplier
        cell, suppliers = item.row.cell("certificate"), (who,) if who is not None else ()
        yield EvidenceUse(cell, item.certificate, f"row {item.line}", suppliers, (item.line,))


def without_evidence(materials: Materials, cells: Container[str]) -> dict[str, Any]:
    return {"items": [without_attestation(item, cells, "certificate") for item in materials.items]}
