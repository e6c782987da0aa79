"""`--redact`: what becomes of names and prices in a report to pass on."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from boms import Tables, bom, by, supplier, virgin, write_xlsx
from critmin.cli.choices import DOCUMENTS, Format
from critmin.engine.regimes.registry import run_type
from critmin.engine.report.disclosure import Scope, Treatment
from critmin.engine.report.redaction import Redaction
from kept_samples import SAMPLES
from products import company, item, product, write_product

Critmin = Callable[..., Any]
IN_2025 = ("-d", "2025-06-30")
AUDIT = str(SAMPLES / "nmc622_2026_audit.xlsx")
FLEET = str(SAMPLES / "fleet_2025.csv")


def suppliers_in(said: str) -> list[list[str]]:
    """The suppliers of each report."""
    reports = json.loads(said)["reports"]
    return [[entity["entity"] for entity in report["feoc"]["entities"]] for report in reports]


@pytest.fixture
def battery(tmp_path: Path) -> Callable[..., str]:
    """A bill of materials with a line for each supplier."""

    def write(name: str, *suppliers: str) -> str:
        tables: Tables = bom(*map(by, suppliers), Entities=[supplier(one) for one in suppliers])
        return str(write_xlsx(tables, tmp_path / f"{name}.xlsx"))

    return write


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_supplier_has_one_pseudonym_in_every_bill_of_materials(
    critmin: Critmin, battery: Callable[..., str], jobs: str
) -> None:
    """However it is spelled, and whichever process checks it."""
    spelled = ["Acme Co., Ltd.", "ACME CO LTD", "Acme Co. Ltd", "acme  co., ltd."]
    files = [battery(f"b{number}", f"Other {number}", spelling) for number, spelling in enumerate(spelled)]
    said = critmin("check", *files, *IN_2025, "-f", "json", "--redact", "names", "--jobs", jobs)
    others, acme = zip(*suppliers_in(said.stdout), strict=True)
    assert len(set(acme)) == 1
    assert len({*others, *acme}) == 5
    assert all(re.fullmatch(r"Entity [A-Z2-7]{8}", name) for name in (*others, *acme))


def test_spellings_of_an_entity_share_a_pseudonym(critmin: Critmin, tmp_path: Path) -> None:
    """As the bill of materials resolves them: Acme is Acme GmbH, the only one of that name with facts."""
    tables = product(item(by="Acme"), item(by="ACME GmbH"), item(by="Acme2"), entities=(company("Acme GmbH"),))
    path = str(write_product(tables, tmp_path))
    said = critmin("macr", path, "-f", "json", "--redact", "all").stdout
    section = json.loads(said)["reports"][0]["material_assistance"]
    first, second, third = (row["producer"] for row in section["items"])
    assert first == second != third
    assert [row["entity"] for row in section["entities"]] == [first, third]


def test_a_run_has_its_own_pseudonyms(critmin: Critmin, battery: Callable[..., str]) -> None:
    """So nobody can test a guess of a name, nor match two reports."""
    asked = ("check", battery("b", "Acme"), *IN_2025, "-f", "json", "--redact", "all")
    once, again = (suppliers_in(critmin(*asked).stdout) for _ in range(2))
    assert once != again
    one, other = Redaction(Scope.ALL), Redaction(Scope.ALL)
    assert one.pseudonym(Treatment.ENTITY, "acme") != other.pseudonym(Treatment.ENTITY, "acme")
    assert one.pseudonym(Treatment.ENTITY, "acme") == one.pseudonym(Treatment.ENTITY, "acme")


def test_bills_of_materials_are_numbered_in_their_order(critmin: Critmin, battery: Callable[..., str]) -> None:
    files = [battery(name, "Acme") for name in "cab"]
    reports = json.loads(critmin("check", *files, *IN_2025, "-f", "json", "--redact", "all").stdout)["reports"]
    assert [report["bom"]["path"] for report in reports] == ["BOM 1", "BOM 2", "BOM 3"]


@pytest.mark.parametrize(
    ("scope", "names", "prices"), [("prices", True, False), ("names", False, True), ("all", False, False)]
)
def test_each_scope_withholds_what_it_says(critmin: Critmin, scope: str, *, names: bool, prices: bool) -> None:
    said = critmin("check", AUDIT, "-f", "json", "--redact", scope).stdout
    report = json.loads(said)["reports"][0]
    chain = report["critical_minerals"]["chains"][0]
    assert ("nmc622_2026_audit.xlsx" in report["bom"]["path"]) is names
    assert chain["line"].startswith("L-") is not names
    assert (chain["value_usd"] != "redacted") is prices
    assert (report["critical_minerals"]["total_value_usd"] != "redacted") is prices
    assert (report["critical_minerals"]["minerals"][0]["share_percentage"] != "redacted") is prices
    assert json.loads(said)["redacted"] == report["redacted"] == scope


def test_an_exact_share_is_cut_so_that_it_states_no_amount(critmin: Critmin, tmp_path: Path) -> None:
    """Of 1,234.57 dollars 1,000.01 count: the exact share would state both."""
    path = str(write_xlsx(bom(virgin(value="1000.01"), virgin(value="234.56", at="NO")), tmp_path / "bom.xlsx"))
    plain, redacted = (
        json.loads(critmin("check", path, "-d", "2024-06-30", "-f", "json", *more).stdout)["reports"][0]
        for more in ((), ("--redact", "prices"))
    )
    before, now = plain["critical_minerals"], redacted["critical_minerals"]
    assert before["exact"] == "100001/123457"
    assert now["exact"] == now["low"] == now["high"] == "405003/500000"
    assert now["percentage"] == before["percentage"] == "81.0006"


@pytest.mark.parametrize("scope", [None, *Scope])
def test_it_follows_the_schema(critmin: Critmin, scope: str | None) -> None:
    more = () if scope is None else ("--redact", scope)
    said = critmin("check", AUDIT, FLEET, "-f", "json", *more).stdout
    run = msgspec.json.decode(said, type=run_type())
    assert run.redacted == scope
    assert (run.unredacted_sha256 is None) is (scope is None)
    assert ("redacted" in said) is (scope is not None)


def test_it_states_the_hash_of_the_report_that_withholds_nothing(critmin: Critmin, tmp_path: Path) -> None:
    asked = ("check", AUDIT, FLEET, "--strict", "-f", "json")
    critmin(*asked, "-o", tmp_path / "full.json")
    redacted = json.loads(critmin(*asked, "--redact", "names").stdout)
    assert redacted["unredacted_sha256"] == hashlib.sha256((tmp_path / "full.json").read_bytes()).hexdigest()


def test_it_states_that_hash_with_waivers_and_a_configuration(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (tmp_path / "critmin.toml").write_text("strict = true\nscreening = true\n", "utf-8")
    waiver = {
        "code": "CM-UNDECIDED",
        "bom": "*",
        "reason": "Acme answers soon",
        "by": "Ann Acme",
        "until": "2026-01-31",
    }
    lines = [f'{key} = "{value}"' if key != "until" else f"{key} = {value}" for key, value in waiver.items()]
    (tmp_path / "waivers.toml").write_text("\n".join(["[[waiver]]", *lines]), "utf-8")
    asked = ("--config", tmp_path / "critmin.toml", "check", AUDIT, FLEET, "-f", "json")
    asked += ("--waivers", tmp_path / "waivers.toml", "--waivers-on", "2025-11-03")
    critmin(*asked, "-o", tmp_path / "full.json")
    full, redacted = (tmp_path / "full.json").read_bytes(), critmin(*asked, "--redact", "all").stdout
    assert b"Acme" in full
    assert "Acme" not in redacted
    assert json.loads(redacted)["unredacted_sha256"] == hashlib.sha256(full).hexdigest()
    waived = [
        found["waived"]
        for report in json.loads(redacted)["reports"]
        for found in report["findings"]
        if "waived" in found
    ]
    assert waived and all(one["reason"] == one["by"] == "redacted" for one in waived)


def test_files_beside_a_bill_of_materials_have_names_of_their_own(critmin: Critmin) -> None:
    """So that a signature can name them."""
    said = critmin("check", FLEET, str(SAMPLES / "lfp_2025_fail_china.csv"), *IN_2025, "-f", "json", "--redact", "all")
    beside = [file for report in json.loads(said.stdout)["reports"] for file in report["bom"]["beside"]]
    assert beside[0]["path"] == "BOM 1, file 1"
    assert len({file["path"] for file in beside}) == len(beside)


@pytest.mark.parametrize("format_", [format_ for format_ in Format if format_ not in DOCUMENTS])
def test_every_format_is_marked(critmin: Critmin, battery: Callable[..., str], format_: Format) -> None:
    """Each report of it, not only the run."""
    one, *others = (battery(name, "Acme") for name in "abc")
    for files in ([one], [one, *others]):
        said = critmin("check", *files, *IN_2025, "-f", format_, "--redact", "all").stdout
        word = "all" if format_ is Format.CSV else "redacted" if format_ is Format.JSON else "REDACTED"
        assert len(re.findall(rf"\b{word}\b", said)) >= len(files)
    plain = critmin("check", one, *IN_2025, "-f", format_).stdout
    assert "REDACTED" not in plain.replace('content: "REDACTED"', "")


def test_every_page_is_marked(critmin: Critmin, tmp_path: Path) -> None:
    critmin("check", AUDIT, FLEET, "--redact", "all", "--pages", tmp_path / "pages", "--summary")
    pages = [*(tmp_path / "pages").rglob("*.html")]
    assert len(pages) == 5
    for page in pages:
        text = page.read_text("utf-8")
        assert '<body class="redacted">' in text and '@top-center { content: "REDACTED"' in text
        assert "<strong>REDACTED</strong>" in text
    assert "REDACTED" in critmin("check", AUDIT, FLEET, "--redact", "all", "--summary", "-f", "markdown").stdout


def test_a_memo_is_marked_on_every_page(critmin: Critmin, tmp_path: Path) -> None:
    critmin("check", AUDIT, "--redact", "all", "-f", "memo", "-o", tmp_path / "memo.docx")
    with zipfile.ZipFile(tmp_path / "memo.docx") as memo:
        headers = [memo.read(name) for name in memo.namelist() if "header" in name]
    assert any(b"REDACTED" in header for header in headers)


@pytest.mark.parametrize("scope", Scope)
def test_a_workbook_holds_no_sheet_of_the_bill_of_materials(
    critmin: Critmin, battery: Callable[..., str], tmp_path: Path, scope: str
) -> None:
    critmin("check", battery("b", "Acme"), *IN_2025, "--redact", scope, "-f", "xlsx", "-o", tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "report.xlsx").read_bytes()))
    assert book.sheetnames and all(name.startswith("critmin ") for name in book.sheetnames)
    assert {sheet.HeaderFooter.oddHeader.center.text for sheet in book} == {"&BREDACTED"}
    assert not any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--baseline", "before.json"), "--baseline identifies bills of materials by their names"),
        (("--shard", "1/2"), "--redact gives each run its own pseudonyms"),
        (("--redact", "everything"), "'everything' is not one of 'prices', 'names', 'all'"),
    ],
)
def test_what_does_not_go_together_is_refused(critmin: Critmin, more: tuple[str, ...], why: str) -> None:
    said = critmin("check", AUDIT, "--redact", "all", *more)
    assert said.exit_code == 2
    assert why in said.stderr


@pytest.mark.parametrize("command", ["trace", "levers", "horizon", "diff", "pack", "merge"])
def test_other_commands_have_no_redaction_and_say_which_have(critmin: Critmin, command: str) -> None:
    said = critmin(command, AUDIT, "--redact", "all")
    assert said.exit_code == 2
    assert "No such option: --redact" in said.stderr
    assert "it is an option of `critmin check` and `critmin macr`" in said.stderr


def test_a_redacted_report_is_neither_merged_nor_compared_with(critmin: Critmin, tmp_path: Path) -> None:
    redacted = tmp_path / "redacted.json"
    critmin("check", AUDIT, "--redact", "all", "-f", "json", "-o", redacted)
    merged, compared = critmin("merge", redacted), critmin("check", AUDIT, "--baseline", redacted)
    assert merged.exit_code == compared.exit_code == 2
    assert "is redacted (all): merge the reports that withhold nothing" in merged.stderr
    assert "is redacted, so its bills of materials have other names" in compared.stderr


def test_an_internal_error_tells_nothing(critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its message may quote a cell."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Acme Secret Corp")

    files = [str(write_xlsx(bom(virgin()), tmp_path / f"acme{number}.xlsx")) for number in range(2)]
    monkeypatch.setattr("critmin.engine.questions.batch.tasks.check", fail)
    said = critmin("check", *files, "--redact", "all", "-f", "json", "--table", tmp_path / "table.csv")
    assert said.exit_code == 70
    assert "acme" not in (said.stdout + said.stderr + (tmp_path / "table.csv").read_text("utf-8")).casefold()


def test_the_configuration_file_is_not_named(critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    config = tmp_path / "acme.toml"
    config.write_text('redact = "all"\n', "utf-8")
    said = critmin("--config", str(config), "check", AUDIT, "-f", "json")
    assert json.loads(said.stdout)["configuration"]["path"] == "redacted"
    assert "acme.toml" not in said.stdout
