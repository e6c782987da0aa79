"""Numbers as suppliers write them, and what is refused because it could be two."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from critmin.engine.model.numbers import NotANumber
from critmin.engine.model.settings import Decimals
from critmin.engine.vocabulary.amounts import Amount, parse_amount, parse_rate
from hypothesis import given
from hypothesis import strategies as st

POINT, COMMA = Decimals.POINT, Decimals.COMMA


def read(text: object, decimals: Decimals | None = None) -> str | None:
    """The number, with its unit behind it; None where it is refused."""
    try:
        amount = parse_amount(text, decimals)
    except NotANumber:
        return None
    number = Decimal(int(amount.number.numerator)) / int(amount.number.denominator)
    return f"{number} {amount.unit.text if amount.unit else ''}".strip()


@pytest.mark.parametrize(
    ("text", "as_it_is", "point", "comma"),
    [
        # what is clear in itself
        ("1234.50", "1234.5", "1234.5", None),
        ("1,234.50", "1234.5", "1234.5", None),
        ("1,234,567", "1234567", "1234567", None),
        ("1'234.50", "1234.5", "1234.5", None),
        ("1 234.50", "1234.5", "1234.5", None),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", "1234567", "1234567", "1234567"),
        ("1 000", "1000", "1000", "1000"),
        ("\N{NO-BREAK SPACE}5 ", "5", "5", "5"),
        ("１２３４．５", "1234.5", "1234.5", None),
        ("1e3", "1000", "1000", "1000"),
        # what could be two numbers
        ("1,234", None, "1234", "1.234"),
        ("12,5", None, None, "12.5"),
        ("1.234,50", None, None, "1234.5"),
        ("1 234,50", None, None, "1234.5"),
        ("1.234.567", None, None, "1234567"),
        # a plain decimal point stays one, unless a comma is said to be the mark
        ("1.234", "1.234", "1.234", "1234"),
        ("12.5", "12.5", "12.5", None),
        # money and mass
        ("$1,234.50", "1234.5 USD", "1234.5 USD", None),
        ("USD 1 234,50", None, None, "1234.5 USD"),
        ("1,234.50 US$", "1234.5 USD", "1234.5 USD", None),
        ("€5", "5 EUR", "5 EUR", "5 EUR"),
        ("12 USD/kg", "12 USD/kg", "12 USD/kg", "12 USD/kg"),
        ("$12/kg", "12 USD/kg", "12 USD/kg", "12 USD/kg"),
        ("3,2 t", None, None, "3.2 t"),
        ("12.5 kg", "12.5 kg", "12.5 kg", None),
        # negatives
        ("(1,234.50)", "-1234.5", "-1234.5", None),
        ("-5", "-5", "-5", "-5"),
        ("5-", "-5", "-5", "-5"),
        ("$ -5", "-5 USD", "-5 USD", "-5 USD"),
        ("−5", "-5", "-5", "-5"),
        ("(5) kg", "-5 kg", "-5 kg", "-5 kg"),
    ],
)
def test_a_number(text: str, as_it_is: str | None, point: str | None, comma: str | None) -> None:
    assert (read(text), read(text, POINT), read(text, COMMA)) == (as_it_is, point, comma)


@pytest.mark.parametrize("decimals", [None, POINT, COMMA])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "five",
        "'5",
        '"5"',
        "“5”",
        "~5",
        "ca. 5",
        "<5",
        "5-6",
        "5 +/- 1",
        "5%",
        "nan",
        "inf",
        "1e31",
        "0x10",
        "1_000",
        "12,34,567",
        "1 2345",
        "5 5",
        "1.2.3",
        "1,234.567,8",
        "(-5)",
        "--5",
        "5 ton",
        "¥5",
        "5 apples",
        "1" * 200,
        True,
        float("nan"),
        "$",
        "-",
        ".",
    ],
)
def test_what_is_no_number(text: object, decimals: Decimals | None) -> None:
    assert read(text, decimals) is None


def test_a_number_that_could_be_two_is_told_both() -> None:
    with pytest.raises(NotANumber, match=r"1234 with --decimal point or 1\.234 with --decimal comma"):
        parse_amount("1,234")


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("1.000", None),
        ("12.345 kg", None),
        ("(1.234)", None),
        ("$85.000", None),
        ("85.000 USD", None),
        ("-999.999", None),
        ("１.０００", None),
        ("0.125", True),
        ("1.5", True),
        (".125", True),
        ("1.0000", True),
        ("1234.567", True),
        ("1,234.567", True),
        ("1 234.567", True),
        ("1.25e3", True),
        ("1000", False),
        ("1 000", False),
        ("1,234,567", False),
    ],
)
def test_whether_a_point_is_seen_to_be_the_decimal_mark(text: str, shows: bool | None) -> None:
    assert parse_amount(text).point is shows
    assert parse_amount(text, POINT) == Amount(parse_amount(text).number, parse_amount(text).unit, point=False)


NUMBERS = st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False)
_SWAP = str.maketrans(",.", ".,")


@given(NUMBERS)
def test_every_style_gives_the_number_back(number: Decimal) -> None:
    exact = Fraction(number)
    with_point, plain = f"{number:,f}", f"{number:f}"
    assert parse_amount(plain).number == parse_amount(with_point, POINT).number == exact
    assert parse_amount(with_point.translate(_SWAP), COMMA).number == exact
    assert parse_amount(with_point.replace(",", " ")).number == exact
    assert parse_amount(f"$ {plain}").number == exact
    assert parse_amount(with_point).number == exact  # four decimals: the point is plain to see


@given(st.text("0123456789.,' $-()", max_size=12))
def test_without_a_stated_mark_no_number_is_read_that_a_point_would_not_give(text: str) -> None:
    as_it_is = read(text)
    assert as_it_is is None or as_it_is == read(text, POINT)


@given(st.text("0123456789,' ", max_size=12))
def test_without_a_point_no_number_is_read_that_the_two_marks_read_differently(text: str) -> None:
    readings = {read(text, POINT), read(text, COMMA)} - {None}
    assert len(readings) < 2 or read(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR=1.08", ("EUR", Fraction(27, 25), None)),
        ("EUR=1.08@2024-06-30", ("EUR", Fraction(27, 25), datetime.date(2024, 6, 30))),
        (" eur = 1.08 @ 2024-06-30 ", ("EUR", Fraction(27, 25), datetime.date(2024, 6, 30))),
        ("RMB=0.14", ("CNY", Fraction(7, 50), None)),
        ("GBP=1.2650", ("GBP", Fraction(253, 200), None)),
        ("KRW=0.001", ("KRW", Fraction(1, 1000), None)),
    ],
)
def test_a_rate(text: str, expected: tuple[str, Fraction, datetime.date | None]) -> None:
    rate = parse_rate(text)
    assert (rate.currency, rate.usd, rate.on) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EUR",
        "EUR=",
        "EUR=abc",
        "=1.08",
        "EUR=-1",
        "EUR=0",
        "EUR=1.08@",
        "EUR=1.08@June",
        "EURO?=1",
        "USD=1",
        "kg=1",
    ],
)
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match=r"EUR=1\.08"):
        parse_rate(text)


@pytest.mark.parametrize("text", ["EUR=1.085", "EUR=1.085@2024-06-30", "CHF=1.250", " gbp = 1.265 "])
def test_a_rate_that_could_be_two_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="--decimal point"):
        parse_rate(text)


def test_a_rate_with_three_decimals_where_the_mark_is_stated() -> None:
    assert parse_rate("EUR=1.085", POINT).usd == Fraction("1.085")
    with pytest.raises(ValueError, match=r"1\.085 or 1085: write 1\.0850 or 1085"):
        parse_rate("EUR=1.085", COMMA)
