"""`critmin evidence`: the register of every attestation and certificate of bills of materials."""

from typing import Annotated

import typer

from ...engine.model.settings import MB
from ...engine.model.spans import Span, read_span
from ...engine.questions.register.listing import Asked
from ...engine.regimes.clean_vehicle.question import Half
from .. import output as out
from ..asked_for import ProductOptions
from ..checking import Boms
from ..choices import Color, EvidenceFormat, Format
from ..inputs import list_files
from ..laws import Laws, LawsAsked, check_laws, questions_under
from ..messages import say_configuration, used
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HowRead,
    Output,
    Placed,
    Quiet,
    SdnDate,
    SdnFile,
    Year,
    date,
    sdn_list,
)
from ..register import find_cases, list_register, render_register
from ..targets import check_document, check_target
from ..view.evidence import says


def evidence(
    context: typer.Context,
    boms: Boms,
    *,
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
    for_: LawsAsked = Laws.BOTH,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    half: Annotated[
        Half,
        typer.Option(
            "--half", metavar="HALF", help="The half of the credit that must pass: minerals, components or both."
        ),
    ] = Half.MINERALS,
    of_product: ProductOptions,
    format_: Annotated[
        EvidenceFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json, csv, xlsx or html.")
    ] = EvidenceFormat.TEXT,
    output: Output = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """List every attestation and certificate, its status on a day, and whether a pass rests on it.

    A pass rests on a document if the BOM passes with it and does not pass without it: both are computed. Exit status:
    1 if such a document has lapsed on that day, is contradicted or altered, 2 if a BOM cannot be read, 0 otherwise.
    """

    check_laws(context, for_)
    settings = read.settings()
    asked = Asked(date(on, "--on") if on is not None else None, _span(within), settings.max_mb * MB)
    cases = find_cases(boms, for_, settings, list_files(sdn, of_product.pfe_list), quiet=quiet)
    check_target(context, output, [path for path, _ in cases])
    if format_ is EvidenceFormat.XLSX:
        check_document(Format.XLSX, output)
    asked_under = questions_under(
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
    register = list_register(cases, asked_under, settings, asked, quiet=quiet)
    report = render_register(register, format_, width=out.width(output), color=out.in_color(color, output))
    out.write(report, output, format_)
    if output is not None or format_ is not EvidenceFormat.TEXT:
        out.say(f"{says(register)} (exit status {register.exit_status})", quiet=quiet)
    raise typer.Exit(register.exit_status)


def _span(text: str) -> Span:
    try:
        return read_span(text)
    except ValueError as error:
        raise typer.BadParameter(f"--within is {text!r}: {error}") from None
