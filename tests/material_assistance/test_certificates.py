"""A certificate element by element, and cost certificates in dollars."""

import pytest
from products import Assess, Row, certificate, company, item, product

OPEN = company("Openco", sfe_total_pct="", sfe_debt_pct="")
ENTITIES = (company(), OPEN, company("Sinocell", "CN"))


def certified(paper: Row, **cells: str) -> dict[str, list[Row]]:
    return product(item(by="Openco", certificate="C-1", **cells), entities=ENTITIES, certificates=(paper,))


ELEMENTS = [
    # what is wrong with a certificate, its column
    ({"identification_number": ""}, "identification_number"),
    ({"identification_number": "00-0000000"}, "identification_number"),
    ({"identification_number": "applied for"}, "identification_number"),
    ({"identification_number": "unknown"}, "identification_number"),
    ({"perjury": ""}, "perjury"),
    ({"perjury": "no"}, "perjury"),
    ({"supplier": ""}, "supplier"),
    ({"supplier": "Acme"}, "supplier"),
    ({"supplier": "unknown"}, "supplier"),
    ({"signed_on": ""}, "signed_on"),
    ({"signed_on": "pending"}, "signed_on"),
    ({"signed_on": "2021-12-31"}, "signed_on"),
    ({"valid_from": "2026-07-01"}, "valid_from"),
    ({"valid_until": "2026-06-29"}, "valid_until"),
    ({"kind": "feoc"}, "kind"),
    ({"kind": ""}, "kind"),
]
OF_NOT_PFE = [
    ({"knows_of_none_upstream": ""}, "knows_of_none_upstream"),
    ({"knows_of_none_upstream": "no"}, "knows_of_none_upstream"),
]
KINDS = {"not-pfe": {}, "cost": {"non_pfe_pct": "100"}}


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_with_every_element_counts(assess: Assess, kind: str) -> None:
    asked = assess(certified(certificate(of="Openco", kind=kind, **KINDS[kind])))
    assert (asked.item["status"], asked.item["certificate"], asked.status) == ("not_pfe", "C-1", "pass")
    assert asked.report["certificates"][0]["status"] == "in_hand"
    assert any("certificates could be relied on" in text for text in asked.report["verdict"]["conditions"])


@pytest.mark.parametrize(
    ("kind", "cells", "column"),
    [(kind, *case) for kind in KINDS for case in [*ELEMENTS, *(OF_NOT_PFE if kind == "not-pfe" else [])]],
)
def test_a_certificate_without_an_element_is_none(
    assess: Assess, kind: str, cells: dict[str, str], column: str
) -> None:
    paper = certificate(of="Openco", kind=kind, **KINDS[kind]) | cells
    asked = assess(certified(paper))
    assert (asked.item["status"], asked.item["certificate"]) == ("unknown", None)
    (judged,) = asked.report["certificates"]
    assert judged["status"] == "not_in_hand"
    assert column in judged["why"] or column in ("valid_from", "valid_until", "supplier", "signed_on", "kind")
    assert "CERTIFICATE-NOT-IN-HAND" in asked.codes
    assert not any("certificates could be" in text for text in asked.report["verdict"]["conditions"])


STATED = [
    # What a certificate of the kind not-pfe says of the cost of an item of 100 dollars.
    ({"non_pfe_pct": "30"}, "unknown"),
    ({"non_pfe_cost_usd": "99.99"}, "unknown"),
    ({"non_pfe_pct": "100"}, "not_pfe"),
    ({"non_pfe_cost_usd": "100"}, "not_pfe"),
    ({"non_pfe_cost_usd": "150"}, "not_pfe"),
]


@pytest.mark.parametrize(("cells", "status"), STATED)
def test_a_certificate_of_all_that_states_a_part_shows_nothing(
    assess: Assess, cells: dict[str, str], status: str
) -> None:
    asked = assess(
        product(item("100", by="Openco", certificate="C-1"), certificates=(certificate(of="Openco", **cells),))
    )
    assert asked.item["status"] == status
    assert ("CERTIFICATE-SHOWS-NOTHING" in asked.codes) == (status == "unknown")


