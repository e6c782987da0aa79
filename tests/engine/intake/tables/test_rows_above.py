"""A row that reads as data is never passed over because it stands above the header, or the header far down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged, bom, by, supplier, virgin

PLACED = ("-d", "2025-06-30", "-a", "2025-06-01")
Sheets = dict[str, list[list[Any]]]
HEADER = ["line", "component", "material", "mineral", "value_usd", "extraction_country", "extraction_entity"]
TOP = [*HEADER, "processing_country", "feoc_attestation"]
LINE = ["1", "electrolyte", "LiPF6", "lithium", 100, "US", "K", "US", "ATT-1"]
ENTITY = ["entity", "country", "headquarters_country", "government_equity_pct", "attestation"]
FACT = ["field", "value"]


def judged(judge: Judge, tmp_path: Path, sheets: Sheets, *options: str, merge: str = "") -> Judged:
    """The report on a workbook of these rows; the sheet BOM is a good one where none is given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in ({"BOM": [TOP, LINE]} | sheets).items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        if merge:
            page.merge_cells(merge)
    book.save(tmp_path / "bom.xlsx")
    return judge(tmp_path / "bom.xlsx", *PLACED, *options)


def above(*rows: list[Any]) -> Sheets:
    return {"BOM": [*rows, TOP, LINE]}


@pytest.mark.parametrize(
    ("sheets", "cells"),
    [
        (above(["2", "cathode", "NMC811", "nickel", 900, "CN"]), [f"BOM!{column}1" for column in "BCDEF"]),
        (above([None, None, None, "nickel"]), ["BOM!D1"]),
        (above([None, None, None, "硫酸镍", 900]), ["BOM!D1", "BOM!E1"]),
        (above([None, None, None, "unobtainium", 900, "China"]), ["BOM!E1", "BOM!F1"]),
        (above([None, None, None, None, None, None, "B", "Ningde, China"]), ["BOM!G1", "BOM!H1"]),
        (above([None, None, None, None, None, "AU 60% / CL 40%"]), ["BOM!F1"]),
        (above(["Pack A"], ["2", None, "NMC811 powder", None, "900 USD"]), ["BOM!C2", "BOM!E2"]),
        (above(["2", "anode", "graphite powder", None, None]), ["BOM!B1", "BOM!C1"]),
        ({"Entities": [["K", "Korea", "China"], ENTITY, ["Z", "US", "US", 0]]}, ["Entities!B1", "Entities!C1"]),
        ({"Entities": [["K", None, None, 60], ENTITY, ["Z", "US", "US", 0]]}, ["Entities!D1"]),
        ({"Entities": [["K", "中国"], ["Lieferanten"], ENTITY]}, ["Entities!B1"]),
        ({"Ownership": [["State Fund", "K", 60], ["owner", "owned", "equity_pct"]]}, ["Ownership!A1", "Ownership!C1"]),
        ({"Steps": [["1", "processing", None, "B"], ["line", "step", "country", "entity"]]}, ["Steps!B1", "Steps!D1"]),
        ({"Steps": [["1", "refined at", "Rusia"], ["line", "step", "country", "entity"]]}, ["Steps!C1"]),
        ({"Components": [["Gizmo", None, "China"], ["component", "value_usd", "assembly_country"]]}, ["Components!C1"]),
        ({"Components": [["Gizmo", 9], ["component", "value_usd", "assembly_country"]]}, ["Components!B1"]),
        ({"Certificates": [["C1", "2025-05-01"], ["certificate", "signed_on"]]}, ["Certificates!B1"]),
        (above([None] * 4 + [5000, "cn", "Ganfeng", "cn"]), [f"BOM!{column}1" for column in "EFGH"]),
        (above([None] * 4 + [5000, None, "Ganfeng"]), ["BOM!E1", "BOM!G1"]),
        (above(["2", "cathode", None, None, None, "de", "贛鋒鋰業"]), ["BOM!B1", "BOM!F1", "BOM!G1"]),
        ({"Entities": [["Z", *[None] * 4, "CATL"], [*ENTITY, "effective_control_by"]]}, ["Entities!F1"]),
        ({"Entities": [["Z", *[None] * 4, "SDN"], [*ENTITY, "designation"]]}, ["Entities!F1"]),
        ({"Entities": [["Z", *[None] * 4, "寧德時代"], ["会社", *ENTITY[1:], "実質支配者"]]}, ["Entities!F1"]),
        ({"Entities": [["Z", *[None] * 4, "OFAC list"], [*ENTITY, "designation"]]}, ["Entities!F1"]),
        ({"Ownership": [["Government of China", "Z"], ["owner", "owned", "equity_pct"]]}, ["Ownership!A1"]),
        ({"Ownership": [["国务院国资委", "Z"], ["股东", "owned", "equity_pct"]]}, ["Ownership!A1"]),
        ({"Vehicle": [["acquired", "2025-10-05"], FACT, ["model", "X"]]}, ["Vehicle!A1"]),
        ({"Vehicle": [["Vehicle"], ["Final assembly location", "Germany"], FACT]}, ["Vehicle!A2"]),
        ({"Vehicle": [["取得日期", "2025-10-05"], FACT]}, ["Vehicle!A1"]),
    ],
)  # fmt: skip
def test_data_above_the_header(judge: Judge, tmp_path: Path, sheets: Sheets, cells: list[str]) -> None:
    got = judged(judge, tmp_path, sheets)
    found = got.finding("ROW-ABOVE-HEADER")
    assert (got.exit_code, found["severity"], found["cells"]) == (2, "error", cells)


