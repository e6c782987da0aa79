"""A sheet's table: its header, and its lines without the totals, notes and headings that stand between them."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from ...model.battery import Row, Table
from ...model.findings import Findings, refuse
from ...model.quoting import quoted
from ...model.settings import AS_IT_STANDS, SheetAs
from ...vocabulary.units import Unit
from ..files.looks import LAST_COLUMN, letter
from ..files.number_formats import shown_by
from ..files.workbook import BOM_SHEET, ROWS_SEARCHED, Sheet
from .columns import known_columns
from .data_rows import DataRows
from .header import (
    By,
    Header,
    HeaderRow,
    Numbered,
    blank,
    find_header,
    is_whole,
    names_of_header,
    refuse_tables,
    report_table,
)
from .headings import may_be_a_count
from .one_bom import BOM_COLUMN, OneBom
from .rows import Kind, Rows, is_amount
from .unread_columns import EndStated, UnreadColumns

_FEWEST_AGAIN = 2
_NOWHERE = LAST_COLUMN
_EMPTY = (Kind.BLANK, Kind.UNUSED)
_ROW_LIKE = 5
"""So many delimiters in a line of a cell are no sentence's; of fewer it has to read as data."""


class Line:
    """One row below the header, by canonical column name."""

    __slots__ = ("_columns", "_lines", "_values", "may_have_faults", "number", "row")

    def __init__(self, lines: "Lines", number: int, values: list[object]):
        self.row = Row(lines.table, number)
        self.number = number
        # Whether any cell of the sheet holds no usable value.
        self.may_have_faults = lines.has_faults
        self._columns = lines.columns
        self._lines = lines
        self._values = values

    def get(self, column: str) -> object:
        """The cell as saved; empty text where the column is absent or the row is shorter."""
        index = self._columns.get(column, _NOWHERE)
        return self._values[index] if index < len(self._values) else ""

    def facts(self) -> str:
        """What every used cell but the line's name holds, as one text, to tell a row that stands twice."""
        values, width = self._values, len(self._values)
        return "\0".join([str(values[index]) if index < width else "" for index in self._lines.facts])

    def fault(self, column: str) -> str | None:
        """Why the cell holds no usable value, if it was saved so."""
        faults = self._lines.sheet.faults
        return faults.get(self._at(column)) if faults and column in self._lines.columns else None

    def shown_in_percent(self, column: str) -> bool:
        """Whether the cell is formatted as a percentage: it shows a hundred times what it holds."""
        percents = self._lines.sheet.percents or ()
        return column in self._lines.columns and self._at(column) in percents

    def number_format(self, column: str) -> str:
        """The number format of a number where it shows a currency or a unit; otherwise empty."""
        code = self.any_format(column)
        return code if code in self._lines.units_shown else ""

    def any_format(self, column: str) -> str:
        """The number format of a cell where it shows a unit, words, or less than the whole of a date."""
        formats = self._lines.formats.get(column) if self._lines.formats else None
        return formats.at(self.number) if formats is not None else ""

    @property
    def formats_known(self) -> bool:
        """Whether the file says how a cell is shown."""
        return self._lines.sheet.percents is not None

    def may_be_a_count(self, column: str) -> bool:
        """Whether the heading leaves open whether the numbers are percentages or seats, votes or money."""
        return column in self._lines.counts

    def unit(self, column: str) -> Unit | None:
        """The unit that the column's heading, or the columns file, states for its numbers."""
        return self._lines.units.get(column)

    def in_own_unit(self, column: str) -> bool:
        """Whether the column has the known name, which states the unit."""
        return column not in self._lines.renamed

    def named_by(self, endings: tuple[str, ...]) -> list[str]:
        """The columns of the table that are called so: `entity` and `processing_entity` by `entity`."""
        return [column for column in self._columns if column.endswith(endings)]

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self._columns

    def states(self, columns: tuple[str, ...]) -> bool:
        """Whether any of these cells of the row holds anything."""
        return any(column in self._columns and not blank(self.get(column)) for column in columns)

    def heading(self, column: str) -> str:
        """The address of the column's heading; of the line where there is no such column."""
        return self._lines.headings.get(column) or self.row.cell(column)

    def _at(self, column: str) -> str:
        return f"{letter(self._lines.columns[column])}{self.number}"


