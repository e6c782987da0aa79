"""Bills of materials from short tables, and what `critmin check` answers to one.

A table is a list of rows, a row its cells by column name; `bom` puts the column `line` first, so that the columns of
`virgin` are A line, B mineral, C value_usd, D extraction_country, E processing_country, F feoc_attestation.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import openpyxl
from random_boms import columns_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
MEASURES = ("equity", "votes", "board")
IN_TIME = ("-a", "2023-04-18")
"""Acquired in time for a credit, whenever the vehicle is placed in service."""


@dataclass(frozen=True)
class Judged:
    """The first report of a run of `critmin check`."""

    exit_code: int
    report: dict[str, Any]
    stderr: str

    @property
    def status(self) -> str:
        return str(self.report["verdict"]["status"])

    @property
    def minerals(self) -> dict[str, Any]:
        return dict(self.report["critical_minerals"])

    @property
    def span(self) -> tuple[str, str]:
        """The low and the high end of the percentage, as fractions."""
        return self.minerals["low"], self.minerals["high"]

    @property
    def feoc(self) -> str:
        return str(self.report["feoc"]["status"])

    @property
    def codes(self) -> set[str]:
        return {finding["code"] for finding in self.report["findings"]}

    def finding(self, code: str) -> dict[str, Any]:
        """The only finding of that code."""
        (found,) = [f for f in self.report["findings"] if f["code"] == code]
        return dict(found)


Judge = Callable[..., Judged]
JudgeEach = Callable[..., list[Judged]]


def virgin(mineral: str = "lithium", value: str = "100", at: str = "US", **cells: str) -> Row:
    """A line whose extraction and processing are in one country, attested to be free of FEOCs."""
    row = {"mineral": mineral, "value_usd": value, "extraction_country": at, "processing_country": at}
    return row | {"feoc_attestation": "ATT-1"} | cells


def recycled(mineral: str = "nickel", value: str = "100", at: str = "US", **cells: str) -> Row:
    """A line recycled in one country, attested to be free of FEOCs."""
    return {"mineral": mineral, "value_usd": value, "recycling_country": at, "feoc_attestation": "ATT-1"} | cells


def bom(*lines: Row, **sheets: list[Row]) -> Tables:
    """The lines, named 1, 2, 3 ... unless they have a name, with the other sheets."""
    return {"BOM": [{"line": str(n)} | line for n, line in enumerate(lines, 1)], **sheets}


def vehicle(**facts: str) -> list[Row]:
    return [{"field": field, "value": value} for field, value in facts.items()]


def supplier(name: str, country: str = "US", government: str = "0", **cells: str) -> Row:
    """An entity of one country, of which covered nations' governments hold the same share in all three measures."""
    row = {"entity": name, "country": country, "headquarters_country": country}
    return row | {f"government_{measure}_pct": government for measure in MEASURES} | cells


def by(entity: str, at: str = "US", **cells: str) -> Row:
    """A line without an attestation, all of whose work one entity does."""
    return virgin(at=at, feoc_attestation="", extraction_entity=entity, processing_entity=entity) | cells


def share_of_a_trillion(qualifying: int) -> Tables:
    """A BOM of which so many dollars of 10**12 count."""
    return bom(virgin(value=str(qualifying)), virgin("nickel", value=str(10**12 - qualifying), at="NO"))


def write_xlsx(tables: Tables, path: Path, change: Callable[[openpyxl.Workbook], object] | None = None) -> Path:
    """The tables as the sheets of a workbook; numbers are saved as numbers, as a spreadsheet program would.

    `change` is what is done to it before it is saved.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        columns = columns_of(rows)
        sheet.append(columns)
        for row in rows:
            sheet.append([_as_saved(row.get(column, "")) for column in columns])
    if change is not None:
        change(book)
    book.save(path)
    return path


def _as_saved(text: str) -> object:
    try:
        return float(text) if text else None
    except ValueError:
        return text


def write_xlsb(tables: Tables, path: Path | IO[bytes]) -> Path | IO[bytes]:
    """A binary workbook of text cells, but `#N/A` is the error.

    It is made of records of type, size and content; type and size are written in bytes of 7 bits.
    """

    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size = len(content)
        return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    sheets, relations = b"", ""
    with zipfile.ZipFile(path, "w") as file:
        for number, (name, rows) in enumerate(tables.items(), 1):
            columns = columns_of(rows)
            cells = b""
            for at, values in enumerate([columns, *([row.get(column, "") for column in columns] for row in rows)]):
                cells += record(0x00, struct.pack("<I", at) + bytes(21))
                for column, value in enumerate(values):
                    place = struct.pack("<II", column, 0)
                    if value == "#N/A":
                        cells += record(0x03, place + b"\x2a")
                    elif isinstance(value, float):
                        cells += record(0x05, place + struct.pack("<d", value))
                    elif value:
                        cells += record(0x06, place + wide(value))
            size = record(0x94, struct.pack("<IIII", 0, len(rows), 0, len(columns) - 1))
            sheet = record(0x81) + size + record(0x91) + cells + record(0x92) + record(0x82)
            file.writestr(f"xl/worksheets/sheet{number}.bin", sheet)
            sheets += record(0x9C, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(name))
            relations += f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.bin"/>'
        book = record(0x83) + record(0x8F) + sheets + record(0x90) + record(0x84)
        file.writestr("xl/workbook.bin", book)
        file.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>")
        file.writestr("[Content_Types].xml", "<Types/>")
    return path
