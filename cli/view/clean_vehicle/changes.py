"""What changed between two batteries: why the percentage moved, then the lines and the suppliers."""

from collections.abc import Iterator

from ....engine.model.numbers import Fraction, cut, cut_percent
from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.diff.difference import (
    Cause,
    CauseOfChange,
    Change,
    CleanVehicleDiff,
    Components,
    Lines,
    Side,
    TestChange,
)
from ....engine.regimes.regime import FactChanged
from ..sections import Block, Bullets, Line, Paragraph, Section, Table, Text, Word, folded, left, right, usd
from ..words import SCREENING, scenario_mark, scenario_prefix, some, span, status_word, verdict_word, words
from .credit import whole
from .feoc import country
from .percentage import TESTS

_CAUSES = {
    Cause.SCENARIO_LIFTED: "The old scenario is lifted",
    Cause.REMOVED: "Lines removed",
    Cause.ADDED: "Lines added",
    Cause.VALUES: "Values changed",
    Cause.ORIGINS: "Origins or shares changed",
    Cause.DATE: "The date changed",
    Cause.READINGS: "Readings of the law changed",
    Cause.SCENARIO: "The new scenario applies",
}


def changes(diff: CleanVehicleDiff) -> Iterator[Block | Section]:
    """Both sides, then the differences in the percentage, the lines and the suppliers."""
    yield from _side("old", diff.old)
    yield from _side("new", diff.new)
    if diff.lines is None:
        return
    if diff.required_points is not None:
        yield from _percentage(diff)
    yield from _lines(diff.lines)
    if diff.components is not None:
        yield from _components(diff, diff.components)
    yield _suppliers(diff)


def _side(name: str, side: Side) -> Iterator[Block | Section]:
    mark, word = Word(scenario_prefix(side.scenario)), Word(verdict_word(side.answer or side.verdict.status))
    yield Line(["  ", name, "  ", mark, word, "  ", side.bom.title])
    facts = [side.verdict.headline]
    if side.vehicle is not None:
        acquired = f", acquired {side.vehicle.acquired}" if side.vehicle.acquired else ""
        facts.append(f"placed in service {side.vehicle.placed_in_service}{acquired}, {side.bom.lines} lines")
    if side.screening:
        facts.append(f"{SCREENING.word}: {SCREENING.text}")
    if side.scenario is not None:
        facts.append(f"{scenario_mark(side.scenario)}: {side.scenario.description}")
        facts += side.scenario.changes
    yield Bullets(facts)
    if side.verdict.status is Status.UNREADABLE:
        yield Section("Findings", [folded(side.findings, "None")])


def _percentage(diff: CleanVehicleDiff) -> Iterator[Section]:
    required = [span(side.required_percentage, side.required_percentage) for side in (diff.old, diff.new)]
    rows = [["required", *required, diff.required_points]]
    for t in diff.tests:
        old, new = span(t.old_percentage, t.old_high_percentage), span(t.new_percentage, t.new_high_percentage)
        rows.append([TESTS[t.test], old, new, _points(t)])
    blocks: list[Block] = [Table(left("") + right("old", "new", "percentage points", breaks=True), rows)]
    blocks += [Paragraph(f"{TESTS[name]}: not available on both sides") for name in diff.tests_not_compared]
    before = diff.old.readings
    for reading, choice in diff.new.readings.items():
        if before.get(reading) != choice:
            blocks.append(Paragraph(f"reading {reading}: {before.get(reading)} to {choice}"))
    yield Section("Critical minerals", blocks)
    if not diff.causes:
        return
    yield Section("Why: each cause in addition to those above it", [Bullets(list(_causes(diff)))])


def _causes(diff: CleanVehicleDiff) -> Iterator[Text]:
    """A sentence for each cause; if no line stays, lines removed and added are one cause."""
    causes = list(diff.causes)
    kinds = [cause.cause for cause in causes]
    if kinds[:2] == [Cause.REMOVED, Cause.ADDED] and _nothing_stays(diff, causes[0]):
        removed, added = causes[:2]
        moves = [
            (one.test, [_sum(one.low, other.low), _sum(one.high, other.high)])
            for one, other in zip(removed.parts, added.parts, strict=True)
        ]
        yield f"All lines replaced (old: {some(removed.lines)}; new: {some(added.lines)}): {_moves(moves)}"
        causes = causes[2:]
    for cause in causes:
        lines = f" ({some(cause.lines)})" if cause.lines else ""
        moves = [(part.test, [Fraction(part.low.exact), Fraction(part.high.exact)]) for part in cause.parts]
        yield f"{_CAUSES[cause.cause]}{lines}: {_moves(moves)}"


def _nothing_stays(diff: CleanVehicleDiff, removed: CauseOfChange) -> bool:
    """Whether the percentage without the removed lines is undefined, that is from 0 to 100."""
    return all(
        Fraction(test.old_low) + Fraction(part.low.exact) == 0
        and Fraction(test.old_high) + Fraction(part.high.exact) == 1
        for test, part in zip(diff.tests, removed.parts, strict=True)
    )


def _sum(one: Change, other: Change) -> Fraction:
    return Fraction(one.exact) + Fraction(other.exact)


