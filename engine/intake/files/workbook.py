"""A file of any format -> sheets of cells as they were saved."""

import csv
import hashlib
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import msgspec
import python_calamine

from ...model.findings import Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, MB, Settings, SheetAs
from ..tables.headings import read_heading
from .archive import Archive
from .budget import CELLS_PER_MB, LONGEST_CELL, PARQUET_TEXT, UNPACKED, Budget, too_large
from .encodings import TEXT_FORMULA, UTF8, unwrapped, utf8
from .file_kinds import OLE, ZIP, check_kind
from .looks import LAST_COLUMN, Area, Formats, Look, Metadata, look, password
from .package import in_place
from .parquet import MAGIC as PARQUET
from .parquet import parquet_text
from .storage import CannotRead, is_url, read, shown_url

if TYPE_CHECKING:
    from ..tables.sheets import Glimpse

STANDARD_INPUT = "-"
BOM_SHEET = "bom"
OTHER_SHEETS = ("steps", "entities", "ownership", "components", "certificates", "vehicle")
OWN_SHEETS = "critmin "
"""Sheets whose name begins so are written by this program, and not read."""

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TABLES = (".csv", ".tsv", ".parquet")
SUFFIXES = WORKBOOKS + TABLES
NEAR_SHEET = 85
"""From so many percent alike, a name is near to that of a sheet."""
ROWS_SEARCHED = 50
"""A title, a logo and a note may stand above the header; more than that is another table."""
# A delimiter is looked for in as much of the text as holds any header row.
SNIFFED = 65536

# What a damaged archive or workbook raises, in the reader and in the standard library; only the first say why.
_TELLING = (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, ValueError)
_DAMAGED = (*_TELLING, OSError, EOFError, KeyError, RuntimeError, IndexError)
_LONGEST_CAUSE = 200

