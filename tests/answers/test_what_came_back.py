"""One folder for all that came back: what is of other bills of materials, what is missing, what is not read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from boms import bom, by, write_xlsx
from requests_returned import FACTS, IN_2025, ask, fill

COMPANIES = {"cat.xlsx": ("Acme", "Both"), "dog.xlsx": ("Beta", "Both")}
"""Whose work is missing in each bill of materials."""


@pytest.fixture(scope="module")
def written(critmin, tmp_path_factory):
    """A folder with two bills of materials and the requests about both in one run, and a folder of their answers."""
    folder, answered = tmp_path_factory.mktemp("asked"), tmp_path_factory.mktemp("answered")
    paths = [
        write_xlsx(bom(*(by(name) for name in names), Entities=[]), folder / file) for file, names in COMPANIES.items()
    ]
    for name, request in ask(critmin, folder / "asked", *paths, *IN_2025).items():
        fill(shutil.copy(request, answered / f"{name}.xlsx"), FACTS)
    return folder, answered


@pytest.fixture
def came_back(written, tmp_path):
    """Puts the answers of these suppliers into the folder `back`, beside copies of what was asked."""
    folder, answered = written
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "back").mkdir()

    def put(*names: str) -> None:
        for name in names:
            shutil.copy(answered / f"{name}.xlsx", tmp_path / "back")

    return put


@pytest.fixture
def merged(critmin, tmp_path):
    """Merges the folder `back` into a bill of materials, with what was sent; gives the exit status and the merge."""

    def merge(path, *options: str):
        got = critmin("answers", path, tmp_path / "back", "-o", tmp_path / f"new_{path.name}", "-f", "json", *options)
        return got.exit_code, json.loads(got.stdout)

    return merge


def listed(merge, kind: str) -> list[str]:
    return sorted(one["supplier"] for one in merge[kind])


@pytest.mark.parametrize(
    ("file", "back", "used", "others", "awaited"),
    [
        ("cat.xlsx", ("Acme", "Beta", "Both"), ["Acme", "Both"], ["Beta"], []),
        ("dog.xlsx", ("Acme", "Beta", "Both"), ["Beta", "Both"], ["Acme"], []),
        ("cat.xlsx", ("Beta", "Both"), ["Both"], ["Beta"], ["Acme"]),
        ("cat.xlsx", ("Acme",), ["Acme"], [], ["Both"]),
    ],
)
def test_each_bill_of_materials_takes_its_answers_from_one_folder(
    came_back, merged, tmp_path, file, back, used, others, awaited
):
    came_back(*back)
    status, merge = merged(tmp_path / file, "--sent", str(tmp_path / "asked"))
    assert (status, merge["findings"]) == (0, [])
    assert (listed(merge, "returned"), listed(merge, "others"), merge["awaited"]) == (used, others, awaited)
    assert {change["supplier"] for change in merge["changes"]} == set(used)


def test_of_an_edited_file_nothing_is_set_aside(came_back, merged, tmp_path):
    came_back("Beta")
    path = write_xlsx(bom(by("Acme"), by("Both"), by("Gamma"), Entities=[]), tmp_path / "cat.xlsx")
    status, merge = merged(path, "--sent", str(tmp_path / "asked"))
    assert (status, [one["code"] for one in merge["findings"]]) == (2, ["ANSWER-OTHER-BOM"])


def test_without_what_was_sent_a_workbook_of_others_is_refused(came_back, merged, tmp_path):
    came_back("Acme", "Beta")
    status, merge = merged(tmp_path / "cat.xlsx")
    assert (status, [one["code"] for one in merge["findings"]]) == (2, ["ANSWER-OTHER-BOM"])
    assert "--sent" in merge["findings"][0]["remedy"]


def test_only_workbooks_of_others_write_nothing(came_back, merged, tmp_path):
    came_back("Beta")
    status, merge = merged(tmp_path / "cat.xlsx", "--sent", str(tmp_path / "asked"))
    assert (status, [one["code"] for one in merge["findings"]]) == (2, ["ANSWER-NONE"])


@pytest.mark.parametrize(
    ("name", "is_named"), [("letter.docx", True), ("remarks.pdf", True), ("~$Acme.xlsx", False), (".DS_Store", False)]
)
def test_a_file_that_is_not_used_is_named(came_back, merged, tmp_path, name, is_named):
    came_back("Acme")
    (tmp_path / "back" / name).write_text("we moved to China in June")
    status, merge = merged(tmp_path / "cat.xlsx")
    assert (status, [Path(file).name for file in merge["not_read"]]) == (0, [name] if is_named else [])
