"""`critmin schema`: the JSON Schema of the JSON report."""

import sys


def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    from ..render.json import render_schema

    sys.stdout.write(render_schema())
