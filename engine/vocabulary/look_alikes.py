"""Letters of other alphabets that look like Latin ones, and letters that digits look like (`look_alikes.toml`)."""

import re
import unicodedata
from functools import cache

import msgspec

from ...data import load

_WORD = re.compile(r"[^\W_]+")


class _Letters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    other: str
    latin: str


class _LookAlikes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/look_alikes.toml`."""

    capitals: tuple[_Letters, ...]
    small: tuple[_Letters, ...]
    digits: tuple[_Letters, ...]


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
    return {o: x for row in _look_alikes_file().digits for o, x in zip(row.other, row.latin, strict=True)}


def _look_alikes_file() -> _LookAlikes:
    return load("vocabulary/look_alikes.toml", _LookAlikes)


@cache
def _look_alikes() -> tuple[dict[int, str], dict[int, str]]:
    """The look-alikes of letters in either case, by their capitals and small letters."""
    file = _look_alikes_file()
    capitals = {o: x for row in file.capitals for o, x in zip(row.other, row.latin, strict=True)}
    small = {o: x for row in file.small for o, x in zip(row.other, row.latin, strict=True)}
    return str.maketrans({o.lower(): x for o, x in capitals.items()} | capitals), str.maketrans(small)
