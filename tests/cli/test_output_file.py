"""`-o`: written whole or not at all, and never over a bill of materials (contract.md 5)."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, supplier, virgin, write_xlsx
from random_boms import write_csv

CHECK = ("-d", "2024-06-30", "-f", "json")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_csv(bom(virgin(), Entities=[supplier("Acme")]), tmp_path, "pack")


@pytest.mark.parametrize("command", ["check", "trace"])
@pytest.mark.parametrize("target", ["pack.csv", "link.csv", "hard.csv", "../{folder}/pack.csv", "pack.entities.csv"])
def test_an_input_is_never_written_over(
    critmin: Callable[..., Any], tmp_path: Path, pack: Path, command: str, target: str
) -> None:
    (tmp_path / "link.csv").symlink_to(pack)
    (tmp_path / "hard.csv").hardlink_to(pack)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    got = critmin(command, str(pack), *CHECK, "-o", str(tmp_path / target.format(folder=tmp_path.name)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)


def test_one_of_several_inputs_is_never_written_over(critmin: Callable[..., Any], tmp_path: Path, pack: Path) -> None:
    other = write_xlsx(bom(virgin()), tmp_path / "other.xlsx")
    before = other.read_bytes()
    assert critmin("check", str(tmp_path), *CHECK, "-o", str(other)).exit_code == 2
    assert (other.read_bytes(), pack.exists()) == (before, True)


@pytest.mark.parametrize("target", ["missing/report.json", "folder"])
def test_a_target_that_is_no_file_in_a_folder(
    critmin: Callable[..., Any], tmp_path: Path, pack: Path, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    got = critmin("check", str(pack), *CHECK, "-o", str(tmp_path / target))
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert target in got.stderr


def test_the_report_replaces_an_older_one(critmin: Callable[..., Any], tmp_path: Path, pack: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("older and longer " * 1000)
    got = critmin("check", str(pack), *CHECK, "-o", str(target))
    assert (got.exit_code, got.stdout) == (0, "")
    assert json.loads(target.read_text())["reports"][0]["verdict"]["status"] == "pass"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.csv", "pack.entities.csv", "report.json"]


@pytest.mark.parametrize("name", ["other.csv", "other.tsv"])
def test_somebody_s_table_is_never_written_over(critmin, tmp_path, name):
    bom = tmp_path / "bom.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    other = tmp_path / name
    other.write_text("mineral,value_usd\nNi,1\n", encoding="utf-8")
    got = critmin("check", bom, "-y", "2024", "-f", "csv", "-o", other)
    assert (got.exit_code, got.stdout) == (2, "") and "never written over" in got.stderr
    assert other.read_text("utf-8") == "mineral,value_usd\nNi,1\n"


def test_a_report_of_an_earlier_run_is_renewed(critmin, tmp_path):
    bom, report = tmp_path / "bom.csv", tmp_path / "verdicts.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    for _ in range(2):
        assert critmin("check", bom, "-y", "2024", "-f", "csv", "-o", report).exit_code == 3
    assert report.read_text("utf-8").startswith("bom,verdict")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_told_in_one_line(tmp_path):
    bom = tmp_path / "bom.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    program = Path(sys.executable).with_name("critmin")
    with Path("/dev/full").open("w") as full:
        got = subprocess.run([program, "check", bom, "-y", "2024"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (got.returncode, got.stderr.count("\n"), "No space left" in got.stderr) == (2, 1, True)
