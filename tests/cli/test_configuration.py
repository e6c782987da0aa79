"""Options that the command line does not give: from the environment, else from `critmin.toml`, else their defaults."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from boms import bom, virgin
from critmin.cli import lazy_commands
from critmin.cli.app import app
from critmin.cli.configuration import NOT_IN_FILE, WRITTEN
from critmin.cli.lazy_commands import load_command
from critmin.cli.option_sources import Source, environment_name, options_of, source_of
from random_boms import write_csv
from typer.core import TyperOption

Run = Callable[..., Any]
OFAC = Path(__file__).parents[1] / "ofac"
PROGRAM = typer.main.get_command(app)
COMMANDS = {name: load_command(name) for name in lazy_commands.COMMANDS}
OPTIONS = [(name, key) for name, command in COMMANDS.items() for key in options_of(command)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, two below one of its own, with a bill of materials that has a warning."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    write_csv(bom(virgin(component="widget")), folder, "pack")
    return folder


def toml(text: str, folder: Path | str = ".") -> Path:
    path = Path(folder) / "critmin.toml"
    path.write_text(text)
    return path


def asked(critmin: Run, *arguments: str) -> dict[str, Any]:
    return dict(json.loads(critmin(*arguments, "check", "pack.csv", "-f", "json").stdout)["reports"][0]["asked"])


# Precedence ----------------------------------------------------------------------------------------------------------

# An option; what the file, the environment and the command line say; what the report then says was asked.
ASKED = [
    ("placed_in_service", "2024-01-01", "2024-02-02", "2024-03-03", ["2024-01-01", "2024-02-02", "2024-03-03"]),
    ("year", 2023, "2024", "2025", ["2023", "2024", "2025"]),
    ("acquired", "2023-05-01", "2023-05-02", "2023-05-03", ["2023-05-01", "2023-05-02", "2023-05-03"]),
    ("test", "traced", "value-added", "any", ["traced", "value_added", None]),
    ("sheet", "One", "Two", "Three", ["One", "Two", "Three"]),
    ("decimal", "comma", "point", "comma", ["comma", "point", "comma"]),
    ("fx", ["EUR=1.08"], "EUR=1.09 GBP=1.3", "EUR=1.1", [["EUR=1.08"], ["EUR=1.09", "GBP=1.3"], ["EUR=1.1"]]),
    ("max_mb", 1, "2", "3", [1, 2, 3]),
]
RECORDED_AS = {"year": "placed_in_service"}


@pytest.mark.parametrize(("key", "file", "environment", "option", "expected"), ASKED, ids=[row[0] for row in ASKED])
def test_what_is_asked(
    critmin: Run,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    file: object,
    environment: str,
    option: str,
    expected: list[object],
) -> None:
    recorded = RECORDED_AS.get(key, key)
    date = ["-y", "2024"] * (recorded != "placed_in_service")

    def seen(*arguments: str) -> object:
        run = critmin("check", "pack.csv", "-f", "json", *date, *arguments)
        return json.loads(run.stdout)["reports"][0]["asked"][recorded]

    toml(f"{key} = {json.dumps(file)}")
    assert seen() == expected[0]
    monkeypatch.setenv(environment_name(key), environment)
    assert seen() == expected[1]
    assert seen(f"--{key.replace('_', '-')}", option) == expected[2]


# A flag or a choice that the report does not hold: how it shows on `critmin check pack.csv -y 2024`, if it is set.
SHOWN: list[tuple[str, object, str, list[str], Callable[[Any], bool]]] = [
    ("strict", True, "false", ["--strict"], lambda run: run.exit_code == 1),
    ("screening", True, "false", ["--screening"], lambda run: "SCREENING:" in run.stdout),
    ("quiet", True, "false", ["-q", "-f", "csv"], lambda run: run.stderr == ""),
    ("color", "always", "never", ["--color", "always"], lambda run: "\x1b[" in run.stdout),
    ("format", "csv", "text", ["-f", "csv"], lambda run: run.stdout.startswith("bom,")),
]


@pytest.mark.parametrize(("key", "on", "off", "option", "shows"), SHOWN, ids=[row[0] for row in SHOWN])
def test_what_is_shown(
    critmin: Run,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    on: object,
    off: str,
    option: list[str],
    shows: Callable[[Any], bool],
) -> None:
    check = ["check", "pack.csv", "-y", "2024"] + ["-f", "csv"] * (key == "quiet")
    assert not shows(critmin(*check))
    toml(f"{key} = {json.dumps(on)}")
    assert shows(critmin(*check))
    monkeypatch.setenv(environment_name(key), off)
    assert not shows(critmin(*check))
    assert shows(critmin(*check, *option))


@pytest.mark.parametrize(
    "reading",
    ['["japan-minerals=five-minerals"]', '{ japan-minerals = "five-minerals" }', '"japan-minerals=five-minerals"'],
)
def test_readings_are_a_list_or_a_table(
    critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch, reading: str
) -> None:
    toml(f"year = 2024\nreading = {reading}")
    assert asked(critmin)["readings"]["japan-minerals"] == "five-minerals"
    monkeypatch.setenv("CRITMIN_READING", "japan-minerals=country hong-kong-macau=not-covered")
    readings = asked(critmin)["readings"]
    assert (readings["japan-minerals"], readings["hong-kong-macau"]) == ("country", "not-covered")


def some_value(option: TyperOption) -> object:
    """One that the option takes."""
    choices = option.type_descriptor.choices
    if option.is_flag or option.type_descriptor.annotation is int:
        return True if option.is_flag else 1
    if option.metavar == "I/N":
        return "1/2"
    return str(choices[0]) if choices else "2024-01-01"


@pytest.mark.parametrize(("name", "key"), OPTIONS)
def test_every_option_of_every_command(here: Path, monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    """Where its value is taken from, with more and more places that have one."""
    command = COMMANDS[name]
    option = options_of(command)[key]
    value = some_value(option)
    arguments = []
    for parameter in command.params:
        if parameter.required and parameter is not option:
            named = isinstance(parameter, TyperOption)
            arguments += [parameter.opts[-1], str(some_value(parameter))] if named else ["x"]

    def source(*given: str) -> Source | None:
        main = PROGRAM.make_context("critmin", [name])
        return source_of(command.make_context(name, [*arguments, *given], parent=main), option.name)

    if not option.required:
        assert source() is Source.DEFAULT
    if key not in (*WRITTEN, *NOT_IN_FILE):
        toml(f"{key} = {json.dumps(value)}")
        assert source() is Source.DEFAULT_MAP
    monkeypatch.setenv(environment_name(key), str(value))
    assert source() is Source.ENVIRONMENT
    assert source(option.opts[-1], *([] if option.is_flag else [str(value)])) is Source.COMMANDLINE


# The places of -d and -y, and what the report says; None: they contradict each other.
BOTH_DATES = [
    ("", {}, ["-d", "2024-06-30", "-y", "2024"], None),
    ("year = 2023\nplaced_in_service = 2024-06-30", {}, [], None),
    ("", {"CRITMIN_YEAR": "2023", "CRITMIN_PLACED_IN_SERVICE": "2024-06-30"}, [], None),
    ("year = 2023", {}, ["-d", "2024-06-30"], "2024-06-30"),
    ("placed_in_service = 2024-06-30", {}, ["-y", "2023"], "2023"),
    ("year = 2023", {"CRITMIN_PLACED_IN_SERVICE": "2024-06-30"}, [], "2024-06-30"),
    ("placed_in_service = 2024-06-30", {"CRITMIN_YEAR": "2023"}, [], "2023"),
    ("", {"CRITMIN_YEAR": "2023"}, ["-d", "2024-06-30"], "2024-06-30"),
    ("year = 2023", {"CRITMIN_YEAR": "2024"}, ["-d", "2025-06-30"], "2025-06-30"),
]


@pytest.mark.parametrize(("file", "environment", "options", "expected"), BOTH_DATES)
def test_a_date_and_a_year_conflict_in_one_place_only(
    critmin: Run,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    environment: dict[str, str],
    options: list[str],
    expected: str | None,
) -> None:
    toml(file)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = critmin("check", "pack.csv", "-f", "json", *options)
    if expected is None:
        assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
        assert "give -d DATE or -y YEAR, not both" in run.stderr
    else:
        assert json.loads(run.stdout)["reports"][0]["asked"]["placed_in_service"] == expected


def test_the_day_of_a_list_is_that_lists(critmin: Run, here: Path) -> None:
    """`sdn_date` says of which day the file's list is, not of which day a list of the command line is."""
    shutil.copy(OFAC / "sdn.csv", "one.csv")
    shutil.copy(OFAC / "sdn.csv", "two.csv")
    toml('year = 2025\nsdn = "one.csv"\nsdn_date = 2024-02-03')

    def edition(*arguments: str) -> object:
        run = critmin("check", "pack.csv", "-f", "json", *arguments)
        return json.loads(run.stdout)["reports"][0]["asked"]["sdn"]["edition"]

    assert edition() == "2024-02-03"
    assert edition("--sdn-date", "2024-05-06") == "2024-05-06"
    assert edition("--sdn", "two.csv") is None


