"""Countries as people write them -> ISO 3166 alpha-2 codes.

Three vocabularies, each consulted only where the one before has no answer: ISO 3166 and `countries.toml`; the CLDR
names of the languages that most bills of materials are written in; those of every language, both in
`country_names.json`. A name is compared whole: no part of a name and no near name ever matches, since Niger is
not Nigeria.
"""

import importlib.util
import unicodedata
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from ...data import load
from ..model.remembered import remembered
from .names import LONGEST_NAME, nearest, words

T = TypeVar("T")
_DOUBT = frozenset("?？~～<>*%#†‡")


class _Country(msgspec.Struct):
    """One country of ISO 3166-1, as pycountry's file has it."""

    alpha_2: str
    alpha_3: str
    numeric: str
    name: str
    official_name: str | None = None
    common_name: str | None = None

    def names(self) -> list[str]:
        return [name for name in (self.name, self.official_name, self.common_name) if name]


class _OurFile(msgspec.Struct, forbid_unknown_fields=True):
    """`vocabulary/countries.toml`."""

    name: dict[str, str]
    alias: dict[str, str]
    ambiguous: dict[str, list[str]]


class _CldrFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/country_names.json`: names as compared, by code; `common` are those of common languages.

    `others` are many, and decoded only if asked for.
    """

    common: dict[str, str]
    others: msgspec.Raw


@remembered
def find_country(text: str) -> str | None:
    """The alpha-2 code of the country that the text names; None where it names none or is ambiguous.

    Accepts ISO 3166-1 codes (alpha-2 and alpha-3 in any case, numeric with or without its leading zeros), names of
    ISO 3166-1, everyday and former names, and CLDR's names in any language. `NA` is Namibia; Kosovo is `XK`.
    """
    code, settled = _find_common(text)
    return code if settled else _other_names().get(words(unicodedata.normalize("NFKC", text)))


def find_country_of_owner(text: str) -> str | None:
    """Like `find_country`, without less common languages: for texts that are mostly names of companies or persons.

    Sina means China in one of them.
    """
    return _find_common(text)[0]


def country_name(code: str) -> str:
    """The short English name of a country.

    Raises:
        KeyError: the text is not an alpha-2 code in upper case.
    """
    return _ours().name.get(code) or _iso()[code].name


def nearest_countries(text: str, limit: int = 3) -> list[str]:
    """The names of the countries that the text may mean, best first, for an error message.

    For an ambiguous name, its countries; otherwise the nearest English names and aliases.
    """
    if len(text) > LONGEST_NAME:
        return []
    wanted = words(text)
    candidates = _ambiguous().get(wanted)
    if candidates:
        return [country_name(code) for code in candidates][:limit]
    return nearest(wanted, ((name, country_name(code)) for name, code in _names().items()), limit)


@remembered
def _find_common(text: str) -> tuple[str | None, bool]:
    """The code by the common names, and whether the other languages would make no difference."""
    # Not Chile?, ~Chile, Chile* or a raised digit: marks of doubt or of a footnote.
    raised = not text.isascii() and any(unicodedata.category(character) == "No" for character in text[:LONGEST_NAME])
    if len(text) > LONGEST_NAME or not _DOUBT.isdisjoint(text) or raised:
        return None, True
    text, codes = unicodedata.normalize("NFKC", text).strip(), _codes()
    if text.isdecimal() and len(text) <= 3:
        return codes.get(f"{int(text):03}"), True
    name = words(text)
    # Codes are compared before accents and dots go: "N.A." is not Namibia, nor Vietnamese "Áo" (Austria) Angola's AO.
    code = codes.get(text.upper()) if text.isascii() else None
    if code and not (text.istitle() and name in _ambiguous()):
        return code, True
    if not name or name in _ambiguous():
        return None, True
    code = _names().get(name) or _cldr_names().common.get(name)
    return code, code is not None


def read_iso(part: str, row: type[T]) -> list[T]:
    """A part of ISO 3166 from pycountry, whose own look-up takes ten times as long to import as its file to read."""
    package = importlib.util.find_spec("pycountry")
    assert package is not None and package.origin is not None, "pycountry is a dependency"
    content = (Path(package.origin).parent / "databases" / f"iso{part}.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, list[row]])[part]  # type: ignore[valid-type]


@cache
def _iso() -> dict[str, _Country]:
    return {country.alpha_2: country for country in read_iso("3166-1", _Country)}


def _ours() -> _OurFile:
    return load("vocabulary/countries.toml", _OurFile)


@cache
def _codes() -> dict[str, str]:
    kosovo = {"XK": "XK", "XKX": "XK"}  # user-assigned in ISO 3166; the European Commission and the World Bank use them
    return kosovo | {
        code: country.alpha_2
        for country in _iso().values()
        for code in (country.alpha_2, country.alpha_3, country.numeric)
    }


@cache
def _names() -> dict[str, str]:
    """The fast vocabulary, compared name -> code. Our own names come last and take precedence."""
    names = {words(name): country.alpha_2 for country in _iso().values() for name in country.names()}
    names |= {words(name): code for code, name in _ours().name.items()}
    return names | {words(name): code for name, code in _ours().alias.items()}


@cache
def _ambiguous() -> dict[str, list[str]]:
    return {words(name): codes for name, codes in _ours().ambiguous.items()}


def _cldr_names() -> _CldrFile:
    return load("vocabulary/country_names.json", _CldrFile)


@cache
def _other_names() -> dict[str, str]:
    return msgspec.json.decode(_cldr_names().others, type=dict[str, str])
