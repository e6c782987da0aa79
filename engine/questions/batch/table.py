"""The run as a table: one row for each bill of materials."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from ...report.outline import Outline
from .baseline import Baseline, standing

Value = str | int | Decimal | list[str] | None


class Kind(Enum):
    """What a column holds: money in USD and points (percentages) are exact decimals, cut as in the report."""

    TEXT = auto()
    COUNT = auto()
    USD = auto()
    POINTS = auto()
    WORDS = auto()
    """Several texts none of which holds a space, such as codes."""
    TEXTS = auto()


class Column(NamedTuple):
    name: str
    kind: Kind
    of: Callable[[Outline], Value]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


COLUMNS = [
    Column("bom", Kind.TEXT, lambda o: o.bom.title),
    Column("verdict", Kind.TEXT, lambda o: str(o.status)),
    Column("amount_usd", Kind.COUNT, lambda o: o.amount_usd),
    Column("placed_in_service", Kind.TEXT, lambda o: o.placed_in_service),
    Column("acquired", Kind.TEXT, lambda o: o.acquired),
    Column("required_percentage", Kind.POINTS, lambda o: _decimal(o.required_percentage)),
    Column("percentage", Kind.POINTS, lambda o: _decimal(o.percentage)),
    Column("low", Kind.TEXT, lambda o: o.low),
    Column("high", Kind.TEXT, lambda o: o.high),
    Column("test", Kind.TEXT, lambda o: o.test),
    Column("total_value_usd", Kind.USD, lambda o: _decimal(o.total_value_usd)),
    Column("qualifying_value_usd", Kind.USD, lambda o: _decimal(o.qualifying_value_usd)),
    Column("feoc", Kind.TEXT, lambda o: None if o.feoc is None else str(o.feoc)),
    Column("errors", Kind.COUNT, lambda o: o.errors),
    Column("warnings", Kind.COUNT, lambda o: o.warnings),
    Column("findings", Kind.WORDS, lambda o: o.decisive),
    Column("conditions", Kind.TEXTS, lambda o: o.conditions),
    Column("screening", Kind.TEXT, lambda o: "SCREENING" if o.screening else None),
    Column("scenario", Kind.TEXT, lambda o: None if o.scenario is None else f"SCENARIO {o.scenario.name}"),
    Column("file", Kind.TEXT, lambda o: o.bom.path),
    Column("name", Kind.TEXT, lambda o: o.bom.name),
    Column("headline", Kind.TEXT, lambda o: o.headline),
    Column("gap_points", Kind.POINTS, lambda o: _decimal(o.gap_points)),
    Column("codes", Kind.WORDS, lambda o: o.codes),
    Column("feoc_suppliers", Kind.TEXTS, lambda o: o.feoc_suppliers),
    Column("open_suppliers", Kind.TEXTS, lambda o: o.open_suppliers),
    Column("sha256", Kind.TEXT, lambda o: o.bom.sha256),
    Column("defect", Kind.TEXT, lambda o: o.defect),
    Column("against_baseline", Kind.TEXT, lambda _: None),
]
"""The columns of the CSV report, then what a report says besides, and what only a baseline says."""


def columns(baseline: Baseline | None) -> list[Column]:
    """The columns, of which the last says what changed since the baseline."""
    return [*COLUMNS[:-1], COLUMNS[-1]._replace(of=lambda outline: standing(baseline, outline))]
