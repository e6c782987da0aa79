"""Files and sheets that only another regime reads."""

import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path, PurePath

from ...model.findings import Unreadable
from ...model.settings import MB, Settings
from ...model.sheet_sets import SheetSet, other_sets, set_of_main
from ..files.file_kinds import TABLES
from ..files.remote import CannotRead
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet
from ..files.workbook import open_workbook
from .companions import kind_by_content
from .header_candidates import kind_of_rows
from .sheet_kinds import kind_of_sheet

_SHEET_NAMES = "xl/workbook.xml"
_UNREADABLE = (OSError, CannotRead, Unreadable, zipfile.BadZipFile, KeyError)


def reader_of(name: str, sheet: Sheet, rows: list[NumberedRow], sheets: SheetSet) -> SheetSet | None:
    """The regime's sheets to which a sheet belongs that this one does not read: by its exact name and its header."""
    kind = name.lower().strip()
    others = (other for other in other_sets(sheets) if kind in other.kinds and kind not in sheets.kinds)
    return next((other for other in others if kind_of_sheet(name, sheet, rows, other) == kind), None)


def only_reader_of(path: str, settings: Settings) -> SheetSet | None:
    """The sheets of another regime, if a file holds the main sheet of that regime and not of this one.

    A file that cannot be read belongs to this one, which reports it.
    """
    suffix = PurePath(path).suffix.lower()
    try:
        return _of_table(path, settings) if suffix in TABLES else _of_workbook(path, settings)
    except _UNREADABLE:
        return None


def sets_in(path: str, settings: Settings, sets: Sequence[SheetSet]) -> list[SheetSet]:
    """Those of the regimes' sheets whose main sheet a file holds; the first, if it has none by name or content.

    The first also reports a file that cannot be read.
    """
    try:
        if PurePath(path).suffix.lower() in TABLES:
            found = [one for one in sets if kind_by_content(path, "", one) == one.main][:1]
        else:
            found = _sets_in_workbook(path, settings, sets)
    except _UNREADABLE:
        found = []
    return found or [sets[0]]


def _sets_in_workbook(path: str, settings: Settings, sets: Sequence[SheetSet]) -> list[SheetSet]:
    if Path(path).stat().st_size > settings.max_mb * MB:
        return []
    workbook = open_workbook(path, Path(path).read_bytes(), settings.max_mb)
    names = {name.lower().strip() for name in workbook.names}
    if found := [one for one in sets if one.main in names]:
        return found
    sheets = [workbook.sheet(name) for name in workbook.with_cells]
    rows = [list(islice(sheet.numbered(), ROWS_SEARCHED)) for sheet in sheets]
    return [
        one
        for one in sets
        if any(kind_of_rows(sheet, of, one) == one.main for sheet, of in zip(sheets, rows, strict=True))
    ]


def _of_table(path: str, settings: Settings) -> SheetSet | None:
    own = settings.sheets
    if kind_by_content(path, "", own) == own.main:
        return None
    others = other_sets(own)
    return next((other for other in others if kind_by_content(path, "", other) == other.main), None)


def _of_workbook(path: str, settings: Settings) -> SheetSet | None:
    own = settings.sheets
    if zipfile.is_zipfile(path) and not _may_name(path, [other.main for other in other_sets(own)]):
        return None  # the fastest check, for thousands of files
    size = Path(path).stat().st_size
    if size > settings.max_mb * MB:
        return None
    workbook = open_workbook(path, Path(path).read_bytes(), settings.max_mb)
    other = set_of_main(workbook.names, own)
    if other is None or own.main in {name.lower().strip() for name in workbook.names}:
        return None
    for name in workbook.with_cells:
        sheet = workbook.sheet(name)
        if kind_of_rows(sheet, list(islice(sheet.numbered(), ROWS_SEARCHED)), own) == own.main:
            return None
    return other


def _may_name(path: str, names: Iterable[str]) -> bool:
    """Whether the list of sheets of a workbook may have one of these names."""
    with zipfile.ZipFile(path) as file:
        if _SHEET_NAMES not in file.namelist():
            return True
        listed = file.read(_SHEET_NAMES).lower()
    return any(name.encode() in listed for name in names)
