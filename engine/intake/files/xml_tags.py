"""Searches XML for its tags without parsing it."""

import html
import re
from collections.abc import Iterator

PREFIX = rb"""((?:[^\s<>/:"'=]+:)?)"""
ATTRIBUTES = rb"""((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_ATTRIBUTE = re.compile(rb"""([^\s<>/"'=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*<" + PREFIX + rb"([^\s<>/]+)", re.DOTALL)


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
