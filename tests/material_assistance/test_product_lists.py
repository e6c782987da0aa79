"""The names of a product on OFAC's list, and what a column of dates that is not read may say of certificates."""

from pathlib import Path

import pytest
from products import Assess, certificate, company, item, product

SDN = Path(__file__).parents[1] / "ofac" / "sdn.csv"
COBALT = "International Cobalt Co. Inc."
CLEARED = company(COBALT, "CU")
ON_LIST = ("--sdn", str(SDN), "--sdn-date", "2026-06-30")

WHERE = [
    # where the name stands, verdict, finding
    (product(item(by=COBALT), entities=(CLEARED,)), "fail", "ITEM-PFE"),
    (product(item(), entities=(company(), CLEARED), taxpayer=COBALT), "not_available", "TAXPAYER-PFE"),
    (product(item(supplier=COBALT), entities=(company(), CLEARED)), "pass", "LIST-OUTSIDE-SCREEN"),
    (product(item(earlier_producers=COBALT), entities=(company(), CLEARED)), "pass", "LIST-OUTSIDE-SCREEN"),
]


@pytest.mark.parametrize(("tables", "status", "code"), WHERE)
def test_a_name_on_the_list(assess: Assess, tables: dict[str, list[dict[str, str]]], status: str, code: str) -> None:
    asked = assess(tables, *ON_LIST)
    assert (asked.status, code in asked.codes) == (status, True), asked.codes
    assert asked.report["lists"][0]["matches"]


def test_a_name_that_is_on_no_list(assess: Assess) -> None:
    asked = assess(product(item()), *ON_LIST)
    assert (asked.status, asked.report["lists"][0]["matches"]) == ("pass", [])


def test_by_the_other_reading_each_that_is_named_is_screened(assess: Assess) -> None:
    for tables, *_ in WHERE[2:]:
        asked = assess(tables, *ON_LIST, "--reading", "producer-depth=each-named")
        assert (asked.status, "LIST-OUTSIDE-SCREEN" in asked.codes) == ("fail", False)


def test_a_certificate_does_not_clear_a_name_that_holds_one_of_the_list(assess: Assess) -> None:
    near = f"{COBALT} - Plant 2"
    entities = (company(near, "KR", sfe_total_pct=""),)
    tables = product(item(by=near, certificate="C-1"), entities=entities, certificates=(certificate(of=near),))
    assert assess(tables).status == "pass"
    asked = assess(tables, *ON_LIST)
    assert (asked.status, asked.item["certificate"]) == ("incomplete", None)


EXPIRY = [("2026-06-29", 2), ("2026-06-30", 0), ("", 0)]


@pytest.mark.parametrize(("until", "exit_code"), EXPIRY)
def test_a_certificate_that_ends_by_a_column_that_is_not_read(assess: Assess, until: str, exit_code: int) -> None:
    rows = [item(certificate="C-1") | {"Certificate expiry date": until}]
    asked = assess(product(*rows, certificates=(certificate(),)))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (exit_code, exit_code == 2)
