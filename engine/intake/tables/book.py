"""A file of any format -> the sheet with the bill of materials, the other known sheets, and those not read."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath

import msgspec

from ...model.findings import Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import BOM_SHEETS, MB, Settings, SheetMapping, SheetSet, set_of_main, sheet_title
from ..files.file_kinds import OLE, WORKBOOKS, ZIP, check_kind
from ..files.sheet import Row, Sheet, too_large
from ..files.text_table import SNIFFED, IsHeading, delimiter_of, text_sheet, utf8
from ..files.workbook import Workbook, open_workbook
from .header_candidates import is_main
from .headings import read_heading
from .own_sheets import own_names, without_own_cells


class Companion(msgspec.Struct, frozen=True):
    """A file beside a CSV that holds one of the other sheets."""

    path: str
    sha256: str


class Glimpse(msgspec.Struct, frozen=True):
    """The first rows of an unread sheet, its `name` in addresses, and its kind by its header.

    `cause`: why it cannot be read.
    """

    name: str = ""
    rows: list[tuple[int, Row]] = []
    kind: str | None = None
    cause: Unreadable | None = None


class Book(msgspec.Struct, frozen=True):
    """A file: the sheet with the bill of materials, the others by kind, and those not read.

    `unread` are these by name (None: it holds no cells), `hidden` some of them, `glimpses` their first rows by name.
    `names` are the names of sheets not under their usual name, by kind. `name` is that of
    the chosen bill of materials if there are several, `strays` are names in other sheets without lines,
    with cells. `path` is the file's. `set` are the kinds of sheets that the regime reads.
    """

    sha256: str
    bom: Sheet
    others: Mapping[str, Sheet]
    companions: tuple[Companion, ...] = ()
    path: str = ""
    unread: Mapping[str, Sheet | None] = {}
    hidden: frozenset[str] = frozenset()
    glimpses: Mapping[str, Glimpse] = {}
    names: Mapping[str, str] = {}
    name: str | None = None
    strays: tuple[tuple[str, str], ...] = ()
    set: SheetSet = BOM_SHEETS

    def sheets(self) -> dict[str, Sheet]:
        """Every sheet that is read, by kind and in their order."""
        by_kind = {self.set.main: self.bom, **self.others}
        return {kind: by_kind[kind] for kind in self.set.kinds if kind in by_kind}


def read_book(path: str, content: bytes, settings: Settings, shown: str) -> Book:
    """The sheets of a workbook or a CSV under their usual names, of the bill of materials chosen in the settings.

    `shown` is the file's name in messages.

    Raises:
        Unreadable: empty, not a spreadsheet, password-protected, truncated, or without a usable sheet.
    """
    if len(content) > settings.max_mb * MB:
        raise too_large(shown, f"over {settings.max_mb:,} MB", settings.max_mb)
    if not content.strip(b"\0 \t\r\n"):
        raise refuse("FILE-EMPTY", f"{shown} is empty: expected a bill of materials")
    sha256 = hashlib.sha256(content).hexdigest()
    check_kind(content, shown)
    if content.startswith((ZIP, OLE)):
        return _read_workbook(path, shown, content, sha256, settings)
    main = settings.sheets.main
    is_heading = heading_test(main, settings.columns.of(main))
    if PurePath(path).suffix.lower() in WORKBOOKS:
        raise _no_workbook(shown, content, settings, is_heading)
    wanted = settings.main_sheet
    if wanted is not None and wanted.lower() != main:
        raise refuse("SHEET-MISSING", f"{shown} is a text file without a sheet {wanted}")
    sheet = text_sheet(shown, content, sheet_title(main), is_heading, settings.max_mb, encoding=settings.encoding)
    main_sheet = msgspec.structs.replace(sheet, bom=settings.bom)
    return Book(sha256, main_sheet, {}, path=path, name=settings.bom, set=settings.sheets)


def heading_test(kind: str, mapping: SheetMapping) -> IsHeading:
    """A test whether a text is, or is near, the heading of a column of a kind of sheet."""

    def is_heading(text: str, *, near: bool = True) -> bool:
        return mapping.find(text, "") is not None or read_heading(text, kind, near=near).column is not None

    return is_heading


def _no_workbook(shown: str, content: bytes, settings: Settings, is_heading: IsHeading) -> Unreadable:
    """The exception for a file named as a workbook that is not one."""
    name = PurePath(shown)
    try:
        text = utf8(content, shown, settings.encoding)[:SNIFFED].decode(errors="replace")
    except Unreadable:
        return refuse(
            "FILE-NOT-A-SPREADSHEET", f"{shown} is not a {name.suffix} workbook: its content has another format"
        )
    tabs = delimiter_of("", text, is_heading) == "\t"
    kind, suffix = ("text with tabs between its cells", ".tsv") if tabs else ("a text table", ".csv")
    message = f"{shown} is {kind}, named {name.suffix}: rename it to {name.with_suffix(suffix).name}"
    return refuse("FILE-NOT-A-SPREADSHEET", f"{message}, or save it as .xlsx in a spreadsheet program")


def _read_workbook(path: str, shown: str, content: bytes, sha256: str, settings: Settings) -> Book:
    workbook = open_workbook(shown, content, settings.max_mb)
    by_name = {name.lower().strip(): name for name in workbook.names}
    chosen, named = _choose_sheets(shown, by_name, workbook, settings)

    def of_bom(name: str) -> Sheet:
        return msgspec.structs.replace(workbook.sheet(name), bom=settings.bom)

    sheets = {kind: of_bom(name) for kind, name in chosen.items()}
    # Whatever holds cells, hidden or not, may be meant as a known sheet: one that cannot be read is not passed over.
    unread = {
        name: without_own_cells(name, of_bom(name)) if name in workbook.with_cells else None
        for name in workbook.names
        if name not in chosen.values()
    }
    hidden = frozenset(unread).difference(workbook.visible)
    main = sheets.pop(settings.sheets.main)
    return Book(
        sha256,
        main,
        sheets,
        path=path,
        unread=unread,
        hidden=hidden,
        names=named,
        name=settings.bom,
        set=settings.sheets,
    )


def _choose_sheets(
    shown: str, by_name: Mapping[str, str], workbook: Workbook, settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    """The name of each sheet that is read, by kind, and those that differ from the usual name.

    Raises:
        Unreadable: a requested sheet is missing, or the bill of materials cannot be determined.
    """
    named: dict[str, str] = {}
    kinds, main = settings.sheets.kinds, settings.sheets.main
    for kind in kinds:
        wanted = settings.main_sheet if kind == main else settings.columns.of(kind).sheet
        if wanted is None:
            continue
        if wanted.lower().strip() not in by_name:
            raise _no_sheet(shown, wanted, by_name)
        named[kind] = by_name[wanted.lower().strip()]
    chosen = {kind: by_name[kind] for kind in kinds if kind in by_name} | named
    if main not in chosen:
        visible = [name for name in workbook.visible if name not in own_names()] or workbook.visible
        if len(by_name) > 1 and own_names().issuperset(workbook.names):
            message = f"{shown} has only sheets that critmin wrote: give the bill of materials that they are about"
            raise refuse("SHEET-MISSING", message)
        if len(by_name) > 1 and len(visible) != 1:
            theirs = {key: name for key, name in by_name.items() if name not in own_names()} or by_name
            like = [
                name for name in theirs.values() if name in visible and _is_like_main(workbook, name, settings.sheets)
            ]
            if len(like) != 1:
                other = set_of_main(theirs, settings.sheets) if not like else None
                example = quoted((like or list(theirs.values()))[0])
                hint = f"; select the bill of materials, for example with --sheet {example}"
                if other is not None:
                    hint = f"; its sheet {sheet_title(other.main)} is read by `critmin {other.command}`"
                raise _no_sheet(shown, sheet_title(main), theirs, hint)
            hint = f"; only {quoted(like[0])} looks like a bill of materials: add --sheet {quoted(like[0])}"
            raise Unreadable(_no_sheet(shown, sheet_title(main), theirs, hint).findings, bom_sheet=like[0])
        chosen[main] = named[main] = (visible or list(by_name.values()))[0]
    lines = chosen[main]
    return {kind: name for kind, name in chosen.items() if kind == main or name != lines}, named


def _is_like_main(workbook: Workbook, name: str, sheets: SheetSet) -> bool:
    """Whether a sheet has the headings of a bill of materials; not one that cannot be read."""
    try:
        return is_main(workbook.sheet(name), sheets)
    except Unreadable:
        return False


def _no_sheet(shown: str, wanted: str, by_name: Mapping[str, str], hint: str = "") -> Unreadable:
    message = f"{shown} has no sheet {wanted}; its sheets are: {', '.join(by_name.values())}{hint}"
    return refuse("SHEET-MISSING", message)
