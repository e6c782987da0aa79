"""The attestations of a battery, and the battery without some of them."""

from collections.abc import Container, Iterator, Mapping
from typing import TypeVar

import msgspec

from ...entities.evidence import EvidenceUse
from ...intake.facts.battery import Intake
from ...model.battery import Battery, Certificate, Chain, Component, Entity

T = TypeVar("T", Chain, Component, Entity)


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


def without_evidence(intake: Intake, cells: Container[str]) -> Intake:
    """The same facts without the attestations of these cells."""

    def stripped(row: T) -> T:
        stated = row.attestation
        return row if stated is None or stated.cell not in cells else msgspec.structs.replace(row, attestation=None)

    battery = intake.battery
    parts = battery.components
    return _with(
        intake,
        chains=[stripped(chain) for chain in battery.chains],
        components=None if parts is None else [stripped(part) for part in parts],
        entities={at: stripped(entity) for at, entity in battery.entities.items()},
    )


def with_certificates(intake: Intake, certificates: Mapping[str, Certificate]) -> Intake:
    """The same facts with these certificates, by key, in place of those that the file lists."""
    return _with(intake, certificates={**intake.battery.certificates, **certificates})


def _with(intake: Intake, **changes: object) -> Intake:
    return msgspec.structs.replace(intake, battery=msgspec.structs.replace(intake.battery, **changes))
