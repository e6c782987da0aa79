"""Workbooks of the old format (.xls), put together record by record ([MS-XLS], [MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Cell = str | float | bool | bytes | None
NEW, OLD = 0x0600, 0x0500
"""The versions of Excel 97 and later, and of Excel 5 and 95."""
LONGEST = 8224
WORKSHEET, CHART = 0x10, 0x20
NAME, NOTE, STRING, FORMULA, ROW, COLUMNS, MERGED, RICH = 0x18, 0x1C, 0x207, 0x06, 0x208, 0x7D, 0xE5, 0xD6


def record(kind: int, body: bytes = b"") -> bytes:
    """A record, and those that continue it where it is long."""
    return in_pieces(kind, [body[at : at + LONGEST] for at in range(0, len(body), LONGEST)] or [b""])


def in_pieces(kind: int, pieces: list[bytes]) -> bytes:
    """A record with this body, and those with the others that continue it."""
    return b"".join(
        struct.pack("<HH", kind if number == 0 else 0x3C, len(piece)) + piece for number, piece in enumerate(pieces)
    )


def begin(kind: int = WORKSHEET, version: int = NEW) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0))


END = record(0x0A)


def text(value: str, version: int = NEW, size_of_count: int = 2) -> bytes:
    """A counted text: in a code page, or in UTF-16."""
    count = len(value).to_bytes(size_of_count, "little")
    return count + (value.encode("cp1252") if version == OLD else b"\1" + value.encode("utf-16-le"))


def formula(row: int, column: int, result: bytes, style: int = 0) -> bytes:
    """A formula by its result: the bytes of a number, or what says that it is something else."""
    return record(FORMULA, struct.pack("<HHH", row, column, style) + result + bytes(8))


@dataclass
class Sheet:
    """A sheet of these rows: a tuple is a number in a style, a text one that is shared, bytes records of their own.

    `more` are records after the cells, `whole` is all that stands for the sheet.
    """

    rows: Iterable[Iterable[Cell | tuple[float, int]]] = ()
    more: bytes = b""
    kind: int = WORKSHEET
    hidden: bool = False
    whole: bytes | None = None


@dataclass
class Xls:
    """A workbook. `formats` are its own number formats by number, `styles` the format of each style.

    `head` are records before its sheets; `shared` is that of the texts that its sheets share, or
    `shared_count` how many it says that there are.
    """

    sheets: Mapping[str, Sheet]
    formats: Mapping[int, str] = field(default_factory=dict)
    styles: tuple[int, ...] = (0,)
    head: bytes = b""
    version: int = NEW
    shared_count: int | None = None
    shared: bytes | None = None

    def content(self) -> bytes:
        shared: list[str] = []
        bodies = [self._sheet(sheet, shared) if sheet.whole is None else sheet.whole for sheet in self.sheets.values()]
        size_of_count = 2 if self.version == NEW else 1
        parts = [begin(0x05, self.version), self.head]
        parts += [
            record(0x41E, struct.pack("<H", n) + text(code, self.version, size_of_count))
            for n, code in self.formats.items()
        ]
        parts += [record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in self.styles]
        lists = [
            struct.pack("<BB", sheet.hidden, sheet.kind == CHART and 2) + text(name, self.version, 1)
            for name, sheet in self.sheets.items()
        ]
        after = [END] if self.version == OLD else [self._shared(shared), END]
        at = sum(map(len, [*parts, *after])) + sum(8 + len(listed) for listed in lists)
        for listed, body in zip(lists, bodies, strict=True):
            parts.append(record(0x85, struct.pack("<I", at) + listed))
            at += len(body)
        return in_one_file(b"".join([*parts, *after, *bodies]))

    def _shared(self, shared: list[str]) -> bytes:
        if self.shared is not None:
            return self.shared
        count = len(shared) if self.shared_count is None else self.shared_count
        pieces = [struct.pack("<II", count, count)]
        for value in shared:
            pieces[-1] += struct.pack("<HB", len(value), 1)
            written = value.encode("utf-16-le")
            while room := (LONGEST - len(pieces[-1])) & ~1:
                pieces[-1] += written[:room]
                written = written[room:]
                if not written:
                    break
                pieces.append(b"\1")  # which says again how wide the letters are
            if LONGEST - len(pieces[-1]) < 9:
                pieces.append(b"")
        return in_pieces(0xFC, pieces)

    def _sheet(self, sheet: Sheet, shared: list[str]) -> bytes:
        cells = b""
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                cells += self._cell(row, column, value, shared)
        return begin(sheet.kind, self.version) + cells + sheet.more + END

    def _cell(self, row: int, column: int, value: Cell | tuple[float, int], shared: list[str]) -> bytes:
        at = struct.pack("<HHH", row, column, 0)
        if value is None:
            return b""
        if isinstance(value, bytes):
            return value
        if isinstance(value, bool):
            return record(0x205, at + bytes([value, 0]))
        if isinstance(value, tuple):
            return record(0x203, struct.pack("<HHHd", row, column, value[1], value[0]))
        if isinstance(value, int | float):
            return record(0x203, at + struct.pack("<d", value))
        if self.version == OLD:
            return record(0x204, at + text(value, OLD))
        if value not in shared:
            shared.append(value)
        return record(0xFD, at + struct.pack("<I", shared.index(value)))


def in_one_file(stream: bytes) -> bytes:
    """The file that holds a stream called Workbook and nothing else, in sectors of 512 bytes."""
    stream += bytes(max(4096 - len(stream), -len(stream) % 512))
    count = len(stream) // 512
    tables = -(-(count + 2) // 127)
    chain = [*range(1, count), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    chain += [0xFFFFFFFF] * (128 * tables - len(chain))
    assert tables <= 109
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += b"".join(struct.pack("<I", count + 1 + n if n < tables else 0xFFFFFFFF) for n in range(109))
    entries = [("Root Entry", 5, 1, 0xFFFFFFFE, 0), ("Workbook", 2, 0xFFFFFFFF, 0, len(stream))]
    directory = b""
    for name, kind, child, first, size in entries:
        written = name.encode("utf-16-le")
        directory += written.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(written) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child
        )
        directory += bytes(36) + struct.pack("<IQ", first, size)
    return head + stream + directory.ljust(512, b"\0") + struct.pack(f"<{len(chain)}I", *chain)
