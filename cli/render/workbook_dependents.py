"""The formulas of a workbook whose results may depend on written cells: their saved results no longer hold."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string as number

Cell = tuple[str, int, int]
"""The title of a sheet, and the row and the column of a cell, from 1."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[\w.]+)!)?"
    r"(?:\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
    r"|\$?(?P<first>[A-Z]{1,3}):\$?(?P<last>[A-Z]{1,3})|\$?(?P<from>\d+):\$?(?P<to>\d+))",
    re.IGNORECASE,
)
_UNFORESEEN = re.compile(r"(?:INDIRECT|OFFSET|GETPIVOTDATA)\(", re.IGNORECASE)


class _Area(NamedTuple):
    """A rectangle of cells; the sheet's title in small letters."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, cell: Cell) -> bool:
        sheet, row, column = cell
        return self.sheet == sheet.casefold() and self.top <= row <= self.bottom and self.left <= column <= self.right


class _Formula(NamedTuple):
    """A formula: the cells that show its result, and the areas that it reads; None: these cannot be foreseen."""

    cells: tuple[Cell, ...]
    reads: tuple[_Area, ...] | None

    def may_depend(self, changed: Iterable[Cell]) -> bool:
        return self.reads is None or any(area.holds(cell) for area in self.reads for cell in changed)


def dependents(book: Workbook, written: set[Cell]) -> set[Cell]:
    """The cells whose formulas may depend on the written ones, directly or through other formulas."""
    left, found, changed = list(_formulas(book)), set[Cell](), written
    while changed:
        changed = {cell for one in left if one.may_depend(changed) for cell in one.cells} - found
        found |= changed
        left = [one for one in left if not found.issuperset(one.cells)]
    return found


def _formulas(book: Workbook) -> Iterator[_Formula]:
    for sheet in book.worksheets:
        for (row, column), cell in list(sheet._cells.items()):
            if cell.data_type != "f":
                continue
            text, area = cell.value, getattr(cell.value, "ref", None)  # an array formula has a reference and a text
            if not isinstance(text, str):
                text = getattr(text, "text", None) or ""
            shown = [(sheet.title, row, column)]
            if area and (of := _area(area, sheet.title)) is not None:
                rows, columns = range(of.top, of.bottom + 1), range(of.left, of.right + 1)
                shown = [(sheet.title, at, beside) for at in rows for beside in columns]
            yield _Formula(tuple(shown), _reads(text, sheet.title))


def _reads(formula: str, title: str) -> tuple[_Area, ...] | None:
    """The areas that a formula of a sheet reads; None where they cannot be foreseen: names, tables, other sheets."""
    if not formula or _UNFORESEEN.search(formula):
        return None
    operands = [
        token.value for token in Tokenizer(formula).items if (token.type, token.subtype) == (Token.OPERAND, Token.RANGE)
    ]
    areas = [_area(text, title) for text in operands]
    return None if None in areas else tuple(area for area in areas if area is not None)


def _area(text: str, title: str) -> _Area | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    sheet = (found["sheet"] or title).casefold()
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    if found["first"]:
        left, right = sorted((number(found["first"]), number(found["last"])))
        return _Area(sheet, 1, left, _LAST_ROW, right)
    if found["from"]:
        top, bottom = sorted((int(found["from"]), int(found["to"])))
        return _Area(sheet, top, 1, bottom, _LAST_COLUMN)
    rows = sorted((int(found["top"]), int(found["bottom"] or found["top"])))
    columns = sorted((number(found["left"]), number(found["right"] or found["left"])))
    return _Area(sheet, rows[0], columns[0], rows[1], columns[1])
