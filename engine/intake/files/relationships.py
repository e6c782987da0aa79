"""The parts of an archive by normalized name, and their relations."""

import zipfile
from collections.abc import Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from .archive import Archive, read_part
from .xml_encoding import as_utf8
from .xml_tags import tags


class Relation(NamedTuple):
    """A relation to a part: its id, the last word of its type, its target, and the part."""

    id: str
    kind: str
    target: str
    part: str | None


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names in an archive by normalized name: case, slashes and escapes make no difference.

    Raises:
        ValueError: two parts have the same normalized name.
    """
    found: dict[str, str] = {}
    for name in archive.namelist():
        key = unquote(name.replace("\\", "/")).lower()
        if key in found and not key.endswith("/"):
            raise ValueError(f"it stores its part {name} twice")
        found[key] = name
    return found


def workbook_of(archive: Archive, parts: Mapping[str, str]) -> str | None:
    """The part with the list of sheets.

    Raises:
        ValueError: there are two.
    """
    relations = relations_of(archive, parts, "")
    named = {relation.part for relation in relations if relation.kind == "officeDocument" and relation.part}
    if len(named) > 1:
        raise ValueError("it names two workbooks")
    usual = (book for book in ("xl/workbook.xml", "xl/workbook.bin") if book in parts)
    return named.pop() if named else next(usual, None)


def relations_of(archive: Archive, parts: Mapping[str, str], source: str) -> list[Relation]:
    """The relations of a part within the archive; the empty name is the archive itself."""
    folder = dirname(source)
    found = []
    for tag in tags(as_utf8(read_part(archive, parts.get(list_of(source)))), b"Relationship"):
        if tag.get("TargetMode", "").lower() == "external":
            continue
        target = tag.get("Target", "")
        # Some programs write the address from the root as if it were relative to the folder.
        places = (_place(folder, target), _place("", target))
        part = next((place for place in places if place in parts), None)
        found.append(Relation(tag.get("Id", ""), tag.get("Type", "").rpartition("/")[2] or "worksheet", target, part))
    return found


def list_of(source: str) -> str:
    """The name of the part with another part's relations."""
    return join(dirname(source), "_rels", source.rpartition("/")[2] + ".rels")


def _place(folder: str, target: str) -> str:
    return normpath(join("/", folder, unquote(target.replace("\\", "/")))).lstrip("/").lower()
