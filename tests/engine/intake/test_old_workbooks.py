"""Workbooks of the old format (.xls). Nothing here can write one, so two small ones are kept in `files`."""

from pathlib import Path

import pytest
from boms import Judge

FILES = Path(__file__).parent / "files"


def test_an_error_cell_is_not_an_empty_one(judge: Judge) -> None:
    got = judge(FILES / "error_cell.xls", "-d", "2024-06-30")
    assert (got.exit_code, got.finding("CELL-ERROR")["cells"]) == (2, ["Sheet!E2"])


def test_sheets_and_shares_in_percent_are_read(judge: Judge) -> None:
    """The share shows 49% and is saved as 0.49."""
    got = judge(FILES / "shown_in_percent.xls", "-d", "2025-06-30")
    assert (got.exit_code, got.span) == (1, ("1", "1"))
    assert "49.0000 percent of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


@pytest.mark.parametrize("length", [600, 1500, 3000, 5000])
def test_a_truncated_one_is_named(judge: Judge, tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes((FILES / "error_cell.xls").read_bytes()[:length])
    got = judge(path, "-d", "2024-06-30")
    assert got.exit_code == 2
    assert "cut.xls" in got.report["findings"][0]["message"]


def test_a_format_that_shows_a_currency_below_a_share(judge: Judge, tmp_path: Path) -> None:
    content = (FILES / "shown_in_percent.xls").read_bytes()
    in_percent = b"\xa5\0\x02\0\x000%"  # the format 165, of two characters
    assert content.count(in_percent) == 1
    path = tmp_path / "pack.xls"
    path.write_bytes(content.replace(in_percent, in_percent[:-1] + b"\xa3"))
    got = judge(path, "-d", "2025-06-30")
    (found,) = [f for f in got.report["findings"] if f["severity"] == "error"]
    assert (got.exit_code, "number format shows" in found["message"]) == (2, True)
