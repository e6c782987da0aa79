"""The bill of materials that answers go into: its tables, and the row to which an answer belongs."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, cached_property
from itertools import chain
from operator import itemgetter

import msgspec

from ....data import load
from ...intake.files.sheet import NumberedRow, Sheet, blank
from ...intake.tables.bom_rows import BOM_COLUMN, bom_of, loose_name
from ...intake.tables.book import Book
from ...intake.tables.columns import known_columns
from ...intake.tables.line import Line
from ...intake.tables.long_table import open_long_table
from ...intake.tables.table import Lines, read_table
from ...model.findings import Finding, Findings, Severity, Unreadable
from ...model.settings import Settings, SheetSet, sheet_title
from ...regimes.registry import REGIMES
from ...vocabulary.company_names import identity
from ..check import open_file
from ..requests.discretion import cells_of, names_in
from ..requests.form import AskedCell, hash_beside, row_hash
from .reading import same_key

_ABOUT_COMPANIES = ("entities", "ownership", "certificates")
"""The sheets that name companies without saying that they supply anything."""


class TargetTable:
    """A sheet of the bill of materials: its lines by row, and where the next row and column would be.

    `settings` read it first; `sheet` has the rows of all bills of materials. `boms` are those that it has
    rows of, None without names.
    """

    def __init__(self, lines: Lines, sheet: Sheet, settings: Settings) -> None:
        self.settings = settings
        self.kind, self.sheet, self.header = lines.kind, sheet, lines.header
        self.lines: dict[int, Line] = {line.number: line for line in lines}
        self.boms = {settings.bom if BOM_COLUMN in self.header.index else None: None}
        self._by_hash: dict[tuple[str, ...], dict[str, list[int]]] = {}

    @cached_property
    def last(self) -> int:
        """The last row with a filled cell."""
        return max((number for number, row in self.sheet.numbered() if _width(row)), default=self.header.last)

    @cached_property
    def width(self) -> int:
        """The number of columns up to the last filled cell."""
        return max(map(_width, (row for _, row in self.sheet.numbered())), default=0) or self.header.width

    def join(self, other: "TargetTable") -> None:
        """Adds the lines of the same sheet as another reading sees them, such as that of another bill of materials."""
        self.lines |= other.lines
        self.boms |= other.boms

    def find(self, asked: AskedCell, *, moved: bool) -> list[int]:
        """The rows that an asked cell may belong to: the one at its own place, or if it may have `moved`, all like it.

        Where the table has several bills of materials, a row that moved is known by its own too; a company is of all.
        """
        alike = self._rows_by_hash(asked.digested).get(asked.row_hash, [])
        if not moved:
            return [asked.number] if asked.number in alike else []
        if not alike and self.kind == "entities":  # whose name says which row it is, whatever was filled in since
            before = tuple(column for column in asked.digested if column != asked.column)
            alike = self._rows_by_hash(before).get(asked.row_hash, [])
        known = self.settings.bom is None or self.kind == "entities" or BOM_COLUMN in asked.digested
        return alike if known else []

    def _rows_by_hash(self, digested: tuple[str, ...]) -> dict[str, list[int]]:
        """The rows by the digest of these columns."""
        if digested not in self._by_hash:
            rows = self._by_hash[digested] = {}
            for number, line in self.lines.items():
                rows.setdefault(row_hash(cells_of(line), digested), []).append(number)
        return self._by_hash[digested]

    def rows_with(self, columns: Iterable[str], keys: tuple[str, ...], bom: str | None) -> list[int]:
        """The rows with these keys in these columns, of one of the `boms` or of all."""
        names = list(columns)
        return [
            number
            for number, line in self.lines.items()
            if tuple(same_key(name, str(line.get(name))) for name in names) == keys
            and (bom is None or bom_of(line.values, self.header.index[BOM_COLUMN]) in (bom, ""))
        ]


class Target:
    """A file under the readings that its answers speak of: of each bill of materials in it, by each set of sheets."""

    def __init__(self, path: str, content: bytes, readings: Iterable[Sequence[Settings]]) -> None:
        """Opens the file; of each group of readings those are kept that are possible.

        Raises:
            Unreadable: no reading of a group is possible.
        """
        self.path = path
        readings = list(readings)
        self._names = {settings.bom for group in readings for settings in group}
        self._parts: dict[str, _Parts] = {}
        self.tables: dict[str, TargetTable] = {}
        self.empty: dict[str, str] = {}
        self.books: list[tuple[Book, Settings]] = []
        for group in readings:
            causes = [cause for settings in group if (cause := self._read(content, settings)) is not None]
            if len(causes) == len(group):
                raise causes[0]
        self.empty = {kind: name for kind, name in self.empty.items() if kind not in self.tables}
        self.book = self.books[0][0]

    def _read(self, content: bytes, settings: Settings) -> Unreadable | None:
        """Adds what a reading finds; why it is not possible."""
        try:
            book, whole = self._open(content, settings)
            tables = dict(self._tables(book, whole, settings))
        except Unreadable as error:
            return error
        self.books.append((book, settings))
        for kind, table in tables.items():
            self.tables.setdefault(kind, table).join(table)
        return None

    def _open(self, content: bytes, settings: Settings) -> tuple[Book, Book]:
        """The bill of materials of a reading, and the file; a table of several is read once for all of them."""
        if len(self._names) == 1:
            book = open_file(self.path, content, settings)
            return book, book
        main = settings.sheets.main
        if main not in self._parts:
            whole = open_file(self.path, content, msgspec.structs.replace(settings, bom=None))
            self._parts[main] = _Parts(whole, settings, filter(None, self._names))
        return self._parts[main].book(settings.bom), self._parts[main].whole

    @property
    def chosen(self) -> str | None:
        """The one bill of materials that is read of a table with several; None if all are."""
        return next(iter(self._names)) if len(self._names) == 1 else None

    @property
    def is_text(self) -> bool:
        """Whether it is a text table, with a file for each other sheet."""
        return bool(self.book.bom.delimiter)

    @cached_property
    def unread(self) -> frozenset[str]:
        """The cells that are not read, or not as they stand."""
        found = (one for book, settings in self.books for one in findings_of(book, settings) if is_fault(one))
        return frozenset(cell for one in found for cell in one.cells)

    @cached_property
    def beside(self) -> str:
        """The hash of the files beside it, which may change while that of its own stays."""
        return hash_beside(file.sha256 for file in self.book.companions)

    def is_beside(self, kind: str) -> bool:
        """Whether a sheet is a file of its own."""
        return self.is_text and kind != self.book.set.main

    @cached_property
    def suppliers(self) -> frozenset[str]:
        """The identities of the companies whose work or goods its lines name."""
        rows = {kind: {at: cells_of(line) for at, line in table.lines.items()} for kind, table in self.tables.items()}
        names = names_in({kind: of for kind, of in rows.items() if kind not in _ABOUT_COMPANIES})
        return frozenset(identity(part) for name in names for part in (name, *re.split("[;/|]", name)) if part.strip())

    def title(self, kind: str) -> str:
        """The name of a sheet in the file, or that of a sheet to be added."""
        table = self.tables.get(kind)
        if table is None:
            return self.empty.get(kind, sheet_title(kind))
        return _unquoted(table.sheet.name)

    def _tables(self, book: Book, whole: Book, settings: Settings) -> Iterator[tuple[str, TargetTable]]:
        sheets = whole.sheets()
        for kind, sheet in book.sheets().items():
            try:
                lines = read_table(sheet, kind, Findings(), settings.columns.of(kind))
                yield kind, TargetTable(lines, sheets[kind], settings)
            except Unreadable as error:
                if kind == book.set.main or any(found.code != "SHEET-EMPTY" for found in error.findings):
                    raise
                self.empty[kind] = _unquoted(sheet.name)


class _Parts:
    """The bills of materials of a table with several, each with its own rows and those that name none."""

    def __init__(self, whole: Book, settings: Settings, names: Iterable[str]) -> None:
        self.whole = whole
        known = set(map(loose_name, names))
        self._rows = {kind: _rows_by_bom(sheet, kind, settings, known) for kind, sheet in whole.sheets().items()}

    def book(self, name: str | None) -> Book:
        sheets = {kind: self._sheet(kind, sheet, name) for kind, sheet in self.whole.sheets().items()}
        return msgspec.structs.replace(self.whole, bom=sheets.pop(self.whole.set.main), others=sheets, name=name)

    def _sheet(self, kind: str, sheet: Sheet, name: str | None) -> Sheet:
        rows = sorted(chain(*(self._rows[kind].get(of, ()) for of in ("", loose_name(name or "")))), key=itemgetter(0))
        numbers = [range(number, number + 1) for number, _ in rows]
        return msgspec.structs.replace(sheet, rows=lambda: (row for _, row in rows), numbers=numbers, bom=name)


def _rows_by_bom(sheet: Sheet, kind: str, settings: Settings, known: Set[str]) -> dict[str, list[NumberedRow]]:
    """The rows of each known bill of materials by its loose name, and under "" all others."""
    try:
        header = read_table(sheet, kind, Findings(), settings.columns.of(kind)).header
        column, last = header.index.get(BOM_COLUMN), header.last
    except Unreadable:  # which reading a part of it reports
        column, last = None, 0
    rows: dict[str, list[NumberedRow]] = {}
    for number, values in sheet.numbered():
        name = loose_name(bom_of(values, column)) if column is not None and number > last else ""
        rows.setdefault(name if name in known else "", []).append((number, values))
    return rows


def readings_of(path: str, settings: Settings, sets: Iterable[SheetSet]) -> list[list[Settings]]:
    """How a file is read under sets of sheets: each bill of materials in it by itself, or the chosen one alone."""
    of_sets = [msgspec.structs.replace(settings, sheets=sheets) for sheets in sets]
    names: dict[str, None] = {}
    if settings.bom is None:
        tables = (open_long_table(path, of_set) for of_set in of_sets)
        names = {name: None for table in tables if table is not None for name in table.names}
    if len(names) < 2:
        return [of_sets]
    return [[msgspec.structs.replace(of_set, bom=name) for of_set in of_sets] for name in names]


def _unquoted(name: str) -> str:
    """A sheet's name from its form in an address."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def key_column(kind: str) -> str:
    """The column that names a row of a kind of sheet."""
    return known_columns(kind).needed[0]


def _width(row: list[object]) -> int:
    return max((at + 1 for at, value in enumerate(row) if not blank(value)), default=0)


# What the reading finds at cells --------------------------------------------------------------------------------------


def findings_of(book: Book, settings: Settings) -> list[Finding]:
    """The findings of the reading under the regime of these settings."""
    regime = next(regime for regime in REGIMES.values() if regime.sheets == settings.sheets)
    return list(regime.read(book, settings).findings)


def is_fault(found: Finding) -> bool:
    """Whether a finding says that a cell is not read, or not as it stands."""
    return found.code in _codes() and found.severity is not Severity.NOTE


def refusal(found: Finding) -> str:
    """Why an answer with this finding is refused; what is read with a warning is not taken from a supplier."""
    return found.message if found.severity is Severity.ERROR else f"not certain enough for an answer: {found.message}"


@cache
def _codes() -> frozenset[str]:
    return frozenset({*load("findings/cells.toml", dict[str, object]), "ATTESTATION-NOT-IN-HAND"})
