"""One entity, one name: which spellings are one entity, and what follows for the screen."""

import pytest
from boms import Judge, Judged, bom, by, supplier, virgin

LATE = ("-d", "2025-06-01")
COMPANY = "Huayang New Energy Co., Ltd."
BAD = supplier(COMPANY, "KR", "60", designation="SDN")
"""A row with facts against it, whatever an attestation says."""


def at(name: str, at: str = "KR") -> dict[str, str]:
    """An attested line, processed by the entity of that name."""
    return virgin(at="CA", processing_country=at, processing_entity=name, extraction_entity="K")


def feoc_of(judged: Judged, cell: str) -> str:
    """How the site at the entity cell is screened."""
    sites = [site for entity in judged.report["feoc"]["entities"] for site in entity["sites"]]
    (status,) = {site["status"] for site in sites if cell in site["cells"]}
    return str(status)


# One name -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelled",
    [
        "Huayang New Energy Co., Ltd",  # a full stop
        "Huayang New Energy Co Ltd.",
        "Huayang New Energy Company Limited",
        "HUAYANG NEW ENERGY CO.,LTD",
        "huayang new-energy, co. ltd.",
        "Huayang NewEnergy Co., Ltd.",
        "Huayang\u00a0New\u200b Energy Co., Ltd.",
        "Ｈｕａｙａｎｇ　Ｎｅｗ　Ｅｎｅｒｇｙ　Ｃｏ．，　Ｌｔｄ．",
        "Huáyáng New Énergy Co., Ltd.",
        "Huayang New Energy",
        "Huayang New Energy 有限公司",
        "The Huayang New Energy Co., Ltd.",
        "\u201cHuayang\u201d New Energy (Co., Ltd.)",
        # letters of other alphabets that look like these
        "Huаyang New Energy Co., Ltd.",  # Cyrillic а
        "ΗUΑΥΑΝG NEW ENERGY Co., Ltd.",  # Greek
        "Huayang New Еnergу Co., Ltd.",
        "Huɑyang New Energy Co., Ltd.",
        "Hᴜᴀʏᴀɴɢ New Energy Co., Ltd.",
        "ʜᴜᴀʏᴀɴɢ ɴᴇᴡ ᴇɴᴇʀɢʏ Co., Ltd.",
        "Huayang New Energy¹",  # a footnote's mark
        "Huayang New Energy Co., Ltd.²",
    ],
)
def test_the_facts_against_a_row_are_those_of_its_name_in_any_spelling(judge: Judge, spelled: str) -> None:
    judged = judge(bom(at(spelled), Entities=[BAD, supplier("K", "CA")]), *LATE)
    assert (judged.status, judged.exit_code) == ("fail", 1)
    assert "ENTITY-NOT-LISTED" not in judged.codes


@pytest.mark.parametrize(
    ("row", "spelled"),
    [
        ("Moe Ore Corp", "M0E 0RE CORP"),  # a zero among letters
        ("ООО Мир", "OOO МИР"),
        ("株式会社Delta", "Delta K.K."),
        ("Завод «Весна»", "ЗАВОД ВЕСНА"),
        ("Løvenborg A/S", "LOVENBORG AS"),
        ("Mine 1.1 Ltd", "Mine 1-1 Limited"),
        ("S & P Ore", "S and P Ore"),
    ],
)
def test_names_of_any_script(judge: Judge, row: str, spelled: str) -> None:
    assert judge(bom(at(spelled), Entities=[supplier(row, "CN")]), *LATE).status == "fail"


