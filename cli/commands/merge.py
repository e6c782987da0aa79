"""`critmin merge`: the JSON reports of several runs put together as one run over all."""

from dataclasses import replace
from typing import Annotated

import typer

from ...engine.questions.batch.merging import Runs
from ...engine.questions.run_file import BadReport
from ..choices import DOCUMENTS, Format
from ..escaping import one_line
from ..options import RUN, Options, takes
from ..run import check_summary, check_targets, merge_runs
from ..sources import say_configuration, used


@takes(
    *("format_", "output", *RUN, "quiet", "color"),
    formats=[format_ for format_ in Format if format_ not in DOCUMENTS],
    helps={"format_": "The formats of `critmin check`, except xlsx and memo."},
)
def merge(
    context: typer.Context,
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN.json...", help="Reports of `critmin check -f json`: all parts of a run, or whole runs."
        ),
    ],
    given: Options,
) -> None:
    """Merge the JSON reports of several runs into the report of one run over all their BOMs.

    The reports are the parts of one run (`critmin check --shard I/N -f json`) in any order, or whole runs. The output
    is identical to that of one run, and so is the exit status.
    """
    check_summary(given)
    check_targets(context, given, runs)
    try:
        merged = Runs(runs)
        status = merge_runs(merged, replace(given, strict=given.strict or merged.strict))
    except BadReport as error:
        raise typer.BadParameter(one_line(str(error))) from None
    say_configuration(used(context), quiet=given.quiet)
    raise typer.Exit(status)
