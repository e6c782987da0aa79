"""A run of `critmin check` or `critmin merge`: every report, what is made of them together, and the exit status."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import typer

from . import output as out
from .baseline import check_told_apart
from .inputs import standard_input
from .options import Format
from .pages import write_pages
from .table import write_table

if TYPE_CHECKING:
    from ..engine.model.settings import Settings
    from ..engine.questions.batch.merging import Runs
    from ..engine.questions.batch.sources import Sources
    from ..engine.questions.batch.spool import Spool
    from ..engine.questions.batch.tasks import Piece, Work
    from ..engine.regimes.clean_vehicle.question import CleanVehicleQuestion
    from ..engine.report.report import Asked, ConfigurationUsed, Shard
    from ..engine.report.run_head import RunHead
    from .render.formats import Look


class Outputs(NamedTuple):
    """What a run writes: the report, in a file or on standard output; a table and a folder of pages if they are named.

    `quiet`: nothing on standard error.
    """

    look: "Look"
    file: str | None
    quiet: bool
    table: str | None = None
    pages: str | None = None


def check_summary(summary: bool, format_: Format) -> None:
    """Refuses `--summary` in a format that is made of the reports.

    Raises:
        typer.BadParameter: it is given with one.
    """
    if summary and format_ not in (Format.TEXT, Format.MARKDOWN):
        raise typer.BadParameter(
            f"--summary leaves the reports out, and -f {format_} is made of them: -f text or markdown"
        )


def run(
    paths: list[str],
    asked: "CleanVehicleQuestion",
    how: "Settings",
    outputs: Outputs,
    *,
    part: tuple[int, int] | None,
    jobs: int | None,
    scheduler: str | None,
    configuration: "ConfigurationUsed | None",
) -> int:
    """Judges them, or the part I of N of them, writes each output whole or not at all, and returns the exit status."""
    from ..engine.questions.asking import record
    from ..engine.questions.batch.sources import WHOLE, Sources
    from ..engine.questions.batch.spool import Spool
    from ..engine.questions.batch.tasks import Work
    from ..engine.rules.rulebook import load_rulebook
    from .progress import counted

    tasks = Sources(paths, how, partial(standard_input, max_mb=how.max_mb), part or WHOLE)
    shard = tasks.shard()
    if shard is not None:
        out.say(f"{shard.title}: {len(tasks)} of {tasks.total} BOMs", quiet=outputs.quiet)
    outputs = _of_one(outputs, len(tasks))
    work = Work(asked, how, _pieces(outputs))
    with Spool() as results:
        done = _on_a_cluster(tasks, work, scheduler) if scheduler is not None else _here(tasks, work, jobs)
        for packed in counted(done, len(tasks), quiet=outputs.quiet):
            results.add(packed)
        return _write(results, outputs, record(asked, how, load_rulebook()), configuration, shard)


def merge_runs(runs: "Runs", outputs: Outputs) -> int:
    """Writes what one run over all of the runs' bills of materials would, and returns its exit status.

    Raises:
        BadReport: a report is none, or was made otherwise than the others.
    """
    from ..engine.questions.batch.spool import Spool
    from ..engine.questions.batch.tasks import rendered
    from ..engine.report.report import Asked
    from .progress import counted

    outputs = _of_one(outputs, len(runs))
    pieces = _pieces(outputs)
    with Spool() as results:
        for number, report in enumerate(counted(runs, len(runs), quiet=outputs.quiet, what="merging"), 1):
            results.add(rendered(number, report, pieces).packed())
        if outputs.look.baseline is not None:
            check_told_apart(outline.bom for outline in results.outlines())
        return _write(results, outputs, runs.asked or Asked(), runs.configuration, None)


def _of_one(outputs: Outputs, boms: int) -> Outputs:
    """The outputs of a run of so many: where it is one, its report is all that the run says."""
    return outputs._replace(look=outputs.look.of_one()) if boms == 1 else outputs


def _write(
    results: "Spool",
    outputs: Outputs,
    asked: "Asked",
    configuration: "ConfigurationUsed | None",
    shard: "Shard | None",
) -> int:
    """Writes the outputs, and returns the exit status."""
    from ..engine.questions.batch.comparing import Comparing
    from ..engine.report.run_head import run_head
    from ..engine.rules.rulebook import load_rulebook

    look = outputs.look
    head = run_head(
        results.outlines(),
        load_rulebook(),
        strict=look.strict,
        configuration=configuration,
        comparing=Comparing(look.baseline, asked, strict=look.strict) if look.baseline is not None else None,
        shard=shard,
    )
    out.write(look.whole(head, results), outputs.file, look.format)
    if outputs.table is not None:
        write_table(outputs.table, results, look.baseline)
    if outputs.pages is not None:
        write_pages(outputs.pages, head, results, 1, look.baseline)
    _say_defects(results)
    _say(head, outputs)
    return head.summary.exit_status


def _here(tasks: "Sources", work: "Work", jobs: int | None) -> Iterator[bytes]:
    from ..engine.questions.batch.local import do_all, processors

    if tasks.total == 1:  # where the program fails at it, there is nothing else to say
        return (work.do(task).packed() for task in tasks)
    return do_all(tasks, len(tasks), work, jobs or processors())


def _on_a_cluster(tasks: "Sources", work: "Work", scheduler: str) -> Iterator[bytes]:
    """Refuses the option, at the first result or later, where the cluster cannot do it."""
    from ..engine.questions.batch.cluster import do_all_on
    from ..engine.questions.batch.dask_client import ClusterFailed

    try:
        yield from do_all_on(scheduler, tasks, len(tasks), work, out.say)
    except ClusterFailed as error:
        raise typer.BadParameter(f"--scheduler {scheduler}: {error}") from None


def _pieces(outputs: Outputs) -> "list[Piece]":
    """What is made of every report where it is judged."""
    if outputs.pages is None:
        return [outputs.look.piece]
    from .render.pages import page_piece

    return [outputs.look.piece, page_piece]


def _say_defects(results: "Spool") -> None:
    for outline in results.outlines():
        if outline.defect is not None:
            told = f"a defect of the program at {outline.bom.title}: {outline.defect}"
            out.say(f"critmin: {told} (--debug shows where, with this file alone)")


def _say(head: "RunHead", outputs: Outputs) -> None:
    """The run in one line, where the report does not end with it on the screen."""
    from .render.escaping import one_line
    from .render.summary import summary_line

    for difference in head.comparison.made_otherwise if head.comparison is not None else []:
        out.say(one_line(difference), quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT:
        out.say_configuration(head.configuration, quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT or outputs.file is not None or head.summary.boms != 1:
        out.say(summary_line(head), quiet=outputs.quiet)
