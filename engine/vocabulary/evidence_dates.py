"""Dates in evidence: a whole text, at a position, or within a reference."""

import datetime
import re

from .evidence_words import LATIN_ENDS, LONGEST_EVIDENCE, evidence_phrases, on_one_line
from .names import plain

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
