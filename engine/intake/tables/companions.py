"""The files beside a text table that hold its other sheets: `pack.entities.csv` of `pack.csv`.

A file under another name that seems to be such a sheet is refused, never skipped.
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

import msgspec

from ...model.findings import Finding, Unreadable, finding, refuse
from ...model.settings import BOM_SHEETS, MB, NO_MAPPING, SHEET_SETS, Settings, SheetSet, sheet_title
from ..files.file_kinds import TABLES, WORKBOOKS
from ..files.parquet import MAGIC
from ..files.paths import STANDARD_INPUT, CannotRead, is_url, local_path, sibling
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet, too_large
from ..files.storage import names_beside, read, read_file
from ..files.text_table import SNIFFED, delimiter_of, text_sheet
from .book import Companion, heading_test
from .header_candidates import is_whole, names_of_header
from .sheet_kinds import facts_of_rows, kind_by_name, kind_of_sheet

READABLE = (*TABLES, ".txt")
# Parts of a name that do not matter: `pack_entities (2).csv`, `pack.entities_v3.csv`.
_EDITION = re.compile(r"\d+|v\d+|rev\w?|copy|new|old|final|draft|csv|tsv|txt")
# A text table may be one of these too; it is not read.
_OTHER_TEXT = (".text", ".tab", ".psv", ".ssv", ".scsv", ".dsv", ".dat", ".asc", ".prn", "")
_TEXT = (".csv", ".tsv", ".txt")
_MAY_BE_MEANT = (*READABLE, *WORKBOOKS, *_OTHER_TEXT)
_EVERY_OTHER = {kind for sheets in SHEET_SETS for kind in sheets.others}


def sheet_beside(main: str, name: str) -> str | None:
    """The sheet of a text table `main` that a file in its folder is, or may be, by its name, under any regime."""
    table, file = PurePath(main), PurePath(name)
    if table.suffix.lower() not in TABLES or file.suffix.lower() not in _MAY_BE_MEANT:
        return None
    for sheets in SHEET_SETS:
        for rest in (_rest_of(table.stem, file.stem), _rest_of_shared(table.stem, file.stem, sheets)):
            if rest is not None and (kind := _kind_of_rest(rest, sheets)) is not None:
                return kind
    return None


def _rest_of(main: str, stem: str) -> str | None:
    """The rest of a file's name after the table's; None where it is another name, such as `package` for `pack`."""
    start, whole = main.casefold(), stem.casefold()
    rest = whole[len(start) :]
    return rest[1:] if whole.startswith(start) and rest and not rest[0].isalnum() else None


def _kind_of_rest(rest: str, sheets: SheetSet) -> str | None:
    """The sheet, among `sheets`, that the rest of a file's name is or is near, without numbers and edition words."""
    words = [word for word in re.split(r"[^\w]|_", rest) if word and not _EDITION.fullmatch(word)]
    kind = kind_by_name(" ".join(words), sheets) if words else None
    return kind if kind != sheets.main else None


