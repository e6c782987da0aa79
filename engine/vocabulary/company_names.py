"""Compares company names as people spell them, by `legal_forms.toml` and `look_alikes.toml`.

Only `Names` decides which entity of a bill of materials a name is: see `Battery.identity`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ...data import load
from .names import latin, words

SHORT = 4
"""A name with fewer letters is too short to be near any other."""
# Letters that are not an accented other letter, and signs that separate words.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("/+;|", " ")
)
# Co.Ltd. is two words, S.A. is one; Mine 1.1 is not Mine 11.
_DOT_BETWEEN_WORDS = re.compile(r"\.(?=\w\w)|(?<=\d)\.(?=\d)")
_ZERO_IN_WORD = re.compile(r"\b(?=\w*[^\W\d_]\w*[^\W\d_])[^\W\d_]*0(?:0|[^\W\d_])*\b")
_SPACE_BESIDE_LETTER = re.compile(r"(?<!\d) | (?!\d)")
# For scripts without spaces: the characters around a name, and the length of the longest name searched.
_UNPARTED = re.compile(
    "[\u2e80-\u2fff\u3005-\u3007\u3031-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]{2,200}"
)
_LONGEST_UNPARTED = 24
# A footnote's mark: Cobalt¹.
_RAISED = re.compile(r"(?<=[\w.)])[\u00b9\u00b2\u00b3\u2070-\u2079]+(?!\w)")
_ALSO = (
    r"(?:[afn]\.?\s?k\.?\s?a\b\.?|d\.?/?b\.?/?a\b\.?|(?:also|formerly|now) known as\b|formerly\b|doing business as\b)"
)
_ANOTHER_NAME = re.compile(rf"[(\[（【]\s*{_ALSO}:?|\b[afn]\.k\.a\.", re.IGNORECASE)
# Two names: A / B, A; B. Or a name and what is added, which may be another: A (B), A, B, but also A (Korea).
# A joint venture is called A & B or A-B.
_BETWEEN_NAMES = re.compile(r"[/;|／；、]|\bor\b", re.IGNORECASE)
_ADDED = re.compile(r"[(\[（【,]([^()\[\]（）【】,]+)")
_EDGES = " \t()[]（）【】,;:'\"“”‘’"


class Likeness(StrEnum):
    """How similar two names are: the same, or near."""

    EXACT = "exact"
    NEAR = "near"


class Name(msgspec.Struct, frozen=True):
    """A name without its legal forms, the ids of those, and its words run together."""

    words: tuple[str, ...]
    forms: frozenset[str]
    run_together: str

    @classmethod
    def of(cls, words: tuple[str, ...], forms: frozenset[str] = frozenset()) -> "Name":
        return cls(words, forms, run_together(words))


def run_together(words: tuple[str, ...]) -> str:
    """The words joined without spaces, except between numbers: Plant 1 1 is not Plant 11."""
    joined = "".join(words)
    if joined.isalpha() or not any(character.isdigit() for character in joined):
        return joined
    return _SPACE_BESIDE_LETTER.sub("", " ".join(words))


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    names: tuple[str, ...]
    start: bool = False
    empty: bool = False
    same_as: tuple[str, ...] = ()


class _Vocabulary(msgspec.Struct, frozen=True):
    """The legal forms by their words; `unparted` finds those in scripts without spaces."""

    forms: dict[tuple[str, ...], _Form]
    longest: int
    single_words: frozenset[str]
    longest_single: int
    pairs: frozenset[tuple[str, str]]
    translated: frozenset[str]
    unparted: re.Pattern[str]


@lru_cache(maxsize=65536)
def name_of(text: str) -> Name:
    """The name as it is compared: without case, accents, punctuation and legal forms; `&` is `and`."""
    known = _vocabulary()
    left = words_of(text)
    forms: set[str] = set()
    while (found := _form_at_an_end(left, known)) is not None:
        form, left = found
        if not form.empty:
            forms.add(form.id)
    return Name.of(tuple(left), frozenset(forms))


def words_of(text: str) -> list[str]:
    """The words of a name as compared, including legal forms."""
    known = _vocabulary()
    parted = known.unparted.sub(r" \g<0> ", _compared(text))
    return _abbreviations_joined(parted.split(), known)


@lru_cache(maxsize=65536)
def identity(text: str) -> str:
    """A key that is equal for spellings of a name that differ in case, width, accents, look-alike letters, punctuation,
    spaces and notation of the legal form; different for another legal form.
    """
    name = name_of(text)
    if not name.words:
        return " ".join(text.casefold().split())
    return "|".join((name.run_together, *sorted(name.forms)))


class Names:
    """Maps a name to an entity of a bill of materials, by the names with facts in its sheets.

    A name without a legal form is the entity of the same words that has facts, if only one has. Legal forms that
    contradict each other (LLC, S.A.) make two entities.
    """

    def __init__(self) -> None:
        self._by_run_together: dict[str, dict[str, Name]] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Adds the names with facts in a sheet; names with a legal form first."""
        for text in sorted(texts, key=lambda text: not name_of(text).forms):
            if not self.same_as(text):
                self._by_run_together.setdefault(name_of(text).run_together, {})[identity(text)] = name_of(text)

    def add_mentioned(self, texts: Iterable[str]) -> None:
        """Adds mentioned names, except those with the same words as a name with facts, which takes precedence."""
        mentioned = dict.fromkeys(text for text in texts if name_of(text).run_together not in self._by_run_together)
        self.add(mentioned)

    def same_as(self, text: str) -> list[str]:
        """The identities of all added names that the name may be another spelling of; only its own if it was added."""
        name, own = name_of(text), identity(text)
        same_letters: Mapping[str, Name] = self._by_run_together.get(name.run_together, {})
        if own in same_letters:
            return [own]
        return [at for at, other in same_letters.items() if name.words and same(name, other) is Likeness.EXACT]

    def identity(self, text: str) -> str:
        """The key of the entity that the name is."""
        same_as = self.same_as(text)
        return same_as[0] if len(same_as) == 1 else identity(text)


