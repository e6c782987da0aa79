"""The attestations of a battery, and the battery without some of them."""

from collections.abc import Container, Iterator
from typing import Any

from ...entities.evidence import EvidenceUse, without_attestation
from ...model.battery import Battery


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
