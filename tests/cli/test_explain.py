"""`critmin explain`: every code of a report, from the texts of `data/`."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from critmin import data
from critmin.engine.model.findings import load_findings

Critmin = Callable[..., Any]


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data.read(f"regimes/clean_vehicle/{name}.toml").decode())


CODES = [
    *load_findings(("clean_vehicle",)),
    *(reading["id"] for reading in toml("readings")["reading"]),
    *(f"critical-minerals-{row['from'].year}" for row in toml("percentages")["critical_minerals"]["values"]),
    *(f"battery-components-{row['from'].year}" for row in toml("percentages")["battery_components"]["values"]),
    *(limb["id"] for limb in toml("feoc")["designation"]),
    *(agreement["id"] for agreement in toml("partners")["agreement"]),
]


@pytest.fixture
def explained(critmin: Critmin) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in rows(critmin, "--regime", "clean-vehicle")}


def rows(critmin: Critmin, *arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(critmin("explain", "all", "-f", "json", *arguments).stdout))


def test_every_code_is_explained(explained: dict[str, dict[str, Any]]) -> None:
    assert set(CODES) <= set(explained)
    sources = {code.removeprefix("source.") for code, row in explained.items() if row["kind"] == "source"}
    assert sources == set(data.load("sources.toml", dict[str, Any]))
    rest = {code.partition(".")[0] for code in set(explained) - set(CODES) - sources}
    groups = {"vehicle", "value-added", "components", "feoc"}
    assert groups <= rest <= {*groups, "source"}


def test_no_two_codes_are_one_but_for_case(explained: dict[str, dict[str, Any]]) -> None:
    folded = [code.casefold() for code in CODES]
    assert len(set(folded)) == len(folded)
    assert len({code.casefold() for code in explained}) == len(explained)


def test_every_code_explains_itself_in_any_case(critmin: Critmin, explained: dict[str, dict[str, Any]]) -> None:
    for number, (code, row) in enumerate(explained.items()):
        written = code.upper() if number % 2 else f" {code.lower()} "
        result = critmin("explain", written, "--regime", "clean-vehicle")
        told = " ".join(result.stdout.split())
        assert (result.exit_code, result.stdout.split()[0]) == (0, code)
        assert all(text in told for text in (row["title"], row["meaning"], row["citation"])), code
        assert ("The law:" in told) != ("Rules applied: critmin" in told), code
        assert ("What to do:" in told) == (row["remedy"] is not None), code
        assert ("no bill of materials can be judged" in told) == row["unreadable"], code


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        ("FEOC-PLACE", "error", "Work in a covered nation"),
        ("japan-minerals", "open reading", "five-minerals: Japan counts only for cobalt"),
        ("critical-minerals-2025", "percentage", "60% for critical minerals"),
        ("critical-minerals-2027", "percentage", "See also: after-2026"),
        ("feoc.minerals", "rule", "placed in service from 2025-01-01"),
        ("feoc.relief.materials", "rule", "electrolyte_salt"),
        ("SDN", "rule", "subparagraph (B)"),
        ("vehicle.msrp-usd.large", "rule", "$80,000"),
        ("vehicle.end", "rule", "acquired after 2025-09-30"),
        ("us-japan", "agreement", "in force from 2023-03-28"),
        ("usc-30D-h", "source", "See also: ACQUIRED-AFTER-END, vehicle.end"),
        ("FILE-EMPTY", "error", "exit status 2"),
    ],
)
def test_what_is_said(critmin: Critmin, explained: dict[str, dict[str, Any]], code: str, kind: str, says: str) -> None:
    assert explained[code]["kind"] == kind
    assert says in " ".join(critmin("explain", code).stdout.split())


def test_a_report_and_its_explanation_say_the_same(critmin: Critmin, explained: dict[str, dict[str, Any]]) -> None:
    sample = Path(__file__).parents[2] / "sample_boms" / "lfp_2025_fail_china.csv"
    for found in json.loads(critmin("check", sample, "-f", "json").stdout)["reports"][0]["findings"]:
        row = explained[found["code"]]
        assert (row["kind"], row["citation"]) == (found["severity"], found["citation"])
        assert row["remedy"].startswith(found["remedy"])  # a report leaves out what its lines cannot do


def test_all_are_listed_by_group(critmin: Critmin) -> None:
    of = "--regime", "clean-vehicle"
    lines, every = critmin("explain", "all", *of).stdout.splitlines(), rows(critmin, *of)
    groups = list(dict.fromkeys(row["group"] for row in every))
    assert [line for line in lines if line in groups] == groups
    assert {row["code"] for row in every} <= {line.split()[0] for line in lines if line}


def test_a_code_of_two_regimes_is_explained_for_both(critmin: Critmin) -> None:
    told = critmin("explain", "hong-kong-macau").stdout
    assert (told.count("hong-kong-macau  "), "42 USC 18741" in told, "10 USC 4872" in told) == (2, True, True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("FEOC-PLAICE", "FEOC-PLACE"),
        ("japan", "japan-minerals"),
        ("critical-minerals-2028", "critical-minerals-202"),
        ("30D-e-1-B", "usc-30D-e-1-B"),
        ("msrp", "vehicle.msrp-usd.large"),
        # Words of titles and meanings.
        ("relief", "codes about it: RELIEF-CLOSED, RELIEF-NOT-LISTED"),
        ("Quotation marks", "codes about it: FILE-TRUNCATED"),
        ("attestation has ended long ago", "codes about it: FEOC-ATTESTATION-CONTRADICTED, ATTESTATION-NOT-IN-HAND"),
        ("atestation not in hnd", "ATTESTATION-NOT-IN-HAND"),
    ],
)
def test_an_unknown_code_names_the_nearest(critmin: Critmin, written: str, meant: str) -> None:
    result = critmin("explain", written)
    assert (result.exit_code, result.stdout) == (2, "")
    assert meant in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("written", ["", "\x1b[31m", "x" * 100_000, "all\nPASS", "é"])
def test_no_code_at_all_is_one_line(critmin: Critmin, written: str) -> None:
    result = critmin("explain", written)
    assert result.exit_code == 2
    assert result.stderr.rstrip("\n").isprintable()
    assert len(result.stderr) < 500
