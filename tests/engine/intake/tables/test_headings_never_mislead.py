"""Headings that say the opposite of a column, or another fact, are not read as it; and what is unclear is asked."""

from pathlib import Path

import openpyxl
import pytest
from boms import Judge, Judged, Row, Tables, bom, by, supplier, virgin
from critmin.engine.model.statuses import Status

PLACED = ("-d", "2025-06-30")
ACME = supplier("Acme")
CELL = {"component": "battery cell", "assembly_country": "US"}


def entity(**cells: str) -> Tables:
    """A line by Acme, of which nothing is known but these cells."""
    return bom(by("Acme"), Entities=[{"entity": "Acme", "country": "US", "headquarters_country": "US"} | cells])


def owned(**cells: str) -> Tables:
    """A line by Acme, all of whose owner is clean and holds by the column of these cells."""
    blank = {"entity": "Acme", "country": "US", "headquarters_country": "US"}
    row = {"owner": "Good", "owned": "Acme", "equity_pct": "100", "votes_pct": "100", "board_pct": "100"}
    kept = {name: cell for name, cell in row.items() if name not in cells.get("without", "")}
    return bom(
        by("Acme"),
        Entities=[blank, supplier("Good")],
        Ownership=[kept | {name: cell for name, cell in cells.items() if name != "without"}],
    )


def line(**cells: str) -> Row:
    return {"mineral": "lithium", "extraction_country": "ID", "feoc_attestation": "ATT-1", "value_usd": "100"} | cells


@pytest.mark.parametrize(
    ("tables", "code", "said"),
    [
        # the opposite, or another fact of a step
        (bom(virgin(Traceable="yes")), "COLUMN-FACT-UNUSED", "opposite of impracticable_to_trace"),
        (bom(line(**{"Processing HQ country": "US"})), "COLUMN-FACT-UNUSED", "headquarters"),
        (bom(line(**{"Extraction country HQ": "US"})), "COLUMN-FACT-UNUSED", "headquarters"),
        (bom(line(**{"Processing country (registered)": "US"})), "COLUMN-FACT-UNUSED", "headquarters"),
        (bom(line(**{"Refining owner country": "US"})), "COLUMN-FACT-UNUSED", "headquarters"),
        (bom(line(**{"Country of recycled feed": "US"})), "COLUMN-FACT-UNUSED", "the input of a step"),
        (bom(line(**{"Source scrap country": "US"})), "COLUMN-FACT-UNUSED", "the input of a step"),
        (bom(line(**{"Processing value USD": "90"})), "COLUMN-FACT-UNUSED", "the value added by the step"),
        # whether, and not which
        (bom({"material": "LiPF6", "Critical mineral (Y/N)": "Y"}), "COLUMN-FACT-UNUSED", "yes or no"),
        (bom({"material": "LiPF6", "Critical mineral?": "Y"}), "COLUMN-FACT-UNUSED", "yes or no"),
        # percentages are no money, and an unclear unit is none
        (bom(virgin(**{"Cost %": "60"})), "COLUMN-FACT-UNUSED", "percentages"),
        (bom(virgin(**{"Value %": "60"})), "COLUMN-FACT-UNUSED", "percentages"),
        (bom(virgin(**{"Processing value added (%)": "60"})), "COLUMN-FACT-UNUSED", "percentages"),
        (bom(virgin(**{"Mass (Mg)": "60"})), "COLUMN-FACT-UNUSED", "unit is ambiguous"),
        (bom(virgin(**{"Ext. cost ($M)": "60"})), "COLUMN-FACT-UNUSED", "thousand or million"),
        (bom(virgin(**{"Total value MUSD": "60"})), "COLUMN-FACT-UNUSED", "thousand or million"),
        (bom(virgin(**{"Total value (dollars)": "60"})), "COLUMN-FACT-UNUSED", "another country's dollar"),
        # not the value of a component with its parts
        (bom(virgin(), Components=[CELL | {"Value added": "90"}]), "COLUMN-FACT-UNUSED", "what the component adds"),
        (bom(virgin(), Components=[CELL | {"Incremental value (USD)": "90"}]), "COLUMN-FACT-UNUSED", "with its parts"),
        (bom(virgin(), Components=[CELL | {"Unit cost USD": "9"}]), "COLUMN-FACT-UNUSED", "of a single piece"),
        # facts of the screen
        (entity(Certificate="ISO 9001"), "COLUMN-FACT-UNUSED", "attestation"),
        (entity(证明="ISO 9001"), "COLUMN-FACT-UNUSED", "attestation"),
        (entity(**{"Government ownership": "0"}), "COLUMN-FACT-UNUSED", "government_equity_pct"),
        (entity(**{"State ownership (%)": "0"}), "COLUMN-FACT-UNUSED", "Ownership"),
        (entity(SDN="yes"), "COLUMN-FACT-UNUSED", "designation"),
        (entity(**{"Sanctions status": "SDN"}), "COLUMN-FACT-UNUSED", "designation"),
        (entity(**{"FEOC status": "yes"}), "COLUMN-FACT-UNUSED", "designation"),
        (entity(OFAC="yes"), "COLUMN-FACT-UNUSED", "designation"),
        (entity(**{"Government owner": "China"}), "COLUMN-FACT-UNUSED", "government_equity_pct"),
        (entity(**{"Parent company": "Bad"}), "COLUMN-FACT-UNUSED", "Ownership"),
        (entity(**{"Beneficial owner": "Bad"}), "COLUMN-FACT-UNUSED", "Ownership"),
        (bom(virgin(**{"Parent company": "Bad"})), "COLUMN-FACT-UNUSED", "Ownership"),
        (bom(virgin(**{"Sanctions status": "SDN"})), "COLUMN-FACT-UNUSED", "designation"),
        (bom(virgin(**{"FEOC status": "yes"})), "COLUMN-FACT-UNUSED", "designation"),
        # a percentage is no name
        (owned(**{"Owner %": "60"}), "COLUMN-FACT-UNUSED", "owner needs names"),
        (owned(**{"Company %": "60"}), "COLUMN-FACT-UNUSED", "owned needs names"),
        # seats, votes and money
        (owned(**{"without": "board_pct", "Board seats": "2"}), "SHARE-OR-COUNT", "board_pct"),
        (owned(without="equity_pct", Capital="20"), "SHARE-OR-COUNT", "equity_pct"),
        (owned(without="equity_pct", Share="20"), "SHARE-OR-COUNT", "equity_pct"),
        (owned(**{"without": "votes_pct", "Voting rights": "20"}), "SHARE-OR-COUNT", "votes_pct"),
        (entity(**{"Government board seats": "0"}), "SHARE-OR-COUNT", "government_board_pct"),
    ],
)
def test_a_heading_that_tells_something_else(judge: Judge, tables: Tables, code: str, said: str) -> None:
    found = judge(tables, *PLACED).finding(code)
    assert (found["severity"], said in found["message"]) == ("warning", True)
    assert found["cells"]


