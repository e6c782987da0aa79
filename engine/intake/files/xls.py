"""The sheets of an .xls, from its records. Names, formulas and drawings, which no cell needs, are not read."""

import re

from . import biff
from .biff import Texts, number, records
from .budget import Budget, cells
from .metadata import Metadata, clipped, styles_of
from .ole import workbook_stream
from .package import SHARED_TEXTS
from .sheet import Row
from .xls_sheet import SheetRecords, WorkbookRecords

_CODE_PAGE, _FROM_1904, _LOCKED, _SHEET, _STYLE, _TEXTS, _FORMAT = 0x42, 0x22, 0x2F, 0x85, 0xE0, 0xFC, 0x41E
_WITH_CELLS = (0x10, 0x40)  # worksheets and macro sheets

# The built-in formats that are dates and times in every language.
_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_NO_LETTER = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|[^a-z]')
_OF_DATES, _BESIDE = frozenset("ymdhs"), frozenset("apegb")


class XlsReader:
    """The sheets of an .xls: their `names`, those `with_cells`; the `visible` of these. One is read when asked for."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Reads the list of sheets, the shared texts, and the styles.

        Raises:
            Unreadable: the texts need more memory than the budget allows.
            ValueError: it is not a workbook, or is damaged.
        """
        self._stream, self._budget = workbook_stream(content), budget
        self._places: dict[str, int] = {}
        self._sheets: dict[str, SheetRecords] = {}
        from_1904, version, encoding = False, biff.NEW, "cp1252"
        texts: list[str] = []
        styles: list[int] = []
        codes: dict[int, str] = {}
        visible: list[str] = []
        for kind, pieces in records(self._stream, 0):
            body = pieces[0]
            if kind == biff.BEGIN:
                version = number(body[:2])
                if version not in (biff.OLD, biff.NEW):
                    raise ValueError("its version is older than Excel 5")
            elif kind == _LOCKED:
                raise ValueError("it is encrypted")
            elif kind == _CODE_PAGE and version == biff.OLD:
                encoding = biff.code_page(number(body[:2]))
            elif kind == _FROM_1904:
                from_1904 = number(body[:2]) == 1
            elif kind == _STYLE:
                styles.append(number(body[2:4]))
            elif kind == _FORMAT:
                codes[number(body[:2])] = Texts(pieces, 2, version, encoding).next(1 if version == biff.OLD else 2)
            elif kind == _TEXTS:
                size = sum(map(len, pieces))
                budget.take(SHARED_TEXTS, cells(text=size))
                texts = Texts(pieces, 8, version, encoding).all(size)
            elif kind == _SHEET:
                name = Texts(pieces, 6, version, encoding).next(1).replace("\0", "")
                if name in self._places:
                    raise ValueError(f"two of its sheets have the name {name}")
                self._places[name] = number(body[:4])
                if not body[4] & 0b11:
                    visible.append(name)
        dates = {at for at, style in enumerate(styles) if _is_date(style, codes.get(style))}
        self._workbook = WorkbookRecords(texts, styles_of(styles, codes), dates, from_1904, version, encoding)
        self.names = list(self._places)
        self.with_cells = [name for name in self.names if self._holds_cells(name)]
        self.visible = [name for name in visible if name in self.with_cells]

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
            sheet = SheetRecords(self._workbook, records(self._stream, self._places[name]))
            sheet.metadata.take(name, self._budget, sum(map(len, sheet.rows)) + len(sheet.rows))
            sheet.metadata.merged = clipped(sheet.metadata.merged, len(sheet.rows))
            self._sheets[name] = sheet
        return self._sheets[name]


def _is_date(style: int, code: str | None) -> bool:
    """Whether a format shows a date or a time: by its code if defined, otherwise by its number."""
    if code is None:
        return style in _DATES
    letters = frozenset(_NO_LETTER.sub("", code.lower()))
    return bool(letters & _OF_DATES) and letters <= _OF_DATES | _BESIDE
