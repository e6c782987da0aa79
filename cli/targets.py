"""Checks output paths: never over a file that a run reads, nor where a run would look for one."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import typer

from ..engine.entities.list_file import names_beside_list
from ..engine.intake.files.file_kinds import WORKBOOKS
from ..engine.intake.files.paths import STANDARD_INPUT, is_url, local_path
from ..engine.intake.tables.companions import sheet_beside
from .choices import Format
from .configuration import NAME
from .option_sources import files_read
from .written import is_written


def check_target(context: typer.Context, output: str | None, boms: list[str], option: str = "-o") -> None:
    """Refuses an output that would overwrite an input, or be read as an input.

    `boms` are the bills of materials; other inputs are known from the options.
    """
    if output is None:
        return

    target = Path(output)
    _check_unread(target, boms, files_read(context), f"{option} {output}")
    if target.is_file() and (target.suffix.lower() in (*WORKBOOKS, ".parquet") or _is_somebodys_table(target)):
        raise typer.BadParameter(f"{option} {output} already exists, and tables are never overwritten: name another")
    if target.is_dir() or not target.parent.is_dir():
        raise typer.BadParameter(f"{option} {output} is not a file in an existing folder")


def _check_unread(target: Path, boms: list[str], others: list[str], named: str) -> None:
    if target.name.casefold() == NAME:
        raise typer.BadParameter(f"{named}: a {NAME} holds options; name another file")
    mains = [Path(local_path(bom)) for bom in boms if bom != STANDARD_INPUT and not is_url(bom)]
    files = [*mains, *map(Path, others)]
    here = _place(target)
    if here in map(_place, files) or (target.exists() and any(_same_files(target, files, mains))):
        raise typer.BadParameter(f"{named} is an input, and inputs are never overwritten: name another file")
    for main in mains:
        if _place(main).folder == here.folder and (kind := sheet_beside(main.name, target.name)) is not None:
            read = f"read as the sheet {kind} of {main}, or refused as one"
            raise typer.BadParameter(f"{named} would be {read}: name another file")
    for file in others:
        if _place(Path(file)).folder == here.folder and target.name.casefold() in names_beside_list(file):
            raise typer.BadParameter(f"{named} would be read with the list {file}: name another file")


class _Place(NamedTuple):
    folder: str
    name: str


def _place(file: Path) -> _Place:
    """A normalized path of a file, the same for names that some file systems consider equal."""
    return _Place(_in_any_case(_real(file.parent)), _in_any_case(file.name))


def _in_any_case(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


_real = lru_cache(maxsize=64)(os.path.realpath)


def _same_files(target: Path, files: list[Path], mains: list[Path]) -> Iterator[bool]:
    """Whether each file or companion sheet is the target under another name or link."""
    for file in files:
        yield file.exists() and target.samefile(file)
    for folder in {main.parent for main in mains if main.parent.is_dir()}:
        for linked in folder.iterdir():
            if linked.exists() and target.samefile(linked):
                yield any(main.parent == folder and sheet_beside(main.name, linked.name) for main in mains)


def _is_somebodys_table(target: Path) -> bool:
    """Whether an existing file is a text table not written by this program."""
    is_table = target.suffix.lower() in (".csv", ".tsv") and target.stat().st_size > 0
    return is_table and not is_written(str(target))


def check_document(format_: Format, output: str | None) -> None:
    """Refuses a target that cannot take a workbook or memo."""
    what, ending = ("a workbook", ".xlsx") if format_ is Format.XLSX else ("a Word document", ".docx")
    if output is None and sys.stdout.isatty():
        raise typer.BadParameter(
            f"-f {format_} writes {what}, not text: name a file with -o, such as -o checked{ending}"
        )
    if output is not None and Path(output).suffix.lower() != ending:
        raise typer.BadParameter(f"-o {output}: with -f {format_}, use a file name that ends in {ending}")


def check_unread_folder(context: typer.Context, folder: str, boms: list[str]) -> None:
    """Refuses a folder that is not new or empty, or that is in the place of an input."""
    check_new_folder(folder, "-o")
    _check_unread(Path(folder), boms, files_read(context), f"-o {folder}")


def check_new_folder(folder: str, option: str) -> None:
    """Refuses a folder that is not new or empty, or whose own folder does not exist."""
    target = Path(folder)
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise typer.BadParameter(f"{option} {folder} is not a folder: name a new one")
    try:
        is_full = target.is_dir() and any(target.iterdir())
    except OSError as error:
        raise typer.BadParameter(f"{option} {folder} cannot be read: {error.strerror}") from None
    if is_full:
        raise typer.BadParameter(f"{option} {folder} is not empty: name a new or empty folder")
    if not target.resolve().parent.is_dir():
        raise typer.BadParameter(f"the folder above {option} {folder} does not exist: create it first")


def check_new_file(context: typer.Context, file: str, suffix: str, boms: list[str]) -> None:
    """Refuses a file that exists, is in a missing folder, does not end in `suffix`, or would be read by a run."""
    target = Path(file)
    if target.suffix.lower() != suffix:
        raise typer.BadParameter(f"{file}: use a file name that ends in {suffix}")
    if os.path.lexists(target):
        raise typer.BadParameter(f"{file} already exists and is never overwritten: name a new file")
    if not target.parent.is_dir():
        raise typer.BadParameter(f"the folder {target.parent} of {file} does not exist: create it first")
    _check_unread(target, boms, files_read(context), file)
