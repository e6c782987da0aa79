"""Waivers: they change the exit status of a run and nothing else; what cannot be waived, and what is refused."""

import csv
import datetime
import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import openpyxl
import pytest
from boms import IN_TIME, bom, by, vehicle, virgin
from critmin.engine.model.findings import AppliedWaiver, finding
from critmin.engine.model.statuses import Status
from critmin.engine.report.decision import is_waived
from msgspec import UNSET
from msgspec.structs import replace
from random_boms import write_csv
from sarif_kit.validate import validation_errors

ASKED = ("-d", "2025-06-30", *IN_TIME)
ON = ("--waivers-on", "2026-02-28")
Result = Any
Run = Callable[..., Result]

NOT_CLEARED = bom(by("Acme Cathode Inc."))
TWO_NOT_CLEARED = bom(by("Acme Cathode Inc."), by("Borealis Salts Ltd."))
BELOW = bom(virgin(at="NO"))
BELOW_AND_NOT_CLEARED = bom(by("Acme Cathode Inc.", at="NO"))
FAILS_SCREEN = bom(virgin(at="CN"))
FAILS_SCREEN_NOT_CLEARED = bom(virgin(at="CN"), by("Acme Cathode Inc."))
WARNED = bom(virgin(component="flux capacitor"))
TOO_DEAR = bom(virgin(), Vehicle=vehicle(msrp_usd="1000000"))
UNREADABLE = bom(virgin("moonstone"))


def waiver(code: str, until: str = "2026-12-31", bom: str = "*", **others: Any) -> str:
    keys = {"code": code, "bom": bom, "reason": "asked on Monday", "by": "Trade compliance", **others}
    lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    return "\n".join(["[[waiver]]", *lines, f"until = {until}", ""])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(critmin: Run, here: Path) -> Run:
    """The run on `a.csv` with these waivers."""

    def call(tables: Any, waivers: str, *arguments: str) -> Result:
        if tables is not None:
            write_csv(tables, here, "a")
        (here / "w.toml").write_text(waivers, "utf-8")
        return critmin("check", "a.csv", *ASKED, "--waivers", "w.toml", *ON, *arguments)

    return call


ACME = waiver("FEOC-NOT-SHOWN", supplier="ACME Cathode, Inc")
NOT_SHOWN = waiver("FEOC-NOT-SHOWN")
NOT_MET = waiver("CM-NOT-MET")


@pytest.mark.parametrize(
    ("tables", "waivers", "arguments", "without", "status"),
    [
        (NOT_CLEARED, NOT_SHOWN, [], 3, 0),
        (NOT_CLEARED, ACME, [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", supplier="Acme Cathode Corp."), [], 3, 3),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", bom="a.csv"), [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", bom="b*"), [], 3, 3),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", bom="A.CSV"), [], 3, 3),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", "2026-02-28"), [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", "2026-02-27"), [], 3, 3),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", "2027-02-28"), [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", cells=["BOM!G2", "BOM!H2"]), [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", cells=["BOM!?2"]), [], 3, 0),
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", cells=["BOM!G2"]), [], 3, 3),  # it is about H2 too
        (NOT_CLEARED, waiver("FEOC-NOT-SHOWN", cells=["BOM!g2", "BOM!h2"]), [], 3, 3),
        (NOT_CLEARED, waiver("ENTITY-NOT-LISTED"), [], 3, 3),
        (NOT_CLEARED, NOT_SHOWN, ["--no-waivers"], 3, 2),
        (TWO_NOT_CLEARED, ACME, [], 3, 3),
        (TWO_NOT_CLEARED, ACME + waiver("FEOC-NOT-SHOWN", supplier="Borealis Salts Ltd"), [], 3, 0),
        (TWO_NOT_CLEARED, NOT_SHOWN, [], 3, 0),
        (BELOW, NOT_MET, [], 1, 0),
        (BELOW, NOT_SHOWN, [], 1, 1),
        (BELOW_AND_NOT_CLEARED, NOT_MET, [], 1, 1),
        (BELOW_AND_NOT_CLEARED, NOT_SHOWN, [], 1, 1),
        (BELOW_AND_NOT_CLEARED, NOT_MET + NOT_SHOWN, [], 1, 0),
        (FAILS_SCREEN, NOT_MET + NOT_SHOWN, [], 1, 1),
        (FAILS_SCREEN_NOT_CLEARED, NOT_MET + NOT_SHOWN, [], 1, 1),
        (TOO_DEAR, NOT_MET + NOT_SHOWN, [], 1, 1),
        (UNREADABLE, NOT_MET + NOT_SHOWN, [], 2, 2),
        (WARNED, waiver("COMPONENT-UNKNOWN"), ["--strict"], 1, 0),
        (WARNED, waiver("COMPONENT-UNKNOWN", cells=["a.csv!C2"]), ["--strict"], 1, 1),
        (WARNED, NOT_SHOWN, ["--strict"], 1, 1),
        (NOT_CLEARED, NOT_SHOWN, ["--strict"], 1, 1),
        (NOT_CLEARED, NOT_SHOWN + waiver("ENTITY-NOT-LISTED"), ["--strict"], 1, 0),
        (NOT_CLEARED, NOT_SHOWN, ["--half", "both"], 3, 3),
        (NOT_CLEARED, NOT_SHOWN + waiver("BC-NOT-STATED"), ["--half", "both"], 3, 0),
        (NOT_CLEARED, waiver("BC-NOT-STATED"), ["--half", "components"], 3, 3),
        (NOT_CLEARED, NOT_SHOWN + waiver("BC-NOT-STATED"), ["--half", "components"], 3, 0),
        (FAILS_SCREEN, NOT_MET + NOT_SHOWN + waiver("BC-NOT-STATED"), ["--half", "components"], 1, 1),
    ],
)
def test_the_exit_status(
    critmin: Run, check: Run, tables: Any, waivers: str, arguments: list[str], without: int, status: int
) -> None:
    got = check(tables, waivers, *arguments)
    assert got.exit_code == status
    arguments = [argument for argument in arguments if argument != "--no-waivers"]
    assert critmin("check", "a.csv", *ASKED, *arguments).exit_code == without


