"""`--baseline`: an earlier run is what a run is compared with, and only what got worse fails it."""

import csv
import io
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pyarrow.parquet
import pytest
from boms import IN_TIME, bom, virgin
from html_page import read_page
from random_boms import write_csv

ASKED = ("-d", "2024-06-30", *IN_TIME)
Result = Any
Check = Callable[..., Result]

OF_STATUS = {
    "pass": bom(virgin()),
    "incomplete": bom(virgin(at="unknown")),
    "fail": bom(virgin(at="NO")),
    "not_available": bom(virgin(), Vehicle=[{"field": "msrp_usd", "value": "1000000"}]),
    "unreadable": bom(virgin("moonstone")),
}
ORDER = {"pass": 0, "incomplete": 1, "fail": 2, "not_available": 2, "unreadable": 3}
EXIT = {"pass": 0, "incomplete": 3, "fail": 1, "not_available": 1, "unreadable": 2}
WARNED = bom(virgin(component="flux capacitor"))
"""A pass with a warning."""


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes files, each by the status that it gets; None takes one away."""
    monkeypatch.chdir(tmp_path)

    def call(**files: str | None) -> None:
        for name, status in files.items():
            for old in tmp_path.glob(f"{name}.*csv"):
                old.unlink()
            if status is not None:
                write_csv(OF_STATUS.get(status, WARNED), tmp_path, name)

    return call


@pytest.fixture
def check(critmin: Callable[..., Any]) -> Check:
    def call(*arguments: str) -> Result:
        return critmin("check", ".", *(arguments if "-d" in arguments else (*ASKED, *arguments)))

    return call


@pytest.fixture
def against(put: Callable[..., None], check: Check) -> Callable[..., Result]:
    """The run on files as they are now, against that on the files as they were."""

    def call(before: dict[str, str], now: dict[str, str | None], *arguments: str) -> Result:
        put(**before)
        check("-f", "json", "-o", "run.json")
        put(**now)
        return check("--baseline", "run.json", *arguments)

    return call


@pytest.mark.parametrize(("before", "now"), list(product(ORDER, ORDER)))
def test_worse_is_further_down(against: Callable[..., Result], before: str, now: str) -> None:
    got = against({"a": before}, {"a": now}, "-f", "json")
    told = json.loads(got.stdout)["baseline"]
    named = {"path": "a.csv", "name": None, "before": before, "now": now}
    worse, better = ORDER[now] > ORDER[before], ORDER[now] < ORDER[before]
    assert (told["worse"], told["better"]) == ([named] * worse, [named] * better)
    unchanged = not worse and not better
    assert told["unchanged_failures"] == (unchanged and now != "pass")
    assert told["unchanged_passes"] == (unchanged and now == "pass")
    assert got.exit_code == (EXIT[now] if worse else 0)


@pytest.mark.parametrize("now", ORDER)
def test_what_the_baseline_had_not(against: Callable[..., Result], now: str) -> None:
    got = against({"a": "fail"}, {"b": now}, "-f", "json")
    told = json.loads(got.stdout)["baseline"]
    named = [{"path": "b.csv", "name": None, "before": None, "now": now}]
    assert (told["new"], told["worse"]) == ((named, []) if now == "pass" else ([], named))
    assert (got.exit_code, told["unchanged_failures"]) == (EXIT[now], 1)


def test_what_is_gone_fails_nothing(against: Callable[..., Result]) -> None:
    got = against({"a": "fail", "b": "pass", "c": "pass"}, {"a": None, "b": None}, "-f", "json")
    told = json.loads(got.stdout)["baseline"]
    assert [(one["path"], one["before"], one["now"]) for one in told["gone"]] == [
        ("a.csv", "fail", None),
        ("b.csv", "pass", None),
    ]
    assert got.exit_code == 0


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ({"b": "incomplete"}, 3),
        ({"b": "incomplete", "c": "fail"}, 1),
        ({"b": "incomplete", "c": "fail", "d": "unreadable"}, 2),
        ({"a": "not_available"}, 0),
    ],
)
def test_the_worst_of_what_got_worse_decides(
    against: Callable[..., Result], now: dict[str, str | None], status: int
) -> None:
    before = {"a": "fail", "b": "pass", "c": "pass", "d": "pass", "e": "unreadable"}
    assert against(before, now).exit_code == status


@pytest.mark.parametrize(
    ("before", "now", "strict", "plain"),
    [
        ({"a": "warned"}, {}, 0, 0),
        ({"a": "pass"}, {"a": "warned"}, 1, 0),
        ({"a": "pass"}, {"b": "warned"}, 1, 0),
        ({"a": "fail"}, {"a": "warned"}, 0, 0),  # the failure was an error
        ({"a": "warned"}, {"b": "pass"}, 0, 0),
    ],
)
def test_strict_fails_by_new_warnings(
    against: Callable[..., Result], check: Check, before: dict[str, str], now: dict[str, str], strict: int, plain: int
) -> None:
    got = against(before, now, "--strict", "-f", "json")
    told = json.loads(got.stdout)
    assert (got.exit_code, told["summary"]["exit_status"], len(told["baseline"]["newly_warned"])) == (strict,) * 3
    assert check("--baseline", "run.json").exit_code == plain


def test_a_defect_is_70_whatever_the_baseline(
    against: Callable[..., Result], check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    against({"a": "fail", "b": "pass"}, {})

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("critmin.engine.questions.batch.tasks.check", fail)
    assert check("--baseline", "run.json", "--jobs", "1").exit_code == 70


# How each report says it --------------------------------------------------------------------------------------------

BEFORE = {"a": "fail", "b": "pass", "c": "fail", "d": "pass", "g": "pass"}
NOW = {"b": "fail", "c": "pass", "g": None, "n": "pass"}
SUMMARY = "5 BOMs: 3 pass, 2 fail; against the baseline: 1 worse, 1 better, 1 new, 1 gone, 1 unchanged failure"


def test_in_text(against: Callable[..., Result]) -> None:
    got = against(BEFORE, NOW, "--summary")
    assert got.exit_code == 1
    assert got.stdout.startswith("Worse than in the baseline: 1\nBOM     before   now\n─")
    told = [line.split() for line in got.stdout.splitlines()]
    for row in (["b.csv", "pass", "fail"], ["c.csv", "fail", "pass"], ["n.csv", "-", "pass"], ["g.csv", "pass", "-"]):
        assert row in told
    assert " ".join(got.stdout.split()).endswith(f" 1 unchanged failure {SUMMARY} (exit status 1)")
    assert got.stderr == f"{SUMMARY} (exit status 1)\n"


def test_in_markdown(against: Callable[..., Result]) -> None:
    told = against(BEFORE, NOW, "-f", "markdown").stdout
    assert told.startswith(f"**{SUMMARY} (exit status 1)**\n")
    assert "| b.csv | pass | fail |\n" in told
    assert "\n- 1 unchanged failure\n" in told


def test_in_csv_and_in_a_table(
    against: Callable[..., Result], check: Check, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("tables")
    with_it, without = elsewhere / "with.parquet", elsewhere / "without.parquet"
    got = against(BEFORE, NOW, "-f", "csv", "--table", with_it)
    expected = ["same", "worse", "better", "same", "new"]
    assert [row["against_baseline"] for row in csv.DictReader(io.StringIO(got.stdout))] == expected
    assert pyarrow.parquet.read_table(with_it)["against_baseline"].to_pylist() == expected
    assert "against_baseline" not in check("-f", "csv", "--table", without).stdout
    assert pyarrow.parquet.read_table(without)["against_baseline"].to_pylist() == [None] * 5


def test_in_junit_only_what_got_worse_is_red(against: Callable[..., Result]) -> None:
    suites = ET.fromstring(against(BEFORE | {"e": "unreadable"}, NOW | {"e": "fail"}, "-f", "junit").stdout)
    assert {name: suites.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "1",
        "errors": "0",
        "skipped": "2",
    }
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["b.csv"]
    a, e = (cases[name].find("skipped") for name in ("a.csv", "e.csv"))
    assert a is not None
    assert e is not None
    assert str(a.get("message")).startswith("unchanged since the baseline: ")
    assert str(e.get("message")).startswith("better than in the baseline, where it was unreadable: ")


def test_in_junit_a_new_warning_of_a_strict_run_is_red(against: Callable[..., Result]) -> None:
    suites = ET.fromstring(against({"a": "warned", "b": "pass"}, {"b": "warned"}, "--strict", "-f", "junit").stdout)
    assert (suites.get("failures"), suites.get("skipped")) == ("1", "0")
    assert [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None] == ["b.csv"]


def test_in_annotations_only_what_got_worse_is_no_notice(against: Callable[..., Result]) -> None:
    lines = against(BEFORE, NOW, "-f", "github").stdout.splitlines()
    assert {line.partition(",")[0] for line in lines if not line.startswith("::notice ")} == {"::error file=b.csv"}
    (known,) = [line for line in lines if line.startswith("::notice file=a.csv,title=FAIL::")]
    assert "::unchanged since the baseline: " in known


def test_in_sarif(against: Callable[..., Result]) -> None:
    (run,) = json.loads(against(BEFORE, NOW, "-f", "sarif").stdout)["runs"]
    assert run["invocations"][0]["exitCode"] == 1
    assert [one["path"] for one in run["properties"]["baseline"]["worse"]] == ["b.csv"]


def test_on_web_pages(against: Callable[..., Result]) -> None:
    page = read_page(against(BEFORE, NOW, "-f", "html", "--pages", "site").stdout)
    assert SUMMARY in page.text
    index = read_page(Path("site/index.html").read_text("utf-8"))
    assert "Worse than in the baseline: 1" in [caption.text for caption in index.all("caption")]
    (table,) = [t for t in index.all("table") if t.attributes.get("id") == "boms"]
    rows = [[cell.text for cell in row.all("td", "th")] for row in table.all("tr")]
    assert {row[1]: row[-1] for row in rows} == {
        "bill of materials": "baseline",
        "a.csv": "– same",
        "b.csv": "✗ worse",
        "c.csv": "✓ better",
        "d.csv": "– same",
        "n.csv": "– new",
    }


def test_in_json_by_the_schema(critmin: Callable[..., Any], against: Callable[..., Result], check: Check) -> None:
    report = json.loads(against(BEFORE, NOW, "-f", "json").stdout)
    jsonschema.validate(report, json.loads(critmin("schema").stdout))
    assert report["baseline"]["path"] == "run.json"
    assert "baseline" not in json.loads(check("-f", "json").stdout)


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_with_one_bill_of_materials(against: Callable[..., Result], format_: str) -> None:
    got = against({"a": "fail"}, {}, "-f", format_)
    assert got.exit_code == 0
    told = " ".join(got.stdout.split())
    assert "1 BOM: 1 fail; against the baseline: 0 worse, 1 unchanged failure (exit status 0)" in told


def test_only_twenty_are_named_in_text_and_all_in_json(
    against: Callable[..., Result], check: Check, put: Callable[..., None]
) -> None:
    names = [f"b{number:02}" for number in range(22)]
    told = against(dict.fromkeys(names, "pass"), dict.fromkeys(names, "fail"), "--summary").stdout
    block = told.partition("Lowest against")[0]
    assert "Worse than in the baseline: the first 20 of 22\n" in block
    assert [name for name in names if f"{name}.csv" in block] == names[:20]
    assert len(json.loads(check("--baseline", "run.json", "-f", "json").stdout)["baseline"]["worse"]) == 22


# How it was made -----------------------------------------------------------------------------------------------------


def test_another_question_is_said_and_fails_nothing(against: Callable[..., Result], check: Check) -> None:
    against({"a": "pass"}, {})
    got = check("--baseline", "run.json", "-f", "json", "-d", "2024-07-01", "--test", "traced", *IN_TIME)
    told = "the baseline was made with a different placed_in_service, test"
    assert json.loads(got.stdout)["baseline"]["made_otherwise"] == [told]
    assert (got.exit_code, got.stderr.splitlines()[0]) == (0, told)
    assert f"\n{told}\n" in check("--baseline", "run.json", "-d", "2024-07-01", "--test", "traced", *IN_TIME).stdout


def test_another_version_and_another_rulebook_are_said(against: Callable[..., Result], check: Check) -> None:
    against({"a": "pass"}, {})
    run = json.loads(Path("run.json").read_text())
    run["tool"]["version"] = "0.0.9"
    run["rulebook"] = {"edition": "2024-01-01", "sha256": "ab" * 32}
    del run["reports"][0]["asked"]
    Path("run.json").write_text(json.dumps(run))
    got = check("--baseline", "run.json", "-f", "csv")
    version, rulebook, asked, _ = got.stderr.splitlines()
    assert version.startswith("the baseline was made by critmin 0.0.9, but this run by critmin ")
    assert rulebook.startswith("the baseline uses the rulebook of 2024-01-01 (sha256 abababababab), but this run that ")
    assert asked == "the baseline does not record its options"
    assert got.exit_code == 0
    assert check("--baseline", "run.json", "-f", "csv", "-q").stderr == ""


def test_a_baseline_from_another_shell(against: Callable[..., Result], check: Check) -> None:
    against({"a": "fail"}, {})
    Path("run.json").write_text(Path("run.json").read_text("utf-8"), "utf-16")
    assert check("--baseline", "run.json").exit_code == 0


# What is refused -----------------------------------------------------------------------------------------------------


def _twice(run: dict[str, Any]) -> None:
    run["reports"] *= 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda run: run.update(schema_version=2), "has schema version 2"),
        (lambda run: run.pop("reports"), "expected a report of `critmin check -f json`"),
        (lambda run: run["reports"][0]["verdict"].update(status="good"), "is not such JSON"),
        (lambda run: run["reports"][0]["bom"].pop("path"), "is not such JSON"),
        (_twice, 'has "a.csv" twice'),
    ],
)
def test_a_file_that_is_no_report(
    against: Callable[..., Result], check: Check, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    against({"a": "pass"}, {})
    run = json.loads(Path("run.json").read_text())
    change(run)
    Path("run.json").write_text(json.dumps(run))
    got = check("--baseline", "run.json")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "--baseline" in got.stderr
    assert says in got.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\x00", b"null", b"[" * 100_000])
def test_a_file_that_is_no_json(put: Callable[..., None], check: Check, content: bytes) -> None:
    put(a="pass")
    Path("run.json").write_bytes(content)
    got = check("--baseline", "run.json")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "run.json" in got.stderr


@pytest.mark.parametrize("path", ["missing.json", "."])
def test_a_file_that_cannot_be_read(put: Callable[..., None], check: Check, path: str) -> None:
    put(a="pass")
    got = check("--baseline", path)
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert f"--baseline {path}: " in got.stderr


def test_it_is_never_written_over(against: Callable[..., Result], check: Check) -> None:
    against({"a": "pass"}, {})
    before = Path("run.json").read_bytes()
    got = check("--baseline", "run.json", "-f", "json", "-o", "run.json")
    assert (got.exit_code, Path("run.json").read_bytes()) == (2, before)


def test_not_with_a_workbook(critmin: Callable[..., Any], against: Callable[..., Result]) -> None:
    against({"a": "pass"}, {})
    got = critmin("check", "a.csv", *ASKED, "-f", "xlsx", "-o", "out.xlsx", "--baseline", "run.json")
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "--baseline" in got.stderr


def test_files_that_reports_show_by_their_bare_names_are_refused(
    critmin: Callable[..., Any], put: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside of the folder worked in, a file is shown by its bare name."""
    for folder in ("a", "b", "elsewhere"):
        (tmp_path / folder).mkdir()
    for folder in ("a", "b"):
        write_csv(OF_STATUS["fail"], tmp_path / folder, "pack")
    monkeypatch.chdir(tmp_path / "elsewhere")
    critmin("check", "../a", *ASKED, "-f", "json", "-o", "run.json")
    result = critmin("check", "../a", "../b", *ASKED, "--baseline", "run.json")
    assert result.exit_code == 1  # known apart: ../b is not in the baseline
    for folders in (["a", "b"], ["b"]):
        absolute = [tmp_path / folder for folder in folders]
        result = critmin("check", *absolute, *ASKED, "--baseline", "run.json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "run from a folder above all of them" in result.stderr
