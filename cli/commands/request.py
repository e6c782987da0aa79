"""`critmin request`: a workbook to send to each supplier of which something is missing, and the list of all."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.model.statuses import ExitStatus, Status
from ...engine.questions.requests.plan import AskedBom, SupplierRequest, ask_of_file, requests_of
from ..escaping import one_line
from ..inputs import boms_of, list_files, without_others
from ..laws import COMMANDS, check_laws, questions_under, sheets_of
from ..messages import drawn
from ..options import PRODUCT, READ, Boms, Options, day_of, takes
from ..output import new_folder, say
from ..render.table_file import frames, write_csv, write_xlsx
from ..sources import say_configuration, used
from ..targets import check_unread_folder
from ..view.requests import LIST, LIST_WIDTHS, Listed, cover, summary


@takes(
    *("folder", "laws", "placed_in_service", "year", "acquired", "test", "half", *PRODUCT, "asker", "reply_by", *READ),
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
    paths = boms_of(boms, list_files(given.sdn, given.pfe_list), quiet=given.quiet)
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
                say(f"{one_line(said)}: check the answered copy with the same options", quiet=given.quiet)
            if found.status is Status.NOT_AVAILABLE:
                say(f"{one_line(found.title)}: no credit is available: nothing is asked", quiet=given.quiet)
        else:
            unreadable += 1
            say(f"{one_line(found.bom.title)} cannot be read: nothing is asked about it")
            say(drawn(found.findings, given.color))
    if unreadable and not asked:
        say(f"{one_line(given.folder)}: nothing is written: nothing could be read, so nothing could be asked")
        raise typer.Exit(ExitStatus.UNREADABLE)
    requests = requests_of(asked)
    due = day_of(reply_by, "--reply-by")
    rows = _write_requests(given.folder, requests, asker, None if due is None else due.isoformat())
    said = summary(rows, len({found.title for found in asked}))
    say(f"{one_line(given.folder)}: {said}; see {CSV}", quiet=given.quiet)
    raise typer.Exit(ExitStatus.UNREADABLE if unreadable else ExitStatus.PASS)


# The folder -----------------------------------------------------------------------------------------------------------


CSV, XLSX = "requests.csv", "requests.xlsx"
TO_SEND = "send"
"""The folder of the workbooks, apart from the list, which names all suppliers."""
_LONGEST = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def _write_requests(
    folder: str, requests: Sequence[SupplierRequest], asker: str | None, reply_by: str | None
) -> list[Listed]:
    """Writes the folder, complete or not at all; returns the list.

    Raises:
        typer.BadParameter: it cannot be written.
    """
    from ..render.request_form import render_request

    listed = [Listed(place, request, file) for place, (request, file) in enumerate(_named(requests), 1)]
    with new_folder(Path(folder), f"-o {folder}") as temporary:
        (temporary / CSV).write_bytes(_list(listed, workbook=False))
        (temporary / XLSX).write_bytes(_list(listed, workbook=True))
        if any(row.file for row in listed):
            (temporary / TO_SEND).mkdir()
        for row in listed:
            if row.file:
                content = render_request(row.request, cover(row.request, asker, reply_by))
                (temporary / row.file).write_bytes(content)
    return listed


def _named(requests: Sequence[SupplierRequest]) -> Iterator[tuple[SupplierRequest, str]]:
    """Each request with its workbook, empty for one that nobody can answer."""
    taken: set[str] = set()
    for request in requests:
        if not request.is_askable:
            yield request, ""
            continue
        name = _file_name(request.supplier)
        number, unique = 1, name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name}-{number}"
        taken.add(unique.casefold())
        yield request, f"{TO_SEND}/{unique}.xlsx"


def _file_name(supplier: str) -> str:
    """The supplier's name as the name of a file on any system."""
    name = re.sub(r"[^\w]+", "-", supplier).strip("-_")[:_LONGEST].strip("-_") or "supplier"
    return f"supplier-{name}" if _RESERVED.fullmatch(name) else name


def _list(listed: Sequence[Listed], *, workbook: bool) -> bytes:
    content = BytesIO()
    if workbook:
        write_xlsx(frames(listed, LIST), LIST, content, "Requests", LIST_WIDTHS)
    else:
        if not listed:
            content.write((",".join(column.name for column in LIST) + "\n").encode())
        write_csv(frames(listed, LIST), LIST, content)
    return content.getvalue()
