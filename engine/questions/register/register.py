"""The register of evidence in the wire format, and the status of a document on its days with every reason for it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from ...entities.evidence import Evidence, in_time
from ...intake.files.storage import ComparedFile, FileCheck, is_sha256
from ...model.battery import Attestation, Certificate
from ...model.dates import Span
from ...model.findings import Finding
from ...model.statuses import ExitStatus, Status
from ...regimes.registry import REGIMES
from ...report.report import SCHEMA_VERSION, AppliedRulebook, Bom, Inquiry, Tool
from ...report.run import this_tool, used_rulebook
from ...rules.rule import Date, Period


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

    `asked` is the question of the verdict, as a report records it.
    `would_pass`: it does not pass, but would with its lapsed and altered documents in hand. `findings` are the reasons
    why it cannot be read.
    """

    bom: Bom
    regime: str
    status: Status
    asked: Inquiry[Any]
    days: str | None = None
    on: str | None = None
    would_pass: bool = False
    findings: list[Finding] = []


class Register(msgspec.Struct, frozen=True):
    """The result of `critmin evidence`. Within the span `within` before its last day a document is to be renewed.

    `rulebooks` are those of its regimes, `on` is the day that was asked about, None for that of each verdict.
    """

    schema_version: int
    tool: Tool
    rulebooks: dict[str, AppliedRulebook]
    on: Date | None
    within: str
    exit_status: ExitStatus
    boms: list[RegisteredBom]
    documents: list[RegisteredDocument]


def make_register(
    boms: list[RegisteredBom], documents: list[RegisteredDocument], on: Date | None, within: str
) -> Register:
    """The register with its exit status."""
    status = ExitStatus.PASS
    if any(fails(document) for document in documents):
        status = ExitStatus.FAIL
    if any(bom.status is Status.UNREADABLE for bom in boms):
        status = ExitStatus.UNREADABLE
    rulebooks = {name: used_rulebook(REGIMES[name].rulebook()) for name in dict.fromkeys(bom.regime for bom in boms)}
    return Register(SCHEMA_VERSION, this_tool(), rulebooks, on, within, status, boms, documents)


def fails(document: RegisteredDocument) -> bool:
    """Whether a pass rests on a document that has lapsed, is contradicted, or whose file is altered."""
    return document.status in FAILING and document.rests in (Rests.YES, Rests.TOGETHER)


_DATES = ("signed_on", "valid_from", "valid_until")


class Reason(NamedTuple):
    """A status that applies, and why."""

    status: DocumentStatus
    why: str


def first_of(reasons: Iterable[Reason]) -> Reason:
    """The first status in the order of `DocumentStatus`, with every reason; in hand if there is none."""
    found = sorted(reasons, key=lambda one: list(DocumentStatus).index(one.status))
    status = found[0].status if found else DocumentStatus.IN_HAND
    return Reason(status, "; ".join(dict.fromkeys(one.why for one in found if one.why)))


def is_altered(certificate: Certificate, file: ComparedFile) -> bool:
    """Whether the document of a certificate has another hash than its row states."""
    return file.check is FileCheck.DIFFERS and is_sha256(certificate.sha256 or "")


def has_lapsed(certificate: Certificate, days: Period) -> bool:
    """Whether a certificate ends before the last of these days."""
    return certificate.valid_until is not None and certificate.valid_until < days.last


def of_certificate(
    certificate: Certificate, file: ComparedFile, on_days: Evidence, days: Period, within: Span
) -> Iterator[Reason]:
    """The reasons of a certificate by its own row; `on_days` is the evidence on the days of the register."""
    if is_altered(certificate, file):
        yield Reason(DocumentStatus.ALTERED, f"the file has another sha256 ({(file.sha256 or '')[:12]}...)")
    for column, why in on_days.causes(certificate):
        is_date = column in _DATES and column not in certificate.faults
        if not is_date and not (column == "sha256" and is_altered(certificate, file)):
            yield Reason(DocumentStatus.NOT_ACCEPTED, why)
    if has_lapsed(certificate, days):
        yield Reason(DocumentStatus.LAPSED, f"its last day was {certificate.valid_until}")
    elif (left := _days_left(certificate.valid_until, days, within)) is not None:
        yield Reason(DocumentStatus.LAPSES, f"its last day is in {left} day{'s' * (left != 1)}" if left else _TODAY)
    if certificate.valid_from is not None and certificate.valid_from > days.first:
        yield Reason(DocumentStatus.NOT_YET_VALID, f"its first day is {certificate.valid_from}")
    yield from _dated(certificate.signed_on, days)
    if file.check is FileCheck.MISSING:
        yield Reason(DocumentStatus.FILE_MISSING, "the file is not in the folder of the bill of materials")
    if file.check is FileCheck.NOT_READ:
        yield Reason(DocumentStatus.FILE_MISSING, f"the file could not be read: {file.why}")


def of_attestation(attestation: Attestation, days: Period) -> Iterator[Reason]:
    """The reasons of an attestation without a certificate, which has no last day."""
    yield from _dated(attestation.dated, days)


_TODAY = "it is its last day"


def _dated(dated: Date | None, days: Period) -> Iterator[Reason]:
    if not in_time(dated, days):
        yield Reason(DocumentStatus.NOT_YET_VALID, f"it is dated {dated}, more than a year after {days.text}")


def _days_left(last: Date | None, days: Period, within: Span) -> int | None:
    """The days from the last day of the register to the last of a document; None if it does not lapse in the span."""
    return (last - days.last).days if last is not None and last <= within.after(days.last) else None
