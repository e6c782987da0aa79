"""Standard output and standard error as a shell leaves them: in another encoding, closed, full, cut off, or dumb."""

import contextlib
import io
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from critmin.cli.app import run
from critmin.cli.streams import prepare_streams

PROGRAM = str(Path(sys.executable).with_name("critmin"))
HEAD = "line,mineral,value_usd,extraction_country,processing_country,extraction_entity,processing_entity\n"
NAME = "Bär – 電….csv"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell is needed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("streams")
    (here / NAME).write_text(HEAD + "1,lithium,100,CD,FI,Żółć,鋰業\n", encoding="utf-8")
    return here


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of the shell, in which `critmin` is the program and BOM the bill of materials."""
    line = line.replace("critmin", shlex.quote(PROGRAM)).replace("BOM", shlex.quote(NAME))
    set_ = {**os.environ, "PYTHONUTF8": "0", **environment}
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, env=set_, capture_output=True)


@pytest.mark.parametrize(
    ("encoding", "name", "line"),
    [
        ("cp1252", "Bär – ?….csv", "-----"),
        ("ascii", "B?r - ?....csv", "-----"),
        ("latin-1", "Bär - ?....csv", "-----"),
        ("cp932", "B?r - 電….csv", "─────"),
        ("utf-8", NAME, "─────"),
    ],
)
def test_text_has_something_like_what_an_encoding_lacks(folder: Path, encoding: str, name: str, line: str) -> None:
    status, shown, told = within(folder, encoding, "check", "BOM", "-y", "2024")
    assert (status, told) == (1, b"")
    assert f"FAIL  {name}" in shown.decode(encoding)
    assert line in shown.decode(encoding)


def test_the_encoding_is_that_of_the_environment(folder: Path) -> None:
    got = shell("critmin check BOM -y 2024", folder, PYTHONIOENCODING="cp1252")
    assert (got.returncode, got.stderr) == (1, b"")
    assert "FAIL  Bär – ?….csv" in got.stdout.decode("cp1252")


def within(folder: Path, encoding: str, *arguments: str) -> tuple[int, bytes, bytes]:
    """Exit status, standard output and standard error of a run in this process, both in an encoding."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, newline="") for _ in range(2)]
    with contextlib.chdir(folder), contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        prepare_streams()
        status = run([NAME if argument == "BOM" else argument for argument in arguments])
        for stream in streams:
            stream.flush()
    out, err = (stream.buffer.getvalue() for stream in streams)  # type: ignore[attr-defined]
    return int(status), out, err


@pytest.mark.parametrize("format_", ["json", "junit", "sarif", "html", "csv", "markdown", "github", "xlsx"])
def test_other_formats_are_the_bytes_of_a_file(folder: Path, format_: str) -> None:
    _, shown, _ = within(folder, "cp1252", "check", "BOM", "-y", "2024", "-f", format_)
    file = "report.xlsx" if format_ == "xlsx" else "report"
    within(folder, "cp1252", "check", "BOM", "-y", "2024", "-f", format_, "-o", file)
    assert shown == (folder / file).read_bytes()
    assert "電" in shown.decode() if format_ not in ("sarif", "xlsx") else shown


@pytest.mark.parametrize(
    "line",
    [
        "trace BOM -y 2024",
        "trace BOM -y 2024 -f json",
        "horizon BOM",
        "levers BOM -y 2024",
        "diff BOM BOM -y 2024",
        "columns BOM",
        "columns BOM -f json",
        "rules",
        "explain all",
        "explain all -f markdown",
        "schema",
        "check nowhere-鋰.csv -y 2024",
        "explain 鋰",
        "template 鋰.txt",
        "--help",
        "check --help",
    ],
)
def test_every_command_writes_in_every_encoding(folder: Path, line: str) -> None:
    status, plain, told = within(folder, "ascii", *line.split())
    usual_status, usual, _ = within(folder, "utf-8", *line.split())
    assert status == usual_status < 4
    assert len(plain.splitlines()) == len(usual.splitlines())
    if "-f" in line:
        assert plain == usual
    else:
        assert plain.isascii() and told.isascii()


