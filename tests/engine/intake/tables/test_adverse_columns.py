"""A column that is not read and speaks against the verdict leaves no bill of materials to judge, let alone a pass."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, JudgeEach, Tables, bom, by, supplier, virgin, write_xlsx
from critmin.engine.intake.files.sheet import Sheet
from critmin.engine.intake.tables.header_columns import Header, HeaderColumn
from critmin.engine.intake.tables.unread_columns import UnreadColumns
from critmin.engine.model.findings import Findings

PLACED = ("-d", "2025-06-30", "-a", "2025-06-01")


def line(heading: str, cell: str) -> Tables:
    return bom(virgin() | {heading: cell})


def entity(heading: str, cell: str) -> Tables:
    return bom(by("Acme"), Entities=[supplier("Acme") | {heading: cell}])


def part(heading: str, cell: str) -> Tables:
    row = {"component": "separator", "assembly_country": "US", "feoc_attestation": "ATT-1"}
    return bom(virgin(), Components=[row | {heading: cell}])


def step(heading: str, cell: str) -> Tables:
    return bom(virgin(), Steps=[{"line": "1", "step": "processing", "country": "US", heading: cell}])


def holding(heading: str, cell: str) -> Tables:
    owned = {"owner": "Jane Doe", "owned": "Acme", "equity_pct": "100", "votes_pct": "100", "board_pct": "100"}
    return entity("", "") | {"Ownership": [owned | {heading: cell}]}


VERDICTS = ["PFE", "FEOC", "prohibited", "SFE", "FIE", "not cleared", "fail"]


PROVINCES = [
    # a place in a covered nation
    line("processing province", "Guangdong"),
    line("region", "Xinjiang"),
    line("Region", "Xinjiang Uyghur Autonomous Region"),
    line("Refinery city", "Ganzhou"),
    line("processing city", "Norilsk"),
    line("Mine state / region", "Krasnoyarskiy kray"),
    line("Provinz", "Innere Mongolei"),
    line("ville", "Moscow"),
    line("provincia", "Cantón"),
    line("省", "江西省"),
    line("加工地区", "新疆"),
    line("地域", "新疆ウイグル自治区"),
    line("지역", "광둥성"),
    line("plant address", "Industrial Park 3, Ningde, Fujian"),
    line("site", "Pyongyang"),
    line("factory", "Isfahan"),
    line("Headquarters", "Beijing"),
    line("Firmensitz", "Peking"),
    line("siège", "Pékin"),
    line("本社", "上海市"),
    entity("Registered office", "Moscow"),
    # among other words
    line("processing site", "江西赣州"),
    line("processing province", "江西省赣州市"),
    line("site", "广东省深圳市工厂"),
    line("processing province", "中国・江西省"),
    line("省", "장시성 간저우시"),
    line("plant", "중국산"),
    line("processing site", "Jiangxi Ganzhou"),
    line("Refinery city", "Suining, Sichuan"),
    line("plant", "Shanghai plant"),
    line("processing site", "plant in Yichun"),
    line("works", "Norilsk works"),
    line("province", "Guangdong Prov."),
    line("province", "PRC-Jiangxi"),
    line("Provinz", "Provinz Jiangxi"),
    line("region", "CN-36"),
    line("region", "Xinjiang Uygur"),
    line("processing site", "made in China"),
    line("plant", "Chinese site"),
    line("Werk", "chinesisches Werk"),
    line("usine", "usine chinoise"),
    line("Stadt", "Moskau"),
    line("工場", "平壌"),
    line("工厂", "ロシアの工場"),
    line("plant address", "Plant 3 CN"),
    line("site", "Ganzhou工厂"),
    line("plant address", f"Building 7, {'Industrial Road, ' * 10}Guangdong, China"),
    step("province", "Hunan"),
    part("assembly city", "Shenzhen"),
    entity("HQ city", "Beijing"),
    holding("owner's city", "Shanghai"),
]


def test_a_province_or_city_of_a_covered_nation(judge_each: JudgeEach) -> None:
    for tables, got in zip(PROVINCES, judge_each(PROVINCES, *PLACED), strict=True):
        cells = [len(found["cells"]) for found in got.report["findings"] if found["code"] == "COLUMN-OF-PLACES"]
        assert (got.status, cells) == ("unreadable", [2]), tables


AGAINST = [
    # owned by a government that is, or may be, a covered nation's
    entity("Shareholder", "Government of China"),
    entity("Owner", "Government of the People's Republic of China"),
    entity("Owned by", "Sichuan SASAC"),
    entity("Parent company", "State Council of China"),
    entity("Ultimate parent", "Jiangxi Provincial Government"),
    entity("Beneficial owner", "State-owned Assets Supervision and Administration Commission"),
    entity("Ownership", "SASAC (60%)"),
    entity("Held by", "China Government Bond Fund LLC"),
    entity("股东", "江西省国资委"),
    entity("株主", "中国政府"),
    entity("주주", "중국 정부"),
    entity("Gesellschafter", "Regierung der Volksrepublik China"),
    entity("actionnaire", "Gouvernement chinois"),
    entity("accionista", "Gobierno de China"),
    entity("parent", "Russian Ministry of Finance"),
    entity("Ownership", "SOE"),
    line("Refiner owner", "Government of China"),
    line("Plant owner", "Shanghai Municipal Government"),
    step("owner", "Government of China"),
    part("owner", "Government of Iran"),
    holding("owner type", "Chinese government"),
    # who is a FEOC, designated, or a state's
    line("FEOC compliant", "0"),
    line("FEOC questionnaire result", "fail"),
    line("FEOC comment", "legal says it is one"),
    line("No China content", "no"),
    line("FEOC compliant", "50%"),
    line("Chinese content", "30%"),
    line("FEOC", "yes"),
    line("FEOC", "unknown"),
    line("FEOC", "?"),
    line("FEOC", "to be confirmed"),
    line("FEOC compliant", "TBD"),
    line("FEOC status", "not approved"),
    bom(virgin(), Vehicle=[{"field": "model", "value": "M", "FEOC": "yes"}]),
    line("FEOC", "TRUE"),
    line("FEOC", "1"),
    line("FEOC?", "Y"),
    line("FEOC status", "FEOC"),
    line("FEOC status", "under investigation"),
    line("FEOC risk", "high"),
    line("FEOC", "not cleared"),
    line("FEOC", "no longer compliant"),
    line("FEOC compliant", "no"),
    line("FEOC-free", "nein"),
    line("non-FEOC", "N"),
    line("Sanctioned", "Y"),
    line("Sanctions", "SDN"),
    line("OFAC", "hit"),
    line("Entity List", "listed 2023"),
    line("制裁", "是"),
    line("国有", "是"),
    line("国有企業", "はい"),
    line("국유", "예"),
    line("sanktioniert", "ja"),
    line("sanctionné", "oui"),
    line("empresa estatal", "sí"),
    line("Staatsanteil", "51%"),
    entity("state-owned", "yes"),
    entity("State owned", "51%"),
    entity("state ownership %", "30"),
    entity("SOE", "x"),
    entity("Government owned", "partly"),
    entity("FEOC", "yes"),
    part("FEOC", "yes"),
    step("sanctioned", "yes"),
    holding("state-owned", "true"),
    line("FEOC判定", "是"),
    line("FEOC여부", "예"),
    line("FEOC状态", "是"),
    line("是否FEOC", "是"),
    line("SDN名单", "是"),
    line("FEOC風険", "高"),
    line("PRC ownership %", "40"),
    line("Chinese ownership", "40%"),
    line("PRC-owned", "yes"),
    line("Chinese owned", "yes"),
    line("SASAC-owned", "yes"),
    line("gov share", "51%"),
    line("gov. stake %", "51"),
    line("state shareholding %", "60"),
    line("国营", "是"),
    line("étatique", "oui"),
    line("entity of concern", "yes"),
    line("country of concern", "yes"),
    line("covered entity", "yes"),
    line("우려기업", "예"),
    line("IRA compliant", "no"),
    line("30D eligible", "no"),
    entity("government stake", "51%"),
    # an attestation that is not in hand
    line("attestation on file", "no"),
    line("attestation on file", "with legal"),
    line("certificate on file?", "no"),
    line("signed declaration on file", "pending"),
    line("cert status", "pending"),
    line("letter status", "requested"),
    line("Attest Status", "offen"),
    line("Attestierungsstatus", "offen"),
    line("attested?", "no"),
    line("attested", "no"),
    line("FEOC letter", "no"),
    line("letter received", "no"),
    line("attestation date", "refused"),
    line("attestation remarks", "refused by supplier"),
    line("attestation period", "2023-2024"),
    line("attestation year", "2023"),
    line("attestation year", "pending"),
    line("estado de la atestación", "vencida"),
    line("Certificate status", "ISO 9001 expired"),
    line("Declaration status", "CMRT received, FEOC pending"),
    line("FEOC / CMRT declaration status", "pending"),
    line("attestation status", "pending"),
    line("attestation status", "unknown"),
    line("Attestation state", "expired"),
    line("certificate status", "requested 2025-05-01"),
    line("attestation signed?", "no"),
    line("Attestation received", "partly"),
    line("Status der Bescheinigung", "angefordert"),
    line("statut du certificat", "en attente"),
    line("estado del certificado", "pendiente"),
    line("证明状态", "待定中"),
    line("証明書の状態", "申請中"),
    line("증명서 상태", "대기중"),
    entity("attestation status", "withdrawn"),
    part("attestation status", "draft"),
    # a status or a result that names no subject, beside a supplier
    *(line(heading, cell) for heading in ("Status", "Screening result", "Supplier status") for cell in VERDICTS),
    line("Screening result", "pending"),
    line("Screening result", "TBD"),
    line("Compliance status", "non-compliant"),
    line("Result", "prohibited 2025-03-01"),
    line("Legal review", "prohibited foreign entity"),
    line("Category", "SFE"),
    line("PFE content", "40 %"),
    line("foreign content", "0.4"),
    entity("Status", "not cleared"),
    step("Status", "FEOC"),
    part("Status", "prohibited"),
    holding("Status", "SFE"),
    # or has ended, or may have
    line("attestation expiry", "2024-12-31"),
    line("attestation expiry", "2025-06-29"),
    line("Attestation valid until", "12/31/2024"),
    line("Attestation expires", "05/07/2025"),  # the fifth of July, or the seventh of May
    line("Attestation expires", "Dec 2024"),
    line("Attestation expires", "2024"),
    line("certificate expiry date", "expired"),
    line("Attestation expiry", "soon"),
    line("valid until", "2024-12-31"),  # beside feoc_attestation
    line("Expiry date", "2024-12-31"),
    line("有效期至", "2024-12-31"),
    line("Bescheinigung gültig bis", "31.12.2024"),
    line("证明有效期", "2024年12月31日"),
    line("증명서 만료일", "2024-12-31"),
    entity("attestation expiry", "2024-12-31"),
]


def test_a_column_against_the_verdict(judge_each: JudgeEach) -> None:
    for tables, got in zip(AGAINST, judge_each(AGAINST, *PLACED), strict=True):
        cells = [len(found["cells"]) for found in got.report["findings"] if found["code"] == "COLUMN-ADVERSE"]
        assert (got.status, cells) == ("unreadable", [2]), tables


HARMLESS = [
    line("plant", "St. Louis MO"),
    line("plant", "Ulsan plant, South Korea"),
    line("공장", "울산시 공장"),
    line("地域", "アイランド工場"),
    line("工場", "大阪府堺市"),
    line("plant", "Republic of China (Taiwan) plant"),
    line("plant remarks", "no longer shipped via China"),
    line("Refiner owner", "Jane Doe"),
    line("Refiner owner", "Shanghai Metals Co"),
    line("Refiner owner", "Government of Canada"),
    entity("Shareholder", "Korea National Pension Service"),
    entity("Owned by", "public shareholders"),
    entity("Parent company", "Albemarle Corporation"),
    line("processing province", "Ontario"),
    line("region", "Northern Europe"),
    line("region", "EMEA"),
    line("state", "NV"),
    line("Remarks", "Xinjiang cotton is not ours"),
    *(line("Status", cell) for cell in ("Active", "Released", "Obsolete", "Pass", "pending", "non-PFE", "unknown")),
    *(line("Supplier status", cell) for cell in ("approved", "preferred", "blocked", "not approved")),
    *(line("Screening result", cell) for cell in ("pass", "cleared", "no hits", "not a PFE", "n/a")),
    *(line(heading, "fail") for heading in ("PPAP status", "Lifecycle status", "Test result", "Supplier rating")),
    line("Approved", "no"),
    line("Part no.", "PFE-100"),
    line("Prefix code", "SFE"),
    line("REACH", "no"),
    line("RoHS", "compliant"),
    line("Lead time", "TBD"),
    line("Moisture content", "40%"),
    line("FEOC compliant", "1"),
    line("FEOC compliant", "100%"),
    line("Chinese content", "0%"),
    line("FEOC", "no"),
    line("FEOC", "No FEOC involvement"),
    line("FEOC", "not a FEOC"),
    line("FEOC", "0"),
    line("FEOC", "-"),
    line("FEOC", "n/a"),
    line("FEOC", "2025-03-01"),
    line("FEOC status", "Cleared"),
    line("FEOC status", "non-FEOC"),
    line("FEOC compliant", "yes"),
    line("FEOC review date", "2025-03-01"),
    line("FEOC reviewer", "J. Doe"),
    line("FEOC reference", "R-12"),
    line("Sanctioned", "N"),
    line("Sanctions", "no hits"),
    line("制裁", "否"),
    entity("state-owned", "no"),
    entity("state ownership %", "0"),
    entity("Government owned", "privately held"),
    line("attestation status", "signed"),
    line("attestation status", "Received 2025-03-01"),
    line("attestation status", "ok"),
    line("attestation status", ""),
    line("证明状态", "有效"),
    line("attestation file", "att-7.pdf"),
    line("attestation expiry", "2025-06-30"),
    line("attestation expiry", "2027-12-31"),
    line("attestation expiry", "12/31/2027"),
    line("attestation expiry", "no expiry"),
    line("attestation expiry", "n/a"),
    line("Quote status", "pending"),
    # beside feoc_attestation
    line("Price valid until", "2024-12-31"),
    line("Contract end", "2024-12-31"),
    line("Quote expiry", "2024-12-31"),
    line("Shelf life end", "2024-12-31"),
    line("Warranty expires", "2024-12-31"),
    line("End of life", "2024-12-31"),
    line("合同到期", "2024-12-31"),
    # other papers, and what a government takes or gives
    line("Government royalty", "5%"),
    line("Government grant", "DOE"),
    line("Government incentive program", "AMTEC"),
    line("Certificate status", "ISO 9001 valid"),
    line("Declaration status", "CMRT received"),
    line("ISO certificate status", "pending"),
    line("Certificate of origin", "no"),
    line("Attestation required", "no"),
    line("attestation date", "2025-03-01"),
    line("attestation remarks", "no comments"),
    line("attestation remarks", "signed by J. Doe"),
    line("attestation on file", "yes"),
    line("attestation number", "ATT-7"),
    line("attestation year", "2025"),
    line("attestation period", "2024-2026"),
    line("IRA compliant", "yes"),
    line("FEOC判定", "否"),
    bom({"line": "1", "quote": "Q", "valid until": "2024-12-31"} | virgin()),
    # an inquiry, who does it, its papers
    line("FEOC questionnaire", "sent 2025-01-10"),
    line("FEOC questionnaire received", "pending"),
    line("FEOC review owner", "J. Smith"),
    line("FEOC memo", "12"),
    line("FEOC comment", "cleared by legal 2025-03"),
    line("FEOC comment", "see FEOC memo 12"),
    line("Sanctions check", "done 2025-01-10"),
    line("Denied party screening", "0 hits"),
    line("Attestation received on", "2025-02-01"),
    line("Langzeitlieferantenerklärung", "fehlt"),
    line("USMCA certificate", "expired"),
    line("No China content", "yes"),
    # a place where nothing is made
    line("Contact city", "Shanghai"),
    line("Sales office", "Hong Kong"),
    line("Tooling country", "CN"),
    line("Language", "CN"),
]


def test_a_harmless_column(judge_each: JudgeEach) -> None:
    for tables, got in zip(HARMLESS, judge_each(HARMLESS, *PLACED), strict=True):
        assert (got.codes & {"COLUMN-ADVERSE", "COLUMN-OF-PLACES"}, got.status) == (set(), "pass"), tables


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (("-d", "2025-01-01"), "unreadable"),
        (("-d", "2024-12-31"), "pass"),
        (("-y", "2024"), "pass"),
        (("-y", "2025"), "unreadable"),  # it ends on one of the days
        (("-d", "2023-12-31"), "pass"),  # nothing is screened
    ],
)
def test_the_day_of_the_verdict_decides(judge: Judge, day: tuple[str, str], status: str) -> None:
    tables = bom(virgin() | {"attestation expiry": "2024-12-31"})
    assert judge(tables, *day, "-a", "2023-06-01").status == status


@pytest.mark.parametrize(("day", "status"), [("2023-12-31", "pass"), ("2024-01-01", "unreadable")])
def test_a_components_attestation_that_ended_counts_from_their_screen_on(judge: Judge, day: str, status: str) -> None:
    """In 2024 components are screened and minerals are not."""
    assert judge(part("attestation expiry", "2023-06-30"), "-d", day, "-a", "2023-06-01").status == status


def test_the_day_that_the_sheet_states_decides(judge: Judge) -> None:
    tables = bom(virgin() | {"attestation expiry": "2024-12-31"})
    for day, status in (("2025-01-01", "unreadable"), ("2024-12-31", "pass")):
        assert judge(tables | {"Vehicle": [{"field": "placed_in_service", "value": day}]}).status == status


@pytest.mark.parametrize(
    ("heading", "value", "status"),
    [
        ("attestation expiry", datetime.date(2024, 12, 31), "unreadable"),
        ("attestation expiry", datetime.date(2026, 12, 31), "pass"),
        ("FEOC", True, "unreadable"),
        ("FEOC", False, "pass"),
        ("state-owned", 0.51, "unreadable"),
        ("state-owned", 0, "pass"),
    ],
)
def test_cells_of_a_workbook(judge: Judge, tmp_path: Path, heading: str, value: Any, status: str) -> None:
    book = openpyxl.Workbook()
    row = virgin()
    book.active.append([*row, heading])
    book.active.append([*row.values(), value])
    book.active["B2"] = 100
    book.save(tmp_path / "bom.xlsx")
    assert judge(tmp_path / "bom.xlsx", *PLACED).status == status


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("FEOC", "yes"), ("attestation status", "pending"), ("attestation expiry", "2024-12-31"), ("region", "Xinjiang")],
)
def test_the_line_that_the_message_offers_settles_it(judge: Judge, tmp_path: Path, heading: str, cell: str) -> None:
    path = write_xlsx(line(heading, cell), tmp_path / "bom.xlsx")
    (found,) = [f for f in judge(path, *PLACED).report["findings"] if f["severity"] == "error"]
    offered = found["message"].partition("write ")[2].partition(" under [bom.columns] in a columns file")[0]
    (tmp_path / "columns.toml").write_text(f"[bom.columns]\n{offered}\n", "utf-8")
    settled = judge(path, *PLACED, "--columns", str(tmp_path / "columns.toml"))
    left = settled.finding("COLUMN-EXCLUDED")
    assert (settled.status, left["severity"], left["cells"]) == ("pass", "warning", found["cells"])
    assert f'the column "{heading}" is excluded by the columns file, but' in left["message"]
    assert cell in left["message"]


@pytest.mark.parametrize(
    ("heading", "cell"), [("FEOC", "no"), ("attestation expiry", "2026-12-31"), ("region", "Ohio"), ("remarks", "x")]
)
def test_a_harmless_column_is_excluded_without_a_word(judge: Judge, tmp_path: Path, heading: str, cell: str) -> None:
    (tmp_path / "columns.toml").write_text(f'[bom.columns]\n"{heading}" = ""\n', "utf-8")
    got = judge(line(heading, cell), *PLACED, "--columns", str(tmp_path / "columns.toml"))
    assert (got.status, "COLUMN-EXCLUDED" in got.codes) == ("pass", False)


def test_a_column_without_a_name_that_holds_a_government(judge: Judge) -> None:
    found = judge(entity("", "Government of China"), *PLACED).finding("COLUMN-ADVERSE")
    assert found["cells"] == ["Entities!G2"]


@pytest.mark.parametrize(
    ("cell", "number_format", "shown"),
    [(0.1, "0%", "10%"), (0.07, "0.00%", "7%"), (20, "General", "20"), (0.1, "0.0", "0.1")],
)
def test_a_number_is_quoted_as_the_sheet_shows_it(
    judge: Judge, tmp_path: Path, cell: float, number_format: str, shown: str
) -> None:
    book = openpyxl.load_workbook(write_xlsx(entity("State ownership %", "1"), tmp_path / "bom.xlsx"))
    book["Entities"]["G2"].value, book["Entities"]["G2"].number_format = cell, number_format
    book.save(tmp_path / "bom.xlsx")
    message = judge(tmp_path / "bom.xlsx", *PLACED).finding("COLUMN-ADVERSE")["message"]
    assert f'it contains "{shown}"; to exclude it' in message


@pytest.mark.parametrize("heading", ["FEOC attestation received?", "Attestation received", "Bestätigung liegt vor"])
def test_a_column_that_may_hold_the_attestations(judge: Judge, tmp_path: Path, heading: str) -> None:
    row = virgin() | {heading: "ATT-2025-07"}
    path = write_xlsx(
        bom({name: cell for name, cell in row.items() if name != "feoc_attestation"}), tmp_path / "b.xlsx"
    )
    offered = f'"{heading}" = "feoc_attestation"'
    message = judge(path, *PLACED).finding("COLUMN-ADVERSE")["message"]
    assert (
        f"; if it contains the attestations, write {offered} under [bom.columns] in a columns file; to exclude"
        in message
    )
    (tmp_path / "columns.toml").write_text(f"[bom.columns]\n{offered}\n", "utf-8")
    assert judge(path, *PLACED, "--columns", str(tmp_path / "columns.toml")).status == "pass"


@pytest.mark.parametrize("heading", ["FEOC cert", "FEOC-Bestätigung"])
def test_a_heading_of_the_attestations(judge: Judge, heading: str) -> None:
    row = virgin()
    row[heading] = row.pop("feoc_attestation")
    assert judge(bom(row), *PLACED).status == "pass"


NAMES, CELLS = list(virgin()), list(virgin().values())
BLANK = [""] * len(NAMES)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("group", "headings", "cells", "status"),
    [
        ("Attestation", ["status", "valid until"], ["expired", ""], "unreadable"),
        ("Attestation", ["status", "valid until"], ["signed", "2024-01-31"], "unreadable"),
        ("FEOC screening", ["result", "by"], ["yes", "J. Doe"], "unreadable"),
        ("State ownership", ["%", "held in"], ["60", ""], "unreadable"),
        ("Plant", ["code", "name"], ["7", "Ganzhou works"], "unreadable"),
        ("Attestation", ["status", "valid until"], ["signed", "2026-01-31"], "pass"),
        ("FEOC screening", ["result", "by"], ["no", "J. Doe"], "pass"),
        ("State ownership", ["%", "of"], ["0", "Acme"], "pass"),
        ("Quote", ["status", "valid until"], ["expired", "2024-01-31"], "pass"),
    ],
)
def test_a_group_of_headings(
    judge: Judge, tmp_path: Path, group: str, headings: list[str], cells: list[str], status: str, *, merged: bool
) -> None:
    """A group's heading in the row above tells what the headings below it are about."""
    book = openpyxl.Workbook()
    for row in ([*BLANK, "Plot", group], [*NAMES, "Colour", *headings], [*CELLS, "red", *cells]):
        book.active.append(row)
    if merged:
        book.active.merge_cells(start_row=1, end_row=1, start_column=len(NAMES) + 2, end_column=len(NAMES) + 3)
    book.save(tmp_path / "bom.xlsx")
    assert judge(tmp_path / "bom.xlsx", *PLACED).status == status


