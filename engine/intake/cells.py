"""One cell -> one fact: text, number, share, date, yes or no, country. None means not known."""

import datetime
from fractions import Fraction

from ..model import Attestation, Site, Step
from ..numbers import NotANumber, parse_number, plain
from ..report import Findings
from .columns import Words, load_columns, phrase
from .countries import country_name, find_country, nearest_countries
from .layout import Line
from .quoting import quoted

_PUNCTUATION = ".,;:!?()[]{}<>\"'’*#–—"


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

    def number(self, line: Line, column: str, name: str | None = None) -> Fraction | None:
        """A number that is not negative; `name` is what it is called where that is not the column's name."""
        name = name or column
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        value = line.get(column)
        try:
            number = parse_number(value if isinstance(value, float | int) else text)
        except NotANumber as error:
            self.found.add("NUMBER-UNREADABLE", f"{name} is {quoted(text)}: {error}", line.row.cell(column))
            return None
        if number < 0:
            self.found.add(
                "NUMBER-NEGATIVE", f"{name} is {quoted(text)}: 0 or more was expected", line.row.cell(column)
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
        if line.shown_in_percent(column):
            # The cell shows 49% and holds 0.49.
            number *= 100
            if number > 100:
                message = f"{column} is {plain(number)} percent: a percentage from 0 to 100 was expected"
                self.found.add("SHARE-OUT-OF-RANGE", message, cell)
                return None
        elif 0 < number <= 1 and written is value:
            if isinstance(value, float) and not line.formats_known:
                self.found.add(
                    "SHARE-UNCLEAR", f"{column} is {quoted(text)}: it may show as {plain(number * 100)}%", cell
                )
                return None
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
        return self.country_or_text(line, column)[0]

    def country_or_text(self, line: Line, column: str) -> tuple[str | None, str | None]:
        """The country, or what the cell says where that is no country known here (then reported)."""
        text = self.saved(line, column)
        cell = line.row.cell(column)
        if text in ("No", "no"):
            message = f"{column} is {quoted(text)}: NO is Norway's code, {quoted(text)} could be an answer"
            self.found.add("COUNTRY-UNCLEAR", message, cell)
            return None, text
        # NA is Namibia's code before it is anything else.
        code = find_country(text) if text else None
        if code is not None:
            if text.casefold() == "na" or text.isdecimal():
                self.found.add("COUNTRY-BY-CODE", f"{quoted(text)} is read as {country_name(code)}", cell)
            return code, None
        if self.unknown(text):
            return None, None
        near = nearest_countries(text)
        hint = f"; the nearest known: {', '.join(near)}" if near else ""
        self.found.add("COUNTRY-UNKNOWN", f"{quoted(text)} is no country known here{hint}", cell)
        return None, text

    def attestation(self, line: Line, column: str) -> Attestation | None:
        """An attestation in hand; `no`, `pending`, `requested 2025-01-31` and the like are none."""
        text = self.text(line, column)
        if text is None:
            return None
        words = [word for part in phrase(text).split() if (word := part.strip(_PUNCTUATION))]
        negative = sorted({word.split("'")[0] for word in words} & self.words.no_attestation)
        if not words or " ".join(words) in self.words.no_attestation_whole:
            return None
        if not negative and self._says_no(words):
            negative = ["no"]
        if not negative:
            return Attestation(text, line.row.cell(column))
        if len(words) > 1:
            self.found.add(
                "ATTESTATION-NOT-IN-HAND",
                f"{column} is {quoted(text)}: because of {quoted(negative[0])} it is taken for no attestation",
                line.row.cell(column),
            )
        return None

    @staticmethod
    def _says_no(words: list[str]) -> bool:
        """Whether a `no` is an answer ("No attestation yet", "Supplier: no") and no number ("Att. No. 12")."""
        return any(
            word == "no" and not (after and any(c.isdigit() for c in after))
            for word, after in zip(words, [*words[1:], ""], strict=True)
        )

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
        unread = None
        if stated.casefold() == "no" and country.startswith(Step.RECYCLING) and not rest:
            message = f"{country} is {quoted(stated)}: taken to say that the line is not recycled"
            self.found.add("RECYCLING-NO", message, line.row.cell(country))
            return None, line.row.cell(country)
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
            where, unread = self.country_or_text(line, country)
        who = self.text(line, entity)
        added = self.number(line, value_added) if value_added else None
        return Site(line.row, where, who, added, country, entity, value_added, unread), None
