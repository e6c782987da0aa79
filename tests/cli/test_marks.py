"""No format lets a report under a scenario, or of a screening, pass for a plain verdict."""

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import bom, by, virgin, write_xlsx
from critmin.cli.choices import Format
from openpyxl.comments import Comment
from word_file import texts_of


def readable(content: bytes, format_: Format) -> str:
    """The text of a report, without a page's styles; of a workbook every cell and comment."""
    if format_ is Format.MEMO:
        return "\n".join(texts_of(content))
    if format_ is not Format.XLSX:
        return html.unescape(re.sub(r"<style>.*?</style>", "", content.decode(), flags=re.DOTALL))
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    comments = [cell.comment.text for cell in cells if isinstance(cell.comment, Comment)]
    return "\n".join([*(str(cell.value) for cell in cells if cell.value is not None), *comments])


@pytest.fixture
def shown(critmin: Callable[..., Any], tmp_path: Path) -> Callable[..., str]:
    """What a format says of a workbook that passes, or cannot be checked, under the arguments given."""

    def call(format_: Format, *arguments: str, file: str = "bom.xlsx") -> str:
        write_xlsx(bom(virgin(), by("")), tmp_path / "bom.xlsx")
        ending = {Format.XLSX: ".xlsx", Format.MEMO: ".docx"}.get(format_, "")
        target = tmp_path / f"report{len(list(tmp_path.iterdir()))}{ending}"  # never written over
        got = critmin("check", str(tmp_path / file), "-f", format_.value, "-o", str(target), *arguments)
        assert got.exit_code == (0 if file == "bom.xlsx" else 2), got.stderr
        return readable(target.read_bytes(), format_)

    return call


@pytest.mark.parametrize("format_", list(Format))
def test_a_scenario_is_marked(shown: Callable[..., str], format_: Format) -> None:
    text = shown(format_, "-d", "2024-06-30", "--scenario", "eu-partner")
    assert ('"scenario"' in text and "eu-partner" in text) if format_ is Format.JSON else "SCENARIO eu-partner" in text
    assert "SCENARIO" not in shown(format_, "-d", "2024-06-30")


@pytest.mark.parametrize("format_", list(Format))
def test_a_screening_is_marked(shown: Callable[..., str], format_: Format) -> None:
    text = shown(format_, "-d", "2025-06-30", "--screening")
    assert '"screening": true' in text if format_ is Format.JSON else "SCREENING" in text
    assert "SCREENING" not in shown(format_, "-d", "2024-06-30")


@pytest.mark.parametrize("format_", [format_ for format_ in Format if format_ is not Format.XLSX])
def test_a_file_that_cannot_be_read_is_marked_too(shown: Callable[..., str], format_: Format) -> None:
    text = shown(format_, "-d", "2024-06-30", "--scenario", "eu-partner", "--screening", file="missing.xlsx")
    assert "SCENARIO eu-partner" in text
    assert "screening" in text.lower()


@pytest.mark.parametrize("format_", ["text", "markdown", "github", "junit"])
def test_the_verdict_never_stands_alone_under_a_scenario(shown: Callable[..., str], format_: str) -> None:
    """Where a reader sees one line only, the mark is in it."""
    text = shown(Format(format_), "-d", "2024-06-30", "--scenario", "eu-partner")
    lines = [line for line in text.splitlines() if "PASS" in line or "meets the critical minerals" in line]
    lines += [line for line in text.splitlines() if "<testcase" in line]
    assert lines
    assert all("SCENARIO eu-partner" in line for line in lines)
