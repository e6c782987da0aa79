"""Who holds whom: in the JSON report, in words, and which entities have a drawing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from products import CHINESE, Assess, Row, company, item, product, write_product

OPEN: dict[str, str] = {"sfe_total_pct": ""}
"""Nothing is stated of what specified foreign entities own."""
ENTITIES = (
    *(company(name, **OPEN) for name in ("Acme", "Holding", "Middle", "Partner")),
    CHINESE,
    company("Yi", "CN"),
    company("Cleared"),
    company("Governed", government_equity_pct="45", **OPEN),
)


def held(*holdings: str) -> tuple[Row, ...]:
    """`Holding 60 Acme`: value and votes; `Holding 60/40 Acme`: apart; `?` is not stated."""
    rows = []
    for text in holdings:
        owner, share, owned = text.split()
        equity, _, votes = share.partition("/")
        cells = {"equity_pct": equity, "votes_pct": votes or equity}
        rows.append({"owner": owner, "owned": owned} | {name: "" if c == "?" else c for name, c in cells.items()})
    return tuple(rows)


HOLDERS = {
    "value and votes": (["Holding 60/40.5 Acme"], [("entity", "Holding", "60", "40.5")]),
    "a measure that is not stated": (["Holding 60/? Acme"], [("entity", "Holding", "60", None)]),
    "more places than are shown": (["Holding 33.33333 Acme"], [("entity", "Holding", "33.3333", "33.3333")]),
    "two rows of one holder": (
        ["Holding 60 Acme", "Holding 40 Acme"],
        [("entity", "Holding", "60", "60"), ("entity", "Holding", "40", "40")],
    ),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_the_direct_holders_of_an_entity(assess: Assess, name: str) -> None:
    holdings, rows = HOLDERS[name]
    got = assess(product(item(), entities=ENTITIES, holdings=held(*holdings)))
    (acme,) = [row for row in got.ratio["entities"] if row["entity"] == "Acme"]
    keys = ("kind", "holder", "equity_percentage", "votes_percentage")
    named = [row for row in acme["holders"] if row["kind"] == "entity"]
    assert [tuple(row[key] for key in keys) for row in named] == rows
    assert [row["cells"][0] for row in named] == [f"Ownership!A{number}" for number in range(2, len(rows) + 2)]


REST = {
    "what no row explains": (["Holding 60/70 Acme"], {}, ("40", "30")),
    "of the measure of which every row states it": (["Holding 60/? Acme"], {}, ("40", None)),
    "nothing is left": (["Holding 100 Acme"], {}, None),
    "nobody is named": ([], {}, None),
    "it is stated in Entities": (["Holding 60 Acme"], {"sfe_total_pct": "0"}, None),
    "the largest is stated in Entities": (["Holding 60 Acme"], {"sfe_largest_pct": "0"}, None),
}


@pytest.mark.parametrize("name", REST)
def test_the_share_that_no_row_explains(assess: Assess, name: str) -> None:
    holdings, cells, shares = REST[name]
    entities = (company("Acme", **(OPEN | cells)), company("Holding"))
    got = assess(product(item(), entities=entities, holdings=held(*holdings)))
    rows = [row for row in got.ratio["entities"][0]["holders"] if row["kind"] == "unexplained"]
    assert [(row["equity_percentage"], row["votes_percentage"]) for row in rows] == ([shares] if shares else [])


def test_a_row_that_no_entity_explains_has_a_rest_too(assess: Assess) -> None:
    got = assess(product(item(by="Nobody"), entities=(company("Holding"),), holdings=held("Holding 60 Nobody")))
    assert [row["kind"] for row in got.ratio["entities"][0]["holders"]] == ["entity", "unexplained"]


def test_what_governments_hold_as_stated(assess: Assess) -> None:
    got = assess(product(item(by="Governed"), entities=ENTITIES))
    (row,) = got.ratio["entities"][0]["holders"]
    assert row == {
        "kind": "governments",
        "holder": None,
        "equity_percentage": "45",
        "votes_percentage": None,
        "cells": [],
    }


def test_a_holder_has_the_name_of_its_own_row(assess: Assess) -> None:
    got = assess(product(item(), entities=ENTITIES, holdings=held("HOLDING 60 Acme", "Yi 10 Holding")))
    names = [row["entity"] for row in got.ratio["entities"]]
    holders = [holder["holder"] for row in got.ratio["entities"] for holder in row["holders"]]
    assert set(holders) - {None} <= set(names)


# In words -------------------------------------------------------------------------------------------------------------

DRAWN = {
    "a chain": (
        ["Sinocell 80 Middle", "Middle 70 Holding", "Holding 45 Acme"],
        [
            "Acme (PFE, foreign-influenced)",
            "Holding (PFE, controlled): 45% of Acme",
            "Middle (PFE, controlled): 70% of Holding",
            "Sinocell (PFE, of a covered nation): 80% of Middle",
        ],
    ),
    "value and votes": (
        ["Sinocell 24/26 Acme"],
        [
            "Acme (PFE, foreign-influenced)",
            "Sinocell (PFE, of a covered nation): 24% of the value, 26% of the votes of Acme",
        ],
    ),
    "a holder on two paths stands once, below both": (
        ["Holding 30 Acme", "Middle 30 Acme", "Sinocell 60 Holding", "Sinocell 51 Middle"],
        [
            "Acme (PFE, controlled)",
            "Holding (PFE, controlled): 30% of Acme",
            "Middle (PFE, controlled): 30% of Acme",
            "Sinocell (PFE, of a covered nation): 60% of Holding; 51% of Middle",
        ],
    ),
    "one that holds directly and through another stands below both": (
        ["Sinocell 10 Acme", "Holding 30 Acme", "Sinocell 60 Holding"],
        [
            "Acme (PFE, foreign-influenced)",
            "Holding (PFE, controlled): 30% of Acme",
            "Sinocell (PFE, of a covered nation): 10% of Acme; 60% of Holding",
        ],
    ),
    "a circle": (
        ["Holding 60 Acme", "Acme 60 Holding"],
        [
            "Acme (not cleared): 60% of Holding",
            "Holders not named (not cleared, no row of Ownership): 40% of Acme",
            "Holding (not cleared): 60% of Acme",
            "Holders not named (not cleared, no row of Ownership): 40% of Holding",
        ],
    ),
    "its own holder": (
        ["Acme 60 Acme", "Sinocell 26 Acme"],
        ["Acme (PFE, foreign-influenced): 60% of Acme", "Sinocell (PFE, of a covered nation): 26% of Acme"],
    ),
    "shares that are not stated": (
        ["Cleared 10/? Acme", "Partner ?/10 Acme", "Holding ? Acme"],
        [
            "Acme (not cleared)",
            "Partner (not cleared): 10% of the votes (value not stated) of Acme",
            "Holding (not cleared): a share that is not stated of Acme",
            "Cleared (cleared): 10% of the value (votes not stated) of Acme",
        ],
    ),
    "nobody is drawn behind a company of a covered nation": (
        ["Sinocell 30 Acme", "Yi 100 Sinocell"],
        ["Acme (PFE, foreign-influenced)", "Sinocell (PFE, of a covered nation): 30% of Acme"],
    ),
    "the worst holder first, then the largest": (
        ["Cleared 40 Acme", "Holding 5 Acme", "Partner 6 Acme", "Yi 10 Acme", "Sinocell 12 Acme"],
        [
            "Acme (not cleared)",
            "Holders not named (not cleared, no row of Ownership): 27% of Acme",
            "Sinocell (PFE, of a covered nation): 12% of Acme",
            "Yi (PFE, of a covered nation): 10% of Acme",
            "Partner (not cleared): 6% of Acme",
            "Holding (not cleared): 5% of Acme",
            "Cleared (cleared): 40% of Acme",
        ],
    ),
    "a government's share as stated": (
        ["Governed 60 Acme"],
        [
            "Acme (not cleared)",
            "Holders not named (not cleared, no row of Ownership): 40% of Acme",
            "Governed (PFE, foreign-influenced): 60% of Acme",
            "Governments of covered nations (PFE, as stated): 45% of the value (votes not stated) of Governed",
        ],
    ),
}


@pytest.fixture
def words(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The section Ownership of the text, line by line, without the sentence above the drawings."""
    monkeypatch.setenv("COLUMNS", "400")

    def call(*items: Row, holdings: tuple[Row, ...], entities: tuple[Row, ...] = ENTITIES) -> list[str]:
        path = write_product(product(*items, entities=entities, holdings=holdings), tmp_path)
        text = critmin("macr", path, "--full").stdout
        _, found, section = text.partition("\nOwnership\n")
        lines = section.partition("\n\n")[0].splitlines()
        return [line.strip().removeprefix("- ") for line in lines[1:]] if found else []

    return call


