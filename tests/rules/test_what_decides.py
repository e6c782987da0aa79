"""A reading decides where taking its other choice gives another verdict: on random bills of materials, each is taken.

A report works out the alternative only where the law was asked something that it answers otherwise.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

from boms import Tables, bom, by, supplier, vehicle, virgin
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
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
