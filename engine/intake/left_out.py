"""Another table beside the bill of materials: a summary says nothing new, what is none may hold lines not read."""

from fractions import Fraction

from ..numbers import plain
from ..report import Findings, Unreadable
from .cells import Cells
from .layout import Lines
from .minerals import Mineral, find_mineral
from .sums import agree

COLUMNS = ("value_usd", "mass_kg")
Amounts = dict[str, tuple[Fraction, Fraction]]
"""The value and the mass of all lines of each mineral."""


def check_left_out(bom: Lines, of_lines: Amounts, cells: Cells, found: Findings) -> None:
    """Reports each row of a table that is not read whose amount is not that of the lines of its mineral."""
    for header in bom.left_out:
        table = bom.table_at(header)
        try:
            for line in table:
                mineral = find_mineral(cells.saved(line, "mineral"))
                if not isinstance(mineral, Mineral):
                    continue
                lines = of_lines.get(mineral.id, (Fraction(0), Fraction(0)))
                for column, sum_ in zip(COLUMNS, lines, strict=True):
                    stated = cells.number(line, column)
                    if stated is not None and not agree(stated, sum_):
                        message = (
                            f"the table whose header is row {header} is not read, and is no summary: it states "
                            f"{column} {plain(stated)} for {mineral.id}, and the lines that are read {plain(sum_)}"
                        )
                        found.add("TABLE-DIFFERS", message, line.row.cell(column))
        except Unreadable:
            return  # it ends at the bill of materials