@pytest.mark.parametrize(("ends", "status"), [("2024-01-31", "unreadable"), ("2026-01-31", "pass")])
def test_headings_merged_down_beside_a_group(judge: Judge, tmp_path: Path, ends: str, status: str) -> None:
    book = openpyxl.Workbook()
    for row in ([*NAMES, "Attestation"], [*BLANK, "status", "valid until"], [*CELLS, "signed", ends]):
        book.active.append(row)
    for column in range(1, len(NAMES) + 1):
        book.active.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    book.active.merge_cells(start_row=1, end_row=1, start_column=len(NAMES) + 1, end_column=len(NAMES) + 2)
    book.save(tmp_path / "bom.xlsx")
    assert judge(tmp_path / "bom.xlsx", *PLACED).status == status


@pytest.mark.parametrize("title", ["FEOC screening", "Attestation register"])
def test_a_title_is_no_group(judge: Judge, tmp_path: Path, title: str) -> None:
    book = openpyxl.Workbook()
    for row in ([title], [*NAMES, "result"], [*CELLS, "yes"]):
        book.active.append(row)
    book.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(NAMES) + 1)
    book.save(tmp_path / "bom.xlsx")
    assert judge(tmp_path / "bom.xlsx", *PLACED).status == "pass"


def test_a_total_is_no_answer(judge: Judge) -> None:
    tables = bom(virgin(), {"mineral": "Total", "value_usd": "100", "FEOC": "1 of 3"})
    tables["BOM"][1].pop("line")
    assert "COLUMN-ADVERSE" not in judge(tables, *PLACED).codes


