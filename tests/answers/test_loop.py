"""The whole loop on a sample: incomplete, a request written, filled in by the supplier, merged into a copy, pass."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from boms import bom, by
from critmin.engine.questions.requests.form import SHEET
from libreoffice import SOFFICE, convert
from random_boms import write_csv
from requests_returned import FACTS, IN_2025, LINE, ask, fill, form_of, list_owners, put
from workbooks import read_rows

ROOT = Path(__file__).parents[2]
SUPPLIER = "PT Pesisir Timur Smelting"
SIGNED = datetime.date(2026, 3, 2)
PAPER = {"certificate": "PTP-2026-1", "signed_on": SIGNED, "signed_by": "R. Santoso", "file": "ptp.pdf"}


def verdict(critmin, path: Path) -> tuple[int, str]:
    got = critmin("check", path, "-f", "json")
    return got.exit_code, json.loads(got.stdout)["reports"][0]["verdict"]["status"]


def errors(got) -> list[str]:
    findings = json.loads(got.stdout)["findings"]
    return [one["code"] for one in findings if one["severity"] == "error"]


@pytest.fixture(scope="module")
def written(critmin, tmp_path_factory):
    """The audit sample with the price that only the analyst can state, and the request about what is left."""
    folder = tmp_path_factory.mktemp("asked")
    path = folder / "audit.xlsx"
    book = openpyxl.load_workbook(ROOT / "sample_boms" / "nmc622_2026_audit.xlsx")
    book["BOM"]["G31"] = 0.5
    book.save(path)
    assert verdict(critmin, path) == (3, "incomplete")
    assert list(ask(critmin, folder / "requests", path)) == [SUPPLIER]
    return folder


@pytest.fixture
def asked(written, tmp_path):
    """A copy of both."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (request,) = (tmp_path / "requests" / "send").glob("*.xlsx")
    return tmp_path / "audit.xlsx", request


def test_incomplete_asked_answered_pass(critmin, asked, tmp_path):
    path, request = asked
    kept, document = path.read_bytes(), request.with_name("ptp.pdf")
    document.write_bytes(b"signed and sealed")
    back = fill(request, {"attestation": "PTP-2026-1"}, paper=PAPER)
    got = critmin("answers", path, back, "-o", tmp_path / "answered.xlsx", "-f", "json")
    assert got.exit_code == 0, got.stdout
    merge = json.loads(got.stdout)
    assert merge["findings"] == []
    entered = {change["column"]: change["after"] for change in merge["changes"] if change["sheet"] == "certificates"}
    assert entered["sha256"] == hashlib.sha256(b"signed and sealed").hexdigest()
    assert entered | {"supplier": SUPPLIER, "kind": "feoc", "signed_on": "2026-03-02"} == entered
    still = {one["column"] for one in merge["unanswered"]}
    assert {"government_equity_pct", "government_votes_pct", "government_board_pct"} <= still
    assert verdict(critmin, tmp_path / "answered.xlsx") == (0, "pass")
    assert path.read_bytes() == kept
    evidence = critmin("evidence", tmp_path / "answered.xlsx", "-f", "json")
    assert (evidence.exit_code, "PTP-2026-1" in evidence.stdout) == (0, True)
    again = critmin("request", tmp_path / "answered.xlsx", "-o", tmp_path / "again")
    assert (again.exit_code, "no request is needed" in again.stderr) == (0, True)


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_supplier_and_the_analyst_may_use_libreoffice(critmin, asked, tmp_path):
    path, request = asked
    convert(tmp_path, fill(request, {"attestation": "PTP-2026-1"}, paper=PAPER))
    got = critmin("answers", path, tmp_path / "theirs" / request.name, "-o", tmp_path / "answered.xlsx")
    assert got.exit_code == 0, got.stdout
    convert(tmp_path, tmp_path / "answered.xlsx")
    assert verdict(critmin, tmp_path / "theirs" / "answered.xlsx") == (0, "pass")


def test_answered_in_part_stays_incomplete_and_is_asked_again(critmin, asked, tmp_path):
    path, request = asked
    before = {cell.column for cell in form_of(request).cells}
    back = fill(request, {"government_board_pct": 8})
    got = critmin("answers", path, back, "-o", tmp_path / "answered.xlsx")
    assert (got.exit_code, "Left empty" in got.stdout) == (0, True)
    assert verdict(critmin, tmp_path / "answered.xlsx") == (3, "incomplete")
    again = ask(critmin, tmp_path / "again", tmp_path / "answered.xlsx")
    assert list(again) == [SUPPLIER]
    assert {cell.column for cell in form_of(again[SUPPLIER]).cells} < before


@pytest.mark.parametrize(
    ("later", "status"),
    [
        ({"government_equity_pct": 7.2, "government_votes_pct": 5}, 0),  # what is there already is not in the way
        ({"government_equity_pct": 9, "government_votes_pct": 5}, 2),
    ],
)
def test_a_supplier_who_answers_again_is_merged_into_the_copy(critmin, asked, tmp_path, later, status):
    path, request = asked
    copy, newer = tmp_path / "answered.xlsx", tmp_path / "newer.xlsx"
    assert critmin("answers", path, fill(request, {"government_equity_pct": 7.2}), "-o", copy).exit_code == 0
    got = critmin("answers", copy, fill(request, later), "--edited", "-o", newer)
    assert (got.exit_code, "ANSWER-CELL-FILLED" in got.stdout) == (status, status == 2), got.stdout
    if status == 0:
        (row,) = [row for row in read_rows(newer, "Entities") if row[0] == SUPPLIER]
        assert {0.072, 0.05} <= {*row}


