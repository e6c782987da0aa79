"""`critmin schema`: the JSON Schema of the JSON report."""

from .. import output as out
from ..render.json import schema as json_schema


def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    out.write(json_schema(), None, "json")
