"""The lists of 26 USC 7701(a)(51)(B) besides OFAC's: names with the days on which each is listed, from a table
(`--pfe-list`).
"""

import csv
import datetime
import hashlib
import io
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ..model.dates import read_date
from ..model.quoting import quoted
from ..rules.rule import ONE_DAY, Period
from ..vocabulary.company_names import name_of, other_names_in
from ..vocabulary.foreign_entities import find_id, ids_of
from ..vocabulary.names import plain
from .designations import DesignatedList, Entry, Kind, Match, listed_names
from .list_file import BadList, content_of

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


_COLUMNS = ("name", "list", "from", "to")
_EXPECTED = f"expected a CSV file in UTF-8 with the columns {','.join(_COLUMNS)}"
_EXAMPLE = "such as Example Corp.,1260H,2025-01-07,"


def load_pfe_list(path: str) -> PfeList:
    """The list in a CSV file with the columns name, list, from and to, in any order.

    Raises:
        BadList: the file cannot be read or is not such a list; the text says where and what to write.
    """
    file = Path(path)
    content = content_of(file, _EXPECTED)
    entries = _entries(file.name, content)
    names = [name for entry in entries for name in listed_names(entry, entry.name)]
    return PfeList(hashlib.sha256(content).hexdigest(), None, len(entries), names, [])


def _entries(name: str, content: bytes) -> list[PfeEntry]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadList(f"{name} is not a text file in UTF-8: {_EXPECTED}; save it as CSV UTF-8") from None
    if "\0" in text:
        raise BadList(f"{name} is not a text table: {_EXPECTED}")
    if not text.strip():
        raise BadList(f"{name} is empty: {_EXPECTED}")
    # Strict: an unclosed quoted cell is a truncated entry.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    entries = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            at = f"{name}: line {reader.line_num}"
            if columns is None:
                columns = _columns(at, cells)
            elif len(cells) != len(columns):
                raise BadList(
                    f"{at} has {len(cells)} cells, but the header has {len(columns)}: write one entry a line, "
                    f'{_EXAMPLE} with a name that has a comma in double quotes, "Example Co., Ltd."'
                )
            else:
                entries.append(_entry(at, reader.line_num, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise BadList(
            f"{name}: line {reader.line_num} cannot be read, or the file ends in the middle of it: {error}"
        ) from None
    if not entries:
        raise BadList(f"{name} has a header but no entry: write one entry a line, {_EXAMPLE}")
    return entries


def _columns(at: str, cells: list[str]) -> list[str]:
    columns = [cell.casefold() for cell in cells]
    missing = [column for column in _COLUMNS if column not in columns]
    if missing:
        columns_ = "column" if len(missing) == 1 else "columns"
        raise BadList(f"{at} lacks the {columns_} {', '.join(missing)}: {_EXPECTED} as its header")
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise BadList(f"{at} has the column {quoted(twice)} twice: {_EXPECTED} as its header")
    unknown = next((column for column in columns if column not in _COLUMNS), None)
    if unknown is not None:
        raise BadList(f"{at} has the column {quoted(unknown)}, which would not be read: {_EXPECTED} alone")
    return columns


def _entry(at: str, number: int, cells: dict[str, str]) -> PfeEntry:
    if not any(name_of(part).words for part in other_names_in(cells["name"])):
        found = f"the name {quoted(cells['name'])}" if cells["name"] else "no name"
        raise BadList(f"{at} has {found}: write the name of the entity as the list gives it")
    listed = find_id("pfe_lists", " ".join(re.sub("[_-]", " ", plain(cells["list"])).split()))
    if listed is None:
        found = f"the list {quoted(cells['list'])}" if cells["list"] else "no list"
        raise BadList(
            f"{at} has {found}: write one of {', '.join(ids_of('pfe_lists'))}; a name has a line for each list"
        )
    first, last = (_day(at, column, cells[column]) for column in ("from", "to"))
    if first is not None and last is not None and last < first:
        raise BadList(f"{at} ends on {last}, before it begins on {first}: from is the first day, to the last")
    return PfeEntry(
        number=number,
        name=cells["name"],
        kind=Kind.ENTITY,
        programs=(listed,),
        listed=listed,
        first=first,
        last=last,
    )


def _day(at: str, column: str, text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return read_date(text)
    except ValueError as error:
        raise BadList(f"{at}: {column} is {quoted(text)}: {error}") from None
