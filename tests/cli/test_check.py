"""`critmin check` as a shell and a script see it: exit statuses, formats, files, and what stays untouched."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

PASS = "line,mineral,value_usd,extraction_country,processing_country\n1,lithium,100,AU,US\n"
FAIL = "line,mineral,value_usd,extraction_country,processing_country\n1,lithium,100,CD,FI\n"
INCOMPLETE = "line,mineral,value_usd,extraction_country,processing_country\n1,lithium,100,unknown,FI\n"
UNREADABLE = "line,mineral,value_usd\n1,unobtainium,100\n"
WARNED = "line,component,mineral,value_usd,extraction_country,processing_country\n1,widget,lithium,100,AU,US\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "pass.csv": PASS,
        "fail.csv": FAIL,
        "incomplete.csv": INCOMPLETE,
        "unreadable.csv": UNREADABLE,
        "warned.csv": WARNED,
    }.items():
        Path(name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("boms", "options", "status"),
    [
        (["pass.csv"], ["-y", "2024"], 0),
        (["fail.csv"], ["-y", "2024"], 1),
        (["incomplete.csv"], ["-y", "2024"], 3),
        (["unreadable.csv"], ["-y", "2024"], 2),
        (["missing.csv"], ["-y", "2024"], 2),
        (["pass.csv"], ["-d", "2023-04-17"], 1),  # not available
        (["pass.csv"], [], 2),  # no date
        (["pass.csv", "incomplete.csv"], ["-y", "2024"], 3),
        (["incomplete.csv", "fail.csv"], ["-y", "2024"], 1),
        (["fail.csv", "unreadable.csv", "pass.csv"], ["-y", "2024"], 2),
        (["warned.csv"], ["-y", "2024"], 0),
        (["warned.csv"], ["-y", "2024", "--strict"], 1),
        (["."], ["-y", "2024"], 2),
        (["pa*.csv"], ["-y", "2024"], 0),
        (["nothing*.csv"], ["-y", "2024"], 2),
        (["pass.csv"], ["-y", "2024", "-d", "2024-01-01"], 2),
        (["pass.csv"], ["-d", "01.02.2024"], 2),
        (["pass.csv"], ["-y", "20245"], 2),
        (["pass.csv"], ["-d", "2024-06-30", "-a", "2024-07-01"], 2),  # acquired after placed in service
        (["pass.csv"], ["-y", "2024", "--reading", "nonsense=yes"], 2),
        (["pass.csv"], ["-y", "2024", "--reading", "japan-minerals=maybe"], 2),
        (["pass.csv"], ["-y", "2024", "--nonsense"], 2),
        (["pass.csv"], ["-y", "2024", "--sheet", "Other"], 2),
        ([], ["-y", "2024"], 2),
    ],
)
def test_exit_status(critmin, folder, boms, options, status):
    result = critmin("check", *boms, *options)
    assert result.exit_code == status
    assert "Traceback" not in result.stdout + result.stderr


def test_a_defect_is_70_and_one_line(critmin, folder, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("the moon is in the seventh house")

    monkeypatch.setattr("critmin.engine.questions.batch.tasks.check", broken)
    result = critmin("check", "pass.csv", "-y", "2024")
    assert result.exit_code == 70
    assert result.stderr == (
        "critmin: internal error (please report): ZeroDivisionError: the moon is in the seventh house "
        "(--debug shows the traceback)\n"
    )
    with pytest.raises(ZeroDivisionError):
        critmin("--debug", "check", "pass.csv", "-y", "2024")


def test_an_interrupt_is_not_a_failed_check(critmin, folder, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("critmin.engine.questions.batch.tasks.check", interrupted)
    assert critmin("check", "pass.csv", "-y", "2024").exit_code == 130


def test_standard_input_and_a_closed_pipe(folder):
    """In processes of their own: what a shell sees."""
    program = [sys.executable, "-c", "from critmin.cli.app import main; main()"]
    piped = subprocess.run(
        [*program, "check", "-", "-y", "2024", "-f", "json"], input=PASS.encode(), capture_output=True, check=False
    )
    assert piped.returncode == 0
    assert json.loads(piped.stdout)["reports"][0]["bom"]["path"] == "-"
    closed = subprocess.run(
        f"{sys.executable} -c 'from critmin.cli.app import main; main()' rules | head -1",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert closed.stderr == b""
    assert closed.stdout.startswith(b"RULES")


@pytest.mark.parametrize(
    ("bom", "status"),
    [
        ("fail.csv", 1),
        pytest.param("pass.csv", 0, marks=pytest.mark.thorough),
        pytest.param("incomplete.csv", 3, marks=pytest.mark.thorough),
    ],
)
def test_a_reader_that_leaves_does_not_change_the_exit_status(folder, bom, status):
    """`critmin check ... | head` under `pipefail`: a failed check is no pass because nobody read on."""
    program = [sys.executable, "-c", "from critmin.cli.app import main; main()"]
    process = subprocess.Popen([*program, "check", bom, "-y", "2024"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == status


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_output_goes_to_the_file_whole(critmin, folder, format_):
    printed = critmin("check", "pass.csv", "-y", "2024", "-f", format_)
    written = critmin("check", "pass.csv", "-y", "2024", "-f", format_, "-o", "report")
    assert written.stdout == ""
    assert Path("report").read_text() == printed.stdout
    assert {path.name for path in folder.iterdir()} == {
        "fail.csv",
        "incomplete.csv",
        "pass.csv",
        "report",
        "unreadable.csv",
        "warned.csv",
    }


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (["-f", "pdf"], "critmin: Invalid value for '-f' / '--format': 'pdf' is not one of 'text', 'json', "),
        (["--decimal", "dot"], "critmin: Invalid value for '--decimal': 'dot' is not one of 'point', 'comma'"),
    ],
)
def test_a_choice_that_is_not_one(critmin, folder, option, says):
    result = critmin("check", "pass.csv", "-y", "2024", *option)
    assert (result.exit_code, result.stdout, result.stderr[: len(says)]) == (2, "", says)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--yaer", "; did you mean --year, --waivers or --table?"),
        ("--fomat", "; did you mean --format or --bom?"),
        ("--zzz", ""),
        ("--new-year", ": it is an option of `critmin diff`"),
    ],
)
def test_an_option_that_it_does_not_have(critmin, folder, option, says):
    result = critmin("check", "pass.csv", option, "2024")
    assert (result.exit_code, result.stderr) == (2, f"critmin: No such option: {option}{says}\n")


@pytest.mark.parametrize("target", ["pass.csv", "./pass.csv", "linked.csv", "no/such/folder.json", "."])
def test_output_never_over_an_input(critmin, folder, target):
    Path("linked.csv").symlink_to("pass.csv")
    result = critmin("check", "pass.csv", "-y", "2024", "-f", "json", "-o", target)
    assert result.exit_code == 2
    assert result.stderr.startswith("critmin: ")
    assert Path("pass.csv").read_text() == PASS


def test_json_fits_its_schema_and_is_the_same_each_time(critmin, folder):
    schema = json.loads(critmin("schema").stdout)
    arguments = ("check", "pass.csv", "fail.csv", "incomplete.csv", "unreadable.csv", "-y", "2025", "-f", "json")
    first, second = critmin(*arguments), critmin(*arguments)
    assert first.stdout == second.stdout
    jsonschema.validate(json.loads(first.stdout), schema)


def test_json_has_the_promised_keys(critmin, folder):
    run = json.loads(critmin("check", "pass.csv", "-y", "2024", "-f", "json").stdout)
    assert list(run) == ["schema_version", "tool", "rulebook", "summary", "reports"]
    assert run["summary"] == {
        "boms": 1,
        "pass": 1,
        "fail": 0,
        "incomplete": 0,
        "not_available": 0,
        "unreadable": 0,
        "exit_status": 0,
        "strict": False,
        "half": "minerals",
    }
    report = run["reports"][0]
    assert {"bom", "vehicle", "screening", "verdict", "critical_minerals", "feoc", "findings", "readings"} <= set(
        report
    )
    assert report["verdict"]["status"] == "pass"
    assert report["verdict"]["amount_usd"] == 3750
    minerals = report["critical_minerals"]
    assert (minerals["percentage"], minerals["exact"], minerals["low"], minerals["high"]) == ("100.0000", "1", "1", "1")
    assert minerals["chains"][0]["cells"] == {
        "value": "BOM!C2",
        "extraction": ["BOM!D2"],
        "processing": ["BOM!E2"],
        "recycling": [],
    }


def test_no_absolute_path_in_any_report(critmin, folder):
    for format_ in ("text", "json", "csv"):
        inside = critmin("check", str(folder / "pass.csv"), "-y", "2024", "-f", format_)
        assert str(folder) not in inside.stdout
        missing = critmin("check", "/no/such/folder/bom.csv", "-y", "2024", "-f", format_)
        assert "/no/such" not in missing.stdout


def test_csv_has_a_row_per_bom(critmin, folder):
    rows = list(csv.DictReader(io.StringIO(critmin("check", ".", "-y", "2024", "-f", "csv").stdout)))
    assert [(row["bom"], row["verdict"], row["amount_usd"]) for row in rows] == [
        ("fail.csv", "fail", "0"),
        ("incomplete.csv", "incomplete", ""),
        ("pass.csv", "pass", "3750"),
        ("unreadable.csv", "unreadable", ""),
        ("warned.csv", "pass", "3750"),
    ]


def test_colour_only_where_asked(critmin, folder):
    assert "\x1b[" not in critmin("check", "pass.csv", "-y", "2024").stdout
    colored = critmin("check", "pass.csv", "-y", "2024", "--color", "always").stdout
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == critmin(
        "check", "pass.csv", "-y", "2024"
    ).stdout.splitlines()


@pytest.mark.parametrize("width", ["60", "80", "140"])
def test_text_stays_within_the_width(critmin, folder, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    text = critmin("check", "incomplete.csv", "-y", "2025").stdout
    assert max(map(len, text.splitlines())) <= int(width)


def test_the_summary_is_on_standard_error(critmin, folder):
    result = critmin("check", "pass.csv", "fail.csv", "-y", "2024", "-f", "json")
    assert result.stderr == "2 BOMs: 1 pass, 1 fail (exit status 1)\n"
    assert critmin("check", "pass.csv", "fail.csv", "-y", "2024", "-f", "json", "-q").stderr == ""


def test_screening_is_marked_on_every_output(critmin, folder):
    for format_ in ("text", "json", "csv"):
        result = critmin("check", "pass.csv", "-y", "2025", "--screening", "-f", format_)
        assert "screening" in result.stdout.lower()
    text = critmin("check", "pass.csv", "-y", "2025", "--screening").stdout
    assert "SCREENING" in text


def test_a_condition_makes_the_amount_open(critmin, folder):
    late = critmin("check", "pass.csv", "-d", "2026-02-01", "--screening", "-f", "json")
    verdict = json.loads(late.stdout)["reports"][0]["verdict"]
    assert verdict["status"] == "pass"
    assert verdict["amount_usd"] is None
    assert " if acquired by 2025-09-30" in verdict["headline"]
    known = critmin("check", "pass.csv", "-d", "2026-02-01", "-a", "2025-09-30", "--screening", "-f", "json")
    assert json.loads(known.stdout)["reports"][0]["verdict"]["amount_usd"] == 3750


def test_a_companion_is_no_bom_of_its_own(critmin, folder):
    Path("pass.entities.csv").write_text("entity\nMine\n")
    rows = csv.DictReader(io.StringIO(critmin("check", ".", "-y", "2024", "-f", "csv").stdout))
    assert "pass.entities.csv" not in [row["bom"] for row in rows]
