"""The page of a product: the cost of each item against the threshold, and who holds whom, drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hostile_boms import EACH, HOSTILE
from html_page import Element, read_page
from kept_samples import SAMPLES
from products import CHINESE, CLEAN, Tables, certificate, company, item, product, storage, write_product

Show = Callable[..., Element]
OPEN = company("Openco", sfe_total_pct="")
ENTITIES = (CLEAN, CHINESE, OPEN)
FOIL = item("300", "Sinocell", "CN", item="Foil")
LEFT_OUT = item("70", item="Binder", existing_contract="yes", contract_date="2025-01-31")
PRODUCTS = sorted(path.name for path in SAMPLES.glob("macr_*.xlsx"))


@pytest.fixture
def show(critmin: Callable[..., Any], tmp_path: Path) -> Show:
    """The page about a product, or about a file."""

    def call(given: Tables | Path) -> Element:
        path = given if isinstance(given, Path) else write_product(given, tmp_path)
        return read_page(critmin("macr", path, "-f", "html").stdout)

    return call


def section(page: Element, name: str) -> Element | None:
    """A section of the only report by its anchor."""
    found = [part for part in page.all("section") if part.attributes["aria-labelledby"] == f"b1-{name}"]
    return found[0] if found else None


# The cost of each item ------------------------------------------------------------------------------------------------


def bars(page: Element) -> tuple[list[str], list[list[tuple[str, Decimal, Decimal]]]]:
    """The texts of the rows, and the pieces of each: how it is drawn, where it begins and ends in percent."""
    costs = section(page, "costs")
    assert costs is not None
    rows = costs.one("svg").all("g")
    pieces = []
    for row in rows:
        drawn = []
        for rect in row.all("rect"):
            x, width = (Decimal(rect.attributes[name].rstrip("%")) for name in ("x", "width"))
            drawn.append(
                ("counts" if "counts" in rect.classes else rect.attributes["fill"][-5:-1].strip("-"), x, x + width)
            )
        pieces.append(drawn)
    return [" | ".join(text.text for text in row.all("text")) for row in rows], pieces


def test_each_item_begins_where_the_one_above_it_ends(show: Show) -> None:
    part = item("200", item="Salt", certificate="C-1")
    rows = (FOIL, item("100", "Openco", item="Film"), part, item("400", item="Powder"))
    paper = certificate(kind="cost", non_pfe_pct="25")
    texts, pieces = bars(show(product(*rows, entities=ENTITIES, certificates=(paper,))))
    assert texts == [
        "Powder | ✓ cleared, row 5, $400.00, 40.0000%",
        "Salt | ◐ cleared in part, row 4, $200.00, 20.0000%",
        "Film | ? not cleared, row 3, $100.00, 10.0000%",
        "Foil | ✗ PFE, row 2, $300.00, 30.0000%",
    ]
    assert pieces == [
        [("counts", 0, 40)],
        [("counts", 40, 45), ("lost", 55, 70)],
        [("open", 45, 55)],
        [("lost", 70, 100)],
    ]


def test_an_item_outside_the_ratio_or_without_a_cost_has_no_bar(show: Show) -> None:
    unpriced = item("", "Sinocell", "CN", item="Tape")
    texts, pieces = bars(show(product(item("100", item="Powder"), LEFT_OUT, unpriced, entities=ENTITIES)))
    assert texts == [
        "Powder | ✓ cleared, row 2, $100.00, 100.0000%",
        "Binder | – left out, row 3, $70.00",
        "Tape | ✗ PFE, row 4, cost not stated",
    ]
    assert pieces == [[("counts", 0, 100)], [], []]


def test_the_smallest_of_many_items_are_drawn_together(show: Show) -> None:
    many = [item(str(number), *(("Sinocell", "CN") if number % 2 else ())) for number in range(1, 61)]
    unpriced = [item("", "Sinocell", "CN") for _ in range(12)]
    texts, pieces = bars(show(product(*many, *unpriced, entities=ENTITIES)))
    assert len(texts) == 24 + 2 + 8 + 1
    together = [text for text in texts if "more item" in text]
    assert together == [
        "18 more items | ✓ cleared, $342.00, 18.6885%",
        "18 more items | ✗ PFE, $324.00, 17.7049%",
        "4 more items | ✗ PFE, outside the drawing",
    ]
    (begin, _), *_, (_, end) = [(x, to) for row in pieces for _, x, to in row]
    assert begin == 0 and Decimal("99.99") < end <= 100


@pytest.mark.parametrize(
    ("tables", "required"),
    [
        (product(item()), ("60%", "middle")),
        (storage(item()), ("55%", "middle")),
        (product(item(), **{"class": "critical-mineral"}), ("0%", "start")),
    ],
)
def test_the_threshold_is_a_line_with_its_number(show: Show, tables: Tables, required: tuple[str, str]) -> None:
    costs = section(show(tables), "costs")
    assert costs is not None
    line, label = costs.one("line"), costs.all("text")[0]
    percentage, anchor = required
    assert (line.attributes["x1"], label.text, label.attributes["text-anchor"]) == (
        percentage,
        f"{percentage} required",
        anchor,
    )


@pytest.mark.parametrize(
    "tables", [product(item("")), product(LEFT_OUT), product(item(), sold="2025-08-01", taxable_year_begins="")]
)
def test_without_a_cost_or_a_threshold_nothing_is_drawn(show: Show, tables: Tables) -> None:
    assert section(show(tables), "costs") is None


@pytest.mark.parametrize("sample", PRODUCTS)
def test_what_counts_ends_at_the_ratio(show: Show, critmin: Callable[..., Any], sample: str) -> None:
    page = show(SAMPLES / sample)
    _, pieces = bars(page)
    ends = [to for row in pieces for kind, _, to in row if kind == "counts"]
    (title,) = [t.text for t in page.all("title") if " counts" in t.text and "% is required" in t.text]
    assert abs(max(ends) - Decimal(title.partition("%")[0])) < Decimal("0.001")


# Who holds whom -------------------------------------------------------------------------------------------------------

TIERS = ("Zhong", "A", "B", "C", "D", "E")


def tower(*more: tuple[str, str, str], by: str = "E") -> Tables:
    """A company held through four others, besides other holdings."""
    pairs = [*((owner, "60", owned) for owner, owned in pairwise(TIERS)), *more]
    holdings = tuple({"owner": x, "owned": y, "equity_pct": share, "votes_pct": share} for x, share, y in pairs)
    names = dict.fromkeys(name for x, _, y in pairs for name in (x, y))
    entities = tuple(company(name, "CN" if name == "Zhong" else "KR", sfe_total_pct="") for name in names)
    return product(item(by=by), item(), entities=(CLEAN, *entities), holdings=holdings)


@pytest.mark.parametrize(
    "more",
    [
        [],
        [("A", "20", "E"), ("Zhong", "10", "C"), ("Zhong", "5", "E")],
        [("E", "30", "A"), ("C", "30", "B")],
        [(f"Fund {number}", "2", "E") for number in range(9)],
        [("F", "30", "E"), ("G", "30", "F"), ("B", "30", "G"), ("F", "5", "G")],
    ],
    ids=["a chain", "several paths", "circles", "many holders", "a path beside a path"],
)
def test_every_line_passes_the_boxes_and_leads_to_one(show: Show, more: list[tuple[str, str, str]]) -> None:
    tables = tower(*more)
    ownership = section(show(tables), "ownership")
    assert ownership is not None
    drawing = ownership.one("svg")
    boxes = [rect.attributes for rect in drawing.all("rect") if "box" in rect.classes]
    placed = [(int(a["x"]), int(a["y"]), int(a["width"]), int(a["height"])) for a in boxes]
    assert all(y + height < below for (_, y, _, height), (_, below, _, _) in pairwise(placed))
    assert all(x + width < int(drawing.attributes["width"]) for x, _, width, _ in placed)
    lines = [path.attributes["d"] for path in drawing.all("path") if "arrow" not in path.classes]
    circles = sum("circle" in text.text for text in drawing.all("text"))
    unexplained = sum("not named" in text.text for text in drawing.all("text"))
    assert len(lines) + circles == len(tables["Ownership"]) + unexplained
    for line in lines:
        begin, level, lane, end = map(int, re.findall(r"\d+", line))
        assert any(x == begin and y < level < y + height for x, y, _, height in placed)
        between = [x for x, y, _, height in placed if end < y < level or end < y + height < level]
        assert all(lane < x for x in between)
        assert any(x < lane < x + width and 0 < end - y - height < 10 for x, y, width, height in placed)


def test_every_box_has_a_sign_a_word_and_its_words_below(show: Show) -> None:
    ownership = section(show(tower()), "ownership")
    assert ownership is not None
    boxes = ownership.one("svg").all("g")
    assert [[text.text for text in box.all("text")] for box in boxes][:2] == [
        ["E", "✗ PFE: controlled"],
        ["D", "✗ PFE: controlled", "60% of E"],
    ]
    words = ownership.one("ul")
    assert ownership.one("svg").attributes["aria-describedby"] == words.attributes["id"]
    assert len(words.all("li")) == len(boxes)


def test_references_of_the_drawings_are_whole(show: Show) -> None:
    tables = tower(("Zhong", "30", "F"), by="F")
    tables["Materials"].append(item(by="E"))
    page = show(tables)
    names = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(names) == len(set(names))
    assert len([svg for svg in page.all("svg") if "graph" in svg.classes]) == 2
    for element in page.all():
        for name in re.findall(r"url\(#([^)]+)\)", element.attributes.get("fill", "")):
            assert name in names
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(attribute, "").split()) <= set(names)


@pytest.mark.parametrize("name", EACH)
def test_a_name_in_a_drawing_stays_text(show: Show, name: str) -> None:
    text = HOSTILE[name]
    got = show(tower((text, "5", "E")))
    plain = show(tower(("Harmless", "5", "E")))
    assert {e.tag for e in got.all()} <= {e.tag for e in plain.all()} | {"tspan", "wbr", "code", "ol", "li"}
    assert section(got, "ownership") is not None
    assert got.one("script").parts == plain.one("script").parts


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Bolt", ["Bolt"]),
        ("Example Merlion Gate Materials Pte. Ltd.", ["Example Merlion Gate Materials", "Pte. Ltd."]),
        ("正極材料科技有限公司正極材料科技有限公司", ["正極材料科技有限公司正極材料科技有", "限公司"]),
        (
            "Very Long Names of Companies and Their Branches " * 3 + "No. 7",
            [
                "Very Long Names of Companies and",
                "Their Branches Very Long Names of",
                "Companies and Th…r Branches No. 7",
            ],
        ),
    ],
)
def test_a_long_name_is_broken_and_cut_in_the_middle(show: Show, name: str, lines: list[str]) -> None:
    ownership = section(show(tower((name, "30", "F"), by="F")), "ownership")
    assert ownership is not None
    boxes = [box for drawing in ownership.all("svg") for box in drawing.all("g")]
    names = [[text.text for text in box.all("text") if "name" in text.classes] for box in boxes]
    assert lines in names
    assert name.strip() in [" ".join(title.text.split(": ")[0].split()) for title in ownership.all("title")]


def test_a_command_in_a_text_is_code_and_what_it_holds_stays_text(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_product(product(item(by="Sinocell", item="`critmin <img src=x>`")), tmp_path)
    page = critmin("macr", path, "-f", "html").stdout
    assert '<code class="command">critmin levers --for macr</code>' in page
    assert "`critmin levers" not in page
    assert "<img" not in page
