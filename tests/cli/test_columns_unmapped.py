"""`critmin columns` ends in what is not mapped, each with the line to paste; `--save` keeps these as comments."""

import csv
import json
import re
import tomllib

import openpyxl
import pytest

FOREIGN = [
    ["Teil", "Erzsorte", "Menge", "Bruttopreis", "Ort A", "Ort B", "Firma", "Firma", "Notiz"],
    ["a", "Li", "2", "91.24", "CL", "KR", "Salar", "Han", "x"],
    ["b", "Ni", "0.5", "16.85", "AU", "KR", "Ore", "Han", "y"],
]
OURS = [["mineral", "value_usd", "extraction_country", "processing_country"], ["Li", "10", "CL", "KR"]]


@pytest.fixture
def written(tmp_path):
    def write(rows, name="bom.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path

    return write


def ours_with(heading, *cells):
    """The bill of materials above with one more column."""
    return [[*OURS[0], heading], *([*OURS[1], cell] for cell in cells)]


WARNED = '"NAME OF A COLUMN"  # or "" to leave it out, with a warning'


@pytest.mark.parametrize(
    ("heading", "cells", "line"),
    [
        # What is nothing of ours is left out; a fact names what it may be, and leaves the choice to a person.
        ("Remarks", ["x"], '"Remarks" = ""'),
        ("Color", ["red"], '"Color" = ""'),
        ("Supplier", ["Han"], '"Supplier" = ""  # or "extraction_entity", "processing_entity", "recycling_entity"'),
        ("Ort", ["Chile"], '"Ort" = ""  # or "recycling_country"'),
        (
            "Paid",
            ["7.5"],
            '"Paid" = ""  # or { column = "mass_kg", unit = "kg" }, { column = "price_usd_per_kg", unit = "USD/kg" }, '
            '"extraction_value_added_usd"',
        ),
        # Only where heading and cells agree does the line name a column.
        ("Recycler at", ["Canada"], '"Recycler at" = "recycling_country"  # or "" to leave it out, with a warning'),
        ("Chemistry", ["NMC811", "LiPF6", "other"], '"Chemistry" = "material"  # or "" to leave it out'),
        ("Chemistry", ["high", "low", "NMC811"], '"Chemistry" = ""  # or "form"'),
        (
            "FEOC letter",
            ["ATT-2025-01", "yes"],
            '"FEOC letter" = "feoc_attestation"  # if it contains the attestations; or "" to leave it out',
        ),
        # What may contradict the verdict is left out by no line as it stands.
        ("Sanctions", ["no", "SDN listed"], f'"Sanctions" = {WARNED}'),
        ("State ownership of supplier", ["51%"], f'"State ownership of supplier" = {WARNED}'),
        ("FEOC risk", ["high"], f'"FEOC risk" = {WARNED}'),
        ("valid until", ["2024-12-31"], '"valid until" = ""'),  # of nothing
        # As an attestation it would speak for a pass.
        ("FEOC?", ["no"], '"FEOC?" = ""'),
        # What its text does not tell apart is named by its letter; quotation marks are written as TOML has them.
        ('2" \\ zone', ["x"], '"2\\" \\\\ zone" = ""'),
        ("bell\x07", ["x"], '"column E" = ""'),
        ("=cmd|' /C calc'!A0", ["x"], '"=cmd|\' /C calc\'!A0" = ""'),
    ],
)
def test_a_heading_and_its_line(critmin, written, heading, cells, line):
    view = json.loads(critmin("columns", written(ours_with(heading, *cells)), "-f", "json").stdout)

    (one,) = view["unmapped"]
    assert (one["kind"], one["cell"], one["table"]) == ("bom", "BOM!E1", "[bom.columns]")
    assert one["line"] == line


def test_a_unit_that_is_not_given_and_a_needed_column(critmin, written):
    rows = [["component", "Weight (kg)", "price_usd_per_kg", "extraction_country"], ["cathode", "2", "91.24", "CL"]]
    lines = [one["line"] for one in json.loads(critmin("columns", written(rows), "-f", "json").stdout)["unmapped"]]
    assert lines == ['"YOUR HEADING" = "mineral"']

    rows = [["mineral", "Weight", "processing_country"], ["Li", "2", "KR"]]
    lines = [one["line"] for one in json.loads(critmin("columns", written(rows), "-f", "json").stdout)["unmapped"]]
    assert lines == ['"Weight" = { column = "mass_kg", unit = "kg" }  # or the unit that it is in']

    # Y is yes before it is yttrium.
    rows = [["RoHS", "value_usd", "extraction_country", "processing_country"], ["Y", "10", "CL", "KR"]]
    lines = [one["line"] for one in json.loads(critmin("columns", written(rows), "-f", "json").stdout)["unmapped"]]
    assert lines == ['"RoHS" = ""  # or "line"', '"YOUR HEADING" = "mineral"']


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (["1,5", "2,25"], 'decimals = "comma"'),
        (["1,5", "1,234"], 'decimals = "comma"'),
        (["1,234"], 'decimals = "point"  # or "comma"'),
        (["1.234"], 'decimals = "point"  # or "comma"'),
        (["1.5"], None),
    ],
)
def test_the_decimal_mark_of_the_file(critmin, written, tmp_path, values, line):
    bom, saved = (
        written([OURS[0], *(["Li", value, "CL", "KR"] for value in values)], "bom.csv"),
        tmp_path / "saved.toml",
    )
    view = json.loads(critmin("columns", bom, "--save", saved, "-f", "json").stdout)
    assert [one["line"] for one in view["unmapped"]] == [line] * bool(line)
    unreadable = [found for found in view["findings"] if found["code"] == "NUMBER-UNREADABLE"]
    assert {cell for found in unreadable for cell in found["cells"]} == {
        f"BOM!B{row}" for row in range(2, 2 + len(values)) if line
    }
    text = saved.read_text("utf-8")
    assert (f"# {line}\n" in text) == bool(line)
    saved.write_text(re.sub("^# decimals", "decimals", text, flags=re.MULTILINE), "utf-8")
    assert critmin("check", bom, "-y", "2024", "--columns", saved).exit_code == 0


