"""Markdown: what stands in it, and that a cell stays text whatever is written in it (contract.md 5)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, supplier, virgin
from critmin.cli.render.markdown import bullets, code, heading, inline, table
from critmin.cli.view.sections import Column
from kept_samples import KEPT
from markdown_it import MarkdownIt
from markdown_it.token import Token
from random_boms import write_csv

GFM = MarkdownIt("gfm-like", {"html": True})
OFAC = ("--sdn", str(Path(__file__).parents[2] / "ofac" / "sdn.csv"), "--sdn-date", "2024-12-31")
HOSTILE = [
    "# Heading",
    "Acme #",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "2) item",
    "> quote",
    "---",
    "***",
    "===",
    "```sh",
    "~~~",
    "a | b",
    "a \\| b",
    "a \\\\| b",
    "ends in a backslash \\",
    "|---|---|",
    "`code`",
    "` | `",
    "``",
    "*so* __so__ ~~so~~",
    "[text](https://example.com)",
    "[text][1]",
    "[1]: https://example.com",
    "![picture](https://example.com/x.png)",
    "<https://example.com>",
    "https://example.com/x?y=z",
    "HTTP://EXAMPLE.COM",
    "www.example.com",
    "WWW.example.com",
    "someone@example.internal",
    "@someone and @@both, `@`",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<!-- comment",
    "&lt;b&gt; &#64; &copy;",
    "$x$ and $$y$$",
    "[^1]",
    "[ ] task",
    "first\r\n\r\n# Forged",
    "first\n| a | b |\n|---|---|",
    "\x1b[2J\u202egnp.exe",
    "two  spaces",
]


def shown(token: Token) -> str:
    """The text that a reader sees of a heading, a paragraph or a cell."""
    return "".join(child.content for child in token.children or [])


def kinds(tokens: list[Token]) -> Counter[str]:
    """How many parts of each kind there are; but rows, cells and what is in them differ."""
    every = [child for token in tokens for child in (token, *(token.children or []))]
    differ = ("text", "code_inline", "inline", "tr_open", "tr_close", "td_open", "td_close")
    return Counter(token.type for token in every if token.type not in differ)


def tables(tokens: list[Token]) -> list[list[list[str]]]:
    """The tables as rows of the cells' texts."""
    made: list[list[list[str]]] = []
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            made.append([])
        elif token.type == "tr_open":
            made[-1].append([])
        elif token.type in ("th_open", "td_open"):
            made[-1][-1].append(shown(tokens[at + 1]))
    return made


