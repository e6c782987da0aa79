"""What a pass rests on: judged again without a document, and the exit status."""

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from boms import Row, Tables, bom, by, supplier
from critmin.engine.questions.register.assembling import documents_relied_on
from critmin.engine.questions.register.register import Rests
from products import certificate, company, item, product
from registered import SIGNED, Register, write

DAY = ("-d", "2025-04-01")
LAPSED = ("--on", "2025-07-01")
OPEN = tuple(company(name, sfe_total_pct="", sfe_debt_pct="") for name in ("Openco", "Opal", "Onyx"))


def feoc(name: str, of: str = "Acme", until: str = "2025-06-30", **cells: str) -> Row:
    return {
        "certificate": name,
        "kind": "feoc",
        "signed_on": "2025-01-10",
        "supplier": of,
        "valid_until": until,
    } | cells


def of_two(*certificates: Row, entity: str = "C-2") -> Tables:
    """A line by Acme, attested by C-1 for the line and by another for all that Acme does."""
    line = by("Acme", feoc_attestation="C-1")
    return bom(line, Entities=[{"entity": "Acme", "attestation": entity}], Certificates=list(certificates))


CHAINS = {
    # tables; whether a pass rests on each document, and the exit status on 2025-07-01
    "the only one": (bom(by("Acme", feoc_attestation="C-1"), Certificates=[feoc("C-1")]), {"C-1": "yes"}, 1),
    "one is renewed": (
        of_two(feoc("C-1"), feoc("C-2", until="2027-12-31")),
        {"C-1": "no", "C-2": "no"},
        0,
    ),
    "both have lapsed": (of_two(feoc("C-1"), feoc("C-2")), {"C-1": "together", "C-2": "together"}, 1),
    "facts clear it too": (
        bom(by("Acme", feoc_attestation="C-1"), Entities=[supplier("Acme")], Certificates=[feoc("C-1")]),
        {"C-1": "no"},
        0,
    ),
    "a third has lapsed on which nothing rests": (
        of_two(feoc("C-1"), feoc("C-2"), feoc("C-3", of="Bolt")),
        {"C-1": "together", "C-2": "together", "C-3": "no"},
        1,
    ),
    "two lines": (
        bom(
            by("Acme", feoc_attestation="C-1"),
            by("Bolt", feoc_attestation="C-2"),
            Certificates=[feoc("C-1"), feoc("C-2", of="Bolt", until="")],
        ),
        {"C-1": "yes", "C-2": "yes"},
        1,
    ),
    "the percentage is not met": (
        bom(by("Acme", at="NO", feoc_attestation="C-1"), Certificates=[feoc("C-1")]),
        {"C-1": "no"},
        0,
    ),
    "another supplier is not cleared": (
        bom(by("Acme", feoc_attestation="C-1"), by("Bolt"), Certificates=[feoc("C-1")]),
        {"C-1": "no"},
        0,
    ),
}


@pytest.mark.parametrize("case", CHAINS)
def test_of_procurement_chains(register: Register, case: str) -> None:
    tables, rests, code = CHAINS[case]
    got = register(tables, *DAY, *LAPSED)
    assert {row["document"]: row["rests"] for row in got.documents if row["document"]} == rests
    assert got.exit_code == code


def items(*costs: str) -> list[Row]:
    """Items of companies of which not all is known, each with a certificate."""
    names = [one["entity"] for one in OPEN]
    return [
        item(cost, by=name, certificate=f"C-{n}") for n, (cost, name) in enumerate(zip(costs, names, strict=False), 1)
    ]


def papers(*untils: str, **cells: str) -> tuple[Row, ...]:
    names = [one["entity"] for one in OPEN]
    return tuple(
        certificate(f"C-{n}", of=name, valid_until=until, **cells)
        for n, (until, name) in enumerate(zip(untils, names, strict=False), 1)
    )


PRODUCTS = {
    # costs with certificates, the cost that needs none, the last days; what rests on each, and the exit status
    "each is needed": (("60",), "40", ("2026-07-31",), ["yes"], 1),
    "at the threshold without it": (("40",), "60", ("2026-07-31",), ["no"], 0),
    "a dollar below the threshold without it": (("41",), "59", ("2026-07-31",), ["yes"], 1),
    "one of two may lapse": (("30", "30"), "40", ("2026-07-31", "2027-01-31"), ["no", "no"], 0),
    "not both": (("30", "30"), "40", ("2026-07-31", "2026-07-31"), ["together", "together"], 1),
    "the large one decides": (("50", "10"), "40", ("2027-01-31", "2026-07-31"), ["yes", "no"], 0),
    "two of three together": (("21", "21", "21"), "37", ("2026-07-31",) * 3, ["no", "together", "together"], 1),
}


