"""OFAC's list of specially designated nationals (limb B of 42 USC 18741(a)(5))."""

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from ..model.quoting import quoted
from ..report.report import InputFile, InquiryList
from ..rules.rule import Period
from ..vocabulary.company_names import (
    SHORT,
    Likeness,
    Name,
    form_beside,
    is_unparted,
    may_be_one,
    name_of,
    other_names_in,
    same,
    unparted_within,
    words_beside,
    words_of,
)

LIST_NAME = "OFAC SDN list"

# One wrong letter in ten, or two in twenty, scores 90 or more; below that, unrelated names match.
_NEAR = 90
_MOST_NEAR = 5
# A name within another counts only from this length: shorter ones are everyday words.
_LONG_LETTERS, _LONG_WORDS = 8, 2
_LONG_UNPARTED = 3  # in a script without spaces
_LONGEST_COMPARED = 1000
# Any sign except those within names (Moa-Nickel, S.A., Shell's), a dash beside a space, a new line, the word "and".
_SEPARATORS = re.compile(r"([^\w\s.'’ʼ-]|_|[\r\n\t\v\f\u2028\u2029]|(?<=\s)-|-(?=\s)|\band\b)", re.IGNORECASE)
_AND = ("&", "＆", "and")


class Kind(StrEnum):
    ENTITY = "entity"
    INDIVIDUAL = "individual"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


_WANTED = {False: (Kind.ENTITY,), True: (Kind.ENTITY, Kind.INDIVIDUAL)}
"""The kinds of entries looked for: without persons, and with them."""


class Edition(msgspec.Struct, frozen=True):
    """The day of a list, or every day of its month where only that is known."""

    first: datetime.date
    last: datetime.date
    text: str

    @classmethod
    def day(cls, day: datetime.date) -> "Edition":
        return cls(day, day, day.isoformat())


class Entry(msgspec.Struct, frozen=True):
    """An entry: its number, its name as listed, its kind, its programs, and the countries of its addresses.

    `first` and `last` are its days on the list, None if not stated: OFAC's file states none.
    """

    number: int
    name: str
    kind: Kind
    programs: tuple[str, ...]
    countries: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None

    def overlaps(self, days: Period) -> bool:
        """Whether it may be on the list on one of the days."""
        return (self.first or datetime.date.min) <= days.last and (self.last or datetime.date.max) >= days.first

    @property
    def title(self) -> str:
        """How a message refers to it."""
        return f"entry {self.number}"

    @property
    def particulars(self) -> str:
        """What a message adds to its name."""
        programs = f", program {', '.join(self.programs)}" if self.programs else ""
        where = f", {', '.join(self.countries)}" if self.countries else ""
        return f"{programs}{where}"


class Match(msgspec.Struct, frozen=True):
    """An entry that a name matches or is near. `name` is the listed name compared with, an alias or the entry's."""

    entry: Entry
    name: str
    likeness: Likeness

    @property
    def is_alias(self) -> bool:
        return self.name != self.entry.name


class ListedName(msgspec.Struct, frozen=True):
    """A name of an entry; `weak`: OFAC considers the alias too common for searches."""

    entry: Entry
    text: str
    name: Name
    weak: bool = False


def listed_names(entry: Entry, text: str, *, weak: bool = False) -> Iterator[ListedName]:
    """A name of an entry, and those in brackets within it, as far as they have words."""
    for part in other_names_in(text):
        if (name := name_of(part)).words:
            yield ListedName(entry, text, name, weak)


