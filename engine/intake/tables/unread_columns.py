"""Unread columns that clearly hold places of work or speak against the verdict, so that they could change it."""

import datetime
import re
from collections.abc import Container, Iterable, Iterator, Mapping

import msgspec

from ...model.cell_address import letter
from ...model.findings import Findings
from ...model.numbers import digits_of
from ...model.quoting import quoted
from ...model.remembered import remembered
from ...vocabulary.company_names import SHORT, Names, name_of, unparted_within, words_of
from ...vocabulary.countries import country_name, find_country, find_country_of_owner
from ...vocabulary.entity_words import load_words
from ...vocabulary.foreign_entities import covered_countries
from ...vocabulary.places import find_places
from ..files.sheet import Sheet, cell_at
from .adverse import (
    Subject,
    denies,
    find_end,
    find_subject,
    is_of,
    is_of_region,
    is_part,
    names_company,
    names_covered_place,
    weight_of,
)
from .columns import known_columns
from .covered_places import find_covered_places
from .data_rows import parts_of
from .fact_fields import field_of_sheet, known_field
from .header_columns import Header, HeaderColumn
from .heading_words import says_percent, says_place, says_step, without_percent
from .headings import By, read_heading
from .statements import Weight, addition_to, addition_to_thing

_MOST_REMEMBERED = 5000
_LONGEST = 120
_SHOWN = 3
_ATTESTATIONS = ("feoc_attestation", "attestation")
_MOST_ADVERSE = 20
_WORKERS = ("entity", "producer", "owner", "owned", "effective_control_by")
"""How the columns end whose names decide a verdict."""
_THINGS = ("item", "component", "material")
"""The columns with names of what is made."""
_PLACED = ("country", *_WORKERS)
"""How the columns end that may name places."""
_MOST_WORDS = 40
_CODE = re.compile(r"[A-Z]{2,3}")


def attestation_column(heading: str, kind: str, read: Container[str | None]) -> str | None:
    """The column of attestations that a heading of a table may be, where it is not among those that are read."""
    is_paper = find_subject(heading, "") in (Subject.STATE, Subject.PAPER)
    return _attestation_missing(kind, read) if is_paper else None


def _attestation_missing(kind: str, read: Container[str | None]) -> str | None:
    own = next((name for name in _ATTESTATIONS if name in known_columns(kind).names()), None)
    return None if own in read else own


class AttestationEnd(msgspec.Struct, frozen=True):
    """The end of an attestation according to an unread column: the day, the column's heading, its cells.

    `excluded`: the columns file excludes the column.
    """

    on: datetime.date
    column: str
    line: str
    cells: tuple[str, ...]
    excluded: bool


class Mention(msgspec.Struct, frozen=True):
    """A name of the sheets `Entities` and `Ownership`, or of an owner, in an unread column or field, with its cells.

    `beside` are the names of those sheets that the row has in columns that decide a verdict. `excluded`: the columns
    file excludes the column; `line` says how it would.
    """

    name: str
    column: str
    line: str
    cells: tuple[str, ...]
    excluded: bool
    beside: frozenset[str]


