"""An .xls: its cells and their metadata from its records. Names, formulas and drawings are not read."""

import datetime
import re
import struct

from ...model.cell_address import address
from . import biff
from .biff import Pieces, Texts, number, records
from .budget import Budget, cells
from .metadata import NO_VALUE, Metadata, Styles, clipped, styles_of
from .ole import workbook_stream
from .sheet import Row

# The records of a workbook and of a sheet.
_CODE_PAGE, _FROM_1904, _LOCKED, _SHEET, _STYLE, _SHARED, _FORMAT = 0x42, 0x22, 0x2F, 0x85, 0xE0, 0xFC, 0x41E
_NUMBER, _LABEL, _ERROR, _INTEGER, _INTEGERS, _TEXT, _RICH_TEXT = 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xFD, 0xD6
_FORMULA, _TEXT_OF_FORMULA = 0x06, 0x207
_ROW, _COLUMNS, _MERGED = 0x208, 0x7D, 0xE5
_HIDDEN_ROW = 0x20
_CELLS = {_NUMBER, _LABEL, _ERROR, _INTEGER, _INTEGERS, _TEXT, _RICH_TEXT, _FORMULA}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_WORKSHEET, _MACROS = 0x10, 0x40
_BOTTOM, _RIGHT = 65_536, 256

# The formats that are dates and times though no workbook spells them out, in every language.
_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_NO_LETTER = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|[^a-z]')
_OF_DATES, _BESIDE = frozenset("ymdhs"), frozenset("apegb")
_SHORTEST = {_NUMBER: 14, _ERROR: 8, _INTEGER: 10, _TEXT: 10, _FORMULA: 14}


class XlsReader:
    """An .xls. A sheet is read when it is first asked for."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Reads the list of sheets, the texts that they share, and the styles.

        Raises:
            Unreadable: the texts take more memory than the budget has.
            ValueError: it is no workbook, or a damaged one.
        """
        self._stream, self._budget = workbook_stream(content), budget
        self._is_from_1904 = False
        self._texts: list[str] = []
        self._places: dict[str, int] = {}
        self._read: dict[str, _Sheet] = {}
        self._version, self._encoding = biff.NEW, "cp1252"
        styles: list[int] = []
        codes: dict[int, str] = {}
        visible: list[str] = []
        for kind, pieces in records(self._stream, 0):
            body = pieces[0]
            if kind == biff.BEGIN:
                self._version = number(body[:2])
                if self._version not in (biff.OLD, biff.NEW):
                    raise ValueError("it is of a version before Excel 5")
            elif kind == _LOCKED:
                raise ValueError("it is encrypted")
            elif kind == _CODE_PAGE and self._version == biff.OLD:
                self._encoding = biff.code_page(number(body[:2]))
            elif kind == _FROM_1904:
                self._is_from_1904 = number(body[:2]) == 1
            elif kind == _STYLE:
                styles.append(number(body[2:4]))
            elif kind == _FORMAT:
                codes[number(body[:2])] = Texts(pieces, 2, *self._coding).next(1 if self._version == biff.OLD else 2)
            elif kind == _SHARED:
                budget.take("the texts that its sheets share", cells(text=sum(map(len, pieces))))
                self._texts = Texts(pieces, 8, *self._coding).all(sum(map(len, pieces)))
            elif kind == _SHEET:
                name = Texts(pieces, 6, *self._coding).next(1).replace("\0", "")
                if name in self._places:
                    raise ValueError(f"two of its sheets have the name {name}")
                self._places[name] = number(body[:4])
                if not body[4] & 0b11:
                    visible.append(name)
        self.names = list(self._places)
        self.visible = [name for name in visible if self._holds_cells(name)]
        self._styles: Styles = styles_of(styles, codes)
        self._dates = {at for at, style in enumerate(styles) if _is_date(style, codes.get(style))}

    @property
    def _coding(self) -> tuple[int, str]:
        return self._version, self._encoding

    def _holds_cells(self, name: str) -> bool:
        """Whether it is a sheet of cells, as far as can be told: no chart and no module is."""
        at = self._places[name]
        return number(self._stream[at : at + 2]) != biff.BEGIN or number(self._stream[at + 6 : at + 8]) in (
            _WORKSHEET,
            _MACROS,
        )

    def rows(self, name: str) -> list[Row]:
        return self._sheet(name).rows

    def metadata(self, name: str) -> Metadata:
        return self._sheet(name).found

    def _sheet(self, name: str) -> "_Sheet":
        """A sheet, read once.

        Raises:
            Unreadable: it takes more memory than the budget has.
            ValueError: it is missing, breaks off, or is no worksheet.
        """
        if name not in self._read:
            if not self._holds_cells(name):
                raise ValueError("its part is no worksheet")
            sheet = _Sheet(self._texts, self._styles, self._dates, self._is_from_1904, self._coding)
            for kind, pieces in records(self._stream, self._places[name]):
                sheet.add(kind, pieces)
            sheet.end_formula()
            sheet.found.take(name, self._budget, sum(map(len, sheet.rows)) + len(sheet.rows))
            sheet.found.merged = clipped(sheet.found.merged, len(sheet.rows))
            self._read[name] = sheet
        return self._read[name]


