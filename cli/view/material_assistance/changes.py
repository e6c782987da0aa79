"""What changed between two products: the ratio, the items and the entities."""

from collections.abc import Iterator

from ....engine.model.statuses import Status
from ....engine.regimes.material_assistance.difference import Items, MaterialAssistanceDiff, Side
from ....engine.regimes.material_assistance.sections import ItemRow
from ..sections import Block, Bullets, Line, Paragraph, Section, Table, Text, Word, folded, left, right
from ..words import span, verdict_word, words
from .words import BASIS, cost, status


def changes(diff: MaterialAssistanceDiff) -> Iterator[Block | Section]:
    """Both sides, then the differences in the ratio, the items and the entities."""
    yield from _side("old", diff.old)
    yield from _side("new", diff.new)
    if diff.items is None:
        return
    yield _ratio(diff)
    yield from _items(diff.items, diff)
    if diff.entities:
        rows: list[list[Text]] = [[one.entity, _status(one.old), _status(one.new)] for one in diff.entities]
        blocks: list[Block] = [Table(left("entity", "old", "new"), rows)]
        if why := [f"{one.entity}: {'; '.join(one.why)}" for one in diff.entities if (one.new or one.old) == "pfe"]:
            blocks.append(Bullets(why))
        yield Section("Entities whose status changed", blocks)


def _side(name: str, side: Side) -> Iterator[Block | Section]:
    yield Line(["  ", name, "  ", Word(verdict_word(side.verdict.status)), "  ", side.bom.title])
    facts = [side.verdict.headline]
    if side.class_ is not None and side.basis is not None:
        facts.append(f"{side.class_}, {BASIS[side.basis]} {side.date}, {side.bom.lines} items")
    yield Bullets(facts)
    if side.verdict.status is Status.UNREADABLE:
        yield Section("Findings", [folded(side.findings, "None")])


def _ratio(diff: MaterialAssistanceDiff) -> Section:
    old, new = diff.old, diff.new
    thresholds = [span(side.threshold_percentage, side.threshold_percentage) for side in (old, new)]
    points = ""
    if diff.low is not None and diff.high is not None:
        same = diff.low.exact == diff.high.exact
        points = diff.low.points if same else f"low {diff.low.points}, high {diff.high.points}"
    rows: list[list[Text]] = [
        ["threshold", *thresholds, diff.threshold_points or ""],
        ["ratio", span(old.ratio, old.high_percentage), span(new.ratio, new.high_percentage), points],
    ]
    blocks: list[Block] = [Table(left("") + right("old", "new", "percentage points", breaks=True), rows)]
    for reading, choice in new.readings.items():
        if old.readings.get(reading) != choice:
            blocks.append(Paragraph(f"reading {reading}: {old.readings.get(reading)} to {choice}"))
    return Section("Material assistance cost ratio", blocks)


def _items(items: Items, diff: MaterialAssistanceDiff) -> Iterator[Section]:
    for title, rows, side in (("Items added", items.added, diff.new), ("Items removed", items.removed, diff.old)):
        if rows:
            yield Section(
                title, [Table(left("item") + right("cost") + left("producer", "status"), _rows(rows, side.cost_basis))]
            )
    if items.changed:
        changed: list[Text] = [
            f"{one.item} (row {one.line}{f', now {one.new_line}' if one.line != one.new_line else ''}): "
            + "; ".join(f"{words(change.what)} {_shown(change.old)} to {_shown(change.new)}" for change in one.changes)
            for one in items.changed
        ]
        yield Section("Items changed", [Bullets(changed)])
    if not (items.added or items.removed or items.changed):
        yield Section("Items", [Paragraph("No item changed")])


def _rows(rows: list[ItemRow], cost_basis: str | None) -> list[list[Text]]:
    return [
        [f"{row.item} (row {row.line})", cost(row.cost_usd, cost_basis), row.producer, status(row.status)]
        for row in rows
    ]


def _status(of: str | None) -> Text:
    return status(of) if of is not None else "not named"


def _shown(text: str | None) -> str:
    return words(text) if text is not None else "not stated"
