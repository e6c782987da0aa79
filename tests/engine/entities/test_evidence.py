"""Evidence: what an attestation cell may hold, and certificates, judged on the days of the verdict (contract.md 6)."""

import datetime
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged, JudgeEach, Row, Tables, bom, by, supplier, virgin, write_xlsx
from random_boms import write_csv

DAY = ("-d", "2025-06-01")

# What a cell may say ------------------------------------------------------------------------------------------------

IN_HAND = {
    "a reference": "ATT-2025-07|Att.7|att-7|FEOC-KR-0012|NON-FEOC-2025-07|NI/2025/014|A1b2c3d4|SIN-2025-07|Ref:2025-1",
    "a number": "No. 12|No.12|Nr. 12|Nr.7|#7|# 7|№ 12|Nº 12|N° 12|第12号|编号 12|번호 12",
    "a number of a document": "Att. No. 12|Cert. Nr. 4711|Att.No.12|Cert. #3|Certificate no 12|Att. No. 2025",
    "a date": "2025-03-14|2025/03/14|2025.3.14|14.03.2025|03/14/2025|14/03/2025|2022-01-01|2025-03-14 00:00:00",
    "a date in words": "14 March 2025|March 14, 2025|14-Mar-2025|14. März 2025|14 mars 2025|14 de marzo de 2025",
    "a date in signs": "2025年3月14日|2025 年 3 月 14 日|2025년 3월 14일",
    "English": "yes|Yes.|YES|signed|received|on file|in hand|TRUE|✓|signed and received|yes - on file",
    "German": "ja|unterschrieben|unterzeichnet|erhalten|liegt vor|unterschrieben am 14.03.2025|erhalten: Nr. 12",
    "French": "oui|signé|signée|reçue|au dossier|signée le 14 mars 2025|reçu, ATT-7",
    "Spanish": "sí|si|firmado|recibida|en archivo|firmado el 14/03/2025",
    "Chinese": "是|已签署|已收到|已存档|已收到2025-03-14|2025年3月14日签署|已簽署",
    "Japanese": "はい|署名済み|受領済|保管済み|受領済 2025-03-14|証明書 第7号",
    "Korean": "예|서명 완료|수령|접수됨|보관 중|2025-03-14 수령",
    "other forms": "14-Mar-25|2025. 3. 14.|2025. 3. 14. 수령|有，编号ATT-2025-07|编号ATT-7|有, ATT-7"
    "|DocuSign 2025-03-14|Signed by CEO 2025-03-14|signed by the CFO|ATT-20250314|ATT-14.03.2025|SUP-4711|GLN2025-01"
    "|pack-att-12|FEOCATT2025|SupplierCert-12|Nickel-2025-01|CHILE-7|4f1c0b2e-89ab-4cde-8f01-abcdefabcdef|ATT-2025-07_signed",
    "together": "NI-2025-014, 2025-01-20|ATT-7 (2025-03-14)|ATT-7 vom 14.03.2025|signed 2025-03-14|signed on 2025-03-14"
    "|yes, ATT-7|certificate ATT-7|No. 12 of 2025-03-14|signed attestation ATT-7 2025-03-14",
}
NOT_IN_HAND = {
    "the cases of public files": "exp 2024-12-31|valid until 2024-12-31|FEOC: yes|yes except site 2|已请求 2025-01-01"
    "|ETA 2025-03|pend. 2025-01|aguardando 2025|1899-12-31|00.00.0000",
    "a token of refusal or waiting": "pending-2025|requested#12|ATTPending-7|NotSigned-2025|unsigned-2025|TBD-2025"
    "|n/a-2025"
    "|expired-2024-12|draft-3|sent-2025|ETA2025-03|void-7|by-no-means-7|expected2025",
    "the same in six languages": "ausstehend-2025|angefordert-7|abgelaufen2024|nicht-2025|demandé-2025|expirée-2024"
    "|refusé-7"
    "|pendiente-2025|solicitado-7|vencida-2024|请求2025-01-01|ATT-7请求"
    "|待签2025|申請中-7|受領予定-7|요청-2025|만료-2024|未-7",
    "waiting beside a date or a reference": "requested 2025-01-31|sent 2025-01-02|to be signed 2025-08-01|ATT-6 draft"
    "|ATT-14 (withdrawn)|signed, expired|yes but 2024|angefordert am 14.01.2025|demandé le 14/01/2025|due 2025-08-01"
    "|from 2026-01-01|until 2024-12-31|gültig bis 31.12.2024|valable jusqu'au 31/12/2024|válido hasta 31/12/2024",
    "a word that nobody knows": "inprogress7|processing7|onhold7|nosig7|nosign7|received NOsig1|received (unsign1)"
    "|for-signature-2025|unexecuted-7|delayed7|postponed7|tentative7|provisional-7|preliminary-7|proforma7|upcoming-7"
    "|probably1|followup3|chaser-2|notprovided7|noresponse7|nodoc1|retracted7|annulled7|obsolete7|outdated7|waived-7"
    "|exempt7|nachgereicht-7|zu-unterschreiben-7|encours-5|a-signer-5|sin-firma-5|por-firmar-5|en-tramite-5"
    "|deferred9|Kansai-2025-07|No. 7inprogress|ATT-7-frozen|zurückgestellt-7|nogometa7|invalidated-7|ATT7lapsing",
    "a short word against it": "WIP2|unsign7|to-sign-7|plan2025|nil-1|nyr7|tbs-7|N0NE|n0t-rece1ved|N0T-7|p3nd-7"
    "|n/r7|k.A.7|n.v.7|o/s-7|w/o-7|half-1|pas-5|sans-5|por-5|bald-3|Err:502|signed Err:502|zu-7",
    "a part of several": "1of3|signed 2of3|signed 1-of-2|received 3-of-5|2von3|1_of_2|ATT-1of2",
    "a time to come": "mid-2025|end-2025|late-2025|by-2025-12|by2025|30d|10d|4wks|3mo|180days|6mths|14Tage|2Wochen",
    "nothing": "#0|No. 0|0x0|ATT-0|ATT-000|Nr. 00",
    "a day to come": "ATT-20300101|ATT-01.01.2030|signed-20300101|ATT_2030/01/01|signed (ATT-01012030)|ATT-14-Mar-2030",
    "unfinished": "signed on|ja am|received of|signed by|ATT-7 dated|signé le|signed and",
    "refusal": "no|No|none|nein|non|否|なし|없음|no 12|No. 2025|No. 2025-01-01|not signed|未签署|未收到"
    "|미수령|not on file",
    "doubt": "yes?|ATT-7?|maybe|yes / no|Y/N|oral|verbal yes|see mail|supplier says yes|一部受領|部分收到",
    "a bare year or number": "2025|2024|12|45992|1|0|3.14|2025年|in 2025",
    "a period": "Q3-2025|2025-Q3|3Q25|Q3/25|H2-2025|H2 2025|KW12-2025|FY2025|CY25|Mar-2025|März 2025|2025-03|03/2025"
    "|W12"
    "|2025年3月|S1-2025|T3-2025",
    "no date of a calendar": "2025-02-30|2025-13-01|31.04.2025|1900-01-00|1904-01-01|00:00:00|2021-12-31|1999-01-01",
    "no word, reference or date": "letter|certificate|attestation|Kansai|A|x|X|crosses|2nd|ATT 5"
    "|supplier letter 7|FEOC|*",
}


