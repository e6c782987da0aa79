"""`critmin pack`: the manufacturer's file, what it holds and what it refuses."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import fsspec
import kept_samples
import openpyxl
import pytest
from boms import IN_TIME, Row, Tables, bom, by, supplier, vehicle, virgin, write_xlsx
from critmin.cli.commands.pack import sums
from hostile_boms import HOSTILE, TOGETHER, hostile_bom
from random_boms import random_bom, write_csv
from thorough import blocks
from word_file import texts_of
from workbooks import read_rows

SAMPLES = kept_samples.SAMPLES
FILES = ["SHA256SUMS", "attestation.docx", "inputs.sha256", "manufacturers_file.xlsx", "report.json"]
NOT_READY, DRAFT = "NOT READY TO SIGN", "DRAFT: COMPLETE AND CONFIRM BEFORE SIGNING"
BLANKS = ["Manufacturer", "Name", "Title", "Signature", "Date"]
SIGNED = hashlib.sha256(b"signed").hexdigest()
IN_2025 = ("-d", "2025-06-30", *IN_TIME)

Pack = Callable[..., Path]


@pytest.fixture
def pack(critmin: Callable[..., Any], tmp_path: Path) -> Pack:
    """The folder of the pack on a file; the exit status must be the one given."""
    number = iter(range(100))

    def call(path: Path, *options: str, exit_code: int = 0) -> Path:
        folder = tmp_path / f"pack-{next(number)}"
        got = critmin("pack", path, *options, "-o", folder)
        assert (got.exit_code, got.stdout) == (exit_code, ""), got.stderr + got.stdout
        return folder

    return call


def sheet(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet of the workbook by heading."""
    headings, *rows = read_rows(folder / "manufacturers_file.xlsx", f"critmin {name}")
    return [dict(zip(headings, row, strict=True)) for row in rows]


def summary(folder: Path) -> list[str]:
    """The texts of the first sheet."""
    rows = read_rows(folder / "manufacturers_file.xlsx", "critmin summary")
    return [str(cell) for row in rows for cell in row if cell is not None]


def letter(folder: Path) -> list[str]:
    return texts_of((folder / "attestation.docx").read_bytes())


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What it holds ------------------------------------------------------------------------------------------------------


def cobalt_battery() -> Tables:
    """Attested, certified, by facts, not named, in a covered nation, and exempt; a cell and a separator."""
    lines = [
        by("Acme Lithium", feoc_attestation="C-1", mass_kg="2.5", material="LiOH"),
        by("Chilean", "CL", mineral="nickel", mass_kg="10"),
        virgin("cobalt", processing_entity="", extraction_entity="Bolt Cobalt", feoc_attestation="ATT-7"),
        by("Jade", "CN", mineral="manganese", mass_kg="1", feoc_attestation="ATT-8"),
        virgin(
            "graphite",
            at="CN",
            feoc_attestation="",
            role="anode_active",
            material="natural graphite",
            component="anode electrode",
            impracticable_to_trace="yes",
            mass_kg="3",
            extraction_entity="Black",
            processing_entity="Black",
        ),
        virgin("nickel", feoc_attestation="", extraction_entity="Chilean", processing_entity="", mass_kg="1"),
    ]
    parts = [
        {"component": "cell", "assembly_country": "US", "entity": "Cells Inc", "feoc_attestation": "2025-01-31"},
        {"component": "separator", "part_of": "cell", "value_usd": "12.5", "assembly_country": "", "entity": "Sep"},
    ]
    papers = [{"certificate": "C-1", "supplier": "Acme Lithium", "kind": "feoc", "signed_on": "2025-02-01"}]
    papers[0] |= {"valid_until": "2025-12-31", "file": "c1.pdf"}
    return bom(
        *lines,
        Components=parts,
        Certificates=papers,
        Entities=[supplier("Chilean", "CL"), supplier("Cells Inc")],
        Vehicle=vehicle(transition_report="yes"),
    )


