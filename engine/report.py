"""What comes out. Every number is already its exact or cut text, so that a renderer computes nothing."""

from enum import StrEnum

import msgspec

from .rulebook import load_findings, load_rulebook

SCHEMA_VERSION = 1


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Status(StrEnum):
    """The verdict on a bill of materials; `unreadable` where there is none."""

    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_AVAILABLE = "not_available"
    UNREADABLE = "unreadable"


class ScreenStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


class Finding(msgspec.Struct, frozen=True):
    """One thing to know: what was found and expected, how to mend it, its authority, and the cells it speaks of."""

    code: str
    severity: Severity
    message: str
    remedy: str
    citation: str
    cells: list[str] = []


def finding(code: str, message: str, *cells: str) -> Finding:
    """A finding of `data/findings.toml`; its severity, remedy and citation are that rule's."""
    rule = load_findings()[code]
    cite = load_rulebook().cite(rule.source)
    return Finding(code, Severity(rule.severity), message, rule.remedy, cite, list(dict.fromkeys(cells)))


class Findings:
    """Collects findings; the same message at several cells becomes one finding with all of them."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], list[str]] = {}

    def add(self, code: str, message: str, *cells: str) -> None:
        self._cells.setdefault((code, message), []).extend(cells)

    def all(self) -> list[Finding]:
        return [finding(code, message, *cells) for (code, message), cells in self._cells.items()]

    @property
    def unreadable(self) -> bool:
        """Whether one of them leaves no bill of materials to judge."""
        rules = load_findings()
        return any(rules[code].unreadable for code, _ in self._cells)


class Unreadable(Exception):
    """A bill of materials that cannot be judged; the findings say why and where."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings[0].message if findings else "")
        self.findings = findings


def refuse(code: str, message: str, *cells: str) -> Unreadable:
    """The exception for a file that can be read no further."""
    return Unreadable([finding(code, message, *cells)])


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class RulebookUsed(msgspec.Struct, frozen=True):
    edition: str
    sha256: str


class Summary(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    boms: int
    pass_: int
    fail: int
    incomplete: int
    not_available: int
    unreadable: int
    exit_status: int


class InputFile(msgspec.Struct, frozen=True):
    path: str
    sha256: str


class Bom(msgspec.Struct, frozen=True):
    """The input: `beside` are the companion files of a CSV."""

    path: str
    sha256: str | None
    sheet: str | None
    lines: int
    beside: list[InputFile] = []


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
    status: Status
    headline: str
    amount_usd: int | None = None
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


class ChainCells(msgspec.Struct, frozen=True, gc=False):
    value: str
    extraction: list[str]
    processing: list[str]
    recycling: list[str]


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
    cells: list[str]
    codes: list[str] = []


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


class Report(msgspec.Struct, frozen=True):
    bom: Bom
    verdict: Verdict
    findings: list[Finding]
    vehicle: VehicleFacts | None = None
    screening: bool = False
    critical_minerals: CriticalMinerals | None = None
    feoc: FeocScreen | None = None
    readings: list[ReadingUsed] = []
    lists: list[ListScreened] = []


class Run(msgspec.Struct, frozen=True):
    """The reports of one run, and what the JSON report is."""

    schema_version: int
    tool: Tool
    rulebook: RulebookUsed
    summary: Summary
    reports: list[Report]
