"""What a line is worth, however its number and its unit are written (docs/untidy-files.md)."""

from collections.abc import Callable
from typing import Any

import pytest
from boms import Judge, Judged, Row, bom, virgin

DAY = ("-d", "2024-06-30")


def worth(judge: Judge, *arguments: str, **cells: str) -> Judged:
    """The report on one line of lithium with these cells."""
    line: Row = {"mineral": "lithium", "extraction_country": "AU", "processing_country": "US"} | cells
    return judge(bom(line), *DAY, *arguments)


def value(got: Judged) -> str:
    assert got.exit_code == 0, [(f["code"], f["message"]) for f in got.report["findings"]]
    return str(got.minerals["chains"][0]["value_usd"])


@pytest.mark.parametrize(
    ("heading", "written", "arguments", "expected"),
    [
        # text as suppliers write it
        ("value_usd", "1234.50", (), "1234.50"),
        ("value_usd", "$1,234.50", (), "1234.50"),
        ("value_usd", "USD 1,234.50", (), "1234.50"),
        ("value_usd", "1,234.50 USD", (), "1234.50"),
        ("value_usd", "1'234.50", (), "1234.50"),
        ("value_usd", "1 234.50", (), "1234.50"),
        ("value_usd", "1\N{NO-BREAK SPACE}234.50", (), "1234.50"),
        ("value_usd", "1\N{NARROW NO-BREAK SPACE}234.50", (), "1234.50"),
        ("value_usd", "１２３４．５０", (), "1234.50"),
        ("value_usd", "＄１，２３４．５０", (), "1234.50"),
        ("value_usd", "1,234,567", (), "1234567.00"),
        # a stated decimal mark
        ("value_usd", "USD 1 234,50", ("--decimal", "comma"), "1234.50"),
        ("value_usd", "1.234,50", ("--decimal", "comma"), "1234.50"),
        ("value_usd", "1.234", ("--decimal", "comma"), "1234.00"),
        ("value_usd", "1,234", ("--decimal", "point"), "1234.00"),
        ("value_usd", "1.234", ("--decimal", "point"), "1.23"),
        ("value_usd", "1.2345", (), "1.23"),
        # units and currencies in the heading or the cell
        ("Value (USD)", "1,234.50", (), "1234.50"),
        ("Ext. cost USD '000", "1.5", (), "1500.00"),
        ("Value EUR", "1000", ("--fx", "EUR=1.08@2024-06-28"), "1080.00"),
        ("Value", "€1,000.00", ("--fx", "EUR=1.08@2024-06-28"), "1080.00"),
        ("金额（元）", "1000", ("--fx", "CNY=0.14@2024-06-28"), "140.00"),
    ],
)
def test_a_value(judge: Judge, heading: str, written: str, arguments: tuple[str, ...], expected: str) -> None:
    assert value(worth(judge, *arguments, **{heading: written})) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"mass_kg": "2", "price_usd_per_kg": "10"}, "20.00"),
        ({"Mass [g]": "2000", "price_usd_per_kg": "10"}, "20.00"),
        ({"Weight (t)": "0.002", "Unit price USD/kg": "10"}, "20.00"),
        ({"Net weight lb": "100", "Unit price $/lb": "2"}, "200.00"),
        ({"Net weight lb": "1", "Unit price USD/kg": "1"}, "0.45"),
        ({"mass_kg": "2", "Unit price USD/t": "10000"}, "20.00"),
        ({"Qty": "2 kg", "Unit price": "10 USD/kg"}, "20.00"),
        ({"Qty": "2", "UoM": "t", "Unit price": "10", "price_unit": "USD/t"}, "20.00"),
        ({"mass_kg": "2", "Unit price": "10", "price_unit": "USD/kg", "currency": "USD"}, "20.00"),
    ],
)
def test_mass_times_price(judge: Judge, cells: Row, expected: str) -> None:
    assert value(worth(judge, **cells)) == expected


