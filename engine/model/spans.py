"""A number of days, weeks, months or years, as in `90d`."""

import datetime
import re
from calendar import monthrange

import msgspec

_WRITTEN = re.compile(r"([1-9][0-9]{0,4})([dwmy])")
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = {"m": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}


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
        try:
            if self.unit in _DAYS:
                return day + datetime.timedelta(days=self.number * _DAYS[self.unit])
            year, month = divmod(day.year * 12 + day.month - 1 + self.number * _MONTHS[self.unit], 12)
            return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            return datetime.date.max


def read_span(text: str) -> Span:
    """A span written as 90d, 12w, 3m or 1y.

    Raises:
        ValueError: any other text.
    """
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("write a number of days, weeks, months or years, such as 90d, 12w, 3m or 1y")
    return Span(int(found[1]), found[2])
