"""`critmin diff`: what changed between two bills of materials, or one asked twice, and whether the verdict did."""

from dataclasses import replace
from typing import Annotated

import msgspec
import typer

from ...engine.intake.files.paths import STANDARD_INPUT
from ...engine.questions.check import check, open_case
from ...engine.questions.diff import diff as difference
from ...engine.regimes.material_assistance.question import MaterialAssistanceQuestion
from ...engine.regimes.regime import Question
from ...engine.regimes.registry import regime_of
from ..choices import For, Format
from ..inputs import standard_input
from ..laws import product_question, refuse_others, vehicle_question
from ..messages import write_shown
from ..option_sources import sheet_first
from ..options import PRODUCT, READ, Options, checked_year, day_of, takes
from ..output import say
from ..sources import say_configuration, used
from ..targets import check_target
from ..view import VIEWS
from ..view.diff import headline, sections


@takes(
    *("for_", "placed_in_service", "year", "acquired", "new_date", "new_year", "new_acquired", "test", "half"),
    *("screening", *PRODUCT, "reading", "new_reading", "scenario", "new_scenario", "format_", "output", *READ),
    *("sdn", "sdn_date", "quiet", "color"),
    formats=[Format.TEXT, Format.JSON],
    helps={"half": "The half of the credit that must not get worse: minerals, components or both."},
)
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A workbook, a CSV file, or - for standard input.")],
    given: Options,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The BOM to compare with. Default: OLD again.")
    ] = None,
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
    new_reading: Annotated[
        list[str] | None,
        typer.Option("--new-reading", metavar="ID=CHOICE", help="For NEW: the reading of an unsettled legal question."),
    ] = None,
    new_scenario: Annotated[
        list[str] | None,
        typer.Option("--new-scenario", metavar="NAME_OR_FILE", help="For NEW: a what-if, instead of --scenario."),
    ] = None,
) -> None:
    """Show what changed between two bills of materials, or one under two questions.

    Exit status: 0 not worse, 1 worse (in the order pass, incomplete, fail, not available), 2 one cannot be read.
    """
    if new is None and not any((new_date, new_year, new_acquired, new_reading, new_scenario)):
        raise typer.BadParameter("give NEW, or what differs for NEW: --new-date, --new-reading, --new-scenario ...")
    if old == new == STANDARD_INPUT:
        raise typer.BadParameter("standard input (-) can be read only once")
    if new_date is not None and new_year is not None:
        raise typer.BadParameter("give --new-date DATE or --new-year YEAR, not both")
    refuse_others(context, given.for_)
    settings = given.settings()
    check_target(context, given.output, [old, *([new] if new else [])])
    anew = replace(given, reading=[*(given.reading or []), *(new_reading or [])])
    first: Question
    second: Question
    if given.for_ is For.MACR:
        first = product_question(context, given)
        second = _anew(product_question(context, anew), new_date, new_year)
    else:
        own = set()
        if new_date is not None or new_year is not None:
            own.add("placed_in_service")
            anew = replace(anew, placed_in_service=new_date, year=new_year)
        if new_acquired is not None:
            own.add("acquired")
            anew = replace(anew, acquired=new_acquired)
        first = vehicle_question(context, given)
        second = msgspec.structs.replace(
            vehicle_question(context, replace(anew, scenario=new_scenario or given.scenario)),
            sheet_first=sheet_first(context) - own,
        )
    rulebook = regime_of(first).rulebook()
    content = standard_input(STANDARD_INPUT, settings.max_mb) if STANDARD_INPUT in (old, new) else None
    sides = [
        check(open_case(path, content if path == STANDARD_INPUT else None, asked, rulebook, settings))
        for path, asked in ((old, first), (new or old, second))
    ]
    found = difference(sides[0], sides[1], rulebook)
    say_configuration(used(context), quiet=given.quiet)
    write_shown(found, sections(found, VIEWS[second.regime]), given)
    if given.format_ is not Format.TEXT or given.output is not None:
        say(headline(found), quiet=given.quiet)
    raise typer.Exit(found.exit_status)


def _anew(asked: MaterialAssistanceQuestion, new_date: str | None, new_year: int | None) -> MaterialAssistanceQuestion:
    """The question on NEW, with its own date, whichever the class needs, or its own year."""
    if new_date is None and new_year is None:
        return asked
    day = day_of(new_date, "--new-date")
    return msgspec.structs.replace(
        asked,
        sold=day,
        construction_begins=day,
        year=checked_year(new_year),
        sheet_first=asked.sheet_first - {"sold", "construction_begins"},
    )