@pytest.mark.parametrize(
    ("status", "reasons", "found", "waived"),
    [
        ("fail", ["CM-NOT-MET"], [("CM-NOT-MET", True)], True),
        ("fail", ["CM-NOT-MET"], [("CM-NOT-MET", True), ("CM-NOT-MET", False)], False),
        ("fail", ["CM-NOT-MET", "FEOC-PLACE"], [("CM-NOT-MET", True)], False),  # a reason without its finding
        ("incomplete", ["CM-MET"], [("CM-MET", False)], False),  # nothing but a note behind it
        ("incomplete", [], [("CM-NOT-MET", True)], False),
        ("not_available", ["CM-NOT-MET"], [("CM-NOT-MET", True)], False),
        ("unreadable", ["CM-NOT-MET"], [("CM-NOT-MET", True)], False),
    ],
)
def test_what_a_verdict_taken_for_a_pass_needs(
    status: str, reasons: list[str], found: list[tuple[str, bool]], waived: bool
) -> None:
    mark = AppliedWaiver(1, "asked", "Trade", datetime.date(2026, 12, 31))
    findings = [replace(finding(code, "x"), waived=mark if covered else UNSET) for code, covered in found]
    assert is_waived(Status(status), reasons, findings) is waived


def stripped(value: Any) -> Any:
    """The JSON without what waivers add."""
    if isinstance(value, dict):
        return {key: stripped(item) for key, item in value.items() if key not in ("waived", "waivers", "exit_status")}
    return [stripped(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("tables", [NOT_CLEARED, BELOW, FAILS_SCREEN, WARNED, UNREADABLE])
def test_nothing_else_changes(critmin: Run, check: Run, tables: Any) -> None:
    waivers = NOT_SHOWN + NOT_MET + waiver("COMPONENT-UNKNOWN")
    given = json.loads(check(tables, waivers, "-f", "json").stdout)
    without = json.loads(critmin("check", "a.csv", *ASKED, "-f", "json").stdout)
    assert "waive" not in json.dumps(without)
    assert stripped(given) == stripped(without)


def test_the_json_says_what_is_waived_until_when_by_whom_and_why(check: Run) -> None:
    run = json.loads(check(TWO_NOT_CLEARED, waiver("CM-NOT-MET", bom="b*") + ACME, "-f", "json").stdout)
    (report,) = run["reports"]
    applied = {"number": 2, "reason": "asked on Monday", "by": "Trade compliance", "until": "2026-12-31"}
    marks = {found["supplier"]: found.get("waived") for found in report["findings"] if "supplier" in found}
    assert marks == {"Acme Cathode Inc.": applied, "Borealis Salts Ltd.": None}
    assert report["verdict"]["waived"] is False
    assert (report["verdict"]["status"], run["summary"]["incomplete"], run["summary"]["exit_status"]) == (
        "incomplete",
        1,
        3,
    )
    assert report["asked"]["waivers"]["on"] == "2026-02-28"
    assert [one["code"] for one in report["asked"]["waivers"]["waivers"]] == ["CM-NOT-MET", "FEOC-NOT-SHOWN"]
    use = run["waivers"]
    assert (use["on"], use["boms"], use["findings"], use["expired"]) == ("2026-02-28", 0, 1, [])
    assert use["unused"] == [{"number": 1, "code": "CM-NOT-MET", "until": "2026-12-31", "bom_found": False}]


FORMATS = {
    "text": "WAIVED: the verdict stands, but it counts as passed in the exit status",
    "markdown": "warning, waived until 2026-12-31 by Trade compliance: asked on Monday",
    "html": "<strong>waived until 2026-12-31 by Trade compliance: asked on Monday</strong>",
    "junit": '<skipped type="incomplete" message="waived until 2026-12-31 by Trade compliance: asked on Monday: inc',
    "github": "::notice file=a.csv,title=INCOMPLETE::waived until 2026-12-31 by Trade compliance: asked on Monday",
    "sarif": '"justification": "asked on Monday"',
    "csv": ",waived,FEOC-NOT-SHOWN",
}


@pytest.mark.parametrize(("format_", "shown"), FORMATS.items())
def test_every_format_marks_it(check: Run, format_: str, shown: str) -> None:
    text = check(NOT_CLEARED, NOT_SHOWN, "-f", format_).stdout
    assert shown in text
    assert "FEOC-NOT-SHOWN" in text, "it is not hidden"


def test_documents_mark_it(check: Run, here: Path) -> None:
    from word_file import texts_of  # the memo's paragraphs

    assert check(NOT_CLEARED, NOT_SHOWN, "-o", "a.docx").exit_code == 0
    assert "waived until 2026-12-31 by Trade compliance: asked on Monday" in "\n".join(
        texts_of((here / "a.docx").read_bytes())
    )
    assert check(NOT_CLEARED, NOT_SHOWN, "-o", "a.xlsx").exit_code == 0
    book = openpyxl.load_workbook(here / "a.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    comments = [cell.comment.text for sheet in book for row in sheet for cell in row if cell.comment is not None]
    for texts in (cells, comments):
        assert any("waived until 2026-12-31 by Trade compliance: asked on Monday" in text for text in texts)


def test_servers_see_a_skipped_test_a_suppressed_result_and_a_notice(check: Run) -> None:
    waivers = NOT_SHOWN + waiver("CM-NOT-MET", "2026-01-01")
    case = ET.fromstring(check(NOT_CLEARED, waivers, "-f", "junit").stdout)
    assert [case.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["1", "0", "0", "1"]
    (sarif,) = json.loads(check(NOT_CLEARED, waivers, "-f", "sarif").stdout)["runs"]
    marks = {result["ruleId"]: result["suppressions"] for result in sarif["results"]}
    assert marks.pop("FEOC-NOT-SHOWN") == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "asked on Monday",
            "properties": {"number": 1, "by": "Trade compliance", "until": "2026-12-31"},
        }
    ]
    assert set(map(str, marks.values())) == {"[]"}, "all results say it, or none"
    assert sarif["properties"]["verdicts"][0]["waived"] is True
    lines = check(NOT_CLEARED, waivers, "-f", "github").stdout.splitlines()
    assert [line for line in lines if line.startswith("::warning file") and "FEOC-NOT-SHOWN" in line] == []
    assert [line for line in lines if line.startswith("::warning file") and "ENTITY-NOT-LISTED" in line], "not waived"
    assert "::warning title=waivers::waiver 2 (CM-NOT-MET) expired on 2026-01-01: renew or remove it" in lines


HOSTILE = ["=1+1", "[red]x[/red]", "</script><b>", "a|b `c` [d](e)", "::error::x", "{{ 1 }}", "%0A::error::y", "'\"&<"]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_of_a_waiver_is_text_in_every_format(check: Run, text: str) -> None:
    waivers = waiver("FEOC-NOT-SHOWN", reason=text, by=text)
    for format_ in FORMATS:
        got = (
            check(NOT_CLEARED, waivers, "-f", format_, "--full")
            if format_ == "text"
            else check(NOT_CLEARED, waivers, "-f", format_)
        )
        assert got.exit_code == 0
        assert not any(line.startswith(("::error", "=", "%")) for line in got.stdout.splitlines())
    assert f"by {text}: {text}" in " ".join(check(NOT_CLEARED, waivers).stdout.split())
    page = check(NOT_CLEARED, waivers, "-f", "html").stdout
    assert "</script><b>" not in page
    ET.fromstring(check(NOT_CLEARED, waivers, "-f", "junit").stdout)


def test_json_and_sarif_are_as_their_schemas_say(critmin: Run, check: Run) -> None:
    waivers = NOT_SHOWN + waiver("CM-NOT-MET", "2026-01-01")
    run = json.loads(check(NOT_CLEARED, waivers, "-f", "json").stdout)
    jsonschema.validate(run, json.loads(critmin("schema").stdout))
    sarif = check(NOT_CLEARED, waivers, "-f", "sarif").stdout
    assert validation_errors(json.loads(sarif)) == []


@pytest.mark.parametrize(
    ("waivers", "said"),
    [
        (waiver("CM-NOT-MET", "2026-02-27"), "critmin: warning: waiver 1 (CM-NOT-MET) expired on 2026-02-27: renew or"),
        (NOT_MET, "critmin: warning: waiver 1 (CM-NOT-MET) is not used: no finding matches it"),
        (NOT_MET + NOT_MET, "waiver 1 (CM-NOT-MET), 2 (CM-NOT-MET) is not used"),
        (NOT_SHOWN + ACME, "waiver 2 (FEOC-NOT-SHOWN) is not used"),
        (waiver("CM-NOT-MET", bom="z"), "1 (CM-NOT-MET) is not used: no bill of materials of this run matches it"),
        (NOT_SHOWN, "waivers on 2026-02-28 (sha256 "),
        (NOT_SHOWN, "): 1 finding waived, 1 verdict counted as passed in the exit status"),
    ],
)
def test_messages_of_the_run(check: Run, waivers: str, said: str) -> None:
    assert said in check(NOT_CLEARED, waivers).stderr
    assert check(NOT_CLEARED, waivers, "-q").stderr == ""


NEEDED = "a waiver needs code, bom, reason, by, until"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            NOT_SHOWN + waiver("FEOC-PLACE"),
            "[[waiver]] 2: code is FEOC-PLACE (Work in a covered nation), which cannot be waived: it fails the",
        ),
        (waiver("FEOC-JURISDICTION"), "cannot be waived: it fails the FEOC screen"),
        (waiver("FEOC-OWNERSHIP"), "cannot be waived: it fails the FEOC screen"),
        (waiver("FEOC-CONTROL"), "cannot be waived: it fails the FEOC screen"),
        (waiver("FEOC-DESIGNATION"), "cannot be waived: it fails the FEOC screen"),
        (waiver("LIST-DESIGNATED"), "cannot be waived: it fails the FEOC screen"),
        (waiver("GATE"), "cannot be waived: no credit is available"),
        (waiver("TAXPAYER-PFE"), "cannot be waived: no credit is available"),
        (waiver("ITEM-PFE"), "cannot be waived: it is a fact of a prohibited foreign entity"),
        (waiver("MACR-NOT-MET"), "cannot be waived: the cost of prohibited foreign entities decides the ratio"),
        (waiver("FILE-MISSING"), "cannot be waived: the file cannot be judged"),
        (waiver("PROGRAM-FAILED"), "cannot be waived: the file has no result"),
        (waiver("SCENARIO"), "cannot be waived: it marks an assumption"),
        (waiver("CM-MET"), "cannot be waived: a note fails no run"),
        (
            waiver("FEOC-NOT-SHOW"),
            'code is "FEOC-NOT-SHOW", which is not the code of a finding; did you mean FEOC-NOT-SHOWN',
        ),
        (NOT_SHOWN.replace("until", "untill"), '[[waiver]] 1: "untill" is not a key; did you mean until?'),
        (
            NOT_SHOWN.replace("reason", "zzz"),
            '"zzz" is not a key; the keys are code, bom, reason, by, until, cells, supplier',
        ),
        *(
            (waiver("FEOC-NOT-SHOWN").replace(f"{key} = ", "# "), f"1: {key} is missing: {NEEDED}")
            for key in ("code", "bom", "reason", "by", "until")
        ),
        (waiver("FEOC-NOT-SHOWN", "2027-03-01"), "until is 2027-03-01: a waiver ends within a year, by 2027-02-28 if"),
        (waiver("FEOC-NOT-SHOWN", '"2026-31-12"'), "1: until: Invalid RFC3339"),
        (waiver("FEOC-NOT-SHOWN", "2026"), "1: until: Expected `date`, got `int`"),
        (waiver("FEOC-NOT-SHOWN", bom=" "), '1: bom is " ": expected a text on one line'),
        (waiver("FEOC-NOT-SHOWN", by="a\nb"), "1: by is "),
        (waiver("FEOC-NOT-SHOWN", by=7), "1: by: Expected `str`, got `int`"),
        (waiver("FEOC-NOT-SHOWN", cells="BOM!K7"), "1: cells: Expected `array`, got `str`"),
        (waiver("FEOC-NOT-SHOWN", cells=[""]), '1: cells is "": expected a text on one line'),
        (waiver("FEOC-NOT-SHOWN", cells=[]), "1: cells lists addresses such as BOM!K7"),
        (waiver("FEOC-NOT-SHOWN", cells=["BOM!K7"], supplier="Acme"), "1: cells lists addresses such as BOM!K7"),
        ("waiver = 3", "w.toml: waiver is not a list of tables: write [[waiver]]"),
        ("waiver = [3]", "w.toml: [[waiver]] 1: expected a table with code, bom, reason, by, until"),
        ("[[waivers]]", 'w.toml: "waivers" is not a key of a file of waivers: expected only [[waiver]]'),
        ("[[waiver", "w.toml is not valid TOML: "),
    ],
)
def test_an_unusable_file_is_refused(check: Run, content: str, said: str) -> None:
    got = check(NOT_CLEARED, content)
    assert (got.exit_code, got.stdout) == (2, "")
    assert said in got.stderr
    assert got.stderr.startswith("critmin: Invalid value: --waivers w.toml")


