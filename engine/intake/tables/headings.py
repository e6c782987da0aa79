"""Column headings as suppliers write them -> the known columns, in seven languages."""

import re
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from itertools import product

import msgspec

from ...model.battery import Step
from ...vocabulary.names import plain
from ...vocabulary.units import Unit, split_unit, unclear_unit
from .columns import KnownColumns, content_of, known_columns
from .heading_words import (
    keys_of,
    load_headings,
    says_fact,
    says_percent,
    says_phrase,
    without_percent,
    words_of,
)

_LONGEST = 120
_PROPOSED = 60  # similarity in percent
_SHORTEST = 5  # a shorter word with a typo is often another word
_HOLDERS = ("owner", "owned")
"""The columns of a holding's two names, which a heading that says percent is not."""
_QUESTION = re.compile(
    r"[?？]\s*$|\b(?:y\s*/\s*n|yes\s*/\s*no|ja\s*/\s*nein|oui\s*/\s*non|s[ií]\s*/\s*no)\b|是否", re.I
)
_AMOUNTS = ("value_usd", "cost_usd", "mass_kg", "price_usd_per_kg")
"""The columns that the unit of a heading can tell from one another, where a sheet has them."""
_BY_MASS = {"quantity": "mass_kg", "unit_cost_usd": "price_usd_per_kg"}
"""The columns of headings that state a unit of mass: `Quantity (kg)`, `Unit cost (USD/kg)`."""
_OF_A_STEP = {"country": "country", "entity": "entity", "value_added": "value_added_usd"}
_ORDINAL = re.compile(r"([1-9][0-9]?)(?:st|nd|rd|th)?")


class By(StrEnum):
    """The reason why a heading is read as its column."""

    NAME = "its name"
    ALIAS = "a known heading"
    NEAR = "the nearest name"
    FILE = "the columns file"
    NOT_READ = "not used"


class Heading(msgspec.Struct, frozen=True):
    """The column that a heading is read as, by its canonical name (None: not used), why, and the unit that it states.

    `meant` is the known heading that it matched; `proposals` are the possible columns of an unknown one;
    `is_fact`: it seems to state where or by whom a step was done, but matches no column. `instead`: why a heading
    of a fact is not used, and which column would hold it.
    """

    column: str | None = None
    by: By = By.NOT_READ
    unit: Unit | None = None
    meant: str = ""
    proposals: tuple[str, ...] = ()
    is_fact: bool = False
    instead: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it is the column's own name or a known heading."""
        return self.by in (By.NAME, By.ALIAS)


@lru_cache(maxsize=4096)
def read_heading(text: str, kind: str, *, near: bool = True) -> Heading:
    """The reading of a heading of a sheet (`bom`, `entities`, ...); `near`: also finds its nearest name."""
    known = known_columns(kind)
    if (own := known.find(text)) is not None:
        return Heading(own, By.NAME)
    if not text.strip() or len(text) > _LONGEST:
        return Heading()
    base, unit = split_unit(text)
    if kind == "bom" and (unit is None or unit.slash) and (of_battery := _mass_in_battery(text)) is not None:
        return of_battery
    found = _look_up(base, kind, known)
    if says_percent(base):
        found = found or _look_up(without_percent(base), kind, known)
        if found is None or found[0] in _HOLDERS:
            found = _share(without_percent(base), kind) or found
    if unit is not None and unit.slash and not (found and _fits(found[0], unit)):
        unit = unit.as_rate()
    if unit is not None and (found is None or not _fits(found[0], unit)):
        by_mass = _BY_MASS.get(found[0]) if found is not None else None
        if found is not None and by_mass is not None and _fits(by_mass, unit):
            found = by_mass, found[1]
        else:
            found = _by_unit(base, unit, known) if known.has_lines else None
    if found is not None:
        against = _against(text, found[0])
        return Heading(unit=unit, instead=against) if against else Heading(found[0], By.ALIAS, unit, found[1])
    return _nearest(text, base, unit, kind) if near else Heading(unit=unit)


def may_be_a_count(kind: str, heading: str, meant: str) -> bool:
    """Whether the numbers of a share column may be seats, votes or money: its heading does not say percent."""
    counts = [keys_of(count)[0] for count in load_headings().counts.get(kind, [])]
    return any(key in counts for key in keys_of(meant)) and not says_percent(heading)


