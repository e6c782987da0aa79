"""What a copy of a workbook is without: found by comparing its parts with those of the original."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable

# By the last word of the part's content type. None: openpyxl writes it anew, under another name or not at all, and
# nothing of the analyst's is lost with it.
_KINDS: dict[str, str | None] = {
    "vbaProject": "macros",
    "vbaProjectSignature": "macros",
    "macrosheet": "macro sheets",
    "intlmacrosheet": "macro sheets",
    "dialogsheet": "dialog sheets",
    "chart": "charts",
    "chartex": "charts",
    "chartstyle": "the styles of charts",
    "chartcolorstyle": "the styles of charts",
    "drawingml.diagramData+xml": "diagrams",
    "pivotTable": "pivot tables",
    "pivotCacheDefinition": "pivot tables",
    "pivotCacheRecords": "pivot tables",
    "externalLink": "links to other workbooks",
    "table": "tables",
    "queryTable": "data connections",
    "connections": "data connections",
    "slicer": "slicers",
    "slicerCache": "slicers",
    "timeline": "slicers",
    "timelineCache": "slicers",
    "threadedcomments": "threads of comments (their text stays, as a note)",
    "person": "threads of comments (their text stays, as a note)",
    "controlproperties": "form controls",
    "activeX": "form controls",
    "oleObject": "embedded files",
    "package": "embedded files",
    "printerSettings": "printer settings",
    "sheetMetadata": "dynamic arrays",
    "customXmlProperties": "custom data",
    "chartsheet": "chart sheets",
    "model+data": "the data model",
    "styles": None,
    "theme": None,
    "sharedStrings": None,
    "worksheet": None,
    "comments": None,
    "vmlDrawing": None,
    "drawing": None,
    "main": None,
    "calcChain": None,
    "relationships": None,
    "core-properties": None,
    "extended-properties": None,
    "custom-properties": None,
    "xml": None,
}
_SHAPES = "drawn shapes"
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
# What openpyxl warns of while it reads a sheet.
_EXTENSION = re.compile(r"(.+) extension is not supported and will be removed")
_EXTENSIONS = {
    "Conditional Formatting": "conditional formats of the newer kind",
    "Data Validation": "drop-down lists of the newer kind",
    "Sparkline Group": "sparklines",
    "Slicer List": "slicers",
    "Timeline Ref": "slicers",
    "Protected Range": "protected ranges",
    "Ignored Error": None,
    "Web Extension": "web extensions",
    "Unknown": "extensions of a kind that openpyxl does not know",
}


def lost_parts(before: bytes, after: bytes, dropped: Iterable[str]) -> list[str]:
    """What `before` has more of than its copy, and what openpyxl said that it dropped, in words, each once."""
    kept, had = _parts(after), _parts(before)
    words = [kind for kind, count in had.items() if count > kept[kind]]
    for message in dropped:
        if (found := _EXTENSION.fullmatch(message)) is not None:
            word = _EXTENSIONS.get(found[1], f"{found[1]} extensions")
            words += [word] if word is not None else []
    return list(dict.fromkeys(words))


def _parts(content: bytes) -> Counter[str]:
    """How many parts of each kind a workbook has."""
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
    if content_type.startswith("image/"):
        return "images"
    last = content_type.rpartition("/")[2].rpartition(".")[2].removesuffix("+xml")
    return _KINDS.get(last, f"parts of the kind {last}" if last else None)
