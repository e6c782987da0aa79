"""Company names as two files spell them -> whether they are one name, by the vocabulary `data/legal_forms.toml`."""

import re
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ..data import read
from .intake.names import words

SHORT = 4
"""A name with fewer letters is too short to be near any other."""

# Letters that are no other letter with an accent, and signs that part words.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("/+;|", " ")
)
_DOT_BEFORE_WORD = re.compile(r"\.(?=\w\w)")  # Co.Ltd. is two words, S.A. is one
_ALSO = (
    r"(?:[afn]\.?\s?k\.?\s?a\b\.?|d\.?/?b\.?/?a\b\.?|(?:also|formerly|now) known as\b|formerly\b|doing business as\b)"
)
_ANOTHER_NAME = re.compile(rf"[(\[（【]\s*{_ALSO}:?|\b[afn]\.k\.a\.", re.IGNORECASE)
_EDGES = " \t()[]（）【】,;:'\"“”‘’"


class Likeness(StrEnum):
    """How like two names are: one name, or worth a look."""

    EXACT = "exact"
    NEAR = "near"


class Name(msgspec.Struct, frozen=True):
    """A name without its legal forms, and the ids of those."""

    words: tuple[str, ...]
    forms: frozenset[str]

    @property
    def run_together(self) -> str:
        return "".join(self.words)


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    names: tuple[str, ...]
    start: bool = False
    empty: bool = False
    same_as: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/legal_forms.toml`."""

    form: tuple[_Form, ...]


class _Vocabulary(msgspec.Struct, frozen=True):
    """The forms by the words they are written with; `unparted` finds those of scripts that do not part words."""

    forms: dict[tuple[str, ...], _Form]
    longest: int
    single_words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    unparted: re.Pattern[str]


@lru_cache(maxsize=65536)
def name_of(text: str) -> Name:
    """The name as it is compared: without case, accents, punctuation and legal forms; `&` is `and`."""
    known = _vocabulary()
    parted = known.unparted.sub(r" \g<0> ", words(_DOT_BEFORE_WORD.sub(" ", text).translate(_LETTERS)).strip())
    left = _abbreviations_joined(parted.split(), known.single_words)
    forms: set[str] = set()
    while (found := _form_at_an_end(left, known)) is not None:
        form, left = found
        if not form.empty:
            forms.add(form.id)
    return Name(tuple(left), frozenset(forms))


def other_names_in(text: str) -> list[str]:
    """A name and those that stand in brackets after it as a.k.a. or formerly: each a name of its own."""
    parts = [part.strip(_EDGES) for part in _ANOTHER_NAME.split(text)]
    return [part for part in parts if part] if len(parts) > 1 else [text]


def same(one: Name, other: Name) -> Likeness | None:
    """Whether two names of the same words are one name.

    They are where the legal forms agree, or one has none. Of forms that contradict each other (LLC, S.A.) the names are
    near; a name of fewer than `SHORT` letters is then nothing, and near where only one side has a form.
    """
    short = len(one.run_together) < SHORT
    if one.forms and other.forms:
        if any(_agree(a, b) for a in one.forms for b in other.forms):
            return Likeness.EXACT
        return None if short else Likeness.NEAR
    return Likeness.NEAR if short and (one.forms or other.forms) else Likeness.EXACT


def _agree(one: str, other: str) -> bool:
    pairs = _vocabulary().pairs
    return one == other or (one, other) in pairs or (other, one) in pairs


def _form_at_an_end(tokens: list[str], known: _Vocabulary) -> tuple[_Form, list[str]] | None:
    """The longest form at the end, or else at the start, and what is left; a name never wholly goes."""
    for size in range(min(known.longest, len(tokens) - 1), 0, -1):
        form = known.forms.get(tuple(tokens[-size:]))
        if form is not None:
            return form, tokens[:-size]
    for size in range(min(known.longest, len(tokens) - 1), 0, -1):
        form = known.forms.get(tuple(tokens[:size]))
        if form is not None and form.start:
            return form, tokens[size:]
    return None


def _abbreviations_joined(tokens: list[str], single_words: frozenset[str]) -> list[str]:
    """`s a` is `sa`, where single letters in a row spell a word of a form."""
    joined: list[str] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end]) == 1 and end - at < max(map(len, single_words)):
            end += 1
        while end - at > 1 and "".join(tokens[at:end]) not in single_words:
            end -= 1
        end = max(end, at + 1)
        joined.append("".join(tokens[at:end]))
        at = end
    return joined


@cache
def _vocabulary() -> _Vocabulary:
    file = msgspec.toml.decode(read("legal_forms.toml"), type=_File)
    forms = {tuple(words(name).split()): form for form in file.form for name in form.names}
    unparted = [name for form in file.form for name in form.names if not name.isascii() and " " not in name]
    east_asian = sorted((name for name in unparted if name[0] >= "⺀" and len(name) > 1), key=len, reverse=True)
    either = "|".join(east_asian)
    return _Vocabulary(
        forms=forms,
        longest=max(map(len, forms)),
        single_words=frozenset(word for name in forms for word in name if word.isascii()),
        pairs=frozenset((form.id, same_as) for form in file.form for same_as in form.same_as),
        unparted=re.compile(f"^(?:{either})|(?:{either})$"),
    )
