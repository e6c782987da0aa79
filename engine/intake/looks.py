"""What the reader of workbooks does not tell of a cell: a formula without a saved value, an error, a percentage."""

import html
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..report import refuse

if TYPE_CHECKING:
    from xlrd.sheet import Sheet

# A sheet that claims more cells is one with a stray cell far out: 16,384 columns is how wide a sheet can be.
_MOST_CELLS = 200_000_000
_FEWEST_FAR = 16_384
_NO_VALUE = "a formula without a saved value"


def letter(index: int) -> str:
    """The spreadsheet's letter of a column, from 0: A, B, ... Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
_ERROR_TYPE = re.compile(rb'\bt="e"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_TAG_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_TAG_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb"[\s:]" + name + rb'="([^"]*)"', tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


class Looks(NamedTuple):
    """What the reader does not tell of a sheet: cells without a usable value, cells that show a percentage."""

    faults: dict[str, str]
    percents: frozenset[str] | None


UNSEEN = Looks({}, None)
"""Of a sheet that was not found again."""


def look(path: str, content: bytes) -> dict[str, Looks]:
    """Of each sheet of an .xlsx, .xlsm, .xlsb or .ods: formulas without a saved value, error values, percentages.

    The reader gives the first two as empty cells, and an empty cell would mean *not known*.

    Raises:
        Unreadable: a sheet that reaches farther than the reader can take.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = set(archive.namelist())
    if "content.xml" in parts:
        return _look_at_open_document(archive.read("content.xml"))
    if "xl/workbook.bin" in parts:
        return _look_at_binary(archive)
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
        return {}
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in _TAG_RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    in_percent = _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in parts else set()
    found: dict[str, Looks] = {}
    for tag in _TAG_SHEET.findall(archive.read("xl/workbook.xml")):
        name, target = _attribute(tag, b"name"), targets.get(_attribute(tag, b"id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in parts:
            xml = archive.read(part)
            _refuse_far_cells(path, name, xml)
            found[name] = _look_at(xml, in_percent)
    return found


def _look_at(xml: bytes, in_percent: set[bytes]) -> Looks:
    faults: dict[str, str] = {}
    percents: set[str] = set()
    if not _ERROR_TYPE.search(xml) and not _FORMULA.search(xml) and not in_percent:
        return Looks(faults, frozenset())
    for attributes, body in _CELL.findall(xml):
        address = _ADDRESS.search(attributes)
        if address is None:
            continue
        at = address[1].decode()
        if _ERROR_TYPE.search(attributes):
            error = re.search(rb"<(?:\w+:)?v>([^<]*)", body)
            faults[at] = f"the error {error[1].decode() if error else 'value'}"
        elif _FORMULA.search(body) and not _VALUE.search(body) and b't="str"' not in attributes:
            faults[at] = _NO_VALUE
        style = _STYLE.search(attributes)
        if style is not None and style[1] in in_percent:
            percents.add(at)
    return Looks(faults, frozenset(percents))


def _percent_styles(xml: bytes) -> set[bytes]:
    """The numbers of the cell styles that show a percentage."""
    formats = {b"9", b"10"}  # the two that every workbook has without saying so
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", xml):
        if "%" in _attribute(tag, b"formatCode"):
            formats.add(_attribute(tag, b"numFmtId").encode())
    styles = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", xml, re.DOTALL)
    tags = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", styles[0]) if styles else []
    return {str(n).encode() for n, tag in enumerate(tags) if _attribute(tag, b"numFmtId").encode() in formats}


def _refuse_far_cells(path: str, name: str, xml: bytes) -> None:
    """A stray cell at the far end of a sheet makes the reader ask for the memory of the whole sheet."""
    last = max((int(row) for row in re.findall(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"', xml)), default=0)
    if last * _FEWEST_FAR <= _MOST_CELLS:
        return
    letters = set(re.findall(rb'\br="([A-Z]{1,3})[0-9]+"', xml))
    wide = max((sum((c - 64) * 26**n for n, c in enumerate(reversed(text))) for text in letters), default=0)
    if last * wide > _MOST_CELLS:
        raise refuse(
            "SHEET-TOO-LARGE", f"the sheet {name} of {path} reaches to row {last} and column {wide}: a stray cell?"
        )


# .ods ------------------------------------------------------------------------------------------------------------

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def _look_at_open_document(xml: bytes) -> dict[str, Looks]:
    from xml.etree import ElementTree

    found: dict[str, Looks] = {}
    for sheet in ElementTree.fromstring(xml).iter(f"{_TABLE}table"):
        faults: dict[str, str] = {}
        percents: set[str] = set()
        row = 0
        for line in sheet.iter(f"{_TABLE}table-row"):
            column = 0
            for cell in line:
                address = f"{letter(column)}{row + 1}"
                kind = cell.get(f"{_OFFICE}value-type")
                shown = "".join(cell.itertext())
                if cell.get(f"{_CALCEXT}value-type") == "error" or _ERROR_TEXT.fullmatch(shown):
                    faults[address] = f"the error {shown}"
                elif cell.get(f"{_TABLE}formula") is not None and kind is None:
                    faults[address] = _NO_VALUE
                elif kind == "percentage":
                    percents.add(address)
                column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            row += int(line.get(f"{_TABLE}number-rows-repeated", 1))
        found[sheet.get(f"{_TABLE}name", "")] = Looks(faults, frozenset(percents))
    return found


_ERROR_TEXT = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")


# .xls ------------------------------------------------------------------------------------------------------------


def look_at_old(content: bytes) -> dict[str, Looks]:
    """Like `look`, of an .xls.

    Raises:
        ValueError: it is no workbook, or a damaged one.
    """
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        percent = {n for n, style in enumerate(book.xf_list) if "%" in book.format_map[style.format_key].format_str}
        return {sheet.name: _look_at_old_sheet(sheet, percent) for sheet in book.sheets()}
    except (XLRDError, CompDocError, AssertionError, TypeError, struct.error) as error:
        raise ValueError(error) from None


def _look_at_old_sheet(sheet: "Sheet", percent: set[int]) -> Looks:
    from xlrd import XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

    faults: dict[str, str] = {}
    percents: set[str] = set()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            address = f"{letter(column)}{row + 1}"
            if kind == XL_CELL_ERROR:
                faults[address] = f"the error {error_text_from_code.get(int(sheet.cell_value(row, column)), 'value')}"
            elif kind == XL_CELL_NUMBER and sheet.cell_xf_index(row, column) in percent:
                percents.add(address)
    return Looks(faults, frozenset(percents))


# .xlsb: records of a number, a length and a body ([MS-XLSB]) --------------------------------------------------------

_ROW, _ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156


def _look_at_binary(archive: zipfile.ZipFile) -> dict[str, Looks]:
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in _TAG_RELATION.findall(archive.read("xl/_rels/workbook.bin.rels"))
    }
    found: dict[str, Looks] = {}
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, rest = _wide_text(body[8:])
            name, _ = _wide_text(rest)
            part = f"xl/{targets.get(relation, '')}"
            if part in archive.namelist():
                found[name] = Looks(_binary_faults(archive.read(part)), None)
    return found


def _binary_faults(sheet: bytes) -> dict[str, str]:
    faults: dict[str, str] = {}
    row = 0
    for kind, body in _records(sheet):
        if kind == _ROW:
            row = int.from_bytes(body[:4], "little")
        elif kind in (_ERROR, _FORMULA_ERROR):
            faults[f"{letter(int.from_bytes(body[:4], 'little'))}{row + 1}"] = "an error"
    return faults


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | content[at] << 7
            at += 1
        length = shift = 0
        while True:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def _wide_text(body: bytes) -> tuple[str, bytes]:
    """A counted text, and what follows it."""
    end = 4 + 2 * int.from_bytes(body[:4], "little")
    return body[4:end].decode("utf-16-le"), body[end:]
