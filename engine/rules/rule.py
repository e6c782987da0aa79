"""A rule of law as data: its dated, cited values, the days on which they apply, and the readings they depend on."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from ..model.numbers import Fraction
from ..model.sources import Strict

Date = datetime.date
ONE_DAY = datetime.timedelta(days=1)

T = TypeVar("T")

Takes: TypeAlias = Callable[[str, str], bool]
"""Whether a choice applies, given the id of a reading and the choice."""


class OutsideKnownDates(LookupError):
    """A date outside the rulebook's range; the text names the rule and the date."""


class Value(Strict, Generic[T], frozen=True):
    """The value of a rule from its first through its last day; always, if neither is given.

    `known_from` replaces a first day that is not recorded: the value is in effect at least from then on. `by` names the
    date compared with the days, or with a value that is a date, if it is not the regime's usual one. With a `reading`
    and a `choice`, the value applies only under that choice; without a `choice`, it depends on the reading but applies
    under either choice.
    """

    value: T
    source: str
    from_: Date | None = msgspec.field(name="from", default=None)
    known_from: Date | None = None
    to: Date | None = None
    by: str | None = None
    reading: str | None = None
    choice: str | None = None

    @property
    def start(self) -> Date | None:
        """The first day, or a day from which the value is known to apply; None for always."""
        return self.from_ or self.known_from

    def covers(self, day: Date) -> bool:
        return (self.start is None or self.start <= day) and (self.to is None or day <= self.to)

    def is_taken(self, takes: Takes) -> bool:
        """Whether the value applies under the chosen readings."""
        return self.reading is None or self.choice is None or takes(self.reading, self.choice)


class Rule(Strict, Generic[T], frozen=True):
    """One rule: `label` and a value form one sentence, `unit` is the unit or kind of the value.

    `decides` is False for a rule that is only displayed and decides nothing.
    """

    id: str
    label: str
    unit: str
    values: list[Value[T]]
    decides: bool = True

    def __hash__(self) -> int:
        return hash(self.id)

    def on(self, day: Date, takes: Takes) -> Value[T] | None:
        """The value that applies on a day under the chosen readings, or None."""
        return next((value for value in self.values if value.covers(day) and value.is_taken(takes)), None)

    def known_on(self, day: Date, takes: Takes) -> Value[T]:
        """The value of `on`, or the one under the alternative reading if only that has one.

        Raises:
            OutsideKnownDates: the rule has no value on the day.
        """
        known = self.on(day, takes) or self.on(day, _any)
        if known is None:
            first = min((value.start for value in self.values if value.start is not None), default=None)
            raise OutsideKnownDates(f"the {self.label} has no value on {day}: the first applies from {first}")
        return known

    def changes(self, takes: Takes) -> Iterator[Date]:
        """Every day on which the rule's value changes, under the readings chosen."""
        for value in self.values:
            if not value.is_taken(takes):
                continue
            if value.from_ is not None:
                yield value.from_
            if value.to is not None and value.to < Date.max:
                yield value.to + ONE_DAY
            if isinstance(value.value, Date):
                yield value.value + ONE_DAY if self.unit == LAST_DAY else value.value


LAST_DAY = "last day"
"""The unit of a date that is the last day of a rule; other dates are the first day of a change."""


def _any(reading: str, choice: str) -> bool:
    return True


def rules_of(part: object) -> Iterator[Rule[Any]]:
    """Every rule in a part of a rulebook, in order."""
    if isinstance(part, Rule):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from rules_of(getattr(part, name))
    elif isinstance(part, list | tuple):
        for member in part:
            yield from rules_of(member)


def days_of_change(rules: Iterable[Rule[Any]], takes: Takes) -> set[Date]:
    """Every day on which the value of a deciding rule changes."""
    return {day for rule in rules if rule.decides for day in rule.changes(takes)}


class Period(msgspec.Struct, frozen=True):
    """The days for which a verdict must hold: one day, or every day of a year."""

    first: Date
    last: Date
    text: str

    @classmethod
    def day(cls, day: Date) -> "Period":
        return cls(day, day, day.isoformat())

    @classmethod
    def parse(cls, text: str, since: Date) -> "Period":
        """The period of its text: a date, or a year from `since` on.

        Raises:
            ValueError: it is neither.
        """
        return cls.year(int(text), since) if len(text) == len("2025") else cls.day(Date.fromisoformat(text))

    @classmethod
    def year(cls, year: int, since: Date) -> "Period":
        """The days of the year from `since` on; the whole year if `since` is not within it."""
        first, last = Date(year, 1, 1), Date(year, 12, 31)
        return cls(since if first < since <= last else first, last, str(year))

    def days_within(self, changes: Iterable[Date]) -> list[Date]:
        """The first day, and each later day of the period on which something changes."""
        return [self.first, *sorted(day for day in changes if self.first < day <= self.last)]


def percent(number: int) -> Fraction:
    """A whole percentage of the rulebook as a share."""
    return Fraction(number, 100)
