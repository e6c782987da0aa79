"""The register over all bills of materials: what one of them shows about another, and what the passes rest on."""

from collections.abc import Sequence

import msgspec

from ...model.spans import Span
from .conflicts import with_conflicts
from .listing import Listing
from .register import FAILING, Register, RegisteredDocument, Rests, make_register
from .resting import documents_relied_on
from .rows import Listed


def assemble(listings: Sequence[Listing], within: Span) -> Register:
    """The register of these bills of materials, a file before the next, under each regime in turn."""
    listings = _each_once(listings)
    documents = iter(with_conflicts([one for listing in listings for one in listing.documents]))
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
