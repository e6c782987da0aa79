"""The parts of an archive, read piece by piece within limits; their XML in any encoding -> UTF-8, and its tags."""

import codecs
import copy
import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator

_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
_DECLARATION = re.compile(r"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")
HEAD = 256
PREFIX = rb"""((?:[^\s<>/:"'=]+:)?)"""
ATTRIBUTES = rb"""((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_ATTRIBUTE = re.compile(rb"""([^\s<>/"'=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*<" + PREFIX + rb"([^\s<>/]+)", re.DOTALL)


def encoding_of(head: bytes) -> str | None:
    """The encoding of a part; None where it is UTF-8 or not XML."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if head[:1] == b"<" else "utf-16-be"
    declared = _DECLARATION.match(head.decode("latin-1").removeprefix("\xef\xbb\xbf"))
    name = declared[1].lower() if declared else "utf-8"
    # The declaration was read with one byte per character, which rules out a wide encoding.
    return None if name in _UTF8 or name.startswith(("utf-16", "utf-32", "ucs", "unicode")) else name


def as_utf8(xml: bytes) -> bytes:
    """A whole part in UTF-8."""
    encoding = encoding_of(xml[:HEAD])
    return xml if encoding is None else b"".join(in_utf8([xml], encoding))


def in_utf8(pieces: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """A part in UTF-8, with its declaration changed; unchanged where it cannot be decoded: the reader reports that."""
    if encoding is None:
        yield from pieces
        return
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)  # which refuses codecs that are not for text
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        yield b"<"
        return
    first = True
    try:
        for piece in pieces:
            text = decoder.decode(piece)
            if first and text:
                text = _DECLARATION.sub(
                    lambda found: found[0].replace(found[1], "UTF-8"), text.removeprefix("\ufeff"), 1
                )
                first = False
            yield text.encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        yield b"<"  # it ends there, which XML never does


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
