"""Dates on a command line: ISO dates are read, and every other form is refused with the ISO form to type."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from critmin.engine.model.dates import read_date

ROW = "mineral,value_usd,extraction_country,processing_country\nlithium,100,AU,US\n"
EXAMPLE = "expected a date such as 2025-01-31"


@pytest.mark.parametrize("text", ["2025-03-31", " 2025-03-31 ", "2025-3-31"])
def test_an_iso_date(text: str) -> None:
    assert str(read_date(text)) == "2025-03-31"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("03/31/2025", "write 2025-03-31"),
        ("3/31/2025", "write 2025-03-31"),
        ("03-31-2025", "write 2025-03-31"),
        ("03/31/25", "write 2025-03-31"),
        ("31/03/2025", "write 2025-03-31"),
        ("31.03.2025", "write 2025-03-31"),
        ("31.3.25", "write 2025-03-31"),
        ("31 03 2025", "write 2025-03-31"),
        ("03/03/2025", "write 2025-03-03"),
        ("03/04/2025", "write 2025-03-04 or 2025-04-03"),
        ("3.4.2025", "write 2025-03-04 or 2025-04-03"),
        ("2025/03/31", "write 2025-03-31"),
        ("2025.03.04", "write 2025-03-04"),
        ("20250331", "write 2025-03-31"),
        ("March 31, 2025", "write 2025-03-31"),
        ("31 Mar 2025", "write 2025-03-31"),
        ("31-Mar-2025", "write 2025-03-31"),
        ("02/30/2025", EXAMPLE),
        ("13/13/2025", EXAMPLE),
        ("2025-13-32", EXAMPLE),
        ("2025-13-01", EXAMPLE),
        ("2025-31-03", EXAMPLE),
        ("2025.13.01", EXAMPLE),
        ("soon", EXAMPLE),
        ("", EXAMPLE),
        ("2025", EXAMPLE),
    ],
)
def test_another_form(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}$"):
        read_date(text)


@pytest.mark.parametrize(
    "options",
    [
        "check pack.csv -d 03/31/2025",
        "check pack.csv -d 2025-06-01 -a 31.03.2025",
        "check pack.csv -d 2025-06-01 --fx EUR=1.08@03/31/2025",
        "trace pack.csv -d 03/31/2025",
        "levers pack.csv -d 03/31/2025",
        "horizon pack.csv -a 03/31/2025",
        "diff pack.csv -d 2024-06-30 --new-date 03/31/2025",
        "rules --on 03/31/2025",
    ],
)
def test_every_option_says_it(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pack.csv").write_text(ROW)
    got = critmin(*options.split())
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert got.stderr.endswith("write 2025-03-31\n")
