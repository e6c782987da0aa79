"""The evidence: every attestation and certificate, and whether the file that it names is there and unchanged."""

from collections.abc import Iterator, Mapping

import msgspec

from ....entities.evidence import in_time
from ....intake.files.remote import CannotRead
from ....intake.files.storage import sha256_beside
from ....model.battery import Attestation, Battery, Certificate, key
from ....report.report import CertificateStatus
from ..verdict import Result
from .contents import FileCheck, PackDocument


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
    for attestation, serves in _attestations(battery):
        uses.setdefault(document_of(attestation), _Use()).add(attestation, serves)
    judged = {key(status.certificate): status for status in result.answer.evidence.judged()}
    certificates = {
        f"certificate {at}": _certificate(certificate, judged[at], uses.pop(f"certificate {at}"), path, most)
        for at, certificate in battery.certificates.items()
    }
    return certificates | {at: _attestation(use, result) for at, use in uses.items()}


def _attestations(battery: Battery) -> Iterator[tuple[Attestation, str]]:
    """Every attestation of a line, a component or a supplier, and which it is."""
    for chain in battery.chains:
        if chain.attestation is not None:
            yield chain.attestation, f"line {chain.line}"
    for part in battery.components or ():
        if part.attestation is not None:
            yield part.attestation, part.name
    for entity in battery.entities.values():
        if entity.attestation is not None:
            yield entity.attestation, entity.name


def _certificate(listed: Certificate, judged: CertificateStatus, use: _Use, path: str, most: int) -> PackDocument:
    check, sha256, why = _compared(listed, path, most)
    return PackDocument(
        reference=listed.name,
        certificate=True,
        kind=listed.kind,
        supplier=listed.supplier,
        dated=_text(listed.signed_on),
        valid_from=_text(listed.valid_from),
        valid_until=_text(listed.valid_until),
        in_hand=judged.status == "in_hand",
        why="; ".join(dict.fromkeys(text for text in (judged.why, why) if text)),
        serves=list(use.serves),
        file=listed.file,
        check=check,
        sha256=sha256,
        stated_sha256=listed.sha256,
        cells=[*judged.cells, *use.cells],
    )


def _compared(listed: Certificate, path: str, most: int) -> tuple[FileCheck, str | None, str]:
    """How the file compares with the stated hash, its own hash, and why it cannot be read."""
    if listed.file is None:
        return FileCheck.NOT_NAMED, None, ""
    try:
        actual = sha256_beside(path, listed.file, most)
    except CannotRead as error:
        return FileCheck.NOT_READ, None, str(error)
    if actual is None:
        return FileCheck.MISSING, None, ""
    if listed.sha256 is None:
        return FileCheck.PRESENT, actual, ""
    return FileCheck.AGREES if actual == listed.sha256 else FileCheck.DIFFERS, actual, ""


def _attestation(use: _Use, result: Result) -> PackDocument:
    assert use.attestation is not None
    stated = use.attestation
    held = in_time(stated.dated, result.placed)
    return PackDocument(
        reference=stated.reference,
        certificate=False,
        kind=None,
        supplier=None,
        dated=_text(stated.dated),
        valid_from=None,
        valid_until=None,
        in_hand=held,
        why="" if held else "its date is too far after the date of the verdict",
        serves=list(use.serves),
        file=None,
        check=FileCheck.NOT_NAMED,
        sha256=None,
        stated_sha256=None,
        cells=list(use.cells),
    )


def _text(day: object) -> str | None:
    return None if day is None else str(day)
