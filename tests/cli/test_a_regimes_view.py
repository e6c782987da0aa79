"""A regime of the tests registers its view, and its own sections go through every format, with hostile text in them."""

from __future__ import annotations

import datetime
import html
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from critmin.cli.choices import Format
from critmin.cli.render.csv import table as csv_table
from critmin.cli.render.formats import Look
from critmin.cli.render.html import horizon as horizon_page
from critmin.cli.render.html import index
from critmin.cli.render.text import draw
from critmin.cli.render.word import render_memo
from critmin.cli.render.workbook import render_workbook
from critmin.cli.render.workbook_source import Source
from critmin.cli.view import VIEWS, horizon
from critmin.cli.view import diff as diff_view
from critmin.cli.view import run as run_view
from critmin.cli.view.regime import RegimeView
from critmin.cli.view.sections import (
    Bar,
    Block,
    Bullets,
    Cells,
    Chart,
    Codes,
    Column,
    Entry,
    Fact,
    Facts,
    Flow,
    Group,
    Groups,
    Key,
    Line,
    Link,
    Number,
    Paragraph,
    Period,
    Ribbon,
    Section,
    Table,
    Tone,
    Word,
)
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.questions.batch.run_head import run_head
from critmin.engine.questions.batch.tasks import Done, Spool, outline_of
from critmin.engine.questions.check import check, open_case
from critmin.engine.questions.diff import diff
from critmin.engine.questions.horizon import find_horizon
from critmin.engine.regimes.registry import REGIMES
from tiny_regime import TINY, TinyDiff, TinyLaw, TinyPeriod, TinyQuestion, TinyReport
from word_file import texts_of

HOSTILE = "[/red]<b>=1+1|`x`\x1b[2J @you"
SHOWN = "[/red]<b>=1+1|`x`\N{REPLACEMENT CHARACTER}[2J @you"
LAW = TinyLaw()


def _sections(report: TinyReport) -> Iterator[Section]:
    text = [Word("good", Tone.GOOD), " ", Codes(["A-CODE"]), " ", Cells(["BOM!B2"]), " ", Number("12.50"), " "]
    yield Section(
        HOSTILE,
        [
            Bar("40", "60", "50", "10 points below", "$4 of $10 counts"),
            Line("a line by itself"),
            Paragraph([*text, Link("a page", "page.html"), Key(Tone.GOOD), HOSTILE]),
            Bullets(["one item", HOSTILE]),
            Facts([Fact("a label", HOSTILE, wide=True)]),
            Groups([Group("a lead", ["under it"])]),
            Chart([Period("from 2025", "40", "60", "50", "passed", "a period")]),
            Flow("a flow", ["a", "b", "c", "d"], [Ribbon([(x, x) for x in "wxyz"], "5", Tone.GOOD, "flows")], ["x"]),
        ],
        "own",
        "Own",
    )
    columns = [Column("name"), Column("number", right=True), Column("rest", wide=True, breaks=True)]
    rows = [["row", Number("7"), Entry("cell", sort="c", below=Word("under", Tone.OPEN))]]
    yield Section(
        "Table", [Table(columns, rows, "t", HOSTILE, total=["all", "7", ""], filters="rows")], "table", "Table"
    )


def _sheet_tables(report: TinyReport) -> Iterator[Table]:
    columns = [Column("name"), Column("number", right=True), Column("rest")]
    yield Table(columns, [["row", Number("7"), "cell"]], "s", folded="Closed", sheet="parts")


def _bars(period: TinyPeriod) -> dict[str, Period]:
    return {"": Period(f"from {period.first}", "0", "0", period.required_percentage, period.status, "a period")}


def _changes(diff: TinyDiff) -> Iterator[Block | Section]:
    assert diff.old is not None
    assert diff.new is not None
    yield Paragraph(f"{diff.old.percentage} percent of {diff.old.required_percentage}, then {HOSTILE}")


def _trace(report: TinyReport) -> Iterator[Line | Section]:
    yield Line(HOSTILE)
    yield Section("Trace", [_trace_table(report)])


def _trace_table(report: TinyReport) -> Table:
    assert report.share is not None
    return Table([Column("country"), Column("percentage")], [["CA", report.share.percentage], [HOSTILE, ""]])