def test_a_file_that_cannot_be_read_is_refused(critmin: Run, check: Run, here: Path) -> None:
    assert check(NOT_CLEARED, NOT_SHOWN).exit_code == 0
    (here / "w.toml").write_bytes(b"\xff")
    assert "w.toml is not a UTF-8 text file: expected TOML" in critmin("check", "a.csv", "--waivers", "w.toml").stderr
    got = critmin("check", "a.csv", "--waivers", "none.toml")
    assert (got.exit_code, got.stderr) == (
        2,
        "critmin: Invalid value: --waivers none.toml: No such file or directory\n",
    )


@pytest.mark.parametrize(
    ("day", "until", "status"),
    [
        ("2024-02-29", "2025-02-28", 0),
        ("2024-02-29", "2025-03-01", 2),
        ("9999-12-31", "9999-12-31", 0),
        ("2026-02-30", "2026-12-31", 2),
    ],
)
def test_a_year_is_to_the_same_day_of_the_next(critmin: Run, check: Run, day: str, until: str, status: int) -> None:
    check(NOT_CLEARED, waiver("FEOC-NOT-SHOWN", until))
    got = critmin("check", "a.csv", *ASKED, "--waivers", "w.toml", "--waivers-on", day)
    assert got.exit_code == status


@pytest.mark.parametrize(
    ("configuration", "environment", "arguments", "status"),
    [
        (NOT_SHOWN, {}, [], 0),
        (NOT_SHOWN, {}, ["--no-waivers"], 3),
        (NOT_SHOWN, {"CRITMIN_NO_WAIVERS": "1"}, [], 3),
        (NOT_SHOWN, {"CRITMIN_NO_WAIVERS": "1"}, ["--waivers", "w.toml"], 3),
        (NOT_SHOWN, {}, ["--waivers", "w.toml"], 3),
        ('waivers = "n.toml"', {}, [], 0),
        ('waivers = "n.toml"', {}, ["--no-waivers"], 3),
        ('waivers = "n.toml"\nno_waivers = true', {}, [], 2),
        ("no_waivers = true", {"CRITMIN_WAIVERS": "n.toml"}, [], 0),
        ("", {"CRITMIN_WAIVERS": "n.toml"}, [], 0),
        ("", {}, ["--waivers", "n.toml", "--no-waivers"], 2),
        (waiver("FEOC-PLACE"), {}, [], 2),
        (NOT_SHOWN.replace("until", "untill"), {}, [], 2),
        ("waivers_on = 2026-02-28", {}, [], 2),
        ("waiverz = 1", {}, [], 2),
    ],
)
def test_where_waivers_come_from(
    critmin: Run,
    check: Run,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    configuration: str,
    environment: dict[str, str],
    arguments: list[str],
    status: int,
) -> None:
    """A file of its own replaces the waivers of `critmin.toml`; what stands nearer to the command wins."""
    check(NOT_CLEARED, NOT_MET)
    (here / "n.toml").write_text(NOT_SHOWN, "utf-8")
    (here / "critmin.toml").write_text(configuration, "utf-8")
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    for name, value in {**environment, "CRITMIN_WAIVERS_ON": "2026-02-28"}.items():
        monkeypatch.setenv(name, value)
    assert critmin("check", "a.csv", *ASKED, *arguments).exit_code == status


