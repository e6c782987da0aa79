"""What an answer says: the holdings that lead to it, the facts behind them, and what is missing."""

from __future__ import annotations

import pytest
from critmin.engine.model.battery import EntityKind, Measure
from entity_sheets import CHINESE, CLEAN, LISTED, PERSON, Cells, status, statuses

WHO: dict[str, Cells] = {
    "Z": CHINESE,
    "Y": {"country": "HK", "headquarters": "KR"},
    "L": LISTED,
    **dict.fromkeys(("X", "H", "J", "K"), CLEAN),
    "Kim": PERSON,
}
SINGLE, TOGETHER = "one specified foreign entity owns ", "specified foreign entities together own "
BY_ONE, BY_ALL, CONTROL = " (25% or more)", " (40% or more)", " (more than 50%)"


@pytest.mark.parametrize(
    ("name", "holdings", "readings", "limb", "text"),
    [
        ("X", "Z 50 X", {}, "single-25", f"{SINGLE}50%{BY_ONE}: Z 50% of X"),
        ("X", "L 60 H, H 60 X", {}, "single-25", f"{SINGLE}36%{BY_ONE}: L 60% of H, H 60% of X: 36%"),
        ("X", "Z 0/26 X", {}, "single-25", f"{SINGLE}26%{BY_ONE}: Z 26% of the votes of X"),
        ("X", "Z 25.00001 X", {}, "single-25", f"{SINGLE}25.0000%{BY_ONE}: Z 25.0000% of X"),
        ("X", "Z 20 X, Y 20 X", {}, "together-40", f"{TOGETHER}40%{BY_ALL}: Z 20% of X; Y 20% of X"),
        ("X", "Z 24/26 X, Y 25/10 X", {}, "together-40", f"{TOGETHER}49%{BY_ALL}: Y 25% of X; Z 24% of X"),
        ("H", "Z 51 H", {}, "controlled", f"controlled, 51%{CONTROL}: Z 51% of H"),
        ("H", "Z 30 H, Y 30 H", {}, "controlled", f"controlled, 60%{CONTROL}: Z 30% of H; Y 30% of H"),
        (
            "H",
            "Z 0/60 H",
            {"control_together": "one-holder"},
            "controlled",
            f"controlled, 60%{CONTROL}: Z 60% of the votes of H",
        ),
        (
            "X",
            "L 70 H, L 70 J, H 40 K, J 40 K, K 50 X",
            {},
            "single-25",
            f"{SINGLE}28%{BY_ONE}: L 70% of H, H 40% of K, K 50% of X: 14%; L 70% of J, J 40% of K, K 50% of X: 14%",
        ),
        # L's part of K goes up through J, which holds half of it
        (
            "X",
            "L 80 H, H 80 J, J 50 K, K 100 X",
            {},
            "single-25",
            f"{SINGLE}32%{BY_ONE}: L 80% of H, H 80% of J, J 50% of K, K 100% of X: 32%",
        ),
        # the shortest path first
        (
            "X",
            "L 90 H, L 90 J, H 40 K, J 40 K, K 25 X, Y 22 X",
            {},
            "together-40",
            f"{TOGETHER}40%{BY_ALL}: Y 22% of X; L 90% of H, H 40% of K, K 25% of X: 9%; "
            "L 90% of J, J 40% of K, K 25% of X: 9%",
        ),
        (
            "X",
            "L 60 J, J 60 H, H 100/0 X, Kim 40 H",
            {"control_together": "one-holder"},
            "single-25",
            f"{SINGLE}36%{BY_ONE}: L 60% of J, J 60% of H, H 100% of X: 36%",
        ),
    ],
)
def test_the_holdings_that_lead_to_an_answer(
    name: str, holdings: str, readings: dict[str, str], limb: str, text: str
) -> None:
    got = status(name, WHO, [held.strip() for held in holdings.split(",")], **readings)
    assert limb in got.limbs
    assert got.why[got.limbs.index(limb)] == text


