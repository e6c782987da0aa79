"""`--pages`: a folder with a page for each bill of materials, and one with a table of them all."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, bom, by, supplier, virgin
from html_page import Element, read_page
from random_boms import write_csv

ASKED = ("-d", "2025-06-30", *IN_TIME)
HOSTILE = '"><script>alert(1)</script> ..%2f[/red]'
FILES = ("a.csv", "b/../b/Größe 2.csv", "c.csv", "d.csv", "e.csv", f"{HOSTILE.replace('/', '_')}.csv")


@pytest.fixture
def boms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """a fails by 30 points, b/Größe 2 passes, c by a FEOC, d is not available, e cannot be read, and one is hostile."""
    (tmp_path / "b").mkdir()
    monkeypatch.chdir(tmp_path)
    write_csv(bom(virgin(value="30"), virgin(value="70", at="NO")), tmp_path, "a")
    write_csv(bom(virgin()), tmp_path / "b", "Größe 2")
    write_csv(bom(by(HOSTILE), Entities=[supplier(HOSTILE, government="30")]), tmp_path, "c")
    write_csv(bom(virgin(), Vehicle=[{"field": "msrp_usd", "value": "1000000"}]), tmp_path, "d")
    (tmp_path / "e.csv").write_text("nothing,of\nthe,kind\n")
    write_csv(bom(virgin(value="40"), virgin(value="60", at="NO")), tmp_path, FILES[-1].removesuffix(".csv"))
    return tmp_path


@pytest.fixture
def site(critmin: Callable[..., Any], boms: Path) -> Callable[..., Path]:
    def call(*arguments: str, files: tuple[str, ...] = FILES) -> Path:
        got = critmin("check", *files, *ASKED, "--pages", "site", "-q", "-o", "report.txt", *arguments)
        assert got.stderr == ""
        return boms / "site"

    return call


def table_of(site: Path) -> Element:
    (table,) = [t for t in index(site).all("table") if t.attributes.get("id") == "boms"]
    return table


def index(site: Path) -> Element:
    return read_page((site / "index.html").read_text("utf-8"))


def pages_in(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")}


def cells(site: Path) -> list[list[str]]:
    rows = table_of(site).one("tbody").all("tr")
    return [[part.text for part in row.all("td", "th")] for row in rows]


def test_the_table_says_of_each_what_its_report_says(site: Callable[..., Path]) -> None:
    names = [head.text for head in table_of(site()).one("thead").all("th")]
    assert names[:5] == ["verdict", "bill of materials", "counts", "required", "gap"]
    assert names[5:] == ["FEOC screen", "whole credit", "errors", "warnings", "decided by"]
    told = cells(Path("site"))
    assert [row[:5] for row in told] == [
        ["✗ UNREADABLE", "e.csv", "", "", ""],
        ["✗ FAIL", "c.csv", "100.0000%", "60%", "40.0000"],
        ["✗ FAIL", "a.csv", "30.0000%", "60%", "-30.0000"],
        ["✗ FAIL", FILES[-1], "40.0000%", "60%", "-20.0000"],
        ["✓ PASS", "b/../b/Größe 2.csv", "100.0000%", "60%", "40.0000"],
        ["✗ NOT AVAILABLE", "d.csv", "100.0000%", "60%", "40.0000"],
    ]
    assert told[2][5:] == ["✓ pass", "at most $3,750", "1", "0", "CM-NOT-MET"]
    assert told[0][5:] == ["", "", "1", "0", "HEADER-MISSING"]


def test_each_row_leads_to_the_page_that_html_alone_writes(
    critmin: Callable[..., Any], site: Callable[..., Path]
) -> None:
    folder = site()
    linked = {link.text: link.attributes["href"] for link in table_of(folder).all("a")}
    assert len(linked) == len(FILES)
    for file in FILES:
        alone = critmin("check", file, *ASKED, "-f", "html").stdout
        assert (folder / linked[file]).read_text("utf-8") == alone
    assert sorted(path.name for path in (folder / "reports").iterdir()) == sorted(
        href.removeprefix("reports/") for href in linked.values()
    )


def test_names_are_safe_and_in_order(site: Callable[..., Path]) -> None:
    names = sorted(path.name for path in (site() / "reports").iterdir())
    assert all(re.fullmatch(r"[0-9]-[a-z0-9-]*[a-z0-9]\.html", name) for name in names)
    assert names[:2] == ["1-a-csv.html", "2-b-b-gro-e-2-csv.html"]
    assert {path.name for path in Path().iterdir() if path.is_dir()} == {"b", "site"}


def test_nothing_of_a_users_runs_or_is_fetched(site: Callable[..., Path]) -> None:
    page = index(site())
    assert [element.attributes for element in page.all("script")] == [{}]
    assert not [e for e in page.all() if e.tag in ("link", "img", "iframe", "object") or "src" in e.attributes]
    (policy,) = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert HOSTILE in page.text


def test_the_run_summary_is_below_it(site: Callable[..., Path]) -> None:
    captions = [caption.text for caption in index(site()).all("caption")]
    assert captions[1:5] == [
        "Unreadable",
        "Failing the FEOC screen",
        "Worst against the requirement, in points",
        "Most common errors and warnings",
    ]
    assert "6 BOMs: 1 pass, 3 fail, 1 not available, 1 unreadable (exit status 2)" in index(Path("site")).text


@pytest.mark.parametrize("format_", ["json", "html", "csv"])
def test_beside_any_report_and_in_processes(
    critmin: Callable[..., Any], site: Callable[..., Path], format_: str
) -> None:
    first = pages_in(site())
    alone = critmin("check", *FILES, *ASKED, "-f", format_).stdout
    got = critmin("check", *FILES, *ASKED, "-f", format_, "--pages", "again", "--jobs", "2")
    assert got.stdout == alone
    assert pages_in(Path("again")) == first


def test_marked_with_one_bill_of_materials_too(site: Callable[..., Path]) -> None:
    page = index(site("--screening", files=("b/Größe 2.csv",)))
    assert [mark.text.partition(" ")[0] for mark in page.all("p") if "banner" in mark.classes] == ["SCREENING"]
    assert len(cells(Path("site"))) == 1


# What is refused -----------------------------------------------------------------------------------------------------


def test_an_empty_folder_is_filled(site: Callable[..., Path], boms: Path) -> None:
    (boms / "site").mkdir()
    assert (site() / "index.html").is_file()


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("b", "is not empty"),
        ("a.csv", "is not a folder"),
        ("link", "is not a folder"),
        ("missing/site", "does not exist"),
        ("new", "new/report.txt would be written into"),
    ],
)
def test_a_folder_that_is_none(critmin: Callable[..., Any], boms: Path, target: str, says: str) -> None:
    (boms / "link").symlink_to(boms / "b")
    (boms / "new").mkdir()
    before = sorted(boms.rglob("*"))
    got = critmin("check", "a.csv", *ASKED, "--pages", target, "-o", "new/report.txt")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert f"--pages {target} " in got.stderr
    assert says in got.stderr
    assert sorted(boms.rglob("*")) == before


@pytest.mark.parametrize(("failure", "status"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left"), 2)])
def test_whole_or_not_at_all(
    critmin: Callable[..., Any], boms: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, status: int
) -> None:
    def fail(*_: object) -> None:
        raise failure

    before = sorted(boms.rglob("*"))
    monkeypatch.setattr("critmin.cli.render.html.index", fail)
    got = critmin("check", *FILES, *ASKED, "--pages", "site", "-q")
    assert got.exit_code == status
    assert sorted(boms.rglob("*")) == before


def test_not_beside_a_workbook(critmin: Callable[..., Any], boms: Path) -> None:
    got = critmin("check", "a.csv", *ASKED, "-f", "xlsx", "-o", "out.xlsx", "--pages", "site")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert not (boms / "site").exists()
