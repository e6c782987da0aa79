"""Columns that are not read and yet plainly hold places of work, or speak against the verdict: they could turn it."""

import datetime
import re

import msgspec

from ...model.findings import Findings
from ...model.quoting import quoted
from ...vocabulary.countries import country_name, find_country, find_country_of_owner
from ...vocabulary.covered_places import covered_countries, find_covered_places
from ...vocabulary.places import find_places
from ..files.looks import letter
from .adverse import Subject, find_end, find_subject, is_adverse, is_of_region, is_of_remarks
from .columns import known_columns, load_columns
from .header_columns import Header, HeaderColumn
from .heading_words import says_place, says_step
from .headings import By, read_heading

_MOST_TEXTS = 5000  # of one column are remembered: one of them met again is not looked at again
_LONGEST = 120
_SHOWN = 3
_ATTESTATIONS = {"feoc_attestation", "attestation"}
_MOST_ADVERSE = 20
_CODE = re.compile(r"[A-Z]{2,3}")
_PARTED = re.compile(r"[,;/|()\[\]\n]| [-–—] ")


class AttestationEnd(msgspec.Struct, frozen=True):
    """A day on which an attestation ends, as a column that is not read says: what that column is called, its cells."""

    on: datetime.date
    column: str
    line: str
    cells: tuple[str, ...]


class UnreadColumns:
    """Looks at the cells of one table that no column reads, row by row, and reports what must not be left out."""

    def __init__(self, header: Header, kind: str, sheet: str) -> None:
        by_index = {read.index: read for read in header.columns}
        known = [name for name in known_columns(kind).names() if name in _ATTESTATIONS]
        missing = known[0] if known and known[0] not in header.index else None
        self._columns: dict[int, _Column] = {}
        # What stands apart from the table, with a gap between, is a list beside it.
        for index in range(header.width + 1) if kind != "vehicle" else ():
            read = by_index.get(index)
            if read is None or (read.column is None and read.by is not By.FILE):
                left = by_index.get(index - 1)
                beside = f"{left.heading} {left.column or ''}".replace("_", " ") if left is not None else ""
                self._columns[index] = _Column(index, read, kind, sheet, beside, missing, header.groups.get(index, ""))
        self._each = [(index, column, column.seen) for index, column in self._columns.items()]
        self._answers = [(index, column) for index, column in self._columns.items() if column.answers]

    def look(self, number: int, values: list[object]) -> None:
        """Takes in one row of the table by its number in the spreadsheet."""
        width = len(values)
        for index, column, seen in self._each:
            if index < width and isinstance(value := values[index], str) and value and value not in seen:
                column.take_in(value, number)
        for index, column in self._answers:
            if index < width and values[index] != "":
                column.take_answer(values[index], number)

    def report(self, found: Findings) -> None:
        """Reports each column that holds places, or speaks against the verdict, at its heading and its first cells."""
        for column in self._columns.values():
            if column.places:
                places = list(column.places.items())[:_SHOWN]
                told = " and ".join(place for place, _ in places)
                message = f"{column.name} is not used, and holds places such as {told}{column.settled}"
                found.add("COLUMN-OF-PLACES", message, *column.heading, *(cell for _, cell in places))
            if column.adverse:
                said = " and ".join(quoted(text) for text in list(column.adverse)[:_SHOWN])
                message = f"{column.name} is not used, and may speak against the verdict: it holds {said}"
                settled = column.as_attestation + column.settled
                found.add("COLUMN-ADVERSE", message + settled, *column.heading, *column.adverse.values())

    def ends(self) -> list[AttestationEnd]:
        """The days on which attestations end, the earliest of each column."""
        return [end for column in self._columns.values() if (end := column.end()) is not None]


