"""Owners that are a government: by the column `government_of`, or by what their own name says."""

import pytest
from boms import Judge, Judged, bom, by, supplier, virgin
from thorough import crossed

LATE = ("-d", "2025-06-01")
LINE = virgin(at="CA", extraction_entity="K", processing_entity="K")
"""An attested line, all of whose work K does."""


def held(judge: Judge, owner: str, share: str = "60", *rows: dict[str, str], reading: str = "") -> Judged:
    """K, held by the owner."""
    holding = {"owner": owner, "owned": "K"} | dict.fromkeys(("equity_pct", "votes_pct", "board_pct"), share)
    k = {"entity": "K", "country": "CA", "headquarters_country": "CA"}
    options = ("--reading", reading) if reading else ()
    return judge(bom(LINE, Entities=[k, *rows], Ownership=[holding]), *LATE, *options)


GOVERNMENTS = [
    "Government of China",
    "The Government of the People's Republic of China",
    "Govt. of China",
    "Goverment of China",
    "PRC Government",
    "P.R.C. government",
    "Chinese Government",
    "中国政府",
    "中國政府",
    "中华人民共和国财政部",
    "广东省人民政府",
    "国务院国有资产监督管理委员会",
    "深圳市国资委",
    "中国共产党",
    "中華人民共和国政府",
    "중국 정부",
    "중국정부",
    "Regierung der Volksrepublik China",
    "Chinesische Regierung",
    "Gouvernement chinois",
    "Ministère des Finances de la République populaire de Chine",
    "Gobierno de China",
    "Communist Party of China",
    "Guangdong Provincial State-owned Assets Supervision and Administration Commission",
    "Guangdong Provincial State-owned Capital Investment Fund Co., Ltd.",
    "State-owned Assets Supervision and Administration Commission of Hunan Province",
    "SASAC",
    "Central Huijin Investment Ltd.",
    "Shenzhen Municipal People's Government",
    "Government of Inner Mongolia",
    "Guangdong Province",
    "广东省",
    "Ministry of Finance of the Russian Federation",
    "Russian Ministry of Finance",
    "Министерство финансов Российской Федерации",
    "Росимущество",
    "ロシア政府",
    "러시아 정부",
    "City of Moscow",
    "Government of Iran",
    "Iranian Ministry of Petroleum",
    "IRGC",
    "Government of the Democratic People's Republic of Korea",
    "Workers' Party of Korea",
    "Government of China, Ministry of Finance",
    "Gansu State-owned Assets Investment Group Co., Ltd",
    "Zhejiang State-owned Capital",
    "Xinjiang State-owned Assets",
    "Shandong State Fund",
    "Hainan State Treasury",
    "Hebei State Committee",
    "Moscow State Property",
    "Gansu Department of Finance",
    "Chinese State",
    "State of China",
    "Russian State",
    "Chinese authorities",
    "China Gov",
    "Gov. of China",
    "CN Government",
    "Government (CN)",
    "PLA China",
    "Central Committee of the CPC",
    "Central Military Commission",
    "MOFCOM",
    "XPCC",
    "Chinese SOE",
    "Rosatom",
    "Chinesischer Staat",
    "chinesisches Finanzministerium",
    "Russische Föderation",
    "Federación Rusa",
    "État chinois",
    "État russe",
    "Estado chino",
    "Estado iraní",
    "中国国務院",
    "中国国家",
    "中国当局",
    "Jiangxi Prov. Gov.",
    "Republic of Tatarstan",
    # state funds, whatever their legal form
    "国家集成电路产业投资基金股份有限公司",
    "国家制造业转型升级基金股份有限公司",
    "国家绿色发展基金股份有限公司",
    "China Integrated Circuit Industry Investment Fund Co., Ltd.",
    "Silk Road Fund Co., Ltd.",
    "National Wealth Fund of Russia",
    "Hong Kong Monetary Authority",
    "Monetary Authority of Macao",
]


def test_a_name_in_another_spelling_is_not_near_to_itself(judge: Judge) -> None:
    holding = {"owner": "Acme", "owned": "MINISTRY OF MINES", "equity_pct": "10"}
    found = judge(bom(by("Ministry of Mines"), Ownership=[holding]), *LATE).finding("FEOC-NOT-SHOWN")
    assert 'whether "Ministry of Mines" is a covered nation' in found["message"]
    assert "against which a fact stands" not in found["message"]


