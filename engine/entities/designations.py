"""OFAC's list of specially designated nationals (limb B of 42 USC 18741(a)(5)): reading it, and whom it names."""

import csv
import datetime
import hashlib
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from ...data import load
from ..model.quoting import quoted
from ..report.report import InputFile
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

_COLUMNS = {"sdn": 12, "alt": 5, "add": 6}
_EMPTY = ("-0-", "")
_BINARY = {b"PK\x03\x04": "a workbook or an archive", b"\xd0\xcf\x11\xe0": "an old workbook", b"%PDF": "a PDF"}
_WEAK_ALIAS = re.compile(r"\b[afn]\.k\.a\. '(.+?)'(?=[.;,]|$)")
_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-_.])(\d\d)(?:\2(\d\d))?|(\d\d)(\d\d))(?!\d)")
# One letter wrong in a name of ten or two in twenty is 90 or more; below, other names of the list come up.
_NEAR = 90
_MOST_NEAR = 5
# A name that stands whole within another is compared where it is this long: shorter ones are everyday words.
_LONG_LETTERS, _LONG_WORDS = 8, 2
_LONG_UNPARTED = 3  # of a script that does not part words
_LONGEST_COMPARED = 1000
# Any sign but those within names (Moa-Nickel, S.A., Shell's), a dash beside a space, a new line, the word "and".
_SEPARATORS = re.compile(r"([^\w\s.'’ʼ-]|_|[\r\n\t\v\f\u2028\u2029]|(?<=\s)-|-(?=\s)|\band\b)", re.IGNORECASE)
_AND = ("&", "＆", "and")


class BadList(Exception):
    """A file that is no list; the text names the file, what was found and what was expected."""


class Kind(StrEnum):
    """What an entry of the list is."""

    ENTITY = "entity"
    INDIVIDUAL = "individual"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Edition(msgspec.Struct, frozen=True):
    """The day of a list, or every day of its month where no more is known."""

    first: datetime.date
    last: datetime.date
    text: str

    @classmethod
    def day(cls, day: datetime.date) -> "Edition":
        return cls(day, day, day.isoformat())


class Entry(msgspec.Struct, frozen=True):
    """One entry: OFAC's number, its name as listed, what it is, its programmes, and the countries of its addresses."""

    number: int
    name: str
    kind: Kind
    programs: tuple[str, ...]
    countries: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """An entry that a name is, or is like. `name` is the listed name it was compared with, an alias or the entry's."""

    entry: Entry
    name: str
    likeness: Likeness

    @property
    def is_alias(self) -> bool:
        return self.name != self.entry.name


class _Listed(msgspec.Struct, frozen=True):
    """One name of an entry; `weak`: OFAC holds the alias for too common to search by."""

    entry: Entry
    text: str
    name: Name
    weak: bool = False


