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
        ("???", "!!!"),
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
