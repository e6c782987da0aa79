"""What the view of a regime says of its reports, besides what every report says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from .sections import Block, Column, Facts, Medium, Period, Section, Text


class RegimeView(Protocol):
    """The regime's own part of the view of its reports."""

    title: ClassVar[str]
    """What a report is on, such as `Critical minerals`."""
    about: ClassVar[str]
    """The question that a report answers."""
    merged: ClassVar[Mapping[str, str]]
    """By code, what to say instead where a terminal would show many findings of it."""
    sheets: ClassVar[Sequence[str]]
    """The tables that have a sheet of their own in a workbook."""
    dated: ClassVar[tuple[str, str]]
    """What happens on the date that a period is of, such as `placed in service`, and of what: `vehicles`."""
    periods: ClassVar[Sequence[Column]]
    """What is shown of each period besides its days and the verdict."""

    def facts(self, report: Any, medium: Medium) -> Facts | None:
        """What the verdict is on, for the top of the report."""

    def sections(self, report: Any, medium: Medium) -> Iterable[Section]:
        """The sections between the top and the findings."""

    def figure(self, report: Any) -> str | None:
        """The main number in a few words, to stand beside the verdict."""

    def authority(self, report: Any) -> str | None:
        """The citation of the requirement."""

    def period(self, period: Any, medium: Medium) -> list[Text]:
        """The cells of a period under the columns of `periods`."""

    def bar(self, period: Any) -> Period:
        """A period in a chart."""

    def changes(self, diff: Any) -> Iterable[Block | Section]:
        """Both sides of a comparison, and what is between them."""
