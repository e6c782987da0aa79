"""What changed: the verdicts first, then why the percentage moved, then the lines and the suppliers."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.model.statuses import Status
from ...engine.regimes.clean_vehicle.diff.difference import (
    Cause,
    CleanVehicleDiff,
    LineInOne,
    Lines,
    Side,
    SupplierChanged,
)
from ..choices import TextOrJson
from .escaping import one_line
from .findings import finding_list
from .phrases import SCREENING, TESTS, span, words
from .summary import scenario_mark, scenario_prefix
from .tables import some
from .terminal import bullets, heading, paragraph, plain_text, printed, table

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


def render_diff(diff: CleanVehicleDiff, format_: TextOrJson, *, width: int, color: bool) -> str:
    """The difference as text or JSON."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(diff), indent=1).decode() + "\n"
    return printed(_parts(diff), width=width, color=color)


def diff_line(diff: CleanVehicleDiff) -> str:
    """The difference in one line."""
    return one_line(f"{diff.headline} (exit status {diff.exit_status})")


def _parts(diff: CleanVehicleDiff) -> Iterator[RenderableType]:
    yield Text.assemble(("DIFF", "bold"), "  ", plain_text(diff.headline, "bold red" if diff.worse else "bold"))
    yield from _side("old", diff.old)
    yield from _side("new", diff.new)
    if diff.lines is None:
        return
    if diff.required_points is not None:
        yield from _percentage(diff)
    yield from _lines(diff.lines)
    yield from _suppliers(diff)


def _side(name: str, side: Side) -> Iterator[RenderableType]:
    mark = scenario_prefix(side.scenario)
    word = words(side.verdict.status).upper()
    yield Text.assemble("  ", name, "  ", (mark, "bold"), (word, "bold"), "  ", plain_text(side.bom.title))
    facts = [side.verdict.headline]
    if side.vehicle is not None:
        acquired = f", acquired {side.vehicle.acquired}" if side.vehicle.acquired else ""
        facts.append(f"placed in service {side.vehicle.placed_in_service}{acquired}, {side.bom.lines} lines")
    if side.screening:
        facts.append(SCREENING)
    if side.scenario is not None:
        facts.append(f"{scenario_mark(side.scenario)}: {side.scenario.description}")
        facts += side.scenario.changes
    yield bullets(facts)
    if side.verdict.status is Status.UNREADABLE:
        yield from finding_list(side.findings)


def _percentage(diff: CleanVehicleDiff) -> Iterator[RenderableType]:
    yield heading("Critical minerals, in percent")
    columns = [("", "left"), ("old", "right"), ("new", "right"), ("points", "right")]
    rows = [["required", diff.old.required_percentage, diff.new.required_percentage, diff.required_points]]
    for t in diff.tests:
        old, new = span(t.old_percentage, t.old_high_percentage), span(t.new_percentage, t.new_high_percentage)
        rows.append([TESTS[t.test], old, new, span(t.low.points, t.high.points)])
    yield table(columns, rows)
    for name in diff.tests_not_compared:
        yield paragraph(f"{TESTS[name]}: not available on both sides")
    changed = {side: getattr(diff, side).readings for side in ("old", "new")}
    for reading, choice in changed["new"].items():
        if changed["old"].get(reading) != choice:
            yield paragraph(f"reading {reading}: {changed['old'].get(reading)} to {choice}")
    if not diff.causes:
        return
    yield heading("Why, in percentage points: each cause after those above it")
    tests = [(TESTS[change.test].removesuffix(" test"), "right") for change in diff.tests]
    causes = []
    for cause in diff.causes:
        parts = [span(part.low.points, part.high.points) for part in cause.parts]
        causes.append([_CAUSES[cause.cause], *parts, some(cause.lines)])
    yield table([("cause", "left"), *tests, ("lines", "left")], causes)


def _lines(lines: Lines) -> Iterator[RenderableType]:
    for told, some_lines in (("Lines added", lines.added), ("Lines removed", lines.removed)):
        if some_lines:
            yield heading(f"{told}: {len(some_lines)}")
            columns = [("line", "left"), ("mineral", "left"), ("value USD", "right"), ("share", "right")]
            yield table(columns, [_line(line) for line in some_lines])
    if lines.changed:
        yield heading(f"Lines changed: {len(lines.changed)}")
        rows: list[list[str | Text | None]] = []
        for line in lines.changed:
            name = line.line if line.line == line.new_line else f"{line.line} (new {line.new_line})"
            for number, fact in enumerate(line.changes):
                old, new = fact.old or "none", fact.new or "none"
                rows.append(["" if number else name, "" if number else line.mineral, fact.what, old, new])
        yield table([(title, "left") for title in ("line", "mineral", "what", "old", "new")], rows)
    if not (lines.added or lines.removed or lines.changed):
        yield heading("Lines: none added, removed or changed")


def _line(line: LineInOne) -> list[str | Text | None]:
    return [line.line, line.mineral, line.value_usd, span(line.share_low, line.share_high)]


def _suppliers(diff: CleanVehicleDiff) -> Iterator[RenderableType]:
    screens = [words(side.feoc) if side.feoc else "not applicable" for side in (diff.old, diff.new)]
    yield heading(f"FEOC screen: {screens[0]}" + (f" to {screens[1]}" if screens[0] != screens[1] else ""))
    if not diff.suppliers:
        yield paragraph("no supplier's status changed")
        return
    columns = [(title, "left") for title in ("supplier", "old", "new", "lines", "why")]
    yield table(columns, [_supplier(one) for one in diff.suppliers])


def _supplier(one: SupplierChanged) -> list[str | Text | None]:
    return [one.supplier, one.old or "-", one.new or "-", some(one.lines), one.why]
