"""Reads attestation cells by a list of what they may contain, never of what they may not (`evidence.toml`)."""

import datetime
import re
from collections.abc import Set
from itertools import cycle

import msgspec

from ..model.quoting import quoted
from ..model.remembered import remembered
from .countries import find_country_of_owner
from .entity_words import load_words
from .evidence_words import (
    DIGITS,
    END,
    LATIN_ENDS,
    LETTERS,
    LONGEST_EVIDENCE,
    date_at,
    day_within,
    evidence_phrases,
    is_composed,
    is_year,
    load_evidence,
    on_one_line,
    same_length,
)
from .names import plain

# k.A., n/r, w/o: no document name is abbreviated like this.
_ABBREVIATED = re.compile(r"(?<![^\W\d_])[a-z][/.][a-z](?![^\W\d_])")
_HEXADECIMAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
# Digits that replace letters within a word.
_DIGIT_IN_WORD = re.compile(r"((?<=[a-z])[01345](?=[a-z]))")
_AS_IS: dict[int, int] = {}
_DRAWN = str.maketrans("01345", "oieas"), str.maketrans("01345", "oleas")
_NUMBER = re.compile(r"\d[A-Za-z0-9]*(?:[-/.][A-Za-z0-9]+)*")
# Latin letters only: other scripts occur only in the words of the vocabulary.
_TOKEN = re.compile(r"[0-9A-Za-zÀ-ɏ][0-9A-Za-zÀ-ɏ_.\-/#:+&]*")
_BETWEEN = re.compile(r"(?:[\s,;:()\[\]|·•.–—]|[-/&+](?=\s))*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.I)
_NEITHER = "it has no reference, no date, and no word such as signed or received alone"
_FEWEST_LETTERS = 2
_DAY_ZERO = ("1899-12-30", "1899-12-31", "1900-01-00", "1904-01-01", "00:00:00", "0")


class AttestationRead(msgspec.Struct, frozen=True):
    """The content of a cell: its `reference` and date, or `against`: why it is not an attestation in hand.

    `number`: the reference without a word before it. `unfamiliar`: words of it that the file itself must contain, as
    names. `refused`: it contains a word of refusal or waiting.
    """

    reference: str | None = None
    number: str | None = None
    unfamiliar: tuple[str, ...] = ()
    dated: datetime.date | None = None
    against: str = ""
    refused: bool = False


@remembered
def read_attestation(text: str) -> AttestationRead:
    """The attestation that a cell states, without comparing the ids of the file's certificates."""
    if len(text) > LONGEST_EVIDENCE:
        return AttestationRead(against=_NEITHER)
    flat = on_one_line(text)
    found = _Scan(flat).read()
    if found is not None:
        return found
    return AttestationRead(against=_understood(text.strip(), flat), refused=_refusal(flat) is not None)


def stands_beside_a_date(word: str) -> bool:
    """Whether a word shown by a number format is only part of the date: `de`, `年`."""
    return evidence_phrases().joints.end(same_length(word), 0) == len(word) or word in load_evidence().signs_of_dates


def names_a_signatory(text: str) -> bool:
    """Whether a text may be a signatory: it has two letters and does not say that a signature is pending."""
    columns, words = load_words(), evidence_phrases()
    name = plain(text).strip(" .!")
    if name in columns.unknown | columns.none | columns.nobody | columns.negative | columns.yes:
        return False
    if sum(map(str.isalpha, name)) < _FEWEST_LETTERS or read_attestation(text).refused:
        return False
    spoken = f" {' '.join(LETTERS.findall(name))} "
    return not any(f" {no} " in spoken if no[0] < LATIN_ENDS else no in name for no in words.no_signatory)


class _Scan:
    """Reads a text from beginning to end, by what it may contain."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = same_length(text)
        self._at = 0

    def read(self) -> AttestationRead | None:
        """The attestation; None where the text contains anything else, or nothing that is in hand."""
        words = evidence_phrases()
        in_hand, reference, dated = False, None, None
        of_document = unfinished = False
        self._skip()
        while self._at < len(self._text):
            start, unfinished = self._at, False
            if dated is None and (day := self._date()) is not None:
                dated, of_document = day, False
            elif reference is None and self._numbered(of_document=of_document):
                reference, of_document = self._text[start : self._at], False
            elif (end := words.in_hand.end(self._plain, start)) is not None:
                in_hand, self._at = True, end
            elif reference is None and self._token():
                reference, of_document = self._text[start : self._at], False
            elif (end := words.documents.end(self._plain, start)) is not None:
                of_document, self._at = True, end
            elif (end := words.joints.end(self._plain, start)) is not None:
                # `signed on` without a date is incomplete; in scripts without spaces the word follows the date.
                self._at, unfinished = end, self._text[start] < LATIN_ENDS
            elif (end := words.signatories.end(self._plain, start)) is not None:
                self._at = end
            else:
                return None
            self._skip()
        if unfinished or not (in_hand or reference or dated):
            return None
        if dated is None and reference is not None:
            dated = day_within(reference)
        if reference is None:
            return AttestationRead(dated=dated)
        written = same_length(reference)  # `12` of `No. 12`
        end = words.numbers.end(written, 0, whole=False) or words.numbers_of_document.end(written, 0) or 0
        number = reference[end:].strip() if end else reference
        return AttestationRead(reference, number, _unfamiliar(number), dated)

    def _skip(self) -> None:
        between = _BETWEEN.match(self._text, self._at)
        assert between is not None, "it may be empty"
        self._at = between.end()

    def _date(self) -> datetime.date | None:
        found = date_at(self._text, self._at)
        if found is None or not found[0]:
            return None
        days, end = found
        earliest = load_evidence().earliest
        late = [day for day in days if day >= earliest]
        if not late:
            return None
        self._at = end
        # Of two possible dates, the later one must be in time.
        return max(late)

    def _numbered(self, *, of_document: bool) -> bool:
        """Takes `No. 12`; after a document name also `no 12`, and a year as a number."""
        words = evidence_phrases()
        end = words.numbers.end(self._plain, self._at, whole=False)
        if end is None and of_document:
            end = words.numbers_of_document.end(self._plain, self._at)
        if end is None:
            return False
        number = _NUMBER.match(self._text, end + (self._text[end : end + 1] == " "))
        if number is None:
            start, self._at = self._at, end
            if self._text[start] >= LATIN_ENDS and self._token():  # 编号ATT-7
                return True
            self._at = start
            return False
        alone = not of_document and self._text[self._at : end] != "#"
        if alone and (is_year(number[0]) or date_at(self._text, number.start()) is not None):
            return False  # "No. 2025" is an answer, not a number
        if _against_reference(number[0]) is not None or not _counts(number[0]):
            return False
        self._at = words.number_ends.end(self._plain, number.end(), whole=False) or number.end()
        return self._ends()

    def _token(self) -> bool:
        """Takes a token with a letter and a digit."""
        token = _TOKEN.match(self._text, self._at)
        if token is None:
            return False
        text = token[0].rstrip(".:")
        if not is_reference(text):
            return False
        self._at += len(text)
        return self._ends()

    def _ends(self) -> bool:
        """Whether the part taken ends here; a word of a script without spaces may follow."""
        return END.match(self._text, self._at) is not None or self._text[self._at] >= LATIN_ENDS


def is_reference(token: str) -> bool:
    """Whether a token may be a reference: a letter and a digit, not a period, no word of refusal or waiting."""
    if not any(map(str.isalpha, token)) or not _counts(token):
        return False
    return not _is_period(token) and _ORDINAL.fullmatch(token) is None and _against_reference(token) is None


def _counts(token: str) -> bool:
    """Whether a token contains a number other than 0."""
    return any(int(digits) for digits in DIGITS.findall(token))


def _unfamiliar(reference: str) -> tuple[str, ...]:
    """The words of a reference that are not document names; short ones count as abbreviations."""
    if _HEXADECIMAL.fullmatch(reference):
        return ()
    words = evidence_phrases()
    drawn = _as_drawn(reference)[0]
    runs = [run for run in LETTERS.findall(drawn) if len(run) >= load_evidence().shortest_word]
    return tuple(run for run in runs if not is_composed(run, words.familiar) and find_country_of_owner(run) is None)


def _is_period(token: str) -> bool:
    """Whether a token is a quarter, a week, a month or a year: `Q3-2025`, `2025-Q3`, `3Q25`, `FY2025`, `Mar-2025`."""
    words = evidence_phrases()
    word = plain(token).replace("'", "")
    years, names = r"(?:20)?\d\d", words.periods_with_a_number
    forms = (
        rf"(?:{names})\d{{1,2}}(?:[-/.]?{years})?",
        rf"{years}[-/.]?(?:{names})\d{{1,2}}",
        rf"\d{{1,3}}(?:{names})(?:[-/.]?{years})?",
        rf"\d{{1,3}}[-_]?(?:{words.durations})",
        rf"(?:{words.periods_of_a_year})[-/.]?{years}",
    )
    if any(re.fullmatch(form, word) for form in forms):
        return True
    runs = re.findall(r"[^\W\d_]+", word)
    return bool(runs) and all(run in words.months for run in runs) and len(re.sub(r"\D", "", word)) <= 6


def _against_token(token: str) -> str | None:
    """The word because of which a token is not a reference."""
    words = evidence_phrases()
    written = _as_drawn(token)
    against = _word_among(words.waiting, written)
    if against is None:
        together = (re.sub(r"[\W_]+", "", text) for text in written)
        against = token if any(stem in text for text in together for stem in words.waiting_within) else None
    if against is None:
        unknown = load_words().unknown
        bare = [part.strip("-_.#:") for part in re.split(r"\d+", written[0])]
        against = next((part for part in bare if len(part) > 1 and part in unknown), None)
    return against


def _against_reference(token: str) -> str | None:
    """The word or shape because of which a token is not a reference, though harmless elsewhere."""
    words = evidence_phrases()
    if (against := _against_token(token)) is not None:
        return against
    written = _as_drawn(token)
    shaped = _ABBREVIATED.search(written[0]) or words.of_how_many.search(written[0])
    return token if shaped else _word_among(words.never_in_a_reference, written)


def _as_drawn(token: str) -> list[str]:
    """A token as written, and with the letters that digits within its words look like: `n0t`."""
    parted = plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", token))  # NotSigned-7 is two words and a number
    drawn = evidence_phrases().about_subject.sub(" ", parted)
    if not _DIGIT_IN_WORD.search(drawn):
        return [drawn]
    return [drawn, *("".join(map(str.translate, _DIGIT_IN_WORD.split(drawn), cycle([_AS_IS, d]))) for d in _DRAWN)]


def _word_among(known: Set[str], written: list[str]) -> str | None:
    return next((part for text in written for part in re.split(r"[\W\d_]+", text) if part in known), None)


def _understood(text: str, flat: str) -> str:
    """The reading of a cell without an attestation in hand."""
    evidence = load_evidence()
    if text in _DAY_ZERO:
        return "it is the spreadsheet's day 0 or an empty time, not a date"
    found = date_at(flat, 0)
    if found is not None and found[1] == len(flat):
        days, _ = found
        if not days:
            return "it looks like a date, but that day does not exist"
        return f"the date is before {evidence.earliest}"
    if re.fullmatch(r"[\d.,]+", flat):
        return "it is a bare year" if is_year(flat) else "it is a bare number"
    if (against := _refusal(flat)) is not None:
        return f"it says {quoted(against)}"
    tokens = flat.split()
    with_digits = (token for token in tokens if any(map(str.isdigit, token)))
    if (against := next(filter(None, map(_against_reference, with_digits)), None)) is not None:
        return f"it says {quoted(against)}"
    if any(map(_is_period, tokens)) or re.fullmatch(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}", flat):
        return "it is a month or another period, not a date"
    return _NEITHER


def _refusal(flat: str) -> str | None:
    """The word of refusal or waiting in a text, in any of the languages."""
    for token in flat.split():
        if (against := _against_token(token)) is not None:
            return against
    words = evidence_phrases()
    spoken = re.findall(r"[^\W\d_]+", words.about_subject.sub(" ", plain(flat)))
    run_together = plain(flat)
    answers = load_evidence().answers_with
    return next((word for word in answers if plain(word) in (spoken if word.isascii() else run_together)), None)
