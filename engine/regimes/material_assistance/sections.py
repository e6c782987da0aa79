"""The sections of a report on material assistance, and what a redacted one may say.

Every number is already its exact or cut text.
"""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import msgspec

from ...model.findings import Finding
from ...model.statuses import Status
from ...report.disclosure import (
    Cell,
    CertificateName,
    Citation,
    Country,
    DayText,
    Disclosure,
    EntityName,
    ItemName,
    LineName,
    Money,
    Percentage,
    Relation,
    Scope,
    Share,
    Text,
    ValueShare,
    words,
)
from ...report.report import AppliedReading, AppliedScenario, Bom, CertificateStatus, Request, ScreenedList, Verdict
from .entity_status import LIMBS, PfeStatus
from .items import ItemStatus
from .question import ClassText, MaterialAssistanceInquiry
from .rulebook import Basis

EntityText: TypeAlias = Annotated[str, words(*PfeStatus)]


class ItemRow(msgspec.Struct, frozen=True, gc=False):
    """One item: `line` is the number of its row, `status` pfe, not_pfe, part, unknown or excluded.

    `non_pfe_low` and `non_pfe_high` are the share that is not a prohibited foreign entity's, None if it is left out of
    the ratio. `certificate` is the id of the certificate by which it counts. `cost_usd` is cut to the cent,
    `cost_exact` is not. `why` states the facts against it, or what is missing; `own_gaps` are the cells of its row that
    would settle it, none where something else is missing too.
    """

    item: ItemName
    line: LineName
    cost_usd: Money | None
    cost_exact: Money | None
    producer: EntityName | None
    supplier: EntityName | None
    country: Country | None
    status: Annotated[str, words(*ItemStatus)]
    non_pfe_low: Share | None
    non_pfe_high: Share | None
    certificate: CertificateName | None
    why: Text
    cells: tuple[Cell, ...]
    own_gaps: tuple[Cell, ...] = ()


class HolderRow(msgspec.Struct, frozen=True, gc=False):
    """Who holds what of an entity directly, in percent of value and votes; None if a percentage is not stated.

    `kind` is entity (`holder` names it), governments (what covered nations' governments hold as stated) or unexplained
    (what no row of Ownership explains).
    """

    kind: Annotated[str, words("entity", "governments", "unexplained")]
    holder: EntityName | None
    equity_percentage: Percentage | None
    votes_percentage: Percentage | None
    cells: tuple[Cell, ...]


class EntityRow(msgspec.Struct, frozen=True):
    """An entity that an item, the taxpayer or a holding names, with its status and the path that leads to it.

    `holders` are its direct holders.
    """

    entity: EntityName
    status: EntityText
    limbs: list[Annotated[str, words(*LIMBS)]]
    why: list[Text]
    holders: list[HolderRow] = []


class TaxpayerRow(msgspec.Struct, frozen=True):
    """The taxpayer, None if it is not named; its status is then unknown."""

    entity: EntityName | None
    status: EntityText


class RestsOn(msgspec.Struct, frozen=True):
    """The cost that counts by certificate, and by the facts of its producer, in US dollars."""

    certificates_usd: Money
    facts_usd: Money


class MaterialAssistance(msgspec.Struct, frozen=True):
    """The material assistance cost ratio against the threshold.

    `basis` is the day that decides the threshold, `date` that day, or a year if any of its days is meant. `ratio` is
    the lowest possible ratio in percent, cut to four decimals; `exact`, `low` and `high` are fractions; all are None if
    no cost is in the ratio. `needed_usd` is the cost that must change from a prohibited foreign entity's to reach the
    threshold, None if a cost is unknown.
    """

    status: Status
    class_: ClassText = msgspec.field(name="class")
    basis: Annotated[str, words(*Basis)]
    date: DayText
    threshold_percentage: Percentage | None
    threshold_citation: Citation | None
    ratio: Percentage | None
    exact: Share | None
    low: Share | None
    high: Share | None
    high_percentage: Percentage | None
    gap_points: Percentage | None
    total_cost_usd: Money
    non_pfe_cost_usd: Money
    excluded_cost_usd: Money
    needed_usd: Money | None
    rests_on: RestsOn
    taxpayer: TaxpayerRow
    cost_basis: Annotated[str, words("direct", "assigned")] | None = None
    taxable_year_begins: DayText | None = None
    items: Sequence[ItemRow] = []
    entities: list[EntityRow] = []
    requests: list[Request] = []


