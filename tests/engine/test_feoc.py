"""The FEOC screen: place, jurisdiction, lists, control, attestations, relief (law.md 5 and 6, contract.md Entities)."""

import pytest
from boms import IN_TIME, MEASURES, Judge, Judged, Row, bom, by, recycled, supplier, vehicle, virgin
from thorough import crossed

SCREENED = ("-d", "2025-06-30")
ACME = supplier("Acme")


def adverse(got: Judged) -> set[str]:
    """The codes of the facts that make a FEOC."""
    facts = {"FEOC-PLACE", "FEOC-JURISDICTION", "FEOC-OWNERSHIP", "FEOC-CONTROL", "FEOC-DESIGNATION"}
    return got.codes & facts


# When ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "components", "feoc", "status"),
    [
        # minerals from 2025, components from 2024 where there is a sheet of them
        ("2023-12-31", "CN", "not_applicable", "pass"),
        ("2024-01-01", "CN", "fail", "fail"),
        ("2024-01-01", "US", "pass", "pass"),
        ("2024-01-01", None, "not_applicable", "pass"),
        ("2024-12-31", None, "not_applicable", "pass"),
        ("2024-12-31", "US", "pass", "pass"),
        ("2025-01-01", None, "fail", "fail"),
        ("2025-01-01", "US", "fail", "fail"),
    ],
)
def test_what_is_screened_by_date(judge: Judge, day: str, components: str | None, feoc: str, status: str) -> None:
    tables = bom(virgin(extraction_country="US", processing_country="CN"), Entities=[ACME])
    if components is not None:
        part = {"component": "cathode electrode", "assembly_country": components, "entity": "Acme"}
        tables["Components"] = [part]
    got = judge(tables, "-d", day)
    assert (got.feoc, got.status) == (feoc, status)
    granted = [c for c in got.report["verdict"]["conditions"] if "battery component" in c]
    assert len(granted) == (components is None and day >= "2024")


@pytest.mark.parametrize(("year", "feoc"), [("2024", "not_applicable"), ("2025", "fail")])
def test_what_is_screened_by_year(judge: Judge, year: str, feoc: str) -> None:
    assert judge(bom(virgin(at="CN")), "-y", year).feoc == feoc


def test_a_feoc_takes_the_whole_credit(judge: Judge) -> None:
    got = judge(bom(virgin(value="1000000"), virgin(value="0.01", at="CN")), *SCREENED)
    assert (got.exit_code, got.status, got.report["verdict"]["amount_usd"]) == (1, "fail", 0)
    assert (got.minerals["status"], got.feoc) == ("pass", "fail")
    assert "no section 30D credit" in got.report["verdict"]["headline"]


# Place and jurisdiction ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "country", "covered", "under_the_other_reading"),
    crossed(
        ["extraction_country", "processing_country"],
        [
            ("CN", True, True),
            ("RU", True, True),
            ("KP", True, True),
            ("IR", True, True),
            ("HK", True, False),
            ("Macau", True, False),
            ("TW", False, False),
            ("KR", False, False),
            ("CD", False, False),
            ("NA", False, False),
            ("BY", False, False),
            ("VE", False, False),
        ],
    ),
)
def test_work_in_a_covered_nation(
    judge: Judge, column: str, country: str, covered: bool, under_the_other_reading: bool
) -> None:
    tables = bom(virgin(**{column: country}), Entities=[ACME])
    got = judge(tables, *SCREENED)
    assert (got.feoc, adverse(got)) == (("fail", {"FEOC-PLACE"}) if covered else ("pass", set()))
    other = judge(tables, *SCREENED, "--reading", "hong-kong-macau=not-covered")
    assert other.feoc == ("fail" if under_the_other_reading else "pass")
    (reading,) = [r for r in got.report["readings"] if r["id"] == "hong-kong-macau"]
    assert reading["decides"] is (covered != under_the_other_reading)


def test_the_place_of_a_later_stage_and_of_the_sheet_steps(judge: Judge) -> None:
    assert judge(bom(virgin(processing_country_3="China")), *SCREENED).feoc == "fail"
    steps = [{"line": "1", "step": "processing", "country": "China"}]
    assert judge(bom(virgin(), Steps=steps), *SCREENED).feoc == "fail"


def test_where_scrap_was_first_mined_is_not_screened(judge: Judge) -> None:
    assert judge(bom(recycled(extraction_country="CN")), *SCREENED).feoc == "pass"
    assert judge(bom(recycled(at="CN")), *SCREENED).feoc == "fail"


