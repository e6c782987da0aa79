"""A run of `critmin check`: every bill of materials judged, the reports put together, and the exit status."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import typer

from ..engine.model.settings import Settings
from ..engine.questions.asking import record
from ..engine.questions.batch.cluster import do_all_on
from ..engine.questions.batch.comparing import Comparing
from ..engine.questions.batch.dask_client import ClusterFailed
from ..engine.questions.batch.local import do_all, processors
from ..engine.questions.batch.sources import Sources
from ..engine.questions.batch.spool import Spool
from ..engine.questions.batch.tasks import Piece, Work
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import regime_of
from ..engine.report.report import ConfigurationUsed
from ..engine.report.run_head import RunHead, run_head
from . import output as out
from .choices import Format
from .inputs import standard_input
from .messages import say_configuration
from .pages import write_pages
from .progress import counted
from .render.escaping import one_line
from .render.formats import Look
from .render.pages import page_piece
from .render.summary import summary_line
from .table import write_table


class Outputs(NamedTuple):
    """What a run writes: the report, in a file or on standard output; a table and a folder of pages if they are named.

    `quiet`: nothing on standard error.
    """

    look: Look
    file: str | None
    quiet: bool
    table: str | None = None
    pages: str | None = None


def run(
    paths: list[str],
    asked: Question,
    how: Settings,
    outputs: Outputs,
    *,
    jobs: int | None,
    scheduler: str | None,
    configuration: ConfigurationUsed | None,
) -> int:
    """Judges them, writes each output whole or not at all, and returns the exit status."""

    tasks = Sources(paths, how, partial(standard_input, max_mb=how.max_mb))
    if len(tasks) == 1:
        outputs = outputs._replace(look=outputs.look.of_one())  # its report is all that the run says
    work = Work(asked, how, _pieces(outputs))
    with Spool() as results:
        done = _on_a_cluster(tasks, work, scheduler) if scheduler is not None else _here(tasks, work, jobs)
        for packed in counted(done, len(tasks), quiet=outputs.quiet):
            results.add(packed)
        head = run_head(
            results.outlines(),
            regime_of(asked).rulebook(),
            strict=outputs.look.strict,
            configuration=configuration,
            comparing=_comparing(outputs.look, asked, how),
        )
        out.write(outputs.look.whole(head, results), outputs.file, outputs.look.format)
        if outputs.table is not None:
            write_table(outputs.table, results, outputs.look.baseline)
        if outputs.pages is not None:
            write_pages(outputs.pages, head, results, 1, outputs.look.baseline)
        _say_defects(results)
    _say(head, outputs)
    return head.summary.exit_status


def _here(tasks: Sources, work: Work, jobs: int | None) -> Iterator[bytes]:

    return do_all(tasks, len(tasks), work, jobs or processors())


def _on_a_cluster(tasks: Sources, work: Work, scheduler: str) -> Iterator[bytes]:
    """Refuses the option, at the first result or later, where the cluster cannot do it."""

    try:
        yield from do_all_on(scheduler, tasks, len(tasks), work, out.say)
    except ClusterFailed as error:
        raise typer.BadParameter(f"--scheduler {scheduler}: {error}") from None


def _pieces(outputs: Outputs) -> list[Piece]:
    """What is made of every report where it is judged."""
    if outputs.pages is None:
        return [outputs.look.piece]

    return [outputs.look.piece, page_piece]


def _comparing(look: Look, asked: Question, how: Settings) -> Comparing | None:
    if look.baseline is None:
        return None

    return Comparing(look.baseline, record(asked, how, regime_of(asked).rulebook()), strict=look.strict)


def _say_defects(results: Spool) -> None:
    for outline in results.outlines():
        if outline.defect is not None:
            told = f"a defect of the program at {outline.bom.title}: {outline.defect}"
            out.say(f"critmin: {told} (--debug shows where, with this file alone)")


def _say(head: RunHead, outputs: Outputs) -> None:
    """The run in one line, where the report does not end with it on the screen."""

    for difference in head.comparison.made_otherwise if head.comparison is not None else []:
        out.say(one_line(difference), quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT:
        say_configuration(head.configuration, quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT or outputs.file is not None or head.summary.boms > 1:
        out.say(summary_line(head), quiet=outputs.quiet)
