"""Cells that say nothing, or something else, and would have let a FEOC, a closed gate or a listed name pass."""

from pathlib import Path

import pytest
from boms import Judge, JudgeEach, Row, Tables, bom, by, supplier, vehicle, virgin
from critmin.engine.model.statuses import Status

ROOT = Path(__file__).resolve().parents[2]
PLACED = ("-d", "2025-06-30")
SDN = ("--sdn", str(ROOT / "tests" / "ofac" / "sdn.csv"), "--sdn-date", "2025-06-01")

# Recycling that nothing names ---------------------------------------------------------------------------------------


def dug_in_china(**recycling: str) -> Tables:
    return bom(virgin(), virgin("graphite", extraction_country="CN", **recycling))


def cells(country: str, entity: str, added: str) -> dict[str, str]:
    return {"recycling_country": country, "recycling_entity": entity, "recycling_value_added_usd": added}


@pytest.mark.parametrize(
    ("country", "entity", "added", "status"),
    [
        ("", "none", "", Status.FAIL),
        ("", "No", "", Status.FAIL),
        ("", "nobody", "0", Status.FAIL),
        ("", "not recycled", "", Status.FAIL),
        ("", "0", "0", Status.FAIL),
        ("", "", "0", Status.FAIL),
        ("", "", "0.00", Status.FAIL),
        ("none", "none", "0", Status.FAIL),
        ("No", "No", "0", Status.FAIL),
        ("NO", "none", "", Status.FAIL),
        ("n/a", "none", "", Status.INCOMPLETE),
        ("unknown", "none", "", Status.INCOMPLETE),
        ("", "n/a", "0", Status.INCOMPLETE),
        ("", "", "5", Status.INCOMPLETE),
    ],
)
def test_a_recycling_that_nothing_names(judge: Judge, country: str, entity: str, added: str, status: str) -> None:
    got = judge(dug_in_china(**cells(country, entity, added)), *PLACED)
    assert got.status == status
    assert "VALUE-ADDED-MISSING" not in got.codes
    assert got.codes & {"RECYCLING-NOT-NAMED", "RECYCLING-NO", "FEOC-PLACE"}


@pytest.mark.parametrize(
    ("country", "entity", "status"),
    [("US", "", Status.PASS), ("", "Scrap Co", Status.PASS), ("NO", "Acme", Status.PASS)],
)
def test_a_recycling_that_is_named(judge: Judge, country: str, entity: str, status: str) -> None:
    tables = dug_in_china(**cells(country, entity, ""))
    tables["BOM"][0]["value_usd"] = "1000"
    assert judge(tables, *PLACED).status == status


def test_a_row_of_steps_that_names_nothing(judge: Judge) -> None:
    step = {"line": "2", "step": "recycling", "country": "unknown", "entity": "none", "value_added_usd": ""}
    tables = bom(virgin(value="1000"), virgin("graphite", extraction_country="CN"), Steps=[step])
    assert judge(tables, *PLACED).status == Status.INCOMPLETE


@pytest.mark.parametrize("country", ["Jiangxi", "Atlantis"])
def test_an_unread_extraction_beside_an_unknown_recycling(judge: Judge, country: str) -> None:
    line = virgin("graphite", extraction_country=country, recycling_country="unknown")
    assert judge(bom(virgin(value="1000"), line), *PLACED).status == Status.INCOMPLETE


@pytest.mark.parametrize("name", ["none", "No", "nobody"])
def test_an_entity_of_no_name(judge: Judge, name: str) -> None:
    """Facts of an entity that nobody is do not show a site clean."""
    assert judge(bom(by(name), Entities=[supplier(name)]), *PLACED).status == Status.INCOMPLETE


# Attestations -------------------------------------------------------------------------------------------------------

