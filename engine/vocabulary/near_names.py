"""Names within a letter or two of others, or contained in them: for questions, never for a match."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ..model.quoting import quoted, suggestion
from .company_names import Name, is_unparted, name_of, run_together, unparted_within, words_beside
from .entity_words import has_letters
from .names import letters_like_digits

ONE_LETTER_FROM, TWO_LETTERS_FROM = 5, 9
"""How long the longer of two names must be for one letter, or two, to be a likely typo."""

_MOST_SUGGESTED = 3
_LONGEST_COMPARED = 64  # words; a name has some ten
_DIGIT_IN_WORD = re.compile(r"(?<=[a-z])[0-9](?=[a-z]{2})|(?<=[a-z]{2})[0-9](?=[a-z])")
_NOT_DIGITS = re.compile(r"[^0-9]+")


class NearNames:
    """Finds near names, each with its meaning.

    A digit is not a letter, except among letters: `Plant 1` is not near `Plant 2`, `Coba1t` is near `Cobalt`.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._parts: dict[str, list[str]] = {}
        self._by_length: dict[int, dict[str, list[str]]] = {}
        self._most_words = 0
        for text in texts:
            name = _lettered(name_of(text))
            if not has_letters(name.run_together):
                continue
            self._most_words = max(self._most_words, min(len(name.words), _LONGEST_COMPARED))
            for part in _parts(name, _LONGEST_COMPARED):
                self._parts.setdefault(part, []).append(text)
            self._by_length.setdefault(len(name.run_together), {}).setdefault(name.run_together, []).append(text)

    def find(self, text: str) -> list[str]:
        """The names near the text, including those of the same words."""
        if not self._by_length:
            return []
        name = _lettered(name_of(text))
        if not has_letters(name.run_together):
            return []
        found = [*self._parts.get(name.run_together, ()), *self._parts.get(_bare(name), ())]
        for part in _parts(name, self._most_words):
            found += self._by_length.get(len(part), {}).get(part, ())
        return list(dict.fromkeys([*found, *self._within_letters(name.run_together)]))

    def suggestion(self, text: str, cells: Mapping[str, str]) -> str:
        """The end of a message about an unknown name: those near it, each with its cell; empty where there is none."""
        return suggestion([f"{quoted(near)} ({cells[near]})" for near in self.find(text)[:_MOST_SUGGESTED]])

    def misspelled(self, text: str) -> list[str]:
        """The names that differ from the text in a letter or two."""
        if not self._by_length:
            return []
        wanted = _lettered(name_of(text)).run_together
        return [
            near for near in self._within_letters(wanted) if name_of(near).run_together != name_of(text).run_together
        ]

    def _within_letters(self, wanted: str) -> Iterable[str]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        digits = _NOT_DIGITS.sub(" ", wanted).strip()
        for length in range(len(wanted) - 2, len(wanted) + 3):
            names = self._by_length.get(length)
            most = _most_wrong(max(length, len(wanted)) - sum(map(len, digits.split())))
            if not names or abs(length - len(wanted)) > most:
                continue
            for near, _, _ in extract(wanted, names.keys(), scorer=OSA.distance, score_cutoff=most, limit=None):
                if _NOT_DIGITS.sub(" ", near).strip() == digits:
                    yield from names[near]


def is_typo(word: str, meant: str) -> bool:
    """Whether two words with the same beginning differ in a letter or two."""
    if word[:1] != meant[:1] or abs(len(word) - len(meant)) > 2:
        return False
    longer = max(len(word), len(meant))
    most = _most_wrong(longer)
    if longer - (Counter(word) & Counter(meant)).total() > most:  # most words, and sooner than rapidfuzz is loaded
        return False
    from rapidfuzz.distance import OSA

    return 0 < OSA.distance(word, meant, score_cutoff=most) <= most


def _most_wrong(longer: int) -> int:
    """The number of letters that may be wrong, by the longer name's length."""
    return 2 if longer >= TWO_LETTERS_FROM else 1 if longer >= ONE_LETTER_FROM else 0


def _lettered(name: Name) -> Name:
    """The name with digits within words replaced by the letters they resemble."""
    if not any(character.isdigit() for word in name.words for character in word[1:-1]):
        return name
    like = letters_like_digits()
    return Name.of(
        tuple(_DIGIT_IN_WORD.sub(lambda digit: like.get(digit[0], digit[0]), word) for word in name.words), name.forms
    )


def _bare(name: Name) -> str:
    """A name in a script without spaces, without trailing words such as 集团."""
    bare = name.run_together
    if not is_unparted(bare):
        return bare
    ends = sorted((words[0] for words in words_beside()[1] if len(words) == 1), key=len, reverse=True)
    while (end := next((end for end in ends if bare.endswith(end) and len(bare) > len(end) + 1), None)) is not None:
        bare = bare.removesuffix(end)
    return bare


def _parts(name: Name, most_words: int) -> set[str]:
    """Every run of a name's words, joined, that contains a letter; any part in scripts without spaces."""
    words = name.words[: 8 * _LONGEST_COMPARED]
    found = set(unparted_within("".join(words)))
    for start in range(len(words)):
        for end in range(start + 1, min(start + most_words, len(words)) + 1):
            part = run_together(words[start:end])
            if has_letters(part):
                found.add(part)
    return found
