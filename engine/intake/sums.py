"""The total rows of a bill of materials against the lines above them."""

from fractions import Fraction

from ..numbers import plain
from ..report import Findings
from .cells import Cells
from .layout import Total
from .minerals import Mineral, find_mineral
from .quoting import quoted

# A spreadsheet's sum of doubles misses the exact sum by less than this; what a line is worth, it does not.
_SLACK = Fraction(1, 200)
_COLUMNS = ("value_usd", "mass_kg")


def agree(stated: Fraction, sum_: Fraction) -> bool:
    """Whether a sum that a spreadsheet states is that of its lines."""
    return abs(stated - sum_) <= max(_SLACK, abs(sum_) / 10**9)


class Sums:
    """What the lines add up to, from any total row to the next."""

    def __init__(self, quiet: Cells) -> None:
        self._cells = quiet
        zero = (Fraction(0), Fraction(0))
        self._up_to: list[tuple[Fraction, Fraction]] = [zero]

    def add(self, value: Fraction | None, mass: Fraction | None) -> None:
        """One more line."""
        values, masses = self._up_to[-1]
        self._up_to.append((values + (value or 0), masses + (mass or 0)))

    def check(self, totals: list[Total], found: Findings) -> None:
        """Reports every total row; one that does not agree with its lines may hide a line that is not here."""
        starts = [0]
        for total in totals:
            agrees = self._agrees(total, starts, found)
            starts.append(total.after)
            line = total.line
            text = self._cells.saved(line, "mineral")
            may_be_a_line = bool(text) and isinstance(find_mineral(text), Mineral)
            if agrees or (agrees is None and total.labelled and not may_be_a_line):
                found.add("ROW-TOTAL", "a total is no line", line.row.cell(""))
            elif not total.labelled:
                found.add("MINERAL-MISSING", "the line names no mineral", line.row.cell("mineral"))
            elif may_be_a_line:
                message = f"the row of {quoted(text)} is called a total, and no lines above it add up to it"
                found.add("TOTAL-UNCLEAR", message, line.row.cell("mineral"))

    def _agrees(self, total: Total, starts: list[int], found: Findings) -> bool | None:
        """Whether the row's sums are those of the lines above it, back to some other total; None: it states none."""
        agreed: list[bool] = []
        for position, column in enumerate(_COLUMNS):
            stated = self._cells.number(total.line, column)
            if stated is None:
                continue
            up_to = self._up_to[total.after][position]
            sums = [up_to - self._up_to[start][position] for start in starts]
            agreed.append(any(agree(stated, one) for one in sums))
            if not agreed[-1] and total.labelled:
                message = f"the total of {column} is {plain(stated)}; the lines above it add up to {plain(up_to)}"
                found.add("TOTAL-DIFFERS", message, total.line.row.cell(column))
        return all(agreed) if agreed else None
