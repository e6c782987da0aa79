"""`critmin check`: a report on each bill of materials."""

from typing import Annotated

import typer

from ...engine.model.sheet_sets import BOM_SHEETS
from ...engine.regimes.clean_vehicle.content import TestName
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ..checking import Boms, FormatName, Jobs, Redact, check_files
from ..choices import Color, Format, TestChoice
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
    question,
)
from ..run import RunOptions
from ..waiver_options import WaiverOptions


def check(
    context: typer.Context,
    boms: Boms,
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
    format_: FormatName = Format.TEXT,
    output: Output = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    options: RunOptions,
    waiving: WaiverOptions,
    shard: ShardOf = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    redact: Redact = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Decide whether bills of materials meet the requirements for critical minerals and battery components."""

    status = check_files(
        context,
        boms,
        BOM_SHEETS,
        lambda designated: question(
            load_rulebook(),
            placed_in_service,
            year,
            acquired,
            reading,
            test=None if test is TestChoice.ANY else TestName(test.replace("-", "_")),
            half=half,
            screening=screening,
            sdn=designated,
            scenarios=scenario,
            sheet_first=sheet_first(context),
        ),
        format_=format_,
        output=output,
        read=read,
        sdn=sdn,
        sdn_date=sdn_date,
        options=options,
        waiving=waiving,
        shard=shard,
        jobs=jobs,
        scheduler=scheduler,
        quiet=quiet,
        color=color,
        redact=redact,
    )
    raise typer.Exit(status)
