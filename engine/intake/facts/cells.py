"""One cell -> one fact: text, number, share, date, yes or no, country. None means unknown."""

import datetime
import re
from collections.abc import Iterable, Set

import msgspec

from ...model.battery import Site, Step
from ...model.dates import read_date
from ...model.findings import Findings
from ...model.numbers import Fraction, NotANumber, digits_of, plain
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, Decimals, Settings
from ...vocabulary.amounts import shows_point
from ...vocabulary.entity_words import CellWords, has_letters, load_words
from ..files.number_formats import hidden_of_a_date
from ..tables.columns import phrase
from ..tables.line import Line
from .quantities import Quantities
from .register import Register
from .sites import Note, is_unknown, read_single_country, read_single_site, read_step

_PERCENTAGE = "expected a percentage from 0 to 100"


class StepCells(msgspec.Struct, frozen=True):
    """One stage of a step of a line: its sites, each with its share of the line, or the cell that denies the step.

    There are several sites only where the cell splits the line: `AU 60% / CL 40%`.
    """

    sites: tuple[tuple[Fraction, Site], ...]
    denied: str | None


class Cells:
    """Reads the cells of a sheet and reports each that is not what its column holds."""

    def __init__(
        self,
        found: Findings,
        settings: Settings = AS_IT_IS,
        quantities: Quantities | None = None,
        register: Register | None = None,
    ) -> None:
        """`register` holds the certificates of the file, if it has any."""
        self.found = found
        self.register = register or Register()
        self.settings = settings
        self._decimals = settings.decimals or settings.columns.decimals
        self._quantities = quantities or Quantities(found, settings.rates, self._decimals)
        self.words: CellWords = load_words()
        self._flags = dict.fromkeys(self.words.negative, False) | dict.fromkeys(self.words.yes, True)

    def quiet(self) -> "Cells":
        """A reader of the same columns that reports nothing."""
        quantities = self._quantities.quiet()
        return Cells(quantities.found, self.settings, quantities, self.register)

    def report_unclear(self) -> None:
        """Reports, after the last cell, the ambiguous numbers."""
        self._quantities.report_unclear()

    def shown(self, line: Line, column: str) -> str:
        """The text that the cell shows; empty where it is blank or has no usable value (then reported)."""
        if line.columns.sheet.about.faults and (fault := line.fault(column)) is not None:
            code = "CELL-FORMULA" if "formula" in fault else "CELL-ERROR"
            self.report(code, f"the column {column} contains {fault}", line, column)
            return ""
        value = line.get(column)
        return value.strip() if isinstance(value, str) else _shown(value)

    def cannot_read(self, line: Line, columns: Iterable[str]) -> bool:
        """Whether a cell of these columns states what is not read as a number; that is reported by itself."""
        quiet = self.quiet()
        return any(
            line.fault(column) is not None
            or (not self.unknown(quiet.shown(line, column)) and quiet.number(line, column) is None)
            for column in columns
            if line.has(column)
        )

    unknown = staticmethod(is_unknown)

    def not_known(self, line: Line, column: str) -> str | None:
        """The text by which a cell says that its fact is not known, such as `TBD`; None for any other cell.

        An empty cell, `n/a` and a mark such as a dash say that there is nothing to state.
        """
        text = self.shown(line, column)
        nothing = phrase(text) in map(phrase, self.words.no_mineral) or not (has_letters(text) or "?" in text)
        return text if self.unknown(text) and not nothing else None

    def stated(self, line: Line, column: str) -> str | None:
        """The text of a cell that states a fact, or that says that it is not known."""
        return self.text(line, column) or self.not_known(line, column)

    def report(self, code: str, message: str, line: Line, *columns: str) -> None:
        self.found.add(code, message, *map(line.row.cell, columns))

    def refuse(self, code: str, line: Line, column: str, expected: str, name: str | None = None) -> None:
        """Reports a cell that does not hold what its column, or `name`, requires."""
        self.report(code, f"{name or column} is {quoted(self.shown(line, column))}: {expected}", line, column)

    def text(self, line: Line, column: str) -> str | None:
        text = self.shown(line, column)
        return None if self.unknown(text) else text

    def number(self, line: Line, column: str, name: str | None = None, text: str | None = None) -> Fraction | None:
        """A number that is not negative, in the unit of the column's known name: US dollars, kilograms, both.

        `name` replaces the column's name in messages; `text` replaces the cell's text.
        """
        name = name or column
        text = self.shown(line, column) if text is None else text
        if self.unknown(text):
            return None
        number = self._quantities.number(line, column, name, text)
        if number is not None and number.numerator < 0:
            self.report("NUMBER-NEGATIVE", f"{name} is {quoted(text)}: expected 0 or more", line, column)
            return None
        return number

    def share(self, line: Line, column: str) -> Fraction | None:
        """A percentage from 0 to 100, as a share; `25` and `25%` are the same."""
        value = line.get(column)
        # ％ and ﹪ are the percent signs of Chinese and Japanese keyboards.
        written = re.sub(r"\s*[%％﹪]$", "", value.strip()) if isinstance(value, str) else value
        text = self.shown(line, column)
        if self.unknown(text):
            return None
        percent_sign = isinstance(value, str) and written != value.strip()
        if not percent_sign and not line.shown_in_percent(column) and line.may_be_a_count(column):
            message = f"the column {column} may hold counts or amounts: neither its heading nor its cells say percent"
            self.found.add("SHARE-OR-COUNT", message, line.heading(column))
            return None
        try:
            number = self._quantities.bare(line, column, written)
        except NotANumber as error:
            says_none = text.casefold() in load_words().none | load_words().no_mineral
            expected = f"{_PERCENTAGE}; write 0 if there is none, or leave the cell empty if it is not known"
            self.refuse("NUMBER-UNREADABLE", line, column, expected if says_none else str(error))
            return None
        if not 0 <= number <= 100:
            self.refuse("SHARE-OUT-OF-RANGE", line, column, _PERCENTAGE)
            return None
        if line.shown_in_percent(column):
            # The cell shows 49% and holds 0.49.
            number *= 100
            if number > 100:
                message = f"{column} is {plain(number)} percent: {_PERCENTAGE}"
                self.report("SHARE-OUT-OF-RANGE", message, line, column)
                return None
        elif 0 < number <= 1 and not percent_sign:
            if isinstance(value, float) and not line.formats_known:
                self.refuse("SHARE-UNCLEAR", line, column, f"it may show as {plain(number * 100)}%")
                return None
            meant = f"write {text}% if that is meant, or {plain(number * 100)}%"
            message = f"{column} is {quoted(text)} and is read as {text} percent: {meant}"
            self.report("SHARE-SMALL", message, line, column)
        return number / 100

    def date(self, line: Line, column: str, name: str) -> datetime.date | None:
        value = line.get(column)
        text = self.shown(line, column)
        if self.unknown(text):
            return None
        if isinstance(value, datetime.date):
            day = value.date() if isinstance(value, datetime.datetime) else value
            if hidden_of_a_date(code := line.any_format(column)):
                message = f"{name} is {day}, but its number format {quoted(code)} shows only a part of it"
                self.report("DATE-IN-PART", message, line, column)
            return day
        try:
            return read_date(text)
        except ValueError as error:
            self.refuse("DATE-UNREADABLE", line, column, str(error), name)
            return None

    def flag(self, line: Line, column: str, name: str, also_yes: Set[str] = frozenset()) -> bool | None:
        text = self.shown(line, column)
        if self.unknown(text):
            return None
        flag = True if text.casefold() in also_yes else self._flags.get(text.casefold())
        if flag is None:
            self.refuse("FLAG-UNCLEAR", line, column, "expected yes or no", name)
        return flag

    def country(self, line: Line, column: str) -> tuple[str | None, str | None]:
        """The country, or the cell's text where it is not recognized (then reported)."""
        read = read_single_country(column, self.shown(line, column))
        self._report(line, column, read.notes, read.points)
        return read.origin[0].country if read.origin is not None else None, read.unread

    def sites(self, line: Line, step: Step, columns: tuple[str, str, str]) -> StepCells:
        """One stage of a step, read from the cells for country, entity and value added."""
        country, _, value_added = columns
        stated, named, amount = (self.shown(line, column) for column in columns)
        if not stated and not named and not amount:
            return _NO_SITE
        added = self.number(line, value_added, text=amount) if amount else None
        read = read_step(step, columns, stated, named, added != 0 if amount else None)
        self._report(line, country, read.notes, read.points)
        sites = []
        for place in read.origin or ():
            share = place.share or Fraction(1)
            portion = added if added is None else added * share
            sites.append((share, Site(line.row, place.country, place.entity, portion, columns, read.unread)))
        return StepCells(tuple(sites), None if read.denied is None else line.row.cell(read.denied))

    def site(self, line: Line, country: str, entity: str, value_added: str) -> Site:
        """The site of a row of a sheet with a single place and company per row, such as `Components`."""
        read = read_single_site(country, entity, self.shown(line, country), self.shown(line, entity))
        self._report(line, country, read.notes, read.points)
        (place,) = read.origin or ()
        return Site(line.row, place.country, place.entity, None, (country, entity, value_added), read.unread)

    def _report(self, line: Line, country: str, notes: Iterable[Note], points: Iterable[str]) -> None:
        for note in notes:
            self.report(note.code, note.message, line, *note.columns)
        if self._decimals is not Decimals.POINT:
            for number in points:
                self._quantities.take_in_mark(line, country, number, shows_point(number))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return digits_of(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


_NO_SITE = StepCells((), None)