csv.field_size_limit(LONGEST_CELL)  # a megabyte in a cell is somebody's note, not an error


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its rows from the spreadsheet's row 1, and what `looks.Metadata` says of its cells.

    `strict_width`: a row longer than the header is a row with a delimiter too many.
    `delimiter` is that of a text table. `numbers` are the rows' own, where they do not follow each other from 1;
    `bom` is the one of several bills of materials whose rows are taken.
    """

    name: str
    rows: Callable[[], Iterator[list[object]]]
    faults: Mapping[str, str] = {}
    percents: frozenset[str] | None = None
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formats: Mapping[int, Formats] = {}
    strict_width: bool = False
    delimiter: str = ""
    numbers: Callable[[], Iterator[int]] | None = None
    bom: str | None = None

    def numbered(self) -> Iterator[tuple[int, list[object]]]:
        """Each row with its number in the spreadsheet; of a text table, without the blank ones below any header."""
        rows = enumerate(self.rows(), 1) if self.numbers is None else zip(self.numbers(), self.rows(), strict=True)
        return _filled(rows) if self.delimiter else rows


def _filled(rows: Iterable[tuple[int, list[object]]]) -> Iterator[tuple[int, list[object]]]:
    """The rows of a text table without the blank ones, of which there may be millions."""
    for number, row in rows:
        if number <= ROWS_SEARCHED or (any(row) and not "".join(row).isspace()):  # type: ignore[arg-type]
            yield number, row


class Companion(msgspec.Struct, frozen=True):
    """A file beside a CSV that holds one of the other sheets."""

    path: str
    sha256: str


class Book(msgspec.Struct, frozen=True):
    """A file as it was read: the sheet with the bill of materials, the others by kind, and those not read.

    `unread` are these by name, each to be opened where it is visible (else None), `glimpses` their first rows by name.
    `names` are the names in the file of the sheets that are not found by their usual name, by kind. `name` is that of
    the bill of materials which is taken where there are several, `strays` names that another sheet has and no line,
    with cells. `path` is the file's.
    """

    sha256: str
    bom: Sheet
    others: Mapping[str, Sheet]
    companions: tuple[Companion, ...] = ()
    path: str = ""
    unread: Mapping[str, Callable[[], Sheet] | None] = {}
    glimpses: Mapping[str, "Glimpse"] = {}
    names: Mapping[str, str] = {}
    name: str | None = None
    strays: tuple[tuple[str, str], ...] = ()


def read_book(path: str, content: bytes, settings: Settings = AS_IT_IS, shown: str | None = None) -> Book:
    """The sheets of a workbook or a CSV; of several bills of materials in it, the one that the settings name.

    `shown` is how messages name the file, the path unless it is given.

    Raises:
        Unreadable: empty, no spreadsheet, password-protected, truncated, or no sheet to take.
    """
    book = msgspec.structs.replace(_read(path, content, settings, shown or path), path=path)
    if settings.bom is None:
        return book

    def of_one(sheet: Sheet) -> Sheet:
        return msgspec.structs.replace(sheet, bom=settings.bom)

    others = {kind: of_one(sheet) for kind, sheet in book.others.items()}
    return msgspec.structs.replace(book, bom=of_one(book.bom), others=others, name=settings.bom)


def _read(path: str, content: bytes, settings: Settings, shown: str) -> Book:
    if len(content) > settings.max_mb * MB:
        raise too_large(shown, f"over {settings.max_mb:,} MB", settings.max_mb)
    if not content.strip(b"\0 \t\r\n"):
        raise refuse("FILE-EMPTY", f"{shown} is empty: a bill of materials was expected")
    sha256 = hashlib.sha256(content).hexdigest()
    check_kind(content, shown)
    if content.startswith((ZIP, OLE)):
        return _read_workbook(shown, content, sha256, settings)
    if PurePath(path).suffix.lower() in WORKBOOKS:
        raise _no_workbook(shown, content, settings)
    wanted = settings.sheet or settings.columns.bom.sheet
    if wanted is not None and wanted.lower() != BOM_SHEET:
        raise refuse("SHEET-MISSING", f"{shown} is a text file and has no sheet {wanted}")
    return Book(sha256, text_sheet(shown, content, "BOM", settings, encoding=settings.encoding), {})


def _no_workbook(shown: str, content: bytes, settings: Settings) -> Unreadable:
    """The answer to what is named as a workbook and is none."""
    name = PurePath(shown)
    try:
        text = utf8(content, shown, settings.encoding)[:SNIFFED].decode(errors="replace")
    except Unreadable:
        return refuse("FILE-NOT-A-SPREADSHEET", f"{shown} is no {name.suffix} workbook: its content is of another kind")
    tabs = delimiter_of("", text, BOM_SHEET, settings.columns.bom) == "\t"
    kind, suffix = ("text with tabs between its cells", ".tsv") if tabs else ("a text table", ".csv")
    message = f"{shown} is {kind}, named {name.suffix}: rename it to {name.with_suffix(suffix).name}"
    return refuse("FILE-NOT-A-SPREADSHEET", f"{message}, or save it as .xlsx in a spreadsheet program")


def read_file(path: str, shown: str, settings: Settings) -> bytes:
    """The content of a file, or one byte more than is allowed: a device may never end.

    Raises:
        Unreadable: it is not there or cannot be read.
    """
    try:
        return read(path, settings.max_mb * MB + 1)
    except CannotRead as error:
        raise refuse("FILE-MISSING", f"{shown_url(shown) if is_url(shown) else shown}: {error}") from None


def _read_workbook(path: str, content: bytes, sha256: str, settings: Settings) -> Book:
    with _damage_named(path, content), _silent_reader():
        workbook = (_open_old if content.startswith(OLE) else _open)(path, content, settings)
        if not workbook.names:
            raise ValueError("it has no sheet")
    by_name = {name.lower().strip(): name for name in workbook.names}
    chosen, named = _choose_sheets(path, by_name, workbook.visible, settings)

    def sheet(name: str) -> Sheet:
        with _damage_named(path, content, name), _silent_reader():
            return _sheet(name, partial(workbook.rows, name), workbook.metadata(name))

    sheets = {kind: sheet(name) for kind, name in chosen.items()}
    # Whatever is visible may be meant as a known sheet: one that cannot be read is not passed over.
    unread = {
        name: partial(_itself, sheet(name)) if name in workbook.visible else None
        for name in workbook.names
        if name not in chosen.values() and not name.lower().startswith(OWN_SHEETS)
    }
    return Book(sha256, sheets.pop(BOM_SHEET), sheets, unread=unread, names=named)


def _sheet(name: str, rows: Callable[[], Iterator[list[object]]], about: Metadata) -> Sheet:
    return Sheet(
        _quoted_name(name),
        rows,
        about.faults,
        frozenset(about.percents) if about.percents is not None else None,
        tuple(about.merged),
        frozenset(about.hidden_rows),
        frozenset(about.hidden_columns),
        about.formats,
    )


def _itself(sheet: Sheet) -> Sheet:
    return sheet


class _Workbook(msgspec.Struct, frozen=True):
    """A workbook of any format: its sheets' names, and what a sheet holds, by its name.

    `visible` are the names of those that are visible and can hold cells.
    """

    names: list[str]
    visible: list[str]
    rows: Callable[[str], Iterator[list[object]]]
    metadata: Callable[[str], Metadata]


def _open_old(path: str, content: bytes, settings: Settings) -> _Workbook:
    from .looks_xls import OldWorkbook

    book = OldWorkbook(content, Budget(path, settings.max_mb))
    return _Workbook(book.names, book.visible, book.rows, book.metadata)


def _open(path: str, content: bytes, settings: Settings) -> _Workbook:
    archive = Archive(content)
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED * settings.max_mb * MB:
        raise too_large(path, f"{unpacked // MB:,} MB when unpacked", settings.max_mb)
    # Looked at first: what is damaged or too large is found there, before the reader meets it.
    archive = in_place(archive)
    about = look(archive, Budget(path, settings.max_mb))
    book = python_calamine.load_workbook(io.BytesIO(archive.content))
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible]
    visible = [name for name in shown if _holds_cells(path, about, name)]
    return _Workbook(list(book.sheet_names), visible, partial(_rows, path, book), about.metadata)


def _holds_cells(path: str, about: Look, name: str) -> bool:
    with _damage_named(path, b"", name):
        return about.holds_cells(name)


def _rows(path: str, workbook: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[object]]:
    with _damage_named(path, b"", name), _silent_reader():
        sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    with _damage_named(path, b"", name):
        for row in sheet.iter_rows():
            # Each row is as wide as the widest, which a stray cell may make very wide.
            end = len(row)
            while end and row[end - 1] == "":
                end -= 1
            yield [*before, *row[:end]] if end else []


def _choose_sheets(
    path: str, by_name: Mapping[str, str], visible: list[str], settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    """The name of each sheet that is read, by kind, and those of them that are not the usual ones.

    Raises:
        Unreadable: a sheet that is asked for is not there, or which one is the bill of materials cannot be known.
    """
    named: dict[str, str] = {}
    for kind in (BOM_SHEET, *OTHER_SHEETS):
        wanted = (settings.sheet if kind == BOM_SHEET else None) or settings.columns.of(kind).sheet
        if wanted is None:
            continue
        if wanted.lower().strip() not in by_name:
            raise _no_sheet(path, wanted, by_name)
        named[kind] = by_name[wanted.lower().strip()]
    chosen = {kind: by_name[kind] for kind in (BOM_SHEET, *OTHER_SHEETS) if kind in by_name} | named
    if BOM_SHEET not in chosen:
        if len(by_name) > 1 and len(visible) != 1:
            hint = f"; say which is the bill of materials, as in --sheet {quoted(next(iter(by_name.values())))}"
            raise _no_sheet(path, "BOM", by_name, hint)
        chosen[BOM_SHEET] = named[BOM_SHEET] = (visible or list(by_name.values()))[0]
    main = chosen[BOM_SHEET]
    return {kind: name for kind, name in chosen.items() if kind == BOM_SHEET or name != main}, named


def _no_sheet(path: str, wanted: str, by_name: Mapping[str, str], hint: str = "") -> Unreadable:
    message = f"{path} has no sheet {wanted}; its sheets are: {', '.join(by_name.values())}{hint}"
    return refuse("SHEET-MISSING", message)


@contextmanager
def _damage_named(path: str, content: bytes, sheet: str | None = None) -> Iterator[None]:
    """Turns whatever a damaged workbook raises into one line that names the file, and the sheet that is read."""
    try:
        yield
    except python_calamine.PasswordError:
        raise password(path) from None
    except _DAMAGED as error:
        if "encrypted" in str(error).lower() or (
            content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content
        ):
            raise password(path) from None
        cause = str(error)[:_LONGEST_CAUSE] if isinstance(error, _TELLING) else ""
        raise _damaged(path, "".join(c if c.isprintable() else " " for c in cause), sheet) from None
    except BaseException as error:
        # The reader's own panic is no Exception, and it has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, "", sheet) from None


def _damaged(path: str, cause: str, sheet: str | None) -> Unreadable:
    cause = cause or "it is damaged"
    if sheet is not None:
        cause = f"its sheet {quoted(sheet)} cannot be read: {cause}"
    return refuse("FILE-NOT-A-SPREADSHEET", f"{path} cannot be read as a workbook: {cause}")


@contextmanager
def _silent_reader() -> Iterator[None]:
    """Without what the reader writes of its own panic, past Python, to the standard error of the process."""
    kept = _copy_of_standard_error()
    if kept is not None:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        if kept is not None:
            os.dup2(kept, 2)
            os.close(kept)


def _copy_of_standard_error() -> int | None:
    try:
        return os.dup(2)
    except OSError:  # there is none
        return None


def _quoted_name(name: str) -> str:
    """A sheet's name as the spreadsheet program writes it in an address."""
    return name if re.fullmatch(r"\w+", name) else "'" + name.replace("'", "''") + "'"


