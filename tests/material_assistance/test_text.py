"""The text of a report on material assistance: the table of items, the causes, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from products import CHINESE, CLEAN, Assess, Tables, certificate, company, item, product, write_product

Say = Callable[..., str]
NAMED_ALIKE = company("BYD Foil")
OPEN, ALSO_OPEN = company("Openco", sfe_debt_pct=""), company("Secondco", "JP", sfe_debt_pct="")
ENTITIES = (CLEAN, CHINESE, OPEN, ALSO_OPEN, NAMED_ALIKE)


@pytest.fixture
def say(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """The text about a product, its spaces and line ends each written as a space; `full` with all sections."""
    monkeypatch.setenv("COLUMNS", "140")

    def call(tables: Tables, *, full: bool = False) -> str:
        result = critmin("macr", write_product(tables, tmp_path), *["--full"] * full)
        return " ".join(result.stdout.split())

    return call


PAID = item("600", item="Powder")
FOIL = item("400", "Sinocell", "CN", item="Foil")

LINES = {
    "a prohibited foreign entity": (FOIL, "Foil (row 3) $400.00 0.0000% PFE Sinocell"),
    "not cleared": (
        item("400", "Openco", item="Salt"),
        "Salt (row 3) $400.00 0.0000% to 100.0000% not cleared Openco",
    ),
    "no cost": (item("", "Sinocell", "CN", item="Foil"), "Foil (row 3) not stated 0.0000% PFE Sinocell"),
    "no producer": (item("400", "", item="Salt"), "Salt (row 3) $400.00 0.0000% to 100.0000% not cleared not named"),
    "left out": (
        FOIL | {"existing_contract": "yes", "contract_date": "2025-01-31"},
        "Foil (row 3) $400.00 left out left out Sinocell",
    ),
    "certified in part": (
        item("400", item="Salt", certificate="C-1"),
        "Salt (row 3) $400.00 25.0000% cleared in part Acme",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_an_item_is_a_row(say: Say, name: str) -> None:
    row, line = LINES[name]
    part = certificate(kind="cost", non_pfe_pct="25")
    assert line in say(product(PAID, row, entities=ENTITIES, certificates=(part,)))


def test_an_item_that_counts_is_listed_only_in_full(say: Say) -> None:
    tables = product(PAID, FOIL, entities=ENTITIES)
    assert "Powder (row 2)" not in say(tables)
    line = "Powder 2 $600.00 60.0000% 100.0000% cleared Acme South Korea facts of the producer"
    assert line in say(tables, full=True)


def test_what_an_item_counts_by(say: Say) -> None:
    certified = item("400", item="Salt", certificate="C-1")
    assert "cleared Acme South Korea certificate C-1" in say(
        product(PAID, certified, entities=ENTITIES, certificates=(certificate(),)), full=True
    )


@pytest.mark.parametrize(
    ("cost", "says"),
    [
        ("400", "exactly at the threshold, which is enough"),
        ("400.01", "0.0006 points below the threshold"),
        ("300", "6.6666 points above the threshold"),
    ],
)
def test_the_gap(say: Say, cost: str, says: str) -> None:
    assert says in say(product(PAID, FOIL | {"cost_usd": cost}, entities=ENTITIES))


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([item("500", "Openco", item="Salt")], "Openco is not cleared (Materials!C3)"),
        (
            [item("300", "Openco", item="Salt"), item("200", "Secondco", "JP", item="Film")],
            "Openco, Secondco are not cleared (Materials!C3, Materials!C4)",
        ),
        (
            [item("100", "Openco", item="Salt"), item("600", "Secondco", "JP", item="Film")],
            "Secondco, Openco are not cleared (Materials!C4, Materials!C3)",
        ),
        (
            [item("700", "Openco", item="Salt"), item("", "Secondco", "JP", item="Film")],
            "Film has no cost (Materials!B4), and Secondco, Openco are not cleared (Materials!C4, Materials!C3)",
        ),
        (
            [item("500", "", "", item="Salt")],
            "Salt (row 3) does not state who mined, produced or manufactured it, or the country where it is made "
            "(Materials!C3, Materials!D3)",
        ),
        (
            [item("500", "", item="Salt")],
            "Salt (row 3) does not state who mined, produced or manufactured it (Materials!C3)",
        ),
        (
            [item("500", "Acme", "", item="Salt")],
            "Salt (row 3) does not state the country where it is made (Materials!D3)",
        ),
        (
            [item("500", "Acme", "Ruritania", item="Salt")],
            'Salt (row 3) does not state which country "Ruritania" is (Materials!D3)',
        ),
        ([item("500", "Openco", "", item="Salt")], "Openco is not cleared (Materials!C3)"),
    ],
)
def test_why_it_is_open(say: Say, others: list[dict[str, str]], reason: str) -> None:
    assert f"threshold 60%: {reason}" in say(product(PAID, *others, entities=ENTITIES))


def test_a_cleared_producer_is_not_said_to_lack_what_its_item_lacks(say: Say, assess: Assess) -> None:
    tables = product(PAID, item("500", "Acme", "", item="Salt"), entities=ENTITIES)
    text = say(tables)
    assert "Acme: row 3 does not state the country where it is made. $500.00 for Salt (row 3) may not count" in text
    assert "Acme is not cleared" not in text and "Acme: not cleared" not in text
    message = assess(tables).finding("ITEM-NOT-SHOWN")["message"]
    assert message == "what Acme supplies is not cleared (row 3); missing: the country where it is made"


def test_what_is_missing_is_stated_once_by_supplier(say: Say) -> None:
    text = say(product(PAID, item("500", "Openco", item="Salt"), entities=ENTITIES))
    assert "Openco: not cleared: evidence missing. $500.00 for Salt (row 3) may not count (Materials!B3" in text
    asked = "Openco (row 3): ask for a certificate, or these facts: the share of its debt issued to specified foreign"
    assert text.count(asked) == 1
    assert "Get a certificate" not in text


def test_the_items_that_weigh_most_are_the_first_causes(say: Say) -> None:
    light, heavy = item("24", "Openco", item="Salt"), item("900", "Secondco", "JP", item="Film")
    text = say(product(PAID, light, heavy, item("", "", "", item="Can"), entities=ENTITIES))
    lack = "who mined, produced or manufactured it, or the country where it is made"
    causes = [
        f"No producer: row 5 does not state {lack}. A cost that is not stated for Can (row 5) may not count",
        "Secondco: not cleared: evidence missing. $900.00 for Film (row 4) may not count",
        "and 1 more",
    ]
    assert all(cause in text for cause in causes)
    assert sorted(causes, key=text.index) == causes


DEBT = "the share of its debt issued to specified foreign entities (sfe_debt_pct)"


@pytest.mark.parametrize(
    ("salt", "not_cleared", "asked"),
    [
        # who makes it and who sold it, what is not cleared, and what the seller is asked
        (item("500", "Openco"), "Openco is", f"Openco (row 3): ask for a certificate, or these facts: {DEBT}"),
        (
            item("500", "BYD Foil"),
            "BYD Foil is",
            'BYD Foil (row 3): ask for these facts: pfe_list = no, if "BYD Foil" neither is nor belongs to BYD',
        ),
        (
            item("500", "BYD Foil", "", supplier="Dealer", certificate="C-1"),
            "what Dealer supplies is",
            'Dealer (row 3): ask for these facts: about the producer "BYD Foil": pfe_list = no, if "BYD Foil"',
        ),
        (
            item("500", "Openco", supplier="Dealer"),
            "what Dealer supplies is",
            f'Dealer (row 3): ask for a certificate, or these facts: about the producer "Openco": {DEBT}',
        ),
        (
            item("500", "Openco", "", supplier="Dealer"),
            "what Dealer supplies is",
            f'Dealer (row 3): ask for a certificate, or these facts: about the producer "Openco": {DEBT}; the country',
        ),
        (
            item("500", "", supplier="Dealer"),
            "what Dealer supplies is",
            "Dealer (row 3): ask for a certificate, or these facts: who mined, produced or manufactured it",
        ),
        (
            item("500", ""),
            "Salt is",
            "Salt (row 3): ask for a certificate, or these facts: who mined, produced or manufactured it",
        ),
    ],
    ids=[
        "the producer",
        "a name of section 154(b)",
        "the same and another",
        "a dealer",
        "a dealer, no country",
        "a dealer, no producer",
        "nobody",
    ],
)
def test_the_facts_asked_for_are_those_of_the_producer(
    say: Say, assess: Assess, salt: dict[str, str], not_cleared: str, asked: str
) -> None:
    tables = product(PAID, salt | {"item": "Salt"}, entities=ENTITIES)
    assert asked in say(tables)
    assert assess(tables).finding("ITEM-NOT-SHOWN")["message"].startswith(f"{not_cleared} not cleared (row 3); missing")


def test_levers_name_the_row_of_an_item_without_a_producer_once(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_product(product(PAID, item("500", "", item="Salt"), entities=ENTITIES), tmp_path)
    assert "- Salt (row 3): who mined" in critmin("levers", path, "--for", "macr").stdout


def test_items_without_columns_of_producer_and_country_are_open(say: Say) -> None:
    """The only cell of each is that of its cost: an item whose facts are all missing is not an internal error."""
    text = say(product({"item": "Powder", "cost_usd": "60"}, {"item": "Foil", "cost_usd": "40"}))
    assert "Powder (row 2) does not state who mined, produced or manufactured it" in text


def test_a_cost_that_decides_is_asked_for(say: Say) -> None:
    text = say(product(PAID, FOIL | {"cost_usd": ""}, entities=ENTITIES))
    assert "Get the cost of row 3: Materials!B3" in text
    assert "$600.00 of $600.00 stated counts" in text
    assert "An interval, because Foil has no cost (Materials!B3). An unknown cost could be any amount" in text


@pytest.mark.parametrize(
    ("by", "decides", "cell"),
    [
        ("Openco", "a certificate of Openco, or the missing facts (row 3)", "Materials!A3"),
        ("BYD Foil", "the missing facts of BYD Foil (row 3)", "Materials!C3"),
    ],
)
def test_a_certificate_decides_only_where_it_settles_an_item(
    say: Say, assess: Assess, by: str, decides: str, cell: str
) -> None:
    tables = product(PAID, item("500", by, item="Salt"), entities=ENTITIES)
    assert f"Resolving this could produce a pass: {decides}" in say(tables, full=True)
    (fact,) = assess(tables).report["deciding"]["facts"]
    assert fact["cells"][0] == cell


# Levers ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def levers(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Tables], str]:
    """The text of the levers of a product at 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(tables: Tables) -> str:
        return str(critmin("levers", write_product(tables, tmp_path), "--for", "macr").stdout)

    return call


