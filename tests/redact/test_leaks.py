"""No redacted report holds a name or an amount that it withholds: in no format, in no byte of it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Tables, by, supplier, vehicle, virgin, write_xlsx
from canaries import Canaries, found_in
from critmin.cli.choices import DOCUMENTS, ENDINGS, Format
from products import certificate, company, item, product, write_product
from random_boms import write_csv

Critmin = Callable[..., Any]
SCOPES = ("prices", "names", "all")
ENDING = {
    format_: next((end for end, formats in ENDINGS.items() if formats[:1] == (format_,)), ".log") for format_ in Format
}


def batteries(of: Canaries, folder: Path) -> list[Path]:
    """Bills of materials with a name of its own in every cell that takes one, and amounts in others: a workbook, one
    with an unusual sheet, one that cannot be read, a table with several, and files beside a CSV."""
    name, amount = of.name, of.amount
    clean, chinese, owner, open_ = (name("{} Co., Ltd.") for _ in range(4))
    attestation, part = name("ATT {}"), name()
    lines = [
        by(clean, value=amount(), line=name(), material=name("{} powder"), component=name(), role=name()),
        by(chinese, "CN", value=amount(), line=name(), extraction_value_added_usd=amount(1_000)),
        by(open_, "ID", value=amount(), line=name(), processing_country="KR", processing_value_added_usd=amount(700))
        | {"processing_country_2": "ID", "processing_entity_2": name(), "processing_value_added_usd_2": amount(500)},
        virgin("nickel", value="", mass_kg="72.41", price_usd_per_kg=amount(100), line=name(), at="US"),
        virgin(value="", line=name(), at="CL", feoc_attestation=attestation),
        virgin(value=amount(), line=name(), feoc_attestation=name("pending {}")),
        virgin(value=amount(), line=name(), impracticable_to_trace=name(), note=name()) | {name("{} USD"): amount()},
    ]
    entities = [
        supplier(clean, "US", role=name()),
        supplier(chinese, "CN"),
        supplier(open_, "ID", effective_control_by=owner, designation=name(), pfe_list=name(), government=""),
        supplier(owner, "US", government_of=name()),
    ]
    components = [
        {"component": part, "value_usd": amount(500_000), "assembly_country": "US", "entity": clean},
        {"component": name(), "value_usd": amount(), "part_of": part, "assembly_country": "CN", "entity": chinese},
        {"component": name(), "value_usd": "", "part_of": part, "assembly_country": "", "entity": name()},
    ]
    certificates = [
        {"certificate": attestation, "supplier": clean, "kind": "feoc", "signed_on": "2025-01-31", "signed_by": name()}
        | {"identification_number": name(), "perjury": name(), "file": of.file("{}.pdf"), "sha256": "0" * 64},
        {"certificate": name(), "supplier": name(), "kind": name(), "signed_on": name()},
    ]
    facts = {"model": name(), "model_year": name(), "vehicle_class": name(), "msrp_usd": amount(20_000)}
    sheets: Tables = {
        "Entities": entities,
        "Ownership": [{"owner": owner, "owned": open_, "equity_pct": "12"}, {"owner": name(), "owned": clean}],
        "Components": components,
        "Certificates": certificates,
        "Vehicle": vehicle(**facts, placed_in_service="2025-06-30"),
        "Notes": [{name(): name()}],
    }
    written = [write_xlsx({"BOM": lines, **sheets}, folder / f"{of.file()}.xlsx")]
    written += [write_xlsx({of.file("{} sheet"): lines[:3]}, folder / f"{of.file()}.xlsx")]
    unreadable = [*lines, virgin(value=name("{} dollars"), line=name(), at=name("{}land")), virgin(name(), amount())]
    elsewhere = {
        "Entities": [*entities, supplier(name(), name("{}stan"))],
        "Vehicle": vehicle(battery_kwh=name(), msrp_usd=name("$ {}"), final_assembly_country=name()),
    }
    written += [write_xlsx({"BOM": unreadable, **sheets, **elsewhere}, folder / f"{of.file()}.xlsx")]
    written += [write_csv({"BOM": lines, **sheets}, folder, of.file())]
    several = [line | {"bom": bom} for bom, line in zip(itertools.cycle([name(), name()]), lines, strict=False)]
    return [*written, write_csv({"BOM": several}, folder, of.file())]


def products(of: Canaries, folder: Path) -> list[Path]:
    """The same of products."""
    name, amount = of.name, of.amount
    clean, chinese, open_, taxpayer, paper = name("{} GmbH"), name(), name("{} Ltd"), name(), name("C {}")
    facts = {"taxpayer": taxpayer, "cost_basis": name()}
    tables = product(
        item(amount(), clean, item=name(), supplier=open_, earlier_producers=f"{name()}; {chinese}"),
        item(amount(), chinese, "CN", item=name(), note=name()) | {name(): amount()},
        item(amount(), open_, "", item=name(), known_pfe=name()),
        item("", "", item=name()),
        item("", clean, item=name(), quantity="3", unit_cost_usd=amount()),
        item(amount(), open_, item=name(), certificate=paper),
        item(amount(), clean, item=name(), existing_contract="yes", contract_date="2025-01-01"),
        entities=(
            company(clean),
            company(chinese, "CN"),
            company(open_, sfe_total_pct="", sfe_appoints_officer=name()),
            company(taxpayer, kind=name(), pfe_list=name()),
        ),
        holdings=({"owner": chinese, "owned": open_, "equity_pct": "30"}, {"owner": name(), "owned": taxpayer}),
        certificates=(
            certificate(paper, open_, "cost", non_pfe_cost_usd=amount(1_000), signed_by=name()),
            certificate(name(), name(), perjury=name(), file=of.file("{}.pdf")),
        ),
        **facts,
    )
    written = [write_xlsx(tables, folder / f"{of.file()}.xlsx"), write_product(tables, folder, of.file())]
    odd = item(name("{} dollars"), clean, name("{}land"), item=name())
    unreadable = {**tables, "Materials": [*tables["Materials"], odd]}
    return [*written, write_xlsx(unreadable, folder / f"{of.file()}.xlsx")]


TESTS = Path(__file__).parents[1]
MADE = {
    "check": (batteries, ("-d", "2025-06-30")),
    "macr": (products, ("--class", "battery-component", "--sold", "2026-06-30")),
}


FORMATS = [format_ for format_ in Format if format_ not in DOCUMENTS]
BESIDE = {
    Format.JSON: ("--table", "table.csv"),
    Format.CSV: ("--table", "table.xlsx"),
    Format.SARIF: ("--table", "table.parquet"),
    Format.HTML: ("--pages", "pages"),
}
"""What a run writes to a file beside its report."""


QUICK = {("check", True): "names", ("macr", False): "prices"}
"""What a quick run takes: a command, whether its names have hostile characters, and the scope of `--redact`."""


def marks(given: tuple[str, bool], scope: str | None = None) -> Any:
    return () if given in QUICK and scope in (None, QUICK[given]) else pytest.mark.thorough


GIVEN = list(itertools.product(MADE, (False, True)))


@pytest.fixture(scope="module", params=[pytest.param(given, marks=marks(given)) for given in GIVEN], ids=str)
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Canaries, list[Path]]:
    """A command, what it must not pass on, and files that hold it."""
    command, hostile = request.param
    of = Canaries(hostile=hostile)
    return command, of, MADE[command][0](of, tmp_path_factory.mktemp(of.file()))


@pytest.mark.parametrize(
    ("given", "scope"),
    [pytest.param(given, scope, marks=marks(given, scope)) for given in GIVEN for scope in SCOPES],
    indirect=["given"],
)
def test_no_format_leaks(
    critmin: Critmin,
    given: tuple[str, Canaries, list[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scope: str,
) -> None:
    command, of, files = given
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(tmp_path)
    asked = (command, *map(str, files), *MADE[command][1], "--redact", scope)
    for format_ in FORMATS:
        report = f"report-{format_}{ENDING[format_]}"
        said = critmin(*asked, "-f", format_, "-o", report, *BESIDE.get(format_, ()))
        assert said.exit_code in (1, 2), said.stderr
        (tmp_path / f"said-{format_}.log").write_text(said.stdout + said.stderr, "utf-8")
    critmin(*asked, "--full", "-o", "full.txt")
    critmin(*asked, "--summary", "-o", "summary.txt")
    critmin(*asked, "--summary", "-f", "markdown", "-o", "summary.md")
    for number, file in enumerate(files):
        for format_, ending in ((Format.XLSX, ".xlsx"), (Format.MEMO, ".docx")):
            alone = (command, str(file), *asked[-len(MADE[command][1]) - 2 :])
            critmin(*alone, "-f", format_, "-o", f"{number}{ending}")
            critmin(*alone, "--full", "-o", f"{number}.txt")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 2 * len(FORMATS) + len(files)
    assert found_in(written, of.of(scope)) == set()


def test_the_search_finds_what_a_report_that_withholds_nothing_holds(
    critmin: Critmin, given: tuple[str, Canaries, list[Path]], tmp_path: Path
) -> None:
    """Else the test above would prove nothing: most of the names and amounts are in reports."""
    command, of, files = given
    for number, file in enumerate(files):
        critmin(command, str(file), *MADE[command][1], "-f", "xlsx", "-o", tmp_path / f"{number}.xlsx")
    critmin(command, *map(str, files), *MADE[command][1], "-f", "html", "-o", tmp_path / "report.html")
    secrets = of.names | {amount for amount in of.amounts if "." in amount}
    found = found_in(tmp_path.iterdir(), secrets)
    assert len(found) > 0.9 * len(secrets), sorted(secrets - found)


def test_the_answer_is_the_same(critmin: Critmin, given: tuple[str, Canaries, list[Path]]) -> None:
    """The verdicts, percentages, codes, severities, counts and the exit status."""
    command, _, files = given
    asked = (command, *map(str, files), *MADE[command][1], "-f", "json")
    plain = critmin(*asked)
    before = json.loads(plain.stdout)
    for scope in SCOPES:
        redacted = critmin(*asked, "--redact", scope)
        assert redacted.exit_code == plain.exit_code, scope
        now = json.loads(redacted.stdout)
        assert now["summary"] == before["summary"], scope
        for then, report in zip(before["reports"], now["reports"], strict=True):
            assert answer_of(report) == answer_of(then), scope


def answer_of(report: dict[str, Any]) -> Any:
    keys = (
        "status",
        "percentage",
        "high_percentage",
        "ratio",
        "gap_points",
        "required_percentage",
        "counts",
        "verdict_otherwise",
    )
    sections = [report.get(name) or {} for name in ("critical_minerals", "battery_components", "material_assistance")]
    figures = [{key: section.get(key) for key in keys} for section in sections]
    findings = [(found["code"], found["severity"]) for found in report["findings"]]
    verdict = {key: report["verdict"][key] for key in ("status", "amount_usd", "findings")}
    return (
        verdict,
        figures,
        findings,
        report["credit"],
        [reading["verdict_otherwise"] for reading in report["readings"]],
    )


SCENARIO = """name = "{name}"
description = "{about}"
basis = "{basis}"

