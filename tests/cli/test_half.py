"""`critmin check --half`: the half of the credit that a run answers for, on real bills of materials."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from boms import IN_TIME, bom, virgin
from critmin.engine.questions.batch import tasks
from random_boms import write_csv
from thorough import one_of_each

ASKED = ("-d", "2024-06-30", *IN_TIME)
AT = {"pass": "US", "fail": "NO", "incomplete": "unknown"}
"""Where the work is done for each status of a percentage; Norway counts for neither half."""
HALVES = ("minerals", "components", "both")
EXIT = {"pass": 0, "fail": 1, "incomplete": 3, None: 3}
WORST_FIRST = (1, 3, 0)
Result = Any
Critmin = Callable[..., Result]


def pack(minerals: str, components: str | None, **sheets: Any) -> dict[str, Any]:
    """A bill of materials of these statuses; without the sheet Components for None."""
    if components is not None:
        row = {"component": "cell", "value_usd": "100", "assembly_country": AT[components], "feoc_attestation": "C-1"}
        sheets = {"Components": [row], **sheets}
    return bom(virgin(at=AT[minerals]), **sheets)


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes files by name, each by its minerals and components statuses, in the working folder."""
    monkeypatch.chdir(tmp_path)

    def call(folder: str = ".", **files: tuple[str, str | None]) -> None:
        Path(folder).mkdir(exist_ok=True)
        for name, statuses in files.items():
            for old in Path(folder).glob(f"{name}*.csv"):
                old.unlink()
            write_csv(pack(*statuses), Path(folder), name)

    return call


@pytest.fixture
def check(critmin: Critmin) -> Critmin:
    return lambda *arguments: critmin("check", *ASKED, *arguments)


def document(got: Result) -> dict[str, Any]:
    return dict(json.loads(got.stdout))


def expected(minerals: str, components: str | None, half: str) -> int:
    named = {"minerals": [minerals], "components": [components]}.get(half, [minerals, components])
    return min((EXIT[status] for status in named), key=WORST_FIRST.index)


@pytest.mark.parametrize("half", HALVES)
def test_exit_status(put: Callable[..., None], check: Critmin, half: str) -> None:
    for minerals, components in product(AT, [*AT, None]):
        put(a=(minerals, components))
        got = check("a.csv", "--half", half, "-f", "json")
        run = document(got)
        report, status = run["reports"][0], expected(minerals, components, half)
        assert (minerals, components, got.exit_code, run["summary"]["exit_status"]) == (
            minerals, components, status, status,
        )  # fmt: skip
        assert (run["summary"]["half"], report["asked"]["half"]) == (half, half)
        assert report["verdict"]["status"] == minerals
        assert run["summary"][minerals] == 1
        assert report["verdict"]["headline"].startswith("credit: ") is (half != "minerals")


def test_the_default_is_the_critical_minerals_half(put: Callable[..., None], check: Critmin) -> None:
    put(a=("pass", "fail"))
    assert check("a.csv", "-f", "json") == check("a.csv", "--half", "minerals", "-f", "json")


CREDITS = [
    ("pass", "pass", "credit: $7,500 of $7,500 (critical minerals yes, battery components yes)"),
    ("pass", "fail", "credit: $3,750 of $7,500 (critical minerals yes, battery components no)"),
    ("fail", "pass", "credit: $3,750 of $7,500 (critical minerals no, battery components yes)"),
    ("pass", "incomplete", "credit: $3,750 to $7,500 (critical minerals yes, battery components undecided)"),
    ("fail", None, "credit: at most $3,750 of $7,500 (critical minerals no, battery components not stated)"),
]


