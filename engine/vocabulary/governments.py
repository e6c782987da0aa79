"""Recognizes names of governments, ministries, parties and state funds (`governments.toml`)."""

import re
from functools import cache, lru_cache

import msgspec

from ...data import load
from .company_names import name_of, words_of
from .countries import find_country_of_owner
from .names import words as compared
from .near_names import is_typo
from .places import find_places

_LONGEST_PLACE = 6
_LONGEST_CODE = 3
_NOT_CHINA = "TW"
_TYPO_FROM = 7
"""How many letters a word of a body has of which another may be a typo."""


class NamedGovernment(msgspec.Struct, frozen=True):
    """The possible countries of a government's name; empty: not stated. `sure`: it is certainly a government."""

    countries: frozenset[str]
    sure: bool


class _OfCountry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    names: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/governments.toml`."""

    bodies: tuple[str, ...]
    weak: tuple[str, ...]
    state_owned: tuple[str, ...]
    endings: tuple[str, ...]
    units: tuple[str, ...]
    others: tuple[str, ...]
    body: tuple[_OfCountry, ...]
    abbreviation: tuple[_OfCountry, ...]
    place: tuple[_OfCountry, ...]


class _Phrase(msgspec.Struct, frozen=True):
    """The meaning of a phrase in a name: a body (of its country if unique), state-owned, a unit, or a place.

    `weak`: only beside a place or alone. `unsure`: it is spelled like another word.
    """

    body: bool = False
    weak: bool = False
    unsure: bool = False
    state_owned: bool = False
    unit: bool = False
    country: str | None = None


_NOTHING = _Phrase()
_BODY = _Phrase(body=True)
_TYPO = _Phrase(body=True, weak=True, unsure=True)


class _Vocabulary(msgspec.Struct, frozen=True):
    phrases: dict[tuple[str, ...], _Phrase]
    longest: int
    first_words: frozenset[str]
    misspelled: tuple[str, ...]
    endings: tuple[str, ...]
    unparted: re.Pattern[str]


@lru_cache(maxsize=4096)
def find_government(text: str) -> NamedGovernment | None:
    """The government that a name states; None where it states none.

    Not sure: government words beside words of a company name (`China Government Bond Fund LLC`), a body of
    unknown country (`Fengxin County Government`), and a place alone.
    """
    known = _vocabulary()
    parted = text if text.isascii() else known.unparted.sub(r" \g<0> ", text)
    words = words_of(parted)
    if known.first_words.isdisjoint(words) and not any(map(_resembles_body, words)):
        return _of_place_alone(words)
    name = name_of(parted)
    phrases, rest = _read(words)
    rest = [word for word in rest if word in name.words]  # legal forms are not considered here
    if any(phrase.body and not phrase.weak for phrase in phrases):
        phrases += [_Phrase(country=code) for word in rest if (code := _country_of_code(word)) is not None]
        rest = [word for word in rest if _country_of_code(word) is None]
    places = {phrase.country for phrase in phrases if not phrase.body and phrase.country is not None}
    alone = not rest and not name.forms

    def counts(weak: _Phrase) -> bool:
        """Whether a phrase also used in other names is a body's beside these places."""
        if weak.country is not None:  # an abbreviation
            return alone and places <= {weak.country}
        return alone or bool(places)

    bodies = [phrase for phrase in phrases if phrase.body and (not phrase.weak or counts(phrase))]
    own = {phrase.country for phrase in bodies if phrase.country is not None}
    if not bodies:
        # A part of a country is its government only if nothing else is named.
        named = any(phrase.unit for phrase in phrases) and len(places) == 1 and alone
        return NamedGovernment(frozenset(places), sure=True) if named else _of_place_alone(words)
    if not own and _NOT_CHINA in places:
        return NamedGovernment(frozenset([_NOT_CHINA]), sure=True)
    state_owned = any(phrase.state_owned for phrase in bodies)
    sure = (bool(own) or state_owned) and not rest if name.forms else bool(own) or not rest
    countries = frozenset(own | places)
    if not countries and not sure and not state_owned and (name.forms or all(phrase.weak for phrase in bodies)):
        return None
    if all(phrase.unsure for phrase in bodies) and not (own and own == places):
        sure = False
    return NamedGovernment(countries, sure=sure and len(countries) <= 1)


def _of_place_alone(words: list[str]) -> NamedGovernment | None:
    country = _place_alone(words)
    return NamedGovernment(frozenset([country]), sure=False) if country is not None else None


def is_place(text: str) -> bool:
    """Whether a text is only the name of a place."""
    return find_country_of_owner(text) is not None or _place_alone(words_of(text)) is not None


@cache
def names_of_countries() -> dict[str, str]:
    """The names, adjectives and cities with which governments are named, as compared -> the country."""
    return {compared(name): row.country for row in _file().place for name in row.names}


def _read(words: list[str]) -> tuple[list[_Phrase], list[str]]:
    """The phrases of a name, longest first, and the remaining words."""
    phrases = [_phrase_at(words, at) for at in range(len(words))]
    found: list[_Phrase] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        phrase, size = phrases[at]
        # A place never overlaps the words of a body: not Gansu State in Gansu State-owned Assets.
        end = next((later for later in range(at + 1, len(words)) if phrases[later][0].body), len(words))
        for length in range(min(_LONGEST_PLACE, end - at), size, -1):
            if (country := _country(words[at : at + length])) is not None:
                unit = any(_vocabulary().phrases.get((word,), _NOTHING).unit for word in words[at : at + length])
                phrase, size = _Phrase(unit=unit, country=country), length
                break
        if size:
            found.append(phrase)
        else:
            rest.append(words[at])
        at += max(size, 1)
    return found, rest


def _phrase_at(words: list[str], at: int) -> tuple[_Phrase, int]:
    """The longest phrase of the vocabulary that begins there, and its number of words."""
    known = _vocabulary()
    for size in range(min(known.longest, len(words) - at), 0, -1):
        if (phrase := known.phrases.get(tuple(words[at : at + size]))) is not None:
            return phrase, size
    if words[at].endswith(known.endings):
        return _BODY, 1
    return (_TYPO, 1) if _resembles_body(words[at]) else (_NOTHING, 0)


@lru_cache(maxsize=4096)
def _resembles_body(word: str) -> bool:
    """Whether a word has the ending of a body's name, or may be one with a typo."""
    known = _vocabulary()
    if word.endswith(known.endings):
        return True
    return (word,) not in known.phrases and any(is_typo(word, body) for body in known.misspelled)


def _place_alone(words: list[str]) -> str | None:
    """The country whose part or adjective the words are, if they are nothing else."""
    if not 0 < len(words) <= _LONGEST_PLACE:
        return None
    phrase = _vocabulary().phrases.get(tuple(words), _NOTHING)
    return phrase.country or _country(words)


def _country_of_code(word: str) -> str | None:
    return find_country_of_owner(word.upper()) if len(word) <= _LONGEST_CODE and word.isascii() else None


def _country(words: list[str]) -> str | None:
    """The country that words name, or in which the only place of that name is."""
    text = " ".join(words)
    if len(text) <= _LONGEST_CODE and text.isascii():
        return None
    country = find_country_of_owner(text)
    if country is not None:
        return country
    places = find_places(text)
    return places[0].country if len(places) == 1 else None


def _file() -> _File:
    return load("vocabulary/governments.toml", _File)


@cache
def _vocabulary() -> _Vocabulary:
    file = _file()
    phrases: dict[tuple[str, ...], _Phrase] = {}

    def add(names: tuple[str, ...], phrase: _Phrase) -> None:
        for name in names:
            phrases.setdefault(tuple(words_of(name)), phrase)

    for row in file.body:
        add(row.names, _Phrase(body=True, country=row.country))
    for row in file.abbreviation:
        add(row.names, _Phrase(body=True, weak=True, unsure=True, country=row.country))
    for row in file.place:
        add(row.names, _Phrase(country=row.country))
    add(file.state_owned, _Phrase(body=True, state_owned=True))
    add(file.bodies, _BODY)
    add(file.weak, _Phrase(body=True, weak=True))
    add(file.units, _Phrase(unit=True))
    add(file.others, _Phrase())
    telling = {words[0] for words, phrase in phrases.items() if phrase.body or phrase.unit}
    texts = [*file.bodies, *file.weak, *file.state_owned, *file.units, *file.others]
    texts += [name for row in (*file.body, *file.abbreviation, *file.place) for name in row.names]
    unparted = sorted((text for text in texts if text[0] >= "⺀" and len(text) > 1), key=len, reverse=True)
    ending = "|".join(text for text in file.units if text[0] >= "⺀")
    return _Vocabulary(
        phrases=phrases,
        longest=max(map(len, phrases)),
        first_words=frozenset(telling),
        misspelled=tuple(word for word in (*file.bodies, *file.weak) if len(word) >= _TYPO_FROM and word.isalpha()),
        endings=file.endings,
        unparted=re.compile(f"{'|'.join(unparted)}|(?:{ending})(?=\\s|$)"),
    )
