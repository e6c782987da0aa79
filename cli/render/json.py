"""The JSON report, and its schema. Same input, same bytes."""

import msgspec

from ...engine.report import Run


def render_json(run: Run) -> str:
    """The whole run as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(run), indent=1).decode() + "\n"


def render_schema() -> str:
    """The JSON Schema of `render_json`."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Run)), indent=1).decode() + "\n"
