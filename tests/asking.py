"""Many small bills of materials asked in this process: rows in, the engine's own report out."""

from __future__ import annotations

import csv
import datetime
import io
import random
from functools import cache
from typing import NamedTuple

from critmin.engine.model.statuses import Status
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.verdict import weigh
from critmin.engine.report.report import Report
from critmin.engine.rules.rule import Period

Rows = list[dict[str, str]]
COLUMNS = [
    "line",
    "mineral",
    "value_usd",
    "extraction_country",
    "extraction_value_added_usd",
    "processing_country",
    "processing_value_added_usd",
    "processing_country_2",
    "processing_value_added_usd_2",
    "feoc_attestation",
]
BOTH_TESTS, ONE_TEST = "2024-06-30", "2027-06-30"
"""Days without the FEOC screen of minerals and with both tests, and with the traced test alone."""


def content(rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def ask(rows: Rows, day: str) -> Report:
    return check(open_case("bom.csv", content(rows), _question(day), load_rulebook())).report


def _question(day: str) -> CleanVehicleQuestion:
    date = datetime.date.fromisoformat(day)
    return CleanVehicleQuestion(placed=Period.day(date), acquired=datetime.date(2023, 4, 18))


class Statuses(NamedTuple):
    verdict: Status
    percentage: Status


def statuses(rows: Rows, day: str) -> Statuses:
    """What `ask` comes to, without the report: for many questions of which some are asked again."""
    return _statuses(content(rows), day)


@cache
def _statuses(written: bytes, day: str) -> Statuses:
    case = open_case("bom.csv", written, _question(day), load_rulebook())
    case.refuse()
    answer = weigh(case.facts, case.question, case.rulebook).answer
    return Statuses(answer.status, answer.minerals)


def random_rows(seed: int, *, unknown: float = 0.3) -> Rows:
    """A few attested lines, some of whose values and countries are not known."""
    rng = random.Random(seed)

    def country() -> str:
        return "unknown" if rng.random() < unknown else rng.choice(["US", "AU", "NO", "ID"])

    rows: Rows = []
    for number in range(1, rng.randint(2, 4) + 1):
        row = {
            "line": f"L{number}",
            "mineral": rng.choice(["lithium", "nickel", "cobalt"]),
            "feoc_attestation": "ATT-1",
        }
        row["value_usd"] = "" if rng.random() < unknown / 2 else rng.choice(["10", "25", "40", "60", "100"])
        row["extraction_country"], row["processing_country"] = country(), country()
        if rng.random() < 0.5:
            row["processing_country_2"] = country()
            row["processing_value_added_usd"] = rng.choice(["5", "10", "20", ""])
            row["processing_value_added_usd_2"] = rng.choice(["5", "10", "15"])
        rows.append(row)
    return rows
