"""An item's share that is not a prohibited foreign entity's: the first statement that applies, in order."""

import pytest
from products import CHINESE, CLEAN, SOLD, Assess, Row, certificate, company, item, product, storage

OPEN = company("Openco", sfe_total_pct="", sfe_debt_pct="")
"""A company of which something is missing."""
ENTITIES = (CLEAN, CHINESE, OPEN)
ELECTED = {"existing_contract": "yes", "contract_date": "2025-06-15"}
CERTIFIED = (certificate("C-1", of="Acme"), certificate("C-2", of="Openco"), certificate("C-3", of="Sinocell"))
HALF = certificate("C-4", of="Openco", kind="cost", non_pfe_pct="50")

ORDER: list[tuple[str, Row, str, tuple[str, ...]]] = [
    # what it shows, the item, its status, readings
    ("elected, although known", item(at="CN", known_pfe="yes", by="Sinocell", **ELECTED), "excluded", ()),
    ("known, although certified and clean", item(known_pfe="yes", certificate="C-1"), "pfe", ()),
    ("not known", item(known_pfe="no"), "not_pfe", ()),
    ("producer, although certified", item(by="Sinocell", certificate="C-3"), "pfe", ()),
    ("producer, whatever the reading of the place", item(by="Sinocell"), "pfe", ("place-of-work=entity",)),
    ("place, although certified and clean", item(at="CN", certificate="C-1"), "pfe", ()),
    ("place that is part of one", item(at="HK"), "pfe", ()),
    ("part that is none", item(at="HK"), "not_pfe", ("hong-kong-macau=not-covered",)),
    ("place that does not count", item(at="CN"), "not_pfe", ("place-of-work=entity",)),
    ("place that is no covered nation", item(at="TW"), "not_pfe", ()),
    ("earlier producer that does not count", item(earlier_producers="Sinocell"), "not_pfe", ()),
    ("earlier producer", item(earlier_producers="Openco; Sinocell"), "pfe", ("producer-depth=each-named",)),
    ("seller that does not count", item(supplier="Sinocell"), "not_pfe", ()),
    ("seller", item(supplier="Sinocell"), "pfe", ("producer-depth=each-named",)),
    ("earlier producer that is open", item(earlier_producers="Openco"), "unknown", ("producer-depth=each-named",)),
    ("earlier producer without a row", item(earlier_producers="Nobody"), "unknown", ("producer-depth=each-named",)),
    ("open, and does not count", item(earlier_producers="Openco", supplier="Nobody"), "not_pfe", ()),
    ("seller that is open", item(supplier="Openco"), "unknown", ("producer-depth=each-named",)),
    (
        "earlier producer that is open, and certified",
        item(earlier_producers="Openco", certificate="C-1"),
        "not_pfe",
        ("producer-depth=each-named",),
    ),
    (
        "earlier producer near to an adverse name, although certified",
        item(earlier_producers="Sinocel", certificate="C-1"),
        "unknown",
        ("producer-depth=each-named",),
    ),
    ("each named, and clean", item(earlier_producers="Acme"), "not_pfe", ("producer-depth=each-named",)),
    ("certified, and open", item(by="Openco", certificate="C-2"), "not_pfe", ()),
    ("certified, and nowhere", item(by="Openco", at="", certificate="C-2"), "not_pfe", ()),
    ("certified in part", item(by="Openco", certificate="C-4"), "part", ()),
    ("certified by the seller of an unnamed producer", item(by="", supplier="Acme", certificate="C-1"), "not_pfe", ()),
    ("clean producer in a known place", item(), "not_pfe", ()),
    ("clean producer in an unknown place", item(at=""), "unknown", ()),
    ("clean producer, and no place needed", item(at=""), "not_pfe", ("place-of-work=entity",)),
    ("open producer", item(by="Openco"), "unknown", ()),
    ("producer without a row", item(by="Nobody Ltd"), "unknown", ()),
    ("no producer", item(by=""), "unknown", ()),
    ("no producer in a covered nation", item(by="", at="CN"), "pfe", ()),
]
SHARES = {
    "excluded": (None, None),
    "pfe": ("0", "0"),
    "not_pfe": ("1", "1"),
    "part": ("1/2", "1/2"),
    "unknown": ("0", "1"),
}


