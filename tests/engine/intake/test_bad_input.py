"""What cannot be read is refused in one line that names the file or the cell, and what was expected (contract.md 5)."""

import codecs
import io
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged, Tables, bom, supplier, vehicle, virgin, write_xlsx

PLACED = ("-d", "2024-06-30")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(got: Judged) -> str:
    """The one reason why the file is not read."""
    assert (got.exit_code, got.status) == (2, "unreadable")
    (found,) = [f for f in got.report["findings"] if f["severity"] == "error"]
    assert found["message"].isprintable() and found["remedy"]
    return str(found["code"])


def workbook(*sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        book.create_sheet(name).append(["mineral", "value_usd"])
    book.worksheets[0].append(["Li", 1])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(name, "text")
    return content.getvalue()


# Files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "FILE-EMPTY"),
        ("empty.csv", b"", "FILE-EMPTY"),
        ("blank.csv", b" \r\n\r\n", "FILE-EMPTY"),
        ("paper.xlsx", b"%PDF-1.7\n1 0 obj", "FILE-NOT-A-SPREADSHEET"),
        ("table.xlsx", b"mineral,value_usd\nLi,1\n", "FILE-NOT-A-SPREADSHEET"),
        ("archive.xlsx", archive("readme.txt"), "FILE-NOT-A-SPREADSHEET"),
        ("truncated.xlsx", workbook("BOM")[:2000], "FILE-NOT-A-SPREADSHEET"),
        ("header.xlsx", b"PK\x03\x04", "FILE-NOT-A-SPREADSHEET"),
        ("damaged.xls", OLE + bytes(2000), "FILE-NOT-A-SPREADSHEET"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "FILE-NOT-A-SPREADSHEET"),
        ("binary.csv", b"mineral\0value_usd", "FILE-NOT-A-SPREADSHEET"),
        ("protected.xlsx", OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le"), "FILE-PASSWORD"),
        ("latin.csv", "mineral,material\nLi,Größe\n".encode("latin-1"), "FILE-ENCODING"),
        ("columns.toml", b'[bom.columns]\n"Stoff" = "mineral"\n', "FILE-NOT-A-SPREADSHEET"),
        ("quote.csv", b'mineral,material\nLi,"a powder\nNi,foil\n', "FILE-TRUNCATED"),
    ],
)
def test_a_file_that_is_no_spreadsheet(judge: Judge, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    got = judge(path, *PLACED)
    assert refused(got) == code
    assert name in got.report["findings"][0]["message"]


def test_no_absolute_path_of_the_machine_is_shown(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert str(tmp_path) not in judge(tmp_path / "empty.csv", *PLACED).report["findings"][0]["message"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("missing.xlsx", ""),
        ("nrothfield.xlsx", "; did you mean northfield.xlsx?"),
        ("northfield.csv", "; did you mean northfield.xlsx?"),
        ("notes on northfield.xlsx", ""),
        ("nowhere/northfield.xlsx", ""),
    ],
)
def test_a_file_that_is_not_there(judge: Judge, tmp_path: Path, name: str, hint: str) -> None:
    for other in ("northfield.xlsx", "northfield.txt", "pack.csv"):
        (tmp_path / other).touch()
    (found,) = judge(tmp_path / name, *PLACED).report["findings"]
    message = f"{PurePath(name).name}: No such file or directory{hint}"
    assert (found["code"], found["message"], "URL" in found["remedy"]) == ("FILE-MISSING", message, False)


@pytest.mark.parametrize(
    ("sheets", "arguments", "code", "said"),
    [
        (("Parts", "Other"), (), "SHEET-MISSING", "Parts, Other"),
        (("BOM",), ("--sheet", "Pack"), "SHEET-MISSING", "BOM"),
        (("Parts", "BOM"), (), "NO-LINES", "BOM"),
    ],
)
def test_sheets(
    judge: Judge, tmp_path: Path, sheets: tuple[str, ...], arguments: tuple[str, ...], code: str, said: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(*sheets))
    got = judge(path, *PLACED, *arguments)
    assert refused(got) == code
    assert said in got.report["findings"][0]["message"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a,b\n1,2\n", "HEADER-MISSING", ['"a", "b"', "mineral"]),
        (
            "Mineral,chemistry,kg_per_kwh\nLi,NMC 811,1\n",
            "HEADER-MISSING",
            [
                'Row 1 has "Mineral", and also "chemistry", "kg_per_kwh"; also required: ',
                "value_usd",
                "extraction_country",
            ],
        ),
        ("Mineral,valeu_usd,x,y\nLi,1,2,3\n", "HEADER-MISSING", ['has "Mineral", and also', "looks like value_usd"]),
        ("A list\nMaterial,x,y,z\nLi,1,2,3\n", "HEADER-MISSING", ['Row 2 has "Material", and also "x", "y", "z"']),
        ("Land der Raffination,x\nChina,1\n", "HEADER-MISSING", ['"Land der Raffination"', "also required: mineral"]),
        ("line,value_usd,minerql\n1,2,Li\n", "COLUMN-MISSING", ['"minerql" looks like mineral']),
        ("line,value_usd,Mine,minerql\n1,2,X,Li\n", "COLUMN-MISSING", ['"minerql" looks like mineral']),
        ("mineral,value_usd,Value USD\nLi,1,2\n", "COLUMN-TWICE", ["value_usd", "BOM!B1", "BOM!C1"]),
        ("mineral,processing_country,processing_country_1\nLi,US,US\n", "COLUMN-TWICE", ["BOM!B1", "BOM!C1"]),
        ("mineral,value_usd\n", "NO-LINES", ["BOM"]),
        ("mineral,value_usd\n , \n,\n", "NO-LINES", ["BOM"]),
    ],
)
def test_header(judge: Judge, tmp_path: Path, text: str, code: str, said: list[str]) -> None:
    path = tmp_path / "bom.csv"
    path.write_text(text, encoding="utf-8")
    got = judge(path, *PLACED)
    assert refused(got) == code
    message = got.report["findings"][0]["message"]
    assert all(part in message for part in said) and '"Mineral" looks like mineral' not in message
    assert '"Mine" looks like' not in message


