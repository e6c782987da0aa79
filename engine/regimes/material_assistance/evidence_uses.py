"""The certificates that the items of a product name, and the product without some of them."""

from collections.abc import Container, Iterator, Mapping

import msgspec

from ...entities.evidence import EvidenceUse
from ...intake.facts.materials import MaterialsIntake
from ...model.battery import Certificate
from ...model.materials import Item


def evidence_uses(intake: MaterialsIntake) -> Iterator[EvidenceUse]:
    """Every cell for a certificate: one of each item."""
    for item in intake.materials.items:
        who = item.direct_supplier
        cell, suppliers = item.row.cell("certificate"), (who,) if who is not None else ()
        yield EvidenceUse(cell, item.certificate, f"row {item.line}", suppliers, (item.line,))


def without_evidence(intake: MaterialsIntake, cells: Container[str]) -> MaterialsIntake:

    def stripped(item: Item) -> Item:
        named = item.certificate
        return item if named is None or named.cell not in cells else msgspec.structs.replace(item, certificate=None)

    return _with(intake, items=[stripped(item) for item in intake.materials.items])


def with_certificates(intake: MaterialsIntake, certificates: Mapping[str, Certificate]) -> MaterialsIntake:
    """The same facts with these certificates, by key, in place of those that the file lists."""
    return _with(intake, certificates={**intake.materials.certificates, **certificates})


def _with(intake: MaterialsIntake, **changes: object) -> MaterialsIntake:
    return msgspec.structs.replace(intake, materials=msgspec.structs.replace(intake.materials, **changes))
