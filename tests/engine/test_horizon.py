"""`critmin horizon`: the verdict of each period is that of `critmin check` on its first and its last day."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, virgin
from random_boms import random_bom, write_csv
from thorough import blocks

SAMPLES = Path(__file__).parents[2] / "sample_boms"


def horizon(critmin: Callable[..., Any], path: Path, *arguments: str) -> dict[str, Any]:
    result = critmin("horizon", path, *arguments, "-f", "json")
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def report(critmin: Callable[..., Any], path: Path, day: str, acquired: str | None) -> dict[str, Any]:
    acquiring = ("-a", acquired) if acquired is not None else ()
    return dict(json.loads(critmin("check", path, "-d", day, *acquiring, "-f", "json", "-q").stdout)["reports"][0])


def verdict(critmin: Callable[..., Any], path: Path, day: str, acquired: str | None) -> str:
    return str(report(critmin, path, day, acquired)["verdict"]["status"])


def test_periods_follow_one_another_without_a_gap(critmin: Callable[..., Any]) -> None:
    periods = horizon(critmin, SAMPLES / "nmc811_2025_pass.xlsx")["periods"]
    assert periods[0]["first"] == "2023-04-18" and periods[-1]["last"] is None
    for before, after in itertools.pairwise(periods):
        following = datetime.date.fromisoformat(before["last"]) + datetime.timedelta(days=1)
        assert after["first"] == following.isoformat()
    known = {"2024-01-01", "2025-01-01", "2025-10-01", "2026-01-01", "2027-01-01"}
    assert known <= {period["first"] for period in periods}
    # from 2028 on the percentage of the battery components alone changes
    assert [p["required_percentage"] for p in periods] == ["40", "50", "60", "60", "70", "80", "80", "80"]


@pytest.mark.parametrize("seed", blocks(25))
def test_each_period_is_what_check_says_on_its_days(critmin: Callable[..., Any], tmp_path: Path, seed: int) -> None:
    tables = random_bom(seed)
    tables["Vehicle"] = [row for row in tables.get("Vehicle", []) if row["field"] not in ("acquired", "report_date")]
    path = write_csv(tables, tmp_path, "bom")
    if critmin("check", path, "-d", "2024-01-01").exit_code == 2:
        assert critmin("horizon", path).exit_code == 2
        return
    for period in horizon(critmin, path, "-a", "2023-04-18")["periods"]:
        for day in (period["first"], period["last"] or "2031-12-31"):
            said = report(critmin, path, day, "2023-04-18")
            assert (said["verdict"]["status"], said["credit"]) == (period["status"], period["credit"]), day
            components = said["battery_components"] or {"status": "not_stated"}
            for name in ("status", "percentage", "high_percentage"):
                assert period[f"components_{name}"] == components.get(name), (day, name)
            required = components.get("required_percentage")
            assert required in (None, period["components_required_percentage"]), day


EXIT = {"pass": 0, "fail": 1, "not_available": 1, "incomplete": 3}


@pytest.mark.parametrize("half", ["components", "both"])
@pytest.mark.parametrize(
    ("minerals", "modules"),
    [
        ("US", {"US": "60", "KR": "40"}),  # 60 percent
        ("NO", {"US": "90", "KR": "10"}),
        ("?", {"US": "50", "": "50"}),
        ("NO", {"CN": "100"}),
    ],
)
def test_the_half_asked_for_decides_the_verdict(
    critmin: Callable[..., Any], tmp_path: Path, minerals: str, modules: dict[str, str], half: str
) -> None:
    parts = [
        {"component": f"module {country}", "value_usd": value, "assembly_country": country, "feoc_attestation": "A-1"}
        for country, value in modules.items()
    ]
    path = write_csv(bom(virgin(at=minerals), Components=parts), tmp_path, "one")
    options = ("-a", "2023-04-18", "--half", half)
    found = horizon(critmin, path, *options)
    codes = set()
    for period in found["periods"]:
        result = critmin("check", path, "-d", period["first"], *options, "-f", "json", "-q")
        assert result.exit_code == EXIT[period["status"]], period
        assert period["half"] == half
        codes |= {reason["code"][:3] for reason in period["reasons"]}
    assert "BC-" in codes
    assert ("CM-" in codes) is (half == "both")
    passing = [period["first"] for period in found["periods"] if period["status"] == "pass"]
    assert found["passes_from"] == (passing[0] if passing else None)


def test_the_chart_shows_the_half_asked_for(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Of 62 percent of components, 60 are required in 2025 and 70 in 2026; all minerals count."""
    parts = [
        {"component": f"module {at}", "value_usd": value, "assembly_country": at, "feoc_attestation": "A-1"}
        for at, value in (("US", "62"), ("KR", "38"))
    ]
    path = write_csv(bom(virgin(), Components=parts), tmp_path, "one")
    for half, said in (
        ("components", "From 2026-01-01: 62.0000%, 70% required, FAIL."),
        ("minerals", "From 2026-01-01: 100.0000%, 70% required, PASS."),
    ):
        page = critmin("horizon", path, "-a", "2025-06-01", "--half", half, "-f", "html").stdout
        assert said in page, half
        assert page.count('class="bar chart"') == 1
    page = critmin("horizon", path, "-a", "2025-06-01", "--half", "both", "-f", "html").stdout
    titles = [page.index(f"<h4>{half}</h4>") for half in ("Critical minerals", "Battery components")]
    said = [page.index(f"From 2026-01-01: {share}, 70% required, FAIL.") for share in ("100.0000%", "62.0000%")]
    assert titles[0] < said[0] < titles[1] < said[1]


