"""Reads a single place from a text: a country, possibly with a company or places within it: `Chile (SQM)`.

A text with a second possible reading is refused, with the reason.
"""

import re

import msgspec

from ..model.numbers import Fraction
from ..model.quoting import quoted, suggestion
from .countries import country_name, find_country, nearest_countries
from .entity_words import load_words
from .names import words
from .place_pieces import AS_WRITTEN, BRACKETS, DOUBTFUL, SIDE, cuts_of, is_company, pieces_of, place_words
from .places import (
    Place,
    countries_of_state,
    country_of_places,
    find_places,
    find_places_in,
    homonym,
    is_city_in,
    is_city_of,
    states_of_letters,
)

LONGEST_CELL = 500
LONGEST_CODE = 3
"""Letters of a country's code: within a company's name they may be anything (SK On)."""


class Whereabouts(msgspec.Struct, frozen=True):
    """The place that a text or a piece of a cell names; `text` is the piece.

    `country` is alpha-2, None where the piece says unknown. `share` is of the line's value, above 0 and at
    most 1, None where none is stated. `place` is a place within the country that the piece names, as written; it is
    the `entity` too where it may be either. `place_alone`: it names no country, so the place's is used. `homonym` is
    another meaning of the country's name.
    """

    country: str | None
    entity: str | None = None
    share: Fraction | None = None
    text: str = ""
    place: str | None = None
    place_alone: bool = False
    homonym: str | None = None


class OriginUnclear(ValueError):
    """An ambiguous place cell; `code` is the finding's, the text says what was found and what to write."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def countries_named(text: str) -> frozenset[str]:
    """The countries named by a text or its pieces, directly or by a place in only one country."""
    if len(text) > LONGEST_CELL:
        return frozenset()
    cleaned = text.translate(BRACKETS).replace("(", ";").replace(")", ";")
    pieces = [piece for piece in pieces_of(cleaned) if len(piece) > LONGEST_CODE or not piece.isascii()]
    named = {code for piece in pieces if (code := country_in_full(piece) or country_of_places([piece])) is not None}
    in_state = _city_in_state(text)
    return frozenset(named | ({in_state.country} if in_state is not None and in_state.country is not None else set()))


def unclear(message: str) -> OriginUnclear:
    return OriginUnclear("ORIGIN-UNCLEAR", message.translate(AS_WRITTEN))


def whereabouts(text: str) -> Whereabouts:
    """The place that a text without its share names.

    Raises:
        OriginUnclear: not certainly a single country.
    """
    if not text:
        raise unclear("a share has no country: write AU 60% / CL 40%")
    if is_unknown_place(text):
        return Whereabouts(None)
    code = country_in_full(text)
    if code is not None:
        return Whereabouts(code, homonym=homonym(code, text))
    doubtful = DOUBTFUL.search(text)
    if doubtful is not None:
        raise unclear(f'{quoted(text)} contains "{doubtful[0]}": expected one country, or AU 60% / CL 40%')
    if text == "NA":
        raise unclear('"NA" is the code of Namibia but could mean "not available": write Namibia or unknown')
    if len(text) <= 3 and find_country(text) is not None:
        raise unclear(f"{quoted(text)} could be a country code: write the name of the country, or the code in capitals")
    bracket = _BRACKET_BEHIND.fullmatch(text)
    if bracket is not None:
        return _with_bracket(text, bracket[1], bracket[2])
    bracket = _BRACKET_BEFORE.fullmatch(text)
    if bracket is not None:
        return _with_bracket(text, bracket[2], bracket[1])
    return _with_sides(text)


_BRACKET_BEHIND = re.compile(r"([^()]+?)\s*\(\s*([^()]+?)\s*\)")
_BRACKET_BEFORE = re.compile(r"\(\s*([^()]+?)\s*\)\s*([^()]+)")


def country_in_full(text: str) -> str | None:
    """The country that a whole piece names. Codes count only in capitals: `in` and `est` are words."""
    if DOUBTFUL.search(text) or text.isdecimal() or text == "NA":
        return None
    if len(text) <= 3 and text.isascii() and text.isalpha() and not text.isupper():
        return None
    return find_country(text)


def is_unknown_place(text: str) -> bool:
    return text.casefold() in load_words().unknown or words(text) in place_words().unknown


def _with_bracket(text: str, before: str, inside: str) -> Whereabouts:
    """`Chile (SQM)`, `SQM (Chile)`, `Australia (Pilbara)`, `Kwinana (Australia)`."""
    outer, inner = country_in_full(before), country_in_full(inside)
    if outer is not None and inner is not None:
        if outer == inner:
            return Whereabouts(outer)
        raise _two_countries(text, [outer, inner])
    country, name, other = (outer, before, inside) if outer is not None else (inner, inside, before)
    if country is None:
        raise _no_country(text, before, inside)
    # Guinea (Equatorial) is not Guinea, and Ireland (Republic of) is Ireland.
    for whole in (f"{other} {name}", f"{name} {other}"):
        code = find_country(whole)
        if code == country:
            return Whereabouts(country)
        if code is not None:
            raise _two_countries(text, [country, code])
    return _beside(text, country, name, other, legal_form=False)


def _with_sides(text: str) -> Whereabouts:
    """`Ningde, China`, `Chile - SQM S.A.`, `SQM S.A., Chile`: one side is a country, the other clearly is not."""
    if (city := _city_in_state(text) or _city_in_country(text)) is not None:
        return city
    pieces = pieces_of(text)
    found = list(dict.fromkeys(code for piece in pieces if (code := country_in_full(piece)) is not None))
    if len(found) > 1:
        raise _two_countries(text, found)
    if not found:
        country = (
            country_of_places([piece for piece in pieces if _places(piece)]) if all(map(_places, pieces)) else None
        )
        if country is None or not _COMMAS_ONLY.fullmatch(text):
            raise _no_country(text, *pieces)
        return Whereabouts(country, place=text, place_alone=True)
    if all(country_in_full(piece) for piece in pieces):
        return Whereabouts(found[0])
    for cut in cuts_of(SIDE, text):
        sides = (text[: cut.start()].strip(), text[cut.end() :].strip())
        for country, other in (sides, sides[::-1]):
            if country_in_full(country) is not None:
                return _beside(text, found[0], country, other, legal_form=True)
    # The country is between two other pieces: `Ningde, China, Fujian`.
    raise _beside_unknown(text, found[0])


def _city_in_state(text: str) -> Whereabouts | None:
    """`Nashville, TN`, `Reno, Nevada`, `Perth, WA`: the country of the state in which the city is known to be.

    An unknown city is in the only country with a state of those letters, unless they are a country's code.
    """
    match = _CITY_IN_STATE.fullmatch(text)
    if match is None:
        return None
    city, state = match.groups()
    country, lies = find_country(state), {place.country for place in find_places(city)}
    if country is not None and (find_country(city) == country or country in lies):
        return None  # Tunis, TN
    of_states = countries_of_state(state)
    known = [code for code in of_states if code in lies or is_city_of(code, state, city)]
    if not known and len(of_states) == 1 and not (country or lies or country_in_full(city)):
        known = of_states
    return Whereabouts(known[0], place=text) if len(known) == 1 else None


def _city_in_country(text: str) -> Whereabouts | None:
    """`Nashville, TN, USA`, `Smyrna, USA`: the country named last, where the text before it is a known city there.

    A name that is also a country, or a place of another one, is not enough. A city alone may be a company's name too
    (Albemarle), and is kept as both.
    """
    city, _, last = map(str.strip, text.rpartition(","))
    country = country_in_full(last)
    if country is None:
        return None
    in_state = _city_in_state(city)
    if in_state is not None and in_state.country == country:
        return Whereabouts(country, place=city, homonym=homonym(country, last))
    if find_country(city) is not None or find_places(city) or not is_city_in(country, city):
        return None
    return Whereabouts(country, entity=city, place=city, homonym=homonym(country, last))


_CITY_IN_STATE = re.compile(r"([^,()/;|+&]+?)\s*,\s*([^,()/;|+&]+)")
_COMMAS_ONLY = re.compile(r"[^()/;|+&\n、—:]+")


def _beside(text: str, country: str, name: str, other: str, *, legal_form: bool) -> Whereabouts:
    """The text beside a country's name: places within it, or a company (by its legal form where required)."""
    pieces = pieces_of(other)
    within = _city_in_state(other)  # Austin, TX, USA
    if (within is not None and within.country == country) or (
        pieces and all(find_places_in(country, piece) for piece in pieces)
    ):
        return Whereabouts(country, place=other, homonym=homonym(country, name))
    for piece in pieces:
        if not find_places_in(country, piece) and (elsewhere := _places(piece)):
            lie = _listed([place.country for place in elsewhere])
            named = f"{country_name(country)} and {quoted(piece)}, which is in {lie}"
            raise unclear(f"{quoted(text)} names {named}: write only the intended country{_or_state(text)}")
    if is_company(other, country, legal_form=legal_form):
        return Whereabouts(country, entity=other, homonym=homonym(country, name))
    raise _beside_unknown(text, country)


