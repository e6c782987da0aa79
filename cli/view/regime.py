"""The record of a regime's view: what it adds to the common parts of every report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ...engine.report.outline import Outline
from ...engine.report.rules_view import RuleRow
from .sections import Banner, Block, Column, Entry, Facts, Line, Paragraph, Period, Section, Table, Text, left

FILES = "files"
"""The sheet with the hashes of all inputs and documents."""


class PackFile(msgspec.Struct, frozen=True):
    """A file by its path beside the bill of materials, or its name elsewhere: `about` is what it is.

    `sha256` is None if it is not there; `note` is what else there is to know of it.
    """

    about: str
    path: str
    sha256: str | None
    note: str = ""


class PackPages(msgspec.Struct, frozen=True):
    """The parts of a manufacturer's file. `mark` stands on each printed page, `banner` before everything else.

    `missing` comes first, `result` goes with the verdict, `letter` is the text to sign, `contents` lists the sheets,
    `basis` says what it rests on.
    Each of `tables` has a sheet of its own; `documents` are the evidence.
    """

    mark: str
    banner: Banner
    missing: Sequence[Section]
    result: Sequence[Section]
    letter: Sequence[Section]
    contents: Section
    basis: Section
    tables: Sequence[Table]
    documents: Sequence[PackFile]


class ScreenTitles(NamedTuple):
    """The run's titles for its supplier screen: the failed screen, who fails it, and who is not cleared."""

    failed: str
    adverse: str
    open: str


def rule_table(title: str, rows: Iterable[RuleRow]) -> Section:
    """Rules, a row each."""
    table = Table(left("rule", "value", "law"), [[row.rule, row.value, row.citation] for row in rows])
    return Section(title, [table])


class RegimeView(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a regime's reports, as `Regime` says what they are. Fields with a default are optional."""

    title: str
    """The subject of a report, such as `Clean vehicle credit`."""
    about: str
    """The question that a report answers."""
    dated: tuple[str, str]
    """The event on the date of a period, such as `placed in service`, and its subject: `vehicles`."""

    facts: Callable[[Any], Facts | None] = lambda _: None
    """The facts that the verdict is about, for the top of the report."""
    figure: Callable[[Any], str | None] = lambda _: None
    """The main number in a few words, shown beside the verdict."""
    authority: Callable[[Any], str | None] = lambda _: None
    """The citation of the requirement."""
    stated: Callable[[Any], frozenset[str]] = lambda _: frozenset()
    """The codes of the findings that its causes and steps state."""
    causes: Callable[[Any], Sequence[Text]] = lambda _: ()
    """Why it is not a pass: facts with their cells, the worst first."""
    steps: Callable[[Any], Sequence[Text]] = lambda _: ()
    """What to do next, by supplier."""
    brief: Callable[[Any], Iterable[Section]] = lambda _: ()
    """The main figures in a few lines each."""
    memo: Callable[[Any], Iterable[Section]] | None = None
    """The main figures in a memo for the file, which has two pages; as `brief` if it is None."""
    sections: Callable[[Any], Iterable[Section]] = lambda _: ()
    """All sections of the regime, what blocks a pass first."""

    sheets: Sequence[str] = ()
    """The tables that have a sheet of their own in a workbook."""
    sheet_tables: Callable[[Any], Iterable[Table]] = lambda _: ()
    """The tables named in `sheets`."""
    index: Sequence[Column] = ()
    """The columns in the table of many reports, besides the verdict and the percentage."""
    index_cells: Callable[[Outline], Sequence[Text | Entry]] = lambda _: ()
    """The cells of a report under the columns of `index`."""
    screen: ScreenTitles | None = None
    """None: the regime screens no suppliers."""

    periods: Sequence[Column] = ()
    """The columns for each period besides its days and the verdict."""
    period: Callable[[Any], Sequence[Text]] = lambda _: ()
    """The cells of a period under the columns of `periods`."""
    period_notes: Callable[[Sequence[Any]], Sequence[str]] = lambda _: ()
    """Notes to the table of the periods."""
    period_sections: Callable[[Sequence[Any]], Iterable[Section]] = lambda _: ()
    """What else the periods show, after their table."""
    bars: Callable[[Any], Mapping[str, Period]] = lambda _: {}
    """A period in each chart, by the chart's title, which is empty where there is one."""

    changes: Callable[[Any], Iterable[Block | Section]] = lambda _: ()
    """Both sides of a comparison, and the differences."""
    rules: Callable[[Any], Iterable[Paragraph | Section]] = lambda view: [rule_table("Rules", view.rules)]
    """The rules as they are listed, between the rulebook's name and its open readings."""
    scenarios: Callable[[Any], Iterable[Paragraph | Section]] = lambda _: ()
    """The scenarios that it offers, after its open readings."""
    request_law: Callable[[], list[str]] = list
    """The law by which a supplier is asked, for it to read, in paragraphs."""
    first_countries: Callable[[], list[str]] = list
    """The country names that come first in a list."""

    trace: Callable[[Any], Iterable[Banner | Line | Paragraph | Section]] = lambda _: ()
    """The report in `critmin trace`, if the regime offers it, as it does what follows."""
    trace_content: Callable[[Any], Mapping[str, Any]] = lambda _: {}
    """The part of a report that is its trace."""
    trace_table: Callable[[Any], Table] = lambda _: Table([], [])
    """The trace as a table."""
    levers: Callable[[Any], Iterable[Banner | Line | Paragraph | Section]] = lambda _: ()
    """What to change so that it passes."""
    pack: Callable[[Any], PackPages] | None = None
    """The parts of the manufacturer's file."""