def test_other_commands_read_the_configuration_too(
    critmin: Run, check: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(NOT_CLEARED, "")
    (here / "critmin.toml").write_text(f'placed_in_service = "2025-06-30"\n{NOT_SHOWN}', "utf-8")
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    assert critmin("levers", "a.csv", *IN_TIME).exit_code != 2


def test_a_day_without_waivers_is_refused(critmin: Run, check: Run) -> None:
    check(NOT_CLEARED, "")
    got = critmin("check", "a.csv", *ASKED, *ON)
    assert (got.exit_code, got.stdout) == (2, "")
    assert "--waivers-on is the day for waivers, but there are none: give --waivers FILE" in got.stderr


def test_the_day_is_today_and_is_recorded(critmin: Run, check: Run) -> None:
    import datetime

    before = datetime.datetime.now(datetime.UTC).date()
    check(NOT_CLEARED, "")
    run = json.loads(critmin("check", "a.csv", *ASKED, "--waivers", "w.toml", "-f", "json").stdout)
    assert before.isoformat() <= run["waivers"]["on"] <= datetime.datetime.now(datetime.UTC).date().isoformat()
    assert run["reports"][0]["asked"]["waivers"]["on"] == run["waivers"]["on"]


@pytest.mark.parametrize("output", ["w.toml", "./w.toml", "W.TOML"])
def test_no_output_overwrites_the_waivers(check: Run, here: Path, output: str) -> None:
    got = check(NOT_CLEARED, NOT_SHOWN, "-f", "json", "-o", output)
    assert got.exit_code == 2
    assert "is an input, and inputs are never overwritten" in got.stderr
    assert (here / "w.toml").read_text("utf-8") == NOT_SHOWN


# Many bills of materials ---------------------------------------------------------------------------------------------


@pytest.fixture
def many(critmin: Run, here: Path) -> Run:
    """The run on four files, of which the waivers cover `b` and `d`."""

    def call(*arguments: str) -> Result:
        for name, tables in (("a", bom(virgin())), ("b", NOT_CLEARED), ("c", bom(virgin())), ("d", BELOW)):
            write_csv(tables, here, name)
        (here / "w.toml").write_text(NOT_MET + NOT_SHOWN + waiver("CM-UNDECIDED"), "utf-8")
        return critmin("check", "a.csv", "b.csv", "c.csv", "d.csv", *ASKED, "--waivers", "w.toml", *ON, *arguments)

    return call


@pytest.mark.parametrize(
    "format_",
    [
        *("json", "text"),
        *(pytest.param(f, marks=pytest.mark.thorough) for f in ("csv", "markdown", "html", "junit", "sarif", "github")),
    ],
)
def test_parts_and_processes_give_the_same_run(critmin: Run, many: Run, format_: str) -> None:
    whole = many("-f", format_)
    assert whole.exit_code == 0
    assert many("-f", format_, "--jobs", "2").stdout == whole.stdout
    for part in "12":
        assert many("--shard", f"{part}/2", "-f", "json", "-o", f"{part}.json").exit_code == 0
    merged = critmin("merge", "1.json", "2.json", "-f", format_)
    assert (merged.stdout, merged.exit_code) == (whole.stdout, 0)
    unused = "waiver 3 (CM-UNDECIDED) is not used"
    assert unused in whole.stderr
    assert unused in merged.stderr
    assert unused not in many("--shard", "1/2").stderr, "another part may need it"


def test_the_summary_counts_verdicts_as_they_are(many: Run) -> None:
    run = json.loads(many("-f", "json").stdout)
    assert [run["summary"][key] for key in ("pass", "fail", "incomplete", "exit_status")] == [2, 1, 1, 0]
    assert (run["waivers"]["boms"], run["waivers"]["findings"]) == (2, 2)
    last = many("--summary").stdout.splitlines()
    assert last[-1] == "4 BOMs: 2 pass, 1 fail, 1 incomplete; 2 waived (exit status 0)"
    assert any(line.startswith("waivers on 2026-02-28 (sha256 ") for line in last)


def test_a_table_and_pages_mark_it(many: Run, here: Path) -> None:
    assert many("--table", "t.csv", "--pages", "pages", "-q").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((here / "t.csv").read_text("utf-8"))))
    assert [(row["waived"], row["waived_findings"]) for row in rows] == [
        ("", ""),
        ("waived", "FEOC-NOT-SHOWN"),
        ("", ""),
        ("waived", "CM-NOT-MET"),
    ]
    assert "(waived)" in (here / "pages" / "index.html").read_text("utf-8")


