"""The whole credit in a report: the other half in a line, what each half gives and why, and the tree of components."""

import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import IN_TIME, Row, Tables, bom, by, supplier, vehicle, virgin
from html_page import read_page
from kept_samples import OUTCOMES, SAMPLES
from libreoffice import SOFFICE, convert
from random_boms import write_csv
from word_file import texts_of

Critmin = Callable[..., Any]
DAY = ("-d", "2025-06-30", *IN_TIME)
NO_DAY = ("-d", "2025-10-30")


def part(name: str, value: str = "", within: str = "", at: str = "US", **cells: str) -> Row:
    """A row of the sheet Components, attested to be free of FEOCs."""
    row = {"component": name, "value_usd": value, "part_of": within, "assembly_country": at, "feoc_attestation": "A-1"}
    return row | cells


CELL = part("cell", "100")
KOREAN = part("cell", "100", at="KR")
HALF = [part("cell", "100"), part("separator", "50", "cell", "KR")]
EU = "eu-partner"
UNPRICED = [part("module", "100"), part("cell", "", "module", "KR")]


def with_parts(*rows: Row, lines: tuple[Row, ...] = (virgin(),), **sheets: list[Row]) -> Tables:
    return bom(*lines, Components=list(rows), **sheets)


@pytest.fixture
def checked(critmin: Critmin, tmp_path: Path) -> Callable[..., str]:
    """What `critmin check` prints of tables, its lines run together."""

    def call(tables: Tables, *options: str) -> str:
        return " ".join(critmin("check", write_csv(tables, tmp_path, "pack"), *(options or DAY)).stdout.split())

    return call


# The other half in a line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "options", "line"),
    [
        (with_parts(CELL), DAY, "Battery components: 100.0000%, 60% required: pass. Whole credit: $7,500"),
        (with_parts(KOREAN), DAY, "Battery components: 0.0000%, 60% required: fail. Whole credit: $3,750 of $7,500"),
        (
            with_parts(CELL, lines=(virgin(at="NO"),)),
            DAY,
            "Battery components: 100.0000%, 60% required: pass. Whole credit: $3,750 of $7,500",
        ),
        (
            with_parts(KOREAN, lines=(virgin(at="NO"),)),
            DAY,
            "Battery components: 0.0000%, 60% required: fail. Whole credit: $0 of $7,500",
        ),
        (
            with_parts(*UNPRICED),
            DAY,
            "Battery components: 0.0000% to 100.0000%, 60% required: incomplete. Whole credit: $3,750 to $7,500",
        ),
        # nothing is claimed of what is not stated
        (bom(virgin()), DAY, "Battery components: no sheet Components. Whole credit: $3,750 to $7,500"),
        (
            bom(virgin(at="NO")),
            DAY,
            "Battery components: no sheet Components. Whole credit: at most $3,750",
        ),
        (
            with_parts(part("cell")),
            DAY,
            "Battery components: no value in sheet Components. Whole credit: $3,750 to $7,500",
        ),
        # the date acquired is needed and not stated
        (with_parts(CELL), NO_DAY, "Battery components: 100.0000%, 60% required: pass. Whole credit: at most $7,500"),
        # no amount under a scenario
        (
            with_parts(CELL),
            (*DAY, "--scenario", EU),
            "Battery components: 100.0000%, 60% required: pass FEOC",
        ),
    ],
)
def test_the_other_half_is_a_line(
    checked: Callable[..., str], tables: Tables, options: tuple[str, ...], line: str
) -> None:
    text = checked(tables, *options)
    assert f"{line} " in text
    assert text.count("Battery components:") == 1


@pytest.mark.parametrize(
    ("tables", "options"),
    [
        (bom(by("Acme"), Entities=[supplier("Acme", government="30")]), DAY),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="5")), DAY),
        (bom(virgin()), ("-d", "2023-04-17")),
        (with_parts(CELL), ("-d", "2023-04-17")),
        (bom(virgin()), (*DAY, "--scenario", EU)),
    ],
)
def test_there_is_no_line_where_there_is_no_credit_to_decide(
    checked: Callable[..., str], tables: Tables, options: tuple[str, ...]
) -> None:
    text = checked(tables, *options)
    assert "Battery components:" not in text
    assert "Whole credit" not in text