def other_names_in(text: str) -> list[str]:
    """A name and the names in brackets after it (a.k.a., formerly), separately."""
    parts = [part.strip(_EDGES) for part in _ANOTHER_NAME.split(text)]
    return [part for part in parts if part] if len(parts) > 1 else [text]


def is_other_name(text: str, other: str) -> bool:
    """Whether one of two names holds the other: as what it is also, or was, called, or as a second name."""
    names = [{name_of(part).run_together for part in other_names_in(each)} - {""} for each in (text, other)]
    if any(len(of) > 1 for of in names) and not names[0].isdisjoint(names[1]):
        return True
    return any(_holds(each, name_of(name).run_together) for each, name in ((text, other), (other, text)))


def _holds(text: str, run_together: str) -> bool:
    """Whether a text has the name as one of several, in brackets, or after a comma."""
    several = _BETWEEN_NAMES.split(text)
    parts = _ADDED.findall(text) if len(several) == 1 else several + _ADDED.findall(text)
    return any(name_of(part).run_together == run_together for part in parts)


def same(name: Name, other: Name) -> Likeness | None:
    """How similar two names of the same words are; None where they are not.

    They are the same where the legal forms agree, or one has none. If the forms contradict each other (LLC, S.A.), they
    are near. A name of fewer than `SHORT` letters is then not similar, and near where only one has a form.
    """
    short = len(name.run_together) < SHORT
    if name.forms and other.forms:
        if any(_agree(a, b) for a in name.forms for b in other.forms):
            return Likeness.EXACT
        return None if short else Likeness.NEAR
    return Likeness.NEAR if short and (name.forms or other.forms) else Likeness.EXACT


def may_be_one(name: Name, other: Name) -> bool:
    """Whether two names of the same words have legal forms that may translate the same form."""
    if name.run_together != other.run_together:
        return False
    return any(
        all(any(_agree(form, own) for own in each.forms) for each in (name, other)) for form in _vocabulary().translated
    )


