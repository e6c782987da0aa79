"""What comes out. Every number is already its exact or cut text, so that a renderer computes nothing."""

from typing import Annotated, Protocol

import msgspec

from ..model.findings import Finding, Severity
from ..model.settings import ColumnsFile
from ..model.statuses import Outcome, ScreenStatus, Status
from ..rules.rulebook import Date
from ..rules.scenario import Scenario

SCHEMA_VERSION = 1


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


class UnknownFact(msgspec.Struct, frozen=True):
    """Something that is not known: `kind` is value, origin (where a step was done) or value_added.

    The two percentages are the low end if it turns out best, and the high end if it turns out worst, all else as it is.
    """

    kind: str
    line: str
    mineral: str
    step: str | None
    cells: list[str]
    low_if_best_percentage: str
    high_if_worst_percentage: str


class BreakEven(msgspec.Struct, frozen=True):
    """The outcome is sure if the line's value (or, with `step`, the value added that is not known) is so.

    `relation` is at_most, at_least, below or above; `usd` never makes the bound wider than `exact`.
    """

    line: str
    mineral: str
    step: str | None
    outcome: Status
    relation: str
    usd: str
    exact: str
    cells: list[str]


class Deciding(msgspec.Struct, frozen=True):
    """What an incomplete percentage hangs on: the fewest facts that could settle it either way, and all that are open.

    `to_pass` and `to_fail` are None where no answers can settle it so, and where no line has a value.
    """

    to_pass: list[UnknownFact] | None
    to_fail: list[UnknownFact] | None
    to_fail_is_fewest: bool
    facts: list[UnknownFact]
    break_evens: list[BreakEven]


class VehicleFacts(msgspec.Struct, frozen=True):
    """The vehicle as the verdict took it; `placed_in_service` is a date, or a year where any day of it is meant."""

    placed_in_service: str | None = None
    acquired: str | None = None
    report_date: str | None = None
    model: str | None = None
    model_year: str | None = None
    final_assembly_country: str | None = None
    vehicle_class: str | None = None
    msrp_usd: str | None = None
    battery_kwh: str | None = None
    gvwr_lb: str | None = None
    transition_report: bool | None = None
    qualified_manufacturer: bool | None = None
    rechargeable_from_outside: bool | None = None


class Verdict(msgspec.Struct, frozen=True):
    """`only_if` is the condition, among those listed, without which a pass is none and has no amount."""

    status: Status
    headline: str
    amount_usd: int | None = None
    only_if: str | None = None
    conditions: list[str] = []
    findings: list[str] = []


class Test(msgspec.Struct, frozen=True):
    """One test's answer: shares as exact fractions, `percentage` cut to four decimals, the low end of an interval."""

    test: str
    available: bool
    status: Status
    percentage: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None


class Mineral(msgspec.Struct, frozen=True):
    mineral: str
    value_usd: str | None
    share_percentage: str | None
    qualifying_value_usd: str | None
    unpriced_lines: list[str] = []


class Origin(msgspec.Struct, frozen=True):
    """A mineral's value by step and country; `counts` is None where the country is not known."""

    mineral: str
    step: str
    country: str | None
    country_name: str
    value_usd: str | None
    share_percentage: str | None
    counts: bool | None


class Flow(msgspec.Struct, frozen=True):
    """Value of a mineral from extraction through processing, or recycling (`step`), to whether it counts.

    A place is a country's name, `several` or `not known`; `extraction` is None where that step does not occur. Chains
    without a value are not in it. With cents cut off, the flows may add up to a few cents less than the total.
    """

    mineral: str
    extraction: str | None
    processing: str
    step: str
    outcome: Outcome
    value_usd: str


class ChainCells(msgspec.Struct, frozen=True, gc=False):
    value: str
    extraction: tuple[str, ...]
    processing: tuple[str, ...]
    recycling: tuple[str, ...]


class ChainCountries(msgspec.Struct, frozen=True, gc=False):
    """The countries of each step's sites, in the order of their cells; None where one is not known."""

    extraction: tuple[str | None, ...]
    processing: tuple[str | None, ...]
    recycling: tuple[str | None, ...]


class ChainShare(msgspec.Struct, frozen=True, gc=False):
    """One procurement chain. A step's share is None where it does not occur, and where its low and high differ."""

    line: str
    mineral: str
    material: str | None
    component: str | None
    value_usd: str | None
    extraction: str | None
    extraction_low: str | None
    extraction_high: str | None
    processing: str | None
    processing_low: str | None
    processing_high: str | None
    recycling: str | None
    recycling_low: str | None
    recycling_high: str | None
    share: str | None
    share_low: str
    share_high: str
    screened: bool
    cells: ChainCells
    countries: ChainCountries


class CriticalMinerals(msgspec.Struct, frozen=True):
    """The percentage against the requirement. The figures are those of `test`."""

    status: Status
    test: str
    required_percentage: str | None
    requirement_citation: str | None
    percentage: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None
    gap_points: str | None
    total_value_usd: str | None
    qualifying_value_usd: str | None
    tests: list[Test] = []
    minerals: list[Mineral] = []
    origins: list[Origin] = []
    flows: list[Flow] = []
    chains: list[ChainShare] = []


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


class FeocScreen(msgspec.Struct, frozen=True):
    status: ScreenStatus
    minerals_screened: bool
    components_screened: bool
    entities: list[EntityScreened] = []
    requests: list[Request] = []


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


class Asked(msgspec.Struct, frozen=True, kw_only=True):
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
    scenario: Scenario | None = None
    encoding: str | None = None


class CleanVehicleAsked(Asked, frozen=True):
    """What was asked under section 30D.

    `placed_in_service` is a date or a year; it and `acquired` are None where the file itself was to say, and those of
    `sheet_first` are for a file that does not. `test` is None for any that is available.
    """

    placed_in_service: str | None = None
    acquired: Date | None = None
    sheet_first: list[str] = []
    test: str | None = None


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
    def asked(self) -> Asked | None: ...


class CleanVehicleReport(msgspec.Struct, frozen=True, tag_field="regime", tag="clean-vehicle"):
    """A report under section 30D."""

    bom: Bom
    verdict: Verdict
    findings: list[Finding]
    vehicle: VehicleFacts | None = None
    screening: bool = False
    scenario: ScenarioUsed | None = None
    critical_minerals: CriticalMinerals | None = None
    feoc: FeocScreen | None = None
    deciding: Deciding | None = None
    readings: list[ReadingUsed] = []
    lists: list[ListScreened] = []
    certificates: list[CertificateJudged] = []
    asked: CleanVehicleAsked | None = None

    @property
    def regime(self) -> str:
        """Its id."""
        return str(self.__struct_config__.tag)


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
