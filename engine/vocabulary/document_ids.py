"""The id of a document without what people vary, and the words that it is put together from."""

import re
from collections.abc import Iterable, Set

from .evidence_phrases import LONGEST_EVIDENCE, SHORTEST_PART, evidence_phrases, on_one_line
from .look_alikes import latin
from .names import plain

LETTERS = re.compile(r"[^\W\d_]+")
_LOOSE = re.compile(r"[\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")


def loosened(text: str) -> str:
    """A certificate's id without what people vary: case, accents, look-alike letters, spaces, dashes, brackets."""
    return _LOOSE.sub("", _id(text))


def runs_of(text: str) -> tuple[str, ...]:
    """The letters and the numbers of a certificate's id, one after the other; no number has a leading zero."""
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in _RUN.findall(_id(text)))


def bare_runs(text: str) -> tuple[str, ...]:
    """The same without the words for a document, its number and its signature; empty where no number is left."""
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
    """Whether each of the unfamiliar words of a reference is put together from parts of names and known words."""
    return all(is_composed(word, evidence_phrases().familiar | parts) for word in unfamiliar)


def is_composed(run: str, words: Set[str]) -> bool:
    """Whether letters are words one after the other: `feocattestation`."""
    ends = {0}
    for end in range(SHORTEST_PART, len(run) + 1):
        if any(run[start:end] in words for start in ends):
            ends.add(end)
    return len(run) in ends
