"""`critmin template --for macr`: what the workbook offers, and that it is judged once it is filled."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from critmin.cli.render.template import render_template
from critmin.cli.render.template_data import load_template
from critmin.engine.intake.tables.columns import known_columns, load_columns
from critmin.engine.intake.tables.fact_fields import find_class, known_field, load_fields
from critmin.engine.model.settings import MATERIALS_SHEETS
from critmin.engine.vocabulary.evidence_words import load_evidence
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from products import CHINESE, CLEAN, Assess, certificate, item, product, write_product

Critmin = Callable[..., Any]
TEXTS = load_template(MATERIALS_SHEETS)
SHEETS = ["Materials", "Product", "Entities", "Ownership", "Certificates"]
OF_30D_ALONE = {
    "Entities": {"government_board_pct", "rights_reserved", "designation", "attestation"},
    "Ownership": {"board_pct"},
}


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_template(TEXTS)


@pytest.fixture
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def columns(sheet: Worksheet) -> list[str]:
    """The columns that the headings are read as."""
    known = known_columns("materials" if sheet.title == "critmin example" else sheet.title.lower())
    return [known.find(str(cell.value)) or "" for cell in sheet[1]]


def rows_of(sheet: Worksheet) -> Iterator[dict[str, Any]]:
    names = columns(sheet)
    for row in sheet.iter_rows(min_row=2, values_only=True):
        if filled := {name: value for name, value in zip(names, row, strict=True) if value is not None}:
            yield filled


def put(sheet: Worksheet, rows: list[dict[str, Any]]) -> None:
    names = columns(sheet)
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, names.index(name) + 1, value)


def offered(book: Workbook, sheet: str, cell: str) -> Any:
    """The entries or the formula of a cell's drop-down list; None where it has none."""
    for validation in book[sheet].data_validations.dataValidation:
        if cell in validation.sqref:
            _, hidden, at = validation.formula1.rpartition("'critmin lists'!")
            return [c.value for (c,) in book["critmin lists"][at.replace("$", "")]] if hidden else validation.formula1
    return None


# What it holds ------------------------------------------------------------------------------------------------------


