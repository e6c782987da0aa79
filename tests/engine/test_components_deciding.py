"""What would decide the battery components percentage: the missing cells, and the answers that settle it."""

from __future__ import annotations

import datetime
import io
import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from boms import Judge, Row, bom, virgin, write_xlsx
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import BatteryComponents, UnknownComponentFact
from critmin.engine.rules.rule import Period
from thorough import blocks

DAY = "2024-06-30"  # 60 percent
HUGE = "1000000000"


def tree(*rows: str) -> list[Row]:
    """Rows of the sheet Components, each written `component | value | part of | country`; all are attested."""
    columns = ("component", "value_usd", "part_of", "assembly_country")
    cells = [dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True)) for row in rows]
    return [row | {"entity": "", "feoc_attestation": "ATT-1"} for row in cells]


CASES = [
    # rows, what could produce a pass, what could produce a fail, the break-evens
    (["module|100||"], ["country D2"], ["country D2"], []),
    (["module A|50||US", "module B|50||"], ["country D3"], ["country D3"], []),
    # a cell in the module of 1,000: 600 must stay in it
    (
        ["module|1000||US", "cell||module|KR"],
        ["value B3"],
        ["value B3"],
        ["cell pass at_most 400.00", "cell fail above 400.00"],
    ),
    # its separator is 300 of it: the 700 left must give 300 more
    (
        ["module|1000||US", "cell||module|KR", "separator|300|cell|MX"],
        ["value B3"],
        ["value B3"],
        ["cell pass at_most 700.00", "cell fail above 700.00"],
    ),
    # 60 count if the anode has nothing of the cell's value; they do not if it has some of it and is foreign
    (
        ["module|100||KR", "cell|60|module|MX", "anode||cell|", "can|0|anode|US"],
        ["value B4"],
        ["value B4", "country D4"],
        [],
    ),
    # a third of a dollar is never enough: limits are rounded to the safe side
    (
        ["module A|1||US", "module B|||KR"],
        ["value B3"],
        ["value B3"],
        ["module B pass at_most 0.66", "module B fail above 0.67"],
    ),
    # two unknown levels: the value of either alone decides nothing for a pass, both do
    (
        ["module|100||KR", "cell||module|US", "anode||cell|KR"],
        ["value B3", "value B4"],
        ["value B3"],
        ["cell fail below 60.00", "anode fail above 40.00"],
    ),
    # an unknown outermost module in Mexico can only help
    (
        ["module A|100||KR", "module B|||MX"],
        ["value B3"],
        ["value B3"],
        ["module B pass at_least 150.00", "module B fail below 150.00"],
    ),
    # known values of 0: there is nothing to compare with
    (["module|0||US"], None, None, []),
]


def named(facts: list[dict[str, Any]] | None) -> list[str] | None:
    return None if facts is None else [f"{fact['kind']} {fact['cells'][0].partition('!')[2]}" for fact in facts]


@pytest.mark.parametrize(("rows", "to_pass", "to_fail", "tips"), CASES, ids=[" / ".join(case[0]) for case in CASES])
def test_worked_examples(
    judge: Judge, rows: list[str], to_pass: list[str] | None, to_fail: list[str] | None, tips: list[str]
) -> None:
    section = judge(bom(virgin(), Components=tree(*rows)), "-d", DAY).report["battery_components"]
    found = section["deciding"]
    assert (named(found["to_pass"]), named(found["to_fail"])) == (to_pass, to_fail)
    told = [f"{tip['component']} {tip['outcome']} {tip['relation']} {tip['usd']}" for tip in found["break_evens"]]
    assert told == tips


def section(rows: list[Row]) -> BatteryComponents:
    content = io.BytesIO()
    write_xlsx(bom(virgin(), Components=rows), content)
    question = CleanVehicleQuestion(placed=Period.day(datetime.date.fromisoformat(DAY)))
    found = check(open_case("bom.xlsx", content.getvalue(), question, load_rulebook())).report.battery_components
    assert found is not None
    return found


def random_rows(seed: int) -> list[Row]:
    """A few nested rows whose values agree, with some values and countries missing."""
    rng = random.Random(seed)
    size = rng.randint(2, 5)
    inside = [None if at == 0 or rng.random() < 0.2 else rng.randrange(at) for at in range(size)]
    values = [rng.choice([0, 10, 20, 30, 40]) for _ in range(size)]
    for at in reversed(range(size)):
        if (above := inside[at]) is not None:
            values[above] += values[at]
    shown = list(range(size))
    rng.shuffle(shown)  # a part may stand above its whole
    return tree(
        *(
            f"part {at}|{'' if rng.random() < 0.4 else values[at]}|"
            f"{'' if inside[at] is None else f'PART {inside[at]}'}|{rng.choice(['US', 'MX', 'KR', 'DE', ''])}"
            for at in shown
        )
    )


def answers(rows: list[Row], facts: list[UnknownComponentFact]) -> Iterator[list[Row]]:
    """The rows with these cells filled: a country that counts or not; nothing, or all there is, or very much."""
    most = {row.component: row.incremental_high_usd for row in section(rows).components}
    choices = []
    for fact in facts:
        row = int(fact.cells[0].partition("!")[2][1:]) - 2
        least = least_value(rows, row)
        column = "assembly_country" if fact.kind == "country" else "value_usd"
        greatest = str(float(most[fact.component] or HUGE) + least)
        options = ["US", "KR"] if fact.kind == "country" else [str(least), greatest]
        choices.append([(row, column, text) for text in options])
    for answered in itertools.product(*choices):
        filled = [dict(row) for row in rows]
        for row, column, text in answered:
            filled[row][column] = text
        yield filled


def least_value(rows: list[Row], at: int) -> float:
    """The value of a row, or of what is known to be in it."""
    if rows[at]["value_usd"]:
        return float(rows[at]["value_usd"])
    name = rows[at]["component"]
    return sum(least_value(rows, other) for other, row in enumerate(rows) if row["part_of"].lower() == name)


def statuses(rows: list[Row], facts: list[UnknownComponentFact]) -> set[str]:
    """The statuses by answer; an answer that gives the same amount to two rows is not possible, and left out."""
    found = set()
    for answered in answers(rows, facts):
        if all(
            float(row["value_usd"] or least_value(answered, at)) >= parts(answered, at)
            for at, row in enumerate(answered)
        ):
            found.add(str(section(answered).status))
    return found


def parts(rows: list[Row], at: int) -> float:
    name = rows[at]["component"]
    return sum(least_value(rows, other) for other, row in enumerate(rows) if row["part_of"].lower() == name)


@pytest.mark.parametrize("block", blocks(8))
def test_the_named_cells_settle_it_and_no_fewer_do(block: int) -> None:
    settled = 0
    for seed in range(block * 7, block * 7 + 7):
        rows = random_rows(seed)
        whole = section(rows)
        found = whole.deciding
        assert (found is None) is (whole.status != "incomplete")
        if found is None or len(found.facts) > 4 or whole.total_value_usd == "0.00":
            continue
        for outcome, facts in (("pass", found.to_pass), ("fail", found.to_fail)):
            if facts is not None:
                assert outcome in statuses(rows, facts), (rows, outcome, facts)
                settled += 1
            size = len(found.facts) + 1 if facts is None else len(facts)
            for fewer in itertools.combinations(found.facts, size - 1):
                assert outcome not in statuses(rows, list(fewer)), (rows, outcome, fewer)
    assert settled >= 2
