"""`critmin rules`: the rulebook, as of a date or whole."""

from typing import Annotated

import typer

from ...engine.regimes.registry import FIRST_REGIME
from ...engine.rules.rule import OutsideKnownDates
from .. import output as out
from ..choices import Color, TextOrJson
from ..options import ColorWhen, RegimeName, date, regimes_of
from ..render.answers import shown
from ..view import VIEWS
from ..view.rules import sections


def rules(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only the rules in force on this date.")
    ] = None,
    regime: RegimeName = None,
    format_: Annotated[
        TextOrJson, typer.Option("-f", "--format", metavar="FORMAT", help="text or json.")
    ] = TextOrJson.TEXT,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show the percentages, qualifying countries, minerals and dates, with citations."""

    (of,) = regimes_of(regime or FIRST_REGIME)
    try:
        view = of.view_rules(of.rulebook(), date(on, "--on") if on is not None else None)
    except OutsideKnownDates as error:
        raise typer.BadParameter(str(error)) from None
    text = shown(view, sections(view, VIEWS[of.id]), format_, width=out.width(None), color=out.in_color(color, None))
    out.write(text, None, format_)
