"""A bill of materials of many lines: the same answer as of few, in little memory."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from critmin.engine.model.settings import LINES_PER_MB
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import CleanVehicleReport
from critmin.engine.rules.rule import Period
from memory import peak

COLUMNS = [
    "line",
    "component",
    "material",
    "role",
    "mineral",
    "value_usd",
    "mass_kg",
    "extraction_country",
    "extraction_entity",
    "processing_country",
    "processing_entity",
    "processing_value_added_usd",
    "processing_country_2",
    "processing_entity_2",
    "processing_value_added_usd_2",
    "recycling_country",
    "feoc_attestation",
]
KINDS = [
    ["cathode", "NMC811 powder", "cathode_active", "lithium", "AU", "Mine A", "KR", "Refiner A", "", "", "", "", ""],
    [
        "cathode",
        "NMC811 powder",
        "cathode_active",
        "nickel",
        "ID",
        "Mine B",
        "KR",
        "Refiner B",
        "7",
        "US",
        "B 2",
        "3",
        "",
    ],
    ["anode", "", "", "graphite", "MX", "Mine M", "JP", "Refiner C", "", "", "", "", "none"],
    ["anode", "graphite", "weird", "graphite", "CA", "mine c", "US", "Refiner E", "", "", "", "", "no"],
    ["", "copper foil", "", "cobalt", "CD", "Mine D", "FI", "Refiner D", "", "", "", "", "US"],
]


def long_bom(lines: int, *, backwards: bool = False) -> bytes:
    """Lines of five kinds; every one of a value and a name of its own, some of them attested."""
    rows = []
    for number in range(lines):
        component, material, role, mineral, *steps, recycled = KINDS[number % len(KINDS)]
        value = f"{100 + number % 700}.{number % 97:02d}"
        attested = f"att-{number}" if number % 3 else ""
        rows.append([f"L{number}", component, material, role, mineral, value, "2.5", *steps, recycled, attested])
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *(rows[::-1] if backwards else rows)])
    return text.getvalue().encode()


def ask(content: bytes) -> CleanVehicleReport:
    rulebook = load_rulebook()
    return check(
        open_case("long.csv", content, CleanVehicleQuestion(placed=Period.year(2025, rulebook.start)), rulebook)
    ).report


LINES = 2_000


@pytest.fixture(scope="module")
def report() -> CleanVehicleReport:
    return ask(long_bom(LINES))


def test_the_order_of_the_lines_makes_no_difference(report: CleanVehicleReport) -> None:
    other = ask(long_bom(LINES, backwards=True))
    assert other.verdict == report.verdict
    assert other.feoc is not None and report.feoc is not None
    figures, others = report.critical_minerals, other.critical_minerals
    assert figures is not None and others is not None
    assert (others.exact, others.low, others.high) == (figures.exact, figures.low, figures.high)
    assert (others.origins, others.flows, others.tests) == (figures.origins, figures.flows, figures.tests)
    assert {e.entity: (e.status, len(e.sites)) for e in other.feoc.entities} == {
        e.entity: (e.status, len(e.sites)) for e in report.feoc.entities
    }


def test_each_line_is_in_it_as_in_a_short_one(report: CleanVehicleReport) -> None:
    """The first lines of a long table have the rows that they have in a table of their own."""
    short = ask(long_bom(100))
    long_figures, figures = report.critical_minerals, short.critical_minerals
    assert long_figures is not None and figures is not None
    assert long_figures.chains[:100] == list(figures.chains)
    assert len(long_figures.chains) == LINES
    assert [chain.line for chain in long_figures.chains] == [f"L{number}" for number in range(LINES)]
    assert report.feoc is not None and short.feoc is not None
    whole = {entity.entity: entity.sites for entity in report.feoc.entities}
    for entity in short.feoc.entities:
        if entity.entity is not None:
            assert whole[entity.entity][: len(entity.sites)] == list(entity.sites)


def test_every_cell_is_told_once(report: CleanVehicleReport) -> None:
    for found in report.findings:
        assert len(set(found.cells)) == len(found.cells), found.code
    unread = next(found for found in report.findings if found.code == "ROLE-UNKNOWN")
    assert list(unread.cells) == [f"BOM!D{number + 2}" for number in range(3, LINES, 5)]


def test_it_is_written_and_read_again(report: CleanVehicleReport) -> None:
    text = msgspec.json.encode(report, enc_hook=list)
    again = msgspec.json.decode(text, type=CleanVehicleReport)
    assert msgspec.json.encode(again) == text


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("format_", ["csv", "junit", "sarif"])
def test_memory_of_a_line(tmp_path: Path, format_: str) -> None:
    """What a line with all its columns takes: 100,000 of them, beside the program itself, stay below 300 MB."""
    taken = []
    for lines in (7_000, 17_000):  # fewer fit into what reading the law's data has left free
        path = tmp_path / f"{lines}.csv"
        path.write_bytes(long_bom(lines))
        taken.append(peak("check", str(path), "-y", "2025", "-f", format_, "-q", "-o", str(tmp_path / "report")))
    assert (taken[1] - taken[0]) * 1024 / 10_000 < 2400


@pytest.mark.thorough
def test_one_bill_of_materials_may_be_so_long(tmp_path: Path, critmin: Callable[..., Any]) -> None:
    """More lines are refused, with the ways out: a higher limit, and a table of several."""
    path = tmp_path / "long.csv"
    path.write_bytes(long_bom(LINES_PER_MB + 1))
    done = critmin("check", path, "-y", "2025", "-f", "json", "--max-mb", "1")
    assert done.exit_code == 2
    found = json.loads(done.stdout)["reports"][0]["findings"][0]
    assert (found["code"], found["cells"]) == ("SHEET-TOO-LARGE", [f"BOM!A{LINES_PER_MB + 2}"])
    assert "in a column bom" in found["message"]
    assert "--max-mb" in found["remedy"]
    assert critmin("check", path, "-y", "2025", "--max-mb", "2").exit_code != 2
    header, *lines = path.read_text().splitlines()
    path.write_text("\n".join([f"bom,{header}", *(f"P{number % 2},{line}" for number, line in enumerate(lines))]))
    assert critmin("check", path, "-y", "2025", "--max-mb", "1").exit_code != 2
