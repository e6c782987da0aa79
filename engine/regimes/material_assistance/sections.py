"""The sections of a report on material assistance. Every number is already its exact or cut text."""

from collections.abc import Sequence

import msgspec

from ...model.findings import Finding
from ...model.statuses import Status
from ...report.report import (
    AppliedReading,
    AppliedScenario,
    Bom,
    CertificateStatus,
    Request,
    ScreenedList,
    Verdict,
)
from ...report.withheld import Scope
from .question import MaterialAssistanceInquiry


class ItemRow(msgspec.Struct, frozen=True, gc=False):
    """One item: `line` is the number of its row, `status` pfe, not_pfe, part, unknown or excluded.

    `non_pfe_low` and `non_pfe_high` are the share that is not a prohibited foreign entity's, None if it is left out of
    the ratio. `certificate` is the id of the certificate by which it counts. `cost_usd` is cut to the cent,
    `cost_exact` is not. `why` states the facts against it, or what is missing; `own_gaps` are the cells of its row that
    would settle it, none where something else is missing too.
    """

    item: str
    line: str
    cost_usd: str | None
    cost_exact: str | None
    producer: str | None
    supplier: str | None
    country: str | None
    status: str
    non_pfe_low: str | None
    non_pfe_high: str | None
    certificate: str | None
    why: str
    cells: tuple[str, ...]
    own_gaps: tuple[str, ...] = ()


class HolderRow(msgspec.Struct, frozen=True, gc=False):
    """Who holds what of an entity directly, in percent of value and votes; None if a percentage is not stated.

    `kind` is entity (`holder` names it), governments (what covered nations' governments hold as stated) or unexplained
    (what no row of Ownership explains).
    """

    kind: str
    holder: str | None
    equity_percentage: str | None
    votes_percentage: str | None
    cells: tuple[str, ...]


class EntityRow(msgspec.Struct, frozen=True):
    """An entity that an item, the taxpayer or a holding names, with its status and the path that leads to it.

    `holders` are its direct holders.
    """

    entity: str
    status: str
    limbs: list[str]
    why: list[str]
    holders: list[HolderRow] = []


class TaxpayerRow(msgspec.Struct, frozen=True):
    """The taxpayer, None if it is not named; its status is then unknown."""

    entity: str | None
    status: str


class RestsOn(msgspec.Struct, frozen=True):
    """The cost that counts by certificate, and by the facts of its producer, in US dollars."""

    certificates_usd: str
    facts_usd: str


class MaterialAssistance(msgspec.Struct, frozen=True):
    """The material assistance cost ratio against the threshold.

    `basis` is the day that decides the threshold, `date` that day, or a year if any of its days is meant. `ratio` is
    the lowest possible ratio in percent, cut to four decimals; `exact`, `low` and `high` are fractions; all are None if
    no cost is in the ratio. `needed_usd` is the cost that must change from a prohibited foreign entity's to reach the
    threshold, None if a cost is unknown.
    """

    status: Status
    class_: str = msgspec.field(name="class")
    basis: str
    date: str
    threshold_percentage: str | None
    threshold_citation: str | None
    ratio: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None
    gap_points: str | None
    total_cost_usd: str
    non_pfe_cost_usd: str
    excluded_cost_usd: str
    needed_usd: str | None
    rests_on: RestsOn
    taxpayer: TaxpayerRow
    cost_basis: str | None = None
    taxable_year_begins: str | None = None
    items: Sequence[ItemRow] = []
    entities: list[EntityRow] = []
    requests: list[Request] = []


class UnknownFact(msgspec.Struct, frozen=True):
    """A missing fact: `kind` is cost, or certificate (the status of what one supplier sells, in `lines`).

    The percentages are the lowest possible ratio if the fact is the best possible, and the highest if it is the worst.
    """

    kind: str
    supplier: str
    lines: list[str]
    missing: list[str]
    cells: list[str]
    low_if_best_percentage: str
    high_if_worst_percentage: str


class BreakEven(msgspec.Struct, frozen=True):
    """A limit on the unknown cost of an item that decides the outcome.

    `relation` is at_most, at_least, below or above; `usd` is rounded so that it never widens the limit `exact`.
    """

    line: str
    item: str
    outcome: Status
    relation: str
    usd: str
    exact: str
    cells: list[str]


class Deciding(msgspec.Struct, frozen=True):
    """What would decide an open ratio: the fewest facts for each outcome, and all missing ones.

    `to_pass` and `to_fail` are None if no facts can produce that outcome, or no item has a cost.
    """

    to_pass: list[UnknownFact] | None
    to_fail: list[UnknownFact] | None
    to_fail_is_fewest: bool
    facts: list[UnknownFact]
    break_evens: list[BreakEven]


class MaterialAssistanceReport(msgspec.Struct, frozen=True, tag_field="regime", tag="material-assistance"):
    """A report on material assistance. The sections of other regimes are null."""

    bom: Bom
    verdict: Verdict
    findings: list[Finding]
    screening: bool = False
    scenario: AppliedScenario | None = None
    material_assistance: MaterialAssistance | None = None
    deciding: Deciding | None = None
    readings: list[AppliedReading] = []
    lists: list[ScreenedList] = []
    certificates: list[CertificateStatus] = []
    asked: MaterialAssistanceInquiry | None = None
    vehicle: None = None
    critical_minerals: None = None
    feoc: None = None
    battery_components: None = None
    credit: None = None
    redacted: Scope | msgspec.UnsetType = msgspec.UNSET

    @property
    def regime(self) -> str:
        return str(self.__struct_config__.tag)
