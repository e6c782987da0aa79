"""Provinces, cities, ports and mines as people write them -> their countries.

Three vocabularies: `places.toml`, the parts of countries of ISO 3166-2, and the cities of the United States. They
are large, and loaded only for a text that names no country.
"""

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from ...data import load
from .countries import read_iso
from .names import LONGEST_NAME, words


class Place(msgspec.Struct, frozen=True):
    """A place within a country: `kind` is "province", "city", "port", "mine" and the like; `country` is alpha-2."""

    name: str
    kind: str
    country: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/places.toml`; `place` is kind -> country -> name -> other spellings."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    last_characters: str
    iso_endings: tuple[str, ...]
    by_letters: frozenset[str]
    left_out: frozenset[str]
    read_as_country: frozenset[str]
    place: dict[str, dict[str, dict[str, list[str]]]]


class _Homonym(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]
    country: str
    other: str


class _Part(msgspec.Struct):
    """A part of a country, as pycountry's file has it."""

    code: str
    name: str
    type: str


def find_places(text: str) -> list[Place]:
    """The places of that name, grouped by country; empty where the text is not a place name.

    A word for the kind of place may be included: `Jiangxi Province`, `State of Nevada`, `江西省`.
    """
    return list(_find(text)) if len(text) <= LONGEST_NAME else []


def find_places_in(country: str, text: str) -> list[Place]:
    """The places of that name in the country (alpha-2); letters such as `NV` where in use."""
    if country in _file().by_letters:
        part = _iso_by_code().get(f"{country}-{text.strip()}")
        if part is not None:
            return [Place(part.name, part.type.casefold(), country)]
    return [place for place in find_places(text) if place.country == country]


def names_of_places(countries: frozenset[str]) -> dict[str, Place]:
    """Every compared name of a place in these countries; Korean names also with the character of their kind."""
    found: dict[str, Place] = {}
    for name, places in _index().items():
        for place in places.values():
            if place.country in countries:
                endings = _last_characters() if "가" <= name[-1] <= "힣" else ()
                found.update(dict.fromkeys([name, *(name + ending for ending in endings)], place))
    return found


def country_of_part(code: str) -> str | None:
    """The country of a part by its ISO 3166-2 code: `CN-36`; None where there is no such part."""
    part = _iso_by_code().get(code)
    return part.code[:2] if part is not None else None


def country_of_places(pieces: list[str]) -> str | None:
    """The only country in which every piece is a place: `Chattanooga`, `Ningde, Fujian`; None where there is none.

    A piece alone is a state, a province, a prefecture or a place of `places.toml`: lesser parts of countries have
    everyday names (Portland in Jamaica).
    """
    found = [find_places(piece) for piece in pieces]
    countries = set.intersection(*({place.country for place in places} for places in found)) if found else set()
    if len(countries) != 1 or (len(found) == 1 and found[0][0].kind not in (*_file().read_as_country, *_file().place)):
        return None
    return countries.pop()


def countries_of_state(text: str) -> list[str]:
    """The countries that have a state of that name, or by those letters in capitals: AU and US of `WA`."""
    return sorted(
        country
        for country in _file().by_letters
        if _state(country, text) is not None
        or any(p.kind in _file().read_as_country for p in find_places_in(country, text))
    )


def states_of_letters(text: str) -> list[Place]:
    """The states with these letters: `WA` is one of Australia's and one of the United States'."""
    parts = [(country, _iso_by_code().get(f"{country}-{text}")) for country in sorted(_file().by_letters)]
    return [Place(part.name, part.type.casefold(), country) for country, part in parts if part is not None]


def is_city_of(country: str, state: str, city: str) -> bool:
    """Whether the state of a country, by its letters or its name, is known to have that city."""
    part = _state(country, state)
    cities = _cities().get(part.code, frozenset()) if part is not None else frozenset()
    return words(city) in cities


def is_city_in(country: str, city: str) -> bool:
    """Whether any state of a country is known to have that city."""
    return any(state[:2] == country and words(city) in cities for state, cities in _cities().items())


def _state(country: str, text: str) -> _Part | None:
    return _iso_by_code().get(f"{country}-{text}") or _iso_by_name().get((country, text))


def homonym(code: str, text: str) -> str | None:
    """Another meaning of a country's name: "the US state of Georgia"; None for a code or an unambiguous name.

    `code` is the alpha-2 code that the text was read as.
    """
    if len(text) <= 3 or len(text) > LONGEST_NAME:
        return None
    return _homonyms().get((code, words(text)))


@lru_cache(maxsize=4096)
def _find(text: str) -> tuple[Place, ...]:
    index = _index()
    for name in _bare(words(text)):
        if name in index:
            return tuple(index[name].values())
    return ()


def _bare(name: str) -> list[str]:
    """The compared name, and the name without the word for its kind."""
    names = [name]
    names += [name.removeprefix(f"{before} ") for before in _file().before]
    names += [name.removesuffix(f" {after}") for after in _file().after]
    if len(name) > 2 and name[-1] in _last_characters():
        names.append(name[:-1])
    return list(dict.fromkeys(names))


@cache
def _index() -> dict[str, dict[str, Place]]:
    """Compared name -> the places by country, ours first; only the first per country."""
    index: dict[str, dict[str, Place]] = {}

    def add(name: str, place: Place) -> None:
        index.setdefault(words(name), {}).setdefault(place.country, place)

    for kind, countries in _file().place.items():
        for country, places in countries.items():
            for name, others in places.items():
                for spelling in (name, *others):
                    add(spelling, Place(name, kind, country))
    endings = re.compile(rf"[ -](?:{'|'.join(_file().iso_endings)})['’]?\Z", re.IGNORECASE)
    for part in _iso_by_code().values():
        place = Place(part.name, part.type.casefold(), part.code[:2])
        add(part.name, place)
        if (ending := endings.search(part.name)) is not None:
            add(part.name[: ending.start()], place)
    return index


@cache
def _iso_by_code() -> dict[str, _Part]:
    return {part.code: part for part in read_iso("3166-2", _Part) if part.code not in _file().left_out}


@cache
def _iso_by_name() -> dict[tuple[str, str], _Part]:
    """The parts by country and name; the first, where a country has several of a name."""
    return {(code[:2], part.name): part for code, part in reversed(_iso_by_code().items())}


def _file() -> _File:
    return load("vocabulary/places.toml", _File)


@cache
def _cities() -> dict[str, frozenset[str]]:
    """The compared names of cities by the state's code in ISO 3166-2."""
    file = load("vocabulary/us_cities.toml", dict[str, list[str]])
    return {f"US-{state}": frozenset(map(words, cities)) for state, cities in file.items()}


@cache
def _last_characters() -> frozenset[str]:
    # As in a compared name, where Korean syllables are composed.
    return frozenset(unicodedata.normalize("NFC", _file().last_characters))


@cache
def _homonyms() -> dict[tuple[str, str], str]:
    rows = load("vocabulary/homonyms.toml", dict[str, tuple[_Homonym, ...]])["homonym"]
    return {(homonym.country, words(name)): homonym.other for homonym in rows for name in homonym.names}
