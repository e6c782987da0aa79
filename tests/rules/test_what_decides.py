"""A reading decides where taking its other choice gives another verdict: on random bills of materials, each is taken.

A report works out the alternative only where the law was asked something that it answers otherwise.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest
from boms import Tables, bom, by, supplier, vehicle, virgin
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.halves import half_decisions
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion, Half
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.readings import Readings
from critmin.engine.rules.rule import Period
from random_boms import write_csv

RULEBOOK = load_rulebook()
DAYS = ["2024-06-30", "2025-06-30", "2026-06-30", "2027-06-30"]
SEEDS = 120
FEWEST = 3
"""Each reading must decide at least so many of them."""


DIVIDED = virgin(
    "nickel",
    "900",
    extraction_country="NO",
    processing_value_added_usd="60",
    processing_country_2="NO",
    processing_value_added_usd_2="40",
)
"""A line of which 60 percent counts in one test and all of it in the other."""


def near_a_reading(rng: random.Random) -> Tables:
    """Few lines, most of them clean and qualifying, some on what a reading bears on."""
    lines = [virgin(rng.choice(["nickel", "zinc"]), at=rng.choice(["US", "AU"]))]
    for _ in range(rng.randint(0, 2)):
        lines.append(
            rng.choice(
                [
                    virgin(rng.choice(["zinc", "nickel"]), "300", at="JP"),
                    virgin("nickel", at=rng.choice(["HK", "MO", "NO"])),
                    virgin("synthetic graphite", "300", at="US", processing_country="NO"),
                    DIVIDED,
                    by(rng.choice(["Acme", "Ruled", "Ruled"])),
                ]
            )
        )
    ruler = rng.choice(["Beijing Mining", "China", "Hong Kong"])
    entities = [supplier("Acme"), supplier("Ruled", effective_control_by=ruler), supplier("Beijing Mining", "CN")]
    report = vehicle(report_date=rng.choice(["2026-12-01", "2027-02-01"])) if rng.random() < 0.7 else []
    return bom(*lines, Entities=entities, **({"Vehicle": report} if report else {}))


def verdict(path: Path, day: str, readings: Readings) -> Any:
    placed = Period.day(datetime.date.fromisoformat(day))
    question = CleanVehicleQuestion(placed=placed, acquired=datetime.date(2023, 4, 18), readings=readings)
    return check(open_case(str(path), None, question, RULEBOOK)).report


@pytest.mark.thorough
def test_a_reading_decides_where_taking_it_does(tmp_path: Path) -> None:
    decided = dict.fromkeys(RULEBOOK.defaults().all(), 0)
    for seed in range(SEEDS):
        rng = random.Random(seed)
        path = write_csv(near_a_reading(rng), tmp_path, f"bom-{seed}")
        day, taken = rng.choice(DAYS), RULEBOOK.defaults()
        for name in decided:
            taken = taken.with_other(name) if rng.random() < 0.15 else taken
        report = verdict(path, day, taken)
        for reading in report.readings:
            other = verdict(path, day, taken.with_other(reading.id)).verdict.status
            assert reading.verdict_otherwise == other, (seed, reading.id)
            assert reading.decides is (other is not report.verdict.status), (seed, reading.id)
            decided[reading.id] += reading.decides
    assert min(decided.values()) >= FEWEST, decided


HALVES = ["critical minerals", "battery components"]


def near_a_reading_of_components(rng: random.Random) -> Tables:
    """A line and components, some made in Hong Kong or by a supplier that a contract may control."""
    made = [("US", ""), ("KR", ""), ("HK", ""), ("US", "Ruled")]
    parts = [
        {"component": f"module {number}", "value_usd": value, "assembly_country": country, "entity": entity}
        | {"feoc_attestation": "ATT-1"}
        for number, value in enumerate(["85", "15"])
        for country, entity in [rng.choice(made if number else made[:2])]
    ]
    ruler = rng.choice(["Beijing Mining", "Hong Kong"])
    entities = [supplier("Ruled", effective_control_by=ruler), supplier("Beijing Mining", "CN")]
    return bom(virgin(at=rng.choice(["US", "NO"])), Components=parts, Entities=entities)


@pytest.mark.thorough
def test_a_reading_decides_a_half_where_taking_it_does(tmp_path: Path) -> None:
    decided = {("after-2026", half): 0 for half in HALVES} | {("hong-kong-macau", half): 0 for half in HALVES}
    apart = 0
    for seed in range(SEEDS):
        rng = random.Random(seed)
        path = write_csv(near_a_reading_of_components(rng), tmp_path, f"bom-{seed}")
        day, taken = rng.choice([*DAYS, "2029-06-30"]), RULEBOOK.defaults()
        report = verdict(path, day, taken)
        now = statuses(report)
        for reading in report.readings:
            other = statuses(verdict(path, day, taken.with_other(reading.id)))
            changed = {half: other[half] for half in HALVES if other[half] != now[half]}
            assert reading.decisions_otherwise == changed, (seed, reading.id)
            assert reading.decides is ("critical minerals" in changed), (seed, reading.id)
            apart += len(changed) == 1
            for half in changed:
                if (reading.id, half) in decided:
                    decided[reading.id, half] += 1
    assert min(decided.values()) >= FEWEST, decided
    assert apart >= FEWEST


def statuses(report: Any) -> dict[str, str]:
    return {decision.of: decision.status for decision in half_decisions(report, Half.BOTH)}


def test_the_report_says_what_the_half_asked_for_depends_on(critmin: Any, tmp_path: Path) -> None:
    part = {"component": "module", "value_usd": "1", "assembly_country": "US", "feoc_attestation": "ATT-1"}
    path = write_csv(bom(virgin(at="NO"), Components=[part]), tmp_path, "one")
    options = ("-d", "2027-06-30", "-a", "2025-06-01", "--full")
    said = "alternative reading (no-percentage) the result would be: battery components fail."
    for half, decides in (("minerals", False), ("components", True), ("both", True)):
        text = " ".join(critmin("check", path, *options, "--half", half).stdout.split())
        assert said in text
        assert ("- decides after-2026=eighty-percent" in text) is decides, half


def test_without_components_only_the_verdict_is_compared(tmp_path: Path) -> None:
    path = write_csv(bom(virgin(value="99"), virgin("nickel", "1", at="HK")), tmp_path, "one")
    report = verdict(path, "2025-06-30", RULEBOOK.defaults())
    assert [reading.id for reading in report.readings if reading.decides] == ["hong-kong-macau"]
    assert all(not reading.decisions_otherwise for reading in report.readings)
