"""Minerals as people write them -> the applicable critical minerals of 26 USC 45X(c)(6), or unlisted substances.

The vocabulary is `vocabulary/minerals.toml`. A name is compared whole; a near name never matches.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TypeAlias

import msgspec

from ...data import load
from ..model.battery import UNKNOWN_MINERAL
from ..model.remembered import remembered
from .names import LONGEST_NAME, UNSPACED, nearest, plain

# Separators within a formula or a name that do not change it: LiOH.H2O, LiOH·H2O, lithium-hydroxide, Ni(OH)2, [CaF2].
_PADDING = dict.fromkeys(map(ord, " \t\r\n_.*()[]·•‧∙⋅・-‐‒–—−\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# A share before a percent sign, and what makes a word doubtful: marks, shares, ratios (60/40).
_PURITY = re.compile(r"\b([0-9]+)(?:[.,][0-9]+)?\s*%")
_DOUBT = re.compile(r"[^\w\s.,;:()\[\]{}/+&'’·・®™°-]|[0-9]\s*[/:]\s*[0-9]")
_SHORTEST_WITHIN = 4
_DIGITS = "0123456789"
_SEPARATOR = r"[,;/+&|]|\b(?:and|with|plus)\b"


class Mineral(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An applicable critical mineral: 26 USC 45X(c)(6)."""

    id: str
    symbol: str
    qualifying_form: str
    names: tuple[str, ...]


class NotListed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A substance that 26 USC 45X(c)(6) does not list and that contains no listed mineral."""

    id: str
    symbol: str
    names: tuple[str, ...]


Substance: TypeAlias = Mineral | NotListed

NOT_STATED = Mineral(UNKNOWN_MINERAL, "", "", ())
"""Of a line that may hold a listed mineral, and does not say which."""


class _Synthetic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]
    beside: tuple[str, ...]
    grades: str
    purities: frozenset[str]
    natural: tuple[str, ...]
    negations: tuple[str, ...]
    coatings: tuple[str, ...]
    blends: tuple[str, ...]


class _Unlisted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    beside: tuple[str, ...]
    batteries: tuple[str, ...]
    words: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/minerals.toml`."""

    exact: frozenset[str]
    synthetic: _Synthetic
    unlisted: _Unlisted
    mineral: tuple[Mineral, ...]
    not_listed: tuple[NotListed, ...]


def all_minerals() -> list[Mineral]:
    """Every applicable critical mineral: those with a form of their own by name, then those at 99 percent by name."""
    return list(_file().mineral)


@remembered
def find_mineral(text: str) -> Substance | None:
    """The substance that a mineral cell names; None where it is unknown or names two different ones.

    Accepts names, symbols, formulas and usual compounds, without regard to case, spaces, hyphens and dots. A qualifier
    in parentheses at the end may be anything (`graphite (spherical)`) except another mineral (`graphite (Li)`).
    """
    if len(text) > LONGEST_NAME:
        return None
    substance = _find_whole(text)
    if substance is not None:
        return substance
    name, qualifier = _split_qualifier(text)
    if not name:
        return None
    substance = find_mineral(name)
    claims = {_find_whole(part) for part in (qualifier, *re.split(_SEPARATOR, qualifier, flags=re.IGNORECASE))}
    if isinstance(substance, NotListed):
        # Such a line is excluded, so only its own name may be a qualifier, not `steel (nickel plated)`.
        return substance if claims == {substance} else None
    return substance if claims <= {substance, None} else None


def find_unlisted(text: str) -> NotListed | None:
    """The first substance of a material that names only unlisted substances."""
    if len(text) > LONGEST_NAME:
        return None
    whole = find_mineral(text)
    if whole is not None:
        return whole if isinstance(whole, NotListed) else None
    beside = frozenset(map(_plain, _file().unlisted.beside))
    rest = [word for word in _split(text) if word.lstrip(_DIGITS) not in ("", *beside)]
    # A name may be of two words: ethylene carbonate.
    found: list[Substance | None] = []
    while rest:
        length = next((n for n in (3, 2, 1) if find_mineral(" ".join(rest[:n])) is not None), 1)
        found.append(find_mineral(" ".join(rest[:length])))
        rest = rest[length:]
    unlisted = [substance for substance in found if isinstance(substance, NotListed)]
    return unlisted[0] if unlisted and len(unlisted) == len(found) else None


def find_minerals_within(text: str) -> list[Substance]:
    """The substances named within a text, among other words; symbols and short words do not count."""
    spoken = _split(text) if len(text) <= LONGEST_NAME else []
    found = [find_mineral(word) for word in spoken if len(word) >= _SHORTEST_WITHIN or not word.isascii()]
    return list(dict.fromkeys(substance for substance in found if substance is not None))


