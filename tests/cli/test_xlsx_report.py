"""`critmin check -f xlsx`: the analyst's own workbook, with the findings at their cells and the report in sheets."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

import kept_samples
import openpyxl
import pytest
import python_calamine
from boms import bom, supplier, vehicle, virgin, write_xlsb, write_xlsx
from critmin.cli.app import run
from libreoffice import SOFFICE, convert
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from random_boms import write_csv
from thorough import one_of_each
from workbooks import ods, ods_rows, read_rows

OUTCOMES = [*kept_samples.OUTCOMES.values()]
SAMPLES = Path(__file__).parents[2] / "sample_boms"
FIRST = "critmin summary"
OWN = ["critmin verdict", "critmin lines", "critmin origins", "critmin findings"]
DATE = ("-d", "2025-06-30")
RED, YELLOW, BLUE = "00FFC7CE", "00FFEB9C", "00DDEBF7"
HEADING = "critmin check (replaced with every run):\n\n"

Critmin = Callable[..., Any]
Checked = Callable[..., "Written"]


@dataclass(frozen=True)
class Written:
    """What was written of a file, and what was said; read by openpyxl only where more than values is asked for."""

    exit_code: int
    stderr: str
    path: Path

    @cached_property
    def book(self) -> Workbook:
        return openpyxl.load_workbook(self.path, rich_text=True)

    def table(self, title: str) -> list[dict[str, Any]]:
        """The rows of a sheet down to the first that is empty."""
        header, *rows = read_rows(self.path, title)
        return [dict(zip(header, row, strict=True)) for row in takewhile(any, rows)]

    @property
    def verdict(self) -> dict[str, Any]:
        """The sheet `critmin verdict` by item; the last one where an item stands twice."""
        return {row["item"]: row["value"] for row in self.table("critmin verdict")}


@pytest.fixture(scope="session")
def of_samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[object, ...], Written]]:
    """What was written of a sample under these options, to be read by several tests; and the folder for it."""
    return tmp_path_factory.mktemp("samples"), {}


@pytest.fixture
def checked(critmin: Critmin, tmp_path: Path, of_samples: tuple[Path, dict[tuple[object, ...], Written]]) -> Checked:
    """Checks a file with `-f xlsx`."""

    def write(path: Path, options: tuple[str, ...], target: Path) -> Written:
        got = critmin("check", path, *options, "-f", "xlsx", "-o", target)
        assert target.exists(), got.stderr
        return Written(got.exit_code, got.stderr, target)

    number = iter(range(100))
    folder, kept = of_samples

    def call(path: Path, *options: str, exit_code: int | None = None) -> Written:
        key = path, options or DATE
        if path.parent != SAMPLES:
            written = write(*key, tmp_path / f"checked-{next(number)}.xlsx")
        elif key in kept:
            written = kept[key]
        else:
            written = kept[key] = write(*key, folder / f"{len(kept)}.xlsx")
        assert exit_code is None or written.exit_code == exit_code
        return written

    return call


def comments(book: Workbook) -> dict[str, str]:
    return {f"{s.title}!{c.coordinate}": c.comment.text for s in book for row in s for c in row if c.comment}


def highlights(sheet: Worksheet) -> dict[str, str]:
    """The ground of each range that is highlighted."""
    found = {}
    for formats in sheet.conditional_formatting:
        for rule in formats.rules:
            if rule.formula == ['"critmin"<>""']:
                found |= {str(area): rule.dxf.fill.bgColor.rgb for area in formats.sqref.ranges}
    return found


def edited(path: Path, change: Callable[[Workbook], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


# At the cells ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def write_pack(folder: Path) -> Path:
    """Line 1 is processed in China; line 2 has no value; line 3 is copper. Columns: A line, B mineral, C value_usd,
    D extraction_country, E processing_country, F feoc_attestation, G colour (nobody's)."""
    lines = [virgin(processing_country="CN"), virgin("nickel", value="")]
    return write_xlsx(bom(*lines, virgin("copper", colour="red")), folder / "pack.xlsx")


def test_each_finding_is_a_comment_and_a_highlight_at_its_cell(checked: Checked, pack: Path) -> None:
    book = checked(pack, *DATE, exit_code=1).book
    told = comments(book)
    assert told["BOM!E2"] == (
        f"{HEADING}error FEOC-PLACE\nprocessing in China, a covered nation (line 1)\n"
        "→ Source this step elsewhere.\n\nerror FEOC-ATTESTATION-CONTRADICTED\n"
        'a fact contradicts the attestation "ATT-1": processing in China, a covered nation\n'
        "→ Find out which is right. Correct the fact or remove the attestation."
    )
    assert told["BOM!C3"].startswith(f"{HEADING}warning VALUE-UNKNOWN\n")
    assert told["BOM!B4"].startswith(f"{HEADING}note LINE-NOT-LISTED\n") and "→" not in told["BOM!B4"]
    assert told["BOM!G1"].startswith(f"{HEADING}note ")
    assert set(told) == {"BOM!E2", "BOM!F2", "BOM!C3", "BOM!B4", "BOM!G1"}
    assert highlights(book["BOM"]) == {"E2": RED, "F2": RED, "C3": YELLOW, "B4": BLUE, "G1": BLUE}
    assert book["BOM"]["E2"].comment.author == "critmin"


def test_a_cell_is_in_the_colour_of_its_worst_finding(checked: Checked, tmp_path: Path) -> None:
    by_acme = {"extraction_entity": "Acme", "processing_entity": "Other", "feoc_attestation": ""}
    lines = [virgin(at="AU", **by_acme), virgin("nickel", at="AU", **by_acme)]
    book = checked(write_xlsx(bom(*lines, Entities=[supplier("Acme", "CN")]), tmp_path / "pack.xlsx")).book
    told = comments(book)
    assert told["BOM!G2"].count(HEADING) == 1
    assert told["BOM!G2"].count("error FEOC-JURISDICTION") == 2  # organized, and headquartered
    assert "warning FEOC-NOT-SHOWN" in told["BOM!H2"] and "warning ENTITY-NOT-LISTED" in told["BOM!H2"]
    assert highlights(book["BOM"]) == {"G2:G3": RED, "H2:H3": YELLOW}
    assert highlights(book["Entities"]) == {"B2": RED, "C2": RED}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("nmc622_2026_audit.xlsx", ()),
        ("supplier_layout_2024.xlsx", ("-y", "2025")),
        ("lfp_2025_fail_china.csv", ()),
        ("supplier_materials.csv", ("-y", "2025")),
    ],
)
def test_every_finding_is_in_the_sheet_and_at_every_cell(
    critmin: Critmin, checked: Checked, name: str, options: tuple[str, ...]
) -> None:
    got = critmin("check", SAMPLES / name, *options, "-f", "json")
    (report,) = json.loads(got.stdout)["reports"]
    written = checked(SAMPLES / name, *(options or ("--quiet",)), exit_code=got.exit_code)
    rows, book = written.table("critmin findings"), written.book
    assert [(r["code"], r["severity"], r["what was found"]) for r in rows] == [
        (f["code"], f["severity"], f["message"]) for f in report["findings"]
    ]
    for found, row in zip(report["findings"], rows, strict=True):
        shown = [value for title, value in row.items() if title.startswith("cell ") and value]
        assert shown[:12] == found["cells"][:12]
        for address in found["cells"]:
            title, _, at = address.rpartition("!")
            sheet = book[title.strip("'")]
            (top,) = [a.start_cell.coordinate for a in sheet.merged_cells.ranges if at in a] or [at]
            assert f"{found['code']}\n{found['message']}" in sheet[top].comment.text