@pytest.mark.parametrize(
    ("row", "other"),
    [
        ("Huayang LLC", "Huayang S.A."),  # forms that contradict each other
        ("Mine 1.1", "Mine 11"),
        ("Plant 1 1", "Plant 11"),
        ("Plant 1", "Plant 2"),
        ("No. 1", "No. 2"),
        ("VAD LLC", "VAD"),  # too short to be one without its form
    ],
)
def test_facts_for_one_company_clear_no_other(judge: Judge, row: str, other: str) -> None:
    lines = by(row, "CA"), by(other, "CA")
    judged = judge(bom(*lines, Entities=[supplier(row, "CA")]), *LATE)
    assert judged.status == "incomplete"
    assert judged.finding("ENTITY-NOT-LISTED")["cells"] == ["BOM!G3", "BOM!H3"]


def test_two_companies_whose_legal_forms_differ_have_a_row_each(judge: Judge) -> None:
    rows = [supplier("Albemarle Corporation", "US"), supplier("Albemarle Limitada", "CL", "60")]
    judged = judge(bom(by("Albemarle Corp."), Entities=rows), *LATE)
    assert judged.status == "pass"
    assert judge(bom(by("Albemarle Ltda"), Entities=rows), *LATE).status == "fail"


@pytest.mark.parametrize(
    ("row", "other", "near"),
    [
        ("Salar Nort SpA", "Salar Norte SpA", True),
        ("Salar Norte SpA", "Salar Nort SpA", True),
        ("Gulf Lithium LLC", "Gulf Litihum LLC", True),
        ("Hwarang Materials", "Hwarang Materials Chile", True),
        ("Salar Sur SpA", "Baie Nickel Inc.", False),
    ],
)
@pytest.mark.parametrize(("letter", "status"), [("", "incomplete"), ("ATT-1", "pass")])
def test_a_name_misspelled_on_one_sheet(
    judge: Judge, row: str, other: str, near: bool, letter: str, status: str
) -> None:
    """It is never matched; what no attestation clears is reported on either sheet, with what it may be."""
    got = judge(bom(by(other, "CA", feoc_attestation=letter), Entities=[supplier(row, "CA")]), *LATE)
    unused = got.finding("ENTITY-UNUSED")
    assert (got.status, unused["severity"], unused["cells"]) == (status, "warning", ["Entities!A2"])
    assert unused["message"].endswith(f'; did you mean "{other}" (BOM!G2)?') == near
    assert ("ENTITY-NOT-LISTED" in got.codes) == (not letter)
    if not letter:
        assert got.finding("ENTITY-NOT-LISTED")["message"].endswith(f'; did you mean "{row}" (Entities!A2)?') == near


@pytest.mark.parametrize(
    ("owned", "owner", "cells"),
    [
        ("Kappa", "Holder", []),
        ("Kapppa", "Holder", ["Ownership!B2"]),
        ("Other", "Kappa", ["Ownership!B2"]),
    ],
)
def test_a_holding_that_no_line_leads_to(judge: Judge, owned: str, owner: str, cells: list[str]) -> None:
    """Kappa does the work, and Owner holds the holder: rows of either sheet are in use as far as a line leads there."""
    holdings = [
        {"owner": owner, "owned": owned, "equity_pct": "60"},
        {"owner": "Owner", "owned": "Holder", "equity_pct": "60"},
    ]
    tables = bom(at("Kappa"), Entities=[supplier("Kappa"), supplier("K"), supplier("Owner")], Ownership=holdings)
    found = [f for f in judge(tables, *LATE).report["findings"] if f["code"] == "ENTITY-UNUSED"]
    in_use = owned == "Kappa"
    assert [cell for f in found for cell in f["cells"]] == cells + ([] if in_use else ["Ownership!B3"])


def test_who_is_named_by_a_component_a_certificate_or_a_controller_is_in_use(judge: Judge) -> None:
    entities = [supplier("K", effective_control_by="C", rights_reserved="yes"), supplier("C"), supplier("Cells")]
    tables = bom(
        virgin(extraction_entity="K"),
        Entities=[*entities, supplier("Signer")],
        Components=[{"component": "cell", "assembly_country": "US", "entity": "Cells"}],
        Certificates=[{"certificate": "C-1", "supplier": "Signer", "signed_on": "2025-01-01"}],
    )
    assert "ENTITY-UNUSED" not in judge(tables, *LATE).codes


