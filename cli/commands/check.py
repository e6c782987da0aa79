"""`critmin check`: a pass/fail report on each bill of materials."""

from typing import Annotated

import typer

from ...engine.regimes.clean_vehicle.content import TestName
from ...engine.rules.rulebook import load_rulebook
from .. import output as out
from ..annotate import annotate
from ..baseline import check_places, load_baseline
from ..choices import Color, Format, TestChoice
from ..inputs import find_boms, list_files, without_lists
from ..messages import used
from ..option_sources import sheet_first
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HowRead,
    Output,
    Placed,
    Quiet,
    ScenarioName,
    Scheduler,
    Screening,
    SdnDate,
    SdnFile,
    Year,
    question,
    sdn_list,
)
from ..pages import check_pages
from ..render.formats import Look
from ..run import Outputs, run
from ..table import check_table
from ..targets import check_target, check_workbook


def check(
    context: typer.Context,
    boms: Annotated[list[str], typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, globs, or -.")],
    *,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="any, traced or value-added: the test that must be met."),
    ] = TestChoice.ANY,
    screening: Screening = False,
    format_: Annotated[
        Format,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help="text, json, csv, markdown, html, xlsx, sarif, junit or github.",
        ),
    ] = Format.TEXT,
    output: Output = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as a failure of the run.")] = False,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="FILE", help="An earlier -f json report: only what got worse is a failure."),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="What the run says as a whole alone; with -f text or markdown.")
    ] = False,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="FILE", help="One row for each BOM too: a new .csv, .parquet or .xlsx."),
    ] = None,
    pages: Annotated[
        str | None,
        typer.Option("--pages", metavar="FOLDER", help="A page for each BOM too, and one with all: a new folder."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Processes side by side, if not one a processor.", min=1)
    ] = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Check bills of materials against the critical minerals requirement."""

    rulebook = load_rulebook()
    chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
    lists = list_files(sdn)
    if summary and format_ not in (Format.TEXT, Format.MARKDOWN):
        raise typer.BadParameter(
            f"--summary leaves the reports out, and -f {format_} is made of them: -f text or markdown"
        )
    if jobs is not None and scheduler is not None:
        raise typer.BadParameter("give --jobs N or --scheduler ADDRESS, not both: a cluster has its own processes")
    if format_ is Format.XLSX:
        check_workbook(output)
    paths = without_lists(find_boms(boms), boms, lists)
    how = read.settings()
    check_target(context, output, paths)
    check_table(context, table, paths, output)
    check_pages(pages, [output, table])
    for option, given in (("--table", table), ("--pages", pages), ("--baseline", baseline)):
        if format_ is Format.XLSX and given is not None:
            raise typer.BadParameter(
                f"{option} does not go with -f xlsx, a copy of one bill of materials: choose another format"
            )
    if format_ is Format.XLSX and len(paths) > 1:
        raise typer.BadParameter(
            f"-f xlsx writes into a copy of one bill of materials, and there are {len(paths)}: "
            "give them one at a time, or choose another format"
        )
    earlier = load_baseline(baseline)
    if earlier is not None:
        check_places(paths)
    designated = sdn_list(sdn, sdn_date)
    asked = question(
        rulebook,
        placed_in_service,
        year,
        acquired,
        reading,
        test=chosen,
        screening=screening,
        sdn=designated,
        scenarios=scenario,
        sheet_first=sheet_first(context),
    )
    if format_ is Format.XLSX:
        status = annotate(paths[0], asked, how, output, strict=strict, quiet=quiet, configuration=used(context))
        raise typer.Exit(status)

    outputs = Outputs(
        look=Look(format_, out.width(output), out.in_color(color, output), strict, summary, earlier),
        file=output,
        quiet=quiet,
        table=table,
        pages=pages,
    )
    raise typer.Exit(run(paths, asked, how, outputs, jobs=jobs, scheduler=scheduler, configuration=used(context)))
