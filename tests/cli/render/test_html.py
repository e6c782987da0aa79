"""The web page: all of the report in one file that needs nothing else, and a cell stays text (contract.md 5)."""

import base64
import fnmatch
import hashlib
import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, recycled, supplier, virgin
from html_page import Element, read_page
from kept_samples import KEPT, OUTCOMES, SAMPLES
from random_boms import write_csv

ROOT = Path(__file__).parents[3]
OFAC = ("--sdn", str(ROOT / "tests" / "ofac" / "sdn.csv"), "--sdn-date", "2024-12-31")
LARGEST = 300_000
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<!-- comment",
    "]]><svg/onload=alert(1)>",
    "&lt;b&gt; &#64; &copy",
    "{{ 7*7 }} {% raw %}",
    "javascript:alert(1)",
]
STEPS = ("extraction", "processing", "recycling")
LEADS_TO = {"href": 1, "for": 0, "aria-labelledby": 0, "aria-describedby": 0, "data-filters": 0}
"""The attributes that name an element of the page, and how many characters stand before the name."""

JUDGED = [name for name, outcome in OUTCOMES.items() if outcome["verdict"] != "unreadable"]


@pytest.mark.parametrize("sample", KEPT)
def test_it_is_as_it_was(sample_as: Callable[..., str], same_as_kept: Callable[..., None], sample: str) -> None:
    """But for the style and the script, which are kept as they are beside the templates."""
    text = re.sub(r"(?s)(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)", "", sample_as(sample, "html"))
    same_as_kept(re.sub(r"'sha256-[^']+'", "'sha256-'", text), "html")


def several(critmin: Callable[..., Any], folder: Path, *arguments: str) -> tuple[str, list[str]]:
    """A page on BOMs of every verdict, and their files."""
    tables = {
        "passes": bom(virgin(), recycled(), virgin("graphite", material="synthetic graphite", extraction_country="")),
        "fails": bom(by("Acme", at="CN"), by("Acme"), by("Bolt"), Entities=[supplier("Acme", government="30")]),
        "is open": bom(virgin(at="?"), by("MERIDIAN TRADING LLC"), virgin("nickel", value=""), virgin(at="NO")),
        "has no price": bom(virgin(value="")),
        "cannot be read": bom(virgin("unobtainium")),
    }
    files = [str(write_csv(table, folder, name)) for name, table in tables.items()]
    return critmin("check", *files, "-d", "2025-06-30", "-f", "html", *arguments).stdout, files


@pytest.fixture
def page(critmin: Callable[..., Any], tmp_path: Path) -> Element:
    return read_page(several(critmin, tmp_path, *OFAC)[0])


# One file that needs nothing else -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", OUTCOMES)
def test_it_is_small(sample_as: Callable[..., str], sample: str) -> None:
    assert len(sample_as(sample, "html").encode()) < LARGEST


def test_the_same_input_gives_the_same_bytes(critmin: Callable[..., Any], tmp_path: Path) -> None:
    assert several(critmin, tmp_path) == several(critmin, tmp_path)