# The file ------------------------------------------------------------------------------------------------------------

WRONG = [
    ("yaer = 2024", "'yaer' is not an option; did you mean year?"),
    ("placed-in-service = 2024-01-01", "'placed-in-service' is not an option; did you mean placed_in_service?"),
    ("Strict = true", "'Strict' is not an option; did you mean strict?"),
    ("[check]\nyear = 2024", "'check' is not an option"),
    ("config = 'other.toml'", "'config' is not an option"),
    ("boms = ['a.csv']", "'boms' is not an option"),
    ("'\\u001b[31m' = 1", "is not an option"),
    ("year = '2024'", 'year is "2024": use a whole number'),
    ("year = 2024.0", "year is 2024.0: use a whole number"),
    ("year = true", "year is true: use a whole number"),
    ("strict = 'yes'", 'strict is "yes": use true or false'),
    ("strict = 1", "strict is 1: use true or false"),
    ("acquired = 2024", "acquired is 2024: use a date such as 2025-01-31"),
    ("acquired = 2024-01-01T00:00:00", "use a date such as 2025-01-31"),
    ("sheet = 2024-01-01", 'sheet is "2024-01-01": use a text'),
    ("sheet = ''", 'sheet is "": use a text'),
    ("test = 'both'", 'test is "both": use one of any, traced, value-added'),
    ("format = 'pdf'", 'format is "pdf": use one of text, json,'),
    ("fx = [1.08]", "fx is [1.08]: use a list of texts CODE=RATE@DATE"),
    ("reading = { japan-minerals = true }", "use a list of texts ID=CHOICE"),
    ("output = 'report.txt'", "output names a file to write: give it on the command line"),
    ("save = 'columns.toml'", "save names a file to write: give it on the command line"),
    ("year = ", "is not valid TOML"),
    ("BOM,F7\n1,2", "is not valid TOML"),
    ("a = " + "[" * 5000, "is not valid TOML"),
    ("sheet = [" + "'long', " * 500 + "]", "use a text"),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_a_file_that_says_nothing_known(critmin: Run, here: Path, text: str, told: str) -> None:
    toml(text)
    run = critmin("check", "pack.csv", "-y", "2024")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith("critmin: critmin.toml") and told in run.stderr
    assert run.stderr.removesuffix("\n").isprintable() and len(run.stderr) < 600


# What an option says no to, is said to be of the file or of the environment.
@pytest.mark.parametrize(
    ("file", "environment", "told"),
    [
        ("acquired = 'soon'", {}, "-a is 'soon': expected a date such as 2025-01-31 (acquired in critmin.toml)"),
        ("max_mb = 0", {}, "(max_mb in critmin.toml)"),
        ("columns = 'none.toml'", {}, "--columns none.toml: No such file or directory (columns in critmin.toml)"),
        ("reading = { nonsense = 'yes' }", {}, "(reading in critmin.toml)"),
        ("", {"CRITMIN_YEAR": "soon"}, "(CRITMIN_YEAR in the environment)"),
        (
            "acquired = 2024-01-01",
            {"CRITMIN_ACQUIRED": "soon"},
            "expected a date such as 2025-01-31 (CRITMIN_ACQUIRED in the environment)",
        ),
        ("", {"CRITMIN_STRICT": "perhaps"}, "(CRITMIN_STRICT in the environment)"),
    ],
)
def test_a_value_that_an_option_does_not_take(
    critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch, file: str, environment: dict[str, str], told: str
) -> None:
    toml(file)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = critmin("check", "pack.csv")
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert told in run.stderr


def test_a_format_of_another_command_is_left_to_it(critmin: Run, here: Path) -> None:
    toml('format = "csv"\nyear = 2024')
    assert critmin("check", "pack.csv").stdout.startswith("bom,")
    assert critmin("rules").stdout.startswith("RULES")


@pytest.mark.parametrize("command", ["check", "schema"])
def test_help_does_without_a_file(critmin: Run, here: Path, command: str) -> None:
    toml("yaer = 2024")
    run = critmin(command, "--help")
    assert (run.exit_code, run.stdout.startswith("Usage:")) == (0, True)
    assert critmin("--version").exit_code == 0


# Finding it ----------------------------------------------------------------------------------------------------------


def test_the_nearest_file_upwards_is_taken(critmin: Run, here: Path) -> None:
    (here / ".git").mkdir()
    (here.parent / "critmin.toml").mkdir()  # a folder is no file
    toml("year = 2023", here.parents[1])
    assert asked(critmin)["placed_in_service"] == "2023"
    toml("year = 2024", here)
    assert asked(critmin)["placed_in_service"] == "2024"


def test_paths_are_relative_to_the_file(critmin: Run, here: Path) -> None:
    shutil.copy(OFAC / "sdn.csv", here.parents[1] / "sdn_2024-05-06.csv")
    (here.parents[1] / "columns.toml").write_text('decimals = "point"\n')
    toml('year = 2024\nsdn = "sdn_2024-05-06.csv"\ncolumns = "columns.toml"', here.parents[1])
    found = asked(critmin)
    assert found["sdn"]["edition"] == "2024-05-06"
    assert found["columns"]["says"] == {"decimals": "point"}


@pytest.mark.parametrize("given", ["other.toml", "../../other.toml"])
def test_a_file_of_any_name_is_given(critmin: Run, here: Path, given: str) -> None:
    toml("year = 2023")
    Path(given).write_text("year = 2024\n")
    assert asked(critmin, "--config", given)["placed_in_service"] == "2024"


def test_a_file_that_is_not_there(critmin: Run, here: Path) -> None:
    toml("year = 2023")
    run = critmin("--config", "no.toml", "check", "pack.csv")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == "critmin: no.toml: No such file or directory\n"


def test_no_file_is_wanted(critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml("yaer = 2023")
    assert critmin("--no-config", "check", "pack.csv", "-y", "2024").exit_code == 0
    both = critmin("--no-config", "--config", "critmin.toml", "check", "pack.csv")
    assert (both.exit_code, both.stderr) == (2, "critmin: give --config FILE or --no-config, not both\n")
    toml("year = 2023")
    monkeypatch.setenv("CRITMIN_NO_CONFIG", "1")
    assert asked(critmin, "--config", "critmin.toml")["placed_in_service"] == "2023"
    assert critmin("check", "pack.csv").exit_code == 2  # no date
    monkeypatch.setenv("CRITMIN_NO_CONFIG", "")
    monkeypatch.setenv("CRITMIN_CONFIG", "critmin.toml")
    assert asked(critmin)["placed_in_service"] == "2023"
    assert critmin("--no-config", "check", "pack.csv", "-y", "2024").exit_code == 0


# Telling it ----------------------------------------------------------------------------------------------------------


def configuration(critmin: Run, *arguments: str) -> object:
    return json.loads(critmin(*arguments, "check", "pack.csv", "-f", "json").stdout).get("configuration")


def test_the_report_says_what_was_used(critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = toml("year = 2024", here.parents[1])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    shown = {"path": "../../critmin.toml", "sha256": sha256, "environment": []}
    assert configuration(critmin) == shown
    assert configuration(critmin, "--config", str(path)) == shown | {"path": "critmin.toml"}
    monkeypatch.setenv("CRITMIN_STRICT", "false")
    monkeypatch.setenv("CRITMIN_FX", "EUR=1.08")
    assert configuration(critmin) == shown | {"environment": ["CRITMIN_FX", "CRITMIN_STRICT"]}
    line = f"configuration: ../../critmin.toml (sha256 {sha256[:12]}), CRITMIN_FX, CRITMIN_STRICT"
    assert line in " ".join(critmin("check", "pack.csv").stdout.split())
    assert " ".join(critmin("check", "pack.csv", "--full").stdout.split()).endswith(line)
    assert critmin("check", "pack.csv", "-f", "csv").stderr.splitlines()[0] == line
    assert critmin("check", "pack.csv", "-f", "csv", "-q").stderr == ""
    monkeypatch.delenv("CRITMIN_STRICT")  # no option of the two
    for command in ("trace", "columns"):
        assert critmin(command, "pack.csv").stderr == line.removesuffix(", CRITMIN_STRICT") + "\n"


def test_a_variable_is_told_where_it_is_used(critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"CRITMIN_YEAR": "2024", "CRITMIN_FX": "EUR=1.08", "CRITMIN_STRICT": "false"}.items():
        monkeypatch.setenv(name, value)
    names = ["CRITMIN_YEAR", "CRITMIN_FX", "CRITMIN_STRICT"]
    assert configuration(critmin) == {"path": None, "sha256": None, "environment": names}
    run = critmin("check", "pack.csv", "-d", "2024-06-30", "--fx", "EUR=1.09")
    assert "configuration: CRITMIN_STRICT" in run.stdout.splitlines()


def test_nothing_is_said_where_there_is_none(critmin: Run, here: Path) -> None:
    for arguments in (("-f", "json"), ("-f", "text"), ("-f", "csv")):
        run = critmin("--no-config", "check", "pack.csv", "-y", "2024", *arguments)
        assert "configuration" not in run.stdout + run.stderr


def test_no_absolute_path(critmin: Run, here: Path) -> None:
    path = toml("year = 2024", here.parents[1])
    for arguments in ((), ("--config", str(path))):
        for format_ in ("json", "text", "csv"):
            run = critmin(*arguments, "check", "pack.csv", "-f", format_)
            assert "critmin.toml" in run.stdout + run.stderr
            assert str(here.parents[1]) not in run.stdout + run.stderr


def test_a_date_of_the_bom_goes_before_one_of_the_file(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """2025-03-31 stands in the sheet Vehicle; the file's date is for bills of materials that state none."""
    sample = Path(__file__).parents[2] / "sample_boms" / "nmc811_2025_fail_by_a_hair.xlsx"
    file = tmp_path / "critmin.toml"
    file.write_text("placed_in_service = 2024-06-30\nacquired = 2024-06-01\n", encoding="utf-8")
    for arguments, placed, status in (
        (("--config", file, "check", sample), "2025-03-31", "fail"),
        (("--config", file, "check", sample, "-d", "2024-06-30", "-a", "2024-06-01"), "2024-06-30", "pass"),
    ):
        report = json.loads(critmin(*arguments, "-f", "json", "-q").stdout)["reports"][0]
        assert (report["vehicle"]["placed_in_service"], report["verdict"]["status"]) == (placed, status)
    bought_late = sample.with_name("nmc811_2026_not_available.xlsx")  # 2025-10-15 stands in its sheet
    got = critmin("--config", file, "check", bought_late, "-d", "2026-01-20", "-f", "json", "-q")
    assert json.loads(got.stdout)["reports"][0]["verdict"]["status"] == "not_available"
    periods = json.loads(critmin("--config", file, "horizon", sample, "-f", "json").stdout)["periods"]
    assert [p["status"] for p in periods][:3] == ["pass", "pass", "fail"]
    differs = json.loads(critmin("--config", file, "diff", sample, "--new-date", "2025-05-05", "-f", "json").stdout)
    dates = [differs[side]["vehicle"]["placed_in_service"] for side in ("old", "new")]
    assert dates == ["2025-03-31", "2025-05-05"]  # an option for NEW alone is no default
    stateless = sample.with_name("nmc811_2024_pass.xlsx")
    report = json.loads(critmin("--config", file, "check", stateless, "-f", "json", "-q").stdout)["reports"][0]
    assert (report["vehicle"]["placed_in_service"], report["vehicle"]["acquired"]) == ("2024-06-30", "2024-06-01")
