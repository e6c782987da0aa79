"""The geometry of a graph of holdings, and of a whole in parts: boxes, or rows of pieces, below each other."""

from dataclasses import dataclass
from decimal import Decimal

from ..escaping import one_line
from ..view.sections import Graph, Node, Part, Parts, Tone
from .drawing import SIGNS, wrapped

_WIDTH, _LEAST = 350, 220  # of the drawing, and of its narrowest box
_LANE, _RIGHT = 9, 12  # from a box to the line below it, and from a line to the next box
_BAND, _MARGIN, _BETWEEN = 8, 8, 12
_LINE = 17
_ARROW = 6
_NAME, _TEXT = 8.6, 7.6  # the width of a letter
_MOST, _FEW = 3, 2  # lines of a name and of a holding; the rest is cut
_KINDS = {Tone.BAD: "lost", Tone.OPEN: "open", Tone.GOOD: "counts"}
_CIRCLE = "↺ circle: "


@dataclass
class Box:
    """A node: its rectangle, the lines of its name and of the other texts, each with its place, and all of it in words.

    `levels` are the places of the first lines of its holdings.
    """

    kind: str
    x: int
    y: int
    width: int
    height: int
    name: list[tuple[int, str]]
    texts: list[tuple[int, str]]
    levels: list[int]
    about: str
    band: int = _BAND
    text: int = _BAND + _MARGIN


@dataclass
class Drawn:
    """Boxes, the lines between them, and the arrow heads below the boxes that are held."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[str]
    arrows: list[str]


def draw_graph(graph: Graph) -> Drawn:
    """The graph with every box right of the lines that pass it."""
    last = {of: at for at, node in enumerate(graph.nodes) for of, _ in node.holds if of < at}
    lefts, lanes = _lefts(graph, last)
    width = max(_WIDTH, max(lefts) + _LEAST)
    boxes: list[Box] = []
    lines, y = [], 1
    for at, node in enumerate(graph.nodes):
        box = _box(graph, at, lefts[at], y, width - 1 - lefts[at])
        boxes.append(box)
        for (of, _), level in zip(node.holds, box.levels, strict=True):
            if of < at:
                below = boxes[of].y + boxes[of].height + _ARROW
                lines.append(f"M{box.x} {level - _LINE // 3}H{lanes[of]}V{below}")
        y += box.height + _BETWEEN
    return Drawn(width, y - _BETWEEN + 1, boxes, lines, [_arrow(lanes[at], boxes[at]) for at in last])


def _lefts(graph: Graph, last: dict[int, int]) -> tuple[list[int], dict[int, int]]:
    """The left edge of each box, and the place of the line below each that is held."""
    lefts: list[int] = []
    lanes: dict[int, int] = {}
    for at in range(len(graph.nodes)):
        lefts.append(max((lane + _RIGHT for of, lane in lanes.items() if last[of] >= at), default=0))
        if at in last:
            lanes[at] = lefts[at] + _LANE
    return lefts, lanes


def _box(graph: Graph, at: int, x: int, y: int, width: int) -> Box:
    node, room = graph.nodes[at], width - _BAND - 2 * _MARGIN
    name, letters = list(wrapped(one_line(node.name), int(room / _NAME), _MOST)), int(room / _TEXT)
    what = f"{SIGNS[node.status.tone]} {node.status.text}" + (f": {node.about}" if node.about else "")
    texts = list(wrapped(what, letters, _FEW))
    first = []
    for of, share in node.holds:
        first.append(y + (len(name) + len(texts) + 1) * _LINE)
        held = f"{_CIRCLE if of >= at else ''}{share} of {one_line(graph.nodes[of].name)}"
        texts += wrapped(held, letters, _FEW)
    levels = [y + (number + 1) * _LINE for number in range(len(name) + len(texts))]
    return Box(
        kind=_KINDS[node.status.tone],
        x=x,
        y=y,
        width=width,
        height=_LINE * len(levels) + _MARGIN,
        name=list(zip(levels, name, strict=False)),
        texts=list(zip(levels[len(name) :], texts, strict=True)),
        levels=first,
        about=_about(graph, node),
    )


def _about(graph: Graph, node: Node) -> str:
    held = "; ".join(f"{share} of {graph.nodes[of].name}" for of, share in node.holds)
    return f"{node.name}: {held}" if held else node.name


def _arrow(x: int, box: Box) -> str:
    y = box.y + box.height
    return f"M{x} {y}l-5 {_ARROW + 2}h10Z"


# A whole in parts: a row for each, its pieces where the row before it ends --------------------------------------------

_TOP, _THICK = 24, 14
_TEXT_LINE, _ABOVE, _BELOW = 17, 14, 6  # of texts, from a row's top to the first, from the last to the bar
_GAP = 12
_LETTERS, _LINES = 40, 2  # of a name, and its lines
_PIECES = ("counts", "open", "lost")


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
        for kind in _PIECES:
            if width := Decimal(getattr(part, kind)):
                pieces.append((kind, f"{begins[kind]:.4f}", f"{width:.4f}"))
                begins[kind] += width
        row = _row(part, y, pieces)
        rows.append(row)
        y = row.bar + _GAP + (_THICK if pieces else 0)
        bottom = y if pieces else bottom
    return Stack(rows, y, bottom)


def _row(part: Part, y: int, pieces: list[tuple[str, str, str]]) -> Row:
    names = list(wrapped(one_line(part.name), _LETTERS, _LINES))
    levels = [y + _ABOVE + number * _TEXT_LINE for number in range(len(names) + 1)]
    what = f"{part.status.text}, {part.amount}"
    amount = (levels[-1], f"{SIGNS[part.status.tone]} {what}")
    return Row(list(zip(levels, names, strict=False)), amount, levels[-1] + _BELOW, pieces, f"{part.name}: {what}")
