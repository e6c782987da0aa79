"""The words by which headings and cells speak for or against the verdict: `vocabulary/adverse.toml`."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

import msgspec

from ....data import load
from ...vocabulary.entity_words import load_words
from ...vocabulary.names import any_of, plain


class AdverseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/adverse.toml`; `phrases` and `harmless` are by the subject of a heading."""

    parties: list[str]
    verdicts: list[str]
    of_a_party: list[str]
    identifiers: list[str]
    withheld: list[str]
    others: list[str]
    beside: list[str]
    sources: list[str]
    origins: list[str]
    held: list[str]
    yes: list[str]
    no: list[str]
    denials: frozenset[str]
    doubts: list[str]
    aside: list[str]
    remarks: list[str]
    customers: list[str]
    elsewhere: list[str]
    formerly: list[str]
    nowadays: list[str]
    not_in_force: list[str]
    attestation: list[str]
    on_file: list[str]
    other_papers: list[str]
    periods: list[str]
    bare: list[str]
    date_formats: list[str]
    states: list[str]
    phrases: dict[str, list[str]]
    harmless: dict[str, list[str]]

    @property
    def cleared(self) -> list[str]:
        """What says that a supplier is cleared, without a denial: `FEOC-free`, but not `non-FEOC`."""
        return [phrase for phrase in self.phrases["cleared"] if not phrase.startswith((*self.denials,))]

    @property
    def unknown(self) -> list[str]:
        """What says that something is not known."""
        return [word for word in load_words().unknown if any(map(str.isalpha, word))]


def adverse_words() -> AdverseWords:
    return load("vocabulary/adverse.toml", AdverseWords)


def compared(text: str) -> str:
    """The text without case, accents and width, single spaces between words; its punctuation stays."""
    return " ".join(plain(text).split())


def compared_all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(compared, texts))


@cache
def answers(which: Literal["yes", "no"]) -> frozenset[str]:
    """The words for yes, or for no."""
    return compared_all((*getattr(load_words(), which), *getattr(adverse_words(), which)))


@cache
def listed(name: str) -> frozenset[str]:
    """The phrases of a list of the file, as they are compared."""
    return compared_all(getattr(adverse_words(), name))


@cache
def harmless(subject: str) -> frozenset[str]:
    """The answers to a heading of a subject that do not speak against the verdict."""
    own = {"screen": answers("no"), "cleared": answers("yes"), "state": answers("yes")}
    like = {"cleared": "screen", "period": "paper"}
    texts = adverse_words().harmless[like.get(subject, subject)]
    return compared_all(texts) | own.get(subject, frozenset())


@cache
def harmless_pattern(subject: str) -> re.Pattern[str]:
    """Any answer of `harmless`, in a text as it is compared."""
    return re.compile(any_of(harmless(subject)))


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """Any phrase of a list of the file, in a text as it is compared; `*` stands for any end of a word."""
    return re.compile(any_of(map(compared, getattr(adverse_words(), name))))
