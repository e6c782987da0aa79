"""The same bill of materials in every format, encoding and layout is read the same."""

import codecs
import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from boms import Judge, Judged, Tables, bom, supplier, vehicle, virgin, write_xlsb, write_xlsx
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from random_boms import columns_of, write_csv

TABLES = bom(
    virgin(value="300.1", at="NO", processing_country="US", processing_value_added_usd="0.1")
    | {"processing_country_2": "NO", "processing_value_added_usd_2": "0.2"},
    virgin("nickel", value="0.30", at="NA", extraction_entity="Acme"),
    virgin("Fluorspar", value="", at="Côte d'Ivoire"),
    Entities=[supplier("Acme", "KR", "24.9")],
    Steps=[{"line": "2", "step": "processing", "country": "AU", "value_added_usd": "1"}],
    Ownership=[{"owner": "Body", "owned": "Acme", "equity_pct": "1"}],
    Components=[{"component": "cathode electrode", "assembly_country": "US", "entity": "Acme"}],
    Vehicle=vehicle(placed_in_service="2025-06-30", battery_kwh="75", transition_report="yes"),
)


def write_ods(tables: Tables, path: Path) -> Path:
    """A workbook of text cells, but `#N/A` is the error."""
    document = OpenDocumentSpreadsheet()
    for name, rows in tables.items():
        table = Table(name=name)
        columns = columns_of(rows)
        for values in [columns, *([row.get(column, "") for column in columns] for row in rows)]:
            row = TableRow()
            for value in values:
                error = {"formula": "of:=NA()", "stringvalue": ""} if value == "#N/A" else {}
                cell = TableCell(valuetype="string", **error)
                cell.addElement(P(text=value))
                row.addElement(cell)
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def write_dates(tables: Tables, path: Path) -> Path:
    """The workbook with the spreadsheet program's own dates instead of text."""
    write_xlsx(tables, path)
    book = openpyxl.load_workbook(path)
    for row in book["Vehicle"].iter_rows():
        if row[0].value == "placed_in_service":
            row[1].value = datetime.datetime(2025, 6, 30)  # noqa: DTZ001
    book.save(path)
    return path


def without_file(got: Judged) -> dict[str, object]:
    return {name: part for name, part in got.report.items() if name != "bom"} | {"lines": got.report["bom"]["lines"]}


def as_csv(judge: Judge) -> dict[str, object]:
    """The report on TABLES as a CSV with its companions; something is known and something unknown in each sheet."""
    report = without_file(judge(TABLES))
    assert report["lines"] == 3
    return report


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("book.xlsx", write_xlsx),
        ("book.xlsm", write_xlsx),
        ("book.ods", write_ods),
        ("book.xlsb", write_xlsb),
        ("dates.xlsx", write_dates),
    ],
)
def test_workbooks(judge: Judge, tmp_path: Path, name: str, write: Callable[[Tables, Path], Path]) -> None:
    assert without_file(judge(write(TABLES, tmp_path / name))) == as_csv(judge)


@pytest.mark.parametrize(
    ("delimiter", "suffix", "encoding", "newline"),
    [
        (",", ".csv", "utf-8", "\n"),
        (",", ".csv", "utf-8-sig", "\r\n"),
        (";", ".csv", "utf-8", "\r\n"),
        ("\t", ".tsv", "utf-8", "\n"),
        ("\t", ".csv", "utf-16", "\n"),
        (",", ".csv", "utf-16-be-sig", "\n"),
    ],
)
def test_text_tables(judge: Judge, tmp_path: Path, delimiter: str, suffix: str, encoding: str, newline: str) -> None:
    expected = as_csv(judge)
    write_csv(TABLES, tmp_path, "text")
    for path in list(tmp_path.glob("text*.csv")):
        text = path.read_text(encoding="utf-8").replace(",", delimiter).replace("\r\n", "\n").replace("\n", newline)
        path.unlink()
        content = (
            codecs.BOM_UTF16_BE + text.encode("utf-16-be") if encoding == "utf-16-be-sig" else text.encode(encoding)
        )
        path.with_suffix(suffix).write_bytes(content)
    assert without_file(judge(tmp_path / f"text{suffix}")) == expected


