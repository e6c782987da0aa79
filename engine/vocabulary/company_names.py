"""Company names as people spell them -> whether they are one name, by `legal_forms.toml` and `look_alikes.toml`.

`Names` is the one place that says which entity of a bill of materials a name is: see `Battery.identity`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ...data import load
from .look_alikes import latin
from .names import words

SHORT = 4
"""A name with fewer letters is too short to be near any other."""
# Letters that are no other letter with an accent, and signs that part words.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("/+;|", " ")
)
# Co.Ltd. is two words, S.A. is one; Mine 1.1 is not Mine 11.
_DOT_BETWEEN_WORDS = re.compile(r"\.(?=\w\w)|(?<=\d)\.(?=\d)")
_ZERO_IN_WORD = re.compile(r"\b(?=\w*[^\W\d_]\w*[^\W\d_])[^\W\d_]*0(?:0|[^\W\d_])*\b")
_SPACE_BESIDE_LETTER = re.compile(r"(?<!\d) | (?!\d)")
# Of scripts that do not part words, what a name may stand in, and how long the longest is that is looked for.
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
        """The words without the spaces between them, except between two numbers: Plant 1 1 is not Plant 11."""
        joined = "".join(self.words)
        if not any(character.isdigit() for character in joined):
            return joined
        return _SPACE_BESIDE_LETTER.sub("", " ".join(self.words))


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    names: tuple[str, ...]
    start: bool = False
    empty: bool = False
    same_as: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/legal_forms.toml`."""

    form: tuple[_Form, ...]


class _Beside(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/beside_names.toml`."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class _Vocabulary(msgspec.Struct, frozen=True):
    """The forms by the words they are written with; `unparted` finds those of scripts that do not part words."""

    forms: dict[tuple[str, ...], _Form]
    longest: int
    single_words: frozenset[str]
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
    return Name(tuple(left), frozenset(forms))


def words_of(text: str) -> list[str]:
    """The words of a name as they are compared, its legal forms among them."""
    known = _vocabulary()
    parted = known.unparted.sub(r" \g<0> ", _compared(text))
    return _abbreviations_joined(parted.split(), known.single_words)


@lru_cache(maxsize=65536)
def identity(text: str) -> str:
    """The same for two spellings of a name that differ in case, width, accents, look-alike letters, punctuation,
    spaces and how the legal form is written; another for another legal form.
    """
    name = name_of(text)
    if not name.words:
        return " ".join(text.casefold().split())
    return "|".join((name.run_together, *sorted(name.forms)))


class Names:
    """Which entity of a bill of materials a name is, by the names that its sheets give facts of.

    A name without a legal form is the one of its words that has facts, unless several have. Of legal forms that
    contradict each other (LLC, S.A.) the entities are two.
    """

    def __init__(self) -> None:
        self._by_run_together: dict[str, dict[str, Name]] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Adds the names of which a sheet says something; names with a legal form go first, as they say more."""
        for text in sorted(texts, key=lambda text: not name_of(text).forms):
            if not self.same_as(text):
                self._by_run_together.setdefault(name_of(text).run_together, {})[identity(text)] = name_of(text)

    def add_mentioned(self, texts: Iterable[str]) -> None:
        """Adds the names that sheets mention, but those of the words of one that has facts: which it is, these say."""
        mentioned = dict.fromkeys(text for text in texts if name_of(text).run_together not in self._by_run_together)
        self.add(mentioned)

    def same_as(self, text: str) -> list[str]:
        """The identities of all added names that the name is another spelling of, or its own alone if it was added."""
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
    """A name and those that stand in brackets after it as a.k.a. or formerly: each a name of its own."""
    parts = [part.strip(_EDGES) for part in _ANOTHER_NAME.split(text)]
    return [part for part in parts if part] if len(parts) > 1 else [text]


def same(name: Name, other: Name) -> Likeness | None:
    """Whether two names of the same words are one name.

    They are where the legal forms agree, or one has none. Of forms that contradict each other (LLC, S.A.) the names are
    near; a name of fewer than `SHORT` letters is then nothing, and near where only one side has a form.
    """
    short = len(name.run_together) < SHORT
    if name.forms and other.forms:
        if any(_agree(a, b) for a in name.forms for b in other.forms):
            return Likeness.EXACT
        return None if short else Likeness.NEAR
    return Likeness.NEAR if short and (name.forms or other.forms) else Likeness.EXACT


def may_be_one(name: Name, other: Name) -> bool:
    """Whether two names of the same words have legal forms that one other form may both be a translation of."""
    if name.run_together != other.run_together:
        return False
    return any(
        all(any(_agree(form, own) for own in each.forms) for each in (name, other)) for form in _vocabulary().translated
    )


def unparted_within(text: str) -> Iterator[str]:
    """Every part of two letters or more of a name in a script that does not part words: 北方金属 of 北方金属集团."""
    for run in _UNPARTED.findall(text):
        for start in range(len(run) - 1):
            for end in range(start + 2, min(start + _LONGEST_UNPARTED, len(run)) + 1):
                yield run[start:end]


def is_unparted(text: str) -> bool:
    """Whether a name is of a script that does not part words."""
    return _UNPARTED.fullmatch(text) is not None


@cache
def words_beside() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The phrases that stand before a name, and those after it, legal forms among them."""
    file = load("vocabulary/beside_names.toml", _Beside)
    before, after = (frozenset(tuple(words_of(phrase)) for phrase in phrases) for phrases in (file.before, file.after))
    return before | {words for words in legal_forms() if len(words) <= 4}, after | legal_forms()


def _agree(name: str, other: str) -> bool:
    pairs = _vocabulary().pairs
    return name == other or (name, other) in pairs or (other, name) in pairs


def _compared(text: str) -> str:
    """The text as words, its legal forms among them."""
    if not text.isascii():
        text = latin(_RAISED.sub("", text))
    text = words(_DOT_BETWEEN_WORDS.sub(" ", text).translate(_LETTERS))
    return _ZERO_IN_WORD.sub(lambda word: word[0].replace("0", "o"), text) if "0" in text else text


def legal_forms() -> frozenset[tuple[str, ...]]:
    """Every spelling of a legal form, as words."""
    return frozenset(_vocabulary().forms)


def form_beside(words: list[str], start: int, end: int) -> frozenset[str]:
    """The legal forms that stand after some of the words, or before them."""
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
    longest = max(map(len, single_words))
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end]) == 1 and end - at < longest:
            end += 1
        while end - at > 1 and "".join(tokens[at:end]) not in single_words:
            end -= 1
        end = max(end, at + 1)
        joined.append("".join(tokens[at:end]))
        at = end
    return joined


@cache
def _vocabulary() -> _Vocabulary:
    file = load("vocabulary/legal_forms.toml", _File)
    forms = {tuple(_compared(name).split()): form for form in file.form for name in form.names}
    unparted = [name for form in file.form for name in form.names if not name.isascii() and " " not in name]
    east_asian = sorted((name for name in unparted if name[0] >= "⺀" and len(name) > 1), key=len, reverse=True)
    either = "|".join(east_asian)
    return _Vocabulary(
        forms=forms,
        longest=max(map(len, forms)),
        single_words=frozenset(word for name in forms for word in name if word.isascii()),
        pairs=frozenset((form.id, same_as) for form in file.form for same_as in form.same_as),
        translated=frozenset(form.id for form in file.form if form.same_as),
        unparted=re.compile(f"^(?:{either})|(?:{either})$"),
    )
