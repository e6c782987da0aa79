"""Each data file against an analyst's table: a number, a place, a symbol or an authority that is changed shows here.

The tables are written out from the law (law.md), not from the files. Words that only help to read a spreadsheet have
their tests in `tests/engine/intake/`.
"""

from __future__ import annotations

import datetime
import tomllib
from typing import Any

import pytest
from critmin import data
from critmin.engine.model.findings import load_findings
from critmin.engine.regimes.clean_vehicle.law import Law
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.rules_view import view_rules
from critmin.engine.regimes.clean_vehicle.scenario_file import built_in
from critmin.engine.rules.rule import Period, Rule, Value
from critmin.engine.vocabulary.minerals import all_minerals

RULEBOOK = load_rulebook()
VIEW = view_rules(RULEBOOK, None)
DAY = datetime.timedelta(days=1)

REGULATIONS = "T.D. 9995, 89 FR 37706 (2024-05-06)"
DOE = "42 USC 18741(a)(5)(C); DOE, 89 FR 37079 (2024-05-06)"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data.read(name).decode())


def test_every_rule_is_in_a_table() -> None:
    ids = [rule.id for rule in RULEBOOK.rules()]
    tables = [*(row[0] for row in RULES), *(row[0] for row in PARTNERS), *(f"covered.{row[0]}" for row in COVERED)]
    assert sorted(ids) == sorted([*tables, "critical-minerals", "battery-components", "home", "recycling"])


# percentages.toml --------------------------------------------------------------------------------------------------

PERCENTAGES = [
    ("critical minerals", "2023-04-18", "2023-12-31", 40, "26 USC 30D(e)(1)(B)"),
    ("critical minerals", "2024-01-01", "2024-12-31", 50, "26 USC 30D(e)(1)(B)"),
    ("critical minerals", "2025-01-01", "2025-12-31", 60, "26 USC 30D(e)(1)(B)"),
    ("critical minerals", "2026-01-01", "2026-12-31", 70, "26 USC 30D(e)(1)(B)"),
    ("critical minerals", "2027-01-01", None, 80, "26 USC 30D(e)(1)(B) as enacted in 2022; 26 CFR 1.30D-3"),
    ("battery components", "2023-04-18", "2023-12-31", 50, "26 USC 30D(e)(2)(B)"),
    ("battery components", "2024-01-01", "2025-12-31", 60, "26 USC 30D(e)(2)(B)"),
    ("battery components", "2026-01-01", "2026-12-31", 70, "26 USC 30D(e)(2)(B)"),
    ("battery components", "2027-01-01", "2027-12-31", 80, "26 USC 30D(e)(2)(B) as enacted in 2022"),
    ("battery components", "2028-01-01", "2028-12-31", 90, "26 USC 30D(e)(2)(B) as enacted in 2022"),
    ("battery components", "2029-01-01", None, 100, "26 USC 30D(e)(2)(B) as enacted in 2022"),
]


def test_percentages() -> None:
    assert [(p.half, p.first, p.last, p.percent, p.citation) for p in VIEW.percentages] == PERCENTAGES
    assert [p.id for p in VIEW.percentages if p.reading == "after-2026"] == [
        "critical-minerals-2027",
        *(f"battery-components-{year}" for year in (2027, 2028, 2029)),
    ]
    assert [rule.id for rule in RULEBOOK.rules() if not rule.decides] == []


# components.toml, credit.toml, value_added_test.toml, feoc.toml, vehicle.toml -------------------------------------

