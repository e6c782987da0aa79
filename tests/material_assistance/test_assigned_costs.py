"""Costs that are assigned percentages: shown without a dollar sign, and not compared with dollars of a certificate."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from products import Assess, Tables, certificate, company, item, product, storage, write_product

OPEN = company("Openco", sfe_total_pct="")
PARTS = (
    item("40.5", item="Cells", by="Sinocell", at="CN"),
    item("29.5", item="Packs"),
    item("20", item="Inverter", by="Openco"),
    item("10", item="Rack", by=""),
)


def parts(**facts: str) -> Tables:
    return storage(*PARTS, entities=(company(), company("Sinocell", "CN"), OPEN), **facts)


FORMATS = {
    # whether it shows the costs of items
    "text": True,
    "markdown": True,
    "html": True,
    "csv": False,
    "json": False,
    "github": False,
    "junit": False,
    "sarif": False,
}
AMOUNT = re.compile(r"\$[0-9]")


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_shows_dollars(critmin: Callable[..., Any], tmp_path: Path, format_: str) -> None:
    def shown(name: str, basis: str) -> str:
        path = write_product(parts(cost_basis=basis), tmp_path, name)
        full = ["--full"] if format_ == "text" else []
        return str(critmin("macr", str(path), "-f", format_, *full).stdout)

    direct, assigned = shown("direct", "direct"), shown("assigned", "assigned")
    assert bool(AMOUNT.search(direct)) is FORMATS[format_]
    assert AMOUNT.search(assigned) is None
    assert "40.50" in assigned or not FORMATS[format_]


def test_no_workbook_or_memo_shows_dollars(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_product(parts(cost_basis="assigned"), tmp_path)
    assert critmin("macr", str(path), "-f", "xlsx", "-o", str(tmp_path / "out.xlsx")).exit_code == 3
    cells = [cell for sheet in load_workbook(tmp_path / "out.xlsx") for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if "$" in f"{cell.value} {cell.number_format}"]
    texts = {str(cell.value) for cell in cells}
    assert ("cost, assigned" in texts, "cost USD" in texts) == (True, False)
    assert critmin("macr", str(path), "-f", "memo", "-o", str(tmp_path / "out.docx")).exit_code == 3


@pytest.mark.parametrize("command", [["levers", "one.csv"], ["diff", "one.csv", "two.csv"]])
def test_no_other_answer_shows_dollars(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    fewer = storage(*PARTS[:2], item("30", item="Other"), entities=(company(), company("Sinocell", "CN")))
    write_product(parts(cost_basis="assigned"), tmp_path, "one")
    fewer["Product"].append({"field": "cost_basis", "value": "assigned"})
    write_product(fewer, tmp_path, "two")
    shown = critmin(*command, "--for", "macr").stdout
    assert "40.5" in shown or "30" in shown
    assert "$" not in shown


DOLLARS = [
    # what the certificate states, cost basis, lowest and highest share that counts
    ({"non_pfe_cost_usd": "20"}, "direct", ("1", "1")),
    ({"non_pfe_cost_usd": "20"}, "assigned", ("0", "1")),
    ({"non_pfe_cost_usd": "9000"}, "assigned", ("0", "1")),
    ({"non_pfe_pct": "60"}, "assigned", ("3/5", "3/5")),
    ({"non_pfe_cost_usd": "20", "non_pfe_pct": "60"}, "assigned", ("0", "3/5")),
]


@pytest.mark.parametrize(("stated", "basis", "share"), DOLLARS)
def test_dollars_of_a_certificate_say_nothing_of_a_percentage(
    assess: Assess, stated: dict[str, str], basis: str, share: tuple[str, str]
) -> None:
    paper = certificate(of="Openco", kind="cost", **stated)
    tables = product(
        item("20", by="Openco", certificate="C-1"), entities=(OPEN,), certificates=(paper,), cost_basis=basis
    )
    asked = assess(tables)
    assert asked.share == share
    assert ("CERTIFICATE-SHOWS-NOTHING" in asked.codes) is (share[0] == "0")


def test_the_report_says_which_basis_it_is(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_product(parts(cost_basis="assigned"), tmp_path)
    found = json.loads(critmin("levers", str(path), "--for", "macr", "-f", "json").stdout)
    assert found["cost_basis"] == "assigned"
