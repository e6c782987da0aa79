"""A cell for a company that names a place: it says where, and never clears a step in another country."""

import pytest
from boms import Judge, bom, by, supplier, virgin
from critmin.engine.model.statuses import Status

PLACED = ("-d", "2025-06-30")
CLEAN = virgin(value="1000")
ABOUT_PLACES = {"ENTITY-IS-PLACE", "SITE-PLACES-DIFFER"}
"""What is reported where the cell is not read as a company's name."""


@pytest.mark.parametrize(
    ("mine", "country", "status", "code"),
    [
        ("China", "CN", Status.FAIL, "ENTITY-IS-PLACE"),
        ("Bayan Obo, China", "CN", Status.FAIL, "ENTITY-IS-PLACE"),
        ("Bayan Obo (China)", "CN", Status.FAIL, "ENTITY-IS-PLACE"),
        ("江西, 中国", "CN", Status.FAIL, "ENTITY-IS-PLACE"),
        ("Jiangxi", "CN", Status.FAIL, "ENTITY-IS-PLACE"),
        ("Norilsk", "RU", Status.FAIL, "ENTITY-IS-PLACE"),
        ("Bolivia / China", None, Status.INCOMPLETE, "SITE-PLACES-DIFFER"),
        ("Australia", "AU", Status.PASS, "ENTITY-IS-PLACE"),
        ("Greenbushes", "AU", Status.PASS, "ENTITY-IS-PLACE"),
        ("Silver Peak, NV", "US", Status.PASS, "ENTITY-IS-PLACE"),
        ("Talison Lithium", None, Status.PASS, None),
        ("SK On", None, Status.PASS, None),
        ("China Molybdenum", None, Status.PASS, None),
    ],
)
def test_a_heading_mine_without_a_country(
    judge: Judge, mine: str, country: str | None, status: Status, code: str | None
) -> None:
    line = virgin() | {"Mine": mine}
    del line["extraction_country"]
    got = judge(bom(CLEAN | {"Mine": "Pilgangoora, AU"}, line), *PLACED)
    assert (got.status, got.codes & ABOUT_PLACES) == (status, {code} - {None})
    assert got.minerals["chains"][1]["countries"]["extraction"] == [country]


@pytest.mark.parametrize(
    ("country", "entity", "status", "code"),
    [
        ("AU", "China", Status.INCOMPLETE, "SITE-PLACES-DIFFER"),
        ("AU", "中国", Status.INCOMPLETE, "SITE-PLACES-DIFFER"),
        ("AU", "Chile", Status.INCOMPLETE, "SITE-PLACES-DIFFER"),
        ("AU", "Australia", Status.PASS, "ENTITY-IS-PLACE"),
        ("AU", "Antofagasta", Status.PASS, None),  # a company too
        ("AU", "SK", Status.PASS, None),
    ],
)
@pytest.mark.parametrize("step", ["extraction", "processing"])
def test_a_country_for_a_company_beside_a_country(
    judge: Judge, step: str, country: str, entity: str, status: Status, code: str | None
) -> None:
    line = virgin(**{f"{step}_country": country, f"{step}_entity": entity})
    got = judge(bom(CLEAN, line), *PLACED)
    assert (got.status, got.codes & ABOUT_PLACES) == (status, {code} - {None})


@pytest.mark.parametrize(
    ("where", "entity", "status"),
    [("US", "China", Status.INCOMPLETE), ("", "China", Status.FAIL), ("", "Ningde, China", Status.FAIL)],
)
def test_a_country_for_the_maker_of_a_component(judge: Judge, where: str, entity: str, status: Status) -> None:
    cell = {"component": "cell", "assembly_country": where, "entity": entity, "feoc_attestation": "ATT-1"}
    assert judge(bom(CLEAN, Components=[cell]), *PLACED).status == status


@pytest.mark.parametrize(
    ("where", "entity", "status", "company"),
    [
        ("Albemarle, USA", "", Status.FAIL, "Albemarle"),
        ("Albemarle, USA", "Acme", Status.PASS, "Acme"),
        ("Albemarle, NC, USA", "", Status.PASS, None),
        ("Smyrna, USA", "", Status.PASS, "Smyrna"),
    ],
)
def test_a_city_that_may_be_the_company(
    judge: Judge, where: str, entity: str, status: Status, company: str | None
) -> None:
    """Beside its country and without a state, it is the company where no other is named: a FEOC is never lost."""
    line = virgin(extraction_country=where, extraction_entity=entity)
    got = judge(bom(CLEAN, line, Entities=[supplier("Albemarle", government="30")]), *PLACED)
    (chain,) = [chain for chain in got.minerals["chains"] if chain["line"] == "2"]
    assert (got.status, chain["countries"]["extraction"]) == (status, ["US"])
    assert company is None or company in str(got.report["feoc"])


def test_two_headings_that_are_only_a_unit(judge: Judge) -> None:
    """One `kg` is the mass; two leave open which."""
    line = {name: cell for name, cell in virgin().items() if name != "value_usd"}
    priced = line | {"kg": "2", "$/kg": "50"}
    assert judge(bom(priced), *PLACED).minerals["total_value_usd"] == "100.00"
    got = judge(bom(priced | {"lb": "4"}), *PLACED)
    assert (got.exit_code, "COLUMN-TWICE" in got.codes) == (2, True)


def test_a_price_without_a_currency(judge: Judge) -> None:
    line = {name: cell for name, cell in by("Acme").items() if name != "value_usd"}
    got = judge(bom(line | {"Net wt kg": "2", "Price/kg": "50"}), *PLACED)
    assert (got.minerals["total_value_usd"], "CURRENCY-ASSUMED" in got.codes) == ("100.00", True)
