"""Every command in README.md and docs/ runs, and prints what the page shows.

`--snapshot-update` writes what the program prints today into the pages.
"""

import shutil
import tomllib
from pathlib import Path

import pytest
import yaml
from doc_pages import GENERATED, PAGES, RENEW, ROOT, blocks, renewed, script_commands, section
from doc_pages import shell as shell  # the fixture

CALLS = ("console", "sh", "yaml")
WITH_COMMANDS = [
    page
    for page in PAGES
    if page.name not in GENERATED
    and any(block.language in CALLS or block.mark == "file" for block in blocks(page.read_text("utf-8")))
]
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=[str(path.relative_to(ROOT)) for path in WITH_COMMANDS])
def test_page_shows_what_its_commands_print(path, shell, request):
    page = path.read_text("utf-8")
    current = renewed(page, shell)
    if request.config.option.update_snapshots:
        path.write_text(current, "utf-8")
    else:
        assert page.splitlines() == current.splitlines(), RENEW


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_blocks_are_of_a_kind_that_is_checked(path):
    page = path.read_text("utf-8")
    fences = sum(line.lstrip().startswith("```") for line in page.splitlines())
    found = blocks(page)
    assert fences == 2 * len(found), "a block begins at the margin: indented in a list it is not shown as one"
    for block in found:
        assert block.language in (*CALLS, "toml", "csv", "text"), block.text
        if block.language == "toml":
            tomllib.loads(block.text)
        if block.language == "yaml":
            yaml.safe_load(block.text)


def test_the_jobs_of_a_workflow_are_merged_to_the_one_run(shell, monkeypatch):
    (block,) = (block for block in blocks(CI) if "matrix:" in block.text)
    for sample in Path("sample_boms").glob("nmc*.xlsx"):
        shutil.copy(sample, "boms")
    jobs = yaml.safe_load(block.text)["jobs"]
    check, merge = script_commands(block)
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


def test_setting_up_is_two_commands_that_ci_runs_too():
    lines = [block.text for block in blocks(section((ROOT / "README.md").read_text("utf-8"), "Set up"))]
    first, tests = lines
    assert first == "pip install uv && uv run critmin check sample_boms/nmc811_2025_pass.xlsx\n"
    program, _, command = tests.rstrip("\n").partition(" && ")
    assert program == "pip install uv"
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")
