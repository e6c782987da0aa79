"""Units as suppliers write them, alone and at the end of a heading."""

from fractions import Fraction

import pytest
from critmin.engine.vocabulary.units import UnclearUnit, parse_unit, split_unit, unclear_unit


def told(text: str) -> tuple[str | None, str | None, str | None]:
    """The unit's currency, how many of it, and its kilograms."""
    unit = parse_unit(text)
    assert unit is not None, text
    return unit.currency, str(unit.scale), None if unit.mass is None else str(unit.mass)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("kg|KG|kgs|Kilogram|kilogrammes|㎏|ｋｇ|公斤|千克|キログラム|킬로그램", (None, "1", "1")),
        ("g|grams|克|グラム", (None, "1", "1/1000")),
        ("t|MT|tonne|metric tons|吨|噸|トン|톤|toneladas", (None, "1", "1000")),
        ("lb|LBS|pounds|磅", (None, "1", str(Fraction("0.45359237")))),
        ("short ton", (None, "1", str(Fraction("907.18474")))),
        ("USD|usd|US$|$|＄|U.S. dollars|美元|米ドル", ("USD", "1", None)),
        ("EUR|€|euros|欧元", ("EUR", "1", None)),
        ("CNY|RMB|元|人民币", ("CNY", "1", None)),
        ("JPY|円|日元", ("JPY", "1", None)),
        ("KRW|₩|원", ("KRW", "1", None)),
        ("C$|CAD", ("CAD", "1", None)),
        ("A$", ("AUD", "1", None)),
        ("HK$", ("HKD", "1", None)),
        ("NT$", ("TWD", "1", None)),
        ("USD k|kUSD|USD '000|thousand USD|千美元", ("USD", "1000", None)),
        ("万元", ("CNY", "10000", None)),
        ("million USD|USD mn|百万美元", ("USD", "1000000", None)),
        ("USD/kg|$/kg|US$ per kg|USD per kilogram|$ kg-1|USD kg^-1", ("USD", "1", "1")),
        ("USD/t|$ per tonne", ("USD", "1", "1000")),
        ("USD/lb|$ per pound", ("USD", "1", str(Fraction("0.45359237")))),
        ("EUR/t|€ pro t", ("EUR", "1", "1000")),
        ("元/吨", ("CNY", "1", "1000")),
        ("円/kg", ("JPY", "1", "1")),
        ("/kg|per kg", (None, "1", "1")),
    ],
)
def test_a_unit(texts: str, expected: tuple[str | None, str | None, str | None]) -> None:
    assert {text: told(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), expected)


@pytest.mark.parametrize(
    "text", ["", "pcs", "each", "Stück", "%", "kWh", "stone", "USD/pcs", "kg/kg", "m", "k", "x" * 500]
)
def test_what_is_no_unit(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ton", "short ton"),
        ("USD/ton", "short ton"),
        ("¥", "JPY"),
        ("¥/kg", "CNY"),
        ("Pfund", "0.5 kg"),
        ("dollars", "USD"),
        ("Mg", "1,000 kg"),
        ("mg", "1,000 kg"),
        ("USD/Mg", "1,000 kg"),
        ("gr", "grain"),
        ("$M", "thousand or million"),
        ("MUSD", "thousand or million"),
        ("USD m", "thousand or million"),
    ],
)
def test_a_unit_that_could_be_several(text: str, said: str) -> None:
    with pytest.raises(UnclearUnit, match=said):
        parse_unit(text)


@pytest.mark.parametrize(
    ("heading", "base", "unit"),
    [
        ("Unit price USD/kg", "Unit price", "USD/kg"),
        ("Unit price (USD per kg)", "Unit price", "USD/kg"),
        ("Mass [kg]", "Mass", "kg"),
        ("Mass (net) [kg]", "Mass (net)", "kg"),
        ("Weight kg", "Weight", "kg"),
        ("Weight, lb", "Weight", "lb"),
        ("Value (USD)", "Value", "USD"),
        ("Value\nUSD '000", "Value", "USD x 1000"),
        ("Ext. cost, US$", "Ext. cost", "USD"),
        ("质量(kg)", "质量", "kg"),
        ("单价（元/吨）", "单价", "CNY/t"),
        ("Price per kg (EUR)", "Price", "EUR/kg"),
        ("Price per kg", "Price", "/kg"),
        ("Price EUR per t", "Price", "EUR/t"),
        ("Cost $/lb", "Cost", "USD/lb"),
        ("USD", "", "USD"),
        ("value_usd", "value", "USD"),
        ("mass_kg", "mass", "kg"),
        ("price_usd_per_kg", "price", "USD/kg"),
        ("extraction_value_added_usd", "extraction value added", "USD"),
        ("processing_value_added_usd_2", "processing value added 2", "USD"),
        ("gvwr_lb", "gvwr", "lb"),
        ("battery_kwh", "battery_kwh", None),
        ("Cost (est.)", "Cost (est.)", None),
        ("Unit price", "Unit price", None),
        ("Remarks", "Remarks", None),
        ("Amount ¥/kg", "Amount ¥/kg", None),  # not an amount in kg
        ("Value ($M)", "Value ($M)", None),
        ("Extraction country", "Extraction country", None),
        ("x" * 5000, "x" * 5000, None),
    ],
)
def test_a_heading_and_its_unit(heading: str, base: str, unit: str | None) -> None:
    found = split_unit(heading)
    assert (found[0], found[1].text if found[1] is not None else None) == (base, unit)


@pytest.mark.parametrize(
    ("heading", "base", "said"),
    [
        ("Mass (Mg)", "Mass", "1,000 kg"),
        ("Value ($M)", "Value", "thousand or million"),
        ("Price USD/ton", "Price", "short ton"),
        ("Value dollars", "Value", "another country"),
        ("Value (USD)", "Value (USD)", ""),
        ("Remarks", "Remarks", ""),
    ],
)
def test_a_heading_whose_unit_could_be_several(heading: str, base: str, said: str) -> None:
    found = unclear_unit(heading)
    assert found[0] == base
    assert (said in found[1]) if said else not found[1]