RULES = [
    ("vehicle.amount", "$3,750", "26 USC 30D(b)(2)"),
    ("vehicle.amount.components", "$3,750", "26 USC 30D(b)(3)"),
    ("vehicle.start", "2023-04-18", "26 USC 30D(e); proposed guidance issued 2023-04-17"),
    ("vehicle.end", "2025-09-30", "26 USC 30D(h), P.L. 119-21"),
    ("value-added.usable", "2027-01-01", f"26 CFR 1.30D-3; {REGULATIONS}"),
    ("value-added.percent", "50 percent", f"26 CFR 1.30D-3; {REGULATIONS}"),
    ("components.assembly", "United States, Canada, Mexico", "26 USC 30D(e)(2)"),
    ("feoc.components", "2024-01-01", "26 USC 30D(d)(7)"),
    ("feoc.minerals", "2025-01-01", "26 USC 30D(d)(7)"),
    ("feoc.ownership.share", "25 percent", DOE),
    ("feoc.ownership.whole", "50 percent", DOE),
    (
        "feoc.control.rights",
        "the quantity; the timing; the use and sale of the output; access to every area of the site; operating, "
        "maintaining and repairing all critical equipment, with the intellectual property and data needed",
        DOE,
    ),
    ("FTO", "designated a foreign terrorist organization by the Secretary of State", "42 USC 18741(a)(5)"),
    ("SDN", "on the Treasury's list of specially designated nationals", "42 USC 18741(a)(5)"),
    ("conviction", "tied by the Attorney General to a conviction under the listed statutes", "42 USC 18741(a)(5)"),
    ("DOE", "determined by the Secretary of Energy to be engaged in unauthorized conduct", "42 USC 18741(a)(5)"),
    ("feoc.relief.usable", "2027-01-01", f"26 CFR 1.30D-6; {REGULATIONS}"),
    (
        "feoc.relief.materials",
        "anode_active (graphite), electrolyte_salt, electrode_binder, electrolyte_additive",
        f"26 CFR 1.30D-6; {REGULATIONS}",
    ),
    (
        "feoc.compliance.report",
        "a report of all suppliers of minerals and battery components, with the FEOC status of each and its support; a "
        "data sheet of the mass and quantity from each procurement chain; an attestation",
        "26 CFR 1.30D-6; Rev. Proc. 2024-26",
    ),
    ("vehicle.final-assembly", "United States, Canada, Mexico", "26 USC 30D(d)(1)(G)"),
    ("vehicle.battery-kwh", "7 kWh", "26 USC 30D(d)(1)(F)"),
    ("vehicle.rechargeable", "an external source", "26 USC 30D(d)(1)(F)"),
    ("vehicle.gvwr-lb", "14,000 lb", "26 USC 30D(d)(1)(E)"),
    ("vehicle.manufacturer", "a qualified manufacturer", "26 USC 30D(d)(1)(C)"),
    ("vehicle.msrp-usd.large", "$80,000", "26 USC 30D(f)(11)"),
    ("vehicle.msrp-usd.other", "$55,000", "26 USC 30D(f)(11)"),
]

LIMBS = {
    "FTO": ("(A)", ["fto", "foreign terrorist organization", "foreign terrorist organisation"]),
    "SDN": ("(B)", ["sdn", "ofac", "ofac sdn", "sdn list", "specially designated national"]),
    "conviction": ("(D)", ["conviction", "convicted"]),
    "DOE": ("(E)", ["doe", "doe determination", "department of energy"]),
}
"""42 USC 18741(a)(5): (A) to (E) without (C), which is not a matter of designation."""


def test_rules() -> None:
    assert [(row.id, row.value, row.citation) for row in VIEW.rules] == RULES
    cited = {id_: citation for id_, _, citation in RULES}
    values = {rule.id: rule.values for rule in RULEBOOK.rules() if rule.id in cited}
    assert {id_: {RULEBOOK.cite(value.source) for value in values[id_]} for id_ in cited} == {
        id_: {citation} for id_, citation in cited.items()
    }
    assert [id_ for id_ in cited if values[id_][0].by == "acquired"] == ["vehicle.end"]


def test_limbs_of_designations() -> None:
    names = toml("vocabulary/foreign_entities.toml")["designations"]
    assert {d.id: (d.limb, names[d.id]) for d in RULEBOOK.feoc.designation} == LIMBS
    assert all(f"subparagraph {limb}:" in row.rule for row in VIEW.rules if (limb := LIMBS.get(row.id, ("",))[0]))