@pytest.mark.parametrize("case", PRODUCTS)
def test_of_products(register: Register, case: str) -> None:
    costs, other, untils, rests, code = PRODUCTS[case]
    given = product(*items(*costs), item(other), entities=(company(), *OPEN), certificates=papers(*untils))
    got = register(given, "--on", "2026-08-01")
    assert [row["rests"] for row in got.documents] == rests
    assert got.exit_code == code


def test_a_certificate_that_lowers_the_ratio(register: Register) -> None:
    """One of a part of the cost, of a supplier whom facts clear, is not relied on: the pass is safer without it."""
    part = certificate("C-1", of="Acme", kind="cost", non_pfe_pct="70", valid_until="2026-07-31")
    got = register(product(item(certificate="C-1"), certificates=(part,)), "--on", "2026-08-01")
    assert (got.statuses, got.exit_code) == ([("C-1", "lapsed", "no")], 0)


def test_a_contradicted_certificate(register: Register) -> None:
    """A certificate that is shown to be wrong about one item counts for none, so that no pass rests on it."""
    wrong = item("10", by="Openco", at="CN", certificate="C-1"), item("90", by="Openco", certificate="C-1")
    got = register(product(*wrong, entities=OPEN, certificates=papers("")))
    assert (got.row("C-1")["status"], got.row("C-1")["rests"], got.exit_code) == ("contradicted", "no", 0)
    assert got.register["boms"][0]["status"] == "incomplete"


def test_the_verdict_counts_before_what_it_would_be(register: Register) -> None:
    """A lapsed certificate of a part would lower the ratio below the threshold: the pass is the one that there is."""
    part = certificate("C-0", of="Acme", kind="cost", non_pfe_pct="10", valid_until="2026-06-29")
    rows = item("60", certificate="C-0"), *items("40")
    given = product(
        *rows, item("10", by="Nobody"), entities=(company(), *OPEN), certificates=(part, *papers("2026-07-31"))
    )
    got = register(given, "--on", "2026-08-01")
    assert (got.register["boms"][0]["status"], got.exit_code) == ("pass", 1)
    assert [(row["document"], row["rests"]) for row in got.documents[:2]] == [("C-0", "no"), ("C-1", "yes")]


ALTERED = {"file": "signed.pdf", "sha256": "f" * 64}
WOULD = {
    # a certificate that is not in hand on the day of the verdict, and what it would pass with
    "altered": (feoc("C-1", until="", **ALTERED), "file_altered", "yes", 1),
    "lapsed": (feoc("C-1", until="2025-03-31"), "lapsed", "yes", 1),
    "lapsed and altered": (feoc("C-1", until="2025-03-31", **ALTERED), "file_altered", "yes", 1),
    "altered, and never signed": (feoc("C-1", until="", signed_on="", **ALTERED), "file_altered", "no", 0),
    "lapsed, of another kind": (feoc("C-1", until="2025-03-31", kind="cost"), "not_accepted", "no", 0),
    "not yet valid": (feoc("C-1", until="", valid_from="2025-04-02"), "not_yet_valid", "no", 0),
}


@pytest.mark.parametrize("case", WOULD)
def test_a_pass_that_is_lost_already(register: Register, case: str) -> None:
    """A lapsed or altered document is relied on if the bill of materials would pass with it."""
    row, status, rests, code = WOULD[case]
    got = register(bom(by("Acme", feoc_attestation="C-1"), Certificates=[row]), *DAY)
    (one,) = got.register["boms"]
    assert (got.row("C-1")["status"], got.row("C-1")["rests"], got.exit_code) == (status, rests, code)
    assert (one["status"], one["would_pass"]) == ("incomplete", rests == "yes")


