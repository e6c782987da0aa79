"""`--table`: one row for each bill of materials, in text, Parquet and a workbook."""

import csv
import io
import sys
from collections.abc import Callable
from decimal import Decimal
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from boms import IN_TIME, bom, by, supplier, virgin
from random_boms import write_csv

ASKED = ("-d", "2025-06-30", *IN_TIME)
ENDINGS = ("csv", "parquet", "xlsx")
BEGIN_A_FORMULA = "=cmd|'/c calc'!A1"

Rows = list[dict[str, Any]]


@pytest.fixture
def boms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """a fails by a percentage, b by a FEOC of a hostile name, c is open, d passes, e cannot be read, f has no price."""
    folder = tmp_path / "boms"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    write_csv(bom(virgin(value="1.005"), virgin(value="2.0", at="NO")), folder, "a")
    write_csv(bom(by(BEGIN_A_FORMULA), Entities=[supplier(BEGIN_A_FORMULA, government="30")]), folder, "b")
    write_csv(bom(by("Silent"), by("-Other")), folder, "c")
    write_csv(bom(virgin(value="9999999999999999.99")), folder, "d")
    (folder / "e.csv").write_text("nothing,of\nthe,kind\n")
    write_csv(bom(virgin(value="")), folder, "f")
    return folder


