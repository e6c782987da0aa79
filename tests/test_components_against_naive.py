"""The battery components percentage against a second, naive implementation, and what must hold of any tree of them."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from naive_components import completions, floor, floor_of_parts, inside, percentage
from random_components import EXCLUDED, Row, random_rows, weighed

SEEDS = range(5000)
FEW = range(5000, 5400)


def span(rows: list[Row]) -> tuple[Fraction, Fraction] | None:
    """The ends of the percentage; None where it is not stated."""
    weighted = weighed(rows).weighted
    return None if weighted is None else (weighted.share.low, weighted.share.high)


def test_naive_worked_example() -> None:
    """docs/battery-components.md: a module, in it a cell of unknown value, in that a separator from Mexico."""
    columns = ("component", "value_usd", "part_of", "assembly_country")
    cells = [("module", "1000", "", "US"), ("cell", "", "module", "KR"), ("separator", "300", "cell", "MX")]
    assert percentage([dict(zip(columns, row, strict=True)) for row in cells]) == (Fraction(3, 10), 1)


@pytest.mark.thorough
def test_the_percentage_is_that_of_every_completion() -> None:
    """With every kind of answer among the trees."""
    answers = {"none": 0, "exact": 0, "between": 0, "anything": 0}
    for seed in SEEDS:
        rows = random_rows(seed)
        found, expected = span(rows), percentage(rows)
        assert found == expected, (seed, rows)
        kind = "none" if expected is None else "exact" if expected[0] == expected[1] else "between"
        answers["anything" if expected == (0, 1) else kind] += 1
    assert min(answers.values()) > 100, answers


@pytest.mark.thorough
def test_each_increment_is_that_of_every_completion() -> None:
    for seed in FEW:
        rows = random_rows(seed)
        result = weighed(rows)
        inner = inside(rows)
        each = {rows[at]["component"]: pool.each for pool in result.pools for at in pool.at}
        assert set(each) == {row["component"] for row in inner}
        for name in each:
            own = [values[name] for values in completions(inner)]
            (_, low), (endless, high) = min(own), max(own)
            assert each[name] == (low, None if endless else high), (seed, name)


def test_increments_add_up_to_the_outermost() -> None:
    for seed in FEW:
        rows = random_rows(seed, unknown=0.2)
        result, inner = weighed(rows), inside(rows)
        outermost = sum(floor(inner, row) for row in inner if not row["part_of"])
        assert sum(pool.line.value for pool in result.pools if pool.line.value is not None) == outermost
        if result.weighted is not None:
            assert result.weighted.value == outermost


def test_an_unknown_country_that_becomes_known_stays_within() -> None:
    for seed in FEW:
        rows, rng = random_rows(seed), random.Random(seed)
        before = span(rows)
        unknown = [at for at, row in enumerate(rows) if not row["assembly_country"]]
        if before is None or not unknown:
            continue
        at = rng.choice(unknown)
        for country in ("US", "KR"):
            after = span([*rows[:at], rows[at] | {"assembly_country": country}, *rows[at + 1 :]])
            assert after is not None and before[0] <= after[0] <= after[1] <= before[1], (seed, at)


def test_an_unknown_value_that_becomes_known_stays_within() -> None:
    """Any value from the floor of its parts to what its container leaves over."""
    for seed in FEW:
        rows, rng = random_rows(seed), random.Random(seed)
        before, inner = span(rows), inside(rows)
        unknown = [row["component"] for row in inner if not row["value_usd"]]
        if before is None or not unknown:
            continue
        name = rng.choice(unknown)
        row = next(row for row in inner if row["component"] == name)
        least = floor(inner, row)
        container = row["part_of"]
        while container and not next(one for one in inner if one["component"] == container)["value_usd"]:
            container = next(one for one in inner if one["component"] == container)["part_of"]
        spare = 1000
        if container:
            around = next(one for one in inner if one["component"] == container)
            spare = int(around["value_usd"]) - floor_of_parts(inner, around)
        value = least + rng.choice([0, spare // 2, spare])
        known = [one | {"value_usd": str(value)} if one["component"] == name else one for one in rows]
        after = span(known)
        if not value and not any(floor(inner, one) for one in inner):
            continue  # all are 0 now, and what is a share of nothing is not known
        assert after is not None and before[0] <= after[0] <= after[1] <= before[1], (seed, name, value)


def test_moving_a_component_to_north_america_never_lowers_it() -> None:
    for seed in FEW:
        rows, rng = random_rows(seed), random.Random(seed)
        before, at = span(rows), rng.randrange(len(rows))
        after = span([*rows[:at], rows[at] | {"assembly_country": rng.choice(["US", "CA", "MX"])}, *rows[at + 1 :]])
        if before is None or after is None:
            assert before is after
        else:
            assert before[0] <= after[0] and before[1] <= after[1], (seed, at)


def test_the_order_of_the_rows_changes_nothing() -> None:
    for seed in FEW:
        rows = random_rows(seed)
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert span(rows) == span(shuffled), seed


def test_a_scale_changes_nothing() -> None:
    for seed in FEW:
        rows = random_rows(seed)
        scaled = [row | {"value_usd": row["value_usd"] and f"{row['value_usd']}000"} for row in rows]
        assert span(rows) == span(scaled), seed


@pytest.mark.parametrize("name", EXCLUDED)
def test_a_row_that_is_none_in_between_changes_nothing(name: str) -> None:
    """It stands around a row, in what that row stood in."""
    for seed in FEW:
        rows, rng = [row for row in random_rows(seed, most=5) if row["component"] not in EXCLUDED], random.Random(seed)
        names = {row["component"] for row in rows} | {""}
        rows = [row if row["part_of"] in names else row | {"part_of": ""} for row in rows]
        if not rows:
            continue
        at = rng.randrange(len(rows))
        between = rows[at] | {"component": name, "value_usd": rng.choice(["", "1", "9999"])}
        inserted = [*rows[:at], rows[at] | {"part_of": name}, *rows[at + 1 :], between]
        assert span(inserted) == span(rows), (seed, at)
