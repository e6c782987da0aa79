"""What a cell for an attestation says: read by what it may say, never by what it may not (`data/evidence.toml`)."""

import datetime
import re
import unicodedata
from functools import cache

import msgspec

from ... import data
from ..company_names import latin
from .columns import load_columns
from .names import plain
from .quoting import quoted
from .remembered import remembered

ACCEPTED = (
    "Accepted are the id of a row in the sheet Certificates, a date from {earliest}, a reference such as ATT-2025-07 "
    "or No. 12, and yes, signed, received or on file, each alone or with a reference or a date."
)

# In this order: the digits of a date may also be those of a number.
_DATE_PARTS = {
    "year first": re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})"),
    "year last": re.compile(r"(?P<d>\d{1,2})([-/.]) ?(?P<m>\d{1,2})\2 ?(?P<y>\d{4})"),
    "with signs": re.compile(r"(?P<y>\d{4}) ?[年년] ?(?P<m>\d{1,2}) ?[月월] ?(?P<d>\d{1,2}) ?[日일]"),
    "day and name": re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:(?:de|of) )?(?P<name>[^\W\d_]{3,})[.,]?[ -](?:del? )?(?P<y>\d{4})",
        re.I,
    ),
    "name and day": re.compile(r"(?P<name>[^\W\d_]{3,})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", re.I),
}
_TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:?\d{2})?")
_WITHIN = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMBER = re.compile(r"\d[A-Za-z0-9]*(?:[-/.][A-Za-z0-9]+)*")
# Of Latin letters: those of other scripts stand only in the words of the vocabulary.
_TOKEN = re.compile(r"[0-9A-Za-zÀ-ɏ][0-9A-Za-zÀ-ɏ_.\-/#:+&]*")
_BETWEEN = re.compile(r"(?:[\s,;:()\[\]|·•.–—]|[-/&+](?=\s))*")
_END = re.compile(r"(?=[\s,;:()\[\]|·•–—]|\.(?!\w)|$)")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.I)
_LOOSE = re.compile(r"[\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_NEITHER = "it holds neither a reference nor a date, nor a word such as signed or received alone"
_LATIN_ENDS = "\u2e80"
_LONGEST = 200
"""No attestation is named in more letters; a longer cell is not looked at, however many megabytes it holds."""
_DAY_ZERO = ("1899-12-30", "1899-12-31", "1900-01-00", "1904-01-01", "00:00:00", "0")


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `data/evidence.toml`."""

    earliest: datetime.date
    years_ahead: int
    in_hand: list[str]
    documents: list[str]
    joints: list[str]
    number_signs: list[str]
    number_signs_of_a_document: list[str]
    number_ends: list[str]
    file_endings: list[str]
    copies: list[str]
    waiting: list[str]
    waiting_within: list[str]
    answers_with: list[str]
    subjects: list[str]
    periods_with_a_number: list[str]
    periods_of_a_year: list[str]
    months: list[list[str]]
    kinds: dict[str, list[str]]


class DateRead(msgspec.Struct, frozen=True):
    """The days that a text can be, none where no calendar has it: `03/04/2025` is two."""

    days: tuple[datetime.date, ...]


class AttestationRead(msgspec.Struct, frozen=True):
    """What a cell says: its `reference` and its date, or `against`, why it is no attestation in hand.

    `number`: the reference without a word before it. `refused`: a word of refusal or waiting stands in it.
    """

    reference: str | None = None
    number: str | None = None
    dated: datetime.date | None = None
    against: str = ""
    refused: bool = False


@cache
def load_evidence() -> Evidence:
    return msgspec.toml.decode(data.read("evidence.toml"), type=Evidence)


def accepted() -> str:
    """What a cell for an attestation may hold, for messages."""
    return ACCEPTED.format(earliest=load_evidence().earliest.year)


def loosened(text: str) -> str:
    """A certificate's id without what people vary: case, accents, look-alike letters, spaces, dashes, brackets."""
    return _LOOSE.sub("", _id(text))


def runs_of(text: str) -> tuple[str, ...]:
    """The letters and the numbers of a certificate's id, one after the other; no number has a leading zero."""
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in _RUN.findall(_id(text)))


def bare_runs(text: str) -> tuple[str, ...]:
    """The same without the words for a document, its number and its signature; empty where no number is left."""
    beside = _phrases().beside_ids
    runs = tuple(run for run in runs_of(text) if run not in beside)
    return runs if any(map(str.isdigit, runs)) else ()


def _id(text: str) -> str:
    """A certificate's id in plain letters, without the ending of a file."""
    said = plain(latin(_flat(text[:_LONGEST])))
    return _phrases().file_ending.sub("", said)


@remembered
def read_date(text: str) -> DateRead | None:
    """The day that a text is, whole; None where it has the form of none."""
    if len(text) > _LONGEST:
        return None
    text = _flat(text)
    found = _date_at(text, 0)
    if found is None:
        return None
    days, end = found
    return DateRead(days) if end == len(text) else None


