"""`Looks` of an .xlsx or .xlsm: its XML is searched, not parsed, since a long sheet holds millions of cells.

What is searched for are the cells that are not usual: an error, a formula alone, a percentage, an address far out, and
any that is written in another way than most programs write it. A block that holds such a one is rewritten first.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join

from .archive import Archive, blocks, read_part
from .budget import Budget, cells, sheet_called
from .looks import (
    LAST_COLUMN,
    NO_VALUE,
    Area,
    Formats,
    Looks,
    Styles,
    clipped,
    column_of,
    letter,
    no_such_sheet,
    refuse_far_cells,
    styles_of,
)
from .number_formats import shown_by
from .package import related_parts
from .xml_tags import ATTRIBUTES, PREFIX, attributes, root_of, tags

_TRUE = ("1", "true")
_WITH_CELLS, _WITHOUT_CELLS = ("worksheet", "macrosheet"), ("chartsheet", "dialogsheet")
_END = re.compile(rb"</" + PREFIX + rb"(?:worksheet|macrosheet)\s*>")
_SHARED_TEXT_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")
_SHARED_TEXT = re.compile(rb't="s"[^<>]*>\s*<v[^<>]*>\s*([0-9]{1,9})\s*<')
_TEXT = re.compile(rb"<(?:v|t)\b[^<>]*>([^<]*)")

_SHEET_DATA = re.compile(rb"<" + PREFIX + rb"sheetData" + ATTRIBUTES)
_ANY_PREFIX = re.compile(rb"<(/?)" + PREFIX)
_OTHER_PREFIX = re.compile(rb":(?:c|row|v|is)[\s/>]")
_ANY_CELL = re.compile(rb"<" + PREFIX + rb"c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(row|c)" + ATTRIBUTES)
_ADDRESS = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
# As most programs write them.
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(_ROW.pattern + rb'[^<>]* hidden="(?:1|true)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="(\w+)")?(?: (?:cm|vm|ph)="\w+")*(/?)>')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>(?!</c>)')
_CELL_END = re.compile(rb"</?c\b")
_FORMULA_ALONE = re.compile(rb"<f(?![^<]*(?:</f>)?<v>[^<])")
_VALUE = re.compile(rb"<v\b[^>]*>[^<]|<is\b")
# A value of which the reader takes a part: with markup within it, or one of several of a cell.
_AFTER_VALUE = rb"\s*</c\b"
_VALUE_IN_PARTS = re.compile(
    rb"<(?:v\b(?![^<>]*(?:/>|>[^<]*</v\s*>)%b)|is\s*/>(?!%b)|/is\s*>(?!%b))" % ((_AFTER_VALUE,) * 3)
)
_VALUE_WITH_CODES = re.compile(rb"<v\b[^<>]*>[^<&]*&")
_ADDRESSES = re.compile(rb'<(?:row|c) r="([A-Z]*[0-9]+)"')
# No row, nor what stands before and after the rows, is longer than this.
_LONGEST = 1 << 26

_NEAR = rb"[A-J]?[A-Z][0-9]{1,5}"
_ANYWHERE = rb"[A-Z]{1,3}[0-9]{1,7}"
_NEAR_ROWS = 99_999
# More than this would make each look at a style a long one.
_FEW_STYLES = 50
_NEAR_COLUMNS = frozenset(letter(index).encode() for index in range(11 * 26))


class XlsxWorkbook:
    """The sheets of a workbook: the part of each by its name. See `looks.Look`."""

    def __init__(self, archive: Archive, parts: Mapping[str, str], book: str, budget: Budget) -> None:
        """Finds them.

        Raises:
            Unreadable: its texts alone take more memory than the budget has.
            ValueError: two sheets of one name.
        """
        self._archive, self._budget = archive, budget
        self.sheets = _sheets(archive, parts, book)
        self._styles = _styles(archive, parts, book)
        self._shared = _SharedTexts(archive, parts.get(join(dirname(book), "sharedstrings.xml")), budget)

    def holds_cells(self, name: str) -> bool:
        return root_of(next(blocks(self._archive, self._part(name)), b"")) not in _WITHOUT_CELLS

    def looks(self, name: str) -> Looks:
        sheet = _Sheet(self._archive, self._part(name), self._styles)
        if sheet.far:
            refuse_far_cells(self._budget, name, *sheet.reach[:2])
        notes = len(sheet.faults) + len(sheet.percents) + sum(map(len, sheet.formats.values()))

        def exact() -> int:
            rows, columns, filled = sheet.reach
            refuse_far_cells(self._budget, name, rows, columns)
            return cells(places=rows * columns, filled=filled, text=sheet.text_size(self._shared.sizes), notes=notes)

        text = sheet.size + sheet.cells * self._shared.longest
        bound = cells(places=sheet.last * len(_NEAR_COLUMNS), filled=sheet.cells, text=text, notes=notes)
        self._budget.take(sheet_called(name), exact() if sheet.far else bound, exact)
        return Looks(
            sheet.faults,
            frozenset(sheet.percents),
            clipped(_merged(sheet.tail), sheet.last),
            frozenset(sheet.hidden),
            frozenset(_hidden_columns(sheet.head)),
            sheet.formats,
        )

    def _part(self, name: str) -> str:
        if name not in self.sheets:
            raise no_such_sheet()
        return self.sheets[name]


def _sheets(archive: Archive, parts: Mapping[str, str], book: str) -> dict[str, str]:
    """The part of each sheet, by the sheet's name.

    Raises:
        ValueError: two sheets of one name.
    """
    targets = related_parts(archive, parts, book)
    found: dict[str, str] = {}
    for tag in tags(read_part(archive, parts[book]), b"sheet"):
        relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
        name, part = tag.get("name", ""), targets.get(relation)
        if name in found:
            raise ValueError(f"two of its sheets have the name {name}")
        if part is not None:
            found[name] = part
    return found


def _styles(archive: Archive, parts: Mapping[str, str], book: str) -> Styles:
    xml = read_part(archive, parts.get(join(dirname(book), "styles.xml")))
    codes = {_number(tag.get("numFmtId")): tag.get("formatCode", "") for tag in tags(xml, b"numFmt")}
    styles = re.search(rb"<" + PREFIX + rb"cellXfs\b.*?</" + PREFIX + rb"cellXfs", xml, re.DOTALL)
    return styles_of([_number(tag.get("numFmtId")) for tag in (tags(styles[0], b"xf") if styles else ())], codes)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1


class _SharedTexts:
    """How long the texts are that cells share: the reader copies one for each cell that shows it."""

    def __init__(self, archive: Archive, part: str | None, budget: Budget) -> None:
        self._archive, self._part = archive, part
        if part is not None:
            size = archive.getinfo(part).file_size
            budget.take("the texts that its sheets share", cells(places=0, text=size))

    @cached_property
    def sizes(self) -> list[int]:
        """The size of each, in bytes of XML."""
        found: list[int] = []
        rest, all_, is_plain = b"", 0, True
        for block in blocks(self._archive, self._part) if self._part is not None else ():
            *whole, rest = _SHARED_TEXT_END.split(rest + block)
            found += map(len, whole)
            all_ += len(block)
            is_plain = is_plain and b"<!" not in block
        return found if is_plain else [all_] * len(found)  # what stands in a comment or a CDATA ends no text

    @cached_property
    def longest(self) -> int:
        return max(self.sizes, default=0)


class _Sheet:
    """A sheet, searched a block at a time."""

    def __init__(self, archive: Archive, part: str, styles: Styles) -> None:
        self._archive, self._part = archive, part
        self._in_percent = frozenset(str(style).encode() for style in styles.in_percent)
        self._unusual = _unusual_cells(_NEAR, self._in_percent)
        self._codes = {str(style).encode(): code for style, code in styles.formats.items()}
        units = {style: code for style, code in self._codes.items() if shown_by(code) and {"0", "#"} & set(code)}
        # A format shows words beside a text too.
        others = {style: code for style, code in self._codes.items() if style not in units}
        patterns = (_formatted_cells(styles, of_any_kind=styles is others) for styles in (units, others) if styles)
        self._formatted = list(patterns)
        self._rewritten = False
        self._row = self._column = self._above = 0
        self.head = self.tail = b""
        self.far = False
        self.last = self.cells = self.size = 0
        self.faults: dict[str, str] = {}
        self.percents: set[str] = set()
        self.hidden: set[int] = set()
        self.formats: dict[int, Formats] = {}
        for rows in self._blocks():
            self._search(rows)

    @cached_property
    def reach(self) -> tuple[int, int, int]:
        """The last row and column that hold anything, as counts, and how many cells do."""
        last, filled, columns = 0, 0, set[bytes]()
        for rows in self._usual_blocks():
            found = _FILLED_CELL.findall(rows)
            filled += len(found)
            columns.update(letters for letters, _ in found)
            last = max(last, max((int(row) for _, row in found), default=0))
        return last, max((column_of(letters.decode()) + 1 for letters in columns), default=0), filled

    def text_size(self, shared: list[int]) -> int:
        """The bytes of the texts in its cells, `shared` being those of the texts that cells share."""
        size, used = 0, Counter[bytes]()
        for rows in self._usual_blocks():
            used.update(_SHARED_TEXT.findall(rows))
            size += sum(map(len, _TEXT.findall(rows)))
        return size + sum(shared[int(at)] * times for at, times in used.items() if int(at) < len(shared))

    def _usual_blocks(self) -> Iterator[bytes]:
        self._row = 0
        return (self._as_usual(block) if self._rewritten else block for block in self._blocks())

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
        cells = [_CELL.match(rows, found.start()) for found in self._unusual.finditer(rows)]
        at = rows.rfind(b"<row")
        row = _ROW.match(rows, at) if at >= 0 else None
        if None in cells or (row is None and at >= 0):
            rows = self._as_usual(rows)
            self._rewritten = True
            cells = [_CELL.match(rows, found.start()) for found in self._unusual.finditer(rows)]
        elif row is not None:
            self._row = int(row[1])
        self._refuse_doubts(rows)
        self.last = max(self.last, self._row)
        self.cells += rows.count(b"<c ")
        self.size += len(rows)
        for cell in cells:
            if cell is not None:
                self._examine(rows, cell)
        self._find_formulas(rows)
        self._find_formats(rows)
        if b' hidden="' in rows:
            self.hidden.update(int(row[1]) for row in _HIDDEN_ROW.finditer(rows))
        if self.far:
            self._unusual = _unusual_cells(_ANYWHERE, self._in_percent)

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
            if value is doubtful[0] or cell is None or cell[4] != b"str":  # of a text the reader takes them all
                where = f"cell {_address(cell)}" if cell is not None else "a cell"
                raise ValueError(f"the value of {where} is written in several parts, as no spreadsheet program does")

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

    def _find_formats(self, rows: bytes) -> None:
        by_letters: dict[bytes, Formats] = {}
        for letters, row, style in (cell for pattern in self._formatted for cell in pattern.findall(rows)):
            formats = by_letters.get(letters)
            if formats is None:
                formats = by_letters[letters] = self.formats.setdefault(column_of(letters.decode()), Formats())
            formats.add(int(row), self._codes[style or b"0"])

    def _as_usual(self, rows: bytes) -> bytes:
        """The rows as most programs write them, each row and cell with its address first."""
        return _ROW_OR_CELL.sub(self._with_address, rows)

    def _with_address(self, tag: re.Match[bytes]) -> bytes:
        said, closed = attributes(tag[2]), tag[3]
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


def _formatted_cells(styles: Mapping[bytes, str], *, of_any_kind: bool) -> re.Pattern[bytes]:
    """Finds the numbers, or the cells of any kind, of these styles; a cell without one has the first."""
    style = rb' s="(' + rb"|".join(sorted(styles)) + rb')"'
    if b"0" in styles:
        style = rb"(?:" + style + rb'|(?! s="))'
    kind = b"" if of_any_kind else rb'(?: t="n")?(?! t=")'
    return re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"' + style + kind + rb"[^<>]*(?<!/)>")


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
