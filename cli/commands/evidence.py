"""`critmin evidence`: the register of every attestation and certificate of bills of materials."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT, is_url
from ...engine.intake.tables.other_sheets import sets_in
from ...engine.model.dates import Span, read_span
from ...engine.model.settings import MB, Settings, SheetSet
from ...engine.questions.batch.tasks import Sources
from ...engine.questions.check import check, open_case
from ...engine.questions.register.assembling import Asked, Listing, assemble, list_documents
from ...engine.questions.register.register import Register
from ...engine.regimes.regime import Question
from ...engine.regimes.registry import regime_of
from ..choices import Format, Laws
from ..inputs import boms_of, list_files, standard_input, without_others
from ..laws import COMMANDS, check_laws, implied_law, questions_under, sheets_of
from ..messages import write_shown
from ..options import PRODUCT, READ, Boms, Options, day_of, takes
from ..output import say, write
from ..render.csv import table as csv_table
from ..render.html import sections_page
from ..sources import say_configuration, used
from ..streams import counted
from ..targets import check_document, check_target
from ..view.evidence import (
    TITLE,
    banner,
    counts,
    page_sections,
    provenance,
    says,
    sections,
    sheets,
    status_of,
    summary,
    table,
)


@takes(
    *("on", "within", "laws", "placed_in_service", "year", "acquired", "test", "half", *PRODUCT, "format_", "output"),
    *(*READ, "sdn", "sdn_date", "reading", "quiet", "color"),
    formats=[Format.TEXT, Format.JSON, Format.CSV, Format.XLSX, Format.HTML],
    helps={"half": "The half of the credit that must pass: minerals, components or both."},
)
def evidence(
    context: typer.Context,
    boms: Boms,
    given: Options,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day of the statuses. Default: that of each BOM's verdict."),
    ] = None,
    within: Annotated[
        str,
        typer.Option(
            "--within", metavar="SPAN", help="Report documents whose last day is in this span: 90d, 12w, 3m or 1y."
        ),
    ] = "90d",
) -> None:
    """List every attestation and certificate, its status on a day, and whether a pass rests on it.

    A pass rests on a document if the BOM passes with it and does not pass without it: both are computed. Exit status:
    1 if such a document has lapsed on that day, is contradicted or altered, 2 if a BOM cannot be read, 0 otherwise.
    """
    check_laws(context, given.laws)
    settings = given.settings()
    asked = Asked(day_of(on, "--on"), _span(within), settings.max_mb * MB)
    lists, laws = list_files(given.sdn, given.pfe_list), (given.laws, implied_law(context, given.laws))
    cases = _find_cases(boms, *laws, settings, lists, quiet=given.quiet)
    check_target(context, given.output, [path for path, _ in cases])
    if given.format_ is Format.XLSX:
        check_document(Format.XLSX, given.output)
    asked_under = questions_under(context, given)
    say_configuration(used(context), quiet=given.quiet)
    register = _list_register(cases, asked_under, settings, asked, quiet=given.quiet)
    _write_register(register, given)
    if given.output is not None or given.format_ is not Format.TEXT:
        say(f"{says(register)} (exit status {register.exit_status})", quiet=given.quiet)
    raise typer.Exit(register.exit_status)


def _span(text: str) -> Span:
    try:
        return read_span(text)
    except ValueError as error:
        raise typer.BadParameter(f"--within is {text!r}: {error}") from None


# The register ---------------------------------------------------------------------------------------------------------


_SETS = {law: sheets_of(command) for law, command in COMMANDS.items()}

_Case = tuple[str, list[SheetSet]]
"""A file, and the sheets as which it is read."""


def _find_cases(
    boms: list[str], laws: Laws, meant: Laws, settings: Settings, lists: list[str], *, quiet: bool
) -> list[_Case]:
    """Every file that the arguments name, with the laws it is asked under; not the files of lists.

    `meant` is the law of a sheet that may be of either.

    Raises:
        typer.BadParameter: there is no such file, or its law is not known before it is read.
    """
    paths = boms_of(boms, lists, quiet=quiet)
    closed = next((path for path in paths if path == STANDARD_INPUT or is_url(path)), None)
    is_one_sheet = settings.sheet is not None or closed is not None
    if is_one_sheet:
        laws = meant
    if laws is not Laws.BOTH:
        settings = msgspec.structs.replace(settings, sheets=_SETS[laws])
        return [(path, [_SETS[laws]]) for path in without_others(paths, boms, settings, quiet=quiet)]
    if is_one_sheet:
        what = "standard input" if closed == STANDARD_INPUT else "a URL" if closed else f"--sheet {settings.sheet}"
        raise typer.BadParameter(f"{what} is read under one law: give --for {Laws.VEHICLE} or --for {Laws.PRODUCT}")
    sets = sorted(_SETS, key=lambda law: law is not meant)
    return [(path, sets_in(path, settings, [_SETS[law] for law in sets])) for path in paths]


def _list_register(
    cases: Sequence[_Case], questions: Iterable[Question], settings: Settings, asked: Asked, *, quiet: bool
) -> Register:
    """The register of the files, each under the questions whose sheets it has."""
    by_sheets = {regime_of(question).sheets.main: question for question in questions}
    listings: list[Listing] = []
    for path, sets in counted(cases, len(cases), quiet=quiet):
        for one in sets:
            listings += _listings(path, by_sheets[one.main], settings, asked)
    return assemble(listings, asked)


def _listings(path: str, question: Question, settings: Settings, asked: Asked) -> Iterator[Listing]:
    """Each bill of materials of a file."""
    regime = regime_of(question)
    settings, rulebook = regime.settings(settings), regime.rulebook()
    for task in Sources([path], settings, partial(standard_input, max_mb=settings.max_mb)):
        case = open_case(task.path, task.content, question, rulebook, settings, part=task.part)
        yield list_documents(check(case), task.path, asked)


def _write_register(register: Register, given: Options) -> None:
    """Writes the register in its format."""
    report: str | bytes
    if given.format_ is Format.CSV:
        report = csv_table(table(register))
    elif given.format_ is Format.HTML:
        answer = says(register), counts(register), status_of(register)
        report = sections_page(TITLE, *answer, page_sections(register), register.tool, int(register.exit_status))
    elif given.format_ is Format.XLSX:
        from ..render.workbook import render_tables

        report = render_tables(TITLE, [banner(register), *summary(register)], provenance(register), sheets(register))
    else:
        write_shown(register, sections(register), given)
        return
    write(report, given.output, given.format_)
