"""Waivers: decisions of a person that findings do not fail a run until a day; they change no verdict."""

import datetime
from fnmatch import fnmatchcase

import msgspec


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The findings of one code in the bills of materials that match `bom`: all, those of some cells, or of a supplier.

    `bom` and `cells` are patterns; `until` is the last day.
    """

    code: str
    bom: str
    reason: str
    by: str
    until: datetime.date
    cells: list[str] = []
    supplier: str | None = None

    def concerns(self, path: str, title: str) -> bool:
        """Whether a bill of materials, by its path and its title, matches."""
        return matches(self.bom, path) or matches(self.bom, title)

    def covers(self, cells: list[str]) -> bool:
        """Whether each of the cells matches; a finding without cells matches only a waiver that names none."""
        if not self.cells:
            return True
        return bool(cells) and all(any(matches(pattern, cell) for pattern in self.cells) for cell in cells)


class Waivers(msgspec.Struct, frozen=True):
    """The waivers of a file, numbered from 1, the file's hash, and the day for which they are asked."""

    on: datetime.date
    sha256: str
    waivers: list[Waiver]

    def in_force(self) -> list[tuple[int, Waiver]]:
        """Those that have not expired, with their numbers."""
        return [(number, one) for number, one in enumerate(self.waivers, 1) if one.until >= self.on]


def latest(on: datetime.date) -> datetime.date:
    """The last day until which a waiver may hold on a day: the same day of the next year."""
    year = min(on.year + 1, datetime.MAXYEAR)
    leap = (on.month, on.day) == (2, 29)
    return on.replace(year=year, day=28 if leap else on.day)


def matches(pattern: str, text: str) -> bool:
    """Whether the text matches: `*` stands for any characters, `?` for one."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))
