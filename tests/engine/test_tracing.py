"""Chains -> the share of each step and its interval, and the percentage's bounds (law.md 3 and 4, contract.md 1)."""

import pytest
from boms import Judge, Judged, Row, bom, recycled, virgin

PLACED = ("-d", "2024-06-30")


def processed(*sites: tuple[str, str], **cells: str) -> Row:
    """Extracted in Norway, processed at sites of (country, value added)."""
    row = virgin(value="1000", extraction_country="NO")
    for number, (country, added) in enumerate(sites, 1):
        suffix = "" if number == 1 else f"_{number}"
        row |= {f"processing_country{suffix}": country, f"processing_value_added_usd{suffix}": added}
    return row | cells


def chain(got: Judged) -> dict[str, str | None]:
    (only,) = got.minerals["chains"]
    return dict(only)


@pytest.mark.parametrize(
    ("sites", "low", "high"),
    [
        # one site, or several that count alike, need no value added
        ([("US", "")], "1", "1"),
        ([("NO", "")], "0", "0"),
        ([("US", ""), ("CA", "")], "1", "1"),
        ([("NO", ""), ("CN", ""), ("ID", "")], "0", "0"),
        ([("US", "0"), ("KR", "0")], "1", "1"),
        # several that do not are divided by value added
        ([("US", "150"), ("NO", "50")], "3/4", "3/4"),
        ([("NO", "50"), ("US", "100"), ("JP", "50")], "3/4", "3/4"),
        ([("US", "0"), ("NO", "50")], "0", "0"),
        ([("US", "0.1"), ("NO", "0.2")], "1/3", "1/3"),
        # one value added missing, or all of them 0: anything
        ([("US", "150"), ("NO", "")], "0", "1"),
        ([("US", ""), ("NO", "1")], "0", "1"),
        ([("US", "0"), ("NO", "0")], "0", "1"),
        # a site of unknown country adds nothing at the low end, its value added at the high end
        ([("unknown", "")], "0", "1"),
        ([("unknown", "100")], "0", "1"),
        ([("US", "150"), ("unknown", "50")], "3/4", "1"),
        ([("NO", "150"), ("unknown", "50")], "0", "1/4"),
        ([("US", "25"), ("NO", "50"), ("unknown", "25")], "1/4", "1/2"),
        ([("US", "150"), ("unknown", "")], "0", "1"),
        # a site exists where only its value added is stated
        ([("US", "150"), ("", "50")], "3/4", "1"),
    ],
)
def test_share_of_a_step_at_several_sites(judge: Judge, sites: list[tuple[str, str]], low: str, high: str) -> None:
    got = chain(judge(bom(processed(*sites)), *PLACED))
    assert (got["processing_low"], got["processing_high"]) == (low, high)
    assert got["processing"] == (low if low == high else None)
    assert (got["extraction"], got["share_low"], got["share_high"]) == ("0", low, high)


@pytest.mark.parametrize(
    ("sites", "cells"),
    [
        ([("US", "150"), ("NO", "")], ["BOM!H2"]),
        ([("US", ""), ("NO", "")], ["BOM!F2", "BOM!H2"]),
        ([("US", "0"), ("NO", "0")], ["BOM!F2", "BOM!H2"]),
    ],
)
def test_the_cells_that_lack_a_value_added_are_named(
    judge: Judge, sites: list[tuple[str, str]], cells: list[str]
) -> None:
    row = {"line": "1", "mineral": "lithium", "value_usd": "1000", "extraction_country": "NO"}
    tables = {"BOM": [row | {k: v for k, v in processed(*sites).items() if k.startswith("processing")}]}
    assert judge(tables, *PLACED).finding("VALUE-ADDED-MISSING")["cells"] == cells


@pytest.mark.parametrize(
    ("extraction", "processing", "low", "high"),
    [
        # the chain's low and high are each the greatest of its steps' lows and highs
        ("US", "NO", "1", "1"),
        ("NO", "US", "1", "1"),
        ("NO", "NO", "0", "0"),
        ("US", "", "1", "1"),
        ("", "US", "1", "1"),
        ("NO", "", "0", "1"),
        ("", "NO", "0", "1"),
        ("", "", "0", "1"),
    ],
)
def test_share_of_a_chain(judge: Judge, extraction: str, processing: str, low: str, high: str) -> None:
    line = virgin(extraction_country=extraction, processing_country=processing)
    got = judge(bom(line), *PLACED)
    assert (chain(got)["share_low"], chain(got)["share_high"]) == (low, high)
    unnamed = {cell for cell, where in (("BOM!D2", extraction), ("BOM!E2", processing)) if not where}
    assert {c for f in got.report["findings"] if f["code"] == "STEP-NOT-NAMED" for c in f["cells"]} == unnamed
    assert "VALUE-ADDED-MISSING" not in got.codes  # one site needs none


