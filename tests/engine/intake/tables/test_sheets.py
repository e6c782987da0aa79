"""A sheet that reads as a known one is read or refused, whatever its name, hidden or not; another is a note."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged
from workbooks import packed, unpacked

PLACED = ("-d", "2025-06-30", "-a", "2025-06-01")
COLUMNS = ["line", "component", "material", "mineral", "value_usd", "extraction_country", "extraction_entity"]
BOM = [
    [*COLUMNS, "processing_country", "processing_entity", "feoc_attestation"],
    ["1", "cathode", "NMC811 powder", "nickel", 100, "US", "K", "US", "K", "ATT-1"],
]
CHINESE = [["entity", "country", "headquarters_country"], ["K", "US", "CN"]]
GERMANY = [["field", "value"], ["final_assembly_country", "Germany"]]
Rows = list[list[Any]]


def judged(judge: Judge, tmp_path: Path, others: dict[str, Rows], *options: str, state: str = "visible") -> Judged:
    """The report on a workbook of a good bill of materials and these sheets."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for name, rows in ({"BOM": BOM} | others).items():
        page = book["BOM"] if name == "BOM" else book.create_sheet(name)
        for row in rows:
            page.append(row)
        if name != "BOM":
            page.sheet_state = state
    book.save(tmp_path / "bom.xlsx")
    return judge(tmp_path / "bom.xlsx", *PLACED, *options)


def same_when_hidden(judge: Judge, tmp_path: Path, got: Judged) -> bool:
    """Whether the verdict and the findings are those of the visible sheets of the workbook that was judged."""
    path = tmp_path / "bom.xlsx"
    parts = unpacked(path.read_bytes())
    first, visible, others = parts["xl/workbook.xml"].partition(b'state="visible"')
    for state in (b'state="hidden"', b'state="veryHidden"'):
        hidden = others.replace(visible, state)
        assert state in hidden
        path.write_bytes(packed(parts | {"xl/workbook.xml": first + visible + hidden}))
        other = judge(path, *PLACED)
        if (other.status, other.report["findings"]) != (got.status, got.report["findings"]):
            return False
    return True


@pytest.mark.parametrize(
    ("name", "rows", "status"),
    [
        ("Suppliers", CHINESE, "fail"),
        ("Supplier list", CHINESE, "fail"),
        ("Company data", CHINESE, "fail"),
        ("SUPPLIERS ", CHINESE, "fail"),
        ("Suppliers", [["Company", "HQ"], ["K", "China"]], "fail"),
        ("Suppliers", [["List of our suppliers"], [], ["Company", "Country"], ["K", "China"]], "fail"),
        ("Suppliers", [[]] * 60 + CHINESE, "unreadable"),
        ("Entites", CHINESE, "fail"),
        ("Lieferanten", [["Firma", "Hauptsitz"], ["K", "China"]], "fail"),
        ("Fournisseurs", [["entreprise", "siège"], ["K", "Chine"]], "fail"),
        ("Proveedores", [["empresa", "sede"], ["K", "China"]], "fail"),
        ("供应商", [["企业", "总部"], ["K", "中国"]], "fail"),
        ("会社一覧", [["会社", "本社"], ["K", "中国"]], "fail"),
        ("공급업체", [["회사", "본사"], ["K", "중국"]], "fail"),
        ("Vehicle info", GERMANY, "not_available"),
        ("Vehicles", GERMANY, "not_available"),
        ("Vehicle data", [["Item", "Value"], ["Final assembly country", "Germany"]], "not_available"),
        ("Fahrzeugdaten", [["Feld", "Wert"], ["Land der Endmontage", "Deutschland"]], "not_available"),
        ("车辆信息", [["项目", "值"], ["最终组装国", "德国"]], "not_available"),
        ("車両情報", [["項目", "値"], ["最終組立国", "ドイツ"]], "not_available"),
        ("차량 정보", [["항목", "값"], ["최종 조립국", "독일"]], "not_available"),
        ("Battery components", [["component", "assembly_country"], ["separator", "CN"]], "fail"),
        ("Process steps", [["line", "step", "country"], ["1", "processing", "CN"]], "fail"),
    ],
)
def test_a_sheet_that_only_one_can_be_is_read(judge: Judge, tmp_path: Path, name: str, rows: Rows, status: str) -> None:
    got = judged(judge, tmp_path, {name: rows})
    assert (got.status, "SHEET-READ" in got.codes) == (status, status != "unreadable" or not rows[0])
    assert same_when_hidden(judge, tmp_path, got)


