"""What a redacted report under section 30D may say, field by field, and its own sentences."""

from ...model.battery import ComponentExclusion, Measure
from ...report.disclosure import Declared, Disclosure, Treatment, words
from .content import TestName
from .question import Half
from .screened_suppliers import SiteStatus
from .sections import (
    BatteryComponents,
    BreakEven,
    ChainCells,
    ChainCountries,
    ChainShare,
    CleanVehicleInquiry,
    ComponentBreakEven,
    ComponentShare,
    Credit,
    CriticalMinerals,
    Flow,
    GovernmentShare,
    Mineral,
    Origin,
    ScreenedEntity,
    ScreenedSite,
    Test,
    UnknownComponentFact,
    UnknownFact,
    VehicleFacts,
)

T = Treatment
_TEST = words(*TestName)
_STEP = words("extraction", "processing", "recycling", "manufacture or assembly")
_RELATION = words("at_most", "at_least", "below", "above")
_SITE = words(*SiteStatus)
_FIGURES: dict[str, Declared] = {
    "required_percentage": T.PERCENTAGE,
    "requirement_citation": T.LAW,
    "percentage": T.PERCENTAGE,
    "exact": T.FRACTION,
    "low": T.FRACTION,
    "high": T.FRACTION,
    "high_percentage": T.PERCENTAGE,
    "gap_points": T.PERCENTAGE,
    "total_value_usd": T.MONEY,
    "qualifying_value_usd": T.MONEY,
}
_WHAT_IF: dict[str, Declared] = {
    "cells": T.CELL,
    "low_if_best_percentage": T.VALUE_SHARE,
    "high_if_worst_percentage": T.VALUE_SHARE,
}
_BREAK_EVEN: dict[str, Declared] = {"relation": _RELATION, "usd": T.MONEY, "exact": T.MONEY, "cells": T.CELL}
_STEPS = ("extraction", "processing", "recycling")