def test_its_sheets(book: Workbook) -> None:
    assert book.sheetnames == ["START", *SHEETS, "critmin guide", "critmin example", "critmin lists"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["critmin lists"]
    assert book.active is not None and book.active.title == "START"


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_column_that_may_count_is_there_with_a_note(book: Workbook, sheet: str) -> None:
    known = known_columns(sheet.lower())
    names = columns(book[sheet])
    assert {*known.names()} - {*load_columns().shared} - OF_30D_ALONE.get(sheet, set()) == {*names}
    for cell, name in zip(book[sheet][1], names, strict=True):
        entry = TEXTS.columns(sheet.lower())[name]
        assert cell.comment is not None and entry.says in cell.comment.text
        assert cell.comment.text.startswith("Needed. ") == (name in known.needed)


def test_every_field_of_the_product_is_there_with_a_note(book: Workbook) -> None:
    fields = [cell for (cell,) in book["Product"]["A2:A8"]]
    assert [known_field(str(cell.value), "product") for cell in fields] == list(TEXTS.fields)
    assert sorted(TEXTS.fields) == sorted(load_fields("product").all())
    assert all(cell.comment is not None for cell in fields)


@pytest.mark.parametrize(
    ("sheet", "first"),
    [
        ("Materials", ["item", "cost_usd", "producer", "country", "certificate"]),
        (
            "Entities",
            [
                "entity",
                "country",
                "headquarters_country",
                "sfe_appoints_officer",
                "sfe_largest_pct",
                "sfe_total_pct",
                "sfe_debt_pct",
            ],
        ),
        (
            "Certificates",
            [
                "certificate",
                "supplier",
                "kind",
                "signed_on",
                "identification_number",
                "perjury",
                "knows_of_none_upstream",
            ],
        ),
    ],
)
def test_the_columns_to_fill_first_are_darker(book: Workbook, sheet: str, first: list[str]) -> None:
    dark = [cell.fill.fgColor.rgb == "001F3864" for cell in book[sheet][1]]
    assert dark == [True] * len(first) + [False] * (len(dark) - len(first))
    assert columns(book[sheet])[: len(first)] == first


def test_no_note_speaks_of_30d(book: Workbook) -> None:
    notes = [c.comment.text for sheet in SHEETS for row in book[sheet].iter_rows() for c in row if c.comment]
    assert [note for note in notes if any(word in note for word in ("FEOC", "30D", "BOM", "vehicle"))] == []


LISTS = [
    ("Materials", "D2", ["unknown", "United States"]),
    ("Materials", "C2", "OFFSET(Entities!$A$2,0,0,MAX(1,COUNTA(Entities!$A$2:$A$2000)),1)"),
    ("Materials", "E2000", "OFFSET(Certificates!$A$2,0,0,MAX(1,COUNTA(Certificates!$A$2:$A$2000)),1)"),
    ("Materials", "H2", ["yes", "no"]),
    ("Product", "B2", ["battery-component", "critical-mineral", "energy-storage", "qualified-facility"]),
    ("Product", "B3", None),
    ("Product", "B7", "OFFSET(Entities!$A$2,0,0,MAX(1,COUNTA(Entities!$A$2:$A$2000)),1)"),
    ("Product", "B8", ["direct", "assigned"]),
    ("Entities", "D2", ["yes", "no"]),
    ("Entities", "E2", "OR(ISTEXT(E2),E2=0,AND(E2>1,E2<=100))"),
    ("Entities", "H2", ["no", "FTO"]),
    ("Entities", "I2", ["company", "partnership", "person", "government"]),
    ("Ownership", "B2", "OFFSET(Entities!$A$2,0,0,MAX(1,COUNTA(Entities!$A$2:$A$2000)),1)"),
    ("Certificates", "C2", ["not-pfe", "cost"]),
]


@pytest.mark.parametrize(("sheet", "cell", "begins"), LISTS)
def test_a_cell_has_its_drop_down_list(book: Workbook, sheet: str, cell: str, begins: Any) -> None:
    got = offered(book, sheet, cell)
    assert (got[: len(begins)] if isinstance(got, list) else got) == begins


def test_what_is_offered_is_understood() -> None:
    lists = TEXTS.fixed_lists()
    assert [find_class(name, "product") for name in lists["product_classes"]] == lists["product_classes"]
    assert {*lists["macr_certificate_kinds"]} < {*load_evidence().kinds}


# Filled and judged --------------------------------------------------------------------------------------------------

FACTS = {
    "class": "battery-component",
    "sold": date(2026, 6, 30),
    "taxable_year_begins": date(2026, 1, 1),
    "taxpayer": "Lake Erie Cell Works LLC",
    "cost_basis": "direct",
}


def fill(book: Workbook) -> None:
    """The example into Materials, with its producers, a certificate and the facts of the product."""
    lines = list(rows_of(book["critmin example"]))
    put(book["Materials"], lines)
    makers = {line["producer"]: line["country"] for line in lines if "certificate" not in line}
    makers |= {"Lake Erie Cell Works LLC": "United States"}
    cleared = {"sfe_appoints_officer": "no", "sfe_largest_pct": 0, "sfe_total_pct": 0, "sfe_debt_pct": 0}
    put(
        book["Entities"],
        [
            {"entity": who, "country": where, "headquarters_country": where} | ({} if where == "China" else cleared)
            for who, where in makers.items()
        ],
    )
    paper: dict[str, Any] = {**certificate("C-2026-01", "Gangwon Separator Co., Ltd."), "signed_on": date(2026, 1, 15)}
    put(book["Certificates"], [paper])
    for name, value in book["Product"].iter_rows(min_row=2):
        value.value = FACTS.get(known_field(name.value, "product") or "")


def test_the_example_filled_in_passes_and_nothing_is_found(assess: Assess, book: Workbook, tmp_path: Path) -> None:
    """All but the copper foil counts: 9,000 of 10,000; a quantity of 60 at $5 is the cost of the aluminum foil."""
    fill(book)
    book.save(tmp_path / "filled.xlsx")
    asked = assess(tmp_path / "filled.xlsx")
    assert (asked.exit_code, asked.status, asked.ratio["exact"]) == (0, "pass", "9/10")
    assert asked.codes == {"MACR-MET", "ITEM-PFE"}
    assert asked.ratio["taxpayer"]["status"] == "not_pfe"


def test_the_empty_template_has_no_item(critmin: Critmin, assess: Assess, tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "empty.xlsx"
    got = critmin("template", target, "--for", "macr")
    sheets = "fill the sheets Materials, Product and Entities (and Certificates, for what suppliers certified)"
    assert (got.exit_code, got.stdout) == (0, f"{target} written: {sheets}, then run `critmin macr {target}`\n")
    assert target.read_bytes() == content
    (found,) = assess(target).report["findings"]
    message = "the sheet Materials has a header but no lines: expected one for each item"
    assert (found["code"], found["message"]) == ("NO-LINES", message)


@pytest.mark.parametrize(
    ("sheet", "cells", "codes"),
    [
        ("START", {"A15": "Supplier", "B15": "PFE", "A16": "Acme", "B16": "yes"}, {"SHEETS-SEVERAL"}),
        ("START", {"B15": "ask Kim for the costs"}, set()),
        ("START", {"C6": "owned by a prohibited foreign entity", "D6": "yes"}, set()),
        ("critmin guide", {"A300": "Supplier", "B300": "PFE", "A301": "Acme", "B301": "yes"}, {"SHEETS-SEVERAL"}),
        ("critmin example", {"D2": "China"}, {"SHEETS-SEVERAL"}),
        ("critmin example", {"A9": "steel", "B9": 1000, "C9": "Acme"}, {"SHEETS-SEVERAL"}),
        ("critmin lists", {"A400": "Supplier", "B400": "PFE", "A401": "Acme", "B401": "yes"}, {"SHEETS-SEVERAL"}),
    ],
)
def test_what_is_written_on_its_own_sheets_is_not_passed_over(
    assess: Assess, book: Workbook, tmp_path: Path, sheet: str, cells: dict[str, Any], codes: set[str]
) -> None:
    fill(book)
    for cell, text in cells.items():
        book[sheet][cell] = text
    book.save(tmp_path / "filled.xlsx")
    assert {code for code in assess(tmp_path / "filled.xlsx").codes if code.startswith("SHEET")} == codes


def test_the_other_command_says_whose_it_is(critmin: Critmin, tmp_path: Path) -> None:
    critmin("template", tmp_path / "empty.xlsx", "--for", "macr")
    got = critmin("check", tmp_path / "empty.xlsx")
    assert (got.exit_code, "read by `critmin macr`" in " ".join(got.stdout.split())) == (2, True)


# From a supplier's list ---------------------------------------------------------------------------------------------


def prepared(critmin: Critmin, source: Path, folder: Path) -> Any:
    return critmin("template", folder / "out.xlsx", "--for", "macr", "--from", source)


def test_the_items_of_a_list_are_carried_over(critmin: Critmin, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text(
        "Part,Vendor,Manufacturer,Country of manufacture,Qty,Unit price (EUR),Extended cost (EUR),Remark\n"
        'cathode powder,,Mill LLC,United States,,,"4,000.00",x\n'
        "separator,Trader Inc,Film Co.,South Korea,3,2.50,,\n"
    )
    got = critmin("template", tmp_path / "out.xlsx", "--for", "macr", "--from", source, "--fx", "EUR=1.1@2026-06-30")
    assert (got.exit_code, "2 items of" in got.stdout, 'the columns "Remark"' in got.stderr) == (0, True, True)
    assert list(rows_of(openpyxl.load_workbook(tmp_path / "out.xlsx")["Materials"])) == [
        {"item": "cathode powder", "cost_usd": 4400, "producer": "Mill LLC", "country": "United States"},
        {
            "item": "separator",
            "producer": "Film Co.",
            "country": "South Korea",
            "supplier": "Trader Inc",
            "quantity": 3,
            "unit_cost_usd": 2.75,
        },
    ]


def test_the_facts_of_a_product_stand_beside_their_fields(critmin: Critmin, tmp_path: Path) -> None:
    assert prepared(critmin, write_product(product(item(), extra="x"), tmp_path), tmp_path).exit_code == 0
    rows = openpyxl.load_workbook(tmp_path / "out.xlsx")["Product"].iter_rows(min_row=2, values_only=True)
    stated = {field: value for field, value in rows if value is not None}
    assert stated == {
        "Class": "battery-component",
        "Sold": "2026-06-30",
        "Taxable year begins": "2026-01-01",
        "extra": "x",
    }


@pytest.mark.parametrize(
    "tables",
    [
        product(item("60"), item("40", by="Sinocell", at="CN")),
        product(item("60", certificate="C-1"), certificates=(certificate(),), entities=()),
        product(
            item("30", existing_contract="yes", contract_date="2025-01-31"),
            item("60", supplier="Trader", earlier_producers="A; B", known_pfe="no"),
            entities=(CLEAN, CHINESE | {"sfe_total_pct": "12.5"}),
            holdings=({"owner": "Sinocell", "owned": "Acme", "equity_pct": "25", "votes_pct": "1"},),
            taxpayer="Acme",
            cost_basis="direct",
        ),
    ],
)
def test_the_verdict_is_that_of_the_source(critmin: Critmin, assess: Assess, tmp_path: Path, tables: Any) -> None:
    source = write_product(tables, tmp_path)
    assert prepared(critmin, source, tmp_path).exit_code == 0
    before, after = assess(source), assess(tmp_path / "out.xlsx")
    assert (after.exit_code, after.status, after.span) == (before.exit_code, before.status, before.span)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("item,producer,quantity,unit_cost_usd\nfoil,Acme,1.200,10\n", "it could be 1.2"),
        ("item,producer,cost_usd\nfoil,Acme,1.200\n", "it could be 1.2"),
        ("item,producer,cost (EUR)\nfoil,Acme,3\n", "no rate is given"),
        ("item,producer,cost_usd\n", "has a header but no lines"),
        ("mineral,value_usd,extraction_country,processing_country\nLi,1,US,US\n", "item"),
    ],
)
def test_what_cannot_be_carried_over_is_refused(critmin: Critmin, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "list.csv").write_text(text)
    got = prepared(critmin, tmp_path / "list.csv", tmp_path)
    assert (got.exit_code, says in " ".join(got.stdout.split())) == (2, True)
    assert not (tmp_path / "out.xlsx").exists()