@pytest.mark.parametrize(("minerals", "components", "text"), CREDITS)
def test_the_headline_is_the_credits(
    put: Callable[..., None], check: Critmin, minerals: str, components: str | None, text: str
) -> None:
    """In every format that has one, and of the same amounts as `credit`."""
    put(a=(minerals, components))
    for half in ("components", "both"):
        report = document(check("a.csv", "--half", half, "-f", "json"))["reports"][0]
        assert report["verdict"]["headline"] == text
        assert f" ${report['credit']['of_usd']:,} (" in text
        assert f"${report['credit']['at_most_usd']:,} " in text
        junit = check("a.csv", "--half", half, "-f", "junit").stdout
        assert (f"{text}; critical minerals: " in junit) is (half == "both")
        assert (f"{text}; battery components: " in junit) is (components is not None)
        shown = check("a.csv", "--half", half).stdout
        word = {0: "PASS", 1: "FAIL", 3: "INCOMPLETE"}[expected(minerals, components, half)]
        assert shown.startswith(f"{word}  a.csv\n  C{text[1:40]}")
        assert ("\nWhy\n" in shown) is (word != "PASS")
        assert " ".join(shown.splitlines()[-1].split()).startswith(f"{word}: C{text[1:24]}")


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(
    "against",
    [
        {"Components": [{"component": "cell", "value_usd": "1", "assembly_country": "CN"}]},
        {"Vehicle": [{"field": "msrp_usd", "value": "1000000"}]},
    ],
    ids=["FEOC", "gate"],
)
def test_a_foreign_entity_of_concern_or_a_gate_fails_every_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Critmin, half: str, against: dict[str, Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(pack("pass", "pass", **against), tmp_path, "a")
    assert check("a.csv", "--half", half).exit_code == 1
    if half != "minerals":
        assert document(check("a.csv", "--half", half, "-f", "json"))["reports"][0]["verdict"]["headline"].startswith(
            "credit: $0 of $7,500 ("
        )


def test_the_credit_may_depend_on_the_date_acquired(put: Callable[..., None], critmin: Critmin) -> None:
    put(a=("fail", "pass"))
    got = critmin("check", "a.csv", "-d", "2025-12-30", "--half", "components", "-f", "json")
    assert got.exit_code == 0
    assert document(got)["reports"][0]["verdict"]["headline"] == (
        "credit: $3,750 of $7,500 (critical minerals no, battery components yes) if acquired by 2025-09-30 "
        "(26 USC 30D(h), P.L. 119-21)"
    )


# --strict -----------------------------------------------------------------------------------------------------------

STRICT = [
    ("fail", "pass", "components", 0),
    ("incomplete", "pass", "components", 0),
    ("pass", "fail", "minerals", 0),
    ("pass", None, "minerals", 0),
    ("pass", None, "components", 1),
    ("pass", "incomplete", "both", 1),
    ("pass", "pass", "both", 0),
]


@pytest.mark.parametrize(("minerals", "components", "half", "status"), STRICT)
def test_strict_ignores_the_reasons_of_the_other_half(
    put: Callable[..., None], check: Critmin, minerals: str, components: str | None, half: str, status: int
) -> None:
    put(a=(minerals, components))
    assert check("a.csv", "--half", half, "--strict").exit_code == status


def test_a_strict_run_counts_what_fails_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Critmin) -> None:
    """Not the error that is the reason of the other half."""
    monkeypatch.chdir(tmp_path)
    tables = pack("fail", "pass")
    tables["BOM"][0]["component"] = "flux capacitor"
    write_csv(tables, tmp_path, "a")
    got = check("a.csv", "--half", "components", "--strict", "-f", "csv")
    assert got.stderr == "1 BOM: battery components 1 pass (exit status 1: --strict, and 1 warning)\n"


# Where it may be given ----------------------------------------------------------------------------------------------


