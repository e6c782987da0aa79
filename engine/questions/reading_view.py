"""How a spreadsheet was read, to be shown and to be kept as a columns file."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..intake.facts.battery import Intake, TableReading
from ..intake.tables.book import Book
from ..intake.tables.header_columns import HeaderColumn
from ..intake.tables.headings import By
from ..model.battery import Chain
from ..model.cell_address import letter
from ..model.findings import Finding, Unreadable
from ..model.numbers import plain
from ..model.settings import ColumnMapping, ColumnsFile, Settings, SheetMapping
from ..regimes.registry import AnyRegime
from .check import open_file

FIRST_LINES = 5
"""So many lines are shown as they were understood."""


class ColumnView(msgspec.Struct, frozen=True):
    """One heading: what it is read as (None: not used) and why, and the unit that it states."""

    cell: str
    heading: str
    column: str | None
    why: str
    unit: str | None


class TableView(msgspec.Struct, frozen=True):
    """One sheet: which of the sheets it is read as, its rows of headings, and its columns."""

    kind: str
    sheet: str
    header_rows: list[int]
    columns: list[ColumnView]


class SiteView(msgspec.Struct, frozen=True):
    step: str
    country: str | None
    entity: str | None


class LineView(msgspec.Struct, frozen=True):
    """One procurement chain as it was understood; value in US dollars, mass in kilograms, both exact."""

    line: str
    cell: str
    mineral: str
    material: str | None
    value_usd: str | None
    mass_kg: str | None
    sites: list[SiteView]


class ReadingView(msgspec.Struct, frozen=True):
    """The reading of one file."""

    path: str
    sha256: str | None
    readable: bool
    tables: list[TableView]
    lines: int
    first_lines: list[LineView]
    findings: list[Finding]


def read_only(path: str, content: bytes | None, settings: Settings, regime: AnyRegime) -> tuple[Book, Any]:
    """One file, and what a regime reads of it as far as it can be read, without a verdict.

    Raises:
        Unreadable: it is no spreadsheet, or has no sheet to take.
    """
    book = open_file(path, content, settings)
    return book, regime.read(book, settings)


def view_reading(path: str, book: Book, intake: Intake) -> ReadingView:
    """Everything `critmin columns` shows."""
    return ReadingView(
        path=path,
        sha256=book.sha256,
        readable=intake.readable,
        tables=[_table(table) for table in intake.tables],
        lines=intake.battery.lines,
        first_lines=[_line(chain) for chain in intake.battery.chains[:FIRST_LINES]],
        findings=intake.findings,
    )


def unreadable_view(path: str, error: Unreadable) -> ReadingView:
    """The view of a file that is no spreadsheet."""
    return ReadingView(path, None, False, [], 0, [], error.findings)


def _table(table: TableReading) -> TableView:
    header = table.header
    columns = [
        ColumnView(read.cell, read.heading, read.column, _why(read), read.unit.text if read.unit is not None else None)
        for read in header.columns
    ]
    return TableView(table.kind, table.sheet, list(range(header.first, header.last + 1)), columns)


def _why(read: HeaderColumn) -> str:
    """How a heading was recognised; the known one beside it where that is not the same text."""
    same = read.meant.casefold() == read.heading.casefold()
    return read.by if same or not read.meant else f'{read.by}: "{read.meant}"'


def _line(chain: Chain) -> LineView:
    sites = [SiteView(step, site.country, site.entity) for step, sites in chain.sites.items() for site in sites]
    return LineView(
        line=chain.line,
        cell=chain.row.cell("line"),
        mineral=chain.mineral,
        material=chain.material,
        value_usd=None if chain.value is None else plain(chain.value),
        mass_kg=None if chain.mass is None else plain(chain.mass),
        sites=sites,
    )


def columns_file_of(intake: Intake, settings: Settings, sheets: Mapping[str, str]) -> ColumnsFile:
    """The columns file that fixes the reading: every heading with what it was read as, `""` where it is not used.

    `sheets` are the names of the sheets that are not found by the usual name, by kind.
    """
    tables = {table.kind: _sheet_as(table, sheets.get(table.kind)) for table in intake.tables}
    return ColumnsFile(decimals=settings.decimals or settings.columns.decimals, **tables)


def _sheet_as(table: TableReading, sheet: str | None) -> SheetMapping:
    header = table.header
    twice = [read.heading for read in header.columns]
    columns: dict[str, str | ColumnMapping] = {}
    for read in header.columns:
        alone = read.heading and twice.count(read.heading) == 1
        written = read.heading if alone else f"column {letter(read.index)}"
        stated = read.unit is not None and read.by is not By.NAME and read.column is not None
        columns[written] = (
            ColumnMapping(read.column or "", read.unit.text) if stated and read.unit else read.column or ""
        )
    rows: int | list[int] = header.last if header.first == header.last else list(range(header.first, header.last + 1))
    return SheetMapping(sheet=sheet, header=rows if rows != 1 else None, columns=columns)
