"""The sheets of an .xlsx or .xlsm, their styles and shared texts."""

import re
from collections.abc import Iterator
from functools import cached_property

from ...model.cell_address import LAST_COLUMN, column_of
from .archive import blocks, read_part
from .budget import Budget
from .package import Package, PackageReader
from .sheet import Area, Metadata, Styles, clipped, styles_of
from .xlsx_rows import ADDRESS, SheetRows
from .xml import PREFIX, root_of, tags

_WITHOUT_CELLS = ("chartsheet", "dialogsheet")
_SHARED_TEXT_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")


class XlsxReader(PackageReader):
    """The sheets of a workbook; see `workbook.Reader`."""

    def __init__(self, package: Package, budget: Budget) -> None:
        listed = tags(read_part(package.archive, package.book), b"sheet")
        named = ((tag.get("name", ""), next((v for k, v in tag.items() if k.endswith(":id")), "")) for tag in listed)
        super().__init__(package, budget, named)
        self._styles = _styles(read_part(package.archive, package.styles))

    def holds_cells(self, name: str) -> bool:
        return root_of(next(blocks(self._archive, self._part(name)), b"")) not in _WITHOUT_CELLS

    def metadata(self, name: str) -> Metadata:
        rows = SheetRows(self._archive, self._part(name), self._styles, self._sizes)
        found = rows.metadata
        found.take(name, self._budget)
        found.merged = clipped([*_merged(rows.after)], rows.last)
        found.hidden_columns.update(_hidden_columns(rows.before))
        return found

    @cached_property
    def _sizes(self) -> list[int]:
        """The size of each shared text, in bytes of XML: calamine copies one for each cell that shows it."""
        found: list[int] = []
        rest, all_, is_plain = b"", 0, True
        for block in blocks(self._archive, self._texts) if self._texts is not None else ():
            *whole, rest = _SHARED_TEXT_END.split(rest + block)
            found += map(len, whole)
            all_ += len(block)
            is_plain = is_plain and b"<!" not in block
        return found if is_plain else [all_] * len(found)  # text in a comment or CDATA ends no text


def _styles(xml: bytes) -> Styles:
    codes = {_number_of(tag.get("numFmtId")): tag.get("formatCode", "") for tag in tags(xml, b"numFmt")}
    styles = re.search(rb"<" + PREFIX + rb"cellXfs\b.*?</" + PREFIX + rb"cellXfs", xml, re.DOTALL)
    return styles_of([_number_of(tag.get("numFmtId")) for tag in (tags(styles[0], b"xf") if styles else ())], codes)


def _number_of(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1


def _merged(tail: bytes) -> Iterator[Area]:
    for tag in tags(tail, b"mergeCell"):
        first, _, last = tag.get("ref", "").upper().partition(":")
        corners = [ADDRESS.fullmatch(corner.encode()) for corner in (first, last or first)]
        if None not in corners:
            (left, top), (right, bottom) = (corner.groups() for corner in corners if corner is not None)
            yield int(top) - 1, column_of(left.decode()), int(bottom) - 1, column_of(right.decode())


def _hidden_columns(head: bytes) -> Iterator[int]:
    """The hidden columns, from the ranges listed before the cells; ranges do not overlap."""
    left = LAST_COLUMN
    for tag in tags(head, b"col"):
        columns = range(int(tag.get("min", 1)) - 1, min(int(tag.get("max", 1)), LAST_COLUMN))
        left -= len(columns)
        if left < 0:
            raise ValueError("its columns overlap")
        if tag.get("hidden") in ("1", "true"):
            yield from columns
