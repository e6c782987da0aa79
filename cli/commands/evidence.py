"""`critmin evidence`: the register of every attestation and certificate of bills of materials."""

from typing import Annotated

import typer

from ...engine.model.settings import MB
from ...engine.model.spans import Span, read_span
from ...engine.questions.register.listing import Asked
from ..choices import Format
from ..inputs import list_files
from ..laws import check_laws, questions_under
from ..messages import say_configuration, used
from ..options import PRODUCT, READ, Boms, Options, day_of, takes
from ..output import say
from ..register import find_cases, list_register, write_register
from ..targets import check_document, check_target
from ..view.evidence import says


@takes(
    *("on", "within", "laws", "placed_in_service", "year", "acquired", "half", *PRODUCT, "format_", "output", *READ),
    *("sdn", "sdn_date", "reading", "quiet", "color"),
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
    cases = find_cases(boms, given.laws, settings, list_files(given.sdn, given.pfe_list), quiet=given.quiet)
    check_target(context, given.output, [path for path, _ in cases])
    if given.format_ is Format.XLSX:
        check_document(Format.XLSX, given.output)
    asked_under = questions_under(context, given)
    say_configuration(used(context), quiet=given.quiet)
    register = list_register(cases, asked_under, settings, asked, quiet=given.quiet)
    write_register(register, given)
    if given.output is not None or given.format_ is not Format.TEXT:
        say(f"{says(register)} (exit status {register.exit_status})", quiet=given.quiet)
    raise typer.Exit(register.exit_status)


def _span(text: str) -> Span:
    try:
        return read_span(text)
    except ValueError as error:
        raise typer.BadParameter(f"--within is {text!r}: {error}") from None
