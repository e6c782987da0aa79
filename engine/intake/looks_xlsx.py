"""`Looks` of an .xlsx or .xlsm: its XML is searched, not parsed, since a long sheet holds millions of cells."""

import html
import re
import zipfile
from collections.abc import Iterator

from .looks import NO_VALUE, Area, Looks, column_of, refuse_far_cells

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
_ERROR_TYPE = re.compile(rb'\bt="e"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"[^>]*>')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})([0-9]{1,9}):([A-Z]{1,3})([0-9]{1,9})"')
_TAG_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_TAG_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_HIDDEN = (b'hidden="1"', b'hidden="true"')
# Addresses of three letters reach to the last column of a sheet, those of two to ZZ.
_WIDTHS = ((rb'\br="[A-Z]{3}[0-9]', 16_384), (rb'\br="[A-Z]{2}[0-9]', 702))


def relations(xml: bytes) -> dict[str, str]:
    """The parts of a workbook by the id of their relation."""
    return {attribute(tag, b"Id"): attribute(tag, b"Target") for tag in _TAG_RELATION.findall(xml)}


def attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb"[\s:]" + name + rb'="([^"]*)"', tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def look_at_xlsx(path: str, archive: zipfile.ZipFile, most: int) -> dict[str, Looks]:
    """Each sheet by its name; see `looks.look`."""
    parts = set(archive.namelist())
    targets = relations(archive.read("xl/_rels/workbook.xml.rels"))
    in_percent = _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in parts else set()
    found: dict[str, Looks] = {}
    for tag in _TAG_SHEET.findall(archive.read("xl/workbook.xml")):
        name, target = attribute(tag, b"name"), targets.get(attribute(tag, b"id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in parts:
            xml = archive.read(part)
            last = max((int(match[1]) for match in _ROW.finditer(xml)), default=0)
            refuse_far_cells(path, name, last, _width(xml, last, most), most)
            found[name] = _look_at(xml, in_percent, last)
    return found


def _width(xml: bytes, rows: int, most: int) -> int:
    """How many columns the cells reach over; no more than needs to be known is looked for."""
    bound = next((width for pattern, width in _WIDTHS if re.search(pattern, xml)), 26)
    if rows * bound <= most:
        return bound
    letters = {match[1] for match in re.finditer(rb'\br="([A-Z]{1,3})[0-9]+"', xml)}
    return max((column_of(text.decode()) + 1 for text in letters), default=0)


def _look_at(xml: bytes, in_percent: set[bytes], last: int) -> Looks:
    head, _, rest = xml.partition(b"<sheetData")
    return Looks(
        *_cells(xml, in_percent),
        merged=tuple(_merged(rest or xml, last)) if b"mergeCell" in xml else (),
        hidden_rows=frozenset(_hidden_rows(xml)) if any(mark in xml for mark in _HIDDEN) else frozenset(),
        hidden_columns=frozenset(_hidden_columns(head)),
    )


def _cells(xml: bytes, in_percent: set[bytes]) -> tuple[dict[str, str], frozenset[str]]:
    faults: dict[str, str] = {}
    percents: set[str] = set()
    if not _ERROR_TYPE.search(xml) and not _FORMULA.search(xml) and not in_percent:
        return faults, frozenset()
    for match in _CELL.finditer(xml):
        attributes, body = match[1], match[2] or b""
        address = _ADDRESS.search(attributes)
        if address is None:
            continue
        at = address[1].decode()
        if _ERROR_TYPE.search(attributes):
            error = re.search(rb"<(?:\w+:)?v>([^<]*)", body)
            faults[at] = f"the error {error[1].decode() if error else 'value'}"
        elif _FORMULA.search(body) and not _VALUE.search(body) and b't="str"' not in attributes:
            faults[at] = NO_VALUE
        style = _STYLE.search(attributes)
        if style is not None and style[1] in in_percent:
            percents.add(at)
    return faults, frozenset(percents)


def _merged(xml: bytes, last: int) -> Iterator[Area]:
    """Merged cells; what lies below the last row is cut off, so that a whole column is no million of rows."""
    for match in _MERGED.finditer(xml):
        top, bottom = int(match[2]) - 1, min(int(match[4]), last) - 1
        if top <= bottom:
            yield top, column_of(match[1].decode()), bottom, column_of(match[3].decode())


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for match in _ROW.finditer(xml):
        if any(mark in match[0] for mark in _HIDDEN):
            yield int(match[1])


def _hidden_columns(head: bytes) -> Iterator[int]:
    """What stands before the cells tells which columns are hidden, by ranges."""
    for tag in _COLUMN.findall(head):
        if any(mark in tag for mark in _HIDDEN):
            yield from range(int(attribute(tag, b"min") or 1) - 1, min(int(attribute(tag, b"max") or 1), 16_384))


def _percent_styles(xml: bytes) -> set[bytes]:
    """The numbers of the cell styles that show a percentage."""
    formats = {b"9", b"10"}  # the two that every workbook has without saying so
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", xml):
        if "%" in attribute(tag, b"formatCode"):
            formats.add(attribute(tag, b"numFmtId").encode())
    styles = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", xml, re.DOTALL)
    tags = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", styles[0]) if styles else []
    return {str(n).encode() for n, tag in enumerate(tags) if attribute(tag, b"numFmtId").encode() in formats}
