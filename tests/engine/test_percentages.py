"""The applicable percentage by the date placed in service, the two tests, and the gates (law.md 1, 2 and 4)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from boms import IN_TIME, Judge, Tables, bom, recycled, share_of_a_trillion, vehicle, virgin
from critmin.engine.regimes.clean_vehicle.law import Law
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.rule import OutsideKnownDates, Period

REQUIRED = [
    # placed in service, critical minerals, battery components (30D(e)(1)(B), (e)(2)(B))
    ("2023-04-18", 40, 50),
    ("2023-12-31", 40, 50),
    ("2024-01-01", 50, 60),
    ("2024-12-31", 50, 60),
    ("2025-01-01", 60, 60),
    ("2025-12-31", 60, 60),
    ("2026-01-01", 70, 70),
    ("2026-12-31", 70, 70),
    ("2027-01-01", 80, 80),
    ("2027-12-31", 80, 80),
    ("2028-01-01", 80, 90),
    ("2028-12-31", 80, 90),
    ("2029-01-01", 80, 100),
    ("2035-01-01", 80, 100),
]

# law.md 4: four chains worth 300, 500, 100 and 100. Traced 575 of 1,000, value-added 500 of 1,000.
FOUR_CHAINS = bom(
    virgin(
        value="300",
        extraction_country="NO",
        processing_value_added_usd="150",
        processing_country_2="NO",
        processing_value_added_usd_2="50",
    ),
    virgin(
        value="500",
        extraction_country="NO",
        processing_value_added_usd="120",
        processing_country_2="NO",
        processing_value_added_usd_2="180",
    ),
    virgin(
        extraction_value_added_usd="40",
        processing_country="NO",
        processing_value_added_usd="60",
    ),
    recycled(recycling_value_added_usd="45", recycling_country_2="NO", recycling_value_added_usd_2="45"),
)


@pytest.mark.parametrize(("day", "percent"), [row[:2] for row in REQUIRED])
def test_exactly_at_the_percentage_passes(judge: Judge, day: str, percent: int) -> None:
    got = judge(share_of_a_trillion(percent * 10**10), "-d", day, *IN_TIME)
    assert (got.exit_code, got.status, got.report["verdict"]["amount_usd"]) == (0, "pass", 3750)
    assert got.minerals["required_percentage"] == str(percent)
    assert got.minerals["percentage"] == f"{percent}.0000"


@pytest.mark.parametrize(("day", "percent"), [row[:2] for row in REQUIRED])
def test_one_part_in_a_trillion_below_fails(judge: Judge, day: str, percent: int) -> None:
    got = judge(share_of_a_trillion(percent * 10**10 - 1), "-d", day, *IN_TIME)
    assert (got.exit_code, got.status, got.report["verdict"]["amount_usd"]) == (1, "fail", 0)
    assert got.minerals["percentage"] == f"{percent - 1}.9999"
    assert got.minerals["gap_points"] == "-0.0001"


@pytest.mark.parametrize(("day", "percent"), [(day, components) for day, _, components in REQUIRED])
def test_percentage_of_the_battery_components(day: str, percent: int) -> None:
    rulebook = load_rulebook()
    rule = rulebook.percentages.battery_components
    assert rule.known_on(datetime.date.fromisoformat(day), rulebook.defaults().takes).value == percent


@pytest.mark.parametrize("day", ["2022-08-16", "2023-01-01", "2023-04-17"])
def test_before_the_requirement_there_is_no_verdict_on_the_percentage(judge: Judge, day: str) -> None:
    got = judge(bom(virgin()), "-d", day)
    assert (got.exit_code, got.status) == (1, "not_available")
    assert got.minerals["required_percentage"] is None
    assert got.codes == {"BEFORE-START"}
    assert got.report["verdict"]["amount_usd"] is None
    assert got.report["verdict"]["headline"].startswith("not decided: earlier rules applied before 2023-04-18")


@pytest.mark.parametrize("half", ["critical-minerals", "battery-components"])
def test_a_look_up_before_the_known_dates_names_rule_and_date(half: str) -> None:
    rulebook = load_rulebook()
    (rule,) = (rule for rule in rulebook.rules() if rule.id == half)
    with pytest.raises(OutsideKnownDates, match=f"the {rule.label} has no value on 2023-04-17.*2023-04-18"):
        rule.known_on(datetime.date(2023, 4, 17), rulebook.defaults().takes)


def test_the_law_has_no_percentage_before_the_known_dates() -> None:
    law = Law(load_rulebook(), Period.day(datetime.date(2023, 4, 17)))
    with pytest.raises(OutsideKnownDates, match=r"applicable percentage for critical minerals .* 2023-04-17"):
        law.required()


@pytest.mark.parametrize(
    ("year", "required"),
    [("2023", "40"), ("2024", "50"), ("2025", "60"), ("2026", "70"), ("2027", "80"), ("2040", "80")],
)
def test_a_year_stands_for_any_of_its_days(judge: Judge, year: str, required: str) -> None:
    got = judge(bom(virgin()), "-y", year, "-a", "2023-04-18")
    assert (got.status, got.minerals["required_percentage"]) == ("pass", required)
    assert got.report["vehicle"]["placed_in_service"] == year


def test_a_year_before_the_requirement(judge: Judge) -> None:
    assert judge(bom(virgin()), "-y", "2022").status == "not_available"


def test_a_year_without_a_date_acquired_asks_for_it_where_the_credit_ends_in_it(judge: Judge) -> None:
    ends, runs = judge(bom(virgin()), "-y", "2025"), judge(bom(virgin()), "-y", "2024")
    assert (ends.status, ends.report["verdict"]["amount_usd"]) == ("pass", None)
    assert "ACQUIRED-UNKNOWN" in ends.codes
    assert (runs.status, runs.report["verdict"]["amount_usd"]) == ("pass", 3750)


@pytest.mark.parametrize(
    "arguments",
    [("-y", "2024", "-d", "2024-06-30"), ("-y", "0"), ("-d", "30.06.2024"), ("-d", "2024-06-30", "-a", "yesterday")],
)
def test_dates_on_the_command_line_that_are_none(critmin: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    got = critmin("check", "bom.csv", *arguments)
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)


# The two tests ------------------------------------------------------------------------------------------------------


def test_the_example_of_the_two_tests(judge: Judge) -> None:
    got = judge(FOUR_CHAINS, "-d", "2024-06-30")
    assert {t["test"]: (t["exact"], t["percentage"]) for t in got.minerals["tests"]} == {
        "traced": ("23/40", "57.5000"),
        "value_added": ("1/2", "50.0000"),
    }
    assert [chain["share"] for chain in got.minerals["chains"]] == ["3/4", "2/5", "1", "1/2"]
    assert (got.minerals["total_value_usd"], got.minerals["qualifying_value_usd"]) == ("1000.00", "575.00")
    assert (got.status, got.minerals["test"]) == ("pass", "traced")


@pytest.mark.parametrize(
    ("test", "day", "status"),
    [
        ("traced", "2024-06-30", "pass"),  # 57.5 of 50
        ("value-added", "2024-06-30", "pass"),  # 50 of 50
        ("any", "2025-06-30", "fail"),  # neither reaches 60
        ("traced", "2025-06-30", "fail"),
        ("value-added", "2025-06-30", "fail"),
    ],
)
def test_one_test_alone(judge: Judge, test: str, day: str, status: str) -> None:
    assert judge(FOUR_CHAINS, "-d", day, "--test", test).status == status


@pytest.mark.parametrize(("test", "status"), [("any", "pass"), ("traced", "pass"), ("value-added", "fail")])
def test_the_figures_never_contradict_the_status(judge: Judge, test: str, status: str) -> None:
    """Traced 70 percent and value-added 50, of 60: where only the second may be used, 70 is not what fails."""
    other = virgin(extraction_country="NO", processing_value_added_usd="40", processing_country_2="NO")
    tables = bom(virgin(), other | {"processing_value_added_usd_2": "60"})
    got = judge(tables, "-d", "2025-06-30", "--test", test).minerals
    assert [t["percentage"] for t in got["tests"]] == ["70.0000", "50.0000"]
    assert got["status"] == status
    assert (float(got["percentage"]) >= float(got["required_percentage"])) is (status == "pass")


def half(added_in_the_us: str, added_elsewhere: str) -> Tables:
    """A chain of which the traced test counts the part processed in the US, the value-added test all or nothing."""
    line = virgin(extraction_country="NO", processing_value_added_usd=added_in_the_us)
    return bom(line | {"processing_country_2": "NO", "processing_value_added_usd_2": added_elsewhere})


@pytest.mark.parametrize(
    ("added", "share"),
    [(("50", "50"), "1"), (("500000000000", "500000000001"), "0"), (("49.999999999", "50"), "0"), (("51", "49"), "1")],
)
def test_the_value_added_test_counts_a_chain_from_exactly_half(
    judge: Judge, added: tuple[str, str], share: str
) -> None:
    (_, test) = judge(half(*added), "-d", "2024-06-30").minerals["tests"]
    assert test["exact"] == share


@pytest.mark.parametrize(("unknown", "high"), [("50", "1"), ("49.999999999", "0")])
def test_the_value_added_test_may_count_a_chain_that_may_reach_half(judge: Judge, unknown: str, high: str) -> None:
    line = virgin(at="NO", processing_value_added_usd="50", processing_country_2="?")
    got = judge(bom(line | {"processing_value_added_usd_2": unknown}), "-d", "2024-06-30")
    assert (got.minerals["tests"][1]["low"], got.minerals["tests"][1]["high"]) == ("0", high)


@pytest.mark.parametrize(
    ("placed", "report_date", "reading", "available"),
    [
        # by placed in service where no report date is given
        ("2026-12-31", "", "report-date", True),
        ("2027-01-01", "", "report-date", False),
        # by the report date where it is given
        ("2027-01-01", "2026-12-31", "report-date", True),
        ("2029-06-30", "2026-12-31", "report-date", True),
        ("2027-01-01", "2027-01-01", "report-date", False),
        ("2026-12-31", "2027-01-01", "report-date", False),
        # the other reading: by placed in service always
        ("2026-12-31", "2027-01-01", "placed-in-service", True),
        ("2027-01-01", "2026-12-31", "placed-in-service", False),
    ],
)
def test_when_the_value_added_test_is_available(
    judge: Judge, placed: str, report_date: str, reading: str, available: bool
) -> None:
    tables = half("50", "50") | {"Vehicle": vehicle(report_date=report_date)}
    got = judge(tables, "-d", placed, *IN_TIME, "--reading", f"transition-window={reading}")
    assert got.minerals["tests"][1]["available"] is available
    assert got.status == ("pass" if available else "fail")
    assert got.minerals["test"] == ("value_added" if available else "traced")
    decides = {row["id"]: row["decides"] for row in got.report["readings"]}
    assert decides["transition-window"] == (bool(report_date) and (placed < "2027") != (report_date < "2027"))


def test_a_year_in_which_the_value_added_test_is_gone(judge: Judge) -> None:
    assert judge(half("50", "50"), "-y", "2026", *IN_TIME).status == "pass"
    assert judge(half("50", "50"), "-y", "2027", *IN_TIME).status == "fail"


def test_the_value_added_test_alone_where_it_is_gone(judge: Judge) -> None:
    got = judge(bom(virgin()), "-d", "2027-01-01", *IN_TIME, "--test", "value-added")
    assert (got.status, got.minerals["test"]) == ("fail", "value_added")
    assert "not available on the date" in got.finding("CM-NOT-MET")["message"]


@pytest.mark.parametrize(("day", "status"), [("2026-12-31", "pass"), ("2027-01-01", "fail")])
def test_without_a_percentage_after_2026_nothing_is_met(judge: Judge, day: str, status: str) -> None:
    got = judge(bom(virgin()), "-d", day, *IN_TIME, "--reading", "after-2026=no-percentage")
    assert (got.status, "CM-NO-PERCENTAGE" in got.codes) == (status, status == "fail")


# Whether there is a credit at all -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "acquired", "status"),
    [
        ("2025-09-30", "2025-09-30", "pass"),
        ("2025-10-01", "2025-09-30", "pass"),
        ("2025-10-01", "2025-10-01", "not_available"),
        ("2026-03-31", "2025-09-30", "pass"),
        ("2026-03-31", "2025-10-01", "not_available"),
        ("2029-01-01", "2025-09-30", "pass"),
    ],
)
def test_the_credit_ends_by_the_date_acquired(judge: Judge, placed: str, acquired: str, status: str) -> None:
    got = judge(bom(virgin()), "-d", placed, "-a", acquired)
    assert (got.status, got.report["verdict"]["amount_usd"]) == (status, 3750 if status == "pass" else 0)
    assert got.exit_code == (0 if status == "pass" else 1)
    assert ("ACQUIRED-AFTER-END" in got.codes) == (status == "not_available")


@pytest.mark.parametrize(("placed", "asked"), [("2025-09-30", False), ("2025-10-01", True)])
def test_not_acquired_by_a_known_date(judge: Judge, placed: str, asked: bool) -> None:
    got = judge(bom(virgin()), "-d", placed)
    verdict = got.report["verdict"]
    assert (verdict["status"], verdict["amount_usd"]) == ("pass", None if asked else 3750)
    assert ("ACQUIRED-UNKNOWN" in got.codes) is asked
    assert any("acquired by 2025-09-30" in condition for condition in verdict["conditions"]) is asked
    assert ("if acquired by 2025-09-30" in verdict["headline"]) is asked


def test_acquired_after_placed_in_service_names_both_dates(judge: Judge) -> None:
    got = judge(bom(virgin()), "-d", "2024-06-30", "-a", "2024-07-01")
    assert (got.exit_code, got.status) == (2, "unreadable")
    message = got.finding("DATES-REVERSED")["message"]
    assert "2024-07-01" in message and "2024-06-30" in message


@pytest.mark.parametrize(("acquired", "exit_code"), [("2024-12-31", 0), ("2025-01-01", 2)])
def test_a_year_and_acquired_in_or_after_it(judge: Judge, acquired: str, exit_code: int) -> None:
    assert judge(bom(virgin()), "-y", "2024", "-a", acquired).exit_code == exit_code


def test_an_option_wins_over_the_sheet(judge: Judge) -> None:
    tables = bom(virgin(), Vehicle=vehicle(placed_in_service="2023-04-17", acquired="2023-04-17"))
    assert judge(tables).status == "not_available"
    late = bom(virgin(), Vehicle=vehicle(placed_in_service="2026-01-01", acquired="2025-10-01"))
    assert judge(late).finding("ACQUIRED-AFTER-END")["cells"] == ["Vehicle!B3"]
    got = judge(tables, "-d", "2026-01-01", "-a", "2025-09-30")
    assert (got.status, got.minerals["required_percentage"]) == ("pass", "70")


GATES = [
    # the gate as a condition of the verdict, the vehicle's facts, and whether it is open, closed or taken for granted
    ("final assembly", {"final_assembly_country": "United States"}, "open"),
    ("final assembly", {"final_assembly_country": "CA"}, "open"),
    ("final assembly", {"final_assembly_country": "MEX"}, "open"),
    ("final assembly", {"final_assembly_country": "Puerto Rico"}, "open"),
    ("final assembly", {"final_assembly_country": "JP"}, "closed"),
    ("final assembly", {"final_assembly_country": "Greenland"}, "closed"),
    ("final assembly", {"final_assembly_country": "unknown"}, "granted"),
    ("7 kWh", {"battery_kwh": "7"}, "open"),
    ("7 kWh", {"battery_kwh": "6.999999999999"}, "closed"),
    ("7 kWh", {"battery_kwh": ""}, "granted"),
    ("14,000 lb", {"gvwr_lb": "13999.999999999"}, "open"),
    ("14,000 lb", {"gvwr_lb": "14000"}, "closed"),
    ("14,000 lb", {"gvwr_lb": "?"}, "granted"),
    ("qualified manufacturer", {"qualified_manufacturer": "yes"}, "open"),
    ("qualified manufacturer", {"qualified_manufacturer": "no"}, "closed"),
    ("qualified manufacturer", {"qualified_manufacturer": ""}, "granted"),
    ("rechargeable", {"rechargeable_from_outside": "yes"}, "open"),
    ("rechargeable", {"rechargeable_from_outside": "no"}, "closed"),
    ("rechargeable", {}, "granted"),
    ("retail price", {"vehicle_class": "van", "msrp_usd": "80000"}, "open"),
    ("retail price", {"vehicle_class": "sport utility vehicle", "msrp_usd": "80000"}, "open"),
    ("retail price", {"vehicle_class": "suv", "msrp_usd": "80000.01"}, "closed"),
    ("retail price", {"vehicle_class": "pickup", "msrp_usd": "80000"}, "open"),
    ("retail price", {"vehicle_class": "other", "msrp_usd": "55000"}, "open"),
    ("retail price", {"vehicle_class": "other", "msrp_usd": "55000.01"}, "closed"),
    ("retail price", {"vehicle_class": "other"}, "granted"),
    ("retail price", {"msrp_usd": "55000"}, "open"),
    ("retail price", {"msrp_usd": "55000.01"}, "granted"),
    ("retail price", {"msrp_usd": "80000"}, "granted"),
    ("retail price", {"msrp_usd": "80000.01"}, "closed"),
]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"gvwr_lb": "14000"}, "rating is 14,000 lb, not under 14,000"),
        ({"gvwr_lb": "14000.5"}, "rating is 14,000.5 lb, not under 14,000"),
        ({"gvwr_lb": "15000.0 lb"}, "rating is 15,000 lb, not under 14,000"),
        ({"vehicle_class": "van", "msrp_usd": "82000.00"}, "price is $82,000, above $80,000"),
        ({"vehicle_class": "van", "msrp_usd": "80000.001"}, "price is $80,000.001, above $80,000"),
    ],
)
def test_a_weight_or_a_price_is_said_as_it_is(judge: Judge, facts: dict[str, str], said: str) -> None:
    """A weight of 14,000.5 lb is not said to be 14,000."""
    got = judge(bom(virgin(), Vehicle=vehicle(model="EV", **facts)), "-d", "2024-06-30")
    assert said in got.finding("GATE")["message"]


@pytest.mark.parametrize(("gate", "facts", "outcome"), GATES)
def test_gate(judge: Judge, gate: str, facts: dict[str, str], outcome: str) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(model="EV", **facts)), "-d", "2024-06-30")
    granted = [condition for condition in got.report["verdict"]["conditions"] if gate in condition]
    assert len(granted) == (outcome == "granted")
    assert got.status == ("not_available" if outcome == "closed" else "pass")
    if outcome == "closed":
        assert got.finding("GATE")["cells"] == [f"Vehicle!B{2 + len(facts)}"]


def test_the_facts_of_the_vehicle_are_in_the_report(judge: Judge) -> None:
    facts = {
        "model": "EV",
        "model_year": "2024",
        "final_assembly_country": "US",
        "vehicle_class": "suv",
        "msrp_usd": "79999.99",
        "battery_kwh": "81.5",
        "gvwr_lb": "6100",
    }
    yes = {"qualified_manufacturer": "yes", "rechargeable_from_outside": "yes", "transition_report": "no"}
    dates = {"acquired": "2024-06-01", "report_date": "2024-06-15"}
    got = judge(bom(virgin(), Vehicle=vehicle(**facts, **yes, **dates)), "-d", "2024-06-30").report["vehicle"]
    assert got == {
        "placed_in_service": "2024-06-30",
        **dates,
        **facts,
        **{name: value == "yes" for name, value in yes.items()},
    }
