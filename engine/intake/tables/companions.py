"""The files beside a text table that hold its other sheets: `pack.entities.csv` of `pack.csv`.

One of another name that seems to be such a sheet is refused, never passed over.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePath

from ...model.findings import Finding, Unreadable, finding, refuse
from ...model.settings import AS_IT_STANDS, MB, Settings
from ..files.budget import too_large
from ..files.parquet import MAGIC
from ..files.storage import CannotRead, is_url, local_path, names_beside, read, sibling
from ..files.workbook import (
    BOM_SHEET,
    OTHER_SHEETS,
    ROWS_SEARCHED,
    SNIFFED,
    STANDARD_INPUT,
    TABLES,
    WORKBOOKS,
    Companion,
    Sheet,
    delimiter_of,
    read_file,
    text_sheet,
)
from .named_columns import is_whole, names_of_header
from .row_cells import NumberedRow
from .sheet_kinds import kind_by_name, kind_of_sheet

_READABLE = (*TABLES, ".txt")
# Of these a text table may be too; it is not read.
_OTHER_TEXT = (".text", ".tab", ".psv", ".ssv", ".scsv", ".dsv", ".dat", ".asc", ".prn", "")
_TEXT = (".csv", ".tsv", ".txt")
# Of these a name says nothing of what is in the file: `pack_entities (2).csv`, `pack.entities_v3.csv`.
_EDITION = re.compile(r"\d+|v\d+|rev\w?|copy|new|old|final|draft|csv|tsv|txt")


class Misnamed(Unreadable):
    """Files beside a table that seem to be its sheets under other names."""

    def __init__(self, findings: list[Finding], files: list[str]) -> None:
        super().__init__(findings)
        self.files = files


def read_companions(path: str, shown: str, settings: Settings) -> tuple[dict[str, Sheet], tuple[Companion, ...]]:
    """The other sheets of a text table, by kind, and the files that hold them.

    Raises:
        Unreadable: one cannot be read, is too large, stands twice or has another name than it should.
    """
    others: dict[str, Sheet] = {}
    companions: list[Companion] = []
    for kind, beside in _find(path, shown).items():
        beside_shown = sibling(shown, PurePath(beside).name)
        content = read_file(beside, beside_shown, settings)
        if len(content) > settings.max_mb * MB:
            raise too_large(beside_shown, f"over {settings.max_mb:,} MB", settings.max_mb)
        sheet = text_sheet(beside_shown, content, kind.capitalize(), settings, encoding=settings.encoding)
        others[kind] = sheet
        companions.append(Companion(beside, hashlib.sha256(content).hexdigest()))
    return others, tuple(companions)


def companions_of(path: str) -> dict[str, Path]:
    """The files on disk that hold the other sheets of a text table, by sheet.

    Raises:
        Misnamed: one has another name than it should.
        Unreadable: one stands twice, or whether they are there is not known.
    """
    return {} if is_url(path) else {kind: Path(beside) for kind, beside in _find(path, path).items()}


def is_companion(path: str) -> bool:
    """Whether the file is a sheet of another text table.

    Raises:
        CannotRead: there is no telling.
    """
    file = PurePath(path)
    stem, _, sheet = file.stem.rpartition(".")
    if sheet.casefold() not in OTHER_SHEETS or file.suffix.lower() not in _READABLE:
        return False
    mains = map(PurePath, names_beside(path, stem))
    return any(main.stem == stem and main.suffix.lower() in TABLES for main in mains)


def sheet_beside(main: str, name: str) -> str | None:
    """The sheet of a text table `main` that a file of the name in its folder is, or by its name may be meant as."""
    if PurePath(main).suffix.lower() not in TABLES or PurePath(name).suffix.lower() not in _READABLE:
        return None
    rest = _rest(PurePath(main).stem, PurePath(name).stem)
    return _kind_named(rest) if rest is not None else None


def _find(path: str, shown: str) -> dict[str, str]:
    """The files that hold the other sheets of a text table, wherever it lies, by kind."""
    path = local_path(path)
    main = PurePath(path)
    if path == STANDARD_INPUT or main.suffix.lower() not in TABLES:
        return {}
    try:
        beside = [PurePath(name) for name in names_beside(path, main.stem) if name != main.name]
        tables: dict[str, list[PurePath]] = {}
        for file in beside:
            if file.suffix.lower() in (*TABLES, *WORKBOOKS):
                tables.setdefault(file.stem.casefold(), []).append(file)
        there: dict[str, list[str]] = {}
        suspects = []
        for file in beside:
            suffix = "" if file.suffix[1:].casefold() in OTHER_SHEETS else file.suffix.lower()
            rest = _rest(main.stem, file.stem if suffix else file.name)
            named = file.stem[len(main.stem) + 1 :].casefold() if file.stem.startswith(f"{main.stem}.") else ""
            if rest is None or suffix not in (*_READABLE, *WORKBOOKS, *_OTHER_TEXT):
                continue
            if named in OTHER_SHEETS and file.suffix.lower() in _READABLE:
                if _is_read_by(main, file, beside):
                    there.setdefault(named, []).append(sibling(path, file.name))
            elif not _is_of_another(main, file, tables):
                suspects.append((file, rest))
        suspects += _of_a_shared_name(path, main)
        misnamed = {file.name: kind for file, rest in suspects if (kind := _meant(path, file, rest)) is not None}
    except CannotRead as error:
        raise refuse("FILE-MISSING", f"{shown}: whether files of its other sheets are beside it: {error}") from None
    if misnamed:
        raise Misnamed([_misnamed(main, name, kind) for name, kind in misnamed.items()], list(misnamed))
    found: dict[str, str] = {}
    for kind in OTHER_SHEETS:
        files = _different(there.get(kind, []))
        if len(files) > 1:
            told = " and ".join(PurePath(other).name for other in files)
            raise refuse("SHEETS-SEVERAL", f"{shown}: two files beside it hold the sheet {kind}: {told}")
        found.update((kind, other) for other in files)
    return found


def _of_a_shared_name(path: str, main: PurePath) -> list[tuple[PurePath, str]]:
    """The files that have a sheet's name where the table's own has `bom`: `pack_entities.csv` beside `pack_bom.csv`."""
    words, editions = _words(main.stem)
    if not words or words[-1] != BOM_SHEET:
        return []
    shared = words[:-1]
    found, tables = [], set()
    for name in names_beside(path, shared[0] if shared else "", without=BOM_SHEET):
        stem, _, suffix = name.rpartition(".")
        if f".{suffix.lower()}" not in (*_READABLE, *WORKBOOKS, *_OTHER_TEXT):
            continue
        others, their_editions = _words(stem)
        if others == shared:
            tables.add(their_editions)
        elif others[: len(shared)] == shared and {*their_editions} <= {*editions}:
            rest = " ".join(others[len(shared) :])
            if _kind_named(rest) is not None:
                found.append((PurePath(name), rest))
    # Beside pack.csv such a file is that one's.
    return [] if shared and editions in tables else found


@lru_cache(maxsize=1 << 14)
def _words(stem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file's name, and those of editions at its end."""
    words = tuple(word for word in re.split(r"[\W_]+", stem.casefold()) if word)
    end = len(words)
    while end and _EDITION.fullmatch(words[end - 1]):
        end -= 1
    return words[:end], words[end:]


