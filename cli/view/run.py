"""The run summary: its counts in one line, its highlights, and the changes since a baseline."""

from collections.abc import Iterable, Iterator, Mapping, Sized

import msgspec

from ...engine.model.statuses import ExitStatus, Status
from ...engine.questions.batch.baseline import Baseline, Change, standing
from ...engine.questions.batch.run_head import RunHead
from ...engine.report.outline import Outline
from ...engine.report.overview import CommonSupplier, Overview, WaiverUse, worst_first
from ...engine.report.report import BomDecision
from ...engine.report.run import Comparison
from . import VIEWS
from .regime import RegimeView, ScreenTitles
from .sections import Codes, Entry, Inline, Link, Section, Table, Text, Tone, Word, left, percent, right
from .words import SEVERITY, counted, mark, reasons, some, verdict, words

_MOST_CODES = 3
_FAILING = (Status.FAIL, Status.NOT_AVAILABLE)
WAIVED = " (waived)"
WARNING = "warning: "
_CHANGES = {Change.WORSE: Tone.BAD, Change.BETTER: Tone.GOOD}
_MOST = 20
"""The most changes since a baseline that are listed."""


def summary_line(run: RunHead) -> str:
    """`3 BOMs: 1 pass, 2 incomplete (exit status 3)`, with the names of decisions that are not the verdict."""
    s = run.summary
    shown = "; ".join(f"{f'{of} ' if of is not None else ''}{_counts(counts)}" for of, counts in run.decided.items())
    changed = f"; {comparison_words(run.baseline)}" if run.baseline is not None else ""
    waived = f"; {run.waivers.boms} waived" if run.waivers is not None and run.waivers.boms else ""
    marks = mark(run.scenario, screening=run.screening, redacted=run.redacted)
    return f"{marks}{counted(s.boms, 'BOM')}{': ' * bool(shown)}{shown}{waived}{changed} ({exit_status(run)})"


def _counts(counts: Mapping[Status, int]) -> str:
    """`1 pass, 2 incomplete`."""
    return ", ".join(f"{counts[status]} {words(status)}" for status in Status if counts[status])


def exit_status(run: RunHead) -> str:
    """`exit status 1: --strict, and 2 warnings`: with the cause, if no decision is the cause."""
    s = run.summary
    if s.exit_status != ExitStatus.FAIL or not s.strict or any(status in _FAILING for status in run.effects):
        return f"exit status {int(s.exit_status)}"
    found = _strictly(run.only) if run.only is not None else ""
    return f"exit status {int(s.exit_status)}: --strict, and {found or 'warnings'}"


def _strictly(outline: Outline) -> str:
    """`1 error and 2 warnings`: the findings that count against a strict run."""
    counting = outline.asked[0] if len(outline.asked) == 1 else outline
    counts = {
        "error": counting.errors - counting.errors_waived,
        "warning": counting.warnings - counting.warnings_waived,
    }
    return " and ".join(counted(number, what) for what, number in counts.items() if number)


def is_strict_alone(run: RunHead) -> bool:
    """Whether only `--strict` fails the run."""
    return ":" in exit_status(run)


def comparison_words(baseline: Comparison) -> str:
    """`against the baseline: 2 worse, 1 better, 12 unchanged failures`."""
    counts: dict[str, Sized] = {
        "better": baseline.better,
        "new": baseline.new,
        "gone": baseline.gone,
        "newly warned": baseline.newly_warned,
    }
    shown = [f"{len(which)} {name}" for name, which in counts.items() if which]
    unchanged = counted(baseline.unchanged_failures, "unchanged failure")
    return f"against the baseline: {', '.join([f'{len(baseline.worse)} worse', *shown, unchanged])}"


def sections(run: RunHead) -> list[Section]:
    """The sections of a run before its counts, besides its reports: all tables with rows."""
    tables = [*_comparison(run.baseline)] if run.baseline is not None else []
    if run.overview is not None:
        tables += _overview(run.overview, run.summary.unreadable, VIEWS[run.regime].screen)
    shown = [(title, table) for title, table in tables if table.rows]
    return [
        Section(title, [msgspec.structs.replace(table, id=str(number), caption=title)])
        for number, (title, table) in enumerate(shown, 1)
    ]


def notes(run: RunHead) -> list[str]:
    """The lines after the tables: the baseline, how it was made differently, and the unchanged failures."""
    waivers, baseline = waiver_lines(run.waivers), run.baseline
    if baseline is None:
        return waivers
    unchanged = counted(baseline.unchanged_failures, "unchanged failure")
    path = f"baseline: {baseline.path} (sha256 {baseline.sha256[:12]})"
    return [*waivers, path, *baseline.made_otherwise, unchanged]


def waiver_lines(use: WaiverUse | None) -> list[str]:
    """The waivers of a run in a line, and a warning about those that expired or that no finding needed."""
    if use is None:
        return []
    findings, verdicts = counted(use.findings, "finding"), counted(use.boms, "verdict")
    effect = f"{findings} waived, {verdicts} counted as passed in the exit status"
    lines = [f"waivers on {use.on} (sha256 {use.sha256[:12]}): {effect}"]
    for one in use.expired:
        lines.append(f"{WARNING}waiver {one.number} ({one.code}) expired on {one.until}: renew or remove it")
    for found, why in ((True, "no finding matches it"), (False, "no bill of materials of this run matches it")):
        unused = [f"{one.number} ({one.code})" for one in use.unused or () if one.bom_found is found]
        lines += [f"{WARNING}waiver {some(unused)} is not used: {why}"] if unused else []
    return lines


