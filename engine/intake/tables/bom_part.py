"""A bill of materials of a table that holds several: its rows, as text, with their numbers."""

from collections.abc import Mapping

import msgspec

from ...model.findings import refuse
from ...model.settings import MB, Settings
from ...model.sheet_sets import sheet_title
from ..files.budget import too_large
from ..files.text_table import text_sheet
from .book import Book, Companion, heading_test


class SheetPart(msgspec.Struct, frozen=True):
    """The rows of a sheet: `runs` are the first and last row numbers of each piece of `content`.

    `runs` is None for the whole sheet.
    """

    shown: str
    delimiter: str
    content: bytes
    runs: list[tuple[int, int]] | None


class BomPart(msgspec.Struct, frozen=True):
    """The rows of a bill of materials in a table and the files beside it. `sha256` is the whole table's.

    `lost` is why its rows can no longer be read; `strays` are names in other sheets without lines, with their cells.
    """

    name: str | None
    sha256: str
    sheets: Mapping[str, SheetPart]
    companions: tuple[Companion, ...] = ()
    lost: str = ""
    strays: tuple[tuple[str, str], ...] = ()


def book_of(part: BomPart, path: str, shown: str, settings: Settings) -> Book:
    """The sheets of a bill of materials, read as if from a file of its own.

    Raises:
        Unreadable: its rows are not UTF-8 text, more than the settings allow, or no longer available.
    """
    if part.lost:
        raise refuse("FILE-MISSING", f"{shown}: {part.lost}")
    size = sum(len(sheet.content) for sheet in part.sheets.values())
    if size > settings.max_mb * MB:
        raise too_large(
            f"{part.name} of {shown}" if part.name else shown, f"over {settings.max_mb:,} MB", settings.max_mb
        )
    sheets = {}
    for kind, rows in part.sheets.items():
        sheet = text_sheet(
            rows.shown,
            rows.content,
            sheet_title(kind),
            heading_test(kind, settings.columns.of(kind)),
            settings.max_mb,
            delimiter=rows.delimiter,
        )
        numbers = [range(first, last + 1) for first, last in rows.runs] if rows.runs is not None else None
        sheets[kind] = msgspec.structs.replace(sheet, numbers=numbers, bom=part.name)
    main = sheets.pop(settings.sheets.main)
    return Book(
        part.sha256, main, sheets, part.companions, path, name=part.name, strays=part.strays, set=settings.sheets
    )
