"""One cell -> one fact: text, number, share, date, yes or no, country. None means not known."""

import datetime
import re
import sys
from collections.abc import Set
from fractions import Fraction
from functools import lru_cache

import msgspec

from ...model.battery import Attestation, Site, Step
from ...model.findings import Findings
from ...model.numbers import NotANumber, digits_of, plain
from ...model.quoting import quoted
from ...model.remembered import remembered
from ...model.settings import AS_IT_IS, Decimals, Settings
from ...vocabulary.amounts import shows_point
from ...vocabulary.attestations import are_known, parts_of, read_attestation, stands_beside_a_date
from ...vocabulary.cell_words import CellWords, load_words
from ...vocabulary.company_names import identity
from ...vocabulary.countries import country_name, find_country, find_country_of_owner
from ...vocabulary.entity_words import denies_recycler, denies_recycling, has_letters, names_elsewhere
from ...vocabulary.evidence_words import accepted, load_evidence
from ...vocabulary.places import homonym
from ..files.number_formats import hidden_of_a_date, words_shown
from ..tables.columns import phrase
from ..tables.line import Line
from .origins import LONGEST_CODE, CellOrigin, OriginPart, OriginUnclear, countries_named, parse_origin
from .quantities import Quantities
from .register import Register

_WITH_POINT = re.compile(r"[0-9]+\.[0-9]+")


