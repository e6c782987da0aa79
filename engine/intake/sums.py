"""The total rows of a bill of materials against the lines above them."""

from bisect import bisect_right
from fractions import Fraction

from ..numbers import plain
from ..report import Findings
from .cells import Cells
from .layout import Total
from .minerals import Mineral, NotListed, find_mineral
from .quoting import quoted

# A spreadsheet's sum of doubles misses the exact sum by less than this; what a line is worth, it does not.
_SLACK = Fraction(1, 200)
_COLUMNS = ("value_usd", "mass_kg")


def agree(stated: Fraction, sum_: Fraction) -> bool:
    """Whether a sum that a spreadsheet states is that of its lines."""
    return abs(stated - sum_) <= max(_SLACK, abs(sum_) / 10**9)


class Sums:
    """What the lines add up to, all of them and those of each mineral, from any total row to the next."""

    def __init__(self, quiet: Cells) -> None:
        self._cells = quiet
        self._count = 0
        self._all = _Running()
        self._of: dict[str, _Running] = {}

    def add(self, value: Fraction | None, mass: Fraction | None, mineral: str | None) -> None:
        """One more line."""
        self._count += 1
        amounts = (value or Fraction(0), mass or Fraction(0))
        self._all.add(self._count, amounts)
        if mineral is not None:
            self._of.setdefault(mineral, _Running()).add(self._count, amounts)

    def of_minerals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The value and the mass of all lines of each mineral."""
        return {mineral: running.up_to(self._count) for mineral, running in self._of.items()}

    def check(self, totals: list[Total], found: Findings) -> None:
        """Reports every total row; one that does not agree with its lines may hide a line that is not here."""
        starts = [0]
        for total in totals:
            line = total.line
            text = self._cells.saved(line, "mineral")
            mineral = find_mineral(text) if text else None
            agrees = self._agrees(total, starts, mineral, found)
            starts.append(total.after)
            may_be_a_line = isinstance(mineral, Mineral)
            if agrees or (agrees is None and total.labelled and not may_be_a_line):
                found.add("ROW-TOTAL", "a total is no line", line.row.cell(""))
            elif not total.labelled:
                found.add("MINERAL-MISSING", "the line names no mineral", line.row.cell("mineral"))
            elif may_be_a_line:
                message = f"the row of {quoted(text)} is called a total, and no lines of it above add up to it"
                found.add("TOTAL-UNCLEAR", message, line.row.cell("mineral"))

    def _agrees(
        self, total: Total, starts: list[int], mineral: Mineral | NotListed | None, found: Findings
    ) -> bool | None:
        """Whether the row's sums are those of the lines above it, back to some other total; None: it states none.

        A total that names a mineral is that mineral's alone.
        """
        running = self._of.get(mineral.id, _Running()) if isinstance(mineral, Mineral) else self._all
        agreed: list[bool] = []
        for position, column in enumerate(_COLUMNS):
            stated = self._cells.number(total.line, column)
            if stated is None:
                continue
            up_to = running.up_to(total.after)[position]
            agreed.append(any(agree(stated, up_to - running.up_to(start)[position]) for start in starts))
            if not agreed[-1] and total.labelled:
                message = f"the total of {column} is {plain(stated)}; the lines above it add up to {plain(up_to)}"
                found.add("TOTAL-DIFFERS", message, total.line.row.cell(column))
        return all(agreed) if agreed else None


class _Running:
    """Values and masses added up, and after how many lines of the table each sum stands."""

    def __init__(self) -> None:
        self._after = [0]
        self._sums = [(Fraction(0), Fraction(0))]

    def add(self, after: int, amounts: tuple[Fraction, Fraction]) -> None:
        value, mass = self._sums[-1]
        self._after.append(after)
        self._sums.append((value + amounts[0], mass + amounts[1]))

    def up_to(self, line: int) -> tuple[Fraction, Fraction]:
        return self._sums[bisect_right(self._after, line) - 1]
