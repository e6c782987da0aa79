"""The geometry of a whole in parts: a row for each, its pieces where the row before it ends."""

from dataclasses import dataclass
from decimal import Decimal

from ..escaping import one_line
from ..view.sections import Part, Parts
from .drawing import SIGNS, wrapped

_TOP, _THICK = 24, 14
_LINE, _ABOVE, _BELOW = 17, 14, 6  # of texts, from a row's top to the first, from the last to the bar
_BETWEEN = 12
_LETTERS, _MOST = 40, 2  # of a name, and its lines
_KINDS = ("counts", "open", "lost")


@dataclass
class Row:
    """A part: its texts with their places, and its pieces, each with where it begins and its width in percent."""

    name: list[tuple[int, str]]
    amount: tuple[int, str]
    bar: int
    pieces: list[tuple[str, str, str]]
    about: str


@dataclass
class Stack:
    """All rows; `bottom` is the end of the last one with a bar."""

    rows: list[Row]
    height: int
    bottom: int
    thick: int = _THICK


def stack(parts: Parts) -> Stack:
    """The parts below each other: what counts from the left, then what is open, what does not count up to the right."""
    begins = {"counts": Decimal(0)}
    begins["open"] = sum((Decimal(part.counts) for part in parts.parts), Decimal(0))
    begins["lost"] = begins["open"] + sum((Decimal(part.open) for part in parts.parts), Decimal(0))
    rows: list[Row] = []
    y = bottom = _TOP
    for part in (*parts.parts, *parts.outside):
        pieces = []
        for kind in _KINDS:
            if width := Decimal(getattr(part, kind)):
                pieces.append((kind, f"{begins[kind]:.4f}", f"{width:.4f}"))
                begins[kind] += width
        row = _row(part, y, pieces)
        rows.append(row)
        y = row.bar + _BETWEEN + (_THICK if pieces else 0)
        bottom = y if pieces else bottom
    return Stack(rows, y, bottom)


def _row(part: Part, y: int, pieces: list[tuple[str, str, str]]) -> Row:
    names = list(wrapped(one_line(part.name), _LETTERS, _MOST))
    levels = [y + _ABOVE + number * _LINE for number in range(len(names) + 1)]
    what = f"{part.status.text}, {part.amount}"
    amount = (levels[-1], f"{SIGNS[part.status.tone]} {what}")
    return Row(list(zip(levels, names, strict=False)), amount, levels[-1] + _BELOW, pieces, f"{part.name}: {what}")
