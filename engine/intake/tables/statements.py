"""What a cell says against the verdict by itself, under a heading about anything."""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import cache

from ...model.remembered import remembered
from ...vocabulary.entity_words import load_words
from ...vocabulary.foreign_entities import companies_of_154b, covered_countries
from ...vocabulary.governments import find_government
from ...vocabulary.names import UNSPACED
from .adverse_words import adverse_words, compared, harmless, harmless_pattern, listed, pattern_of
from .covered_places import find_covered_places, is_covered_place
from .heading_words import BETWEEN_SCRIPTS

_BETWEEN_CLAUSES = re.compile(r"[;\n,、，；。]|\.(?=\s|$)|\s[-–—]+\s")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_NUMBERED = re.compile(r"://|[^\W\d_][-_.]\d|\d[-_.][^\W\d_]")
"""In numbers of parts and documents, and in links: `PFE-100` names no party."""
_NUMBER_SIGN = re.compile(r"\b[Nn]o\.\s*(?=[^\W_]*-?\d)")
"""`No. 12`, which denies nothing."""
_WORD = re.compile(r"[^\W\d_]+")
_SPOKEN = re.compile(r"[^\W_]+")
_BESIDE_NAME = re.compile(r"[()\[\]（）【】*,;/，；]|\s[-–—:]+\s")
_LONGEST = 2000
_OR = ("or", "nor", "/", "oder", "ou", "o", "或")
_IN_SIGHT = 5
"""A denial denies what it precedes by at most so many words."""


class Weight(IntEnum):
    """How much a text says against the verdict: nothing, perhaps something (`PASSING`), or that it is wrong."""

    NOTHING = 0
    PASSING = 1
    CLEAR = 2


def weigh(text: str, *, of_owners: bool, is_remark: bool) -> Weight:
    """What a text says against the verdict; the heaviest of its clauses decides.

    `of_owners`: any owner of a covered nation counts, not only its government. `is_remark`: the text is free, and a
    place or a company in it may belong to something else.
    """
    has_subject = not text.isascii() or not _subjects().isdisjoint(_SPOKEN.findall(text.casefold()))
    if not has_subject and not (is_remark and _names_abroad(text)):
        return Weight.NOTHING  # most texts, at a fraction of the time
    weights = (_Clause(clause).weight(of_owners=of_owners, is_remark=is_remark) for clause in clauses(text))
    return max(weights, default=Weight.NOTHING)


@remembered
def speaks_against(heading: str) -> bool:
    """Whether a heading speaks against the verdict where its cell says yes, or how much: `Made in China`, `China %`."""
    clause = _Clause(heading)
    return (is_covered_place(clause.rest("sources", "beside")) and not clause.denies()) or _is_clear(heading)


@remembered
def addition_to(name: str) -> str | None:
    """What stands beside a company's name and says that it is prohibited, or not certain: `Acme (PFE)`, `Acme?`."""
    first, *beside = _parts_of_name(name)
    if not first.strip("?？") or _is_unknown(first):
        return None
    if name.rstrip().endswith(("?", "？")):
        return "?"
    return next((part for part in beside if _is_unknown(part) or _is_clear(part)), None)


@remembered
def addition_to_thing(name: str) -> str | None:
    """What stands beside the name of an item or a component and speaks against the verdict: `Foil (made in China)`."""
    return next(filter(_is_clear, _parts_of_name(name)[1:]), None)


def _parts_of_name(name: str) -> list[str]:
    """The name, and what stands beside it."""
    return [part for part in map(str.strip, _BESIDE_NAME.split(name[:_LONGEST])) if part] or [""]


def _is_unknown(text: str) -> bool:
    """Whether a text says that it is not known who it is."""
    answer, words = compared(text), load_words()
    is_other = answer in words.no_mineral or answer in listed("withheld")
    return answer in words.unknown and not is_other and any(map(str.isalpha, answer))


def _is_clear(text: str) -> bool:
    return weigh(text, of_owners=False, is_remark=False) is Weight.CLEAR


def says_not_in_force(text: str) -> bool:
    """Whether a text says that a document is a draft, unsigned, or no longer valid; not after a denial."""
    return any(_Clause(clause).is_not_in_force() for clause in clauses(text))


@cache
def _subjects() -> frozenset[str]:
    """The first words of whatever a clause can be about."""
    file = adverse_words()
    phrases = (*file.attestation, *file.parties, *file.cleared, *file.origins, *file.held, *file.sources)
    return frozenset(_SPOKEN.findall(compared(phrase))[0] for phrase in phrases)


def _names_abroad(text: str) -> bool:
    """Whether a text has the name of a place in a covered nation, or of a company that the law names."""
    return bool(find_covered_places(text) or companies_of_154b(text))


