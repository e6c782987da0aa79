"""The answers of a returned workbook, each with the row of the bill of materials that it belongs to."""

from collections.abc import Iterator, Mapping

import msgspec

from ...intake.facts.cells import Cells
from ...intake.files.sheet import Sheet
from ...intake.tables.line import Line
from ...intake.tables.row_cells import one_line
from ...model.findings import Findings, Severity
from ...model.quoting import quoted
from ..requests.form import AskedCell, RowTable
from .merge import OpenCell
from .reading import Fact, fault_of, line_of, place_of, read_fact, same_key
from .returned import Returned
from .target import Target, key_column


class Place(msgspec.Struct, frozen=True):
    """A row of a sheet: by its number, or one to be added by the keys of the cells that name it."""

    sheet: str
    number: int | None
    keys: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What a cell of a returned workbook states about a cell of the bill of materials, which is of the row `row`.

    `cell` is the cell of the form. `names_row`: it names a row to be added, and is no answer by itself.
    """

    place: Place
    column: str
    row: str
    fact: Fact
    text: str
    cell: str
    supplier: str
    names_row: bool = False


class AnswerReader:
    """Reads the answers of a returned workbook to one bill of materials; what cannot be used is reported."""

    def __init__(self, returned: Returned, target: Target, bom: str, found: Findings, *, edited: bool) -> None:
        """`bom` is the SHA-256 by which the record knows the bill of materials; `edited`: its rows may have moved."""
        self._returned, self._target, self._found = returned, target, found
        self._form, self._bom, self._edited = returned.form, bom, edited
        self.open: list[OpenCell] = []

    def answers(self) -> Iterator[Answer]:
        """Every answer; `open` then has the cells without one."""
        for asked in self._form.cells:
            if asked.bom == self._bom:
                yield from self._of_cell(asked)
        for table in self._form.tables:
            if table.bom == self._bom:
                for row in self._returned.rows_of(table):
                    yield from self._of_row(table, row)

    def _of_cell(self, asked: AskedCell) -> Iterator[Answer]:
        text = self._text(asked.cell, asked.sheet, asked.column)
        if text is None:
            return
        if not text:
            cell = self._returned.address(asked.cell)
            self.open.append(OpenCell(asked.sheet, asked.row, asked.column, self._form.supplier, cell))
            return
        name = key_column(asked.sheet)
        if asked.number is None:
            place = self._place(asked.sheet, {name: asked.row}, asked.cell)
        else:
            place = self._existing(asked)
        fact = self._fact(asked.cell, asked.sheet, asked.column)
        if place is None or fact is None:
            return
        if place.number is None:
            yield self._answer(place, name, asked.row, asked.row, asked.row, asked.cell, names_row=True)
        yield self._answer(place, asked.column, asked.row, fact, text, asked.cell)

    def _of_row(self, table: RowTable, row: int) -> Iterator[Answer]:
        """The cells of a row of a table of the form, those that every added row has among them."""
        cells = {column: f"{table.where}!{letters}{row}" for letters, column in table.columns.items()}
        texts = {column: self._text(cell, table.sheet, column) for column, cell in cells.items()}
        if None in texts.values():
            return
        stated = {column: text for column, text in texts.items() if text}
        own = {column for column in stated if cells[column] not in self._form.labels}
        if not own - {*table.key, *table.otherwise}:
            if own - {*table.otherwise}:
                first = quoted(next(stated[column] for column in table.key if column in own))
                message = f"the row names {first} and states nothing about it: complete the row, or clear it"
                self._refuse(message, *(cells[column] for column in own))
            return
        constants = {column: text for column, text in table.otherwise.items() if column not in stated}
        constants |= table.fixed
        named = {column: stated.get(column) or constants.get(column, "") for column in table.key}
        lacking = [column for column, text in named.items() if not text]
        if lacking:
            self._refuse(f"the row has answers, but {' and '.join(lacking)} is empty", *(cells[at] for at in lacking))
            return
        start = next(iter(cells.values()))
        place = self._place(table.sheet, named, start)
        if place is None:
            return
        name = " / ".join(named.values())
        for column, text in constants.items():
            key = column in table.key
            if not (key and place.number is not None):
                yield self._answer(place, column, name, text, text, start, names_row=True)
        for column, text in stated.items():
            fact = self._fact(cells[column], table.sheet, column)
            if fact is not None and not (column in table.key and place.number is not None):
                yield self._answer(place, column, name, fact, text, cells[column], names_row=column in table.key)

    def _answer(
        self, place: Place, column: str, row: str, fact: Fact, text: str, cell: str, *, names_row: bool = False
    ) -> Answer:
        at = self._returned.address(cell)
        return Answer(place, column, row, fact, text, at, self._form.supplier, names_row)

    def _text(self, cell: str, kind: str, column: str) -> str | None:
        """The text of a cell: empty where it says nothing, None where it cannot be an answer (then reported)."""
        line, found = self._line(cell, kind, column), Findings()
        text = one_line(Cells(found).shown(line, column))
        faults = [one.message for one in found.all()]
        if (fault := fault_of(text)) is not None:
            faults.append(f"{column} is {quoted(text)}: {fault}")
        if faults:
            self._refuse("; ".join(faults), cell)
            return None
        return "" if Cells(found).unknown(text) else text

    def _fact(self, cell: str, kind: str, column: str) -> Fact | None:
        """The fact that a cell states; None where it cannot be read (then reported)."""
        found = Findings()
        fact = read_fact(self._line(cell, kind, column), column, Cells(found))
        faults = [one for one in found.all() if one.severity is not Severity.NOTE]
        for fault in faults:
            self._refuse(fault.message, cell)
        return None if faults else fact

    def _line(self, cell: str, kind: str, column: str) -> Line:
        name, row, at = place_of(cell)
        sheet = self._returned.sheet(name) if self._returned.has(name) else Sheet(name, lambda: iter(()))
        return line_of(sheet, kind, row, {column: (at, self._returned.value(cell))})

    def _existing(self, asked: AskedCell) -> Place | None:
        table = self._target.tables.get(asked.sheet)
        rows = table.find(asked, moved=self._edited) if table is not None else []
        if len(rows) == 1:
            return Place(asked.sheet, rows[0])
        row = f"row {asked.number}{f' ({quoted(asked.row)})' if asked.row else ''} of the sheet {asked.sheet}"
        now = "several rows are now as it was" if rows else "no row is now as it was when it was asked about"
        self._found.add("ANSWER-ROW-CHANGED", f"{row}: {now}", self._returned.address(asked.cell))
        return None

    def _place(self, kind: str, named: Mapping[str, str], cell: str) -> Place | None:
        """The row with these names, or the place of a row to be added."""
        keys = tuple(same_key(column, text) for column, text in named.items())
        table = self._target.tables.get(kind)
        rows = table.rows_with(named, keys) if table is not None else []
        if len(rows) > 1:
            message = f"the sheet {kind} has {len(rows)} rows of {quoted(' / '.join(named.values()))}"
            self._found.add("ANSWER-ROW-CHANGED", message, self._returned.address(cell))
            return None
        return Place(kind, rows[0]) if rows else Place(kind, None, keys)

    def _refuse(self, message: str, *cells: str) -> None:
        self._found.add("ANSWER-UNREADABLE", message, *map(self._returned.address, cells))
