"""The 25 percent test: what covered nations' governments hold (law.md 6.2, contract.md sheet Ownership).

A holding is written `owner > owned 25` (of equity, votes and board alike) or `owner > owned 10/60/0`; `-` is blank.
G and G2 are two arms of China's government, N a body of Norway's, P a private owner of whom no government holds
anything; C is the supplier that is screened.
"""

from decimal import Decimal

import pytest
from boms import MEASURES, Judge, Judged, Row, Tables, bom, by, supplier
from thorough import crossed

SCREENED = ("-d", "2025-06-30")
BODIES = [{"entity": "G", "government_of": "CN"}, {"entity": "G2", "government_of": "China"}]
OTHERS = [{"entity": "N", "government_of": "NO"}, supplier("P")]


def holding(text: str) -> Row:
    owner, _, rest = text.partition(" > ")
    owned, _, shares = rest.partition(" ")
    parts = shares.split("/") * (1 if "/" in shares else 3)
    return {"owner": owner, "owned": owned} | {
        f"{measure}_pct": part.replace("-", "") for measure, part in zip(MEASURES, parts, strict=True)
    }


def owned_as(holdings: str, **stated: str) -> Tables:
    """C does all the work; what governments hold directly is stated only where `stated` says so."""
    entities = [supplier(name, government=stated.get(name, "")) for name in ("B", "C", "D")]
    return bom(
        by("C"),
        Entities=[*BODIES, *OTHERS, *entities],
        Ownership=[holding(text) for text in holdings.split("; ")],
    )


def shares(got: Judged) -> dict[str, tuple[str, str]]:
    """What governments hold of C in percent: low and high by measure."""
    (entity,) = [e for e in got.report["feoc"]["entities"] if e["entity"] == "C"]
    return {share["measure"]: (share["low"], share["high"]) for share in entity["government"]}