def index(outlines: Iterable[tuple[Outline, str]], baseline: Baseline | None, regime: RegimeView) -> Table:
    """A row for each report, with a link to its page, the worst first."""
    columns = left("verdict", "bill of materials") + right("counts", "required", "gap") + [*regime.index]
    columns += right("errors", "warnings") + left("decided by", *["baseline"] * (baseline is not None))
    caption = (
        "Unreadable first, then failing a screen of suppliers, then by the gap to the requirement in points, worst "
        "first. Percentages are cut, never rounded up; of an interval the lowest possible"
    )
    in_order = sorted(outlines, key=lambda row: worst_first(row[0]))
    rows = [_index_row(outline, page, baseline, regime) for outline, page in in_order]
    return Table(columns, rows, "boms", caption, filters="bills of materials", name_at=1)


def _index_row(o: Outline, page: str, baseline: Baseline | None, regime: RegimeView) -> list[Text | Entry]:
    answer = o.answer
    title = BomDecision(o.bom.path, o.bom.name, of=answer.of).title
    codes = reasons(answer.status, answer.reasons)
    decided: list[Inline] = []
    for code in codes[:_MOST_CODES]:
        decided += [*[" "] * bool(decided), Codes([code])]
    if len(codes) > _MOST_CODES:
        decided.append(f" and {len(codes) - _MOST_CODES} more")
    word: Text = [verdict(answer.status), WAIVED] if o.passes else verdict(answer.status)
    row: list[Text | Entry] = [word, Link(title, f"reports/{page}")]
    for share in (answer.percentage, answer.required_percentage):
        row.append(Entry(percent(share) if share else "", number=share or ""))
    row.append(Entry(answer.gap_points or "", number=answer.gap_points or ""))
    row += regime.index_cells(o)
    row += [str(o.errors), str(o.warnings), decided]
    if (change := standing(baseline, o)) is not None:
        row.append(Word(change, _CHANGES.get(change, Tone.NONE)))
    return row


_Titled = tuple[str, Table]


def _comparison(comparison: Comparison) -> Iterator[_Titled]:
    for title, changed in (
        ("Worse than in the baseline", comparison.worse),
        ("Better than in the baseline", comparison.better),
        ("New since the baseline, with a pass", comparison.new),
        ("In the baseline, not in this run", comparison.gone),
    ):
        rows = [
            [bom.title, _verdict(bom.before, waived=bom.before_waived), _verdict(bom.now, waived=bom.now_waived)]
            for bom in changed[:_MOST]
        ]
        yield f"{title}: {_shown(len(changed))}", Table(left("BOM", "before", "now"), rows)
    warned = comparison.newly_warned
    title = f"With errors or warnings that the baseline does not have: {_shown(len(warned))}"
    yield title, Table(left("BOM"), [[bom.title] for bom in warned[:_MOST]])


def _shown(all_: int) -> str:
    return f"the first {_MOST} of {all_}" if all_ > _MOST else str(all_)


def _verdict(status: Status | None, *, waived: bool = False) -> Text:
    if status is None:
        return "-"
    word = Word(words(status), verdict(status).tone, bold=True)
    return [word, WAIVED] if waived else word


def _overview(overview: Overview, unreadable: int, screen: ScreenTitles | None) -> Iterator[_Titled]:
    yield (
        f"Unreadable{_first(len(overview.unreadable), unreadable)}",
        Table(left("BOM", "reasons"), [[bom.title, some(bom.codes)] for bom in overview.unreadable]),
    )
    if screen is not None:
        failed = [[bom.title, "; ".join(bom.suppliers)] for bom in overview.failed_screens]
        title = f"{screen.failed}{_first(len(failed), overview.screen_failures)}"
        yield title, Table(left("BOM", "suppliers"), failed)
    columns = left("BOM") + right("gap", "counts", "required") + left("verdict")
    gaps: list[list[Text]] = [
        [gap.title, _signed(gap.gap_points), f"{gap.percentage}%", f"{gap.required_percentage}%", _verdict(gap.status)]
        for gap in overview.worst_gaps
    ]
    yield (
        "Worst against the requirement, in points",
        Table(columns, gaps),
    )
    findings: list[list[Text]] = [
        [found.code, Word(found.severity, SEVERITY[found.severity]), str(found.boms)] for found in overview.findings
    ]
    yield "Most common errors and warnings", Table(left("finding", "severity") + right("BOMs"), findings)
    if screen is not None:
        yield screen.adverse, _suppliers(overview.adverse_suppliers)
        yield screen.open, _suppliers(overview.open_suppliers)


def _suppliers(suppliers: Iterable[CommonSupplier]) -> Table:
    rows = [[supplier.supplier, str(supplier.boms)] for supplier in suppliers]
    return Table(left("supplier") + right("BOMs"), rows)


def _first(shown: int, all_: int) -> str:
    return f": the first {shown} of {all_}" if shown < all_ else ""


def _signed(points: str) -> str:
    """A gap with its sign, so that more and less than required look different."""
    return points if points.startswith("-") else f"+{points}"
