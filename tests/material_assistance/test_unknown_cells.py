"""A cell that says `unknown` is no answer, in any column: where some answer makes it worse, it is not passed over."""

import pytest
from critmin.engine.intake.tables.columns import known_columns
from critmin.engine.intake.tables.fact_fields import load_fields
from products import CHINESE, Assess, AssessEach, Assessed, Row, Tables, certificate, company, item, product

WORDS = ["unknown", "?", "TBD", "various", "不明"]
NOTHING_TO_STATE = ["", "n/a", "-"]

JANE = {"entity": "Jane Doe", "kind": "person", "citizen_of": "US"}
HELD = {"owner": "Jane Doe", "owned": "Bora", "equity_pct": "100", "votes_pct": "100"}
PART = certificate("C-1", "Cora", "cost", non_pfe_cost_usd="10", non_pfe_pct="100")
WHOLE = certificate("C-2", "Dora", valid_from="2026-01-01", valid_until="2027-01-01", signed_by="J. Smith, director")
ITEMS = (item("30"), item("10", "Bora"), item("10", "Cora", certificate="C-1"), item("10", "Dora", certificate="C-2"))
SHEETS: Tables = product(
    *ITEMS,
    item("40", "Sinocell", "CN"),
    entities=(company(), company("Bora", sfe_total_pct=""), JANE, company("Cells LLC", "US"), CHINESE),
    holdings=(HELD,),
    certificates=(PART, WHOLE),
    taxpayer="Cells LLC",
    cost_basis="direct",
)
"""A pass at the threshold: by facts, by holdings, and by both kinds of certificates."""

WORSE = [
    # sheet, row, column or field, a worse answer, what `unknown` comes to
    ("Materials", 2, "cost_usd", "0", "incomplete"),
    ("Materials", 2, "producer", "Sinocell", "incomplete"),
    ("Materials", 2, "country", "CN", "incomplete"),
    ("Materials", 2, "currency", "EUR", "unreadable"),
    ("Materials", 2, "known_pfe", "yes", "incomplete"),
    ("Materials", 4, "known_pfe", "yes", "incomplete"),
    ("Materials", 2, "existing_contract", "yes", "a finding"),
    ("Materials", 4, "supplier", "Sinocell", "incomplete"),
    ("Materials", 4, "certificate", "C-9", "incomplete"),
    ("Entities", 2, "entity", "Acmee Holding", "incomplete"),
    ("Entities", 2, "country", "CN", "incomplete"),
    ("Entities", 2, "headquarters_country", "CN", "incomplete"),
    ("Entities", 2, "government_of", "CN", "incomplete"),
    ("Entities", 2, "effective_control_by", "Sinocell", "incomplete"),
    ("Entities", 2, "designation", "SDN", "incomplete"),
    ("Entities", 2, "pfe_list", "1260H", "incomplete"),
    ("Entities", 2, "kind", "government of", "incomplete"),
    ("Entities", 2, "citizen_of", "CN", "incomplete"),
    ("Entities", 2, "listed_parent_80", "yes", "incomplete"),
    ("Entities", 2, "sfe_appoints_officer", "yes", "incomplete"),
    ("Entities", 2, "sfe_total_pct", "50", "incomplete"),
    ("Entities", 2, "sfe_debt_pct", "15", "incomplete"),
    ("Entities", 4, "citizen_of", "RU", "incomplete"),
    ("Entities", 3, "pfe_list", "UFLPA", "incomplete"),
    ("Ownership", 2, "owner", "Sinocell", "incomplete"),
    ("Ownership", 2, "owned", "Jane Doe", "unreadable"),
    ("Ownership", 2, "equity_pct", "10", "incomplete"),
    ("Ownership", 2, "votes_pct", "10", "incomplete"),
    ("Certificates", 2, "certificate", "C-9", "incomplete"),
    ("Certificates", 2, "supplier", "Acme", "incomplete"),
    ("Certificates", 2, "kind", "feoc", "incomplete"),
    ("Certificates", 2, "signed_on", "", "incomplete"),
    ("Certificates", 3, "valid_from", "2026-12-01", "incomplete"),
    ("Certificates", 3, "valid_until", "2026-02-01", "incomplete"),
    ("Certificates", 3, "signed_by", "nobody", "incomplete"),
    ("Certificates", 2, "identification_number", "", "incomplete"),
    ("Certificates", 2, "perjury", "no", "incomplete"),
    ("Certificates", 3, "knows_of_none_upstream", "no", "incomplete"),
    ("Certificates", 2, "non_pfe_cost_usd", "5", "incomplete"),
    ("Certificates", 2, "non_pfe_pct", "50", "incomplete"),
    ("Certificates", 3, "non_pfe_pct", "50", "incomplete"),
    ("Product", 2, "class", "energy-storage", "unreadable"),
    ("Product", 3, "sold", "2028-06-30", "unreadable"),
    ("Product", 4, "taxable_year_begins", "2025-07-04", "a condition"),
    ("Product", 5, "taxpayer", "Sinocell", "a condition"),
    ("Product", 6, "cost_basis", "assigned", "incomplete"),
]