KNOWN = [
    # every holding is listed: the share is known
    ("G > C 25; P > C 75", "25.0000", "fail"),
    ("G > C 24.999999; P > C 75.000001", "24.9999", "pass"),
    # the worked cases of law.md 6.2
    ("G > B 25; P > B 75; B > C 50; P > C 50", "25.0000", "fail"),
    ("G > B 25; P > B 75; B > C 40; P > C 60", "10.0000", "pass"),
    ("G > B 50; P > B 50; B > C 25; P > C 75", "25.0000", "fail"),
    ("G > B 25; P > B 75; B > C 49; P > C 51", "12.2500", "pass"),
    ("G > C 15; G2 > C 10; P > C 75", "25.0000", "fail"),
    ("G > C 15; G2 > C 9.99; P > C 75.01", "24.9900", "pass"),
    # a private owner's part is nobody's government's
    ("P > C 100", "0.0000", "pass"),
    ("P > C 51; N > C 49", "0.0000", "pass"),
    ("N > B 100; B > C 100", "0.0000", "pass"),
    # where a government's share of an owner is below half, it is multiplied down; from half on it counts as the whole
    ("G > B 49.99; P > B 50.01; B > C 49; P > C 51", "24.4951", "pass"),
    ("G > B 50; P > B 50; B > C 24.99; P > C 75.01", "24.9900", "pass"),
    ("G > B 20; P > B 80; B > D 60; P > D 40; D > C 70; P > C 30", "20.0000", "pass"),
    ("G > B 25; P > B 75; B > D 60; P > D 40; D > C 70; P > C 30", "25.0000", "fail"),
    ("G > B 10; P > B 90; B > C 50; G2 > C 15; P > C 35", "25.0000", "fail"),
    # a 50/50 venture D does not unite its parents: B's government stays out of C, the other parent
    ("G > B 100; B > D 50; C > D 50; P > C 100", "0.0000", "pass"),
    # circles are computed to their end: C = 1/10 + 2/5 D, D = 2/5 C
    ("G > C 10; D > C 40; P > C 50; C > D 40; P > D 60", "11.9047", "pass"),
    ("G > C 20; C > C 20; P > C 60", "25.0000", "fail"),
    ("G > C 19.99; C > C 20; P > C 60.01", "24.9875", "pass"),
    ("D > C 60; P > C 40; C > D 60; P > D 40", "0.0000", "pass"),
    ("G > C 10; D > C 60; P > C 30; C > D 60; P > D 40", "100.0000", "fail"),
    # exactly 25 in a circle, and one part in 10^12 below
    ("G > C 21.8750; D > C 40; P > C 38.1250; C > D 31.25; P > D 68.75", "25.0000", "fail"),
    ("G > C 21.874999999999; D > C 40; P > C 38.125000000001; C > D 31.25; P > D 68.75", "24.9999", "pass"),
    ("G > C 19.999999999999; C > C 20; P > C 60.000000000001", "24.9999", "pass"),
    # exactly 50 is state-owned: its holding of itself counts in whole, 30 + 40
    ("G > C 30; C > C 40; P > C 30", "70.0000", "fail"),
    ("G > C 29.999999999999; C > C 40; P > C 30.000000000001", "49.9999", "fail"),
    # a circle that hands on at least what it takes is held whole, however little comes in
    ("G > C 0.0001; C > C 50; P > C 49.9999", "100.0000", "fail"),
    ("G > C 0.0001; D > C 50; P > C 49.9999; C > D 50; P > D 50", "100.0000", "fail"),
    ("G > D 0.000000000001; D > D 60; P > D 39; D > C 25; P > C 75", "25.0000", "fail"),
    ("G > D 0.000000000001; D > D 60; P > D 39; D > C 24.99; P > C 75.01", "24.9900", "pass"),
    # one that hands on a little less is not
    ("G > C 0.0006; C > C 49.9994; P > C 50", "0.0011", "pass"),
    ("G > D 0.0006; D > C 100; C > D 49.9994; P > D 50", "0.0011", "pass"),
    # a circle beside C, slow, whole or held by nobody outside, takes nothing from C and adds nothing to it
    ("G > C 40; P > C 60; D > D 100", "40.0000", "fail"),
    ("G > C 20; C > C 20; P > C 60; G > D 0.0001; D > D 49.9999; P > D 50", "25.0000", "fail"),
    ("G > C 24; P > C 76; G > D 0.0001; D > D 50; P > D 49", "24.0000", "pass"),
    ("G > C 10; C > C 20; P > C 70; G > D 10; D > D 40; P > D 50", "12.5000", "pass"),
    # slow, and C, of which D holds enough to be counts as the same entity, is in it: what C has shows only at the end
    (
        "D > D 49.99; B > D 49.99; C > D 0.001; G > D 0.001; P > D 0.018; B > B 49.99; D > B 49.99; P > B 0.02; "
        "D > C 60; G > C 1; P > C 39",
        "3.5902",
        "pass",
    ),
    # a chain into a circle, and one out of it
    ("G > B 24; P > B 76; B > C 40; C > C 20; P > C 40", "12.0000", "pass"),
    ("G > B 10; D > B 40; P > B 50; B > D 40; P > D 60; B > C 50; P > C 50", "11.9047", "pass"),
    # circles with one owner
    ("G > B 30; P > B 70; B > C 30; C > C 20; P > C 50; B > D 30; D > D 40; P > D 30", "11.2500", "pass"),
    # from one circle into the next
    ("G > D 20; D > D 20; P > D 60; D > C 40; C > C 20; P > C 40", "12.5000", "pass"),
    # one of a circle becomes state-owned (D, at exactly 50), the other one's share follows from that
    ("G > D 30; D > D 40; P > D 30; D > C 20; C > C 20; P > C 60", "25.0000", "fail"),
    ("G > D 29.999999999999; D > D 40; P > D 30.000000000001; D > C 20; C > C 20; P > C 60", "12.4999", "pass"),
    ("G > D 48; C > D 20; P > D 32; D > C 20; P > C 80", "20.0000", "pass"),
    ("G > D 48; C > D 20.9; P > D 31.1; D > C 20; P > C 80", "20.0000", "pass"),
    ("G > D 47; C > D 20; P > D 33; D > C 20; P > C 80", "9.7916", "pass"),
]


@pytest.mark.parametrize(("holdings", "percent", "status"), KNOWN)
def test_known_holdings(judge: Judge, holdings: str, percent: str, status: str) -> None:
    got = judge(owned_as(holdings), *SCREENED)
    assert shares(got) == dict.fromkeys(MEASURES, (percent, percent))
    assert (got.feoc, "FEOC-OWNERSHIP" in got.codes) == (status, status == "fail")