class Total(msgspec.Struct, frozen=True):
    """A row of sums: after how many of the table's lines it stands, and whether it says that it is one."""

    line: Line
    after: int
    labelled: bool


class Lines:
    """A sheet's table. Iterating gives its lines, reports what is none, and fills `totals` and `left_out`.

    `left_out` are the header rows of the tables of the sheet that are not read.
    """

    def __init__(
        self, sheet: Sheet, kind: str, header: Header, rows: Iterator[Numbered], found: Findings, said: SheetAs
    ) -> None:
        self._said = said
        self.sheet = sheet
        self.kind = kind
        self.header = header
        self.columns = header.index
        self.facts = [index for column, index in self.columns.items() if column != "line"]
        self.has_faults = bool(sheet.faults)
        self.units = {r.column: r.unit for r in header.columns if r.column is not None and r.unit is not None}
        # A column has its own unit by its own name only; what a columns file calls mass_kg may be of any.
        known = known_columns(kind)
        self.renamed = {r.column for r in header.columns if r.unit is not None or known.find(r.heading) != r.column}
        self.counts = {
            r.column for r in header.columns if r.by in (By.ALIAS, By.NEAR) and may_be_a_count(kind, r.heading, r.meant)
        }
        self.headings = {r.column: r.cell for r in header.columns if r.column is not None}
        self.formats = {name: sheet.formats[index] for name, index in self.columns.items() if index in sheet.formats}
        self.units_shown = {code for one in self.formats.values() for code in one.codes() if shown_by(code)}
        self.table = Table(sheet.name, {name: letter(index) for name, index in self.columns.items()})
        self.totals: list[Total] = []
        self.left_out = list(header.left_out)
        named = {read.index for read in header.columns if read.heading}
        self._header = [(row, [(at, text.split(" ", 1)[0]) for at, text in row.texts.items()]) for row in header.rows]
        self._named = [index in named for index in range(header.width)]
        self._rows = rows
        self._found = found
        self._kinds = Rows(kind, self.columns)
        self._merged = _Merged(sheet, header, self.table, found)
        self._unread = UnreadColumns(header, kind, sheet.name)
        self.one_bom = OneBom(sheet, kind, header) if BOM_COLUMN in self.columns else None

    def __iter__(self) -> Iterator[Line]:
        unnamed = not all(self._named)
        count = 0
        hidden: list[str] = []
        left_out = False
        for number, saved in self._rows:
            if self._is_header_again(number, saved):
                self._say("HEADER-AGAIN", "the header stands here again, and is no line", number)
                left_out = False
                continue
            values = self._merged.filled(number, saved)
            line = Line(self, number, values)
            kind = self._kinds.kind(values, number in self._merged.titles)
            if kind in (Kind.LINE, Kind.TOTAL_OR_LINE) and self._is_other_table(number, values):
                left_out = True
            if left_out:
                continue  # `left_out.py` looks at what such a table holds
            if kind in _EMPTY and self.has_faults and any(line.fault(column) for column in self.columns):
                kind = Kind.LINE
            if self.one_bom is not None and not self.one_bom.takes(number, values, kind):
                continue
            if kind not in _EMPTY and (unnamed or len(values) > len(self._named)):
                self._report_unnamed(number, values)
            if kind in (Kind.TOTAL, Kind.SUMS):
                self.totals.append(Total(line, count, kind is Kind.TOTAL))
                if self.kind != BOM_SHEET:
                    self._say("ROW-TOTAL", "a total is no line", number)
            elif kind is not Kind.BLANK:
                if number in self.sheet.hidden_rows:
                    hidden.append(self.at(number))
                if kind in (Kind.LINE, Kind.TOTAL_OR_LINE, Kind.UNUSED):
                    self._unread.look(number, values)
                if self._report(kind, number, values):
                    count += 1
                    yield line
        if self.one_bom is not None:
            self.one_bom.finish(self._found)
        self._unread.report(self._found)
        if hidden:
            said = "a row that is hidden in the spreadsheet is" if len(hidden) == 1 else "rows that are hidden are"
            self._found.add("ROW-HIDDEN", f"{said} read like any other", *hidden)

    def table_at(self, header: int) -> "Lines":
        """Another table of the sheet, by its header row; whatever is found in it is nobody's.

        Raises:
            Unreadable: it has no such header.
        """
        return read_table(self.sheet, self.kind, Findings(), msgspec.structs.replace(self._said, header=header))

    def ends(self) -> list[EndStated]:
        """The days on which attestations end by columns that are not read, once its lines are read."""
        return self._unread.ends()

    def at(self, number: int) -> str:
        """The address of a row: of its first known column."""
        return self.table.cell("", number)

    def _say(self, code: str, message: str, number: int) -> None:
        self._found.add(code, message, self.at(number))

    def _report(self, kind: Kind, number: int, values: list[object]) -> bool:
        """Whether the row is a line; what is none is reported with its text."""
        if kind is Kind.LINE:
            return True
        text = quoted(next(str(value) for value in values if not blank(value)))
        if kind is Kind.TOTAL_OR_LINE:
            self._say("TOTAL-UNCLEAR", f"the row {text} looks like a total, yet states a fact of a line", number)
        elif kind is Kind.SECTION:
            message = f"the heading {text} stands alone in its row: it says nothing of the lines below it"
            self._say("ROW-SECTION", message, number)
        elif kind is Kind.NOTE:
            self._say("ROW-NOTE", f"the row {text} is a note, and no line", number)
        else:
            self._say("ROW-UNUSED", "the row holds cells only in columns that are not used", number)
        return False

    def _is_header_again(self, number: int, values: list[object]) -> bool:
        """Whether the row is one of the header's.

        Raises:
            Unreadable: it is much like one, but a column has moved or means something else.
        """
        rows = [row for row, first_words in self._header if _may_repeat(row, first_words, values)]
        if not rows:
            return False
        filled = {i: " ".join(value.split()) for i, value in enumerate(values) if isinstance(value, str) and value}
        for row in rows:
            same = sum(row.texts.get(index) == text for index, text in filled.items())
            if same >= _FEWEST_AGAIN and 2 * same > max(len(filled), row.own):
                if all(row.texts.get(i) == text for i, text in filled.items() if i < self.header.width):
                    return True
                raise refuse_tables(self.sheet, self.header.last, number)
        return False

    def _is_other_table(self, number: int, values: list[object]) -> bool:
        """Whether another table begins here; it is reported, and the rest of the sheet is not read."""
        for index in self._kinds.numbers:
            if index < len(values) and (value := values[index]) != "" and str(value)[0].isdigit():
                return False  # no header names a column so; the usual case, and the quickest to tell
        names = names_of_header(values, self.kind)
        if names is None:
            return False
        report_table(self.sheet, number, is_whole(self.kind, names), self.header.first, self._found)
        self.left_out.append(number)
        return True

    def _report_unnamed(self, number: int, values: list[object]) -> None:
        """Cells below no column name: in a text table a delimiter too many has moved the row's other cells."""
        for index, value in enumerate(values):
            if blank(value) or (index < len(self._named) and self._named[index]):
                continue
            cell = f"{self.sheet.name}!{letter(index)}{number}"
            if self.sheet.strict_width and index >= len(self._named):
                self._found.add("ROW-TOO-LONG", "the row has more cells than the header has names", cell)
            else:
                self._found.add("CELL-WITHOUT-COLUMN", "the cell stands below no column name and is not used", cell)


