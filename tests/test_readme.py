"""The README says what the program does: its commands run as written, and it leaves nothing out.

A `console` block is checked as it stands: `$` marks a command, `...` whatever is left out, `echo $?` the exit status.
A command without output below it only has to run.
"""

import io
import json
import re
import shlex
import shutil
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from critmin.engine.intake.tables.vehicle_fields import load_fields
from critmin.engine.model.battery import Step
from critmin.engine.model.exit_status import ExitStatus

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
FIRST_CHECK = "critmin check sample_boms/nmc811_2025_pass.xlsx"
SETUP = ("pip install uv && uv run " + FIRST_CHECK, "pip install uv && uv run --group dev pytest -n auto")

Output = tuple[str, list[str]]


def load(path: str) -> Any:
    return tomllib.loads((ROOT / path).read_text("utf-8"))


def section(title: str) -> str:
    """What stands below a heading of the second level."""
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert match is not None, f"no section {title}"
    return match[1]


def console(text: str) -> list[Output]:
    """The commands of a `console` block, each with the lines of output below it."""
    commands: list[Output] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        else:
            commands[-1][1].append(line)
    return commands


def script_commands(language: str, text: str) -> list[str]:
    """The lines of a script or a workflow that call critmin, without what the shell does around them."""
    starts = {"sh": r"^", "yaml": r"^ *- run: "}[language]
    return re.findall(starts + r"(critmin .*?)(?: \|\| .*)?$", text, re.MULTILINE)


CONSOLES = [console(text) for language, text in BLOCKS if language == "console"]
PARTS = next(text for language, text in BLOCKS if "matrix:" in text)
"""The workflow whose commands depend on each other."""
SCRIPTS = [
    line
    for language, text in BLOCKS
    if language in ("sh", "yaml") and text != PARTS
    for line in script_commands(language, text)
]
TABLE_COMMANDS = re.findall(r"`(critmin check [^`]+)`", section("The samples"))


@pytest.fixture
def shell(critmin, tmp_path, monkeypatch):
    """Runs one line that calls critmin, 80 columns wide, in a folder that holds the samples and `boms`."""
    shutil.copytree(ROOT / "sample_boms", tmp_path / "sample_boms")
    (tmp_path / "boms").mkdir()
    shutil.copy(ROOT / "sample_boms" / "nmc811_2025_pass.xlsx", tmp_path / "boms")
    shutil.copy(ROOT / "tests" / "ofac" / "sdn.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(line: str):
        program, *arguments = shlex.split(line)
        assert program == "critmin", line
        if "<" in arguments:
            at = arguments.index("<")
            content = io.BytesIO(Path(arguments[at + 1]).read_bytes())
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(content))
            del arguments[at : at + 2]
        return critmin(*arguments)

    return run


# Commands ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commands", CONSOLES, ids=[commands[0][0] for commands in CONSOLES])
def test_console_block_is_what_the_program_prints(commands, shell):
    status = None
    for line, expected in commands:
        if line == "echo $?":
            assert expected == [str(status)]
            continue
        result = shell(line)
        status = result.exit_code
        assert status in (ExitStatus.PASS, ExitStatus.FAIL, ExitStatus.UNREADABLE, ExitStatus.INCOMPLETE), result.stderr
        printed = (result.stdout + result.stderr).rstrip("\n").splitlines()
        if "..." in expected:
            pattern = "".join("(?:.*\n)*" if told == "..." else re.escape(told) + "\n" for told in expected)
            shown = "\n".join(printed[: len(expected) - 1])
            assert re.fullmatch(pattern, "\n".join(printed) + "\n"), f"{line} now prints:\n{shown}"
        elif expected:
            assert printed == expected


@pytest.mark.parametrize("line", SCRIPTS)
def test_command_of_a_script_runs(line, shell):
    result = shell(line)
    assert result.exit_code == ExitStatus.PASS, result.stderr


def test_the_jobs_of_a_workflow_are_merged_to_the_one_run(shell, monkeypatch):
    for sample in Path("sample_boms").glob("nmc*.xlsx"):
        shutil.copy(sample, "boms")
    jobs = yaml.safe_load(PARTS)["jobs"]
    check, merge = script_commands("yaml", PARTS)
    numbers = jobs["part"]["strategy"]["matrix"]["part"]
    for number in numbers:
        with monkeypatch.context() as job:
            job.setenv("CRITMIN_SHARD", jobs["part"]["env"]["CRITMIN_SHARD"].replace("${{ matrix.part }}", str(number)))
            shell(check)
        Path(f"part-{number}").mkdir()
        Path("part.json").rename(f"part-{number}/part.json")
    given, files = merge.partition("part-*/part.json")[::2], sorted(map(str, Path().glob("part-*/part.json")))
    assert len(files) == len(numbers)
    merged = shell(" ".join([given[0], *files, given[1]]))
    assert merged == shell("critmin check boms --strict -f github")
    assert "::error file=boms/" in merged.stdout


def test_there_are_commands_to_check():
    assert len(CONSOLES) >= 5
    assert len(SCRIPTS) >= 2