@pytest.mark.parametrize(
    ("country", "headquarters", "feoc"),
    [
        ("US", "US", "pass"),
        ("CN", "US", "fail"),
        ("US", "China", "fail"),
        ("HK", "US", "fail"),
        ("Cayman Islands", "Singapore", "pass"),
        ("", "US", "incomplete"),
        ("US", "unknown", "incomplete"),
        ("", "CN", "fail"),
    ],
)
def test_organized_or_headquartered_in_a_covered_nation(
    judge: Judge, country: str, headquarters: str, feoc: str
) -> None:
    entity = ACME | {"country": country, "headquarters_country": headquarters}
    got = judge(bom(by("Acme"), Entities=[entity]), *SCREENED)
    assert (got.feoc, adverse(got)) == (feoc, {"FEOC-JURISDICTION"} if feoc == "fail" else set())


def test_jurisdiction_does_not_flow_down(judge: Judge) -> None:
    holding = {"owner": "Parent", "owned": "Acme"} | {f"{measure}_pct": "100" for measure in MEASURES}
    tables = bom(by("Acme"), Entities=[ACME, supplier("Parent", "CN")], Ownership=[holding])
    assert judge(tables, *SCREENED).feoc == "pass"


# Lists --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "feoc"),
    [
        ("SDN", "fail"),
        ("FTO", "fail"),
        ("conviction", "fail"),
        ("DOE", "fail"),
        ("OFAC", "fail"),
        ("none", "pass"),
        ("no", "pass"),
        ("", "pass"),
        ("on some list", "incomplete"),
    ],
)
def test_designation(judge: Judge, written: str, feoc: str) -> None:
    got = judge(bom(by("Acme"), Entities=[ACME | {"designation": written}]), *SCREENED)
    assert (got.feoc, adverse(got)) == (feoc, {"FEOC-DESIGNATION"} if feoc == "fail" else set())


def test_an_attestation_does_not_clear_up_what_a_designation_is(judge: Judge) -> None:
    attested = by("Acme", feoc_attestation="ATT-1")
    got = judge(bom(attested, Entities=[ACME | {"designation": "on some list"}]), *SCREENED)
    assert (got.feoc, got.finding("DESIGNATION-UNKNOWN")["cells"]) == ("incomplete", ["Entities!G2"])


# Control by licence or contract -------------------------------------------------------------------------------------

PARTIES = [
    supplier("Red", "CN"),
    supplier("Listed", designation="SDN"),
    supplier("Body", "") | {"government_of": "CN"},
    supplier("State Co", government="50"),
    supplier("Quarter Co", government="25"),
    supplier("Fine"),
    supplier("Vague", government=""),
    supplier("Vouched", government="", attestation="ATT-7"),
    # in a circle, with nobody else behind it; and in one with Red behind it
    supplier("Left", effective_control_by="Right"),
    supplier("Right", effective_control_by="Left"),
    supplier("Near", effective_control_by="Far"),
    supplier("Far", effective_control_by="Red"),
]


@pytest.mark.parametrize(
    ("controller", "rights", "any_feoc", "government"),
    [
        ("Red", "", "fail", "pass"),
        ("Red", "no", "fail", "pass"),
        ("Red", "yes", "pass", "pass"),
        ("red ", "", "fail", "pass"),
        ("Listed", "", "fail", "pass"),
        ("Body", "", "fail", "fail"),
        ("Body", "yes", "pass", "pass"),
        ("State Co", "", "fail", "fail"),
        ("Quarter Co", "", "fail", "pass"),
        # named as a controller, hence a FEOC unless shown to be clean
        ("Fine", "", "pass", "pass"),
        ("Vouched", "", "pass", "incomplete"),
        ("Vague", "", "fail", "incomplete"),
        ("Stranger", "", "fail", "incomplete"),
        # a country stands for its government
        ("China", "", "fail", "fail"),
        ("Norway", "", "pass", "pass"),
        ("Government of China", "", "fail", "fail"),
        ("Government of Norway", "", "pass", "pass"),
        ("Government of Taiwan", "", "pass", "pass"),
        ("Government", "", "fail", "incomplete"),
        # controllers may be controlled in turn
        ("Left", "", "pass", "pass"),
        ("Far", "", "fail", "pass"),
        ("Near", "", "fail", "pass"),
        ("none", "", "pass", "pass"),
        ("", "", "pass", "pass"),
    ],
)
def test_effective_control(judge: Judge, controller: str, rights: str, any_feoc: str, government: str) -> None:
    entity = ACME | {"effective_control_by": controller, "rights_reserved": rights}
    tables = bom(by("Acme"), Entities=[entity, *PARTIES])
    got = judge(tables, *SCREENED)
    assert (got.feoc, adverse(got)) == (any_feoc, {"FEOC-CONTROL"} if any_feoc == "fail" else set())
    other = judge(tables, *SCREENED, "--reading", "contract-counterparty=government")
    assert other.feoc == government
    (reading,) = [r for r in got.report["readings"] if r["id"] == "contract-counterparty"]
    assert reading["decides"] is (got.status != other.status)


