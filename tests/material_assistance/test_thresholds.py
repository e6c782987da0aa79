"""Each threshold percentage at it and one part in 10**12 below, on the first and the last day of its year."""

import datetime

import pytest
from critmin.engine.regimes.material_assistance.rulebook import load_rulebook
from products import CHINESE, CLEAN, Assess, item, product

PARTS = 10**12
YEARS = range(2026, 2034)
THRESHOLDS = {
    # class: the percentage of each year from 2026
    "battery-component": (60, 65, 70, 80, 85, 85, 85, None),
    "critical-mineral": (0, 0, 0, 0, 25, 30, 40, 50),
    "energy-storage": (55, 60, 65, 70, 75, 75, 75, 75),
    "qualified-facility": (40, 45, 50, 55, 60, 60, 60, 60),
}
SOLD, BEGUN = "sold", "construction_begins"
BASIS = {"battery-component": SOLD, "critical-mineral": SOLD, "energy-storage": BEGUN, "qualified-facility": BEGUN}
CASES = [
    pytest.param(name, year, percent, id=f"{name} {year}")
    for name, row in THRESHOLDS.items()
    for year, percent in zip(YEARS, row, strict=True)
]


def costing(counting: int, class_: str, day: str, **facts: str) -> dict[str, list[dict[str, str]]]:
    """A product of which so many of 10**12 dollars are not a prohibited foreign entity's."""
    dates = {SOLD: "", BEGUN: "", "taxable_year_begins": ""} | {BASIS[class_]: day}
    parts = item(str(counting)), item(str(PARTS - counting), by="Sinocell", at="CN")
    return product(*parts, entities=(CLEAN, CHINESE), **{"class": class_} | dates | facts)


@pytest.mark.parametrize(("class_", "year", "percent"), CASES)
def test_at_the_threshold_passes_and_just_below_fails(
    assess: Assess, class_: str, year: int, percent: int | None
) -> None:
    for day in (f"{year}-01-01", f"{year}-12-31"):
        at = assess(costing(PARTS // 100 * (percent or 0), class_, day))
        if percent is None:
            assert (at.status, at.exit_code, at.ratio["threshold_percentage"]) == ("not_available", 1, None)
            continue
        assert (at.status, at.exit_code, at.ratio["threshold_percentage"]) == ("pass", 0, str(percent))
        assert (at.ratio["basis"], at.ratio["date"], at.ratio["class"]) == (BASIS[class_], day, class_)
        if percent:
            below = assess(costing(PARTS // 100 * percent - 1, class_, day))
            assert (below.status, below.exit_code, below.ratio["ratio"]) == ("fail", 1, f"{percent - 1}.9999")


@pytest.mark.parametrize(("class_", "year", "percent"), CASES)
def test_a_year_stands_for_any_day_of_it(assess: Assess, class_: str, year: int, percent: int | None) -> None:
    tables = costing(PARTS, class_, "")
    asked = assess(tables, "-y", str(year))
    assert asked.status == ("pass" if percent is not None else "not_available")
    threshold = None if percent is None else str(percent)
    assert (asked.ratio["date"], asked.ratio["threshold_percentage"]) == (str(year), threshold)


BEFORE = [
    # class, day, taxable year begins, finding
    ("battery-component", "2025-12-31", "2025-07-05", "MACR-NO-THRESHOLD"),
    ("battery-component", "2025-12-31", "", "MACR-NO-THRESHOLD"),
    ("battery-component", "2025-07-05", "2025-07-05", "MACR-NO-THRESHOLD"),
    ("battery-component", "2025-12-31", "2025-07-04", "MACR-BEFORE-START"),
    ("battery-component", "2026-03-01", "2025-07-04", "MACR-BEFORE-START"),
    ("battery-component", "2025-07-04", "", "MACR-BEFORE-START"),
    ("battery-component", "2033-01-01", "2033-01-01", "MACR-AFTER-END"),
    ("critical-mineral", "2025-12-31", "2025-07-05", "MACR-NO-THRESHOLD"),
    ("energy-storage", "2025-12-31", "", "MACR-BEFORE-START"),
    ("qualified-facility", "2025-12-31", "", "MACR-BEFORE-START"),
]


@pytest.mark.parametrize(("class_", "day", "begins", "code"), BEFORE)
def test_before_the_requirement_and_after_the_credit(
    assess: Assess, class_: str, day: str, begins: str, code: str
) -> None:
    asked = assess(costing(PARTS, class_, day, taxable_year_begins=begins))
    assert (asked.status, asked.exit_code, asked.report["verdict"]["findings"]) == ("not_available", 1, [code])
    if code == "MACR-NO-THRESHOLD":
        assert (asked.ratio["threshold_percentage"], asked.ratio["gap_points"]) == (None, None)


def test_the_first_taxable_year_to_which_it_applies(assess: Assess) -> None:
    asked = assess(costing(PARTS, "battery-component", "2026-01-01", taxable_year_begins="2025-07-05"))
    assert asked.status == "pass"


def test_a_year_of_no_threshold_and_one_before_the_start(assess: Assess) -> None:
    assert assess(costing(PARTS, "critical-mineral", ""), "-y", "2025").codes >= {"MACR-NO-THRESHOLD"}
    assert assess(costing(PARTS, "critical-mineral", ""), "-y", "2024").codes >= {"MACR-BEFORE-START"}
    assert assess(costing(PARTS, "energy-storage", ""), "-y", "2025").codes >= {"MACR-BEFORE-START"}


def test_a_threshold_of_zero_passes_with_any_cost_and_decides_nothing_without(assess: Assess) -> None:
    sold = {"class": "critical-mineral", "sold": "2027-06-30"}
    assert assess(product(item("1", by="Sinocell", at="CN"), **sold)).status == "pass"
    nothing = assess(product(item("0"), **sold))
    assert (nothing.status, nothing.exit_code, nothing.span) == ("incomplete", 3, (None, None))
    assert nothing.report["verdict"]["findings"] == ["MACR-NO-COST"]


def test_a_mineral_sold_after_2033_needs_to_be_produced_by_then(assess: Assess) -> None:
    def conditions(day: str) -> str:
        asked = assess(costing(PARTS, "critical-mineral", day))
        assert asked.status == "pass"
        return " ".join(asked.report["verdict"]["conditions"])

    assert "produced by 2033-12-31" in conditions("2034-01-01")
    assert "produced by" not in conditions("2033-12-31")


def test_the_storage_of_the_worked_example_of_summaries(assess: Assess) -> None:
    """27.2 percent against 55 fails."""
    parts = item("272"), item("728", by="Sinocell", at="CN")
    facts = {"class": "energy-storage", "sold": "", "taxable_year_begins": "", "cost_basis": "assigned"}
    asked = assess(product(*parts, construction_begins="2026-02-01", **facts))
    assert (asked.status, asked.ratio["ratio"], asked.ratio["threshold_percentage"]) == ("fail", "27.2000", "55")
    assert (asked.ratio["exact"], asked.ratio["gap_points"], asked.ratio["needed_usd"]) == (
        "34/125",
        "-27.8000",
        "278.00",
    )
    assert asked.ratio["cost_basis"] == "assigned"


def test_the_days_of_the_table_follow_each_other() -> None:
    for rule in load_rulebook().thresholds.threshold:
        ends = [value.to for value in rule.values]
        assert (ends[-1] is None) is (rule.class_ != "battery-component")
        following = [value.from_ for value in rule.values[1:]]
        assert following == [end + datetime.timedelta(days=1) for end in ends[:-1] if end is not None]
