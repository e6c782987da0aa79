"""The columns that every regime has in the table of a run, one row for each bill of materials."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple

from .withheld import WITHHELD

Value = str | int | Decimal | list[str] | None


class Kind(Enum):
    """The kind of content of a column: USD and percentage points are exact decimals, cut as in the report."""

    TEXT = auto()
    COUNT = auto()
    USD = auto()
    POINTS = auto()
    WORDS = auto()
    """Several texts without spaces, such as codes."""
    TEXTS = auto()


class Column(NamedTuple):
    """A column of a table: its cell `of` a row, of a run's table the outline of a report."""

    name: str
    kind: Kind
    of: Callable[[Any], Value]


def decimal(text: str | None) -> Decimal | None:
    """A number of a report; None if it is not stated, or withheld."""
    return None if text is None or text == WITHHELD else Decimal(text)


_SHARED = [
    Column("bom", Kind.TEXT, lambda o: o.bom.title),
    Column("verdict", Kind.TEXT, lambda o: str(o.status)),
    Column("amount_usd", Kind.COUNT, lambda o: o.amount_usd),
    Column("required_percentage", Kind.POINTS, lambda o: decimal(o.required_percentage)),
    Column("percentage", Kind.POINTS, lambda o: decimal(o.percentage)),
    Column("low", Kind.TEXT, lambda o: o.low),
    Column("high", Kind.TEXT, lambda o: o.high),
    Column("gap_points", Kind.POINTS, lambda o: decimal(o.gap_points)),
    Column("errors", Kind.COUNT, lambda o: o.errors),
    Column("warnings", Kind.COUNT, lambda o: o.warnings),
    Column("findings", Kind.WORDS, lambda o: o.reasons),
    Column("conditions", Kind.TEXTS, lambda o: o.conditions),
    Column("screening", Kind.TEXT, lambda o: "SCREENING" if o.screening else None),
    Column("scenario", Kind.TEXT, lambda o: None if o.scenario is None else f"SCENARIO {o.scenario.name}"),
    Column("file", Kind.TEXT, lambda o: o.bom.path),
    Column("name", Kind.TEXT, lambda o: o.bom.name),
    Column("headline", Kind.TEXT, lambda o: o.headline),
    Column("codes", Kind.WORDS, lambda o: o.codes),
    Column("sha256", Kind.TEXT, lambda o: o.bom.sha256),
    Column("waived", Kind.TEXT, lambda o: "waived" if o.passes else None),
    Column("waived_findings", Kind.WORDS, lambda o: o.waived_codes),
    Column("defect", Kind.TEXT, lambda o: o.defect),
]


def shared(*names: str) -> list[Column]:
    known = {column.name: column for column in _SHARED}
    return [known[name] for name in names]


class Columns(NamedTuple):
    """The columns of a regime: those of its CSV report, and the additional ones of its table."""

    report: list[Column]
    besides: list[Column]
