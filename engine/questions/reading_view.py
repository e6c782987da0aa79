"""Describes how a spreadsheet was read, for display and as a columns file."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from ..intake.facts.battery import Intake
from ..intake.facts.reading import TableReading
from ..intake.files.paths import shown_path
from ..intake.tables.book import Book
from ..intake.tables.columns import load_columns
from ..intake.tables.header_columns import Header, HeaderColumn
from ..intake.tables.headings import By
from ..model.battery import Chain
from ..model.findings import Finding, Unreadable
from ..model.materials import Item
from ..model.numbers import plain
from ..model.settings import ColumnMapping, ColumnsFile, Settings, SheetMapping, set_of_main
from ..regimes.registry import AnyRegime
from .check import open_file
from .unmapped import AnyIntake, Unmapped, name_in_file, rows_in_file, tables_with_headings, unmapped, without_unit

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


class ItemView(msgspec.Struct, frozen=True):
    """One item of a product as read; the cost in US dollars, exact. None of `certificate`: the row names none."""

    line: str
    cell: str
    item: str
    cost_usd: str | None
    producer: str | None
    country: str | None
    sold_by: str | None
    certificate: str | None


class ReadingView(msgspec.Struct, frozen=True):
    """The reading of one file by one command, with what is not mapped and the line of a columns file that maps it.

    Of `first_lines` and `first_items` only those that the command reads are filled. `bom_sheet` is the only sheet that
    could be the main one, if none is chosen; `also_for` the command that reads another main sheet of the file.
    """

    command: str
    path: str
    sha256: str | None
    readable: bool
    tables: list[TableView]
    lines: int
    first_lines: list[LineView]
    findings: list[Finding]
    unmapped: list[Unmapped] = []
    bom_sheet: str | None = None
    first_items: list[ItemView] = []
    also_for: str | None = None


class Reading(NamedTuple):
    """What a command reads of a file, and its view; without a book where the file has no usable sheet."""

    view: ReadingView
    settings: Settings
    book: Book | None = None
    intake: AnyIntake | None = None

    @property
    def is_of_command(self) -> bool:
        """Whether the file has the command's main sheet, by its name or by its columns."""
        if self.book is None or self.intake is None:
            return False
        main = self.book.set.main
        known = load_columns().sheets[main]
        is_named = not self.book.bom.delimiter and main not in self.book.names
        headers = (table.header for table in self.intake.tables if table.kind == main)
        return any(is_named or {*known.needed, *(known.known_by or ())} <= {*header.index} for header in headers)

    def columns_file(self) -> ColumnsFile | None:
        """The columns file for this reading; None where there is nothing to fix."""
        if self.book is None or self.intake is None or not (self.view.tables or self.view.unmapped):
            return None
        return columns_file_of(self.book, self.intake, self.settings)


def read_for(path: str, content: bytes | None, settings: Settings, regimes: Iterable[AnyRegime]) -> Reading:
    """How the first of these regimes that has its main sheet in the file reads it.

    Otherwise that of the first to which only one sheet could be the main one, or the first of them.
    """
    readings = []
    for regime in regimes:
        readings.append(_read(path, content, settings, regime))
        if readings[-1].is_of_command:
            return readings[-1]
    return next((one for one in readings if one.view.bom_sheet is not None), readings[0])


def _read(path: str, content: bytes | None, settings: Settings, regime: AnyRegime) -> Reading:
    settings = regime.settings(settings)
    shown = shown_path(path)
    try:
        book, intake = read_only(path, content, settings, regime)
        return Reading(view_reading(shown, book, intake, settings), settings, book, intake)
    except Unreadable as error:
        bom_sheet = error.bom_sheet or None
        view = ReadingView(settings.sheets.command, shown, None, False, [], 0, [], error.findings, bom_sheet=bom_sheet)
        return Reading(view, settings)


def read_only(path: str, content: bytes | None, settings: Settings, regime: AnyRegime) -> tuple[Book, AnyIntake]:
    """The file and what a regime reads from it, as far as readable, without a verdict.

    Raises:
        Unreadable: it is not a spreadsheet, or has no usable sheet.
    """
    settings = regime.settings(settings)
    book = open_file(path, content, settings)
    return book, regime.read(book, settings)


def view_reading(path: str, book: Book, intake: AnyIntake, settings: Settings) -> ReadingView:
    """Everything `critmin columns` shows."""
    other = set_of_main(book.unread, book.set)
    return ReadingView(
        command=book.set.command,
        path=path,
        sha256=book.sha256,
        readable=intake.readable,
        tables=[_table(table) for table in intake.tables],
        lines=intake.lines,
        first_lines=list(map(_line, intake.battery.chains[:FIRST_LINES])) if isinstance(intake, Intake) else [],
        first_items=[] if isinstance(intake, Intake) else list(map(_item, intake.materials.items[:FIRST_LINES])),
        findings=intake.findings,
        unmapped=unmapped(book, intake, settings),
        also_for=other.command if other is not None else None,
    )


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


def _item(item: Item) -> ItemView:
    return ItemView(
        line=item.line,
        cell=item.row.cell("item"),
        item=item.name,
        cost_usd=None if item.cost is None else plain(item.cost),
        producer=item.producer,
        country=item.country,
        sold_by=item.direct_supplier,
        certificate=item.certificate.reference if item.certificate is not None else None,
    )


def columns_file_of(book: Book, intake: AnyIntake, settings: Settings) -> ColumnsFile:
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
