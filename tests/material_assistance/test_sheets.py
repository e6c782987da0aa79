"""Sheets and headings as people write them, and what must not get past intake."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import bom, vehicle, virgin, write_xlsx
from products import CHINESE, CLEAN, Assess, Row, Tables, certificate, item, product, write_product

Critmin = Callable[..., Any]
PASSING = product(item("60"), item("40", by="Sinocell", at="CN"))


def saved(tables: Tables, path: Path) -> Path:
    return write_xlsx(tables, path)


# Headings ---------------------------------------------------------------------------------------------------------

HEADINGS = [
    # item, cost, producer, country
    ("Part", "Extended cost", "Manufacturer", "Country of manufacture"),
    ("Item description", "Total cost (USD)", "Maker", "Made in"),
    ("Direct material", "Direct material cost", "Produced by", "Country of origin"),
    ("Artikel", "Gesamtkosten (USD)", "Hersteller", "Herstellungsland"),
    ("Désignation", "Coût total (USD)", "Fabricant", "Pays de fabrication"),
    ("Descripción", "Costo total (USD)", "Fabricante", "País de fabricación"),
    ("物料名称", "总成本 (USD)", "制造商", "生产国"),
    ("品名", "材料費 (USD)", "メーカー", "製造国"),
    ("품목", "재료비 (USD)", "제조사", "제조국"),
]


@pytest.mark.parametrize("headings", HEADINGS)
def test_headings_in_seven_languages(assess: Assess, headings: tuple[str, ...]) -> None:
    renamed = [dict(zip(headings, row.values(), strict=True)) for row in PASSING["Materials"]]
    asked = assess(PASSING | {"Materials": renamed})
    assert (asked.status, asked.ratio["exact"]) == ("pass", "3/5")


@pytest.mark.parametrize("headings", HEADINGS)
def test_columns_shows_the_reading_and_saves_it(
    critmin: Critmin, assess: Assess, tmp_path: Path, headings: tuple[str, ...]
) -> None:
    renamed = [dict(zip(headings, row.values(), strict=True)) for row in PASSING["Materials"]]
    path = write_product(PASSING | {"Materials": renamed}, tmp_path)
    shown = critmin("columns", path, "--save", tmp_path / "columns.toml", "-f", "json")
    view = json.loads(shown.stdout)
    assert (shown.exit_code, view["command"], [t["kind"] for t in view["tables"]]) == (
        0,
        "macr",
        ["materials", "product", "entities"],
    )
    assert [column["column"] for column in view["tables"][0]["columns"]] == ["item", "cost_usd", "producer", "country"]
    first = {"line": "2", "cell": "Materials!A2", "item": "Part", "cost_usd": "60"}
    made = {"producer": "Acme", "country": "KR", "sold_by": "Acme", "certificate": None}
    assert view["first_items"][0] == first | made
    asked = assess(path, "--columns", str(tmp_path / "columns.toml"))
    assert (asked.status, asked.ratio["exact"], asked.codes & {"COLUMN-READ"}) == ("pass", "3/5", set())


def test_a_heading_that_is_not_mapped_can_be_pasted(critmin: Critmin, assess: Assess, tmp_path: Path) -> None:
    rows = [{"Part": "foil", "Extended cost (USD)": "60", "Mill": "Acme", "Mill location": "KR"}]
    path = write_product(PASSING | {"Materials": rows}, tmp_path)
    assert assess(path).status == "incomplete"
    file = tmp_path / "columns.toml"
    view = json.loads(critmin("columns", path, "--for", "macr", "--save", file, "-f", "json").stdout)
    assert {column["heading"] for column in view["unmapped"]} == {"Mill", "Mill location"}
    text = file.read_text()
    for heading, column in {"Mill": "producer", "Mill location": "country"}.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f'# "{heading}" =')]
        text = text.replace(line, f'"{heading}" = "{column}"')
    file.write_text(text)
    asked = assess(path, "--columns", str(file))
    assert (asked.status, asked.item["producer"], asked.item["country"]) == ("pass", "Acme", "KR")


def on_paper(tables: Tables, folder: Path) -> Path:
    """A workbook whose only sheet has the rows of Materials and another name."""
    return saved({"Sheet1": tables["Materials"]}, folder / "book.xlsx")


BOM = bom(virgin(at="US"), Vehicle=vehicle(placed_in_service="2024-06-30"))
NO_PRODUCER = {"Materials": [{"item": "foil", "cost_usd": "1"}]}
READ_BY: list[tuple[str, Callable[[Path], Path], tuple[str, ...], tuple[str, str | None, int]]] = [
    ("a product", lambda to: saved(PASSING, to / "p.xlsx"), (), ("macr", None, 0)),
    ("its text table", lambda to: write_product(PASSING, to), (), ("macr", None, 0)),
    ("a sheet of another name", lambda to: on_paper(PASSING, to), (), ("macr", None, 0)),
    ("no producer, by its name", lambda to: saved(NO_PRODUCER, to / "p.xlsx"), (), ("macr", None, 0)),
    ("a bill of materials", lambda to: saved(BOM, to / "b.xlsx"), (), ("check", None, 0)),
    ("both", lambda to: saved(BOM | PASSING, to / "b.xlsx"), (), ("check", "macr", 0)),
    ("both, for macr", lambda to: saved(BOM | PASSING, to / "b.xlsx"), ("--for", "macr"), ("macr", "check", 0)),
    ("a product, for check", lambda to: saved(PASSING, to / "p.xlsx"), ("--for", "check"), ("check", None, 2)),
    ("a bill of materials, for macr", lambda to: saved(BOM, to / "b.xlsx"), ("--for", "macr"), ("macr", None, 2)),
    ("neither", lambda to: saved({"Sheet1": [{"x": "1", "y": "2"}]}, to / "n.xlsx"), (), ("check", None, 2)),
]


@pytest.mark.parametrize(("name", "write", "arguments", "expected"), READ_BY, ids=[row[0] for row in READ_BY])
def test_columns_shows_the_reading_of_the_command_whose_file_it_is(
    critmin: Critmin,
    tmp_path: Path,
    name: str,
    write: Callable[[Path], Path],
    arguments: tuple[str, ...],
    expected: tuple[str, str | None, int],
) -> None:
    path = write(tmp_path)
    shown = critmin("columns", path, *arguments, "-f", "json")
    view = json.loads(shown.stdout)
    assert (view["command"], view["also_for"], shown.exit_code) == expected
    text = " ".join(critmin("columns", path, *arguments).stdout.split())
    assert ("--for" in text) == (expected[1] is not None)


VENDORS = ["Vendor", "Seller", "Lieferant", "Fournisseur", "Proveedor", "供应商", "仕入先", "공급업체"]


@pytest.mark.parametrize("heading", VENDORS)
def test_who_sold_it(assess: Assess, heading: str) -> None:
    asked = assess(product(item() | {heading: "Trader"}, certificates=(certificate(of="Trader"),)))
    assert asked.item["supplier"] == "Trader"


def test_of_several_columns_that_name_the_item_the_first_is_used(assess: Assess) -> None:
    rows = [{"Part": "Cell", "Description": "21700"} | {k: v for k, v in item().items() if k != "item"}]
    asked = assess(PASSING | {"Materials": rows})
    assert asked.item["item"] == "Cell"


def test_where_a_supplier_is_based_is_not_where_it_is_made(assess: Assess) -> None:
    row = {key: value for key, value in item().items() if key != "country"}
    asked = assess(product(row | {"Supplier country": "KR"}))
    assert (asked.item["country"], asked.status) == (None, "incomplete")
    assert "COLUMN-FACT-UNUSED" in asked.codes


# Sheets -----------------------------------------------------------------------------------------------------------


def test_a_workbook_of_both_commands(critmin: Critmin, assess: Assess, tmp_path: Path) -> None:
    sheets = bom(virgin(at="US"), Vehicle=vehicle(placed_in_service="2024-06-30")) | PASSING
    book = saved(sheets, tmp_path / "both.xlsx")
    asked = assess(book)
    assert (asked.status, asked.report["bom"]["sheet"]) == ("pass", "Materials")
    assert {"SHEET-OF-OTHER-COMMAND"} <= asked.codes
    checked = critmin("check", str(book))
    assert (checked.exit_code, checked.stdout[:4]) == (0, "PASS")


def test_in_a_folder_a_file_of_the_other_command_is_skipped(critmin: Critmin, tmp_path: Path) -> None:
    saved(bom(virgin(at="US"), Vehicle=vehicle(placed_in_service="2024-06-30")), tmp_path / "bom.xlsx")
    saved(PASSING, tmp_path / "product.xlsx")
    write_product(PASSING, tmp_path, "table")
    (tmp_path / "lines.csv").write_text("mineral,value_usd,extraction_country,processing_country\nLi,1,US,US\n")
    ours = critmin("macr", str(tmp_path), "--summary")
    assert (ours.exit_code, "2 BOMs: 2 pass" in ours.stderr) == (0, True)
    assert ours.stderr.count("is skipped: its sheet BOM is read by `critmin check`") == 2
    theirs = critmin("check", str(tmp_path), "--summary", "-d", "2024-06-30")
    assert (theirs.exit_code, "2 BOMs: 2 pass" in theirs.stderr) == (0, True)
    assert theirs.stderr.count("is skipped: its sheet Materials is read by `critmin macr`") == 2
    assert critmin("check", str(tmp_path), "-q", "-d", "2024-06-30").stderr == ""


def test_a_folder_with_files_of_the_other_command_alone(critmin: Critmin, tmp_path: Path) -> None:
    saved(PASSING, tmp_path / "product.xlsx")
    result = critmin("check", str(tmp_path), "-d", "2024-06-30")
    assert (result.exit_code, "no file has a sheet BOM" in result.stderr) == (2, True)


def test_a_named_file_of_the_other_command_is_refused(critmin: Critmin, tmp_path: Path) -> None:
    result = critmin("check", str(saved(PASSING, tmp_path / "product.xlsx")), "-d", "2024-06-30")
    assert (result.exit_code, "read by `critmin macr`" in result.stdout) == (2, True)


def test_a_file_beside_that_is_the_other_commands_is_left_alone(critmin: Critmin, tmp_path: Path) -> None:
    path = write_product(PASSING, tmp_path, "pack")
    (tmp_path / "pack.vehicle.csv").write_text("field,value\nplaced_in_service,2024-06-30\n")
    assert critmin("macr", str(path)).exit_code == 0
    (tmp_path / "cells.csv").write_text("mineral,value_usd,extraction_country,processing_country\nLi,1,US,US\n")
    (tmp_path / "cells.product.csv").write_text("field,value\nclass,battery-component\nsold,2026-01-01\n")
    assert critmin("check", str(tmp_path / "cells.csv"), "-d", "2024-06-30").exit_code == 0


def test_a_sheet_under_another_name(assess: Assess, tmp_path: Path) -> None:
    names = {"Materials": "Direct materials", "Product": "Product info", "Entities": "Suppliers"}
    renamed = {names.get(name, name): rows for name, rows in PASSING.items()}
    asked = assess(saved(renamed, tmp_path / "named.xlsx"), "--sheet", "Direct materials")
    assert (asked.status, asked.ratio["exact"]) == ("pass", "3/5")


HOLDINGS = [
    ("shareholder", "company", "%"),
    ("Owner", "Company", "Stake"),
    ("Investor", "Investee", "Percent"),
    ("Parent company", "Subsidiary", "Share %"),
    ("Holder", "Entity", "% held"),
    ("Owner", "Legal entity", "% owned"),
    ("Gesellschafter", "Gesellschaft", "Anteil %"),
    ("Aktionär", "Unternehmen", "Prozent"),
    ("Anteilseigner", "Firma", "Beteiligung %"),
    ("Actionnaire", "Société", "%"),
    ("Associé", "Entreprise", "Pourcentage"),
    ("Accionista", "Empresa", "%"),
    ("Socio", "Sociedad", "Porcentaje"),
    ("股东", "公司", "持股比例"),
    ("股东名称", "被投资企业", "%"),
    ("株主", "会社", "%"),
    ("出資者", "会社名", "出資比率"),
    ("주주", "회사", "지분율"),
    ("주주명", "회사명", "%"),
]
NOT_CLEARED = {"entity": "Acme", "country": "KR", "headquarters_country": "KR"}
"""A company of which nothing is known but where it is."""


def owned_by(headings: tuple[str, ...], name: str) -> Tables:
    """A product whose producer a Chinese company owns by a row of a sheet of that name."""
    held = dict(zip(headings, ("Sinocell", "Acme", "60"), strict=True))
    return product(item(), entities=(NOT_CLEARED, CHINESE)) | {name: [held]}


@pytest.mark.parametrize("headings", HOLDINGS, ids=lambda row: row[0])
def test_a_table_of_owners_is_ownership(assess: Assess, tmp_path: Path, headings: tuple[str, ...]) -> None:
    named = assess(saved(owned_by(headings, "Cap table"), tmp_path / "named.xlsx"))
    assert (named.status, "SHEET-READ" in named.codes) == ("fail", True)
    other = saved(owned_by(headings, "Sheet2"), tmp_path / "other.xlsx")
    (message,) = [f["message"] for f in assess(other).report["findings"] if f["code"] == "SHEETS-SEVERAL"]
    assert 'write sheet = "Sheet2" under [ownership] in a columns file' in message
    (tmp_path / "columns.toml").write_text('[ownership]\nsheet = "Sheet2"\n')
    assert assess(other, "--columns", str(tmp_path / "columns.toml")).status == "fail"


@pytest.mark.parametrize("headings", [("Company", "Owned by", "%"), ("Ultimate owner", "Supplier", "Share in percent")])
@pytest.mark.parametrize("name", ["Cap table", "Sheet2", "Suppliers"])
def test_a_table_of_owners_by_other_words_is_an_error(
    assess: Assess, tmp_path: Path, headings: tuple[str, ...], name: str
) -> None:
    asked = assess(saved(owned_by(headings, name), tmp_path / "other.xlsx"))
    assert (asked.exit_code, bool(asked.codes & {"SHEETS-SEVERAL", "COLUMN-MISSING", "HEADER-MISSING"})) == (2, True)


def test_a_file_beside_with_a_table_of_owners_is_an_error(assess: Assess, tmp_path: Path) -> None:
    path = write_product(PASSING, tmp_path)
    (tmp_path / "product.people.csv").write_text("shareholder,company,%\nSinocell,Acme,60\n")
    assert assess(path).finding("FILE-MISNAMED")["message"].count("product.ownership.csv") == 1


def test_a_list_of_suppliers_may_name_the_parent_of_each(assess: Assess, tmp_path: Path) -> None:
    rows = [row | {"Parent": "Acme Holding"} for row in PASSING["Entities"]]
    sheets = {name: rows for name, rows in PASSING.items() if name != "Entities"} | {"Suppliers": rows}
    asked = assess(saved(sheets, tmp_path / "suppliers.xlsx"))
    assert (asked.status, "COLUMN-FACT-UNUSED" in asked.codes) == ("pass", True)


REFUSED: list[tuple[str, Tables, str]] = [
    ("a second sheet of items", PASSING | {"More": [item(by="Sinocell", at="CN")]}, "SHEETS-SEVERAL"),
    ("adverse column", product(item() | {"FEOC status": "flagged"}), "COLUMN-ADVERSE"),
    ("adverse column of state ownership", product(item() | {"State owned": "yes"}), "COLUMN-ADVERSE"),
    ("city of a covered nation", product(item() | {"Plant city": "Shenzhen"}), "COLUMN-OF-PLACES"),
    ("place of work in another column", product(item() | {"Processing country": "China"}), "COLUMN-OF-PLACES"),
    ("no item column", PASSING | {"Materials": [{"cost_usd": "1", "producer": "Acme"}]}, "COLUMN-MISSING"),
    ("negative cost", product(item("-1")), "NUMBER-NEGATIVE"),
    ("text for a cost", product(item("about 5")), "NUMBER-UNREADABLE"),
    ("ambiguous cost", product(item("1.234,50")), "NUMBER-UNREADABLE"),
    ("no number", product(item("nan")), "NUMBER-UNREADABLE"),
    ("a row of numbers that is no total", product(item(), {"cost_usd": "5"}), "ITEM-MISSING"),
    ("a total with a producer", product(item(), item("100", item="Total")), "TOTAL-UNCLEAR"),
    ("no item", PASSING | {"Materials": [{"item": "", "cost_usd": "", "producer": ""}]}, "NO-LINES"),
    ("contract date", product(item(contract_date="soon")), "DATE-UNREADABLE"),
]


@pytest.mark.parametrize(("tables", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_is_refused(assess: Assess, tmp_path: Path, tables: Tables, code: str) -> None:
    asked = assess(saved(tables, tmp_path / "book.xlsx") if "More" in tables else tables)
    assert (asked.exit_code, code in asked.codes) == (2, True), asked.codes


UNDER_ANY_NAME: list[Row] = [
    {"entity": "Acme", "country": "CN"},
    {"Supplier": "Acme", "Country of incorporation": "China"},
    {"entity": "Acme", "pfe_list": "1260H"},
    {"entity": "Acme", "sfe_appoints_officer": "yes"},
    {"entity": "Acme", "sfe_total_pct": "50", "contact": "Bob"},
    {"entity": "Acme", "citizen_of": "China"},
    {"entity": "Acme", "effective_control_by": "CATL"},
]


@pytest.mark.parametrize("row", UNDER_ANY_NAME)
@pytest.mark.parametrize("name", ["Entities 2026", "Sheet3"])
def test_facts_about_a_supplier_on_a_sheet_of_any_name(assess: Assess, tmp_path: Path, name: str, row: Row) -> None:
    certified = product(item(certificate="C-1"), entities=(), certificates=(certificate(),))
    asked = assess(saved(certified | {name: [row]}, tmp_path / "book.xlsx"))
    assert (asked.exit_code, "SHEETS-SEVERAL" in asked.codes) == (2, True)


def test_a_list_of_suppliers_that_states_nothing_the_verdict_needs_is_not_read(assess: Assess, tmp_path: Path) -> None:
    rows = [{"Supplier": "Acme", "Country": "KR", "Lead time (days)": "30"}]
    asked = assess(saved(PASSING | {"Lead times": rows}, tmp_path / "book.xlsx"))
    assert (asked.status, "SHEET-UNUSED" in asked.codes) == ("pass", True)


ADVERSE = [
    ("SFE", "yes"),
    ("FIE", "yes"),
    ("Foreign-influenced entity", "yes"),
    ("Foreign controlled", "yes"),
    ("Includes material assistance", "yes"),
    ("MACR eligible", "no"),
    ("45X eligible", "no"),
    ("PFE compliant", "no"),
    ("Chinese debt %", "20"),
]


@pytest.mark.parametrize(("heading", "text"), ADVERSE)
@pytest.mark.parametrize("sheet", ["Materials", "Entities"])
def test_a_column_that_speaks_of_prohibited_foreign_entities(
    assess: Assess, sheet: str, heading: str, text: str
) -> None:
    plain = product(item())
    rows = [row | {heading: text} for row in plain[sheet]]
    asked = assess(plain | {sheet: rows})
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (2, True)
    harmless = {"yes": "no", "no": "yes"}.get(text, "0")
    assert assess(plain | {sheet: [row | {heading: harmless} for row in plain[sheet]]}).status == "pass"


CLASSES = [
    ("Battery components", "battery-component"),
    ("Cells", "battery-component"),
    ("Battery energy storage system", "energy-storage"),
    ("ESS", "energy-storage"),
]


@pytest.mark.parametrize(("written", "name"), CLASSES)
def test_other_names_of_a_class(assess: Assess, written: str, name: str) -> None:
    asked = assess(product(item(), construction_begins="2026-01-01", **{"class": written}))
    assert asked.ratio["class"] == name


NEAR = [
    ({"date of sale (planned)": "2027-05-01", "sold": ""}, "sold"),
    ({"product category": "cell", "class": ""}, "class"),
    ({"tax year of the claim": "2025-01-01", "taxable_year_begins": ""}, "taxable_year_begins"),
    ({"name of the tax payer": "Sinocell"}, "taxpayer"),
    # a typo, whether the verdict needs the field or not
    ({"construction begin": "2026-06-30"}, "construction_begins"),
    ({"constructon begins": "2026-06-30"}, "construction_begins"),
    ({"placed in servce": "2026-06-30"}, "placed_in_service"),
    ({"cost bases": "assigned"}, "cost_basis"),
]


@pytest.mark.parametrize(("facts", "field"), NEAR)
def test_a_field_near_a_known_one_is_an_error(assess: Assess, facts: dict[str, str], field: str) -> None:
    asked = assess(product(item(), **facts))
    assert (asked.exit_code, "FIELD-NEAR" in asked.codes) == (2, True)
    assert field in asked.finding("FIELD-NEAR")["message"]


SAMPLES = Path(__file__).parent.parent.parent / "sample_boms"


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("macr_*.xlsx")), ids=lambda path: path.stem)
def test_a_report_written_into_the_workbook_is_no_input(
    critmin: Critmin, assess: Assess, tmp_path: Path, sample: Path
) -> None:
    critmin("macr", sample, "-f", "xlsx", "-o", tmp_path / "report.xlsx")
    before, after = assess(sample), assess(tmp_path / "report.xlsx")
    assert (after.status, after.codes) == (before.status, before.codes)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    for row in (["Supplier", "PFE"], ["Sinocell", "yes"]):
        book["critmin items"].append(row)
    book.save(tmp_path / "report.xlsx")
    assert "SHEETS-SEVERAL" in assess(tmp_path / "report.xlsx").codes


TAXPAYER = [["field", "value"], ["taxpayer", "Sinocell"]]
ASKED = ("--class", "battery-component", "--sold", "2026-06-30", "--taxable-year-begins", "2026-01-01")
STATED: list[tuple[str, list[list[str]], str]] = [
    ("Product", TAXPAYER, "not_available"),
    ("Product info", TAXPAYER, "not_available"),
    ("Product", [["Cell 21700"], *TAXPAYER], "not_available"),
    ("Product", TAXPAYER[1:], "HEADER-MISSING"),
    ("Product info", TAXPAYER[1:], "SHEETS-SEVERAL"),
    ("Info", TAXPAYER, "SHEETS-SEVERAL"),
    ("Info", TAXPAYER[1:], "SHEETS-SEVERAL"),
    ("Cover", [["Claimant", "Sinocell Battery Co., Ltd."], ["Prepared by", "Kim"]], "SHEETS-SEVERAL"),
    ("Words", [["Taxpayer", "who claims the credit, as in Entities"], ["Class", "of the product"]], "pass"),
]


@pytest.mark.parametrize(("name", "rows", "expected"), STATED)
def test_a_sheet_that_states_the_taxpayer_alone(
    assess: Assess, tmp_path: Path, name: str, rows: list[list[str]], expected: str
) -> None:
    path = saved({name: rows for name, rows in PASSING.items() if name != "Product"}, tmp_path / "product.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    book.save(path)
    asked = assess(path, *ASKED)
    assert expected in {asked.status, *asked.codes}


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("product.product.csv", "field,value\ntaxpayer,Sinocell\n", "not_available"),
        ("product.product.csv", "taxpayer,Sinocell\n", "HEADER-MISSING"),
        ("product.info.csv", "field,value\ntaxpayer,Sinocell\n", "FILE-MISNAMED"),
        ("product.info.csv", "taxpayer,Sinocell\n", "FILE-MISNAMED"),
        ("product.notes.txt", "Taxpayer, as Kim wrote it on the phone\n", "pass"),
    ],
)
def test_a_file_beside_that_states_the_taxpayer_alone(
    assess: Assess, tmp_path: Path, file: str, text: str, expected: str
) -> None:
    path = write_product({name: rows for name, rows in PASSING.items() if name != "Product"}, tmp_path)
    (tmp_path / file).write_text(text)
    asked = assess(path, *ASKED)
    assert expected in {asked.status, *asked.codes}


def test_a_field_near_one_that_does_not_matter_is_a_warning(assess: Assess) -> None:
    asked = assess(product(item(), **{"construction manager": "Bob", "construction phase 2": "2027-01-01"}))
    assert (asked.status, "FIELD-UNKNOWN" in asked.codes) == ("pass", True)


FIELDS = [("Date of sale", "sold"), ("Sold on", "sold"), ("Verkaufsdatum", "sold"), ("판매일", "sold")]


@pytest.mark.parametrize(("written", "field"), FIELDS)
def test_other_names_of_a_field(assess: Assess, written: str, field: str) -> None:
    asked = assess(product(item(), **{field: "", written: "2027-05-01"}))
    assert asked.ratio["date"] == "2027-05-01"


def test_a_total_row_is_compared_and_is_no_item(assess: Assess) -> None:
    total: Row = {"item": "Total", "cost_usd": "200"}
    asked = assess(product(item(), item(), total))
    assert (len(asked.items), asked.ratio["total_cost_usd"], "ROW-TOTAL" in asked.codes) == (2, "200.00", True)
    differs = assess(product(item(), item(), total | {"cost_usd": "300"}))
    assert "TOTAL-DIFFERS" in differs.codes
    unlabelled = assess(product(item(), item(), {"cost_usd": "200"}))
    assert (len(unlabelled.items), "ROW-TOTAL" in unlabelled.codes) == (2, True)


def test_an_item_without_a_name_or_cost_counts(assess: Assess) -> None:
    asked = assess(product(item("90"), item("10", item=""), item("", item="Spare")))
    assert [row["item"] for row in asked.items] == ["Part", "row 3", "Spare"]
    assert {"ITEM-UNNAMED", "ITEM-COST-UNKNOWN"} <= asked.codes
    alone = assess(product(item("90"), {"item": "Electrolyte"}))
    assert (len(alone.items), alone.status) == (2, "incomplete")


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"quantity": "some"}, {"ITEM-COST-UNKNOWN"}),  # a quantity without a column of unit costs is not read
        ({"price_usd_per_kg": "1,5"}, {"ITEM-COST-UNKNOWN"}),
        ({"quantity": "some", "unit_cost_usd": "2"}, {"NUMBER-UNREADABLE"}),
        ({"cost_usd": "1,5", "quantity": "2"}, {"NUMBER-UNREADABLE"}),
        ({"quantity": "unknown", "unit_cost_usd": "2"}, {"ITEM-COST-UNKNOWN"}),
    ],
)
def test_an_item_without_a_cost_is_pointed_out_once(assess: Assess, cells: Row, codes: set[str]) -> None:
    asked = assess(product(item("", **cells)))
    assert asked.codes & {"ITEM-COST-UNKNOWN", "NUMBER-UNREADABLE"} == codes


def test_a_row_above_the_header_that_is_an_item(assess: Assess, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Materials"
    for row in (
        ["Anode", 50, "Sinocell", "China"],
        ["item", "cost_usd", "producer", "country"],
        ["Part", 100, "Acme", "KR"],
    ):
        sheet.append(row)
    book.save(tmp_path / "above.xlsx")
    asked = assess(tmp_path / "above.xlsx", "--class", "battery-component", "--sold", "2026-01-01")
    assert (asked.exit_code, "ROW-ABOVE-HEADER" in asked.codes) == (2, True)


def test_a_companion_under_a_near_name_is_refused(assess: Assess, tmp_path: Path) -> None:
    path = write_product(PASSING, tmp_path)
    (tmp_path / "product.entities.csv").rename(tmp_path / "product_entities_list.csv")
    asked = assess(path)
    assert (asked.exit_code, "FILE-MISNAMED" in asked.codes) == (2, True)


def test_several_products_in_one_table(critmin: Critmin, tmp_path: Path) -> None:
    tables = {sheet: [row | {"bom": name} for name in ("A", "B") for row in rows] for sheet, rows in PASSING.items()}
    tables["Materials"][0]["cost_usd"] = "59.99"
    path = write_product(tables, tmp_path)
    result = critmin("macr", str(path), "-f", "json")
    reports = json.loads(result.stdout)["reports"]
    assert [(one["bom"]["name"], one["verdict"]["status"]) for one in reports] == [("A", "fail"), ("B", "pass")]
    assert critmin("macr", str(path), "-q", "--bom", "B").exit_code == 0


def test_entities_beside_are_the_same_as_in_a_workbook(assess: Assess, tmp_path: Path) -> None:
    of_book = assess(saved(PASSING, tmp_path / "book.xlsx"))
    of_table = assess(PASSING)
    assert of_book.ratio["entities"] == of_table.ratio["entities"]
    assert of_book.ratio["items"] == of_table.ratio["items"]
    assert CLEAN["entity"] in str(of_book.ratio["entities"])
    assert CHINESE["entity"] in str(of_book.ratio["entities"])


@pytest.mark.parametrize(
    ("command", "header", "other"),
    [
        ("check", "item,cost_usd,producer,country", "`critmin macr` reads such a sheet (Materials)"),
        ("macr", "line,mineral,value_usd,processing_country", "`critmin check` reads such a sheet (BOM)"),
        ("check", "one,two,three,four", None),
        ("macr", "one,two,three,four", None),
    ],
)
def test_a_sheet_of_the_other_command_names_it(
    critmin: Callable[..., Any], tmp_path: Path, command: str, header: str, other: str | None
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(f"{header}\nlithium,lithium,100,US\n")
    dates = ("-y", "2025") if command == "check" else ("--class", "battery-component", "-y", "2026")
    result = critmin(command, str(path), *dates, "-f", "json")
    messages = [finding["message"] for finding in json.loads(result.stdout)["reports"][0]["findings"]]
    assert (result.exit_code, any("reads such a sheet" in text for text in messages)) == (2, other is not None)
    assert other is None or any(text.startswith(other) for text in messages)


@pytest.mark.parametrize(
    ("columns", "is_reported"),
    [
        ('[bom.columns]\n"x" = "mineral"\n', True),
        ('[components.columns]\n"x" = "component"\n[vehicle.columns]\n"x" = "field"\n', True),
        ('[bom.columns]\n"x" = "mineral"\n[materials.columns]\n"cost_usd" = "cost_usd"\n', False),
        ('[entities.columns]\n"entity" = "entity"\n', False),
        ('decimals = "point"\n', False),
    ],
)
def test_a_columns_file_for_sheets_of_the_other_command_alone(
    assess: Assess, tmp_path: Path, columns: str, is_reported: bool
) -> None:
    (tmp_path / "columns.toml").write_text(columns)
    asked = assess(PASSING, "--columns", str(tmp_path / "columns.toml"))
    assert (asked.exit_code, "COLUMN-NOT-THERE" in asked.codes) == (0, is_reported)
