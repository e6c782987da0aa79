"""`critmin demo`: the samples, a tour whose commands work as typed beside them, and the first of these run."""

import re
import shlex
from pathlib import Path

import pytest
from critmin.cli.commands.demo import TOUR

SAMPLES = Path(__file__).parents[2] / "sample_boms"
STATUSES = dict(zip(TOUR, (0, 1, 0, 3, 0), strict=True))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_samples_are_written_beside_the_tour(critmin, here):
    result = critmin("demo", "a folder")

    written = {path.name: path.read_bytes() for path in (here / "a folder").iterdir()}
    tour = written.pop("TOUR.txt").decode()
    samples = [path for path in SAMPLES.iterdir() if path.suffix in (".csv", ".xlsx")]
    assert written == {path.name: path.read_bytes() for path in samples}
    assert tour in result.stdout
    assert re.findall(r"^  \d\. (.*)$", tour, re.MULTILINE) == list(TOUR)
    assert '\n  cd "a folder"\n' in result.stdout


def test_the_first_command_is_run(critmin, here, monkeypatch):
    demo = critmin("demo")
    monkeypatch.chdir("critmin-demo")
    check = critmin(*shlex.split(next(iter(TOUR)))[1:])

    assert demo.stdout.endswith(f"$ {next(iter(TOUR))}\n\n{check.stdout}")
    assert (demo.exit_code, demo.stderr) == (0, "")


@pytest.mark.parametrize(("command", "status"), STATUSES.items())
def test_each_command_works_as_typed(critmin, here, monkeypatch, command, status):
    critmin("demo")
    monkeypatch.chdir("critmin-demo")
    result = critmin(*shlex.split(command)[1:])

    assert result.exit_code == status, result.stderr
    if "-o " in command:
        assert Path(command.partition("-o ")[2]).is_file()


@pytest.mark.parametrize(
    ("there", "folder", "says"),
    [
        (["mine/TOUR.txt"], "mine", "mine already holds TOUR.txt. Nothing was written. Name another folder."),
        (
            ["mine/fleet_2025.csv", "mine/lfp_2025_fail_china.csv"],
            "mine",
            "mine already holds fleet_2025.csv and 1 more. Nothing was written. Name another folder.",
        ),
        (["mine"], "mine", "mine is a file: name a folder"),
        ([], "not/there", "the folder not/there cannot be made: No such file or directory"),
    ],
)
def test_nothing_is_written_over(critmin, here, there, folder, says):
    for name in there:
        path = here / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    result = critmin("demo", folder)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"critmin: Invalid value: {says}\n"
    files = {path.relative_to(here).as_posix(): path.read_text() for path in here.rglob("*") if path.is_file()}
    assert files == dict.fromkeys(there, "mine")


def test_other_files_of_the_folder_stay(critmin, here):
    (here / "notes.txt").write_text("mine")
    assert critmin("demo", ".").exit_code == 0
    assert (here / "notes.txt").read_text() == "mine"


def test_the_page_has_the_tour():
    page = (SAMPLES.parent / "docs" / "demo.md").read_text("utf-8")
    assert re.findall(r"^\$ (critmin .+)$", page, re.MULTILINE) == ["critmin demo", *TOUR]
