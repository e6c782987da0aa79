"""The parts of a workbook in an archive, found by their relationships, and put where calamine looks for them.

A workbook's parts may have any path. Calamine knows the usual ones: an archive that differs is rewritten, so that all
readers see the same.
"""

import html
import io
import zipfile
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from .archive import Archive, blocks, check_utf8, head_of, read_part, tags
from .sheet import Budget, cells, of_sheet

SHARED_TEXTS = "the texts that its sheets share"

_WITH_SHEETS = ("styles", "sharedStrings")
_FOLDERS = {"worksheet": "worksheets", "chartsheet": "chartsheets", "dialogsheet": "dialogsheets"}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_BINARY_BOOK = b"\x83\x01"


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
    for tag in tags(read_part(archive, parts.get(list_of(source))), b"Relationship"):
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


class Package(NamedTuple):
    """An archive as calamine reads it, and its parts: the list of sheets (for an .ods, everything), styles, texts.

    `format` is ods, xlsx (so is .xlsm) or xlsb; `related` are the parts by the ids of the workbook's relations.
    """

    archive: Archive
    format: str
    book: str
    related: Mapping[str, str]
    styles: str | None
    texts: str | None


class PackageReader:
    """The sheets of an .xlsx or .xlsb; see `workbook.Reader`."""

    def __init__(self, package: Package, budget: Budget, named: Iterable[tuple[str, str]]) -> None:
        """Finds the sheets by their names and the ids of their relations.

        Raises:
            Unreadable: its texts alone need more memory than the budget allows.
            ValueError: two sheets have the same name.
        """
        self._archive, self._texts, self._budget = package.archive, package.texts, budget
        self._parts: dict[str, str] = {}
        for name, relation in named:
            if name in self._parts:
                raise ValueError(f"two of its sheets have the name {name}")
            if relation in package.related:
                self._parts[name] = package.related[relation]
        self.own_parts = self._parts.values()
        if self._texts is not None:
            budget.take(SHARED_TEXTS, cells(text=self._archive.getinfo(self._texts).file_size))

    def _part(self, sheet: str) -> str:
        return of_sheet(self._parts, sheet)


def open_package(archive: Archive) -> Package:
    """The archive of an .xlsx, .xlsm, .xlsb or .ods, or one with the same parts at their usual places.

    Raises:
        ValueError: it is not a single workbook, is encrypted or not in UTF-8, or names two parts where one is allowed.
    """
    parts = parts_of(archive)
    if b"encryption-data" in read_part(archive, parts.get("meta-inf/manifest.xml")):
        raise ValueError("it is encrypted")
    book = workbook_of(archive, parts)
    if "content.xml" in parts:
        if book in parts:
            raise ValueError("it contains workbooks in two formats")
        check_utf8(head_of(archive, parts["content.xml"]))
        return Package(archive, "ods", parts["content.xml"], {}, parts.get("styles.xml"), None)
    if book is None or book not in parts:
        raise ValueError("it does not contain a workbook")
    is_binary = head_of(archive, parts[book]).startswith(_BINARY_BOOK)
    ending = ".bin" if is_binary else ".xml"
    moved = {f"xl/workbook{ending}": parts[book]}
    related: dict[str, str] = {}
    relations, usual = "", book == f"xl/workbook{ending}"
    found = [(link, parts[link.part]) for link in relations_of(archive, parts, book) if link.part is not None]
    for number, (relation, part) in enumerate(found, 1):
        if relation.kind in _WITH_SHEETS:
            check_utf8(head_of(archive, part))
            place = relation.kind + ending
        elif relation.kind.lower().endswith("sheet"):
            place = f"{_FOLDERS.get(relation.kind, 'macrosheets')}/sheet{number}{ending}"
        else:
            continue
        if moved.setdefault(f"xl/{place}", part) != part:
            raise ValueError(f"it names two parts for its {relation.kind}")
        related[relation.id] = f"xl/{place}"
        relations += _relation(relation.id, relation.kind, place)
        usual = usual and _is_usual(relation, ending)
    if usual:
        related = {relation.id: part for relation, part in found}
    else:
        root = _relation("rId1", "officeDocument", f"xl/workbook{ending}")
        archive = _written(archive, moved, {"_rels/.rels": root, f"xl/_rels/workbook{ending}.rels": relations})
        parts = parts_of(archive)
    styles, texts = (parts.get(f"xl/{name.lower()}{ending}") for name in _WITH_SHEETS)
    return Package(archive, "xlsb" if is_binary else "xlsx", parts[f"xl/workbook{ending}"], related, styles, texts)


def _is_usual(relation: Relation, ending: str) -> bool:
    """Whether calamine finds the part by the target as written."""
    if relation.kind in _WITH_SHEETS:
        return relation.part == f"xl/{relation.kind}{ending}".lower()
    target = relation.target.lower()
    from_root = target.startswith("/") and ending == ".xml"
    return relation.part == (target[1:] if from_root else f"xl/{target}")


def _written(archive: Archive, moved: Mapping[str, str], relations: Mapping[str, str]) -> Archive:
    """An archive of these parts, each under its new name, with the relations of some."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, inside in relations.items():
            new.writestr(name, f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>')
        for name, part in moved.items():
            with new.open(name, "w", force_zip64=True) as written:
                written.writelines(blocks(archive, part))
    return Archive(content.getvalue())


def _relation(id_: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{html.escape(id_)}" Type="{html.escape(_KINDS + kind)}" Target="{html.escape(target)}"/>'
