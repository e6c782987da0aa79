"""`critmin levers`: what it proposes suffices, and nothing smaller does (every subset of lines tried)."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from asking import BOTH_TESTS, ONE_TEST, Rows, ask, content, random_rows, statuses
from critmin.engine.model.statuses import Status
from critmin.engine.questions.check import open_case
from critmin.engine.regimes.clean_vehicle.levers import Levers, find_levers
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.rule import Period
from thorough import blocks

SCREENED = "2025-06-30"


def levers(rows: Rows, day: str) -> Levers:
    question = CleanVehicleQuestion(
        placed=Period.day(datetime.date.fromisoformat(day)), acquired=datetime.date(2023, 4, 18)
    )
    return find_levers(open_case("bom.csv", content(rows), question, load_rulebook()))


def moved(rows: Rows, lines: tuple[str, ...]) -> Rows:
    """The rows with all the work of these lines in the United States."""
    home = {"extraction_country": "US", "processing_country": "US", "processing_country_2": ""}
    home |= {"processing_value_added_usd": "", "processing_value_added_usd_2": ""}
    return [row | home if row["line"] in lines else row for row in rows]


def random_lines(seed: int, day: str) -> Rows:
    rows = random_rows(seed, unknown=0.15)
    for number, row in enumerate(rows):
        if day == SCREENED and (seed + number) % 5 == 0:
            row["processing_country"] = "CN"
    return rows


def passes(rows: Rows, day: str) -> bool:
    return statuses(rows, day).verdict is Status.PASS


@pytest.mark.parametrize("day", [BOTH_TESTS, ONE_TEST, SCREENED])
@pytest.mark.parametrize("seed", blocks(80, quick=25))
def test_the_fewest_lines_suffice_and_no_fewer_do(seed: int, day: str) -> None:
    rows = random_lines(seed, day)
    found, names = levers(rows, day), [row["line"] for row in rows]
    enough = next(
        count
        for count in range(len(names) + 1)
        if any(passes(moved(rows, lines), day) for lines in itertools.combinations(names, count))
    )
    assert found.status is statuses(rows, day).verdict
    if found.fewest is None:
        assert found.status is Status.PASS
        assert enough == 0
        return
    lines = tuple(portion.line for portion in found.fewest.lines)
    assert passes(moved(rows, lines), day)
    assert len(lines) == enough
    if all(row["value_usd"] for row in rows):
        after = ask(moved(rows, lines), day)
        test = next(t for t in after.critical_minerals.tests if t.test == found.fewest.test)
        assert Fraction(test.percentage or "0") >= Fraction(found.fewest.percentage)


def divided(rows: Rows, portions: dict[str, Fraction]) -> Rows:
    """The rows with so much of each line's value moved to the United States, as a line of its own."""
    divided_rows: Rows = []
    for row in rows:
        part = portions.get(row["line"], Fraction(0))
        left = Fraction(row["value_usd"] or 0) - part
        if left or not part:
            divided_rows.append(row | ({"value_usd": _text(left)} if part else {}))
        if part:
            new = moved([row], (row["line"],))[0]
            divided_rows.append(new | {"line": row["line"] + "+", "value_usd": _text(part)})
    return divided_rows


def _text(cents: Fraction) -> str:
    return f"{Decimal(cents.numerator) / cents.denominator}"


@pytest.mark.parametrize("day", [BOTH_TESTS, ONE_TEST])
def test_the_least_value_suffices_and_a_cent_less_of_any_line_does_not(day: str) -> None:
    failing = [rows for seed in range(120) if levers(rows := random_rows(seed, unknown=0), day).status is Status.FAIL]
    assert len(failing) >= 15
    for rows in failing:
        assert_least(rows, day)


def assert_least(rows: Rows, day: str) -> None:
    found = levers(rows, day)
    assert found.least is not None
    portions = {portion.line: Fraction(portion.value_usd or 0) for portion in found.least.lines}
    assert passes(divided(rows, portions), day)
    # The plans of both tests are compared: no single line that moves two cents less in all is enough.
    total = sum(portions.values())
    for row in rows:
        less = min(total - Fraction(2, 100), Fraction(row["value_usd"]))
        if less > 0:
            assert not passes(divided(rows, {row["line"]: less}), day)


