"""A report as an ordered list of sections: those common to all regimes, around the regime's own."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ...engine.entities.pfe_list import NAME as PFE_LIST
from ...engine.model.findings import Finding, Severity, load_findings
from ...engine.model.statuses import Status
from ...engine.questions.batch.baseline import Baseline, Change, fails
from ...engine.regimes.registry import REGIMES
from ...engine.report.decision import Decision
from ...engine.report.report import AppliedReading, ListMatch, Report, ScreenedList
from ...engine.report.run import Run
from . import VIEWS
from .regime import RegimeView
from .sections import (
    Banner,
    Block,
    Bullets,
    Cells,
    Codes,
    Fact,
    Facts,
    Found,
    Head,
    Inline,
    Line,
    Number,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    Word,
    folded,
    left,
    plain,
    right,
    waiver_of,
)
from .words import (
    SCREENING,
    banners,
    clauses,
    configuration_line,
    counted,
    mark,
    reasons,
    redacted_banner,
    scenario_mark,
    scenario_prefix,
    sentence,
    some,
    span,
    uncited,
    verdict,
    words,
)

ASSUMPTIONS = "Assumptions (not checked)"
WAIVED_FINDINGS = "Waived in the exit status"
_OF_MEMO = 400  # characters of a text
_CODE_AND_CELLS = re.compile(r" \([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+(?:: [^()]*)?\)\Z")
"""As at the end of `Correct the cell (NUMBER-UNREADABLE: BOM!B2)`."""
_CAUSES, _STEPS, _ASSUMED = 3, 6, 4
_SHORT, _LONG, _MARGIN = 20, 145, 8
"""The minimum space for a text in a line, the characters of two lines, and those of a line left free."""


def view_of(report: Report) -> RegimeView:
    """The view of the report's regime."""
    return VIEWS[report.regime]


def answer(report: Report) -> Decision:
    """The worst of the decisions that its question asks for."""
    return REGIMES[report.regime].outline(report).answer


def head(report: Report) -> Head:
    """The top: the answer to its question, its subject, the reasons, and the banners."""
    causes, decision = _causes(report), answer(report)
    return Head(
        mark=mark(report.scenario, screening=report.screening, redacted=report.redacted),
        verdict=verdict(decision.status),
        status=decision.status,
        title=report.bom.title,
        headline=sentence(report.verdict.headline),
        banners=[
            *banners(report.scenario, screening=report.screening, redacted=report.redacted),
            *_waived_banner(report),
        ],
        facts=view_of(report).facts(report),
        causes=Bullets(causes[:_CAUSES], more=len(causes) - len(causes[:_CAUSES])),
        reasons=reasons(decision.status, decision.reasons),
        assumptions=len(report.verdict.conditions),
    )


def sections(report: Report) -> Iterator[Section]:
    """Everything below the top: what to do and what is wrong first, notes last."""
    if steps := _steps(report):
        yield Section("What to do next", [Bullets(steps)], "next", "What to do next")
    found = report.findings
    if serious := [finding for finding in found if finding.severity is not Severity.NOTE]:
        yield Section("Findings", [folded(serious)], "findings", "Findings")
    if items := _waived(report):
        yield Section(WAIVED_FINDINGS, [Bullets(items)], "waived", "Waived")
    yield from view_of(report).sections(report)
    for number, screened in enumerate(report.lists, 1):
        yield _list(screened, number)
    if report.verdict.conditions:
        yield Section(ASSUMPTIONS, [Bullets(report.verdict.conditions)], "conditions", "Assumptions")
    if items := _readings(report):
        yield Section("Unsettled legal questions", [Bullets(items)], "readings", "Unsettled questions")
    if cites := citations(report):
        yield Section("Authorities", [Bullets(cites)], "law", "Authorities")
    yield Section("What was read", [Facts(list(_input(report)))], "input", "What was read")
    if notes := [finding for finding in found if finding.severity is Severity.NOTE]:
        yield Section("For information", [folded(notes)], "notes", "For information")


