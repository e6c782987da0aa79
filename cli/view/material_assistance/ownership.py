"""Who holds whom, for each entity that fails or is open by its holders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ....engine.model.numbers import Fraction
from ....engine.regimes.material_assistance.sections import EntityRow, HolderRow, MaterialAssistance
from ..sections import Block, Graph, Node, Paragraph, Section
from .words import BY_ITSELF, WORST_FIRST, limb, status

_MOST = 16
"""Nodes of a drawing."""
_ABOUT = (
    "Each holder stands below what it holds. One percentage is of both the value and the votes. A company that is "
    "controlled is a specified foreign entity itself; one that is only foreign-influenced makes nobody else one."
)
_NAMELESS = {
    "governments": ("Governments of covered nations", status("pfe"), "as stated"),
    "unexplained": ("Holders not named", status("unknown"), "no row of Ownership"),
}
"""The name, status and about of holders without a name."""


def section(m: MaterialAssistance) -> Section | None:
    """A graph of each entity that is not cleared, or a prohibited foreign entity, and has holders; None without any."""
    of = {row.entity: row for row in m.entities}
    blocks: list[Block] = []
    drawn: set[str] = set()
    for row in m.entities:
        if row.status != "not_pfe" and row.entity not in drawn and _held(row):
            ordered, more = _ordered(row, of)
            drawn.update(ordered)
            title = f"Who holds {row.entity}"
            blocks.append(Graph(f"holders-{len(blocks) + 1}", title, _nodes(ordered, of), more))
    return Section("Ownership", [Paragraph(_ABOUT), *blocks], "ownership", "Ownership") if blocks else None


def _held(row: EntityRow) -> Sequence[HolderRow]:
    """Its holders; nobody if it is foreign-controlled by itself, whoever holds it."""
    return row.holders if BY_ITSELF.isdisjoint(row.limbs) else ()


def _ordered(root: EntityRow, of: Mapping[str, EntityRow]) -> tuple[list[str], int]:
    """The entity, its holders and theirs, each after all that it holds but for circles; and how many are left out."""
    near = {root.entity: None}
    waiting = [root.entity]
    for name in waiting:  # it grows
        new = dict.fromkeys(holder for holder in _holders(of[name], of) if holder not in near)
        near |= new
        waiting += new
    kept = set(waiting[:_MOST])
    ordered: list[str] = []
    entered: set[str] = set()
    visit = [(root.entity, False)]
    while visit:
        name, is_done = visit.pop()
        if is_done:
            ordered.append(name)
        elif name not in entered:
            entered.add(name)
            visit.append((name, True))
            visit += [(holder, False) for holder in _holders(of[name], of) if holder in kept]
    return ordered[::-1], len(near) - len(kept)


def _holders(row: EntityRow, of: Mapping[str, EntityRow]) -> list[str]:
    """The names of its holders, the worst first, then the largest."""
    named = [(one.holder, one) for one in _held(row) if one.holder is not None]
    named.sort(key=lambda pair: (WORST_FIRST.index(of[pair[0]].status), -_largest(pair[1])))
    return [name for name, _ in named]


def _largest(row: HolderRow) -> Fraction:
    return max(Fraction(percentage or 0) for percentage in (row.equity_percentage, row.votes_percentage))


def _nodes(ordered: Iterable[str], of: Mapping[str, EntityRow]) -> list[Node]:
    """The entities as nodes; below each those of its holders that are not named."""
    entries = [(name, row) for name in ordered for row in (None, *_nameless(of[name]))]
    place = {name: at for at, (name, row) in enumerate(entries) if row is None}
    holds: dict[str, list[tuple[int, str]]] = {}
    for name, at in place.items():
        for one in _held(of[name]):
            holds.setdefault(one.holder or "", []).append((at, _share(one)))
    nodes = []
    for name, row in entries:
        if row is None:
            nodes.append(Node(name, status(of[name].status), limb(of[name].limbs), holds.get(name, [])))
        else:
            nodes.append(Node(*_NAMELESS[row.kind], [(place[name], _share(row))]))
    return nodes


def _nameless(row: EntityRow) -> Iterator[HolderRow]:
    """What covered nations' governments hold as stated, and, where it matters, what no row explains."""
    for one in _held(row):
        if one.kind == "governments" or (one.kind == "unexplained" and row.status == "unknown"):
            yield one


def _share(row: HolderRow) -> str:
    """`45%`, `24% of the value, 26% of the votes`, or `24% of the value (votes not stated)`."""
    of_value, of_votes = row.equity_percentage, row.votes_percentage
    if of_value == of_votes:
        return f"{of_value}%" if of_value is not None else "a share that is not stated"
    if of_votes is None:
        return f"{of_value}% of the value (votes not stated)"
    if of_value is None:
        return f"{of_votes}% of the votes (value not stated)"
    return f"{of_value}% of the value, {of_votes}% of the votes"
