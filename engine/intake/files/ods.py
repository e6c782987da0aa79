"""Sheet metadata of an OpenDocument spreadsheet. Elements are known by their usual prefixes, as in the reader."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from ...model.cell_address import address
from ...model.quoting import quoted
from .archive import Archive, blocks
from .budget import Budget, cells
from .metadata import NO_VALUE, Metadata, clipped
from .ods_styles import OdsStyles
from .package import of_sheet
from .sheet import Area

_CELLS = ("table:table-cell", "table:covered-table-cell")
_HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")
_NOT_SHOWN = "office:annotation"  # a comment's text stands inside the cell
_NUMBERS = ("float", "currency", "percentage")
_DEFAULT_STYLE = "table:default-cell-style-name"
_REPEATED = "table:number-columns-repeated"
_MOST_SPACES = 1 << 20
# So many cells more, and the budget is asked again.
_STEP = 10_000
_TABLES, _PREFIX_OF_TABLES = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "xmlns:table"


class OdsReader:
    """The sheets of a document; see `workbook.Reader`."""

    def __init__(self, archive: Archive, parts: Mapping[str, str], book: str, budget: Budget) -> None:
        """Reads all of them, as calamine does.

        Raises:
            Unreadable: the sheets take more memory than the budget has.
            ValueError: it is no spreadsheet, or a damaged one.
        """
        document = _Document(budget)
        self.own_parts = [parts[book]]
        try:
            for block in blocks(archive, parts["styles.xml"]) if "styles.xml" in parts else ():
                document.parser_of_styles.Parse(block, False)
            for block in blocks(archive, parts[book]):
                document.parser.Parse(block, False)
            document.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError(error) from None
        self._sheets = document.sheets

    def holds_cells(self, name: str) -> bool:
        return True

    def metadata(self, name: str) -> Metadata:
        return of_sheet(self._sheets, name)


class _Document:
    """Follows the XML of a document, and keeps no more of it than one row."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: dict[str, Metadata] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartCdataSectionHandler = self._cdata
        self._styles = OdsStyles()
        self.parser_of_styles = expat.ParserCreate()
        self.parser_of_styles.buffer_text = True
        self.parser_of_styles.StartElementHandler = self._styles.start
        self.parser_of_styles.EndElementHandler = self._styles.end
        self.parser_of_styles.CharacterDataHandler = self._styles.text
        self.parser_of_styles.StartDoctypeDeclHandler = self._doctype
        self._budget = budget
        self._spaces = self._size = 0
        self._root = ""
        self._sheet: _Sheet | None = None
        self._cell: dict[str, str] | None = None
        self._said: list[str] = []
        self._inside = 0  # how many elements deep in a cell
        self._unseen = 0  # how many elements deep in a comment

    def _doctype(self, *_: object) -> None:
        raise ValueError("it declares a document type, as no spreadsheet does")

    def _cdata(self) -> None:
        """The reader passes over the text of such a section."""
        if self._sheet is not None and self._cell is not None and not self._unseen:
            sheet = f"its sheet {quoted(self._sheet.name)} cannot be read"
            raise ValueError(f"{sheet}: a text is in a CDATA section, as no spreadsheet program writes it")

    def _check_root(self, name: str, attributes: dict[str, str]) -> None:
        """Refuses what is no document, and one with tables that the reader does not know by their prefix."""
        self._root = name
        spaces = {space: key for key, space in attributes.items() if key.startswith("xmlns")}
        if name != "office:document-content" or spaces.get(_TABLES, _PREFIX_OF_TABLES) != _PREFIX_OF_TABLES:
            raise ValueError("its content is no spreadsheet")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root:
            self._check_root(name, attributes)
        if self._cell is not None:
            self._inside += 1
            if self._unseen or name == _NOT_SHOWN:
                self._unseen += 1
            elif name == "text:s":
                self._spaces += int(attributes.get("text:c", 1))
                if self._spaces > _MOST_SPACES:
                    raise ValueError("it is full of spaces")
        elif name == "table:table":
            self._sheet = _Sheet(attributes.get("table:name", ""), self._styles)
            if self._sheet.name in self.sheets:
                raise ValueError(f"two of its sheets have the name {self._sheet.name}")
        elif self._sheet is None:
            self._styles.start(name, attributes)
        elif name in _CELLS:
            self._cell, self._said = attributes, []
        elif name == "table:table-row":
            self._sheet.start_row(attributes)
        elif name == "table:table-column":
            self._sheet.add_columns(attributes)

    def _text(self, text: str) -> None:
        if self._cell is not None and not self._unseen:
            self._said.append(text)
        elif self._sheet is None:
            self._styles.text(text)

    def _end(self, name: str) -> None:
        if self._inside:
            self._inside -= 1
            self._unseen -= self._unseen > 0
        elif self._sheet is None:
            self._styles.end(name)
        elif self._cell is not None:
            self._sheet.add_cell(self._cell, "".join(self._said))
            self._cell = None
        elif name == "table:table-row":
            self._sheet.end_row()
            self._budget.check_reach(self._sheet.name, self._sheet.found.last, self._sheet.found.wide)
            size = self._sheet.size()
            if size - self._size > _STEP:  # not at every row of many
                self._budget.take_sheet(self._sheet.name, size)
                self._size = size
            self._sheet.keep_row()
        elif name == "table:table":
            self._budget.take_sheet(self._sheet.name, self._sheet.size())
            self._size = 0
            self.sheets[self._sheet.name] = self._sheet.metadata()
            self._sheet = None


