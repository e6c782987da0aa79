"""`critmin levers`: the fewest changes of sourcing that would make a battery pass."""

import typer

from ...engine.model.findings import Unreadable
from ..choices import Format
from ..inputs import open_input
from ..laws import offered, question_for
from ..messages import unreadable, write_shown
from ..options import PRODUCT, READ, Bom, Options, takes
from ..view import VIEWS


@takes(
    *("for_", "placed_in_service", "year", "acquired", "test", "half", "screening", *PRODUCT, "format_"),
    *("output", *READ, "sdn", "sdn_date", "reading", "scenario", "color"),
    formats=[Format.TEXT, Format.JSON],
    helps={"half": "The half of the credit to reach: minerals, components or both."},
)
def levers(context: typer.Context, bom: Bom, given: Options) -> None:
    """Find the fewest sourcing changes that would produce a pass. The exit status is 0 if the file can be read."""
    asked = question_for(context, given)
    find_levers = offered(asked, "levers")
    try:
        view = find_levers(open_input(context, bom, asked, given))
    except Unreadable as error:
        raise unreadable(error, given.color) from None
    write_shown(view, VIEWS[asked.regime].levers(view), given)
