"""The interface of a regime: everything that the commands and the output formats need from a body of law.

A regime is a folder here, its data in `data/regimes/`, a file in `cli/view/` and a command; nothing else names it.
Its question type identifies it (`registry.regime_of`). It reads facts, judges them to a result of numbers and objects,
and converts the result to the wire format once, at the end. A test adds a complete regime, `tests/tiny_regime.py`, to
`registry.REGIMES` and runs every question on it.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from ..entities.designations import DesignatedList
from ..entities.evidence import Evidence, EvidenceUse
from ..intake.tables.book import Book
from ..model.battery import Certificate, SupplierSheets
from ..model.findings import Finding, Unreadable
from ..model.quoting import quoted
from ..model.settings import BOM_SHEETS, Settings, SheetSet
from ..model.statuses import Status
from ..model.waivers import Waivers
from ..report.decision import StatedDecisions
from ..report.disclosure import Disclosure
from ..report.outline import Column, Columns, Kind, Outline, Value, decimal
from ..report.report import AppliedRulebook, AppliedScenario, Bom, Inquiry, Report, Request, Tool
from ..report.rules_view import RulesView, RuleText, explain_rules, view_rules
from ..rules.readings import Readings
from ..rules.rule import Date, Period
from ..rules.rulebook import Rulebook, Scenario
from .asks import Ask

F = TypeVar("F", bound="Facts")
L = TypeVar("L", bound=Rulebook)
Q = TypeVar("Q", bound="Question")
R = TypeVar("R")
S = TypeVar("S", bound=Scenario)
T = TypeVar("T")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question about a bill of materials: the fields that every regime has.

    `readings` are the choices for unsettled legal questions, None for the defaults; `screening` treats a supplier
    without an adverse fact as attested; `sdn` is a list of designated entities against which every name is checked;
    `scenario` assumes other law or facts; `sheet_first` names the dates that apply only where a file states none;
    `waivers` change no verdict, only which findings fail a run.
    """

    regime: ClassVar[str]
    screening: bool = False
    readings: Readings | None = None
    sdn: DesignatedList | None = None
    scenario: Scenario | None = None
    sheet_first: frozenset[str] = frozenset()
    waivers: Waivers | None = None

    def replaced(self, facts: Any) -> Iterator[str]:
        """Each fact of the file that the question replaces by another: `acquired 2025-06-01 instead of 2025-09-01`.

        A regime that offers requests states it.
        """
        raise NotImplementedError


def differing(used: Mapping[str, str | None], stated: Mapping[str, object]) -> Iterator[str]:
    """Each fact that is used instead of another one that the file states."""
    for name, text in used.items():
        if stated[name] is not None and text != str(stated[name]):
            yield f"{name} {text} instead of {stated[name]}"


class CannotAsk(ValueError):
    """A record contains a question that this program cannot answer; the text names the reason."""


def restored(what: str, text: str | None, parse: Callable[[str], T]) -> T | None:
    """The value of a record's text.

    Raises:
        CannotAsk: the text is not valid.
    """
    try:
        return None if text is None else parse(text)
    except ValueError:
        raise CannotAsk(f"{what} {quoted(text)}") from None


class Facts(Protocol):
    """The facts of any regime: the number of lines read, the findings, and whether the facts are readable."""

    @property
    def lines(self) -> int: ...
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def readable(self) -> bool: ...


class _Span(msgspec.Struct, frozen=True):
    """Days on which no rule changes; `last` is None for an open period."""

    first: str
    last: str | None


class PeriodVerdict(_Span, frozen=True, kw_only=True):
    """The verdict for the days of one period. `reasons` decide it; a pass depends on the condition `only_if`.

    A regime adds its own figures.
    """

    status: Status
    only_if: str | None
    reasons: list[Finding]


class Diff(msgspec.Struct, frozen=True):
    """The comparison of two bills of materials. A regime adds the two sides and their differences."""

    schema_version: int
    tool: Tool
    rulebook: AppliedRulebook
    exit_status: int
    flipped: bool
    worse: bool
    headline: str


