"""Entities that a file names without a row in the sheet `Entities`."""

from collections.abc import Callable, Iterable, Mapping

from ..model.battery import Entity
from ..model.findings import Findings
from ..model.quoting import quoted, suggestion
from ..vocabulary.near_names import NearNames

_MOST_NEAR = 3


def report_unlisted(
    named: Iterable[tuple[str, str]], entities: Mapping[str, Entity], identity: Callable[[str], str], found: Findings
) -> None:
    """Warns about each name, given with a cell, that has no row; similar names that have one are suggested."""
    cells: dict[str, list[str]] = {}
    for name, cell in named:
        if identity(name) not in entities:
            cells.setdefault(name, []).append(cell)
    rows = {entity.name: entity.row.cell("entity") for entity in entities.values()} if cells else {}
    near = NearNames(rows)
    for name, at in cells.items():
        meant = suggestion([f"{quoted(other)} ({rows[other]})" for other in near.find(name)[:_MOST_NEAR]])
        found.add("ENTITY-NOT-LISTED", f"the entity {quoted(name)} has no row in the sheet Entities{meant}", *at)
