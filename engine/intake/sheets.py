"""The visible sheets of a workbook that no known name finds: read where only one can be meant, never passed over."""

from collections.abc import Mapping
from functools import cache
from itertools import islice

import msgspec

from ...data import read
from ..report import Findings, Unreadable
from .columns import known_columns, load_columns
from .data_rows import DataRows
from .header import Numbered, blank, columns_named, kinds_of_rows, names_heading
from .names import nearest_names, plain
from .quoting import quoted
from .settings import AS_IT_IS, Settings
from .vehicle_fields import find_field, known_field
from .workbook import BOM_SHEET, NEAR_SHEET, OTHER_SHEETS, ROWS_SEARCHED, Book, Sheet, read_book

_VEHICLE = "vehicle"
# A row of a sheet without a header is one of another sheet's table if so many cells hold what only their columns do.
_FEWEST_OF_LINES, _FEWEST = 3, 2
# Of a sheet by another name, less is read as that sheet; of other kinds, more may be in it than is meant.
_LOOSE = ("entities", _VEHICLE)


class Glimpse(msgspec.Struct, frozen=True):
    """The first rows of a sheet that is not read, `name` in addresses, and which kind it is by its header.

    `cause`: why it cannot be read.
    """

    name: str = ""
    rows: list[Numbered] = []
    kind: str | None = None
    cause: Unreadable | None = None


def open_book(path: str, content: bytes, settings: Settings = AS_IT_IS, shown: str | None = None) -> Book:
    """Like `read_book`, with each sheet of another name that can only be one of the known ones.

    Raises:
        Unreadable: it is no spreadsheet, or has no sheet to take.
    """
    book = read_book(path, content, settings, shown)
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
    for kind, name in book.names.items():
        if kind != BOM_SHEET and settings.columns.of(kind).sheet is None:
            found.add("SHEET-READ", f"the sheet {quoted(name)} is read as {kind.capitalize()}")
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
                "facts of the vehicle" if of == _VEHICLE else f"rows of {'BOM' if of == BOM_SHEET else of.capitalize()}"
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


def kind_by_name(name: str) -> str | None:
    """The sheet that one of another name is by its name, or probably was meant as."""
    compared = _compared(name)
    known = _names().get(compared)
    return known or nearest_names(name, [BOM_SHEET, *OTHER_SHEETS], NEAR_SHEET)


def _glimpse(name: str, sheet: Sheet) -> Glimpse:
    """The rows from the first filled one on, as many as are searched for a header."""
    try:
        filled = (row for row in sheet.numbered() if not all(map(blank, row[1])))
        rows = list(islice(filled, ROWS_SEARCHED))
    except Unreadable as error:
        return Glimpse(sheet.name, cause=error)
    return Glimpse(sheet.name, rows, _kind(name, sheet, rows))


def _kind(name: str, sheet: Sheet, rows: list[Numbered]) -> str | None:
    """Which of the sheets one is by its header, and by its name where that says less."""
    kinds = kinds_of_rows(sheet, rows)
    if kinds:
        return kinds[0]
    named = kind_by_name(name)
    facts = _facts(rows, strict=named != _VEHICLE)
    for number, values in rows:
        if facts and columns_named(values, _VEHICLE) >= {"field", "value"} and number < facts[-1]:
            return _VEHICLE
        if named in _LOOSE and named != _VEHICLE and set(known_columns(named).needed) < columns_named(values, named):
            return named
    return None


def _facts(rows: list[Numbered], *, strict: bool) -> list[int]:
    """The numbers of the rows that state a fact of the vehicle: a field, and beside it a value.

    `strict`: one by its own name that a gate or a date needs, as no cover sheet names it.
    """
    fields = load_columns().vehicle_fields
    needed = {*fields.dates, *fields.countries, *fields.numbers, *fields.yes_no} - {"report_date"}
    found = []
    for number, values in rows:
        filled = [str(value) for value in values if not blank(value)][:2]
        if len(filled) == 2 and (known_field(filled[0]) in needed if strict else find_field(filled[0]) is not None):
            found.append(number)
    return found


def _continued(name: str, rows: list[Numbered], columns: Mapping[str, Mapping[str, int]]) -> str | None:
    """The sheet whose rows these are, though they have no header: they read as data under its columns."""
    named = kind_by_name(name)
    if _facts(rows, strict=named != _VEHICLE) or _states_facts_across(rows):
        return _VEHICLE
    if any(map(names_heading, (values for _, values in rows))):
        return None  # a table of its own
    tables = [row for row in rows if sum(not blank(value) for value in row[1]) > 1]
    for kind in (BOM_SHEET, *OTHER_SHEETS):
        if kind == _VEHICLE:
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


def _compared(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(name)).split())


@cache
def _names() -> dict[str, str]:
    file = msgspec.toml.decode(read("sheets.toml"), type=dict[str, list[str]])
    return {_compared(name): kind for kind, names in file.items() for name in (kind, *names)}
