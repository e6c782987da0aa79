"""`critmin request`: a workbook to send to each supplier of which something is missing, and the list of all."""

from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.model.exit_status import ExitStatus
from ...engine.model.statuses import Status
from ...engine.questions.requests.judging import ask_of_file
from ...engine.questions.requests.plan import AskedBom, requests_of
from ..escaping import one_line
from ..inputs import find_boms, list_files, without_lists, without_others
from ..laws import COMMANDS, check_laws, questions_under, sheets_of
from ..messages import drawn, say_configuration, used
from ..options import PRODUCT, READ, Boms, Options, day_of, takes
from ..output import say
from ..requests import CSV, write_requests
from ..targets import check_unread_folder
from ..view.requests import summary


@takes(
    *("folder", "laws", "placed_in_service", "year", "acquired", "half", *PRODUCT, "asker", "reply_by", *READ),
    *("sdn", "sdn_date", "reading", "quiet", "color"),
    helps={"half": "The half of the percentage: minerals, components or both."},
)
def request(
    context: typer.Context,
    boms: Boms,
    given: Options,
    asker: Annotated[
        str | None, typer.Option("--from", metavar="TEXT", help="Who asks, for the cover: a name and an address.")
    ] = None,
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="DATE", help="The day by which to answer, for the cover.")
    ] = None,
) -> None:
    """Write a workbook to send to each supplier of which something is missing, and the list of all.

    Each names its supplier's lines, what is missing of them, and nothing of any other supplier. The exit status is 0,
    whether or not something is missing; 2 if a file cannot be read.
    """
    check_laws(context, given.laws)
    if given.folder is None:
        raise typer.BadParameter("-o FOLDER is needed: name a new or empty folder")
    paths = without_lists(find_boms(boms), boms, list_files(given.sdn, given.pfe_list))
    settings = given.settings()
    if given.laws in COMMANDS:
        of_law = msgspec.structs.replace(settings, sheets=sheets_of(COMMANDS[given.laws]))
        paths = without_others(paths, boms, of_law, quiet=given.quiet)
    if STANDARD_INPUT in paths:
        raise typer.BadParameter("standard input has no name to refer to: save the bill of materials as a file first")
    check_unread_folder(context, given.folder, paths)
    questions = questions_under(context, given)
    say_configuration(used(context), quiet=given.quiet)
    asked, unreadable = [], 0
    for found in (found for path in paths for found in ask_of_file(path, questions, settings)):
        if isinstance(found, AskedBom):
            asked.append(found)
            if found.replaced:
                said = f"{found.title}: asked with {', '.join(found.replaced)}, which it states"
                out.say(f"{one_line(said)}: check the answered copy with the same options", quiet=quiet)
            if found.status is Status.NOT_AVAILABLE:
                say(f"{one_line(found.title)}: no credit is available: nothing is asked", quiet=given.quiet)
        else:
            unreadable += 1
            say(f"{one_line(found.bom.title)} cannot be read: nothing is asked about it")
            say(drawn(found.findings, given.color))
    requests = requests_of(asked)
    due = day_of(reply_by, "--reply-by")
    rows = write_requests(given.folder, requests, asker, None if due is None else due.isoformat())
    written = sum(bool(row.file) for row in rows)
    said = summary(written, len(rows) - written, len({found.title for found in asked}))
    say(f"{one_line(given.folder)}: {said}; see {CSV}", quiet=given.quiet)
    raise typer.Exit(ExitStatus.UNREADABLE if unreadable else ExitStatus.PASS)
