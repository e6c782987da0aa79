"""The total rows of a bill of materials against the lines above them."""

from collections import defaultdict
from itertools import accumulate

from ...model.findings import Findings
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...vocabulary.minerals import Mineral, find_mineral
from ..tables.table import Total
from .cells import Cells

# A spreadsheet's sum of doubles differs from the exact sum by less than this; the value of a line does not.
_SLACK = Fraction(1, 200)
_COLUMNS = ("value_usd", "mass_kg")
_ALL = None
"""In place of a mineral: the lines of every one, and of none."""


def agree(stated: Fraction, sum_: Fraction) -> bool:
    """Whether a sum that a spreadsheet states is that of its lines."""
    return abs(stated - sum_) <= max(_SLACK, abs(sum_) / 10**9)


class Sums:
    """What the lines add up to, all of them and those of each mineral, between each total row and the next."""

    def __init__(self, quiet: Cells) -> None:
        self._cells = quiet
        self._between: defaultdict[tuple[str | None, int], list[Fraction]] = defaultdict(
            lambda: [Fraction(0), Fraction(0)]
        )
        self._minerals: dict[str, None] = {}

    def add(self, value: Fraction | None, mass: Fraction | None, mineral: str | None, totals: int) -> None:
        """One more line, before which so many total rows stand."""
        for of in {_ALL, mineral}:
            sums = self._between[of, totals]
            sums[0] += value or 0
            sums[1] += mass or 0
        if mineral is not None:
            self._minerals[mineral] = None

    def of_minerals(self, totals: int) -> dict[str, tuple[Fraction, Fraction]]:
        """The value and the mass of all lines of each mineral, where the table has so many total rows."""
        return {
            mineral: (self._up_to(0, mineral, totals)[-1], self._up_to(1, mineral, totals)[-1])
            for mineral in self._minerals
        }

    def _up_to(self, column: int, mineral: str | None, totals: int) -> list[Fraction]:
        """What the lines above the first total row, the second, ... and all lines add up to."""
        between = (self._between.get((mineral, number)) for number in range(totals + 1))
        return list(accumulate(sums[column] if sums is not None else Fraction(0) for sums in between))

    def check(self, totals: list[Total], found: Findings) -> None:
        """Reports every total row; one that does not agree with its lines may hide a line that is not here.

        A total that names a mineral is of the lines of that mineral.
        """
        sums: dict[str | None, list[list[Fraction]]] = {}
        for number, row in enumerate(totals):
            text = self._cells.saved(row.line, "mineral")
            mineral = find_mineral(text) if text else None
            of = mineral.id if isinstance(mineral, Mineral) else _ALL
            if of not in sums:
                sums[of] = [self._up_to(column, of, len(totals)) for column in range(len(_COLUMNS))]
            agrees = self._agrees(row, [up_to[: number + 1] for up_to in sums[of]], found)
            if agrees or (agrees is None and row.labelled and of is _ALL):
                found.add("ROW-TOTAL", "a total is no line", row.line.row.cell(""))
            elif not row.labelled:
                found.add("MINERAL-MISSING", "the line names no mineral", row.line.row.cell("mineral"))
            elif of is not _ALL:
                message = f"the row of {quoted(text)} is called a total, and no lines of it above add up to it"
                found.add("TOTAL-UNCLEAR", message, row.line.row.cell("mineral"))

    def _agrees(self, row: Total, sums: list[list[Fraction]], found: Findings) -> bool | None:
        """Whether the row states the sums of the lines above it, back to some other total; None: it states none.

        `sums` are, by column, what the lines above each total row and above this one add up to.
        """
        agreed: list[bool] = []
        for column, (*earlier, up_to) in zip(_COLUMNS, sums, strict=True):
            stated = self._cells.number(row.line, column)
            if stated is None:
                continue
            agreed.append(any(agree(stated, up_to - before) for before in (Fraction(0), *earlier)))
            if not agreed[-1] and row.labelled:
                message = f"the total of {column} is {plain(stated)}; the lines above it add up to {plain(up_to)}"
                found.add("TOTAL-DIFFERS", message, row.line.row.cell(column))
        return all(agreed) if agreed else None
