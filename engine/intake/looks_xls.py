"""An .xls, of which xlrd tells all: the reader of the other formats asks for any memory that a damaged one names."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .looks import Formats, Looks, clipped, letter, styles_of
from .looks_ole import workbook_stream

if TYPE_CHECKING:
    from xlrd.sheet import Sheet

# What xlrd raises at records that are not as they should be, beside its own error.
_DAMAGED = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, struct.error)


class OldWorkbook:
    """An .xls. It is never too large, since a sheet ends at IV65536 and only what is there is kept."""

    def __init__(self, content: bytes) -> None:
        """Reads all of it.

        Raises:
            ValueError: it is no workbook, or a damaged one.
        """
        import xlrd
        from xlrd.biffh import XLRDError

        stream = workbook_stream(content)
        try:
            with Path(os.devnull).open("w") as nowhere:
                self._book = xlrd.open_workbook(
                    file_contents=stream, formatting_info=True, ragged_rows=True, logfile=nowhere
                )
            codes = {about.format_key: about.format_str for about in self._book.format_list}
            self._styles = styles_of((style.format_key for style in self._book.xf_list), codes)
        except XLRDError as error:
            raise ValueError(error) from None
        except _DAMAGED:
            raise ValueError("it is damaged") from None
        self.names = self._book.sheet_names()
        self.visible = [sheet.name for sheet in self._book.sheets() if sheet.visibility == 0]

    def rows(self, name: str) -> Iterator[list[object]]:
        sheet = self._book.sheet_by_name(name)
        for row in range(sheet.nrows):
            yield [self._value(cell.ctype, cell.value) for cell in sheet.row(row)]

    def _value(self, kind: int, value: object) -> object:
        from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR
        from xlrd.xldate import xldate_as_datetime

        if kind == XL_CELL_DATE and isinstance(value, float):
            try:
                return xldate_as_datetime(value, self._book.datemode)
            except ArithmeticError:  # of no year that there is
                return value
        if kind == XL_CELL_BOOLEAN:
            return bool(value)
        return "" if kind == XL_CELL_ERROR else value

    def looks(self, name: str) -> Looks:
        from xlrd import XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

        sheet = self._book.sheet_by_name(name)
        faults: dict[str, str] = {}
        percents: set[str] = set()
        formats: dict[int, Formats] = {}
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == XL_CELL_ERROR:
                    code = int(sheet.cell_value(row, column))
                    faults[f"{letter(column)}{row + 1}"] = f"the error {error_text_from_code.get(code, 'value')}"
                elif kind == XL_CELL_NUMBER:
                    style = sheet.cell_xf_index(row, column)
                    if style in self._styles.in_percent:
                        percents.add(f"{letter(column)}{row + 1}")
                    if style in self._styles.formats:
                        formats.setdefault(column, Formats()).add(row + 1, self._styles.formats[style])
        return Looks(
            faults,
            frozenset(percents),
            clipped(_merged(sheet), sheet.nrows),
            frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < sheet.nrows),
            frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
            formats,
        )


def _merged(sheet: "Sheet") -> Iterator[tuple[int, int, int, int]]:
    for top, bottom, left, right in sheet.merged_cells:
        yield top, left, bottom - 1, right - 1