def test_control_by_hong_kong_follows_the_reading(judge: Judge) -> None:
    tables = bom(by("Acme"), Entities=[ACME | {"effective_control_by": "Hong Kong"}])
    got = judge(tables, *SCREENED)
    assert (got.feoc, judge(tables, *SCREENED, "--reading", "hong-kong-macau=not-covered").feoc) == ("fail", "pass")
    assert {r["id"] for r in got.report["readings"] if r["decides"]} == {"hong-kong-macau"}


def test_a_step_that_only_one_reading_has_is_screened_under_it_alone(judge: Judge) -> None:
    processed = {"mineral": "synthetic graphite", "extraction_country": "", "extraction_entity": ""}
    got = judge(bom(virgin(), by("Acme", value_usd="1", **processed), Entities=[ACME]), *SCREENED)
    (reading,) = [r for r in got.report["readings"] if r["id"] == "synthetic-graphite"]
    assert (got.status, reading["decides"], reading["verdict_otherwise"]) == ("pass", True, "incomplete")


def test_a_controller_that_is_no_feoc_is_pointed_out(judge: Judge) -> None:
    got = judge(bom(by("Acme"), Entities=[ACME | {"effective_control_by": "Fine"}, *PARTIES]), *SCREENED)
    assert got.finding("CONTROLLER-NOT-FEOC")["severity"] == "warning"


def test_an_attestation_does_not_help_against_control(judge: Judge) -> None:
    tables = bom(by("Acme", feoc_attestation="ATT-1"), Entities=[ACME | {"effective_control_by": "Red"}, *PARTIES])
    got = judge(tables, *SCREENED)
    assert (got.feoc, "FEOC-ATTESTATION-CONTRADICTED" in got.codes) == ("fail", True)


# Attestations -------------------------------------------------------------------------------------------------------

ATTESTATIONS = [
    ("ATT-2025-014", True),
    ("2025-03-01", True),
    ("Att. No. 12", True),
    ("No. 12", True),
    ("supplier letter 7", False),
    ("", False),
    ("no", False),
    ("No", False),
    ("none", False),
    ("n/a", False),
    ("unknown", False),
    ("?", False),
    ("pending", False),
    ("Pending.", False),
    ("requested", False),
    ("requested 2025-01-31", False),
    ("refused", False),
    ("REFUSED by supplier", False),
    ("expired", False),
    ("expired 2024-12-31", False),
    ("not received", False),
    ("awaiting signature", False),
    ("no attestation yet", False),
    ("ATT-14 (withdrawn)", False),
    ("asked 2025-01-31", False),
    ("in progress since May", False),
    ("waiting for supplier", False),
    ("under review", False),
]


@pytest.mark.parametrize(("written", "in_hand"), ATTESTATIONS)
def test_an_attestation_of_the_line(judge: Judge, written: str, in_hand: bool) -> None:
    assert judge(bom(by("", feoc_attestation=written)), *SCREENED).feoc == ("pass" if in_hand else "incomplete")


@pytest.mark.parametrize(("written", "in_hand"), ATTESTATIONS)
def test_an_attestation_of_the_entity(judge: Judge, written: str, in_hand: bool) -> None:
    got = judge(bom(by("Acme"), Entities=[{"entity": "Acme", "attestation": written}]), *SCREENED)
    assert got.feoc == ("pass" if in_hand else "incomplete")


def test_an_entitys_attestation_covers_only_its_own_sites(judge: Judge) -> None:
    entities = [{"entity": "Acme", "attestation": "ATT-1"}, {"entity": "Other"}]
    tables = bom(by("Acme", processing_entity="Other"), Entities=entities)
    assert judge(tables, *SCREENED).feoc == "incomplete"


