"""Certificates that stand in several bills of materials with different content."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ...model.battery import Certificate, key
from ...vocabulary.company_names import Names
from .register import DocumentStatus
from .rows import Listed
from .statuses import Reason, first_of

_DATES = ("signed_on", "valid_from", "valid_until")
_OTHERS = ("kind", "signed_by", "identification_number", "perjury", "non_pfe_cost", "non_pfe_share")


def with_conflicts(listed: Sequence[Listed]) -> list[Listed]:
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
