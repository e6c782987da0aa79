"""The streams of an OLE file ([MS-CFB]), the container of an .xls.

A stream is a chain of sectors, by a table of which sector follows which. A damaged table may lead in a circle or
out of the file: every stream is followed to its end, whether it is needed or not.
"""

import struct
from collections.abc import Sequence

from .biff import number

_NONE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_SECTOR_SIZES = {9: 512, 12: 4096}
_SMALL, _SMALL_SECTOR = 4096, 64
"""A stream below this size is kept in smaller sectors, inside a stream of the root's."""
_ENTRY = 128


class _Damaged(ValueError):
    def __init__(self) -> None:
        super().__init__("it is damaged")


def workbook_stream(content: bytes) -> bytes:
    """The stream with the workbook.

    Raises:
        ValueError: there is none, or a stream is damaged.
    """
    if len(content) < 512:
        raise ValueError("it is truncated")
    size = _SECTOR_SIZES.get(number(content[30:32]), 0)
    if not size or number(content[32:34]) != 6 or _long(content, 56) != _SMALL:
        raise _Damaged
    sectors = content[size:]
    # The numbers of sectors of the directory, the two tables and the list of the first table's sectors.
    if max(_long(content, at) for at in (40, 44, 64, 72)) > -(-len(sectors) // size):
        raise _Damaged
    table = _longs(_joined(sectors, size, _sectors_of_table(content, sectors, size)))
    directory = _joined(sectors, size, _chain(table, _long(content, 48)))
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    if not entries:
        raise _Damaged
    small_sectors = _joined(sectors, size, _chain(table, _long(entries[0], 116)))
    small_table = _longs(_joined(sectors, size, _chain(table, _long(content, 60))))
    found: dict[str, bytes] = {}
    for entry in entries[1:]:
        first, length = _long(entry, 116), _long(entry, 120)
        if length > len(content):
            raise _Damaged
        if first >= _END or not length:
            continue
        if length < _SMALL:
            stream = _joined(small_sectors, _SMALL_SECTOR, _chain(small_table, first))
        else:
            stream = _joined(sectors, size, _chain(table, first))
        name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
        found.setdefault(name.lower(), stream[:length])
    workbook = found.get("workbook") or found.get("book")
    if workbook is None:
        raise ValueError("it does not contain a workbook")
    return workbook


def _joined(sectors: bytes, size: int, numbers: Sequence[int]) -> bytes:
    """The joined content of sectors of one size; the file's last sector may be truncated."""
    if numbers and max(numbers) * size >= len(sectors):
        raise _Damaged
    return b"".join(sectors[at * size : (at + 1) * size] for at in numbers)


def _sectors_of_table(content: bytes, sectors: bytes, size: int) -> list[int]:
    """The sectors of the sector table itself: the file's head lists the first 109."""
    numbers = list(_longs(content[76:512]))
    following = _long(content, 68)
    for _ in range(len(sectors) // size + 2):
        if following in (_NONE, _END):
            return [at for at in numbers if at != _NONE]
        *more, following = _longs(_joined(sectors, size, [following])) or (_NONE,)
        numbers += more
    raise _Damaged


def _chain(table: Sequence[int], first: int) -> list[int]:
    found: list[int] = []
    while first < _END:
        if first >= len(table) or len(found) > len(table):
            raise _Damaged
        found.append(first)
        first = table[first]
    return found


def _longs(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _long(content: bytes, at: int) -> int:
    return number(content[at : at + 4])