class DesignatedList:
    """The list as of an edition. Results are kept for the next bill of materials of the run."""

    name = LIST_NAME

    def __init__(
        self, sha256: str, edition: Edition | None, entries: int, listed: list[ListedName], beside: list[InputFile]
    ) -> None:
        self.sha256 = sha256
        self.edition = edition
        self.beside = beside
        self.entries = entries
        self._exact: dict[str, list[ListedName]] = {}
        self._persons: dict[str, list[ListedName]] = {}
        self._near: dict[bool, _Near] = {}
        self._listed = listed
        self._run_together: set[str] = set()
        self._most_words = 0
        self._answers: dict[tuple[str, bool], list[Match]] = {}
        for item in listed:
            self._exact.setdefault(item.name.run_together, []).append(item)
            self._run_together.add("".join(item.name.words))
            self._most_words = max(self._most_words, len(item.name.words))
            if item.entry.kind is Kind.INDIVIDUAL:  # LAST, First
                self._persons.setdefault(_sorted(item.name), []).append(item)

    @property
    def title(self) -> str:
        return f"{self.name}, {self.edition.text if self.edition else 'undated'}"

    @property
    def record(self) -> InquiryList:
        """The list as the question of a report records it."""
        return InquiryList(self.sha256, self.edition.text if self.edition is not None else None, self.beside)

    def find(self, text: str, *, persons: bool = False) -> list[Match]:
        """Every entry that the name matches; if none is an entity or person, the nearest entities, best first.

        `persons`: also near individuals. A name in brackets after a.k.a. is looked up too.
        """
        text = " ".join(text[:_LONGEST_COMPARED].split())
        if (text, persons) not in self._answers:
            self._answers[text, persons] = self._find(text, persons)
        return self._answers[text, persons]

    def designated(self, text: str) -> list[Match]:
        """The companies and organizations that the name matches, and persons by full name."""
        person = not any(name_of(part).forms for part in other_names_in(text))
        found = [m for m in self.find(text) if m.likeness is Likeness.EXACT and m.entry.kind in _WANTED[person]]
        return [m for m in found if m.entry.kind is Kind.ENTITY or len(name_of(m.name).words) > 1]

    def among(self, text: str) -> list[Match]:
        """The entities whose listed name is contained in a text, as words: `Moa Nickel SA - Plant 2`, `c/o Moa Nickel`.

        It needs its legal form, unless it has none or several words; a short one must be between
        separators or beside words such as *formerly* or *plant*: `Delta & Sons` is not DELTA S.A.,
        nor Card Metals CARD. Also entities whose legal form may translate the same one (LLC and Ltd for OOO). Empty
        where the whole text is designated.
        """
        text = text[:_LONGEST_COMPARED]
        if self.designated(text):
            return []
        words, cuts = _words_and_cuts(text)
        found: list[ListedName] = []
        for start, end in self._listed_within(words):
            name = Name.of(tuple(words[start:end]), form_beside(words, start, end))
            for item in self._exact.get(name.run_together, ()):
                whole = (name.forms and item.name.forms) or _is_long(item.name)
                if not whole and not item.name.forms:
                    whole = len(name.run_together) >= _LONG_LETTERS or _stands_apart(words, cuts, start, end)
                if whole and same(name, item.name) is Likeness.EXACT:
                    found.append(item)
        within = {run for run in unparted_within("".join(words)) if len(run) >= _LONG_UNPARTED}
        found += [item for run in within for item in self._exact.get(run, ())]
        for name in map(name_of, other_names_in(text)):
            found += [item for item in self._exact.get(name.run_together, ()) if may_be_one(name, item.name)]
        first: dict[int, ListedName] = {}
        for item in found:
            if not item.weak and item.entry.kind is Kind.ENTITY:
                first.setdefault(item.entry.number, item)
        return [Match(item.entry, item.text, Likeness.NEAR) for item in first.values()]

    def _listed_within(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """The positions of listed names among words, by any separator."""
        for start in range(len(words)):
            run_together = ""
            for end in range(start + 1, min(start + self._most_words, len(words)) + 1):
                run_together += words[end - 1]
                if run_together in self._run_together:
                    yield start, end

    def _find(self, text: str, persons: bool) -> list[Match]:
        exact: dict[int, Match] = {}
        near: dict[int, Match] = {}
        wanted = _WANTED[persons]
        for part in other_names_in(text):
            name = name_of(part)
            for item in (*self._exact.get(name.run_together, ()), *self._persons.get(_sorted(name), ())):
                likeness = same(name, item.name)
                if item.weak and likeness is not None:
                    likeness = Likeness.NEAR if len(item.name.run_together) >= SHORT else None
                if likeness is Likeness.EXACT:
                    exact.setdefault(item.entry.number, Match(item.entry, item.text, likeness))
                elif likeness is Likeness.NEAR and item.entry.kind in wanted:
                    near.setdefault(item.entry.number, Match(item.entry, item.text, likeness))
        if any(match.entry.kind in wanted for match in exact.values()):
            return list(exact.values())
        for part in other_names_in(text):
            for item in self._near_index(persons).find(name_of(part)):
                near.setdefault(item.entry.number, Match(item.entry, item.text, Likeness.NEAR))
        return [*exact.values(), *list(near.values())[:_MOST_NEAR]]

    def _near_index(self, persons: bool) -> "_Near":
        if persons not in self._near:
            wanted = _WANTED[persons]
            self._near[persons] = _Near([item for item in self._listed if item.entry.kind in wanted])
        return self._near[persons]


class _Near:
    """Finds similar listed names: nearly the same words in any order, or a name within the other."""

    def __init__(self, listed: list[ListedName]) -> None:
        self._listed = [item for item in listed if len(item.name.run_together) >= SHORT]
        self._texts = [_sorted(item.name) for item in self._listed]
        self._whole: dict[tuple[str, ...], list[ListedName]] = {}
        for item in self._listed:
            if _is_long(item.name):
                self._whole.setdefault(item.name.words, []).append(item)
        self._longest = max(map(len, self._whole), default=0)
        # A single text to search; the position identifies the name.
        self._lines = "".join(f"\n {' '.join(item.name.words)} " for item in self._listed)
        self._starts = [match.start() for match in re.finditer("\n", self._lines)]

    def find(self, name: Name) -> list[ListedName]:
        from rapidfuzz import fuzz, process

        if len(name.run_together) < SHORT:
            return []
        scored = process.extract(_sorted(name), self._texts, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST_NEAR)
        return [self._listed[at] for _, _, at in scored] + list(self._within(name)) + list(self._around(name))

    def _within(self, name: Name) -> Iterator[ListedName]:
        """The listed names contained in the name."""
        for size in range(min(self._longest, len(name.words)), _LONG_WORDS - 1, -1):
            for start in range(len(name.words) - size + 1):
                yield from self._whole.get(name.words[start : start + size], ())

    def _around(self, name: Name) -> Iterator[ListedName]:
        """The listed names that contain the name."""
        unparted = is_unparted(name.run_together) and len(name.run_together) >= _LONG_UNPARTED
        if unparted:
            yield from (item for item in self._listed if name.run_together in item.name.run_together)
        if unparted or not _is_long(name):
            return
        wanted, at = f" {' '.join(name.words)} ", -1
        while (at := self._lines.find(wanted, at + 1)) >= 0:
            yield self._listed[bisect_right(self._starts, at) - 1]


def _words_and_cuts(text: str) -> tuple[list[str], set[int]]:
    """The words of a text, and the numbers of the words that a separator precedes."""
    words: list[str] = []
    cuts = {0}
    for piece in _SEPARATORS.split(text):
        if piece.casefold() in _AND:
            cuts.add(len(words))
            words.append("and")
        elif piece and not piece.isspace():
            words += words_of(piece)
        cuts.add(len(words))
    return words, cuts


def _stands_apart(words: list[str], cuts: set[int], start: int, end: int) -> bool:
    """Whether a name is between separators, except for its legal form and words such as *formerly* or *plant 2*."""
    before, after = words_beside()
    first = next((at for at in range(start, -1, -1) if at in cuts), 0)
    last = next((at for at in range(end, len(words) + 1) if at in cuts), len(words))
    ahead = words[first:start]
    behind = [word for word in words[end:last] if not word.isdecimal()]
    return _consists_of(ahead, before) and _consists_of(behind, after)


def _consists_of(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether the words are a sequence of phrases."""
    at = 0
    while size := next(
        (size for size in range(min(4, len(words) - at), 0, -1) if tuple(words[at : at + size]) in phrases), 0
    ):
        at += size
    return at == len(words)


def _is_long(name: Name) -> bool:
    return len(name.words) >= _LONG_WORDS and len(name.run_together) >= _LONG_LETTERS


def _sorted(name: Name) -> str:
    return " ".join(sorted(name.words))


def is_listed(sdn: DesignatedList | None, name: str) -> str | None:
    """What a list says of a name that it designates; None if nothing."""
    found = sdn.designated(name) if sdn is not None else []
    return f"it is on the {sdn.title}: {described(found[0])}" if sdn is not None and found else None


def described(match: Match) -> str:
    """A match for a message: `entry 3751, "MOA NICKEL SA", program CUBA`."""
    entry = match.entry
    also = f" (another name of {quoted(entry.name)})" if match.is_alias else ""
    what = "" if entry.kind is Kind.ENTITY else f", {'an' if entry.kind[0] in 'ai' else 'a'} {entry.kind}"
    return f"{entry.title}, {quoted(match.name)}{also}{what}{entry.particulars}"
