"""`critmin check` on one bill of materials is one screen, whatever the file holds; `--full` is all of it."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, Row, Tables, bom, by, recycled, supplier, vehicle, virgin
from critmin.engine.vocabulary.minerals import all_minerals
from kept_samples import OUTCOMES, PRODUCTS, SAMPLES
from random_boms import write_csv
from rich.cells import cell_len

DAY = ("-d", "2025-06-30", *IN_TIME)
LONG = "Extraordinarily Long Company Name of the Northern Consolidated Battery Materials Holding " * 4
WIDE = "超長的電池材料公司名稱股份有限公司" * 8
MINERALS = [mineral.id for mineral in all_minerals()][:30]


def adverse(number: int, name: str = "Supplier") -> Row:
    return supplier(f"{name} {number}", government="30")


def failing(number: int, name: str = "Supplier") -> Tables:
    lines = [by(f"{name} {n}") for n in range(number)]
    return bom(*lines, Entities=[adverse(n, name) for n in range(number)])


def open_facts(number: int) -> list[Row]:
    return [virgin(at="unknown", value="", feoc_attestation="", extraction_entity=f"Silent {n}") for n in range(number)]


def parts(number: int, name: str = "cell", **cells: str) -> list[Row]:
    """Components of one battery of which none counts, unless the cells say otherwise."""
    row = {"value_usd": "10", "assembly_country": "KR", "feoc_attestation": "ATT-1"} | cells
    return [{"component": f"{name} {n}"} | row for n in range(number)]


EXTREMES: dict[str, Tables] = {
    "2,000 lines": bom(*(virgin(MINERALS[n % 30], value="10") for n in range(2000))),
    "60 suppliers that fail": failing(60),
    "20 suppliers with long names that fail": failing(20, LONG),
    "20 suppliers with wide names that fail": failing(20, WIDE),
    "a supplier of 300 lines that fails": bom(
        *(by("Bad") for _ in range(300)), Entities=[supplier("Bad", government="30")]
    ),
    "60 lines of which nothing is stated": bom(*open_facts(60)),
    "300 findings": bom(*(virgin(component=f"widget {n}", role=f"role {n}") for n in range(300))),
    "30 minerals": bom(*(virgin(mineral) for mineral in MINERALS)),
    "30 minerals that fail": bom(*(virgin(mineral, at="NO") for mineral in MINERALS)),
    "30 minerals without a price": bom(*(virgin(mineral, value="") for mineral in MINERALS)),
    "one line": bom(virgin()),
    "300 components": bom(virgin(), Components=parts(300)),
    "20 components with long names": bom(virgin(), Components=parts(20, LONG)),
    "20 components with wide names": bom(virgin(at="NO"), Components=parts(20, WIDE)),
    "60 components of which nothing is stated": bom(
        *open_facts(60),
        Components=[*parts(60, value_usd="", assembly_country="?", feoc_attestation=""), *parts(1, "one")],
    ),
    "recycled": bom(recycled()),
    "not a bill of materials": {"BOM": [{"nothing": "of", "the": "kind"}]},
    "300 cells that cannot be read": bom(*(virgin(value=f"{n} apples") for n in range(300))),
}
HALVES = ("--half", "both")
MARKS = ("--screening", "--scenario", "eu-partner")


def is_one_screen(text: str, verdict: str) -> None:
    lines = text.splitlines()
    assert len(lines) <= 40
    assert max(map(cell_len, lines)) <= 80
    assert verdict.upper().replace("_", " ") in lines[0]
    assert lines[-1].partition(":")[0] in lines[0]
    assert len(lines[-1]) > len(verdict) + 10


@pytest.mark.parametrize("name", OUTCOMES)
def test_samples_are_one_screen(critmin: Callable[..., Any], name: str) -> None:
    text = critmin("check", str(SAMPLES / name), *OUTCOMES[name]["arguments"]).stdout
    is_one_screen(text, OUTCOMES[name]["verdict"])


@pytest.mark.parametrize("name", PRODUCTS)
def test_samples_of_products_are_one_screen(critmin: Callable[..., Any], name: str) -> None:
    text = critmin("macr", str(SAMPLES / name), *PRODUCTS[name]["arguments"]).stdout
    is_one_screen(text, PRODUCTS[name]["verdict"])


@pytest.mark.parametrize("half", ["both", pytest.param("components", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("name", OUTCOMES)
def test_samples_are_one_screen_for_the_other_half(critmin: Callable[..., Any], name: str, half: str) -> None:
    text = critmin("check", str(SAMPLES / name), *OUTCOMES[name]["arguments"], "--half", half).stdout
    is_one_screen(text, re.search("PASS|FAIL|INCOMPLETE|NOT AVAILABLE|UNREADABLE", text)[0])


@pytest.mark.parametrize(
    "marks", [(*MARKS, *HALVES), *(pytest.param(m, marks=pytest.mark.thorough) for m in ((), MARKS, HALVES))]
)
@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_one_screen(
    critmin: Callable[..., Any], tmp_path: Path, name: str, marks: tuple[str, ...]
) -> None:
    path = write_csv(EXTREMES[name], tmp_path, "a long name of a file " * 6)
    text = critmin("check", str(path), *DAY, *marks).stdout
    is_one_screen(text, re.search("PASS|FAIL|INCOMPLETE|UNREADABLE", text)[0])


@pytest.mark.parametrize(
    "name", ["nmc622_2026_audit.xlsx", "lfp_2025_fail_china.csv", "nmc811_2025_fail_by_a_hair.xlsx"]
)
def test_no_word_and_no_date_is_broken(critmin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def words(columns: int) -> set[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        text = critmin("check", str(SAMPLES / name), "--full").stdout
        assert max(map(cell_len, text.splitlines())) <= columns
        return {word.strip(":.;") for word in re.findall(r"[^\s─]+", text) if not re.search(r"[0-9a-f]{6}|^\[", word)}

    whole = words(1000)
    for width in (60, 80, 140):
        assert words(width) <= whole, width


@pytest.mark.parametrize(
    ("sample", "ends"),
    [
        ("lfp_2025_fail_china.csv", ["organized in China, a covered nation…", "Ltd. (BOM!J2, BOM!K2)…"]),
        ("nmc622_2025_fail_ownership.xlsx", ["processing, South Korea…"]),
        ("nmc811_2026_not_available.xlsx", ["the vehicle was acquired 2025-10-15…"]),
    ],
)
def test_what_is_cut_ends_in_a_clause_and_whole_cells(
    critmin: Callable[..., Any], sample: str, ends: list[str]
) -> None:
    lines = critmin("check", SAMPLES / sample).stdout.splitlines()
    cut = [line for line in lines if line.endswith("…")]
    assert [end for end in ends if not any(line.endswith(end) for line in cut)] == []
    assert all(line.count("(") == line.count(")") for line in cut if line == lines[-1])


def test_it_says_why_and_what_to_do(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(failing(5), tmp_path, "five")
    lines = critmin("check", str(path), *DAY).stdout.splitlines()
    why = lines.index("Why")
    assert lines[why + 1].startswith("  - Supplier 0: extraction, United States (BOM!")
    assert "  and 2 more" in lines[why : lines.index("What to do next")]
    assert any(line.startswith("  - Supplier 0 (line 1): ") for line in lines)
    assert lines[-1].startswith("FAIL: Supplier 0: extraction, United States (BOM!")


NO_PLACES = {"extraction_country": "", "processing_country": ""}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([virgin(), virgin("nickel", "", "NO")], "line 2 (nickel) has no price (BOM!C3)"),
        # Whatever line 3 costs, the interval ends where line 2 takes it.
        (
            [virgin("nickel", "500", "CA"), virgin("cobalt", "500", **NO_PLACES), virgin("nickel", "", "CA")],
            "facts are missing in line 2 (BOM!D3, BOM!E3)",
        ),
        # Of lines without a price only those at an end.
        (
            [
                virgin("nickel", "500", "CA"),
                virgin("cobalt", "500", "NO"),
                virgin("nickel", "", "CA"),
                virgin(value=""),
            ],
            "lines 3, 4 (nickel, lithium) have no price (BOM!C4, BOM!C5)",
        ),
        (
            [virgin("nickel", "500", "CA"), virgin("cobalt", "500", **NO_PLACES), virgin("nickel", "", "NO")],
            "line 3 (nickel) has no price (BOM!C4), and facts are missing in line 2 (BOM!D3, BOM!E3)",
        ),
        # The price of the only line moves nothing.
        ([virgin("nickel", "", **NO_PLACES)], "facts are missing in line 1 (BOM!D2, BOM!E2)"),
        # A verdict that is settled still says what makes the interval.
        (
            [virgin("nickel", "900", "CA"), virgin("cobalt", "100", **NO_PLACES), virgin("nickel", "", "CA")],
            "facts are missing in line 2 (BOM!D3, BOM!E3)",
        ),
    ],
)
def test_what_makes_an_interval_is_named_beside_it(
    critmin: Callable[..., Any], tmp_path: Path, lines: list[dict[str, str]], reason: str
) -> None:
    text = critmin("check", str(write_csv(bom(*lines), tmp_path, "one")), *DAY).stdout
    assert f"An interval, because {reason} " in f"{' '.join(text.split())} "


@pytest.mark.parametrize(
    ("day", "components", "said", "unsaid"),
    [
        ("2023-06-30", False, ["Minerals and components: not yet subject"], "NOT CHECKED"),
        ("2024-06-30", False, ["Components: NOT CHECKED", "Minerals: not yet subject"], "does not apply"),
        ("2025-06-30", False, ["FEOC screen of minerals: pass", "Components: NOT CHECKED"], "does not apply"),
        ("2025-06-30", True, ["FEOC screen of minerals and components: pass"], "NOT CHECKED"),
    ],
)
def test_what_the_screen_covers(
    critmin: Callable[..., Any], tmp_path: Path, day: str, components: bool, said: list[str], unsaid: str
) -> None:
    made = {"component": "separator", "assembly_country": "US", "assembly_entity": "Maker", "feoc_attestation": "A-1"}
    path = write_csv(bom(virgin(), **({"Components": [made]} if components else {})), tmp_path, "one")
    text = critmin("check", str(path), "-d", day, *IN_TIME).stdout
    assert all(words in text for words in said)
    assert unsaid not in text


@pytest.mark.parametrize(
    ("value", "options", "says"),
    [
        ("600", ("-d", "2025-06-30"), "exactly at the requirement, which is enough; $600.00 of $1,000.00 counts"),
        ("599.9999999", ("-d", "2025-06-30"), "0.0001 points below the requirement"),
        ("600.0000001", ("-d", "2025-06-30"), "0.0000 points above the requirement"),
        ("600", ("-d", "2025-06-30", "--redact", "prices"), "0.0000 points above the requirement"),
        ("800", ("-d", "2027-06-30"), "exactly at the requirement, which is enough"),
        ("800", ("-d", "2027-06-30", "--reading", "after-2026=no-percentage"), "0.0000 points above the requirement"),
    ],
)
def test_exactly_at_the_requirement_is_said(
    critmin: Callable[..., Any], tmp_path: Path, value: str, options: tuple[str, ...], says: str
) -> None:
    path = write_csv(
        bom(virgin(value=value), virgin("nickel", value=str(1000 - Decimal(value)), at="NO")), tmp_path, "x"
    )
    text = " ".join(critmin("check", path, "-a", "2025-06-01", *options).stdout.split())
    assert says in text


def test_repeated_findings_are_one(critmin: Callable[..., Any], tmp_path: Path) -> None:
    lines = [virgin(feoc_attestation="", extraction_entity=f"Unlisted {n}") for n in range(25)]
    text = critmin("check", str(write_csv(bom(*lines), tmp_path, "open")), *DAY, "--full").stdout
    assert text.count("ENTITY-NOT-LISTED  ") == 1
    cleared = [virgin(extraction_entity=f"Unlisted {n}") for n in range(25)]
    path = str(write_csv(bom(*cleared), tmp_path, "cleared"))
    for form in ("text", "json", "csv", "html", "sarif", "junit", "github"):
        got = critmin("check", path, *DAY, "--strict", "-f", form)
        assert (got.exit_code, "ENTITY-NOT-LISTED" in got.stdout) == (0, False), form


def test_each_cause_has_its_own_cells(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Two causes of one code are not each at the cells of both."""
    path = write_csv(bom(virgin(), Vehicle=vehicle(gvwr_lb="6,100 lb", msrp_usd="$45,000")), tmp_path, "bom")
    text = critmin("check", str(path)).stdout
    why = " ".join(text.partition("Why")[2].partition("What to do next")[0].split())
    assert re.findall(r"\((.+?)\)", why) == ["NUMBER-UNREADABLE: Vehicle!B2", "NUMBER-UNREADABLE: Vehicle!B3"]


