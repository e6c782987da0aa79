"""The files beside a text table that hold its other sheets: `pack.entities.csv` of `pack.csv`.

A file under another name that seems to be such a sheet is refused, never skipped.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePath

from ...model.findings import Finding, Unreadable, finding, refuse
from ...model.settings import MB, NO_MAPPING, Settings
from ...model.sheet_sets import BOM_SHEETS, SHEET_SETS, SheetSet, sheet_title
from ..files.budget import too_large
from ..files.file_kinds import TABLES, WORKBOOKS
from ..files.parquet import MAGIC
from ..files.paths import STANDARD_INPUT, is_url, local_path, sibling
from ..files.remote import CannotRead
from ..files.sheet import ROWS_SEARCHED, Sheet
from ..files.storage import names_beside, read, read_file
from ..files.text_table import SNIFFED, delimiter_of, text_sheet
from .book import Companion, heading_test
from .companion_names import READABLE, is_of_another, is_read_by, kind_of_rest, rest_of, words_and_editions
from .named_columns import is_whole, names_of_header
from .row_cells import NumberedRow
from .sheet_kinds import facts_of_rows, kind_of_sheet

# A text table may be one of these too; it is not read.
_OTHER_TEXT = (".text", ".tab", ".psv", ".ssv", ".scsv", ".dsv", ".dat", ".asc", ".prn", "")
_TEXT = (".csv", ".tsv", ".txt")
_MAY_BE_MEANT = (*READABLE, *WORKBOOKS, *_OTHER_TEXT)
_EVERY_OTHER = {kind for sheets in SHEET_SETS for kind in sheets.others}


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
        others[kind] = sheet
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
        raise MisnamedFiles([_misnamed(main, name, kind) for name, kind in misnamed.items()], list(misnamed))
    found: dict[str, str] = {}
    for kind in sheets.others:
        files = _different(named.get(kind, []))
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
        rest = rest_of(main.stem, file.stem if suffix else file.name)
        if rest is None or suffix not in _MAY_BE_MEANT:
            continue
        kind = file.stem[len(main.stem) + 1 :].casefold() if file.stem.startswith(f"{main.stem}.") else ""
        if kind in _EVERY_OTHER and file.suffix.lower() in READABLE:
            if kind in sheets.others and is_read_by(main, file, beside):
                named.setdefault(kind, []).append(sibling(path, file.name))
        elif not is_of_another(main, file, tables, sheets):
            suspects.append((file, rest))
    return named, suspects


def _of_a_shared_name(path: str, main: PurePath, sheets: SheetSet) -> list[tuple[PurePath, str]]:
    """The files with a sheet's name where the table's name has its own: `pack_entities.csv` beside `pack_bom.csv`."""
    words, editions = words_and_editions(main.stem)
    own = next((word for word in (sheets.main, BOM_SHEETS.main) if words and words[-1] == word), None)
    if own is None:
        return []
    shared = words[:-1]
    found, tables = [], set()
    for name in names_beside(path, shared[0] if shared else "", without=own):
        stem, _, suffix = name.rpartition(".")
        if f".{suffix.lower()}" not in _MAY_BE_MEANT:
            continue
        others, their_editions = words_and_editions(stem)
        rest = " ".join(others[len(shared) :])
        if others == shared:
            tables.add(their_editions)
        elif (
            others[: len(shared)] == shared
            and {*their_editions} <= {*editions}
            and kind_of_rest(rest, sheets) is not None
        ):
            found.append((PurePath(name), rest))
    # Beside pack.csv such a file belongs to it.
    return [] if shared and editions in tables else found


def _misnamed(main: PurePath, name: str, kind: str) -> Finding:
    suffix = main.suffix if main.suffix.lower() in _TEXT else ".csv"
    message = f"the file {name} next to {main.name} is not read but seems to contain its sheet {sheet_title(kind)}"
    expected = f"{main.stem}.{kind}{suffix}"
    return finding("FILE-MISNAMED", f"{message}: save it as {expected} if it does, or move it to another folder")


def _meant(path: str, file: PurePath, rest: str, sheets: SheetSet) -> str | None:
    """The sheet that a file seems to hold, by its name or headings; None: not a sheet, or one with lines."""
    named = kind_of_rest(rest, sheets)
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
    if _names_lines(text.partition("\n")[0].strip(), sheets.main):
        return sheets.main
    marks = {delimiter_of(path, text, heading_test(kind, NO_MAPPING)): None for kind in sheets.kinds}
    for mark in marks:
        rows = list(islice(_rows(text, mark), ROWS_SEARCHED))
        kind = kind_of_sheet(name, Sheet(name, lambda: iter(())), rows, sheets)
        if kind is not None:
            return kind
        if facts_of_rows(rows, sheets, strict=True):  # without a header
            return sheets.facts
    return None


@lru_cache(maxsize=1024)
def _names_lines(first: str, main: str) -> bool:
    """Whether the first line of a text is clearly the header of a main sheet: a fast check."""
    named = (names_of_header([*first.split(mark)], main) for mark in ",;\t|")
    return any(names is not None and is_whole(main, names) for names in named)


def _rows(text: str, mark: str) -> Iterator[NumberedRow]:
    """The filled rows at the beginning of a text table, up to a truncated one."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            if any(cell.strip() for cell in row):
                yield number, list(row)
    except csv.Error:
        return


def _different(files: list[str]) -> list[str]:
    """The files without duplicates under another name, as on file systems that ignore case."""
    if len(files) < 2 or is_url(files[0]):
        return files
    return list({(stat.st_dev, stat.st_ino): file for file in files for stat in [Path(file).stat()]}.values())
