"""`critmin schema`: the JSON Schema of the JSON report."""

from .. import output as out
from ..render.json import render_schema


def schema() -> None:
    """Print the JSON Schema of the JSON report."""

    out.write(render_schema(), None, "json")
