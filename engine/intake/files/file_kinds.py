"""The kind of a file that is neither a workbook nor a text table, by its content rather than its suffix."""

import io
import zipfile

import msgspec

from ....data import load
from ...model.findings import Unreadable, refuse
from ...model.quoting import first_of, quoted

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TABLES = (".csv", ".tsv", ".parquet")
SUFFIXES = WORKBOOKS + TABLES
_START = 4096
_WORKBOOK_STREAMS = ("Workbook", "Book", "EncryptedPackage")
# An archive without any of these is not an office document.
_OF_DOCUMENTS = ("[Content_Types].xml", "_rels/.rels", "mimetype", "content.xml", "xl/workbook.xml", "xl/workbook.bin")
_MOST_NAMED = 3


class _Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of file, how it is recognized, and what to do with such a file."""

    is_: str = msgspec.field(name="is")
    do: str
    text: list[str] = []
    bytes_: list[str] = msgspec.field(name="bytes", default=[])
    holds: list[str] = []
    parts: list[str] = []
    streams: list[str] = []
    suffixes: list[str] = []


def _kinds() -> list[_Kind]:
    return load("vocabulary/file_kinds.toml", dict[str, list[_Kind]])["kind"]


def check_kind(content: bytes, shown: str) -> None:
    """Refuses a file of a kind that cannot hold a readable table.

    Raises:
        Unreadable: the file is of such a kind; the message names it and what to do.
    """
    if content.startswith(ZIP):
        _check_archive(content, shown)
    elif content.startswith(OLE):
        names = [name for name in _WORKBOOK_STREAMS if name.encode("utf-16-le") in content]
        for kind in [] if names else _kinds():
            if any(stream.encode("utf-16-le") in content for stream in kind.streams):
                raise _refused(shown, kind)
    else:
        start = content[:_START]
        wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = start.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip().lower()
        for kind in _kinds():
            if shown.lower().endswith(tuple(kind.suffixes)):
                raise _refused(shown, kind)
            starts = text.startswith(tuple(kind.text)) or start.startswith(tuple(map(bytes.fromhex, kind.bytes_)))
            if starts and (not kind.holds or any(held in text for held in kind.holds)):
                raise _refused(shown, kind)


def _check_archive(content: bytes, shown: str) -> None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return  # the reader that opens it reports the damage
    for kind in _kinds():
        if not set(kind.parts).isdisjoint(names):
            raise _refused(shown, kind)
    if names and set(names).isdisjoint(_OF_DOCUMENTS):
        files = [name for name in names if not name.endswith("/")]
        held = first_of(list(map(quoted, files)), _MOST_NAMED) or "nothing"
        raise refuse(
            "FILE-NOT-A-SPREADSHEET", f"{shown} is a zip archive that contains {held}, not a workbook: unpack it"
        )


def _refused(shown: str, kind: _Kind) -> Unreadable:
    return refuse("FILE-NOT-A-SPREADSHEET", f"{shown} is {kind.is_}, not a workbook or a text table: {kind.do}")
