"""How the vocabularies compare written names, also by letters that look like others (`look_alikes.toml`)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import msgspec

from ...data import load

UNSPACED = "\u2e80"
"""From this character on, scripts do not part words by spaces (Korean apart, which joins what belongs together)."""
LONGEST_NAME = 200
"""No name of a country or mineral is longer; a longer cell is not looked at, however many megabytes it holds."""


class _Kept(dict[int, str | None]):
    """A `str.translate` table, filled on demand: letters, marks and numbers are kept, the rest separates."""

    def __missing__(self, ordinal: int) -> str | None:
        character = chr(ordinal)
        category = unicodedata.category(character)
        if character in ".'’‘ʼ`´" or category == "Cf":  # D.R.C., d'Ivoire, and invisible marks
            kept = None
        elif category[0] in "LMN" or character in "/+;|":  # "China/Taiwan" are two names, not one
            kept = character
        else:
            kept = " and " if character == "&" else " "
        self[ordinal] = kept
        return kept


_KEPT = _Kept()
_ACCENTS = dict.fromkeys(range(0x0300, 0x0370))


def plain(text: str) -> str:
    """The text without case, accents and typographic variants (`Ⓛi₂CO₃`, full width), for comparing.

    Only accents of Latin, Greek and Cyrillic letters are removed: the marks of Indic, Arabic and Japanese scripts
    distinguish words.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_ACCENTS))
    return text.casefold()


def words(text: str) -> str:
    """The plain text as words with single spaces: no punctuation except `/+;|`, no `the` at either end."""
    return " ".join(plain(text).translate(_KEPT).split()).removeprefix("the ").removesuffix(" the")


def any_of(names: Iterable[str]) -> str:
    """The pattern of any of the names as compared, the longest first: whole words, with `*` for any letters.

    A name in a script without spaces counts wherever it stands.
    """
    longest = sorted(filter(None, names), key=len, reverse=True)
    spaced = ([r"\s+".join(map(re.escape, part.split())) for part in name.split("*")] for name in longest)
    whole = (r"\w*".join(parts) for parts in spaced)
    within = (form if name[0] >= UNSPACED else rf"\b{form}\b" for name, form in zip(longest, whole, strict=True))
    return f"(?:{'|'.join(within)})"


def nearest(text: str, names: Iterable[tuple[str, str]], limit: int) -> list[str]:
    """The answers whose compared names are nearest to the compared text, best first: for messages, never for a match.

    `names` are pairs of (name as compared, answer).
    """
    if not text or len(text) > LONGEST_NAME:
        return []
    from rapidfuzz import fuzz, process

    pairs = list(names)
    found = process.extract(text, [name for name, _ in pairs], scorer=fuzz.ratio, score_cutoff=60, limit=8 * limit)
    return list(dict.fromkeys(pairs[index][1] for _, _, index in found))[:limit]


def nearest_names(text: str, names: list[str], at_least: int) -> str | None:
    """The name nearest to the text, if at least this similar, in percent."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        text[:100], names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=at_least
    )
    return found[0] if found else None


_WORD = re.compile(r"[^\W_]+")


class _Letters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    other: str
    latin: str


def latin(text: str) -> str:
    """The text with look-alike letters of other alphabets replaced, in words that can be read as Latin."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")
    if bare.isascii() or not any(_looks_latin(word) for word in _WORD.findall(bare)):
        return text
    return _WORD.sub(lambda word: _looks_latin(word[0]) or word[0], bare)


def _looks_latin(word: str) -> str | None:
    """The Latin word that a word with letters of another alphabet resembles."""
    if word.isascii():
        return None
    capitals, small = _look_alikes()
    as_drawn = word.translate(small).translate(capitals)
    if as_drawn.isascii() and any(character.isascii() and character.isalpha() for character in word):
        return as_drawn
    as_capitals = word.upper().translate(capitals)
    return as_capitals if as_capitals.isascii() else None


@cache
def letters_like_digits() -> dict[str, str]:
    """The letters that digits resemble."""
    return _letters_like("digits")


def _letters_like(kind: str) -> dict[str, str]:
    rows = load("vocabulary/look_alikes.toml", dict[str, tuple[_Letters, ...]])[kind]
    return {other: latin for row in rows for other, latin in zip(row.other, row.latin, strict=True)}


@cache
def _look_alikes() -> tuple[dict[int, str], dict[int, str]]:
    """The look-alikes of letters in either case, by their capitals and small letters."""
    capitals = _letters_like("capitals")
    lower = {other.lower(): latin for other, latin in capitals.items()}
    return str.maketrans(lower | capitals), str.maketrans(_letters_like("small"))