TINY_VIEW = RegimeView(
    title="One country",
    about="Whether half of it comes from one country",
    dated=("sold", "batteries"),
    sheets=("parts",),
    periods=[Column("required", right=True)],
    index=[Column("sold")],
    index_cells=lambda outline: [outline.own["sold"]],
    facts=lambda _: Facts([Fact("a fact", "its value"), Fact("not stated", None)]),
    causes=lambda _: [f"a cause {HOSTILE}"],
    steps=lambda _: [f"a step {HOSTILE}"],
    brief=lambda _: [Section("Main figure", [Bar("40", "60", "50")])],
    sections=_sections,
    sheet_tables=_sheet_tables,
    period=lambda period: [period.required_percentage],
    bars=_bars,
    changes=_changes,
    trace=_trace,
    trace_content=lambda report: {"bom": report.bom.path},
    trace_table=_trace_table,
    figure=lambda _: "half of it",
    authority=lambda _: "Tiny Act s. 1",
)
"""Every kind of section there is."""


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Format], str]:
    """What a format makes of a report of the tiny regime."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(REGIMES, TINY.id, TINY)
    monkeypatch.setitem(VIEWS, TINY.id, TINY_VIEW)
    Path("bom.csv").write_text("line,mineral,value_usd,extraction_country,processing_country\na,lithium,1,US,CN\n")
    report = check(open_case("bom.csv", None, TinyQuestion(sold=datetime.date(2025, 7, 1)), LAW)).report

    def call(format_: Format) -> str:
        run = run_head([outline_of(report)], LAW).holding([report])
        if format_ is Format.XLSX:
            made = render_workbook(run, Source("bom.csv", Path("bom.csv").read_bytes(), AS_IT_IS))
            book = openpyxl.load_workbook(io.BytesIO(made.content))
            assert "critmin parts" in book.sheetnames
            return "\n".join(
                str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
            )
        if format_ is Format.MEMO:
            return "\n".join(texts_of(render_memo(run)))
        look = Look(format_, width=160, full=True)
        with Spool() as spool:
            short = TINY.outline(report)
            spool.add(Done(short, [look.piece(1, report)]).packed())
            return "".join(look.whole(run_head([short], LAW), spool))

    return call


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_takes_it(shown: Callable[[Format], str], format_: Format) -> None:
    text = shown(format_)
    assert "bom.csv" in text
    assert "\x1b" not in text
    if format_ in (Format.TEXT, Format.MARKDOWN, Format.HTML, Format.XLSX):
        plain = html.unescape(text)
        for said in ("good", "A-CODE", "BOM!B2", "a line by itself", "under it", "one item", "Tiny Act s. 1"):
            assert said in plain, said
    if format_ in (Format.TEXT, Format.XLSX):
        assert SHOWN.replace("\N{REPLACEMENT CHARACTER}", "") in text.replace("\N{REPLACEMENT CHARACTER}", "")
    if format_ is Format.HTML:
        assert "<b>=1+1" not in text
        assert SHOWN in html.unescape(text.replace("<wbr>", ""))
    if format_ in (Format.SARIF, Format.JUNIT, Format.GITHUB):
        assert "half of it" in text


BOM = "line,mineral,value_usd,extraction_country,processing_country\na,lithium,1,CA,CN\nb,nickel,1,US,CN\n"


@pytest.fixture
def bom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(REGIMES, TINY.id, TINY)
    monkeypatch.setitem(VIEWS, TINY.id, TINY_VIEW)
    Path("bom.csv").write_text(BOM, "utf-8")
    return "bom.csv"


def test_horizon_takes_it(bom: str) -> None:
    found = find_horizon(open_case(bom, None, TinyQuestion(), LAW))
    text = draw(horizon.sections(found, TINY_VIEW), width=100, color=False)
    assert "stops passing for batteries sold from 2026-01-01" in text
    assert [line.split() for line in text.splitlines() if line.strip().startswith("20")] == [
        ["2024-01-01", "PASS", "40"],
        ["2026-01-01", "FAIL", "60"],
    ]
    page = html.unescape(horizon_page(found, TINY_VIEW))
    assert "2026-01-01" in page


def test_diff_takes_it(bom: str) -> None:
    cases = [open_case(bom, None, TinyQuestion(sold=datetime.date(year, 7, 1)), LAW) for year in (2025, 2026)]
    found = diff(*map(check, cases), LAW)
    text = draw(diff_view.sections(found, TINY_VIEW), width=100, color=False)
    assert "the verdict changed from pass to fail (worse)" in text
    assert "50.0000 percent of 40, then" in text
    assert "\x1b" not in text


def test_trace_takes_it(bom: str) -> None:
    report, view = check(open_case(bom, None, TinyQuestion(sold=datetime.date(2025, 7, 1)), LAW)).report, TINY_VIEW
    text = draw(view.trace(report), width=100, color=False)
    assert "50.0000" in text
    assert "\x1b" not in text
    assert csv_table(view.trace_table(report)).splitlines()[:2] == ["country,percentage", "CA,50.0000"]


def test_the_page_of_many_has_its_columns_and_no_others(bom: str) -> None:
    """A supplier that nobody has screened is neither a FEOC nor cleared, and there is no column for it."""
    reports = [
        check(open_case(path, None, TinyQuestion(sold=datetime.date(2026, 7, 1)), LAW)).report
        for path in (bom, "absent.csv")
    ]
    short = [TINY.outline(report) for report in reports]
    head = run_head(short, LAW)
    page = "".join(index(head, [(outline, f"{at}.html") for at, outline in enumerate(short)], None))
    assert "2026-07-01" in page
    assert "sold" in page
    assert "FEOC" not in page
    assert "clean" not in page
    assert [table for table in run_view.sections(head) if "FEOC" in table.title] == []
