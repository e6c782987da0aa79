"""The geometry of a flow drawing or a chart; the amounts are the report's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from unicodedata import east_asian_width

from ..view.sections import Chart, Flow, Period, Ribbon, Tone

SIGNS = {
    Tone.GOOD: "✓",
    Tone.BAD: "✗",
    Tone.OPEN: "?",
    Tone.WARNING: "!",
    Tone.PART: "◐",
    Tone.NOTE: "i",
    Tone.NONE: "–",
}
"""The sign before a word, so that color is never the only cue."""
_WIDTH = 1000
_COLUMNS = (130, 370, 625, 865)
_BAR = 10  # the width of a node
_TOP, _BOTTOM = 34, 10
_TALL = 380  # height of all value
_LABEL, _GAP = 19, 7  # the smallest distance between labels, and between nodes
_LONGEST = 26  # characters of a label
_OUTCOMES = {Tone.GOOD: "counts", Tone.OPEN: "unknown", Tone.BAD: "does_not"}
"""How each outcome is drawn, from the top of the last column to its bottom."""
_HALF = Decimal(1) / 2


@dataclass
class Node:
    """A stop with the flows through it; `outcome` is the style in the last column."""

    column: int
    name: str
    tone: Tone | None = None
    flows: list["_Stream"] = field(default_factory=list)
    height: Decimal = Decimal(0)
    y: Decimal = Decimal(0)

    @property
    def x(self) -> int:
        return _COLUMNS[self.column]

    @property
    def middle(self) -> str:
        return _px(self.y + self.height / 2)

    @property
    def box(self) -> str:
        """The attributes of its rectangle."""
        return f'x="{self.x}" y="{_px(self.y)}" width="{_BAR}" height="{_px(max(self.height, Decimal(1)))}"'

    @property
    def outcome(self) -> str:
        return _OUTCOMES[self.tone] if self.tone is not None else ""

    @property
    def label(self) -> str:
        if self.tone is not None:
            return f"{SIGNS[self.tone]} {self.name}"
        return self.name if len(self.name) <= _LONGEST else self.name[: _LONGEST - 1] + "…"


@dataclass
class _Stream:
    """A flow with its node in each column, and its offsets below the node's top."""

    ribbon: Ribbon
    thickness: Decimal
    nodes: list[Node]
    arrives: list[Decimal]
    leaves: list[Decimal]


@dataclass
class Band:
    """A drawn ribbon."""

    outcome: str
    about: str
    path: str


@dataclass
class Drawing:
    height: int
    columns: list[tuple[int, str]]
    nodes: list[Node]
    ribbons: list[Band]
    width: int = _WIDTH
    end: int = _BAR


def draw(flow: Flow) -> Drawing:
    """The flow as bands through four columns of nodes; there must be some value."""
    total = sum(Decimal(ribbon.usd) for ribbon in flow.ribbons)
    columns: list[dict[str, Node]] = [{} for _ in _COLUMNS]
    streams = []
    for ribbon in flow.ribbons:
        thickness = Decimal(ribbon.usd) * _TALL / total
        stream = _Stream(ribbon, thickness, [], [Decimal(0)] * 4, [Decimal(0)] * 4)
        for number, (key, name) in enumerate(ribbon.stops):
            node = columns[number].setdefault(key, Node(number, name, ribbon.tone if number == 3 else None))
            node.flows.append(stream)
            node.height += thickness
            stream.nodes.append(node)
        streams.append(stream)
    height = _place([list(column.values()) for column in columns])
    nodes = [node for column in columns for node in column.values()]
    for node in nodes:
        _stack(node)
    # Thin bands last, so that none is hidden by a thick one.
    streams.sort(key=lambda stream: -stream.thickness)
    drawn = [Band(_OUTCOMES[stream.ribbon.tone], stream.ribbon.about, _path(stream)) for stream in streams]
    return Drawing(int(height) + 1, list(zip(_COLUMNS, flow.columns, strict=True)), nodes, drawn)


def _place(columns: list[list[Node]]) -> Decimal:
    """Orders each column to avoid crossings and places every node; returns the total height."""
    columns[-1].sort(key=lambda node: list(_OUTCOMES).index(node.tone or Tone.BAD))
    height = max(_spread(column) for column in columns)
    for _ in range(3):
        for column in columns[1:-1]:
            column.sort(key=_pull)
            _spread(column)
    for column in columns:
        shift = (height - _spread(column)) / 2
        for node in column:
            node.y += shift
    return height + _BOTTOM