def texts(table: dict[str, str]) -> list[str]:
    return [text for row in table.values() for text in row.split("|")]


def judged(judge_each: JudgeEach, written: list[str], place: str = "feoc_attestation") -> dict[str, Judged]:
    """The verdict on each text in a bill of materials of its own."""
    return dict(zip(written, judge_each([bom(by("", **{place: text})) for text in written], *DAY), strict=True))


@pytest.mark.parametrize("kind", IN_HAND)
def test_in_hand(judge_each: JudgeEach, kind: str) -> None:
    for text, got in judged(judge_each, IN_HAND[kind].split("|")).items():
        assert (text, got.status, "ATTESTATION-NOT-IN-HAND" in got.codes) == (text, "pass", False)


@pytest.mark.parametrize("kind", NOT_IN_HAND)
def test_not_in_hand_and_said_so_at_the_cell(judge_each: JudgeEach, kind: str) -> None:
    for text, got in judged(judge_each, NOT_IN_HAND[kind].split("|")).items():
        found = [f for f in got.report["findings"] if f["code"] == "ATTESTATION-NOT-IN-HAND"]
        assert (text, got.status, [f["cells"] for f in found]) == (text, "incomplete", [["BOM!F2"]])
        assert "Write the id of a row in the sheet Certificates" in found[0]["message"]


REFERENCES_OF_A_NAME = [
    ("KANSAI-2025-07", "Kansai Electrode", "pass"),
    ("KansaiElectrode-7", "Kansai Electrode Co., Ltd.", "pass"),
    ("AttKansai-7", "Kansai Electrode", "pass"),
    ("KANSAI-pending-7", "Kansai Electrode", "incomplete"),
    ("KANSAI-deferred-7", "Kansai Electrode", "incomplete"),
    ("KANSAI-2025-07", "Kobe Electrode", "incomplete"),
]


@pytest.mark.parametrize(("written", "name", "status"), REFERENCES_OF_A_NAME)
def test_a_name_in_a_reference_stands_in_the_file(judge: Judge, written: str, name: str, status: str) -> None:
    of_line = bom(by(name, feoc_attestation=written))
    of_entity = bom(by(name), Entities=[{"entity": name, "attestation": written}])
    of_certificate = bom(
        by("", feoc_attestation=written), Certificates=[ATT_7 | {"certificate": "B-9", "supplier": name}]
    )
    for tables in (of_line, of_entity, of_certificate):
        got = judge(tables, *DAY)
        assert got.status == status
        assert ("not a word for a document" in str(got.report["findings"])) == (
            status == "incomplete" and "-pending" not in written
        )


def test_the_tables_hold_enough() -> None:
    assert len(texts(IN_HAND)) >= 60 and len(texts(NOT_IN_HAND)) >= 60


