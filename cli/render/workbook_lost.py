"""Finds what a copy of a workbook lacks, by comparing its parts with the original's."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable

import msgspec

from ...data import load

_SHAPES = "drawn shapes"
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
_EXTENSION = re.compile(r"(.+) extension is not supported and will be removed")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of a workbook's parts and extensions; rewritten ones are not lost."""

    written_anew: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    extensions: dict[str, str]


def _words() -> _Words:
    return load("vocabulary/workbook_parts.toml", _Words)


def lost_parts(before: bytes, after: bytes, dropped: Iterable[str]) -> list[str]:
    """The parts missing in the copy, and those that openpyxl reported as dropped, in words, each once."""
    kept, had = _parts(after), _parts(before)
    words = [kind for kind, count in had.items() if count > kept[kind]]
    for message in dropped:
        if (found := _EXTENSION.fullmatch(message)) is not None:
            words.append(_words().extensions.get(found[1], f"{found[1]} extensions"))
    return [word for word in dict.fromkeys(words) if word]


def _parts(content: bytes) -> Counter[str]:
    """The number of parts of each kind in a workbook."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        by_name, by_suffix = _attributes(types, "Override", "PartName"), _attributes(types, "Default", "Extension")
        for name in archive.namelist():
            if name.startswith(("docProps/", "_rels/")) or name.endswith("/") or "/_rels/" in name:
                continue
            kind = by_name.get(f"/{name}".lower(), by_suffix.get(name.rpartition(".")[2].lower(), ""))
            if kind.rpartition(".")[2].startswith("drawing+"):
                counts[_SHAPES] += len(_SHAPE.findall(archive.read(name)))
            word = _word(kind)
            if word is not None:
                counts[word] += 1
    return counts


def _attributes(types: str, tag: str, key: str) -> dict[str, str]:
    """The content types by part name or by suffix."""
    found = {}
    for element in re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", types):
        values = dict(re.findall(r'(\w+)="([^"]*)"', element))
        if key in values and "ContentType" in values:
            found[values[key].lower()] = values["ContentType"]
    return found


def _word(content_type: str) -> str | None:
    """The name of parts of this type; None where nothing is lost with them."""
    if content_type.startswith("image/"):
        return "images"
    last = content_type.rpartition("/")[2].rpartition(".")[2].removesuffix("+xml")
    if not last or last in _words().written_anew:
        return None
    return next((word for word, types in _words().parts.items() if last in types), f"parts of the kind {last}")
