"""The lines of a table, and their sums against its total rows and summaries."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from functools import cache
from itertools import accumulate

import msgspec

from ...model.findings import Findings, Unreadable, refuse
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...model.settings import LINES_PER_MB
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

Sums = Callable[[str | None, str], list[Fraction]]
"""The running sums of a mineral's lines, or of all, in a column."""


def lines_of(table: Lines, cells: Cells, name: str, for_one: str, several: str) -> Iterator[Line]:
    """The lines of a table; identical ones are reported at the column `name`.

    `for_one` and `several` are messages' words for what may have only so many lines, and for more of them.

    Raises:
        Unreadable: there are more than one whole may have.
    """
    met: dict[bytes, int] = {}
    most = LINES_PER_MB * cells.settings.max_mb
    for count, line in enumerate(table):
        if count == most:
            message = f"the sheet {table.table.sheet} has more than {most:,} {for_one}"
            more = f"a table with several {several}, named in a column bom, may have more"
            raise refuse("SHEET-TOO-LARGE", f"{message}; {more}", line.row.cell(""))
        if (earlier := met.setdefault(line.facts(), line.number)) != line.number:
            both = table.table.cell(name, earlier), line.row.cell(name)
            cells.found.add("LINE-REPEATED", "two rows are identical in every column that is read", *both)
        yield line


def _running(amounts: Iterable[Fraction | None]) -> list[Fraction]:
    """The sums of the first amounts, from that of none on."""
    return list(accumulate((amount or Fraction(0) for amount in amounts), initial=Fraction(0)))


def agree(stated: Fraction, sum_: Fraction) -> bool:
    """Whether a stated total is the sum, but for what a spreadsheet's arithmetic leaves over."""
    return abs(stated - sum_) <= max(_SLACK, abs(sum_) / 10**9)


def _covers(stated: Fraction, sums: list[Fraction], totals: Sequence[Total], number: int) -> bool:
    """Whether a total is the sum of all lines above it, or of those below any earlier total."""
    starts = [0, *(earlier.after for earlier in totals[:number])]
    return any(agree(stated, sums[totals[number].after] - sums[start]) for start in starts)


def check_cost_totals(table: Lines, costs: Iterable[Fraction | None], cells: Cells, found: Findings) -> None:
    """Reports each total row of a sheet of items, and one that differs from them; `cells` reports nothing itself."""
    sums = _running(costs)
    for number, total in enumerate(table.totals):
        stated = cells.number(total.line, "cost_usd")
        agrees = stated is not None and _covers(stated, sums, table.totals, number)
        if not agrees and not total.labelled:
            found.add("ITEM-MISSING", "the row has numbers, but does not name an item", total.line.row.cell("item"))
        elif not agrees and stated is not None:
            above = f"the items above it add up to {plain(sums[total.after])}"
            message = f"the total of cost_usd is {plain(stated)}; {above}"
            found.add("TOTAL-DIFFERS", message, total.line.row.cell("cost_usd"))
        else:
            found.add("ROW-TOTAL", "the row is a total, not a line", total.line.row.cell(""))


def check_sums(bom: Lines, lines: list[Amounts], cells: Cells, found: Findings) -> None:
    """Reports each total row, and each summary that differs from the lines; `cells` reports nothing itself."""

    @cache
    def sums(mineral: str | None, column: str) -> list[Fraction]:
        """Of all lines, or of those of a mineral."""
        return _running(getattr(line, column) if mineral in (None, line.mineral) else None for line in lines)

    for number in range(len(bom.totals)):
        _check_total(number, bom.totals, sums, cells, found)
    minerals = {line.mineral for line in lines}
    for header in bom.left_out:
        with suppress(Unreadable):  # the other table ends at the bill of materials
            for row in bom.table_at(header):
                _check_summary(row, header, minerals, sums, cells, found)


def _check_total(number: int, totals: Sequence[Total], sums: Sums, cells: Cells, found: Findings) -> None:
    """Reports a total row; one that differs from its lines may point to a missing line.

    A total that names a mineral covers the lines of that mineral.
    """
    total = totals[number]
    row, text = total.line.row, cells.shown(total.line, "mineral")
    mineral = find_mineral(text) if text else None
    of = mineral.id if isinstance(mineral, Mineral) else None
    agreed: list[bool] = []
    for column in _COLUMNS:
        if (stated := cells.number(total.line, column)) is None:
            continue
        agreed.append(_covers(stated, sums(of, column), totals, number))
        if not agreed[-1] and total.labelled:
            sum_ = plain(sums(of, column)[total.after])
            message = f"the total of {column} is {plain(stated)}; the lines above it add up to {sum_}"
            found.add("TOTAL-DIFFERS", message, row.cell(column))
    if (agreed and all(agreed)) or (not agreed and total.labelled and of is None):
        found.add("ROW-TOTAL", "the row is a total, not a line", row.cell(""))
    elif not total.labelled:
        found.add("MINERAL-MISSING", "the line does not name a mineral", row.cell("mineral"))
    elif of is not None:
        message = f"the row of {quoted(text)} is labeled as a total, but the lines above do not add up to it"
        found.add("TOTAL-UNCLEAR", message, row.cell("mineral"))


def _check_summary(
    row: Line, header: int, minerals: Set[str | None], sums: Sums, cells: Cells, found: Findings
) -> None:
    """Reports a row of an unread table unless it only repeats the sums of its mineral's lines."""
    text = cells.shown(row, "mineral")
    mineral = find_mineral(text)
    table = f"the table whose header is row {header} is not read, and it is not a summary of the lines"
    if isinstance(mineral, NotListed):
        return
    if mineral is None or mineral.id not in minerals:
        what = quoted(text) if mineral is None else mineral.id
        message = f"{table}: it has a row for {what}, and no line does"
        found.add("TABLE-DIFFERS", message, row.row.cell("mineral"))
        return
    for column in _COLUMNS:
        stated, sum_ = cells.number(row, column), sums(mineral.id, column)[-1]
        if stated is not None and not agree(stated, sum_):
            differs = f"it states {column} {plain(stated)} for {mineral.id}, but the lines add up to {plain(sum_)}"
            found.add("TABLE-DIFFERS", f"{table}: {differs}", row.row.cell(column))