def _beside_unknown(text: str, country: str) -> OriginUnclear:
    name = country_name(country)
    return unclear(
        f"{quoted(text)} contains more than {name}, and the rest is not recognized as a place there or as a company: "
        f"write only the country, or {name} (Company Ltd){_or_state(text)}"
    )


def _two_countries(text: str, codes: list[str]) -> OriginUnclear:
    return unclear(
        f"{quoted(text)} names {_listed(codes)} without shares: write one country, or shares such as AU 60% / CL 40%"
    )


def _no_country(text: str, *pieces: str) -> OriginUnclear:
    for piece in (text, *pieces):
        places = _places(piece)
        if places:
            lies = " or ".join(
                f"{'an' if place.kind[0] in 'aeio' else 'a'} {place.kind} in {country_name(place.country)}"
                for place in places[:4]
            )
            more = " and elsewhere" if len(places) > 4 else ""
            message = f"{quoted(piece)} is {lies}{more}: expected the country{_or_state(text)}"
            return OriginUnclear("COUNTRY-IS-PLACE", message)
    of_state = _or_state(text)
    hint = of_state or suggestion(nearest_countries(text))
    return OriginUnclear("COUNTRY-UNKNOWN", f"the country {quoted(text)} is not recognized{hint}")


def _or_state(text: str) -> str:
    """The advice if the letters after a city are those of a state: `KY` is Kentucky, and the Cayman Islands."""
    letters = re.search(r"[^\s,][\s,]+([A-Z]{2,3})$", text)
    states = states_of_letters(letters[1]) if letters is not None else []
    return "".join(f"; for {state.name}, write {country_name(state.country)}" for state in states)


def _places(text: str) -> list[Place]:
    """The places of that name for messages, without words such as `Northern` and `Est`."""
    vocabulary = place_words()
    return [] if {*words(text).split()} <= vocabulary.generic | vocabulary.qualifiers else find_places(text)


def _listed(codes: list[str]) -> str:
    *most, last = [country_name(code) for code in codes]
    return f"{', '.join(most)} and {last}" if most else last
