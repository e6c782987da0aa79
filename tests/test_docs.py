"""`docs/findings.md` is what the program writes, and leads to every code."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "findings.md").read_text("utf-8")
ANCHORS = re.findall(r'^<a id="([^"]+)"></a>$', PAGE, re.MULTILINE)


def test_the_page_is_current(critmin: Callable[..., Any]) -> None:
    written = critmin("explain", "all", "-f", "markdown").stdout
    assert written == PAGE, "renew it: uv run critmin explain all -f markdown > docs/findings.md"


def test_each_code_is_one_anchor_and_one_item_of_the_contents(critmin: Callable[..., Any]) -> None:
    rows = json.loads(critmin("explain", "all", "-f", "json").stdout)
    codes = [row["code"].casefold() for row in rows]
    assert codes == ANCHORS
    contents = PAGE.partition("\n## ")[0]
    assert re.findall(r"^- \[[^]]+\]\(#([^)]+)\)", contents, re.MULTILINE) == codes
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == list(dict.fromkeys(row["group"] for row in rows))


def test_every_link_leads_somewhere() -> None:
    assert set(re.findall(r"\(#([^)\s]+)\)", PAGE)) <= set(ANCHORS)
    for page in DOCS.glob("*.md"):
        linked = re.findall(r"\]\(([^)#\s:]+)(?:#([^)]+))?\)", page.read_text("utf-8"))
        for file, anchor in linked:
            assert (DOCS / file).exists(), f"{page.name}: {file}"
            assert file != "findings.md" or not anchor or anchor in ANCHORS, f"{page.name}: {anchor}"


def test_no_text_is_markup() -> None:
    for line in PAGE.splitlines():
        told = re.sub(r"`[^`]*`|\\.|\[[^]]+\]\(#[^)]+\)|^<a id=.*|^\*\*[^*]+\*\*", "", line)
        assert not re.search(r"[*<|_\[]", told), line


def test_one_code_alone_is_its_section(critmin: Callable[..., Any]) -> None:
    section = critmin("explain", "FEOC-PLACE", "-f", "markdown").stdout
    assert section in PAGE
    assert section.startswith('<a id="feoc-place"></a>\n')
    assert section.count("###") == 1
