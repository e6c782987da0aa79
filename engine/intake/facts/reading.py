"""Reads the sheets of one file: what can be read is read, and every problem of every sheet is kept."""

from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Any, TypeVar

import msgspec

from ...model.battery import Entity, Holding
from ...model.findings import Finding, Findings, Unreadable
from ...model.quoting import quoted
from ...model.settings import KINDS, MB, NO_MAPPING, ColumnsFile, Settings, SheetSet, other_sets, sheet_title
from ..files.sheet import Sheet
from ..files.storage import compare_file
from ..tables.book import Book
from ..tables.header_candidates import is_main
from ..tables.header_columns import Header
from ..tables.sheets import report_sheets
from ..tables.table import Lines, read_table
from ..tables.unread_columns import AttestationEnd, Mention, StatedNames
from .cells import Cells
from .certificates import read_certificates
from .register import Register
from .suppliers import read_entities, read_holdings

T = TypeVar("T")
_NO_HEADER = ("COLUMN-MISSING", "HEADER-MISSING")


class TableReading(msgspec.Struct, frozen=True):
    """How a sheet was read: its kind, its name in the file, and its header."""

    kind: str
    sheet: str
    header: Header


class SheetsRead(msgspec.Struct, frozen=True, kw_only=True):
    """What the reading of a file says besides its facts: the findings, and how the sheets were read.

    `readable`: the facts can be judged. `ends` are the days on which attestations end, by columns that are not read;
    `mentions` are the names in such columns about which the sheets state facts.
    """

    findings: list[Finding]
    tables: list[TableReading] = []
    readable: bool = True
    ends: list[AttestationEnd] = []
    mentions: list[Mention] = []


class SheetReader:
    """The tables of a file by kind, the findings so far, and the certificates of the file.

    `refused` are findings because of which a part could not be read at all.
    """

    def __init__(self, book: Book, settings: Settings) -> None:
        self.book = book
        self.found = Findings()
        self.refused: list[Finding] = []
        self.tables: dict[str, Lines] = {}
        for kind, sheet in book.sheets().items():
            try:
                mapping, by_name = settings.columns.of(kind), book.set.by_name
                self.tables[kind] = read_table(sheet, kind, self.found, mapping, by_name=by_name)
            except Unreadable as error:
                # A sheet left empty, as in a template, counts as absent.
                is_main = kind == book.set.main
                refused = [found for found in error.findings if is_main or found.code != "SHEET-EMPTY"]
                self.refused += _with_its_command(refused, sheet, book.set) if is_main else refused
        self._watch_names()
        self._report_columns_file(settings.columns)
        self.attempt(lambda: report_sheets(book, settings, self.tables, self.found), None)
        self.cells = Cells(self.found, settings)
        papers = self.tables.get("certificates", ())
        compare = partial(compare_file, book.path, most=settings.max_mb * MB)
        self.register = self.attempt(lambda: read_certificates(papers, self.cells, compare), Register())
        self.cells.register = self.register

    def _report_columns_file(self, file: ColumnsFile) -> None:
        """Reports a columns file of which no part is for a sheet that is read here."""
        kinds = [kind for kind in KINDS if file.of(kind) is not NO_MAPPING]
        if kinds and not {*kinds} & {*self.book.set.kinds}:
            parts, command = ", ".join(f"[{kind}]" for kind in kinds), self.book.set.command
            message = f"the columns file has only {parts}: `critmin {command}` reads no such sheet"
            self.found.add("COLUMN-NOT-THERE", message)

    def _watch_names(self) -> None:
        """Has every table look for the names of the sheets `Entities` and `Ownership` in columns that are not read."""
        named = {"entities": ("entity",), "ownership": ("owner", "owned")}
        of = [text for kind, columns in named.items() if (t := self.tables.get(kind)) for text in t.texts(*columns)]
        if of:
            names = StatedNames(of)
            for table in self.tables.values():
                table.unread.watch(names)

    def attempt(self, read: Callable[[], T], otherwise: T) -> T:
        """What `read` returns; `otherwise`, with the findings kept, where it is refused."""
        try:
            return read()
        except Unreadable as error:
            self.refused.extend(error.findings)
            return otherwise

    def entities(self) -> dict[str, Entity]:
        """Every supplier and owner of the sheet `Entities`, by its identity."""
        return self.attempt(lambda: read_entities(self.tables.get("entities", ()), self.cells), {})

    def holdings(self, entities: Mapping[str, Entity]) -> list[Holding]:
        """Every holding of the sheet `Ownership`."""
        return self.attempt(lambda: read_holdings(self.tables.get("ownership", ()), self.cells, entities), [])

    def finish(self, certificates: Container[str]) -> None:
        """Reports, after the last cell, what only the whole file shows; `certificates` are the kinds that serve it."""
        self.cells.report_unclear()
        self.register.report_unused(self.found, certificates)
        _check_names(self.tables, self.book, self.found)

    @property
    def readable(self) -> bool:
        return not self.refused and not self.found.unreadable

    @property
    def shared(self) -> Mapping[str, Lines]:
        """The tables that may have rows for several bills of materials."""
        return self.tables if self.book.name is not None else {}

    def outcome(self) -> dict[str, Any]:
        """The fields of `SheetsRead`."""
        tables = self.tables.items()
        return {
            "findings": self.refused + self.found.all(),
            "tables": [TableReading(kind, lines.sheet.name, lines.header) for kind, lines in tables],
            "readable": self.readable,
            "ends": [end for _, lines in tables for end in lines.unread.ends()],
            "mentions": [mention for _, lines in tables for mention in lines.unread.mentions()],
        }


def _with_its_command(refused: list[Finding], sheet: Sheet, sheets: SheetSet) -> list[Finding]:
    """The findings on a main sheet without a header; they name the other command, if the sheet is one that it reads."""
    reads = next((other for other in other_sets(sheets) if is_main(sheet, other)), None)
    if reads is None:
        return refused
    hint = f"`critmin {reads.command}` reads such a sheet ({sheet_title(reads.main)}): "
    return [
        msgspec.structs.replace(found, message=hint + found.message) if found.code in _NO_HEADER else found
        for found in refused
    ]


def _check_names(tables: Mapping[str, Lines], book: Book, found: Findings) -> None:
    """Reports rows of other sheets whose bill of materials has no line: they may be intended for this one."""
    rows_of = {kind: lines.bom_rows for kind, lines in tables.items() if lines.bom_rows is not None}
    lines = rows_of.pop(book.set.main, None)
    strays = list(book.strays)
    for rows in rows_of.values() if lines is not None and not strays else ():
        strays += [(name, rows.cell(row)) for name, row in rows.others.items() if lines and name not in lines.others]
    for name, cell in strays:
        if name == book.name:
            continue
        message = f"no line belongs to {quoted(name)}: the row may be intended for another bill of materials"
        found.add("BOM-NAME-STRAY", message, cell)