def test_gates_beside_their_limits() -> None:
    (assembly,) = RULEBOOK.vehicle.final_assembly.values
    assert (assembly.value.countries, assembly.value.territories) == (["US", "CA", "MX"], ("PR",))
    (components,) = RULEBOOK.components.assembly.values
    assert components.value == assembly.value
    assert RULEBOOK.vehicle.msrp_large.classes == ("van", "suv", "pickup")
    assert ", ".join(RULEBOOK.vehicle.msrp_large.classes) in RULEBOOK.vehicle.msrp_large.label
    report = RULEBOOK.credit.report
    assert (report.years_from_placed, RULEBOOK.cite(report.source)) == (2, f"26 CFR 1.30D-6; {REGULATIONS}")


def test_days_are_compared_with_dates_that_there_are() -> None:
    known = {None, "placed", "report", "acquired"}
    assert [(rule.id, value.by) for rule in RULEBOOK.rules() for value in rule.values if value.by not in known] == []


def by_choice(rule: Rule[Any]) -> list[tuple[Any, ...]]:
    return [(value.value, value.by, value.reading, value.choice) for value in rule.values]


@pytest.mark.parametrize("rule", [RULEBOOK.value_added_test.usable, RULEBOOK.feoc.relief_usable], ids=lambda r: r.id)
def test_a_transition_rule_goes_by_the_report_or_by_placed_in_service(rule: Rule[datetime.date]) -> None:
    gone = datetime.date(2027, 1, 1)
    assert by_choice(rule) == [
        (gone, "report", "transition-window", "report-date"),
        (gone, "placed", "transition-window", "placed-in-service"),
    ]


# partners.toml -----------------------------------------------------------------------------------------------------

FTA = "26 CFR 1.30D-2"
PARTNERS = [
    # id, countries, first day in effect or one before which it was, last day, authority
    ("us-australia", "AU", "before 2023-04-18", None, FTA),
    ("us-bahrain", "BH", "before 2023-04-18", None, FTA),
    ("usmca", "CA MX", "before 2023-04-18", None, FTA),
    ("us-chile", "CL", "before 2023-04-18", None, FTA),
    ("us-colombia", "CO", "before 2023-04-18", None, FTA),
    ("cafta-dr", "CR DO SV GT HN NI", "before 2023-04-18", None, FTA),
    ("us-israel", "IL", "before 2023-04-18", None, FTA),
    ("us-jordan", "JO", "before 2023-04-18", None, FTA),
    ("us-korea", "KR", "before 2023-04-18", None, FTA),
    ("us-morocco", "MA", "before 2023-04-18", None, FTA),
    ("us-oman", "OM", "before 2023-04-18", None, FTA),
    ("us-panama", "PA", "before 2023-04-18", None, FTA),
    ("us-peru", "PE", "before 2023-04-18", None, FTA),
    ("us-singapore", "SG", "before 2023-04-18", None, FTA),
    (
        "us-japan",
        "JP",
        "from 2023-03-28",
        None,
        "Critical Minerals Agreement with Japan of 2023-03-28; CRS IF12517",
    ),
]
NOT_PARTNERS = "European Union, United Kingdom, Indonesia, Argentina, Norway, Philippines, India, DR Congo"
IN_JAPANS = ["cobalt", "graphite", "lithium", "manganese", "nickel"]


def test_partners() -> None:
    found = []
    for rule in RULEBOOK.partners.agreement:
        rows = [row for row in VIEW.partners if row.agreement_id == rule.id]
        start, _, last = rows[0].in_force.partition(" to ")
        found.append((rule.id, " ".join(row.country for row in rows), start, last or None, rows[0].citation))
        assert {row.in_force for row in rows} == {rows[0].in_force}
        assert {(v.source, v.from_, v.known_from, v.to) for v in rule.values} == {
            (v.source, v.from_, v.known_from, v.to) for v in rule.values[:1]
        }
    assert found == PARTNERS
    limited = {rule.id: by_choice(rule) for rule in RULEBOOK.partners.agreement if len(rule.values) > 1}
    assert [(value.minerals, reading, choice) for value, _, reading, choice in limited.pop("us-japan")] == [
        (None, "japan-minerals", "country"),
        (IN_JAPANS, "japan-minerals", "five-minerals"),
    ]
    assert not limited