def test_a_step_that_is_known_narrows_the_chain(judge: Judge) -> None:
    line = processed(("US", "25"), ("NO", "75"), extraction_country="unknown")
    got = judge(bom(line), *PLACED)
    assert (chain(got)["share_low"], chain(got)["share_high"], got.span) == ("1/4", "1", ("1/4", "1"))


def test_more_value_added_than_value(judge: Judge) -> None:
    over = judge(bom(processed(("US", "600"), ("NO", "400.01"))), *PLACED)
    assert "VALUE-ADDED-ABOVE-VALUE" in over.codes
    assert "VALUE-ADDED-ABOVE-VALUE" not in judge(bom(processed(("US", "600"), ("NO", "400"))), *PLACED).codes


# The sheet Steps ----------------------------------------------------------------------------------------------------


def step(line: str, name: str, country: str, added: str = "") -> Row:
    return {"line": line, "step": name, "country": country, "entity": "", "value_added_usd": added}


def test_rows_of_the_sheet_steps_add_to_the_lines_own(judge: Judge) -> None:
    got = judge(bom(processed(("US", "30")), Steps=[step("1", "Processing", "NO", "70")]), *PLACED)
    assert chain(got)["processing"] == "3/10"
    assert got.minerals["chains"][0]["cells"]["processing"] == ["BOM!E2", "Steps!C2"]


def test_a_line_may_have_all_its_sites_in_the_sheet_steps(judge: Judge) -> None:
    bare = {"mineral": "nickel", "value_usd": "100"}
    steps = [step("1", "extraction", "AU"), step("1", "processing", "CN", "60"), step("1", "processing", "KR", "40")]
    got = chain(judge(bom(bare, Steps=steps), *PLACED))
    assert (got["extraction"], got["processing"], got["share"]) == ("1", "2/5", "1")


def test_a_recycling_site_in_the_sheet_steps_makes_a_recycled_chain(judge: Judge) -> None:
    got = judge(bom(virgin("nickel", at="NO"), Steps=[step("1", "recycling", "US", "50")]), *PLACED)
    assert (chain(got)["extraction"], chain(got)["processing"]) == (None, None)
    assert "RECYCLED-EXTRACTION" in got.codes


# Recycled chains ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ({"recycling_country": "US"}, "1", "1"),
        ({"recycling_country": "CA"}, "1", "1"),
        ({"recycling_country": "Mexico"}, "1", "1"),
        ({"recycling_country": "PR"}, "1", "1"),
        # recycling counts in North America only, not in every partner country
        ({"recycling_country": "AU"}, "0", "0"),
        ({"recycling_country": "KR"}, "0", "0"),
        # where the scrap was first mined takes no part
        ({"recycling_country": "KR", "extraction_country": "US"}, "0", "0"),
        ({"recycling_country": "US", "extraction_country": "CN"}, "1", "1"),
        # processing after recycling is a later stage of the series
        ({"recycling_country": "US", "processing_country": "CA"}, "1", "1"),
        ({"recycling_country": "US", "processing_country": "KR"}, "0", "1"),
        (
            {
                "recycling_country": "US",
                "recycling_value_added_usd": "45",
                "processing_country": "KR",
                "processing_value_added_usd": "55",
            },
            "9/20",
            "9/20",
        ),
        (
            {
                "recycling_country": "KR",
                "recycling_value_added_usd": "45",
                "processing_country": "US",
                "processing_value_added_usd": "55",
            },
            "11/20",
            "11/20",
        ),
        # a site exists where any of its cells holds anything
        ({"recycling_country": "unknown"}, "0", "1"),
        ({"recycling_entity": "Scrap Co"}, "0", "1"),
    ],
)
def test_recycled_chain(judge: Judge, cells: Row, low: str, high: str) -> None:
    got = judge(bom({"mineral": "nickel", "value_usd": "100"} | cells), *PLACED)
    assert (chain(got)["recycling_low"], chain(got)["recycling_high"], got.span) == (low, high, (low, high))
    assert (chain(got)["extraction"], chain(got)["processing"]) == (None, None)
    assert ("RECYCLED-EXTRACTION" in got.codes) == ("extraction_country" in cells)


