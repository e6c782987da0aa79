"""A report as an ordered list of sections: what every regime's report says, around the regime's own sections."""

from collections.abc import Iterable, Iterator

import msgspec

from ...engine.model.findings import Finding, Severity
from ...engine.model.statuses import Status
from ...engine.questions.batch.baseline import Baseline, Change, fails
from ...engine.report.report import AppliedReading, InputFile, ListMatch, Report, ScreenedList
from ...engine.report.run import Run
from . import VIEWS
from .regime import RegimeView
from .sections import (
    Block,
    Bullets,
    Cells,
    Codes,
    Fact,
    Facts,
    Findings,
    Head,
    Inline,
    Medium,
    Number,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    Word,
    left,
    right,
)
from .words import SCREENING, banners, configuration_line, scenario_mark, scenario_prefix, some, verdict, words


def view_of(report: Report) -> RegimeView:
    """The view of the report's regime."""
    return VIEWS[report.regime]


def head(report: Report, medium: Medium) -> Head:
    """The top: the verdict, what it is on, and the banners."""
    return Head(
        mark=scenario_prefix(report.scenario),
        verdict=verdict(report.verdict.status),
        status=report.verdict.status,
        title=report.bom.title,
        headline=report.verdict.headline,
        banners=banners(report.scenario, screening=report.screening),
        facts=view_of(report).facts(report, medium),
        decided_by=report.verdict.findings,
        conditions=len(report.verdict.conditions),
    )


def sections(report: Report, medium: Medium) -> Iterator[Section]:
    """All below the top, in its order."""
    yield from view_of(report).sections(report, medium)
    for number, screened in enumerate(report.lists, 1):
        yield _list(screened, number, medium)
    if medium is not Medium.SHEET:
        findings = Findings(_shown(report, medium), "None." if medium is Medium.PAGE else "")
        yield Section("Findings", [findings], "findings", "Findings")
    if report.verdict.conditions:
        yield _conditions(report.verdict.conditions, medium)
    if report.readings:
        yield _readings(report.readings, medium)
    if cites := citations(report):
        yield _listed("The law it rests on", "authority", cites, medium, "law", "The law")
    if medium is Medium.PAGE:
        yield _input(report)


def sheet_sections(run: Run, report: Report, notes: list[str]) -> Iterator[Section]:
    """The report for a sheet; `notes` say what the workbook is."""
    yield Section("Verdict", [Facts(list(_verdict_facts(report, notes)))])
    yield from sections(report, Medium.SHEET)
    made_from = [*_files(report.bom.beside)]
    if report.bom.sha256 is not None:
        made_from.insert(0, Fact(f"sha256 of {report.bom.title}", report.bom.sha256))
    if report.scenario is not None:
        made_from.append(Fact(f"sha256 of the scenario {report.scenario.name}", report.scenario.sha256))
    if run.configuration is not None:
        made_from.append(Fact("configuration", configuration_line(run.configuration)))
    yield Section("Made from", [Facts(made_from)])
    program = Fact("program", f"{run.tool.name} {run.tool.version}")
    rulebook = [Fact("rulebook", run.rulebook.edition), Fact("sha256 of the rulebook", run.rulebook.sha256)]
    yield Section("Made with", [Facts([program, *rulebook])])


def headline(report: Report) -> str:
    """What the verdict means, and the main number where there is one."""
    figure = view_of(report).figure(report)
    screening = f"{SCREENING.word}: {SCREENING.text}" if report.screening else None
    return "; ".join(part for part in (screening, report.verdict.headline, figure) if part is not None)


def verdict_words(report: Report) -> str:
    """The verdict; under a scenario never the word alone."""
    return scenario_prefix(report.scenario) + verdict(report.verdict.status).text


def excuse(baseline: Baseline | None, report: Report) -> str | None:
    """Why a verdict that is no pass does not count against the run; None where it does, or is one."""
    now = report.verdict.status
    if baseline is None or now is Status.PASS or fails(baseline, report.bom, now):
        return None
    before = baseline.before(report.bom)
    if before is None or baseline.change(report.bom, now) is Change.SAME:
        return "unchanged since the baseline"
    return f"better than in the baseline, where it was {words(before.status)}"


def citations(report: Report) -> list[str]:
    """The authorities that the report rests on, each once."""
    cited = [view_of(report).authority(report), *(found.citation for found in report.findings)]
    return [cite for cite in dict.fromkeys(cited) if cite is not None and not cite.startswith("critmin")]


