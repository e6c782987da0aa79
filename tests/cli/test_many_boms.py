"""`critmin check` of many files: one answer however the work is shared out, and nothing that one file does stops it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, virgin
from conftest import Result
from critmin.engine.questions.batch import tasks
from critmin.engine.regimes.regime import Case, Check
from memory import python_peak
from random_boms import random_bom, write_csv

Critmin = Callable[..., Result]
DAY = ("-d", "2025-06-30", "-a", "2025-06-30")
FORMATS = ("text", "json", "csv", "markdown", "html", "sarif", "junit", "github")
COUNT = 12


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dozen random bills of materials, some of which cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    boms = tmp_path / "boms"
    boms.mkdir()
    for seed in range(COUNT - 2):
        write_csv(random_bom(seed), boms, f"bom{seed:02}")
    (boms / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (boms / "quoted.csv").write_text('mineral,value_usd\n"lithium,5\n', "utf-8")
    return tmp_path


def reports(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["reports"]
    return found


@pytest.mark.parametrize(
    ("format_", "numbers"),
    [
        ("text", (1, 2, 5)),
        ("json", (1, 2)),
        *(pytest.param(format_, (1, 2), marks=pytest.mark.thorough) for format_ in FORMATS[2:]),
    ],
)
def test_any_number_of_jobs_gives_the_same_bytes(
    critmin: Critmin, folder: Path, format_: str, numbers: tuple[int, ...]
) -> None:
    one, *others = (critmin("check", "boms", *DAY, "-f", format_, "--jobs", jobs) for jobs in numbers)
    assert one.stdout and one.exit_code == 2
    assert others == [one] * len(others)


def test_each_report_is_that_of_the_file_alone_in_the_order_of_the_arguments(critmin: Critmin, folder: Path) -> None:
    names = [f"boms/{file.name}" for file in sorted((folder / "boms").iterdir()) if file.name.count(".") == 1]
    assert len(names) == COUNT
    for order in (names, names[::-1]):
        together = reports(critmin("check", *order, *DAY, "-f", "json", "--jobs", 3))
        assert [report["bom"]["path"] for report in together] == order
        assert together == [reports(critmin("check", name, *DAY, "-f", "json"))[0] for name in order]


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[], None]) -> None:
    """Lets something happen in the program when it judges the file of that name."""
    check = tasks.check

    def call(case: Case) -> Check:
        if Path(case.bom.path).name == name:
            do()
        return check(case)

    monkeypatch.setattr(tasks, "check", call)


def fails() -> None:
    raise ZeroDivisionError("the moon is in the seventh house")


@pytest.mark.parametrize(
    ("at", "jobs"),
    [
        ("bom05.csv", 1),
        ("bom05.csv", 2),
        ("bom00.csv", 2),  # which is judged before there are processes
        pytest.param("bom00.csv", 1, marks=pytest.mark.thorough),
    ],
)
def test_a_defect_at_one_file_is_told_of_it_alone(
    critmin: Critmin, folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, at: str
) -> None:
    whole = reports(critmin("check", "boms", *DAY, "-f", "json"))
    breaking(monkeypatch, at, fails)
    result = critmin("check", "boms", *DAY, "-f", "json", "--jobs", jobs)
    assert result.exit_code == 70
    assert f"critmin: internal error (please report) at boms/{at}: ZeroDivisionError: the moon is in" in result.stderr
    for before, now in zip(whole, reports(result), strict=True):
        if now["bom"]["path"] == f"boms/{at}":
            assert (now["verdict"]["status"], now["verdict"]["findings"]) == ("unreadable", ["PROGRAM-FAILED"])
            assert "the moon is in the seventh house" in now["findings"][0]["message"]
        else:
            assert now == before


def test_the_end_of_a_process_costs_the_file_at_which_it_was(
    critmin: Critmin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = reports(critmin("check", "boms", *DAY, "-f", "json"))
    breaking(monkeypatch, "bom05.csv", lambda: os.kill(os.getpid(), signal.SIGKILL))
    result = critmin("check", "boms", *DAY, "-f", "json", "--jobs", 2)
    assert result.exit_code == 70
    now = reports(result)
    assert [report for report in now if report["bom"]["path"] != "boms/bom05.csv"] == [
        report for report in whole if report["bom"]["path"] != "boms/bom05.csv"
    ]
    (failed,) = [report for report in now if report["bom"]["path"] == "boms/bom05.csv"]
    assert "the system ended" in failed["findings"][0]["message"]


_SLOW = """
import os, pathlib, time
from critmin.engine.questions.batch import tasks
check = tasks.check
def slow(*given, **also):
    pathlib.Path(os.environ["STARTED"]).touch()
    time.sleep(0.3)
    return check(*given, **also)
