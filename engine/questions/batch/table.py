"""The run as a table: one row for each bill of materials."""

from ...regimes.registry import REGIMES
from ...report.columns import Column, Kind
from .baseline import Baseline, standing


def report_columns(regime: str, baseline: Baseline | None, *, compared: bool) -> list[Column]:
    """The columns of a regime's CSV report; of a run that is compared with a baseline, what changed since, too."""
    return [*REGIMES[regime].columns.report, *([_changed(baseline)] if compared else [])]


def table_columns(regime: str, baseline: Baseline | None) -> list[Column]:
    """The columns of a regime's table."""
    columns = REGIMES[regime].columns
    return [*columns.report, *columns.besides, _changed(baseline)]


def _changed(baseline: Baseline | None) -> Column:
    return Column("against_baseline", Kind.TEXT, lambda outline: standing(baseline, outline))
