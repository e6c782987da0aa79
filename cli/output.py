"""Writes reports to standard output, or to a file, complete or not at all."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

import typer

from .choices import Color
from .streams import abandon, takes_escapes

Report = str | bytes | Iterable[str]
"""A text or a file, whole, or a text in parts."""

_DEFAULT_WIDTH = 80


def write(report: Report, output: str | None, format_: str = "text") -> None:
    """Writes a report, possibly in parts. Text on standard output is in the
    encoding of the terminal; every other format has the same bytes as in a file.

    Raises:
        typer.BadParameter: the file cannot be written.
    """
    if output is None:
        try:
            if format_ == "text" and not isinstance(report, bytes):
                sys.stdout.writelines(_parts(report))
            else:
                sys.stdout.buffer.writelines(_encoded(report))
            sys.stdout.flush()
        except BrokenPipeError:
            abandon(sys.stdout)
        except OSError as error:
            abandon(sys.stdout)
            raise typer.BadParameter(f"standard output cannot be written: {error.strerror}") from None
        return
    _put(report, Path(output), f"-o {output}")


def write_new(content: bytes, file: str) -> None:
    """Writes a new file, complete or not at all.

    Raises:
        typer.BadParameter: the file cannot be written.
    """
    _put(content, Path(file), file)


@contextmanager
def _written(named: str) -> Iterator[None]:
    """Refuses an output that the system does not let the block write."""
    try:
        yield
    except OSError as error:
        raise typer.BadParameter(f"{named} cannot be written: {error.strerror}") from None


def _parts(report: str | Iterable[str]) -> Iterable[str]:
    return [report] if isinstance(report, str) else report


def _encoded(report: Report) -> Iterable[bytes]:
    return [report] if isinstance(report, bytes) else (part.encode() for part in _parts(report))


def _put(report: Report, target: Path, named: str) -> None:
    """Replaces the file in one go; a device or a pipe is written to, not replaced."""
    content = _encoded(report)
    if target.exists() and not target.is_file():
        with _written(named), target.open("wb") as device:
            device.writelines(content)
        return
    with replacing(target, named) as file:
        file.writelines(content)


@contextmanager
def replacing(target: Path, named: str) -> Iterator[IO[bytes]]:
    """A temporary file that replaces the target once complete, and is removed on failure.

    Raises:
        typer.BadParameter: the target, `named` so, cannot be written.
    """
    with _written(named):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            # mkstemp's file is private; a report should be as readable as any new file.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def new_folder(target: Path, named: str) -> Iterator[Path]:
    """A temporary folder that becomes the target, new or empty, once complete, and is removed on failure.

    Raises:
        typer.BadParameter: the target, `named` so, cannot be written.
    """
    target = target.resolve()
    with _written(named):
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            with suppress(FileNotFoundError):
                target.rmdir()
            temporary.rename(target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def _umask() -> int:
    """The permissions withheld from new files and folders."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def in_color(when: Color, output: str | None) -> bool:
    """Whether to write in color: by default on a terminal that supports it, unless NO_COLOR is set."""
    if when is Color.AUTO:
        return output is None and takes_escapes(sys.stdout)
    return when is Color.ALWAYS


def width(output: str | None) -> int:
    """The terminal's width; 80 in a file or a pipe, unless COLUMNS is set."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    if output is None and sys.stdout.isatty():
        return os.get_terminal_size(sys.stdout.fileno()).columns or _DEFAULT_WIDTH
    return _DEFAULT_WIDTH


def mention(text: str) -> None:
    """Writes a line about other output to standard output; a failure is ignored."""
    _write_line(text, sys.stdout)


def say(text: str, *, quiet: bool = False) -> None:
    """Writes a line to standard error; a failure is ignored, as the exit status remains."""
    if not quiet:
        _write_line(text, sys.stderr)


def _write_line(text: str, stream: TextIO) -> None:
    try:
        stream.write(text + "\n")
        stream.flush()
    except OSError:
        abandon(stream)
