"""The same bill of materials, however it is laid out, gives the same report apart from addresses."""

from pathlib import Path

import pytest
from boms import Judge
from layouts import LAYOUTS, of_layout, plain, without_addresses

DAY = ("-d", "2024-06-30")


def test_the_plain_layout(judge: Judge, tmp_path: Path) -> None:
    got = judge(plain(tmp_path / "plain"), *DAY)
    assert (got.exit_code, got.status, got.report["bom"]["lines"]) == (0, "pass", 6)
    assert got.minerals["percentage"] == "62.0938"
    assert of_layout(got.report) == set()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_gives_the_report_of_the_plain_one(judge: Judge, tmp_path: Path, name: str) -> None:
    write, arguments, told = LAYOUTS[name]
    got = judge(write(tmp_path / "layout"), *DAY, *arguments)
    expected = judge(plain(tmp_path / "plain"), *DAY)
    assert got.status != "unreadable", [(f["code"], f["message"]) for f in got.report["findings"]]
    assert without_addresses(got.report) == without_addresses(expected.report)
    assert of_layout(got.report) == told
