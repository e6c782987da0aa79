"""`critmin diff` of battery components: their rows, their percentage, the credit, and the half that decides."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Row, Tables, bom, virgin
from random_boms import write_csv

DAY = ("-d", "2024-06-30")
Compare = Callable[..., dict[str, Any]]


def rows(*given: str, **cells: str) -> list[Row]:
    """Rows written `component | value | part of | country`."""
    columns = ("component", "value_usd", "part_of", "assembly_country")
    named = [dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True)) for row in given]
    return [row | {"entity": "", "feoc_attestation": "ATT-1"} | cells for row in named]


@pytest.fixture
def compare(critmin: Callable[..., Any], tmp_path: Path) -> Compare:
    """Runs `critmin diff OLD NEW -f json` on tables; the answer has the exit status."""

    def call(old: Tables, new: Tables, *arguments: str) -> dict[str, Any]:
        paths = [write_csv(tables, tmp_path, name) for name, tables in (("old", old), ("new", new))]
        got = critmin("diff", *map(str, paths), "-f", "json", *(arguments or DAY))
        assert got.stdout, got.stderr
        return {"exit": got.exit_code} | json.loads(got.stdout)

    return call


def both(old: list[Row], new: list[Row]) -> tuple[Tables, Tables]:
    return bom(virgin(), Components=old), bom(virgin(), Components=new)


CHANGES = [
    # old rows, new rows, what changed, what was added, what was removed
    (rows("module|100||US"), rows("Module |100||US"), {}, [], []),
    (rows("module|100||US"), rows("module|100.0||United States"), {}, [], []),
    (
        rows("module|100||US"),
        rows("module|120||KR"),
        {"module": [("value USD", "100", "120"), ("made in", "United States", "South Korea"), ("counts", "yes", "no")]},
        [],
        [],
    ),
    (
        rows("module|100||US", "cell|60|module|US"),
        rows("module|100||US", "cell|||"),
        {
            "cell": [
                ("value USD", "60", "not known"),
                ("part of", "module", None),
                ("made in", "United States", "not known"),
                ("counts", "yes", "not known"),
            ]
        },
        [],
        [],
    ),
    # a name in another spelling is the same whole
    (rows("module|100||US", "cell|60|module|US"), rows("module|100||US", "cell|60|MODULE|US"), {}, [], []),
    # equal names by their place
    (
        rows("module|100||US", "cell|60|module|US", "cell|10|module|KR"),
        rows("module|100||US", "cell|60|module|US", "cell|20|module|KR", "separator|5|module|US"),
        {"cell": [("value USD", "10", "20")]},
        [("separator", "module", "5", "US")],
        [],
    ),
    (
        rows("module|100||US", "cell|60|module|US", "cell|10|module|KR"),
        rows("module|100||US", "cell|50|module|US", "cell|10|module|KR"),
        {"cell": [("value USD", "60", "50")]},
        [],
        [],
    ),
    (rows("module|100||US", "cell|60|module|?"), rows("module|100||US"), {}, [], [("cell", "module", "60", None)]),
    (
        rows("module|100||US", entity="Acme"),
        rows("module|100||US", entity="Other", feoc_attestation="ATT-2"),
        {"module": [("entity", "Acme", "Other"), ("attestation", "ATT-1", "ATT-2")]},
        [],
        [],
    ),
    (rows("module|100||US", entity="Acme Co., Ltd"), rows("module|100||US", entity="ACME Company Limited"), {}, [], []),
]


@pytest.mark.parametrize(("old", "new", "changed", "added", "removed"), CHANGES)
def test_the_rows(
    compare: Compare, old: list[Row], new: list[Row], changed: dict[str, Any], added: list[Any], removed: list[Any]
) -> None:
    found = compare(*both(old, new))["components"]
    facts = {one["component"]: [(f["what"], f["old"], f["new"]) for f in one["changes"]] for one in found["changed"]}
    assert facts == changed
    columns = ("component", "part_of", "value_usd", "assembly_country")
    assert [tuple(row[column] for column in columns) for row in found["added"]] == added
    assert [tuple(row[column] for column in columns) for row in found["removed"]] == removed


def test_the_percentage_and_the_credit(compare: Compare) -> None:
    found = compare(*both(rows("module|100||US", "cell||module|"), rows("module|100||US", "cell|40|module|KR")))
    change = found["components"]["percentage"]
    assert (change["old_low"], change["old_high"], change["new_low"], change["new_high"]) == ("0", "1", "3/5", "3/5")
    assert (change["low"]["points"], change["high"]["points"]) == ("+60.0000", "-40.0000")
    sides = found["old"], found["new"]
    assert [side["components_status"] for side in sides] == ["incomplete", "pass"]
    assert [side["components_required_percentage"] for side in sides] == ["60", "60"]
    assert [side["credit"]["total_usd"] for side in sides] == [None, 7500]


def test_without_components_on_either_side_there_is_nothing_to_compare(compare: Compare) -> None:
    assert compare(bom(virgin()), bom(virgin()))["components"] is None


def test_components_on_one_side_alone_are_added(compare: Compare) -> None:
    found = compare(bom(virgin()), bom(virgin(), Components=rows("module|1||US")))
    assert [row["component"] for row in found["components"]["added"]] == ["module"]
    assert (found["components"]["percentage"], found["old"]["components_status"]) == (None, None)


def test_only_the_date_changes_the_requirement(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(virgin(), Components=rows("module|65||US", "pack|35||KR")), tmp_path, "one")
    options = ("-d", "2025-06-30", "--new-date", "2026-06-30", "-a", "2025-06-01", "--half", "components")
    got = critmin("diff", str(path), *options)
    assert got.exit_code == 1
    lines = [" ".join(line.split()) for line in got.stdout.splitlines()]
    for line in (
        "DIFF the verdict changed from battery components pass to battery components",
        "required 60% 70% +10",
        "percentage 65.0000% 65.0000% 0.0000",
        "result pass fail",
        "whole credit $7,500 $3,750 of $7,500",
        "Components: none added, removed or changed",
    ):
        assert line in lines, line


MET, NOT_MET, OPEN = rows("module|1||US"), rows("module|1||KR"), rows("module|1||?")
HALVES = [
    # old minerals and components, new ones, half, exit status, headline
    ("US", MET, "US", NOT_MET, "minerals", 0, "same verdict: pass, pass"),
    (
        "US",
        MET,
        "US",
        NOT_MET,
        "components",
        1,
        "the verdict changed from battery components pass to battery components fail (worse)",
    ),
    (
        "US",
        MET,
        "US",
        NOT_MET,
        "both",
        1,
        "the verdict changed from critical minerals pass and battery components pass to critical minerals pass and "
        "battery components fail (worse)",
    ),
    # the other half got better: still worse
    (
        "US",
        NOT_MET,
        "NO",
        MET,
        "both",
        1,
        "the verdict changed from critical minerals pass and battery components fail to critical minerals fail and "
        "battery components pass (worse)",
    ),
    (
        "NO",
        NOT_MET,
        "NO",
        OPEN,
        "both",
        0,
        "the verdict changed from critical minerals fail and battery components fail to critical minerals fail and "
        "battery components incomplete (better)",
    ),
    (
        "US",
        MET,
        "US",
        MET,
        "both",
        0,
        "same verdict: critical minerals pass and battery components pass, critical minerals pass and "
        "battery components pass",
    ),
]


@pytest.mark.parametrize(("was", "old", "is_", "new", "half", "status", "headline"), HALVES)
def test_the_half_decides_the_exit_status(
    compare: Compare, was: str, old: list[Row], is_: str, new: list[Row], half: str, status: int, headline: str
) -> None:
    tables = bom(virgin(at=was), Components=old), bom(virgin(at=is_), Components=new)
    found = compare(*tables, "-d", "2023-06-30", "--half", half)
    assert (found["exit"], found["exit_status"], found["headline"]) == (status, status, headline)
    assert found["worse"] is (status == 1)
    assert found["flipped"] is not headline.startswith("same")


def test_a_side_that_cannot_be_read(compare: Compare) -> None:
    found = compare(*both(rows("module|1||US"), rows("module|x||US")), *DAY, "--half", "both")
    assert (found["exit"], found["components"], found["new"]["answer"]) == (2, None, "unreadable")
    assert found["headline"].endswith("nothing to compare")