class UnknownFact(msgspec.Struct, frozen=True):
    """A missing fact: `kind` is cost, or the status of what one supplier sells, in `lines`: certificate, or facts where
    no certificate settles it.

    The percentages are the lowest possible ratio if the fact is the best possible, and the highest if it is the worst.
    """

    kind: Annotated[str, words("cost", "certificate", "facts")]
    supplier: EntityName
    lines: list[LineName]
    missing: list[Text]
    cells: list[Cell]
    low_if_best_percentage: ValueShare
    high_if_worst_percentage: ValueShare


class BreakEven(msgspec.Struct, frozen=True):
    """A limit on the unknown cost of an item that decides the outcome.

    `relation` is at_most, at_least, below or above; `usd` is rounded so that it never widens the limit `exact`.
    """

    line: LineName
    item: ItemName
    outcome: Status
    relation: Relation
    usd: Money
    exact: Money
    cells: list[Cell]


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


MATERIAL_ASSISTANCE_DISCLOSURE = Disclosure(
    sentences=(
        "no credit is available: the taxpayer is a prohibited foreign entity",
        "not decided: the requirement does not apply yet",
        "not decided: the statute has no threshold percentage for this date",
        "no credit is available for this date",
        "no material assistance from a prohibited foreign entity: the threshold is reached",
        "material assistance from a prohibited foreign entity: the ratio is below the threshold",
        "incomplete: facts are missing; undecided: the material assistance cost ratio",
        "the taxable year begins after {date} ({law})",
        "the taxpayer is not a prohibited foreign entity ({law})",
        'the taxpayer "{hidden}" is not a prohibited foreign entity, which is not known without {hidden} ({law})',
        "the mineral was produced by {date} ({law})",
        "each producer's status is that of the last day of its taxable year in which the cost was paid or incurred "
        "({law})",
        "certificates could be relied on: until {date} ({law})",
        "certificates could be relied on: until {number} days after Treasury issues its tables ({law})",
        "its cost",
        'its cost: the certificate "{hidden}" states dollars',
        "who mined, produced or manufactured it",
        "the country where it is made",
        "whether a specified foreign entity may appoint a board member or executive (sfe_appoints_officer)",
        "the share of its debt issued to specified foreign entities (sfe_debt_pct)",
        "the share of its publicly traded debt issued to specified foreign entities (sfe_debt_pct)",
        "who owns its value and votes (rows of Ownership), or what specified foreign entities own of it "
        "(sfe_largest_pct, sfe_total_pct)",
        "which holders are specified foreign entities, and what they own (Ownership, sfe_largest_pct, sfe_total_pct)",
        "it is known, or there is reason to know, that a prohibited foreign entity produced it",
        "it is made in {place}, a covered nation",
        '{who} "{hidden}" is a prohibited foreign entity: {hidden}',
        'about {who} "{hidden}": {hidden}',
        "{limb}: also {hidden}",
        "{limb}: {hidden}",
        "{limb}, as stated",
        "{limb}",
        "{hidden} is controlled (more than {percent}): {hidden}",
        "and {number} more",
        "one specified foreign entity owns {share}",
        "specified foreign entities together own {share}",
        "specified foreign entities own 0%",
        "what specified foreign entities own is not stated",
        '"{hidden}", a specified foreign entity, has effective control of its production',
        "{hidden} is organized in {place}, a covered nation",
        "{hidden} is headquartered in {place}, a covered nation",
        "{hidden} is organized and headquartered in {place}, a covered nation",
        "perjury is not stated, but material assistance needs it",
        "knows_of_none_upstream is not stated, but material assistance needs it",
        "identification_number is not stated, but material assistance needs it",
    ),
    patterns={
        "share": "{percent} to {percent}|{percent}",
        "limb": r"controlled, {percent} \(more than {percent}\)|"
        r"one specified foreign entity owns {percent} \({percent} or more\)|"
        r"specified foreign entities together own {percent} \({percent} or more\)",
        "who": r"the producer|an earlier producer|the seller",
    },
)