def test_a_pass_of_the_other_half_is_on_the_same_condition(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Without a date acquired, a vehicle placed in service after 2025-09-30 passes only if it was acquired by then."""
    module = {"component": "module", "value_usd": "1", "assembly_country": "US", "feoc_attestation": "A-1"}
    path = write_csv(bom(virgin(at="NO"), Components=[module]), tmp_path, "one")
    text = " ".join(critmin("horizon", path, "--half", "components").stdout.split())
    assert "with no known end; from 2025-10-01 only if acquired by 2025-09-30" in text
    assert "- The verdict is that of the battery components half" in text


@pytest.mark.parametrize(
    ("sample", "passes_from", "stops", "why"),
    [
        ("nmc811_2025_pass.xlsx", "2023-04-18", None, []),
        ("nmc811_2025_fail_by_a_hair.xlsx", "2023-04-18", "2025-01-01", ["CM-NOT-MET"]),
        ("lfp_2025_fail_china.csv", "2023-04-18", "2025-01-01", ["FEOC-PLACE", "FEOC-JURISDICTION", "CM-MET"]),
        ("nmc811_2026_relief_pass.xlsx", "2023-04-18", "2027-01-01", ["CM-NOT-MET", "FEOC-PLACE", "FEOC-JURISDICTION"]),
        ("nmc811_2026_not_available.xlsx", "2023-04-18", "2025-10-01", ["ACQUIRED-AFTER-END", "CM-MET"]),
    ],
)
def test_the_day_on_which_a_sample_stops_passing(
    critmin: Callable[..., Any], sample: str, passes_from: str | None, stops: str | None, why: list[str]
) -> None:
    found = horizon(critmin, SAMPLES / sample)
    assert (found["passes_from"], found["stops"]) == (passes_from, stops)
    assert list(dict.fromkeys(finding["code"] for finding in found["why"])) == why


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        (
            "nmc622_2026_audit.xlsx",  # incomplete from 2024, below 80 percent whatever the missing facts are
            [
                "no longer a certain pass for vehicles placed in service from 2024-01-01; stops passing from 2027-",
                "- CM-UNDECIDED: from 2024-01-01 to 2026-12-31 - FEOC-NOT-SHOWN: from 2025-01-01 to 2026-12-31",
                "Why it is no longer a certain pass on 2024-01-01",
            ],
        ),
        (
            "lfp_2025_fail_china.csv",
            ["stops passing for vehicles placed in service from 2025-01-01", "- FEOC-PLACE: from 2025-01-01 "],
        ),
    ],
)
def test_a_verdict_that_is_open_is_no_stop(critmin: Callable[..., Any], sample: str, says: list[str]) -> None:
    text = " ".join(critmin("horizon", SAMPLES / sample).stdout.split())
    assert [say for say in says if say not in text] == []


def test_a_pass_that_hangs_on_the_day_acquired_says_so(critmin: Callable[..., Any]) -> None:
    found = horizon(critmin, SAMPLES / "nmc811_2024_pass.xlsx")
    hangs = {period["first"]: period["only_if"] for period in found["periods"] if period["status"] == "pass"}
    assert hangs["2024-01-01"] is None
    text = critmin("horizon", SAMPLES / "lfp_2026_synthetic_graphite_pass.xlsx", "--color", "never").stdout
    assert "HORIZON" in text and "by the date placed in service" in text.lower()


@pytest.mark.parametrize(
    ("acquired", "components", "headline", "row"),
    [
        ((), False, ", with no known end; from 2025-10-01 only if acquired by 2025-09-30", "components**"),
        (("-a", "2025-09-30"), True, ", with no known end", "components"),
    ],
)
def test_what_is_not_checked_and_the_condition_are_said(
    critmin: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    acquired: tuple[str, ...],
    components: bool,
    headline: str,
    row: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    made = {"component": "separator", "assembly_country": "US", "assembly_entity": "Maker", "feoc_attestation": "A-1"}
    path = write_csv(bom(virgin(), **({"Components": [made]} if components else {})), tmp_path, "one")
    lines = critmin("horizon", path, *acquired).stdout.splitlines()
    assert lines[1].endswith(headline)
    assert (
        next(line for line in lines if line.startswith("2024-01-01")).split("both")[1].split("open")[0].strip() == row
    )
    note = "  - ** components NOT CHECKED: the file lists no battery component to screen"
    assert (note in lines) is not components


def test_a_day_acquired_within_the_last_period(critmin: Callable[..., Any]) -> None:
    periods = horizon(critmin, SAMPLES / "nmc811_2024_pass.xlsx", "-a", "2040-01-01")["periods"]
    assert periods[-1]["status"] == "not_available"


@pytest.mark.parametrize("command", ["horizon", "levers"])
def test_bad_input_is_told_like_everywhere(critmin: Callable[..., Any], tmp_path: Path, command: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("mineral,value_usd\nunobtainium,five\n", encoding="utf-8")
    arguments = ("-y", "2025") if command == "levers" else ()
    result = critmin(command, bad, *arguments)
    assert result.exit_code == 2
    assert "MINERAL-UNKNOWN" in result.stdout and "NUMBER-UNREADABLE" in result.stdout
    assert critmin(command, tmp_path / "none.csv", *arguments).exit_code == 2
    assert critmin("levers", SAMPLES / "nmc811_2024_pass.xlsx").exit_code == 2  # no date
