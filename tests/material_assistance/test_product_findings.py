"""Every finding of material assistance, reached by the smallest product that gives it."""

from collections.abc import Callable
from typing import Any

import pytest
from critmin.engine.model.findings import load_findings
from products import Assess, Tables, certificate, company, item, product, storage

OPEN = company("Openco", sfe_total_pct="", sfe_debt_pct="")
BY_OPENCO = item(by="Openco", certificate="C-1")


def named(*items: dict[str, str], of: dict[str, str]) -> Tables:
    """Items that name a certificate."""
    return product(*items, entities=(company(), OPEN, company("Sinocell", "CN")), certificates=(of,))


CONTRACT = {"existing_contract": "yes", "contract_date": "2025-06-15"}
CASES: dict[str, tuple[int, Tables]] = {
    "MACR-MET": (0, product(item())),
    "MACR-NOT-MET": (1, product(item(by="Sinocell"))),
    "MACR-UNDECIDED": (3, product(item(by=""))),
    "MACR-NO-COST": (3, product(item("0"))),
    "MACR-BEFORE-START": (1, storage(item(), begins="2025-12-31")),
    "MACR-NO-THRESHOLD": (1, product(item(), sold="2025-12-31", taxable_year_begins="")),
    "MACR-AFTER-END": (1, product(item(), sold="2033-01-01")),
    "TAXPAYER-PFE": (1, product(item(), taxpayer="Sinocell")),
    "PRODUCT-CLASS-MISSING": (2, product(item(), **{"class": ""})),
    "PRODUCT-CLASS-UNKNOWN": (2, product(item(), **{"class": "vehicle"})),
    "PRODUCT-DATE-MISSING": (2, product(item(), sold="", taxable_year_begins="")),
    "PRODUCT-DATES-REVERSED": (2, product(item(), taxable_year_begins="2026-07-01")),
    "PRODUCT-YEAR-ENDED": (0, product(item(), taxable_year_begins="2025-06-30")),
    "COST-BASIS-UNKNOWN": (0, product(item(), cost_basis="guessed")),
    "ITEM-PFE": (1, product(item(by="Sinocell"))),
    "ITEM-NOT-SHOWN": (3, product(item(at=""))),
    "ITEM-COST-UNKNOWN": (0, product(item(""))),
    "ITEM-COST-DIFFERS": (0, product(item(quantity="2", unit_cost_usd="3"))),
    "ITEM-COST-ZERO": (0, product(item("0"), item())),
    "ITEM-UNNAMED": (0, product(item(item=""), item())),
    "ITEM-MISSING": (2, product(item(), {"cost_usd": "50"})),
    "ITEM-COMPANY-UNNAMED": (3, product(item(by="see above"))),
    "ITEM-CERTIFICATE-NOT-LISTED": (3, product(BY_OPENCO | {"certificate": "ATT-2025-07"})),
    "CERTIFICATE-ABOVE-COST": (
        2,
        named(BY_OPENCO, of=certificate(of="Openco", kind="cost", non_pfe_cost_usd="100.01")),
    ),
    "CERTIFICATE-SHOWS-NOTHING": (3, named(BY_OPENCO, of=certificate(of="Openco", kind="cost"))),
    "CERTIFICATE-CONTRADICTED": (1, named(item(by="Sinocell", certificate="C-1"), of=certificate(of="Sinocell"))),
    "ELECTION-USED": (0, product(item(), item() | CONTRACT)),
    "ELECTION-NOT-AVAILABLE": (0, product(item(), item() | CONTRACT | {"contract_date": "2025-06-16"})),
    # Of both laws.
    "CERTIFICATE-NOT-IN-HAND": (3, named(BY_OPENCO, of=certificate(of="Openco", perjury=""))),
    "CERTIFICATE-UNUSED": (0, named(item(), of=certificate())),
    "ENTITY-NOT-LISTED": (3, product(item(by="Nobody Ltd"))),
}


@pytest.mark.parametrize("code", CASES)
def test_the_finding_is_reached(assess: Assess, code: str) -> None:
    exit_code, tables = CASES[code]
    asked = assess(tables)
    found = [finding for finding in asked.report["findings"] if finding["code"] == code]
    rule = load_findings()[code]
    assert found, asked.codes
    assert {finding["severity"] for finding in found} == {rule.severity}
    assert asked.exit_code == exit_code
    assert rule.unreadable is (exit_code == 2)
    assert all(finding["message"] and finding["remedy"] == rule.remedy and finding["citation"] for finding in found)


def test_the_table_has_every_finding_of_material_assistance() -> None:
    own = set(load_findings(("material_assistance",))) - set(load_findings(("none",)))
    # Those that need a list or an option: test_pfe_list.py, test_product_commands.py
    assert own - {"LIST-NOT-ON-DAYS", "PRODUCT-DATE-UNUSED"} <= set(CASES)


@pytest.mark.parametrize("code", [code for code in CASES if code not in ("MACR-NO-THRESHOLD",)])
def test_each_finding_names_its_cells(assess: Assess, code: str) -> None:
    """But for those about the product as a whole, or about what no cell states."""
    whole = {
        "MACR-MET",
        "MACR-NOT-MET",
        "MACR-UNDECIDED",
        "MACR-NO-COST",
        "PRODUCT-CLASS-MISSING",
        "PRODUCT-DATE-MISSING",
    }
    (first, *_) = [finding for finding in assess(CASES[code][1]).report["findings"] if finding["code"] == code]
    assert bool(first["cells"]) is (code not in whole), first


@pytest.mark.parametrize(
    "text", ["same as vendor", "Same as supplier", "see vendor", "wie Lieferant", "同供应商", "as above"]
)
def test_a_cell_that_refers_to_another_names_no_producer(assess: Assess, text: str) -> None:
    entities = (company(), company(text))
    asked = assess(product(item(by=text, supplier="Acme"), entities=entities))
    assert ("ITEM-COMPANY-UNNAMED" in asked.codes, asked.exit_code) == (True, 3)


def test_explain_has_each(critmin: Callable[..., Any]) -> None:
    for code in CASES:
        assert code in critmin("explain", code).stdout
