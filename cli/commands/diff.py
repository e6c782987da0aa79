"""`critmin diff`: what changed between two bills of materials, or one asked twice, and whether the verdict did."""

from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.questions.check import check, open_case
from ...engine.questions.diff import diff as difference
from ...engine.regimes.clean_vehicle.content import TestName
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ...engine.regimes.material_assistance.question import MaterialAssistanceQuestion
from ...engine.regimes.regime import Question
from ...engine.regimes.registry import regime_of
from .. import output as out
from ..asked_for import For, ForCommand, ProductOptions, refuse_others
from ..choices import Color, TestChoice, TextOrJson
from ..inputs import standard_input
from ..messages import say_configuration, used
from ..option_sources import sheet_first
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HowRead,
    Output,
    Placed,
    Quiet,
    ScenarioName,
    Year,
    checked_year,
    date,
    question,
)
from ..render.answers import shown
from ..targets import check_target
from ..view import VIEWS
from ..view.diff import headline, sections


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A workbook, a CSV file, or - for standard input.")],
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The BOM to compare with. Default: OLD again.")
    ] = None,
    *,
    for_: ForCommand = For.CHECK,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    new_date: Annotated[
        str | None,
        typer.Option("--new-date", metavar="DATE", help="For NEW: the date it is placed in service, sold or begun."),
    ] = None,
    new_year: Annotated[
        int | None, typer.Option("--new-year", metavar="YEAR", help="For NEW: any day of this year.")
    ] = None,
    new_acquired: Annotated[
        str | None, typer.Option("--new-acquired", metavar="DATE", help="For NEW: the date it was acquired.")
    ] = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="The test that must be met: any, traced or value-added."),
    ] = TestChoice.ANY,
    half: Annotated[
        Half,
        typer.Option(
            "--half",
            metavar="HALF",
            help="The half of the credit that must not get worse: minerals, components or both.",
        ),
    ] = Half.MINERALS,
    screening: Annotated[
        bool, typer.Option("--screening", help="Treat suppliers without an adverse fact as attested.")
    ] = False,
    of_product: ProductOptions,
    reading: Chosen = None,
    new_reading: Annotated[
        list[str] | None,
        typer.Option("--new-reading", metavar="ID=CHOICE", help="For NEW: the reading of an unsettled legal question."),
    ] = None,
    scenario: ScenarioName = None,
    new_scenario: Annotated[
        list[str] | None,
        typer.Option("--new-scenario", metavar="NAME_OR_FILE", help="For NEW: a what-if, instead of --scenario."),
    ] = None,
    format_: Annotated[
        TextOrJson, typer.Option("-f", "--format", metavar="FORMAT", help="text or json.")
    ] = TextOrJson.TEXT,
    output: Output = None,
    read: HowRead,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show what changed between two bills of materials, or one under two questions.

    Exit status: 0 not worse, 1 worse (in the order pass, incomplete, fail, not available), 2 one cannot be read.
    """

    asked_anew = (new_date, new_year, new_acquired, new_reading, new_scenario)
    if new is None and not any(asked_anew):
        raise typer.BadParameter("give NEW, or what differs for NEW: --new-date, --new-reading, --new-scenario ...")
    if old == new == STANDARD_INPUT:
        raise typer.BadParameter("standard input (-) can be read only once")
    if new_date is not None and new_year is not None:
        raise typer.BadParameter("give --new-date DATE or --new-year YEAR, not both")
    refuse_others(context, for_)
    settings = read.settings()
    check_target(context, output, [old, *([new] if new else [])])
    before, readings = sheet_first(context), [*(reading or []), *(new_reading or [])]
    first: Question
    second: Question
    if for_ is For.MACR:
        first = of_product.question(year, reading, sheet_first=before)
        second = _anew(of_product.question(year, readings, sheet_first=before), new_date, new_year)
    else:
        chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
        placed = (placed_in_service, year) if new_date is None and new_year is None else (new_date, new_year)
        anew = {"placed_in_service": placed != (placed_in_service, year), "acquired": new_acquired is not None}
        first = question(
            load_rulebook(),
            placed_in_service,
            year,
            acquired,
            reading,
            test=chosen,
            half=half,
            screening=screening,
            scenarios=scenario,
            sheet_first=before,
        )
        second = question(
            load_rulebook(),
            *placed,
            new_acquired or acquired,
            readings,
            test=chosen,
            half=half,
            screening=screening,
            scenarios=new_scenario or scenario,
            sheet_first=frozenset(date for date in before if not anew.get(date, False)),
        )
    rulebook = regime_of(first).rulebook()
    content = standard_input(STANDARD_INPUT, settings.max_mb) if STANDARD_INPUT in (old, new) else None
    sides = [
        check(open_case(path, content if path == STANDARD_INPUT else None, asked, rulebook, settings))
        for path, asked in ((old, first), (new or old, second))
    ]
    found = difference(sides[0], sides[1], rulebook)
    say_configuration(used(context), quiet=quiet)
    text = shown(
        found,
        sections(found, VIEWS[second.regime]),
        format_,
        width=out.width(output),
        color=out.in_color(color, output),
    )
    out.write(text, output, format_)
    if format_ is not TextOrJson.TEXT or output is not None:
        out.say(headline(found), quiet=quiet)
    raise typer.Exit(found.exit_status)


def _anew(asked: MaterialAssistanceQuestion, new_date: str | None, new_year: int | None) -> MaterialAssistanceQuestion:
    """The question on NEW, with its own date, whichever the class needs, or its own year."""
    if new_date is None and new_year is None:
        return asked
    day = date(new_date, "--new-date") if new_date is not None else None
    return msgspec.structs.replace(
        asked,
        sold=day,
        construction_begins=day,
        year=checked_year(new_year) if new_year is not None else None,
        sheet_first=asked.sheet_first - {"sold", "construction_begins"},
    )
