"""Who is a prohibited foreign entity (26 USC 7701(a)(51)): tables of holdings and facts, and the answer to each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from critmin.engine.entities.list_file import load_list
from critmin.engine.model.battery import EntityKind, Measure
from critmin.engine.model.numbers import plain
from entity_sheets import CHINESE, CLEAN, LISTED, PERSON, Cells, holding, status, statuses

WHO: dict[str, Cells] = {
    "Z": CHINESE,
    "Y": CHINESE,
    "L": LISTED,
    **dict.fromkeys(("X", "H", "J", "K"), CLEAN),
    "Kim": PERSON,
}
"""Z and Y are Chinese, L is on a list only; X, H, J and K are Korean and have no facts against them, nor has Kim."""
FUND: Cells = {"government_of": "CN"}
CLOSED: Cells = CLEAN | {"sfe_total": 0}
"""All is known, and nobody needs to be listed as a holder."""
PART: Cells = CLEAN | {"kind": EntityKind.PARTNERSHIP}


def rest(holdings: str, *companies: str) -> list[str]:
    """Holdings parted by commas; Kim holds the rest of the companies."""
    stated = [text.strip() for text in holdings.split(",") if text.strip()]
    for company in companies:
        shares = [holding(text).shares for text in stated if text.split()[2] == company]
        value, votes = (plain(100 * (1 - sum(s.get(m, 0) for s in shares))) for m in (Measure.EQUITY, Measure.VOTES))
        stated.append(f"Kim {value}/{votes} {company}")
    return stated


def answer(
    name: str, holdings: str = "", others: Mapping[str, Cells] | None = None, **readings: str
) -> tuple[str, str]:
    """The status and the limbs, where Kim holds the rest of every company that a row of holdings owns."""
    owned = dict.fromkeys(text.split()[2] for text in holdings.split(",") if text.strip())
    got = status(name, WHO | (others or {}), rest(holdings, *owned), **readings)
    return str(got.status), " ".join(got.limbs)


# The worked table of the law ------------------------------------------------------------------------------------------

INFLUENCED = "single-25 together-40"
SFE = f"controlled {INFLUENCED}"


@pytest.mark.parametrize(
    ("holdings", "name", "expected"),
    [
        ("Z 50 X", "X", ("pfe", INFLUENCED)),
        ("Z 51 H, H 40 X", "H", ("pfe", SFE)),
        ("Z 51 H, H 40 X", "X", ("pfe", INFLUENCED)),
        ("Z 50 H, H 40 X", "H", ("pfe", INFLUENCED)),
        ("Z 50 H, H 40 X", "X", ("not_pfe", "")),
        ("Z 49 H, H 100 X", "H", ("pfe", INFLUENCED)),
        ("Z 49 H, H 100 X", "X", ("not_pfe", "")),
        ("Z 60 H, H 60 X", "H", ("pfe", SFE)),
        ("Z 60 H, H 60 X", "X", ("pfe", SFE)),
        ("Z 20 X, Y 20 X", "X", ("pfe", "together-40")),
        ("Z 20 X, Y 19 X", "X", ("not_pfe", "")),
        ("Z 24/26 X", "X", ("pfe", "single-25")),
        ("L 90 H, L 90 J, H 40 K, J 40 K, K 25 X, Y 22 X", "X", ("pfe", "together-40")),
        ("L 90 H, L 90 J, H 40 K, J 40 K, K 25 X, Y 21.999999999999 X", "X", ("not_pfe", "")),
    ],
)
def test_worked_examples(holdings: str, name: str, expected: tuple[str, str]) -> None:
    assert answer(name, holdings) == expected


@pytest.mark.parametrize(("share", "limbs"), [("15", "debt-15"), ("14.99", ""), ("14.999999999999", "")])
def test_debt(share: str, limbs: str) -> None:
    assert answer("X", "Kim 100 X", {"X": CLEAN | {"sfe_debt": share}}) == ("pfe" if limbs else "not_pfe", limbs)


# At each limit, and one part in 10^12 below and above ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("holdings", "limbs"),
    [
        ("Z 25 X", "single-25"),
        ("Z 24.9999999999 X", ""),
        ("Z 0/25 X", "single-25"),
        ("Z 0/24.9999999999 X", ""),
        ("Z 20 X, Y 20 X", "together-40"),
        ("Z 20 X, Y 19.9999999999 X", ""),
        ("Z 20/0 X, Y 0/20 X", ""),
        ("Z 50 X", INFLUENCED),
        ("Z 50.0000000001 X", SFE),
        ("Z 0/50.0000000001 X", SFE),
        ("Z 50/0 X, Y 0/50 X", INFLUENCED),
        # what a corporation owns goes up from 50 percent of its value on, whatever the votes
        ("Z 50 H, H 50 X", INFLUENCED.split()[0]),
        ("Z 50 H, H 49.9999999999 X", ""),
        ("Z 49.9999999999 H, H 100 X", ""),
        ("Z 0/100 H, H 24 X, Y 1 X", ""),
        ("Z 50/0 H, H 50 X", "single-25"),
        ("Z 49/0 H, H 100 X", ""),
        # a partnership's goes up whatever the holding
        ("Z 49.9999999999 P, P 50 X", ""),
        ("Z 50 P, P 50 X", "single-25"),
        ("Z 10 P, Y 10 P, P 100 X", ""),
        ("Z 20 P, Y 20 P, P 100 X", "together-40"),
        ("Z 25 P, P 100 X", "single-25"),
    ],
)
def test_limits_of_ownership(holdings: str, limbs: str) -> None:
    assert answer("X", holdings, {"P": PART}) == ("pfe" if limbs else "not_pfe", limbs)


@pytest.mark.parametrize(
    ("holdings", "limbs"),
    [
        # by the longest chain of holdings that each go up: 60 x 60 x 60 is 21.6
        ("Z 50 H, H 50 J, J 100 X", "single-25"),
        ("Z 50 H, H 50 J, J 99.9999999999 X", ""),
        # two ways to the same company add up
        ("L 70 H, L 70 J, H 40 K, J 40 K, K 45 X", "single-25"),
        ("L 70 H, L 70 J, H 40 K, J 40 K, K 44 X", ""),
        ("L 60 H, L 60 J, H 40 K, J 40 K, K 100 X", ""),  # 48 of K
        # ... and a direct holding with what goes up
        ("L 40 K, L 50 H, H 20 K, K 50 X", "single-25"),
        ("L 40 K, L 50 H, H 19.9999999999 K, K 50 X", ""),
        # a holder that goes up in part, counted once: K is half L's, who holds X too
        ("L 50 K, K 30 X, L 10 X", "single-25"),
        ("L 50 K, K 60 X, L 10 X", INFLUENCED),
        ("L 50 K, Y 50 K, K 40 X", "together-40"),
    ],
)
def test_ownership_through_others(holdings: str, limbs: str) -> None:
    assert answer("X", holdings) == ("pfe" if limbs else "not_pfe", limbs)


# Control -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holdings", "limbs", "one_holder"),
    [
        ("Z 30 X, Y 21 X", SFE, INFLUENCED),
        ("Z 30 X, Y 20 X", INFLUENCED, INFLUENCED),
        ("Z 24 X, Y 24 X, F 3 X", "controlled together-40", "together-40"),
        ("Z 51 X", SFE, SFE),
        ("L 51 X", INFLUENCED, INFLUENCED),  # a list alone controls nobody
        ("L 51 H, H 51 X", INFLUENCED.split()[0], "single-25"),
    ],
)
def test_control_together_and_by_one(holdings: str, limbs: str, one_holder: str) -> None:
    assert answer("X", holdings, {"F": FUND}) == ("pfe", limbs)
    assert answer("X", holdings, {"F": FUND}, control_together="one-holder") == ("pfe", one_holder)


def test_control_down_a_chain() -> None:
    holdings = "Z 51 H, H 51 J, J 51 K, K 25 X"
    assert [answer(name, holdings)[1] for name in "HJKX"] == [SFE, SFE, SFE, "single-25"]
    by_attribution = [answer(name, holdings, controlled_chain="attribution") for name in "HJKX"]
    # H alone is controlled; of J, H owns 51; of K, J is no specified foreign entity, and 51 x 51 goes up to H
    assert by_attribution == [("pfe", SFE), ("pfe", INFLUENCED), ("pfe", "single-25"), ("not_pfe", "")]


@pytest.mark.parametrize(("choice", "limbs"), [("either", "single-25"), ("equity", "")])
def test_votes(choice: str, limbs: str) -> None:
    assert answer("X", "Z 24/26 X", ownership_measure=choice) == ("pfe" if limbs else "not_pfe", limbs)
    assert answer("X", "Z 0/51 X", ownership_measure=choice)[1].split()[0] == "controlled"


@pytest.mark.parametrize(
    ("cells", "hong_kong", "limbs"),
    [
        ({"country": "CN"}, "covered", "jurisdiction"),
        ({"headquarters": "RU"}, "covered", "jurisdiction"),
        ({"country": "KP"}, "covered", "jurisdiction"),
        ({"country": "IR"}, "not-covered", "jurisdiction"),
        ({"country": "HK"}, "covered", "jurisdiction"),
        ({"country": "MO"}, "not-covered", ""),
        ({"country": "TW"}, "covered", ""),
        ({"kind": EntityKind.PARTNERSHIP, "country": "CN"}, "covered", "jurisdiction"),
        ({"citizen_of": "CN"}, "covered", "person"),  # a company of which a citizenship is stated
    ],
)
def test_jurisdiction(cells: Cells, hong_kong: str, limbs: str) -> None:
    others = {"X": CLEAN | cells}
    assert answer("X", "Kim 100 X", others, hong_kong_macau=hong_kong) == ("pfe" if limbs else "not_pfe", limbs)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"citizen_of": "CN"}, ("pfe", "person")),
        ({"citizen_of": "CN", "us_person": False}, ("pfe", "person")),
        ({"citizen_of": "CN", "us_person": True}, ("not_pfe", "")),
        ({"citizen_of": "KR", "country": "CN", "headquarters": "CN"}, ("not_pfe", "")),
        ({"us_person": True}, ("not_pfe", "")),
        ({"us_person": False}, ("unknown", "")),
        ({"unclear": {"citizen_of": "Atlantis"}}, ("unknown", "")),
        ({"citizen_of": "KR", "lists": ("SDN",)}, ("pfe", "listed")),
    ],
)
def test_persons(cells: Cells, expected: tuple[str, str]) -> None:
    assert answer("Li", others={"Li": {"kind": EntityKind.PERSON} | cells}) == expected


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("Fund", {"government_of": "CN"}, ("pfe", "government")),
        ("Fund", {"government_of": "CN", "country": "CN"}, ("pfe", "government")),
        ("Fund", {"government_of": "KR"}, ("not_pfe", "")),
        ("Fund", {"government_of": "KR", "country": "CN"}, ("pfe", "jurisdiction")),
        ("Fund", {"government_of": "KR", "kind": EntityKind.GOVERNMENT, "country": "CN"}, ("pfe", "government")),
        ("Fund", {"kind": EntityKind.GOVERNMENT, "country": "KR"}, ("not_pfe", "")),
        ("Fund", {"unclear": {"government_of": "various"}}, ("unknown", "")),
        ("State Council of China", {}, ("pfe", "government")),
        ("China Government Bond Fund LLC", CLOSED, ("unknown", "")),
        ("China Government Bond Fund LLC", CLOSED | {"no_government": True}, ("not_pfe", "")),
        ("Golden Bond Fund LLC", CLOSED, ("not_pfe", "")),
        ("same as above", CLOSED, ("unknown", "")),
    ],
)
def test_governments(name: str, cells: Cells, expected: tuple[str, str]) -> None:
    assert answer(name, others={name: cells}) == expected


# Lists ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        *[
            ({"lists": (listed,)}, "pfe")
            for listed in ("FTO", "SDN", "conviction", "Commerce", "1260H", "UFLPA", "154(b)")
        ],
        *[({"designation": listed}, "pfe") for listed in ("FTO", "SDN", "conviction")],
        ({"designation": "DOE"}, "not_pfe"),
        ({"unclear": {"designation": "yes"}}, "unknown"),
        ({"unclear": {"pfe_list": "yes"}}, "unknown"),
        ({"unclear": {"kind": "LLC"}}, "unknown"),
        ({"company": None}, "not_pfe"),
    ],
)
def test_lists(cells: dict[str, Any], expected: str) -> None:
    cells.pop("company", None)
    got = answer("X", "Kim 100 X", {"X": CLEAN | cells})
    assert got == (expected, "listed" if expected == "pfe" else "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CATL", "pfe"),
        ("Contemporary Amperex Technology Co., Limited", "pfe"),
        ("Contemporary Amperex Technology", "pfe"),
        ("宁德时代", "pfe"),
        ("寧德時代", "pfe"),
        ("寧德時代", "pfe"),
        ("比亞迪", "pfe"),
        ("國軒高科 合肥", "unknown"),
        ("BYD", "pfe"),
        ("BYD Company Limited", "pfe"),
        ("BYD Co., Ltd.", "pfe"),
        ("Envision", "pfe"),
        ("Envision Energy Ltd", "pfe"),
        ("EVE Energy", "pfe"),
        ("Gotion High-Tech Co., Ltd.", "pfe"),
        ("Hithium", "pfe"),
        ("Acme (formerly BYD)", "pfe"),
        # perhaps one of them, or its subsidiary
        ("BYD Auto Hungary", "unknown"),
        ("CATL Germany GmbH", "unknown"),
        ("Envision LLC", "unknown"),
        ("Gotion", "unknown"),
        ("Hithiumm", "unknown"),
        ("Gotion Illinois New Energy Inc.", "unknown"),
        ("Hefei Gotion High-tech", "unknown"),
        ("GotionUSA", "unknown"),
        ("Guoxuan High-Tech", "unknown"),
        ("合肥国轩电池", "unknown"),
        ("EVE Malaysia Sdn Bhd", "unknown"),
        ("Hubei Eve Power", "unknown"),
        ("亿纬动力", "unknown"),
        ("EnvisionAESC", "unknown"),
        ("远景动力", "unknown"),
        ("Build Your Dreams", "unknown"),
        ("Ningde Era New Energy", "unknown"),
        ("厦门海辰", "unknown"),
        # others
        ("Eve Miller LLC", "not_pfe"),
        ("Steven Power", "not_pfe"),
        ("Everest Energy", "not_pfe"),
        ("Amperex Technology Limited", "not_pfe"),
        ("High Tech Ltd", "not_pfe"),
        ("Energy Storage Technology Co., Ltd.", "not_pfe"),
        ("Stevens Energy", "not_pfe"),
        ("Bydgoszcz Metals", "not_pfe"),
    ],
)
def test_the_companies_that_section_154_b_names(name: str, expected: str) -> None:
    got = statuses({name: CLEAN | {"sfe_total": 0}}).status(name)
    assert (got.status, got.limbs) == (expected, ["listed"] if expected == "pfe" else [])


OTHERWISE = [
    # what the row says besides the places, officers and debt; who holds it; the status
    ({"sfe_total": 0}, "", "unknown"),
    ({"on_no_list": True}, "", "unknown"),
    ({"on_no_list": True, "sfe_total": 0}, "", "not_pfe"),
    ({"on_no_list": True}, "Kim 100 GotionUSA", "not_pfe"),
    ({"on_no_list": True}, "Hithium 100 GotionUSA", "pfe"),
    ({"on_no_list": True}, "Hithium 24 GotionUSA, Kim 76 GotionUSA", "not_pfe"),
    ({"on_no_list": True, "lists": ("1260H",), "sfe_total": 0}, "", "pfe"),
]


@pytest.mark.parametrize(("cells", "holdings", "expected"), OTHERWISE)
def test_a_name_within_a_name_is_another_only_where_list_and_owners_are_stated(
    cells: dict[str, Any], holdings: str, expected: str
) -> None:
    got, _ = answer("GotionUSA", holdings, {"GotionUSA": CLEAN | cells})
    assert got == expected


@pytest.mark.parametrize(
    ("cells", "lacks", "columns"),
    [
        ({}, "pfe_list = no and who owns it (sfe_total_pct, or rows of Ownership)", ("pfe_list", "sfe_total_pct")),
        ({"sfe_total": 0}, "pfe_list = no", ("pfe_list",)),
        ({"on_no_list": True}, "who owns it (sfe_total_pct, or rows of Ownership)", ("sfe_total_pct",)),
    ],
)
def test_what_clears_a_name_within_a_name_is_stated_once(
    cells: dict[str, Any], lacks: str, columns: tuple[str, ...]
) -> None:
    got = statuses({"BYD Foil Co.": CLEAN | cells}).status("BYD Foil Co.")
    (fact,) = [fact for fact in got.lacking if "section 154(b)" in fact.text]
    assert fact.columns == columns
    assert fact.text == (
        f'{lacks}, if "BYD Foil Co." neither is nor belongs to BYD or BYD Company, Limited, named under section '
        "154(b) (no certificate settles this)"
    )


@pytest.mark.parametrize("name", ["CATL", "BYD Company Limited", "宁德时代"])
def test_no_statement_clears_a_name_of_section_154_b(name: str) -> None:
    assert statuses({name: CLEAN | {"sfe_total": 0, "on_no_list": True}}).status(name).status == "pfe"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Moa Nickel S.A.", "pfe"),
        ("MOA NICKEL SA", "pfe"),
        ("Moa Nickel SA - Plant 2", "unknown"),
        ("Sherritt International", "not_pfe"),
    ],
)
def test_a_list_in_hand(name: str, expected: str) -> None:
    sdn = load_list(str(Path(__file__).parent.parent / "ofac" / "sdn.csv"))
    clean = CLEAN | {"sfe_total": 0}
    assert statuses({name: clean}, sdn=sdn).status(name).status == expected
    assert statuses({name: clean}).status(name).status == "not_pfe"
    # who is asked for need not be spelled as in the sheets
    assert statuses({"Moa Nickel": clean}, sdn=sdn).status("Moa Nickel").status == "pfe"


def test_another_spelling_of_a_name_is_looked_up_too() -> None:
    everybody = statuses({"Korea Cells": CLOSED, "Contemporary Amperex Technology GmbH": CLOSED})
    assert everybody.status("KOREA CELLS Co., Ltd.").status == "not_pfe"
    assert everybody.status("Contemporary Amperex Technology GmbH").status == "unknown"
    assert everybody.status("Contemporary Amperex Technology").limbs == ["listed"]


def test_a_name_without_a_row_is_looked_up_too() -> None:
    everybody = statuses({})
    assert everybody.status("BYD").limbs == ["listed"]
    assert everybody.status("Government of China").limbs == ["government"]
    assert everybody.status("Nobody Knows Ltd").status == "unknown"


# Publicly traded companies -------------------------------------------------------------------------------------------

TRADED = {"X": CLEAN | {"publicly_traded": True}}
UNDER = {"X": CLEAN | {"listed_parent": True}}


@pytest.mark.parametrize(
    ("holdings", "traded", "under", "neither"),
    [
        ("Z 25 X 13d", "single-25", "single-25", "single-25"),
        ("Z 24.9999999999 X 13d", "", "", ""),
        ("Z 25 X no13d", "", "", "single-25"),
        ("Z 25 X", None, None, "single-25"),
        ("Z 20 X 13d, Y 20 X 13d", "together-40", "together-40", "together-40"),
        ("Z 20 X 13d, Y 20 X no13d", "", "", "together-40"),
        ("Z 20 X 13d, Y 19.9999999999 X 13d", "", "", ""),
        ("Z 51 X 13d", SFE, SFE, SFE),
        ("Z 51 X no13d", "", "controlled", SFE),
        ("Z 50 X 13d, Y 0.0000000001 X 13d", SFE, SFE, SFE),
        # the holding in X counts or not; those above it always do
        ("Z 60 H no13d, H 30 X 13d", "single-25", "single-25", "single-25"),
    ],
)
def test_only_reported_holdings_of_a_publicly_traded_company_count(
    holdings: str, traded: str | None, under: str | None, neither: str | None
) -> None:
    for others, limbs in ((TRADED, traded), (UNDER, under), ({}, neither)):
        expected = ("unknown", "") if limbs is None else ("pfe", limbs) if limbs else ("not_pfe", "")
        assert answer("X", holdings, others) == expected


@pytest.mark.parametrize("facts", [{"publicly_traded": True}, {"listed_parent": True}])
@pytest.mark.parametrize(("share", "limbs"), [("15", ""), ("15.0000000001", "debt-15")])
def test_publicly_traded_debt(facts: Cells, share: str, limbs: str) -> None:
    others = {"X": CLEAN | facts | {"sfe_debt": share}}
    assert answer("X", "Kim 100 X", others) == ("pfe" if limbs else "not_pfe", limbs)


def test_what_goes_up_from_a_publicly_traded_company_needs_no_report() -> None:
    others = {"H": CLEAN | {"publicly_traded": True}}
    assert answer("X", "L 50 H no13d, H 50 X", others) == ("pfe", "single-25")
    assert answer("H", "L 50 H no13d, H 50 X", others) == ("not_pfe", "")


def test_officers_of_a_publicly_traded_company_count_as_before() -> None:
    others = {"X": CLEAN | {"publicly_traded": True, "sfe_appoints_officer": True}}
    assert answer("X", "Kim 100 X", others) == ("pfe", "officer")


# Shares as stated ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "holdings", "expected"),
    [
        ({"sfe_largest": 0, "sfe_total": 0}, "", ("not_pfe", "")),
        ({"sfe_largest": 0}, "", ("not_pfe", "")),
        ({"sfe_total": 0}, "", ("not_pfe", "")),
        ({"sfe_total": "24.9999999999"}, "", ("not_pfe", "")),
        ({"sfe_total": 25}, "", ("unknown", "")),
        ({"sfe_total": 25, "sfe_largest": "24.9999999999"}, "", ("not_pfe", "")),
        ({"sfe_total": 40, "sfe_largest": 20}, "", ("pfe", "together-40")),
        ({"sfe_total": "39.9999999999", "sfe_largest": 20}, "", ("not_pfe", "")),
        ({"sfe_largest": 25, "sfe_total": 25}, "", ("pfe", "single-25")),
        ({"sfe_largest": 10}, "", ("unknown", "")),
        ({"sfe_largest": 45}, "", ("pfe", INFLUENCED)),
        ({"sfe_largest": 30, "sfe_total": 20}, "", ("pfe", "single-25")),
        # beside listed holdings the larger counts
        ({"sfe_total": 0}, "Z 25 X", ("pfe", "single-25")),
        ({"sfe_total": 20}, "Z 20 X", ("not_pfe", "")),
        ({"sfe_total": 0}, "Z 20 X, Y 20 X", ("pfe", "together-40")),
        ({"sfe_total": 0}, "Z 60 H, H 60 X", ("pfe", SFE)),
        # a listed holder that is not shown to be none may be one
        ({"sfe_total": 0}, "Stranger 30 X", ("unknown", "")),
        ({"sfe_total": 0}, "Stranger 24 X", ("not_pfe", "")),
        ({"sfe_total": 0}, "Z 20 X, Stranger 20 X", ("unknown", "")),
        # being a foreign-influenced entity does not matter
        ({"sfe_total": 0}, "Z 49 H, Kim 51 H, H 100 X", ("not_pfe", "")),
        # of a company between, what no row explains does not count, unless it may control
        ({"sfe_total": 0}, "Kim 50 J, J 50 X", ("not_pfe", "")),
        ({}, "Kim 50 J, J 50 X, Kim 50 X", ("unknown", "")),
        ({"sfe_total": 0}, "Kim 49 J, J 50 X", ("unknown", "")),
        # votes that a row does not state
        ({"sfe_total": 0}, "Z 10/? X", ("unknown", "")),
        ({"sfe_total": 0}, "Z 10/? X, Kim 60 X, Kim 0/15 X", ("unknown", "")),
        ({"sfe_total": 0}, "Z 10/? X, Kim 60 X, Kim 0/20 X", ("not_pfe", "")),
        ({"sfe_total": 0}, "Z 10/? X, Kim 76 X", ("not_pfe", "")),
        ({"sfe_total": 0}, "Kim 60/? X", ("not_pfe", "")),
    ],
)
def test_stated_shares(cells: Cells, holdings: str, expected: tuple[str, str]) -> None:
    others = {"X": CLEAN | cells, "J": CLEAN}
    rows = [text.strip() for text in holdings.split(",") if text.strip()]
    got = status("X", WHO | others, rows)
    assert (got.status, " ".join(got.limbs)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # 60 of H may be one holder's, who then owns 30 of X; 45 is nobody's who passes it on
        ({"sfe_total": 50, "sfe_largest": 50}, "unknown"),
        ({"sfe_total": 49, "sfe_largest": 49}, "not_pfe"),
        ({"sfe_total": 50}, "unknown"),
        ({"sfe_total": 50, "sfe_largest": "24.9"}, "not_pfe"),
        ({"sfe_largest": "24.9"}, "unknown"),  # nothing bounds who controls H
        ({"sfe_total": 50, "listed_parent": True}, "unknown"),
        ({"sfe_total": 0, "listed_parent": True}, "unknown"),  # it says nothing about control
        ({"sfe_total": 0}, "not_pfe"),
    ],
)
def test_what_is_stated_of_a_company_between(cells: Cells, expected: str) -> None:
    got = status("X", WHO | {"H": CLEAN | cells}, rest("H 60 X", "X"))
    assert (got.status, got.limbs) == (expected, [])


def test_what_is_stated_passes_nothing_down_where_it_is_to_show_something() -> None:
    others = {"H": CLEAN | {"sfe_total": 50, "sfe_largest": 50}}
    assert answer("X", "H 100 X", others) == ("unknown", "")
    assert answer("X", "Z 50 H, H 100 X", others) == ("pfe", INFLUENCED)


def test_control_by_one_holder_is_bounded_by_the_largest() -> None:
    others = {"X": CLEAN | {"sfe_largest": 20, "sfe_total": "39.9"}}
    assert answer("X", "", others, control_together="one-holder") == ("not_pfe", "")
    # a company that a listed one owns: nothing is stated about control
    listed = {"X": CLEAN | {"sfe_largest": 20, "sfe_total": "39.9", "listed_parent": True}}
    assert answer("X", "", listed) == ("unknown", "")
    assert answer("X", "", listed, control_together="one-holder") == ("unknown", "")


# Covered governments' shares ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "votes", "holdings", "expected"),
    [
        ("51", "0", "Kim 49/100 X", ("pfe", "controlled together-40")),
        ("0", "51", "Kim 100/49 X", ("pfe", "controlled together-40")),
        ("50", "0", "Kim 50/100 X", ("pfe", "together-40")),
        ("40", "0", "Kim 60/100 X", ("pfe", "together-40")),
        ("39.9", "0", "Kim 60.1/100 X", ("unknown", "")),  # which may be one holder's
        ("24.9", "0", "Kim 75.1/100 X", ("not_pfe", "")),
        # the larger of it and of listed bodies
        ("30", "0", "F 35 X, Kim 65 X", ("pfe", "single-25")),
        ("45", "0", "F 20 X, Kim 80 X", ("pfe", "together-40")),
        ("20", "20", "F 20 X, Z 20 X, Kim 60 X", ("pfe", "together-40")),
        ("20", "20", "F 19 X, Z 19 X, Kim 62 X", ("not_pfe", "")),
    ],
)
def test_what_governments_hold_as_stated(value: str, votes: str, holdings: str, expected: tuple[str, str]) -> None:
    government = {Measure.EQUITY: value, Measure.VOTES: votes}
    got = status(
        "X", WHO | {"F": FUND, "X": CLEAN | {"government": government}}, [h.strip() for h in holdings.split(",")]
    )
    assert (got.status, " ".join(got.limbs)) == expected


@pytest.mark.parametrize(
    ("stated", "government", "expected"),
    [
        # largest and total as stated, what covered governments hold of value and votes
        (("", "0"), ("30", "0"), "unknown"),
        (("", "0"), ("0", "30"), "unknown"),
        (("0", ""), ("25", ""), "unknown"),
        (("10", "10"), ("25", "0"), "unknown"),
        (("", "24.999999999999"), ("25", "0"), "unknown"),
        (("", "0"), ("24.999999999999", "0"), "not_pfe"),
        (("", "0"), ("40", "0"), "pfe"),
        (("10", "30"), ("30", "0"), "not_pfe"),
    ],
)
def test_more_than_the_stated_total_may_be_one_government_s(
    stated: tuple[str, str], government: tuple[str, str], expected: str
) -> None:
    facts = {key: share for key, share in zip(("sfe_largest", "sfe_total"), stated, strict=True) if share}
    held = {m: share for m, share in zip((Measure.EQUITY, Measure.VOTES), government, strict=True) if share}
    assert str(status("X", WHO | {"X": CLEAN | facts | {"government": held}}).status) == expected


def test_what_governments_hold_goes_up_as_any_holding_does() -> None:
    for share, limbs in (("50", "together-40"), ("49", "")):
        others = {
            "H": CLEAN | {"government": {Measure.EQUITY: share, Measure.VOTES: "0"}},
            "X": CLEAN | {"sfe_total": 0},
        }
        got = status("X", WHO | others, ["Kim 50/100 H", "H 80 X"])
        assert " ".join(got.limbs) == limbs
    # of a publicly traded company it is not known to be reported
    traded = CLEAN | {"publicly_traded": True, "government": {Measure.EQUITY: "45"}}
    assert status("X", WHO | {"X": traded}, ["Kim 55/100 X"]).status == "unknown"


# Officers, debt, contracts ------------------------------------------------------------------------------------------


def test_an_officer_that_a_specified_foreign_entity_appoints() -> None:
    assert answer("X", "Kim 100 X", {"X": CLEAN | {"sfe_appoints_officer": True}}) == ("pfe", "officer")


@pytest.mark.parametrize(
    ("controller", "everybody", "taxpayer"),
    [
        ("Z", "effective-control", "effective-control"),
        ("L", "effective-control", "effective-control"),
        ("China", "effective-control", "effective-control"),
        ("H", None, None),  # of whom nobody says who holds it
        ("Stranger", None, None),
        ("Kim", "", ""),
        ("J", "", ""),  # a foreign-influenced entity is none
    ],
)
def test_effective_control(controller: str, everybody: str | None, taxpayer: str | None) -> None:
    who = WHO | {"X": CLEAN | {"controller": controller, "rights_reserved": True}}
    rows = rest("Z 45 J", "J", "X")

    def expected(limbs: str | None) -> tuple[str, list[str]]:
        return ("unknown", []) if limbs is None else ("pfe" if limbs else "not_pfe", limbs.split())

    got = statuses(who, rows).status("X")
    assert (got.status, got.limbs) == expected(everybody)
    other = {"effective_control_of_others": "taxpayer"}
    assert statuses(who, rows, **other).status("X").status == "not_pfe"
    got = statuses(who, rows, taxpayer="X", **other).status("X")
    assert (got.status, got.limbs) == expected(taxpayer)


def test_a_controller_that_is_not_named() -> None:
    got = status("X", WHO | {"X": CLEAN | {"unclear": {"effective_control_by": "yes"}}}, ["Kim 100 X"])
    assert got.status == "unknown"
    assert got.missing == ['who has effective control of its production by contract (effective_control_by is "yes")']


# What is not known --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", ["country", "headquarters", "sfe_appoints_officer", "sfe_debt"])
def test_each_fact_is_needed(lacking: str) -> None:
    cells = {key: value for key, value in CLEAN.items() if key != lacking}
    got = status("X", WHO | {"X": cells}, ["Kim 100 X"])
    assert (got.status, len(got.missing), got.cells) == ("unknown", 1, ["Entities!A5"])


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ("", "unknown"),
        ("Kim 75 X", "unknown"),  # the rest may be one holder's
        ("Kim 75.0000000001 X", "not_pfe"),
        ("Kim 75.0000000001/75 X", "unknown"),
        ("Kim 75 X, Z 2 X", "unknown"),  # ... and Z's
        ("Kim 75.1 X, Z 2 X", "not_pfe"),
        ("Kim 76 X, H 24 X", "not_pfe"),  # H may be one, and X too, but 24 is not enough
        ("Kim 75 X, H 25 X", "unknown"),
        ("Kim 75 X, H 13 X, J 12 X", "unknown"),  # both may be one holder's
        ("Kim 75.1 X, H 12.9 X, J 12 X", "not_pfe"),
        ("Kim 75 X, Z 13 X, Y 12 X", "not_pfe"),  # who is behind Z and Y is left aside
        ("Kim 80 X, Z ? X", "not_pfe"),
        ("Kim 70 X, Z ? X", "unknown"),
        ("Kim 100/? X", "unknown"),
        ("Kim 100 J, J 100 X", "not_pfe"),
        ("Kim 50 J, J 50 X, Kim 50 X", "unknown"),  # half of J is not explained, which is 25 of X
        ("Kim 50.0000000001 J, J 50 X, Kim 50 X", "not_pfe"),
        ("Kim 50.0000000001 J, J 100 X", "not_pfe"),
        ("Li 100 X", "unknown"),
    ],
)
def test_what_no_row_explains(holdings: str, expected: str) -> None:
    rows = [text.strip() for text in holdings.split(",") if text.strip()]
    assert status("X", WHO | {"Li": {"kind": EntityKind.PERSON}}, rows).status == expected


def test_who_may_be_specified_by_a_list_controls_nobody() -> None:
    may_be = CLEAN | {"unclear": {"pfe_list": "yes"}, "sfe_total": 0}
    others = {"H": may_be}
    assert answer("X", "H 24 X", others) == ("not_pfe", "")
    assert answer("X", "H 25 X", others) == ("unknown", "")
    # more than half of X is H's, who may be listed: X may be influenced, but controls nobody
    assert answer("J", "H 60 X, X 24 J", others) == ("not_pfe", "")
    assert answer("J", "Who 60 X, X 25 J", {"Who": {}}) == ("unknown", "")
    assert answer("J", "Who 60 X, X 25 J", {"Who": {}}, controlled_chain="attribution") == ("unknown", "")


# Circles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holdings", "statuses_of"),
    [
        ("H 60 J, J 60 H", {"H": "unknown", "J": "unknown"}),
        ("H 60 J, J 60 H, Kim 40 H, Kim 40 J", {"H": "unknown", "J": "unknown"}),
        ("H 10 H, Kim 90 H", {"H": "unknown"}),
        ("Z 25 H, H 60 J, J 60 H", {"H": "pfe", "J": "unknown"}),
        ("Z 51 H, H 60 J, J 40 H", {"H": "pfe", "J": "pfe"}),
        ("Z 51 H, H 20 J, J 40 H", {"H": "pfe", "J": "unknown"}),
        # what members hold may be anybody's
        ("H 50 J, J 50 H, H 25 X, Kim 75 X", {"X": "unknown"}),
        ("H 50 J, J 50 H, H 24 X, Kim 76 X", {"X": "not_pfe"}),
        ("H 50 J, J 50 H, H 20 X, Z 5 X, Kim 75 X", {"X": "unknown"}),
        ("H 50 J, J 50 H, H 13 X, J 12 X, Kim 75 X", {"X": "unknown"}),
        ("H 50 J, J 50 H, H 50 K, Kim 50 K, K 50 X, Kim 50 X", {"X": "unknown"}),
        ("H 50 J, J 50 H, H 49 K, Kim 51 K, K 100 X", {"X": "not_pfe"}),
        # ... also by Z, whose votes are not stated
        ("H 50 J, J 50 H, H 10 S, Z 10/? S, Kim 75 S", {"S": "unknown"}),
        ("H 50 J, J 50 H, H 10 S, Z 10/? S, Kim 76 S", {"S": "not_pfe"}),
        # a share of nothing is no holding
        ("H 60 J, J 0 H, Kim 100 H, Kim 40 J", {"H": "not_pfe", "J": "not_pfe"}),
        ("H 60 J, J 0/? H, Kim 100 H, Kim 40 J", {"H": "unknown", "J": "unknown"}),
    ],
)
def test_circles(holdings: str, statuses_of: dict[str, str]) -> None:
    everybody = statuses(WHO | {"S": CLOSED}, [text.strip() for text in holdings.split(",")])
    assert {name: str(everybody.status(name).status) for name in statuses_of} == statuses_of


def test_in_a_circle_control_shows_more_control_only_down_a_chain() -> None:
    rows = ["Z 51 H", "H 51 J", "J 49 H"]
    assert status("J", WHO, rows).limbs[0] == "controlled"
    assert status("J", WHO, rows, controlled_chain="attribution").limbs == INFLUENCED.split()


@pytest.mark.parametrize("choice", ["chain", "attribution"])
def test_who_is_behind_a_circle_may_control_what_its_members_hold(choice: str) -> None:
    rows = ["H 50 J", "J 50 H", "H 51 X", "Kim 49 X", "X 25 K", "Kim 75 K"]
    assert status("K", WHO, rows, controlled_chain=choice).status == "unknown"
    rows = ["H 50 J", "J 50 H", "H 50 X", "Kim 50 X", "X 25 K", "Kim 75 K"]
    assert status("K", WHO, rows, controlled_chain=choice).status == "not_pfe"


def test_a_stated_share_of_a_member_of_a_circle_does_not_settle_it() -> None:
    got = status("H", WHO | {"H": CLEAN | {"sfe_total": 0}}, ["H 60 J", "J 60 H"])
    assert got.status == "unknown"


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Baltic Lithium Oy", "pfe"),
        ("Baltic Lithum Oy", "unknown"),
        ("Baltic Lithium Refining", "unknown"),
        ("Nordic Cobalt", "not_pfe"),
    ],
)
def test_a_name_near_one_with_a_fact_against_it(asked: str, expected: str) -> None:
    entities = {"Baltic Lithium Oy": CHINESE, "Nordic Cobalt": CLEAN, "Kim": PERSON}
    got = statuses(entities, ["Kim 100 Nordic_Cobalt"]).status(asked)
    assert got.status == expected
    if asked == "Baltic Lithum Oy":
        assert 'whether "Baltic Lithum Oy" is "Baltic Lithium Oy" (Entities!A2)' in " ".join(got.missing)
        assert "Entities!A2" in got.cells


@pytest.mark.parametrize(
    ("chinese", "asked", "expected"),
    [
        # both have a row: only a name in brackets says that they are the same
        ("Sinocell", "Acme (formerly Sinocell)", "unknown"),
        ("Sinocell Co., Ltd.", "Acme Inc. (f.k.a. Sinocell)", "unknown"),
        ("Sinocell", "Acme (d/b/a SINOCELL)", "unknown"),
        ("Sinocell (now known as Acme)", "Acme", "unknown"),
        ("Sinocell (formerly Acme Ltd)", "Acme", "unknown"),
        ("北方金属", "Acme (a.k.a. 北方金属)", "unknown"),
        ("Sinocell", "Acme (formerly Sinocell Korea)", "not_pfe"),
        ("Sinocell", "Sinocell Korea", "not_pfe"),
        ("Sinocell S.A.", "Sinocell LLC", "not_pfe"),
        ("Sinocell", "Acme (Sinocell)", "unknown"),
        ("Sinocell", "Acme / Sinocell Co., Ltd.", "unknown"),
        ("Sinocell", "Sinocell; Acme", "unknown"),
        ("Sinocell", "Acme, Inc., Sinocell", "unknown"),
        ("Sinocell", "Sinocell, Korea", "not_pfe"),
        ("Sinocell", "Acme or Sinocell", "unknown"),
        ("北方金属", "Acme、北方金属", "unknown"),
        ("Sinocell / Kosmos", "Acme", "not_pfe"),
        ("Sinocell / Acme", "Acme", "unknown"),
        ("Sinocell", "Acme & Sinocell", "not_pfe"),
        ("Sinocell", "Sinocell (Korea)", "not_pfe"),
        ("Sinocell (Beijing)", "Acme (Beijing)", "not_pfe"),
        ("Sinocell, S.A.", "Sinocell, LLC", "not_pfe"),
        ("Sinocell", "Acme (Sinocell licensee)", "not_pfe"),
        ("Sinocell (formerly Sino)", "Acme (formerly Anode)", "not_pfe"),
    ],
)
def test_a_name_in_brackets_is_another_name(chinese: str, asked: str, expected: str) -> None:
    got = statuses({chinese: CHINESE, asked: CLOSED}).status(asked)
    assert got.status == expected
    assert any("write neither name in that of the other" in text for text in got.missing) == (expected == "unknown")


@pytest.mark.parametrize(
    ("against", "expected"),
    [
        (CHINESE, "unknown"),
        (CLEAN | {"sfe_largest": 30}, "unknown"),
        (CLEAN | {"controller": "Z"}, "unknown"),
        (CLEAN | {"unclear": {"pfe_list": "yes"}}, "unknown"),
        (CLEAN | {"unclear": {"government_of": "various"}}, "unknown"),
        (CLEAN | {"sfe_total": 0}, "not_pfe"),
    ],
)
def test_a_holder_near_a_name_with_a_fact_against_it(against: Cells, expected: str) -> None:
    # Baltic Lithum has a row in Ownership alone, all of it is Kim's
    entities = {"Z": CHINESE, "Baltic Lithium": against, "X": CLEAN, "Kim": PERSON}
    rows = ["Kim 100 Baltic_Lithum", "Baltic_Lithum 24 X", "Kim 76 X"]
    assert statuses(entities, rows).status("X").status == "not_pfe"
    rows = ["Kim 100 Baltic_Lithum", "Baltic_Lithum 25 X", "Kim 75 X"]
    assert statuses(entities, rows).status("X").status == "unknown"  # where it is organized is not known
    entities["Baltic Lithum"] = CLEAN
    assert statuses(entities, rows).status("X").status == "not_pfe"
    near = statuses({k: v for k, v in entities.items() if k != "Baltic Lithum"}, rows).status("X")
    assert any("is " in text and "Baltic Lithium" in text for text in near.missing) == (expected == "unknown")


def test_a_holder_of_a_person_or_a_government_is_asked_about() -> None:
    entities = WHO | {"Fund": {"government_of": "KR"}}
    assert status("Fund", entities, ["Kim 100 Fund"]).status == "not_pfe"
    got = status("Fund", entities, ["Z 60 Fund"])
    assert (got.status, got.missing) == ("unknown", ['what "Z" holds of it (Ownership!B2), since it is a government'])
    got = status("Kim", entities, ["Z 60 Kim"])
    assert got.missing == ['what "Z" holds of it (Ownership!B2), since it is a person']


@pytest.mark.parametrize("middle", [{"government_of": "KR"}, PERSON, {"kind": EntityKind.PERSON, "us_person": True}])
@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        # M, a person or a government in Entities, may be a company after all
        ("Z 60 M, M 100 X", "unknown"),
        ("Z 10 M, M 25 X, Kim 75 X", "unknown"),
        ("Z 60 M, M 10 X, Z 20 X, Kim 70 X", "unknown"),
        ("Z 60 M, M 24 X, Kim 76 X", "not_pfe"),
        ("W 100 M, M 100 X", "unknown"),
        ("L 100 M, M 100 X", "unknown"),
        ("W 100 M, M 100 W, M 100 X", "unknown"),
        ("M 100 W, W 100 M, M 100 X", "unknown"),
        ("H 100 M, M 100 X, Kim 100 H", "not_pfe"),
        ("Kim 100 M, M 100 X", "not_pfe"),
    ],
)
def test_what_a_person_or_a_government_with_holders_holds(middle: Cells, holdings: str, expected: str) -> None:
    entities = WHO | {"M": middle, "W": CLEAN}
    rows = [text.strip() for text in holdings.split(",")]
    got = status("X", entities, rows)
    assert (str(got.status), bool(got.missing)) == (expected, expected == "unknown"), got.missing
    if rows[0].split()[0] in "ZLW" and expected == "unknown":
        assert f'whether its owner "M" is a specified foreign entity: what "{rows[0][0]}" holds' in " ".join(
            got.missing
        )
        assert str(status("M", entities, rows).status) == "unknown"