tasks.check = slow
from critmin.cli.app import main
main()
"""


@pytest.mark.parametrize(
    ("jobs", "sent"),
    [
        ("1", signal.SIGINT),
        ("2", signal.SIGTERM),
        pytest.param("1", signal.SIGTERM, marks=pytest.mark.thorough),
        pytest.param("2", signal.SIGINT, marks=pytest.mark.thorough),
    ],
)
def test_an_interrupt_leaves_nothing_half_written(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, jobs: str, sent: signal.Signals
) -> None:
    started = tmp_path_factory.mktemp("elsewhere") / "started"
    command = [sys.executable, "-c", _SLOW, "check", "boms", *DAY, "-f", "json", "-o", "out.json", "--jobs", jobs]
    environment = {**os.environ, "STARTED": str(started)}
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True, env=environment)
    while not started.exists():
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(sent)
    _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, "critmin: interrupted\n")
    assert [file.name for file in folder.iterdir()] == ["boms"]
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # none of its processes is left


def everything_on(terminal: int) -> str:
    parts = []
    with contextlib.suppress(OSError):  # its end
        while part := os.read(terminal, 4096):
            parts.append(part)
    return b"".join(parts).decode()


def test_a_bar_is_on_a_terminal_alone(critmin: Critmin, folder: Path) -> None:
    asked = ("check", "boms", *DAY, "-f", "csv")
    command = [sys.executable, "-c", "from critmin.cli.app import main; main()", *asked]
    ours, theirs = pty.openpty()
    seen = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    terminal = everything_on(ours)
    unseen = critmin(*asked)
    assert f"{COUNT}/{COUNT}" in terminal
    assert seen.stdout.decode() == unseen.stdout
    assert unseen.stderr.count("\n") == 1


@pytest.mark.thorough
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_memory_does_not_grow_with_the_number_of_files(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    monkeypatch.setattr(tasks, "IN_MEMORY", 10_000)
    tables = bom(*(virgin(value=str(n), at="CN") for n in range(1, 20)))
    for number in range(40):
        write_csv(tables, tmp_path, f"bom{number:03}")

    def run(which: str) -> int:
        output = tmp_path / "out.json"
        files = str(tmp_path / f"bom{which}*.csv")
        arguments = ("check", files, *DAY, "-f", "json", "-o", output, "--jobs", jobs, "--max-mb", "1")
        taken = python_peak(lambda: critmin(*arguments))
        written.append(output.stat().st_size)
        return taken

    written: list[int] = []
    _, few, many = (run(which) for which in ("00", "00", ""))
    assert written[2] > 3 * written[1] > 1_200_000
    assert many - few < (written[2] - written[1]) // 10


def test_the_number_of_jobs_is_one_or_more(critmin: Critmin, folder: Path) -> None:
    result = critmin("check", "boms", *DAY, "--jobs", 0)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--jobs" in result.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_that_is_no_utf_8_is_told_somehow(critmin: Critmin, tmp_path: Path, format_: str) -> None:
    for name in (b"odd\xff.csv", b"even.csv"):
        write_csv(bom(virgin()), tmp_path, "one")
        (tmp_path / "one.csv").rename(tmp_path / os.fsdecode(name))
    result = critmin("check", tmp_path, *DAY, "-f", format_)
    assert result.exit_code == 0
    assert "udcff" in result.stdout


# Folders ---------------------------------------------------------------------------------------------------------

WRITTEN = ["entities", "Entities", "ENTITIES"]


@pytest.fixture
def boms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one bill of materials that passes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boms").mkdir()
    write_csv(bom(virgin()), tmp_path / "boms", "good")
    return tmp_path / "boms"


def found(critmin: Critmin, *arguments: str) -> dict[str, str]:
    """The verdicts of a run by path."""
    result = critmin("check", *arguments, *DAY, "-f", "json")
    return {report["bom"]["path"]: report["verdict"]["status"] for report in reports(result)}


@pytest.mark.parametrize("argument", ["boms", "boms/**/*.csv"])
def test_a_linked_folder_is_looked_into_once(critmin: Critmin, boms: Path, argument: str) -> None:
    (boms.parent / "elsewhere").mkdir()
    write_csv(bom(virgin(at="CN")), boms.parent / "elsewhere", "bad")
    (boms / "linked").symlink_to("../elsewhere")
    (boms.parent / "elsewhere" / "round").symlink_to("../boms")
    assert found(critmin, argument) == {"boms/good.csv": "pass", "boms/linked/bad.csv": "fail"}


@pytest.mark.parametrize("argument", ["boms", "boms/*.csv"])
def test_a_link_to_nothing_is_a_file_that_is_missing(critmin: Critmin, boms: Path, argument: str) -> None:
    (boms / "gone.csv").symlink_to("nowhere.csv")
    assert found(critmin, argument) == {"boms/gone.csv": "unreadable", "boms/good.csv": "pass"}


@pytest.mark.parametrize("argument", ["boms", "boms/*.csv"])
def test_what_is_no_file_is_told(critmin: Critmin, boms: Path, argument: str) -> None:
    os.mkfifo(boms / "pipe.csv")
    result = critmin("check", argument, *DAY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "boms/pipe.csv is not a file" in result.stderr


@pytest.mark.parametrize("argument", ["boms", "boms/**/*.csv"])
def test_a_closed_folder_is_told(critmin: Critmin, boms: Path, monkeypatch: pytest.MonkeyPatch, argument: str) -> None:
    (boms / "closed").mkdir()
    listed = os.scandir

    def scandir(path: Any = ".") -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = critmin("check", argument, *DAY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "boms/closed cannot be read: Permission denied" in result.stderr


@pytest.mark.parametrize("sheet", WRITTEN)
@pytest.mark.parametrize("suffix", [".csv", ".CSV"])
def test_the_name_of_a_sheet_in_any_case(critmin: Critmin, boms: Path, sheet: str, suffix: str) -> None:
    write_csv(bom(by("Acme")), boms, "good")
    (boms / "good.csv").rename(boms / f"good{suffix}")
    (boms / f"good.{sheet}.csv").write_text("entity,country\nAcme,CN\n", "utf-8")
    assert found(critmin, "boms") == {f"boms/good{suffix}": "fail"}


def test_two_files_for_one_sheet_are_one_too_many(critmin: Critmin, boms: Path) -> None:
    for sheet in WRITTEN[:2]:
        (boms / f"good.{sheet}.csv").write_text("entity,country\nAcme,US\n", "utf-8")
    result = critmin("check", "boms", *DAY)
    assert result.exit_code == 2
    assert "SHEETS-SEVERAL" in result.stdout and "good.Entities.csv" in result.stdout