@pytest.mark.parametrize(
    ("cells", "code", "severity", "said"),
    [
        ({"value_usd": "1,234"}, "NUMBER-UNREADABLE", "error", "--decimal"),
        ({"value_usd": "1.234,50"}, "NUMBER-UNREADABLE", "error", "--decimal"),
        ({"value_usd": "12,5"}, "NUMBER-UNREADABLE", "error", "--decimal"),
        ({"value_usd": "(1,234.50)"}, "NUMBER-NEGATIVE", "error", "0 or more"),
        ({"value_usd": "-5"}, "NUMBER-NEGATIVE", "error", "0 or more"),
        ({"value_usd": "~5"}, "NUMBER-UNREADABLE", "error", "expected"),
        ({"value_usd": "5 kg"}, "UNIT-UNKNOWN", "error", "USD"),
        ({"value_usd": "€5"}, "UNIT-CONFLICT", "error", "EUR"),
        ({"value_usd": "5", "currency": "EUR"}, "UNIT-CONFLICT", "error", "EUR"),
        ({"Mass [kg]": "5 g", "price_usd_per_kg": "1"}, "UNIT-CONFLICT", "error", "kg"),
        ({"Mass": "5", "price_usd_per_kg": "1"}, "UNIT-MISSING", "error", "kg"),
        ({"Qty": "5", "UoM": "pcs", "price_usd_per_kg": "1"}, "UNIT-UNKNOWN", "error", "pcs"),
        ({"Qty": "5", "UoM": "ton", "price_usd_per_kg": "1"}, "UNIT-UNKNOWN", "error", "ton"),
        ({"mass_kg": "5", "Unit price": "1"}, "UNIT-MISSING", "error", "USD/kg"),
        ({"mass_kg": "5", "Unit price USD": "1"}, "UNIT-MISSING", "error", "USD/kg"),
        ({"Value EUR": "5"}, "CURRENCY-WITHOUT-RATE", "error", "EUR"),
        ({"Value": "5", "Unit": "kg"}, "UNIT-UNKNOWN", "error", "USD"),
        ({"Value": "5"}, "CURRENCY-ASSUMED", "warning", "US dollars"),
    ],
)
def test_what_is_not_clear_is_said(judge: Judge, cells: Row, code: str, severity: str, said: str) -> None:
    got = worth(judge, **cells)
    found = got.finding(code)
    assert (got.exit_code, found["severity"]) == (2 if severity == "error" else 0, severity)
    assert said in found["message"] + found["remedy"]
    assert found["cells"]


def test_a_unit_is_asked_for_once_a_column(judge: Judge) -> None:
    rows = [{"mineral": "lithium", "Mass": str(n), "price_usd_per_kg": "1"} for n in (1, 2, 3)]
    assert judge(bom(*rows), *DAY).finding("UNIT-MISSING")["cells"] == ["BOM!C1"]


@pytest.mark.parametrize("heading", ["qty", "Quantity", "Mass", "数量", "Menge", "Quantité", "Cantidad", "수량"])
def test_a_count_beside_a_value_needs_no_unit(judge: Judge, heading: str) -> None:
    rows = [virgin(value="5") | {heading: str(n)} for n in (1, 2, 3)]
    got = judge(bom(*rows), *DAY)
    assert (got.minerals["total_value_usd"], got.exit_code) == ("15.00", 0)
    assert any(f["cells"] == ["BOM!G1"] and heading in f["message"] for f in got.report["findings"])


def test_rates_and_their_days_are_in_the_report(judge: Judge) -> None:
    lines = [{"mineral": "lithium", "Ext. cost": cost} for cost in ("€5", "£5")]
    got = judge(bom(*lines), *DAY, "--fx", "EUR=1.08@2024-06-28", "--fx", "GBP=1.27")
    assert "1.08" in got.finding("RATE-USED")["message"] and "2024-06-28" in got.finding("RATE-USED")["message"]
    assert "GBP" in got.finding("RATE-UNDATED")["message"]
    several = judge(bom(*lines), *DAY, "--fx", "EUR=1.08@2024-06-28", "--fx", "GBP=1.27@2024-06-27")
    assert "RATE-DATES-DIFFER" in several.codes


@pytest.mark.parametrize(
    "rate", ["EUR", "EUR=", "EUR=abc", "=1.08", "EUR=-1", "EUR=0", "EUR=1.08@yesterday", "EUR/kg=1.08", "USD=1.5"]
)
def test_a_rate_that_is_none(critmin: Callable[..., Any], rate: str) -> None:
    result = critmin("check", "-", *DAY, "--fx", rate)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "EUR=1.08" in result.stderr


def test_shares_are_read_as_numbers_are(judge: Judge) -> None:
    for written, arguments in (("２５％", ()), ("25 %", ()), ("25,0", ("--decimal", "comma"))):
        tables = bom(virgin(), Ownership=[{"owner": "A", "owned": "B", "equity_pct": written}])
        assert "NUMBER-UNREADABLE" not in judge(tables, *DAY, *arguments).codes