class _Column:
    """One column that is not read; `places` are what makes it one of places, each with its first cell.

    `adverse` are the texts that speak against the verdict, each with its first cell.
    """

    def __init__(
        self,
        index: int,
        read: HeaderColumn | None,
        kind: str,
        sheet: str,
        beside: str,
        attestation: str | None,
        group: str,
    ) -> None:
        self.seen: set[str] = set()
        self.places: dict[str, str] = {}
        self.adverse: dict[str, str] = {}
        self._answered: set[object] = set()
        self._ends: dict[datetime.date, str] = {}
        self._address = f"{sheet}!{letter(index)}"
        heading = read.heading if read is not None else ""
        written = heading or f"column {letter(index)}"
        self.name = f"the column {quoted(heading)}" if heading else f"the column {letter(index)} without a name"
        self.settled = f'; to leave it out, write {quoted(written)} = "" under [{kind}.columns] in a columns file'
        self.heading = [read.cell] if read is not None else []
        grouped = f"{group} {heading}".strip()
        # A heading that tells of something else is answered with what holds that: a seat is not where a step is done.
        self._of_step = says_step(grouped) and not read_heading(heading, kind).instead
        self._of_place = says_place(grouped) or says_step(grouped)
        # Whatever a column of the sheet Certificates is about, it is about one.
        self._about = find_subject(heading, beside, group) if heading else Subject.OWNER
        if kind == "certificates" and self._about in (None, Subject.REGION):
            about = find_subject(f"certificate {heading}", beside)
            self._about = self._about if about is Subject.PAPER else about
        self.as_attestation = ""
        if self._about in (Subject.STATE, Subject.PAPER) and attestation is not None:
            named = f'{quoted(written)} = "{attestation}" under [{kind}.columns] in a columns file'
            self.as_attestation = f"; if it holds the attestations, write {named}"
        self._of_region = self._of_place or is_of_region(grouped)
        # An owner's name may hold that of a city, and remarks anything: there a place stands for itself.
        self._among_words = self._about is not Subject.OWNER and not is_of_remarks(heading)
        self.answers = self._about not in (None, Subject.REGION)

    def take_in(self, text: str, number: int) -> None:
        """Takes in a text that is not remembered."""
        if len(self.seen) < _MOST_TEXTS:
            self.seen.add(text)
        cell = f"{self._address}{number}"
        codes = self._countries(text.strip())
        for code in codes:
            if self._of_step or code in covered_countries():
                self.places.setdefault(country_name(code), cell)
        if self._of_region and not codes:
            for place in self._covered_places(text.strip()):
                self.places.setdefault(place, cell)

    def take_answer(self, value: object, number: int) -> None:
        """Takes in what a cell of a column that asks something says."""
        if self._about is None or value in self._answered:
            return
        if len(self._answered) < _MOST_TEXTS:
            self._answered.add(value)
        cell = f"{self._address}{number}"
        if is_adverse(value, self._about):
            if len(self.adverse) < _MOST_ADVERSE:
                self.adverse.setdefault(str(value).strip()[:_LONGEST], cell)
        elif self._about in (Subject.END, Subject.PERIOD) and (end := find_end(value, self._about)) is not None:
            self._ends.setdefault(end, cell)

    def end(self) -> AttestationEnd | None:
        """The earliest day on which an attestation ends."""
        if not self._ends:
            return None
        on = min(self._ends)
        return AttestationEnd(on, self.name, self.settled, (*self.heading, self._ends[on]))

    def _covered_places(self, text: str) -> list[str]:
        """The provinces and cities of covered nations that a text names."""
        if self._among_words:
            return find_covered_places(text)
        pieces = [piece for piece in _pieces(text) if len(piece) > 2 or not piece.isascii()]
        places = [place for piece in pieces for place in find_places(piece) if place.country in covered_countries()]
        return [f"{place.name} ({country_name(place.country)})" for place in places]

    def _countries(self, text: str) -> list[str]:
        """The country that the text is, in any language where the heading tells of places: `Ganzhou, China` there too.

        Elsewhere it may be anything, and all the languages take half a second to load.
        """
        if not self._of_place:
            return [code for code in [find_country_of_owner(text)] if code is not None and _is_name(text)]
        found = [find_country(part) for part in _pieces(text) if _is_name(part)]
        return [code for code in found if code is not None]


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in (text, *_PARTED.split(text))]


def _is_name(text: str) -> bool:
    """Whether a text may be meant as a country: `CN`, but no number, no `mo` and no answer such as `NO` or `NA`."""
    words = load_columns().words
    if text == "NA" or text.casefold() in words.unknown | words.yes | words.no | words.none:
        return False
    return len(text) > 3 or not text.isascii() or _CODE.fullmatch(text) is not None
