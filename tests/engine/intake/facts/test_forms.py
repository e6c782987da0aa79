"""Mass times price is a value only where both are of one substance: the columns `form` and `price_form`."""

import pytest
from boms import Judge, Judged, Row, bom
from critmin.engine.vocabulary.minerals import all_minerals

DAY = ("-d", "2024-06-30")
# Columns: A line, B mineral, C mass_kg, D price_usd_per_kg, E extraction_country, F processing_country, G form,
# H price_form.
OF_MASS, OF_PRICE = "BOM!G2", "BOM!H2"


def priced(judge: Judge, form: str, price_form: str, mineral: str = "lithium", **cells: str) -> Judged:
    """The report on 2 kg of the one form at 10 USD per kg of the latter."""
    line: Row = {"mineral": mineral, "mass_kg": "2", "price_usd_per_kg": "10"}
    where = {"extraction_country": "AU", "processing_country": "US"}
    return judge(bom(line | where | {"form": form, "price_form": price_form} | cells), *DAY)


def said(got: Judged) -> list[str]:
    return sorted(code for code in got.codes if code.startswith("FORM-"))


def value(got: Judged) -> str:
    assert got.exit_code == 0, [(f["code"], f["message"]) for f in got.report["findings"]]
    return str(got.minerals["chains"][0]["value_usd"])


@pytest.mark.parametrize(
    ("mineral", "form", "price_form"),
    [
        ("lithium", "", ""),
        ("lithium", "unknown", "n/a"),
        ("lithium", "Li2CO3", "Li2CO3"),
        ("lithium", "Li2CO3", "Li₂CO₃"),
        ("lithium", "Li2CO3", "LI2CO3"),
        ("lithium", "Li2CO3", "lithium carbonate"),
        ("lithium", "LCE", "Lithium carbonate equivalent"),
        ("lithium", "LiOH·H2O", "LiOH.H2O"),
        ("lithium", "LiOH x H2O", "lithium hydroxide monohydrate"),
        ("lithium", "Li", "lithium metal"),
        ("lithium", "contained lithium", "Li content"),
        ("nickel", "NiSO4·6H2O", "nickel sulphate hexahydrate"),
        ("nickel", "NMC811", "LiNi0.8Co0.1Mn0.1O2"),
        ("cobalt", "CoSO4*7H2O", "cobalt sulfate heptahydrate"),
        ("graphite", "graphite", "C"),
        ("graphite", "natural graphite", "石墨"),
        ("aluminum", "Al", "aluminium"),
        ("fluorspar", "CaF2", "fluorspar"),
        ("fluorspar", "F", "fluorine"),
        ("fluorspar", "PVDF", "polyvinylidene fluoride"),
        # what is not known here, but is the same word
        ("lithium", "our salt no. 5", "Our salt No. 5"),
        ("nickel", "nickel sulfate", "Nickel Sulfate"),
    ],
)
def test_one_form_gives_a_value(judge: Judge, mineral: str, form: str, price_form: str) -> None:
    got = priced(judge, form, price_form, mineral)
    assert (value(got), said(got)) == ("20.00", [])


@pytest.mark.parametrize(
    ("mineral", "form", "price_form", "factor"),
    [
        # (2 x 6.94 + 12.011 + 3 x 15.999) / (2 x 6.94) = 5.32334...; its inverse 0.187851...
        ("lithium", "Li", "Li2CO3", "5.3233"),
        ("lithium", "lithium metal", "LCE", "5.3233"),
        ("lithium", "Li2CO3", "Li", "0.1878"),
        # (23.947 + 18.015) / 23.947 = 1.75228...
        ("lithium", "LiOH", "LiOH·H2O", "1.7522"),
        ("lithium", "Li2CO3", "LiOH·H2O", "1.1358"),
        # (58.693 + 32.06 + 4 x 15.999 + 6 x 18.015) / 58.693 = 4.478...
        ("nickel", "Ni", "NiSO4·6H2O", "4.4782"),
        ("nickel", "NMC811", "Ni", "0.4826"),
        ("fluorspar", "F", "CaF2", "2.0547"),
        ("fluorspar", "fluorspar", "F", "0.4866"),
        ("aluminum", "Al", "Al2O3", "1.8894"),
        # (6.94 + 58.693 / 2 + 1.5 x 54.938 + 4 x 15.999) / 6.94 = 26.3241...
        ("lithium", "Li", "LiNi0.5Mn1.5O4", "26.3241"),
    ],
)
def test_two_forms_give_no_value_and_the_factor(
    judge: Judge, mineral: str, form: str, price_form: str, factor: str
) -> None:
    got = priced(judge, form, price_form, mineral)
    found = got.finding("FORM-DIFFERS")
    assert (got.exit_code, got.status, said(got)) == (2, "unreadable", ["FORM-DIFFERS"])
    assert found["message"] == (
        f'mass_kg is stated for "{form}" and the price for "{price_form}": '
        f"1 kg of the former contains as much {mineral} as {factor} kg of the latter"
    )
    assert (found["severity"], found["cells"]) == ("error", [OF_MASS, OF_PRICE])