@pytest.mark.parametrize(
    ("holdings", "equity", "votes", "board", "status"),
    [
        # 20 percent of votes and 10 percent of equity is not 30
        ("G > C 10/20/0; P > C 90/80/100", "10.0000", "20.0000", "0.0000", "pass"),
        ("G > C 25/0/0; P > C 75/100/100", "25.0000", "0.0000", "0.0000", "fail"),
        ("G > C 0/25/0; P > C 100/75/100", "0.0000", "25.0000", "0.0000", "fail"),
        ("G > C 0/0/25; P > C 100/100/75", "0.0000", "0.0000", "25.0000", "fail"),
        # each measure is carried down by itself: votes of B do not meet equity of C
        ("G > B 0/40/0; P > B 100/60/100; B > C 40/0/0; P > C 60/100/100", "0.0000", "0.0000", "0.0000", "pass"),
        # a link of half in one measure makes owner and owned one for all three
        ("G > B 25/0/0; P > B 75/100/100; B > C 0/0/50; P > C 100/100/50", "25.0000", "0.0000", "0.0000", "fail"),
        # the mixed case of law.md 6.2: 60 percent of B's votes, 10 of its equity, and 30 of C's equity
        ("G > B 10/60/10; P > B 90/40/90; B > C 30/0/0; P > C 70/100/100", "30.0000", "0.0000", "0.0000", "fail"),
    ],
)
def test_each_measure_by_itself(judge: Judge, holdings: str, equity: str, votes: str, board: str, status: str) -> None:
    got = judge(owned_as(holdings), *SCREENED)
    assert shares(got) == {"equity": (equity, equity), "votes": (votes, votes), "board": (board, board)}
    assert got.feoc == status


@pytest.mark.parametrize(
    ("holdings", "low", "high", "status"),
    [
        # what no listed owner holds is unexplained, unless the government's share is stated
        ("G > C 10; P > C 75", "10.0000", "25.0000", "incomplete"),
        ("G > C 10; P > C 75.01", "10.0000", "24.9900", "pass"),
        ("G > C 25", "25.0000", "100.0000", "fail"),
        # an owner of whom nothing is known may be anybody
        ("X > C 25; P > C 75", "0.0000", "25.0000", "incomplete"),
        ("X > C 24.99; P > C 75.01", "0.0000", "24.9900", "pass"),
        ("X > C 60; P > C 40", "0.0000", "100.0000", "incomplete"),
        # so may the unexplained part of an owner: where it can be half of it, its whole holding
        ("P > B 60; B > C 40; P > C 60", "0.0000", "16.0000", "pass"),
        ("P > B 50; B > C 40; P > C 60", "0.0000", "40.0000", "incomplete"),
        ("P > B 76; B > C 60; P > C 40", "0.0000", "24.0000", "pass"),
        ("P > B 75; B > C 60; P > C 40", "0.0000", "25.0000", "incomplete"),
        ("G > B 20; P > B 74; B > C 80; P > C 20", "20.0000", "26.0000", "incomplete"),
    ],
)
def test_what_is_not_listed_widens_the_high_end(judge: Judge, holdings: str, low: str, high: str, status: str) -> None:
    got = judge(owned_as(holdings), *SCREENED)
    assert shares(got) == dict.fromkeys(MEASURES, (low, high))
    assert got.feoc == status


def test_a_blank_measure_of_a_holding_is_not_known(judge: Judge) -> None:
    got = judge(owned_as("G > C 10/-/0; P > C 90/80/100"), *SCREENED)
    assert shares(got) == {"equity": ("10.0000",) * 2, "votes": ("0.0000", "20.0000"), "board": ("0.0000",) * 2}
    assert got.feoc == "pass"


def test_a_blank_measure_that_could_reach_25_leaves_it_open(judge: Judge) -> None:
    got = judge(owned_as("G > C 10/-/0; P > C 90/75/100"), *SCREENED)
    assert (shares(got)["votes"], got.feoc) == (("0.0000", "25.0000"), "incomplete")


@pytest.mark.parametrize(
    ("holdings", "stated", "equity", "votes"),
    [
        # from half of the votes on B and C would be one in all measures
        ("B > C 10/-/10; P > C 90/50/90", {"B": "24"}, ("2.4000", "24.0000"), ("0.0000", "74.0000")),
        ("B > C 10/-/10; P > C 90/50.01/90", {"B": "24"}, ("2.4000", "2.4000"), ("0.0000", "49.9900")),
        # what is stated of C leaves nothing unexplained but what the blank may carry down
        ("B > C 10/-/10; P > C 90/60/90", {"B": "40", "C": "10"}, ("14.0000", "14.0000"), ("10.0000", "26.0000")),
    ],
)
def test_a_blank_measure_carries_down_what_it_may_be(
    judge: Judge, holdings: str, stated: dict[str, str], equity: tuple[str, str], votes: tuple[str, str]
) -> None:
    assert shares(judge(owned_as(holdings, **stated), *SCREENED)) == {"equity": equity, "votes": votes, "board": equity}