@pytest.mark.parametrize(
    ("country", "start"), [(country, row[2].split()[1]) for row in PARTNERS for country in row[1].split()]
)
def test_a_partner_counts_from_its_first_day_and_not_before(country: str, start: str) -> None:
    first = datetime.date.fromisoformat(start)
    counts = [Law(RULEBOOK, Period.day(day)).counts(country, "nickel") for day in (first - DAY, first, first + DAY)]
    assert counts == [False, True, True]
    assert Law(RULEBOOK, Period.day(datetime.date(2040, 1, 1))).counts(country, "nickel")


def test_home_and_recycling() -> None:
    assert [(row.country, row.citation) for row in VIEW.partners if row.agreement_id is None] == [
        ("US", FTA),
        ("PR", FTA),
    ]
    assert (VIEW.recycling, ", ".join(VIEW.not_partners)) == (["United States", "Canada", "Mexico"], NOT_PARTNERS)
    (recycling,) = RULEBOOK.partners.recycling.values
    assert RULEBOOK.cite(recycling.source) == "26 USC 30D(e)(1)"
    law = Law(RULEBOOK, Period.day(datetime.date(2025, 6, 30)))
    territories = {"PR": True, "GU": False, "VI": False, "AS": False, "MP": False, "UM": False}
    assert {place: law.counts(place, "nickel") for place in territories} == territories
    assert {place: law.counts_recycled(place) for place in territories} == territories


# covered_nations.toml ----------------------------------------------------------------------------------------------

COVERED = [("CN", ("HK", "MO")), ("RU", ()), ("KP", ()), ("IR", ())]


def test_covered_nations() -> None:
    nations = RULEBOOK.covered_nations.nation
    found = [(rule.values[0].value.countries, rule.values[0].value.territories) for rule in nations]
    assert found == [([country], territories) for country, territories in COVERED]
    assert {RULEBOOK.cite(value.source) for rule in nations for value in rule.values} == {DOE}
    china, *others = nations
    assert [(value.territories, choice) for value, _, _, choice in by_choice(china)] == [
        (("HK", "MO"), "covered"),
        ((), "not-covered"),
    ]
    assert all(len(rule.values) == 1 for rule in others)
    places = {place for country, territories in COVERED for place in (country, *territories)}
    assert set(toml("vocabulary/foreign_entities.toml")["covered_nations"]) == places
    law = Law(RULEBOOK, Period.day(datetime.date(2025, 6, 30)))
    assert [law.covered_nation(place) for place in ("HK", "MO", "TW", "BY", "VE")] == ["CN", "CN", None, None, None]


# readings.toml, sources.toml, rulebook.toml, scenarios.toml --------------------------------------------------------

