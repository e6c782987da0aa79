"""Marks the cells of findings: a comment, and a highlight that keeps the cell's own format."""

import re
from collections.abc import Iterable
from itertools import groupby

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.model.findings import Finding, Severity
from ..view.sections import remedy_of, waiver_of
from ..view.words import SEVERITY
from .workbook_source import unquoted
from .xlsx_file import AUTHOR, COLORS, LAST_COLUMN, LAST_ROW, note

HEADING = "critmin check (replaced with every run):"
"""The start of our part of a comment. The text above it is the analyst's."""
_OURS = re.compile(r"critmin check \((?:replaced|written anew) with every run\):")
_CONDITION = '"critmin"<>""'  # always true, and distinguishes our highlights from the analyst's conditional formats
_ADDRESS = re.compile(r"(?P<sheet>'(?:[^']|'')+'|[^'!]+)!(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]*)")
At = tuple[int, int]
"""A column and a row, from 1."""


class Marks:
    """The cells of a workbook that can be marked."""

    def __init__(self, book: Workbook) -> None:
        self._sheets: dict[str, Worksheet] = {sheet.title: sheet for sheet in book.worksheets}
        self._covered = {title: _covered(sheet) for title, sheet in self._sheets.items()}

    def place(self, address: str) -> tuple[Worksheet, At] | None:
        """The sheet and the cell of an address such as `BOM!F7`, the top left one of merged cells; None if missing."""
        found = _ADDRESS.fullmatch(address)
        sheet = self._sheets.get(unquoted(found["sheet"])) if found is not None else None
        if found is None or sheet is None:
            return None
        column, row = column_index_from_string(found["column"]), int(found["row"])
        if column > LAST_COLUMN or row > LAST_ROW:
            return None
        return sheet, self._covered[sheet.title].get((column, row), (column, row))

    def link(self, address: str) -> str | None:
        """The target of a hyperlink to the address; None where the workbook has no such cell."""
        placed = self.place(address)
        if placed is None:
            return None
        sheet, (column, row) = placed
        return f"{quote_sheetname(sheet.title)}!{get_column_letter(column)}{row}"

    def put(self, findings: Iterable[Finding]) -> None:
        """Removes the marks of an earlier run and adds these findings at their cells."""
        for sheet in self._sheets.values():
            _unmark(sheet)
        at: dict[str, dict[At, list[Finding]]] = {}
        for found in findings:
            for address in found.cells:
                placed = self.place(address)
                if placed is not None:
                    here = at.setdefault(placed[0].title, {}).setdefault(placed[1], [])
                    here += [found] if found not in here else []
        for title, cells in at.items():
            _comment(self._sheets[title], cells)
            _highlight(self._sheets[title], cells)


def _covered(sheet: Worksheet) -> dict[At, At]:
    """The cells covered by merged ones, each with the visible top left cell."""
    return {
        (column, row): (area.min_col, area.min_row)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _comment(sheet: Worksheet, cells: dict[At, list[Finding]]) -> None:
    for (column, row), findings in cells.items():
        cell = sheet.cell(row, column)
        text = "\n\n".join([HEADING, *map(_comment_text, findings)])
        theirs = cell.comment
        cell.comment = note(text) if theirs is None else note(f"{theirs.text}\n\n{text}", theirs.author or AUTHOR)


def _comment_text(found: Finding) -> str:
    remedy = remedy_of(found)
    texts = [
        f"{found.severity} {found.code}",
        found.message,
        waiver_of(found),
        f"→ {remedy}" if remedy is not None else "",
    ]
    return "\n".join(filter(None, texts))


def _highlight(sheet: Worksheet, cells: dict[At, list[Finding]]) -> None:
    """Colors each cell by its worst finding, before the analyst's conditional formats."""
    formats = sheet.conditional_formatting
    for theirs in formats:
        for rule in theirs.rules:
            rule.priority += len(Severity)
    order = list(Severity)
    for priority, severity in enumerate(order, 1):
        worst = [at for at, findings in cells.items() if min(order.index(f.severity) for f in findings) == priority - 1]
        if worst:
            ground, text = COLORS[SEVERITY[severity]]
            style = DifferentialStyle(font=Font(color=text), fill=PatternFill(bgColor=ground))
            rule = Rule(type="expression", dxf=style, priority=priority, formula=[_CONDITION])
            formats.add(" ".join(_ranges(sheet, worst)), rule)


def _ranges(sheet: Worksheet, cells: Iterable[At]) -> Iterable[str]:
    """The cells as ranges of consecutive rows; merged cells whole."""
    merged = {(area.min_col, area.min_row): area.coord for area in sheet.merged_cells.ranges}
    plain = sorted(at for at in cells if at not in merged)
    yield from (merged[at] for at in sorted(cells) if at in merged)
    for (column, _), run in groupby(enumerate(plain), lambda n: (n[1][0], n[1][1] - n[0])):
        rows = [row for _, (_, row) in run]
        letter = get_column_letter(column)
        yield f"{letter}{rows[0]}" if len(rows) == 1 else f"{letter}{rows[0]}:{letter}{rows[-1]}"


def _unmark(sheet: Worksheet) -> None:
    for cell in sheet._cells.values():
        if cell.comment is not None and _OURS.search(cell.comment.text):
            theirs = _OURS.split(cell.comment.text)[0].rstrip()
            cell.comment = note(theirs, cell.comment.author) if theirs else None
    kept = ConditionalFormattingList()
    for formats in sheet.conditional_formatting:
        for rule in formats.rules:
            if rule.formula != [_CONDITION]:
                kept.add(str(formats.sqref), rule)
    sheet.conditional_formatting = kept
