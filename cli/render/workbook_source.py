"""The workbook that the report is written into: the analyst's own, or a new one with the cells as read."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from html import escape
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.intake.files.sheet import Sheet
from ...engine.intake.tables.sheets import open_book
from ...engine.model.findings import Unreadable
from ...engine.model.settings import Settings
from ...engine.report.report import Report
from .xlsx_file import AUTHOR, LAST_COLUMN, LAST_ROW, content_of, for_paper, write_number, write_text

_COPIED = "a copy of the bill of materials, with comments and highlights at the cells that the findings speak of"
_AS_READ = "a fresh workbook with the cells as they were read, at their own addresses; formats are not copied"
_EMPTY = "a fresh workbook: the cells of the bill of materials cannot be shown"
_WITHHELD = "a workbook without the bill of materials, because the report withholds a part of it"
_WIDEST = 44
_UNREAD = ("FILE-", "SHEET-TOO-LARGE")


class Source(NamedTuple):
    """A bill of materials as given; `content` is None where the file could not be read."""

    path: str
    content: bytes | None
    settings: Settings


class Target(NamedTuple):
    """The workbook, its description, its creation and modification times, and what openpyxl drops."""

    book: Workbook
    about: str
    created: datetime.datetime | None
    modified: datetime.datetime | None
    values: "SavedValues | None"
    dropped: tuple[str, ...]

    @property
    def copied(self) -> bool:
        return self.values is not None

    def file(
        self,
        results: Mapping[tuple[str, str], str],
        stale: Container[tuple[str, str]] = (),
        *,
        is_bom: bool = False,
    ) -> bytes:
        """The workbook as a file, a bill of materials or a report on one.

        `results` are those of our own formulas, by sheet and cell.
        `stale` are the analyst's formulas whose saved results no longer hold: they get none.
        """
        put_values = self.values.put_into(self.book, stale) if self.values is not None else None

        def rework(name: str, xml: bytes) -> bytes:
            xml = put_results(self.book, results, name, xml)
            return xml if put_values is None else put_values(name, xml)

        return content_of(self.book, self.created, self.modified, rework, is_bom=is_bom)


def open_source(source: Source, report: Report) -> Target:
    """The analyst's own workbook if openpyxl can copy it, otherwise a new one."""
    readable = not any(found.code.startswith(_UNREAD) for found in report.findings)
    copy = copy_of(source.content) if source.content is not None and readable else None
    return copy or _fresh(source, shown=readable)


def without_source() -> Target:
    """A new workbook without a cell of the bill of materials."""
    return Target(_new(), _WITHHELD, None, None, None, ())


def copy_of(content: bytes) -> Target | None:
    """The workbook as openpyxl reads it, to write into; None where it cannot."""
    if not content.startswith(b"PK"):
        return None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            book = load_workbook(io.BytesIO(content), rich_text=True)
        except Exception:  # noqa: BLE001 - openpyxl raises anything at parts that it does not know
            return None
    if not book.worksheets:
        return None
    book.template = False
    for sheet in book.worksheets:
        # Not iter_rows: it would create every cell of a sparse sheet.
        for cell in sheet._cells.values():
            if isinstance(cell.value, float):
                write_number(cell, repr(cell.value))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
    created = book.properties.created if _states(core, b"created") else None
    modified = book.properties.modified if _states(core, b"modified") else None
    dropped = tuple(dict.fromkeys(str(warning.message) for warning in warned))
    return Target(book, _COPIED, created, modified, SavedValues(content), dropped)


def _states(core: bytes, tag: bytes) -> bool:
    """Whether the properties state the time; otherwise openpyxl uses the current one."""
    return re.search(rb"[<:]" + tag + rb"[ >]", core) is not None


def _fresh(source: Source, *, shown: bool) -> Target:
    book = _new()
    about = _EMPTY
    if source.content is not None and shown:
        try:
            read = open_book(source.path, source.content, source.settings)
            cut = [_write(book, sheet) for sheet in (read.bom, *read.others.values())]
            left = " (without the rows and columns that no .xlsx holds)" * any(cut)
            about = f"{_AS_READ}{left}"
        except Unreadable:  # the report states why
            pass
    return Target(book, about, None, None, None, ())