# `none`, and synthetic graphite -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mineral", "material", "extraction", "share", "code"),
    [
        ("lithium", "", "none", ("0", "1"), "STEP-DENIED"),
        ("graphite", "", "none", ("0", "1"), "STEP-DENIED"),
        ("graphite", "natural flake", "none", ("0", "1"), "STEP-DENIED"),
        ("graphite", "", "", ("0", "1"), "STEP-NOT-NAMED"),
        ("synthetic graphite", "", "none", ("0", "0"), None),
        ("synthetic graphite", "", "", ("0", "0"), None),
        ("graphite", "Artificial graphite powder", "none", ("0", "0"), None),
        ("graphite (synthetic)", "", "US", ("0", "0"), "SYNTHETIC-EXTRACTION"),
        ("graphite", "natural/synthetic blend", "", ("0", "1"), "STEP-NOT-NAMED"),
        ("lithium", "synthetic powder", "", ("0", "1"), "STEP-NOT-NAMED"),
    ],
)
def test_a_step_that_does_not_occur(
    judge: Judge, mineral: str, material: str, extraction: str, share: tuple[str, str], code: str | None
) -> None:
    line = virgin(mineral, material=material, extraction_country=extraction, processing_country="NO")
    got = judge(bom(line), *PLACED)
    assert got.span == share
    about_steps = {"STEP-DENIED", "STEP-NOT-NAMED", "SYNTHETIC-EXTRACTION"}
    assert got.codes & about_steps == ({code} if code else set())


@pytest.mark.parametrize(
    ("extraction", "by_default", "otherwise"),
    [("US", ("0", "0"), ("1", "1")), ("NO", ("0", "0"), ("0", "0")), ("", ("0", "0"), ("0", "1"))],
)
def test_synthetic_graphite_under_both_readings(
    judge: Judge, extraction: str, by_default: tuple[str, str], otherwise: tuple[str, str]
) -> None:
    tables = bom(virgin("synthetic graphite", extraction_country=extraction, processing_country="NO"))
    default = judge(tables, *PLACED)
    other = judge(tables, *PLACED, "--reading", "synthetic-graphite=extraction")
    assert (default.span, chain(default)["extraction"]) == (by_default, None)
    assert other.span == otherwise
    (reading,) = [r for r in default.report["readings"] if r["id"] == "synthetic-graphite"]
    assert (reading["decides"], reading["verdict_otherwise"]) == (default.status != other.status, other.status)


def test_processing_is_never_absent(judge: Judge) -> None:
    got = judge(bom(virgin("synthetic graphite", extraction_country="none", processing_country="none")), *PLACED)
    assert (got.span, got.finding("STEP-DENIED")["cells"]) == (("0", "1"), ["BOM!E2"])


def test_none_beside_an_entity_is_a_site_of_unknown_country(judge: Judge) -> None:
    got = judge(bom(processed(("none", "50"), ("US", "50"))), *PLACED)
    assert (chain(got)["processing_low"], chain(got)["processing_high"]) == ("1/2", "1")
    assert got.finding("STEP-DENIED-AND-NAMED")["severity"] == "warning"


@pytest.mark.parametrize("word", ["unknown", "Unknown", "various", "TBD", "tbd", "n/a", "N/A", "?", "", "  "])
def test_words_that_mean_not_known(judge: Judge, word: str) -> None:
    got = judge(bom(virgin(value=word, at=word, extraction_entity=word), virgin(at="NO")), *PLACED)
    assert (got.status, got.span) == ("incomplete", ("0", "1"))
    assert "COUNTRY-UNKNOWN" not in got.codes


# The percentage's bounds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "low", "high"),
    [
        # a line of unknown value moves the percentage between what the others give and its own share
        (["100 US", "100 NO", "? US"], "1/2", "1"),
        (["100 US", "100 NO", "? NO"], "0", "1/2"),
        (["100 US", "100 NO", "? ?"], "0", "1"),
        (["300 US", "100 NO", "? US", "? NO"], "0", "1"),
        (["100 US", "? US"], "1", "1"),
        # unknown shares
        (["100 US", "100 ?"], "1/2", "1"),
        (["100 NO", "100 ?", "200 ?"], "0", "3/4"),
        # no line is priced: the least and the greatest share
        (["? US", "? NO"], "0", "1"),
        (["? US", "? US"], "1", "1"),
        (["? NO", "? NO"], "0", "0"),
        # a line worth 0 weighs nothing; where all do there is no percentage
        (["100 US", "0 NO"], "1", "1"),
        (["100 NO", "0 US"], "0", "0"),
        (["0 US", "0 NO"], "0", "1"),
        (["0 US"], "0", "1"),
        (["0 NO", "? US"], "1", "1"),
    ],
)
def test_bounds_of_the_percentage(judge: Judge, lines: list[str], low: str, high: str) -> None:
    rows = [virgin(value=value, at=where) for value, where in (line.split() for line in lines)]
    got = judge(bom(*rows), *PLACED)
    assert got.span == (low, high)
    assert got.minerals["exact"] == (low if low == high else None)
    assert ("VALUE-UNKNOWN" in got.codes, "VALUE-ZERO" in got.codes) == (
        any(line.startswith("?") for line in lines),
        any(line.startswith("0") for line in lines),
    )


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"value_usd": ""}, ["BOM!C2", "BOM!C3"]),
        ({"value_usd": "", "mass_kg": "5"}, ["BOM!C2", "BOM!C3"]),
        ({"value_usd": "", "mass_kg": "5", "price_usd_per_kg": "1,5"}, ["BOM!C3"]),
        *(({"value_usd": text}, ["BOM!C3"]) for text in ("1,5", "1,500", "about 5", "-5", "5 EUR", "5 kg", "10%")),
    ],
)
def test_a_value_that_cannot_be_read_is_not_also_missing(
    judge: Judge, cells: dict[str, str], missing: list[str]
) -> None:
    """One cause, one finding: the cell says what it holds. A line that states nothing is missing its value."""
    got = judge(bom(virgin() | cells, virgin("nickel", value="")), *PLACED)
    assert got.finding("VALUE-UNKNOWN")["cells"] == missing


