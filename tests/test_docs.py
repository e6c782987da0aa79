"""README.md and docs/: generated pages and tables are current, links lead somewhere, and nothing is left out.

`--snapshot-update` writes the generated pages and tables anew.
"""

import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from critmin.cli.lazy_commands import COMMANDS, load_command
from critmin.cli.option_sources import options_of
from critmin.engine.intake.tables.fact_fields import load_fields
from critmin.engine.model.battery import Step
from critmin.engine.model.statuses import ExitStatus
from doc_pages import GENERATED, PAGES, RENEW, ROOT, section
from generated_docs import command_reference, with_tables

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
FINDINGS = (DOCS / "findings.md").read_text("utf-8")
ANCHORS = re.findall(r'^<a id="([^"]+)"></a>$', FINDINGS, re.MULTILINE)
MANUAL = [page for page in PAGES if page.name not in GENERATED]


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Holds a file to what it should be, or writes it."""

    def hold(path: Path, current: str) -> None:
        if request.config.option.update_snapshots:
            path.write_text(current, "utf-8")
        else:
            assert path.read_text("utf-8").splitlines() == current.splitlines(), RENEW

    return hold


# Generated -----------------------------------------------------------------------------------------------------------


def test_findings_are_those_of_the_program(critmin: Callable[..., Any], renew: Callable[[Path, str], None]) -> None:
    renew(DOCS / "findings.md", critmin("explain", "all", "-f", "markdown").stdout)


def test_the_command_reference_is_current(renew: Callable[[Path, str], None]) -> None:
    renew(DOCS / "commands.md", command_reference(README))


@pytest.mark.parametrize("path", MANUAL, ids=[str(path.relative_to(ROOT)) for path in MANUAL])
def test_tables_are_current(path: Path, renew: Callable[[Path, str], None]) -> None:
    renew(path, with_tables(path.read_text("utf-8")))


def test_each_code_is_one_anchor_and_one_item_of_the_contents(critmin: Callable[..., Any]) -> None:
    rows = json.loads(critmin("explain", "all", "-f", "json").stdout)
    codes = [re.sub(r"[^\w.-]", "", row["code"].casefold()) for row in rows]
    assert [anchor.partition("~")[0] for anchor in ANCHORS] == codes
    assert len(set(ANCHORS)) == len(ANCHORS), "a code of several laws has an anchor for each"
    contents = FINDINGS.partition("\n## ")[0]
    assert re.findall(r"^- \[[^]]+\]\(#([^)]+)\)", contents, re.MULTILINE) == ANCHORS
    assert re.findall(r"^## (.+)$", FINDINGS, re.MULTILINE) == list(dict.fromkeys(row["group"] for row in rows))


def test_no_text_of_a_finding_is_markup() -> None:
    for line in FINDINGS.splitlines():
        told = re.sub(r"`[^`]*`|\\.|\[[^]]+\]\(#[^)]+\)|^<a id=.*|^\*\*[^*]+\*\*", "", line)
        assert not re.search(r"[*<|_\[]", told), line


def test_one_code_alone_is_its_section(critmin: Callable[..., Any]) -> None:
    alone = critmin("explain", "FEOC-PLACE", "-f", "markdown").stdout
    assert alone in FINDINGS
    assert alone.startswith('<a id="feoc-place"></a>\n')
    assert alone.count("###") == 1


# Complete ------------------------------------------------------------------------------------------------------------


def _columns() -> list[str]:
    columns = tomllib.loads((ROOT / "data" / "vocabulary" / "columns.toml").read_text("utf-8"))
    sheets = columns["sheets"]
    plain = columns["shared"] + [name for sheet in sheets.values() for name in sheet.get("columns", [])]
    staged = [f"{step}_{column}" for step in Step for column in sheets["bom"]["step_columns"]]
    return sorted({*plain, *staged, *load_fields("vehicle").all(), *columns["roles"]})


@pytest.mark.parametrize("name", _columns())
def test_every_column_field_and_role_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in page("spreadsheet-reference.md")


def test_every_page_is_in_the_navigation() -> None:
    names = re.findall(r"[\w/-]+\.md", json.dumps(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]))
    assert sorted(names) == sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def test_every_key_of_a_report_is_described(critmin: Callable[..., Any]) -> None:
    sample = ROOT / "sample_boms" / "nmc811_2025_pass.xlsx"
    report = json.loads(critmin("check", sample, "-f", "json").stdout)["reports"][0]
    assert [key for key in report if f"`{key}`" not in page("json.md")] == []


def test_exit_statuses_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \|", section(README, "Exit statuses"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(status.value for status in ExitStatus)


def test_the_readme_is_a_front_door() -> None:
    assert len(README.splitlines()) <= 175


# True ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MANUAL, ids=[str(path.relative_to(ROOT)) for path in MANUAL])
def test_commands_and_options_named_in_a_sentence_exist(path: Path) -> None:
    """Of `critmin check --strict`, named in a sentence, the command and the option; of `--strict` alone, the option."""
    taken = {name: [o for option in options_of(load_command(name)).values() for o in option.opts] for name in COMMANDS}
    program = ["--config", "--no-config", "--version", "--debug", "--help", "-h", "--install-completion"]
    anywhere = {*program, *(option for options in taken.values() for option in options)}
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for code in re.findall(r"`([^`\n]+)`", text):
        words = re.sub("^uv run (?=critmin)", "", code).split()
        if words[0] == "critmin" and len(words) > 1 and words[1].isalpha() and words[1].islower():
            assert words[1] in COMMANDS, code
            unknown = [word for word in words if re.match(r"--?[a-z]", word) and word not in taken[words[1]]]
        elif re.match(r"--[a-z]", words[0]):
            unknown = words[:1] if words[0] not in anywhere else []
        else:
            continue
        assert [word for word in unknown if word not in program] == [], code


@pytest.mark.parametrize("path", MANUAL, ids=[str(path.relative_to(ROOT)) for path in MANUAL])
def test_codes_named_in_a_sentence_exist(path: Path) -> None:
    named = re.findall(r"`([A-Z]+(?:-[A-Z]+)+)`", path.read_text("utf-8"))
    assert [code for code in named if code.casefold() not in ANCHORS] == []


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        file, _, anchor = target.partition("#")
        assert "://" not in target or path.name == "findings.md", f"{target}: a page links to what is here"
        goal = path.parent / file if file else path
        assert goal.exists(), target
        if anchor:
            assert anchor in _anchors(goal), target


@cache
def _anchors(path: Path) -> set[str]:
    text = path.read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    named = {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}
    return named | set(re.findall(r'<a id="([^"]+)"', text))


def test_what_the_program_cites_of_the_documentation_is_there() -> None:
    sources = tomllib.loads((ROOT / "data" / "sources.toml").read_text("utf-8"))
    (name,) = re.findall(r"docs/([\w-]+\.md)", sources["intake"]["cite"])
    assert (DOCS / name).exists()
