"""The battery components percentage and the dollars of the credit (law.md 1, 2 and 4; 26 USC 30D(b), (e)(2))."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, Judge, Row, bom, vehicle, virgin
from critmin.engine.model.findings import Finding
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion, Half
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.rule import Period
from random_boms import write_csv

RULEBOOK = load_rulebook()
START = datetime.date(2023, 4, 18)
DAY = ("-d", "2024-06-30")  # 60 percent; components are screened, minerals are not
YEARS = [
    # the first and the last day of each percentage (30D(e)(2)(B))
    ("2023-04-18", 50),
    ("2023-12-31", 50),
    ("2024-01-01", 60),
    ("2025-12-31", 60),
    ("2026-01-01", 70),
    ("2026-12-31", 70),
    ("2027-01-01", 80),
    ("2027-12-31", 80),
    ("2028-01-01", 90),
    ("2028-12-31", 90),
    ("2029-01-01", 100),
    ("2035-12-31", 100),
]


def tree(*rows: str) -> list[Row]:
    """Rows of the sheet Components, each written `component | value | part of | country`; all are attested."""
    columns = ("component", "value_usd", "part_of", "assembly_country")
    cells = [dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True)) for row in rows]
    return [row | {"entity": "", "feoc_attestation": "ATT-1"} for row in cells]


def components(judge: Judge, rows: list[Row], *arguments: str) -> dict[str, Any]:
    got = judge(bom(virgin(), Components=rows), *(arguments or DAY))
    return dict(got.report["battery_components"])


def share_of_a_trillion(counting: int) -> list[Row]:
    return tree(f"module A|{counting}||US", f"module B|{10**12 - counting}||KR")


# The percentage of each year ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "percent"), YEARS)
def test_exactly_at_the_percentage_passes(judge: Judge, day: str, percent: int) -> None:
    found = components(judge, share_of_a_trillion(percent * 10**10), "-d", day, *IN_TIME)
    assert (found["status"], found["required_percentage"]) == ("pass", str(percent))
    assert (found["percentage"], found["gap_points"]) == (f"{percent}.0000", "0.0000")


@pytest.mark.parametrize(("day", "percent"), YEARS)
def test_one_part_in_a_trillion_below_fails(judge: Judge, day: str, percent: int) -> None:
    found = components(judge, share_of_a_trillion(percent * 10**10 - 1), "-d", day, *IN_TIME)
    assert (found["status"], found["percentage"]) == ("fail", f"{percent - 1}.9999")
    assert found["gap_points"] == "-0.0001"


@pytest.mark.parametrize(
    ("day", "reading", "status"),
    [
        ("2026-12-31", "no-percentage", "pass"),
        ("2027-01-01", "no-percentage", "fail"),
        ("2029-01-01", "no-percentage", "fail"),
        ("2027-01-01", "eighty-percent", "pass"),
        ("2029-01-01", "eighty-percent", "pass"),
    ],
)
def test_the_reading_after_2026(judge: Judge, day: str, reading: str, status: str) -> None:
    arguments = ("-d", day, *IN_TIME, "--reading", f"after-2026={reading}")
    assert components(judge, tree("module|1||US"), *arguments)["status"] == status


def test_before_the_requirement_there_is_no_percentage(judge: Judge) -> None:
    got = judge(bom(virgin(), Components=tree("module|1||US")), "-d", "2023-04-17")
    found = got.report["battery_components"]
    assert found["status"] == "not_available"
    assert {found[name] for name in ("required_percentage", "percentage", "low", "high", "total_value_usd")} == {None}
    assert got.report["credit"] == credit(0, 0)


@pytest.mark.parametrize(("year", "percent"), [("2023", "50"), ("2025", "60"), ("2028", "90")])
def test_a_year_stands_for_all_its_days(judge: Judge, year: str, percent: str) -> None:
    assert components(judge, tree("module|1||US"), "-y", year, *IN_TIME)["required_percentage"] == percent


# Worked examples ----------------------------------------------------------------------------------------------------

WORKED = [
    # rows, low, high
    (["module|100||US"], "1", "1"),
    (["module|100||PR"], "1", "1"),
    (["module|100||CA"], "1", "1"),
    (["module|100||MX"], "1", "1"),
    (["module|100||KR"], "0", "0"),
    (["module|100||JP"], "0", "0"),
    (["module|100||"], "0", "1"),
    # 1,000 of a module: 100 of its own, 600 of the cell, 300 of the separator in it
    (["module|1000||US", "cell|900|module|KR", "separator|300|cell|MX"], "2/5", "2/5"),
    # two modules, which are both outermost
    (["module A|300||US", "module B|100||KR"], "3/4", "3/4"),
    # a cell of unknown value in a module of 1,000: either has all of it
    (["module|1000||US", "cell||module|KR"], "0", "1"),
    # its separator, 300, is not in doubt; the other 700 are
    (["module|1000||US", "cell||module|KR", "separator|300|cell|MX"], "3/10", "1"),
    (["module|1000||KR", "cell||module|KR", "separator|300|cell|MX"], "3/10", "3/10"),
    # two unknown levels divide the same 900
    (["module|1000||US", "cell||module|US", "anode||cell|KR", "separator|100|anode|KR"], "0", "9/10"),
    # an outermost module of unknown value may be worth anything
    (["module A|100||US", "module B|||KR"], "0", "1"),
    (["module A|100||US", "module B|||US"], "1", "1"),
    (["module A|75||US", "module C|25||KR", "module B|||US"], "3/4", "1"),
    (["module A|75||US", "module C|25||KR", "module B|||KR"], "0", "3/4"),
    (["module|||US", "cell|100|module|KR"], "0", "1"),
    # all known values 0: as if the unknown stood alone
    (["module A|0||KR", "module B|||US"], "1", "1"),
    (["module A|0||US"], "0", "1"),
    (["module A|0||US", "cell||module A|KR"], "0", "1"),
    # parts that are worth all of their whole
    (["module|100||KR", "cell|60|module|US", "cell B|40|module|US"], "1", "1"),
    # the housing is absent: its 400 stay in the module, its fan belongs to the module
    (["module|1000||US", "housing|400|module|KR", "cell|500|housing|KR"], "1/2", "1/2"),
    (["housing|400||KR", "module|100|housing|US"], "1", "1"),
    (["module|1000||KR", "NMC811 powder|900|module|US"], "0", "0"),
]


@pytest.mark.parametrize(("rows", "low", "high"), WORKED, ids=[" / ".join(rows) for rows, _, _ in WORKED])
def test_worked_examples(judge: Judge, rows: list[str], low: str, high: str) -> None:
    found = components(judge, tree(*rows))
    assert (found["low"], found["high"]) == (low, high)
    required = Fraction(60, 100)
    status = "pass" if Fraction(low) >= required else "fail" if Fraction(high) < required else "incomplete"
    assert (found["status"], found["exact"]) == (status, low if low == high else None)


def test_the_rows_of_the_report(judge: Judge) -> None:
    rows = tree(
        "Module|1000.019||US",
        "cell||module|KR",
        "housing|400|cell|US",
        "separator|300|housing|",
        "pack|||MX",
        "cell|||KR",
    )[:5]
    found = components(judge, rows)
    assert (found["total_value_usd"], found["qualifying_value_usd"]) == ("1000.01", "0.00")
    columns = ("component", "part_of", "value_usd", "value_exact", "incremental_low_usd", "incremental_high_usd")
    assert [tuple(row[name] for name in columns) for row in found["components"]] == [
        ("Module", None, "1000.01", "1000019/1000", "0.00", "700.01"),
        ("cell", "module", None, None, "0.00", "700.01"),
        ("housing", "cell", "400.00", "400", None, None),
        ("separator", "housing", "300.00", "300", "300.00", "300.00"),
        ("pack", None, None, None, "0.00", None),
    ]
    assert [(row["assembly_country"], row["counts"], row["excluded"]) for row in found["components"]] == [
        ("US", True, None),
        ("KR", False, None),
        ("US", None, "outside the battery"),
        (None, None, None),
        ("MX", True, None),
    ]
    assert found["components"][3]["cells"] == [f"Components!{column}5" for column in "ABCD"]


def test_no_value_is_not_stated(judge: Judge) -> None:
    for day in ("2023-04-17", "2024-06-30"):
        found = components(judge, tree("module|||US", "housing|100||US"), "-d", day)
        figures = {name: found[name] for name in found if name not in ("status", "components")}
        assert (found["status"], set(figures.values())) == ("not_stated", {None})


def test_no_sheet_no_section(judge: Judge) -> None:
    got = judge(bom(virgin()), *DAY)
    assert (got.report["battery_components"], got.report["credit"]) == (None, credit(3750, None))


# The credit ---------------------------------------------------------------------------------------------------------


def credit(minerals: int | None, components: int | None) -> dict[str, Any]:
    halves = [minerals, components]
    return {
        "critical_minerals_usd": minerals,
        "battery_components_usd": components,
        "total_usd": None if None in halves else sum(filter(None, halves)),
        "at_most_usd": sum(3750 if usd is None else usd for usd in halves),
        "of_usd": 7500,
    }


MET, NOT_MET, OPEN = (tree(f"module|1||{country}") for country in ("US", "KR", ""))


@pytest.mark.parametrize(
    ("lines", "rows", "arguments", "expected"),
    [
        ([virgin()], MET, DAY, credit(3750, 3750)),
        ([virgin()], NOT_MET, DAY, credit(3750, 0)),
        ([virgin(at="NO")], MET, DAY, credit(0, 3750)),
        ([virgin(at="NO")], NOT_MET, DAY, credit(0, 0)),
        ([virgin(at="?")], NOT_MET, DAY, credit(None, 0)),
        ([virgin()], OPEN, DAY, credit(3750, None)),
        ([virgin()], tree("module|||US"), DAY, credit(3750, None)),
        # a FEOC, the screen undecided
        ([virgin()], tree("module|99||US", "cell|1|module|CN"), DAY, credit(0, 0)),
        ([virgin(at="?")], tree("module|99||?", "cell|1|module|CN"), DAY, credit(0, 0)),
        ([virgin(feoc_attestation="")], MET, ("-d", "2025-06-30"), credit(None, None)),
        ([virgin()], [MET[0] | {"feoc_attestation": ""}], DAY, credit(None, None)),
        ([virgin()], [MET[0] | {"feoc_attestation": ""}], ("-d", "2023-06-30"), credit(3750, 3750)),
        ([virgin()], [NOT_MET[0] | {"feoc_attestation": ""}], DAY, credit(None, 0)),
        # the acquisition
        ([virgin()], MET, ("-d", "2025-10-01"), credit(None, None)),
        ([virgin(at="NO")], MET, ("-d", "2025-10-01"), credit(0, None)),
        ([virgin()], MET, ("-d", "2025-10-01", "-a", "2025-09-30"), credit(3750, 3750)),
        ([virgin()], MET, ("-d", "2025-10-01", "-a", "2025-10-01"), credit(0, 0)),
        ([virgin()], tree("module|||US"), ("-d", "2025-10-01", "-a", "2025-10-01"), credit(0, 0)),
    ],
)
def test_the_credit(judge: Judge, lines: list[Row], rows: list[Row], arguments: tuple[str, ...], expected: Any) -> None:
    assert judge(bom(*lines, Components=rows), *arguments).report["credit"] == expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ({"battery_kwh": "6"}, credit(0, 0)),
        ({"battery_kwh": "7"}, credit(3750, 3750)),
        ({"final_assembly_country": "Santiago"}, credit(None, None)),
        ({"model": "any"}, credit(3750, 3750)),
    ],
)
def test_the_credit_by_a_gate(judge: Judge, fact: dict[str, str], expected: Any) -> None:
    tables = bom(virgin(), Components=MET, Vehicle=vehicle(**fact))
    assert judge(tables, *DAY).report["credit"] == expected


def test_a_scenario_grants_no_credit(judge: Judge) -> None:
    got = judge(bom(virgin(), Components=MET), *DAY, "--scenario", "eu-partner")
    assert (got.report["credit"], got.report["battery_components"]["status"]) == (None, "pass")


# The reasons of the half --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "day", "readings", "code", "severity", "cells"),
    [
        (MET, "2024-06-30", {}, "BC-MET", "note", []),
        (NOT_MET, "2024-06-30", {}, "BC-NOT-MET", "error", []),
        (OPEN, "2024-06-30", {}, "BC-UNDECIDED", "warning", ["Components!D2"]),
        (
            tree("module|9||US", "housing|||", "cell||module|"),
            "2024-06-30",
            {},
            "BC-UNDECIDED",
            "warning",
            ["Components!B4", "Components!D4"],
        ),
        (tree("module|||US", "can|1||US"), "2024-06-30", {}, "BC-NOT-STATED", "warning", ["Components!B2"]),
        (None, "2024-06-30", {}, "BC-NOT-STATED", "warning", []),
        (MET, "2027-01-01", {"after-2026": "no-percentage"}, "BC-NO-PERCENTAGE", "error", []),
    ],
)
def test_the_reason_of_the_half(
    tmp_path: Path,
    rows: list[Row] | None,
    day: str,
    readings: dict[str, str],
    code: str,
    severity: str,
    cells: list[str],
) -> None:
    path = write_csv(bom(virgin(), **({} if rows is None else {"Components": rows})), tmp_path, "bom")
    found = {half: reasons(path, day, readings, half) for half in Half}
    assert found[Half.MINERALS] == []
    (reason,) = found[Half.COMPONENTS]
    assert found[Half.BOTH] == [reason]
    assert (reason.code, reason.severity, reason.cells) == (code, severity, cells)


def reasons(path: Path, day: str, readings: dict[str, str], half: Half) -> list[Finding]:
    """The findings about the battery components half if this half is asked for."""
    chosen = RULEBOOK.defaults()
    for reading in readings:
        chosen = chosen.with_other(reading)
    date = datetime.date.fromisoformat(day)
    question = CleanVehicleQuestion(placed=Period.day(date), acquired=min(START, date), readings=chosen, half=half)
    report = check(open_case(str(path), None, question, RULEBOOK)).report
    return [found for found in report.findings if found.code.startswith("BC-")]


def test_before_the_requirement_the_half_has_no_reason(tmp_path: Path) -> None:
    assert reasons(write_csv(bom(virgin(), Components=MET), tmp_path, "bom"), "2023-04-17", {}, Half.BOTH) == []