@pytest.mark.parametrize("material", ["a powder; grade A; lot 7", "a\tb\tc\td", "one, two, three"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_delimiters_inside_a_cell(judge: Judge, tmp_path: Path, material: str, delimiter: str) -> None:
    row = delimiter.join(["Li", "5", f'"{material}"'])
    (tmp_path / "inside.csv").write_text(f"{delimiter.join(['mineral', 'value_usd', 'material'])}\n{row}\n")
    got = judge(tmp_path / "inside.csv", "-d", "2024-06-30")
    assert got.minerals["chains"][0]["material"] == material


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Battery pack 7\n\nAll values in USD\n",
        "Supplier,Date\nAcme,2024-01-01\n\n",
        ",,\n" * 40,
    ],
)
def test_a_title_above_the_header(judge: Judge, tmp_path: Path, above: str) -> None:
    (tmp_path / "titled.csv").write_text(above + "Mineral,VALUE USD,Extraction-Country\nLi,5,US\nNi,5,NO\n")
    got = judge(tmp_path / "titled.csv", "-d", "2024-06-30")
    assert (got.report["bom"]["lines"], got.minerals["total_value_usd"]) == (2, "10.00")
    first = above.count("\n") + 2
    assert [c["line"] for c in got.minerals["chains"]] == [str(first), str(first + 1)]
    assert got.minerals["chains"][0]["cells"]["value"] == f"BOM!B{first}"


def test_columns_in_any_order_and_of_ones_own(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("note,processing country,Remarks,MINERAL\nx,US,y,Li\n")
    got = judge(tmp_path / "own.csv", "-d", "2024-06-30")
    assert got.span == ("1", "1")
    assert [f["cells"] for f in got.report["findings"] if f["code"] == "COLUMN-UNUSED"] == [["BOM!A1"], ["BOM!C1"]]


def test_non_breaking_spaces_and_full_width_digits(judge: Judge) -> None:
    got = judge(bom(virgin(value="\u00a05\u00a0", at="\u00a0United\u00a0States ")), "-d", "2024-06-30")
    assert (got.minerals["total_value_usd"], got.span) == ("5.00", ("1", "1"))


def test_a_spreadsheets_double_is_taken_by_its_shortest_text(judge: Judge, tmp_path: Path) -> None:
    lines = [virgin(value="0.1")] * 8 + [virgin(value="0.1", at="NO")] * 2
    path = write_xlsx(bom(*lines), tmp_path / "tenths.xlsx")
    got = judge(path, "-d", "2027-01-01", "-a", "2025-09-30")
    assert (got.status, got.minerals["exact"]) == ("pass", "4/5")


@pytest.mark.parametrize(("name", "write"), [("book.ods", write_ods), ("book.xlsb", write_xlsb)])
@pytest.mark.parametrize(
    ("tables", "cell"),
    [
        (bom(virgin(value="#N/A")), "BOM!C2"),
        (bom(virgin(), Entities=[supplier("Acme", designation="#N/A")]), "Entities!G2"),
    ],
)
def test_an_error_cell_is_not_an_empty_one(
    judge: Judge, tmp_path: Path, tables: Tables, cell: str, name: str, write: Callable[[Tables, Path], Path]
) -> None:
    got = judge(write(tables, tmp_path / name), "-d", "2024-06-30")
    assert (got.exit_code, got.finding("CELL-ERROR")["cells"]) == (2, [cell])


def test_one_sheet_needs_no_name_and_any_sheet_may_be_named(judge: Judge, tmp_path: Path) -> None:
    alone = write_xlsx({"Parts": bom(virgin())["BOM"]}, tmp_path / "alone.xlsx")
    assert judge(alone, "-d", "2024-06-30").report["bom"]["sheet"] == "Parts"
    tables = {"Pack A": bom(virgin())["BOM"], "pack b": bom(virgin(at="NO"))["BOM"]}
    several = write_xlsx(tables, tmp_path / "several.xlsx")
    assert judge(several, "-d", "2024-06-30", "--sheet", "Pack B").span == ("0", "0")


def test_sheet_names_without_regard_to_case(judge: Judge, tmp_path: Path) -> None:
    tables = {name.upper() + " " * (name == "Steps"): rows for name, rows in TABLES.items()}
    got = judge(write_xlsx(tables, tmp_path / "loud.xlsx"))
    assert (got.status, got.span) == (judge(TABLES).status, judge(TABLES).span)


def test_same_input_same_bytes(critmin: Callable[..., object], tmp_path: Path) -> None:
    path = write_csv(TABLES, tmp_path, "pack")
    first, second = (critmin("check", str(path), "-f", "json") for _ in range(2))
    assert first == second
    assert str(tmp_path) not in first.stdout  # type: ignore[attr-defined]
