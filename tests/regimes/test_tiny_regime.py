"""A regime that nothing but its own file knows of goes through every question, a batch and every format."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from critmin import data
from critmin.cli.choices import Format
from critmin.cli.laws import offered
from critmin.cli.render.formats import Look
from critmin.cli.render.table_file import frames
from critmin.cli.view import VIEWS
from critmin.cli.view.regime import RegimeView
from critmin.engine.model.findings import load_findings
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.model.statuses import Status
from critmin.engine.questions.asking import question_of, record
from critmin.engine.questions.batch.baseline import table_columns
from critmin.engine.questions.batch.cluster import this_version
from critmin.engine.questions.batch.run_head import run_head
from critmin.engine.questions.batch.tasks import Spool, Task, Work, outline_of
from critmin.engine.questions.check import check, open_case
from critmin.engine.questions.diff import diff
from critmin.engine.questions.horizon import find_horizon
from critmin.engine.questions.verify.stated import read_run
from critmin.engine.questions.verify.verifying import Outcome, verify
from critmin.engine.regimes.regime import Check, NotOffered
from critmin.engine.regimes.registry import REGIMES, regime_of, report_type, run_type
from critmin.engine.rules.rulebook import Scenario
from tiny_regime import TINY, TinyLaw, TinyPeriod, TinyQuestion, TinyReport

LAW = TinyLaw()
IN_2025, IN_2026 = (TinyQuestion(sold=datetime.date(year, 7, 1)) for year in (2025, 2026))
NEIGHBOR_IN = LAW.defaults().choose([("neighbor", "in")])
OWN = """
[TINY-OWN]
title = "Its own"
severity = "note"
meaning = "Only this regime says so."
remedy = "Nothing."
source = "intake"
"""
Critmin = Callable[..., Any]
LINES = "line,mineral,value_usd,extraction_country,processing_country\n"


PLAIN_VIEW = RegimeView(title="One country", about="Nothing of its own", dated=("sold", "batteries"))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REGIMES, TINY.id, TINY)
    monkeypatch.setitem(VIEWS, TINY.id, PLAIN_VIEW)


@pytest.fixture
def own_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A finding in the regime's folder of the data."""
    copy = tmp_path / "data"
    shutil.copytree(data.FOLDER, copy)
    folder = copy / "regimes" / TINY.folder
    folder.mkdir()
    (folder / "findings.toml").write_text(OWN, "utf-8")
    monkeypatch.setattr(data, "FOLDER", copy)
    for cached in (data.names, load_findings):
        cached.cache_clear()
    yield
    for cached in (data.names, load_findings):
        cached.cache_clear()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def bom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Half of it is extracted in the country, a fifth beside it."""
    monkeypatch.chdir(tmp_path)
    rows = ["a,lithium,50,CA,CN", "b,nickel,20,US,CN", "c,cobalt,30,CD,CN"]
    Path("bom.csv").write_text(LINES + "\n".join(rows) + "\n", "utf-8")
    yield "bom.csv"


def checked(path: str, question: TinyQuestion) -> Check:
    return check(open_case(path, None, question, LAW))


def test_check(bom: str) -> None:
    report = check(open_case(bom, None, IN_2025, LAW)).report
    assert isinstance(report, TinyReport)
    assert (report.verdict.status, report.verdict.findings) == (Status.PASS, ["CM-MET"])
    assert report.share is not None
    assert (report.share.percentage, report.share.citation) == ("50.0000", "Tiny Act s. 1(a)")
    assert [(one.id, one.decides) for one in report.readings] == [("neighbor", False)]


def test_a_reading_decides(bom: str) -> None:
    report = check(open_case(bom, None, IN_2026, LAW)).report
    assert report.verdict.status is Status.FAIL
    assert [(one.chosen, one.decides, one.verdict_otherwise) for one in report.readings] == [("out", True, Status.PASS)]
    other = msgspec.structs.replace(IN_2026, readings=NEIGHBOR_IN)
    assert check(open_case(bom, None, other, LAW)).report.verdict.status is Status.PASS


def test_a_file_that_cannot_be_read_is_the_regimes_too(bom: str) -> None:
    report = check(open_case("absent.csv", None, IN_2025, LAW)).report
    assert isinstance(report, TinyReport)
    assert report.verdict.status is Status.UNREADABLE
    assert check(open_case(bom, None, TinyQuestion(), LAW)).report.verdict.findings == ["DATE-MISSING"]


def test_what_was_asked_is_asked_again() -> None:
    plain = msgspec.structs.replace(IN_2025, readings=LAW.defaults())
    for question in (plain, msgspec.structs.replace(IN_2026, readings=NEIGHBOR_IN, screening=True)):
        assert question_of(record(question, AS_IT_IS, LAW), regime_of(question), LAW, {"sdn": None}) == question


def test_horizon(bom: str) -> None:
    found = find_horizon(open_case(bom, None, TinyQuestion(), LAW))
    assert all(isinstance(period, TinyPeriod) for period in found.periods)
    assert [(one.first, one.last, one.status) for one in found.periods] == [
        ("2024-01-01", "2025-12-31", Status.PASS),
        ("2026-01-01", None, Status.FAIL),
    ]
    assert (found.passes_from, found.stops) == ("2024-01-01", "2026-01-01")


def test_diff(bom: str) -> None:
    found = diff(checked(bom, IN_2025), checked(bom, IN_2026), LAW)
    assert (found.worse, found.exit_status) == (True, 1)
    assert found.headline == "the verdict changed from pass to fail (worse)"


def test_verify(bom: str) -> None:
    report = check(open_case(bom, None, IN_2025, LAW)).report
    run = run_head([outline_of(report)], LAW).holding([report])
    content = msgspec.json.encode(run)
    assert json.loads(content)["reports"][0]["regime"] == "one-country"
    stated = read_run("run.json", content, 1)
    assert verify(stated, bom, None).outcome is Outcome.HOLDS
    changed = read_run("run.json", content.replace(b"50.0000", b"51.0000"), 1)
    found = verify(changed, bom, None)
    assert (found.outcome, [group.part for group in found.groups]) == (Outcome.DIFFERS, ["share", "findings"])


def test_batch(bom: str) -> None:
    """Where bills of materials are many: reports made by the workers, and what a run keeps of them, in the spool."""
    Path("other.csv").write_text(LINES + "a,lithium,1,CD,CN\n", "utf-8")
    look = Look(Format.JSON)
    work = Work(IN_2025, AS_IT_IS, [look.piece])
    with Spool() as spool:
        for number, path in enumerate([bom, "other.csv", "absent.csv"], 1):
            spool.add(work.do_safely(Task(number, path)).packed())
        head = run_head(spool.outlines(), LAW)
        document = json.loads("".join(look.whole(head, spool)))
    assert [one["regime"] for one in document["reports"]] == ["one-country"] * 3
    assert document["rulebook"] == {"edition": "2025-01-01", "sha256": LAW.sha256}
    assert (document["summary"]["pass"], document["summary"]["fail"], document["summary"]["exit_status"]) == (1, 1, 2)
    assert "half" not in document["summary"]
    assert [gap["gap_points"] for gap in document["overview"]["worst_gaps"]] == ["-40.0000", "10.0000"]


def test_its_table_has_its_own_columns(bom: str) -> None:
    look = Look(Format.CSV)
    with Spool() as spool:
        spool.add(Work(IN_2025, AS_IT_IS, [look.piece]).do(Task(1, bom)).packed())
        text = "".join(look.whole(run_head(spool.outlines(), LAW), spool))
        table = list(frames(spool.outlines(), columns := table_columns(TINY.id, None)))
    assert text == "bom,verdict,percentage,sold\nbom.csv,pass,50.0000,2025-07-01\n"
    assert [column.name for column in columns] == list(table[0].columns)
    assert list(table[0]["file"]) == ["bom.csv"]


def test_its_reports_are_told_from_others(bom: str) -> None:
    report = check(open_case(bom, None, IN_2025, LAW)).report
    assert msgspec.json.decode(msgspec.json.encode(report), type=report_type()) == report
    schema = msgspec.json.schema(run_type())
    assert set(schema["$defs"]["Run"]["properties"]["reports"]["items"]["discriminator"]["mapping"]) == set(REGIMES)


def test_rules(critmin: Critmin) -> None:
    """Its rulebook is walked; the one that is meant where none is named is another."""
    run = critmin("rules", "--regime", "one-country")
    assert run.exit_code == 0
    for said in ("sha256 ffffffffffffffff: the Tiny Act", "share that is required", "countries that count: Canada"):
        assert said in flat(run.stdout)
    assert "neighbor: out (The neighbor does not count.) or in (The neighbor counts.); Tiny Act s. 2" in flat(
        run.stdout
    )
    on = json.loads(critmin("rules", "--regime", "one-country", "--on", "2026-07-01", "-f", "json").stdout)
    assert [(row["id"], row["value"], row["citation"]) for row in on["rules"]] == [
        ("requirement", "60 percent", "Tiny Act s. 1(b)"),
        ("countries", "Canada", "Tiny Act s. 2"),
    ]
    assert "critical minerals" in critmin("rules").stdout
    assert critmin("rules", "--regime", "two-countries").stderr.endswith(
        "choose one of: clean-vehicle, material-assistance, one-country\n"
    )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("neighbor", "out: The neighbor does not count.. in: The neighbor counts.."),
        ("requirement", "share that is required 40 percent from 2024-01-01; 60 percent from 2026-01-01"),
        ("tiny-1b", "From 2026 it is 60 percent."),
        ("TINY-OWN", "Only this regime says so."),
    ],
)
def test_explain(critmin: Critmin, own_findings: None, code: str, says: str) -> None:
    for regime in ((), ("--regime", "one-country")):
        run = critmin("explain", code, *regime)
        assert (run.exit_code, says in flat(run.stdout)) == (0, True)
    assert critmin("explain", code, "--regime", "clean-vehicle").exit_code == 2
    assert critmin("explain", "FEOC-PLACE", "--regime", "one-country").exit_code == 2


def test_what_is_not_offered_is_refused(bom: str) -> None:
    offered(IN_2025, "trace")
    with pytest.raises(typer.BadParameter, match="levers: not offered for One country"):
        offered(IN_2025, "levers")
    with pytest.raises(typer.BadParameter, match="pack: not offered for One country"):
        offered(IN_2025, "pack")
    scenario = Scenario("what-if", "It is otherwise.")
    with pytest.raises(NotOffered, match="scenarios: not offered for One country"):
        open_case(bom, None, msgspec.structs.replace(IN_2025, scenario=scenario), LAW)


def test_workers_of_a_cluster_have_its_law_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def version() -> tuple[str, str]:
        this_version.cache_clear()
        return this_version()

    with_it = version()
    monkeypatch.delitem(REGIMES, TINY.id)
    assert version() != with_it
    this_version.cache_clear()
