"""What changed between two products, or one under two questions: the ratio, the items and the entities."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ...model.battery import key
from ...model.findings import Finding
from ...model.numbers import Fraction, cut, exact
from ...report.report import Bom, Verdict
from ...vocabulary.company_names import identity
from ..regime import Check, Diff, FactChanged, points_between
from .rulebook import MaterialAssistanceRulebook
from .sections import EntityRow, ItemRow, MaterialAssistanceReport

_FACTS = ("cost_usd", "producer", "supplier", "country", "certificate", "status")
"""The fields of an item that are compared."""


_OF_SECTION = ("class_", "basis", "date", "cost_basis", "threshold_percentage", "ratio", "high_percentage")


class Side(msgspec.Struct, frozen=True):
    """One of the two sides: its verdict, with its class, date, threshold and ratio; None if it cannot be read."""

    bom: Bom
    verdict: Verdict
    class_: str | None = msgspec.field(name="class")
    basis: str | None
    date: str | None
    cost_basis: str | None
    threshold_percentage: str | None
    ratio: str | None
    high_percentage: str | None
    readings: dict[str, str]
    findings: list[Finding]


class RatioChange(msgspec.Struct, frozen=True):
    """The change of a bound of the ratio: exact, and in percentage points rounded down to four decimals."""

    exact: str
    points: str


class ItemChanged(msgspec.Struct, frozen=True):
    """A changed item that both sides have, by its row on either side."""

    item: str
    line: str
    new_line: str
    changes: list[FactChanged]


class Items(msgspec.Struct, frozen=True):
    added: list[ItemRow]
    removed: list[ItemRow]
    changed: list[ItemChanged]


class EntityChange(msgspec.Struct, frozen=True):
    """An entity whose status changed; None if the side does not name it."""

    entity: str
    old: str | None
    new: str | None
    why: list[str]


class MaterialAssistanceDiff(Diff, frozen=True):
    """The whole difference. `low`, `high` and `items` are None if a side cannot be read or has no ratio."""

    old: Side
    new: Side
    threshold_points: str | None
    low: RatioChange | None
    high: RatioChange | None
    items: Items | None
    entities: list[EntityChange]


def difference(
    old: Check, new: Check, rulebook: MaterialAssistanceRulebook, common: dict[str, Any]
) -> MaterialAssistanceDiff:
    """The difference of two sides. `common` are the fields of every diff."""
    then, now = old.report.material_assistance, new.report.material_assistance
    sides = _side(old.report), _side(new.report)
    both = then is not None and now is not None
    return MaterialAssistanceDiff(
        **common,
        old=sides[0],
        new=sides[1],
        threshold_points=points_between(*(side.threshold_percentage for side in sides)),
        low=_change(then.low, now.low) if both else None,
        high=_change(then.high, now.high) if both else None,
        items=_items(then.items, now.items) if both else None,
        entities=list(_entities(then.entities, now.entities)) if both else [],
    )


def _side(report: MaterialAssistanceReport) -> Side:
    section = report.material_assistance
    return Side(
        bom=report.bom,
        verdict=report.verdict,
        **{name: getattr(section, name, None) for name in _OF_SECTION},
        readings=report.asked.readings if report.asked is not None else {},
        findings=report.findings,
    )


def _change(then: str | None, now: str | None) -> RatioChange | None:
    if then is None or now is None:
        return None
    change = Fraction(now) - Fraction(then)
    points = cut(change * 100, 4)
    return RatioChange(exact(change), points if points.startswith("-") else f"+{points}")


def _items(old: Sequence[ItemRow], new: Sequence[ItemRow]) -> Items:
    """The items of both sides, matched by name and, among those of a name, by what is the same."""
    left, right = _by_name(old), _by_name(new)
    pairs: list[tuple[ItemRow, ItemRow]] = []
    for name, here in left.items():
        there = right.get(name, [])
        for compared in (_FACTS, ("producer", "country"), ("producer",), ()):
            for row in list(here):
                match = next(
                    (
                        other
                        for other in there
                        if all(getattr(row, field) == getattr(other, field) for field in compared)
                    ),
                    None,
                )
                if match is not None:
                    pairs.append((row, match))
                    here.remove(row)
                    there.remove(match)
    changed = [ItemChanged(a.item, a.line, b.line, changes) for a, b in pairs if (changes := list(_changes(a, b)))]
    return Items(
        added=[row for rows in right.values() for row in rows],
        removed=[row for rows in left.values() for row in rows],
        changed=sorted(changed, key=lambda one: int(one.line)),
    )


def _by_name(rows: Sequence[ItemRow]) -> dict[str, list[ItemRow]]:
    found: dict[str, list[ItemRow]] = {}
    for row in rows:
        found.setdefault(key(row.item), []).append(row)
    return found


def _changes(old: ItemRow, new: ItemRow) -> Iterator[FactChanged]:
    for field in _FACTS:
        then, now = getattr(old, field), getattr(new, field)
        if then != now:
            yield FactChanged(field, then, now)
    if old.status == new.status and (old.non_pfe_low, old.non_pfe_high) != (new.non_pfe_low, new.non_pfe_high):
        yield FactChanged("share", _share(old), _share(new))


def _share(row: ItemRow) -> str | None:
    if row.non_pfe_low == row.non_pfe_high:
        return row.non_pfe_low
    return f"{row.non_pfe_low} to {row.non_pfe_high}"


def _entities(old: Sequence[EntityRow], new: Sequence[EntityRow]) -> Iterator[EntityChange]:
    then, now = _by_identity(old), _by_identity(new)
    for at in dict.fromkeys([*then, *now]):
        before, after = then.get(at), now.get(at)
        if (before.status if before is not None else None) != (after.status if after is not None else None):
            shown = after or before
            assert shown is not None
            yield EntityChange(
                shown.entity,
                before.status if before is not None else None,
                after.status if after is not None else None,
                shown.why,
            )


def _by_identity(rows: Sequence[EntityRow]) -> Mapping[str, EntityRow]:
    return {identity(row.entity): row for row in rows}
