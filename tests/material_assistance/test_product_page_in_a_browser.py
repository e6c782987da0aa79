"""The page of a product as a browser draws it: nothing is wider than its place, at the widths of a desk and a phone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Page, browser
from products import CHINESE, CLEAN, Tables, company, item, product, write_product

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium and no google-chrome on the PATH"),
]

LONG = "Wholly Imaginary Advanced Precursor Manufacturing Holdings (Mwwm) Limited Liability Company No. "
TEXTS_OUTSIDE = """[...document.querySelectorAll('.graph g')].flatMap((box) => {
    const room = box.querySelector('.box').getBBox();
    return [...box.querySelectorAll('text')].filter((text) => {
        const is = text.getBBox();
        return is.x + is.width > room.x + room.width || is.y < room.y || is.y + is.height > room.y + room.height + 1;
    }).map((text) => text.textContent);
})"""
"""The texts of the ownership drawings that leave their boxes."""
BARS_OUTSIDE = """[...document.querySelectorAll('.parts .piece')].filter((bar) => {
    const is = bar.getBoundingClientRect(), all = bar.closest('svg').getBoundingClientRect();
    return is.left < all.left - 1 || is.right > all.right + 1 || is.bottom > all.bottom;
}).length"""
TEXTS_CUT = """[...document.querySelectorAll('.parts text')].filter((text) =>
    text.getBoundingClientRect().right > innerWidth || text.getBoundingClientRect().left < 0
).map((text) => text.textContent)"""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


def large() -> Tables:
    """Sixty items with long names, by companies that are held through five others, in circles and by many."""
    tiers = [f"{LONG}{number}" for number in range(6)]
    pairs = [*itertools.pairwise(tiers), ("Sinocell", tiers[0]), (tiers[5], "Acme"), ("Acme", tiers[5])]
    pairs += [
        (f"{name} {number}", "Many") for number in range(20) for name in ("正極材料科技有限公司", "FUND MANAGEMENT")
    ]
    holdings = tuple({"owner": x, "owned": y, "equity_pct": "2.4", "votes_pct": "2.3"} for x, y in pairs)
    names = dict.fromkeys(name for pair in pairs for name in pair if name not in ("Acme", "Sinocell"))
    entities = (CLEAN | {"sfe_total_pct": ""}, CHINESE, *(company(name, sfe_total_pct="") for name in names))
    makers = ["Acme", "Many", tiers[3], "Sinocell"]
    items = [item(str(100 + number), makers[number % 4], item=f"{LONG}{number}") for number in range(60)]
    return product(*items, item(""), entities=entities, holdings=holdings)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_drawings_fit(window: Page, critmin: Callable[..., Any], tmp_path: Path, width: int, dark: bool) -> None:
    made = tmp_path / "report.html"
    assert critmin("macr", write_product(large(), tmp_path), "-q", "-o", made).exit_code == 3
    window.told.clear()
    window.open(made, width=width, dark=dark)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.evaluate("document.querySelectorAll('.graph g').length") > 20
    assert window.evaluate(TEXTS_OUTSIDE) == []
    assert window.evaluate("document.querySelectorAll('.parts .piece').length") > 20
    assert window.evaluate(BARS_OUTSIDE) == 0
    assert window.evaluate(TEXTS_CUT) == []
    assert window.told == []


def test_holders_five_deep_are_seen_on_a_phone_without_scrolling(
    window: Page, critmin: Callable[..., Any], tmp_path: Path
) -> None:
    names = ("Sinocell", "A", "B", "C", "D", "Acme")
    holdings = tuple(
        {"owner": x, "owned": y, "equity_pct": "60", "votes_pct": "60"} for x, y in itertools.pairwise(names)
    )
    entities = (CHINESE, *(company(name, sfe_total_pct="") for name in names[1:]))
    made = tmp_path / "report.html"
    critmin("macr", write_product(product(item(), entities=entities, holdings=holdings), tmp_path), "-q", "-o", made)
    window.open(made, width=390)
    box = "document.querySelector('.holders .scroll')"
    assert window.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")
