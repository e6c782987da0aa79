"""One cell -> one fact: text, number, share, date, yes or no, country. None means not known."""

import datetime
from fractions import Fraction

from ..model import Attestation, Site, Step
from ..numbers import NotANumber, parse_number
from ..report import Findings
from .columns import Words, load_columns, phrase
from .countries import find_country, nearest_countries
from .layout import Line
from .quoting import quoted


class Cells:
    """Reads the cells of a sheet and reports each that is not what its column holds."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.words: Words = load_columns().words
        self._flags = dict.fromkeys(self.words.no, False) | dict.fromkeys(self.words.yes, True)

    def saved(self, line: Line, column: str) -> str:
        """What the cell shows, as text; empty where it holds nothing or no usable value (then reported)."""
        fault = line.fault(column)
        if fault is not None:
            code = "CELL-FORMULA" if "formula" in fault else "CELL-ERROR"
            self.found.add(code, f"the column {column} holds {fault}", line.row.cell(column))
            return ""
        value = line.get(column)
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        return str(value)

    def unknown(self, text: str) -> bool:
        return not text or text.casefold() in self.words.unknown

    def text(self, line: Line, column: str) -> str | None:
        text = self.saved(line, column)
        return None if self.unknown(text) else text

    def number(self, line: Line, column: str) -> Fraction | None:
        """A number that is not negative."""
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        value = line.get(column)
        try:
            number = parse_number(value if isinstance(value, float | int) else text)
        except NotANumber as error:
            self.found.add("NUMBER-UNREADABLE", f"{column} is {quoted(text)}: {error}", line.row.cell(column))
            return None
        if number < 0:
            self.found.add(
                "NUMBER-NEGATIVE", f"{column} is {quoted(text)}: 0 or more was expected", line.row.cell(column)
            )
            return None
        return number

    def share(self, line: Line, column: str) -> Fraction | None:
        """A percentage from 0 to 100, as a share; `25` and `25%` are the same."""
        value = line.get(column)
        written = value.strip().removesuffix("%").rstrip() if isinstance(value, str) else value
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        cell = line.row.cell(column)
        try:
            number = parse_number(written)
        except NotANumber as error:
            self.found.add("NUMBER-UNREADABLE", f"{column} is {quoted(text)}: {error}", cell)
            return None
        if not 0 <= number <= 100:
            self.found.add(
                "SHARE-OUT-OF-RANGE", f"{column} is {quoted(text)}: a percentage from 0 to 100 was expected", cell
            )
            return None
        if 0 < number <= 1 and written is value:
            self.found.add("SHARE-SMALL", f"{column} is {quoted(text)} and is read as {text} percent", cell)
        return number / 100

    def date(self, line: Line, column: str, name: str) -> datetime.date | None:
        value = line.get(column)
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        try:
            # fromisoformat also takes 20250131 and week dates, which nobody means in a spreadsheet.
            return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            self.found.add(
                "DATE-UNREADABLE",
                f"{name} is {quoted(text)}: a date such as 2025-01-31 was expected",
                line.row.cell(column),
            )
            return None

    def flag(self, line: Line, column: str, name: str) -> bool | None:
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        flag = self._flags.get(text.casefold())
        if flag is None:
            self.found.add("FLAG-UNCLEAR", f"{name} is {quoted(text)}: yes or no was expected", line.row.cell(column))
        return flag

    def country(self, line: Line, column: str) -> str | None:
        text = self.saved(line, column)
        # NA is Namibia's code before it is anything else.
        code = find_country(text) if text else None
        if code is not None:
            if text.casefold() == "na":
                self.found.add("COUNTRY-NAMIBIA", f"{quoted(text)} is read as Namibia", line.row.cell(column))
            return code
        if not self.unknown(text):
            near = nearest_countries(text)
            hint = f"; the nearest known: {', '.join(near)}" if near else ""
            self.found.add("COUNTRY-UNKNOWN", f"{quoted(text)} is no country known here{hint}", line.row.cell(column))
        return None

    def attestation(self, line: Line, column: str) -> Attestation | None:
        """An attestation in hand; `no`, `pending`, `requested 2025-01-31` and the like are none."""
        text = self.text(line, column)
        if text is None or phrase(text) in self.words.no_attestation_whole:
            return None
        said = {word.strip(".,;:!?()[]\"'") for word in phrase(text).split()}
        negative = sorted(said & self.words.no_attestation) or ["no"] * self._starts_with_no(text)
        if negative:
            if len(said) > 1:
                self.found.add(
                    "ATTESTATION-NOT-IN-HAND",
                    f"{column} is {quoted(text)}: because of {quoted(negative[0])} it is taken for no attestation",
                    line.row.cell(column),
                )
            return None
        return Attestation(text, line.row.cell(column))

    @staticmethod
    def _starts_with_no(text: str) -> bool:
        """ "No attestation yet" is none; "No. 12" and "no 12" are references."""
        first, _, rest = phrase(text).partition(" ")
        return first == "no" and rest[:1].isalpha()

    def site(self, line: Line, step: Step, suffix: str) -> tuple[Site | None, str | None]:
        """The site that three cells of a line name, or the cell that says `none` (the step does not occur)."""
        prefix = f"{step}_"
        columns = (f"{prefix}country{suffix}", f"{prefix}entity{suffix}", f"{prefix}value_added_usd{suffix}")
        return self.site_at(line, *columns)

    def site_at(self, line: Line, country: str, entity: str, value_added: str) -> tuple[Site | None, str | None]:
        """Like `site`, with the names of the three columns."""
        stated = self.saved(line, country)
        rest = self.saved(line, entity) or self.saved(line, value_added)
        if not stated and not rest:
            return None, None
        if stated.casefold() in self.words.none:
            if not rest:
                return None, line.row.cell(country)
            where = None
            self.found.add(
                "STEP-DENIED-AND-NAMED",
                f"{country} says {quoted(stated)} beside an entity or a value added: the country is not known",
                line.row.cell(country),
            )
        else:
            where = self.country(line, country)
        who = self.text(line, entity)
        added = self.number(line, value_added) if value_added else None
        return Site(line.row, where, who, added, country, entity, value_added), None