@pytest.mark.parametrize("half", ["components", "both"])
def test_before_the_requirement_the_section_says_so(checked: Callable[..., str], half: str) -> None:
    text = checked(with_parts(CELL), "-d", "2023-04-17", "--half", half)
    assert "Battery components: not yet required on this date" in text


@pytest.mark.parametrize("rows", [[CELL], [KOREAN], UNPRICED, [part("cell")]])
def test_the_other_half_changes_neither_verdict_nor_exit_status(
    critmin: Critmin, tmp_path: Path, rows: list[Row]
) -> None:
    got = critmin("check", write_csv(with_parts(*rows), tmp_path, "pack"), *DAY)
    assert got.exit_code == 0
    assert got.stdout.startswith("PASS  ")
    assert got.stdout.splitlines()[-1] == "PASS: Meets the critical minerals requirement: $3,750"


# What each half gives, and why ----------------------------------------------------------------------------------------

MET, MISSED = "meets the requirement", "does not meet the requirement"
ONLY_IF = "only if acquired by 2025-09-30 (26 USC 30D(h), P.L. 119-21)"
UNCLEARED = by("Silent", feoc_attestation="")


@pytest.mark.parametrize(
    ("tables", "options", "minerals", "components", "whole"),
    [
        (
            with_parts(*HALF),
            DAY,
            ["$3,750", f"100.0000%, 60% required: {MET}"],
            ["$0", f"50.0000%, 60% required: {MISSED}"],
            ["$3,750", "of $7,500"],
        ),
        (
            with_parts(*HALF),
            ("-d", "2023-06-30"),
            ["$3,750", f"100.0000%, 40% required: {MET}"],
            ["$3,750", f"50.0000%, 50% required: {MET}"],
            ["$7,500", "of $7,500"],
        ),
        (
            with_parts(*UNPRICED, lines=(UNCLEARED,)),
            DAY,
            ["undecided", f"100.0000%, 60% required: {MET}; FEOC screen: suppliers not cleared, evidence missing"],
            [
                "undecided",
                "0.0000% to 100.0000%, 60% required: undecided; FEOC screen: suppliers not cleared, evidence missing",
            ],
            ["at most $7,500", "of $7,500"],
        ),
        (
            with_parts(CELL),
            NO_DAY,
            [
                "undecided",
                f"100.0000%, 60% required: {MET}; only if acquired by 2025-09-30 (26 USC 30D(h), P.L. 119-21)",
            ],
            [
                "undecided",
                f"100.0000%, 60% required: {MET}; only if acquired by 2025-09-30 (26 USC 30D(h), P.L. 119-21)",
            ],
            ["at most $7,500", "of $7,500"],
        ),
        (
            with_parts(CELL, Vehicle=vehicle(final_assembly_country="Mordor")),
            DAY,
            ["undecided", f"100.0000%, 60% required: {MET}; a vehicle fact cannot be read"],
            ["undecided", f"100.0000%, 60% required: {MET}; a vehicle fact cannot be read"],
            ["at most $7,500", "of $7,500"],
        ),
        (
            with_parts(CELL, lines=(by("Acme"),), Entities=[supplier("Acme", government="30")]),
            DAY,
            ["$0", "fails the FEOC screen: no section 30D credit"],
            ["$0", "fails the FEOC screen: no section 30D credit"],
            ["$0", "of $7,500"],
        ),
        (
            with_parts(CELL, Vehicle=vehicle(battery_kwh="5")),
            DAY,
            ["$0", "the battery capacity is 5 kWh, less than 7 (26 USC 30D(d)(1)(F))"],
            ["$0", "the battery capacity is 5 kWh, less than 7 (26 USC 30D(d)(1)(F))"],
            ["$0", "of $7,500"],
        ),
        (
            bom(virgin()),
            DAY,
            ["$3,750", f"100.0000%, 60% required: {MET}"],
            ["undecided", "not stated: no sheet Components"],
            ["$3,750 to $7,500", "of $7,500"],
        ),
        (
            with_parts(part("cell")),
            DAY,
            ["$3,750", f"100.0000%, 60% required: {MET}"],
            ["undecided", "not stated: no value in sheet Components"],
            ["$3,750 to $7,500", "of $7,500"],
        ),
        (
            with_parts(CELL),
            ("-d", "2027-01-02", "-a", "2025-09-30", "--reading", "after-2026=no-percentage"),
            ["$0", "100.0000%: under the chosen reading there is no percentage to meet"],
            ["$0", "100.0000%: under the chosen reading there is no percentage to meet"],
            ["$0", "of $7,500"],
        ),
    ],
)
def test_what_each_half_gives_and_why(
    critmin: Critmin,
    tmp_path: Path,
    tables: Tables,
    options: tuple[str, ...],
    minerals: list[str],
    components: list[str],
    whole: list[str],
) -> None:
    path = write_csv(tables, tmp_path, "pack")
    text = critmin("check", path, *options, "-f", "markdown").stdout.replace("\\", "")
    table = text[text.index("### The credit: ") :]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[4:7]]
    assert rows == [["critical minerals", *minerals], ["battery components", *components], ["whole credit", *whole]]


