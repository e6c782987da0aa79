"""Sheet metadata of an .xlsx or .xlsm: its XML is searched, not parsed, since a long sheet holds millions of cells.

A block of rows that is written in another way than most programs write it is rewritten first.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join

from ...model.cell_address import LAST_COLUMN, column_of, letter
from .archive import Archive, blocks, read_part
from .budget import Budget, cells
from .metadata import NO_VALUE, Metadata, Styles, clipped, styles_of
from .number_formats import shown_by
from .package import of_sheet, sheet_parts
from .sheet import Area
from .xml_tags import ATTRIBUTES, PREFIX, attributes, root_of, tags

_TRUE = ("1", "true")
_WITH_CELLS, _WITHOUT_CELLS = ("worksheet", "macrosheet"), ("chartsheet", "dialogsheet")
_END = re.compile(rb"</" + PREFIX + rb"(?:worksheet|macrosheet)\s*>")
_SHARED_TEXT_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")

_SHEET_DATA = re.compile(rb"<" + PREFIX + rb"sheetData" + ATTRIBUTES)
_ANY_PREFIX = re.compile(rb"<(/?)" + PREFIX)
_OTHER_PREFIX = re.compile(rb":(?:c|row|v|is)[\s/>]")
_ANY_CELL = re.compile(rb"<" + PREFIX + rb"c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(row|c)" + ATTRIBUTES)
_ADDRESS = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
# As most programs write them.
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(_ROW.pattern + rb'[^<>]* hidden="(?:1|true)"')
_CELL_TAG = rb'c r="([A-Z]{1,3})([0-9]{1,7})"((?: (?:s|t|cm|vm|ph)="\w+")*)'
_UNUSUAL = re.compile(rb'<(?!row r="[0-9]{1,7}"|' + _CELL_TAG + rb"/?>)(?:row|c)[\s/>]")
_CELL = re.compile(rb"<" + _CELL_TAG + rb"/?>")
# One that is no closed tag: its value where that is all that it holds, else whatever it holds.
_OPEN_CELL = re.compile(rb"<" + _CELL_TAG + rb">(?:<v>([^<&]+)</v></c>|([^<]*(?:<(?!/?c\b)[^<]*)*))")
_VALUE = re.compile(rb"<v\b[^>]*>[^<]|<is\b")
_TEXT = re.compile(rb"\s*<v[^<>]*>\s*([0-9]{1,9})\s*<")
_ERROR = re.compile(rb"<v\b[^>]*>([^<]*)")
_TEXT = re.compile(rb"<(?:v|t)\b[^<>]*>([^<]*)")
# A value of which the reader takes a part: with markup within it, or one of several of a cell.
_AFTER_VALUE = rb"\s*</c\b"
_VALUE_IN_PARTS = re.compile(
    rb"<(?:v\b(?![^<>]*(?:/>|>[^<]*</v\s*>)%b)|is\s*/>(?!%b)|/is\s*>(?!%b))" % ((_AFTER_VALUE,) * 3)
)
_VALUE_WITH_CODES = re.compile(rb"<v\b[^<>]*>[^<&]*&")
_ADDRESSES = re.compile(rb'<(?:row|c) r="([A-Z]*[0-9]+)"')
# No row, nor what stands before and after the rows, is longer than this.
_LONGEST = 1 << 26


class XlsxReader:
    """The sheets of a workbook; see `workbook.Reader`."""

    def __init__(self, archive: Archive, parts: Mapping[str, str], book: str, budget: Budget) -> None:
        """Finds them.

        Raises:
            Unreadable: its texts alone take more memory than the budget has.
            ValueError: two sheets of one name.
        """
        self._archive, self._budget = archive, budget
        listed = tags(read_part(archive, parts[book]), b"sheet")
        named = ((tag.get("name", ""), next((v for k, v in tag.items() if k.endswith(":id")), "")) for tag in listed)
        self._parts = sheet_parts(archive, parts, book, named)
        self.own_parts = self._parts.values()
        self._styles = _styles(read_part(archive, parts.get(join(dirname(book), "styles.xml"))))
        self._texts = parts.get(join(dirname(book), "sharedstrings.xml"))
        if self._texts is not None:
            budget.take("the texts that its sheets share", cells(text=archive.getinfo(self._texts).file_size))

    def holds_cells(self, name: str) -> bool:
        return root_of(next(blocks(self._archive, of_sheet(self._parts, name)), b"")) not in _WITHOUT_CELLS

    def metadata(self, name: str) -> Metadata:
        sheet = _Sheet(self._archive, of_sheet(self._parts, name), self._styles, self._sizes)
        found = sheet.found
        found.take(name, self._budget)
        found.merged = clipped([*_merged(sheet.tail)], sheet.last_row)
        found.hidden_columns.update(_hidden_columns(sheet.head))
        return found

    @cached_property
    def _sizes(self) -> list[int]:
        """The size of each shared text, in bytes of XML: the reader copies one for each cell that shows it."""
        found: list[int] = []
        rest, all_, is_plain = b"", 0, True
        for block in blocks(self._archive, self._texts) if self._texts is not None else ():
            *whole, rest = _SHARED_TEXT_END.split(rest + block)
            found += map(len, whole)
            all_ += len(block)
            is_plain = is_plain and b"<!" not in block
        return found if is_plain else [all_] * len(found)  # what stands in a comment or a CDATA ends no text


def _styles(xml: bytes) -> Styles:
    codes = {_number(tag.get("numFmtId")): tag.get("formatCode", "") for tag in tags(xml, b"numFmt")}
    styles = re.search(rb"<" + PREFIX + rb"cellXfs\b.*?</" + PREFIX + rb"cellXfs", xml, re.DOTALL)
    return styles_of([_number(tag.get("numFmtId")) for tag in (tags(styles[0], b"xf") if styles else ())], codes)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1


class _Sheet:
    """A sheet, searched a block at a time."""

    def __init__(self, archive: Archive, part: str, styles: Styles, shared: list[int]) -> None:
        self._archive, self._part, self._shared = archive, part, shared
        self._styles = styles
        # A format shows words beside a text too, but no unit.
        others = {style: code for style, code in styles.formats.items() if not _is_of_numbers(code)}
        self._styles_of_texts = Styles(styles.in_percent, others)
        self._showing = styles.in_percent | styles.formats.keys()
        self._said: dict[bytes, tuple[int, bytes]] = {}
        self._row = self._column = self._above = 0
        self.head = self.tail = b""
        self.last_row = 0
        self.found = Metadata()
        for rows in self._blocks():
            self._search(rows)

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
        if start is None or root_of(self.head) not in _WITH_CELLS:
            raise ValueError("its part is no worksheet")
        rest, _, self.tail = rest.partition(end) if not start[3] else (b"", b"", rest)
        if not _END.search(self.tail):
            raise ValueError("its part breaks off")
        if _ANY_CELL.search(self.tail):
            raise ValueError("it has cells after its last row")
        yield _without_prefix(rest, prefix)

    def _search(self, rows: bytes) -> None:
        if _UNUSUAL.search(rows):
            rows = _ROW_OR_CELL.sub(self._with_address, rows)  # its address first
        elif (at := rows.rfind(b"<row")) >= 0 and (row := _ROW.match(rows, at)) is not None:
            self._row = int(row[1])
        self._refuse_doubts(rows)
        self.last_row = max(self.last_row, self._row)
        self._add_cells(rows)
        if b' hidden="' in rows:
            self.found.hidden_rows.update(int(row[1]) for row in _HIDDEN_ROW.finditer(rows))

    def _refuse_doubts(self, rows: bytes) -> None:
        """Refuses what the reader takes a part of: the last of two cells at an address, the beginning of a value."""
        addresses = _ADDRESSES.findall(rows)
        if len(set(addresses)) < len(addresses):
            twice = Counter(addresses).most_common(1)[0][0].decode()
            raise ValueError(f"{'row' if twice.isdecimal() else 'cell'} {twice} stands twice in it")
        first = _ROW.search(rows)
        if first is not None and int(first[1]) <= self._above:
            raise ValueError(f"row {int(first[1])} stands twice in it, or below a later one")
        self._above = self._row
        doubtful = [_VALUE_IN_PARTS.search(rows), *_VALUE_WITH_CODES.finditer(rows)]
        for value in (value for value in doubtful if value is not None):
            cell = _CELL.match(rows, max(rows.rfind(b"<c ", 0, value.start()), 0))
            if (
                value is doubtful[0] or cell is None or _style_and_kind(cell[3])[1] != b"str"
            ):  # of a text the reader takes them all
                where = f"cell {(cell[1] + cell[2]).decode()}" if cell is not None else "a cell"
                raise ValueError(f"the value of {where} is written in several parts, as no spreadsheet program does")

    def _add_cells(self, rows: bytes) -> None:
        found = self.found
        letters_seen, numbers_seen = set[bytes](), set[bytes]()
        for letters, number, said, value, inside in _OPEN_CELL.findall(rows):
            style, kind = self._said.get(said) or self._said.setdefault(said, _style_and_kind(said))
            if style in self._showing:
                styles = self._styles if kind in (b"", b"n") else self._styles_of_texts
                found.show(int(number), column_of(letters.decode()), style, styles)
            if not value and not inside:
                continue
            found.filled += 1
            letters_seen.add(letters)
            numbers_seen.add(number)
            if inside:
                value, *others = _TEXT.findall(inside) or [b""]
                found.text += sum(map(len, others))
                # An error is a value here, and a text that is empty.
                if b"<f" in inside and kind not in (b"e", b"str") and not _VALUE.search(inside):
                    found.faults[(letters + number).decode()] = NO_VALUE
            found.text += len(value)
            if kind == b"s":
                at = value.strip()
                found.text += self._shared[int(at)] if at.isdigit() and int(at) < len(self._shared) else 0
            elif kind == b"e":
                found.faults[(letters + number).decode()] = f"the error {value.decode('utf-8', 'replace') or 'value'}"
        found.last = max(found.last, *map(int, numbers_seen), 0)
        found.wide = max(found.wide, *(column_of(letters.decode()) + 1 for letters in letters_seen), 0)

    def _with_address(self, tag: re.Match[bytes]) -> bytes:
        said, closed = attributes(tag[2]), tag[3]
        place = said.get(b"r")
        if tag[1] == b"row":
            self._row, self._column = int(place) if place else self._row + 1, 0
            hidden = b' hidden="1"' if said.get(b"hidden") in (b"1", b"true") else b""
            return b'<row r="%d"%s%s>' % (self._row, hidden, closed)
        if place is None:
            place = b"%s%d" % (letter(self._column).encode(), self._row)
        match = _ADDRESS.fullmatch(place)
        if match is None:
            raise ValueError("a cell has an address that is none")
        self._column = column_of(match[1].decode().upper()) + 1
        others = b"".join(b' %s="%s"' % (key, said[key]) for key in (b"s", b"t") if key in said)
        return b'<c r="%s"%s%s>' % (place.upper(), others, closed)


def _style_and_kind(said: bytes) -> tuple[int, bytes]:
    """The style of a cell, which is the first where none is stated, and the kind of its value, of its attributes."""
    found = attributes(said)
    return _number(found.get(b"s", b"0").decode()), found.get(b"t", b"")


def _is_of_numbers(code: str) -> bool:
    """Whether a format shows a unit beside a number."""
    return bool(shown_by(code)) and bool({"0", "#"} & set(code))


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
