"""The sheets of an .xls, from its records. Names, formulas and drawings, which no cell needs, are not read."""

import datetime
import io
import struct
from collections.abc import Iterable

from ...model.cell_address import address
from . import biff
from .biff import Pieces, Texts, number, records
from .number_formats import IN_DATES, letters_of
from .package import SHARED_TEXTS
from .sheet import NO_VALUE, Budget, Metadata, Row, cells, clipped, styles_of

_NUMBER, _LABEL, _ERROR, _INTEGER, _INTEGERS, _TEXT, _RICH_TEXT = 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xFD, 0xD6
_FORMULA, _TEXT_OF_FORMULA = 0x06, 0x207
_ROW, _COLUMNS, _MERGED = 0x208, 0x7D, 0xE5
_HIDDEN_ROW = 0x20
_CELLS = {_NUMBER, _LABEL, _ERROR, _INTEGER, _INTEGERS, _TEXT, _RICH_TEXT, _FORMULA}
_SHORTEST = {_NUMBER: 14, _ERROR: 8, _INTEGER: 10, _TEXT: 10, _FORMULA: 14}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_RIGHT = 256
_OLE_HEAD = 512
_CODE_PAGE, _FROM_1904, _LOCKED, _SHEET, _STYLE, _TEXTS, _FORMAT = 0x42, 0x22, 0x2F, 0x85, 0xE0, 0xFC, 0x41E
_WITH_CELLS = (0x10, 0x40)  # worksheets and macro sheets

# The built-in formats that are dates and times in every language.
_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_BESIDE = frozenset("apegb")


class SheetRecords:
    """A sheet: its filled `rows` and its `metadata`."""

    def __init__(self, workbook: "XlsReader", records: Iterable[tuple[int, Pieces]]) -> None:
        """Reads all records.

        Raises:
            ValueError: a record is too short.
        """
        self.rows: list[Row] = []
        self.metadata = Metadata()
        self._workbook = workbook
        self._formula: tuple[int, int] | None = None  # the cell whose text follows in a separate record
        for kind, pieces in records:
            self._add(kind, pieces)
        self._end_formula()

    def _add(self, kind: int, pieces: Pieces) -> None:
        body = pieces[0]
        if kind in _CELLS:
            self._end_formula()
            if len(body) < _SHORTEST.get(kind, 6):
                raise ValueError("a record of a cell is too short")
            self._add_cell(kind, pieces, number(body[:2]), number(body[2:4]))
        elif kind == _TEXT_OF_FORMULA and self._formula is not None:
            row, column = self._formula
            self._formula = None
            self._put(row, column, self._text(pieces, 0))
        elif kind == _ROW and len(body) > 12 and body[12] & _HIDDEN_ROW:
            self.metadata.hidden_rows.add(number(body[:2]) + 1)
        elif kind == _COLUMNS and len(body) > 8 and body[8] & 1:
            self.metadata.hidden_columns.update(range(number(body[:2]), min(number(body[2:4]) + 1, _RIGHT)))
        elif kind == _MERGED:
            for at in range(2, min(len(body) - 7, 2 + 8 * number(body[:2])), 8):
                top, bottom, left, right = struct.unpack_from("<4H", body, at)
                self.metadata.merged.append((top, left, bottom, right))

    def _add_cell(self, kind: int, pieces: Pieces, row: int, column: int) -> None:
        body = pieces[0]
        style = number(body[4:6])
        if kind == _TEXT:
            at = number(body[6:10])
            if at < len(self._workbook.texts):
                self._put(row, column, self._workbook.texts[at])
            else:
                self._refuse(row, column, "a text that is not in the file")
        elif kind == _NUMBER:
            self._put_number(row, column, style, struct.unpack_from("<d", body, 6)[0])
        elif kind == _INTEGER:
            self._put_number(row, column, style, _unpacked(number(body[6:10])))
        elif kind == _INTEGERS:
            for at in range(4, len(body) - 7, 6):
                self._put_number(row, column, number(body[at : at + 2]), _unpacked(number(body[at + 2 : at + 6])))
                column += 1
        elif kind in (_LABEL, _RICH_TEXT):
            self._put(row, column, self._text(pieces, 6))
        elif kind == _ERROR:
            self._put_result(row, column, body[7], body[6])
        elif body[12:14] != b"\xff\xff":
            self._put_number(row, column, style, struct.unpack_from("<d", body, 6)[0])
        elif body[6] == 0:
            self._formula = row, column
        elif body[6] in (1, 2):
            self._put_result(row, column, body[6] - 1, body[8])

    def _end_formula(self) -> None:
        """Records a formula that its text did not follow."""
        if self._formula is not None:
            self._refuse(*self._formula, NO_VALUE)
            self._formula = None

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        self.metadata.show(row + 1, column, style, self._workbook.styles)
        self._put(row, column, self._date(value) if style in self._workbook.dates else value)

    def _put_result(self, row: int, column: int, is_error: int, value: int) -> None:
        if is_error:
            self._refuse(row, column, f"the error {_ERRORS.get(value, 'value')}")
        else:
            self._put(row, column, bool(value))

    def _refuse(self, row: int, column: int, fault: str) -> None:
        self._put(row, column, "")
        self.metadata.faults[address(row + 1, column)] = fault

    def _text(self, pieces: Pieces, at: int) -> str:
        return self._workbook.texts_of(pieces, at).next()

    def _put(self, row: int, column: int, value: object) -> None:
        if column >= _RIGHT:
            raise ValueError("a cell is beyond the last column")
        rows = self.rows
        while len(rows) <= row:
            rows.append([])
        line = rows[row]
        while len(line) <= column:
            line.append("")
        line[column] = value
        self.metadata.fill(row + 1, column)

    def _date(self, value: float) -> object:
        """The date of a number, or the number where it is not a date. The year 1900 has an extra day."""
        epoch = datetime.datetime(1904, 1, 1) if self._workbook.from_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
        try:
            days = value + 1 if not self._workbook.from_1904 and 0 <= value < 60 else value
            return epoch + datetime.timedelta(days=days) if value >= 0 else value
        except (OverflowError, ValueError):
            return value


