"""`critmin schema`: the JSON Schema of the JSON report."""

from .. import output as out


def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    from ..render.json import render_schema

    out.write(render_schema(), None, "json")
