"""The words allowed in evidence cells, and how far ahead a document may be dated (`evidence.toml`)."""

import datetime

import msgspec

from ...data import load

_ACCEPTED = (
    "Write the id of a row in the sheet Certificates, a date from {earliest}, a reference such as ATT-2025-07 "
    "or No. 12, or yes, signed, received or on file, each alone or with a reference or a date."
)


class EvidenceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `evidence.toml`."""

    earliest: datetime.date
    years_ahead: int
    in_hand: list[str]
    documents: list[str]
    joints: list[str]
    signatories: list[str]
    number_signs: list[str]
    number_signs_of_a_document: list[str]
    number_ends: list[str]
    file_endings: list[str]
    copies: list[str]
    beside_references: list[str]
    shortest_word: int
    named_by: list[str]
    of_how_many: list[str]
    waiting: list[str]
    never_in_a_reference: list[str]
    waiting_within: list[str]
    answers_with: list[str]
    subjects: list[str]
    no_signatory: list[str]
    periods_with_a_number: list[str]
    periods_of_a_year: list[str]
    durations: list[str]
    signs_of_dates: list[str]
    months: list[list[str]]
    kinds: dict[str, list[str]]


def load_evidence() -> EvidenceWords:
    return load("vocabulary/evidence.toml", EvidenceWords)


def accepted() -> str:
    """The content allowed in an attestation cell, for messages."""
    return _ACCEPTED.format(earliest=load_evidence().earliest.year)
