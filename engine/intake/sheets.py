"""The sheets of a file, those of other names among them: read where only one can be meant, never passed over."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from ..report import Findings, Unreadable
from .columns import known_columns, load_columns
from .companions import read_companions
from .data_rows import DataRows
from .header import Numbered, blank, names_heading
from .quoting import quoted
from .settings import AS_IT_IS, Settings
from .sheet_kinds import VEHICLE, facts_of_rows, kind_by_name, kind_of_sheet
from .vehicle_fields import known_field
from .workbook import BOM_SHEET, OTHER_SHEETS, ROWS_SEARCHED, Book, Sheet, read_book

# A row of a sheet without a header is one of another sheet's table if so many cells hold what only their columns do.
_FEWEST_OF_LINES, _FEWEST = 3, 2


class Glimpse(msgspec.Struct, frozen=True):
    """The first rows of a sheet that is not read, `name` in addresses, and which kind it is by its header.

    `cause`: why it cannot be read.
    """

    name: str = ""
    rows: list[Numbered] = []
    kind: str | None = None
    cause: Unreadable | None = None


def open_book(path: str, content: bytes, settings: Settings = AS_IT_IS, shown: str | None = None) -> Book:
    """Like `read_book`, with the files beside a text table, and each sheet that can only be one of the known ones.

    Raises:
        Unreadable: it is no spreadsheet, has no sheet to take, or a file beside it cannot be taken.
    """
    book = read_book(path, content, settings, shown)
    if book.bom.delimiter:
        beside, companions = read_companions(path, shown or path, settings)
        sheets = {kind: msgspec.structs.replace(sheet, bom=settings.bom) for kind, sheet in beside.items()}
        return msgspec.structs.replace(book, others=sheets, companions=companions)
    glimpses = {name: _glimpse(name, opened()) for name, opened in book.unread.items() if opened is not None}
    meant = {name: seen.kind for name, seen in glimpses.items() if seen.kind is not None}
    others, names = dict(book.others), dict(book.names)
    for name, kind in meant.items():
        alone = list(meant.values()).count(kind) == 1
        if alone and kind == kind_by_name(name) and kind not in others and settings.columns.of(kind).sheet is None:
            opened = book.unread[name]
            assert opened is not None
            others[kind] = msgspec.structs.replace(opened(), bom=settings.bom)
            names[kind] = name
            del glimpses[name]
    left = {name: opened for name, opened in book.unread.items() if name not in names.values()}
    return msgspec.structs.replace(book, others=others, names=names, unread=left, glimpses=glimpses)


def report_sheets(book: Book, settings: Settings, columns: Mapping[str, Mapping[str, int]], found: Findings) -> None:
    """Reports each sheet by how it is meant; `columns` are those of the tables that are read, by kind.

    Raises:
        Unreadable: a visible sheet cannot be read.
    """
    chosen = settings.sheet or settings.columns.bom.sheet
    for read_as, name in book.names.items():
        if read_as != BOM_SHEET and settings.columns.of(read_as).sheet is None:
            found.add("SHEET-READ", f"the sheet {quoted(name)} is read as {read_as.capitalize()}")
    for name in book.unread:
        seen = book.glimpses.get(name, Glimpse())
        if seen.cause is not None:
            raise seen.cause
        kind = seen.kind
        if kind == BOM_SHEET and chosen is None:
            message = f"the sheet {quoted(name)} is not read, and looks like a bill of materials too"
            found.add("SHEETS-SEVERAL", message + _settled(kind, name))
        elif kind is not None and kind != BOM_SHEET and settings.columns.of(kind).sheet is None:
            message = f"the sheet {quoted(name)} is not read, and has the columns of {kind.capitalize()}"
            found.add("SHEETS-SEVERAL", message + _settled(kind, name))
        elif kind is None and (of := _continued(name, seen.rows, columns)) is not None:
            what = (
                "facts of the vehicle" if of == VEHICLE else f"rows of {'BOM' if of == BOM_SHEET else of.capitalize()}"
            )
            message = (
                f"the sheet {quoted(name)} is not read, and its rows read as {what}, without a header of their own"
            )
            address = f"{seen.name}!A{seen.rows[0][0]}"
            found.add("SHEETS-SEVERAL", f"{message}: move them below that sheet's header, or hide the sheet", address)
        elif (near := kind_by_name(name)) is not None:
            found.add("SHEET-NEAR", f"the sheet {quoted(name)} is not read; did you mean {near}?")
        else:
            found.add("SHEET-UNUSED", f"the sheet {quoted(name)} is not read")


def _glimpse(name: str, sheet: Sheet) -> Glimpse:
    """The rows from the first filled one on, as many as are searched for a header."""
    try:
        filled = (row for row in sheet.numbered() if not all(map(blank, row[1])))
        rows = list(islice(filled, ROWS_SEARCHED))
    except Unreadable as error:
        return Glimpse(sheet.name, cause=error)
    return Glimpse(sheet.name, rows, kind_of_sheet(name, sheet, rows))


def _continued(name: str, rows: list[Numbered], columns: Mapping[str, Mapping[str, int]]) -> str | None:
    """The sheet whose rows these are, though they have no header: they read as data under its columns."""
    named = kind_by_name(name)
    if facts_of_rows(rows, strict=named != VEHICLE) or _states_facts_across(rows):
        return VEHICLE
    if any(map(names_heading, (values for _, values in rows))):
        return None  # a table of its own
    tables = [row for row in rows if sum(not blank(value) for value in row[1]) > 1]
    for kind in (BOM_SHEET, *OTHER_SHEETS):
        if kind == VEHICLE:
            continue
        under = columns.get(kind) or {column: at for at, column in enumerate(_own_columns(kind))}
        data = DataRows(kind, under)
        fewest = 1 if kind == named else _FEWEST_OF_LINES if kind == BOM_SHEET else _FEWEST
        if kind not in columns and kind != named:
            fewest = _FEWEST_OF_LINES
        fit = lines = 0
        for _, values in tables:
            lines += data.may_be_line(values)
            fitting = data.fitting(values)
            at_site = kind == BOM_SHEET and any(known_columns(kind).is_of_step(column) for column in fitting)
            fit += len(fitting) >= fewest or at_site
        if fit and 2 * fit >= lines:
            return kind
    return None


def _own_columns(kind: str) -> list[str]:
    columns: list[str] = getattr(load_columns(), kind).columns
    return columns


def _states_facts_across(rows: list[Numbered]) -> bool:
    """Whether the fields of the vehicle stand side by side, with their values below."""
    fields = load_columns().vehicle_fields
    needed = {*fields.dates, *fields.countries}
    for _, values in rows:
        known = [field for value in values if isinstance(value, str) and (field := known_field(value)) is not None]
        if len(known) > 1 and needed & {*known}:
            return True
    return False


def _settled(kind: str, name: str) -> str:
    """The line of the columns file that says that the sheet is meant."""
    return f"; if it is the one that is meant, write sheet = {quoted(name)} under [{kind}] in a columns file"
