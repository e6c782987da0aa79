"""The words allowed in evidence cells and how far ahead a document may be dated (`evidence.toml`); dates in evidence;
ids of documents, compared without spelling variants.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Set
from functools import cache, cached_property

import msgspec

from ...data import load
from .names import latin, plain

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


LETTERS = re.compile(r"[^\W\d_]+")
_LOOSE = re.compile(r"[\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")


def loosened(text: str) -> str:
    """A certificate's id without case, accents, look-alike letters, spaces, dashes and brackets."""
    return _LOOSE.sub("", _id(text))


def runs_of(text: str) -> tuple[str, ...]:
    """The letters and numbers of a certificate's id in order; numbers without leading zeros."""
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in _RUN.findall(_id(text)))


def bare_runs(text: str) -> tuple[str, ...]:
    """Like `runs_of`, without words for document, number and signature; empty where no number remains."""
    beside = evidence_phrases().beside_ids
    runs = tuple(run for run in runs_of(text) if run not in beside)
    return runs if any(map(str.isdigit, runs)) else ()


def _id(text: str) -> str:
    """A certificate's id in plain letters, without the ending of a file."""
    even = plain(latin(on_one_line(text[:LONGEST_EVIDENCE])))
    return evidence_phrases().file_ending.sub("", even)


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """The words of names that a reference may hold."""
    parts = (part for name in names for part in LETTERS.findall(plain(latin(name))))
    return frozenset(part for part in parts if len(part) >= SHORTEST_PART)


def are_known(unfamiliar: Iterable[str], parts: Set[str]) -> bool:
    """Whether each unfamiliar word of a reference is composed of parts of names and known words."""
    return all(is_composed(word, evidence_phrases().familiar | parts) for word in unfamiliar)


def is_composed(run: str, words: Set[str]) -> bool:
    """Whether letters are a sequence of words: `feocattestation`."""
    ends = {0}
    for end in range(SHORTEST_PART, len(run) + 1):
        if any(run[start:end] in words for start in ends):
            ends.add(end)
    return len(run) in ends


# In this order: the digits of a date may also be those of a number.
_DATE_PARTS = {
    "year first": re.compile(r"(?P<y>\d{4})([-/.]) ?(?P<m>\d{1,2})\2 ?(?P<d>\d{1,2})"),
    "year last": re.compile(r"(?P<d>\d{1,2})([-/.]) ?(?P<m>\d{1,2})\2 ?(?P<y>\d{4})"),
    "with signs": re.compile(r"(?P<y>\d{4}) ?[年년] ?(?P<m>\d{1,2}) ?[月월] ?(?P<d>\d{1,2}) ?[日일]"),
    "day and name": re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:(?:de|of) )?(?P<name>[^\W\d_]{3,})[.,]?[ -](?:del? )?"
        r"(?P<y>\d{4}|\d\d)",
        re.I,
    ),
    "name and day": re.compile(r"(?P<name>[^\W\d_]{3,})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", re.I),
}
_TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:?\d{2})?")
DIGITS = re.compile(r"\d+")
_DAY_TOGETHER = (
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})",
    r"(?P<m>\d\d)(?P<d>\d\d)(?P<y>\d{4})",
)
_YEARS = range(1990, 2100)


def days_of(text: str) -> tuple[datetime.date, ...] | None:
    """The possible days of a whole text: two for `03/04/2025`, none for an impossible date; None: not a date."""
    if len(text) > LONGEST_EVIDENCE:
        return None
    text = on_one_line(text).removesuffix(".")
    days, end = date_at(text, 0) or ((), 0)
    return days if end == len(text) and end else None


def date_at(text: str, at: int) -> tuple[tuple[datetime.date, ...], int] | None:
    """The possible days of a date that begins here, and where it ends."""
    for form, pattern in _DATE_PARTS.items():
        found = pattern.match(text, at)
        if found is None:
            continue
        named = "name" in pattern.groupindex
        month = evidence_phrases().months.get(plain(found["name"])) if named else int(found["m"])
        if month is None:
            continue
        year, day = int(found["y"]), int(found["d"])
        year += 2000 if year < 100 else 0
        orders = [(month, day), (day, month)] if form == "year last" else [(month, day)]
        days = dict.fromkeys(date for pair in orders if (date := _day(year, *pair)) is not None)
        time = _TIME.match(text, found.end())
        end = time.end() if time is not None else found.end()
        after = text[end : end + 2]
        if (after[:1].isalnum() and after < LATIN_ENDS) or (after[:1] in ("-", "/", ".") and after[1:].isalnum()):
            return None
        return tuple(days), end
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def day_within(reference: str) -> datetime.date | None:
    """The latest day in a reference: `signed-2025-03-14`, `ATT-14.03.2025`, `ATT-20250314`."""
    days: list[datetime.date | None] = []
    for digits in DIGITS.finditer(reference):
        for pattern in _DATE_PARTS.values():
            if (found := pattern.match(reference, digits.start())) is not None:
                end = found.end()
                days += (date_at(reference[:end], digits.start()) or ((), 0))[0]
        forms = (re.fullmatch(form, digits[0]) for form in _DAY_TOGETHER)
        days += [_day(int(form["y"]), int(form["m"]), int(form["d"])) for form in forms if form is not None]
    return max((day for day in days if day is not None and day.year in _YEARS), default=None)


def is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None