@pytest.mark.parametrize(
    ("mineral", "form", "price_form", "code", "exit_code", "cells", "message"),
    [
        ("lithium", "Li", "brine", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '; "brine" is not recognized'),
        ("lithium", "brine", "Li", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '; "brine" is not recognized'),
        ("lithium", "a", "b", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '; "a" and "b" are not recognized'),
        # how much water it holds is not said
        ("lithium", "LiOH", "lithium hydroxide", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '"lithium hydroxide" is not'),
        ("nickel", "Ni", "nickel sulfate", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '"nickel sulfate" is not'),
        ("nickel", "Ni", "NMC", "FORM-UNKNOWN", 2, [OF_MASS, OF_PRICE], '"NMC" is not'),
        ("lithium", "Li", "NiSO4", "FORM-WITHOUT-MINERAL", 2, [OF_PRICE], '"NiSO4" does not contain lithium'),
        ("lithium", "NiSO4", "Li", "FORM-WITHOUT-MINERAL", 2, [OF_MASS], '"NiSO4" does not contain lithium'),
        ("graphite", "graphite", "Li2CO3", "FORM-WITHOUT-MINERAL", 2, [OF_PRICE], '"Li2CO3" does not contain graphite'),
        ("graphite", "PVDF", "graphite", "FORM-WITHOUT-MINERAL", 2, [OF_MASS], '"PVDF" does not contain graphite'),
        ("lithium", "Li", "", "FORM-HALF", 0, [OF_MASS], 'form is "Li" and price_form is empty'),
        ("lithium", "Li", "TBD", "FORM-HALF", 0, [OF_MASS], 'form is "Li" and price_form is empty'),
        ("lithium", "", "LCE", "FORM-HALF", 0, [OF_PRICE], 'price_form is "LCE" and form is empty'),
    ],
)
def test_what_else_is_found(
    judge: Judge, mineral: str, form: str, price_form: str, code: str, exit_code: int, cells: list[str], message: str
) -> None:
    got = priced(judge, form, price_form, mineral)
    found = got.finding(code)
    assert (got.exit_code, said(got), found["cells"]) == (exit_code, [code], cells)
    assert message in found["message"]
    assert found["severity"] == ("error" if exit_code else "warning")


def test_two_forms_without_the_mineral_are_two_findings(judge: Judge) -> None:
    got = priced(judge, "NiSO4", "CoSO4")
    assert (got.exit_code, said(got)) == (2, ["FORM-WITHOUT-MINERAL"])
    told = [(f["message"], f["cells"]) for f in got.report["findings"] if f["code"] == "FORM-WITHOUT-MINERAL"]
    assert told == [('"NiSO4" does not contain lithium', [OF_MASS]), ('"CoSO4" does not contain lithium', [OF_PRICE])]


@pytest.mark.parametrize(("form", "price_form"), [("Li", "Li2CO3"), ("Li", "brine"), ("Li", "NiSO4"), ("Li", "")])
def test_nothing_is_checked_where_the_value_is_stated(judge: Judge, form: str, price_form: str) -> None:
    got = priced(judge, form, price_form, value_usd="33")
    assert (value(got), said(got)) == ("33.00", [])


@pytest.mark.parametrize("stated", ["unknown", "TBD", "-"])
def test_a_value_that_is_not_known_is_not_stated(judge: Judge, stated: str) -> None:
    got = priced(judge, "Li", "Li2CO3", value_usd=stated)
    assert (got.exit_code, said(got)) == (2, ["FORM-DIFFERS"])


@pytest.mark.parametrize("missing", ["mass_kg", "price_usd_per_kg"])
def test_nothing_is_checked_where_there_is_no_value(judge: Judge, missing: str) -> None:
    got = priced(judge, "Li", "Li2CO3", **{missing: ""})
    assert (got.exit_code, got.minerals["total_value_usd"], said(got)) == (0, None, [])


def test_a_line_that_does_not_count_is_not_checked(judge: Judge) -> None:
    copper: Row = {"mineral": "copper", "mass_kg": "2", "price_usd_per_kg": "10", "form": "Cu", "price_form": "CuSO4"}
    counts: Row = {"mineral": "Li", "value_usd": "1", "extraction_country": "AU", "processing_country": "US"}
    assert said(judge(bom(copper, counts), *DAY)) == []


def test_each_line_is_told_its_own(judge: Judge) -> None:
    line: Row = {"mineral": "Li", "mass_kg": "2", "price_usd_per_kg": "10", "form": "Li", "price_form": "Li2CO3"}
    got = judge(bom(line, line | {"price_form": "Li"}, line), *DAY)
    assert got.finding("FORM-DIFFERS")["cells"] == ["BOM!E2", "BOM!F2", "BOM!E4", "BOM!F4"]


@pytest.mark.parametrize("mineral", [mineral.id for mineral in all_minerals()])
def test_every_mineral_by_its_own_name_is_a_form(judge: Judge, mineral: str) -> None:
    got = priced(judge, mineral, f"{mineral} content", mineral)
    assert (value(got), said(got)) == ("20.00", [])


@pytest.mark.parametrize(
    "hostile",
    [
        "Li0",
        "Li999999999",
        "Li" + "9" * 150,
        "(" * 90 + "LiO" + ")" * 90,
        "Li(" * 60,
        "Li" * 500_000,
        "((((" * 500_000,
        "[/red]<script>",
        "Li\x1b[31m",
        "﷽" * 150,
    ],
)
def test_a_hostile_form_is_not_known(judge: Judge, hostile: str) -> None:
    for got in (priced(judge, hostile, "Li"), priced(judge, "Li", hostile)):
        assert (got.exit_code, said(got)) == (2, ["FORM-UNKNOWN"])
        assert len(got.finding("FORM-UNKNOWN")["message"]) < 250
