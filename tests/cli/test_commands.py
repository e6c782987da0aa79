"""The commands are loaded when they are called; what the help of the program says of them is what they say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from critmin.cli.lazy_commands import COMMANDS, load_command

FOLDER = Path(__file__).parents[2] / "cli" / "commands"


def test_each_file_is_a_command():
    assert sorted(COMMANDS) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_without_a_command_the_help_is_shown_as_it_is(critmin):
    result = critmin()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: critmin ")


def test_a_missing_argument_names_the_command_line(critmin):
    got = critmin("verify", "report.json")
    assert (got.exit_code, got.stderr.strip()) == (
        2,
        "critmin: Missing argument 'BOM...'. Usage: critmin verify [OPTIONS] {REPORT} {BOM...}...",
    )
    assert "Usage" not in critmin("check", "bom.csv", "--half", "all").stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_the_program_says_what_the_commands_help_begins_with(name):
    text = " ".join((load_command(name).help or "").split())
    assert text.startswith(COMMANDS[name])


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["--help"], set()),
        (["rules"], {"rules"}),
        pytest.param(["explain", "all"], {"explain"}, marks=pytest.mark.thorough),
    ],
)
def test_no_command_is_loaded_but_the_one_called(arguments, loaded):
    program = f"import json, sys; from critmin.cli.app import run; run({arguments}); print(json.dumps([*sys.modules]))"

    modules = json.loads(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.splitlines()[-1]
    )

    assert {name.rpartition(".")[2] for name in modules if name.startswith("critmin.cli.commands.")} == loaded