@pytest.mark.parametrize(("row", "status", "readings"), [pytest.param(*case[1:], id=case[0]) for case in ORDER])
def test_the_first_statement_that_applies(assess: Assess, row: Row, status: str, readings: tuple[str, ...]) -> None:
    tables = product(row, entities=ENTITIES, certificates=(*CERTIFIED, HALF))
    asked = assess(tables, *(f"--reading={reading}" for reading in readings))
    assert (asked.item["status"], asked.share) == (status, SHARES[status])
    assert asked.item["certificate"] == (row.get("certificate") if status in ("part", "not_pfe") else None)


BARRED = [
    # what no certificate settles
    ("a doubt whether it is known", item(known_pfe="perhaps", certificate="C-1"), "known_pfe"),
    ("a country that cannot be read", item(at="Chnia", certificate="C-1"), "which country"),
    ("a name near to that of an entity with a fact against it", item(by="Sinocel", certificate="C-5"), "Sinocell"),
]


@pytest.mark.parametrize(("row", "missing"), [pytest.param(*case[1:], id=case[0]) for case in BARRED])
def test_what_no_certificate_settles(assess: Assess, row: Row, missing: str) -> None:
    asked = assess(product(row, certificates=(certificate(), certificate("C-5", of="Sinocel"))))
    assert (asked.item["status"], asked.item["certificate"], asked.status) == ("unknown", None, "incomplete")
    assert missing in asked.item["why"]


def test_a_company_that_refers_to_another_row_is_not_named(assess: Assess) -> None:
    asked = assess(product(item(by="same as above")))
    assert (asked.item["status"], asked.item["producer"]) == ("unknown", None)
    assert "ITEM-COMPANY-UNNAMED" in asked.codes


# The election -----------------------------------------------------------------------------------------------------


def elected(contract: str = "2025-06-15", **cells: str) -> Row:
    return item(by="Sinocell", at="CN", existing_contract="yes", contract_date=contract, **cells)


ELECTION = [
    # contract date, sold, left out
    ("2025-06-15", "2026-12-31", True),
    ("2025-06-16", "2026-12-31", False),
    ("", "2026-12-31", False),
    ("2025-06-15", "2027-01-01", False),
]


@pytest.mark.parametrize(("contract", "sold", "left_out"), ELECTION)
def test_the_election_for_components(assess: Assess, contract: str, sold: str, left_out: bool) -> None:
    asked = assess(product(item("30"), elected(contract), sold=sold))
    assert asked.status == ("pass" if left_out else "fail")
    assert asked.items[1]["status"] == ("excluded" if left_out else "pfe")
    assert ("ELECTION-USED" in asked.codes, "ELECTION-NOT-AVAILABLE" in asked.codes) == (left_out, not left_out)
    assert (asked.ratio["total_cost_usd"], asked.ratio["excluded_cost_usd"]) == (
        ("30.00", "100.00") if left_out else ("130.00", "0.00")
    )


def test_the_election_of_a_facility_never_meets_the_ratio(assess: Assess) -> None:
    asked = assess(storage(item("30"), elected(), placed_in_service="2029-12-31"))
    assert (asked.status, asked.items[1]["status"]) == ("fail", "pfe")
    assert "2025-08-01" in asked.finding("ELECTION-NOT-AVAILABLE")["message"]


def test_a_date_alone_elects_nothing(assess: Assess) -> None:
    asked = assess(product(item("30"), item(by="Sinocell", at="CN", contract_date="2024-01-01")))
    assert (asked.status, asked.items[1]["status"]) == ("fail", "pfe")


def test_everything_left_out_is_not_determined(assess: Assess) -> None:
    asked = assess(product(elected()))
    assert (asked.status, asked.span, asked.ratio["exact"]) == ("incomplete", (None, None), None)
    assert asked.report["verdict"]["findings"] == ["MACR-NO-COST"]