def test_a_cost_certificate_may_know_of_some_upstream(assess: Assess) -> None:
    paper = certificate(of="Openco", kind="cost", non_pfe_pct="100", knows_of_none_upstream="no")
    assert assess(certified(paper)).item["status"] == "not_pfe"


SUPPLIERS = [
    # seller of the item, supplier of the certificate, counts
    ("", "Openco", True),
    ("Acme", "Acme", True),
    ("Acme", "ACME Co., Ltd.", True),
    ("Acme", "Openco", False),
    ("TBD", "Openco", False),
    ("n/a", "Openco", True),
    ("see above", "Openco", False),
]


@pytest.mark.parametrize(("seller", "of", "counts"), SUPPLIERS)
def test_the_certificate_is_the_direct_suppliers(assess: Assess, seller: str, of: str, counts: bool) -> None:
    asked = assess(certified(certificate(of=of), supplier=seller))
    assert (asked.item["status"] == "not_pfe") is counts


CELLS = [
    # a cell of the item, the certificate by which it counts
    ("C-1", "C-1"),
    ("c-1", "C-1"),
    ("C-2", None),
    ("yes", None),
    ("2026-01-15", None),
    ("ATT-2026-07", None),
    ("on file", None),
]


@pytest.mark.parametrize(("cell", "counts"), CELLS)
def test_only_the_id_of_a_row_is_a_certificate(assess: Assess, cell: str, counts: str | None) -> None:
    row = item(by="Openco", certificate=cell)
    asked = assess(product(row, entities=ENTITIES, certificates=(certificate(of="Openco"),)))
    assert asked.item["certificate"] == counts
    assert ("ITEM-CERTIFICATE-NOT-LISTED" in asked.codes) is (counts is None)
    without = assess(product(row, entities=ENTITIES))
    assert (without.item["status"], "ITEM-CERTIFICATE-NOT-LISTED" in without.codes) == ("unknown", True)


@pytest.mark.parametrize("fact", [{"known_pfe": "yes"}, {"country": "CN"}, {"producer": "Sinocell"}])
def test_a_fact_wins_over_a_certificate_and_is_an_error(assess: Assess, fact: dict[str, str]) -> None:
    row = item(by="Openco", certificate="C-1") | fact
    paper = certificate(of=row["producer"])
    asked = assess(product(row, item("900"), entities=ENTITIES, certificates=(paper,)))
    assert (asked.items[0]["status"], asked.status) == ("pfe", "pass")
    found = asked.finding("CERTIFICATE-CONTRADICTED")
    assert (found["severity"], "Certificates!A2" in found["cells"]) == ("error", True)
    assert asked.report["certificates"][0]["status"] == "not_in_hand"


ADVERSE = {"known_pfe": "yes"}
WRONG = [
    # the certificate, the costs of an item that is a PFE's and of another; whether it counts for the other
    ({"kind": "not-pfe"}, "10", "90", False),
    ({"kind": "not-pfe"}, "", "90", False),
    ({"kind": "cost", "non_pfe_cost_usd": "90"}, "10", "90", True),
    ({"kind": "cost", "non_pfe_cost_usd": "90.01"}, "10", "90", False),
    ({"kind": "cost", "non_pfe_cost_usd": "90"}, "", "90", False),
    ({"kind": "cost", "non_pfe_pct": "90"}, "10", "90", True),
    ({"kind": "cost", "non_pfe_pct": "90.01"}, "10", "90", False),
    ({"kind": "cost", "non_pfe_pct": "100", "non_pfe_cost_usd": "90"}, "10", "90", True),
]