READINGS = [
    ("japan-minerals", "country", "five-minerals", "japan-cma"),
    ("after-2026", "eighty-percent", "no-percentage", "usc-30D-e-1-B-2022"),
    ("transition-window", "report-date", "placed-in-service", "cfr-30D-3"),
    ("synthetic-graphite", "no-extraction", "extraction", "cfr-30D-2"),
    ("hong-kong-macau", "covered", "not-covered", "doe-feoc"),
    ("contract-counterparty", "any-feoc", "government", "doe-feoc"),
]
SOURCES = [
    # how it is known: the text was read, a summary was, or it is generally known
    ("usc-30D-b-2", "26 USC 30D(b)(2)", "text"),
    ("usc-30D-b-3", "26 USC 30D(b)(3)", "text"),
    ("usc-30D-e-1", "26 USC 30D(e)(1)", "text"),
    ("usc-30D-e-1-B", "26 USC 30D(e)(1)(B)", "text"),
    ("usc-30D-e-1-B-2022", "26 USC 30D(e)(1)(B) as enacted in 2022; 26 CFR 1.30D-3", "summary"),
    ("usc-30D-e-2", "26 USC 30D(e)(2)", "text"),
    ("usc-30D-e-2-B", "26 USC 30D(e)(2)(B)", "text"),
    ("usc-30D-e-2-B-2022", "26 USC 30D(e)(2)(B) as enacted in 2022", "summary"),
    ("usc-30D-d-1-C", "26 USC 30D(d)(1)(C)", "text"),
    ("usc-30D-d-1-E", "26 USC 30D(d)(1)(E)", "text"),
    ("usc-30D-d-1-F", "26 USC 30D(d)(1)(F)", "text"),
    ("usc-30D-d-1-G", "26 USC 30D(d)(1)(G)", "text"),
    ("usc-30D-f-11", "26 USC 30D(f)(11)", "text"),
    ("usc-30D-d-7", "26 USC 30D(d)(7)", "text"),
    ("usc-30D-h", "26 USC 30D(h), P.L. 119-21", "text"),
    ("guidance-start", "26 USC 30D(e); proposed guidance issued 2023-04-17", "summary"),
    ("acquired", "26 USC 30D(h); guidance on P.L. 119-21", "summary"),
    ("usc-45X-c-6", "26 USC 45X(c)(6)", "summary"),
    ("cfr-30D-2", "26 CFR 1.30D-2", "general"),
    ("cfr-30D-3", f"26 CFR 1.30D-3; {REGULATIONS}", "summary"),
    ("cfr-30D-6", f"26 CFR 1.30D-6; {REGULATIONS}", "summary"),
    ("rev-proc-2024-26", "26 CFR 1.30D-6; Rev. Proc. 2024-26", "summary"),
    ("usc-18741", "42 USC 18741(a)(5)", "summary"),
    ("doe-feoc", DOE, "summary"),
    ("usc-7701-a-51", "26 USC 7701(a)(51)", "text"),
    ("japan-cma", "Critical Minerals Agreement with Japan of 2023-03-28; CRS IF12517", "summary"),
    ("intake", "critmin's rules for reading a bill of materials (docs/spreadsheet-reference.md)", "text"),
    ("scenario", "critmin's scenarios (data/regimes/clean_vehicle/scenarios.toml, or your own file)", "text"),
]
SCENARIOS = {
    "eu-partner": "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE from 2023-04-18",
    "uk-partner": "GB from 2023-04-18",
    "indonesia-partner": "ID from 2023-04-18",
    "japan-agreement-ends": "us-japan to 2025-03-28",
}


def test_readings() -> None:
    assert [(r.id, r.default, r.other, r.source) for r in RULEBOOK.readings] == READINGS


def test_every_reading_that_a_rule_rests_on_is_one_and_both_choices_have_a_value() -> None:
    known = {reading.id: {reading.default, reading.other} for reading in RULEBOOK.readings}
    for rule in RULEBOOK.rules():
        for reading in {value.reading for value in rule.values if value.reading is not None}:
            choices = {value.choice for value in rule.values if value.reading == reading}
            assert choices in ({None}, known[reading]) or (
                reading == "after-2026" and rule.id in ("critical-minerals", "battery-components")
            )


def test_sources() -> None:
    assert [(id_, source.cite, source.known) for id_, source in RULEBOOK.sources.items()] == SOURCES


def test_edition() -> None:
    assert (RULEBOOK.edition.isoformat(), "P.L. 119-21" in RULEBOOK.covers) == ("2025-07-04", True)


def test_scenarios() -> None:
    partners = {
        name: f"{' '.join(p.countries)} from {p.from_}" for name, made in built_in().items() for p in made.partner
    }
    ends = {name: f"{e.agreement} to {e.on}" for name, made in built_in().items() for e in made.agreement_ends}
    assert partners | ends == SCENARIOS
    assert not any(p.minerals or p.until for made in built_in().values() for p in made.partner)


# findings ----------------------------------------------------------------------------------------------------------

