"""The interface of a regime's view: what it adds to the common parts of every report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

import msgspec

from ...engine.regimes.regime import NotOffered
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


class RegimeView(Protocol):
    """The regime's own part of the view of its reports."""

    title: ClassVar[str]
    """The subject of a report, such as `Clean vehicle credit`."""
    about: ClassVar[str]
    """The question that a report answers."""
    sheets: ClassVar[Sequence[str]]
    """The tables that have a sheet of their own in a workbook."""
    dated: ClassVar[tuple[str, str]]
    """The event on the date of a period, such as `placed in service`, and its subject: `vehicles`."""
    periods: ClassVar[Sequence[Column]]
    """The columns for each period besides its days and the verdict."""

    index: ClassVar[Sequence[Column]] = ()
    """The columns in the table of many reports, besides the verdict and the percentage."""
    screen: ClassVar[ScreenTitles | None] = None
    """None: the regime screens no suppliers."""

    def index_cells(self, outline: Outline) -> list[Text | Entry]:
        """The cells of a report under the columns of `index`."""
        return []

    def facts(self, report: Any) -> Facts | None:
        """The facts that the verdict is about, for the top of the report."""

    def stated(self, report: Any) -> frozenset[str]:
        """The codes of the findings that its causes and steps state."""

    def causes(self, report: Any) -> list[Text]:
        """Why it is not a pass: facts with their cells, the worst first."""

    def steps(self, report: Any) -> list[Text]:
        """What to do next, by supplier."""

    def brief(self, report: Any) -> Iterable[Section]:
        """The main figures in a few lines each."""

    def memo(self, report: Any) -> Iterable[Section]:
        """The main figures in a memo for the file, which has two pages."""
        return self.brief(report)

    def sections(self, report: Any) -> Iterable[Section]:
        """All sections of the regime, what blocks a pass first."""

    def sheet_tables(self, report: Any) -> Iterable[Table]:
        """The tables named in `sheets`."""

    def figure(self, report: Any) -> str | None:
        """The main number in a few words, shown beside the verdict."""

    def authority(self, report: Any) -> str | None:
        """The citation of the requirement."""

    def period(self, period: Any) -> list[Text]:
        """The cells of a period under the columns of `periods`."""

    def period_notes(self, periods: Sequence[Any]) -> list[str]:
        """Notes to the table of the periods."""
        return []

    def period_sections(self, periods: Sequence[Any]) -> Iterable[Section]:
        """What else the periods show, after their table."""
        return ()

    def bars(self, period: Any) -> Mapping[str, Period]:
        """A period in each chart, by the chart's title, which is empty where there is one."""

    def changes(self, diff: Any) -> Iterable[Block | Section]:
        """Both sides of a comparison, and the differences."""

    def rules(self, view: Any) -> Iterable[Paragraph | Section]:
        """The rules as they are listed, between the rulebook's name and its open readings."""
        return [rule_table("Rules", view.rules)]

    def scenarios(self, view: Any) -> Iterable[Paragraph | Section]:
        """The scenarios that it offers, after its open readings."""
        return ()

    def trace(self, report: Any) -> Iterable[Banner | Line | Paragraph | Section]:
        """The report in `critmin trace`, if the regime offers it."""
        return ()

    def trace_content(self, report: Any) -> Mapping[str, Any]:
        """The part of a report that is its trace."""
        return {}

    def trace_table(self, report: Any) -> Table:
        """The trace as a table."""
        return Table([], [])

    def levers(self, found: Any) -> Iterable[Banner | Line | Paragraph | Section]:
        """What to change so that it passes, if the regime offers it."""
        return ()

    def pack(self, pack: Any) -> PackPages:
        """The parts of the manufacturer's file, if the regime offers it.

        Raises:
            NotOffered: it does not.
        """
        raise NotOffered(f"pack: not offered for {self.title}")

    def request_law(self) -> list[str]:
        """The law by which a supplier is asked, for it to read, in paragraphs."""
        return []

    def first_countries(self) -> list[str]:
        """The country names that come first in a list."""
        return []


def rule_table(title: str, rows: Iterable[RuleRow]) -> Section:
    """Rules, a row each."""
    table = Table(left("rule", "value", "law"), [[row.rule, row.value, row.citation] for row in rows])
    return Section(title, [table])
