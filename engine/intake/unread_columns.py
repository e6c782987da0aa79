"""Columns that are not read and yet plainly hold places of work: left out, they could turn a failure into a pass."""

import re
from functools import cache

from ..report import Findings
from ..rulebook import load_rulebook
from .columns import load_columns
from .countries import country_name, find_country, find_country_of_owner
from .header import By, ColumnRead, Header
from .headings import read_heading, tells_of_place, tells_of_step
from .looks import letter
from .quoting import quoted

_MOST_TEXTS = 5000  # of one column: what holds more different ones is no column of places
_LONGEST = 120
_SHOWN = 3
_CODE = re.compile(r"[A-Z]{2,3}")
_PARTED = re.compile(r"[,;/|()\[\]\n]| [-–—] ")


class UnreadColumns:
    """Looks at the cells of one table that no column reads, row by row, and reports the columns that hold places."""

    def __init__(self, header: Header, kind: str, sheet: str) -> None:
        by_index = {read.index: read for read in header.columns}
        self._columns: dict[int, _Column] = {}
        # What stands apart from the table, with a gap between, is a list beside it.
        for index in range(header.width + 1) if kind != "vehicle" else ():
            read = by_index.get(index)
            if read is None or (read.column is None and read.by is not By.FILE):
                self._columns[index] = _Column(index, read, kind, sheet)
        self._each = [(index, column, column.seen) for index, column in self._columns.items()]

    def look(self, number: int, values: list[object]) -> None:
        """Takes in one row of the table by its number in the spreadsheet."""
        width = len(values)
        for index, column, seen in self._each:
            if index < width and isinstance(value := values[index], str) and value and value not in seen:
                column.take_in(value, number)

    def report(self, found: Findings) -> None:
        """Reports each column that holds places, at its heading and at the first of the cells."""
        for column in self._columns.values():
            if column.places:
                places = list(column.places.items())[:_SHOWN]
                told = " and ".join(country_name(code) for code, _ in places)
                message = f"{column.name} is not used, and holds places such as {told}"
                found.add("COLUMN-OF-PLACES", message, *column.heading, *(cell for _, cell in places))


class _Column:
    """One column that is not read; `places` are the countries that make it one of places, each with its first cell."""

    def __init__(self, index: int, read: ColumnRead | None, kind: str, sheet: str) -> None:
        self.seen: set[str] = set()
        self.places: dict[str, str] = {}
        self._address = f"{sheet}!{letter(index)}"
        heading = read.heading if read is not None else ""
        self.name = f"the column {quoted(heading)}" if heading else f"the column {letter(index)} without a name"
        self.heading = [read.cell] if read is not None else []
        # A heading that tells of something else is answered with what holds that: a seat is not where a step is done.
        self._of_step = tells_of_step(heading) and not read_heading(heading, kind).instead
        self._of_place = tells_of_place(heading) or tells_of_step(heading)

    def take_in(self, text: str, number: int) -> None:
        """Takes in a text that was not met before."""
        if len(text) > _LONGEST or len(self.seen) >= _MOST_TEXTS:
            return
        self.seen.add(text)
        for code in self._countries(text.strip()):
            if self._of_step or code in _covered():
                self.places.setdefault(code, f"{self._address}{number}")

    def _countries(self, text: str) -> list[str]:
        """The country that the text is, in any language where the heading tells of places: `Ganzhou, China` there too.

        Elsewhere it may be anything, and all the languages take half a second to load.
        """
        if not self._of_place:
            return [code for code in [find_country_of_owner(text)] if code is not None and _is_name(text)]
        parts = [text, *_PARTED.split(text)]
        found = [find_country(part) for part in map(str.strip, parts) if _is_name(part)]
        return [code for code in found if code is not None]


def _is_name(text: str) -> bool:
    """Whether a text may be meant as a country: `CN`, but no number, no `mo` and no answer such as `NO` or `NA`."""
    words = load_columns().words
    if text == "NA" or text.casefold() in words.unknown | words.yes | words.no | words.none:
        return False
    return len(text) > 3 or not text.isascii() or _CODE.fullmatch(text) is not None


@cache
def _covered() -> frozenset[str]:
    """The covered nations and what is part of them, whichever reading of the law is asked for."""
    nations = load_rulebook().covered.nation
    return frozenset(code for nation in nations for code in (nation.country, *nation.territories))