NOT_IN_HAND = """
fail|failed audit|required|needed|to be obtained|in preparation|later|to come|on hold|suspended|withheld|disputed
unconfirmed|unverified|maybe|outdated|lost|ask supplier|questionnaire sent|reminder sent|RFI issued|awaits signature
sent 2025-01-02|issued 2025-01-02|submitted 2025-01-02|in process since May|in process since 2025-05-01|t.b.d.|exempt
FEOC|China|n/a (FEOC)|n/a (see 12)|crosses|null|template|fehlt|offen|nicht vorhanden|en attente|pendiente|nao|НЕТ|未提供
申请中|準備中|미제출|요청중|2025年提出予定|A
see supplier|✗|×|❌|ATT-12?|letter to follow|certificate required|fehlt 2025
1|x|X|certificate|declaration|attestation|supplier letter|sent, received 2025-01-02|issued and signed 2025-01-02
certificado|证明书|証明書|issued 2025-01-02, on file
letter sent 2025-01-02|certificate issued|to be signed 2025-08-01|n.a. (2025)|TBD 2025|T.B.D. 12
"""
IN_HAND = """
ATT-1|Att. No. 12|2025-03-01|✓|✔|yes|Y|true|signed|received|on file|in hand|unterschrieben|liegt vor|reçu|signé|firmado
已收到|수령
"""


def split(table: str) -> list[str]:
    return [text for line in table.split("\n") for text in line.split("|") if text]


def test_no_attestation_in_hand(judge_each: JudgeEach) -> None:
    written = split(NOT_IN_HAND)
    got = judge_each([bom(by("", feoc_attestation=cell)) for cell in written], *PLACED)
    assert [(cell, one.status) for cell, one in zip(written, got, strict=True)] == [
        (cell, Status.INCOMPLETE) for cell in written
    ]


@pytest.mark.parametrize("written", split(IN_HAND))
def test_an_attestation_in_hand(judge: Judge, written: str) -> None:
    assert judge(bom(by("", feoc_attestation=written)), *PLACED).status == Status.PASS


@pytest.mark.parametrize("written", ["A", "FEOC", "see supplier", "crosses"])
def test_what_is_lacking_in_an_attestation_is_told(judge: Judge, written: str) -> None:
    found = judge(bom(by("", feoc_attestation=written)), *PLACED).finding("ATTESTATION-NOT-IN-HAND")
    assert "no reference, no date" in found["message"]


# Synthetic graphite -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("material", "country", "status"),
    [
        ("Spherical graphite with artificial SEI coating", "CN", Status.FAIL),
        ("blend of synthetic and flake graphite", "CN", Status.FAIL),
        ("spherical graphite coated with artificial carbon", "CN", Status.FAIL),
        ("synthetic graphite", "CN", Status.FAIL),
        ("synthetic graphite", "Jiangxi", Status.FAIL),
        ("synthetic graphite", "Santiago", Status.INCOMPLETE),
        ("synthetic graphite", "none", Status.PASS),
        ("synthetic graphite", "", Status.PASS),
        ("coated synthetic graphite", "", Status.PASS),
        ("synthetic graphite", "AU", Status.PASS),
    ],
)
def test_a_mine_of_synthetic_graphite(judge: Judge, material: str, country: str, status: str) -> None:
    line = virgin("graphite", material=material, extraction_country=country)
    assert judge(bom(virgin(value="1000"), line), *PLACED).status == status


@pytest.mark.parametrize("material", ["flake and synthetic", "synthetic, SEI", "Mischung synthetisch", "人造石墨/鳞片"])
def test_what_is_not_wholly_synthetic(judge: Judge, material: str) -> None:
    got = judge(bom(virgin("graphite", material=material, extraction_country="")), *PLACED)
    assert "STEP-NOT-NAMED" in got.codes


def test_the_mine_of_synthetic_graphite_takes_no_part_in_the_percentage(judge: Judge) -> None:
    got = judge(bom(virgin("synthetic graphite", extraction_country="US", processing_country="NO")), *PLACED)
    assert got.span == ("0", "0")