def test_a_cell_in_a_merged_area_is_told_at_its_top_left(checked: Checked) -> None:
    book = checked(SAMPLES / "supplier_layout_2024.xlsx", "-y", "2025").book
    sheet = book["Pack A rev 3"]
    assert "COLUMN-READ" in sheet["E4"].comment.text  # E4:E5 is merged, and the heading is read at E5
    assert highlights(sheet)["E4:E5"] == BLUE


def test_links_lead_to_the_cells(checked: Checked, tmp_path: Path) -> None:
    tables = {"It's 5 - NMC": bom(virgin(processing_country="CN"))["BOM"]}
    book = checked(write_xlsx(tables, tmp_path / "pack.xlsx")).book
    assert "FEOC-PLACE" in book["It's 5 - NMC"]["E2"].comment.text
    sheet = book["critmin findings"]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "FEOC-PLACE"]
    assert (row[5].value, row[5].hyperlink.location) == ("'It''s 5 - NMC'!E2", "'It''s 5 - NMC'!E2")
    line = next(book["critmin lines"].iter_rows(min_row=2))
    assert [cell.hyperlink.location for cell in line if cell.hyperlink] == [f"'It''s 5 - NMC'!{c}2" for c in "CDE"]


# The analyst's own ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dressed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack with all that an analyst may have put into it."""

    def dress(book: Workbook) -> None:
        sheet = book["BOM"]
        sheet["E2"].comment = Comment("Ask Anna.", "Bert")
        sheet["E3"].comment = Comment("Fine.", "Bert")
        sheet["E2"].fill, sheet["E2"].font = PatternFill("solid", fgColor="00FF00"), Font(bold=True, color="123456")
        sheet["C2"].number_format = '#,##0.000 "USD"'
        sheet["C2"] = "0.30000000000000004"
        sheet["C2"].data_type = "n"
        sheet["H1"], sheet["H2"] = CellRichText("a ", TextBlock(InlineFont(b=True), "bold"), " word"), "=C2*2"
        sheet.merge_cells("J1:K2")
        sheet.column_dimensions["B"].width, sheet.freeze_panes = 33.5, "B2"
        choice = DataValidation(type="list", formula1='"lithium,nickel"')
        choice.add("B2:B9")
        sheet.add_data_validation(choice)
        rule = CellIsRule(operator="equal", formula=['"CN"'], fill=PatternFill(bgColor="ABCDEF"))
        sheet.conditional_formatting.add("D2:E9", rule)
        book.defined_names["Total"] = DefinedName("Total", attr_text="BOM!$C$2")
        hidden = book.create_sheet("Lists")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "kept"
        book.properties.creator, book.properties.title = "Bert", "Pack A"

    return edited(write_pack(tmp_path_factory.mktemp("dressed")), dress)