class FactChanged(msgspec.Struct, frozen=True):
    """One fact, in words, on both sides of a comparison; None if a side does not have it."""

    what: str
    old: str | None
    new: str | None


def points_between(old: str | None, new: str | None) -> str | None:
    """The change of a requirement in percentage points; None if a side has none."""
    return None if old is None or new is None else f"{int(new) - int(old):+}"


class Case(msgspec.Struct, frozen=True):
    """One bill of materials under a question, with the facts read and the facts and rulebook of the scenario.

    `asked` is the record of the question. `read` and `facts` are the same without a scenario. `refusal` is the reason
    why neither is available.
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
            Unreadable: the bill of materials cannot be read.
        """
        if self.refusal is not None:
            raise self.refusal


class Check(msgspec.Struct, frozen=True):
    """A case with its report and the regime's result; the result is None if there is no verdict."""

    case: Case
    report: Any
    result: Any


class NotOffered(ValueError):
    """The regime does not answer this question; the text names it."""


class Scenarios(NamedTuple, Generic[F, L, S]):
    """The what-if functions of a regime.

    `load` takes the name of a built-in scenario, or a file. `law` and `facts` return the changed law or facts, with one
    sentence for each change; `facts` raises `Unreadable` if a scenario names something that the facts do not have.
    """

    load: Callable[[str, L], S]
    law: Callable[[S, L], tuple[L, list[str]]]
    facts: Callable[[S, F], tuple[F, list[str]]]


class RegisteredEvidence(NamedTuple, Generic[F, R]):
    """What the register of evidence needs of a regime.

    `sheets` names the field of the facts that holds the sheets on suppliers. Of these, `uses_in` are the cells for
    attestations, and `stripped` are the fields without the attestations of some cells. Of a result, `judged` is the
    evidence on the `days` of the verdict, `status` the answer to the question, `requests` what suppliers are asked for.
    """

    sheets: str
    uses_in: Callable[[Any], Iterable[EvidenceUse]]
    stripped: Callable[[Any, Container[str]], dict[str, Any]]
    judged: Callable[[R], Evidence]
    days: Callable[[R], Period]
    status: Callable[[R], Status]
    requests: Callable[[R], Sequence[Request]]

    def uses(self, facts: F) -> Iterable[EvidenceUse]:
        return self.uses_in(getattr(facts, self.sheets))

    def without(self, facts: F, cells: Container[str]) -> F:
        """The facts without the attestations of these cells."""
        return self._with(facts, self.stripped(getattr(facts, self.sheets), cells))

    def certificates(self, facts: F) -> Mapping[str, Certificate]:
        """The certificates of the file by key."""
        sheets: SupplierSheets = getattr(facts, self.sheets)
        return sheets.certificates

    def with_certificates(self, facts: F, certificates: Mapping[str, Certificate]) -> F:
        """The facts with these certificates in place of those that the file lists."""
        return self._with(facts, {"certificates": {**self.certificates(facts), **certificates}})

    def _with(self, facts: F, changes: dict[str, Any]) -> F:
        sheets = msgspec.structs.replace(getattr(facts, self.sheets), **changes)
        changed: F = msgspec.structs.replace(facts, **{self.sheets: sheets})  # type: ignore[type-var]
        return changed


def own_columns(kind: Kind, *names: str) -> list[Column]:
    """The columns of a regime's own figures, by their names in the outline."""
    read: Callable[[str | None], Value] = {
        Kind.TEXT: lambda text: text,
        Kind.COUNT: lambda text: None if text is None else int(text),
    }.get(kind, decimal)
    return [Column(name, kind, lambda outline, name=name: read(outline.own[name])) for name in names]  # type: ignore[misc]