@pytest.mark.parametrize(
    ("line", "entity", "code", "cells"),
    [
        # on the line: BOM!F; of the entity: Entities!H. The fact: a place BOM!E, an entity BOM!G
        (virgin(processing_country="CN"), ACME, "FEOC-PLACE", ["BOM!F2", "BOM!E2"]),
        (virgin(processing_entity="Acme"), supplier("Acme", "RU"), "FEOC-JURISDICTION", ["BOM!F2", "BOM!G2"]),
        (virgin(processing_entity="Acme"), supplier("Acme", government="25"), "FEOC-OWNERSHIP", ["BOM!F2", "BOM!G2"]),
        (
            virgin(processing_entity="Acme", feoc_attestation="", extraction_entity="Acme"),
            supplier("Acme", "CN", designation="", attestation="ATT-7"),
            "FEOC-JURISDICTION",
            ["Entities!H2", "BOM!H2", "BOM!G2"],
        ),
    ],
)
def test_a_fact_wins_over_an_attestation(judge: Judge, line: Row, entity: Row, code: str, cells: list[str]) -> None:
    got = judge(bom(line, Entities=[entity]), *SCREENED)
    assert (got.feoc, adverse(got)) == ("fail", {code})
    contradicted = got.finding("FEOC-ATTESTATION-CONTRADICTED")
    assert (contradicted["severity"], contradicted["cells"]) == ("error", cells)


# Relief -------------------------------------------------------------------------------------------------------------


def claimed(role: str, mineral: str, relief: str = "yes", at: str = "CN") -> Row:
    return virgin(mineral, at=at, role=role, impracticable_to_trace=relief, feoc_attestation="")