@pytest.mark.parametrize("owner", GOVERNMENTS)
def test_a_name_that_says_that_it_is_a_covered_nations_government(judge: Judge, owner: str) -> None:
    judged = held(judge, owner)
    assert judged.status == "fail"
    assert owner in judged.finding("FEOC-OWNERSHIP")["message"]
    assert held(judge, owner, "60", {"entity": owner}).status == "fail"


@pytest.mark.parametrize(
    "owner",
    [
        "Government of Canada",
        "Government of Taiwan",
        "Government of the Republic of China (Taiwan)",
        "Government of Korea",
        "한국 정부",
        "日本政府",
        "Government of Mongolia",
        "Ministry of Finance of Chile",
        "Government Pension Fund of Norway",
        "Government Pension Investment Fund",
        "National Wealth Fund",
        "Monetary Authority of Singapore",
        "Silk Road Minerals",
        "Taiwan",
        "South China Sea Trading",
        "Bank of China Town",
        "China Steel Corp",
        "Chinatown Holdings LLC",
        "Sichuan Province Mining Co Ltd",
        "City of Toronto",
        "State of Nevada",
        "Treasury Wine Estates",
        "Ministry of Supply LLC",
        "Party City Holdco Inc.",
        "National Grid plc",
        "State Street Corp",
        "State Street Bank",
        "Golden State Lithium",
        "Ohio State",
        "Provincial Metals",
        "Embassy Suites",
        "Municipal Waste",
        "CCP Games",
        "PLA Plastics GmbH",
        "CPC Corporation, Taiwan",
        "Government (US)",
        "Etat de Vaud",
        "Legierung Nord",
        "Ontario",
        "北海道",
    ],
)
def test_a_name_that_says_nothing_of_the_kind(judge: Judge, owner: str) -> None:
    assert held(judge, owner).status == "pass"


UNSURE = [
    "China Government Bond Fund LLC",
    "South China Government Relations",
    "Ministry of Sound China",
    "SASAC Canada Holdings",
    "Embassy of China in Canada",
    "Shanghai Municipal Investment Co., Ltd",
    "Ministry of Finance",
    "财政部",
    "国有资本投资有限公司",
    "Governmnet of China",
    "Chinese Ministery of Commerce",
    "Fengxin County Government",
    "上杭县财政局",
    "上杭县国有资产投资经营有限公司",
    "Fengxin State-owned Assets Co., Ltd",
    "Föderale Agentur für Staatsvermögen",
    "PLA",
    "CCP",
    "State",
    "Staat",
    "État",
    "l'État",
    "Estado",
    "state shares",
    "国家",
    "国家股",
    "国有股",
    "国有股东",
    "国有法人股",
    "국가",
    "Guangdong",
    "Xinjiang",
    "江西",
    "Wuhan",
]


@pytest.mark.parametrize(
    ("owner", "share"),
    crossed(
        UNSURE,
        ["60", "5"],
    ),
)
def test_a_name_that_may_be_a_government_bars_what_it_holds(judge: Judge, owner: str, share: str) -> None:
    judged = held(judge, owner, share)
    assert judged.status == "incomplete"
    found = judged.finding("FEOC-NOT-SHOWN")
    assert owner in found["message"] and found["message"].startswith("K ")
    assert "Ownership!A2" in found["cells"]


@pytest.mark.parametrize("owner", UNSURE)
def test_what_the_column_says_settles_what_a_name_does_not(judge: Judge, owner: str) -> None:
    assert held(judge, owner, "60", {"entity": owner, "government_of": "none"}).status == "pass"
    assert held(judge, owner, "60", {"entity": owner, "government_of": "China"}).status == "fail"
    assert held(judge, owner, "60", {"entity": owner}).status == "incomplete"


@pytest.mark.parametrize(("country", "status"), [("Norway", "pass"), ("China", "fail")])
def test_a_ministry_without_a_country_in_its_name_is_of_its_rows(judge: Judge, country: str, status: str) -> None:
    assert (
        held(judge, "Ministry of Finance", "60", {"entity": "Ministry of Finance", "country": country}).status == status
    )


def test_no_column_makes_another_of_a_name_that_is_sure(judge: Judge) -> None:
    for said in ("none", "Canada"):
        row = {"entity": "Government of China", "government_of": said}
        assert held(judge, "Government of China", "60", row).status == "fail"


def test_hong_kongs_government_is_chinas_by_the_reading(judge: Judge) -> None:
    owner = "Hong Kong SAR Government"
    assert held(judge, owner).status == "fail"
    assert held(judge, owner, reading="hong-kong-macau=not-covered").status == "pass"
    assert held(judge, "香港特别行政区政府").status == "fail"


