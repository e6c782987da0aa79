"""Describes how a spreadsheet was read, for display and as a columns file."""

from typing import Any

import msgspec

from ..intake.facts.battery import Intake
from ..intake.facts.reading import TableReading
from ..intake.tables.book import Book
from ..intake.tables.header_columns import Header, HeaderColumn
from ..intake.tables.headings import By
from ..model.battery import Chain
from ..model.findings import Finding, Unreadable
from ..model.numbers import plain
from ..model.settings import ColumnMapping, ColumnsFile, Settings, SheetMapping
from ..regimes.registry import AnyRegime
from .check import open_file
from .unmapped import Unmapped, name_in_file, rows_in_file, tables_with_headings, unmapped, without_unit

FIRST_LINES = 5
"""The number of lines shown as read."""


class ColumnView(msgspec.Struct, frozen=True):
    """One heading: the column it is read as (None: not used), the reason, and the unit that it states."""

    cell: str
    heading: str
    column: str | None
    why: str
    unit: str | None


class TableView(msgspec.Struct, frozen=True):
    """One sheet: the kind it is read as, its heading rows, and its columns."""

    kind: str
    sheet: str
    header_rows: list[int]
    columns: list[ColumnView]


class SiteView(msgspec.Struct, frozen=True):
    step: str
    country: str | None
    entity: str | None


class LineView(msgspec.Struct, frozen=True):
    """One procurement chain as read; value in US dollars, mass in kilograms, both exact."""

    line: str
    cell: str
    mineral: str
    material: str | None
    value_usd: str | None
    mass_kg: str | None
    sites: list[SiteView]


class ReadingView(msgspec.Struct, frozen=True):
    """The reading of one file, with what is not mapped and the line of a columns file that maps it.

    `bom_sheet` is the only sheet that could be the bill of materials, if none is chosen.
    """

    path: str
    sha256: str | None
    readable: bool
    tables: list[TableView]
    lines: int
    first_lines: list[LineView]
    findings: list[Finding]
    unmapped: list[Unmapped] = []
    bom_sheet: str | None = None


def read_only(path: str, content: bytes | None, settings: Settings, regime: AnyRegime) -> tuple[Book, Any]:
    """The file and what a regime reads from it, as far as readable, without a verdict.

    Raises:
        Unreadable: it is not a spreadsheet, or has no usable sheet.
    """
    settings = regime.settings(settings)
    book = open_file(path, content, settings)
    return book, regime.read(book, settings)


def view_reading(path: str, book: Book, intake: Intake, settings: Settings) -> ReadingView:
    """Everything `critmin columns` shows."""
    return ReadingView(
        path=path,
        sha256=book.sha256,
        readable=intake.readable,
        tables=[_table(table) for table in intake.tables],
        lines=intake.battery.lines,
        first_lines=[_line(chain) for chain in intake.battery.chains[:FIRST_LINES]],
        findings=intake.findings,
        unmapped=unmapped(book, intake, settings),
    )


def unreadable_view(path: str, error: Unreadable) -> ReadingView:
    return ReadingView(path, None, False, [], 0, [], error.findings, bom_sheet=error.bom_sheet or None)


def _table(table: TableReading) -> TableView:
    header = table.header
    columns = [
        ColumnView(read.cell, read.heading, read.column, _why(read), read.unit.text if read.unit is not None else None)
        for read in header.columns
    ]
    return TableView(table.kind, table.sheet, list(range(header.first, header.last + 1)), columns)


def _why(read: HeaderColumn) -> str:
    """How a heading was recognized, with the known heading if its text is different."""
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


def columns_file_of(book: Book, intake: Intake, settings: Settings) -> ColumnsFile:
    """The columns file for this reading: every heading that is read, and those that a columns file excludes."""
    tables = {
        table.kind: SheetMapping(
            sheet=book.names.get(table.kind),
            header=rows if (rows := rows_in_file(table.header)) != 1 or table not in intake.tables else None,
            columns=_columns(table.header, without_unit(table, intake)),
        )
        for table in tables_with_headings(book, intake, settings)
    }
    return ColumnsFile(decimals=settings.decimals or settings.columns.decimals, **tables)


def _columns(header: Header, no_unit: set[str]) -> dict[str, str | ColumnMapping]:
    columns: dict[str, str | ColumnMapping] = {}
    for read in header.columns:
        if read.cell not in no_unit and (read.column is not None or read.by is By.FILE):
            stated = read.column is not None and read.unit is not None and read.by is not By.NAME
            unit = read.unit.text if stated and read.unit is not None else ""
            entry = read.column or ""
            columns[name_in_file(read, header.columns)] = ColumnMapping(entry, unit) if unit else entry
    return columns
