"""The words allowed in evidence cells, also as they are searched, and how far ahead a document may be dated
(`evidence.toml`).
"""

import datetime
import re
import unicodedata
from functools import cache, cached_property

import msgspec

from ...data import load
from .names import plain

_ACCEPTED = (
    "Write the id of a row in the sheet Certificates, a date from {earliest}, a reference such as ATT-2025-07 "
    "or No. 12, or yes, signed, received or on file, each alone or with a reference or a date."
)
END = re.compile(r"(?=[\s,;:()\[\]|·•–—]|\.(?!\w)|$)")
LATIN_ENDS = "\u2e80"
SHORTEST_PART = 3
LONGEST_EVIDENCE = 200
"""No attestation is named in more letters; a longer cell is not looked at, however many megabytes it holds."""


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


def on_one_line(text: str) -> str:
    """The text on one line in the usual letters."""
    signs = text.replace("\N{NUMERO SIGN}", "No. ").replace("\N{MASCULINE ORDINAL INDICATOR}", "°")
    return " ".join(unicodedata.normalize("NFKC", signs).split())


def same_length(text: str) -> str:
    """The text without case and accents, letter for letter."""
    if text.isascii():
        return text.casefold()
    return "".join(simple if len(simple := plain(c)) == 1 else c for c in text)


class _Phrases:
    """Phrases to be found at a place in a text, the longest first."""

    def __init__(self, phrases: list[str]) -> None:
        self._phrases = phrases

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        known = sorted({same_length(on_one_line(phrase)) for phrase in self._phrases}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, known)))

    def end(self, text: str, at: int, *, whole: bool = True) -> int | None:
        """The end of the phrase that begins here. `whole`: a Latin phrase must end with its word."""
        found = self._pattern.match(text, at)
        while found is not None:
            end = found.end()
            if not whole or found[0][-1] >= LATIN_ENDS or not found[0][-1].isalnum() or END.match(text, end):
                return end
            # A shorter phrase may end where a word does: `on` of `on 2025`, not of `once`.
            found = self._pattern.match(text, at, end - 1)
        return None


class _Vocabulary:
    """The words of `vocabulary/evidence.toml`, prepared for searching."""

    def __init__(self, evidence: EvidenceWords) -> None:
        self.in_hand = _Phrases(evidence.in_hand)
        self.documents = _Phrases([*evidence.documents, *(f"{name}." for name in evidence.documents)])
        self.joints = _Phrases(evidence.joints)
        self.numbers = _Phrases(evidence.number_signs)
        self.numbers_of_document = _Phrases(evidence.number_signs_of_a_document)
        self.number_ends = _Phrases(evidence.number_ends)
        self.file_ending = re.compile(rf"\.(?:{'|'.join(evidence.file_endings)})$")
        signs = [*evidence.number_signs, *evidence.number_signs_of_a_document]
        beside = [*evidence.documents, *evidence.in_hand, *evidence.copies, *signs]
        self.beside_ids = frozenset(plain(word).strip(".") for word in beside)
        self.signatories = _Phrases(evidence.signatories)
        known = [*evidence.documents, *evidence.in_hand, *evidence.copies, *evidence.beside_references]
        months = [name for names in evidence.months for name in names]
        self.familiar = frozenset(word for word in map(plain, [*known, *months]) if len(word) >= SHORTEST_PART)
        self.of_how_many = re.compile(rf"\d[-_. ]?(?:{'|'.join(evidence.of_how_many)})[-_. ]?\d")
        self.durations = "|".join(map(re.escape, map(plain, evidence.durations)))
        self.waiting = frozenset(map(plain, evidence.waiting))
        self.no_signatory = tuple(map(plain, evidence.no_signatory))
        self.never_in_a_reference = frozenset(map(plain, evidence.never_in_a_reference))
        self.waiting_within = tuple(map(plain, evidence.waiting_within))
        self.months = {plain(name): n for n, names in enumerate(evidence.months, 1) for name in names}
        self.periods_with_a_number = "|".join(map(re.escape, map(plain, evidence.periods_with_a_number)))
        self.periods_of_a_year = "|".join(map(re.escape, map(plain, evidence.periods_of_a_year)))
        about = "|".join(subject.replace(" ", "[-_ ]?") for subject in evidence.subjects)
        self.about_subject = re.compile(rf"(?<![a-z])(?:{about})(?![a-z])")


@cache
def evidence_phrases() -> _Vocabulary:
    return _Vocabulary(load_evidence())
