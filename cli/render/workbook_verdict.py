"""The rows of the sheet `critmin verdict`: all of the report that is not a table of lines, origins or findings."""

from collections.abc import Iterator

import msgspec

from ...engine.model.statuses import ScreenStatus
from ...engine.report.report import (
    CriticalMinerals,
    Deciding,
    FeocScreen,
    InputFile,
    ListScreened,
    Report,
    Run,
    VehicleFacts,
)
from .phrases import SCREENING, TESTS, citations, deciding_sentences, fact_text, span, verdict_word, words
from .summary import configuration_line, scenario_mark
from .workbook_sheets import Again, Colored, Column, Number, Value

COLUMNS = [Column("part", 20), Column("item", 44), Column("value", 96)]
Row = tuple[Value, str, Value]
_STATUS = {"feoc": "FEOC", "unknown": "not known", "clean": "clean", "relieved": "out of the screen by the relief"}


def verdict_rows(run: Run, report: Report, notes: list[str]) -> Iterator[Row]:
    """Part, item and value; `notes` say what the workbook is."""
    before: Value = None
    for part, item, value in _rows(run, report, notes):
        yield Again(str(part)) if part == before else part, item, value
        before = part


def _rows(run: Run, report: Report, notes: list[str]) -> Iterator[Row]:
    yield from _verdict(report, notes)
    if report.critical_minerals is not None and report.critical_minerals.required_percentage is not None:
        yield from _percentage(report.critical_minerals)
        yield from _minerals(report.critical_minerals)
    if report.vehicle is not None:
        yield from _vehicle(report.vehicle)
    if report.deciding is not None:
        yield from _deciding(report.deciding)
    if report.feoc is not None:
        yield from _screen(report.feoc)
    for screened in report.lists:
        yield from _list(screened)
    for condition in report.verdict.conditions:
        yield "Taken for granted", "check this", condition
    for r in report.readings:
        decides = (
            f"With {r.other} the verdict is {words(r.verdict_otherwise)}"
            if r.decides
            else "The other choice gives the same verdict"
        )
        yield "Open readings", f"{r.id}={r.chosen}", f"{r.text}. {decides}"
    for citation in citations(report):
        yield "The law it rests on", "authority", citation
    yield from _input(run, report)


def _verdict(report: Report, notes: list[str]) -> Iterator[Row]:
    part = "Verdict"
    yield part, "verdict", Colored(verdict_word(report.verdict.status), report.verdict.status)
    yield part, "meaning", report.verdict.headline
    if report.screening:
        yield part, "screening", SCREENING
    if report.scenario is not None:
        yield part, scenario_mark(report.scenario), report.scenario.description
        for change in report.scenario.changes:
            yield part, "supposed", change
    if report.verdict.amount_usd is not None:
        yield part, "amount USD", Number(str(report.verdict.amount_usd))
    yield part, "bill of materials", report.bom.title
    if report.bom.sheet is not None:
        yield part, "sheet", report.bom.sheet
    yield part, "lines", Number(str(report.bom.lines))
    for text in notes:
        yield part, "this workbook", text


def _percentage(m: CriticalMinerals) -> Iterator[Row]:
    part = "Critical minerals"
    yield part, "answer", words(m.status)
    yield part, "required, percent", Number(m.required_percentage)
    if m.percentage == m.high_percentage:
        yield part, "percentage, cut off", Number(m.percentage)
    else:
        yield part, "percentage at the low end, cut off", Number(m.percentage)
        yield part, "percentage at the high end, cut off", Number(m.high_percentage)
    if m.gap_points is not None:
        yield part, "points over the requirement (minus: too little)", Number(m.gap_points)
    if m.exact is not None:
        yield part, "exact share", m.exact
    else:
        yield part, "exact share at the low end", m.low
        yield part, "exact share at the high end", m.high
    yield part, "value USD", Number(m.total_value_usd)
    yield part, "value that counts USD", Number(m.qualifying_value_usd)
    yield part, "these figures are those of", TESTS[m.test]
    for test in m.tests:
        name = TESTS[test.test]
        if not test.available:
            yield "Tests", name, "no longer available on the date"
            continue
        yield "Tests", name, words(test.status)
        if test.percentage == test.high_percentage:
            yield "Tests", f"{name}: percentage", Number(test.percentage)
        else:
            yield "Tests", f"{name}: low end", Number(test.percentage)
            yield "Tests", f"{name}: high end", Number(test.high_percentage)


