"""The total rows of a bill of materials against the lines above them."""

from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from ...model.findings import Findings
from ...model.numbers import Sum, plain, total
from ...model.quoting import quoted
from ...vocabulary.minerals import Mineral, find_mineral
from ..tables.layout import Total
from .cells import Cells

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
        # The lines between one total row and the next: where they start, and the sums of each mineral.
        self._totals = -1
        self._starts: list[int] = []
        self._stretches: list[dict[str | None, tuple[Sum, Sum]]] = []

    def add(self, value: Fraction | None, mass: Fraction | None, mineral: str | None, totals: int) -> None:
        """One more line, before which so many total rows stand."""
        if totals != self._totals:
            self._totals = totals
            self._starts.append(self._count)
            self._stretches.append({})
        self._count += 1
        sums = self._stretches[-1].get(mineral)
        if sums is None:
            sums = self._stretches[-1][mineral] = Sum(), Sum()
        if value is not None:
            sums[0].add(value)
        if mass is not None:
            sums[1].add(mass)

    def of_minerals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The value and the mass of all lines of each mineral."""
        whole = 0, self._count
        named = dict.fromkeys(mineral for sums in self._stretches for mineral in sums if mineral is not None)
        return {mineral: (self._sum(0, mineral, whole), self._sum(1, mineral, whole)) for mineral in named}

    def _sum(self, column: int, mineral: str | None, lines: tuple[int, int]) -> Fraction:
        """What the lines after the first of two numbers, and up to the second, add up to; of a mineral or of all.

        Both are the whole table's ends, or places of total rows.
        """
        first, last = (bisect_left(self._starts, line) for line in lines)
        return total(
            sums[column].total()
            for stretch in self._stretches[first:last]
            for of, sums in stretch.items()
            if mineral is None or of == mineral
        )

    def check(self, totals: list[Total], found: Findings) -> None:
        """Reports every total row; one that does not agree with its lines may hide a line that is not here."""
        starts = [0]
        running: dict[str | None, _Running] = {}
        for row in totals:
            line = row.line
            text = self._cells.saved(line, "mineral")
            mineral = find_mineral(text) if text else None
            of = mineral.id if isinstance(mineral, Mineral) else None
            sums = running.get(of) or running.setdefault(of, _Running(partial(self._sum, mineral=of)))
            agrees = self._agrees(row, starts, sums, found)
            starts.append(row.after)
            may_be_a_line = isinstance(mineral, Mineral)
            if agrees or (agrees is None and row.labelled and not may_be_a_line):
                found.add("ROW-TOTAL", "a total is no line", line.row.cell(""))
            elif not row.labelled:
                found.add("MINERAL-MISSING", "the line names no mineral", line.row.cell("mineral"))
            elif may_be_a_line:
                message = f"the row of {quoted(text)} is called a total, and no lines of it above add up to it"
                found.add("TOTAL-UNCLEAR", message, line.row.cell("mineral"))

    def _agrees(self, row: Total, starts: list[int], sums: "_Running", found: Findings) -> bool | None:
        """Whether the row's sums are those of the lines above it, back to some other total; None: it states none.

        A total that names a mineral is that mineral's alone.
        """
        agreed: list[bool] = []
        for position, column in enumerate(_COLUMNS):
            stated = self._cells.number(row.line, column)
            if stated is None:
                continue
            up_to = sums.up_to(position, row.after)
            agreed.append(any(agree(stated, up_to - sums.up_to(position, start)) for start in starts))
            if not agreed[-1] and row.labelled:
                message = f"the total of {column} is {plain(stated)}; the lines above it add up to {plain(up_to)}"
                found.add("TOTAL-DIFFERS", message, row.line.row.cell(column))
        return all(agreed) if agreed else None


class _Running:
    """Values and masses added up to the places at which it was asked; each time only what is new is added."""

    def __init__(self, sum_: Callable[..., Fraction]) -> None:
        self._sum = sum_
        self._known: tuple[dict[int, Fraction], dict[int, Fraction]] = ({0: Fraction(0)}, {0: Fraction(0)})

    def up_to(self, column: int, line: int) -> Fraction:
        """What the first so many lines add up to."""
        known = self._known[column]
        if line not in known:
            before = max(place for place in known if place < line)
            known[line] = known[before] + self._sum(column, lines=(before, line))
        return known[line]