def test_a_government_that_does_the_work_or_controls_it(judge: Judge) -> None:
    line = virgin(at="CA", extraction_entity="Government of China", processing_entity="K")
    assert judge(bom(line), *LATE).status == "fail"
    component = {"component": "cell", "assembly_country": "KR", "entity": "中国政府", "feoc_attestation": "ATT-2"}
    assert judge(bom(LINE, Components=[component]), *LATE).status == "fail"
    controlled = supplier("K", "CA", effective_control_by="Ministry of Finance of the Russian Federation")
    for reading in ("any-feoc", "government"):
        judged = judge(bom(LINE, Entities=[controlled]), *LATE, "--reading", f"contract-counterparty={reading}")
        assert judged.status == "fail"


@pytest.mark.parametrize(
    ("said", "share"),
    crossed(
        ["Atlantis Province", "yes", "Atlantis", "local", "PRC, Russia", "Chile?", "various", "unknown", "TBD"],
        ["60", "5", ""],
    ),
)
def test_a_government_of_that_cannot_be_read_bars_what_the_entity_holds(judge: Judge, said: str, share: str) -> None:
    gram = {"entity": "GRAM", "country": "CA", "headquarters_country": "CA", "government_of": said}
    judged = held(judge, "GRAM", share, gram)
    assert judged.status == "incomplete"
    found = judged.finding("FEOC-NOT-SHOWN")
    assert found["message"].startswith("K ") and "GRAM" in found["message"]
    assert "Entities!D3" in found["cells"]


@pytest.mark.parametrize("stated", ["0", ""])
def test_and_what_is_held_through_others_whatever_is_stated_of_them(judge: Judge, stated: str) -> None:
    rows = [
        supplier("K", "CA", stated),
        supplier("Between", "CA", stated),
        {"entity": "GRAM", "government_of": "Atlantis"},
    ]
    holdings = [
        {"owner": "GRAM", "owned": "Between", "equity_pct": "3"},
        {"owner": "Between", "owned": "K", "votes_pct": "3"},
        {"owner": "K", "owned": "Between", "votes_pct": "3"},  # and round
    ]
    assert judge(bom(LINE, Entities=rows, Ownership=holdings), *LATE).status == "incomplete"
    holdings[0] |= {"equity_pct": "0", "votes_pct": "0", "board_pct": "0"}
    assert judge(bom(LINE, Entities=rows, Ownership=holdings), *LATE).status == "pass"


@pytest.mark.parametrize("nation", ["China", "Russia", "Iran", "North Korea", "中国", "People's Republic of China"])
def test_a_covered_nation_as_owner_with_or_without_a_row(judge: Judge, nation: str) -> None:
    assert held(judge, nation).status == "fail"
    assert held(judge, nation, "60", {"entity": nation}).status == "fail"
    assert held(judge, "IR", "60", supplier("IR")).status == "pass"  # a company with a row may be called so


def test_a_nation_that_owns_something_is_near_to_no_company(judge: Judge) -> None:
    line = virgin(at="CA", extraction_entity="China Lake Lithium", processing_entity="South China Sea Trading")
    holding = {"owner": "China", "owned": "Elsewhere", "equity_pct": "60"}
    assert judge(bom(line, Ownership=[holding]), *LATE).status == "pass"
    province = {"owner": "Guangdong", "owned": "Elsewhere", "equity_pct": "60"}
    line_there = virgin(at="CA", extraction_entity="Guangdong Rising", processing_entity="Guangdong Rising")
    assert judge(bom(line_there, Ownership=[province]), *LATE).status == "pass"
    typo = {"owner": "Chna", "owned": "China Lake Lithium", "equity_pct": "60"}
    assert judge(bom(line, Ownership=[holding, typo]), *LATE).status == "incomplete"


def test_a_government_of_a_province_is_its_nations(judge: Judge) -> None:
    gram = {"entity": "GRAM", "country": "CA", "headquarters_country": "CA", "government_of": "Guangdong"}
    judged = held(judge, "GRAM", "60", gram)
    assert judged.status == "fail"
    assert "Entities!D3" in judged.finding("FEOC-OWNERSHIP")["cells"]


def test_a_government_of_nobody_or_of_another_country_bars_nothing(judge: Judge) -> None:
    for said in ("none", "No", "Norway", "", "n/a", "-"):
        assert held(judge, "GRAM", "60", {"entity": "GRAM", "government_of": said}).status == "pass"