def _against(text: str, column: str) -> str:
    """Why a known heading cannot be its column here; empty where it can."""
    if column == "mineral" and _QUESTION.search(text):
        return "it asks a question, but the column mineral needs the name of the mineral, not yes or no"
    if says_percent(text) and ("_usd" in column or column.startswith("mass")):
        return f"its numbers are percentages, but {column} needs amounts"
    if says_percent(text) and "country" in column:
        return f"its numbers are percentages, but {column} needs a country: give each origin a row, with its part"
    if says_percent(text) and column in _HOLDERS:
        return f"its numbers are percentages, but {column} needs names"
    return ""


def _look_up(base: str, kind: str, known: KnownColumns) -> tuple[str, str] | None:
    """The column whose name or heading is the text, and that heading."""
    own = known.find(base)  # "Mineral:" or "Extraction - country"
    if own is not None:
        return own, own
    table = _table(kind)
    for key in keys_of(base):
        if key in table:
            return table[key]
    stripped, stage = _stage(base)
    for key in keys_of(stripped) if stage is not None else []:
        column, meant = table.get(key, ("", ""))
        if known.is_of_step(column):
            return (column if stage == 1 else f"{column}_{stage}"), meant
    return None


def _share(base: str, kind: str) -> tuple[str, str] | None:
    """The column that the heading is if it says percent, by its other words; there may be none."""
    shares = load_headings().with_percent.get(kind, {})
    found = (
        (column, text or "percent")
        for column, texts in shares.items()
        for text in texts
        if keys_of(text) == keys_of(base)
    )
    return next(found, None)


def _stage(text: str) -> tuple[str, int | None]:
    """The text without the number of a stage, and the number: `Refining 2 - country`, `2nd processing country`."""
    words = re.sub(r"(?<=[^\W\d])(?=[0-9])", " ", plain(text)).replace("(", " ").replace(")", " ").split()
    numbers = [match for word in words if (match := _ORDINAL.fullmatch(word.strip("#.,:;-")))]
    if len(numbers) != 1:
        return text, None
    rest = " ".join(word for word in words if _ORDINAL.fullmatch(word.strip("#.,:;-")) is None)
    return rest, int(numbers[0][1])


def _mass_in_battery(text: str) -> Heading | None:
    """A heading of a mass of something stated: `kg/pack`, `KG per battery`; None for any other heading."""
    whole = _whole_battery().fullmatch(" ".join(text.replace("/", " / ").split()))
    heading = read_heading(whole[1], "bom", near=False) if whole is not None else Heading()
    return heading if heading.column == "mass_kg" else None


@cache
def _whole_battery() -> re.Pattern[str]:
    batteries = "|".join(map(re.escape, load_headings().batteries))
    return re.compile(rf"(.+?) (?:/|per|pro|je|par|por) (?:{batteries})", re.IGNORECASE)


def _by_unit(base: str, unit: Unit, known: KnownColumns) -> tuple[str, str] | None:
    """The column of a heading by its unit: an amount in kg is a mass, a cost in USD/kg a price.

    A unit of mass, or of money per mass, is enough by itself: `kg`, `$/kg`.
    """
    if (base or unit.mass is None) and not _is_amount(base, money=unit.currency is not None or unit.per):
        return None
    columns = (name for name in _AMOUNTS if name in known.own)
    return next(((name, base or unit.text) for name in columns if _fits(name, unit)), None)


def _is_amount(base: str, *, money: bool) -> bool:
    amounts = load_headings().amounts + (load_headings().moneys if money else [])
    return bool({key for word in amounts for key in keys_of(word)} & set(keys_of(base)))


def _fits(column: str, unit: Unit | None) -> bool:
    """Whether a unit fits the column: `Amount (kg)` is not a value, `Refined country kg` not a country."""
    if unit is None:
        return True
    if column == "price_usd_per_kg":
        return unit.currency is not None or unit.per
    if column.startswith("mass"):
        return unit.currency is None and not unit.per
    return "_usd" in column and unit.currency is not None and unit.mass is None


