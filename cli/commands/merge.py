"""`critmin merge`: the JSON reports of several runs put together as one run over all."""

from typing import Annotated

import typer

from ...engine.questions.batch.merging import Runs
from ...engine.questions.run_file import BadReport
from ..choices import Color, Format, MergeFormat
from ..escaping import one_line
from ..messages import say_configuration, used
from ..options import ColorWhen, Output, Quiet
from ..run import RunOptions, merge_runs


def merge(
    context: typer.Context,
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN.json...", help="Reports of `critmin check -f json`: all parts of a run, or whole runs."
        ),
    ],
    *,
    format_: Annotated[
        MergeFormat,
        typer.Option("-f", "--format", metavar="FORMAT", help="The formats of `critmin check`, except xlsx and memo."),
    ] = MergeFormat.TEXT,
    output: Output = None,
    options: RunOptions,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Merge the JSON reports of several runs into the report of one run over all their BOMs.

    The reports are the parts of one run (`critmin check --shard I/N -f json`) in any order, or whole runs. The output
    is identical to that of one run, and so is the exit status.
    """
    as_ = Format(format_.value)
    options.check_summary(as_)
    options.check_targets(context, runs, output)
    try:
        merged = Runs(runs)
        options.strict |= merged.strict
        status = merge_runs(merged, options.outputs(as_, output, color, quiet=quiet))
    except BadReport as error:
        raise typer.BadParameter(one_line(str(error))) from None
    say_configuration(used(context), quiet=quiet)
    raise typer.Exit(status)
