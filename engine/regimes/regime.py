"""What a regime offers: all that check, horizon, diff, verify, a batch and every format need of a body of law.

A regime is a folder here with its data in `data/regimes/`, a file in `cli/view/` and a command; nothing else names it.
Its own question names it, so that whoever has a question has the regime (`registry.regime_of`). It reads facts, judges
them to a result of numbers and things, and makes the wire format of that once, at the end. A rulebook is whatever its
rules are, which are walked. A test adds a regime to `registry.REGIMES` and takes it through every
question: `tests/tiny_regime.py` is a whole one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from ..entities.designations import DesignatedList
from ..intake.tables.book import Book
from ..model.findings import Finding, Unreadable
from ..model.settings import Settings
from ..model.statuses import Status
from ..report.columns import Columns
from ..report.outline import Outline
from ..report.report import AppliedRulebook, AppliedScenario, Bom, Inquiry, Report, Tool
from ..report.rules_view import RulesView, RuleText, explain_rules, view_rules
from ..rules.readings import Readings
from ..rules.rule import Date
from ..rules.rulebook import Rulebook, Scenario


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a bill of materials, whatever the regime.

    `readings` are the choices taken of the open questions of law, the defaults where it is None; `screening` takes a
    supplier without an adverse fact as attested; `sdn` is a list of designated entities to look every name up in;
    `scenario` supposes law and facts to be others; `sheet_first` names the dates that are here only for files that
    state none.
    """

    regime: ClassVar[str]
    screening: bool = False
    readings: Readings | None = None
    sdn: DesignatedList | None = None
    scenario: Scenario | None = None
    sheet_first: frozenset[str] = frozenset()


class CannotAsk(ValueError):
    """A record that asks for what this program cannot do; the text says what."""


class Facts(Protocol):
    """What is asked of every regime's facts: from how many lines they come, what was found, whether they will do."""

    @property
    def lines(self) -> int: ...
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def readable(self) -> bool: ...


class _Span(msgspec.Struct, frozen=True):
    """Days on which nothing of the rules changes; `last` None: open."""

    first: str
    last: str | None


class PeriodVerdict(_Span, frozen=True, kw_only=True):
    """The verdict on the days of one period. `reasons` decide it; `only_if` is a condition on which a pass depends.

    A regime puts its own figures between.
    """

    status: Status
    only_if: str | None
    reasons: list[Finding]


class Diff(msgspec.Struct, frozen=True):
    """What every comparison of two bills of materials says. A regime adds the two sides, and what is between them."""

    schema_version: int
    tool: Tool
    rulebook: AppliedRulebook
    exit_status: int
    flipped: bool
    worse: bool
    headline: str


class Case(msgspec.Struct, frozen=True):
    """One bill of materials under a question: what was read of it, and the facts and the rulebook of the scenario.

    `asked` is the record of the question. `read` and `facts` are the same without a scenario. `refusal` says why there
    are none.
    """

    bom: Bom
    question: Any
    asked: Inquiry[Any]
    rulebook: Any
    read: Any = None
    facts: Any = None
    scenario: AppliedScenario | None = None
    refusal: Unreadable | None = None

    def refuse(self) -> None:
        """Raises the refusal, if there is one.

        Raises:
            Unreadable: it cannot be read.
        """
        if self.refusal is not None:
            raise self.refusal


class Check(msgspec.Struct, frozen=True):
    """A case with its report, and the regime's result, which is None where there is no verdict."""

    case: Case
    report: Any
    result: Any


class NotOffered(ValueError):
    """A question that a regime does not answer; the text says which."""


F = TypeVar("F", bound=Facts)
L = TypeVar("L", bound=Rulebook)
Q = TypeVar("Q", bound=Question)
R = TypeVar("R")
S = TypeVar("S", bound=Scenario)


class Scenarios(NamedTuple, Generic[F, L, S]):
    """How a regime supposes law and facts to be others.

    `load` takes the name of a scenario that ships, or a file. `law` and `facts` give what is supposed, and what is
    changed, a sentence each; `facts` raises `Unreadable` where a scenario names what the facts do not have.
    """

    load: Callable[[str, L], S]
    law: Callable[[S, L], tuple[L, list[str]]]
    facts: Callable[[S, F], tuple[F, list[str]]]


class Regime(msgspec.Struct, Generic[F, L, Q, R], frozen=True):
    """A body of law: its facts are F, its rulebook is an L, a question to it is a Q, and its result an R.

    `judge` and `period` raise `Unreadable` where a date is missing or contradicts another, `restore` raises
    `CannotAsk`. What comes last and has a default may be left out.
    """

    id: str
    title: str
    report_type: type[Any]
    """Its reports: the fields of every `Report` and sections of its own; JSON tells them apart by `regime`."""
    inquiry_type: type[Inquiry[Any]]
    """What its reports record of a question: the fields of every `Inquiry`, and the dates and choices of its law."""
    rulebook: Callable[[], L]
    """The rulebook that ships."""

    record: Callable[[Q, dict[str, Any]], Inquiry[Any]]
    """A question as a report records it, from what is the regime's own and the fields that every record has."""
    restore: Callable[[Any, L, dict[str, Any]], Q]
    """The question that a record holds, from the record and the fields that every question has."""

    read: Callable[[Book, Settings], F]
    """The facts of a file as far as it can be read, and all problems of all its sheets."""
    judge: Callable[[F, Q, L], R]
    """The verdict and what it rests on, in numbers and things."""
    report: Callable[[Bom, R], Report]
    """A result as the wire format has it, but for what was asked and under which scenario."""
    contradictions: Callable[[Any, L], Iterator[str]]
    """In what a report that is handed over disagrees with itself, its verdict with its parts first of all."""
    outline: Callable[[Any], Outline]
    """What a run keeps of a report."""

    columns: Columns
    """What the table of a run shows of outlines."""

    days: Callable[[F], Iterable[Date]]
    """The days on which these facts begin to be others."""
    period: Callable[[F, Q, L, Date, Date | None], PeriodVerdict]
    """The verdict on every day from the first to the last, on which no rule changes; None: open."""
    difference: Callable[[Check, Check, L, dict[str, Any]], Diff]
    """Two sides compared, from the fields of `Diff`, under the rulebook that ships. A side may be unreadable."""
    parts: Mapping[str, str]
    """What `verify` calls the parts of a report, in the order in which a person asks for them, by JSON pointer."""
    known_by: Mapping[str, tuple[str, ...]]
    """The keys that tell the items of a report's lists apart, by the list's name."""

    view_rules: Callable[[L, Date | None], RulesView] = view_rules
    """What `critmin rules` shows: the rules of all dates, or those in force on one."""
    explain_rules: Callable[[L], Iterable[RuleText]] = explain_rules
    """What `critmin explain` says of each rule."""
    scenarios: Scenarios[F, L, Any] | None = None
    trace: bool = False
    """Whether its view has a trace of a report."""
    levers: Callable[[Case], Any] | None = None
    """The fewest changes of sourcing that would make it pass. It raises `Unreadable`."""

    @property
    def folder(self) -> str:
        """Its folder in `data/regimes/`."""
        return self.id.replace("-", "_")

    def offered(self, name: str) -> Any:
        """What it offers under the name of a field.

        Raises:
            NotOffered: it does not.
        """
        found = getattr(self, name)
        if not found:
            raise NotOffered(f"{name}: not offered for {self.title} ({self.id})")
        return found
