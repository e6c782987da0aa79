"""The sheets of an .xlsx or .xlsm, their styles and shared texts, and their rows.

The XML of rows is searched, not parsed, since a long sheet holds millions of cells. A block of rows in an unusual
notation is rewritten first.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

from ...model.cell_address import LAST_COLUMN, column_of, letter
from .archive import ATTRIBUTES, PREFIX, Archive, attributes, blocks, check_utf8, read_part, root_of, tags
from .number_formats import shown_by
from .package import Package, PackageReader
from .sheet import NO_VALUE, Area, Budget, Metadata, Styles, clipped, styles_of

ADDRESS = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_WITH_CELLS = ("worksheet", "macrosheet")
_SHEET_DATA = re.compile(rb"<" + PREFIX + rb"sheetData" + ATTRIBUTES)
_END = re.compile(rb"</" + PREFIX + rb"(?:worksheet|macrosheet)\s*>")
_ANY_PREFIX = re.compile(rb"<(/?)" + PREFIX)
_OTHER_PREFIX = re.compile(rb":(?:c|row|v|is)[\s/>]")
_ANY_CELL = re.compile(rb"<" + PREFIX + rb"c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(row|c)" + ATTRIBUTES)
# As most programs write them.
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(_ROW.pattern + rb'[^<>]* hidden="(?:1|true)"')
_CELL_TAG = rb'c r="([A-Z]{1,3})([0-9]{1,7})"((?: (?:s|t|cm|vm|ph)="[^"]*")*)'
_UNUSUAL_CELL = re.compile(rb"<(?!" + _CELL_TAG + rb"/?>)c[\s/>]")
# A cell with content: its value or text where that is all, otherwise everything it holds.
_ALONE = rb"<v>([^<&]+)</v></c>|<is><t>([^<]+)</t></is></c>"
_OPEN_CELL = re.compile(rb"<" + _CELL_TAG + rb">(?:" + _ALONE + rb"|([^<]*(?:<(?!/?c\b)[^<]*)*))")
_TEXT = re.compile(rb"<(?:v|t)\b[^<>]*>([^<]*)")
# What a cell may hold beside anything else: one value without markup, or one text. Of others calamine takes a part.
_INSIDE = re.compile(
    rb"[^<]*(?:<(?!(?:v|is)\b)[^<]*)*(?:<v\b[^<>]*(?:/>|>([^<]*)</v\s*>)"
    rb"|(<is\s*/>|<is\b[^<>]*>[^<]*(?:<(?!/?is\b)[^<]*)*</is\s*>))?\s*"
)
_ADDRESSES = re.compile(rb'<(?:row|c) r="([A-Z]*[0-9]+)"')
# The limit for a row, and for what precedes and follows the rows.
_LONGEST = 1 << 26
_WITHOUT_CELLS = ("chartsheet", "dialogsheet")
_SHARED_TEXT_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")


class SheetRows:
    """The rows of a sheet, searched block by block: their `metadata`, and the XML `before` and `after` them.

    `last` is the number of the last row, which may be blank.
    """

    def __init__(self, archive: Archive, part: str, styles: Styles, shared: list[int]) -> None:
        self._archive, self._part, self._shared = archive, part, shared
        self._styles = styles
        # Beside a text, a format may show words, but not a unit.
        formats = styles.formats.items()
        others = {style: code for style, code in formats if not (shown_by(code) and {"0", "#"} & set(code))}
        self._styles_of_texts = Styles(styles.in_percent, others)
        self._showing = styles.in_percent | styles.formats.keys()
        self._row = self._column = self._above = 0
        self.before = self.after = b""
        self.last = 0
        self.metadata = Metadata()
        for rows in self._blocks():
            self._search(rows)

    def _blocks(self) -> Iterator[bytes]:
        """The rows; the XML before and after them is kept.

        Raises:
            ValueError: a row is too long, or cells are outside of rows.
        """
        start, rest = None, b""
        row = end = prefix = b""
        for block in blocks(self._archive, self._part):
            rest += block
            if start is None:
                start = _SHEET_DATA.search(rest)
                if start is not None:
                    self.before, rest, prefix = rest[: start.start()], rest[start.end() :], start[1]
                    row, end = b"<" + prefix + b"row", b"</" + prefix + b"sheetData"
            cut = rest.rfind(row) if start is not None else 0
            if rest.startswith(row + b"Breaks", cut):
                cut = rest.rfind(row, 0, cut)
            if cut > 0:
                yield _without_prefix(rest[:cut], prefix)
                rest = rest[cut:]
            elif len(rest) > _LONGEST:
                raise ValueError(f"a row or another piece of its part {self._part} is too long")
        if start is None or root_of(self.before) not in _WITH_CELLS:
            raise ValueError("one of its parts is not a worksheet")
        rest, _, self.after = rest.partition(end) if not start[3] else (b"", b"", rest)
        if not _END.search(self.after):
            raise ValueError("one of its parts is truncated")
        if _ANY_CELL.search(self.after):
            raise ValueError("it has cells after its last row")
        yield _without_prefix(rest, prefix)

    def _search(self, rows: bytes) -> None:
        at = rows.rfind(b"<row")
        last = _ROW.match(rows, at) if at >= 0 else None
        if _UNUSUAL_CELL.search(rows) or (last is None and at >= 0):
            rows = _ROW_OR_CELL.sub(self._with_address, rows)
        elif last is not None:
            self._row = int(last[1])
        self._refuse_doubts(rows)
        self.last = max(self.last, self._row)
        self._add_cells(rows)
        if b' hidden="' in rows:
            self.metadata.hidden_rows.update(int(row[1]) for row in _HIDDEN_ROW.finditer(rows))

    def _refuse_doubts(self, rows: bytes) -> None:
        """Refuses what calamine reads only in part: two cells at an address."""
        addresses = _ADDRESSES.findall(rows)
        if len(set(addresses)) < len(addresses):
            twice = Counter(addresses).most_common(1)[0][0].decode()
            raise ValueError(f"{'row' if twice.isdecimal() else 'cell'} {twice} appears twice in it")
        first = _ROW.search(rows)
        if first is not None and int(first[1]) <= self._above:
            raise ValueError(f"row {int(first[1])} appears twice in it, or below a later row")
        self._above = self._row

    def _add_cells(self, rows: bytes) -> None:
        found = self.metadata
        letters_seen, numbers_seen = set[bytes](), set[bytes]()
        for letters, number, rest, value, text, inside in _OPEN_CELL.findall(rows):
            style, kind = _style_and_kind(rest)
            if style in self._showing:
                styles = self._styles if kind in (b"", b"n") else self._styles_of_texts
                found.show(int(number), column_of(letters.decode()), style, styles)
            if not value and not text and not inside:
                continue
            found.filled += 1
            letters_seen.add(letters)
            numbers_seen.add(number)
            if inside:
                value, *others = _TEXT.findall(inside) or [b""]
                found.text += sum(map(len, others))
                whole = _INSIDE.fullmatch(inside)
                if whole is None or (b"&" in (whole[1] or b"") and kind != b"str"):  # a text calamine reads whole
                    cell, why = (
                        (letters + number).decode(),
                        "written in several parts, which spreadsheet programs do not do",
                    )
                    raise ValueError(f"the value of cell {cell} is {why}")
                # Errors and empty texts count as values here.
                if b"<f" in inside and kind not in (b"e", b"str") and not (whole[1] or whole[2]):
                    found.faults[(letters + number).decode()] = NO_VALUE
            found.text += len(value) + len(text)
            if kind == b"s":
                at = value.strip()
                found.text += self._shared[int(at)] if at.isdigit() and int(at) < len(self._shared) else 0
            elif kind == b"e":
                found.faults[(letters + number).decode()] = f"the error {value.decode('utf-8', 'replace') or 'value'}"
        found.last = max(found.last, *map(int, numbers_seen), 0)
        found.wide = max(found.wide, *(column_of(letters.decode()) + 1 for letters in letters_seen), 0)

    def _with_address(self, tag: re.Match[bytes]) -> bytes:
        given, closed = attributes(tag[2]), tag[3]
        place = given.get(b"r")
        if tag[1] == b"row":
            self._row, self._column = int(place) if place else self._row + 1, 0
            hidden = b' hidden="1"' if given.get(b"hidden") in (b"1", b"true") else b""
            return b'<row r="%d"%s%s>' % (self._row, hidden, closed)
        if place is None:
            place = b"%s%d" % (letter(self._column).encode(), self._row)
        match = ADDRESS.fullmatch(place)
        if match is None:
            raise ValueError("a cell has an invalid address")
        self._column = column_of(match[1].decode().upper()) + 1
        others = b"".join(b' %s="%s"' % (key, given[key].replace(b'"', b"")) for key in (b"s", b"t") if key in given)
        return b'<c r="%s"%s%s>' % (place.upper(), others, closed)


@lru_cache(maxsize=4096)
def _style_and_kind(rest: bytes) -> tuple[int, bytes]:
    """The style of a cell and the kind of its value, by its attributes; the default is the first style."""
    found = attributes(rest)
    style = found.get(b"s", b"0")
    return int(style) if style.isdigit() else -1, found.get(b"t", b"")


def _without_prefix(rows: bytes, prefix: bytes) -> bytes:
    if prefix:
        rows = rows.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return _ANY_PREFIX.sub(rb"<\1", rows) if _OTHER_PREFIX.search(rows) else rows


class XlsxReader(PackageReader):
    """The sheets of a workbook; see `workbook.Reader`."""

    def __init__(self, package: Package, budget: Budget) -> None:
        listed = tags(read_part(package.archive, package.book), b"sheet")
        named = ((tag.get("name", ""), next((v for k, v in tag.items() if k.endswith(":id")), "")) for tag in listed)
        super().__init__(package, budget, named)
        self._styles = _styles(read_part(package.archive, package.styles))

    def holds_cells(self, name: str) -> bool:
        head = next(blocks(self._archive, self._part(name)), b"")
        check_utf8(head)
        return root_of(head) not in _WITHOUT_CELLS

    def metadata(self, name: str) -> Metadata:
        rows = SheetRows(self._archive, self._part(name), self._styles, self._sizes)
        found = rows.metadata
        found.take(name, self._budget)
        found.merged = clipped([*_merged(rows.after)], rows.last)
        found.hidden_columns.update(_hidden_columns(rows.before))
        return found

    @cached_property
    def _sizes(self) -> list[int]:
        """The size of each shared text, in bytes of XML: calamine copies one for each cell that shows it."""
        found: list[int] = []
        rest, all_, is_plain = b"", 0, True
        for block in blocks(self._archive, self._texts) if self._texts is not None else ():
            *whole, rest = _SHARED_TEXT_END.split(rest + block)
            found += map(len, whole)
            all_ += len(block)
            is_plain = is_plain and b"<!" not in block
        return found if is_plain else [all_] * len(found)  # text in a comment or CDATA ends no text


def _styles(xml: bytes) -> Styles:
    codes = {_number_of(tag.get("numFmtId")): tag.get("formatCode", "") for tag in tags(xml, b"numFmt")}
    styles = re.search(rb"<" + PREFIX + rb"cellXfs\b.*?</" + PREFIX + rb"cellXfs", xml, re.DOTALL)
    return styles_of([_number_of(tag.get("numFmtId")) for tag in (tags(styles[0], b"xf") if styles else ())], codes)


def _number_of(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1


def _merged(tail: bytes) -> Iterator[Area]:
    for tag in tags(tail, b"mergeCell"):
        first, _, last = tag.get("ref", "").upper().partition(":")
        corners = [ADDRESS.fullmatch(corner.encode()) for corner in (first, last or first)]
        if None not in corners:
            (left, top), (right, bottom) = (corner.groups() for corner in corners if corner is not None)
            yield int(top) - 1, column_of(left.decode()), int(bottom) - 1, column_of(right.decode())


def _hidden_columns(head: bytes) -> Iterator[int]:
    """The hidden columns, from the ranges listed before the cells; ranges do not overlap."""
    left = LAST_COLUMN
    for tag in tags(head, b"col"):
        columns = range(int(tag.get("min", 1)) - 1, min(int(tag.get("max", 1)), LAST_COLUMN))
        left -= len(columns)
        if left < 0:
            raise ValueError("its columns overlap")
        if tag.get("hidden") in ("1", "true"):
            yield from columns