def remedy_of(found: Finding) -> str | None:
    """What is to be done; None for a note."""
    return None if found.severity is Severity.NOTE else found.remedy


def _shown(report: Report, medium: Medium) -> list[Finding]:
    """The findings; on a terminal those that a section above tells one by one are put together."""
    shown: dict[object, Finding] = {}
    merged = view_of(report).merged if medium is Medium.TERMINAL else {}
    by_code = {code: [found for found in report.findings if found.code == code] for code in merged}
    for number, found in enumerate(report.findings):
        several = by_code.get(found.code, ())
        if len(several) < 2:
            shown[number] = found
        elif found.code not in shown:
            cells = [cell for one in several for cell in one.cells]
            message = merged[found.code].format(len(several))
            shown[found.code] = msgspec.structs.replace(found, message=message, cells=cells)
    return list(shown.values())


def _verdict_facts(report: Report, notes: list[str]) -> Iterator[Fact]:
    yield Fact("verdict", verdict(report.verdict.status))
    yield Fact("meaning", report.verdict.headline)
    if report.screening:
        yield Fact("screening", f"{SCREENING.word}: {SCREENING.text}")
    if report.scenario is not None:
        yield Fact(scenario_mark(report.scenario), report.scenario.description)
        yield from (Fact("supposed", change) for change in report.scenario.changes)
    if report.verdict.amount_usd is not None:
        yield Fact("amount USD", Number(str(report.verdict.amount_usd)))
    yield Fact("bill of materials", report.bom.title)
    if report.bom.sheet is not None:
        yield Fact("sheet", report.bom.sheet)
    yield Fact("lines", Number(str(report.bom.lines)))
    yield from (Fact("this workbook", note) for note in notes)


def _listed(title: str, what: str, texts: list[str], medium: Medium, id_: str, nav: str) -> Section:
    """Texts as bullets; in a sheet each a row of what it is."""
    block = Facts([Fact(what, text) for text in texts]) if medium is Medium.SHEET else Bullets(texts)
    return Section(title, [block], id_, nav)


def _conditions(conditions: list[str], medium: Medium) -> Section:
    section = _listed("Taken for granted", "check this", conditions, medium, "conditions", "Taken for granted")
    if medium is not Medium.PAGE:
        return section
    intro = Paragraph("The spreadsheet does not say; check each.")
    return msgspec.structs.replace(section, blocks=[intro, *section.blocks])


def _readings(readings: list[AppliedReading], medium: Medium) -> Section:
    match medium:
        case Medium.PAGE:
            blocks: list[Block] = [_reading_table(readings)]
        case Medium.SHEET:
            return Section("Open readings", [Facts([_reading_fact(reading) for reading in readings])])
        case _:
            decisive: list[Text] = [_reading(reading, medium) for reading in readings if reading.decides]
            others = ", ".join(f"{r.id}={r.chosen}" for r in readings if not r.decides)
            rest = [f"The other choice would give the same verdict: {others}."] if others else []
            if medium is Medium.MEMO:
                blocks = [Bullets([*decisive, *rest])]
            else:
                blocks = [*(Paragraph(text, Tone.OPEN) for text in decisive), *map(Paragraph, rest)]
    return Section("Open readings of the law", blocks, "readings", "Open readings")


def _reading(r: AppliedReading, medium: Medium) -> Text:
    name = f"{r.id}={r.chosen} decides:"
    rest = f" {r.text}. With {r.other} the verdict is {words(r.verdict_otherwise)}."
    return [Word(name), rest] if medium is Medium.MEMO else name + rest


def _reading_fact(r: AppliedReading) -> Fact:
    if r.decides:
        effect = f"With {r.other} the verdict is {words(r.verdict_otherwise)}"
    else:
        effect = "The other choice gives the same verdict"
    return Fact(f"{r.id}={r.chosen}", f"{r.text}. {effect}")