@pytest.mark.parametrize(
    ("holdings", "stated", "cells"),
    [
        # what is stated of C, or the holdings of covered governments and what makes one, in the greatest measure
        ("G > C 30; P > C 70", {}, "Ownership!C2 Entities!B2"),
        ("P > C 70", {"C": "30"}, "Entities!E7 Entities!F7 Entities!G7"),
        ("B > C 10/30/25; P > C 90/70/75", {"B": "50"}, "Ownership!D2"),
        ("G > B 30; P > B 70; B > C 60; P > C 40", {}, "Ownership!C4 Ownership!C2 Entities!B2"),
    ],
)
def test_whose_cells_an_ownership_names(judge: Judge, holdings: str, stated: dict[str, str], cells: str) -> None:
    found = judge(owned_as(holdings, **stated), *SCREENED).finding("FEOC-OWNERSHIP")
    assert found["cells"] == ["BOM!G2", *cells.split(), "BOM!H2"]


CIRCLES = [
    # nobody outside of the circle holds anything: anybody may be behind it
    ("C > C 100", {}, "100.0000", "C2 D2 E2", "incomplete"),
    ("D > C 100; C > D 100", {}, "100.0000", "C2 D2 E2 C3 D3 E3", "incomplete"),
    ("D > C 100; B > D 100; C > B 100", {}, "100.0000", "C2 D2 E2 C3 D3 E3 C4 D4 E4", "incomplete"),
    ("D > C 50; C > C 50; C > D 100", {}, "100.0000", "C2 D2 E2 C3 D3 E3 C4 D4 E4", "incomplete"),
    # whom the circle holds is no better known
    ("D > C 100; D > D 100", {}, "100.0000", "C2 D2 E2 C3 D3 E3", "incomplete"),
    ("D > C 24; P > C 76; D > D 100", {}, "24.0000", "C4 D4 E4", "pass"),
    ("D > C 25; P > C 75; D > D 100", {}, "25.0000", "C4 D4 E4", "incomplete"),
    # a holding of nothing is nobody's
    ("C > C 100; P > C 0", {}, "100.0000", "C2 D2 E2", "incomplete"),
    # somebody from outside does, or what governments hold is stated of one of them
    ("C > C 99; P > C 1", {}, "0.0000", "", "pass"),
    ("C > C 99; X > C 1", {}, "100.0000", "", "incomplete"),
    ("D > C 100; C > D 99; P > D 1", {}, "0.0000", "", "pass"),
    ("C > C 100", {"C": "0"}, "0.0000", "", "pass"),
    ("D > C 100; C > D 100", {"D": "0"}, "0.0000", "", "pass"),
]


@pytest.mark.parametrize(("holdings", "stated", "high", "cells", "status"), CIRCLES)
def test_a_circle_that_nobody_outside_holds_is_not_known(
    judge: Judge, holdings: str, stated: dict[str, str], high: str, cells: str, status: str
) -> None:
    got = judge(owned_as(holdings, **stated), *SCREENED)
    assert shares(got) == dict.fromkeys(MEASURES, ("0.0000", high))
    warned = [cell for f in got.report["findings"] if f["code"] == "HOLDINGS-CIRCULAR" for cell in f["cells"]]
    assert sorted(warned) == sorted(f"Ownership!{cell}" for cell in cells.split())
    assert got.feoc == status


