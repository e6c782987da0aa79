"""The texts of two cells, for a country and a company -> where a step is done, and by whom.

Independent of sheets: problems are returned as notes, with the columns concerned.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from ...model.battery import Step
from ...model.quoting import quoted
from ...model.remembered import remembered
from ...vocabulary.company_names import identity
from ...vocabulary.countries import country_name, find_country, find_country_of_owner
from ...vocabulary.entity_words import denies_recycler, denies_recycling, has_letters, load_words, names_elsewhere
from ...vocabulary.places import homonym
from ...vocabulary.whereabouts import LONGEST_CODE, OriginUnclear, Whereabouts, countries_named
from ..tables.columns import phrase
from .origins import Origin, parse_origin

_WITH_POINT = re.compile(r"[0-9]+\.[0-9]+")
_NOT_KNOWN = frozenset("?？.…")
_NO_OR_NORWAY = ("No", "no")


class Note(msgspec.Struct, frozen=True):
    """A finding's code and message, and the columns of its cells."""

    code: str
    message: str
    columns: tuple[str, ...]


class PlaceCell(msgspec.Struct, frozen=True):
    """The places that cells name, each with its share and company; `unread` is a text that is not recognized.

    There are several only where the country cell is split: `AU 60% / CL 40%`. `points` are its shares written with a
    point, and `denied` is the column that says that the step does not occur.
    """

    origin: Origin | None = None
    unread: str | None = None
    notes: tuple[Note, ...] = ()
    points: tuple[str, ...] = ()
    denied: str | None = None


_NOWHERE = Whereabouts(None)


def is_unknown(text: str) -> bool:
    """Whether a cell is empty or says unknown."""
    return not text or text.casefold() in load_words().unknown


def read_country(column: str, text: str) -> PlaceCell:
    """The places that a cell names."""
    if text in _NO_OR_NORWAY:
        message = f"{column} is {quoted(text)}, which could mean Norway (NO) or an answer"
        return PlaceCell(None, text, (Note("COUNTRY-UNCLEAR", message, (column,)),))
    origin, unread, notes = _read_origin(text)
    shares = origin is not None and origin[0].share is not None
    points = tuple(_WITH_POINT.findall(text)) if shares else ()
    return PlaceCell(origin, unread, tuple(Note(code, message, (column,)) for code, message in notes), points)


def read_single_country(column: str, text: str) -> PlaceCell:
    """Like `read_country`, for a cell that may hold a single country only."""
    read = read_country(column, text)
    if read.origin is None:
        # Their advice, to state shares, would not help here.
        several = any(note.code in ("ORIGIN-UNCLEAR", "ORIGIN-SHARES") for note in read.notes)
        notes: tuple[Note, ...] = ()
    else:
        (part, *others) = read.origin
        several = bool(others) or part.entity is not None or part.country is None
        notes = read.notes
    if not several:
        return read
    message = f"{column} is {quoted(text)}: expected one country and nothing else"
    return PlaceCell(None, text, (*notes, Note("COUNTRY-UNKNOWN", message, (column,))), read.points)


def read_single_site(country: str, entity: str, stated: str, named: str) -> PlaceCell:
    """The place and the company of a sheet with one of each per row."""
    read = read_single_country(country, stated)
    notes = list(read.notes)
    origin, unread, who = _placed(country, entity, read, None if is_unknown(named) else named, notes)
    where = origin[0].country if origin is not None else None
    return PlaceCell((Whereabouts(where, who),), unread, tuple(notes), read.points)


@remembered
def read_step(step: Step, columns: tuple[str, str, str], stated: str, named: str, added: bool | None) -> PlaceCell:
    """One stage of a step, read from the columns of its country, entity and value added.

    `added`: whether the value added is stated and not 0; None where it is not stated.
    """
    country, entity, value_added = columns
    recycling = step is Step.RECYCLING
    beside_country = recycling and not is_unknown(stated)
    virgin = recycling and ((beside_country and _denies_recycler(named, stated)) or denies_recycling(named))
    nobody = virgin is not False or _names_nobody(named, stated, step)
    who = None if nobody or is_unknown(named) else named
    # Words for nobody and a 0 name no site: they neither deny nor replace another.
    rest = (bool(named) and not nobody) or added is True
    denies = _denies(stated, step)
    if recycling and not rest:
        if stated.casefold() == "no":
            message = f'{country} is {quoted(stated)}, read as "not recycled"'
            return PlaceCell((), notes=(Note("RECYCLING-NO", message, (country,)),), denied=country)
        if not stated and virgin is not None:
            message = (
                "the recycling columns name no site and no value added above 0: the line is treated as not recycled"
            )
            return PlaceCell((), notes=(Note("RECYCLING-NOT-NAMED", message, (entity if named else value_added,)),))
    read = PlaceCell()
    denied = country if denies else entity if virgin is not False else None
    notes: list[Note] = []
    if denies:
        if not rest:
            return PlaceCell((), denied=denied)
        if not recycling:  # a recycling that is named and denied is reported where the chain is traced
            message = f"{country} is {quoted(stated)}, but an entity or value added is given: the country is unknown"
            notes.append(Note("STEP-DENIED-AND-NAMED", message, (country,)))
    elif recycling and denies_recycling(stated) is None and find_country(stated) is None:
        denied = country
    else:
        read = read_country(country, stated)
        notes += read.notes
    origin, unread, who = _placed(country, entity, read, who, notes)
    places = tuple(
        msgspec.structs.replace(part, entity=_doer(country, entity, who, part, notes))
        for part in (origin if origin is not None else (_NOWHERE,))
    )
    return PlaceCell(places, unread, tuple(notes), read.points, denied if recycling else None)


