"""Amounts as suppliers write them: `$1,234.50`, `USD 1 234,50`, `12.5 kg`, full-width digits."""

import re
import unicodedata
from contextlib import suppress

import msgspec

from ..model.dates import read_date
from ..model.numbers import Fraction, NotANumber, parse_number, plain
from ..model.settings import Decimals, Rate
from .units import UnclearUnit, Unit, parse_unit

_LONGEST = 100
_DIGITS = r"[0-9.,'’ ]*[0-9][0-9.,'’ ]*?(?:[eE][+-]?[0-9]{1,9})?"
_BODY = re.compile(rf"([^0-9.,]*?)\s*([+-]?)\s*([^0-9.,+\-]*?)\s*({_DIGITS})\s*(-?)\s*([^0-9]*.*)")
_MARKS = {".": "point", ",": "comma"}
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


class Amount(msgspec.Struct, frozen=True):
    """A number and the unit written beside it.

    `point` is whether its text shows that a point is the decimal mark; None: it could separate thousands.
    """

    number: Fraction
    unit: Unit | None
    point: bool | None = False


class UnclearMark(NotANumber):
    """A number that the decimal mark of its file would settle."""


def shows_point(text: str) -> bool | None:
    """Whether a number shows that a point is the decimal mark; None: it could separate thousands."""
    if "." not in text:
        return False
    return None if _EITHER.fullmatch(text) else True


def parse_rate(text: str, decimals: Decimals | None = None) -> Rate:
    """A rate written as `EUR=1.08` or `EUR=1.08@2024-06-30`.

    Raises:
        ValueError: any other text, a rate for the US dollar itself, or an ambiguous number.
    """
    expected = "expected a rate in US dollars with its date, such as EUR=1.08@2024-06-30"
    code, sign, rest = text.strip().partition("=")
    number, _, day = rest.partition("@")
    try:
        unit = parse_unit(code)
        usd = parse_number(number.strip())
    except ValueError:
        raise ValueError(expected) from None
    try:
        on = read_date(day) if "@" in rest else None
    except ValueError as error:
        raise ValueError(f"{expected}; for the date, {error}") from None
    bare = unit is not None and unit.mass is None and unit.scale == 1
    if not sign or unit is None or unit.currency is None or not bare or usd <= 0:
        raise ValueError(expected)
    if shows_point(number.strip()) is None and decimals is not Decimals.POINT:
        small, large = plain(usd), plain(1000 * usd)
        message = f"the rate could be {small} or {large}: write {number.strip()}0 or {large}, or --decimal point"
        raise ValueError(message)
    if unit.currency == "USD":
        raise ValueError(f"the US dollar needs no rate; {expected}")
    return Rate(unit.currency, usd, on)


def parse_amount(value: object, decimals: Decimals | None = None) -> Amount:
    """The exact number of a cell and its unit. Brackets or a minus sign make it negative.

    A point before three digits is read as the decimal mark; `point` states whether that is certain.

    Raises:
        NotANumber: not a number, or `1,234` while the decimal mark is not stated.
    """
    if isinstance(value, bool | int | float):
        return Amount(parse_number(value), None)
    # Half-width characters, uniform spaces and minus signs.
    text = unicodedata.normalize("NFKC", str(value)).replace("−", "-").replace("‐", "-").replace("‑", "-")
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        raise NotANumber(f"expected a number of at most {_LONGEST} characters")
    negative = False
    bracketed = re.fullmatch(r"(.*?)\((.*)\)(.*)", text)
    if bracketed is not None and re.search(r"[0-9]", bracketed[2]):
        text, negative = " ".join(part for part in bracketed.groups() if part), True
    match = _BODY.fullmatch(text)
    if match is None:
        raise NotANumber("expected a number such as 1234.50")
    before, sign, between, digits, after_sign, after = match.groups()
    if bool(sign) + bool(after_sign) + negative > 1:  # a minus in brackets is ambiguous
        raise NotANumber("expected a number such as 1234.50")
    negative ^= sign == "-" or after_sign == "-"
    unit = _unit(before, between, after)
    digits = digits.strip()
    number = parse_number(_with_point(digits, decimals))
    return Amount(-number if negative else number, unit, shows_point(digits) if decimals is None else False)


def possible_amounts(text: str) -> dict[Decimals, Amount]:
    """The amounts that a text may be, by the decimal mark of its file; none where it is not one."""
    found: dict[Decimals, Amount] = {}
    for mark in Decimals:
        with suppress(NotANumber):
            found[mark] = parse_amount(text, mark)
    return found


def _unit(*texts: str) -> Unit | None:
    """The unit beside a number; a currency may be before it and a mass after it."""
    units = [text.strip() for text in texts if text.strip()]
    if not units:
        return None
    if len(units) > 1:
        units = ["".join((units[0], units[1]) if units[1].startswith("/") else (units[0], " ", units[1])), *units[2:]]
    try:
        unit = parse_unit(units[0]) if len(units) == 1 else None
    except UnclearUnit as error:
        raise NotANumber(f"the unit is ambiguous: {error}") from None
    if unit is None:
        raise NotANumber(f"expected a number, alone or with a unit such as kg, USD or USD/kg; found {units[0]!r}")
    return unit


_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in (",", ".", " ", "'", "’")}


def _with_point(digits: str, decimals: Decimals | None) -> str:
    """The number with a decimal point and without thousands separators."""
    point = "" if decimals is Decimals.COMMA else r"\.?"
    if re.fullmatch(rf"[0-9]*{point}[0-9]*(?:[eE][+-]?[0-9]+)?", digits):
        return digits
    if decimals is None:
        return _read(digits, ".") if _is_clear(digits) else _refuse(digits)
    return _read(digits, "." if decimals is Decimals.POINT else ",")


def _is_clear(digits: str) -> bool:
    """Whether a number is unambiguous: a point after commas, or several commas in groups of three."""
    whole, point, rest = digits.partition(".")
    if "," in rest or "." in rest:
        return False
    if "," in whole:
        return _GROUPED[","].fullmatch(whole) is not None and (bool(point) or whole.count(",") > 1)
    return True


def _refuse(digits: str) -> str:
    readings = []
    for mark, name in _MARKS.items():
        with suppress(NotANumber):
            readings.append(f"{_read(digits, mark)} with --decimal {name}")
    if not readings:
        raise NotANumber("expected a plain number such as 1234.50")
    choices = " or ".join(readings)
    raise UnclearMark(f"it could be {choices}: expected a plain number such as 1234.50, or --decimal point or comma")


def _read(digits: str, mark: str) -> str:
    """The number with this decimal mark; its other marks must be the same thousands separator."""
    whole, point, rest = digits.partition(mark)
    marks = {c for c in whole if not c.isdigit()}
    fraction, exponent, power = rest.replace("E", "e").partition("e")
    whole_digits = whole
    if marks:
        (grouping,) = marks if len(marks) == 1 else ("",)
        if grouping not in _GROUPED or not _GROUPED[grouping].fullmatch(whole):
            raise NotANumber(f"expected a number in groups of three digits with a decimal {_MARKS[mark]}")
        whole_digits = whole.replace(grouping, "")
    if fraction and not fraction.isdigit():
        raise NotANumber(f"expected a number with one decimal {_MARKS[mark]}")
    return f"{whole_digits}{'.' if point else ''}{fraction}{exponent}{power}"
