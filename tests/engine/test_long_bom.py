"""A bill of materials of many lines: the same answer as of few, in little memory."""

import csv
import io
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from critmin.engine.intake.facts.chains import Chains
from critmin.engine.model.battery import Step
from critmin.engine.model.packed import Firsts, Packed, in_full, once
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.questions.check import check
from critmin.engine.questions.reading_view import read_only
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.report.report import Report
from critmin.engine.rules.rule import Period
from critmin.engine.rules.rulebook import load_rulebook
from memory import peak
from random_boms import random_bom, write_csv

COLUMNS = [
    "line",
    "component",
    "material",
    "role",
    "mineral",
    "value_usd",
    "mass_kg",
    "extraction_country",
    "extraction_entity",
    "processing_country",
    "processing_entity",
    "processing_value_added_usd",
    "processing_country_2",
    "processing_entity_2",
    "processing_value_added_usd_2",
    "recycling_country",
    "feoc_attestation",
]
KINDS = [
    ["cathode", "NMC811 powder", "cathode_active", "lithium", "AU", "Mine A", "KR", "Refiner A", "", "", "", "", ""],
    [
        "cathode",
        "NMC811 powder",
        "cathode_active",
        "nickel",
        "ID",
        "Mine B",
        "KR",
        "Refiner B",
        "7",
        "US",
        "B 2",
        "3",
        "",
    ],
    ["anode", "", "", "graphite", "MX", "Mine M", "JP", "Refiner C", "", "", "", "", "none"],
    ["anode", "graphite", "weird", "graphite", "CA", "mine c", "US", "Refiner E", "", "", "", "", "no"],
    ["", "copper foil", "", "cobalt", "CD", "Mine D", "FI", "Refiner D", "", "", "", "", "US"],
]


def long_bom(lines: int, *, backwards: bool = False) -> bytes:
    """Lines of five kinds; every one of a value and a name of its own, some of them attested."""
    rows = []
    for number in range(lines):
        component, material, role, mineral, *steps, recycled = KINDS[number % len(KINDS)]
        value = f"{100 + number % 700}.{number % 97:02d}"
        attested = f"att-{number}" if number % 3 else ""
        rows.append([f"L{number}", component, material, role, mineral, value, "2.5", *steps, recycled, attested])
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *(rows[::-1] if backwards else rows)])
    return text.getvalue().encode()


def ask(content: bytes) -> Report:
    rulebook = load_rulebook()
    return check("long.csv", content, CleanVehicleQuestion(placed=Period.year(2025, rulebook.start)), rulebook)


LINES = 20_000


@pytest.fixture(scope="module")
def report() -> Report:
    return ask(long_bom(LINES))


def test_the_order_of_the_lines_makes_no_difference(report: Report) -> None:
    other = ask(long_bom(LINES, backwards=True))
    assert other.verdict == report.verdict
    assert other.feoc is not None and report.feoc is not None
    figures, others = report.critical_minerals, other.critical_minerals
    assert figures is not None and others is not None
    assert (others.exact, others.low, others.high) == (figures.exact, figures.low, figures.high)
    assert (others.origins, others.flows, others.tests) == (figures.origins, figures.flows, figures.tests)
    assert {e.entity: (e.status, len(e.sites)) for e in other.feoc.entities} == {
        e.entity: (e.status, len(e.sites)) for e in report.feoc.entities
    }


def test_each_line_is_in_it_as_in_a_short_one(report: Report) -> None:
    """The first lines of a long table have the rows that they have in a table of their own."""
    short = ask(long_bom(100))
    long_figures, figures = report.critical_minerals, short.critical_minerals
    assert long_figures is not None and figures is not None
    assert isinstance(figures.chains, list)
    assert not isinstance(long_figures.chains, list)
    assert list(long_figures.chains[:100]) == figures.chains
    assert len(long_figures.chains) == LINES
    assert [chain.line for chain in long_figures.chains] == [f"L{number}" for number in range(LINES)]
    assert report.feoc is not None and short.feoc is not None
    whole = {entity.entity: entity.sites for entity in report.feoc.entities}
    for entity in short.feoc.entities:
        if entity.entity is not None:
            assert list(whole[entity.entity][: len(entity.sites)]) == list(entity.sites)