@pytest.mark.parametrize(
    ("holdings", "texts"),
    [
        (
            "Z 60 X",
            [f"controlled, 60%{CONTROL}: Z 60% of X", f"{SINGLE}60%{BY_ONE}", f"{TOGETHER}60%{BY_ALL}"],
        ),
        ("Z 25 X, Y 16 X", [f"{SINGLE}25%{BY_ONE}: Z 25% of X", f"{TOGETHER}41%{BY_ALL}: also Y 16% of X"]),
        (
            "L 50 H, Y 50 H, H 80 X",
            [
                f"{SINGLE}40%{BY_ONE}: L 50% of H, H 80% of X: 40%",
                f"{TOGETHER}80%{BY_ALL}: also Y 50% of H, H 80% of X: 40%",
            ],
        ),
        # what controls is counted by votes, what is owned by value
        (
            "Z 20/26 X, Y 20/25 X",
            [
                f"controlled, 51%{CONTROL}: Z 26% of the votes of X; Y 25% of the votes of X",
                f"{SINGLE}26%{BY_ONE}",
                f"{TOGETHER}51%{BY_ALL}",
            ],
        ),
    ],
)
def test_each_path_is_said_once(holdings: str, texts: list[str]) -> None:
    got = status("X", WHO, [held.strip() for held in holdings.split(",")])
    assert got.why[: len(got.limbs)] == texts


def test_each_limb_of_an_entity_is_said_once_in_their_order() -> None:
    cells = CLEAN | {
        "country": "CN",
        "lists": ("1260H", "UFLPA"),
        "sfe_appoints_officer": True,
        "sfe_debt": 20,
        "controller": "Z",
    }
    got = status("X", WHO | {"X": cells}, ["Z 60 X"])
    assert got.limbs == [
        "listed",
        "jurisdiction",
        "controlled",
        "officer",
        "single-25",
        "together-40",
        "debt-15",
        "effective-control",
    ]
    assert got.why == [
        "X is on the Defense Department's list of Chinese military companies (section 1260H)",
        "X is on a list under section 2(d)(2)(B)(i), (ii), (iv) or (v) of the Uyghur Forced Labor Prevention Act",
        "X is organized in China, a covered nation",
        "controlled, 60% (more than 50%): Z 60% of X",
        "a specified foreign entity appoints a board member or executive",
        "one specified foreign entity owns 60% (25% or more)",
        "specified foreign entities together own 60% (40% or more)",
        "20% of its debt, at least 15%, was issued to specified foreign entities",
        '"Z", a specified foreign entity, has effective control of its production',
        "Z is organized and headquartered in China, a covered nation",
    ]
    assert (got.missing, got.cells) == ([], ["Entities!A5", "Ownership!C2"])


@pytest.mark.parametrize(
    ("holdings", "texts"),
    [
        # one path of control is a single text, up to who is foreign-controlled by itself
        (
            "Y 51 H, H 51 J, J 25 X",
            [
                f"{SINGLE}25%{BY_ONE}: J 25% of X",
                "J is controlled (more than 50%): Y 51% of H, H 51% of J",
                "Y is organized in Hong Kong (part of China)",
            ],
        ),
        # where paths meet or part, each holder is explained once
        (
            "Y 51 H, H 60 J, H 60 K, J 20 X, K 20 X",
            [
                f"{TOGETHER}40%{BY_ALL}: J 20% of X; K 20% of X",
                "J is controlled (more than 50%): Y 51% of H, H 60% of J",
                "K is controlled (more than 50%): H 60% of K",
                "Y is organized in Hong Kong (part of China)",
            ],
        ),
        (
            "Y 51 H, Z 60 J, H 30 K, J 30 K, K 25 X",
            [
                f"{SINGLE}25%{BY_ONE}: K 25% of X",
                "K is controlled (more than 50%): H 30% of K; J 30% of K",
                "H is controlled (more than 50%): Y 51% of H",
                "J is controlled (more than 50%): Z 60% of J",
                "Y is organized in Hong Kong (part of China)",
                "Z is organized and headquartered in China, a covered nation",
            ],
        ),
        (
            "Y 26 H, Z 26 H, H 60 J, J 25 X",
            [
                f"{SINGLE}25%{BY_ONE}: J 25% of X",
                "J is controlled (more than 50%): H 60% of J",
                "H is controlled (more than 50%): Y 26% of H; Z 26% of H",
                "Y is organized in Hong Kong (part of China)",
                "Z is organized and headquartered in China, a covered nation",
            ],
        ),
    ],
)
def test_who_the_holders_are_is_said_up_to_the_last(holdings: str, texts: list[str]) -> None:
    assert status("X", WHO, [held.strip() for held in holdings.split(",")]).why == texts


