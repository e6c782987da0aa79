"""The answers of a returned workbook, each with the row of the bill of materials that it belongs to."""

from collections.abc import Iterator, Mapping

import msgspec

from ...intake.facts.cells import Cells
from ...intake.facts.certificates import hidden_by
from ...intake.files.sheet import Sheet, one_line
from ...intake.tables.line import Line
from ...model.battery import key
from ...model.findings import Findings, Severity
from ...model.quoting import quoted
from ...vocabulary.company_names import identity
from ...vocabulary.entity_words import load_words
from ..requests.form import AskedCell, RowTable
from .merge import OpenCell
from .reading import Fact, fault_of, line_of, place_of, read_fact, same_key
from .returned import Returned
from .target import Target, key_column, refusal

_SUBJECTS = {"entities": "entity", "ownership": "owned"}
"""The column that names the company of which a row states facts."""


class Place(msgspec.Struct, frozen=True):
    """A row of a sheet: by its number, or one to be added by the keys of the cells that name it.

    `bom` is the bill of materials that an added row is for, None in a sheet whose rows are for all.
    """

    sheet: str
    number: int | None
    keys: tuple[str, ...] = ()
    bom: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """What a cell of a returned workbook states about a cell of the bill of materials, which is of the row `row`.

    `cell` is the cell of the form. `names_row`: it names a row to be added, and is no answer by itself. `replaces`: the
    cell of the bill of materials holds what it held when it was asked about; what cannot be read there is replaced.
    """

    place: Place
    column: str
    row: str
    fact: Fact
    text: str
    cell: str
    supplier: str
    names_row: bool = False
    replaces: bool = False


