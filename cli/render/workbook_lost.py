"""What a copy of a workbook lacks, and the formulas whose saved results may depend on cells written into it."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string as number

from ...data import load

_SHAPES = "drawn shapes"
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
_EXTENSION = re.compile(r"(.+) extension is not supported and will be removed")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of a workbook's parts and extensions; rewritten ones are not lost."""

    written_anew: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    extensions: dict[str, str]


def _words() -> _Words:
    return load("vocabulary/workbook_parts.toml", _Words)


def lost_parts(before: bytes, after: bytes, dropped: Iterable[str]) -> list[str]:
    """The parts missing in the copy, and those that openpyxl reported as dropped, in words, each once."""
    kept, had = _parts(after), _parts(before)
    words = [kind for kind, count in had.items() if count > kept[kind]]
    for message in dropped:
        if (found := _EXTENSION.fullmatch(message)) is not None:
            words.append(_words().extensions.get(found[1], f"{found[1]} extensions"))
    return [word for word in dict.fromkeys(words) if word]


def _parts(content: bytes) -> Counter[str]:
    """The number of parts of each kind in a workbook."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        by_name, by_suffix = _attributes(types, "Override", "PartName"), _attributes(types, "Default", "Extension")
        for name in archive.namelist():
            if name.startswith(("docProps/", "_rels/")) or name.endswith("/") or "/_rels/" in name:
                continue
            kind = by_name.get(f"/{name}".lower(), by_suffix.get(name.rpartition(".")[2].lower(), ""))
            if kind.rpartition(".")[2].startswith("drawing+"):
                counts[_SHAPES] += len(_SHAPE.findall(archive.read(name)))
            word = _word(kind)
            if word is not None:
                counts[word] += 1
    return counts


def _attributes(types: str, tag: str, key: str) -> dict[str, str]:
    """The content types by part name or by suffix."""
    found = {}
    for element in re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", types):
        values = dict(re.findall(r'(\w+)="([^"]*)"', element))
        if key in values and "ContentType" in values:
            found[values[key].lower()] = values["ContentType"]
    return found


def _word(content_type: str) -> str | None:
    """The name of parts of this type; None where nothing is lost with them."""
    if content_type.startswith("image/"):
        return "images"
    last = content_type.rpartition("/")[2].rpartition(".")[2].removesuffix("+xml")
    if not last or last in _words().written_anew:
        return None
    return next((word for word, types in _words().parts.items() if last in types), f"parts of the kind {last}")


Cell = tuple[str, int, int]
"""The title of a sheet, and the row and the column of a cell, from 1."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[\w.]+)!)?"
    r"(?:\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
    r"|\$?(?P<first>[A-Z]{1,3}):\$?(?P<last>[A-Z]{1,3})|\$?(?P<from>\d+):\$?(?P<to>\d+))",
    re.IGNORECASE,
)
_UNFORESEEN = re.compile(r"(?:INDIRECT|OFFSET|GETPIVOTDATA)\(", re.IGNORECASE)


class _Area(NamedTuple):
    """A rectangle of cells; the sheet's title in small letters."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, cell: Cell) -> bool:
        sheet, row, column = cell
        return self.sheet == sheet.casefold() and self.top <= row <= self.bottom and self.left <= column <= self.right


class _Formula(NamedTuple):
    """A formula: the cells that show its result, and the areas that it reads; None: these cannot be foreseen."""

    cells: tuple[Cell, ...]
    reads: tuple[_Area, ...] | None

    def may_depend(self, changed: Iterable[Cell]) -> bool:
        return self.reads is None or any(area.holds(cell) for area in self.reads for cell in changed)


def dependents(book: Workbook, written: set[Cell]) -> set[Cell]:
    """The cells whose formulas may depend on the written ones, directly or through other formulas."""
    left, found, changed = list(_formulas(book)), set[Cell](), written
    while changed:
        changed = {cell for one in left if one.may_depend(changed) for cell in one.cells} - found
        found |= changed
        left = [one for one in left if not found.issuperset(one.cells)]
    return found


def _formulas(book: Workbook) -> Iterator[_Formula]:
    for sheet in book.worksheets:
        for (row, column), cell in list(sheet._cells.items()):
            if cell.data_type != "f":
                continue
            text, area = cell.value, getattr(cell.value, "ref", None)  # an array formula has a reference and a text
            if not isinstance(text, str):
                text = getattr(text, "text", None) or ""
            shown = [(sheet.title, row, column)]
            if area and (of := _area(area, sheet.title)) is not None:
                rows, columns = range(of.top, of.bottom + 1), range(of.left, of.right + 1)
                shown = [(sheet.title, at, beside) for at in rows for beside in columns]
            yield _Formula(tuple(shown), _reads(text, sheet.title))


def _reads(formula: str, title: str) -> tuple[_Area, ...] | None:
    """The areas that a formula of a sheet reads; None where they cannot be foreseen: names, tables, other sheets."""
    if not formula or _UNFORESEEN.search(formula):
        return None
    operands = [
        token.value for token in Tokenizer(formula).items if (token.type, token.subtype) == (Token.OPERAND, Token.RANGE)
    ]
    areas = [_area(text, title) for text in operands]
    return None if None in areas else tuple(area for area in areas if area is not None)


def _area(text: str, title: str) -> _Area | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    sheet = (found["sheet"] or title).casefold()
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    if found["first"]:
        left, right = sorted((number(found["first"]), number(found["last"])))
        return _Area(sheet, 1, left, _LAST_ROW, right)
    if found["from"]:
        top, bottom = sorted((int(found["from"]), int(found["to"])))
        return _Area(sheet, top, 1, bottom, _LAST_COLUMN)
    rows = sorted((int(found["top"]), int(found["bottom"] or found["top"])))
    columns = sorted((number(found["left"]), number(found["right"] or found["left"])))
    return _Area(sheet, rows[0], columns[0], rows[1], columns[1])
