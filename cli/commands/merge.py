"""`critmin merge`: the JSON reports of several runs put together as one run over all."""

from typing import Annotated

import typer

from .. import output as out
from ..baseline import load_baseline
from ..option_sources import used
from ..options import (
    BaselineFile,
    Color,
    ColorWhen,
    Format,
    MergeFormat,
    Output,
    PagesFolder,
    Quiet,
    Strict,
    SummaryAlone,
    TableFile,
)
from ..pages import check_pages
from ..run import Outputs, check_summary, merge_runs
from ..table import check_table
from ..targets import check_target


def merge(
    context: typer.Context,
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN.json...", help="JSON reports of `critmin check -f json`: all parts, or whole runs."
        ),
    ],
    format_: Annotated[
        MergeFormat,
        typer.Option("-f", "--format", metavar="FORMAT", help="The formats of `critmin check`, but xlsx."),
    ] = MergeFormat.TEXT,
    output: Output = None,
    strict: Strict = False,
    baseline: BaselineFile = None,
    summary: SummaryAlone = False,
    table: TableFile = None,
    pages: PagesFolder = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Merge the JSON reports of several runs into what one run over all of their BOMs gives, to the byte.

    They are the parts of one run (`critmin check --shard I/N -f json`), in any order, or whole runs, in this order.
    Exit status: that of the one run.
    """
    from ...engine.questions.batch.merging import Runs
    from ...engine.questions.verify.stated import BadReport
    from ...engine.rules.rulebook import load_rulebook
    from ..render.escaping import one_line
    from ..render.formats import Look

    as_ = Format(format_.value)
    check_summary(summary, as_)
    check_target(context, output, runs)
    check_table(context, table, runs, output)
    check_pages(pages, [output, table])
    try:
        merged = Runs(runs, load_rulebook())
        look = Look(
            as_,
            out.width(output),
            out.in_color(color, output),
            strict or merged.strict,
            summary,
            load_baseline(baseline),
        )
        outputs = Outputs(look=look, file=output, quiet=quiet, table=table, pages=pages)
        status = merge_runs(merged, outputs)
    except BadReport as error:
        raise typer.BadParameter(one_line(str(error))) from None
    out.say_configuration(used(context), quiet=quiet)
    raise typer.Exit(status)
