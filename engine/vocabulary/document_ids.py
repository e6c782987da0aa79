"""Compares ids of documents without spelling variants, and splits them into words."""

import re
from collections.abc import Iterable, Set

from .evidence_words import LONGEST_EVIDENCE, SHORTEST_PART, evidence_phrases, on_one_line
from .names import latin, plain

LETTERS = re.compile(r"[^\W\d_]+")
_LOOSE = re.compile(r"[\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")


def loosened(text: str) -> str:
    """A certificate's id without case, accents, look-alike letters, spaces, dashes and brackets."""
    return _LOOSE.sub("", _id(text))


def runs_of(text: str) -> tuple[str, ...]:
    """The letters and numbers of a certificate's id in order; numbers without leading zeros."""
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in _RUN.findall(_id(text)))


def bare_runs(text: str) -> tuple[str, ...]:
    """Like `runs_of`, without words for document, number and signature; empty where no number remains."""
    beside = evidence_phrases().beside_ids
    runs = tuple(run for run in runs_of(text) if run not in beside)
    return runs if any(map(str.isdigit, runs)) else ()


def _id(text: str) -> str:
    """A certificate's id in plain letters, without the ending of a file."""
    even = plain(latin(on_one_line(text[:LONGEST_EVIDENCE])))
    return evidence_phrases().file_ending.sub("", even)


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """The words of names that a reference may hold."""
    parts = (part for name in names for part in LETTERS.findall(plain(latin(name))))
    return frozenset(part for part in parts if len(part) >= SHORTEST_PART)


def are_known(unfamiliar: Iterable[str], parts: Set[str]) -> bool:
    """Whether each unfamiliar word of a reference is composed of parts of names and known words."""
    return all(is_composed(word, evidence_phrases().familiar | parts) for word in unfamiliar)


def is_composed(run: str, words: Set[str]) -> bool:
    """Whether letters are a sequence of words: `feocattestation`."""
    ends = {0}
    for end in range(SHORTEST_PART, len(run) + 1):
        if any(run[start:end] in words for start in ends):
            ends.add(end)
    return len(run) in ends