def test_merge_refuses_marks_that_do_not_follow_from_the_waivers(critmin: Run, many: Run, here: Path) -> None:
    many("-f", "json", "-o", "run.json")
    run = json.loads((here / "run.json").read_text("utf-8"))
    for change in (
        lambda report: report["findings"][0].pop("waived"),
        lambda report: report["findings"][0]["waived"].update(by="Nobody"),
        lambda report: report["verdict"].update(waived=False),
        lambda report: report["asked"]["waivers"]["waivers"][1].update(until="2026-01-01"),
        lambda report: report["asked"]["waivers"]["waivers"][1].update(until="2028-01-01"),
        lambda report: report["asked"]["waivers"]["waivers"][1].update(code="FEOC-PLACE"),
        lambda report: report["asked"].pop("waivers"),
    ):
        changed = json.loads(json.dumps(run))
        for report in changed["reports"]:
            if report["bom"]["path"] == "b.csv":
                change(report)
        (here / "changed.json").write_text(json.dumps(changed), "utf-8")
        assert critmin("merge", "changed.json").exit_code == 2


@pytest.mark.parametrize(("day", "status"), [("2026-02-28", 0), ("2026-12-31", 0)])
def test_verify_recomputes_it_for_the_recorded_day(critmin: Run, many: Run, here: Path, day: str, status: int) -> None:
    many("-f", "json", "-o", "run.json", "--waivers-on", day)
    (here / "w.toml").unlink()
    for name in "abcd":
        assert critmin("verify", "run.json", f"{name}.csv").exit_code == status
    run = json.loads((here / "run.json").read_text("utf-8"))
    run["reports"][1]["findings"][0]["waived"]["reason"] = "another"
    (here / "run.json").write_text(json.dumps(run), "utf-8")
    assert critmin("verify", "run.json", "b.csv").exit_code == 1