CAUSES = "Pos.,mineral,value_usd,extraction_country,processing_country,remark\n1,lithium,five,Atlantis,US,x\n"


def test_causes_are_errors_and_no_notes(judge: Judge, critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Beside an error stand a note on headings and a warning; neither is why the file cannot be read."""
    (tmp_path / "other.csv").write_text(CAUSES, encoding="utf-8")
    (tmp_path / "pack.csv").write_text(CAUSES + "2,lithium,1,US,US,x\n2,lithium,1,US,US,x\n", encoding="utf-8")
    got = judge(tmp_path / "pack.csv", *PLACED)
    severities = [found["severity"] for found in got.report["findings"]]
    assert set(severities) == {"error", "warning", "note"} and severities == sorted(severities, key=SEVERITIES.index)
    assert set(got.report["verdict"]["findings"]) == {"NUMBER-UNREADABLE", "COUNTRY-UNKNOWN"}
    run = critmin("check", str(tmp_path / "pack.csv"), str(tmp_path / "other.csv"), *PLACED)
    table = run.stdout.partition("\nUnreadable\n")[2].partition("\n\n")[0]
    assert "NUMBER-UNREADABLE" in table and "LINE-TWICE" not in table and "COLUMN" not in table
    junit = critmin("check", str(tmp_path / "pack.csv"), *PLACED, "-f", "junit").stdout
    cause = junit[junit.index("<error") : junit.index("</error>")]
    assert "NUMBER-UNREADABLE" in cause and "warning" not in cause and "note" not in cause
    for command in ("levers", "horizon"):
        told = critmin(command, str(tmp_path / "pack.csv"), *PLACED[: 2 * (command == "levers")]).stdout
        assert 0 < told.index("error  ") < told.index("warning  ") < told.index("note  ")


SEVERITIES = ["error", "warning", "note"]


@pytest.mark.parametrize(("heading", "column"), [("Mine", "extraction_entity"), ("Refiner", "processing_entity")])
def test_a_second_column_that_says_the_same_is_passed_over(judge: Judge, heading: str, column: str) -> None:
    lines = [virgin(**{column: "Bexley", heading: "Bexley"}), virgin("nickel", **{column: "Bexley", heading: ""})]
    got = judge(bom(*lines), *PLACED)
    assert (got.status, got.finding("COLUMN-SECOND")["cells"]) == ("pass", ["BOM!H1"])
    for other in ("Ganfeng", "Bexley China"):
        differs = judge(bom(*lines, virgin("cobalt", **{column: "Bexley", heading: other})), *PLACED)
        assert refused(differs) == "COLUMN-TWICE"


def test_a_near_column_name_is_never_taken_silently(judge: Judge) -> None:
    got = judge(bom(virgin(processing_contry="CN")), *PLACED)
    found = got.finding("COLUMN-TWICE")
    assert (got.exit_code, found["severity"], found["cells"]) == (2, "error", ["BOM!E1", "BOM!G1"])
    near = judge(bom(virgin(matrial="powder")), *PLACED).finding("COLUMN-NEAR")
    assert (near["severity"], '"matrial" is read as material' in near["message"]) == ("warning", True)


# Cells --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["value_usd", "processing_value_added_usd"])
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.234,50", "NUMBER-UNREADABLE"),
        ("1,5", "NUMBER-UNREADABLE"),
        ("$5 kg", "NUMBER-UNREADABLE"),
        ("five", "NUMBER-UNREADABLE"),
        ("nan", "NUMBER-UNREADABLE"),
        ("NaN", "NUMBER-UNREADABLE"),
        ("inf", "NUMBER-UNREADABLE"),
        ("-Infinity", "NUMBER-UNREADABLE"),
        ("1e31", "NUMBER-UNREADABLE"),
        ("1e-31", "NUMBER-UNREADABLE"),
        ("1e999999999999", "NUMBER-UNREADABLE"),
        ("1_000", "NUMBER-UNREADABLE"),
        ("0x10", "NUMBER-UNREADABLE"),
        ("5" * 101, "NUMBER-UNREADABLE"),
        ("-1", "NUMBER-NEGATIVE"),
        ("-1e-30", "NUMBER-NEGATIVE"),
    ],
)
def test_a_number_that_is_none(judge: Judge, column: str, written: str, code: str) -> None:
    row = {"line": "1", "mineral": "Li", column: written}
    got = judge({"BOM": [row]}, *PLACED)
    assert (got.exit_code, got.status) == (2, "unreadable")
    found = got.finding(code)
    assert found["cells"] == ["BOM!C2"]
    assert column in found["message"] and written[:60] in found["message"] and "expected" in found["message"]


@pytest.mark.parametrize("written", ["1e30", "1e-30", "0", "+5", "5.", ".5", "1E3", " 7 ", "5" * 100])
def test_a_number_at_the_edge(judge: Judge, written: str) -> None:
    assert judge(bom(virgin(value=written)), *PLACED).status in ("pass", "incomplete")


@pytest.mark.parametrize(
    ("tables", "code", "cell", "said"),
    [
        (bom(virgin("Lithum")), "MINERAL-UNKNOWN", "BOM!B2", "lithium"),
        (bom(virgin("NMC811")), "MATERIAL-NO-MINERAL", "BOM!B2", "lithium, nickel, manganese, cobalt"),
        (bom(virgin("lithum", material="NMC811")), "MINERAL-UNKNOWN", "BOM!B2", "lithium"),
        (bom(virgin("")), "MINERAL-MISSING", "BOM!B2", "does not name a mineral"),
        (bom(virgin("unknown")), "MINERAL-MISSING", "BOM!B2", "does not name a mineral"),
        (bom(virgin(), Vehicle=vehicle(acquired="31.01.2024")), "DATE-UNREADABLE", "Vehicle!B2", "write 2024-01-31"),
        (bom(virgin(), Vehicle=vehicle(acquired="06/30/2024")), "DATE-UNREADABLE", "Vehicle!B2", "write 2024-06-30"),
        (
            bom(virgin(), Vehicle=vehicle(acquired="06/07/2024")),
            "DATE-UNREADABLE",
            "Vehicle!B2",
            "write 2024-06-07 or 2024-07-06",
        ),
        (bom(virgin(), Vehicle=vehicle(report_date="2024")), "DATE-UNREADABLE", "Vehicle!B2", "2025-01-31"),
        (bom(virgin(), Vehicle=vehicle(msrp_usd="50k")), "NUMBER-UNREADABLE", "Vehicle!B2", "number"),
        (bom(virgin(), Entities=[supplier("A", government="100.01")]), "SHARE-OUT-OF-RANGE", "Entities!D2", "0 to 100"),
        (bom(virgin(), Entities=[supplier("A", government="-1")]), "SHARE-OUT-OF-RANGE", "Entities!D2", "0 to 100"),
        (bom(virgin(), Entities=[supplier("A", government="most")]), "NUMBER-UNREADABLE", "Entities!D2", "number"),
        (bom(virgin(), Entities=[supplier("A", government="none")]), "NUMBER-UNREADABLE", "Entities!D2", "write 0 if"),
        (bom(virgin(), Entities=[supplier("A", government="Keine")]), "NUMBER-UNREADABLE", "Entities!D2", "write 0 if"),
        (bom(virgin(), Entities=[supplier("A"), supplier(" a ")]), "ENTITY-TWICE", "Entities!A3", "two rows"),
        (
            bom(virgin(), Ownership=[{"owner": "A", "owned": "B", "equity_pct": "101"}]),
            "SHARE-OUT-OF-RANGE",
            "Ownership!C2",
            "0 to 100",
        ),
        (bom(virgin(), Steps=[{"line": "7", "step": "processing"}]), "STEP-OF-NO-LINE", "Steps!A2", '"7"'),
        (bom(virgin(), Steps=[{"line": "1", "step": "smelting"}]), "STEP-UNKNOWN", "Steps!B2", "extraction"),
        (
            bom(virgin(line="A"), virgin(line="A"), Steps=[{"line": "A", "step": "processing", "country": "US"}]),
            "STEP-OF-TWO-LINES",
            "Steps!A2",
            '"A"',
        ),
    ],
)
def test_a_cell_that_leaves_nothing_to_judge(judge: Judge, tables: Tables, code: str, cell: str, said: str) -> None:
    got = judge(tables, *PLACED)
    assert (got.exit_code, got.status) == (2, "unreadable")
    found = [f for f in got.report["findings"] if f["code"] == code]
    assert found and cell in found[0]["cells"] and said in found[0]["message"]
    assert found[0]["severity"] == "error"


@pytest.mark.parametrize(
    ("tables", "code", "severity", "cell", "said"),
    [
        (bom(virgin(processing_country="Austrlia")), "COUNTRY-UNKNOWN", "error", "BOM!E2", "Australia"),
        (bom(virgin(at="NA")), "COUNTRY-BY-CODE", "note", "BOM!D2", "Namibia"),
        (bom(virgin(line="A"), virgin(line="A")), "LINE-TWICE", "warning", "BOM!A3", '"A"'),
        (
            bom(virgin(), Entities=[{"entity": "A", "government_votes_pct": "0.25"}]),
            "SHARE-SMALL",
            "warning",
            "Entities!B2",
            "write 0.25% if that is meant, or 25%",
        ),
        (
            bom(virgin(extraction_entity="B"), Entities=[supplier("A")]),
            "ENTITY-NOT-LISTED",
            "warning",
            "BOM!G2",
            '"B"',
        ),
        (bom(virgin(extraction_value_added_usd="101")), "VALUE-ADDED-ABOVE-VALUE", "warning", "BOM!G2", "$101, more"),
        (bom(virgin(impracticable_to_trace="maybe")), "FLAG-UNCLEAR", "warning", "BOM!G2", "yes or no"),
        (bom(virgin(role="cathode stuff")), "ROLE-UNKNOWN", "warning", "BOM!G2", "cathode_active"),
        (bom(virgin(component="widget")), "COMPONENT-UNKNOWN", "warning", "BOM!G2", "counts"),
        (bom(virgin(), Vehicle=vehicle(colour="red")), "FIELD-UNKNOWN", "warning", "Vehicle!A2", "placed_in_service"),
        (bom(virgin(), Vehicle=vehicle(vehicle_class="boat")), "CLASS-UNKNOWN", "warning", "Vehicle!B2", "pickup"),
    ],
)
def test_a_cell_that_is_pointed_out(
    judge: Judge, tables: Tables, code: str, severity: str, cell: str, said: str
) -> None:
    got = judge(tables, *PLACED)
    assert got.status in ("pass", "fail")
    found = got.finding(code)
    assert found["severity"] == severity
    assert cell in found["cells"] and said in found["message"]


@pytest.mark.parametrize(
    ("saved", "code"),
    [("=1+1", "CELL-FORMULA"), ("=SUM(D1:D9)", "CELL-FORMULA"), ("#N/A", "CELL-ERROR"), ("#REF!", "CELL-ERROR")],
)
@pytest.mark.parametrize("cell", ["B2", "C2", "D2", "F2"])
def test_a_cell_without_a_usable_value(judge: Judge, tmp_path: Path, cell: str, saved: str, code: str) -> None:
    path = write_xlsx(bom(virgin(), virgin()), tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["BOM"][cell] = saved
    if code == "CELL-ERROR":
        book["BOM"][cell].data_type = "e"
    book.save(path)
    got = judge(path, *PLACED)
    assert (got.exit_code, got.status) == (2, "unreadable")
    assert got.finding(code)["cells"] == [f"BOM!{cell}"]


def test_all_problems_of_all_sheets_in_one_go(judge: Judge) -> None:
    tables = bom(
        virgin("Lithum"),
        virgin(value="1.234,50", processing_country="Atlantis"),
        virgin(value="-3"),
        Steps=[{"line": "9", "step": "processing"}, {"line": "1", "step": "smelting"}],
        Entities=[supplier("A", government="101"), supplier("A")],
        Ownership=[{"owner": "A", "owned": "", "equity_pct": "10"}],
        Vehicle=vehicle(placed_in_service="soon"),
    )
    got = judge(tables)
    assert got.exit_code == 2
    assert {
        "MINERAL-UNKNOWN",
        "NUMBER-UNREADABLE",
        "COUNTRY-UNKNOWN",
        "NUMBER-NEGATIVE",
        "STEP-OF-NO-LINE",
        "STEP-UNKNOWN",
        "SHARE-OUT-OF-RANGE",
        "ENTITY-TWICE",
        "HOLDING-OF-NOTHING",
        "DATE-UNREADABLE",
    } <= got.codes
    assert set(got.report["verdict"]["findings"]) == got.codes


def test_all_problems_of_a_line_whose_mineral_is_not_known(judge: Judge) -> None:
    got = judge(bom(virgin("Lithum", value="1.234,50", processing_country="Atlantis")), *PLACED)
    assert {"MINERAL-UNKNOWN", "NUMBER-UNREADABLE", "COUNTRY-UNKNOWN"} <= got.codes


def test_the_same_problem_in_many_cells_is_one_finding(judge: Judge) -> None:
    got = judge(bom(*[virgin(value="five")] * 3), *PLACED)
    assert got.finding("NUMBER-UNREADABLE")["cells"] == ["BOM!C2", "BOM!C3", "BOM!C4"]


def test_no_date_placed_in_service(judge: Judge) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(model_year="2024")))
    assert refused(got) == "DATE-MISSING"


@pytest.mark.parametrize("sheet", ["entities", "steps", "ownership", "components", "vehicle"])
def test_a_companion_that_cannot_be_read_is_named(judge: Judge, tmp_path: Path, sheet: str) -> None:
    (tmp_path / "pack.csv").write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    (tmp_path / f"pack.{sheet}.csv").write_bytes(codecs.BOM_UTF8 + b"\xff\xfe\xfd")
    got = judge(tmp_path / "pack.csv", *PLACED)
    assert refused(got) == "FILE-ENCODING"
    assert f"pack.{sheet}.csv" in got.report["findings"][0]["message"]
