"""`critmin request`: a workbook to send to each supplier of which something is missing, and the list of all."""

from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.model.exit_status import ExitStatus
from ...engine.model.statuses import Status
from ...engine.questions.requests.judging import ask_of_file
from ...engine.questions.requests.plan import AskedBom, requests_of
from ...engine.regimes.clean_vehicle.question import Half
from .. import output as out
from ..asked_for import ProductOptions, sheets_of
from ..checking import Boms
from ..choices import Color
from ..escaping import one_line
from ..inputs import find_boms, list_files, without_lists, without_others
from ..laws import COMMANDS, Laws, LawsAsked, check_laws, questions_under
from ..messages import say_configuration, used
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HowRead,
    OutputFolder,
    Placed,
    Quiet,
    SdnDate,
    SdnFile,
    Year,
    date,
    sdn_list,
)
from ..render.answers import findings as shown_findings
from ..requests import CSV, write_requests
from ..targets import check_unread_folder
from ..view.requests import summary


def request(
    context: typer.Context,
    boms: Boms,
    *,
    output: OutputFolder = None,
    for_: LawsAsked = Laws.BOTH,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    half: Annotated[
        Half,
        typer.Option("--half", metavar="HALF", help="The half of the percentage: minerals, components or both."),
    ] = Half.MINERALS,
    of_product: ProductOptions,
    asker: Annotated[
        str | None, typer.Option("--from", metavar="TEXT", help="Who asks, for the cover: a name and an address.")
    ] = None,
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="DATE", help="The day by which to answer, for the cover.")
    ] = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Write a workbook to send to each supplier of which something is missing, and the list of all.

    Each names its supplier's lines, what is missing of them, and nothing of any other supplier. The exit status is 0,
    whether or not something is missing; 2 if a file cannot be read.
    """

    check_laws(context, for_)
    if output is None:
        raise typer.BadParameter("-o FOLDER is needed: name a new or empty folder")
    paths = without_lists(find_boms(boms), boms, list_files(sdn, of_product.pfe_list))
    settings = read.settings()
    if for_ in COMMANDS:
        paths = without_others(
            paths, boms, msgspec.structs.replace(settings, sheets=sheets_of(COMMANDS[for_])), quiet=quiet
        )
    if STANDARD_INPUT in paths:
        raise typer.BadParameter("standard input has no name to refer to: save the bill of materials as a file first")
    check_unread_folder(context, output, paths)
    questions = questions_under(
        context,
        for_,
        placed_in_service=placed_in_service,
        year=year,
        acquired=acquired,
        half=half,
        of_product=of_product,
        reading=reading,
        sdn=sdn_list(sdn, sdn_date),
    )
    say_configuration(used(context), quiet=quiet)
    asked, unreadable = [], 0
    for found in (found for path in paths for found in ask_of_file(path, questions, settings)):
        if isinstance(found, AskedBom):
            asked.append(found)
            if found.replaced:
                said = f"{found.title}: asked with {', '.join(found.replaced)}, which it states"
                out.say(f"{one_line(said)}: check the answered copy with the same options", quiet=quiet)
            if found.status is Status.NOT_AVAILABLE:
                out.say(f"{one_line(found.title)}: no credit is available: nothing is asked", quiet=quiet)
        else:
            unreadable += 1
            out.say(f"{one_line(found.bom.title)} cannot be read: nothing is asked about it")
            out.say(shown_findings(found.findings, width=out.width(None), color=out.in_color(color, None)))
    requests = requests_of(asked)
    rows = write_requests(output, requests, asker, date(reply_by, "--reply-by").isoformat() if reply_by else None)
    written = sum(bool(row.file) for row in rows)
    said = summary(written, len(rows) - written, len({found.title for found in asked}))
    out.say(f"{one_line(output)}: {said}; see {CSV}", quiet=quiet)
    raise typer.Exit(ExitStatus.UNREADABLE if unreadable else ExitStatus.PASS)