@pytest.mark.parametrize(("cells", "bad", "good", "counts"), WRONG)
@pytest.mark.parametrize("first", [True, False])
def test_a_certificate_that_is_wrong_about_one_item_counts_for_none(
    assess: Assess, cells: dict[str, str], bad: str, good: str, counts: bool, first: bool
) -> None:
    rows = [item(bad, by="Openco", certificate="C-1") | ADVERSE, item(good, by="Openco", certificate="C-1")]
    paper = certificate(of="Openco", **cells)
    asked = assess(product(*(rows if first else rows[::-1]), entities=ENTITIES, certificates=(paper,)))
    other = asked.items[1 if first else 0]
    assert (other["certificate"], other["status"] == "unknown") == (("C-1", False) if counts else (None, True))
    assert ("CERTIFICATE-CONTRADICTED" in asked.codes) is not counts
    assert asked.report["certificates"][0]["status"] == ("in_hand" if counts else "not_in_hand")
    assert asked.status == ("pass" if counts else "incomplete")


def test_another_suppliers_item_does_not_make_a_certificate_wrong(assess: Assess) -> None:
    """It does not cover that item, whoever made it."""
    rows = item("10", by="Acme", certificate="C-1") | ADVERSE, item("90", by="Openco", certificate="C-1")
    asked = assess(product(*rows, entities=ENTITIES, certificates=(certificate(of="Openco"),)))
    assert (asked.items[1]["certificate"], asked.status) == ("C-1", "pass")


def test_dollars_say_nothing_about_assigned_percentages(assess: Assess) -> None:
    rows = item("10", by="Openco", certificate="C-1") | ADVERSE, item("90", by="Openco", certificate="C-1")
    paper = certificate(of="Openco", kind="cost", non_pfe_cost_usd="5000", non_pfe_pct="90")
    given = product(*rows, entities=ENTITIES, certificates=(paper,), cost_basis="assigned")
    assert "CERTIFICATE-CONTRADICTED" not in assess(given).codes


# The cost that a certificate states -------------------------------------------------------------------------------


def shares(assess: Assess, costs: list[str], **paper: str) -> list[tuple[str, str]]:
    rows = [item(cost, by="Openco", certificate="C-1") for cost in costs]
    papers = (certificate(of="Openco", kind="cost", **paper),)
    asked = assess(product(*rows, entities=ENTITIES, certificates=papers))
    return [(row["non_pfe_low"], row["non_pfe_high"]) for row in asked.items]


ALL, NONE, ANY = ("1", "1"), ("0", "0"), ("0", "1")
STATED: list[tuple[list[str], dict[str, str], list[tuple[str, str]]]] = [
    # costs, what the certificate states, shares
    (["100"], {"non_pfe_cost_usd": "100"}, [ALL]),
    (["100"], {"non_pfe_cost_usd": "60"}, [("3/5", "3/5")]),
    (["100"], {"non_pfe_cost_usd": "0"}, [NONE]),
    (["100"], {"non_pfe_pct": "60"}, [("3/5", "3/5")]),
    (["100"], {"non_pfe_pct": "100"}, [ALL]),
    (["100"], {"non_pfe_pct": "0"}, [NONE]),
    (["100"], {"non_pfe_cost_usd": "60", "non_pfe_pct": "50"}, [("1/2", "1/2")]),
    (["100"], {"non_pfe_cost_usd": "40", "non_pfe_pct": "50"}, [("2/5", "2/5")]),
    (["100", "100"], {"non_pfe_cost_usd": "150"}, [ALL, ("1/2", "1/2")]),
    (["100", "100", "100"], {"non_pfe_cost_usd": "100"}, [ALL, NONE, NONE]),
    (["100", "100"], {"non_pfe_pct": "50"}, [("1/2", "1/2"), ("1/2", "1/2")]),
    (["100", "50"], {"non_pfe_cost_usd": "60", "non_pfe_pct": "50"}, [("1/2", "1/2"), ("1/5", "1/5")]),
    ([""], {"non_pfe_cost_usd": "60"}, [ANY]),
    ([""], {"non_pfe_pct": "60"}, [("3/5", "3/5")]),
    ([""], {"non_pfe_cost_usd": "60", "non_pfe_pct": "50"}, [("0", "1/2")]),
    (["", "100"], {"non_pfe_cost_usd": "60"}, [ANY, ("3/5", "3/5")]),
    (["0"], {"non_pfe_cost_usd": "0"}, [ALL]),
    (["100"], {}, [ANY]),
]


