"""`Looks` of an OpenDocument spreadsheet."""

from xml.etree import ElementTree

from .looks import ERROR_TEXT, NO_VALUE, Area, Looks, letter, refuse_far_cells

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = ("collapse", "filter")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def look_at_ods(path: str, xml: bytes, most: int) -> dict[str, Looks]:
    """Each sheet by its name; see `looks.look`."""
    sheets = ElementTree.fromstring(xml).iter(f"{_TABLE}table")
    return {sheet.get(f"{_TABLE}name", ""): _look_at(path, sheet, most) for sheet in sheets}


def _look_at(path: str, sheet: ElementTree.Element, most: int) -> Looks:
    faults: dict[str, str] = {}
    percents: set[str] = set()
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    row = wide = last = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        column = 0
        rows = _repeated(line, "rows")
        for cell in line:
            if cell.tag not in _CELLS:
                continue
            columns = _repeated(cell, "columns")
            address = f"{letter(column)}{row + 1}"
            kind = cell.get(f"{_OFFICE}value-type")
            shown = "".join(cell.itertext())
            if cell.get(f"{_CALCEXT}value-type") == "error" or ERROR_TEXT.fullmatch(shown):
                faults[address] = f"the error {shown}"
            elif cell.get(f"{_TABLE}formula") is not None and kind is None:
                faults[address] = NO_VALUE
            elif kind == "percentage":
                percents.add(address)
            down, right = _spanned(cell, "rows"), _spanned(cell, "columns")
            if down > 1 or right > 1:
                merged.append((row, column, row + down - 1, column + right - 1))
            column += columns
            if kind is not None or shown:
                wide, last = max(wide, column), row + rows
        if line.get(f"{_TABLE}visibility") in _HIDDEN and last > row:
            hidden_rows.update(range(row + 1, last + 1))
        row += rows
    refuse_far_cells(path, sheet.get(f"{_TABLE}name", ""), last, wide, most)
    clipped = tuple((top, left, min(bottom, last - 1), right) for top, left, bottom, right in merged if top < last)
    return Looks(faults, frozenset(percents), clipped, frozenset(hidden_rows), frozenset(_hidden_columns(sheet, wide)))


def _hidden_columns(sheet: ElementTree.Element, wide: int) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in sheet.iter(f"{_TABLE}table-column"):
        after = at + _repeated(column, "columns")
        if column.get(f"{_TABLE}visibility") in _HIDDEN:
            hidden.update(range(at, min(after, wide)))
        at = after
    return hidden


def _repeated(element: ElementTree.Element, of: str) -> int:
    return int(element.get(f"{_TABLE}number-{of}-repeated", 1))


def _spanned(element: ElementTree.Element, of: str) -> int:
    return int(element.get(f"{_TABLE}number-{of}-spanned", 1))
