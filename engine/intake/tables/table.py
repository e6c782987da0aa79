"""A sheet's table: its header, and its lines without the totals, notes and headings between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from ...model.battery import Row, Table
from ...model.cell_address import letter
from ...model.findings import Findings, refuse
from ...model.quoting import quoted
from ...model.settings import NO_MAPPING, SheetMapping
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet, blank, cell_at, one_line
from .bom_rows import BOM_COLUMN, BomRows
from .columns import is_amount, known_columns
from .data_rows import DataRows
from .header import find_header, refuse_tables, report_table
from .header_candidates import is_whole, names_of_header
from .header_columns import Header
from .line import Line, LineColumns
from .rows import RowKind, Rows
from .statements import weigh
from .unread_columns import UnreadColumns

_FEWEST_AGAIN = 2
_EMPTY = (RowKind.BLANK, RowKind.UNUSED)
_NO_LINE = {
    RowKind.TOTAL_OR_LINE: ("TOTAL-UNCLEAR", "the row {} looks like a total but has content that only a line has"),
    RowKind.SECTION: (
        "ROW-SECTION",
        "the section heading {} is alone in its row and does not apply to the lines below",
    ),
    RowKind.NOTE: ("ROW-NOTE", "the row {} is a note, not a line"),
    RowKind.UNUSED: ("ROW-UNUSED", "the row has cells only in columns that are not used"),
}
_ROW_LIKE = 5
"""So many delimiters in a line of a cell are no sentence's; of fewer it has to read as data."""


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
        for top, left, bottom, right in sheet.about.merged:
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


class Total(msgspec.Struct, frozen=True):
    """A row of sums: the number of lines before it, and whether it is labeled as a total."""

    line: Line
    after: int
    labelled: bool


class Lines:
    """A sheet's table. Iterating gives its lines, reports the other rows, and fills `totals` and `left_out`.

    `left_out` are the header rows of the tables of the sheet that are not read.
    """

    def __init__(
        self,
        sheet: Sheet,
        kind: str,
        header: Header,
        rows: Iterator[NumberedRow],
        found: Findings,
        mapping: SheetMapping,
        *,
        by_name: bool = False,
    ) -> None:
        self._mapping = mapping
        self.sheet = sheet
        self.kind = kind
        self.header = header
        self._columns = LineColumns(sheet, kind, header)
        self.columns = self._columns.index
        self.table = self._columns.table
        self.totals: list[Total] = []
        self.left_out = list(header.left_out)
        self._named = {read.index for read in header.columns if read.heading}
        self._rows = rows
        self._found = found
        self._kinds = Rows(kind, self.columns)
        self._merged = MergedCells(sheet, header, self.table, found)
        self.unread = UnreadColumns(header, kind, sheet, by_name=by_name)
        self.bom_rows = BomRows(sheet, kind, header) if BOM_COLUMN in self.columns else None

    def __iter__(self) -> Iterator[Line]:
        count = 0
        hidden: list[str] = []
        in_other_table = False
        for number, cells in self._rows:
            if self._is_header_again(number, cells):
                self._report("HEADER-AGAIN", "the row repeats the header and is not a line", number)
                in_other_table = False
                continue
            values = self._merged.filled(number, cells)
            line = Line(self._columns, Row(self.table, number), values)
            kind = self._kinds.kind(values, number in self._merged.titles)
            in_other_table = self._is_other_table(number, values, kind) or in_other_table
            if in_other_table:
                continue  # such a table is compared once the lines are read
            if kind in _EMPTY and self.sheet.about.faults and any(line.fault(column) for column in self.columns):
                kind = RowKind.LINE
            if self.bom_rows is not None and not self.bom_rows.takes(number, values, kind):
                continue
            if kind not in _EMPTY:
                self._report_unnamed(number, values)
            if kind in (RowKind.TOTAL, RowKind.SUMS):
                self.totals.append(Total(line, count, kind is RowKind.TOTAL))
                if not self._kinds.has_lines:
                    self._report("ROW-TOTAL", "the row is a total, not a line", number)
            elif kind is not RowKind.BLANK:
                if number in self.sheet.about.hidden_rows:
                    hidden.append(self.at(number))
                if kind.may_be_line or kind is RowKind.UNUSED:
                    self.unread.look(number, values)
                if kind is RowKind.LINE:
                    count += 1
                    yield line
                else:
                    code, message = _NO_LINE[kind]
                    text = next(str(value) for value in values if not blank(value))
                    if kind is RowKind.NOTE and weigh(text, of_owners=False, is_remark=True):
                        code = "ROW-REMARK"
                        message = "the row {} is a note and not used: check that it does not contradict the verdict"
                    self._report(code, message.format(quoted(text)), number)
        if self.bom_rows is not None:
            self.bom_rows.finish(self._found)
        self.unread.report(self._found)
        if hidden:
            rows = "a hidden row is" if len(hidden) == 1 else "hidden rows are"
            self._found.add("ROW-HIDDEN", f"{rows} read like any other row", *hidden)

    def table_at(self, header: int) -> "Lines":
        """Another table of the sheet, by its header row; its findings are dropped.

        Raises:
            Unreadable: it has no such header.
        """
        return read_table(self.sheet, self.kind, Findings(), msgspec.structs.replace(self._mapping, header=header))

    def texts(self, *columns: str) -> Iterator[str]:
        """The texts of some columns in all rows below the header, before its lines are read."""
        indexes = [self.columns[column] for column in columns if column in self.columns]
        for number, values in self.sheet.numbered() if indexes else ():
            if number > self.header.last:
                yield from (text for at in indexes if isinstance(text := cell_at(values, at), str) and text)

    def at(self, number: int) -> str:
        """The address of a row, at its first known column."""
        return self.table.cell("", number)

    def _report(self, code: str, message: str, number: int) -> None:
        self._found.add(code, message, self.at(number))

    def _is_header_again(self, number: int, values: list[object]) -> bool:
        """Whether the row repeats the header.

        Raises:
            Unreadable: it is similar, but a column has moved or means something else.
        """
        texts = {index: one_line(value) for index, value in enumerate(values) if isinstance(value, str) and value}
        for row in self.header.rows:
            same = sum(row.texts.get(index) == text for index, text in texts.items())
            if same >= _FEWEST_AGAIN and 2 * same > max(len(texts), row.own):
                if all(row.texts.get(i) == text for i, text in texts.items() if i < self.header.width):
                    return True
                raise refuse_tables(self.sheet, self.header.last, number)
        return False

    def _is_other_table(self, number: int, values: list[object], kind: RowKind) -> bool:
        """Whether another table begins here; it is reported, and the rest of the sheet is not read."""
        names = names_of_header(values, self.kind) if kind.may_be_line else None
        if names is None:
            return False
        report_table(self.sheet, number, is_whole(self.kind, names), self.header.first, self._found)
        self.left_out.append(number)
        return True

    def _report_unnamed(self, number: int, values: list[object]) -> None:
        """Reports cells without a column name: in a text table an extra delimiter has moved the row's cells."""
        for index, value in enumerate(values):
            if index in self._named or blank(value):
                continue
            cell = f"{self.sheet.name}!{letter(index)}{number}"
            if self.sheet.delimiter and index >= self.header.width:
                self._found.add("ROW-TOO-LONG", "the row has more cells than the header has columns", cell)
            else:
                self._found.add("CELL-WITHOUT-COLUMN", "the cell has no column heading and is not used", cell)


