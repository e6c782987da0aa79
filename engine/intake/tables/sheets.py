"""The sheets of a file, including those under other names: read where unambiguous, never skipped."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from ...model.cell_address import letter
from ...model.findings import Findings, Unreadable
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, Settings, SheetSet, sheet_title
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet, blank, one_line
from .adverse import Subject, find_subject
from .book import Book, Glimpse, read_book
from .columns import known_columns
from .companions import read_companions
from .data_rows import DataRows, names_country
from .fact_fields import known_field, load_fields
from .header_candidates import names_heading, sure_column
from .header_columns import Header, HeaderColumn
from .other_sheets import reader_of
from .own_sheets import is_own
from .sheet_kinds import are_contacts, facts_of_rows, kind_by_name, kind_of_sheet
from .table import Lines
from .unread_columns import UnreadColumns

# A row without a header belongs to a sheet if this many cells hold what is specific to its columns.
_FEWEST_OF_LINES, _FEWEST = 3, 2


def open_book(path: str, content: bytes, settings: Settings = AS_IT_IS, shown: str | None = None) -> Book:
    """The sheets of a file: of a workbook those under other names too, of a text table those in the files beside it.

    Of several bills of materials, the one chosen in the settings. `shown` is the file's name in messages, by default
    the path.

    Raises:
        Unreadable: it is not a spreadsheet, has no usable sheet, or a file beside it is unusable.
    """
    book = read_book(path, content, settings, shown or path)
    others, names, unread, companions = dict(book.others), dict(book.names), dict(book.unread), book.companions
    glimpses = {name: _glimpse(name, sheet, settings.sheets) for name, sheet in unread.items() if sheet is not None}
    if book.bom.delimiter:
        others, companions = read_companions(path, shown or path, settings)
    kinds = [seen.kind for seen in glimpses.values()]
    for name, kind in zip(list(glimpses), kinds, strict=True):
        sheet = unread[name]
        if sheet is None or kind is None or kinds.count(kind) > 1 or kind in others:
            continue
        if kind == kind_by_name(name, settings.sheets) and settings.columns.of(kind).sheet is None:
            others[kind], names[kind] = sheet, name
            del glimpses[name], unread[name]
    return msgspec.structs.replace(
        book, others=others, companions=companions, unread=unread, glimpses=glimpses, names=names
    )


def report_sheets(book: Book, settings: Settings, tables: Mapping[str, Lines], found: Findings) -> None:
    """Reports the sheets that are not read, and content of another kind above a table; `tables` are those read.

    Raises:
        Unreadable: a sheet cannot be read.
    """
    columns = {kind: lines.columns for kind, lines in tables.items()}
    for read_as, name in book.names.items():
        if read_as != settings.sheets.main and settings.columns.of(read_as).sheet is None:
            found.add("SHEET-READ", f"the sheet {quoted(name)} is read as {sheet_title(read_as)}")
    for of_table, lines in tables.items():
        _report_above(of_table, lines, columns, settings.sheets, found)
    for name, sheet in book.unread.items():
        seen = book.glimpses.get(name, Glimpse())
        if seen.cause is not None:
            raise seen.cause
        other = reader_of(name, sheet, seen.rows, settings.sheets) if sheet is not None else None
        if other is not None:
            found.add("SHEET-OF-OTHER-COMMAND", f"the sheet {quoted(name)} is read by `critmin {other.command}`")
            continue
        code, message, cells = _answer(name, sheet, seen, settings, columns, hidden=name in book.hidden)
        if code == "SHEET-UNUSED" and is_own(name, seen.rows):
            continue
        found.add(code, f"the sheet {quoted(name)} is not read{message}", *cells)


def _answer(
    name: str,
    sheet: Sheet | None,
    seen: Glimpse,
    settings: Settings,
    columns: Mapping[str, Mapping[str, int]],
    *,
    hidden: bool,
) -> tuple[str, str, list[str]]:
    """The finding for a sheet that is not read: its code, the rest of its message, and cells."""
    main, of_facts = settings.sheets.main, settings.sheets.facts

    def chosen(kind: str) -> bool:
        """Whether the user chose the sheet of a kind."""
        return (settings.main_sheet if kind == main else settings.columns.of(kind).sheet) is not None

    kind, near = seen.kind, kind_by_name(name, settings.sheets)
    meant = kind or near or "entities"
    mapped = f"write sheet = {quoted(name)} under [{meant}] in a columns file"
    or_mapped = f", or {mapped}" if meant not in columns else ""
    is_revision = kind == main and hidden and not chosen(kind)
    if kind is not None and not chosen(kind) and not is_revision:
        what = "also looks like a bill of materials" if kind == main else f"has the columns of {sheet_title(kind)}"
        return "SHEETS-SEVERAL", f", but it {what}: to use it, {mapped}", []
    if kind is None and (of := kind_without_header(name, seen.rows, columns, settings.sheets)) is not None:
        headings = f"give them the headings field and value on a sheet named {sheet_title(of_facts)}"
        todo = headings if of == of_facts else "move them below the header of that sheet"
        message = f", but its rows look like {_rows_of(of, settings.sheets)} without a header: {todo}"
        return "SHEETS-SEVERAL", message, [f"{seen.name}!A{seen.rows[0][0]}"]
    if (kind is None or is_revision) and sheet is not None and (cells := adverse_cells(seen, sheet)):
        message = f", but it may contradict the verdict: move its facts to the known sheets{or_mapped}"
        return "SHEETS-SEVERAL", message, cells
    if is_revision:
        return "SHEET-UNUSED", f": it is hidden and looks like another bill of materials. To use it, {mapped}", []
    first = next((values for number, values in seen.rows if is_of_table((number, values))), None)
    may_hold_facts = first is not None and not are_contacts([str(value) for value in first if not blank(value)])
    if near is not None and not chosen(near) and may_hold_facts:
        message = f": its name suggests {sheet_title(near)}, but its columns are not those of that sheet"
        return "SHEETS-SEVERAL", f"{message}; rename the columns{or_mapped}", [f"{seen.name}!A1"]
    return ("SHEET-NEAR", f"; did you mean {near}?", []) if near is not None else ("SHEET-UNUSED", "", [])


def _report_above(
    kind: str, lines: Lines, columns: Mapping[str, Mapping[str, int]], sheets: SheetSet, found: Findings
) -> None:
    """Reports content above the header of a table that is of another kind of sheet or speaks against the verdict."""
    header, sheet = lines.header.first, lines.sheet
    rows = [row for row in islice(sheet.numbered(), header - 1) if row[0] < header and not all(map(blank, row[1]))]
    if not any(map(is_of_table, rows)):
        return
    of = kind_of_sheet("", sheet, rows, sheets) or kind_without_header("", rows, {kind: columns[kind]}, sheets)
    cells = adverse_cells(Glimpse(sheet.name, rows), sheet, header)
    if of not in (None, kind):
        message = f"the rows above the header in row {header} look like {_rows_of(of, sheets)}: move them to that sheet"
        found.add("ROW-ABOVE-HEADER", message, f"{sheet.name}!A{rows[0][0]}")
    elif cells:
        message = f"the rows above the header in row {header} may contradict the verdict"
        found.add("ROW-ABOVE-HEADER", f"{message}: move their facts to the known sheets, or delete them", *cells)


def _rows_of(kind: str, sheets: SheetSet) -> str:
    return f"facts of the {kind}" if kind == sheets.facts else f"rows of {sheet_title(kind)}"


def _glimpse(name: str, sheet: Sheet, sheets: SheetSet) -> Glimpse:
    """The rows from the first filled one on, as many as are searched for a header."""
    try:
        filled = (row for row in sheet.numbered() if not all(map(blank, row[1])))
        rows = list(islice(filled, ROWS_SEARCHED))
    except Unreadable as error:
        return Glimpse(sheet.name, cause=error)
    return Glimpse(sheet.name, rows, kind_of_sheet(name, sheet, rows, sheets))


def is_of_table(row: NumberedRow) -> bool:
    """Whether a row has several filled cells, unlike a title."""
    return sum(not blank(value) for value in row[1]) > 1


def kind_without_header(
    name: str, rows: list[NumberedRow], columns: Mapping[str, Mapping[str, int]], sheets: SheetSet
) -> str | None:
    """The kind of sheet, among `sheets`, under whose columns these rows, without a header, read as data.

    `name` is the name of their sheet; `columns` are those of the tables that are read, by kind.
    """
    named = kind_by_name(name, sheets)
    if facts_of_rows(rows, sheets, strict=named != sheets.facts) or _states_facts_across(rows, sheets.facts):
        return sheets.facts
    if any(names_heading(values, sheets) for _, values in rows):
        return None  # a table of its own
    tables = [values for number, values in rows if is_of_table((number, values))]
    # A list of countries holds a name, its code, its name in another language.
    tables = [row for row in tables if not all(names_country(str(value)) for value in row if not blank(value))]
    for kind in sorted({*sheets.kinds} - {sheets.facts}, key=lambda kind: (kind not in columns, kind)):
        known = known_columns(kind)
        data = DataRows(kind, columns.get(kind) or {column: index for index, column in enumerate(known.own)})
        # A change log has dates in the same place as a sheet of certificates.
        much = known.has_lines or (kind == "certificates" and kind not in columns)
        fewest = 1 if kind == named else _FEWEST_OF_LINES if much else _FEWEST
        lines = sum(map(data.may_be_line, tables))
        fitting = map(data.fitting, tables)
        # The place of a step is enough.
        fit = sum(len(of) >= fewest or (known.has_lines and any(map(known.is_of_step, of))) for of in fitting)
        if fit and 2 * fit >= lines:
            return kind
    return None


def _states_facts_across(rows: list[NumberedRow], kind: str) -> bool:
    """Whether fields of the sheet of facts are side by side, with their values below."""
    fields = load_fields(kind)
    needed = {*fields.dates, *fields.countries}
    for _, values in rows:
        known = [
            field for value in values if isinstance(value, str) and (field := known_field(value, kind)) is not None
        ]
        if len(known) > 1 and needed & {*known}:
            return True
    return False


def _names_companies(heading: str) -> bool:
    """Whether a column of an unknown table holds companies, of which other columns may say anything."""
    columns = (sure_column(heading, "entities"), sure_column(heading, "materials"))
    return not {"entity", "supplier", "producer"}.isdisjoint(columns)


def adverse_cells(seen: Glimpse, sheet: Sheet, end: int | None = None) -> list[str]:
    """The cells of an unread table that may speak against the verdict by their headings; headings first.

    `seen` are the rows that may hold the headings; the table ends before the row `end`.
    """
    below: list[tuple[int, UnreadColumns]] = []
    for number, values in seen.rows:
        texts = list(map(one_line, values))
        subjects = {find_subject(text, left) for text, left in zip(texts, ["", *texts], strict=False) if text}
        may_speak = not subjects <= {None, Subject.REGION, Subject.VERDICT}
        if (may_speak or any(map(_names_companies, texts))) and is_of_table((number, values)):
            columns = tuple(
                HeaderColumn(index=index, cell=f"{seen.name}!{letter(index)}{number}", heading=text)
                for index, text in enumerate(texts)
                if text
            )
            header = Header(number, number, columns, len(texts))
            below.append((number, UnreadColumns(header, "entities", sheet)))
    for number, values in sheet.numbered() if below else ():
        if number == end:
            break
        for heading, unread in below:
            if number > heading:
                unread.look(number, values)
    found = Findings()
    for _, unread in below:
        unread.report(found)
    return [cell for finding in found.all() if finding.code == "COLUMN-ADVERSE" for cell in finding.cells]
