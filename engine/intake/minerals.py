"""Minerals as people write them -> the applicable critical minerals of 26 USC 45X(c)(6), or what is known to be none.

The vocabulary is `data/minerals.toml`. A name is compared whole; a near name never matches.
"""

import re
from functools import cache, lru_cache
from typing import TypeAlias

import msgspec

from ...data import read
from .names import LONGEST_NAME, nearest, plain, words

# What may part a formula or a name without changing it: LiOH.H2O, LiOH·H2O, lithium-hydroxide, Ni(OH)2, [CaF2].
_PADDING = dict.fromkeys(map(ord, " \t\r\n_.*()[]·•‧∙⋅・-‐‒–—−\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SEPARATOR = r"[,;/+&|]|\b(?:and|with|plus)\b"


class Mineral(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An applicable critical mineral: 26 USC 45X(c)(6)."""

    id: str
    symbol: str
    qualifying_form: str
    names: tuple[str, ...]


class NotListed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A substance that 26 USC 45X(c)(6) does not list and that holds none that it lists."""

    id: str
    symbol: str
    names: tuple[str, ...]


Substance: TypeAlias = Mineral | NotListed


class _Synthetic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]
    contrary_words: tuple[str, ...]
    phrases: tuple[str, ...]
    contrary_phrases: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/minerals.toml`."""

    exact: frozenset[str]
    synthetic: _Synthetic
    mineral: tuple[Mineral, ...]
    not_listed: tuple[NotListed, ...]


def all_minerals() -> list[Mineral]:
    """Every applicable critical mineral: those with a form of their own by name, then those at 99 percent by name."""
    return list(_file().mineral)


def find_mineral(text: str) -> Substance | None:
    """What a cell of the mineral column names, or None where it names nothing known, or two different things.

    Accepts names, symbols, formulas and usual compounds, without regard to case, spaces, hyphens and dots. A qualifier
    in parentheses at the end may say anything (`graphite (spherical)`) but another mineral (`graphite (Li)`).
    """
    return _find(text.strip()) if len(text) <= LONGEST_NAME else None


def nearest_minerals(text: str, limit: int = 3) -> list[str]:
    """The ids whose names are nearest to the text, best first, for an error message."""
    if len(text) > LONGEST_NAME:
        return []
    return nearest(_key(text), ((key, named[0][1].id) for key, named in _index().items()), limit)


def is_synthetic_graphite(*texts: str | None) -> bool:
    """Whether the cells of a line of graphite say that it is synthetic or artificial, and none says natural, or not.

    Such graphite has no extraction step (reading `synthetic-graphite`). Whole words count; in Chinese, Japanese and
    Korean, which do not part words, the phrase wherever it stands.
    """
    said = [text for text in texts if text]
    vocabulary = _file().synthetic
    spoken = {word for text in said for word in words(text).split()}
    run_together = [_key(text) for text in said]

    def says(single: tuple[str, ...], phrases: tuple[str, ...]) -> bool:
        return any(words(word) in spoken for word in single) or any(
            _key(phrase) in text for phrase in phrases for text in run_together
        )

    return says(vocabulary.words, vocabulary.phrases) and not says(
        vocabulary.contrary_words, vocabulary.contrary_phrases
    )


@lru_cache(maxsize=4096)
def _find(text: str) -> Substance | None:
    substance = _find_whole(text)
    if substance is not None:
        return substance
    name, qualifier = _split_qualifier(text)
    if not name:
        return None
    substance = _find(name)
    claims = {_find_whole(part) for part in (qualifier, *re.split(_SEPARATOR, qualifier, flags=re.IGNORECASE))}
    if isinstance(substance, NotListed):
        # Such a line is left out, so a qualifier that is not its own name (`steel (nickel plated)`) is too much.
        return substance if claims == {substance} else None
    return substance if claims <= {substance, None} else None


def _find_whole(text: str) -> Substance | None:
    exact = _file().exact
    for name, substance in _index().get(_key(text), []):
        if name not in exact or name == text.strip():
            return substance
    return None


def _split_qualifier(text: str) -> tuple[str, str]:
    """`graphite (spherical)` -> `graphite`, `spherical`; two empty strings where no parenthesis ends the text."""
    text = text.replace("（", "(").replace("）", ")").strip()
    depth = 0
    for start in range(len(text) - 1, -1, -1):
        depth += (text[start] == ")") - (text[start] == "(")
        if depth == 0:
            return (text[:start].strip(), text[start + 1 : -1]) if text[start] == "(" else ("", "")
    return "", ""


def _key(text: str) -> str:
    return plain(text).translate(_PADDING)


@cache
def _file() -> _File:
    return msgspec.toml.decode(read("minerals.toml"), type=_File)


@cache
def _index() -> dict[str, list[tuple[str, Substance]]]:
    """Name as compared -> the names so compared, as written, and what each stands for."""
    index: dict[str, list[tuple[str, Substance]]] = {}
    substances: tuple[Substance, ...] = (*_file().mineral, *_file().not_listed)
    for substance in substances:
        for name in (substance.id, substance.symbol, *substance.names):
            if name:
                index.setdefault(_key(name), []).append((name, substance))
    return index