@pytest.fixture
def dressed(dressed_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(dressed_once, tmp_path))


def test_what_is_the_analysts_stays(checked: Checked, dressed: Path) -> None:
    before = openpyxl.load_workbook(dressed, rich_text=True)
    book = checked(dressed).book
    sheet, was = book["BOM"], before["BOM"]
    for row in was:
        for cell in row:
            same = sheet[cell.coordinate]
            assert (same.value, same.number_format) == (cell.value, cell.number_format)
            assert (repr(same.font), repr(same.fill)) == (repr(cell.font), repr(cell.fill))
    assert sheet["H1"].value[1].font.b and sheet["H2"].value == "=C2*2"
    assert [area.coord for area in sheet.merged_cells.ranges] == ["J1:K2"]
    assert (sheet.column_dimensions["B"].width, sheet.freeze_panes) == (33.5, "B2")
    assert [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation] == [
        ("B2:B9", '"lithium,nickel"')
    ]
    theirs = [(str(f.sqref), r) for f in sheet.conditional_formatting for r in f.rules if r.type == "cellIs"]
    ((at, rule),) = theirs
    assert (at, rule.formula, rule.dxf.fill.bgColor.rgb) == ("D2:E9", ['"CN"'], "00ABCDEF")
    assert rule.priority > max(r.priority for f in sheet.conditional_formatting for r in f.rules if r is not rule)
    assert book.defined_names["Total"].attr_text == "BOM!$C$2"
    assert (book["Lists"].sheet_state, book["Lists"]["A1"].value) == ("hidden", "kept")
    assert (book.properties.creator, book.properties.title) == ("Bert", "Pack A")
    assert book.sheetnames == [FIRST, "BOM", "Lists", *OWN]
    assert book.active.title == FIRST
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [FIRST]


def test_the_analysts_comment_stands_above_ours(checked: Checked, dressed: Path) -> None:
    sheet = checked(dressed).book["BOM"]
    assert sheet["E2"].comment.text.startswith(f"Ask Anna.\n\n{HEADING}error FEOC-PLACE\n")
    assert (sheet["E2"].comment.author, sheet["E3"].comment.text) == ("Bert", "Fine.")


def test_no_digit_of_a_number_is_lost(checked: Checked, dressed: Path) -> None:
    assert checked(dressed).book["BOM"]["C2"].value == 0.1 + 0.2 != 0.3


@pytest.mark.parametrize(
    ("saved", "kind", "value"),
    [("<v>0.1</v>", "", 0.1), ("<v>a &lt; b</v>", ' t="str"', "a < b"), ("<v>1</v>", ' t="b"', True), ("", "", None)],
)
def test_a_formula_keeps_its_saved_value(checked: Checked, dressed: Path, saved: str, kind: str, value: object) -> None:
    def with_value(name: str, content: bytes) -> bytes:
        old = b'<c r="H2"><f>C2*2</f><v /></c>'
        assert name != "xl/worksheets/sheet1.xml" or old in content
        return content.replace(old, f'<c r="H2"{kind}><f>C2*2</f>{saved}</c>'.encode())

    reworked(dressed, with_value)
    written = checked(dressed)
    assert written.book["BOM"]["H2"].value == "=C2*2"
    assert openpyxl.load_workbook(written.path, data_only=True)["BOM"]["H2"].value == value


