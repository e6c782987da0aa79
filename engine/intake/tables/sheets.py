"""The sheets of a file, those of other names among them: read where only one can be meant, never passed over."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from ...model.cell_address import letter
from ...model.findings import Findings, Unreadable
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, Settings
from ..files.sheet import ROWS_SEARCHED, Sheet
from .adverse import Subject, find_subject
from .book import BOM_SHEET, OTHER_SHEETS, Book, Glimpse, read_book
from .columns import known_columns, load_columns
from .companions import read_companions
from .data_rows import DataRows, names_country
from .header_columns import Header, HeaderColumn
from .named_columns import names_heading
from .row_cells import NumberedRow, blank
from .sheet_kinds import VEHICLE, are_contacts, facts_of_rows, kind_by_name, kind_of_sheet
from .table import Lines
from .unread_columns import UnreadColumns
from .vehicle_fields import known_field, load_fields

# A row of a sheet without a header is one of another sheet's table if so many cells hold what only their columns do.
_FEWEST_OF_LINES, _FEWEST = 3, 2


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
    glimpses = {name: _glimpse(name, sheet) for name, sheet in book.unread.items() if sheet is not None}
    meant = {name: seen.kind for name, seen in glimpses.items() if seen.kind is not None}
    others, names = dict(book.others), dict(book.names)
    for name, kind in meant.items():
        alone = list(meant.values()).count(kind) == 1
        if alone and kind == kind_by_name(name) and kind not in others and settings.columns.of(kind).sheet is None:
            sheet = book.unread[name]
            assert sheet is not None
            others[kind] = msgspec.structs.replace(sheet, bom=settings.bom)
            names[kind] = name
            del glimpses[name]
    left = {name: sheet for name, sheet in book.unread.items() if name not in names.values()}
    return msgspec.structs.replace(book, others=others, names=names, unread=left, glimpses=glimpses)


def report_sheets(book: Book, settings: Settings, tables: Mapping[str, Lines], found: Findings) -> None:
    """Reports each sheet by how it is meant, and what of another kind stands above a table; `tables` are those read.

    Raises:
        Unreadable: a visible sheet cannot be read.
    """
    chosen = settings.sheet or settings.columns.bom.sheet
    columns = {kind: lines.columns for kind, lines in tables.items()}
    for read_as, name in book.names.items():
        if read_as != BOM_SHEET and settings.columns.of(read_as).sheet is None:
            found.add("SHEET-READ", f"the sheet {quoted(name)} is read as {read_as.capitalize()}")
    for of_table, lines in tables.items():
        _report_above(of_table, lines, columns, found)
    for name, sheet in book.unread.items():
        seen = book.glimpses.get(name, Glimpse())
        if seen.cause is not None:
            raise seen.cause
        kind = seen.kind
        said = f"the sheet {quoted(name)} is not read"
        near = kind_by_name(name)
        settled = near is not None and (chosen if near == BOM_SHEET else settings.columns.of(near).sheet) is not None
        if kind == BOM_SHEET and chosen is None:
            found.add("SHEETS-SEVERAL", f"{said}, and looks like a bill of materials too{_settled(kind, name)}")
        elif kind is not None and kind != BOM_SHEET and settings.columns.of(kind).sheet is None:
            found.add("SHEETS-SEVERAL", f"{said}, and has the columns of {kind.capitalize()}{_settled(kind, name)}")
        elif kind is None and (of := _continued(name, seen.rows, columns)) is not None:
            message = f"{said}, and its rows read as {_rows_of(of)}, without a header of their own"
            address = f"{seen.name}!A{seen.rows[0][0]}"
            headings = "give them the headings field and value on a sheet named Vehicle"
            todo = headings if of == VEHICLE else "move them below that sheet's header"
            found.add("SHEETS-SEVERAL", f"{message}: {todo}, or hide the sheet", address)
        elif kind is None and sheet is not None and (cells := _adverse_cells(seen, sheet)):
            message = f"{said}, and may speak against the verdict: state it in the known sheets, or hide the sheet"
            found.add("SHEETS-SEVERAL", message, *cells)
        elif near is not None and not settled and _may_hold_facts(seen.rows):
            message = f"{said}: by its name it is {_named(near)}, and its columns are not those"
            found.add("SHEETS-SEVERAL", f"{message}; name them as they are known, or hide the sheet", f"{seen.name}!A1")
        elif near is not None:
            found.add("SHEET-NEAR", f"{said}; did you mean {near}?")
        else:
            found.add("SHEET-UNUSED", said)


def _report_above(kind: str, lines: Lines, columns: Mapping[str, Mapping[str, int]], found: Findings) -> None:
    """What stands above the header of a table that is read, and is of another kind of sheet, or against the verdict."""
    header, sheet = lines.header.first, lines.sheet
    rows = [row for row in islice(sheet.numbered(), header - 1) if row[0] < header and not all(map(blank, row[1]))]
    if not any(map(_is_of_table, rows)):
        return
    of = kind_of_sheet("", sheet, rows) or _continued("", rows, {kind: columns[kind]})
    cells = _adverse_cells(Glimpse(sheet.name, rows), sheet, header)
    if of not in (None, kind):
        message = f"what stands above the header in row {header} reads as {_rows_of(of)}: move it to that sheet"
        found.add("ROW-ABOVE-HEADER", message, f"{sheet.name}!A{rows[0][0]}")
    elif cells:
        message = f"what stands above the header in row {header} may speak against the verdict"
        found.add("ROW-ABOVE-HEADER", f"{message}: state it in the known sheets, or delete it", *cells)


def _adverse_cells(seen: Glimpse, sheet: Sheet, end: int | None = None) -> list[str]:
    """The cells of a table that is not read which may speak against the verdict by their headings, the headings first.

    `seen` are the rows that may hold the headings, `end` the row before which the table ends.
    """
    below: list[tuple[int, UnreadColumns]] = []
    for number, values in seen.rows:
        texts = [" ".join(str(value).split()) for value in values]
        subjects = {find_subject(text, left) for text, left in zip(texts, ["", *texts], strict=False) if text}
        if not _is_of_table((number, values)) or subjects <= {None, Subject.REGION}:
            continue
        reads = tuple(
            HeaderColumn(index=index, cell=f"{seen.name}!{letter(index)}{number}", heading=text)
            for index, text in enumerate(texts)
            if text
        )
        below.append((number, UnreadColumns(Header(number, number, reads, len(texts)), "entities", seen.name)))
    found = Findings()
    for number, values in sheet.numbered() if below else ():
        if number == end:
            break
        for header, columns in below:
            if number > header:
                columns.look(number, values)
    for _, columns in below:
        columns.report(found)
    return [cell for finding in found.all() if finding.code == "COLUMN-ADVERSE" for cell in finding.cells]


def _is_of_table(row: NumberedRow) -> bool:
    return sum(not blank(value) for value in row[1]) > 1


def _may_hold_facts(rows: list[NumberedRow]) -> bool:
    """Whether the rows are a table, and not just one of contacts."""
    tables = [
        [str(value) for value in values if not blank(value)] for values in (r[1] for r in rows if _is_of_table(r))
    ]
    return bool(tables) and not are_contacts(tables[0])


def _named(kind: str) -> str:
    return "BOM" if kind == BOM_SHEET else kind.capitalize()


def _rows_of(kind: str) -> str:
    return "facts of the vehicle" if kind == VEHICLE else f"rows of {_named(kind)}"


def _glimpse(name: str, sheet: Sheet) -> Glimpse:
    """The rows from the first filled one on, as many as are searched for a header."""
    try:
        filled = (row for row in sheet.numbered() if not all(map(blank, row[1])))
        rows = list(islice(filled, ROWS_SEARCHED))
    except Unreadable as error:
        return Glimpse(sheet.name, cause=error)
    return Glimpse(sheet.name, rows, kind_of_sheet(name, sheet, rows))


def _continued(name: str, rows: list[NumberedRow], columns: Mapping[str, Mapping[str, int]]) -> str | None:
    """The sheet whose rows these are, though they have no header: they read as data under its columns."""
    named = kind_by_name(name)
    if facts_of_rows(rows, strict=named != VEHICLE) or _states_facts_across(rows):
        return VEHICLE
    if any(map(names_heading, (values for _, values in rows))):
        return None  # a table of its own
    tables = [row for row in rows if _is_of_table(row) and not _is_of_countries(row)]
    for kind in sorted({BOM_SHEET, *OTHER_SHEETS} - {VEHICLE}, key=lambda kind: (kind not in columns, kind)):
        under = columns.get(kind) or {column: at for at, column in enumerate(_own_columns(kind))}
        data = DataRows(kind, under)
        # A log of changes has its dates where a sheet of certificates would.
        much = kind == BOM_SHEET or (kind == "certificates" and kind not in columns)
        fewest = 1 if kind == named else _FEWEST_OF_LINES if much else _FEWEST
        fit = lines = 0
        for _, values in tables:
            lines += data.may_be_line(values)
            fitting = data.fitting(values)
            at_site = kind == BOM_SHEET and any(known_columns(kind).is_of_step(column) for column in fitting)
            fit += len(fitting) >= fewest or at_site
        if fit and 2 * fit >= lines:
            return kind
    return None


def _is_of_countries(row: NumberedRow) -> bool:
    """Whether a row is one of a list of countries: a name, its code, its name in another language."""
    return all(names_country(str(value)) for value in row[1] if not blank(value))


def _own_columns(kind: str) -> list[str]:
    columns: list[str] = getattr(load_columns(), kind).columns
    return columns


def _states_facts_across(rows: list[NumberedRow]) -> bool:
    """Whether the fields of the vehicle stand side by side, with their values below."""
    fields = load_fields()
    needed = {*fields.dates, *fields.countries}
    for _, values in rows:
        known = [field for value in values if isinstance(value, str) and (field := known_field(value)) is not None]
        if len(known) > 1 and needed & {*known}:
            return True
    return False


def _settled(kind: str, name: str) -> str:
    """The line of the columns file that says that the sheet is meant."""
    return f"; if it is the one that is meant, write sheet = {quoted(name)} under [{kind}] in a columns file"