class StepCells(msgspec.Struct, frozen=True):
    """What a line says of one stage of a step: its sites, each with its share of the line, or the cell that denies it.

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
        """`register` holds the certificates of the file, None where it has no sheet of them."""
        self.found = found
        self._register = register
        self._settings = settings
        self._decimals = settings.decimals or settings.columns.decimals
        self._quantities = quantities or Quantities(found, settings.rates, self._decimals)
        self.words: CellWords = load_words()
        self._flags = dict.fromkeys(self.words.negative, False) | dict.fromkeys(self.words.yes, True)

    def quiet(self) -> "Cells":
        """A reader that reads alike, for cells whose problems are nobody's."""
        quantities = self._quantities.quiet()
        return Cells(quantities.found, self._settings, quantities, self._register)

    def report_unclear(self) -> None:
        """Reports, after the last cell, the numbers that could be two."""
        self._quantities.report_unclear()

    def saved(self, line: Line, column: str) -> str:
        """What the cell shows, as text; empty where it holds nothing or no usable value (then reported)."""
        if (fault := line.fault(column)) is not None:
            code = "CELL-FORMULA" if "formula" in fault else "CELL-ERROR"
            self.found.add(code, f"the column {column} holds {fault}", line.row.cell(column))
            return ""
        value = line.get(column)
        return value.strip() if isinstance(value, str) else _shown(value)

    def unknown(self, text: str) -> bool:
        return not text or text.casefold() in self.words.unknown

    def text(self, line: Line, column: str) -> str | None:
        text = self.saved(line, column)
        # A company, a component, a material stands in many lines, and is kept once.
        return None if self.unknown(text) else sys.intern(text)

    def number(self, line: Line, column: str, name: str | None = None, text: str | None = None) -> Fraction | None:
        """A number that is not negative, in the unit of the column's known name: US dollars, kilograms, both.

        `name` is what it is called where that is not the column's name; `text` is what is read of the cell's.
        """
        name = name or column
        text = self.saved(line, column) if text is None else text
        if self.unknown(text):
            return None
        number = self._quantities.number(line, column, name, text)
        if number is not None and number.numerator < 0:
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
            number = self._quantities.bare(line, column, written)
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

    def flag(self, line: Line, column: str, name: str, also_yes: Set[str] = frozenset()) -> bool | None:
        text = self.saved(line, column)
        if self.unknown(text):
            return None
        flag = True if text.casefold() in also_yes else self._flags.get(text.casefold())
        if flag is None:
            self.found.add("FLAG-UNCLEAR", f"{name} is {quoted(text)}: yes or no was expected", line.row.cell(column))
        return flag

    def country(self, line: Line, column: str) -> str | None:
        return self.country_or_text(line, column)[0]

    def country_or_text(self, line: Line, column: str) -> tuple[str | None, str | None]:
        """The country, or what the cell says where that is no country known here (then reported)."""
        text = self.saved(line, column)
        origin, unread = self._origin(line, column, text)
        if origin is None:
            return None, unread
        (part, *others) = origin.parts
        if others or part.entity is not None or part.country is None:
            message = f"{column} is {quoted(text)}: one country was expected, and nothing else"
            self.found.add("COUNTRY-UNKNOWN", message, line.row.cell(column))
            return None, text
        return part.country, None

    def _origin(self, line: Line, column: str, text: str) -> tuple[CellOrigin | None, str | None]:
        """What a cell says of where, or the text where it says nothing that is known here (then reported)."""
        if text in _NO_OR_NORWAY:
            message = f"{column} is {quoted(text)}: NO is Norway's code, {quoted(text)} could be an answer"
            self.found.add("COUNTRY-UNCLEAR", message, line.row.cell(column))
            return None, text
        read = _read_origin(text)
        for code, message in read.said:
            self.found.add(code, message, line.row.cell(column))
        if self._decimals is not Decimals.POINT and read.origin is not None and read.origin.parts[0].share is not None:
            for number in _WITH_POINT.findall(text):
                self._quantities.take_in_mark(line, column, number, shows_point(number))
        return read.origin, read.unread

    def attestation(self, line: Line, column: str) -> Attestation | None:
        """An attestation that may be in hand, with the certificate that it names; whether it is, a date decides.

        What is none on any date is reported.
        """
        text = self.text(line, column)
        if text is None:
            return None
        if (code := line.any_format(column)) and (hidden := self.hidden_by(code, line.get(column))):
            message = f"{column} holds {quoted(text)}, and {hidden}, so it is not accepted as an attestation"
            self.found.add("ATTESTATION-NOT-IN-HAND", f"{message}. {accepted()}", line.row.cell(column))
            return None
        read = read_attestation(text)
        named = self._register.find(text, read) if self._register is not None else []
        cell = line.row.cell(column)
        if len(named) > 1 or (read.against and not named):
            against = read.against or "it could be the id of several certificates"
            message = f"{column} is {quoted(text)}: {against}, so it is not accepted as an attestation"
            self.found.add("ATTESTATION-NOT-IN-HAND", f"{message}. {accepted()}", cell)
            return None
        by_itself = read.reference if not named else None
        meant = self._register.meant(by_itself) if by_itself is not None and self._register is not None else None
        if meant is not None and self._register is not None:
            listed = self._register.certificates[meant]
            message = f"{column} is {quoted(text)}, which is near the id {quoted(listed.name)}"
            self.found.add("CERTIFICATE-NEAR", f"{message}: it is taken to name it", cell, listed.cell)
            return Attestation(text, line.row, column, read.dated, meant)
        if by_itself is not None and read.unfamiliar and not are_known(read.unfamiliar, self._parts_beside(line)):
            words = " and ".join(map(quoted, read.unfamiliar))
            what = f"{words} is no word for a document, and no name on the row or in the sheet Certificates"
            message = f"{column} is {quoted(text)}: {what}, so it is not accepted as an attestation"
            self.found.add("ATTESTATION-NOT-IN-HAND", f"{message}. {accepted()}", cell)
            return None
        if by_itself is not None and self._register is not None:
            near = self._register.nearest(by_itself)
            hint = f"; the nearest is {quoted(near)}" if near is not None else ""
            message = f"{column} is {quoted(text)}: no row of the sheet Certificates has this id{hint}"
            self.found.add("CERTIFICATE-NOT-LISTED", message, cell)
        return Attestation(text, line.row, column, read.dated, named[0] if named else None)

    def hidden_by(self, code: str, value: object) -> str:
        """What a number format shows that the value of a cell of evidence does not say; empty where it is nothing."""
        if isinstance(value, datetime.date | datetime.datetime) and hidden_of_a_date(code):
            return f"its number format {quoted(code)} shows no whole date"
        strange = next((word for word in words_shown(code) if not stands_beside_a_date(word)), None)
        return f"its number format shows {quoted(strange)}" if strange is not None else ""

    def _parts_beside(self, line: Line) -> frozenset[str]:
        """The words of the names on a row and in the sheet Certificates."""
        columns = line.named_by(tuple(load_evidence().named_by))
        beside = parts_of(str(line.get(column)) for column in columns)
        return beside if self._register is None else beside | self._register.parts

    def sites(self, line: Line, step: Step, suffix: str) -> StepCells:
        """What the three cells of a line say of one stage of a step."""
        prefix = f"{step}_"
        columns = (f"{prefix}country{suffix}", f"{prefix}entity{suffix}", f"{prefix}value_added_usd{suffix}")
        return self.sites_at(line, step, *columns)

    def sites_at(self, line: Line, step: Step, country: str, entity: str, value_added: str) -> StepCells:
        """Like `sites`, with the names of the three columns."""
        stated, named = self.saved(line, country), self.saved(line, entity)
        adds = line.has(value_added) and bool(self.saved(line, value_added))
        if not stated and not named and not adds:
            return _NO_SITE
        if (plain := _plain_site(stated, named, step)) is not None:
            added = self.number(line, value_added) if adds else None
            site = Site(line.row, *plain, added, country, entity, value_added)
            return StepCells(((_WHOLE, site),), None)
        recycling = step is Step.RECYCLING
        beside_country = recycling and not self.unknown(stated)
        virgin = recycling and ((beside_country and _denies_recycler(named, stated)) or denies_recycling(named))
        nobody = virgin is not False or _names_nobody(named, stated, step)
        who = None if nobody or self.unknown(named) else sys.intern(named)
        added = self.number(line, value_added) if adds else None
        # Words for nobody and a 0 are beside nothing: they name no site that could deny or take the place of another.
        rest = (bool(named) and not nobody) or (adds and added != 0)
        denies = _denies(stated, step)
        if recycling and not rest:
            if stated.casefold() == "no":
                message = f"{country} is {quoted(stated)}: taken to say that the line is not recycled"
                self.found.add("RECYCLING-NO", message, line.row.cell(country))
                return StepCells((), line.row.cell(country))
            if not stated and virgin is not None:
                message = "nobody and no value added but 0 is given for recycling: the line is taken as not recycled"
                self.found.add("RECYCLING-NOT-NAMED", message, line.row.cell(entity if named else value_added))
                return _NO_SITE
        origin, unread = None, None
        denied = line.row.cell(country) if denies else line.row.cell(entity) if virgin is not False else None
        if denies:
            if not rest:
                return StepCells((), denied)
            if not recycling:  # a recycling that is named and denied is reported where the chain is traced
                message = f"{country} says {quoted(stated)} beside an entity or a value added: the country is not known"
                self.found.add("STEP-DENIED-AND-NAMED", message, line.row.cell(country))
        elif recycling and denies_recycling(stated) is None and find_country(stated) is None:
            denied = line.row.cell(country)
        else:
            origin, unread = self._origin(line, country, stated)
        if who is not None:
            origin, unread, who = self._place_for_company(line, country, entity, origin, unread, who)
        sites = []
        for part in origin.parts if origin is not None else (_NOWHERE,):
            doer = self._doer(line, country, entity, who, part)
            portion = added if added is None or part.share is None else added * part.share
            site = Site(line.row, part.country, doer, portion, country, entity, value_added, unread)
            sites.append((_WHOLE if part.share is None else part.share, site))
        return StepCells(tuple(sites), denied if recycling else None)

    def site(self, line: Line, country: str, entity: str, value_added: str) -> Site:
        """The one site of a line of a sheet with one place and one company a row, such as `Components`."""
        where, unread = self.country_or_text(line, country)
        origin = None if where is None else CellOrigin((OriginPart(where, None, None, where),))
        who = self.text(line, entity)
        if who is not None:
            origin, unread, who = self._place_for_company(line, country, entity, origin, unread, who)
        where = origin.parts[0].country if origin is not None else None
        return Site(line.row, where, who, None, country, entity, value_added, unread)

    def _place_for_company(
        self, line: Line, country: str, entity: str, origin: CellOrigin | None, unread: str | None, who: str
    ) -> tuple[CellOrigin | None, str | None, str | None]:
        """Where, what could not be read of it, and by whom, where the cell for a company may hold a place instead.

        `Mine` over `Bayan Obo, China` says where. A mine or a city is kept as the name of the company too.
        """
        places = _places_named(who, alone=origin is None and unread is None)
        if not places:
            return origin, unread, who
        cells = line.row.cell(entity), line.row.cell(country)
        itself = find_country_of_owner(who) is not None
        stated = {part.country for part in origin.parts if part.country is not None} if origin is not None else set()
        if len(places | stated) > 1:
            named = " and ".join(country_name(code) for code in sorted(places | stated))
            message = f"{entity} is {quoted(who)}; {country} and {entity} name {named}: which is meant is not known"
            self.found.add("SITE-PLACES-DIFFER", message, *cells)
            return None, who, None if itself else who
        (named,) = places
        message = f"{entity} is {quoted(who)}, a place and not a company: it is read as {country_name(named)}"
        self.found.add("ENTITY-IS-PLACE", message, cells[0])
        if unread is None and not stated:
            origin = CellOrigin((OriginPart(named, None, None, who),))
        return origin, unread, None if itself else who

    def _doer(self, line: Line, country: str, entity: str, who: str | None, part: OriginPart) -> str | None:
        """Who did the step: the entity cell's word, or the country cell's, which may name the company in brackets."""
        if part.entity is None:
            return who
        cell = line.row.cell(country)
        if who is not None and identity(who) != identity(part.entity):
            message = f"{country} names {quoted(part.entity)}, and {entity} {quoted(who)}"
            self.found.add("ENTITY-DIFFERS", message, cell, line.row.cell(entity))
            return who
        self.found.add("ENTITY-FROM-COUNTRY", f"{country} names a company too, which is read as {entity}", cell)
        return part.entity