@pytest.mark.parametrize("second", ["Huayang New Energy Co Ltd", "Huayang New Energy", "Huаyang New Energy Co. Ltd"])
def test_two_rows_of_one_name(judge: Judge, second: str) -> None:
    judged = judge(bom(at("K"), Entities=[supplier(COMPANY), supplier("K", "CA"), supplier(second)]), *LATE)
    assert judged.exit_code == 2
    found = judged.finding("ENTITY-TWICE")
    assert found["cells"] == ["Entities!A2", "Entities!A4"]
    assert second in found["message"] and COMPANY in found["message"]


@pytest.mark.parametrize("owned", ["Kappa Ltd.", "KAPPA LIMITED", "Kappa", "Каppa Ltd"])
@pytest.mark.parametrize("site", ["Kappa Ltd.", "Kappa Co Ltd", "kappa"])
def test_holdings_and_sites_are_of_one_entity(judge: Judge, owned: str, site: str) -> None:
    holding = {"owner": "China", "owned": owned, "equity_pct": "60"}
    assert judge(bom(at(site), Ownership=[holding]), *LATE).status == "fail"


def test_holdings_of_one_entity_in_two_spellings_add_up(judge: Judge) -> None:
    holdings = [{"owner": "G", "owned": owned, "equity_pct": "13"} for owned in ("Kappa Ltd.", "Kappa Limited")]
    government = {"entity": "G", "country": "CN", "headquarters_country": "CN", "government_of": "China"}
    judged = judge(bom(at("Kappa Ltd"), Entities=[government], Ownership=holdings), *LATE)
    assert judged.status == "fail"
    holdings[0]["equity_pct"] = "90"
    assert judge(bom(at("Kappa Ltd"), Entities=[government], Ownership=holdings), *LATE).exit_code == 2


def test_a_component_and_a_controller(judge: Judge) -> None:
    component = {"component": "cell", "assembly_country": "KR", "entity": "Huayang New Energy Co Ltd"}
    judged = judge(bom(at("K"), Entities=[BAD], Components=[component | {"feoc_attestation": "ATT-2"}]), *LATE)
    assert judged.status == "fail"
    controlled = supplier("K", "CA", effective_control_by="Huayang New Energy Co Ltd")
    good = supplier(COMPANY, "KR")
    assert judge(bom(at("K"), Entities=[controlled, good]), *LATE).status == "pass"
    assert judge(bom(at("K"), Entities=[controlled, BAD]), *LATE).status == "fail"


def test_one_supplier_in_two_spellings_is_asked_once(judge: Judge) -> None:
    lines = by("Kappa Co., Ltd", "CA"), by("Kappa Co Ltd.", "CA")
    judged = judge(bom(*lines), *LATE)
    assert [request["lines"] for request in judged.report["feoc"]["requests"]] == [["1", "2"]]


