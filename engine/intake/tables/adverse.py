"""Unread columns that may speak against the verdict: `vocabulary/adverse.toml`."""

import datetime
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from ....data import load
from ...vocabulary.attestations import read_attestation
from ...vocabulary.company_names import is_unparted
from ...vocabulary.entity_words import load_words
from ...vocabulary.foreign_entities import companies_of_154b, covered_countries
from ...vocabulary.governments import find_government
from ...vocabulary.names import plain
from .covered_places import find_covered_places
from .heading_words import holds_only, says_phrase

_MOST_WORDS = 8
_LONGEST = 200
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBER = re.compile(r"[<>~≈]?\s*([0-9]+(?:[.,][0-9]+)?)\s*[%％]?")


class Subject(StrEnum):
    """The subject of a heading: FEOC status, its opposite, an attestation's state and end, ownership.

    PAPER: anything else about an attestation; PERIOD: its years; REMARK: what the sheet of certificates says besides;
    REGION: where something is done.
    """

    SCREEN = "screen"
    CLEARED = "cleared"
    STATE = "state"
    PAPER = "paper"
    PERIOD = "period"
    REMARK = "remark"
    END = "end"
    OWNER = "owner"
    REGION = "region"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    yes: list[str]
    no: list[str]
    denials: list[str]
    doubts: list[str]
    aside: list[str]
    remarks: list[str]
    customers: list[str]
    not_in_force: list[str]
    attestation: list[str]
    on_file: list[str]
    other_papers: list[str]
    periods: list[str]
    bare: list[str]
    date_formats: list[str]
    states: list[str]
    phrases: dict[Subject, list[str]]
    harmless: dict[Subject, list[str]]


def find_subject(own: str, beside: str, group: str = "") -> Subject | None:
    """The subject of a heading, with that of the group above it.

    `beside` is the heading to its left, to which a bare `valid until` belongs.
    """
    file = _file()
    heading = f"{group} {own}".strip()
    phrases = file.phrases
    of_feoc = says_phrase(heading, phrases[Subject.SCREEN])
    other = says_phrase(heading, file.other_papers) and not of_feoc
    attestation = says_phrase(heading, file.attestation) and not other
    if says_phrase(heading, phrases[Subject.END]):
        bare = holds_only(heading, [*phrases[Subject.END], *file.bare])
        if attestation or (bare and says_phrase(beside, file.attestation)):
            return Subject.END
    aside = says_phrase(heading, file.aside) or says_phrase(own, file.aside)  # `by` alone, below a group
    if attestation:
        if says_phrase(heading, file.periods):
            return Subject.PERIOD
        asked = says_phrase(heading, phrases[Subject.STATE]) or heading.rstrip().endswith(("?", "？"))
        return Subject.STATE if says_phrase(heading, file.on_file) or (asked and not aside) else Subject.PAPER
    if not aside:
        if says_phrase(heading, phrases[Subject.CLEARED]):
            return Subject.CLEARED
        if of_feoc:
            return Subject.SCREEN
    if says_phrase(heading, phrases[Subject.OWNER]):
        return Subject.OWNER
    return Subject.REGION if is_of_region(heading) else None


def is_of_region(heading: str) -> bool:
    """Whether a heading is about a part of a country or a site, possibly among other subjects."""
    return says_phrase(heading, _file().phrases[Subject.REGION])


def is_of(heading: str, what: Literal["remarks", "customers"]) -> bool:
    """Whether a heading is that of free text, or about who buys or competes: not of what is bought."""
    return says_phrase(heading, getattr(_file(), what))


def names_company(value: object) -> bool:
    """Whether a cell has the name of a company that the law names, and does not begin with a denial."""
    return isinstance(value, str) and bool(companies_of_154b(value)) and not denies(_text(value))


def names_covered_place(value: object) -> bool:
    """Whether a cell names a place in a covered nation, as an owner's name may, and does not begin with a denial."""
    return isinstance(value, str) and bool(find_covered_places(value)) and not denies(_text(value))


def is_part(value: object) -> bool:
    """Whether a cell of percentages states less than all: neither 100, nor 1 as a cell of 100% holds."""
    number = _NUMBER.fullmatch(_text(value))
    return number is not None and number[1] not in ("1", "100", "1.0", "100.0")


