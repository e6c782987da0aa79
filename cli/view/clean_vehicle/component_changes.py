"""What changed of the battery components: their percentage and the credit, then the rows."""

from collections.abc import Iterator

from ....engine.regimes.clean_vehicle.diff.difference import CleanVehicleDiff, ComponentInOne, Components
from ..sections import Block, Section, Table, Text, left, right, usd
from ..words import span, status_word
from .credit import whole
from .differences import fact_changed, points
from .feoc import country


def changes(diff: CleanVehicleDiff, components: Components) -> Iterator[Section]:
    """The percentage, the result and the credit on both sides; then components added, removed and changed."""
    yield Section("Battery components", [_percentage(diff, components)])
    for title, rows in (("Components added", components.added), ("Components removed", components.removed)):
        if rows:
            columns = left("component", "part of") + right("value") + left("made in")
            yield Section(f"{title}: {len(rows)}", [Table(columns, [_row(row) for row in rows])])
    if components.changed:
        facts: list[list[Text]] = []
        for one in components.changed:
            for number, fact in enumerate(one.changes):
                facts.append(["" if number else one.component, *fact_changed(fact)])
        table = Table(left("component", "what", "old", "new"), facts)
        yield Section(f"Components changed: {len(components.changed)}", [table])
    if not (components.added or components.removed or components.changed):
        yield Section("Components: none added, removed or changed", [])


def _percentage(diff: CleanVehicleDiff, components: Components) -> Block:
    sides, change = (diff.old, diff.new), components.percentage
    required = [side.components_required_percentage for side in sides]
    rows: list[list[Text]] = []
    if None not in required:
        gap = f"{int(required[1] or 0) - int(required[0] or 0):+}"
        rows.append(["required", *(span(percentage, percentage) for percentage in required), gap])
    if change is not None:
        old, new = (
            (change.old_percentage, change.old_high_percentage),
            (
                change.new_percentage,
                change.new_high_percentage,
            ),
        )
        rows.append(["percentage", span(*old), span(*new), points(change)])
    results = [status_word(side.components_status or "not_stated") for side in sides]
    rows.append(["result", *results, ""])
    if diff.old.credit is not None and diff.new.credit is not None:
        rows.append(["whole credit", whole(diff.old.credit), whole(diff.new.credit), ""])
    return Table(left("") + right("old", "new", "percentage points", breaks=True), rows)


def _row(row: ComponentInOne) -> list[Text]:
    return [row.component, row.part_of or "", usd(row.value_usd), country(row.assembly_country)]