def test_from_a_file_and_the_environment(
    put: Callable[..., None], check: Critmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(a=("pass", "fail"))
    monkeypatch.delenv("CRITMIN_NO_CONFIG")

    def half() -> str:
        return str(document(check("a.csv", "-f", "json"))["reports"][0]["asked"]["half"])

    Path("critmin.toml").write_text('half = "both"\n', "utf-8")
    assert half() == "both"
    monkeypatch.setenv("CRITMIN_HALF", "components")
    assert half() == "components"
    assert check("a.csv", "--half", "minerals").exit_code == 0
    Path("critmin.toml").write_text('half = "wheels"\n', "utf-8")
    got = check("a.csv")
    assert (got.exit_code, got.stderr) == (
        2,
        'critmin: critmin.toml: half is "wheels": use one of minerals, components, both\n',
    )


def test_a_command_that_decides_no_half_does_not_have_it(put: Callable[..., None], critmin: Critmin) -> None:
    put(a=("pass", "pass"))
    for command in ("trace", "verify", "merge"):
        assert critmin(command, "a.csv", "--half", "both").exit_code == 2


@pytest.mark.parametrize("half", HALVES)
def test_documents_have_its_exit_status(put: Callable[..., None], check: Critmin, half: str) -> None:
    put(a=("pass", "fail"))
    for format_, file in (("memo", "a.docx"), ("xlsx", "a.xlsx")):
        got = check("a.csv", "--half", half, "-f", format_, "-o", file)
        assert got.exit_code == expected("pass", "fail", half)
        named = {"minerals": "", "components": "battery components ", "both": "critical minerals 1 pass; battery "}
        assert got.stderr.startswith(f"1 BOM: {named[half]}")


@pytest.mark.parametrize("half", HALVES)
def test_verify_asks_for_the_same_half(put: Callable[..., None], check: Critmin, critmin: Critmin, half: str) -> None:
    put(a=("pass", "fail"), b=("fail", "pass"))
    check("a.csv", "b.csv", "--half", half, "-f", "json", "-o", "run.json")
    assert critmin("verify", "run.json", "a.csv").exit_code == 0
    run = json.loads(Path("run.json").read_text("utf-8"))
    run["summary"]["exit_status"] = 70
    Path("run.json").write_text(json.dumps(run), "utf-8")
    for file in ("a.csv", "b.csv"):
        groups = json.loads(critmin("verify", "run.json", file, "-f", "json").stdout)["groups"]
        assert [(one["pointer"], one["recomputed"]) for group in groups for one in group["differences"]] == [
            ("/summary/exit_status", 1)
        ]


@pytest.mark.parametrize(("half", "says"), [("wheels", '"wheels"'), (3, "Expected `str`")])
def test_a_report_of_an_unknown_half(
    put: Callable[..., None], check: Critmin, critmin: Critmin, half: object, says: str
) -> None:
    put(a=("pass", "pass"))
    check("a.csv", "-f", "json", "-o", "run.json")
    run = json.loads(Path("run.json").read_text("utf-8"))
    run["reports"][0]["asked"]["half"] = half
    Path("run.json").write_text(json.dumps(run), "utf-8")
    for arguments in (("verify", "run.json", "a.csv"), ("merge", "run.json")):
        got = critmin(*arguments)
        assert got.exit_code == 2
    assert critmin("check", *ASKED, "a.csv", "--baseline", "run.json").exit_code == 2
    assert says in critmin("verify", "run.json", "a.csv").stderr


# --baseline ---------------------------------------------------------------------------------------------------------

# Before, now, the half of this run: what got worse and better, and the exit status.
CHANGES = [
    (("pass", "pass"), ("pass", "fail"), "components", ["battery components"], [], 1),
    (("pass", "pass"), ("pass", "fail"), "minerals", [], [], 0),
    (("pass", "fail"), ("fail", "fail"), "components", [], [], 0),
    (("pass", "fail"), ("fail", "fail"), "both", ["critical minerals"], [], 1),
    (("fail", "pass"), ("fail", "incomplete"), "both", ["battery components"], [], 3),
    (("fail", "pass"), ("pass", "fail"), "both", ["battery components"], ["critical minerals"], 1),
    (("fail", "fail"), ("incomplete", "pass"), "both", [], ["critical minerals", "battery components"], 0),
    (("fail", "fail"), ("fail", "fail"), "both", [], [], 0),
    (("pass", "pass"), ("pass", None), "components", ["battery components"], [], 3),
    (("pass", None), ("pass", "incomplete"), "components", [], [], 0),
]


@pytest.mark.parametrize(("before", "now", "half", "worse", "better", "status"), CHANGES)
@pytest.mark.parametrize("half_before", one_of_each(HALVES, kind=bool))
def test_baseline(
    put: Callable[..., None],
    check: Critmin,
    before: tuple[str, str | None],
    now: tuple[str, str | None],
    half: str,
    worse: list[str],
    better: list[str],
    status: int,
    half_before: str,
) -> None:
    """Each half is compared, whichever half the baseline was made for, which is named where it is another."""
    put(a=before)
    check("a.csv", "--half", half_before, "-f", "json", "-o", "run.json")
    put(a=now)
    got = check("a.csv", "--half", half, "--baseline", "run.json", "-f", "json")
    baseline = document(got)["baseline"]
    assert got.exit_code == status
    assert [one.get("of") for one in baseline["worse"]] == worse
    assert [one.get("of") for one in baseline["better"]] == better
    other = ["the baseline was made with a different half"] * (half != half_before)
    assert baseline["made_otherwise"] == other
    cases = ET.fromstring(check("a.csv", "--half", half, "--baseline", "run.json", "-f", "junit").stdout)
    red = [str(case.get("name")) for case in cases.iter("testcase") if {"failure", "error"} & {c.tag for c in case}]
    assert red == [f"a.csv: {name}" for name in worse]
    table = check("a.csv", "--half", half, "--baseline", "run.json", "-f", "csv").stdout
    (row,) = csv.DictReader(table.splitlines())
    assert row["against_baseline"] == ("worse" if worse else "better" if better else "same")
    lines = check("a.csv", "--half", half, "--baseline", "run.json", "-f", "github").stdout.splitlines()
    named = [line.partition("title=")[2].partition("%3A")[0] for line in lines if line.startswith(("::err", "::warn"))]
    assert [name for name in named if " " in name and "::" not in name] == worse
    if not worse and "pass" not in {"minerals": now[:1], "components": now[1:]}.get(half, now):
        assert named == []


def test_a_baseline_of_a_version_without_halves(put: Callable[..., None], check: Critmin) -> None:
    """It has the critical minerals half alone: of the other, only what does not pass counts against the run."""
    put(a=("fail", "fail"), b=("pass", "pass"))
    check("a.csv", "b.csv", "-f", "json", "-o", "run.json")
    run = json.loads(Path("run.json").read_text("utf-8"))
    del run["summary"]["half"]
    for report in run["reports"]:
        del report["asked"]["half"], report["battery_components"], report["credit"]
    Path("run.json").write_text(json.dumps(run), "utf-8")
    for half, worse, new in (
        ("minerals", [], []),
        ("components", [("a.csv", None, "fail")], [("b.csv", None, "pass")]),
        ("both", [("a.csv", None, "fail")], [("b.csv", None, "pass")]),
    ):
        got = check("a.csv", "b.csv", "--half", half, "--baseline", "run.json", "-f", "json")
        baseline = document(got)["baseline"]
        assert got.exit_code == bool(worse)
        for key, rows in (("worse", worse), ("new", new)):
            assert [(one["path"], one["before"], one["now"]) for one in baseline[key]] == rows
        assert baseline["made_otherwise"] == ["the baseline was made with a different half"] * (half != "minerals")


def test_what_is_gone_has_the_status_of_the_half(put: Callable[..., None], check: Critmin) -> None:
    put(a=("pass", "pass"), b=("pass", "fail"))
    check("a.csv", "b.csv", "-f", "json", "-o", "run.json")
    gone = document(check("a.csv", "--half", "components", "--baseline", "run.json", "-f", "json"))["baseline"]["gone"]
    assert gone == [{"path": "b.csv", "name": None, "before": "fail", "now": None, "of": "battery components"}]


def test_new_warnings_of_the_other_half_do_not_count(put: Callable[..., None], check: Critmin) -> None:
    put(a=("pass", "pass"))
    check("a.csv", "--half", "components", "-f", "json", "-o", "run.json")
    put(a=("incomplete", "pass"))
    arguments = ("a.csv", "--baseline", "run.json", "--strict")
    assert check(*arguments, "--half", "components").exit_code == 0
    assert check(*arguments, "--half", "both").exit_code == 1


# Many bills of materials --------------------------------------------------------------------------------------------

FLEET: dict[str, tuple[str, str | None]] = {
    "a": ("pass", "fail"),
    "b": ("pass", "pass"),
    "c": ("fail", "incomplete"),
    "d": ("incomplete", None),
    "e": ("pass", "incomplete"),
}
LINES = {
    "minerals": "5 BOMs: 3 pass, 1 fail, 1 incomplete (exit status 1)",
    "components": "5 BOMs: battery components 1 pass, 1 fail, 3 incomplete (exit status 1)",
    "both": "5 BOMs: critical minerals 3 pass, 1 fail, 1 incomplete; battery components 1 pass, 1 fail, 3 incomplete "
    "(exit status 1)",
}


@pytest.mark.parametrize("half", one_of_each(reversed(HALVES), kind=bool))
def test_shards_merge_to_the_whole_run(put: Callable[..., None], check: Critmin, critmin: Critmin, half: str) -> None:
    put("boms", **FLEET)
    asked = ("boms", "--half", half, "--strict")
    for number in ("1", "2", "3"):
        check(*asked, "--shard", f"{number}/3", "-f", "json", "-o", f"{number}.json")
    for format_ in ("text", "json", "csv", "markdown", "html", "sarif", "junit", "github"):
        whole = check(*asked, "-f", format_, "--jobs", "2")
        merged = critmin("merge", "2.json", "1.json", "3.json", "-f", format_)
        assert (merged.stdout, merged.exit_code) == (whole.stdout, whole.exit_code)
        assert merged.stderr.splitlines()[-1] == whole.stderr.splitlines()[-1] == LINES[half]


@pytest.mark.parametrize("half", HALVES)
def test_an_unreadable_file_and_an_internal_error_have_neither_half(
    put: Callable[..., None], check: Critmin, critmin: Critmin, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    put("boms", a=("pass", "pass"), b=("pass", "pass"))
    Path("boms/c.csv").write_text("line,mineral,value_usd\n1,moonstone,100\n", "utf-8")
    asked = ("boms", "--half", half, "-f", "json", "-o", "run.json")
    assert check(*asked).exit_code == 2
    cases = [
        case.get("name") for case in ET.fromstring(critmin("merge", "run.json", "-f", "junit").stdout).iter("error")
    ]
    assert len(cases) == (2 if half == "both" else 1)
    judge = tasks.check
    monkeypatch.setattr(tasks, "check", lambda case: 1 / 0 if case.bom.path == "boms/b.csv" else judge(case))
    assert check(*asked).exit_code == 70
    assert json.loads(Path("run.json").read_text("utf-8"))["summary"]["half"] == half
    assert critmin("merge", "run.json").exit_code == 70


def test_runs_of_different_halves_are_not_merged(put: Callable[..., None], check: Critmin, critmin: Critmin) -> None:
    put("boms", **FLEET)
    check("boms", "--half", "both", "--shard", "1/2", "-f", "json", "-o", "1.json")
    check("boms", "--half", "components", "--shard", "2/2", "-f", "json", "-o", "2.json")
    got = critmin("merge", "1.json", "2.json")
    assert (got.exit_code, got.stderr) == (
        2,
        'critmin: Invalid value: "2.json" was made with a different half from "1.json": '
        "use the same options for both\n",
    )


EDITS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda run: run["summary"].update(half="minerals"), "half minerals, but its reports give components"),
    (lambda run: run["summary"].pop("half"), "half not stated, but its reports give components"),
    (lambda run: run["summary"].update(exit_status=0), "exit_status 0, but its reports give 1"),
    (
        lambda run: run["reports"][0]["verdict"].update(headline="credit: $7,500 of $7,500"),
        "its headline or its amount is not that of a verdict of pass",
    ),
]


