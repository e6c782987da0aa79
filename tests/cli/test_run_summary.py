"""What a run over several bills of materials says as a whole: in text, in JSON, and alone with `--summary`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, bom, by, share_of_a_trillion, supplier, virgin
from random_boms import write_csv

DAY_OF_SCREEN = ("-d", "2025-06-30", *IN_TIME)  # 60 percent required
FEOC = supplier("Adverse", government="30")
OPEN = supplier("Silent", country="")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """a fails by a percentage, b by a FEOC, c is open, d passes, e cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    write_csv(bom(virgin(value="30"), virgin(value="70", at="NO")), tmp_path, "a")
    write_csv(bom(by("Adverse"), by("Silent"), Entities=[FEOC, OPEN]), tmp_path, "b")
    write_csv(bom(virgin(), by(" silent "), Entities=[OPEN]), tmp_path, "c")
    write_csv(bom(virgin()), tmp_path, "d")
    (tmp_path / "e.csv").write_text("nothing,of\nthe,kind\n")
    return tmp_path


def overview(critmin: Callable[..., Any], *arguments: str) -> dict[str, Any]:
    return dict(json.loads(critmin("check", *arguments, *DAY_OF_SCREEN, "-f", "json").stdout)["overview"])


def test_what_stands_out(critmin: Callable[..., Any], folder: Path) -> None:
    told = overview(critmin, ".")
    assert [(one["path"], one["codes"]) for one in told["unreadable"]] == [("e.csv", ["HEADER-MISSING"])]
    assert [(one["path"], one["status"], one["gap_points"]) for one in told["worst_gaps"]] == [
        ("a.csv", "fail", "-30.0000"),
        ("b.csv", "fail", "40.0000"),
        ("c.csv", "incomplete", "40.0000"),
        ("d.csv", "pass", "40.0000"),
    ]
    assert told["feoc_suppliers"] == [{"supplier": "Adverse", "boms": 1}]
    assert told["open_suppliers"] == [{"supplier": "Silent", "boms": 2}]
    found = {one["code"]: (one["severity"], one["boms"]) for one in told["findings"]}
    assert found["FEOC-NOT-SHOWN"] == ("warning", 2)
    assert found["CM-NOT-MET"] == ("error", 1)
    assert {severity for severity, _ in found.values()} == {"error", "warning"}
    order = [(-one["boms"], one["code"]) for one in told["findings"]]
    assert order == sorted(order)


def test_gaps_are_compared_exactly_and_only_ten_are_named(critmin: Callable[..., Any], tmp_path: Path) -> None:
    for number in range(12):
        write_csv(share_of_a_trillion(599_999_999_999 - number), tmp_path, f"b{number:02}")
    told = overview(critmin, str(tmp_path))
    assert {one["gap_points"] for one in told["worst_gaps"]} == {"-0.0001"}
    assert [one["path"] for one in told["worst_gaps"]] == [f"b{number:02}.csv" for number in range(11, 1, -1)]


def test_the_text_ends_with_it(critmin: Callable[..., Any], folder: Path) -> None:
    whole = critmin("check", ".", *DAY_OF_SCREEN).stdout
    alone = critmin("check", ".", *DAY_OF_SCREEN, "--summary").stdout
    assert whole.endswith(f"{'=' * 80}\n\n{alone}")
    assert alone.splitlines()[:4] == [
        "Unreadable",
        "BOM     reasons",
        "──────────────────────",
        "e.csv   HEADER-MISSING",
    ]
    assert "a.csv   -30.0000    30.0000%        60%   fail\n" in alone
    assert "d.csv   +40.0000   100.0000%        60%   pass\n" in alone
    assert alone.endswith("\n\n5 BOMs: 1 pass, 2 fail, 1 incomplete, 1 unreadable (exit status 2)\n")
    assert "PASS" not in alone
    assert max(map(len, alone.splitlines())) <= 80


def test_one_bill_of_materials_has_no_overview(critmin: Callable[..., Any], folder: Path) -> None:
    assert "overview" not in json.loads(critmin("check", "d.csv", *DAY_OF_SCREEN, "-f", "json").stdout)


def test_the_summary_as_markdown(critmin: Callable[..., Any], folder: Path) -> None:
    alone = critmin("check", ".", *DAY_OF_SCREEN, "--summary", "-f", "markdown").stdout
    whole = critmin("check", ".", *DAY_OF_SCREEN, "-f", "markdown").stdout
    assert alone.startswith(
        "**5 BOMs: 1 pass, 2 fail, 1 incomplete, 1 unreadable (exit status 2)**\n\n## Run summary\n\n### Unr"
    )
    assert "| Silent | 2 |\n" in alone
    assert whole.startswith(alone[: alone.index("critmin 0")])
    assert "## PASS `d.csv`" in whole
    assert "`d.csv`" not in alone


@pytest.mark.parametrize("format_", ["json", "csv", "html", "xlsx", "sarif", "junit", "github"])
def test_other_formats_are_made_of_reports(critmin: Callable[..., Any], folder: Path, format_: str) -> None:
    got = critmin("check", "d.csv", *DAY_OF_SCREEN, "--summary", "-f", format_)
    assert (got.exit_code, got.stdout) == (2, "")
    assert f"-f {format_}" in got.stderr
    assert got.stderr.count("\n") == 1


def test_the_summary_is_marked(critmin: Callable[..., Any], folder: Path) -> None:
    for format_ in ("text", "markdown"):
        arguments = (*DAY_OF_SCREEN, "--summary", "-f", format_)
        assert "SCREENING: a supplier" in critmin("check", ".", *arguments, "--screening").stdout
        assert "SCENARIO eu-partner: " in critmin("check", ".", *arguments, "--scenario", "eu-partner").stdout


def test_hostile_names_stay_text(critmin: Callable[..., Any], tmp_path: Path) -> None:
    name = "[/red]=cmd|<script>\x1b[31m"
    for file in ("one", "two"):
        write_csv(bom(by(name)), tmp_path, file)
    for format_ in ("text", "markdown"):
        told = critmin("check", str(tmp_path), *DAY_OF_SCREEN, "--summary", "-f", format_).stdout
        assert "\x1b" not in told
        assert ("[/red]=cmd|<script>" if format_ == "text" else "\\[/red]=cmd\\|\\<script\\>") in told
