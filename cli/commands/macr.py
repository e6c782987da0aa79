"""`critmin macr`: a report on each product's material assistance from prohibited foreign entities."""

import typer

from ...engine.model.settings import MATERIALS_SHEETS
from ..checking import check_files
from ..choices import Format
from ..laws import product_question
from ..options import READ, RUN, WAIVING, Boms, Options, takes


@takes(
    *("class_", "sold", "construction_begins", "year", "taxable_year_begins", "format_", "output", *READ),
    *("sdn", "sdn_date", "pfe_list", "reading", *RUN, *WAIVING, "shard", "jobs", "scheduler"),
    *("redact", "quiet", "color"),
    formats=[*Format],
    helps={"year": "Any day of this year, instead of either date."},
)
def macr(context: typer.Context, boms: Boms, given: Options) -> None:
    """Decide whether products include material assistance from a prohibited foreign entity (45X, 45Y, 48E)."""
    raise typer.Exit(check_files(context, boms, MATERIALS_SHEETS, product_question, given))