def screen(report: Report, width: int, lines: int, *, alone: bool) -> Iterator[Head | Section | Line | Banner]:
    """The answer, why, and what to do, in texts of about so many lines of this width. `alone`: the only report, which
    ends with where to find the rest, and the answer again."""
    longest = lines * (width - _MARGIN)
    top, causes = head(report), _causes(report)
    yield _brief(top, width)
    if causes:
        yield Section("Why", [_cut(causes, longest, _CAUSES, _CAUSES)])
    if steps := _steps(report, with_messages=True):
        yield Section("What to do next", [_cut(steps, longest, _STEPS, _CAUSES)])
    if items := _waived(report):
        yield Section(WAIVED_FINDINGS, [_cut(items, longest, _ASSUMED, 1)])
    yield from view_of(report).brief(report)
    if report.verdict.conditions:
        yield Section(ASSUMPTIONS, [_cut(report.verdict.conditions, longest, _ASSUMED, 1)])
    if not alone:
        return
    severities = [found.severity for found in report.findings]
    counts = ", ".join(counted(severities.count(severity), severity) for severity in Severity if severity in severities)
    yield Line("")
    yield Line(f"{counts or 'No findings'}. All sections: --full; as a page: -f html -o report.html")
    decision, condition = answer(report), report.verdict.only_if
    if decision.of is not None:  # the headline says what it depends on
        condition, causes = None, []
    waived = " (waived)" if REGIMES[report.regime].outline(report).passes else ""
    lead = f"{top.mark}{top.verdict.text}{waived}{f' if {uncited(condition)}' if condition else ''}: "
    meaning = top.headline.removeprefix(scenario_prefix(report.scenario)).removesuffix(f" if {condition}")
    first = plain(causes[0]) if causes else sentence(meaning)
    yield Line([Word(lead, top.verdict.tone, bold=True), clauses(first, max(width - len(lead), _SHORT))])


def _brief(top: Head, width: int) -> Head:
    """The top without its causes, on few lines."""
    room = max(width - len(top.mark) - len(top.verdict.text) - 2, _SHORT)
    title = top.title if len(top.title) <= room else f"…{top.title[1 - room :]}"
    marks = [Banner(banner.word, clauses(banner.text, _LONG)) for banner in top.banners]
    return msgspec.structs.replace(top, title=title, banners=marks, causes=Bullets([]), reasons=[])


def _cut(items: Sequence[Text], longest: int, most: int, least: int) -> Bullets:
    """The first items; when shortened, `least` of them stay."""
    texts = [_shortened_before_cells(plain(item), longest) for item in items[:most]]
    return Bullets(texts, least, more=len(items) - len(texts))


def _shortened_before_cells(text: str, longest: int) -> str:
    """The text, shortened if longer; a finding's code and cells at its end stay, so that the place is never lost."""
    found = _CODE_AND_CELLS.search(text)
    if found is None or longest - len(found[0]) < 2 * _SHORT:
        return clauses(text, longest)
    return clauses(text[: found.start()], longest - len(found[0])) + found[0]


def sheet_sections(run: Run, report: Report, notes: list[str]) -> Iterator[Section]:
    """The report for a sheet; `notes` describe the workbook."""
    yield Section("Verdict", [Facts(list(_verdict_facts(report, notes)))])
    if causes := _causes(report):
        yield Section("Why", [Bullets(causes)])
    if (facts := view_of(report).facts(report)) is not None:
        yield Section(sentence(facts.of or "facts"), [facts])
    yield from (section for section in sections(report) if section.id not in ("findings", "notes"))
    yield Section("Program and rulebook", [Facts(list(_program(run, report)))])


def _program(run: Run, report: Report) -> Iterator[Fact]:
    yield Fact("program", f"{run.tool.name} {run.tool.version}")
    yield Fact("rulebook", run.rulebook.edition)
    yield Fact("sha256 of the rulebook", run.rulebook.sha256)
    if report.scenario is not None:
        yield Fact(f"sha256 of the scenario {report.scenario.name}", report.scenario.sha256)
    if run.configuration is not None:
        yield Fact("configuration", configuration_line(run.configuration))


def memo(run: Run, report: Report) -> Iterator[Head | Section]:
    """The report for the file, short enough to sign: facts, verdict, causes, assumptions, positions, and hashes."""
    top, view = head(report), view_of(report)
    yield Section("Question", [Paragraph(view.about)])
    if top.facts is not None:
        yield Section("Facts", [top.facts])
    yield top
    if causes := _causes(report):
        yield Section("Cause", [_cut(causes, _OF_MEMO, _STEPS, _STEPS)])
    if items := _waived(report):
        yield Section(WAIVED_FINDINGS, [_cut(items, _OF_MEMO, _STEPS, _STEPS)])
    yield from (view.memo or view.brief)(report)
    if report.verdict.conditions:
        yield Section(ASSUMPTIONS, [_cut(report.verdict.conditions, _OF_MEMO, _STEPS, _STEPS)])
    if items := _readings(report):
        yield Section("Unsettled legal questions and positions taken", [Bullets(items)])
    if cites := citations(report):
        yield Section("Authorities", [_cut(cites, _OF_MEMO, _ASSUMED * 2, _ASSUMED)])
    signed = [[f"{who} by", "", "", ""] for who in ("Prepared", "Reviewed")]
    yield Section("Signatures", [Table(left("", "name and title", "signature", "date"), signed)])
    yield provenance(run, report)


def provenance(run: Run, report: Report) -> Section:
    """The files read and the program used, with their hashes."""
    return Section("Files and hashes", [Facts([*_input(report), *_program(run, report)])])