def test_a_cell_without_a_word_is_nothing_to_report(judge: Judge) -> None:
    for text in ("", "unknown", "n/a", "tbd", "?", "-"):
        got = judge(bom(by("", feoc_attestation=text)), *DAY)
        assert (got.status, "ATTESTATION-NOT-IN-HAND" in got.codes) == ("incomplete", False)


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("2025", "a bare year"),
        ("45992", "a bare number"),
        ("Q3-2025", "another period"),
        ("2025-02-30", "that day does not exist"),
        ("2021-12-31", "before 2022-01-01"),
        ("1899-12-31", "day 0"),
        ("requested#12", '"requested#12"'),
        ("已请求 2025-01-01", '"请求"'),
        ("ATT-7 pending", '"pending"'),
        ("see supplier", "no reference, no date"),
    ],
)
def test_what_was_understood(judge: Judge, written: str, understood: str) -> None:
    found = judge(bom(by("", feoc_attestation=written)), *DAY).finding("ATTESTATION-NOT-IN-HAND")
    assert understood in found["message"]
    assert found["severity"] == "warning"


MARCH = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("value", "number_format", "status"),
    [
        (datetime.date(2025, 3, 14), "yyyy-mm-dd", "pass"),
        (
            datetime.datetime(2025, 3, 14, 9, 30),  # noqa: DTZ001
            "dd.mm.yyyy hh:mm",
            "pass",
        ),
        (0, "yyyy-mm-dd", "incomplete"),
        (1, "yyyy-mm-dd", "incomplete"),
        (45730, "General", "incomplete"),
        (45730, "yyyy-mm-dd", "pass"),
        (2025, "0", "incomplete"),
        (True, "General", "pass"),
        (False, "General", "incomplete"),
        ("2025-03-14", "@", "pass"),
        (MARCH, "mmm-yy", "incomplete"),
        (MARCH, "mmmm yyyy", "incomplete"),
        (MARCH, "d-mmm", "incomplete"),
        (MARCH, "yyyy", "incomplete"),
        (MARCH, "hh:mm", "incomplete"),
        (MARCH, '"Q1" yyyy', "incomplete"),
        (MARCH, '"pending" yyyy-mm-dd', "incomplete"),
        (MARCH, '"expired "yyyy-mm-dd', "incomplete"),
        (MARCH, 'yyyy-mm-dd" due"', "incomplete"),
        (MARCH, r"\n\o\t yyyy-mm-dd", "incomplete"),
        ("ATT-7", '"not "@', "incomplete"),
        ("yes", '@" - pending"', "incomplete"),
        (True, '"no"', "incomplete"),
        (MARCH, "d-mmm-yy", "pass"),
        (MARCH, "m/d/yy", "pass"),
        (MARCH, "mm-dd-yy", "pass"),
        (MARCH, '[$-C0A]d" de "mmmm" de "yyyy', "pass"),
        (MARCH, 'yyyy"年"m"月"d"日"', "pass"),
        (MARCH, "[$-F800]dddd, mmmm dd, yyyy", "pass"),
        (MARCH, r"yyyy\-mm\-dd;@", "pass"),
        ("ATT-7", "@", "pass"),
        (True, "0", "pass"),
    ],
)
def test_cells_of_a_workbook(judge: Judge, tmp_path: Path, value: object, number_format: str, status: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["BOM"]["F2"] = value
        book["BOM"]["F2"].number_format = number_format

    assert judge(write_xlsx(bom(by("")), tmp_path / "pack.xlsx", change), *DAY).status == status


@pytest.mark.parametrize(("number_format", "status"), [("mmm-yy", "incomplete"), ("yyyy-mm-dd", "pass")])
@pytest.mark.parametrize("cell", ["C2", "D2"])
def test_the_dates_of_a_certificate_in_a_workbook(
    judge: Judge, tmp_path: Path, number_format: str, status: str, cell: str
) -> None:
    row = ATT_7 | {"valid_until": "2025-12-31"}
    path = write_xlsx(bom(by("Acme", feoc_attestation="ATT-7"), Certificates=[row]), tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(path)
    book["Certificates"][cell] = datetime.date(2025, 3, 1) if cell == "C2" else datetime.date(2025, 12, 31)
    book["Certificates"][cell].number_format = number_format
    book.save(path)
    assert judge(path, *DAY).status == status


# A date more than a year after the verdict's ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "placed", "status"),
    [
        ("2026-06-01", ("-d", "2025-06-01"), "pass"),
        ("2026-06-02", ("-d", "2025-06-01"), "incomplete"),
        ("signed 2026-06-02", ("-d", "2025-06-01"), "incomplete"),
        ("ATT-7, 2026-06-02", ("-d", "2025-06-01"), "incomplete"),
        ("signed-2031-01-01", ("-d", "2025-06-01"), "incomplete"),
        ("02.06.2026", ("-d", "2025-06-01"), "incomplete"),
        ("2026-01-01", ("-y", "2025"), "pass"),
        ("2026-01-02", ("-y", "2025"), "incomplete"),
        ("2028-02-29", ("-d", "2027-02-28", "-a", "2025-09-01"), "incomplete"),
        ("2028-02-29", ("-d", "2027-03-01", "-a", "2025-09-01"), "pass"),
    ],
)
def test_a_year_ahead(judge: Judge, written: str, placed: tuple[str, ...], status: str) -> None:
    line = by("", feoc_attestation=written)
    of_entity = bom(by("Acme"), Entities=[{"entity": "Acme", "attestation": written}])
    for tables in (bom(line), of_entity):
        got = judge(tables, *placed)
        assert got.status == status
        assert ("more than a year after" in str(got.report["findings"])) == (status == "incomplete")


@pytest.mark.parametrize("other", ["2027-01-01", "ATT-8"])
def test_lines_that_only_their_evidence_tells_apart(judge: Judge, other: str) -> None:
    """The other choice of a reading is taken for the lines as they are: none is attested by its neighbor."""
    lines = [by("", at="JP", feoc_attestation=written) for written in ("yes", other)]
    lapsed = {"certificate": "ATT-8", "kind": "feoc", "signed_on": "2025-01-10", "valid_until": "2025-01-31"}
    got = judge(bom(*lines, Certificates=[lapsed]), *DAY)
    assert got.status == "incomplete"
    readings = got.report["readings"]
    assert {r["id"]: r["verdict_otherwise"] for r in readings if r["decides"]} == {}


# Certificates -------------------------------------------------------------------------------------------------------

ATT_7 = {"certificate": "ATT-7", "kind": "feoc", "signed_on": "2025-01-10"}


def certified(*certificates: Row, line: Row | None = None, **sheets: list[Row]) -> Tables:
    """One line by Acme whose attestation cell names ATT-7."""
    return bom(line or by("Acme", feoc_attestation="ATT-7"), Certificates=list(certificates), **sheets)


NO_SIGNATORY = [
    "to be signed",
    "CEO (to sign)",
    "nobody",
    "0",
    "x",
    "none",
    "no",
    "yes",
    "tbd",
    "?",
    "pending",
    "unsigned",
    "for signature",
    "zu unterschreiben",
    "niemand",
    "à signer",
    "por firmar",
    "nadie",
    "待签",
    "署名待ち",
    "서명 예정",
    "A",
    "1234",
]
SIGNATORIES = [
    "J. Alt",
    "Maria de la Cruz, CEO",
    "Dr. Zu Ende",
    "CEO",
    "王伟",
    "김민수",
    "A. By",
    "X. Li",
    "Jo For S.A.",
]
CERTIFICATES: list[tuple[str, Row, str]] = [
    ("it is signed", {}, ""),
    ("its period covers the day", {"valid_from": "2025-06-01", "valid_until": "2025-06-01"}, ""),
    ("it is the line's supplier's", {"supplier": "Acme"}, ""),
    ("case makes no difference", {"supplier": " ACME "}, ""),
    ("the kind in words", {"kind": "FEOC attestation"}, ""),
    ("it begins later", {"valid_from": "2025-06-02"}, "Certificates!D2"),
    ("it has lapsed", {"valid_until": "2025-05-31"}, "Certificates!D2"),
    ("its end is not known", {"valid_until": "TBD"}, "Certificates!D2"),
    ("its end could be two days", {"valid_until": "03/04/2026"}, "Certificates!D2"),
    ("its end is no day", {"valid_until": "2025-06-31"}, "Certificates!D2"),
    ("it is unsigned", {"signed_on": ""}, "Certificates!C2"),
    ("its signature is awaited", {"signed_on": "pending"}, "Certificates!C2"),
    ("it is signed in a year", {"signed_on": "2025"}, "Certificates!C2"),
    ("it is older than the law", {"signed_on": "2021-12-31"}, "Certificates!C2"),
    ("it is to be signed in the far future", {"signed_on": "2026-06-02"}, "Certificates!C2"),
    ("nobody signed it", {"signed_by": "not signed"}, "Certificates!D2"),
    *((f"signed by {text}", {"signed_by": text}, "Certificates!D2") for text in NO_SIGNATORY),
    *((f"{text} signed it", {"signed_by": text}, "") for text in SIGNATORIES),
    *((f"perjury: {text}", {"perjury": text}, "Certificates!D2") for text in ("no", "No", "nein", "否", "false")),
    *((f"upstream: {text}", {"knows_of_none_upstream": text}, "Certificates!D2") for text in ("no", "non", "0")),
    ("under penalties of perjury", {"perjury": "yes"}, ""),
    ("it is not known whether so", {"perjury": "unknown"}, "Certificates!D2"),
    ("knows of none", {"knows_of_none_upstream": "ja"}, ""),
    ("it is another supplier's", {"supplier": "Other"}, "Certificates!D2"),
    ("it is nobody's that is known", {"supplier": "various"}, "Certificates!D2"),
    ("it is of another kind", {"kind": "not-pfe"}, "Certificates!B2"),
    ("it is of a third kind", {"kind": "cost"}, "Certificates!B2"),
    ("its kind is not known", {"kind": "ISO 9001"}, "Certificates!B2"),
    ("it has no kind", {"kind": ""}, "Certificates!B2"),
]


def naming_it(place: str, certificate: Row) -> Tables:
    """A bill of materials in which ATT-7 is named at a place."""
    if place == "line":
        return certified(certificate)
    if place == "entity":
        return certified(certificate, line=by("Acme"), Entities=[{"entity": "Acme", "attestation": "ATT-7"}])
    part = {"component": "separator", "assembly_country": "US", "entity": "Acme", "feoc_attestation": "ATT-7"}
    return bom(virgin(feoc_attestation="yes"), Components=[part], Certificates=[certificate])


@pytest.mark.parametrize("place", ["line", "entity", "component"])
def test_a_certificate(judge_each: JudgeEach, place: str) -> None:
    cell = {"line": "BOM!F2", "entity": "Entities!B2", "component": "Components!D2"}[place]
    each = judge_each([naming_it(place, ATT_7 | cells) for _, cells, _ in CERTIFICATES], *DAY)
    for (what, _, at), got in zip(CERTIFICATES, each, strict=True):
        (judged,) = got.report["certificates"]
        if not at:
            assert (got.status, judged["status"], judged["why"]) == ("pass", "in_hand", ""), what
            continue
        assert (got.status, judged["status"]) == ("incomplete", "not_in_hand"), what
        found = got.finding("CERTIFICATE-NOT-IN-HAND")
        assert (found["severity"], found["cells"]) == ("warning", [at, cell]), what
        assert judged["why"] in found["message"], what
        assert judged["cells"] == ["Certificates!A2", at], what


@pytest.mark.parametrize(
    ("arguments", "cells", "status"),
    [
        (("-y", "2025"), {"valid_from": "2025-01-01", "valid_until": "2025-12-31"}, "pass"),
        (("-y", "2025"), {"valid_from": "2025-01-02"}, "incomplete"),
        (("-y", "2025"), {"valid_until": "2025-12-30"}, "incomplete"),
        (("-d", "2024-12-31"), {"valid_until": "2024-01-01"}, "pass"),  # minerals are not screened yet
        (("-d", "2025-01-01"), {"valid_until": "2024-12-31"}, "incomplete"),
        ((*DAY, "--screening"), {"valid_until": "2025-05-31"}, "pass"),
    ],
)
def test_every_day_of_the_verdict(judge: Judge, arguments: tuple[str, ...], cells: Row, status: str) -> None:
    assert judge(certified(ATT_7 | cells), *arguments).status == status


NAMED = ["ATT-7", "att-7", " ATT-7 ", "ATT 7", "ATT-7, 2025-01-10", "signed ATT-7", "yes, ATT-7", "ATT7", "Att. ATT-7"]


@pytest.mark.parametrize("written", NAMED)
def test_a_lapsed_certificate_is_named_in_other_words(judge: Judge, written: str) -> None:
    """A reference that would do by itself does not where the sheet says more of it."""
    line = by("Acme", feoc_attestation=written)
    got = judge(certified(ATT_7 | {"valid_until": "2025-01-31"}, line=line), *DAY)
    assert (got.status, "CERTIFICATE-NOT-IN-HAND" in got.codes) == ("incomplete", True)
    assert judge(certified(ATT_7, line=line), *DAY).status == "pass"


@pytest.mark.parametrize(("name", "written"), [("12", "No. 12"), ("12", "12"), ("Kansai letter 7", "kansai  letter 7")])
def test_an_id_may_be_any_text(judge: Judge, name: str, written: str) -> None:
    line = by("Acme", feoc_attestation=written)
    assert judge(certified(ATT_7 | {"certificate": name}, line=line), *DAY).status == "pass"
    lapsed = ATT_7 | {"certificate": name, "valid_until": "2025-01-31"}
    assert judge(certified(lapsed, line=line), *DAY).status == "incomplete"


# The id of the row | how a cell may write it.
SAME_ID = """
ATT\u20131|ATT-1
ATT\u20111|ATT-1
ATT\u22121|ATT-1
ATT\u20141|ATT-1
ATT-1|ATT\u20131
\u0410\u0422\u0422-1|ATT-1
ATT-1|\u0410\u0422\u0422-1
No. 7|#7
Nr. 7|No. 7
Cert. 7|No. 7
7|No. 07
ATT-2024-07|ATT-2024-7
att-2024-7|ATT-2024-007
ATT(1)|ATT1
ATT[1]|ATT-1
certificate ATT-1|ATT-1
ATT-1|certificate ATT-1
ATT-1|ATT-1.pdf
ATT-1.docx|ATT-1
ATT-1|ATT-1_signed
ATT-1 (signed copy)|ATT-1
"""
NEAR_ID = """
KANSAI-2025-07|KANSAY-2025-07
KANSAI-2025-07|KANASI-2025-7
ATT-1|ATTT-1
ATT-2025-07|ATT-2025-07-rev2
"""


@pytest.mark.parametrize("pair", SAME_ID.split("\n")[1:-1])
def test_a_lapsed_certificate_under_another_spelling(judge: Judge, pair: str) -> None:
    name, written = pair.split("|")
    line, named = by("Acme", feoc_attestation=written), ATT_7 | {"certificate": name}
    got = judge(certified(named | {"valid_until": "2025-01-31"}, line=line), *DAY)
    assert (got.status, "CERTIFICATE-NOT-IN-HAND" in got.codes) == ("incomplete", True)
    got = judge(certified(named, line=line), *DAY)
    assert (got.status, got.codes & {"CERTIFICATE-NEAR", "CERTIFICATE-NOT-LISTED"}) == ("pass", set())


@pytest.mark.parametrize("pair", NEAR_ID.split("\n")[1:-1])
def test_an_id_near_that_of_one_certificate(judge: Judge, pair: str) -> None:
    name, written = pair.split("|")
    line, named = by("Acme", feoc_attestation=written), ATT_7 | {"certificate": name}
    got = judge(certified(named | {"valid_until": "2025-01-31"}, line=line), *DAY)
    assert got.status == "incomplete"
    assert got.finding("CERTIFICATE-NEAR")["cells"] == ["BOM!F2", "Certificates!A2"]
    assert judge(certified(named, line=line), *DAY).status == "pass"


@pytest.mark.parametrize("written", ["ATT-17", "ATT-2025-8", "SUP-7", "SUP-2025-7", "KANSAI-7", "ATT-2024-07"])
def test_an_id_of_another_certificate(judge: Judge, written: str) -> None:
    lapsed = ATT_7 | {"certificate": "ATT-2025-7", "valid_until": "2025-01-31"}
    got = judge(certified(lapsed, line=by("Kansai", feoc_attestation=written)), *DAY)
    assert (got.status, "CERTIFICATE-NOT-LISTED" in got.codes) == ("pass", True)


@pytest.mark.parametrize("written", ["2025", "7", "ATT", "pending-7"])
def test_what_is_no_reference_names_no_certificate_in_part(judge: Judge, written: str) -> None:
    two = ATT_7 | {"certificate": "ATT-2025"}, ATT_7
    assert judge(certified(*two, line=by("Acme", feoc_attestation=written)), *DAY).status == "incomplete"


@pytest.mark.parametrize(
    ("named", "supplier", "others", "status"),
    [
        ("Acme Mining", "Acme Mining Pty Ltd", [], "pass"),
        ("Acme Mining Pty Ltd", "Acme Mining", [], "pass"),
        ("Acme Mining", "Acme Mining Co., Ltd.", [], "pass"),
        ("Acme Mining Co", "Acme Mining GmbH", [], "pass"),
        ("Acme Mining", "Acme Mining Pty Ltd", ["Sigma Mining S.A."], "pass"),
        ("Acme Mining", "Acme Mining Pty Ltd", ["Acme Mining S.A."], "incomplete"),  # which of the two?
        ("Acme Mining GmbH", "Acme Mining S.A.", [], "incomplete"),
        ("Acme Mining", "Acme Minerals Pty Ltd", [], "incomplete"),
    ],
)
def test_a_suppliers_legal_form_where_no_row_has_facts(
    judge: Judge, named: str, supplier: str, others: list[str], status: str
) -> None:
    lines = [by(named, feoc_attestation="ATT-7"), *(by(other, feoc_attestation="yes") for other in others)]
    got = judge(bom(*lines, Certificates=[ATT_7 | {"supplier": supplier}]), *DAY)
    assert got.status == status
    assert ("CERTIFICATE-NOT-IN-HAND" in got.codes) == (status == "incomplete")
    part = {"component": "cell", "assembly_country": "KR", "entity": named, "feoc_attestation": "ATT-7"}
    sheets = {"Components": [part], "Certificates": [ATT_7 | {"supplier": supplier}]}
    lines = [by(other, feoc_attestation="yes") for other in ("Delta", *others)]
    assert judge(bom(*lines, **sheets), *DAY).status == status


def test_a_row_with_facts_says_whose_a_certificate_is(judge: Judge) -> None:
    row = {"entity": "Acme Mining LLC", "country": "CN"}
    lines = by("Acme Mining", feoc_attestation="ATT-7"), by("Acme Mining S.A.", feoc_attestation="yes")
    of_another = ATT_7 | {"supplier": "Acme Mining S.A."}
    assert judge(bom(*lines, Entities=[row], Certificates=[of_another]), *DAY).status == "fail"


def test_several_suppliers_of_one_line(judge: Judge) -> None:
    """A certificate that names a supplier clears only that supplier's sites."""
    line = by("Acme", processing_entity="Other", feoc_attestation="ATT-7")
    acme = ATT_7 | {"supplier": "Acme"}
    got = judge(certified(acme, line=line), *DAY)
    status = {one["entity"]: one["status"] for one in got.report["feoc"]["entities"]}
    assert (got.status, status) == ("incomplete", {"Acme": "clean", "Other": "unknown"})
    assert "CERTIFICATE-NOT-IN-HAND" not in got.codes
    other = {"entity": "Other", "attestation": "ATT-8"}
    second = ATT_7 | {"certificate": "ATT-8", "supplier": "Other"}
    assert judge(certified(acme, second, line=line, Entities=[other]), *DAY).status == "pass"
    assert judge(certified(ATT_7, line=line), *DAY).status == "pass"


def test_a_site_whose_supplier_is_not_named(judge: Judge) -> None:
    line = by("", feoc_attestation="ATT-7")
    assert judge(certified(ATT_7, line=line), *DAY).status == "pass"
    assert judge(certified(ATT_7 | {"supplier": "Acme"}, line=line), *DAY).status == "incomplete"


def test_a_fact_against_a_certificate(judge: Judge) -> None:
    got = judge(certified(ATT_7, line=by("Acme", at="CN", feoc_attestation="ATT-7")), *DAY)
    (judged,) = got.report["certificates"]
    assert (got.status, judged["status"]) == ("fail", "not_in_hand")
    assert judged["why"].startswith("a fact contradicts it: extraction in China")
    contradicted = [f for f in got.report["findings"] if f["code"] == "FEOC-ATTESTATION-CONTRADICTED"]
    assert contradicted[0]["cells"] == ["BOM!F2", "Certificates!A2", "BOM!D2"]


@pytest.mark.parametrize(("valid_until", "status"), [("2025-06-01", "pass"), ("2025-05-31", "fail")])
def test_the_certificate_of_a_controller(judge: Judge, valid_until: str, status: str) -> None:
    controller = {"entity": "Holder", "attestation": "ATT-7"}
    acme = supplier("Acme", attestation="") | {"effective_control_by": "Holder"}
    tables = certified(ATT_7 | {"valid_until": valid_until}, line=by("Acme"), Entities=[acme, controller])
    assert judge(tables, *DAY).status == status


def test_an_id_twice(judge: Judge) -> None:
    got = judge(certified(ATT_7, ATT_7 | {"certificate": "att-7"}), *DAY)
    assert (got.exit_code, got.finding("CERTIFICATE-TWICE")["cells"]) == (2, ["Certificates!A2", "Certificates!A3"])


def test_a_cell_that_could_be_two_ids(judge: Judge) -> None:
    two = ATT_7 | {"certificate": "ATT-1-2"}, ATT_7 | {"certificate": "ATT-12"}
    assert judge(certified(*two, line=by("", feoc_attestation="ATT-12")), *DAY).status == "pass"
    got = judge(certified(*two, line=by("", feoc_attestation="ATT 12")), *DAY)
    assert (got.status, "ATTESTATION-NOT-IN-HAND" in got.codes) == ("incomplete", True)


def test_a_reference_that_is_in_no_row(judge: Judge) -> None:
    got = judge(certified(ATT_7, line=by("Acme", feoc_attestation="ATT-8")), *DAY)
    found = got.finding("CERTIFICATE-NOT-LISTED")
    assert (got.status, found["severity"], found["cells"]) == ("pass", "warning", ["BOM!F2"])
    assert '"ATT-7"' in found["message"]
    assert "CERTIFICATE-UNUSED" in got.codes
    for written in ("yes", "2025-03-14"):
        got = judge(certified(ATT_7, line=by("Acme", feoc_attestation=written)), *DAY)
        assert (got.status, "CERTIFICATE-NOT-LISTED" in got.codes) == ("pass", False)


@pytest.mark.parametrize(("reference", "unused"), [("ATT-7", False), ("ATT-8", True)])
def test_a_line_that_is_excluded_names_its_certificate(judge: Judge, reference: str, unused: bool) -> None:
    tables = certified(ATT_7, line=virgin())
    tables["BOM"].append({**by("Acme", feoc_attestation=reference), "mineral": "iron"})
    got = judge(tables, *DAY)
    assert ("LINE-NOT-LISTED" in got.codes, "CERTIFICATE-UNUSED" in got.codes) == (True, unused)


def test_a_sheet_without_rows_is_no_register(judge: Judge, tmp_path: Path) -> None:
    path = write_csv(bom(by("", feoc_attestation="ATT-8")), tmp_path, "pack")
    (tmp_path / "pack.certificates.csv").write_text("certificate,kind,signed_on\n")
    got = judge(path, *DAY)
    assert (got.status, got.report["certificates"], "CERTIFICATE-NOT-LISTED" in got.codes) == ("pass", [], False)


def test_a_row_without_an_id(judge: Judge) -> None:
    got = judge(certified(ATT_7, ATT_7 | {"certificate": ""}), *DAY)
    assert (got.status, got.finding("CERTIFICATE-UNNAMED")["cells"]) == ("pass", ["Certificates!A3"])


def test_the_certificates_of_the_report(judge: Judge) -> None:
    rows = ATT_7 | {"supplier": "Acme"}, ATT_7 | {"certificate": "C-1", "kind": "cost"}
    got = judge(certified(*rows), *DAY)
    first, second = got.report["certificates"]
    assert first == {
        "certificate": "ATT-7",
        "supplier": "Acme",
        "kind": "feoc",
        "status": "in_hand",
        "why": "",
        "cells": ["Certificates!A2"],
    }
    assert (second["status"], second["cells"]) == ("not_in_hand", ["Certificates!A3", "Certificates!B3"])


# The document beside the workbook -----------------------------------------------------------------------------------

PDF = b"%PDF-1.7 attestation"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("file", "sha256", "status", "code"),
    [
        ("att7.pdf", SHA256, "pass", None),
        ("att7.pdf", SHA256.upper(), "pass", None),
        ("certificates/att7.pdf", SHA256, "pass", None),
        ("certificates\\att7.pdf", SHA256, "pass", None),
        ("att7.pdf", "", "pass", None),
        ("absent.pdf", SHA256, "pass", "CERTIFICATE-FILE-MISSING"),
        ("att7.pdf", "f" * 64, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("att7.pdf", "abc", "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("certificates", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("../outside.pdf", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("certificates/../../outside.pdf", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("/etc/hostname", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("C:\\att7.pdf", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("https://example.com/att7.pdf", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
        ("link.pdf", SHA256, "incomplete", "CERTIFICATE-NOT-IN-HAND"),
    ],
)
def test_the_document(judge: Judge, tmp_path: Path, file: str, sha256: str, status: str, code: str | None) -> None:
    folder = tmp_path / "packs"
    (folder / "certificates").mkdir(parents=True)
    for place in ("att7.pdf", "certificates/att7.pdf", "../outside.pdf"):
        (folder / place).write_bytes(PDF)
    (folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    got = judge(write_xlsx(certified(ATT_7 | {"file": file, "sha256": sha256}), folder / "pack.xlsx"), *DAY)
    told = {one for one in got.codes if one.startswith("CERTIFICATE")}
    assert (got.status, told) == (status, {code} - {None})


def test_a_document_that_is_too_large_is_not_read(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "att7.pdf").write_bytes(bytes(1_000_001))
    path = write_csv(certified(ATT_7 | {"file": "att7.pdf", "sha256": SHA256}), tmp_path, "pack")
    got = judge(path, *DAY, "--max-mb", "1")
    assert (got.status, "larger than 1 MB" in got.finding("CERTIFICATE-NOT-IN-HAND")["message"]) == ("incomplete", True)


# Where sheets go ----------------------------------------------------------------------------------------------------


def test_horizon_judges_each_day(critmin: Callable[..., Any], tmp_path: Path) -> None:
    period = {"valid_from": "2025-03-01", "valid_until": "2025-08-31"}
    undated = ATT_7 | {"certificate": "ATT-8", "signed_on": ""}
    path = write_csv(certified(ATT_7 | period, undated), tmp_path, "pack")
    periods = json.loads(critmin("horizon", path, "-f", "json").stdout)["periods"]
    found = {p["first"]: p["status"] for p in periods}
    assert [found[day] for day in ("2025-01-01", "2025-03-01", "2025-09-01")] == ["incomplete", "pass", "incomplete"]


def test_horizon_judges_the_date_of_an_attestation(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(by("", feoc_attestation="2026-06-01")), tmp_path, "pack")
    periods = json.loads(critmin("horizon", path, "-f", "json").stdout)["periods"]
    found = {p["first"]: p["status"] for p in periods}
    assert [found[day] for day in ("2025-01-01", "2025-06-01")] == ["incomplete", "pass"]
    part = {"component": "cell", "assembly_country": "US", "feoc_attestation": "2025-06-01"}
    path = write_csv(bom(virgin(), Components=[part]), tmp_path, "parts")
    periods = json.loads(critmin("horizon", path, "-f", "json").stdout)["periods"]
    found = {p["first"]: p["status"] for p in periods}
    assert [found[day] for day in ("2024-01-01", "2024-06-01")] == ["incomplete", "pass"]


def test_known_headings_in_a_workbook(judge: Judge, critmin: Callable[..., Any], tmp_path: Path) -> None:
    rows = [
        {
            "Attestation no.": "ATT-7",
            "Certificate type": "FEOC",
            "Unterzeichnet am": "2025-01-10",
            "Gültig bis": "2025-05-31",
        }
    ]
    path = write_xlsx(bom(by("Acme", feoc_attestation="ATT-7"), Certificates=rows), tmp_path / "pack.xlsx")
    assert judge(path, *DAY).status == "incomplete"
    assert judge(path, "-d", "2025-05-31").status == "pass"
    told = critmin("columns", path).stdout
    assert "Certificates" in told and "valid_until" in told


def test_a_sheet_of_another_name_by_the_columns_file(judge: Judge, tmp_path: Path) -> None:
    lapsed = {"no": "ATT-7", "what": "feoc", "day": "2025-01-10", "end": "2025-05-31"}
    path = write_xlsx(bom(by("Acme", feoc_attestation="ATT-7"), Papers=[lapsed]), tmp_path / "pack.xlsx")
    said = tmp_path / "columns.toml"
    said.write_text(
        '[certificates]\nsheet = "Papers"\nheader = 1\n[certificates.columns]\n'
        'no = "certificate"\nwhat = "kind"\nday = "signed_on"\nend = "valid_until"\n'
    )
    assert judge(path, *DAY, "--columns", str(said)).status == "incomplete"


def test_a_table_of_several(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Each bill of materials has its own certificates, and those without a name are for all."""
    lines = [by("Acme", bom=name, feoc_attestation="ATT-7") for name in "AB"]
    rows = [{"bom": "A"} | ATT_7, {"bom": "B"} | ATT_7 | {"valid_until": "2025-01-31"}]
    path = write_csv(bom(*lines, Certificates=rows), tmp_path, "fleet")
    reports = json.loads(critmin("check", path, *DAY, "-f", "json").stdout)["reports"]
    assert {r["bom"]["name"]: r["verdict"]["status"] for r in reports} == {"A": "pass", "B": "incomplete"}
    assert [file["path"].rpartition("/")[2] for file in reports[0]["bom"]["beside"]] == ["fleet.certificates.csv"]


@pytest.mark.parametrize(
    ("heading", "said", "code"),
    [
        ("Status", "withdrawn", 2),
        ("Status", "signed", 0),
        ("state", "expired", 2),
        ("Remarks", "by post", 0),
        ("Revoked", "yes", 2),
        ("Revoked", "no", 0),
        ("Revoked on", "2025-03-01", 2),
        ("Widerrufen am", "2025-03-01", 2),
        ("撤销日期", "2025-03-01", 2),
        ("Revoked on", "2025-09-01", 0),
    ],
)
def test_a_column_of_the_sheet_that_nobody_reads(judge: Judge, heading: str, said: str, code: int) -> None:
    assert judge(certified(ATT_7 | {heading: said}), *DAY).exit_code == code


def test_a_cell_of_a_megabyte(judge: Judge) -> None:
    got = judge(bom(by("", feoc_attestation="1 " * 500_000 + "ATT-7")), *DAY)
    assert (got.status, "ATTESTATION-NOT-IN-HAND" in got.codes) == ("incomplete", True)
