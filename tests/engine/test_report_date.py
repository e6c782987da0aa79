"""The manufacturer's report date: none before the requirement applied, none years from the date placed in service."""

import pytest
from boms import IN_TIME, Judge, bom, vehicle, virgin

RELIEVED = virgin("graphite", "10", "CN", role="anode_active", impracticable_to_trace="yes", feoc_attestation="")
TABLES = bom(virgin(), RELIEVED)


@pytest.mark.parametrize("report", ["1900-01-01", "1970-01-01", "2000-02-29", "2022-08-16", "2023-04-17"])
def test_no_report_before_the_requirement_applied(judge: Judge, report: str) -> None:
    got = judge(
        TABLES | {"Vehicle": vehicle(transition_report="yes", report_date=report)}, "-d", "2028-06-01", *IN_TIME
    )
    assert (got.exit_code, got.status) == (2, "unreadable")
    early = got.finding("REPORT-DATE-EARLY")
    assert (early["severity"], early["cells"]) == ("error", ["Vehicle!B3"])


@pytest.mark.parametrize(
    ("report", "placed", "far"),
    [
        ("2023-04-18", ("-d", "2023-06-01"), False),
        ("2023-06-01", ("-d", "2025-06-01"), False),  # two years to the day
        ("2023-05-31", ("-d", "2025-06-01"), True),
        ("2027-06-01", ("-d", "2025-06-01"), False),
        ("2027-06-02", ("-d", "2025-06-01"), True),
        ("2024-02-29", ("-d", "2026-03-01"), True),
        ("2025-12-31", ("-d", "2028-06-01"), True),
        ("2023-12-31", ("-y", "2025"), False),
        ("2023-12-30", ("-y", "2025"), True),  # of any day of the year
        ("2027-01-02", ("-y", "2025"), True),
    ],
)
def test_a_report_years_from_the_vehicle_needs_review(
    judge: Judge, report: str, placed: tuple[str, str], far: bool
) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(report_date=report)), *placed, *IN_TIME)
    assert got.exit_code == 0
    assert ("REPORT-DATE-FAR" in got.codes) is far
    if far:
        assert got.finding("REPORT-DATE-FAR")["severity"] == "warning"
        assert got.finding("REPORT-DATE-FAR")["cells"] == ["Vehicle!B2"]