def text_sheet(
    path: str, content: bytes, name: str, settings: Settings, delimiter: str = "", encoding: str | None = None
) -> Sheet:
    """One text table, or Parquet file, as a sheet. Which delimiter it has is found out, unless it is given.

    Raises:
        Unreadable: it is no text in the encoding, UTF-8 unless it is given, or a Parquet file that cannot be read.
    """
    said = settings.columns.of(name.lower())
    if content.startswith(PARQUET):
        content = _parquet_text(content, path, name, settings)
    else:
        check_kind(content, path)
        content = utf8(content, path, encoding)
    if not delimiter:  # a part's rows have numbers, the blank ones among them
        content = _without_blank_end(content)
    most = CELLS_PER_MB * settings.max_mb
    if (lines := content.count(b"\n")) > most:
        raise refuse("SHEET-TOO-LARGE", f"{path} has {lines:,} lines: at most {most:,} were expected")
    start = content[:SNIFFED].decode(errors="replace").removeprefix("\ufeff")
    mark = delimiter or delimiter_of(path, start, name, said)

    formulas = TEXT_FORMULA in content

    def rows() -> Iterator[list[object]]:
        lines = io.TextIOWrapper(io.BytesIO(content), UTF8, newline="")  # the text would take four times as much
        reader = csv.reader(lines, delimiter=mark, strict=True)
        try:
            for row in reader:
                if len(row) > LAST_COLUMN:
                    wide = f"line {reader.line_num} of {path} has {len(row):,} cells"
                    raise refuse("SHEET-TOO-LARGE", f"{wide}: at most {LAST_COLUMN:,} were expected")
                yield unwrapped(row) if formulas else row  # type: ignore[misc]
        except csv.Error as error:
            raise broken(path, reader.line_num, error) from None

    return Sheet(name, rows, percents=frozenset(), strict_width=True, delimiter=mark)