@pytest.mark.parametrize(
    ("holdings", "equity", "votes", "board", "status"),
    [
        # one in equity, so one in votes as well, of which a little comes in: state-owned, so held whole in all three
        ("C > C 50/0/0; G > C 0/0.0001/0; P > C 50/99.9999/100", "100.0000", "100.0000", "100.0000", "fail"),
        ("C > C 49/0/0; G > C 0/0.0001/0; P > C 51/99.9999/100", "0.0000", "0.0001", "0.0000", "pass"),
        # state-owned by votes in one circle, carried on in equity
        ("G > D 0/30/0; D > D 0/40/0; P > D 100/30/100; D > C 20/0/0; C > C 20/0/0; P > C 60/100/100",
         "25.0000", "0.0000", "0.0000", "fail"),
        ("G > D 0/29.99/0; D > D 0/40/0; P > D 100/30.01/100; D > C 20/0/0; C > C 20/0/0; P > C 60/100/100",
         "0.0000", "0.0000", "0.0000", "pass"),
        # round by votes one way and by the board the other: no circle in any one measure
        ("G > C 0/10/0; D > C 0/40/0; P > C 100/50/100; C > D 0/0/40; P > D 100/100/60",
         "0.0000", "10.0000", "0.0000", "pass"),
    ],
)  # fmt: skip
def test_measures_meet_in_a_circle_only_where_they_make_owner_and_owned_one(
    judge: Judge, holdings: str, equity: str, votes: str, board: str, status: str
) -> None:
    got = judge(owned_as(holdings), *SCREENED)
    assert shares(got) == {"equity": (equity, equity), "votes": (votes, votes), "board": (board, board)}
    assert got.feoc == status


def test_a_blank_measure_in_a_circle_widens_its_high_end_alone(judge: Judge) -> None:
    got = judge(owned_as("G > C 10/10/10; C > C 20/-/20; P > C 70/80/70"), *SCREENED)
    assert shares(got) == {"equity": ("12.5000",) * 2, "votes": ("10.0000", "20.0000"), "board": ("12.5000",) * 2}
    assert got.feoc == "pass"


def test_what_is_stated_is_not_lost_to_a_slow_circle_elsewhere(judge: Judge) -> None:
    got = judge(owned_as("B > C 10; C > B 10; D > D 50", C="40", D="0.001"), *SCREENED)
    assert {low for low, _ in shares(got).values()} == {"40.4040"}
    assert got.feoc == "fail"


def test_circles_of_several_measures_as_worked_out_by_hand(judge: Judge) -> None:
    entities = [
        supplier("E0") | {"government_equity_pct": "0.01", "government_board_pct": "24"},
        supplier("E1") | {"government_board_pct": "5"},
        supplier("E2") | {"government_votes_pct": "0", "government_board_pct": "24.99"},
        supplier("E3") | {"government_board_pct": "0"},
        supplier("E4") | {"government_board_pct": "0.001"},
    ]
    holdings = (
        "E2 > E0 5/5/100; E3 > E0 20/50/0; E2 > E2 49/24.99/20; E4 > E2 5/12.5/5; E0 > E3 12.5/1/12.5; "
        "E1 > E3 24.99/24.99/24.99; E4 > E4 60/10/10"
    )
    got = judge(bom(by("E0"), Entities=entities, Ownership=[holding(text) for text in holdings.split("; ")]), *SCREENED)
    (entity,) = [e for e in got.report["feoc"]["entities"] if e["entity"] == "E0"]
    # E4 is whole; E2's board (24.99 + 5) / 0.8; E3's 12.5 percent of E0's and 24.99 percent of E1's 5
    assert [s["low"] for s in entity["government"] if s["measure"] == "board"] == ["75.2370"]
    assert got.feoc == "fail"


RING = 300


def ring(percent: str, fed: str, first: str = "") -> Tables:
    """Each holds the next, P what is left of it, and G something of the first, of which the last may hold another."""
    names = [f"E{number}" for number in range(RING)]
    held = [first or percent] + [percent] * (RING - 1)
    left = [100 - Decimal(text) - (at == 0) * Decimal(fed) for at, text in enumerate(held)]
    rows = [holding(f"{names[at - 1]} > {name} {held[at]}") for at, name in enumerate(names)]
    rows += [holding(f"P > {name} {left[at]}") for at, name in enumerate(names)]
    entities = [supplier(name, government="") for name in names]
    return bom(by("E0"), Entities=[*BODIES, *OTHERS, *entities], Ownership=[*rows, holding(f"G > E0 {fed}")])