def test_of_many_paths_the_shortest_eight_are_named() -> None:
    many = {f"Holder {at}": CHINESE for at in range(30)}
    got = status("X", WHO | many, ["L 60 H", "H 20 X", *(f"Holder_{at} 2 X" for at in range(30))])
    assert got.limbs == ["controlled", "together-40"]
    assert got.why[0].startswith(f"controlled, 60%{CONTROL}: Holder 0 2% of X; Holder 1 2% of X; ")
    assert got.why[0].endswith("Holder 7 2% of X; and 22 more")
    assert got.why[1] == f"{TOGETHER}72%{BY_ALL}"
    assert got.why[2:] == [f"Holder {at} is organized and headquartered in China, a covered nation" for at in range(8)]


def test_of_many_holders_above_eight_are_explained() -> None:
    many = {f"{at} {above}": CHINESE if above else CLEAN for at in range(12) for above in (0, 1)}
    rows = [
        f"{at}_{above} {share} {below}" for at in range(12) for above, share, below in ((1, 60, f"{at}_0"), (0, 5, "X"))
    ]
    got = status("X", WHO | many, rows)
    assert got.why[0].endswith("; and 4 more")
    assert got.why[2:10] == [f"{at} 0 is controlled (more than 50%): {at} 1 60% of {at} 0" for at in range(8)]
    assert got.why[10:] == ["and 8 more"]


@pytest.mark.parametrize("kind", [EntityKind.COMPANY, EntityKind.PARTNERSHIP])
def test_paths_that_double_at_every_tier_are_counted(kind: EntityKind) -> None:
    """4 to the power of 12 paths: as many as no program can go through."""
    tiers = {f"{tier} {at}": CLEAN | {"kind": kind} for tier in range(12) for at in range(4)}
    rows = [f"L 60 0_{at}" for at in range(4)]
    rows += [f"{tier}_{at} 25 {tier + 1}_{to}" for tier in range(11) for at in range(4) for to in range(4)]
    got = status("X", WHO | tiers, [*rows, *(f"11_{at} 20 X" for at in range(4))])
    assert got.limbs == ["single-25", "together-40"]
    assert got.why[0].startswith(f"{SINGLE}48%{BY_ONE}: L 60% of 0 0, 0 0 25% of 1 0, ")
    assert got.why[0].endswith(", 11 0 20% of X: 0.0000%; and 16,777,208 more")


def test_a_long_path_is_cut() -> None:
    tiers = {f"Tier {at}": CLEAN for at in range(20)}
    rows = ["L 90 Tier_0", *(f"Tier_{at} 100 Tier_{at + 1}" for at in range(19)), "Tier_19 40 X"]
    got = status("X", WHO | tiers, rows)
    assert got.limbs == ["single-25"]
    assert got.why[0].startswith(f"{SINGLE}36%{BY_ONE}: L 90% of Tier 7 through others, Tier 7 100% of Tier 8, ")
    assert got.why[0].endswith(", Tier 19 40% of X: 36%")
    shared = status("X", WHO | tiers | {"Y": LISTED}, [*rows, "Y 10 Tier_0", "Y 4 X"])
    assert shared.limbs == ["single-25", "together-40"]
    together = shared.why[1].removeprefix(f"{TOGETHER}40%{BY_ALL}: Y 4% of X; ")
    assert together.startswith("specified foreign entities 90% of Tier 6 through others, Tier 6 100% of Tier 7, ")
    assert together.endswith(", Tier 19 40% of X: 36%")


