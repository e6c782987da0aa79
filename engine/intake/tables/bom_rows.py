"""The rows of a bill of materials in a table that may hold several: selected, or as text with their numbers."""

import re
from collections.abc import Mapping

import msgspec

from ...model.battery import key
from ...model.cell_address import letter
from ...model.findings import Findings, refuse
from ...model.numbers import digits_of
from ...model.quoting import quoted
from ...model.settings import MB, Settings, sheet_title
from ..files.sheet import Sheet, cell_at, texts_at, too_large
from ..files.text_table import text_sheet
from .book import Book, Companion, heading_test
from .columns import known_columns
from .header_columns import Header
from .rows import RowKind

BOM_COLUMN = "bom"
"""The column that names the bill of materials of each row."""

_WHOLE = re.compile(r"([0-9]+)\.0+")


def bom_of(values: list[object], index: int) -> str:
    """The bill of materials that a row names; empty where it names none."""
    value = cell_at(values, index)
    return (digits_of(value) if isinstance(value, float) else str(value)).strip()


def loose_name(name: str) -> str:
    """A loose form of a name, to find names that may be the same: `Pack 1` and `pack  1`, `1` and `1.0`."""
    whole = _WHOLE.fullmatch(name)
    return whole[1] if whole else key(name)


def repeats_header(values: list[object], header: Header) -> bool:
    """Whether the row repeats the header."""
    texts = texts_at(values)
    return any(row.texts == texts for row in header.rows)


class BomRows:
    """Selects the rows of a sheet: those of the chosen bill of materials, or all where they name only one.

    `others` are the names of the other rows, each with its first row number; `shared` the numbers of rows for all.
    """

    def __init__(self, sheet: Sheet, kind: str, header: Header) -> None:
        self.others: dict[str, int] = {}
        self.shared: set[int] = set()
        self._wanted = sheet.bom
        self._of_lines = known_columns(kind).has_lines
        self._index = header.index[BOM_COLUMN]
        self._sheet = sheet.name
        self._named: dict[str, int] = {}
        self._nameless: list[int] = []

    def cell(self, number: int) -> str:
        """The address of a row's name."""
        return f"{self._sheet}!{letter(self._index)}{number}"

    def takes(self, number: int, values: list[object], kind: RowKind) -> bool:
        """Whether the row is read: a chosen line or one without a name; on other sheets also a row for all.

        Raises:
            Unreadable: the rows name several and none is chosen, or a name that may be the same as the chosen one.
        """
        name = bom_of(values, self._index)
        if not name:
            if not self._of_lines:
                self.shared.add(number)
                return True
            if kind.may_be_line:
                self._nameless.append(number)
            return kind.may_be_line or self._wanted is None
        if self._wanted is not None and name != self._wanted:
            if loose_name(name) == loose_name(self._wanted):
                message = (
                    f"{quoted(self._wanted)} and {quoted(name)} differ only in case, spaces or invisible characters"
                )
                both = "they may be the same bill of materials"
                raise refuse("BOMS-ALIKE", f"{message}: {both}", self.cell(number))
            self.others.setdefault(name, number)
            return False
        if kind.may_be_line:
            self._named.setdefault(name, number)
        if len(self._named) > 1:
            names = " and ".join(map(quoted, self._named))
            raise refuse(
                "BOMS-SEVERAL",
                f"the column names several bills of materials: {names}",
                *map(self.cell, self._named.values()),
            )
        return True

    def finish(self, found: Findings) -> None:
        """Reports the lines that do not name their bill of materials.

        Raises:
            Unreadable: no line belongs to the chosen bill of materials.
        """
        if self._of_lines and self._wanted is not None and not self._named:
            raise refuse("BOM-WITHOUT-LINES", f"no line of the sheet {self._sheet} belongs to {quoted(self._wanted)}")
        if self._nameless and (self._named or self.others):
            message = "some lines do not name a bill of materials, but others do"
            found.add("BOM-NOT-NAMED", message, *map(self.cell, self._nameless))


class SheetPart(msgspec.Struct, frozen=True):
    """The rows of a sheet: `runs` are the first and last row numbers of each piece of `content`.

    `runs` is None for the whole sheet.
    """

    shown: str
    delimiter: str
    content: bytes
    runs: list[tuple[int, int]] | None


class BomPart(msgspec.Struct, frozen=True):
    """The rows of a bill of materials in a table and the files beside it. `sha256` is the whole table's.

    `lost` is why its rows can no longer be read; `strays` are names in other sheets without lines, with their cells.
    """

    name: str | None
    sha256: str
    sheets: Mapping[str, SheetPart]
    companions: tuple[Companion, ...] = ()
    lost: str = ""
    strays: tuple[tuple[str, str], ...] = ()


def book_of(part: BomPart, path: str, shown: str, settings: Settings) -> Book:
    """The sheets of a bill of materials, read as if from a file of its own.

    Raises:
        Unreadable: its rows are not UTF-8 text, more than the settings allow, or no longer available.
    """
    if part.lost:
        raise refuse("FILE-MISSING", f"{shown}: {part.lost}")
    size = sum(len(sheet.content) for sheet in part.sheets.values())
    if size > settings.max_mb * MB:
        raise too_large(
            f"{part.name} of {shown}" if part.name else shown, f"over {settings.max_mb:,} MB", settings.max_mb
        )
    sheets = {}
    for kind, rows in part.sheets.items():
        sheet = text_sheet(
            rows.shown,
            rows.content,
            sheet_title(kind),
            heading_test(kind, settings.columns.of(kind)),
            settings.max_mb,
            delimiter=rows.delimiter,
        )
        numbers = [range(first, last + 1) for first, last in rows.runs] if rows.runs is not None else None
        sheets[kind] = msgspec.structs.replace(sheet, numbers=numbers, bom=part.name)
    main = sheets.pop(settings.sheets.main)
    return Book(
        part.sha256, main, sheets, part.companions, path, name=part.name, strays=part.strays, set=settings.sheets
    )