# Facts of the vehicle -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        ({"final_assembly_country": "Santiago"}, "Vehicle!B2"),
        ({"final_assembly_country": "Germany/US"}, "Vehicle!B2"),
        ({"qualified_manufacturer": "pending"}, "Vehicle!B2"),
        ({"rechargeable_from_outside": "perhaps"}, "Vehicle!B2"),
        ({"msrp_usd": "60000", "vehicle_class": "crossover"}, "Vehicle!B3"),
        ({"final asembly country": "China"}, "Vehicle!A2"),
        ({"battery capacity": "5"}, "Vehicle!A2"),
        ({"gvwr (kg)": "7000"}, "Vehicle!A2"),
        ({"MSRP (EUR)": "90000"}, "Vehicle!A2"),
        ({"final assy plant": "China"}, "Vehicle!A2"),
        ({"made in": "China"}, "Vehicle!A2"),
        ({"built in": "Deutschland"}, "Vehicle!A2"),
        ({"production country": "China"}, "Vehicle!A2"),
        ({"pays d'assemblage": "Chine"}, "Vehicle!A2"),
        ({"Produktionsland": "China"}, "Vehicle!A2"),
        ({"país de montaje": "China"}, "Vehicle!A2"),
        ({"组装国": "中国"}, "Vehicle!A2"),
        ({"組立国": "中国"}, "Vehicle!A2"),
        ({"조립국": "중국"}, "Vehicle!A2"),
        ({"where it comes from": "China"}, "Vehicle!A2"),
        ({"plant": "Germany"}, "Vehicle!A2"),
        ({"sticker price": "120000"}, "Vehicle!A2"),
        ({"vehicle price": "120000"}, "Vehicle!A2"),
        ({"Preis": "120000"}, "Vehicle!A2"),
        ({"prix TTC": "120000"}, "Vehicle!A2"),
        ({"价格": "120000"}, "Vehicle!A2"),
        ({"msrp_usd": "60000", "vehicle type": "crossover"}, "Vehicle!A3"),
        ({"msrp_usd": "60000", "class": "sedan"}, "Vehicle!A3"),
    ],
)
def test_a_fact_of_the_vehicle_that_is_not_read(judge: Judge, facts: dict[str, str], cell: str) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(**facts)), *PLACED)
    verdict = got.report["verdict"]
    assert (got.exit_code, got.status, verdict["amount_usd"]) == (3, Status.INCOMPLETE, None)
    found = got.finding("GATE-UNREAD")
    assert (found["severity"], found["cells"]) == ("error", [cell])
    assert "GATE-UNREAD" in verdict["findings"] and "a vehicle fact" in verdict["headline"]


@pytest.mark.parametrize(
    ("line", "facts", "status", "reasons"),
    [
        (virgin(at="CN"), {}, Status.FAIL, ["CM-NOT-MET", "FEOC-PLACE"]),
        (virgin(at="NO"), {}, Status.FAIL, ["CM-NOT-MET"]),
        (virgin(), {"msrp_usd": "90000"}, Status.NOT_AVAILABLE, ["GATE"]),
    ],
    ids=["a FEOC", "the percentage", "another gate"],
)
def test_a_fact_that_is_not_read_is_no_reason_of_what_is_decided_without_it(
    judge: Judge, line: Row, facts: dict[str, str], status: Status, reasons: list[str]
) -> None:
    got = judge(bom(line, Vehicle=vehicle(final_assembly_country="Santiago", **facts)), *PLACED)
    assert got.status == status
    assert got.finding("GATE-UNREAD")["cells"] == ["Vehicle!B2"]
    assert sorted(code for code in got.report["verdict"]["findings"] if code in {*reasons, "GATE-UNREAD"}) == reasons


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"final_assembly_country": "unknown", "msrp": "TBD", "qualified_manufacturer": "?"}, Status.PASS),
        ({"msrp_usd": "55000", "vehicle_class": "crossover"}, Status.PASS),
        ({"vehicle_class": "crossover"}, Status.PASS),
        ({"msrp": "90000", "msrp_usd": "50000"}, Status.PASS),
        ({"MSRP": "45000"}, Status.PASS),
        ({"MSRP (USD)": "$45,000.00"}, Status.PASS),
        ({"list price": "45000"}, Status.PASS),
        ({"GVWR": "6000", "Battery capacity (kWh)": "85"}, Status.PASS),
        ({"GVWR (lbs)": "6000", "battery_kwh": "82 kWh"}, Status.PASS),
        ({"msrp_usd": "60000", "Body type": "SUV"}, Status.PASS),
        ({"Assembled in": "USA"}, Status.PASS),
        ({"final_assembly_country": "US", "Final assembly location": "Toledo plant"}, Status.PASS),
        ({"Battery cell origin": "Korea, Republic of", "Headquarters": "Germany", "made by": "Ford"}, Status.PASS),
        ({"MSRP": "90000"}, Status.NOT_AVAILABLE),
        ({"final_assembly": "China"}, Status.NOT_AVAILABLE),
        ({"Endmontageland": "China"}, Status.NOT_AVAILABLE),
        ({"Final Assy": "China"}, Status.NOT_AVAILABLE),
        ({"kWh": "5 kWh"}, Status.NOT_AVAILABLE),
        ({"gvwr": "15000"}, Status.NOT_AVAILABLE),
        ({"colour": "red", "plant code": "7"}, Status.PASS),
        ({"final_assembly_country": "Shenzhen", "battery_kwh": "6"}, Status.NOT_AVAILABLE),
    ],
)
def test_what_is_no_unread_fact(judge: Judge, facts: dict[str, str], status: str) -> None:
    assert judge(bom(virgin(), Vehicle=vehicle(**facts)), *PLACED).status == status


