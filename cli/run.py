"""A run of `critmin check` or `critmin merge`: every report, the output, and the exit status."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, NamedTuple

import typer

from ..engine.model.settings import Settings
from ..engine.questions.asking import record
from ..engine.questions.batch.baseline import Comparing, table_columns
from ..engine.questions.batch.merging import Runs
from ..engine.questions.batch.run_head import RunHead, run_head
from ..engine.questions.batch.sources import WHOLE, Sources
from ..engine.questions.batch.spool import Spool
from ..engine.questions.batch.tasks import Piece, Work, rendered
from ..engine.questions.redacting import redact_part
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import regime_of
from ..engine.report.pseudonyms import Redaction
from ..engine.report.report import Inquiry
from ..engine.report.run import AppliedConfiguration, Shard
from ..engine.report.withheld import Scope
from ..engine.rules.rulebook import Rulebook
from . import output as out
from .baseline import check_law, check_titles, load_baseline
from .choices import Color, Format
from .escaping import one_line
from .inputs import standard_input
from .messages import say_configuration
from .pages import check_pages, write_pages
from .progress import counted
from .render.formats import Look
from .table import check_table, write_table
from .targets import check_target
from .view.run import summary_line, waiver_lines


class Outputs(NamedTuple):
    """The outputs of a run: the report, in a file or on standard output; a table and a folder of pages if named.

    `quiet`: nothing on standard error.
    """

    look: Look
    file: str | None
    quiet: bool
    table: str | None = None
    pages: str | None = None


@dataclass
class RunOptions:
    """Options of a run: its outputs besides the report, and what counts as a failure."""

    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail the run (exit status 1).")] = False
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", metavar="FILE", help="An earlier -f json report; only what got worse fails the run."
        ),
    ] = None
    summary: Annotated[
        bool, typer.Option("--summary", help="Only the run summary, without the reports; with -f text or markdown.")
    ] = False
    full: Annotated[
        bool, typer.Option("--full", help="All sections of each report, with -f text. Other formats have them.")
    ] = False
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="FILE", help="Also write one row per BOM to a new .csv, .parquet or .xlsx."),
    ] = None
    pages: Annotated[
        str | None,
        typer.Option("--pages", metavar="FOLDER", help="Also write a web page per BOM and an index to a new folder."),
    ] = None

    def check_summary(self, format_: Format) -> None:
        """Refuses `--summary` in a format that needs the reports.

        Raises:
            typer.BadParameter: it is given with such a format.
        """
        if self.summary and format_ not in (Format.TEXT, Format.MARKDOWN):
            raise typer.BadParameter(
                f"--summary omits the reports, but -f {format_} consists of them: choose -f text or markdown"
            )

    def check_targets(self, context: typer.Context, inputs: list[str], output: str | None) -> None:
        """Refuses outputs that cannot be written, before any check.

        Raises:
            typer.BadParameter: an output is an input, exists already, or cannot be created.
        """
        check_target(context, output, inputs)
        check_table(context, self.table, inputs, output)
        check_pages(self.pages, [output, self.table])

    def outputs(self, format_: Format, output: str | None, color: Color, *, quiet: bool) -> Outputs:
        """The outputs, with the baseline loaded.

        Raises:
            typer.BadParameter: the baseline cannot be read.
        """
        look = Look(
            format_,
            out.width(output),
            out.in_color(color, output),
            self.strict,
            self.summary,
            load_baseline(self.baseline),
            self.full,
        )
        return Outputs(look, output, quiet, self.table, self.pages)


def run(
    paths: list[str],
    asked: Question,
    settings: Settings,
    outputs: Outputs,
    *,
    part: tuple[int, int] = WHOLE,
    jobs: int | None,
    scheduler: str | None,
    configuration: AppliedConfiguration | None,
    redact: Scope | None = None,
) -> int:
    """Checks the files, or part I of N, writes each output complete or not at all, and returns the exit status."""
    check_law(outputs.look.baseline, asked.regime)
    settings = regime_of(asked).settings(settings)
    tasks = Sources(paths, settings, partial(standard_input, max_mb=settings.max_mb), part)
    shard = tasks.shard()
    if shard is not None:
        out.say(f"{shard.title}: {len(tasks)} of {tasks.total} BOMs", quiet=outputs.quiet)
    outputs = _for_single(outputs, len(tasks))
    redaction = Redaction(redact) if redact is not None else None
    twin = _TWIN.piece if redact is not None and outputs.look.format is Format.JSON else None
    work = Work(asked, settings, _pieces(outputs), redaction, twin)
    rulebook = regime_of(asked).rulebook()
    with Spool() as results:
        done = _on_a_cluster(tasks, work, scheduler) if scheduler is not None else _here(tasks, work, jobs)
        for packed in counted(done, len(tasks), quiet=outputs.quiet):
            results.add(packed)
        if redaction is None:
            return _write(results, outputs, record(asked, settings, rulebook), rulebook, configuration, shard)
        recorded, sha256 = record(asked, settings, rulebook), None
        if twin is not None:
            sha256 = _twin_sha256(results, recorded, rulebook, configuration, strict=outputs.look.strict)
        return _write(results, outputs, recorded, rulebook, redact_part(configuration, redaction), shard, sha256)


_TWIN = Look(Format.JSON)


def _twin_sha256(
    results: Spool,
    asked: Inquiry[Any],
    rulebook: Rulebook,
    configuration: AppliedConfiguration | None,
    *,
    strict: bool,
) -> str:
    """The hash of the JSON report of the same run that withholds nothing."""
    digest = hashlib.sha256()
    with Spool() as twins:
        for done in results:
            assert done.twin is not None
            twins.add(done.twin)
        head = run_head(twins.outlines(), rulebook, strict=strict, configuration=configuration, waivers=asked.waivers)
        for part in _TWIN.whole(head, twins):
            digest.update(part.encode())
    return digest.hexdigest()


def merge_runs(runs: Runs, outputs: Outputs) -> int:
    """Writes the outputs of a single run over all bills of materials, and returns its exit status.

    Raises:
        BadReport: a file is not a report, or was made with other settings.
        typer.BadParameter: the baseline has a name twice, or an output cannot be written.
    """
    outputs = _for_single(outputs, len(runs))
    pieces = _pieces(outputs)
    with Spool() as results:
        for number, report in enumerate(counted(runs, len(runs), quiet=outputs.quiet, what="merging"), 1):
            results.add(rendered(number, report, pieces).packed())
        if outputs.look.baseline is not None:
            check_titles(outline.bom.title for outline in results.outlines())
            for law in {outline.regime for outline in results.outlines()}:
                check_law(outputs.look.baseline, law)
        return _write(results, outputs, runs.asked or Inquiry(), runs.rulebook, runs.configuration, None)


def _for_single(outputs: Outputs, boms: int) -> Outputs:
    """The outputs; with a single bill of materials its report is shown alone."""
    return outputs._replace(look=outputs.look.for_single()) if boms == 1 else outputs


def _pieces(outputs: Outputs) -> list[Piece]:
    """The pieces to render for every report where it is checked."""
    if outputs.pages is None:
        return [outputs.look.piece]
    from .render.html import page_piece

    return [outputs.look.piece, page_piece]


def _here(tasks: Sources, work: Work, jobs: int | None) -> Iterator[bytes]:
    if tasks.total == 1:  # after an internal error there is nothing else to show
        return (work.do(task).packed() for task in tasks)
    from ..engine.questions.batch import local

    return local.do_all(tasks, len(tasks), work, jobs or local.processors())


def _on_a_cluster(tasks: Sources, work: Work, scheduler: str) -> Iterator[bytes]:
    """The results from a cluster; its failure is reported as an error of the option."""
    from ..engine.questions.batch.cluster import ClusterFailed, do_all_on

    try:
        yield from do_all_on(scheduler, tasks, len(tasks), work, out.say)
    except ClusterFailed as error:
        raise typer.BadParameter(f"--scheduler {scheduler}: {error}") from None


def _write(
    results: Spool,
    outputs: Outputs,
    asked: Inquiry[Any],
    rulebook: Rulebook,
    configuration: AppliedConfiguration | None,
    shard: Shard | None,
    unredacted_sha256: str | None = None,
) -> int:
    """Writes the outputs, and returns the exit status."""
    look = outputs.look
    head = run_head(
        results.outlines(),
        rulebook,
        strict=look.strict,
        configuration=configuration,
        comparing=Comparing(look.baseline, asked, strict=look.strict) if look.baseline is not None else None,
        shard=shard,
        waivers=asked.waivers,
        unredacted_sha256=unredacted_sha256,
    )
    out.write(look.whole(head, results), outputs.file, look.format)
    if outputs.table is not None:
        write_table(outputs.table, results, table_columns(head.regime, look.baseline, head.redacted))
    if outputs.pages is not None:
        write_pages(outputs.pages, head, results, 1, look.baseline)
    _say_defects(results)
    _say(head, outputs)
    return head.summary.exit_status


def _say_defects(results: Spool) -> None:
    for outline in results.outlines():
        if outline.defect is not None:
            message = f"internal error (please report) at {outline.bom.title}: {outline.defect}"
            out.say(f"critmin: {message} (--debug shows where, with this file alone)")


def _say(head: RunHead, outputs: Outputs) -> None:
    """Writes the summary line, unless the report on the screen ends with it."""
    for difference in head.baseline.made_otherwise if head.baseline is not None else []:
        out.say(one_line(difference), quiet=outputs.quiet)
    for line in waiver_lines(head.waivers):
        out.say(one_line(f"critmin: {line}"), quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT:
        say_configuration(head.configuration, quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT or outputs.file is not None or head.summary.boms != 1:
        out.say(summary_line(head), quiet=outputs.quiet)