# The tree of components -----------------------------------------------------------------------------------------------

OPEN = SAMPLES / "nmc811_2025_credit_open.xlsx"
TREE = [
    ("battery module, front", 0),
    ("battery cell, front", 1),
    ("separator, front", 2),
    ("electrolyte, front", 2),
    ("cathode electrode, front", 2),
    ("anode electrode, front", 2),
    ("module housing", 1),
    ("cooling plate", 2),
    ("battery module, center", 0),
    ("battery cell, center", 1),
    ("anode electrode, center", 2),
    ("separator, center", 2),
    ("electrolyte, center", 2),
    ("cathode electrode, center", 2),
    ("battery module, rear", 0),
    ("battery cell, rear", 1),
    ("cathode electrode, rear", 2),
    ("separator, rear", 2),
    ("electrolyte, rear", 2),
    ("anode electrode, rear", 2),
]


def test_each_component_stands_below_the_one_that_contains_it(
    critmin: Critmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the parts of one component first what does not count."""
    monkeypatch.setenv("COLUMNS", "140")
    lines = critmin("check", OPEN, "--full").stdout.splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("component "))
    shown = lines[top + 2 : top + 2 + len(TREE)]
    names = [re.split("  +", line.strip())[0] for line in shown]
    levels = [(len(line) - len(line.lstrip())) // 2 for line in shown]
    assert list(zip(names, levels, strict=True)) == TREE
    assert lines[top + 2 + len(TREE)] == ""


def test_the_page_has_the_tree_as_a_table_of_levels(critmin: Critmin) -> None:
    page = read_page(critmin("check", OPEN, "-f", "html").stdout)
    (section,) = [part for part in page.all("section") if part.attributes["aria-labelledby"] == "b1-components"]
    heads = [head for head in section.all("th") if head.attributes["scope"] == "row"]
    names = [re.sub(", in (battery|module) .*", "", head.text) for head in heads]
    assert [(name, int(head.attributes.get("data-level", 0))) for name, head in zip(names, heads, strict=True)] == TREE
    assert heads[2].text == "separator, front, in battery cell, front"  # for whom does not see the indentation
    assert not any("style" in element.attributes for element in section.all())


def test_no_part_of_a_page_has_the_name_of_another(critmin: Critmin, tmp_path: Path) -> None:
    """Both halves are open: each has its bar, its table, and what would decide it."""
    tables = with_parts(*UNPRICED, lines=(virgin(), virgin("nickel", "", "NO")))
    page = read_page(critmin("check", write_csv(tables, tmp_path, "pack"), *DAY, "-f", "html").stdout)
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert {"b1-deciding", "b1-components-deciding", "b1-bar", "b1-components-bar"} <= set(ids)


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([CELL], ["cell", "$100.00", "$100.00", "yes", "United States", "Components!A2"]),
        ([KOREAN], ["cell", "$100.00", "$100.00", "no", "South Korea", "Components!A2"]),
        ([part("cell", "100", at="")], ["cell", "$100.00", "$100.00", "not known", "not known", "Components!A2"]),
        (UNPRICED, ["&emsp;cell", "not known", "$0.00 to $100.00", "no", "South Korea", "Components!A3"]),
        (
            [CELL, part("module")],
            ["module", "not known", "$0.00 or more, no upper limit", "yes", "United States", "Components!A3"],
        ),
        (
            [CELL, part("busbar", "9", "cell", "CN")],
            ["&emsp;busbar", "$9.00", "", "excluded: outside the battery", "China", "Components!A3"],
        ),
        (
            [CELL, part("PVDF binder", "9", "cell")],
            ["&emsp;PVDF binder", "$9.00", "", "excluded: constituent material", "United States", "Components!A3"],
        ),
    ],
)
def test_what_a_component_adds_and_whether_it_counts(
    critmin: Critmin, tmp_path: Path, rows: list[Row], cells: list[str]
) -> None:
    path = write_csv(with_parts(*rows), tmp_path, "pack")
    text = critmin("check", path, *DAY, "-f", "markdown").stdout.replace("\\", "")
    assert f"| {' | '.join(cells)} |" in text


def test_what_contains_what_does_not_count_comes_first(critmin: Critmin, tmp_path: Path) -> None:
    rows = [part("north", "9"), part("south", "9"), part("separator", "3", "south", at="KR"), part("can", "1", "north")]
    path = write_csv(with_parts(*rows), tmp_path, "pack")
    text = critmin("check", path, *DAY, "--full").stdout
    shown = re.findall(r"(?m)^ *(north|south|separator|can)  ", text[text.index("component ") :])
    assert shown == ["south", "separator", "north", "can"]


def test_a_missing_fact_is_named_with_its_cell(checked: Callable[..., str]) -> None:
    rows = [part("module", "100"), part("cell", "", "module"), part("separator", "9", "cell", at="?")]
    text = checked(with_parts(*rows), *DAY, "--full")
    assert "Not stated: the value of cell (Components!B3); where separator is assembled (Components!D4)" in text


def test_a_missing_column_is_at_the_name(checked: Callable[..., str]) -> None:
    rows = [{"component": "cell", "value_usd": "5"}, {"component": "separator", "value_usd": ""}]
    text = checked(with_parts(*rows), *DAY, "--full")
    facts = ["where cell is assembled (Components!A2)", "the value of separator (Components!B3)"]
    assert f"Not stated: {'; '.join([*facts, 'where separator is assembled (Components!A3)'])}" in text


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_long_list_is_cut(critmin: Critmin, tmp_path: Path, form: str) -> None:
    """What does not count is kept."""
    parts = [part(f"cell {n}", "1", at="KR" if n > 229 else "US") for n in range(234)]
    path = write_csv(with_parts(*parts), tmp_path, "pack")
    text = critmin("check", path, *DAY, "-f", form, *(["--full"] if form == "text" else [])).stdout
    assert "and 34 more" in text
    rows = {"text": "(?m)^cell {} ", "markdown": r"\| cell {} \| \\\$1", "html": '<th scope="row">cell {}</th>'}
    assert [n for n in range(234) if re.search(rows[form].format(n), text)] == [*range(196), *range(230, 234)]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "xlsx", "memo"])
def test_a_deep_tree_is_drawn(critmin: Critmin, tmp_path: Path, form: str) -> None:
    rows = [part(f"level {n}", str(1000 - n), f"level {n - 1}" if n else "") for n in range(150)]
    path, target = write_csv(with_parts(*rows), tmp_path, "pack"), tmp_path / "report"
    target = target.with_suffix({"text": ".txt", "markdown": ".md", "memo": ".docx"}.get(form, f".{form}"))
    full = ["--full"] if form == "text" else []
    got = critmin("check", path, *DAY, "-f", form, "-o", target, *full)
    assert (got.exit_code, "Traceback" in got.stderr) == (0, False)
    if form in ("text", "markdown", "html"):
        text = target.read_text("utf-8")
        assert all(f"level {n}" in text for n in range(150))
        assert "data-level" not in text or {*re.findall(r'data-level="(\d+)"', text)} == set("12345678")


# A workbook and a memo ------------------------------------------------------------------------------------------------


def sheet_of(critmin: Critmin, path: Path, target: Path, *options: str) -> list[dict[str, Any]]:
    """The rows of the sheet of components."""
    critmin("check", path, *options, "-q", "-f", "xlsx", "-o", target)
    header, *rows = openpyxl.load_workbook(target)["critmin components"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows[: rows.index((None,) * len(header))]]


def test_the_sheet_has_every_component_in_numbers(critmin: Critmin, tmp_path: Path) -> None:
    (report,) = json.loads(critmin("check", OPEN, "-f", "json").stdout)["reports"]
    by_name = {row["component"]: row for row in report["battery_components"]["components"]}
    rows = sheet_of(critmin, OPEN, tmp_path / "checked.xlsx")
    assert [row["component"] for row in rows] == [name for name, _ in TREE]
    for row in rows:
        stated = by_name[row["component"]]
        for column, key in (("adds USD, lowest", "incremental_low_usd"), ("adds USD, highest", "incremental_high_usd")):
            assert row[column] == (None if stated[key] is None else float(stated[key]))
        assert row["value USD"] == ("not known" if stated["value_exact"] is None else float(stated["value_exact"]))
        assert row["part of"] == stated["part_of"]
        assert row["cells"] == ", ".join(stated["cells"])
        words = {True: "yes", False: "no", None: "not known"}
        assert row["counts"] == (f"excluded: {stated['excluded']}" if stated["excluded"] else words[stated["counts"]])
    sheet = openpyxl.load_workbook(tmp_path / "checked.xlsx")["critmin components"]
    assert [int(cell.alignment.indent) for cell in sheet["A"][1 : len(TREE) + 1]] == [level for _, level in TREE]


def test_a_checked_copy_is_checked_to_the_same(critmin: Critmin, tmp_path: Path) -> None:
    """What the program wrote into the sheet is not read again."""
    sheet_of(critmin, OPEN, tmp_path / "once.xlsx")
    again = sheet_of(critmin, tmp_path / "once.xlsx", tmp_path / "twice.xlsx")
    assert again == sheet_of(critmin, OPEN, tmp_path / "other.xlsx")


TREES = {
    "known": HALF,
    "unknown value": UNPRICED,
    "unknown country": [part("module", "100"), part("cell", "70", "module", "?"), part("separator", "9", "cell", "KR")],
    "no upper limit": [part("module", "100"), part("cell", "40", "module", "KR"), part("separator", at="KR")],
    "no upper limit either way": [part("module", "30"), part("cell"), part("separator", "", "cell", "KR")],
    "excluded between": [
        part("module", "100"),
        part("pack housing", "50", "module", "CN"),
        part("cell", "", "pack housing", "KR"),
        part("separator", "7", "cell", "MX"),
    ],
    "a third": [part("module", "1"), part("cell", "0.333333333333", "module", "KR")],
}


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_recomputes_the_percentage_from_the_components(critmin: Critmin, tmp_path: Path) -> None:
    bare, expected = tmp_path / "bare", {}
    bare.mkdir()
    for number, rows in enumerate(TREES.values()):
        path = write_csv(with_parts(*rows), tmp_path, f"pack {number}")
        (report,) = json.loads(critmin("check", path, *DAY, "-f", "json").stdout)["reports"]
        c = report["battery_components"]
        expected[f"{number}.xlsx"] = [100 * Fraction(end) for end in dict.fromkeys((c["low"], c["high"]))]
        target = tmp_path / f"ours {number}.xlsx"
        critmin("check", path, *DAY, "-q", "-f", "xlsx", "-o", target)
        openpyxl.load_workbook(target).save(bare / f"{number}.xlsx")  # openpyxl saves formulas without results
    convert(tmp_path, *sorted(bare.iterdir()))
    for name, ends in expected.items():
        sheet = openpyxl.load_workbook(tmp_path / "theirs" / name, data_only=True)["critmin components"]
        rows = [row for row in sheet.iter_rows(values_only=True) if "percentage" in str(row[2])]
        assert [row[4] for row in rows] == [pytest.approx(float(end), abs=1e-9) for end in ends], name
        assert [row[6] for row in rows] == [0] * len(ends), name


def test_the_memo_says_what_each_half_gives(critmin: Critmin, tmp_path: Path) -> None:
    target = tmp_path / "memo.docx"
    critmin("check", OPEN, "-q", "-f", "memo", "-o", target)
    texts = texts_of(target.read_bytes())
    assert {"The credit: $3,750 to $7,500", "Battery components: 51.0227% to 70.0000%, 60% required"} <= set(texts)
    at = texts.index("half")
    assert texts[at : at + 12] == [
        *("half", "credit", "why"),
        *("critical minerals", "$3,750", f"80.3671%, 60% required: {MET}"),
        *("battery components", "undecided", "51.0227% to 70.0000%, 60% required: undecided"),
        *("whole credit", "$3,750 to $7,500", "of $7,500"),
    ]


def test_one_line_formats_name_both_halves(critmin: Critmin) -> None:
    said = "battery components: 51.0227% to 70.0000%, 60% required; whole credit: $3,750 to $7,500"
    for form in ("github", "junit", "sarif"):
        assert said in critmin("check", OPEN, "-f", form).stdout.replace("%25", "%"), form


def test_a_table_has_the_other_half_and_the_whole_credit(critmin: Critmin, tmp_path: Path) -> None:
    files = [SAMPLES / name for name in OUTCOMES if "_credit_" in name]
    none = write_csv(bom(virgin(at="unknown")), tmp_path, "none")
    rows = list(csv.DictReader(io.StringIO(critmin("check", *files, none, *DAY, "-f", "csv").stdout)))
    columns = list(rows[0])
    half = slice(columns.index("scenario") + 1, columns.index("waived"))
    assert columns[half] == [
        *("battery_components", "battery_components_required_percentage", "battery_components_percentage"),
        *("battery_components_low", "battery_components_high", "battery_components_usd"),
        *("credit_usd", "credit_at_most_usd"),
    ]
    assert len(rows) == 6
    for row, name in zip(rows, [file.name for file in files], strict=False):
        stated = OUTCOMES[name]
        low = stated["components_exact"]
        assert list(row.values())[half] == [
            *(stated["components"], "60", stated["components_percentage"], low, stated.get("components_high", low)),
            *(amount.replace("?", "") for amount in stated["usd"][1:]),
        ]
    assert list(rows[-1].values())[half] == [*[""] * 7, "7500"]


def test_the_page_of_many_has_the_whole_credit(critmin: Critmin, tmp_path: Path) -> None:
    files = [SAMPLES / name for name in OUTCOMES if "_credit_" in name]
    critmin("check", *files, "--pages", tmp_path / "site")
    page = read_page((tmp_path / "site" / "index.html").read_text("utf-8"))
    (table,) = [each for each in page.all("table") if each.attributes.get("id") == "boms"]
    heads, *rows = [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
    shown = {Path(row[heads.index("bill of materials")]).name: row[heads.index("whole credit")] for row in rows}
    credit = [shown[f"nmc811_2025_credit_{which}.xlsx"] for which in ("7500", "3750_minerals", "0", "open")]
    assert (len(shown), credit) == (5, ["$7,500", "$3,750", "$0", "$3,750 to $7,500"])


# The reasons, by the half that is asked for ---------------------------------------------------------------------------

KOREAN_PACK = [part("module", "100"), part("cell", "70", "module", "KR"), part("separator", "9", "cell", "?")]


@pytest.mark.parametrize(
    ("half", "why", "what_to_do"),
    [
        (
            "minerals",
            "0.0000%, 60% required: 60.0000 points below the requirement - Line 1, lithium: $100.00 does not count",
            "Source more value from countries that count: `critmin levers` lists the fewest lines to change",
        ),
        (
            "components",
            "battery components: 30.0000% to 39.0000%, 60% required: lowest possible: 30.0000 points below - cell adds "
            "$61.00, which does not count: South Korea (Components!D3) - separator adds $9.00, which may not count: "
            "country not stated (Components!D4)",
            "Source more incremental value from North America: `critmin levers --half components` lists the fewest",
        ),
        (
            "both",
            "critical minerals: 0.0000%, 60% required: 60.0000 points below the requirement - battery components: "
            "30.0000% to 39.0000%, 60% required: lowest possible: 30.0000 points below",
            "Source more value from countries that count: `critmin levers` lists the fewest lines to change - Source "
            "more incremental value from North America",
        ),
    ],
)
def test_the_reasons_are_those_of_the_half_asked_for(
    checked: Callable[..., str], half: str, why: str, what_to_do: str
) -> None:
    text = checked(with_parts(*KOREAN_PACK, lines=(virgin(at="NO"),)), *DAY, "--half", half)
    assert f"Why - {why}" in text
    assert f"What to do next - {what_to_do}" in text


def test_an_open_half_names_the_facts_that_could_decide_it(checked: Callable[..., str]) -> None:
    text = checked(with_parts(*UNPRICED), *DAY, "--half", "components")
    assert text.startswith("INCOMPLETE")
    assert (
        "Why - battery components: 0.0000% to 100.0000%, 60% required: not stated: the value of cell (Components!B3) "
        "What to do next - State the value of cell: Components!B3"
    ) in text
    assert "Critical minerals: 100.0000%, 60% required: pass. Whole credit: $3,750 to $7,500" in text
    assert (text.count("Critical minerals:"), text.count("Not stated:")) == (1, 0)


def test_only_facts_that_could_produce_a_pass_are_asked_for(critmin: Critmin) -> None:
    """The anode's value is missing too, and whatever it is, the cell's decides."""
    text = " ".join(critmin("check", OPEN, "--half", "components").stdout.split())
    assert "State the value of battery cell, center: Components!B11 - Check" in text
    assert "State the value of anode" not in text


def test_what_adds_nothing_and_what_is_excluded_is_no_reason(checked: Callable[..., str]) -> None:
    rows = [part("cell", "9", at="KR"), part("can", "5", "cell", "KR"), part("separator", "9", "cell", "JP")]
    text = checked(with_parts(*rows), *DAY, "--half", "components")
    assert "separator adds $9.00, which does not count: Japan (Components!D4) What to do next" in text


def test_facts_that_only_decide_it_together(checked: Callable[..., str]) -> None:
    rows = [part("module", "100", at="KR"), part("cell", "", "module", ""), part("separator", "10", "cell", "US")]
    text = checked(with_parts(*rows), *DAY, "--half", "components", "--full")
    assert "Resolving these together could produce a pass: the value of cell; where cell is assembled" in text


def test_a_supplier_without_a_name_is_asked_for_by_its_line(checked: Callable[..., str]) -> None:
    text = checked(with_parts(CELL, lines=(virgin() | {"feoc_attestation": ""},)), *DAY)
    assert "not named (extraction, line 1): ask for an attestation" in text


def test_a_supplier_that_fails_comes_first_whatever_half_is_asked_for(checked: Callable[..., str]) -> None:
    tables = with_parts(*KOREAN_PACK, lines=(by("Acme"),), Entities=[supplier("Acme", government="30")])
    for half in ("minerals", "components", "both"):
        assert "Why - Acme: extraction, United States (BOM!D2, BOM!G2)" in checked(tables, *DAY, "--half", half), half
    tables["Components"] = UNPRICED  # what is open decides nothing then
    assert "required: not stated" not in checked(tables, *DAY, "--half", "both")