@pytest.mark.parametrize(
    ("others", "kind"),
    [
        # the columns say which it is, the name does not
        ({"Sheet2": CHINESE}, "entities"),
        ({"Old suppliers": CHINESE}, "entities"),
        ({"Suppliers": CHINESE, "Companies": CHINESE}, "entities"),
        ({"Entities": [CHINESE[0], ["K", "US", "US"]], "Suppliers": CHINESE}, "entities"),
        ({"Sheet2": GERMANY}, "vehicle"),
        ({"Facts": [["Item", "Value"], ["acquired", "2025-10-05"]]}, "vehicle"),
        ({"Parts": [["component", "assembly_country"], ["separator", "CN"]]}, "components"),
        ({"Who": [["owner", "owned", "equity_pct"], ["State", "K", 60]]}, "ownership"),
        ({"BOM (2)": BOM}, "bom"),
        # a name like those of the program's own sheets, or one of theirs with other content
        ({"critmin components": [["Component", "Part of", "Assembly country"], ["cell", "", "CN"]]}, "components"),
        ({"critmin BOM": BOM}, "bom"),
        ({"critmin example": BOM}, "bom"),
        ({"critmin lines": BOM}, "bom"),
        ({"critmin summary": BOM}, "bom"),
        ({"critmin guide": CHINESE}, "entities"),
        ({"critmin vehicle": GERMANY}, "vehicle"),
        ({"critmin verdict": [["part", "item", "value"], ["Why", "", "cost"], [], *GERMANY]}, "vehicle"),
    ],
)
def test_the_columns_file_settles_which_it_is(judge: Judge, tmp_path: Path, others: dict[str, Rows], kind: str) -> None:
    got = judged(judge, tmp_path, others)
    found = [f["message"] for f in got.report["findings"] if f["code"] == "SHEETS-SEVERAL"]
    assert (got.exit_code, bool(found)) == (2, True)
    assert f'write sheet = "{list(others)[-1]}" under [{kind}] in a columns file' in found[-1]
    line = found[-1].partition("write ")[2].partition(" under")[0]
    (tmp_path / "columns.toml").write_text(f"[{kind}]\n{line}\n", "utf-8")
    settled = judged(judge, tmp_path, others, "--columns", str(tmp_path / "columns.toml"))
    assert "SHEETS-SEVERAL" not in settled.codes


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Anode", [["a1", "anode", "graphite powder", "graphite", 100, "AU", "K", "CN", "B"]]),
        ("Anode", [["Anode side"], [], ["a1", "anode", "graphite powder", "graphite", 100, "AU", "K", "CN", "B"]]),
        ("critmin example", [["a1", "anode", "graphite powder", "graphite", 100, "AU", "K", "CN", "B"]]),
        ("Page 2", [["a1", None, None, "graphite", None, None, None, "China"], ["Total", None, None, None, 100]]),
        ("Page 2", [["a1", "anode", "graphite powder", "graphite", 100], ["a2", "anode", "foil", "none", 5]]),
        ("负极", [["a1", "负极", "石墨", "石墨", 100, "澳大利亚", "K", "中国"]]),
        ("Sheet2", [["K", "US", "CN", None, 0, 0, 0]]),
        ("Suppliers", [["K", "China"]]),
        ("Vehicle info", [["Final assembly", "Germany"]]),
        ("Sheet2", [["acquired", "2025-10-05"], ["model", "X"]]),
        ("Sheet2", [["Vehicle facts"], ["", "final_assembly_country", "Germany"]]),
        ("Sheet2", [["model", "acquired", "msrp_usd"], ["X", "2025-10-05", 60000]]),
        ("Sheet2", [[]] * 60 + [["a1", "anode", "graphite powder", "graphite", 100, "AU", "K", "CN", "B"]]),
    ],
)
def test_rows_without_a_header_are_an_error_that_names_the_sheet(
    judge: Judge, tmp_path: Path, name: str, rows: Rows
) -> None:
    got = judged(judge, tmp_path, {name: rows})
    found = got.finding("SHEETS-SEVERAL")
    assert (got.exit_code, f'the sheet "{name}" is not read' in found["message"]) == (2, True)
    assert found["cells"][0].partition("!A")[2] in {"1", "61"}
    assert same_when_hidden(judge, tmp_path, got)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        # by its name a known one
        ("Lieferanten", [["Zulieferbetrieb", "Ort", "Anteil %"], ["K", "Kanada", 60]]),
        ("サプライヤー", [["名前", "所在", "政府出資比率 %"], ["K", "カナダ", 60]]),
        ("Suppliers", [["Supplier", "Location"], ["K", "China"]]),
        ("Suppliers", [["Supplier name", "FEOC status"], ["K", "FEOC"]]),
        ("Cap table", [["name", "company", "percent"], ["Government of China", "K", 60]]),
        ("股权", [["名称", "公司", "比例"], ["中国政府", "K", 60]]),
        ("Gesellschafter", [["Name", "Firma", "Prozent"], ["CATL", "K", 60]]),
        ("Vehicles", [["VIN", "Plate"], ["1A", "X 12"]]),
        # by its headings and cells against the verdict
        ("Due diligence", [["Company", "Government ownership %"], ["K", 60]]),
        ("Vendor master", [["Vendor", "Country", "State-owned"], ["B", "US", "no"], ["K", "US", "yes"]]),
        ("Screening", [["Screened 2025"], [], ["Supplier", "FEOC?"], *[["B", "no"]] * 60, ["K", "yes"]]),
        ("Prüfung", [["Lieferant", "Sanktionen"], ["K", "SDN"]]),
        ("調査", [["会社名", "国有"], ["K", "はい"]]),
        ("critmin findings", [["code", "severity", "what was found"], ["Supplier", "FEOC?"], ["K", "yes"]]),
        ("critmin origins", [["Supplier", "FEOC?"], ["K", "yes"]]),
        (
            "critmin guide",
            [["Sheet", "Heading", "Needed", "What to write"], ["Supplier", "", "", "FEOC?"], ["K", "", "", "yes"]],
        ),
        # without a header
        ("Tabelle2", [["Government of China", "K", 60], ["Government of China", "B", 60]]),
        ("Tabelle2", [["K", "China", "China", 60], ["B", "China", "China", 60]]),
        ("시트2", [["1", "processing", "중국"], ["2", "processing", "중국"]]),
    ],
)
def test_a_sheet_that_may_speak_against_the_verdict_is_an_error(
    judge: Judge, tmp_path: Path, name: str, rows: Rows
) -> None:
    got = judged(judge, tmp_path, {name: rows})
    found = got.finding("SHEETS-SEVERAL")
    assert (got.exit_code, f'the sheet "{name}" is not read' in found["message"]) == (2, True)
    assert found["cells"][0].replace("'", "").startswith(f"{name}!")
    assert same_when_hidden(judge, tmp_path, got)