@remembered
def read_attestation(text: str) -> AttestationRead:
    """What a cell says of an attestation, but for the ids of certificates, which are the file's own."""
    if len(text) > _LONGEST:
        return AttestationRead(against=_NEITHER)
    flat = _flat(text)
    said = _Scan(flat).read()
    if said is not None:
        return said
    return AttestationRead(against=_understood(text.strip(), flat), refused=_refusal(flat) is not None)


def _flat(text: str) -> str:
    """The text on one line in the usual letters."""
    signs = text.replace("\N{NUMERO SIGN}", "No. ").replace("\N{MASCULINE ORDINAL INDICATOR}", "°")
    return " ".join(unicodedata.normalize("NFKC", signs).split())


class _Scan:
    """Reads a text from its beginning to its end, by what may stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = _same_length(text)
        self._at = 0

    def read(self) -> AttestationRead | None:
        """What it says; None where anything else stands in it, or nothing that is in hand."""
        words = _phrases()
        in_hand, reference, dated = False, None, None
        of_document = False
        self._skip()
        while self._at < len(self._text):
            start = self._at
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
                self._at = end
            else:
                return None
            self._skip()
        if not (in_hand or reference or dated):
            return None
        if dated is None and reference is not None:
            dated = _day_within(reference)
        number = _bare_number(reference) if reference is not None else None
        return AttestationRead(reference, number, dated)

    def _skip(self) -> None:
        between = _BETWEEN.match(self._text, self._at)
        assert between is not None, "it may be empty"
        self._at = between.end()

    def _date(self) -> datetime.date | None:
        found = _date_at(self._text, self._at)
        if found is None or not found[0]:
            return None
        days, end = found
        earliest = load_evidence().earliest
        late = [day for day in days if day >= earliest]
        if not late:
            return None
        self._at = end
        # Of two that it can be the later is the one that has to be in time.
        return max(late)

    def _numbered(self, *, of_document: bool) -> bool:
        """Takes `No. 12`; after the name of a document also `no 12`, and a year for a number."""
        words = _phrases()
        end = words.numbers.end(self._plain, self._at, whole=False)
        if end is None and of_document:
            end = words.numbers_of_document.end(self._plain, self._at)
        if end is None:
            return False
        number = _NUMBER.match(self._text, end + (self._text[end : end + 1] == " "))
        if number is None:
            return False
        alone = not of_document and self._text[self._at : end] != "#"
        if alone and (_is_year(number[0]) or _date_at(self._text, number.start()) is not None):
            return False  # "No. 2025" answers, and is no number
        if _against_token(number[0]) is not None:
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
        """Whether what was taken ends here; a word of a script without spaces may follow."""
        return _END.match(self._text, self._at) is not None or self._text[self._at] >= _LATIN_ENDS


def is_reference(token: str) -> bool:
    """Whether a token may be a reference: a letter and a digit, no period, no word of refusal or waiting."""
    if not any(map(str.isalpha, token)) or not any(map(str.isdigit, token)):
        return False
    return not _is_period(token) and _ORDINAL.fullmatch(token) is None and _against_token(token) is None


def _date_at(text: str, at: int) -> tuple[tuple[datetime.date, ...], int] | None:
    """The days that a date which begins here can be, and where it ends."""
    for form, pattern in _DATE_PARTS.items():
        found = pattern.match(text, at)
        if found is None:
            continue
        month = _month(found["name"]) if "name" in pattern.groupindex else int(found["m"])
        if month is None:
            continue
        year, day = int(found["y"]), int(found["d"])
        orders = [(month, day), (day, month)] if form == "year last" else [(month, day)]
        days = dict.fromkeys(made for pair in orders if (made := _day(year, *pair)) is not None)
        time = _TIME.match(text, found.end())
        end = time.end() if time is not None else found.end()
        after = text[end : end + 2]
        if (after[:1].isalnum() and after < _LATIN_ENDS) or (after[:1] in ("-", "/", ".") and after[1:].isalnum()):
            return None
        return tuple(days), end
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _day_within(reference: str) -> datetime.date | None:
    """The latest day that stands in a reference: `signed-2025-03-14`."""
    days = [_day(*map(int, found.groups())) for found in _WITHIN.finditer(reference)]
    return max((day for day in days if day is not None), default=None)


def _month(name: str) -> int | None:
    return _phrases().months.get(plain(name))


def _is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None


def _is_period(token: str) -> bool:
    """Whether a token is a quarter, a week, a month or a year: `Q3-2025`, `2025-Q3`, `3Q25`, `FY2025`, `Mar-2025`."""
    words = _phrases()
    said = plain(token).replace("'", "")
    years, names = r"(?:20)?\d\d", words.periods_with_a_number
    forms = (
        rf"(?:{names})\d{{1,2}}(?:[-/.]?{years})?",
        rf"{years}[-/.]?(?:{names})\d{{1,2}}",
        rf"\d{{1,2}}(?:{names})(?:[-/.]?{years})?",
        rf"(?:{words.periods_of_a_year})[-/.]?{years}",
    )
    if any(re.fullmatch(form, said) for form in forms):
        return True
    runs = re.findall(r"[^\W\d_]+", said)
    return bool(runs) and all(run in words.months for run in runs) and len(re.sub(r"\D", "", said)) <= 6


def _against_token(token: str) -> str | None:
    """The word for which a token is no reference."""
    words = _phrases()
    # NotSigned-7 is two words and a number.
    said = words.about_subject.sub(" ", plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", token)))
    against = next((part for part in re.split(r"[\W\d_]+", said) if part in words.waiting), None)
    if against is None:
        together = re.sub(r"[\W_]+", "", said)
        against = token if any(stem in together for stem in words.waiting_within) else None
    if against is None:
        unknown = load_columns().words.unknown
        bare = [part.strip("-_.#:") for part in re.split(r"\d+", said)]
        against = next((part for part in bare if len(part) > 1 and part in unknown), None)
    return against


def _bare_number(reference: str) -> str:
    """`12` of `No. 12`; the reference itself where nothing stands before its number."""
    end = _phrases().numbers.end(_same_length(reference), 0, whole=False)
    if end is None:
        end = _phrases().numbers_of_document.end(_same_length(reference), 0)
    return reference if end is None else reference[end:].strip()


def _understood(text: str, flat: str) -> str:
    """What a cell that holds no attestation in hand was understood as."""
    evidence = load_evidence()
    if text in _DAY_ZERO:
        return "it is the spreadsheet's day 0 or an empty time, not a date"
    found = _date_at(flat, 0)
    if found is not None and found[1] == len(flat):
        days, _ = found
        if not days:
            return "it has the form of a date, and no calendar has that day"
        return f"the date is before {evidence.earliest}"
    if re.fullmatch(r"[\d.,]+", flat):
        return "it is a bare year" if _is_year(flat) else "it is a bare number"
    if (against := _refusal(flat)) is not None:
        return f"it says {quoted(against)}"
    tokens = flat.split()
    if any(map(_is_period, tokens)) or re.fullmatch(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}", flat):
        return "it is a month or another period, not a date"
    return _NEITHER


def _refusal(flat: str) -> str | None:
    """The word of refusal or waiting that stands in a text, in any of the languages."""
    for token in flat.split():
        if (against := _against_token(token)) is not None:
            return against
    words = _phrases()
    spoken = re.findall(r"[^\W\d_]+", words.about_subject.sub(" ", plain(flat)))
    said = plain(flat)
    answers = ((word, plain(word)) for word in load_evidence().answers_with)
    return next((word for word, like in answers if like in (spoken if word.isascii() else said)), None)


def _same_length(text: str) -> str:
    """The text without case and accents, letter for letter."""
    if text.isascii():
        return text.casefold()
    return "".join(made if len(made := plain(c)) == 1 else c for c in text)


class _Phrases:
    """Phrases to be found at a place in a text, the longest first."""

    def __init__(self, phrases: list[str]) -> None:
        known = sorted({_same_length(_flat(phrase)) for phrase in phrases}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, known)))

    def end(self, text: str, at: int, *, whole: bool = True) -> int | None:
        """Where the phrase that begins here ends. `whole`: a Latin one has to end with its word."""
        found = self._pattern.match(text, at)
        while found is not None:
            end = found.end()
            if not whole or found[0][-1] >= _LATIN_ENDS or not found[0][-1].isalnum() or _END.match(text, end):
                return end
            # A shorter one may end where a word does: `on` of `on 2025`, not of `once`.
            found = self._pattern.match(text, at, end - 1)
        return None


class _Vocabulary:
    """The words of `data/evidence.toml` as they are looked for."""

    def __init__(self, evidence: Evidence) -> None:
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
        self.waiting = frozenset(map(plain, evidence.waiting))
        self.waiting_within = tuple(map(plain, evidence.waiting_within))
        self.months = {plain(name): n for n, names in enumerate(evidence.months, 1) for name in names}
        self.periods_with_a_number = "|".join(map(re.escape, map(plain, evidence.periods_with_a_number)))
        self.periods_of_a_year = "|".join(map(re.escape, map(plain, evidence.periods_of_a_year)))
        about = "|".join(subject.replace(" ", "[-_ ]?") for subject in evidence.subjects)
        self.about_subject = re.compile(rf"(?<![a-z])(?:{about})(?![a-z])")


@cache
def _phrases() -> _Vocabulary:
    return _Vocabulary(load_evidence())
