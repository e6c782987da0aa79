"""The sheets of an OpenDocument spreadsheet. Elements are recognized by their usual prefixes, as calamine does."""

from collections.abc import Callable
from xml.parsers import expat

from ...model.quoting import quoted
from .archive import blocks
from .ods_sheet import Attributes, OdsSheet, OdsStyles
from .package import Package
from .sheet import Budget, Metadata, of_sheet

_CELLS = ("table:table-cell", "table:covered-table-cell")
_COMMENT = "office:annotation"  # its text is inside the cell
_MOST_SPACES = 1 << 20
_TABLES, _PREFIX_OF_TABLES = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "xmlns:table"


class OdsReader:
    """The sheets of a document; see `workbook.Reader`. It keeps only one row of the XML in memory."""

    def __init__(self, package: Package, budget: Budget) -> None:
        """Reads all of them, as calamine does.

        Raises:
            Unreadable: the sheets need more memory than the budget allows.
            ValueError: it is not a spreadsheet, or is damaged.
        """
        self.own_parts = [package.book]
        self._budget = budget
        self._sheets: dict[str, Metadata] = {}
        self._styles = OdsStyles()
        self._is_started = False
        self._sheet: OdsSheet | None = None
        self._cell: Attributes | None = None
        self._texts: list[str] = []  # of the cell
        self._spaces = 0
        self._depth = 0  # of elements in a cell
        self._depth_of_comment = 0
        styles = _parser(self._styles.start, self._styles.end, self._styles.text)
        content = _parser(self._start, self._end, self._text)
        content.StartCdataSectionHandler = self._refuse_cdata
        try:
            for block in blocks(package.archive, package.styles) if package.styles is not None else ():
                styles.Parse(block, False)
            for block in blocks(package.archive, package.book):
                content.Parse(block, False)
            content.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError(error) from None

    def holds_cells(self, name: str) -> bool:
        return True

    def metadata(self, name: str) -> Metadata:
        return of_sheet(self._sheets, name)

    def _start(self, name: str, attributes: Attributes) -> None:
        if not self._is_started:
            _check_root(name, attributes)
            self._is_started = True
        if self._cell is not None:
            self._depth += 1
            if self._depth_of_comment or name == _COMMENT:
                self._depth_of_comment += 1
            elif name == "text:s":
                self._spaces += int(attributes.get("text:c", 1))
                if self._spaces > _MOST_SPACES:
                    raise ValueError("it has too many spaces")
        elif name == "table:table":
            self._sheet = OdsSheet(attributes.get("table:name", ""), self._styles, self._budget)
            if self._sheet.name in self._sheets:
                raise ValueError(f"two of its sheets have the name {self._sheet.name}")
        elif self._sheet is None:
            self._styles.start(name, attributes)
        elif name in _CELLS:
            self._cell, self._texts = attributes, []
        elif name == "table:table-row":
            self._sheet.start_row(attributes)
        elif name == "table:table-column":
            self._sheet.add_columns(attributes)

    def _text(self, text: str) -> None:
        if self._cell is not None and not self._depth_of_comment:
            self._texts.append(text)
        elif self._sheet is None:
            self._styles.text(text)

    def _end(self, name: str) -> None:
        if self._depth:
            self._depth -= 1
            self._depth_of_comment -= self._depth_of_comment > 0
        elif self._sheet is None:
            self._styles.end(name)
        elif self._cell is not None:
            self._sheet.add_cell(self._cell, "".join(self._texts))
            self._cell = None
        elif name == "table:table-row":
            self._sheet.end_row()
        elif name == "table:table":
            self._sheets[self._sheet.name] = self._sheet.end()
            self._sheet = None

    def _refuse_cdata(self) -> None:
        """Refuses a CDATA section, which calamine skips."""
        if self._sheet is not None and self._cell is not None and not self._depth_of_comment:
            sheet = f"its sheet {quoted(self._sheet.name)} cannot be read"
            raise ValueError(f"{sheet}: a text is in a CDATA section, which spreadsheet programs do not write")


def _parser(
    start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None]
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise ValueError("it declares a document type, which spreadsheets do not have")


def _check_root(name: str, attributes: Attributes) -> None:
    """Refuses a file that is not a document, or whose tables have a prefix unknown to calamine."""
    spaces = {space: key for key, space in attributes.items() if key.startswith("xmlns")}
    if name != "office:document-content" or spaces.get(_TABLES, _PREFIX_OF_TABLES) != _PREFIX_OF_TABLES:
        raise ValueError("its content is not a spreadsheet")
