"""Whether an attestation, and the certificate that it names, is in hand on the days that a verdict is for."""

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from ..model.battery import Attestation, Battery, Certificate, SupplierSheets, key
from ..model.findings import Findings
from ..model.quoting import quoted
from ..report.report import CertificateStatus
from ..rules.rule import Period
from ..vocabulary.evidence_words import accepted, load_evidence

T = TypeVar("T", bound=msgspec.Struct)
_DAY = datetime.timedelta(days=1)


class Evidence:
    """Judges attestations and collects the findings; `judged` then lists every certificate."""

    def __init__(
        self,
        facts: SupplierSheets,
        placed: Period,
        found: Findings,
        accepts: Mapping[str, Sequence[str]],
        serves: str,
        others: str = "who does none of the work attested here",
    ) -> None:
        """`accepts` are the kinds of certificates that the regime accepts, with the columns that each needs.

        `serves` is the regime's name; `others` says who another supplier is, whose certificate does not count.
        """
        self.accepted, self._serves, self._others = accepts, serves, others
        self._facts = facts
        self._certificates = facts.certificates
        self._identity = facts.identity
        self._placed = placed
        self._found = found
        self._against: dict[str, tuple[str, str] | None] = {}
        # By certificate key: where it counted, why it did not, and the fact that contradicts it; the fact by cell too.
        self._counted: set[str] = set()
        self._elsewhere: dict[str, str] = {}
        self._contradicted: dict[str, str] = {}
        self._facts_against: dict[str, str] = {}

    def in_hand(self, attestation: Attestation | None, suppliers: Iterable[str | None]) -> Attestation | None:
        """The attestation if it is in hand; otherwise None (reported). `suppliers` do the attested work."""
        if attestation is None:
            return None
        certificate = self.certificate(attestation)
        if certificate is None:
            return attestation if self._in_time(attestation) else None
        against = self._against_certificate(certificate)
        if against is None and not any(self._is_of(certificate, supplier) for supplier in suppliers):
            against = (
                "supplier",
                f"it belongs to {quoted(certificate.supplier)}, {self._others}",
            )
            self._elsewhere[key(certificate.name)] = against[1]
        if against is None:
            self._counted.add(key(certificate.name))
            return attestation
        column, why = against
        message = f"the certificate {quoted(certificate.name)} is not in hand: {why}"
        self._found.add("CERTIFICATE-NOT-IN-HAND", message, certificate.row.cell(column), attestation.cell)
        return None

    def stands(self, certificate: Certificate) -> bool:
        """Whether a certificate is in hand for the items of its supplier."""
        return self._against_certificate(certificate) is None

    def speaks_of(self, attestation: Attestation, supplier: str | None) -> bool:
        """Whether an attestation in hand covers the supplier: another supplier's certificate does not."""
        certificate = self.certificate(attestation)
        return certificate is None or self._is_of(certificate, supplier)

    def contradict(self, attestation: Attestation, fact: str) -> tuple[str, ...]:
        """Records a fact against the attestation; returns the cells of the attestation and its certificate."""
        self._facts_against.setdefault(attestation.cell, fact)
        certificate = self.certificate(attestation)
        if certificate is None:
            return (attestation.cell,)
        self._contradicted.setdefault(key(certificate.name), f"a fact contradicts it: {fact}")
        return attestation.cell, certificate.cell

    def accepts(self, certificate: Certificate) -> bool:
        """Whether the regime accepts certificates of its kind."""
        return certificate.kind in self.accepted

    def fact_against(self, cell: str) -> str | None:
        """The fact that contradicts the attestation of a cell."""
        return self._facts_against.get(cell)

    def elsewhere(self, certificate: Certificate) -> str | None:
        """Why a certificate counts in no cell that names it, though it is in hand: it is another supplier's."""
        at = key(certificate.name)
        return None if at in self._counted else self._elsewhere.get(at)

    def on(self, days: Period) -> "Evidence":
        return Evidence(self._facts, days, Findings(), self.accepted, self._serves, self._others)

    def judged(self) -> list[CertificateStatus]:
        """Every certificate of the file, in the order of its rows."""
        return [self._judged(certificate) for certificate in self._certificates.values()]

    def _judged(self, certificate: Certificate) -> CertificateStatus:
        at = key(certificate.name)
        why = self._contradicted.get(at) or self.elsewhere(certificate) or ""
        column, why = self._against_certificate(certificate) or ("supplier", why)
        return CertificateStatus(
            certificate=certificate.name,
            supplier=certificate.supplier,
            kind=certificate.kind,
            status="not_in_hand" if why else "in_hand",
            why=why,
            cells=[certificate.cell, *([certificate.row.cell(column)] if why else [])],
        )

    def _is_of(self, certificate: Certificate, supplier: str | None) -> bool:
        """Whether a certificate is the supplier's: without a name it belongs to the supplier of the work."""
        if certificate.supplier is None:
            return True
        return supplier is not None and self._identity(supplier) == self._identity(certificate.supplier)

    def certificate(self, attestation: Attestation) -> Certificate | None:
        """The certificate that an attestation names; None if it stands by itself."""
        return self._certificates[attestation.certificate] if attestation.certificate is not None else None

    def _in_time(self, attestation: Attestation) -> bool:
        dated = attestation.dated
        if in_time(dated, self._placed):
            return True
        message = f"{attestation.column} is {quoted(attestation.reference)}: {self._too_late(dated)}"
        self._found.add("ATTESTATION-NOT-IN-HAND", f"{message}. {accepted()}", attestation.cell)
        return False

    def _too_late(self, dated: datetime.date | None) -> str:
        return f"{dated} is more than a year after the date of the verdict, {self._placed.text}"

    def _against_certificate(self, certificate: Certificate) -> tuple[str, str] | None:
        """The column and the reason why a certificate is not in hand."""
        at = key(certificate.name)
        if at not in self._against:
            self._against[at] = next(self.causes(certificate), None)
        return self._against[at]

    def causes(self, certificate: Certificate) -> Iterator[tuple[str, str]]:
        """Each column and reason why a certificate is not in hand."""
        yield from certificate.faults.items()
        first, last = self._placed.first, self._placed.last
        signed, since, until = certificate.signed_on, certificate.valid_from, certificate.valid_until
        if certificate.kind not in self.accepted:
            yield "kind", f"its kind is {certificate.kind}, but {self._serves} needs {' or '.join(self.accepted)}"
        for column in self.accepted.get(certificate.kind or "", ()):
            if not getattr(certificate, column):
                yield column, f"{column} is not stated, but {self._serves} needs it"
        if not in_time(signed, self._placed):
            yield "signed_on", f"signed_on {self._too_late(signed)}"
        if since is not None and since > first:
            yield "valid_from", f"it is valid from {since}, but the verdict is for {self._placed.text}"
        if until is not None and until < last:
            yield "valid_until", f"it is valid until {until}, but the verdict is for {self._placed.text}"


