"""A file of any format -> sheets of cells as they were saved."""

import codecs
import csv
import hashlib
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath

import msgspec
import python_calamine

from ..report import refuse

STANDARD_INPUT = "-"
BOM_SHEET = "bom"
OTHER_SHEETS = ("steps", "entities", "ownership", "components", "vehicle")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TEXTS = (".csv", ".tsv")
SUFFIXES = _WORKBOOKS + _TEXTS
# A delimiter is looked for in as much of the text as holds any header row.
_SNIFFED = 65536

csv.field_size_limit(2**31 - 1)  # a megabyte in a cell is somebody's note, not an error


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its rows from the spreadsheet's row 1, and the cells that hold no usable value and why."""

    name: str
    rows: Callable[[], Iterator[list[object]]]
    faults: Mapping[str, str] = {}


class Companion(msgspec.Struct, frozen=True):
    """A file beside a CSV that holds one of the other sheets."""

    path: str
    sha256: str


class Book(msgspec.Struct, frozen=True):
    """A file as it was read: the sheet with the bill of materials, and the others by lower-case name."""

    sha256: str
    bom: Sheet
    others: Mapping[str, Sheet]
    companions: tuple[Companion, ...] = ()


def read_book(path: str, content: bytes, sheet: str | None = None) -> Book:
    """The sheets of a workbook or a CSV. `sheet` names the one with the bill of materials.

    Raises:
        Unreadable: empty, no spreadsheet, password-protected, truncated, or no sheet to take.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise refuse("FILE-EMPTY", f"{path} is empty: a bill of materials was expected")
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith((_ZIP, _OLE)):
        return _read_workbook(path, content, sha256, sheet)
    suffix = PurePath(path).suffix.lower()
    if suffix in _WORKBOOKS:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{path} is no {suffix} workbook: its content is of another kind")
    if sheet is not None and sheet.lower() != BOM_SHEET:
        raise refuse("SHEET-MISSING", f"{path} is a text file and has no sheet {sheet}")
    return _read_text(path, content, sha256)


def _read_workbook(path: str, content: bytes, sha256: str, wanted: str | None) -> Book:
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        names = list(workbook.sheet_names)
        faults = _faults(content) if content.startswith(_ZIP) else {}
        sheets = {
            name.lower().strip(): Sheet(
                _quoted_name(name),
                partial(_workbook_rows, path, workbook, name),
                faults.get(name, {}),
            )
            for name in names
        }
        main = (wanted or (BOM_SHEET if len(names) > 1 else names[0])).lower().strip()
        if main not in sheets:
            seen = ", ".join(names)
            raise refuse("SHEET-MISSING", f"{path} has no sheet {wanted or 'BOM'}; its sheets are: {seen}")
        return Book(
            sha256, sheets[main], {name: sheets[name] for name in OTHER_SHEETS if name in sheets and name != main}
        )
    except python_calamine.PasswordError:
        raise refuse("FILE-PASSWORD", f"{path} is protected by a password") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, KeyError) as error:
        if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse("FILE-PASSWORD", f"{path} is protected by a password") from None
        raise refuse("FILE-NOT-A-SPREADSHEET", f"{path} cannot be opened as a workbook: {error}") from None


def _workbook_rows(path: str, workbook: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[object]]:
    try:
        yield from workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[misc]
    except python_calamine.CalamineError as error:
        raise refuse("FILE-NOT-A-SPREADSHEET", f"the sheet {name} of {path} cannot be read: {error}") from None


def _quoted_name(name: str) -> str:
    """A sheet's name as the spreadsheet program writes it in an address."""
    return name if re.fullmatch(r"\w+", name) else "'" + name.replace("'", "''") + "'"


_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
_ERROR_TYPE = re.compile(rb'\bt="e"')
_TAG_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_TAG_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb"[\s:]" + name + rb'="([^"]*)"', tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def _faults(content: bytes) -> dict[str, dict[str, str]]:
    """Cells of an .xlsx or .xlsm that hold a formula without a saved value, or an error value.

    The reader gives both as empty cells, and an empty cell would mean *not known*.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    if "xl/workbook.xml" not in archive.namelist() or "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in _TAG_RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found: dict[str, dict[str, str]] = {}
    for tag in _TAG_SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(_attribute(tag, b"id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in archive.namelist():
            continue
        xml = archive.read(part)
        if not _ERROR_TYPE.search(xml) and not _FORMULA.search(xml):
            continue
        cells = found.setdefault(_attribute(tag, b"name"), {})
        for attributes, body in _CELL.findall(xml):
            address = _ADDRESS.search(attributes)
            if address is None:
                continue
            if _ERROR_TYPE.search(attributes):
                error = re.search(rb"<(?:\w+:)?v>([^<]*)", body)
                cells[address[1].decode()] = f"the error {error[1].decode() if error else 'value'}"
            elif _FORMULA.search(body) and not _VALUE.search(body) and b't="str"' not in attributes:
                cells[address[1].decode()] = "a formula without a saved value"
    return found


def _read_text(path: str, content: bytes, sha256: str) -> Book:
    others: dict[str, Sheet] = {}
    companions: list[Companion] = []
    for name, beside in companions_of(path).items():
        beside_content = beside.read_bytes()
        others[name] = _text_sheet(str(beside), beside_content, name.capitalize())
        companions.append(Companion(str(beside), hashlib.sha256(beside_content).hexdigest()))
    return Book(sha256, _text_sheet(path, content, "BOM"), others, tuple(companions))


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
    delimiter = "\t" if path.lower().endswith(".tsv") else _delimiter(text[:_SNIFFED])

    def rows() -> Iterator[list[object]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise refuse("FILE-TRUNCATED", f"{path} breaks off in line {reader.line_num}: {error}") from None

    return Sheet(name, rows)


def _delimiter(start: str) -> str:
    """The delimiter that the first lines are written with; a comma where they show none."""
    lines = start.splitlines()[:50]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def companions_of(path: str) -> dict[str, Path]:
    """The files that hold the other sheets of a text table, by sheet: `pack.entities.csv` of `pack.csv`."""
    main = Path(path)
    if path == STANDARD_INPUT or main.suffix.lower() not in _TEXTS:
        return {}
    beside = {name: main.with_name(f"{main.stem}.{name}{main.suffix}") for name in OTHER_SHEETS}
    return {name: file for name, file in beside.items() if file.is_file()}


def is_companion(path: Path) -> bool:
    """Whether the file is a sheet of another CSV, such as `pack.entities.csv` of `pack.csv`."""
    stem, _, sheet = path.stem.rpartition(".")
    return sheet in OTHER_SHEETS and path.with_name(stem + path.suffix).is_file()
