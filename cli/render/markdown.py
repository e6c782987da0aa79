"""The report as GitHub-flavoured Markdown, for a pull request or a memo."""

from collections.abc import Iterable, Iterator

import msgspec

from ...engine.model.findings import Finding, Severity
from ...engine.report.report import CriticalMinerals, Report, ScenarioUsed, VehicleFacts
from ...engine.report.run_head import RunHead
from .blocks import run_blocks, run_notes
from .markdown_parts import bullets, code, heading, inline, joined, strong, table
from .markdown_tables import (
    deciding_table,
    list_blocks,
    mineral_table,
    missing_table,
    origin_table,
    screen_blocks,
    test_table,
)
from .phrases import SCREENING, citations, deciding_sentences, requirement, verdict_words, words
from .summary import configuration_line, scenario_mark, summary_line
from .tables import grouped, some

_YES = {True: "yes", False: "no"}


def markdown_piece(report: Report) -> str:
    """One report."""
    return "\n\n".join(_report(report)) + "\n\n"


def markdown_whole(run: RunHead, pieces: Iterable[str]) -> Iterator[str]:
    """Every report of the run, after what the run says as a whole where there are several."""
    if run.has_more_to_say:
        yield from _as_a_whole(run)
    yield from pieces
    yield from _origin(run)


def markdown_summary(run: RunHead) -> Iterator[str]:
    """The run without its reports, marked as they are."""
    if run.scenario is not None:
        yield _scenario(run.scenario) + "\n\n"
    if run.screening:
        yield strong(SCREENING) + "\n\n"
    yield from _as_a_whole(run)
    yield from _origin(run)


def _as_a_whole(run: RunHead) -> Iterator[str]:
    yield strong(summary_line(run)) + "\n\n"
    if blocks := run_blocks(run):
        yield heading(2, "The run as a whole") + "\n\n"
    for block in blocks:
        yield f"{heading(3, block.title)}\n\n{table(block.columns, block.rows)}\n\n"
    if notes := run_notes(run):
        yield bullets(notes) + "\n\n"


def _origin(run: RunHead) -> Iterator[str]:
    if run.configuration is not None:
        yield inline(configuration_line(run.configuration)) + "\n\n"
    rulebook = run.rulebook
    yield inline(f"{run.tool.name} {run.tool.version}, rulebook of {rulebook.edition}, sha256 {rulebook.sha256}") + "\n"


def _report(report: Report) -> Iterator[str]:
    yield heading(2, joined(" ", [verdict_words(report), code(report.bom.title)]))
    yield inline(report.verdict.headline)
    if report.scenario is not None:
        yield _scenario(report.scenario)
    if report.screening:
        yield strong(SCREENING)
    if report.vehicle is not None:
        yield _vehicle(report.vehicle, report.bom.lines)
    if report.critical_minerals is not None and report.critical_minerals.required_percentage is not None:
        yield from _percentage(report.critical_minerals)
    if report.deciding is not None:
        yield heading(3, "What decides the percentage")
        yield bullets(deciding_sentences(report.deciding))
        yield deciding_table(report.deciding)
    if report.feoc is not None:
        yield from screen_blocks(report.feoc)
        if report.feoc.requests:
            yield heading(3, "What is missing: ask each supplier for an attestation, or for the facts named")
            yield missing_table(report.feoc)
    for screened in report.lists:
        yield from list_blocks(screened)
    yield from _findings(report.findings)
    if report.verdict.conditions:
        yield heading(3, "Taken for granted")
        yield bullets(report.verdict.conditions)
    yield from _readings(report)
    yield from _law(report)


def _scenario(scenario: ScenarioUsed) -> str:
    described = strong(f"{scenario_mark(scenario)}: {scenario.description}")
    return f"{described}\n\n{bullets(scenario.changes)}"


def _vehicle(vehicle: VehicleFacts, lines: int) -> str:
    facts = {name: value for name, value in msgspec.structs.asdict(vehicle).items() if value is not None}
    rows = [[words(name), _YES[value] if isinstance(value, bool) else value] for name, value in facts.items()]
    return table([("vehicle", "left"), ("", "left")], [*rows, ["lines of the bill of materials", str(lines)]])


def _percentage(m: CriticalMinerals) -> Iterator[str]:
    told = requirement(m)
    yield heading(3, told[0].upper() + told[1:])
    if m.gap_points is not None:
        least = "" if m.exact else "At the low end "
        yield inline(f"{least}{m.gap_points.lstrip('-')} points {'too little' if m.gap_points[0] == '-' else 'over'}.")
    if m.total_value_usd is not None and m.qualifying_value_usd is not None:
        yield inline(f"${grouped(m.qualifying_value_usd)} of ${grouped(m.total_value_usd)} counts.")
    yield test_table(m)
    yield heading(3, "Value by mineral")
    yield mineral_table(m)
    yield heading(3, "Where it comes from")
    yield origin_table(m)


def _findings(findings: list[Finding]) -> Iterator[str]:
    yield heading(3, "Findings")
    columns = [(title, "left") for title in ("severity", "code", "cells", "what was found", "what to do")]
    yield table(
        columns,
        [
            [f.severity, code(f.code), some(f.cells), f.message, "" if f.severity is Severity.NOTE else f.remedy]
            for f in findings
        ],
    )


def _readings(report: Report) -> Iterator[str]:
    if not report.readings:
        return
    yield heading(3, "Open readings of the law")
    deciding = [reading for reading in report.readings if reading.decides]
    told = [
        joined(
            " ",
            [
                strong(f"{reading.id}={reading.chosen} decides:"),
                f"{reading.text}. With {reading.other} the verdict is {words(reading.verdict_otherwise)}.",
            ],
        )
        for reading in deciding
    ]
    others = ", ".join(f"{reading.id}={reading.chosen}" for reading in report.readings if not reading.decides)
    if others:
        told.append(inline(f"The other choice would give the same verdict: {others}."))
    yield bullets(told)


def _law(report: Report) -> Iterator[str]:
    if cites := citations(report):
        yield heading(3, "The law it rests on")
        yield bullets(cites)