[[price]]
mineral = "lithium"
price_usd_per_kg = "{price}"

[[origin]]
entity = "{entity}"
new_country = "Korea"
new_entity = "{other}"
"""
WAIVER = """[[waiver]]
code = "FEOC-NOT-SHOWN"
bom = "*{bom}*"
supplier = "{entity}"
reason = "{why}"
by = "{who}"
until = 2025-12-31
"""


def test_no_option_leaks(critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that options name hold names too: waivers, a scenario, a columns file, a list, the configuration."""
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    of = Canaries()
    name, entity, sheet, heading = of.name, of.name("{} Ltd"), of.file("{} sheet"), of.name("{} USD")
    lines = [
        {"line": name(), "mineral": "lithium", heading: of.amount(), "mass_kg": "3.1", "extraction_entity": entity}
        | {"extraction_country": "US", "processing_country": "US", "processing_entity": "Moa Nickel S.A."},
    ]
    folder = tmp_path / of.file()
    folder.mkdir()
    bom = write_xlsx({sheet: lines, "Entities": [supplier(entity)]}, folder / f"{of.file()}.xlsx")
    columns, waivers, scenario, config = (folder / f"{of.file()}.toml" for _ in range(4))
    columns.write_text(f'[bom]\nsheet = "{sheet}"\n[bom.columns]\n"{heading}" = "value_usd"\n', "utf-8")
    waiver = {"bom": bom.stem, "entity": entity, "why": name(), "who": name()}
    waivers.write_text(WAIVER.format(**waiver), "utf-8")
    about = {"name": of.file(), "about": name(), "basis": name(), "other": name(), "price": of.amount(1_000)}
    scenario.write_text(SCENARIO.format(entity=entity, **about), "utf-8")
    config.write_text('strict = true\nfx = ["EUR=1.08"]\n', "utf-8")
    options = ("--columns", columns, "--waivers", waivers, "--waivers-on", "2025-11-03", "--scenario", scenario)
    options += ("--sdn", TESTS / "ofac" / "sdn.csv", "-d", "2025-06-30", "--sheet", sheet)
    asked = ("--config", config, "check", bom, *map(str, options))
    for scope in (None, "names", "all"):
        (written := tmp_path / f"written-{scope}").mkdir()
        more = () if scope is None else ("--redact", scope)
        for format_ in Format:
            full = ("--full",) if format_ is Format.TEXT else ()
            said = critmin(*asked, *more, *full, "-f", format_, "-o", written / f"report{ENDING[format_]}")
            assert said.exit_code in (1, 3), said.stderr
        secrets = of.of(scope or "all")
        found = found_in(written.iterdir(), secrets | {"Moa Nickel"})
        assert found == set() if scope else len(found) > len(secrets) / 2, secrets - found
    listed = json.loads((written / "report.json").read_text("utf-8"))["reports"][0]["lists"][0]["matches"]
    assert {(match["entry"], match["name"], *match["programs"]) for match in listed} == {(0, "redacted")}
