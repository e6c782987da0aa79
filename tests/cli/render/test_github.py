"""Workflow commands: what the runner reads in each line is what was meant, whatever is written in a cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, virgin
from kept_samples import KEPT
from random_boms import write_csv

LEVEL = {"error": "error", "warning": "warning", "note": "notice"}
HOSTILE = [
    "::error::forged",
    "::stop-commands::x",
    "x\r\n::error::forged",
    "%0A::error::forged",
    "%250A100% %3A%2C",
    "a,title=forged",
    "##[error]forged",
    "::add-mask::lithium",
    "\x1b[31m::error::red",
]


@dataclass(frozen=True)
class Annotation:
    level: str
    file: str
    title: str
    message: str


def read(line: str) -> Annotation:
    """The line as the runner reads it: the command, its properties to the next `::`, the message."""
    match = re.fullmatch(r"::(error|warning|notice) ([^:]+)::(.*)", line)
    assert match is not None, line
    pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
    assert list(pairs) == ["file", "title"]
    decoded = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
    file, title, message = pairs["file"], pairs["title"], match[3]
    for code, character in (*decoded.items(), ("%25", "%")):
        file, title = file.replace(code, character), title.replace(code, character)
        if character not in ":,":
            message = message.replace(code, character)
    return Annotation(match[1], file, title, message)


def one_line(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def expected(finding: dict[str, Any], path: str) -> Annotation:
    """A finding's annotation where it has no more cells than are named."""
    cells = f"{', '.join(finding['cells'])}: " if finding["cells"] else ""
    remedy = "" if finding["severity"] == "note" else f"\n-> {finding['remedy']}"
    message = one_line(cells + finding["message"])
    return Annotation(LEVEL[finding["severity"]], path, finding["code"], message + remedy)


@pytest.mark.parametrize("sample", KEPT)
def test_it_is_as_it_was(sample_as: Callable[..., str], same_as_kept: Callable[..., None], sample: str) -> None:
    same_as_kept(sample_as(sample, "github"), "txt")


@pytest.mark.parametrize("hostile", ["Acme", *HOSTILE])
def test_each_line_is_one_annotation(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path, hostile: str
) -> None:
    line = by(hostile, component=hostile, extraction_country=hostile, role=hostile)
    arguments = [write_csv(bom(line), tmp_path, "bom"), "-d", "2025-06-30"]
    verdict, *findings = [read(line) for line in critmin("check", *arguments, "-f", "github").stdout.splitlines()]
    (report,) = in_json(*arguments)["reports"]
    assert (verdict.level, verdict.file, verdict.title) == ("warning", "bom.csv", "INCOMPLETE")
    assert verdict.message.startswith(report["verdict"]["headline"])
    assert findings == [expected(finding, "bom.csv") for finding in report["findings"]]


@pytest.mark.parametrize("name", ["a,title=b.csv", "a::b.csv", "100%.csv", "a%2Cb.csv"])
def test_a_file_name_is_the_file(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_csv(bom(virgin()), tmp_path, "plain").rename(path)
    lines = critmin("check", str(path), "-d", "2024-06-30", "-f", "github").stdout.splitlines()
    assert {read(line).file for line in lines} == {name}


@pytest.mark.parametrize(
    ("line", "date", "level", "title"),
    [
        (virgin(), "2024-06-30", "notice", "PASS"),
        (virgin(at="NO"), "2024-06-30", "error", "FAIL"),
        (virgin(at="?"), "2024-06-30", "warning", "INCOMPLETE"),
        (virgin(), "2023-04-17", "error", "NOT AVAILABLE"),
        (virgin("unobtainium"), "2024-06-30", "error", "UNREADABLE"),
    ],
)
def test_the_verdict_is_an_annotation(
    critmin: Callable[..., Any], tmp_path: Path, line: dict[str, str], date: str, level: str, title: str
) -> None:
    path = write_csv(bom(line), tmp_path, "bom")
    first = read(critmin("check", str(path), "-d", date, "-f", "github").stdout.splitlines()[0])
    assert (first.level, first.title) == (level, title)


def test_the_verdicts_of_all_files_stand_first(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """Of a step's annotations only the first ten of a kind are shown."""
    boms = [str(write_csv(bom(virgin(at=at)), tmp_path, at)) for at in ("NO", "US")]
    got = critmin("check", *boms, "-d", "2024-06-30", "--screening", "-f", "github").stdout.splitlines()
    lines = [read(line) for line in got]
    assert [(line.file, line.title) for line in lines[:2]] == [
        ("NO.csv", "SCREENING: FAIL"),
        ("US.csv", "SCREENING: PASS"),
    ]
    assert all(line.message.startswith("SCREENING: ") for line in lines[:2])
    assert not {"FAIL", "PASS"} & {line.title for line in lines[2:]}
