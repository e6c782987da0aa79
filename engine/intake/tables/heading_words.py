"""Compares the words of headings: `vocabulary/headings.toml`."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import msgspec

from ....data import load
from ...model.battery import Step
from ...vocabulary.names import plain

_OTHER = r"\u2e80-\u9fff\uac00-\ud7a3"
BETWEEN_SCRIPTS = re.compile(rf"(?<=[a-z])(?=[{_OTHER}])|(?<=[{_OTHER}])(?=[a-z])")
"""Where a text changes between Latin letters and a script without spaces."""


class Elsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings of facts that no column holds in that form, and the text of the warning."""

    sheets: list[str]
    words: list[str]
    say: str
    beside: list[str] = []


class HeadingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/headings.toml`; `language` has the words for each step and each kind of step column."""

    joiners: list[str]
    stop: list[str]
    percents: list[str]
    amounts: list[str]
    moneys: list[str]
    batteries: list[str]
    facts: list[str]
    language: dict[str, dict[str, list[str]]]
    headings: dict[str, dict[str, list[str]]]
    with_percent: dict[str, dict[str, list[str]]]
    counts: dict[str, list[str]]
    elsewhere: list[Elsewhere]
    covered: list[str]


def load_headings() -> HeadingWords:
    return load("vocabulary/headings.toml", HeadingWords)


def words_of(text: str) -> list[str]:
    """The words as compared: plain, without punctuation and joiners."""
    bare = re.sub(r"['’]s\b", "s", plain(text))  # arm's length, but pays d'extraction
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "#°º" else " " for c in bare)
    spaced = BETWEEN_SCRIPTS.sub(" ", spaced)  # FEOC状态 is two words
    return [word for word in spaced.split() if word not in _joiners()] or spaced.split()


def keys_of(text: str) -> list[str]:
    """The look-up keys of a heading: its words in any order, and run together for scripts without spaces."""
    words = words_of(text)
    together = "".join(words)
    keys = [" ".join(sorted(words))]
    if not together.isascii() and any(unicodedata.category(c) == "Lo" for c in together):
        keys.append(together.replace("の", "").replace("的", ""))
    return [key for key in keys if key]


def says_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Whether a heading holds all the words of one of the phrases, in any order."""
    words = words_of(text)
    together, spoken = "".join(words), set(words)
    return bool(words) and any(
        of <= spoken or (unspaced and unspaced in together) for of, unspaced in map(_phrase, phrases)
    )


def holds_only(text: str, phrases: list[str]) -> bool:
    """Whether every word of a heading belongs to one of the phrases."""
    known = {word for phrase in phrases for word in (*_phrase(phrase)[0], "".join(words_of(phrase)))}
    return all(word in known for word in words_of(text))


def says_percent(text: str) -> bool:
    """Whether a heading says that its numbers are percentages."""
    words = set(words_of(text))
    percents = load_headings().percents
    return any(plain(p) in (words if p.isascii() and p != "%" else plain(text)) for p in percents)


def without_percent(text: str) -> str:
    """The words of a heading without those for percentages."""
    percents = {plain(p) for p in load_headings().percents}
    return " ".join(word for word in words_of(text) if word not in percents)


def says_step(text: str) -> bool:
    """Whether a heading has a word for a step, in any language."""
    return says_phrase(text, (word for of in load_headings().language.values() for step in Step for word in of[step]))


def says_place(text: str) -> bool:
    """Whether a heading has a word for a country or place, in any language."""
    return says_phrase(text, (word for of in load_headings().language.values() for word in of["country"]))


def says_fact(text: str) -> bool:
    """Whether a heading has a word for where or by whom something is done."""
    words = words_of(text)
    together = "".join(words)
    return any(fact in words or (not fact.isascii() and fact in together) for fact in map(plain, load_headings().facts))


@lru_cache(maxsize=4096)
def _phrase(phrase: str) -> tuple[frozenset[str], str]:
    """The words of a phrase, and its text where its script may write it without spaces."""
    return frozenset(words_of(phrase)), "" if phrase.isascii() else plain(phrase)


@cache
def _joiners() -> frozenset[str]:
    return frozenset(plain(word) for word in load_headings().joiners)
