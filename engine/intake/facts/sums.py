"""Checks the sums of the lines of a bill of materials against its total rows and summaries."""

from collections.abc import Sequence
from itertools import accumulate

import msgspec

from ...model.findings import Findings, Unreadable
from ...model.materials import Item
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...vocabulary.minerals import Mineral, NotListed, find_mineral
from ..tables.line import Line
from ..tables.table import Lines, Total
from .cells import Cells

# A spreadsheet's sum of doubles is within this of the exact sum; leaving out a line is a larger difference.
_SLACK = Fraction(1, 200)


class Amounts(msgspec.Struct, frozen=True):
    """The amounts of a line: its value in US dollars, its mass in kilograms, and their mineral."""

    mineral: str | None
    value_usd: Fraction | None
    mass_kg: Fraction | None


_COLUMNS = ("value_usd", "mass_kg")


def check_sums(bom: Lines, lines: list[Amounts], cells: Cells, found: Findings) -> None:
    """Reports each total row, and each summary that differs from the lines; `cells` reports nothing itself."""
    _check_totals(bom.totals, lines, cells, found)
    sums = {mineral: _sums_of(lines, mineral) for mineral in {line.mineral for line in lines if bom.left_out}}
    for header in bom.left_out:
        try:
            for row in bom.table_at(header):
                _check_summary(row, header, sums, cells, found)
        except Unreadable:
            continue  # the other table ends at the bill of materials


def check_cost_totals(table: Lines, items: Sequence[Item], cells: Cells, found: Findings) -> None:
    """Reports each total row of a sheet of items, and one that differs from them; `cells` reports nothing itself."""
    sums = list(accumulate((item.cost or Fraction(0) for item in items), initial=Fraction(0)))
    for number, total in enumerate(table.totals):
        stated = cells.number(total.line, "cost_usd")
        starts = [0, *(earlier.after for earlier in table.totals[:number])]
        # It may cover the items below any earlier total.
        agrees = stated is not None and any(agree(stated, sums[total.after] - sums[start]) for start in starts)
        if not agrees and not total.labelled:
            found.add("ITEM-MISSING", "the row has numbers, but does not name an item", total.line.row.cell("item"))
            continue
        if not agrees and stated is not None:
            message = (
                f"the total of cost_usd is {plain(stated)}; the items above it add up to {plain(sums[total.after])}"
            )
            found.add("TOTAL-DIFFERS", message, total.line.row.cell("cost_usd"))
        else:
            found.add("ROW-TOTAL", "the row is a total, not a line", total.line.row.cell(""))


def _sums_of(lines: list[Amounts], mineral: str | None) -> dict[str, Fraction]:
    """The value and the mass of all lines of a mineral, by column."""
    return {column: _up_to(lines, mineral, column, {len(lines)})[len(lines)] for column in _COLUMNS}


def agree(stated: Fraction, sum_: Fraction) -> bool:
    """Whether a stated total is the sum, but for what a spreadsheet's arithmetic leaves over."""
    return abs(stated - sum_) <= max(_SLACK, abs(sum_) / 10**9)


def _up_to(lines: list[Amounts], mineral: str | None, column: str, after: set[int]) -> dict[int, Fraction]:
    """The sums of the first lines, for each of these counts; of one mineral's lines if one is given."""
    stated = (getattr(line, column) if mineral in (None, line.mineral) else None for line in lines)
    sums = accumulate((amount or Fraction(0) for amount in stated), initial=Fraction(0))
    return {number: sum_ for number, sum_ in enumerate(sums) if number in after}


def _check_totals(totals: list[Total], lines: list[Amounts], cells: Cells, found: Findings) -> None:
    """Reports every total row; one that differs from its lines may point to a missing line.

    A total that names a mineral covers the lines of that mineral.
    """
    after = {0, *(total.after for total in totals)}
    sums: dict[tuple[str | None, str], dict[int, Fraction]] = {}
    for number, total in enumerate(totals):
        row = total.line.row
        text = cells.shown(total.line, "mineral")
        mineral = find_mineral(text) if text else None
        of = mineral.id if isinstance(mineral, Mineral) else None
        starts = [0, *(earlier.after for earlier in totals[:number])]
        agreed: list[bool] = []
        for column in _COLUMNS:
            stated = cells.number(total.line, column)
            if stated is None:
                continue
            if (of, column) not in sums:
                sums[of, column] = _up_to(lines, of, column, after)
            up_to = sums[of, column]
            sum_ = up_to[total.after]
            # It may cover the lines below any earlier total.
            agreed.append(any(agree(stated, sum_ - up_to[start]) for start in starts))
            if not agreed[-1] and total.labelled:
                message = f"the total of {column} is {plain(stated)}; the lines above it add up to {plain(sum_)}"
                found.add("TOTAL-DIFFERS", message, row.cell(column))
        if (agreed and all(agreed)) or (not agreed and total.labelled and of is None):
            found.add("ROW-TOTAL", "the row is a total, not a line", row.cell(""))
        elif not total.labelled:
            found.add("MINERAL-MISSING", "the line does not name a mineral", row.cell("mineral"))
        elif of is not None:
            message = f"the row of {quoted(text)} is labeled as a total, but the lines above do not add up to it"
            found.add("TOTAL-UNCLEAR", message, row.cell("mineral"))


def _check_summary(
    row: Line, header: int, sums: dict[str | None, dict[str, Fraction]], cells: Cells, found: Findings
) -> None:
    """Reports a row of an unread table unless it only repeats the sums of its mineral's lines."""
    text = cells.shown(row, "mineral")
    mineral = find_mineral(text)
    table = f"the table whose header is row {header} is not read, and it is not a summary of the lines"
    if isinstance(mineral, NotListed):
        return
    if mineral is None or mineral.id not in sums:
        what = quoted(text) if mineral is None else mineral.id
        message = f"{table}: it has a row for {what}, and no line does"
        found.add("TABLE-DIFFERS", message, row.row.cell("mineral"))
        return
    for column, sum_ in sums[mineral.id].items():
        stated = cells.number(row, column)
        if stated is not None and not agree(stated, sum_):
            differs = f"it states {column} {plain(stated)} for {mineral.id}, but the lines add up to {plain(sum_)}"
            found.add("TABLE-DIFFERS", f"{table}: {differs}", row.row.cell(column))
