"""The JSON report, and its schema. Same input, same bytes."""

from collections.abc import Iterable, Iterator

import msgspec

from ...engine.regimes.registry import run_type
from ...engine.report.report import Report, Run
from ...engine.report.run_head import RunHead

_REPORTS = '"reports": []'


def json_piece(report: Report) -> str:
    """One report as it stands in a run's list."""
    return _indented(report).replace("\n", "\n  ")  # no string of JSON holds a line's end as it is


def json_whole(run: RunHead, pieces: Iterable[str]) -> Iterator[str]:
    """The whole run as indented JSON."""
    without = Run(
        schema_version=run.schema_version,
        tool=run.tool,
        rulebook=run.rulebook,
        summary=run.summary,
        reports=[],
        configuration=run.configuration,
        overview=run.overview,
        baseline=run.comparison,
        shard=run.shard,
    )
    before, _, after = _indented(without).partition(_REPORTS)
    yield before + '"reports": ['
    for number, piece in enumerate(pieces):
        yield ",\n  " if number else "\n  "
        yield piece
    yield f"\n ]{after}\n"


def _indented(said: Report | Run) -> str:
    return msgspec.json.format(msgspec.json.encode(said), indent=1).decode()


def render_schema() -> str:
    """The JSON Schema of `json_whole`."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(run_type())), indent=1).decode() + "\n"
