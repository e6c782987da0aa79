"""A rule of law as data: its dated, cited values, the days on which they apply, and the readings that they rest on."""

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
"""Whether a choice is taken: the id of a reading, and the choice."""


class OutsideKnownDates(LookupError):
    """A date outside of the rulebook's range; the text names the rule and the date."""


class Value(Strict, Generic[T], frozen=True):
    """What a rule says from its first to its last day, both included; always, where neither is given.

    `known_from` stands for a first day that is not recorded: in effect throughout from then on. `by` is the date that
    the days, or a value that is itself a date, are compared with, where that is not the one that the regime judges by.
    With a `reading` the value applies only where its `choice` is taken; without a `choice`
    it rests on the reading, and applies whatever the choice is.
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
        """The first day, or one before which it applied already; None: always."""
        return self.from_ or self.known_from

    def covers(self, day: Date) -> bool:
        return (self.start is None or self.start <= day) and (self.to is None or day <= self.to)

    def is_taken(self, takes: Takes) -> bool:
        """Whether it applies under the readings taken."""
        return self.reading is None or self.choice is None or takes(self.reading, self.choice)


class Rule(Strict, Generic[T], frozen=True):
    """One rule: `label` and a value make one sentence, `unit` is what the value is of.

    `decides` is False for a rule that is shown, and outside of what the regime decides.
    """

    id: str
    label: str
    unit: str
    values: list[Value[T]]
    decides: bool = True

    def __hash__(self) -> int:
        return hash(self.id)

    def on(self, day: Date, takes: Takes) -> Value[T] | None:
        """The value that applies on a day under the readings taken; None where there is none."""
        return next((value for value in self.values if value.covers(day) and value.is_taken(takes)), None)

    def known_on(self, day: Date, takes: Takes) -> Value[T]:
        """Like `on`; where only the other choice of a reading has a value, that.

        Raises:
            OutsideKnownDates: there is none on the day.
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
"""The unit of a date to which a rule holds; other dates are the first day on which something is otherwise."""


def _any(reading: str, choice: str) -> bool:
    return True


def rules_of(part: object) -> Iterator[Rule[Any]]:
    """Every rule in a part of a rulebook, in the order in which they stand."""
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
    def year(cls, year: int, since: Date) -> "Period":
        """Any day of the year on which a requirement begun on a day applies; the whole year where it never does."""
        first, last = Date(year, 1, 1), Date(year, 12, 31)
        return cls(since if first < since <= last else first, last, str(year))

    def days_within(self, changes: Iterable[Date]) -> list[Date]:
        """The first day, and each later one of the period on which something changes."""
        return [self.first, *sorted(day for day in changes if self.first < day <= self.last)]


def percent(number: int) -> Fraction:
    """A whole percentage of the rulebook as a share."""
    return Fraction(number, 100)
