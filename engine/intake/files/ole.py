"""The streams of an OLE file ([MS-CFB]), as which an .xls is saved.

A stream is a chain of sectors, by a table that says which sector follows which. A damaged table may lead in a circle or
out of the file, and both readers of .xls follow it for ever or ask for the memory: so all of it is followed here first.
"""

import struct
from collections.abc import Iterable, Sequence

_NONE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_SECTOR_SIZES = {9: 512, 12: 4096}
_SMALL, _SMALL_SECTOR = 4096, 64
"""A stream below this size is kept in smaller sectors, inside a stream of the root's."""
_ENTRY = 128
_DAMAGED = "it is damaged"


def workbook_stream(content: bytes) -> bytes:
    """The stream with the workbook.

    Raises:
        ValueError: there is none, or some stream is damaged.
    """
    if len(content) < 512:
        raise ValueError("it breaks off")
    size = _SECTOR_SIZES.get(_short(content, 30), 0)
    if not size or _short(content, 32) != 6 or _long(content, 56) != _SMALL:
        raise ValueError(_DAMAGED)
    file = _Sectors(content[size:], size)
    # How many sectors hold the directory, the two tables and the list of the first table's own sectors.
    if max(_long(content, at) for at in (40, 44, 64, 72)) > file.count:
        raise ValueError(_DAMAGED)
    table = _numbers(file.join(_sectors_of_table(content, file)))
    directory = file.join(_chain(table, _long(content, 48)))
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    if not entries:
        raise ValueError(_DAMAGED)
    small = _Sectors(file.join(_chain(table, _long(entries[0], 116))), _SMALL_SECTOR)
    small_table = _numbers(file.join(_chain(table, _long(content, 60))))
    found: dict[str, bytes] = {}
    for entry in entries[1:]:
        first, length = _long(entry, 116), _long(entry, 120)
        if length > len(content):
            raise ValueError(_DAMAGED)
        if first < _END and length:
            sectors, chained = (small, small_table) if length < _SMALL else (file, table)
            name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
            found.setdefault(name.lower(), sectors.join(_chain(chained, first))[:length])
    stream = found.get("workbook") or found.get("book")
    if stream is None:
        raise ValueError("it holds no workbook")
    return stream


class _Sectors:
    """Sectors of one size that follow each other; the last may break off."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size
        self.count = -(-len(content) // size)

    def join(self, numbers: Iterable[int]) -> bytes:
        return b"".join(self._sector(number) for number in numbers)

    def _sector(self, number: int) -> bytes:
        if number >= self.count:
            raise ValueError(_DAMAGED)
        return self._content[number * self._size : (number + 1) * self._size]


def _sectors_of_table(content: bytes, file: _Sectors) -> list[int]:
    """The sectors that the table of sectors is in: the first 109 stand in the head of the file."""
    numbers = list(_numbers(content[76:512]))
    following = _long(content, 68)
    for _ in range(file.count + 1):
        if following in (_NONE, _END):
            return [number for number in numbers if number != _NONE]
        *more, following = _numbers(file.join([following])) or (_NONE,)
        numbers += more
    raise ValueError(_DAMAGED)


def _chain(table: Sequence[int], first: int) -> list[int]:
    found: list[int] = []
    while first < _END:
        if first >= len(table) or len(found) > len(table):
            raise ValueError(_DAMAGED)
        found.append(first)
        first = table[first]
    return found


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _long(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")


def _short(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")