def test_money_is_null_where_no_line_is_priced(judge: Judge) -> None:
    got = judge(bom(virgin(value="")), *PLACED)
    assert (got.minerals["total_value_usd"], got.minerals["qualifying_value_usd"]) == (None, None)
    assert got.minerals["minerals"][0]["value_usd"] is None
    assert {origin["value_usd"] for origin in got.minerals["origins"]} == {None}


@pytest.mark.parametrize(
    ("value", "mass", "price", "total"),
    [
        ("", "2.5", "0.4", "1.00"),
        ("7", "2.5", "0.4", "7.00"),
        ("", "2.5", "", None),
        ("", "", "0.4", None),
        ("", "0", "0.4", "0.00"),
        (".5", "", "", "0.50"),
        ("1e3", "", "", "1000.00"),
    ],
)
def test_value_by_mass_and_price(judge: Judge, value: str, mass: str, price: str, total: str | None) -> None:
    got = judge(bom(virgin(value=value, mass_kg=mass, price_usd_per_kg=price)), *PLACED)
    assert got.minerals["total_value_usd"] == total


def test_a_test_that_no_unknown_can_save_fails(judge: Judge) -> None:
    assert judge(bom(virgin(value="51", at="NO"), virgin(value="49", at="?")), *PLACED).status == "fail"
    assert judge(bom(virgin(value="50", at="NO"), virgin(value="50", at="?")), *PLACED).status == "incomplete"
    assert judge(bom(virgin(value="50", at="US"), virgin(value="50", at="?")), *PLACED).status == "pass"


# Origins ------------------------------------------------------------------------------------------------------------


def test_origins_divide_each_step_of_a_mineral(judge: Judge) -> None:
    lines = [
        virgin("lithium", value="60", extraction_country="AU", processing_country="CL"),
        virgin("lithium", value="40", extraction_country="AU", processing_country="")
        | {"processing_country": "US", "processing_value_added_usd": "3"}
        | {"processing_country_2": "NO", "processing_value_added_usd_2": "1"},
        recycled("nickel", value="100", at="AU"),
        virgin("cobalt", value="50", extraction_country="?", processing_country="FI"),
    ]
    got = judge(bom(*lines), *PLACED).minerals
    assert [
        (o["mineral"], o["step"], o["country"], o["value_usd"], o["share_percentage"], o["counts"])
        for o in got["origins"]
    ] == [
        ("cobalt", "extraction", None, "50.00", "20.0000", None),
        ("cobalt", "processing", "FI", "50.00", "20.0000", False),
        ("lithium", "extraction", "AU", "100.00", "40.0000", True),
        ("lithium", "processing", "CL", "60.00", "24.0000", True),
        ("lithium", "processing", "US", "30.00", "12.0000", True),
        ("lithium", "processing", "NO", "10.00", "4.0000", False),
        ("nickel", "recycling", "AU", "100.00", "40.0000", False),
    ]
    assert [(m["mineral"], m["value_usd"], m["qualifying_value_usd"]) for m in got["minerals"]] == [
        ("lithium", "100.00", "100.00"),
        ("nickel", "100.00", "0.00"),
        ("cobalt", "50.00", "0.00"),
    ]


def test_several_countries_that_cannot_be_divided_are_one_origin(judge: Judge) -> None:
    got = judge(bom(processed(("US", ""), ("NO", "5"))), *PLACED).minerals
    rows = [(o["country"], o["value_usd"], o["counts"]) for o in got["origins"] if o["step"] == "processing"]
    assert rows == [(None, "1000.00", None)]