def test_a_redacted_run_withholds_the_waivers_and_keeps_their_effect(critmin: Run, many: Run, here: Path) -> None:
    assert many("-f", "json", "-o", "full.json").exit_code == 0
    assert many("-f", "json", "-o", "redacted.json", "--redact", "all").exit_code == 0
    text = (here / "redacted.json").read_text("utf-8")
    assert "asked on Monday" not in text
    assert "Trade compliance" not in text
    assert json.loads(text)["waivers"]["boms"] == 2
    assert critmin("verify", "redacted.json", "full.json").exit_code == 0


@pytest.mark.parametrize(
    ("before", "now", "status", "worse"),
    [
        (None, None, 0, []),
        (None, NOT_SHOWN, 0, []),
        (NOT_SHOWN, NOT_SHOWN, 0, []),
        (NOT_SHOWN, None, 3, [("incomplete", "incomplete", True, False)]),
        (NOT_SHOWN, waiver("FEOC-NOT-SHOWN", "2026-01-31"), 3, [("incomplete", "incomplete", True, False)]),
    ],
)
def test_against_a_baseline_a_waiver_that_ended_is_worse(
    critmin: Run, check: Run, before: str | None, now: str | None, status: int, worse: list[Any]
) -> None:
    check(NOT_CLEARED, before or "", "-f", "json", "-o", "run.json")
    got = check(None, now or "", "--baseline", "run.json", "-f", "json")
    changes = json.loads(got.stdout)["baseline"]
    assert got.exit_code == status
    told = [
        (one["before"], one["now"], one.get("before_waived", False), one.get("now_waived", False))
        for one in changes["worse"]
    ]
    assert told == worse
    assert changes["made_otherwise"] == []


