"""XML that is searched for its tags, not parsed."""

import html
import re
from collections.abc import Iterator

PREFIX = rb"""((?:[^\s<>/:"'=]+:)?)"""
ATTRIBUTES = rb"""((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_ATTRIBUTE = re.compile(rb"""([^\s<>/"'=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*<" + PREFIX + rb"([^\s<>/]+)", re.DOTALL)


def tags(xml: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each tag of a name."""
    for tag in re.finditer(rb"<" + PREFIX + name + ATTRIBUTES, xml):
        yield {
            key.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
            for key, value in attributes(tag[2]).items()
        }


def attributes(text: bytes) -> dict[bytes, bytes]:
    return {key: double or single for key, double, single in _ATTRIBUTE.findall(text)}


def root_of(head: bytes) -> str:
    """The name of the first tag without its prefix: of a whole document's beginning, its root. Empty where none is.

    Raises:
        ValueError: a document type is declared, as no spreadsheet does.
    """
    found = _ROOT.match(head)
    if found is not None and found[2].startswith(b"!"):
        raise ValueError("it declares a document type, which spreadsheets do not have")
    return found[2].decode("utf-8", "replace") if found is not None else ""
