"""A cell that says `unknown` is no answer, in any column: where some answer makes it worse, it is not passed over."""

import pytest
from boms import Judge, Judged, JudgeEach, Tables, bom, by, recycled, supplier, vehicle, virgin
from critmin.engine.intake.tables.columns import known_columns
from critmin.engine.intake.tables.fact_fields import load_fields

WORDS = ["unknown", "?", "TBD", "various", "不明"]
RELIEVED = {"impracticable_to_trace": "yes", "role": "anode_active", "feoc_attestation": ""}
ATTESTED = {"feoc_attestation": "C-1", "extraction_entity": "Bora", "processing_entity": "Bora"}
PAPER = {
    "certificate": "C-1",
    "supplier": "Bora",
    "kind": "feoc",
    "signed_on": "2025-01-10",
    "valid_from": "2025-01-01",
    "valid_until": "2027-12-31",
    "signed_by": "J. Smith, director",
    "perjury": "yes",
    "knows_of_none_upstream": "yes",
}
UNSTATED = {f"government_{measure}_pct": "" for measure in ("equity", "votes", "board")}
HELD = {"owner": "Dora", "owned": "Cora", "equity_pct": "100", "votes_pct": "100", "board_pct": "100"}
SHEETS: Tables = bom(
    by("Acme") | {"mineral": "nickel", "value_usd": "40", "component": "cell"},
    virgin(value="", mass_kg="10", price_usd_per_kg="1", **ATTESTED),
    virgin("graphite", "10", **RELIEVED, processing_entity="Sinocell"),
    recycled("cobalt", "10", feoc_attestation="C-1", recycling_entity="Bora"),
    by("Cora") | {"value_usd": "0.01"},
    virgin("nickel", "30", at="NO", **ATTESTED),
    Steps=[{"line": "1", "step": "processing", "country": "US", "entity": "Acme"}],
    Entities=[supplier("Acme"), supplier("Cora") | UNSTATED, supplier("Dora"), supplier("Sinocell", "CN")],
    Ownership=[HELD],
    Certificates=[PAPER],
    Components=[
        {"component": "Cell", "value_usd": "80", "assembly_country": "US", "entity": "Acme"},
        {"component": "Electrolyte", "value_usd": "10", "assembly_country": "JP", "part_of": "Cell", "entity": "Acme"},
        {"component": "Separator", "value_usd": "20", "assembly_country": "US", "feoc_attestation": "ATT-1"},
    ],
    Vehicle=vehicle(
        placed_in_service="2026-06-30",
        acquired="2025-06-30",
        report_date="2026-06-30",
        transition_report="yes",
        final_assembly_country="US",
        vehicle_class="van",
        msrp_usd="60000",
        battery_kwh="60",
        gvwr_lb="6000",
    ),
)
"""A pass of both halves: by facts, by holdings, by a certificate, and by the transition rule."""

WORSE = [
    # sheet, row, column or field, a worse answer, what `unknown` comes to
    ("BOM", 2, "component", "housing", "COMPONENT-UNKNOWN"),
    ("BOM", 2, "mineral", "copper", "unreadable"),
    ("BOM", 2, "value_usd", "0.01", "incomplete"),
    ("BOM", 2, "currency", "EUR", "unreadable"),
    ("BOM", 3, "mass_kg", "0.01", "incomplete"),
    ("BOM", 3, "price_usd_per_kg", "0.01", "incomplete"),
    ("BOM", 3, "mass_unit", "lb/yd", "unreadable"),
    ("BOM", 3, "price_unit", "lb/yd", "unreadable"),
    ("BOM", 2, "line", "2", "unreadable"),
    ("BOM", 4, "role", "cathode_active", "incomplete"),
    ("BOM", 4, "impracticable_to_trace", "no", "fail"),
    ("BOM", 3, "feoc_attestation", "no", "incomplete"),
    ("BOM", 2, "extraction_country", "CN", "incomplete"),
    ("BOM", 2, "extraction_entity", "Sinocell", "incomplete"),
    ("BOM", 2, "processing_country", "CN", "incomplete"),
    ("BOM", 2, "processing_entity", "Sinocell", "incomplete"),
    ("BOM", 5, "recycling_country", "CN", "incomplete"),
    ("BOM", 5, "recycling_entity", "Sinocell", "incomplete"),
    ("BOM", 2, "recycling_country", "CN", "incomplete"),
    ("Steps", 2, "line", "9", "unreadable"),
    ("Steps", 2, "step", "none", "unreadable"),
    ("Steps", 2, "country", "CN", "incomplete"),
    ("Steps", 2, "entity", "Sinocell", "incomplete"),
    ("Entities", 2, "entity", "Acmee", "incomplete"),
    ("Entities", 2, "country", "CN", "incomplete"),
    ("Entities", 2, "headquarters_country", "CN", "incomplete"),
    ("Entities", 2, "government_of", "CN", "incomplete"),
    ("Entities", 2, "government_equity_pct", "25", "incomplete"),
    ("Entities", 2, "government_votes_pct", "25", "incomplete"),
    ("Entities", 2, "government_board_pct", "25", "incomplete"),
    ("Entities", 2, "effective_control_by", "Sinocell", "incomplete"),
    ("Entities", 2, "designation", "SDN", "incomplete"),
    ("Entities", 2, "pfe_list", "SDN", "incomplete"),
    ("Entities", 2, "citizen_of", "CN", "incomplete"),
    ("Ownership", 2, "owner", "Nobody Known", "incomplete"),
    ("Ownership", 2, "owned", "Dora", "unreadable"),
    ("Ownership", 2, "equity_pct", "10", "incomplete"),
    ("Ownership", 2, "votes_pct", "10", "incomplete"),
    ("Ownership", 2, "board_pct", "10", "incomplete"),
    ("Certificates", 2, "supplier", "Acme", "incomplete"),
    ("Certificates", 2, "kind", "cost", "incomplete"),
    ("Certificates", 2, "signed_on", "", "incomplete"),
    ("Certificates", 2, "valid_from", "2026-12-01", "incomplete"),
    ("Certificates", 2, "valid_until", "2026-02-01", "incomplete"),
    ("Certificates", 2, "signed_by", "nobody", "incomplete"),
    ("Certificates", 2, "perjury", "no", "incomplete"),
    ("Certificates", 2, "knows_of_none_upstream", "no", "incomplete"),
    ("Components", 2, "component", "", "unreadable"),
    ("Components", 2, "value_usd", "10", "incomplete"),
    ("Components", 2, "currency", "EUR", "unreadable"),
    ("Components", 3, "part_of", "Cell housing", "unreadable"),
    ("Components", 2, "assembly_country", "CN", "incomplete"),
    ("Components", 2, "entity", "Sinocell", "incomplete"),
    ("Components", 4, "feoc_attestation", "no", "incomplete"),
    ("Vehicle", 2, "placed_in_service", "2027-06-30", "unreadable"),
    ("Vehicle", 3, "acquired", "2026-01-31", "a condition"),
    ("Vehicle", 4, "report_date", "2027-06-30", "REPORT-DATE-UNKNOWN"),
    ("Vehicle", 5, "transition_report", "no", "incomplete"),
    ("Vehicle", 6, "final_assembly_country", "DE", "a condition"),
    ("Vehicle", 7, "vehicle_class", "other", "a condition"),
    ("Vehicle", 8, "msrp_usd", "90000", "a condition"),
    ("Vehicle", 9, "battery_kwh", "5", "a condition"),
    ("Vehicle", 10, "gvwr_lb", "20000", "a condition"),
]

