"""What the cells of a column that is about anything say against the verdict."""

from pathlib import Path

import openpyxl
import pytest
from boms import Judge, bom, by, supplier, vehicle, virgin, write_xlsx
from said import CLEAR, HARMLESS, PASSING

PLACED = ("-d", "2025-06-30", "-a", "2025-06-01")


@pytest.mark.parametrize("heading", ["Remarks", "Flag"])
@pytest.mark.parametrize("cell", CLEAR)
def test_a_clear_statement_is_refused(judge: Judge, cell: str, heading: str) -> None:
    found = judge(bom(virgin(**{heading: cell})), *PLACED).finding("COLUMN-ADVERSE")
    assert (found["severity"], found["cells"]) == ("error", ["BOM!G1", "BOM!G2"])


@pytest.mark.parametrize("cell", [*PASSING, "owned by CATL 30%"])
def test_a_passing_remark_is_a_warning_at_the_cell(judge: Judge, cell: str) -> None:
    got = judge(bom(virgin(Remarks=cell)), *PLACED)
    found = got.finding("COLUMN-REMARK")
    assert (got.status, found["severity"], found["cells"]) == ("pass", "warning", ["BOM!G1", "BOM!G2"])
    assert cell in found["message"]


@pytest.mark.parametrize("heading", ["Remarks", "Flag"])
@pytest.mark.parametrize("cell", HARMLESS)
def test_any_other_remark_changes_nothing(judge: Judge, cell: str, heading: str) -> None:
    got = judge(bom(virgin(**{heading: cell})), *PLACED)
    assert (got.status, got.codes & {"COLUMN-ADVERSE", "COLUMN-OF-PLACES", "COLUMN-REMARK"}) == ("pass", set())


@pytest.mark.parametrize("cell", ["China white pigment", "shipped via China"])
def test_a_place_in_a_text_that_is_no_remark_changes_nothing(judge: Judge, cell: str) -> None:
    assert "COLUMN-REMARK" not in judge(bom(virgin(Colour=cell)), *PLACED).codes


def test_the_columns_file_answers_it(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_text('[bom.columns]\n"Remarks" = ""\n')
    for cell, code in (("is a FEOC", "COLUMN-EXCLUDED"), ("shipped via China", "")):
        got = judge(bom(virgin(Remarks=cell)), *PLACED, "--columns", str(tmp_path / "columns.toml"))
        assert (got.status, got.codes & {"COLUMN-EXCLUDED", "COLUMN-REMARK"}) == ("pass", {code} - {""})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("status", "is a FEOC", "FIELD-ADVERSE"),
        ("FEOC", "unknown", "FIELD-ADVERSE"),
        ("notes", "attestation withdrawn", "FIELD-ADVERSE"),
        ("parent", "Government of China", "FIELD-ADVERSE"),
        ("FEOC", "n/a", ""),
        ("FEOC", "no", ""),
        ("RoHS", "no", ""),  # which is not Norway
        ("customer", "sanctioned", ""),
        ("notes", "owned by CATL", ""),
        ("notes", "see drawing", ""),
    ],
)
def test_a_field_of_the_vehicle(judge: Judge, field: str, value: str, code: str) -> None:
    got = judge(bom(virgin(), Vehicle=vehicle(model="M", **{field: value})), *PLACED)
    assert (got.status, got.codes & {"FIELD-ADVERSE", "GATE-UNREAD"}) == (
        "unreadable" if code else "pass",
        {code} - {""},
    )


def test_a_column_beside_the_fields(judge: Judge) -> None:
    facts = [{"field": "model", "value": "M", "Remarks": "supplier is a PFE per legal"}]
    found = judge(bom(virgin(), Vehicle=facts), *PLACED).finding("COLUMN-ADVERSE")
    assert found["cells"] == ["Vehicle!C1", "Vehicle!C2"]


ASKED = [
    # a heading that speaks against the verdict or clears, an answer, whether it is against the verdict
    ("Prohibited", "yes", True),
    ("Cleared", "no", True),
    ("Compliant", "no", True),
    ("Made in China", "x", True),
    ("China %", "40", True),
    ("CN", "yes", True),
    ("中国製", "はい", True),
    ("Owned by Chinese government", "yes", True),
    ("Origin unknown", "yes", True),
    ("状态", "禁止", True),
    ("筛查结果", "不合格", True),
    ("Prohibited", "no", False),
    ("Cleared", "yes", False),
    ("RoHS compliant", "no", False),
    ("Approved", "no", False),
    ("Obsolete", "yes", False),
    ("Made in China", "no", False),
    ("China %", "0", False),
    ("China RoHS", "yes", False),
    ("China HS code", "8507", False),
    ("Korea %", "60", False),
]


