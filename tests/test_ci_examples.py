"""The examples in `docs/ci` and the pre-commit hook: they parse, and their commands end as their comments say."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.commands.validate_manifest import validate_manifest

ROOT = Path(__file__).parents[1]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GITHUB, GITLAB, JENKINS = (
    (ROOT / "docs" / "ci" / name) for name in ("github-actions.yml", "gitlab-ci.yml", "Jenkinsfile")
)

HEADER = "line,mineral,value_usd,extraction_country,processing_country,component\n"
BOMS = {
    "pass": HEADER + "1,lithium,100,AU,US,\n",
    "warned": HEADER + "1,lithium,100,AU,US,widget\n",
    "fail": HEADER + "1,lithium,100,CD,FI,\n",
    "unreadable": HEADER + "1,unobtainium,100,AU,US,\n",
    "incomplete": HEADER + "1,lithium,100,unknown,FI,\n",
}
STATUS = {"pass": 0, "warned": 0, "fail": 1, "unreadable": 2, "incomplete": 3}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a script in a folder with one bill of materials in `boms`, as the runners do: the first failure ends it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (tmp_path / "critmin.toml").write_text("year = 2024\n")
    (tmp_path / "boms").mkdir()

    def run(script: str, bom: str) -> int:
        (tmp_path / "boms" / "pack.csv").write_text(BOMS[bom])
        return subprocess.run(["bash", "-e", "-c", script], capture_output=True, check=False).returncode

    return run


def told(path: Path) -> list[int]:
    """The exit statuses that the comments of an example explain."""
    comments = " ".join(re.findall(r"^ *(?:#|//) (.*)$", path.read_text("utf-8"), re.MULTILINE))
    return [int(status) for status in re.findall(r"(?:Exit status |; )(\d):", comments)]


def github_steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = yaml.safe_load(GITHUB.read_text("utf-8"))["jobs"]["critical-minerals"]["steps"]
    return steps


def github_commands() -> list[str]:
    return [step["run"] for step in github_steps() if step.get("run", "").startswith("critmin ")]


def gitlab_job() -> dict[str, Any]:
    job: dict[str, Any] = yaml.safe_load(GITLAB.read_text("utf-8"))["critical-minerals"]
    return job


def jenkins_command() -> str:
    (command,) = re.findall(r"script: 'env/bin/(critmin [^']+)'", JENKINS.read_text("utf-8"))
    return str(command)


@pytest.mark.parametrize("path", [GITHUB, GITLAB, JENKINS], ids=lambda path: path.name)
def test_every_exit_status_is_explained(path: Path) -> None:
    assert told(path) == sorted(set(STATUS.values()))


# GitHub Actions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bom", BOMS)
def test_github_first_step_decides_and_the_others_write(
    shell: Any, critmin: Callable[..., Any], tmp_path: Path, bom: str
) -> None:
    """In the shell for one of them: the words of a command are the same whatever the bill of materials says."""

    def status(command: str) -> int:
        if bom == "incomplete":
            return int(shell(command, bom))
        (tmp_path / "boms" / "pack.csv").write_text(BOMS[bom])
        words, or_true, _ = command.partition(" || true")
        ended = int(critmin(*shlex.split(words)[1:]).exit_code)
        return 0 if or_true else ended

    decides, *writes = github_commands()
    assert status(decides) == STATUS[bom]
    assert [status(command) for command in writes] == [0, 0]
    assert {path.name for path in tmp_path.iterdir()} == {"boms", "critmin.toml", "critmin.sarif", "critmin.xml"}


def test_github_uploads_what_was_written() -> None:
    written = re.findall(r"-o (\S+)", " ".join(github_commands()))
    uploads = {str(step["uses"]).split("@")[0]: step["with"] for step in github_steps() if "with" in step}
    assert uploads["github/codeql-action/upload-sarif"]["sarif_file"] == written[0]
    assert uploads["actions/upload-artifact"]["path"].split() == written
    first = [step.get("run") for step in github_steps()].index(github_commands()[0])
    assert all(step["if"] == "success() || failure()" for step in github_steps()[first + 1 :])


# GitLab CI and Jenkins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bom", ["incomplete", pytest.param("pass", marks=pytest.mark.thorough)])
def test_gitlab_ends_with_the_status(shell: Any, tmp_path: Path, bom: str) -> None:
    job = gitlab_job()
    script = "\n".join(line for line in job["script"] if not line.startswith("pip "))
    assert shell(script, bom) == STATUS[bom]
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).is_file()
    assert job["allow_failure"] == {"exit_codes": STATUS["incomplete"]}
    assert job["artifacts"]["when"] == "always"


@pytest.mark.parametrize("bom", ["incomplete", pytest.param("unreadable", marks=pytest.mark.thorough)])
def test_jenkins_ends_with_the_status(shell: Any, tmp_path: Path, bom: str) -> None:
    assert shell(jenkins_command(), bom) == STATUS[bom]
    (results,) = re.findall(r"testResults: '([^']+)'", JENKINS.read_text("utf-8"))
    assert (tmp_path / results).is_file()


def test_jenkins_is_a_declarative_pipeline() -> None:
    text = re.sub(r"//.*|'[^'\n]*'|\"[^\"\n]*\"", "", JENKINS.read_text("utf-8"))
    assert not set("'\"") & set(text)
    depth = 0
    for bracket in re.findall(r"[{}]", text):
        depth += 1 if bracket == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert re.search(r"^pipeline \{\s+agent .*\s+stages \{\s+stage\(\) \{\s+steps \{", text, re.MULTILINE)
    assert f"status == {STATUS['incomplete']}" in text and "status != 0" in text


# pre-commit ----------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)


def repository(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A repository of the hook, and its commit."""
    folder = repository(tmp_path_factory.mktemp("hook") / "source")
    shutil.copy(HOOKS, folder)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "hook")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
    return {"repo": str(folder), "rev": head.stdout.strip()}