def _nearest(text: str, base: str, unit: Unit | None, kind: str) -> Heading:
    """The known heading that this one is except for a likely typo; otherwise its proposals, or why it is unused."""
    from rapidfuzz import fuzz, process

    words = words_of(base)
    unclear = _question(text, kind) or _unclear(text, kind)
    keys = {key: column for key, (column, _) in _table(kind).items()} | {
        " ".join(sorted(words_of(name))): name for name in known_columns(kind).names()
    }
    like = process.extract(" ".join(sorted(words)), list(keys), scorer=fuzz.ratio, score_cutoff=_PROPOSED, limit=60)
    named = not unclear and not set(words) & set(load_headings().stop) and not any(word.isdecimal() for word in words)
    typos = {keys[key]: key for key, *_ in like if _differs_by_typos(words, key.split())} if named else {}
    if len(typos) == 1:
        ((column, key),) = typos.items()
        if content_of(column) != "answer" and _fits(column, unit) and not _against(text, column):
            return Heading(column, By.NEAR, unit, key)
    likeness: dict[str, float] = {}
    for key, percent, _ in like:
        likeness[keys[key]] = max(likeness.get(keys[key], 0.0), percent)
    proposals = sorted(likeness, key=lambda column: (-likeness[column], column))[:3]
    instead = unclear or _elsewhere(base, kind)
    return Heading(unit=unit, proposals=tuple(proposals), is_fact=says_fact(base), instead=instead)


def _unclear(text: str, kind: str) -> str:
    base, why = unclear_unit(text)
    known = _is_amount(base, money=True) or _look_up(base, kind, known_columns(kind)) is not None
    return f"its unit is ambiguous: {why}" if why and known else ""


def _question(text: str, kind: str) -> str:
    subject = _QUESTION.sub(" ", text)
    found = _look_up(subject, kind, known_columns(kind)) if subject != text else None
    return _against(text, found[0]) if found is not None else ""


def _elsewhere(base: str, kind: str) -> str:
    """The answer to a heading of a fact that belongs to another column or sheet; empty for other headings."""
    for fact in load_headings().elsewhere:
        beside = not fact.beside or says_phrase(base, fact.beside)
        if kind in fact.sheets and beside and says_phrase(base, fact.words):
            return fact.say
    return ""


def _differs_by_typos(words: list[str], known: list[str]) -> bool:
    """Whether the words are the known ones with typos; another known word is not a typo."""
    if len(words) != len(known):
        return False
    written = sorted((Counter(words) - Counter(known)).elements())
    meant = sorted((Counter(known) - Counter(words)).elements())
    return all(word not in _vocabulary() and _is_typo(word, of) for word, of in zip(written, meant, strict=True))


def _is_typo(word: str, of: str) -> bool:
    """Whether a letter is missing or doubled, or two are swapped; a wrong letter is no typo (votes, notes)."""
    if min(len(word), len(of)) < _SHORTEST or word[0] != of[0] or not (word + of).isascii():
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, of, strict=False)) if a != b), min(len(word), len(of)))
    missing = of[:at] + of[at + 1 :]
    doubled = of[:at] + of[at - 1] + of[at:]
    swapped = of[:at] + of[at + 1 : at + 2] + of[at : at + 1] + of[at + 2 :]
    return word in (missing, doubled, swapped)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every known heading: none of them is a typo of another."""
    file = load_headings()
    headings = [*file.stop, *file.facts, *(word for fact in file.elsewhere for word in fact.words)]
    headings += [key for kind in file.headings for key in (*_table(kind), *known_columns(kind).names())]
    return frozenset(word for heading in headings for word in plain(heading).replace("_", " ").split())


@cache
def _table(kind: str) -> dict[str, tuple[str, str]]:
    """Every heading as compared -> its column, and the heading as the file has it."""
    table: dict[str, tuple[str, str]] = {}
    for words in load_headings().language.values() if known_columns(kind).has_steps else ():
        _compose(words, table)
    for column, headings in load_headings().headings[kind].items():
        for heading in headings:
            table.update(dict.fromkeys(keys_of(heading), (column, heading)))
    return table


def _compose(words: dict[str, list[str]], table: dict[str, tuple[str, str]]) -> None:
    for step in Step:
        for word, (what, column) in product(words[step], _OF_A_STEP.items()):
            for name in words[what]:
                for heading in (f"{word} {name}", f"{name} {word}"):
                    for key in keys_of(heading):
                        table.setdefault(key, (f"{step}_{column}", heading))
