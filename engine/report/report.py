"""The report. Every number is already its exact or cut text, so that a renderer computes nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar, overload

import msgspec

from ..model.findings import Finding
from ..model.settings import ColumnsFile
from ..model.statuses import Status
from ..model.waivers import Waivers
from ..rules.rulebook import Scenario
from .disclosure import (
    Cell,
    CertificateName,
    Code,
    Count,
    DayText,
    EntityName,
    FileName,
    Hash,
    Identifying,
    IdentifyingDay,
    LawText,
    LineName,
    ScenarioName,
    Scope,
    Setting,
    SheetName,
    Text,
    Treatment,
    words,
)

SCHEMA_VERSION = 1

S = TypeVar("S", bound=Scenario)
T = TypeVar("T")


class Rows(Sequence[T], Generic[T]):
    """Rows of a report, each created when it is read: together they may use more memory than their source.

    Encoders convert it to a list; a decoded report has a list here.
    """

    def __init__(self, of: Sequence[Any], row: Callable[[Any], T]) -> None:
        self._of, self._row = of, row

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[T]:
        return map(self._row, self._of)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        return self._row(self._of[at]) if isinstance(at, int) else [self._row(index) for index in self._of[at]]


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class AppliedRulebook(msgspec.Struct, frozen=True):
    edition: str
    sha256: str


class InputFile(msgspec.Struct, frozen=True):
    path: FileName
    sha256: Hash


class BomName(msgspec.Struct, frozen=True):
    """A bill of materials: its file, and its name where the file holds several."""

    path: str
    name: str | None

    @property
    def title(self) -> str:
        return self.path if self.name is None else f"{self.path}#{self.name}"


class BomDecision(BomName, frozen=True, kw_only=True, omit_defaults=True):
    """One decision on a bill of materials; `of` names it where a question can ask for several, else it is omitted."""

    of: str | None = None

    @property
    def title(self) -> str:
        title = BomName(self.path, self.name).title
        return title if self.of is None else f"{title}: {self.of}"


class Bom(msgspec.Struct, frozen=True):
    """The input: `beside` are the companion files of a CSV; `name` identifies one of a file's bills of materials."""

    path: FileName
    sha256: Hash | None
    sheet: SheetName | None
    lines: Count
    beside: list[InputFile] = []
    name: FileName | None = None

    @property
    def title(self) -> str:
        return BomName(self.path, self.name).title


class Verdict(msgspec.Struct, frozen=True):
    """The verdict. A pass and its amount depend on `only_if`, one of the listed conditions.

    `waived`: each error and warning among its findings is waived, so that the exit status takes it for a pass.
    """

    status: Status
    headline: Text
    amount_usd: Count | None = None  # the credit, which is the law's
    only_if: Text | None = None
    conditions: list[Text] = []
    findings: list[Code] = []
    waived: bool | msgspec.UnsetType = msgspec.UNSET


class Request(msgspec.Struct, frozen=True):
    """The request to a supplier. `certifiable` is False if no certificate takes the place of what is missing."""

    supplier: EntityName
    lines: list[LineName]
    missing: list[Text]
    certifiable: bool | msgspec.UnsetType = msgspec.UNSET


class CertificateStatus(msgspec.Struct, frozen=True):
    """A document of the sheet `Certificates`: `status`, in_hand or not_in_hand on the verdict's days, and why."""

    certificate: CertificateName
    supplier: EntityName | None
    kind: Annotated[str, words("feoc", "not-pfe", "cost")] | None
    status: Annotated[str, words("in_hand", "not_in_hand")]
    why: Text
    cells: list[Cell]


class ListMatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match of a name and an entry of a list: `kind` is exact, or near, which decides nothing.

    `name` is the matching listed name; `alias_of` the entry's own name if `name` is an alias;
    `entry_kind` is entity, individual, vessel or aircraft; `from_` and `to` are its days, if the list states them.
    """

    entity: EntityName
    cells: list[Cell]
    entry: Annotated[int, Treatment.IDENTIFYING]
    name: Identifying
    alias_of: Identifying | None
    entry_kind: Annotated[str, words("entity", "individual", "vessel", "aircraft")]
    programs: list[Identifying]
    countries: list[Identifying]
    kind: Annotated[str, words("exact", "near")]
    from_: IdentifyingDay | None = msgspec.field(default=None, name="from")
    to: IdentifyingDay | None = None


class ScreenedList(msgspec.Struct, frozen=True):
    """A list of designated entities, and the names of the bill of materials that match or resemble an entry.

    `edition` is the list's day or month, None if unknown; `beside` its files of aliases and addresses.
    """

    name: Annotated[str, words("OFAC SDN list", "list of prohibited foreign entities")]
    edition: DayText | None
    sha256: Hash
    entries: Count
    names_screened: Count
    beside: list[InputFile] = []
    matches: list[ListMatch] = []


class AppliedReading(msgspec.Struct, frozen=True):
    """An open reading, and whether the verdict depends on it.

    `decisions_otherwise` has the status that the alternative would give to each other decision that it changes, such as
    a half of the credit.
    """

    id: LawText
    chosen: LawText
    other: LawText
    decides: bool
    text: LawText
    verdict_otherwise: Status
    decisions_otherwise: dict[Annotated[str, words("critical minerals", "battery components")], Status] = {}


class InquiryColumns(msgspec.Struct, frozen=True):
    """The columns file used: its hash and its content."""

    sha256: Hash
    says: Annotated[ColumnsFile, Treatment.IDENTIFYING]


class InquiryList(msgspec.Struct, frozen=True):
    """The list of designated entities used: its day or month, and the hashes of its files."""

    sha256: Hash
    edition: DayText | None
    beside: list[InputFile] = []


class Inquiry(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """The recorded question: the same files and the same question give the same report.

    A regime adds the dates and choices that its law depends on. `readings` holds the choice for each open reading; `fx`
    rates such as EUR=1.08@2024-06-30; `scenario` its full content; `encoding` that of text tables, None for UTF-8;
    `waivers` their day, their file's hash and its content, omitted without waivers.
    """

    screening: bool = False
    readings: dict[LawText, LawText] = {}
    sdn: InquiryList | None = None
    sheet: SheetName | None = None
    columns: InquiryColumns | None = None
    decimal: Annotated[str, words("point", "comma")] | None = None
    fx: list[Setting] = []
    max_mb: Count | None = None
    scenario: Annotated[S | None, Treatment.DROPPED] = None
    encoding: Setting | None = None
    waivers: Waivers | msgspec.UnsetType = msgspec.UNSET


class AppliedScenario(msgspec.Struct, frozen=True):
    """The what-if of a report: the hash of its content, and its changes in sentences."""

    name: ScenarioName
    description: Text
    sha256: Hash
    changes: list[Text]


class Report(Protocol):
    """The fields of every regime's report. In JSON the key `regime`, which comes first, identifies the regime."""

    @property
    def regime(self) -> str: ...
    @property
    def bom(self) -> Bom: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def screening(self) -> bool: ...
    @property
    def scenario(self) -> AppliedScenario | None: ...
    @property
    def readings(self) -> list[AppliedReading]: ...
    @property
    def lists(self) -> list[ScreenedList]: ...
    @property
    def certificates(self) -> list[CertificateStatus]: ...
    @property
    def asked(self) -> Inquiry[Any] | None: ...
    @property
    def redacted(self) -> Scope | msgspec.UnsetType:
        """What is withheld; not set in a report that withholds nothing."""
