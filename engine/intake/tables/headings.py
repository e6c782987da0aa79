"""Column headings as suppliers write them -> the known columns, in seven languages."""

import re
import unicodedata
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ....data import load
from ...model.battery import Step
from ...vocabulary.names import plain
from ...vocabulary.units import Unit, split_unit, unclear_unit
from .columns import KnownColumns, known_columns

_LONGEST = 120
_PROPOSED = 60  # percent of likeness
_SHORTEST = 5  # a shorter word with a slip in it is often another word
_YES_OR_NO = {"impracticable_to_trace", "rights_reserved"}
"""Read by known headings only: what is near may say the opposite (traceable, impracticable to trace)."""
_QUESTION = re.compile(
    r"[?？]\s*$|\b(?:y\s*/\s*n|yes\s*/\s*no|ja\s*/\s*nein|oui\s*/\s*non|s[ií]\s*/\s*no)\b|是否", re.I
)


_OTHER = r"\u2e80-\u9fff\uac00-\ud7a3"
_LATIN_BESIDE_OTHER = re.compile(rf"(?<=[a-z])(?=[{_OTHER}])|(?<=[{_OTHER}])(?=[a-z])")


class Why(StrEnum):
    """How a heading was recognised."""

    NAME = "the column's own name"
    ALIAS = "a known heading"
    NEAR = "the nearest name, but for a slip of the pen"


class Heading(msgspec.Struct, frozen=True):
    """What a heading is read as, `column` by its canonical name, or None.

    `meant` is the known heading that it matched; `proposals` are the columns that one which is none may have meant;
    `fact_of_a_step`: it seems to tell where or by whom a step was done, yet no column says so. `instead`: why a heading
    that tells a fact is not used, and what would hold that fact.
    """

    column: str | None
    why: Why | None
    unit: Unit | None = None
    meant: str = ""
    proposals: tuple[str, ...] = ()
    fact_of_a_step: bool = False
    instead: str = ""


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


class _Elsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings that tell a fact which no column of the sheet holds as it stands."""

    sheets: list[str]
    words: list[str]
    say: str
    beside: list[str] = []


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/headings.toml`."""

    joiners: list[str]
    stop: list[str]
    percents: list[str]
    amounts: list[str]
    moneys: list[str]
    batteries: list[str]
    language: list[_Language]
    headings: dict[str, dict[str, list[str]]]
    facts: _Facts
    counts: dict[str, list[str]]
    elsewhere: list[_Elsewhere]


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
    if kind == "bom" and (unit is None or unit.slash) and (of_battery := _mass_in_battery(text)) is not None:
        return of_battery
    found = _look_up(base, kind, known)
    if found is None and says_percent(base):
        found = _look_up(_without_percent(base), kind, known)
    if unit is not None and unit.slash and not (found and _fits(found[0], unit)):
        unit = unit.as_rate()
    if unit is not None and (found is None or not _fits(found[0], unit)):
        found = _by_unit(base, unit) if kind == "bom" else None
    if found is not None:
        against = _against(text, found[0])
        return Heading(None, None, unit, instead=against) if against else Heading(found[0], Why.ALIAS, unit, found[1])
    if not near:
        return Heading(None, None, unit)
    return _nearest(text, base, unit, kind)


def says_percent(text: str) -> bool:
    """Whether a heading says that its numbers are percentages."""
    said = _file().percents
    words = set(_words(text))
    return any(plain(p) in (words if p.isascii() and p != "%" else plain(text)) for p in said)


def may_be_a_count(kind: str, heading: str, meant: str) -> bool:
    """Whether the numbers of a share's column may be seats, votes or money: its heading does not say percent."""
    counts = [_keys(count)[0] for count in _file().counts.get(kind, [])]
    return any(key in counts for key in _keys(meant)) and not says_percent(heading)


def tells_of_step(text: str) -> bool:
    """Whether a heading has a word for a step, in any language."""
    return _says_any(_words(text), _step_words())


def says_phrase(text: str, phrases: list[str]) -> bool:
    """Whether a heading holds all the words of one of the phrases, in any order."""
    return _says_any(_words(text), phrases)


def holds_only(text: str, phrases: list[str]) -> bool:
    """Whether every word of a heading is one of the phrases, or of one."""
    known = {word for phrase in phrases for word in _words_of(phrase)} | {"".join(_words(phrase)) for phrase in phrases}
    return all(word in known for word in _words(text))


def tells_of_place(text: str) -> bool:
    """Whether a heading has a word for a country or place, in any language."""
    return _says_any(_words(text), _place_words())


def _without_percent(text: str) -> str:
    said = {plain(p) for p in _file().percents}
    return " ".join(word for word in _words(text) if word not in said)


def _against(text: str, column: str) -> str:
    """Why a known heading is not its column here; empty where it is."""
    if column == "mineral" and _QUESTION.search(text):
        return "it asks a question, and yes or no is no mineral; the column mineral holds the mineral's name"
    if says_percent(text) and ("_usd" in column or column.startswith("mass")):
        return f"its numbers are percentages, and {column} holds amounts"
    return ""


def _elsewhere(words: list[str], kind: str) -> str:
    """What a heading that tells a fact of another column or sheet is answered with; empty where it tells none."""
    return next(
        (
            said.say
            for said in _file().elsewhere
            if kind in said.sheets
            and _says_any(words, said.words)
            and (not said.beside or _says_any(words, said.beside))
        ),
        "",
    )


def _says_any(words: list[str], phrases: list[str]) -> bool:
    if not words:
        return False
    together, spoken = "".join(words), set(words)
    return any(
        _words_of(phrase) <= spoken or (not phrase.isascii() and plain(phrase) in together) for phrase in phrases
    )


