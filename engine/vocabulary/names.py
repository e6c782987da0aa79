"""How the vocabularies of countries and minerals compare written names."""

import unicodedata
from collections.abc import Iterable

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
