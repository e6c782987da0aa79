"""A column that is not read and holds places of work leaves no bill of materials to judge, let alone a pass."""

from pathlib import Path

import openpyxl
import pytest
from boms import Judge, Tables, bom, by, supplier, virgin, write_xlsx
from critmin.engine.intake.files.sheet import Sheet
from critmin.engine.intake.tables.header_columns import Header, HeaderColumn
from critmin.engine.intake.tables.unread_columns import UnreadColumns
from critmin.engine.model.findings import Findings


def header(*headings: str) -> Header:
    columns = (HeaderColumn(index=at, cell=f"BOM!{'AB'[at]}1", heading=text) for at, text in enumerate(headings))
    return Header(1, 1, tuple(columns), len(headings))


PLACED = ("-d", "2025-06-30", "-a", "2025-06-01")
PART = {"component": "separator", "assembly_country": "US", "feoc_attestation": "ATT-1"}


def line(heading: str, cell: str) -> Tables:
    return bom(virgin() | {heading: cell})


def entity(heading: str, cell: str) -> Tables:
    return bom(by("Acme"), Entities=[supplier("Acme") | {heading: cell}])


def part(heading: str, cell: str) -> Tables:
    return bom(virgin(), Components=[PART | {heading: cell}])


def step(heading: str, cell: str) -> Tables:
    return bom(virgin(), Steps=[{"line": "1", "step": "processing", "country": "US", heading: cell}])


def holding(heading: str, cell: str) -> Tables:
    owned = {"owner": "Jane Doe", "owned": "Acme", "equity_pct": "100", "votes_pct": "100", "board_pct": "100"}
    return entity("", "") | {"Ownership": [owned | {heading: cell}]}


@pytest.mark.parametrize(
    ("tables", "cells"),
    [
        (line("processing site", "China"), ["BOM!G1", "BOM!G2"]),
        (line("processing plant", "China"), ["BOM!G1", "BOM!G2"]),
        (line("Processing plant location", "China"), ["BOM!G1", "BOM!G2"]),
        (line("extraction site", "Russia"), ["BOM!G1", "BOM!G2"]),
        (line("recycling plant", "Hong Kong"), ["BOM!G1", "BOM!G2"]),
        (line("Processing stage 2", "China"), ["BOM!G1", "BOM!G2"]),
        (line("COO", "CN"), ["BOM!G1", "BOM!G2"]),
        (line("country", " China "), ["BOM!G1", "BOM!G2"]),
        (line("supplier country", "PRC"), ["BOM!G1", "BOM!G2"]),
        (line("Land 2", "Volksrepublik China"), ["BOM!G1", "BOM!G2"]),
        (line("precursor_country", "中国"), ["BOM!G1", "BOM!G2"]),
        (line("plant location", "Ganzhou, China"), ["BOM!G1", "BOM!G2"]),
        (line("Ort", "Çin"), ["BOM!G1", "BOM!G2"]),  # in a language that is loaded for headings of places only
        (line("made by whom", "Macau"), ["BOM!G1", "BOM!G2"]),
        (line("", "China"), ["BOM!G2"]),
        # any country, below a word for a step
        (line("processing site", "Germany"), ["BOM!G1", "BOM!G2"]),
        (line("精炼 2 地址", "Japan"), ["BOM!G1", "BOM!G2"]),
        # other sheets
        (step("plant", "China"), ["Steps!D1", "Steps!D2"]),
        (part("assembly site", "China"), ["Components!D1", "Components!D2"]),
        (part("place of manufacture", "China"), ["Components!D1", "Components!D2"]),
        (part("Land", "China"), ["Components!D1", "Components!D2"]),
        (entity("HQ 2", "China"), ["Entities!G1", "Entities!G2"]),
        (entity("parent country", "China"), ["Entities!G1", "Entities!G2"]),
        (holding("owner's country", "China"), ["Ownership!F1", "Ownership!F2"]),
    ],
)
def test_a_column_of_places_that_is_not_read(judge: Judge, tables: Tables, cells: list[str]) -> None:
    got = judge(tables, *PLACED)
    found = got.finding("COLUMN-OF-PLACES")
    assert (got.exit_code, got.status, found["cells"]) == (2, "unreadable", cells)


@pytest.mark.parametrize(
    "tables",
    [
        line("Remarks", "shipped via China"),
        line("Remarks", "checked, not made in China"),
        line("Remarks", "mo"),
        line("Remarks", "156"),
        line("Remarks", "Japan"),
        line("Country", "Japan"),
        line("Recycled content", "NO"),
        line("Processing done", "No"),
        line("Processing lot", "NA"),
        line("Processing plant", "Plant 3"),
        line("Processing lot", "036"),
        line("Colour", "China white"),
        part("Colour", "Japan"),
        entity("Contact", "Ms. Chinah"),
        bom(virgin()) | {"Vehicle": [{"field": "model", "value": "M", "remarks": "China"}]},
    ],
)
def test_a_column_of_something_else(judge: Judge, tables: Tables) -> None:
    got = judge(tables, *PLACED)
    assert ("COLUMN-OF-PLACES" in got.codes, got.status) == (False, "pass")


