"""Column headings as suppliers write them -> the known columns, in seven languages."""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ...data import read
from ..model import Step
from .columns import KnownColumns, known_columns
from .names import plain
from .units import Unit, split_unit

_LONGEST = 120
_NEAR, _APART, _SHORTEST = 88, 6, 6  # percent of likeness, and how much less like any other column must be
_PROPOSED = 60


class Why(StrEnum):
    """How a heading was recognised."""

    NAME = "the column's own name"
    ALIAS = "a known heading"
    NEAR = "the nearest name, and no other is near"


class Heading(msgspec.Struct, frozen=True):
    """What a heading is read as, `column` by its canonical name, or None.

    `meant` is the known heading that it matched; `proposals` are the columns that one which is none may have meant;
    `fact_of_a_step`: it seems to tell where or by whom a step was done, yet no column says so.
    """

    column: str | None
    why: Why | None
    unit: Unit | None = None
    meant: str = ""
    proposals: tuple[str, ...] = ()
    fact_of_a_step: bool = False


class _Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    extraction: list[str]
    processing: list[str]
    recycling: list[str]
    country: list[str]
    entity: list[str]
    value_added: list[str]


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/headings.toml`."""

    joiners: list[str]
    stop: list[str]
    amounts: list[str]
    moneys: list[str]
    language: list[_Language]
    headings: dict[str, dict[str, list[str]]]
    facts: _Facts


_FACTS = {"country": "country", "entity": "entity", "value_added": "value_added_usd"}
_ORDINAL = re.compile(r"([1-9][0-9]?)(?:st|nd|rd|th)?")


@lru_cache(maxsize=4096)
def read_heading(text: str, kind: str, *, near: bool = True) -> Heading:
    """What a heading of a sheet (`bom`, `entities`, ...) is read as; `near`: its nearest name is looked for too."""
    known = known_columns(kind)
    own = known.find(text)
    if own is not None:
        return Heading(own, Why.NAME)
    if not text.strip() or len(text) > _LONGEST:
        return Heading(None, None)
    base, unit = split_unit(text)
    found = _look_up(base, kind, known)
    if unit is not None and (found is None or not _fits(found[0], unit)):
        found = _by_unit(base, unit) if kind == "bom" else None
    if found is not None:
        return Heading(found[0], Why.ALIAS, unit, found[1])
    if not near:
        return Heading(None, None, unit)
    return _nearest(base, unit, kind)


def _look_up(base: str, kind: str, known: KnownColumns) -> tuple[str, str] | None:
    """The column whose own name, or one of whose headings, is the text; and that heading."""
    own = known.find(base)  # "Mineral:" or "Extraction - country"
    if own is not None:
        return own, own
    table = _table(kind)
    for key in _keys(base):
        if key in table:
            return table[key]
    stripped, stage = _stage(base)
    if stage is None:
        return None
    for key in _keys(stripped):
        column, meant = table.get(key, ("", ""))
        if known.is_of_step(column):
            return (column if stage == 1 else f"{column}_{stage}"), meant
    return None


def _by_unit(base: str, unit: Unit) -> tuple[str, str] | None:
    """The column of a heading that only its unit tells: an amount in kg is a mass, a cost in USD/kg a price."""
    told = _file().amounts + (_file().moneys if unit.currency is not None else [])
    if not {key for word in told for key in _keys(word)} & set(_keys(base)):
        return None
    return next(((name, base) for name in ("value_usd", "mass_kg", "price_usd_per_kg") if _fits(name, unit)), None)


def _fits(column: str, unit: Unit | None) -> bool:
    """Whether a unit is of the column's kind: `Amount (kg)` is no value, `Refined country kg` no country."""
    if unit is None:
        return True
    if column == "price_usd_per_kg":
        return unit.currency is not None or unit.per
    if column.startswith("mass"):
        return unit.currency is None and not unit.per
    return "_usd" in column and unit.currency is not None and unit.mass is None


def _words(text: str) -> list[str]:
    """The words that are compared: plain, without punctuation and joiners."""
    said = re.sub(r"['’]s\b", "s", plain(text))  # arm's length, but pays d'extraction
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "#°º" else " " for c in said)
    joiners = _joiners()
    return [word for word in spaced.split() if word not in joiners] or spaced.split()


def _keys(text: str) -> list[str]:
    """How a heading is looked up: its words in any order, and, of scripts that do not part words, run together."""
    words = _words(text)
    together = "".join(words)
    keys = [" ".join(sorted(words))]
    if not together.isascii() and any(unicodedata.category(c) == "Lo" for c in together):
        keys.append(together.replace("の", "").replace("的", ""))
    return [key for key in keys if key]


def _stage(text: str) -> tuple[str, int | None]:
    """The text without the number of a stage, and the number: `Refining 2 - country`, `2nd processing country`."""
    words = re.sub(r"(?<=[^\W\d])(?=[0-9])", " ", plain(text)).replace("(", " ").replace(")", " ").split()
    numbers = [match for word in words if (match := _ORDINAL.fullmatch(word.strip("#.,:;-")))]
    if len(numbers) != 1:
        return text, None
    rest = " ".join(word for word in words if _ORDINAL.fullmatch(word.strip("#.,:;-")) is None)
    return rest, int(numbers[0][1])


def _nearest(base: str, unit: Unit | None, kind: str) -> Heading:
    """The nearest known heading, used only where no other column is near it."""
    from rapidfuzz import fuzz, process

    words = _words(base)
    compared = " ".join(words)
    keys = {key: column for key, (column, _) in _table(kind).items()} | {
        " ".join(_words(name)): name for name in known_columns(kind).names()
    }
    best: dict[str, tuple[float, str]] = {}
    for key, likeness, _ in process.extract(compared, list(keys), scorer=fuzz.ratio, score_cutoff=_PROPOSED, limit=60):
        best[keys[key]] = max(best.get(keys[key], (0.0, "")), (likeness, key))
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    fact = _tells_a_fact(words)
    if ranked:
        column, (likeness, key) = ranked[0]
        alone = len(ranked) == 1 or likeness - ranked[1][1][0] >= _APART
        named = not set(words) & set(_file().stop) and not any(word.isdecimal() for word in words)
        if likeness >= _NEAR and alone and named and len(compared) >= _SHORTEST and _fits(column, unit):
            return Heading(column, Why.NEAR, unit, key)
    return Heading(None, None, unit, proposals=tuple(column for column, _ in ranked[:3]), fact_of_a_step=fact)


def _tells_a_fact(words: list[str]) -> bool:
    facts = _file().facts.words
    together = "".join(words)
    return any(fact in words or (not fact.isascii() and fact in together) for fact in map(plain, facts))


@cache
def _file() -> _File:
    return msgspec.toml.decode(read("headings.toml"), type=_File)


@cache
def _joiners() -> frozenset[str]:
    return frozenset(plain(word) for word in _file().joiners)


@cache
def _table(kind: str) -> dict[str, tuple[str, str]]:
    """Every heading as compared -> its column, and the heading as the file has it."""
    table: dict[str, tuple[str, str]] = {}
    if known_columns(kind).has_steps:
        for language in _file().language:
            _compose(language, table)
    for column, headings in _file().headings[kind].items():
        for heading in headings:
            table.update(dict.fromkeys(_keys(heading), (column, heading)))
    return table


def _compose(language: _Language, table: dict[str, tuple[str, str]]) -> None:
    """Each word for a step with each word for what of it."""
    for step in Step:
        for word in getattr(language, step):
            for fact, column in _FACTS.items():
                for what in getattr(language, fact):
                    for heading in (f"{word} {what}", f"{what} {word}"):
                        for key in _keys(heading):
                            table.setdefault(key, (f"{step}_{column}", heading))
