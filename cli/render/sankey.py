"""Where everything in the drawing of the flows stands. Only geometry: the amounts are the report's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...engine.model.battery import Step
from ...engine.model.statuses import Outcome
from ...engine.report.report import Flow

WIDTH = 1000
_COLUMNS = (130, 370, 625, 865)
_BAR = 10  # the width of a node
_TOP, _BOTTOM = 34, 10
_TALL = 380  # of all value together
_LABEL, _GAP = 19, 7  # the least distance of two labels, and of two nodes
_LONGEST = 26  # characters of a label
_OUTCOMES = (Outcome.COUNTS, Outcome.UNKNOWN, Outcome.DOES_NOT)
_NO_EXTRACTION = "no extraction step"
_HALF = Decimal(1) / 2

Key = tuple[str, ...]


@dataclass
class Node:
    """A mineral, a place or an outcome, with the flows through it."""

    column: int
    name: str
    flows: list["_Way"] = field(default_factory=list)
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
    def label(self) -> str:
        return self.name if len(self.name) <= _LONGEST else self.name[: _LONGEST - 1] + "…"


@dataclass
class _Way:
    """One flow with its node in each column, and how far below the node's top it arrives and leaves."""

    flow: Flow
    thickness: Decimal
    nodes: list[Node]
    arrives: list[Decimal]
    leaves: list[Decimal]


@dataclass
class Ribbon:
    flow: Flow
    path: str


@dataclass
class Drawing:
    height: int
    columns: list[tuple[int, str]]
    nodes: list[Node]
    ribbons: list[Ribbon]
    end: int = _BAR


def draw(flows: Sequence[Flow]) -> Drawing | None:
    """The flows as ribbons through four columns of nodes; None where there is no value to draw."""
    total = sum((Decimal(flow.value_usd) for flow in flows), Decimal(0))
    if not total:
        return None
    columns: list[dict[Key, Node]] = [{} for _ in _COLUMNS]
    ways = []
    for flow in flows:
        thickness = Decimal(flow.value_usd) * _TALL / total
        way = _Way(flow, thickness, [], [Decimal(0)] * 4, [Decimal(0)] * 4)
        for number, (key, name) in enumerate(_stops(flow)):
            node = columns[number].setdefault(key, Node(number, name))
            node.flows.append(way)
            node.height += thickness
            way.nodes.append(node)
        ways.append(way)
    height = _place([list(column.values()) for column in columns])
    nodes = [node for column in columns for node in column.values()]
    for node in nodes:
        _stack(node)
    # The thin ones last, so that none is hidden by a thick one.
    ways.sort(key=lambda way: -way.thickness)
    titles = ("mineral", "extraction", "processing, recycling", "outcome")
    drawn = [Ribbon(way.flow, _path(way)) for way in ways]
    return Drawing(int(height) + 1, list(zip(_COLUMNS, titles, strict=True)), nodes, drawn)


def _stops(flow: Flow) -> list[tuple[Key, str]]:
    second = flow.processing if flow.step == Step.PROCESSING else f"{flow.processing} ({flow.step})"
    return [
        ((flow.mineral,), flow.mineral),
        ((flow.extraction or "",), flow.extraction or _NO_EXTRACTION),
        ((flow.step, flow.processing), second),
        ((flow.outcome,), flow.outcome),
    ]


def _place(columns: list[list[Node]]) -> Decimal:
    """Orders each column so that little crosses, and gives every node its place; returns the height of it all."""
    columns[-1].sort(key=lambda node: _OUTCOMES.index(Outcome(node.name)))
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
    """Puts the nodes below each other, wide enough apart for their labels; returns where the last one ends."""
    y = Decimal(_TOP)
    before: Node | None = None
    for node in column:
        if before is not None:
            y += max(Decimal(_GAP), _LABEL - (before.height + node.height) / 2)
        node.y, before = y, node
        y += node.height
    # Half a label stands below the middle of the last node.
    return max(y, y - column[-1].height / 2 + Decimal(_LABEL) / 2)


def _pull(node: Node) -> Decimal:
    """Where the flows through a node come from and go to, on the average."""
    weighed = sum((way.thickness * (_near(way, node, -1) + _near(way, node, 1)) for way in node.flows), Decimal(0))
    return weighed / (2 * node.height) if node.height else Decimal(0)


def _near(way: _Way, node: Node, by: int) -> Decimal:
    neighbour = way.nodes[node.column + by]
    return neighbour.y + neighbour.height / 2


def _stack(node: Node) -> None:
    """Where each flow touches the node: sorted by where it comes from on the left, by where it goes on the right."""
    at = node.column
    for offsets, columns in (("arrives", [*range(at - 1, -1, -1), *range(at + 1, 4)]), ("leaves", [*range(at + 1, 4)])):
        y = Decimal(0)
        for way in sorted(node.flows, key=lambda way: [way.nodes[n].y for n in columns]):
            getattr(way, offsets)[at] = y
            y += way.thickness


def _path(way: _Way) -> str:
    parts = []
    for number in range(3):
        left, right = way.nodes[number], way.nodes[number + 1]
        x0, x1 = left.x + _BAR, right.x
        y0, y1 = left.y + way.leaves[number], right.y + way.arrives[number + 1]
        end0, end1, bend = y0 + way.thickness, y1 + way.thickness, (x0 + x1) * _HALF
        parts.append(
            f"M{x0} {_px(y0)}C{_px(bend)} {_px(y0)} {_px(bend)} {_px(y1)} {x1} {_px(y1)}"
            f"V{_px(end1)}C{_px(bend)} {_px(end1)} {_px(bend)} {_px(end0)} {x0} {_px(end0)}Z"
        )
    return "".join(parts)


def _px(number: Decimal) -> str:
    return f"{number:.1f}"