def test_what_is_out_on_the_day_but_counts_for_the_verdict(register: Register) -> None:
    """A document that lapses after the vehicle is placed in service: the verdict is as it was, the register fails."""
    got = register(bom(by("Acme", feoc_attestation="C-1"), Certificates=[feoc("C-1")]), *DAY, *LAPSED)
    assert (got.register["boms"][0]["status"], got.document["status"], got.exit_code) == ("pass", "lapsed", 1)


def test_certificates_of_more_than_the_cost_with_what_has_lapsed(register: Register) -> None:
    """With the lapsed certificate it could not be judged: nothing rests on it."""
    much = certificate("C-1", of="Acme", kind="cost", non_pfe_cost_usd="500", valid_until="2026-01-31")
    got = register(product(item(certificate="C-1"), certificates=(much,)))
    assert (got.statuses, got.exit_code) == ([("C-1", "lapsed", "no")], 0)


HALVES = [("minerals", "fail", 0), ("components", "pass", 1), ("both", "fail", 0)]


@pytest.mark.parametrize(("half", "status", "code"), HALVES)
def test_the_half_asked_for_decides_what_passes(register: Register, half: str, status: str, code: int) -> None:
    """The value is mined in Norway, so the half of the minerals fails; the cell is made in the United States."""
    part = {"component": "cell", "assembly_country": "US", "entity": "Acme", "value_usd": "9"}
    given = bom(
        by("", at="NO", feoc_attestation="ATT-1"),
        Components=[part | {"feoc_attestation": "C-1"}],
        Certificates=[feoc("C-1")],
    )
    got = register(given, *DAY, *LAPSED, "--half", half)
    assert (got.register["boms"][0]["status"], got.exit_code) == (status, code)


UNREADABLE = bom({"mineral": "", "value_usd": "x"})


def test_an_unreadable_file_comes_first(register: Register) -> None:
    lapsed = bom(by("Acme", feoc_attestation="C-1"), Certificates=[feoc("C-1")])
    got = register({"a": UNREADABLE, "b": lapsed}, *DAY, *LAPSED, "--for", "30d")
    unread, other = got.register["boms"]
    assert (unread["status"], other["status"], got.exit_code) == ("unreadable", "pass", 2)
    assert unread["findings"] and not other["findings"]
    assert got.row("C-1")["rests"] == "yes"


def test_nothing_at_all(register: Register) -> None:
    got = register(bom(by("Acme"), Entities=[supplier("Acme")]), *DAY)
    assert (got.documents, got.exit_code) == ([], 0)


def weighing(needs: list[set[str]]) -> Callable[[Collection[str]], bool]:
    """A bill of materials that fails where all of one of these sets are out."""
    return lambda out: not any(need <= {*out} for need in needs)


RELIED = [
    # the sets, the documents that fail; which are relied on alone, which together
    ([{"a"}], "a", "a", ""),
    ([{"a"}], "b", "a", ""),
    ([{"a", "b"}], "ab", "", "ab"),
    ([{"a", "b"}], "a", "", ""),
    ([{"a", "b"}], "abc", "", "ab"),
    ([{"a", "b"}, {"c"}], "ab", "c", "ab"),
    ([{"a", "b"}, {"a"}], "ab", "a", ""),
    ([], "abc", "", ""),
]


@pytest.mark.parametrize(("needs", "failing", "alone", "together"), RELIED)
def test_alone_or_together(needs: list[set[str]], failing: str, alone: str, together: str) -> None:
    found = documents_relied_on(weighing(needs), "abc", failing)
    expected = dict.fromkeys(alone, Rests.YES) | dict.fromkeys(together, Rests.TOGETHER)
    assert found == dict.fromkeys("abc", Rests.NO) | expected


def test_it_agrees_with_the_verdict_without_the_row(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Taken out of the file itself, a document that a pass rests on turns it, and another does not."""
    (tmp_path / "signed.pdf").write_bytes(SIGNED)
    given = product(*items("30", "31"), item("39"), entities=(company(), *OPEN), certificates=papers("", ""))
    path = write(given, tmp_path, "whole")
    rows = json.loads(critmin("evidence", path, "-f", "json").stdout)["documents"]
    for number, row in enumerate(rows):
        given["Materials"][number]["certificate"] = ""
        without = write(given, tmp_path, f"without{number}")
        given["Materials"][number]["certificate"] = row["document"]
        code = critmin("macr", without).exit_code
        assert (row["rests"] == "yes") == (code != 0), row["document"]