@pytest.mark.parametrize(
    "tables",
    [
        bom(line(**{"Processing HQ country": "US"})),
        bom(line(**{"Country of recycled feed": "US"})),
        bom(virgin() | {"Cost %": "60", "value_usd": ""}, virgin("cobalt", at="ID") | {"value_usd": ""}),
        entity(Certificate="ISO 9001"),
        entity(**{"Government ownership": "0", "government_votes_pct": "0", "government_board_pct": "0"}),
        entity(**{"Government board seats": "0", "government_votes_pct": "0", "government_equity_pct": "0"}),
        owned(**{"without": "board_pct", "Board seats": "2"}),
    ],
)
def test_it_is_no_pass(judge: Judge, tables: Tables) -> None:
    assert judge(tables, *PLACED).status != Status.PASS


@pytest.mark.parametrize("heading", ["Board seats %", "Board seats (pct)", "Board seats, percent", "Board seats"])
def test_a_share_that_says_percent_is_read(judge: Judge, heading: str) -> None:
    written = "100%" if heading == "Board seats" else "100"
    got = judge(owned(**{"without": "board_pct", heading: written}), *PLACED)
    assert (got.status, "SHARE-OR-COUNT" in got.codes) == (Status.PASS, False)


@pytest.mark.parametrize(("heading", "status"), [("PRC government ownership %", Status.FAIL)])
def test_what_a_covered_government_holds_is_read(judge: Judge, heading: str, status: Status) -> None:
    assert judge(entity(**{heading: "60"}), *PLACED).status == status


def mapped(judge: Judge, folder: Path, heading: str, **cells: str) -> Judged:
    """The report where a columns file maps a heading, whose cell is 30, to the equity of covered governments."""
    (folder / "columns.toml").write_text(f'[entities.columns]\n"{heading}" = "government_equity_pct"\n', "utf-8")
    return judge(entity(**cells, **{heading: "30"}), *PLACED, "--columns", str(folder / "columns.toml"))


