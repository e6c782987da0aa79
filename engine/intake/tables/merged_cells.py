"""The merged cells below a header: a text counts for every row that it covers, an amount for none."""

from collections import defaultdict

from ...model.battery import Table
from ...model.findings import Findings
from ..files.sheet import Sheet
from .header_columns import Header
from .row_cells import blank, cell_at
from .rows import is_amount


class MergedCells:
    """Fills the rows that a merged cell covers. `titles` are the rows in which one covers several columns."""

    def __init__(self, sheet: Sheet, header: Header, table: Table, found: Findings) -> None:
        self.titles: set[int] = set()
        self._table = table
        self._found = found
        names = self._names = {index: name for name, index in header.index.items()}
        # By row number: the cells filled from another row, and the columns whose merged cell does not count.
        self._fills: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._across: defaultdict[int, list[str]] = defaultdict(list)
        self._tops: dict[int, list[object]] = {}
        for top, left, bottom, right in sheet.merged:
            if top < header.last:
                continue
            if right > left:
                self.titles.add(top + 1)
                covered = range(left + 1, min(right, header.width) + 1) if bottom == top else ()
                self._across[top + 1] += [names[i] for i in covered if i in names and not is_amount(names[i])]
            elif left in names and bottom > top:
                self._tops[top + 1] = []
                for number in range(top + 2, bottom + 2):
                    self._fills[number].append((top + 1, left))

    def filled(self, number: int, values: list[object]) -> list[object]:
        """The row with the texts of merged cells filled in. An amount merged over several rows is reported."""
        for name in self._across.get(number, ()):
            message = f"a merged cell also covers {name}: only its first column is read"
            self._found.add("CELL-MERGED-ACROSS", message, self._table.cell(name, number))
        if number in self._tops:
            self._tops[number] = values
        fills = self._fills.get(number)
        if fills is None or all(map(blank, values)):
            return values
        values = list(values)
        for top, index in fills:
            name = self._names[index]
            value = cell_at(self._tops[top], index)
            if blank(value) or name == "line":
                continue
            cells = [self._table.cell(name, row) for row in (top, number)]
            if is_amount(name):
                self._found.add(
                    "MERGED-AMOUNT", f"one cell of {name} covers several rows: each row needs its own amount", *cells
                )
                continue
            values += [""] * (index + 1 - len(values))
            values[index] = value
            self._found.add("CELL-MERGED", f"a merged cell of {name} applies to every row that it covers", *cells)
        return values