@pytest.mark.parametrize(
    "sheets",
    [
        above(["Pack A rev 3"], ["Values in USD"], []),
        above(["Lithium battery pack"], ["Nickel, cobalt and lithium of pack P3"]),
        above(["Customer:", "Acme", "Mineral:", "nickel"]),
        above(["Customer", "Acme", "Date", "2025-03-01", 3]),
        above(["Country:", "Germany"], ["Prepared for", "a customer in Germany"]),
        above([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        above(["A", "B", "C", "D", "E", "F", "G", "H", "I"]),
        above(["Total", None, None, None, 1000]),
        above([None, None, None, None, 1000]),
        above(["cathode"]),
        above(["Battery pack", None, "NMC811", None, "85 kWh"]),
        above(["Pack", None, "LFP", None, "2 modules"]),
        {
            "BOM": [
                [None] * 6 + ["Mining", None, None, "Refining"],
                [],
                [*TOP, "processing_entity"],
                [*LINE, "K"],
            ]
        },
        above(["Prepared by", "J. Doe", None, None, 3, "reviewed", "A. Roe"]),
        above([None, None, None, "Mineral", "USD", "country", "company"]),
        above([None, None, None, "required", "required", "ISO code"]),
        {"Entities": [["Suppliers of pack A"], ["as of", "2025-03-01"], ENTITY, ["K", "US", "US", 0]]},
        {"Entities": [["Suppliers", None, None, "State", None, "Control"], [*ENTITY, "effective_control_by"]]},
        {"Ownership": [["Prepared by", "J. Doe"], ["owner", "owned", "equity_pct"]]},
        {"Ownership": [["Holdings", "rev 3"], ["owner", "owned", "equity_pct"]]},
        {"Components": [["Components of pack", "in USD"], ["component", "value_usd"], ["Cell", 9]]},
        {"Vehicle": [["Vehicle of pack A"], ["prepared by", "J. Doe"], FACT, ["model", "X"]]},
        {"Vehicle": [["acquired"], FACT, ["model", "X"]]},
    ],
)
def test_titles_and_notes_are_no_data(judge: Judge, tmp_path: Path, sheets: Sheets) -> None:
    got = judged(judge, tmp_path, sheets)
    assert "ROW-ABOVE-HEADER" not in got.codes
    assert "ROWS-ABOVE" in got.codes and (got.status == "pass" or "Components" in sheets)


def test_a_merged_title_is_no_data(judge: Judge, tmp_path: Path) -> None:
    head, line = ["mineral", "value_usd", "extraction_country", "processing_country"], ["lithium", 9, "US", "US"]
    sheets: Sheets = {"BOM": [["Graphite", None, None], head, line]}
    assert "ROW-ABOVE-HEADER" not in judged(judge, tmp_path, sheets, merge="A1:C1").codes
    assert "ROW-ABOVE-HEADER" in judged(judge, tmp_path, sheets).codes


def test_a_header_that_the_columns_file_names(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_text("[bom]\nheader = 2\n", "utf-8")
    sheets = above(["2", None, "NMC811 powder", "nickel", 900, "CN"])
    got = judged(judge, tmp_path, sheets, "--columns", str(tmp_path / "columns.toml"))
    assert (got.exit_code, "ROW-ABOVE-HEADER" in got.codes) == (2, True)


def test_the_same_header_above_the_one_that_the_columns_file_names(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_text("[bom]\nheader = 3\n", "utf-8")
    sheets: Sheets = {"BOM": [TOP, ["2", None, "NMC811 powder", "nickel", 900, "CN"], TOP, LINE]}
    got = judged(judge, tmp_path, sheets, "--columns", str(tmp_path / "columns.toml"))
    assert (got.exit_code, "ROW-ABOVE-HEADER" in got.codes) == (2, True)


def test_what_it_says(judge: Judge, tmp_path: Path) -> None:
    got = judged(judge, tmp_path, above(["Pack A"], [None] * 3 + ["nickel"], [None] * 3 + ["cobalt"]))
    assert "the rows 2 to 3 above the header in row 4 read as data" in got.finding("ROW-ABOVE-HEADER")["message"]
    assert "row 1 above the header in row 4 is not read" in got.finding("ROWS-ABOVE")["message"]


@pytest.mark.parametrize("named", ["b", "a"])
def test_a_table_of_several(judge: Judge, tmp_path: Path, named: str) -> None:
    """Whose row it is cannot be known: none of them is judged without it."""
    lines = ["nickel,900,China,China,a", "mineral,value_usd,extraction_country,processing_country,bom"]
    lines += ["lithium,1,US,US,a", "lithium,1,US,US,b"]
    (tmp_path / "many.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for options in ((), ("--bom", named)):
        got = judge(tmp_path / "many.csv", *PLACED, *options)
        assert (got.exit_code, got.finding("ROW-ABOVE-HEADER")["cells"][0]) == (2, "BOM!A1")


@pytest.mark.parametrize("before", [[], [f"remark {n}" for n in range(3)]])
@pytest.mark.parametrize("name", ["BOM", "Entities", "Vehicle"])
def test_a_table_below_the_rows_that_are_searched(judge: Judge, tmp_path: Path, name: str, before: list[str]) -> None:
    tables = {
        "BOM": [TOP, LINE],
        "Entities": [ENTITY, ["K", "CN", "CN"]],
        "Vehicle": [FACT, ["acquired", "2025-10-05"]],
    }
    rows: list[list[Any]] = [[text] for text in before] + [[]] * (60 - len(before)) + tables[name]
    got = judged(judge, tmp_path, {name: rows})
    found = got.finding("HEADER-MISSING")
    assert (got.exit_code, found["cells"]) == (2, [f"{name}!A61"])
    assert "first 50 rows" in found["message"] and f"header = 61 under [{name.lower()}]" in found["message"]
    (tmp_path / "columns.toml").write_text(f"[{name.lower()}]\nheader = 61\n", "utf-8")
    read = judged(judge, tmp_path, {name: rows}, "--columns", str(tmp_path / "columns.toml"))
    assert "HEADER-MISSING" not in read.codes
    assert (read.status == "pass") is (name != "Entities")


@pytest.mark.parametrize(
    ("name", "rows", "says"),
    [
        (
            "Entities",
            [["Supplier", "Signed letter"], ["K", "2025-01-31"]],
            'Row 1 has "Supplier", and also "Signed letter"; also required: other known columns, such as country, ',
        ),
        ("Vehicle", [["Model", "Acquired"], ["Sedan", "2025-01-31"]], "one fact per row, such as placed_in_service in"),
        ("Vehicle", [["Vehicle data"], ["MSRP (USD)", 61500]], "write field and value as headings in the first row"),
    ],
)
def test_a_table_of_another_layout(judge: Judge, tmp_path: Path, name: str, rows: list[list[Any]], says: str) -> None:
    got = judged(judge, tmp_path, {name: rows})
    found = got.finding("HEADER-MISSING")
    assert (got.exit_code, found["cells"]) == (2, [f"{name}!A1"])
    assert says in found["message"]


def test_rows_without_a_header_far_down(judge: Judge, tmp_path: Path) -> None:
    got = judged(judge, tmp_path, {"Entities": [*([[]] * 20_000), ["K", "CN", "CN"]]})
    assert (got.exit_code, got.finding("HEADER-MISSING")["cells"]) == (2, ["Entities!A20001"])


def test_a_sheet_left_empty_is_a_sheet_that_is_not_there(judge: Judge, tmp_path: Path) -> None:
    assert judged(judge, tmp_path, {"Entities": [[]] * 80}).status == "pass"


# Fields of the sheet Vehicle under other names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        "date acquired", "Acquisition date", "Acquired on", "Date of acquisition", "Erwerbsdatum", "Date d'acquisition",
        "fecha de adquisición", "取得日期", "取得日", "취득일",
    ],
)  # fmt: skip
def test_a_field_that_only_one_can_be_is_read(judge: Judge, field: str) -> None:
    facts = [{"field": field, "value": "2025-10-05"}]
    got = judge(bom(virgin(), Vehicle=facts), "-d", "2025-12-01")
    assert (got.status, "ACQUIRED-AFTER-END" in got.codes) == ("not_available", True)


@pytest.mark.parametrize(
    "field",
    ["in service", "In-service date", "date placed in service", "Inbetriebnahme", "mise en service", "使用開始日"],
)
def test_when_it_was_placed_in_service(judge: Judge, field: str) -> None:
    got = judge(bom(virgin(), Vehicle=[{"field": field, "value": "2024-06-30"}]))
    assert got.report["vehicle"]["placed_in_service"] == "2024-06-30"


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("aquired", "acquired"),
        ("purchase date", "acquired"),
        ("acquired by", "acquired"),
        ("Kaufdatum", "acquired"),
        ("date d'achat", "acquired"),
        ("contract signed", "acquired"),
        ("sale date", "acquired"),
        ("Date of sale", "acquired"),
        ("date sold", "acquired"),
        ("Vertragsdatum", "acquired"),
        ("date du contrat", "acquired"),
        ("fecha de venta", "acquired"),
        ("合同日期", "acquired"),
        ("契約日", "acquired"),
        ("계약일", "acquired"),
        ("购买日期", "acquired"),
        ("placed", "placed_in_service"),
        ("service start", "placed_in_service"),
        ("in service since", "placed_in_service"),
        ("report filed", "report_date"),
    ],
)
def test_a_field_near_a_date_is_never_passed_over(judge: Judge, field: str, near: str) -> None:
    facts = [{"field": "model", "value": "X"}, {"field": field, "value": "2025-10-05"}]
    got = judge(bom(virgin(), Vehicle=facts), *PLACED)
    found = got.finding("FIELD-NEAR")
    assert (got.exit_code, found["cells"], near in found["message"]) == (2, ["Vehicle!A3"], True)


@pytest.mark.parametrize(
    "facts",
    [
        {"colour": "red"},
        {"Service contact": "J. Doe"},
        {"date prepared": "2025-10-05", "Contact": "J. Doe", "contract no.": "C-2025"},
        {"buyer": "J. Doe", "signed by": "J. Doe", "Down payment": "5000", "Sales region": "US"},
        {"purchase date": "unknown"},
        {"acquired": "2025-05-01", "purchase date": "2025-05-02"},
        {"placement": "front"},
    ],
)
def test_a_field_of_something_else(judge: Judge, facts: dict[str, str]) -> None:
    got = judge(bom(virgin(), Vehicle=[{"field": f, "value": v} for f, v in facts.items()]), *PLACED)
    assert (got.status, "FIELD-UNKNOWN" in got.codes) == ("pass", True)


def test_what_is_read_agrees_with_the_sheet_as_it_should_be(judge: Judge) -> None:
    assert judge(bom(by("K"), Entities=[supplier("K", "CN")]), *PLACED).status == "fail"
