"""Lists the headings that are not mapped, each with the line of a columns file that maps it."""

import json
from collections.abc import Iterator
from itertools import islice

import msgspec

from ..intake.facts.battery import Intake
from ..intake.facts.materials import MaterialsIntake
from ..intake.facts.reading import TableReading
from ..intake.files.sheet import blank, cell_at
from ..intake.tables.adverse_words import answers, compared
from ..intake.tables.book import Book
from ..intake.tables.columns import content_of, known_columns
from ..intake.tables.data_rows import fits
from ..intake.tables.header import likely_header
from ..intake.tables.header_columns import Header, HeaderColumn
from ..intake.tables.heading_words import says_step
from ..intake.tables.headings import By, read_heading
from ..intake.tables.sheet_kinds import kind_by_name
from ..intake.tables.unread_columns import attestation_column, contradicting_cells
from ..model.cell_address import letter
from ..model.findings import Finding
from ..model.quoting import quoted
from ..model.settings import ColumnMapping, Settings
from ..vocabulary.materials import find_material

AnyIntake = Intake | MaterialsIntake
"""What was read of a bill of materials, or of a product."""

_CELLS_LOOKED_AT = 50
_NO_COLUMN = "NAME OF A COLUMN"
"""The placeholder for a column's name: a line that still contains it is rejected."""
_MOST_PROPOSED = 3
_UNITS = {"mass_kg": "kg", "price_usd_per_kg": "USD/kg"}
_CONTENTS = {"mineral": "minerals", "country": "countries", "number": "numbers", "material": "materials"}
"""The kinds of content of a column's cells, which decide the columns that it can be."""


class Unmapped(msgspec.Struct, frozen=True):
    """A heading, why it is not mapped, and the line of a columns file that maps it, to paste below `table`.

    If `cell` is empty, there is no heading: the line names the column needed, or a sheet. If `kind` is empty, it states
    the file's decimal mark, above all tables.
    """

    kind: str
    cell: str
    heading: str
    why: str
    table: str
    line: str


def tables_with_headings(book: Book, intake: AnyIntake, settings: Settings) -> list[TableReading]:
    """The tables that were read, and the likely header of each sheet whose table was rejected."""
    read = {table.kind: table for table in intake.tables}
    for kind, sheet in book.sheets().items():
        if kind not in read and (header := likely_header(sheet, kind, settings.columns.of(kind))) is not None:
            read[kind] = TableReading(kind, sheet.name, header)
    return [read[kind] for kind in book.set.kinds if kind in read]


def unmapped(book: Book, intake: AnyIntake, settings: Settings) -> list[Unmapped]:
    """Headings that are not mapped or have no unit, and missing required columns, in the order of the sheets."""
    tables = tables_with_headings(book, intake, settings)
    return [
        *_decimal_mark(intake),
        *(
            Unmapped(table.kind, cell, heading, why, _below(table, found=table in intake.tables), line)
            for table in tables
            for cell, heading, why, line in _of_table(book, table, without_unit(table, intake))
        ),
        *_refused_sheets(book, intake, {table.kind for table in tables}),
    ]


def _decimal_mark(intake: AnyIntake) -> Iterator[Unmapped]:
    """The line that states the decimal mark, if numbers depend on it; both marks, unless only one can read them."""
    unclear = [found for found in intake.findings if _offers(found, "comma") or _offers(found, "point")]
    if not unclear:
        return
    both = ("point", "comma")
    marks = [mark for mark in both if all(_offers(found, mark) for found in unclear)] or both
    also = f"  # or {', '.join(map(key, marks[1:]))}" if len(marks) > 1 else ""
    count = len({cell for found in unclear for cell in found.cells})
    why = f"the decimal mark of {count} number{'s' * (count != 1)} is not stated"
    yield Unmapped("", "", "", why, "", f"decimals = {key(marks[0])}{also}")


def _offers(found: Finding, mark: str) -> bool:
    return found.code == "NUMBER-UNREADABLE" and f"with --decimal {mark}" in found.message


def _refused_sheets(book: Book, intake: AnyIntake, read: set[str]) -> Iterator[Unmapped]:
    """The unread sheets that block the verdict, with the line that reads each as the kind in its name."""
    refused = [found.message for found in intake.findings if found.code == "SHEETS-SEVERAL"]
    for name, sheet in book.unread.items():
        of_name = f"the sheet {quoted(name)} is not read"
        message = next((text for text in refused if text.startswith(of_name)), None)
        kind = (book.glimpses[name].kind if name in book.glimpses else None) or kind_by_name(name, book.set)
        if message is not None and sheet is not None and kind is not None and kind not in read:
            yield Unmapped(kind, "", name, message.partition(": ")[0], f"[{kind}]", f"sheet = {key(name)}")


def _below(table: TableReading, *, found: bool) -> str:
    header = "" if found else f"[{table.kind}]\nheader = {rows_in_file(table.header)}\n\n"
    return f"{header}[{table.kind}.columns]"