@pytest.mark.parametrize(
    ("above", "cells"),
    [
        ([["owner", "owned", "equity_pct"], ["Government of China", "K", 60]], ["BOM!A1"]),
        ([["Holdings"], ["Government of China", "K", 60]], ["BOM!A1"]),
        ([["entity", "headquarters_country"], ["K", "China"]], ["BOM!A1"]),
        ([["Supplier", "State ownership %"], ["K", 60]], ["BOM!B1", "BOM!B2"]),
        ([["供应商", "国有"], ["K", "是"]], ["BOM!B1", "BOM!B2"]),
        ([["field", "value"], ["acquired", "2025-10-05"]], ["BOM!A1"]),
        ([["Acquired", "2025-10-05"]], ["BOM!A1"]),
        ([["Pack A"], ["MSRP", 120000]], ["BOM!A1"]),
        ([["Final assembly", "China"]], ["BOM!A1"]),
        ([["Endmontage", "Ningde, China"]], ["BOM!A1"]),
    ],
)
def test_what_another_sheet_holds_above_the_header(judge: Judge, tmp_path: Path, above: Rows, cells: list[str]) -> None:
    got = judged(judge, tmp_path, {"BOM": [*above, [], *BOM]})
    assert (got.exit_code, got.finding("ROW-ABOVE-HEADER")["cells"]) == (2, cells)