class DesignatedList:
    """The list as of one edition. What a name is answered is kept, for the next bill of materials of the run."""

    def __init__(
        self, sha256: str, edition: Edition | None, entries: int, listed: list[_Listed], beside: list[InputFile]
    ) -> None:
        self.sha256 = sha256
        self.edition = edition
        self.beside = beside
        self.entries = entries
        self._exact: dict[str, list[_Listed]] = {}
        self._persons: dict[str, list[_Listed]] = {}
        self._near: dict[bool, _Near] = {}
        self._listed = listed
        self._run_together: set[str] = set()
        self._most_words = 0
        self._answers: dict[tuple[str, bool], list[Match]] = {}
        for one in listed:
            self._exact.setdefault(one.name.run_together, []).append(one)
            self._run_together.add("".join(one.name.words))
            self._most_words = max(self._most_words, len(one.name.words))
            if one.entry.kind is Kind.INDIVIDUAL:  # LAST, First
                self._persons.setdefault(_sorted(one.name), []).append(one)

    @property
    def title(self) -> str:
        return f"{LIST_NAME}, {self.edition.text if self.edition else 'undated'}"

    def find(self, text: str, *, persons: bool = False) -> list[Match]:
        """Every entry that the name is, of any kind; where no entity or person is, the nearest entities, best first.

        `persons`: individuals may be near too. A name in brackets after a.k.a. is looked up as well.
        """
        text = " ".join(text[:_LONGEST_COMPARED].split())
        if (text, persons) not in self._answers:
            self._answers[text, persons] = self._find(text, persons)
        return self._answers[text, persons]

    def designated(self, text: str) -> list[Match]:
        """The entries of companies and organizations that the name is, and of persons whose full name it is."""
        person = not any(name_of(part).forms for part in other_names_in(text))
        wanted = (Kind.ENTITY, Kind.INDIVIDUAL) if person else (Kind.ENTITY,)
        found = [m for m in self.find(text) if m.likeness is Likeness.EXACT and m.entry.kind in wanted]
        return [m for m in found if m.entry.kind is Kind.ENTITY or len(name_of(m.name).words) > 1]

    def among(self, text: str) -> list[Match]:
        """The entities whose listed name stands whole in a text, as words: `Moa Nickel SA - Plant 2`, `c/o Moa Nickel`.

        With its legal form, unless it has none or is of several words; a short one between separators, or beside words
        such as *formerly* or *plant*: `Delta & Sons` is not DELTA S.A., nor is Card Metals CARD. Also those whose legal
        form may be a translation of the same (LLC and Ltd, of OOO). None where the text as a whole is designated.
        """
        text = text[:_LONGEST_COMPARED]
        if self.designated(text):
            return []
        words, cuts = _words_and_cuts(text)
        found: dict[int, Match] = {}
        for start, end in self._listed_within(words):
            name = Name(tuple(words[start:end]), form_beside(words, start, end))
            for one in self._exact.get(name.run_together, ()):
                if one.weak or one.entry.kind is not Kind.ENTITY or same(name, one.name) is not Likeness.EXACT:
                    continue
                whole = (name.forms and one.name.forms) or _is_long(one.name)
                if not whole and not one.name.forms:
                    whole = len(name.run_together) >= _LONG_LETTERS or _stands_apart(words, cuts, start, end)
                if whole:
                    found.setdefault(one.entry.number, Match(one.entry, one.text, Likeness.NEAR))
        within = {run for run in unparted_within("".join(words)) if len(run) >= _LONG_UNPARTED}
        for one in (listed for run in within for listed in self._exact.get(run, ())):
            if not one.weak and one.entry.kind is Kind.ENTITY:
                found.setdefault(one.entry.number, Match(one.entry, one.text, Likeness.NEAR))
        for name in map(name_of, other_names_in(text)):
            for one in self._exact.get(name.run_together, ()):
                if not one.weak and one.entry.kind is Kind.ENTITY and may_be_one(name, one.name):
                    found.setdefault(one.entry.number, Match(one.entry, one.text, Likeness.NEAR))
        return list(found.values())

    def _listed_within(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """Where listed names stand among words, however these are parted."""
        for start in range(len(words)):
            run_together = ""
            for end in range(start + 1, min(start + self._most_words, len(words)) + 1):
                run_together += words[end - 1]
                if run_together in self._run_together:
                    yield start, end

    def _find(self, text: str, persons: bool) -> list[Match]:
        exact: dict[int, Match] = {}
        near: dict[int, Match] = {}
        wanted = (Kind.ENTITY, Kind.INDIVIDUAL) if persons else (Kind.ENTITY,)
        for part in other_names_in(text):
            name = name_of(part)
            for one in (*self._exact.get(name.run_together, ()), *self._persons.get(_sorted(name), ())):
                likeness = same(name, one.name)
                if one.weak and likeness is not None:
                    likeness = Likeness.NEAR if len(one.name.run_together) >= SHORT else None
                if likeness is Likeness.EXACT:
                    exact.setdefault(one.entry.number, Match(one.entry, one.text, likeness))
                elif likeness is Likeness.NEAR and one.entry.kind in wanted:
                    near.setdefault(one.entry.number, Match(one.entry, one.text, likeness))
        if any(match.entry.kind in wanted for match in exact.values()):
            return list(exact.values())
        for part in other_names_in(text):
            for one in self._near_index(persons).find(name_of(part)):
                near.setdefault(one.entry.number, Match(one.entry, one.text, Likeness.NEAR))
        return [*exact.values(), *list(near.values())[:_MOST_NEAR]]

    def _near_index(self, persons: bool) -> "_Near":
        if persons not in self._near:
            wanted = (Kind.ENTITY, Kind.INDIVIDUAL) if persons else (Kind.ENTITY,)
            self._near[persons] = _Near([one for one in self._listed if one.entry.kind in wanted])
        return self._near[persons]


class _Near:
    """The listed names that a name is like: nearly the same words in any order, or one whole within the other."""

    def __init__(self, listed: list[_Listed]) -> None:
        self._listed = [one for one in listed if len(one.name.run_together) >= SHORT]
        self._texts = [_sorted(one.name) for one in self._listed]
        self._whole: dict[tuple[str, ...], list[_Listed]] = {}
        for one in self._listed:
            if _is_long(one.name):
                self._whole.setdefault(one.name.words, []).append(one)
        self._longest = max(map(len, self._whole), default=0)
        # One text to search in; where each name starts in it tells whose it is.
        self._lines = "".join(f"\n {' '.join(one.name.words)} " for one in self._listed)
        self._starts = [match.start() for match in re.finditer("\n", self._lines)]

    def find(self, name: Name) -> list[_Listed]:
        from rapidfuzz import fuzz, process

        if len(name.run_together) < SHORT:
            return []
        scored = process.extract(_sorted(name), self._texts, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST_NEAR)
        return [self._listed[at] for _, _, at in scored] + list(self._within(name)) + list(self._around(name))

    def _within(self, name: Name) -> Iterator[_Listed]:
        """Listed names that stand whole in the name."""
        for size in range(min(self._longest, len(name.words)), _LONG_WORDS - 1, -1):
            for start in range(len(name.words) - size + 1):
                yield from self._whole.get(name.words[start : start + size], ())

    def _around(self, name: Name) -> Iterator[_Listed]:
        """Listed names in which the name stands whole."""
        unparted = is_unparted(name.run_together) and len(name.run_together) >= _LONG_UNPARTED
        if unparted:
            yield from (one for one in self._listed if name.run_together in one.name.run_together)
        if unparted or not _is_long(name):
            return
        wanted, at = f" {' '.join(name.words)} ", -1
        while (at := self._lines.find(wanted, at + 1)) >= 0:
            yield self._listed[bisect_right(self._starts, at) - 1]


def _words_and_cuts(text: str) -> tuple[list[str], set[int]]:
    """The words of a text, and where separators stand: before the word of that number."""
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
    """Whether a name stands between separators, but for its legal form and words such as *formerly* or *plant 2*."""
    before, after = words_beside()
    first = next((at for at in range(start, -1, -1) if at in cuts), 0)
    last = next((at for at in range(end, len(words) + 1) if at in cuts), len(words))
    ahead = words[first:start]
    behind = [word for word in words[end:last] if not word.isdecimal()]
    return _is_made_of(ahead, before) and (not behind or _is_made_of(behind, after))


def _is_made_of(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether words are phrases, one after another."""
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


def told(match: Match) -> str:
    """A match for a message: `entry 3751, "MOA NICKEL SA", programme CUBA`."""
    entry = match.entry
    also = f" (another name of {quoted(entry.name)})" if match.is_alias else ""
    what = "" if entry.kind is Kind.ENTITY else f", {'an' if entry.kind[0] in 'ai' else 'a'} {entry.kind}"
    programs = f", programme {', '.join(entry.programs)}" if entry.programs else ""
    where = f", {', '.join(entry.countries)}" if entry.countries else ""
    return f"entry {entry.number}, {quoted(match.name)}{also}{what}{programs}{where}"


# Reading ---------------------------------------------------------------------------------------------------------


def load_list(path: str, edition: datetime.date | None = None) -> DesignatedList:
    """OFAC's `sdn.csv`, with its `alt.csv` and `add.csv` where they lie beside it.

    `edition` is the day of the list, the date in the file's name unless it is given.

    Raises:
        BadList: a file cannot be read, or is no such list.
    """
    file = Path(path)
    content = _content(file)
    beside = files_beside(path)
    read = {part: _content(other) for part, other in beside.items()}
    aliases: dict[int, list[tuple[str, bool]]] = {}
    countries: dict[int, list[str]] = {}
    if "alt" in read:
        for number, (_, _, alias, remarks) in _rows(beside["alt"].name, "alt", read["alt"]):
            aliases.setdefault(number, []).append((alias, "weak" in remarks.casefold()))
    if "add" in read:
        for number, (_, _, _, country, _) in _rows(beside["add"].name, "add", read["add"]):
            countries.setdefault(number, []).append(country)
    listed: list[_Listed] = []
    entries, of_sdn = 0, 0
    known = _programs()
    for number, row in _rows(file.name, "sdn", content):
        entries += 1
        name, kind, program, remarks = row[0], row[1].casefold(), row[2], row[10]
        if not name or kind not in ("", *Kind):
            found = f"the type {quoted(row[1])}" if name else "no name"
            raise BadList(f"{file.name}: entry {number} has {found}: {_expected('sdn')}")
        programs = tuple(text for part in program.split("]") if (text := part.strip(" [")))
        if known.is_another_lists(programs, remarks):
            raise BadList(
                f"{file.name}: entry {number} is of another list of OFAC (program {', '.join(programs)}): "
                f"{_expected('sdn')}; entries of the other lists are no specially designated nationals"
            )
        of_sdn += not known.sdn.isdisjoint(programs)
        entry = Entry(
            number=number,
            name=name,
            kind=Kind(kind) if kind else Kind.ENTITY,
            programs=programs,
            countries=tuple(dict.fromkeys(country for country in countries.get(number, ()) if country)),
        )
        weak = [(alias, True) for alias in _WEAK_ALIAS.findall(remarks)]
        for text, is_weak in [(name, False), *aliases.get(number, ()), *weak]:
            for part in other_names_in(text):
                if (compared := name_of(part)).words:
                    listed.append(_Listed(entry, text, compared, is_weak))
    if 2 * of_sdn < entries:
        raise BadList(
            f"{file.name}: {entries - of_sdn} of {entries} entries name no known program of the SDN list: "
            f"{_expected('sdn')}"
        )
    return DesignatedList(
        hashlib.sha256(content).hexdigest(),
        Edition.day(edition) if edition is not None else edition_in(file.name),
        entries,
        listed,
        [InputFile(other.name, hashlib.sha256(read[part]).hexdigest()) for part, other in beside.items()],
    )


class _Directives(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    programs: frozenset[str]
    remark: str


class _Programs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/sdn_programs.toml`."""

    sdn: frozenset[str]
    other: frozenset[str]
    other_starts: tuple[str, ...]
    directives: _Directives

    def is_another_lists(self, programs: tuple[str, ...], remarks: str) -> bool:
        """Whether an entry with these programs is of another list than that of the SDNs."""
        if not programs:
            return False
        if all(program in self.other or program.startswith(self.other_starts) for program in programs):
            return True
        return self.directives.programs.issuperset(programs) and self.directives.remark in remarks.casefold()


def _programs() -> _Programs:
    return load("vocabulary/sdn_programs.toml", _Programs)


def files_beside(path: str) -> dict[str, Path]:
    """The files `alt` and `add` of a list: in its folder, named as it is but for `sdn`, in any case."""
    file = Path(path)
    wanted = names_beside_list(path)
    if not file.parent.is_dir():
        return {}
    found: dict[str, Path] = {}
    for other in sorted(file.parent.iterdir()):
        part = wanted.get(other.name.casefold())
        if part is not None and other.is_file():
            found.setdefault(part, other)
    return {part: found[part] for part in wanted.values() if part in found}


def names_beside_list(path: str) -> dict[str, str]:
    """How the files `alt` and `add` of a list are named, in any case, whether they are there or not."""
    name = Path(path).name.casefold()
    return {name.replace("sdn", part): part for part in ("alt", "add")} if "sdn" in name else {}


def edition_in(name: str) -> Edition | None:
    """The one date in a file's name: 2022-01, 2022-01-31 or 20220131; None where there is none, or several."""
    found = set()
    for year, _, month, day, run_month, run_day in _DATE_IN_NAME.findall(name):
        try:
            first = datetime.date(int(year), int(month or run_month), int(day or run_day or 1))
        except ValueError:
            continue
        if day or run_day:
            found.add(Edition.day(first))
        else:
            last = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
            found.add(Edition(first, last, f"{first:%Y-%m}"))
    return found.pop() if len(found) == 1 else None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadList(f"{file.name}: {error.strerror or 'cannot be read'}: {_expected('sdn')}") from None


def _rows(name: str, part: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of one of the three files: the entry's number, and the other cells; `-0-` is an empty text."""
    for start, what in _BINARY.items():
        if content.startswith(start):
            raise BadList(f"{name} is {what}: {_expected(part)}")
    text = _decoded(content).strip("\x1a \r\n\t")
    if not text:
        raise BadList(f"{name} is empty: {_expected(part)}")
    if text.startswith("<"):
        raise BadList(f"{name} is a web page or XML: {_expected(part)}")
    if "\0" in text:
        raise BadList(f"{name} is no text table: {_expected(part)}")
    # Strict: a quoted cell that does not end is an entry that was cut off.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != _COLUMNS[part]:
                many = "1 column" if len(row) == 1 else f"{len(row)} columns"
                raise BadList(f"{name}: line {reader.line_num} has {many}: {_expected(part)}")
            cells = ["" if (cell := raw.strip()) in _EMPTY else cell for raw in row]
            if not re.fullmatch(r"[0-9]{1,18}", cells[0]):
                raise BadList(
                    f"{name}: line {reader.line_num} starts with {quoted(row[0])}, no entry number: {_expected(part)}"
                )
            yield int(cells[0]), cells[1:]
        if not _ends_whole(content, text):
            line = reader.line_num
            raise BadList(
                f"{name} ends in the middle of an entry, on line {line}: {_expected(part)}; get the file again"
            )
    except csv.Error as error:
        found = f"line {reader.line_num} cannot be read, or the file ends in the middle of it: {error}"
        raise BadList(f"{name}: {found}: {_expected(part)}") from None


def _ends_whole(content: bytes, text: str) -> bool:
    """Whether the last cell is whole: followed by a line break or an end sign, quoted, or the sign for an empty one."""
    return content.rstrip(b" ").endswith((b"\n", b"\r", b"\x1a")) or text.endswith(('"', *filter(None, _EMPTY)))


def _decoded(content: bytes) -> str:
    """UTF-8, or else the Windows encoding that OFAC has used; Latin where that has no such letter."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _expected(part: str) -> str:
    return f"OFAC's {part}.csv was expected: {_COLUMNS[part]} columns, no header"