def test_the_list_stands_last_and_its_lines_are_never_broken(critmin, written, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    heading = "A heading of a supplier's own that is longer than the terminal is wide"
    printed = critmin("columns", written(ours_with(heading, "x"))).stdout

    assert printed.splitlines()[-1] == f'"{heading}" = ""'
    assert "\n  1. A heading of a supplier's own" in printed
    assert "\n[bom.columns]\n" in printed


COSTED = [
    ["Description", "Vendor", "Manufacturer", "Country of manufacture", "Extended cost (USD)"],
    ["separator", "Han", "Han", "South Korea", "1100"],
]
VENDORS = [["Vendor", "HQ", "State ownership"], ["Salar", "Chile", "20%"]]
SUMMARY = [["total", "24.00"]]


@pytest.mark.parametrize(
    ("sheets", "arguments", "shown"),
    [
        ({"Roll-up": OURS, "Vendors": VENDORS}, [], "critmin columns book.xlsx --sheet Roll-up"),
        (
            {"critmin summary": SUMMARY, "Cost $": OURS, "Vendors": VENDORS},
            [],
            "critmin columns book.xlsx --sheet 'Cost $'",
        ),
        (
            {"Cost up": OURS, "critmin findings": SUMMARY, "Notes": SUMMARY},
            [],
            'critmin columns book.xlsx --sheet "Cost up"',
        ),
        ({"Costed": COSTED, "Notes": SUMMARY}, [], "critmin columns book.xlsx --for macr --sheet Costed"),
        ({"One": OURS, "Two": OURS}, [], "no row of headings was found"),
        (
            {"BOM": OURS, "Vehicle": [["Vehicle data"], ["MSRP (USD)", 61500], ["Model", "Heron AWD"]]},
            [],
            "none: every heading is read",
        ),
        ({"One": OURS, "Vendors": VENDORS}, ["--sheet", "One"], 'sheet = "Vendors"'),
        ({"BOM": OURS, "Entities": [["entity"], ["Salar"]], "Vendors": VENDORS}, [], "none: every heading is read"),
    ],
)
def test_the_last_line_says_how_to_go_on_with_the_sheets(critmin, tmp_path, monkeypatch, sheets, arguments, shown):
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save("book.xlsx")
    printed = critmin("columns", "book.xlsx", *arguments).stdout
    assert printed.splitlines()[-1].strip() == shown
    option = shown.partition("--sheet ")[2]
    assert (f"Add --sheet {option} to each command:" in " ".join(printed.split())) is bool(option)


@pytest.mark.parametrize(
    ("headings", "proposed"),
    [
        # The last heading is not read; nothing is proposed that another heading is read as.
        (["Bezeichnung", "Hersteller", "Bemerkung"], []),
        (["Bezeichnung", "Menge", "Pos."], []),
        (["Bezeichnung", "Hersteller", "Pos."], ["quantity"]),
        (["Description", "Manufacturer", "% of total"], ["cost_usd"]),
    ],
)
def test_no_column_is_proposed_that_another_heading_is_read_as(critmin, written, headings, proposed):
    path = written([headings, ["x"] * len(headings)])
    found = json.loads(critmin("columns", path, "--for", "macr", "-f", "json").stdout)["findings"]
    (message,) = [one["message"] for one in found if one["code"] == "COLUMN-UNUSED"]
    assert re.findall(r"did you mean (.+)\?", message) == proposed


def test_nothing_is_left(critmin, written):
    printed = critmin("columns", written(OURS)).stdout
    assert printed.endswith("\nNot mapped\n  none: every heading is read\n")


def commented(text):
    """The lines of a saved file that stand in it as comments, to be used."""
    return re.findall(r'^# ("(?:[^"\\]|\\.)*" = .*)$', text, re.MULTILINE)


@pytest.mark.parametrize(
    "rows",
    [FOREIGN, ours_with("Remarks", "x"), [["mineral", "mineral", "mass_kg"], ["Li", "Li", "2"]]],
    ids=["no header is found", "a column of ours", "one column twice"],
)
def test_every_line_can_be_pasted(critmin, written, tmp_path, rows):
    bom, file = written(rows), tmp_path / "columns.toml"
    view = json.loads(critmin("columns", bom, "--save", file, "-f", "json").stdout)
    saved = file.read_text("utf-8")

    assert commented(saved) == [one["line"] for one in view["unmapped"]]
    used = re.sub(r'^# (?=")', "", saved, flags=re.MULTILINE)
    assert len(tomllib.loads(used)["bom"]["columns"]) == len(rows[0])
    file.write_text(used, "utf-8")
    assert critmin("check", bom, "-y", "2024", "--columns", file).stderr == ""
    pasted = tmp_path / "pasted.toml"
    pasted.write_text("\n".join([view["unmapped"][0]["table"], *commented(saved)]), "utf-8")
    assert critmin("check", bom, "-y", "2024", "--columns", pasted).stderr == ""


def test_headings_of_a_suppliers_own_come_to_a_verdict_in_two_tries(critmin, written, tmp_path):
    bom, file = written(FOREIGN), tmp_path / "columns.toml"
    assert critmin("check", bom, "-y", "2024").exit_code == 2

    critmin("columns", bom, "--save", file)
    text = file.read_text("utf-8")
    for line, answer in {
        r'# "Erzsorte" = "mineral".*': '"Erzsorte" = "mineral"',
        r'# "Menge" = .*': '"Menge" = { column = "mass_kg", unit = "kg" }',
        r'# "Bruttopreis" = .*': '"Bruttopreis" = { column = "price_usd_per_kg", unit = "USD/kg" }',
        r'# "Ort A" = .*': '"Ort A" = "extraction_country"',
        r'# "Ort B" = .*': '"Ort B" = "processing_country"',
        r'# "column G" = .*': '"column G" = "extraction_entity"',
        r'# "column H" = .*': '"column H" = "processing_entity"',
    }.items():
        text = re.sub(line, answer, text)
    file.write_text(text, "utf-8")

    result = critmin("check", bom, "-y", "2024", "--columns", file)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_saved_reading_hides_nothing_that_speaks_against_the_verdict(critmin, written, tmp_path):
    bom, file = written(ours_with("FEOC?", "yes")), tmp_path / "columns.toml"
    critmin("columns", bom, "--save", file)

    report = json.loads(critmin("check", bom, "-y", "2025", "--columns", file, "-f", "json").stdout)["reports"][0]
    assert "COLUMN-ADVERSE" in [found["code"] for found in report["findings"]]
    assert report["verdict"]["status"] == "unreadable"


def test_a_line_that_names_no_column_yet_is_refused(critmin, written, tmp_path):
    bom, file = written(ours_with("Sanctions", "SDN listed")), tmp_path / "columns.toml"
    critmin("columns", bom, "--save", file)
    file.write_text(file.read_text("utf-8").replace('# "Sanctions"', '"Sanctions"'), "utf-8")

    result = critmin("check", bom, "-y", "2025", "--columns", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"Sanctions" is "NAME OF A COLUMN", which is not a column' in " ".join(result.stderr.split())
