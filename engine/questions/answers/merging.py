"""Answers and a bill of materials -> the changes of its copy, or why there is none."""

from collections.abc import Callable, Iterable

from ...intake.facts.cells import Cells
from ...intake.files.sheet import one_line
from ...intake.tables.bom_rows import BOM_COLUMN
from ...intake.tables.columns import known_columns
from ...intake.tables.line import Line
from ...model.cell_address import letter
from ...model.findings import Findings
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from .answer import Answer, Place
from .merge import Change, NewColumn, Value, Write, WriteRole
from .reading import PAPERS, agree, read_fact, unit_of, value_of
from .target import Target, TargetTable

_OWN = Fraction(1)
Slot = tuple[Place, str]


class Changes:
    """The cells of the copy that answers fill, as `writes`, and the same as `changes` for people."""

    def __init__(self, target: Target, found: Findings) -> None:
        self._target, self._found = target, found
        self._rows: dict[Place, int] = {}
        self._columns: dict[tuple[str, str], int] = {}
        self._widths: dict[str, int] = {}
        self.writes: list[Write] = []
        self.changes: list[Change] = []
        self.new_columns: list[NewColumn] = []
        self.answers: dict[tuple[str, int, str], Answer] = {}

    def add(self, answers: Iterable[Answer]) -> None:
        """Adds all answers; contradictions are reported."""
        slots: dict[Slot, list[Answer]] = {}
        for answer in answers:
            slots.setdefault((answer.place, answer.column), []).append(answer)
        agreed = {slot: one for slot, all_ in slots.items() if (one := self._agreed(all_)) is not None}
        filled = {place for (place, _), answer in agreed.items() if not answer.names_row or place.number is not None}
        for (place, column), answer in sorted(agreed.items(), key=_in_order([place for place, _ in agreed])):
            if place in filled and not self._is_there(place, column, answer):
                self._write(place, column, answer)

    def _agreed(self, answers: list[Answer]) -> Answer | None:
        """The answer that all of them give; None, and reported, where two differ."""
        first, *others = answers
        differs = next((one for one in others if not agree(one.column, one.fact, first.fact)), None)
        if differs is None:
            return first
        of = f"{first.column} of {quoted(first.row)} in the sheet {first.place.sheet}"
        message = f"{of} has two answers: {quoted(first.text)} and {quoted(differs.text)}"
        self._found.add("ANSWER-CONTRADICTED", message, first.cell, differs.cell)
        return None

    def _is_there(self, place: Place, column: str, answer: Answer) -> bool:
        """Whether the bill of materials has the fact already; a cell with another fact is reported."""
        table = self._target.tables.get(place.sheet)
        if table is None or place.number is None or column not in table.header.index:
            return False
        line = table.lines[place.number]
        cells = Cells(Findings(), table.settings)
        now = one_line(cells.shown(line, column))
        if not line.fault(column) and cells.unknown(now):
            return False
        fact = read_fact(line, column, cells)
        if fact is not None and agree(column, fact, answer.fact):
            return True
        cell = line.row.cell(column)
        if answer.replaces and not line.fault(column) and (column in PAPERS or cell in self._target.unread):
            message = (
                f"{column} held {quoted(now)}, which was asked about: the answer {quoted(answer.text)} replaces it"
            )
            self._found.add("ANSWER-REPLACES", message, cell, answer.cell)
            return False
        holds = line.fault(column) or quoted(now)
        message = f"{column} holds {holds} by now, and the answer is {quoted(answer.text)}"
        self._found.add("ANSWER-CELL-FILLED", message, cell, answer.cell)
        return True

    def _write(self, place: Place, column: str, answer: Answer) -> None:
        table = self._target.tables.get(place.sheet)
        row, index = self._row(place, table), self._column(place.sheet, column, table)
        line = table.lines.get(row) if table is not None else None
        value = value_of(column, answer.fact, answer.text, self._unit(table, line, column, answer))
        role = WriteRole.ROW if answer.names_row else WriteRole.ANSWER
        before = "" if line is None else one_line(line.get(column))
        self._put(place.sheet, row, index, column, value, role)
        cell = f"{self._name(place.sheet)}!{letter(index)}{row}"
        after = f"{value.text}%" if value.percent else value.text
        change = Change(cell, place.sheet, answer.row, column, before, after, answer.supplier, answer.cell)
        self.changes.append(change)
        self.answers[place.sheet, row, column] = answer

    def _unit(self, table: TargetTable | None, line: Line | None, column: str, answer: Answer) -> Fraction:
        """What a number 1 stands for in the cell; one in which the answer is no decimal is reported."""
        if table is None or isinstance(answer.fact, str) or column.endswith("_pct") or column not in table.header.index:
            return _OWN
        of = line or next((Line(one.columns, one.row, []) for one in table.lines.values()), None)
        unit = unit_of(of, column, table.settings) if of is not None else _OWN
        if unit is None:
            return _OWN  # the reading of the copy says what is unclear
        if "/" not in plain(answer.fact / unit):
            return unit
        message = f"{column} is {quoted(answer.text)}, which the unit of the sheet's column cannot state exactly"
        self._found.add("ANSWER-UNREADABLE", f"{message}: enter it by hand", answer.cell)
        return _OWN

    def _put(self, kind: str, row: int, index: int, column: str, value: Value, role: WriteRole) -> None:
        self.writes.append(Write(kind, self._target.title(kind), row, index, column, value, role))

    def _name(self, kind: str) -> str:
        """The sheet's name as addresses have it."""
        table = self._target.tables.get(kind)
        return table.sheet.name if table is not None else self._target.title(kind)

    def _row(self, place: Place, table: TargetTable | None) -> int:
        if place.number is not None:
            return place.number
        if place not in self._rows:
            added = sum(other.sheet == place.sheet for other in self._rows)
            self._rows[place] = (table.last if table is not None else 1) + 1 + added
            if place.bom is not None and table is not None:
                index = table.header.index[BOM_COLUMN]
                self._put(place.sheet, self._rows[place], index, BOM_COLUMN, Value(place.bom), WriteRole.ROW)
        return self._rows[place]

    def _column(self, kind: str, column: str, table: TargetTable | None) -> int:
        """The position of a column; one that the sheet lacks is added at its right end."""
        if table is not None and column in table.header.index:
            return table.header.index[column]
        if (kind, column) in self._columns:
            return self._columns[kind, column]
        if table is None and kind not in self._widths:
            self._widths[kind] = 0
            for needed in known_columns(kind).needed:
                self._column(kind, needed, None)
        self._widths.setdefault(kind, table.width if table is not None else 0)
        if (kind, column) not in self._columns:
            index = self._widths[kind]
            self._widths[kind] += 1
            self._columns[kind, column] = index
            row = table.header.first if table is not None else 1  # below, a group to its left would reach over it
            self._put(kind, row, index, column, Value(column), WriteRole.HEADING)
            cell = f"{self._name(kind)}!{letter(index)}{row}"
            self.new_columns.append(NewColumn(cell, kind, column, new_sheet=table is None))
        return self._columns[kind, column]


def _in_order(places: list[Place]) -> Callable[[tuple[Slot, Answer]], tuple[int, int, int]]:
    """The order of changes: sheets and rows as they first come, columns as the sheet's are listed."""
    sheets = {kind: at for at, kind in enumerate(dict.fromkeys(place.sheet for place in places))}
    rows = {place: at for at, place in enumerate(dict.fromkeys(places))}

    def order(item: tuple[Slot, Answer]) -> tuple[int, int, int]:
        (place, column), _ = item
        own = known_columns(place.sheet).own
        return sheets[place.sheet], rows[place], own.index(column) if column in own else len(own)

    return order