class Regime(msgspec.Struct, Generic[F, L, Q, R], frozen=True):
    """A body of law with facts F, rulebook L, question Q and result R.

    `judge` and `period` raise `Unreadable` if a date is missing or contradicts another, `restore` raises `CannotAsk`.
    Fields with a default are optional.
    """

    id: str
    title: str
    report_type: type[Any]
    """The type of its reports, identified in JSON by `regime`: the fields of every `Report`, and its own sections."""
    inquiry_type: type[Inquiry[Any]]
    """The type of a recorded question: the fields of every `Inquiry`, and the dates and choices of its law."""
    rulebook: Callable[[], L]
    """The rulebook that ships."""

    record: Callable[[Q, dict[str, Any]], Inquiry[Any]]
    """A question as a report records it; the dictionary holds the fields that every record has."""
    restore: Callable[[Any, L, dict[str, Any]], Q]
    """The question of a record; the dictionary holds the fields that every question has."""

    read: Callable[[Book, Settings], F]
    """The facts of a file as far as it can be read, with the problems of all its sheets."""
    judge: Callable[[F, Q, L], R]
    """The verdict and its basis, as numbers and objects."""
    report: Callable[[Bom, R], Report]
    """A result in the wire format, except the recorded question and the scenario."""
    contradictions: Callable[[Any, Q, L], Iterator[str]]
    """The inconsistencies within a submitted report, those between its verdict and its parts first."""
    outline: Callable[[Any], Outline]
    """The outline of a report, which a run keeps."""

    columns: Columns
    """The columns of the table of a run."""

    days: Callable[[F], Iterable[Date]]
    """The days on which these facts change."""
    period: Callable[[F, Q, L, Date, Date | None], PeriodVerdict]
    """The verdict for a period in which no rule changes; the last day is None for an open period."""
    difference: Callable[[Check, Check, L, dict[str, Any]], Diff]
    """The difference of two sides under the built-in rulebook, with the fields of `Diff`. A side may be unreadable."""
    parts: Mapping[str, str]
    """The names that `verify` gives to the parts of a report, by JSON pointer, in order of interest."""
    known_by: Mapping[str, tuple[str, ...]]
    """The keys that identify the items of a report's lists, by the name of the list."""

    stated: type[StatedDecisions] = StatedDecisions
    """The parts of its JSON report, of this or another version, that give the decisions of its question."""
    sheets: SheetSet = BOM_SHEETS
    """The sheets that it reads."""
    added: frozenset[str] = frozenset()
    """The sections of a report that an earlier version's does not have."""

    view_rules: Callable[[L, Date | None], RulesView] = view_rules
    """The content of `critmin rules`: the rules of all dates, or those in force on one."""
    explain_rules: Callable[[L], Iterable[RuleText]] = explain_rules
    """The explanation of each rule for `critmin explain`."""
    disclosure: Disclosure | None = None
    """What of a report may be passed on where names or prices are withheld."""
    identities: Callable[[F], Mapping[str, str]] = lambda _: {}
    """The keys of the names in these facts: spellings of the same entity share one."""
    scenarios: Scenarios[F, L, Any] | None = None
    trace: bool = False
    """Whether its view can show a trace."""
    levers: Callable[[Case], Any] | None = None
    """The fewest sourcing changes that would produce a pass. Raises `Unreadable`."""
    pack: Callable[[Check, str, int], Any] | None = None
    """The manufacturer's file on a bill of materials with a verdict, by its path and the largest document, in bytes."""
    evidence: RegisteredEvidence[F, R] | None = None
    """What the register of evidence asks."""
    asks: Callable[[R], list[Ask]] | None = None
    """What each supplier is asked, so that what is missing can be decided."""

    def settings(self, settings: Settings) -> Settings:
        """The settings for reading its sheets."""
        return msgspec.structs.replace(settings, sheets=self.sheets)

    @property
    def folder(self) -> str:
        """Its folder in `data/regimes/`."""
        return self.id.replace("-", "_")

    def offered(self, name: str) -> Any:
        """The optional function or flag in the named field.

        Raises:
            NotOffered: the regime does not offer it.
        """
        found = getattr(self, name)
        if not found:
            raise NotOffered(f"{name}: not offered for {self.title} ({self.id})")
        return found
