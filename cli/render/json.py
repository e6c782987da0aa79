"""The JSON report, and its schema. Same input, same bytes."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from ...engine.regimes.registry import run_type
from ...engine.report.report import Run

if TYPE_CHECKING:
    from ...engine.questions.batch.run_head import RunHead
    from ...engine.report.outline import Outline
    from ...engine.report.report import Report
    from .formats import Look

_REPORTS = '"reports": []'


def indented(value: Any) -> str:
    """What a command found, as JSON with an indent."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def piece(_: "Look", __: int, report: "Report") -> str:
    """One report as it stands in a run's list."""
    return indented(report).replace("\n", "\n  ")  # no string of JSON holds a line's end as it is


def whole(
    _: "Look", run: "RunHead", pieces: Callable[[], Iterator[str]], outlines: "Callable[[], Iterator[Outline]]"
) -> Iterator[str]:
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
    before, _reports, after = indented(without).partition(_REPORTS)
    yield before + '"reports": ['
    for number, text in enumerate(pieces()):
        yield ",\n  " if number else "\n  "
        yield text
    yield f"\n ]{after}\n"


def schema() -> str:
    """The JSON Schema of the report."""
    return indented(msgspec.json.schema(run_type())) + "\n"