# Sheet, the row's first cell, and what another cell of it holds.
ELEMENTS = [
    # The report of suppliers.
    ("suppliers", "Jade", "FEOC status", "fails"),
    (
        "suppliers",
        "Jade",
        "adverse facts",
        "extraction in China, a covered nation; processing in China, a covered nation",
    ),
    ("suppliers", "Jade", "steps and countries", "extraction: China, processing: China"),
    ("suppliers", "Jade", "support", None),
    ("suppliers", "Jade", "document and sha256", None),
    ("suppliers", "Acme Lithium", "FEOC status", "cleared"),
    ("suppliers", "Acme Lithium", "support", 'attestation "C-1"'),
    ("suppliers", "Acme Lithium", "evidence dated", "2025-02-01"),
    ("suppliers", "Acme Lithium", "document and sha256", f"c1.pdf, {SIGNED}: present, no sha256 stated"),
    ("suppliers", "Cells Inc", "evidence dated", "2025-01-31"),
    ("suppliers", "Bolt Cobalt", "evidence dated", "no date"),
    ("suppliers", "Bolt Cobalt", "document and sha256", "no file named"),
    ("suppliers", "Chilean", "document and sha256", None),
    ("suppliers", "Chilean", "support", "its facts: no FEOC criterion applies"),
    ("suppliers", "Chilean", "organized in", "Chile"),
    ("suppliers", "Chilean", "headquarters", "Chile"),
    ("suppliers", "Chilean", "governments' share", "none"),
    ("suppliers", "Chilean", "supplies", "nickel"),
    ("suppliers", "Chilean", "lines or components", "2, 6"),
    ("suppliers", "Bolt Cobalt", "support", 'attestation "ATT-7"'),
    ("suppliers", "not named (processing, line 3)", "FEOC status", "cleared"),
    ("suppliers", "not named (processing, line 6)", "FEOC status", "not cleared"),
    ("suppliers", "not named (processing, line 6)", "missing", "the name of the entity that does the work"),
    ("suppliers", "Black", "FEOC status", "exempt: transition rule"),
    ("suppliers", "Cells Inc", "supplies", "cell"),
    ("suppliers", "Cells Inc", "steps and countries", "manufacture or assembly: United States"),
    ("suppliers", "Cells Inc", "support", 'attestation "2025-01-31"'),
    ("suppliers", "Sep", "FEOC status", "not cleared"),
    # The data sheet.
    ("chains", "1", "mass kg", 2.5),
    ("chains", "1", "value USD", 100),
    ("chains", "1", "quantity (fill in)", None),
    ("chains", "1", "material", "LiOH"),
    ("chains", "1", "mineral", "lithium"),
    ("chains", "3", "mass kg", "not stated"),
    ("chains", "5", "component", "anode electrode"),
    ("chains", "4", "extraction: country", "China"),
    ("chains", "4", "processing: supplier", "Jade"),
    ("chains", "6", "processing: supplier", "not named"),
    ("chains", "4", "FEOC status", "fails"),
    ("chains", "5", "FEOC status", "exempt: transition rule"),
    ("chains", "6", "FEOC status", "not cleared"),
    ("component list", "cell", "FEOC status", "cleared"),
    ("component list", "cell", "value USD", "not stated"),
    ("component list", "separator", "value USD", 12.5),
    ("component list", "separator", "part of", "cell"),
    ("component list", "cell", "adds USD, lowest", 0),
    ("component list", "separator", "adds USD, highest", 12.5),
    ("component list", "separator", "made in North America", "not known"),
    ("component list", "cell", "made in North America", "yes"),
    ("component list", "cell", "adds USD, highest", "no upper limit"),
    ("component list", "separator", "country of manufacture or assembly", "country not stated"),
    ("component list", "separator", "supplier", "Sep"),
    # The evidence.
    ("evidence", "C-1", "kind", "certificate, feoc"),
    ("evidence", "C-1", "supplier", "Acme Lithium"),
    ("evidence", "C-1", "dated", "2025-02-01"),
    ("evidence", "C-1", "valid until", "2025-12-31"),
    ("evidence", "C-1", "in hand", "yes"),
    ("evidence", "C-1", "supports", "line 1"),
    ("evidence", "C-1", "file", "c1.pdf"),
    ("evidence", "C-1", "file check", "present, no sha256 stated"),
    ("evidence", "C-1", "sha256 of the file", SIGNED),
    ("evidence", "ATT-7", "kind", "attestation"),
    ("evidence", "ATT-7", "file check", "no file named"),
    ("evidence", "2025-01-31", "dated", "2025-01-31"),
    ("evidence", "2025-01-31", "supports", "cell"),
    # The hashes.
    ("files", "document of C-1", "sha256", SIGNED),
    ("files", "bill of materials", "file", "battery.xlsx"),
]


