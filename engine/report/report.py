"""What comes out. Every number is already its exact or cut text, so that a renderer computes nothing."""

from typing import Annotated, Any, Generic, Protocol, TypeVar

import msgspec

from ..model.findings import Finding, Severity
from ..model.settings import ColumnsFile
from ..model.statuses import Status
from ..rules.rulebook import Scenario

SCHEMA_VERSION = 1

S = TypeVar("S", bound=Scenario)


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class RulebookUsed(msgspec.Struct, frozen=True):
    edition: str
    sha256: str


class Summary(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    """The counts of a run. `strict`: a warning or an error makes the run a failure, whatever the verdicts are."""

    boms: int
    pass_: int
    fail: int
    incomplete: int
    not_available: int
    unreadable: int
    exit_status: int
    strict: bool = False


class InputFile(msgspec.Struct, frozen=True):
    path: str
    sha256: str


def title_of(path: str, name: str | None) -> str:
    """What a bill of materials is called: its file, and its name where the file holds several."""
    return path if name is None else f"{path}#{name}"


class Bom(msgspec.Struct, frozen=True):
    """The input: `beside` are the companion files of a CSV; `name` says which of a file's bills of materials it is."""

    path: str
    sha256: str | None
    sheet: str | None
    lines: int
    beside: list[InputFile] = []
    name: str | None = None

    @property
    def title(self) -> str:
        """What a report calls it: its file, and its name where the file holds several."""
        return title_of(self.path, self.name)


class Verdict(msgspec.Struct, frozen=True):
    """`only_if` is the condition, among those listed, without which a pass is none and has no amount."""

    status: Status
    headline: str
    amount_usd: int | None = None
    only_if: str | None = None
    conditions: list[str] = []
    findings: list[str] = []


class GovernmentShare(msgspec.Struct, frozen=True):
    """What covered nations' governments hold, directly or not, in percent; low and high where it is not known."""

    measure: str
    low: str
    high: str


class ScreenedSite(msgspec.Struct, frozen=True, gc=False):
    """One site of one line: `status` is feoc, clean, unknown or relieved; `codes` are the findings against it."""

    line: str
    step: str
    country: str | None
    status: str
    why: str
    cells: tuple[str, ...]
    codes: tuple[str, ...] = ()


class EntityScreened(msgspec.Struct, frozen=True):
    """A supplier with its sites; the status is the worst of theirs."""

    entity: str | None
    status: str
    government: list[GovernmentShare]
    sites: list[ScreenedSite]


class Request(msgspec.Struct, frozen=True):
    """What to ask one supplier for."""

    supplier: str
    lines: list[str]
    missing: list[str]


class CertificateJudged(msgspec.Struct, frozen=True):
    """A document of the sheet `Certificates`: `status` is in_hand, or not_in_hand with why, on the verdict's days."""

    certificate: str
    supplier: str | None
    kind: str | None
    status: str
    why: str
    cells: list[str]


class ListMatch(msgspec.Struct, frozen=True):
    """A name of the bill of materials and an entry of a list: `kind` is exact, or near, which decides nothing.

    `name` is the listed name it was compared with; `alias_of` the entry's own name where that is another one;
    `entry_kind` is entity, individual, vessel or aircraft.
    """

    entity: str
    cells: list[str]
    entry: int
    name: str
    alias_of: str | None
    entry_kind: str
    programs: list[str]
    countries: list[str]
    kind: str


class ListScreened(msgspec.Struct, frozen=True):
    """A list of designated entities, and which names of the bill of materials are on it or like one on it.

    `edition` is the list's day or month, None where it is not known; `beside` its files of aliases and addresses.
    """

    name: str
    edition: str | None
    sha256: str
    entries: int
    names_screened: int
    beside: list[InputFile] = []
    matches: list[ListMatch] = []


class ReadingUsed(msgspec.Struct, frozen=True):
    """An open reading: whether the verdict depends on it."""

    id: str
    chosen: str
    other: str
    decides: bool
    text: str
    verdict_otherwise: Status


class ColumnsAsked(msgspec.Struct, frozen=True):
    """A columns file that was followed: its hash, and all that it says."""

    sha256: str
    says: ColumnsFile


class ListAsked(msgspec.Struct, frozen=True):
    """A list of designated entities that was looked into: its day or month, and the hashes of its files."""

    sha256: str
    edition: str | None
    beside: list[InputFile] = []


class Asked(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """What was asked of the bill of materials: the same files, asked the same again, give the same report.

    A regime adds the dates and choices that its law turns on. `readings` are the choices taken of each open reading;
    `fx` rates as EUR=1.08@2024-06-30; `scenario` all that the scenario says; `encoding` that of text tables, None for
    UTF-8.
    """

    screening: bool = False
    readings: dict[str, str] = {}
    sdn: ListAsked | None = None
    sheet: str | None = None
    columns: ColumnsAsked | None = None
    decimal: str | None = None
    fx: list[str] = []
    max_mb: int | None = None
    scenario: S | None = None
    encoding: str | None = None


class ScenarioUsed(msgspec.Struct, frozen=True):
    """The what-if that a report was made under: the hash of all that it says, and what it changes, in sentences."""

    name: str
    description: str
    sha256: str
    changes: list[str]


class Report(Protocol):
    """What every regime's report says. JSON tells the regimes apart by the key `regime`, which comes first."""

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
    def scenario(self) -> ScenarioUsed | None: ...
    @property
    def readings(self) -> list[ReadingUsed]: ...
    @property
    def lists(self) -> list[ListScreened]: ...
    @property
    def certificates(self) -> list[CertificateJudged]: ...
    @property
    def asked(self) -> Asked[Any] | None: ...


class ConfigurationUsed(msgspec.Struct, frozen=True):
    """Where options came from that the command line did not give: a configuration file, and environment variables."""

    path: str | None = None
    sha256: str | None = None
    environment: list[str] = []


class BomName(msgspec.Struct, frozen=True):
    """Which bill of materials is meant: its file, and its name where the file holds several."""

    path: str
    name: str | None

    @property
    def title(self) -> str:
        """What a report calls it."""
        return title_of(self.path, self.name)


class UnreadableBom(BomName, frozen=True):
    """One that has no verdict, with the codes that say why."""

    codes: list[str]


class WorstGap(BomName, frozen=True):
    """How far one is from the requirement, in percentage points: below 0 is too little."""

    status: Status
    percentage: str
    required_percentage: str
    gap_points: str


class CommonFinding(msgspec.Struct, frozen=True):
    """In how many bills of materials a finding occurs."""

    code: str
    severity: Severity
    boms: int


class CommonSupplier(msgspec.Struct, frozen=True):
    """In how many bills of materials a supplier stands so."""

    supplier: str
    boms: int


class FeocBom(BomName, frozen=True):
    """One that a FEOC in its chain fails, with the suppliers that are shown to be one."""

    suppliers: list[str]


class Overview(msgspec.Struct, frozen=True):
    """What stands out in a run of several bills of materials: at most ten of each, the worst or the commonest first.

    `feoc_failures` is how many there are of what `failed_by_feoc` names the first of. `findings` are errors and
    warnings. `feoc_suppliers` are shown to be FEOCs, `open_suppliers` not shown to be clean.
    """

    unreadable: list[UnreadableBom]
    feoc_failures: int
    failed_by_feoc: list[FeocBom]
    worst_gaps: list[WorstGap]
    findings: list[CommonFinding]
    feoc_suppliers: list[CommonSupplier]
    open_suppliers: list[CommonSupplier]


class Compared(BomName, frozen=True):
    """A verdict before and now; None where there is none."""

    before: Status | None
    now: Status | None


class Comparison(msgspec.Struct, frozen=True):
    """What changed since an earlier run, the baseline: only what is worse counts against this one.

    `made_otherwise` says in sentences in what the two runs are not alike; `newly_warned` are those whose warnings count
    against a strict run. An unchanged failure is any verdict but a pass.
    """

    path: str
    sha256: str
    made_otherwise: list[str]
    worse: list[Compared]
    better: list[Compared]
    new: list[Compared]
    gone: list[Compared]
    newly_warned: list[BomName]
    unchanged_failures: int
    unchanged_passes: int


class Shard(msgspec.Struct, frozen=True):
    """Which part of a run this is: the `number`th, from 1, of so many.

    `boms` is how many bills of materials all parts have together, `sha256` the hash of the list of their names.
    """

    number: Annotated[int, msgspec.Meta(ge=1)]
    of: Annotated[int, msgspec.Meta(ge=1)]
    boms: Annotated[int, msgspec.Meta(ge=0)]
    sha256: str

    def __post_init__(self) -> None:
        if self.number > self.of:
            raise ValueError(f"there is no {self.title}")

    @property
    def title(self) -> str:
        """`part 2 of 4`."""
        return f"part {self.number} of {self.of}"


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """The reports of one run, and what the JSON report is.

    `configuration`, `baseline` and `shard` are left out where there was none, `overview` where there is one bill of
    materials.
    """

    schema_version: int
    tool: Tool
    rulebook: RulebookUsed
    summary: Summary
    reports: list[Report]
    configuration: ConfigurationUsed | None = None
    overview: Overview | None = None
    baseline: Comparison | None = None
    shard: Shard | None = None
