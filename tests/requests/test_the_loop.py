"""The whole loop on the audit sample: incomplete, asked, answered, merged, and a pass."""

import shutil
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from critmin.engine.questions.requests.form import SHEET
from requests_returned import PAPER, Critmin, ask, fill, form_of, put

SAMPLE = Path(__file__).parents[2] / "sample_boms" / "nmc622_2026_audit.xlsx"
SMELTER = "PT Pesisir Timur Smelting"
FEOC = {name: PAPER[name] for name in ("certificate", "signed_on", "signed_by")}
ATTESTED = {"attestation": "PAPER-1"}


class Asked(NamedTuple):
    bom: Path
    request: Path


@pytest.fixture(scope="module")
def written(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a copy of the sample, and the request to its one open supplier."""
    folder = tmp_path_factory.mktemp("asked")
    assert list(ask(critmin, folder / "out", shutil.copy(SAMPLE, folder / "audit.xlsx"))) == [SMELTER]
    return folder


@pytest.fixture
def asked(written: Path, tmp_path: Path) -> Asked:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (request,) = (tmp_path / "out" / "send").glob("*.xlsx")
    return Asked(tmp_path / "audit.xlsx", request)


def test_the_sample_becomes_a_pass(critmin: Critmin, asked: Asked, tmp_path: Path) -> None:
    assert critmin("check", asked.bom, "-q").exit_code == 3
    copy = tmp_path / "answered.xlsx"
    got = critmin("answers", asked.bom, fill(asked.request, ATTESTED, paper=FEOC), "-o", copy)
    assert got.exit_code == 0, got.stdout
    assert ask(critmin, tmp_path / "again", copy) == {}
    book = openpyxl.load_workbook(copy)
    book["BOM"]["G31"] = 12.5  # the price of the additive, which only the analyst can find out
    book.save(copy)
    got = critmin("check", copy, "-q")
    assert got.exit_code == 0, got.stdout


def test_what_is_answered_in_part_stays_asked(critmin: Critmin, asked: Asked, tmp_path: Path) -> None:
    before = {cell.column for cell in form_of(asked.request).cells}
    copy = tmp_path / "answered.xlsx"
    got = critmin("answers", asked.bom, fill(asked.request, {"government_equity_pct": 7.2}), "-o", copy)
    assert got.exit_code == 0, got.stdout
    (request,) = ask(critmin, tmp_path / "again", copy).values()
    assert {cell.column for cell in form_of(request).cells} <= before


def test_two_answers_for_one_cell_are_refused(critmin: Critmin, asked: Asked, tmp_path: Path) -> None:
    other = Path(shutil.copy(asked.request, tmp_path / "other.xlsx"))
    files = fill(asked.request, {"government_votes_pct": 8}), fill(other, {"government_votes_pct": 9})
    got = critmin("answers", asked.bom, *files, "-o", tmp_path / "answered.xlsx")
    assert (got.exit_code, "ANSWER-CONTRADICTED" in got.stdout) == (2, True), got.stdout
    assert not (tmp_path / "answered.xlsx").exists()


@pytest.mark.parametrize("cell", [f"{SHEET}!A2", "Company!A5", "Lines!C5"])
def test_a_form_that_was_changed_is_refused(critmin: Critmin, asked: Asked, tmp_path: Path, cell: str) -> None:
    fill(asked.request, ATTESTED, paper=FEOC)
    book = openpyxl.load_workbook(asked.request)
    put(book, cell, "changed")
    book.save(asked.request)
    got = critmin("answers", asked.bom, asked.request, "-o", tmp_path / "answered.xlsx")
    assert (got.exit_code, "ANSWER-FORM" in got.stdout) == (2, True), got.stdout


def test_an_answer_about_a_row_that_has_changed_is_refused(critmin: Critmin, asked: Asked, tmp_path: Path) -> None:
    (number,) = {cell.number for cell in form_of(asked.request).cells}
    book = openpyxl.load_workbook(asked.bom)
    entities = book["Entities"]
    entities.cell(number, 1).value = "PT Pesisir Barat Smelting"
    book.save(asked.bom)
    fill(asked.request, {"government_votes_pct": 8})
    got = critmin("answers", asked.bom, asked.request, "-o", tmp_path / "answered.xlsx", "--edited")
    assert (got.exit_code, "ANSWER-ROW-CHANGED" in got.stdout) == (2, True), got.stdout


@pytest.mark.parametrize(
    ("later", "status"),
    [
        ({"government_equity_pct": 7.2, "government_votes_pct": 5}, 0),  # what is there already is not in the way
        ({"government_equity_pct": 9, "government_votes_pct": 5}, 2),
    ],
)
def test_a_supplier_who_answers_again_is_merged_into_the_copy(
    critmin: Critmin, asked: Asked, tmp_path: Path, later: dict[str, object], status: int
) -> None:
    copy, newer = tmp_path / "answered.xlsx", tmp_path / "newer.xlsx"
    back = fill(asked.request, {"government_equity_pct": 7.2})
    assert critmin("answers", asked.bom, back, "-o", copy).exit_code == 0
    got = critmin("answers", copy, fill(asked.request, later), "--edited", "-o", newer)
    assert (got.exit_code, "ANSWER-CELL-FILLED" in got.stdout) == (status, status == 2), got.stdout
    if status == 0:
        rows = openpyxl.load_workbook(newer)["Entities"].iter_rows(values_only=True)
        (row,) = [row for row in rows if row[0] == SMELTER]
        assert {0.072, 0.05} <= {*row}
