"""The evidence: every attestation and certificate, and whether the file that it names is there and unchanged."""

from collections.abc import Mapping

import msgspec

from ....entities.evidence import in_time
from ....intake.files.storage import compare_file
from ....model.battery import Attestation, Certificate, key
from ....report.report import CertificateStatus
from ..evidence_uses import evidence_uses
from ..verdict import Result
from .contents import PackDocument


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