def test_what_got_worse_may_be_waived(check: Run) -> None:
    check(bom(virgin()), "", "-f", "json", "-o", "run.json")
    got = check(NOT_CLEARED, NOT_SHOWN, "--baseline", "run.json", "-f", "json")
    (worse,) = json.loads(got.stdout)["baseline"]["worse"]
    assert (worse["before"], worse["now"], worse["now_waived"], got.exit_code) == ("pass", "incomplete", True, 0)
    assert "incomplete (waived)" in check(None, NOT_SHOWN, "--baseline", "run.json", "-f", "markdown").stdout


def test_a_question_with_waivers_goes_to_other_machines() -> None:
    import datetime

    from critmin.engine.model.waivers import Waiver, Waivers
    from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion

    day = datetime.date(2026, 2, 28)
    asked = CleanVehicleQuestion(waivers=Waivers(day, "0" * 64, [Waiver("GATE-UNREAD", "*", "why", "who", day)]))
    assert pickle.loads(pickle.dumps(asked)) == asked


# Material assistance -------------------------------------------------------------------------------------------------

SAMPLES = Path(__file__).parents[2] / "sample_boms"
SUPPLIERS = [waiver("ITEM-NOT-SHOWN") + waiver("MACR-UNDECIDED"), waiver("ITEM-NOT-SHOWN"), waiver("MACR-UNDECIDED")]


