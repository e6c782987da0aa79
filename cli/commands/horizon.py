"""`critmin horizon`: the verdict in every period of the law."""

import typer

from ...engine.model.findings import Unreadable
from ...engine.questions.horizon import find_horizon
from ..choices import Format
from ..inputs import open_input
from ..laws import question_for
from ..messages import unreadable, write_shown
from ..options import READ, Bom, Options, takes
from ..output import write
from ..render.html import horizon as horizon_page
from ..view import VIEWS
from ..view.horizon import sections


@takes(
    *("for_", "acquired", "test", "half", "screening", "class_", "pfe_list", "format_", "output", *READ),
    *("sdn", "sdn_date", "reading", "scenario", "color"),
    formats=[Format.TEXT, Format.JSON, Format.HTML],
    helps={"half": "The half of the credit whose verdict is shown: minerals, components or both."},
)
def horizon(context: typer.Context, bom: Bom, given: Options) -> None:
    """Show the verdict by date placed in service, or sold, and the day it stops passing.

    The exit status is 0 if the file can be read.
    """
    asked = question_for(context, given)
    try:
        view = find_horizon(open_input(context, bom, asked, given))
    except Unreadable as error:
        raise unreadable(error, given.color) from None
    regime = VIEWS[asked.regime]
    if given.format_ is Format.HTML:
        write(horizon_page(view, regime), given.output, given.format_)
    else:
        write_shown(view, sections(view, regime), given)