def _placed(
    country: str, entity: str, read: PlaceCell, who: str | None, notes: list[Note]
) -> tuple[Origin | None, str | None, str | None]:
    """The places, the unread text and the company, where the company cell may hold a place instead.

    `Bayan Obo, China` under `Mine` is a place. A mine or a city is kept as the company's name too.
    """
    origin, unread = read.origin, read.unread
    if who is None:
        return origin, unread, who
    itself = find_country_of_owner(who)
    # The country that the company cell is, or those that it names where no other cell names one.
    code = itself if len(who) > LONGEST_CODE or not who.isascii() else None
    alone = code is None and origin is None and unread is None
    places = countries_named(who) if alone else frozenset() if code is None else frozenset({code})
    if not places:
        return origin, unread, who
    stated = {part.country for part in origin if part.country is not None} if origin is not None else set()
    if len(places | stated) > 1:
        named = " and ".join(country_name(code) for code in sorted(places | stated))
        message = f"{entity} is {quoted(who)}: {country} and {entity} name different countries ({named})"
        notes.append(Note("SITE-PLACES-DIFFER", message, (entity, country)))
        return None, who, who if itself is None else None
    (named,) = places
    message = f"{entity} is {quoted(who)}, a place, not a company: it is read as {country_name(named)}"
    notes.append(Note("ENTITY-IS-PLACE", message, (entity,)))
    if unread is None and not stated:
        origin = (Whereabouts(named, text=who),)
    return origin, unread, who if itself is None else None


def _doer(country: str, entity: str, who: str | None, part: Whereabouts, notes: list[Note]) -> str | None:
    """The company that did the step, from the entity cell or from beside the country.

    A name beside it that may be a place is no company where the entity cell has one.
    """
    beside = part.entity
    if beside is None or (who is not None and part.place is not None):
        return who
    if who is not None and identity(who) != identity(beside):
        message = f"{country} names {quoted(beside)}, but {entity} is {quoted(who)}"
        notes.append(Note("ENTITY-DIFFERS", message, (country, entity)))
        return who
    message = f"{country} also names a company, which is read as {entity}"
    notes.append(Note("ENTITY-FROM-COUNTRY", message, (country,)))
    return beside


def _names_nobody(named: str, stated: str, step: Step) -> bool:
    """Whether an entity cell names nobody: `none`, `no`, `nobody`, a mark; of recycling also `not recycled`."""
    words, name = load_words(), phrase(named)
    marked = _is_mark(named) and not (named == "X" and (stated or step is not Step.RECYCLING))
    denied = step is Step.RECYCLING and _denies_recycler(named, stated)
    return marked or denied or name in words.none | words.nobody or name == "no"


def _denies_recycler(named: str, stated: str) -> bool:
    """Whether a recycler cell says that nobody recycled. `X` beside a country is a company's name."""
    return denies_recycler(named) and not is_unknown(named) and not (named == "X" and stated)


def _denies(stated: str, step: Step) -> bool:
    """Whether a country cell says that the step does not occur: `none`; of recycling also `virgin`, `-`, `0`."""
    words = load_words()
    if stated.casefold() in words.none:
        return True
    if step is not Step.RECYCLING or not stated or find_country(stated) is not None:
        return False
    return _is_mark(stated) or phrase(stated) in words.nobody or denies_recycling(stated) is True


def _is_mark(text: str) -> bool:
    """Whether a cell holds only a mark or a number, which means none; `?` means unknown."""
    return text in ("x", "X") or (
        bool(text) and not has_letters(text) and not set(text) & _NOT_KNOWN and not names_elsewhere(text)
    )


@remembered
def _read_origin(text: str) -> tuple[Origin | None, str | None, Sequence[tuple[str, str]]]:
    """The places of a text, or the text where it is not recognized, and the findings (code and message)."""
    # NA is Namibia's code before it is anything else.
    code = find_country(text) if text else None
    if code is not None:
        notes: list[tuple[str, str]] = []
        if text.casefold() == "na" or text.isdecimal() or (len(text) <= 3 and text.isascii() and text.islower()):
            notes.append(("COUNTRY-BY-CODE", f"{quoted(text)} is read as {country_name(code)}"))
        elif (other := homonym(code, text)) is not None:
            notes.append(_like_place(text, other))
        return (Whereabouts(code, text=text),), None, notes
    if is_unknown(text):
        return None, None, ()
    try:
        origin = parse_origin(text)
    except OriginUnclear as error:
        return None, text, [(error.code, str(error))]
    return origin, None, [note for part in origin for note in _notes_of(part)]


def _notes_of(part: Whereabouts) -> Iterator[tuple[str, str]]:
    if part.homonym is not None:
        yield _like_place(part.text, part.homonym)
    if part.place is None or part.country is None:
        return
    if part.place_alone:
        message = f"{quoted(part.text)} is a place in {country_name(part.country)} and is read as that country"
        message += f": write {country_name(part.country)}"
        yield "COUNTRY-FROM-PLACE", message
    else:
        yield "PLACE-WITH-COUNTRY", f"{quoted(part.text)} is read as {country_name(part.country)}"


def _like_place(text: str, other: str) -> tuple[str, str]:
    return "COUNTRY-LIKE-PLACE", f"{quoted(text)} is read as the country; it could also mean {other}"
