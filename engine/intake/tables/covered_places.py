"""Finds places in covered nations among the words of a text: `plant in Yichun`, `江西省赣州市`, `made in China`."""

import re
from functools import cache

import msgspec

from ...vocabulary.countries import country_name, find_country_of_owner
from ...vocabulary.foreign_entities import covered_countries
from ...vocabulary.governments import names_of_countries
from ...vocabulary.names import plain, words
from ...vocabulary.places import countries_of_state, country_of_part, names_of_places

_WORD = re.compile(r"[a-z]+|[^\W\d_a-z]+")
_CODE = re.compile(r"\b[A-Z]{2,4}\b")
_PART = re.compile(r"\b[A-Z]{2}-[A-Z0-9]{2,3}\b")
_UNPARTED = re.compile(r"[\u2e80-\u9fff]+")
"""Scripts that do not part words. Korean does: the end of its Ulsan (울산시) is its Shanxi (산시)."""
_KATAKANA = re.compile(r"[ァ-ヿ]+")


class _Names(msgspec.Struct, frozen=True):
    """`shown` maps compared names to places; `unparted` is for scripts without spaces."""

    shown: dict[str, str]
    firsts: frozenset[str]
    longest: int
    unparted: re.Pattern[str]


def find_covered_places(text: str) -> list[str]:
    """The countries, provinces and cities of covered nations among the words of a text, each once."""
    names = _names()
    found = [name for part in _PART.findall(text) if (name := _of_code(country_of_part(part))) is not None]
    if not text.islower():
        codes = [code for code in _CODE.findall(text) if not countries_of_state(code)]
        found += [name for code in codes if (name := _of_code(find_country_of_owner(code))) is not None]
    spoken = _WORD.findall(words(text))
    at = 0
    while at < len(spoken):
        sizes = range(min(names.longest, len(spoken) - at), 0, -1) if spoken[at] in names.firsts else ()
        size = next((size for size in sizes if " ".join(spoken[at : at + size]) in names.shown), 0)
        if size:
            found.append(names.shown[" ".join(spoken[at : at + size])])
        at += size or 1
    if not text.isascii():
        found += [names.shown[name] for name in names.unparted.findall(plain(text))]
    return list(dict.fromkeys(shown for shown in found if shown))


def is_covered_place(text: str) -> bool:
    """Whether a text is only such a place, its adjective, or its code in letters of any size."""
    shown = _names().shown.get(words(text)) or _of_code(find_country_of_owner(text.upper()))
    return bool(shown)


def _of_code(code: str | None) -> str | None:
    return country_name(code) if code in covered_countries() else None


@cache
def _names() -> _Names:
    """The names; of other countries only those that contain a covered nation's: the Republic of China."""
    covered = covered_countries()
    shown = {name: country_name(code) if code in covered else "" for name, code in names_of_countries().items()}
    for name, place in names_of_places(covered).items():
        shown[name] = f"{place.name} ({country_name(place.country)})"
    unparted = sorted((name for name in shown if _UNPARTED.fullmatch(name)), key=len, reverse=True)
    parted = [name.split() for name in shown]
    return _Names(
        shown=shown,
        firsts=frozenset(name[0] for name in parted),
        longest=max(map(len, parted)),
        # A name in katakana must be a separate word: アイランド (an island) holds イラン.
        unparted=re.compile(
            "|".join(rf"(?<![ァ-ヿ]){n}(?![ァ-ヿ])" if _KATAKANA.fullmatch(n) else n for n in unparted)
        ),
    )