@pytest.mark.parametrize(
    ("percent", "first", "fed", "low", "status"),
    [
        ("50", "", "0.0001", "100.0000", "fail"),
        ("40", "", "20", "20.0000", "pass"),
        ("49", "", "25", "25.0000", "fail"),
        ("49", "", "24.999999999999", "24.9999", "pass"),
        ("100", "", "0", "0.0000", "incomplete"),
        # all are one but for a weak link: x = 20 + 40 percent of x
        ("100", "40", "20", "33.3333", "fail"),
        ("100", "40", "14.999999999999", "24.9999", "pass"),
    ],
)
def test_a_ring_of_hundreds(judge: Judge, percent: str, first: str, fed: str, low: str, status: str) -> None:
    got = judge(ring(percent, fed, first), *SCREENED)
    (entity,) = [e for e in got.report["feoc"]["entities"] if e["entity"] == "E0"]
    assert {share["low"] for share in entity["government"]} == {low}
    assert got.feoc == status
    if status == "fail":
        # it names the holdings it goes through, and stops
        assert 2 <= len(got.finding("FEOC-OWNERSHIP")["cells"]) < 30


def test_everybody_holds_everybody(judge: Judge) -> None:
    names = [f"E{number}" for number in range(30)]
    rows = [holding(f"{owner} > {owned} 2") for owned in names for owner in names]
    rows += [holding(f"G > {name} 10") for name in names] + [holding(f"P > {name} 30") for name in names]
    tables = bom(by("E0"), Entities=[*BODIES, *OTHERS, *map(supplier, names)], Ownership=rows)
    got = judge(tables, *SCREENED)
    assert {(s["low"], s["high"]) for s in got.report["feoc"]["entities"][0]["government"]} == {("25.0000", "25.0000")}
    message = got.finding("FEOC-OWNERSHIP")["message"]
    assert "through E0 (holding 2.0000; in a circle of holdings)" in message
    assert "and 22 more" in message
    assert len(message) < 20_000


def test_a_state_owned_owners_holding_is_explained_by_its_own_share(judge: Judge) -> None:
    got = judge(owned_as("G > B 50; P > B 50; B > C 25; P > C 75"), *SCREENED)
    because = "equity: 25.0000 through B (holding 25.0000; 50.0000 directly (G 50.0000))"
    assert because in got.finding("FEOC-OWNERSHIP")["message"]


def test_a_circle_is_explained_once_round(judge: Judge) -> None:
    got = judge(owned_as("G > C 20; D > C 40; P > C 40; C > D 40; P > D 50; G > D 10"), *SCREENED)
    finding = got.finding("FEOC-OWNERSHIP")
    assert (
        "equity: 20.0000 directly (G 20.0000), 8.5714 through D (holding 40.0000; 10.0000 directly (G 10.0000), "
        "11.4285 through C (holding 40.0000; in a circle of holdings))"
    ) in finding["message"]


def test_a_circle_in_one_measure_leaves_that_one_open(judge: Judge) -> None:
    got = judge(owned_as("D > C 0/25/0; P > C 100/75/100; D > D 0/100/0; P > D 100/0/100"), *SCREENED)
    assert shares(got) == {"equity": ("0.0000",) * 2, "votes": ("0.0000", "25.0000"), "board": ("0.0000",) * 2}
    assert (got.finding("HOLDINGS-CIRCULAR")["cells"], got.feoc) == (["Ownership!D4"], "incomplete")


@pytest.mark.parametrize(
    ("stated", "holdings", "share", "warned", "status"),
    [
        ("10", "G > C 10; P > C 90", "10.0000", False, "pass"),
        ("10", "G > C 24; P > C 76", "24.0000", True, "pass"),
        ("10", "G > C 25; P > C 75", "25.0000", True, "fail"),
        ("25", "G > C 10; P > C 75", "25.0000", True, "fail"),
        ("20", "G > C 10; G2 > C 10; P > C 80", "20.0000", False, "pass"),
        # nothing listed of a covered government: no second statement that could differ
        ("10", "P > C 90", "10.0000", False, "pass"),
        ("10", "N > C 90", "10.0000", False, "pass"),
        # what owners bring along is added to what is stated
        ("15", "B > C 20", "15.0000", False, "pass"),
    ],
)
def test_stated_and_listed(judge: Judge, stated: str, holdings: str, share: str, warned: bool, status: str) -> None:
    got = judge(owned_as(holdings, C=stated, B="0"), *SCREENED)
    assert shares(got) == dict.fromkeys(MEASURES, (share, share))
    assert (got.feoc, "GOVERNMENT-SHARE-DIFFERS" in got.codes) == (status, warned)


def test_indirect_shares_are_added_to_what_is_stated(judge: Judge) -> None:
    assert shares(judge(owned_as("B > C 40", C="15", B="24"), *SCREENED))["equity"] == ("24.6000", "24.6000")
    assert judge(owned_as("B > C 40", C="15", B="25"), *SCREENED).feoc == "fail"