def test_a_field_of_another_name_is_not_said_to_be_unreadable(judge: Judge) -> None:
    message = judge(bom(virgin(), Vehicle=vehicle(**{"Sticker price": "45000"})), *PLACED).finding("GATE-UNREAD")[
        "message"
    ]
    assert 'the field "Sticker price" may state msrp_usd' in message and "cannot be read" not in message


def test_a_weight_in_kilograms_is_told_in_pounds(judge: Judge) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(gvwr_lb="6350 kg")), *PLACED)
    assert got.exit_code == 2
    assert "13999.35" in got.finding("UNIT-CONFLICT")["message"]
    assert judge(bom(virgin(), Vehicle=vehicle(gvwr_lb="6350 lb")), *PLACED).status == Status.PASS


# Listed names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Moa Nickel SA (Cuba)", Status.INCOMPLETE),
        ("Moa Nickel SA / Sherritt", Status.INCOMPLETE),
        ("Moa Nickel SA; Sherritt Inc", Status.INCOMPLETE),
        ("Sherritt + Moa Nickel, S.A.", Status.INCOMPLETE),
        ("Sherritt & Moa Nickel", Status.INCOMPLETE),
        ("Trader (CIMEX, S.A.)", Status.INCOMPLETE),
        ("Moa Nickel SA", Status.FAIL),
        ("OWNER, Example", Status.FAIL),
        ("Example Owner", Status.FAIL),
        ("Example Owner Ltd", Status.PASS),
        ("Moa Nikel SA / Sherritt", Status.PASS),
        ("Moa & Nickel Ltd", Status.PASS),
        ("Cobalt, Inc. (US)", Status.PASS),
    ],
)
def test_a_listed_name_among_others(judge: Judge, name: str, status: str) -> None:
    tables = bom(by(name, feoc_attestation="ATT-1"), Entities=[supplier(name)])
    assert judge(tables, *PLACED).status == Status.PASS
    got = judge(tables, *PLACED, *SDN)
    assert got.status == status
    if status == Status.INCOMPLETE:
        assert "OFAC SDN list" in got.finding("FEOC-NOT-SHOWN")["message"]


# A split cell among columns that are empty --------------------------------------------------------------------------


@pytest.mark.parametrize("split", ["extraction", "processing", "processing_country_2"])
@pytest.mark.parametrize("empty", ["recycling_country", "processing_country_3", "processing_entity_2", ""])
def test_a_split_cell_keeps_its_countries_beside_empty_columns(judge: Judge, split: str, empty: str) -> None:
    """The line is attested: only the place shows that it is a FEOC's."""
    column = split if "country" in split else f"{split}_country"
    line = virgin() | {column: "CN 60% / US 40%"} | ({empty: ""} if empty and empty != column else {})
    got = judge(bom(line), *PLACED)
    assert (got.status, got.feoc) == (Status.FAIL, "fail")
    assert "FEOC-PLACE" in got.codes
    assert "STEP-NOT-NAMED" not in got.codes
