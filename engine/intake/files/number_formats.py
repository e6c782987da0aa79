"""A number format -> the currency or the unit that it shows beside the number, which is not in the cell's value."""

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

_LONGEST = 1_000
# A text in quotes, a character after \, the width of one after _ or a filling one after *, a currency with its locale,
# a condition or a color, the digits and the exponent, a thousands mark or scale, the end of a section, anything else.
_TOKEN = re.compile(r"""(?s)"([^"]*)"?|\\(.)|([_*].)|\[\$([^\]]*)\]|\[([^\]]*)\]|([0#?]+|[eE][+-]|[.%@])|(,)|(;)|(.)""")
# The rest of a format without its texts: what is filled or skipped, and what stands in brackets, but not `[h]`.
_TEXTS = re.compile(r'"([^"]*)"?|\\(.)|[_*].|\[[^\]]*\]')
_IN_DATES = frozenset("ymdhs")
# Spelled out in no workbook: a day without a year, a month, times.
UNSPELLED = {16: "d-mmm", 17: "mmm-yy"} | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss")
_AROUND = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}()[]+-*\N{EN DASH}\N{EM DASH}:;,."
_ANY_CURRENCY = "¤"
_DOLLAR_OF_LOCALE = re.compile(r"\[\$\$-([^\],]*)")
_BETWEEN_WORDS = re.compile(r"[\s/()\[\]+,;:\N{EN DASH}\N{EM DASH}]+")


class Shown(msgspec.Struct, frozen=True):
    """What a number format shows beside the number: `text`, and the units that it could be.

    There are none where it is a currency that is not known, or a scale alone (`0.0"k"`); nor where it is any other
    text in quotes, `is_word`, that may be a unit: `0.0 "oz"`.
    """

    text: str
    units: tuple[Unit, ...]
    is_word: bool = False


@lru_cache(maxsize=4096)
def shown_by(code: str) -> tuple[Shown, ...]:
    """The currencies, the units and the unknown words that a number format shows beside a number not negative."""
    found: dict[str, Shown] = {}
    for text, thousands in _literals(code) if len(code) <= _LONGEST else ():
        for shown in _shown(text, thousands):
            found.setdefault(shown.text, shown)
    return tuple(found.values())


def unit_shown(code: str) -> str:
    """The first currency or unit that a number format shows; empty where it shows none that is known as one."""
    return next((shown.text for shown in shown_by(code) if not shown.is_word), "")


@lru_cache(maxsize=4096)
def other_dollar(code: str) -> str | None:
    """The currency of another country whose dollar a number format shows as a bare $: `[$$-1009]0.00`."""
    found = _DOLLAR_OF_LOCALE.search(code)
    return dollar_of_locale(found[1]) if found is not None else None


@lru_cache(maxsize=4096)
def fitting(code: str, wanted: Unit, stated: tuple[Unit, ...]) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """What a number format shows, each text with those of its units that can be meant.

    That is where a number of the kind of `wanted` is expected and these units are stated for it; none contradicts them.
    """
    return tuple(
        (shown.text, tuple(unit for unit in shown.units if _is_of_kind(unit, wanted) and _agrees(unit, stated)))
        for shown in shown_by(code)
    )


@lru_cache(maxsize=4096)
def hidden_of_a_date(code: str) -> bool:
    """Whether a number format of a date shows no day, no month or no year of it."""
    parts = set(_TEXTS.sub("", code).casefold()) & _IN_DATES if len(code) <= _LONGEST else set()
    return bool(parts) and "general" not in code.casefold() and not parts >= {"y", "m", "d"}


@lru_cache(maxsize=4096)
def words_shown(code: str) -> tuple[str, ...]:
    """The words that a number format shows beside a value or in its place, whatever the value."""
    if len(code) > _LONGEST:
        return ()
    said, end = "", 0
    for found in _TEXTS.finditer(code):
        said += ("" if found.start() == end and found[2] else " ") + (found[1] or found[2] or " ")
        end = found.end()
    return tuple(re.findall(r"[^\W\d_]+", said))


def says_more(code: str) -> bool:
    """Whether a number format shows a unit, words, or less than the whole of a date."""
    return bool(shown_by(code)) or hidden_of_a_date(code) or bool(words_shown(code))


def _is_of_kind(unit: Unit, wanted: Unit) -> bool:
    """Whether a unit of money, of mass or of a price may stand, alone or in part, for one that is wanted."""
    needs_money = unit.currency is not None or unit.per
    return not (needs_money and wanted.currency is None) and not (unit.mass is not None and wanted.mass is None)


