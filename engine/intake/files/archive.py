"""An archive whose parts are read piece by piece, within limits."""

import copy
import io
import re
import zipfile
from collections.abc import Collection, Iterator

from .xml import HEAD, root_of

# Bytes of a part read at once.
BLOCK = 1 << 20
# Limit for parts read whole (lists of sheets, styles); genuine ones are far smaller.
_LARGEST_PART = 1 << 26
_COUNT = re.compile(rb"uniqueCount[^0-9]{0,9}([0-9]+)")
_LONGEST_COUNT = 60


class Archive(zipfile.ZipFile):
    """An archive in memory; `content` is the whole file."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.content = content


def blocks(archive: Archive, name: str) -> Iterator[bytes]:
    """The content of a part, block by block.

    Raises:
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """
    stated = archive.getinfo(name)
    with_more = copy.copy(stated)
    with_more.file_size += 1  # otherwise only the declared size would come out
    left = stated.file_size
    with archive.open(with_more) as part:
        while block := part.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(f"its part {name} is larger than it declares")
            yield block


def read_part(archive: Archive, name: str | None) -> bytes:
    """A small part as a whole; empty where there is none.

    Raises:
        ValueError: it is not small.
        zipfile.BadZipFile: as in `blocks`.
    """
    if name is None:
        return b""
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"its part {name} is too large")
    return b"".join(blocks(archive, name))


def check_parts(archive: Archive, without: Collection[str]) -> None:
    """Unpacks every part except some, block by block, so that reading them whole later is safe.

    Raises:
        ValueError: a part declares a document type, or announces more texts than it holds.
        zipfile.BadZipFile: as in `blocks`.
    """
    for name in set(archive.namelist()).difference(without):
        before = b""
        is_start = name.lower().endswith((".xml", ".rels"))
        for block in blocks(archive, name):
            if is_start:
                root_of(block)
                is_start = False
            # Calamine allocates memory for as many texts as are announced.
            if any(int(count) > archive.getinfo(name).file_size for count in _COUNT.findall(before + block)):
                raise ValueError(f"its part {name} declares more texts than it contains")
            before = block[-_LONGEST_COUNT:]


def head_of(archive: Archive, part: str) -> bytes:
    """The beginning of a part, with its declaration."""
    with archive.open(part) as opened:
        return opened.read(HEAD)
