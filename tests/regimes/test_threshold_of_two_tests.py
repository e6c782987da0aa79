"""What could produce a failure where either of two tests is enough for a pass: both must be missed."""

from __future__ import annotations

import pytest
from critmin.engine.model.numbers import Fraction, Interval
from critmin.engine.regimes.threshold.balance import Balance
from critmin.engine.regimes.threshold.pool import Fact, Greatest
from critmin.engine.regimes.threshold.settling import Enough, to_fail, to_pass

ALL, NONE, OPEN = ("1", "1"), ("0", "0"), ("0", "1")
Lines = dict[str, tuple[str | None, tuple[str, str]]]


def balance(name: str, lines: Lines) -> Balance:
    """Lines by name, each its value and the ends of its one part's share, against 60 percent."""
    made = [
        Greatest(None if value is None else Fraction(value), {"step": Interval(Fraction(low), Fraction(high))})
        for value, (low, high) in lines.values()
    ]
    return Balance(name, Fraction(3, 5), made)


CASES = [
    # the lines of one test, those of the other, the facts that could produce a failure, whether no fewer could
    ("the second test is met whatever the facts are", {"A": ("1", OPEN)}, {"A": ("1", ALL)}, None, True),
    ("one fact misses both", {"A": ("1", OPEN)}, {"A": ("1", OPEN)}, ["A step"], True),
    (
        "each test is missed by a fact of its own",
        {"A": ("1", OPEN), "B": ("1", ALL)},
        {"A": ("1", ALL), "B": ("1", OPEN)},
        ["A step", "B step"],
        False,
    ),
    (
        "the value of C would be above all others for the first test, and nothing for the second: it cannot be both",
        {"A": ("1", OPEN), "B": ("1", ALL), "C": (None, NONE)},
        {"A": ("1", ALL), "B": ("1", OPEN), "C": (None, ALL)},
        ["A step", "C value", "B step"],
        False,
    ),
    (
        "a value that is above all others misses both",
        {"A": ("1", ALL), "B": (None, NONE)},
        {"A": ("1", ALL), "B": (None, ("1/2", "1/2"))},
        ["B value"],
        True,
    ),
    (
        "the step of A alone misses the first test, but C could still outweigh it in the second",
        {"A": ("1", OPEN), "B": ("1", ALL), "C": (None, NONE)},
        {"A": ("1", NONE), "B": ("1", ALL), "C": (None, ALL)},
        ["A step", "C value"],
        False,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_both_tests_must_be_missed(case: tuple[str, Lines, Lines, list[str] | None, bool]) -> None:
    _, first, second, facts, fewest = case
    found = to_fail([balance("traced", first), balance("value_added", second)])
    assert named(found, list(first)) == facts
    assert found is None or found.fewest is fewest


def named(found: Enough | None, lines: list[str]) -> list[str] | None:
    return None if found is None else [f"{lines[fact.at]} {fact.part or 'value'}" for fact in found.facts]


def test_either_test_is_enough_for_a_pass() -> None:
    first, second = {"A": ("1", OPEN), "B": ("1", OPEN)}, {"A": ("1", OPEN), "B": ("1", ALL)}
    found = to_pass([balance("traced", first), balance("value_added", second)])
    assert found == Enough((Fact(0, "step"),))
