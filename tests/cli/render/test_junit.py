"""JUnit: whatever is no pass is red, and every finding stands in the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, virgin
from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite
from kept_samples import KEPT
from random_boms import write_csv


def suite(text: str) -> TestSuite:
    (only,) = JUnitXml.fromstring(text.encode())
    assert isinstance(only, TestSuite)
    return only


def told(case: TestCase) -> str:
    """All that the test case says."""
    return "\n".join([*(result.text for result in case.result), case.system_out or ""])


def test_a_strict_run_is_red_by_a_warning(critmin: Callable[..., Any], tmp_path: Path) -> None:
    arguments = [write_csv(bom(virgin(component="widget")), tmp_path, "bom"), "-d", "2024-06-30", "-f", "junit"]
    plain, strict = suite(critmin("check", *arguments).stdout), suite(critmin("check", *arguments, "--strict").stdout)
    assert (plain.failures, strict.failures) == (0, 1)
    (case,) = strict
    assert "COMPONENT-UNKNOWN" in case.result[0].text


@pytest.mark.parametrize("sample", KEPT)
def test_it_is_as_it_was(sample_as: Callable[..., str], same_as_kept: Callable[..., None], sample: str) -> None:
    same_as_kept(sample_as(sample, "junit"), "xml")


@pytest.mark.parametrize(
    ("line", "date", "kind", "status"),
    [
        (virgin(), "2024-06-30", None, None),
        (virgin(at="NO"), "2024-06-30", Failure, "fail"),
        (virgin(), "2023-04-17", Failure, "not_available"),
        (virgin(at="?"), "2024-06-30", Error, "incomplete"),
        (virgin(at="Atlantis"), "2024-06-30", Error, "incomplete"),
        (virgin("unobtainium"), "2024-06-30", Error, "unreadable"),
    ],
)
def test_whatever_is_no_pass_is_red(
    critmin: Callable[..., Any],
    in_json: Callable[..., dict[str, Any]],
    tmp_path: Path,
    line: dict[str, str],
    date: str,
    kind: type | None,
    status: str | None,
) -> None:
    arguments = [write_csv(bom(line), tmp_path, "bom"), "-d", date]
    got = suite(critmin("check", *arguments, "-f", "junit").stdout)
    (case,) = got
    assert (got.tests, got.failures, got.errors, got.skipped) == (1, kind is Failure, kind is Error, 0)
    assert (case.classname, case.name) == ("critmin.check", "bom.csv")
    (report,) = in_json(*arguments)["reports"]
    assert [(type(result), result.type) for result in case.result] == ([] if kind is None else [(kind, status)])
    for result in case.result:
        assert result.message.startswith(report["verdict"]["headline"])
        errors = [f["code"] for f in report["findings"] if f["severity"] == "error"]
        assert all(code in result.text for code in [*report["verdict"]["findings"], *errors])


def test_several_files_are_one_suite(critmin: Callable[..., Any], tmp_path: Path) -> None:
    boms = [str(write_csv(bom(virgin(at=at)), tmp_path, name)) for name, at in (("a", "US"), ("b", "NO"), ("c", "?"))]
    got = suite(critmin("check", *boms, "-d", "2024-06-30", "-f", "junit").stdout)
    assert [case.name for case in got] == ["a.csv", "b.csv", "c.csv"]
    assert (got.tests, got.failures, got.errors) == (3, 1, 1)
    assert {p.name: p.value for p in got.properties()}["exit_status"] == "1"


@pytest.mark.parametrize(
    "hostile",
    ["Acme", "<failure/>", "</system-out>", "]]>", "&amp;", "\x00\x08\x1b[31m", "\ufffe\uffff", "x\r\nerror  FORGED"],
)
def test_every_finding_is_told_whatever_is_in_the_cells(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path, hostile: str
) -> None:
    line = by(hostile, component=hostile, role=hostile, extraction_country=hostile)
    arguments = [write_csv(bom(line), tmp_path, "bom"), "-d", "2025-06-30"]
    (case,) = suite(critmin("check", *arguments, "-f", "junit").stdout)
    (report,) = in_json(*arguments)["reports"]
    lines = told(case).split("\n")
    for found in report["findings"]:
        message = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in found["message"])
        assert lines.count(" ".join([found["severity"], found["code"], *found["cells"]])) == 1
        assert f"  {message}" in lines
    assert not any(line.startswith("error  FORGED") for line in lines)


def test_what_is_taken_for_granted_is_told(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    arguments = [write_csv(bom(virgin()), tmp_path, "bom"), "-d", "2024-06-30", "--screening"]
    (case,) = suite(critmin("check", *arguments, "-f", "junit").stdout)
    conditions = in_json(*arguments)["reports"][0]["verdict"]["conditions"]
    assert conditions and all(f"assumed: {condition}" in told(case) for condition in conditions)
    assert told(case).strip().startswith("SCREENING: ")


def test_where_options_came_from_is_told(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    monkeypatch.setenv("CRITMIN_YEAR", "2024")
    path = write_csv(bom(virgin()), tmp_path, "bom")
    got = suite(critmin("check", str(path), "-f", "junit").stdout)
    assert {p.name: p.value for p in got.properties()}["configuration"] == "configuration: CRITMIN_YEAR"
