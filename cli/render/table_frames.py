"""The run's table as pandas frames."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ...engine.questions.batch.baseline import Baseline
from ...engine.questions.batch.table import columns
from ...engine.report.outline import Outline

if TYPE_CHECKING:
    import pandas as pd

_ROWS_AT_ONCE = 10_000


def frames(outlines: Iterable[Outline], baseline: Baseline | None = None) -> "Iterator[pd.DataFrame]":
    """The rows in their order, at most 10,000 a frame. Columns are of objects: pandas turns nothing into a float."""
    import pandas as pd

    rest = iter(outlines)
    while rows := list(islice(rest, _ROWS_AT_ONCE)):
        values = {name: [of(row) for row in rows] for name, _, of in columns(baseline)}
        yield pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in values.items()})
