"""What decides, as the text report says it; and the same of `critmin levers` and `critmin horizon`."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_boms"


def text(critmin: Callable[..., Any], *arguments: str | Path) -> str:
    return " ".join(critmin(*arguments, "--color", "never").stdout.split())


def test_what_decides_is_told_in_sentences(critmin: Callable[..., Any]) -> None:
    said = text(critmin, "check", SAMPLES / "nmc622_2026_audit.xlsx", "--full")
    assert "Resolving this could produce a pass: the value of line EL-04 (fluorspar)" in said
    assert "Meets the requirement if the value of line EL-04 (fluorspar) is at most $506.84" in said
    assert "Fails the requirement if the value of line EL-04 (fluorspar) is above $506.85" in said


def test_a_missing_value_added_is_that_of_a_site_and_not_of_the_step(
    critmin: Callable[..., Any], tmp_path: Path
) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text(
        "line,mineral,value_usd,extraction_country,processing_country,processing_value_added_usd,processing_country_2\n"
        "1,nickel,1000,CN,FI,500,KR\n",
        "utf-8",
    )
    said = text(critmin, "check", bom, "-d", "2024-06-30", "--full")
    assert "State the value added at each site of processing of line 1 (nickel)" in said
    assert (
        "Meets the requirement if the missing value added by processing of line 1 (nickel) is at least $500.00" in said
    )


@pytest.mark.parametrize("sample", ["nmc811_2025_pass.xlsx", "nmc811_2025_fail_by_a_hair.xlsx"])
def test_a_verdict_that_is_settled_has_nothing_to_decide(critmin: Callable[..., Any], sample: str) -> None:
    assert "What would decide" not in text(critmin, "check", SAMPLES / sample, "--full")


KEPT = [("levers", "text", "txt"), ("levers", "json", "json"), ("horizon", "text", "txt"), ("horizon", "json", "json")]


@pytest.mark.parametrize(("command", "format_", "suffix"), KEPT)
def test_formats_of_levers_and_horizon(
    critmin: Callable[..., Any],
    same_as_kept: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    format_: str,
    suffix: str,
) -> None:
    monkeypatch.chdir(SAMPLES)
    monkeypatch.setenv("COLUMNS", "80")
    result = critmin(command, "nmc811_2025_fail_by_a_hair.xlsx", "-f", format_, "--color", "never")
    assert result.exit_code == 0
    same_as_kept(result.stdout, suffix)


def test_levers_leave_out_steps_that_change_nothing(critmin: Callable[..., Any]) -> None:
    """A line without a price is the only one that moves the lowest possible percentage; JSON has all steps."""
    sample = SAMPLES / "nmc622_2026_audit.xlsx"
    table = critmin("levers", sample).stdout.partition("What one change would reach")[2]
    steps = json.loads(critmin("levers", sample, "-f", "json").stdout)["steps"]
    assert [line.split()[0] for line in table.splitlines() if "%" in line] == ["EL-04", "EL-04"]
    assert [step["line"] for step in steps if step["changes_percentage"]] == ["EL-04", "EL-04"]
    assert f"and {len(steps) - 2} that would not change it" in table


def test_horizon_as_a_page(critmin: Callable[..., Any], same_as_kept: Callable[[str, str], None]) -> None:
    result = critmin("horizon", SAMPLES / "nmc622_2026_audit.xlsx", "-f", "html")
    assert result.exit_code == 0
    page = re.sub(r"<style>.*?</style>|sha256-[^']+", "", result.stdout, flags=re.DOTALL)
    assert "://" not in page and "<script" not in page
    same_as_kept(page.replace(SAMPLES.name + "/", ""), "html")


@pytest.mark.parametrize(
    ("command", "format_"), [("levers", "text"), ("horizon", "text"), ("horizon", "html"), ("horizon", "json")]
)
def test_scenario_and_screening_are_marked(critmin: Callable[..., Any], command: str, format_: str) -> None:
    sample = SAMPLES / "nmc811_2025_fail_by_a_hair.xlsx"
    said = critmin(command, sample, "--scenario", "indonesia-partner", "--screening", "-f", format_).stdout
    if format_ == "json":
        found = json.loads(said)
        assert (found["scenario"]["name"], found["screening"]) == ("indonesia-partner", True)
        assert found["stops"] == "2027-01-01"  # not 2025-01-01: nickel of Indonesia counts
        return
    assert "SCENARIO indonesia-partner" in said and "SCREENING" in said


def test_two_scenarios_are_refused(critmin: Callable[..., Any]) -> None:
    sample = SAMPLES / "nmc811_2025_pass.xlsx"
    got = critmin("horizon", sample, "--scenario", "eu-partner", "--scenario", "uk-partner")
    assert (got.exit_code, got.stdout) == (2, "")