def symbols_within(text: str) -> list[Substance]:
    """The substances whose two-letter symbols are within a text: Cu and Ni of `Ni plated Cu`."""
    symbols = set(re.findall(r"\b[A-Z][a-z]\b", text)) - set(_file().unlisted.words)
    return [found for symbol in sorted(symbols) if (found := find_mineral(symbol)) is not None]


@cache
def no_holdings() -> re.Pattern[str]:
    """The pattern of battery names with a mineral that are not contents: `lithium-ion`."""
    return re.compile("|".join(_file().unlisted.batteries), re.IGNORECASE)


def nearest_minerals(text: str, limit: int = 3) -> list[str]:
    """The ids whose names are nearest to the text, best first, for an error message."""
    if len(text) > LONGEST_NAME:
        return []
    return nearest(_key(text), ((key, named[0][1].id) for key, named in _index().items()), limit)


@lru_cache(maxsize=1024)
def is_synthetic_graphite(*texts: str | None) -> bool | None:
    """Whether the cells of a graphite line say that it is synthetic or artificial; None where doubtful.

    Synthetic graphite has no extraction step (reading `synthetic-graphite`), so the cell may contain nothing
    that could contradict it: data lists the allowed words. Natural graphite with a synthetic coating is natural.
    """
    filled = [text for text in texts if text]
    known = _file().synthetic
    saying = [text for text in filled if _says(text, known.words)]
    if not saying:
        return False
    against = (known.natural, known.negations, known.coatings, known.blends)
    natural, negated, coating, blend = (any(_says(text, names) for text in filled) for names in against)
    if not (natural or negated or coating or blend):
        return True if all(map(_says_no_more, saying)) else None
    denied = (negated or (natural and coating)) and not blend
    return False if denied and all(map(_says_no_more, saying)) else None


def _says(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text contains one of the words, or phrases."""
    spoken, run_together = set(_split(text)), _key(text)
    return any(_key(name) in run_together if _is_phrase(name) else _plain(name) in spoken for name in names)


def _is_phrase(name: str) -> bool:
    """Whether a name counts wherever it stands: several words, or one in a script without spaces."""
    return " " in name or name[0] >= UNSPACED


def _says_no_more(text: str) -> bool:
    """Whether a text that says synthetic contains nothing doubtful."""
    known = _file().synthetic
    rest = _PURITY.sub(
        lambda found: " " if found[1] in known.purities else found[0], unicodedata.normalize("NFKC", text)
    )
    if _DOUBT.search(rest):
        return False
    rest = _phrases_beside().sub(" ", plain(rest))
    return all(word in _words_beside() or re.fullmatch(known.grades, word) for word in _split(rest))


def _split(text: str) -> list[str]:
    """The words of a text, by any separator."""
    return re.findall(r"[^\W_]+", plain(text).replace("'", "").replace("’", ""))


def _plain(word: str) -> str:
    return plain(word).replace("'", "")


@cache
def _words_beside() -> frozenset[str]:
    known = _file().synthetic
    names = (*known.words, *known.beside, *known.natural, *known.negations, *known.coatings)
    return frozenset(_plain(name) for name in names if not _is_phrase(name))


@cache
def _phrases_beside() -> re.Pattern[str]:
    """The phrases, negations and longest first. The rest of a text without them is unknown."""
    known = _file().synthetic
    others = sorted({*known.words, *known.beside, *known.natural, *known.coatings}, key=len, reverse=True)
    phrases = filter(_is_phrase, (*known.negations, *others))
    return re.compile("|".join(r"\s*".join(map(re.escape, plain(phrase))) for phrase in phrases))


def _find_whole(text: str) -> Substance | None:
    exact = _file().exact
    for name, substance in _index().get(_key(text), []):
        if name not in exact or name == text.strip():
            return substance
    return None


def _split_qualifier(text: str) -> tuple[str, str]:
    """`graphite (spherical)` -> `graphite`, `spherical`; two empty strings without a final parenthesis."""
    text = text.replace("（", "(").replace("）", ")").strip()
    depth = 0
    for start in range(len(text) - 1, -1, -1):
        depth += (text[start] == ")") - (text[start] == "(")
        if depth == 0:
            return (text[:start].strip(), text[start + 1 : -1]) if text[start] == "(" else ("", "")
    return "", ""


def _key(text: str) -> str:
    return plain(text).translate(_PADDING)


def _file() -> _File:
    return load("vocabulary/minerals.toml", _File)


@cache
def _index() -> dict[str, list[tuple[str, Substance]]]:
    """Compared name -> the names as written and their substances."""
    index: dict[str, list[tuple[str, Substance]]] = {}
    substances: tuple[Substance, ...] = (*_file().mineral, *_file().not_listed)
    for substance in substances:
        for name in (substance.id, substance.symbol, *substance.names):
            if name:
                index.setdefault(_key(name), []).append((name, substance))
    return index
