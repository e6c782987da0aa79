"""`critmin verify` of a redacted report: from its bill of materials, and from the report that withholds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from boms import bom, virgin, write_xlsx
from critmin.engine.report.disclosure import Scope
from kept_samples import SAMPLES
from random_boms import write_csv

Critmin = Callable[..., Any]
AUDIT, FLEET = str(SAMPLES / "nmc622_2026_audit.xlsx"), str(SAMPLES / "fleet_2025.csv")
PRODUCT = str(SAMPLES / "macr_module_2026_incomplete_certificates.xlsx")
HALF = ("--half", "both", "--strict")
HOLDS, DIFFERS, CANNOT, FROM_OTHERS = 0, 1, 2, 3


@pytest.fixture(scope="module")
def report(critmin: Critmin) -> Callable[..., str]:
    """A JSON report, redacted unless the scope is None; made once, and read by several tests."""

    @cache
    def call(command: str, *arguments: str, scope: str | None) -> str:
        return str(critmin(command, *arguments, "-f", "json", *(() if scope is None else ("--redact", scope))).stdout)

    return call


@pytest.fixture
def made(report: Callable[..., str], tmp_path: Path) -> Callable[..., Path]:
    """Writes a JSON report, redacted unless no scope is given."""

    def make(command: str, *arguments: str, scope: str | None = None) -> Path:
        path = tmp_path / f"{scope or 'full'}.json"
        path.write_text(report(command, *arguments, scope=scope), "utf-8", newline="")
        return path

    return make


RECOMPUTED = [
    (("check", AUDIT, *HALF), (AUDIT,)),
    (("macr", PRODUCT), (PRODUCT,)),
    (("check", AUDIT, FLEET), (AUDIT,)),
    (("check", AUDIT, FLEET), (FLEET, "--bom", "compact")),
    (("check", FLEET), (FLEET, "--bom", "sedan")),
    (("check", FLEET, "--bom", "crossover"), (FLEET, "--bom", "crossover")),
]


@pytest.mark.parametrize(
    ("asked", "named", "scope"),
    [
        *((*row, scope) for row in RECOMPUTED[:2] for scope in Scope),
        *((*row, Scope.ALL) for row in RECOMPUTED[2:]),
        *(pytest.param(*row, s, marks=pytest.mark.thorough) for row in RECOMPUTED[2:] for s in Scope if s != Scope.ALL),
    ],
)
def test_it_is_recomputed_redacted_and_compared(
    critmin: Critmin, made: Callable[..., Path], asked: tuple[str, ...], named: tuple[str, ...], scope: str
) -> None:
    said = critmin("verify", made(*asked, scope=scope), *named)
    assert said.exit_code == HOLDS, said.stdout + said.stderr
    assert "reproduced: same inputs, same result" in said.stdout


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("asked", [("check", AUDIT, FLEET, *HALF), ("macr", PRODUCT)])
def test_its_twin_is_confirmed(critmin: Critmin, made: Callable[..., Path], asked: tuple[str, ...], scope: str) -> None:
    said = critmin("verify", made(*asked, scope=scope), made(*asked))
    assert said.exit_code == HOLDS, said.stdout + said.stderr
    assert "confirmed: this is the report that was redacted; its hash is the recorded one" in said.stdout


def changed(path: Path, *keys: str | int, to: Any) -> Path:
    """A report with another value at a place."""
    document = json.loads(path.read_text("utf-8"))
    at = document
    for key in keys[:-1]:
        at = at[key]
    assert at[keys[-1]] != to
    at[keys[-1]] = to
    other = path.with_name(f"changed-{path.name}")
    other.write_text(json.dumps(document), "utf-8")
    return other


MINERALS = ("reports", 0, "critical_minerals")


@pytest.mark.parametrize(
    ("place", "to"),
    [
        ((*MINERALS, "percentage"), "70.0000"),
        ((*MINERALS, "chains", 0, "line"), "L-AAAAAAAA"),
        ((*MINERALS, "total_value_usd"), "100.00"),
        (("reports", 0, "verdict", "status"), "pass"),
        (("reports", 0, "feoc", "entities", 3, "status"), "feoc"),
        (("reports", 0, "findings", 0, "message"), "Percentage met"),
    ],
)
def test_a_changed_redacted_report_differs(
    critmin: Critmin, made: Callable[..., Path], place: tuple[str | int, ...], to: Any
) -> None:
    """From what the bill of materials gives, and but for the pseudonyms of each run from its twin."""
    redacted, full = made("check", AUDIT, scope="all"), made("check", AUDIT)
    given = changed(redacted, *place, to=to)
    assert critmin("verify", given, full).exit_code == (HOLDS if "line" in place else DIFFERS)
    assert critmin("verify", given, AUDIT).exit_code == DIFFERS


def test_two_lines_under_one_pseudonym_differ(critmin: Critmin, made: Callable[..., Path]) -> None:
    """Pseudonyms may be others, but each stands for the same line everywhere."""
    redacted = made("check", AUDIT, scope="all")
    other = json.loads(redacted.read_text("utf-8"))["reports"][0]["critical_minerals"]["chains"][5]["line"]
    assert critmin("verify", changed(redacted, *MINERALS, "chains", 0, "line", to=other), AUDIT).exit_code == DIFFERS


@pytest.mark.parametrize(
    ("place", "to", "outcome", "why"),
    [
        ((*MINERALS, "percentage"), "70.0000", DIFFERS, "this is not the report that was redacted"),
        (("reports", 0, "verdict", "status"), "pass", DIFFERS, "this is not the report that was redacted"),
        ((*MINERALS, "total_value_usd"), "1.00", FROM_OTHERS, "its hash is not the one"),
        (("reports", 0, "findings", 0, "message"), "else", FROM_OTHERS, "its hash is not the one"),
        (("reports", 0, "redacted"), "all", CANNOT, "is redacted too"),
        (("summary", "incomplete"), 2, DIFFERS, "this is not the report that was redacted"),
    ],
)
def test_a_changed_twin_is_not_confirmed(
    critmin: Critmin,
    made: Callable[..., Path],
    place: tuple[str | int, ...],
    to: Any,
    outcome: int,
    why: str,
) -> None:
    redacted, full = made("check", AUDIT, scope="all"), made("check", AUDIT)
    document = json.loads(full.read_text("utf-8"))
    document["reports"][0].setdefault("redacted", None)
    if place[-1] == "redacted":
        full.write_text(json.dumps(document), "utf-8")
    said = critmin("verify", redacted, changed(full, *place, to=to))
    assert said.exit_code == outcome, said.stdout + said.stderr
    assert why in " ".join((said.stdout + said.stderr).split())


def test_a_report_of_fewer_bills_of_materials_is_not_the_twin(critmin: Critmin, made: Callable[..., Path]) -> None:
    redacted, full = made("check", AUDIT, FLEET, scope="names"), made("check", AUDIT)
    assert critmin("verify", redacted, full).exit_code == DIFFERS


def test_another_bill_of_materials_differs(critmin: Critmin, made: Callable[..., Path], tmp_path: Path) -> None:
    path = write_xlsx(bom(virgin(value="70"), virgin(value="30", at="NO")), tmp_path / "bom.xlsx")
    redacted = made("check", str(path), "-d", "2024-06-30", scope="prices")
    write_xlsx(bom(virgin(value="71"), virgin(value="29", at="NO")), path)
    assert critmin("verify", redacted, path).exit_code == DIFFERS


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            ("--waivers", "waivers.toml", "--waivers-on", "2025-11-03"),
            "the report withholds the waivers",
        ),
        (("--scenario", "eu-partner"), "the report withholds the scenario that it was made with"),
        (("--sheet", "Acme"), "the report withholds the name of the sheet that it was made with"),
    ],
)
def test_what_the_report_withholds_of_its_question_is_named(
    critmin: Critmin,
    made: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
    why: str,
) -> None:
    waiver = 'code = "CM-NOT-MET"\nbom = "*"\nreason = "asked"\nby = "us"\nuntil = 2026-01-31\n'
    (tmp_path / "waivers.toml").write_text(f"[[waiver]]\n{waiver}", "utf-8")
    monkeypatch.chdir(tmp_path)
    lines = bom(virgin(), virgin(at="NO"))["BOM"]
    path = str(write_xlsx({"Acme" if "--sheet" in asked else "BOM": lines}, tmp_path / "bom.xlsx"))
    redacted, full = (made("check", path, "-d", "2024-06-30", *asked, scope=scope) for scope in ("all", None))
    said = critmin("verify", redacted, path)
    assert said.exit_code == CANNOT
    assert why in said.stderr
    assert critmin("verify", redacted, full).exit_code == HOLDS


def test_the_columns_file_is_asked_for(critmin: Critmin, made: Callable[..., Path], tmp_path: Path) -> None:
    columns = tmp_path / "columns.toml"
    columns.write_text('[bom.columns]\n"Acme price" = "value_usd"\n', "utf-8")
    line = {"mineral": "lithium", "Acme price": "100", "extraction_country": "US", "processing_country": "US"}
    path = str(write_csv(bom(line), tmp_path, "bom"))
    redacted = made("check", path, "-d", "2024-06-30", "--columns", str(columns), scope="all")
    assert "Acme" not in redacted.read_text("utf-8")
    said = critmin("verify", redacted, path)
    assert said.exit_code == CANNOT
    assert "the report withholds the columns file that it was made with" in said.stderr
    assert critmin("verify", redacted, path, "--columns", columns).exit_code == HOLDS


def test_a_json_file_is_no_twin_of_a_report_that_withholds_nothing(critmin: Critmin, made: Callable[..., Path]) -> None:
    full = made("check", AUDIT)
    assert critmin("verify", full, full).exit_code == CANNOT
