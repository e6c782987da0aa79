"""`Looks` of an .xls, whose records only xlrd reads."""

import io
import struct
from typing import TYPE_CHECKING

from .looks import Looks, clipped, letter, refuse_far_cells, refuse_many_cells

if TYPE_CHECKING:
    from xlrd.sheet import Sheet


def look_at_xls(shown: str, content: bytes, most: int) -> dict[str, Looks]:
    """Each sheet by its name; see `looks.look`.

    Raises:
        Unreadable: sheets that reach over more than `most` cells.
        ValueError: it is no workbook, or a damaged one.
    """
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    looks: dict[str, Looks] = {}
    cells = 0
    try:
        # Ragged rows and a sheet at a time: each sheet may have a stray cell at its end.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        percent = {n for n, style in enumerate(book.xf_list) if "%" in book.format_map[style.format_key].format_str}
        for name in book.sheet_names():
            looks[name], rows, columns = _look_at(book.sheet_by_name(name), percent)
            refuse_far_cells(shown, name, rows, columns, most)
            cells += rows * columns
            refuse_many_cells(shown, cells, most)
            book.unload_sheet(name)
    except (XLRDError, CompDocError) as error:
        raise ValueError(error) from None
    except (AssertionError, AttributeError, TypeError, OverflowError, struct.error):
        raise ValueError("it is damaged") from None
    return looks


def _look_at(sheet: "Sheet", percent: set[int]) -> tuple[Looks, int, int]:
    """A sheet, and the last row and column that hold anything, as counts."""
    from xlrd import XL_CELL_BLANK, XL_CELL_EMPTY, XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

    faults: dict[str, str] = {}
    percents: set[str] = set()
    last = wide = 0
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in (XL_CELL_BLANK, XL_CELL_EMPTY):
                continue
            last, wide = row + 1, max(wide, column + 1)
            if kind == XL_CELL_ERROR:
                code = int(sheet.cell_value(row, column))
                faults[f"{letter(column)}{row + 1}"] = f"the error {error_text_from_code.get(code, 'value')}"
            elif kind == XL_CELL_NUMBER and sheet.cell_xf_index(row, column) in percent:
                percents.add(f"{letter(column)}{row + 1}")
    merged = ((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    looks = Looks(
        faults,
        frozenset(percents),
        clipped(merged, last),
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < last),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
    )
    return looks, last, wide
