"""Numbers: every amount and share is exact, parsed from and written as text, never a float; shares between two ends."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from fractions import Fraction as Fraction  # the same arithmetic, and typed
else:
    import gmpy2

    Fraction = gmpy2.mpq  # compiled: five to ten times as fast. Its as_integer_ratio (2.3) leaks memory

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,9}))?")
_LARGEST_EXPONENT = 30
_LONGEST = 100
_LONGEST_PRINT = 24
_LARGEST_WHOLE = 10**22
_WHOLE = 2**24  # up to here every whole number is exact in a short binary fraction too
DIGITS_OF_A_DOUBLE = 15
_EXPECTED = "expected a plain number with a decimal point, such as 1234.50"


class NotANumber(ValueError):
    """A cell that is not a number; the text says what was expected."""


def parse_number(value: object) -> Fraction:
    """The exact value of a cell: a whole number, a spreadsheet's double, or text with a decimal point.

    A spreadsheet's double is taken at the digits that it shows and compares: see `digits_of`.

    Raises:
        NotANumber: anything else, also `1.234,50`, `1,000`, `nan`, `inf`, and exponents beyond 30 either way.
    """
    if isinstance(value, bool):
        raise NotANumber("expected a number, not yes or no")
    if isinstance(value, int):
        return Fraction(value)
    text = digits_of(value) if isinstance(value, float) else str(value).strip()
    if len(text) > _LONGEST:
        raise NotANumber(_EXPECTED)
    return _parse(text)


def digits_of(value: float, digits: int = DIGITS_OF_A_DOUBLE) -> str:
    """The decimal text of a binary fraction at the digits that it carries: 0.24999999999999997 is 0.25.

    Further digits are left over from a formula's arithmetic; no spreadsheet shows or compares them.
    """
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    text = f"{value:.{digits}g}"
    return plain(_parse(text)) if "e+" in text and abs(value) < _LARGEST_WHOLE else text


def print_of_a_double(text: str) -> str | None:
    """The number behind a text that a program printed from a double with rounding noise; None for any other text."""
    if not (DIGITS_OF_A_DOUBLE < len(text) <= _LONGEST_PRINT) or _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    shown = digits_of(value)
    return shown if repr(value) == text and Decimal(shown) != Decimal(text) else None


@lru_cache(maxsize=4096)
def _parse(text: str) -> Fraction:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotANumber(_EXPECTED)
    if match[1] is not None and abs(int(match[1])) > _LARGEST_EXPONENT:
        raise NotANumber(f"expected an exponent between -{_LARGEST_EXPONENT} and {_LARGEST_EXPONENT}")
    return Fraction(*Decimal(text).as_integer_ratio())


def total(numbers: Iterable[Fraction]) -> Fraction:
    """The exact sum; of nothing, 0."""
    return sum(numbers, Fraction(0))


def cut(number: Fraction, places: int) -> str:
    """The number's decimal text, cut off after `places` decimals towards minus infinity, never rounded up."""
    return _decimal_text(number.numerator * 10**places // number.denominator, places)


def lift(number: Fraction, places: int) -> str:
    """Like `cut`, towards plus infinity: for gaps, so that a real gap never prints as zero."""
    return _decimal_text(-(-number.numerator * 10**places // number.denominator), places)


@lru_cache(maxsize=4096)
def cut_percent(share: Fraction) -> str:
    """A share in percent, cut to four decimals."""
    return cut(share * 100, 4)


def money(usd: Fraction) -> str:
    """US dollars and cents, cut to the cent."""
    return cut(usd, 2)


@lru_cache(maxsize=4096)
def exact(number: Fraction) -> str:
    """The exact number as text: `23/40`, `0`, `1`."""
    return str(number)


def plain(number: Fraction) -> str:
    """The shortest exact text of a number that came from decimals: `25`, `24.9`; a fraction where there is none."""
    for places in range(_LARGEST_EXPONENT + 1):
        scaled = number * 10**places
        if scaled.denominator == 1:
            return _decimal_text(scaled.numerator, places)
    return exact(number)


def grouped(number: Fraction) -> str:
    """An exact number as a sentence states it: `1,000.01`."""
    whole, point, part = plain(number).partition(".")
    return f"{int(whole):,}{point}{part}" if whole.lstrip("-").isdigit() else whole


def exact_dollars(usd: Fraction) -> str:
    """An exact amount as a sentence states it: `$1,000.01`."""
    return f"${grouped(usd)}"


def _decimal_text(scaled: int, places: int) -> str:
    digits = str(abs(scaled)).zfill(places + 1)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


ZERO, ONE = Fraction(0), Fraction(1)


class Interval(msgspec.Struct, frozen=True, gc=False):
    """A share between two ends, inclusive; a known share has equal ends."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction | None:
        return self.low if self.low == self.high else None


ANYTHING = Interval(ZERO, ONE)
NOTHING = Interval(ZERO, ZERO)
EVERYTHING = Interval(ONE, ONE)
