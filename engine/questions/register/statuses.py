"""The status of one document on the days of a register, and every reason for it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...entities.evidence import Evidence, in_time
from ...intake.files.storage import ComparedFile, FileCheck, is_sha256
from ...model.battery import Attestation, Certificate
from ...model.dates import Span
from ...rules.rule import Date, Period
from .register import DocumentStatus

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
