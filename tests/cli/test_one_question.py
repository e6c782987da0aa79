"""One question has one verdict in every command: each has every option that a verdict depends on."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, supplier, virgin
from products import company, item, product, write_product
from random_boms import write_csv

ALWAYS = ["--sdn", "--sdn-date", "--reading"]
DATES = ["--placed-in-service", "--year", "--acquired"]
SALE = ["--class", "--sold", "--construction-begins", "--taxable-year-begins", "--year", "--pfe-list"]
WHAT_IF = ["--screening", "--scenario"]
"""Options of a verdict that rests on no evidence or other facts: those on evidence in hand refuse or lack them."""

COMMANDS = [
    # command, the options that its verdict depends on
    ("check", [*ALWAYS, *DATES, "--test", *WHAT_IF]),
    ("macr", [*ALWAYS, *SALE]),
    ("horizon", [*ALWAYS, "--acquired", "--test", *WHAT_IF, "--class", "--pfe-list"]),  # for every date
    ("levers", [*ALWAYS, *DATES, "--test", *WHAT_IF, *SALE]),
    ("diff", [*ALWAYS, *DATES, "--test", *WHAT_IF, *SALE]),
    ("pack", [*ALWAYS, *DATES, "--test"]),
    ("request", [*ALWAYS, *DATES, "--test", *SALE]),
    ("evidence", [*ALWAYS, *DATES, "--test", *SALE]),
    ("trace", ["--reading", "--placed-in-service", "--year", "--scenario"]),  # values, no verdict
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
def test_a_command_has_every_option_that_its_verdict_depends_on(
    critmin: Callable[..., Any], command: str, options: list[str]
) -> None:
    offered = set(re.findall(r"--[a-z][a-z-]+", critmin(command, "--help").stdout))
    assert [option for option in options if option not in offered] == []


LISTED = '36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n'
ASKED = ("-d", "2025-06-30", "-a", "2025-06-01")


@pytest.fixture
def sdn(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "sdn.csv").write_text(LISTED, encoding="utf-8")
    return "--sdn", str(tmp_path / "sdn.csv"), "--sdn-date", "2025-06-01"


def listed_bom(folder: Path) -> str:
    return str(write_csv(bom(by("Aerocaribbean Airlines"), Entities=[supplier("Aerocaribbean Airlines")]), folder, "a"))


def listed_product(folder: Path) -> str:
    made = product(item(by="Aerocaribbean Airlines"), entities=(company("Aerocaribbean Airlines"),))
    return str(write_product(made, folder, "b"))


def status_of(result: Any, command: str) -> str:
    answer = json.loads(result.stdout)
    if command in ("check", "macr"):
        return str(answer["reports"][0]["verdict"]["status"])
    if command == "horizon":
        return str(next(period["status"] for period in reversed(answer["periods"]) if period["first"] <= "2026-01-01"))
    return str(answer["new"]["verdict"]["status"] if command == "diff" else answer["status"])


@pytest.mark.parametrize("command", ["check", "horizon", "levers", "diff"])
def test_a_list_decides_a_battery_in_every_command(
    critmin: Callable[..., Any], tmp_path: Path, sdn: tuple[str, ...], command: str
) -> None:
    path = listed_bom(tmp_path)
    files = [path, path] if command == "diff" else [path]
    dates = ASKED[2:] if command == "horizon" else ASKED
    for lists, status in (((), "pass"), (sdn, "fail")):
        assert status_of(critmin(command, *files, *dates, *lists, "-f", "json"), command) == status


@pytest.mark.parametrize("command", ["macr", "horizon", "levers", "diff"])
def test_a_list_decides_a_product_in_every_command(
    critmin: Callable[..., Any], tmp_path: Path, sdn: tuple[str, ...], command: str
) -> None:
    path = listed_product(tmp_path)
    files = [path, path] if command == "diff" else [path]
    law = () if command == "macr" else ("--for", "macr")
    for lists, status in (((), "pass"), (sdn, "fail")):
        assert status_of(critmin(command, *files, *law, *lists, "-f", "json"), command) == status


AT_TWO_SITES = {"processing_value_added_usd": "50", "processing_country_2": "NO", "processing_value_added_usd_2": "50"}
HALVES = bom(virgin(value="50", extraction_country="NO", **AT_TWO_SITES), virgin("nickel", "50", "NO"))
"""25 percent by the traced test, and 50 by the other, which counts the lithium as a whole."""


@pytest.mark.parametrize("command", ["check", "horizon", "levers", "diff"])
def test_the_test_that_is_asked_decides_in_every_command(
    critmin: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    path = str(write_csv(HALVES, tmp_path, "c"))
    files = [path, path] if command == "diff" else [path]
    dates = () if command == "horizon" else ("-d", "2024-06-30")
    for test, status in (("any", "pass"), ("value-added", "pass"), ("traced", "fail")):
        result = critmin(command, *files, *dates, "--test", test, "-f", "json")
        answer = json.loads(result.stdout)
        of_2024 = [p["status"] for p in answer.get("periods", ()) if p["first"] == "2024-01-01"]
        assert (of_2024 or [status_of(result, command)]) == [status]