FINDINGS = {
    "cfr-30D-3": {
        "note": "CM-MET",
        "error": "CM-NOT-MET",
        "warning": "CM-UNDECIDED VALUE-ADDED-MISSING VALUE-UNKNOWN VALUE-ZERO",
    },
    "usc-30D-e-1-B-2022": {
        "error": "CM-NO-PERCENTAGE",
        "note": "CM-AFTER-REPEAL",
    },
    "usc-30D-e-2": {
        "note": "BC-MET",
        "error": "BC-NOT-MET",
        "warning": "BC-NOT-STATED BC-UNDECIDED",
    },
    "usc-30D-e-2-B-2022": {"error": "BC-NO-PERCENTAGE"},
    "intake": {
        "warning": """
            ANSWER-DOCUMENT-MISSING ANSWER-FORMULAS ANSWER-NOT-ASKED ANSWER-REPLACES
            BOM-NAME-STRAY CELL-MERGED-ACROSS CELL-WITHOUT-COLUMN CERTIFICATE-UNNAMED COLUMN-EXCLUDED
            COLUMN-FACT-UNUSED COLUMN-GOVERNMENT COLUMN-HIDDEN COLUMN-NEAR COLUMN-NOT-THERE COLUMN-REMARK
            COLUMN-SECOND
            COLUMN-WITHOUT-STEP COUNTRY-FROM-PLACE COUNTRY-LIKE-PLACE CURRENCY-ASSUMED DOLLAR-OF-LOCALE
            ENTITY-IS-PLACE ENTITY-NOT-LISTED ENTITY-UNNAMED ENTITY-UNUSED FIELD-UNKNOWN FLAG-UNCLEAR FORM-HALF
            LINE-REPEATED LINE-TWICE LIST-KIND LIST-NEAR LIST-OUTSIDE-SCREEN LIST-OWNER LIST-UNDATED
            CERTIFICATE-NOT-IN-HAND NO-LINE-COUNTS OWNER-UNNAMED RATE-DATES-DIFFER RATE-UNDATED
            RECYCLING-NO ROLE-UNKNOWN ROW-HIDDEN ROW-REMARK ROW-SECTION
            SHARE-OR-COUNT SHARE-SMALL SHARE-UNCLEAR SHEET-NEAR
            TABLE-LEFT-OUT TOTAL-DIFFERS VALUE-DIFFERS DATE-IN-PART REPORT-DATE-UNKNOWN
        """,
        "unreadable": """
            ANSWER-CELL-FILLED ANSWER-CONTRADICTED ANSWER-COPY ANSWER-FORM ANSWER-FORM-EDITED ANSWER-NONE
            ANSWER-OTHER-BOM ANSWER-OTHER-SUPPLIER ANSWER-ROW-CHANGED ANSWER-UNREADABLE
            BOM-NOT-NAMED BOM-WITHOUT-LINES BOMS-ALIKE BOMS-SEVERAL CELL-ERROR CELL-FORMULA CELL-WITH-ROW
            CERTIFICATE-TWICE COMPONENT-CIRCLE COMPONENT-PARENT-MISSING COMPONENT-PARENT-TWICE COMPONENT-PARENT-UNKNOWN
            COLUMN-ADVERSE COLUMN-MISSING COLUMN-OF-PLACES COLUMN-TWICE COLUMN-UNCLEAR
            CURRENCY-WITHOUT-RATE DATE-UNREADABLE ENTITY-DIFFERS ENTITY-TWICE FIELD-ADVERSE FIELD-NEAR FIELD-TWICE
            FILE-EMPTY
            FILE-ENCODING FILE-MISNAMED FILE-MISSING FILE-NOT-A-SPREADSHEET FILE-PARQUET-READER FILE-PASSWORD
            FILE-TOO-LARGE FILE-TRUNCATED FORM-DIFFERS FORM-UNKNOWN FORM-WITHOUT-MINERAL HEADER-MISSING
            HOLDING-OF-NOTHING HOLDINGS-ABOVE-WHOLE MATERIAL-NO-MINERAL MERGED-AMOUNT MINERAL-CONTRADICTED NO-LINES
            NAME-ADVERSE NUMBER-NEGATIVE NUMBER-UNREADABLE ORIGIN-SHARES ORIGIN-SPLIT-TWICE PROGRAM-FAILED
            ROW-ABOVE-HEADER
            ROW-TOO-LONG SHARE-OUT-OF-RANGE SHEET-EMPTY SHEET-MISSING SHEET-TOO-LARGE SHEETS-SEVERAL STEP-OF-NO-LINE
            STEP-OF-TWO-LINES STEP-UNKNOWN TABLE-DIFFERS TABLES-SEVERAL TOTAL-UNCLEAR UNIT-CONFLICT UNIT-MISSING
            UNIT-UNKNOWN
        """,
        "note": """
            CELL-MERGED CERTIFICATE-FILE-MISSING COLUMN-READ COLUMN-UNUSED COUNTRY-BY-CODE ENTITY-FROM-COUNTRY
            HEADER-AGAIN NUMBER-PRINTED ORIGIN-SPLIT PLACE-WITH-COUNTRY RATE-USED ROW-NOTE ROW-TOTAL ROW-UNUSED
            ROWS-ABOVE SHEET-OF-OTHER-COMMAND SHEET-READ SHEET-UNUSED
            LIST-OTHER-DAY CERTIFICATE-UNUSED
        """,
        "error": "COUNTRY-IS-PLACE COUNTRY-UNCLEAR COUNTRY-UNKNOWN ORIGIN-UNCLEAR SITE-PLACES-DIFFER",
    },
    "cfr-30D-2": {
        "warning": """
            COMPONENT-MATERIAL COMPONENT-OUTSIDE-BATTERY COMPONENT-UNKNOWN LINE-OUTSIDE-WITH-ROLE RECYCLING-NOT-NAMED
            STEP-DENIED STEP-DENIED-AND-NAMED SYNTHETIC-UNCLEAR VALUE-ADDED-ABOVE-VALUE
        """,
        "unreadable": "COMPONENT-PARTS-ABOVE-WHOLE",
        "note": "LINE-OUTSIDE-BATTERY RECYCLED-EXTRACTION STEP-NOT-NAMED SYNTHETIC-EXTRACTION",
    },
    "guidance-start": {
        "error": "BEFORE-START",
        "unreadable": "REPORT-DATE-EARLY",
    },
    "usc-30D-h": {
        "error": "ACQUIRED-AFTER-END",
    },
    "acquired": {
        "warning": "ACQUIRED-UNKNOWN",
        "unreadable": "DATES-REVERSED",
    },
    "usc-30D-d-1-G": {
        "error": "GATE GATE-UNREAD",
    },
    "doe-feoc": {
        "error": "CONTROLLER-UNNAMED FEOC-CONTROL FEOC-JURISDICTION FEOC-OWNERSHIP FEOC-PLACE",
        "warning": "CONTROLLER-NOT-FEOC GOVERNMENT-SHARE-DIFFERS HOLDINGS-CIRCULAR",
    },
    "usc-18741": {
        "error": "FEOC-DESIGNATION LIST-DESIGNATED",
        "warning": "DESIGNATION-UNKNOWN LIST-NOT-FEOC",
    },
    "usc-7701-a-51": {
        "warning": "KIND-CONTRADICTED KIND-UNKNOWN PFE-LIST-UNKNOWN SFE-SHARES-CONFLICT",
    },
    "cfr-30D-6": {
        "warning": """
            ATTESTATION-NOT-IN-HAND CERTIFICATE-NEAR CERTIFICATE-NOT-LISTED FEOC-NOT-SHOWN
            RELIEF-CLOSED RELIEF-NOT-FILED RELIEF-NOT-LISTED RELIEF-REPORT-UNKNOWN RELIEF-ROLE-UNKNOWN
            REPORT-DATE-FAR ROLE-CONTRADICTED
        """,
        "error": "FEOC-ATTESTATION-CONTRADICTED",
        "note": "RELIEF-USED",
    },
    "usc-45X-c-6": {
        "note": "LINE-NOT-LISTED",
        "unreadable": "LINE-SAYS-NONE MINERAL-MISSING MINERAL-UNKNOWN",
        "warning": "LINE-PERHAPS-NONE",
    },
    "usc-30D-f-11": {
        "warning": "CLASS-UNKNOWN",
    },
    "usc-30D-e-1-B": {
        "unreadable": "DATE-MISSING",
    },
    "scenario": {
        "warning": "SCENARIO",
        "unreadable": "SCENARIO-NOT-HERE",
    },
}
"""The authority of each finding and how severe it is; unreadable: an error with which nothing can be judged."""


