"""Files beside a text table: read as its sheets by their names, refused under names that are near."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import fsspec
import openpyxl
import pytest
from boms import Judge, bom, virgin
from critmin.engine.intake.files.storage import carrying
from critmin.engine.intake.tables.companions import companions_of
from critmin.engine.model.settings import BOM_SHEETS
from thorough import one_of_each

Critmin = Callable[..., Any]
DAY = ("-d", "2025-06-30", "-a", "2025-06-01")
LINES = """mineral,value_usd,extraction_country,extraction_entity,processing_country,processing_entity,feoc_attestation
nickel,900,CA,K,KR,K,ATT-7
"""
ENTITIES = "entity,country,headquarters_country\nK,KR,CN\n"
VEHICLE = "field,value\nfinal_assembly_country,Germany\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pack.csv").write_text(LINES, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("pack.entities.csv", ","),
        ("pack.entities.csv", ";"),
        ("pack.entities.tsv", "\t"),
        ("pack.entities.txt", "\t"),
        ("pack.entities.txt", "|"),
        ("pack.ENTITIES.TSV", "\t"),
    ],
)
def test_a_sheet_of_any_delimiter_is_read(judge: Judge, folder: Path, name: str, mark: str) -> None:
    (folder / name).write_text(ENTITIES.replace(",", mark), "utf-8")
    got = judge(Path("pack.csv"), *DAY)
    assert (got.status, [beside["path"] for beside in got.report["bom"]["beside"]]) == ("fail", [name])


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pack_entities.csv", ENTITIES, "pack.entities.csv"),
        ("pack-entities.csv", ENTITIES, "pack.entities.csv"),
        ("pack entities.csv", ENTITIES, "pack.entities.csv"),
        ("pack_entities.tsv", ENTITIES.replace(",", "\t"), "pack.entities.csv"),
        ("pack.entitites.csv", ENTITIES, "pack.entities.csv"),
        ("pack.suppliers.csv", ENTITIES, "pack.entities.csv"),
        ("pack_Supplier list.csv", ENTITIES, "pack.entities.csv"),
        ("pack_lieferanten.csv", ENTITIES, "pack.entities.csv"),
        ("pack_供应商.csv", ENTITIES, "pack.entities.csv"),
        ("pack.entities (1).csv", ENTITIES, "pack.entities.csv"),
        ("pack.entities.csv.txt", ENTITIES, "pack.entities.csv"),
        ("pack_entities_v2.csv", ENTITIES, "pack.entities.csv"),
        ("Pack.entities.csv", ENTITIES, "pack.entities.csv"),
        ("pack_vehicle.csv", VEHICLE, "pack.vehicle.csv"),
        ("pack.vehicle info.csv", VEHICLE, "pack.vehicle.csv"),
        ("pack-ownership.csv", "owner,owned,equity_pct\nState,K,60\n", "pack.ownership.csv"),
        ("pack_components.csv", "component,assembly_country\ncell,CN\n", "pack.components.csv"),
        ("pack_steps.csv", "line,step,country\n2,processing,CN\n", "pack.steps.csv"),
        ("pack_steps.csv", "no headings that anybody knows\n", "pack.steps.csv"),
        # by their headings
        ("pack_k.csv", ENTITIES, "pack.entities.csv"),
        ("pack.data.csv", "Company;Headquarters country\nK;China\n", "pack.entities.csv"),
        ("pack_2.txt", VEHICLE.replace(",", "\t"), "pack.vehicle.csv"),
        ("pack_who.csv", "Owners of K\n\nShareholder,Subsidiary,Stake\nState,K,60%\n", "pack.ownership.csv"),
        # of a suffix that is not read
        ("pack.entities.psv", ENTITIES.replace(",", "|"), "pack.entities.csv"),
        ("pack.entities.tab", ENTITIES.replace(",", "\t"), "pack.entities.csv"),
        ("pack.entities.ssv", ENTITIES.replace(",", ";"), "pack.entities.csv"),
        ("pack.entities.dat", ENTITIES, "pack.entities.csv"),
        ("pack.entities.TEXT", ENTITIES, "pack.entities.csv"),
        ("pack_suppliers.psv", ENTITIES.replace(",", "|"), "pack.entities.csv"),
        ("pack_k.dat", ENTITIES, "pack.entities.csv"),
        ("pack_vehicle.tab", VEHICLE.replace(",", "\t"), "pack.vehicle.csv"),
        ("pack.entities", ENTITIES, "pack.entities.csv"),
        ("pack_entities", ENTITIES, "pack.entities.csv"),
        # of a workbook only the name is looked at
        ("pack.entities.xlsx", "", "pack.entities.csv"),
    ],
)
def test_a_file_that_seems_to_be_a_sheet_is_refused(
    judge: Judge, folder: Path, name: str, text: str, expected: str
) -> None:
    (folder / name).write_text(text, "utf-8")
    got = judge(Path("pack.csv"), *DAY)
    message = got.finding("FILE-MISNAMED")["message"]
    assert (got.exit_code, f"the file {name} next to pack.csv" in message) == (2, True)
    assert f"save it as {expected}" in message


def test_the_problems_of_the_table_are_reported_with_a_misnamed_file(judge: Judge, folder: Path) -> None:
    (folder / "pack.csv").write_text("nickel,900,CN,,CN,,\n" + LINES, "utf-8")
    (folder / "pack_entities.csv").write_text(ENTITIES, "utf-8")
    got = judge(Path("pack.csv"), *DAY)
    assert (got.exit_code, got.codes) == (2, {"FILE-MISNAMED", "ROW-ABOVE-HEADER"})
    assert got.finding("ROW-ABOVE-HEADER")["cells"][0] == "BOM!A1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pack_2024.csv", LINES),
        ("pack.old.csv", LINES),
        ("pack components.csv", LINES),  # lines of another bill of materials, whatever its name
        ("pack_notes.txt", "Our suppliers are in Korea.\n"),
        ("pack_prices.csv", "metal,price\nnickel,17\n"),
        ("pack.json", "{}"),
        ("pack_notes.dat", "Our suppliers are in Korea.\n"),
        ("pack_2024.psv", LINES.replace(",", "|")),
        ("pack_log", "read\n"),
        ("pack.entities.pdf", "%PDF-1.7"),
        ("pack.entities.csv.bak", ENTITIES),
        ("pack_report.csv", ""),
        ("package.entities.csv", ENTITIES),
        ("packentities.csv", ENTITIES),
        ("other.entities.csv", ENTITIES),
        ("entities.csv", ENTITIES),
    ],
)
def test_a_file_of_something_else(judge: Judge, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    assert judge(Path("pack.csv"), *DAY).status == "pass"


@pytest.mark.parametrize(
    ("main", "name", "text", "expected"),
    [
        ("pack_bom.csv", "pack_entities.csv", ENTITIES, "pack_bom.entities.csv"),
        ("pack.bom.csv", "pack.entities.csv", ENTITIES, "pack.bom.entities.csv"),
        ("pack.bom.csv", "pack.entities.psv", ENTITIES.replace(",", "|"), "pack.bom.entities.csv"),
        ("Pack BOM.csv", "pack suppliers.csv", ENTITIES, "Pack BOM.entities.csv"),
        ("pack_bom_v2.csv", "pack_entities_v2.csv", ENTITIES, "pack_bom_v2.entities.csv"),
        ("pack_bom_v2.csv", "pack_entities.csv", ENTITIES, "pack_bom_v2.entities.csv"),
        ("pack-2025-bom.csv", "pack-2025-vehicle.csv", VEHICLE, "pack-2025-bom.vehicle.csv"),
        ("pack_bom.csv", "pack_ownership.xlsx", "", "pack_bom.ownership.csv"),
        ("BOM.csv", "Entities.csv", ENTITIES, "BOM.entities.csv"),
        ("bom.csv", "vehicle.tsv", VEHICLE.replace(",", "\t"), "bom.vehicle.csv"),
        ("BOM.csv", "供应商.csv", ENTITIES, "BOM.entities.csv"),
    ],
)
def test_a_sheet_named_as_the_table_is(
    judge: Judge, folder: Path, main: str, name: str, text: str, expected: str
) -> None:
    (folder / "pack.csv").rename(folder / main)
    assert judge(Path(main), *DAY).status == "pass"
    (folder / name).write_text(text, "utf-8")
    got = judge(Path(main), *DAY)
    assert (got.exit_code, f"save it as {expected}" in got.finding("FILE-MISNAMED")["message"]) == (2, True)


@pytest.mark.parametrize(
    ("main", "files"),
    [
        ("pack_bom.csv", {"other_entities.csv": ENTITIES, "entities.csv": ENTITIES, "pack_notes.csv": "a,b\n1,2\n"}),
        ("pack_bom.csv", {"pack.csv": LINES, "pack.entities.csv": ENTITIES}),
        ("pack_bom_1.csv", {"pack_bom_2.csv": LINES, "pack_entities_2.csv": ENTITIES}),
        ("BOM.csv", {"notes.txt": "entities\n", "pack.entities.csv": ENTITIES, "components.csv": LINES}),
    ],
)
def test_a_sheet_of_another_name_beside_a_bom(judge: Judge, folder: Path, main: str, files: dict[str, str]) -> None:
    (folder / "pack.csv").rename(folder / main)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    assert judge(Path(main), *DAY).status == "pass"


@pytest.mark.parametrize(
    ("other", "sheet"),
    [
        ("pack_2024.csv", "pack_2024.entities.csv"),
        ("pack.2024.csv", "pack.2024.entities.csv"),
        ("pack_2024.xlsx", "pack_2024.entities.csv"),
    ],
)
def test_the_sheet_of_another_table(judge: Judge, folder: Path, other: str, sheet: str) -> None:
    (folder / sheet).write_text(ENTITIES, "utf-8")
    assert judge(Path("pack.csv"), *DAY).exit_code == 2
    if other.endswith(".xlsx"):
        openpyxl.Workbook().save(folder / other)
    else:
        (folder / other).write_text(LINES, "utf-8")
        assert judge(Path(other), *DAY).status == "fail"
    assert judge(Path("pack.csv"), *DAY).status == "pass"


def test_what_is_no_table_itself_has_no_sheets(judge: Judge, folder: Path) -> None:
    for name in ("pack_entities.csv", "pack_entities_2.csv"):
        (folder / name).write_text(ENTITIES, "utf-8")
    found = [f["message"] for f in judge(Path("pack.csv"), *DAY).report["findings"]]
    assert [message.split()[2] for message in found] == ["pack_entities.csv", "pack_entities_2.csv"]


def test_two_tables_of_a_name_each_have_their_own(judge: Judge, folder: Path) -> None:
    (folder / "pack.tsv").write_text(LINES.replace(",", "\t"), "utf-8")
    (folder / "pack.entities.tsv").write_text(ENTITIES.replace(",", "\t"), "utf-8")
    assert [judge(Path(name), *DAY).status for name in ("pack.csv", "pack.tsv")] == ["pass", "fail"]


def test_two_files_for_one_sheet(judge: Judge, folder: Path) -> None:
    for name in ("pack.entities.csv", "pack.entities.tsv"):
        (folder / name).write_text(ENTITIES, "utf-8")
    assert (
        judge(Path("pack.csv"), *DAY)
        .finding("SHEETS-SEVERAL")["message"]
        .endswith("pack.entities.csv and pack.entities.tsv")
    )


def test_a_table_of_many_bills_of_materials(judge: Judge, folder: Path) -> None:
    (folder / "pack.csv").write_text(
        LINES.replace("mineral,", "bom,mineral,").replace("nickel,9", "a,nickel,9"), "utf-8"
    )
    assert judge(Path("pack.csv"), *DAY).status == "pass"
    (folder / "pack_entities.csv").write_text(ENTITIES, "utf-8")
    assert judge(Path("pack.csv"), *DAY).codes == {"FILE-MISNAMED"}
    (folder / "pack_entities.csv").rename(folder / "pack.entities.tsv")
    (folder / "pack.entities.tsv").write_text(ENTITIES.replace(",", "\t"), "utf-8")
    assert judge(Path("pack.csv"), *DAY).status == "fail"


def test_a_report_beside_its_table(judge: Judge, critmin: Critmin, folder: Path) -> None:
    for name in ("pack_report.csv", "pack.table.csv"):
        assert critmin("check", "pack.csv", *DAY, "-f", "csv", "-o", name).exit_code == 0
    assert judge(Path("pack.csv"), *DAY).status == "pass"


def test_in_a_folder_what_is_read_is_no_bill_of_materials(critmin: Critmin, folder: Path) -> None:
    (folder / "pack.entities.tsv").write_text(ENTITIES.replace(",", "\t"), "utf-8")
    (folder / "pack_2024.csv").write_text(LINES, "utf-8")
    run = json.loads(critmin("check", ".", *DAY, "-f", "json").stdout)
    assert [(r["bom"]["path"], r["verdict"]["status"]) for r in run["reports"]] == [
        ("pack.csv", "fail"),
        ("pack_2024.csv", "pass"),
    ]


def test_a_name_that_is_put_right_is_read_in_the_same_process(judge: Judge, folder: Path) -> None:
    (folder / "pack_entities.csv").write_text(ENTITIES, "utf-8")
    assert judge(Path("pack.csv"), *DAY).status == "unreadable"
    (folder / "pack_entities.csv").rename(folder / "pack.entities.csv")
    assert judge(Path("pack.csv"), *DAY).status == "fail"


def test_elsewhere(critmin: Critmin) -> None:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pipe_file("/x/pack.csv", LINES.encode())
    for name, status in (("pack_entities.csv", "unreadable"), ("pack.entities.tsv", "fail")):
        files.pipe_file(f"/x/{name}", ENTITIES.replace(",", "\t" if name.endswith("tsv") else ",").encode())
        report = json.loads(critmin("check", "memory://x/pack.csv", *DAY, "-f", "json").stdout)["reports"][0]
        assert report["verdict"]["status"] == status
        files.rm(f"/x/{name}")


def test_what_is_sent_to_a_cluster_is_refused_there_too(folder: Path) -> None:
    from critmin.engine.model.settings import Settings
    from critmin.engine.questions.batch.cluster import ready_to_send
    from critmin.engine.questions.batch.tasks import Task
    from critmin.engine.questions.check import check, open_case
    from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
    from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook

    (folder / "pack_k.csv").write_text(ENTITIES, "utf-8")
    sent = ready_to_send(Task(1, "pack.csv"), Settings())
    for file in folder.iterdir():
        file.unlink()
    with carrying(sent.files):
        report = check(open_case("pack.csv", None, CleanVehicleQuestion(), load_rulebook())).report
    assert [finding.code for finding in report.findings] == ["FILE-MISNAMED"]


@pytest.mark.parametrize("name", one_of_each(["pack {}.csv", "pack bom {}.csv", "{} bom.csv", "bom_{}.csv"], type))
def test_thousands_in_one_folder_take_no_time(folder: Path, name: str) -> None:
    """Each is asked for its sheets, and none is opened for another."""
    names = [name.format(number) for number in range(1000)]
    (folder / "pack.csv").unlink()
    for file in names:
        (folder / file).write_text(LINES, "utf-8")
    started = perf_counter()
    assert not any(companions_of(file, BOM_SHEETS) for file in names[::10])
    assert perf_counter() - started < 3


def test_a_good_table_stays_good(judge: Judge) -> None:
    assert judge(bom(virgin()), *DAY).status == "pass"
