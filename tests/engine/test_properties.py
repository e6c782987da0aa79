"""What must hold of every bill of materials (design.md, Tests worth having)."""

import csv
import io
from fractions import Fraction

from boms import Row
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import CriticalMinerals
from critmin.engine.rules.rule import Date, Period
from hypothesis import given, settings
from hypothesis import strategies as st
from random_boms import columns_of

law = settings(max_examples=60, deadline=None, derandomize=True)

# In 2024 both tests are available and nothing but the percentage decides.
QUESTION = CleanVehicleQuestion(placed=Period.day(Date(2024, 6, 30)))
QUALIFIES, COUNTRIES = "US", ("US", "CA", "KR", "NO", "unknown")


def answer(lines: list[Row]) -> CriticalMinerals:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns_of(lines), restval="")
    writer.writeheader()
    writer.writerows(lines)
    report = check(open_case("-", text.getvalue().encode(), QUESTION, load_rulebook())).report
    assert report.critical_minerals is not None
    return report.critical_minerals


def figures(lines: list[Row]) -> list[tuple[str, str | None, str | None]]:
    """Each test's status, low and high."""
    return [(test.status, test.low, test.high) for test in answer(lines).tests]


def bounds(lines: list[Row]) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(test.low or "x"), Fraction(test.high or "x")) for test in answer(lines).tests]


@st.composite
def chains(draw: st.DrawFn, unknown: bool = True) -> Row:
    """A line of one or two sites a step. `unknown`: some of its values, places and values added are not known."""
    amounts = ["1", "10", "12.5", "45", "300"]
    row = {"mineral": draw(st.sampled_from(["lithium", "nickel", "graphite", "aluminum"]))}
    row["value_usd"] = draw(st.sampled_from([*amounts, "unknown"] if unknown else amounts))
    recycled = draw(st.booleans())
    for step in ("recycling", "processing") if recycled else ("extraction", "processing"):
        for stage in ("", "_2")[: draw(st.integers(1, 2))]:
            row[f"{step}_country{stage}"] = draw(st.sampled_from(COUNTRIES if unknown else COUNTRIES[:-1]))
            added = [*amounts, "0", "unknown"] if unknown else amounts
            row[f"{step}_value_added_usd{stage}"] = draw(st.sampled_from(added))
    return row


def bills(unknown: bool = True) -> st.SearchStrategy[list[Row]]:
    return st.lists(chains(unknown), min_size=1, max_size=4)


def cells(lines: list[Row], *kinds: str) -> list[tuple[int, str]]:
    """Line and column of the cells of these kinds."""
    return [(n, column) for n, row in enumerate(lines) for column in row if any(kind in column for kind in kinds)]


def replaced(lines: list[Row], at: tuple[int, str], text: str) -> list[Row]:
    line, column = at
    return [row | {column: text} if n == line else row for n, row in enumerate(lines)]


@law
@given(bills(), st.data())
def test_making_a_site_qualify_never_lowers_the_percentage(lines: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(cells(lines, "country")))
    for before, after in zip(bounds(lines), bounds(replaced(lines, at, QUALIFIES)), strict=True):
        assert before[0] <= after[0] and before[1] <= after[1]


@law
@given(bills(), st.data())
def test_making_a_site_not_qualify_never_raises_the_percentage(lines: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(cells(lines, "country")))
    for before, after in zip(bounds(lines), bounds(replaced(lines, at, "NO")), strict=True):
        assert before[0] >= after[0] and before[1] >= after[1]


@law
@given(bills(), st.data())
def test_the_order_of_the_lines_changes_nothing(lines: list[Row], data: st.DataObject) -> None:
    assert figures(data.draw(st.permutations(lines))) == figures(lines)


@law
@given(bills(), st.data())
def test_splitting_a_line_in_two_with_the_same_facts_changes_nothing(lines: list[Row], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    parts = [lines[index], lines[index]]
    if lines[index]["value_usd"] != "unknown":
        tenths = data.draw(st.integers(1, 9))
        value = Fraction(lines[index]["value_usd"])
        parts = [lines[index] | {"value_usd": str(float(value * n / 10))} for n in (tenths, 10 - tenths)]
    assert figures([*lines[:index], *parts, *lines[index + 1 :]]) == figures(lines)


@law
@given(bills(), st.sampled_from(["e3", "e-7", "e12"]))
def test_scaling_all_values_changes_nothing(lines: list[Row], scale: str) -> None:
    scaled = [
        {column: text + scale if "value" in column and text != "unknown" else text for column, text in row.items()}
        for row in lines
    ]
    assert figures(scaled) == figures(lines)


@law
@given(bills(), st.data())
def test_a_fact_that_becomes_unknown_never_turns_pass_and_fail_around(lines: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(cells(lines, "country", "value")))
    for before, after in zip(figures(lines), figures(replaced(lines, at, "unknown")), strict=True):
        assert {before[0], after[0]} != {"pass", "fail"}


@law
@given(bills(), st.data())
def test_a_fact_that_becomes_unknown_only_widens_the_bounds(lines: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(cells(lines, "country", "value")))
    for (low, high), (lower, higher) in zip(bounds(lines), bounds(replaced(lines, at, "unknown")), strict=True):
        assert lower <= low <= high <= higher


@law
@given(bills(), st.data())
def test_every_completion_of_the_unknowns_lies_within_the_bounds(lines: list[Row], data: st.DataObject) -> None:
    full = [
        {
            column: text
            if text != "unknown"
            else data.draw(st.sampled_from(["US", "NO"] if "country" in column else ["0.001", "1", "50", "1e9"]))
            for column, text in row.items()
        }
        for row in lines
    ]
    for (low, high), (lowest, highest) in zip(bounds(full), bounds(lines), strict=True):
        assert 0 <= lowest <= low <= high <= highest <= 1


@law
@given(bills(unknown=False))
def test_without_unknowns_the_percentage_is_one_number(lines: list[Row]) -> None:
    assert all(low == high for low, high in bounds(lines))
