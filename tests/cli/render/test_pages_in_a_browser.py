"""The table of all bills of materials in Chromium: it fits, sorts and filters, and is whole without its script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, bom, virgin
from browser import CHROMIUM, Page, browser
from random_boms import write_csv

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium and no google-chrome on the PATH"),
]

ROWS = "#boms tbody tr"
SHARES = {"a": "9", "b": "59.5", "c": "100", "d": "30"}  # percent that counts, 60 required


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def index(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, share in SHARES.items():
        rest = str(100 - float(share))
        write_csv(bom(virgin(value=share), virgin(value=rest, at="NO", line="A" * 500)), tmp_path, name + "x" * 80)
    (tmp_path / "z.csv").write_text("nothing,of\nthe,kind\n")
    critmin("check", ".", "-d", "2025-06-30", *IN_TIME, "--pages", "site", "-o", "report.txt")
    return tmp_path / "site" / "index.html"


def shown(window: Page) -> str:
    """The first letters of the files, in the order in which they stand."""
    rows = f"[...document.querySelectorAll('{ROWS}')].filter((row) => row.checkVisibility())"
    return str(window.evaluate(f"{rows}.map((row) => row.cells[1].innerText[0]).join('')"))


def press(window: Page, heading: str) -> str | None:
    """Presses the button of a column and says how the column is sorted then."""
    head = f"[...document.querySelectorAll('#boms th')].find((head) => head.innerText.startsWith('{heading}'))"
    window.evaluate(f"{head}.querySelector('button').click()")
    return window.evaluate(f"{head}.getAttribute('aria-sort')")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_fits_and_nothing_is_refused(window: Page, index: Path, width: int, dark: bool) -> None:
    window.told.clear()
    window.open(index, width=width, dark=dark)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.told == []


def test_it_sorts_by_number_and_keeps_what_has_none_last(window: Page, index: Path) -> None:
    window.open(index)
    assert shown(window) == "zadbc"
    assert (press(window, "gap"), shown(window)) == ("ascending", "adbcz")
    assert (press(window, "gap"), shown(window)) == ("descending", "cbdaz")
    assert (press(window, "counts"), shown(window)) == ("ascending", "adbcz")
    assert (press(window, "bill"), shown(window)) == ("ascending", "abcdz")
    assert (press(window, "verdict"), shown(window)[-1]) == ("ascending", "z")


def test_it_filters(window: Page, index: Path) -> None:
    window.open(index)
    field = "document.getElementById('boms-filter')"
    window.evaluate(f"{field}.value = 'unreadable'; {field}.dispatchEvent(new Event('input'))")
    assert shown(window) == "z"
    assert window.evaluate("document.getElementById('boms-count').innerText") == "1 of 5 shown"


def test_it_is_whole_without_its_script(window: Page, index: Path) -> None:
    window.open(index, script=False)
    assert window.evaluate(f"document.querySelectorAll('{ROWS}').length") == 5
    assert window.evaluate("document.querySelectorAll('button').length") == 0


def test_a_link_leads_to_the_report(window: Page, index: Path) -> None:
    window.open(index)
    assert str(window.evaluate("document.querySelector('#boms a').href")).endswith("/site/reports/5-z-csv.html")
    window.open(index.parent / "reports" / "5-z-csv.html")
    assert window.evaluate("document.querySelector('.path').innerText") == "z.csv"