def unparted_within(text: str) -> Iterator[str]:
    """Every part of two letters or more of a name in a script without spaces: 北方金属 of 北方金属集团."""
    for run in _UNPARTED.findall(text):
        for start in range(len(run) - 1):
            for end in range(start + 2, min(start + _LONGEST_UNPARTED, len(run)) + 1):
                yield run[start:end]


def is_unparted(text: str) -> bool:
    """Whether a name is in a script without spaces."""
    return _UNPARTED.fullmatch(text) is not None


@cache
def words_beside() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The phrases before a name and those after it, including legal forms."""
    file = load("vocabulary/beside_names.toml", dict[str, tuple[str, ...]])
    before, after = (frozenset(tuple(words_of(phrase)) for phrase in file[where]) for where in ("before", "after"))
    return before | {words for words in legal_forms() if len(words) <= 4}, after | legal_forms()


def _agree(name: str, other: str) -> bool:
    pairs = _vocabulary().pairs
    return name == other or (name, other) in pairs or (other, name) in pairs


def _compared(text: str) -> str:
    """The text as words, including legal forms."""
    if not text.isascii():
        text = latin(_RAISED.sub("", text))
    text = words(_DOT_BETWEEN_WORDS.sub(" ", text).translate(_LETTERS))
    return _ZERO_IN_WORD.sub(lambda word: word[0].replace("0", "o"), text) if "0" in text else text


def legal_forms() -> frozenset[tuple[str, ...]]:
    """Every spelling of a legal form, as words."""
    return frozenset(_vocabulary().forms)


def form_beside(words: list[str], start: int, end: int) -> frozenset[str]:
    """The legal forms after some of the words, or before them."""
    known = _vocabulary()
    for size in range(known.longest, 0, -1):
        after = known.forms.get(tuple(words[end : end + size]))
        if after is not None and not after.empty:
            return frozenset([after.id])
        if after is not None:
            return form_beside(words, start, end + size)
    for size in range(min(known.longest, start), 0, -1):
        before = known.forms.get(tuple(words[start - size : start]))
        if before is not None and before.start:
            return frozenset([before.id])
    return frozenset()


def _form_at_an_end(tokens: list[str], known: _Vocabulary) -> tuple[_Form, list[str]] | None:
    """The longest form at the end or else the start, and the remaining words, which are never empty."""
    for size in range(min(known.longest, len(tokens) - 1), 0, -1):
        form = known.forms.get(tuple(tokens[-size:]))
        if form is not None:
            return form, tokens[:-size]
    for size in range(min(known.longest, len(tokens) - 1), 0, -1):
        form = known.forms.get(tuple(tokens[:size]))
        if form is not None and form.start:
            return form, tokens[size:]
    return None


def _abbreviations_joined(tokens: list[str], known: _Vocabulary) -> list[str]:
    """The words with single letters joined where they spell a legal form: `s a` becomes `sa`."""
    joined: list[str] = []
    letters = "".join(token if len(token) == 1 else " " for token in tokens)
    at = 0
    while at < len(tokens):
        sizes = range(known.longest_single, 1, -1) if letters[at] != " " else ()
        size = next((size for size in sizes if letters[at : at + size] in known.single_words), 1)
        joined.append(letters[at : at + size] if size > 1 else tokens[at])
        at += size
    return joined


@cache
def _vocabulary() -> _Vocabulary:
    known = load("vocabulary/legal_forms.toml", dict[str, tuple[_Form, ...]])["form"]
    forms = {tuple(_compared(name).split()): form for form in known for name in form.names}
    unparted = [name for form in known for name in form.names if not name.isascii() and " " not in name]
    east_asian = sorted((name for name in unparted if name[0] >= "⺀" and len(name) > 1), key=len, reverse=True)
    either = "|".join(east_asian)
    single_words = frozenset(word for name in forms for word in name if word.isascii())
    return _Vocabulary(
        forms=forms,
        longest=max(map(len, forms)),
        single_words=single_words,
        longest_single=max(map(len, single_words)),
        pairs=frozenset((form.id, same_as) for form in known for same_as in form.same_as),
        translated=frozenset(form.id for form in known if form.same_as),
        unparted=re.compile(f"^(?:{either})|(?:{either})$"),
    )
