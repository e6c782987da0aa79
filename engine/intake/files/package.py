"""The parts of an archive, found by their relationships, and put where calamine looks for them.

A workbook's parts may lie anywhere and be in any encoding. Calamine knows the usual places and UTF-8: an
archive that differs is written anew, so that all that look at it see the same.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple, TypeVar
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from .archive import Archive, blocks, read_part
from .budget import Budget, cells
from .xml_encoding import as_utf8, encoding_of, head_of, in_utf8
from .xml_tags import tags

SHARED_TEXTS = "the texts that its sheets share"

_T = TypeVar("_T")
_WITH_SHEETS = ("styles", "sharedStrings")
_OF_A_DOCUMENT = ("mimetype", "meta-inf/manifest.xml", "content.xml")
_FOLDERS = {"worksheet": "worksheets", "chartsheet": "chartsheets", "dialogsheet": "dialogsheets"}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_BINARY_BOOK = b"\x83\x01"


class _Relation(NamedTuple):
    """A part that another is related to: the relation's id, the last word of its type, its target, and the part."""

    id: str
    kind: str
    target: str
    part: str | None


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names in an archive by the names that they are found by: case, slashes and escapes make no difference.

    Raises:
        ValueError: two parts are found by one name.
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
    relations = _relations(archive, parts, "")
    named = {relation.part for relation in relations if relation.kind == "officeDocument" and relation.part}
    if len(named) > 1:
        raise ValueError("it names two workbooks")
    usual = (book for book in ("xl/workbook.xml", "xl/workbook.bin") if book in parts)
    return named.pop() if named else next(usual, None)


def in_place(archive: Archive) -> Archive:
    """The archive, or one with the same parts at their usual places and in UTF-8."""
    parts = parts_of(archive)
    if "content.xml" in parts:
        if encoding_of(head_of(archive, parts["content.xml"])) is None:
            return archive
        return _written(archive, {parts[name]: parts[name] for name in _OF_A_DOCUMENT if name in parts}, {})
    book = workbook_of(archive, parts)
    if book is None:
        return archive
    ending = ".bin" if head_of(archive, parts[book]).startswith(_BINARY_BOOK) else ".xml"
    moved = {f"xl/workbook{ending}": parts[book]}
    relations, usual = "", book == f"xl/workbook{ending}"
    for number, related in enumerate(_relations(archive, parts, book), 1):
        if related.part is None:
            continue
        if related.kind in _WITH_SHEETS:
            place = related.kind + ending
        elif related.kind.lower().endswith("sheet"):
            place = f"{_FOLDERS.get(related.kind, 'macrosheets')}/sheet{number}{ending}"
        else:
            continue
        if moved.setdefault(f"xl/{place}", parts[related.part]) != parts[related.part]:
            raise ValueError(f"it names two parts for its {related.kind}")
        relations += _relation(related.id, related.kind, place)
        usual = usual and _is_usual(related, ending)
    xml = [*moved.values(), *(parts[name] for name in map(_list_of, ("", book)) if name in parts)]
    if usual and all(encoding_of(head_of(archive, part)) is None for part in xml):
        return archive
    root = _relation("rId1", "officeDocument", f"xl/workbook{ending}")
    return _written(archive, moved, {"_rels/.rels": root, f"xl/_rels/workbook{ending}.rels": relations})


def _is_usual(related: _Relation, ending: str) -> bool:
    """Whether calamine finds the part by the target as it is written."""
    if related.kind in _WITH_SHEETS:
        return related.part == f"xl/{related.kind}{ending}".lower()
    target = related.target.lower()
    from_root = target.startswith("/") and ending == ".xml"
    return related.part == (target[1:] if from_root else f"xl/{target}")


def sheet_parts(
    archive: Archive, parts: Mapping[str, str], book: str, named: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """The part of each sheet by the sheet's name, of the names and the ids of their relations in the workbook's list.

    Raises:
        ValueError: two sheets of one name.
    """
    targets = {relation.id: relation.part for relation in _relations(archive, parts, book)}
    found: dict[str, str] = {}
    for name, relation in named:
        if name in found:
            raise ValueError(f"two of its sheets have the name {name}")
        if (part := targets.get(relation)) is not None:
            found[name] = parts[part]
    return found


def take_texts(archive: Archive, part: str | None, budget: Budget) -> None:
    """Takes what the texts that the sheets share need.

    Raises:
        Unreadable: that is over the limit.
    """
    if part is not None:
        budget.take(SHARED_TEXTS, cells(text=archive.getinfo(part).file_size))


def of_sheet(found: Mapping[str, _T], name: str) -> _T:
    """What belongs to a sheet, by its name.

    Raises:
        ValueError: the list of sheets names one that is not there.
    """
    if name not in found:
        raise ValueError("its part is missing")
    return found[name]


def _relations(archive: Archive, parts: Mapping[str, str], source: str) -> list[_Relation]:
    """What a part is related to within the archive; the archive itself is the part without a name."""
    folder = dirname(source)
    found = []
    for tag in tags(as_utf8(read_part(archive, parts.get(_list_of(source)))), b"Relationship"):
        if tag.get("TargetMode", "").lower() == "external":
            continue
        target = tag.get("Target", "")
        # Some write the address from the root as if it were one from the folder.
        places = (_place(folder, target), _place("", target))
        part = next((place for place in places if place in parts), None)
        found.append(_Relation(tag.get("Id", ""), tag.get("Type", "").rpartition("/")[2] or "worksheet", target, part))
    return found


def _list_of(source: str) -> str:
    """The part with the relations of another."""
    return join(dirname(source), "_rels", source.rpartition("/")[2] + ".rels")


def _place(folder: str, target: str) -> str:
    """The name by which a part is found, of an address relative to a folder."""
    return normpath(join("/", folder, unquote(target.replace("\\", "/")))).lstrip("/").lower()


def _written(archive: Archive, moved: Mapping[str, str], relations: Mapping[str, str]) -> Archive:
    """An archive of these parts in UTF-8, each under its new name, with the relations of some."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, inside in relations.items():
            new.writestr(name, f"<Relationships xmlns={quoteattr(_RELATIONS)}>{inside}</Relationships>")
        for name, part in moved.items():
            with new.open(name, "w", force_zip64=True) as written:
                for piece in in_utf8(blocks(archive, part), encoding_of(head_of(archive, part))):
                    written.write(piece)
    return Archive(content.getvalue())


def _relation(id_: str, kind: str, target: str) -> str:
    return f"<Relationship Id={quoteattr(id_)} Type={quoteattr(_KINDS + kind)} Target={quoteattr(target)}/>"