def is_adverse(value: object, subject: Subject) -> bool:
    """Whether a cell of such a column speaks or may speak against the verdict; regions are checked elsewhere."""
    text = _text(value)
    if subject is Subject.REGION or not text or text in load_words().unknown:
        return False
    if subject is Subject.OWNER:
        government = find_government(str(value))
        # One of a country that is not stated may be that of a covered nation.
        may_be_covered = government is not None and (government.countries or covered_countries()) & covered_countries()
        return text in _compared_all(_file().states) or bool(may_be_covered)
    if subject is Subject.REMARK:
        return _is_not_in_force(text)
    if text in _harmless(subject):
        return False
    if subject is Subject.END:
        return find_end(value) is None
    if subject is Subject.STATE:
        undated = " ".join(word for word in text.split() if not re.fullmatch(r"[\d.,/:-]+", word))
        return undated.strip(" .,;:-") not in _harmless(subject) and not _is_of_other_papers(text)
    if subject is Subject.PAPER or subject is Subject.PERIOD:
        return (subject is Subject.PAPER or find_end(value, subject) is None) and read_attestation(str(value)).refused
    if isinstance(value, datetime.date) or _dates(text):
        return False
    number = _NUMBER.fullmatch(text)
    if number is not None:
        is_nothing = not any(digit in number[1] for digit in "123456789")
        return is_part(value) if subject is Subject.CLEARED else not is_nothing
    return subject is Subject.CLEARED or not denies(text)


def find_end(value: object, subject: Subject = Subject.END) -> datetime.date | None:
    """The day on which an attestation ends; the earliest if the text is ambiguous.

    For a period, the last day of its last year.
    """
    if subject is Subject.PERIOD:
        years = [int(year) for year in _YEAR.findall(str(value))]
        return datetime.date(max(years), 12, 31) if years else None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return min(_dates(_text(value)), default=None)


def _dates(text: str) -> list[datetime.date]:
    found = []
    for form in _file().date_formats if len(text) <= _LONGEST else ():
        try:
            found.append(datetime.datetime.strptime(text, form).date())  # noqa: DTZ007 - a cell has no time zone
        except ValueError:
            continue
    return found


def _is_of_other_papers(text: str) -> bool:
    """Whether a text only says that another document is in hand: `ISO 9001 valid`, `CMRT received`."""
    words = re.sub(r"[^\w\s]|_", " ", text).split()
    others = _compared_all(_file().other_papers)
    rest = " ".join(word for word in words if word not in others and not any(map(str.isdigit, word)))
    return not others.isdisjoint(words) and (not rest or rest in _harmless(Subject.STATE))


class _Phrase(NamedTuple):
    """A phrase as it is compared: its words, and whether the last of them is the beginning of one."""

    words: list[str]
    is_stem: bool

    def before(self, text: str, words: list[str]) -> Iterator[str]:
        """What stands before each place of the phrase in a text, given also as words: a word, or a character."""
        if is_unparted(self.words[0]) and len(self.words) == 1:
            yield from (text[at.start() - 1 : at.start()] for at in re.finditer(self.words[0], text))
            return
        size = len(self.words)
        for start in range(len(words) - size + 1):
            *first, last = words[start : start + size]
            if first == self.words[:-1] and (
                last == self.words[-1] or (self.is_stem and last.startswith(self.words[-1]))
            ):
                yield words[start - 1] if start else ""


def _is_not_in_force(text: str) -> bool:
    """Whether a text says that a document is a draft, unsigned, or no longer valid; not after a denial."""
    words, file = re.sub(r"[^\w\s]|_", " ", text).split(), _file()
    phrases = (_Phrase(_compared(phrase.rstrip("*")).split(), phrase.endswith("*")) for phrase in file.not_in_force)
    return any(before not in file.denials for phrase in phrases for before in phrase.before(text, words))


def denies(text: str) -> bool:
    """Whether a text, as it is compared, begins with a denial that nothing in it doubts."""
    words = re.sub(r"[^\w\s]|_", " ", text).split()
    file = _file()
    first = words[0] if words else ""
    begins = first in file.denials or any(not word.isascii() and text.startswith(word) for word in file.denials)
    doubted = any(word in words or (not word.isascii() and word in text) for word in file.doubts)
    return begins and not doubted and len(words) <= _MOST_WORDS


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _compared(str(value))


def _compared(text: str) -> str:
    """The text without case, accents and width, single spaces between words; its punctuation stays."""
    return " ".join(plain(text).split())


def _compared_all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_compared, texts))


@cache
def _harmless(subject: Subject) -> frozenset[str]:
    """The words that a cell may hold without speaking against the verdict."""
    file, words = _file(), load_words()
    answers = {
        Subject.SCREEN: (*words.no, *file.no),
        Subject.CLEARED: (*words.yes, *file.yes),
        Subject.STATE: (*words.yes, *file.yes),
    }
    like = {Subject.CLEARED: Subject.SCREEN, Subject.PERIOD: Subject.PAPER}
    return _compared_all((*answers.get(subject, ()), *file.harmless[like.get(subject, subject)]))


def _file() -> _File:
    return load("vocabulary/adverse.toml", _File)
