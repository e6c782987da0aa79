"""The XML of a part: in any encoding -> UTF-8, and its tags, which are searched without parsing it."""

import codecs
import html
import io
import re
from collections.abc import Iterable, Iterator

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
