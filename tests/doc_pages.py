"""README.md and the pages in docs/: their blocks, how the commands in them run, and how what they show is renewed.

`console`    `$` marks a command, and below it stands its output, 80 columns wide; `...` stands for lines left out;
             `echo $?` shows the exit status. A command without output only has to run.
`sh`, `yaml` the lines that call critmin have to pass.

A comment may stand above a block: `<!-- file: NAME -->` writes the block to a file that later commands read, and
`<!-- not run: REASON -->` marks commands that no test can run. Blocks of one page run in order, in one folder.
"""

import io
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from critmin.engine.model.statuses import ExitStatus

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GENERATED = ("findings.md", "commands.md")
RENEW = "renew it: uv run --group dev pytest tests/test_docs.py tests/test_doc_commands.py --snapshot-update"

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>file|not run): (?P<detail>[^\n]+) -->\n\n?)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_CALL = {"sh": r"^(?:.* && )?(?:uv run )?(critmin .*?)(?: \|\| .*)?$", "yaml": r"^ *- run: (critmin .*?)(?: \|\| .*)?$"}


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    mark: str | None
    detail: str
    start: int
    """Where its text begins in the page."""


def blocks(page: str) -> list[Block]:
    return [
        Block(found["language"], found["text"], found["mark"], found["detail"] or "", found.start("text"))
        for found in _BLOCK.finditer(page)
    ]


def section(page: str, title: str) -> str:
    """The text below a heading of the second level."""
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert match is not None, f"no section {title}"
    return match[1]


def console(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a `console` block, each with the lines of output below it."""
    commands: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        else:
            commands[-1][1].append(line)
    return commands


def script_commands(block: Block) -> list[str]:
    """The lines of a script or a workflow that call critmin, without what the shell does around them."""
    return re.findall(_CALL[block.language], block.text, re.MULTILINE)


def extract(shown: list[str], printed: list[str]) -> list[str]:
    """What a block that shows these lines would show of the output.

    As many lines as it shows: from the first line of the output, and after each `...` from the line shown first.
    """
    if "..." not in shown:
        return printed if shown else []
    pieces: list[list[str]] = [[]]
    for line in shown:
        if line == "...":
            pieces.append([])
        else:
            pieces[-1].append(line)
    extracted = printed[: len(pieces[0])]
    for piece in pieces[1:]:
        extracted.append("...")
        if piece:
            assert piece[0] in printed, f"the output no longer has the line {piece[0]!r}: choose another extract"
            at = printed.index(piece[0])
            extracted += printed[at : at + len(piece)]
    return extracted


@pytest.fixture
def shell(critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Runs one line that calls critmin, 80 columns wide, in a folder that holds the samples, `boms` and a list."""
    shutil.copytree(ROOT / "sample_boms", tmp_path / "sample_boms")
    (tmp_path / "boms").mkdir()
    shutil.copy(ROOT / "sample_boms" / "nmc811_2025_pass.xlsx", tmp_path / "boms")
    shutil.copy(ROOT / "tests" / "ofac" / "sdn.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("CRITMIN_NO_CONFIG")

    def run(line: str) -> Any:
        if line.startswith("cd "):
            monkeypatch.chdir(line[3:])
            line = "critmin --version"
        words = shlex.split(line.removeprefix("uv run "))
        with monkeypatch.context() as context:
            while "=" in words[0]:
                context.setenv(*words.pop(0).split("=", 1))
            assert words[0] == "critmin", line
            if "<" in words:
                at = words.index("<")
                content = io.BytesIO(Path(words[at + 1]).read_bytes())
                context.setattr("sys.stdin", io.TextIOWrapper(content))
                del words[at : at + 2]
            return critmin(*words[1:])

    return run


def renewed(page: str, shell: Callable[[str], Any]) -> str:
    """The page with the output that its commands print today. A command that fails without saying so stops it."""
    pieces, end = [], 0
    for block in blocks(page):
        if block.mark == "file":
            Path(block.detail).parent.mkdir(parents=True, exist_ok=True)
            Path(block.detail).write_text(block.text, "utf-8")
        elif block.mark == "not run":
            continue
        elif block.language == "console":
            pieces += [page[end : block.start], _run_console(block, shell)]
            end = block.start + len(block.text)
        elif block.language in _CALL:
            for line in script_commands(block):
                result = shell(line)
                assert result.exit_code == ExitStatus.PASS, f"{line}\n{result.stderr}"
    return "".join([*pieces, page[end:]])


def _run_console(block: Block, shell: Callable[[str], Any]) -> str:
    lines: list[str] = []
    commands = console(block.text)
    status = ExitStatus.PASS
    for (line, shown), following in zip(commands, [*commands[1:], ("", [])], strict=True):
        lines.append(f"$ {line}")
        if line == "echo $?":
            lines.append(str(int(status)))
            continue
        result = shell(line)
        status = ExitStatus(result.exit_code)
        expected = {ExitStatus.PASS, ExitStatus.FAIL, ExitStatus.INCOMPLETE}
        if following[0] == "echo $?":
            expected.add(ExitStatus.UNREADABLE)
        assert status in expected, f"{line}\n{result.stdout}{result.stderr}"
        lines += extract(shown, (result.stdout + result.stderr).rstrip("\n").splitlines())
    return "".join(line + "\n" for line in lines)
