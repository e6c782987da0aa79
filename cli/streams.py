"""Prepares standard output and error, which may be closed, full, or in a limited encoding; and shows progress there."""

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

_LOOKALIKES = {"→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "×": "x", "·": "-", "•": "*"}
_LOOKALIKES |= dict.fromkeys("‘’‚′", "'") | dict.fromkeys("“”„″", '"') | {"…": "..."} | dict.fromkeys("│┃║", "|")
_BY_CATEGORY = {"Pd": "-", "Zs": " "}
_RULES = range(0x2500, 0x2580)  # box drawing
_DUMB = ("dumb", "unknown")
_STANDARD = {0: os.O_RDONLY, 1: os.O_RDONLY, 2: os.O_WRONLY}
"""The standard streams, and how the null device stands in for one that is closed. An answer that goes nowhere is an
error, so that standard output is one that cannot be written; a message that goes nowhere is none."""


def prepare_streams() -> None:
    """Opens closed streams, and lets both outputs write any text in any encoding."""
    for number, mode in _STANDARD.items():
        try:
            os.fstat(number)
        except OSError:
            # Otherwise the next file opened would get the descriptor, and messages would go into it.
            os.dup2(os.open(os.devnull, mode), number)
            os.set_inheritable(number, True)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def abandon(stream: TextIO) -> None:
    """Discards further output (`| head`, a full disk), also at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def takes_escapes(stream: TextIO) -> bool:
    """Whether escape sequences may be written: it is a terminal, and they are not disabled."""
    return stream.isatty() and os.environ.get("TERM") not in _DUMB and not os.environ.get("NO_COLOR")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """ASCII for characters missing in an encoding: a look-alike for a sign, a question mark for a letter."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_lookalike, error.object[error.start : error.end])), error.end


def _lookalike(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    return "-" if ord(character) in _RULES else _BY_CATEGORY.get(unicodedata.category(character), "?")


_NAME = "critmin-lookalikes"
codecs.register_error(_NAME, _plain)


T = TypeVar("T")


def counted(results: Iterable[T], total: int, *, quiet: bool, what: str = "checking") -> Iterator[T]:
    """The results as they come, counted by a bar on a terminal."""
    if quiet or total == 1 or not takes_escapes(sys.stderr):
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without a thread, which a process started later would copy in part.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        for result in results:
            yield result
            progress.update(task, advance=1)
            progress.refresh()
