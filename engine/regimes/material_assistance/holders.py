"""The direct holders of each entity, as the report states them."""

from collections.abc import Mapping

from ...model.battery import Entity, Holding, Measure
from ...model.materials import Materials
from ...model.numbers import Fraction, total
from .holdings import MEASURES, ONE, VALUE, VOTES
from .paths import percentage
from .sections import HolderRow

ENTITY, GOVERNMENTS, UNEXPLAINED = "entity", "governments", "unexplained"
"""The kinds of holders: named, covered nations' governments as stated, and those that no row of Ownership explains."""


def direct_holders(materials: Materials, names: Mapping[str, str]) -> dict[str, list[HolderRow]]:
    """The holders of each entity that has any, by identity; `names` are the names that the report uses."""
    held: dict[str, list[Holding]] = {}
    for holding in materials.holdings:
        held.setdefault(materials.identity(holding.owned), []).append(holding)
    found: dict[str, list[HolderRow]] = {}
    for at in names:
        holdings, entity = held.get(at, []), materials.entities.get(at)
        rows = [_row(ENTITY, names[materials.identity(one.owner)], one.shares, _cells(one)) for one in holdings]
        if entity is not None and (stated := {m: s for m, s in entity.government.items() if m in MEASURES}):
            rows.append(_row(GOVERNMENTS, None, stated, ()))
        if holdings and (left := _unexplained(entity, holdings)):
            rows.append(_row(UNEXPLAINED, None, left, ()))
        if rows:
            found[at] = rows
    return found


def _unexplained(entity: Entity | None, holdings: list[Holding]) -> dict[Measure, Fraction]:
    """What no row explains; nothing where Entities states what specified foreign entities own."""
    if entity is not None and (entity.foreign.sfe_largest is not None or entity.foreign.sfe_total is not None):
        return {}
    stated = [m for m in MEASURES if all(m in one.shares for one in holdings)]
    left = {m: ONE - total(one.shares[m] for one in holdings) for m in stated}
    return {m: share for m, share in left.items() if share > 0}


def _row(kind: str, holder: str | None, shares: Mapping[Measure, Fraction], cells: tuple[str, ...]) -> HolderRow:
    of_value, of_votes = (percentage(shares[m])[:-1] if m in shares else None for m in (VALUE, VOTES))
    return HolderRow(kind, holder, of_value, of_votes, cells)


def _cells(holding: Holding) -> tuple[str, ...]:
    return tuple(holding.row.cell(column) for column in ("owner", "equity_pct", "votes_pct"))
