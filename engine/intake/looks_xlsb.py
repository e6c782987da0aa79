"""`Looks` of an .xlsb: records of a number, a length and a body ([MS-XLSB])."""

import zipfile
from collections.abc import Iterator

from .looks import Area, Looks, letter, refuse_far_cells
from .looks_xlsx import relations

# BrtRowHdr, BrtCellError, BrtFmlaError, BrtColInfo, BrtBundleSh, BrtMergeCell
_ROW, _ERROR, _FORMULA_ERROR, _COLUMNS, _SHEET, _MERGED = 0, 3, 11, 60, 156, 176
_LAST_CELL = 18  # the records of cells have the numbers 1 (a blank) to 18
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01


def look_at_xlsb(path: str, archive: zipfile.ZipFile, most: int) -> dict[str, Looks]:
    """Each sheet by its name; see `looks.look`. Which cells show a percentage is not told."""
    targets = relations(archive.read("xl/_rels/workbook.bin.rels"))
    found: dict[str, Looks] = {}
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, rest = _wide_text(body[8:])
            name, _ = _wide_text(rest)
            part = f"xl/{targets.get(relation, '')}"
            if part in archive.namelist():
                found[name] = _look_at(path, name, archive.read(part), most)
    return found


def _look_at(path: str, name: str, sheet: bytes, most: int) -> Looks:
    faults: dict[str, str] = {}
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = last = wide = 0
    for kind, body in _records(sheet):
        if kind == _ROW:
            row = _number(body, 0)
            if len(body) > 11 and body[11] & _ROW_HIDDEN:
                hidden_rows.add(row + 1)
        elif 1 < kind <= _LAST_CELL:
            last, wide = max(last, row + 1), max(wide, _number(body, 0) + 1)
            if kind in (_ERROR, _FORMULA_ERROR):
                faults[f"{letter(_number(body, 0))}{row + 1}"] = "an error"
        elif kind == _COLUMNS and len(body) > 16 and body[16] & _COLUMN_HIDDEN:
            hidden_columns.update(range(_number(body, 0), min(_number(body, 4) + 1, 16_384)))
        elif kind == _MERGED:
            top, bottom, left, right = (_number(body, at) for at in (0, 4, 8, 12))
            merged.append((top, left, bottom, right))
    refuse_far_cells(path, name, last, wide, most)
    clipped = tuple((top, left, min(bottom, last - 1), right) for top, left, bottom, right in merged if top < last)
    return Looks(faults, None, clipped, frozenset(hidden_rows), frozenset(hidden_columns))


def _number(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | content[at] << 7
            at += 1
        length = shift = 0
        while True:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def _wide_text(body: bytes) -> tuple[str, bytes]:
    """A counted text, and what follows it."""
    end = 4 + 2 * int.from_bytes(body[:4], "little")
    return body[4:end].decode("utf-16-le"), body[end:]
