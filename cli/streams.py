"""Standard output and standard error as they are found: closed, full, or in an encoding that lacks characters."""

import codecs
import io
import os
import sys
import unicodedata
from typing import TextIO

_LOOKALIKES = {"→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "×": "x", "·": "-", "•": "*"}
_LOOKALIKES |= dict.fromkeys("‘’‚′", "'") | dict.fromkeys("“”„″", '"') | {"…": "..."} | dict.fromkeys("│┃║", "|")
_BY_CATEGORY = {"Pd": "-", "Zs": " "}
_RULES = range(0x2500, 0x2580)  # box drawing
_DUMB = ("dumb", "unknown")
_STANDARD = {0: os.O_RDONLY, 1: os.O_RDONLY, 2: os.O_WRONLY}
"""The standard streams, and how the null device stands in for one that is closed. An answer that goes nowhere is an
error, so that standard output is one that cannot be written; a message that goes nowhere is none."""


def prepare_streams() -> None:
    """Opens what is closed, and lets both outputs write any text, whatever their encoding is."""
    for number, mode in _STANDARD.items():
        try:
            os.fstat(number)
        except OSError:
            # Otherwise the next file that is opened would take the number, and a message would go into it.
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
    """Nothing more can be written (`| head`, a full disk): what is left goes nowhere, also when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def takes_escapes(stream: TextIO) -> bool:
    """Whether colors and moves of the cursor may be written to it: it is a terminal, and nobody has asked for none."""
    return stream.isatty() and os.environ.get("TERM") not in _DUMB and not os.environ.get("NO_COLOR")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """ASCII for the characters that an encoding lacks: a lookalike of a sign, a question mark for a letter."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_lookalike, error.object[error.start : error.end])), error.end


def _lookalike(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    return "-" if ord(character) in _RULES else _BY_CATEGORY.get(unicodedata.category(character), "?")


_NAME = "critmin-lookalikes"
codecs.register_error(_NAME, _plain)