def _parquet_text(content: bytes, path: str, name: str, settings: Settings) -> bytes:
    text, is_read = io.BytesIO(), partial(is_heading, name, settings.columns.of(name.lower()))
    most = PARQUET_TEXT * settings.max_mb * MB
    text.writelines(parquet_text(io.BytesIO(content), path, is_read, most, settings.max_mb))
    return text.getvalue()


def broken(path: str, line: int, error: csv.Error) -> Unreadable:
    """The answer to a text table that its reader gives up."""
    if "field limit" in str(error):
        long = f"a cell of {path} that ends in line {line} or below is over {LONGEST_CELL // MB} MB"
        return refuse("SHEET-TOO-LARGE", f"{long}: is a quotation mark missing?")
    return refuse("FILE-TRUNCATED", f"{path} breaks off in line {line}: {error}")


def _without_blank_end(content: bytes) -> bytes:
    """A text table without the lines below its last one that hold nothing but delimiters and blanks."""
    end = content.find(b"\n", len(content.rstrip(b" \t\r\n,;|")))
    return content[: end + 1] if end >= 0 else content


def delimiter_of(path: str, start: str, name: str, said: SheetAs) -> str:
    """The delimiter under which a line names most of the known columns; a comma where none does."""
    if path.lower().endswith(".tsv"):
        return "\t"

    def names(mark: str) -> int:
        rows = (line.split(mark) for line in start.splitlines()[:ROWS_SEARCHED])
        return max(
            (sum(is_heading(name, said, cell.strip(' "'), near=False) for cell in row) for row in rows), default=0
        )

    return max(",;\t|", key=names)


def is_heading(name: str, said: SheetAs, text: str, *, near: bool = True) -> bool:
    """Whether a text is the heading of a column of the sheet, or nearly so."""
    return said.find(text, "") is not None or read_heading(text, name.lower(), near=near).column is not None
