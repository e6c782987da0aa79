"""Cells for an entity that name none: recycling that did not occur, marks, and references to a name elsewhere."""

import pytest
from boms import Judge, Tables, bom, by, recycled, supplier, virgin
from thorough import crossed

PLACED = ("-d", "2025-06-30")
VIRGIN = [
    "virgin", "Virgin material", "100% virgin", "primary", "primary nickel", "mined", "Newly mined ore", "unrecycled",
    "non-recycled", "not recycled", "no recycling", "no", "x", "0", "-", "—", "none", "nein", "primär",
    "Primärrohstoff", "nicht recycelt", "kein Recycling", "vierge", "matière première vierge", "non", "non recyclé",
    "virgen", "materia prima virgen", "no reciclado", "原生", "原生材料", "未回收", "无", "バージン", "バージン材",
    "なし", "非リサイクル", "버진", "재활용 없음", "없음", "비재활용",
]  # fmt: skip

DENYING = [
    "none", "no", "0", "x", "non", "aucun", "new", "natural", "from mine", "mine production", "kein Rezyklat",
    "keine Wiederverwertung", "no recycler", "pas de recycleur", "sans recycleur", "sin reciclador",
    "再生なし", "再生予定", "재활용 안함", "天然", "全新", "无再生", "planned", "geplant", "will be recycled",
    "not yet", "to be recycled", "NONE",
]  # fmt: skip


def mined_in_china(**cells: str) -> Tables:
    """A line extracted in China and processed in the United States, with an attestation, beside one that qualifies."""
    return bom(virgin(value="1000"), virgin("nickel", extraction_country="CN", **cells))


@pytest.mark.parametrize(
    ("said", "column"),
    crossed(
        VIRGIN,
        ["recycling_entity", "recycling_country"],
    ),
)
def test_what_denies_recycling_names_nobody(judge: Judge, said: str, column: str) -> None:
    got = judge(mined_in_china(**{column: said}), *PLACED)
    assert (got.exit_code, got.feoc) == (1, "fail")
    assert got.codes & {"FEOC-PLACE"}


@pytest.mark.parametrize("said", VIRGIN)
def test_both_cells_and_the_later_stage_and_the_sheet_steps(judge: Judge, said: str) -> None:
    both = {"recycling_country": said, "recycling_entity": said}
    assert judge(mined_in_china(**both), *PLACED).feoc == "fail"
    assert judge(mined_in_china(recycling_entity_2=said), *PLACED).feoc == "fail"
    step = {"line": "2", "step": "recycling", "country": "", "entity": said}
    assert judge(mined_in_china() | {"Steps": [step]}, *PLACED).feoc == "fail"


@pytest.mark.parametrize(
    ("country", "entity"),
    [
        ("US", "virgin"),
        ("US", "primary nickel"),
        ("US", "not recycled"),
        ("US", "原生"),
        *(("US", said) for said in DENYING),
        ("unknown", "virgin"),
        ("", "mined in Chile"),
        ("", "virgin, per supplier"),
        ("", "Primary Partners"),
        ("virgin (Chile)", ""),
        ("virgin", "Scrap Co"),
        ("none", "Scrap Co"),
    ],
)
def test_a_recycling_that_is_named_and_denied_is_not_known(judge: Judge, country: str, entity: str) -> None:
    got = judge(mined_in_china(recycling_country=country, recycling_entity=entity), *PLACED)
    assert (got.exit_code, got.feoc) == (3, "incomplete")
    assert got.finding("STEP-DENIED-AND-NAMED")["severity"] == "warning"


def test_a_denied_recycling_does_not_settle_the_share(judge: Judge) -> None:
    line = virgin("nickel", at="NO", recycling_country="US", recycling_entity="virgin")
    assert judge(bom(line), "-d", "2024-06-30").span == ("0", "1")


@pytest.mark.parametrize("said", DENYING)
def test_a_row_of_steps_that_names_and_denies(judge: Judge, said: str) -> None:
    step = {"line": "2", "step": "recycling", "country": "US", "entity": said}
    got = judge(mined_in_china() | {"Steps": [step]}, *PLACED)
    assert got.feoc == "incomplete" and "STEP-DENIED-AND-NAMED" in got.codes


def test_steps_against_the_line(judge: Judge) -> None:
    step = {"line": "2", "step": "recycling", "country": "US", "entity": "Scrap Co"}
    assert judge(mined_in_china(recycling_country="none") | {"Steps": [step]}, *PLACED).feoc == "incomplete"


@pytest.mark.parametrize(
    "entity",
    [
        "Scrap Co",
        "Virgin Metals Inc.",
        "Primary Recycling GmbH",
        "Virginia Metals",
        "X",
        "原生金属有限公司",
        "K",
        "New Metals Recycling",
        "Natural Resources Recycling",
        "No Waste Inc",
        "Non-Ferrous Metals",
        "Sin Kee Recycling Ltd",
        "Minera Sur",
        "Nova",
        "无锡再生有限公司",
    ],
)
def test_a_recycler_with_a_name(judge: Judge, entity: str) -> None:
    got = judge(bom(virgin(), recycled(extraction_country="CN", recycling_entity=entity)), *PLACED)
    assert (got.exit_code, got.feoc) == (0, "pass")


@pytest.mark.parametrize("country", ["US", "Virgin Islands, U.S.", "NO", "Norway", "NA"])
def test_a_country_is_one_whatever_its_name_says(judge: Judge, country: str) -> None:
    got = judge(bom(virgin(value="1000"), recycled(at=country, value="1")), *PLACED)
    assert (got.exit_code, got.feoc) == (0, "pass")


# Any step -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x", "-", "0", "--", "1", "×", "/", "nein", "无"])
def test_a_mark_is_no_name(judge: Judge, name: str) -> None:
    """A row of facts for it shows nothing clean."""
    assert judge(bom(by(name), Entities=[supplier(name)]), *PLACED).feoc == "incomplete"


ELSEWHERE = [
    "same as above", "Same as above.", "ditto", "see note", "See note 3", "as above", "idem", "siehe oben", "dito",
    "voir note 2", "ver nota", "同上", "上記と同じ", "상동", "see attachment", "(see note)", "〃", "同前",
    "see row 3", "see line 4", "same as row 3", "见第3行", "siehe Zeile 4", "comme ligne 2", "ver fila 3", "FEOC",
    "non-FEOC", "not a FEOC", "SDN listed", "sanctioned", "Sanctioned entity", "sanktioniert", "受制裁", "制裁対象",
    "제재 대상", "confidential supplier", "sancionada",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "attestation"),
    crossed(
        ELSEWHERE,
        ["", "ATT-1"],
    ),
)
def test_a_name_that_stands_elsewhere_is_never_cleared(judge: Judge, name: str, attestation: str) -> None:
    tables = bom(virgin(), by(name, feoc_attestation=attestation), Entities=[supplier(name, attestation=attestation)])
    got = judge(tables, *PLACED)
    assert (got.exit_code, got.feoc) == (3, "incomplete")


@pytest.mark.parametrize(
    "name",
    [
        "Ditto Mining Inc",
        "Noteworthy Metals",
        "Above Ground LLC",
        "X",
        "K",
        "3M",
        "Same Day Metals",
        "Row Metals",
        "Listed",
        "A",
    ],
)
def test_a_name_is_one_whatever_words_it_has(judge: Judge, name: str) -> None:
    assert judge(bom(by(name), Entities=[supplier(name)]), *PLACED).feoc == "pass"