def test_the_first_check_is_shown_in_full(shell):
    (commands,) = (console(text) for text in re.findall(r"```console\n(.*?)```", section("A first check"), re.DOTALL))
    (line, output), *_ = commands
    assert line == FIRST_CHECK
    assert output == shell(FIRST_CHECK).stdout.splitlines()


def test_setting_up_is_two_commands():
    assert re.findall(r"```sh\n(.*)\n```", section("Set up")) == list(SETUP)


def test_ci_runs_the_command_that_passes_the_tests():
    assert SETUP[1].partition(" && ")[2] in (ROOT / ".ci" / "run").read_text("utf-8")


# Completeness --------------------------------------------------------------------------------------------------------


def _columns() -> list[str]:
    columns = load("data/vocabulary/columns.toml")
    sheets = columns["sheets"]
    fields = load_fields().all()
    plain = columns["shared"] + [name for sheet in sheets.values() for name in sheet.get("columns", [])]
    staged = [f"{step}_{column}" for step in Step for column in sheets["bom"]["step_columns"]]
    return sorted({*plain, *staged, *fields, *columns["roles"]})


@pytest.mark.parametrize("name", _columns())
def test_every_column_field_and_role_is_mentioned(name):
    assert f"`{name}`" in section("Your bill of materials")


def test_every_sheet_is_mentioned():
    for sheet in ("BOM", "Steps", "Entities", "Ownership", "Components", "Vehicle"):
        assert f"`{sheet}`" in section("Your bill of materials")


def test_every_command_and_option_is_mentioned(critmin, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    told = section("Commands")
    whole = critmin("--help").stdout
    commands = re.findall(r"^  ([a-z]+)  ", whole.partition("Commands:")[2], re.MULTILINE)
    assert "check" in commands
    missing = [command for command in commands if f"`critmin {command}`" not in told]
    for text in [whole, *(critmin(command, "--help").stdout for command in commands)]:
        options = re.findall(r"^  (-\S.*?)(?:  | [A-Z]|$)", text, re.MULTILINE)
        assert options
        names = [name for option in options for name in option.split(", ")]
        missing += [name for name in names if not re.search(rf"`(?:critmin )?{re.escape(name)}`", told)]
    assert missing == []


def test_exit_statuses_are_those_of_the_program():
    rows = re.findall(r"^\| (\d+) \|", section("Exit statuses"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(status.value for status in ExitStatus)


def test_json_report_is_described(shell):
    report = json.loads(shell(FIRST_CHECK + " -f json").stdout)["reports"][0]
    missing = [key for key in report if f"`{key}`" not in section("JSON report")]
    assert missing == []


def test_readings_are_those_of_the_rulebook():
    expected = [
        f"| `{r['id']}` | `{r['default']}`: {r['default_text']} | `{r['other']}`: {r['other_text']} |"
        for r in load("data/regimes/clean_vehicle/readings.toml")["reading"]
    ]
    assert re.findall(r"^\| `.*$", section("Open readings"), re.MULTILINE) == expected


# Samples -------------------------------------------------------------------------------------------------------------


def _sample_row(sample: dict[str, Any]) -> str:
    """One row of the table of samples, as `outcomes.toml` has it."""
    command = " ".join(["critmin check sample_boms/" + sample["file"], *sample["arguments"]])
    percentage = sample.get("percentage")
    if "high" in sample:
        cut = int(Fraction(sample["high"]) * 1_000_000)
        percentage += f" to {cut // 10_000}.{cut % 10_000:04d}"
    outcome = sample["verdict"] + (f"; {percentage} percent, {sample['test']}" if percentage is not None else "")
    outcome = outcome.replace("not_", "not ").replace("_", "-")
    return f"| `{sample['file']}` | {sample['shows']} | `{command}` | {outcome} | {sample['exit_status']} |"


def test_table_of_samples_is_outcomes_toml():
    expected = [_sample_row(sample) for sample in load("sample_boms/outcomes.toml")["sample"]]
    assert re.findall(r"^\| `.*$", section("The samples"), re.MULTILINE) == expected


@pytest.mark.parametrize("line", TABLE_COMMANDS)
def test_sample_ends_with_the_status_of_the_table(line, shell):
    (status,) = re.findall(rf"`{re.escape(line)}` \|[^|]*\| (\d+) \|", section("The samples"))
    result = shell(line)
    assert result.exit_code == int(status), result.stderr


# Links ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["README.md", "CHANGELOG.md", "docs/changing-the-law.md"])
def test_links_lead_somewhere(path):
    text = (ROOT / path).read_text("utf-8")
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    missing = [target for target in targets if not (ROOT / path).parent.joinpath(target.partition("#")[0]).exists()]
    assert missing == []


def test_what_the_program_cites_of_the_readme_is_there():
    (title,) = re.findall(r'README, "([^"]+)"', load("data/sources.toml")["intake"]["cite"])
    assert re.search(rf"^##+ {re.escape(title)}$", README, re.MULTILINE)


def test_folders_of_the_map_exist():
    named = re.findall(r"^\| `([^`]+)`", section("Where things are"), re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert {"cli", "engine", "data", "tests", "sample_boms", "docs", "benchmarks"} <= set(named)