@lru_cache(maxsize=4096)
def _words_of(phrase: str) -> frozenset[str]:
    return frozenset(_words(phrase))


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


def _mass_in_battery(text: str) -> Heading | None:
    """A mass that says of what it is: `kg/pack`, `KG per battery`; None for any other heading."""
    spoken = " ".join(text.replace("/", " / ").split())
    whole = _whole_battery().fullmatch(spoken)
    if whole is None:
        return None
    heading = read_heading(whole[1], "bom", near=False)
    return heading if heading.column == "mass_kg" else None


def _by_unit(base: str, unit: Unit) -> tuple[str, str] | None:
    """The column of a heading that only its unit tells: an amount in kg is a mass, a cost in USD/kg a price.

    A unit of mass, or of money per mass, is enough by itself: `kg`, `$/kg`.
    """
    of_mass = unit.mass is not None
    if not (of_mass and not base) and not _is_amount(base, money=unit.currency is not None or unit.per):
        return None
    columns = ("value_usd", "mass_kg", "price_usd_per_kg")
    return next(((name, base or unit.text) for name in columns if _fits(name, unit)), None)


def _is_amount(base: str, *, money: bool) -> bool:
    told = _file().amounts + (_file().moneys if money else [])
    return bool({key for word in told for key in _keys(word)} & set(_keys(base)))


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
    spaced = _LATIN_BESIDE_OTHER.sub(" ", spaced)  # FEOC状态 is two words
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


def _nearest(text: str, base: str, unit: Unit | None, kind: str) -> Heading:
    """The known heading that this one is but for a slip of the pen; otherwise what it may have meant, or tells."""
    from rapidfuzz import fuzz, process

    words = _words(base)
    compared = " ".join(sorted(words))
    unclear = _question(text, kind) or _unclear(text, kind)
    keys = {key: column for key, (column, _) in _table(kind).items()} | {
        " ".join(sorted(_words(name))): name for name in known_columns(kind).names()
    }
    best: dict[str, tuple[float, str]] = {}
    like = process.extract(compared, list(keys), scorer=fuzz.ratio, score_cutoff=_PROPOSED, limit=60)
    for key, likeness, _ in like:
        best[keys[key]] = max(best.get(keys[key], (0.0, "")), (likeness, key))
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    named = not unclear and not set(words) & set(_file().stop) and not any(word.isdecimal() for word in words)
    slips = {keys[key]: key for key, *_ in like if _is_but_for_slips(words, key.split())} if named else {}
    if len(slips) == 1:
        ((column, key),) = slips.items()
        if column not in _YES_OR_NO and _fits(column, unit) and not _against(text, column):
            return Heading(column, Why.NEAR, unit, key)
    instead = unclear or _elsewhere(words, kind)
    proposals = tuple(column for column, _ in ranked[:3])
    return Heading(None, None, unit, proposals=proposals, fact_of_a_step=_tells_a_fact(words), instead=instead)


def _unclear(text: str, kind: str) -> str:
    """What a known heading with a unit that could be several is answered with."""
    base, said = unclear_unit(text)
    known = _is_amount(base, money=True) or _look_up(base, kind, known_columns(kind)) is not None
    return f"its unit is not clear: {said}" if said and known else ""


def _question(text: str, kind: str) -> str:
    """What a question whether something is a critical mineral is answered with."""
    asked = _QUESTION.sub(" ", text)
    found = _look_up(asked, kind, known_columns(kind)) if asked != text else None
    return _against(text, found[0]) if found is not None else ""


def _is_but_for_slips(words: list[str], known: list[str]) -> bool:
    """Whether the words are the known ones, with a slip of the pen in one or more; never another known word."""
    if len(words) != len(known):
        return False
    written = sorted((Counter(words) - Counter(known)).elements())
    meant = sorted((Counter(known) - Counter(words)).elements())
    return all(word not in _vocabulary() and _is_slip(word, of) for word, of in zip(written, meant, strict=True))


def _is_slip(word: str, of: str) -> bool:
    """Whether a letter is missing or doubled, or two are swapped; a wrong letter makes another word (votes, notes)."""
    if min(len(word), len(of)) < _SHORTEST or word[0] != of[0] or not (word + of).isascii():
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, of, strict=False)) if a != b), min(len(word), len(of)))
    missing = of[:at] + of[at + 1 :]
    doubled = of[:at] + of[at - 1] + of[at:]
    swapped = of[:at] + of[at + 1 : at + 2] + of[at : at + 1] + of[at + 2 :]
    return word in (missing, doubled, swapped)


def _tells_a_fact(words: list[str]) -> bool:
    facts = _file().facts.words
    together = "".join(words)
    return any(fact in words or (not fact.isascii() and fact in together) for fact in map(plain, facts))


def _file() -> _File:
    return load("vocabulary/headings.toml", _File)


@cache
def _step_words() -> list[str]:
    return [word for language in _file().language for step in Step for word in getattr(language, step)]


@cache
def _place_words() -> list[str]:
    return [word for language in _file().language for word in language.country]


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every known heading: such a word is no slip of another."""
    file = _file()
    lists = [file.stop, file.facts.words, *(said.words for said in file.elsewhere)]
    headings = [word for words in lists for word in words] + [
        key for kind in file.headings for key in (*_table(kind), *known_columns(kind).names())
    ]
    return frozenset(word for heading in headings for word in plain(heading).replace("_", " ").split())


@cache
def _whole_battery() -> re.Pattern[str]:
    batteries = "|".join(map(re.escape, _file().batteries))
    return re.compile(rf"(.+?) (?:/|per|pro|je|par|por) (?:{batteries})", re.IGNORECASE)


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