def test_a_year_in_which_the_election_ends_does_not_leave_out(assess: Assess) -> None:
    tables = product(item("30"), elected(), sold="", taxable_year_begins="")
    assert assess(tables, "-y", "2026").status == "pass"
    assert assess(tables, "-y", "2027").items[1]["status"] == "pfe"


# Costs ------------------------------------------------------------------------------------------------------------

PFE, ASKED = item("40", by="Sinocell", at="CN"), item("10", by="Openco")
COSTS = [
    # what is unknown, items, low, high, verdict
    ("cost of a clean item", [item("", item="?"), PFE], "0", "1", "incomplete"),
    ("cost of a clean item beside enough", [item("60"), item(""), PFE], "3/5", "1", "pass"),
    ("cost of a prohibited item", [item("90"), item("", by="Sinocell")], "0", "1", "incomplete"),
    ("cost of an open item", [item("60"), item("", by="Openco"), PFE], "0", "1", "incomplete"),
    ("status of an item", [item("59"), item("1", by="Openco"), PFE], "59/100", "3/5", "incomplete"),
    (
        "status of an item that decides nothing",
        [item("60"), ASKED, item("30", by="Sinocell")],
        "3/5",
        "7/10",
        "pass",
    ),
    (
        "too little whatever it is",
        [item("40"), ASKED, item("50", by="Sinocell")],
        "2/5",
        "1/2",
        "fail",
    ),
    ("cost of every item", [item(""), item("", by="Sinocell")], "0", "1", "incomplete"),
    ("cost of the only item", [item("")], "1", "1", "pass"),
    ("an item of no cost", [item("0", by="Sinocell"), item("5")], "1", "1", "pass"),
]


@pytest.mark.parametrize(("items", "low", "high", "status"), [pytest.param(*case[1:], id=case[0]) for case in COSTS])
def test_unknown_costs_and_statuses_make_an_interval(
    assess: Assess, items: list[Row], low: str, high: str, status: str
) -> None:
    asked = assess(product(*items, entities=ENTITIES))
    assert (asked.span, asked.status) == ((low, high), status)
    assert asked.ratio["exact"] == (low if low == high else None)


def test_the_cost_by_quantity_and_unit_cost(assess: Assess) -> None:
    asked = assess(product(item("", quantity="12", unit_cost_usd="2.5"), item("10", quantity="3", unit_cost_usd="5")))
    assert [row["cost_usd"] for row in asked.items] == ["30.00", "10.00"]
    assert asked.finding("ITEM-COST-DIFFERS")["cells"] == ["Materials!B3", "Materials!F3"]


def test_the_cost_by_mass_and_price(assess: Assess) -> None:
    row = {"Item": "Foil", "Quantity (t)": "2", "Unit price (EUR/kg)": "3", "Manufacturer": "Acme", "Made in": "KR"}
    asked = assess(product(row), "--fx", "EUR=1.5@2026-06-30")
    assert asked.item["cost_usd"] == "9000.00"


def test_what_the_cost_that_counts_rests_on(assess: Assess) -> None:
    items = item("60"), item("20", by="Openco", certificate="C-2"), item("20", by="Openco", certificate="C-4")
    asked = assess(product(*items, entities=ENTITIES, certificates=(*CERTIFIED, HALF)))
    assert asked.ratio["rests_on"] == {"certificates_usd": "30.00", "facts_usd": "60.00"}
    assert (asked.ratio["non_pfe_cost_usd"], asked.ratio["needed_usd"]) == ("90.00", "0.00")


def test_the_cost_that_must_change_is_rounded_up(assess: Assess) -> None:
    asked = assess(product(item("100"), item("100.0051", by="Sinocell", at="CN")))
    assert (asked.status, asked.ratio["needed_usd"]) == ("fail", "20.01")
    assert assess(product(item("100"), item("", by="Sinocell", at="CN"))).ratio["needed_usd"] is None


# The taxpayer -----------------------------------------------------------------------------------------------------