def test_findings() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for code, rule in load_findings(("clean_vehicle",)).items():
        severity = "unreadable" if rule.unreadable else rule.severity
        found.setdefault(rule.source, {}).setdefault(severity, set()).add(code)
    assert found == {
        source: {severity: set(codes.split()) for severity, codes in rows.items()} for source, rows in FINDINGS.items()
    }
    assert all(rule.severity == "error" for rule in load_findings().values() if rule.unreadable)


# vocabulary: what changes an amount or what counts ------------------------------------------------------------------

MINERALS = """
    aluminum:Al antimony:Sb barite beryllium:Be cerium:Ce cesium:Cs chromium:Cr cobalt:Co dysprosium:Dy europium:Eu
    fluorspar gadolinium:Gd germanium:Ge graphite indium:In lithium:Li manganese:Mn neodymium:Nd nickel:Ni
    niobium:Nb tellurium:Te tin:Sn tungsten:W vanadium:V yttrium:Y arsenic:As bismuth:Bi erbium:Er gallium:Ga
    hafnium:Hf holmium:Ho iridium:Ir lanthanum:La lutetium:Lu magnesium:Mg palladium:Pd platinum:Pt praseodymium:Pr
    rhodium:Rh rubidium:Rb ruthenium:Ru samarium:Sm scandium:Sc tantalum:Ta terbium:Tb thulium:Tm titanium:Ti
    ytterbium:Yb zinc:Zn zirconium:Zr
"""
"""26 USC 45X(c)(6), with the symbol that a cell may hold: none for barite, fluorspar and graphite."""
KILOGRAMS = {
    "kg": "1",
    "g": "0.001",
    "mg": "0.000001",
    "t": "1000",
    "lb": "0.45359237",
    "short ton": "907.18474",
    "long ton": "1016.0469088",
}
ATOMIC_WEIGHTS = {
    # IUPAC 2021, abridged: the elements of the cathode, anode and salt chemistries
    "H": "1.0080", "Li": "6.94", "B": "10.81", "C": "12.011", "N": "14.007", "O": "15.999", "F": "18.998",
    "Na": "22.990", "Al": "26.982", "P": "30.974", "S": "32.06", "Ti": "47.867", "Mn": "54.938", "Fe": "55.845",
    "Co": "58.933", "Ni": "58.693", "Nb": "92.906",
}  # fmt: skip
FORMULAS = {
    "NMC811": "LiNi0.8Mn0.1Co0.1O2",
    "NMC622": "LiNi0.6Mn0.2Co0.2O2",
    "NMC532": "LiNi0.5Mn0.3Co0.2O2",
    "LFP": "LiFePO4",
    "LMO": "LiMn2O4",
    "LCO": "LiCoO2",
    "LiPF6": "LiPF6",
}