@pytest.mark.parametrize(
    ("cells", "limb", "text", "cell"),
    [
        ({"sfe_largest": 30}, "single-25", f"{SINGLE}30%{BY_ONE}, as stated", "A5"),
        ({"sfe_largest": 25}, "single-25", f"{SINGLE}25%{BY_ONE}, as stated", "A5"),
        ({"sfe_total": 40}, "together-40", f"{TOGETHER}40%{BY_ALL}, as stated", "A5"),
        ({"sfe_total": 45, "sfe_largest": 5}, "together-40", f"{TOGETHER}45%{BY_ALL}, as stated", "A5"),
        (
            {"publicly_traded": True, "sfe_debt": 16},
            "debt-15",
            "16% of its publicly traded debt, more than 15%, was issued to specified foreign entities",
            "A5",
        ),
        (
            {"government": {Measure.EQUITY: 45}},
            "together-40",
            f"{TOGETHER}45%{BY_ALL}: covered nations' governments 45% of X",
            None,
        ),
        (
            {"government": {Measure.VOTES: 55}},
            "controlled",
            f"controlled, 55%{CONTROL}: covered nations' governments 55% of the votes of X",
            None,
        ),
    ],
)
def test_what_is_stated(cells: Cells, limb: str, text: str, cell: str | None) -> None:
    got = status("X", WHO | {"X": CLEAN | cells})
    assert got.why[got.limbs.index(limb)] == text
    assert got.cells == ([f"Entities!{cell}"] if cell else [])


def test_a_governments_share_as_stated_takes_the_place_of_its_smaller_listed_holdings() -> None:
    who = WHO | {"F": {"government_of": "CN"}, "X": CLEAN | {"government": {Measure.EQUITY: 41, Measure.VOTES: 0}}}
    got = status("X", who, ["F 20 X", "Kim 40 X"])
    assert got.why == [f"{TOGETHER}41%{BY_ALL}: covered nations' governments 41% of X"]
    got = status("X", who, ["F 42 X", "Kim 40 X"])
    assert f"{SINGLE}42%{BY_ONE}: F 42% of X" in got.why
    below = WHO | {"H": CLEAN | {"government": {Measure.EQUITY: 50}}}
    assert status("X", below, ["H 90 X"]).why[0] == (
        f"{TOGETHER}45%{BY_ALL}: covered nations' governments 50% of H, H 90% of X: 45%"
    )


# What is missing ------------------------------------------------------------------------------------------------------

WHOSE = "or what specified foreign entities own of it (sfe_largest_pct, sfe_total_pct)"


