"""An archive whose parts are read a piece at a time: none of them is as large as it likes."""

import copy
import io
import zipfile
from collections.abc import Iterator

# So many bytes of a part are read at once.
BLOCK = 1 << 20
# The parts that are read as a whole tell of sheets and styles; no honest one comes near this.
_LARGEST_PART = 1 << 26


class Archive(zipfile.ZipFile):
    """One whose small parts that were read as a whole are kept: they are looked through once more."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.content = content
        self.unpacked: dict[str, bytes] = {}


def blocks(archive: Archive, name: str) -> Iterator[bytes]:
    """A part, a block at a time.

    Raises:
        zipfile.BadZipFile: it is damaged, or larger than the archive says.
    """
    if name in archive.unpacked:
        yield archive.unpacked[name]
        return
    said = archive.getinfo(name)
    with_more = copy.copy(said)
    with_more.file_size += 1  # otherwise nothing beyond what it says would come out
    left = said.file_size
    with archive.open(with_more) as part:
        while block := part.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(f"its part {name} is larger than it says")
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
    part = b"".join(blocks(archive, name))
    if len(part) <= BLOCK:
        archive.unpacked[name] = part
    return part