def _new() -> Workbook:
    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.creator = AUTHOR
    return book


def _write(book: Workbook, read: Sheet) -> bool:
    """Writes the cells of a sheet; returns whether some had to be left out."""
    sheet: Worksheet = book.create_sheet(unquoted(read.name))
    widths: dict[int, int] = {}
    cut = False
    for row, values in enumerate(read.rows(), 1):
        if row > LAST_ROW or len(values) > LAST_COLUMN:
            cut = True
        if row > LAST_ROW:
            break
        for column, value in enumerate(values[:LAST_COLUMN], 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                write_text(cell, value)
            elif isinstance(value, float):
                write_number(cell, repr(value))
                if cell.coordinate in read.about.percents:
                    cell.number_format = "0.00%"
                elif column - 1 in read.about.formats and (code := read.about.formats[column - 1].at(row)):
                    cell.number_format = code  # it states the number's currency or unit
            else:
                cell.value = value  # type: ignore[assignment]
            widths[column] = min(_WIDEST, max(widths.get(column, 0), len(str(value))))
    for top, left, bottom, right in read.about.merged:
        if bottom < LAST_ROW and right < LAST_COLUMN:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width + 3
    for_paper(sheet)
    return cut


def unquoted(name: str) -> str:
    """A sheet's name from its form in an address: `'Battery - NMC'`, with inner quotes doubled."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


# The results of formulas, which openpyxl does not write ---------------------------------------------------------------

# A cell with a formula as openpyxl writes it, with an empty value.
_FORMULA = re.compile(
    rb'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<style>(?: s="[0-9]+")?)>'
    rb"(?P<formula><f(?: [^>]*)?(?:/>|>[^<]*</f>))<v(?: ?/>|></v>)</c>"
)


def put_results(book: Workbook, results: Mapping[tuple[str, str], str], name: str, xml: bytes) -> bytes:
    """A part of the saved workbook with the results of our own formulas, for viewers that do not compute."""
    title = next((sheet.title for sheet in book.worksheets if sheet.path == f"/{name}"), "")

    def with_result(found: "re.Match[bytes]") -> bytes:
        result = results.get((title, found["at"].decode()))
        if result is None:
            return found[0]
        return b'<c r="%b"%b>%b<v>%b</v></c>' % (found["at"], found["style"], found["formula"], result.encode())

    return _FORMULA.sub(with_result, xml) if any(of == title for of, _ in results) else xml


class SavedValues:
    """The saved values of one workbook, loaded when the first formula is met."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _book(self) -> Workbook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they were reported when the formulas were loaded
            return load_workbook(io.BytesIO(self._content), data_only=True)

    def put_into(self, book: Workbook, stale: Container[tuple[str, str]] = ()) -> Callable[[str, bytes], bytes]:
        """A function that adds the values to the parts of the saved `book`, except those of `stale` cells."""

        def rework(name: str, xml: bytes) -> bytes:
            title = next((s.title for s in book.worksheets if s.path == f"/{name}"), None)
            if title is None or not _FORMULA.search(xml) or title not in self._book.sheetnames:
                return xml

            def with_value(found: "re.Match[bytes]") -> bytes:
                return found[0] if (title, found["at"].decode()) in stale else self._with_value(title, found)

            return _FORMULA.sub(with_value, xml)

        return rework

    def _with_value(self, title: str, found: "re.Match[bytes]") -> bytes:
        kind, text = self._stored(title, found["at"].decode())
        if text is None:
            return found[0]
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (found["at"], found["style"], kind, found["formula"], text.encode())

    def _stored(self, title: str, at: str) -> tuple[bytes, str | None]:
        """The type attribute and the text of the value; None where nothing was saved."""
        cell = self._book[title][at]
        value = cell.value
        if value is None:
            return b"", None
        if isinstance(value, bool):
            return b' t="b"', str(int(value))
        if isinstance(value, str):
            return (b' t="e"' if cell.data_type == "e" else b' t="str"'), escape(value, quote=False)
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            value = to_excel(value, self._book.epoch)  # type: ignore[no-untyped-call]
        return b"", repr(value)
