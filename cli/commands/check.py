"""`critmin check`: a pass/fail report on each bill of materials."""

from typing import Annotated

import typer

from .. import output as out
from ..baseline import check_places, load_baseline
from ..option_sources import sheet_first, used
from ..options import (
    Acquired,
    BaselineFile,
    BomName,
    Chosen,
    Color,
    ColorWhen,
    ColumnsName,
    DecimalMark,
    EncodingName,
    Format,
    Fx,
    MaxMb,
    Output,
    PagesFolder,
    Placed,
    Quiet,
    ScenarioName,
    Scheduler,
    Screening,
    SdnDate,
    SdnFile,
    ShardOf,
    SheetName,
    Strict,
    SummaryAlone,
    TableFile,
    TestChoice,
    Year,
    part_of,
    question,
    sdn_list,
    settings,
)
from ..pages import check_pages
from ..run import check_summary
from ..table import check_table
from ..targets import check_target, check_workbook


def check(
    context: typer.Context,
    boms: Annotated[list[str], typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, globs, or -.")],
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
    sheet: SheetName = None,
    bom_name: BomName = None,
    columns: ColumnsName = None,
    decimal: DecimalMark = None,
    fx: Fx = None,
    max_mb: MaxMb = None,
    encoding: EncodingName = None,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    strict: Strict = False,
    baseline: BaselineFile = None,
    summary: SummaryAlone = False,
    table: TableFile = None,
    pages: PagesFolder = None,
    shard: ShardOf = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Processes side by side, if not one a processor.", min=1)
    ] = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Check bills of materials against the critical minerals requirement."""
    from ...engine.regimes.clean_vehicle.content import TestName
    from ...engine.rules.rulebook import load_rulebook
    from ..inputs import find_boms, list_files, without_lists
    from ..render.formats import Look

    rulebook = load_rulebook()
    chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
    lists = list_files(sdn)
    check_summary(summary, format_)
    if jobs is not None and scheduler is not None:
        raise typer.BadParameter("give --jobs N or --scheduler ADDRESS, not both: a cluster has its own processes")
    if format_ is Format.XLSX:
        check_workbook(output)
    paths = without_lists(find_boms(boms), boms, lists)
    how = settings(sheet, columns, decimal, fx, max_mb, bom_name, encoding)
    check_target(context, output, paths)
    check_table(context, table, paths, output)
    check_pages(pages, [output, table])
    if shard is not None and baseline is not None:
        raise typer.BadParameter(
            "--baseline compares a whole run, and --shard checks a part of it: give --baseline to `critmin merge`"
        )
    for option, given in (("--table", table), ("--pages", pages), ("--baseline", baseline), ("--shard", shard)):
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
        from ..annotate import annotate

        status = annotate(paths[0], asked, how, output, strict=strict, quiet=quiet, configuration=used(context))
        raise typer.Exit(status)
    from ..run import Outputs, run

    outputs = Outputs(
        look=Look(format_, out.width(output), out.in_color(color, output), strict, summary, earlier),
        file=output,
        quiet=quiet,
        table=table,
        pages=pages,
    )
    part = part_of(shard) if shard is not None else None
    raise typer.Exit(
        run(paths, asked, how, outputs, part=part, jobs=jobs, scheduler=scheduler, configuration=used(context))
    )
