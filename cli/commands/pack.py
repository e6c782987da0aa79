"""`critmin pack`: what a manufacturer holds on one bill of materials, in a folder."""

from typing import Annotated

import typer
from msgspec.structs import replace

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.model.findings import Unreadable
from ...engine.model.settings import MB
from ...engine.model.statuses import Status
from ...engine.questions.batch.run_head import run_head
from ...engine.questions.check import check, open_case
from ...engine.regimes.clean_vehicle.content import TestName
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ...engine.regimes.registry import regime_of
from ...engine.report.run import make_run
from .. import output as out
from ..choices import Color, TestChoice
from ..escaping import one_line
from ..messages import say_configuration, unreadable, used
from ..option_sources import sheet_first
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HalfChoice,
    HowRead,
    OutputFolder,
    Placed,
    Quiet,
    SdnDate,
    SdnFile,
    Year,
    offered,
    question,
    sdn_list,
)
from ..pack import Inputs, write_pack
from ..targets import check_unread_folder
from ..view import VIEWS
from ..view.run import summary_line

_ACTUAL = "a manufacturer's file rests on actual law, facts and evidence: remove it, or use `critmin check`"


def pack(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook or a CSV file.")],
    *,
    output: OutputFolder = None,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="The test that must be met: any, traced or value-added."),
    ] = TestChoice.ANY,
    half: HalfChoice = Half.MINERALS,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    screening: Annotated[
        bool, typer.Option("--screening", help="Not accepted: a manufacturer's file rests on evidence in hand.")
    ] = False,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="NAME_OR_FILE",
            help="Not accepted: a manufacturer's file rests on actual law and facts.",
        ),
    ] = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Write the manufacturer's file: suppliers, data sheet, attestation to sign, report and hashes.

    What is missing comes first in it, and nothing is signed or filled in. No official template was at hand: it follows
    summaries of 26 CFR 1.30D-6 and Rev. Proc. 2024-26. The exit status is that of `critmin check`.
    """

    for option, given in (("--screening", screening), ("--scenario", scenario)):
        if given:
            raise typer.BadParameter(f"{option} cannot be used here: {_ACTUAL}")
    if output is None:
        raise typer.BadParameter("-o FOLDER is needed: name a new or empty folder")
    if bom == STANDARD_INPUT:
        raise typer.BadParameter("standard input has no name to refer to: save the bill of materials as a file first")
    check_unread_folder(context, output, [bom])
    rulebook = load_rulebook()
    settings = read.settings()
    asked = question(
        rulebook,
        placed_in_service,
        year,
        acquired,
        reading,
        test=None if test is TestChoice.ANY else TestName(test.replace("-", "_")),
        half=half,
        sdn=sdn_list(sdn, sdn_date),
        sheet_first=sheet_first(context),
    )
    packed = offered(asked, "pack")
    checked = check(open_case(bom, None, asked, rulebook, settings))
    if checked.report.verdict.status is Status.UNREADABLE:
        raise unreadable(Unreadable(checked.report.findings), color=out.in_color(color, None))
    configuration = used(context)
    head = run_head([regime_of(asked).outline(checked.report)], rulebook, configuration=configuration)
    run = replace(make_run([checked.report], rulebook, configuration=configuration), summary=head.summary)
    pages = VIEWS[asked.regime].pack(packed(checked, bom, settings.max_mb * MB))
    write_pack(output, checked, run, pages, list(Inputs(bom, read.columns, sdn).all(checked, run)))
    say_configuration(configuration, quiet=quiet)
    out.say(f"{one_line(output)}: {pages.mark}", quiet=quiet)
    out.say(summary_line(head), quiet=quiet)
    raise typer.Exit(head.summary.exit_status)
