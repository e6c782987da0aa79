"""Another table beside the bill of materials: a summary says nothing new, what is none may hold lines not read."""

from ...model.findings import Findings, Unreadable
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...vocabulary.minerals import NotListed, find_mineral
from ..tables.line import Line
from ..tables.table import Lines
from .cells import Cells
from .sums import agree

COLUMNS = ("value_usd", "mass_kg")
Amounts = dict[str, tuple[Fraction, Fraction]]
"""The value and the mass of all lines of each mineral."""


def check_left_out(bom: Lines, of_lines: Amounts, cells: Cells, found: Findings) -> None:
    """Reports each row of a table that is not read which does not only repeat what the lines say."""
    for header in bom.left_out:
        try:
            for line in bom.table_at(header):
                _check(line, header, of_lines, cells, found)
        except Unreadable:
            continue  # it ends at the bill of materials


def _check(line: Line, header: int, of_lines: Amounts, cells: Cells, found: Findings) -> None:
    text = cells.saved(line, "mineral")
    mineral = find_mineral(text)
    told = f"the table whose header is row {header} is not read, and is no summary: "
    if isinstance(mineral, NotListed):
        return
    if mineral is None or mineral.id not in of_lines:
        what = quoted(text) if mineral is None else mineral.id
        message = f"{told}its row is of {what}, and no line that is read is"
        found.add("TABLE-DIFFERS", message, line.row.cell("mineral"))
        return
    for column, sum_ in zip(COLUMNS, of_lines[mineral.id], strict=True):
        stated = cells.number(line, column)
        if stated is not None and not agree(stated, sum_):
            said = f"it states {column} {plain(stated)} for {mineral.id}, and the lines add up to {plain(sum_)}"
            found.add("TABLE-DIFFERS", told + said, line.row.cell(column))
