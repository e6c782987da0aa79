"""What other people wrote in their cells is shown as text and escaped in every format (contract.md 5)."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import bom, virgin
from hostile_boms import EACH, HOSTILE, TOGETHER, hostile_bom
from random_boms import write_csv

TRACE_FORMATS = ["text", "json", "csv"]
FORMATS = [*TRACE_FORMATS, "markdown", "github", "html", "junit", "sarif"]


@pytest.mark.parametrize(
    ("command", "format_"),
    [*(("check", format_) for format_ in FORMATS), *(("trace", format_) for format_ in TRACE_FORMATS)],
)
@pytest.mark.parametrize("names", TOGETHER)
def test_every_format_survives_every_cell(
    critmin: Callable[..., Any], tmp_path: Path, command: str, format_: str, names: list[str]
) -> None:
    path = hostile_bom(tmp_path, *(HOSTILE[name] for name in names))
    got = critmin(command, str(path), "-d", "2025-06-30", "-f", format_)
    assert got.exit_code in ((0,) if command == "trace" else (1, 3)), got.stderr
    assert "Traceback" not in got.stderr
    if format_ == "json":
        assert json.loads(got.stdout)
        return
    printed = got.stdout.replace("\n", "")
    assert printed.isprintable()
    assert "PASS  forged" not in got.stdout.splitlines()
    if format_ == "csv":
        for row in csv.reader(io.StringIO(got.stdout)):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)


@pytest.mark.parametrize("name", ["formula", "closing tag", "tag", "link", "script", "template", "other alphabets"])
def test_the_text_is_shown_as_it_is(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    entity = HOSTILE[name]
    line = virgin(feoc_attestation="", extraction_entity=entity, processing_entity=entity)
    path = write_csv(bom(line), tmp_path, "shown")
    text = critmin("check", str(path), "-d", "2025-06-30").stdout
    assert entity in " ".join(text.split())


@pytest.mark.parametrize("name", EACH)
def test_json_holds_the_cell_as_it_was_saved(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    path = write_csv(bom(virgin(material=HOSTILE[name])), tmp_path, "saved")
    got = json.loads(critmin("check", str(path), "-d", "2024-06-30", "-f", "json").stdout)
    assert got["reports"][0]["critical_minerals"]["chains"][0]["material"] == HOSTILE[name].strip()


# A material and a company are shown in every format; of the others a message shows the beginning.
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("column", "format_"),
    [
        *(("material", format_) for format_ in FORMATS),
        *(("extraction_entity", format_) for format_ in FORMATS),
        *(
            (column, format_)
            for column in ("mineral", "extraction_country", "value_usd")
            for format_ in ("text", "json")
        ),
    ],
)
def test_a_megabyte_in_a_cell(critmin: Callable[..., Any], tmp_path: Path, column: str, format_: str) -> None:
    path = write_csv(bom(virgin(**{column: "A " * 500_000})), tmp_path, "long")
    got = critmin("check", str(path), "-d", "2024-06-30", "-f", format_)
    assert got.exit_code == (2 if column in ("mineral", "value_usd") else 0)
    if format_ == "json":
        assert json.loads(got.stdout)["reports"][0]["bom"]["lines"] in (0, 1)


@pytest.mark.parametrize("name", ["=1+1.csv", "[red].csv", "<b>.csv", "a\x1b[2Jb.csv", "-q.csv"])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_file_name(critmin: Callable[..., Any], tmp_path: Path, name: str, format_: str) -> None:
    path = tmp_path / name
    write_csv(bom(virgin()), tmp_path, "plain").rename(path)
    got = critmin("check", str(path), "-d", "2024-06-30", "-f", format_)
    assert got.exit_code == 0
    if format_ == "json":
        assert json.loads(got.stdout)["reports"][0]["bom"]["path"] == name
    elif format_ == "csv":
        _, row = csv.reader(io.StringIO(got.stdout))
        assert not row[0].startswith(("=", "-")) and row[0].isprintable()
    else:
        shown = html.unescape(got.stdout) if format_ in ("html", "junit") else got.stdout
        assert name.replace("\x1b", "\N{REPLACEMENT CHARACTER}") in shown


OUR_FORMULA = re.compile(
    r"='critmin (lines|components)'!E\d+|=ROUNDDOWN\(ROUND\('critmin (lines|components)'!E\d+,9\),4\)"
    r"|=ROUND\(E\d+-F\d+,9\)|=(100\*)?(SUM|SUMPRODUCT|MIN|MAX|ISNUMBER|[E-J]\d+:[E-J]\d+|[(),*/1-])+"
)


@pytest.mark.parametrize("names", TOGETHER)
def test_a_workbook_holds_every_cell_as_text(critmin: Callable[..., Any], tmp_path: Path, names: list[str]) -> None:
    """From a CSV, and once more from the workbook that was made of it."""
    texts = [HOSTILE[name] for name in names]
    paths = [hostile_bom(tmp_path, *texts), tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
    for source, target in pairwise(paths):
        got = critmin("check", source, "-d", "2025-06-30", "-f", "xlsx", "-o", target)
        assert got.exit_code in (1, 3), got.stderr
        book = openpyxl.load_workbook(target)
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        formulas = [cell for cell in cells if cell.data_type == "f"]
        assert all(OUR_FORMULA.fullmatch(cell.value) for cell in formulas)
        assert {cell.data_type for cell in cells} <= {"s", "n", "f"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+@" and cell not in formulas)
        for sheet, column in (("critmin lines", 2), ("critmin components", 0), ("critmin components", 1)):
            shown = {row[column] for row in book[sheet].iter_rows(values_only=True)}
            assert {text for text in texts if text.isprintable() and any(map(str.isalnum, text))} <= shown
