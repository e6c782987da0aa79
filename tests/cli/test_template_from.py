"""`critmin template FILE --from BOM`: a supplier's list of materials, prepared to be filled in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Row, Tables, write_xlsx
from critmin.engine.intake.tables.columns import known_columns
from random_boms import write_csv
from workbooks import read_rows

SAMPLE = Path(__file__).parent.parent.parent / "sample_boms" / "supplier_materials.csv"
DAY = ("-d", "2025-06-30", "-a", "2025-06-01")

Prepare = Callable[..., list[dict[str, Any]]]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The lines of the sheet BOM, each its filled cells by heading."""
    headings, *rows = read_rows(path, "BOM")
    known = known_columns("bom")
    headings = [known.find(str(heading)) for heading in headings]
    lines = [{str(n): value for n, value in zip(headings, row, strict=True) if value is not None} for row in rows]
    return [line for line in lines if line]


@pytest.fixture
def prepare(critmin: Callable[..., Any], tmp_path: Path) -> Prepare:
    """Runs `critmin template out.xlsx --from FILE ARGUMENTS...` on a file or on lines; what is written."""

    def call(given: Path | list[Row], *arguments: str) -> list[dict[str, Any]]:
        source = given if isinstance(given, Path) else write_csv({"BOM": given}, tmp_path, "source")
        got = critmin("template", tmp_path / "out.xlsx", "--from", source, *arguments)
        assert (got.exit_code, got.stderr) == (0, ""), got.stderr
        return rows_of(tmp_path / "out.xlsx")

    return call


def report(critmin: Callable[..., Any], path: Path, exit_code: int) -> dict[str, Any]:
    got = critmin("check", path, *DAY, "-f", "json")
    assert got.exit_code == exit_code, got.stdout
    return dict(json.loads(got.stdout)["reports"][0])


# The sample ----------------------------------------------------------------------------------------------------------


def test_the_sample_is_split_into_its_minerals(prepare: Prepare) -> None:
    """102.5 kg of LiNi0.8Mn0.1Co0.1O2 (97.2796 g/mol) hold 102.5 x 6.94 / 97.2796 = 7.312434... kg of lithium."""
    cathode, electrolyte = {"component": "cathode electrode"}, {"component": "electrolyte"}
    nmc, salt = cathode | {"material": "NMC811 powder"}, electrolyte | {"material": "LiPF6"}
    graphite = {"component": "anode electrode", "material": "graphite (synthetic)", "mineral": "graphite"}
    copper = {"component": "anode electrode", "material": "copper foil", "mineral": "none"}
    assert prepare(SAMPLE) == [
        nmc | {"line": "10-Li", "mineral": "lithium", "mass_kg": 7.312434, "form": "Li"},
        nmc | {"line": "10-Ni", "mineral": "nickel", "mass_kg": 49.474205, "form": "Ni"},
        nmc | {"line": "10-Mn", "mineral": "manganese", "mass_kg": 5.788624, "form": "Mn"},
        nmc | {"line": "10-Co", "mineral": "cobalt", "mass_kg": 6.209563, "form": "Co"},
        graphite | {"line": "20", "mass_kg": 69.3, "price_usd_per_kg": 10},
        cathode
        | {"line": "30-fluorspar", "material": "PVDF", "mineral": "fluorspar", "mass_kg": 1.596171, "form": "F"},
        salt | {"line": "40-Li", "mineral": "lithium", "mass_kg": 0.276408, "form": "Li"},
        salt | {"line": "40-fluorspar", "mineral": "fluorspar", "mass_kg": 4.539949, "form": "F"},
        cathode
        | {"line": "50", "material": "aluminum foil", "mineral": "aluminum", "mass_kg": 8.1}
        | {"price_usd_per_kg": 4.94},
        copper | {"line": "60", "mass_kg": 14.2, "price_usd_per_kg": 13.39},
    ]