def test_many_answers_take_no_time_and_one_stays_an_error() -> None:
    """Texts of their own are not kept without end, and the last is looked at as the first is."""
    columns = (HeaderColumn(index=0, cell="BOM!A1", heading="FEOC status"),)
    unread = UnreadColumns(Header(1, 1, columns, 1), "bom", Sheet("BOM", lambda: iter(())))
    for number in range(6_000):
        unread.look(number + 2, [f"no, file {number}"])
    unread.look(99_999, ["yes"])
    unread.report(found := Findings())
    assert [f.cells for f in found.all()] == [["BOM!A1", "BOM!A99999"]]


@pytest.mark.parametrize("heading", ["parent company", "license from", "Remarks"])
def test_the_companies_that_section_154_b_names_say_nothing_by_themselves(judge: Judge, heading: str) -> None:
    judged = judge(entity(heading, "CATL"), *PLACED)
    assert judged.status == "pass", judged.codes


@pytest.mark.parametrize(("cell", "is_error"), [("revoked", True), ("draft", True), ("kept in the safe", False)])
def test_a_remark_on_a_certificate(judge: Judge, cell: str, is_error: bool) -> None:
    paper = {"certificate": "C-1", "supplier": "Acme", "kind": "feoc", "signed_on": "2025-01-15", "Remarks": cell}
    judged = judge(bom(by("Acme"), Entities=[supplier("Acme")], Certificates=[paper]), *PLACED)
    assert ("COLUMN-ADVERSE" in judged.codes) is is_error