def test_why_a_supplier_does_not_count_stands_below_the_table(levers: Callable[[Tables], str]) -> None:
    text = levers(product(PAID, FOIL | {"cost_usd": "700"}, entities=ENTITIES))
    assert text.splitlines()[-4:] == [
        "Why they do not count",
        '  - Sinocell (row 3): the producer "Sinocell" is a prohibited foreign entity:',
        "    Sinocell is organized and headquartered in China, a covered nation; it is",
        "    made in China, a covered nation",
    ]


def test_what_is_asked_of_a_supplier_is_said_once(levers: Callable[[Tables], str]) -> None:
    text = " ".join(levers(product(PAID, item("500", "Openco", item="Salt"), entities=ENTITIES)).split())
    assert text.count("the share of its debt issued to specified foreign entities (sfe_debt_pct)") == 1
    assert "- Openco (row 3): the share of its debt" in text
    assert "Why they do not count" not in text


# Differences ----------------------------------------------------------------------------------------------------------


def test_why_an_entity_is_prohibited_stands_below_the_table_of_changes(
    critmin: Callable[..., Any], tmp_path: Path
) -> None:
    old = write_product(product(PAID, entities=ENTITIES), tmp_path, "old")
    new = write_product(product(PAID, item("5", "Holdco"), entities=(CLEAN, company("Holdco", "CN"))), tmp_path, "new")
    text = critmin("diff", "--for", "macr", old, new).stdout
    _, _, changed = text.partition("Entities whose status changed\n")
    assert [" ".join(line.split()) for line in changed.splitlines() if "not named" in line] == ["Holdco not named PFE"]
    reasons = [line for line in changed.splitlines() if line.startswith("  - ")]
    assert reasons == ["  - Holdco: Holdco is organized and headquartered in China, a covered nation"]


