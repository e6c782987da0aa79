"""Every sample bill of materials comes to what `sample_boms/outcomes.toml` states, and is rebuilt as it is."""

import io
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from critmin.engine.intake.files.file_kinds import SUFFIXES
from critmin.engine.model.settings import BOM_SHEETS
from openpyxl import load_workbook

SAMPLES = Path(__file__).parents[1] / "sample_boms"
OUTCOMES: list[dict[str, Any]] = tomllib.loads((SAMPLES / "outcomes.toml").read_text("utf-8"))["sample"]
BATTERIES = [sample for sample in OUTCOMES if "command" not in sample]
PRODUCTS = [sample for sample in OUTCOMES if sample.get("command") == "macr"]


def spreadsheets(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in SUFFIXES)


def repacked(content: bytes) -> bytes:
    """A workbook's parts, packed again here: zlib's builds differ in how they compress the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, part.date_time)
            entry.compress_type = part.compress_type
            target.writestr(entry, source.read(part))
    return packed.getvalue()


CREDIT, UNDECIDED = ("critical_minerals_usd", "battery_components_usd", "total_usd", "at_most_usd"), "?"


def components_of(report: dict[str, Any]) -> tuple[Any, ...] | None:
    """Status, percentage and both ends of the battery components half."""
    c = report["battery_components"]
    return None if c is None else (c["status"], c["percentage"], Fraction(c["low"]), Fraction(c["high"]))


def stated_components(sample: dict[str, Any]) -> tuple[Any, ...] | None:
    if "components" not in sample:
        return None
    low = sample["components_exact"]
    ends = Fraction(low), Fraction(sample.get("components_high", low))
    return sample["components"], sample["components_percentage"], *ends


@pytest.mark.parametrize("sample", BATTERIES, ids=[sample["file"] for sample in BATTERIES])
def test_outcome_is_the_one_stated(sample, critmin):
    result = critmin("check", SAMPLES / sample["file"], *sample["arguments"], "-f", "json")

    report = json.loads(result.stdout)["reports"][0]
    minerals = report["critical_minerals"]
    if sample["verdict"] == "unreadable":
        assert (result.exit_code, report["verdict"]["status"]) == (sample["exit_status"], "unreadable")
        return
    came_to = {
        "exit_status": result.exit_code,
        "verdict": report["verdict"]["status"],
        "percentage": minerals["percentage"],
        "low": Fraction(minerals["low"]),
        "high": Fraction(minerals["high"]),
        "exact": None if minerals["exact"] is None else Fraction(minerals["exact"]),
        "test": minerals["test"],
        "feoc": report["feoc"]["status"],
        "components": components_of(report),
        "usd": [UNDECIDED if report["credit"][name] is None else str(report["credit"][name]) for name in CREDIT],
        "decides": [reading["id"] for reading in report["readings"] if reading["decides"]],
    }
    low, high = Fraction(sample["exact"]), Fraction(sample.get("high", sample["exact"]))
    assert came_to == {
        "exit_status": sample["exit_status"],
        "verdict": sample["verdict"],
        "percentage": sample["percentage"],
        "low": low,
        "high": high,
        "exact": low if low == high else None,
        "test": sample["test"],
        "feoc": sample["feoc"],
        "components": stated_components(sample),
        "usd": sample["usd"],
        "decides": sample.get("decides", []),
    }


@pytest.mark.parametrize("sample", PRODUCTS, ids=[sample["file"] for sample in PRODUCTS])
def test_outcome_of_a_product_is_the_one_stated(sample, critmin):
    result = critmin("macr", SAMPLES / sample["file"], *sample["arguments"], "-f", "json")

    report = json.loads(result.stdout)["reports"][0]
    ratio = report["material_assistance"]
    low, high = Fraction(sample["exact"]), Fraction(sample.get("high", sample["exact"]))
    assert {
        "exit_status": result.exit_code,
        "verdict": report["verdict"]["status"],
        "percentage": ratio["ratio"],
        "ends": (Fraction(ratio["low"]), Fraction(ratio["high"])),
        "exact": None if ratio["exact"] is None else Fraction(ratio["exact"]),
        "threshold": str(ratio["threshold_percentage"]),
        "excluded": ratio["excluded_cost_usd"],
        "decides": [reading["id"] for reading in report["readings"] if reading["decides"]],
    } == {
        "exit_status": sample["exit_status"],
        "verdict": sample["verdict"],
        "percentage": sample["percentage"],
        "ends": (low, high),
        "exact": low if low == high else None,
        "threshold": sample["threshold"],
        "excluded": sample.get("excluded", "0.00"),
        "decides": sample.get("decides", []),
    }


def test_without_the_election_the_product_fails(critmin, tmp_path):
    """The sample of the election shows that the election decides."""
    book = load_workbook(SAMPLES / "macr_cell_2026_pass_contract.xlsx")
    sheet = book["Materials"]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "existing_contract")
    sheet.cell(2, column).value = None
    book.save(tmp_path / "without.xlsx")

    result = critmin("macr", tmp_path / "without.xlsx", "-f", "json")
    report = json.loads(result.stdout)["reports"][0]
    assert (report["verdict"]["status"], report["material_assistance"]["exact"]) == ("fail", "9/20")


JUDGED = [sample for sample in OUTCOMES if "exact" in sample]


@pytest.mark.parametrize("sample", JUDGED, ids=[sample["file"] for sample in JUDGED])
def test_the_percentage_stated_is_the_fraction_cut_off(sample):
    exact = Fraction(sample["exact"])
    assert Fraction(sample["percentage"]) == Fraction(int(exact * 1_000_000), 10_000)


def test_every_spreadsheet_has_its_outcome():
    companions = {
        f"{Path(sample['file']).stem}.{sheet}{Path(sample['file']).suffix}"
        for sample in OUTCOMES
        for sheet in BOM_SHEETS.others
        if sample["file"].endswith(".csv")
    }
    boms = [name for name in spreadsheets(SAMPLES) if name not in companions]
    assert boms == sorted({sample["file"] for sample in OUTCOMES})


def test_rebuilding_gives_the_same_bytes(tmp_path):
    for folder in ("once", "again"):
        (tmp_path / folder).mkdir()
        shutil.copy(SAMPLES / "build.py", tmp_path / folder)
        subprocess.run([sys.executable, tmp_path / folder / "build.py"], check=True, capture_output=True)

    assert spreadsheets(tmp_path / "once") == spreadsheets(tmp_path / "again") == spreadsheets(SAMPLES)
    differ = []
    for name in spreadsheets(SAMPLES):
        kept = (SAMPLES / name).read_bytes()
        expected = kept if name.endswith(".csv") else repacked(kept)
        if any((tmp_path / folder / name).read_bytes() != expected for folder in ("once", "again")):
            differ.append(name)
    assert differ == []