@pytest.mark.parametrize(
    ("day", "lines", "status", "said"),
    [
        ("2025-06-30", ["Indonesa"], "INCOMPLETE", 'The country "Indonesa" is not recognized; did you mean Indonesia'),
        ("2025-06-30", ["Indonesa", "Chille"], "INCOMPLETE", 'The country "Indonesa" is not recognized; did'),
        (
            "2024-06-30",
            ["US", "US", "US", "Indonesa"],
            "PASS",
            'The country "Indonesa" is not recognized; did you mean',
        ),
    ],
)
def test_a_step_begins_with_the_error_that_is_no_cause(
    critmin: Callable[..., Any], tmp_path: Path, day: str, lines: list[str], status: str, said: str
) -> None:
    path = write_csv(bom(*(virgin(at=country) for country in lines)), tmp_path, "one")
    text = critmin("check", str(path), "-d", day, *IN_TIME).stdout
    steps = " ".join(text.partition("What to do next")[2].split())
    assert (text.split()[0], said in steps, text.count("not recognized")) == (status, True, 1)


def test_on_a_pass_the_warnings_that_could_turn_it_come_first(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Lines that stand twice and a role that is not recognized come first in the file, and last in what to do."""
    twice = [virgin(line="1"), virgin(line="1"), virgin(role="helper")]
    doubtful = [by("Ltd", feoc_attestation="A-1"), virgin("nickel", mass_kg="10", price_usd_per_kg="99")]
    tables = bom(*twice, *doubtful, Entities=[supplier("Ltd", government="0.25")])
    text = critmin("check", str(write_csv(tables, tmp_path, "one")), *DAY).stdout
    assert text.startswith("PASS")
    steps = text[text.index("What to do next") : text.index("FEOC screen")]
    codes = re.findall(r"\(([A-Z-]+):", steps)
    assert {"SHARE-SMALL", "VALUE-DIFFERS"} == set(codes[:2])
    assert {"LINE-TWICE", "LINE-REPEATED"} <= set(codes[2:])


def test_the_worst_comes_first_and_notes_last(critmin: Callable[..., Any]) -> None:
    text = critmin("check", str(SAMPLES / "nmc622_2026_audit.xlsx"), "--full").stdout
    titles = ["Why", "What to do next", "Findings", "Assumptions (not checked)", "Authorities", "For information"]
    assert [line for line in text.splitlines() if line in titles] == titles


def test_the_summary_of_one(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(virgin()), tmp_path, "one")
    lines = critmin("check", str(path), *DAY, "--summary").stdout.splitlines()
    assert lines[0].startswith("PASS  ")
    assert lines[-1] == "1 BOM: 1 pass (exit status 0)"
    assert len(lines) < 6


LATE = ("-d", "2025-12-30")


@pytest.mark.parametrize("width", [40, 60, 80, 140])
@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        (LATE, "PASS  ", "PASS if acquired by 2025-09-30: "),
        ((*LATE, "--screening"), "SCREENING: PASS  ", "SCREENING: PASS if acquired by 2025-09-30: "),
        ((*LATE, *MARKS[1:]), "SCENARIO eu-partner: PASS  ", "SCENARIO eu-partner: PASS if acquired by 2025-09-30: "),
        ((*DAY, "--screening"), "SCREENING: PASS  ", "SCREENING: PASS: Meets "),
        ((*DAY, *MARKS[1:]), "SCENARIO eu-partner: PASS  ", "SCENARIO eu-partner: PASS: Would meet "),
        (DAY, "PASS  ", "PASS: Meets "),
    ],
)
def test_the_condition_and_the_marks_of_a_pass_are_never_cut(
    critmin: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    options: tuple[str, ...],
    first: str,
    last: str,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = critmin("check", str(write_csv(bom(virgin()), tmp_path, "one")), *options).stdout
    assert text.startswith(first)
    assert last in " ".join(text[text.rindex("\n\n") :].split()) + " "
    if "if" in last:
        assert " if acquired by 2025-09-30 (26 USC 30D(h)" in " ".join(text.split())


@pytest.mark.parametrize(
    ("line", "options", "last"),
    [
        (virgin(component="widget"), (), "exit status 1: --strict, and 1 warning"),
        (virgin(component="widget"), ("--full",), "exit status 1: --strict, and 1 warning"),
        (virgin(), (), "PASS: "),
        (virgin(at="NO", component="widget"), (), "FAIL: "),
    ],
)
def test_a_strict_run_says_why_it_fails(
    critmin: Callable[..., Any], tmp_path: Path, line: Row, options: tuple[str, ...], last: str
) -> None:
    result = critmin("check", str(write_csv(bom(line), tmp_path, "one")), *DAY, "--strict", *options)
    assert result.exit_code == (0 if last == "PASS: " else 1)
    assert result.stdout.splitlines()[-1].startswith(last)


@pytest.mark.parametrize("width", [70, 80, 100, 140])
def test_a_shortened_step_keeps_its_cells(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    tables = bom(
        virgin(), Components=[*parts(3, component="cooling plate"), *parts(1, value_usd="", assembly_country="")]
    )
    for half in ("minerals", "both"):
        printed = critmin("check", write_csv(tables, tmp_path, "a"), *DAY, "--half", half).stdout
        text = " ".join(printed.split())
        assert "(COMPONENT-OUTSIDE-BATTERY: Components!A2, Components!A3, Components!A4)" in text
