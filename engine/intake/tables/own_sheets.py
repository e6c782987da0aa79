"""The sheets that this program writes into reports and templates: what it wrote there is no input, all else is."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import msgspec

from ....data import load
from ...model.settings import SHEET_SETS, SheetSet
from ..files.sheet import NumberedRow, Row, Sheet, blank, cell_at, one_line
from .headings import read_heading

OWN = "critmin "
"""How the names of these sheets begin. A name alone does not make a sheet one of them."""
SUMMARY, EXAMPLE = OWN + "summary", OWN + "example"
START, START_TITLE = "START", "Start here: how to fill this workbook"
"""The sheet on which a template opens, and its first cell."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The headings of an own sheet, of which the last may be absent, and a column with what it holds in every row.

    `instead` are those of the workbook for another command, or of other costs; the column is at the same place. In a
    sheet of texts, `anywhere`, the table stands below some of them.
    """

    headings: list[str]
    column: str
    holds: str
    instead: list[str] = []
    anywhere: bool = False


class _Sheets(msgspec.Struct, frozen=True):
    """Of `vocabulary/sheets.toml`."""

    own: dict[str, _Table]


class _Step(msgspec.Struct, frozen=True):
    says: str
    sheet: str = ""


class _Layout(msgspec.Struct, frozen=True):
    start: list[_Step]
    example: list[dict[str, str]]


class _Template(msgspec.Struct, frozen=True):
    """Of `vocabulary/template.toml`: the workbook for each command."""

    templates: dict[str, _Layout]


def without_own_cells(name: str, sheet: Sheet) -> Sheet:
    """A sheet without what the program wrote there: the table below its own headings, the example, or what to do."""
    if name == EXAMPLE:
        is_example = any(_is_example(sheet, sheets) for sheets in SHEET_SETS)
        return msgspec.structs.replace(sheet, rows=lambda: iter(())) if is_example else sheet
    if name == START:
        return msgspec.structs.replace(sheet, rows=lambda: _without_steps(sheet))
    table = load("vocabulary/sheets.toml", _Sheets).own.get(name)
    return sheet if table is None else msgspec.structs.replace(sheet, rows=lambda: _other_cells(sheet, table))


def own_names() -> set[str]:
    """The names of these sheets that begin with `OWN`."""
    return {EXAMPLE, *load("vocabulary/sheets.toml", _Sheets).own}


def is_own(name: str, rows: list[NumberedRow]) -> bool:
    """Whether a sheet is the program's by its name and its first row, from which `without_own_cells` took its cells."""
    if name in (SUMMARY, START):
        return name == SUMMARY or (bool(rows) and START_TITLE in rows[0][1])
    return name in own_names() and not (rows and rows[0][0] == 1)


def _other_cells(sheet: Sheet, table: _Table) -> Iterator[Row]:
    """The rows, blank where they are the program's: from its headings down to the first that lacks what all hold."""
    known, at = (table.headings, table.instead), table.headings.index(table.column)
    width = max(map(len, known))
    last = 0
    for number, row in sheet.numbered():
        own = [str(value) for value in row[:width]]
        while own and not own[-1]:
            own.pop()
        may_begin = table.anywhere or number == 1
        is_heading = may_begin and at < len(own) and any(own == headings[: len(own)] for headings in known)
        if is_heading or (last and number == last + 1 and re.fullmatch(table.holds, one_line(cell_at(row, at)))):
            last = number
            row = ["" if index < width else value for index, value in enumerate(row)]
        yield row


def _without_steps(sheet: Sheet) -> Iterator[Row]:
    """The rows, blank where they say what to do in a template, beside the sheet where it is done."""
    layouts = load("vocabulary/template.toml", _Template).templates.values()
    steps = {(step.sheet, step.says) for layout in layouts for step in layout.start}
    for row in sheet.rows():
        yield ["", "", *row[2:]] if (str(cell_at(row, 0)), str(cell_at(row, 1))) in steps else row


def _is_example(sheet: Sheet, sheets: SheetSet) -> bool:
    """Whether the sheet has the headings of the template with these sheets, and every line is one of its example."""
    layout = load("vocabulary/template.toml", _Template).templates[sheets.command]
    examples = [{column: _number(text) for column, text in line.items()} for line in layout.example]
    rows = (row for row in sheet.rows() if not all(map(blank, row)))
    columns = [read_heading(str(value), sheets.main).column for value in next(rows, []) if not blank(value)]
    if None in columns or not {column for line in examples for column in line} <= {*columns}:
        return False
    for row in rows:
        filled = [(index, value) for index, value in enumerate(row) if not blank(value)]
        if {columns[i] if i < len(columns) else None: _number(value) for i, value in filled} not in examples:
            return False
    return True


def _number(value: object) -> Decimal | str:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)