def reworked(path: Path, rework: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """The archive with its parts changed, and others added."""
    with zipfile.ZipFile(path) as source:
        parts = {name: rework(name, source.read(name)) for name in source.namelist()} | (extra or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def test_the_input_is_not_touched(checked: Checked, dressed: Path) -> None:
    before = dressed.read_bytes()
    checked(dressed)
    assert dressed.read_bytes() == before


@pytest.mark.parametrize("name", ["nmc622_2026_audit.xlsx", "nmc811_2025_pass.xlsx", "nmc622_2025_fail_ownership.xlsx"])
def test_the_copy_is_judged_as_the_original_is(critmin: Critmin, checked: Checked, name: str) -> None:
    def judged(path: Path) -> dict[str, Any]:
        (report,) = json.loads(critmin("check", path, "-f", "json").stdout)["reports"]
        return {part: report[part] for part in ("verdict", "findings", "critical_minerals", "feoc", "readings")}

    assert judged(checked(SAMPLES / name, "--quiet").path) == judged(SAMPLES / name)


# Once more ------------------------------------------------------------------------------------------------------------


def test_a_later_run_replaces_what_an_earlier_one_wrote(checked: Checked, dressed: Path) -> None:
    first = checked(dressed).path
    again = checked(first).book
    assert comments(again) == comments(openpyxl.load_workbook(first))
    assert highlights(again["BOM"]) == {"E2": RED, "F2": RED, "C3": YELLOW, "B4": BLUE, "G1": BLUE, "H1": BLUE}
    assert again.sheetnames == [FIRST, "BOM", "Lists", *OWN]

    def mend(book: Workbook) -> None:
        book["BOM"]["E2"], book["BOM"]["C3"] = "AU", 5

    written = checked(edited(first, mend))
    mended = written.book
    assert mended["BOM"]["E2"].comment.text == "Ask Anna."
    assert mended["BOM"]["C3"].comment is None
    assert set(highlights(mended["BOM"])) == {"B4", "G1", "H1"}
    assert mended["BOM"]["E2"].fill.fgColor.rgb == "0000FF00"
    assert "FEOC-PLACE" not in {row["code"] for row in written.table("critmin findings")}


@pytest.mark.parametrize("name", ["lfp_2025_fail_china.csv", "supplier_layout_2024.xlsx", "nmc811_2025_pass.xlsx"])
def test_a_report_checks_to_the_same_verdict(checked: Checked, name: str) -> None:
    first = checked(SAMPLES / name)
    again = checked(first.path)
    assert again.verdict["verdict"] == first.verdict["verdict"]
    assert again.table("critmin lines") == first.table("critmin lines")
    codes, before = ({row["code"] for row in one.table("critmin findings")} for one in (again, first))
    assert codes == before


def test_a_template_keeps_its_notes_and_lists(critmin: Critmin, checked: Checked, tmp_path: Path) -> None:
    critmin("template", tmp_path / "empty.xlsx")
    before = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    book = checked(tmp_path / "empty.xlsx", exit_code=2).book
    assert book.sheetnames == [FIRST, *before.sheetnames, "critmin verdict", "critmin findings"]
    was = comments(before)
    assert {at: comments(book)[at] for at in was if at != "BOM!A1"} == {at: was[at] for at in was if at != "BOM!A1"}
    assert comments(book)["BOM!A1"].startswith(was["BOM!A1"])


def test_the_same_bytes_whenever_and_wherever(
    critmin: Critmin, dressed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, and on the standard output of one that puts sets in another order."""
    here, content = tmp_path / "here.xlsx", dressed.read_bytes()
    command = ["check", "-", *DATE, "-f", "xlsx"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    critmin(*command, "-o", here)
    program = [sys.executable, "-c", f"import sys; from critmin.cli.app import run; sys.exit(run({command}))"]
    seed = os.environ | {"PYTHONHASHSEED": "1"}
    done = subprocess.run(program, input=content, capture_output=True, check=False, env=seed)
    assert (done.returncode, done.stdout) == (1, here.read_bytes())
    said = Written(1, "", here).verdict
    assert (said["verdict"], said["file"]) == ("FAIL", "-")
    with zipfile.ZipFile(here) as file:
        before = openpyxl.load_workbook(dressed).properties.modified
        (stamp,) = {datetime(*entry.date_time) for entry in file.infolist()}  # noqa: DTZ001
    assert abs(stamp - before) < timedelta(seconds=2)  # an archive knows every other second


# The report's sheets --------------------------------------------------------------------------------------------------


def test_the_verdict_sheet(critmin: Critmin, checked: Checked) -> None:
    path = SAMPLES / "nmc811_2025_fail_by_a_hair.xlsx"
    (report,) = (run_ := json.loads(critmin("check", path, "-f", "json").stdout))["reports"]
    written = checked(path, "--quiet", exit_code=1)
    said = written.verdict
    assert said["verdict"] == "FAIL"
    assert (said["percentage"], said["required"]) == (59.996, 60)
    assert said["exact share, as a fraction"] == report["critical_minerals"]["exact"]
    assert Decimal(repr(said["value that counts"])) == Decimal("1499.90")
    assert said["50 percent value-added test"] == "percentage: 58.6080%; result: fail"
    assert (said["model"], said["placed in service"]) == ("Example Sedan", "2025-03-31")
    assert said["rulebook"] == run_["rulebook"]["edition"]
    values = {str(row["value"]) for row in written.table("critmin verdict")}
    assert {report["bom"]["sha256"], run_["rulebook"]["sha256"], *report["verdict"]["conditions"]} <= values
    items = {row["item"] for row in written.table("critmin verdict")}
    assert {entity["entity"] for entity in report["feoc"]["entities"]} <= items
    assert all(any(f"{r['id']}={r['chosen']}: " in value for value in values) for r in report["readings"])


def test_a_percentage_is_shown_cut_and_never_rounded(checked: Checked) -> None:
    """59.9960 with two decimals would be shown as 60.00."""
    sheet = checked(SAMPLES / "nmc811_2025_fail_by_a_hair.xlsx", "--quiet").book["critmin verdict"]
    formats = {row[1].value: row[2].number_format for row in sheet.iter_rows(min_row=2)}
    assert formats["percentage"] == '#,##0.0000"%"'
    assert formats["value"] == '"$"#,##0.00'
    assert formats["exact share, as a fraction"] == "@"


def test_a_percentage_of_more_digits_than_are_shown_is_cut(checked: Checked, tmp_path: Path) -> None:
    lines = virgin(value="599999999999999999"), virgin("nickel", value="400000000000000001", at="NO")
    sheet = checked(write_csv(bom(*lines), tmp_path, "pack")).book["critmin lines"]
    percents = [cell for row in sheet.iter_rows() for cell in row if cell.number_format == '0.0000########"%"']
    assert [cell.value for cell in percents if isinstance(cell.value, int | float)] == [59.999999999999]


@pytest.mark.parametrize("value", ["100", "1234567.891", "599999999999.25"])
def test_a_number_never_shows_as_hashes(checked: Checked, tmp_path: Path, value: str) -> None:
    """One by formula may have all places of its format; room for two more characters is beside it."""
    components = [
        {"component": "cathode electrode", "value_usd": value, "entity": "Acme", "assembly_country": "US"},
        {"component": "separator", "value_usd": "70", "entity": "Acme", "assembly_country": "KR"},
    ]
    lines = virgin(value=value), virgin("nickel", value="70", at="NO")
    path = checked(write_xlsx(bom(*lines, Components=components), tmp_path / "pack.xlsx")).path
    tight, formats = [], set()
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)):
            if sheet.title.startswith("critmin "):
                form = cell.number_format
                formats.add(form)
                whole, places = f"{int(cell.value):,}", form.partition(".")[2]
                shown = len(whole) + (places != "") + sum(map(places.count, "0#")) + sum(map(form.count, "$%"))
                if sheet.column_dimensions[cell.column_letter].width < shown + 2:
                    tight.append(f"{sheet.title}!{cell.coordinate}: {cell.value} as {form}")
    assert {'0.0000########"%"', '"$"#,##0.00####'} <= formats
    assert tight == []


def test_lines_and_origins(critmin: Critmin, checked: Checked) -> None:
    path = SAMPLES / "nmc622_2026_audit.xlsx"
    (report,) = json.loads(critmin("check", path, "-f", "json").stdout)["reports"]
    m = report["critical_minerals"]
    written = checked(path, "--quiet")
    lines = written.table("critmin lines")
    assert [row["line"] for row in lines] == [chain["line"] for chain in m["chains"]]
    for row, chain in zip(lines, m["chains"], strict=True):
        for end in ("low", "high"):
            assert row[f"share that counts, {end}est"] == float(Fraction(chain[f"counts_{end}"]))
            shares = [chain[f"{step}_{end}"] for step in ("extraction", "processing", "recycling")]
            told = [row[f"{step}, {end}est"] for step in ("extraction", "processing", "recycling")]
            assert told == [None if share is None else float(Fraction(share)) for share in shares]
        value = row["value USD"]
        assert value == "not known" if chain["value_exact"] is None else value == float(Fraction(chain["value_exact"]))
    origins = written.table("critmin origins")
    assert [(r["mineral"], r["step"], r["country"], str(r["share, percent"])) for r in origins] == [
        (o["mineral"], o["step"], o["country_name"], cut(o["share_percentage"])) for o in m["origins"]
    ]


def cut(number: str | None) -> str:
    return "not known" if number is None else str(float(number))


def test_a_number_of_more_digits_than_a_spreadsheet_holds_is_text(checked: Checked, tmp_path: Path) -> None:
    path = write_csv(bom(virgin(value="12345678901234567.89"), virgin("nickel", value="0.01")), tmp_path, "pack")
    assert checked(path).verdict["value"] == "$12,345,678,901,234,567.90"


@pytest.mark.parametrize("title", OWN)
def test_the_sheets_can_be_read_filtered_and_printed(checked: Checked, title: str) -> None:
    sheet = checked(SAMPLES / "nmc622_2026_audit.xlsx", "--quiet").book[title]
    rows = sum(1 for _ in takewhile(any, sheet.iter_rows(values_only=True)))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{get_column_letter(sheet.max_column)}{rows}")
    assert all(cell.font.b and cell.fill.fgColor.rgb == "001F3864" for cell in sheet[1])
    assert sheet.page_setup.orientation == "landscape"


def test_a_severity_is_colored_a_repeated_part_is_faint_and_an_address_is_a_link(checked: Checked) -> None:
    book = checked(SAMPLES / "nmc622_2026_audit.xlsx", "--quiet").book
    grounds = {row[1].value: row[1].fill.fgColor.rgb for row in book["critmin findings"].iter_rows(min_row=2)}
    assert {"warning", "note"} <= grounds.keys() and len(set(grounds.values())) == len(grounds)
    (linked, *_) = (row[5] for row in book["critmin findings"].iter_rows(min_row=2) if row[5].value)
    assert (linked.font.u, linked.font.color.rgb) == ("single", "000563C1") and linked.hyperlink.location
    parts = [row[0] for row in book["critmin verdict"].iter_rows(min_row=2)]
    repeated = [cell.value == above.value for above, cell in pairwise(parts)]
    assert [cell.font.color is not None for cell in parts[1:]] == repeated and {True, False} == set(repeated)


def test_a_text_longer_than_a_cell_is_cut(checked: Checked, tmp_path: Path) -> None:
    book = checked(write_csv(bom(virgin(material="A " * 20_000)), tmp_path, "long"), exit_code=0).book
    assert len(book["critmin lines"]["C2"].value) == len(book["BOM"]["G2"].value) == 32_767


# What openpyxl cannot copy --------------------------------------------------------------------------------------------


def fresh(folder: Path, suffix: str) -> Path:
    tables = bom(virgin(value="12.50", processing_country="CN"), Vehicle=vehicle(model="Example"))
    if suffix == ".xlsb":
        return Path(str(write_xlsb(tables, folder / "pack.xlsb")))
    if suffix == ".tsv":
        path = write_csv(tables, folder, "pack").rename(folder / "pack.tsv")
        path.write_text(path.read_text().replace(",", "\t"))
        return path
    return write_csv(tables, folder, "pack")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsb"])
def test_a_fresh_workbook_has_the_cells_at_their_addresses(checked: Checked, tmp_path: Path, suffix: str) -> None:
    written = checked(fresh(tmp_path, suffix), exit_code=1)
    book = written.book
    assert book["BOM"]["A1"].value == "line"
    assert (book["BOM"]["C2"].value, book["BOM"]["E2"].value) == ("12.50", "CN")
    assert "FEOC-PLACE" in book["BOM"]["E2"].comment.text
    assert written.verdict["this workbook"].startswith("a fresh workbook")
    assert book.sheetnames == [FIRST, "BOM", "Vehicle", *OWN]
    edition = written.verdict["rulebook"]
    assert (str(book.properties.created)[:10], str(book.properties.modified)[:10]) == (edition, edition)


def test_an_ods_keeps_numbers_percentages_and_merged_cells(checked: Checked, tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="BOM")
    for values in (["mineral", "value_usd", "extraction_country", "processing_country"], ["lithium", 12.5, "AU", "CN"]):
        row = TableRow()
        for value in values:
            number = {"valuetype": "float", "value": value} if isinstance(value, float) else {"valuetype": "string"}
            cell = TableCell(**number)
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    row = TableRow()
    row.addElement(TableCell(numbercolumnsspanned=2))
    row.addElement(CoveredTableCell())
    sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(tmp_path / "pack.ods")
    got = checked(tmp_path / "pack.ods").book["BOM"]
    assert (got["B2"].value, got["B2"].data_type) == (12.5, "n")
    assert "FEOC-PLACE" in got["D2"].comment.text


def test_a_copy_keeps_the_currency_that_a_number_format_shows(checked: Checked, tmp_path: Path) -> None:
    """Otherwise euros would be dollars in the copy."""
    cell = '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="12.5"/>'
    head = ["mineral", "value_usd", "extraction_country", "processing_country"]
    (tmp_path / "pack.ods").write_bytes(ods(ods_rows([head, ["lithium", cell, "AU", "US"]])))
    got = checked(tmp_path / "pack.ods", exit_code=2).book["BOM"]["B2"]
    assert (got.value, got.number_format) == (12.5, "[$EUR]0")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.xlsx", None, "FILE-MISSING"),
        ("empty.xlsx", b"", "FILE-EMPTY"),
        ("none.xlsx", b"PK\x03\x04 no archive", "FILE-NOT-A-SPREADSHEET"),
        ("latin.csv", b"mineral\n\xff", "FILE-ENCODING"),
    ],
)
def test_a_file_that_cannot_be_opened(
    checked: Checked, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    written = checked(tmp_path / name, exit_code=2)
    assert python_calamine.load_workbook(written.path).sheet_names == [FIRST, "critmin verdict", "critmin findings"]
    assert written.verdict["verdict"] == "UNREADABLE"
    assert [row["code"] for row in written.table("critmin findings")] == [code]


def test_an_unreadable_bill_of_materials_has_its_findings_at_its_cells(checked: Checked, tmp_path: Path) -> None:
    book = checked(write_xlsx(bom(virgin("lithum")), tmp_path / "pack.xlsx"), exit_code=2).book
    assert "error MINERAL-UNKNOWN" in book["BOM"]["B2"].comment.text
    assert book.sheetnames == [FIRST, "BOM", "critmin verdict", "critmin findings"]


def types(*entries: tuple[str, str]) -> Callable[[str, bytes], bytes]:
    def add(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        new = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in entries)
        return content.replace(b"</Types>", new.encode() + b"</Types>")

    return add


EXTENSION = b'<extLst><ext uri="{05C60535-1F16-4FD2-B633-F4F36F0B64E0}"/></extLst></worksheet>'


@pytest.mark.parametrize(
    ("rework", "extra", "lost"),
    [
        (
            types(("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")),
            {"xl/vbaProject.bin": b"x"},
            "macros",
        ),
        (types(("xl/media/image1.png", "image/png")), {"xl/media/image1.png": b"x"}, "images"),
        (
            types(("xl/pivotTables/pivotTable1.xml", "application/vnd.openxmlformats-officedocument.x.pivotTable+xml")),
            {"xl/pivotTables/pivotTable1.xml": b"<x/>"},
            "pivot tables",
        ),
        (
            types(("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml")),
            {"xl/drawings/drawing1.xml": b"<xdr:wsDr><xdr:sp macro=''></xdr:sp></xdr:wsDr>"},
            "drawn shapes",
        ),
        (types(("xl/new/thing1.xml", "application/vnd.maker.thing+xml")), {"xl/new/thing1.xml": b"x"}, "kind thing"),
        (lambda name, content: content.replace(b"</worksheet>", EXTENSION), {}, "sparklines"),
    ],
    ids=["macros", "images", "pivot tables", "drawn shapes", "new", "sparklines"],
)
def test_what_the_copy_is_without_is_told(
    checked: Checked, pack: Path, rework: Callable[[str, bytes], bytes], extra: dict[str, bytes], lost: str
) -> None:
    written = checked(reworked(pack, rework, extra), *DATE)
    said = written.stderr.splitlines()
    assert len(said) == 2 and said[0].startswith("pack.xlsx: not in this copy") and said[0].endswith(lost)
    assert written.verdict["this workbook"].endswith(lost)


def test_nothing_is_told_where_nothing_is_lost(checked: Checked, dressed: Path) -> None:
    written = checked(dressed)
    assert len(written.stderr.splitlines()) == 1
    assert written.verdict["this workbook"].startswith("a copy")


# The command line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["pack.xlsx", "other.xlsx", "-o", "new.xlsx"], "one at a time"),
        ([".", "-o", "new.xlsx"], "one at a time"),
        (["pack.xlsx", "-o", "new.xls"], "ends in .xlsx"),
        (["pack.xlsx", "-o", "new"], "ends in .xlsx"),
        (["pack.xlsx", "-o", "other.xlsx"], "never overwritten"),
        (["pack.xlsx", "-o", "pack.xlsx"], "never overwritten"),
    ],
)
def test_what_is_refused(
    critmin: Critmin, pack: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(pack.parent)
    shutil.copy(pack, "other.xlsx")
    got = critmin("check", *arguments, *DATE, "-f", "xlsx")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert says in got.stderr
    assert sorted(path.name for path in pack.parent.iterdir()) == ["other.xlsx", "pack.xlsx"]


def test_a_terminal_is_no_place_for_a_workbook(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, told = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", told)
    assert (run(["check", str(pack), *DATE, "-f", "xlsx"]), screen.getvalue()) == (2, "")
    assert "-o" in told.getvalue()


def test_a_plain_check_loads_no_writer_no_pool_and_no_network() -> None:
    words = ["check", str(SAMPLES / "nmc811_2024_pass.xlsx"), "-y", "2024"]
    program = f"import json, sys; from critmin.cli.app import run; run({words}); print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not {"openpyxl", "jinja2", "markupsafe", "asyncio", "multiprocessing", "urllib.request"} & set(loaded)


# The summary, and the percentage recomputed ---------------------------------------------------------------------------

EVERY = [sample for sample in OUTCOMES if "exact" in sample]


def options_of(sample: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sample["arguments"] or ["--quiet"])


def percentages(book: CalamineWorkbook, sheet: str, column: int) -> list[Any]:
    """The numbers so many columns to the right of the labels of percentages."""
    labels = ("percentage", "percentage, lowest possible", "percentage, highest possible")
    rows = book.get_sheet_by_name(sheet).to_python()
    return [row[place + column] for row in rows for place, text in enumerate(row) if text in labels]


@pytest.mark.parametrize("sample", one_of_each(EVERY, itemgetter("verdict"), itemgetter("file")))
def test_the_summary_stands_on_one_page(checked: Checked, sample: dict[str, Any]) -> None:
    sheet = checked(SAMPLES / sample["file"], *options_of(sample)).book[FIRST]
    texts = [cell.value for (cell, *_) in sheet.iter_rows() if cell.value]
    assert texts[0].startswith(sample["verdict"].upper().replace("_", " "))
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area == f"'{FIRST}'!$A$1:$E${sheet.max_row}"
    assert any(text.startswith("sha256: ") for text in texts)
    assert sheet.max_row <= 80


def test_no_cell_of_a_users_is_a_formula(checked: Checked, tmp_path: Path) -> None:
    evil = "=1+1"
    path = write_csv(bom(virgin(line=evil, material=evil, value=None, processing_entity=evil)), tmp_path, evil)
    book = checked(path).book
    for title in (FIRST, *OWN):
        assert {cell.data_type for row in book[title].iter_rows() for cell in row} <= {"n", "s"}
    assert evil in [cell.value for cell in book["critmin lines"]["C"]]


# Another program ------------------------------------------------------------------------------------------------------


def cells(sheet: Worksheet) -> Iterator[tuple[str, object]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value not in (None, ""):
                yield cell.coordinate, cell.value


READ_AGAIN: dict[str, tuple[str, ...]] = {
    "nmc622_2026_audit.xlsx": ("--quiet",),
    "supplier_layout_2024.xlsx": ("-y", "2025"),
    "lfp_2025_fail_china.csv": ("--quiet",),
    "supplier_materials.csv": ("-y", "2025"),
}


@pytest.fixture(scope="session")
def theirs(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """What LibreOffice wrote after it read a sample's workbook `as written` or, to work it out anew, `bare`.

    Bare is without the results of formulas, and has no sheets but those of formulas. It starts once, which takes
    longer than ten workbooks.
    """
    folder = tmp_path_factory.mktemp("libreoffice")
    written = {(name, "as written"): options for name, options in READ_AGAIN.items()}
    written |= {(sample["file"], "bare"): options_of(sample) for sample in EVERY}
    paths = {key: folder / f"{key[0]}-{key[1]}.xlsx" for key in written}
    for (name, state), options in written.items():
        path = paths[name, state]
        critmin("check", SAMPLES / name, *options, "-f", "xlsx", "-o", path)
        if state == "bare":
            book = openpyxl.load_workbook(path)
            for title in {*book.sheetnames} - {FIRST, "critmin lines", "critmin components"}:
                del book[title]  # no formula asks for them
            book.save(path)  # openpyxl saves formulas without results
    convert(folder, *paths.values())
    return lambda name, state: folder / "theirs" / paths[name, state].name


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_the_same(checked: Checked, theirs: Callable[[str, str], Path]) -> None:
    for name, options in READ_AGAIN.items():
        ours, read = checked(SAMPLES / name, *options).book, openpyxl.load_workbook(theirs(name, "as written"))
        assert read.sheetnames == ours.sheetnames, name
        for sheet in ours:
            assert dict(cells(read[sheet.title])) == dict(cells(sheet)), name
        assert {at: text.strip() for at, text in comments(read).items()} == comments(ours), name


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_recomputes_the_percentage(theirs: Callable[[str, str], Path]) -> None:
    """Every sample: cut on the first sheet, whole by the lines."""
    for sample in EVERY:
        low, high = Fraction(sample["exact"]), Fraction(sample.get("high", sample["exact"]))
        ends = [100 * low] if low == high else [100 * low, 100 * high]
        book = python_calamine.load_workbook(theirs(sample["file"], "bare"))
        assert percentages(book, FIRST, 1) == [int(end * 10_000) / 10_000 for end in ends], sample["file"]
        exact = [pytest.approx(float(end), abs=1e-9) for end in ends]
        assert percentages(book, "critmin lines", 2) == exact, sample["file"]