class _Sheet:
    """What is known of a sheet after its last row so far. A row or a cell may be written once and stand for many."""

    def __init__(self, name: str, styles: OdsStyles) -> None:
        self.name = name
        self._styles = styles
        self._styles_of_columns: list[tuple[int, str]] = []
        self._style_of_row = ""
        self._formatted: list[tuple[range, str]] = []
        self.found = Metadata()
        self._notes = 0
        self._merged: list[Area] = []
        self._hidden_columns: list[range] = []
        self._columns = 0
        self._row, self._rows = 0, 1
        self._is_hidden = False
        self._column = self._filled = self._text_of_row = 0
        self._unusual: list[tuple[range, str | None]] = []
        self._spans: list[Area] = []

    def add_columns(self, said: dict[str, str]) -> None:
        after = self._columns + _count(said, _REPEATED)
        if said.get("table:visibility") in _HIDDEN:
            self._hidden_columns.append(range(self._columns, after))
        self._styles_of_columns.append((after, said.get(_DEFAULT_STYLE, "")))
        self._columns = after

    def start_row(self, said: dict[str, str]) -> None:
        self._rows = _count(said, "table:number-rows-repeated")
        self._is_hidden = said.get("table:visibility") in _HIDDEN
        self._column = self._filled = self._text_of_row = 0
        self._unusual, self._spans, self._formatted = [], [], []
        self._style_of_row = said.get(_DEFAULT_STYLE, "")

    def add_cell(self, said: dict[str, str], shown: str) -> None:
        first = self._column
        self._column = after = first + (_count(said, _REPEATED) if _REPEATED in said else 1)
        kind = said.get("office:value-type")
        if said.get("calcext:value-type") == "error" or (shown and _ERROR.fullmatch(shown)):
            self._unusual.append((range(first, after), f"the error {shown}"))
        elif kind is None and "table:formula" in said:
            self._unusual.append((range(first, after), NO_VALUE))
        elif kind == "percentage":
            self._unusual.append((range(first, after), None))
        if kind in _NUMBERS:
            self._note_format(said, range(first, after), said.get("office:currency", ""))
        if "table:number-columns-spanned" in said or "table:number-rows-spanned" in said:
            down, right = _count(said, "table:number-rows-spanned"), _count(said, "table:number-columns-spanned")
            if down > 1 or right > 1:
                self._spans.append((self._row, first, self._row + down - 1, first + right - 1))
        # The reader takes any value, and any formula, for one.
        if kind is not None or shown or any(key.startswith("office:") or key == "table:formula" for key in said):
            self._filled = after
            self._text_of_row += len(shown) * (after - first)

    def _note_format(self, said: dict[str, str], columns: range, currency: str) -> None:
        """Notes the number format of a cell: by its own style, its row's or its column's, else by its currency."""
        style = said.get("table:style-name") or self._style_of_row
        for part, of_column in [(columns, style)] if style else self._parts_by_style(columns):
            code = self._styles.code(of_column) or (f"[${currency}]0" if currency else "")
            if code:
                self._formatted.append((part, code))

    def _parts_by_style(self, columns: range) -> Iterator[tuple[range, str]]:
        """The columns, parted where the style that they have by default changes."""
        first = columns.start
        at = bisect_right(self._styles_of_columns, first, key=lambda part: part[0])
        while first < columns.stop and at < len(self._styles_of_columns):
            after, style = self._styles_of_columns[at]
            yield range(first, min(after, columns.stop)), style
            first, at = after, at + 1
        if first < columns.stop:
            yield range(first, columns.stop), ""

    def end_row(self) -> None:
        self._merged += self._spans
        if self._filled:
            found = self.found
            found.last, found.wide = self._row + self._rows, max(found.wide, self._filled)
            found.filled += self._filled * self._rows
            found.text += self._text_of_row * self._rows
            self._notes += sum(len(columns) for columns, _ in self._unusual) * self._rows
            self._notes += sum(len(columns) for columns, _ in self._formatted)

    def size(self) -> int:
        """What it takes of the budget so far. The reader holds all sheets, and copies the one that it is asked for."""
        found = self.found
        return cells(found.last * found.wide, found.filled, 2 * found.text, self._notes)

    def keep_row(self) -> None:
        """Notes what the row holds for each row that it stands for."""
        for row in range(self._row + 1, self._row + self._rows + 1) if self._filled else ():
            for columns, fault in self._unusual:
                addresses = (address(row, column) for column in columns)
                if fault is not None:
                    self.found.faults.update(dict.fromkeys(addresses, fault))
                elif self.found.percents is not None:
                    self.found.percents.update(addresses)
            for columns, code in self._formatted:
                for column in columns:
                    self.found.add_format(row, column, code)
            if self._is_hidden:
                self.found.hidden_rows.add(row)
            if row > self._row + 1:
                self._merged += [(row - 1, left, row - 1, right) for _, left, _, right in self._spans]
        self._row += self._rows

    def metadata(self) -> Metadata:
        for columns in self._hidden_columns:
            self.found.hidden_columns.update(columns[: max(0, self.found.wide - columns.start)])
        self.found.merged = clipped(self._merged, self.found.last)
        return self.found


def _count(said: dict[str, str], name: str) -> int:
    count = int(said[name]) if name in said else 1
    if count < 0:
        raise ValueError(f"{name} is {count}")
    return count
