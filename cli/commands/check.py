"""`critmin check`: a report on each bill of materials."""

import typer

from ...engine.model.settings import BOM_SHEETS
from ..checking import check_files
from ..choices import Format
from ..laws import vehicle_question
from ..options import READ, RUN, WAIVING, Boms, Options, takes


@takes(
    *("placed_in_service", "year", "acquired", "test", "half", "screening", "format_", "output", *READ),
    *("sdn", "sdn_date", "reading", "scenario", *RUN, *WAIVING, "shard", "jobs", "scheduler"),
    *("redact", "quiet", "color"),
    formats=[*Format],
)
def check(context: typer.Context, boms: Boms, given: Options) -> None:
    """Decide whether bills of materials meet the requirements for critical minerals and battery components."""
    raise typer.Exit(check_files(context, boms, BOM_SHEETS, vehicle_question, given))
