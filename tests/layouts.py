"""One bill of materials in the layouts that suppliers send, and what of a report does not depend on the layout.

The table is six lines of a small battery, with a supplier each and values that make 2024's 50 percent by a little.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = [
    "line",
    "component",
    "material",
    "mineral",
    "mass_kg",
    "price_usd_per_kg",
    "value_usd",
    "extraction_country",
    "extraction_entity",
    "processing_country",
    "processing_entity",
    "feoc_attestation",
]
LINES: list[list[Any]] = [
    ["C1", "cathode", "NMC811 powder", "lithium", 7.5, 90, 675, "CL", "Atacama Salt", "KR", "Han Cathode", "ATT-1"],
    [
        "C2",
        "cathode",
        "NMC811 powder",
        "nickel",
        49,
        16.85,
        825.65,
        "ID",
        "Halmahera Ore",
        "KR",
        "Han Cathode",
        "ATT-1",
    ],
    [
        "C3",
        "cathode",
        "NMC811 powder",
        "cobalt",
        6.2,
        50.35,
        312.17,
        "CD",
        "Katanga Ore",
        "FI",
        "Baltic Cobalt",
        "ATT-2",
    ],
    ["A1", "anode", "coated graphite", "graphite", 69, 10, 690, "CN", "Heilong Mine", "CN", "Heilong Anode", ""],
    ["A2", "anode", "coated graphite", "graphite", 11.5, 10, 115, "MZ", "Balama Flake", "US", "Bayou Anode", "ATT-3"],
    ["E1", "electrolyte", "LiPF6", "fluorspar", 3.25, 8, 26, "MX", "Potosi Spar", "JP", "Inland Salt", "ATT-4"],
]

_OF_LAYOUT = re.compile(r"ROW|TABLE|HEADER|COLUMN|CELL-MERGED|CELL-WITHOUT|SHEET|TOTAL|RATE-")


def without_addresses(report: dict[str, Any]) -> dict[str, Any]:
    """The report without the file's name, the cells, and what tells how its layout was to be read and was read."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key != "cells"}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    kept = {key: bare(value) for key, value in report.items() if key not in ("bom", "findings", "verdict", "asked")}
    verdict = {key: value for key, value in report["verdict"].items() if key != "findings"}
    found = sorted((f["code"], f["message"]) for f in report["findings"] if not _OF_LAYOUT.match(f["code"]))
    return kept | {"verdict": verdict, "findings": found, "lines": report["bom"]["lines"]}


def of_layout(report: dict[str, Any]) -> set[str]:
    """The codes of the findings that tell how the layout was read."""
    return {f["code"] for f in report["findings"] if _OF_LAYOUT.match(f["code"])}


def _book(write: Callable[[Worksheet], None], path: Path, title: str = "BOM") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    write(sheet)
    book.save(path)
    return path


def plain(path: Path) -> Path:
    """The known columns in row 1."""

    def write(sheet: Worksheet) -> None:
        for row in [COLUMNS, *LINES]:
            sheet.append(row)

    return _book(write, path.with_suffix(".xlsx"))


def titled(path: Path) -> Path:
    """A title merged over the width, a note, a blank row; the header in row 4, one column to the right."""

    def write(sheet: Worksheet) -> None:
        sheet["B1"] = "Battery pack P3: critical minerals"
        sheet.merge_cells("B1:M1")
        sheet["B2"] = "Prices as of 2024-03-01"
        for number, row in enumerate([COLUMNS, *LINES], 4):
            for column, value in enumerate(row, 2):
                sheet.cell(number, column, value)

    return _book(write, path.with_suffix(".xlsx"))


def two_rows(path: Path) -> Path:
    """A header of two rows: the steps merged over their columns, the other names merged over both rows."""

    def write(sheet: Worksheet) -> None:
        sheet.append([*COLUMNS[:7], "Extraction", None, "Processing", None, "feoc_attestation"])
        sheet.append([None] * 7 + ["Country", "Entity", "Country", "Entity"])
        sheet.merge_cells("H1:I1")
        sheet.merge_cells("J1:K1")
        for letter in "ABCDEFGL":
            sheet.merge_cells(f"{letter}1:{letter}2")
        for row in LINES:
            sheet.append(row)

    return _book(write, path.with_suffix(".xlsx"))


def merged(path: Path) -> Path:
    """Component and material merged over the lines that share them, and so are a country and a company."""

    def write(sheet: Worksheet) -> None:
        for row in [COLUMNS, *LINES]:
            sheet.append(row)
        for area in ("B2:B4", "C2:C4", "B5:B6", "C5:C6", "J2:J3", "K2:K3"):
            sheet.merge_cells(area)

    return _book(write, path.with_suffix(".xlsx"))


def with_totals(path: Path) -> Path:
    """Subtotals, a total, blank rows between, the header again on a second page, and footnotes."""

    def write(sheet: Worksheet) -> None:
        def total(label: str, amount: float) -> None:
            sheet.append([None, label, None, None, None, None, amount])

        sheet.append(COLUMNS)
        for row in LINES[:3]:
            sheet.append(row)
        total("Subtotal cathode", 1812.82)
        sheet.append([])
        sheet.append(COLUMNS)
        for row in LINES[3:]:
            sheet.append(row)
        total("Subtotal", 831)
        sheet.append([])
        total("TOTAL", 2643.82)
        sheet.append(["* Values are arm's-length prices of one day."])
        sheet.append(["Prepared for the file"])

    return _book(write, path.with_suffix(".xlsx"))


