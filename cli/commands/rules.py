"""`critmin rules`: the rulebook, as of a date or whole."""

from typing import Annotated

import typer

from ...engine.regimes.registry import FIRST_REGIME
from ...engine.rules.rule import OutsideKnownDates
from ..choices import Format
from ..laws import regimes_of
from ..messages import write_shown
from ..options import Options, day_of, takes
from ..view import VIEWS
from ..view.rules import sections


@takes("on", "regime", "format_", "color", formats=[Format.TEXT, Format.JSON])
def rules(
    given: Options,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only the rules in force on this date.")
    ] = None,
) -> None:
    """Show the percentages, qualifying countries, minerals and dates, with citations."""
    (of,) = regimes_of(given.regime or FIRST_REGIME)
    try:
        view = of.view_rules(of.rulebook(), day_of(on, "--on"))
    except OutsideKnownDates as error:
        raise typer.BadParameter(str(error)) from None
    write_shown(view, sections(view, VIEWS[of.id]), given)
