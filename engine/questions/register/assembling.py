"""The register over all bills of materials: what one of them shows about another, and what the passes rest on."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from ...model.battery import Certificate, key
from ...model.dates import Span
from ...vocabulary.company_names import Names
from .listing import Listing, Passes
from .register import FAILING, DocumentStatus, Register, RegisteredDocument, Rests, make_register
from .rows import Listed
from .statuses import Reason, first_of


def assemble(listings: Sequence[Listing], within: Span) -> Register:
    """The register of these bills of materials, a file before the next, under each regime in turn."""
    listings = _each_once(listings)
    documents = iter(_with_conflicts([one for listing in listings for one in listing.documents]))
    rows: list[RegisteredDocument] = []
    for listing in listings:
        rows += _rests(listing, [next(documents) for _ in listing.documents])
    return make_register([listing.bom for listing in listings], rows, within.text)


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
    hashes = [_hash(listed, of) for listed, of in ((here, one), (there, other))]
    if None not in hashes and hashes[0] != hashes[1]:
        yield "sha256"


def _plain(value: object) -> object:
    return key(value) if isinstance(value, str) else value


def _hash(certificate: Certificate, listed: Listed) -> str | None:
    """The hash that the row states, or else that of the file."""
    return certificate.sha256 or listed.row.sha256


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