NO_WORSE = {
    "Materials": {"item", "earlier_producers", "contract_date"},
    # The cost, or a stated total, decides.
    "Materials, by another fact": {"quantity", "unit_cost_usd", "mass_kg", "price_usd_per_kg"},
    "Entities": {"rights_reserved", "attestation", "us_person", "publicly_traded"},
    "Entities, by another fact": {"sfe_largest_pct", *(f"government_{of}_pct" for of in ("equity", "votes", "board"))},
    "Ownership": {"board_pct", "reports_13d"},
    "Certificates": {"file", "sha256"},
    "Product": {"construction_begins", "placed_in_service"},
}  # fmt: skip
"""Columns and fields in which no answer makes this product worse, or another stated fact already says as much."""


def with_cell(sheet: str, row: int, column: str, value: str) -> Tables:
    tables = {name: [dict(one) for one in rows] for name, rows in SHEETS.items()}
    changed: Row = tables[sheet][row - 2]
    assert sheet != "Product" or changed["field"] == column
    changed["value" if sheet == "Product" else column] = value
    return tables


@pytest.fixture(scope="module")
def base(assess_each: AssessEach) -> Assessed:
    return assess_each([SHEETS])[0]


@pytest.mark.parametrize("words", [WORDS[:1], pytest.param(WORDS[1:], marks=pytest.mark.thorough)])
@pytest.mark.parametrize(("sheet", "row", "column", "worse", "unknown"), WORSE)
def test_a_cell_that_says_unknown_is_no_answer(
    assess: Assess, base: Assessed, sheet: str, row: int, column: str, worse: str, unknown: str, words: list[str]
) -> None:
    assert column == "existing_contract" or assess(with_cell(sheet, row, column, worse)).status != "pass"
    assert base.status == "pass"
    for word in words:
        got = assess(with_cell(sheet, row, column, word))
        if unknown == "a condition":
            assert (got.status, got.report["verdict"]["conditions"] != base.report["verdict"]["conditions"]) == (
                "pass",
                True,
            )
        elif unknown == "a finding":
            assert (got.status, "FLAG-UNCLEAR" in got.codes) == ("pass", True)
        else:
            assert got.status == unknown, word


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [(sheet, row, column) for sheet, row, column, _, _ in WORSE if column in (
        "known_pfe", "pfe_list", "designation", "government_of", "effective_control_by", "kind", "citizen_of",
        "listed_parent_80", "existing_contract", "cost_basis",
    )],
)  # fmt: skip
def test_a_cell_with_nothing_to_state_is_an_empty_one(assess: Assess, sheet: str, row: int, column: str) -> None:
    if (sheet, row) in (("Entities", 4), ("Certificates", 2)):
        return  # of a person the citizenship is needed, of a certificate the kind
    for word in NOTHING_TO_STATE:
        assert assess(with_cell(sheet, row, column, word)).status == "pass", word


def test_the_missing_fact_is_named(assess: Assess) -> None:
    listed = assess(with_cell("Entities", 2, "pfe_list", "unknown")).finding("ITEM-NOT-SHOWN")
    assert 'whether it is on a list (pfe_list is "unknown")' in listed["message"]
    known = assess(with_cell("Materials", 4, "known_pfe", "unknown")).finding("ITEM-NOT-SHOWN")
    assert 'known_pfe is "unknown"' in known["message"]


def test_every_column_of_every_sheet_is_here() -> None:
    for sheet in ("Materials", "Entities", "Ownership", "Certificates", "Product"):
        names = load_fields("product").all() if sheet == "Product" else known_columns(sheet.lower()).names()
        worse = {column for of, _, column, _, _ in WORSE if of == sheet}
        none = set().union(*(columns for of, columns in NO_WORSE.items() if of.split(",")[0] == sheet))
        assert worse.isdisjoint(none)
        assert worse | none | {"bom"} == set(names) | {"bom"}


DOUBTED = [
    # sheet, row, column, cell that begins like a denial or a reference and is none
    ("Entities", 2, "pfe_list", "no (2024), yes (2025)"),
    ("Entities", 2, "designation", "no longer"),
    ("Entities", 2, "designation", "no answer"),
    ("Entities", 2, "government_of", "no (tbc)"),
    ("Entities", 2, "effective_control_by", "no reply"),
    ("Entities", 2, "effective_control_by", "no longer Sinocell"),
    ("Entities", 2, "pfe_list", "no, but its parent"),
    ("Materials", 5, "certificate", "C-2?"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "cell"), DOUBTED)
def test_a_denial_with_a_doubt_is_none(assess: Assess, sheet: str, row: int, column: str, cell: str) -> None:
    assert assess(with_cell(sheet, row, column, cell)).status == "incomplete"


def test_an_ambiguous_number_of_a_certificate_is_reported(assess: Assess) -> None:
    got = assess(with_cell("Certificates", 2, "non_pfe_cost_usd", "9,999"))
    assert (got.exit_code, got.finding("NUMBER-UNREADABLE")["cells"]) == (2, ["Certificates!G2"])
