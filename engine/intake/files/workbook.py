"""A workbook of any format -> its sheets of cells as they were saved."""

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import python_calamine

from ...model.findings import Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import MB
from .archive import Archive, check_parts
from .file_kinds import OLE
from .ods import OdsReader
from .package import Package, open_package
from .sheet import UNPACKED, Budget, Metadata, Row, Sheet, too_large
from .xls import XlsReader
from .xlsb import XlsbReader
from .xlsx import XlsxReader

# Exceptions for a damaged archive or workbook, from calamine and the standard library; only the first state a cause.
_TELLING = (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, ValueError)
_DAMAGED = (*_TELLING, OSError, EOFError, KeyError, RuntimeError, IndexError)
_LONGEST_CAUSE = 200


class Workbook(NamedTuple):
    """A workbook: its sheets' names, those that can hold cells, those of them that are visible, and each by its name.

    `sheet` raises Unreadable: it is damaged, or the sheets requested need more memory than allowed.
    """

    names: list[str]
    with_cells: list[str]
    visible: list[str]
    sheet: Callable[[str], Sheet]


class Reader(Protocol):
    """The metadata of each sheet of an archive by name, and whether it can hold cells (a chart cannot).

    `own_parts` are those that it unpacks on request, block by block. Both methods raise:
        Unreadable: the sheets need more memory than the budget allows.
        ValueError: the sheet's part is missing, damaged, or not a worksheet.
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """

    @property
    def own_parts(self) -> Collection[str]: ...
    def holds_cells(self, name: str) -> bool: ...
    def metadata(self, name: str) -> Metadata: ...


_READERS: dict[str, Callable[[Package, Budget], Reader]] = {"ods": OdsReader, "xlsb": XlsbReader, "xlsx": XlsxReader}


def open_workbook(shown: str, content: bytes, max_mb: int) -> Workbook:
    """Opens an archive or OLE file; `shown` is how messages name it.

    Raises:
        Unreadable: not a workbook, password-protected, damaged, or too large.
    """
    with _damage_named(shown, content), _silent_calamine():
        workbook = (_open_old if content.startswith(OLE) else _open_archive)(shown, content, max_mb)
        if not workbook.names:
            raise ValueError("it has no sheet")
    return workbook


def _open_old(shown: str, content: bytes, max_mb: int) -> Workbook:
    reader = XlsReader(content, Budget(shown, max_mb))

    def sheet(name: str) -> Sheet:
        with _damage_named(shown, content, name):
            return Sheet(_in_addresses(name), lambda: iter(reader.rows(name)), reader.metadata(name))

    return Workbook(reader.names, reader.with_cells, reader.visible, sheet)


def _open_archive(shown: str, content: bytes, max_mb: int) -> Workbook:
    archive = Archive(content)
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED * max_mb * MB:
        raise too_large(shown, f"{unpacked // MB:,} MB when unpacked", max_mb)
    package, budget = open_package(archive), Budget(shown, max_mb)
    reader = _READERS[package.format](package, budget)
    # Everything that calamine unpacks is unpacked once before to check the declared sizes, except the sheets
    # of an .xlsx or .xlsb, which are checked when requested.
    check_parts(package.archive, reader.own_parts)
    book = python_calamine.load_workbook(io.BytesIO(package.archive.content))

    def holds_cells(name: str) -> bool:
        with _damage_named(shown, b"", name):
            return reader.holds_cells(name)

    def sheet(name: str) -> Sheet:
        with _damage_named(shown, content, name), _silent_calamine():
            return Sheet(_in_addresses(name), lambda: _rows(shown, book, name), reader.metadata(name))

    shows = {sheet.name: sheet.visible is python_calamine.SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
    with_cells = [name for name in book.sheet_names if holds_cells(name)]
    return Workbook(list(book.sheet_names), with_cells, [name for name in with_cells if shows[name]], sheet)


def _in_addresses(sheet: str) -> str:
    """The sheet's name as the spreadsheet program writes it in an address."""
    return sheet if re.fullmatch(r"\w+", sheet) else "'" + sheet.replace("'", "''") + "'"


def _rows(shown: str, workbook: python_calamine.CalamineWorkbook, name: str) -> Iterator[Row]:
    with _damage_named(shown, b"", name), _silent_calamine():
        sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    with _damage_named(shown, b"", name):
        for row in sheet.iter_rows():
            # Each row is as wide as the widest row, which a stray cell may make very wide.
            end = len(row)
            while end and row[end - 1] == "":
                end -= 1
            yield [*before, *row[:end]] if end else []


@contextmanager
def _damage_named(shown: str, content: bytes, sheet: str | None = None) -> Iterator[None]:
    """Turns any exception of a damaged workbook into a line that names the file and the sheet."""
    try:
        yield
    except python_calamine.PasswordError:
        raise _password(shown) from None
    except _DAMAGED as error:
        is_locked = content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content
        if is_locked or "encrypted" in str(error).lower():
            raise _password(shown) from None
        cause = str(error)[:_LONGEST_CAUSE] if isinstance(error, _TELLING) else ""
        raise _damaged(shown, "".join(c if c.isprintable() else " " for c in cause), sheet) from None
    except BaseException as error:
        # Calamine's panic is not an Exception, and cannot be imported by name.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(shown, "", sheet) from None


def _damaged(shown: str, cause: str, sheet: str | None) -> Unreadable:
    cause = cause or "it is damaged"
    if sheet is not None:
        cause = f"its sheet {quoted(sheet)} cannot be read: {cause}"
    return refuse("FILE-NOT-A-SPREADSHEET", f"{shown} cannot be read as a workbook: {cause}")


def _password(shown: str) -> Unreadable:
    return refuse("FILE-PASSWORD", f"{shown} is protected by a password")


@contextmanager
def _silent_calamine() -> Iterator[None]:
    """Suppresses what calamine writes about a panic to the standard error of the process."""
    try:
        kept = os.dup(2)
    except OSError:  # there is none
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
