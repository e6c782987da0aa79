"""Unread columns that may speak against the verdict: `vocabulary/adverse.toml`."""

import datetime
import re
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from ...vocabulary.attestations import read_attestation
from ...vocabulary.entity_words import load_words
from ...vocabulary.foreign_entities import companies_of_154b, covered_countries
from ...vocabulary.governments import find_government
from .adverse_words import adverse_words, answers, compared, harmless, listed
from .covered_places import find_covered_places
from .heading_words import holds_only, says_phrase
from .statements import Weight, clauses, says_not_in_force, speaks_against, weigh

_MOST_WORDS = 8
_LONGEST = 200
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBER = re.compile(r"[<>~≈]?\s*([0-9]+(?:[.,][0-9]+)?)\s*[%％]?")


class Subject(StrEnum):
    """The subject of a heading: FEOC status, its opposite, an attestation's state and end, ownership.

    PAPER: anything else about an attestation; PERIOD: its years; REMARK: what the sheet of certificates says besides;
    REGION: where something is done. VERDICT: a status, or a result, that names no subject.
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
    VERDICT = "verdict"


_ASKED = (Subject.SCREEN, Subject.CLEARED, Subject.STATE)
"""Subjects of headings that ask for an answer: that it is not known speaks against the verdict."""
_ANSWERED = (*_ASKED, Subject.PAPER, Subject.PERIOD, Subject.END)
"""Subjects by which a whole cell is understood."""


def find_subject(own: str, beside: str, group: str = "") -> Subject | None:
    """The subject of a heading, with that of the group above it.

    `beside` is the heading to its left, to which a bare `valid until` belongs.
    """
    file = adverse_words()
    heading = f"{group} {own}".strip()
    phrases = file.phrases
    of_feoc = says_phrase(heading, [*file.parties, *phrases[Subject.SCREEN]])
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
            return Subject.CLEARED if denies(compared(own)) else Subject.SCREEN
    if says_phrase(heading, phrases[Subject.OWNER]):
        return Subject.OWNER
    if holds_only(heading, [*phrases[Subject.STATE], *file.of_a_party, *file.parties]):
        return Subject.VERDICT
    return Subject.REGION if is_of_region(heading) else None


def is_of_region(heading: str) -> bool:
    """Whether a heading is about a part of a country or a site, possibly among other subjects."""
    return says_phrase(heading, adverse_words().phrases[Subject.REGION])


@lru_cache(maxsize=4096)
def is_of(heading: str, what: Literal["remarks", "customers", "identifiers", "elsewhere"]) -> bool:
    """Whether a heading is that of free text, of numbers and codes, about who buys or competes, or no place of work."""
    return says_phrase(heading, getattr(adverse_words(), what))


def names_company(value: object, *, is_remark: bool) -> bool:
    """Whether a cell has the name of a company that the law names, and does not begin with a denial.

    `is_remark`: the text is free, and what it says of earlier times counts for nothing.
    """
    if not isinstance(value, str) or not companies_of_154b(value) or denies(_text(value)):
        return False
    return not is_remark or any(companies_of_154b(clause) for clause in clauses(value) if not _is_former(clause))


def _is_former(clause: str) -> bool:
    first, *others = compared(clause).split() or [""]
    return first in listed("formerly") and listed("nowadays").isdisjoint(others)


def names_covered_place(value: object) -> bool:
    """Whether a cell names a place in a covered nation, as an owner's name may, and does not begin with a denial."""
    return isinstance(value, str) and bool(find_covered_places(value)) and not denies(_text(value))


def is_part(value: object) -> bool:
    """Whether a cell of percentages states less than all: neither 100, nor 1 as a cell of 100% holds."""
    number = _NUMBER.fullmatch(_text(value))
    return number is not None and number[1] not in ("1", "100", "1.0", "100.0")


def weight_of(value: object, subject: Subject | None, heading: str, *, of_owners: bool) -> Weight:
    """How much a cell says against the verdict by the subject of its heading, or by itself where that is another.

    `of_owners`: any owner of a covered nation counts, not only its government.
    """
    if _is_adverse(value, subject):
        if subject is Subject.SCREEN and isinstance(value, str) and _is_remark_on_party(value, heading):
            return weigh(f"{heading} {value}", of_owners=of_owners, is_remark=True)
        return Weight.CLEAR
    if subject in _ANSWERED or is_of(heading, "identifiers"):
        return Weight.NOTHING
    if _answers_against(value, heading):
        return Weight.CLEAR
    if not isinstance(value, str):
        return Weight.NOTHING
    return weigh(value, of_owners=of_owners, is_remark=is_of(heading, "remarks"))


