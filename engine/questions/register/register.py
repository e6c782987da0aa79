"""The register of evidence: every attestation and certificate of bills of materials, in the wire format."""

from enum import StrEnum

import msgspec

from ...intake.files.storage import FileCheck
from ...model.exit_status import ExitStatus
from ...model.findings import Finding
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, Bom, Tool
from ...report.run import this_tool


class DocumentStatus(StrEnum):
    """The status of a document on a day, those that need action first; the first that applies is shown."""

    ALTERED = "file_altered"
    CONTRADICTED = "contradicted"
    NOT_ACCEPTED = "not_accepted"
    LAPSED = "lapsed"
    MISSING = "missing"
    NOT_YET_VALID = "not_yet_valid"
    LAPSES = "lapses_within"
    FILE_MISSING = "file_missing"
    IN_HAND = "in_hand"


FAILING = (DocumentStatus.ALTERED, DocumentStatus.CONTRADICTED, DocumentStatus.LAPSED)
"""The statuses that fail the register where a pass rests on the document."""


class Rests(StrEnum):
    """Whether a pass rests on a document: alone, or only together with others that fail."""

    YES = "yes"
    TOGETHER = "together"
    NO = "no"


class RegisteredDocument(msgspec.Struct, frozen=True):
    """An attestation, a certificate, or evidence that is asked for, in the bill of materials `bom` under a regime.

    `document` is the id of a certificate or the reference of an attestation, `sha256` the hash of the file where it
    could be read, `stated_sha256` that of its row. `supplier` is the supplier of the row, or those of the cells that
    refer to it. `rests` is None where there is no document.
    """

    bom: str
    regime: str
    supplier: str | None
    kind: str | None
    document: str | None
    status: DocumentStatus
    why: str
    rests: Rests | None = None
    certificate: bool = False
    signed_by: str | None = None
    signed_on: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    lines: list[str] = []
    file: str | None = None
    file_check: FileCheck = FileCheck.NOT_NAMED
    sha256: str | None = None
    stated_sha256: str | None = None
    cells: list[str] = []


class RegisteredBom(msgspec.Struct, frozen=True):
    """A bill of materials under a regime: its verdict, the days of the verdict, and those of the register.

    `would_pass`: it does not pass, but would with its lapsed and altered documents in hand. `findings` are the reasons
    why it cannot be read.
    """

    bom: Bom
    regime: str
    status: Status
    days: str | None = None
    on: str | None = None
    would_pass: bool = False
    findings: list[Finding] = []


class Register(msgspec.Struct, frozen=True):
    """The result of `critmin evidence`. Within the span `within` before its last day a document is to be renewed."""

    schema_version: int
    tool: Tool
    within: str
    exit_status: ExitStatus
    boms: list[RegisteredBom]
    documents: list[RegisteredDocument]


def make_register(boms: list[RegisteredBom], documents: list[RegisteredDocument], within: str) -> Register:
    """The register with its exit status."""
    status = ExitStatus.PASS
    if any(fails(document) for document in documents):
        status = ExitStatus.FAIL
    if any(bom.status is Status.UNREADABLE for bom in boms):
        status = ExitStatus.UNREADABLE
    return Register(SCHEMA_VERSION, this_tool(), within, status, boms, documents)


def fails(document: RegisteredDocument) -> bool:
    """Whether a pass rests on a document that has lapsed, is contradicted, or whose file is altered."""
    return document.status in FAILING and document.rests in (Rests.YES, Rests.TOGETHER)
