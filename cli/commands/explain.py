"""`critmin explain`: what a code of a report means, its law and its remedy."""

from typing import Annotated

import typer

from ...engine.model.quoting import quoted
from ...engine.questions.explanations import codes_about, nearest_codes
from ...engine.questions.explanations import explain as explanations_of
from .. import output as out
from ..choices import Color, ExplainFormat
from ..options import ColorWhen, RegimeName, regimes_of
from ..render.answers import shown
from ..render.explain_markdown import render_markdown
from ..view.explain import sections
from ..view.words import some


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="The code of a finding, reading, rule or source; `all` lists them.")
    ],
    regime: RegimeName = None,
    format_: Annotated[
        ExplainFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or markdown.")
    ] = ExplainFormat.TEXT,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Explain a finding, legal reading, rule or source: its meaning, authority and remedy."""

    regimes = regimes_of(regime)
    found = explanations_of(code, regimes)
    if not found:
        about = codes_about(code, regimes)
        near = (
            f"codes about it: {some(about)}" if about else f"the nearest are: {', '.join(nearest_codes(code, regimes))}"
        )
        raise typer.BadParameter(f"{quoted(code)} is not a code; {near}; `critmin explain all` lists all")
    if format_ is ExplainFormat.MARKDOWN:
        text = render_markdown(found)
    else:
        text = shown(found, sections(found), format_, width=out.width(None), color=out.in_color(color, None))
    out.write(text, None, format_)
