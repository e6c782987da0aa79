"""A table with the column `bom` holds many bills of materials: each is judged as if it stood alone."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pyarrow
import pytest
from boms import Row, Tables, bom, by, supplier, vehicle, virgin, write_xlsx
from conftest import Result
from critmin.engine.intake.tables.long_table import LongTable
from critmin.engine.model.settings import BOM_SHEETS, Settings
from critmin.engine.questions.batch import tasks
from memory import python_peak
from pyarrow import parquet
from random_boms import columns_of, random_bom, write_csv

Critmin = Callable[..., Result]
DAY = ("-d", "2025-06-30", "-a", "2025-06-30")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, *rows: Row, **how: Any) -> None:
    """A CSV of these rows."""
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns_of(list(rows)), restval="", **how)
        writer.writeheader()
        writer.writerows(rows)


def of(name: str, row: Row) -> Row:
    return {"bom": name} | row


def reports(result: Result) -> dict[str, dict[str, Any]]:
    """The reports of a run by the names of their bills of materials, in their order."""
    return {report["bom"]["name"]: report for report in json.loads(result.stdout)["reports"]}


@pytest.fixture
def checked(critmin: Critmin) -> Callable[..., dict[str, dict[str, Any]]]:
    def call(path: str = "fleet.csv", *options: str) -> dict[str, dict[str, Any]]:
        return reports(critmin("check", path, *DAY, "-f", "json", *options))

    return call


Checked = Callable[..., dict[str, dict[str, Any]]]


def statuses(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: report["verdict"]["status"] for name, report in found.items()}


def codes(report: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in report["findings"]]


def together(boms: dict[str, Tables]) -> Tables:
    """Bills of materials as one table, and their other sheets likewise."""
    whole: Tables = {}
    for name, tables in boms.items():
        for sheet, rows in tables.items():
            whole.setdefault(sheet, []).extend(of(name, row) for row in rows)
    return whole


FIGURES = ("status", "test", "required_percentage", "percentage", "exact", "low", "high", "total_value_usd", "minerals")


def answer(report: dict[str, Any]) -> Any:
    """What is said of a bill of materials, but for where it stands."""
    m, verdict = report["critical_minerals"], report["verdict"]
    figures = m and [m[figure] for figure in FIGURES]
    entities = report["feoc"] and sorted((str(e["entity"]), e["status"]) for e in report["feoc"]["entities"])
    return verdict["status"], verdict["headline"], verdict["conditions"], figures, entities, sorted(set(codes(report)))


@pytest.mark.parametrize("scattered", [False, True])
def test_each_is_judged_as_if_it_stood_alone(critmin: Critmin, checked: Checked, here: Path, scattered: bool) -> None:
    """Random bills of materials, one after the other or with their rows mixed."""
    boms = {f"M{seed}": random_bom(seed) for seed in range(40)}
    boms = {name: tables for name, tables in boms.items() if all(row.get("line") for row in tables["BOM"])}
    assert len(boms) > 20
    whole = together(boms)
    if scattered:
        for name, rows in whole.items():
            order = sorted(range(len(rows)), key=lambda n: random.Random(f"{name}{n}").random())
            by_name = {row["bom"]: iter([r for r in rows if r["bom"] == row["bom"]]) for row in rows}
            whole[name] = [next(by_name[rows[n]["bom"]]) for n in order]  # each one's own rows stay in their order
    write_csv(whole, here, "fleet")
    found = checked()
    assert set(found) == set(boms)
    for name, tables in boms.items():
        write_csv(tables, here, name)
        (alone,) = json.loads(critmin("check", f"{name}.csv", *DAY, "-f", "json").stdout)["reports"]
        assert answer(found[name]) == answer(alone), name


def test_addresses_and_names_are_those_of_the_table(checked: Checked, here: Path) -> None:
    put(
        "fleet.csv",
        of("M3", virgin()),
        of("M4", virgin(at="CN", feoc_attestation="")),
        of("M3", virgin("nickel", at="CN", feoc_attestation="")),
    )
    found = checked()
    assert list(found) == ["M3", "M4"]
    bom_ = found["M3"]["bom"]
    assert (bom_["path"], bom_["sheet"], bom_["lines"], bom_["name"]) == ("fleet.csv", "BOM", 2, "M3")
    cells = {cell for f in found["M3"]["findings"] if f["code"] == "FEOC-PLACE" for cell in f["cells"]}
    assert cells == {"BOM!D4", "BOM!E4"}
    assert [chain["cells"]["value"] for chain in found["M3"]["critical_minerals"]["chains"]] == ["BOM!C2", "BOM!C4"]
    assert [chain["line"] for chain in found["M4"]["critical_minerals"]["chains"]] == ["3"]


def test_every_format_names_it(critmin: Critmin) -> None:
    put("fleet.csv", of("M3", virgin()), of("M4", virgin()))
    for format_ in ("text", "json", "csv", "markdown", "html", "sarif", "junit", "github"):
        told = critmin("check", "fleet.csv", *DAY, "-f", format_).stdout
        assert "M3" in told and "M4" in told, format_


def test_the_other_sheets_name_it_too_or_are_for_all(checked: Checked) -> None:
    put("fleet.csv", *(of(name, by("Acme")) for name in ("M3", "M4", "M5")))
    put("fleet.vehicle.csv", *(of(n, r) for n, r in [("M3", {"field": "model", "value": "three"}),
                                                     ("", {"field": "battery_kwh", "value": "70"})]))  # fmt: skip
    put("fleet.entities.csv", supplier("Acme"))
    found = checked()
    assert statuses(found) == dict.fromkeys(["M3", "M4", "M5"], "pass")
    assert [r["vehicle"]["model"] for r in found.values()] == ["three", None, None]
    assert {r["vehicle"]["battery_kwh"] for r in found.values()} == {"70"}
    put("fleet.entities.csv", *(of(name, supplier("Acme", country)) for name, country in [("M3", "CN"), ("M4", "US")]))
    assert statuses(checked()) == {"M3": "fail", "M4": "pass", "M5": "incomplete"}


@pytest.mark.parametrize(
    ("rows", "unused"),
    [
        ([supplier("Other")], []),
        ([{"bom": "", **supplier("Other")}, of("M3", supplier("Acme"))], []),
        ([of("M4", supplier("Other")), of("M3", supplier("Acme"))], ["M4"]),
    ],
)
def test_a_row_for_all_may_be_about_a_supplier_of_another(checked: Checked, rows: list[Row], unused: list[str]) -> None:
    put("fleet.csv", *(of(name, virgin(extraction_entity="Acme")) for name in ("M3", "M4")))
    put("fleet.entities.csv", *rows)
    assert [name for name, report in checked().items() if "ENTITY-UNUSED" in codes(report)] == unused


def test_the_files_beside_it_are_named_with_their_hashes(checked: Checked) -> None:
    put("fleet.csv", of("M3", virgin()))
    put("fleet.vehicle.csv", *vehicle(model="three"))
    put("fleet.entities.csv", of("M3", supplier("Acme")))
    (report,) = checked().values()
    beside = {file["path"]: file["sha256"] for file in report["bom"]["beside"]}
    import hashlib

    for name in ("fleet.vehicle.csv", "fleet.entities.csv"):
        assert beside[name] == hashlib.sha256(Path(name).read_bytes()).hexdigest()
    assert report["bom"]["sha256"] == hashlib.sha256(Path("fleet.csv").read_bytes()).hexdigest()


HIDDEN = {
    "a name in another case": (
        [of("M3", virgin()), of("m3", virgin(at="CN"))],
        {"M3": ["BOMS-ALIKE"], "m3": ["BOMS-ALIKE"]},
    ),
    "a name with another space": (
        [of("M 3", virgin()), of("M\u00a03", virgin(at="CN"))],
        {"M 3": ["BOMS-ALIKE"], "M\u00a03": ["BOMS-ALIKE"]},
    ),
    "a line without a name": (
        [of("M3", virgin()), of("", virgin(at="CN")), of("M4", virgin())],
        {"M3": ["BOM-NOT-NAMED"], "M4": ["BOM-NOT-NAMED"]},
    ),
    "a total that states a fact": (
        [of("M3", virgin()), of("Total", {"value_usd": "100", "processing_country": "CN"})],
        {"M3": [], "Total": ["TOTAL-UNCLEAR"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDDEN)
def test_a_line_that_could_be_anybodys_is_nobodys_pass(checked: Checked, what: str) -> None:
    rows, expected = HIDDEN[what]
    put("fleet.csv", *rows)
    found = checked()
    assert list(found) == list(expected)
    for name, wanted in expected.items():
        assert set(wanted) <= set(codes(found[name]))
        assert (found[name]["verdict"]["status"] == "unreadable") is bool(wanted)


@pytest.mark.parametrize("sheet", BOM_SHEETS.others)
def test_a_name_that_another_sheet_alone_has_is_told(checked: Checked, sheet: str) -> None:
    """`M33` for `M3`: the facts would be nobody's."""
    row = {
        "steps": {"line": "1", "step": "processing", "country": "CN"},
        "entities": supplier("Acme", "CN"),
        "ownership": {"owner": "A", "owned": "B", "equity_pct": "30"},
        "components": {"component": "cell", "assembly_country": "CN"},
        "certificates": {"certificate": "C-1", "kind": "not-pfe"},
        "vehicle": {"field": "model", "value": "three"},
    }
    put("fleet.csv", of("M3", virgin(line="1")))
    put(f"fleet.{sheet}.csv", of("M33", row[sheet]))
    found = checked()
    assert statuses(found) == {"M3": "pass", "M33": "unreadable"}
    assert codes(found["M33"]) == ["BOM-WITHOUT-LINES"]
    (stray,) = [said for said in found["M3"]["findings"] if said["code"] == "BOM-NAME-STRAY"]
    assert stray["cells"] == [f"{sheet.capitalize()}!A2"]


LAYOUTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "semicolons": lambda text: text.replace(",", ";"),
    "a byte-order mark": lambda text: "\ufeff" + text,
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "no end of the last line": lambda text: text.rstrip("\n"),
    "empty lines": lambda text: text.replace("\nM4", "\n\n,,,,,,\nM4"),
    "a title above": lambda text: "Fleet of 2025\n\n" + text,
    "the header again": lambda text: text.replace("\nM4", "\n" + text.partition("\n")[0] + "\nM4", 1),
    "totals": lambda text: text.replace("\nM4", "\nM3 total,,,400,,,\nM4", 1) + "Total,,,800,,,\n,,,800,,,\n",
    "a cell of two lines": lambda text: text.replace("ATT-1", '"ATT-1\nof June"'),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(critmin: Critmin, checked: Checked, layout: str) -> None:
    out = io.StringIO()
    rows = [of(name, row) for name in ("M3", "M4") for row in bom(virgin(), virgin("nickel", "300", at="NO"))["BOM"]]
    writer = csv.DictWriter(out, columns_of(rows), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    Path("fleet.csv").write_bytes(LAYOUTS[layout](out.getvalue()).encode())
    found = checked()
    assert {name: report["critical_minerals"]["exact"] for name, report in found.items()} == {"M3": "1/4", "M4": "1/4"}
    for name, report in found.items():
        assert "HEADER-AGAIN" not in codes(report)  # a note of the table's, and none of each
        (alone,) = reports(critmin("check", "fleet.csv", *DAY, "-f", "json", "--bom", name)).values()
        assert alone == report


def test_a_table_that_breaks_off_is_one_file_that_cannot_be_read(critmin: Critmin) -> None:
    put("fleet.csv", of("M3", virgin()), of("M4", virgin()))
    with Path("fleet.csv").open("a", encoding="utf-8") as file:
        file.write('M5,"lithium,5\n')
    result = critmin("check", "fleet.csv", *DAY, "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    assert (result.exit_code, codes(report), report["bom"]["name"]) == (2, ["FILE-TRUNCATED"], None)


def test_one_that_is_too_large_does_not_stop_the_others(checked: Checked) -> None:
    long = [of("M4", virgin(material="x" * 30_000)) for _ in range(40)]
    put("fleet.csv", of("M3", virgin()), *long, of("M5", virgin()))
    found = checked("fleet.csv", "--max-mb", "1")
    assert statuses(found) == {"M3": "pass", "M4": "unreadable", "M5": "pass"}
    assert codes(found["M4"]) == ["FILE-TOO-LARGE"]


def test_a_columns_file_says_which_column_it_is(checked: Checked) -> None:
    put("fleet.csv", {"Model": "M3"} | virgin(), {"Model": "M4"} | virgin(at="NO"))
    Path("columns.toml").write_text('[bom.columns]\n"Model" = "bom"\n', "utf-8")
    assert statuses(checked("fleet.csv", "--columns", "columns.toml")) == {"M3": "pass", "M4": "fail"}


# What would have let a fact go astray --------------------------------------------------------------------------------

SITES = "extraction_country,extraction_entity,processing_country,processing_entity"
HEADER = f"bom,line,mineral,value_usd,{SITES},feoc_attestation"
GOOD, CHINESE = "A,1,nickel,100,AU,X,CL,X,ATT-1", "A,2,cobalt,100,CN,X,CL,X,ATT-1"
FACTS = "entity,country,headquarters_country,government_equity_pct,government_votes_pct,government_board_pct"
UNATTESTED = f"{HEADER}\nA,1,nickel,100,AU,X,CL,X,\nB,1,nickel,100,AU,Y,CL,Y,\n"
SUPPLIERS = "A,X,US,US,0,0,0\nB,Y,US,US,0,0,0\n"
MOVED = f"bom,line,mineral,feoc_attestation,{SITES},value_usd"

ASTRAY: dict[str, tuple[dict[str, bytes], dict[str, str]]] = {
    "two carriage returns at the end of each row": (
        {"fleet.csv": f"{HEADER}\r\r\n{GOOD}\r\r\n{CHINESE}\r\r\n".encode()},
        {"A": "fail"},
    ),
    "one carriage return too many": (
        {"fleet.csv": f"{HEADER}\n{GOOD}\r\r\n{CHINESE}\n".encode()},
        {"A": "fail"},
    ),
    "carriage returns alone": ({"fleet.csv": f"{HEADER}\r{GOOD}\r{CHINESE}\r".encode()}, {"A": "fail"}),
    "a carriage return too many in another sheet": (
        {
            "fleet.csv": UNATTESTED.encode(),
            "fleet.entities.csv": f"bom,{FACTS}\nB,Y,US,US,0,0,0\r\r\nA,X,CN,CN,50,50,50\n".encode(),
        },
        {"A": "fail", "B": "pass"},
    ),
    "UTF-16": (
        {
            "fleet.csv": UNATTESTED.encode("utf-16"),
            "fleet.entities.csv": f"bom,{FACTS}\n{SUPPLIERS.replace('US,US', 'CN,CN', 1)}".encode("utf-16"),
        },
        {"A": "fail", "B": "pass"},
    ),
    "a name of no line in UTF-16, with semicolons": (
        {
            "fleet.csv": UNATTESTED.encode(),
            "fleet.entities.csv": f"bom,{FACTS}\nA.,X,CN,CN,50,50,50\n{SUPPLIERS}".replace(",", ";").encode("utf-16"),
        },
        {"A": "pass", "B": "pass", "A.": "unreadable"},
    ),
    "a name of no line below a heading with spaces": (
        {
            "fleet.csv": UNATTESTED.encode(),
            "fleet.entities.csv": f"B O M,{FACTS}\nA.,X,CN,CN,50,50,50\n{SUPPLIERS}".encode(),
        },
        {"A": "pass", "B": "pass", "A.": "unreadable"},
    ),
    "a name in another case in another sheet alone": (
        {
            "fleet.csv": UNATTESTED.encode(),
            "fleet.entities.csv": f"bom,{FACTS}\na,X,US,US,0,0,0\nB,Y,US,US,0,0,0\na,X,CN,CN,30,30,30\n".encode(),
        },
        {"A": "unreadable", "B": "pass", "a": "unreadable"},
    ),
    "a number and its decimal text": (
        {"fleet.csv": f"{HEADER}\n{GOOD}\n{CHINESE}\n".replace("\nA,1", "\n1,1").replace("\nA,2", "\n1.0,2").encode()},
        {"1": "unreadable", "1.0": "unreadable"},
    ),
    "a second header with moved columns": (
        {"fleet.csv": f"{HEADER}\n{GOOD}\n{MOVED}\nA,2,cobalt,10,ID,X,ID,X,300\n".encode()},
        {"A": "unreadable"},
    ),
    "a row like a total before the first line": (
        {"fleet.csv": f"{HEADER}\nA,Total-7,graphite,900,,,,,\n{GOOD}\n".encode()},
        {"A": "unreadable"},
    ),
    "one that holds only such rows": (
        {"fleet.csv": f"{HEADER}\n{GOOD}\nPack C total,1,graphite,900,,,,,\n".encode()},
        {"A": "pass", "Pack C total": "unreadable"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ASTRAY)
def test_no_fact_goes_astray(critmin: Critmin, checked: Checked, what: str) -> None:
    files, expected = ASTRAY[what]
    for name, content in files.items():
        Path(name).write_bytes(content)
    found = checked()
    assert statuses(found) == expected
    for name, report in found.items():  # and neither where one is taken
        assert checked("fleet.csv", "--bom", name) == {name: report}


def merged(here: Path) -> Path:
    """Each name once, over its rows; B has filed a transition report, and A needs one."""
    tables = {
        "BOM": [of("A", virgin("graphite", role="anode_active", impracticable_to_trace="yes")), of("B", virgin())],
        "Vehicle": [of("A", {"field": "model", "value": "a"}), {"field": "msrp_usd", "value": "1"},
                    of("B", {"field": "model", "value": "b"}), {"field": "transition_report", "value": "yes"}],
    }  # fmt: skip
    path = write_xlsx(tables, here / "fleet.xlsx")
    book = openpyxl.load_workbook(path)
    book["Vehicle"].merge_cells("A2:A3")
    book["Vehicle"].merge_cells("A4:A5")
    book.save(path)
    return path


def test_a_merged_name_is_that_of_each_of_its_rows(checked: Checked, here: Path) -> None:
    merged(here)
    (report,) = checked("fleet.xlsx", "--bom", "A").values()
    assert report["vehicle"]["transition_report"] is None
    assert report["vehicle"]["msrp_usd"] == "1"


@pytest.mark.parametrize(("lines", "facts"), [("1", 1), (1, "1"), (1, 1)])
def test_a_name_that_is_a_number(checked: Checked, here: Path, lines: object, facts: object) -> None:
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for row in (HEADER.split(","), [lines, *["1", "nickel", "100", "AU", "X", "CL", "X"]]):
        book.active.append(row)
    suppliers = book.create_sheet("Entities")
    for cells in (["bom", *FACTS.split(",")], [facts, "X", "CN", "CN", 50, 50, 50]):
        suppliers.append(cells)
    book.save(here / "fleet.xlsx")
    assert statuses(checked("fleet.xlsx", "--bom", "1")) == {"1": "fail"}


def test_a_row_of_a_workbook_for_nobody(checked: Checked, here: Path) -> None:
    tables = {
        "BOM": [of("A", by("X")), of("B", by("X"))],
        "Entities": [of("A", supplier("X")), of("A.", supplier("X", "CN"))],
    }
    write_xlsx(tables, here / "fleet.xlsx")
    (report,) = checked("fleet.xlsx", "--bom", "A").values()
    (stray,) = [found for found in report["findings"] if found["code"] == "BOM-NAME-STRAY"]
    assert stray["cells"] == ["Entities!A3"]


@pytest.mark.parametrize("name", ["fleet.csv", "fleet.parquet"])
def test_a_table_that_is_gone_or_changed_half_way(critmin: Critmin, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    rows = [of("A", virgin()), of("B", virgin())]
    put("fleet.csv", *rows)
    pandas.DataFrame(rows).to_parquet("fleet.parquet", index=False)
    put("other.csv", *rows)
    opened = tasks.open_long_table

    for gone in (True, False):
        before = Path(name).read_bytes()

        def then(path: str, settings: Settings, gone: bool = gone, before: bytes = before) -> LongTable | None:
            table = opened(path, settings)
            if path == name:
                Path(name).unlink() if gone else Path(name).write_bytes(before + b"\n")
            return table

        monkeypatch.setattr(tasks, "open_long_table", then)
        result = critmin("check", name, "other.csv", *DAY, "-f", "json")
        found = json.loads(result.stdout)["reports"]
        assert [report["verdict"]["status"] for report in found] == ["unreadable", "unreadable", "pass", "pass"]
        assert [codes(report)[0] for report in found[:2]] == ["FILE-MISSING"] * 2
        assert result.exit_code == 2
        Path(name).write_bytes(before)


def test_another_sheet_of_a_text_table_is_not_there(critmin: Critmin) -> None:
    put("fleet.csv", of("A", virgin()))
    assert "SHEET-MISSING" in critmin("check", "fleet.csv", *DAY, "--sheet", "Other").stdout


# Parquet -----------------------------------------------------------------------------------------------------------


def test_parquet_gives_what_csv_gives(checked: Checked) -> None:
    """Numbers as numbers, missing values as empty cells, dates as dates."""
    boms = {f"M{seed}": random_bom(seed) for seed in range(12)}
    for sheet, rows in together(boms).items():
        suffix = "" if sheet == "BOM" else f".{sheet.lower()}"
        put(f"fleet{suffix}.csv", *rows)
        frame = pandas.DataFrame(rows).where(lambda cells: cells != "")
        frame.to_parquet(f"other{suffix}.parquet", index=False)
    csvs, parquets = checked(), checked("other.parquet")
    assert list(csvs) == list(parquets)
    for name, report in csvs.items():
        assert answer(parquets[name]) == answer(report)


@pytest.mark.parametrize("kind", ["float64", "float32", "str"])
def test_a_parquet_file_of_numbers_is_exact(checked: Checked, kind: str) -> None:
    frame = pandas.DataFrame([of("M3", virgin()), of("M3", virgin(at="NO")), of("M4", virgin())])
    frame["value_usd"] = [0.1, 0.2, 3]
    frame["value_usd"] = frame["value_usd"].astype(kind)
    frame["impracticable_to_trace"] = [True, False, None]
    frame.to_parquet("fleet.parquet", index=False)
    found = checked("fleet.parquet")
    assert {name: report["critical_minerals"]["exact"] for name, report in found.items()} == {"M3": "1/3", "M4": "1"}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PAR1 and no more", "FILE-NOT-A-SPREADSHEET"), (b"", "FILE-EMPTY")],
)
def test_a_damaged_parquet_file(critmin: Critmin, content: bytes, code: str) -> None:
    Path("fleet.parquet").write_bytes(content)
    result = critmin("check", "fleet.parquet", *DAY, "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    assert (result.exit_code, codes(report)) == (2, [code])


ODD_COLUMNS: dict[str, Callable[[], pyarrow.Array]] = {
    "a date after the year 9999": lambda: pyarrow.array([99_999_999], pyarrow.date32()),
    "a time after it": lambda: pyarrow.array([2**62], pyarrow.timestamp("us")),
    "a duration": lambda: pyarrow.array([2**60], pyarrow.duration("s")),
    "bytes that are no text": lambda: pyarrow.array([b"\xff\xfe"], pyarrow.binary()).view(pyarrow.string()),
    "a list": lambda: pyarrow.array([[1]]),
}


@pytest.mark.parametrize("what", ODD_COLUMNS)
@pytest.mark.parametrize("named", [True, False])
def test_a_column_that_no_cell_can_hold_costs_its_file_alone(critmin: Critmin, what: str, named: bool) -> None:
    columns = {"bom": ["A"]} if named else {}
    parquet.write_table(pyarrow.table({**columns, "mineral": ["Li"], "value_usd": ODD_COLUMNS[what]()}), "odd.parquet")
    put("good.csv", virgin())
    result = critmin("check", "odd.parquet", "good.csv", *DAY, "-f", "json")
    odd, good = json.loads(result.stdout)["reports"]
    assert (result.exit_code, codes(odd), good["verdict"]["status"]) == (2, ["FILE-NOT-A-SPREADSHEET"], "pass")


def test_a_cell_of_several_lines_stays_one(checked: Checked) -> None:
    said = "ATT-5\rNote: withdrawn as the supplier refused to sign"
    rows = [
        of("A", virgin(feoc_attestation=said)),
        of("A", virgin(feoc_attestation="ATT-6\r\r")),
        of("A", virgin(at="CN")),
    ]
    pandas.DataFrame(rows).to_parquet("fleet.parquet", index=False)
    put("fleet.csv", *rows)
    assert answer(checked("fleet.parquet")["A"]) == answer(checked()["A"])
    assert checked()["A"]["bom"]["lines"] == 3
    assert "ATTESTATION-NOT-IN-HAND" in codes(checked("fleet.parquet")["A"])


def test_without_the_package_that_reads_parquet(critmin: Critmin, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas.DataFrame([of("M3", virgin())]).to_parquet("fleet.parquet", index=False)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    result = critmin("check", "fleet.parquet", *DAY)
    assert result.exit_code == 2
    assert 'pip install "critmin[parquet]"' in " ".join(result.stdout.split())


# One of several ----------------------------------------------------------------------------------------------------


def test_verify_holds_for_each(critmin: Critmin) -> None:
    put("fleet.csv", of("M3", virgin()), of("M4", virgin(at="NO")))
    critmin("check", "fleet.csv", *DAY, "-f", "json", "-o", "run.json")
    for name in ("M3", "M4"):
        assert critmin("verify", "run.json", "fleet.csv", "--bom", name).exit_code == 0
    unsaid = critmin("verify", "run.json", "fleet.csv")
    assert unsaid.exit_code == 2
    assert "--bom NAME, the name after #" in unsaid.stderr
    assert critmin("verify", "run.json", "fleet.csv", "--bom", "M5").exit_code == 2


@pytest.mark.parametrize("command", ["trace", "levers", "horizon", "columns", "diff"])
def test_the_other_commands_take_one(critmin: Critmin, command: str) -> None:
    put("fleet.csv", of("M3", virgin()), of("M4", virgin(at="NO")))
    day = () if command in ("horizon", "columns") else ("-d", "2024-06-30")
    arguments = [command, *(["fleet.csv"] * (2 if command == "diff" else 1)), *day]
    several = critmin(*arguments)
    assert several.exit_code == 2
    assert "BOMS-SEVERAL" in several.stdout
    assert critmin(*arguments, "--bom", "M3").exit_code == 0
    assert "BOM-WITHOUT-LINES" in critmin(*arguments, "--bom", "M5").stdout


def test_a_workbook_of_several_is_refused_unless_one_is_taken(checked: Checked, here: Path) -> None:
    write_xlsx({"BOM": [of("M3", virgin()), of("M4", virgin(at="NO"))]}, here / "fleet.xlsx")
    assert codes(checked("fleet.xlsx")[None])[0] == "BOMS-SEVERAL"  # type: ignore[index]
    assert statuses(checked("fleet.xlsx", "--bom", "M4")) == {"M4": "fail"}


def test_a_table_of_one_is_that_one(checked: Checked, here: Path) -> None:
    write_xlsx(
        {"BOM": [of("M3", virgin()), of("M3", virgin("nickel")), of("", {"value_usd": "200"})]}, here / "one.xlsx"
    )
    assert [*statuses(checked("one.xlsx")).values()] == ["pass"]


# Memory ------------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_memory_does_not_grow_with_the_table(critmin: Critmin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "IN_MEMORY", 10_000)
    line = virgin(extraction_entity="Mine of the North", processing_entity="Works of the South", remarks="as agreed")
    sizes = {"few.csv": 10, "many.csv": 60}
    for name, count in sizes.items():
        put(name, *(of(f"M{n // 12}", line) for n in range(12 * count)))

    def run(name: str) -> int:
        return python_peak(lambda: critmin("check", name, *DAY, "-f", "csv", "-o", "out.csv", "--max-mb", "1"))

    _, few, many = (run(name) for name in ("few.csv", *sizes))
    assert many < few + 250_000  # 600 lines more, each of a kilobyte when it is read
