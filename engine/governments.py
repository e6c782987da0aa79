"""Names that say that their owner is a government, a ministry, a party or a state fund (`data/governments.toml`)."""

import re
from functools import cache, lru_cache

import msgspec

from ..data import read
from .company_names import name_of, words_of
from .intake.countries import find_country_of_owner
from .intake.places import find_places

_LONGEST_PLACE = 6
_LONGEST_CODE = 3
_NOT_CHINA = "TW"


class NamedGovernment(msgspec.Struct, frozen=True):
    """The countries of whose government a name may be; none: not said. `sure`: it is one, and no company's name."""

    countries: frozenset[str]
    sure: bool


class _OfCountry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    names: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/governments.toml`."""

    bodies: tuple[str, ...]
    state_owned: tuple[str, ...]
    endings: tuple[str, ...]
    units: tuple[str, ...]
    others: tuple[str, ...]
    body: tuple[_OfCountry, ...]
    place: tuple[_OfCountry, ...]


class _Phrase(msgspec.Struct, frozen=True):
    """What a phrase of a name says: a body, of a country where only that has it; a state's own; a unit; a place."""

    body: bool = False
    state_owned: bool = False
    unit: bool = False
    country: str | None = None


_NOTHING = _Phrase()


class _Vocabulary(msgspec.Struct, frozen=True):
    phrases: dict[tuple[str, ...], _Phrase]
    longest: int
    first_words: frozenset[str]
    endings: tuple[str, ...]
    unparted: re.Pattern[str]


@lru_cache(maxsize=4096)
def find_government(text: str) -> NamedGovernment | None:
    """The government that a name says it is, or None where it says nothing of the kind.

    A government's word beside words of a company's name (`China Government Bond Fund LLC`) is not sure.
    """
    known = _vocabulary()
    parted = text if text.isascii() else known.unparted.sub(r" \g<0> ", text)
    words = words_of(parted)
    if known.first_words.isdisjoint(words) and not any(word.endswith(known.endings) for word in words):
        return None
    name = name_of(parted)
    said, rest = _read(words)
    rest = [word for word in rest if word in name.words]  # of a legal form nothing is said here
    bodies = [phrase for phrase in said if phrase.body]
    own = {phrase.country for phrase in bodies if phrase.country is not None}
    places = {phrase.country for phrase in said if not phrase.body and phrase.country is not None}
    if not bodies:
        # A part of a country is its government only where nothing else is said.
        named = any(phrase.unit for phrase in said) and len(places) == 1 and not rest and not name.forms
        return NamedGovernment(frozenset(places), sure=True) if named else None
    if not own and _NOT_CHINA in places:
        return NamedGovernment(frozenset([_NOT_CHINA]), sure=True)
    whatever_form = bool(own) or any(phrase.state_owned for phrase in bodies)
    sure = whatever_form and not rest if name.forms else bool(own) or not rest
    countries = frozenset(own | places)
    if not countries and not sure:
        return None
    return NamedGovernment(countries, sure=sure and len(countries) == 1)


def _read(words: list[str]) -> tuple[list[_Phrase], list[str]]:
    """What the phrases of a name say, the longest first, and the words that say nothing."""
    known = _vocabulary()
    said: list[_Phrase] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        phrase, size = None, 0
        for length in range(min(known.longest, len(words) - at), 0, -1):
            if (phrase := known.phrases.get(tuple(words[at : at + length]))) is not None:
                size = length
                break
        for length in range(min(_LONGEST_PLACE, len(words) - at), size, -1):
            if (country := _country(words[at : at + length])) is not None:
                unit = any(known.phrases.get((word,), _NOTHING).unit for word in words[at : at + length])
                phrase, size = _Phrase(unit=unit, country=country), length
                break
        if phrase is not None:
            said.append(phrase)
        elif words[at].endswith(known.endings):
            said.append(_Phrase(body=True))
        else:
            rest.append(words[at])
        at += max(size, 1)
    return said, rest


def _country(words: list[str]) -> str | None:
    """The country that words name, or where the one place of their name lies."""
    text = " ".join(words)
    if len(text) <= _LONGEST_CODE and text.isascii():
        return None
    country = find_country_of_owner(text)
    if country is not None:
        return country
    places = find_places(text)
    return places[0].country if len(places) == 1 else None


@cache
def _vocabulary() -> _Vocabulary:
    file = msgspec.toml.decode(read("governments.toml"), type=_File)
    phrases: dict[tuple[str, ...], _Phrase] = {}

    def add(names: tuple[str, ...], phrase: _Phrase) -> None:
        for name in names:
            phrases.setdefault(tuple(words_of(name)), phrase)

    for row in file.body:
        add(row.names, _Phrase(body=True, country=row.country))
    for row in file.place:
        add(row.names, _Phrase(country=row.country))
    add(file.state_owned, _Phrase(body=True, state_owned=True))
    add(file.bodies, _Phrase(body=True))
    add(file.units, _Phrase(unit=True))
    add(file.others, _Phrase())
    telling = {words[0] for words, phrase in phrases.items() if phrase.body or phrase.unit}
    texts = [*file.bodies, *file.state_owned, *file.units, *file.others]
    texts += [name for row in (*file.body, *file.place) for name in row.names]
    unparted = sorted((text for text in texts if text[0] >= "⺀" and len(text) > 1), key=len, reverse=True)
    ending = "|".join(text for text in file.units if text[0] >= "⺀")
    return _Vocabulary(
        phrases=phrases,
        longest=max(map(len, phrases)),
        first_words=frozenset(telling),
        endings=file.endings,
        unparted=re.compile(f"{'|'.join(unparted)}|(?:{ending})(?=\\s|$)"),
    )