class UnreadColumns:
    """Examines the unread columns of a table row by row, and reports those that matter."""

    def __init__(self, header: Header, kind: str, sheet: Sheet, *, by_name: bool = False) -> None:
        """`by_name`: the law names companies, which a column about anything may have."""
        headings = {read.index: read for read in header.columns}
        missing = _attestation_missing(kind, header.index)
        self._columns: list[tuple[int, _Column]] = []
        # Columns separated from the table by a gap are a list beside it.
        for index in range(header.width + 1):
            read, left = headings.get(index), headings.get(index - 1)
            if read is None or read.column is None:
                beside = f"{left.heading} {left.column or ''}".replace("_", " ") if left is not None else ""
                proposals = read.proposals[:1] if read is not None else ()
                may_be = next((name for name in proposals if name not in header.index and name.endswith(_PLACED)), None)
                group = header.groups.get(index, "")
                column = _Column(index, read, kind, sheet, beside, group, missing, may_be, by_name)
                self._columns.append((index, column))
        workers = (*_WORKERS, "supplier") if kind == "certificates" else _WORKERS
        self._read = [index for name, index in header.index.items() if name.endswith(workers)]
        self._named = [
            (index, addition_to_thing if name in _THINGS else addition_to)
            for name, index in header.index.items()
            if name.endswith((*_WORKERS, "supplier")) or name in _THINGS
        ]
        # Names by what stands beside them, each with its first cell.
        self._additions: dict[str, dict[str, str]] = {}
        self._kind, self._sheet = kind, sheet.name
        self._fields = header.index if header.index.keys() >= {"field", "value"} else None
        self._names: StatedNames | None = None
        self._mentions: dict[tuple[int, str, frozenset[str]], Mention] = {}

    def watch(self, names: "StatedNames") -> None:
        """Looks for these names in the rows from now on."""
        self._names = names

    def look(self, number: int, values: list[object]) -> None:
        """Takes in a row of the table by its number in the spreadsheet."""
        width = len(values)
        if self._names is not None:
            self._look_for(self._names, number, values)
        for index, beside in self._named:
            text = cell_at(values, index)
            if isinstance(text, str) and (addition := beside(text)) is not None:
                self._additions.setdefault(addition, {}).setdefault(text, f"{self._sheet}!{letter(index)}{number}")
        for index, column in self._columns:
            if index < width and (value := values[index]) != "" and value not in column.seen:
                column.take_in(value, number)

    def _look_for(self, names: "StatedNames", number: int, values: list[object]) -> None:
        if self._fields is not None:
            field, value = (str(cell_at(values, self._fields[name])) for name in ("field", "value"))
            is_read = (known_field(field, self._kind) or field_of_sheet(field, self._kind)) is not None
            for name in () if is_read or is_of(field, "customers") else names.within(value):
                cells = tuple(f"{self._sheet}!{letter(at)}{number}" for at in self._fields.values())
                mention = Mention(name, f"the field {quoted(field)}", "", cells, False, frozenset())
                self._mentions.setdefault((number, name, frozenset()), mention)
        for index, column in self._columns:
            if column.of_customers or not (named := names.within(cell_at(values, index))):
                continue
            beside = frozenset(name for at in self._read for name in names.within(cell_at(values, at)))
            for name in named:
                if (index, name, beside) not in self._mentions:
                    self._mentions[index, name, beside] = column.mention(name, beside, number)

    def mentions(self) -> list[Mention]:
        """The names that it was to look for, once for each column and for the names beside; then all other owners."""
        names = self._names.within if self._names is not None else lambda text: ()
        others = [
            column.mention(text, frozenset(), number)
            for _, column in self._columns
            if not column.of_customers
            for text, number in column.owners.items()
            if not names(text)
        ]
        return [*self._mentions.values(), *others]

    def report(self, found: Findings) -> None:
        """Reports each column that holds places, or speaks against the verdict, at its heading and its first cells."""
        for addition, cells in self._additions.items():
            others = f" (and {len(cells) - 1} more such names)" if len(cells) > 1 else ""
            name = quoted(next(iter(cells)))
            message = f"the name {name} has the addition {quoted(addition)}, which is not read{others}"
            found.add("NAME-ADVERSE", message, *cells.values())
        for _, column in self._columns:
            column.report(found)

    def ends(self) -> list[AttestationEnd]:
        """The days on which attestations end, the earliest of each column."""
        return [end for _, column in self._columns if (end := column.end()) is not None]


def contradicting_cells(sheet: Sheet, header: Header, kind: str, *, by_name: bool) -> set[str]:
    """The cells of unread columns with places of work, the end of an attestation, or texts against the verdict."""
    unread, found = UnreadColumns(header, kind, sheet, by_name=by_name), Findings()
    for number, values in sheet.numbered():
        if number > header.last:
            unread.look(number, values)
    unread.report(found)
    cells = [*(finding.cells for finding in found.all()), *(end.cells for end in unread.ends())]
    return {cell for of_column in cells for cell in of_column}


