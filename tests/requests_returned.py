"""Requests as their tests need them: written by `critmin request`, filled in as a supplier would, and merged."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from boms import write_xlsx
from critmin.engine.questions.requests.form import SHEET, Form, read
from random_boms import columns_of
from workbooks import read_rows

Tables = dict[str, list[dict[str, str]]]
Critmin = Callable[..., Any]
IN_2025 = ("-d", "2025-06-30", "-a", "2025-06-01")
"""A day on which components and minerals are screened."""
FACTS = {
    "country": "South Korea",
    "headquarters_country": "South Korea",
    "government_of": "none",
    "government_equity_pct": 0,
    "government_votes_pct": 0,
    "government_board_pct": 0,
    "sfe_appoints_officer": "no",
    "sfe_largest_pct": 0,
    "sfe_total_pct": 0,
    "sfe_debt_pct": 0,
    "effective_control_by": "none",
    "kind": "company",
}
"""What an innocent company says about itself."""
LINE = {"country": "South Korea", "producer": "Hanil Parts", "value_added_usd": 10}
"""What it says about its work, by the end of the column."""
PAPER = {
    "certificate": "PAPER-1",
    "kind": "not-pfe",
    "signed_on": datetime.date(2025, 6, 1),
    "signed_by": "M. Kim",
    "identification_number": "12-3456789",
    "perjury": "yes",
    "knows_of_none_upstream": "yes",
}


def form_of(path: Path) -> Form:
    """The record in a request workbook."""
    return read(str(row[0]) for row in read_rows(path, SHEET))


def ask(critmin: Critmin, folder: Path, *arguments: object) -> dict[str, Path]:
    """The workbooks that the requests about some files are, by the supplier's name."""
    got = critmin("request", *arguments, "-o", folder)
    assert got.exit_code == 0, got.stderr
    return {form_of(path).supplier: path for path in sorted((folder / "send").glob("*.xlsx"))}


def written(tables: Tables, folder: Path, name: str) -> Path:
    """The tables as a workbook, or as a CSV with its companions."""
    if name.endswith(".xlsx"):
        return write_xlsx(tables, folder / name)
    for sheet, rows in tables.items():
        main = sheet in ("BOM", "Materials")
        file = folder / (name if main else f"{name.removesuffix('.csv')}.{sheet.lower()}.csv")
        columns = columns_of(rows)
        lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
        file.write_text("\n".join(",".join(f'"{text}"' for text in line) for line in lines) + "\n", encoding="utf-8")
    return folder / name


def fill(
    path: Path,
    answers: Mapping[str, object],
    *,
    paper: Mapping[str, object] | None = None,
    others: Mapping[str, object] | None = None,
) -> Path:
    """The workbook with answers by column, `paper` in the first row of its certificates, `others` by their cells."""
    form, book = form_of(path), openpyxl.load_workbook(path)
    for asked in form.cells:
        ending = next((key for key in answers if asked.column == key or asked.column.endswith(f"_{key}")), None)
        column = asked.column.rstrip("_0123456789")
        ending = ending or next((key for key in answers if column == key or column.endswith(f"_{key}")), None)
        if ending is not None:
            put(book, asked.cell, answers[ending])
    for table in form.tables:
        if table.where == "Certificates" and paper is not None:
            for letter, column in table.columns.items():
                if column in paper:
                    put(book, f"{table.where}!{letter}{table.first}", paper[column])
    for cell, value in (others or {}).items():
        put(book, cell, value)
    book.save(path)
    return path


def list_owners(path: Path, *owners: Mapping[str, object]) -> Path:
    """The workbook with rows of its sheet Owners."""
    form, book = form_of(path), openpyxl.load_workbook(path)
    for table in form.tables:
        if table.where == "Owners":
            for row, owner in enumerate(owners, table.first):
                for letter, column in table.columns.items():
                    key = "owner" if column == "entity" else column
                    if key in owner:
                        put(book, f"{table.where}!{letter}{row}", owner[key])
    book.save(path)
    return path


def put(book: openpyxl.Workbook, address: str, value: object) -> None:
    sheet, _, cell = address.partition("!")
    book[sheet][cell] = value


def texts(path: Path) -> Iterator[str]:
    """Every text that a workbook shows."""
    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            yield from (str(value) for value in row if value != "")