def _unpacked(packed: int) -> float:
    """The number in four bytes: an integer or the upper half of a double, possibly in hundredths."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole >> 29 else whole)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]
    return value / 100 if packed & 1 else value


class XlsReader:
    """The sheets of an .xls: their `names`, those `with_cells`; the `visible` of these. One is read when asked for.

    For all of them: the shared `texts`, their `version` and `encoding`; the `styles`, and the `dates` of these;
    whether days count `from_1904` or 1900.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Reads the list of sheets, the shared texts, and the styles.

        Raises:
            Unreadable: the texts need more memory than the budget allows.
            ValueError: it is not a workbook, or is damaged.
        """
        self._stream, self._budget = _workbook_stream(content), budget
        self._places: dict[str, int] = {}
        self._sheets: dict[str, SheetRecords] = {}
        self.from_1904, self.version, self.encoding = False, biff.NEW, "cp1252"
        self.texts: list[str] = []
        styles: list[int] = []
        codes: dict[int, str] = {}
        visible: list[str] = []
        for kind, pieces in records(self._stream, 0):
            body = pieces[0]
            if kind == biff.BEGIN:
                self.version = number(body[:2])
                if self.version not in (biff.OLD, biff.NEW):
                    raise ValueError("its version is older than Excel 5")
            elif kind == _LOCKED:
                raise ValueError("it is encrypted")
            elif kind == _CODE_PAGE and self.version == biff.OLD:
                self.encoding = biff.code_page(number(body[:2]))
            elif kind == _FROM_1904:
                self.from_1904 = number(body[:2]) == 1
            elif kind == _STYLE:
                styles.append(number(body[2:4]))
            elif kind == _FORMAT:
                codes[number(body[:2])] = self.texts_of(pieces, 2).next(1 if self.version == biff.OLD else 2)
            elif kind == _TEXTS:
                size = sum(map(len, pieces))
                budget.take(SHARED_TEXTS, cells(text=size))
                self.texts = self.texts_of(pieces, 8).all(size)
            elif kind == _SHEET:
                name = self.texts_of(pieces, 6).next(1).replace("\0", "")
                if name in self._places:
                    raise ValueError(f"two of its sheets have the name {name}")
                self._places[name] = number(body[:4])
                if not body[4] & 0b11:
                    visible.append(name)
        self.styles = styles_of(styles, codes)
        self.dates = {at for at, style in enumerate(styles) if _is_date(style, codes.get(style))}
        self.names = list(self._places)
        self.with_cells = [name for name in self.names if self._holds_cells(name)]
        self.visible = [name for name in visible if name in self.with_cells]

    def texts_of(self, pieces: Pieces, at: int) -> Texts:
        return Texts(pieces, at, self.version, self.encoding)

    def rows(self, name: str) -> list[Row]:
        return self._sheet(name).rows

    def metadata(self, name: str) -> Metadata:
        return self._sheet(name).metadata

    def _holds_cells(self, name: str) -> bool:
        """Whether it is a sheet of cells as far as is known, not a chart or module."""
        head = self._stream[self._places[name] :][:8]
        return number(head[:2]) != biff.BEGIN or number(head[6:]) in _WITH_CELLS

    def _sheet(self, name: str) -> SheetRecords:
        """A sheet, read once.

        Raises:
            Unreadable: it needs more memory than the budget allows.
            ValueError: it is missing, truncated, or not a worksheet.
        """
        if name not in self._sheets:
            if not self._holds_cells(name):
                raise ValueError("one of its parts is not a worksheet")
            sheet = SheetRecords(self, records(self._stream, self._places[name]))
            sheet.metadata.take(name, self._budget, sum(map(len, sheet.rows)) + len(sheet.rows))
            sheet.metadata.merged = clipped(sheet.metadata.merged, len(sheet.rows))
            self._sheets[name] = sheet
        return self._sheets[name]


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the OLE file that holds the workbook.

    Raises:
        OSError: it is damaged.
        ValueError: there is none, or it is truncated.
    """
    from olefile import OleFileIO

    if len(content) < _OLE_HEAD:
        raise ValueError("it is truncated")
    with OleFileIO(io.BytesIO(content)) as ole:
        # Every stream is read: one that breaks off, wanted or not, is of a damaged file. An odd head loses nothing.
        paths = [path for path in ole.listdir() if ole.get_size(path)]
        streams = {"/".join(path).lower(): ole.openstream(path).read() for path in paths}
        if any("OLE header" not in issue for _, issue in ole.parsing_issues):
            raise ValueError("it is damaged")
    workbook: bytes | None = streams.get("workbook") or streams.get("book")
    if workbook is None:
        raise ValueError("it does not contain a workbook")
    return workbook


def _is_date(style: int, code: str | None) -> bool:
    """Whether a format shows a date or a time: by its code if defined, otherwise by its number."""
    if code is None:
        return style in _DATES
    letters = {letter for letter in letters_of(code) if letter.isascii() and letter.isalpha()}
    return bool(letters & IN_DATES) and letters <= IN_DATES | _BESIDE