@pytest.mark.parametrize(
    ("sample", "waivers", "without", "status"),
    [
        ("macr_module_2026_incomplete_certificates.xlsx", SUPPLIERS[0], 3, 0),
        ("macr_module_2026_incomplete_certificates.xlsx", SUPPLIERS[1], 3, 3),
        ("macr_module_2026_incomplete_certificates.xlsx", SUPPLIERS[2], 3, 3),
        ("macr_cell_2026_fail_license.xlsx", SUPPLIERS[0], 1, 1),
        ("macr_cell_2026_not_available.xlsx", SUPPLIERS[0], 1, 1),
    ],
)
def test_material_assistance(critmin: Run, here: Path, sample: str, waivers: str, without: int, status: int) -> None:
    (here / "w.toml").write_text(waivers, "utf-8")
    assert critmin("macr", str(SAMPLES / sample)).exit_code == without
    got = critmin("macr", str(SAMPLES / sample), "--waivers", "w.toml", *ON, "-f", "json", "-o", "run.json")
    assert got.exit_code == status
    assert critmin("verify", "run.json", str(SAMPLES / sample)).exit_code == 0


def test_no_code_of_a_screen_that_fails_can_be_waived() -> None:
    """Every error of the FEOC screen, and every fact of a prohibited foreign entity."""
    from critmin.engine.model.findings import load_findings
    from critmin.engine.questions.waiving import why_never

    known = load_findings()
    adverse = {code for code, rule in known.items() if code.startswith("FEOC-") and rule.severity == "error"}
    adverse |= {code for code in known if code.endswith("-PFE")} | {"LIST-DESIGNATED", "MACR-NOT-MET"}
    assert len(adverse) > 8
    assert {code for code in adverse if not why_never(code)} == set()


@pytest.mark.parametrize(
    ("command", "half"),
    [
        ("check", None),
        ("macr", None),
        pytest.param("check", "components", marks=pytest.mark.thorough),
        pytest.param("check", "both", marks=pytest.mark.thorough),
    ],
)
def test_whatever_is_waived_a_failed_screen_and_no_credit_fail(
    critmin: Run, here: Path, command: str, half: str | None
) -> None:
    """Every sample, with a waiver for every code that can be waived, cell by cell and supplier by supplier or not."""
    from critmin.engine.model.findings import load_findings
    from critmin.engine.questions.waiving import why_never

    (here / "w.toml").write_text("".join(waiver(code) for code in load_findings() if not why_never(code)), "utf-8")
    asked = [] if command == "macr" else ["-y", "2025", "-a", "2025-06-01", *(["--half", half] if half else [])]
    seen = set()
    for sample in sorted(SAMPLES.glob("macr*.xlsx" if command == "macr" else "[ln]*.*")):
        if sample.suffix == ".csv" and sample.name.count(".") > 1:
            continue
        got = critmin(command, str(sample), *asked, "--waivers", "w.toml", *ON, "--strict", "-f", "json")
        (report,) = json.loads(got.stdout)["reports"]
        status = report["verdict"]["status"]
        barred = status in ("not_available", "unreadable") or (command == "macr" and status == "fail")
        barred |= report["feoc"] is not None and report["feoc"]["status"] == "fail"
        assert (got.exit_code != 0) == barred, sample.name
        seen.add(barred)
    assert seen == {True, False}