@pytest.mark.parametrize(
    "above",
    [
        [["Pack A", "rev 3"], ["Report date", "2025-03-01"], ["Model year", 2025]],
        [["Supplier", "K"], ["Contact", "J. Doe"]],
        [["Customer", "Acme"], ["Country", "USA"]],
        [["Final assembly", "line 3"], ["acquired", "date of contract"]],
        [["FEOC status", "no"]],
        [["Supplier", "FEOC?"], ["K", "no"]],
    ],
)
def test_a_block_of_titles_above_the_header(judge: Judge, tmp_path: Path, above: Rows) -> None:
    assert judged(judge, tmp_path, {"BOM": [*above, [], *BOM]}).status == "pass"


@pytest.mark.parametrize(
    ("name", "first", "header", "row"),
    [
        ("Entities", CHINESE[0], ["entity", "government share"], ["K", "60"]),
        ("Entities", CHINESE[0], ["Firma", "Staatsanteil"], ["K", 60]),
        ("Entities", CHINESE[0], ["供应商", "政府"], ["K", "中国"]),
        ("Ownership", ["owner", "owned", "equity_pct"], ["股东", "子公司", "比例"], ["State", "K", "60"]),
        ("Components", ["component", "assembly_country"], ["Bauteil", "Herkunft"], ["separator", "China"]),
    ],
)
def test_another_header_below_is_refused(
    judge: Judge, tmp_path: Path, name: str, first: list[Any], header: list[Any], row: list[Any]
) -> None:
    got = judged(judge, tmp_path, {name: [first, [], header, row]})
    assert (got.exit_code, got.finding("TABLES-SEVERAL")["cells"]) == (2, [f"{name}!A1", f"{name}!A3"])


def test_a_supplier_named_like_a_heading_is_one(judge: Judge, tmp_path: Path) -> None:
    rows = [["country", "headquarters_country", "entity"], ["US", "US", "Company"], ["US", "CN", "K"]]
    assert judged(judge, tmp_path, {"Entities": rows}).status == "fail"


def test_facts_without_headings_say_what_to_do(judge: Judge, tmp_path: Path) -> None:
    got = judged(judge, tmp_path, {"Vehicle info": [["Model", "X"], ["Colour", "red"]]})
    message = got.finding("SHEETS-SEVERAL")["message"]
    assert "give them the headings field and value on a sheet named Vehicle" in message


def test_a_continuation_of_suppliers(judge: Judge, tmp_path: Path) -> None:
    first = [["entity", "attestation", "country", "headquarters_country"], ["Z", "", "US", "US"]]
    got = judged(judge, tmp_path, {"Entities": first, "Sheet2": [["K", "", "US", "CN"]]})
    assert "rows look like rows of Entities" in got.finding("SHEETS-SEVERAL")["message"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Notes", [["Prices of one day"], ["K is in the US"]]),
        ("Cover", [["Model", "Pack A"], ["Model year", 2025], ["Report date", "2025-03-01"], ["Country", "China"]]),
        ("Summary", [["Mineral", "Sum of value"], ["nickel", 100], ["graphite", 10]]),
        ("Pivot", [["Row Labels", "Sum of value_usd"], ["nickel", 100], ["Grand Total", 100]]),
        ("Prices", [["Metal", "USD/kg", "Date"], ["Nickel", 16.8, "2025-03-01"]]),
        ("Lists", [["mineral", "country"], ["lithium", "CN"], ["nickel", "AU"]]),
        ("Countries", [["Australia", "AU"], ["China", "CN"]]),
        ("Contacts", [["Name", "Country", "Phone"], ["J. Doe", "China", "555"]]),
        ("Suppliers", [["Company", "Contact", "Phone"], ["K", "J. Doe", "555"]]),
        ("Lieferanten", [["Lieferant", "Ansprechpartner", "Telefon"], ["K", "J. Doe", "555"]]),
        ("Issues", [["1", "B", "price", "2025-03-01", "2025-03-02"], ["2", "K", "mass", "2025-03-01", "2025-03-02"]]),
        ("Regions", [["China", "CN", "中国"], ["Australia", "AU", "澳大利亚"]]),
        ("Glossary", [["Term", "Meaning"], ["MSRP", "price"], ["acquired", "date of contract"]]),
        ("Data dictionary", [["acquired", "date", "y"], ["final_assembly_country", "country", "n"]]),
        ("Due diligence", [["Company", "Government ownership %"], ["K", 0], ["B", "none"]]),
        ("Screening", [["Supplier", "FEOC?"], ["K", "no"]]),
        ("Scorecard", [["Supplier", "Points"], ["K", 87]]),
        ("Suppliers", [["We buy from two suppliers."]]),
        ("Changes", [["1", "2025-03-01", "J. Doe", "price of nickel", "B"]]),
        (
            "Log",
            [["a1", "anode", "graphite powder", "graphite", 100]]
            + [[f"{n}", "checked", "by", "J. Doe"] for n in range(3)],
        ),
        ("Chart data", [[1, 2, 3], [4, 5, 6]]),
        ("critmin notes", [["Ask Kim for the masses."]]),
    ],
)
def test_a_sheet_of_something_else(judge: Judge, tmp_path: Path, name: str, rows: Rows) -> None:
    got = judged(judge, tmp_path, {name: rows})
    assert (got.status, got.codes & {"SHEET-UNUSED", "SHEET-NEAR"} != set()) == ("pass", True)
    assert same_when_hidden(judge, tmp_path, got)