FEOCS = [supplier("Sinocell", "CN"), supplier("Temasia", "SG", "30"), supplier("Bora")]


@pytest.mark.parametrize(
    ("tables", "exit_code"),
    [
        (line("real refiner", "Sinocell"), 2),
        (line("Remarks", "toll processed by Temasia"), 2),
        (entity("parent", "Temasia"), 2),
        (entity("technology", "Sinocell Co., Ltd."), 2),
        (part("made by", "Sinocell; Bora"), 2),
        (step("site operator", "Temasia"), 2),
        (holding("held for", "Temasia"), 2),
        (line("real refiner", "Bora"), 0),
        (line("customer", "Sinocell"), 0),
        (line("Remarks", "not Sinocell"), 0),
        (entity("Owned by", "Bora"), 0),
    ],
)
def test_a_feoc_of_the_sheets_in_a_column_that_is_not_read(judge: Judge, tables: Tables, exit_code: int) -> None:
    given = tables | {"Entities": [*tables.get("Entities", []), *FEOCS]}
    got = judge(given, *PLACED)
    assert (got.exit_code, "COLUMN-ADVERSE" in got.codes) == (exit_code, exit_code == 2), got.codes


def test_a_feoc_that_the_sheets_state_as_an_owner_is_no_news(judge: Judge) -> None:
    given = entity("parent", "Temasia") | {"Ownership": []}
    given["Entities"] += FEOCS
    given["Ownership"] = [{"owner": "Temasia", "owned": "Acme", "equity_pct": "5", "votes_pct": "5", "board_pct": "5"}]
    assert judge(given, *PLACED).exit_code == 0
    assert judge(given, "-d", "2023-06-30", "-a", "2023-06-01").exit_code == 0
    del given["Ownership"]
    assert judge(given, *PLACED).exit_code == 2
    assert judge(given, "-d", "2023-06-30", "-a", "2023-06-01").exit_code == 0  # before the screen


def test_an_owner_on_the_sanctions_list_in_a_column_that_is_not_read(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "sdn.csv").write_text(
        '36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n'
    )
    sdn = ("--sdn", str(tmp_path / "sdn.csv"), "--sdn-date", "2025-06-01")
    for heading, with_list in (("Parent", 2), ("Main customer", 0), ("Batch", 0)):
        given = line(heading, "Aerocaribbean Airlines")
        assert (judge(given, *PLACED).exit_code, judge(given, *PLACED, *sdn).exit_code) == (0, with_list)