UNWRITABLE = [
    ("critmin check BOM -y 2024 >&-", 2),
    ("critmin check BOM -y 2024 -o kept.txt >&-", 1),
    ("critmin check BOM BOM -y 2024 --jobs 2 -o kept.txt <&- >&- 2>&-", 1),
    ("critmin check BOM -y 2024 | head -1 >/dev/null", 1),
    ("critmin unknown 2>&-", 2),
    ("critmin check BOM -y 2024 2>/dev/full >/dev/null", 1),
    ("critmin schema >/dev/full", 2),
    ("critmin template new.xlsx >/dev/full", 0),
]
# The same with other commands, formats and streams.
OTHERS_UNWRITABLE = [
    ("critmin check BOM -y 2024 >/dev/null 2>&-", 1),
    ("critmin check BOM -y 2024 <&- >&- 2>&-", 2),
    ("critmin check --help >&-", 2),
    ("critmin check BOM -y 2024 -f json >&-", 2),
    ("critmin check BOM -y 2024 -f json >/dev/null 2>&-", 1),
    ("critmin explain all | head -1 >/dev/null", 0),
    ("critmin --version >&-", 2),
    ("critmin check BOM -y 2024 -f json 2>/dev/full >/dev/null", 1),
    ("critmin unknown 2>/dev/full", 2),
    ("critmin explain all >/dev/full", 2),
    ("critmin check --help >/dev/full", 2),
]


@pytest.mark.parametrize(
    ("line", "status"), [*UNWRITABLE, *(pytest.param(*row, marks=pytest.mark.thorough) for row in OTHERS_UNWRITABLE)]
)
def test_what_cannot_be_written(folder: Path, line: str, status: int) -> None:
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    got = shell(line, folder)
    assert (got.returncode, got.stderr.count(b"\n") < 2, b"Traceback" in got.stderr) == (status, True, False)
    if status == 2 and "2>" not in line:
        assert b"cannot be written" in got.stderr


def test_no_message_goes_into_a_file_that_took_the_place_of_standard_error(folder: Path) -> None:
    shell("critmin check BOM -y 2024 -f json -o kept.json >&- 2>&-", folder)
    assert (folder / "kept.json").read_bytes().startswith(b"{") and b"BOM:" not in (folder / "kept.json").read_bytes()


def on_terminal(folder: Path, *arguments: str, **environment: str) -> bytes:
    """What the program writes to a terminal."""
    ours, its = pty.openpty()
    set_ = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environment
    with subprocess.Popen([PROGRAM, *arguments], cwd=folder, env=set_, stdout=its, stderr=its):
        os.close(its)
        written = b"".join(_until_closed(ours))
    os.close(ours)
    return written


def _until_closed(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # as Linux says it
            return
        if not part:
            return
        yield part


@pytest.mark.parametrize(
    ("options", "environment", "escapes"),
    [
        ([], {"TERM": "xterm"}, True),
        ([], {"TERM": "dumb"}, False),
        pytest.param([], {"TERM": "unknown"}, False, marks=pytest.mark.thorough),
        ([], {"TERM": "xterm", "NO_COLOR": "1"}, False),
        pytest.param(["--color", "never"], {"TERM": "xterm"}, False, marks=pytest.mark.thorough),
        (["--color", "always"], {"TERM": "dumb"}, True),
    ],
)
def test_escape_sequences(folder: Path, options: list[str], environment: dict[str, str], escapes: bool) -> None:
    (folder / "other.csv").write_text(HEAD, encoding="utf-8")
    several = ["other.csv", "--jobs", "1"] * ("--color" not in options)  # a bar counts them
    written = on_terminal(folder, "check", NAME, *several, "-y", "2024", *options, **environment)
    assert b"FAIL" in written and (b"\x1b" in written) == escapes
