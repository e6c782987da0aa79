"""Files, folders and globs on the command line -> the bills of materials they name."""

import glob
import sys
from pathlib import Path

import typer

from ..engine.intake.workbook import MB, STANDARD_INPUT, SUFFIXES, is_companion


def find_boms(arguments: list[str]) -> list[str]:
    """Every bill of materials once, in the order of the arguments; a folder's and a glob's by name.

    Raises:
        typer.BadParameter: a folder or a glob that holds none, or standard input more than once.
    """
    found: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if argument != STANDARD_INPUT and path.is_dir():
            inside = sorted(str(file) for file in path.rglob("*") if _is_bom(file))
            if not inside:
                raise typer.BadParameter(f"the folder {argument} holds no file of {', '.join(SUFFIXES)}")
            found += inside
        elif argument != STANDARD_INPUT and not path.exists() and glob.has_magic(argument):
            matched = sorted(name for name in glob.glob(argument, recursive=True) if _is_bom(Path(name)))  # noqa: PTH207
            if not matched:
                raise typer.BadParameter(f"no file matches {argument}")
            found += matched
        else:
            found.append(argument)
    if found.count(STANDARD_INPUT) > 1:
        raise typer.BadParameter("standard input (-) can be read only once")
    return list(dict.fromkeys(found))


def standard_input(path: str, max_mb: int) -> bytes | None:
    """What standard input holds where it is the path, or one byte more than is allowed; None for a file."""
    if path != STANDARD_INPUT:
        return None
    return sys.stdin.buffer.read(max_mb * MB + 1) if sys.stdin is not None else b""  # None where it is closed


def list_files(sdn: str | None) -> list[str]:
    """The file of `--sdn` and those that are read with it."""
    if sdn is None:
        return []
    from ..engine.designations import files_beside

    return [sdn, *map(str, files_beside(sdn).values())]


def without_lists(paths: list[str], arguments: list[str], lists: list[str]) -> list[str]:
    """The bills of materials without a list that lay in one of the folders; one that an argument names stays."""
    if not lists:
        return paths
    read = {Path(name).resolve() for name in lists}
    return [path for path in paths if path in arguments or Path(path).resolve() not in read]


def _is_bom(file: Path) -> bool:
    """A spreadsheet that is no other one's companion and no lock file of a spreadsheet program."""
    hidden = file.name.startswith((".", "~$"))
    return file.suffix.lower() in SUFFIXES and not hidden and file.is_file() and not is_companion(file)
