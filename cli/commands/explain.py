"""`critmin explain`: what a code of a report means, its law and its remedy."""

from typing import Annotated

import typer

from ...engine.model.quoting import quoted
from ...engine.questions.explanations import codes_about, nearest_codes
from ...engine.questions.explanations import explain as explanations_of
from ..choices import Format
from ..laws import regimes_of
from ..messages import write_shown
from ..options import Options, takes
from ..output import write
from ..render.explain_markdown import render_markdown
from ..view.explain import sections
from ..view.words import some


@takes("regime", "format_", "color", formats=[Format.TEXT, Format.JSON, Format.MARKDOWN])
def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="The code of a finding, reading, rule or source; `all` lists them.")
    ],
    given: Options,
) -> None:
    """Explain a finding, legal reading, rule or source: its meaning, authority and remedy."""
    regimes = regimes_of(given.regime)
    found = explanations_of(code, regimes)
    if not found:
        about = codes_about(code, regimes)
        near = (
            f"codes about it: {some(about)}" if about else f"the nearest are: {', '.join(nearest_codes(code, regimes))}"
        )
        raise typer.BadParameter(f"{quoted(code)} is not a code; {near}; `critmin explain all` lists all")
    if given.format_ is Format.MARKDOWN:
        write(render_markdown(found), None, given.format_)
    else:
        write_shown(found, sections(found), given)