@pytest.fixture(scope="module")
def cobalt(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack on `cobalt_battery`, with its certificate's document."""
    folder = tmp_path_factory.mktemp("cobalt")
    (folder / "c1.pdf").write_bytes(b"signed")
    got = critmin("pack", write_xlsx(cobalt_battery(), folder / "battery.xlsx"), *IN_2025, "-o", folder / "pack")
    assert got.exit_code == 1, got.stderr
    return folder / "pack"


@pytest.mark.parametrize(("name", "row", "column", "value"), ELEMENTS)
def test_each_element_of_the_workbook(cobalt: Path, name: str, row: str, column: str, value: object) -> None:
    (found,) = [cells for cells in sheet(cobalt, name) if next(iter(cells.values())) == row]
    assert found[column] == value


def test_suppliers_that_fail_come_first(cobalt: Path) -> None:
    order = ["fails", "not cleared", "cleared", "exempt: transition rule"]
    found = [order.index(row["FEOC status"]) for row in sheet(cobalt, "suppliers")]
    assert found == sorted(found) and len(found) == 9


MISSING = [
    ("not supported", "names every supplier that the FEOC screen covers on the date: not named (processing, line 3)"),
    ("not supported", "names every supplier that the FEOC screen covers on the date: not named (processing, line 6)"),
    ("contradicted", "foreign entity of concern: Jade (line 4): extraction in China, a covered nation; processing in"),
    ("not supported", "foreign entity of concern: not named (processing, line 6): missing: the name of the entity"),
    ("not supported", "no battery component was manufactured or assembled by a foreign entity of concern: Sep (com"),
    ("not supported", "the mass and the value of every procurement chain: the mass of line 3 is not stated"),
    ("complete", "the quantity of each procurement chain"),
    ("complete", "the name, title, signature and date of the signer"),
    ("confirm", "documents of these attestations, which name no file, are held: ATT-7, ATT-8, 2025-01-31"),
    ("confirm", "a battery of at least 7 kWh (26 USC 30D(d)(1)(F))"),
    ("confirm", "due diligence, which critmin does not check"),
]


@pytest.mark.parametrize(("status", "says"), MISSING)
def test_everything_missing_is_listed(cobalt: Path, status: str, says: str) -> None:
    assert [row["status"] for row in sheet(cobalt, "missing") if says in row["what is missing"]] == [status]


def test_what_is_missing_comes_before_the_text(cobalt: Path) -> None:
    texts = letter(cobalt)
    assert texts[0].startswith("Manufacturer's attestation") and texts[1].startswith(f"{NOT_READY}: verdict FAIL, 4 of")
    order = ["Cannot be attested yet", "To complete and confirm before signing", "Verdict"]
    order += ["Draft text: not to be signed while any point is open", "Signature: leave blank, not ready to sign"]
    order += ["What this file rests on"]
    assert [text for text in texts if text in order] == order
    draft = texts[texts.index(order[3]) : texts.index(order[4])]
    assert not any("extracted, processed or recycled by" in text for text in draft)
    assert "Not covered: line 5, exempt from the FEOC screen of minerals" in draft[-1]
    assert any(text.startswith("No official template was at hand.") and "Rev. Proc. 2024-26" in text for text in texts)


def test_the_summary_begins_with_what_is_missing(cobalt: Path) -> None:
    texts = summary(cobalt)
    assert texts[0].startswith(NOT_READY) and texts[1].startswith("FAIL")
    assert texts.index("Cannot be attested yet") < texts.index("Sheets")


def test_the_mark_is_on_every_page(cobalt: Path) -> None:
    book = openpyxl.load_workbook(cobalt / "manufacturers_file.xlsx")
    assert (book.active.title, book.sheetnames[0]) == ("critmin summary",) * 2
    assert all(NOT_READY in each.oddHeader.center.text for each in book.worksheets)
    header = docx.Document(str(cobalt / "attestation.docx")).sections[0].header
    assert NOT_READY in header.paragraphs[0].text


def complete_battery(**cells: str) -> Tables:
    """A battery of which every statement is supported."""
    facts = {"transition_report": "yes", "final_assembly_country": "US", "battery_kwh": "75"}
    part = {"component": "cell", "assembly_country": "US", "entity": "Acme", "value_usd": "5"}
    line = by("Acme", mass_kg="1") | cells
    return bom(line, Components=[part], Entities=[supplier("Acme")], Vehicle=vehicle(**facts))


def test_a_pass_with_everything_stated_is_a_draft(pack: Pack, tmp_path: Path) -> None:
    folder = pack(write_xlsx(complete_battery(), tmp_path / "battery.xlsx"), *IN_2025)
    texts = letter(folder)
    assert texts[1].startswith(DRAFT) and "Cannot be attested yet" not in texts and "Text of the attestation" in texts
    assert not any(NOT_READY in text or "not ready" in text for text in [*texts, *summary(folder)])
    assert any("at least 60% of the value" in text and "(100.0000% by the traced" in text for text in texts)
    assert {row["status"] for row in sheet(folder, "missing")} == {"complete", "confirm"}


# A battery that would be a draft, the change, and the statement that can no longer be attested.
OPEN = [
    ({"mass_kg": ""}, 0, "the mass of line 1 is not stated"),
    ({"value_usd": ""}, 0, "the value of line 1 is not stated"),
    ({"processing_country": "NO", "extraction_country": "NO"}, 1, "traced qualifying value test: 0.0000%"),
    ({"processing_country": ""}, 3, "missing: the country where the work is done"),
    ({"processing_country": "RU"}, 1, "processing in Russia, a covered nation"),
    ({"processing_entity": ""}, 3, "not named (processing, line 1): the supplier's name"),
]


@pytest.mark.parametrize(("cells", "exit_code", "says"), OPEN, ids=[row[2] for row in OPEN])
def test_one_thing_missing_is_not_ready(pack: Pack, tmp_path: Path, cells: Row, exit_code: int, says: str) -> None:
    path = write_xlsx(complete_battery(**cells), tmp_path / "battery.xlsx")
    texts = letter(pack(path, *IN_2025, exit_code=exit_code))
    assert texts[1].startswith(NOT_READY)
    assert any(says in text for text in texts[: texts.index("To complete and confirm before signing")])


def test_a_line_that_may_be_exempt_is_open(pack: Pack, tmp_path: Path) -> None:
    """Its supplier is in China, which counts only if the transition rule does not apply: that is not known."""
    cells = {"mineral": "graphite", "material": "natural graphite", "role": "anode_active", "mass_kg": "1"}
    line = by("Black", "CN", impracticable_to_trace="yes", **cells)
    tables = complete_battery()
    tables["BOM"].append(line | {"line": "2", "value_usd": "1"})
    tables["Vehicle"] = vehicle(battery_kwh="75")
    folder = pack(write_xlsx(tables, tmp_path / "battery.xlsx"), *IN_2025, exit_code=3)
    (row,) = [row for row in sheet(folder, "missing") if "Black" in row["what is missing"]]
    assert row["status"] == "not supported"
    assert "whether the transition rule applies" in row["what is missing"]
    assert "otherwise extraction in China, a covered nation" in row["what is missing"]


def test_an_exempt_line_needs_no_supplier(pack: Pack, tmp_path: Path) -> None:
    cells = {"mineral": "graphite", "material": "natural graphite", "role": "anode_active", "mass_kg": "1"}
    line = virgin(at="CL", feoc_attestation="", impracticable_to_trace="yes", **cells)
    tables = complete_battery()
    tables["BOM"].append(line | {"line": "2"})
    texts = letter(pack(write_xlsx(tables, tmp_path / "battery.xlsx"), *IN_2025))
    assert texts[1].startswith(DRAFT)
    assert any(text.startswith("Not covered: line 2, exempt from the FEOC screen") for text in texts)


def test_only_documents_that_count_are_to_be_held(pack: Pack, tmp_path: Path) -> None:
    """Not a certificate that no cell names, nor an attestation dated years ahead, nor the second of a site."""
    tables = complete_battery(feoc_attestation="ATT-1")
    tables["Entities"][0]["attestation"] = "ATT-2"
    tables["Entities"].append(supplier("Beta", attestation="2027-12-31"))
    tables["BOM"].append(by("Beta", mass_kg="1") | {"line": "2"})
    tables["Certificates"] = [{"certificate": "C-9", "kind": "feoc", "signed_on": "2025-02-01"}]
    folder = pack(write_xlsx(tables, tmp_path / "battery.xlsx"), *IN_2025)
    in_hand = {row["reference"]: (row["in hand"], row["supports"]) for row in sheet(folder, "evidence")}
    assert in_hand == {
        "C-9": ("yes", "no cell refers to it"),
        "ATT-1": ("yes", "line 1"),
        "ATT-2": ("yes", "Acme"),
        "2027-12-31": ("no", "Beta"),
    }
    (row,) = [
        row["what is missing"] for row in sheet(folder, "missing") if "which name no file" in row["what is missing"]
    ]
    assert row.endswith("are held: ATT-1, ATT-2")
    (acme,) = [row for row in sheet(folder, "suppliers") if row["supplier"] == "Acme"]
    assert acme["support"] == 'attestation "ATT-1"; attestation "ATT-2"'  # of the line, and of the cell


def test_a_closed_gate_contradicts(pack: Pack, tmp_path: Path) -> None:
    folder = pack(
        write_xlsx(complete_battery(), tmp_path / "b.xlsx"), "-d", "2025-12-01", "-a", "2025-10-01", exit_code=1
    )
    (row,) = [row for row in sheet(folder, "missing") if row["status"] == "contradicted"]
    assert "no credit for a vehicle acquired after 2025-09-30" in row["what is missing"]


# The day, and the status of a mineral's and a component's supplier; what each year's letter states of FEOCs.
DAYS = [
    ("2023-12-31", "not screened", "not screened", []),
    ("2024-01-01", "not screened", "cleared", ["component"]),
    ("2024-12-31", "not screened", "cleared", ["component"]),
    ("2025-01-01", "cleared", "cleared", ["component", "mineral"]),
]


@pytest.mark.parametrize(("day", "mineral", "part", "stated"), DAYS)
def test_what_the_law_does_not_screen_on_the_date_is_not_stated(
    pack: Pack, tmp_path: Path, day: str, mineral: str, part: str, stated: list[str]
) -> None:
    tables = complete_battery()
    tables["Components"][0]["entity"] = "Cells"
    tables["Entities"].append(supplier("Cells"))
    tables["Components"].append({"component": "housing", "assembly_country": "CN", "entity": "Housings"})
    folder = pack(write_xlsx(tables, tmp_path / "battery.xlsx"), "-d", day, *IN_TIME)
    statuses = {row["supplier"]: row["FEOC status"] for row in sheet(folder, "suppliers")}
    assert statuses == {"Acme": mineral, "Cells": part}
    texts = letter(folder)
    about = {"component": "no battery component was", "mineral": "no applicable critical mineral in"}
    assert sorted(key for key, says in about.items() if any(says in text for text in texts)) == stated


MINERALS, PARTS = "of the value of the applicable critical minerals", "of the value of the battery components was"

# The sample, the half, the exit status; what the letter would state of the percentages, and what cannot be attested.
HALVES = [
    ("7500", "minerals", 0, [MINERALS, PARTS], []),
    ("7500", "both", 0, [MINERALS, PARTS], []),
    ("3750_minerals", "minerals", 0, [MINERALS], []),
    ("3750_minerals", "components", 1, [MINERALS], [PARTS]),
    ("3750_minerals", "both", 1, [MINERALS], [PARTS]),
    ("3750_components", "minerals", 1, [PARTS], [MINERALS]),
    ("3750_components", "components", 0, [PARTS], []),
    ("0", "both", 1, [], [MINERALS, PARTS]),
    ("open", "minerals", 0, [MINERALS], []),
    ("open", "both", 3, [MINERALS], [PARTS]),
]


@pytest.mark.parametrize(("sample", "half", "exit_code", "stated", "open_"), HALVES)
def test_the_half_that_is_asked_for_must_be_supported(
    pack: Pack, sample: str, half: str, exit_code: int, stated: list[str], open_: list[str]
) -> None:
    folder = pack(SAMPLES / f"nmc811_2025_credit_{sample}.xlsx", "--half", half, exit_code=exit_code)
    texts = letter(folder)
    assert texts[1].startswith(NOT_READY if open_ else DRAFT)
    title = "Draft text: not to be signed while any point is open" if open_ else "Text of the attestation"
    text = " ".join(texts[texts.index(title) : texts.index("What this file rests on")])
    missing = " ".join(row["what is missing"] for row in sheet(folder, "missing"))
    assert ([says for says in (MINERALS, PARTS) if says in text], [s for s in (MINERALS, PARTS) if s in missing]) == (
        stated,
        open_,
    )


def test_missing_facts_of_components_have_their_cells(pack: Pack) -> None:
    folder = pack(SAMPLES / "nmc811_2025_credit_open.xlsx", "--half", "both", exit_code=3)
    found = {row["what is missing"].rpartition(": ")[2]: row["cells"] for row in sheet(folder, "missing")}
    assert found["the value of battery cell, center"].startswith("Components!")


def test_the_credit_is_in_both_documents(pack: Pack) -> None:
    folder = pack(SAMPLES / "nmc811_2025_credit_3750_minerals.xlsx")
    for texts in (letter(folder), summary(folder)):
        assert "The credit: $3,750 of $7,500" in texts


def test_a_half_without_components_is_open(pack: Pack, tmp_path: Path) -> None:
    path = write_xlsx(bom(by("Acme", mass_kg="1"), Entities=[supplier("Acme")]), tmp_path / "battery.xlsx")
    folder = pack(path, "-d", "2023-12-31", *IN_TIME, "--half", "both", exit_code=3)
    (row,) = [row["what is missing"] for row in sheet(folder, "missing") if row["status"] == "not supported"]
    assert "does not have a sheet Components" in row


def test_no_sheet_components_leaves_their_suppliers_open(pack: Pack, tmp_path: Path) -> None:
    tables = complete_battery()
    del tables["Components"]
    folder = pack(write_xlsx(tables, tmp_path / "battery.xlsx"), *IN_2025)
    rows = [row["what is missing"] for row in sheet(folder, "missing") if row["status"] == "not supported"]
    assert len(rows) == 2 and all("no battery component is listed" in row for row in rows)
    assumed = [row["what is missing"] for row in sheet(folder, "missing") if row["status"] == "confirm"]
    assert not any("component" in text for text in assumed)
    with pytest.raises(KeyError):
        sheet(folder, "component list")


# Every sample ---------------------------------------------------------------------------------------------------------

ONE_OF = {"fleet_2025.csv": ("--bom", "sedan")}


@pytest.mark.parametrize("sample", kept_samples.EACH)
def test_the_exit_status_and_the_report_are_those_of_check(
    critmin: Callable[..., Any], tmp_path: Path, sample: dict[str, Any]
) -> None:
    options = (SAMPLES / sample["file"], *sample["arguments"], *ONE_OF.get(sample["file"], ()))
    folder = tmp_path / "pack"
    got = critmin("pack", *options, "-o", folder)
    wanted = critmin("check", *options, "-f", "json", "-q")
    assert got.exit_code == wanted.exit_code
    if wanted.exit_code == 2:
        assert not folder.exists() and list(tmp_path.iterdir()) == []
        return
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert (folder / "report.json").read_text("utf-8") == wanted.stdout
    ready = [DRAFT in text for text in (letter(folder)[1], summary(folder)[0], got.stderr)]
    assert ready in ([True] * 3, [False] * 3)
    assert wanted.exit_code == 0 or not any(ready)
    report = json.loads(wanted.stdout)["reports"][0]
    masses = [row["mass kg"] for row in sheet(folder, "chains")]
    stated = [chain["mass_kg"] for chain in report["critical_minerals"]["chains"]]
    assert [mass == "not stated" for mass in masses] == [mass is None for mass in stated]


@pytest.mark.parametrize("seed", blocks(25, quick=4))
def test_nothing_but_a_pass_is_ever_a_draft(critmin: Callable[..., Any], tmp_path: Path, seed: int) -> None:
    path = write_csv(random_bom(seed), tmp_path, "random")
    half = ("minerals", "components", "both")[seed % 3]
    got = critmin("pack", path, "-y", "2025", "--half", half, "-o", tmp_path / "pack")
    assert got.exit_code in (0, 1, 2, 3), got.stderr
    if got.exit_code == 2:
        assert not (tmp_path / "pack").exists()
        return
    assert (DRAFT in got.stderr) <= (got.exit_code == 0)
    assert (NOT_READY in got.stderr) == (DRAFT not in got.stderr)
    missing = {row["status"] for row in sheet(tmp_path / "pack", "missing")}
    assert bool({"not supported", "contradicted"} & missing) == (NOT_READY in got.stderr)
    assert ("contradicted" in missing) == (got.exit_code == 1)
    # Nobody's name is filled in.
    table = docx.Document(str(tmp_path / "pack" / "attestation.docx")).tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [[label, ""] for label in BLANKS]


def test_one_of_a_table_with_several(critmin: Callable[..., Any], pack: Pack, tmp_path: Path) -> None:
    got = critmin("pack", SAMPLES / "fleet_2025.csv", "-o", tmp_path / "none")
    assert got.exit_code == 2 and not (tmp_path / "none").exists()
    folder = pack(SAMPLES / "fleet_2025.csv", "--bom", "sedan", exit_code=1)
    assert json.loads((folder / "report.json").read_text())["reports"][0]["bom"]["name"] == "sedan"
    assert "fleet_2025.csv#sedan" in " ".join(summary(folder))


# Hashes and evidence ------------------------------------------------------------------------------------------------


def verified(folder: Path, sums: Path) -> int:
    """The exit status of `sha256sum -c`, strict about the form, in a folder."""
    return subprocess.run(
        ["sha256sum", "--strict", "-c", sums], cwd=folder, check=False, capture_output=True
    ).returncode


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_hashes_can_be_checked(critmin: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    here = tmp_path / "boms"
    (here / "papers").mkdir(parents=True)
    (here / "papers" / "c1.pdf").write_bytes(b"signed")
    tables = cobalt_battery()
    tables["Certificates"][0]["file"] = "papers/c1.pdf"
    path = write_csv(tables, here, "battery") if kind == "csv" else write_xlsx(tables, here / "battery.xlsx")
    assert critmin("pack", path, *IN_2025, "-o", tmp_path / "pack").exit_code == 1
    own, inputs = tmp_path / "pack" / "SHA256SUMS", tmp_path / "pack" / "inputs.sha256"
    assert (verified(tmp_path / "pack", own), verified(here, inputs)) == (0, 0)
    named = [line.split("  ")[1] for line in inputs.read_text().splitlines() if not line.startswith("#")]
    assert sorted(named) == sorted(str(file.relative_to(here)) for file in here.rglob("*") if file.is_file())
    assert [line.split("  ")[1] for line in own.read_text().splitlines()] == FILES[1:]
    (here / "papers" / "c1.pdf").write_bytes(b"changed")
    (tmp_path / "pack" / "report.json").write_bytes(b"{}")
    assert (verified(tmp_path / "pack", own), verified(here, inputs)) == (1, 1)


def test_the_letter_names_the_hashes_of_the_other_files(cobalt: Path) -> None:
    texts = letter(cobalt)
    for name in ("manufacturers_file.xlsx", "report.json", "inputs.sha256"):
        assert f"sha256 of {name}: {sha256(cobalt / name)}" in texts


def test_sums_escape_names_as_sha256sum_does() -> None:
    text = sums({"a b.csv": "1", "new\nline": "2", "back\\slash": "3"}, ["first\nsecond"]).decode()
    assert text == "# first\ufffdsecond\n1  a b.csv\n\\2  new\\nline\n\\3  back\\\\slash\n"


# The file that the row names, the hash that it states, the check, whether the certificate is in hand; what is missing.
DOCUMENTS = [
    ("c1.pdf", SIGNED, "agrees with the stated sha256", "yes", None),
    ("c1.pdf", "", "present, no sha256 stated", "yes", None),
    ("c1.pdf", "0" * 64, "differs from the stated sha256", "no", "differs from the sha256 that its row states"),
    ("gone.pdf", SIGNED, "missing", "yes", '"gone.pdf", the document of "C-3", is not in the folder'),
    ("gone.pdf", "", "missing", "yes", "is not in the folder of the bill of materials"),
    ("papers\\c2.pdf", SIGNED, "agrees with the stated sha256", "yes", None),
    ("../c1.pdf", "", "could not be read", "yes", "must be in the folder of the bill of materials or below it"),
    ("", SIGNED, "no file named", "yes", None),
]


@pytest.fixture(scope="module")
def documents(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack on a battery with a line and a certificate, C-0 and so on, for each of `DOCUMENTS`."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "papers").mkdir()
    for name in ("c1.pdf", "papers/c2.pdf"):
        (folder / name).write_bytes(b"signed")
    paper = {"kind": "feoc", "signed_on": "2025-02-01"}
    papers = [
        {"certificate": f"C-{number}", **paper, "file": file, "sha256": stated}
        for number, (file, stated, *_) in enumerate(DOCUMENTS)
    ]
    tables = complete_battery() | {"Certificates": papers}
    tables["BOM"] = [by("Acme", line=f"{n}", mass_kg="1", feoc_attestation=f"C-{n}") for n in range(len(DOCUMENTS))]
    got = critmin("pack", write_xlsx(tables, folder / "battery.xlsx"), *IN_2025, "-o", folder / "pack")
    assert got.exit_code == 0, got.stderr
    return folder / "pack"


@pytest.mark.parametrize("number", range(len(DOCUMENTS)), ids=[f"{row[0]}-{row[2]}" for row in DOCUMENTS])
def test_documents_of_certificates(documents: Path, number: int) -> None:
    _, _, check, in_hand, says = DOCUMENTS[number]
    (row,) = [row for row in sheet(documents, "evidence") if row["reference"] == f"C-{number}"]
    assert (row["file check"], row["in hand"]) == (check, in_hand)
    rows = [row["what is missing"] for row in sheet(documents, "missing") if row["status"] == "not supported"]
    missing = [text for text in rows if f'"C-{number}"' in text]
    assert len(missing) == (says is not None) and all(str(says) in text for text in missing)


def test_only_documents_that_were_read_are_among_the_inputs(documents: Path) -> None:
    kept = [line.split("  ")[1] for line in (documents / "inputs.sha256").read_text().splitlines() if line[0] != "#"]
    assert kept == ["battery.xlsx", "c1.pdf", "papers/c2.pdf"]


def test_every_input_has_its_hash(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (tmp_path / "boms").mkdir()
    write_csv(complete_battery(), tmp_path / "boms", "battery")
    (tmp_path / "columns.toml").write_text("[bom]\n")
    (tmp_path / "critmin.toml").write_text("year = 2025\n")
    shutil.copy(Path(__file__).parents[1] / "ofac" / "sdn.csv", tmp_path / "sdn.csv")
    options = ("--columns", "columns.toml", "--sdn", "sdn.csv", "--sdn-date", "2025-01-01", "-a", "2023-04-18")
    got = critmin("pack", "boms/battery.csv", *options, "-o", "pack")
    assert got.exit_code == 0, got.stderr
    named = {row["file"]: row["sha256"] for row in sheet(tmp_path / "pack", "files")}
    beside = ["battery.csv", "battery.components.csv", "battery.entities.csv", "battery.vehicle.csv"]
    assert named == {
        name: sha256(tmp_path / "boms" / name)
        for name in [*beside, *(f"../{f}" for f in ("columns.toml", "sdn.csv", "critmin.toml"))]
    }


# A supplier, and what the pack says of the entry of the list that its name is, or resembles.
LISTED = [
    ("Moa Nickel SA", 1, "contradicted", "Moa Nickel SA (line 1): "),
    ("Moa Nikel SA", 0, "confirm", "that Moa Nikel SA is not the entry 3751 of the OFAC SDN list, MOA NICKEL SA"),
    ("Acme", 0, None, "SDN"),
]


@pytest.mark.parametrize(("name", "exit_code", "status", "says"), LISTED)
def test_names_on_the_list(
    pack: Pack, tmp_path: Path, name: str, exit_code: int, status: str | None, says: str
) -> None:
    tables = bom(by(name, mass_kg="1"), Entities=[supplier(name)])
    path = write_xlsx(tables, tmp_path / "battery.xlsx")
    sdn = Path(__file__).parents[1] / "ofac" / "sdn.csv"
    folder = pack(path, *IN_2025, "--sdn", sdn, "--sdn-date", "2025-01-01", exit_code=exit_code)
    found = [row["status"] for row in sheet(folder, "missing") if says in row["what is missing"]]
    assert found == ([] if status is None else [status])


def test_an_input_elsewhere_is_named_without_its_folder(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "boms").mkdir()
    path = write_xlsx(complete_battery(), tmp_path / "boms" / "battery.xlsx")
    (tmp_path / "columns.toml").write_text("[bom]\n")
    folder = pack(path, *IN_2025, "--columns", tmp_path / "columns.toml")
    (row,) = [row for row in sheet(folder, "files") if row["what"] == "columns file"]
    assert (row["file"], row["sha256"]) == ("columns.toml", sha256(tmp_path / "columns.toml"))
    for file in folder.iterdir():
        assert str(tmp_path).encode() not in file.read_bytes()
    comments = [
        line for line in (folder / "inputs.sha256").read_text().splitlines() if line.startswith("# columns.toml")
    ]
    assert len(comments) == 1 and row["sha256"] in comments[0]
    assert [line for line in (folder / "inputs.sha256").read_text().splitlines() if not line.startswith("#")] == [
        f"{sha256(path)}  battery.xlsx"
    ]


def test_a_bill_of_materials_elsewhere(pack: Pack) -> None:
    store = fsspec.filesystem("memory")
    tables = {"pack.csv": "mineral,extraction_country\nlithium,AU\n", "pack.entities.csv": "entity\nAcme\n"}
    for name, text in tables.items():
        store.pipe_file(f"/shop/{name}", text.encode())
    try:
        folder = pack("memory://shop/pack.csv", "-y", "2024")
    finally:
        store.store.clear()
    hashes = {f"memory://shop/{name}": hashlib.sha256(text.encode()).hexdigest() for name, text in tables.items()}
    assert {row["file"]: row["sha256"] for row in sheet(folder, "files")} == hashes
    lines = (folder / "inputs.sha256").read_text().splitlines()
    assert len(lines) == 3 and all(line.startswith("# ") for line in lines)
    assert all(any(name in line and sha256 in line for line in lines) for name, sha256 in hashes.items())


def test_the_same_input_gives_the_same_bytes(critmin: Callable[..., Any], tmp_path: Path) -> None:
    packs = []
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        path = shutil.copy(SAMPLES / "nmc622_2026_audit.xlsx", tmp_path / name / "battery.xlsx")
        assert critmin("pack", path, "-o", tmp_path / name / "pack").exit_code == 3
        packs.append({file.name: file.read_bytes() for file in (tmp_path / name / "pack").iterdir()})
    assert packs[0] == packs[1]


def test_a_pack_is_no_bill_of_materials(critmin: Callable[..., Any], cobalt: Path) -> None:
    got = critmin("check", cobalt / "manufacturers_file.xlsx", "-y", "2025", "-f", "json")
    (found,) = [f for f in json.loads(got.stdout)["reports"][0]["findings"] if f["severity"] == "error"]
    assert (got.exit_code, found["code"]) == (2, "SHEET-MISSING")
    assert "has only sheets that critmin wrote" in found["message"]


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            "a.csv -o new --screening",
            "--screening cannot be used here: a manufacturer's file rests on actual law, facts",
        ),
        ("a.csv -o new --scenario eu-partner", "--scenario cannot be used here"),
        ("a.csv", "-o FOLDER is needed"),
        ("a.csv -o s3://bucket/new", "s3://bucket/new is a URL"),
        ("- -o new", "standard input has no name"),
        ("a.csv -o full", "-o full is not empty"),
        ("a.csv -o a.csv", "-o a.csv is not a folder"),
        ("a.csv -o none/new", "the folder above -o none/new does not exist"),
        ("a.csv -o a.entities.csv", "would be read as the sheet entities of a.csv"),
        ("a.csv -o linked", "-o linked is not a folder"),
        ("none.csv -o new", "No such file"),
    ],
)
def test_what_is_refused(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(bom(virgin()), tmp_path, "a")
    for folder in ("full", "target"):
        (tmp_path / folder).mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "linked").symlink_to("target")
    before = sorted(tmp_path.rglob("*"))
    got = critmin("pack", *arguments.split(), "-y", "2025")
    assert got.exit_code == 2
    assert says in " ".join((got.stdout + got.stderr).split())
    assert sorted(tmp_path.rglob("*")) == before


def test_screening_in_the_environment_is_refused_too(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITMIN_SCREENING", "1")
    got = critmin("pack", write_csv(bom(virgin()), tmp_path, "a"), "-y", "2025", "-o", tmp_path / "new")
    assert got.exit_code == 2 and not (tmp_path / "new").exists()
    assert "(CRITMIN_SCREENING in the environment)" in " ".join(got.stderr.split())


def test_the_report_of_a_pack_can_be_verified(critmin: Callable[..., Any], cobalt: Path) -> None:
    assert critmin("verify", cobalt / "report.json", cobalt.parent / "battery.xlsx").exit_code == 0


def test_an_empty_folder_is_filled(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(virgin()), tmp_path, "a")
    (tmp_path / "empty").mkdir()
    assert critmin("pack", path, "-y", "2024", "-o", tmp_path / "empty", "-q").stderr == ""
    assert sorted(file.name for file in (tmp_path / "empty").iterdir()) == FILES


# Hostile and large ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", TOGETHER)
def test_hostile_cells_are_text(critmin: Callable[..., Any], tmp_path: Path, names: list[str]) -> None:
    texts = [HOSTILE[name] for name in names]
    path = hostile_bom(tmp_path, *texts)
    papers = [{"certificate": text, "supplier": text, "file": text, "sha256": text} for text in texts]
    write_csv({"certificates": papers}, tmp_path, "hostile")
    got = critmin("pack", path, "-d", "2025-06-30", "-o", tmp_path / "pack")
    assert got.exit_code in (1, 3), got.stderr + got.stdout
    book = openpyxl.load_workbook(tmp_path / "pack" / "manufacturers_file.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+@-")
    assert all(text.isprintable() for text in letter(tmp_path / "pack"))
    for file in ("SHA256SUMS", "inputs.sha256"):
        assert all(line.isprintable() for line in (tmp_path / "pack" / file).read_text().splitlines())


@pytest.mark.thorough
def test_two_thousand_lines(pack: Pack, tmp_path: Path) -> None:
    """Sheets have them all; the pages to read stay short."""
    lines = [by(f"Supplier {n % 700}", feoc_attestation="" if n % 2 else f"A-{n}") for n in range(2000)]
    folder = pack(write_csv(bom(*lines), tmp_path, "large"), *IN_2025, exit_code=3)
    assert len(sheet(folder, "chains")) == 2000 and len(sheet(folder, "suppliers")) == 700
    assert len(letter(folder)) < 120 and len(summary(folder)) < 90
    assert any("more: see the sheet critmin missing" in text for text in letter(folder))
    assert max(len(text) for text in letter(folder)) < 2000