def _moves(tests: list[tuple[str, list[Fraction]]]) -> str:
    """`traced qualifying value test falls by 1.5000 percentage points; 50 percent value-added test does not change`."""
    said = []
    for test, (low, high) in tests:
        if low == high:
            said.append(f"{TESTS[test]} {_move(low)}")
        else:
            said.append(f"{TESTS[test]}: lowest possible {_move(low)}, highest possible {_move(high)}")
    return "; ".join(said)


def _move(change: Fraction) -> str:
    if not change:
        return "does not change"
    return f"{'rises' if change > 0 else 'falls'} by {cut(change * 100, 4).removeprefix('-')} percentage points"


def _lines(lines: Lines) -> Iterator[Section]:
    for title, some_lines in (("Lines added", lines.added), ("Lines removed", lines.removed)):
        if some_lines:
            columns = left("line", "mineral") + right("value", "share that counts")
            table = Table(
                columns,
                [[x.line, x.mineral, usd(x.value_usd), _share(x.share_low, x.share_high)] for x in some_lines],
            )
            yield Section(f"{title}: {len(some_lines)}", [table])
    if lines.changed:
        rows: list[list[Text]] = []
        for line in lines.changed:
            name = line.line if line.line == line.new_line else f"{line.line} (new {line.new_line})"
            for number, fact in enumerate(line.changes):
                names = ["", ""] if number else [name, line.mineral]
                rows.append([*names, *_fact_changed(fact)])
        columns = left("line", "mineral", "what", "old", "new")
        yield Section(f"Lines changed: {len(lines.changed)}", [Table(columns, rows)])
    if not (lines.added or lines.removed or lines.changed):
        yield Section("Lines: none added, removed or changed", [])


def _suppliers(diff: CleanVehicleDiff) -> Section:
    old, new = (words(side.feoc) if side.feoc else "not screened" for side in (diff.old, diff.new))
    title = f"FEOC screen: {old}" + (f" to {new}" if old != new else "")
    if not diff.suppliers:
        return Section(title, [Paragraph("No supplier's status changed")])
    columns = left("supplier", "old", "new", "lines", "why")
    rows: list[list[Text]] = [
        [row.supplier, *map(_status, (row.old, row.new)), some(row.lines), row.why] for row in diff.suppliers
    ]
    return Section(title, [Table(columns, rows)])


def _status(status: str | None) -> Text:
    return "-" if status is None else status_word(status)


# The battery components -----------------------------------------------------------------------------------------------


def _components(diff: CleanVehicleDiff, components: Components) -> Iterator[Section]:
    """The percentage, the result and the credit on both sides; then components added, removed and changed."""
    yield Section("Battery components", [_components_percentage(diff, components)])
    for title, rows in (("Components added", components.added), ("Components removed", components.removed)):
        if rows:
            columns = left("component", "part of") + right("value") + left("made in")
            shown: list[list[Text]] = [
                [x.component, x.part_of or "", usd(x.value_usd), country(x.assembly_country)] for x in rows
            ]
            yield Section(f"{title}: {len(rows)}", [Table(columns, shown)])
    if components.changed:
        facts: list[list[Text]] = []
        for one in components.changed:
            for number, fact in enumerate(one.changes):
                facts.append(["" if number else one.component, *_fact_changed(fact)])
        table = Table(left("component", "what", "old", "new"), facts)
        yield Section(f"Components changed: {len(components.changed)}", [table])
    if not (components.added or components.removed or components.changed):
        yield Section("Components: none added, removed or changed", [])


def _components_percentage(diff: CleanVehicleDiff, components: Components) -> Block:
    sides, change = (diff.old, diff.new), components.percentage
    required = [side.components_required_percentage for side in sides]
    rows: list[list[Text]] = []
    if None not in required:
        gap = f"{int(required[1] or 0) - int(required[0] or 0):+}"
        rows.append(["required", *(span(percentage, percentage) for percentage in required), gap])
    if change is not None:
        old = span(change.old_percentage, change.old_high_percentage)
        new = span(change.new_percentage, change.new_high_percentage)
        rows.append(["percentage", old, new, _points(change)])
    results = [status_word(side.components_status or "not_stated") for side in sides]
    rows.append(["result", *results, ""])
    if diff.old.credit is not None and diff.new.credit is not None:
        rows.append(["whole credit", whole(diff.old.credit), whole(diff.new.credit), ""])
    return Table(left("") + right("old", "new", "percentage points", breaks=True), rows)


# One fact or share on both sides --------------------------------------------------------------------------------------


def _fact_changed(fact: FactChanged) -> list[Text]:
    """The fact that changed, before and after; readable amounts are in dollars, shares in percent."""
    ends = [end or "none" for end in (fact.old, fact.new)]
    if fact.what == "share that counts":
        return [fact.what, *(_share(end.partition(" to ")[0], end.rpartition(" to ")[2]) for end in ends)]
    if fact.what == "value USD":
        return ["value", *(end if end == "not known" else usd(end) for end in ends)]
    return [fact.what, *ends]


def _share(low: str, high: str) -> str:
    """`60.0000%`, or `40.0000% to 74.2212%`, from exact fractions."""
    return span(cut_percent(Fraction(low)), cut_percent(Fraction(high)))


def _points(change: TestChange) -> str:
    """`+1.5000`, or `low -1.0000, high +2.0000`."""
    low, high = change.low, change.high
    return low.points if low.exact == high.exact else f"low {low.points}, high {high.points}"