class _Sheet:
    """What is known of a sheet after its last record so far."""

    def __init__(
        self, texts: list[str], styles: Styles, dates: set[int], is_from_1904: bool, coding: tuple[int, str]
    ) -> None:
        self.rows: list[Row] = []
        self._shared, self._styles, self._dates = texts, styles, dates
        self._epoch = datetime.datetime(1904, 1, 1) if is_from_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
        self._has_leap_day = not is_from_1904
        self._coding = coding
        self.found = Metadata()
        self._formula: tuple[int, int] | None = None  # the cell whose text stands in a record of its own

    def add(self, kind: int, pieces: Pieces) -> None:
        """Takes in a record.

        Raises:
            ValueError: it is too short.
        """
        body = pieces[0]
        if kind in _CELLS:
            self.end_formula()
            if len(body) < _SHORTEST.get(kind, 6):
                raise ValueError("a record of a cell is too short")
            self._add_cell(kind, pieces, number(body[:2]), number(body[2:4]))
        elif kind == _TEXT_OF_FORMULA and self._formula is not None:
            row, column = self._formula
            self._formula = None
            self._put(row, column, Texts(pieces, 0, *self._coding).next())
        elif kind == _ROW and len(body) > 12 and body[12] & _HIDDEN_ROW:
            self.found.hidden_rows.add(number(body[:2]) + 1)
        elif kind == _COLUMNS and len(body) > 8 and body[8] & 1:
            self.found.hidden_columns.update(range(number(body[:2]), min(number(body[2:4]) + 1, _RIGHT)))
        elif kind == _MERGED:
            for at in range(2, min(len(body) - 7, 2 + 8 * number(body[:2])), 8):
                top, bottom, left, right = struct.unpack_from("<4H", body, at)
                self.found.merged.append((top, left, bottom, right))

    def _add_cell(self, kind: int, pieces: Pieces, row: int, column: int) -> None:
        body = pieces[0]
        style = number(body[4:6])
        if kind == _TEXT:
            at = number(body[6:10])
            if at < len(self._shared):
                self._put(row, column, self._shared[at])
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
            self._put(row, column, Texts(pieces, 6, *self._coding).next())
        elif kind == _ERROR:
            self._put_result(row, column, body[7], body[6])
        elif body[12:14] != b"\xff\xff":
            self._put_number(row, column, style, struct.unpack_from("<d", body, 6)[0])
        elif body[6] == 0:
            self._formula = row, column
        elif body[6] in (1, 2):
            self._put_result(row, column, body[6] - 1, body[8])

    def end_formula(self) -> None:
        """Notes a formula whose text did not follow it."""
        if self._formula is not None:
            self._refuse(*self._formula, NO_VALUE)
            self._formula = None

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        self.found.show(row + 1, column, style, self._styles)
        self._put(row, column, self._date(value) if style in self._dates else value)

    def _put_result(self, row: int, column: int, is_error: int, value: int) -> None:
        if is_error:
            self._refuse(row, column, f"the error {_ERRORS.get(value, 'value')}")
        else:
            self._put(row, column, bool(value))

    def _refuse(self, row: int, column: int, fault: str) -> None:
        self._put(row, column, "")
        self.found.faults[address(row + 1, column)] = fault

    def _put(self, row: int, column: int, value: object) -> None:
        if column >= _RIGHT:
            raise ValueError("a cell lies beyond the last column")
        rows = self.rows
        while len(rows) <= row:
            rows.append([])
        line = rows[row]
        while len(line) <= column:
            line.append("")
        line[column] = value
        self.found.fill(row + 1, column)

    def _date(self, value: float) -> object:
        """The date of a number; the number itself where it is none. The year 1900 has a day too many."""
        try:
            days = value + 1 if self._has_leap_day and 0 <= value < 60 else value
            return self._epoch + datetime.timedelta(days=days) if value >= 0 else value
        except (OverflowError, ValueError):
            return value


def _unpacked(packed: int) -> float:
    """A number of four bytes: a whole one or the greater half of another, perhaps in hundredths."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole >> 29 else whole)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]
    return value / 100 if packed & 1 else value


def _is_date(style: int, code: str | None) -> bool:
    """Whether a format shows a date or a time: by its text where the workbook has one, else by its number."""
    if code is None:
        return style in _DATES
    letters = frozenset(_NO_LETTER.sub("", code.lower()))
    return bool(letters & _OF_DATES) and letters <= _OF_DATES | _BESIDE