# Near names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "site"),
    [
        (COMPANY, "Huayang New Enery Co., Ltd."),  # a letter too few
        (COMPANY, "Huayang New Energgy Co., Ltd."),  # too many
        (COMPANY, "Huayang New Emergy"),  # another
        (COMPANY, "Huaynag New Energy Ltd"),  # two in the wrong order
        (COMPANY, "Hauyang New Enery Co., Ltd."),  # two slips
        (COMPANY, "HUAYANG NEW ENERGIE CO LTD"),
        ("Kappa", "Kapa"),
        ("Kappa", "Cappa"),
        ("华阳新能源", "华阳新能原"),
        ("Завод Весна", "Завод Весма"),
        # one whole within the other
        (COMPANY, "Huayang New Energy Co., Ltd. - Plant 2"),
        (COMPANY, "Korea Huayang NewEnergy Works"),
        (COMPANY, "c/o Huayang New Energy"),
        (COMPANY, "New Energy"),
        (COMPANY, "Huayang"),
        ("BYD Company Limited", "BYD Fuji Plant"),
        # the same words with another legal form
        ("Huayang S.A.", "Huayang LLC"),
        ("VAD LLC", "VAD"),
        ("Huayang New Energy 2", "Huayang New Enery 2"),
        # digits that look like letters
        ("Huayang Cobalt", "Huayang Coba1t"),
        ("Huayang Cobalt", "Huayang Co6alt"),
        # whole within another, of a script that does not part words
        ("华友钴业股份有限公司", "华友钴业集团"),
        ("华友钴业股份有限公司", "浙江华友钴业"),
        ("浙江华友钴业股份有限公司", "华友钴业集团"),
        ("东方电池", "上海东方电池二厂"),
        ("동방금속", "동방금속부산지사"),
        ("東方電池株式会社", "東方電池グループ"),
    ],
)
def test_a_name_near_to_a_row_with_a_fact_against_it(judge: Judge, row: str, site: str) -> None:
    judged = judge(bom(at(site), Entities=[supplier("K", "CA"), supplier(row, "KR", "30")]), *LATE)
    assert (judged.status, judged.exit_code) == ("incomplete", 3)
    found = judged.finding("FEOC-NOT-SHOWN")
    assert f'"{site}"' in found["message"] and f'"{row}" (Entities!A3)' in found["message"]
    assert {"BOM!G2", "Entities!A3"} <= set(found["cells"])


@pytest.mark.parametrize(
    ("row", "site"),
    [
        ("Plant 1", "Plant 2"),
        ("Mine 12 Ltd", "Mine 13 Ltd"),
        ("Huayang 1 Energy", "Huayang 2 Enery"),
        ("Abcd", "Abce"),  # too short
        ("Posco", "Sosso"),  # two letters of five
        ("Huayang New Energy", "Huaxing New Energie"),  # three
        ("Ganfeng Lithium", "Tianqi Lithium"),
        ("Kappa Ore", "Kappa Mining"),
        ("Huayang", "Huayangcheng"),
        ("100", "100 Mile House"),
        ("华友钴业股份有限公司", "格林美集团"),
        ("华友钴业股份有限公司", "华泰钴业股份有限公司"),
        ("Mine B2B", "Mine B3B"),
        ("Huayang 1 Energy", "Huayang L Energy"),
    ],
)
def test_a_name_near_to_none(judge: Judge, row: str, site: str) -> None:
    judged = judge(bom(at(site), Entities=[supplier("K", "CA"), supplier(row, "KR", "30")]), *LATE)
    assert judged.status == "pass"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "pass"),  # nothing is against it
        ({"country": "CN"}, "incomplete"),
        ({"headquarters_country": "RU"}, "incomplete"),
        ({"designation": "SDN"}, "incomplete"),
        ({"designation": "???x"}, "incomplete"),
        ({"country": "Atlantis"}, "incomplete"),
        ({"government_board_pct": "25"}, "incomplete"),
        ({"government_of": "Guangdong"}, "incomplete"),
        ({"effective_control_by": "China"}, "incomplete"),
        ({"effective_control_by": "yes"}, "incomplete"),
        ({"country": "", "government_equity_pct": ""}, "pass"),  # not known is nothing against it
    ],
)
def test_what_stands_against_the_row_that_a_name_is_near_to(judge: Judge, facts: dict[str, str], status: str) -> None:
    row = supplier("Kappa Refining", "KR") | facts
    assert judge(bom(at("Kapa Refining"), Entities=[supplier("K", "CA"), row]), *LATE).status == status


def test_a_name_with_a_row_of_its_own_is_near_to_none(judge: Judge) -> None:
    rows = [supplier("K", "CA"), supplier("Kappa Refining", "KR", "30"), supplier("Kapa Refining", "KR")]
    assert judge(bom(at("Kapa Refining"), Entities=rows), *LATE).status == "pass"


