"""The page of a whole run: a table of every bill of materials, each with a link to the page of its report."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...engine.model.numbers import Fraction
from ...engine.model.statuses import ScreenStatus, Status
from ...engine.questions.batch.baseline import Baseline, Change, standing
from ...engine.report.outline import Outline
from ...engine.report.overview import worst_first
from ...engine.report.report import Report
from ...engine.report.run_head import RunHead
from .html import environment, html_piece, whole_told

_MOST_CODES = 3
_LONGEST = 60
_NOT_IN_A_NAME = re.compile("[^a-z0-9]+")


def page_piece(number: int, report: Report) -> bytes:
    """One report, as it stands on a page of its own."""
    return html_piece(1, report).encode()


def page_name(number: int, outline: Outline, all_: int) -> str:
    """The file of a report's page: its number, and what letters and digits its title has."""
    title = unicodedata.normalize("NFKD", outline.bom.title).lower()
    slug = _NOT_IN_A_NAME.sub("-", title)[-_LONGEST:].strip("-")
    return "-".join([f"{number:0{len(str(all_))}}", *([slug] if slug else [])]) + ".html"


class Row(NamedTuple):
    """What the table says of one bill of materials. `order` puts it in its place."""

    order: tuple[int, Fraction]
    page: str
    title: str
    status: Status
    percentage: str | None
    required: str | None
    gap: str | None
    feoc: ScreenStatus | None
    errors: int
    warnings: int
    codes: list[str]
    more: int
    change: Change | None


def row(number: int, outline: Outline, all_: int, baseline: Baseline | None) -> Row:
    """The row of the run's `number`th bill of materials."""
    return Row(
        worst_first(outline),
        page_name(number, outline, all_),
        outline.bom.title,
        outline.status,
        outline.percentage,
        outline.required_percentage,
        outline.gap_points,
        outline.feoc,
        outline.errors,
        outline.warnings,
        outline.decisive[:_MOST_CODES],
        max(0, len(outline.decisive) - _MOST_CODES),
        standing(baseline, outline),
    )


def index_page(run: RunHead, rows: Iterable[Row]) -> Iterator[str]:
    """The page, a part at a time."""
    in_order = sorted(rows, key=lambda one: one.order)
    return environment().get_template("index.html").generate(whole_told(run), alone=False, rows=in_order)