@lru_cache(maxsize=1 << 14)
def _words_and_editions(stem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file's name, and the edition words at its end."""
    words = tuple(word for word in re.split(r"[\W_]+", stem.casefold()) if word)
    end = len(words)
    while end and _EDITION.fullmatch(words[end - 1]):
        end -= 1
    return words[:end], words[end:]


def _is_of_another(main: PurePath, file: PurePath, tables: dict[str, list[PurePath]], sheets: SheetSet) -> bool:
    """Whether another table or workbook matches the file's name better.

    `tables` are those in the folder, by name in small letters.
    """
    stem = file.stem.casefold()
    starts = [stem[:at] for at in range(len(main.stem), len(stem)) if not stem[at].isalnum()]
    for other in (other for start in starts for other in tables.get(start, [])):
        rest = _rest_of(main.stem, other.stem)
        if rest is None:  # the same name in another case or with another suffix
            as_written = file.stem.startswith(other.stem) and not file.stem.startswith(main.stem)
            if as_written or (file.suffix.lower() == other.suffix.lower() != main.suffix.lower()):
                return True
        elif _kind_of_rest(rest, sheets) is None:
            return True
    return False


def _is_read_by(main: PurePath, file: PurePath, beside: list[PurePath]) -> bool:
    """Whether a sheet's file belongs to the table, not to one with the file's own suffix."""
    suffix = file.suffix.lower()
    if suffix == main.suffix.lower() or (main.suffix.lower(), suffix) == (".parquet", ".csv"):
        return True
    return suffix not in TABLES or all(other.stem != main.stem or other.suffix.lower() != suffix for other in beside)


class MisnamedFiles(Unreadable):
    """Files beside a table that seem to be its sheets under other names."""

    def __init__(self, findings: list[Finding], files: list[str]) -> None:
        super().__init__(findings)
        self.files = files


def read_companions(path: str, shown: str, settings: Settings) -> tuple[dict[str, Sheet], tuple[Companion, ...]]:
    """The other sheets of a text table, by kind, and the files that hold them.

    Raises:
        Unreadable: one cannot be read, is too large, is present twice or is misnamed.
    """
    others: dict[str, Sheet] = {}
    companions: list[Companion] = []
    for kind, beside in _find(path, shown, settings.sheets).items():
        beside_shown = sibling(shown, PurePath(beside).name)
        content = read_file(beside, beside_shown, settings)
        if len(content) > settings.max_mb * MB:
            raise too_large(beside_shown, f"over {settings.max_mb:,} MB", settings.max_mb)
        is_heading = heading_test(kind, settings.columns.of(kind))
        name = sheet_title(kind)
        sheet = text_sheet(beside_shown, content, name, is_heading, settings.max_mb, encoding=settings.encoding)
        others[kind] = msgspec.structs.replace(sheet, bom=settings.bom)
        companions.append(Companion(beside, hashlib.sha256(content).hexdigest()))
    return others, tuple(companions)


def companions_of(path: str, sheets: SheetSet) -> dict[str, Path]:
    """The files on disk that hold the other sheets, among `sheets`, of a text table, by sheet.

    Raises:
        MisnamedFiles: a file is misnamed.
        Unreadable: one is present twice, or the folder cannot be listed.
    """
    return {} if is_url(path) else {kind: Path(beside) for kind, beside in _find(path, path, sheets).items()}


def is_companion(path: str) -> bool:
    """Whether the file is a sheet of another text table, under any regime.

    Raises:
        CannotRead: that cannot be determined.
    """
    file = PurePath(path)
    stem, _, sheet = file.stem.rpartition(".")
    if sheet.casefold() not in _EVERY_OTHER or file.suffix.lower() not in READABLE:
        return False
    mains = map(PurePath, names_beside(path, stem))
    return any(main.stem == stem and main.suffix.lower() in TABLES for main in mains)


def _find(path: str, shown: str, sheets: SheetSet) -> dict[str, str]:
    """The files that hold the other sheets of a text table, local or remote, by kind."""
    path = local_path(path)
    main = PurePath(path)
    if path == STANDARD_INPUT or main.suffix.lower() not in TABLES:
        return {}
    try:
        named, suspects = _beside(path, main, sheets)
        suspects += _of_a_shared_name(path, main, sheets)
        meant = {file.name: _meant(path, file, rest, sheets) for file, rest in suspects}
        misnamed = {name: kind for name, kind in meant.items() if kind is not None}
    except CannotRead as error:
        raise refuse("FILE-MISSING", f"{shown}: could not look for the files of its other sheets: {error}") from None
    if misnamed:
        ending = main.suffix if main.suffix.lower() in _TEXT else ".csv"
        to_do = "save it as {} if it does, or move it to another folder"
        findings = [
            finding(
                "FILE-MISNAMED",
                f"the file {name} next to {main.name} is not read but seems to contain its sheet {sheet_title(kind)}: "
                + to_do.format(f"{main.stem}.{kind}{ending}"),
            )
            for name, kind in misnamed.items()
        ]
        raise MisnamedFiles(findings, list(misnamed))
    found: dict[str, str] = {}
    for kind in sheets.others:
        files = named.get(kind, [])
        if len(files) > 1 and not is_url(path):  # one file has two names where the file system ignores case
            files = list({(of.st_dev, of.st_ino): file for file in files for of in [Path(file).stat()]}.values())
        if len(files) > 1:
            names = " and ".join(PurePath(other).name for other in files)
            raise refuse("SHEETS-SEVERAL", f"{shown}: two files in its folder contain the sheet {kind}: {names}")
        found.update((kind, other) for other in files)
    return found


def _beside(path: str, main: PurePath, sheets: SheetSet) -> tuple[dict[str, list[str]], list[tuple[PurePath, str]]]:
    """The files named as the table's sheets, by kind, and the possible ones with the rest of their names.

    A file named as a sheet that only another regime reads is neither.
    """
    beside = [PurePath(name) for name in names_beside(path, main.stem) if name != main.name]
    tables: dict[str, list[PurePath]] = {}
    for file in beside:
        if file.suffix.lower() in (*TABLES, *WORKBOOKS):
            tables.setdefault(file.stem.casefold(), []).append(file)
    named: dict[str, list[str]] = {}
    suspects = []
    for file in beside:
        suffix = "" if file.suffix[1:].casefold() in sheets.others else file.suffix.lower()
        rest = _rest_of(main.stem, file.stem if suffix else file.name)
        if rest is None or suffix not in _MAY_BE_MEANT:
            continue
        kind = file.stem[len(main.stem) + 1 :].casefold() if file.stem.startswith(f"{main.stem}.") else ""
        if kind in _EVERY_OTHER and file.suffix.lower() in READABLE:
            if kind in sheets.others and _is_read_by(main, file, beside):
                named.setdefault(kind, []).append(sibling(path, file.name))
        elif not _is_of_another(main, file, tables, sheets):
            suspects.append((file, rest))
    return named, suspects


def _of_a_shared_name(path: str, main: PurePath, sheets: SheetSet) -> list[tuple[PurePath, str]]:
    """The files with a sheet's name where the table's name has its own: `pack_entities.csv` beside `pack_bom.csv`."""
    words, editions = _words_and_editions(main.stem)
    own, shared = _own_word(words, sheets), words[:-1]
    if own is None:
        return []
    found, tables = [], set()
    for name in names_beside(path, shared[0] if shared else "", without=own):
        stem, _, suffix = name.rpartition(".")
        if f".{suffix.lower()}" not in _MAY_BE_MEANT:
            continue
        others, their_editions = _words_and_editions(stem)
        if others == shared:
            tables.add(their_editions)
        elif (rest := _rest_of_shared(main.stem, stem, sheets)) is not None:
            found.append((PurePath(name), rest))
    # Beside pack.csv such a file belongs to it.
    return [] if shared and editions in tables else found


def _own_word(words: tuple[str, ...], sheets: SheetSet) -> str | None:
    """The name of the main sheet at the end of a table's name."""
    return next((word for word in (sheets.main, BOM_SHEETS.main) if words and words[-1] == word), None)


def _rest_of_shared(main: str, stem: str, sheets: SheetSet) -> str | None:
    """The sheet in a file's name where the table's has its own: `entities` of `pack_entities` beside `pack_bom`."""
    words, editions = _words_and_editions(main)
    others, their_editions = _words_and_editions(stem)
    shared, rest = words[:-1], " ".join(others[len(words) - 1 :])
    if _own_word(words, sheets) is None or others[: len(shared)] != shared or not {*their_editions} <= {*editions}:
        return None
    return rest if _kind_of_rest(rest, sheets) is not None else None


def _meant(path: str, file: PurePath, rest: str, sheets: SheetSet) -> str | None:
    """The sheet that a file seems to hold, by its name or headings; None: not a sheet, or one with lines."""
    named = _kind_of_rest(rest, sheets)
    suffix = file.suffix.lower()
    if suffix not in (*_TEXT, *_OTHER_TEXT) and suffix[1:] not in sheets.others:
        return named
    kind = kind_by_content(sibling(path, file.name), rest, sheets)
    return None if kind == sheets.main else kind or named


def kind_by_content(path: str, name: str, sheets: SheetSet) -> str | None:
    """The sheet, among `sheets`, that a text table is by its first rows, or by its `name`.

    Raises:
        CannotRead: it cannot be read.
    """
    start = read(path, SNIFFED)
    if start.startswith(MAGIC):
        return None
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    first = text.partition("\n")[0].strip()
    named = (names_of_header([*first.split(mark)], sheets.main) for mark in ",;\t|")
    if any(names is not None and is_whole(sheets.main, names) for names in named):
        return sheets.main  # the fastest check
    marks = {delimiter_of(path, text, heading_test(kind, NO_MAPPING)): None for kind in sheets.kinds}
    for mark in marks:
        rows = list(islice(_rows(text, mark), ROWS_SEARCHED))
        kind = kind_of_sheet(name, Sheet(name, lambda: iter(())), rows, sheets)
        if kind is not None:
            return kind
        if facts_of_rows(rows, sheets, strict=True):  # without a header
            return sheets.facts
    return None


def _rows(text: str, mark: str) -> Iterator[NumberedRow]:
    """The filled rows at the beginning of a text table, up to a truncated one."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            if any(cell.strip() for cell in row):
                yield number, list(row)
    except csv.Error:
        return