@pytest.mark.parametrize(
    "heading",
    [
        *("State ownership", "State-owned %", "Government share", "SOE stake"),
        *("Staatsbeteiligung [%]", "Staatsanteil", "Regierungsanteil %", "staatliche Beteiligung"),
        *("participation de l'État (%)", "part de l'État", "participation publique"),
        *("participación estatal (%)", "participación del Estado", "propiedad estatal"),
        *("政府持股比例", "国有股比例", "国家持股"),
        *("政府出資比率", "国家出資比率", "国有"),
        *("정부 지분율", "국가 지분", "국유 지분율"),
    ],
)
def test_a_share_of_any_government(judge: Judge, tmp_path: Path, heading: str) -> None:
    """It is not used by itself; mapped, it counts as a covered government's. Either comes with a warning."""
    miner = {"country": "CD", "headquarters_country": "CD"}
    assert "government_equity_pct" in judge(entity(**{heading: "0"}), *PLACED).finding("COLUMN-FACT-UNUSED")["message"]
    got = mapped(judge, tmp_path, heading, **miner)
    found = got.finding("COLUMN-GOVERNMENT")
    assert (got.status, found["severity"], found["cells"]) == (Status.FAIL, "warning", ["Entities!D1"])
    assert all(nation in found["message"] for nation in ("China", "Russia", "North Korea", "Iran"))


@pytest.mark.parametrize(
    "heading",
    [
        *("PRC government equity %", "Covered government share", "Equity of FEOC governments", "Russian state stake"),
        *("Anteil der chinesischen Regierung", "Staatsanteil China", "part du gouvernement chinois"),
        *("participación del gobierno chino", "中国政府持股比例", "中国政府出資比率", "중국 정부 지분율"),
    ],
)
def test_a_share_of_a_covered_government(judge: Judge, tmp_path: Path, heading: str) -> None:
    got = mapped(judge, tmp_path, heading)
    assert (got.status, "COLUMN-GOVERNMENT" in got.codes) == (Status.FAIL, False)


def priced(judge: Judge, folder: Path, written: str, mark: str, *arguments: str) -> Judged:
    text = f"line,mineral,value_usd,extraction_country,processing_country\n1,lithium,{written},AU,US\n"
    path = folder / "bom.csv"
    path.write_text(text.replace(",", mark))
    return judge(path, "-d", "2024-06-30", *arguments)


@pytest.mark.parametrize(
    ("written", "mark", "arguments", "worth"),
    [
        ("1.000", ";", (), None),
        ("1.000", ";", ("--decimal", "comma"), "1000.00"),
        ("1.000", ";", ("--decimal", "point"), "1.00"),
        ("1.5", ";", (), "1.50"),
        ("0.125", ";", (), "0.12"),
        ("1.000", ",", (), None),
        ("1.000", "\t", (), None),
    ],
)
def test_a_point_in_a_table_of_semicolons(
    judge: Judge, tmp_path: Path, written: str, mark: str, arguments: tuple[str, ...], worth: str | None
) -> None:
    got = priced(judge, tmp_path, written, mark, *arguments)
    if worth is None:
        assert (got.exit_code, "--decimal comma" in got.finding("NUMBER-UNREADABLE")["message"]) == (2, True)
    else:
        assert got.minerals["total_value_usd"] == worth


def in_a_workbook(folder: Path, value: object) -> Path:
    """Acme's equity share as this cell."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    entities = book.create_sheet("Entities")
    for sheet, rows in ((book.active, bom(by("Acme"))["BOM"]), (entities, [ACME])):
        sheet.append(list(rows[0]))
        sheet.append(list(rows[0].values()))
    entities.cell(2, list(ACME).index("government_equity_pct") + 1, value)
    path = folder / "bom.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(("value", "small"), [("0.49", True), ("0.49 ", True), (" 0.49", True), ("0.49 %", False)])
def test_a_small_share_with_a_space(judge: Judge, tmp_path: Path, value: str, small: bool) -> None:
    assert ("SHARE-SMALL" in judge(in_a_workbook(tmp_path, value), *PLACED).codes) is small


@pytest.mark.parametrize(("code", "told"), [("dom", True), ("per", True), ("can", True), ("PER", False)])
def test_small_letters_as_a_code(judge: Judge, code: str, told: bool) -> None:
    assert ("COUNTRY-BY-CODE" in judge(bom(virgin(extraction_country=code)), *PLACED).codes) is told