def hidden(path: Path) -> Path:
    """A sheet of another name, hidden lists beside it, a filtered row, and a stray pick list far to the right."""
    plain(path)
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    sheet = book["BOM"]
    sheet.title = "Pack P3 rev B"
    sheet.row_dimensions[4].hidden = True
    for number, country in enumerate(
        ["Country list", "Chile", "Australia", "China", "Norway", "Japan", "Peru", "Oman"], 4
    ):
        sheet.cell(number, 40, country)
    lists = book.create_sheet("Lists")
    lists.append(["mineral", "country"])
    lists.append(["lithium", "CN"])
    lists.sheet_state = "hidden"
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


_SUPPLIER = [
    "Item no.",
    "Component",
    "Material",
    "Critical mineral",
    "Net weight [kg]",
    "Unit price USD/kg",
    "Ext. cost (USD)",
    "Country of origin (mining)",
    "Mine operator",
    "CoO - refining",
    "Smelter/refiner",
    "FEOC attestation",
]
_GERMAN = [
    "Pos.",
    "Komponente",
    "Material",
    "Mineral",
    "Masse (g)",
    "Einzelpreis USD/t",
    "Wert (USD)",
    "Abbauland",
    "Minenbetreiber",
    "Verarbeitungsland",
    "Raffinerie",
    "feoc_attestation",
]
_CHINESE = [
    "序号",
    "部件",
    "材料",
    "矿物",
    "质量(kg)",
    "单价（USD/kg）",
    "金额（USD）",
    "开采国",
    "开采商",
    "冶炼国",
    "冶炼厂",
    "feoc_attestation",
]
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def of_a_supplier(path: Path) -> Path:
    """A supplier's headings, blank rows and columns, and prices as text with dollar signs and thousands marks."""

    def write(sheet: Worksheet) -> None:
        sheet.append([])
        headings = [*_SUPPLIER[:7], None, *_SUPPLIER[7:], "Remarks"]
        sheet.append(headings)
        for cell in sheet[2]:
            cell.font = Font(bold=True)
        for row in LINES:
            money = [f"{row[4]:,} kg", f"${row[5]:,.2f}", f"${row[6]:,.2f}"]
            sheet.append([*row[:4], *money, None, *row[7:], "ok"])
            sheet.append([])

    return _book(write, path.with_suffix(".xlsx"), "Sheet1")


def german(path: Path) -> Path:
    """A text table of semicolons with decimal commas, grams and dollars a tonne; to be read with --decimal comma."""

    def number(value: float) -> str:
        whole, _, rest = f"{value:,.10f}".rstrip("0").rstrip(".").partition(".")
        return whole.replace(",", ".") + ("," + rest if rest else "")

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_GERMAN)
    for row in LINES:
        writer.writerow([*row[:4], number(row[4] * 1000), number(row[5] * 1000), number(row[6]), *row[7:]])
    path = path.with_suffix(".csv")
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return path


def chinese(path: Path) -> Path:
    """Chinese headings below a title, digits of full width."""

    def write(sheet: Worksheet) -> None:
        sheet.append(["电池关键矿物清单"])
        sheet.append(_CHINESE)
        for row in LINES:
            sheet.append([*row[:4], *(str(value).translate(_FULL_WIDTH) for value in row[4:7]), *row[7:]])

    return _book(write, path.with_suffix(".xlsx"), "物料清单")


def beside_a_summary(path: Path) -> Path:
    """A summary by mineral below the lines, which is another table."""

    def write(sheet: Worksheet) -> None:
        for row in [COLUMNS, *LINES]:
            sheet.append(row)
        sheet.append([])
        sheet.append(["mineral", "value_usd"])
        for mineral in ("lithium", "nickel", "cobalt", "graphite", "fluorspar"):
            sheet.append([mineral, sum(row[6] for row in LINES if row[3] == mineral)])

    return _book(write, path.with_suffix(".xlsx"))


def wide(path: Path) -> Path:
    """A sheet that claims 16,384 columns, since somebody formatted whole rows."""
    plain(path)
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    sheet = book["BOM"]
    for number in range(1, 8):
        sheet.cell(number, 16_384).font = Font(bold=True)
    sheet.cell(1, 16_384, " ")
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def without_values(path: Path) -> Path:
    """Mass and price in columns with their units beside them, and no value."""

    def write(sheet: Worksheet) -> None:
        sheet.append([*COLUMNS[:4], "Qty", "UoM", "Unit price", "price_unit", *COLUMNS[7:]])
        for row in LINES:
            sheet.append([*row[:4], row[4] * 1000, "g", row[5], "USD/kg", *row[7:]])

    return _book(write, path.with_suffix(".xlsx"))


LAYOUTS: dict[str, tuple[Callable[[Path], Path], tuple[str, ...], set[str]]] = {
    "titled": (titled, (), {"ROWS-ABOVE"}),
    "two rows": (two_rows, (), set()),
    "merged": (merged, (), {"CELL-MERGED"}),
    "with totals": (with_totals, (), {"ROW-TOTAL", "HEADER-AGAIN", "ROW-NOTE"}),
    "hidden": (hidden, (), {"ROW-HIDDEN", "CELL-WITHOUT-COLUMN", "SHEET-UNUSED", "ROW-UNUSED"}),
    "of a supplier": (of_a_supplier, (), {"COLUMN-READ", "COLUMN-UNUSED"}),
    "german": (german, ("--decimal", "comma"), {"COLUMN-READ"}),
    "chinese": (chinese, (), {"COLUMN-READ", "ROWS-ABOVE"}),
    "beside a summary": (beside_a_summary, (), {"TABLE-LEFT-OUT"}),
    "wide": (wide, (), set()),
    "without values": (without_values, (), {"COLUMN-READ"}),
}
"""Each layout: how it is written, what must be said on the command line, and the findings that tell of it."""
