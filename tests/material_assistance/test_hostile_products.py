"""What other people wrote in the cells of a product is shown as text and escaped in every format."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from critmin.cli.choices import Format
from hostile_boms import HOSTILE, TOGETHER
from products import Tables, certificate, company, item, product, write_product
from thorough import crossed

FORMATS = [format_.value for format_ in Format if format_ not in (Format.XLSX, Format.MEMO)]


def hostile(*texts: str) -> Tables:
    """Each text in every cell that may hold any text, in a column name and in a field."""
    items, entities, holdings, papers = [], [company()], [], []
    for text in texts:
        cells = {"supplier": text, "earlier_producers": text, "certificate": text, "known_pfe": text}
        items.append(item(by=text, at=text, item=text, **cells) | {text[:1000]: "x"})
        items.append(item(by=text, existing_contract=text, contract_date=""))
        entities.append(company(text, effective_control_by=text, pfe_list=text, kind=text, citizen_of=text))
        holdings.append({"owner": text, "owned": "Acme", "equity_pct": "10", "votes_pct": "10"})
        papers.append(certificate(text, text, signed_by=text, identification_number=text))
    facts = {"taxpayer": texts[0], "cost_basis": texts[0], texts[0][:1000]: texts[0]}
    return product(
        item("1"), *items, entities=tuple(entities), holdings=tuple(holdings), certificates=tuple(papers), **facts
    )


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("names", TOGETHER)
def test_every_format_survives_every_cell(
    critmin: Callable[..., Any], tmp_path: Path, format_: str, names: list[str]
) -> None:
    path = write_product(hostile(*(HOSTILE[name] for name in names)), tmp_path)
    got = critmin("macr", path, "-f", format_)
    assert got.exit_code in (1, 2, 3), got.stderr
    assert "Traceback" not in got.stderr
    if format_ == "json":
        assert json.loads(got.stdout)
        return
    assert got.stdout.replace("\n", "").isprintable()
    assert "PASS  forged" not in got.stdout.splitlines()
    if format_ == "csv":
        for row in csv.reader(io.StringIO(got.stdout)):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)


@pytest.mark.parametrize(
    ("name", "format_"),
    crossed(
        ["formula", "closing tag", "tag", "link", "script", "template", "other alphabets"],
        ["text", "json", "markdown", "html"],
    ),
)
def test_names_are_shown_as_they_are(critmin: Callable[..., Any], tmp_path: Path, name: str, format_: str) -> None:
    text = HOSTILE[name]
    path = write_product(product(item(item=text, by="Nobody Ltd"), item(by=text)), tmp_path)
    got = critmin("macr", path, "-f", format_, *(["--full"] if format_ == "text" else []))
    assert got.exit_code == 3
    if format_ == "json":
        section = json.loads(got.stdout)["reports"][0]["material_assistance"]
        assert (section["items"][0]["item"], section["items"][1]["producer"]) == (text, text)
        return
    undone: dict[str, Callable[[str], str]] = {
        "text": str,
        "markdown": lambda shown: html.unescape(re.sub(r"\\(.)", r"\1", shown)),
        "html": lambda shown: html.unescape(shown.replace("<wbr>", "")),
    }
    assert text in " ".join(undone[format_](got.stdout).split())


@pytest.mark.parametrize("names", TOGETHER)
def test_a_workbook_holds_every_cell_as_text(critmin: Callable[..., Any], tmp_path: Path, names: list[str]) -> None:
    target = tmp_path / "report.xlsx"
    got = critmin("macr", write_product(hostile(*(HOSTILE[name] for name in names)), tmp_path), "-o", target)
    assert got.exit_code in (1, 2, 3), got.stderr
    cells = [
        cell for sheet in openpyxl.load_workbook(target) for row in sheet for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+@")


@pytest.mark.parametrize("names", TOGETHER)
def test_a_memo_survives_every_cell(critmin: Callable[..., Any], tmp_path: Path, names: list[str]) -> None:
    got = critmin(
        "macr", write_product(hostile(*(HOSTILE[name] for name in names)), tmp_path), "-o", tmp_path / "memo.docx"
    )
    assert got.exit_code in (1, 2, 3), got.stderr
    assert (tmp_path / "memo.docx").stat().st_size > 1000


@pytest.mark.thorough
@pytest.mark.parametrize("column", ["item", "producer", "country", "cost_usd", "certificate", "known_pfe"])
def test_a_megabyte_in_a_cell(critmin: Callable[..., Any], tmp_path: Path, column: str) -> None:
    path = write_product(product(item(), item() | {column: "A " * 500_000}), tmp_path)
    got = critmin("macr", path, "-f", "json")
    assert got.exit_code == (2 if column == "cost_usd" else 0 if column in ("item", "certificate") else 3)
    assert json.loads(got.stdout)["reports"][0]["findings"]
