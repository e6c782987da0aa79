"""The parts of an archive, read piece by piece within limits, and the tags of their XML, found without parsing it."""

import copy
import html
import io
import re
import zipfile
from collections.abc import Collection, Iterator

# A declaration that is read with one byte per character, and states a wide encoding, is wrong about that alone.
_NOT_UTF8 = re.compile(
    rb"""\xff\xfe|\xfe\xff|<\0|\0<|(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']"""
    rb"""(?!utf-?(?:8|16|32)|ucs|unicode|(?:us-)?ascii)""",
    re.IGNORECASE,
)
_HEAD = 256
PREFIX = rb"""((?:[^\s<>/:"'=]+:)?)"""
ATTRIBUTES = rb"""((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_ATTRIBUTE = re.compile(rb"""([^\s<>/"'=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*<" + PREFIX + rb"([^\s<>/]+)", re.DOTALL)


def check_utf8(head: bytes) -> None:
    """Refuses a part of which this is the beginning if it is XML in another encoding, which calamine would garble.

    Raises:
        ValueError: it is.
    """
    if _NOT_UTF8.match(head):
        raise ValueError("a part of it is not in UTF-8: save it again in a spreadsheet program")


def tags(xml: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each tag with this name."""
    for tag in re.finditer(rb"<" + PREFIX + name + ATTRIBUTES, xml):
        yield {
            key.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
            for key, value in attributes(tag[2]).items()
        }


def attributes(text: bytes) -> dict[bytes, bytes]:
    return {key: double or single for key, double, single in _ATTRIBUTE.findall(text)}


def root_of(head: bytes) -> str:
    """The name of the first tag without its prefix: the root of a document; empty where there is no tag.

    Raises:
        ValueError: a document type is declared, which spreadsheets never do.
    """
    found = _ROOT.match(head)
    if found is not None and found[2].startswith(b"!"):
        raise ValueError("it declares a document type, which spreadsheets do not have")
    return found[2].decode("utf-8", "replace") if found is not None else ""


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
        ValueError: it is not small, or XML that is not in UTF-8.
        zipfile.BadZipFile: as in `blocks`.
    """
    if name is None:
        return b""
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"its part {name} is too large")
    content = b"".join(blocks(archive, name))
    check_utf8(content)
    return content


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
        return opened.read(_HEAD)