@pytest.mark.parametrize(("heading", "cell", "is_against"), ASKED)
def test_an_answer_to_a_heading(judge: Judge, heading: str, cell: str, is_against: bool) -> None:
    got = judge(bom(virgin(**{heading: cell})), *PLACED)
    assert ("COLUMN-ADVERSE" in got.codes, got.status) == (is_against, "unreadable" if is_against else "pass")


@pytest.mark.parametrize(
    ("heading", "status"),
    [("supplier", "unreadable"), ("Vendor", "unreadable"), ("drawing", "pass")],
    ids=["of each company", "of each vendor", "of anything"],
)
def test_a_status_on_a_sheet_that_is_not_read(judge: Judge, tmp_path: Path, heading: str, status: str) -> None:
    checks = [{heading: "Acme", "status": "prohibited", "by": "J. Doe"}]
    path = write_xlsx(bom(by("Acme"), Entities=[supplier("Acme")], Checks=checks), tmp_path / "bom.xlsx")
    assert judge(path, *PLACED).status == status


ADDITIONS = [
    # a company's name in a cell, and what stands beside it and questions it
    ("Acme (PFE)", "PFE"),
    ("Acme - PFE", "PFE"),
    ("Acme *SDN*", "SDN"),
    ("Acme, sanctioned", "sanctioned"),
    ("Acme (made in China)", "made in China"),
    ("Acme (tbc)", "tbc"),
    ("Acme / unknown", "unknown"),
    ("Acme?", "?"),
    ("Acme (non-FEOC)", None),
    ("Acme, Inc.", None),
    ("Acme (Ulsan)", None),
    ("Acme (n/a)", None),
    ("Acme (confidential)", None),
    ("Acme - multiple", None),
    ("PFE Technologies GmbH", None),
    ("Sanctioned Goods LLC", None),
    ("unknown / tbd", None),
    ("?", None),
]


@pytest.mark.parametrize(("name", "addition"), ADDITIONS)
def test_what_stands_beside_a_name(judge: Judge, name: str, addition: str | None) -> None:
    attested = virgin(extraction_entity=name, processing_entity="Bora")
    got = judge(bom(attested), *PLACED)
    assert ("NAME-ADVERSE" in got.codes, got.status) == (addition is not None, "unreadable" if addition else "pass")
    if addition:
        found = got.finding("NAME-ADVERSE")
        assert (f'has the addition "{addition}"' in found["message"], found["cells"]) == (True, ["BOM!G2"])


def test_names_with_one_addition_are_one_error(judge: Judge) -> None:
    found = judge(bom(*(by(f"Acme {number} (tbc)") for number in range(5))), *PLACED).finding("NAME-ADVERSE")
    assert ("4 more such names" in found["message"], len(found["cells"])) == (True, 5)


def test_each_sheet_with_names(judge: Judge) -> None:
    for tables in (
        bom(by("Acme"), Entities=[supplier("Acme"), supplier("Bora (FEOC)")]),
        bom(by("Acme"), Entities=[supplier("Acme", effective_control_by="Bora (SDN)")]),
        bom(virgin(), Components=[{"component": "cell", "assembly_country": "US", "entity": "Acme (PFE)"}]),
    ):
        assert "NAME-ADVERSE" in judge(tables, *PLACED).codes


@pytest.mark.parametrize(
    ("note", "is_remark"),
    [
        ("* Acme is a PFE per legal", True),
        ("* cells from a plant in Ningde", True),
        ("* prices of one day", False),
        ("* not a FEOC", False),
    ],
)
def test_a_note_below_the_lines(judge: Judge, tmp_path: Path, note: str, is_remark: bool) -> None:
    book = openpyxl.Workbook()
    for row in (list(virgin()), list(virgin().values()), [note]):
        book.active.append(row)
    book.active["B2"] = 100
    book.save(tmp_path / "bom.xlsx")
    got = judge(tmp_path / "bom.xlsx", *PLACED)
    assert (got.status, "ROW-REMARK" in got.codes, "ROW-NOTE" in got.codes) == ("pass", is_remark, not is_remark)


@pytest.mark.parametrize(
    ("component", "is_refused"),
    [
        ("separator (made in China)", True),
        ("separator - PFE", True),
        ("separator (origin tbc)", True),
        ("separator (FEOC-free)", False),
        ("separator (tbd)", False),
        ("separator, PE/PP", False),
    ],
)
def test_what_stands_beside_the_name_of_a_component(judge: Judge, component: str, is_refused: bool) -> None:
    given = bom(virgin(), Components=[{"component": component, "assembly_country": "US", "feoc_attestation": "ATT-1"}])
    got = judge(given, *PLACED)
    assert ("NAME-ADVERSE" in got.codes, got.status) == (is_refused, "unreadable" if is_refused else "pass")