@pytest.mark.parametrize(
    ("options", "salt"),
    [((), r"Salt \(row 3\)"), (("--redact", "names"), "row L-[A-Z2-7]{8}")],
    ids=["all is said", "redacted"],
)
def test_an_item_without_a_producer_is_named_with_its_own_cells(
    critmin: Callable[..., Any], tmp_path: Path, options: tuple[str, ...], salt: str
) -> None:
    open_ = item("500", "", "", item="Salt"), item("", "", "", item="Film")
    path = write_product(product(PAID, *open_, entities=ENTITIES), tmp_path)
    text = " ".join(critmin("macr", path, "--full", *options).stdout.split())
    steps, decides = (text[text.index(of) :] for of in ("What to do next", "What would decide"))
    asked = (
        "ask for a certificate, or these facts: who mined, produced or manufactured it; the country where it is made"
    )
    assert re.search(rf"- {salt}: {asked} \(Materials!A3, Materials!C3, Materials!D3\)", steps)
    assert len(re.findall(rf"{asked} \(", steps)) == 1  # the other item's cells decide nothing
    assert re.search(rf"could produce a pass: .*a certificate for {salt}, or its missing facts", decides)


def test_a_redacted_step_says_which_facts_it_withholds(critmin: Callable[..., Any], tmp_path: Path) -> None:
    named = item("500", "BYD Foil", "KR", item="Salt"), item("300", "Nowhere Foil", "KR", item="Film")
    path = write_product(product(PAID, *named, entities=ENTITIES), tmp_path)
    text = " ".join(critmin("macr", path, "--full", "--redact", "names").stdout.split())
    assert "ask for these facts: what this report withholds" in text
    assert "or these facts: the country in which it is organized; the country of its headquarters; whether" in text
