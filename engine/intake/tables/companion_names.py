"""The sheet that a file beside a text table may hold, by its name: `pack.entities.csv` beside `pack.csv`."""

import re
from functools import lru_cache
from pathlib import PurePath

from ...model.sheet_sets import SHEET_SETS, SheetSet
from ..files.file_kinds import TABLES
from .sheet_kinds import kind_by_name

READABLE = (*TABLES, ".txt")
# Parts of a name that do not matter: `pack_entities (2).csv`, `pack.entities_v3.csv`.
_EDITION = re.compile(r"\d+|v\d+|rev\w?|copy|new|old|final|draft|csv|tsv|txt")


def sheet_beside(main: str, name: str) -> str | None:
    """The sheet of a text table `main` that a file in its folder is, or may be, by its name, under any regime."""
    if PurePath(main).suffix.lower() not in TABLES or PurePath(name).suffix.lower() not in READABLE:
        return None
    rest = rest_of(PurePath(main).stem, PurePath(name).stem)
    kinds = (kind_of_rest(rest, sheets) for sheets in SHEET_SETS) if rest is not None else ()
    return next((kind for kind in kinds if kind is not None), None)


def rest_of(main: str, stem: str) -> str | None:
    """The rest of a file's name after the table's; None where it is another name, such as `package` for `pack`."""
    start, whole = main.casefold(), stem.casefold()
    rest = whole[len(start) :]
    return rest[1:] if whole.startswith(start) and rest and not rest[0].isalnum() else None


def kind_of_rest(rest: str, sheets: SheetSet) -> str | None:
    """The sheet, among `sheets`, that the rest of a file's name is or is near, without numbers and edition words."""
    words = [word for word in re.split(r"[^\w]|_", rest) if word and not _EDITION.fullmatch(word)]
    kind = kind_by_name(" ".join(words), sheets) if words else None
    return kind if kind != sheets.main else None


@lru_cache(maxsize=1 << 14)
def words_and_editions(stem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file's name, and the edition words at its end."""
    words = tuple(word for word in re.split(r"[\W_]+", stem.casefold()) if word)
    end = len(words)
    while end and _EDITION.fullmatch(words[end - 1]):
        end -= 1
    return words[:end], words[end:]


def is_of_another(main: PurePath, file: PurePath, tables: dict[str, list[PurePath]], sheets: SheetSet) -> bool:
    """Whether another table or workbook matches the file's name better.

    `tables` are those in the folder, by name in small letters.
    """
    stem = file.stem.casefold()
    starts = [stem[:at] for at in range(len(main.stem), len(stem)) if not stem[at].isalnum()]
    for other in (other for start in starts for other in tables.get(start, [])):
        rest = rest_of(main.stem, other.stem)
        if rest is None:  # the same name in another case or with another suffix
            as_written = file.stem.startswith(other.stem) and not file.stem.startswith(main.stem)
            if as_written or (file.suffix.lower() == other.suffix.lower() != main.suffix.lower()):
                return True
        elif kind_of_rest(rest, sheets) is None:
            return True
    return False


def is_read_by(main: PurePath, file: PurePath, beside: list[PurePath]) -> bool:
    """Whether a sheet's file belongs to the table, not to one with the file's own suffix."""
    suffix = file.suffix.lower()
    if suffix == main.suffix.lower() or (main.suffix.lower(), suffix) == (".parquet", ".csv"):
        return True
    return suffix not in TABLES or all(other.stem != main.stem or other.suffix.lower() != suffix for other in beside)
