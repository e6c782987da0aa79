"""Material assistance from prohibited foreign entities as a regime."""

from collections.abc import Iterator, Mapping

from ...entities.evidence import EvidenceUse, certificate_days, without_attestation
from ...intake.facts.materials import MaterialsIntake, read_materials
from ...model.materials import Materials
from ...model.settings import MATERIALS_SHEETS
from ...report.outline import Column, Columns, Kind, Outline, outline, shared
from ..regime import Regime, RegisteredEvidence, own_columns
from .asks import asks
from .consistency import contradictions
from .difference import difference
from .items import ItemStatus
from .levers import find_levers
from .question import MaterialAssistanceInquiry, MaterialAssistanceQuestion, record, restore
from .ratio import requests
from .report import period, report
from .rulebook import MaterialAssistanceRulebook, load_rulebook
from .rules_view import explain_rules, view_rules
from .sections import MATERIAL_ASSISTANCE_DISCLOSURE, MaterialAssistance, MaterialAssistanceReport
from .verdict import Result, judge

_PARTS = {
    "/verdict": "verdict",
    "/material_assistance": "ratio",
    "/material_assistance/items": "items",
    "/material_assistance/entities": "entities",
    "/material_assistance/requests": "what is missing",
    "/findings": "findings",
    "/readings": "open readings",
    "/certificates": "certificates",
    "/lists": "lists of designated entities",
    "/deciding": "what decides",
    "/bom": "product",
    "": "other",
}

_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "items": ("line",),
    "entities": ("entity",),
    "requests": ("supplier",),
    "certificates": ("certificate",),
    "findings": ("code",),
    "readings": ("id",),
    "lists": ("name",),
    "matches": ("entity", "entry"),
}
_OWN = ("class_", "basis", "date", "total_cost_usd", "non_pfe_cost_usd", "excluded_cost_usd", "needed_usd")
_FIGURES = {
    "required_percentage": "threshold_percentage",
    "percentage": "ratio",
    "low": "low",
    "high": "high",
    "gap_points": "gap_points",
}
"""The figures of an outline, by those of the section."""


def outline_of(report: MaterialAssistanceReport) -> Outline:
    section = report.material_assistance
    return outline(
        report,
        adverse_suppliers=_producers(section),
        open_suppliers=[asked.supplier for asked in section.requests] if section is not None else [],
        own={name: getattr(section, name, None) for name in _OWN},
        **{field: getattr(section, name, None) for field, name in _FIGURES.items()},
    )


def _producers(section: MaterialAssistance | None) -> list[str]:
    rows = section.items if section is not None else ()
    return list(
        dict.fromkeys(row.producer for row in rows if row.status == ItemStatus.PFE and row.producer is not None)
    )


def _evidence_uses(materials: Materials) -> Iterator[EvidenceUse]:
    """Every cell for a certificate: one of each item."""
    for item in materials.items:
        who = item.direct_supplier
        cell, suppliers = item.row.cell("certificate"), (who,) if who is not None else ()
        yield EvidenceUse(cell, item.certificate, f"row {item.line}", suppliers, (item.line,))


_COLUMNS = Columns(
    report=[
        *shared("bom", "verdict"),
        Column("class", Kind.TEXT, lambda o: o.own["class_"]),
        *own_columns(Kind.TEXT, "basis", "date"),
        *shared("required_percentage", "percentage", "low", "high"),
        *own_columns(Kind.USD, "total_cost_usd", "non_pfe_cost_usd", "excluded_cost_usd", "needed_usd"),
        *shared("errors", "warnings", "findings", "conditions", "waived", "waived_findings"),
    ],
    besides=[
        *shared("file", "name", "headline", "gap_points", "codes"),
        Column("pfe_producers", Kind.TEXTS, lambda o: o.adverse_suppliers),
        Column("open_suppliers", Kind.TEXTS, lambda o: o.open_suppliers),
        *shared("sha256", "defect"),
    ],
)


MATERIAL_ASSISTANCE: Regime[MaterialsIntake, MaterialAssistanceRulebook, MaterialAssistanceQuestion, Result] = Regime(
    id=MaterialAssistanceQuestion.regime,
    title="Material assistance from prohibited foreign entities (26 USC 7701(a)(52))",
    report_type=MaterialAssistanceReport,
    inquiry_type=MaterialAssistanceInquiry,
    rulebook=load_rulebook,
    record=record,
    restore=restore,
    read=read_materials,
    judge=judge,
    report=report,
    contradictions=contradictions,
    outline=outline_of,
    columns=_COLUMNS,
    days=lambda intake: certificate_days(intake.materials.certificates.values()),
    period=period,
    difference=difference,
    parts=_PARTS,
    known_by=_KNOWN_BY,
    sheets=MATERIALS_SHEETS,
    view_rules=view_rules,
    explain_rules=explain_rules,
    levers=find_levers,
    evidence=RegisteredEvidence(
        sheets="materials",
        uses_in=_evidence_uses,
        stripped=lambda materials, cells: {
            "items": [without_attestation(item, cells, "certificate") for item in materials.items]
        },
        judged=lambda result: result.answer.evidence,
        days=lambda result: result.subject.days,
        status=lambda result: result.answer.status,
        requests=lambda result: requests(result.answer.items, result.materials.identity),
    ),
    asks=asks,
    disclosure=MATERIAL_ASSISTANCE_DISCLOSURE,
    identities=lambda intake: intake.materials.identities,
)
