"""Workbooks put together by hand, part by part, for what no program here writes; and the values in any."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import python_calamine
from boms import Tables, write_xlsb

Cells = Iterable[Iterable[object]]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
PERCENT = 1
"""The number of the style that shows a percentage, in `xlsx`."""


def read_rows(path: Path, sheet: str) -> list[list[Any]]:
    """The rows of values of a sheet, in which an empty cell is None: takes a hundredth of the time of openpyxl.

    Raises:
        KeyError: there is no such sheet.
    """
    book = python_calamine.load_workbook(path)
    if sheet not in book.sheet_names:
        raise KeyError(sheet)
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lying(content: bytes, part: str, size: int, *, with_checksum: bool = False) -> bytes:
    """The archive, which says that a part is of this size; and that its checksum is that of its beginning."""
    changed = bytearray(content)
    beginning = zlib.crc32(unpacked(content)[part][:size])
    name = part.encode()
    # Each part has a head, and an entry in the directory, in which the same numbers stand 2 bytes later.
    for mark, checksum_at, size_at, name_at in ((b"PK\3\4", 14, 22, 30), (b"PK\1\2", 16, 24, 46)):
        at = content.find(mark)
        while content[at + name_at : at + name_at + len(name)] != name:
            at = content.index(mark, at + 1)
        struct.pack_into("<I", changed, at + size_at, size)
        if with_checksum:
            struct.pack_into("<I", changed, at + checksum_at, beginning)
    return bytes(changed)


# .xlsx --------------------------------------------------------------------------------------------------------------


def xlsx_rows(cells: Cells, first: int = 1) -> str:
    """Rows of numbers and texts with their addresses. `None` is an empty cell, XML in angle brackets is itself."""
    rows = []
    for row, values in enumerate(cells, first):
        written = (_xlsx_cell(f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[at]}{row}", value) for at, value in enumerate(values))
        rows.append(f'<row r="{row}">{"".join(written)}</row>')
    return "".join(rows)


def _xlsx_cell(address: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("<c", f'<c r="{address}"', 1)
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{address}"><v>{value}</v></c>'


def xlsx(
    rows: str, *, head: str = "", tail: str = "", others: Mapping[str, str] | None = None, hidden: Collection[str] = ()
) -> bytes:
    """A workbook with these rows in the sheet BOM, or Pack where there are others. Style 1 shows a percentage."""
    sheets = {"Pack" if others else "BOM": rows} | dict(others or {})
    numbered = list(enumerate(sheets, 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{"hidden" if name in hidden else "visible"}" r:id="rId{n}"/>'
        for n, name in numbered
    )
    related = "".join(_relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered)
    return packed(
        {
            "_rels/.rels": _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(related + _relation("rId99", "styles", "styles.xml")),
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
            "</styleSheet>",
            **{f"xl/worksheets/sheet{n}.xml": xlsx_sheet(sheets[name], head, tail) for n, name in numbered},
        }
    )


def xlsx_sheet(rows: str, head: str = "", tail: str = "") -> str:
    return f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'


def _relations(relations: str) -> str:
    return f'<Relationships xmlns="{_OFFICE.replace("officeDocument", "package")}">{relations}</Relationships>'


def _relation(number: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


# .ods ---------------------------------------------------------------------------------------------------------------


def ods_rows(cells: Cells) -> str:
    """Rows of numbers and texts. `None` is an empty cell, and XML in angle brackets is itself."""
    return "".join(f"<table:table-row>{''.join(map(_ods_cell, values))}</table:table-row>" for values in cells)


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str) and value.startswith("<table:"):
        return value
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def ods(
    rows: str, *, document_type: str = "", others: Mapping[str, str] | None = None, hidden: Collection[str] = ()
) -> bytes:
    """A document with these rows in the sheet BOM, or Pack where there are others."""
    sheets = {"Pack" if others else "BOM": rows} | dict(others or {})
    spaces = " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "table", "text", "style"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    style = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/>'
    styles = f"<office:automatic-styles>{style}</style:style></office:automatic-styles>"
    tables = "".join(
        f'<table:table table:name="{name}"{" table:style-name=" + repr("h") if name in hidden else ""}>{inside}'
        "</table:table>"
        for name, inside in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces} {calc}>{styles}{body}</office:document-content>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0"/>',
            "content.xml": document_type + content,
        }
    )


# .xlsb --------------------------------------------------------------------------------------------------------------


def xlsb(tables: Tables) -> dict[str, bytes]:
    """The parts of a binary workbook. Each sheet ends its rows with `XLSB_END`."""
    content = io.BytesIO()
    write_xlsb(tables, content)
    return unpacked(content.getvalue())


def xlsb_record(kind: int, body: bytes = b"") -> bytes:
    """A record; its kind and its length are written in bytes of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + body


def xlsb_row(row: int, *, hidden: bool = False) -> bytes:
    return xlsb_record(0x00, struct.pack("<I", row) + bytes(7) + bytes([0x10 * hidden]) + bytes(13))


def xlsb_number(column: int, number: float) -> bytes:
    return xlsb_record(0x05, struct.pack("<IId", column, 0, number))


XLSB_START, XLSB_END = xlsb_record(0x91), xlsb_record(0x92)
