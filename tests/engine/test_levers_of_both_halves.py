"""`critmin levers --half components|both`: what it proposes gives the credit, and nothing smaller does."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Row, Tables, bom, vehicle, virgin
from critmin.engine.questions.check import check, open_case
from critmin.engine.regimes.clean_vehicle.levers import ComponentPlan, Levers, find_levers
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion, Half
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import CleanVehicleReport
from critmin.engine.rules.rule import Period
from random_boms import write_csv
from thorough import blocks

DAYS = ("2023-06-30", "2024-06-30", "2025-06-30")
"""Without a screen; components screened; minerals screened too."""


def question(day: str, half: Half, **more: Any) -> CleanVehicleQuestion:
    date = datetime.date.fromisoformat(day)
    return CleanVehicleQuestion(
        placed=Period.day(date), **{"acquired": datetime.date(2023, 4, 18), "half": half} | more
    )


def levers(tables: Tables, folder: Path, day: str, half: Half, **more: Any) -> Levers:
    path = write_csv(tables, folder, "bom")
    return find_levers(open_case(str(path), None, question(day, half, **more), load_rulebook()))


def report(tables: Tables, folder: Path, day: str) -> CleanVehicleReport:
    path = write_csv(tables, folder, "bom")
    answer = check(open_case(str(path), None, question(day, Half.MINERALS), load_rulebook())).report
    assert isinstance(answer, CleanVehicleReport)
    assert answer.credit is not None, answer.findings
    return answer


def part(name: str, value: str = "", inside: str = "", country: str = "KR", **cells: str) -> Row:
    row = {"component": name, "value_usd": value, "part_of": inside, "assembly_country": country}
    return row | {"feoc_attestation": "ATT-1"} | cells


def random_tables(seed: int) -> Tables:
    """A few lines and nested components, some of them from China, some values and countries missing."""
    rng = random.Random(seed)
    countries = ["US", "KR", "NO", "", "CN"]
    lines = [
        virgin(value=rng.choice(["10", "30", "60"]), at=rng.choice(countries[:4] if rng.random() < 0.8 else countries))
        for _ in range(rng.randint(1, 3))
    ]
    size = rng.randint(1, 4)
    inside = [None if at == 0 or rng.random() < 0.3 else rng.randrange(at) for at in range(size)]
    values = [rng.choice([0, 10, 20, 40]) for _ in range(size)]
    for at in reversed(range(size)):
        if (above := inside[at]) is not None:
            values[above] += values[at]
    parts = [
        part(
            f"part {at}",
            "" if rng.random() < 0.3 else str(values[at]),
            "" if above is None else f"part {above}",
            rng.choice(["US", "US", "KR", "MX", "", *(["CN"] if rng.random() < 0.2 else [])]),
        )
        for at, above in enumerate(inside)
    ]
    return bom(*lines, Components=parts)


def changed(tables: Tables, lines: set[str], parts: set[str]) -> Tables:
    """The tables with the work of these lines and components in the United States."""
    home = {"extraction_country": "US", "processing_country": "US"}
    return {
        "BOM": [row | home if row["line"] in lines else row for row in tables["BOM"]],
        "Components": [
            row | {"assembly_country": "US"} if row["component"] in parts else row for row in tables["Components"]
        ],
    }


def names(plan: ComponentPlan | None) -> set[str]:
    return {name for portion in plan.portions for name in portion.components} if plan is not None else set()


def gives(tables: Tables, folder: Path, day: str, half: Half) -> bool:
    credit = report(tables, folder, day).credit
    assert credit is not None
    if half is Half.BOTH:
        return credit.total_usd == 7500
    return (credit.critical_minerals_usd if half is Half.MINERALS else credit.battery_components_usd) == 3750


@pytest.mark.parametrize("half", list(Half))
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("seed", blocks(16, quick=6))
def test_the_fewest_changes_give_the_credit_and_no_fewer_do(seed: int, day: str, half: Half, tmp_path: Path) -> None:
    tables = random_tables(seed)
    found = levers(tables, tmp_path, day, half)
    lines, parts = [row["line"] for row in tables["BOM"]], [row["component"] for row in tables["Components"]]
    everything = changed(tables, set(lines), set(parts))
    if found.changes is None:
        assert not gives(everything, tmp_path, day, half)
        assert found.total_usd is None
        return
    replaced = {one.line for one in found.feoc}
    move_lines = {portion.line for portion in found.fewest.lines} if found.fewest else replaced & set(lines)
    move_parts = names(found.components.fewest if found.components else None) or replaced & set(parts)
    assert len(move_lines) + len(move_parts) == found.changes
    assert gives(changed(tables, move_lines, move_parts), tmp_path, day, half)
    assert found.total_usd == (7500 if half is Half.BOTH else 3750)
    choices = [(name, True) for name in lines] + [(name, False) for name in parts]
    for fewer in itertools.combinations(choices, found.changes - 1) if found.changes else ():
        smaller = changed(
            tables, {name for name, is_line in fewer if is_line}, {name for name, is_line in fewer if not is_line}
        )
        assert not gives(smaller, tmp_path, day, half), fewer


def rows(*given: str) -> list[Row]:
    """Rows written `component | value | part of | country`."""
    return [part(*(cell.strip() for cell in row.split("|"))) for row in given]


def portions(plan: ComponentPlan | None) -> list[str] | None:
    if plan is None:
        return None
    return [f"{', '.join(portion.components)} {portion.value_usd or '-'}" for portion in plan.portions]


DAY = "2024-06-30"  # 60 percent
CASES = [
    # components, fewest, percentage then, least, percentage then
    (["module|100||US"], None, None, None, None),
    (["module|100||KR"], ["module 100.00"], "100.0000", ["module 60.00"], "60.0000"),
    # the cell adds 590, the separator 310, the module 100
    (
        ["module|1000||KR", "cell|900|module|KR", "separator|310|cell|KR"],
        ["cell 590.00", "separator 310.00"],
        "90.0000",
        ["cell 590.00", "separator 10.00"],
        "60.0000",
    ),
    # 700 are the cell's or the module's: both must move, or the same part of both
    (
        ["module|1000||KR", "cell||module|KR", "separator|300|cell|US"],
        ["module, cell 700.00"],
        "100.0000",
        ["module, cell 300.00"],
        "60.0000",
    ),
    # the module counts already, but the cell may have all of the 700
    (
        ["module|1000||US", "cell||module|KR", "separator|300|cell|US"],
        ["cell 700.00"],
        "100.0000",
        ["cell 300.00"],
        "60.0000",
    ),
    # a module of unknown value may outweigh all others
    (["module A|100||US", "module B|||KR"], ["module B -"], "100.0000", ["module B -"], "100.0000"),
    # a third: the value to move is rounded up
    (["A|1||KR", "B|1||KR", "C|1||US"], ["A 1.00"], "66.6666", ["A 0.80"], "60.0000"),
    # China: to replace, whatever the percentage
    (["module|90||US", "cell|10|module|CN"], ["cell 10.00"], "100.0000", ["cell 10.00"], "100.0000"),
]


@pytest.mark.parametrize(("given", "fewest", "then", "least", "after"), CASES, ids=[" / ".join(c[0]) for c in CASES])
def test_worked_examples(
    given: list[str],
    fewest: list[str] | None,
    then: str | None,
    least: list[str] | None,
    after: str | None,
    tmp_path: Path,
) -> None:
    found = levers(bom(virgin(), Components=rows(*given)), tmp_path, DAY, Half.COMPONENTS).components
    assert found is not None
    assert (portions(found.fewest), portions(found.least)) == (fewest, least)
    assert (found.fewest and found.fewest.percentage, found.least and found.least.percentage) == (then, after)


def test_what_each_component_alone_would_do(tmp_path: Path) -> None:
    given = rows("module|1000||KR", "cell|900|module|", "separator|300|cell|KR", "film||separator|KR")
    found = levers(bom(virgin(), Components=given), tmp_path, DAY, Half.COMPONENTS).components
    assert found is not None
    assert (found.required_percentage, found.percentage) == ("60", "0.0000")
    assert [(one.component, one.country, one.percentage, one.changes_percentage) for one in found.components] == [
        ("cell", None, "60.0000", True),
        ("module", "South Korea", "10.0000", True),
        ("separator", "South Korea", "0.0000", False),  # the film may have all of its 300
        ("film", "South Korea", "0.0000", False),
    ]


HEADLINES = [
    # lines, components, half, day, headline, changes, total
    ([virgin()], ["module|1||US"], Half.BOTH, DAY, "passes for the whole credit: no change needed", 0, 7500),
    ([virgin()], ["module|1||US"], Half.COMPONENTS, DAY, "passes: no change needed", 0, 3750),
    ([virgin()], ["module|1||KR"], Half.BOTH, DAY, "does not pass yet", 1, 7500),
    ([virgin(at="NO")], ["module|1||KR"], Half.BOTH, DAY, "does not pass yet", 2, 7500),
    ([virgin(at="NO")], ["module|1||KR"], Half.MINERALS, DAY, "does not pass yet", 1, 3750),
    (
        [virgin()],
        ["module|||KR"],
        Half.BOTH,
        DAY,
        "no battery component has a value above 0, so no change of sourcing can be calculated",
        None,
        None,
    ),
    # a line from China loses either half
    ([virgin("nickel", at="CN")], ["module|1||US"], Half.COMPONENTS, "2025-06-30", "does not pass yet", 1, 3750),
    ([virgin(), virgin("nickel", "1", "CN")], ["module|1||KR"], Half.BOTH, "2025-06-30", "does not pass yet", 2, 7500),
    # materials from a FEOC in the sheet Components must be replaced, although they are not part of the percentage
    ([virgin()], ["module|1||US", "PVDF binder|1||CN"], Half.COMPONENTS, "2025-06-30", "does not pass yet", 1, 3750),
]


@pytest.mark.parametrize(("lines", "given", "half", "day", "headline", "changes", "total"), HEADLINES)
def test_headlines_and_totals(
    lines: list[Row],
    given: list[str],
    half: Half,
    day: str,
    headline: str,
    changes: int | None,
    total: int | None,
    tmp_path: Path,
) -> None:
    found = levers(bom(*lines, Components=rows(*given)), tmp_path, day, half)
    assert (found.headline, found.changes, found.total_usd) == (headline, changes, total)


def test_without_the_sheet_components_nothing_can_be_calculated(tmp_path: Path) -> None:
    found = levers(bom(virgin(at="NO")), tmp_path, DAY, Half.BOTH)
    assert found.headline == "no battery component has a value above 0, so no change of sourcing can be calculated"
    assert (found.components, found.changes, found.total_usd) == (None, None, None)
    assert found.fewest is not None


@pytest.mark.parametrize(
    ("half", "headline"),
    [
        (Half.MINERALS, "the critical minerals requirement cannot be met on the date, whatever the sourcing"),
        (Half.COMPONENTS, "the battery components requirement cannot be met on the date, whatever the sourcing"),
        (Half.BOTH, "the critical minerals requirement cannot be met on the date, whatever the sourcing"),
    ],
)
def test_nothing_helps_where_there_is_no_percentage(half: Half, headline: str, tmp_path: Path) -> None:
    readings = load_rulebook().defaults().choose([("after-2026", "no-percentage")])
    tables = bom(virgin(at="NO"), Components=rows("module|1||KR"))
    found = levers(tables, tmp_path, "2027-06-30", half, readings=readings)
    assert (found.headline, found.changes, found.fewest) == (headline, None, None)
    assert found.components is None or found.components.fewest is None


def test_a_vehicle_fact_that_cannot_be_read_leaves_the_total_open(tmp_path: Path) -> None:
    tables = bom(virgin(), Components=rows("module|1||KR"), Vehicle=vehicle(final_assembly_country="Santiago"))
    found = levers(tables, tmp_path, DAY, Half.BOTH)
    assert (found.changes, found.total_usd) == (1, None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--half", "both"), "The fewest changes that give $7,500: 2"),
        (("--half", "components"), "The fewest changes that give $3,750: 1"),
        (("--half", "both", "--scenario", "uk-partner"), "The fewest changes that meet both requirements: 2"),
        (("--half", "components", "--scenario", "uk-partner"), "The fewest changes that meet the requirement: 1"),
        (("--half", "both", "-d", "2025-12-01"), "give $7,500: 2, if acquired by 2025-09-30"),
        ((), None),
    ],
)
def test_the_number_of_changes_is_said(
    critmin: Callable[..., Any], tmp_path: Path, options: tuple[str, ...], said: str | None
) -> None:
    path = write_csv(bom(virgin(at="NO"), Components=rows("module|1||KR")), tmp_path, "one")
    text = " ".join(critmin("levers", path, *([] if "-d" in options else ["-d", DAY]), *options).stdout.split())
    assert "The fewest changes" not in text if said is None else said in text
    assert ("The fewest components to make in North America: 1 component" in text) is (said is not None)


def test_the_evidence_to_ask_for_goes_with_the_changes(critmin: Callable[..., Any], tmp_path: Path) -> None:
    parts = [*rows("module|1||KR"), part("pack", "1", country="US", feoc_attestation="")]
    path = write_csv(bom(virgin(), Components=parts), tmp_path, "one")
    text = " ".join(critmin("levers", path, "-d", DAY, "--half", "both").stdout.split())
    assert "The fewest changes that give $7,500: 1, with the evidence to ask for" in text


def test_a_condition_goes_with_the_total(tmp_path: Path) -> None:
    tables = bom(virgin(), Components=rows("module|1||KR"))
    found = levers(tables, tmp_path, "2025-12-01", Half.BOTH, acquired=None)
    assert found.total_usd == 7500
    assert found.only_if is not None
    assert found.only_if.startswith("acquired by 2025-09-30")


@pytest.mark.parametrize("half", list(Half))
def test_nothing_helps_where_there_is_no_credit(half: Half, tmp_path: Path) -> None:
    tables = bom(virgin(at="NO"), Components=rows("module|1||KR"))
    found = levers(tables, tmp_path, "2025-12-01", half, acquired=datetime.date(2025, 10, 1))
    assert found.headline == "no credit is available for this vehicle, whatever the sourcing"
    assert (found.changes, found.total_usd, found.fewest) == (None, None, None)
    assert found.components is None or (found.components.fewest, found.components.components) == (None, [])
