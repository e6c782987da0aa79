"""An archive whose parts are read a piece at a time: none of them is as large as it likes."""

import copy
import io
import re
import zipfile
from collections.abc import Collection, Iterator

from .xml_tags import root_of

# So many bytes of a part are read at once.
BLOCK = 1 << 20
# The parts that are read as a whole tell of sheets and styles; no honest one comes near this.
_LARGEST_PART = 1 << 26
_COUNT = re.compile(rb"uniqueCount[^0-9]{0,9}([0-9]+)")
_LONGEST_COUNT = 60


class Archive(zipfile.ZipFile):
    """One in memory: `content` is all of it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.content = content


def blocks(archive: Archive, name: str) -> Iterator[bytes]:
    """A part, a block at a time.

    Raises:
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """
    stated = archive.getinfo(name)
    with_more = copy.copy(stated)
    with_more.file_size += 1  # otherwise nothing beyond what it says would come out
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
    """Unpacks every part but some, a block at a time: none of them harms whoever reads it as a whole.

    Raises:
        ValueError: one declares a document type, or says that it holds more texts than it does.
        zipfile.BadZipFile: as in `blocks`.
    """
    for name in set(archive.namelist()).difference(without):
        before = b""
        is_start = name.lower().endswith((".xml", ".rels"))
        for block in blocks(archive, name):
            if is_start:
                root_of(block)
                is_start = False
            # Calamine asks for the memory of as many texts as are announced.
            if any(int(count) > archive.getinfo(name).file_size for count in _COUNT.findall(before + block)):
                raise ValueError(f"its part {name} declares more texts than it contains")
            before = block[-_LONGEST_COUNT:]
