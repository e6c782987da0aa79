"""`critmin template`: what the workbook offers, and that it checks clean once it is filled."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from critmin.cli.render.template_data import load_template
from critmin.data import load
from critmin.engine.intake.tables.columns import known_columns, load_columns, load_parts
from critmin.engine.intake.tables.fact_fields import known_field, load_fields
from critmin.engine.model.settings import SHEET_SETS
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.vocabulary.countries import find_country
from critmin.engine.vocabulary.entity_words import load_words
from critmin.engine.vocabulary.minerals import Mineral, all_minerals, find_mineral
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


class Every(msgspec.Struct, frozen=True):
    """All kinds and lists of `vocabulary/template.toml`."""

    kinds: dict[str, Any]
    lists: dict[str, Any]


SHEETS = ["BOM", "Steps", "Entities", "Ownership", "Components", "Certificates", "Vehicle"]
MEASURES = ("government_equity_pct", "government_votes_pct", "government_board_pct")


@pytest.fixture(scope="module")
def content() -> bytes:
    from critmin.cli.render.template import render_template

    return render_template(load_template())


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    """The workbook to be looked at."""
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture
def to_fill(content: bytes) -> Workbook:
    """A workbook of its own, to be written into."""
    return openpyxl.load_workbook(io.BytesIO(content))


def headings(sheet: Worksheet) -> list[Any]:
    """The columns that the headings are read as, by their own names."""
    known = known_columns("bom" if sheet.title == "critmin example" else sheet.title.lower())
    return [known.find(cell.value) for cell in sheet[1]]


def letter(sheet: Worksheet, column: str) -> str:
    return get_column_letter(headings(sheet).index(column) + 1)


def offered(book: Workbook, sheet: str, cell: str) -> Any:
    """What the drop-down list of a cell offers: its entries, or the formula; None where it has none."""
    for validation in book[sheet].data_validations.dataValidation:
        if cell in validation.sqref:
            assert (validation.errorStyle, validation.showErrorMessage) == ("warning", True)
            at = re.fullmatch(r"'critmin lists'!(\$\w+\$\d+:\$\w+\$\d+)", validation.formula1)
            return [c.value for (c,) in book["critmin lists"][at[1].replace("$", "")]] if at else validation.formula1
    return None


# Every column, and what is said of it --------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_known_column_has_a_text_and_no_other(book: Workbook, sheet: str) -> None:
    known = known_columns(sheet.lower())
    told = list(load_template().columns(sheet.lower()))
    assert headings(book[sheet]) == told
    assert set(known.names()) - set(load_columns().shared) <= set(told)
    assert [name for name in told if known.find(name) != name] == []


def test_every_field_of_the_vehicle_has_a_text_and_no_other(book: Workbook) -> None:
    fields = [known_field(cell.value, "vehicle") for cell in book["Vehicle"]["A"][1:]]
    assert fields == list(load_template().fields)
    assert sorted(fields) == sorted(load_fields("vehicle").all())


def test_no_kind_and_no_list_is_left_over() -> None:
    texts = [load_template(sheets) for sheets in SHEET_SETS]
    every = load("vocabulary/template.toml", Every)
    assert {name for text in texts for name in text.kinds} == set(every.kinds)
    assert {name for text in texts for name in text.lists} == set(every.lists)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_heading_has_a_note_and_a_needed_one_says_so(book: Workbook, sheet: str) -> None:
    needed = known_columns(sheet.lower()).needed
    assert needed
    for cell, name in zip(book[sheet][1], headings(book[sheet]), strict=True):
        entry = load_template().columns(sheet.lower())[name]
        assert cell.comment is not None and entry.says in cell.comment.text
        assert cell.comment.text.startswith("Needed. ") == (name in needed)
        assert cell.font.underline == ("double" if name in needed else None)
        assert cell.font.bold


def test_every_field_of_the_vehicle_has_a_note(book: Workbook) -> None:
    for (cell,) in book["Vehicle"]["A2:A14"]:
        assert cell.comment.text.startswith(load_template().fields[known_field(cell.value, "vehicle")].says)


def test_a_longer_note_has_a_larger_box(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        drawing = file.read("xl/drawings/commentsDrawing1.vml").decode()
    boxes = [int(height) for height in re.findall(r"width:340px;height:(\d+)px", drawing)]
    texts = load_template()
    notes = [texts.note(entry, needed=name == "mineral") for name, entry in texts.columns("bom").items()]
    assert len(boxes) == len(notes)
    assert all(height / 20 > len(note) / 44 for height, note in zip(boxes, notes, strict=True))
    assert max(boxes) > min(boxes)


def test_the_guide_says_all_that_the_notes_say(book: Workbook) -> None:
    told = [[cell.value for cell in row] for row in book["critmin guide"].iter_rows(min_row=2)]
    assert ["BOM", "Mineral", "needed"] in [row[:3] for row in told]
    texts = load_template()
    entries = [e for sheet in map(str.lower, SHEETS) for e in texts.columns(sheet).values()] + [*texts.fields.values()]
    assert [row[3].startswith(entry.says) for row, entry in zip(told, entries, strict=True)] == [True] * len(entries)


# Drop-down lists -----------------------------------------------------------------------------------------------------

COUNTRIES = ["unknown", "United States", "Puerto Rico", "Australia", "Bahrain", "Canada", "Chile"]
OF_ENTITIES = "OFFSET(Entities!$A$2,0,0,MAX(1,COUNTA(Entities!$A$2:$A$2000)),1)"


@pytest.mark.parametrize("row", [2, 501, 2000])
@pytest.mark.parametrize(
    ("sheet", "column", "begins"),
    [
        ("BOM", "component", ["cathode electrode", "anode electrode"]),
        ("BOM", "role", ["cathode_active", "anode_active", "foil"]),
        (
            "BOM",
            "mineral",
            ["lithium", "nickel", "cobalt", "manganese", "graphite", "aluminum", "fluorspar", "antimony"],
        ),
        ("BOM", "mass_unit", ["kg", "g", "t", "lb"]),
        ("BOM", "price_unit", ["USD/kg"]),
        ("BOM", "currency", ["USD"]),
        ("BOM", "extraction_country", COUNTRIES),
        ("BOM", "processing_country", COUNTRIES),
        ("BOM", "processing_country_2", COUNTRIES),
        ("BOM", "recycling_country", COUNTRIES),
        ("BOM", "processing_entity_2", OF_ENTITIES),
        ("BOM", "impracticable_to_trace", ["yes", "no"]),
        ("Steps", "line", "OFFSET(BOM!$K$2,0,0,MAX(1,COUNTA(BOM!$K$2:$K$2000)),1)"),
        ("Steps", "step", ["extraction", "processing", "recycling"]),
        ("Steps", "country", COUNTRIES),
        ("Entities", "headquarters_country", COUNTRIES),
        ("Entities", "government_of", COUNTRIES),
        ("Entities", "government_votes_pct", "OR(ISTEXT(F2),F2=0,AND(F2>1,F2<=100))"),
        ("Entities", "rights_reserved", ["yes", "no"]),
        ("Entities", "designation", ["FTO", "SDN", "conviction", "DOE"]),
        ("Ownership", "owner", OF_ENTITIES),
        ("Ownership", "owned", OF_ENTITIES),
        ("Components", "component", ["cathode electrode", "anode electrode", "electrolyte", "separator"]),
        ("Components", "part_of", "OFFSET(Components!$A$2,0,0,MAX(1,COUNTA(Components!$A$2:$A$2000)),1)"),
        ("Components", "assembly_country", COUNTRIES),
    ],
)
def test_a_column_has_its_drop_down_list(book: Workbook, sheet: str, column: str, begins: Any, row: int) -> None:
    got = offered(book, sheet, f"{letter(book[sheet], column)}{row}")
    assert (got[: len(begins)] if isinstance(got, list) else got) == begins


@pytest.mark.parametrize(
    ("field", "begins"),
    [
        ("final_assembly_country", COUNTRIES),
        ("vehicle_class", ["van", "suv", "pickup", "other"]),
        ("transition_report", ["yes", "no"]),
        ("qualified_manufacturer", ["yes", "no"]),
        ("rechargeable_from_outside", ["yes", "no"]),
    ],
)
def test_a_field_has_its_drop_down_list(book: Workbook, field: str, begins: list[str]) -> None:
    row = list(load_template().fields).index(field) + 2
    assert offered(book, "Vehicle", f"B{row}")[: len(begins)] == begins


def test_every_country_and_every_mineral_is_offered_once_and_understood() -> None:
    unknown, *countries = load_template().fixed_lists()["countries"]
    codes = [find_country(name) for name in countries]
    assert unknown in load_words().unknown
    assert None not in codes
    assert len(set(codes)) == len(codes) == 250  # ISO 3166 lists 249, and Kosovo
    minerals = [find_mineral(name) for name in load_template().fixed_lists()["minerals"]]
    assert all(isinstance(mineral, Mineral) for mineral in minerals)
    assert sorted(m.id for m in minerals if m) == sorted(m.id for m in all_minerals())


def test_no_country_is_offered_by_a_name_that_draws_a_warning() -> None:
    from critmin.engine.vocabulary.places import homonym

    named = [
        (name, code) for name in load_template().fixed_lists()["countries"] if (code := find_country(name)) is not None
    ]
    assert len(named) == 250
    assert [name for name, code in named if homonym(code, name)] == []
    assert set(load_template().lists["countries"].instead.values()) <= {name for name, _ in named}


def test_every_partner_is_offered_before_every_other_country() -> None:
    partners = load_rulebook().partners
    count = {country for value in partners.home.values for country in value.value.all()}
    count |= {country for rule in partners.agreement for value in rule.values for country in value.value.countries}
    first = load_template().fixed_lists()["countries"][1 : len(count) + 1]
    assert {find_country(name) for name in first} == count


def test_every_component_and_unit_offered_is_understood() -> None:
    from critmin.engine.vocabulary.units import parse_unit

    lists = load_template().fixed_lists()
    assert set(lists["components"]) <= load_parts().battery
    masses = [parse_unit(text) for text in lists["mass_units"]]
    prices = [parse_unit(text) for text in lists["price_units"]]
    moneys = [parse_unit(text) for text in lists["currencies"]]
    assert all(unit and unit.mass and not unit.currency for unit in masses)
    assert all(unit and unit.mass and unit.currency for unit in prices)
    assert [unit.currency for unit in moneys if unit] == lists["currencies"]


# Formats -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "column", "format_"),
    [
        ("BOM", "line", "@"),  # 3-1 is no date
        ("BOM", "value_usd", "#,##0.00"),
        ("BOM", "mass_kg", "#,##0.000"),
        ("BOM", "processing_value_added_usd_2", "#,##0.00"),
        ("BOM", "feoc_attestation", "@"),
        ("Entities", "government_equity_pct", "General"),  # so that a typed 25% becomes a percentage that says so
        ("Ownership", "board_pct", "General"),
        ("Components", "value_usd", "#,##0.00"),
    ],
)
def test_number_format_of_a_column(book: Workbook, sheet: str, column: str, format_: str) -> None:
    assert book[sheet].column_dimensions[letter(book[sheet], column)].number_format == format_


def test_dates_of_the_vehicle_are_shown_as_critmin_writes_them(book: Workbook) -> None:
    formats = {known_field(a.value, "vehicle"): b.number_format for a, b in book["Vehicle"].iter_rows(min_row=2)}
    assert [name for name, format_ in formats.items() if format_ == "yyyy-mm-dd"] == load_fields("vehicle").dates


@pytest.mark.parametrize("sheet", SHEETS)
def test_headings_stay_in_sight_and_fit_their_columns(book: Workbook, sheet: str) -> None:
    assert book[sheet].freeze_panes == "B2"
    for name in headings(book[sheet]):
        assert book[sheet].column_dimensions[letter(book[sheet], name)].width > len(name)


def test_sheets_of_the_program_s_own(book: Workbook) -> None:
    assert book.sheetnames == ["START", *SHEETS, "critmin guide", "critmin example", "critmin lists"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["critmin lists"]
    assert book.active is not None and book.active.title == "START"


def test_ten_columns_are_asked_for_first_and_stand_out(book: Workbook) -> None:
    assert [cell.value for cell in book["BOM"][1][:10]] == [
        "Component",
        "Material",
        "Mineral",
        "Mass kg",
        "Price USD per kg",
        "Extraction country",
        "Extraction entity",
        "Processing country",
        "Processing entity",
        "FEOC attestation",
    ]
    shades = [cell.font.color.rgb == "00FFFFFF" for cell in book["BOM"][1]]
    assert shades == [True] * 10 + [False] * (len(shades) - 10)


def test_the_start_leads_to_the_sheets(book: Workbook) -> None:
    rows = [(a.value, a.hyperlink and a.hyperlink.location, b.value) for a, b in book["START"].iter_rows(min_row=3)]
    assert len(rows) < 10
    assert [where for where, _, _ in rows[:3]] == ["BOM", "Vehicle", "Entities"]
    assert all(to == f"'{where}'!A1" and where in book.sheetnames for where, to, _ in rows if where)
    assert rows[-1][2] == "Then save this workbook and type: critmin check FILE.xlsx"


def test_what_is_filled_in_is_never_a_formula(tmp_path: Path) -> None:
    from critmin.cli.render.template import fill as write

    book = Workbook()
    write(
        book.create_sheet("BOM"),
        "bom",
        [{"material": "=cmd|' /c calc'!A1", "mass_kg": "=1+1", "value_usd": "12.50"}],
        load_template(),
    )
    book.save(tmp_path / "book.xlsx")
    cells = {c.value: c.data_type for c in openpyxl.load_workbook(tmp_path / "book.xlsx")["BOM"][2] if c.value}
    assert cells == {"=cmd|' /c calc'!A1": "s", "=1+1": "s", 12.5: "n"}


# Filled and checked --------------------------------------------------------------------------------------------------


def rows_of(sheet: Worksheet) -> Iterator[dict[str, Any]]:
    names = headings(sheet)
    for row in sheet.iter_rows(min_row=2, values_only=True):
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def put(sheet: Worksheet, rows: list[dict[str, Any]]) -> None:
    names = headings(sheet)
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, names.index(name) + 1, value)


def fill(book: Workbook) -> None:
    """The example into BOM, with its suppliers, a module of cells and a vehicle."""
    lines = list(rows_of(book["critmin example"]))
    put(book["BOM"], lines)
    sites = {
        who: line[name.replace("_entity", "_country")]
        for line in lines
        for name, who in line.items()
        if "_entity" in name
    }
    put(
        book["Entities"],
        [
            {"entity": who, "country": where, "headquarters_country": where} | dict.fromkeys(MEASURES, 0)
            for who, where in sites.items()
        ],
    )
    maker = {"entity": next(who for who, where in sites.items() if where == "United States")}
    made = {"assembly_country": "United States"} | maker
    cell = {"component": "battery cell", "part_of": "battery module", "value_usd": 70}
    put(book["Components"], [{"component": "battery module", "value_usd": 100} | made, cell | made])
    facts = {
        "model": "Example Crossover",
        "model_year": "2025",
        "placed_in_service": date(2025, 5, 15),
        "acquired": date(2025, 5, 2),
        "final_assembly_country": "Canada",
        "vehicle_class": "suv",
        "msrp_usd": 52900,
        "battery_kwh": 82,
        "gvwr_lb": 6100,
        "qualified_manufacturer": "yes",
        "rechargeable_from_outside": "yes",
    }
    for name, value in book["Vehicle"].iter_rows(min_row=2):
        value.value = facts.get(known_field(name.value, "vehicle"))


def test_the_example_has_the_layout_of_the_bom(book: Workbook) -> None:
    assert headings(book["critmin example"]) == headings(book["BOM"])
    numbers = [row["mass_kg"] for row in rows_of(book["critmin example"])]
    assert numbers == [7.979, 53.956, 6.773, 6.314, 75.768, 8.856, 4.965, 0.302]


def report(critmin: Callable[..., Any], path: Path, exit_code: int) -> dict[str, Any]:
    got = critmin("check", path, "-f", "json")
    assert got.exit_code == exit_code, got.stderr
    (only,) = json.loads(got.stdout)["reports"]
    return dict(only)


def test_the_example_filled_in_passes_and_nothing_is_found(
    critmin: Callable[..., Any], to_fill: Workbook, tmp_path: Path
) -> None:
    fill(to_fill)
    to_fill.save(tmp_path / "filled.xlsx")
    got = report(critmin, tmp_path / "filled.xlsx", exit_code=0)
    assert (got["verdict"]["status"], got["feoc"]["status"]) == ("pass", "pass")
    assert [finding["code"] for finding in got["findings"]] == ["CM-MET"]
    assert got["vehicle"]["placed_in_service"] == "2025-05-15"
    assert got["critical_minerals"]["percentage"] == "93.3951"
    assert (got["battery_components"]["total_value_usd"], got["credit"]["total_usd"]) == ("100.00", 7500)


def test_the_empty_template_has_no_line(critmin: Callable[..., Any], tmp_path: Path) -> None:
    assert critmin("template", tmp_path / "empty.xlsx").exit_code == 0
    got = report(critmin, tmp_path / "empty.xlsx", exit_code=2)
    (found,) = got["findings"]
    assert (found["code"], found["message"].startswith("the sheet BOM has")) == ("NO-LINES", True)
    assert found["message"].endswith("expected one for each procurement chain of each applicable critical mineral")


@pytest.mark.parametrize(
    ("sheet", "cells", "codes"),
    [
        ("START", {"A1": "Start"}, ["SHEET-UNUSED"]),  # another sheet of that name
        ("START", {"A12": "Supplier", "B12": "FEOC", "A13": "Acme", "B13": "yes"}, ["SHEETS-SEVERAL"]),
        ("START", {"B12": "ask Kim for the masses"}, []),
        ("critmin guide", {"A300": "Supplier", "B300": "FEOC", "A301": "Acme", "B301": "yes"}, ["SHEETS-SEVERAL"]),
        ("critmin guide", {"F1": "Supplier", "G1": "FEOC", "F2": "Acme", "G2": "yes"}, ["SHEETS-SEVERAL"]),
        ("critmin guide", {"A300": "ask Kim for the masses"}, []),
        ("critmin example", {"F2": "China"}, ["SHEETS-SEVERAL"]),  # lines of the analyst's
        ("critmin example", {"C10": "cobalt", "M10": 1000, "H10": "China"}, ["SHEETS-SEVERAL"]),
        ("critmin example", {"A2": None, "B2": None}, ["SHEETS-SEVERAL"]),
    ],
)
def test_what_is_written_on_its_own_sheets_is_not_passed_over(
    critmin: Callable[..., Any], to_fill: Workbook, tmp_path: Path, sheet: str, cells: dict[str, Any], codes: list[str]
) -> None:
    fill(to_fill)
    for cell, text in cells.items():
        to_fill[sheet][cell] = text
    to_fill.save(tmp_path / "filled.xlsx")
    got = json.loads(critmin("check", tmp_path / "filled.xlsx", "-f", "json").stdout)["reports"][0]
    assert [found["code"] for found in got["findings"] if found["code"].startswith("SHEET")] == codes


# The file ------------------------------------------------------------------------------------------------------------


def test_one_line_says_what_was_written(critmin: Callable[..., Any], tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "my pack.xlsx"
    got = critmin("template", target)
    sheets = "fill the sheets BOM, Vehicle and Entities (and Components, for the other half of the credit)"
    said = f'{target} written: {sheets}, then run `critmin check "{target}"`\n'
    assert (got.exit_code, got.stdout, got.stderr) == (0, said, "")
    assert target.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["my pack.xlsx"]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("there.xlsx", "already exists"),
        ("dangling.xlsx", "already exists"),
        ("folder.xlsx", "already exists"),
        ("missing/new.xlsx", "does not exist"),
        ("there.xlsx/new.xlsx", "does not exist"),
        ("new.xls", "use a file name that ends in .xlsx"),
        ("new.csv", "use a file name that ends in .xlsx"),
        ("new", "use a file name that ends in .xlsx"),
        ("-", "use a file name that ends in .xlsx"),
    ],
)
def test_what_is_refused(critmin: Callable[..., Any], tmp_path: Path, target: str, says: str) -> None:
    (tmp_path / "there.xlsx").write_text("mine")
    (tmp_path / "dangling.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    got = critmin("template", tmp_path / target)
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert says in got.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dangling.xlsx", "folder.xlsx", "there.xlsx"]
    assert (tmp_path / "there.xlsx").read_text() == "mine"
    assert (tmp_path / "dangling.xlsx").is_symlink()


def test_nothing_is_left_where_writing_fails(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    got = critmin("template", tmp_path / "new.xlsx")
    assert (got.exit_code, got.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert "No space left on device" in got.stderr


def test_no_clock_is_in_the_file(content: bytes) -> None:
    edition = datetime.combine(load_rulebook().edition, datetime.min.time())
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {edition.timetuple()[:6]}
        assert file.namelist()[0] == "[Content_Types].xml"
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (properties.created, properties.modified) == (edition, edition)


def test_help_does_not_load_the_writer() -> None:
    program = "import json, sys; from critmin.cli.app import run; run(['--help']); print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not {"openpyxl", "pycountry", "critmin.cli.render.template"} & set(loaded)
