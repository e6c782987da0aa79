"""A columns file fixes the reading of a spreadsheet (docs/untidy-files.md)."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Judge
from layouts import COLUMNS, LAYOUTS, LINES, plain, without_addresses

DAY = ("-d", "2024-06-30")
FOREIGN = "Erz;Preis;Menge;Land A;Land B;Firma;Firma\n"
AS_IT_IS = """
[bom.columns]
"Erz" = "mineral"
"Preis" = { column = "price_usd_per_kg", unit = "USD/t" }
"Menge" = { column = "mass_kg", unit = "g" }
"Land A" = "extraction_country"
"Land B" = "processing_country"
"column F" = "extraction_entity"
"column G" = "processing_entity"
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_headings_that_mean_nothing_here(judge: Judge, written: Callable[[str, str], Path]) -> None:
    bom = written("bom.csv", FOREIGN + "Li;91240;2000;CL;KR;Salar;Han\nNi;16850;500;ID;NO;Ore;Fjord\n")
    got = judge(bom, *DAY, "--columns", str(written("columns.toml", AS_IT_IS)))
    assert got.status == "pass", got.report["findings"]
    assert [c["value_usd"] for c in got.minerals["chains"]] == ["182.48", "8.42"]
    assert got.span == ("18248/19091", "18248/19091") or got.minerals["exact"] == got.span[0]
    assert {o["country"] for o in got.minerals["origins"]} == {"CL", "KR", "ID", "NO"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[bom", "is not valid TOML"),
        ("[bmo]\n", "bmo"),
        ('[bom]\nshet = "A"\n', "shet"),
        ('[bom.columns]\nErz = "minreal"\n', "did you mean mineral?"),
        ('[bom.columns]\nErz = { column = "mass_kg", unit = "stone" }\n', "stone"),
        ("[bom.columns]\nErz = 5\n", "columns"),
        ('decimals = "dot"\n', "dot"),
        ("[bom]\nheader = 0\n", "header is 0"),
        ("[bom]\nheader = [4, 6]\n", "[4, 6]"),
    ],
)
def test_a_columns_file_that_says_nothing_is_refused_in_one_line(
    critmin: Callable[..., Any], tmp_path: Path, written: Callable[[str, str], Path], text: str, said: str
) -> None:
    result = critmin("check", plain(tmp_path / "bom"), *DAY, "--columns", written("columns.toml", text))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "columns.toml" in result.stderr and said in result.stderr


def test_a_columns_file_that_is_not_there(critmin: Callable[..., Any], tmp_path: Path) -> None:
    result = critmin("check", plain(tmp_path / "bom"), *DAY, "--columns", tmp_path / "none.toml")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "No such file" in result.stderr


def test_the_header_named_by_the_file(judge: Judge, written: Callable[[str, str], Path]) -> None:
    header, line = ",".join(COLUMNS), ",".join(str(cell) for cell in LINES[0])
    bom = written("bom.csv", f"{header}\n{line}\n\nremarks,{header}\nnone,{line}\n")
    assert judge(bom, *DAY).codes == {"TABLES-SEVERAL"}
    got = judge(bom, *DAY, "--columns", str(written("columns.toml", "[bom]\nheader = 4\n")))
    assert [c["line"] for c in got.minerals["chains"]] == ["C1"]
    empty = judge(bom, *DAY, "--columns", str(written("columns.toml", "[bom]\nheader = 3\n")))
    assert empty.codes == {"HEADER-MISSING"}


@pytest.mark.parametrize(
    ("mapped", "hint"),
    [
        ("Elment", '; did you mean "Element"?'),
        ("element_", '; did you mean "Element"?'),
        ("Farbe", ""),
        ("mineral", ""),
    ],
)
def test_a_heading_that_is_not_there_is_the_first_warning(
    judge: Judge, written: Callable[[str, str], Path], mapped: str, hint: str
) -> None:
    bom = written("bom.csv", "Element,value_usd,Remarks,Owner\nLi,10,x,y\n")
    got = judge(bom, *DAY, "--columns", str(written("columns.toml", f'[bom.columns]\n"{mapped}" = "mineral"\n')))
    warning = next(found for found in got.report["findings"] if found["severity"] == "warning")
    says = f'the columns file maps "{mapped}", which the sheet BOM does not have{hint}'
    assert (warning["code"], warning["message"]) == ("COLUMN-NOT-THERE", says)


def test_a_column_that_the_file_leaves_out(judge: Judge, tmp_path: Path, written: Callable[[str, str], Path]) -> None:
    file = written("columns.toml", '[bom.columns]\n"processing_country" = ""\n"Farbe" = ""\n')
    got = judge(plain(tmp_path / "bom"), *DAY, "--columns", str(file))
    assert "COLUMN-NOT-THERE" in got.codes
    assert got.status == "incomplete"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_saved_reading_reads_the_same(judge: Judge, critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    write, arguments, _ = LAYOUTS[name]
    bom, file = write(tmp_path / "bom"), tmp_path / "columns.toml"
    saved = critmin("columns", bom, *arguments, "--save", file, "-q")
    assert saved.exit_code == 0, saved.stdout
    assert tomllib.loads(file.read_text("utf-8"))["bom"]["columns"]
    first, again = judge(bom, *DAY, *arguments), judge(bom, *DAY, *arguments, "--columns", str(file))
    assert without_addresses(again.report) == without_addresses(first.report)
    assert not {"COLUMN-READ", "COLUMN-NEAR"} & again.codes
    assert critmin("columns", bom, *arguments, "--columns", file, "--save", tmp_path / "2.toml", "-q").exit_code == 0
    assert (tmp_path / "2.toml").read_text("utf-8") == file.read_text("utf-8")
