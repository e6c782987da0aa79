"""A number format -> the currency or the unit that it shows beside the number; it is not in the cell value."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from ...model.numbers import Fraction
from ...vocabulary.units import (
    UnclearUnit,
    Unit,
    dollar_of_locale,
    is_no_unit,
    is_scale,
    parse_unit,
    units_of_sign,
    without_scale,
)

_LONGEST = 1_000
# A text in quotes, a character after \, the width of one after _ or a filling one after *, a currency with its locale,
# a condition or a color, the digits and the exponent, a thousands mark or scale, the end of a section, anything else.
_TOKEN = re.compile(
    r"""(?s)"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<width>[_*].)|\[\$(?P<symbol>[^\]]*)\]|\[(?P<inside>[^\]]*)\]"""
    r"""|(?P<digits>[0#?]+|[eE][+-]|[.%@])|(?P<comma>,)|(?P<end>;)|(?P<other>.)"""
)
IN_DATES = frozenset("ymdhs")
"""The letters of a date or a time."""
UNSPELLED = {16: "d-mmm", 17: "mmm-yy"} | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss")
"""Formats by the numbers that no workbook spells out: a day without a year, a month, times."""

_AROUND = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}()[]+-*\N{EN DASH}\N{EM DASH}:;,."
_ANY_CURRENCY = "¤"
_DOLLAR_OF_LOCALE = re.compile(r"\[\$\$-([^\],]*)")
_BETWEEN_WORDS = re.compile(r"[\s/()\[\]+,;:\N{EN DASH}\N{EM DASH}]+")


class Literal(NamedTuple):
    """A text beside a number: the `whole`, its quoted part, and its currency symbols.

    `thousands` is how often the number is divided by 1,000.
    """

    whole: str
    in_quotes: str
    symbols: list[str]
    thousands: int


class _Section:
    """A section of a format, for numbers of one kind, from its tokens: pieces of text, separated by digits.

    A piece is a text and its form: quoted, a symbol, or plain.
    """

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.texts: list[list[tuple[str, str]]] = [[]]
        self.thousands = 0
        self.has_condition = self.has_number = False
        commas: int | None = None  # between digits they separate thousands, after them they divide by 1,000
        for kind, text in tokens:
            if kind == "inside":
                self.has_condition |= text.lstrip().startswith(("<", ">", "="))
            elif kind == "comma" and commas is not None:
                commas += 1
            elif kind == "digits":
                self.thousands += commas or 0 if text == "." else 0
                commas, self.has_number = 0, True
                self.texts.append([])
            else:
                self.thousands += commas or 0
                commas = None
                shown = {"symbol": text.partition("-")[0].strip('"'), "width": " "}.get(kind, text)
                form = "quoted" if shown and kind in ("quoted", "escaped") else kind if kind == "symbol" else "plain"
                self.texts[-1].append((shown, form))
                self.has_number |= form != "quoted" and any(map(str.isalpha, shown))  # `General`, in any language
        self.thousands += commas or 0

    def literals(self) -> Iterator[Literal]:
        for pieces in self.texts:
            # Without a number the text takes its place: `[=0]"none"`.
            in_quotes = [text if where == "quoted" else " " for text, where in pieces] if self.has_number else []
            symbols = [text for text, where in pieces if where == "symbol" and text]
            yield Literal("".join(text for text, _ in pieces), "".join(in_quotes), symbols, self.thousands)


def literals(code: str) -> list[Literal]:
    """The texts beside a number; none for a code that is too long."""
    tokens: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code) if len(code) <= _LONGEST else ():
        kind = match.lastgroup or ""
        if kind == "end":
            tokens.append([])
        else:
            tokens[-1].append((kind, match[kind]))
    sections = [_Section(of_section) for of_section in tokens]
    # Without conditions the first section is for positive numbers, and for zero where there are two.
    shown = sections if any(section.has_condition for section in sections) else sections[:1]
    return [literal for section in shown for literal in section.literals()]


def in_percent(code: str) -> bool:
    """Whether a number format shows a hundred times the number: a % in quotes or after \\ is only a text beside it."""
    return any(match["digits"] == "%" for match in _TOKEN.finditer(code)) if len(code) <= _LONGEST else "%" in code


def letters_of(code: str) -> frozenset[str]:
    """The letters of a number format that are neither texts nor in brackets; none for one that is too long."""
    others = (match["other"] or "" for match in _TOKEN.finditer(code) if len(code) <= _LONGEST)
    return frozenset("".join(others).casefold())


@lru_cache(maxsize=4096)
def hidden_of_a_date(code: str) -> bool:
    """Whether a date's number format hides its day, month or year."""
    parts = letters_of(code) & IN_DATES
    return bool(parts) and "general" not in code.casefold() and not parts >= {"y", "m", "d"}


@lru_cache(maxsize=4096)
def words_shown(code: str) -> tuple[str, ...]:
    """The words that a number format always shows beside a value or in its place."""
    tokens = _TOKEN.finditer(code) if len(code) <= _LONGEST else ()
    shown, before = "", ""
    for match in tokens:
        kind = match.lastgroup or ""
        if kind in ("quoted", "escaped"):
            # Characters that are written one by one continue a word.
            shown += ("" if kind == "escaped" and before in ("quoted", "escaped") else " ") + match[kind]
        before = kind
    return tuple(re.findall(r"[^\W\d_]+", shown))