def _is_remark_on_party(value: str, heading: str) -> bool:
    """Whether a text is free, and its heading says about which party: `FEOC comment`."""
    return " " in value.strip() and is_of(heading, "remarks") and says_phrase(heading, adverse_words().parties)


def _is_verdict(text: str) -> bool:
    """Whether a text, as it is compared, says what a status may say against the verdict, dates aside."""
    return _undated(text).replace("-", " ") in listed("verdicts")


def _answers_against(value: object, heading: str) -> bool:
    """Whether a cell affirms a heading that speaks against the verdict, or denies one that clears: `Cleared` = no."""
    text = _text(value)
    if text in answers("no"):
        return _is_verdict(f"not {compared(heading)}")
    says_yes = text in answers("yes")
    return (says_yes and _is_verdict(compared(heading))) or ((says_yes or _is_amount(text)) and speaks_against(heading))


def _is_amount(text: str) -> bool:
    """Whether a text is a number other than 0."""
    number = _NUMBER.fullmatch(text)
    return number is not None and any(digit in number[1] for digit in "123456789")


def _is_adverse(value: object, subject: Subject | None) -> bool:
    """Whether a cell speaks or may speak against the verdict by the subject of its heading; regions aside."""
    text = _text(value)
    if subject in (None, Subject.REGION) or not text:
        return False
    if text in load_words().unknown:
        return subject in _ASKED and not _is_placeholder(text)
    if subject in (Subject.VERDICT, Subject.SCREEN) and _is_verdict(text):
        return True
    if subject is Subject.VERDICT:
        return False
    if subject is Subject.OWNER:
        government = find_government(str(value))
        # One of a country that is not stated may be that of a covered nation.
        may_be_covered = government is not None and (government.countries or covered_countries()) & covered_countries()
        return text in listed("states") or bool(may_be_covered)
    if subject is Subject.REMARK:
        return says_not_in_force(text)
    if text in harmless(subject) or (
        subject in (Subject.SCREEN, Subject.CLEARED) and _undated(text) in harmless(subject)
    ):
        return False
    if subject is Subject.END:
        return find_end(value) is None
    if subject is Subject.STATE:
        return _undated(text) not in harmless(subject) and not _is_of_other_papers(text)
    if subject is Subject.PAPER or subject is Subject.PERIOD:
        return (subject is Subject.PAPER or find_end(value, subject) is None) and read_attestation(str(value)).refused
    if isinstance(value, datetime.date) or _dates(text):
        return False
    if _NUMBER.fullmatch(text) is not None:
        return is_part(value) if subject is Subject.CLEARED else _is_amount(text)
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
    for form in adverse_words().date_formats if len(text) <= _LONGEST else ():
        try:
            found.append(datetime.datetime.strptime(text, form).date())  # noqa: DTZ007 - a cell has no time zone
        except ValueError:
            continue
    return found


def _undated(text: str) -> str:
    """A text without its dates and numbers."""
    return " ".join(word for word in text.split() if not re.fullmatch(r"[\d.,/:-]+", word)).strip(" .,;:-")


def _is_placeholder(text: str) -> bool:
    """Whether a text stands for an empty cell: `-`, `n/a`."""
    return text in load_words().no_mineral or not (any(map(str.isalpha, text)) or "?" in text)


def _is_of_other_papers(text: str) -> bool:
    """Whether a text only says that another document is in hand: `ISO 9001 valid`, `CMRT received`."""
    words = re.sub(r"[^\w\s]|_", " ", text).split()
    others = listed("other_papers")
    rest = " ".join(word for word in words if word not in others and not any(map(str.isdigit, word)))
    return not others.isdisjoint(words) and (not rest or rest in harmless(Subject.STATE))


def denies(text: str) -> bool:
    """Whether a text, as it is compared, begins with a denial that nothing in it doubts."""
    words = re.sub(r"[^\w\s]|_", " ", text).split()
    file = adverse_words()
    first = words[0] if words else ""
    begins = first in file.denials or any(not word.isascii() and text.startswith(word) for word in file.denials)
    doubted = any(word in words or (not word.isascii() and word in text) for word in file.doubts)
    is_answer = " ".join(words[1:]) in harmless(Subject.SCREEN)  # `not private` denies what would be harmless
    return begins and not doubted and not is_answer and len(words) <= _MOST_WORDS


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return compared(str(value))
