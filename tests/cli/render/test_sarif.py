"""SARIF: the log keeps to the schema of SARIF 2.1.0 and says what the JSON report says."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from boms import bom, by, virgin
from critmin.engine.model.findings import load_findings
from kept_samples import KEPT
from random_boms import write_csv
from sarif_kit.validate import validation_errors


def run_of(text: str) -> dict[str, Any]:
    log = json.loads(text)
    assert validation_errors(log) == []
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("sample", KEPT)
def test_it_is_as_it_was(sample_as: Callable[..., str], same_as_kept: Callable[..., None], sample: str) -> None:
    text = sample_as(sample, "sarif")
    run_of(text)
    same_as_kept(text, "sarif")


def test_it_says_what_the_json_report_says(
    critmin: Callable[..., Any], in_json: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    boms = [
        write_csv(bom(*lines), tmp_path, name)
        for name, lines in {
            "open": [by("Acme"), by("Acme", at="?"), virgin(component="widget"), virgin("nickel", component="widget")],
            "passes": [virgin()],
            "cannot be read": [virgin("unobtainium")],
        }.items()
    ]
    arguments = [*map(str, boms), "-d", "2025-06-30"]
    run = run_of(critmin("check", *arguments, "-f", "sarif").stdout)
    whole = in_json(*arguments)
    found = [(report["bom"]["path"], f) for report in whole["reports"] for f in report["findings"]]

    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(dict.fromkeys(f["code"] for _, f in found))
    for rule in rules:
        known = load_findings()[rule["id"]]
        texts = [rule[part]["text"] for part in ("shortDescription", "fullDescription", "help")]
        assert texts == [known.title, known.meaning, known.remedy]
        assert rule["defaultConfiguration"]["level"] == known.severity
        assert rule["properties"]["citation"] in {f["citation"] for _, f in found if f["code"] == rule["id"]}

    assert len(run["results"]) == len(found)
    for result, (path, f) in zip(run["results"], found, strict=True):
        assert (result["ruleId"], result["level"], result["message"]["text"]) == (
            f["code"],
            f["severity"],
            f["message"],
        )
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        cells = [place["fullyQualifiedName"] for at in result["locations"] for place in at.get("logicalLocations", [])]
        assert cells == f["cells"]
        for at in result["locations"]:
            where = at["physicalLocation"]["artifactLocation"]
            assert unquote(where["uri"]) == path
            assert run["artifacts"][where["index"]]["location"]["uri"] == where["uri"]

    assert run["invocations"] == [{"exitCode": whole["summary"]["exit_status"], "executionSuccessful": False}]
    assert [(v["bom"], v["status"]) for v in run["properties"]["verdicts"]] == [
        (report["bom"]["path"], report["verdict"]["status"]) for report in whole["reports"]
    ]


@pytest.mark.parametrize(
    ("line", "exit_code", "successful"),
    [(virgin(), 0, True), (virgin(at="NO"), 1, True), (virgin(at="?"), 3, True), (virgin("unobtainium"), 2, False)],
)
def test_the_run_succeeded_unless_a_file_cannot_be_read(
    critmin: Callable[..., Any], tmp_path: Path, line: dict[str, str], exit_code: int, successful: bool
) -> None:
    path = write_csv(bom(line), tmp_path, "bom")
    run = run_of(critmin("check", str(path), "-d", "2024-06-30", "-f", "sarif").stdout)
    assert run["invocations"] == [{"exitCode": exit_code, "executionSuccessful": successful}]


def test_every_file_that_was_read_has_its_hash(critmin: Callable[..., Any], tmp_path: Path) -> None:
    """The companions too. Two files that are shown by the same name are two, unless they are the same."""
    boms = []
    for folder, at in (("one", "US"), ("two", "NO"), ("two again", "NO")):
        (tmp_path / folder).mkdir()
        boms.append(write_csv(bom(virgin(at=at), Entities=[{"entity": at}]), tmp_path / folder, "bom"))
    run = run_of(critmin("check", *map(str, boms), "-d", "2024-06-30", "-f", "sarif").stdout)
    read = sorted(tmp_path.rglob("*.csv"))
    assert sorted((a["location"]["uri"], a["hashes"]["sha-256"]) for a in run["artifacts"]) == sorted(
        {(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in read}
    )
    places = {at["physicalLocation"]["artifactLocation"]["index"] for r in run["results"] for at in r["locations"]}
    assert [run["artifacts"][place]["roles"] for place in sorted(places)] == [["analysisTarget"]] * 2


@pytest.mark.parametrize("name", ["a b.csv", "a:b.csv", "100%.csv", "a#b?.csv", "ü.csv", "<b>.csv", "a\x1bb.csv"])
def test_a_path_is_an_address(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_csv(bom(virgin()), tmp_path, "plain").rename(path)
    run = run_of(critmin("check", str(path), "-d", "2024-06-30", "-f", "sarif").stdout)
    uri = run["artifacts"][0]["location"]["uri"]
    assert uri.isascii() and not set(uri) & set(" :#?<>") and unquote(uri) == name


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("[press here](https://example.com)", "[press here] (https://example.com)"),
        ("{0} {{ 7*7 }}", "{{0}} {{{{ 7*7 }}}}"),
        ("a\x1b[31mb", "a\N{REPLACEMENT CHARACTER}[31mb"),
        ("[red] (half)", "[red] (half)"),
    ],
)
def test_a_cell_makes_no_link_and_no_placeholder(
    critmin: Callable[..., Any], tmp_path: Path, cell: str, text: str
) -> None:
    """SARIF 3.11.5 and 3.11.6: braces are doubled, and `](` would begin a link's address."""
    path = write_csv(bom(virgin(component=cell)), tmp_path, "bom")
    run = run_of(critmin("check", str(path), "-d", "2024-06-30", "-f", "sarif").stdout)
    (message,) = [r["message"]["text"] for r in run["results"] if r["ruleId"] == "COMPONENT-UNKNOWN"]
    assert f'"{text}"' in message


def test_where_options_came_from_is_said(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    monkeypatch.setenv("CRITMIN_YEAR", "2024")
    path = write_csv(bom(virgin()), tmp_path, "bom")
    run = run_of(critmin("check", str(path), "-f", "sarif").stdout)
    assert run["properties"]["configuration"]["environment"] == ["CRITMIN_YEAR"]