def _shown(value: object) -> str:
    if isinstance(value, float):
        return digits_of(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def _unknown(text: str) -> bool:
    return not text or text.casefold() in load_words().unknown


def _names_nobody(named: str, stated: str, step: Step) -> bool:
    """Whether a cell for an entity names none: `none`, `no`, `nobody`, a mark; of recycling also `not recycled`."""
    words, said = load_words(), phrase(named)
    if _is_mark(named) and not (named == "X" and (stated or step is not Step.RECYCLING)):
        return True
    if step is Step.RECYCLING and _denies_recycler(named, stated):
        return True
    return said in words.none or said in words.nobody or said == "no"


def _denies_recycler(named: str, stated: str) -> bool:
    """Whether a cell for who recycled says that nobody did. `X` beside a country is a company's name."""
    return denies_recycler(named) and not _unknown(named) and not (named == "X" and stated)


def _denies(stated: str, step: Step) -> bool:
    """Whether a cell for a country says that the step does not occur: `none`; of recycling also `virgin`, `-`, `0`."""
    words = load_words()
    if stated.casefold() in words.none:
        return True
    if step is not Step.RECYCLING or not stated or find_country(stated) is not None:
        return False
    return _is_mark(stated) or phrase(stated) in words.nobody or denies_recycling(stated) is True


def _is_mark(text: str) -> bool:
    """Whether a cell holds a mark or a number, which says nothing more than that there is none; `?` says not known."""
    return text in ("x", "X") or (
        bool(text) and not has_letters(text) and not set(text) & _NOT_KNOWN and not names_elsewhere(text)
    )


@lru_cache(maxsize=4096)
def _plain_site(stated: str, named: str, step: Step) -> tuple[str, str | None] | None:
    """The country and the entity of two cells that say just that, as most do; None where there is more to it."""
    if stated in _NO_OR_NORWAY or len(stated) + len(named) > _LONGEST_PLAIN or _names_nobody(named, stated, step):
        return None
    if _denies(stated, step):
        return None
    if step is Step.RECYCLING and (stated.casefold() == "no" or denies_recycling(named) is not False):
        return None
    read = _read_origin(stated)
    if read.origin is None or read.said or len(read.origin.parts) > 1:
        return None
    (part,) = read.origin.parts
    if part.country is None or part.entity is not None or part.share is not None:
        return None
    if not _unknown(named) and _places_named(named, alone=False):
        return None
    return part.country, None if _unknown(named) else sys.intern(named)


@lru_cache(maxsize=4096)
def _places_named(who: str, *, alone: bool) -> frozenset[str]:
    """The country that a cell for a company is, or, where nothing else says where, those that it names."""
    code = find_country_of_owner(who) if len(who) > LONGEST_CODE or not who.isascii() else None
    if code is not None or not alone:
        return frozenset() if code is None else frozenset({code})
    return countries_named(who)


class _OriginRead(msgspec.Struct, frozen=True):
    """What a text says of where, or the text where that is not known here, and the findings (code and message)."""

    origin: CellOrigin | None
    unread: str | None = None
    said: tuple[tuple[str, str], ...] = ()


@remembered
def _read_origin(text: str) -> _OriginRead:
    # NA is Namibia's code before it is anything else.
    code = find_country(text) if text else None
    if code is not None:
        said: list[tuple[str, str]] = []
        if text.casefold() == "na" or text.isdecimal() or (len(text) <= 3 and text.isascii() and text.islower()):
            said.append(("COUNTRY-BY-CODE", f"{quoted(text)} is read as {country_name(code)}"))
        elif (other := homonym(code, text)) is not None:
            message = f"{quoted(text)} is read as the country; {other} is another place"
            said.append(("COUNTRY-LIKE-PLACE", message))
        return _OriginRead(CellOrigin((OriginPart(code, None, None, text),)), None, tuple(said))
    if _unknown(text):
        return _OriginRead(None)
    try:
        origin = parse_origin(text)
    except OriginUnclear as error:
        return _OriginRead(None, text, ((error.code, str(error)),))
    said = []
    for part in origin.parts:
        if part.homonym is not None:
            message = f"{quoted(part.text)} is read as the country; {part.homonym} is another place"
            said.append(("COUNTRY-LIKE-PLACE", message))
        if part.place_alone and part.country is not None:
            message = f"{quoted(part.text)} names no country and is read as {country_name(part.country)}, where it lies"
            said.append(("COUNTRY-FROM-PLACE", message))
        elif part.place is not None and part.country is not None:
            said.append(("PLACE-WITH-COUNTRY", f"{quoted(part.text)} is read as {country_name(part.country)}"))
    return _OriginRead(origin, None, tuple(said))


_WHOLE = Fraction(1)
_NOT_KNOWN = frozenset("?？.…")
_NO_OR_NORWAY = ("No", "no")
# Longer ones are not kept.
_LONGEST_PLAIN = 400
_NO_SITE = StepCells((), None)
_NOWHERE = OriginPart(None, None, None, "")
