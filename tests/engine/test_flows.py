"""The flows of the report: each mineral's value from its places to whether it counts, none of it lost or gained."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from boms import Judge, Row, bom, recycled, virgin
from critmin.engine.model.findings import Findings, Unreadable
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.model.statuses import Outcome
from critmin.engine.questions.reading_view import read_only
from critmin.engine.regimes.clean_vehicle.figures import flows
from critmin.engine.regimes.clean_vehicle.law import Law
from critmin.engine.regimes.clean_vehicle.regime import CLEAN_VEHICLE
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.tracing import run_tests, trace
from critmin.engine.rules.rule import Date, Period
from random_boms import random_bom, write_csv
from thorough import blocks

PLACED = ("-d", "2024-06-30")


def of(got: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(got[name] for name in ("extraction", "step", "processing", "outcome", "value_usd"))


def partly(first: str, second: str, **cells: str) -> Row:
    """Extracted in Norway, processed in two countries that add these values."""
    return virgin(
        extraction_country="NO",
        processing_country="US",
        processing_value_added_usd=first,
        processing_country_2="NO",
        processing_value_added_usd_2=second,
        **cells,
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (virgin(extraction_country="AU"), [("Australia", "processing", "United States", "counts", "100.00")]),
        (virgin(at="NO"), [("Norway", "processing", "Norway", "does_not", "100.00")]),
        (virgin(at="?"), [("not known", "processing", "not known", "unknown", "100.00")]),
        (recycled(at="CA"), [(None, "recycling", "Canada", "counts", "100.00")]),
        (recycled(at="KR"), [(None, "recycling", "South Korea", "does_not", "100.00")]),
        (
            virgin("graphite", material="synthetic graphite", extraction_country="none"),
            [(None, "processing", "United States", "counts", "100.00")],
        ),
        # a chain that counts in part is divided
        (
            partly("30", "10"),
            [
                ("Norway", "processing", "several", "counts", "75.00"),
                ("Norway", "processing", "several", "does_not", "25.00"),
            ],
        ),
        # what only the high end counts is unknown: 1/4 to 1/2
        (
            partly("25", "50", processing_country_3="?", processing_value_added_usd_3="25"),
            [
                ("Norway", "processing", "several", "does_not", "50.00"),
                ("Norway", "processing", "several", "counts", "25.00"),
                ("Norway", "processing", "several", "unknown", "25.00"),
            ],
        ),
        # two sites in one country are no several
        (
            virgin(processing_country_2="US"),
            [("United States", "processing", "United States", "counts", "100.00")],
        ),
        # nothing to draw without a price, or worth nothing
        (virgin(value=""), []),
        (virgin(value="0"), []),
    ],
)
def test_where_a_line_goes(judge: Judge, line: Row, expected: list[tuple[str | None, ...]]) -> None:
    got = sorted((of(flow) for flow in judge(bom(line), *PLACED).minerals["flows"]), key=expected.index)
    assert got == expected


def test_chains_that_go_the_same_way_are_one_flow(judge: Judge) -> None:
    got = judge(
        bom(virgin(), virgin("nickel"), virgin(value="11"), virgin("nickel", at="NO"), virgin(value="")), *PLACED
    )
    assert [(flow["mineral"], *of(flow)) for flow in got.minerals["flows"]] == [
        ("nickel", "United States", "processing", "United States", "counts", "100.00"),
        ("nickel", "Norway", "processing", "Norway", "does_not", "100.00"),
        ("lithium", "United States", "processing", "United States", "counts", "111.00"),
    ]


def test_they_are_those_of_the_test_that_the_figures_belong_to(judge: Judge) -> None:
    """Three quarters: whole in the value-added test, in part in the traced one."""
    line = partly("30", "10")
    for test, expected in (("traced", {"counts", "does_not"}), ("value-added", {"counts"})):
        flows_ = judge(bom(line), *PLACED, "--test", test).minerals["flows"]
        assert {flow["outcome"] for flow in flows_} == expected


def test_there_are_none_where_no_percentage_applies(judge: Judge) -> None:
    assert judge(bom(virgin()), "-d", "2023-04-17").minerals["flows"] == []


@pytest.mark.parametrize("block", blocks(3))
def test_they_add_up_exactly(tmp_path: Path, block: int) -> None:
    """To the value of all priced lines and, where they count, to the qualifying value; in thirds and sevenths too."""
    law = Law(load_rulebook(), Period.day(Date(2024, 6, 30)))
    seen: set[tuple[str, Outcome]] = set()
    for seed in range(block * 50, block * 50 + 50):
        tables = random_bom(seed)
        rng = random.Random(seed)
        for row in tables["BOM"]:
            for column in [column for column in row if column.endswith("value_added_usd") and row[column].isdigit()]:
                row[column] = rng.choice(["1", "3", "7", row[column]])
        try:
            _, intake = read_only(str(write_csv(tables, tmp_path, "bom")), None, AS_IT_IS, CLEAN_VEHICLE)
        except Unreadable:
            continue
        traced = trace(intake.battery.chains, law, Findings())
        for test in run_tests(traced, law):
            made = flows(traced, test.shares)
            assert all(value > 0 for _, value in made)
            assert len({(f.mineral, f.extraction, f.processing, f.step, f.outcome) for f, _ in made}) == len(made)
            assert sum(value for _, value in made) == (test.value or 0)
            by_outcome = {o: sum((value for f, value in made if f.outcome is o), Fraction(0)) for o in Outcome}
            assert by_outcome[Outcome.COUNTS] == (test.qualifying or 0)
            high = sum(
                one.chain.value * share.high for one, share in zip(traced, test.shares, strict=True) if one.chain.value
            )
            assert by_outcome[Outcome.COUNTS] + by_outcome[Outcome.UNKNOWN] == high
            seen |= {(flow.step, flow.outcome) for flow, _ in made}
    assert len(seen) == 6  # both steps with every outcome
