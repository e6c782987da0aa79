"""Rows without a header: facts of a known sheet, or facts against the verdict."""

from collections.abc import Mapping

from ...model.cell_address import letter
from ...model.findings import Findings
from ...model.sheet_sets import SheetSet
from ..files.sheet import Sheet
from .adverse import Subject, find_subject
from .book import Glimpse
from .columns import known_columns
from .data_rows import DataRows, names_country
from .fact_fields import known_field, load_fields
from .header_columns import Header, HeaderColumn
from .named_columns import names_heading
from .row_cells import NumberedRow, blank, one_line
from .sheet_kinds import facts_of_rows, kind_by_name
from .unread_columns import UnreadColumns

# A row without a header belongs to a sheet if this many cells hold what is specific to its columns.
_FEWEST_OF_LINES, _FEWEST = 3, 2


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
    tables = [values for number, values in rows if is_of_table((number, values)) and not _is_of_countries(values)]
    for kind in sorted({*sheets.kinds} - {sheets.facts}, key=lambda kind: (kind not in columns, kind)):
        known = known_columns(kind)
        data = DataRows(kind, columns.get(kind) or {column: index for index, column in enumerate(known.own)})
        # A change log has dates in the same place as a sheet of certificates.
        much = known.has_lines or (kind == "certificates" and kind not in columns)
        fewest = 1 if kind == named else _FEWEST_OF_LINES if much else _FEWEST
        lines = sum(map(data.may_be_line, tables))
        fit = sum(_fits(kind, data.fitting(values), fewest) for values in tables)
        if fit and 2 * fit >= lines:
            return kind
    return None


def _fits(kind: str, columns: list[str], fewest: int) -> bool:
    """Whether enough cells of a row hold what is specific to their columns; the place of a step is enough."""
    known = known_columns(kind)
    at_site = known.has_lines and any(map(known.is_of_step, columns))
    return len(columns) >= fewest or at_site


def _is_of_countries(values: list[object]) -> bool:
    """Whether a row belongs to a list of countries: a name, its code, its name in another language."""
    return all(names_country(str(value)) for value in values if not blank(value))


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


def adverse_cells(seen: Glimpse, sheet: Sheet, end: int | None = None) -> list[str]:
    """The cells of an unread table that may speak against the verdict by their headings; headings first.

    `seen` are the rows that may hold the headings; the table ends before the row `end`.
    """
    below: list[tuple[int, UnreadColumns]] = []
    for number, values in seen.rows:
        texts = list(map(one_line, values))
        subjects = {find_subject(text, left) for text, left in zip(texts, ["", *texts], strict=False) if text}
        if is_of_table((number, values)) and not subjects <= {None, Subject.REGION}:
            columns = tuple(
                HeaderColumn(index=index, cell=f"{seen.name}!{letter(index)}{number}", heading=text)
                for index, text in enumerate(texts)
                if text
            )
            header = Header(number, number, columns, len(texts))
            below.append((number, UnreadColumns(header, "entities", seen.name)))
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
