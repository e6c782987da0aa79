"""Every finding that the data file describes can be reached, and every one that the program gives is described."""

import ast
import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from boms import IN_TIME, Judge, Tables, bom, by, recycled, supplier, vehicle, virgin, write_xlsb
from critmin.data import load, names
from critmin.engine.model.findings import FindingRule, load_findings

ROOT = Path(__file__).parent.parent.parent
EARLY, LATE = ("-d", "2024-06-30"), ("-d", "2025-06-30")  # without and with the FEOC screen of minerals
CLOSED = ("-d", "2027-01-01", *IN_TIME)
COMPONENTS = (*EARLY, "--half", "components")
ACME = supplier("Acme")


@dataclass(frozen=True)
class Case:
    """The smallest bill of materials that gives a finding (tables, or a file by name and content), and the exit."""

    exit_code: int
    given: Tables | tuple[str, bytes]
    arguments: tuple[str, ...] | Callable[[], tuple[str, ...]] = EARLY


def text(content: str) -> tuple[str, bytes]:
    return "bom.csv", content.encode()


def saved(cell: object, data_type: str) -> tuple[str, bytes]:
    """A workbook whose only value is this cell."""
    book = openpyxl.Workbook()
    for row in (["mineral", "value_usd"], ["Li", None]):
        book.active.append(row)
    book.active["B2"] = cell
    book.active["B2"].data_type = data_type
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def dated(number_format: str) -> tuple[str, bytes]:
    """A workbook whose vehicle was acquired on a day in this number format."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    vehicle_sheet = book.create_sheet("Vehicle")
    for sheet, rows in ((book.active, (TOP, LINE)), (vehicle_sheet, (["field", "value"], ["acquired", None]))):
        for row in rows:
            sheet.append(row)
    vehicle_sheet["B2"] = datetime.date(2024, 6, 1)
    vehicle_sheet["B2"].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def two_sheets() -> tuple[str, bytes]:
    """A workbook with a second sheet of lines."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for sheet in (book.active, book.create_sheet("BOM (2)")):
        for row in (TOP, LINE):
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def with_materials() -> tuple[str, bytes]:
    """A workbook with the items of a product too, which another command reads."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    rows = [[TOP, LINE], [["item", "cost_usd", "producer"], ["cell", 1, "Acme"]]]
    for sheet, of_sheet in zip((book.active, book.create_sheet("Materials")), rows, strict=True):
        for row in of_sheet:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def with_suppliers() -> tuple[str, bytes]:
    """A workbook whose sheet of suppliers has another name."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for row in (TOP, LINE):
        book.active.append(row)
    suppliers = book.create_sheet("Suppliers")
    for row in (["company", "country"], ["Acme", "US"]):
        suppliers.append(row)
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def workbook(*others: str, far: str = "") -> tuple[str, bytes]:
    """A workbook with other sheets beside its bill of materials, or with a cell far out."""
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for row in (["mineral", "value_usd", "extraction_country", "processing_country"], ["Li", 1, "US", "US"]):
        book.active.append(row)
    for name in others:
        book.create_sheet(name)
    if far:
        book.active[far] = "stray"
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


