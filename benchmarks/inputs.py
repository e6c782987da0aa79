"""The files that are measured: a bill of materials of so many lines, as a workbook, a CSV, a long table, formulas."""

import csv
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl

HEADER = [
    "line",
    "component",
    "material",
    "role",
    "mineral",
    "value_usd",
    "extraction_country",
    "extraction_entity",
    "processing_country",
    "processing_entity",
    "feoc_attestation",
]
_CHAINS = [
    ("cathode electrode", "NMC811 powder", "cathode_active", "lithium", "400.25", "AU", "Mine A", "KR", "Refiner A"),
    ("cathode electrode", "NMC811 powder", "cathode_active", "nickel", "380.10", "ID", "Mine B", "KR", "Refiner B"),
    ("cathode electrode", "NMC811 powder", "cathode_active", "cobalt", "95.75", "CD", "Mine C", "FI", "Refiner C"),
    ("anode electrode", "graphite powder", "anode_active", "graphite", "210.40", "CA", "Mine D", "US", "Refiner D"),
    ("electrolyte", "LiPF6", "electrolyte_salt", "fluorspar", "33.05", "MX", "Mine E", "JP", "Refiner E"),
]
_RICH_HEADER = [
    *HEADER,
    "mass_kg",
    "form",
    "extraction_value_added_usd",
    "processing_value_added_usd",
    "processing_country_2",
    "processing_entity_2",
    "processing_value_added_usd_2",
    "currency",
    "impracticable_to_trace",
]
# For the workbook of formulas, which looks countries up as a spreadsheet of an analyst's does.
_PARTNERS = ["US", "AU", "CA", "CL", "JP", "KR", "MX", "PE", "SG"]
_DISTINCT = 50
_NUMBERS = {n for n, column in enumerate(_RICH_HEADER) if column == "mass_kg" or "usd" in column}


def rows(count: int, first: int = 0) -> Iterator[tuple[str, ...]]:
    """So many lines; with another `first` they are others."""
    return ((f"L{n}", *_CHAINS[n % len(_CHAINS)], f"ATT-2025-{n}") for n in range(first, first + count))


def write_csv(path: Path, count: int) -> None:
    """One bill of materials."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def write_rich_csv(path: Path, count: int) -> None:
    """One bill of materials with every column filled and suppliers that differ from line to line."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_RICH_HEADER)
        writer.writerows(_rich(number, row) for number, row in enumerate(rows(count)))


def write_circle(path: Path, entities: int, owners: int) -> None:
    """The sheet `Ownership` of a CSV: each entity is held by so many of the others, and a little by a government."""
    draw = random.Random(1)
    with path.with_suffix(".ownership.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["owner", "owned", "equity_pct", "votes_pct", "board_pct"])
        for owned in range(entities):
            writer.writerow(["CN", f"Owner {owned}", *["0.01"] * 3])
            for owner in draw.sample(range(entities), owners):
                percent = draw.randint(1, 9_000 // owners) / 100
                writer.writerow([f"Owner {owner}", f"Owner {owned}", *[percent] * 3])


def write_long_table(path: Path, count: int, lines_each: int) -> None:
    """So many lines of bills of materials that the column `bom` names."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["bom", *HEADER])
        for number in range(count // lines_each):
            writer.writerows((f"B{number}", *row) for row in rows(lines_each))


def write_workbook(path: Path, count: int, first: int = 0) -> None:
    """One bill of materials as a workbook with every column filled, with numbers as numbers."""
    book, sheet = _sheet()
    sheet.append(_RICH_HEADER)
    for number, row in enumerate(rows(count, first), first):
        sheet.append(_saved(_rich(number, row)))
    book.save(path)


def write_workbooks(folder: Path, count: int) -> None:
    """Many workbooks of 50 lines: fifty different ones, over and over."""
    folder.mkdir()
    for number in range(count):
        path = folder / f"pack{number:05}.xlsx"
        if number < _DISTINCT:
            write_workbook(path, 50, first=number)
        else:
            shutil.copyfile(folder / f"pack{number % _DISTINCT:05}.xlsx", path)


def write_formulas(path: Path, count: int) -> None:
    """The percentage of one bill of materials as formulas: whether each step counts, each line's share, the sum."""
    book, sheet = _sheet()
    sheet.append([*HEADER, "extraction counts", "processing counts", "share", "counts_usd"])
    partners = book.create_sheet("Partners")
    for country in _PARTNERS:
        partners.append([country])
    listed = f"Partners!$A$1:$A${len(_PARTNERS)}"
    for number, row in enumerate(rows(count), 2):
        counts = [f"=IF(COUNTIF({listed},{column}{number})>0,1,0)" for column in "GI"]
        sheet.append([*_saved(row), *counts, f"=MAX(L{number},M{number})", f"=F{number}*N{number}"])
    sheet.append(["percentage", f"=100*SUM(O2:O{count + 1})/SUM(F2:F{count + 1})"])
    book.save(path)


def _sheet() -> tuple[openpyxl.Workbook, openpyxl.worksheet.worksheet.Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    return book, sheet


def _rich(number: int, row: tuple[str, ...]) -> tuple[str, ...]:
    value = float(row[HEADER.index("value_usd")])
    mine, refiner = (f"{row[HEADER.index(step)]} {number}" for step in ("extraction_entity", "processing_entity"))
    line = list(row)
    line[HEADER.index("extraction_entity")], line[HEADER.index("processing_entity")] = mine, refiner
    first, second, third = (f"{value * share:.2f}" for share in (0.4, 0.3, 0.2))
    return (*line, "12.5", "", first, second, "US", f"Finisher {number}", third, "USD", "no")


def _saved(row: tuple[str, ...]) -> list[object]:
    return [float(cell) if column in _NUMBERS else cell for column, cell in enumerate(row)]