def test_minerals_and_their_symbols() -> None:
    assert [f"{m.id}:{m.symbol}" if m.symbol else m.id for m in all_minerals()] == MINERALS.split()


def test_units_of_mass() -> None:
    masses = toml("vocabulary/units.toml")["mass"]
    assert {unit: mass["kilograms"] for unit, mass in masses.items()} == KILOGRAMS


def test_atomic_weights_and_formulas() -> None:
    file = toml("vocabulary/materials.toml")
    assert {symbol: file["atomic_weights"][symbol] for symbol in ATOMIC_WEIGHTS} == ATOMIC_WEIGHTS
    assert file["elements"] == {"graphite": "C", "fluorspar": "F", "barite": "Ba"}
    formulas = {material["name"]: material.get("formula") for material in file["material"]}
    assert {name: formulas[name] for name in FORMULAS} == FORMULAS


def test_no_attestation_is_older_than_the_statute() -> None:
    evidence = toml("vocabulary/evidence.toml")
    assert (evidence["earliest"], evidence["years_ahead"]) == (datetime.date(2022, 1, 1), 1)


def test_values_say_where_they_come_from() -> None:
    values: list[Value[Any]] = [value for rule in RULEBOOK.rules() for value in rule.values]
    assert all(value.source in RULEBOOK.sources for value in values)
