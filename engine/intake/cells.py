"""One cell -> one fact: text, number, share, date, yes or no, country. None means not known."""

import datetime
import re
from fractions import Fraction
from functools import lru_cache

import msgspec

from ..model import Attestation, Site, Step, key
from ..numbers import NotANumber, plain
from ..report import Findings
from .columns import Words, load_columns, phrase
from .countries import country_name, find_country
from .layout import Line
from .origin import Origin, OriginUnclear, Part
from .places import homonym
from .quantities import Quantities
from .quoting import quoted
from .settings import AS_IT_IS, Settings

_PUNCTUATION = ".,;:!?()[]{}<>\"'’*#–—"


class StepCells(msgspec.Struct, frozen=True):
    """What a line says of one stage of a step: its sites, each with its share of the line, or the cell that denies it.

    There are several sites only where the cell splits the line: `AU 60% / CL 40%`.
    """

    sites: tuple[tuple[Fraction, Site], ...]
    denied: str | None


class Cells:
    """Reads the cells of a sheet and reports each that is not what its column holds."""

    def __init__(self, found: Findings, settings: Settings = AS_IT_IS) -> None:
        self.found = found
        self._settings = settings
        self._decimals = settings.decimals or settings.columns.decimals
        self._quantities = Quantities(found, settings.rates, self._decimals)
        self.words: Words = load_columns().words
        self._flags = dict.fromkeys(self.words.no, False) | dict.fromkeys(self.words.yes, True)

    def quiet(self) -> "Cells":
        """A reader that reads alike, for cells whose problems are nobody's."""
        return Cells(Findings(), self._settings)

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
        """A number that is not negative, in the unit of the column's known name: US dollars, kilograms, both.

        `name` is what it is called where that is not the column's name.
        """
        name = name or column
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        number = self._quantities.number(line, column, name, text)
        if number is not None and number < 0:
            self.found.add(
                "NUMBER-NEGATIVE", f"{name} is {quoted(text)}: 0 or more was expected", line.row.cell(column)
            )
            return None
        return number

    def share(self, line: Line, column: str) -> Fraction | None:
        """A percentage from 0 to 100, as a share; `25` and `25%` are the same."""
        value = line.get(column)
        # ％ and ﹪ are the percent signs of Chinese and Japanese keyboards.
        written = re.sub(r"\s*[%％﹪]$", "", value.strip()) if isinstance(value, str) else value
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        cell = line.row.cell(column)
        percent_sign = isinstance(value, str) and written != value.strip()
        if not percent_sign and not line.shown_in_percent(column) and line.may_be_a_count(column):
            message = f"the column {column} may hold counts or amounts: neither its heading nor its cells say percent"
            self.found.add("SHARE-OR-COUNT", message, line.heading(column))
            return None
        try:
            number = self._quantities.bare(written, semicolons=line.parted_by_semicolons)
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
        elif 0 < number <= 1 and not percent_sign:
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
        origin, unread = self._origin(line, column)
        if origin is None:
            return None, unread
        (part, *others) = origin.parts
        if others or part.entity is not None or part.country is None:
            text = self.saved(line, column)
            message = f"{column} is {quoted(text)}: one country was expected, and nothing else"
            self.found.add("COUNTRY-UNKNOWN", message, line.row.cell(column))
            return None, text
        return part.country, None

    def _origin(self, line: Line, column: str) -> tuple[Origin | None, str | None]:
        """What a cell says of where, or the text where it says nothing that is known here (then reported)."""
        text = self.saved(line, column)
        cell = line.row.cell(column)
        if text in ("No", "no"):
            message = f"{column} is {quoted(text)}: NO is Norway's code, {quoted(text)} could be an answer"
            self.found.add("COUNTRY-UNCLEAR", message, cell)
            return None, text
        # NA is Namibia's code before it is anything else.
        code = find_country(text) if text else None
        if code is not None:
            if text.casefold() == "na" or text.isdecimal() or (len(text) <= 3 and text.isascii() and text.islower()):
                self.found.add("COUNTRY-BY-CODE", f"{quoted(text)} is read as {country_name(code)}", cell)
            elif (other := homonym(code, text)) is not None:
                message = f"{quoted(text)} is read as the country; {other} is another place"
                self.found.add("COUNTRY-LIKE-PLACE", message, cell)
            return Origin((Part(code, None, None, text),)), None
        if self.unknown(text):
            return None, None
        from .origins import parse_origin  # its vocabulary is large, and most cells hold a country alone

        try:
            origin = parse_origin(text)
        except OriginUnclear as error:
            self.found.add(error.code, str(error), cell)
            return None, text
        for part in origin.parts:
            if part.homonym is not None:
                message = f"{quoted(part.text)} is read as the country; {part.homonym} is another place"
                self.found.add("COUNTRY-LIKE-PLACE", message, cell)
            if part.place is not None and part.country is not None:
                message = f"{quoted(part.text)} is read as {country_name(part.country)}"
                self.found.add("PLACE-WITH-COUNTRY", message, cell)
        return origin, None

    def attestation(self, line: Line, column: str) -> Attestation | None:
        """An attestation in hand: a reference, a date or a word such as `signed`, and no word that denies it.

        What is only sent or requested is none, unless it is received or signed.
        """
        text = self.text(line, column)
        if text is None:
            return None
        words = [word for part in phrase(text).split() if (word := part.strip(_PUNCTUATION))]
        if not words or " ".join(words) in self.words.no_attestation_whole:
            return None
        negative = self._denial(text, words)
        if negative is None and (any(c.isdigit() for c in text) or _says(words, self.words.attested)):
            return Attestation(text, line.row.cell(column))
        if negative is None or len(words) > 1:
            why = f"because of {quoted(negative)}" if negative else "with neither a reference nor a date"
            message = f"{column} is {quoted(text)}: {why} it is taken for no attestation"
            self.found.add("ATTESTATION-NOT-IN-HAND", message, line.row.cell(column))
        return None

    def _denial(self, text: str, words: list[str]) -> str | None:
        """The word for which a cell holds no attestation in hand, whatever else it holds."""
        known = self.words
        # `n/a (FEOC)`, `2025?`
        for token in text.casefold().split():
            bare = token.strip("()[],;:")
            if (bare in known.unknown and any(c.isalpha() for c in bare)) or bare.endswith("?"):
                return bare
        if (denied := _says([word.replace(".", "") for word in words], known.no_attestation)) is not None:
            return denied
        if self._says_no(words):
            return "no"
        underway = _says(words, known.attestation_underway)
        return None if _says(words, known.attestation_arrived) else underway

    @staticmethod
    def _says_no(words: list[str]) -> bool:
        """Whether a `no` is an answer ("No attestation yet", "Supplier: no") and no number ("Att. No. 12")."""
        return any(
            word == "no" and not (after and any(c.isdigit() for c in after))
            for word, after in zip(words, [*words[1:], ""], strict=True)
        )

    def sites(self, line: Line, step: Step, suffix: str) -> StepCells:
        """What the three cells of a line say of one stage of a step."""
        prefix = f"{step}_"
        columns = (f"{prefix}country{suffix}", f"{prefix}entity{suffix}", f"{prefix}value_added_usd{suffix}")
        return self.sites_at(line, step, *columns)

    def sites_at(self, line: Line, step: Step, country: str, entity: str, value_added: str) -> StepCells:
        """Like `sites`, with the names of the three columns."""
        stated, named = self.saved(line, country), self.saved(line, entity)
        adds = bool(self.saved(line, value_added)) if value_added else False
        if not stated and not named and not adds:
            return _NO_SITE
        cell = line.row.cell(country)
        nobody = self._nobody(named, step)
        who = None if nobody else self.text(line, entity)
        added = self.number(line, value_added) if adds else None
        # Words for nobody and a 0 are beside nothing: they name no site that could deny or take the place of another.
        rest = (bool(named) and not nobody) or (adds and added != 0)
        denies = stated.casefold() in self.words.none
        if step is Step.RECYCLING and not rest:
            if stated.casefold() == "no":
                message = f"{country} is {quoted(stated)}: taken to say that the line is not recycled"
                self.found.add("RECYCLING-NO", message, cell)
                return StepCells((), cell)
            if not stated:
                message = "nobody and no value added but 0 is given for recycling: the line is taken as not recycled"
                self.found.add("RECYCLING-NOT-NAMED", message, line.row.cell(entity if named else value_added))
                return _NO_SITE
        origin, unread = None, None
        if denies:
            if not rest:
                return StepCells((), cell)
            message = f"{country} says {quoted(stated)} beside an entity or a value added: the country is not known"
            self.found.add("STEP-DENIED-AND-NAMED", message, cell)
        else:
            origin, unread = self._origin(line, country)
        sites = []
        for part in origin.parts if origin is not None else (_NOWHERE,):
            share = part.share if part.share is not None else Fraction(1)
            doer = self._doer(line, country, entity, who, part)
            portion = None if added is None else added * share
            site = Site(line.row, part.country, doer, portion, country, entity, value_added, unread)
            sites.append((share, site))
        return StepCells(tuple(sites), None)

    def _nobody(self, named: str, step: Step) -> bool:
        """Whether a cell for an entity names none: `none`, `no`, `nobody`; of recycling also `0`, `not recycled`."""
        said = phrase(named)
        if step is Step.RECYCLING and (said in self.words.no or said.startswith(("no ", "not "))):
            return not self.unknown(named)
        return said in self.words.none | self.words.nobody | {"no"}

    def _doer(self, line: Line, country: str, entity: str, who: str | None, part: Part) -> str | None:
        """Who did the step: the entity cell's word, or the country cell's, which may name the company in brackets."""
        if part.entity is None:
            return who
        cell = line.row.cell(country)
        if who is not None and key(who) != key(part.entity):
            message = f"{country} names {quoted(part.entity)}, and {entity} {quoted(who)}"
            self.found.add("ENTITY-DIFFERS", message, cell, line.row.cell(entity))
            return who
        self.found.add("ENTITY-FROM-COUNTRY", f"{country} names a company too, which is read as {entity}", cell)
        return part.entity


@lru_cache(maxsize=16)
def _vocabulary(said: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Words that stand alone, phrases of several, and those of scripts that do not part words."""
    unparted = frozenset(word for word in said if word[0] >= "\u2e80")
    several = frozenset(word for word in said - unparted if " " in word)
    return said - unparted - several, tuple(sorted(several)), tuple(sorted(unparted))


def _says(words: list[str], said: frozenset[str]) -> str | None:
    """The first of the words and phrases that stands in a cell."""
    single, several, unparted = _vocabulary(said)
    text = f" {' '.join(words)} "
    alone = sorted(single & {word.split("'")[0] for word in words})
    return next(
        iter([*alone, *(p for p in several if f" {p} " in text), *(p for p in unparted if p in text)]),
        None,
    )


_NO_SITE = StepCells((), None)
_NOWHERE = Part(None, None, None, "")