def _minerals(m: CriticalMinerals) -> Iterator[Row]:
    for mineral in m.minerals:
        yield "Value by mineral", f"{mineral.mineral}: value USD", Number(mineral.value_usd)
        yield "Value by mineral", f"{mineral.mineral}: share, percent", Number(mineral.share_percentage)
        yield "Value by mineral", f"{mineral.mineral}: counts USD", Number(mineral.qualifying_value_usd)
        if mineral.unpriced_lines:
            yield "Value by mineral", f"{mineral.mineral}: lines without a price", ", ".join(mineral.unpriced_lines)


def _vehicle(vehicle: VehicleFacts) -> Iterator[Row]:
    for name, value in msgspec.structs.asdict(vehicle).items():
        if isinstance(value, bool):
            yield "Vehicle", name, "yes" if value else "no"
        elif value is not None:
            yield "Vehicle", name, Number(value) if name in ("msrp_usd", "battery_kwh", "gvwr_lb") else value


def _screen(feoc: FeocScreen) -> Iterator[Row]:
    part = "FEOC screen"
    if feoc.status is ScreenStatus.NOT_APPLICABLE:
        yield part, "answer", "does not apply"
        return
    yield part, "answer", words(feoc.status)
    what = [name for name, on in (("minerals", feoc.minerals_screened), ("components", feoc.components_screened)) if on]
    yield part, "of", " and ".join(what)
    for entity in feoc.entities:
        lines = ", ".join(dict.fromkeys(site.line for site in entity.sites))
        codes = dict.fromkeys(code for site in entity.sites for code in site.codes)
        told = [f"{_STATUS[entity.status]}{': ' * bool(codes)}{', '.join(codes)}"]
        if lines:
            told.append(f"lines {lines}")
        if any(share.high.strip("0.") for share in entity.government):
            held = (f"{s.measure} {span(s.low, s.high)}" for s in entity.government)
            told.append(f"held by governments of covered nations, percent: {', '.join(held)}")
        yield part, entity.entity or "not named", "\n".join(told)
    for request in feoc.requests:
        missing = "\n".join(request.missing)
        yield "Missing: ask for it", f"{request.supplier}\nlines {', '.join(request.lines)}", missing


def _list(screened: ListScreened) -> Iterator[Row]:
    part = f"{screened.name}, {screened.edition or 'undated'}"
    yield part, "sha256", screened.sha256
    yield part, "entries", Number(str(screened.entries))
    yield part, "names looked up", Number(str(screened.names_screened))
    yield from _files(part, screened.beside)
    yield part, "a name that is not found", "is not shown to be clean"
    for match in screened.matches:
        alias = f" (another name of {match.alias_of})" if match.alias_of is not None else ""
        about = [match.entry_kind, ", ".join(match.programs), ", ".join(match.countries), ", ".join(match.cells)]
        told = "; ".join(text for text in about if text)
        yield part, match.entity, f"{match.kind} match with entry {match.entry}: {match.name}{alias}; {told}"


def _deciding(deciding: Deciding) -> Iterator[Row]:
    part = "What decides the percentage"
    for sentence in deciding_sentences(deciding):
        yield part, "it", sentence
    for fact in deciding.facts:
        ends = f"low end {fact.low_if_best_percentage} if best, high end {fact.high_if_worst_percentage} if worst"
        yield part, fact_text(fact), f"{ends} ({', '.join(fact.cells)})"


def _input(run: Run, report: Report) -> Iterator[Row]:
    if report.bom.sha256 is not None:
        yield "Made from", f"sha256 of {report.bom.title}", report.bom.sha256
    yield from _files("Made from", report.bom.beside)
    if report.scenario is not None:
        yield "Made from", f"sha256 of the scenario {report.scenario.name}", report.scenario.sha256
    if run.configuration is not None:
        yield "Made from", "configuration", configuration_line(run.configuration)
    yield "Made with", "program", f"{run.tool.name} {run.tool.version}"
    yield "Made with", "rulebook", run.rulebook.edition
    yield "Made with", "sha256 of the rulebook", run.rulebook.sha256


def _files(part: str, files: list[InputFile]) -> Iterator[Row]:
    for file in files:
        yield part, f"sha256 of {file.path}", file.sha256
