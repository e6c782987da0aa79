"""Dates and spans of time on the command line: only one form is accepted; for others a message says what to write."""

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator

import msgspec

_PARTS = re.compile(r"([0-9]{1,4})[./\- ]([0-9]{1,2})[./\- ]([0-9]{1,4})")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_IN_WORDS = ["%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y"]
_SPAN = re.compile(r"([1-9][0-9]{0,4})([dwmy])")
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = {"m": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}
_CENTURY = 2000
_TWO_DIGITS = 100


def read_date(text: str) -> datetime.date:
    """A date written as 2025-01-31.

    Raises:
        ValueError: any other text; the message says what to write, with both dates where it is ambiguous.
    """
    try:
        return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        meant = " or ".join(dict.fromkeys(map(str, _meant(text.strip()))))
        raise ValueError(f"write {meant}" if meant else "expected a date such as 2025-01-31") from None


def _meant(text: str) -> Iterator[datetime.date]:
    """The dates that a text can mean, the American reading first."""
    if numbers := _TOGETHER.fullmatch(text) or _PARTS.fullmatch(text):
        first, second, third = map(int, numbers.groups())
        if len(numbers[1]) > 2:
            orders = [(first, second, third)]
        else:
            year = third if third >= _TWO_DIGITS else third + _CENTURY
            orders = [(year, first, second), (year, second, first)]
        for order in orders:
            try:
                yield datetime.date(*order)
            except ValueError:
                continue
    for form in _IN_WORDS:
        try:
            yield datetime.datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The day so many months later, earlier if negative; the last of the month or of the calendar if there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date.max if months > 0 else datetime.date.min
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Span(msgspec.Struct, frozen=True):
    """`number` of a unit: d, w, m or y."""

    number: int
    unit: str

    @property
    def text(self) -> str:
        """`90 days`."""
        return f"{self.number} {_UNITS[self.unit]}{'s' * (self.number != 1)}"

    def after(self, day: datetime.date) -> datetime.date:
        """The last day of the span: after a month the same day of the next, or its last day if it is shorter.

        It is never later than the last date that there is.
        """
        if self.unit in _MONTHS:
            return months_after(day, self.number * _MONTHS[self.unit])
        try:
            return day + datetime.timedelta(days=self.number * _DAYS[self.unit])
        except OverflowError:
            return datetime.date.max


def read_span(text: str) -> Span:
    """A span written as 90d, 12w, 3m or 1y.

    Raises:
        ValueError: any other text.
    """
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("write a number of days, weeks, months or years, such as 90d, 12w, 3m or 1y")
    return Span(int(found[1]), found[2])