def clauses(text: str) -> list[str]:
    """The clauses of a text; one that is only an answer belongs to what it follows: `attestation sent, withdrawn`."""
    found: list[str] = []
    for part in filter(None, map(str.strip, _BETWEEN_CLAUSES.split(_NUMBER_SIGN.sub("", text[:_LONGEST])))):
        if found and _Clause(part).is_answer():
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _without_numbers(text: str) -> str:
    """The text without numbers of parts and links; looked for word by word, as a word may have a million letters."""
    return re.sub(r"\S+", lambda word: " " if _NUMBERED.search(word[0]) else word[0], text)


class _Clause:
    def __init__(self, text: str) -> None:
        self._text = text
        self._said = BETWEEN_SCRIPTS.sub(" ", _HYPHEN.sub(" ", _without_numbers(compared(text))))

    def weight(self, *, of_owners: bool, is_remark: bool) -> Weight:
        """What it says of an attestation, else of a prohibited party, the origin, an owner, or a place."""
        if self._says("attestation"):
            return Weight.CLEAR if self._has_no_attestation() else Weight.NOTHING
        if self._names_a_party():
            return Weight.PASSING if self._says("others") else Weight.CLEAR
        if (
            self._says("origins")
            and not self._says("other_papers")
            and (self._says("unknown") or "?" in self._said or self.is_not_in_force())
        ):
            return Weight.CLEAR
        if self._names_an_owner(of_owners=of_owners) or self._names_the_origin():
            return Weight.CLEAR
        is_passing = is_remark and _names_abroad(self._text) and not self.denies()
        return Weight.PASSING if is_passing else Weight.NOTHING

    def is_not_in_force(self) -> bool:
        return any(not self._denied(at, 1) for at in self._starts("not_in_force"))

    def is_answer(self) -> bool:
        rest = harmless_pattern("screen").sub(" ", self.rest("not_in_force", "unknown", "verdicts", "beside"))
        return adverse_words().denials.issuperset(_WORD.findall(rest)) and bool(self.rest("beside"))

    def _has_no_attestation(self) -> bool:
        """Whether it denies an attestation, or says that one is not in force; not another paper."""
        if self._says("other_papers"):
            return False
        is_denied = any(self._denied(at, 2) for at in self._starts("attestation"))
        return is_denied or self.is_not_in_force() or self.rest("attestation", "parties", "beside") in load_words().no

    def _names_a_party(self) -> bool:
        """Whether it names a prohibited party, without a denial and without saying that a supplier is cleared."""
        if cleared := [*self._starts("cleared")]:
            return any(self._follows_denial(at) for at in cleared)
        if all(self._denied(at, _IN_SIGHT) for at in self._starts("parties")):
            return False
        rest = self.rest("parties", "beside")
        return not rest or bool(_WORD.search(harmless_pattern("screen").sub(" ", rest)))

    def _names_an_owner(self, *, of_owners: bool) -> bool:
        """Whether it says that a covered nation's government, or with `of_owners` anybody there, holds or controls."""
        if not self._says("held") or self.denies():
            return False
        government = find_government(self.rest("held", "beside"))
        return (of_owners and bool(find_covered_places(self._text))) or (
            government is not None and not covered_countries().isdisjoint(government.countries)
        )

    def _names_the_origin(self) -> bool:
        """Whether it only says that something is made in a covered nation."""
        return self._says("sources") and is_covered_place(self.rest("sources", "beside"))

    def _denied(self, at: int, in_sight: int) -> bool:
        """Whether exactly one of the last words before a place denies what follows, with no doubt between them."""
        *earlier, before = pattern_of("parties").split(self._said[:at])
        while earlier and before.strip() in _OR:
            before = earlier.pop()  # `not on the SDN or UFLPA list`
        denials = adverse_words().denials
        words = _WORD.findall(before)[-in_sight:]
        found = [index for index, word in enumerate(words) if word in denials]
        if not found:
            return before.rstrip().endswith(tuple(word for word in denials if word >= UNSPACED))
        between = words[found[-1] + 1 :]
        is_doubted = pattern_of("doubts").search(" ".join(between)) or not harmless("screen").isdisjoint(between)
        return len(found) == 1 and not is_doubted

    def _follows_denial(self, at: int) -> bool:
        return not adverse_words().denials.isdisjoint(_WORD.findall(self._said[:at])[-_IN_SIGHT:])

    def denies(self) -> bool:
        return not adverse_words().denials.isdisjoint(_WORD.findall(self._said))

    def _says(self, name: str) -> bool:
        return pattern_of(name).search(self._said) is not None

    def _starts(self, name: str) -> Iterator[int]:
        return (found.start() for found in pattern_of(name).finditer(self._said))

    def rest(self, *lists: str) -> str:
        """The words that belong to none of these lists."""
        rest = self._said
        for name in lists:
            rest = pattern_of(name).sub(" ", rest)
        return " ".join(_WORD.findall(rest))