def headline(report: Report, decisions: Iterable[Decision]) -> str:
    """The meaning of the answer, and the main number of each of the decisions that has one."""
    screening = f"{SCREENING.word}: {SCREENING.text}" if report.screening else None
    redacted = next((f"{banner.word}: {banner.text}" for banner in redacted_banner(report.redacted)), None)
    figures = [_figure(report, decision) for decision in decisions]
    return "; ".join(part for part in (redacted, screening, report.verdict.headline, *figures) if part is not None)


def _figure(report: Report, decision: Decision) -> str | None:
    """`battery components: 59.9960%, 60% required`."""
    if decision.of is None:
        return view_of(report).figure(report)
    if decision.required_percentage is None:
        return None
    share = span(decision.percentage, decision.high_percentage)
    return f"{decision.of}: {share}, {decision.required_percentage}% required"


def decision_words(report: Report, decision: Decision) -> str:
    """`SCREENING: battery components: FAIL`: a decision, always marked if it is not a regular one."""
    of = "" if decision.of is None else f"{decision.of}: "
    marks = mark(report.scenario, screening=report.screening, redacted=report.redacted)
    return f"{marks}{of}{verdict(decision.status).text}"


def excuse(baseline: Baseline | None, report: Report, decision: Decision) -> str | None:
    """Why a decision other than a pass does not fail the run; None if it does, or for a pass."""
    bom = report.bom
    if decision.waived:
        behind = [found for found in report.findings if found.code in decision.reasons]
        return "; ".join(dict.fromkeys(filter(None, map(waiver_of, behind))))
    if baseline is None or decision.status is Status.PASS or fails(baseline, bom, decision):
        return None
    before = baseline.status(bom, decision)
    if before is None or baseline.change(bom, decision) is Change.SAME:
        return "unchanged since the baseline"
    return f"better than in the baseline, where it was {words(before)}"


def _waived_banner(report: Report) -> list[Banner]:
    if not REGIMES[report.regime].outline(report).passes:
        return []
    return [Banner("WAIVED", "the verdict stands, but it counts as passed in the exit status")]


def _waived(report: Report) -> list[Text]:
    """The waived findings, with the waiver of each."""
    return [_with_cells(found.waived, found) for found in folded(report.findings).found if found.waived]


def citations(report: Report) -> list[str]:
    """The authorities for the report, each once."""
    cited = [view_of(report).authority(report), *(found.citation for found in report.findings)]
    return [cite for cite in dict.fromkeys(cited) if cite is not None and not cite.startswith("critmin")]


def _causes(report: Report) -> list[Text]:
    """Why it is not a pass, fact by fact, with the cells."""
    if answer(report).status is Status.PASS:
        return []
    view, codes = view_of(report), _codes_of_causes(report)
    by_message: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.code in codes:
            by_message.setdefault((finding.code, finding.message), []).append(finding)
    texts: list[Text] = [
        _with_cells(message, found) for (_, message), several in by_message.items() for found in folded(several).found
    ]
    return [*texts, *view.causes(report)]


def _codes_of_causes(report: Report) -> set[str]:
    """The codes of the findings that are causes; none for a pass."""
    decision = answer(report)
    if decision.status is Status.PASS:
        return set()
    return set(reasons(decision.status, decision.reasons)) - view_of(report).stated(report)


def _steps(report: Report, *, with_messages: bool = False) -> list[Text]:
    """What to do, the regime's by supplier first, then what each other error and warning asks for, what could turn a
    pass first. `with_messages`: errors that are no causes begin with what was found."""
    view, concerns = view_of(report), REGIMES[report.regime].outline(report).concerns
    stated, found = view.stated(report), folded(found for found in report.findings if concerns(found.code)).found
    if report.verdict.status is Status.NOT_AVAILABLE:  # whatever is in the battery
        decisive = reasons(report.verdict.status, report.verdict.findings)
        found = [finding for finding in found if finding.code in decisive]
        return [_with_cells(str(finding.remedy), finding) for finding in found if finding.remedy is not None]
    rest = [finding for finding in found if finding.remedy is not None and finding.code not in stated]
    causes = _codes_of_causes(report)
    errors = [
        _with_cells(
            _with_message(finding) if with_messages and finding.code not in causes else str(finding.remedy), finding
        )
        for finding in rest
        if finding.severity is Severity.ERROR
    ]
    rules = load_findings()
    warned = [finding for finding in rest if finding.severity is Severity.WARNING]
    warned.sort(key=lambda finding: rules[finding.code].minor)
    warnings: dict[bool, list[Text]] = {True: [], False: []}
    for finding in warned:
        warnings[rules[finding.code].first].append(_with_cells(str(finding.remedy), finding))
    return [*errors, *warnings[True], *view.steps(report), *warnings[False]]