class Shown(msgspec.Struct, frozen=True):
    """The `text` that a number format shows beside the number, and the units that it could be.

    None of them for an unknown currency or a scale alone (`0.0"k"`), nor for any other
    quoted text, `is_word`, that may be a unit: `0.0 "oz"`.
    """

    text: str
    units: tuple[Unit, ...]
    is_word: bool = False


@lru_cache(maxsize=4096)
def shown_by(code: str) -> tuple[Shown, ...]:
    """The currencies, units and unknown words that a number format shows beside a number that is not negative."""
    found: dict[str, Shown] = {}
    for literal in literals(code):
        for shown in _shown(literal):
            found.setdefault(shown.text, shown)
    return tuple(found.values())


def unit_shown(code: str) -> str:
    """The first known currency or unit that a number format shows; empty where it shows none."""
    return next((shown.text for shown in shown_by(code) if not shown.is_word), "")


@lru_cache(maxsize=4096)
def other_dollar(code: str) -> str | None:
    """The other country's dollar that a number format shows as a bare $: `[$$-1009]0.00`."""
    found = _DOLLAR_OF_LOCALE.search(code)
    return dollar_of_locale(found[1]) if found is not None else None


@lru_cache(maxsize=4096)
def fitting(code: str, wanted: Unit, stated: tuple[Unit, ...]) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """The texts that a number format shows, each with the units that fit.

    A unit fits if it is of the kind of `wanted` and does not contradict the units stated.
    """

    def is_of_kind(unit: Unit) -> bool:
        needs_money = unit.currency is not None or unit.per
        return not (needs_money and wanted.currency is None) and not (unit.mass is not None and wanted.mass is None)

    def agrees(unit: Unit, other: Unit) -> bool:
        same_money = (unit.currency, unit.scale) == (other.currency, other.scale)
        no_conflict = None in (unit.currency, other.currency) or same_money
        return no_conflict and (None in (unit.mass, other.mass) or unit.mass == other.mass)

    return tuple(
        (shown.text, tuple(u for u in shown.units if is_of_kind(u) and all(agrees(u, other) for other in stated)))
        for shown in shown_by(code)
    )


def says_more(code: str) -> bool:
    """Whether a number format shows a unit, words, or less than the whole of a date."""
    return bool(shown_by(code)) or hidden_of_a_date(code) or bool(words_shown(code))


def _shown(literal: Literal) -> Iterator[Shown]:
    text, thousands = literal.whole.strip(_AROUND), literal.thousands
    if not text:
        return
    units = _units(text, thousands)
    if units is not None:
        yield Shown(text, units)
        return
    if is_scale(text):
        if not thousands:
            yield Shown(text, ())
        return
    in_quotes = _words(literal.in_quotes)
    words = [*(word.strip(_AROUND) for word in text.split()), *in_quotes]
    known = {word: units for word in words if word and (units := _units(word, thousands)) is not None}
    yield from (Shown(word, units) for word, units in known.items())
    signs = [symbol for symbol in literal.symbols if any(c.isalpha() or _is_currency(c) for c in symbol)]
    if not known and (signs or any(map(_is_currency, text))):
        yield Shown(signs[0] if signs else text, ())
    for word in in_quotes:
        is_clear = word in known or is_no_unit(word) or (thousands and is_scale(word))
        if not is_clear and any(map(str.isalnum, word)):
            yield Shown(word, (), is_word=True)


def _words(text: str) -> list[str]:
    """The words of a text; a unit with a slash, such as USD/kg, is a single word."""
    found: list[str] = []
    for word in (word.strip(_AROUND) for word in text.split()):
        parts = [part.strip(_AROUND) for part in _BETWEEN_WORDS.split(word)]
        found += [word] if _units(word, 0) is not None else parts
    return [word for word in found if word]


def _units(text: str, thousands: int) -> tuple[Unit, ...] | None:
    """The units that a text could be; empty where its scale is unclear, None where it is not a unit.

    A format that divides by a thousand shows a kilogram as 0.001 t, and a dollar as 0.001 k$.
    """
    try:
        units = units_of_sign(text) or [unit for unit in [parse_unit(text)] if unit is not None]
    except UnclearUnit:
        return _units(without_scale(text), thousands) or () if thousands and without_scale(text) != text else ()
    if not units:
        return None
    if not thousands:
        return tuple(units)
    either: dict[Unit, None] = {}
    for unit in units:
        either[unit] = None
        if unit.currency is not None:
            either[msgspec.structs.replace(unit, scale=Fraction(1))] = None
        elif unit.mass is not None:
            either[msgspec.structs.replace(unit, mass=unit.mass / 1000**thousands)] = None
    return tuple(either)


def _is_currency(character: str) -> bool:
    return unicodedata.category(character) == "Sc" and character != _ANY_CURRENCY
