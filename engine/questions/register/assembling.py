"""The register over all bills of materials: their documents, what one shows about another, what passes rest on."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from ...intake.files.storage import ComparedFile, compare_file
from ...model.battery import Certificate, key
from ...model.dates import Span
from ...model.findings import Unreadable
from ...model.statuses import Status
from ...regimes.regime import Case, Check, RegisteredEvidence
from ...regimes.registry import regime_of
from ...rules.rule import Date, Period
from ...vocabulary.company_names import Names
from .register import (
    FAILING,
    DocumentStatus,
    Reason,
    Register,
    RegisteredBom,
    RegisteredDocument,
    Rests,
    first_of,
    has_lapsed,
    is_altered,
    make_register,
)
from .rows import Listed, Rows

Passes = Callable[[Collection[str]], bool]
"""Whether a bill of materials passes without the documents with these keys."""


class Listing(msgspec.Struct, frozen=True):
    """A bill of materials with its documents; `passes` is None if it neither passes nor would with what has lapsed."""

    bom: RegisteredBom
    documents: list[Listed] = []
    passes: Passes | None = None


class Asked(msgspec.Struct, frozen=True):
    """What is asked of every bill of materials: the day, None for that of its verdict, and the span before a last day.

    `most` is the largest file to read, in bytes.
    """

    on: Date | None
    within: Span
    most: int


def list_documents(checked: Check, path: str, asked: Asked) -> Listing:
    """The documents of a checked bill of materials, in whose folder, that of `path`, their files are."""
    case, report, regime = checked.case, checked.report, regime_of(checked.case.question)
    bom = RegisteredBom(report.bom, regime.id, report.verdict.status, case.asked, findings=report.findings)
    if checked.result is None:
        return Listing(bom)
    papers: RegisteredEvidence[Any, Any] = regime.offered("evidence")
    days = papers.days(checked.result)
    listed = papers.certificates(case.facts)
    files = {at: compare_file(path, one.file, one.sha256, asked.most) for at, one in listed.items()}
    on = days if asked.on is None else Period.day(asked.on)
    aside = {at: _set_aside(one, files[at], on) for at, one in listed.items()}
    changed = {at: one for at, one in aside.items() if one != listed[at]}
    relied, result = _judged_with(changed, checked, papers)
    rows = Rows(checked, f"{path}\n{report.bom.name}", papers, papers.judged(result), on, asked.within)
    status = papers.status(checked.result)
    would_pass = status is not Status.PASS and papers.status(result) is Status.PASS
    facts = case.facts if status is Status.PASS else relied if would_pass else None
    return Listing(
        msgspec.structs.replace(
            bom,
            status=status,
            days=days.text,
            on=on.text,
            would_pass=would_pass,
            findings=[],
        ),
        list(rows.all(listed, files)),
        None if facts is None else _passes(case, facts, papers, rows.cells),
    )


def _set_aside(certificate: Certificate, file: ComparedFile, on: Period) -> Certificate:
    """The certificate as though it had not lapsed on these days, and its file were not altered."""
    if has_lapsed(certificate, on):
        certificate = msgspec.structs.replace(certificate, valid_until=None)
    if is_altered(certificate, file):
        faults = {column: why for column, why in certificate.faults.items() if column != "sha256"}
        certificate = msgspec.structs.replace(certificate, faults=faults)
    return certificate


def _judged_with(
    certificates: Mapping[str, Certificate], checked: Check, papers: RegisteredEvidence[Any, Any]
) -> tuple[Any, Any]:
    """The facts with these certificates, and the result; those of the check if it cannot be judged with them."""
    case = checked.case
    if certificates:
        facts = papers.with_certificates(case.facts, certificates)
        with suppress(Unreadable):
            return facts, regime_of(case.question).judge(facts, case.question, case.rulebook)
    return case.facts, checked.result


def _passes(
    case: Case, facts: Any, papers: RegisteredEvidence[Any, Any], cells: Mapping[str, Collection[str]]
) -> Passes:
    regime = regime_of(case.question)

    def passes(out: Collection[str]) -> bool:
        gone = {cell for at in out for cell in cells[at]}
        if not gone:
            return True
        without = papers.without(facts, gone)
        try:
            return papers.status(regime.judge(without, case.question, case.rulebook)) is Status.PASS
        except Unreadable:
            return False

    return passes


def assemble(listings: Sequence[Listing], asked: Asked) -> Register:
    """The register of these bills of materials, a file before the next, under each regime in turn."""
    listings = _each_once(listings)
    documents = iter(_with_conflicts([one for listing in listings for one in listing.documents]))
    rows: list[RegisteredDocument] = []
    for listing in listings:
        rows += _rests(listing, [next(documents) for _ in listing.documents])
    return make_register([listing.bom for listing in listings], rows, asked.on, asked.within.text)


def _each_once(listings: Sequence[Listing]) -> list[Listing]:
    """The listings, a certificate that several regimes list only with those to which it belongs, or with the first."""
    belonging = {(one.source, one.at) for listing in listings for one in listing.documents if one.is_of_regime}
    found = []
    for listing in listings:
        documents = []
        for one in listing.documents:
            if one.is_of_regime or (one.source, one.at) not in belonging:
                documents.append(one)
                belonging.add((one.source, one.at))
        found.append(msgspec.structs.replace(listing, documents=documents))
    return found


def _rests(listing: Listing, documents: Sequence[Listed]) -> list[RegisteredDocument]:
    """The rows of one listing, each with whether a pass rests on its document."""
    by_key = {one.at: one.row for one in documents if one.at is not None}
    relied = dict.fromkeys(by_key, Rests.NO)
    if listing.passes is not None:
        failing = {at for at, row in by_key.items() if row.status in FAILING}
        relied |= documents_relied_on(listing.passes, by_key, failing)
    return [one.row if one.at is None else msgspec.structs.replace(one.row, rests=relied[one.at]) for one in documents]


# Certificates that stand in several bills of materials with different content -----------------------------------------


_DATES = ("signed_on", "valid_from", "valid_until")
_OTHERS = ("kind", "signed_by", "identification_number", "perjury", "non_pfe_cost", "non_pfe_share")


def _with_conflicts(listed: Sequence[Listed]) -> list[Listed]:
    """The documents, contradicted where another bill of materials has the same id and supplier and other content."""
    names = Names()
    names.add(one.certificate.supplier for one in listed if one.certificate is not None and one.certificate.supplier)
    alike: dict[tuple[str, str] | None, list[Listed]] = {}
    for one in listed:
        alike.setdefault(_named(one, names), []).append(one)
    return [_compared(one, alike[at]) if (at := _named(one, names)) is not None else one for one in listed]


def _named(one: Listed, names: Names) -> tuple[str, str] | None:
    """The id and the supplier of a certificate; None if it names no supplier, or is none."""
    listed = one.certificate
    if listed is None or not listed.supplier:
        return None
    return key(listed.name), names.identity(listed.supplier)


def _compared(one: Listed, alike: Iterable[Listed]) -> Listed:
    texts = [
        f"{other.row.bom} ({other.row.cells[0]}) states another {' and '.join(columns)}"
        for other in alike
        if other.source != one.source and (columns := list(_different(one, other)))
    ]
    if not texts:
        return one
    against = [Reason(DocumentStatus.CONTRADICTED, text) for text in dict.fromkeys(texts)]
    status, why = first_of([Reason(one.row.status, one.row.why), *against])
    return msgspec.structs.replace(one, row=msgspec.structs.replace(one.row, status=status, why=why))


def _different(one: Listed, other: Listed) -> Iterator[str]:
    """The columns that differ; except for a date, what one of them does not state is no difference."""
    here, there = one.certificate, other.certificate
    assert here is not None and there is not None
    yield from (column for column in _DATES if getattr(here, column) != getattr(there, column))
    for column in _OTHERS:
        ours, theirs = getattr(here, column), getattr(there, column)
        if ours is not None and theirs is not None and _plain(ours) != _plain(theirs):
            yield column
    hashes = [listed.sha256 or of.row.sha256 for listed, of in ((here, one), (there, other))]
    if None not in hashes and hashes[0] != hashes[1]:
        yield "sha256"


def _plain(value: object) -> object:
    return key(value) if isinstance(value, str) else value


# On which documents a pass rests --------------------------------------------------------------------------------------


def documents_relied_on(passes: Passes, documents: Iterable[str], failing: Collection[str]) -> Mapping[str, Rests]:
    """Whether a pass rests on each of these documents, for a bill of materials that passes with all of them.

    If it rests on none of those that fail alone, but on several of them together, as few as possible are named.
    """
    found = {at: Rests.NO if passes([at]) else Rests.YES for at in documents}
    out = [at for at in found if at in failing]
    if any(found[at] is Rests.YES for at in out) or passes(out):
        return found
    for at in list(out):
        rest = [other for other in out if other != at]
        if not passes(rest):
            out = rest
    return found | dict.fromkeys(out, Rests.TOGETHER)