def test_owners_that_are_listed_can_fail(critmin, asked, tmp_path):
    path, request = asked
    owner = {"owner": "Fujian Provincial Government", "equity_pct": 20, "votes_pct": 20, "government_of": "China"}
    back = list_owners(request, owner)
    got = critmin("answers", path, back, "-o", tmp_path / "answered.xlsx")
    assert got.exit_code == 0, got.stdout
    assert verdict(critmin, tmp_path / "answered.xlsx") == (1, "fail")


def test_remarks_anywhere_in_the_workbook_are_reported(critmin, asked, tmp_path):
    path, request = asked
    book = openpyxl.load_workbook(fill(request, {"government_votes_pct": 8}))
    put(book, "Request!D3", "We bought the ore from others until May.")
    book.create_sheet("Notes")["A1"] = "See our letter."
    book.save(request)
    got = critmin("answers", path, request, "-o", tmp_path / "answered.xlsx", "-f", "json")
    cells = [one["cells"] for one in json.loads(got.stdout)["findings"] if one["code"] == "ANSWER-NOT-ASKED"]
    name = f"[{request.name}]"
    assert (got.exit_code, cells) == (0, [[f"{name}Request!D3"], [f"{name}Notes!A1"]])


def test_two_workbooks_that_contradict_each_other_are_refused(critmin, asked, tmp_path):
    path, request = asked
    other = tmp_path / "other.xlsx"
    other.write_bytes(request.read_bytes())
    backs = [fill(request, {"government_votes_pct": 8}), fill(other, {"government_votes_pct": 9})]
    got = critmin("answers", path, *backs, "-o", tmp_path / "answered.xlsx", "-f", "json")
    assert (got.exit_code, errors(got)) == (2, ["ANSWER-CONTRADICTED"])
    assert not (tmp_path / "answered.xlsx").exists()


def test_a_record_that_was_changed_is_refused(critmin, asked, tmp_path):
    path, request = asked
    back = fill(request, {"government_votes_pct": 8}, others={f"{SHEET}!A2": "Other"})
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", "json")
    assert (got.exit_code, errors(got)) == (2, ["ANSWER-FORM"])


@pytest.mark.parametrize(
    "cell", ["Request!A1", "Lines!A5", "Lines!F4", "Company!A5", "Company!B4", "Certificates!B5", "Owners!A4"]
)
def test_a_workbook_with_a_changed_text_is_refused(critmin, asked, tmp_path, cell):
    path, request = asked
    back = fill(request, {"government_votes_pct": 8}, others={cell: "Other"})
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", "json")
    assert (got.exit_code, errors(got)) == (2, ["ANSWER-FORM-EDITED"])


def test_a_workbook_about_a_row_that_changed_is_refused(critmin, asked, tmp_path):
    path, request = asked
    back = fill(request, {"government_votes_pct": 8})
    book = openpyxl.load_workbook(path)
    (cell,) = [cell for cell in book["Entities"]["A"] if cell.value == SUPPLIER]
    cell.value = "PT Pesisir Barat Smelting"
    book.save(path)
    got = critmin("answers", path, back, "--edited", "-o", tmp_path / "new.xlsx", "-f", "json")
    assert (got.exit_code, errors(got)) == (2, ["ANSWER-ROW-CHANGED"])


ACME = {"entity": "Acme", "country": "South Korea"}


@pytest.mark.parametrize(
    ("listed", "rows"),
    [
        ([{"entity": "Other"}], [ACME]),
        ([{"entity": "Other", "bom": ""}], [ACME | {"bom": "A"}, ACME | {"bom": "B"}]),
        ([{"entity": "Acme", "bom": "B"}], [ACME | {"bom": "B"}, ACME | {"bom": "A"}]),
        ([{"entity": "Acme", "bom": ""}], [ACME | {"bom": ""}]),
    ],
    ids=["a row for all is added", "a row for each is added", "a row for one is there", "a row for all is there"],
)
def test_all_bills_of_materials_of_a_table_are_answered_at_once(critmin, tmp_path, listed, rows):
    lines = [by("Acme", at="") | {"line": "1", "bom": name} for name in "AB"]
    path = write_csv(bom(*lines, Entities=listed), tmp_path, "fleet")
    back = fill(ask(critmin, tmp_path / "requests", path, *IN_2025)["Acme"], FACTS | LINE)
    got = critmin("answers", path, back, "-o", tmp_path / "new.csv")
    assert got.exit_code == 0, got.stdout
    written = [row["processing_country"] for row in csv.DictReader((tmp_path / "new.csv").open())]
    assert written == ["South Korea", "South Korea"]
    companies = csv.DictReader((tmp_path / "new.entities.csv").open())
    assert [{name: row[name] for name in rows[0]} for row in companies if row["entity"] == "Acme"] == rows
    assert ask(critmin, tmp_path / "again", tmp_path / "new.csv", *IN_2025) == {}


def test_beside_a_bill_of_materials_that_cannot_be_read_the_others_are_answered_one_by_one(critmin, tmp_path):
    lines = [by("Acme", at="") | {"line": "1", "bom": name} for name in ("A", "C", "c")]
    path = write_csv(bom(*lines), tmp_path, "fleet")
    assert critmin("request", path, *IN_2025, "-o", tmp_path / "requests").exit_code == 2
    back = fill(tmp_path / "requests" / "send" / "Acme.xlsx", FACTS | LINE)
    got = critmin("answers", path, back, "-o", tmp_path / "new.csv")
    assert (got.exit_code, "BOMS-ALIKE" in got.stdout) == (2, True), got.stdout
    assert critmin("answers", path, back, "--bom", "A", "-o", tmp_path / "new.csv").exit_code == 0
