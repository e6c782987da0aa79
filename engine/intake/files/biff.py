"""The records of an .xls ([MS-XLS]): a number, a length and a body, which goes on in the records that continue it."""

from collections.abc import Iterator

BEGIN, END, CONTINUED = 0x0809, 0x000A, 0x003C
OLD, NEW = 0x0500, 0x0600
"""The versions: of Excel 5 and 95, with texts in a code page, and of Excel 97 and later, with texts in Unicode."""
_HEAD = 4
# Python's names of code pages that are not "cp" and the number.
_CODE_PAGES = {
    367: "ascii",
    1200: "utf-16-le",
    10000: "mac_roman",
    21010: "utf-16-le",
    32768: "mac_roman",
    32769: "cp1252",
}
_WIDE, _WITH_PHONETICS, _RICH = 1, 4, 8

Pieces = list[bytes]
"""The body of a record, and those of the records that continue it."""


def records(stream: bytes, start: int) -> Iterator[tuple[int, Pieces]]:
    """The records of one piece of a workbook from its BEGIN to its END, without those of a chart within it.

    Raises:
        ValueError: no piece begins here, or it is truncated.
    """
    if start < 0 or number(stream[start : start + 2]) != BEGIN:
        raise ValueError("one of its parts is missing")
    at, depth, length = start, 0, len(stream)
    while at + _HEAD <= length:
        kind = stream[at] | stream[at + 1] << 8
        end = at + _HEAD + (stream[at + 2] | stream[at + 3] << 8)
        pieces = [stream[at + _HEAD : end]]
        while end + _HEAD <= length and stream[end] == CONTINUED and not stream[end + 1]:
            at, end = end, end + _HEAD + (stream[end + 2] | stream[end + 3] << 8)
            pieces.append(stream[at + _HEAD : end])
        if end > length:
            break
        at = end
        if kind == BEGIN:
            depth += 1
            if depth > 1:
                continue
        elif kind == END:
            depth -= 1
            if not depth:
                return
        if depth == 1:
            yield kind, pieces
    raise ValueError("one of its parts is truncated")


def number(body: bytes) -> int:
    return int.from_bytes(body, "little")


def code_page(page: int) -> str:
    """Python's name of a code page.

    Raises:
        ValueError: Python has none for it.
    """
    name = _CODE_PAGES.get(page, f"cp{page}")
    try:
        str(b"", name)
        b" ".decode(name, "replace")
    except LookupError:
        raise ValueError(f"its texts are in the code page {page}, which is not supported") from None
    return name


class Texts:
    """Texts in the pieces of a record, one after the other."""

    def __init__(self, pieces: Pieces, at: int, version: int, encoding: str) -> None:
        self._pieces, self._at = pieces, at
        self._piece = 0
        self._version, self._encoding = version, encoding

    def next(self, size_of_count: int = 2) -> str:
        """The text that follows its count.

        Raises:
            ValueError: it breaks off.
        """
        count = number(self._take(size_of_count))
        if self._version == OLD:
            return self._take(count).decode(self._encoding, "replace")
        flags = self._take(1)[0]
        runs = number(self._take(2)) if flags & _RICH else 0
        phonetics = number(self._take(4)) if flags & _WITH_PHONETICS else 0
        text = self._characters(count, bool(flags & _WIDE))
        self._skip(4 * runs + phonetics)
        return text

    def all(self, most: int) -> list[str]:
        """All texts of the record."""
        found: list[str] = []
        try:
            while len(found) < most:
                found.append(self.next())
        except ValueError:
            pass
        return found

    def _characters(self, count: int, is_wide: bool) -> str:
        """The next characters; each piece states their width."""
        parts: list[bytes] = []
        while True:
            rest = self._pieces[self._piece]
            taken = min(count, (len(rest) - self._at) >> is_wide)
            end = self._at + (taken << is_wide)
            part = rest[self._at : end]
            self._at = end
            count -= taken
            if not count and not parts:
                return part.decode("utf-16-le", "replace") if is_wide else part.decode("latin-1")
            parts.append(part if is_wide else part.decode("latin-1").encode("utf-16-le"))
            if not count:
                return b"".join(parts).decode("utf-16-le", "replace")
            self._next_piece()
            is_wide = bool(self._take(1)[0] & _WIDE)

    def _take(self, size: int) -> bytes:
        if self._at >= len(self._pieces[self._piece]):
            self._next_piece()
        found = self._pieces[self._piece][self._at : self._at + size]
        if len(found) < size:
            raise ValueError("a text is truncated")
        self._at += size
        return found

    def _skip(self, size: int) -> None:
        while size > (left := len(self._pieces[self._piece]) - self._at):
            size -= left
            self._next_piece()
        self._at += size

    def _next_piece(self) -> None:
        self._piece, self._at = self._piece + 1, 0
        if self._piece >= len(self._pieces):
            raise ValueError("a text is truncated")
