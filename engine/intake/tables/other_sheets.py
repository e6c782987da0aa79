"""Files and sheets that only another regime reads."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePath

from ...model.findings import Unreadable
from ...model.settings import MB, Settings, SheetSet, other_sets
from ..files.file_kinds import TABLES
from ..files.paths import CannotRead
from ..files.sheet import NumberedRow, Sheet
from ..files.workbook import open_workbook
from .companions import kind_by_content
from .header_candidates import is_main
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
    own = settings.sheets
    others = other_sets(own)
    try:
        if zipfile.is_zipfile(path) and not _may_name(path, [other.main for other in others]):
            return None  # the fastest check, for thousands of files
        found, holds_main = _sets_of(path, settings, (own, *others))
        return found[0] if found and own not in found and not holds_main(own) else None
    except _UNREADABLE:
        return None


def sets_in(path: str, settings: Settings, sets: Sequence[SheetSet]) -> list[SheetSet]:
    """Those of the regimes' sheets whose main sheet a file holds; the first, if it has none by name or content.

    The first also reports a file that cannot be read.
    """
    try:
        found, holds_main = _sets_of(path, settings, sets)
        found = found or list(filter(holds_main, sets))
    except _UNREADABLE:
        found = []
    return found or [sets[0]]


def _sets_of(
    path: str, settings: Settings, sets: Sequence[SheetSet]
) -> tuple[list[SheetSet], Callable[[SheetSet], bool]]:
    """Those whose main sheet a file is, or has by its name; and whether it holds the main sheet of one by content."""
    if PurePath(path).suffix.lower() in TABLES:
        first = next((one for one in sets if kind_by_content(path, "", one) == one.main), None)
        return [] if first is None else [first], lambda one: False
    if Path(path).stat().st_size > settings.max_mb * MB:
        return [], lambda one: False
    workbook = open_workbook(path, Path(path).read_bytes(), settings.max_mb)
    names = {name.lower().strip() for name in workbook.names}

    def holds_main(one: SheetSet) -> bool:
        return any(is_main(workbook.sheet(name), one) for name in workbook.with_cells)

    return [one for one in sets if one.main in names], holds_main


def _may_name(path: str, names: Iterable[str]) -> bool:
    """Whether the list of sheets of a workbook may have one of these names."""
    with zipfile.ZipFile(path) as file:
        if _SHEET_NAMES not in file.namelist():
            return True
        listed = file.read(_SHEET_NAMES).lower()
    return any(name.encode() in listed for name in names)