@pytest.mark.parametrize(
    ("role", "mineral", "report", "day", "claim", "feoc", "code"),
    [
        ("anode_active", "graphite", "yes", "2025-01-01", "yes", "pass", "RELIEF-USED"),
        ("anode_active", "synthetic graphite", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        ("anode_active", "lithium", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        ("electrolyte_salt", "lithium", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        ("electrolyte_salt", "fluorspar", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        ("electrode_binder", "fluorspar", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        ("electrolyte_additive", "lithium", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        # outside the list nothing is excused, whatever a BOM says
        ("cathode_active", "lithium", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        ("foil", "aluminum", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        ("conductive_additive", "graphite", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        ("electrolyte_other", "lithium", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        ("other", "graphite", "yes", "2026-12-31", "yes", "fail", "RELIEF-NOT-LISTED"),
        # the report
        ("anode_active", "graphite", "no", "2026-12-31", "yes", "fail", "RELIEF-NOT-FILED"),
        ("anode_active", "graphite", "", "2026-12-31", "yes", "incomplete", "RELIEF-REPORT-UNKNOWN"),
        # the window
        ("anode_active", "graphite", "yes", "2027-01-01", "yes", "fail", "RELIEF-CLOSED"),
        ("electrolyte_salt", "lithium", "yes", "2028-06-30", "yes", "fail", "RELIEF-CLOSED"),
        # the claim and the role
        ("anode_active", "graphite", "yes", "2026-12-31", "no", "fail", None),
        ("anode_active", "graphite", "yes", "2026-12-31", "", "fail", None),
        ("", "graphite", "yes", "2026-12-31", "yes", "incomplete", "RELIEF-ROLE-UNKNOWN"),
        ("binder", "fluorspar", "yes", "2026-12-31", "yes", "pass", "RELIEF-USED"),
        ("binder", "fluorspar", "ja", "2026-12-31", "sí", "pass", "RELIEF-USED"),
        ("binder", "fluorspar", "filed", "2026-12-31", "oui", "pass", "RELIEF-USED"),
        ("binder", "fluorspar", "submitted", "2026-12-31", "是", "pass", "RELIEF-USED"),
        ("binder", "fluorspar", "not submitted", "2026-12-31", "yes", "fail", "RELIEF-NOT-FILED"),
        ("binder", "fluorspar", "to be filed", "2026-12-31", "yes", "incomplete", "RELIEF-REPORT-UNKNOWN"),
        ("binder", "fluorspar", "filed", "2026-12-31", "filed", "fail", None),
        ("binder", "fluorspar", "filed", "2026-12-31", "nein", "fail", None),
    ],
)
def test_relief_for_what_is_impracticable_to_trace(
    judge: Judge, role: str, mineral: str, report: str, day: str, claim: str, feoc: str, code: str | None
) -> None:
    tables = bom(claimed(role, mineral, claim), Vehicle=vehicle(transition_report=report))
    got = judge(tables, "-d", day, *IN_TIME)
    assert got.feoc == feoc
    assert {c for c in got.codes if c.startswith("RELIEF")} == ({code} if code else set())
    advised = {"claim the transition rule" in f["remedy"] for f in got.report["findings"] if f["code"] == "FEOC-PLACE"}
    assert advised == ({code is None} if feoc == "fail" else set())  # only a line that could have it and claims nothing


def test_only_lines_that_could_have_the_relief_are_advised_to_claim_it(judge: Judge) -> None:
    lines = [claimed("cathode_active", "nickel", ""), claimed("electrolyte_salt", "lithium", "")]
    made = {"component": "separator", "assembly_country": "CN", "assembly_entity": "Maker"}
    got = judge(bom(*lines, Components=[made]), "-d", "2026-12-31", *IN_TIME)
    advised = {f["message"]: "claim" in f["remedy"] for f in got.report["findings"] if f["code"] == "FEOC-PLACE"}
    assert {message.partition("(")[2].rstrip(")"): claim for message, claim in advised.items()} == {
        "line 1": False,
        "line 2": True,
        "line separator": False,
    }


@pytest.mark.parametrize(
    ("placed", "report_date", "reading", "feoc"),
    [
        ("2027-01-01", "2026-12-31", "report-date", "pass"),
        ("2026-12-31", "2027-01-01", "report-date", "fail"),
        ("2027-01-01", "2026-12-31", "placed-in-service", "fail"),
        ("2026-12-31", "2027-01-01", "placed-in-service", "pass"),
    ],
)
def test_the_window_of_the_relief(judge: Judge, placed: str, report_date: str, reading: str, feoc: str) -> None:
    facts = vehicle(transition_report="yes", report_date=report_date)
    tables = bom(claimed("anode_active", "graphite"), Vehicle=facts)
    got = judge(tables, "-d", placed, *IN_TIME, "--reading", f"transition-window={reading}")
    assert got.feoc == feoc


def test_the_relief_leaves_the_value_in_the_percentage(judge: Judge) -> None:
    tables = bom(virgin(), claimed("anode_active", "graphite"), Vehicle=vehicle(transition_report="yes"))
    got = judge(tables, *SCREENED)
    assert (got.feoc, got.status, got.span) == ("pass", "fail", ("1/2", "1/2"))


def test_the_relief_covers_a_supplier_known_to_be_a_feoc(judge: Judge) -> None:
    line = claimed("anode_active", "graphite", at="US") | {"extraction_entity": "Red", "processing_entity": "Red"}
    tables = bom(line, Entities=[supplier("Red", "CN")], Vehicle=vehicle(transition_report="yes"))
    got = judge(tables, *SCREENED)
    assert (got.feoc, adverse(got)) == ("pass", set())
    assert {site["status"] for entity in got.report["feoc"]["entities"] for site in entity["sites"]} == {"relieved"}


def test_a_clean_line_does_not_need_the_relief_that_it_claims(judge: Judge) -> None:
    line = claimed("anode_active", "graphite", at="US") | {"feoc_attestation": "ATT-1"}
    assert judge(bom(line), *SCREENED).feoc == "pass"


def test_the_relief_of_one_line_is_not_that_of_another(judge: Judge) -> None:
    lines = [claimed("anode_active", "graphite"), claimed("anode_active", "graphite", "")]
    assert judge(bom(*lines, Vehicle=vehicle(transition_report="yes")), *SCREENED).feoc == "fail"


@pytest.mark.parametrize(
    ("role", "report", "cells"),
    [("cathode_active", "yes", ["BOM!H2", "BOM!G2"]), ("anode_active", "no", ["BOM!H2"])],
)
def test_a_relief_that_is_refused_is_a_warning_at_the_cell(
    judge: Judge, role: str, report: str, cells: list[str]
) -> None:
    got = judge(bom(claimed(role, "graphite"), Vehicle=vehicle(transition_report=report)), *SCREENED)
    (found,) = [f for f in got.report["findings"] if f["code"].startswith("RELIEF")]
    assert (found["severity"], found["cells"]) == ("warning", cells)


# Components ---------------------------------------------------------------------------------------------------------


def part(**cells: str) -> Row:
    row = {"component": "cathode electrode", "assembly_country": "US", "entity": "Acme"}
    return row | {"feoc_attestation": ""} | cells


@pytest.mark.parametrize(
    ("component", "feoc"),
    [
        (part(), "pass"),
        (part(assembly_country="CN"), "fail"),
        (part(assembly_country="Hong Kong"), "fail"),
        (part(entity="Red"), "fail"),
        (part(entity=""), "incomplete"),
        (part(entity="", feoc_attestation="ATT-3"), "pass"),
        (part(entity="", feoc_attestation="pending"), "incomplete"),
        (part(assembly_country=""), "incomplete"),
        (part(component="busbar", assembly_country="CN"), "pass"),
        # there is no relief for components
        (part(component="anode electrode", assembly_country="CN", feoc_attestation="ATT-3"), "fail"),
    ],
)
def test_battery_components(judge: Judge, component: Row, feoc: str) -> None:
    tables = bom(virgin(), Entities=[ACME, supplier("Red", "CN")], Components=[component, part()])
    got = judge(tables, "-d", "2024-06-30")
    assert (got.feoc, got.status) == (feoc, feoc)


def test_who_assembles_a_component_has_no_row(judge: Judge) -> None:
    component = part(entity="Stranger", feoc_attestation="")
    got = judge(bom(virgin(), Entities=[ACME], Components=[component, part()]), *SCREENED)
    assert got.finding("ENTITY-NOT-LISTED")["cells"] == ["Components!C2"]
    cleared = component | {"feoc_attestation": "ATT-3"}
    got = judge(bom(virgin(), Entities=[ACME], Components=[cleared, part()]), *SCREENED)
    assert "ENTITY-NOT-LISTED" not in got.codes


# Screening, and what to ask for -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "entities", "plain", "screening"),
    [
        (by("Stranger"), [ACME], "incomplete", "pass"),
        (by(""), [ACME], "incomplete", "pass"),
        (by("Vague"), [supplier("Vague", government="")], "incomplete", "pass"),
        (by("Acme", at="CN"), [ACME], "fail", "fail"),
        (by("Red"), [supplier("Red", "CN")], "fail", "fail"),
        (by("Quarter"), [supplier("Quarter", government="25")], "fail", "fail"),
        (by("Unclear"), [supplier("Unclear", designation="some list")], "incomplete", "incomplete"),
    ],
)
def test_screening_takes_a_supplier_without_an_adverse_fact_as_attested(
    judge: Judge, line: Row, entities: list[Row], plain: str, screening: str
) -> None:
    tables = bom(line, Entities=entities)
    assert judge(tables, *SCREENED).feoc == plain
    got = judge(tables, *SCREENED, "--screening")
    assert (got.feoc, got.report["screening"]) == (screening, True)


def test_one_request_for_each_supplier_of_all_that_is_missing(judge: Judge) -> None:
    lines = [by("Vague"), by("Acme", processing_entity="Vague"), by("", extraction_entity="Acme")]
    vague = ACME | {"entity": "Vague", "headquarters_country": "", "government_votes_pct": ""}
    got = judge(bom(*lines, Entities=[ACME, vague]), *SCREENED)
    requests = {r["supplier"]: (r["lines"], r["missing"]) for r in got.report["feoc"]["requests"]}
    assert list(requests) == ["Vague", "not named (processing, line 3)"]
    lines_of_vague, (headquarters, votes) = requests["Vague"]
    assert lines_of_vague == ["1", "2"]
    assert "headquarters" in headquarters and "votes" in votes
    assert requests["not named (processing, line 3)"][1] == ["the name of the entity that does the work"]
    assert len([f for f in got.report["findings"] if f["code"] == "FEOC-NOT-SHOWN"]) == 2


def test_each_site_is_judged_on_its_own(judge: Judge) -> None:
    tables = bom(by("Acme"), by("Acme", processing_country="CN"), Entities=[ACME])
    (entity,) = judge(tables, *SCREENED).report["feoc"]["entities"]
    assert entity["status"] == "feoc"
    assert [(s["line"], s["step"], s["status"]) for s in entity["sites"]] == [
        ("1", "extraction", "clean"),
        ("1", "processing", "clean"),
        ("2", "extraction", "clean"),
        ("2", "processing", "feoc"),
    ]


def test_what_is_outside_the_fraction_is_not_screened(judge: Judge) -> None:
    lines = [virgin(), virgin("aluminum", at="CN", component="housing"), virgin("copper", at="CN")]
    assert judge(bom(*lines), *SCREENED).feoc == "pass"
