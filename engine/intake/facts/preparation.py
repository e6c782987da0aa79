"""A file's rows -> those of a workbook that an analyst must fill in: a supplier's list of materials becomes a line for
each mineral of each material.

The other sheets, and the items of a product, are carried over as they are.
"""

import re
from contextlib import suppress

import msgspec

from ...model.findings import Finding, Findings, Unreadable, load_findings, refuse
from ...model.quoting import quoted
from ...model.settings import Settings
from ..tables.book import Book
from ..tables.columns import known_columns
from ..tables.headings import By
from ..tables.sheets import report_sheets
from ..tables.table import Lines, read_table
from .carried_rows import carried_row
from .cells import Cells
from .mineral_rows import MineralRows, mineral_rows

# Characters that no workbook can hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Rows = list[dict[str, str]]


class Preparation(msgspec.Struct, frozen=True):
    """The lines by column, as text; how many of them came from splitting materials; and the findings.

    `sheets` are the rows of the other sheets, by kind. Left out are the headings without a known column, by
    the sheet's name, and `of_materials`: step columns whose facts about a material may not hold for its minerals.
    """

    rows: Rows
    split: int
    findings: list[Finding]
    sheets: dict[str, Rows] = {}
    left_behind: dict[str, list[str]] = {}
    of_materials: list[str] = []


def prepare(book: Book, settings: Settings) -> Preparation:
    """The lines of a file's main sheet; in a BOM each material of known composition is split into its minerals.

    Masses follow from the formula, cut to the milligram; values are never split. The other sheets are
    carried over as they are.

    Raises:
        Unreadable: a sheet has no table, the first no line, a cell would be lost, or a step is of a line that is split.
    """
    found = Findings()
    lines, others = _tables(book, settings, found)
    cells = Cells(found, settings)
    if known_columns(lines.kind).has_steps:
        main = mineral_rows(lines, cells)
    else:
        main = MineralRows([carried_row(line, lines, cells) for line in lines], {}, [])
    sheets = {kind: _carried(table, cells, main.split) for kind, table in others.items()}
    cells.report_unclear()
    # The mineral column is the one to be filled in.
    findings = [finding for finding in found.all() if finding.code != "COLUMN-MISSING"]
    findings += _of_sheets(book, settings, {book.set.main: lines, **others})
    if any(load_findings()[finding.code].unreadable for finding in findings):
        raise Unreadable(findings)
    if not main.rows:
        raise refuse("NO-LINES", f"the sheet {book.bom.name} has a header but no lines")
    return Preparation(
        _clean(main.rows),
        sum(map(len, main.split.values())),
        findings,
        {kind: _clean(rows_of_sheet) for kind, rows_of_sheet in sheets.items()},
        {t.sheet.name: unread for t in (lines, *others.values()) if (unread := _unread(t))},
        main.of_materials,
    )


def _tables(book: Book, settings: Settings, found: Findings) -> tuple[Lines, dict[str, Lines]]:
    """The table of the bill of materials, and those of the other sheets that are not empty."""
    others: dict[str, Lines] = {}
    for kind, sheet in book.sheets().items():
        try:
            others[kind] = read_table(sheet, kind, found, settings.columns.of(kind))
        except Unreadable as error:
            if kind == book.set.main or any(finding.code != "SHEET-EMPTY" for finding in error.findings):
                raise
    return others.pop(book.set.main), others


def _of_sheets(book: Book, settings: Settings, tables: dict[str, Lines]) -> list[Finding]:
    """The findings on sheets that are not read and may hold facts."""
    found = Findings()
    with suppress(Unreadable):
        report_sheets(book, settings, tables, found)
    return [finding for finding in found.all() if finding.code in ("SHEETS-SEVERAL", "SHEET-NEAR")]


def _carried(table: Lines, cells: Cells, split: dict[str, list[str]]) -> Rows:
    """The rows of another sheet. A step of a split line could belong to any of its minerals."""
    rows: Rows = []
    for line in table:
        row = carried_row(line, table, cells)
        if table.kind == "steps" and (name := row.get("line", "")) in split:
            message = f"the line {quoted(name)} becomes {', '.join(split[name])}: the step could belong to any of them"
            cells.found.add("STEP-OF-TWO-LINES", message, line.row.cell("line"))
        rows.append(row)
    return rows


def _unread(table: Lines) -> list[str]:
    return [read.heading for read in table.header.columns if read.column is None and read.by is not By.FILE]


def _clean(rows: Rows) -> Rows:
    return [
        {column: _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text) for column, text in row.items()} for row in rows
    ]
