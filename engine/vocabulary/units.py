"""Units of mass, of money and of price as suppliers write them."""

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from ...data import load
from ..model.numbers import Fraction

_LONGEST = 40


class UnclearUnit(ValueError):
    """An ambiguous unit; the text names its meanings."""


class Unit(msgspec.Struct, frozen=True):
    """A unit of money (`currency`, ISO 4217, times `scale`), of mass (`mass`, in kilograms), or both.

    Both together are a price per mass. `per` without a currency: a price whose currency is not stated. `slash`: a slash
    precedes a mass, which means per kilogram for a price, and in kilograms for a mass.
    """

    currency: str | None
    scale: Fraction
    mass: Fraction | None
    text: str
    per: bool = False
    slash: bool = False

    def as_rate(self) -> "Unit":
        """The mass behind a slash as the base of a price."""
        return Unit(None, Fraction(1), self.mass, f"/{self.text}", per=True)


class _Mass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kilograms: str
    words: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/units.toml`."""

    mass: dict[str, _Mass]
    unclear: dict[str, str]
    currency: dict[str, list[str]]
    sign: dict[str, list[str]]
    locale: dict[str, list[str]]
    scale: dict[str, list[str]]
    unclear_scale: dict[str, str]
    per: list[str]
    no_unit: list[str]


class _Words(msgspec.Struct, frozen=True):
    """The file by word as compared."""

    mass: dict[str, tuple[str, Fraction]]
    currency: dict[str, str]
    scale: dict[str, Fraction]
    unclear: dict[str, str]
    unclear_scale: dict[str, str]
    per: re.Pattern[str]
    no_unit: frozenset[str]
    signs: list[tuple[re.Pattern[str], list[str]]]
    locales: dict[str, str]


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """The unit that a text is; None where it is not recognized.

    Raises:
        UnclearUnit: it is ambiguous.
    """
    word = _plain(text)
    if not word or len(word) > _LONGEST:
        return None
    words = _words()
    if word in words.unclear:
        raise UnclearUnit(f"it could be {words.unclear[word]}")
    if word in words.mass:
        name, kilograms = words.mass[word]
        return Unit(None, Fraction(1), kilograms, name)
    money = _money(word)
    return money if money is not None else _price(word)


def units_of_sign(text: str) -> list[Unit]:
    """The units of a text with a sign that several currencies share: `$`, `¥/kg`; otherwise empty."""
    word = _plain(text)
    for sign, codes in _words().signs:
        if sign.search(word):
            units = (parse_unit(sign.sub(code, word, count=1)) for code in codes)
            return [unit for unit in units if unit is not None]
    return []


def dollar_of_locale(locale: str) -> str | None:
    """The currency of a bare $ in a locale other than the United States, if known."""
    return _words().locales.get(locale.casefold())


def is_scale(text: str) -> bool:
    """Whether a text is a scale without a unit: `k`, `million`."""
    word = _plain(text)
    return word in _words().scale or word in _words().unclear_scale


def is_no_unit(text: str) -> bool:
    """Whether a word beside a number is not a unit: `net`, `approx.`."""
    return _plain(text) in _words().no_unit


def without_scale(text: str) -> str:
    """A text without the scale at either end: `€` of `M€`."""
    word = _plain(text)
    for mark in (*_words().scale, *_words().unclear_scale):
        for rest in (word.removeprefix(mark), word.removesuffix(mark)):
            if rest != word:
                return rest.strip(" -")
    return word


@lru_cache(maxsize=4096)
def split_unit(heading: str) -> tuple[str, Unit | None]:
    """A heading without the unit that it states, and the unit: `Unit price USD/kg`, `Mass [kg]`, `value_usd`."""
    try:
        return _split(heading)
    except _Unclear:
        return heading, None


def unclear_unit(heading: str) -> tuple[str, str]:
    """A heading without its ambiguous unit, and the unit's meanings; empty where the unit is clear."""
    try:
        _split(heading)
    except _Unclear as error:
        return error.base, str(error)
    return heading, ""


class _Unclear(UnclearUnit):
    """A heading with an ambiguous unit; `base` is the rest of the heading."""

    def __init__(self, base: str, reason: str) -> None:
        super().__init__(reason)
        self.base = base


def _split(heading: str) -> tuple[str, Unit | None]:
    text = " ".join(unicodedata.normalize("NFKC", heading).replace("_", " ").split())
    if len(text) > 200:
        return heading, None
    whole = _unit_of_text(text, "")
    if whole is not None:
        return "", whole
    stage = re.fullmatch(r"(.+ usd) ([0-9]+)", text.casefold())
    if stage is not None:  # a later stage of a known column: processing_value_added_usd_2
        base, unit = _split(text[: len(stage[1])])
        return f"{base} {stage[2]}", unit
    bracketed = re.fullmatch(r"(.*)\s*[(\[{【]\s*([^()\[\]{}【】]*?)\s*[)\]}】]\s*(.*)", text)
    base = f"{bracketed[1]} {bracketed[3]}".strip() if bracketed is not None else ""
    if bracketed is not None and (unit := _unit_of_text(bracketed[2], base)) is not None:
        inner, more = _split(base)
        joined = _joined(unit, more)
        return (inner, joined) if joined is not None else (base, unit)
    if bracketed is not None and not bracketed[3]:
        return heading, None
    # The unit is at the end, after a comma, slash, dash or space; the longest match is used.
    for match in re.finditer(r"[\s,;:/\-–—]+", text):
        start = match.end()
        base = text[: match.start()].strip()
        unit = _unit_of_text(text[start:], base)
        if unit is not None and base:
            is_mass = unit.mass is not None and unit.currency is None and not unit.per
            return base, msgspec.structs.replace(unit, slash=True) if is_mass and "/" in match[0] else unit
    return heading, None


def _joined(unit: Unit, more: Unit | None) -> Unit | None:
    """The text in brackets and the text before them: `Price per kg (EUR)`."""
    if more is None:
        return None
    money, mass = (unit, more) if unit.currency is not None else (more, unit)
    if money.currency is None or money.mass is not None or mass.mass is None:
        return None
    return Unit(money.currency, money.scale, mass.mass, f"{money.text}/{mass.text.removeprefix('/')}")


def _unit_of_text(text: str, base: str) -> Unit | None:
    try:
        return parse_unit(text)
    except UnclearUnit as error:
        raise _Unclear(base, str(error)) from None


def _money(word: str) -> Unit | None:
    """A currency, alone or with a scale before or after it.

    Raises:
        UnclearUnit: the scale is ambiguous.
    """
    words = _words()
    if word in words.currency:
        code = words.currency[word]
        return Unit(code, Fraction(1), None, code)
    for mark in (*words.scale, *words.unclear_scale):
        for rest in (word.removeprefix(mark) if word.startswith(mark) else "", word.removesuffix(mark)):
            rest = rest.strip(" -")
            if not rest or rest == word or rest not in words.currency:
                continue
            if mark in words.unclear_scale:
                raise UnclearUnit(f"{mark} could be {words.unclear_scale[mark]}")
            code, scale = words.currency[rest], words.scale[mark]
            return Unit(code, scale, None, f"{code} x {scale}")
    return None


def _price(word: str) -> Unit | None:
    """Money per mass, or a mass with only `per` before it."""
    words = _words()
    parts = [part.strip() for part in words.per.split(word, maxsplit=1)]
    if len(parts) == 1:
        power = re.fullmatch(r"(.+?)[ ·*]?(kg|g|t|lb)\^?[-−]1", word)
        if power is None:
            return None
        parts = [power[1].strip(), power[2]]
    money, mass = parts
    if mass in words.unclear and (not money or money in words.unclear or _money(money) is not None):
        raise UnclearUnit(f"{mass} could be {words.unclear[mass]}")
    if mass not in words.mass:
        return None
    name, kilograms = words.mass[mass]
    if not money:
        return Unit(None, Fraction(1), kilograms, f"/{name}", per=True)
    if money in words.unclear:
        raise UnclearUnit(f"{money} could be {words.unclear[money]}")
    of = _money(money)
    return None if of is None else Unit(of.currency, of.scale, kilograms, f"{of.text}/{name}")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split()).strip(" .,;:")


@cache
def _words() -> _Words:
    file = load("vocabulary/units.toml", _File)
    per = "|".join(rf"\b{word}\b" if word.isalpha() and word.isascii() else re.escape(word) for word in file.per)
    return _Words(
        mass={_plain(w): (name, Fraction(m.kilograms)) for name, m in file.mass.items() for w in m.words},
        currency={_plain(w): code for code, names in file.currency.items() for w in names},
        scale={_plain(w): Fraction(n) for n, names in file.scale.items() for w in sorted(names, key=len, reverse=True)},
        unclear={_plain(w): choices for w, choices in file.unclear.items()},
        unclear_scale={_plain(w): choices for w, choices in file.unclear_scale.items()},
        per=re.compile(rf"\s*(?:{per})\s*"),
        no_unit=frozenset(map(_plain, (*file.per, *file.no_unit))),
        locales={locale: code for code, locales in file.locale.items() for locale in locales},
        signs=[
            (re.compile(rf"(?<!\w){re.escape(_plain(sign))}(?![^\W0-9])"), codes) for sign, codes in file.sign.items()
        ],
    )
