"""What an incomplete percentage hangs on, against every answer to every set of facts of small bills of materials."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from asking import BOTH_TESTS, ONE_TEST, Rows, ask, random_rows, statuses
from critmin.engine.model.statuses import Status
from critmin.engine.regimes.clean_vehicle.sections import Deciding, UnknownFact
from thorough import blocks

SEEDS = range(300)
Key = tuple[str, str | None]


def deciding(rows: Rows, day: str) -> Deciding | None:
    return ask(rows, day).deciding


def key(fact: UnknownFact) -> Key:
    return fact.line, fact.step


def answers(rows: Rows, facts: tuple[Key, ...]) -> Iterator[Rows]:
    """The rows with these facts answered: a value by nothing or by very much, a step by a place that counts or not."""
    choices = [[""] if step is None else ["US", "NO"] for _, step in facts]
    values = [["0", "1000000000"] if step is None else [""] for _, step in facts]
    for picked in itertools.product(*(itertools.product(*pair) for pair in zip(choices, values, strict=True))):
        answered = [dict(row) for row in rows]
        for (line, step), (place, value) in zip(facts, picked, strict=True):
            row = next(row for row in answered if row["line"] == line)
            if step is None:
                row["value_usd"] = value
                continue
            for column in (f"{step}_country", f"{step}_country_2"):
                if column in row and (row[column] == "unknown" or _undivided(row, step)):
                    row[column] = place
        yield answered


def _undivided(row: dict[str, str], step: str) -> bool:
    """Whether a value added is missing: then the whole step is open, and is answered by one place for all of it."""
    return f"{step}_country_2" in row and not row[f"{step}_value_added_usd"]


def settles(rows: Rows, facts: tuple[Key, ...], status: Status, day: str) -> bool:
    return any(statuses(answered, day).percentage is status for answered in answers(rows, facts))


@pytest.mark.parametrize("day", [BOTH_TESTS, ONE_TEST])
@pytest.mark.parametrize("block", blocks(12))
def test_no_smaller_set_of_facts_could_settle_it(block: int, day: str) -> None:
    searched = 0
    for seed in SEEDS[block::12]:
        rows = random_rows(seed)
        found = deciding(rows, day)
        if found is None:
            assert statuses(rows, day).percentage is not Status.INCOMPLETE
            continue
        every = [key(fact) for fact in found.facts]
        assert len(every) == len(set(every))
        if any(row["value_usd"] for row in rows) and len(every) <= 5:
            assert_none_smaller(rows, day, found, every)
            searched += 1
    assert searched >= 4


def assert_none_smaller(rows: Rows, day: str, found: Deciding, every: list[Key]) -> None:
    for status, named, fewest in (
        (Status.PASS, found.to_pass, True),
        (Status.FAIL, found.to_fail, found.to_fail_is_fewest),
    ):
        size = len(every) + 1 if named is None else len(named)
        if named is not None:
            assert settles(rows, tuple(map(key, named)), status, day), (status, named)
        if fewest or named is None:
            for count in range(size):
                for facts in itertools.combinations(every, count):
                    assert not settles(rows, facts, status, day), (status, facts, named)


def at(rows: Rows, line: str, value: str) -> Rows:
    return [row | {"value_usd": value} if row["line"] == line else row for row in rows]


@pytest.mark.thorough
@pytest.mark.parametrize("day", [BOTH_TESTS, ONE_TEST])
def test_a_break_even_is_exactly_where_it_tips(day: str) -> None:
    tips = []
    for seed in SEEDS:
        rows = random_rows(seed, unknown=0.25)
        found = deciding(rows, day)
        every = found.break_evens if found is not None else []
        # The others are fractions, which no cell can hold.
        tips += [(rows, tip) for tip in every if tip.step is None and "/" not in tip.exact]
    assert len(tips) >= 30
    for rows, tip in tips:
        bound, little = int(tip.exact), "0.000000001"
        below, above = f"{bound - 1}.999999999", f"{bound}{little[1:]}"
        inside = {"at_most": f"{bound}", "at_least": f"{bound}", "below": below, "above": above}[tip.relation]
        outside = {"at_most": above, "at_least": below, "below": f"{bound}", "above": f"{bound}"}[tip.relation]
        assert statuses(at(rows, tip.line, inside), day).percentage is tip.outcome
        if bound or tip.relation != "above":
            assert statuses(at(rows, tip.line, outside), day).percentage is not tip.outcome


NORWAY = {"extraction_country": "NO", "processing_country": "NO"}
CASES: list[tuple[str, Rows, list[tuple[str, str, str]], list[str]]] = [
    # what it shows, the lines, the facts (kind, low if best, high if worst), the break-evens
    (
        "a missing price: 60 of 100 count at 50 required, so the line without any may be worth 20",
        [
            {"line": "A", "mineral": "lithium", "value_usd": "60", "extraction_country": "US"},
            {
                "line": "B",
                "mineral": "nickel",
                "value_usd": "40",
                "extraction_country": "NO",
                "processing_country": "NO",
            },
            {"line": "C", "mineral": "cobalt", "value_usd": ""} | NORWAY,
        ],
        [("value", "60.0000", "0.0000")],
        ["C pass at_most 20.00", "C fail above 20.00"],
    ),
    (
        "an unknown refinery: line B counts whole or not at all",
        [
            {"line": "A", "mineral": "lithium", "value_usd": "40", "extraction_country": "US"},
            {
                "line": "B",
                "mineral": "nickel",
                "value_usd": "60",
                "extraction_country": "NO",
                "processing_country": "?",
            },
        ],
        [("origin", "100.0000", "40.0000")],
        [],
    ),
    (
        "a missing value added: Korea adds 30, so that the refinery in Norway may add 30 in the value-added test",
        [
            {
                "line": "A",
                "mineral": "lithium",
                "value_usd": "50",
                "extraction_country": "NO",
                "processing_country": "NO",
            },
            {
                "line": "B",
                "mineral": "nickel",
                "value_usd": "100",
                "extraction_country": "NO",
                "processing_country": "KR",
                "processing_value_added_usd": "30",
                "processing_country_2": "NO",
            },
        ],
        [("value_added", "66.6666", "0.0000")],
        ["B pass at_most 30.00"],
    ),
    (
        "a missing value added: Norway adds 30, so that the refinery in Korea has to add 30 in the value-added test",
        [
            {"line": "A", "mineral": "lithium", "value_usd": "50"} | NORWAY,
            {"line": "B", "mineral": "nickel", "value_usd": "100", "processing_value_added_usd_2": "30"}
            | {"extraction_country": "NO", "processing_country": "KR", "processing_country_2": "NO"},
        ],
        [("value_added", "66.6666", "0.0000")],
        ["B pass at_least 30.00"],
    ),
]


@pytest.mark.parametrize(("rows", "facts", "tips"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_worked_examples(rows: Rows, facts: list[tuple[str, str, str]], tips: list[str]) -> None:
    found = deciding([row | {"feoc_attestation": "ATT-1"} for row in rows], BOTH_TESTS)
    assert found is not None
    assert [(f.kind, f.low_if_best_percentage, f.high_if_worst_percentage) for f in found.facts] == facts
    assert [f"{t.line} {t.outcome} {t.relation} {t.usd}" for t in found.break_evens] == tips


def test_a_line_that_is_exactly_at_the_requirement() -> None:
    """80 are required, and B is at 80 whatever its value: it prevents no pass, but without limit it prevents a fail."""
    open_ = {"line": "A", "mineral": "lithium", "value_usd": "40"} | NORWAY | {"processing_country": "unknown"}
    korea = {"processing_country": "KR", "processing_value_added_usd": "20"}
    norway = {"processing_country_2": "NO", "processing_value_added_usd_2": "5"}
    rows = [open_, {"line": "B", "mineral": "nickel", "value_usd": ""} | NORWAY | korea | norway]
    rows = [row | {"feoc_attestation": "ATT-1"} for row in rows]
    found = deciding(rows, ONE_TEST)
    assert found is not None
    assert [key(fact) for fact in found.to_pass or []] == [("A", "processing")]
    assert [key(fact) for fact in found.to_fail or []] == [("B", None), ("A", "processing")]
    assert found.break_evens == []
    assert not settles(rows, (("A", "processing"),), Status.FAIL, ONE_TEST)
    assert settles(rows, (("A", "processing"), ("B", None)), Status.FAIL, ONE_TEST)
