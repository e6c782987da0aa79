"""Compares a copy with its original: every cell without an answer is as before, and what its format says."""

from collections.abc import Iterator

from ...intake.files.sheet import Sheet
from ...intake.files.workbook import open_workbook
from ...model.cell_address import address
from ...model.findings import Findings
from ...model.quoting import quoted
from ...model.settings import Settings
from .target import Target

Written = frozenset[tuple[str, str]]
"""The title of a sheet and the address of a cell within it."""
_MOST = 20


def compare_workbooks(before: bytes, after: bytes, written: Written, settings: Settings, found: Findings) -> None:
    """Reports what differs between two workbooks but for the written cells, and sheets added for them."""
    old, new = (open_workbook("the workbook", content, settings.max_mb) for content in (before, after))
    added = {title for title, _ in written}
    for name in dict.fromkeys([*old.with_cells, *new.with_cells]):
        if name not in old.names and name in added:
            continue
        if name not in new.names or name not in old.names:
            found.add("ANSWER-COPY", f"the copy would not have the sheet {quoted(name)} as it was")
            continue
        _compare(name, old.sheet(name), new.sheet(name), written, found)
    if [name for name in new.names if name in old.names] != old.names or old.visible != new.visible[: len(old.visible)]:
        found.add("ANSWER-COPY", "the copy would not have its sheets in the order, or as visible, as they were")


def compare_tables(target: Target, copy: Target, written: Written, found: Findings) -> None:
    """Reports what differs between two text tables, and the files beside them, but for the written cells."""
    for kind, table in target.tables.items():
        other = copy.tables.get(kind)
        if other is None:
            found.add("ANSWER-COPY", f"the copy would not have the sheet {kind} as it was")
        else:
            _compare(target.title(kind), table.sheet, other.sheet, written, found)


def _compare(title: str, old: Sheet, new: Sheet, written: Written, found: Findings) -> None:
    here = {cell for name, cell in written if name == title}
    differing = [cell for cell in _differing(old, new) if cell not in here]
    if differing:
        message = "the copy would differ from the original where no answer was written"
        found.add("ANSWER-COPY", message, *(f"{old.name}!{cell}" for cell in differing[:_MOST]))


def _differing(old: Sheet, new: Sheet) -> Iterator[str]:
    """The addresses of the cells whose content, or what their formats say, differs; then of rows and columns."""
    before, after = (dict(sheet.numbered()) for sheet in (old, new))
    for number in sorted(before.keys() | after.keys()):
        one, other = before.get(number, []), after.get(number, [])
        for index in range(max(len(one), len(other))):
            cell = address(number, index)
            if _at(one, index) != _at(other, index) or _about(old, number, index) != _about(new, number, index):
                yield cell
    hidden = [(sheet.about.hidden_rows, sheet.about.hidden_columns) for sheet in (old, new)]
    if sorted(old.about.merged) != sorted(new.about.merged) or hidden[0] != hidden[1]:
        yield "A1"


def _at(row: list[object], index: int) -> object:
    return row[index] if index < len(row) else ""


def _about(sheet: Sheet, number: int, index: int) -> tuple[str | None, bool, str]:
    """Why a cell has no value, whether it shows a percentage, and what else its number format says."""
    cell, about = address(number, index), sheet.about
    formats = about.formats.get(index)
    return about.faults.get(cell), cell in about.percents, formats.at(number) if formats is not None else ""
