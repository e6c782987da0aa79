"""Files, folders and globs on the command line -> the bills of materials they name."""

import glob
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath
from typing import NoReturn

import typer

from ..engine.entities.list_file import files_beside
from ..engine.intake.files.file_kinds import SUFFIXES
from ..engine.intake.files.paths import STANDARD_INPUT, CannotRead, files_at, is_url, local_path, without_secrets
from ..engine.intake.tables.companions import is_companion
from ..engine.intake.tables.other_sheets import only_reader_of
from ..engine.model.settings import MB, Settings, SheetSet, sheet_title
from ..engine.questions.check import open_case
from ..engine.regimes.regime import Case, Question
from ..engine.regimes.registry import regime_of
from .options import Options
from .output import say
from .sources import say_configuration, used
from .targets import check_target
from .view.words import some
from .written import is_written

_MOST_NAMED = 8


def find_boms(arguments: list[str]) -> list[str]:
    """Every bill of materials once, in the order of the arguments; those of a folder or glob by name.

    Raises:
        typer.BadParameter: a folder or glob has none or cannot be listed, or standard input is given twice.
    """
    found: list[str] = []
    for argument in map(local_path, arguments):
        if argument == STANDARD_INPUT:
            found.append(argument)
        else:
            found += _elsewhere(argument) if is_url(argument) else _on_disk(argument)
    if found.count(STANDARD_INPUT) > 1:
        raise typer.BadParameter("standard input (-) can be read only once")
    return list(dict.fromkeys(found))


def _on_disk(argument: str) -> list[str]:
    path = Path(argument)
    if path.is_dir():
        inside = sorted(name for name in _below(argument) if _is_bom(name))
        if not inside:
            raise typer.BadParameter(f"the folder {argument} has no file that ends in {', '.join(SUFFIXES)}")
        return [_file(name) for name in inside]
    if not path.exists() and glob.has_magic(argument):
        names = [name for name in glob.glob(argument, recursive=True) if not Path(name).is_dir()]  # noqa: PTH207
        if "**" in argument:
            list(_below(argument.partition("*")[0].rpartition("/")[0] or "."))  # an inaccessible folder is reported
            # Links may lead to the same file repeatedly.
            names = list({os.path.realpath(name): name for name in sorted(names, key=len, reverse=True)}.values())
        return [_file(name) for name in _matched(argument, sorted(name for name in names if _is_bom(name)))]
    return [argument]


def _below(folder: str) -> Iterator[str]:
    """Every file in a folder and its subfolders, also through links.

    Raises:
        typer.BadParameter: a folder cannot be listed.
    """

    def closed(error: OSError) -> NoReturn:
        raise typer.BadParameter(f"the folder {error.filename} cannot be read: {error.strerror}")

    seen: set[str] = set()
    for at, folders, files in os.walk(folder, onerror=closed, followlinks=True):
        real = os.path.realpath(at)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        yield from (str(Path(at) / name) for name in files)


def _file(name: str) -> str:
    """The name of a file, or of a broken link, which is reported when it is read."""
    path = Path(name)
    if path.exists() and not path.is_file():
        raise typer.BadParameter(f"{name} is not a file, although its name ends like a spreadsheet's")
    return name


def _elsewhere(url: str) -> list[str]:
    shown = without_secrets(url)
    if PurePath(shown).suffix.lower() in SUFFIXES and not glob.has_magic(shown):
        return [url]  # reading it shows whether it exists

    try:
        files = files_at(url)
        if files is None:
            return [url]
        return _matched(shown, [file for file in files if _is_bom(file)])
    except CannotRead as error:
        raise typer.BadParameter(f"{shown} cannot be listed: {error}") from None


def _matched(argument: str, found: list[str]) -> list[str]:
    if not found:
        raise typer.BadParameter(f"no file matches {argument}")
    return found


def other_files(arguments: list[str], used: Collection[str]) -> list[str]:
    """The files of the folders among the arguments that are not `used`, without hidden and lock files."""
    folders = [argument for argument in map(local_path, arguments) if not is_url(argument) and Path(argument).is_dir()]
    known = set(map(os.path.realpath, used))
    files = sorted(name for folder in folders for name in _below(folder) if os.path.realpath(name) not in known)
    return [name for name in dict.fromkeys(files) if not Path(name).name.startswith((".", "~$"))]


def standard_input(path: str, max_mb: int) -> bytes | None:
    """The content of standard input where it is the path, or one byte more than the limit; None for a file."""
    if path != STANDARD_INPUT:
        return None
    return sys.stdin.buffer.read(max_mb * MB + 1) if sys.stdin is not None else b""  # None if closed


def open_input(context: typer.Context, bom: str, asked: Question, given: Options) -> Case:
    """The case of a command on a single file, read once its output is checked."""
    settings = given.settings()
    check_target(context, given.output, [bom])
    content = standard_input(bom, settings.max_mb)
    say_configuration(used(context))
    return open_case(bom, content, asked, regime_of(asked).rulebook(), settings)


def list_files(sdn: str | None, pfe_list: str | None = None) -> list[str]:
    """The file of `--sdn` and those read with it, and that of `--pfe-list`."""
    files = [sdn, *map(str, files_beside(sdn).values())] if sdn is not None else []
    return files if pfe_list is None else [*files, pfe_list]


def boms_of(arguments: list[str], lists: list[str], *, quiet: bool) -> list[str]:
    """The files of `find_boms` without lists and this program's own output in folders, the latter with a note.

    Raises:
        typer.BadParameter: as `find_boms` does, or no other file is left.
    """
    paths = without_lists(find_boms(arguments), arguments, lists)
    written = [path for path in paths if path not in arguments and not is_url(path) and is_written(path)]
    if written:
        is_or_are, them = ("is", "it") if len(written) == 1 else ("are", "them")
        names = some(written, _MOST_NAMED)
        say(f"critmin: {names} {is_or_are} skipped: critmin wrote {them}; to read a file, name it", quiet=quiet)
    if written and len(written) == len(paths):
        raise typer.BadParameter("every file there was written by critmin: name one to read it as a bill of materials")
    return [path for path in paths if path not in set(written)]


def without_others(paths: list[str], arguments: list[str], settings: Settings, *, quiet: bool) -> list[str]:
    """The files without those of folders that only another command reads, each with a note; a named one is kept.

    Raises:
        typer.BadParameter: no other file is left.
    """
    others = {path: other for path in paths if path not in arguments and (other := reader(path, settings)) is not None}
    for path, other in others.items():
        say(
            f"critmin: {path} is skipped: its sheet {sheet_title(other.main)} is read by `critmin {other.command}`",
            quiet=quiet,
        )
    if others and len(others) == len(paths):
        raise typer.BadParameter(f"no file has a sheet {sheet_title(settings.sheets.main)}, which this command reads")
    return [path for path in paths if path not in others]


def reader(path: str, settings: Settings) -> SheetSet | None:
    """The sheets of the only other command that reads a file; None if this one may."""
    return only_reader_of(path, settings) if path != STANDARD_INPUT and not is_url(path) else None


def without_lists(paths: list[str], arguments: list[str], lists: list[str]) -> list[str]:
    """The bills of materials without lists found in folders; a file named by an argument is kept."""
    if not lists:
        return paths
    read = {Path(name).resolve() for name in lists}
    return [path for path in paths if path in arguments or Path(path).resolve() not in read]


def _is_bom(file: str) -> bool:
    """Whether a file is a spreadsheet, not a companion or a lock file."""
    path = PurePath(file)
    hidden = path.name.startswith((".", "~$"))
    return path.suffix.lower() in SUFFIXES and not hidden and not is_companion(file)