@pytest.mark.parametrize(("costs", "paper", "expected"), STATED)
def test_the_stated_part_of_the_cost(
    assess: Assess, costs: list[str], paper: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert shares(assess, costs, **paper) == expected


def test_a_cost_certificate_that_states_no_part_is_told(assess: Assess) -> None:
    asked = assess(certified(certificate(of="Openco", kind="cost")))
    assert "CERTIFICATE-SHOWS-NOTHING" in asked.codes
    unpriced = assess(certified(certificate(of="Openco", kind="cost", non_pfe_cost_usd="5"), cost_usd=""))
    assert "CERTIFICATE-SHOWS-NOTHING" in unpriced.codes


ABOVE = [
    # costs, dollars, refused
    (["100"], "100.01", True),
    (["100", "50"], "150", False),
    (["100", "50"], "150.01", True),
    (["100", ""], "500", False),
]


@pytest.mark.parametrize(("costs", "dollars", "refused"), ABOVE)
def test_dollars_above_the_cost_are_an_error(assess: Assess, costs: list[str], dollars: str, refused: bool) -> None:
    rows = [item(cost, by="Openco", certificate="C-1") for cost in costs]
    papers = (certificate(of="Openco", kind="cost", non_pfe_cost_usd=dollars),)
    asked = assess(product(*rows, entities=ENTITIES, certificates=papers))
    assert (asked.exit_code == 2, "CERTIFICATE-ABOVE-COST" in asked.codes) == (refused, refused)


def test_a_certificate_that_is_not_in_hand_states_nothing_above_the_cost(assess: Assess) -> None:
    paper = certificate(of="Openco", kind="cost", non_pfe_cost_usd="500", perjury="")
    assert assess(certified(paper)).status == "incomplete"


def test_dollars_of_an_item_that_does_not_count_by_them_are_left_for_the_next(assess: Assess) -> None:
    rows = [item("100", by="Openco", certificate="C-1", known_pfe=known) for known in ("yes", "")]
    papers = (certificate(of="Openco", kind="cost", non_pfe_cost_usd="100"),)
    asked = assess(product(*rows, entities=ENTITIES, certificates=papers))
    assert [row["status"] for row in asked.items] == ["pfe", "not_pfe"]


BAD = [({"non_pfe_pct": "101"}, "SHARE-OUT-OF-RANGE"), ({"non_pfe_cost_usd": "-1"}, "NUMBER-NEGATIVE")]
BAD += [({"non_pfe_cost_usd": "n.k."}, "NUMBER-UNREADABLE"), ({"non_pfe_pct": "1.234,5"}, "NUMBER-UNREADABLE")]


@pytest.mark.parametrize(("cells", "code"), BAD)
def test_amounts_of_a_certificate_that_cannot_be_read(assess: Assess, cells: dict[str, str], code: str) -> None:
    asked = assess(certified(certificate(of="Openco", kind="cost", **cells)))
    assert (asked.exit_code, code in asked.codes) == (2, True)


def test_a_certificate_for_the_whole_item_of_unknown_cost(assess: Assess) -> None:
    asked = assess(certified(certificate(of="Openco", non_pfe_cost_usd="10"), cost_usd=""))
    assert (asked.item["status"], asked.codes & {"CERTIFICATE-SHOWS-NOTHING"}) == ("not_pfe", set())