@pytest.mark.parametrize("heading", ["processing site", "Refiner / processor"])
def test_what_it_says(judge: Judge, heading: str) -> None:
    lines = [virgin() | {heading: where} for where in ("US", "China", "Ulsan, South Korea", "China", "Chile")]
    found = judge(bom(*lines), *PLACED).finding("COLUMN-OF-PLACES")
    told = "contains places such as United States and China and South Korea"
    file = "under [bom.columns] in a columns file"
    mapped = f'if it is processing_entity, write "{heading}" = "processing_entity" {file}'
    excluded = f'to exclude it, write "{heading}" = "" {file}'
    assert found["message"] == f'the column "{heading}" is not used but {told}; {mapped}; {excluded}'
    assert found["cells"] == ["BOM!G1", "BOM!G2", "BOM!G3", "BOM!G4"]
    assert "columns file" in found["remedy"]


@pytest.mark.parametrize(("heading", "written"), [("processing site", "processing site"), ("", "column G")])
def test_the_columns_file_says_that_it_is_not_used(judge: Judge, tmp_path: Path, heading: str, written: str) -> None:
    (tmp_path / "columns.toml").write_text(f'[bom.columns]\n"{written}" = ""\n')
    path = write_xlsx(bom(virgin() | {heading: "China", "Colour": "red"}), tmp_path / "bom.xlsx")
    got = judge(path, *PLACED, "--columns", str(tmp_path / "columns.toml"))
    assert (got.status, "COLUMN-OF-PLACES" in got.codes) == ("pass", False)


TOP: list[object] = ["mineral", "value_usd", "extraction_country", "processing_country", "feoc_attestation", "plant"]
LINE: list[object] = ["Li", 1, "US", "US", "ATT-1", None]


@pytest.mark.parametrize(
    ("rows", "hidden", "status"),
    [
        ([TOP, [*LINE[:5], "China"]], True, "unreadable"),
        ([TOP, LINE, [None] * 5 + ["China"]], False, "unreadable"),  # a second site of the line above
        ([TOP, LINE, ["Total", 1, None, None, None, "China"]], False, "pass"),
        ([TOP, LINE, TOP, LINE], False, "pass"),
        ([["plant: China"], TOP, LINE], False, "pass"),
        # apart from the table, a list to pick from
        ([TOP, [*LINE, None, "China"]], False, "pass"),
        ([TOP, LINE, [], ["mineral", "value_usd", "plant"], ["Li", 1, None, None, None, "China"]], False, "pass"),
    ],
)
def test_where_a_place_stands(
    judge: Judge, tmp_path: Path, rows: list[list[object]], hidden: bool, status: str
) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.column_dimensions["F"].hidden = hidden
    book.save(tmp_path / "bom.xlsx")
    assert judge(tmp_path / "bom.xlsx", *PLACED).status == status


def test_the_last_of_many_texts_is_looked_at_as_the_first_is() -> None:
    columns = (
        HeaderColumn(index=0, cell="BOM!A1", heading="Plant"),
        HeaderColumn(index=1, cell="BOM!B1", heading="Lot"),
    )
    unread = UnreadColumns(Header(1, 1, columns, 2), "bom", Sheet("BOM", lambda: iter(())))
    for number in range(2, 6000):
        unread.look(number, [f"plant {number}", f"lot {number}"])
    unread.look(6000, ["plant in Ganzhou", "China"])
    unread.report(found := Findings())
    assert [f.cells for f in found.all()] == [["BOM!A1", "BOM!A6000"], ["BOM!B1", "BOM!B6000"]]


def test_many_rows_of_harmless_texts_are_not_reported() -> None:
    """Each with a text of its own in one column and one of a few in another."""
    columns = (
        HeaderColumn(index=0, cell="BOM!A1", heading="Lot"),
        HeaderColumn(index=1, cell="BOM!B1", heading="Plant"),
    )
    unread = UnreadColumns(Header(1, 1, columns, 2), "bom", Sheet("BOM", lambda: iter(())))
    rows: list[list[object]] = [[f"lot {number}", f"plant {number % 7}"] for number in range(100_000)]
    for number, row in enumerate(rows, 2):
        unread.look(number, row)
    unread.report(found := Findings())
    assert found.all() == []