def test_every_cell_is_told_once(report: Report) -> None:
    for found in report.findings:
        assert len(set(found.cells)) == len(found.cells), found.code
    unread = next(found for found in report.findings if found.code == "ROLE-UNKNOWN")
    assert list(unread.cells) == [f"BOM!D{number + 2}" for number in range(3, LINES, 5)]


def test_it_is_written_and_read_again(report: Report) -> None:
    text = msgspec.json.encode(report, enc_hook=in_full)
    again = msgspec.json.decode(text, type=Report)
    assert msgspec.json.encode(again) == text


@pytest.mark.parametrize("odd", ["9" * 60, "0." + "1" * 40])
def test_chains_are_kept_exactly(odd: str) -> None:
    """Also about a number that takes more than 64 bits."""
    content = long_bom(9_000).replace(b"L5000,cathode,NMC811 powder,cathode_active,lithium,", b"L5000,,,,lithium,1,", 1)
    lines = content.decode().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("L4100,"))
    cells = lines[at].split(",")
    cells[5] = odd
    lines[at] = ",".join(cells)
    _, intake = read_only("long.csv", "\r\n".join(lines).encode(), AS_IT_IS)
    chains = intake.battery.chains
    by_name = {chain.line: chain for chain in chains}
    assert by_name["L4100"].value == Fraction(odd)
    split = by_name["L8001"]
    assert [site.value_added for site in split.sites[Step.PROCESSING]] == [7, 3]
    assert split.attestation is None
    assert by_name["L8002"].attestation is not None
    assert by_name["L8002"].attestation.cell == "BOM!Q8004"
    assert by_name["L8002"].denied == {Step.RECYCLING: "BOM!P8004"}
    assert chains[-1].line == "L8999"
    assert chains[8002] == by_name["L8002"]


def test_packed_rows_are_those_that_were_added() -> None:
    rows = Packed(str)
    for number in range(3 * Packed.together + 5):
        rows.append(str(number))
    expected = [str(number) for number in range(3 * Packed.together + 5)]
    assert (list(rows), len(rows), rows.is_long) == (expected, len(expected), True)
    assert [rows[at] for at in (0, 255, 256, -1)] == ["0", "255", "256", expected[-1]]
    assert (rows[250:260], rows[::-200]) == (expected[250:260], expected[::-200])
    with pytest.raises(IndexError):
        rows[len(rows)]


@pytest.mark.parametrize("day", ["2024-06-30", "2025-06-30", "2027-06-30"])
def test_how_many_are_packed_together_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    """Random bills of materials, packed by two and not at all: the same reports to the byte."""
    question = CleanVehicleQuestion(placed=Period.day(date.fromisoformat(day)), acquired=date(2023, 4, 18))
    paths = [str(write_csv(random_bom(seed), tmp_path, f"bom{seed}")) for seed in range(60)]

    def reports() -> list[bytes]:
        made = (check(path, None, question, load_rulebook()) for path in paths)
        return [msgspec.json.encode(report, enc_hook=in_full) for report in made]

    whole = reports()
    for kind in (Packed, Chains):
        monkeypatch.setattr(kind, "together", 2)
    assert reports() == whole


def test_a_character_that_cannot_be_written_is_kept() -> None:
    rows = Packed(str)
    rows.extend(["\ud800", *map(str, range(1000))])
    assert list(rows) == ["\ud800", *map(str, range(1000))]


def test_texts_once() -> None:
    rows = Packed(str)
    rows.extend(str(number * number % 1013) for number in range(5000))
    assert list(once(rows)) == list(dict.fromkeys(rows))


def test_the_first_of_each() -> None:
    firsts = Firsts()
    texts = [str(number % 30_000) for number in range(60_000)]
    assert [firsts.first(text, number) for number, text in enumerate(texts)] == [*range(30_000), *range(30_000)]
    assert "29999" in firsts
    assert "30000" not in firsts


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("format_", ["csv", "junit", "sarif"])
def test_memory_of_a_line(tmp_path: Path, format_: str) -> None:
    taken = []
    for lines in (10_000, 60_000):
        path = tmp_path / f"{lines}.csv"
        path.write_bytes(long_bom(lines))
        taken.append(peak("check", str(path), "-y", "2025", "-f", format_, "-q", "-o", str(tmp_path / "report")))
    assert (taken[1] - taken[0]) * 1024 / 50_000 < 1000