def _misnamed(main: PurePath, name: str, kind: str) -> Finding:
    suffix = main.suffix if main.suffix.lower() in _TEXT else ".csv"
    told = f"the file {name} beside {main.name} is not read, and seems to hold its sheet {kind.capitalize()}"
    expected = f"{main.stem}.{kind}{suffix}"
    return finding("FILE-MISNAMED", f"{told}: save it as {expected} if it does, or move it to another folder")


def _rest(main: str, stem: str) -> str | None:
    """What a file's name has beyond that of the table; None where it is another name, such as `package` of `pack`."""
    start, whole = main.casefold(), stem.casefold()
    rest = whole[len(start) :]
    return rest[1:] if whole.startswith(start) and rest and not rest[0].isalnum() else None


def _is_read_by(main: PurePath, file: PurePath, beside: list[PurePath]) -> bool:
    """Whether a sheet's file is the table's and not that of one of its own suffix."""
    suffix = file.suffix.lower()
    if suffix == main.suffix.lower() or (main.suffix.lower(), suffix) == (".parquet", ".csv"):
        return True
    return suffix not in TABLES or all(other.stem != main.stem or other.suffix.lower() != suffix for other in beside)


def _is_of_another(main: PurePath, file: PurePath, tables: dict[str, list[PurePath]]) -> bool:
    """Whether another table or workbook has the file's name to a greater part, or as it is written."""
    stem = file.stem.casefold()
    starts = [stem[:at] for at in range(len(main.stem), len(stem)) if not stem[at].isalnum()]
    for other in (other for start in starts for other in tables.get(start, [])):
        rest = _rest(main.stem, other.stem)
        if rest is None:  # the same name: in another case, or with another suffix
            as_written = file.stem.startswith(other.stem) and not file.stem.startswith(main.stem)
            if as_written or (file.suffix.lower() == other.suffix.lower() != main.suffix.lower()):
                return True
        elif _kind_named(rest) is None:
            return True
    return False


