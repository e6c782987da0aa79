"""A number format -> the currency or the unit that it shows beside the number; it is not in the cell value."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

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
from .format_code import Literal, hidden_of_a_date, literals, words_shown

_AROUND = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}()[]+-*\N{EN DASH}\N{EM DASH}:;,."
_ANY_CURRENCY = "¤"
_DOLLAR_OF_LOCALE = re.compile(r"\[\$\$-([^\],]*)")
_BETWEEN_WORDS = re.compile(r"[\s/()\[\]+,;:\N{EN DASH}\N{EM DASH}]+")


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
    return tuple(
        (shown.text, tuple(unit for unit in shown.units if _is_of_kind(unit, wanted) and _agrees(unit, stated)))
        for shown in shown_by(code)
    )


def says_more(code: str) -> bool:
    """Whether a number format shows a unit, words, or less than the whole of a date."""
    return bool(shown_by(code)) or hidden_of_a_date(code) or bool(words_shown(code))


def _is_of_kind(unit: Unit, wanted: Unit) -> bool:
    """Whether a unit of money, mass or price can be the wanted one or part of it."""
    needs_money = unit.currency is not None or unit.per
    return not (needs_money and wanted.currency is None) and not (unit.mass is not None and wanted.mass is None)


def _agrees(unit: Unit, stated: tuple[Unit, ...]) -> bool:
    return all(
        (None in (unit.currency, other.currency) or (unit.currency, unit.scale) == (other.currency, other.scale))
        and (None in (unit.mass, other.mass) or unit.mass == other.mass)
        for other in stated
    )


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
    signs = [symbol for symbol in literal.symbols if any(_is_letter_or_currency(c) for c in symbol)]
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


def _is_letter_or_currency(character: str) -> bool:
    return character.isalpha() or _is_currency(character)