def cells(
    *rows: list[object], merged: str = "", hidden_row: int = 0, hidden_column: str = "", number_format: str = ""
) -> tuple[str, bytes]:
    """A workbook of these rows; TOP is a header, LINE a line below it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    if number_format:
        book.active["C2"].number_format = number_format
    if hidden_row:
        book.active.row_dimensions[hidden_row].hidden = True
    if hidden_column:
        book.active.column_dimensions[hidden_column].hidden = True
    content = io.BytesIO()
    book.save(content)
    return "bom.xlsx", content.getvalue()


TOP: list[object] = ["component", "mineral", "value_usd", "extraction_country", "processing_country"]
LINE: list[object] = ["cathode", "Li", 1, "US", "US"]


def mapped(text: str) -> tuple[str, ...]:
    """A columns file, as the arguments that name it; it is written where the test runs."""
    Path("columns.toml").write_text(text, encoding="utf-8")
    return (*EARLY, "--columns", "columns.toml")


def supposed(text: str) -> tuple[str, ...]:
    """A scenario, as the arguments that name it; it is written where the test runs."""
    Path("mine.toml").write_text(f'name = "mine"\ndescription = "What if."\n{text}', encoding="utf-8")
    return (*EARLY, "--scenario", "mine.toml")


def priced(**more: str) -> Tables:
    """A line whose value is its mass times its price."""
    line = {name: text for name, text in virgin(mass_kg="2", price_usd_per_kg="3").items() if name != "value_usd"}
    return bom(line | more)


def costed(heading: str, cost: str) -> Tables:
    """A line whose value stands below another heading."""
    return bom({name: text for name, text in virgin().items() if name != "value_usd"} | {heading: cost})


def in_euros(*costs: str) -> Tables:
    return bom(
        *({"mineral": "Li", "extraction_country": "US", "processing_country": "US", "Ext. cost": c} for c in costs)
    )


EURO = ("--fx", "EUR=1.08@2024-06-28")


def in_percent_or_not() -> tuple[str, bytes]:
    """A workbook of a format that does not tell whether a cell that holds 0.49 shows 49%."""
    content = io.BytesIO()
    write_xlsb(bom(virgin(), Ownership=[{"owner": "A", "owned": "B", "equity_pct": 0.49}]), content)
    return "bom.xlsb", content.getvalue()


def relief(role: str = "anode_active", report: str = "yes") -> Tables:
    line = by("", role=role, mineral="graphite", impracticable_to_trace="yes")
    return bom(line, Vehicle=vehicle(transition_report=report))


def control(by_whom: str) -> Tables:
    return bom(by("Acme"), Entities=[ACME | {"effective_control_by": by_whom}, supplier("Fine")])


def certified(attestation: str, *others: str, **cells: str) -> Tables:
    """A line with this attestation, and the certificate ATT-7, with others of these ids."""
    rows = [{"certificate": name, "kind": "feoc", "signed_on": "2025-01-10"} | cells for name in ("ATT-7", *others)]
    return bom(by("", feoc_attestation=attestation), Certificates=rows)


def part(**cells: str) -> Tables:
    return bom(virgin(), Components=[{"component": "cell", "feoc_attestation": "ATT-1"} | cells])


def module(country: str) -> Tables:
    return part(component="module", value_usd="100", assembly_country=country)


def nested(**cells: str) -> Tables:
    cell = {"component": "cell", "value_usd": "100", "feoc_attestation": "ATT-1"}
    return bom(virgin(), Components=[cell, cell | {"component": "separator", "value_usd": "20"} | cells])


def holding(owner: str, owned: str, percent: str) -> Tables:
    return bom(virgin(), Ownership=[{"owner": owner, "owned": owned, "equity_pct": percent}])


def steps(line: str, step: str, *lines: str) -> Tables:
    rows = [virgin(line=name) for name in lines]
    return bom(*rows, Steps=[{"line": line, "step": step, "country": "US"}])


TWO_SITES = {"processing_country_2": "NO"}
OFAC = ("--sdn", str(ROOT / "tests" / "ofac" / "sdn.csv"))
DATED = (*OFAC, "--sdn-date", "2024-12-31")
LISTED = {"owner": "Body", "owned": "Acme", "equity_pct": "10"}

CASES = {
    # the percentage
    "CM-MET": Case(0, bom(virgin())),
    "CM-NOT-MET": Case(1, bom(virgin(at="NO"))),
    "CM-UNDECIDED": Case(3, bom(virgin(at="?"))),
    "CM-NO-PERCENTAGE": Case(1, bom(virgin()), (*CLOSED, "--reading", "after-2026=no-percentage")),
    # the other half
    "BC-MET": Case(0, module("US"), COMPONENTS),
    "BC-NOT-MET": Case(1, module("KR"), COMPONENTS),
    "BC-UNDECIDED": Case(3, module(""), COMPONENTS),
    "BC-NOT-STATED": Case(3, bom(virgin()), COMPONENTS),
    "BC-NO-PERCENTAGE": Case(
        1, module("US"), (*CLOSED, "--half", "components", "--reading", "after-2026=no-percentage")
    ),
    "VALUE-UNKNOWN": Case(0, bom(virgin(value=""))),
    "VALUE-DIFFERS": Case(0, bom(virgin(mass_kg="2", price_usd_per_kg="40"))),
    "VALUE-ZERO": Case(3, bom(virgin(value="0"))),
    "VALUE-ADDED-MISSING": Case(3, bom(virgin(extraction_country="NO", **TWO_SITES))),
    "VALUE-ADDED-ABOVE-VALUE": Case(0, bom(virgin(processing_value_added_usd="101"))),
    "STEP-NOT-NAMED": Case(0, bom(virgin(extraction_country=""))),
    "SYNTHETIC-UNCLEAR": Case(0, bom(virgin("graphite", material="synthetic?"))),
    "STEP-DENIED": Case(0, bom(virgin(extraction_country="none"))),
    "STEP-DENIED-AND-NAMED": Case(0, bom(virgin(extraction_country="none", extraction_entity="Acme"))),
    "RECYCLED-EXTRACTION": Case(0, bom(recycled(extraction_country="US"))),
    "SYNTHETIC-EXTRACTION": Case(0, bom(virgin("synthetic graphite"))),
    "CM-AFTER-REPEAL": Case(0, bom(by("Acme"), Entities=[ACME]), CLOSED),
    "RECYCLING-NO": Case(0, bom(virgin(recycling_country="NO"))),
    "RECYCLING-NOT-NAMED": Case(0, bom(virgin(recycling_entity="none"))),
    # whether there is a credit at all
    "BEFORE-START": Case(1, bom(virgin()), ("-d", "2023-04-17")),
    "ACQUIRED-AFTER-END": Case(1, bom(virgin()), ("-d", "2025-10-01", "-a", "2025-10-01")),
    "ACQUIRED-UNKNOWN": Case(0, bom(virgin()), ("-d", "2025-10-01")),
    "GATE": Case(1, bom(virgin(), Vehicle=vehicle(battery_kwh="6"))),
    "GATE-UNREAD": Case(3, bom(virgin(), Vehicle=vehicle(final_assembly_country="Santiago"))),
    # the screen
    "FEOC-PLACE": Case(1, bom(virgin(processing_country="CN")), LATE),
    "FEOC-JURISDICTION": Case(1, bom(by("Acme"), Entities=[supplier("Acme", "CN")]), LATE),
    "FEOC-OWNERSHIP": Case(1, bom(by("Acme"), Entities=[supplier("Acme", government="25")]), LATE),
    "FEOC-CONTROL": Case(1, control("China"), LATE),
    "FEOC-DESIGNATION": Case(1, bom(by("Acme"), Entities=[ACME | {"designation": "SDN"}]), LATE),
    "LIST-DESIGNATED": Case(1, bom(by("Moa Nickel S.A.")), (*LATE, *DATED)),
    "LIST-OUTSIDE-SCREEN": Case(0, bom(by("Moa Nickel S.A.")), (*EARLY, *DATED)),
    "LIST-OWNER": Case(0, holding("Moa Nickel S.A.", "Acme", "10"), (*LATE, *DATED)),
    "LIST-KIND": Case(0, bom(virgin(extraction_entity="Mar Azul")), (*LATE, *DATED)),
    "LIST-NEAR": Case(0, bom(virgin(extraction_entity="Moa Nikel")), (*LATE, *DATED)),
    "LIST-UNDATED": Case(0, bom(virgin()), (*LATE, *OFAC)),
    "LIST-OTHER-DAY": Case(0, bom(virgin()), (*LATE, *OFAC, "--sdn-date", "2025-07-01")),
    "FEOC-NOT-SHOWN": Case(3, bom(by("")), LATE),
    "FEOC-ATTESTATION-CONTRADICTED": Case(1, bom(virgin(processing_country="CN")), LATE),
    "ATTESTATION-NOT-IN-HAND": Case(3, bom(by("", feoc_attestation="pending since May")), LATE),
    "CERTIFICATE-NEAR": Case(0, certified("ATT-7-A"), LATE),
    "CERTIFICATE-NOT-IN-HAND": Case(3, certified("ATT-7", valid_until="2025-01-31"), LATE),
    "CERTIFICATE-NOT-LISTED": Case(0, certified("ATT-8"), LATE),
    "CERTIFICATE-UNUSED": Case(0, certified("yes"), LATE),
    "CERTIFICATE-TWICE": Case(2, certified("ATT-7", "att-7"), LATE),
    "CERTIFICATE-UNNAMED": Case(0, certified("ATT-7", ""), LATE),
    "CERTIFICATE-FILE-MISSING": Case(0, certified("ATT-7", file="att7.pdf", sha256="0" * 64), LATE),
    "LIST-NOT-FEOC": Case(0, bom(by("Acme"), Entities=[ACME | {"pfe_list": "1260H"}]), LATE),
    "CONTROLLER-NOT-FEOC": Case(0, control("Fine"), LATE),
    "GOVERNMENT-SHARE-DIFFERS": Case(
        0, bom(by("Acme"), Entities=[ACME, {"entity": "Body", "government_of": "CN"}], Ownership=[LISTED]), LATE
    ),
    "HOLDINGS-CIRCULAR": Case(0, holding("Acme", "Acme", "100"), LATE),
    "RELIEF-USED": Case(0, relief(), LATE),
    "RELIEF-CLOSED": Case(3, relief(), CLOSED),
    "RELIEF-NOT-LISTED": Case(3, relief("foil"), LATE),
    "RELIEF-NOT-FILED": Case(3, relief(report="no"), LATE),
    "RELIEF-ROLE-UNKNOWN": Case(3, relief(""), LATE),
    "RELIEF-REPORT-UNKNOWN": Case(3, relief(report=""), LATE),
    "ENTITY-NOT-LISTED": Case(3, bom(virgin(extraction_entity="Acme", feoc_attestation="")), LATE),
    # lines
    "LINE-OUTSIDE-BATTERY": Case(0, bom(virgin(), virgin("aluminum", component="housing"))),
    "LINE-OUTSIDE-WITH-ROLE": Case(0, bom(virgin(), virgin("aluminum", component="housing", role="foil"))),
    "ROLE-CONTRADICTED": Case(0, bom(virgin(role="electrolyte_salt", component="cathode"))),
    "LINE-NOT-LISTED": Case(0, bom(virgin(), virgin("copper"))),
    "LINE-SAYS-NONE": Case(2, bom(virgin(), virgin("none", material="graphite"))),
    "LINE-PERHAPS-NONE": Case(3, bom(virgin(), virgin("none", material="powder"))),
    "MINERAL-UNKNOWN": Case(2, bom(virgin("unobtainium"))),
    "MINERAL-MISSING": Case(2, bom(virgin(""))),
    "COMPONENT-UNKNOWN": Case(0, bom(virgin(component="widget"))),
    "COMPONENT-OUTSIDE-BATTERY": Case(0, part(component="busbar")),
    "COMPONENT-MATERIAL": Case(0, nested(part_of="cell", component="NMC811 powder")),
    "COMPONENT-PARENT-MISSING": Case(2, nested(part_of="stack")),
    "COMPONENT-PARENT-TWICE": Case(2, nested(part_of="cell", component="cell")),
    "COMPONENT-PARENT-UNKNOWN": Case(2, nested(part_of="unknown")),
    "COMPONENT-CIRCLE": Case(2, nested(part_of="separator")),
    "COMPONENT-PARTS-ABOVE-WHOLE": Case(2, nested(part_of="cell", value_usd="101")),
    "ROLE-UNKNOWN": Case(0, bom(virgin(role="widget"))),
    "LINE-REPEATED": Case(0, bom(virgin(), virgin())),
    "LINE-TWICE": Case(0, bom(virgin(line="A"), virgin(line="A"))),
    "NO-LINES": Case(2, text("mineral,value_usd\n")),
    "NO-LINE-COUNTS": Case(3, bom(virgin("copper"))),
    "STEP-UNKNOWN": Case(2, steps("A", "smelting", "A")),
    "STEP-OF-NO-LINE": Case(2, steps("B", "processing", "A")),
    "STEP-OF-TWO-LINES": Case(2, steps("A", "processing", "A", "A")),
    # cells
    "COUNTRY-UNKNOWN": Case(0, bom(virgin(extraction_country="Atlantis"))),
    "COUNTRY-FROM-PLACE": Case(0, bom(virgin(extraction_country="Antofagasta"))),
    "COUNTRY-IS-PLACE": Case(0, bom(virgin(extraction_country="Santiago"))),
    "ENTITY-IS-PLACE": Case(0, bom(virgin(extraction_entity="United States"))),
    "SITE-PLACES-DIFFER": Case(0, bom(virgin(extraction_entity="China"))),
    "COUNTRY-LIKE-PLACE": Case(0, bom(virgin(extraction_country="Georgia"))),
    "PLACE-WITH-COUNTRY": Case(0, bom(virgin(extraction_country="Antofagasta, Chile"))),
    "ORIGIN-UNCLEAR": Case(0, bom(virgin(extraction_country="Australia / Chile"))),
    "ORIGIN-SHARES": Case(2, bom(virgin(extraction_country="AU 60% / CL 30%"))),
    "ORIGIN-SPLIT": Case(0, bom(virgin(extraction_country="AU 60% / CL 40%"))),
    "ORIGIN-SPLIT-TWICE": Case(
        2, bom(virgin(extraction_country="AU 60% / CL 40%", processing_country="AU 60% / CL 40%"))
    ),
    "ENTITY-FROM-COUNTRY": Case(0, bom(virgin(extraction_country="Chile (SQM)"))),
    "COUNTRY-BY-CODE": Case(0, bom(virgin(extraction_country="NA"))),
    "COUNTRY-UNCLEAR": Case(0, bom(virgin(extraction_country="No"))),
    "NUMBER-UNREADABLE": Case(2, bom(virgin(value="five"))),
    "NUMBER-PRINTED": Case(0, bom(virgin(value="28.999999999999996"))),
    "NUMBER-NEGATIVE": Case(2, bom(virgin(value="-5"))),
    "SHARE-OUT-OF-RANGE": Case(2, holding("A", "B", "101")),
    "SHARE-SMALL": Case(0, holding("A", "B", "0.25")),
    "SHARE-UNCLEAR": Case(0, in_percent_or_not()),
    "SHARE-OR-COUNT": Case(0, bom(virgin(), Ownership=[{"owner": "A", "owned": "B", "Board seats": "2"}])),
    "HOLDINGS-ABOVE-WHOLE": Case(
        2, bom(virgin(), Ownership=[LISTED | {"owner": name, "equity_pct": "51"} for name in ("A", "B")])
    ),
    "DATE-IN-PART": Case(0, dated("mmm-yy")),
    "DATE-UNREADABLE": Case(2, bom(virgin(), Vehicle=vehicle(acquired="soon"))),
    "FLAG-UNCLEAR": Case(0, bom(virgin(impracticable_to_trace="perhaps"))),
    "CONTROLLER-UNNAMED": Case(3, control("yes"), LATE),
    "CLASS-UNKNOWN": Case(0, bom(virgin(), Vehicle=vehicle(vehicle_class="boat"))),
    "DESIGNATION-UNKNOWN": Case(0, bom(virgin(), Entities=[ACME | {"designation": "bad"}])),
    "PFE-LIST-UNKNOWN": Case(0, bom(virgin(), Entities=[ACME | {"pfe_list": "bad"}])),
    "KIND-UNKNOWN": Case(0, bom(virgin(), Entities=[ACME | {"kind": "LLC"}])),
    "KIND-CONTRADICTED": Case(0, bom(virgin(), Entities=[ACME | {"kind": "company", "citizen_of": "CA"}])),
    "SFE-SHARES-CONFLICT": Case(0, bom(virgin(), Entities=[ACME | {"sfe_largest_pct": "9", "sfe_total_pct": "8"}])),
    "MINERAL-CONTRADICTED": Case(2, bom(virgin("copper", material="natural graphite"))),
    "MATERIAL-NO-MINERAL": Case(2, bom(virgin("NMC811 powder"))),
    "FORM-DIFFERS": Case(2, priced(form="Li", price_form="Li2CO3")),
    "FORM-UNKNOWN": Case(2, priced(form="Li", price_form="brine")),
    "FORM-WITHOUT-MINERAL": Case(2, priced(form="Li", price_form="NiSO4")),
    "FORM-HALF": Case(0, priced(form="Li")),
    "UNIT-MISSING": Case(2, bom({"mineral": "Li", "Qty": "2", "price_usd_per_kg": "3"})),
    "UNIT-UNKNOWN": Case(2, costed("value_usd", "5 kg")),
    "UNIT-CONFLICT": Case(2, costed("value_usd", "€5")),
    "CURRENCY-WITHOUT-RATE": Case(2, in_euros("€5")),
    "CURRENCY-ASSUMED": Case(0, costed("Value", "5")),
    "DOLLAR-OF-LOCALE": Case(0, cells(TOP, LINE, number_format="[$$-1009]0.00")),
    "RATE-USED": Case(0, in_euros("€5"), (*EARLY, *EURO)),
    "RATE-UNDATED": Case(0, in_euros("€5"), (*EARLY, "--fx", "EUR=1.08")),
    "RATE-DATES-DIFFER": Case(0, in_euros("€5", "£5"), (*EARLY, *EURO, "--fx", "GBP=1.27@2024-06-27")),
    "ENTITY-DIFFERS": Case(2, bom(virgin(extraction_country="Chile (SQM)", extraction_entity="Albemarle"))),
    "CELL-FORMULA": Case(2, saved("=1+1", "f")),
    "CELL-ERROR": Case(2, saved("#N/A", "e")),
    # sheets and columns
    "COLUMN-NEAR": Case(0, bom(virgin(matrial="powder"))),
    "COLUMN-UNCLEAR": Case(2, bom(virgin(procesing_country_2="CN"))),
    "COLUMN-READ": Case(0, costed("Ext. cost (USD)", "5")),
    "COLUMN-SECOND": Case(0, bom(virgin() | {"Ext. cost (USD)": "5"})),
    "COLUMN-NOT-THERE": Case(0, bom(virgin()), lambda: mapped('[bom.columns]\n"Farbe" = ""\n')),
    "COLUMN-WITHOUT-STEP": Case(0, bom(virgin() | {"Country": "JP"})),
    "COLUMN-FACT-UNUSED": Case(0, bom(virgin() | {"Processing HQ country": "JP"})),
    "COLUMN-GOVERNMENT": Case(
        0,
        bom(virgin(), Entities=[{"entity": "Acme", "State share": "0"}]),
        lambda: mapped('[entities.columns]\n"State share" = "government_equity_pct"\n'),
    ),
    "COLUMN-OF-PLACES": Case(2, bom(virgin() | {"processing site": "China"})),
    "COLUMN-ADVERSE": Case(2, bom(virgin(FEOC="yes"))),
    "NAME-ADVERSE": Case(2, bom(by("Acme (PFE)"))),
    "COLUMN-REMARK": Case(0, bom(virgin(Remarks="shipped via China"))),
    "FIELD-ADVERSE": Case(2, bom(virgin(), Vehicle=vehicle(status="is a FEOC"))),
    "COLUMN-EXCLUDED": Case(0, bom(virgin(FEOC="yes")), lambda: mapped('[bom.columns]\n"FEOC" = ""\n')),
    "COLUMN-HIDDEN": Case(0, cells(TOP, LINE, hidden_column="D")),
    "CELL-WITHOUT-COLUMN": Case(0, text("mineral,value_usd,,processing_country\nLi,1,note,US\n")),
    "ROWS-ABOVE": Case(0, cells(["Battery pack P3"], [], TOP, LINE)),
    "ROW-ABOVE-HEADER": Case(2, cells(LINE, TOP, LINE)),
    "HEADER-AGAIN": Case(0, cells(TOP, LINE, TOP, LINE)),
    "TABLE-LEFT-OUT": Case(0, cells(TOP, LINE, [], ["mineral", "value_usd"], ["Li", 1])),
    "TABLE-DIFFERS": Case(2, cells(TOP, LINE, [], ["mineral", "value_usd"], ["Li", 2])),
    "TABLES-SEVERAL": Case(2, cells(TOP, LINE, [], ["remarks", *TOP], [None, *LINE])),
    "ROW-TOTAL": Case(0, cells(TOP, LINE, ["Total", None, 1])),
    "TOTAL-DIFFERS": Case(0, cells(TOP, LINE, ["Total", None, 2])),
    "TOTAL-UNCLEAR": Case(2, cells(TOP, LINE, ["Total", None, 1, "CN"])),
    "ROW-SECTION": Case(0, cells(TOP, ["Cathode"], LINE)),
    "ROW-NOTE": Case(0, cells(TOP, LINE, ["* prices of one day"])),
    "ROW-REMARK": Case(0, cells(TOP, LINE, ["* Acme is a FEOC"])),
    "ROW-UNUSED": Case(0, cells([*TOP, "remarks"], LINE, [None] * 5 + ["ours"])),
    "ROW-HIDDEN": Case(0, cells(TOP, LINE, hidden_row=2)),
    "CELL-MERGED": Case(0, cells(TOP, LINE, [None, *LINE[1:]], merged="A2:A3")),
    "CELL-MERGED-ACROSS": Case(0, cells(TOP, [*LINE[:4], None], merged="D2:E2")),
    "MERGED-AMOUNT": Case(2, cells(TOP, LINE, [*LINE[:2], None, *LINE[3:]], merged="C2:C3")),
    "CELL-WITH-ROW": Case(2, text('mineral,value_usd,processing_country\nLi,1,"US\nNi,5,CN\n"\n')),
    "ROW-TOO-LONG": Case(2, text("mineral,value_usd,processing_country\nLi,1,000,US\n")),
    "SHEETS-SEVERAL": Case(2, two_sheets()),
    "SHEET-NEAR": Case(0, workbook("Entites")),
    "SHEET-READ": Case(0, with_suppliers()),
    "SHEET-UNUSED": Case(0, workbook("Notes")),
    "SHEET-OF-OTHER-COMMAND": Case(0, with_materials()),
    "SHEET-TOO-LARGE": Case(2, workbook(far="XFD1048576")),
    "COLUMN-UNUSED": Case(0, bom(virgin(remarks="ours"))),
    "COLUMN-TWICE": Case(2, text("mineral,value_usd,Value USD\nLi,1,1\n")),
    "COLUMN-MISSING": Case(2, text("line,value_usd\n1,1\n")),
    "HEADER-MISSING": Case(2, text("a,b\n1,2\n")),
    "SHEET-MISSING": Case(2, text("mineral\nLi\n"), (*EARLY, "--sheet", "Pack")),
    "SHEET-EMPTY": Case(2, text(",,\n,,\n")),
    "FIELD-NEAR": Case(2, bom(virgin(), Vehicle=[{"field": "purchase date", "value": "2024-05-01"}])),
    "FIELD-UNKNOWN": Case(0, bom(virgin(), Vehicle=vehicle(colour="red"))),
    "FIELD-TWICE": Case(2, bom(virgin(), Vehicle=vehicle(model="A") * 2)),
    "ENTITY-TWICE": Case(2, bom(virgin(), Entities=[ACME, ACME])),
    "ENTITY-UNNAMED": Case(0, bom(virgin(), Entities=[ACME, supplier("")])),
    "ENTITY-UNUSED": Case(0, bom(virgin(), Entities=[ACME])),
    "HOLDING-OF-NOTHING": Case(2, holding("A", "", "10")),
    "OWNER-UNNAMED": Case(0, holding("", "B", "10")),
    # files and dates
    "FILE-MISSING": Case(2, ("missing.csv", b"")),
    "FILE-EMPTY": Case(2, text("\n")),
    "FILE-TOO-LARGE": Case(2, text("mineral,value_usd\nLi,1\n" + " " * 10**6), (*EARLY, "--max-mb", "1")),
    "FILE-NOT-A-SPREADSHEET": Case(2, ("bom.xlsx", b"%PDF-1.7")),
    "FILE-PASSWORD": Case(
        2, ("bom.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    ),
    "FILE-ENCODING": Case(2, ("bom.csv", b"mineral\n\xe9\n")),
    "FILE-TRUNCATED": Case(2, text('mineral,material\nLi,"powder\n')),
    "DATE-MISSING": Case(2, bom(virgin()), ()),
    "DATES-REVERSED": Case(2, bom(virgin()), ("-d", "2024-01-01", "-a", "2024-01-02")),
    "REPORT-DATE-UNKNOWN": Case(0, bom(virgin(), Vehicle=vehicle(report_date="TBD"))),
    "REPORT-DATE-EARLY": Case(2, bom(virgin(), Vehicle=vehicle(report_date="2023-04-17"))),
    "REPORT-DATE-FAR": Case(0, bom(virgin(), Vehicle=vehicle(report_date="2026-07-01"))),
    # scenarios and tables of several
    "SCENARIO": Case(0, bom(virgin()), (*EARLY, "--scenario", "eu-partner")),
    "SCENARIO-NOT-HERE": Case(2, bom(virgin()), lambda: supposed('[[origin]]\nline = "9"\nnew_country = "US"')),
    "BOMS-SEVERAL": Case(2, cells(["bom", *TOP], ["A", *LINE], ["B", *LINE])),
    "BOMS-ALIKE": Case(2, cells(["bom", *TOP], ["A", *LINE], ["a", *LINE]), (*EARLY, "--bom", "A")),
    "BOM-NOT-NAMED": Case(2, cells(["bom", *TOP], ["A", *LINE], ["", *LINE])),
    "BOM-NAME-STRAY": Case(0, bom(virgin(bom="A"), Entities=[ACME | {"bom": "B"}]), (*EARLY, "--bom", "A")),
    "BOM-WITHOUT-LINES": Case(2, cells(["bom", *TOP], ["A", *LINE]), (*EARLY, "--bom", "C")),
}


@pytest.mark.parametrize("code", CASES)
def test_the_finding_is_reached(judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.chdir(tmp_path)
    case = CASES[code]
    given = case.given
    if isinstance(given, tuple):
        name, content = given
        given = tmp_path / name
        if content:
            given.write_bytes(content)
    got = judge(given, *(case.arguments() if callable(case.arguments) else case.arguments))
    found = [f for f in got.report["findings"] if f["code"] == code]
    rule = load_findings()[code]
    assert found, got.codes
    assert {f["severity"] for f in found} == {rule.severity}
    assert got.exit_code == case.exit_code
    assert rule.unreadable is (case.exit_code == 2)
    assert all(f["message"] and f["remedy"] == rule.remedy and f["citation"] for f in found)


def test_the_table_has_every_finding_of_the_data_file() -> None:
    """But for those that no input alone gives: test_many_boms, test_long_tables and test_companions reach them.

    Those of returned request workbooks are reached in tests/answers.
    """
    elsewhere = {"PROGRAM-FAILED", "FILE-PARQUET-READER", "FILE-MISNAMED"}
    elsewhere |= {*load("findings/answers.toml", dict[str, FindingRule])}
    assert elsewhere < set(load_findings())
    assert sorted(CASES) == sorted(code for code in load_findings(("clean_vehicle",)) if code not in elsewhere)


def codes_in_the_source() -> set[str]:
    """Every text in the engine that has the form of a code: upper-case words joined by hyphens, GATE, SCENARIO."""
    texts = {
        node.value
        for path in (ROOT / "engine").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if re.fullmatch(r"[A-Z]+(-[A-Z]+)+|GATE|SCENARIO", text)}


def test_every_finding_that_the_program_gives_is_described() -> None:
    assert codes_in_the_source() == set(load_findings())


def test_every_file_of_findings_is_loaded_and_no_code_stands_in_two() -> None:
    codes: list[str] = []
    for name in names():
        if "findings" in name:
            codes += load(name, dict[str, FindingRule])
    assert sorted(codes) == sorted(load_findings())