def in_time(dated: datetime.date | None, placed: Period) -> bool:
    """Whether a document of this date may be in hand on these days: not if dated too far ahead."""
    return dated is None or first_day(dated) <= placed.first


def first_day(dated: datetime.date) -> datetime.date:
    """The first day for which a document of this date is not too far ahead: a year before it."""
    years = load_evidence().years_ahead
    try:
        return dated.replace(year=dated.year - years)
    except ValueError:  # 29 February
        return datetime.date(dated.year - years, 3, 1)


def days_of_change(battery: Battery) -> Iterator[datetime.date]:
    """Every day on which an attestation of the battery begins or ceases to be in hand."""
    yield from certificate_days(battery.certificates.values())
    sheets = battery.chains, battery.entities.values(), battery.components or ()
    for attestation in (row.attestation for sheet in sheets for row in sheet):
        if attestation is not None and attestation.dated is not None and attestation.certificate is None:
            yield first_day(attestation.dated)


def certificate_days(certificates: Iterable[Certificate]) -> Iterator[datetime.date]:
    """Every day on which a certificate begins or ceases to be in hand."""
    for certificate in certificates:
        if certificate.valid_from is not None:
            yield certificate.valid_from
        if certificate.valid_until is not None and certificate.valid_until < datetime.date.max:
            yield certificate.valid_until + _DAY
        if certificate.signed_on is not None:
            yield first_day(certificate.signed_on)


class EvidenceUse(msgspec.Struct, frozen=True):
    """A cell for an attestation. It is empty, or not accepted, if `attestation` is None.

    `about` is the line, component or supplier of its row; `suppliers` do the attested work; `lines` are the lines and
    components that it serves.
    """

    cell: str
    attestation: Attestation | None
    about: str
    suppliers: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def document(self) -> str | None:
        """The key of the document of its attestation: a certificate, or a reference of these suppliers."""
        if self.attestation is None:
            return None
        listed = self.attestation.certificate
        if listed is not None:
            return certificate_document(listed)
        return "\n".join(["reference", key(self.attestation.reference), *self.suppliers])


def certificate_document(at: str) -> str:
    """The key of the document of the certificate with this key."""
    return f"certificate\n{at}"


def without_attestation(row: T, cells: Container[str], column: str = "attestation") -> T:
    """The row without the attestation of its column, if that is of one of these cells."""
    stated: Attestation | None = getattr(row, column)
    return row if stated is None or stated.cell not in cells else msgspec.structs.replace(row, **{column: None})
