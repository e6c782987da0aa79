"""A run of `critmin check` or `critmin merge`: every report, the output, the exit status, and a baseline."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import typer

from ..engine.intake.files.paths import local_path, shown_path
from ..engine.model.quoting import quoted
from ..engine.model.settings import Settings
from ..engine.questions.asking import record
from ..engine.questions.batch.baseline import Baseline, Comparing, parse_baseline, table_columns
from ..engine.questions.batch.merging import Runs
from ..engine.questions.batch.run_head import RunHead, run_head
from ..engine.questions.batch.tasks import WHOLE, Piece, Sources, Spool, Work, rendered
from ..engine.questions.check import redact_part
from ..engine.questions.run_file import BadReport
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import REGIMES, regime_of
from ..engine.report.redaction import Redaction
from ..engine.report.report import Inquiry
from ..engine.report.run import AppliedConfiguration, Shard
from ..engine.rules.rulebook import Rulebook
from . import output as out
from .choices import Format
from .escaping import one_line
from .inputs import standard_input
from .options import Options, part_of
from .outputs import check_pages, check_table, write_pages, write_table
from .render.formats import Look
from .sources import say_configuration
from .streams import counted
from .targets import check_target
from .view.run import summary_line, waiver_lines


def load_baseline(path: str | None) -> Baseline | None:
    """The earlier run; None where none is named.

    Raises:
        typer.BadParameter: it cannot be read, or is not such a report.
    """
    if path is None:
        return None

    try:
        return parse_baseline(Path(path).read_bytes(), shown_path(path))
    except OSError as error:
        raise typer.BadParameter(f"--baseline {path}: {error.strerror or 'cannot be read'}") from None
    except BadReport as error:
        raise typer.BadParameter(one_line(f"--baseline {error}")) from None


def check_law(baseline: Baseline | None, regime: str) -> None:
    """Refuses an earlier run under another law: the same file may hold facts for both."""
    other = next((id_ for id_ in sorted(baseline.regimes) if id_ != regime), None) if baseline is not None else None
    if baseline is not None and other is not None:
        command = REGIMES[other].sheets.command if other in REGIMES else other
        raise typer.BadParameter(
            one_line(
                f"--baseline {quoted(baseline.path)} is a report of `critmin {command}`, but this run is of `critmin "
                f"{REGIMES[regime].sheets.command}`"
            )
        )


def check_places(paths: list[str]) -> None:
    """Refuses files of which reports name two by the same path, or one only by its file name."""
    here = Path.cwd()
    bare = [path for path in map(local_path, paths) if Path(path).is_absolute() and here not in Path(path).parents]
    check_titles(map(shown_path, paths), bare)


def check_titles(titles: Iterable[str], bare: Sequence[str] = ()) -> None:
    """Refuses bills of materials with the same title, or with only a file name as title."""
    twice = [title for title, count in Counter(titles).items() if count > 1]
    if twice or bare:
        which = f"{quoted(twice[0])} stands for several" if twice else f"of {quoted(bare[0])} only the name is shown"
        raise typer.BadParameter(
            f"--baseline identifies a bill of materials by its path in the reports, but {which}: "
            "run from a folder above all of them, with paths from there"
        )


def check_summary(given: Options) -> None:
    """Refuses `--summary` in a format that needs the reports."""
    if given.summary and given.format_ not in (Format.TEXT, Format.MARKDOWN):
        raise typer.BadParameter(
            f"--summary omits the reports, but -f {given.format_} consists of them: choose -f text or markdown"
        )


def check_targets(context: typer.Context, given: Options, inputs: list[str]) -> None:
    """Refuses outputs that are an input, exist already, or cannot be created, before any check."""
    check_target(context, given.output, inputs)
    check_table(context, given.table, inputs, given.output)
    check_pages(given.pages, [given.output, given.table])


def look_of(given: Options) -> Look:
    """How the report is written, with the baseline loaded.

    Raises:
        typer.BadParameter: the baseline cannot be read.
    """
    return Look(
        given.format_,
        out.width(given.output),
        out.in_color(given.color, given.output),
        given.strict,
        given.summary,
        load_baseline(given.baseline),
        given.full,
    )


def run(
    paths: list[str],
    asked: Question,
    settings: Settings,
    look: Look,
    given: Options,
    configuration: AppliedConfiguration | None,
) -> int:
    """Checks the files, or part I of N, writes each output complete or not at all, and returns the exit status."""
    check_law(look.baseline, asked.regime)
    settings = regime_of(asked).settings(settings)
    part = WHOLE if given.shard is None else part_of(given.shard)
    tasks = Sources(paths, settings, partial(standard_input, max_mb=settings.max_mb), part)
    shard = tasks.shard()
    if shard is not None:
        out.say(f"{shard.title}: {len(tasks)} of {tasks.total} BOMs", quiet=given.quiet)
    look = look.on(len(tasks))
    redaction = Redaction(given.redact) if given.redact is not None else None
    twin = _TWIN.piece if redaction is not None and look.format is Format.JSON else None
    work = Work(asked, settings, _pieces(look, given), redaction, twin)
    rulebook = regime_of(asked).rulebook()
    with Spool() as results:
        done = (
            _on_a_cluster(tasks, work, given.scheduler)
            if given.scheduler is not None
            else _here(tasks, work, given.jobs)
        )
        for packed in counted(done, len(tasks), quiet=given.quiet):
            results.add(packed)
        recorded, sha256 = record(asked, settings, rulebook), None
        if twin is not None:
            sha256 = _twin_sha256(results, recorded, rulebook, configuration, strict=look.strict)
        if redaction is not None:
            configuration = redact_part(configuration, redaction)
        return _write(results, look, given, recorded, rulebook, configuration, shard, sha256)


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


def merge_runs(runs: Runs, given: Options) -> int:
    """Writes the outputs of a single run over all bills of materials, and returns its exit status.

    Raises:
        BadReport: a file is not a report, or was made with other settings.
        typer.BadParameter: the baseline has a name twice, or an output cannot be written.
    """
    look = look_of(given).on(len(runs))
    pieces = _pieces(look, given)
    with Spool() as results:
        for number, report in enumerate(counted(runs, len(runs), quiet=given.quiet, what="merging"), 1):
            results.add(rendered(number, report, pieces).packed())
        if look.baseline is not None:
            check_titles(outline.bom.title for outline in results.outlines())
            for law in {outline.regime for outline in results.outlines()}:
                check_law(look.baseline, law)
        return _write(results, look, given, runs.asked or Inquiry(), runs.rulebook, runs.configuration, None)


def _pieces(look: Look, given: Options) -> list[Piece]:
    """The pieces to render for every report where it is checked."""
    if given.pages is None:
        return [look.piece]
    from .render.html import page_piece

    return [look.piece, page_piece]


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
    look: Look,
    given: Options,
    asked: Inquiry[Any],
    rulebook: Rulebook,
    configuration: AppliedConfiguration | None,
    shard: Shard | None,
    unredacted_sha256: str | None = None,
) -> int:
    """Writes the outputs, and returns the exit status."""
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
    out.write(look.whole(head, results), given.output, look.format)
    if given.table is not None:
        write_table(given.table, results, table_columns(head.regime, look.baseline, head.redacted))
    if given.pages is not None:
        write_pages(given.pages, head, rulebook, results, look.baseline)
    for outline in results.outlines():
        if outline.defect is not None:
            message = f"internal error (please report) at {outline.bom.title}: {outline.defect}"
            out.say(f"critmin: {message} (--debug shows where, with this file alone)")
    _say(head, given)
    return head.summary.exit_status


def _say(head: RunHead, given: Options) -> None:
    """Writes the summary line, unless the report on the screen ends with it."""
    for difference in head.baseline.made_otherwise if head.baseline is not None else []:
        out.say(one_line(difference), quiet=given.quiet)
    for line in waiver_lines(head.waivers):
        out.say(one_line(f"critmin: {line}"), quiet=given.quiet)
    if given.format_ is not Format.TEXT:
        say_configuration(head.configuration, quiet=given.quiet)
    if given.format_ is not Format.TEXT or given.output is not None or head.summary.boms != 1:
        out.say(summary_line(head), quiet=given.quiet)