@pytest.mark.parametrize(
    ("name", "rows", "status", "message"),
    [
        (
            "BOM rev A",
            BOM,
            "pass",
            'is hidden and looks like another bill of materials. To use it, write sheet = "BOM rev A"',
        ),
        ("Rev A", [[*BOM[0], "FEOC?"], [*BOM[1], "yes"]], "unreadable", "may contradict the verdict"),
        ("Rev A", [[*BOM[0], "FEOC?"], [*BOM[1], "no"]], "pass", "is hidden and looks like another bill"),
    ],
)
def test_a_hidden_revision_is_left_out_where_nothing_adverse_is_in_it(
    judge: Judge, tmp_path: Path, name: str, rows: Rows, status: str, message: str
) -> None:
    for state in ("hidden", "veryHidden"):
        got = judged(judge, tmp_path, {name: rows}, state=state)
        (found,) = (f["message"] for f in got.report["findings"] if f["code"] in ("SHEET-UNUSED", "SHEETS-SEVERAL"))
        assert (got.status, message in found) == (status, True)


VENDORS = [
    ["Approved vendor list"],
    [],
    ["Vendor", "HQ", "State ownership", "Contact"],
    ["K", "China", "60%", "x@k.com"],
]


def test_what_the_finding_advises_settles_it(judge: Judge, tmp_path: Path) -> None:
    """A list of vendors with a state's share is refused, hidden or not, until the columns file maps it."""
    got = judged(judge, tmp_path, {"Vendors": VENDORS})
    advice = 'write sheet = "Vendors" under [entities] in a columns file'
    assert (got.status, advice in got.finding("SHEETS-SEVERAL")["message"]) == ("unreadable", True)
    assert same_when_hidden(judge, tmp_path, got)
    (tmp_path / "columns.toml").write_text(
        '[entities]\nsheet = "Vendors"\n[entities.columns]\n"Vendor" = "entity"\n"HQ" = "headquarters_country"\n'
        '"State ownership" = "government_equity_pct"\n',
        "utf-8",
    )
    for state in ("visible", "hidden", "veryHidden"):
        options = ("--columns", str(tmp_path / "columns.toml"))
        assert judged(judge, tmp_path, {"Vendors": VENDORS}, *options, state=state).status == "fail"


def test_a_saved_reading_names_the_sheet(judge: Judge, critmin: Callable[..., Any], tmp_path: Path) -> None:
    assert judged(judge, tmp_path, {"Suppliers": CHINESE}).status == "fail"
    assert critmin("columns", tmp_path / "bom.xlsx", "--save", tmp_path / "columns.toml", "-q").exit_code == 0
    assert tomllib.loads((tmp_path / "columns.toml").read_text("utf-8"))["entities"]["sheet"] == "Suppliers"
    again = judged(judge, tmp_path, {"Suppliers": CHINESE}, "--columns", str(tmp_path / "columns.toml"))
    assert (again.status, "SHEET-READ" in again.codes) == ("fail", False)