def without_unit(table: TableReading, intake: AnyIntake) -> set[str]:
    """The headings of amounts without a stated unit, by cell."""
    if table in intake.tables:
        return {cell for found in intake.findings if found.code == "UNIT-MISSING" for cell in found.cells}
    columns = table.header.columns
    of_cells = {read.column for read in columns} & {"mass_unit", "price_unit"}
    amounts = [read for read in columns if read.column in _UNITS and not of_cells]
    return {read.cell for read in amounts if read.unit is None and read.by is not By.NAME}


def _of_table(book: Book, table: TableReading, no_unit: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """The cell, heading, reason and line of everything not mapped in one table."""
    kind, columns = table.kind, table.header.columns
    taken = {read.column for read in columns}
    needed = set(known_columns(kind).needed) - taken
    contradicting = contradicting_cells(book.sheets()[kind], table.header, kind, by_name=book.set.by_name)
    for read in columns:
        written = key(name_in_file(read, columns))
        if read.column in _UNITS and read.cell in no_unit:
            line = f"{written} = {in_file(_mapping(read.column))}  # or the unit that it is in"
            yield read.cell, read.heading, f"read as {read.column}, but its unit is not given", line
        elif read.column is None and read.by is not By.FILE:
            content = _content(book, table, read.index)
            rival = read_heading(read.heading, kind).column
            # A heading for a different fact could wrongly support a pass if mapped to one of these columns.
            choices = [] if rival or read.instead else _choices(read, kind, taken, content)
            needed -= set(choices[:1])
            # A person must state the step of a place, unless the heading states it.
            places = [name for name in read.proposals if content == "country" == content_of(name)]
            sure = choices and (choices[0] == content or (choices[:1] == places and says_step(read.heading)))
            # Headings that may contradict the verdict get no ready-made line that excludes them.
            contradicts = read.cell in contradicting
            leave_out = '"" to leave it out' + ", with a warning" * contradicts
            first, *others = choices if sure else [_NO_COLUMN * contradicts, *choices]
            also = [in_file(_mapping(name)) for name in others] + [leave_out] * bool(first)
            line = f"{written} = {in_file(_mapping(first))}" + (f"  # or {', '.join(also)}" if also else "")
            if not rival and (attestation := attestation_column(read.heading, kind, taken)) is not None:
                line = f'{written} = {key(attestation)}  # if it contains the attestations; or "" to leave it out'
            why = f"another column is read as {rival}" if rival else read.instead or "not used"
            holds = f"; its cells hold {_CONTENTS[content]}" if content and not read.instead else ""
            yield read.cell, read.heading, why + holds, line
    for name in known_columns(kind).needed:
        if name in needed:
            yield "", "", f"needed: no heading is read as {name}", f'"YOUR HEADING" = "{name}"'


def _choices(read: HeaderColumn, kind: str, taken: set[str | None], content: str) -> list[str]:
    """The columns the heading could be: similar ones, and any for the kind of content in its cells."""
    free = [name for name in known_columns(kind).names() if name not in taken]
    like = [name for name in read.proposals if name in free and _may_hold(name, content)]
    wanted = content or ("name" if read.is_fact else None)
    only = [name for name in free if content_of(name) == wanted]
    return list(dict.fromkeys([*like, *only]))[:_MOST_PROPOSED]


def _may_hold(column: str, content: str) -> bool:
    held = content_of(column)
    return held == content if content else held not in _CONTENTS


def _content(book: Book, table: TableReading, index: int) -> str:
    """The kind of content in the first cells below a heading; empty if not recognized."""
    rows = book.sheets()[table.kind].numbered()
    below = (cell_at(values, index) for number, values in rows if number > table.header.last)
    cells = [value for value in islice(below, _CELLS_LOOKED_AT) if not blank(value)]
    if not cells:
        return ""
    if 2 * sum(find_material(str(value)) is not None for value in cells) > len(cells):
        return "material"
    # Y is yes before it is yttrium.
    only_yes = all(compared(str(value)) in answers("yes") for value in cells)
    possible = [content for content in _CONTENTS if not (only_yes and content in ("mineral", "material"))]
    return next((content for content in possible if all(fits(value, content, table.kind) for value in cells)), "")


def _mapping(column: str) -> str | ColumnMapping:
    return ColumnMapping(column, _UNITS[column]) if column in _UNITS else column


# As a columns file writes it ------------------------------------------------------------------------------------------


def rows_in_file(header: Header) -> int | list[int]:
    """The row of the headings, or the rows."""
    return header.last if header.first == header.last else list(range(header.first, header.last + 1))


def name_in_file(read: HeaderColumn, columns: tuple[HeaderColumn, ...]) -> str:
    """A heading by its text, or by the column's letter if the text is not enough."""
    alone = [other.heading for other in columns].count(read.heading) == 1
    return read.heading if alone and read.heading.isprintable() and read.heading else f"column {letter(read.index)}"


def key(text: str) -> str:
    """A text in quotation marks."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def in_file(entry: str | ColumnMapping) -> str:
    """The mapping of a heading, with its unit if stated."""
    if isinstance(entry, str):
        return key(entry)
    return f"{{ column = {key(entry.column)}, unit = {key(entry.unit)} }}"
