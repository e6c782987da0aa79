"""`critmin check`: a report on each bill of materials."""

from typing import Annotated

import typer

from ...engine.questions.batch.sources import WHOLE
from ...engine.regimes.clean_vehicle.content import TestName
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ..baseline import check_places
from ..choices import DOCUMENTS, Color, Format, TestChoice
from ..document import write_document
from ..inputs import find_boms, list_files, without_lists
from ..messages import used
from ..option_sources import sheet_first
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HalfChoice,
    HowRead,
    Output,
    Placed,
    Quiet,
    ScenarioName,
    Scheduler,
    Screening,
    SdnDate,
    SdnFile,
    ShardOf,
    Year,
    part_of,
    question,
    sdn_list,
)
from ..run import RunOptions, run
from ..targets import check_document


def check(
    context: typer.Context,
    boms: Annotated[
        list[str],
        typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, patterns, or - for standard input."),
    ],
    *,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="The test that must be met: any, traced or value-added."),
    ] = TestChoice.ANY,
    half: HalfChoice = Half.MINERALS,
    screening: Screening = False,
    format_: Annotated[
        Format,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help="text, json, csv, markdown, html, xlsx, memo, sarif, junit or github.",
        ),
    ] = Format.TEXT,
    output: Output = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    options: RunOptions,
    shard: ShardOf = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Number of processes. Default: one per processor.", min=1)
    ] = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Decide whether bills of materials meet the requirements for critical minerals and battery components."""

    rulebook = load_rulebook()
    chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
    lists = list_files(sdn)
    options.check_summary(format_)
    if jobs is not None and scheduler is not None:
        raise typer.BadParameter("give --jobs N or --scheduler ADDRESS, not both: a cluster has its own processes")
    if format_ in DOCUMENTS:
        check_document(format_, output)
    paths = without_lists(find_boms(boms), boms, lists)
    settings = read.settings()
    options.check_targets(context, paths, output)
    if shard is not None and options.baseline is not None:
        raise typer.BadParameter(
            "--baseline compares a whole run, but --shard checks only a part: give --baseline to `critmin merge`"
        )
    alone = {"--table": options.table, "--pages": options.pages, "--baseline": options.baseline, "--shard": shard}
    for option, given in alone.items():
        if format_ in DOCUMENTS and given is not None:
            raise typer.BadParameter(
                f"{option} cannot be used with -f {format_}, {DOCUMENTS[format_]} one bill of materials: "
                "choose another format"
            )
    if format_ in DOCUMENTS and len(paths) > 1:
        raise typer.BadParameter(
            f"-f {format_} writes {DOCUMENTS[format_]} one bill of materials, but {len(paths)} are given: "
            "give them one at a time, or choose another format"
        )
    outputs = options.outputs(format_, output, color, quiet=quiet)
    if outputs.look.baseline is not None:
        check_places(paths)
    designated = sdn_list(sdn, sdn_date)
    asked = question(
        rulebook,
        placed_in_service,
        year,
        acquired,
        reading,
        test=chosen,
        half=half,
        screening=screening,
        sdn=designated,
        scenarios=scenario,
        sheet_first=sheet_first(context),
    )
    if format_ in DOCUMENTS:
        configuration = used(context)
        status = write_document(
            paths[0], asked, settings, format_, output, strict=options.strict, quiet=quiet, configuration=configuration
        )
        raise typer.Exit(status)
    status = run(
        paths,
        asked,
        settings,
        outputs,
        part=part_of(shard) if shard is not None else WHOLE,
        jobs=jobs,
        scheduler=scheduler,
        configuration=used(context),
    )
    raise typer.Exit(status)
