"""`Looks` of an .xlsx or .xlsm: its XML is searched, not parsed, since a long sheet holds millions of cells.

What is searched for are the cells that are not usual: an error, a formula alone, a percentage, an address far out, and
any that is written in another way than most programs write it. A block that holds such a one is rewritten first.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import dirname, join

from .looks import (
    LAST_COLUMN,
    NO_VALUE,
    Area,
    Looks,
    blocks,
    clipped,
    column_of,
    letter,
    no_such_sheet,
    read_part,
    refuse_far_cells,
)

_PREFIX = rb"""((?:[^\s<>/:"'=]+:)?)"""
_ATTRIBUTES = rb"""((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_ATTRIBUTE = re.compile(rb"""([^\s<>/"'=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TRUE = ("1", "true")

_SHEET_DATA = re.compile(rb"<" + _PREFIX + rb"sheetData" + _ATTRIBUTES)
_ANY_PREFIX = re.compile(rb"<(/?)" + _PREFIX)
_OTHER_PREFIX = re.compile(rb":(?:c|row)[\s/>]")
_ANY_CELL = re.compile(rb"<" + _PREFIX + rb"c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(row|c)" + _ATTRIBUTES)
_ADDRESS = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
# As most programs write them.
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(_ROW.pattern + rb'[^<>]* hidden="(?:1|true)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="(\w+)")?(?: (?:cm|vm|ph)="\w+")*(/?)>')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>(?!</c>)')
_CELL_END = re.compile(rb"</?c\b")
_FORMULA_ALONE = re.compile(rb"<f(?![^<]*(?:</f>)?<v>[^<])")
_VALUE = re.compile(rb"<v\b[^>]*>[^<]|<is\b")
# No row, nor what stands before and after the rows, is longer than this.
_LONGEST = 1 << 26

_NEAR = rb"[A-J]?[A-Z][0-9]{1,5}"
_ANYWHERE = rb"[A-Z]{1,3}[0-9]{1,7}"
_NEAR_ROWS = 99_999
# More than this would make each look at a style a long one.
_FEW_STYLES = 50
_NEAR_COLUMNS = frozenset(letter(index).encode() for index in range(11 * 26))


def tags(xml: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each tag of a name."""
    for tag in re.finditer(rb"<" + _PREFIX + name + _ATTRIBUTES, xml):
        yield {
            key.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
            for key, value in _attributes(tag[2]).items()
        }


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {key: double or single for key, double, single in _ATTRIBUTE.findall(text)}


def workbook_of(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> str:
    """The part with the list of sheets, by the name in `parts`: the reader looks for it where the document is."""
    relations = tags(read_part(archive, parts.get("_rels/.rels")), b"Relationship")
    targets = [tag.get("Target", "") for tag in relations if tag.get("Type", "").endswith("/officeDocument")]
    folders = {dirname(target.strip("/")).lower() for target in targets}
    return join(folders.pop(), "workbook.xml") if len(folders) == 1 else ""


def sheets_of_xlsx(archive: zipfile.ZipFile, parts: Mapping[str, str], book: str) -> dict[str, str]:
    """The part of each sheet, by the sheet's name.

    Raises:
        ValueError: two sheets of one name.
    """
    targets = targets_of(archive, parts, book)
    found: dict[str, str] = {}
    for tag in tags(read_part(archive, parts[book]), b"sheet"):
        relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
        name, part = tag.get("name", ""), targets.get(relation)
        if name in found:
            raise ValueError(f"two of its sheets have the name {name}")
        if part is not None:
            found[name] = part
    return found


def targets_of(archive: zipfile.ZipFile, parts: Mapping[str, str], book: str) -> dict[str, str]:
    """The parts that a workbook is related to, by the id of the relation."""
    folder, name = dirname(book), book.rpartition("/")[2]
    found: dict[str, str] = {}
    for tag in tags(read_part(archive, parts.get(join(folder, "_rels", name + ".rels"))), b"Relationship"):
        target = tag.get("Target", "").replace("\\", "/").lower()
        path = target[1:] if target.startswith("/") else join(folder, target)
        if path in parts:
            found[tag.get("Id", "")] = parts[path]
    return found


def percent_styles(archive: zipfile.ZipFile, parts: Mapping[str, str], book: str) -> frozenset[bytes]:
    """The numbers of the cell styles that show a percentage."""
    xml = read_part(archive, parts.get(join(dirname(book), "styles.xml")))
    formats = {"9", "10"}  # the two that every workbook has without saying so
    formats |= {tag.get("numFmtId", "") for tag in tags(xml, b"numFmt") if "%" in tag.get("formatCode", "")}
    styles = re.search(rb"<" + _PREFIX + rb"cellXfs\b.*?</" + _PREFIX + rb"cellXfs", xml, re.DOTALL)
    numbered = enumerate(tags(styles[0], b"xf") if styles else ())
    return frozenset(str(number).encode() for number, tag in numbered if tag.get("numFmtId") in formats)


def look_at_xlsx(
    shown: str, archive: zipfile.ZipFile, sheets: Mapping[str, str], in_percent: frozenset[bytes], most: int, name: str
) -> Looks:
    """One sheet; see `looks.look`."""
    if name not in sheets:
        raise no_such_sheet(name)
    sheet = _Sheet(archive, sheets[name], in_percent)
    if sheet.far or _NEAR_ROWS * len(_NEAR_COLUMNS) > most:
        refuse_far_cells(shown, name, *sheet.reach(), most)
    return Looks(
        sheet.faults,
        frozenset(sheet.percents),
        clipped(_merged(sheet.tail), sheet.last),
        frozenset(sheet.hidden),
        frozenset(_hidden_columns(sheet.head)),
    )


class _Sheet:
    """A sheet, searched a block at a time."""

    def __init__(self, archive: zipfile.ZipFile, part: str, in_percent: frozenset[bytes]) -> None:
        self._archive, self._part, self._in_percent = archive, part, in_percent
        self._unusual = _unusual_cells(_NEAR, in_percent)
        self._rewritten = False
        self._row = self._column = 0
        self.head = self.tail = b""
        self.far = False
        self.last = 0
        self.faults: dict[str, str] = {}
        self.percents: set[str] = set()
        self.hidden: set[int] = set()
        for rows in self._blocks():
            self._search(rows)

    def reach(self) -> tuple[int, int]:
        """The last row and column that hold anything, as counts."""
        last, columns = 0, set[bytes]()
        self._row = 0
        for block in self._blocks():
            rows = self._as_usual(block) if self._rewritten else block
            cells = _FILLED_CELL.findall(rows)
            columns.update(letters for letters, _ in cells)
            last = max(last, max((int(row) for _, row in cells), default=0))
        return last, max((column_of(letters.decode()) + 1 for letters in columns), default=0)

    def _blocks(self) -> Iterator[bytes]:
        """The rows; what stands before and after them is kept.

        Raises:
            ValueError: a row that is too long, or cells that are no row's.
        """
        start, rest = None, b""
        row = end = prefix = b""
        for block in blocks(self._archive, self._part):
            rest += block
            if start is None:
                start = _SHEET_DATA.search(rest)
                if start is not None:
                    self.head, rest, prefix = rest[: start.start()], rest[start.end() :], start[1]
                    row, end = b"<" + prefix + b"row", b"</" + prefix + b"sheetData"
            cut = rest.rfind(row) if start is not None else 0
            if rest.startswith(row + b"Breaks", cut):
                cut = rest.rfind(row, 0, cut)
            if cut > 0:
                yield _without_prefix(rest[:cut], prefix)
                rest = rest[cut:]
            elif len(rest) > _LONGEST:
                raise ValueError(f"a row or another piece of its part {self._part} is too long")
        rest, _, self.tail = rest.partition(end) if start is not None else (b"", b"", b"")
        if _ANY_CELL.search(self.tail):
            raise ValueError("it has cells after its last row")
        yield _without_prefix(rest, prefix)

    def _search(self, rows: bytes) -> None:
        cells = [_CELL.match(rows, found.start()) for found in self._unusual.finditer(rows)]
        at = rows.rfind(b"<row")
        row = _ROW.match(rows, at) if at >= 0 else None
        if None in cells or (row is None and at >= 0):
            rows = self._as_usual(rows)
            self._rewritten = True
            cells = [_CELL.match(rows, found.start()) for found in self._unusual.finditer(rows)]
        elif row is not None:
            self._row = int(row[1])
        self.last = max(self.last, self._row)
        for cell in cells:
            if cell is not None:
                self._examine(rows, cell)
        self._find_formulas(rows)
        if b' hidden="' in rows:
            self.hidden.update(int(row[1]) for row in _HIDDEN_ROW.finditer(rows))
        if self.far:
            self._unusual = _unusual_cells(_ANYWHERE, self._in_percent)

    def _examine(self, rows: bytes, cell: re.Match[bytes]) -> None:
        letters, number, style, kind, closed = cell.groups()
        if closed:
            return
        if kind == b"e":
            error = re.search(rb"<v\b[^>]*>([^<]*)", _inside(rows, cell))
            self.faults[_address(cell)] = f"the error {error[1].decode('utf-8', 'replace') if error else 'value'}"
        if (style or b"0") in self._in_percent:
            self.percents.add(_address(cell))
        if len(number) > 5 or letters not in _NEAR_COLUMNS:
            self.far = True

    def _find_formulas(self, rows: bytes) -> None:
        """Finds formulas without a value; an error is none, nor is a text that is empty."""
        before = 0
        for formula in _FORMULA_ALONE.finditer(rows):
            cell = _CELL.match(rows, max(rows.rfind(b"<c", before, formula.start()), 0))
            if cell is not None and cell[4] not in (b"e", b"str") and not _VALUE.search(_inside(rows, cell)):
                self.faults[_address(cell)] = NO_VALUE
            before = formula.start()

    def _as_usual(self, rows: bytes) -> bytes:
        """The rows as most programs write them, each row and cell with its address first."""
        return _ROW_OR_CELL.sub(self._with_address, rows)

    def _with_address(self, tag: re.Match[bytes]) -> bytes:
        said, closed = _attributes(tag[2]), tag[3]
        address = said.get(b"r")
        if tag[1] == b"row":
            self._row, self._column = int(address) if address else self._row + 1, 0
            hidden = b' hidden="1"' if said.get(b"hidden") in (b"1", b"true") else b""
            return b'<row r="%d"%s%s>' % (self._row, hidden, closed)
        if address is None:
            address = b"%s%d" % (letter(self._column).encode(), self._row)
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise ValueError("a cell has an address that is none")
        self._column = column_of(match[1].decode().upper()) + 1
        others = b"".join(b' %s="%s"' % (key, said[key]) for key in (b"s", b"t") if key in said)
        return b'<c r="%s"%s%s>' % (address.upper(), others, closed)


def _unusual_cells(usual_address: bytes, in_percent: frozenset[bytes]) -> re.Pattern[bytes]:
    """Finds every cell but a blank one, and one of these addresses with a number or text that shows no percentage."""
    if len(in_percent) <= _FEW_STYLES:
        percent = rb"(?!(?:" + rb"|".join(sorted(in_percent)) + rb')")' if in_percent else b""
        style = rb'(?: s="' + percent + rb'[0-9]+")' + (b"" if b"0" in in_percent else b"?")
    else:
        style = b""
    usual = usual_address + rb'"' + style + rb'(?: t="(?:s|n|b|str|inlineStr)")?(?: (?:cm|vm|ph)="\w+")*>'
    return re.compile(rb'<c(?! r="(?:' + usual + rb"|" + _ANYWHERE + rb'"(?: s="[0-9]+")?/>))')


def _inside(rows: bytes, cell: re.Match[bytes]) -> bytes:
    end = _CELL_END.search(rows, cell.end())
    return rows[cell.end() : end.start() if end else None]


def _address(cell: re.Match[bytes]) -> str:
    return (cell[1] + cell[2]).decode()


def _without_prefix(rows: bytes, prefix: bytes) -> bytes:
    if prefix:
        rows = rows.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return _ANY_PREFIX.sub(rb"<\1", rows) if _OTHER_PREFIX.search(rows) else rows


def _merged(tail: bytes) -> Iterator[Area]:
    for tag in tags(tail, b"mergeCell"):
        first, _, last = tag.get("ref", "").upper().partition(":")
        corners = [_ADDRESS.fullmatch(corner.encode()) for corner in (first, last or first)]
        if None not in corners:
            (left, top), (right, bottom) = (corner.groups() for corner in corners if corner is not None)
            yield int(top) - 1, column_of(left.decode()), int(bottom) - 1, column_of(right.decode())


def _hidden_columns(head: bytes) -> Iterator[int]:
    """What stands before the cells tells which columns are hidden, by ranges that do not overlap."""
    left = LAST_COLUMN
    for tag in tags(head, b"col"):
        columns = range(int(tag.get("min", 1)) - 1, min(int(tag.get("max", 1)), LAST_COLUMN))
        left -= len(columns)
        if left < 0:
            raise ValueError("its columns overlap")
        if tag.get("hidden") in _TRUE:
            yield from columns