TAXPAYERS = [
    # taxpayer, taxable year begins, verdict, status
    ("Sinocell", "2026-01-01", "not_available", "pfe"),
    ("Sinocell", "", "not_available", "pfe"),
    ("Acme", "2026-01-01", "pass", "not_pfe"),
    ("Openco", "2026-01-01", "pass", "unknown"),
    ("", "2026-01-01", "pass", "unknown"),
]


@pytest.mark.parametrize(("taxpayer", "begins", "status", "of"), TAXPAYERS)
def test_the_taxpayer_itself(assess: Assess, taxpayer: str, begins: str, status: str, of: str) -> None:
    asked = assess(product(item(), entities=ENTITIES, taxpayer=taxpayer, taxable_year_begins=begins))
    assert (asked.status, asked.ratio["taxpayer"]) == (status, {"entity": taxpayer or None, "status": of})
    assumed = any("taxpayer" in condition for condition in asked.report["verdict"]["conditions"])
    assert assumed is (of == "unknown")
    assert asked.exit_code == (0 if status == "pass" else 1)


def test_a_taxpayer_that_is_one_is_not_barred_before_the_act(assess: Assess) -> None:
    barred = storage(item(), taxpayer="Sinocell")
    assert assess(barred).report["verdict"]["findings"] == ["TAXPAYER-PFE"]
    before = assess(storage(item(), taxpayer="Sinocell", taxable_year_begins="2025-07-04"))
    assert before.status == "pass"


# The class and the dates --------------------------------------------------------------------------------------------

UNREADABLE = [
    ({"class": ""}, "PRODUCT-CLASS-MISSING"),
    ({"class": "vehicle"}, "PRODUCT-CLASS-UNKNOWN"),
    ({"class": "unknown"}, "PRODUCT-CLASS-MISSING"),
    ({"sold": ""}, "PRODUCT-DATE-MISSING"),
    ({"sold": "unknown"}, "PRODUCT-DATE-MISSING"),
    ({"sold": "June 2026"}, "DATE-UNREADABLE"),
    ({"class": "energy-storage"}, "PRODUCT-DATE-MISSING"),
    ({"taxable_year_begins": "2026-07-01"}, "PRODUCT-DATES-REVERSED"),
]


@pytest.mark.parametrize(("facts", "code"), UNREADABLE)
def test_a_class_or_a_date_that_is_missing_or_wrong(assess: Assess, facts: dict[str, str], code: str) -> None:
    asked = assess(product(item(), **facts))
    assert (asked.status, asked.exit_code) == ("unreadable", 2)
    assert code in asked.codes


def test_an_option_wins_over_the_sheet(assess: Assess) -> None:
    asked = assess(product(item()), "--class", "critical-mineral", "--sold", "2031-05-01")
    assert (asked.ratio["class"], asked.ratio["date"], asked.ratio["threshold_percentage"]) == (
        "critical-mineral",
        "2031-05-01",
        "30",
    )
    asked = assess(storage(item()), "--construction-begins", "2029-01-01", "--class", "qualified-facility")
    assert (asked.ratio["class"], asked.ratio["threshold_percentage"]) == ("qualified-facility", "55")
    asked = assess(product(item(), taxable_year_begins=""), "--taxable-year-begins", "2025-07-04")
    assert asked.report["verdict"]["findings"] == ["MACR-BEFORE-START"]


def test_the_taxable_year_that_is_not_stated_is_a_condition(assess: Assess) -> None:
    asked = assess(product(item(), taxable_year_begins=""))
    assert (asked.status, asked.exit_code) == ("pass", 0)
    assert any("taxable year begins after 2025-07-04" in text for text in asked.report["verdict"]["conditions"])
    stated = assess(product(item()))
    assert not any("taxable year begins" in text for text in stated.report["verdict"]["conditions"])


def test_no_sheet_product_is_needed_where_options_state_the_facts(assess: Assess) -> None:
    tables = product(item())
    del tables["Product"]
    assert assess(tables, "--class", SOLD["class"], "--sold", SOLD["sold"]).status == "pass"