@pytest.mark.parametrize(("stated", "status"), [("24.99", "pass"), ("25", "fail"), ("25%", "fail"), ("", "incomplete")])
def test_stated_alone(judge: Judge, stated: str, status: str) -> None:
    assert judge(bom(by("C"), Entities=[supplier("C", government=stated)]), *SCREENED).feoc == status


def test_a_state_owned_owner_need_not_be_listed_as_a_government_body(judge: Judge) -> None:
    assert shares(judge(owned_as("B > C 25", C="0", B="50"), *SCREENED))["equity"] == ("25.0000", "25.0000")
    assert shares(judge(owned_as("B > C 25", C="0", B="49"), *SCREENED))["equity"] == ("12.2500", "12.2500")


def test_hong_kongs_government_follows_the_reading(judge: Judge) -> None:
    tables = owned_as("HKG > C 25; P > C 75")
    tables["Entities"].append({"entity": "HKG", "government_of": "Hong Kong"})
    assert judge(tables, *SCREENED).feoc == "fail"
    other = judge(tables, *SCREENED, "--reading", "hong-kong-macau=not-covered")
    assert (other.feoc, shares(other)["equity"]) == ("pass", ("0.0000", "0.0000"))


@pytest.mark.parametrize(
    ("holdings", "cells"),
    [
        ("G > C 60; P > C 40.01", ["Ownership!C3", "Ownership!D3", "Ownership!E3"]),
        ("P > C 10/60/10; G > C 10/50/10", ["Ownership!D3"]),
    ],
)
def test_holdings_above_100(judge: Judge, holdings: str, cells: list[str]) -> None:
    got = judge(owned_as(holdings), *SCREENED)
    assert got.exit_code == 2
    found = [f for f in got.report["findings"] if f["code"] == "HOLDINGS-ABOVE-WHOLE"]
    assert [cell for f in found for cell in f["cells"]] == cells


def test_names_differ_neither_by_case_nor_by_spacing(judge: Judge) -> None:
    tables = owned_as("g > c 25; p > C 75") | {"BOM": bom(by(" c  "))["BOM"]}
    got = judge(tables, *SCREENED)
    assert (got.feoc, "ENTITY-NOT-LISTED" in got.codes) == ("fail", False)


UNNAMED = ["yes", "Yes.", "y", "Y", "TRUE", "x", "X", "1", "\u2713"]
CONTROLLERS = [
    # that somebody has control says not who
    *((said, "", True, "incomplete") for said in UNNAMED),
    ("yes", "no", True, "incomplete"),
    ("yes", "yes", True, "pass"),
    ("no", "", False, "pass"),
    ("none", "", False, "pass"),
    # not known, or not said, who: only nothing, a mark, and what does not apply say nothing
    ("unknown", "", True, "incomplete"),
    ("various", "", True, "incomplete"),
    ("TBD", "", True, "incomplete"),
    ("confidential", "", True, "incomplete"),
    ("unknown", "yes", True, "pass"),
    ("", "", False, "pass"),
    ("-", "", False, "pass"),
    ("n/a", "", False, "pass"),
    # a name is a name, listed or not
    ("Yes Holdings", "", False, "fail"),
    ("Xi", "", False, "fail"),
    ("P", "", False, "pass"),
]


@pytest.mark.parametrize(
    ("attestation", "said", "rights", "unnamed", "status"),
    crossed(
        ["", "ATT-1"],
        CONTROLLERS,
    ),
)
def test_a_controller_without_a_name(
    judge: Judge, said: str, rights: str, unnamed: bool, status: str, attestation: str
) -> None:
    facts = {"effective_control_by": said, "rights_reserved": rights, "attestation": attestation}
    got = judge(bom(by("C"), Entities=[supplier("C") | facts, *OTHERS]), *SCREENED)
    assert (got.feoc, "CONTROLLER-UNNAMED" in got.codes) == (status, unnamed)
    if unnamed:
        assert got.finding("CONTROLLER-UNNAMED")["cells"] == ["Entities!G2"]


def test_whose_controller_has_no_name_is_no_clean_controller(judge: Judge) -> None:
    middle = supplier("Middle", effective_control_by="yes")
    got = judge(bom(by("C"), Entities=[supplier("C", effective_control_by="Middle"), middle]), *SCREENED)
    assert got.feoc == "fail"