CLEAN_VEHICLE_DISCLOSURE = Disclosure(
    {
        VehicleFacts: {
            "placed_in_service": T.DATE,
            "acquired": T.DATE,
            "report_date": T.DATE,
            "model": T.MODEL,
            "model_year": T.DATE,
            "final_assembly_country": T.COUNTRY,
            "vehicle_class": words("van", "suv", "pickup", "other"),
            "msrp_usd": T.MONEY,
            "battery_kwh": T.IDENTIFYING,
            "gvwr_lb": T.IDENTIFYING,
        },
        CriticalMinerals: {"test": _TEST, **_FIGURES},
        Test: {
            "test": _TEST,
            **{name: _FIGURES[name] for name in ("percentage", "exact", "low", "high", "high_percentage")},
        },
        Mineral: {
            "mineral": T.MINERAL,
            "value_usd": T.MONEY,
            "share_percentage": T.VALUE_SHARE,
            "qualifying_value_usd": T.MONEY,
            "unpriced_lines": T.LINE,
        },
        Origin: {
            "mineral": T.MINERAL,
            "step": _STEP,
            "country": T.COUNTRY,
            "country_name": T.PLACE,
            "value_usd": T.MONEY,
            "share_percentage": T.VALUE_SHARE,
        },
        Flow: {
            "mineral": T.MINERAL,
            "extraction": T.PLACE,
            "processing": T.PLACE,
            "step": _STEP,
            "value_usd": T.MONEY,
        },
        ChainCells: dict.fromkeys(("value", *_STEPS), T.CELL),
        ChainCountries: dict.fromkeys(_STEPS, T.COUNTRY),
        ChainShare: {
            "line": T.LINE,
            "mineral": T.MINERAL,
            "material": T.ITEM,
            "component": T.ITEM,
            "value_usd": T.MONEY,
            "value_exact": T.MONEY,
            "mass_kg": T.MONEY,  # with the price per kilogram that the market knows
            **{f"{name}{end}": T.FRACTION for name in (*_STEPS, "share") for end in ("", "_low", "_high")},
            "counts_low": T.FRACTION,
            "counts_high": T.FRACTION,
        },
        BatteryComponents: _FIGURES,
        ComponentShare: {
            "component": T.ITEM,
            "part_of": T.ITEM,
            "value_usd": T.MONEY,
            "incremental_low_usd": T.MONEY,
            "incremental_high_usd": T.MONEY,
            "assembly_country": T.COUNTRY,
            "cells": T.CELL,
            "excluded": words(*ComponentExclusion),
            "value_exact": T.MONEY,
            "value_cell": T.CELL,
            "country_cell": T.CELL,
        },
        UnknownFact: {
            "kind": words("value", "origin", "value_added"),
            "line": T.LINE,
            "mineral": T.MINERAL,
            "step": _STEP,
            **_WHAT_IF,
        },
        UnknownComponentFact: {"kind": words("value", "country"), "component": T.ITEM, **_WHAT_IF},
        BreakEven: {"line": T.LINE, "mineral": T.MINERAL, "step": _STEP, **_BREAK_EVEN},
        ComponentBreakEven: {"component": T.ITEM, **_BREAK_EVEN},
        Credit: dict.fromkeys(  # each is the law's, or nothing
            ("critical_minerals_usd", "battery_components_usd", "total_usd", "at_most_usd", "of_usd"), T.COUNT
        ),
        GovernmentShare: {"measure": words(*Measure), "low": T.PERCENTAGE, "high": T.PERCENTAGE},
        ScreenedSite: {
            "line": T.LINE,
            "step": _STEP,
            "country": T.COUNTRY,
            "status": _SITE,
            "why": T.TEXT,
            "cells": T.CELL,
            "codes": T.CODE,
        },
        ScreenedEntity: {"entity": T.ENTITY, "status": _SITE},
        CleanVehicleInquiry: {
            "placed_in_service": T.DATE,
            "acquired": T.DATE,
            "sheet_first": words("placed_in_service", "acquired"),
            "test": _TEST,
            "half": words(*Half),
        },
    },
    sentences=(
        "meets the critical minerals requirement: {usd}{if_acquired}",
        "would meet the critical minerals requirement{if_acquired}",
        "does not meet the critical minerals requirement: no {usd}",
        "fails the FEOC screen: no section 30D credit",
        "incomplete: facts are missing; undecided: {undecided}",
        "not decided: earlier rules applied before {date}, and critmin does not compute them",
        "no credit is available for this vehicle",
        "credit: {credit} ({halves}){if_acquired}",
        "credit: {halves}{if_acquired}",
        "acquired by {date} ({law})",
        "final assembly in North America ({law})",
        "a battery of at least {number} kWh ({law})",
        "a battery rechargeable from an external source ({law})",
        "a gross vehicle weight rating under {number} lb ({law})",
        "a qualified manufacturer ({law})",
        "a suggested retail price of at most {usd} ({law})",
        "a suggested retail price of at most {usd} for vans, SUVs and pickups; {usd} for other vehicles ({law})",
        "no battery component was manufactured or assembled by a FEOC ({law})",
        "the country where the work is done",
        "the name of the entity that does the work",
        "the country in which it is organized",
        "the country of its headquarters",
        "covered nations' governments' share of its {shares}",
        "whether the transition rule applies to the line (its role and the transition report)",
        "exempt: transition rule (impracticable to trace)",
        "its facts: no FEOC criterion applies",
        "SCREENING: treated as attested",
        'attestation "{hidden}"',
        "{step} in {place}, a covered nation",
        "{hidden} is organized in {place}, a covered nation",
        "{hidden} is headquartered in {place}, a covered nation",
        '"{hidden}" has effective control of the work of {hidden} by license or contract',
        "covered nations' governments hold {holdings} of {hidden}",
    ),
    patterns={
        "if_acquired": r"(?: if acquired by {date} \(26 USC 30D\(h\), P\.L\. 119-21\))?",
        "undecided": r"(?:the percentage|the FEOC screen|a vehicle fact)(?: and (?:the FEOC screen|a vehicle fact))*",
        "credit": r"(?:at most )?{usd}(?: to {usd})?(?: of {usd})?",
        "halves": r"fails the FEOC screen|no credit is available for this vehicle|"
        r"critical minerals (?:yes|no|undecided), battery components (?:yes|no|undecided|not stated)"
        r"(?:; undecided: {undecided})?",
        "share": r"(?:equity|votes|board) \((?:not stated|{percent} to {percent})\)",
        "shares": r"{share}(?:, {share})*",
        "holdings": r"{percent} of the (?:equity|votes|board)(?:, {percent} of the (?:equity|votes|board))*",
        "step": r"extraction|processing|recycling|manufacture or assembly",
    },
)
