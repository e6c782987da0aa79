"""The web page in Chromium: it fits, it is quiet, it sorts and filters, and it is whole without its script."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from boms import bom, virgin
from browser import CHROMIUM, Page, browser
from kept_samples import SAMPLES
from random_boms import write_csv

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium and no google-chrome on the PATH"),
]

LINES = "#b1-lines tbody tr"
SHOWN = f"[...document.querySelectorAll('{LINES}')].filter((row) => row.checkVisibility()).length"
WIDER_THAN_ITS_BOX = """[...document.querySelectorAll('.scroll:has(table)')]
    .filter((box) => box.querySelectorAll('thead th').length <= 3 && box.scrollWidth > box.clientWidth)
    .map((box) => box.innerText)"""
"""The tables of three columns or fewer that have to be scrolled sideways."""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def report(sample_as: Callable[..., str], tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    file.write_text(sample_as("nmc622_2026_audit.xlsx", "html"), "utf-8")
    return file


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_the_page_fits_and_nothing_is_refused(window: Page, report: Path, width: int, dark: bool) -> None:
    window.told.clear()
    window.open(report, width=width, dark=dark)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.evaluate(WIDER_THAN_ITS_BOX) == []
    assert window.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(20, 24, 29)" if dark else "rgb(255, 255, 255)"
    )
    assert window.told == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tree_of_components_is_read_without_a_script(
    window: Page, critmin: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    """Each level stands further right; what a component adds, and whether it counts, is seen without scrolling."""
    made = tmp_path / "report.html"
    critmin("check", str(SAMPLES / "nmc811_2025_credit_open.xlsx"), "-q", "-f", "html", "-o", str(made))
    window.open(made, width=width, script=False)
    rows = "[...document.querySelectorAll('section[aria-labelledby=b1-components] tbody tr')]"
    head = "row.cells[0]"
    left = f"parseFloat(getComputedStyle({head}).paddingLeft)"
    placed = window.evaluate(f"{rows}.map((row) => [Number({head}.dataset.level || 0), {left}])")
    assert len(placed) == 20
    levels = dict(placed)
    assert len({*map(tuple, placed)}) == len(levels) == 3
    assert levels[0] < levels[1] < levels[2]
    ends = window.evaluate(f"{rows}.map((row) => row.cells[3].getBoundingClientRect().right)")
    assert max(ends) <= width
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    hidden = f"{rows}.flatMap((row) => [...row.querySelectorAll('.unseen')]).map((part) => part.offsetWidth)"
    assert set(window.evaluate(hidden)) == {1}


@pytest.mark.parametrize("width", [1280, 360])
def test_long_names_and_a_hundred_lines_fit(
    window: Page, critmin: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    long = "A" * 3000
    names = {"material": long, "extraction_entity": long, "processing_entity": f"{long} {long}"}
    lines = [virgin(feoc_attestation="", line=f"{long}{n}", **names) for n in range(100)]
    file = str(write_csv(bom(*lines, Vehicle=[{"field": "model", "value": long}]), tmp_path, "long" * 30))
    made = tmp_path / "report.html"
    critmin("check", file, "-d", "2025-06-30", "-f", "html", "-o", str(made))
    window.open(made, width=width)
    assert window.evaluate(SHOWN) == 100
    assert window.evaluate("document.documentElement.scrollWidth") <= width


def column(window: Page, number: int) -> list[str]:
    return list(window.evaluate(f"[...document.querySelectorAll('{LINES}')].map((r) => r.cells[{number}].innerText)"))


def values(window: Page) -> list[Fraction | None]:
    """The values of the lines as they stand, None where one is not known."""
    told = [text.split()[0].replace(",", "").lstrip("$") for text in column(window, 4)]
    return [None if text == "not" else Fraction(text) for text in told]


def press(window: Page, number: int) -> str:
    """Presses a column's button; the direction that it then tells."""
    head = f"document.querySelectorAll('#b1-lines thead th')[{number}]"
    window.evaluate(f"{head}.querySelector('button').click()")
    return str(window.evaluate(f"{head}.getAttribute('aria-sort')"))


def test_it_sorts_by_number_and_by_text_with_what_is_not_known_last(window: Page, report: Path) -> None:
    window.open(report)
    known = sorted(value for value in values(window) if value is not None)
    assert press(window, 4) == "ascending"
    assert values(window) == [*known, None]
    assert press(window, 4) == "descending"
    assert values(window) == [*reversed(known), None]
    assert press(window, 1) == "ascending"
    assert column(window, 1) == sorted(column(window, 1))
    assert window.evaluate("document.querySelectorAll('#b1-lines [aria-sort]').length") == 1
    # a line's share is a fraction: 1/2 lies before 3/5 and 1
    press(window, 7)
    shares = [text.split()[1] for text in column(window, 7)]
    assert shares.index("does") < shares.index("3/8") < shares.index("13/25") < shares.index("3/4")
    assert shares.index("3/4") < shares.index("counts")


def test_it_filters(window: Page, report: Path) -> None:
    window.open(report)
    every = window.evaluate(SHOWN)

    def wanted(text: str) -> tuple[int, str]:
        window.evaluate(
            f"(() => {{ const i = document.getElementById('b1-lines-filter'); i.value = {text!r};"
            "i.dispatchEvent(new Event('input')) })()"
        )
        return window.evaluate(SHOWN), window.evaluate("document.getElementById('b1-lines-count').textContent")

    assert wanted("NICKEL") == (4, f"4 of {every} shown")
    assert wanted("no such thing") == (0, f"0 of {every} shown")
    assert wanted("") == (every, "")
    assert window.evaluate("[...document.querySelectorAll('#b1-suppliers tbody tr')].every((r) => !r.hidden)")


def test_everything_is_reached_by_keyboard(window: Page, report: Path) -> None:
    """The first stop is the skip link, which is then seen; the buttons are real ones."""
    window.open(report)
    window.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", windowsVirtualKeyCode=9)
    assert window.evaluate("document.activeElement.textContent") == "Skip to the report"
    assert window.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert window.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert window.evaluate(
        "[...document.querySelectorAll('[data-sorts] thead th')].every((h) => h.querySelector('button'))"
    )


def test_without_its_script_every_line_is_shown(window: Page, report: Path) -> None:
    window.open(report)
    every = window.evaluate(SHOWN)
    window.open(report, script=False)
    assert window.evaluate(SHOWN) == every > 0
    assert window.evaluate("document.querySelectorAll('th button').length") == 0
    assert not window.evaluate("[...document.querySelectorAll('.filter')].some((part) => part.checkVisibility())")


@pytest.mark.parametrize("paper", [(8.27, 11.69), (8.5, 11)])
def test_it_prints(window: Page, report: Path, paper: tuple[float, float]) -> None:
    window.open(report)
    assert window.paper(width=paper[0], height=paper[1]).startswith(b"%PDF")
