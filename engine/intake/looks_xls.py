"""`Looks` of an .xls, whose records only xlrd reads."""

import io
import struct
from typing import TYPE_CHECKING

from .looks import Looks, letter

if TYPE_CHECKING:
    from xlrd.sheet import Sheet


def look_at_xls(content: bytes) -> dict[str, Looks]:
    """Each sheet by its name; see `looks.look`. Such a sheet is never too large: it ends at IV65536.

    Raises:
        ValueError: it is no workbook, or a damaged one.
    """
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        percent = {n for n, style in enumerate(book.xf_list) if "%" in book.format_map[style.format_key].format_str}
        return {sheet.name: _look_at(sheet, percent) for sheet in book.sheets()}
    except (XLRDError, CompDocError, AssertionError, TypeError, struct.error) as error:
        raise ValueError(error) from None


def _look_at(sheet: "Sheet", percent: set[int]) -> Looks:
    from xlrd import XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

    faults: dict[str, str] = {}
    percents: set[str] = set()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            address = f"{letter(column)}{row + 1}"
            if kind == XL_CELL_ERROR:
                faults[address] = f"the error {error_text_from_code.get(int(sheet.cell_value(row, column)), 'value')}"
            elif kind == XL_CELL_NUMBER and sheet.cell_xf_index(row, column) in percent:
                percents.add(address)
    return Looks(
        faults,
        frozenset(percents),
        merged=tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        hidden_rows=frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < sheet.nrows),
        hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
    )
