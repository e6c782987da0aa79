"""`critmin pack`: what a manufacturer holds on one bill of materials, in a folder."""

from typing import Annotated

import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.model.findings import Unreadable
from ...engine.model.settings import MB
from ...engine.model.statuses import Status
from ...engine.questions.batch.run_head import run_head
from ...engine.questions.check import check, open_case
from ...engine.regimes.registry import regime_of
from ..escaping import one_line
from ..laws import offered, vehicle_question
from ..messages import say_configuration, unreadable, used
from ..options import READ, Options, takes
from ..output import say
from ..pack import Inputs, write_pack
from ..targets import check_unread_folder
from ..view import VIEWS
from ..view.run import summary_line

_ACTUAL = "a manufacturer's file rests on actual law, facts and evidence: remove it, or use `critmin check`"


@takes(
    *("folder", "placed_in_service", "year", "acquired", "test", "half", *READ, "sdn", "sdn_date", "reading"),
    *("screening", "scenario", "quiet", "color"),
    helps={
        "screening": "Not accepted: a manufacturer's file rests on evidence in hand.",
        "scenario": "Not accepted: a manufacturer's file rests on actual law and facts.",
    },
)
def pack(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook or a CSV file.")],
    given: Options,
) -> None:
    """Write the manufacturer's file: suppliers, data sheet, attestation to sign, report and hashes.

    What is missing comes first in it, and nothing is signed or filled in. No official template was at hand: it follows
    summaries of 26 CFR 1.30D-6 and Rev. Proc. 2024-26. The exit status is that of `critmin check`.
    """
    for option, value in (("--screening", given.screening), ("--scenario", given.scenario)):
        if value:
            raise typer.BadParameter(f"{option} cannot be used here: {_ACTUAL}")
    if given.folder is None:
        raise typer.BadParameter("-o FOLDER is needed: name a new or empty folder")
    if bom == STANDARD_INPUT:
        raise typer.BadParameter("standard input has no name to refer to: save the bill of materials as a file first")
    check_unread_folder(context, given.folder, [bom])
    settings = given.settings()
    asked = vehicle_question(context, given)
    packed, rulebook = offered(asked, "pack"), regime_of(asked).rulebook()
    checked = check(open_case(bom, None, asked, rulebook, settings))
    if checked.report.verdict.status is Status.UNREADABLE:
        raise unreadable(Unreadable(checked.report.findings), given.color)
    configuration = used(context)
    head = run_head([regime_of(asked).outline(checked.report)], rulebook, configuration=configuration)
    run = head.holding([checked.report])
    pages = VIEWS[asked.regime].pack(packed(checked, bom, settings.max_mb * MB))
    write_pack(given.folder, checked, run, pages, list(Inputs(bom, given.columns, given.sdn).all(checked, run)))
    say_configuration(configuration, quiet=given.quiet)
    say(f"{one_line(given.folder)}: {pages.mark}", quiet=given.quiet)
    say(summary_line(head), quiet=given.quiet)
    raise typer.Exit(head.summary.exit_status)
