"""The lists of 26 USC 7701(a)(51)(B) besides OFAC's, as a table of names with the days on which each is listed."""

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ..rules.rule import ONE_DAY, Period
from .designations import DesignatedList, Entry, Match

NAME = "list of prohibited foreign entities"


class Coverage(StrEnum):
    """Whether a name is listed on all of some days, on some of them or on none."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class PfeEntry(Entry, frozen=True, kw_only=True):
    """An entry with the id of its list; its number is that of its line in the table."""

    listed: str

    @property
    def title(self) -> str:
        return f"line {self.number}"

    @property
    def particulars(self) -> str:
        since = f" from {self.first}" if self.first is not None else ""
        until = f" to {self.last}" if self.last is not None else ""
        return f", list {self.listed},{since}{until}" if since or until else f", list {self.listed}"


class PfeList(DesignatedList):
    """The entries of one table; an entry counts on its own days, so the table has no date."""

    name = NAME

    @property
    def title(self) -> str:
        return NAME


class PfeScreen(NamedTuple):
    """The list on the days on which the status of an entity may be tested."""

    listed: PfeList
    days: Period

    def found(self, name: str) -> list[tuple[Match, PfeEntry]]:
        """The entries that the name matches, on whatever days."""
        return _with_entries(self.listed.designated(name))

    def coverage(self, matches: Iterable[tuple[Match, PfeEntry]]) -> Coverage:
        """Whether the entries together list a name on the days: annual editions may follow each other."""
        entries = [entry for _, entry in matches if entry.overlaps(self.days)]
        if not entries:
            return Coverage.NONE
        open_from = self.days.first
        for entry in sorted(entries, key=lambda entry: entry.first or datetime.date.min):
            if (entry.first or datetime.date.min) > open_from:
                break
            if (last := entry.last) is None or last >= self.days.last:
                return Coverage.ALL
            open_from = max(open_from, last + ONE_DAY)
        return Coverage.SOME

    def among(self, name: str) -> list[tuple[Match, PfeEntry]]:
        """The entries on one of the days whose name stands beside other text in this one."""
        return [(match, entry) for match, entry in _with_entries(self.listed.among(name)) if entry.overlaps(self.days)]


def _with_entries(matches: Iterable[Match]) -> list[tuple[Match, PfeEntry]]:
    return [(match, match.entry) for match in matches if isinstance(match.entry, PfeEntry)]