NO_WORSE = {
    # The mineral decides what a line holds, and its value what it is worth; another site only divides a step.
    "BOM": {"material", "form", "price_form"},
    "Steps": {"value_added_usd"},
    # For prohibited foreign entities, or not used without another fact.
    "Entities": {
        *("attestation", "rights_reserved", "kind", "us_person", "publicly_traded", "listed_parent_80"),
        *("sfe_appoints_officer", "sfe_largest_pct", "sfe_total_pct", "sfe_debt_pct"),
    },
    "Ownership": {"reports_13d"},
    "Certificates": {"certificate", "identification_number", "non_pfe_cost_usd", "non_pfe_pct", "file", "sha256"},
    "Vehicle": {"model", "model_year", "qualified_manufacturer", "rechargeable_from_outside"},
}
"""Columns and fields in which no answer makes this battery worse."""


def with_cell(sheet: str, row: int, column: str, value: str) -> Tables:
    tables = {name: [dict(one) for one in rows] for name, rows in SHEETS.items()}
    changed = tables[sheet][row - 2]
    assert sheet != "Vehicle" or changed["field"] == column
    changed["value" if sheet == "Vehicle" else column] = value
    return tables


HALVES = ("--half", "both")


@pytest.fixture(scope="module")
def base(judge_each: JudgeEach) -> Judged:
    return judge_each([SHEETS], *HALVES)[0]


@pytest.mark.parametrize("words", [WORDS[:1], pytest.param(WORDS[1:], marks=pytest.mark.thorough)])
@pytest.mark.parametrize(("sheet", "row", "column", "worse", "unknown"), WORSE)
def test_a_cell_that_says_unknown_is_no_answer(
    judge: Judge, base: Judged, sheet: str, row: int, column: str, worse: str, unknown: str, words: list[str]
) -> None:
    assert judge(with_cell(sheet, row, column, worse), *HALVES).exit_code != 0
    assert (base.exit_code, base.status) == (0, "pass")
    exits = {"incomplete": 3, "unreadable": 2, "fail": 1}
    for word in words:
        got = judge(with_cell(sheet, row, column, word), *HALVES)
        assert got.exit_code == exits.get(unknown, 0), word
        if unknown == "a condition":
            assert got.report["verdict"]["conditions"] != base.report["verdict"]["conditions"]
        elif unknown not in exits:
            assert unknown in got.codes


def test_every_column_of_every_sheet_is_here() -> None:
    for sheet in ("BOM", "Steps", "Entities", "Ownership", "Certificates", "Components", "Vehicle"):
        names = {*(load_fields("vehicle").all() if sheet == "Vehicle" else known_columns(sheet.lower()).names())}
        names -= {name for name in names if name.endswith("value_added_usd")} - NO_WORSE.get(sheet, set())
        worse = {column for of, _, column, _, _ in WORSE if of == sheet}
        assert worse.isdisjoint(NO_WORSE.get(sheet, set()))
        assert worse | NO_WORSE.get(sheet, set()) | {"bom"} == names | {"bom"}


@pytest.mark.parametrize("cell", ["C-1?", "C-1 ?", "C 1?"])
def test_an_id_with_a_question_mark_names_no_certificate(judge: Judge, cell: str) -> None:
    assert judge(with_cell("BOM", 3, "feoc_attestation", cell)).status == "incomplete"
