"""What public programs get wrong (law.md 10): one test for each, named after the mistake."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import (
    IN_TIME,
    MEASURES,
    Judge,
    JudgeEach,
    bom,
    by,
    recycled,
    share_of_a_trillion,
    supplier,
    vehicle,
    virgin,
    write_xlsx,
)

SCREENED = ("-d", "2025-06-30")
PARTNERS = [
    ("US", "USA", "United States"),
    ("AU", "AUS", "Australia"),
    ("BH", "BHR", "Bahrain"),
    ("CA", "CAN", "Canada"),
    ("CL", "CHL", "Chile"),
    ("CO", "COL", "Colombia"),
    ("CR", "CRI", "Costa Rica"),
    ("DO", "DOM", "Dominican Republic"),
    ("SV", "SLV", "El Salvador"),
    ("GT", "GTM", "Guatemala"),
    ("HN", "HND", "Honduras"),
    ("IL", "ISR", "Israel"),
    ("JO", "JOR", "Jordan"),
    ("KR", "KOR", "South Korea"),
    ("MX", "MEX", "Mexico"),
    ("MA", "MAR", "Morocco"),
    ("NI", "NIC", "Nicaragua"),
    ("OM", "OMN", "Oman"),
    ("PA", "PAN", "Panama"),
    ("PE", "PER", "Peru"),
    ("SG", "SGP", "Singapore"),
    ("JP", "JPN", "Japan"),
    ("PR", "PRI", "Puerto Rico"),
]


# 1. Chinese lithium with 0 percent state equity passes.


def test_only_equity_is_tested_and_not_where_the_work_is_done(judge: Judge) -> None:
    got = judge(bom(by("Private", at="CN"), Entities=[supplier("Private", "US", "0")]), *SCREENED)
    assert (got.status, "FEOC-PLACE" in got.codes) == ("fail", True)


def test_only_equity_is_tested_and_not_where_the_company_is(judge: Judge) -> None:
    got = judge(bom(by("Private", at="AU"), Entities=[supplier("Private", "CN", "0")]), *SCREENED)
    assert (got.status, "FEOC-JURISDICTION" in got.codes) == ("fail", True)


@pytest.mark.parametrize("measure", MEASURES)
def test_only_equity_is_tested_and_not_votes_and_board(judge: Judge, measure: str) -> None:
    owned = supplier("Venture", "US", "0") | {f"government_{measure}_pct": "25"}
    got = judge(bom(by("Venture"), Entities=[owned]), *SCREENED)
    assert (got.status, "FEOC-OWNERSHIP" in got.codes) == ("fail", True)


# 2. `CHN` is caught, `CN` and `China` are not; Russia and cobalt refined in China pass.


@pytest.mark.parametrize(
    "written",
    [
        *("CHN", "CN", "cn", "China", "china ", "PRC", "People's Republic of China", "156", "中国"),
        *("RU", "RUS", "Russia", "Russian Federation", "North Korea", "PRK", "DPRK", "Iran", "IRN"),
    ],
)
def test_one_spelling_of_a_covered_nation_is_caught_and_another_is_not(judge: Judge, written: str) -> None:
    got = judge(bom(virgin(processing_country=written)), *SCREENED)
    assert (got.status, "FEOC-PLACE" in got.codes) == ("fail", True)


def test_cobalt_refined_in_china_passes_by_its_mine(judge: Judge) -> None:
    got = judge(bom(virgin("cobalt", extraction_country="AU", processing_country="China")), *SCREENED)
    assert (got.status, got.minerals["percentage"]) == ("fail", "100.0000")


# 3. Japan, Colombia, Costa Rica, Guatemala ... missing from the list; `AU` not recognised, only `AUS`.


def test_a_free_trade_partner_or_its_spelling_is_missing(judge_each: JudgeEach) -> None:
    written = [name for country in PARTNERS for name in country]
    got = judge_each([bom(virgin(at=name)) for name in written], "-d", "2024-06-30")
    assert [name for name, one in zip(written, got, strict=True) if one.span != ("1", "1")] == []


@pytest.mark.parametrize(
    "written",
    [
        *("Germany", "France", "United Kingdom", "Indonesia", "Argentina", "Norway", "Philippines", "India"),
        *("DR Congo", "Malaysia", "Thailand", "Saudi Arabia", "Finland", "Namibia", "New Caledonia", "Greenland"),
        *("Hong Kong", "Taiwan"),
    ],
)
def test_a_country_without_an_agreement_counts(judge: Judge, written: str) -> None:
    assert judge(bom(virgin(at=written)), "-d", "2024-06-30").span == ("0", "0")


@pytest.mark.parametrize(
    ("mineral", "counts"),
    [("cobalt", "1"), ("graphite", "1"), ("lithium", "1"), ("manganese", "1"), ("nickel", "1"), ("aluminum", "0")],
)
def test_japan_by_the_five_minerals_of_its_agreement(judge: Judge, mineral: str, counts: str) -> None:
    tables = bom(virgin(mineral, at="JP"))
    wide = judge(tables, "-d", "2024-06-30")
    assert wide.span == ("1", "1")
    assert {r["id"] for r in wide.report["readings"] if r["decides"]} == (
        {"japan-minerals"} if counts == "0" else set()
    )
    narrow = judge(tables, "-d", "2024-06-30", "--reading", "japan-minerals=five-minerals")
    assert narrow.span == (counts, counts)


# 4. 49.996 percent is rounded to 50 and passes; 60 percent passes in 2026.


def test_49_996_percent_is_rounded_to_50(judge: Judge) -> None:
    got = judge(share_of_a_trillion(499_960_000_000), "-d", "2024-06-30")
    assert (got.status, got.minerals["percentage"]) == ("fail", "49.9960")


def test_60_percent_passes_in_2026(judge: Judge) -> None:
    tables = share_of_a_trillion(600_000_000_000)
    assert judge(tables, "-d", "2025-12-31", *IN_TIME).status == "pass"
    assert judge(tables, "-d", "2026-01-01", *IN_TIME).status == "fail"


# 5. An unpriced line is skipped; an unknown origin or owner counts as clean.


def test_an_unpriced_line_vanishes_from_both_sides(judge: Judge) -> None:
    got = judge(bom(virgin(), virgin("nickel", value="", at="NO")), "-d", "2024-06-30")
    assert (got.exit_code, got.status, got.span) == (3, "incomplete", ("0", "1"))
    assert got.finding("VALUE-UNKNOWN")["cells"] == ["BOM!C3"]


def test_an_unknown_origin_counts_as_qualifying(judge: Judge) -> None:
    got = judge(bom(virgin(extraction_country="unknown", processing_country="NO")), "-d", "2024-06-30")
    assert (got.exit_code, got.status, got.span) == (3, "incomplete", ("0", "1"))


@pytest.mark.parametrize("entity", ["", "unknown", "Stranger"])
def test_an_unknown_supplier_counts_as_clean(judge: Judge, entity: str) -> None:
    got = judge(bom(by(entity)), *SCREENED)
    assert (got.exit_code, got.status, got.feoc) == (3, "incomplete", "incomplete")


def test_an_unknown_owner_counts_as_clean(judge: Judge) -> None:
    got = judge(bom(by("Acme"), Entities=[supplier("Acme", government="")]), *SCREENED)
    assert (got.status, got.feoc) == ("incomplete", "incomplete")


def test_an_unknown_place_of_work_counts_as_clean(judge: Judge) -> None:
    got = judge(bom(by("Acme", processing_country=""), Entities=[supplier("Acme")]), *SCREENED)
    assert (got.status, got.minerals["status"], got.feoc) == ("incomplete", "pass", "incomplete")


# 6. The 40 percent row runs from 2022; the credit ends by calendar year instead of by acquisition.


@pytest.mark.parametrize("day", ["2022-12-31", "2023-01-01", "2023-04-17"])
def test_the_40_percent_row_runs_from_2022(judge: Judge, day: str) -> None:
    assert judge(bom(virgin()), "-d", day).status == "not_available"


@pytest.mark.parametrize(
    ("placed", "acquired", "status"),
    [("2025-10-02", "2025-10-01", "not_available"), ("2026-02-01", "2025-09-30", "pass")],
)
def test_the_credit_ends_by_calendar_year(judge: Judge, placed: str, acquired: str, status: str) -> None:
    assert judge(bom(virgin()), "-d", placed, "-a", acquired).status == status


# 7. Namibia's `NA` is an empty cell; Taiwan is read as China; Congos, Koreas, Niger, Guinea are confused.


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NA", "NA"),
        ("na", "NA"),
        ("Namibia", "NA"),
        ("Taiwan, Province of China", "TW"),
        ("Taiwan (China)", "TW"),
        ("Chinese Taipei", "TW"),
        ("Congo", "CG"),
        ("Republic of the Congo", "CG"),
        ("Congo-Brazzaville", "CG"),
        ("DRC", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo, Dem. Rep.", "CD"),
        ("Congo-Kinshasa", "CD"),
        ("Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("Korea, Rep.", "KR"),
        ("DPRK", "KP"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Equatorial Guinea", "GQ"),
        ("Papua New Guinea", "PG"),
    ],
)
def test_countries_of_like_names_are_confused(judge: Judge, written: str, code: str) -> None:
    got = judge(bom(virgin(at=written)), "-d", "2024-06-30")
    assert {origin["country"] for origin in got.minerals["origins"]} == {code}


def test_taiwan_is_a_covered_nation(judge: Judge) -> None:
    got = judge(bom(by("Acme", at="Taiwan, Province of China"), Entities=[supplier("Acme", "TW")]), *SCREENED)
    assert got.feoc == "pass"


# 8. A five-mineral program ignores aluminum and fluorspar; another counts the aluminum of the pack's housing.


@pytest.mark.parametrize(
    ("mineral", "component", "material"),
    [
        ("aluminum", "cathode current collector", "aluminum foil"),
        ("fluorspar", "electrolyte", "LiPF6"),
        ("CaF2", "binder", "PVDF"),
        ("titanium", "cathode", "doped powder"),
        ("Mg", "", ""),
        ("zirconium", "cathode coating", ""),
    ],
)
def test_only_five_minerals_are_counted(judge: Judge, mineral: str, component: str, material: str) -> None:
    foreign = virgin(mineral, at="NO", component=component, material=material)
    got = judge(bom(virgin(), foreign), "-d", "2024-06-30")
    assert (got.minerals["total_value_usd"], got.span) == ("200.00", ("1/2", "1/2"))


@pytest.mark.parametrize("part", ["正极", "負極", "양극", "隔膜", "セパレータ", "전해액", "电芯"])
def test_a_part_of_the_battery_by_its_name_in_another_language(judge: Judge, part: str) -> None:
    got = judge(bom(virgin(), virgin("nickel", at="NO", component=part)), "-d", "2024-06-30")
    assert (got.span, "COMPONENT-UNKNOWN" in got.codes) == (("1/2", "1/2"), False)


@pytest.mark.parametrize(
    "part", ["pack housing", "can", "cell pouch", "cooling plate", "busbar", "Terminals", "BMS", "enclosure", "lid"]
)
def test_the_housing_is_counted(judge: Judge, part: str) -> None:
    got = judge(bom(virgin(), virgin("aluminum", value="900", at="CN", component=part)), *SCREENED)
    assert (got.status, got.minerals["total_value_usd"], got.span) == ("pass", "100.00", ("1", "1"))
    assert got.finding("LINE-OUTSIDE-BATTERY")["severity"] == "note"


@pytest.mark.parametrize("substance", ["copper", "Fe", "phosphorus", "silicon", "sodium", "silver", "sulphur"])
def test_a_mineral_that_is_not_listed_is_counted(judge: Judge, substance: str) -> None:
    got = judge(bom(virgin(), virgin(substance, value="900", at="CN")), *SCREENED)
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", "100.00")
    assert got.finding("LINE-NOT-LISTED")["severity"] == "note"


# 9. "Pending", "requested" or "no" in an attestation column counts as an attestation.


@pytest.mark.parametrize("written", ["Pending", "requested", "no", "No", "none", "requested 2025-01-31"])
def test_an_attestation_that_is_not_in_hand_counts(judge: Judge, written: str) -> None:
    assert judge(bom(by("", feoc_attestation=written)), *SCREENED).feoc == "incomplete"
    assert judge(bom(by("Acme"), Entities=[{"entity": "Acme", "attestation": written}]), *SCREENED).feoc == "incomplete"


# 10. A recycled salt from Nevada made into cathode powder in China passes.


def test_recycled_lines_are_not_screened_further(judge: Judge) -> None:
    salt = recycled(recycling_entity="Nevada Salts", processing_country="CN", processing_entity="Powder Co")
    got = judge(bom(salt, Entities=[supplier("Nevada Salts")]), *SCREENED)
    assert (got.status, got.feoc) == ("fail", "fail")
    assert got.finding("FEOC-PLACE")["cells"] == ["BOM!G2"]


def test_powder_made_abroad_of_recycled_salt_counts_in_whole(judge: Judge) -> None:
    salt = recycled(recycling_value_added_usd="30", processing_country="KR", processing_value_added_usd="70")
    got = judge(bom(salt), "-d", "2024-06-30")
    assert (got.status, got.span) == ("fail", ("3/10", "3/10"))


# 11. A small share of FEOC content is allowed ("de minimis"), or none only from 2026.


@pytest.mark.parametrize(
    ("day", "made", "mined", "status"),
    [
        ("2023-12-31", "CN", "CN", "pass"),
        ("2024-01-01", "CN", "US", "fail"),
        ("2024-12-31", "US", "CN", "pass"),
        ("2025-01-01", "US", "CN", "fail"),
    ],
)
def test_a_cent_of_a_foreign_entity_of_concern_is_allowed(
    judge: Judge, day: str, made: str, mined: str, status: str
) -> None:
    cell = {"component": "cell", "value_usd": "1000000", "assembly_country": "US", "feoc_attestation": "ATT-1"}
    separator = cell | {"component": "separator", "value_usd": "0.01", "assembly_country": made}
    got = judge(bom(virgin(value="1000000"), virgin(value="0.01", at=mined), Components=[cell, separator]), "-d", day)
    assert (got.status, got.minerals["status"]) == (status, "pass")


# 12. An empty folder, or a score of 65 of 100, exits 0.


def test_an_empty_folder_passes(critmin: Callable[..., Any], tmp_path: Path) -> None:
    assert critmin("check", tmp_path, *SCREENED).exit_code == 2


@pytest.mark.parametrize(("at", "exit_code"), [("NO", 1), ("?", 3)])
def test_whatever_is_no_pass_exits_0(judge: Judge, at: str, exit_code: int) -> None:
    got = judge(bom(virgin(value="58"), virgin("nickel", value="42", at=at)), *SCREENED)
    assert (got.exit_code, got.minerals["percentage"]) == (exit_code, "58.0000")


# 13. A share of 25 percent that a formula stores as 0.24999999999999997 passes; $85.000 is read as 85 dollars.


@pytest.mark.parametrize(("stored", "status"), [("24.999999999999996", "fail"), ("24.9999999999999", "pass")])
def test_25_percent_with_the_noise_of_a_formula_passes(judge: Judge, tmp_path: Path, stored: str, status: str) -> None:
    tables = bom(by("Venture"), Entities=[supplier("Venture", government=stored)])
    assert judge(write_xlsx(tables, tmp_path / "pack.xlsx"), *SCREENED).status == status


def test_85_000_dollars_with_a_point_are_85(judge: Judge) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(msrp_usd="$85.000")), *SCREENED)
    assert (got.exit_code, got.finding("NUMBER-UNREADABLE")["cells"]) == (2, ["Vehicle!B2"])