def _with_message(found: Found) -> str:
    """`The country "Indonesa" is not recognized; did you mean Indonesia? Give an ISO code`: the first message."""
    message = sentence(found.messages[0])
    return f"{message}{'' if message.endswith('?') else '.'} {found.remedy}"


def _with_cells(text: str, found: Found) -> str:
    at = f": {some(found.cells, 3)}" if found.cells else ""
    return f"{text.removesuffix('.')} ({found.code}{at})"


def _verdict_facts(report: Report, notes: list[str]) -> Iterator[Fact]:
    yield Fact("verdict", verdict(answer(report).status))
    yield Fact("meaning", sentence(report.verdict.headline))
    yield from (Fact("withheld", f"{banner.word}: {banner.text}") for banner in redacted_banner(report.redacted))
    if report.screening:
        yield Fact("screening", f"{SCREENING.word}: {SCREENING.text}")
    if report.scenario is not None:
        yield Fact(scenario_mark(report.scenario), report.scenario.description)
        yield from (Fact("assumed", change) for change in report.scenario.changes)
    if report.verdict.amount_usd is not None:
        yield Fact("amount USD", Number(str(report.verdict.amount_usd)))
    yield from (Fact("this workbook", note) for note in notes)


def _readings(report: Report) -> list[Text]:
    """The position taken on each open question, those on which the answer depends first."""
    asked = {decision.of for decision in REGIMES[report.regime].outline(report).asked}
    rows = [(r.decides if asked == {None} else not asked.isdisjoint(r.decisions_otherwise), r) for r in report.readings]
    return [_reading(r, decides=decides) for decides, r in sorted(rows, key=lambda row: not row[0])]


def _reading(r: AppliedReading, *, decides: bool) -> Text:
    """The position taken on an open question, and what the alternative reading would change."""
    taken: list[Inline] = [Word("decides", Tone.WARNING), " "] if decides else []
    taken += [Codes([f"{r.id}={r.chosen}"]), f": {r.text}. Under the alternative reading ({r.other}) "]
    if r.decisions_otherwise:
        named = (f"{of} {words(status)}" for of, status in r.decisions_otherwise.items())
        return [*taken, f"the result would be: {', '.join(named)}."]
    return [*taken, f"the verdict would be {words(r.verdict_otherwise)}." if r.decides else "the verdict is the same."]


def _input(report: Report) -> Iterator[Fact]:
    yield Fact("file", report.bom.title, wide=True)
    if report.bom.sheet is not None:
        yield Fact("sheet", report.bom.sheet)
    if report.bom.lines or report.verdict.status is not Status.UNREADABLE:
        yield Fact("lines", Number(str(report.bom.lines)))
    if report.bom.sha256 is not None:
        yield Fact("sha256", Codes([report.bom.sha256]))
    yield from (Fact(f"sha256 of {file.path}", Codes([file.sha256])) for file in report.bom.beside)


def _list(screened: ScreenedList, number: int) -> Section:
    """A list of entities, and the names here that match or resemble one on it."""
    has_days = screened.name == PFE_LIST
    files: list[Inline] = ["sha256 ", Codes([screened.sha256])]
    for file in screened.beside:
        files += [f"; {file.path} ", Codes([file.sha256])]
    if not screened.beside and not has_days:
        files.append("; no other names of the entries (alt.csv) were given")
    looked_up = f"{counted(screened.names_screened, 'name')} looked up in {screened.entries:,} entries."
    blocks: list[Block] = [Paragraph([f"{looked_up} A name that is not on the list is not thereby cleared. ", *files])]
    if screened.matches:
        columns = left("named here", "match") + right("line" if has_days else "entry", breaks=True)
        about = ("list", "from", "to") if has_days else ("kind", "program", "countries")
        columns += left("listed as", *about, "cells")
        caption = "Names here that are on the list or similar to one on it; a similar name decides nothing"
        blocks.append(
            Table(
                columns,
                [_match(match, has_days=has_days) for match in screened.matches],
                f"list-{number}-caption",
                caption,
            )
        )
    count = len(screened.matches)
    dated = "" if has_days else f", {screened.edition or 'undated'}"
    title = f"{screened.name}{dated}: {count} match{'es' * (count != 1)}"
    return Section(title, blocks, f"list-{number}", "Lists" if number == 1 else "")


def _match(match: ListMatch, *, has_days: bool) -> list[Text]:
    kind = Word(match.kind, Tone.BAD if match.kind == "exact" else Tone.OPEN)
    alias = f" (another name of {match.alias_of})" if match.alias_of is not None else ""
    about = [match.entry_kind, ", ".join(match.programs), ", ".join(match.countries)]
    if has_days:
        about = [", ".join(match.programs), *(str(day) if day is not None else "" for day in (match.from_, match.to))]
    return [match.entity, kind, str(match.entry), match.name + alias, *about, Cells(match.cells)]