def pre_commit(source: dict[str, str], folder: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """The hook on what is staged, run from this environment: to install it takes the network and half a minute."""
    settings = {"id": "critmin", "language": "unsupported", **yaml.safe_load(f"{{{hook}}}")}
    config = {"repos": [source | {"hooks": [settings]}]}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    environment = os.environ | {"PRE_COMMIT_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "pre_commit", "run", "-c", "../config.yaml", "--verbose"]
    return subprocess.run(command, cwd=folder / "user", env=environment, capture_output=True, text=True, check=False)


def test_the_hook_is_one_of_pre_commit() -> None:
    assert validate_manifest([str(HOOKS)]) == 0


# Staged files; settings of the user's; what the hook says.
HOOK_RUNS = [
    ({"boms/a.csv": "pass", "boms/b.csv": "pass"}, "", 0, "2 BOMs: 2 pass"),
    ({"boms/old/pack.csv": "warned"}, "args: [--strict]", 1, "exit code: 1"),
    pytest.param({"boms/pack.csv": "incomplete"}, "", 1, "exit code: 3", marks=pytest.mark.thorough),
    pytest.param(
        {"boms/pack.csv": "pass", "boms/pack.entities.csv": "pass"},
        "",
        0,
        "PASS  boms/pack.csv",
        marks=pytest.mark.thorough,
    ),
    ({"elsewhere/pack.csv": "fail", "boms/notes.md": "fail"}, "", 0, "no files to check"),
    ({"packs/pack.csv": "fail"}, "files: ^packs/", 1, "FAIL  packs/pack.csv"),
]


@pytest.mark.parametrize(("staged", "hook", "status", "said"), HOOK_RUNS)
def test_the_hook_checks_what_is_staged(
    shell: Any, source: dict[str, str], tmp_path: Path, staged: dict[str, str], hook: str, status: int, said: str
) -> None:
    user = repository(tmp_path / "user")
    (user / "boms").mkdir()
    (user / "boms" / "untouched.csv").write_text(BOMS["fail"])
    (user / "critmin.toml").write_text("year = 2024\n")
    git(user, "add", ".")
    git(user, "commit", "-qm", "before")
    for name, bom in staged.items():
        (user / name).parent.mkdir(parents=True, exist_ok=True)
        (user / name).write_text(BOMS[bom] if "entities" not in name else "entity\nAcme\n")
    git(user, "add", ".")
    run = pre_commit(source, tmp_path, hook)
    assert (run.returncode, said in run.stdout) == (status, True), run.stdout + run.stderr