class _Column:
    """An unread column. `seen` are values already examined, `owners` the texts of a column about owners, by first row.

    `beside` is the heading to its left, `group` the text above its own, `attestation` the attestation column that the
    table lacks, and `may_be` the column of places or companies that its heading is most like.
    """

    def __init__(
        self,
        index: int,
        read: HeaderColumn | None,
        kind: str,
        sheet: Sheet,
        beside: str,
        group: str,
        attestation: str | None,
        may_be: str | None,
        by_name: bool,
    ) -> None:
        self.seen: set[object] = set()
        self.owners: dict[str, int] = {}
        # Its content, each with the first cell: places of work, texts that are or may be against the verdict, end days.
        self._places: dict[str, str] = {}
        self._adverse: dict[str, str] = {}
        self._remarks: dict[str, str] = {}
        self._ends: dict[datetime.date, str] = {}
        self._letter, self._percents = letter(index), sheet.about.percents
        self._address = f"{sheet.name}!{self._letter}"
        heading = read.heading if read is not None else ""
        self._heading_cells = [read.cell] if read is not None else []
        self._excluded = read is not None and read.by is By.FILE
        self._name = f"the column {quoted(heading)}" if heading else f"the column {letter(index)} without a name"
        written = quoted(heading or f"column {letter(index)}")
        columns_file = f"under [{kind}.columns] in a columns file"
        self._remedy = f'; to exclude it, write {written} = "" {columns_file}'
        self._as_column = f'; if it is {may_be}, write {written} = "{may_be}" {columns_file}' if may_be else ""
        self._heading = grouped = f"{group} {heading}".strip()
        # Headings of other facts have their own answer: a registered seat is not where a step is done.
        self._of_step = says_step(grouped) and not read_heading(heading, kind).instead
        self._of_place = says_place(grouped) or says_step(grouped)
        self._of_region = self._of_place or is_of_region(grouped)
        self._subject = find_subject(heading, beside, group) if heading else Subject.OWNER
        if kind == "certificates" and self._subject in (None, Subject.REGION, Subject.VERDICT):
            # Every column of the sheet Certificates is about a certificate, remarks too.
            of_certificate = find_subject(f"certificate {heading}", beside)
            self._subject = Subject.REMARK if of_certificate is Subject.PAPER else of_certificate
        # A place beside a fact may be that of its source.
        self._of_rows = "field" not in known_columns(kind).names() and not is_of(heading, "elsewhere")
        self.of_customers = is_of(heading, "customers")
        self._by_name = by_name and not self.of_customers
        self._is_remark = is_of(heading, "remarks")
        self._of_owner = self._subject is Subject.OWNER and bool(heading)
        self._as_attestation = ""
        if self._subject in (Subject.STATE, Subject.PAPER) and attestation is not None:
            self._as_attestation = (
                f'; if it contains the attestations, write {written} = "{attestation}" {columns_file}'
            )
        # An owner's name may contain a city, and remarks anything: there a place must be the whole text.
        # Beside the country, less than all from there leaves the rest open.
        of_whole = read_heading(without_percent(heading), kind).column if says_percent(heading) else None
        self._of_share = of_whole is not None and "country" in of_whole
        self._among_words = self._subject is not Subject.OWNER and not self._is_remark

    def take_in(self, value: object, number: int) -> None:
        """Takes in a cell not seen before."""
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen.add(value)
        cell = f"{self._address}{number}"
        places = self._places_of(value.strip()) if self._of_rows and isinstance(value, str) else []
        for place in places:
            self._places.setdefault(place, cell)
        if self._of_owner and isinstance(value, str):
            self.owners.setdefault(value.strip(), number)
        weight = Weight.CLEAR if self._is_against(value) else Weight.NOTHING
        if not (weight or places or self.of_customers):
            weight = weight_of(value, self._subject, self._heading, of_owners=self._by_name)
        if weight is Weight.CLEAR:
            self._add_adverse(value, number)
        elif weight is Weight.PASSING:
            self._remarks.setdefault(self._shown(value, number)[:_LONGEST], cell)
        elif self._subject in (Subject.END, Subject.PERIOD) and (end := find_end(value, self._subject)) is not None:
            self._ends.setdefault(end, cell)

    def _is_against(self, value: object) -> bool:
        """Whether a cell leaves a part of the origin open, or has a name that speaks against the verdict."""
        if self._of_share and is_part(value):
            return True
        return self._by_name and (
            names_company(value, is_remark=self._is_remark) or (self._of_owner and names_covered_place(value))
        )

    def _add_adverse(self, value: object, number: int) -> None:
        if len(self._adverse) < _MOST_ADVERSE:
            self._adverse.setdefault(self._shown(value, number)[:_LONGEST], f"{self._address}{number}")

    def _shown(self, value: object, number: int) -> str:
        """The text that the cell in a row shows: `10%`, `20`."""
        if isinstance(value, float) and f"{self._letter}{number}" in self._percents:
            return f"{digits_of(value * 100)}%"
        return digits_of(value) if isinstance(value, float) else str(value).strip()

    def report(self, found: Findings) -> None:
        """Reports places of work and texts against the verdict."""
        if self._places:
            places = dict(list(self._places.items())[:_SHOWN])
            content = f"contains places such as {' and '.join(places)}"
            message = f"is not used but {content}{self._as_column}{self._remedy}"
            self._add(found, "COLUMN-OF-PLACES", message, content, places)
        if self._adverse:
            content = f"contains {' and '.join(map(quoted, list(self._adverse)[:_SHOWN]))}"
            message = f"is not used but may contradict the verdict: it {content}{self._as_attestation}{self._remedy}"
            self._add(found, "COLUMN-ADVERSE", message, content, self._adverse)
        elif self._remarks and not self._excluded:
            texts = " and ".join(map(quoted, list(self._remarks)[:_SHOWN]))
            message = f"is not used but contains {texts}: check that it does not contradict the verdict{self._remedy}"
            self._add(found, "COLUMN-REMARK", message, "", self._remarks)

    def _add(self, found: Findings, code: str, message: str, content: str, cells: Mapping[str, str]) -> None:
        if self._excluded:
            code, message = "COLUMN-EXCLUDED", f"is excluded by the columns file, but {content}: nothing of it is used"
        found.add(code, f"{self._name} {message}", *self._heading_cells, *cells.values())

    def end(self) -> AttestationEnd | None:
        """The earliest day on which an attestation ends."""
        if not self._ends:
            return None
        on = min(self._ends)
        cells = (*self._heading_cells, self._ends[on])
        return AttestationEnd(on, self._name, self._remedy, cells, self._excluded)

    def mention(self, name: str, beside: frozenset[str], number: int) -> Mention:
        """A name of other sheets in a row of the column, by its number in the spreadsheet."""
        cells = (*self._heading_cells, f"{self._address}{number}")
        return Mention(name, self._name, self._remedy, cells, self._excluded, beside)

    def _places_of(self, text: str) -> list[str]:
        """The places of work that a text names: countries, and provinces and cities of covered nations."""
        codes = self._countries(text)
        if codes or not self._of_region:
            return [country_name(code) for code in codes if self._of_step or code in covered_countries()]
        if self._among_words:
            return find_covered_places(text)
        pieces = [piece for piece in parts_of(text) if len(piece) > 2 or not piece.isascii()]
        places = [place for piece in pieces for place in find_places(piece) if place.country in covered_countries()]
        return [f"{place.name} ({country_name(place.country)})" for place in places]

    def _countries(self, text: str) -> list[str]:
        """The country that the text is; under a heading of places in any language, and `Ganzhou, China` too.

        Elsewhere only common languages: loading the others takes half a second.
        """
        if self._of_place:
            found = [find_country(part) for part in parts_of(text) if _is_name(part)]
        else:
            found = [find_country_of_owner(text)] if _is_name(text) else []
        return [code for code in found if code is not None]