@pytest.mark.parametrize(("edit", "says"), EDITS)
def test_an_edited_run_is_not_merged(
    put: Callable[..., None],
    check: Critmin,
    critmin: Critmin,
    edit: Callable[[dict[str, Any]], object],
    says: str,
) -> None:
    put(a=("pass", "fail"))
    check("a.csv", "--half", "components", "-f", "json", "-o", "run.json")
    assert critmin("merge", "run.json").exit_code == 1
    run = json.loads(Path("run.json").read_text("utf-8"))
    edit(run)
    Path("run.json").write_text(json.dumps(run), "utf-8")
    got = critmin("merge", "run.json")
    assert got.exit_code == 2
    assert says in got.stderr


def test_tables_and_pages(put: Callable[..., None], check: Critmin) -> None:
    put("boms", **FLEET)
    check("boms", "--half", "components", "--table", "run.csv", "--pages", "pages", "-q")
    rows = {row["name"] or row["bom"]: row for row in csv.DictReader(Path("run.csv").read_text("utf-8").splitlines())}
    assert {Path(name).stem: row["verdict"] for name, row in rows.items()} == {
        name: statuses[0] for name, statuses in FLEET.items()
    }
    assert rows["boms/a.csv"]["headline"] == ("credit: $3,750 of $7,500 (critical minerals yes, battery components no)")
    index = Path("pages/index.html").read_text("utf-8")
    order = [index.index(f">boms/{name}.csv: battery components<") for name in ("a", "c", "b")]
    assert order == sorted(order)
    page = Path("pages/reports/1-boms-a-csv.html").read_text("utf-8")
    assert "<title>FAIL: boms/a.csv - " in page
    assert "exit status 1." in page
    assert "exit status 0." in Path("pages/reports/2-boms-b-csv.html").read_text("utf-8")


def test_the_overview_has_the_gap_of_each_half_asked_for(put: Callable[..., None], check: Critmin) -> None:
    put("boms", **FLEET)
    for half, names in {
        "minerals": {None},
        "components": {"battery components"},
        "both": {"critical minerals", "battery components"},
    }.items():
        gaps = document(check("boms", "--half", half, "-f", "json"))["overview"]["worst_gaps"]
        assert {gap.get("of") for gap in gaps} == names
        assert [float(gap["gap_points"]) for gap in gaps] == sorted(float(gap["gap_points"]) for gap in gaps)