def _reading_table(readings: list[AppliedReading]) -> Table:
    rows: list[list[Text]] = []
    for r in sorted(readings, key=lambda reading: not reading.decides):
        change: Text = "nothing: the same verdict"
        if r.decides:
            change = [Word("decides", Tone.WARNING), f" the verdict would be {words(r.verdict_otherwise)}"]
        rows.append([Codes([r.id]), [Codes([r.chosen]), f": {r.text}"], Codes([r.other]), change])
    columns = left("question", "answer taken", "the other") + left("what it would change", breaks=True)
    caption = "Where the law leaves a question open: the answer taken, and what the other one would change"
    return Table(columns, rows, "readings-table", caption)


def _input(report: Report) -> Section:
    facts = [Fact("file", report.bom.title, wide=True)]
    if report.bom.sheet is not None:
        facts.append(Fact("sheet", report.bom.sheet))
    if report.bom.sha256 is not None:
        facts.append(Fact("SHA-256", Codes([report.bom.sha256])))
    facts += [Fact(f"beside it, {file.path}", Codes([file.sha256])) for file in report.bom.beside]
    return Section("What was read", [Facts(facts)], "input", "What was read")


def _list(screened: ScreenedList, number: int, medium: Medium) -> Section:
    """A list of designated entities, and the names here that are on it or like one on it."""
    match medium:
        case Medium.PAGE:
            return _list_on_page(screened, number)
        case Medium.SHEET:
            return Section(f"{screened.name}, {screened.edition or 'undated'}", [Facts(list(_list_facts(screened)))])
    read = some(file.path for file in screened.beside)
    beside = f"with {read}" if read else "other names of the entries (alt.csv) were not given"
    sha256 = f"sha256 {screened.sha256}"
    looked_up = f"{screened.names_screened} names looked up. A name that is not found is not shown to be clean."
    texts = [f"{sha256}; {beside}"] if medium is Medium.MEMO else [sha256, beside]
    blocks: list[Block] = [*map(Paragraph, [*texts, looked_up])]
    if screened.matches:
        columns = left("named here", "match", "entry", "listed as", "kind", "programme")
        blocks.append(Table(columns, [_match(match) for match in screened.matches]))
    return Section(f"{screened.name}, {screened.edition or 'undated'}: {screened.entries:,} entries", blocks)


def _match(match: ListMatch) -> list[Text]:
    kind = Word(match.kind, Tone.BAD if match.kind == "exact" else Tone.OPEN)
    alias = f" ({match.alias_of})" if match.alias_of is not None else ""
    return [match.entity, kind, str(match.entry), match.name + alias, match.entry_kind, ", ".join(match.programs)]


def _list_on_page(screened: ScreenedList, number: int) -> Section:
    count = len(screened.matches)
    edition = f"list of {screened.edition}" if screened.edition else "a list of an unknown day"
    looked_up = f"{screened.names_screened} names looked up in {screened.entries} entries, {edition}."
    hashes: list[Inline] = ["SHA-256 ", Codes([screened.sha256])]
    for file in screened.beside:
        hashes += [f"; {file.path} ", Codes([file.sha256])]
    blocks: list[Block] = [Paragraph(looked_up, then=[hashes])]
    if screened.matches:
        columns = left("named here", "match") + right("entry", breaks=True)
        columns += left("listed as", "kind", "programme", "countries", "cells")
        rows = [[*_match(match), ", ".join(match.countries), Cells(match.cells)] for match in screened.matches]
        caption = "Names here that are on the list or like one on it; a near name decides nothing"
        blocks.append(Table(columns, rows, f"list-{number}-caption", caption))
    title = f"{screened.name}: {count} match{'es' if count != 1 else ''}"
    return Section(title, blocks, f"list-{number}", "Lists" if number == 1 else "")


def _list_facts(screened: ScreenedList) -> Iterator[Fact]:
    yield Fact("sha256", screened.sha256)
    yield Fact("entries", Number(str(screened.entries)))
    yield Fact("names looked up", Number(str(screened.names_screened)))
    yield from _files(screened.beside)
    yield Fact("a name that is not found", "is not shown to be clean")
    for match in screened.matches:
        alias = f" (another name of {match.alias_of})" if match.alias_of is not None else ""
        about = [match.entry_kind, ", ".join(match.programs), ", ".join(match.countries), ", ".join(match.cells)]
        details = "; ".join(text for text in about if text)
        yield Fact(match.entity, f"{match.kind} match with entry {match.entry}: {match.name}{alias}; {details}")


def _files(files: Iterable[InputFile]) -> Iterator[Fact]:
    return (Fact(f"sha256 of {file.path}", file.sha256) for file in files)
