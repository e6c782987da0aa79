"""One line of a table, by canonical column name."""

import hashlib

import msgspec

from ...model.battery import Row, Table
from ...model.cell_address import letter
from ...vocabulary.units import Unit
from ..files.number_formats import shown_by
from ..files.sheet import Sheet, blank, cell_at
from .columns import known_columns
from .header_columns import Header
from .headings import By, may_be_a_count


class LineColumns:
    """The columns of a table, computed once for all of its lines."""

    def __init__(self, sheet: Sheet, kind: str, header: Header) -> None:
        known = known_columns(kind)
        columns = {read.column: read for read in header.columns if read.column is not None}
        self.sheet = sheet
        self.index = header.index
        self.facts = [index for column, index in self.index.items() if column != "line"]
        self.headings = {name: read.cell for name, read in columns.items()}
        self.units = {name: read.unit for name, read in columns.items() if read.unit is not None}
        # A column has its own unit only under its own name; a columns file may map any unit to mass_kg.
        self.renamed = self.units.keys() | {name for name, read in columns.items() if known.find(read.heading) != name}
        self.counts = {
            name
            for name, read in columns.items()
            if read.by in (By.ALIAS, By.NEAR) and may_be_a_count(kind, read.heading, read.meant)
        }
        self.formats = {
            name: sheet.about.formats[index] for name, index in self.index.items() if index in sheet.about.formats
        }
        self.units_shown = {code for format_ in self.formats.values() for code in format_.codes() if shown_by(code)}
        self.table = Table(sheet.name, {name: letter(index) for name, index in self.index.items()})


class Line(msgspec.Struct, frozen=True):
    """A row below the header: its address and its cells."""

    columns: LineColumns
    row: Row
    values: list[object]

    @property
    def number(self) -> int:
        """The row's number in the spreadsheet."""
        return self.row.number

    def get(self, column: str) -> object:
        """The cell as saved; empty text where the column is absent or the row is shorter."""
        index, values = self.columns.index.get(column), self.values
        return "" if index is None or index >= len(values) else values[index]

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self.columns.index

    def states(self, columns: tuple[str, ...]) -> bool:
        """Whether any of these cells is filled."""
        return any(not blank(self.get(column)) for column in columns)

    def named_by(self, endings: tuple[str, ...]) -> list[str]:
        """The columns of the table with this name: `entity` and `processing_entity` by `entity`."""
        return [column for column in self.columns.index if column.endswith(endings)]

    def facts(self) -> bytes:
        """A digest of all used cells except the line's name, to find repeated rows."""
        text = "\0".join([str(cell_at(self.values, index)) for index in self.columns.facts])
        return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()

    def fault(self, column: str) -> str | None:
        """Why the cell has no usable value (a formula without a result, an error); None where it has one."""
        faults = self.columns.sheet.about.faults
        return faults.get(self._at(column)) if faults and self.has(column) else None

    def shown_in_percent(self, column: str) -> bool:
        """Whether the cell is formatted as a percentage, which shows a hundred times its value."""
        percents = self.columns.sheet.about.percents
        return bool(percents) and self.has(column) and self._at(column) in percents

    @property
    def formats_known(self) -> bool:
        """Whether the file states number formats."""
        return self.columns.sheet.about.knows_percents

    def any_format(self, column: str) -> str:
        """The number format of a cell if it shows a unit, words, or only part of a date; otherwise empty."""
        formats = self.columns.formats.get(column)
        return formats.at(self.row.number) if formats is not None else ""

    def number_format(self, column: str) -> str:
        """The number format of a number if it shows a currency or a unit; otherwise empty."""
        code = self.any_format(column)
        return code if code in self.columns.units_shown else ""

    def unit(self, column: str) -> Unit | None:
        """The unit that the column's heading, or the columns file, states for its numbers."""
        return self.columns.units.get(column)

    def in_own_unit(self, column: str) -> bool:
        """Whether the column has the known name, which states the unit."""
        return column not in self.columns.renamed

    def may_be_a_count(self, column: str) -> bool:
        """Whether the heading leaves open whether the numbers are percentages or seats, votes or money."""
        return column in self.columns.counts

    def heading(self, column: str) -> str:
        """The address of the column's heading; of the line where there is no such column."""
        return self.columns.headings.get(column) or self.row.cell(column)

    def _at(self, column: str) -> str:
        return f"{self.columns.table.letters[column]}{self.row.number}"