def _spread(column: list[Node]) -> Decimal:
    """Places the nodes below each other with room for labels; returns the end of the last one."""
    y = Decimal(_TOP)
    before: Node | None = None
    for node in column:
        if before is not None:
            y += max(Decimal(_GAP), _LABEL - (before.height + node.height) / 2)
        node.y, before = y, node
        y += node.height
    # Half a label is below the middle of the last node.
    return max(y, y - column[-1].height / 2 + Decimal(_LABEL) / 2)


def _pull(node: Node) -> Decimal:
    """The average position of the other ends of a node's flows."""
    weighed = sum(
        (stream.thickness * (_near(stream, node, -1) + _near(stream, node, 1)) for stream in node.flows), Decimal(0)
    )
    return weighed / (2 * node.height) if node.height else Decimal(0)


def _near(stream: _Stream, node: Node, by: int) -> Decimal:
    neighbor = stream.nodes[node.column + by]
    return neighbor.y + neighbor.height / 2


def _stack(node: Node) -> None:
    """Stacks the flows at a node: by their origin on the left, by their destination on the right."""
    at = node.column
    for offsets, columns in (("arrives", [*range(at - 1, -1, -1), *range(at + 1, 4)]), ("leaves", [*range(at + 1, 4)])):
        y = Decimal(0)
        for stream in sorted(node.flows, key=lambda stream: [stream.nodes[n].y for n in columns]):
            getattr(stream, offsets)[at] = y
            y += stream.thickness


def _path(stream: _Stream) -> str:
    parts = []
    for number in range(3):
        left, right = stream.nodes[number], stream.nodes[number + 1]
        x0, x1 = left.x + _BAR, right.x
        y0, y1 = left.y + stream.leaves[number], right.y + stream.arrives[number + 1]
        end0, end1, bend = y0 + stream.thickness, y1 + stream.thickness, (x0 + x1) * _HALF
        parts.append(
            f"M{x0} {_px(y0)}C{_px(bend)} {_px(y0)} {_px(bend)} {_px(y1)} {x1} {_px(y1)}"
            f"V{_px(end1)}C{_px(bend)} {_px(end1)} {_px(bend)} {_px(end0)} {x0} {_px(end0)}Z"
        )
    return "".join(parts)


def _px(number: Decimal) -> str:
    return f"{number:.1f}"


# The columns of a chart ---------------------------------------------------------------------------------------------

_PERIOD, _BETWEEN, _ABOVE, _FULL, _BELOW = 120, 40, 24, 200, 44


@dataclass
class Bar:
    """A period's column: the positions of its box, its two ends and its requirement."""

    period: Period
    left: int
    middle: int
    low: Decimal
    high: Decimal
    required: Decimal | None
    width: int = _PERIOD
    top: int = _ABOVE
    tall: int = _FULL
    bottom: int = _ABOVE + _FULL


@dataclass
class Bars:
    bars: list[Bar]
    width: int
    height: int = _ABOVE + _FULL + _BELOW


def columns(chart: Chart) -> Bars:
    """The columns of the periods, side by side."""

    def at(percentage: str) -> Decimal:
        return _ABOVE + _FULL - Decimal(percentage) * _FULL / 100

    bars = []
    for number, period in enumerate(chart.periods):
        left = number * (_PERIOD + _BETWEEN) + _BETWEEN // 2
        required = at(period.required) if period.required is not None else None
        bars.append(Bar(period, left, left + _PERIOD // 2, at(period.low), at(period.high), required))
    return Bars(bars, len(bars) * (_PERIOD + _BETWEEN))


# Texts in a drawing, by the letters that fit, a usual one being 1 wide ------------------------------------------------


_WIDE, _CAPITAL = 2, 1.3
_AS_WIDE_AS_CAPITALS = frozenset("mw%@")


def wrapped(text: str, room: int, most: int) -> Iterator[str]:
    """The text in at most so many lines, broken between words where that is possible; the last is cut."""
    for _ in range(most - 1):
        line = _start_of(text, room)
        if line == text:
            break
        space = len(line) if text[len(line)] == " " else line.rfind(" ")
        line = line[:space] if space > 0 else line
        yield line.rstrip()
        text = text[len(line) :].lstrip()
    yield _cut(text, room)


def _cut(text: str, room: int) -> str:
    """The text, cut in the middle where it does not fit: names often differ in their last letters."""
    if _start_of(text, room) == text:
        return text
    end = _start_of(text[::-1], room // 2)[::-1]
    return f"{_start_of(text, room - room // 2 - 1).rstrip()}…{end.lstrip()}"


def _start_of(text: str, room: int) -> str:
    """As much of the text as fits."""
    width = 0.0
    for number, letter in enumerate(text):
        is_capital = letter.isupper() or letter in _AS_WIDE_AS_CAPITALS
        width += _WIDE if east_asian_width(letter) in "WF" else _CAPITAL if is_capital else 1
        if width > room:
            return text[:number]
    return text
