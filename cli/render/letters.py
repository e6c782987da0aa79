"""Texts in a drawing, which does not break them by itself: by the letters that fit, a usual one being 1 wide."""

from collections.abc import Iterator
from unicodedata import east_asian_width

_WIDE, _CAPITAL = 2, 1.3
_AS_WIDE_AS_CAPITALS = frozenset("mw%@")


def wrapped(text: str, room: int, most: int) -> Iterator[str]:
    """The text in at most so many lines, broken between words where that is possible; the last is cut."""
    for _ in range(most - 1):
        line = _start(text, room)
        if line == text:
            break
        space = len(line) if text[len(line)] == " " else line.rfind(" ")
        line = line[:space] if space > 0 else line
        yield line.rstrip()
        text = text[len(line) :].lstrip()
    yield _cut(text, room)


def _cut(text: str, room: int) -> str:
    """The text, cut in the middle where it does not fit: names often differ in their last letters."""
    if _start(text, room) == text:
        return text
    end = _start(text[::-1], room // 2)[::-1]
    return f"{_start(text, room - room // 2 - 1).rstrip()}…{end.lstrip()}"


def _start(text: str, room: int) -> str:
    """As much of the text as fits."""
    width = 0.0
    for number, letter in enumerate(text):
        is_capital = letter.isupper() or letter in _AS_WIDE_AS_CAPITALS
        width += _WIDE if east_asian_width(letter) in "WF" else _CAPITAL if is_capital else 1
        if width > room:
            return text[:number]
    return text