def test_nothing_is_fetched_and_nothing_else_runs(critmin: Callable[..., Any], tmp_path: Path) -> None:
    text, _ = several(critmin, tmp_path)
    page = read_page(text)
    for element in page.all():
        assert element.tag not in ("link", "img", "image", "iframe", "object", "embed", "base", "form", "use")
        for name, value in element.attributes.items():
            assert not name.startswith("on") and name not in ("style", "src", "srcset", "action", "data")
            assert name not in ("href", "xlink:href") or value.startswith("#")
            assert "//" not in value or name in ("data-text", "content")
            assert name != "fill" or value.startswith("url(#")
    style, script = page.one("style"), page.one("script")
    assert "url(" not in style.text and "@import" not in style.text
    (policy,) = [m.attributes for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy["content"].split("; ") == [
        "default-src 'none'",
        *(f"{kind}-src 'sha256-{digest(element)}'" for kind, element in (("style", style), ("script", script))),
        "base-uri 'none'",
        "form-action 'none'",
    ]


def digest(element: Element) -> str:
    (text,) = element.parts
    return base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()


def test_the_templates_ship() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    patterns = project["setuptools"]["package-data"]["critmin.cli"]
    keys = [key["file"] for key in project["uv"]["cache-keys"]]
    for file in (ROOT / "cli" / "render" / "templates").iterdir():
        inside = file.relative_to(ROOT).as_posix()
        assert any(fnmatch.fnmatch(inside, f"cli/{pattern}") for pattern in patterns), inside
        assert any(fnmatch.fnmatch(inside, key) for key in keys), inside


def test_the_banner_says_why_and_names_only_what_blocks_a_pass(sample_as: Callable[..., str]) -> None:
    banner = read_page(sample_as("nmc622_2025_fail_ownership.xlsx", "html")).one("article").one("header")
    assert "Example Saebyeok Nickel Sulphate Co., Ltd.: processing, South Korea" in banner.text
    assert [code.text for link in banner.all("a") for code in link.all("code")] == ["FEOC-OWNERSHIP"]


# Nothing is left out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", JUDGED)
def test_everything_of_the_json_report_is_told(
    sample_as: Callable[..., str], in_json: Callable[..., dict[str, Any]], sample: str
) -> None:
    article = read_page(sample_as(sample, "html")).one("article")
    (report,) = in_json(SAMPLES / sample, *OUTCOMES[sample]["arguments"])["reports"]
    told = article.text
    found = {li.attributes["id"]: li for li in article.all("li") if "-finding-" in li.attributes.get("id", "")}
    assert set(found) == {f"b1-finding-{finding['code']}" for finding in report["findings"]}
    for finding in report["findings"]:
        li = found[f"b1-finding-{finding['code']}"]
        wanted = [finding["severity"], finding["code"], *finding["cells"], finding["message"], finding["citation"]]
        wanted += [finding["remedy"]] * (finding["severity"] != "note")
        assert all(" ".join(text.split()) in li.text for text in wanted)
    minerals, feoc = report["critical_minerals"], report["feoc"]
    texts = [report["verdict"]["headline"][1:], *report["verdict"]["conditions"], report["bom"]["sha256"]]
    texts += [minerals["percentage"], minerals["high_percentage"], f"{minerals['required_percentage']}% required"]
    texts += [test["percentage"] for test in minerals["tests"] if test["available"]]
    texts += [minerals["requirement_citation"]]
    texts += [text for reading in report["readings"] for text in (reading["id"], reading["chosen"], reading["other"])]
    texts += [missing for request in feoc["requests"] for missing in (request["supplier"], *request["missing"])]
    for text in texts:
        assert text in told

    rows = table_of(article, "b1-lines")
    assert [row[0] for row in rows] == [chain["line"] for chain in minerals["chains"]]
    for row, chain in zip(rows, minerals["chains"], strict=True):
        cells = [chain["cells"]["value"], *(cell for step in STEPS for cell in chain["cells"][step])]
        assert all(cell in " ".join(row) for cell in cells)
    if feoc["entities"]:
        rows = [row for name in ("b1-suppliers", "b1-cleared") for row in table_of(article, name)]
        assert sorted(row[0] for row in rows) == sorted(entity["entity"] or "not named" for entity in feoc["entities"])
        by_name = {row[0]: row for row in rows}
        for entity in feoc["entities"]:
            row = by_name[entity["entity"] or "not named"]
            adverse = entity["status"] in ("feoc", "unknown")
            for site in entity["sites"]:
                texts = [site["why"], *([site["line"], site["step"], *site["cells"]] if adverse else [])]
                assert all(" ".join(text.split()) in row[3] for text in texts)


def table_of(page: Element, name: str) -> list[list[str]]:
    """The texts of the rows of a table's body."""
    tables = [table for table in page.all("table") if table.attributes.get("id") == name]
    return [[cell.text for cell in row.all("th", "td")] for table in tables for row in table.one("tbody").all("tr")]


def test_several_bills_have_a_list_with_links(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    text, files = several(critmin, tmp_path)
    page = read_page(text)
    whole = in_json(*files, "-d", "2025-06-30")
    articles = page.all("article")
    items = page.all("nav")[0].all("li")
    assert [item.one("a").attributes["href"] for item in items] == [f"#{a.attributes['id']}" for a in articles]
    for item, article, report in zip(items, articles, whole["reports"], strict=True):
        path, verdict = report["bom"]["path"], report["verdict"]["status"].replace("_", " ").upper()
        assert item.text.startswith(path) and item.text.endswith(verdict)
        assert article.one("h2").text[2:] == f"{verdict} {path}"
    assert len({report["verdict"]["status"] for report in whole["reports"]}) == 4


def test_a_list_of_designated_entities_is_told(page: Element) -> None:
    headings = [h.text for h in page.all("h3") if h.text.startswith("OFAC SDN list")]
    assert len(headings) == 4
    assert "names looked up in 13 entries." in page.text


@pytest.mark.parametrize("arguments", [(), ("--screening",)])
def test_screening_is_marked(critmin: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = str(write_csv(bom(by("Acme")), tmp_path, "bom"))
    page = read_page(critmin("check", file, "-d", "2025-06-30", "-f", "html", *arguments).stdout)
    marked = bool(arguments)
    assert page.one("head").one("title").text.startswith("SCREENING: ") is marked
    assert page.one("body").classes == ["screening"] * marked
    assert ("SCREENING a supplier without an adverse fact is treated as attested" in page.text) is marked


# The drawing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", JUDGED)
def test_every_flow_is_drawn_and_in_the_table(
    sample_as: Callable[..., str], in_json: Callable[..., dict[str, Any]], sample: str
) -> None:
    page = read_page(sample_as(sample, "html"))
    (report,) = in_json(SAMPLES / sample, *OUTCOMES[sample]["arguments"])["reports"]
    flows = report["critical_minerals"]["flows"]
    (drawing,) = [svg for svg in page.all("svg") if "sankey" in svg.classes]
    ribbons = [path for path in drawing.all("path") if "ribbon" in path.classes]
    assert sorted(path.classes[1] for path in ribbons) == sorted(flow["outcome"] for flow in flows)
    told = [path.text for path in ribbons]
    for flow in flows:
        start = (
            f"{flow['mineral']}, ${float(flow['value_usd']):,.2f}: {flow['extraction'] or 'no extraction step'}, then"
        )
        assert any(text.startswith(f"{start} {flow['step']} {flow['processing']}; ") for text in told)
    (unpriced,) = [c.text for c in page.all("figcaption") if "as wide as its value" in c.text]
    for mineral in report["critical_minerals"]["minerals"]:
        assert all(line in unpriced for line in mineral["unpriced_lines"])


def test_no_two_labels_of_a_column_overlap(sample_as: Callable[..., str]) -> None:
    """They stand at least their height apart, and within the drawing."""
    for sample in JUDGED:
        (drawing,) = [svg for svg in read_page(sample_as(sample, "html")).all("svg") if "sankey" in svg.classes]
        height = float(drawing.attributes["viewbox"].split()[3])
        at: dict[str, list[float]] = {}
        for text in drawing.all("text"):
            if "column" not in text.classes:
                at.setdefault(text.attributes["x"], []).append(float(text.attributes["y"]))
        assert len(at) == 4
        for places in at.values():
            ordered = sorted(places)
            assert all(below - above >= 18.9 for above, below in pairwise(ordered))
            assert ordered[0] > 20 and ordered[-1] < height - 6
        for rect in (r for r in drawing.all("rect") if "node" in r.classes):
            assert float(rect.attributes["y"]) + float(rect.attributes["height"]) <= height


# For everybody --------------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_every_reference_leads_somewhere(page: Element) -> None:
    names = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(names) == len(set(names))
    for element in page.all():
        for attribute, skip in LEADS_TO.items():
            for name in element.attributes.get(attribute, "").split():
                assert name[skip:] in names, (element.tag, attribute, name)
        for name in re.findall(r"url\(#([^)]+)\)", element.attributes.get("fill", "")):
            assert name in names


def test_landmarks_headings_and_tables_are_named(page: Element) -> None:
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("head").one("title").text
    assert [e.attributes.get("id") for e in page.all("main")] == ["main"]
    assert page.one("body").all("a")[0].attributes["href"] == "#main"
    levels = [int(h.tag[1]) for h in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for element in page.all("section", "article", "nav"):
        assert "aria-labelledby" in element.attributes or element.attributes.get("aria-label")
    for table in page.all("table"):
        assert table.one("caption").text
        assert all(th.attributes.get("scope") in ("col", "row") for th in table.all("th"))
        widths = {len(row.all("th", "td")) for row in table.all("tr")}
        assert len(widths) == 1, table.attributes
    for box in (e for e in page.all("div") if "scroll" in e.classes):
        assert box.attributes["tabindex"] == "0" and box.attributes["role"] == "region"
    for drawing in page.all("svg"):
        assert drawing.attributes["role"] == "img" and "aria-labelledby" in drawing.attributes
    for marked in (e for e in page.all("span") if "mark" in e.classes):
        sign, word = marked.all("span")[0], marked.text
        assert sign.attributes["aria-hidden"] == "true" and len(word) > len(sign.text) + 1
    for control in page.all("input"):
        assert control.attributes["id"] in [label.attributes["for"] for label in page.all("label")]


# A cell stays text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_stays_text(critmin: Callable[..., Any], tmp_path: Path, text: str) -> None:
    plain = page_with(critmin, tmp_path, "Acme")
    hostile = page_with(critmin, tmp_path, text)
    assert shape(hostile) == shape(plain)
    assert hostile.one("script").parts == plain.one("script").parts
    lines, suppliers = table_of(hostile, "b1-lines"), table_of(hostile, "b1-suppliers")
    assert lines[0][0] == lines[0][2] == text
    assert text in [row[0] for row in suppliers]


def page_with(critmin: Callable[..., Any], folder: Path, text: str) -> Element:
    """A page on a BOM with the text in the cells that a report tells."""
    names = {"line": text, "material": text, "extraction_entity": text, "processing_entity": text}
    tables = bom(virgin(feoc_attestation="", **names), Vehicle=[{"field": "model", "value": text}])
    file = str(write_csv(tables, folder, "hostile"))
    return read_page(critmin("check", file, "-d", "2025-06-30", "-f", "html").stdout)


def shape(page: Element) -> list[tuple[str, list[str]]]:
    """Its elements with the names of their attributes, without the places where a long word may be broken."""
    return [(element.tag, sorted(element.attributes)) for element in page.all() if element.tag != "wbr"]