class StatedNames:
    """Finds the names of the sheets `Entities` and `Ownership` in cells: the whole text, a part of a list, some words.

    A text that begins with a denial (`not from Acme`) names nobody.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._names = Names()
        self._spelled: dict[str, str] = {}
        texts = list(texts)
        words = [*map(words_of, texts), *(name_of(text).words for text in texts)]
        self._longest = max(map(len, words), default=0)
        self._first_words = {of[0] for of in words if of}
        self._may_begin = re.compile("|".join(map(re.escape, self._first_words)))
        self._names.add(texts)
        for text in texts:
            self._spelled.setdefault(self._names.identity(text), text)
        self._found = remembered(self._find)

    def within(self, value: object) -> tuple[str, ...]:
        """The names, as those sheets write them first."""
        return self._found(value) if isinstance(value, str) and value else ()

    def _find(self, text: str) -> tuple[str, ...]:
        same = (at for part in self._parts(text) for at in self._names.same_as(part))
        return tuple(self._spelled[at] for at in dict.fromkeys(same))

    def _parts(self, text: str) -> Iterator[str]:
        """The texts that may be a name; a short name is one only by itself."""
        if not text.isascii():
            yield from unparted_within(text[:_LONGEST])
        elif not self._may_begin.search(text.casefold().replace("0", "o")):
            return  # most texts, at a fraction of the time
        words = words_of(text)[:_MOST_WORDS]
        starts = [start for start, word in enumerate(words) if word in self._first_words]
        if not starts:
            return
        yield from filter(None, parts_of(text))
        for start in starts if not denies(text.casefold()) else ():
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                if len(part := " ".join(words[start:end])) >= SHORT:
                    yield part


def _is_name(text: str) -> bool:
    """Whether a text may be intended as a country: `CN`, but no number, no `mo` and no answer such as `NO` or `NA`."""
    words = load_words()
    if text == "NA" or text.casefold() in words.unknown | words.yes | words.no | words.none:
        return False
    return len(text) > 3 or not text.isascii() or _CODE.fullmatch(text) is not None