def test_what_was_written_is_told(critmin: Callable[..., Any], tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    got = critmin("template", target, "--from", SAMPLE)
    told = "written with 10 lines of sample_boms/supplier_materials.csv, 7 of them minerals of a material"
    shown = f"{target} {told}: fill values and origins, then run `critmin check {target}`\n"
    assert (got.exit_code, got.stderr) == (0, "")
    assert got.stdout.replace(str(SAMPLE), "sample_boms/supplier_materials.csv") == shown


def test_the_rest_of_the_workbook_is_that_of_the_empty_template(
    critmin: Callable[..., Any], prepare: Prepare, tmp_path: Path
) -> None:
    prepare(SAMPLE)
    assert critmin("template", tmp_path / "empty.xlsx").exit_code == 0
    filled, empty = (openpyxl.load_workbook(tmp_path / name) for name in ("out.xlsx", "empty.xlsx"))
    assert filled.sheetnames == empty.sheetnames
    for name in empty.sheetnames:
        rows = list(filled[name].iter_rows(values_only=True))
        assert (rows[:1] if name == "BOM" else rows) == list(empty[name].iter_rows(values_only=True)), name


def test_the_prepared_sample_only_lacks_facts(critmin: Callable[..., Any], prepare: Prepare, tmp_path: Path) -> None:
    prepare(SAMPLE)
    got = report(critmin, tmp_path / "out.xlsx", exit_code=3)
    codes = {finding["code"]: finding["severity"] for finding in got["findings"]}
    assert got["verdict"]["status"] == "incomplete"
    assert codes == {
        "CM-UNDECIDED": "warning",
        "FEOC-NOT-SHOWN": "warning",
        "VALUE-UNKNOWN": "warning",
        "STEP-NOT-NAMED": "note",
        "LINE-NOT-LISTED": "note",
    }
    chains = {chain["line"]: (chain["mineral"], chain["value_usd"]) for chain in got["critical_minerals"]["chains"]}
    assert chains == {
        "10-Li": ("lithium", None),
        "10-Ni": ("nickel", None),
        "10-Mn": ("manganese", None),
        "10-Co": ("cobalt", None),
        "20": ("graphite", "693.00"),
        "30-fluorspar": ("fluorspar", None),
        "40-Li": ("lithium", None),
        "40-fluorspar": ("fluorspar", None),
        "50": ("aluminum", "40.01"),
    }


def test_columns_reads_what_was_written(critmin: Callable[..., Any], prepare: Prepare, tmp_path: Path) -> None:
    prepare(SAMPLE)
    got = critmin("columns", tmp_path / "out.xlsx", "-f", "json")
    assert got.exit_code == 0, got.stderr
    assert json.loads(got.stdout)["readable"] is True
    text = critmin("columns", tmp_path / "out.xlsx")
    assert (text.exit_code, "49.474205" in text.stdout) == (0, True)


def test_the_prepared_lines_filled_in_are_judged(critmin: Callable[..., Any], prepare: Prepare, tmp_path: Path) -> None:
    prepare([{"line": "1", "material": "LiPF6", "mass_kg": "10"}])
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["BOM"]
    at = {known_columns("bom").find(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    prices = [(2, 100, "Li"), (3, 1, "CaF2")]
    for row, price, form in prices:
        sheet.cell(row, at["price_usd_per_kg"], price)
        sheet.cell(row, at["price_form"], form)
    book.save(tmp_path / "filled.xlsx")
    got = report(critmin, tmp_path / "filled.xlsx", exit_code=2)  # the price is of the spar, the mass of its fluorine
    (found,) = [finding for finding in got["findings"] if finding["severity"] == "error"]
    assert (found["code"], "2.0547" in found["message"]) == ("FORM-DIFFERS", True)
    sheet.cell(3, at["price_form"], "F")
    book.save(tmp_path / "filled.xlsx")
    got = report(critmin, tmp_path / "filled.xlsx", exit_code=3)
    assert [chain["value_usd"] for chain in got["critical_minerals"]["chains"]] == ["45.68", "7.50"]


# Small tables --------------------------------------------------------------------------------------------------------


SPLIT: list[tuple[Row, list[dict[str, Any]]]] = [
    # no fixed make-up: no masses
    (
        {"material": "NMC", "mass_kg": "5"},
        [{"mineral": "lithium"}, {"mineral": "nickel"}, {"mineral": "manganese"}, {"mineral": "cobalt"}],
    ),
    ({"material": "LMFP", "mass_kg": "5"}, [{"mineral": "lithium"}, {"mineral": "manganese"}]),
    # no mass, or that of something else
    ({"material": "LFP"}, [{"mineral": "lithium"}]),
    ({"material": "LFP", "mass_kg": "TBD"}, [{"mineral": "lithium"}]),
    ({"material": "LFP", "mass_kg": "5", "form": "Li"}, [{"mineral": "lithium"}]),
    (
        {"material": "LFP powder", "mass_kg": "1", "form": "LiFePO4"},
        [{"mineral": "lithium", "mass_kg": 0.043992, "form": "Li"}],  # 6.94 / 157.755 = 0.0439922...
    ),
    # cut, not rounded: 2 x 18.998 / 64.032 = 0.5933908...; of a tenth of a milligram nothing is left
    ({"material": "PVDF", "mass_kg": "1"}, [{"mineral": "fluorspar", "mass_kg": 0.593372, "form": "F"}]),
    ({"material": "PVDF", "mass_kg": "0.000001"}, [{"mineral": "fluorspar", "mass_kg": 0, "form": "F"}]),
    # the values, prices and origins are not those of the minerals
    (
        {"material": "LFP", "mass_kg": "1", "value_usd": "9", "price_usd_per_kg": "9", "extraction_country": "AU"}
        | {"feoc_attestation": "A-1", "component": "cathode", "role": "cathode_active"},
        [
            {"mineral": "lithium", "mass_kg": 0.043992, "form": "Li", "component": "cathode"}
            | {"role": "cathode_active"}
        ],
    ),
    # named in the column of minerals
    ({"mineral": "LFP powder"}, [{"mineral": "lithium", "material": "LFP powder"}]),
    ({"mineral": "LFP", "material": "our powder"}, [{"mineral": "lithium"}]),
    ({"mineral": "LFP", "material": "LiFePO4"}, [{"mineral": "lithium"}]),
    ({"mineral": "none", "material": "LFP"}, [{"mineral": "lithium"}]),
    ({"mineral": "TBD", "material": "LFP"}, [{"mineral": "lithium"}]),
]

WHOLE_LINES: list[tuple[Row, dict[str, Any]]] = [
    ({"material": "copper foil"}, {"material": "copper foil", "mineral": "none"}),
    ({"material": "carbon black", "mineral": "?"}, {"material": "carbon black", "mineral": "none"}),
    ({"material": "lithium carbonate"}, {"material": "lithium carbonate", "mineral": "lithium"}),
    ({"material": "a blend of ours", "mass_kg": "1"}, {"material": "a blend of ours", "mass_kg": 1}),
    ({"material": "NMC811/LMO", "mass_kg": "1"}, {"material": "NMC811/LMO", "mass_kg": 1}),
    ({"material": "LFP", "mineral": "lithium"}, {"material": "LFP", "mineral": "lithium"}),
    # whoever wrote these must say what they mean
    ({"material": "LFP", "mineral": "Lithum"}, {"material": "LFP", "mineral": "Lithum"}),
    ({"material": "LFP", "mineral": "NMC811"}, {"material": "LFP", "mineral": "NMC811"}),
    # outside the battery
    ({"material": "LFP", "component": "busbar"}, {"material": "LFP", "component": "busbar"}),
    # a line of a mineral keeps its cells
    *(
        ({"mineral": "Li"} | cells, {"mineral": "Li"} | cells)
        for cells in (
            {"extraction_country": "NA", "processing_country": "unknown"},
            {"extraction_country": "AU 60% / CL 40%"},
            {"material": "=1+1", "feoc_attestation": "=cmd|' /c calc'!A1"},
        )
    ),
    (
        {"mineral": "Li", "processing_country_3": "CA", "processing_value_added_usd_3": "$1,234.50"},
        {"mineral": "Li", "processing_country_3": "CA", "processing_value_added_usd_3": 1234.5},
    ),
    (
        {"mineral": "Li", "material": "a\x01b\x1fc"},
        {"mineral": "Li", "material": "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"},
    ),
    ({"mineral": "Li", "Colour": "blue"}, {"mineral": "Li"}),
]


@pytest.fixture(scope="module")
def prepared(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What is written for all of these lines, each named by its place."""
    folder = tmp_path_factory.mktemp("prepared")
    given = [line for line, _ in [*SPLIT, *WHOLE_LINES]]
    lines = [{"line": str(number), "mineral": "", "material": ""} | line for number, line in enumerate(given)]
    got = critmin("template", folder / "out.xlsx", "--from", write_csv({"BOM": lines}, folder, "source"), "-q")
    assert (got.exit_code, got.stderr) == (0, ""), got.stdout
    return rows_of(folder / "out.xlsx")


def rows_for(prepared: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [row for row in prepared if row["line"].partition("-")[0] == str(number)]


@pytest.mark.parametrize("number", range(len(SPLIT)), ids=[str(line) for line, _ in SPLIT])
def test_a_material_is_split(prepared: list[dict[str, Any]], number: int) -> None:
    line, rows = SPLIT[number]
    symbols = {"lithium": "Li", "nickel": "Ni", "manganese": "Mn", "cobalt": "Co", "fluorspar": "fluorspar"}
    named = {"material": line["material"]} if "material" in line else {}
    expected = [{"line": f"{number}-{symbols[row['mineral']]}"} | named | row for row in rows]
    assert rows_for(prepared, number) == expected


def test_a_mass_in_another_unit_is_split(prepare: Prepare) -> None:
    (row,) = prepare([{"line": "7", "mineral": "", "material": "PVDF", "Mass g": "1000"}], "-q")
    assert row == {"line": "7-fluorspar", "material": "PVDF", "mineral": "fluorspar", "mass_kg": 0.593372, "form": "F"}


@pytest.mark.parametrize("number", range(len(WHOLE_LINES)), ids=[str(line) for line, _ in WHOLE_LINES])
def test_what_is_no_material_stays_one_line(prepared: list[dict[str, Any]], number: int) -> None:
    at = len(SPLIT) + number
    assert rows_for(prepared, at) == [{"line": str(at)} | WHOLE_LINES[number][1]]


@pytest.mark.parametrize(
    ("cells", "arguments", "written"),
    [
        ({"Mass g": "1500", "Unit price USD/t": "2000"}, (), {"mass_kg": 1.5, "price_usd_per_kg": 2}),
        ({"Value EUR": "10"}, ("--fx", "EUR=1.08@2024-06-28"), {"value_usd": 10.8}),
        ({"value_usd": "1.234,50"}, ("--decimal", "comma"), {"value_usd": 1234.5}),
        ({"mass": "2", "mass_unit": "t"}, (), {"mass_kg": 2000}),
        # 3 USD for 0.45359237 kg never end
        ({"Unit price USD/lb": "3"}, (), {"price_usd_per_kg": 6.613867865547}),
    ],
)
def test_a_line_of_a_mineral_is_in_the_units_of_the_template(
    prepare: Prepare, cells: Row, arguments: tuple[str, ...], written: dict[str, Any]
) -> None:
    (row,) = prepare([{"line": "7", "mineral": "Li"} | cells], "-q", *arguments)
    assert row == {"line": "7", "mineral": "Li"} | written


def test_a_price_by_the_pound_loses_no_cent(critmin: Callable[..., Any], prepare: Prepare, tmp_path: Path) -> None:
    prepare([{"mineral": "Li", "Mass lb": "10", "Unit price USD/lb": "3"}], "-q")
    (chain,) = report(critmin, tmp_path / "out.xlsx", exit_code=3)["critical_minerals"]["chains"]
    assert chain["value_usd"] == "30.00"


def test_a_line_without_a_name_is_named_by_its_row(prepare: Prepare) -> None:
    rows = prepare([{"mineral": "", "material": name} for name in ("LFP", "copper foil", "LiPF6")])
    assert [row["line"] for row in rows] == ["2-Li", "3", "4-Li", "4-fluorspar"]


def test_a_total_is_no_line(prepare: Prepare) -> None:
    lines: list[Row] = [{"material": "LFP", "mass_kg": "1"}, {"material": "Total", "mass_kg": "1"}]
    assert [row["line"] for row in prepare(lines)] == ["2-Li"]


def test_a_workbook_and_its_sheet(prepare: Prepare, tmp_path: Path) -> None:
    lines: list[Row] = [{"material": "LFP", "mass_kg": "1"}]
    tables: Tables = {"Cover": [{"a": "b"}], "Parts": lines}
    assert [row["line"] for row in prepare(write_xlsx(tables, tmp_path / "s.xlsx"), "--sheet", "Parts")] == ["2-Li"]


def test_a_prepared_workbook_can_be_prepared_again(prepare: Prepare, tmp_path: Path) -> None:
    first = prepare(SAMPLE)
    (tmp_path / "out.xlsx").rename(tmp_path / "first.xlsx")
    assert prepare(tmp_path / "first.xlsx") == first


# The other sheets ----------------------------------------------------------------------------------------------------

ACME = {f"government_{measure}_pct": "0" for measure in ("equity", "votes", "board")}
HELD = {"owner": "Fund", "owned": "Acme", "equity_pct": "10", "votes_pct": "10%", "board_pct": "0"}
WHOLE: Tables = {
    "BOM": [
        {"line": "1", "material": "LiOH", "mineral": "lithium", "value_usd": "900", "extraction_country": "AU"}
        | {"processing_country": "US", "processing_value_added_usd": "100", "feoc_attestation": "ATT-1"},
        {"line": "", "material": "graphite", "mineral": "graphite", "value_usd": "100", "extraction_country": "US"}
        | {"processing_country": "US", "processing_entity": "Acme", "extraction_entity": "Acme"},
    ],
    "Steps": [{"line": "1", "step": "processing", "country": "CA", "entity": "", "value_added_usd": "50"}],
    "Entities": [
        {"entity": "Acme", "country": "US", "headquarters_country": "NA"} | ACME,
        {"entity": "Fund", "country": "US", "headquarters_country": "US"} | ACME,
    ],
    "Ownership": [HELD],
    "Components": [{"component": "separator", "value_usd": "5", "assembly_country": "US", "feoc_attestation": "ATT-2"}],
    "Vehicle": [
        {"field": "Model", "value": "M"},
        {"field": "placed in service", "value": "2025-06-30"},
        {"field": "acquired", "value": "2025-06-01"},
        {"field": "final_assembly_country", "value": "US"},
        {"field": "msrp_usd", "value": "49999"},
        {"field": "vehicle_class", "value": "other"},
    ],
}


def changed(sheet: str, row: int, **cells: str) -> Tables:
    """The whole battery with other cells in one row of one sheet."""
    rows = [given | (cells if number == row else {}) for number, given in enumerate(WHOLE[sheet])]
    return WHOLE | {sheet: rows}


VERDICTS = [
    (WHOLE, "pass"),
    (changed("Steps", 0, country="CN"), "fail"),
    (changed("Steps", 0, line="3", country="", value_added_usd="unknown"), "incomplete"),
    (changed("Steps", 0, line="7"), "unreadable"),
    (changed("Entities", 0, headquarters_country="CN"), "fail"),
    (changed("Entities", 0, country="unknown"), "incomplete"),
    (changed("Entities", 1, government_of="CN"), "pass"),
    (changed("Ownership", 0, owner="China", equity_pct="60%"), "fail"),
    (changed("Components", 0, assembly_country="CN"), "fail"),
    (changed("Components", 0, feoc_attestation="pending"), "incomplete"),
    (changed("Vehicle", 1, value="2024-06-30"), "unreadable"),
    (changed("Vehicle", 3, value="DE"), "not_available"),
    (changed("Vehicle", 3, field="final asembly country", value="DE"), "incomplete"),
    (changed("BOM", 0, recycling_value_added_usd="unknown"), "incomplete"),
]
# The same with other facts of these sheets.
OTHER_VERDICTS = [
    (changed("Entities", 0, designation="SDN"), "fail"),
    (changed("Entities", 0, government_equity_pct="25%"), "fail"),
    (changed("Entities", 0, government_board_pct="unknown"), "incomplete"),
    (changed("Entities", 0, effective_control_by="China"), "fail"),
    (changed("Vehicle", 4, value="80000"), "not_available"),
    (changed("Vehicle", 3, field="vehicle_class", value="van"), "unreadable"),
]


@pytest.mark.parametrize(
    ("tables", "status", "workbook"),
    [
        *((*row, False) for row in VERDICTS),
        *((*row, True) for row in VERDICTS[:2]),
        *(pytest.param(*row, False, marks=pytest.mark.thorough) for row in OTHER_VERDICTS),
        *(pytest.param(*row, True, marks=pytest.mark.thorough) for row in [*VERDICTS[2:], *OTHER_VERDICTS]),
    ],
)
def test_the_verdict_is_that_of_the_source(
    critmin: Callable[..., Any], tmp_path: Path, tables: Tables, status: str, workbook: bool
) -> None:
    source = write_xlsx(tables, tmp_path / "s.xlsx") if workbook else write_csv(tables, tmp_path, "s")
    made = critmin("template", tmp_path / "out.xlsx", "--from", source)
    assert (made.exit_code, made.stderr) == (0, ""), made.stdout + made.stderr
    assert "and what its Steps, Entities, Ownership, Components, Vehicle hold:" in made.stdout
    before, after = (
        json.loads(critmin("check", path, "-f", "json").stdout)["reports"][0]
        for path in (source, tmp_path / "out.xlsx")
    )
    assert (before["verdict"]["status"], after["verdict"]["status"]) == (status, status)
    for part in ("vehicle", "critical_minerals"):
        told = [{k: v for k, v in (got.get(part) or {}).items() if k != "chains"} for got in (before, after)]
        assert told[0] == told[1]


@pytest.mark.parametrize(
    ("sheet", "heading", "text", "status"),
    [("Vehicle", "value", "80.000", "not_available"), ("Steps", "value_added_usd", "50,0", "pass")],
)
def test_numbers_are_written_as_they_were_read(
    critmin: Callable[..., Any], tmp_path: Path, sheet: str, heading: str, text: str, status: str
) -> None:
    row = 4 if sheet == "Vehicle" else 0
    source = write_csv(changed(sheet, row, **{heading: text}), tmp_path, "source")
    assert critmin("template", tmp_path / "out.xlsx", "--from", source, "--decimal", "comma").exit_code == 0
    got = json.loads(critmin("check", tmp_path / "out.xlsx", "-f", "json").stdout)["reports"][0]
    assert got["verdict"]["status"] == status


def test_an_amount_in_another_currency_is_converted_once(critmin: Callable[..., Any], tmp_path: Path) -> None:
    part = {"component": "separator", "value": "100", "currency": "EUR", "assembly_country": "US"}
    source = write_csv(WHOLE | {"Components": [part]}, tmp_path, "source")
    rate = ("--fx", "EUR=1.5@2025-06-30")
    assert critmin("template", tmp_path / "out.xlsx", "--from", source, *rate).exit_code == 0
    reports = [
        json.loads(critmin("check", path, "-f", "json", *arguments).stdout)["reports"][0]
        for path, arguments in [(source, rate), (tmp_path / "out.xlsx", ())]
    ]
    assert [got["battery_components"]["total_value_usd"] for got in reports] == ["150.00", "150.00"]


def test_a_share_that_is_not_clear_stays_so(critmin: Callable[..., Any], tmp_path: Path) -> None:
    owned = {"owner": "Fund", "owned": "Acme", "equity_pct": "10", "votes_pct": "10", "Board seats": "2"}
    source = write_csv(WHOLE | {"Ownership": [owned]}, tmp_path, "source")
    made = critmin("template", tmp_path / "out.xlsx", "--from", source)
    assert (made.exit_code, "SHARE-OR-COUNT" in made.stderr) == (0, True)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Ownership"]["E2"].value == "unknown"


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"BOM": [{"line": "10", "material": "LiPF6"}], "Steps": [{"line": "10", "step": "processing"}]},
            "10-fluorspar",
        ),
        (WHOLE | {"Entites": WHOLE["Entities"]}, "Entites"),
        (WHOLE | {"Steps": [{"line": "1", "Farbe": "rot"}]}, "step"),
        (changed("Entities", 0, government_equity_pct="125"), "125"),
        (changed("Entities", 0, **{"parent country": "China"}), "parent country"),
    ],
)
def test_what_would_be_lost_is_refused(critmin: Callable[..., Any], tmp_path: Path, tables: Tables, said: str) -> None:
    got = critmin("template", tmp_path / "out.xlsx", "--from", write_xlsx(tables, tmp_path / "source.xlsx"))
    assert (got.exit_code, said in got.stdout, (tmp_path / "out.xlsx").exists()) == (2, True, False), got.stdout


@pytest.mark.parametrize("quiet", [True, False])
def test_what_is_left_behind_is_told(critmin: Callable[..., Any], tmp_path: Path, quiet: bool) -> None:
    tables: Tables = {
        "BOM": [{"line": "10", "material": "LiPF6", "processing_country": "CN", "extraction_country": ""}],
        "Components": [{"component": "separator", "value_usd": "5", "Colour": "white"}],
    }
    source = write_xlsx(tables, tmp_path / "source.xlsx")
    got = critmin("template", tmp_path / "out.xlsx", "--from", source, *(["-q"] if quiet else []))
    told = (
        'warning: not carried over, because they are not read: the columns "Colour" of the sheet Components\n'
        "warning: not carried over, because they describe a material and not its minerals: processing_country\n"
    )
    assert (got.exit_code, got.stderr) == (0, "" if quiet else told)


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "FILE-MISSING"),
        ("empty.csv", b"", "FILE-EMPTY"),
        ("zeros.csv", b"\x00\x01", "FILE-NOT-A-SPREADSHEET"),
        ("cut.xlsx", b"PK\x03\x04", "FILE-"),
        ("other.csv", b"a,b\n1,2\n", "HEADER-MISSING"),
        ("header.csv", b"material,mass_kg\n", "NO-LINES"),
        # what would be lost on the way
        ("text.csv", b"material,mass_kg\nLFP,heavy\n", "NUMBER-UNREADABLE"),
        ("minus.csv", b"mineral,value_usd\nLi,-5\n", "NUMBER-NEGATIVE"),
        ("comma.csv", b'mineral,value_usd\nLi,"1,5"\n', "NUMBER-UNREADABLE"),
        ("unit.csv", b"material,Mass\nLFP,5\n", "UNIT-MISSING"),
        ("euro.csv", b"mineral,Value EUR\nLi,5\n", "CURRENCY-WITHOUT-RATE"),
    ],
)
@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_bad_input_is_told_and_nothing_is_written(
    critmin: Callable[..., Any], tmp_path: Path, name: str, content: bytes | None, said: str, quiet: tuple[str, ...]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    got = critmin("template", tmp_path / "out.xlsx", "--from", tmp_path / name, *quiet)
    assert (got.exit_code, got.stderr, said in got.stdout) == (2, "", True), got.stdout
    assert not (tmp_path / "out.xlsx").exists()


def test_a_cell_that_holds_an_error_is_told(critmin: Callable[..., Any], tmp_path: Path) -> None:
    source = write_xlsx({"BOM": [{"material": "LFP", "mass_kg": "#N/A"}]}, tmp_path / "source.xlsx")
    got = critmin("template", tmp_path / "out.xlsx", "--from", source)
    assert (got.exit_code, "CELL-ERROR" in got.stdout, (tmp_path / "out.xlsx").exists()) == (2, True, False)


def test_a_missing_column_of_minerals_is_no_problem_and_others_are_told(
    critmin: Callable[..., Any], tmp_path: Path
) -> None:
    source = write_csv({"BOM": [{"material": "LFP", "mass_kg": "1", "matrial": "x"}]}, tmp_path, "source")
    got = critmin("template", tmp_path / "out.xlsx", "--from", source)
    assert (got.exit_code, "COLUMN-SECOND" in got.stderr, "COLUMN-MISSING" in got.stderr) == (0, True, False)


def test_the_source_is_never_written_over(critmin: Callable[..., Any], tmp_path: Path) -> None:
    source = write_xlsx({"BOM": [{"material": "LFP"}]}, tmp_path / "source.xlsx")
    before = source.read_bytes()
    got = critmin("template", source, "--from", source)
    assert (got.exit_code, got.stdout, source.read_bytes()) == (2, "", before)


def test_a_megabyte_in_a_cell(prepare: Prepare) -> None:
    (row,) = prepare([{"line": "7", "material": "LFP" * 500_000}])
    assert (row["line"], "mineral" in row, row["material"][:6]) == ("7", False, "LFPLFP")
