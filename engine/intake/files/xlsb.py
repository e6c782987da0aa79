"""Sheet metadata of an .xlsb: records of a number, a length and a body ([MS-XLSB])."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from ...model.cell_address import LAST_COLUMN, address
from .archive import Archive, blocks
from .package import Package, PackageReader
from .sheet import Area, Budget, Metadata, Styles, clipped, styles_of

# BrtRowHdr, BrtCellError, BrtFmlaError, BrtColInfo, BrtBundleSh, BrtMergeCell
_ROW, _ERROR, _FORMULA_ERROR, _COLUMNS, _SHEET, _MERGED = 0, 3, 11, 60, 156, 176
_BLANK, _LAST_CELL = 1, 18  # the records of cells have the numbers between
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
_BEGIN_ROWS, _END_ROWS = 145, 146
# BrtCellSt and BrtFmlaString hold a text, BrtCellIsst the number of a shared one, which is a BrtSSTItem.
_TEXTS, _SHARED, _SHARED_TEXT = (6, 8), 7, 19
_NUMBERS = (2, 5, 9)  # BrtCellRk, BrtCellReal, BrtFmlaNum
# BrtFmt; BrtXF, of cells between BrtBeginCellXFs and BrtEndCellXFs
_FORMAT, _STYLE, _BEGIN_STYLES, _END_STYLES = 44, 47, 617, 618
_CHART = 651  # BrtCsProp, among the first records
_FIRST = 20
_SHORTEST, _LONGEST = 8, 1 << 26


class XlsbReader(PackageReader):
    """The sheets of a workbook; see `workbook.Reader`. Without styles, percentages cannot be recognized."""

    def __init__(self, package: Package, budget: Budget) -> None:
        listed = (body for kind, body in _records(blocks(package.archive, package.book)) if kind == _SHEET)
        ids_and_names = (_wide_text(body[8:]) for body in listed)
        super().__init__(package, budget, ((_wide_text(name)[0], relation) for relation, name in ids_and_names))
        self._styles = _styles(package.archive, package.styles)

    def holds_cells(self, name: str) -> bool:
        return all(kind != _CHART for kind, _ in islice(_records(blocks(self._archive, self._part(name))), _FIRST))

    def metadata(self, name: str) -> Metadata:
        found = Metadata()
        found.knows_percents = self._styles is not None
        merged: list[Area] = []
        row = 1
        parts = set()
        for kind, body in _records(blocks(self._archive, self._part(name))):
            if kind <= _LAST_CELL and len(body) < _SHORTEST:
                raise ValueError("a record of a cell or row is too short")  # calamine would take the last record's rest
            if _BLANK < kind <= _LAST_CELL:
                column, text = _number(body, 0), 0
                if kind in _NUMBERS and self._styles is not None:
                    found.show(row, column, int.from_bytes(body[4:7], "little"), self._styles)
                elif kind in (_ERROR, _FORMULA_ERROR):
                    found.faults[address(row, column)] = "an error"
                elif kind in _TEXTS:
                    text = len(body)
                elif kind == _SHARED:
                    at = _number(body, 8)
                    text = self._sizes[at] if at < len(self._sizes) else 0
                found.fill(row, column, text)
            elif kind == _ROW:
                row = _number(body, 0) + 1
                if len(body) > 11 and body[11] & _ROW_HIDDEN:
                    found.hidden_rows.add(row)
            elif kind == _COLUMNS and len(body) > 16 and body[16] & _COLUMN_HIDDEN:
                found.hidden_columns.update(range(_number(body, 0), min(_number(body, 4) + 1, LAST_COLUMN)))
            elif kind == _MERGED:
                top, bottom, left, right = (_number(body, at) for at in (0, 4, 8, 12))
                merged.append((top, left, bottom, right))
            elif kind in (_BEGIN_ROWS, _END_ROWS):
                parts.add(kind)
        if len(parts) < 2:
            raise ValueError("one of its parts is truncated" if parts else "one of its parts is not a worksheet")
        found.take(name, self._budget)
        found.merged = clipped(merged, found.last)
        return found

    @cached_property
    def _sizes(self) -> list[int]:
        found = _records(blocks(self._archive, self._texts)) if self._texts is not None else ()
        return [len(body) for kind, body in found if kind == _SHARED_TEXT]


def _styles(archive: Archive, part: str | None) -> Styles | None:
    """The cell styles; None where the workbook has none."""
    if part is None:
        return None
    codes: dict[int, str] = {}
    formats: list[int] = []
    of_cells = False
    for kind, body in _records(blocks(archive, part)):
        if kind in (_BEGIN_STYLES, _END_STYLES):
            of_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and of_cells:
            formats.append(int.from_bytes(body[2:4], "little"))
        elif kind == _FORMAT:
            codes[int.from_bytes(body[:2], "little")] = _wide_text(body[2:])[0]
    return styles_of(formats, codes)


def _number(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little")


def _records(part: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """The number and the body of each record.

    Raises:
        ValueError: the last record is truncated, or one is too long.
        IndexError: the last record is truncated in its head.
    """
    content, at = b"", 0
    while True:
        if at + 6 > len(content):  # the number takes two bytes at most, the length four
            content, at = content[at:] + next(part, b""), 0
            if not content:
                return
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = content[at]
        at += 1
        if length & 0x80:
            length &= 0x7F
            for shift in (7, 14, 21):
                byte = content[at]
                at += 1
                length |= (byte & 0x7F) << shift
                if not byte & 0x80:
                    break
        while at + length > len(content):
            more = next(part, b"")
            if not more or length > _LONGEST:
                raise ValueError("a record is truncated or too long")
            content, at = content[at:] + more, 0
        yield kind, content[at : at + length]
        at += length


def _wide_text(body: bytes) -> tuple[str, bytes]:
    """A counted text, and what follows it."""
    end = 4 + 2 * _number(body, 0)
    return body[4:end].decode("utf-16-le"), body[end:]
