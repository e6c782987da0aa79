"""`trace`, `rules`, `explain`, `schema`, `--version`, `--help`."""

import csv
import io
import json
from pathlib import Path

import pytest

BOM = (
    "line,mineral,value_usd,extraction_country,processing_country,processing_value_added_usd,"
    "processing_country_2,processing_value_added_usd_2\n"
    "1,lithium,100,AU,CL,30,FI,10\n"
    "2,cobalt,50,CD,FI,,US,\n"
)


@pytest.fixture
def bom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bom.csv").write_text(BOM)
    return "bom.csv"


def test_trace_divides_each_mineral_by_step_and_country(critmin, bom):
    result = critmin("trace", bom, "-y", "2024", "-f", "csv")
    rows = [list(row.values()) for row in csv.DictReader(io.StringIO(result.stdout))]
    assert result.exit_code == 0
    assert rows == [
        ["cobalt", "extraction", "CD", "DR Congo", "50.00", "33.3333", "no"],
        ["cobalt", "processing", "", "several sites, split not stated", "50.00", "33.3333", "not known"],
        ["lithium", "extraction", "AU", "Australia", "100.00", "66.6666", "yes"],
        ["lithium", "processing", "CL", "Chile", "75.00", "50.0000", "yes"],
        ["lithium", "processing", "FI", "Finland", "25.00", "16.6666", "no"],
    ]


def test_trace_as_text_and_json(critmin, bom):
    text = critmin("trace", bom, "-y", "2024").stdout
    assert "Value by step and country" in text
    assert "3/4" in text
    assert "0..1" in text
    shown = json.loads(critmin("trace", bom, "-y", "2024", "-f", "json").stdout)
    assert [chain["share"] for chain in shown["chains"]] == ["1", None]


def test_trace_of_an_unreadable_file_says_why(critmin, bom):
    result = critmin("trace", "missing.csv", "-y", "2024")
    assert result.exit_code == 2
    assert "FILE-MISSING" in result.stdout


@pytest.mark.parametrize(
    ("on", "percent"),
    [("2023-04-18", 40), ("2024-01-01", 50), ("2025-12-31", 60), ("2026-06-01", 70), ("2027-01-01", 80)],
)
def test_rules_on_a_date(critmin, on, percent):
    view = json.loads(critmin("rules", "--on", on, "-f", "json").stdout)
    assert [row["percent"] for row in view["percentages"] if row["half"] == "critical minerals"] == [percent]
    assert "Japan" in [partner["name"] for partner in view["partners"]]


def test_rules_outside_the_known_dates_name_rule_and_date(critmin):
    result = critmin("rules", "--on", "2023-04-17")
    assert result.exit_code == 2
    assert "applicable percentage for critical minerals" in result.stderr
    assert "2023-04-17" in result.stderr


def test_rules_show_what_the_law_names(critmin):
    text = critmin("rules").stdout
    for word in (
        "26 USC 30D(e)(1)(B)",
        "Puerto Rico",
        "lithium carbonate or hydroxide",
        "North Korea",
        "japan-minerals",
    ):
        assert word in text


def test_version_names_the_rulebook(critmin):
    result = critmin("--version")
    assert result.exit_code == 0
    assert "clean-vehicle rulebook 2025-07-04" in result.stdout
    assert "material-assistance rulebook 2025-07-04" in result.stdout


@pytest.mark.parametrize("command", ["check", "trace", "rules", "explain", "schema"])
def test_every_command_has_help(critmin, command):
    result = critmin(command, "--help")
    assert result.exit_code == 0
    assert f"critmin {command}" in result.stdout