def _may_repeat(row: HeaderRow, first_words: list[tuple[int, str]], values: list[object]) -> bool:
    """Whether half of a header row's own texts may stand again in a row; for most, a few cells are enough to tell."""
    width = len(values)
    left = len(first_words)
    needed = max(_FEWEST_AGAIN, row.own // 2)
    for index, word in first_words:
        value = values[index] if index < width else ""
        if not isinstance(value, str) or word not in value:
            left -= 1
            if left < needed:
                return False
    return True


class _Merged:
    """The merged cells below a header: one text stands for every row that it covers, one amount for none of them."""

    def __init__(self, sheet: Sheet, header: Header, table: Table, found: Findings) -> None:
        self.titles: set[int] = set()
        self._fills: dict[int, list[tuple[int, int]]] = {}
        self._tops: dict[int, list[object]] = {}
        self._across: dict[int, list[str]] = {}
        self._table = table
        self._found = found
        self._any = bool(sheet.merged)
        names = self._names = {index: name for name, index in header.index.items()}
        for top, left, bottom, right in sheet.merged:
            if top < header.last:
                continue
            covered = [index for index in range(left, min(right, header.width) + 1) if index in names]
            if right > left:
                self.titles.add(top + 1)
                for index in covered:
                    if index > left and not is_amount(names[index]) and bottom == top:
                        self._across.setdefault(top + 1, []).append(names[index])
            for number in range(top + 2, bottom + 2) if left in names and right == left else ():
                self._fills.setdefault(number, []).append((top + 1, left))
                self._tops.setdefault(top + 1, [])

    def filled(self, number: int, values: list[object]) -> list[object]:
        """The row with what the merged cells above it say. An amount that several rows share is reported."""
        if not self._any:
            return values
        for name in self._across.get(number, ()):
            message = f"a merged cell covers {name} too: only the first of its columns is read"
            self._found.add("CELL-MERGED-ACROSS", message, self._table.cell(name, number))
        if number in self._tops:
            self._tops[number] = values
        if number not in self._fills or all(blank(value) for value in values):
            return values
        values = list(values)
        for top, index in self._fills[number]:
            name = self._names[index]
            above = self._tops[top]
            value = above[index] if index < len(above) else ""
            if blank(value) or name == "line":
                continue
            cells = [self._table.cell(name, row) for row in (top, number)]
            if is_amount(name):
                self._found.add("MERGED-AMOUNT", f"one cell of {name} covers several rows: each needs its own", *cells)
                continue
            values += [""] * (index + 1 - len(values))
            values[index] = value
            self._found.add("CELL-MERGED", f"a merged cell of {name} is read for every row that it covers", *cells)
        return values


def read_table(sheet: Sheet, kind: str, found: Findings, said: SheetAs = AS_IT_STANDS) -> Lines:
    """The table of one sheet. Columns that are not used, or not by their own name, are reported.

    Raises:
        Unreadable: no header row, a needed column missing, one column twice, or two bills of materials.
    """
    rows = sheet.numbered()
    fixed = said.header_rows
    first = list(islice(rows, max(ROWS_SEARCHED, fixed[1]) if fixed else ROWS_SEARCHED))
    header = find_header(sheet, kind, said, first, found)
    hidden = [read.cell for read in header.columns if read.column is not None and read.index in sheet.hidden_columns]
    if hidden:
        found.add("COLUMN-HIDDEN", "a column that is hidden in the spreadsheet is read like any other", *hidden)
    all_: Iterator[Numbered] = chain(first, rows)
    if sheet.delimiter:
        all_ = _without_rows_in_cells(sheet, all_, DataRows(kind, header.index), header.width, found)
    below = (row for row in all_ if row[0] > header.last)
    if sheet.bom is not None and kind == BOM_SHEET and BOM_COLUMN not in header.index:
        raise refuse("BOM-WITHOUT-LINES", f"the sheet {sheet.name} has no column {BOM_COLUMN}: {quoted(sheet.bom)}")
    return Lines(sheet, kind, header, below, found, said)


def _without_rows_in_cells(
    sheet: Sheet, rows: Iterable[Numbered], data: DataRows, width: int, found: Findings
) -> Iterator[Numbered]:
    """The rows of a text table. A cell that holds a row is reported: a stray quotation mark swallows what follows."""
    mark = sheet.delimiter
    for number, values in rows:
        text = "".join(values)  # type: ignore[arg-type]
        if mark in text and ("\n" in text or "\r" in text):
            for index, value in enumerate(values):
                first, *others = str(value).splitlines() or [""]
                if any(_is_row(line, mark, width, data) for line in (first, *others) if others):
                    message = "the cell has a line break, and holds what reads as a row of the table"
                    found.add("CELL-WITH-ROW", message, f"{sheet.name}!{letter(index)}{number}")
        yield number, values


def _is_row(line: str, mark: str, width: int, data: DataRows) -> bool:
    marks = line.count(mark) - line.count(f"{mark} ")  # the commas of a sentence part no cells
    return marks >= _ROW_LIKE or (marks >= width - 1 and bool(data.fitting([*line.split(mark)])))
