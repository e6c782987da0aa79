"""What the program writes into a folder of bills of materials is skipped there, with the reason; nothing else is."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from conftest import Result
from kept_samples import SAMPLES
from requests_returned import fill

Critmin = Callable[..., Result]
BOM, PRODUCT = "nmc622_2025_incomplete_attestation.xlsx", "macr_module_2026_incomplete_certificates.xlsx"
ON = ("-d", "2025-04-10")
WRITTEN: dict[str, tuple[str, ...]] = {
    "report.xlsx": ("check", "bom.xlsx", *ON, "-o", "report.xlsx"),
    "withheld.xlsx": ("check", "bom.xlsx", *ON, "--redact", "all", "-o", "withheld.xlsx"),
    "report.csv": ("check", "bom.xlsx", *ON, "-o", "report.csv"),
    "withheld.csv": ("check", "bom.xlsx", *ON, "--redact", "all", "-o", "withheld.csv"),
    "table.csv": ("check", "bom.xlsx", *ON, "--table", "table.csv"),
    "table.xlsx": ("check", "bom.xlsx", *ON, "--table", "table.xlsx"),
    "table.parquet": ("check", "bom.xlsx", *ON, "--table", "table.parquet"),
    "trace.csv": ("trace", "bom.xlsx", *ON, "-o", "trace.csv"),
    "register.csv": ("evidence", "bom.xlsx", "product.xlsx", *ON, "-o", "register.csv"),
    "register.xlsx": ("evidence", "bom.xlsx", "product.xlsx", *ON, "-o", "register.xlsx"),
    "pack/manufacturers_file.xlsx": ("pack", "bom.xlsx", *ON, "-o", "pack"),
    "requests/requests.csv": ("request", "bom.xlsx", *ON, "-o", "requests"),
    "requests/requests.xlsx": (),
    "requests/send/Onsan-High-Purity-Manganese-Co-Ltd.xlsx": (),
    "product-report.xlsx": ("macr", "product.xlsx", "-o", "product-report.xlsx"),
    "product-report.csv": ("macr", "product.xlsx", "-o", "product-report.csv"),
    "product-table.parquet": ("macr", "product.xlsx", "--table", "product-table.parquet"),
}
"""Every spreadsheet that a command writes and that is not a bill of materials, with the command."""


@pytest.fixture(scope="module")
def written(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bill of materials, a product, and all that is written about them."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copy(SAMPLES / BOM, folder / "bom.xlsx")
    shutil.copy(SAMPLES / PRODUCT, folder / "product.xlsx")
    with contextlib.chdir(folder):
        for command in filter(None, WRITTEN.values()):
            assert critmin(*command).exit_code in (0, 1, 3), command
    return folder


@pytest.fixture
def full(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `written`, in which a test works."""
    monkeypatch.chdir(shutil.copytree(written, tmp_path / "here"))
    return Path.cwd()


@pytest.mark.parametrize(("command", "only"), [("check", "bom.xlsx"), ("macr", "product.xlsx")])
def test_own_output_in_a_folder_is_skipped_with_the_reason(
    critmin: Critmin, full: Path, command: str, only: str
) -> None:
    got = critmin(command, ".", *(ON if command == "check" else ()), "-f", "json")
    assert [report["bom"]["path"] for report in json.loads(got.stdout)["reports"]] == [only]
    (note,) = (line for line in got.stderr.splitlines() if "critmin wrote them; to read a file, name it" in line)
    first = sorted(WRITTEN)[:8]
    assert note.startswith(f"critmin: {', '.join(first)} and {len(WRITTEN) - 8} more are skipped")
    spreadsheets = {".xlsx", ".csv", ".parquet"}
    here = {str(path.relative_to(full)) for path in full.rglob("*") if path.suffix in spreadsheets}
    assert here == {*WRITTEN, "bom.xlsx", "product.xlsx"}, "a command writes what this table does not name"


def test_other_commands_about_a_folder_skip_it_too(critmin: Critmin, full: Path) -> None:
    assert [one["bom"]["path"] for one in json.loads(critmin("evidence", ".", *ON, "-f", "json").stdout)["boms"]] == [
        "bom.xlsx",
        "product.xlsx",
    ]
    got = critmin("request", ".", *ON, "-o", "again")
    assert (got.exit_code, "cannot be read" in got.stderr) == (0, False)


def test_a_folder_of_nothing_else_says_so_and_a_named_file_is_read(critmin: Critmin, full: Path) -> None:
    got = critmin("check", "requests", *ON)
    assert (got.exit_code, "every file there was written by critmin" in got.stderr) == (2, True)
    named = critmin("check", "report.xlsx", *ON, "-f", "json")
    assert (named.exit_code, json.loads(named.stdout)["reports"][0]["verdict"]["status"]) == (3, "incomplete")


def test_copies_with_answers_and_templates_are_bills_of_materials(critmin: Critmin, full: Path) -> None:
    back = fill(full / "requests/send/Onsan-High-Purity-Manganese-Co-Ltd.xlsx", {"headquarters_country": "South Korea"})
    for path in ("bom.xlsx", "report.xlsx"):  # an annotated copy may be edited and answered in its turn
        assert critmin("answers", path, back, "--edited", "-o", f"answered-{path}").exit_code == 0
    assert critmin("template", "template.xlsx").exit_code == 0
    got = critmin("check", ".", *ON, "-f", "json")
    paths = [report["bom"]["path"] for report in json.loads(got.stdout)["reports"]]
    assert paths == ["answered-bom.xlsx", "answered-report.xlsx", "bom.xlsx", "template.xlsx"]


def test_a_table_saved_by_a_spreadsheet_program_is_known_and_a_foreign_file_is_not(
    critmin: Critmin, full: Path
) -> None:
    text = Path("report.csv").read_text("utf-8")
    Path("report.csv").write_bytes(b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    book = openpyxl.load_workbook("table.xlsx")
    book.save("table.xlsx")
    Path("broken.xlsx").write_bytes(b"PK\x03\x04")
    Path("empty.csv").write_text("")
    Path("broken.parquet").write_bytes(b"PAR1")
    got = critmin("check", ".", *ON, "-f", "json")
    paths = [report["bom"]["path"] for report in json.loads(got.stdout)["reports"]]
    assert paths == ["bom.xlsx", "broken.parquet", "broken.xlsx", "empty.csv"]
