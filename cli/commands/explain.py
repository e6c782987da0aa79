"""`critmin explain`: a finding's meaning, law and remedy."""

from typing import Annotated

import typer

from .. import output as out
from ..options import Color, ColorWhen, TextOrJson


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A finding's code, a reading's id, or `all`.")],
    format_: Annotated[
        TextOrJson, typer.Option("-f", "--format", metavar="FORMAT", help="text or json.")
    ] = TextOrJson.TEXT,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Explain a finding or an open reading: its meaning, law and remedy."""
    from ...engine.explanations import explain as explanations_of
    from ...engine.explanations import nearest_codes
    from ..render.explain import render_explanations

    found = explanations_of(code)
    if not found:
        near = ", ".join(nearest_codes(code))
        raise typer.BadParameter(f"{code!r} is no code; the nearest known: {near}; `critmin explain all` lists all")
    out.write(render_explanations(found, format_, width=out.width(None), color=out.in_color(color, None)), None)
