"""A reading that only the data has decides, is listed and taken like those that ship: no code names it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, Tables, bom, recycled
from conftest import Result
from critmin import data
from random_boms import write_csv

READING = """
[[reading]]
id = "north-america"
default = "three-countries"
default_text = "recycling counts in the United States, Canada and Mexico"
other = "home-alone"
other_text = "from 2025-03-01 recycling counts in the United States alone"
source = "usc-30D-e-1"
"""
RECYCLING = """
[recycling]
id = "recycling"
label = "North America: recycling counts in"
unit = "places"
values = [
    { value = { countries = ["US", "CA", "MX"] }, source = "usc-30D-e-1", reading = "north-america", choice = "three-countries" },
    { value = { countries = ["US", "CA", "MX"] }, to = 2025-02-28, source = "usc-30D-e-1", reading = "north-america", choice = "home-alone" },
    { value = { countries = ["US"] }, from = 2025-03-01, source = "usc-30D-e-1", reading = "north-america", choice = "home-alone" },
]
"""  # noqa: E501
PROGRAM = """
import json, pathlib, sys
from critmin import data
data.FOLDER = pathlib.Path(sys.argv[1])
sys.path.append(sys.argv[2])
from conftest import critmin
for line in sys.stdin:
    got = critmin.__wrapped__()(*json.loads(line))
    print(json.dumps([got.exit_code, got.stdout, got.stderr]), flush=True)
"""
TAKEN = ("--reading", "north-america=home-alone")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data with another reading, on where recycling counts."""
    copy = tmp_path_factory.mktemp("law") / "data"
    shutil.copytree(data.FOLDER, copy)
    law = copy / "regimes" / "clean_vehicle"
    partners = (law / "partners.toml").read_text("utf-8")
    start = partners.index("[recycling]")
    end = partners.index("[[agreement]]")
    (law / "partners.toml").write_text(partners[:start] + RECYCLING.lstrip() + "\n" + partners[end:], "utf-8")
    with (law / "readings.toml").open("a", encoding="utf-8") as readings:
        readings.write(READING)
    return copy


@pytest.fixture(scope="module")
def changed(folder: Path) -> Iterator[Run]:
    """Runs the program on that data, in one process of its own."""
    command = [sys.executable, "-c", PROGRAM, str(folder), str(Path(__file__).parents[1])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, **pipes) as program:

        def run(*arguments: object) -> Result:
            print(json.dumps([*map(str, arguments)]), file=program.stdin, flush=True)
            return Result(*json.loads(program.stdout.readline()))

        yield run


@pytest.fixture
def asked(changed: Run, tmp_path: Path) -> Callable[..., tuple[str, dict[str, Any]]]:
    """The verdict on a bill of materials, and what its report says of the reading."""

    def ask(given: Tables, *arguments: str) -> tuple[str, dict[str, Any]]:
        file = write_csv(given, tmp_path, "pack")
        (report,) = json.loads(changed("check", file, *arguments, *IN_TIME, "-f", "json").stdout)["reports"]
        (reading,) = (reading for reading in report["readings"] if reading["id"] == "north-america")
        return report["verdict"]["status"], reading

    return ask


IN_CANADA = bom(recycled(at="CA"))
AT_HOME = bom(recycled(at="US"))


@pytest.mark.parametrize(
    ("given", "day", "taken", "status", "decides"),
    [
        (IN_CANADA, "2025-06-30", (), "pass", True),
        (IN_CANADA, "2025-06-30", TAKEN, "fail", True),
        (IN_CANADA, "2025-03-01", TAKEN, "fail", True),
        (IN_CANADA, "2025-02-28", TAKEN, "pass", False),
        (IN_CANADA, "2025-02-28", (), "pass", False),
        (AT_HOME, "2025-06-30", (), "pass", False),
        (AT_HOME, "2025-06-30", TAKEN, "pass", False),
    ],
)
def test_it_decides_where_it_does(
    asked: Callable[..., tuple[str, dict[str, Any]]],
    given: Tables,
    day: str,
    taken: tuple[str, ...],
    status: str,
    decides: bool,
) -> None:
    found, reading = asked(given, "-d", day, *taken)
    assert (found, reading["decides"]) == (status, decides)
    assert (reading["chosen"], reading["other"])[bool(taken)] == "three-countries"


def test_a_year_must_count_on_every_day(asked: Callable[..., tuple[str, dict[str, Any]]]) -> None:
    found, reading = asked(IN_CANADA, "-y", "2025", *TAKEN)
    assert (found, reading["decides"]) == ("fail", True)


def test_it_is_listed_and_explained(changed: Run) -> None:
    rules = json.loads(changed("rules", "-f", "json").stdout)
    assert [reading["id"] for reading in rules["readings"]][-1] == "north-america"
    assert rules["recycling"] == ["United States", "Canada", "Mexico"]
    assert "home-alone: from 2025-03-01 recycling counts" in " ".join(
        changed("explain", "north-america").stdout.split()
    )
    refused = changed("check", "x.csv", "-d", "2025-06-30", "--reading", "north-america=nobody")
    told = " ".join(refused.stderr.replace("│", " ").split())
    assert refused.exit_code == 2 and "north-america is three-countries or home-alone" in told


def test_the_horizon_has_its_day(changed: Run, tmp_path: Path) -> None:
    file = write_csv(IN_CANADA, tmp_path, "pack")
    periods = {}
    for taken in ((), TAKEN):
        (found,) = [json.loads(changed("horizon", file, *IN_TIME, *taken, "-f", "json").stdout)]
        periods[taken] = {period["first"]: period["status"] for period in found["periods"]}
    assert "2025-03-01" not in periods[()] and set(periods[()].values()) == {"pass"}
    assert (periods[TAKEN]["2025-01-01"], periods[TAKEN]["2025-03-01"]) == ("pass", "fail")