def _kind_named(rest: str) -> str | None:
    """The sheet that the rest of a file's name is, or is near to; numbers and words of editions aside."""
    words = [word for word in re.split(r"[^\w]|_", rest) if word and not _EDITION.fullmatch(word)]
    kind = kind_by_name(" ".join(words)) if words else None
    return kind if kind != BOM_SHEET else None


def _meant(path: str, file: PurePath, rest: str) -> str | None:
    """The sheet that a file seems to hold, by its name or its headings; None where it is none, or has lines."""
    named = _kind_named(rest)
    suffix = file.suffix.lower()
    if suffix not in (*_TEXT, *_OTHER_TEXT) and suffix[1:] not in OTHER_SHEETS:
        return named
    kind = _kind_by_content(sibling(path, file.name), rest)
    return None if kind == BOM_SHEET else kind or named


def _kind_by_content(path: str, name: str) -> str | None:
    start = read(path, SNIFFED)
    if start.startswith(MAGIC):
        return None
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    if _names_lines(text.partition("\n")[0].strip()):
        return BOM_SHEET
    marks = {delimiter_of(path, text, kind, AS_IT_STANDS): None for kind in (BOM_SHEET, *OTHER_SHEETS)}
    for mark in marks:
        rows = list(islice(_rows(text, mark), ROWS_SEARCHED))
        kind = kind_of_sheet(name, Sheet(name, lambda: iter(())), rows)
        if kind is not None:
            return kind
    return None


@lru_cache(maxsize=1024)
def _names_lines(first: str) -> bool:
    """Whether the first line of a text is plainly the header of a bill of materials: the quickest to tell of most."""
    named = (names_of_header([*first.split(mark)], BOM_SHEET) for mark in ",;\t|")
    return any(names is not None and is_whole(BOM_SHEET, names) for names in named)


def _rows(text: str, mark: str) -> Iterator[NumberedRow]:
    """The filled rows of the beginning of a text table; what breaks off ends them."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            if any(cell.strip() for cell in row):
                yield number, list(row)
    except csv.Error:
        return


def _different(files: list[str]) -> list[str]:
    """The files without those that are another's by another name, as where case makes no difference."""
    if len(files) < 2 or is_url(files[0]):
        return files
    return list({(stat.st_dev, stat.st_ino): file for file in files for stat in [Path(file).stat()]}.values())