class AnswerReader:
    """Reads the answers of a returned workbook to one bill of materials; what cannot be used is reported."""

    def __init__(self, returned: Returned, target: Target, bom: str, found: Findings, *, edited: bool) -> None:
        """`bom` is the SHA-256 by which the record knows the bill of materials; `edited`: its rows may have moved."""
        self._returned, self._target, self._found = returned, target, found
        self._form, self._bom, self._edited = returned.form, bom, edited
        self._is_other_beside = self._form.beside.get(bom, "") != target.beside
        self._named: set[tuple[str, int]] = set()
        self._counted: set[tuple[str, int]] = set()
        self.open: list[OpenCell] = []
        self.certificates: set[str] = set()

    def answers(self) -> Iterator[Answer]:
        """Every answer; `open` then has the cells without one, `certificates` the keys of the listed ids."""
        for asked in self._form.cells:
            if asked.bom == self._bom:
                yield from self._of_cell(asked)
        asked_in: set[str] = set()
        for table in (table for table in self._form.tables if table.bom == self._bom):
            rows = [(row, texts) for row in self._returned.rows_of(table) if (texts := self._texts(table, row))]
            counted = [row for row, texts in rows if self._counts(table, texts)]
            self._named.update((table.where, row) for row, _ in rows)
            self._counted.update((table.where, row) for row in counted)
            if not counted and table.where not in asked_in:
                self._leave_open(table.sheet, "", "", f"{table.where}!A{table.first}")
            asked_in.add(table.where)
            for row, texts in rows:
                if row in counted:
                    yield from self._of_row(table, row, texts)
        for where, row in sorted(self._named - self._counted):
            message = "the row names somebody or something and states nothing about it: complete the row, or clear it"
            self._refuse(message, f"{where}!A{row}")

    def _of_cell(self, asked: AskedCell) -> Iterator[Answer]:
        text = self._text(asked.cell, asked.sheet, asked.column)
        if text is None:
            return
        if not text:
            self._leave_open(asked.sheet, asked.row, asked.column, asked.cell)
            return
        name = key_column(asked.sheet)
        if asked.number is None:
            places = self._places(asked.sheet, {name: asked.row}, asked.cell)
        else:
            places = self._existing(asked)
        fact = self._fact(asked.cell, asked.sheet, asked.column)
        if fact is None:
            return
        # What could not be read is replaced by what it is, never by a denial.
        denies = text.casefold() in load_words().none | load_words().negative
        for place in places:
            if place.number is None:
                yield self._answer(place, name, asked.row, asked.row, asked.row, asked.cell, names_row=True)
            answer = self._answer(place, asked.column, asked.row, fact, text, asked.cell)
            yield msgspec.structs.replace(answer, replaces=asked.column in asked.digested and not denies)

    def _texts(self, table: RowTable, row: int) -> dict[str, str]:
        """The answers in a row of a table of the form, by column; none if one cannot be read (then reported)."""
        texts: dict[str, str | None] = {}
        for column, cell in _cells(table, row).items():
            text = self._text(cell, table.sheet, column) if cell not in self._form.labels else ""
            if text and (table.sheet, column) == ("certificates", "certificate"):
                self.certificates.add(key(text))
            texts[column] = text
        return {} if None in texts.values() else {column: text for column, text in texts.items() if text}

    def _counts(self, table: RowTable, texts: Mapping[str, str]) -> bool:
        """Whether a row states something: that one owns another is a fact, even where the share is not stated."""
        stated = texts.keys() - {*table.otherwise}
        return bool(stated - {*table.key} or (stated and len(table.key) > 1))

    def _of_row(self, table: RowTable, row: int, stated: Mapping[str, str]) -> Iterator[Answer]:
        """The cells of a row of a table of the form, those that every added row has among them."""
        cells = _cells(table, row)
        constants = {column: text for column, text in table.otherwise.items() if column not in stated}
        constants |= table.fixed
        labels = self._form.labels
        named = {at: stated.get(at) or constants.get(at) or labels.get(cells.get(at, ""), "") for at in table.key}
        lacking = [column for column, text in named.items() if not text]
        if lacking:
            self._refuse(f"the row has answers, but {' and '.join(lacking)} is empty", *(cells[at] for at in lacking))
            return
        if (other := self._other_supplier(table, named)) is not None:
            message = f"{quoted(self._form.supplier)} states facts about {quoted(other)}, another supplier"
            at = [self._returned.address(cells[column]) for column in stated]
            self._found.add("ANSWER-OTHER-SUPPLIER", message, *at)
            return
        start = next(iter(cells.values()))
        places = self._places(table.sheet, named, start)
        facts = {column: self._fact(cells[column], table.sheet, column) for column in stated} if places else {}
        name = " / ".join(named.values())
        for place in places:
            for column, text in constants.items():
                if not (column in table.key and place.number is not None):
                    yield self._answer(place, column, name, text, text, start, names_row=True)
            for column, fact in facts.items():
                if fact is not None and not (column in table.key and place.number is not None):
                    names_row = table.key == (column,)
                    yield self._answer(place, column, name, fact, stated[column], cells[column], names_row=names_row)

    def _other_supplier(self, table: RowTable, named: Mapping[str, str]) -> str | None:
        """The company that a row is about, if it is another supplier of the bill of materials."""
        about = named.get(_SUBJECTS.get(table.sheet, ""))
        if about is None or identity(about) not in self._target.suppliers:
            return None
        of_form = [text for one in self._form.tables for text in (*one.fixed.values(), *one.otherwise.values())]
        return None if identity(about) in map(identity, (self._form.supplier, *of_form)) else about

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
        if fault := fault_of(text) or hidden_by(line.any_format(column), line.get(column)):
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
            self._refuse(refusal(fault), cell)
        return None if faults else fact

    def _line(self, cell: str, kind: str, column: str) -> Line:
        name, row, at = place_of(cell)
        sheet = self._returned.sheet(name) if self._returned.has(name) else Sheet(name, lambda: iter(()))
        return line_of(sheet, kind, row, {column: (at, self._returned.value(cell))})

    def _existing(self, asked: AskedCell) -> list[Place]:
        table = self._target.tables.get(asked.sheet)
        moved = self._edited or (self._target.is_beside(asked.sheet) and self._is_other_beside)
        if table is not None and self._target.chosen is not None and asked.number not in table.lines and not moved:
            return []  # a row of another bill of materials of the same table
        rows = table.find(asked, moved=moved) if table is not None else []
        if len(rows) == 1:
            return [Place(asked.sheet, rows[0])]
        row = f"row {asked.number}{f' ({quoted(asked.row)})' if asked.row else ''} of the sheet {asked.sheet}"
        now = "several rows are now as it was" if rows else "no row is now as it was when it was asked about"
        self._found.add("ANSWER-ROW-CHANGED", f"{row}: {now}", self._returned.address(asked.cell))
        return []

    def _places(self, kind: str, named: Mapping[str, str], cell: str) -> list[Place]:
        """For each bill of materials the row with these names, or the place of a row to be added."""
        keys = tuple(same_key(column, text) for column, text in named.items())
        table = self._target.tables.get(kind)
        if table is None:
            return [Place(kind, None, keys)]
        places = dict[Place, None]()
        for bom in table.boms:
            rows = table.rows_with(named, keys, bom)
            if len(rows) > 1:
                message = f"the sheet {kind} has {len(rows)} rows of {quoted(' / '.join(named.values()))}"
                self._found.add("ANSWER-ROW-CHANGED", message, self._returned.address(cell))
                return []
            places[Place(kind, rows[0]) if rows else Place(kind, None, keys, bom)] = None
        return list(places)

    def _leave_open(self, sheet: str, row: str, column: str, cell: str) -> None:
        self.open.append(OpenCell(sheet, row, column, self._form.supplier, self._returned.address(cell)))

    def _refuse(self, message: str, *cells: str) -> None:
        self._found.add("ANSWER-UNREADABLE", message, *map(self._returned.address, cells))


def _cells(table: RowTable, row: int) -> dict[str, str]:
    """The cells of a row of a table of the form, by column."""
    return {column: f"{table.where}!{letters}{row}" for letters, column in table.columns.items()}