def test_which_of_two_companies_a_name_without_its_form_is(judge: Judge) -> None:
    rows = [supplier("K", "CA"), supplier("Albemarle Corporation", "US"), supplier("Albemarle Limitada", "CL", "60")]
    assert judge(bom(at("Albemarle"), Entities=rows), *LATE).status == "incomplete"


BODY = {"entity": "Guangdong Rising Assets", "government_of": "China"}


@pytest.mark.parametrize("share", ["60", "5"])
@pytest.mark.parametrize("tiers", [1, 2])
def test_an_owner_near_to_a_row_with_a_fact_against_it(judge: Judge, share: str, tiers: int) -> None:
    rows = [supplier("K", "CA"), supplier("Kappa", "KR"), BODY]
    holdings = [{"owner": "Guangdong Risng Assets", "owned": "Kappa", "equity_pct": share}]
    if tiers == 2:
        holdings[0]["owned"] = "Between Ltd"
        holdings.append({"owner": "Between Ltd", "owned": "Kappa", "votes_pct": "10"})
    judged = judge(bom(at("Kappa"), Entities=rows, Ownership=holdings), *LATE)
    assert judged.status == "incomplete"
    found = judged.finding("FEOC-NOT-SHOWN")
    assert "Guangdong Risng Assets" in found["message"] and "Guangdong Rising Assets" in found["message"]
    assert {"Ownership!A2", "Entities!A4"} <= set(found["cells"])
    holdings[0]["equity_pct"] = "0"
    holdings[0] |= {"votes_pct": "0", "board_pct": "0"}
    assert judge(bom(at("Kappa"), Entities=rows, Ownership=holdings), *LATE).status == "pass"


def test_a_name_near_to_one_that_only_ownership_has(judge: Judge) -> None:
    holding = {"owner": "China", "owned": "Kappa Refining", "equity_pct": "60"}
    assert judge(bom(at("Kapa Refining"), Ownership=[holding]), *LATE).status == "incomplete"


@pytest.mark.parametrize(
    ("owned", "status"),
    [
        ("Kapa Refining", "incomplete"),  # whose holding is it?
        ("Kappa Refining Poland", "pass"),
        ("Sigma Refining", "pass"),
        ("Kappa Refining S.A.", "pass"),
    ],
)
def test_a_row_near_to_a_name_of_ownership_without_one(judge: Judge, owned: str, status: str) -> None:
    rows = [supplier("K", "CA"), supplier("Kappa Refining LLC", "KR", attestation="ATT-3")]
    holding = {"owner": "China", "owned": owned, "equity_pct": "60"}
    judged = judge(bom(at("Kappa Refining LLC"), Entities=rows, Ownership=[holding]), *LATE)
    assert judged.status == status
    rows.append(supplier(owned, "KR"))
    assert judge(bom(at("Kappa Refining LLC"), Entities=rows, Ownership=[holding]), *LATE).status == "pass"


def test_a_component_and_a_controller_near_to_a_row(judge: Judge) -> None:
    rows = [supplier("K", "CA"), supplier("Kappa Refining", "KR", "30")]
    component = {"component": "cell", "assembly_country": "KR", "feoc_attestation": "ATT-2"}
    near, other = component | {"entity": "Kapa Refining"}, component | {"entity": "Sigma Cells"}
    assert judge(bom(at("K"), Entities=rows, Components=[near]), *LATE).status == "incomplete"
    assert judge(bom(at("K"), Entities=rows, Components=[other]), *LATE).status == "pass"
    rows[0]["effective_control_by"] = "Kapa Refining"
    assert judge(bom(at("K"), Entities=rows), *LATE).status != "pass"
    narrow = ("--reading", "contract-counterparty=government")
    assert judge(bom(at("K"), Entities=rows), *LATE, *narrow).status != "pass"