def line(name: str, value: str, extraction: str, processing: str, **cells: str) -> dict[str, str]:
    row = {"line": name, "mineral": "nickel", "value_usd": value, "feoc_attestation": "ATT-1"}
    return row | {"extraction_country": extraction, "processing_country": processing} | cells


def test_worked_example() -> None:
    rows = [
        line("A", "50", "US", "US"),
        line("B", "30", "NO", "NO"),
        line("C", "20", "NO", "KR", processing_value_added_usd="10", processing_country_2="NO")
        | {"processing_value_added_usd_2": "10"},
    ]
    found = levers(rows, ONE_TEST)  # 60 of 100 count, 80 are required
    assert (found.percentage, found.required_percentage) == ("60.0000", "80")
    assert found.fewest is not None and found.least is not None
    assert [(p.line, p.value_usd) for p in found.fewest.lines] == [("B", "30.00")]
    assert (found.fewest.percentage, found.fewest.moved_usd) == ("90.0000", "30.00")
    assert [(p.line, p.value_usd) for p in found.least.lines] == [("B", "20.00")]
    assert (found.least.percentage, found.least.moved_usd) == ("80.0000", "20.00")
    assert [(s.line, s.step, s.percentages["traced"]) for s in found.steps] == [
        ("B", "extraction", "90.0000"),
        ("B", "processing", "90.0000"),
        ("C", "extraction", "70.0000"),
        ("C", "processing", "70.0000"),
    ]
    assert [site.country for site in found.steps[3].sites] == ["Norway"]  # the site in Korea may stay


def test_a_line_that_is_worth_nothing_is_not_moved() -> None:
    found = levers([line("A", "50", "US", "US"), line("B", "0", "NO", "NO"), line("C", "50", "NO", "NO")], ONE_TEST)
    assert found.fewest is not None and found.least is not None
    assert [p.line for p in found.fewest.lines] == ["C"]
    assert [(p.line, p.value_usd) for p in found.least.lines] == [("C", "30.00")]


def test_a_feoc_must_leave_whatever_the_percentage() -> None:
    found = levers([line("A", "90", "US", "US"), line("B", "10", "CN", "KR")], SCREENED)
    assert [(f.line, f.step, f.country) for f in found.feoc] == [("B", "extraction", "China")]
    assert found.fewest is not None
    assert [p.line for p in found.fewest.lines] == ["B"]


def test_nothing_helps_where_there_is_no_credit() -> None:
    question = CleanVehicleQuestion(placed=Period.day(datetime.date(2026, 1, 1)), acquired=datetime.date(2025, 10, 1))
    rows = [line("A", "1", "NO", "NO")]
    found = find_levers(open_case("bom.csv", content(rows), question, load_rulebook()))
    assert (found.fewest, found.least, found.steps) == (None, None, [])
    assert found.headline == "no credit is available for this vehicle, whatever the sourcing"


def test_nothing_helps_where_the_requirement_cannot_be_met() -> None:
    rulebook = load_rulebook()
    question = CleanVehicleQuestion(
        placed=Period.day(datetime.date.fromisoformat(ONE_TEST)),
        acquired=datetime.date(2023, 4, 18),
        readings=rulebook.defaults().choose([("after-2026", "no-percentage")]),
    )
    found = find_levers(open_case("bom.csv", content([line("A", "1", "NO", "NO")]), question, rulebook))
    assert (found.status, found.fewest, found.least, found.steps) == (Status.FAIL, None, None, [])
    assert found.headline == "the critical minerals requirement cannot be met on the date, whatever the sourcing"


def test_nothing_helps_where_no_line_has_a_value_above_0() -> None:
    found = levers([line("A", "0", "NO", "NO")], ONE_TEST)
    assert (found.status, found.fewest, found.changes, found.steps) == (Status.INCOMPLETE, None, None, [])
    assert found.headline == "no line has a value above 0, so no change of sourcing can be calculated"
