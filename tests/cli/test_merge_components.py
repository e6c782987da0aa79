"""`critmin merge` rejects a report whose battery components or credit disagree with their details."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, virgin
from conftest import Result
from random_boms import write_csv
from random_components import random_rows

Critmin = Callable[..., Result]
Change = Callable[[dict[str, Any]], object]
ROWS = [
    {"component": "module", "value_usd": "1000.005", "part_of": "", "assembly_country": "US"},
    {"component": "cell", "value_usd": "", "part_of": "module", "assembly_country": "KR"},
    {"component": "housing", "value_usd": "5", "part_of": "cell", "assembly_country": "KR"},
    {"component": "separator", "value_usd": "300", "part_of": "housing", "assembly_country": ""},
]
ATTESTED = {"feoc_attestation": "ATT-1", "entity": ""}


def run_of(critmin: Critmin, folder: Path, rows: list[dict[str, str]], *arguments: str) -> dict[str, Any]:
    """The run of one bill of materials with these components."""
    write_csv(bom(virgin(), Components=[row | ATTESTED for row in rows]), folder, "pack")
    critmin("check", "pack.csv", "-f", "json", "-o", "run.json", *(arguments or ("-d", "2024-06-30")))
    return dict(json.loads(Path("run.json").read_bytes()))


def merged(critmin: Critmin, run: dict[str, Any]) -> Result:
    Path("run.json").write_text(json.dumps(run))
    return critmin("merge", "run.json", "-f", "json")


def section(name: str, **values: Any) -> Change:
    return lambda report: report[name].update(values)


def row(at: int, **values: Any) -> Change:
    return lambda report: report["battery_components"]["components"][at].update(values)


FIGURES = [
    "required_percentage", "requirement_citation", "percentage", "exact", "low", "high", "high_percentage",
    "total_value_usd", "qualifying_value_usd",
]  # fmt: skip
LAW = "its battery components requirement, or its source, is not that of its dates"
DISAGREE = "is not that of its components"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        # the rows
        (row(0, value_exact="1001"), 'its incremental value of "module" is not that of its components'),
        (row(0, value_exact="299"), "its battery components contain one another, or more than their own value"),
        (row(0, part_of="separator"), "contain one another"),
        (row(0, part_of="cell"), "contain one another"),
        (row(0, part_of="pack"), "contain one another"),
        (row(1, part_of=None), DISAGREE),
        (row(1, incremental_high_usd=None), 'its incremental value of "cell" is not that of its components'),
        (row(2, incremental_low_usd="0.00"), 'its incremental value of "housing" is not that of its components'),
        (row(2, excluded=None), "contain one another, or more than their own value"),
        (row(0, value_usd="1000.01"), 'its value of "module" is not that of its exact value'),
        (row(1, value_usd="0.00"), 'its value of "cell" is not that of its exact value'),
        (row(3, value_usd=None), 'its value of "separator" is not that of its exact value'),
        (row(0, counts=False), 'whether "module" counts is not what its assembly country says'),
        (row(1, assembly_country="US"), 'whether "cell" counts is not what its assembly country says'),
        (row(2, counts=False), 'whether "housing" counts is not what its assembly country says'),
        (row(3, counts=True), 'whether "separator" counts is not what its assembly country says'),
        (row(0, assembly_country="CA"), ""),
        (row(3, counts=True, assembly_country="MX"), "its battery components percentage is not that of its components"),
        # the figures
        *(
            (
                section("battery_components", **{name: value}),
                "its battery components percentage is not that of its com",
            )
            for name, value in [
                ("percentage", "99.0000"),
                ("exact", "1"),
                ("low", "1/2"),
                ("low", None),
                ("high", "1/2"),
                ("high_percentage", "99.0000"),
                ("total_value_usd", "1000.01"),
                ("qualifying_value_usd", None),
            ]
        ),
        (
            section("battery_components", gap_points="-59.9999"),
            "its battery components gap is not that of its percentage",
        ),
        # the requirement and the status
        (
            section("battery_components", required_percentage="50"),
            LAW,
        ),
        (
            section("battery_components", requirement_citation="the law"),
            LAW,
        ),
        (
            section("battery_components", status="pass"),
            "components status is pass, but its percentage gives incomplete",
        ),
        (
            section("battery_components", status="fail"),
            "components status is fail, but its percentage gives incomplete",
        ),
        (section("battery_components", status="not_available"), "status is not_available, but it has a percentage"),
        (
            lambda report: report["battery_components"].update(
                dict.fromkeys(FIGURES), status="not_available", gap_points=None
            ),
            LAW,
        ),
        (section("battery_components", status="not_stated"), "not_stated, but its components do not agree"),
        # the credit
        (section("credit", critical_minerals_usd=None), "its credit is not that of its halves"),
        (section("credit", battery_components_usd=0), "its credit is not that of its halves"),
        (section("credit", total_usd=7500), "its credit is not that of its halves"),
        (section("credit", at_most_usd=3750), "its credit is not that of its halves"),
        (section("credit", of_usd=3750), "its credit is not that of its halves"),
        (lambda report: report.update(credit=None), "its credit is not that of its halves"),
        (section("battery_components", deciding=None), ""),
    ],
)
def test_a_report_that_disagrees_with_itself(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = run_of(critmin, tmp_path, ROWS)
    assert merged(critmin, run).exit_code == 0
    change(run["reports"][0])
    result = merged(critmin, run)
    assert (result.exit_code, says in result.stderr) == (2 if says else 0, True), result.stderr


@pytest.mark.parametrize(
    ("rows", "arguments", "status", "change", "says"),
    [
        (
            ROWS,
            ("-d", "2023-04-17"),
            "not_available",
            {"percentage": "1.0000"},
            "not_available, but it has a percentage",
        ),
        (ROWS, ("-d", "2023-04-17"), "not_available", {"status": "pass"}, LAW),
        (ROWS[1:3], ("-d", "2024-06-30"), "not_stated", {"low": "0"}, "not_stated, but it has a percentage"),
        (ROWS[1:3], ("-d", "2024-06-30"), "not_stated", {"status": "fail"}, "is fail, but its components do not agree"),
        (
            ROWS[:1],
            ("-d", "2027-06-30", "-a", "2025-01-01"),
            "pass",
            {"status": "fail"},
            "but its percentage gives pass",
        ),
        (
            ROWS[:1],
            ("-d", "2027-06-30", "-a", "2025-01-01", "--reading", "after-2026=no-percentage"),
            "fail",
            {"status": "pass"},
            "is pass, but its percentage gives fail",
        ),
    ],
)
def test_a_status_without_figures_or_under_a_reading(
    critmin: Critmin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[dict[str, str]],
    arguments: tuple[str, ...],
    status: str,
    change: dict[str, Any],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        row | {"part_of": row["part_of"] if row["part_of"] in {r["component"] for r in rows} else ""} for row in rows
    ]
    run = run_of(critmin, tmp_path, rows, *arguments)
    assert run["reports"][0]["battery_components"]["status"] == status
    assert merged(critmin, run).exit_code == run["summary"]["exit_status"]
    run["reports"][0]["battery_components"].update(change)
    result = merged(critmin, run)
    assert (result.exit_code, says in result.stderr) == (2, True), result.stderr


def test_a_scenario_has_no_credit(critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = run_of(critmin, tmp_path, ROWS, "-d", "2024-06-30", "--scenario", "eu-partner")
    assert merged(critmin, run).exit_code == 0
    run["reports"][0]["credit"] = run_of(critmin, tmp_path, ROWS)["reports"][0]["credit"]
    result = merged(critmin, run)
    assert (result.exit_code, "its credit is not that of its halves" in result.stderr) == (2, True)


def test_what_the_program_writes_agrees_with_itself(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in range(60):
        rng = random.Random(seed)
        day = rng.choice(["2023-04-17", "2023-12-31", "2024-06-30", "2025-10-01", "2027-01-01", "2029-01-01"])
        readings = rng.choice([(), ("--reading", "after-2026=no-percentage")])
        run = run_of(critmin, tmp_path, random_rows(seed), "-d", day, *readings)
        result = merged(critmin, run)
        assert result.exit_code == run["summary"]["exit_status"], (seed, result.stderr)
        assert json.loads(result.stdout)["reports"] == run["reports"]
