"""A run of `critmin check`: every bill of materials judged, the reports put together, and the exit status."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from . import output as out
from .inputs import standard_input
from .options import Format

if TYPE_CHECKING:
    from ..engine.batch.run_head import RunHead
    from ..engine.batch.spool import Spool
    from ..engine.batch.tasks import Task
    from ..engine.intake.settings import Settings
    from ..engine.report import ConfigurationUsed
    from ..engine.verdict import Question
    from .render.formats import Look


class Outputs(NamedTuple):
    """What a run writes: the report, in a file or on standard output; `quiet`: nothing on standard error."""

    look: "Look"
    file: str | None
    quiet: bool


def run(
    paths: list[str],
    asked: "Question",
    how: "Settings",
    outputs: Outputs,
    *,
    jobs: int | None,
    configuration: "ConfigurationUsed | None",
) -> int:
    """Judges them, writes each output whole or not at all, and returns the exit status."""
    from ..engine.batch.local import do_all, processors
    from ..engine.batch.run_head import run_head
    from ..engine.batch.spool import Spool
    from ..engine.batch.tasks import Work
    from ..engine.rulebook import load_rulebook
    from .progress import counted

    work = Work(asked, how, [outputs.look.piece])
    with Spool() as results:
        done = do_all(_tasks(paths, how), len(paths), work, jobs or processors())
        for packed in counted(done, len(paths), quiet=outputs.quiet):
            results.add(packed)
        head = run_head(results.outlines(), load_rulebook(), strict=outputs.look.strict, configuration=configuration)
        out.write(outputs.look.whole(head, results), outputs.file)
        _say_defects(results)
    _say(head, outputs)
    return head.summary.exit_status


def _tasks(paths: list[str], how: "Settings") -> "Iterator[Task]":
    from ..engine.batch.tasks import Task

    return (Task(number, path, standard_input(path, how.max_mb)) for number, path in enumerate(paths, 1))


def _say_defects(results: "Spool") -> None:
    for outline in results.outlines():
        if outline.defect is not None:
            told = f"a defect of the program at {outline.bom.title}: {outline.defect}"
            out.say(f"critmin: {told} (--debug shows where, with this file alone)")


def _say(head: "RunHead", outputs: Outputs) -> None:
    """The run in one line, where the report does not end with it on the screen."""
    from .render.summary import summary_line

    if outputs.look.format is not Format.TEXT:
        out.say_configuration(head.configuration, quiet=outputs.quiet)
    if outputs.look.format is not Format.TEXT or outputs.file is not None or head.summary.boms > 1:
        out.say(summary_line(head), quiet=outputs.quiet)