@pytest.mark.parametrize("name", DRAWN)
def test_who_holds_whom_in_words(words: Callable[..., list[str]], name: str) -> None:
    holdings, lines = DRAWN[name]
    assert words(item(), holdings=held(*holdings)) == ["Who holds Acme", *lines]


def test_an_entity_in_the_drawing_of_another_has_none_of_its_own(words: Callable[..., list[str]]) -> None:
    got = words(
        item(),
        item(by="Holding"),
        item(by="Partner"),
        holdings=held("Holding 60 Acme", "Yi 30 Holding", "Yi 5 Partner"),
    )
    assert [line for line in got if line.startswith("Who holds")] == ["Who holds Acme", "Who holds Partner"]


@pytest.mark.parametrize(
    ("by", "holdings"),
    [("Cleared", ["Partner 10 Cleared"]), ("Acme", []), ("Sinocell", ["Yi 60 Sinocell"])],
    ids=["cleared", "no holders", "of a covered nation by itself"],
)
def test_an_entity_without_a_drawing(words: Callable[..., list[str]], by: str, holdings: list[str]) -> None:
    entities = tuple(row for row in ENTITIES if by != "Cleared" or row["entity"] in ("Cleared", "Acme"))
    entities += (company("Partner"),) * (by == "Cleared")
    assert words(item(by=by), holdings=held(*holdings), entities=entities) == []


def test_of_many_holders_the_nearest_and_worst_are_drawn(words: Callable[..., list[str]]) -> None:
    many = [f"Fund{number} 2 Acme" for number in range(40)]
    got = words(item(), holdings=held(*many, "Sinocell 1 Acme"))
    assert got[3] == "Sinocell (PFE, of a covered nation): 1% of Acme"
    assert len(got) == 19
    assert got[-1] == "and 26 more holders"
