"""The page of the register in Chromium: it fits, it is quiet, it sorts and filters."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by
from browser import CHROMIUM, Page, browser
from random_boms import write_csv

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium and no google-chrome on the PATH"),
]

ROWS = "[...document.querySelectorAll('#t-register tbody tr')].filter((row) => row.checkVisibility())"
UNTILS = {"C-1": "2025-06-30", "C-2": "2025-09-01", "C-3": "2027-01-01"}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(critmin: Callable[..., Any], tmp_path: Path) -> Path:
    rows = [
        {"certificate": name, "kind": "feoc", "signed_on": "2025-01-10", "valid_until": until, "supplier": "Acme"}
        for name, until in UNTILS.items()
    ]
    path = write_csv(bom(*(by("Acme", feoc_attestation=name) for name in UNTILS), Certificates=rows), tmp_path, "pack")
    target = tmp_path / "register.html"
    got = critmin("evidence", path, "-d", "2025-04-01", "--on", "2025-07-01", "-o", target)
    assert got.exit_code == 1
    return target


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_and_nothing_is_refused(window: Page, page: Path, width: int) -> None:
    window.told.clear()
    window.open(page, width=width)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.told == []
    if width == 1280:  # no column of the register is out of sight
        box = "document.querySelector('#t-register').closest('.scroll')"
        assert window.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")


def test_it_sorts_and_filters(window: Page, page: Path) -> None:
    window.open(page)
    shown = f"{ROWS}.map((row) => row.querySelector('th').innerText.split('\\n')[0])"
    assert window.evaluate(shown) == ["C-1", "C-2", "C-3"]
    window.evaluate("document.querySelectorAll('#t-register thead button')[1].click()")
    window.evaluate("document.querySelectorAll('#t-register thead button')[1].click()")
    assert window.evaluate(shown) == ["C-3", "C-2", "C-1"]
    window.evaluate(
        "(() => { const box = document.querySelector('#t-register-filter');"
        " box.value = 'lapses'; box.dispatchEvent(new Event('input')); })()"
    )
    assert window.evaluate(shown) == ["C-2"]