def headings(tokens: list[Token]) -> list[str]:
    return [shown(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]


@pytest.mark.parametrize("sample", KEPT)
def test_it_is_as_it_was(sample_as: Callable[..., str], same_as_kept: Callable[..., None], sample: str) -> None:
    same_as_kept(sample_as(sample, "markdown"), "md")


def suppliers(names: list[str], folder: Path, stem: str) -> Path:
    """A bill of materials whose suppliers, of which nothing is known, have these names; they stand in messages too."""
    lines = [by(name, material=name, line=f"{number} {name}") for number, name in enumerate(names)]
    return write_csv(bom(*lines), folder, stem)


def seen(text: str) -> str:
    """A text as a reader sees it: spaces as one, control characters replaced."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return " ".join(printable.split())


def test_a_cell_is_text(critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """With hostile names the page has the same parts as with plain ones, and the names stand in it as they are."""
    plain = suppliers(["Acme 1", "Acme 2"], tmp_path, "plain")
    hostile = suppliers(HOSTILE, tmp_path, "hostile")
    pages = [
        GFM.parse(critmin("check", str(path), "-d", "2025-06-30", "-f", "markdown").stdout) for path in (plain, hostile)
    ]
    assert set(kinds(pages[0])) == set(kinds(pages[1]))
    assert headings(pages[0])[1:] == headings(pages[1])[1:]
    texts = [child.content for token in pages[1] for child in token.children or [] if child.type == "text"]
    assert not any("@" in text for text in texts)  # GitHub takes @name for a person, and a@b.c for a link
    (report,) = in_json(hostile, "-d", "2025-06-30")["reports"]
    requests = report["feoc"]["requests"]
    assert len(requests) > len(HOSTILE) - 5
    rows = [row for table in tables(pages[1]) if table[0][0] == "supplier" for row in table[1:]]
    assert sorted(row[0] for row in rows) == sorted(
        seen(e["entity"] or "not named") for e in report["feoc"]["entities"]
    )
    messages = [row[3] for table in tables(pages[1]) if table[0][0] == "severity" for row in table[1:]]
    assert all(any(seen(found["message"]) in text for text in messages) for found in report["findings"])


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("made", [inline, code])
def test_a_text_is_text_in_every_block(made: Callable[[str], str], text: str) -> None:
    part = made(text)
    blocks = ["above", part, heading(3, part), bullets([part, part]), table([Column("title")] * 2, [[part, part]])]
    page = GFM.parse("\n\n".join(blocks))
    kept = GFM.parse("\n\n".join(["above", "x", "### x", "- x\n- x", "| title | title |\n|---|---|\n| x | x |"]))
    assert [token.type for token in page] == [token.type for token in kept]
    assert {child.type for token in page for child in token.children or []} <= {"text", "code_inline"}
    assert [shown(token) for token in page if token.type == "inline"] == [
        shown(token).replace("x", seen(text)) for token in kept if token.type == "inline"
    ]


@pytest.mark.parametrize("name", ["a`b.csv", "`.csv", "a|b.csv", "_x_.csv", "<b>.csv", "a@b.csv", "a\nb.csv"])
def test_a_file_name_is_text(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_csv(bom(virgin()), tmp_path, "plain").rename(path)
    page = GFM.parse(critmin("check", str(path), "-d", "2024-06-30", "-f", "markdown").stdout)
    assert headings(page)[0] == "PASS " + name.replace("\n", "\N{REPLACEMENT CHARACTER}")


def test_every_finding_stands_with_its_cells(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    arguments = [suppliers(["Moa Nickel S.A.", "Acme"], tmp_path, "bom"), "-d", "2025-06-30", *OFAC]
    page = GFM.parse(critmin("check", *arguments, "-f", "markdown").stdout)
    (report,) = in_json(*arguments)["reports"]
    rows = {row[1]: row for table in tables(page) if table[0][0] == "severity" for row in table[1:]}
    assert set(rows) == {finding["code"] for finding in report["findings"]}
    for finding in report["findings"]:
        severity, _, cells, messages, remedy = rows[finding["code"]]
        assert severity == finding["severity"]
        assert set(finding["cells"]) <= set(cells.split(", "))
        assert finding["message"] in messages
        assert remedy == ("" if severity == "note" else finding["remedy"])
    (listed,) = [table for table in tables(page) if table[0][0] == "named here"]
    assert [row[0] for row in listed[1:]] == [match["entity"] for match in report["lists"][0]["matches"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-d", "2025-06-30", "--screening"], "SCREENING: a supplier without an adverse fact is treated as attested"),
        (["-d", "2024-06-30"], "Minerals: not yet subject to the screen on this date"),
        (["-d", "2025-06-30"], "Acme (line 1): ask for an attestation, or for the country"),
        (["-d", "2023-04-17"], "Not decided: earlier rules applied before 2023-04-18, and critmin"),
        (
            ["-d", "2025-06-30", "--reading", "japan-minerals=country"],
            "Under the alternative reading (five-minerals) the verdict is the same.",
        ),
    ],
)
def test_what_applies_is_said(critmin: Callable[..., Any], tmp_path: Path, arguments: list[str], told: str) -> None:
    tables_ = bom(by("Acme"), Entities=[supplier("Acme") | {"country": ""}])
    path = write_csv(tables_, tmp_path, "bom")
    page = GFM.parse(critmin("check", str(path), *arguments, "-f", "markdown").stdout)
    assert any(told in shown(token) for token in page), [shown(token) for token in page]


def test_several_files_begin_with_their_count(critmin: Callable[..., Any], tmp_path: Path) -> None:
    boms = [write_csv(bom(virgin(at=at)), tmp_path, at) for at in ("US", "NO")]
    text = critmin("check", *map(str, boms), "-d", "2024-06-30", "-f", "markdown").stdout
    assert text.startswith("**2 BOMs: 1 pass, 1 fail (exit status 1)**\n")
    told = headings(GFM.parse(text))
    assert told[:2] == ["Run summary", "Worst against the requirement, in points"]
    assert told.index("PASS US.csv") < told.index("FAIL NO.csv")


def test_where_options_came_from_is_said(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    monkeypatch.setenv("CRITMIN_YEAR", "2024")
    path = write_csv(bom(virgin()), tmp_path, "bom")
    page = GFM.parse(critmin("check", str(path), "-f", "markdown").stdout)
    assert "configuration: CRITMIN_YEAR" in [shown(token) for token in page]