def read(path: Path) -> Rows:
    match path.suffix:
        case ".csv":
            return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
        case ".parquet":
            return list(pyarrow.parquet.read_table(path).to_pylist())
    sheet = openpyxl.load_workbook(path)["Verdicts"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.fixture
def table(critmin: Callable[..., Any], boms: Path, tmp_path: Path) -> Callable[[str], Rows]:
    def call(ending: str, *arguments: str) -> Rows:
        path = tmp_path / f"table.{ending}"
        got = critmin("check", "boms", *ASKED, "--table", path, "-q", "-o", tmp_path / "report.txt", *arguments)
        assert (got.exit_code, got.stderr) == (2, "")
        return read(path)

    return call


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_for_each(table: Callable[..., Rows], ending: str) -> None:
    rows = table(ending)
    assert [row["bom"] for row in rows] == [f"boms/{name}.csv" for name in "abcdef"]
    assert [row["verdict"] for row in rows] == ["fail", "fail", "incomplete", "pass", "unreadable", "pass"]
    assert [row["name"] or None for row in rows] == [None] * 6
    assert {row["file"] for row in rows} == {row["bom"] for row in rows}
    assert all(len(row["sha256"]) == 64 for row in rows)


def test_numbers_are_exact_in_each_kind_of_file(table: Callable[..., Rows]) -> None:
    columns = ("percentage", "gap_points", "total_value_usd", "qualifying_value_usd", "low", "amount_usd")
    text, parquet, xlsx = ([[row[c] for c in columns] for row in table(ending)] for ending in ENDINGS)
    assert text[0] == ["33.4442", "-26.5558", "3.00", "1.00", "201/601", "0"]
    assert text[3] == ["100.0000", "40.0000", "9999999999999999.99", "9999999999999999.99", "1", "3750"]
    assert text[4] == [""] * 6
    assert text[5] == ["100.0000", "40.0000", "", "", "1", "3750"]
    decimals = [Decimal(cell) for cell in text[3][:4]]
    assert parquet[3] == [*decimals, "1", 3750]
    assert parquet[4] == [None] * 6
    assert xlsx[0] == [33.4442, -26.5558, 3, 1, "201/601", 0]
    # A spreadsheet program would change the last digits of the number.
    assert xlsx[3] == [100, 40, "9999999999999999.99", "9999999999999999.99", "1", 3750]
    assert xlsx[4] == [None] * 6


def test_several_in_one_cell(table: Callable[..., Rows]) -> None:
    text, parquet, xlsx = (table(ending) for ending in ENDINGS)
    assert (text[2]["open_suppliers"], xlsx[2]["open_suppliers"]) == ("Silent; -Other", "Silent; -Other")
    assert parquet[2]["open_suppliers"] == ["Silent", "-Other"]
    assert parquet[3]["open_suppliers"] == []
    assert text[2]["codes"].split(" ") == xlsx[2]["codes"].split(" ") == parquet[2]["codes"]


def test_nothing_of_a_users_is_a_formula(table: Callable[..., Rows], tmp_path: Path) -> None:
    text, parquet, _ = (table(ending)[1] for ending in ENDINGS)
    assert text["feoc_suppliers"] == "'" + BEGIN_A_FORMULA
    assert parquet["feoc_suppliers"] == [BEGIN_A_FORMULA]
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx")["Verdicts"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    (hostile,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == BEGIN_A_FORMULA]
    assert hostile.quotePrefix


def test_it_begins_like_the_csv_report(critmin: Callable[..., Any], table: Callable[..., Rows], tmp_path: Path) -> None:
    for extra in ([], ["--screening"], ["--scenario", "eu-partner"]):
        rows = table("csv", *extra)
        report = list(csv.DictReader(io.StringIO(critmin("check", "boms", *ASKED, "-f", "csv", *extra).stdout)))
        assert list(rows[0])[: len(report[0])] == list(report[0])
        assert [{name: row[name] for name in report[0]} for row in rows] == report


@pytest.mark.parametrize("ending", ENDINGS)
def test_same_input_same_bytes(table: Callable[..., Rows], tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"table.{ending}"
    made = []
    for jobs in ("1", "2"):
        table(ending, "--jobs", jobs)
        made.append(path.read_bytes())
        path.unlink()
    assert made[0] == made[1]


@pytest.mark.parametrize("ending", ENDINGS)
def test_more_rows_than_are_written_at_once(
    table: Callable[..., Rows], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    whole = table(ending)
    (tmp_path / f"table.{ending}").unlink()
    monkeypatch.setattr("critmin.cli.render.table_file._ROWS_AT_ONCE", 4)
    assert table(ending) == whole


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("table.txt", "ends in .csv, .parquet, .xlsx"),
        ("table", "ends in .csv, .parquet, .xlsx"),
        ("boms/a.csv", "is an input"),
        ("missing/table.csv", "is not a file in an existing folder"),
        ("theirs.csv", "already exists"),
        ("theirs.xlsx", "already exists"),
        ("theirs.parquet", "already exists"),
    ],
)
def test_a_target_that_is_none(critmin: Callable[..., Any], boms: Path, tmp_path: Path, target: str, says: str) -> None:
    for ending in ENDINGS:
        (tmp_path / f"theirs.{ending}").write_text("somebody's,table\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    got = critmin("check", "boms", *ASKED, "--table", target)
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert f"--table {target}" in got.stderr
    assert says in got.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_the_same_file_as_the_report(critmin: Callable[..., Any], boms: Path, tmp_path: Path) -> None:
    got = critmin("check", "boms", *ASKED, "-f", "csv", "-o", "new.csv", "--table", "./new.csv")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "new.csv").exists()


def test_a_table_of_ours_is_written_anew(table: Callable[..., Rows]) -> None:
    assert table("csv") == table("csv")


def test_not_beside_a_workbook(critmin: Callable[..., Any], boms: Path) -> None:
    got = critmin("check", "boms/d.csv", *ASKED, "-f", "xlsx", "-o", "out.xlsx", "--table", "table.csv")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "--table" in got.stderr


def test_parquet_without_what_it_needs(
    critmin: Callable[..., Any], boms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = PathFinder.find_spec
    monkeypatch.setattr(PathFinder, "find_spec", lambda name, *rest: None if name == "pyarrow" else found(name, *rest))
    monkeypatch.delitem(sys.modules, "pyarrow", raising=False)
    got = critmin("check", "boms", *ASKED, "--table", "table.parquet")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert 'pip install "critmin[parquet]"' in got.stderr


def test_an_amount_that_no_decimal_holds(critmin: Callable[..., Any], tmp_path: Path) -> None:
    file = write_csv(bom(virgin(value="", mass_kg="9" * 25, price_usd_per_kg="9" * 25)), tmp_path, "vast")
    for ending, status in (("parquet", 2), ("csv", 0), ("xlsx", 0)):
        path = tmp_path / f"table.{ending}"
        got = critmin("check", file, *ASKED, "--table", path)
        assert (got.exit_code, path.exists()) == (status, status == 0), got.stderr
    assert str(read(tmp_path / "table.xlsx")[0]["total_value_usd"]).startswith("9" * 24)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_too_many_rows_for_a_sheet(
    critmin: Callable[..., Any], boms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("critmin.cli.render.table_file.LAST_ROW", 4)
    got = critmin("check", "boms", *ASKED, "--table", "table.xlsx", "-q")
    assert (got.exit_code, got.stderr.count("\n")) == (2, 1)
    assert "a sheet holds 3 rows" in got.stderr
    assert not (tmp_path / "table.xlsx").exists()


def test_a_configuration_does_not_say_where_to_write(
    critmin: Callable[..., Any], boms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (tmp_path / "critmin.toml").write_text('table = "table.csv"\n')
    got = critmin("check", "boms", *ASKED)
    assert (got.exit_code, (tmp_path / "table.csv").exists()) == (2, False)
    assert "names a file to write" in got.stderr
