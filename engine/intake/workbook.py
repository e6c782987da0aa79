"""A file of any format -> sheets of cells as they were saved."""

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath

import msgspec
import python_calamine

from ..report import refuse
from .columns import known_columns
from .looks import UNSEEN, look, look_at_old
from .settings import AS_IT_IS, Settings

STANDARD_INPUT = "-"
BOM_SHEET = "bom"
OTHER_SHEETS = ("steps", "entities", "ownership", "components", "vehicle")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TEXTS = (".csv", ".tsv")
SUFFIXES = WORKBOOKS + _TEXTS
# A delimiter is looked for in as much of the text as holds any header row.
_SNIFFED = 65536

# What a damaged archive or workbook raises, in the reader and in the standard library.
_DAMAGED = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    SyntaxError,  # xml.etree's
    IndexError,
)

csv.field_size_limit(2**31 - 1)  # a megabyte in a cell is somebody's note, not an error


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its rows from the spreadsheet's row 1, and the cells that hold no usable value and why.

    `percents` are the cells that show a percentage (None: the format does not tell); `strict_width`: a row longer
    than the header is a row with a delimiter too many.
    """

    name: str
    rows: Callable[[], Iterator[list[object]]]
    faults: Mapping[str, str] = {}
    percents: frozenset[str] | None = None
    strict_width: bool = False


class Companion(msgspec.Struct, frozen=True):
    """A file beside a CSV that holds one of the other sheets."""

    path: str
    sha256: str


class Book(msgspec.Struct, frozen=True):
    """A file as it was read: the sheet with the bill of materials, the others by lower-case name, those not read."""

    sha256: str
    bom: Sheet
    others: Mapping[str, Sheet]
    companions: tuple[Companion, ...] = ()
    unread: tuple[str, ...] = ()


def read_book(path: str, content: bytes, settings: Settings = AS_IT_IS, shown: str | None = None) -> Book:
    """The sheets of a workbook or a CSV.

    `shown` is how messages name the file, the path unless it is given.

    Raises:
        Unreadable: empty, no spreadsheet, password-protected, truncated, or no sheet to take.
    """
    shown = shown or path
    sheet = settings.sheet
    if not content.strip(b"\0 \t\r\n"):
        raise refuse("FILE-EMPTY", f"{shown} is empty: a bill of materials was expected")
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith((_ZIP, _OLE)):
        return _read_workbook(shown, content, sha256, sheet)
    suffix = PurePath(path).suffix.lower()
    if suffix in WORKBOOKS:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{shown} is no {suffix} workbook: its content is of another kind")
    if sheet is not None and sheet.lower() != BOM_SHEET:
        raise refuse("SHEET-MISSING", f"{shown} is a text file and has no sheet {sheet}")
    return _read_text(path, shown, content, sha256)


def _read_workbook(path: str, content: bytes, sha256: str, wanted: str | None) -> Book:
    with _damage_named(path, content):
        # Looked at first: what is damaged is found there, before the reader meets it.
        looks = look(path, content) if content.startswith(_ZIP) else look_at_old(content)
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        names = list(workbook.sheet_names)
    sheets = {
        name.lower().strip(): Sheet(
            _quoted_name(name), partial(_workbook_rows, path, workbook, name), *looks.get(name, UNSEEN)
        )
        for name in names
    }
    main = (wanted or (BOM_SHEET if len(names) > 1 else names[0])).lower().strip()
    if main not in sheets:
        seen = ", ".join(names)
        raise refuse("SHEET-MISSING", f"{path} has no sheet {wanted or 'BOM'}; its sheets are: {seen}")
    others = {name: sheets[name] for name in OTHER_SHEETS if name in sheets and name != main}
    unread = tuple(name for name in names if name.lower().strip() not in (main, *others))
    return Book(sha256, sheets[main], others, unread=unread)


def _workbook_rows(path: str, workbook: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[object]]:
    with _damage_named(path, b""):
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    yield from rows  # type: ignore[misc]


@contextmanager
def _damage_named(path: str, content: bytes) -> Iterator[None]:
    """Turns whatever a damaged workbook raises into one line that names the file."""
    try:
        yield
    except python_calamine.PasswordError:
        raise refuse("FILE-PASSWORD", f"{path} is protected by a password") from None
    except _DAMAGED as error:
        if "encrypted" in str(error).lower() or (
            content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content
        ):
            raise refuse("FILE-PASSWORD", f"{path} is protected by a password") from None
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{path} cannot be read as a workbook: {error}") from None
    except BaseException as error:
        # The reader's own panic is no Exception, and it has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{path} cannot be read as a workbook: it is damaged") from None


def _quoted_name(name: str) -> str:
    """A sheet's name as the spreadsheet program writes it in an address."""
    return name if re.fullmatch(r"\w+", name) else "'" + name.replace("'", "''") + "'"


def _read_text(path: str, shown: str, content: bytes, sha256: str) -> Book:
    others: dict[str, Sheet] = {}
    companions: list[Companion] = []
    for name, beside in companions_of(path).items():
        beside_content = beside.read_bytes()
        others[name] = _text_sheet(str(PurePath(shown).with_name(beside.name)), beside_content, name.capitalize())
        companions.append(Companion(str(beside), hashlib.sha256(beside_content).hexdigest()))
    return Book(sha256, _text_sheet(shown, content, "BOM"), others, tuple(companions))


def _text_sheet(path: str, content: bytes, name: str) -> Sheet:
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(
            "FILE-ENCODING", f"{path} is no UTF-8 text: byte {error.start + 1} is {content[error.start]:#04x}"
        ) from None
    if "\0" in text:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{path} is neither a workbook nor a text table")
    delimiter = "\t" if path.lower().endswith(".tsv") else _delimiter(text[:_SNIFFED], name.lower())

    def rows() -> Iterator[list[object]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise refuse("FILE-TRUNCATED", f"{path} breaks off in line {reader.line_num}: {error}") from None

    return Sheet(name, rows, percents=frozenset(), strict_width=True)


def _delimiter(start: str, kind: str) -> str:
    """The delimiter under which a line names most of the known columns; a comma where none does."""
    known = known_columns(kind)

    def names(mark: str) -> int:
        rows = (line.split(mark) for line in start.splitlines()[:50])
        return max((sum(known.find(cell.strip(' "')) is not None for cell in row) for row in rows), default=0)

    return max(",;\t", key=names)


def companions_of(path: str) -> dict[str, Path]:
    """The files that hold the other sheets of a text table, by sheet: `pack.entities.csv` of `pack.csv`."""
    main = Path(path)
    if path == STANDARD_INPUT or main.suffix.lower() not in _TEXTS:
        return {}
    return {
        name: main.with_name(f"{main.stem}.{written}{main.suffix}")
        for name in OTHER_SHEETS
        for written in (name.capitalize(), name)
        if main.with_name(f"{main.stem}.{written}{main.suffix}").is_file()
    }


def is_companion(path: Path) -> bool:
    """Whether the file is a sheet of another CSV, such as `pack.entities.csv` of `pack.csv`."""
    stem, _, sheet = path.stem.rpartition(".")
    return sheet.lower() in OTHER_SHEETS and path.with_name(stem + path.suffix).is_file()
