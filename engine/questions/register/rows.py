"""The rows of one bill of materials: certificates, other attestations, what is not accepted, and what is missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from ...entities.evidence import Evidence, EvidenceUse, certificate_document
from ...intake.files.storage import ComparedFile
from ...model.battery import Certificate
from ...model.dates import Span
from ...model.findings import Finding
from ...regimes.regime import Check, RegisteredEvidence
from ...regimes.registry import regime_of
from ...rules.rule import Date, Period
from ...vocabulary.evidence_words import accepted
from .register import DocumentStatus, Reason, RegisteredDocument, first_of, of_attestation, of_certificate

_REFUSED = ("ATTESTATION-NOT-IN-HAND", "ITEM-CERTIFICATE-NOT-LISTED", "CERTIFICATE-UNNAMED")
"""The findings on cells that hold no accepted document."""
_NOTED = ("CERTIFICATE-NOT-LISTED", "CERTIFICATE-NEAR", "CERTIFICATE-SHOWS-NOTHING", "CERTIFICATE-UNUSED")
"""The findings that a document's row repeats."""


class Listed(msgspec.Struct, frozen=True):
    """A row of the register, with the key of its document, if any, and its certificate. `source` sets files apart.

    `is_of_regime`: a cell refers to it, or the regime accepts its kind.
    """

    row: RegisteredDocument
    source: str
    at: str | None = None
    certificate: Certificate | None = None
    is_of_regime: bool = True


class Rows:
    """Makes the rows of one bill of materials. `cells` are those that refer to each document, by its key."""

    def __init__(
        self,
        checked: Check,
        source: str,
        papers: RegisteredEvidence[Any, Any],
        evidence: Evidence,
        on: Period,
        within: Span,
    ) -> None:
        self._report, self._source, self._evidence = checked.report, source, evidence
        self._on, self._within = on, within
        self._requests = papers.requests(checked.result)
        self._regime = regime_of(checked.case.question).id
        self._uses: dict[str, list[EvidenceUse]] = {}
        self._open: dict[str, EvidenceUse] = {}
        for use in papers.uses(checked.case.facts):
            if use.document is None:
                self._open[use.cell] = use
            else:
                self._uses.setdefault(use.document, []).append(use)
        self.cells = {at: [use.cell for use in uses] for at, uses in self._uses.items()}

    def all(self, certificates: Mapping[str, Certificate], files: Mapping[str, ComparedFile]) -> Iterator[Listed]:
        """Every certificate, other attestation, cell that is not accepted, and request."""
        on_days = self._evidence.on(self._on)
        listed = {certificate_document(at): at for at in certificates}
        for document, at in listed.items():
            self.cells.setdefault(document, [])
            yield self._certificate(document, certificates[at], files[at], on_days)
        for document, uses in self._uses.items():
            if document not in listed:
                yield self._attestation(document, uses)
        yield from self._refused()
        for request in self._requests:
            row = self._row(
                supplier=request.supplier,
                status=DocumentStatus.MISSING,
                why="; ".join(request.missing),
                lines=list(request.lines),
            )
            yield Listed(row, self._source)

    def _certificate(self, document: str, one: Certificate, file: ComparedFile, on_days: Evidence) -> Listed:
        uses = self._uses.get(document, [])
        cells = [one.cell, *(use.cell for use in uses)]
        reasons = [*of_certificate(one, file, on_days, self._on, self._within), *self._against(uses)]
        if (elsewhere := self._evidence.elsewhere(one)) is not None:
            reasons.append(Reason(DocumentStatus.NOT_ACCEPTED, elsewhere))
        row = self._row(
            supplier=one.supplier or _suppliers(uses),
            kind=one.kind,
            document=one.name,
            reasons=[*reasons, *self._noted(cells)],
            certificate=True,
            signed_by=one.signed_by,
            signed_on=_text(one.signed_on),
            valid_from=_text(one.valid_from),
            valid_until=_text(one.valid_until),
            lines=_lines(uses),
            file=one.file,
            file_check=file.check,
            sha256=file.sha256,
            stated_sha256=one.sha256,
            cells=cells,
        )
        return Listed(row, self._source, document, one, bool(uses) or on_days.accepts(one))

    def _attestation(self, document: str, uses: list[EvidenceUse]) -> Listed:
        stated = uses[0].attestation
        assert stated is not None
        cells = [use.cell for use in uses]
        row = self._row(
            supplier=_suppliers(uses),
            document=stated.reference,
            reasons=[*of_attestation(stated, self._on), *self._against(uses), *self._noted(cells)],
            signed_on=_text(stated.dated),
            lines=_lines(uses),
            cells=cells,
        )
        return Listed(row, self._source, document)

    def _refused(self) -> Iterator[Listed]:
        """The cells with a text that is not accepted, and certificates without an id."""
        held = {cell for cells in self.cells.values() for cell in cells}
        for found in self._findings(_REFUSED):
            for cell in (cell for cell in found.cells if cell not in held):
                uses = [self._open[cell]] if cell in self._open else []
                why = found.message.removesuffix(accepted()).rstrip()
                row = self._row(
                    supplier=_suppliers(uses),
                    status=DocumentStatus.NOT_ACCEPTED,
                    why=why,
                    lines=_lines(uses),
                    cells=[cell],
                )
                yield Listed(row, self._source)

    def _against(self, uses: Iterable[EvidenceUse]) -> Iterator[Reason]:
        for use in uses:
            if (fact := self._evidence.fact_against(use.cell)) is not None:
                yield Reason(DocumentStatus.CONTRADICTED, f"a fact contradicts it: {fact}")

    def _noted(self, cells: Collection[str]) -> Iterator[Reason]:
        for found in self._findings(_NOTED):
            if not set(cells).isdisjoint(found.cells):
                yield Reason(DocumentStatus.IN_HAND, found.message)

    def _findings(self, codes: Collection[str]) -> Iterator[Finding]:
        return (found for found in self._report.findings if found.code in codes)

    def _row(self, *, reasons: Iterable[Reason] = (), **fields: Any) -> RegisteredDocument:
        status, why = first_of(reasons)
        fields = {"kind": None, "document": None, "status": status, "why": why} | fields
        return RegisteredDocument(bom=self._report.bom.title, regime=self._regime, **fields)


def _suppliers(uses: Iterable[EvidenceUse]) -> str | None:
    return "; ".join(dict.fromkeys(name for use in uses for name in use.suppliers)) or None


def _lines(uses: Iterable[EvidenceUse]) -> list[str]:
    return list(dict.fromkeys(line for use in uses for line in use.lines))


def _text(day: Date | None) -> str | None:
    return None if day is None else day.isoformat()