def _agrees(unit: Unit, stated: tuple[Unit, ...]) -> bool:
    return all(
        (None in (unit.currency, one.currency) or (unit.currency, unit.scale) == (one.currency, one.scale))
        and (None in (unit.mass, one.mass) or unit.mass == one.mass)
        for one in stated
    )


class _Text:
    """A text of a format: as a whole, what of it is in quotes, and the currency symbols in it."""

    def __init__(self) -> None:
        self.whole = self.in_quotes = ""
        self.symbols: list[str] = []


class _Section:
    """One of the parts of a format, for numbers of one kind: its texts, and by how many thousands it divides."""

    def __init__(self) -> None:
        self.texts = [_Text()]
        self.thousands = 0
        self.has_condition = self.has_number = False
        self._commas = 0
        self._after_digits = False

    def add_text(self, text: str, symbol: str = "", *, in_quotes: bool = False) -> None:
        self.end()
        self.texts[-1].whole += text
        self.texts[-1].in_quotes += text if in_quotes else " "
        self.texts[-1].symbols += [symbol] if symbol else []
        self.has_number |= not in_quotes and any(map(str.isalpha, text))  # `General`, in any language

    def add_digits(self, digits: str) -> None:
        if digits == ".":
            self.thousands += self._commas
        self._commas, self._after_digits, self.has_number = 0, True, True
        self.texts.append(_Text())

    def add_comma(self) -> None:
        """A comma between digits parts thousands; one after them divides by a thousand."""
        if self._after_digits:
            self._commas += 1
        else:
            self.add_text(",")

    def end(self) -> None:
        """The number ends here."""
        self.thousands += self._commas
        self._commas, self._after_digits = 0, False


def _literals(code: str) -> Iterator[tuple[_Text, int]]:
    """The texts that stand beside a number, and the thousands divided by."""
    sections = [_Section()]
    for match in _TOKEN.finditer(code):
        quoted, escaped, width, symbol, inside, digits, comma, end, other = match.groups()
        section = sections[-1]
        if symbol is not None:
            sign = symbol.partition("-")[0].strip('"')
            section.add_text(sign, sign)
        elif inside is not None:
            section.has_condition |= inside.lstrip().startswith(("<", ">", "="))
        elif digits is not None:
            section.add_digits(digits)
        elif comma is not None:
            section.add_comma()
        elif end is not None:
            sections.append(_Section())
        else:
            in_quotes = quoted or escaped or ""
            section.add_text(" " if width is not None else in_quotes or other or "", in_quotes=bool(in_quotes))
    # Without conditions the first is for what is positive, and for zero where there are two.
    for section in sections if any(s.has_condition for s in sections) else sections[:1]:
        section.end()
        for text in section.texts:
            if not section.has_number:
                text.in_quotes = ""  # it stands in place of a number: `[=0]"none"`
            yield text, section.thousands


def _shown(text: _Text, thousands: int) -> Iterator[Shown]:
    said = text.whole.strip(_AROUND)
    if not said:
        return
    units = _units(said, thousands)
    if units is None and is_scale(said):
        if not thousands:
            yield Shown(said, ())
        return
    if units is not None:
        yield Shown(said, units)
        return
    in_quotes = _words(text.in_quotes)
    words = [*(word.strip(_AROUND) for word in said.split()), *in_quotes]
    known = {word: units for word in words if word and (units := _units(word, thousands)) is not None}
    yield from (Shown(word, units) for word, units in known.items())
    signs = [symbol for symbol in text.symbols if any(map(_is_letter_or_currency, symbol))]
    if not known and (signs or any(map(_is_currency, said))):
        yield Shown(signs[0] if signs else said, ())
    for word in in_quotes:
        is_clear = word in known or is_no_unit(word) or (thousands and is_scale(word))
        if not is_clear and any(map(str.isalnum, word)):
            yield Shown(word, (), is_word=True)


def _words(text: str) -> list[str]:
    """The words of a text; one with a slash is a whole where it is a unit, such as USD/kg."""
    found: list[str] = []
    for word in (word.strip(_AROUND) for word in text.split()):
        parts = [part.strip(_AROUND) for part in _BETWEEN_WORDS.split(word)]
        found += [word] if _units(word, 0) is not None else parts
    return [word for word in found if word]


def _units(text: str, thousands: int) -> tuple[Unit, ...] | None:
    """The units that a text could be: none of one whose scale is not clear, None of any other text.

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
