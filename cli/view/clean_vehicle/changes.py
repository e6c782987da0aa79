"""What changed between two batteries: why the percentage moved, then the lines and the suppliers."""

from collections.abc import Iterator

from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.diff.difference import Cause, CleanVehicleDiff, LineInOne, Lines, Side
from ..sections import Block, Bullets, Line, Paragraph, Section, Table, Text, Word, folded, left, right, usd
from ..words import SCREENING, between, scenario_mark, scenario_prefix, some, span, status_word, verdict_word, words

TESTS = {"traced": "traced qualifying value test", "value_added": "50 percent value-added test"}
_CAUSES = {
    Cause.SCENARIO_LIFTED: "the old scenario lifted",
    Cause.REMOVED: "lines removed",
    Cause.ADDED: "lines added",
    Cause.VALUES: "values",
    Cause.ORIGINS: "origins and shares",
    Cause.DATE: "the date",
    Cause.READINGS: "readings of the law",
    Cause.SCENARIO: "the new scenario",
}


def changes(diff: CleanVehicleDiff) -> Iterator[Block | Section]:
    """Both sides, then what differs in the percentage, the lines and the suppliers."""
    yield from _side("old", diff.old)
    yield from _side("new", diff.new)
    if diff.lines is None:
        return
    if diff.required_points is not None:
        yield from _percentage(diff)
    yield from _lines(diff.lines)
    yield _suppliers(diff)


def _side(name: str, side: Side) -> Iterator[Block | Section]:
    mark, word = Word(scenario_prefix(side.scenario)), Word(verdict_word(side.verdict.status))
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
        rows.append([TESTS[t.test], old, new, between(t.low.points, t.high.points)])
    blocks: list[Block] = [Table(left("") + right("old", "new", "points"), rows)]
    blocks += [Paragraph(f"{TESTS[name]}: not available on both sides") for name in diff.tests_not_compared]
    before = diff.old.readings
    for reading, choice in diff.new.readings.items():
        if before.get(reading) != choice:
            blocks.append(Paragraph(f"reading {reading}: {before.get(reading)} to {choice}"))
    yield Section("Critical minerals", blocks)
    if not diff.causes:
        return
    tests = right(*(TESTS[change.test].removesuffix(" test") for change in diff.tests))
    causes = []
    for cause in diff.causes:
        parts = [between(part.low.points, part.high.points) for part in cause.parts]
        causes.append([_CAUSES[cause.cause], *parts, some(cause.lines)])
    table = Table(left("cause") + tests + left("lines"), causes)
    yield Section("Why, in percentage points: each cause in addition to those above it", [table])


def _lines(lines: Lines) -> Iterator[Section]:
    for title, some_lines in (("Lines added", lines.added), ("Lines removed", lines.removed)):
        if some_lines:
            columns = left("line", "mineral") + right("value", "share that counts")
            table = Table(columns, [_line(line) for line in some_lines])
            yield Section(f"{title}: {len(some_lines)}", [table])
    if lines.changed:
        rows: list[list[Text]] = []
        for line in lines.changed:
            name = line.line if line.line == line.new_line else f"{line.line} (new {line.new_line})"
            for number, fact in enumerate(line.changes):
                names = ["", ""] if number else [name, line.mineral]
                rows.append([*names, fact.what, fact.old or "none", fact.new or "none"])
        columns = left("line", "mineral", "what", "old", "new")
        yield Section(f"Lines changed: {len(lines.changed)}", [Table(columns, rows)])
    if not (lines.added or lines.removed or lines.changed):
        yield Section("Lines: none added, removed or changed", [])


def _line(line: LineInOne) -> list[Text]:
    return [line.line, line.mineral, usd(line.value_usd), between(line.share_low, line.share_high)]


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