@pytest.mark.parametrize(
    ("cells", "holdings", "missing"),
    [
        (
            {"country": None, "headquarters": None, "sfe_appoints_officer": None, "sfe_debt": None, "sfe_total": 0},
            "",
            [
                "the country in which it is organized",
                "the country of its headquarters",
                "whether a specified foreign entity may appoint a board member or executive (sfe_appoints_officer)",
                "the share of its debt issued to specified foreign entities (sfe_debt_pct)",
            ],
        ),
        (
            {"publicly_traded": True, "sfe_debt": None, "sfe_total": 0},
            "",
            ["the share of its publicly traded debt issued to specified foreign entities (sfe_debt_pct)"],
        ),
        ({}, "", [f"who owns its value and votes (rows of Ownership), {WHOSE}"]),
        ({}, "Kim 60 X", [f"who holds the 40% of its value or votes that no row of Ownership explains, {WHOSE}"]),
        (
            {"sfe_total": 30},
            "",
            ["the most that one specified foreign entity owns of its value or votes (sfe_largest_pct)"],
        ),
        (
            {"sfe_largest": 0, "sfe_total": 0},
            "Stranger 30 X",
            [
                'whether its owner "Stranger" is a specified foreign entity: the country in which it is organized, '
                f"the country of its headquarters, who owns its value and votes (rows of Ownership), {WHOSE}"
            ],
        ),
        ({"sfe_largest": 10}, "", [f"who owns its value and votes (rows of Ownership), {WHOSE}"]),
        (
            {},
            "Kim 60/? X, H 40/? X",
            [
                'what "Kim" holds of its votes (Ownership!D2)',
                'what "H" holds of its votes (Ownership!D3)',
                f"who holds the 100% of its value or votes that no row of Ownership explains, {WHOSE}",
                'whether its owner "H" is a specified foreign entity: '
                f"who owns its value and votes (rows of Ownership), {WHOSE}",
            ],
        ),
        (
            {},
            "H 100 X, Kim 50 H",
            [f'who holds the 50% of "H"\'s value or votes that no row of Ownership explains, {WHOSE}'],
        ),
        (
            {},
            "Stranger 30 X, Kim 70 X",
            [
                'whether its owner "Stranger" is a specified foreign entity: the country in which it is organized, '
                f"the country of its headquarters, who owns its value and votes (rows of Ownership), {WHOSE}"
            ],
        ),
        (
            {"publicly_traded": True},
            "Z 30 X, Kim 70 X no13d",
            ['whether "Z" must report its holding under Rule 13d-3 (Ownership!E2)'],
        ),
        (
            {"publicly_traded": True, "government": {Measure.EQUITY: 45}},
            "Kim 100 X no13d",
            [
                "which holders are specified foreign entities, and what they own "
                "(Ownership, sfe_largest_pct, sfe_total_pct)"
            ],
        ),
        (
            {},
            "H 60 J, J 60 H, H 25 X, Kim 75 X",
            [
                'whether its owner "H" is a specified foreign entity: '
                "who owns its value and votes from outside the circle of holdings of H, J",
                'whether its owner "J" is a specified foreign entity: '
                "who owns its value and votes from outside the circle of holdings of H, J",
            ],
        ),
        (
            {},
            "K 30 X, Kim 70 X, J 100 K, Kim 100/30 J",
            [
                'whether its owner "K" is a specified foreign entity',
                'whether its owner "J" is a specified foreign entity: '
                f"who holds the 70% of its value or votes that no row of Ownership explains, {WHOSE}",
            ],
        ),
    ],
)
def test_what_is_missing(cells: Cells, holdings: str, missing: list[str]) -> None:
    rows = [held.strip() for held in holdings.split(",") if held.strip()]
    got = status("X", WHO | {"X": CLEAN | cells}, rows)
    assert (got.status, got.missing) == ("unknown", missing)


def test_of_many_owners_eight_are_asked_about() -> None:
    strangers = [f"Stranger_{at} 3 X" for at in range(12)]
    got = status("X", WHO, [*strangers, "Kim 64 X"])
    assert len(got.missing) == 9
    assert got.missing[-1] == "the same for 4 more owners"


def test_doubts_are_asked_about() -> None:
    cells = CLEAN | {
        "sfe_total": 0,
        "unclear": {
            "headquarters_country": "Lemuria",
            "government_of": "various",
            "kind": "LLC",
            "citizen_of": "Atlantis",
            "designation": "bad",
            "pfe_list": "worse",
        },
        "controller": "Who",
    }
    got = status("X", WHO | {"X": cells})
    assert got.missing == [
        'which country "Lemuria" is',
        'whose government "X" is (government_of is "various")',
        'of which country it is a citizen (citizen_of is "Atlantis")',
        'what kind of entity it is (kind is "LLC")',
        'whether it is on a list (designation is "bad")',
        'whether it is on a list (pfe_list is "worse")',
        'whether "Who", which has effective control of its production, is a specified foreign entity',
    ]
    person = status("Li", {"Li": {"kind": EntityKind.PERSON}})
    assert person.missing == ["the country of its citizenship (citizen_of), or whether it is a US person"]
    assert person.why == []


def test_what_is_not_reached_is_said_with_its_range() -> None:
    got = status("X", WHO, ["Z 20 X", "Kim 76 X"])
    assert got.why == [
        "one specified foreign entity owns 20% to 24%",
        "specified foreign entities together own 20% to 24%",
    ]
    assert (got.limbs, got.missing, got.cells) == ([], [], ["Entities!A5"])


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"sfe_total": 0}, "specified foreign entities own 0%"),
        ({}, "what specified foreign entities own is not stated"),
    ],
)
def test_what_is_owned_in_one_sentence(cells: Cells, text: str) -> None:
    assert status("X", WHO | {"X": CLEAN | cells}).why == [text]


def test_an_answer_is_the_same_twice() -> None:
    everybody = statuses(WHO, ["Z 20 X"])
    assert everybody.status("X") is everybody.status("X")