def read_table(
    sheet: Sheet, kind: str, found: Findings, mapping: SheetMapping = NO_MAPPING, *, by_name: bool = False
) -> Lines:
    """The table of a sheet. Reports columns that are unused or read under another name.

    `by_name`: the law names companies, which an unread column may have.

    Raises:
        Unreadable: no header row, a required column missing, a column twice, or two bills of materials.
    """
    rows = sheet.numbered()
    first = list(islice(rows, max(ROWS_SEARCHED, mapping.header_rows[1] if mapping.header_rows else 0)))
    header = find_header(sheet, kind, mapping, first, found)
    hidden = [
        read.cell for read in header.columns if read.column is not None and read.index in sheet.about.hidden_columns
    ]
    if hidden:
        found.add("COLUMN-HIDDEN", "a hidden column is read like any other column", *hidden)
    all_: Iterator[NumberedRow] = chain(first, rows)
    if sheet.delimiter:
        all_ = _without_rows_in_cells(sheet, all_, DataRows(kind, header.index), header.width, found)
    below = (row for row in all_ if row[0] > header.last)
    if sheet.bom is not None and known_columns(kind).has_lines and BOM_COLUMN not in header.index:
        raise refuse("BOM-WITHOUT-LINES", f"the sheet {sheet.name} has no column {BOM_COLUMN}: {quoted(sheet.bom)}")
    return Lines(sheet, kind, header, below, found, mapping, by_name=by_name)


def _without_rows_in_cells(
    sheet: Sheet, rows: Iterable[NumberedRow], data: DataRows, width: int, found: Findings
) -> Iterator[NumberedRow]:
    """The rows of a text table. Reports a cell that holds a row: a stray quotation mark swallows what follows."""
    mark = sheet.delimiter
    for number, values in rows:
        text = "".join(values)  # type: ignore[arg-type]
        if mark in text and ("\n" in text or "\r" in text):
            for index, value in enumerate(values):
                lines = str(value).splitlines()
                if len(lines) > 1 and any(_is_row(line, mark, width, data) for line in lines):
                    message = "the cell has a line break and contains what looks like a row of the table"
                    found.add("CELL-WITH-ROW", message, f"{sheet.name}!{letter(index)}{number}")
        yield number, values


def _is_row(line: str, mark: str, width: int, data: DataRows) -> bool:
    marks = line.count(mark) - line.count(f"{mark} ")  # the commas of a sentence separate no cells
    return marks >= _ROW_LIKE or (marks >= width - 1 and bool(data.fitting([*line.split(mark)])))
