"""The report for people: the verdict first, then why, then what is missing, then the law."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text

from ...engine.model.findings import Finding
from ...engine.model.statuses import ScreenStatus
from ...engine.report.report import CriticalMinerals, FeocScreen, ListScreened, Report
from ...engine.report.run_head import RunHead
from .deciding import what_decides
from .findings import finding_parts
from .phrases import SCREENING, TESTS, citations, span, words
from .styles import VERDICT
from .summary import configuration_line, scenario_prefix
from .tables import grouped, mineral_table, origin_table, scenario_parts, some
from .terminal import bullets, heading, paragraph, plain_text, printed, table
from .text_run import as_a_whole

_BAR = 40


def text_piece(report: Report, *, width: int, color: bool) -> str:
    """One report."""
    return printed(_report(report), width=width, color=color)


def text_whole(run: RunHead, pieces: Iterable[str], *, width: int, color: bool) -> Iterator[str]:
    """Every report of the run, and what the run says as a whole where there are several."""
    for number, piece in enumerate(pieces):
        if number:
            yield "=" * width + "\n"
        yield piece
    parts: list[RenderableType] = ["=" * width, *as_a_whole(run)] if run.has_more_to_say else []
    if run.configuration is not None:
        parts += ["", plain_text(configuration_line(run.configuration))]
    if parts:
        yield printed(parts, width=width, color=color)


def _report(report: Report) -> Iterator[RenderableType]:
    word, style = VERDICT[report.verdict.status]
    mark = scenario_prefix(report.scenario)
    yield Text.assemble((mark, "bold"), (word, style), "  ", plain_text(report.bom.title, "bold"))
    yield paragraph(report.verdict.headline)
    yield from _vehicle(report)
    if report.scenario is not None:
        yield from scenario_parts(report.scenario)
    if report.screening:
        yield paragraph(SCREENING, "bold")
    if report.critical_minerals is not None and report.critical_minerals.required_percentage is not None:
        yield from _percentage(report.critical_minerals)
        yield from mineral_table(report.critical_minerals)
        yield from origin_table(report.critical_minerals)
    if report.deciding is not None:
        yield from what_decides(report.deciding)
    if report.feoc is not None:
        yield from _screen(report.feoc)
        yield from _missing(report.feoc)
    for screened in report.lists:
        yield from _list(screened)
    yield from _findings(report.findings)
    if report.verdict.conditions:
        yield heading("Taken for granted")
        yield bullets(report.verdict.conditions)
    yield from _readings(report)
    yield from _law(report)


def _vehicle(report: Report) -> Iterator[RenderableType]:
    v = report.vehicle
    if v is None:
        return
    facts = [
        v.model,
        f"placed in service {v.placed_in_service}",
        f"acquired {v.acquired}" if v.acquired else None,
        f"reported {v.report_date}" if v.report_date else None,
        f"{report.bom.lines} line{'s' * (report.bom.lines != 1)}",
    ]
    yield paragraph(", ".join(fact for fact in facts if fact))


def _percentage(m: CriticalMinerals) -> Iterator[RenderableType]:
    assert m.percentage is not None
    assert m.high_percentage is not None
    assert m.required_percentage is not None
    yield heading(
        f"Critical minerals: {span(m.percentage, m.high_percentage)} percent, {m.required_percentage} required"
    )
    yield paragraph(_bar(m.percentage, m.high_percentage, m.required_percentage))
    if m.gap_points is not None:
        short = m.gap_points.startswith("-")
        least = "" if m.exact else "at the low end "
        yield paragraph(f"{least}{m.gap_points.lstrip('-')} points {'too little' if short else 'over'}")
    if m.total_value_usd is not None and m.qualifying_value_usd is not None:
        yield paragraph(f"${grouped(m.qualifying_value_usd)} of ${grouped(m.total_value_usd)} counts")
    for test in m.tests:
        used = " (the figures above)" if test.test == m.test else ""
        if not test.available:
            told = "no longer available on the date"
        else:
            told = f"{span(test.percentage or '', test.high_percentage or '')} percent, {test.status}{used}"
        yield paragraph(f"{TESTS[test.test]}: {told}")


def _bar(low: str, high: str, required: str) -> str:
    """The percentage drawn: `#` counts, `?` could count, `|` is the requirement. Drawn cut off, like the number."""

    def at(percentage: str) -> int:
        return int(Decimal(percentage) * _BAR / 100)

    cells = ["#"] * at(low) + ["?"] * (at(high) - at(low)) + ["."] * (_BAR - at(high))
    cells.insert(at(required), "|")
    return f"[{''.join(cells)}]  # counts{'  ? open' if low != high else ''}  | required"


def _screen(feoc: FeocScreen) -> Iterator[RenderableType]:
    if feoc.status is ScreenStatus.NOT_APPLICABLE:
        yield heading("FEOC screen: does not apply")
        return
    what = [name for name, on in (("minerals", feoc.minerals_screened), ("components", feoc.components_screened)) if on]
    yield heading(f"FEOC screen of {' and '.join(what)}: {feoc.status}")
    open_ = [e for e in feoc.entities if e.status in ("feoc", "unknown")]
    rows: list[list[str | Text | None]] = []
    for entity in open_:
        sites = [site for site in entity.sites if site.status == entity.status]
        word = plain_text("FEOC", "red") if entity.status == "feoc" else plain_text("not known", "yellow")
        codes = dict.fromkeys(code for site in sites for code in site.codes)
        why = ", ".join(codes) if entity.status == "feoc" else "see what is missing"
        rows.append([entity.entity or "not named", word, some([site.line for site in sites]), why])
    if rows:
        yield table([("supplier", "left"), ("status", "left"), ("lines", "left"), ("finding", "left")], rows)
    for status, told in (("clean", "Shown to be clean"), ("relieved", "Out of the screen by the relief")):
        names = [e.entity or "not named" for e in feoc.entities if e.status == status]
        if names:
            yield paragraph(f"{told} ({len(names)}): {'; '.join(names)}")


def _list(screened: ListScreened) -> Iterator[RenderableType]:
    yield heading(f"{screened.name}, {screened.edition or 'undated'}: {screened.entries:,} entries")
    yield paragraph(f"sha256 {screened.sha256}")
    read = some(file.path for file in screened.beside)
    yield paragraph(f"with {read}" if read else "other names of the entries (alt.csv) were not given")
    yield paragraph(f"{screened.names_screened} names looked up. A name that is not found is not shown to be clean.")
    rows: list[list[str | Text | None]] = []
    for match in screened.matches:
        style = "red" if match.kind == "exact" else "yellow"
        listed = match.name if match.alias_of is None else f"{match.name} ({match.alias_of})"
        kind = plain_text(match.kind, style)
        what = [match.entry_kind, ", ".join(match.programs)]
        rows.append([match.entity, kind, str(match.entry), listed, *what])
    if rows:
        titles = ("named here", "match", "entry", "listed as", "kind", "programme")
        yield table([(title, "left") for title in titles], rows)


def _missing(feoc: FeocScreen) -> Iterator[RenderableType]:
    if not feoc.requests:
        return
    yield heading("What is missing: ask each supplier for an attestation, or for the facts named")
    for request in feoc.requests:
        many = "s" * (len(request.lines) > 1)
        yield paragraph(f"{request.supplier} (line{many} {some(request.lines)})", "bold")
        yield bullets(request.missing)


def _findings(findings: list[Finding]) -> Iterator[RenderableType]:
    yield heading("Findings")
    requested = [f for f in findings if f.code == "FEOC-NOT-SHOWN"]
    for found in findings:
        if len(requested) > 1 and found.code == requested[0].code and found is not requested[0]:
            continue
        message = found.message
        cells = found.cells
        if len(requested) > 1 and found is requested[0]:
            message = f"{len(requested)} suppliers are not shown to be clean; see above what is missing of each"
            cells = [cell for each in requested for cell in each.cells]
        yield from finding_parts(found, message, cells)


def _readings(report: Report) -> Iterator[RenderableType]:
    if not report.readings:
        return
    yield heading("Open readings of the law")
    deciding = [r for r in report.readings if r.decides]
    for reading in deciding:
        yield paragraph(
            f"{reading.id}={reading.chosen} decides: {reading.text}. "
            f"With {reading.other} the verdict is {words(reading.verdict_otherwise)}.",
            "yellow",
        )
    others = [f"{r.id}={r.chosen}" for r in report.readings if not r.decides]
    if others:
        yield paragraph(f"The other choice would give the same verdict: {', '.join(others)}.")


def _law(report: Report) -> Iterator[RenderableType]:
    if cites := citations(report):
        yield heading("The law it rests on")
        yield bullets(cites)
